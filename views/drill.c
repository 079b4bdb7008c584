/*
 * One thing on the screen. Its time range and what is read of it belong to the page: a
 * time, not a column, so that it stays on its sample while new ones come.
 */
#include "views/drill.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "views/interfaces.h"
#include "views/panels.h"

/* --- which thing ---------------------------------------------------------------------
 */

dev_id drill_dev(struct session *v, const struct scene *s)
{
	const struct thing *scope = &session_page(v)->scope;

	return scope->kind == THING_DEVICE || scope->kind == THING_IF
		       ? network_dev_find(s->net, scope->name)
		       : NONE;
}

if_id drill_if(struct session *v, const struct scene *s)
{
	return ref_if_id(s->net, thing_ref(s, &session_page(v)->scope));
}

void drill_choose(struct session *v, const struct scene *s, enum panel_id panel)
{
	struct page *page = session_page(v);
	struct rows rows;

	if (page->scope.kind != THING_NONE)
		return;
	rows = page_panel(page, panel)->rows(v, s, &page->list[panel]);
	if (rows.n > 0 && rows.ready)
		thing_of(s, rows.ref[0], &page->scope);
}

if_id session_looks_at(struct session *v, const struct scene *s)
{
	return session_page(v)->view == &interface_view ? drill_if(v, s) : NONE;
}

void session_open_thing(struct session *v, const struct scene *s, const struct thing *t)
{
	const struct view *view = t->kind == THING_IF ? &interface_view : &device_view;
	uint64_t id;

	if (t->kind == THING_SITE) {
		session_open_site(v, s, ref_site_id(thing_ref(s, t)));
		return;
	}
	if (session_page(v)->view == view && thing_same(t, &session_page(v)->scope))
		return;
	session_push(v, view, t);
	if (view == &device_view && row_alerts(s, thing_ref(s, t), &id, 0, 1) == 0)
		session_page(v)->focus = PANEL_LINKS;
}

#define RULE 10 /* cells of a rule that words on both sides leave */

void drill_title(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a, const char *right)
{
	const struct thing *scope = &session_page(v)->scope;
	int room = a.cols - RULE, words = (int)text_width(right);
	char path[3 * TEXT_BYTES_MAX];

	thing_path(s, scope, room - words, path, sizeof path);
	if ((int)text_width(path) + words > room ||
	    (scope->kind == THING_IF && !strstr(path, " > ")))
		thing_path(s, scope, room, path, sizeof path);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, path, right);
}

/* --- ranges --------------------------------------------------------------------------
 */

/* From short to long. A range that a journal remembers is one more line here. */
static const struct {
	enum series_range series;
	const char *title;
	const char *of; /* what a column is the highest of */
} ranges[] = {
	{SERIES_POLLS, "LAST 60 POLLS", ""},
	{SERIES_HOUR, "LAST HOUR", "highest of each minute"},
	{SERIES_6H, "LAST 6 HOURS", "highest of each 6 min"},
};
#define RANGES (sizeof ranges / sizeof *ranges)

static enum series_range range_of(struct session *v)
{
	return ranges[session_page(v)->range].series;
}

bool drill_shows_graphs(struct session *v)
{
	return session_page(v)->view->graphs;
}

void drill_range(struct session *v, const struct scene *s, int step)
{
	struct page *page = session_page(v);
	int range = (int)page->range + step;

	if (range < 0 || range >= (int)RANGES)
		session_tell(v, s, MESSAGE_TOAST, "no %s time range",
			     step > 0 ? "longer" : "shorter");
	else
		page->range = (uint8_t)range;
}

bool drill_reading(struct session *v)
{
	return drill_shows_graphs(v) && session_page(v)->read_ms != 0;
}

void drill_read(struct session *v, const struct scene *s, int by)
{
	struct page *page = session_page(v);
	dev_id dev = drill_dev(v, s);
	struct series_times t;
	int at, first = 0;

	if (dev == NONE)
		return;
	series_times(s->net, dev, range_of(v), s->now_ms, &t);
	while (first < SERIES_LEN && !t.at_ms[first])
		first++;
	if (first == SERIES_LEN)
		return;
	at = page->read_ms ? graph_column(&t, page->read_ms) : SERIES_LEN - 1;
	if (by == INT_MIN || by == INT_MAX)
		at = by == INT_MIN ? first : SERIES_LEN - 1;
	else if (page->read_ms)
		at += by;
	at = at < first ? first : at < SERIES_LEN ? at : SERIES_LEN - 1;
	page->read_ms = t.at_ms[at];
}

/* --- graphs --------------------------------------------------------------------------
 */

#define GRAPH_COLS 36 /* of one beside another */
#define GRAPH_APART 2
#define GRAPH_TALL DRILL_GRAPH_LEAST /* rows of one above another */
#define GRAPH_WIDE 68		     /* cells in which every sample has its own */
#define GRAPH_TALLER 13

float drill_peak(struct session *v, const struct scene *s, const struct curve *curve)
{
	float max[SERIES_LEN], peak = NAN;

	series_read(s->net, curve->kind, curve->id, range_of(v), s->now_ms, max, NULL);
	for (unsigned i = 0; i < SERIES_LEN; i++)
		peak = fmaxf(peak, max[i]);
	return peak;
}

unsigned drill_gaps(struct session *v, const struct scene *s, const struct curve *curve)
{
	float max[SERIES_LEN];
	unsigned gaps = 0, first = 0;

	series_read(s->net, curve->kind, curve->id, range_of(v), s->now_ms, max, NULL);
	while (first < SERIES_LEN && isnan(max[first]))
		first++;
	for (unsigned i = first; i < SERIES_LEN; i++)
		gaps += isnan(max[i]) != 0;
	return gaps;
}

/* "20:02:30", of a slot "20:02-20:08". */
static void say_time(struct session *v, const struct series_times *t, int at, char *out,
		     size_t size)
{
	const struct zone *zone = v->options.zone;
	char from[FORMAT_SIZE], to[FORMAT_SIZE];

	format_time(from, zone, t->at_ms[at]);
	format_time(to, zone, t->at_ms[at] + t->step_ms);
	if (range_of(v) == SERIES_POLLS)
		snprintf(out, size, "%s", from);
	else
		snprintf(out, size, "%.5s-%.5s", from, to);
}

/* "in 88% 8.8G", with a mean "in 88% mean 61% 8.8G". */
static void say_value(const struct curve *curve, float max, float mean, char *out,
		      size_t size)
{
	char value[FORMAT_SIZE], bps[FORMAT_SIZE + 1] = "", of[FORMAT_SIZE + 8] = "";

	graph_value(value, curve->unit, (double)max);
	if (curve->unit == GRAPH_PCT && curve->speed_bps && isfinite(max)) {
		bps[0] = ' ';
		format_bps(bps + 1, (double)max * (double)curve->speed_bps / 100);
	}
	if (isfinite(mean)) {
		char text[FORMAT_SIZE];

		snprintf(of, sizeof of, " mean %s",
			 graph_value(text, curve->unit, (double)mean));
	}
	snprintf(out, size, "%s %s%s%s", curve->word, value, bps, of);
}

static void read_out(struct session *v, const struct scene *s,
		     const struct series_times *t, const struct curve *curve,
		     unsigned n, char *out, size_t size)
{
	int at = graph_column(t, session_page(v)->read_ms);
	float max[SERIES_LEN], mean[SERIES_LEN];
	size_t used;

	out[0] = '\0';
	if (at < 0)
		return;
	say_time(v, t, at, out, size);
	for (unsigned i = 0; i < n; i++) {
		used = strlen(out);
		snprintf(out + used, size - used, "  ");
		series_read(s->net, curve[i].kind, curve[i].id, range_of(v), s->now_ms,
			    max, mean);
		say_value(&curve[i], max[at], mean[at], out + used + 2,
			  size - used - 2);
	}
}

static void draw_range(struct session *v, const struct scene *s, struct canvas *c,
		       struct area a, const struct series_times *t,
		       const struct curve *curve, unsigned n)
{
	const struct page *page = session_page(v);
	char title[256], right[64], span[FORMAT_SIZE];
	uint8_t style = STYLE_TITLE;

	if (page->read_ms) {
		read_out(v, s, t, curve, n, title, sizeof title);
		snprintf(right, sizeof right, "%s", ranges[page->range].title);
		style = STYLE_KEY;
	} else {
		snprintf(title, sizeof title, "%s", ranges[page->range].title);
		if (range_of(v) == SERIES_POLLS)
			snprintf(title, sizeof title, "%s, %s",
				 ranges[page->range].title,
				 format_age(span, t->step_ms * SERIES_LEN));
		snprintf(right, sizeof right, "%s", ranges[page->range].of);
	}
	panel_rule(c, a.row, a.col, a.cols, style, title, right);
}

static void draw_one(struct session *v, const struct scene *s, struct canvas *c,
		     struct area a, const struct series_times *t,
		     const struct curve *curve)
{
	const struct page *page = session_page(v);
	struct graph g = {.name = curve->name,
			  .unit = curve->unit,
			  .bands = curve->bands,
			  .times = t,
			  .zone = v->options.zone,
			  .cursor =
				  page->read_ms ? graph_column(t, page->read_ms) : -1};

	series_read(s->net, curve->kind, curve->id, range_of(v), s->now_ms, g.max,
		    g.mean);
	graph_draw(c, a, &g);
}

/* How many stand beside each other, and above: as many as have room, then fewer and
 * wider ones where they have the height. */
static void arrange(int cols, int n, int rows, int *beside, int *above)
{
	*beside = (cols + GRAPH_APART) / (GRAPH_COLS + GRAPH_APART);
	*beside = *beside < 1 ? 1 : *beside > n ? n : *beside;
	*above = (n + *beside - 1) / *beside;
	while (*above > 1 && rows / *above < GRAPH_TALL)
		--*above;
	while (*beside > 1 && cols / *beside < GRAPH_WIDE &&
	       rows / (*above + 1) >= GRAPH_TALLER) {
		++*above;
		*beside = (n + *above - 1) / *above;
	}
	if (*beside * *above >= n)
		*beside = (n + *above - 1) / *above;
}

/* The largest number of rows of a plot up to this one whose scale has round labels. */
static int good_height(int rows)
{
	static const int good[] = {20, 15, 10, 8, 5, 4, 2, 1};

	for (unsigned i = 0; i < sizeof good / sizeof *good; i++)
		if (good[i] <= rows)
			return good[i];
	return 0;
}

int drill_graph_rows(int cols, unsigned n, int rows)
{
	int beside, above, one;

	if (rows < GRAPH_TALL)
		return 1; /* only what is read out */
	arrange(cols, (int)n, rows - 1, &beside, &above);
	one = (rows - 1) / above;
	return 1 + above * (3 + good_height(one - 3));
}

void drill_graphs(struct session *v, const struct scene *s, struct canvas *c,
		  struct area a, dev_id dev, const struct curve *curve, unsigned n)
{
	struct series_times t;
	int beside, above, width, height;

	series_times(s->net, dev, range_of(v), s->now_ms, &t);
	draw_range(v, s, c, a, &t, curve, n);
	if (a.rows < GRAPH_TALL)
		return;
	arrange(a.cols, (int)n, a.rows - 1, &beside, &above);
	width = (a.cols + GRAPH_APART) / beside;
	height = (a.rows - 1) / above;
	for (int i = 0; i < (int)n && i < beside * above; i++) {
		struct area one = {a.row + 1 + i / beside * height,
				   a.col + i % beside * width, height,
				   width - GRAPH_APART};

		draw_one(v, s, c, one, &t, &curve[i]);
	}
}

/* --- rows ----------------------------------------------------------------------------
 */

void drill_fit(struct part *part, const uint8_t *worth, unsigned n, int rows)
{
	bool more = true;

	for (unsigned i = 0; i < n; i++) {
		struct part *p = &part[worth[i]];

		p->rows = p->most > 0 && p->least <= rows ? p->least : 0;
		rows -= p->rows;
	}
	while (more && rows > 0) {
		more = false;
		for (unsigned i = 0; i < n && rows > 0; i++) {
			struct part *p = &part[worth[i]];

			if (p->rows == 0 || p->rows >= p->most)
				continue;
			p->rows++;
			rows--;
			more = true;
		}
	}
}

void drill_fit_graphs(struct session *v, struct part *part, const uint8_t *worth,
		      unsigned n, int rows, unsigned graphs)
{
	drill_fit(part, worth, n, rows);
	if (part[graphs].rows || !part[graphs].most || !session_page(v)->read_ms)
		return;
	part[graphs].most = 0;
	drill_fit(part, worth, n, rows - 1);
	part[graphs].rows = 1;
}

/* --- words ---------------------------------------------------------------------------
 */

int flow_rows(void (*add)(const void *ctx, struct flow *), const void *ctx, int cols)
{
	struct canvas none = {.rows = 0};
	struct flow f = {.pen = {.canvas = &none, .width = cols}, .rows = 100};

	add(ctx, &f);
	return f.used > 0 ? f.at + 1 : 0;
}

void flow_add(struct flow *f, uint8_t style, const char *fmt, ...)
{
	char text[256];
	va_list args;
	struct pen p;
	int width;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	width = (int)text_width(text);
	if (f->used > 0 && f->used + width > f->pen.width) {
		f->at++;
		f->used = 0;
	}
	if (f->at >= f->rows) {
		f->left_out++;
		return;
	}
	p = pen_skip(&f->pen, f->used);
	p.row += f->at;
	p.style = style;
	pen_str(&p, text);
	f->used += width + 2;
}

/* --- ways to others ------------------------------------------------------------------
 */

static void go_to(struct session *v, const struct scene *s, ref_id ref)
{
	struct page *page = session_page(v);

	thing_of(s, ref, &page->scope);
	for (int i = 0; i < PANELS; i++)
		list_fini(&page->list[i]);
}

/* The next device of the site, or the one before. */
static ref_id next_dev(const struct network *net, dev_id id, int step)
{
	dev_id other = NONE;

	if (step > 0)
		other = net->dev[id].site_next;
	else if (net->dev[id].site < net->site_n &&
		 net->site[net->dev[id].site].first_dev != id)
		other = net->site[net->dev[id].site].first_dev;
	while (step < 0 && other != NONE && net->dev[other].site_next != id)
		other = net->dev[other].site_next;
	return other == NONE ? 0 : ref_dev(other);
}

/* The next interface of the device that somebody uses. */
static ref_id next_if(const struct network *net, if_id i, int step)
{
	dev_id id = net->ifs.dev[i];
	const struct dev *dev = &net->dev[id];
	int64_t at = (int64_t)i - dev->if_first;

	do
		at += step;
	while (at >= 0 && at < dev->if_n &&
	       !interface_used(&net->ifs, dev->if_first + (if_id)at));
	return at >= 0 && at < dev->if_n ? ref_if(id, (uint32_t)at) : 0;
}

void drill_sibling(struct session *v, const struct scene *s, int step)
{
	bool of_if = session_page(v)->scope.kind == THING_IF;
	if_id i = of_if ? drill_if(v, s) : NONE;
	dev_id dev = drill_dev(v, s);
	ref_id other = 0;

	if (i != NONE)
		other = next_if(s->net, i, step);
	else if (!of_if && dev != NONE)
		other = next_dev(s->net, dev, step);
	if (other)
		go_to(v, s, other);
	else
		session_tell(v, s, MESSAGE_TOAST, "no %s %s",
			     step > 0 ? "further" : "earlier",
			     of_if ? "interface of this device"
				   : "device of this site");
}

/* To what the page below shows already, or a new page. */
void drill_up(struct session *v, const struct scene *s)
{
	struct thing up = session_page(v)->scope;
	dev_id dev = drill_dev(v, s);

	if (up.kind == THING_IF) {
		up.kind = THING_DEVICE;
		up.entity[0] = '\0';
	} else if (dev != NONE && s->net->dev[dev].site < s->net->site_n) {
		thing_of(s, ref_site(s->net->dev[dev].site), &up);
	} else {
		return;
	}
	if (v->depth > 0 && thing_same(&v->page[v->depth - 1].scope, &up))
		session_pop(v);
	else
		session_open_thing(v, s, &up);
}
