/*
 * The queue of polls that may begin. A device stands in it once, so it is never longer
 * than there are devices: what cannot be done in time is polled late, not twice. What
 * carries others and what somebody looks at goes before the rest; one in eight is of
 * the rest all the same.
 */
#include "probes/wire/poll_private.h"

#define REST_EVERY 8
#define LATE_MS 1000

static bool goes_first(const struct target *t, int64_t now_ms)
{
	switch ((enum role)target_dev(t)->role) {
	case ROLE_CORE:
	case ROLE_DIST:
	case ROLE_EDGE:
	case ROLE_FIREWALL:
		return true;
	default:
		return t->at_once || now_ms < t->plan.burst_ms;
	}
}

void queue_push(struct poll *p, dev_id id, int64_t due_ms)
{
	struct target *t = &p->target[id];
	struct line *line = goes_first(t, due_ms) ? &p->first : &p->rest;

	if (t->queued || t->job)
		return;
	t->queued = true;
	t->at_once = false;
	t->due_ms = due_ms;
	line->id[(line->head + line->n++) % p->n] = id;
	p->queue_n++;
}

/* Of a device nothing is in the caches when its turn comes. Its row and its plan are
 * fetched two turns before, and what they lead to one turn before. */
static void foresee(const struct poll *p, const struct line *line)
{
	const struct network *net = p->net;

	if (line->n > 2) {
		dev_id id = line->id[(line->head + 2) % p->n];
		table_fetch(&p->target[id], sizeof *p->target);
		table_fetch(&net->dev[id], sizeof *net->dev);
	}
	if (line->n > 1) {
		dev_id id = line->id[(line->head + 1) % p->n];
		const struct dev *dev = &net->dev[id];
		table_fetch(net->ifs.index + dev->if_first,
			    dev_if_foreseen(dev) * sizeof *net->ifs.index);
		ask_foresee(p->ask, p->target[id].peer);
	}
}

struct target *queue_pop(struct poll *p)
{
	bool rest = p->first.n == 0 || (p->rest.n && ++p->taken % REST_EVERY == 0);
	struct line *line = rest ? &p->rest : &p->first;
	struct target *t = &p->target[line->id[line->head]];

	foresee(p, line);
	line->head = (line->head + 1) % p->n;
	line->n--;
	p->queue_n--;
	t->queued = false;
	return t;
}

/* They stand in the order in which they became due. */
static uint32_t late_in(const struct poll *p, const struct line *line, int64_t now_ms)
{
	uint32_t late = 0, end = line->n;

	while (late < end) {
		uint32_t mid = late + (end - late) / 2;
		dev_id id = line->id[(line->head + mid) % p->n];

		if (now_ms - p->target[id].due_ms > LATE_MS)
			late = mid + 1;
		else
			end = mid;
	}
	return late;
}

uint32_t queue_late(const struct poll *p, int64_t now_ms)
{
	return late_in(p, &p->first, now_ms) + late_in(p, &p->rest, now_ms);
}
