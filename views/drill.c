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
#include "views/limit.h"
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

if_id drill_far(const struct network *net, dev_id dev, dev_id peer)
{
	const struct dev *d = &net->dev[peer];
	if_id found = NONE;

	for (if_id i = d->if_first; i < d->if_first + d->if_n; i++) {
		if (if_peer(&net->ifs, i) != dev)
			continue;
		if (found != NONE)
			return NONE;
		found = i;
	}
	return found;
}

#define BURST_PACE_MS 1500 /* of an agent that has news every second */

void drill_burst(const struct scene *s, dev_id id, char out[DRILL_BURST])
{
	const struct dev *d = &s->net->dev[id];
	char left[FORMAT_SIZE], pace[FORMAT_SIZE];

	out[0] = '\0';
	if (d->burst_until_ms <= s->now_ms)
		return;
	format_timer(left, d->burst_until_ms - s->now_ms);
	if (d->pace.ms > BURST_PACE_MS)
		snprintf(out, DRILL_BURST, "  BURST %s, news every %s", left,
			 format_age(pace, d->pace.ms));
	else
		snprintf(out, DRILL_BURST, "  BURST %s", left);
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
	    (scope->kind == THING_IF && (!strstr(path, " > ") || strstr(path, "…"))))
		thing_path(s, scope, room, path, sizeof path);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, path, right);
}

/* --- ranges --------------------------------------------------------------------------
 */

/* From short to long: first what the watch itself remembers, then what the journal
 * does, several of its slots in a column. */
static const struct {
	enum series_range series;
	const char *title;
	const char *of;	  /* what a column is the highest of */
	unsigned columns; /* 0: of the watch's own */
	enum recall_range recall;
	uint32_t slots; /* in a column */
} ranges[] = {
	{SERIES_POLLS, "LAST 60 POLLS", "", 0, 0, 0},
	{SERIES_HOUR, "LAST HOUR", "highest of each minute", 0, 0, 0},
	{SERIES_6H, "LAST 6 HOURS", "highest of each 6 min", 0, 0, 0},
	{0, "LAST 24 HOURS", "highest of each 15 min", 96, RECALL_DAY, 3},
	{0, "LAST 30 DAYS", "highest of each 6 hours", 120, RECALL_MONTH, 6},
};
#define RANGES (sizeof ranges / sizeof *ranges)

static unsigned range_of(struct session *v)
{
	return session_page(v)->range;
}

static bool is_of_polls(unsigned range)
{
	return !ranges[range].columns && ranges[range].series == SERIES_POLLS;
}

enum recall_range drill_recall_range(struct session *v)
{
	return ranges[range_of(v)].columns ? ranges[range_of(v)].recall : RECALL_DAY;
}

/* Columns of the history have numbers, too, so that they move and do not reshape. */
static uint32_t newest_column(unsigned range, int64_t now_ms)
{
	return (uint32_t)(now_ms / 1000 / recall_slot_s(ranges[range].recall)) /
	       ranges[range].slots;
}

static void times_of(struct session *v, const struct scene *s, dev_id dev,
		     struct series_times *t)
{
	unsigned range = range_of(v);

	if (!ranges[range].columns) {
		series_times(s->net, dev, ranges[range].series, s->now_ms, t);
		return;
	}
	t->n = ranges[range].columns;
	t->first = newest_column(range, s->now_ms) + 1 - t->n;
	t->step_ms = (int64_t)ranges[range].slots *
		     recall_slot_s(ranges[range].recall) * 1000;
	for (uint32_t i = 0; i < t->n; i++)
		t->at_ms[i] = (int64_t)(t->first + i) * t->step_ms;
}

/* --- values --------------------------------------------------------------------------
 */

static enum rollup_kind rollup_of(enum series_kind kind)
{
	static const uint8_t of[] = {[SERIES_IF_IN] = ROLLUP_IN,
				     [SERIES_IF_OUT] = ROLLUP_OUT,
				     [SERIES_IF_ERRORS] = ROLLUP_ERRORS,
				     [SERIES_IF_DISCARDS] = ROLLUP_DISCARDS,
				     [SERIES_CPU] = ROLLUP_CPU,
				     [SERIES_RTT] = ROLLUP_RTT,
				     [SERIES_MEM] = ROLLUP_MEMORY,
				     [SERIES_LOSS] = ROLLUP_LOSS};

	return (enum rollup_kind)of[kind];
}

const struct recalled *drill_recall(const struct scene *s, const struct curve *curve,
				    enum recall_range range, enum recall_state *state)
{
	const struct network *net = s->net;
	enum rollup_kind kind = rollup_of(curve->kind);
	bool of_if = kind < ROLLUP_OF_IF;
	dev_id dev = of_if ? net->ifs.dev[curve->id] : curve->id;

	return recall_want(s->recall, network_str(net, net->dev[dev].name),
			   of_if ? network_str(net, net->ifs.name[curve->id]) : "",
			   kind, range, s->now_ms, state);
}

/* Columns from slots; what is kept as bit rates is shown as the curve is. */
static void fold_slots(const struct curve *curve, const struct recalled *r,
		       unsigned range, uint32_t newest, float *max, float *mean)
{
	uint32_t n = ranges[range].columns, slots = ranges[range].slots;
	float scale = curve->unit == GRAPH_PCT && curve->speed_bps
			      ? 100 / (float)curve->speed_bps
			      : 1;
	uint32_t known[SERIES_TIMES] = {0};

	for (uint32_t i = 0; i < r->n; i++) {
		uint32_t at = (r->first + i) / slots - (newest + 1 - n);

		if (at >= n || isnan(r->mean[i]))
			continue;
		max[at] = fmaxf(max[at], r->extreme[i] * scale);
		mean[at] = (known[at] ? mean[at] : 0) + r->mean[i] * scale;
		known[at]++;
	}
	for (uint32_t i = 0; i < n; i++)
		if (known[i])
			mean[i] /= (float)known[i];
}

/* The columns of a curve in the present range. */
static enum recall_state values_of(struct session *v, const struct scene *s,
				   const struct curve *curve, float max[SERIES_TIMES],
				   float mean[SERIES_TIMES])
{
	unsigned range = range_of(v);
	enum recall_state state = RECALL_HERE;
	const struct recalled *r;

	for (unsigned i = 0; i < SERIES_TIMES; i++)
		max[i] = mean[i] = NAN;
	if (!ranges[range].columns) {
		series_read(s->net, curve->kind, curve->id, ranges[range].series,
			    s->now_ms, max, mean);
		if (is_of_polls(range) && max[SERIES_LEN - 1] > 0 && curve->now > 0)
			max[SERIES_LEN - 1] = curve->now;
		return state;
	}
	r = drill_recall(s, curve, ranges[range].recall, &state);
	if (r)
		fold_slots(curve, r, range, newest_column(range, s->now_ms), max, mean);
	return state;
}

static const char *unknown_words(enum recall_state state)
{
	return state == RECALL_ASKING	? "asking the journal"
	       : state == RECALL_FAILED ? "the journal does not answer"
					: NULL;
}

bool drill_shows_graphs(struct session *v)
{
	return session_page(v)->view->graphs;
}

bool drill_choose_range(struct page *page, int range)
{
	if (range < 0 || range >= (int)RANGES)
		return false;
	page->range = (uint8_t)range;
	return true;
}

void drill_range(struct session *v, const struct scene *s, int step)
{
	if (!drill_choose_range(session_page(v), (int)session_page(v)->range + step))
		session_tell(v, s, MESSAGE_TOAST, "no %s time range",
			     step > 0 ? "longer" : "shorter");
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
	int at, last, first = 0;

	if (dev == NONE)
		return;
	times_of(v, s, dev, &t);
	last = (int)t.n - 1;
	while (first <= last && !t.at_ms[first])
		first++;
	if (first > last)
		return;
	at = page->read_ms ? graph_column(&t, page->read_ms) : last;
	if (by == INT_MIN || by == INT_MAX)
		at = by == INT_MIN ? first : last;
	else if (page->read_ms)
		at += by;
	at = at < first ? first : at > last ? last : at;
	page->read_ms = t.at_ms[at];
}

/* --- graphs --------------------------------------------------------------------------
 */

#define GRAPH_COLS 36 /* of one beside another */
#define GRAPH_APART 2
#define GRAPH_TALL DRILL_GRAPH_LEAST /* rows of one above another */
#define GRAPH_WIDE 68		     /* cells in which every sample has its own */
#define GRAPH_TALLER 13
#define GRAPH_TALLEST 23 /* a plot of 20 rows */

float drill_peak(struct session *v, const struct scene *s, const struct curve *curve)
{
	float max[SERIES_TIMES], mean[SERIES_TIMES], peak = NAN;

	values_of(v, s, curve, max, mean);
	for (unsigned i = 0; i < SERIES_TIMES; i++)
		peak = fmaxf(peak, max[i]);
	return peak;
}

int64_t drill_nothing_ms(struct session *v, const struct scene *s, dev_id dev,
			 const struct curve *curve)
{
	float max[SERIES_TIMES], mean[SERIES_TIMES];
	int64_t from = 0, to = 0;
	struct series_times t;

	times_of(v, s, dev, &t);
	values_of(v, s, curve, max, mean);
	for (unsigned i = 0; i < t.n; i++) {
		if (max[i] > 0)
			return 0;
		if (isnan(max[i]))
			continue;
		from = from ? from : t.at_ms[i];
		to = t.at_ms[i] + t.step_ms;
	}
	return to - from;
}

unsigned drill_gaps(struct session *v, const struct scene *s, const struct curve *curve)
{
	float max[SERIES_TIMES], mean[SERIES_TIMES];
	unsigned columns = ranges[range_of(v)].columns, gaps = 0, first = 0;
	unsigned n = columns ? columns : SERIES_LEN;

	values_of(v, s, curve, max, mean);
	while (first < n && isnan(max[first]))
		first++;
	for (unsigned i = first; i < n; i++)
		gaps += isnan(max[i]) != 0;
	return gaps;
}

/* "20:02:30", of a slot "20:02-20:08", of days "6 Nov 18:00". */
static void say_time(struct session *v, const struct series_times *t, int at, char *out,
		     size_t size)
{
	const struct zone *zone = v->options.zone;
	char from[GRAPH_TIME], to[FORMAT_SIZE];

	graph_time(from, zone, t, (unsigned)at);
	format_time(to, zone, t->at_ms[at] + t->step_ms);
	if (is_of_polls(range_of(v)))
		snprintf(out, size, "%s", from);
	else if (strchr(from, ' '))
		snprintf(out, size, "%s-%.5s", from, to);
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
		format_traffic(bps + 1, (double)max * (double)curve->speed_bps / 100,
			       curve->bytes);
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
	float max[SERIES_TIMES], mean[SERIES_TIMES];
	size_t used;

	out[0] = '\0';
	if (at < 0)
		return;
	say_time(v, t, at, out, size);
	for (unsigned i = 0; i < n; i++) {
		used = strlen(out);
		snprintf(out + used, size - used, "  ");
		values_of(v, s, &curve[i], max, mean);
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
		if (is_of_polls(range_of(v)))
			snprintf(title, sizeof title, "%s, %s",
				 ranges[page->range].title,
				 format_age(span, t->step_ms * t->n));
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

	g.unknown = unknown_words(values_of(v, s, curve, g.max, g.mean));
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
	while (*beside > 1 && rows / (*above + 1) >= (cols / *beside < GRAPH_WIDE
							      ? GRAPH_TALLER
							      : GRAPH_TALLEST)) {
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
	int beside, above, height;

	times_of(v, s, dev, &t);
	draw_range(v, s, c, a, &t, curve, n);
	if (a.rows < GRAPH_TALL)
		return;
	arrange(a.cols, (int)n, a.rows - 1, &beside, &above);
	height = (a.rows - 1) / above;
	for (int i = 0; i < (int)n && i < beside * above; i++) {
		int left = (int)n - i / beside * beside; /* for this row */
		int width = (a.cols + GRAPH_APART) / (left < beside ? left : beside);
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
	if (!part[graphs].rows && part[graphs].most && session_page(v)->read_ms) {
		part[graphs].most = 0;
		drill_fit(part, worth, n, rows - 1);
		part[graphs].rows = 1;
	}
	session_page(v)->graphed = part[graphs].rows > 0;
}

struct area drill_parts(const struct part *part, unsigned n, struct area a,
			void (*draw)(const void *ctx, int which, struct area),
			const void *ctx)
{
	for (unsigned i = 0; i < n; i++) {
		if (part[i].rows)
			draw(ctx, (int)i,
			     (struct area){a.row, a.col, part[i].rows, a.cols});
		a.row += part[i].rows;
		a.rows -= part[i].rows;
	}
	return a;
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
