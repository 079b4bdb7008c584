/*
 * What an agent says of its interfaces, against what is known of them. Identity is the
 * name, because an ifIndex means another interface after the next reboot on many agents
 * (RFC 2863 3.1.5 lets it).
 */
#include <stdio.h>
#include <string.h>

#include "probes/base/arena.h"
#include "probes/model/ways.h"
#include "probes/model/ether.h"
#include "probes/model/if_table.h"
#include "probes/model/network.h"
#include "probes/model/series.h"

#define SUFFIX_ROOM 12 /* "#4294967295" */

/* The name an interface is known by. used: name to the last number it was given. */
static str_id identify(struct network *net, const struct if_found *found,
		       struct idmap *used)
{
	char name[TEXT_BYTES_MAX + 1];
	str_id plain = found->name    ? found->name
		       : found->descr ? found->descr
				      : found->alias;
	str_id id;
	uint32_t k;

	if (!plain) {
		snprintf(name, sizeof name, "if%u", found->index);
		plain = text_intern_str(&net->text, name);
	}
	id = plain;
	k = idmap_find(used, plain);
	if (k == NONE)
		k = 1;
	while (idmap_find(used, id) != NONE) {
		snprintf(name, sizeof name, "%.*s#%u", TEXT_BYTES_MAX - SUFFIX_ROOM,
			 network_str(net, plain), ++k);
		id = text_intern_str(&net->text, name);
	}
	idmap_put(used, plain, k);
	if (id != plain)
		idmap_put(used, id, 1);
	return id;
}

static str_id *identify_all(struct network *net, const struct if_found *found,
			    uint32_t n, struct arena *scratch)
{
	str_id *names = arena_alloc(scratch, n * sizeof *names);
	struct idmap used = {0};

	for (uint32_t i = 0; i < n; i++)
		names[i] = identify(net, &found[i], &used);
	idmap_fini(&used);
	return names;
}

/* What stands still while the interface is the same one. True when something changed.
 */
static bool describe(struct if_table *t, if_id i, const struct if_found *found)
{
	struct if_kind kind = *if_kind(t, i);
	bool same = t->index[i] == found->index && kind.type == found->type &&
		    kind.mtu == found->mtu && t->descr[i] == found->descr &&
		    memcmp(t->mac[i], found->mac, sizeof found->mac) == 0;

	if (t->index[i] != found->index && t->raw[i].has) {
		t->raw[i].has = 0;
		if_table_no_rate(t, i, RATE_RENUMBERED);
	}
	kind.type = found->type;
	kind.mtu = found->mtu;
	if_kinds_set(&t->kinds, &t->kind[i], &kind);
	t->index[i] = found->index;
	t->descr[i] = found->descr;
	memcpy(t->mac[i], found->mac, sizeof found->mac);
	return !same;
}

/* What an interface that goes down carried before. Agents tell of another speed and of
 * the status in any order; percent are of the speed that the rates were seen at. */
static void remember_load(struct if_table *t, if_id i)
{
	struct if_rare *rare;

	if (t->flags[i] & IFF_RESPED)
		return;
	rare = if_rare_make(t, i);
	rare->was_in_pct = coarse(if_in_pct(t, i));
	rare->was_out_pct = coarse(if_out_pct(t, i));
}

static bool set_alias_and_speed(struct if_table *t, if_id i,
				const struct if_found *found)
{
	bool renamed = t->alias[i] != found->alias;
	struct if_kind kind = *if_kind(t, i);

	if (!kind.speed_bps != !found->speed_bps)
		series_rescale(t, i);
	if (t->oper[i] == IF_UP && kind.speed_bps != found->speed_bps) {
		remember_load(t, i);
		t->flags[i] |= IFF_RESPED;
	}
	t->alias[i] = found->alias;
	kind.speed_bps = found->speed_bps;
	kind.speed_source = found->speed_source;
	kind.duplex = found->duplex;
	if_kinds_set(&t->kinds, &t->kind[i], &kind);
	return renamed;
}

void network_set_interfaces(struct network *net, dev_id id,
			    const struct if_found *found, uint32_t n)
{
	struct if_table *t = &net->ifs;
	struct dev *dev = &net->dev[id];
	struct arena scratch = {0};
	str_id *names = identify_all(net, found, n, &scratch);
	bool changed = dev->if_n != n ||
		       (n > 0 &&
			memcmp(&t->name[dev->if_first], names, n * sizeof *names) != 0);

	if (changed)
		if_table_lay_out(net, id, names, n);
	for (uint32_t i = 0; i < n; i++) {
		changed |= describe(t, dev->if_first + i, &found[i]);
		changed |= set_alias_and_speed(t, dev->if_first + i, &found[i]);
	}
	if (changed)
		network_forget_ether(net, id);
	dev->shape += changed || !dev->shape; /* that it has none is known now */
	net->generation++;
	arena_fini(&scratch);
}

/* An ifLastChange that moved while the status did not is a flap between two polls. */
void network_take_status(struct network *net, if_id i, uint8_t admin, uint8_t oper,
			 uint32_t last_change, int64_t now_ms)
{
	struct if_table *t = &net->ifs;
	uint8_t was = t->oper[i];
	bool flapped = last_change > t->last_change[i];

	if (was != IF_UNREAD && (was != oper || flapped))
		if_rare_make(t, i)->oper_ms = now_ms;
	if (flapped && was == oper && (oper == IF_UP || oper == IF_DOWN))
		t->flags[i] |= IFF_BLINKED;
	else
		t->flags[i] &= (uint8_t)~IFF_BLINKED;
	if (was == IF_UP && oper != IF_UP)
		remember_load(t, i);
	if (t->admin[i] && t->admin[i] != admin)
		ways_shut(net);
	if (oper == IF_UP) {
		t->good_s[i] = (uint32_t)(now_ms / 1000);
		t->flags[i] |= IFF_SEEN_UP;
	}
	t->admin[i] = admin;
	t->oper[i] = oper;
	t->last_change[i] = last_change;
}

void network_update_interface(struct network *net, if_id i,
			      const struct if_found *found, int64_t now_ms)
{
	struct if_table *t = &net->ifs;

	network_take_status(net, i, found->admin, found->oper, found->last_change,
			    now_ms);
	net->dev[t->dev[i]].shape += set_alias_and_speed(t, i, found);
	net->generation++;
}

int64_t network_if_changed_ms(const struct network *net, if_id i)
{
	const struct dev *dev = &net->dev[net->ifs.dev[i]];

	if (!dev->clock.at_ms || dev->clock.ours)
		return 0;
	return rate_stamp_ms(&dev->clock, net->ifs.last_change[i]);
}

if_id network_if_find(const struct network *net, dev_id id, const char *name)
{
	const struct dev *dev = &net->dev[id];
	str_id known = text_find(&net->text, name);

	for (if_id i = dev->if_first; known != NONE && i < dev->if_first + dev->if_n;
	     i++)
		if (net->ifs.name[i] == known)
			return i;
	return NONE;
}

if_id network_if_by_index(const struct network *net, dev_id id, uint32_t index)
{
	if_id low = net->dev[id].if_first, end = low + net->dev[id].if_n, high = end;

	while (low < high) {
		if_id mid = low + (high - low) / 2;

		if (net->ifs.index[mid] < index)
			low = mid + 1;
		else
			high = mid;
	}
	return low < end && net->ifs.index[low] == index ? low : NONE;
}
