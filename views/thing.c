/* Things by their names, and names of things. */
#include "views/thing.h"

#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "probes/model/network.h"
#include "views/format.h"


ref_id ref_alert(uint64_t id)
{
	return ref_pack(THING_ALERT, 0, id);
}

ref_id ref_site(site_id site)
{
	return ref_pack(THING_SITE, 0, site);
}

ref_id ref_group(dev_id parent, uint32_t which)
{
	return ref_pack(THING_GROUP, parent, which);
}

ref_id ref_event(uint64_t seq)
{
	return ref_pack(THING_EVENT, 0, seq);
}

ref_id ref_rule(uint32_t which)
{
	return ref_pack(THING_RULE, 0, which);
}

ref_id ref_circuit(uint32_t circuit)
{
	return ref_pack(THING_CIRCUIT, 0, circuit);
}

static ref_id ref_customer(customer_id customer)
{
	return ref_pack(THING_CUSTOMER, 0, customer);
}

uint64_t ref_alert_id(ref_id ref)
{
	return ref & (((uint64_t)1 << 2 * REF_BITS) - 1);
}

site_id ref_site_id(ref_id ref)
{
	return (site_id)(ref & REF_MASK);
}

static void name_it(const struct network *net, char out[TEXT_BYTES_MAX + 1],
		    str_id name)
{
	const struct text *t = network_text(net, name);

	memcpy(out, t->s, t->len + 1u);
}

void thing_of(const struct scene *s, ref_id ref, struct thing *t)
{
	const struct network *net = s->net;
	dev_id dev = ref_dev_id(net, ref);
	if_id ifs = ref_if_id(net, ref);

	*t = (struct thing){.kind = ref_kind(ref)};
	switch (t->kind) {
	case THING_NONE:
		return;
	case THING_ALERT:
	case THING_EVENT:
		t->id = ref_alert_id(ref);
		return;
	case THING_RULE:
		t->id = ref_which(ref);
		return;
	case THING_SITE:
		if (ref_site_id(ref) < net->site_n)
			name_it(net, t->name, net->site[ref_site_id(ref)].name);
		return;
	case THING_CIRCUIT:
		if (ref_which(ref) < net->circuit_n)
			name_it(net, t->name, net->circuit[ref_which(ref)].name);
		return;
	case THING_CUSTOMER:
		if (ref_which(ref) < net->customer_n)
			name_it(net, t->name, net->customer[ref_which(ref)].name);
		return;
	case THING_GROUP:
		t->id = ref_which(ref);
		break;
	case THING_IF:
		if (ifs != NONE)
			name_it(net, t->entity, net->ifs.name[ifs]);
		break;
	case THING_DEVICE:
		break;
	}
	if (dev != NONE)
		name_it(net, t->name, net->dev[dev].name);
}

static ref_id find_named(const struct network *net, const struct thing *t)
{
	uint32_t row = alert_thing(net, thing_subject(t), t->name);

	return row == NONE		      ? 0
	       : t->kind == THING_SITE	      ? ref_site(row)
	       : t->kind == THING_CIRCUIT ? ref_circuit(row)
					      : ref_customer(row);
}

static ref_id find_if(const struct network *net, dev_id dev, const char *name)
{
	if_id ifs = network_if_find(net, dev, name);

	return ifs == NONE ? 0 : ref_if(dev, ifs - net->dev[dev].if_first);
}

ref_id thing_ref(const struct scene *s, const struct thing *t)
{
	dev_id dev;

	if (t->kind == THING_ALERT)
		return ref_alert(t->id);
	if (t->kind == THING_EVENT)
		return ref_event(t->id);
	if (t->kind == THING_RULE)
		return ref_rule((uint32_t)t->id);
	if (t->kind == THING_SITE || t->kind == THING_CIRCUIT ||
	    t->kind == THING_CUSTOMER)
		return find_named(s->net, t);
	dev = t->kind == THING_NONE ? NONE : network_dev_find(s->net, t->name);
	if (dev == NONE)
		return 0;
	if (t->kind == THING_IF)
		return find_if(s->net, dev, t->entity);
	return t->kind == THING_GROUP ? ref_group(dev, (uint32_t)t->id) : ref_dev(dev);
}

void thing_told(const struct scene *s, enum subject subject, const char *name,
		const char *entity, struct thing *t)
{
	static const enum thing_kind kinds[SUBJECT_N] = {
		[SUBJECT_DEVICE] = THING_IF,	   [SUBJECT_SITE] = THING_SITE,
		[SUBJECT_CIRCUIT] = THING_CIRCUIT, [SUBJECT_CUSTOMER] = THING_CUSTOMER,
	};

	*t = (struct thing){.kind = kinds[subject]};
	if (t->kind == THING_NONE)
		return;
	snprintf(t->name, sizeof t->name, "%s", name);
	snprintf(t->entity, sizeof t->entity, "%s", entity);
	if (t->kind == THING_IF && thing_ref(s, t))
		return;
	t->entity[0] = '\0';
	if (t->kind == THING_IF)
		t->kind = THING_DEVICE;
}

enum subject thing_subject(const struct thing *t)
{
	return t->kind == THING_SITE	   ? SUBJECT_SITE
	       : t->kind == THING_CIRCUIT  ? SUBJECT_CIRCUIT
	       : t->kind == THING_CUSTOMER ? SUBJECT_CUSTOMER
					   : SUBJECT_DEVICE;
}

bool thing_same(const struct thing *a, const struct thing *b)
{
	return a->kind == b->kind && a->id == b->id && strcmp(a->name, b->name) == 0 &&
	       strcmp(a->entity, b->entity) == 0;
}

uint64_t thing_hash(const struct thing *t)
{
	char key[sizeof t->kind + sizeof t->id + sizeof t->name + sizeof t->entity];
	size_t n = 0, name = strlen(t->name) + 1, entity = strlen(t->entity);

	memcpy(key, &t->kind, sizeof t->kind);
	n += sizeof t->kind;
	memcpy(key + n, &t->id, sizeof t->id);
	n += sizeof t->id;
	memcpy(key + n, t->name, name);
	n += name;
	memcpy(key + n, t->entity, entity);
	return table_hash(key, n + entity);
}

void thing_label(const struct thing *t, char *out, size_t size)
{
	snprintf(out, size, "%s%s%s", t->name, t->entity[0] ? " " : "", t->entity);
}

#define LEVELS 4

/* The names from the network down to t; returns how many. */
static unsigned levels_of(const struct scene *s, const struct thing *t,
			  const char *level[LEVELS])
{
	const struct network *net = s->net;
	dev_id dev = t->kind == THING_DEVICE || t->kind == THING_IF
			     ? network_dev_find(net, t->name)
			     : NONE;
	unsigned n = 0;

	level[n++] = s->name;
	if (dev != NONE && net->dev[dev].site < net->site_n)
		level[n++] = network_str(net, net->site[net->dev[dev].site].name);
	if (t->name[0])
		level[n++] = t->name;
	if (t->kind == THING_IF)
		level[n++] = t->entity;
	return n;
}

static void join(const char *const *level, unsigned n, const char *behind, char *out,
		 size_t size)
{
	out[0] = '\0';
	for (unsigned i = 0; i < n; i++)
		text_add(out, size, "%s%s", i ? " > " : "", level[i]);
	text_add(out, size, "%s", behind);
}

#define PART 8 /* cells of a name that still tell something */

/* A port of no device is no place: as much of its name as has room before it. */
static void put_part(const char *name, int room, char *out, size_t size)
{
	char behind[3 * TEXT_BYTES_MAX];

	room -= 3;
	if (room < PART)
		return;
	snprintf(behind, sizeof behind, "%s", out);
	snprintf(out, size, "%.*s… > %s", (int)format_fitting(name, room - 1), name,
		 behind);
}

void thing_path(const struct scene *s, const struct thing *t, int width, char *out,
		size_t size)
{
	const char *level[LEVELS];
	unsigned n = levels_of(s, t, level), first = 0;

	do
		join(level + first, n - first, s->demo ? " (demo)" : "", out, size);
	while ((int)text_width(out) > width && ++first < n);
	if (t->kind == THING_IF && first == n - 1)
		put_part(level[n - 2], width - (int)text_width(out), out, size);
}
