/*
 * One device and its interfaces. What noctop does not read yet is null or an
 * empty array, so that a script written today works when it does.
 */
#include "tui/status_device.h"

#include <math.h>
#include <stdio.h>

#include "probes/alert/state.h"
#include "probes/model/ether.h"
#include "probes/model/link.h"
#include "probes/model/module.h"
#include "probes/model/peer.h"
#include "probes/model/redundancy.h"
#include "probes/model/sensor.h"
#include "tui/member.h"
#include "tui/status_links.h"

static void identity(struct json *j, const struct network *net, const struct dev *dev)
{
	const struct site *site =
		dev->site < net->site_n ? &net->site[dev->site] : NULL;

	member_str(j, "name", network_str(net, dev->name));
	member_str(j, "address", network_str(net, dev->address));
	member_str(j, "site", site ? network_str(net, site->name) : NULL);
	member_str(j, "customer", site ? network_str(net, site->customer) : NULL);
	member_str(j, "role", role_name((enum role)dev->role));
	member_list(j, "tags", network_str(net, dev->tags));
	member_str(j, "owner", dev->owner == OWNER_CLIENT ? "client" : "provider");
	member_open(j, "parents", '[');
	for (uint8_t i = 0; i < dev->parent_n; i++)
		json_str(j, network_str(net, net->dev[dev->parent[i]].name));
	json_close(j, ']');
}

static int64_t seconds(int64_t ms)
{
	return ms < 0 ? -1 : ms / 1000;
}

static void condition(struct json *j, const struct network *net,
		      const struct alerts *alerts, dev_id id, int64_t now_ms)
{
	const struct dev *dev = &net->dev[id];
	const struct reach *r = &dev->reach;

	member_str(j, "state", dev_state_name(dev_state(net, alerts, id, now_ms)));
	member_str(j, "reason", reason_name((enum reason)dev->reason));
	member_int(j, "age_s", seconds(network_dev_age(net, id, now_ms)));
	member_num(j, "rtt_ms", r->answering ? r->rtt_ms : NAN, 3);
	member_num(j, "loss_pct", reach_loss_pct(r, REACH_WINDOW), 2);
	member_int(j, "loss_probes", r->n);
	member_num(j, "jitter_ms", r->answering ? r->jitter_ms : NAN, 3);
	member_num(j, "snmp_ms", dev->snmp_ms, 3);
	member_num(j, "cpu_pct", dev->cpu_pct, 2);
	member_num(j, "mem_pct", dev->mem_pct, 2);
	member_num(j, "temp_c", dev->temp_c, 1);
	member_int(j, "uptime_s", seconds(network_dev_uptime(net, id)));
	member_time(j, "boot_time", dev->boot_ms);
}

static void modules(struct json *j, const struct network *net, dev_id id)
{
	uint32_t n;
	const struct module *m = network_modules(net, id, &n);

	member_open(j, "modules", '[');
	for (uint32_t i = 0; i < n; i++) {
		json_open(j, '{');
		member_str(j, "name", network_str(net, m[i].name));
		member_str(j, "component", network_str(net, m[i].component));
		member_str(j, "model", network_str(net, m[i].model));
		member_str(j, "serial", network_str(net, m[i].serial));
		member_str(j, "version", network_str(net, m[i].version));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void redundancy(struct json *j, const struct network *net, dev_id id)
{
	member_open(j, "redundancy", '[');
	for (struct redundancy r = {0}; network_redundancy(net, id, &r);) {
		json_open(j, '{');
		member_str(j, "kind",
			   redundancy_kind_name((enum redundancy_kind)r.kind));
		member_str(j, "name", r.name);
		member_str(j, "state",
			   redundancy_state_name((enum redundancy_state)r.state));
		member_int(j, "ok", r.ok);
		member_int(j, "of", r.of);
		member_str(j, "lost", r.who ? network_str(net, r.who) : NULL);
		member_str(j, "words", r.words ? network_str(net, r.words) : NULL);
		member_time(j, "since", r.since_ms);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void peer(struct json *j, const struct network *net, const struct peer *p)
{
	if_id local = network_peer_local(net, p);
	dev_id far = network_peer_dev(net, p);

	json_open(j, '{');
	member_str(j, "kind", peer_kind_name((enum peer_kind)p->kind));
	member_str(j, "name", network_str(net, p->name));
	member_str(j, "id", p->id ? network_str(net, p->id) : NULL);
	member_str(j, "group", p->group ? network_str(net, p->group) : NULL);
	member_str(j, "state", peer_state_name((enum peer_state)p->state));
	member_str(j, "words", p->words ? network_str(net, p->words) : NULL);
	member_bool(j, "was_up", p->was_up);
	member_time(j, "since", p->since_ms);
	member_str(j, "local_if",
		   local != NONE ? network_str(net, net->ifs.name[local]) : NULL);
	member_str(j, "device",
		   far != NONE ? network_str(net, net->dev[far].name) : NULL);
	member_int(j, "remote_as", p->remote_as ? (int64_t)p->remote_as : -1);
	member_int(j, "prefixes", p->prefixes != NONE ? (int64_t)p->prefixes : -1);
	json_close(j, '}');
}

/* Ports of bundles are told of their interfaces. */
static void peers(struct json *j, const struct network *net, dev_id id)
{
	uint32_t n;
	const struct peer *p = network_peers(net, id, &n);

	member_open(j, "peers", '[');
	for (uint32_t i = 0; i < n; i++)
		if (p[i].kind != PEER_LAG)
			peer(j, net, &p[i]);
	json_close(j, ']');
}

static void inventory_of(struct json *j, const struct network *net, dev_id id)
{
	const struct dev *dev = &net->dev[id];

	member_str(j, "sys_name", network_str(net, dev->sys_name));
	member_str(j, "sys_descr", network_str(net, dev->sys_descr));
	member_str(j, "object_id", network_str(net, dev->object_id));
	member_str(j, "profile", network_str(net, dev->profile));
	member_str(j, "vendor", network_str(net, dev->vendor));
	member_str(j, "model", network_str(net, dev->model));
	member_str(j, "version", network_str(net, dev->version));
	member_str(j, "serial", network_str(net, dev->serial));
	modules(j, net, id);
	redundancy(j, net, id);
	peers(j, net, id);
}

static void processors(struct json *j, const struct network *net, const struct dev *dev)
{
	const struct processor *row = net->processor + dev->processors.first;

	member_open(j, "processors", '[');
	for (uint32_t i = 0; i < dev->processors.n; i++) {
		json_open(j, '{');
		member_str(j, "name", network_str(net, row[i].name));
		member_num(j, "pct", row[i].pct, 2);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static int64_t or_unknown(uint64_t n)
{
	return n ? (int64_t)n : -1;
}

/* Memory, or with disks storage. */
static void memories(struct json *j, const struct network *net, const struct dev *dev,
		     bool disks)
{
	static const char *const classes[] = {
		[MEMORY_RAM] = "ram", [MEMORY_SWAP] = "swap", [MEMORY_OTHER] = "other"};
	const struct memory *row = net->memory + dev->memories.first;

	member_open(j, disks ? "storage" : "memory", '[');
	for (uint32_t i = 0; i < dev->memories.n; i++) {
		if ((row[i].class == STORAGE_DISK) != disks)
			continue;
		json_open(j, '{');
		member_str(j, "name", network_str(net, row[i].name));
		if (!disks)
			member_str(j, "class", classes[row[i].class]);
		member_num(j, "pct", row[i].pct, 2);
		/* Some tell a percentage and nothing else. */
		member_int(j, "used_bytes",
			   row[i].total_bytes ? (int64_t)row[i].used_bytes : -1);
		member_int(j, "total_bytes", or_unknown(row[i].total_bytes));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void sensors(struct json *j, const struct network *net, dev_id id)
{
	uint32_t n;
	const struct sensor *s = network_sensors(net, id, &n);

	member_open(j, "sensors", '[');
	for (uint32_t i = 0; i < n; i++) {
		enum sensor_kind kind = (enum sensor_kind)s[i].kind;
		json_open(j, '{');
		member_str(j, "kind", sensor_kind_name(kind));
		member_str(j, "component", network_str(net, s[i].component));
		member_str(j, "name", network_str(net, s[i].name));
		/* As many as a float has: milliamperes of a laser, and volts. */
		member_num(j, "value", s[i].value, fabsf(s[i].value) < 1 ? 6 : 4);
		member_str(j, "unit", sensor_unit(kind));
		member_str(j, "state",
			   sensor_state_name((enum sensor_state)s[i].state));
		member_str(j, "port", network_str(net, s[i].port));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void member_mac(struct json *j, const uint8_t mac[6])
{
	char text[18] = "";

	if (mac[0] | mac[1] | mac[2] | mac[3] | mac[4] | mac[5])
		snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0],
			 mac[1], mac[2], mac[3], mac[4], mac[5]);
	member_str(j, "mac", text);
}

static void if_identity(struct json *j, const struct network *net, if_id i)
{
	const struct if_table *t = &net->ifs;
	str_id bundle = network_bundle_of(net, t->dev[i], t->index[i]);

	member_int(j, "index", t->index[i]);
	member_str(j, "name", network_str(net, t->name[i]));
	member_str(j, "alias", network_str(net, t->alias[i]));
	member_int(j, "type", or_unknown(if_kind(t, i)->type));
	member_mac(j, t->mac[i]);
	member_int(j, "mtu", or_unknown(if_kind(t, i)->mtu));
	member_str(j, "duplex",
		   if_duplex_name((enum if_duplex)if_kind(t, i)->duplex));
	member_str(j, "lag", bundle ? network_str(net, bundle) : NULL);
	member_str(j, "admin", if_status_name((enum if_status)t->admin[i]));
	member_str(j, "oper", if_status_name((enum if_status)t->oper[i]));
	member_time(j, "last_change", network_if_changed_ms(net, i));
	member_int(j, "speed_bps", or_unknown(if_speed_bps(t, i)));
	member_str(j, "speed_source",
		   speed_source_name((enum speed_source)if_kind(t, i)->speed_source));
}

/* What was not read is not known; what was read once has no rate yet. */
static void ether_errors(struct json *j, const struct network *net, if_id i,
			 int64_t now_ms)
{
	const struct ether *e = network_ether(net, i, now_ms);

	for (unsigned k = 0; k < ETHER_COUNTS; k++)
		member_num(j, ether_key((enum ether_count)k),
			   e ? e->rate[k] : NAN, 3);
	member_str(j, "error_evidence",
		   ether_evidence(net, i, link_far_if(net, i), now_ms));
}

static void interface(struct json *j, const struct network *net, if_id i,
		      int64_t now_ms)
{
	const struct if_table *t = &net->ifs;
	int64_t sampled_ms = network_if_sampled_ms(net, i);

	json_open(j, '{');
	if_identity(j, net, i);
	member_num(j, "in_bps", t->in_bps[i], 0);
	member_num(j, "out_bps", t->out_bps[i], 0);
	member_num(j, "in_pct", if_in_pct(t, i), 4);
	member_num(j, "out_pct", if_out_pct(t, i), 4);
	member_num(j, "in_errors_ps", if_mishap_ps(t, i, MISHAP_IN_ERRORS), 3);
	member_num(j, "out_errors_ps", if_mishap_ps(t, i, MISHAP_OUT_ERRORS), 3);
	member_num(j, "in_discards_ps", if_mishap_ps(t, i, MISHAP_IN_DISCARDS), 3);
	member_num(j, "out_discards_ps", if_mishap_ps(t, i, MISHAP_OUT_DISCARDS), 3);
	ether_errors(j, net, i, now_ms);
	member_str(j, "no_rate_reason", rate_reason_name((enum no_rate)t->no_rate[i]));
	member_int(j, "age_s", sampled_ms ? seconds(now_ms - sampled_ms) : -1);
	json_close(j, '}');
}

void status_device(struct json *j, const struct network *net,
		   const struct alerts *alerts, dev_id id, int64_t now_ms)
{
	const struct dev *dev = &net->dev[id];

	json_open(j, '{');
	identity(j, net, dev);
	condition(j, net, alerts, id, now_ms);
	inventory_of(j, net, id);
	processors(j, net, dev);
	memories(j, net, dev, false);
	memories(j, net, dev, true);
	sensors(j, net, id);
	status_neighbours(j, net, id);
	member_open(j, "interfaces", '[');
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		interface(j, net, i, now_ms);
	json_close(j, ']');
	json_close(j, '}');
}
