/*
 * Which claims are about the same link? Those that know both ports come first, then
 * those that know less, so that what is sure decides what is not; the order in which
 * devices were read decides nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "probes/model/link_private.h"

#define STRONG_SOURCES (LINK_BIT(LINK_LLDP) | LINK_BIT(LINK_CDP))

/* How much a source is worth: neighbours that speak to each other, what people wrote,
 * what is concluded from addresses, whom routing speaks with, what knows no port. */
enum { STRONG, WRITTEN, WEAK, ROUTED, PORTLESS };

static int class_of(const struct claim *c)
{
	static const uint8_t class[LINK_SOURCES] = {
		[LINK_LLDP] = STRONG,	   [LINK_CDP] = STRONG,
		[LINK_OSPF] = ROUTED,	   [LINK_BGP] = ROUTED,
		[LINK_FDB] = WEAK,	   [LINK_ARP] = WEAK,
		[LINK_ALIAS] = WRITTEN,	   [LINK_PARENT] = WRITTEN,
		[LINK_DECLARED] = WRITTEN,
	};

	return c->port || c->far ? class[c->source] : PORTLESS;
}

static int knows(const struct claim *c)
{
	return (c->port != 0) + (c->far != 0 && !c->far_vague);
}

static int by_worth(const void *a, const void *b)
{
	const struct said *x = a, *y = b;
	int class = class_of(x->claim) - class_of(y->claim);
	int known = knows(y->claim) - knows(x->claim);

	if (class || known)
		return class ? class : known;
	if (x->side != y->side)
		return x->side < y->side ? -1 : 1;
	return x->claim < y->claim ? -1 : x->claim > y->claim;
}

/* The part of a host name that both of "sw1.example.net" and "SW1(SSI1234)" have. */
static size_t short_name(const char *s)
{
	return strcspn(s, ".( ");
}

static bool same_name(const char *a, const char *b)
{
	size_t n = short_name(a);

	return n && n == short_name(b) && strncasecmp(a, b, n) == 0;
}

static bool same_stranger(const struct network *net, const struct joint *j,
			  const struct claim *c)
{
	if (j->chassis && j->chassis == c->chassis)
		return true;
	if (j->name && c->name)
		return j->name == c->name ||
		       same_name(network_str(net, j->name), network_str(net, c->name));
	return !j->chassis || !c->chassis;
}

/* xe-0/0/1.0 is of xe-0/0/1. */
static bool part_of(const struct network *net, str_id port, str_id whole)
{
	const char *p = network_str(net, port), *w = network_str(net, whole);
	size_t n = strlen(w);

	return n && strncmp(p, w, n) == 0 && p[n] == '.';
}

/* One port: 1 the same, 0 nobody can tell, -1 another. */
static int fits_port(const struct network *net, const struct joint *j, unsigned side,
		     str_id port, bool vague, bool loose)
{
	if (!port || !j->port[side])
		return 0;
	if (port == j->port[side] || (loose && part_of(net, port, j->port[side])))
		return 1;
	return vague || j->vague[side] ? 0 : -1;
}

/* Of how many ports link and claim agree; -1: they are about others. */
static int fits(const struct network *net, const struct joint *j, const struct said *s)
{
	const struct claim *c = s->claim;
	bool loose = class_of(c) != STRONG;
	int own = fits_port(net, j, s->side, c->port, false, loose);
	int far = fits_port(net, j, 1 - s->side, c->far, c->far_vague, loose);

	if (own < 0 || far < 0)
		return -1;
	if (c->peer == NONE && !same_stranger(net, j, c))
		return -1;
	return own + far;
}

static void learn_port(struct joint *j, unsigned side, str_id port, bool vague)
{
	if (!port || (j->port[side] && (vague || !j->vague[side])))
		return;
	j->port[side] = port;
	j->vague[side] = vague;
}

static void tell(struct joint *j, const struct said *s)
{
	const struct claim *c = s->claim;

	learn_port(j, s->side, c->port, false);
	learn_port(j, 1 - s->side, c->far, c->far_vague);
	j->told[s->side] |= (uint16_t)LINK_BIT(c->source);
	if (c->peer == NONE && !j->name)
		j->name = c->name;
	if (c->peer == NONE && !j->chassis)
		j->chassis = c->chassis;
	if (j->declared == NONE)
		j->declared = c->declared;
	if (j->circuit == NONE)
		j->circuit = c->circuit;
}

/* Without a port in common only what the other end alone tells can be the same link,
 * and of strangers what stands on the same port. */
static bool may_meet(const struct joint *j, const struct said *s, int fit)
{
	return fit > 0 || (s->claim->peer != NONE && !j->told[s->side]);
}

static struct joint *best_fit(const struct network *net, struct joint *all, uint32_t n,
			      const struct said *s)
{
	struct joint *best = NULL;
	int most = -1;

	for (uint32_t i = 0; i < n; i++) {
		int fit = fits(net, &all[i], s);

		if (fit > most && may_meet(&all[i], s, fit)) {
			best = &all[i];
			most = fit;
		}
	}
	return best;
}

/* A [link] without ports is the first that is not another's; whatever else knows no
 * port speaks of them all. */
static bool tell_all(struct joint *all, uint32_t n, const struct said *s)
{
	for (uint32_t i = 0; i < n; i++) {
		if (s->claim->source != LINK_DECLARED) {
			tell(&all[i], s);
		} else if (all[i].declared == NONE ||
			   all[i].declared == s->claim->declared) {
			tell(&all[i], s);
			return true;
		}
	}
	return n && s->claim->source != LINK_DECLARED;
}

static bool any_of(const struct joint *all, uint32_t n, unsigned sources)
{
	for (uint32_t i = 0; i < n; i++)
		if ((all[i].told[0] | all[i].told[1]) & sources)
			return true;
	return false;
}

/* Routing may run over another interface than the cable is in: of what was heard it
 * names no port. */
static bool join_routed(const struct network *net, struct joint *all, uint32_t n,
			const struct said *s)
{
	struct joint *j = best_fit(net, all, n, s);

	if (!any_of(all, n, LINK_HEARD)) {
		if (j)
			tell(j, s);
		return j != NULL;
	}
	if (!j || fits(net, j, s) <= 0)
		j = n == 1 ? all : NULL;
	if (j)
		j->told[s->side] |= (uint16_t)LINK_BIT(s->claim->source);
	return true;
}

static bool join(const struct network *net, struct joint *all, uint32_t n,
		 const struct said *s)
{
	struct joint *j;

	if (class_of(s->claim) == PORTLESS)
		return tell_all(all, n, s);
	if (class_of(s->claim) == ROUTED)
		return join_routed(net, all, n, s);
	j = best_fit(net, all, n, s);
	if (!j && class_of(s->claim) == WEAK && any_of(all, n, STRONG_SOURCES)) {
		if (n == 1)
			tell(&all[0], s);
		return true;
	}
	if (j)
		tell(j, s);
	return j != NULL;
}

uint32_t links_pair(const struct network *net, struct said *said, uint32_t n,
		    struct joint *out)
{
	uint32_t links = 0;

	if (n)
		qsort(said, n, sizeof *said, by_worth);
	for (uint32_t i = 0; i < n; i++) {
		if (join(net, out, links, &said[i]))
			continue;
		out[links] = (struct joint){.declared = NONE, .circuit = NONE};
		tell(&out[links++], &said[i]);
	}
	return links;
}
