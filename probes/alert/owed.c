/*
 * owed: a short list; a window ends seldom. Its rows are in the journal's table of
 * windows, with numbers that no thing of a window has.
 */
#include "probes/alert/owed.h"

#include <stdio.h>
#include <stdlib.h>

#include "probes/alert/book.h"
#include "probes/alert/window.h"
#include "probes/base/table.h"

#define ROWS (MAINTENANCE_THINGS + 24) /* ids of one moment; the last 23 are ours */

void owed_fini(struct owed_list *l)
{
	for (uint32_t i = 0; i < l->n; i++)
		free(l->row[i].text);
	free(l->row);
	*l = (struct owed_list){0};
}

static struct owed *put(struct owed_list *l, const char *window, const char *to,
			const char *text, int64_t at_ms)
{
	struct owed *o;

	TABLE_GROW(l->row, l->cap, l->n + 1);
	o = &l->row[l->n++];
	*o = (struct owed){.number = ++l->numbers, .at_ms = at_ms};
	alert_set(&o->text, text);
	snprintf(o->window, sizeof o->window, "%s", window);
	snprintf(o->to, sizeof o->to, "%s", to);
	return o;
}

struct owed *owed_add(struct owed_list *l, const struct event *e)
{
	struct owed *o = put(l, e->name, e->note, e->text, e->at_ms);

	o->id = (uint64_t)e->at_ms * ROWS + MAINTENANCE_THINGS + 1 + o->number % 23;
	return o;
}

void owed_restore(struct owed_list *l, const struct window_row *row, int64_t now_ms)
{
	if (!row->over && now_ms - row->from_ms < MAINTENANCE_TOLD_MS)
		put(l, row->window, row->entity, row->name, row->from_ms)->id = row->id;
}

struct owed *owed_due(struct owed_list *l, uint32_t *i, int64_t now_ms)
{
	while (*i < l->n) {
		struct owed *o = &l->row[(*i)++];

		if (!o->sent && now_ms >= o->due_ms)
			return o;
	}
	return NULL;
}

struct owed *owed_find(struct owed_list *l, uint32_t number)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (l->row[i].number == number)
			return &l->row[i];
	return NULL;
}

bool owed_again(struct owed *o, int64_t after_ms, int64_t now_ms)
{
	o->sent = false;
	o->due_ms = now_ms + after_ms;
	return now_ms - o->at_ms < MAINTENANCE_TOLD_MS;
}

void owed_drop(struct owed_list *l, uint32_t number)
{
	struct owed *o = owed_find(l, number);

	if (!o)
		return;
	free(o->text);
	*o = l->row[--l->n];
}

void owed_clock_set(struct owed_list *l, int64_t by_ms)
{
	for (uint32_t i = 0; i < l->n; i++) {
		l->row[i].at_ms += by_ms;
		l->row[i].due_ms += by_ms;
	}
}

struct window_row owed_row(const struct owed *o, bool over)
{
	struct window_row row = {.id = o->id,
				 .subject = SUBJECT_WINDOW,
				 .name = o->text,
				 .entity = o->to,
				 .from_ms = o->at_ms,
				 .to_ms = o->at_ms + MAINTENANCE_TOLD_MS,
				 .owed = true,
				 .over = over};

	snprintf(row.window, sizeof row.window, "%s", o->window);
	return row;
}
