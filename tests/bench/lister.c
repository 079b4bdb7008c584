/* A key is answered when its frame has the words that say so, and no list that is still
 * being sorted. */
#include "tests/bench/lister.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "tests/bench/looker.h"
#include "tui/client.h"
#include "views/key.h"

#define KEYS_MAX 8192
#define PAUSE_MS 90 /* between keys: eleven a second */
#define WAIT_MS 1000

static int result = -1; /* the end of a pipe that is read */

struct times {
	int64_t first_us[KEYS_MAX], answer_us[KEYS_MAX], cpu_us[KEYS_MAX];
	unsigned n, lost;
};

struct lister {
	struct client client;
	struct canvas canvas;
	clockid_t cpu; /* of the watch */
	int64_t end_ms;
	char letter;
	struct times *times; /* of the present task; NULL: nothing is measured */
};

/* What is typed, and what the screen says when it is done; "" any frame. A # stands for
 * a letter that is another one each time: no list is there from the last time. */
struct step {
	const char *keys, *shows;
};

static const struct step filter[] = {
	{"/", ""},		   {"!", "filter: !"},	     {"#", "filter: !#"},
	{" ", "filter: !#"},	   {"d", "filter: !# d"},    {"0", "filter: !# d0"},
	{"0", "filter: !# d00"},   {"7", "filter: !# d007"}, {"<Backspace>", "filter: !# d00"},
	{"<Enter>", "filter: !# d00"}, {NULL, NULL}};
static const struct step sorting[] = {
	{"s", "sort by"}, {"n", "by IN"}, {"s", "sort by"}, {"d", "by DEVICE"},
	{"s", "sort by"}, {"u", "LINKS"}, {NULL, NULL}};
static const struct step scroll[] = {{"j", ""}, {"j", ""},	{"<PgDn>", ""},
				     {"k", ""}, {"<PgUp>", ""}, {"G", ""},
				     {"g", ""}, {"/", ""},	{"<Esc>", ""},
				     {NULL, NULL}};
static const struct {
	const char *name;
	const struct step *step;
} tasks[LISTER_TASKS] = {[LISTER_FILTER] = {"filter", filter},
			 [LISTER_SORT] = {"sort", sorting},
			 [LISTER_SCROLL] = {"scroll", scroll}};

/* --- at the screen -------------------------------------------------------------------
 */

static bool shows(const struct lister *l, const char *words)
{
	struct buf text = {0};
	bool there;

	canvas_dump(&l->canvas, &text);
	there = strstr(text.data, words) && !strstr(text.data, "sorting");
	buf_fini(&text);
	return there;
}

/* The next frame, which is said to be seen. False: none came. */
static bool see_frame(struct lister *l, int64_t until_ms)
{
	struct link_message m;

	do {
		if (client_next(&l->client, &m, until_ms) != LINK_ONE)
			return false;
		if (m.kind == LINK_WELCOME &&
		    clock_getcpuclockid((pid_t)m.pid, &l->cpu) != 0)
			die("cannot see the CPU time of %u", m.pid);
	} while (m.kind != LINK_FRAME);
	if (!link_apply(&m, &l->canvas))
		return false;
	client_tell(&l->client,
		    &(struct link_message){.kind = LINK_SEEN, .seq = m.seq});
	return true;
}

static void rest(struct lister *l, int64_t for_ms)
{
	int64_t end_ms = clock_mono_ms() + for_ms;

	while (clock_mono_ms() < end_ms)
		see_frame(l, end_ms);
}

static int64_t cpu_us(const struct lister *l)
{
	struct timespec t = {0};

	clock_gettime(l->cpu, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static void press(struct lister *l, uint32_t key, const char *words)
{
	int64_t sent_us = clock_mono_us(), begun_us = cpu_us(l), first_us = 0, until_ms;
	struct times *t = l->times;
	bool done = false;

	client_tell(&l->client, &(struct link_message){
					.kind = LINK_KEYS, .keys = &key, .n = 1});
	until_ms = clock_mono_ms() + WAIT_MS;
	while (!done && see_frame(l, until_ms)) {
		if (!first_us)
			first_us = clock_mono_us() - sent_us;
		done = shows(l, words);
	}
	if (t && t->n < KEYS_MAX) {
		t->lost += !done;
		t->cpu_us[t->n] = cpu_us(l) - begun_us;
		t->first_us[t->n] = first_us ? first_us : WAIT_MS * 1000;
		t->answer_us[t->n++] = clock_mono_us() - sent_us;
	}
	rest(l, PAUSE_MS);
}

static void fill(char *out, size_t size, const char *words, char letter)
{
	snprintf(out, size, "%s", words);
	for (; *out; out++)
		*out = *out == '#' ? letter : *out;
}

static void perform(struct lister *l, const struct step *step)
{
	for (; step->keys && clock_mono_ms() < l->end_ms; step++) {
		char keys[16], shows[32];
		const char *key = keys;

		fill(keys, sizeof keys, step->keys, l->letter);
		fill(shows, sizeof shows, step->shows, l->letter);
		press(l, key_parse(&key), shows);
	}
}

static void sit_down(struct lister *l, const struct place *place)
{
	const char *name = strrchr(place->socket, '/') + 1;
	char plain[64];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(plain, sizeof plain, "%.*s", (int)strcspn(name, "."), name);
	l->client.fd = place_connect(plain);
	canvas_init(&l->canvas);
	looker_hello(&l->client, "interfaces");
}

/* --- figures -------------------------------------------------------------------------
 */

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static double at_share(const int64_t *sorted_us, unsigned n, double share)
{
	return n ? (double)sorted_us[(unsigned)(share * (n - 1))] / 1e3 : 0;
}

static struct listed sum_up(struct times *t)
{
	qsort(t->first_us, t->n, sizeof *t->first_us, by_time);
	qsort(t->answer_us, t->n, sizeof *t->answer_us, by_time);
	qsort(t->cpu_us, t->n, sizeof *t->cpu_us, by_time);
	return (struct listed){.keys = t->n,
			       .lost = t->lost,
			       .first_p50_ms = at_share(t->first_us, t->n, 0.5),
			       .first_max_ms = at_share(t->first_us, t->n, 1),
			       .answer_p50_ms = at_share(t->answer_us, t->n, 0.5),
			       .answer_p99_ms = at_share(t->answer_us, t->n, 0.99),
			       .answer_max_ms = at_share(t->answer_us, t->n, 1),
			       .cpu_p50_ms = at_share(t->cpu_us, t->n, 0.5),
			       .cpu_p99_ms = at_share(t->cpu_us, t->n, 0.99),
			       .cpu_max_ms = at_share(t->cpu_us, t->n, 1)};
}

/* --- processes -----------------------------------------------------------------------
 */

static void look_on(struct lister *l, unsigned number, int64_t begin_ms)
{
	const char *keys;
	char typed[32];

	snprintf(typed, sizeof typed, "/d !%u<Enter>", 1000 + number);
	rest(l, begin_ms - clock_mono_ms());
	for (keys = typed; *keys;)
		press(l, key_parse(&keys), "");
	rest(l, l->end_ms - clock_mono_ms());
}

static void measure(struct lister *l, int64_t begin_ms, int out)
{
	static struct times times[LISTER_TASKS];
	struct listed listed[LISTER_TASKS];

	rest(l, begin_ms - clock_mono_ms());
	for (unsigned n = 0; clock_mono_ms() < l->end_ms; n++) {
		l->letter = (char)('a' + n % 26);
		for (int i = 0; i < LISTER_TASKS; i++) {
			l->times = &times[i];
			perform(l, tasks[i].step);
		}
	}
	for (int i = 0; i < LISTER_TASKS; i++)
		listed[i] = sum_up(&times[i]);
	_exit(write(out, listed, sizeof listed) != sizeof listed);
}

void lister_start(const struct place *place, unsigned others, int64_t after_ms,
		  int64_t for_ms)
{
	int64_t now_ms = clock_mono_ms(), begin_ms = now_ms + after_ms;
	struct lister l = {.end_ms = begin_ms + for_ms};
	int end[2];

	if (pipe(end) != 0)
		die("cannot make a pipe");
	for (unsigned i = 0; i < others; i++) {
		if (fork() == 0) {
			l.end_ms += 60000;
			sit_down(&l, place);
			look_on(&l, i, now_ms + after_ms / 2);
			_exit(0);
		}
	}
	result = end[0];
	if (fork() != 0) {
		close(end[1]);
		return;
	}
	sit_down(&l, place);
	measure(&l, begin_ms, end[1]);
}

void lister_say(void)
{
	struct listed l[LISTER_TASKS];

	if (result < 0 || read(result, l, sizeof l) != sizeof l)
		return;
	printf("\"lists\":{");
	for (int i = 0; i < LISTER_TASKS; i++)
		printf("%s\"%s\":{\"keys\":%u,\"lost\":%u,\"first_p50_ms\":%.2f,"
		       "\"first_max_ms\":%.2f,\"answer_p50_ms\":%.2f,"
		       "\"answer_p99_ms\":%.2f,\"answer_max_ms\":%.2f,"
		       "\"cpu_p50_ms\":%.2f,\"cpu_p99_ms\":%.2f,\"cpu_max_ms\":%.2f}",
		       i ? "," : "", tasks[i].name, l[i].keys, l[i].lost,
		       l[i].first_p50_ms, l[i].first_max_ms, l[i].answer_p50_ms,
		       l[i].answer_p99_ms, l[i].answer_max_ms, l[i].cpu_p50_ms,
		       l[i].cpu_p99_ms, l[i].cpu_max_ms);
	printf("},");
}
