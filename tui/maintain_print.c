/*
 * maintain_print: a line a window, as people plan by it: from when to when, by their
 * own clock.
 */
#include "tui/maintain_print.h"

#include <stdlib.h>

#include "probes/base/log.h"
#include "tui/member.h"
#include "views/format.h"

struct time_row {
	const struct window *w;
	struct calendar_time t;
};

/* "2026-11-28 22:00" */
static const char *day_time(char out[FORMAT_SIZE], const struct zone *zone, int64_t ms)
{
	struct civil c;

	zone_civil(zone, ms, &c);
	snprintf(out, FORMAT_SIZE, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day,
		 c.hour, c.minute);
	return out;
}

/* --- text --- */

static void print_row(struct buf *out, const struct time_row *row,
		      const struct zone *zone, int64_t now_ms)
{
	const struct window *w = row->w;
	bool runs = row->t.from_ms <= now_ms;
	char from[FORMAT_SIZE], to[FORMAT_SIZE], left[FORMAT_SIZE], subject[256];

	window_subject(w, subject, sizeof subject);
	buf_printf(out, "%-20s %-5s %s  %s %6s  %-8s %s%s%s\n", w->name,
		   runs && w->to_ms <= now_ms ? "grace"
		   : runs		      ? "runs"
					      : "waits",
		   day_time(from, zone, row->t.from_ms),
		   day_time(to, zone, row->t.to_ms),
		   format_age(left, (runs ? row->t.to_ms : row->t.from_ms) - now_ms),
		   w->made ? w->by.name : "config", subject, w->text[0] ? ": " : "",
		   w->text);
}

static int by_time(const void *va, const void *vb)
{
	const struct time_row *a = va, *b = vb;

	return (a->t.from_ms > b->t.from_ms) - (a->t.from_ms < b->t.from_ms);
}

static bool in_grace(const struct window *w)
{
	return w->phase == WINDOW_GRACE || w->phase == WINDOW_ASKS;
}

void maintain_print(struct buf *out, const struct maintenance *m,
		    const struct zone *zone, int64_t now_ms)
{
	struct time_row *row = calloc(m->n * (MAINTAIN_NEXT + 1) + 1, sizeof *row);
	struct calendar_time t[MAINTAIN_NEXT + 1];
	uint32_t n = 0, next = 0;

	if (!row)
		die("out of memory");
	for (uint32_t i = 0; i < m->n; i++) {
		const struct window *w = m->window[i];
		unsigned times = window_times(w, m->zone, now_ms, t, MAINTAIN_NEXT + 1);

		if (in_grace(w))
			row[n++] = (struct time_row){w, {w->from_ms, w->to_ms}};
		for (unsigned k = 0; k < times; k++)
			row[n++] = (struct time_row){w, t[k]};
	}
	qsort(row, n, sizeof *row, by_time);
	if (n)
		buf_printf(out, "%-20s %-5s %-16s  %-16s %6s  %-8s %s\n", "WINDOW",
			   "STATE", "FROM", "UNTIL", "IN", "BY", "WHAT");
	for (uint32_t i = 0; i < n && next < MAINTAIN_NEXT; i++) {
		print_row(out, &row[i], zone, now_ms);
		next += row[i].t.from_ms > now_ms;
	}
	if (!n)
		buf_str(out, "no maintenance runs, and none is planned\n");
	free(row);
}

/* "UTC" where a zone is of a window, so that nobody need guess whose clock it is. */
static void preview(struct buf *out, const struct window *w, const struct zone *zone,
		    int64_t now_ms)
{
	struct calendar_time t[MAINTAIN_NEXT];
	unsigned n = window_times(w, zone, now_ms, t, MAINTAIN_NEXT);
	char from[FORMAT_SIZE], to[FORMAT_SIZE], lasts[FORMAT_SIZE], subject[256];

	if (w->zone)
		zone = w->zone;
	window_subject(w, subject, sizeof subject);
	buf_printf(out, "%s: %s (%s)\n", w->name, subject, zone_name(zone));
	for (unsigned i = 0; i < n; i++) {
		struct civil a, b;

		zone_civil(zone, t[i].from_ms, &a);
		zone_civil(zone, t[i].to_ms, &b);
		buf_printf(out, "  %s %-4s to %s %-4s  %s\n",
			   day_time(from, zone, t[i].from_ms), a.abbrev,
			   day_time(to, zone, t[i].to_ms), b.abbrev,
			   format_age(lasts, t[i].to_ms - t[i].from_ms));
	}
	if (!n)
		buf_str(out, "  it is over\n");
}

bool maintain_preview(struct buf *out, const struct maintenance *m, const char *name,
		      int64_t now_ms)
{
	bool found = !name;

	for (uint32_t i = 0; i < m->n; i++) {
		if (name && strcmp(m->window[i]->name, name) != 0)
			continue;
		found = true;
		preview(out, m->window[i], m->zone, now_ms);
	}
	return found;
}

/* --- JSON --- */

static void window_json(struct json *j, const struct window *w, const struct zone *zone,
			int64_t now_ms)
{
	struct calendar_time t[MAINTAIN_NEXT];
	unsigned n = window_times(w, zone, now_ms, t, MAINTAIN_NEXT);
	char subject[256];

	window_subject(w, subject, sizeof subject);
	json_open(j, '{');
	member_str(j, "name", w->name);
	member_str(j, "state", window_phase_name(w->phase));
	member_bool(j, "configured", !w->made);
	member_bool(j, "recurring", w->recurring);
	member_str(j, "subject", subject);
	member_time(j, "from", w->from_ms == INT64_MAX ? 0 : w->from_ms);
	member_time(j, "until", w->to_ms == INT64_MAX ? 0 : w->to_ms);
	member_str(j, "timezone", zone_name(w->zone ? w->zone : zone));
	member_str(j, "change", w->change);
	member_str(j, "category", window_category_name(w->category));
	member_str(j, "approver", w->approver);
	member_str(j, "owner", w->owner);
	member_str(j, "by", w->by.name);
	member_str(j, "text", w->text);
	member_open(j, "next", '[');
	for (unsigned i = 0; i < n; i++) {
		json_open(j, '{');
		member_time(j, "from", t[i].from_ms);
		member_time(j, "until", t[i].to_ms);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

void maintain_json(struct json *j, const struct maintenance *m, int64_t now_ms)
{
	json_open(j, '[');
	for (uint32_t i = 0; m && i < m->n; i++)
		if (m->window[i]->phase != WINDOW_OVER)
			window_json(j, m->window[i], m->zone, now_ms);
	json_close(j, ']');
}
