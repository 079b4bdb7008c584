/*
 * One interface: what it is, what it carries now and carried before, how far its
 * numbers can be trusted, what is open on it and who has that.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/model/ether.h"
#include "probes/model/link.h"
#include "probes/model/vlan.h"
#include "views/chart.h"
#include "views/drill.h"
#include "views/interfaces.h"
#include "views/outlook.h"
#include "views/panels.h"

#define LABEL 5 /* "IN" */
#define NUMBER 8
#define RATE 7
#define PEAK 11
#define DAY_MS INT64_C(86400000)
#define BAR_FROM 50 /* cells of a row with room for a bar */

/* What is drawn, and of which interface. */
struct sight {
	struct session *v;
	const struct scene *s;
	struct canvas *c;
	if_id i;
	dev_id dev;
	bool stale, down;
};

static const struct if_table *ifs(const struct sight *w)
{
	return &w->s->net->ifs;
}

static struct flow flow_in(const struct sight *w, struct area a)
{
	return (struct flow){
		.pen = {w->v, w->s, w->c, a.row, a.col + 1, a.cols - 1, STYLE_NORMAL},
		.rows = a.rows};
}

/* --- title, facts --------------------------------------------------------------------
 */

/* When it entered its present status, by the agent or by what we saw; 0 unknown. */
static int64_t changed_ms(const struct sight *w)
{
	int64_t at = network_if_changed_ms(w->s->net, w->i);

	return at ? at : if_rare(ifs(w), w->i)->oper_ms;
}

static void draw_title(const struct sight *w, struct area a)
{
	char right[96 + DRILL_BURST], speed[FORMAT_SIZE], age[FORMAT_SIZE];
	char burst[DRILL_BURST];
	int64_t changed = changed_ms(w);

	drill_burst(w->s, w->dev, burst);
	snprintf(right, sizeof right, "%s  %s%s%s%s%s",
		 format_speed(speed, if_speed_bps(ifs(w), w->i)), w->stale ? "~" : "",
		 w->down ? down_word(interface_acked(w->s, w->i))
			 : interface_status(ifs(w), w->i),
		 changed ? " " : "",
		 changed ? format_age(age, w->s->now_ms - changed) : "", burst);
	drill_title(w->v, w->s, w->c, a, right);
}

static void add_far_end(const struct sight *w, struct flow *f)
{
	const struct network *net = w->s->net;
	dev_id peer = if_peer(ifs(w), w->i);
	char port[TEXT_BYTES_MAX + 32] = "", how[32] = "";
	enum dev_state state;
	if_id far;

	if (peer == NONE)
		return;
	far = link_far_if(net, w->i);
	if (far == NONE || ifs(w)->dev[far] != peer)
		far = drill_far(net, w->dev, peer);
	state = board_state(&w->s->views->board, w->s, peer);
	if (far != NONE)
		snprintf(port, sizeof port, " %s %s%s",
			 network_str(net, net->ifs.name[far]),
			 network_if_stale(net, far, w->s->now_ms) ? "~" : "",
			 interface_status(&net->ifs, far));
	if (state != DEV_UP)
		snprintf(how, sizeof how, " (device %s)", dev_state_name(state));
	flow_add(f, STYLE_NORMAL, "far end %s%s%s",
		 network_str(net, net->dev[peer].name), port, how);
}

/* "admin up, oper down since 20:12:08"; of days ago the title has the age. */
static void add_status(const struct sight *w, struct flow *f)
{
	const struct if_table *t = ifs(w);
	int64_t changed = changed_ms(w);
	bool today = changed && w->s->now_ms - changed < DAY_MS;
	char time[FORMAT_SIZE];

	flow_add(f, STYLE_DIM, "admin %s, oper %s%s%s%s",
		 t->admin[w->i] ? if_status_name(t->admin[w->i]) : "-",
		 w->stale ? "~" : "",
		 t->oper[w->i] ? if_status_name(t->oper[w->i]) : "-",
		 today ? " since " : "",
		 today ? format_time(time, w->v->options.zone, changed) : "");
}

/* Which VLANs it is in; what one end of its link sends and the other does not take. */
static void add_vlans(const struct sight *w, struct flow *f)
{
	const struct network *net = w->s->net;
	char words[VLAN_WORDS];
	struct link_vlans link;
	struct vlan_set own;

	if (!vlans_at(net, w->i, &own))
		return;
	flow_add(f, STYLE_DIM, "VLANs %s", vlan_set_words(words, sizeof words, &own));
	if (!link_vlans(net, w->i, link_far_if(net, w->i), &link))
		return;
	if (vlan_set_any(&link.only[0]))
		flow_add(f, STYLE_WARNING, "VLANs not at the far end: %s",
			 vlan_set_words(words, sizeof words, &link.only[0]));
	if (vlan_set_any(&link.only[1]))
		flow_add(f, STYLE_WARNING, "VLANs at the far end only: %s",
			 vlan_set_words(words, sizeof words, &link.only[1]));
}

static void add_facts(const void *ctx, struct flow *f)
{
	const struct sight *w = ctx;
	const struct if_table *t = ifs(w);
	const char *alias = network_str(w->s->net, t->alias[w->i]);
	const char *descr = network_str(w->s->net, t->descr[w->i]);
	const char *source =
		speed_source_name((enum speed_source)if_kind(t, w->i)->speed_source);
	char text[FORMAT_SIZE];

	flow_add(f, STYLE_NORMAL, "%s%s%s", alias[0] ? "\"" : "",
		 alias[0] ? alias : "no description", alias[0] ? "\"" : "");
	add_far_end(w, f);
	add_vlans(w, f);
	flow_add(f, STYLE_DIM, "ifIndex %u", t->index[w->i]);
	if (if_kind(t, w->i)->duplex == DUPLEX_HALF)
		flow_add(f, STYLE_WARNING, "half duplex");
	if (if_kind(t, w->i)->mtu)
		flow_add(f, STYLE_DIM, "MTU %u", if_kind(t, w->i)->mtu);
	if (source)
		flow_add(f, STYLE_DIM, "speed %s by %s",
			 format_speed(text, if_speed_bps(t, w->i)), source);
	else if (!if_speed_bps(t, w->i))
		flow_add(f, STYLE_DIM, "speed not known");
	add_status(w, f);
	if (descr[0] && strcmp(descr, network_str(w->s->net, t->name[w->i])) != 0)
		flow_add(f, STYLE_DIM, "%s", descr);
}

static void draw_facts(const struct sight *w, struct area a)
{
	struct flow f = flow_in(w, a);

	add_facts(w, &f);
}

/* --- what it carries -----------------------------------------------------------------
 */

static struct curve curve_of(const struct sight *w, bool out)
{
	uint64_t speed = if_speed_bps(ifs(w), w->i);

	return (struct curve){.name = out ? "OUT" : "IN",
			      .word = out ? "out" : "in",
			      .kind = out ? SERIES_IF_OUT : SERIES_IF_IN,
			      .id = w->i,
			      .unit = speed		 ? GRAPH_PCT
				      : w->v->own.bytes ? GRAPH_BYTES
							: GRAPH_BPS,
			      .bytes = w->v->own.bytes,
			      .bands = speed != 0,
			      .speed_bps = speed};
}

#define CURVES 4

/* In and out, per second. */
static float mishaps(const struct sight *w, enum mishap in, enum mishap out)
{
	return if_mishap_ps(ifs(w), w->i, in) + if_mishap_ps(ifs(w), w->i, out);
}

static struct curve errors_of(const struct sight *w)
{
	return (struct curve){.name = "ERRORS",
			      .word = "err",
			      .kind = SERIES_IF_ERRORS,
			      .id = w->i,
			      .now = mishaps(w, MISHAP_IN_ERRORS, MISHAP_OUT_ERRORS),
			      .unit = GRAPH_RATE};
}

static struct curve discards_of(const struct sight *w)
{
	return (struct curve){.name = "DISCARDS",
			      .word = "disc",
			      .kind = SERIES_IF_DISCARDS,
			      .id = w->i,
			      .now = mishaps(w, MISHAP_IN_DISCARDS,
					     MISHAP_OUT_DISCARDS),
			      .unit = GRAPH_RATE};
}

/* Mishaps that never were need no graph. */
static unsigned curves_of(const struct sight *w, struct curve out[CURVES])
{
	unsigned n = 2;

	out[0] = curve_of(w, false);
	out[1] = curve_of(w, true);
	out[n] = errors_of(w);
	n += drill_peak(w->v, w->s, &out[n]) > 0;
	out[n] = discards_of(w);
	return n + (drill_peak(w->v, w->s, &out[n]) > 0);
}

static void draw_peak(const struct sight *w, struct pen *p, bool out)
{
	struct curve curve = curve_of(w, out);
	char peak[FORMAT_SIZE], text[FORMAT_SIZE + 8];
	float highest = drill_peak(w->v, w->s, &curve);

	if (isnan(highest))
		return;
	snprintf(text, sizeof text, "peak %s",
		 graph_value(peak, curve.unit, (double)highest));
	p->style = STYLE_DIM;
	pen_right(p, text);
}

/* "IN  93%!! 9.3G ███████████ peak 95%" */
static void draw_direction(const struct sight *w, struct area a, bool out)
{
	const struct if_table *t = ifs(w);
	const struct if_rare *rare = if_rare(t, w->i);
	float pct = out ? if_out_pct(t, w->i) : if_in_pct(t, w->i);
	float was = coarse_value(out ? rare->was_out_pct : rare->was_in_pct);
	double bps = (double)(out ? t->out_bps[w->i] : t->in_bps[w->i]);
	enum band band = board_band(&w->s->views->board, w->s->net, w->i, out);
	struct pen p = {w->v, w->s, w->c, a.row, a.col + 1, a.cols - 1, STYLE_DIM};
	char text[FORMAT_SIZE], number[FORMAT_SIZE + 8];
	bool bar = a.cols >= BAR_FROM;

	pen_str(&p, out ? "OUT" : "IN");
	p = pen_skip(&p, LABEL - 1);
	p.style = band && !w->stale ? (uint8_t)severity_style(SEV_INFO + (int)band)
				    : STYLE_NORMAL;
	if (w->down)
		snprintf(number, sizeof number, "%s%s", isnan(was) ? "" : "was ",
			 format_pct(text, (double)was));
	else if (!if_speed_bps(t, w->i))
		snprintf(number, sizeof number, "n/a");
	else
		snprintf(number, sizeof number, "%s",
			 format_util(text, (double)pct, band, w->stale));
	pen_str(&p, number);
	p = pen_skip(&p, NUMBER);
	p.style = w->stale ? STYLE_DIM : STYLE_NORMAL;
	if (w->down)
		bps = (double)was * (double)if_speed_bps(t, w->i) / 100;
	snprintf(number, sizeof number, "%s%s", w->stale && !w->down ? "~" : "",
		 format_traffic(text, bps, w->v->own.bytes));
	pen_str(&p, number);
	p = pen_skip(&p, RATE);
	if (bar)
		chart_bar(w->c, p.row, p.col, p.width - PEAK - 1,
			  (double)(w->down ? was : pct),
			  w->stale || w->down ? STYLE_DIM : (uint8_t)band_style(band));
	if (bar)
		p = pen_skip(&p, p.width - PEAK - 1);
	p.width--;
	if (p.width >= PEAK - 1)
		draw_peak(w, &p, out);
}

/* Where the bands begin, below the bars, as far as they are not on each other. */
static void draw_bands(const struct sight *w, struct area a)
{
	static const struct {
		int pct;
		const char *label;
	} marks[] = {{0, "0"},	  {20, "20"},	{40, "40"},
		     {60, "60^"}, {80, "80^^"}, {90, "90!!"}};
	enum { MARKS = sizeof marks / sizeof *marks };
	int first = a.col + LABEL + NUMBER + RATE, width = a.cols - first - PEAK - 1;

	if (a.cols < BAR_FROM || !if_speed_bps(ifs(w), w->i))
		return;
	for (unsigned i = 0; i < MARKS; i++) {
		int at = marks[i].pct * width / 100;
		int next = i + 1 < MARKS ? marks[i + 1].pct * width / 100 : width + 6;

		if (at + (int)strlen(marks[i].label) < next)
			canvas_str(w->c, a.row, first + at, 6, STYLE_DIM,
				   marks[i].label, false);
	}
}

/* "DOWN 4m12  was in 71%  out 18%": its title may have no room to say so. */
static void draw_not_up(const struct sight *w, struct area a)
{
	const struct if_rare *rare = if_rare(ifs(w), w->i);
	struct pen p = {w->v, w->s, w->c, a.row, a.col + 1, a.cols - 1, STYLE_DIM};
	bool acked = interface_acked(w->s, w->i);
	char text[64], in[FORMAT_SIZE], out[FORMAT_SIZE];

	if (w->down)
		p.style = down_style(acked);
	snprintf(text, sizeof text, "%s%s %s", w->stale ? "~" : "",
		 w->down ? down_word(acked) : interface_status(ifs(w), w->i),
		 format_age(in, changed_ms(w) ? w->s->now_ms - changed_ms(w) : -1));
	pen_str(&p, text);
	p = pen_skip(&p, (int)strlen(text) + 2);
	p.style = STYLE_DIM;
	snprintf(text, sizeof text, "was in %s  out %s",
		 format_pct(in, (double)coarse_value(rare->was_in_pct)),
		 format_pct(out, (double)coarse_value(rare->was_out_pct)));
	pen_str(&p, text);
}

static void draw_traffic(const struct sight *w, struct area a)
{
	if (a.rows < 2 && a.cols < BAR_FROM && ifs(w)->oper[w->i] != IF_UP) {
		draw_not_up(w, a);
	} else if (a.rows < 2) { /* side by side */
		a.cols /= 2;
		draw_direction(w, a, false);
		a.col += a.cols;
		draw_direction(w, a, true);
	} else {
		draw_direction(w, a, false);
		a.row++;
		draw_direction(w, a, true);
		a.row++;
		if (a.rows > 2)
			draw_bands(w, a);
	}
}

/* --- how far its numbers are to be trusted -------------------------------------------
 */

/* Few errors are not read with every poll, and are older than the rest then. */
static void add_pair(const struct sight *w, struct flow *f, const char *what,
		     enum mishap in_of, enum mishap out_of)
{
	const struct network *net = w->s->net;
	float in = if_mishap_ps(&net->ifs, w->i, in_of);
	float out = if_mishap_ps(&net->ifs, w->i, out_of);
	enum mishap of = out > in ? out_of : in_of;
	int64_t read_ms = network_if_mishap_ms(net, w->i, of);
	char a[FORMAT_SIZE], b[FORMAT_SIZE], age[FORMAT_SIZE];
	bool bad = in >= 1 || out >= 1, some = in > 0 || out > 0;
	bool rests = some && read_ms && read_ms < network_if_sampled_ms(net, w->i);

	if (isnan(in) && isnan(out))
		return;
	flow_add(f, bad && !w->stale ? STYLE_WARNING : STYLE_NORMAL,
		 "%s in %s/s out %s/s%s%s%s", what, format_rate(a, (double)in),
		 format_rate(b, (double)out), rests ? ", read " : "",
		 rests ? format_age(age, w->s->now_ms - read_ms) : "",
		 rests ? " ago" : "");
}

/* Why there is no rate, for people. */
static const char *no_rate_words(enum no_rate why)
{
	static const char *const words[] = {
		[RATE_OK] = "",
		[RATE_FIRST] = "one reading only",
		[RATE_REBOOT] = "the device restarted",
		[RATE_DISCONTINUITY] = "counters began anew",
		[RATE_RENUMBERED] = "another interface had this index",
		[RATE_RESET] = "a counter was reset",
		[RATE_TOO_SOON] = "polls too close",
		[RATE_TOO_LATE] = "polls too far apart",
		[RATE_IMPLAUSIBLE] = "more than the speed allows",
		[RATE_UNCHANGED] = "counters not refreshed yet",
		[RATE_MISSING] = "no such counter",
	};

	return words[why];
}

/* Which errors these are, and what they are evidence of. */
static void add_ether(const struct sight *w, struct flow *f)
{
	const struct network *net = w->s->net;
	const struct ether *e = network_ether(net, w->i, w->s->now_ms);
	const char *evidence;
	char rate[FORMAT_SIZE];

	if (!e)
		return;
	for (unsigned k = 0; k < ETHER_COUNTS; k++)
		if (e->rate[k] > 0)
			flow_add(f, w->stale ? STYLE_NORMAL : STYLE_WARNING, "%s %s/s",
				 ether_name((enum ether_count)k),
				 format_rate(rate, (double)e->rate[k]));
	evidence = ether_evidence(net, w->i, link_far_if(net, w->i), w->s->now_ms);
	if (evidence)
		flow_add(f, STYLE_WARNING, "%s", evidence);
}

static void add_mishaps(const struct sight *w, struct flow *f)
{
	struct curve errors = errors_of(w), discards = discards_of(w);
	int64_t no_errors = drill_nothing_ms(w->v, w->s, w->dev, &errors);
	int64_t no_discards = drill_nothing_ms(w->v, w->s, w->dev, &discards);
	char age[FORMAT_SIZE];

	if (!no_errors)
		add_pair(w, f, "errors", MISHAP_IN_ERRORS, MISHAP_OUT_ERRORS);
	add_ether(w, f);
	if (!no_discards)
		add_pair(w, f, "discards", MISHAP_IN_DISCARDS, MISHAP_OUT_DISCARDS);
	if (no_errors || no_discards)
		flow_add(f, STYLE_NORMAL, "%s%s%s: none in %s",
			 no_errors ? "errors" : "",
			 no_errors && no_discards ? ", " : "",
			 no_discards ? "discards" : "",
			 format_age(age, no_errors ? no_errors : no_discards));
}

static void add_history(const struct sight *w, struct flow *f)
{
	struct curve curve = curve_of(w, false);
	struct series_health h;
	char at[FORMAT_SIZE];

	if (!series_health(w->s->net, w->i, &h)) {
		flow_add(f, STYLE_DIM, "history begins with the next poll");
		return;
	}
	if (h.resets)
		flow_add(f, STYLE_WARNING, "resets %u, last %s", h.resets,
			 format_time(at, w->v->options.zone, h.reset_ms));
	else
		flow_add(f, STYLE_DIM, "no reset since %s",
			 format_time(at, w->v->options.zone, h.since_ms));
	flow_add(f, STYLE_DIM, "gaps %u", drill_gaps(w->v, w->s, &curve));
}

/* What it carries at its worst is billed, and where that goes is planned for. */
static void add_outlook(const struct sight *w, struct flow *f)
{
	struct curve in = curve_of(w, false), out = curve_of(w, true);
	double limit = (double)if_speed_bps(ifs(w), w->i);
	struct young young = YOUNG_NOTHING;

	if (!w->s->recall || !rollup_wanted(ifs(w), w->i))
		return;
	outlook_percentiles(f, w->s, drill_recall_range(w->v), &in, &out);
	outlook_full(f, "in:", rollup_of_if(w->s->net, w->i, ROLLUP_IN), limit,
		     &young);
	outlook_full(f, "out:", rollup_of_if(w->s->net, w->i, ROLLUP_OUT), limit,
		     &young);
	outlook_young(f, &young);
}

static void add_counters(const void *ctx, struct flow *f)
{
	const struct sight *w = ctx;
	const struct if_table *t = ifs(w);
	enum no_rate why = (enum no_rate)t->no_rate[w->i];
	int64_t sampled_ms = network_if_sampled_ms(w->s->net, w->i);
	bool read = sampled_ms || t->raw[w->i].has;
	char text[FORMAT_SIZE];

	add_outlook(w, f);
	add_mishaps(w, f);
	if (sampled_ms)
		flow_add(f, STYLE_DIM, "counters %s bit",
			 t->flags[w->i] & IFF_HC ? "64" : "32");
	if (why != RATE_OK && (read || why != RATE_FIRST))
		flow_add(f, STYLE_WARNING, "no rate: %s", no_rate_words(why));
	if (sampled_ms)
		flow_add(f, w->stale ? STYLE_STALE : STYLE_DIM, "read %s ago",
			 format_age(text, w->s->now_ms - sampled_ms));
	else if (!read)
		flow_add(f, STYLE_DIM, "never read");
	add_history(w, f);
}

static void draw_counters(const struct sight *w, struct area a)
{
	struct flow f = flow_in(w, a);

	add_counters(w, &f);
}

/* --- parts ---------------------------------------------------------------------------
 */

enum { TITLE, FACTS, TRAFFIC, ALERTS, GRAPHS, COUNTERS, PARTS };
static const uint8_t worth[PARTS] = {TITLE, TRAFFIC, ALERTS, FACTS, GRAPHS, COUNTERS};

#define EVENTS_FROM 3 /* rows that nothing else needs */
static void measure(const struct sight *w, struct area a, struct part part[PARTS])
{
	struct list *l = &session_page(w->v)->list[PANEL_ALERTS];
	int alerts = (int)alerts_panel.rows(w->v, w->s, l).n;
	int facts = flow_rows(add_facts, w, a.cols - 1);
	int counters = flow_rows(add_counters, w, a.cols - 1);
	int traffic = if_speed_bps(ifs(w), w->i) ? 3 : 2; /* the third: bands */
	bool small = a.rows < 16;

	part[TITLE] = (struct part){1, 1, 0};
	part[FACTS] = (struct part){small ? 1 : facts, facts, 0};
	part[TRAFFIC] = (struct part){small ? 1 : traffic, traffic, 0};
	part[ALERTS] =
		(struct part){2, alerts > 2 ? alerts + 2 : alerts + 1 + !alerts, 0};
	part[GRAPHS] = (struct part){DRILL_GRAPH_LEAST, 60, 0};
	part[COUNTERS] = (struct part){small ? 1 : counters, counters, 0};
}

static void draw_part(const void *ctx, int which, struct area a)
{
	const struct sight *w = ctx;
	struct curve curve[CURVES];

	switch (which) {
	case TITLE:
		draw_title(w, a);
		break;
	case FACTS:
		draw_facts(w, a);
		break;
	case TRAFFIC:
		draw_traffic(w, a);
		break;
	case ALERTS:
		panel_draw(w->v, w->s, w->c, a, PANEL_ALERTS);
		break;
	case GRAPHS:
		drill_graphs(w->v, w->s, w->c, a, w->dev, curve, curves_of(w, curve));
		break;
	default:
		draw_counters(w, a);
	}
}

static void say_missing(const struct session *v, const struct sight *w, struct area a)
{
	const struct thing *t = &v->page[v->depth].scope;

	if (t->kind == THING_NONE)
		canvas_str(w->c, a.row, 1, a.cols - 1, STYLE_DIM,
			   "no interface is known yet", false);
	else if (interface_awaited(w->s, w->dev))
		canvas_printf(w->c, a.row, 1, a.cols - 1, STYLE_DIM,
			      "%s has not told yet of its interfaces", t->name);
	else
		canvas_printf(w->c, a.row, 1, a.cols - 1, STYLE_DIM,
			      "%s %s is not there any more", t->name, t->entity);
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	struct sight w = {.v = v, .s = s, .c = c};
	struct part part[PARTS];
	struct curve curve[CURVES];

	drill_choose(v, s, PANEL_LINKS);
	w.i = drill_if(v, s);
	w.dev = drill_dev(v, s);
	if (w.i == NONE) {
		say_missing(v, &w, a);
		return;
	}
	w.stale = network_if_stale(s->net, w.i, s->now_ms);
	w.down = interface_down(&s->net->ifs, w.i);
	measure(&w, a, part);
	drill_fit_graphs(v, part, worth, PARTS, a.rows, GRAPHS);
	if (part[GRAPHS].rows)
		part[GRAPHS].rows = drill_graph_rows(a.cols, curves_of(&w, curve),
						     part[GRAPHS].rows);
	a = drill_parts(part, PARTS, a, draw_part, &w);
	if (a.rows >= EVENTS_FROM)
		timeline_draw(v, s, c, a, &session_page(v)->scope);
}

const struct view interface_view = {
	.name = "interface",
	.line = "one interface: what it carries and carried, its counters and alerts",
	.many = true,
	.focus = PANEL_ALERTS,
	.shows = 1 << PANEL_ALERTS,
	.graphs = true,
	.draw = draw,
};
