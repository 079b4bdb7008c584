/*
 * What was declared and what is found. Devices that speak neither LLDP nor CDP
 * contradict nothing, and neither does a neighbour of whom no more than a chassis is
 * known to be ours under another name.
 */
#include "probes/model/circuit.h"
#include "probes/model/link.h"

#define NAMED (LINK_BIT(LINK_LLDP) | LINK_BIT(LINK_CDP))

const char *line_found_name(enum line_found found)
{
	static const char *const names[] = {
		[FOUND_NOTHING] = "",
		[FOUND_SO] = "as declared",
		[FOUND_GONE] = "not told of any more",
		[FOUND_OTHER] = "another",
	};

	return names[found];
}

/* The link that is this [link] or [circuit]; NULL while nothing was joined. */
static const struct link *link_of(const struct network *net, uint32_t number)
{
	uint32_t i = (number & ~LINE_OF_LINK) / LINE_ENDS;
	dev_id dev = line_end_at(net, number)->dev;

	for (link_id l = links_of(net, dev); l != NONE; l = links_next(net, l, dev)) {
		const struct link *link = link_at(net, l);

		if (number & LINE_OF_LINK ? link->declared == i : link->circuit == i)
			return link;
	}
	return NULL;
}

static bool fits(const struct claim *c, const struct line_end *other)
{
	return c->peer == other->dev &&
	       (!c->far || !other->ifname || c->far_vague || c->far == other->ifname);
}

static str_id who(const struct network *net, const struct claim *c)
{
	if (c->peer != NONE)
		return net->dev[c->peer].name;
	return c->name ? c->name : c->chassis ? c->chassis : c->address;
}

enum line_found line_found(const struct network *net, uint32_t number, str_id *name)
{
	const struct line_end *here = line_end_at(net, number),
			      *there = line_other_end(net, number);
	const struct link *link;
	const struct claim *c;
	uint32_t n;

	*name = 0;
	if (here->dev == NONE || there->dev == NONE || !here->ifname)
		return FOUND_NOTHING;
	c = links_claims(net, here->dev, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (!(LINK_BIT(c[i].source) & NAMED) || c[i].port != here->ifname)
			continue;
		if (fits(&c[i], there))
			return FOUND_SO;
		*name = who(net, &c[i]);
	}
	if (*name)
		return FOUND_OTHER;
	link = link_of(net, number);
	if (!link || !(link->found & NAMED))
		return FOUND_NOTHING;
	return link->sources & NAMED ? FOUND_SO : FOUND_GONE;
}
