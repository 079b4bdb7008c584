/*
 * A router may have hundreds of peers, of which the two that are not up matter: first
 * how many of each kind are, then those that are not, then the others as far as there
 * is room.
 */
#include "views/peers.h"

#include "probes/model/peer.h"
#include "probes/model/redundancy.h"
#include "views/format.h"

/* --- what stands in for what ------------------------------------------------------ */

/* All groups of a kind as one: a router has many bundles. */
struct total {
	uint32_t ok, of;
	bool lost, incomplete;
	str_id who, words;
	const char *name;
};

static void add_total(struct flow *f, const struct scene *s, const char *label,
		      const struct total *t, bool stale)
{
	uint8_t style = stale	  ? STYLE_DIM
			: t->lost ? (t->ok ? STYLE_MAJOR : STYLE_CRITICAL)
				  : (t->incomplete ? STYLE_WARNING : STYLE_NORMAL);

	if (!t->of)
		return;
	flow_add(f, style, "%s %s%u/%u%s%s%s%s", label, stale ? "~" : "", t->ok, t->of,
		 t->lost && t->who ? " " : "",
		 t->lost ? network_str(s->net, t->who) : "",
		 t->lost && t->words ? " " : "",
		 t->lost ? network_str(s->net, t->words) : "");
}

void peers_redundancy(struct flow *f, const struct scene *s, dev_id dev, bool stale)
{
	static const char *const labels[REDUNDANCY_KINDS] = {
		[REDUNDANCY_HA] = "HA",
		[REDUNDANCY_STACK] = "STACK",
		[REDUNDANCY_RING] = "RING",
		[REDUNDANCY_LAG] = "LAG",
	};
	struct total total[REDUNDANCY_KINDS] = {0};

	for (struct redundancy r = {0}; network_redundancy(s->net, dev, &r);) {
		struct total *t = &total[r.kind];
		t->ok += r.ok;
		t->of += r.of;
		t->incomplete |= r.state == REDUNDANCY_INCOMPLETE;
		if (r.state != REDUNDANCY_LOST || t->lost)
			continue;
		t->lost = true;
		t->who = r.who;
		t->words = r.words;
	}
	for (int k = 0; k < REDUNDANCY_KINDS; k++)
		if (labels[k])
			add_total(f, s, labels[k], &total[k], stale);
}

/* --- peers ------------------------------------------------------------------------ */

static bool is_well(const struct peer *p)
{
	return p->state == PEER_UP || p->state == PEER_OFF;
}

static uint8_t style_of(const struct peer *p, bool stale)
{
	if (stale || p->state == PEER_OFF || (p->state == PEER_DOWN && !p->was_up))
		return STYLE_DIM;
	return p->state == PEER_DOWN	   ? STYLE_CRITICAL
	       : p->state == PEER_IMPAIRED ? STYLE_WARNING
					   : STYLE_NORMAL;
}

static void add_peer(struct flow *f, const struct scene *s, const struct peer *p,
		     bool stale)
{
	const struct network *net = s->net;
	char as[24] = "", age[FORMAT_SIZE] = "";
	const char *never =
		p->state == PEER_DOWN && !p->was_up ? ", never up since we look" : "";

	if (p->remote_as)
		snprintf(as, sizeof as, " AS%u", p->remote_as);
	if (p->since_ms && !*never)
		format_age(age, s->now_ms - p->since_ms);
	flow_add(f, style_of(p, stale), "%s%s %s%s %s%s%s%s", stale ? "~" : "",
		 peer_kind_title((enum peer_kind)p->kind), network_str(net, p->name),
		 as,
		 p->words ? network_str(net, p->words)
			  : peer_state_name((enum peer_state)p->state),
		 *age ? " " : "", age, never);
}

static void add_count(struct flow *f, const struct scene *s, dev_id dev,
		      enum peer_kind kind, bool stale)
{
	uint32_t n, of, up = network_peers_up(s->net, dev, kind, &of);
	const struct peer *p = network_peers(s->net, dev, &n);
	bool any = false;

	for (uint32_t i = 0; i < n; i++)
		any = any || p[i].kind == kind;
	if (any)
		flow_add(f, STYLE_TITLE, "%s %s%u/%u", peer_kind_title(kind),
			 stale ? "~" : "", up, of);
}

static bool is_shown(const struct peer *p)
{
	return p->kind != PEER_LAG && p->kind != PEER_HA;
}

void peers_all(struct flow *f, const struct scene *s, dev_id dev, bool stale)
{
	uint32_t n;
	const struct peer *p = network_peers(s->net, dev, &n);

	for (int k = 0; k < PEER_LAG; k++)
		if (k != PEER_HA)
			add_count(f, s, dev, (enum peer_kind)k, stale);
	for (int well = 0; well < 2; well++)
		for (uint32_t i = 0; i < n; i++)
			if (is_shown(&p[i]) && is_well(&p[i]) == well)
				add_peer(f, s, &p[i], stale);
}
