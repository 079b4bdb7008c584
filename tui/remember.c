/*
 * Roll-ups are gathered by polls and wait in their places; a walk over all of them
 * takes a minute, of the five they may wait. When the keeper has not taken the last
 * batch yet the walk stands still: what then is overwritten is lost, and said once a
 * minute.
 */
#include "tui/remember.h"

#include <poll.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"

#define WALK_S 60
#define TELL_MS 60000
#define HOUR_MS INT64_C(3600000)

void remember_open(struct remember *r, struct network *net, struct journal *journal,
		   void (*came)(void *ctx), void *ctx)
{
	*r = (struct remember){.net = net,
			       .journal = journal,
			       .recall = recall_open(),
			       .came = came,
			       .ctx = ctx};
}

void remember_close(struct remember *r)
{
	recall_close(r->recall);
	r->recall = NULL;
}

uint32_t remember_places(const struct network *net)
{
	uint32_t places = (net->ifs.n + net->dev_n * ROLLUP_OF_DEV) / WALK_S;

	return places < REMEMBER_LEAST	? REMEMBER_LEAST
	       : places > REMEMBER_MOST ? REMEMBER_MOST
					: places;
}

static bool add(void *ctx, const struct rollup_row *row)
{
	return journal_batch_add(ctx, row);
}

static void tell_lost(struct remember *r, int64_t now_ms)
{
	uint64_t lost = rollup_lost(r->net) + journal_batch_lost(r->journal);

	if (lost == r->lost_told || now_ms - r->told_ms < TELL_MS)
		return;
	log_warning("history: %llu roll-ups were lost: the journal did not take them "
		    "in time",
		    (unsigned long long)(lost - r->lost_told));
	r->lost_told = lost;
	r->told_ms = now_ms;
}

static void learn_one(void *ctx, const char *name, const char *entity,
		      enum rollup_kind kind, const struct learnt *learnt)
{
	struct remember *r = ctx;

	if (name)
		rollup_learn(r->net, name, entity, kind, learnt);
}

/* At the start there is not yet a place for what is learnt of a port: that comes with
 * the first polls and readings. Then every hour, of which another is usual. */
static int64_t next_lesson(unsigned lessons, int64_t now_ms)
{
	static const int64_t young_ms[] = {60000, 300000};

	if (lessons <= sizeof young_ms / sizeof *young_ms)
		return now_ms + young_ms[lessons - 1];
	return (now_ms / HOUR_MS + 1) * HOUR_MS;
}

void remember_tick(struct remember *r, int64_t now_ms)
{
	tell_lost(r, now_ms);
	if (!journal_batch_room(r->journal))
		return;
	rollup_take(r->net, &r->walk, remember_places(r->net), add, r->journal);
	journal_batch_send(r->journal);
	/* A clock that was set back does not put it off. */
	if (now_ms < r->lesson_ms && r->lesson_ms - now_ms <= HOUR_MS)
		return;
	r->lesson_ms = next_lesson(++r->lessons, now_ms);
	journal_ask_lesson(r->journal, learn_one, r);
}

static void take_range(void *ctx, uint32_t tag, const struct recalled *recalled)
{
	struct remember *r = ctx;

	recall_take(r->recall, tag, recalled);
	r->came(r->ctx);
}

void remember_ask(struct remember *r)
{
	struct recall_wish wish;

	while (recall_next(r->recall, &wish))
		journal_ask_range(r->journal, &wish, take_range, r);
}

void remember_finish(struct remember *r, int timeout_ms)
{
	int64_t deadline_ms = clock_mono_ms() + timeout_ms;
	bool round = false;

	rollup_complete(r->net);
	r->walk = (struct rollup_walk){0};
	while (!round && journal_pid(r->journal) > 0) {
		int64_t left = deadline_ms - clock_mono_ms();
		struct pollfd p = {journal_fd(r->journal), POLLIN, 0};

		if (journal_batch_room(r->journal)) {
			round = rollup_take(r->net, &r->walk, REMEMBER_MOST, add,
					    r->journal);
			journal_batch_send(r->journal);
			continue;
		}
		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			return;
		journal_readable(r->journal);
	}
}
