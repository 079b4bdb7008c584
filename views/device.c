/*
 * One device: how it is and why, its health, what is open on it, its interfaces, who
 * stands next to it, what happened. What has no room is left out, the least worth
 * first: on the smallest screen the verdict and the alerts remain.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "probes/alert/maintenance.h"
#include "probes/model/link_lag.h"
#include "probes/model/sensor.h"
#include "probes/model/topology.h"
#include "views/chart.h"
#include "views/devices.h"
#include "views/drill.h"
#include "views/interfaces.h"
#include "views/outlook.h"
#include "views/panels.h"
#include "views/parts.h"
#include "views/peers.h"

#define LOSS_PROBES 60
#define BARS_FROM 110 /* cells of a row of health with room for bars */
#define BAR 8
#define LINKS 32
#define PEER_ROWS 6
#define PART_ROWS 4

/* What is drawn, and of which device. */
struct sight {
	struct session *v;
	const struct scene *s;
	struct canvas *c;
	dev_id id;
	const struct dev *dev;
	bool stale;
	bool folded; /* its parts have no room of their own */
};

static struct flow flow_in(const struct sight *w, struct area a)
{
	return (struct flow){
		.pen = {w->v, w->s, w->c, a.row, a.col + 1, a.cols - 1, STYLE_NORMAL},
		.rows = a.rows};
}

/* --- title, verdict ------------------------------------------------------------------
 */

static void draw_title(const struct sight *w, struct area a)
{
	char right[160 + DRILL_BURST], text[FORMAT_SIZE], every[FORMAT_SIZE];
	char burst[DRILL_BURST];
	int64_t uptime = w->dev->boot_ms ? w->s->now_ms - w->dev->boot_ms : -1;
	int64_t polled = network_dev_age(w->s->net, w->id, w->s->now_ms);

	snprintf(right, sizeof right, "%s", network_str(w->s->net, w->dev->address));
	if (uptime >= 0 && !w->stale) {
		size_t n = strlen(right);

		snprintf(right + n, sizeof right - n, "  up %s",
			 format_uptime(text, uptime));
	}
	drill_burst(w->s, w->id, burst);
	if (polled >= 0) {
		size_t n = strlen(right);

		format_age(text, polled);
		format_age(every, w->dev->poll_ms);
		if (w->stale)
			snprintf(right + n, sizeof right - n, "  last answer %s ago",
				 text);
		else if (!*burst)
			snprintf(right + n, sizeof right - n,
				 "  polled %s ago, every %s", text, every);
		else
			snprintf(right + n, sizeof right - n, "%s", burst);
	}
	drill_title(w->v, w->s, w->c, a, right);
}

static void draw_verdict(const struct sight *w, struct area a)
{
	const struct board *b = &w->s->views->board;
	enum dev_state state = board_state(b, w->s, w->id);
	char letter = board_letter(b, w->s, w->id);
	bool acked = device_acked(w->s, w->id);
	struct flow f = flow_in(w, a);
	int64_t since = topology_silent_since(w->s->net, w->id);
	const struct window *work =
		w->s->maintenance
			? maintenance_of(w->s->maintenance, w->s->net, scope_dev(w->id))
			: NULL;
	char why[200], time[FORMAT_SIZE];

	if (letter == '-') {
		flow_add(&f, STYLE_DIM, "- not asked yet");
		return;
	}
	flow_add(&f, device_style(w->s, w->id), "%c%s %s", letter, acked ? "a" : "",
		 dev_state_name(state));
	dev_why(w->s->net, w->s->alerts, w->id, w->s->now_ms, why, sizeof why);
	if (why[0])
		flow_add(&f, STYLE_NORMAL, "%s", why);
	else if (state == DEV_UP)
		flow_add(&f, STYLE_NORMAL, "answers, nothing is open on it");
	if (work)
		flow_add(&f, STYLE_NORMAL, "until %s%s%s",
			 format_time(time, w->v->options.zone, work->to_ms),
			 work->made ? " by " : "", work->by.name);
	if (since)
		flow_add(&f, STYLE_NORMAL, "since %s",
			 format_time(time, w->v->options.zone, since));
}

/* --- health --------------------------------------------------------------------------
 */

/* A percentage, and a bar where there is room. */
static void add_level(const struct sight *w, struct flow *f, const char *name,
		      float pct)
{
	char text[FORMAT_SIZE];
	int row, col;

	flow_add(f, w->stale ? STYLE_DIM : STYLE_NORMAL, "%s %s%s%*s", name,
		 w->stale && isfinite(pct) ? "~" : "", format_pct(text, (double)pct),
		 f->pen.width >= BARS_FROM ? BAR + 1 : 0, "");
	row = f->pen.row + f->at;
	col = f->pen.col + f->used - 2 - BAR;
	if (f->pen.width >= BARS_FROM && !f->left_out)
		chart_bar(f->pen.canvas, row, col, BAR, (double)pct,
			  w->stale ? STYLE_DIM : STYLE_BAR);
}

/* Loss that never was needs no graph; how long it was not, 0: there was some. */
static int64_t never_lost_ms(const struct sight *w)
{
	struct curve loss = {.kind = SERIES_LOSS, .id = w->id, .unit = GRAPH_PCT};

	return drill_nothing_ms(w->v, w->s, w->id, &loss);
}

static void add_reach(const struct sight *w, struct flow *f, struct young *young)
{
	const struct reach *r = &w->dev->reach;
	double loss = reach_loss_pct(r, LOSS_PROBES);
	int64_t none_ms = loss <= 0 ? never_lost_ms(w) : 0;
	char rtt[FORMAT_SIZE], text[FORMAT_SIZE], age[FORMAT_SIZE];

	if (w->dev->ping_by == PING_NO)
		return;
	flow_add(f, STYLE_NORMAL, "RTT %s",
		 graph_value(rtt, GRAPH_MS,
			     r->answering ? (double)r->rtt_ms : (double)NAN));
	if (w->s->recall)
		outlook_usual(f, rollup_of_dev(w->s->net, w->id, ROLLUP_RTT), young);
	if (none_ms)
		flow_add(f, STYLE_NORMAL, "loss 0%%, none in %s",
			 format_age(age, none_ms));
	else
		flow_add(f, loss > 0 ? STYLE_WARNING : STYLE_NORMAL, "loss %s",
			 format_pct(text, loss));
}

/* As the alert about it: the loss of one of several is major. */
static uint8_t component_style(const struct component_count *n)
{
	return n->worst == SENSOR_WARNING    ? STYLE_WARNING
	       : n->worst != SENSOR_CRITICAL ? STYLE_NORMAL
	       : n->ok > 0		     ? STYLE_MAJOR
					     : STYLE_CRITICAL;
}

/* "FAN 3/4": how many work of those that are there. */
static void add_component(const struct sight *w, struct flow *f, const char *label,
			  const char *component)
{
	struct component_count n = network_component(w->s->net, w->id, component);

	if (n.of > 0)
		flow_add(f, w->stale ? STYLE_DIM : component_style(&n), "%s %s%u/%u",
			 label, w->stale ? "~" : "", n.ok, n.of);
}

/* Of what supplies others: a switch has a load of its PoE, a firewall one of
 * sessions. */
static bool is_supply(const struct network *net, const struct sensor *s)
{
	const char *component = network_str(net, s->component);

	return strcmp(component, "poe") && strcmp(component, "sessions") &&
	       strcmp(component, "vpn");
}

/* What a switch has given of its PoE: of several supplies the most. */
static void add_poe(const struct sight *w, struct flow *f)
{
	uint32_t n;
	const struct sensor *sensor = network_sensors(w->s->net, w->id, &n);
	double worst = (double)NAN;
	char text[FORMAT_SIZE];

	for (uint32_t i = 0; i < n; i++)
		if (sensor[i].kind == SENSOR_LOAD &&
		    !strcmp(network_str(w->s->net, sensor[i].component), "poe"))
			worst = fmax(worst, (double)sensor[i].value);
	if (isfinite(worst))
		flow_add(f, w->stale ? STYLE_DIM : STYLE_NORMAL, "PoE %s%s",
			 w->stale ? "~" : "", format_pct(text, worst));
}

/* The worst of one kind: of a load the most, of what a battery has left the least. NAN
 * unknown. */
static double worst_of(const struct sight *w, enum sensor_kind kind)
{
	uint32_t n;
	const struct sensor *sensor = network_sensors(w->s->net, w->id, &n);
	double worst = (double)NAN;

	for (uint32_t i = 0; i < n; i++) {
		double value = (double)sensor[i].value;

		if (sensor[i].kind == kind && isfinite(value) &&
		    (kind != SENSOR_LOAD || is_supply(w->s->net, &sensor[i])))
			worst = kind == SENSOR_LOAD ? fmax(worst, value)
						    : fmin(worst, value);
	}
	return worst;
}

/* A UPS tells of its battery and load, and has no CPU to tell of. */
static bool is_computer(const struct sight *w)
{
	return isfinite(w->dev->cpu_pct) || isfinite(w->dev->mem_pct) ||
	       isnan(fmin(worst_of(w, SENSOR_CHARGE), worst_of(w, SENSOR_LOAD)));
}

/* What a UPS is asked first: how full, how loaded, how long it lasts. */
static void add_supply(const struct sight *w, struct flow *f)
{
	double charge = worst_of(w, SENSOR_CHARGE), load = worst_of(w, SENSOR_LOAD),
	       runtime = worst_of(w, SENSOR_RUNTIME);
	uint8_t style = w->stale ? STYLE_DIM : STYLE_NORMAL;
	char text[FORMAT_SIZE];

	if (isfinite(charge))
		flow_add(f, style, "BATTERY %s%s", w->stale ? "~" : "",
			 format_pct(text, charge));
	if (isfinite(runtime))
		flow_add(f, style, "lasts %s%s", w->stale ? "~" : "",
			 format_age(text, (int64_t)(runtime * 60000)));
	if (isfinite(load))
		flow_add(f, style, "LOAD %s%s", w->stale ? "~" : "",
			 format_pct(text, load));
}

/* What its sensors say. */
static void add_sensors(const struct sight *w, struct flow *f)
{
	char text[FORMAT_SIZE];

	add_supply(w, f);
	if (isfinite(w->dev->temp_c))
		flow_add(f, w->stale ? STYLE_DIM : STYLE_NORMAL, "TMP %s%s",
			 w->stale ? "~" : "",
			 format_temp(text, (double)w->dev->temp_c, canvas_plain(w->c)));
	add_component(w, f, "FAN", "fan");
	add_component(w, f, "PSU", "psu");
	add_poe(w, f);
	peers_redundancy(f, w->s, w->id, w->stale);
}

/* What fills up: memory and disks. */
static void add_outlook(const struct sight *w, struct flow *f, struct young *young)
{
	const struct network *net = w->s->net;
	const struct memory *m = net->memory + w->dev->memories.first;

	if (!w->s->recall)
		return;
	if (isfinite(w->dev->mem_pct))
		outlook_full(f, "memory", rollup_of_dev(net, w->id, ROLLUP_MEMORY),
			     100, young);
	for (uint32_t i = 0; i < w->dev->memories.n; i++)
		if (m[i].class == STORAGE_DISK)
			outlook_full(
				f, network_str(net, m[i].name),
				rollup_of_named(net, w->id, ROLLUP_DISK, m[i].name),
				100, young);
	outlook_young(f, young);
}

/* "agent: loop in sensors": what it is asked is not whole. */
static void add_faults(const struct sight *w, struct flow *f)
{
	for (int t = 0; t < AGENT_TABLES; t++) {
		const char *name = agent_table_name((enum agent_table)t);

		if (w->dev->loops & 1 << t)
			flow_add(f, STYLE_WARNING, "agent: loop in %s", name);
		if (w->dev->errors & 1 << t)
			flow_add(f, STYLE_WARNING, "agent: errors in %s", name);
	}
}

static void add_health(const void *ctx, struct flow *f)
{
	const struct sight *w = ctx;
	const struct dev *dev = w->dev;
	struct young young = YOUNG_NOTHING;
	char took[FORMAT_SIZE];

	add_reach(w, f, &young);
	if (is_computer(w)) {
		add_level(w, f, "CPU", dev->cpu_pct);
		add_level(w, f, "MEM", dev->mem_pct);
	}
	add_sensors(w, f);
	graph_value(took, GRAPH_MS, (double)dev->snmp_ms);
	if (dev->polls_bad)
		flow_add(f, STYLE_WARNING, "%s",
			 reason_words((enum reason)dev->reason));
	else
		flow_add(f, STYLE_NORMAL, "SNMP %s", took);
	add_faults(w, f);
	add_outlook(w, f, &young);
}

static void draw_health(const struct sight *w, struct area a)
{
	struct flow f = flow_in(w, a);

	add_health(w, &f);
}

#define STANDARD "standard" /* of an unknown maker only the standard MIBs are read */

/* --- who it is -----------------------------------------------------------------------
 */

/* What leads to all that is known of the device; of a row it is about that. */
static const char *whole_key(struct session *v)
{
	return session_page(v)->focus == PANEL_ALERTS ? "e" : "Tab e";
}

/* What it is, and by what it was read. */
static void add_make(const struct sight *w, struct flow *f)
{
	const struct network *net = w->s->net;
	const struct dev *dev = w->dev;
	const char *profile = network_str(net, dev->profile);

	const char *vendor = network_str(net, dev->vendor),
		   *model = network_str(net, dev->model);

	if (!strncasecmp(model, vendor, strlen(vendor)))
		vendor = ""; /* "Huawei AR169F" says it itself */
	if (*model || *vendor)
		flow_add(f, STYLE_NORMAL, "%s%s%s", vendor,
			 *model && *vendor ? " " : "", model);
	if (dev->version)
		flow_add(f, STYLE_NORMAL, "%s", network_str(net, dev->version));
	if (dev->serial)
		flow_add(f, STYLE_DIM, "serial %s", network_str(net, dev->serial));
	if (*profile && strcmp(profile, STANDARD))
		flow_add(f, STYLE_DIM, "profile %s", profile);
	if (w->folded && dev->modules.n)
		flow_add(f, STYLE_DIM, "%u part%s: %s", dev->modules.n,
			 dev->modules.n == 1 ? "" : "s", whole_key(w->v));
}

static void add_identity(const void *ctx, struct flow *f)
{
	const struct sight *w = ctx;

	flow_add(f, STYLE_DIM, "%s", role_name((enum role)w->dev->role));
	if (w->dev->reboots)
		flow_add(f, STYLE_WARNING, "rebooted %s",
			 format_time((char[FORMAT_SIZE]){0}, w->v->options.zone,
				     w->dev->rebooted_ms));
	if (!strcmp(network_str(w->s->net, w->dev->profile), STANDARD))
		flow_add(f, STYLE_NORMAL,
			 "profile standard: noctop.ini(5) adds its maker");
	add_make(w, f);
}

static void draw_identity(const struct sight *w, struct area a)
{
	struct flow f = flow_in(w, a);
	const char *descr = network_str(w->s->net, w->dev->sys_descr);

	add_identity(w, &f);
	if (descr[0])
		flow_add(&f, STYLE_DIM, "%s", descr);
}

/* --- next to it ----------------------------------------------------------------------
 */

/* "fra-core-02 30G 3/4 62%": a bundle is one neighbour. */
static void add_bundle(const struct sight *w, struct flow *f, const char *name,
		       const struct lag *lag)
{
	double busier = (double)fmaxf(lag->there, lag->back);
	bool acked = interface_link_acked(w->s, lag->ifs[0], lag->ifs[1]);
	char speed[FORMAT_SIZE], pct[FORMAT_SIZE];

	flow_add(f,
		 !lag->up	     ? down_style(acked)
		 : lag->up < lag->of ? STYLE_MAJOR
				     : STYLE_NORMAL,
		 "%s %s %u/%u %s", name, format_speed(speed, lag->speed_bps), lag->up,
		 lag->of,
		 lag->up ? format_util(pct, busier, band_of(busier, BAND_NONE), w->stale)
			 : down_word(acked));
}

static void add_neighbour(const struct sight *w, struct flow *f, dev_id other, if_id i)
{
	const struct network *net = w->s->net;
	const struct if_table *t = &net->ifs;
	const char *name = network_str(net, net->dev[other].name);
	char speed[FORMAT_SIZE], pct[FORMAT_SIZE];
	struct lag lag;
	double busier;
	bool first, acked;

	if (i == NONE) {
		flow_add(f, STYLE_DIM, "%s", name);
		return;
	}
	if (link_lag_of(net, i, &lag, &first)) {
		if (first)
			add_bundle(w, f, name, &lag);
		return;
	}
	busier = (double)fmaxf(if_in_pct(t, i), if_out_pct(t, i));
	format_speed(speed, if_speed_bps(t, i));
	acked = interface_link_acked(w->s, i, link_far_if(net, i));
	if (t->oper[i] == IF_DOWN)
		flow_add(f, down_style(acked), "%s %s %s", name, speed,
			 down_word(acked));
	else
		flow_add(
			f, STYLE_NORMAL, "%s %s %s", name, speed,
			format_util(pct, busier, band_of(busier, BAND_NONE), w->stale));
}

/* Links that interfaces here name, then those that only others tell of. */
static void add_neighbours(const void *ctx, struct flow *f)
{
	const struct sight *w = ctx;
	const struct network *net = w->s->net;
	const struct dev *dev = w->dev;
	struct topology_link link[LINKS];
	uint32_t n = topology_links(net, w->id, link, LINKS);

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if (if_peer(&net->ifs, i) != NONE)
			add_neighbour(w, f, if_peer(&net->ifs, i), i);
	for (uint32_t i = 0; i < n; i++)
		if (link[i].ifs == NONE || net->ifs.dev[link[i].ifs] != w->id)
			add_neighbour(w, f, link[i].b == w->id ? link[i].a : link[i].b,
				      link[i].ifs);
}

/* --- with whom it speaks -------------------------------------------------------------
 */

static void add_peers(const void *ctx, struct flow *f)
{
	const struct sight *w = ctx;

	peers_all(f, w->s, w->id, w->stale);
}

/* --- what it is put together of ------------------------------------------------------
 */

static void add_parts(const void *ctx, struct flow *f)
{
	const struct sight *w = ctx;

	parts_all(f, w->s->net, w->id);
}

/* --- parts of the view ---------------------------------------------------------------
 */

enum {
	TITLE,
	VERDICT,
	HEALTH,
	WHO,
	ALERTS,
	GRAPHS,
	IFS,
	PEERS,
	NEIGHBOURS,
	MODULES,
	EVENTS,
	PARTS
};
static const uint8_t worth[PARTS] = {TITLE, VERDICT, ALERTS,	 HEALTH, WHO,	IFS,
				     PEERS, GRAPHS,  NEIGHBOURS, EVENTS, MODULES};

#define CURVES 4
#define GRAPHS_MOST 28 /* rows of all of them */
#define GRAPHS_TALL_FROM 50
static unsigned curves_of(const struct sight *w, struct curve out[CURVES])
{
	static const struct curve all[CURVES] = {
		{"RTT", "RTT", SERIES_RTT, 0, GRAPH_MS, false, false, 0, 0},
		{"CPU", "CPU", SERIES_CPU, 0, GRAPH_PCT, false, false, 0, 0},
		{"MEM", "MEM", SERIES_MEM, 0, GRAPH_PCT, false, false, 0, 0},
		{"LOSS", "loss", SERIES_LOSS, 0, GRAPH_PCT, false, false, 0, 0},
	};
	bool silent = w->dev->ping_by == PING_NO, computes = is_computer(w);
	unsigned n = 0;

	for (unsigned i = 0; i < CURVES; i++) {
		bool of_cpu = all[i].kind == SERIES_CPU || all[i].kind == SERIES_MEM;

		if (of_cpu ? !computes : silent)
			continue;
		if (all[i].kind == SERIES_LOSS && never_lost_ms(w))
			continue;
		out[n] = all[i];
		out[n++].id = w->id;
	}
	return n;
}

static int list_rows(const struct sight *w, enum panel_id id)
{
	struct list *l = &session_page(w->v)->list[id];

	return (int)list_n(l, &(struct rows){.n = page_panel(session_page(w->v), id)
							  ->rows(w->v, w->s, l)
							  .n});
}

static int least_of(int all, int most)
{
	return all < most ? all : most;
}

/* A rule, rows, and titles of columns from so many rows on. */
static int most_of(int rows, int titles_from)
{
	return rows == 0 ? 2 : rows + 1 + (rows >= titles_from);
}

static void measure(const struct sight *w, struct area a, struct part part[PARTS])
{
	int alerts = list_rows(w, PANEL_ALERTS), ifs = list_rows(w, PANEL_LINKS);
	int next = flow_rows(add_neighbours, w, a.cols - 1);
	int peers = flow_rows(add_peers, w, a.cols - 1);
	int health = flow_rows(add_health, w, a.cols - 1);
	int parts = flow_rows(add_parts, w, a.cols - 1);
	int who = flow_rows(add_identity, w, a.cols - 1);
	int events = (int)timeline_rows(w->s, &session_page(w->v)->scope);
	bool known = w->dev->series_n > 0, small = a.rows < 16;

	part[TITLE] = (struct part){1, 1, 0};
	part[VERDICT] = (struct part){1, 1, 0};
	part[HEALTH] = (struct part){small ? 1 : least_of(health, 2), health, 0};
	part[WHO] = (struct part){1, who, 0};
	part[ALERTS] = (struct part){1 + (small || !alerts ? 1 : least_of(alerts, 3)),
				     most_of(alerts, 3), 0};
	part[GRAPHS] = (struct part){
		DRILL_GRAPH_LEAST,
		!known ? 0 : a.rows < GRAPHS_TALL_FROM ? GRAPHS_MOST : a.rows, 0};
	part[IFS] = (struct part){least_of(most_of(ifs, 2), small || peers ? 4 : 5),
				  most_of(ifs, 2), 0};
	part[PEERS] = (struct part){2, peers ? least_of(peers, PEER_ROWS) + 1 : 0, 0};
	part[NEIGHBOURS] = (struct part){2, next ? next + 1 : 0, 0};
	part[MODULES] = (struct part){2, parts ? least_of(parts, PART_ROWS) + 1 : 0, 0};
	part[EVENTS] = (struct part){3, 1 + (events > 2 ? events : 2), 0};
}

/* Pieces below a rule that says how many had no room. */
static void draw_pieces(const struct sight *w, struct area a, const char *title,
			void (*add)(const void *, struct flow *))
{
	struct flow f = flow_in(w, (struct area){a.row + 1, a.col, a.rows - 1, a.cols});
	char right[32] = "";

	add(w, &f);
	if (f.left_out)
		snprintf(right, sizeof right, "+%u more: %s", f.left_out,
			 whole_key(w->v));
	panel_rule(w->c, a.row, a.col, a.cols, STYLE_TITLE, title, right);
}

static void draw_part(const void *ctx, int which, struct area a)
{
	const struct sight *w = ctx;
	struct curve curve[CURVES];

	switch (which) {
	case TITLE:
		draw_title(w, a);
		break;
	case VERDICT:
		draw_verdict(w, a);
		break;
	case HEALTH:
		draw_health(w, a);
		break;
	case WHO:
		draw_identity(w, a);
		break;
	case ALERTS:
		panel_draw(w->v, w->s, w->c, a, PANEL_ALERTS);
		break;
	case GRAPHS:
		drill_graphs(w->v, w->s, w->c, a, w->id, curve, curves_of(w, curve));
		break;
	case IFS:
		panel_draw(w->v, w->s, w->c, a, PANEL_LINKS);
		break;
	case PEERS:
		draw_pieces(w, a, "PEERS", add_peers);
		break;
	case NEIGHBOURS:
		draw_pieces(w, a, "NEIGHBOURS", add_neighbours);
		break;
	case MODULES:
		draw_pieces(w, a, "PARTS", add_parts);
		break;
	default:
		timeline_draw(w->v, w->s, w->c, a, &session_page(w->v)->scope);
	}
}

/* Graphs have heights that look well: what they cannot use the lists have. */
static void settle(const struct sight *w, struct area a, struct part part[PARTS])
{
	struct curve curve[CURVES];
	int rows = part[GRAPHS].rows;

	if (!rows)
		return;
	part[GRAPHS].rows = drill_graph_rows(a.cols, curves_of(w, curve), rows);
	rows -= part[GRAPHS].rows;
	while (rows > 0 && part[IFS].rows > 0 && part[IFS].rows < part[IFS].most) {
		part[IFS].rows++;
		rows--;
	}
	if (part[EVENTS].rows)
		part[EVENTS].rows += rows;
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	struct sight w = {.v = v, .s = s, .c = c};
	struct part part[PARTS];

	drill_choose(v, s, PANEL_DEVICES);
	w.id = drill_dev(v, s);
	if (w.id == NONE) {
		canvas_printf(c, a.row, 1, a.cols - 1, STYLE_DIM,
			      "%s is no device of this network",
			      session_page(v)->scope.name);
		return;
	}
	w.dev = &s->net->dev[w.id];
	w.stale = network_dev_stale(s->net, w.id, s->now_ms);
	measure(&w, a, part);
	drill_fit_graphs(v, part, worth, PARTS, a.rows, GRAPHS);
	settle(&w, a, part);
	w.folded = !part[MODULES].rows;
	drill_parts(part, PARTS, a, draw_part, &w);
}

const struct view device_view = {
	.name = "device",
	.line = "one device: health, graphs, its alerts and interfaces",
	.many = true,
	.focus = PANEL_ALERTS,
	.shows = 1 << PANEL_ALERTS | 1 << PANEL_LINKS,
	.graphs = true,
	.draw = draw,
};
