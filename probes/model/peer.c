/*
 * A protocol says how it is now; what an operator wants to know is whether that is a
 * fault, and since when. Both are concluded here, once, from one reading to the next.
 */
#include "probes/model/peer.h"

#include <stdlib.h>
#include <string.h>

#include "probes/model/link.h"
#include "probes/model/runs.h"

#define GONE_KEPT_MS 86400000 /* then nobody misses it any more */
#define SLACK_MS 3000	      /* between an agent's seconds and ours */

static const struct {
	const char *name, *title;
} kinds[PEER_KINDS] = {
	[PEER_BGP] = {"bgp", "BGP"},	      [PEER_OSPF] = {"ospf", "OSPF"},
	[PEER_ISIS] = {"isis", "IS-IS"},      [PEER_VRRP] = {"vrrp", "VRRP"},
	[PEER_HSRP] = {"hsrp", "HSRP"},	      [PEER_HA] = {"ha", "HA"},
	[PEER_TUNNEL] = {"tunnel", "tunnel"}, [PEER_LAG] = {"lag", "LAG"},
};

static const char *const states[PEER_STATES] = {
	[PEER_OFF] = "off",	      [PEER_UNKNOWN] = "unknown", [PEER_UP] = "up",
	[PEER_IMPAIRED] = "impaired", [PEER_DOWN] = "down",
};

const char *peer_kind_name(enum peer_kind kind)
{
	return kinds[kind].name;
}

const char *peer_kind_title(enum peer_kind kind)
{
	return kinds[kind].title;
}

const char *peer_state_name(enum peer_state state)
{
	return states[state];
}

/* --- from one reading to the next ------------------------------------------------- */

static bool same(const struct peer *a, const struct peer *b)
{
	return a->name == b->name && a->kind == b->kind;
}

/* Rows seldom change places. */
static const struct peer *find(const struct peer *row, uint32_t n, uint32_t at,
			       const struct peer *p)
{
	if (at < n && same(&row[at], p))
		return &row[at];
	for (uint32_t i = 0; i < n; i++)
		if (same(&row[i], p))
			return &row[i];
	return NULL;
}

static bool works(const struct peer *p)
{
	return p->state == PEER_UP || p->state == PEER_IMPAIRED;
}

/* When it entered its state: by its own count, which is by the second, or as we saw. */
static int64_t since(const struct peer *p, const struct peer *was, int64_t now_ms)
{
	bool counts = p->up_s != NONE && (works(p) || p->was_up);
	int64_t at_ms = counts ? now_ms - (int64_t)p->up_s * 1000 : now_ms;

	if (!was || was->state != p->state)
		return was || counts ? at_ms : 0;
	if (!counts || llabs(at_ms - was->since_ms) < SLACK_MS)
		return was->since_ms;
	return at_ms;
}

static void conclude(struct peer *p, const struct peer *was, bool whole,
		     int64_t read_ms, int64_t now_ms)
{
	p->here = !p->gone || (!whole && was && was->here);
	p->was_up = p->was_up || works(p) || (was && was->was_up);
	p->was_whole = p->state == PEER_UP || (was && was->was_whole);
	p->turned = was && was->state != p->state;
	p->blinked = was && was->here && works(was) && works(p) && p->up_s != NONE &&
		     (int64_t)p->up_s * 1000 + SLACK_MS < now_ms - read_ms;
	p->since_ms = since(p, was, now_ms);
}

static bool is_old(const struct peer *was, int64_t now_ms)
{
	return !was->here && was->state == PEER_DOWN &&
	       now_ms - was->since_ms >= GONE_KEPT_MS;
}

/* It has to be one that was up, and whose row goes away with it. */
bool peer_is_missed(const struct peer *was, const struct peer *rows, uint32_t n,
		    int64_t now_ms)
{
	return was->dies && was->was_up && !is_old(was, now_ms) &&
	       !find(rows, n, n, was);
}

struct peer peer_as_gone(struct network *net, const struct peer *was, int64_t now_ms)
{
	struct peer p = *was;

	p.turned = p.state != PEER_DOWN;
	if (p.turned)
		p.since_ms = now_ms;
	p.gone = true;
	p.state = PEER_DOWN;
	p.words = text_intern_str(&net->text, "gone");
	p.up_s = p.prefixes = NONE;
	p.blinked = false;
	return p;
}

/* --- the table -------------------------------------------------------------------- */

/* Those of before that are missed, into net->missed. Returns how many. */
static uint32_t find_missed(struct network *net, const struct run *before,
			    const struct peer *rows, uint32_t n, bool whole,
			    int64_t now_ms)
{
	uint32_t gone = 0;

	for (uint32_t i = before->first; i < before->first + before->n; i++) {
		const struct peer *was = &net->peer[i];
		if (whole ? !peer_is_missed(was, rows, n, now_ms)
			  : is_old(was, now_ms) || find(rows, n, n, was))
			continue;
		TABLE_GROW(net->missed, net->missed_cap, gone + 1);
		net->missed[gone] = *was;
		net->missed[gone].turned = net->missed[gone].blinked = false;
		if (whole)
			net->missed[gone] = peer_as_gone(net, was, now_ms);
		net->missed[gone++].here = false;
	}
	return gone;
}

static bool all_same(const struct peer *a, const struct peer *b, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!same(&a[i], &b[i]))
			return false;
	return true;
}

void network_set_peers(struct network *net, dev_id id, struct peer *rows, uint32_t n,
		       bool whole, int64_t now_ms)
{
	struct runs table = {&net->peer, &net->peer_n, &net->peer_cap,
			     &net->peer_holes, sizeof *rows,
			     offsetof(struct dev, peers)};
	struct dev *dev = &net->dev[id];
	struct run *run = &dev->peers;
	const struct peer *before = run->n ? net->peer + run->first : NULL;
	uint32_t gone = find_missed(net, run, rows, n, whole, now_ms);

	if (n + gone != run->n || !all_same(before, rows, n))
		dev->peers_shape++;
	for (uint32_t i = 0; i < n; i++) {
		rows[i].dev = id;
		conclude(&rows[i], find(before, run->n, i, &rows[i]), whole,
			 dev->peers_ms, now_ms);
	}
	run = runs_resize(net, &table, id, n + gone);
	if (n)
		memcpy(net->peer + run->first, rows, n * sizeof *rows);
	if (gone)
		memcpy(net->peer + run->first + n, net->missed, gone * sizeof *rows);
	dev->peers_ms = now_ms;
	net->generation++;
	links_routed(net, id, now_ms);
}

const struct peer *network_peers(const struct network *net, dev_id id, uint32_t *n)
{
	*n = net->dev[id].peers.n;
	return *n ? net->peer + net->dev[id].peers.first : NULL;
}

int64_t network_peers_age(const struct network *net, dev_id id, int64_t now_ms)
{
	int64_t at_ms = net->dev[id].peers_ms;

	return at_ms ? now_ms - at_ms : -1;
}

/* --- what they are of ------------------------------------------------------------- */

if_id network_peer_local(const struct network *net, const struct peer *p)
{
	return p->local ? network_if_by_index(net, p->dev, p->local) : NONE;
}

str_id network_bundle_of(const struct network *net, dev_id id, uint32_t index)
{
	uint32_t n;
	const struct peer *p = network_peers(net, id, &n);

	for (uint32_t i = 0; i < n; i++)
		if (p[i].kind == PEER_LAG && p[i].local == index)
			return p[i].group;
	return 0;
}

dev_id network_peer_dev(const struct network *net, const struct peer *p)
{
	dev_id far = links_known_address(net, network_str(net, p->name));

	return far != p->dev ? far : NONE;
}

uint32_t network_peers_up(const struct network *net, dev_id id, enum peer_kind kind,
			  uint32_t *of)
{
	uint32_t n, up = 0;
	const struct peer *p = network_peers(net, id, &n);

	*of = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (p[i].kind != kind)
			continue;
		*of += p[i].state != PEER_OFF;
		up += works(&p[i]);
	}
	return up;
}
