/*
 * THE list of views, one line each, and the work their sessions share.
 */
#include "views/view.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "views/help.h"
#include "views/panels.h"
#include "views/seek.h"

const struct view *const all_views[] = {
	&overview_view, &alerts_view,  &devices_view, &interfaces_view, &topology_view,
	&events_view,	&changes_view, &site_view,    &device_view,	&interface_view,
	&works_view,	&explain_view, &path_view,    &handover_view,	&health_view,
	&baseline_view, &help_view,    NULL,
};

static const struct panel *const all_panels[PANELS] = {
	[PANEL_ALERTS] = &alerts_panel,
	[PANEL_DEVICES] = &devices_panel,
	[PANEL_LINKS] = &interfaces_panel,
	[PANEL_TOPOLOGY] = &topology_panel,
	[PANEL_EVENTS] = &events_panel,
};

const struct panel *page_panel(const struct page *page, enum panel_id id)
{
	if (id == PANEL_LINKS && page->scope.kind == THING_SITE)
		return &wan_panel;
	return all_panels[id];
}

const struct panel *panel_named(const char *name)
{
	for (int id = 0; id < PANELS; id++)
		if (strcmp(all_panels[id]->name, name) == 0)
			return all_panels[id];
	return strcmp(wan_panel.name, name) == 0 ? &wan_panel : NULL;
}

bool views_column(unsigned i, struct views_column *out)
{
	for (int id = 0; id < PANELS; id++) {
		const struct panel *panel = all_panels[id];
		const struct column *k;

		if (i >= panel->column_n) {
			i -= panel->column_n;
			continue;
		}
		k = &panel->columns[i];
		*out = (struct views_column){.list = panel->name,
					     .word = k->word,
					     .meaning = help_column(k->title),
					     .key = k->key,
					     .letter = k->letter,
					     .extra = k->extra};
		return true;
	}
	return false;
}

const struct view *view_find(const char *name)
{
	for (const struct view *const *w = all_views; *w; w++)
		if (strcmp((*w)->name, name) == 0)
			return *w;
	return NULL;
}

const struct view *view_of(enum panel_id panel)
{
	const struct view *const *w = all_views;

	while ((*w)->many || (*w)->listless || (*w)->focus != panel)
		w++;
	return *w;
}

const char *views_name(unsigned i, const char **line)
{
	if (i >= sizeof all_views / sizeof *all_views || !all_views[i])
		return NULL;
	*line = all_views[i]->line;
	return all_views[i]->name;
}

struct views *views_open(void)
{
	struct views *w = calloc(1, sizeof *w);

	if (!w)
		die("out of memory");
	board_init(&w->board);
	return w;
}

void views_close(struct views *w)
{
	seek_end_all(w);
	board_fini(&w->board);
	orders_fini(&w->orders);
	ranks_fini(&w->ranks);
	free(w);
}

uint64_t views_answered(const struct views *w)
{
	return w->orders.answered + w->sought;
}

bool views_awaited(const struct scene *s)
{
	return s->views->seeking || orders_awaited(&s->views->orders, s);
}

/* Who waits for a list has waited for a key; the board is of this second or the
 * last. */
bool views_step(const struct scene *s, uint32_t rows)
{
	rows = seek_step(s, rows);
	rows = orders_hurry(&s->views->orders, s, rows);
	rows = board_step(&s->views->board, s, rows);
	return orders_step(&s->views->orders, s, rows) == 0;
}
