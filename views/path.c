/*
 * The way to a device, hop by hop: from the watch, or from another device that is
 * marked. Of each link what it carries there and back, of each device how it answers;
 * what is down stands where it breaks the way.
 */
#include "views/path.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/model/path.h"
#include "probes/model/trail.h"
#include "views/devices.h"
#include "views/find.h"
#include "views/interfaces.h"
#include "views/panels.h"

#define LOSS_PROBES 60
#define TRAIL_HEAD 3 /* rows above its hops */

/* Cells of the columns, from the left; what has no room is left out from the right. */
enum { AT_BREAK = 1, AT_HOP = 2, AT_NAME = 5 };
enum { NAME_LEAST = 13, NAME_MOST = 25, LETTER = 3, NUMBER = 7 };

struct row {
	struct canvas *c;
	const struct scene *s;
	int row, col, end;
	uint8_t style;
	int name; /* cells for the longest and a blank */
};

static void put(struct row *r, int width, bool right, uint8_t style, const char *text)
{
	if (r->col + width <= r->end) {
		if (right)
			canvas_right(r->c, r->row, r->col, width - 1, style, text);
		else
			canvas_str(r->c, r->row, r->col, width - 1, style, text, false);
	}
	r->col += width;
}

/* --- a link --------------------------------------------------------------------------
 */

/* What goes that way, by the end that knows. */
static void put_util(struct row *r, if_id out, if_id in)
{
	const struct if_table *t = &r->s->net->ifs;
	float pct = out != NONE ? if_out_pct(t, out) : NAN;
	if_id by = out;
	char text[FORMAT_SIZE] = "";
	enum band band;
	bool stale;

	if (isnan(pct) && in != NONE) {
		pct = if_in_pct(t, in);
		by = in;
	}
	band = band_of((double)pct, BAND_NONE);
	stale = by != NONE && network_if_stale(r->s->net, by, r->s->now_ms);
	if (out != NONE || in != NONE)
		format_util(text, (double)pct, band, stale);
	put(r, NUMBER, true,
	    stale  ? STYLE_DIM
	    : band ? (uint8_t)severity_style(SEV_INFO + (int)band)
		   : r->style,
	    text);
}

static bool is_acked(const struct row *r, const struct hop *h)
{
	return interface_link_acked(r->s, h->out, h->in);
}

static void put_down(struct row *r, const struct hop *h)
{
	bool acked = is_acked(r, h);

	for (unsigned way = 0; way < 2; way++)
		put(r, NUMBER, true, down_style(acked), down_word(acked));
}

static void put_link(struct row *r, const struct hop *h)
{
	const struct network *net = r->s->net;
	if_id i = h->out != NONE ? h->out : h->in;
	char text[2 * TEXT_BYTES_MAX + 48] = "", speed[FORMAT_SIZE], bundle[32] = "";

	if (h->of)
		snprintf(bundle, sizeof bundle, " %u/%u", h->up, h->of);
	if (i != NONE && if_speed_bps(&net->ifs, i))
		snprintf(text, sizeof text, "%s",
			 format_speed(speed, if_speed_bps(&net->ifs, i)));
	put(r, NUMBER, true, r->style, text);
	if (h->down) {
		put_down(r, h);
	} else {
		put_util(r, h->out, h->in);
		put_util(r, h->in, h->out);
	}
	if (i != NONE)
		snprintf(text, sizeof text, "%s > %s%s",
			 h->out != NONE ? network_str(net, net->ifs.name[h->out]) : "?",
			 h->in != NONE ? network_str(net, net->ifs.name[h->in]) : "?",
			 bundle);
	else
		snprintf(text, sizeof text, "%s",
			 h->linked ? "no interface is known" : "");
	r->col++;
	put(r, r->end - r->col, false, r->style, text);
}

/* --- a device ------------------------------------------------------------------------
 */

static void put_answers(struct row *r, dev_id id)
{
	const struct dev *dev = &r->s->net->dev[id];
	double loss = reach_loss_pct(&dev->reach, LOSS_PROBES);
	char text[FORMAT_SIZE];

	put(r, NUMBER, true, r->style,
	    format_ms(text,
		      dev->reach.answering ? (double)dev->reach.rtt_ms : (double)NAN));
	put(r, NUMBER - 1, true, loss > 0 ? STYLE_WARNING : r->style,
	    isnan(loss) ? "-" : format_pct(text, loss));
}

static const char *name_of_hop(const struct scene *s, const struct hop *h, bool first)
{
	if (h->dev != NONE)
		return network_str(s->net, s->net->dev[h->dev].name);
	if (h->name)
		return network_str(s->net, h->name);
	return first ? "the watch" : "not managed";
}

static int width_of_names(const struct scene *s, const struct hop *hop, uint32_t n)
{
	int most = NAME_LEAST;

	for (uint32_t i = 0; i < n; i++) {
		int width = (int)text_width(name_of_hop(s, &hop[i], i == 0)) + 1;

		if (width > most)
			most = width;
	}
	return most < NAME_MOST ? most : NAME_MOST;
}

static void put_dev(struct row *r, const struct hop *h, bool first)
{
	const struct scene *s = r->s;
	char letter[3] = "";

	put(r, r->name, false, h->dev == NONE ? STYLE_DIM : r->style,
	    name_of_hop(s, h, first));
	if (h->dev == NONE) {
		r->col += LETTER + 2 * NUMBER - 1;
		return;
	}
	letter[0] = board_letter(&s->views->board, s, h->dev);
	letter[1] = device_acked(s, h->dev) ? 'a' : '\0';
	put(r, LETTER, false, device_style(s, h->dev), letter);
	put_answers(r, h->dev);
}

static void draw_hop(struct row r, const struct hop *h, uint32_t i)
{
	char number[16];

	snprintf(number, sizeof number, "%u", i);
	canvas_right(r.c, r.row, r.col + AT_HOP, AT_NAME - AT_HOP - 1, STYLE_DIM,
		     number);
	if (h->down)
		canvas_char(r.c, r.row, r.col + AT_BREAK, down_style(is_acked(&r, h)),
			    'x');
	r.col += AT_NAME;
	put_dev(&r, h, i == 0);
	if (i)
		put_link(&r, h);
}

static void draw_head(struct row r)
{
	static const char *const head[] = {"RTT ms", "LOSS", "SPEED", "THERE", "BACK"};
	static const int width[] = {NUMBER, NUMBER - 1, NUMBER, NUMBER, NUMBER};

	r.col += AT_NAME;
	put(&r, r.name, false, STYLE_DIM, "DEVICE");
	r.col += LETTER;
	for (int i = 0; i < 5; i++)
		put(&r, width[i], true, STYLE_DIM, head[i]);
	r.col++;
	if (r.end - r.col > 4)
		put(&r, r.end - r.col, false, STYLE_DIM, "OVER");
}

/* --- the view ------------------------------------------------------------------------
 */

static const char *name_of(const struct thing *t)
{
	return t->kind == THING_DEVICE ? t->name : "the watch";
}

/* "4 hops, busiest 91%!!" */
static void sum_up(const struct scene *s, const struct hop *hop, uint32_t n,
		   bool broken, char *out, size_t size)
{
	const struct if_table *t = &s->net->ifs;
	char pct[FORMAT_SIZE];
	float most = NAN;

	for (uint32_t i = 1; i < n; i++)
		for (int side = 0; side < 2; side++) {
			if_id r = side ? hop[i].in : hop[i].out;

			if (r != NONE && !hop[i].down &&
			    !network_if_stale(s->net, r, s->now_ms))
				most = fmaxf(most,
					     fmaxf(if_in_pct(t, r), if_out_pct(t, r)));
		}
	if (!n)
		snprintf(out, size, "%s", "");
	else if (broken)
		snprintf(out, size, "%u hop%s, broken", n - 1, n == 2 ? "" : "s");
	else if (isnan(most))
		snprintf(out, size, "%u hop%s", n - 1, n == 2 ? "" : "s");
	else
		snprintf(out, size, "%u hop%s, busiest %s", n - 1, n == 2 ? "" : "s",
			 format_util(pct, (double)most,
				     band_of((double)most, BAND_NONE), false));
}

static void say_nothing(struct canvas *c, struct area a, const struct page *page,
			dev_id to)
{
	canvas_str(c, a.row + 1, a.col + 1, a.cols - 1, STYLE_DIM,
		   page->scope.kind != THING_DEVICE
			   ? "t on a device: the way to it; from another that is marked"
		   : to == NONE
			   ? "it is gone"
			   : "no way is known: no link that was found and no parent "
			     "leads there from here",
		   false);
}

/* --- by probes of our own ------------------------------------------------------------
 */

static void draw_trail_hop(struct row r, const struct trail_hop *h, unsigned i)
{
	const struct network *net = r.s->net;
	char text[FORMAT_SIZE];

	snprintf(text, sizeof text, "%u", i + 1);
	canvas_right(r.c, r.row, r.col + AT_HOP, AT_NAME - AT_HOP - 1, STYLE_DIM, text);
	r.col += AT_NAME;
	put(&r, NAME_MOST, false, *h->address ? r.style : STYLE_DIM,
	    *h->address ? h->address : "no answer");
	put(&r, NUMBER, true, r.style,
	    *h->address ? format_ms(text, (double)h->rtt_ms) : "");
	r.col += 2;
	if (*h->address && r.end > r.col)
		put(&r, r.end - r.col, false, h->dev == NONE ? STYLE_DIM : r.style,
		    h->dev == NONE ? "not managed"
				   : network_str(net, net->dev[h->dev].name));
}

/* The i-th of its rows: a blank, a rule, how far it gets, then the hops. */
static void draw_trail(struct session *v, struct row r, const struct trail *t,
		       uint32_t i)
{
	char at[FORMAT_SIZE], words[TRAIL_WORDS];

	if (i == 1)
		panel_rule(r.c, r.row, r.col, r.end - r.col, STYLE_TITLE,
			   "BY OUR OWN PROBES",
			   format_time(at, v->options.zone, t->at_ms));
	else if (i == 2)
		canvas_str(r.c, r.row, r.col + 1, r.end - r.col - 1,
			   t->end == TRAIL_REACHED ? STYLE_NORMAL : STYLE_WARNING,
			   trail_words(words, r.s->net, t), false);
	else if (i >= TRAIL_HEAD)
		draw_trail_hop(r, &t->hop[i - TRAIL_HEAD], i - TRAIL_HEAD);
}

/* --- the way, and what of it is selected ---------------------------------------------
 */

struct route {
	dev_id from, to; /* NONE: the watch; it is gone */
	struct hop hop[PATH_HOPS];
	uint32_t n;
	bool broken;
	const struct trail *trail; /* stands below it; NULL none */
};

static void find_way(struct session *v, const struct scene *s, struct route *w)
{
	const struct page *page = session_page(v);
	ref_id ref = thing_ref(s, &page->scope), begin = thing_ref(s, &page->from);

	w->to = ref ? ref_dev_id(s->net, ref) : NONE;
	w->from = begin ? ref_dev_id(s->net, begin) : NONE;
	w->broken = false;
	w->n = w->to != NONE ? path_find(s->net, w->from, w->to, w->hop, &w->broken) : 0;
	w->trail = w->to != NONE && w->from == NONE ? network_trail(s->net, w->to)
						    : NULL;
}

/* All that is scrolled. */
static uint32_t rows_of(const struct route *w)
{
	return w->n + (w->trail ? TRAIL_HEAD + w->trail->n : 0);
}

/* NONE: it is not on the way any more, or nothing of it is ours. */
static uint32_t row_selected(const struct page *page, const struct scene *s,
			     const struct route *w)
{
	uint32_t usual = NONE;

	for (uint32_t i = 0; i < w->n; i++) {
		dev_id dev = w->hop[i].dev;

		if (dev == NONE)
			continue;
		if (page->hop.kind && !strcmp(network_str(s->net, s->net->dev[dev].name),
					      page->hop.name))
			return i;
		if (usual == NONE || !w->hop[usual].down)
			usual = i;
	}
	return page->hop.kind ? NONE : usual;
}

dev_id path_selected(struct session *v, const struct scene *s)
{
	const struct page *page = session_page(v);
	struct route w;
	uint32_t i;

	if (page->view != &path_view)
		return NONE;
	find_way(v, s, &w);
	i = row_selected(page, s, &w);
	return i == NONE ? NONE : w.hop[i].dev;
}

/* Over what is not ours to the next that is. Returns the steps that lead to none. */
static int64_t select_next(struct page *page, const struct scene *s,
			   const struct route *w, int step, int64_t left)
{
	uint32_t at = row_selected(page, s, w), to;

	if (at == NONE)
		at = 0;
	for (to = at; left > 0; left--) {
		int64_t i = to;

		do
			i += step;
		while (i >= 0 && i < w->n && w->hop[i].dev == NONE);
		if (i < 0 || i >= w->n)
			break;
		to = (uint32_t)i;
	}
	if (to < w->n && w->hop[to].dev != NONE)
		thing_of(s, ref_dev(w->hop[to].dev), &page->hop);
	page->seek = page->seek || to != at;
	return left;
}

static void scroll(struct page *page, int64_t by, uint32_t most)
{
	int64_t top = page->help_top + by;

	page->help_top = top < 0 ? 0 : top > most ? most : (uint32_t)top;
}

/* Along the way, and from its end on to what stands below it; back to the way before
 * the selected one moves. */
static void move(struct session *v, const struct scene *s, int by)
{
	struct page *page = session_page(v);
	uint32_t most = page->help_end ? page->help_end - 1 : 0, at;
	int64_t left = by < 0 ? -(int64_t)by : by, back;
	int step = by < 0 ? -1 : 1;
	struct route w;

	find_way(v, s, &w);
	at = row_selected(page, s, &w);
	back = (int64_t)page->help_top - (at == NONE ? 0 : at);
	if (step < 0 && back > 0) {
		back = back < left ? back : left;
		scroll(page, -back, most);
		left -= back;
	}
	left = select_next(page, s, &w, step, left);
	if (!left || !most)
		return;
	find_show(page, row_selected(page, s, &w), page->seek, rows_of(&w),
		  rows_of(&w) - most);
	scroll(page, step * left, most);
}

/* The row of the selected one, and it is scrolled to, if it was moved. */
static uint32_t settle(struct page *page, const struct scene *s, const struct route *w,
		       uint32_t height)
{
	uint32_t n = rows_of(w), found = find_row(page, n), at;

	if (found < w->n && w->hop[found].dev != NONE)
		thing_of(s, ref_dev(w->hop[found].dev), &page->hop);
	at = row_selected(page, s, w);
	if (found != NONE && at != NONE) /* that it is the usual one scrolls no more */
		thing_of(s, ref_dev(w->hop[at].dev), &page->hop);
	find_show(page, found == NONE ? at : found, page->seek || !page->hop.kind, n,
		  height);
	page->help_end = n > height ? n - height + 1 : 1;
	return at;
}

static void draw_rows(struct session *v, struct row *r, const struct route *w,
		      uint32_t at, uint32_t height)
{
	const struct page *page = session_page(v);
	uint32_t n = rows_of(w);

	r->name = width_of_names(r->s, w->hop, w->n);
	if (w->n)
		draw_head(*r);
	for (uint32_t i = page->help_top; i < n && i - page->help_top < height; i++) {
		r->row++;
		if (i < w->n)
			draw_hop(*r, &w->hop[i], i);
		else
			draw_trail(v, *r, w->trail, i - w->n);
		if (i == at)
			panel_cursor(v, r->c, r->row, r->col, r->end - r->col);
	}
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	struct page *page = session_page(v);
	struct row r = {c, s, a.row + 1, a.col, a.col + a.cols, STYLE_NORMAL, 0};
	char title[2 * TEXT_BYTES_MAX + 32], sum[96] = "", range[48] = "", right[160] = "";
	uint32_t height = a.rows > 2 ? (uint32_t)a.rows - 2 : 0, at;
	struct route w;

	find_way(v, s, &w);
	at = settle(page, s, &w, height);
	snprintf(title, sizeof title, "PATH");
	if (page->scope.kind == THING_DEVICE)
		snprintf(title, sizeof title, "PATH  %s %s %s", name_of(&page->from),
			 canvas_arrow(c), page->scope.name);
	sum_up(s, w.hop, w.n, w.broken, sum, sizeof sum);
	if (height && rows_of(&w) > height)
		panel_range(range, sizeof range, page->help_top, height, rows_of(&w));
	if (!page->find[0]) /* or how much is found stands there */
		snprintf(right, sizeof right, "%s%s%s", sum,
			 *sum && *range ? "  " : "", range);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, title, right);
	if (!w.n)
		say_nothing(c, a, page, w.to);
	draw_rows(v, &r, &w, at, height);
}

const struct view path_view = {
	.name = "path",
	.line = "the way to a device, hop by hop",
	.listless = true,
	.finds = true,
	.draw = draw,
	.move = move,
};
