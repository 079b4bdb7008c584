/* Keys and frames by the clock on the wall: what else the machine does is in it. */
#include "tests/bench/typist.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "tests/bench/looker.h"
#include "tui/client.h"

#define KEYS_MAX 16384
#define REPEAT_MS 33
#define BURST_EVERY 10 /* keys */
#define WAIT_MS 1000

static int result = -1; /* the end of a pipe that is read */

static const uint32_t keys[] = {'j', 'k'};

static void press(struct client *c, unsigned n)
{
	client_tell(c, &(struct link_message){
			       .kind = LINK_KEYS, .keys = &keys[n % 2], .n = 1});
}

/* The next frame, which is said to be seen. False: none came. */
static bool see_frame(struct client *c, int64_t until_ms)
{
	struct link_message m;

	do {
		if (client_next(c, &m, until_ms) != LINK_ONE)
			return false;
	} while (m.kind != LINK_FRAME);
	client_tell(c, &(struct link_message){.kind = LINK_SEEN, .seq = m.seq});
	return true;
}

/* See what is drawn in that time. Returns how many frames. */
static unsigned rest(struct client *c, int64_t for_ms)
{
	int64_t end_ms = clock_mono_ms() + for_ms;
	unsigned frames = 0;

	while (clock_mono_ms() < end_ms)
		frames += see_frame(c, end_ms);
	return frames;
}

static unsigned burst(struct client *c)
{
	unsigned frames = 0;

	for (unsigned i = 0; i < TYPIST_BURST; i++) {
		press(c, i);
		frames += rest(c, 1);
	}
	return frames + rest(c, REPEAT_MS);
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static double at_share(const int64_t *sorted_us, unsigned n, double share)
{
	return n ? (double)sorted_us[(unsigned)(share * (n - 1))] / 1e3 : 0;
}

static void type(struct client *c, int64_t end_ms, struct typed *t)
{
	static int64_t took_us[KEYS_MAX];
	unsigned frames = 0;

	while (clock_mono_ms() < end_ms && t->keys < KEYS_MAX) {
		int64_t sent_us = clock_mono_us();

		press(c, t->keys);
		if (!see_frame(c, clock_mono_ms() + WAIT_MS))
			break;
		took_us[t->keys++] = clock_mono_us() - sent_us;
		rest(c, REPEAT_MS);
		if (t->keys % BURST_EVERY == 0) {
			frames += burst(c);
			t->bursts++;
		}
	}
	qsort(took_us, t->keys, sizeof *took_us, by_time);
	t->median_ms = at_share(took_us, t->keys, 0.5);
	t->p99_ms = at_share(took_us, t->keys, 0.99);
	t->longest_ms = at_share(took_us, t->keys, 1);
	t->burst_frames = t->bursts ? (double)frames / t->bursts : 0;
}

void typist_start(const struct place *place, int64_t after_ms, int64_t for_ms)
{
	const char *name = strrchr(place->socket, '/') + 1;
	int64_t begin_ms = clock_mono_ms() + after_ms;
	struct client c = {.fd = -1};
	struct typed t = {0};
	char plain[64];
	int end[2];

	if (pipe(end) != 0)
		die("cannot make a pipe");
	result = end[0];
	if (fork() != 0) {
		close(end[1]);
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(plain, sizeof plain, "%.*s", (int)strcspn(name, "."), name);
	c.fd = place_connect(plain);
	looker_hello(&c, "alerts");
	rest(&c, after_ms);
	type(&c, begin_ms + for_ms, &t);
	_exit(write(end[1], &t, sizeof t) != sizeof t);
}

struct typed typist_end(void)
{
	struct typed t = {0};

	if (result >= 0 && read(result, &t, sizeof t) != sizeof t)
		t = (struct typed){0};
	return t;
}
