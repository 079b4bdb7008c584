/*
 * The first screen, for every size: four panels where there is room; on 80 columns the
 * verdict in sentences, alerts, a cell for each device and the busiest links; below
 * that the panel that has the keys.
 */
#include <stdio.h>

#include "views/limit.h"
#include "views/panels.h"

#define WIDE_COLS 110
#define WIDE_ROWS 32
#define DETAIL_COLS 200
#define COMPACT_COLS 80
#define COMPACT_ROWS 20
#define TITLES 2      /* rows of a panel's rule and of its columns' titles */
#define TITLED_FROM 5 /* rows of a panel that has titles */

static int cell_rows(const struct scene *s, int cols)
{
	uint32_t count[DEV_STATE_N], devices = limit_states(s, count), sites;
	int n;

	limit_sites(s, &sites);
	n = (int)(devices * 2 + sites * 8) / (cols > 0 ? cols : 1) + 1;

	return n < 4 ? n : 4;
}

/* Do all alerts have room in so many rows? */
static bool few_alerts(struct session *v, const struct scene *s, int rows)
{
	struct list *l = &session_page(v)->list[PANEL_ALERTS];

	return (int)alerts_panel.rows(v, s, l).n + 2 <= rows;
}

/* Alerts, and beside them all that is known about the selected one. */
static void draw_alerts(struct session *v, const struct scene *s, struct canvas *c,
			struct area a)
{
	const struct list *l = &session_page(v)->list[PANEL_ALERTS];
	bool beside = a.cols >= DETAIL_COLS && !few_alerts(v, s, 2);
	int left = beside ? a.cols * 5 / 8 : a.cols;

	panel_draw(v, s, c, (struct area){a.row, a.col, a.rows, left - beside},
		   PANEL_ALERTS);
	if (!beside)
		return;
	alert_detail(v, s, c,
		     (struct area){a.row, a.col + left, a.rows, a.cols - left},
		     &l->selected);
	panel_divide(c, a, left);
}

/* Of so many rows those that sites and the trees that have room in them need. */
static int topology_rows(struct session *v, const struct scene *s, int most)
{
	struct list *l = &session_page(v)->list[PANEL_TOPOLOGY];
	int n;

	l->height = (uint32_t)(most - TITLES);
	n = (int)topology_panel.rows(v, s, l).n;
	n = n + TITLES < TITLED_FROM ? TITLED_FROM : n + TITLES;
	return n < most ? n : most;
}

/* Alerts have as much as they need, so has the topology; devices and links what is left
 * of that. */
static void draw_wide(struct session *v, const struct scene *s, struct canvas *c,
		      struct area a)
{
	int alerts = a.rows * 38 / 100;
	int topology = topology_rows(v, s, a.rows * 28 / 100);
	int middle, left = a.cols / 2;
	struct area area;

	if (few_alerts(v, s, alerts / 2))
		alerts /= 2;
	middle = a.rows - alerts - topology;
	draw_alerts(v, s, c, (struct area){a.row, a.col, alerts, a.cols});
	area = (struct area){a.row + alerts, a.col, middle, a.cols};
	panel_draw(v, s, c, (struct area){area.row, a.col, middle, left - 1},
		   PANEL_DEVICES);
	panel_draw(v, s, c,
		   (struct area){area.row, a.col + left, middle, a.cols - left},
		   PANEL_LINKS);
	panel_divide(c, area, left);
	area = (struct area){area.row + middle, a.col, topology, a.cols};
	panel_draw(v, s, c, area, PANEL_TOPOLOGY);
}

static void draw_compact(struct session *v, const struct scene *s, struct canvas *c,
			 struct area a)
{
	enum panel_id focus = session_page(v)->focus;
	int sites =
		focus == PANEL_TOPOLOGY ? topology_rows(v, s, 7) : verdict_rows(s, 6);
	int cells = 1 + cell_rows(s, a.cols), links = focus == PANEL_LINKS ? 5 : 3;
	int alerts = a.rows - sites - cells - links, spare;
	struct area area = {a.row, a.col, sites, a.cols};

	spare = alerts / 2;
	if (few_alerts(v, s, alerts - spare)) {
		alerts -= spare;
		links += spare;
	}
	if (focus == PANEL_TOPOLOGY)
		panel_draw(v, s, c, area, PANEL_TOPOLOGY);
	else
		verdict_draw(v, s, c, area);
	area = (struct area){area.row + sites, a.col, alerts, a.cols};
	panel_draw(v, s, c, area, PANEL_ALERTS);
	area = (struct area){area.row + alerts, a.col, cells, a.cols};
	devices_cells(v, s, c, area);
	area = (struct area){area.row + cells, a.col, links, a.cols};
	panel_draw(v, s, c, area, PANEL_LINKS);
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	struct page *page = session_page(v);
	bool wide = c->cols >= WIDE_COLS && c->rows >= WIDE_ROWS;
	bool compact = !wide && c->cols >= COMPACT_COLS && c->rows >= COMPACT_ROWS;

	page->cells = compact;
	if (wide)
		draw_wide(v, s, c, a);
	else if (compact)
		draw_compact(v, s, c, a);
	else
		panel_draw(v, s, c, a, page->focus);
}

const struct view overview_view = {
	.name = "overview",
	.line = "alerts, devices, links and sites on one screen",
	.many = true,
	.draw = draw,
};
