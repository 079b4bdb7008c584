/*
 * The verdict: sites in trouble as one row each, all others in one line. What an
 * operator with two minutes reads first.
 */
#include <stdio.h>

#include "views/limit.h"
#include "views/panels.h"
#include "views/tree.h"

#define MORE 5 /* cells of "+123 " */
#define HINT 8 /* cells of "4: sites" */
#define HINT_FROM 60

/* Devices are lost, or something worse than a warning is open. */
static bool is_troubled(const struct scene *s, site_id site)
{
	const struct site_verdict *v = &s->views->board.site[site].verdict;

	return v->state == SITE_ISOLATED || v->state == SITE_DEGRADED ||
	       (v->state == SITE_IMPAIRED && v->worst > SEV_WARNING);
}

/* How many: the board has them first. */
static uint32_t troubled(const struct scene *s)
{
	uint32_t n = 0, all;
	const site_id *site = limit_sites(s, &all);

	while (s->views->board.ready && n < all && is_troubled(s, site[n]))
		n++;
	return n;
}

int verdict_rows(const struct scene *s, int most)
{
	int n = (int)troubled(s);

	n = n > 0 ? n + 2 : 1; /* titles, and the line of the others */
	return n < most ? n : most;
}

static int add_name(const struct pen *p, int used, const char *name)
{
	struct pen pen = pen_skip(p, used);

	if (pen.width < (int)text_width(name) + 1)
		return used;
	pen_str(&pen, name);
	return used + (int)text_width(name) + 1;
}

/* What is told of the sites that have no row. */
struct others {
	uint32_t warnings, missed; /* names that have no room */
};

/* The sites of one kind behind their label. */
static int add_kind(const struct pen *p, int used, uint32_t from, enum site_state state,
		    const char *label, struct others *all)
{
	const struct network *net = p->scene->net;
	const struct board *b = &p->scene->views->board;
	uint32_t n;
	const site_id *order = limit_sites(p->scene, &n);

	for (uint32_t i = from; i < n; i++) {
		site_id site = order[i];
		enum site_state is = b->site[site].verdict.state;
		int before;

		if ((is == SITE_IMPAIRED ? SITE_OK : is) != state)
			continue;
		if (label)
			used = add_name(p, used + (used > 0 ? 2 : 0), label);
		label = NULL;
		before = used;
		used = add_name(p, used, network_str(net, net->site[site].name));
		all->missed += used == before;
		all->warnings += b->site[site].verdict.warnings;
	}
	return used;
}

/* "ok: PAR MAD WAW (2 warnings)   planned: OSL  +3" */
static void draw_others(const struct pen *row, uint32_t from)
{
	struct others all = {0};
	struct pen p = *row;
	char text[48];
	int used;

	p.width -= MORE;
	used = add_kind(&p, 0, from, SITE_OK, "ok:", &all);
	snprintf(text, sizeof text, "(%u warning%s)", all.warnings,
		 all.warnings == 1 ? "" : "s");
	if (all.warnings)
		used = add_name(&p, used, text);
	used = add_kind(&p, used, from, SITE_UNKNOWN, "unknown:", &all);
	used = add_kind(&p, used, from, SITE_PLANNED, "planned:", &all);
	snprintf(text, sizeof text, "+%u", all.missed);
	if (all.missed)
		add_name(row, used, text);
}

/* How to get at a site, on the right of the last row; returns what is left of that. */
static struct pen draw_hint(const struct pen *p)
{
	struct pen rest = *p;
	int col = p->col + p->width - HINT;

	if (p->width < HINT_FROM)
		return rest;
	canvas_str(p->canvas, p->row, col, 1, STYLE_KEY, "4", false);
	/* with a colon: it is a key, and no number of sites */
	canvas_str(p->canvas, p->row, col + 1, HINT - 1, STYLE_DIM, ": sites", false);
	rest.width -= HINT + 1;
	return rest;
}

void verdict_draw(struct session *v, const struct scene *s, struct canvas *c,
		  struct area a)
{
	uint32_t n = troubled(s), shown = (uint32_t)(a.rows > 2 ? a.rows - 2 : 0);
	struct slot slot[COLUMNS_MAX];
	struct pen p = {v, s, c, a.row, a.col + 1, a.cols - 1, STYLE_TITLE};
	uint32_t all;
	const site_id *site = limit_sites(s, &all);
	unsigned slots =
		column_fit(s, verdict_columns, verdict_column_n, p.width, slot);

	if (!s->views->board.ready || s->net->site_n == 0) {
		p.style = STYLE_DIM;
		pen_str(&p,
			s->net->site_n ? "sites: waiting" : "no sites are configured");
		return;
	}
	if (shown > n)
		shown = n;
	if (shown > 0)
		column_titles(&p, slot, slots, NULL, false);
	for (uint32_t i = 0; i < shown; i++) {
		p.row++;
		p.style = STYLE_NORMAL;
		column_draw(&p, slot, slots, ref_site(site[i]));
	}
	p.row += shown > 0;
	p.style = STYLE_DIM;
	p = draw_hint(&p);
	if (n > shown) {
		char more[48];

		snprintf(more, sizeof more, "and %u more in trouble", n - shown);
		pen_str(&p, more);
	} else {
		draw_others(&p, n);
	}
}
