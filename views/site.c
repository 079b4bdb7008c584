/*
 * One site, for whoever has two minutes: what is wrong and how that is known, who to
 * call, and below it the lists of the overview narrowed to the site. Alerts, devices
 * and ways to other sites keep their digits; 4 has the tree in the place of devices.
 */
#include "views/limit.h"
#include "views/site.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "views/drill.h"
#include "views/panels.h"

#define WIDE_COLS 110
#define WIDE_ROWS 26
#define BRIEF_BELOW 10
#define ALL_ROWS 9 /* below the facts: room for every part */
#define FACT_ROWS 5
#define CELL_ROWS 4
#define LINK_ROWS 5
#define TREE_ROWS 9
#define TERSE 2 /* alerts that need no column titles */

/* --- which site ----------------------------------------------------------------------
 */

/* Opened without one it is the worst, as soon as that is known, and stays with it. */
static site_id site_of(struct session *v, const struct scene *s)
{
	struct page *page = session_page(v);
	const struct board *b = &s->views->board;
	uint32_t n;
	const site_id *order = limit_sites(s, &n);
	ref_id ref;

	if (page->scope.kind == THING_NONE && b->ready && n > 0)
		thing_of(s, ref_site(order[0]), &page->scope);
	ref = thing_ref(s, &page->scope);
	return ref_kind(ref) == THING_SITE ? ref_site_id(ref) : NONE;
}

void session_open_site(struct session *v, const struct scene *s, site_id site)
{
	struct thing scope;
	uint64_t id;

	thing_of(s, ref_site(site), &scope);
	if (session_page(v)->view == &site_view &&
	    thing_same(&scope, &session_page(v)->scope))
		return;
	session_push(v, &site_view, &scope);
	if (row_alerts(s, ref_site(site), &id, 0, 1) == 0)
		session_page(v)->focus = PANEL_DEVICES;
}

/* --- rows for each part --------------------------------------------------------------
 */

struct share {
	int rows, want;
};

/* Everybody has its least; what is left goes to what is wanted, in order. */
static void share_out(struct share *part, int n, int spare)
{
	for (int i = 0; i < n; i++)
		spare -= part[i].rows;
	for (int i = 0; i < n && spare > 0; i++) {
		int more = part[i].want - part[i].rows;

		more = more < spare ? more : spare;
		if (more <= 0)
			continue;
		part[i].rows += more;
		spare -= more;
	}
	if (spare > 0)
		part[n - 1].rows += spare;
}

static int list_rows(struct session *v, const struct scene *s, enum panel_id id)
{
	struct page *page = session_page(v);

	return (int)page_panel(page, id)->rows(v, s, &page->list[id]).n;
}

static int at_most(int n, int most)
{
	return n < most ? n : most;
}

/* Rows of a list with its two titles. */
static int with_titles(int n)
{
	return 2 + (n > 0 ? n : 1);
}

static int cell_rows(const struct scene *s, site_id site, int cols)
{
	int n = 0;

	for (dev_id d = s->net->site[site].first_dev; d != NONE;
	     d = s->net->dev[d].site_next)
		n++;
	return at_most(1 + n * 2 / (cols > 2 ? cols - 2 : 1), CELL_ROWS);
}

/* --- drawing -------------------------------------------------------------------------
 */

/* "DEGRADED 1/19 4m12" */
static void in_short(const struct scene *s, site_id id, char *out, size_t size)
{
	const struct site_verdict *v = &s->views->board.site[id].verdict;
	char age[FORMAT_SIZE] = "", lost[32] = "";

	if (v->since_ms)
		format_age(age, s->now_ms - v->since_ms);
	if (v->state != SITE_PLANNED && v->state != SITE_UNKNOWN)
		snprintf(lost, sizeof lost, " %u/%u", v->lost, v->devices);
	snprintf(out, size, "%s%s%s%s", site_state_name(v->state), lost,
		 age[0] ? " " : "", age);
}

/* The facts: in so many rows, briefly where not all has room. Returns the rows. */
static int fit_facts(struct pen pen, struct canvas *c, int most, site_id site)
{
	const struct site_verdict *v = &pen.scene->views->board.site[site].verdict;
	struct facts f;
	bool brief = false;

	facts_open(&f, &pen, INT_MAX);
	site_facts(&f, site, v);
	if (f.rows > most) {
		brief = true;
		facts_open(&f, &pen, INT_MAX);
		f.brief = true;
		site_facts(&f, site, v);
	}
	most = at_most(f.rows, most);
	pen.canvas = c;
	facts_open(&f, &pen, most);
	f.brief = brief;
	site_facts(&f, site, v);
	facts_close(&f);
	return most;
}

/* One row, or none where nothing is known. Returns the rows. */
static int draw_brief(struct pen pen, struct canvas *c, site_id site)
{
	struct facts f;

	pen.canvas = c;
	facts_open(&f, &pen, 1);
	site_brief(&f, site, &pen.scene->views->board.site[site].verdict);
	return at_most(f.rows, 1);
}

/* Returns the rows used. */
static int draw_facts(struct session *v, const struct scene *s, struct canvas *c,
		      struct area a, site_id site)
{
	struct pen p = {v, s, NULL, a.row + 1, a.col + 1, a.cols - 1, STYLE_NORMAL};
	bool small = a.rows < BRIEF_BELOW;
	char right[200];
	int rows = a.rows > ALL_ROWS + FACT_ROWS ? a.rows - 1 - ALL_ROWS : a.rows / 2;

	site_about(s, site, right, sizeof right);
	if (small)
		in_short(s, site, right, sizeof right);
	drill_title(v, s, c, a, right);
	return 1 + (small ? draw_brief(p, c, site) : fit_facts(p, c, rows, site));
}

static struct area cut(struct area *from, int rows)
{
	struct area a = {from->row, from->col, rows, from->cols};

	from->row += rows;
	from->rows -= rows;
	return a;
}

static void draw_compact(struct session *v, const struct scene *s, struct canvas *c,
			 struct area a, site_id site)
{
	struct page *page = session_page(v);
	bool tree = page->focus == PANEL_TOPOLOGY;
	int alerts = list_rows(v, s, PANEL_ALERTS);
	int ways = list_rows(v, s, PANEL_LINKS), cells = cell_rows(s, site, a.cols);
	struct share part[] = {
		{2,
		 alerts > TERSE ? with_titles(alerts) : 1 + (alerts > 0 ? alerts : 1)},
		{2, tree ? TREE_ROWS : 1 + cells},
		{2,
		 at_most(ways > TERSE ? with_titles(ways) : 1 + (ways > 0 ? ways : 1),
			 a.rows > 3 * LINK_ROWS ? a.rows / 3 : LINK_ROWS)},
		{3, 3},
	};

	page->cells = !tree;
	share_out(part, 4, a.rows);
	panel_draw(v, s, c, cut(&a, part[0].rows), PANEL_ALERTS);
	if (tree)
		panel_draw(v, s, c, cut(&a, part[1].rows), PANEL_TOPOLOGY);
	else
		devices_cells(v, s, c, cut(&a, part[1].rows));
	panel_draw(v, s, c, cut(&a, part[2].rows), PANEL_LINKS);
	timeline_draw(v, s, c, a, &page->scope);
}

static void draw_middle(struct session *v, const struct scene *s, struct canvas *c,
			struct area a, enum panel_id left_one)
{
	int left = a.cols / 2;
	struct area devices = {a.row, a.col, a.rows, left - 1};
	struct area ways = {a.row, a.col + left, a.rows, a.cols - left};

	panel_draw(v, s, c, devices, left_one);
	panel_divide(c, a, left);
	panel_draw(v, s, c, ways, PANEL_LINKS);
}

/* The tree has its own place where there is room, else that of the devices; what is
 * left over stays empty at the end. */
static void draw_wide(struct session *v, const struct scene *s, struct canvas *c,
		      struct area a)
{
	struct page *page = session_page(v);
	int alerts = list_rows(v, s, PANEL_ALERTS);
	int events = (int)timeline_rows(s, &page->scope);
	int devices = list_rows(v, s, PANEL_DEVICES),
	    ways = list_rows(v, s, PANEL_LINKS);
	int rows = with_titles(list_rows(v, s, PANEL_TOPOLOGY));
	struct share part[] = {
		{3, at_most(with_titles(alerts), a.rows * 35 / 100)},
		{2, at_most(1 + (events > 0 ? events : 1), a.rows * 35 / 100)},
		{6, with_titles(devices > ways ? devices : ways)},
		{0, rows > TREE_ROWS ? rows : TREE_ROWS},
		{0, 0},
	};
	bool tree;

	share_out(part, 5, a.rows);
	tree = part[3].rows >= TREE_ROWS;
	panel_draw(v, s, c, cut(&a, part[0].rows), PANEL_ALERTS);
	draw_middle(v, s, c, cut(&a, part[2].rows),
		    page->focus == PANEL_TOPOLOGY && !tree ? PANEL_TOPOLOGY
							   : PANEL_DEVICES);
	if (tree)
		panel_draw(v, s, c, cut(&a, part[3].rows), PANEL_TOPOLOGY);
	timeline_draw(v, s, c, a, &page->scope);
}

static void draw_site(struct session *v, const struct scene *s, struct canvas *c,
		      struct area a, site_id site)
{
	struct page *page = session_page(v);

	cut(&a, draw_facts(v, s, c, a, site));
	page->cells = false;
	if (a.cols >= WIDE_COLS && a.rows >= WIDE_ROWS)
		draw_wide(v, s, c, a);
	else if (a.rows >= ALL_ROWS)
		draw_compact(v, s, c, a, site);
	else
		panel_draw(v, s, c, a, page->focus);
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	site_id site = site_of(v, s);
	const struct thing *scope = &session_page(v)->scope;

	if (site != NONE && s->views->board.ready) {
		draw_site(v, s, c, a, site);
		return;
	}
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE,
		   scope->kind == THING_SITE ? scope->name : "SITE", "");
	canvas_str(c, a.row + 1, a.col + 2, a.cols - 2, STYLE_DIM,
		   s->net->site_n == 0 ? "no sites are configured"
		   : scope->kind == THING_SITE && site == NONE
			   ? "not configured any more"
			   : "waiting",
		   false);
}

const struct view site_view = {
	.name = "site",
	.line = "one site: cause and evidence, contacts, the last minutes",
	.many = true,
	.focus = PANEL_ALERTS,
	.draw = draw,
};
