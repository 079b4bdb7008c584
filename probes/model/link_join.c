/*
 * Which claims are about the same link? Those that know both ports come first, then
 * those that know less, so that what is sure decides what is not; the order in which
 * devices were read decides nothing. Each claim is held against all links that are
 * known so far; where strangers are many, against those that are called as it is.
 */
#include <ctype.h>
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

/* The links of a pair, as far as they are known. */
struct joints {
	const struct network *net;
	struct joint *row;
	uint32_t n;
	struct idmap called; /* of a crowd: hash of port and name or chassis → the
				last */
	bool crowd;
	uint64_t compared;
};

enum { CALLED = 4 }; /* keys of one link */

static uint64_t key_of(str_id port, str_id far, uint64_t who)
{
	const uint64_t all[] = {port, far, who};

	return table_hash(all, sizeof all);
}

static uint64_t name_key(const char *s)
{
	char small[TEXT_BYTES_MAX + 1];
	size_t n = short_name(s);

	n = n < TEXT_BYTES_MAX ? n : TEXT_BYTES_MAX;
	for (size_t i = 0; i < n; i++)
		small[i] = (char)tolower((unsigned char)s[i]);
	return table_hash(small, n);
}

/* With its other port and without; returns how many. */
static uint32_t keys_of(const struct network *net, str_id port, str_id far, str_id name,
			str_id chassis, uint64_t key[CALLED])
{
	uint32_t n = 0;

	if (chassis) {
		key[n++] = key_of(port, far, chassis);
		key[n++] = key_of(port, 0, chassis);
	}
	if (name) {
		uint64_t who = name_key(network_str(net, name));

		key[n++] = key_of(port, far, who);
		key[n++] = key_of(port, 0, who);
	}
	return n;
}

/* So that it is found by whatever it is called by now. */
static void note(struct joints *all, const struct joint *j)
{
	uint64_t key[CALLED];
	uint32_t n =
		keys_of(all->net, j->port[0], j->port[1], j->name, j->chassis, key);

	for (uint32_t i = 0; i < n; i++)
		idmap_put(&all->called, key[i], (uint32_t)(j - all->row));
}

static void tell_to(struct joints *all, struct joint *j, const struct said *s)
{
	tell(j, s);
	if (all->crowd)
		note(all, j);
}

static void try_fit(struct joints *all, struct joint *j, const struct said *s,
		    struct joint **best, int *most)
{
	int fit = fits(all->net, j, s);

	all->compared++;
	if (fit > *most && may_meet(j, s, fit)) {
		*best = j;
		*most = fit;
	}
}

static struct joint *best_fit(struct joints *all, const struct said *s)
{
	const struct claim *c = s->claim;
	struct joint *best = NULL;
	uint64_t key[CALLED];
	uint32_t n = 0;
	int most = -1;

	if (all->crowd)
		n = keys_of(all->net, c->port, c->far, c->name, c->chassis, key);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = idmap_find(&all->called, key[i]);

		if (at != NONE)
			try_fit(all, &all->row[at], s, &best, &most);
	}
	for (uint32_t i = 0; i < all->n && !all->crowd; i++)
		try_fit(all, &all->row[i], s, &best, &most);
	return best;
}

/* A [link] without ports is the first that is not another's; whatever else knows no
 * port speaks of them all. */
static bool tell_all(struct joints *all, const struct said *s)
{
	bool one = s->claim->source == LINK_DECLARED;

	for (uint32_t i = 0; i < all->n; i++) {
		struct joint *j = &all->row[i];

		if (one && j->declared != NONE && j->declared != s->claim->declared)
			continue;
		tell(j, s);
		if (one)
			return true;
	}
	return all->n && !one;
}

static bool any_of(const struct joints *all, unsigned sources)
{
	for (uint32_t i = 0; i < all->n; i++)
		if ((all->row[i].told[0] | all->row[i].told[1]) & sources)
			return true;
	return false;
}

/* Routing may run over another interface than the cable is in: of what was heard it
 * names no port. */
static bool join_routed(struct joints *all, const struct said *s)
{
	struct joint *j = best_fit(all, s);

	if (!any_of(all, LINK_HEARD)) {
		if (j)
			tell(j, s);
		return j != NULL;
	}
	if (!j || fits(all->net, j, s) <= 0)
		j = all->n == 1 ? all->row : NULL;
	if (j)
		j->told[s->side] |= (uint16_t)LINK_BIT(s->claim->source);
	return true;
}

static bool join(struct joints *all, const struct said *s)
{
	int class = class_of(s->claim);
	struct joint *j;

	if (class == PORTLESS && s->claim->peer != NONE)
		return tell_all(all, s);
	if (class == ROUTED)
		return join_routed(all, s);
	j = best_fit(all, s);
	if (!j && class == WEAK && any_of(all, STRONG_SOURCES)) {
		if (all->n == 1)
			tell(all->row, s);
		return true;
	}
	if (j)
		tell_to(all, j, s);
	return j != NULL;
}

uint32_t links_pair(const struct network *net, struct said *said, uint32_t n,
		    struct joint *out, uint32_t left[2], uint64_t *compared)
{
	struct joints all = {.net = net, .row = out};
	bool ours = n && said->claim->peer != NONE;

	all.crowd = n > CROWD && !ours;
	if (n)
		qsort(said, n, sizeof *said, by_worth);
	for (uint32_t i = 0; i < n; i++) {
		if (join(&all, &said[i]))
			continue;
		if (ours && all.n == PARALLEL_MAX) {
			left[said[i].side]++;
			continue;
		}
		out[all.n] = (struct joint){.declared = NONE, .circuit = NONE};
		tell_to(&all, &out[all.n++], &said[i]);
	}
	idmap_fini(&all.called);
	*compared += all.compared + n;
	return all.n;
}
