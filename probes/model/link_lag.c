/*
 * Bundles are few and small: they are put together whenever somebody asks, from the
 * links of the one device and the bundles that both tell of.
 */
#include "probes/model/link_lag.h"

#include "probes/model/peer.h"

/* What the ports of a link are bundled into. */
struct bundled {
	str_id name[2]; /* 0: nothing is known of that end's */
	bool itself;	/* one of them is the bundle */
	bool alone;	/* one is in none, of a device that has some */
};

static void look_at(const struct network *net, const struct link *l, unsigned side,
		    struct bundled *b)
{
	if_id i = link_if(net, l, side);
	const struct peer *p;
	bool any = false;
	uint32_t n;

	if (i == NONE)
		return;
	p = network_peers(net, l->end[side].dev, &n);
	for (uint32_t k = 0; k < n && !b->name[side]; k++) {
		if (p[k].kind != PEER_LAG)
			continue;
		any = true;
		if (p[k].local == net->ifs.index[i]) {
			b->name[side] = p[k].group;
		} else if (p[k].bundle == net->ifs.index[i] ||
			   (p[k].group && p[k].group == net->ifs.name[i])) {
			b->itself = true;
			b->name[side] = net->ifs.name[i];
		}
	}
	b->alone = b->alone || (any && !b->name[side]);
}

static struct bundled bundled(const struct network *net, const struct link *l)
{
	struct bundled b = {.itself = false};

	for (unsigned side = 0; side < 2; side++)
		look_at(net, l, side, &b);
	return b;
}

static bool same_pair(const struct link *a, const struct link *b)
{
	return a->end[0].dev == b->end[0].dev && a->end[1].dev == b->end[1].dev &&
	       a->end[1].name == b->end[1].name;
}

static bool same_bundle(const struct bundled *a, const struct bundled *b)
{
	return a->name[0] == b->name[0] && a->name[1] == b->name[1] && !b->alone;
}

/* --- what it carries -------------------------------------------------------------- */

struct load {
	double there, back;
	uint64_t speed_bps;
};

static void add_load(const struct network *net, const struct link *l, struct load *sum)
{
	const struct if_table *t = &net->ifs;
	if_id near = link_if(net, l, 0), far = link_if(net, l, 1);
	if_id i = near != NONE ? near : far;

	if (i == NONE)
		return;
	sum->speed_bps += if_speed_bps(t, i);
	sum->there += (double)(near != NONE ? t->out_bps[i] : t->in_bps[i]);
	sum->back += (double)(near != NONE ? t->in_bps[i] : t->out_bps[i]);
}

/* By the bundle's own counters at the end that has them, else the sum of its
 * members. */
static void settle_load(const struct network *net, struct lag *lag, struct load sum)
{
	const struct if_table *t = &net->ifs;

	for (unsigned side = 2; side-- > 0;) {
		if_id i = lag->ifs[side];
		if (i == NONE || !if_speed_bps(t, i) || isnan(t->in_bps[i]))
			continue;
		sum.speed_bps = if_speed_bps(t, i);
		sum.there = (double)(side ? t->in_bps[i] : t->out_bps[i]);
		sum.back = (double)(side ? t->out_bps[i] : t->in_bps[i]);
	}
	lag->speed_bps = sum.speed_bps;
	lag->there = if_pct((float)sum.there, sum.speed_bps);
	lag->back = if_pct((float)sum.back, sum.speed_bps);
}

/* --- together --------------------------------------------------------------------- */

/* It vanished, and something else is at one of its ports now. */
static bool is_replaced(const struct network *net, const struct link *l)
{
	dev_id dev = l->end[0].dev;

	for (link_id i = links_of(net, dev); i != NONE && l->vanished;
	     i = links_next(net, i, dev)) {
		const struct link *other = link_at(net, i);
		unsigned side = link_side(other, dev);
		if (!other->vanished && other->end[side].port == l->end[0].port)
			return true;
	}
	return false;
}

/* One that is there stands for all rather than one that was. */
static bool stands_before(const struct network *net, link_id id, link_id first)
{
	bool gone = link_at(net, id)->vanished;

	if (first == NONE || gone != link_at(net, first)->vanished)
		return first == NONE || !gone;
	return id < first;
}

static void add_member(const struct network *net, link_id id, const struct bundled *b,
		       struct lag *lag, struct load *sum)
{
	const struct link *l = link_at(net, id);

	if (is_replaced(net, l))
		return;
	if (stands_before(net, id, lag->first))
		lag->first = id;
	if (b->itself)
		return;
	lag->of++;
	if (l->vanished || link_status(net, l) == IF_DOWN)
		return;
	lag->up++;
	add_load(net, l, sum);
}

bool link_lag(const struct network *net, link_id id, struct lag *lag)
{
	const struct link *l = link_at(net, id);
	struct bundled own = bundled(net, l);
	dev_id dev = l->end[0].dev;
	struct load sum = {0};

	*lag = (struct lag){.first = NONE, .ifs = {NONE, NONE}};
	if ((!own.name[0] && !own.name[1]) || own.alone)
		return false;
	for (link_id i = links_of(net, dev); i != NONE; i = links_next(net, i, dev)) {
		struct bundled b;
		if (!same_pair(l, link_at(net, i)))
			continue;
		b = bundled(net, link_at(net, i));
		if (same_bundle(&own, &b))
			add_member(net, i, &b, lag, &sum);
	}
	for (unsigned side = 0; side < 2; side++) {
		lag->name[side] = own.name[side];
		if (own.name[side])
			lag->ifs[side] =
				network_if_find(net, l->end[side].dev,
						network_str(net, own.name[side]));
	}
	settle_load(net, lag, sum);
	return lag->of > 0;
}

bool link_lag_of(const struct network *net, if_id i, struct lag *lag, bool *first)
{
	dev_id dev = net->ifs.dev[i];

	if (!net->dev[dev].peers.n)
		return false;
	for (link_id l = links_of(net, dev); l != NONE; l = links_next(net, l, dev)) {
		const struct link *link = link_at(net, l);

		if (link_if(net, link, link_side(link, dev)) != i)
			continue;
		*first = link_lag(net, l, lag) && lag->first == l;
		return lag->of > 0;
	}
	return false;
}
