/*
 * A device's VLANs are compared with those it had, so that a reading that brings
 * nothing new costs their number, and a change what has changed.
 */
#include "probes/model/vlan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/peer.h"

struct vlans_of {
	struct vlan *row;
	struct vlan_span *span; /* by port */
	uint32_t n, span_n;
};
struct vlan_table {
	struct vlan_segment *row;
	struct vlans_of *by_dev;
	uint32_t *first; /* by site; of those without one behind all */
	uint32_t n, cap, dev_cap, first_cap;
	struct idmap by_key; /* site and number → row */
};

static struct vlan_table *table_of(struct network *net)
{
	if (!net->vlans && !(net->vlans = calloc(1, sizeof *net->vlans)))
		die("out of memory");
	return net->vlans;
}

void vlans_free(struct network *net)
{
	struct vlan_table *t = net->vlans;

	if (!t)
		return;
	for (uint32_t i = 0; i < t->n; i++)
		free(t->row[i].dev);
	for (uint32_t i = 0; i < t->dev_cap; i++) {
		free(t->by_dev[i].row);
		free(t->by_dev[i].span);
	}
	idmap_fini(&t->by_key);
	free(t->row);
	free(t->by_dev);
	free(t->first);
	free(t);
	net->vlans = NULL;
}

void vlans_visit(struct network *net, void (*visit)(void *ctx, str_id *), void *ctx)
{
	struct vlan_table *t = net->vlans;

	for (uint32_t i = 0; t && i < t->n; i++)
		visit(ctx, &t->row[i].name);
	for (uint32_t i = 0; t && i < t->dev_cap; i++)
		for (uint32_t k = 0; k < t->by_dev[i].n; k++)
			visit(ctx, &t->by_dev[i].row[k].name);
}

/* --- segments --------------------------------------------------------------------- */

static site_id site_of(const struct network *net, dev_id dev)
{
	return net->dev[dev].site < net->site_n ? net->dev[dev].site : NONE;
}

static uint32_t *first_of(struct network *net, site_id site)
{
	struct vlan_table *t = net->vlans;
	uint32_t at = site == NONE ? 0 : site + 1, had = t->first_cap;

	TABLE_GROW(t->first, t->first_cap, at + 1);
	for (; had < t->first_cap; had++)
		t->first[had] = NONE;
	return &t->first[at];
}

static struct vlan_segment *segment_of(struct network *net, site_id site, uint16_t id)
{
	struct vlan_table *t = net->vlans;
	uint64_t key = (uint64_t)site << 16 | id;
	uint32_t at = idmap_find(&t->by_key, key), *first;

	if (at != NONE)
		return &t->row[at];
	first = first_of(net, site);
	TABLE_GROW(t->row, t->cap, t->n + 1);
	t->row[t->n] = (struct vlan_segment){.site = site, .id = id, .next = *first};
	*first = t->n;
	idmap_put(&t->by_key, key, t->n);
	return &t->row[t->n++];
}

static void join(struct network *net, dev_id dev, const struct vlan *v)
{
	struct vlan_segment *s = segment_of(net, site_of(net, dev), v->id);

	TABLE_GROW(s->dev, s->cap, s->n + 1);
	s->dev[s->n++] = dev;
	if (!s->name)
		s->name = v->name;
}

static void leave(struct network *net, dev_id dev, const struct vlan *v)
{
	struct vlan_segment *s = segment_of(net, site_of(net, dev), v->id);

	for (uint32_t i = 0; i < s->n; i++)
		if (s->dev[i] == dev)
			s->dev[i--] = s->dev[--s->n];
	if (!s->n)
		s->name = 0;
}

static void rename_to(struct network *net, dev_id dev, const struct vlan *was,
		      const struct vlan *is)
{
	struct vlan_segment *s = segment_of(net, site_of(net, dev), is->id);

	if (!s->name || s->name == was->name)
		s->name = is->name;
}

/* --- outside ---------------------------------------------------------------------- */

void network_set_vlans(struct network *net, dev_id dev, const struct vlan *is,
		       uint32_t n)
{
	struct vlan_table *t = table_of(net);
	struct vlans_of *of;
	uint32_t i = 0, k = 0;

	TABLE_GROW(t->by_dev, t->dev_cap, dev + 1);
	of = &t->by_dev[dev];
	while (i < of->n || k < n) {
		if (k == n || (i < of->n && of->row[i].id < is[k].id))
			leave(net, dev, &of->row[i++]);
		else if (i == of->n || is[k].id < of->row[i].id)
			join(net, dev, &is[k++]);
		else
			rename_to(net, dev, &of->row[i++], &is[k++]);
	}
	if (of->n != n) {
		free(of->row);
		of->row = n ? malloc(n * sizeof *of->row) : NULL;
		if (n && !of->row)
			die("out of memory");
		of->n = n;
	}
	if (n)
		memcpy(of->row, is, n * sizeof *is);
}

const struct vlan *network_vlans(const struct network *net, dev_id dev, uint32_t *n)
{
	bool any = net->vlans && dev < net->vlans->dev_cap;

	*n = any ? net->vlans->by_dev[dev].n : 0;
	return any ? net->vlans->by_dev[dev].row : NULL;
}

static int by_number(const void *number, const void *vlan)
{
	uint32_t a = *(const uint32_t *)number, b = ((const struct vlan *)vlan)->id;

	return (a > b) - (a < b);
}

const struct vlan *network_vlan(const struct network *net, dev_id dev, uint32_t id)
{
	uint32_t n;
	const struct vlan *v = network_vlans(net, dev, &n);

	return v ? bsearch(&id, v, n, sizeof *v, by_number) : NULL;
}

uint32_t vlan_segments_n(const struct network *net)
{
	return net->vlans ? net->vlans->n : 0;
}

const struct vlan_segment *vlan_segment_at(const struct network *net, uint32_t i)
{
	return &net->vlans->row[i];
}

uint32_t vlan_segments_of(const struct network *net, site_id site)
{
	uint32_t at = site == NONE ? 0 : site + 1;

	return net->vlans && at < net->vlans->first_cap ? net->vlans->first[at] : NONE;
}

/* --- ports ------------------------------------------------------------------------ */

static int by_port(const void *a, const void *b)
{
	const struct vlan_span *x = a, *y = b;

	if (x->port != y->port)
		return x->port < y->port ? -1 : 1;
	return x->first - y->first;
}

void network_set_vlan_spans(struct network *net, dev_id dev, struct vlan_span *span,
			    uint32_t n)
{
	struct vlan_table *t = table_of(net);
	struct vlans_of *of;

	TABLE_GROW(t->by_dev, t->dev_cap, dev + 1);
	of = &t->by_dev[dev];
	free(of->span);
	n = n > VLAN_SPANS_MAX ? 0 : n;
	of->span = n ? malloc(n * sizeof *span) : NULL;
	of->span_n = n;
	if (!n)
		return;
	if (!of->span)
		die("out of memory");
	qsort(span, n, sizeof *span, by_port);
	memcpy(of->span, span, n * sizeof *span);
}

static void add_span(struct vlan_set *set, uint32_t first, uint32_t last)
{
	for (uint32_t id = first; id <= last && id <= VLAN_MAX; id++)
		set->bit[id / 64] |= UINT64_C(1) << id % 64;
}

bool vlan_set_any(const struct vlan_set *set)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < sizeof set->bit / sizeof *set->bit; i++)
		all |= set->bit[i];
	return all;
}

static bool at_port(const struct network *net, dev_id dev, uint32_t port,
		    struct vlan_set *set)
{
	const struct vlans_of *of = net->vlans && dev < net->vlans->dev_cap
					    ? &net->vlans->by_dev[dev]
					    : NULL;
	bool any = false;

	for (uint32_t i = 0; of && i < of->span_n && of->span[i].port <= port; i++)
		if (of->span[i].port == port) {
			add_span(set, of->span[i].first, of->span[i].last);
			any = true;
		}
	return any;
}

bool vlans_at(const struct network *net, if_id i, struct vlan_set *set)
{
	dev_id dev = net->ifs.dev[i];
	uint32_t n;
	const struct peer *p = network_peers(net, dev, &n);

	*set = (struct vlan_set){{0}};
	if (at_port(net, dev, net->ifs.index[i], set))
		return true;
	for (uint32_t k = 0; k < n; k++)
		if (p[k].kind == PEER_LAG && p[k].local == net->ifs.index[i] &&
		    at_port(net, dev, p[k].bundle, set))
			return true;
	return false;
}

bool link_vlans(const struct network *net, if_id near, if_id far,
		struct link_vlans *out)
{
	struct vlan_set *at = out->only;

	*out = (struct link_vlans){.both = {{0}}};
	if (near == NONE || far == NONE || !vlans_at(net, near, &at[0]) ||
	    !vlans_at(net, far, &at[1]))
		return false;
	for (unsigned i = 0; i < sizeof at->bit / sizeof *at->bit; i++) {
		uint64_t both = at[0].bit[i] & at[1].bit[i];

		out->both.bit[i] = both;
		at[0].bit[i] &= ~both;
		at[1].bit[i] &= ~both;
	}
	return true;
}

/* --- words ------------------------------------------------------------------------ */

static bool is_in(const struct vlan_set *set, uint32_t id)
{
	return id <= VLAN_MAX && set->bit[id / 64] >> id % 64 & 1;
}

char *vlan_set_words(char *out, size_t size, const struct vlan_set *set)
{
	size_t len = 0;

	out[0] = '\0';
	for (uint32_t id = 1, last; id <= VLAN_MAX; id = last + 1) {
		const char *comma = len ? "," : "";

		last = id;
		if (!is_in(set, id))
			continue;
		while (is_in(set, last + 1))
			last++;
		if (len + sizeof ",4094-4094…" > size) {
			snprintf(out + len, size - len, "…");
			break;
		}
		len += (size_t)snprintf(out + len, size - len,
					last > id ? "%s%u-%u" : "%s%u", comma, id,
					last);
	}
	return out;
}

char *vlan_words(char out[VLAN_WORDS], const struct vlan *v, uint32_t n)
{
	struct vlan_set set = {{0}};

	for (uint32_t i = 0; i < n; i++)
		add_span(&set, v[i].id, v[i].id);
	return vlan_set_words(out, VLAN_WORDS, &set);
}
