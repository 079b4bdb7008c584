/*
 * agent: devices that answer SNMP on loopback, for tests of the whole program and
 * benchmarks: recorded ones, those of the demo network by name (with seed 1, in the
 * time since the start), or a farm of many alike.
 *
 *   agent --source FILE.snmprec|story:fra-core-01 [--source …] [--advance] OPTIONS
 *   agent --farm DEVICES[xPORTS] OPTIONS
 *
 *   --port N  --address 127.77.0.1  --community NAME  --max-reply OCTETS  --seed N
 *   --fault NAME[=VALUE]…
 *   --user NAME[:SHA-256:SECRET[:AES-128:SECRET]]…      version 3, too
 *
 * Sources have ports of their own on 127.0.0.1, or with --address one port and
 * addresses from that on. It prints "port N" for each source, in order (a farm has one
 * port, and the addresses from 127.1.0.1 on), then obeys the commands of steer.h on its
 * standard input and answers each with a line. A fault is such a command from the start
 * ("--fault silent" is "silent on", "--fault loss=30" is "loss 30", "--fault '20%
 * silent'" concerns every fifth device). SIGUSR1 prints the requests answered, as the
 * end does; it ends with its parent.
 */
#include <arpa/inet.h>
#include <getopt.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "probes/base/buf.h"
#include "probes/demo/demo.h"
#include "tests/agent/steer.h"

enum { FAULTS_MAX = 16, ANSWER_MAX = 256 };

struct options {
	const char *source[AGENTS_MAX], *fault[FAULTS_MAX], *user[GUARD_USERS_MAX];
	const char *community;
	uint32_t host; /* of the first source; 0: all on 127.0.0.1 */
	uint32_t source_n, fault_n, user_n;
	unsigned long port, max_reply, devices, ports, seed;
	bool advance;
};

struct watchers {
	struct agents *agents;
	struct buf typed;
	ev_io commands;
	ev_signal count, term, interrupt;
};

static void say(const char *line)
{
	puts(line);
	fflush(stdout);
}

static void say_count(const struct agents *a)
{
	char answer[ANSWER_MAX];
	steer_count(a, answer, sizeof answer);
	say(answer);
}

static void commands_read(struct ev_loop *loop, ev_io *io, int events)
{
	(void)events;
	struct watchers *w = io->data;
	ssize_t n = read(io->fd, buf_room(&w->typed, 4096), 4096);
	if (n <= 0) {
		ev_io_stop(loop, io);
		return;
	}
	w->typed.len += (size_t)n;
	char *eol, answer[ANSWER_MAX];
	while (w->typed.len > 0 && (eol = memchr(w->typed.data, '\n', w->typed.len))) {
		*eol = '\0';
		steer(w->agents, w->typed.data, answer, sizeof answer);
		say(answer);
		buf_drop(&w->typed, (size_t)(eol + 1 - w->typed.data));
	}
}

static void count_asked(struct ev_loop *loop, ev_signal *signal, int events)
{
	(void)loop;
	(void)events;
	say_count(signal->data);
}

static void end_asked(struct ev_loop *loop, ev_signal *signal, int events)
{
	(void)signal;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

static void watch(struct watchers *w, struct ev_loop *loop)
{
	ev_io_init(&w->commands, commands_read, STDIN_FILENO, EV_READ);
	w->commands.data = w;
	ev_io_start(loop, &w->commands);
	ev_signal_init(&w->count, count_asked, SIGUSR1);
	w->count.data = w->agents;
	ev_signal_start(loop, &w->count);
	ev_signal_init(&w->term, end_asked, SIGTERM);
	ev_signal_start(loop, &w->term);
	ev_signal_init(&w->interrupt, end_asked, SIGINT);
	ev_signal_start(loop, &w->interrupt);
}

static bool number(const char *arg, unsigned long max, unsigned long *value)
{
	char *end;
	*value = strtoul(arg, &end, 10);
	return end != arg && *end == '\0' && *value <= max;
}

static bool loopback(const char *arg, uint32_t *host)
{
	struct in_addr at;
	bool ok = inet_pton(AF_INET, arg, &at) == 1;
	*host = ok ? ntohl(at.s_addr) : 0;
	return *host >> 24 == IN_LOOPBACKNET;
}

/* "10000" or "10000x48" */
static bool farm_size(const char *arg, struct options *o)
{
	char *x = strchr(arg, 'x');
	if (x)
		*x = '\0';
	return number(arg, FARM_DEVICES_MAX, &o->devices) && o->devices > 0 &&
	       (!x || number(x + 1, FARM_PORTS_MAX, &o->ports));
}

static bool options_read(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {
		{"source", required_argument, NULL, 's'},
		{"farm", required_argument, NULL, 'n'},
		{"seed", required_argument, NULL, 'd'},
		{"address", required_argument, NULL, 'h'},
		{"port", required_argument, NULL, 'p'},
		{"community", required_argument, NULL, 'c'},
		{"max-reply", required_argument, NULL, 'm'},
		{"fault", required_argument, NULL, 'f'},
		{"user", required_argument, NULL, 'u'},
		{"advance", no_argument, NULL, 'a'},
		{NULL, 0, NULL, 0},
	};
	int c;
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 's' && o->source_n < AGENTS_MAX)
			o->source[o->source_n++] = optarg;
		else if (c == 'f' && o->fault_n < FAULTS_MAX)
			o->fault[o->fault_n++] = optarg;
		else if (c == 'u' && o->user_n < GUARD_USERS_MAX)
			o->user[o->user_n++] = optarg;
		else if (c == 'c')
			o->community = optarg;
		else if (c == 'a')
			o->advance = true;
		else if (!((c == 'h' && loopback(optarg, &o->host)) ||
			   (c == 'p' && number(optarg, 65535, &o->port)) ||
			   (c == 'm' && number(optarg, 65507, &o->max_reply)) ||
			   (c == 'd' && number(optarg, UINT16_MAX, &o->seed)) ||
			   (c == 'n' && farm_size(optarg, o))))
			return false;
	}
	return optind == argc && (o->source_n > 0) != (o->devices > 0);
}

static bool use_recorded(struct agents *a, uint32_t i, const struct options *o)
{
	struct snmprec *r = &a->recorded[i];
	r->advance = o->advance;
	a->endpoint[i].device = device_over(&snmprec_source, r, 0);
	return snmprec_load(r, o->source[i]);
}

static bool use_story(struct agents *a, uint32_t i, const char *name)
{
	if (!a->plan) {
		a->plan = plan_new(DEMO_SEED, DEMO_DEVICES);
		a->story = tree_new(a->plan);
	}
	for (uint32_t d = 0; d < a->plan->device_n; d++)
		if (strcmp(a->plan->device[d].name, name) == 0) {
			a->endpoint[i].device = device_over(&tree_source, a->story, d);
			return true;
		}
	fprintf(stderr, "no device '%s' in the demo network\n", name);
	return false;
}

static bool open_source(struct agents *a, const struct options *o, uint32_t i,
			struct ev_loop *loop)
{
	struct endpoint *e = &a->endpoint[i];
	bool story = strncmp(o->source[i], "story:", 6) == 0;
	if (!(story ? use_story(a, i, o->source[i] + 6) : use_recorded(a, i, o)))
		return false;
	e->agent = (struct agent){.community = o->community, .reply_max = o->max_reply};
	e->guard = a->guard;
	e->number = i;
	e->dice = i + (uint32_t)o->seed;
	a->n = i + 1;
	e->host = o->host ? o->host + i : 0;
	if (e->host && i)
		return endpoint_open(e, loop, a->endpoint[0].port);
	return endpoint_open(e, loop, o->port ? (uint16_t)(o->port + i) : 0);
}

static bool open_farm(struct agents *a, const struct options *o, struct ev_loop *loop)
{
	a->field = (struct field){.farm = {.devices = (uint32_t)o->devices,
					   .ports = (uint32_t)o->ports,
					   .seed = (uint32_t)o->seed},
				  .community = o->community,
				  .guard = a->guard,
				  .reply_max = o->max_reply,
				  .dice = (uint32_t)o->seed};
	return field_open(&a->field, loop, (uint16_t)o->port);
}

static bool open_guard(struct agents *a, const struct options *o)
{
	if (o->user_n > 0)
		a->guard =
			guard_new(o->devices > 0 ? (uint32_t)o->devices : o->source_n);
	for (uint32_t i = 0; i < o->user_n; i++)
		if (!guard_user(a->guard, o->user[i]))
			return false;
	return true;
}

static bool open_all(struct agents *a, const struct options *o, struct ev_loop *loop)
{
	if (!open_guard(a, o))
		return false;
	if (o->devices > 0)
		return open_farm(a, o, loop);
	for (uint32_t i = 0; i < o->source_n; i++)
		if (!open_source(a, o, i, loop))
			return false;
	return true;
}

static void close_all(struct agents *a)
{
	if (a->field.farm.devices > 0)
		field_close(&a->field);
	for (uint32_t i = 0; i < a->n; i++)
		endpoint_close(&a->endpoint[i]);
	guard_free(a->guard);
}

static void say_ports(const struct agents *a)
{
	if (a->field.farm.devices > 0)
		printf("port %u\n", a->field.port);
	for (uint32_t i = 0; i < a->n; i++)
		printf("port %u\n", a->endpoint[i].port);
	fflush(stdout);
}

/* "NAME=VALUE" or "NAME", which is on. */
static bool fault(struct agents *a, const char *spec)
{
	struct buf line = {0};
	char answer[ANSWER_MAX];
	buf_str(&line, spec);
	char *equals = strchr(line.data, '=');
	if (equals)
		*equals = ' ';
	else
		buf_str(&line, " on");
	bool ok = steer(a, line.data, answer, sizeof answer);
	if (!ok)
		fprintf(stderr, "%s\n", answer);
	buf_fini(&line);
	return ok;
}

static int run(struct agents *a, const struct options *o)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	struct watchers w = {.agents = a};
	if (!open_all(a, o, loop))
		return 1;
	for (uint32_t i = 0; i < o->fault_n; i++)
		if (!fault(a, o->fault[i]))
			return 64;
	say_ports(a);
	watch(&w, loop);
	ev_run(loop, 0);
	say_count(a);
	close_all(a);
	buf_fini(&w.typed);
	ev_loop_destroy(loop);
	return 0;
}

int main(int argc, char **argv)
{
	static struct agents agents;
	struct options o = {.community = "public",
			    .max_reply = AGENT_REPLY_MAX,
			    .ports = 48,
			    .seed = 1};

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (!options_read(argc, argv, &o)) {
		fprintf(stderr,
			"usage: agent --source FILE|story:NAME… [--advance] | "
			"--farm DEVICES[xPORTS]  [--port N] [--address 127.A.B.C] "
			"[--community NAME] [--max-reply N] [--seed N] "
			"[--user NAME[:AUTH:SECRET[:PRIV:SECRET]]]… "
			"[--fault NAME[=VALUE]]…\n");
		return 64;
	}
	int status = run(&agents, &o);
	for (uint32_t i = 0; i < agents.n; i++)
		snmprec_fini(&agents.recorded[i]);
	tree_free(agents.story);
	plan_free(agents.plan);
	return status;
}
