/*
 * maintain: what the watch does about windows; they decide for themselves.
 */
#include "tui/maintain.h"

#include "probes/base/clock.h"

#define SLICE_ROWS 4000

static void on_changed(void *ctx, dev_id dev, bool holds)
{
	struct watch *w = ctx;

	w->net->dev[dev].in_window = holds;
	watch_queue(w, dev);
}

bool maintain_step(struct watch *w)
{
	return maintenance_step(&w->maintenance, w->net, &w->alerts, clock_wall_ms(),
				SLICE_ROWS, on_changed, w, &w->events);
}

void maintain_open(struct watch *w)
{
	const struct inventory *inv = &w->setup->inventory;
	const char *zone = inv->settings.timezone;
	int64_t now_ms = clock_wall_ms();

	maintenance_init(&w->maintenance, zone_find(zone ? zone : "local"),
			 inv->settings.grace_ms);
	for (uint32_t i = 0; i < inv->window_n; i++)
		maintenance_configure(&w->maintenance, &inv->window[i], now_ms);
	w->alerts.maintenance = &w->maintenance;
}

static void put_row(void *ctx, const struct window_row *row)
{
	struct watch *w = ctx;

	journal_put_window(w->journal, row);
}

void maintain_put(struct watch *w, const struct event *e)
{
	if (e->subject == SUBJECT_WINDOW)
		maintenance_rows(&w->maintenance, e, put_row, w);
}

void maintain_restored(void *watch, const struct window_row *row)
{
	struct watch *w = watch;

	maintenance_restore(&w->maintenance, w->net, row, clock_wall_ms());
}
