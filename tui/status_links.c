/*
 * Links stand as they were joined: each once, whoever tells of it. An end that nobody
 * manages has the name it gives itself.
 */
#include "tui/status_links.h"

#include "probes/model/circuit.h"
#include "probes/model/link_lag.h"
#include "probes/model/segment.h"
#include "probes/model/vlan.h"
#include "probes/model/topology.h"
#include "tui/member.h"

static void end_object(struct json *j, const struct network *net, const char *key,
		       const struct link_end *e)
{
	bool managed = e->dev != NONE;
	str_id name = managed ? net->dev[e->dev].name : e->name;

	member_open(j, key, '{');
	member_str(j, "device", name ? network_str(net, name) : NULL);
	member_str(j, "if", e->port ? network_str(net, e->port) : NULL);
	member_bool(j, "managed", managed);
	member_bool(j, "reports", (e->told & LINK_FOUND) != 0);
	json_close(j, '}');
}

const char *status_link_state(const struct network *net, const struct link *l)
{
	enum if_status status = link_status(net, l);

	if (l->vanished)
		return "vanished";
	return status == IF_UNREAD ? NULL : if_status_name(status);
}

/* a sends what its own interface sends, else what the far one receives. */
static void load(struct json *j, const struct network *net, const struct link *l,
		 unsigned a)
{
	if_id near = link_if(net, l, a), far = link_if(net, l, 1 - a);
	const struct if_table *t = &net->ifs;
	double there = NAN, back = NAN;
	uint64_t speed = 0;

	if (far != NONE) {
		there = if_in_pct(t, far);
		back = if_out_pct(t, far);
		speed = if_speed_bps(t, far);
	}
	if (near != NONE && (speed == 0 || !isnan(t->out_bps[near]))) {
		there = if_out_pct(t, near);
		back = if_in_pct(t, near);
		speed = if_speed_bps(t, near);
	}
	member_int(j, "speed_bps", speed ? (int64_t)speed : -1);
	member_num(j, "a_to_b_pct", there, 4);
	member_num(j, "b_to_a_pct", back, 4);
}

/* b is the parent, where one of them is. */
static unsigned first_end(const struct network *net, const struct link *l)
{
	dev_id a = l->end[0].dev, b = l->end[1].dev;

	return b != NONE && topology_is_parent(&net->dev[b], a);
}

static void bundle_name(struct json *j, const struct network *net, const char *key,
			str_id name)
{
	member_str(j, key, name ? network_str(net, name) : NULL);
}

/* The bundle that a link is a member of; null: none. */
static void bundle(struct json *j, const struct network *net, link_id l, unsigned a)
{
	struct lag lag;

	if (!link_lag(net, l, &lag)) {
		member_str(j, "lag", NULL);
		return;
	}
	member_open(j, "lag", '{');
	bundle_name(j, net, "a", lag.name[a]);
	bundle_name(j, net, "b", lag.name[1 - a]);
	json_close(j, '}');
}

static void vlan_ids(struct json *j, const char *key, const struct vlan_set *set,
		     bool known)
{
	char words[VLAN_WORDS_ALL];

	member_str(j, key, known ? vlan_set_words(words, sizeof words, set) : NULL);
}

/* Both ends must tell theirs. */
static void vlans(struct json *j, const struct network *net, if_id a, if_id b)
{
	struct link_vlans v;
	bool known = link_vlans(net, a, b, &v);

	vlan_ids(j, "vlans", &v.both, known);
	vlan_ids(j, "vlans_a_only", &v.only[0], known);
	vlan_ids(j, "vlans_b_only", &v.only[1], known);
}

static void link_object(struct json *j, const struct network *net, link_id id)
{
	const struct link *l = link_at(net, id);
	unsigned a = first_end(net, l);
	bool found = l->sources & LINK_FOUND;

	json_open(j, '{');
	end_object(j, net, "a", &l->end[a]);
	end_object(j, net, "b", &l->end[1 - a]);
	member_str(j, "state", status_link_state(net, l));
	load(j, net, l, a);
	member_open(j, "sources", '[');
	for (unsigned s = 0; s < LINK_SOURCES; s++)
		if (l->sources & LINK_BIT(s))
			json_str(j, link_source_name((enum link_source)s));
	json_close(j, ']');
	member_bool(j, "declared",
		    l->sources & (LINK_BIT(LINK_PARENT) | LINK_BIT(LINK_DECLARED)));
	member_str(j, "circuit",
		   l->circuit < net->circuit_n
			   ? network_str(net, net->circuit[l->circuit].name)
			   : NULL);
	bundle(j, net, id, a);
	vlans(j, net, link_if(net, l, a), link_if(net, l, 1 - a));
	member_time(j, "first_seen", found ? l->first_seen_ms : 0);
	member_time(j, "last_seen", found ? link_seen_ms(net, l) : 0);
	json_close(j, '}');
}

void status_links(struct json *j, const struct network *net)
{
	member_open(j, "links", '[');
	for (link_id l = 0; l < links_n(net); l++)
		if (links_is(net, l))
			link_object(j, net, l);
	json_close(j, ']');
}

static void lag_object(struct json *j, const struct network *net, const struct lag *lag)
{
	const struct link *l = link_at(net, lag->first);
	unsigned a = first_end(net, l);

	json_open(j, '{');
	for (unsigned k = 0; k < 2; k++) {
		const struct link_end *e = &l->end[k ? 1 - a : a];
		member_open(j, k ? "b" : "a", '{');
		bundle_name(j, net, "device", e->dev != NONE ? net->dev[e->dev].name
							     : e->name);
		bundle_name(j, net, "if", lag->name[k ? 1 - a : a]);
		json_close(j, '}');
	}
	member_str(j, "state", !lag->up		     ? "down"
			       : lag->up < lag->of ? "degraded"
						   : "up");
	member_int(j, "members", lag->of);
	member_int(j, "members_up", lag->up);
	member_int(j, "speed_bps", lag->speed_bps ? (int64_t)lag->speed_bps : -1);
	member_num(j, "a_to_b_pct", (double)(a ? lag->back : lag->there), 4);
	member_num(j, "b_to_a_pct", (double)(a ? lag->there : lag->back), 4);
	json_close(j, '}');
}

void status_lags(struct json *j, const struct network *net)
{
	struct lag lag;

	member_open(j, "lags", '[');
	for (link_id l = 0; l < links_n(net); l++)
		if (links_is(net, l) && link_lag(net, l, &lag) && lag.first == l)
			lag_object(j, net, &lag);
	json_close(j, ']');
}

static void segment_object(struct json *j, const struct network *net,
			   const struct segment *s)
{
	json_open(j, '{');
	member_str(j, "subnet", network_str(net, s->name));
	member_open(j, "devices", '[');
	for (uint32_t i = 0; i < s->n; i++) {
		dev_id dev = s->member[i].dev;
		if_id port = network_if_by_index(net, dev, s->member[i].index);

		json_open(j, '{');
		member_str(j, "device", network_str(net, net->dev[dev].name));
		member_str(j, "if",
			   port != NONE ? network_str(net, net->ifs.name[port]) : NULL);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

void status_segments(struct json *j, const struct network *net)
{
	member_open(j, "segments", '[');
	for (segment_id s = 0; s < segments_n(net); s++)
		if (segment_at(net, s)->n > 1)
			segment_object(j, net, segment_at(net, s));
	json_close(j, ']');
}

static void vlan_object(struct json *j, const struct network *net,
			const struct vlan_segment *s)
{
	json_open(j, '{');
	member_int(j, "vlan", s->id);
	member_str(j, "name", s->name ? network_str(net, s->name) : NULL);
	member_str(j, "site",
		   s->site != NONE ? network_str(net, net->site[s->site].name) : NULL);
	member_open(j, "devices", '[');
	for (uint32_t i = 0; i < s->n; i++) {
		json_open(j, '{');
		member_str(j, "device", network_str(net, net->dev[s->dev[i]].name));
		member_int(j, "ports", network_vlan(net, s->dev[i], s->id)->ports);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

void status_vlans(struct json *j, const struct network *net)
{
	member_open(j, "vlans", '[');
	for (uint32_t i = 0; i < vlan_segments_n(net); i++)
		if (vlan_segment_at(net, i)->n)
			vlan_object(j, net, vlan_segment_at(net, i));
	json_close(j, ']');
}

static void member_name(struct json *j, const struct network *net, const char *key,
			str_id first, str_id second, str_id third)
{
	str_id id = first ? first : second ? second : third;

	member_str(j, key, id ? network_str(net, id) : NULL);
}

static void neighbour(struct json *j, const struct network *net, const struct claim *c)
{
	str_id ours = c->peer != NONE ? net->dev[c->peer].name : 0;

	json_open(j, '{');
	member_str(j, "protocol", link_source_name((enum link_source)c->source));
	member_name(j, net, "local_if", c->port, 0, 0);
	member_name(j, net, "remote_name", c->name, ours, c->chassis);
	member_name(j, net, "remote_if", c->far, 0, 0);
	member_name(j, net, "remote_address", c->address,
		    c->peer != NONE ? net->dev[c->peer].address : 0, 0);
	member_name(j, net, "remote_chassis", c->chassis, 0, 0);
	member_name(j, net, "device", ours, 0, 0);
	json_close(j, '}');
}

void status_neighbours(struct json *j, const struct network *net, dev_id id)
{
	uint32_t n;
	const struct claim *c = links_claims(net, id, &n);

	member_open(j, "neighbors", '[');
	for (uint32_t i = 0; i < n; i++)
		if (LINK_BIT(c[i].source) & LINK_HEARD && c[i].source != LINK_FDB &&
		    c[i].source != LINK_ARP)
			neighbour(j, net, &c[i]);
	json_close(j, ']');
}
