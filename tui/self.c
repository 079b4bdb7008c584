/* self: joins what the kernel tells and what the devices say. */
#include "tui/self.h"

#include "probes/base/log.h"
#include "probes/wire/attach.h"
#include "tui/watch.h"

#define LOOK_AROUND_MS 10000

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
	if (outlook_problem(w->self.outlook))
		log_warning("%s: whether it is us cannot be told",
			    outlook_problem(w->self.outlook));
}

void self_close(struct watch *w)
{
	outlook_close(w->self.outlook);
}

/* What the watch is attached to: as fresh as what the kernel tells of the ways. */
static void look_around(struct watch *w, int64_t now_ms)
{
	struct attach_segment segment[ATTACH_SEGMENTS];
	const struct vantage *v = outlook_see(w->self.outlook);

	if (now_ms - w->self.attached_ms < LOOK_AROUND_MS)
		return;
	w->self.attached_ms = now_ms;
	attach_find(w->net, v, segment, attach_segments(v->port, segment), address_of,
		    w);
}

void self_tick(struct watch *w, int64_t now_ms)
{
	struct watch_health *health = &w->net->health;
	struct us *us = &w->self.us;
	struct us_count count;

	us_count(w->net, now_ms, &count);
	if (us_judge(us, outlook_see(w->self.outlook), &count, now_ms))
		log_notice(us->holds ? "blind: %s" : "not blind any more%s", us->why);
	health->blind = us->holds ? us->why : NULL;
	health->blind_ms = us->since_ms;
	if (!us->holds) /* what was there before explains what is now */
		look_around(w, now_ms);
}

bool self_urgent(struct watch *w)
{
	return !w->self.us.holds && outlook_see(w->self.outlook)->port_down_ms;
}
