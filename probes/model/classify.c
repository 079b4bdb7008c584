/*
 * What a device's interfaces are for. Configured names are globs; links are declared,
 * else those that neighbours tell of, else read from the words engineers write into
 * ifAlias, whole words only, so that "par-01" is not found in "par-012".
 */
#include <string.h>

#include "probes/model/circuit.h"
#include "probes/model/graph.h"
#include "probes/model/link.h"
#include "probes/model/topology.h"
#include "probes/model/ways.h"

/* Who tells of neighbours at ports; what addresses suggest is not enough. */
#define SURE (LINK_BIT(LINK_LLDP) | LINK_BIT(LINK_CDP))

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

static dev_id dev_named(const struct network *net, const char *s, size_t n)
{
	char word[TEXT_BYTES_MAX + 1];
	dev_id id;

	while (n > 0 && s[n - 1] == '.') /* the end of a sentence */
		n--;
	memcpy(word, s, n);
	word[n] = 0;
	id = network_dev_find(net, word);
	for (size_t i = 0; i < n && id == NONE; i++)
		if (word[i] >= 'A' && word[i] <= 'Z')
			word[i] = (char)(word[i] - 'A' + 'a');
	return id != NONE ? id : network_dev_find(net, word);
}

/* The first device other than self that alias names; NONE. */
static dev_id peer_named(const struct network *net, dev_id self, const char *alias)
{
	while (*alias) {
		size_t n = 0;

		while (is_word(alias[n]))
			n++;
		if (n > 0) {
			dev_id id = dev_named(net, alias, n);

			if (id != NONE && id != self)
				return id;
		}
		alias += n ? n : 1;
	}
	return NONE;
}

/* --- what was found ------------------------------------------------------------------
 */

/* Is it one of the ways to the device? */
static bool is_way(const struct network *net, dev_id id, dev_id from)
{
	struct ways_iter i;
	struct way way;

	for (ways_begin(&i, net, id); ways_next(&i, &way);)
		if (way.from == from)
			return true;
	return false;
}

/* The same of a link that is out of the graph: there is, but for the device itself. */
static bool was_way(const struct network *net, dev_id id, dev_id from)
{
	const struct graph *g = ways_graph_of(net, id);

	return g && ways_graph_of(net, from) && g->depth[from] != NONE &&
	       !ways_hang(net, from, id);
}

static bool is_heard(const struct link *l)
{
	return l->sources & SURE && !l->vanished;
}

/* It went down, and its neighbours are not heard since: what was there is what is lost.
 * Where the far end is up the cable leads elsewhere by now. */
static bool went_down(const struct network *net, const struct link *l, unsigned side)
{
	if_id own = link_if(net, l, side), far = link_if(net, l, 1 - side);

	return l->found & SURE && own != NONE && net->ifs.oper[own] != IF_UP &&
	       (far == NONE || net->ifs.oper[far] != IF_UP ||
		topology_dev_silent(net, l->end[1 - side].dev));
}

/* An interface with a link that neighbours tell of, and what it is thereby. */
struct found {
	if_id ifs;
	dev_id peer;
	unsigned flags;
};

/* An uplink of its device; or of the far one, that shut it and will not tell. */
static unsigned leads_up(const struct network *net, dev_id id, const struct link *l)
{
	bool (*way)(const struct network *, dev_id, dev_id) = is_heard(l) ? is_way
									  : was_way;
	unsigned side = link_side(l, id);
	dev_id peer = l->end[1 - side].dev;
	if_id far = link_if(net, l, 1 - side);

	if (way(net, id, peer))
		return IFF_UPLINK;
	return far != NONE && net->ifs.admin[far] == IF_DOWN && way(net, peer, id)
		       ? IFF_UPLINK | IFF_STANDS_IN
		       : 0;
}

static bool found_by(const struct network *net, dev_id id, const struct link *l,
		     struct found *f)
{
	unsigned side = link_side(l, id);

	f->peer = l->end[1 - side].dev;
	f->ifs = f->peer != NONE && (is_heard(l) || went_down(net, l, side))
			 ? link_if(net, l, side)
			 : NONE;
	if (f->ifs == NONE || line_peer(net, f->ifs) != NONE)
		return false; /* what is declared is declared */
	f->flags = net->dev[f->peer].site != net->dev[id].site ? IFF_WAN : 0;
	f->flags |= leads_up(net, id, l);
	return true;
}

static void take_found(struct network *net, dev_id id)
{
	struct found f;

	for (link_id l = links_of(net, id); l != NONE; l = links_next(net, l, id))
		if (found_by(net, id, link_at(net, l), &f)) {
			if_rare_make(&net->ifs, f.ifs)->peer = f.peer;
			net->ifs.flags[f.ifs] |= (uint8_t)f.flags;
		}
}

uint64_t topology_found(const struct network *net, dev_id id)
{
	uint64_t sum = 0;
	struct found f;

	for (link_id l = links_of(net, id); l != NONE; l = links_next(net, l, id))
		if (found_by(net, id, link_at(net, l), &f))
			sum += (((uint64_t)f.peer + 1) << 32 |
				(f.ifs - net->dev[id].if_first) << 8 | f.flags) *
			       UINT64_C(0x9e3779b97f4a7c15);
	return sum;
}

static void note_peered(struct network *net, struct dev *dev)
{
	dev->peered = (struct run){0, 0};
	for (uint32_t k = 0; k < dev->if_n; k++) {
		if (if_peer(&net->ifs, dev->if_first + k) == NONE)
			continue;
		if (!dev->peered.n)
			dev->peered.first = k;
		dev->peered.n = k + 1 - dev->peered.first;
	}
}

/* --- all of it -----------------------------------------------------------------------
 */

void topology_classify(struct network *net, dev_id id)
{
	static const unsigned ours = IFF_MATTERS | IFF_STANDS_IN;
	struct if_table *t = &net->ifs;
	struct dev *dev = &net->dev[id];
	const char *uplinks = network_str(net, dev->uplinks);
	const char *wan = network_str(net, dev->wan);
	const char *declared = network_str(net, dev->declared);

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		const char *name = network_str(net, t->name[i]);
		dev_id peer = line_peer(net, i);
		unsigned flags = (t->flags[i] & ~ours) | line_flags(net, i);

		if (peer == NONE || peer == id)
			peer = peer_named(net, id, network_str(net, t->alias[i]));
		if (text_like_any(uplinks, name) ||
		    (peer != NONE && topology_is_parent(dev, peer)))
			flags |= IFF_UPLINK;
		if (text_like_any(wan, name) ||
		    (peer != NONE && net->dev[peer].site != dev->site))
			flags |= IFF_WAN;
		if (text_like_any(declared, name))
			flags |= IFF_DECLARED;
		t->flags[i] = (uint8_t)flags;
		if (peer != if_rare(t, i)->peer)
			if_rare_make(t, i)->peer = peer;
		if (peer != NONE && !topology_is_parent(dev, peer))
			topology_join(net, id, peer);
	}
	links_by_hand(net, id);
	take_found(net, id);
	note_peered(net, dev);
	net->generation++;
}
