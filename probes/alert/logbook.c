/*
 * logbook: each log is a list of pages, the newest first, and a list of what was added
 * since it was begun; each list owns its texts.
 */
#include "probes/alert/logbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

struct logbook_log {
	uint32_t id; /* 0: not in use */
	char name[TEXT_BYTES_MAX + 1], entity[TEXT_BYTES_MAX + 1];
	int64_t wanted_ms;
	enum logbook_state state;
	bool asked; /* of the journal */
	struct event_list page[LOGBOOK_PAGES], live;
	uint32_t page_n;
	uint64_t generation;
};

struct logbook {
	struct logbook_log log[LOGBOOK_LOGS];
	uint32_t last_id;
};

struct logbook *logbook_open(void)
{
	struct logbook *b = calloc(1, sizeof *b);

	if (!b)
		die("out of memory");
	return b;
}

static void log_drop(struct logbook_log *l)
{
	for (uint32_t i = 0; i < l->page_n; i++)
		event_list_fini(&l->page[i]);
	event_list_fini(&l->live);
	*l = (struct logbook_log){0};
}

void logbook_close(struct logbook *b)
{
	if (!b)
		return;
	for (int i = 0; i < LOGBOOK_LOGS; i++)
		log_drop(&b->log[i]);
	free(b);
}

/* One that is not in use, else the one that was wanted longest ago. */
static struct logbook_log *make_room(struct logbook *b)
{
	struct logbook_log *room = &b->log[0];

	for (int i = 1; i < LOGBOOK_LOGS; i++)
		if (b->log[i].wanted_ms < room->wanted_ms)
			room = &b->log[i];
	log_drop(room);
	return room;
}

struct logbook_log *logbook_want(struct logbook *b, const char *name,
				 const char *entity, int64_t now_ms)
{
	struct logbook_log *l = NULL;

	if (!b)
		return NULL;
	for (int i = 0; i < LOGBOOK_LOGS && !l; i++)
		if (b->log[i].id && !strcmp(b->log[i].name, name) &&
		    !strcmp(b->log[i].entity, entity))
			l = &b->log[i];
	if (!l) {
		l = make_room(b);
		l->id = ++b->last_id;
		snprintf(l->name, sizeof l->name, "%s", name);
		snprintf(l->entity, sizeof l->entity, "%s", entity);
	}
	l->wanted_ms = now_ms;
	return l;
}

/* --- reading --- */

uint32_t logbook_n(const struct logbook_log *l)
{
	uint32_t n = l->live.n;

	for (uint32_t i = 0; i < l->page_n; i++)
		n += l->page[i].n;
	return n;
}

static const struct event *newest(const struct event_list *list, uint32_t i)
{
	return &list->event[list->n - 1 - i];
}

const struct event *logbook_at(const struct logbook_log *l, uint32_t i)
{
	if (i < l->live.n)
		return newest(&l->live, i);
	i -= l->live.n;
	for (uint32_t p = 0; p < l->page_n; p++) {
		if (i < l->page[p].n)
			return newest(&l->page[p], i);
		i -= l->page[p].n;
	}
	return NULL;
}

/* Numbers rise by one at least: in a log that has all of them it is found at once. */
static const struct event *find_in(const struct event_list *list, uint64_t seq)
{
	uint64_t first = list->n ? list->event[0].seq : UINT64_MAX;
	uint32_t from = 0, to = list->n;

	if (seq < first)
		return NULL;
	if (seq - first < to)
		to = (uint32_t)(seq - first) + 1;
	if (to && list->event[to - 1].seq == seq)
		return &list->event[to - 1];
	while (from < to) {
		uint32_t mid = from + (to - from) / 2;

		if (list->event[mid].seq == seq)
			return &list->event[mid];
		if (list->event[mid].seq < seq)
			from = mid + 1;
		else
			to = mid;
	}
	return NULL;
}

const struct event *logbook_find(const struct logbook_log *l, uint64_t seq)
{
	const struct event *e = find_in(&l->live, seq);

	for (uint32_t p = 0; p < l->page_n && !e; p++) {
		const struct event_list *page = &l->page[p];

		if (page->n && page->event[0].seq <= seq)
			return find_in(page, seq);
	}
	return e;
}

const struct event *logbook_event(const struct logbook *b, uint64_t seq)
{
	const struct event *e = NULL;

	for (int i = 0; b && i < LOGBOOK_LOGS && !e; i++)
		e = logbook_find(&b->log[i], seq);
	return e;
}

enum logbook_state logbook_state(const struct logbook_log *l)
{
	return l->state;
}

uint64_t logbook_generation(const struct logbook_log *l)
{
	return l->generation;
}

void logbook_older(struct logbook_log *l)
{
	if (l->state == LOG_MORE)
		l->state = LOG_ASKING;
}

/* --- asking --- */

static uint64_t oldest_seq(const struct logbook_log *l)
{
	for (uint32_t p = l->page_n; p-- > 0;)
		if (l->page[p].n)
			return l->page[p].event[0].seq;
	return l->live.n ? l->live.event[0].seq : 0;
}

bool logbook_next(struct logbook *b, struct logbook_wish *wish)
{
	for (int i = 0; i < LOGBOOK_LOGS; i++) {
		struct logbook_log *l = &b->log[i];

		if (!l->id || l->state != LOG_ASKING || l->asked)
			continue;
		l->asked = true;
		l->page_n++; /* what comes goes here */
		*wish = (struct logbook_wish){.id = l->id,
					  .name = l->name,
					  .entity = l->entity,
					  .before = oldest_seq(l),
					  .max = LOGBOOK_PAGE};
		return true;
	}
	return false;
}

static struct logbook_log *find_id(struct logbook *b, uint32_t id)
{
	for (int i = 0; i < LOGBOOK_LOGS; i++)
		if (b->log[i].id == id && b->log[i].asked)
			return &b->log[i];
	return NULL; /* it made room for another */
}

void logbook_take(struct logbook *b, uint32_t id, const struct event *e)
{
	struct logbook_log *l = find_id(b, id);
	struct event_list *page;

	if (!l)
		return;
	page = &l->page[l->page_n - 1];
	if (e) {
		/* It may have been added meanwhile, too. */
		if (!l->live.n || e->seq < l->live.event[0].seq)
			event_add(page, e);
		return;
	}
	l->asked = false;
	l->generation++;
	if (page->n < LOGBOOK_PAGE)
		l->state = LOG_WHOLE;
	else
		l->state = l->page_n < LOGBOOK_PAGES ? LOG_MORE : LOG_FULL;
}

static bool is_of(const struct logbook_log *l, const struct event *e)
{
	return (!*l->name || !strcmp(l->name, e->name)) &&
	       (!*l->entity || !strcmp(l->entity, e->entity));
}

/* A log that grew to twice its pages by what is new is begun again. */
void logbook_add(struct logbook *b, const struct event *e)
{
	for (int i = 0; i < LOGBOOK_LOGS; i++) {
		struct logbook_log *l = &b->log[i];

		if (!l->id || !is_of(l, e))
			continue;
		if (l->live.n == LOGBOOK_PAGE * LOGBOOK_PAGES) {
			log_drop(l);
			continue;
		}
		event_add(&l->live, e);
		l->generation++;
	}
}
