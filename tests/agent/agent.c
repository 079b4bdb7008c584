/*
 * agent: devices that answer SNMP on loopback, for tests of the whole program: recorded
 * ones, and those of the demo network by name (with seed 1, in the time since the
 * start).
 *
 *   agent --source FILE.snmprec|story:fra-core-01 [--source …] [--port N]
 *         [--community NAME] [--advance] [--max-reply OCTETS] [--fault NAME[=VALUE]]…
 *
 * It prints "port N" for each source, in order, then obeys the commands of steer.h on
 * its standard input and answers each with a line. A fault is such a command from the
 * start
 * ("--fault silent" is "silent on", "--fault loss=30" is "loss 30"). SIGUSR1 prints the
 * requests answered, as the end does; it ends with its parent.
 */
#include <getopt.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "probes/base/buf.h"
#include "probes/demo/demo.h"
#include "tests/agent/steer.h"

enum { FAULTS_MAX = 16, ANSWER_MAX = 256 };

struct options {
	const char *source[FARM_MAX], *fault[FAULTS_MAX], *community;
	uint32_t source_n, fault_n;
	unsigned long port, max_reply;
	bool advance;
};

struct watchers {
	struct farm *farm;
	struct buf typed;
	ev_io commands;
	ev_signal count, term, interrupt;
};

static void say(const char *line)
{
	puts(line);
	fflush(stdout);
}

static void say_count(const struct farm *f)
{
	char answer[ANSWER_MAX];
	steer_count(f, answer, sizeof answer);
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
		steer(w->farm, w->typed.data, answer, sizeof answer);
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
	w->count.data = w->farm;
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

static bool options_read(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {
		{"source", required_argument, NULL, 's'},
		{"port", required_argument, NULL, 'p'},
		{"community", required_argument, NULL, 'c'},
		{"max-reply", required_argument, NULL, 'm'},
		{"fault", required_argument, NULL, 'f'},
		{"advance", no_argument, NULL, 'a'},
		{NULL, 0, NULL, 0},
	};
	int c;
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 's' && o->source_n < FARM_MAX)
			o->source[o->source_n++] = optarg;
		else if (c == 'f' && o->fault_n < FAULTS_MAX)
			o->fault[o->fault_n++] = optarg;
		else if (c == 'c')
			o->community = optarg;
		else if (c == 'a')
			o->advance = true;
		else if (!((c == 'p' && number(optarg, 65535, &o->port)) ||
			   (c == 'm' && number(optarg, 65507, &o->max_reply))))
			return false;
	}
	return optind == argc && o->source_n > 0;
}

static bool use_recorded(struct farm *f, uint32_t i, const struct options *o)
{
	struct snmprec *r = &f->recorded[i];
	r->advance = o->advance;
	f->endpoint[i].device = device_over(&snmprec_source, r, 0);
	return snmprec_load(r, o->source[i]);
}

static bool use_story(struct farm *f, uint32_t i, const char *name)
{
	if (!f->plan) {
		f->plan = plan_new(DEMO_SEED, DEMO_DEVICES);
		f->story = tree_new(f->plan);
	}
	for (uint32_t d = 0; d < f->plan->device_n; d++)
		if (strcmp(f->plan->device[d].name, name) == 0) {
			f->endpoint[i].device = device_over(&tree_source, f->story, d);
			return true;
		}
	fprintf(stderr, "no device '%s' in the demo network\n", name);
	return false;
}

static bool open_source(struct farm *f, const struct options *o, uint32_t i,
			struct ev_loop *loop)
{
	struct endpoint *e = &f->endpoint[i];
	bool story = strncmp(o->source[i], "story:", 6) == 0;
	if (!(story ? use_story(f, i, o->source[i] + 6) : use_recorded(f, i, o)))
		return false;
	e->agent = (struct agent){.community = o->community, .reply_max = o->max_reply};
	e->dice = i + 1;
	f->n = i + 1;
	return endpoint_open(e, loop, o->port ? (uint16_t)(o->port + i) : 0);
}

/* "NAME=VALUE" or "NAME", which is on. */
static bool fault(struct farm *f, const char *spec)
{
	struct buf line = {0};
	char answer[ANSWER_MAX];
	buf_str(&line, spec);
	char *equals = strchr(line.data, '=');
	if (equals)
		*equals = ' ';
	else
		buf_str(&line, " on");
	bool ok = steer(f, line.data, answer, sizeof answer);
	if (!ok)
		fprintf(stderr, "%s\n", answer);
	buf_fini(&line);
	return ok;
}

static int run(struct farm *f, const struct options *o)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	struct watchers w = {.farm = f};
	for (uint32_t i = 0; i < o->source_n; i++)
		if (!open_source(f, o, i, loop))
			return 1;
	for (uint32_t i = 0; i < o->fault_n; i++)
		if (!fault(f, o->fault[i]))
			return 64;
	for (uint32_t i = 0; i < f->n; i++)
		printf("port %u\n", f->endpoint[i].port);
	fflush(stdout);
	watch(&w, loop);
	ev_run(loop, 0);
	say_count(f);
	for (uint32_t i = 0; i < f->n; i++)
		endpoint_close(&f->endpoint[i]);
	buf_fini(&w.typed);
	ev_loop_destroy(loop);
	return 0;
}

int main(int argc, char **argv)
{
	static struct farm farm;
	struct options o = {.community = "public", .max_reply = AGENT_REPLY_MAX};

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (!options_read(argc, argv, &o)) {
		fprintf(stderr, "usage: agent --source FILE|story:NAME [--port N] "
				"[--community NAME] "
				"[--max-reply N] [--advance] [--fault NAME[=VALUE]]\n");
		return 64;
	}
	int status = run(&farm, &o);
	for (uint32_t i = 0; i < farm.n; i++)
		snmprec_fini(&farm.recorded[i]);
	tree_free(farm.story);
	plan_free(farm.plan);
	return status;
}
