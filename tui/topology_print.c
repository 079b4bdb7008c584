/*
 * In the order of the tables, so that two runs over the same network differ by what
 * differs there.
 */
#include "tui/topology_print.h"

#include "probes/alert/state.h"
#include "probes/model/link_lag.h"
#include "probes/model/segment.h"
#include "probes/model/vlan.h"
#include "tui/columns.h"
#include "tui/member.h"
#include "tui/status_links.h"

#define SCHEMA 1

static void device_object(struct json *j, const struct network *net,
			  const struct alerts *alerts, dev_id id, int64_t now_ms)
{
	const struct dev *dev = &net->dev[id];
	bool sited = dev->site < net->site_n;

	json_open(j, '{');
	member_str(j, "name", network_str(net, dev->name));
	member_str(j, "site",
		   sited ? network_str(net, net->site[dev->site].name) : NULL);
	member_str(j, "role", role_name((enum role)dev->role));
	member_str(j, "state", dev_state_name(dev_state(net, alerts, id, now_ms)));
	member_open(j, "parents", '[');
	for (uint8_t i = 0; i < dev->parent_n; i++)
		json_str(j, network_str(net, net->dev[dev->parent[i]].name));
	json_close(j, ']');
	status_neighbours(j, net, id);
	json_close(j, '}');
}

/* Devices that neighbours cannot tell apart. */
static void json_twins(struct json *j, const struct network *net)
{
	struct link_twins twins[TWINS_MAX];
	uint32_t n = links_twins(net, twins, TWINS_MAX);

	for (uint32_t i = 0; i < n; i++) {
		json_open(j, '{');
		member_str(j, "a", network_str(net, net->dev[twins[i].a].name));
		member_str(j, "b", network_str(net, net->dev[twins[i].b].name));
		member_str(j, twins[i].named ? "name" : "chassis",
			   network_str(net, twins[i].what));
		json_close(j, '}');
	}
}

void topology_json(struct buf *out, const char *name, const struct network *net,
		   const struct alerts *alerts, int64_t now_ms)
{
	struct json j = {.out = out};

	json_open(&j, '{');
	member_int(&j, "schema", SCHEMA);
	member_time(&j, "time", now_ms);
	member_str(&j, "network", name);
	member_open(&j, "devices", '[');
	for (dev_id id = 0; id < net->dev_n; id++)
		device_object(&j, net, alerts, id, now_ms);
	json_close(&j, ']');
	status_links(&j, net);
	member_int(&j, "neighbors_left_out", (int64_t)links_dropped(net));
	member_open(&j, "twins", '[');
	json_twins(&j, net);
	json_close(&j, ']');
	status_lags(&j, net);
	status_segments(&j, net);
	status_vlans(&j, net);
	json_close(&j, '}');
	buf_char(out, '\n');
}

/* --- Graphviz --------------------------------------------------------------------- */

/* A quoted string of its language. */
static void quote(struct buf *out, const char *s)
{
	buf_char(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_char(out, '\\');
		buf_char(out, *s);
	}
	buf_char(out, '"');
}

static void dot_device(struct buf *out, const struct network *net,
		       const struct alerts *alerts, dev_id id, int64_t now_ms)
{
	enum dev_state state = dev_state(net, alerts, id, now_ms);

	buf_str(out, "    ");
	quote(out, network_str(net, net->dev[id].name));
	if (state == DEV_DOWN || state == DEV_LOST)
		buf_str(out, " [color=red]");
	buf_str(out, ";\n");
}

static void dot_site(struct buf *out, const struct network *net,
		     const struct alerts *alerts, site_id site, int64_t now_ms)
{
	buf_printf(out, "  subgraph cluster_%u {\n    label=", site);
	quote(out, network_str(net, net->site[site].name));
	buf_str(out, ";\n");
	for (dev_id id = net->site[site].first_dev; id != NONE;
	     id = net->dev[id].site_next)
		dot_device(out, net, alerts, id, now_ms);
	buf_str(out, "  }\n");
}

static const char *end_name(const struct network *net, const struct link_end *e)
{
	return network_str(net, e->dev != NONE ? net->dev[e->dev].name : e->name);
}

/* A bundle is one line, fatter than others, that says how many of its links work. */
static void dot_link(struct buf *out, const struct network *net, link_id id)
{
	const struct link *l = link_at(net, id);
	const char *state = status_link_state(net, l);
	struct lag lag = {.of = 0};
	bool bundled = link_lag(net, id, &lag);

	if (bundled && lag.first != id)
		return;

	buf_str(out, "  ");
	quote(out, end_name(net, &l->end[0]));
	buf_str(out, " -- ");
	quote(out, end_name(net, &l->end[1]));
	buf_str(out, " [taillabel=");
	quote(out, network_str(net, bundled ? lag.name[0] : l->end[0].port));
	buf_str(out, ", headlabel=");
	quote(out, network_str(net, bundled ? lag.name[1] : l->end[1].port));
	if (bundled)
		buf_printf(out, ", penwidth=3, label=\"%u/%u\"%s", lag.up, lag.of,
			   lag.up ? "" : ", color=red");
	else if (l->vanished)
		buf_str(out, ", style=dotted");
	else if (state && link_status(net, l) == IF_DOWN)
		buf_str(out, ", color=red");
	buf_str(out, "];\n");
}

/* What several share is a point of its own, with a line to each. */
static void dot_segment(struct buf *out, const char *id, const char *words)
{
	buf_str(out, "  ");
	quote(out, id);
	buf_str(out, " [shape=plaintext, label=");
	quote(out, words);
	buf_str(out, "];\n");
}

static void dot_member(struct buf *out, const struct network *net, const char *id,
		       dev_id dev)
{
	buf_str(out, "  ");
	quote(out, id);
	buf_str(out, " -- ");
	quote(out, network_str(net, net->dev[dev].name));
	buf_str(out, " [style=dashed];\n");
}

static void dot_segments(struct buf *out, const struct network *net)
{
	char id[32], words[TEXT_BYTES_MAX + 32];

	for (segment_id i = 0; i < segments_n(net); i++) {
		const struct segment *s = segment_at(net, i);

		if (s->n < 2)
			continue;
		snprintf(id, sizeof id, "subnet %u", i);
		dot_segment(out, id, network_str(net, s->name));
		for (uint32_t k = 0; k < s->n; k++)
			dot_member(out, net, id, s->member[k].dev);
	}
	for (uint32_t i = 0; i < vlan_segments_n(net); i++) {
		const struct vlan_segment *s = vlan_segment_at(net, i);

		if (s->n < 2)
			continue;
		snprintf(id, sizeof id, "vlan %u", i);
		snprintf(words, sizeof words, "VLAN %u %s", s->id,
			 network_str(net, s->name));
		dot_segment(out, id, words);
		for (uint32_t k = 0; k < s->n; k++)
			dot_member(out, net, id, s->dev[k]);
	}
}

void topology_dot(struct buf *out, const char *name, const struct network *net,
		  const struct alerts *alerts, int64_t now_ms)
{
	buf_str(out, "graph ");
	quote(out, name);
	buf_str(out, " {\n  node [shape=box];\n");
	for (site_id site = 0; site < net->site_n; site++)
		dot_site(out, net, alerts, site, now_ms);
	for (link_id l = 0; l < links_n(net); l++)
		if (links_is(net, l))
			dot_link(out, net, l);
	dot_segments(out, net);
	buf_str(out, "}\n");
}

/* --- a table ---------------------------------------------------------------------- */

static void table_end(struct buf *cells, const struct network *net,
		      const struct link_end *e)
{
	const char *port = network_str(net, e->port);

	buf_printf(cells, "%s%s\t%s\t", end_name(net, e),
		   e->dev == NONE ? " (not managed)" : "", *port ? port : "-");
}

static void table_sources(struct buf *cells, const struct link *l)
{
	const char *comma = "";

	for (unsigned s = 0; s < LINK_SOURCES; s++)
		if (l->sources & LINK_BIT(s)) {
			buf_printf(cells, "%s%s", comma,
				   link_source_name((enum link_source)s));
			comma = ",";
		}
}

static void table_row(struct buf *cells, const struct network *net, link_id id)
{
	const struct link *l = link_at(net, id);
	const char *state = status_link_state(net, l);

	table_end(cells, net, &l->end[0]);
	table_end(cells, net, &l->end[1]);
	buf_printf(cells, "%s\t", state ? state : "-");
	table_sources(cells, l);
	buf_char(cells, '\n');
}

/* The bundle, and its members below it. */
static void table_bundle(struct buf *cells, const struct network *net,
			 const struct lag *lag)
{
	const struct link *l = link_at(net, lag->first);
	dev_id dev = l->end[0].dev;
	struct lag of;

	for (unsigned side = 0; side < 2; side++)
		buf_printf(cells, "%s\t%s\t", end_name(net, &l->end[side]),
			   lag->name[side] ? network_str(net, lag->name[side]) : "-");
	buf_printf(cells, "%u/%u\tbundle\n", lag->up, lag->of);
	for (link_id i = links_of(net, dev); i != NONE; i = links_next(net, i, dev)) {
		if (!link_lag(net, i, &of) || of.first != lag->first)
			continue;
		buf_str(cells, "  ");
		table_row(cells, net, i);
	}
}

/* A table that is not all there is says so. */
static void left_out(struct buf *out, const struct network *net)
{
	uint32_t n;
	dev_id most = links_dropped_most(net, &n);

	if (most != NONE)
		buf_printf(out,
			   "%llu words of neighbours left out: beyond %d a device, %d "
			   "links a pair, or of itself; %u of %s\n",
			   (unsigned long long)links_dropped(net), CLAIMS_MAX,
			   PARALLEL_MAX, n,
			   network_str(net, net->dev[most].name));
}

static void twins(struct buf *out, const struct network *net)
{
	struct link_twins twins[TWINS_MAX];
	char words[TWINS_WORDS];
	uint32_t n = links_twins(net, twins, TWINS_MAX);

	for (uint32_t i = 0; i < n; i++)
		buf_printf(out, "%s\n", links_twins_words(words, net, &twins[i]));
}

void topology_table(struct buf *out, const struct network *net)
{
	struct buf cells = {0};
	struct lag lag;

	buf_str(&cells, "DEVICE\tPORT\tDEVICE\tPORT\tSTATE\tTOLD BY\n");
	for (link_id i = 0; i < links_n(net); i++) {
		if (!links_is(net, i))
			continue;
		if (!link_lag(net, i, &lag))
			table_row(&cells, net, i);
		else if (lag.first == i)
			table_bundle(&cells, net, &lag);
	}
	columns_print(out, cells.data);
	buf_fini(&cells);
	left_out(out, net);
	twins(out, net);
}
