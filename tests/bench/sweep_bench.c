/*
 * sweep_bench: what polling a farm costs, as often as there are rounds: all devices are
 * told to be polled now, and a round is over when the last of them is (and, with a
 * watch, judged). Three of them contain each other: the engine alone, which asks,
 * checks and takes every value apart into rows; the model, to which these rows go, with
 * rates, status and history; and the whole watch, with rules, journal and an operator
 * who looks at it.
 *
 *   sweep_bench engine|model|whole PORT DEVICES [--warm N] [--rounds N]
 *           [--record FILE [--floor PROGRAM]] [--v3] [--stock]
 *   sweep_bench engine|model|whole PORT DEVICES --paced SECONDS [--interval SECONDS]
 *           [--v3] [--flights] [--keys] [--lists OPERATORS] [--stock]
 *
 * While the engine alone warms up it feeds the model, too, so that all three ask for
 * the same: which columns rest is learnt there. When it counts, rows end where they
 * are.
 *
 * Flights tells how long a request takes, keys how long an operator's key waits for its
 * frame meanwhile, lists how long one waits for a long list among so many who have
 * theirs (turns of the loop are measured all the time then). Paced is how a watch
 * works: every device on its place in the interval. One JSON line a round. FILE gets
 * the requests of one device in the median round, for floor: what is asked seldom makes
 * rounds differ. The watch is the program's own, taken hold of where it opens the
 * poller (linked with --wrap). Stock is a receive buffer as an unprivileged program
 * gets it of a kernel that nobody has tuned.
 */
#include <ev.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/conf/rules.h"
#include "tests/agent/field.h"
#include "tests/bench/flights.h"
#include "tests/bench/history.h"
#include "tests/bench/lister.h"
#include "tests/bench/looker.h"
#include "tests/bench/rss.h"
#include "tests/bench/typist.h"
#include "tui/watch.h"

enum { LIFE_S = 3600, WARM_MAX_S = 170, RECORD_MAX = 65536, RECORDS_MAX = 64 };
#define STOCK_BYTES 212992 /* net.core.rmem_max as kernels come */
#define PAUSE_S 1.05 /* a device is polled once a second at most */

enum part { ENGINE, MODEL, WHOLE, PARTS };
static const char *const part_names[] = {"engine", "model", "noctop"};

struct options {
	enum part part;
	bool v3, keys, lists, stock;
	uint16_t port;
	unsigned devices, warm, rounds, paced_s, interval_s, operators;
	const char *record, *floor;
};

struct mark { /* what had been used at an instant */
	int64_t mono_us, cpu_us;
	uint64_t varbinds, answered;
	struct watch_health health;
};

/* What one device was asked in a round. */
struct record {
	uint8_t *bytes;
	size_t n;
	uint64_t pdus; /* of all devices */
};

struct bench {
	struct options o;
	struct ev_loop *loop;
	struct network *net;
	struct poll *poll;
	struct watch *watch; /* NULL: the engine alone */
	poll_news *news;     /* of the watch */
	void *news_ctx;
	bool counting;
	bool rows_only; /* they do not go into the model */
	uint8_t *seen; /* by device, in this round */
	unsigned left, round;
	struct mark begin;
	int64_t last_answer_us;
	int64_t turn_us, longest_us; /* of the loop's turns, CPU time */
	int64_t rules_us;	     /* spent in judging, in this round */
	uint64_t late_most, answered;
	uint8_t request[RECORD_MAX]; /* of the first device, in this round */
	size_t request_n;
	struct record record[RECORDS_MAX];
	unsigned record_n;
	ev_timer pause, second;
	ev_prepare turn_ends;
	ev_check turn_begins;
};

static struct bench bench;

/* --- figures ---------------------------------------------------------------------- */

static struct mark mark_now(const struct bench *b)
{
	const struct poll_totals *t = poll_totals(b->poll);
	struct mark m = {.mono_us = clock_mono_us(),
			 .cpu_us = clock_process_cpu_us(),
			 .varbinds = t->varbinds,
			 .answered = t->answered_polls};
	poll_health(b->poll, &m.health);
	return m;
}

static void keys_say(const struct bench *b)
{
	struct typed t = typist_end();

	if (b->o.keys)
		printf("\"keys\":%u,\"key_p50_ms\":%.2f,\"key_p99_ms\":%.2f,"
		       "\"key_max_ms\":%.2f,\"burst_frames\":%.1f,",
		       t.keys, t.median_ms, t.p99_ms, t.longest_ms, t.burst_frames);
}

static void say(const struct bench *b, const char *kind, const struct mark *end)
{
	const struct mark *m = &b->begin;
	const struct watch_health *h = &end->health;
	double cpu = (double)(end->cpu_us - m->cpu_us) / 1e6;
	double seconds = (double)(end->mono_us - m->mono_us) / 1e6;
	double pdus = (double)(h->requests - m->health.requests);

	printf("{\"bench\":\"%s\",\"who\":\"%s%s\",\"devices\":%u,\"interfaces\":%u,"
	       "\"pdus\":%.0f,\"varbinds\":%llu,\"polls\":%llu,\"seconds\":%.4f,"
	       "\"last_answer\":%.4f,\"cpu\":%.4f,\"us_per_pdu\":%.3f,"
	       "\"retries\":%llu,\"timeouts\":%llu,\"rx_drops\":%llu,",
	       kind, part_names[b->o.part], b->o.v3 ? " v3" : "",
	       b->o.devices, b->net->ifs.n, pdus,
	       (unsigned long long)(end->varbinds - m->varbinds),
	       (unsigned long long)(end->answered - m->answered), seconds,
	       (double)(b->last_answer_us - m->mono_us) / 1e6, cpu,
	       pdus > 0 ? cpu * 1e6 / pdus : 0,
	       (unsigned long long)(h->retries - m->health.retries),
	       (unsigned long long)(h->timeouts - m->health.timeouts),
	       (unsigned long long)(h->rx_drops - m->health.rx_drops));
	printf("\"longest_turn_ms\":%.2f,\"rules_ms\":%.2f,",
	       (double)b->longest_us / 1e3, (double)b->rules_us / 1e3);
	flights_say();
	keys_say(b);
	lister_say();
	printf("\"interval\":%u,\"cpu_pct\":%.2f,\"late\":%llu,\"alerts\":%u,"
	       "\"history_mb\":%.2f,\"rss_mb\":%.2f}\n",
	       b->o.interval_s, cpu / seconds * 100, (unsigned long long)b->late_most,
	       b->watch ? b->watch->alerts.n : 0,
	       (double)history_bytes(b->net) / 1048576, rss_mb());
	fflush(stdout);
}

static void keep_record(struct bench *b, uint64_t pdus)
{
	uint8_t *copy = malloc(b->request_n + 1);

	if (!copy || b->record_n == RECORDS_MAX) {
		free(copy);
		return;
	}
	memcpy(copy, b->request, b->request_n);
	b->record[b->record_n++] = (struct record){copy, b->request_n, pdus};
}

static int compare_records(const void *a, const void *b)
{
	const struct record *x = a, *y = b;

	return x->pdus < y->pdus ? -1 : x->pdus > y->pdus;
}

static void write_record(const struct bench *b, const uint8_t *bytes, size_t n)
{
	FILE *f = fopen(b->o.record, "wb");

	if (!f)
		die("cannot record to '%s'", b->o.record);
	fwrite(bytes, 1, n, f);
	fclose(f);
}

static void write_median(struct bench *b)
{
	const struct record *median = &b->record[(b->record_n - 1) / 2];

	if (b->record_n == 0)
		die("nothing to record");
	qsort(b->record, b->record_n, sizeof *b->record, compare_records);
	write_record(b, median->bytes, median->n);
}

/* Spawned, not forked: to copy our tables would cost us a fault a page. */
static void run_floor(struct bench *b)
{
	char port[8], devices[12], once[] = "1", window[] = "512";
	char *argv[] = {(char *)(uintptr_t)b->o.floor,
			port,
			devices,
			once,
			window,
			(char *)(uintptr_t)b->o.record,
			NULL};
	int status;
	pid_t pid;

	if (!b->o.floor)
		return;
	write_record(b, b->request, b->request_n);
	snprintf(port, sizeof port, "%u", b->o.port);
	snprintf(devices, sizeof devices, "%u", b->o.devices);
	if (posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) != 0 ||
	    waitpid(pid, &status, 0) != pid || status != 0)
		die("'%s' failed", b->o.floor);
}

static void finish(struct bench *b)
{
	if (b->o.record)
		write_median(b);
	for (unsigned i = 0; i < b->record_n; i++)
		free(b->record[i].bytes);
	ev_break(b->loop, EVBREAK_ALL);
}

/* --- rounds ----------------------------------------------------------------------- */

/* How long the loop's turns take is asked of the kernel twice a turn: that is done in
 * the last round of warming up (paced: in the second half of it), and not while the CPU
 * time counts. */
static void stop_turns(struct bench *b)
{
	ev_check_stop(b->loop, &b->turn_begins);
	b->turn_us = 0;
}

static void begin_round(struct bench *b)
{
	memset(b->seen, 0, b->o.devices);
	b->left = b->o.devices;
	b->rows_only = b->o.part == ENGINE && b->round >= b->o.warm;
	b->request_n = 0;
	b->begin = mark_now(b);
	b->begin.mono_us = clock_mono_us(); /* to take a mark costs, too */
	b->begin.cpu_us = clock_process_cpu_us();
	b->rules_us = 0;
	if (b->round < b->o.warm || b->o.warm == 0)
		b->longest_us = b->turn_us = 0;
	else
		stop_turns(b);
	flights_begin();
	b->answered = b->begin.answered;
	b->last_answer_us = b->begin.mono_us;
	b->counting = true;
	for (dev_id id = 0; id < b->o.devices; id++)
		poll_now(b->poll, id);
}

static void on_pause_over(struct ev_loop *loop, ev_timer *t, int events)
{
	(void)loop, (void)events;
	begin_round(t->data);
}

static void end_round(struct bench *b)
{
	struct mark end = mark_now(b);

	b->counting = false;
	if (b->round++ >= b->o.warm) {
		say(b, "sweep", &end);
		keep_record(b, end.health.requests - b->begin.health.requests);
		run_floor(b);
	}
	if (b->round == b->o.warm + b->o.rounds) {
		finish(b);
		return;
	}
	ev_timer_set(&b->pause, PAUSE_S, 0);
	ev_timer_start(b->loop, &b->pause);
}

static void on_turn_begins(struct ev_loop *loop, ev_check *c, int events)
{
	struct bench *b = c->data;

	(void)loop, (void)events;
	b->turn_us = clock_cpu_us();
}

static void on_turn_ends(struct ev_loop *loop, ev_prepare *p, int events)
{
	struct bench *b = p->data;
	int64_t took_us = b->turn_us ? clock_cpu_us() - b->turn_us : 0;

	(void)loop, (void)events;
	if (took_us > b->longest_us)
		b->longest_us = took_us;
	bool judged = !b->watch || (b->watch->devs.n + b->watch->sites.n == 0 &&
				    !b->watch->site_turn.busy);
	if (b->counting && b->left == 0 && judged)
		end_round(b);
}

static void on_news(void *ctx, dev_id dev)
{
	struct bench *b = ctx;
	uint64_t answered = poll_totals(b->poll)->answered_polls;

	if (b->news)
		b->news(b->news_ctx, dev);
	if (answered != b->answered) {
		b->answered = answered;
		b->last_answer_us = clock_mono_us();
	}
	b->left -= !b->seen[dev];
	b->seen[dev] = 1;
}

/* --- paced ------------------------------------------------------------------------ */

/* Until columns without news are known as such: five polls, or nearly. */
static unsigned warm_seconds(const struct options *o)
{
	unsigned s = 5 * o->interval_s + 10;

	return o->warm == 0 ? 0 : s > WARM_MAX_S ? WARM_MAX_S : s;
}

/* With lists turns are measured while somebody types. */
static void begin_counting(struct bench *b)
{
	if (b->o.lists) {
		b->longest_us = 0;
		return;
	}
	ev_prepare_stop(b->loop, &b->turn_ends);
	stop_turns(b);
}

static void on_second(struct ev_loop *loop, ev_timer *t, int events)
{
	struct bench *b = t->data;
	unsigned warm_s = warm_seconds(&b->o);
	struct mark m = mark_now(b);

	(void)loop, (void)events;
	if (b->round > warm_s && m.health.polls_late > b->late_most)
		b->late_most = m.health.polls_late;
	if (++b->round == warm_s / 2)
		b->longest_us = 0;
	if (b->round == warm_s) {
		begin_counting(b);
		b->begin = m;
		b->rows_only = b->o.part == ENGINE;
		flights_begin();
	}
	if (b->round == warm_s + b->o.paced_s) {
		say(b, "paced", &m);
		finish(b);
	}
}

/* --- the poller, who opens it, and where its rows go ------------------------------ */

struct job;
void __real_apply_traffic(struct job *);
void __wrap_apply_traffic(struct job *);

void __wrap_apply_traffic(struct job *j)
{
	if (!bench.rows_only)
		__real_apply_traffic(j);
}

uint32_t __real_alerts_judge_dev(struct alerts *, const struct network *, dev_id,
				 int64_t, struct event_list *);
uint32_t __wrap_alerts_judge_dev(struct alerts *, const struct network *, dev_id,
				 int64_t, struct event_list *);
uint32_t __real_alerts_judge_site(struct alerts *, const struct network *, site_id,
				  int64_t, struct event_list *);
uint32_t __wrap_alerts_judge_site(struct alerts *, const struct network *, site_id,
				  int64_t, struct event_list *);
uint32_t __real_alerts_judge_site_on(struct alerts *, const struct network *,
				     struct site_turn *, uint32_t, int64_t,
				     struct event_list *);
uint32_t __wrap_alerts_judge_site_on(struct alerts *, const struct network *,
				     struct site_turn *, uint32_t, int64_t,
				     struct event_list *);
int __real_setsockopt(int, int, int, const void *, socklen_t);
int __wrap_setsockopt(int, int, int, const void *, socklen_t);

/* By the clock on the wall: that of the CPU costs a call of the kernel. */
uint32_t __wrap_alerts_judge_dev(struct alerts *a, const struct network *net, dev_id d,
				 int64_t now_ms, struct event_list *events)
{
	int64_t began_us = clock_mono_us();
	uint32_t rows = __real_alerts_judge_dev(a, net, d, now_ms, events);

	bench.rules_us += clock_mono_us() - began_us;
	return rows;
}

uint32_t __wrap_alerts_judge_site(struct alerts *a, const struct network *net,
				  site_id site, int64_t now_ms,
				  struct event_list *events)
{
	int64_t began_us = clock_mono_us();
	uint32_t rows = __real_alerts_judge_site(a, net, site, now_ms, events);

	bench.rules_us += clock_mono_us() - began_us;
	return rows;
}

uint32_t __wrap_alerts_judge_site_on(struct alerts *a, const struct network *net,
				     struct site_turn *turn, uint32_t devs,
				     int64_t now_ms, struct event_list *events)
{
	int64_t began_us = clock_mono_us();
	uint32_t rows = __real_alerts_judge_site_on(a, net, turn, devs, now_ms, events);

	bench.rules_us += clock_mono_us() - began_us;
	return rows;
}

int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t n)
{
	int bytes = 0;

	if (!bench.o.stock || level != SOL_SOCKET || n != sizeof bytes ||
	    (name != SO_RCVBUF && name != SO_RCVBUFFORCE))
		return __real_setsockopt(fd, level, name, value, n);
	if (name == SO_RCVBUFFORCE) {
		errno = EPERM;
		return -1;
	}
	memcpy(&bytes, value, sizeof bytes);
	bytes = bytes < STOCK_BYTES ? bytes : STOCK_BYTES;
	return __real_setsockopt(fd, level, name, &bytes, sizeof bytes);
}

struct poll *__real_poll_open(struct ev_loop *, struct network *,
			      const struct inventory *, poll_news *, void *);
struct poll *__wrap_poll_open(struct ev_loop *, struct network *,
			      const struct inventory *, poll_news *, void *);
int __real_sendmmsg(int, struct mmsghdr *, unsigned, int);
int __wrap_sendmmsg(int, struct mmsghdr *, unsigned, int);

struct poll *__wrap_poll_open(struct ev_loop *loop, struct network *net,
			      const struct inventory *inv, poll_news *news, void *ctx)
{
	struct bench *b = &bench;

	b->loop = loop;
	b->net = net;
	b->news = news;
	b->news_ctx = ctx;
	b->watch = b->o.part == WHOLE ? ctx : NULL;
	b->poll = __real_poll_open(loop, net, inv, on_news, b);
	ev_timer_init(&b->pause, on_pause_over, 0, 0);
	ev_timer_init(&b->second, on_second, 1, 1);
	ev_prepare_init(&b->turn_ends, on_turn_ends);
	ev_check_init(&b->turn_begins, on_turn_begins);
	b->pause.data = b->second.data = b->turn_ends.data = b->turn_begins.data = b;
	ev_prepare_start(loop, &b->turn_ends);
	ev_check_start(loop, &b->turn_begins);
	b->begin = mark_now(b);
	if (b->o.paced_s > 0)
		ev_timer_start(loop, &b->second);
	else
		begin_round(b);
	return b->poll;
}

static void record(struct bench *b, const uint8_t *bytes, size_t n)
{
	if (b->request_n + n + 2 > sizeof b->request)
		return;
	b->request[b->request_n++] = (uint8_t)(n >> 8);
	b->request[b->request_n++] = (uint8_t)n;
	memcpy(b->request + b->request_n, bytes, n);
	b->request_n += n;
}

static bool is_to_first(const struct msghdr *m)
{
	const struct sockaddr_in *to = m->msg_name;

	return to && to->sin_family == AF_INET &&
	       to->sin_addr.s_addr == htonl(FIELD_FIRST);
}

/* A message is cut into datagrams, each of which has an iovec. */
int __wrap_sendmmsg(int fd, struct mmsghdr *head, unsigned n, int flags)
{
	int sent = __real_sendmmsg(fd, head, n, flags);

	if (!bench.o.record || !bench.counting)
		return sent;
	for (int i = 0; i < sent; i++) {
		const struct msghdr *m = &head[i].msg_hdr;
		for (size_t k = 0; k < m->msg_iovlen && is_to_first(m); k++)
			record(&bench, m->msg_iov[k].iov_base, m->msg_iov[k].iov_len);
	}
	return sent;
}

/* --- configuration ---------------------------------------------------------------- */

static void configure(const struct options *o, struct network *net,
		      struct inventory *inv)
{
	struct buf conf = {0};
	struct faults faults = {0};

	buf_printf(&conf, "[noctop]\nname = bench\npoll = %us\n[auth a]\n",
		   o->paced_s > 0 ? o->interval_s : 3600);
	buf_str(&conf, o->v3 ? "version = 3\nuser = noc\nlevel = authPriv\n"
			       "auth = SHA-256\nauth_secret = \"authsecret1\"\n"
			       "priv = AES-128\npriv_secret = \"privsecret1\"\n"
			     : "version = 2c\ncommunity = \"public\"\n");
	buf_str(&conf, "[site s]\nname = S\n");
	for (unsigned i = 0; i < o->devices; i++) {
		uint32_t at = FIELD_FIRST + i;
		buf_printf(&conf,
			   "[device d%06u]\naddress = 127.%u.%u.%u\nport = %u\n"
			   "site = s\nauth = a\nping = no\n",
			   i, at >> 16 & 255, at >> 8 & 255, at & 255, o->port);
	}
	network_init(net);
	if (!inventory_parse(inv, net, "bench", conf.data, conf.len, &faults))
		die("%s", faults.text.data);
	buf_fini(&conf);
}

static void run_alone(const struct options *o)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct network net;
	struct inventory inv = {0};

	configure(o, &net, &inv);
	poll_start(poll_open(loop, &net, &inv, NULL, NULL));
	ev_run(loop, 0);
	poll_close(bench.poll);
	inventory_fini(&inv);
	network_fini(&net);
	ev_loop_destroy(loop);
}

static void run_whole(const struct options *o)
{
	struct watch_setup setup = {.service = true};
	struct faults faults = {0};
	const char *tmp = getenv("TMPDIR");
	char rules[4096], folder[4096 - 16];

	configure(o, &setup.net, &setup.inventory);
	snprintf(folder, sizeof folder, "%s/noctop-bench-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder) ||
	    !conf_data_path(NULL, "rules.ini", rules, sizeof rules) ||
	    !rules_load(&setup.rules, rules, &faults))
		die("cannot load the rules");
	snprintf(setup.journal, sizeof setup.journal, "%s/journal.db", folder);
	setup.listen_fd =
		place_listen(strrchr(folder, '/') + 1, &setup.place, &setup.lock_fd);
	if (setup.listen_fd < 0)
		die("cannot listen: %s", strerror(errno));
	looker_start(&setup.place, "overview", false, LIFE_S);
	if (o->keys)
		typist_start(&setup.place, 1000L * warm_seconds(o),
			     1000L * o->paced_s - 1000);
	if (o->lists)
		lister_start(&setup.place, o->operators, 1000L * warm_seconds(o),
			     1000L * o->paced_s - 1000);
	watch_run(&setup);
	execlp("rm", "rm", "-rf", folder, NULL);
}

static enum part part_of(const char *name)
{
	return strcmp(name, "engine") == 0  ? ENGINE
	       : strcmp(name, "model") == 0 ? MODEL
	       : strcmp(name, "whole") == 0 ? WHOLE
					    : PARTS;
}

static bool options_read(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {
		{"warm", required_argument, NULL, 'w'},
		{"rounds", required_argument, NULL, 'n'},
		{"record", required_argument, NULL, 'r'},
		{"floor", required_argument, NULL, 'F'},
		{"paced", required_argument, NULL, 'p'},
		{"interval", required_argument, NULL, 'i'},
		{"v3", no_argument, NULL, '3'},
		{"flights", no_argument, NULL, 'f'},
		{"keys", no_argument, NULL, 'k'},
		{"lists", required_argument, NULL, 'l'},
		{"stock", no_argument, NULL, 's'},
		{NULL, 0, NULL, 0},
	};
	int c;
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		unsigned n = optarg ? (unsigned)strtoul(optarg, NULL, 10) : 0;
		switch (c) {
		case 'w':
			o->warm = n;
			break;
		case 'n':
			o->rounds = n;
			break;
		case 'r':
			o->record = optarg;
			break;
		case 'F':
			o->floor = optarg;
			break;
		case 'p':
			o->paced_s = n;
			break;
		case 'i':
			o->interval_s = n;
			break;
		case 'f':
			flights_count();
			break;
		case 'k':
			o->keys = true;
			break;
		case 'l':
			o->lists = true;
			o->operators = n;
			break;
		case '3':
			o->v3 = true;
			break;
		case 's':
			o->stock = true;
			break;
		default:
			return false;
		}
	}
	if (optind + 3 != argc)
		return false;
	o->part = part_of(argv[optind]);
	o->port = (uint16_t)strtoul(argv[optind + 1], NULL, 10);
	o->devices = (unsigned)strtoul(argv[optind + 2], NULL, 10);
	return o->port > 0 && o->devices > 0 && o->rounds + o->paced_s > 0 &&
	       o->part < PARTS && (o->record || !o->floor);
}

int main(int argc, char **argv)
{
	bench.o = (struct options){.warm = 6, .rounds = 5, .interval_s = 30};
	if (!options_read(argc, argv, &bench.o)) {
		fputs("usage: sweep_bench engine|model|whole PORT DEVICES [--warm N] "
		      "[--rounds N] "
		      "[--record FILE [--floor PROGRAM]] [--paced SECONDS] "
		      "[--interval SECONDS] "
		      "[--v3] [--flights] [--keys] [--lists OPERATORS] "
		      "[--stock]\n",
		      stderr);
		return 64;
	}
	bench.seen = calloc(bench.o.devices, 1);
	if (!bench.seen)
		die("out of memory");
	bench.o.part == WHOLE ? run_whole(&bench.o) : run_alone(&bench.o);
	free(bench.seen);
	return 0;
}
