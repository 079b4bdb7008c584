/*
 * Sites with their verdicts, and below those in trouble the tree of their devices. A
 * tree cannot show rings: links to further parents stand behind the device, as names.
 */
#include "views/bus.h"
#include "views/interfaces.h"
#include "views/limit.h"
#include "views/tree.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/model/ways.h"
#include "views/devices.h"
#include "views/panels.h"

#define FAT_BPS 40000000000 /* drawn as a double line from here on */
#define UPS 4
#define MORE 4 /* cells of "  +3" */
#define MATRIX_FROM 48 /* rows of a view that has room for it */

static const struct board_site *board_site(const struct pen *p, ref_id ref)
{
	return &p->scene->views->board.site[ref_site_id(ref)];
}

/* --- columns of a site ---------------------------------------------------------------
 */

static const struct site *site_of(const struct pen *p, ref_id ref)
{
	return &p->scene->net->site[ref_site_id(ref)];
}

static void put_name(const struct pen *p, ref_id ref)
{
	pen_text(p, site_of(p, ref)->name);
}

static void put_site(const struct pen *p, ref_id ref)
{
	const struct tree_row *row = tree_row(p->session, ref);
	struct pen name = pen_skip(p, 2);

	pen_str(p, row && row->unfolded ? "-" : "+");
	put_name(&name, ref);
}

static void put_title(const struct pen *p, ref_id ref)
{
	if (site_of(p, ref)->title != site_of(p, ref)->name)
		pen_text(p, site_of(p, ref)->title);
}

uint8_t site_state_style(enum site_state state)
{
	switch (state) {
	case SITE_ISOLATED:
		return STYLE_CRITICAL;
	case SITE_DEGRADED:
		return STYLE_MAJOR;
	case SITE_IMPAIRED:
		return STYLE_WARNING;
	case SITE_OK:
		return STYLE_NORMAL;
	default:
		return STYLE_DIM;
	}
}

static void put_state(const struct pen *p, ref_id ref)
{
	const struct site_verdict *v = &board_site(p, ref)->verdict;
	struct pen pen = *p;

	pen.style = site_state_style(v->state);
	pen_str(&pen, site_state_name(v->state));
}

static void put_lost(const struct pen *p, ref_id ref)
{
	const struct site_verdict *v = &board_site(p, ref)->verdict;
	char text[32];

	if (v->state == SITE_UNKNOWN)
		snprintf(text, sizeof text, "-/%u", v->devices);
	else
		snprintf(text, sizeof text, "%u/%u", v->lost, v->devices);
	pen_right(p, text);
}

static void put_since(const struct pen *p, ref_id ref)
{
	const struct site_verdict *v = &board_site(p, ref)->verdict;
	char age[FORMAT_SIZE];

	if (v->since_ms)
		pen_right(p, format_age(age, p->scene->now_ms - v->since_ms));
}

static void put_cause(const struct pen *p, ref_id ref)
{
	const char *cause = board_site(p, ref)->verdict.cause;
	char text[sizeof board_site(p, ref)->verdict.cause];

	pen_str(p, format_brief(text, sizeof text, cause, p->width));
}

static void put_who(const struct pen *p, ref_id ref)
{
	const struct site_verdict *v = &board_site(p, ref)->verdict;
	const char *age = strrchr(v->owner, ' ');
	char name[sizeof v->owner];
	struct pen pen = *p;

	pen.style = v->nobody ? STYLE_ALARM : STYLE_DIM;
	if (v->nobody) {
		pen_str(&pen, "NOBODY");
	} else if (age) {
		snprintf(name, sizeof name, "%.*s", (int)(age - v->owner), v->owner);
		pen_holder(&pen, name, age + 1);
	}
}

/* As many as have room, and how many more there are. */
static void put_wan(const struct pen *p, ref_id ref)
{
	const struct network *net = p->scene->net;
	const struct board_wans *w = &board_site(p, ref)->wans;
	char words[FORMAT_SIZE], text[64];
	int used = 0;

	for (uint32_t i = 0; i < w->n; i++) {
		struct pen pen = pen_skip(p, used);
		int after = i + 1 < w->n ? MORE : 0;

		pen.style = wan_words(&w->wan[i], p->style, words);
		snprintf(text, sizeof text, ">%.12s %s",
			 network_str(net, net->site[w->wan[i].to].name), words);
		if (used > 0 && (int)text_width(text) + after > pen.width) {
			pen.style = STYLE_DIM;
			snprintf(text, sizeof text, "+%u", w->n - i);
			pen_str(&pen, text);
			return;
		}
		pen_str(&pen, text);
		used += (int)text_width(text) + 2;
	}
}

/* --- values of a site ----------------------------------------------------------------
 */

#define SITE_OF(name, is)                                                              \
	static void name(const struct scene *s, ref_id ref, struct datum *d)           \
	{                                                                              \
		const struct site *site;                                               \
		const struct site_verdict *v;                                          \
                                                                                       \
		if (ref_kind(ref) != THING_SITE)                                       \
			return;                                                        \
		site = &s->net->site[ref_site_id(ref)];                                \
		v = &s->views->board.site[ref_site_id(ref)].verdict;                   \
		(void)site, (void)v;                                                   \
		is;                                                                    \
	}
SITE_OF(name_value, d->id = site->name)
SITE_OF(title_value, d->id = site->title)
SITE_OF(customer_value, d->id = site->customer)
SITE_OF(state_value,
	(d->text = site_state_name(v->state),
	 d->number = v->state <= SITE_ISOLATED ? (double)v->state : -1.0))
SITE_OF(lost_value, d->number = v->state == SITE_UNKNOWN ? (double)NAN : v->lost)
SITE_OF(devices_value, d->number = v->devices)
SITE_OF(since_value, d->number = v->since_ms ? (double)v->since_ms : (double)NAN)
SITE_OF(cause_value, d->text = v->cause)
SITE_OF(owner_value, d->text = v->nobody ? NULL : v->owner)

/* The busiest way to another site; one that is down is busier than any. */
static void wan_value(const struct scene *s, ref_id ref, struct datum *d)
{
	const struct board_wans *w;

	if (ref_kind(ref) != THING_SITE)
		return;
	w = &s->views->board.site[ref_site_id(ref)].wans;
	for (uint32_t i = 0; i < w->n; i++)
		d->number = fmax(d->number,
				 w->wan[i].down ? 1000 : (double)w->wan[i].pct);
}

/* clang-format off */
static const struct column columns[] = {
	{.title = "SITE", .min = 7, .max = 18, .keep = 15, .draw = put_site,
	 .names = NAME_SITE, .before = 2, .word = "site", .key = "name", .letter = 's',
	 .kind = COLUMN_TEXT, .value = name_value},
	{.title = "NAME", .min = 12, .max = 24, .keep = 2, .from = 100,
	 .draw = put_title, .names = NAME_TITLE, .word = "title", .key = "title",
	 .letter = 'n', .kind = COLUMN_TEXT, .value = title_value},
	{.title = "STATE", .min = 8, .max = 8, .keep = 14, .draw = put_state,
	 .word = "state", .key = "state", .letter = 't', .kind = COLUMN_TEXT,
	 .value = state_value},
	{.title = "LOST", .min = 6, .max = 7, .keep = 13, .right = true,
	 .draw = put_lost, .word = "lost", .key = "lost", .letter = 'l',
	 .value = lost_value},
	{.title = "SINCE", .min = 5, .max = 5, .keep = 11, .right = true,
	 .draw = put_since, .word = "since", .key = "since", .letter = 'a',
	 .kind = COLUMN_TIME, .value = since_value},
	{.title = "CAUSE", .min = 24, .max = 60, .keep = 12, .draw = put_cause,
	 .word = "cause", .key = "cause", .letter = 'c', .kind = COLUMN_TEXT,
	 .value = cause_value},
	{.title = "WHO", .min = 9, .max = 12, .keep = 10, .draw = put_who,
	 .word = "who", .key = "owner", .letter = 'w', .kind = COLUMN_TEXT,
	 .value = owner_value},
	{.title = "WAN, busier direction", .min = 31, .max = COLUMN_REST, .keep = 3,
	 .draw = put_wan, .word = "wan", .letter = 'b', .value = wan_value},
	{.title = "CUSTOMER", .min = 8, .max = 16, .keep = 5, .word = "customer",
	 .key = "customer", .letter = 'k', .kind = COLUMN_TEXT,
	 .value = customer_value, .extra = true},
	{.title = "DEVICES", .min = 7, .max = 7, .keep = 5, .right = true,
	 .word = "devices", .key = "devices", .letter = 'd', .value = devices_value,
	 .extra = true},
};

static const struct column columns_of_verdict[] = {
	{.title = "SITE", .min = 5, .max = 16, .keep = 15, .draw = put_name,
	 .names = NAME_SITE, .word = "site"},
	{.title = "STATE", .min = 8, .max = 8, .keep = 14, .draw = put_state,
	 .word = "state"},
	{.title = "LOST", .min = 6, .max = 7, .keep = 13, .right = true,
	 .draw = put_lost, .word = "lost"},
	{.title = "SINCE", .min = 5, .max = 5, .keep = 11, .right = true,
	 .draw = put_since, .word = "since"},
	{.title = "CAUSE", .min = 24, .max = COLUMN_REST, .keep = 12,
	 .draw = put_cause, .word = "cause"},
	{.title = "WHO", .min = 9, .max = 12, .keep = 10, .draw = put_who,
	 .word = "who"},
};
/* clang-format on */
const struct column *const verdict_columns = columns_of_verdict;
const unsigned verdict_column_n =
	sizeof columns_of_verdict / sizeof *columns_of_verdict;

/* --- rows of devices -----------------------------------------------------------------
 */

/* Lines of the levels above, then the corner. Returns the cells used. */
static int draw_rails(const struct pen *p, const struct tree_row *row)
{
	int col = 2;

	for (uint8_t depth = 1; depth < row->depth; depth++, col += 3)
		if (row->rails & 1u << depth)
			canvas_char(p->canvas, p->row, p->col + col, STYLE_DIM, 0x2502);
	canvas_char(p->canvas, p->row, p->col + col, STYLE_DIM,
		    row->last ? 0x2514 : 0x251c);
	return col + 1;
}

/* "─x─" with what is known of the link: x down, ? not known now. */
static int draw_line(const struct pen *p, const struct tree_up *up, bool lost)
{
	uint32_t ch = up->speed_bps >= FAT_BPS ? 0x2550 : 0x2500;

	canvas_fill(p->canvas, p->row, p->col, 1, p->width < 3 ? p->width : 3, p->style,
		    ch);
	if (up->down && p->width > 1)
		canvas_char(p->canvas, p->row, p->col + 1,
			    down_style(up->acked), 'x');
	else if (lost && p->width > 1)
		canvas_char(p->canvas, p->row, p->col + 1, p->style, '?');
	return 4;
}

/* "10G 40%", "40G 3/4 20%" of a bundle, "192.0.2.0/24" through a segment. */
static void link_words(const struct network *net, const struct tree_up *up, bool lost,
		       char *out, size_t size)
{
	char speed[FORMAT_SIZE], pct[FORMAT_SIZE], of[16] = "";
	enum band band = band_of((double)up->pct, BAND_NONE);

	if (up->of)
		snprintf(of, sizeof of, "%u/%u ", up->up, up->of);
	if (!up->known)
		snprintf(
			out, size, "%s",
			up->segment == NONE
				? ""
				: network_str(net, segment_at(net, up->segment)->name));
	else if (up->down)
		snprintf(out, size, "%s %sDOWN%s", format_speed(speed, up->speed_bps),
			 of, up->acked ? "a" : "");
	else
		snprintf(out, size, "%s %s%s", format_speed(speed, up->speed_bps), of,
			 format_util(pct, (double)up->pct, band, lost));
}

/* To its main parent: only a device below another has such a link. */
static int draw_up(const struct pen *p, const struct tree_row *row,
		   const struct tree_up *up, bool lost)
{
	char words[64];
	struct pen pen = *p;
	int used;

	pen.style = STYLE_DIM;
	if (row->depth < 2) {
		canvas_char(p->canvas, p->row, p->col, STYLE_DIM, 0x2500);
		return 2;
	}
	used = draw_line(&pen, up, lost);
	link_words(p->scene->net, up, lost, words, sizeof words);
	if (!words[0])
		return used;
	pen = pen_skip(&pen, used);
	if (up->down && !up->acked)
		pen.style = STYLE_CRITICAL;
	if (up->up < up->of && !up->down)
		pen.style = STYLE_MAJOR;
	pen_str(&pen, words);
	return used + (text_width(words) > 9 ? (int)text_width(words) + 1 : 10);
}

/* "-> fra-core-02 10G 9%": links to further parents. */
static void draw_others(const struct pen *p, const struct tree_up *up, uint32_t n,
			bool lost)
{
	const struct network *net = p->scene->net;
	char text[256], words[64];
	struct pen pen = *p;

	pen.style = STYLE_DIM;
	for (uint32_t i = 0; i < n; i++) {
		link_words(net, &up[i], lost, words, sizeof words);
		snprintf(text, sizeof text, "%s %s %s", canvas_arrow(p->canvas),
			 network_str(net, net->dev[up[i].parent].name), words);
		if ((int)text_width(text) > pen.width)
			return;
		pen_str(&pen, text);
		pen = pen_skip(&pen, (int)text_width(text) + 1);
	}
}

/* "14: ", of what is deeper than it is drawn. */
static struct pen put_level(const struct pen *p, const struct tree_row *row)
{
	char text[16] = "";
	struct pen pen = *p;

	pen.style = STYLE_DIM;
	if (row->level > row->depth)
		snprintf(text, sizeof text, "%u: ", row->level);
	pen_str(&pen, text);
	return pen_skip(p, (int)strlen(text));
}

static void draw_dev(const struct pen *p, const struct tree_row *row)
{
	const struct scene *s = p->scene;
	dev_id dev = ref_dev_id(s->net, row->ref);
	bool lost = board_state(&s->views->board, s, dev) == DEV_LOST;
	struct tree_up up[UPS];
	uint32_t n = tree_ups(s, dev, up, UPS);
	struct pen pen = pen_skip(p, draw_rails(p, row));
	const struct text *name = network_text(s->net, s->net->dev[dev].name);
	char letter[3] = {board_letter(&s->views->board, s, dev),
			  device_acked(s, dev) ? 'a' : '\0', '\0'};
	char why[160];
	uint32_t first = n > 0 && row->depth > 1;

	pen = pen_skip(&pen, draw_up(&pen, row, up, lost));
	pen = put_level(&pen, row);
	canvas_text(pen.canvas, pen.row, pen.col, pen.width, pen.style, name, false);
	pen = pen_skip(&pen, name->width + 1);
	pen.style = device_style(s, dev);
	pen_str(&pen, letter);
	pen = pen_skip(&pen, 3);
	pen.style = p->style;
	dev_why(s->net, s->alerts, dev, s->now_ms, why, sizeof why);
	pen_str(&pen, why);
	pen = pen_skip(&pen, why[0] ? (int)text_width(why) + 2 : 0);
	draw_others(&pen, up + first, n - first, lost);
}

static void draw_group(const struct pen *p, const struct tree_row *row)
{
	const struct scene *s = p->scene;
	dev_id parent = ref_dev_id(s->net, row->ref);
	bool lost = ref_which(row->ref) % GROUPS == GROUP_LOST;
	struct pen pen = pen_skip(p, draw_rails(p, row));
	char text[TEXT_BYTES_MAX + 64], pct[FORMAT_SIZE];

	pen.style = STYLE_DIM;
	pen = pen_skip(&pen, draw_line(&pen, &(struct tree_up){.pct = NAN}, lost));
	pen = put_level(&pen, row);
	if (lost && ref_which(row->ref) < GROUPS)
		snprintf(text, sizeof text, "+%u lost, state unknown behind %s",
			 row->folded, network_str(s->net, s->net->dev[parent].name));
	else if (lost)
		snprintf(text, sizeof text, "+%u lost, state unknown", row->folded);
	else if (isnan(row->max_pct))
		snprintf(text, sizeof text, "+%u more, all ok", row->folded);
	else
		snprintf(text, sizeof text, "+%u more, all ok, max %s", row->folded,
			 format_pct(pct, (double)row->max_pct));
	pen_str(&pen, text);
}

static bool draw_row(const struct pen *p, ref_id ref)
{
	const struct tree_row *row = tree_row(p->session, ref);

	switch (ref_kind(ref)) {
	case THING_SITE:
		return false;
	case THING_RULE:
		if (is_bus(ref)) {
			bus_draw(p, ref);
			return true;
		}
		panel_rule(p->canvas, p->row, p->col, p->width, STYLE_DIM,
			   "without a site", "");
		return true;
	case THING_GROUP:
		draw_group(p, row);
		return true;
	default:
		draw_dev(p, row);
		return true;
	}
}

/* --- panel ---------------------------------------------------------------------------
 */

static bool is_problem(const struct scene *s, ref_id ref)
{
	dev_id dev = ref_dev_id(s->net, ref);
	enum dev_state state;

	if (ref_kind(ref) == THING_SITE)
		return site_in_trouble(s, ref_site_id(ref));
	if (ref_kind(ref) == THING_GROUP)
		return ref_which(ref) % GROUPS == GROUP_LOST;
	state = board_state(&s->views->board, s, dev);
	return state != DEV_UP && state != DEV_PLANNED;
}

static uint8_t row_style(const struct scene *s, ref_id ref)
{
	enum site_state state;

	if (ref_kind(ref) != THING_SITE)
		return STYLE_NORMAL;
	state = s->views->board.site[ref_site_id(ref)].verdict.state;
	return state == SITE_PLANNED || state == SITE_UNKNOWN ? STYLE_DIM
							      : STYLE_NORMAL;
}

static void open_row(struct session *v, const struct scene *s, ref_id ref)
{
	struct thing scope;

	thing_of(s, ref, &scope);
	if (ref_kind(ref) == THING_GROUP)
		tree_fold(v, s, ref, true);
	else
		session_open_thing(v, s, &scope);
}

/* ", from fra-core-01": where the watch stands. */
static void say_root(const struct network *net, char *out, size_t size)
{
	const struct graph *g = ways_graph(net);
	uint32_t n =
		g && ways_attached(net) ? g->first[g->root + 1] - g->first[g->root] : 0;

	out[0] = '\0';
	if (n > 0)
		snprintf(out, size, ", from %s%s",
			 network_str(net, net->dev[g->half[g->first[g->root]].to].name),
			 n > 1 ? " …" : "");
}

static void summarize(struct session *v, const struct scene *s, char *out, size_t size)
{
	const struct board *b = &s->views->board;
	uint32_t off = s->baseline ? baseline_differs(s->baseline) : 0;
	char down[32] = "", root[64], drift[32] = "";
	uint32_t sites;

	if (session_page(v)->scope.kind != THING_NONE)
		return;
	limit_sites(s, &sites);
	if (limit_on(s)) {
		if (b->ready)
			snprintf(out, size, "%u of %u sites", sites, s->net->site_n);
		return;
	}
	if (b->links_down)
		snprintf(down, sizeof down, ", %u down", b->links_down);
	if (off)
		snprintf(drift, sizeof drift, ", %u off baseline", off);
	say_root(s->net, root, sizeof root);
	if (b->ready)
		snprintf(out, size, "%u site%s, %u link%s%s%s%s", s->net->site_n,
			 s->net->site_n == 1 ? "" : "s", b->links,
			 b->links == 1 ? "" : "s", down, drift, root);
}

static void say_empty(struct session *v, const struct scene *s, char *out, size_t size)
{
	(void)v;
	snprintf(out, size, "%s",
		 s->net->site_n ? "no site matches" : "no sites are configured");
}

const struct panel topology_panel = {
	.title = "TOPOLOGY",
	.terse = true,
	.columns = columns,
	.column_n = sizeof columns / sizeof *columns,
	.name = "topology",
	.of = "sites",
	.usual = "trouble",
	.rows = tree_rows,
	.problem = is_problem,
	.style = row_style,
	.open = open_row,
	.line = draw_row,
	.summary = summarize,
	.empty = say_empty,
};

/* What the signs of the tree mean, where that takes no row from it. */
static void draw_legend(struct session *v, struct canvas *c, struct area a)
{
	char way[32];
	const char *const sign[] = {"═ 40G+",  "─ below",
				    "x down",  "? unknown/hidden",
				    "~ stale", "> busier direction",
				    way};
	const struct list *l = &session_page(v)->list[PANEL_TOPOLOGY];
	int col = 1;

	snprintf(way, sizeof way, "%s one more way", canvas_arrow(c));

	if (!l->seen_n || l->seen_n + l->ghost + 2 > l->height)
		return;
	for (unsigned i = 0; i < sizeof sign / sizeof *sign; i++) {
		int width = (int)text_width(sign[i]);

		if (col + width > a.cols)
			return;
		canvas_str(c, a.row + a.rows - 1, a.col + col, width, STYLE_DIM,
			   sign[i], false);
		col += width + 2;
	}
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area area)
{
	struct area tree = area;

	if (area.rows >= MATRIX_FROM && session_page(v)->scope.kind == THING_NONE)
		tree.rows -= matrix_rows(s, area.cols, area.rows / 3);
	panel_draw(v, s, c, tree, PANEL_TOPOLOGY);
	draw_legend(v, c, tree);
	area.row += tree.rows;
	area.rows -= tree.rows;
	if (area.rows > 0)
		matrix_draw(v, s, c, area);
}

const struct view topology_view = {
	.name = "topology",
	.line = "sites, and what hangs behind what",
	.focus = PANEL_TOPOLOGY,
	.draw = draw,
};
