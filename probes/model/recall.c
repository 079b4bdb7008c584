/*
 * A few dozen ranges: as many as screens show at once. They are looked through one by
 * one, which is less than a hash would cost.
 */
#include "probes/model/recall.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

#define ENTRIES 64
#define FRESH_MS 60000
#define AGAIN_MS 5000 /* after a failure */

struct entry {
	char name[TEXT_BYTES_MAX + 1], entity[TEXT_BYTES_MAX + 1];
	enum rollup_kind kind;
	enum recall_range range;
	enum { WISHED, ASKED, ANSWERED } stage;
	enum recall_state state;
	uint32_t id;
	int64_t wanted_ms, asked_ms;
	struct recalled *data;
};

struct recall {
	struct entry entry[ENTRIES];
	uint32_t n, next_id;
};

uint32_t recall_slot_s(enum recall_range range)
{
	return range == RECALL_DAY ? ROLLUP_SLOT_S : 3600;
}

uint32_t recall_slots(enum recall_range range)
{
	return range == RECALL_DAY ? RECALL_DAY_SLOTS : RECALL_MONTH_SLOTS;
}

struct recall *recall_open(void)
{
	struct recall *r = calloc(1, sizeof *r);

	if (!r)
		die("out of memory");
	return r;
}

void recall_close(struct recall *r)
{
	for (uint32_t i = 0; i < r->n; i++)
		free(r->entry[i].data);
	free(r);
}

static struct entry *find(struct recall *r, const char *name, const char *entity,
			  enum rollup_kind kind, enum recall_range range)
{
	for (uint32_t i = 0; i < r->n; i++) {
		struct entry *e = &r->entry[i];

		if (e->kind == kind && e->range == range &&
		    strcmp(e->name, name) == 0 && strcmp(e->entity, entity) == 0)
			return e;
	}
	return NULL;
}

/* A new one, or the one nobody wanted for the longest time. */
static struct entry *make_room(struct recall *r)
{
	struct entry *oldest = &r->entry[0];

	if (r->n < ENTRIES)
		return &r->entry[r->n++];
	for (uint32_t i = 1; i < r->n; i++)
		if (r->entry[i].wanted_ms < oldest->wanted_ms)
			oldest = &r->entry[i];
	free(oldest->data);
	return oldest;
}

static void wish(struct recall *r, struct entry *e, int64_t now_ms)
{
	e->stage = WISHED;
	e->id = ++r->next_id;
	e->asked_ms = now_ms;
	if (!e->data)
		e->state = RECALL_ASKING;
}

const struct recalled *recall_want(struct recall *r, const char *name,
				   const char *entity, enum rollup_kind kind,
				   enum recall_range range, int64_t now_ms,
				   enum recall_state *state)
{
	struct entry *e;

	*state = RECALL_FAILED;
	if (!r)
		return NULL;
	e = find(r, name, entity, kind, range);
	if (!e) {
		e = make_room(r);
		*e = (struct entry){.kind = kind, .range = range};
		snprintf(e->name, sizeof e->name, "%s", name);
		snprintf(e->entity, sizeof e->entity, "%s", entity);
		wish(r, e, now_ms);
	} else if (e->stage == ANSWERED &&
		   now_ms - e->asked_ms >=
			   (e->state == RECALL_FAILED ? AGAIN_MS : FRESH_MS)) {
		wish(r, e, now_ms);
	}
	e->wanted_ms = now_ms;
	*state = e->state;
	return e->data;
}

bool recall_next(struct recall *r, struct recall_wish *out)
{
	for (uint32_t i = 0; i < r->n; i++) {
		struct entry *e = &r->entry[i];

		if (e->stage != WISHED)
			continue;
		e->stage = ASKED;
		*out = (struct recall_wish){e->id, e->name, e->entity, e->kind,
					    e->range};
		return true;
	}
	return false;
}

void recall_take(struct recall *r, uint32_t id, const struct recalled *data)
{
	for (uint32_t i = 0; i < r->n; i++) {
		struct entry *e = &r->entry[i];

		if (e->id != id || e->stage != ASKED)
			continue;
		e->stage = ANSWERED;
		if (data && !e->data && !(e->data = malloc(sizeof *e->data)))
			die("out of memory");
		if (data)
			*e->data = *data;
		e->state = e->data ? RECALL_HERE : RECALL_FAILED;
		return;
	}
}
