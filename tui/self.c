/* self: joins what the kernel tells and what the devices say. */
#include "tui/self.h"

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/model/topology.h"
#include "probes/model/ways.h"
#include "probes/wire/trace.h"
#include "tui/watch.h"

#define LOOK_AROUND_MS 10000
#define LOOK_FOR_WAY_MS 3600000
#define SLICE_ROWS 16384 /* looked at: half a millisecond */
#define SAMPLE 3 /* devices, for the way into the network */

static const struct sockaddr_storage *address_of(void *ctx, uint32_t dev)
{
	struct watch *w = ctx;

	return poll_address(w->poll, dev);
}

void self_open(struct watch *w)
{
	const struct settings *settings = &w->setup->inventory.settings;

	w->self.outlook = outlook_open(w->loop, settings->reference, w->net->dev_n,
				       address_of, w);
	w->self.trace = trace_open(w->loop, w->net, address_of, w);
	if (outlook_problem(w->self.outlook))
		log_warning("%s: whether it is us cannot be told",
			    outlook_problem(w->self.outlook));
}

void self_close(struct watch *w)
{
	outlook_close(w->self.outlook);
	trace_close(w->self.trace);
	attach_end(&w->self.attach);
}

/* The way to those that fell silent and that nothing of ours explains. */
static void find_ways(struct watch *w, int64_t now_ms)
{
	for (uint32_t i = 0; i < w->alerts.n; i++) {
		const struct alert *a = w->alerts.row[i];

		if (a->check == CHECK_UNREACHABLE && a->subject == SUBJECT_DEVICE &&
		    a->state == ALERT_OPEN && (!a->suppressed || a->hides))
			trace_want(w->self.trace, a->thing,
				   topology_silent_since(w->net, a->thing), now_ms);
	}
}

/* Behind a gateway that nobody manages: what is the first of ours on the way to
 * some? */
static void look_for_way(struct watch *w, int64_t now_ms)
{
	uint32_t step = w->net->dev_n / SAMPLE + 1;

	if (w->self.way_ms && now_ms - w->self.way_ms < LOOK_FOR_WAY_MS)
		return;
	w->self.way_ms = now_ms;
	for (dev_id d = 0; d < w->net->dev_n; d += step)
		trace_want(w->self.trace, d, 0, now_ms);
}

/* What the watch is attached to: as fresh as what the kernel tells of the ways. */
static void look_around(struct watch *w, int64_t now_ms)
{
	struct attach_segment segment[ATTACH_SEGMENTS];
	const struct vantage *v = outlook_see(w->self.outlook);

	if (now_ms - w->self.attached_ms < LOOK_AROUND_MS)
		return;
	w->self.attached_ms = now_ms;
	attach_begin(&w->self.attach, v, segment, attach_segments(v->port, segment));
	if (ways_attached(w->net) == ATTACHED_UNKNOWN && v->gateway[0])
		look_for_way(w, now_ms);
}

static void conclude(struct watch *w, const struct us_count *count, int64_t now_ms)
{
	struct watch_health *health = &w->net->health;
	struct us *us = &w->self.us;

	if (us_judge(us, outlook_see(w->self.outlook), count, now_ms))
		log_notice(us->holds ? "blind: %s" : "not blind any more%s", us->why);
	health->blind = us->holds ? us->why : NULL;
	health->blind_ms = us->since_ms;
	if (us->holds) /* what was there before explains what is now */
		return;
	look_around(w, now_ms);
	find_ways(w, now_ms);
}

void self_tick(struct watch *w, int64_t now_ms)
{
	struct us_count count;

	if (us_look(&w->self.look, w->net, now_ms, SLICE_ROWS, &count))
		conclude(w, &count, now_ms);
}

bool self_step(struct watch *w)
{
	if (w->self.look.at)
		self_tick(w, clock_wall_ms());
	return attach_step(&w->self.attach, w->net, address_of, w, SLICE_ROWS) ||
	       w->self.look.at;
}

bool self_urgent(struct watch *w)
{
	return !w->self.us.holds && outlook_see(w->self.outlook)->port_down_ms;
}
