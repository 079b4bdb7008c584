/*
 * maintenance_act: windows that operators make, move and end, and the rows by which the
 * journal brings them back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/window.h"
#include "probes/base/clock.h"

const char *window_error(int error)
{
	switch (error) {
	case WINDOW_OK:
		return "done";
	case WINDOW_NO_END:
		return "maintenance needs an end in the future";
	case WINDOW_TOO_LONG:
		return "maintenance from here is 8 h at most";
	case WINDOW_NOTHING:
		return "no device, interface, site, circuit or customer of that name";
	case WINDOW_NO_SUCH:
		return "no such maintenance";
	case WINDOW_NOT_RUNNING:
		return "it is not running";
	case WINDOW_NO_CATEGORY:
		return "a change is standard, expedited or emergency";
	case WINDOW_CONFIGURED:
		return "it is configured: its end stands in the file";
	default:
		return "not done";
	}
}

/* --- telling --- */

/* "until_ms" is for whoever shows it: a time has a zone, and the event has none. */
static void tell(const struct window *w, const struct who *who, bool runs,
		 int64_t before_ms, int64_t now_ms, struct event_list *out)
{
	char subject[256], text[512], until[CLOCK_RFC3339_SIZE];

	window_subject(w, subject, sizeof subject);
	snprintf(text, sizeof text, "maintenance of %s%s", subject,
		 runs ? "" : " is done");
	event_add(out, &(struct event){
			       .at_ms = now_ms,
			       .kind = EVENT_MAINTENANCE,
			       .severity = SEV_INFO,
			       .subject = SUBJECT_WINDOW,
			       .name = w->name,
			       .text = text,
			       .value = runs,
			       .limit = (double)NAN,
			       .who = *who,
			       .note = w->text,
			       .until_ms = w->to_ms,
			       .before = before_ms ? clock_rfc3339(until, before_ms)
						   : "",
		       });
}

static void moved(struct maintenance *m)
{
	m->next_ms = 0;
	m->generation++;
}

static int check_end(int64_t until_ms, int64_t now_ms)
{
	if (until_ms <= now_ms)
		return WINDOW_NO_END;
	return until_ms - now_ms > MAINTENANCE_LONGEST_MS ? WINDOW_TOO_LONG : WINDOW_OK;
}

/* --- acts --- */

/* The change number; a second window of one is "CHG4711 2". */
static void name_it(const struct maintenance *m, struct window *w)
{
	const char *base = w->change[0] ? w->change : "maintenance";

	snprintf(w->name, sizeof w->name, "%s", base);
	for (unsigned i = w->change[0] ? 2 : 1;
	     !w->change[0] || maintenance_find(m, w->name); i++) {
		snprintf(w->name, sizeof w->name, "%.50s-%u", base, i);
		if (!maintenance_find(m, w->name))
			return;
	}
}

static uint64_t unused_number(const struct maintenance *m, int64_t now_ms)
{
	uint64_t made = (uint64_t)now_ms;

	for (uint32_t i = 0; i < m->n; i++)
		if (m->window[i]->made >= made)
			made = m->window[i]->made + 1;
	return made;
}

static void copy(char *out, size_t cap, const char *s)
{
	snprintf(out, cap, "%s", s ? s : "");
}

int maintenance_add(struct maintenance *m, const struct network *net,
		    const struct window_request *r, int64_t now_ms,
		    struct event_list *out, const char **made)
{
	struct window w = {.made = unused_number(m, now_ms),
			   .by = r->by,
			   .category = r->category,
			   .from_ms = now_ms,
			   .to_ms = r->until_ms};
	int error = check_end(r->until_ms, now_ms);
	struct window *put;

	if (error != WINDOW_OK)
		return error;
	for (uint32_t i = 0; i < r->n && i < MAINTENANCE_THINGS; i++) {
		window_add_thing(&w, net, &r->thing[i]);
		if (w.thing[w.thing_n - 1].thing == NONE)
			window_drop_thing(&w);
	}
	if (!w.thing_n) {
		free(w.thing);
		return WINDOW_NOTHING;
	}
	copy(w.change, sizeof w.change, r->change);
	copy(w.approver, sizeof w.approver, r->approver);
	copy(w.text, sizeof w.text, r->text);
	copy(w.owner, sizeof w.owner, r->by.name);
	name_it(m, &w);
	put = maintenance_put(m, &w);
	tell(put, &r->by, true, 0, now_ms, out);
	if (made)
		*made = put->name;
	return WINDOW_OK;
}

int maintenance_extend(struct maintenance *m, const char *name, const struct who *who,
		       int64_t until_ms, int64_t now_ms, struct event_list *out)
{
	struct window *w = maintenance_find(m, name);
	int error = check_end(until_ms, now_ms);
	int64_t before_ms;

	if (!w)
		return WINDOW_NO_SUCH;
	if (!w->made)
		return WINDOW_CONFIGURED;
	if (error != WINDOW_OK)
		return error;
	before_ms = w->to_ms;
	w->to_ms = until_ms;
	moved(m);
	tell(w, who, true, before_ms, now_ms, out);
	return WINDOW_OK;
}

/* Forgetting to end it again is no reason to be called. */
int maintenance_done(struct maintenance *m, const char *name, const struct who *who,
		     int64_t now_ms, struct event_list *out)
{
	struct window *w = maintenance_find(m, name);
	int64_t before_ms;

	if (!w)
		return WINDOW_NO_SUCH;
	if (now_ms < w->from_ms || now_ms >= w->to_ms)
		return WINDOW_NOT_RUNNING;
	if (w->recurring)
		w->skip_ms = w->to_ms;
	before_ms = w->to_ms;
	w->to_ms = now_ms;
	moved(m);
	tell(w, who, false, before_ms, now_ms, out);
	return WINDOW_OK;
}

/* --- the journal --- */

static struct window_row row_of(const struct window *w, const struct window_thing *t)
{
	struct window_row row = {
		.made = w->made,
		.subject = t ? t->subject : SUBJECT_WINDOW,
		.name = t ? t->name : w->name,
		.entity = t ? t->entity : "",
		.category = w->category,
		.by = w->by,
		.from_ms = w->from_ms,
		.to_ms = w->to_ms,
		.over = w->phase == WINDOW_OVER,
	};

	copy(row.window, sizeof row.window, w->name);
	copy(row.change, sizeof row.change, w->change);
	copy(row.approver, sizeof row.approver, w->approver);
	copy(row.text, sizeof row.text, w->text);
	return row;
}

void maintenance_rows(const struct maintenance *m, const struct event *e,
		      void (*each)(void *, const struct window_row *), void *ctx)
{
	const struct window *w = maintenance_find(m, e->name);
	struct window_row row;

	if (!w || e->subject != SUBJECT_WINDOW)
		return;
	for (uint32_t i = 0; i < w->thing_n; i++) {
		row = row_of(w, &w->thing[i]);
		row.id = w->made * (MAINTENANCE_THINGS + 24) + i;
		each(ctx, &row);
	}
	if (w->made || e->kind != EVENT_MAINTENANCE)
		return;
	row = row_of(w, NULL);
	row.id = (uint64_t)w->to_ms * (MAINTENANCE_THINGS + 24);
	row.from_ms = w->recurring ? w->skip_ms : w->from_ms;
	each(ctx, &row);
}

/* Of a configured window that was ended early: if its times still are the same. */
static void restore_end(struct maintenance *m, const struct window_row *row)
{
	struct window *w = maintenance_find(m, row->name);

	if (!w || w->made || (w->recurring ? w->to_ms : w->from_ms) != row->from_ms)
		return;
	w->skip_ms = w->recurring ? w->to_ms : 0;
	w->to_ms = row->to_ms;
	moved(m);
}

static struct window *window_made(const struct maintenance *m, uint64_t made)
{
	for (uint32_t i = 0; i < m->n; i++)
		if (m->window[i]->made == made)
			return m->window[i];
	return NULL;
}

void maintenance_restore(struct maintenance *m, const struct network *net,
			 const struct window_row *row, int64_t now_ms)
{
	struct window *w;

	if (row->subject == SUBJECT_WINDOW) {
		restore_end(m, row);
		return;
	}
	if (row->over || row->to_ms + MAINTENANCE_TOLD_MS <= now_ms)
		return;
	w = window_made(m, row->made);
	if (!w) {
		struct window fresh = {.made = row->made,
				       .by = row->by,
				       .category = row->category,
				       .from_ms = row->from_ms,
				       .to_ms = row->to_ms};

		copy(fresh.name, sizeof fresh.name, row->window);
		copy(fresh.change, sizeof fresh.change, row->change);
		copy(fresh.approver, sizeof fresh.approver, row->approver);
		copy(fresh.text, sizeof fresh.text, row->text);
		copy(fresh.owner, sizeof fresh.owner, row->by.name);
		w = maintenance_put(m, &fresh);
	}
	window_add_thing(w, net,
			 &(struct window_thing){row->subject,
						(char *)(uintptr_t)row->name,
						(char *)(uintptr_t)row->entity, NONE});
	moved(m);
}
