/*
 * Interfaces by utilization. Links that are down and were in use stand on top, with
 * what they carried; ports that nobody uses are left out until asked for.
 */
#include "views/interfaces.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/model/series.h"
#include "views/chart.h"
#include "views/panels.h"

#define PINNED 1000.0	   /* key of a down link that was in use */
#define PINNED_UNKNOWN 900 /* that matters, but nobody saw in use */
#define TYPE_LOOPBACK 24   /* IANAifType */
#define BAR_FROM 9	   /* cells with room for a number and a bar */
#define NUMBER 7	   /* "~83%^^" and a blank */

enum sort { BY_UTIL, BY_IN, BY_OUT, BY_RATE, BY_ERRORS, BY_NAME };
static const char *const sorts[] = {"utilization", "in",   "out", "rate",
				    "errors",	   "name", NULL};

/* --- what an interface is ------------------------------------------------------------
 */

/* Down, and it was up once or matters (not switched off, dormant, lower layer down). */
bool interface_down(const struct if_table *t, if_id i)
{
	return t->admin[i] != IF_DOWN && t->oper[i] == IF_DOWN &&
	       (t->flags[i] & (IFF_SEEN_UP | IFF_MATTERS));
}

/* Percent of the busier direction; NAN unknown. */
static float util_of(const struct if_table *t, if_id i)
{
	return fmaxf(if_in_pct(t, i), if_out_pct(t, i));
}

static float errors(const struct if_table *t, if_id i)
{
	float in = if_mishap_ps(t, i, MISHAP_IN_ERRORS);
	float out = if_mishap_ps(t, i, MISHAP_OUT_ERRORS);

	return isnan(in) ? out : isnan(out) ? in : in + out;
}

bool interface_used(const struct if_table *t, if_id i)
{
	return if_kind(t, i)->type != TYPE_LOOPBACK &&
	       (t->oper[i] == IF_UP || interface_down(t, i) ||
		(t->flags[i] & IFF_MATTERS && t->admin[i] == IF_UP));
}

static bool is_trouble(const struct if_table *t, if_id i)
{
	return interface_down(t, i) || util_of(t, i) >= 60 || errors(t, i) >= 1;
}

static bool is_problem(const struct scene *s, ref_id ref)
{
	if_id i = ref_if_id(s->net, ref);

	return i != NONE && is_trouble(&s->net->ifs, i);
}

/* --- order ---------------------------------------------------------------------------
 */

/* The device to whose interfaces a list is narrowed; NONE: all. */
static dev_id spec_dev(const struct scene *s, const struct order_spec *spec)
{
	return spec->scope.kind == THING_DEVICE
		       ? network_dev_find(s->net, spec->scope.name)
		       : NONE;
}

static uint32_t total(const struct scene *s, const struct order_spec *spec)
{
	dev_id dev = spec_dev(s, spec);

	if (spec->scope.kind == THING_DEVICE)
		return dev == NONE ? 0 : s->net->dev[dev].if_n;
	return s->net->ifs.n;
}

static ref_id at(const struct scene *s, const struct order_spec *spec, uint32_t i)
{
	const struct network *net = s->net;
	dev_id dev = spec_dev(s, spec);

	if (dev != NONE)
		return i < net->dev[dev].if_n ? ref_if(dev, i) : 0;
	if (i >= net->ifs.n || net->ifs.dev[i] == NONE)
		return 0;
	dev = net->ifs.dev[i];
	return ref_if(dev, i - net->dev[dev].if_first);
}

static bool names_device(const struct network *net, dev_id dev, dev_id peer)
{
	const struct dev *d = &net->dev[dev];

	for (if_id i = d->if_first; i < d->if_first + d->if_n; i++)
		if (net->ifs.peer[i] == peer)
			return true;
	return false;
}

/* A way from this site to another: its own interface, or that of the far end where
 * none of its own is known or its own device is silent. */
static bool leads_out(const struct network *net, if_id i, const char *name)
{
	dev_id dev = net->ifs.dev[i], peer = net->ifs.peer[i];
	site_id here = net->dev[dev].site;

	if (here < net->site_n &&
	    strcmp(network_str(net, net->site[here].name), name) == 0)
		return net->ifs.flags[i] & IFF_WAN &&
		       (peer == NONE || !topology_mute(net, dev, peer));
	if (peer == NONE || net->dev[peer].site >= net->site_n)
		return false;
	return strcmp(network_str(net, net->site[net->dev[peer].site].name), name) ==
		       0 &&
	       (!names_device(net, peer, dev) || topology_mute(net, peer, dev));
}

static bool is_member(const struct scene *s, ref_id ref, const struct order_spec *spec)
{
	if_id i = ref_if_id(s->net, ref);

	if (i == NONE ||
	    (spec->scope.kind == THING_SITE && !leads_out(s->net, i, spec->scope.name)))
		return false;
	if (spec->show == SHOW_PROBLEMS)
		return is_trouble(&s->net->ifs, i);
	return spec->show == SHOW_ALL || interface_used(&s->net->ifs, i);
}

static void facts(const struct scene *s, ref_id ref, struct filter_facts *f)
{
	const struct if_table *t = &s->net->ifs;
	if_id i = ref_if_id(s->net, ref);

	if (i == NONE)
		return;
	row_dev_facts(s, ref_dev_id(s->net, ref), f);
	f->entity = network_str(s->net, t->name[i]);
	f->words[0] = network_str(s->net, t->alias[i]);
	f->words[1] = network_str(s->net, t->descr[i]);
	f->state = t->oper[i] ? if_status_name(t->oper[i]) : "";
	f->number[FILTER_IN] = (double)if_in_pct(t, i);
	f->number[FILTER_OUT] = (double)if_out_pct(t, i);
	f->number[FILTER_UTIL] = (double)util_of(t, i);
}

static double util_key(const struct if_table *t, if_id i)
{
	float was =
		fmaxf(coarse_value(t->was_in_pct[i]), coarse_value(t->was_out_pct[i]));

	if (interface_down(t, i) && was > 0)
		return PINNED + (double)was;
	if (interface_down(t, i) && t->flags[i] & IFF_MATTERS)
		return PINNED_UNKNOWN;
	return (double)util_of(t, i);
}

static double key(const struct scene *s, ref_id ref, uint8_t sort)
{
	const struct if_table *t = &s->net->ifs;
	if_id i = ref_if_id(s->net, ref);
	double v = NAN;

	if (i == NONE)
		return -10;
	switch ((enum sort)sort) {
	case BY_IN:
		v = (double)if_in_pct(t, i);
		break;
	case BY_OUT:
		v = (double)if_out_pct(t, i);
		break;
	case BY_RATE: /* in steps of 15 % */
		v = 10 * log2(1 + (double)fmaxf(t->in_bps[i], t->out_bps[i]));
		break;
	case BY_ERRORS:
		v = 10 * log2(1 + (double)errors(t, i));
		break;
	case BY_UTIL:
	case BY_NAME:
		v = util_key(t, i);
	}
	return isfinite(v) ? v : -10;
}

static int compare(const struct scene *s, ref_id a, ref_id b)
{
	const struct network *net = s->net;
	dev_id da = ref_dev_id(net, a), db = ref_dev_id(net, b);

	if (da == db)
		return a < b ? -1 : a > b;
	return strcmp(network_str(net, net->dev[da].name),
		      network_str(net, net->dev[db].name));
}

static const struct order_source source = {
	.total = total,
	.at = at,
	.member = is_member,
	.facts = facts,
	.key = key,
	.name_sort = BY_NAME,
	.compare = compare,
};

static struct rows rows(struct session *v, const struct scene *s, struct list *l)
{
	struct order_spec spec = {.source = &source,
				  .sort = l->sort,
				  .show = l->show,
				  .scope = session_page(v)->scope};

	snprintf(spec.filter, sizeof spec.filter, "%s", l->filter_text);
	return orders_get(&s->views->orders, s, &spec);
}

/* --- columns -------------------------------------------------------------------------
 */

static if_id if_of(const struct pen *p, ref_id ref)
{
	return ref_if_id(p->scene->net, ref);
}

static void put_device(const struct pen *p, ref_id ref)
{
	const struct network *net = p->scene->net;

	pen_text(p, net->dev[ref_dev_id(net, ref)].name);
}

static void put_name(const struct pen *p, ref_id ref)
{
	pen_text(p, p->scene->net->ifs.name[if_of(p, ref)]);
}

static void put_alias(const struct pen *p, ref_id ref)
{
	pen_text(p, p->scene->net->ifs.alias[if_of(p, ref)]);
}

/* Where a way out leads to; what faces another site is at its end. */
static void put_to(const struct pen *p, ref_id ref)
{
	const struct network *net = p->scene->net;
	dev_id dev = ref_dev_id(net, ref), peer = net->ifs.peer[if_of(p, ref)];
	const struct thing *scope = &session_page(p->session)->scope;
	site_id site = net->dev[dev].site;
	bool far = site < net->site_n &&
		   strcmp(network_str(net, net->site[site].name), scope->name) != 0;

	if (!far)
		site = peer == NONE ? NONE : net->dev[peer].site;
	if (site < net->site_n)
		pen_text(p, net->site[site].name);
	else
		pen_str(p, "-");
}

static void put_speed(const struct pen *p, ref_id ref)
{
	char text[FORMAT_SIZE];

	pen_str(p,
		format_speed(text, if_speed_bps(&p->scene->net->ifs, if_of(p, ref))));
}

const char *interface_status(const struct if_table *t, if_id i)
{
	if (t->admin[i] == IF_DOWN)
		return "off";
	return t->oper[i] ? if_status_name(t->oper[i]) : "-";
}

/* A number with its band, and a bar when there is room. */
static void put_util(const struct pen *p, if_id i, bool out)
{
	const struct network *net = p->scene->net;
	float pct = out ? if_out_pct(&net->ifs, i) : if_in_pct(&net->ifs, i);
	enum band band = board_band(&p->scene->views->board, net, i, out);
	bool stale = network_if_stale(net, i, p->scene->now_ms);
	struct pen number = *p;
	char text[FORMAT_SIZE];

	format_util(text, (double)pct, band, stale);
	if (isnan(pct) && if_speed_bps(&net->ifs, i) == 0)
		snprintf(text, sizeof text, "n/a");
	if (band != BAND_NONE && !stale)
		number.style = (uint8_t)severity_style(SEV_INFO + (int)band);
	if (p->width < BAR_FROM) {
		pen_str(&number, text);
		return;
	}
	number.width = NUMBER - 1;
	pen_str(&number, text);
	chart_bar(p->canvas, p->row, p->col + NUMBER, p->width - NUMBER, (double)pct,
		  stale ? STYLE_DIM : (uint8_t)band_style(band));
}

static void put_down(const struct pen *p, if_id i)
{
	const struct if_table *t = &p->scene->net->ifs;
	char age[FORMAT_SIZE], text[64];
	struct pen pen = *p;

	snprintf(
		text, sizeof text, "DOWN %s",
		format_age(age, t->oper_ms[i] ? p->scene->now_ms - t->oper_ms[i] : -1));
	pen.style = t->flags[i] & IFF_MATTERS ? STYLE_CRITICAL : STYLE_WARNING;
	pen_str(&pen, text);
}

static void put_in(const struct pen *p, ref_id ref)
{
	const struct if_table *t = &p->scene->net->ifs;
	if_id i = if_of(p, ref);

	if (interface_down(t, i))
		put_down(p, i);
	else if (t->oper[i] != IF_UP)
		pen_str(p, interface_status(t, i));
	else
		put_util(p, i, false);
}

static void put_out(const struct pen *p, ref_id ref)
{
	const struct if_table *t = &p->scene->net->ifs;
	if_id i = if_of(p, ref);
	float was =
		fmaxf(coarse_value(t->was_in_pct[i]), coarse_value(t->was_out_pct[i]));
	char pct[FORMAT_SIZE], text[64] = "";

	if (t->oper[i] == IF_UP) {
		put_util(p, i, true);
		return;
	}
	if (interface_down(t, i) && !isnan(was))
		snprintf(text, sizeof text, "was %s", format_pct(pct, (double)was));
	pen_str(p, text);
}

static void put_rate(const struct pen *p, ref_id ref)
{
	const struct if_table *t = &p->scene->net->ifs;
	if_id i = if_of(p, ref);
	char in[FORMAT_SIZE], out[FORMAT_SIZE], text[2 * FORMAT_SIZE + 1];

	if (t->oper[i] != IF_UP || (isnan(t->in_bps[i]) && isnan(t->out_bps[i])))
		snprintf(text, sizeof text, "-");
	else
		snprintf(text, sizeof text, "%s/%s",
			 format_bps(in, (double)t->in_bps[i]),
			 format_bps(out, (double)t->out_bps[i]));
	pen_right(p, text);
}

static void put_errors(const struct pen *p, ref_id ref)
{
	char text[FORMAT_SIZE];

	pen_right(p, format_rate(text,
				 (double)errors(&p->scene->net->ifs, if_of(p, ref))));
}

static void put_trend(const struct pen *p, ref_id ref)
{
	const struct network *net = p->scene->net;
	if_id i = if_of(p, ref);
	uint32_t head = net->dev[ref_dev_id(net, ref)].series_head;
	float in[SERIES_LEN], out[SERIES_LEN], folded[SERIES_LEN + 1];
	unsigned n = series_get(net, SERIES_IF_IN, i, in, SERIES_LEN);
	unsigned room = chart_samples(p->canvas, p->width);
	bool pct = if_speed_bps(&net->ifs, i) != 0;
	float most = 1;

	series_get(net, SERIES_IF_OUT, i, out, SERIES_LEN);
	for (unsigned k = 0; k < n; k++) {
		in[k] = fmaxf(in[k], out[k]);
		most = fmaxf(most, in[k]);
	}
	n = chart_fold(in, n, room < SERIES_LEN ? room : SERIES_LEN,
		       (head + SERIES_LEN - 1) % SERIES_LEN, SERIES_LEN, folded);
	chart_spark(p->canvas, p->row, p->col, p->width, folded, n,
		    pct ? 100 : (double)most, pct);
}

static const struct column columns[] = {
	{"DEVICE", 12, 24, 14, 0, false, put_device, NAME_DEV, 0, 0},
	{"IF", 10, 28, 15, 0, false, put_name, NAME_IF, 0, 0},
	{"SPEED", 5, 5, 9, 0, false, put_speed, 0, 0, 0},
	{"IN", 11, 20, 13, 0, false, put_in, 0, 0, 0},
	{"OUT", 7, 20, 12, 0, false, put_out, 0, 0, 0},
	{"RATE in/out", 11, 11, 6, 0, true, put_rate, 0, 0, 0},
	{"ERR/s", 5, 5, 7, 0, true, put_errors, 0, 0, 0},
	{"TREND", 5, 60, 8, 0, false, put_trend, 0, 0, 10},
	{"DESCRIPTION", 14, 48, 2, 0, false, put_alias, NAME_ALIAS, 0, 0},
};

static const struct column wan_columns[] = {
	{"TO", 4, 18, 16, 0, false, put_to, NAME_SITE, 0, 0},
	{"DEVICE", 12, 24, 11, 0, false, put_device, NAME_DEV, 0, 0},
	{"IF", 10, 28, 15, 0, false, put_name, NAME_IF, 0, 0},
	{"SPEED", 5, 5, 9, 0, false, put_speed, 0, 0, 0},
	{"IN", 11, 20, 13, 0, false, put_in, 0, 0, 0},
	{"OUT", 7, 20, 12, 0, false, put_out, 0, 0, 0},
	{"RATE in/out", 11, 11, 6, 0, true, put_rate, 0, 0, 0},
	{"ERR/s", 5, 5, 7, 0, true, put_errors, 0, 0, 0},
	{"TREND", 5, 60, 8, 0, false, put_trend, 0, 0, 10},
	{"DESCRIPTION", 14, 48, 2, 0, false, put_alias, NAME_ALIAS, 0, 0},
};

/* --- panel ---------------------------------------------------------------------------
 */

static uint8_t row_style(const struct scene *s, ref_id ref)
{
	if_id i = ref_if_id(s->net, ref);

	return i == NONE || network_if_stale(s->net, i, s->now_ms) ||
			       s->net->ifs.oper[i] != IF_UP
		       ? STYLE_DIM
		       : STYLE_NORMAL;
}

static bool gone(const struct pen *p, ref_id ref)
{
	if (if_of(p, ref) != NONE)
		return false;
	pen_str(p, "  not there any more");
	return true;
}

static void open_row(struct session *v, const struct scene *s, ref_id ref)
{
	struct thing t;

	thing_of(s, ref, &t);
	session_open_thing(v, s, &t);
}

static void say_empty(struct session *v, const struct scene *s, char *out, size_t size)
{
	const struct board *b = &s->views->board;
	const struct list *l = &session_page(v)->list[PANEL_LINKS];

	if (s->net->dev_n == 0)
		snprintf(out, size, "no devices are configured");
	else if (b->ready && b->answered == 0)
		snprintf(out, size, "waiting for first answers");
	else if (l->filter.n > 0 || l->show == SHOW_PROBLEMS)
		snprintf(out, size, "no interface matches");
	else
		snprintf(out, size, "no interface in use%s",
			 l->show == SHOW_ALL ? "" : "; . shows all");
}

const struct panel interfaces_panel = {
	.title = "LINKS",
	.columns = columns,
	.column_n = sizeof columns / sizeof *columns,
	.sorts = sorts,
	.rows = rows,
	.problem = is_problem,
	.style = row_style,
	.open = open_row,
	.line = gone,
	.empty = say_empty,
};

static void say_no_way(struct session *v, const struct scene *s, char *out, size_t size)
{
	const struct list *l = &session_page(v)->list[PANEL_LINKS];

	(void)s;
	snprintf(out, size, "%s",
		 l->filter.n > 0 || l->show == SHOW_PROBLEMS
			 ? "no link matches"
			 : "no interface to another site is known");
}

const struct panel wan_panel = {
	.title = "WAN LINKS",
	.columns = wan_columns,
	.column_n = sizeof wan_columns / sizeof *wan_columns,
	.sorts = sorts,
	.rows = rows,
	.problem = is_problem,
	.style = row_style,
	.open = open_row,
	.line = gone,
	.empty = say_no_way,
};

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area area)
{
	panel_draw(v, s, c, area, PANEL_LINKS);
}

const struct view interfaces_view = {
	.name = "interfaces",
	.line = "interfaces by utilization, links that are down on top",
	.focus = PANEL_LINKS,
	.draw = draw,
};
