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
#include "views/limit.h"
#include "views/panels.h"

#define BAR_FROM 9 /* cells with room for a number and a bar */
#define LIST_MS 1500 /* a list may be so old: what was read since is not in it */
#define NUMBER 7   /* "~83%^^" and a blank */

static bool is_problem(const struct scene *s, ref_id ref)
{
	if_id i = ref_if_id(s->net, ref);

	return i != NONE && interface_troubled(&s->net->ifs, i);
}

static struct rows rows(struct session *v, const struct scene *s, struct list *l)
{
	return panel_order(v, s, l, &interfaces_source);
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
	pen_port(p, p->scene->net->ifs.name[if_of(p, ref)]);
}

static void put_alias(const struct pen *p, ref_id ref)
{
	pen_text(p, p->scene->net->ifs.alias[if_of(p, ref)]);
}

/* Where a way out leads to; what faces another site is at its end. */
static void put_to(const struct pen *p, ref_id ref)
{
	const struct network *net = p->scene->net;
	dev_id dev = ref_dev_id(net, ref), peer = if_peer(&net->ifs, if_of(p, ref));
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

bool interface_link_acked(const struct scene *s, if_id i, if_id far)
{
	bool acked = false;

	for (unsigned end = 0; end < 2; end++) {
		if_id at = end ? far : i;
		const struct alert *a =
			at == NONE ? NULL
				   : alert_of_if(s->alerts, s->net, at, CHECK_IF_DOWN);

		if (a && row_needs(a))
			return false;
		acked |= at != NONE && interface_acked(s, at);
	}
	return acked;
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
	int64_t seen_ms = if_rare(t, i)->oper_ms;
	bool acked = interface_acked(p->scene, i);
	char age[FORMAT_SIZE], text[64];
	struct pen pen = *p;

	snprintf(text, sizeof text, "%s %s", down_word(acked),
		 format_age(age, seen_ms ? p->scene->now_ms - seen_ms : -1));
	pen.style = acked				? STYLE_DIM
		    : t->flags[i] & IFF_MATTERS ? STYLE_CRITICAL
						: STYLE_WARNING;
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
	float was = if_was_pct(t, i);
	char pct[FORMAT_SIZE], text[64] = "";

	if (t->oper[i] == IF_UP) {
		put_util(p, i, true);
		return;
	}
	if (interface_down(t, i) && !isnan(was))
		snprintf(text, sizeof text, "was %s", format_pct(pct, (double)was));
	pen_str(p, text);
}

/* "24.8M" to "24M": digits are cut, never rounded. */
static void drop_decimal(char *text)
{
	char *point = strchr(text, '.');

	if (point && point[1])
		memmove(point, point + 2, strlen(point + 2) + 1);
}

/* What stands in front of a number that was read too long ago. */
static const char *age_mark(const struct pen *p, if_id i)
{
	return network_if_stale(p->scene->net, i, p->scene->now_ms) ? "~" : "";
}

/* "9.3G/1.2G" of bits, "1.1G/150MB" of bytes. */
static void put_rate(const struct pen *p, ref_id ref)
{
	const struct if_table *t = &p->scene->net->ifs;
	if_id i = if_of(p, ref);
	char in[FORMAT_SIZE], out[FORMAT_SIZE], text[2 * FORMAT_SIZE + 2];
	bool bytes = p->session->own.bytes;

	if (t->oper[i] != IF_UP || (isnan(t->in_bps[i]) && isnan(t->out_bps[i])))
		snprintf(text, sizeof text, "-");
	else
		snprintf(text, sizeof text, "%s%s/%s", age_mark(p, i),
			 format_bps(in, (double)t->in_bps[i] / (bytes ? 8 : 1)),
			 format_traffic(out, (double)t->out_bps[i], bytes));
	while ((int)strlen(text) > p->width && strchr(text, '.'))
		drop_decimal(text);
	pen_right(p, text);
}

static void put_in_bps(const struct pen *p, ref_id ref)
{
	char text[FORMAT_SIZE];

	pen_right(p, format_traffic(text,
				    (double)p->scene->net->ifs.in_bps[if_of(p, ref)],
				    p->session->own.bytes));
}

static void put_out_bps(const struct pen *p, ref_id ref)
{
	char text[FORMAT_SIZE];

	pen_right(p, format_traffic(text,
				    (double)p->scene->net->ifs.out_bps[if_of(p, ref)],
				    p->session->own.bytes));
}

static void put_errors(const struct pen *p, ref_id ref)
{
	float rate = interface_errors(&p->scene->net->ifs, if_of(p, ref));
	char number[FORMAT_SIZE], text[FORMAT_SIZE + 1];

	snprintf(text, sizeof text, "%s%s",
		 isnan(rate) ? "" : age_mark(p, if_of(p, ref)),
		 format_rate(number, (double)rate));
	pen_right(p, text);
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

/* --- values --------------------------------------------------------------------------
 */

static const struct site *site_of(const struct network *net, if_id i)
{
	site_id site = net->dev[net->ifs.dev[i]].site;

	return site < net->site_n ? &net->site[site] : NULL;
}

static bool is_up(const struct if_table *t, if_id i)
{
	return t->oper[i] == IF_UP;
}

#define TEXT_OF(name, id_of)                                                           \
	static void name(const struct scene *s, ref_id ref, struct datum *d)           \
	{                                                                              \
		const struct network *net = s->net;                                    \
		if_id i = ref_if_id(net, ref);                                         \
                                                                                       \
		if (i != NONE)                                                         \
			d->id = id_of;                                                 \
	}
TEXT_OF(dev_value, net->dev[net->ifs.dev[i]].name)
TEXT_OF(site_value, site_of(net, i) ? site_of(net, i)->name : 0)
TEXT_OF(customer_value, site_of(net, i) ? site_of(net, i)->customer : 0)
TEXT_OF(name_value, net->ifs.name[i])
TEXT_OF(alias_value, net->ifs.alias[i])

#define NUMBER_OF(name, number_of)                                                     \
	static void name(const struct scene *s, ref_id ref, struct datum *d)           \
	{                                                                              \
		const struct if_table *t = &s->net->ifs;                               \
		if_id i = ref_if_id(s->net, ref);                                      \
                                                                                       \
		if (i != NONE)                                                         \
			d->number = (double)(number_of);                               \
	}
NUMBER_OF(speed_value, if_speed_bps(t, i) ? (double)if_speed_bps(t, i) : (double)NAN)
NUMBER_OF(in_value, if_in_pct(t, i))
NUMBER_OF(out_value, if_out_pct(t, i))
NUMBER_OF(util_value, interface_util(t, i))
NUMBER_OF(in_bps_value, t->in_bps[i])
NUMBER_OF(out_bps_value, t->out_bps[i])
NUMBER_OF(rate_value, is_up(t, i) ? fmaxf(t->in_bps[i], t->out_bps[i]) : NAN)
NUMBER_OF(errors_value, interface_errors(t, i))
NUMBER_OF(in_errors_value, if_mishap_ps(t, i, MISHAP_IN_ERRORS))
NUMBER_OF(out_errors_value, if_mishap_ps(t, i, MISHAP_OUT_ERRORS))
NUMBER_OF(in_discards_value, if_mishap_ps(t, i, MISHAP_IN_DISCARDS))
NUMBER_OF(out_discards_value, if_mishap_ps(t, i, MISHAP_OUT_DISCARDS))
NUMBER_OF(index_value, t->index[i])
NUMBER_OF(mtu_value, if_kind(t, i)->mtu ? (double)if_kind(t, i)->mtu : (double)NAN)

#define STATE_OF(name, number_of, words)                                               \
	static void name(const struct scene *s, ref_id ref, struct datum *d)           \
	{                                                                              \
		const struct if_table *t = &s->net->ifs;                               \
		if_id i = ref_if_id(s->net, ref);                                      \
                                                                                       \
		if (i == NONE)                                                         \
			return;                                                        \
		d->number = (double)(number_of);                                       \
		d->text = words;                                                       \
	}
STATE_OF(admin_value, t->admin[i], if_status_name((enum if_status)t->admin[i]))
STATE_OF(oper_value, t->oper[i], if_status_name((enum if_status)t->oper[i]))
STATE_OF(duplex_value, if_kind(t, i)->duplex,
	 if_duplex_name((enum if_duplex)if_kind(t, i)->duplex))

static void changed_value(const struct scene *s, ref_id ref, struct datum *d)
{
	if_id i = ref_if_id(s->net, ref);
	int64_t at_ms = i == NONE ? 0 : network_if_changed_ms(s->net, i);

	if (at_ms)
		d->number = (double)at_ms;
}

static void age_value(const struct scene *s, ref_id ref, struct datum *d)
{
	if_id i = ref_if_id(s->net, ref);
	int64_t at_ms = i == NONE ? 0 : network_if_sampled_ms(s->net, i);

	if (at_ms)
		d->number = (double)((s->now_ms - at_ms) / 1000);
}

/* The site at the other end. */
static void to_value(const struct scene *s, ref_id ref, struct datum *d)
{
	if_id i = ref_if_id(s->net, ref);
	dev_id peer = i == NONE ? NONE : if_peer(&s->net->ifs, i);
	site_id site = peer == NONE ? NONE : s->net->dev[peer].site;

	if (site < s->net->site_n)
		d->id = s->net->site[site].name;
}

/* clang-format off */
#define LINK_COLUMNS(device_keeps)                                                     \
	{.title = "DEVICE", .min = 12, .max = 24, .keep = device_keeps,                \
	 .draw = put_device, .names = NAME_DEV, .word = "dev", .key = "device",        \
	 .letter = 'd', .kind = COLUMN_TEXT, .value = dev_value, .ranked = true,       \
	 .exact = true},                                                               \
	{.title = "IF", .min = 10, .max = 28, .keep = 15, .draw = put_name,            \
	 .names = NAME_IF, .word = "if", .key = "name", .letter = 'i',                 \
	 .kind = COLUMN_TEXT, .value = name_value, .ranked = true, .exact = true},     \
	{.title = "SPEED", .min = 5, .max = 5, .keep = 9, .draw = put_speed,           \
	 .word = "speed", .key = "speed_bps", .letter = 's', .value = speed_value,     \
	 .logarithmic = true},                                                         \
	{.title = "IN", .min = 11, .max = 20, .keep = 13, .draw = put_in,              \
	 .word = "in", .key = "in_pct", .letter = 'n', .decimals = 4,                  \
	 .value = in_value},                                                           \
	{.title = "OUT", .min = 7, .max = 20, .keep = 12, .draw = put_out,             \
	 .word = "out", .key = "out_pct", .letter = 'o', .decimals = 4,                \
	 .value = out_value},                                                          \
	{.title = "RATE in/out", .min = 11, .max = 11, .keep = 6, .right = true,       \
	 .draw = put_rate, .word = "rate", .letter = 'r', .value = rate_value,         \
	 .logarithmic = true},                                                         \
	{.title = "ERR/s", .min = 5, .max = 5, .keep = 7, .right = true,               \
	 .draw = put_errors, .word = "errors", .letter = 'e', .decimals = 3,           \
	 .value = errors_value, .logarithmic = true},                                  \
	{.title = "TREND", .min = 5, .max = 60, .keep = 8, .draw = put_trend,          \
	 .good = 10, .word = "util", .letter = 't', .decimals = 4,                     \
	 .value = util_value},                                                         \
	{.title = "DESCRIPTION", .min = 14, .max = 48, .keep = 2, .draw = put_alias,   \
	 .names = NAME_ALIAS, .word = "descr", .key = "alias", .letter = 'x',          \
	 .kind = COLUMN_TEXT, .value = alias_value, .ranked = true, .exact = true},    \
	{.title = "SITE", .min = 5, .max = 16, .keep = 5, .names = NAME_SITE,          \
	 .word = "site", .key = "site", .letter = 'l', .kind = COLUMN_TEXT,            \
	 .value = site_value, .ranked = true, .exact = true, .extra = true},           \
	{.title = "CUSTOMER", .min = 8, .max = 16, .keep = 5, .word = "customer",      \
	 .key = "customer", .letter = 'k', .kind = COLUMN_TEXT,                        \
	 .value = customer_value, .ranked = true, .exact = true, .extra = true},       \
	{.title = "INDEX", .min = 5, .max = 10, .keep = 5, .right = true,              \
	 .word = "index", .key = "index", .value = index_value, .exact = true,         \
	 .extra = true},                                                               \
	{.title = "ADMIN", .min = 6, .max = 8, .keep = 5, .word = "admin",             \
	 .key = "admin", .letter = 'a', .kind = COLUMN_TEXT, .value = admin_value,     \
	 .exact = true, .extra = true},                                                \
	{.title = "OPER", .min = 6, .max = 14, .keep = 5, .word = "state",             \
	 .key = "oper", .letter = 'p', .kind = COLUMN_TEXT, .value = oper_value,       \
	 .exact = true, .extra = true},                                                \
	{.title = "CHANGED", .min = 7, .max = 7, .keep = 5, .right = true,             \
	 .word = "changed", .key = "last_change", .letter = 'c', .kind = COLUMN_TIME,  \
	 .value = changed_value, .exact = true, .extra = true},                        \
	{.title = "MTU", .min = 5, .max = 5, .keep = 5, .right = true, .word = "mtu",  \
	 .key = "mtu", .value = mtu_value, .exact = true, .extra = true},              \
	{.title = "DUPLEX", .min = 6, .max = 6, .keep = 5, .word = "duplex",           \
	 .key = "duplex", .kind = COLUMN_TEXT, .value = duplex_value, .exact = true,   \
	 .extra = true},                                                               \
	{.title = "IN bps", .min = 7, .max = 7, .keep = 5, .right = true,              \
	 .draw = put_in_bps, .word = "in_bps", .key = "in_bps",                        \
	 .value = in_bps_value, .logarithmic = true, .extra = true},                   \
	{.title = "OUT bps", .min = 7, .max = 7, .keep = 5, .right = true,             \
	 .draw = put_out_bps, .word = "out_bps", .key = "out_bps",                     \
	 .value = out_bps_value, .logarithmic = true, .extra = true},                  \
	{.title = "IN err", .min = 6, .max = 8, .keep = 5, .right = true,              \
	 .word = "in_errors", .key = "in_errors_ps", .decimals = 3,                    \
	 .value = in_errors_value, .logarithmic = true, .extra = true},                \
	{.title = "OUT err", .min = 7, .max = 8, .keep = 5, .right = true,             \
	 .word = "out_errors", .key = "out_errors_ps", .decimals = 3,                  \
	 .value = out_errors_value, .logarithmic = true, .extra = true},               \
	{.title = "IN disc", .min = 7, .max = 8, .keep = 5, .right = true,             \
	 .word = "in_discards", .key = "in_discards_ps", .decimals = 3,                \
	 .value = in_discards_value, .logarithmic = true, .extra = true},              \
	{.title = "OUT disc", .min = 8, .max = 8, .keep = 5, .right = true,            \
	 .word = "out_discards", .key = "out_discards_ps", .decimals = 3,              \
	 .value = out_discards_value, .logarithmic = true, .extra = true},             \
	{.title = "AGE s", .min = 5, .max = 5, .keep = 5, .right = true,               \
	 .word = "age", .key = "age_s", .letter = 'g', .value = age_value,             \
	 .logarithmic = true, .extra = true}

static const struct column columns[] = {LINK_COLUMNS(14)};

static const struct column wan_columns[] = {
	{.title = "TO", .min = 8, .max = 18, .keep = 16, .draw = put_to,
	 .names = NAME_SITE, .word = "to", .key = "to", .letter = 'y',
	 .kind = COLUMN_TEXT, .value = to_value, .ranked = true, .exact = true},
	LINK_COLUMNS(11),
};
/* clang-format on */

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

static bool site_reads(const struct network *net, site_id site)
{
	dev_id d = net->site[site].first_dev;

	while (d != NONE && !board_reads(net, d))
		d = net->dev[d].site_next;
	return d != NONE;
}

/* Some of what the list would have is still read for the first time. */
static bool reads(const struct session *v, const struct scene *s)
{
	const struct board *b = &s->views->board;
	ref_id ref = thing_ref(s, &v->page[v->depth].scope);
	bool any = false;

	if (!b->reading && s->now_ms - b->reading_ms < LIST_MS)
		return true;
	if (ref_kind(ref) == THING_DEVICE)
		return board_reads(s->net, ref_dev_id(s->net, ref));
	if (ref_kind(ref) == THING_SITE)
		return site_reads(s->net, ref_site_id(ref));
	if (!limit_on(s))
		return b->reading > 0;
	for (uint32_t i = 0; i < s->limit_site_n && !any; i++)
		any = site_reads(s->net, s->limit_site[i]);
	return any;
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
		snprintf(out, size, "no interface matches%s",
			 reads(v, s) ? "; some are still being read" : "");
	else if (reads(v, s))
		snprintf(out, size, "interfaces are still being read");
	else
		snprintf(out, size, "no interface in use%s",
			 l->show == SHOW_ALL ? "" : "; . shows all");
}

const struct panel interfaces_panel = {
	.title = "LINKS",
	.columns = columns,
	.column_n = sizeof columns / sizeof *columns,
	.name = "interfaces",
	.of = "interfaces",
	.usual = "utilization",
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
	.name = "wan",
	.of = "interfaces",
	.usual = "utilization",
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
