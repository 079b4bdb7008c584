/*
 * Groups are found anew whenever somebody looks: a device has few of them, and what is
 * not kept cannot disagree with the rows it came of.
 */
#include "probes/model/redundancy.h"

#include <string.h>

#include "probes/model/peer.h"
#include "probes/model/spare.h"
#include "probes/model/sensor.h"

static const char *const kinds[REDUNDANCY_KINDS] = {
	[REDUNDANCY_PSU] = "psu",   [REDUNDANCY_FAN] = "fan",
	[REDUNDANCY_HA] = "ha",	    [REDUNDANCY_STACK] = "stack",
	[REDUNDANCY_RING] = "ring", [REDUNDANCY_LAG] = "lag",
	[REDUNDANCY_VRRP] = "vrrp", [REDUNDANCY_HSRP] = "hsrp",
	[REDUNDANCY_UPLINKS] = "uplinks",
};

const char *redundancy_kind_name(enum redundancy_kind kind)
{
	return kinds[kind];
}

const char *redundancy_state_name(enum redundancy_state state)
{
	static const char *const names[REDUNDANCY_STATES] = {
		[REDUNDANCY_NONE] = "none",
		[REDUNDANCY_OK] = "ok",
		[REDUNDANCY_INCOMPLETE] = "incomplete",
		[REDUNDANCY_LOST] = "lost",
	};

	return names[state];
}

static void member(struct redundancy *r, bool works, bool lost, str_id who,
		   str_id words, int64_t since_ms)
{
	r->of++;
	r->ok += works;
	if (!lost)
		return;
	if (r->state != REDUNDANCY_LOST) {
		r->who = who;
		r->words = words;
		r->since_ms = since_ms;
	}
	r->state = REDUNDANCY_LOST;
}

static void settle(struct redundancy *r)
{
	if (r->state == REDUNDANCY_LOST)
		return;
	r->state = r->ok < r->of			   ? REDUNDANCY_INCOMPLETE
		   : r->of > 1 || r->kind == REDUNDANCY_HA ? REDUNDANCY_OK
							   : REDUNDANCY_NONE;
}

/* --- parts ------------------------------------------------------------------------ */

static uint32_t add_parts(const struct network *net, dev_id dev, struct redundancy *r,
			  const char *component, enum sensor_kind kind)
{
	uint32_t n, found = 0;
	const struct sensor *s = network_sensors(net, dev, &n);

	for (uint32_t i = 0; i < n; i++) {
		bool ring = r->kind == REDUNDANCY_RING;
		bool works = s[i].state == SENSOR_OK ||
			     (s[i].state == SENSOR_WARNING && !ring);
		bool gone = s[i].state == SENSOR_ABSENT || (ring && !works);
		if (s[i].kind != kind || !sensor_is(net, &s[i], component) ||
		    s[i].state == SENSOR_UNKNOWN || (gone && !s[i].worked))
			continue;
		member(r, works, !works, s[i].name, s[i].words, s[i].gone_ms);
		found++;
	}
	return found;
}

static bool parts(const struct network *net, dev_id dev, struct redundancy *r,
		  enum redundancy_kind kind)
{
	static const struct {
		const char *component, *name;
	} of[] = {
		[REDUNDANCY_PSU] = {"psu", "power supplies"},
		[REDUNDANCY_FAN] = {"fan", "fans"},
		[REDUNDANCY_STACK] = {"stack", "stack"},
		[REDUNDANCY_RING] = {"ring", "ring"},
	};

	r->kind = (uint8_t)kind;
	r->name = of[kind].name;
	/* Speeds count where no fan has a state. */
	if (!add_parts(net, dev, r, of[kind].component, SENSOR_STATE) &&
	    kind == REDUNDANCY_FAN)
		add_parts(net, dev, r, "fan", SENSOR_FAN);
	settle(r);
	return r->of > 0;
}

/* --- peers ------------------------------------------------------------------------ */

static bool works(const struct peer *p)
{
	return p->state == PEER_UP || p->state == PEER_IMPAIRED;
}

static void add_peer(struct redundancy *r, const struct peer *p)
{
	if (p->state != PEER_OFF && p->state != PEER_UNKNOWN)
		member(r, works(p),
		       p->state == PEER_DOWN && (p->was_up || p->kind == PEER_HA),
		       p->name, p->words, p->since_ms);
}

/* All units of a pair, or all ports of the bundle that the first one is in. */
static bool peers_together(const struct peer *p, uint32_t n, uint32_t first,
			   struct redundancy *r)
{
	for (uint32_t i = first; i < n; i++)
		if (p[i].kind == p[first].kind &&
		    (p[i].kind == PEER_HA || p[i].group == p[first].group))
			add_peer(r, &p[i]);
	settle(r);
	return r->of > 0;
}

/* One of two routers: itself, and that of which it knows or not. */
static bool router(const struct peer *p, struct redundancy *r)
{
	bool alone = p->state == PEER_IMPAIRED;

	if (p->state == PEER_OFF || p->state == PEER_UNKNOWN)
		return false;
	r->of = 2;
	r->ok = alone || p->state == PEER_DOWN ? 1 : 2;
	r->state = r->ok == 2 ? REDUNDANCY_OK : REDUNDANCY_INCOMPLETE;
	if ((alone && p->was_whole) || (p->state == PEER_DOWN && p->was_up)) {
		r->state = REDUNDANCY_LOST;
		r->words = p->words;
		r->since_ms = p->since_ms;
	}
	return true;
}

/* Is it the first of its pair or bundle? */
static bool is_first(const struct peer *p, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++)
		if (p[k].kind == p[i].kind &&
		    (p[k].kind == PEER_HA || p[k].group == p[i].group))
			return false;
	return true;
}

static bool peers(const struct network *net, const struct peer *p, uint32_t n,
		  uint32_t i, struct redundancy *r)
{
	switch ((enum peer_kind)p[i].kind) {
	case PEER_HA:
		r->kind = REDUNDANCY_HA;
		r->name = "HA";
		return is_first(p, i) && peers_together(p, n, i, r);
	case PEER_LAG:
		r->kind = REDUNDANCY_LAG;
		r->name = network_str(net, p[i].group);
		return p[i].group && is_first(p, i) && peers_together(p, n, i, r);
	case PEER_VRRP:
	case PEER_HSRP:
		r->kind = p[i].kind == PEER_VRRP ? REDUNDANCY_VRRP : REDUNDANCY_HSRP;
		r->name = network_str(net, p[i].name);
		return router(&p[i], r);
	default:
		return false;
	}
}

/* --- ways ------------------------------------------------------------------------- */

static bool uplinks(const struct network *net, dev_id dev, struct redundancy *r)
{
	struct spare s;

	ways_spare(net, dev, &s);
	if (s.had < 2 || !s.left)
		return false;
	r->kind = REDUNDANCY_UPLINKS;
	r->name = "ways to it";
	r->ok = s.left;
	r->of = s.had;
	r->state = s.left == s.had ? REDUNDANCY_OK
		   : spare_lost(&s) ? REDUNDANCY_LOST
				    : REDUNDANCY_INCOMPLETE;
	r->who = s.from != NONE ? net->dev[s.from].name : 0;
	return true;
}

/* --- one after the other ---------------------------------------------------------- */

bool network_redundancy(const struct network *net, dev_id dev, struct redundancy *r)
{
	static const enum redundancy_kind of_parts[] = {REDUNDANCY_PSU, REDUNDANCY_FAN,
							REDUNDANCY_STACK,
							REDUNDANCY_RING};
	const uint32_t before = sizeof of_parts / sizeof *of_parts;
	uint32_t n, at = r->next, number = r->name ? r->number + 1 : 0;
	const struct peer *p = network_peers(net, dev, &n);

	for (; at <= before + n; at++) {
		*r = (struct redundancy){.next = at + 1, .number = number};
		if (at < before	      ? parts(net, dev, r, of_parts[at])
		    : at < before + n ? peers(net, p, n, at - before, r)
				      : uplinks(net, dev, r))
			return true;
	}
	return false;
}
