/*
 * What each file of a view gives to views.c.
 */
#ifndef NOCTOP_VIEWS_PANELS_H
#define NOCTOP_VIEWS_PANELS_H

#include "views/view.h"

extern const struct view overview_view, alerts_view, devices_view, interfaces_view,
	topology_view, events_view, changes_view, site_view, device_view,
	interface_view, works_view, explain_view, path_view, handover_view,
	health_view, help_view, baseline_view;
extern const struct panel alerts_panel, devices_panel, interfaces_panel, topology_panel,
	wan_panel, events_panel;

/* cells.c: all devices as cells of one letter, grouped by site. */
void devices_cells(struct session *, const struct scene *, struct canvas *,
		   struct area);

/* alert_detail.c: all that is known about one alert; nothing of what is none. */
void alert_detail(struct session *, const struct scene *, struct canvas *, struct area,
		  const struct thing *selected);
/* Rows in so many columns in which nothing of what is always said would be cut. */
int alert_detail_rows(struct session *, const struct scene *, int cols,
		      const struct thing *selected);

/* about.c: the list of events, and beside it, where there is room, what the selected
 * one was about. */
void about_events(struct session *, const struct scene *, struct canvas *, struct area);

/* matrix.c: the ways between all sites; the rows it needs, 0: nothing to show. */
struct board_wan;
/* "93%!!", "~44%", "DOWN" of a way to another site; returns its style, style for
 * none. */
uint8_t wan_words(const struct board_wan *, uint8_t style, char out[FORMAT_SIZE]);
int matrix_rows(const struct scene *, int cols, int most);
void matrix_draw(struct session *, const struct scene *, struct canvas *, struct area);

/* verdict.c: sites in trouble as rows, the others in one line; and the rows it needs.
 */
void verdict_draw(struct session *, const struct scene *, struct canvas *, struct area);
int verdict_rows(const struct scene *, int most);
/* topology.c: the columns of a site. */
extern const struct column *const verdict_columns;
extern const unsigned verdict_column_n;

/* timeline.c: what happened lately to a site, a device, an interface, to all (scope
 * NULL); how many lines it has. */
void timeline_draw(struct session *, const struct scene *, struct canvas *, struct area,
		   const struct thing *scope);
uint8_t timeline_style(enum event_kind, enum severity);
/* "acked": what happened, where the event's text does not say it, else "". */
const char *timeline_verb(const struct event *);
/* What of it, and by whom: the latter is not what is cut first. */
void timeline_words(const struct pen *, const struct event *);
uint32_t timeline_rows(const struct scene *, const struct thing *scope);

#endif
