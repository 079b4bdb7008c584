/*
 * Checks of peers and of what stands in for each other. What is a fault the model says
 * (peer.h, redundancy.h): one that is wanted, and was up before.
 */
#include <string.h>

#include "probes/alert/look.h"
#include "probes/model/peer.h"
#include "probes/model/redundancy.h"
#include "probes/model/spare.h"

bool check_looks_at_peer(enum check check, const struct peer *p)
{
	switch (check) {
	case CHECK_BGP:
		return p->kind == PEER_BGP;
	case CHECK_OSPF:
		return p->kind == PEER_OSPF;
	case CHECK_ISIS:
		return p->kind == PEER_ISIS;
	case CHECK_TUNNEL:
		return p->kind == PEER_TUNNEL;
	default:
		return false;
	}
}

/* No other of its kind is up. */
static bool last_path(const struct subject_view *v)
{
	uint32_t of;

	return network_peers_up(v->net, v->dev_id, (enum peer_kind)v->peer->kind,
				&of) == 0;
}

void look_peer(const struct rule *rule, const struct subject_view *v, struct sample *s)
{
	const struct peer *p = v->peer;

	s->known = p->state != PEER_UNKNOWN;
	s->stamp = v->dev->peers_ms;
	s->on = p->state == PEER_DOWN && p->was_up;
	/* What was open before a restart is not over because we did not see it up. */
	s->off = p->state != PEER_DOWN;
	if (s->on && rule->last_path) {
		s->on = last_path(v);
		s->off = !s->on;
	}
	s->blinked = p->blinked && !v->rebooted;
	s->reason = p->words ? network_str(v->net, p->words) : "down";
	if (s->on && p->up_s != NONE)
		s->occurred_ms = p->since_ms;
}

/* Told of at one end of the link that failed; what else lost a way by it, or by a
 * device that is silent, is that one's story. */
void look_uplinks(const struct rule *rule, const struct subject_view *v,
		  struct sample *s)
{
	struct spare spare;

	(void)rule;
	ways_spare(v->net, v->dev_id, &spare);
	s->known = spare.had > 0 && !topology_dev_silent(v->net, v->dev_id);
	s->stamp = v->now_ms;
	s->gap_ms = LOOK_ALWAYS;
	s->on = spare_tells(v->net, v->dev_id, &spare);
	s->off = !spare_lost(&spare);
	s->reason = spare.from != NONE
			    ? network_str(v->net, v->net->dev[spare.from].name)
			    : "a neighbour";
	s->count = spare.left;
	s->of = spare.had;
}

/* Power supplies, fans and ways have rules of their own. */
bool check_looks_at_group(enum check check, const struct redundancy *r)
{
	return check == CHECK_REDUNDANCY && r->kind != REDUNDANCY_PSU &&
	       r->kind != REDUNDANCY_FAN && r->kind != REDUNDANCY_UPLINKS;
}

void look_redundancy(const struct rule *rule, const struct subject_view *v,
		     struct sample *s)
{
	const struct redundancy *r = v->group;
	const struct dev *dev = v->dev;

	(void)rule;
	s->known = true;
	s->stamp = dev->peers_ms > dev->sensors_ms ? dev->peers_ms : dev->sensors_ms;
	s->on = r->state == REDUNDANCY_LOST;
	s->off = !s->on && r->ok == r->of;
	s->reason = r->words ? network_str(v->net, r->words) : "lost";
	s->count = r->ok;
	s->of = r->of;
}
