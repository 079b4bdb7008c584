/*
 * A device's VLANs are compared with those it had, so that a reading that brings nothing
 * new costs their number, and a change what has changed.
 */
#include "probes/model/vlan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

struct vlans_of {
	struct vlan *row;
	uint32_t n;
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
	for (uint32_t i = 0; i < t->dev_cap; i++)
		free(t->by_dev[i].row);
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

char *vlan_words(char out[VLAN_WORDS], const struct vlan *v, uint32_t n)
{
	size_t len = 0;

	out[0] = '\0';
	for (uint32_t i = 0, end; i < n; i = end + 1) {
		const char *comma = i ? "," : "";

		for (end = i; end + 1 < n && v[end + 1].id == v[end].id + 1;)
			end++;
		if (len + sizeof ",4094-4094…" > VLAN_WORDS) {
			snprintf(out + len, VLAN_WORDS - len, "…");
			break;
		}
		if (end > i)
			len += (size_t)snprintf(out + len, VLAN_WORDS - len, "%s%u-%u",
						comma, v[i].id, v[end].id);
		else
			len += (size_t)snprintf(out + len, VLAN_WORDS - len, "%s%u",
						comma, v[i].id);
	}
	return out;
}
