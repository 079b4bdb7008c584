/*
 * What differs from the network as somebody accepted it, device by device: text, as it
 * is read from its beginning to its end and then accepted or mended.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/baseline.h"
#include "views/baseline.h"
#include "views/format.h"
#include "views/panels.h"

#define LISTED 2000 /* noctop baseline prints all */
#define NAME_CELLS 24
#define PORT_CELLS 18

/* Of the columns: as wide as what is in them, to a limit. */
struct widths {
	int name, port;
};

static int widest(int had, const char *text, int most)
{
	int width = (int)text_width(text);

	return width <= had ? had : width < most ? width : most;
}

static const char *port_of(const struct baseline_row *r)
{
	return r->kind == BASELINE_LINK	    ? r->entity
	       : r->kind == BASELINE_MODULE ? r->entity
					    : "";
}

/* text in so many cells, then a gap; none where the column is empty. */
static void put_cell(struct buf *out, const char *text, int cells)
{
	int width = (int)text_width(text);

	if (!cells)
		return;
	buf_str(out, text);
	for (; width < cells; width++)
		buf_char(out, ' ');
	buf_str(out, "  ");
}

static void say_row(struct prose *p, const struct scene *s, const struct widths *w,
		    const struct baseline_row *r)
{
	char age[FORMAT_SIZE], words[BASELINE_WORDS];
	struct buf line = {0};

	put_cell(&line, r->name, w->name);
	put_cell(&line, port_of(r), w->port);
	buf_printf(&line, "%5s  %s", format_age(age, s->now_ms - r->since_ms),
		   baseline_words(r, words));
	prose_add(p, PROSE_LINE, "%s", line.data);
	buf_fini(&line);
}

static void say_rows(struct prose *p, const struct scene *s)
{
	const struct baseline_row **row = calloc(LISTED, sizeof *row);
	uint32_t n = row ? baseline_list(s->baseline, row, LISTED) : 0;
	struct widths w = {.name = 6};
	struct buf title = {0};

	for (uint32_t i = 0; i < n; i++) {
		w.name = widest(w.name, row[i]->name, NAME_CELLS);
		w.port = widest(w.port, port_of(row[i]), PORT_CELLS);
	}
	w.port = w.port && w.port < 4 ? 4 : w.port;
	put_cell(&title, "DEVICE", w.name);
	put_cell(&title, "PORT", w.port);
	prose_add(p, PROSE_TITLE, "  %s%s  %s", title.data, "SINCE", "DIFFERENCE");
	for (uint32_t i = 0; i < n; i++)
		say_row(p, s, &w, row[i]);
	if (baseline_differs(s->baseline) > n)
		prose_add(p, PROSE_QUIET, "and %u more: noctop baseline",
			  baseline_differs(s->baseline) - n);
	buf_fini(&title);
	free(row);
}

char *baseline_summary(char out[BASELINE_SUMMARY], const struct scene *s,
		       const struct zone *zone)
{
	char day[FORMAT_SIZE], time[FORMAT_SIZE];
	const char *who, *from;
	int64_t at_ms;
	uint32_t n;

	if (!baseline_accepted(s->baseline, &who, &from, &at_ms)) {
		snprintf(out, BASELINE_SUMMARY, "nobody accepted a baseline yet");
		return out;
	}
	n = baseline_differs(s->baseline);
	snprintf(out, BASELINE_SUMMARY,
		 "%u difference%s from the baseline of %s %.5s by %s", n,
		 n == 1 ? "" : "s", format_day(day, zone, at_ms),
		 format_time(time, zone, at_ms), who);
	return out;
}

static void compose(struct session *v, const struct scene *s, struct prose *p)
{
	char summary[BASELINE_SUMMARY];
	const char *who, *from;
	int64_t at_ms;

	prose_add(p, PROSE_TITLE, "%s", baseline_summary(summary, s, v->options.zone));
	if (!baseline_accepted(s->baseline, &who, &from, &at_ms)) {
		prose_add(p, PROSE_LINE,
			  ":baseline accept takes the network as it is now;");
		prose_add(p, PROSE_LINE, "what differs later is listed here");
		return;
	}
	prose_add(p, PROSE_QUIET,
		  "accepted: devices %u, links %u; :baseline accept takes what is now",
		  baseline_devices(s->baseline), baseline_links(s->baseline));
	if (!baseline_differs(s->baseline))
		return;
	prose_add(p, PROSE_LINE, " ");
	say_rows(p, s);
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	prose_view(v, s, c, a, "BASELINE");
}

const struct view baseline_view = {
	.name = "baseline",
	.line = "what differs from the network as it was accepted",
	.listless = true,
	.compose = compose,
	.draw = draw,
};
