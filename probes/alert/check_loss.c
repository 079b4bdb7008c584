/*
 * check_loss: probes of a device that were lost. A router that is asked to do more
 * important things answers less, and forwards everything: what a hop loses and those
 * behind it do not is no loss of the path.
 */
#include "probes/alert/look.h"
#include "probes/model/link.h"
#include "probes/model/topology.h"
#include "probes/model/ways.h"

#define HEARD 32 /* devices behind it, at most; one is enough */

/* Of the last `window` probes since it answers. */
static unsigned lost_of(const struct reach *reach, unsigned window, unsigned *of)
{
	if (window > REACH_WINDOW)
		return reach_lost_long(reach, window, of);
	return reach_lost(reach, reach->steady < window ? reach->steady : window, of);
}

/* Everything to it passes d, and nothing to speak of was lost in the same time. */
static bool is_well_behind(const struct network *net, dev_id behind, dev_id d,
			   const struct rule *rule, unsigned window)
{
	const struct reach *reach = &net->dev[behind].reach;
	unsigned of, lost;

	if (net->dev[behind].ping_by == PING_NO || !reach->known || !reach->answering ||
	    reach->confirm_need)
		return false;
	if (net->dev[behind].parent_n
		    ? net->dev[behind].parent_n > 1 ||
			      !topology_is_parent(&net->dev[behind], d)
		    : !ways_hang(net, behind, d))
		return false;
	lost = lost_of(reach, window, &of);
	return of >= window && lost * 100.0 / window < rule->clear;
}

static bool ends_here(const struct network *net, dev_id d, const struct rule *rule,
		      unsigned window)
{
	uint32_t heard = 0;

	if (d < net->toward_cap)
		for (uint32_t i = 0; i < net->toward[d].n && heard++ < HEARD; i++)
			if (is_well_behind(net, net->toward[d].dev[i], d, rule, window))
				return true;
	for (link_id l = links_of(net, d); l != NONE && heard++ < HEARD;
	     l = links_next(net, l, d)) {
		const struct link *link = link_at(net, l);
		dev_id far = link->end[1 - link_side(link, d)].dev;

		if (far != NONE && is_well_behind(net, far, d, rule, window))
			return true;
	}
	return false;
}

/* Only probes since it answers again: the outage itself is not loss. Enough of them
 * lost may open before the window is full; only a full one clears. */
void look_loss(const struct rule *rule, const struct subject_view *v, struct sample *s)
{
	const struct reach *reach = &v->dev->reach;
	unsigned window = rule->window ? rule->window : REACH_WINDOW;
	unsigned of, lost;

	if (!reach->known || !reach->answering || reach->confirm_need)
		return; /* silent, or about to be: that is another check */
	lost = lost_of(reach, window, &of);
	look_level(rule, lost * 100.0 / window, 0, s);
	s->off = s->off && of >= window;
	if (s->on && ends_here(v->net, v->dev_id, rule, window)) {
		s->on = false;
		s->off = true;
	}
	s->stamp = (int64_t)reach->n << 16 | reach->head;
	s->gap_ms = LOOK_ALWAYS;
}
