/*
 * The watch is a monitored thing, too: what it says of itself, once a second.
 */
#include "probes/base/clock.h"
#include "tui/pager.h"
#include "tui/watch.h"

#define TICK_US 1000000
#define CLOCK_SET_MS 2000 /* less is a clock that is slewed, or a busy machine */
#define CLOCK_SET_SAID_MS 600000

/* Our clock and the one that nobody sets must go on alike: else what is measured
 * between instants moves along. */
void watch_clock(struct watch *w)
{
	struct watch_health *health = &w->net->health;
	int64_t boot_ms = clock_boot_ms(), apart_ms = clock_wall_ms() - boot_ms;
	int64_t by_ms = w->clocks_apart_ms ? apart_ms - w->clocks_apart_ms : 0;

	if (clock_boot_ms() - boot_ms > CLOCK_SET_MS / 2)
		return; /* held up between the two */
	w->clocks_apart_ms = apart_ms;
	if (boot_ms >= w->clock_set_ms + CLOCK_SET_SAID_MS)
		health->clock_step_s = 0;
	if (by_ms > -CLOCK_SET_MS && by_ms < CLOCK_SET_MS)
		return;
	health->clock_step_s = (double)by_ms / 1e3;
	w->clock_set_ms = boot_ms;
	alerts_clock_set(&w->alerts, by_ms);
	pager_clock_set(w->pager, by_ms);
}

/* How late this tick came says how long something held the loop. */
void watch_health(struct watch *w)
{
	struct watch_health *health = &w->net->health;
	int64_t now_us = clock_mono_us();
	uint64_t drops;

	if (w->tick_us)
		health->lag_ms = (double)(now_us - w->tick_us - TICK_US) / 1e3;
	w->tick_us = now_us;
	drops = health->rx_drops;
	poll_health(w->poll, health);
	health->rx_drops_ps = (double)(health->rx_drops - drops);
	health->journal_backlog = journal_backlog(w->journal);
	health->journal_ok = w->journal_ok;
	health->journal_free_pct = journal_free_pct(w->journal);
	pager_health(w->pager, health);
}
