/*
 * poll_bench: what polling costs. A farm in a process of its own serves that many
 * devices, an address of 127/8 each, from one socket, with 48 interfaces; some of them
 * may be silent. Every device is polled twice, as status does it; then for some seconds
 * as a watch does it. Figures are of the poller's process.
 *
 *   poll_bench DEVICES SECONDS [SILENT_PERCENT]
 */
#include <arpa/inet.h>
#include <ev.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/demo/agent.h"
#include "probes/wire/poll.h"

#define INTERFACES 48

/* --- the farm --------------------------------------------------------------------- */

struct object {
	const char *name; /* without the index */
	uint8_t type;
	uint64_t num;
	uint32_t per_s; /* it grows */
	struct oid oid;
};

/* In MIB order; scalars have no rows. */
static struct object objects[] = {
	{"1.3.6.1.2.1.1.1", BER_OCTETS, 0, 0, {0}},
	{"1.3.6.1.2.1.1.3", BER_TIMETICKS, 100000, 100, {0}},
	{"1.3.6.1.2.1.1.5", BER_OCTETS, 0, 0, {0}},
	{"1.3.6.1.2.1.2.1", BER_INTEGER, INTERFACES, 0, {0}},
	{"1.3.6.1.2.1.2.2.1.2", BER_OCTETS, 0, 0, {0}},
	{"1.3.6.1.2.1.2.2.1.3", BER_INTEGER, 6, 0, {0}},
	{"1.3.6.1.2.1.2.2.1.4", BER_INTEGER, 1500, 0, {0}},
	{"1.3.6.1.2.1.2.2.1.7", BER_INTEGER, 1, 0, {0}},
	{"1.3.6.1.2.1.2.2.1.8", BER_INTEGER, 1, 0, {0}},
	{"1.3.6.1.2.1.2.2.1.9", BER_TIMETICKS, 500, 0, {0}},
	{"1.3.6.1.2.1.2.2.1.13", BER_COUNTER32, 0, 0, {0}},
	{"1.3.6.1.2.1.2.2.1.14", BER_COUNTER32, 0, 0, {0}},
	{"1.3.6.1.2.1.2.2.1.19", BER_COUNTER32, 0, 0, {0}},
	{"1.3.6.1.2.1.2.2.1.20", BER_COUNTER32, 0, 0, {0}},
	{"1.3.6.1.2.1.31.1.1.1.1", BER_OCTETS, 0, 0, {0}},
	{"1.3.6.1.2.1.31.1.1.1.6", BER_COUNTER64, 1u << 31, 1000000, {0}},
	{"1.3.6.1.2.1.31.1.1.1.7", BER_COUNTER64, 1u << 24, 1000, {0}},
	{"1.3.6.1.2.1.31.1.1.1.10", BER_COUNTER64, 1u << 31, 500000, {0}},
	{"1.3.6.1.2.1.31.1.1.1.11", BER_COUNTER64, 1u << 24, 500, {0}},
	{"1.3.6.1.2.1.31.1.1.1.15", BER_GAUGE32, 1000, 0, {0}},
	{"1.3.6.1.2.1.31.1.1.1.18", BER_OCTETS, 0, 0, {0}},
	{"1.3.6.1.2.1.31.1.1.1.19", BER_TIMETICKS, 0, 0, {0}},
};
enum { OBJECTS = sizeof objects / sizeof *objects, FIRST_COLUMN = 4 };

static void value_of(const struct object *o, uint32_t row, int64_t now_ms,
		     struct varbind *value)
{
	static char text[32];

	value->type = o->type;
	value->num = o->num + (uint64_t)o->per_s * (uint64_t)now_ms / 1000;
	value->bytes = (uint8_t *)text;
	value->len = (uint32_t)snprintf(text, sizeof text, "port %u", row);
}

static bool no_get(void *ctx, uint32_t agent, const struct oid *name, int64_t now_ms,
		   struct varbind *value)
{
	(void)ctx, (void)agent, (void)now_ms;
	bool uptime = oid_has_prefix(name, &objects[1].oid);

	value_of(&objects[1], 0, now_ms, value);
	if (!uptime)
		value->type = BER_NO_SUCH_OBJECT;
	return uptime;
}

static bool next(void *ctx, uint32_t agent, struct oid *name, int64_t now_ms,
		 struct varbind *value)
{
	(void)ctx, (void)agent;
	for (unsigned i = 0; i < OBJECTS; i++) {
		const struct object *o = &objects[i];
		uint32_t row = i < FIRST_COLUMN ? 0 : 1;
		uint32_t rows = i < FIRST_COLUMN ? 1 : INTERFACES + 1;
		if (oid_compare(name, &o->oid) >= 0) {
			if (!oid_has_prefix(name, &o->oid) || name->n < o->oid.n)
				continue;
			row = name->n > o->oid.n ? name->arc[o->oid.n] + 1 : row;
		}
		if (row >= rows)
			continue;
		*name = oid_join(&o->oid, &row, 1);
		value_of(o, row, now_ms, value);
		return true;
	}
	return false;
}

static const struct agent_source source = {.get = no_get, .next = next};

static bool silent(const struct in_addr *at, unsigned percent)
{
	return ntohl(at->s_addr) % 100 < percent;
}

static void farm(int fd, unsigned silent_percent)
{
	static struct agent_scratch scratch;
	static uint8_t request[2048], reply[2048];
	struct agent agent = {
		.source = &source, .community = "public", .reply_max = AGENT_REPLY_MAX};
	int64_t start_ms = clock_mono_ms();

	for (;;) {
		_Alignas(struct cmsghdr) char
			control[CMSG_SPACE(sizeof(struct in_pktinfo))];
		struct sockaddr_in from;
		struct iovec iov = {request, sizeof request};
		struct msghdr m = {&from,   sizeof from,    &iov, 1,
				   control, sizeof control, 0};
		ssize_t got = recvmsg(fd, &m, 0);
		struct in_pktinfo *info =
			got > 0 ? (void *)CMSG_DATA(CMSG_FIRSTHDR(&m)) : NULL;
		if (!info || silent(&info->ipi_addr, silent_percent))
			continue;
		iov = (struct iovec){reply, agent_answer(&agent, &scratch, request,
							 (size_t)got,
							 clock_mono_ms() - start_ms,
							 reply, sizeof reply)};
		info->ipi_spec_dst = info->ipi_addr;
		info->ipi_ifindex = 0;
		if (iov.iov_len)
			sendmsg(fd, &m, 0);
	}
}

static uint16_t start_farm(unsigned silent_percent)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1, bytes = 32 << 20;

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
		perror("farm");
		exit(1);
	}
	setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
	for (unsigned i = 0; i < OBJECTS; i++)
		oid_parse(objects[i].name, &objects[i].oid);
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		farm(fd, silent_percent);
	}
	close(fd);
	return ntohs(at.sin_port);
}

/* --- the poller ------------------------------------------------------------------- */

struct bench {
	struct ev_loop *loop;
	struct network net;
	struct inventory inv;
	struct poll *poll;
	uint64_t news;
	int64_t longest_us, turn_us;
};

static void configure(struct bench *b, unsigned devices, uint16_t port)
{
	struct buf conf = {0};
	struct faults faults = {0};

	buf_str(&conf, "[noctop]\nname = bench\n[auth a]\nversion = 2c\n"
		       "community = \"public\"\n[site s]\nname = S\n");
	for (unsigned i = 0; i < devices; i++)
		buf_printf(&conf,
			   "[device d%05u]\naddress = 127.1.%u.%u\nport = %u\n"
			   "site = s\nauth = a\nping = no\n",
			   i, i / 250, 1 + i % 250, port);
	network_init(&b->net);
	if (!inventory_parse(&b->inv, &b->net, "bench", conf.data, conf.len, &faults)) {
		fputs(faults.text.data, stderr);
		exit(1);
	}
	buf_fini(&conf);
}

static void on_news(void *ctx, dev_id dev)
{
	(void)dev;
	((struct bench *)ctx)->news++;
}

static void on_done(void *ctx)
{
	ev_break(((struct bench *)ctx)->loop, EVBREAK_ALL);
}

static void on_end(struct ev_loop *loop, ev_timer *t, int events)
{
	(void)t, (void)events;
	ev_break(loop, EVBREAK_ALL);
}

/* The longest turn of the loop, in CPU time. */
static void on_check(struct ev_loop *loop, ev_check *c, int events)
{
	(void)loop, (void)events;
	((struct bench *)c->data)->turn_us = clock_cpu_us();
}

static void on_prepare(struct ev_loop *loop, ev_prepare *w, int events)
{
	struct bench *b = w->data;
	int64_t took = clock_cpu_us() - b->turn_us;

	(void)loop, (void)events;
	if (b->turn_us && took > b->longest_us)
		b->longest_us = took;
}

static void say_sweep(const struct bench *b)
{
	const struct poll_totals *t = poll_totals(b->poll);
	double seconds = (double)(t->ended_us - t->started_us) / 1e6;
	double cpu = (double)(t->ended_process_cpu_us - t->process_cpu_us) / 1e6;
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	printf("sweep: %llu polls answered, %llu varbinds, %.3f s, cpu %.3f s, %.3f us "
	       "a "
	       "varbind, retries %llu, longest turn %.2f ms, peak %ld MB\n",
	       (unsigned long long)t->answered_polls, (unsigned long long)t->varbinds,
	       seconds, cpu, t->varbinds ? cpu * 1e6 / (double)t->varbinds : 0,
	       (unsigned long long)t->retries, (double)b->longest_us / 1e3,
	       usage.ru_maxrss / 1024);
}

static void watch(struct bench *b, double seconds)
{
	ev_timer end;
	int64_t cpu_us;

	b->poll = poll_open(b->loop, &b->net, &b->inv, on_news, b);
	poll_start(b->poll);
	for (int i = 0; i < 2; i++) { /* the first turns are the start */
		cpu_us = clock_process_cpu_us();
		b->longest_us = 0;
		b->news = 0;
		ev_timer_init(&end, on_end, i ? seconds : 10, 0);
		ev_timer_start(b->loop, &end);
		ev_run(b->loop, 0);
	}
	cpu_us = clock_process_cpu_us() - cpu_us;
	printf("watch: %.0f s, %llu polls, cpu %.2f %% of a core, longest turn %.2f "
	       "ms\n",
	       seconds, (unsigned long long)b->news, (double)cpu_us / seconds / 1e4,
	       (double)b->longest_us / 1e3);
	poll_close(b->poll);
}

int main(int argc, char **argv)
{
	unsigned devices = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1000;
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 30;
	unsigned silent_percent = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
	struct bench b = {.loop = ev_loop_new(0)};
	ev_check check;
	ev_prepare prepare;

	configure(&b, devices, start_farm(silent_percent));
	ev_check_init(&check, on_check);
	ev_prepare_init(&prepare, on_prepare);
	check.data = prepare.data = &b;
	ev_check_start(b.loop, &check);
	ev_prepare_start(b.loop, &prepare);
	b.poll = poll_open(b.loop, &b.net, &b.inv, on_news, &b);
	poll_sweep_twice(b.poll, on_done, &b);
	ev_run(b.loop, 0);
	say_sweep(&b);
	poll_close(b.poll);
	if (seconds > 0)
		watch(&b, seconds);
	inventory_fini(&b.inv);
	network_fini(&b.net);
	ev_loop_destroy(b.loop);
	return 0;
}
