/*
 * Devices: state, health and why. The source of their orders, the columns, the panel.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "views/devices.h"
#include "views/panels.h"

#define LOSS_PROBES 60
#define REBOOTED_MS (30 * INT64_C(60000)) /* is told for so long on its row */

/* --- order ---------------------------------------------------------------------------
 */

enum sort { BY_STATE, BY_CPU, BY_MEMORY, BY_TEMPERATURE, BY_RTT, BY_LOSS, BY_NAME };
static const char *const sorts[] = {"state", "CPU",  "memory", "temperature",
				    "RTT",   "loss", "name",   NULL};

static uint32_t total(const struct scene *s, const struct order_spec *spec)
{
	(void)spec;
	return s->net->dev_n;
}

static ref_id at(const struct scene *s, const struct order_spec *spec, uint32_t i)
{
	(void)spec;
	return i < s->net->dev_n ? ref_dev(i) : 0;
}

static enum dev_state state_of(const struct scene *s, dev_id dev)
{
	return board_state(&s->views->board, s, dev);
}

static bool is_problem(const struct scene *s, ref_id ref)
{
	dev_id dev = ref_dev_id(s->net, ref);
	enum dev_state state = dev == NONE ? DEV_UP : state_of(s, dev);

	return state != DEV_UP && state != DEV_PLANNED;
}

static bool is_member(const struct scene *s, ref_id ref, const struct order_spec *spec)
{
	const struct dev *d = &s->net->dev[ref_dev_id(s->net, ref)];

	if (spec->scope.kind == THING_SITE &&
	    (d->site >= s->net->site_n ||
	     strcmp(network_str(s->net, s->net->site[d->site].name),
		    spec->scope.name) != 0))
		return false;
	return spec->show != SHOW_PROBLEMS || is_problem(s, ref);
}

static void facts(const struct scene *s, ref_id ref, struct filter_facts *f)
{
	dev_id dev = ref_dev_id(s->net, ref);
	const struct alerts *alerts = s->alerts;

	row_dev_facts(s, dev, f);
	f->state = dev_state_name(state_of(s, dev));
	if (dev < alerts->dev_cap) {
		f->severity = (enum severity)alerts->dev_worst[dev];
		f->acked = device_acked(s, dev);
	}
}

bool device_acked(const struct scene *s, dev_id dev)
{
	return dev < s->alerts->dev_cap && s->alerts->dev_worst[dev] != SEV_NONE &&
	       s->alerts->dev_acked[dev];
}

/* Worst first: what is lost behind a cause is explained and stands below what is not.
 */
static double state_key(const struct scene *s, dev_id dev)
{
	static const double base[DEV_STATE_N] = {
		[DEV_UP] = 10,	 [DEV_DEGRADED] = 50, [DEV_DOWN] = 90,
		[DEV_LOST] = 40, [DEV_STALE] = 65,    [DEV_PLANNED] = 0};
	enum dev_state state = state_of(s, dev);
	double key = base[state];

	if (state == DEV_DEGRADED)
		key += 10 * (s->alerts->dev_worst[dev] - SEV_WARNING);
	return device_acked(s, dev) ? key - 5 : key;
}

static double key(const struct scene *s, ref_id ref, uint8_t sort)
{
	dev_id dev = ref_dev_id(s->net, ref);
	const struct dev *d = &s->net->dev[dev];
	double v;

	switch ((enum sort)sort) {
	case BY_CPU:
		v = (double)d->cpu_pct;
		break;
	case BY_MEMORY:
		v = (double)d->mem_pct;
		break;
	case BY_TEMPERATURE:
		v = (double)d->temp_c;
		break;
	case BY_RTT: /* in steps of 15 % */
		v = 10 * log2(1 + (double)d->reach.rtt_ms);
		break;
	case BY_LOSS:
		v = reach_loss_pct(&d->reach, LOSS_PROBES);
		break;
	default:
		return state_key(s, dev);
	}
	return isfinite(v) ? v : -10;
}

static int compare(const struct scene *s, ref_id a, ref_id b)
{
	return strcmp(network_str(s->net, s->net->dev[ref_dev_id(s->net, a)].name),
		      network_str(s->net, s->net->dev[ref_dev_id(s->net, b)].name));
}

const struct order_source devices_source = {
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
	struct order_spec spec = {.source = &devices_source,
				  .sort = l->sort,
				  .show = l->show,
				  .scope = session_page(v)->scope};

	if (session_page(v)->cells)
		return devices_cell_rows(v, s, l);
	snprintf(spec.filter, sizeof spec.filter, "%s", l->filter_text);
	return orders_get(&s->views->orders, s, &spec);
}

/* --- columns -------------------------------------------------------------------------
 */

static const struct dev *dev_of(const struct pen *p, ref_id ref)
{
	dev_id dev = ref_dev_id(p->scene->net, ref);

	return dev == NONE ? NULL : &p->scene->net->dev[dev];
}

/* A value, with '~' when it is old. */
static void put_value(const struct pen *p, ref_id ref, const char *value)
{
	dev_id dev = ref_dev_id(p->scene->net, ref);
	bool stale = network_dev_stale(p->scene->net, dev, p->scene->now_ms);
	char text[FORMAT_SIZE + 1];

	snprintf(text, sizeof text, "%s%s", stale && strcmp(value, "-") != 0 ? "~" : "",
		 value);
	pen_right(p, text);
}

static void put_name(const struct pen *p, ref_id ref)
{
	pen_text(p, dev_of(p, ref)->name);
}

static void put_site(const struct pen *p, ref_id ref)
{
	site_id site = dev_of(p, ref)->site;

	if (site < p->scene->net->site_n)
		pen_text(p, p->scene->net->site[site].name);
}

static void put_role(const struct pen *p, ref_id ref)
{
	pen_str(p, role_name(dev_of(p, ref)->role));
}

static void put_address(const struct pen *p, ref_id ref)
{
	pen_text(p, dev_of(p, ref)->address);
}

static void put_descr(const struct pen *p, ref_id ref)
{
	pen_text(p, dev_of(p, ref)->sys_descr);
}

/* Well again, and who looks is to know that it was not. */
static bool is_just_up(const struct scene *s, dev_id dev)
{
	int64_t at_ms = s->net->dev[dev].rebooted_ms;

	return at_ms && s->now_ms - at_ms < REBOOTED_MS;
}

static void put_state(const struct pen *p, ref_id ref)
{
	dev_id dev = ref_dev_id(p->scene->net, ref);
	enum dev_state state = state_of(p->scene, dev);
	char letter = board_letter(&p->scene->views->board, p->scene, dev);
	struct pen pen = *p;
	const char *word = dev_state_name(state);
	char text[32];

	if (letter == '-')
		word = "";
	else if (state == DEV_UP && is_just_up(p->scene, dev))
		word = "rebooted";
	snprintf(text, sizeof text, "%c%s %s", letter,
		 device_acked(p->scene, dev) ? "a" : "", word);
	pen.style = device_style(p->scene, dev);
	pen_str(&pen, text);
}

static void put_cpu(const struct pen *p, ref_id ref)
{
	char text[FORMAT_SIZE];

	put_value(p, ref, format_pct(text, (double)dev_of(p, ref)->cpu_pct));
}

static void put_mem(const struct pen *p, ref_id ref)
{
	char text[FORMAT_SIZE];

	put_value(p, ref, format_pct(text, (double)dev_of(p, ref)->mem_pct));
}

static void put_temp(const struct pen *p, ref_id ref)
{
	char text[FORMAT_SIZE];

	put_value(p, ref,
		  format_temp(text, (double)dev_of(p, ref)->temp_c, canvas_plain(p->canvas)));
}

static void put_rtt(const struct pen *p, ref_id ref)
{
	const struct reach *r = &dev_of(p, ref)->reach;
	char text[FORMAT_SIZE];

	pen_right(p, r->answering ? format_ms(text, (double)r->rtt_ms) : "-");
}

static void put_loss(const struct pen *p, ref_id ref)
{
	char text[FORMAT_SIZE];

	pen_right(p, format_pct(text,
				reach_loss_pct(&dev_of(p, ref)->reach, LOSS_PROBES)));
}

static void put_uptime(const struct pen *p, ref_id ref)
{
	const struct dev *d = dev_of(p, ref);
	char text[FORMAT_SIZE];

	put_value(p, ref,
		  format_uptime(text, d->boot_ms ? p->scene->now_ms - d->boot_ms : -1));
}

/* Only the age of what is late: the rest would change every second for no news. */
static void put_poll(const struct pen *p, ref_id ref)
{
	dev_id dev = ref_dev_id(p->scene->net, ref);
	int64_t age = network_dev_age(p->scene->net, dev, p->scene->now_ms);
	char text[FORMAT_SIZE], late[FORMAT_SIZE + 1];

	if (age >= 0 && !network_dev_stale(p->scene->net, dev, p->scene->now_ms)) {
		bool burst = p->scene->net->dev[dev].burst_until_ms > p->scene->now_ms;

		pen_right(p, burst ? "1s" : "ok");
		return;
	}
	snprintf(late, sizeof late, "%s%s", format_age(text, age), age < 0 ? "" : "!");
	pen_right(p, late);
}

static void put_why(const struct pen *p, ref_id ref)
{
	char text[200];

	dev_why(p->scene->net, p->scene->alerts, ref_dev_id(p->scene->net, ref),
		p->scene->now_ms, text, sizeof text);
	pen_str(p, text);
}

static const struct column columns[] = {
	{"DEVICE", 12, 24, 15, 0, false, put_name, NAME_DEV, 0, 0},
	{"SITE", 5, 16, 1, 100, false, put_site, NAME_SITE, 0, 0},
	{"ROLE", 8, 8, 2, 130, false, put_role, 0, 0, 0},
	{"ADDRESS", 15, 39, 2, 130, false, put_address, NAME_ADDRESS, 0, 0},
	{"STATE", 11, 11, 14, 0, false, put_state, 0, 0, 0},
	{"CPU", 5, 5, 13, 0, true, put_cpu, 0, 0, 0},
	{"MEM", 5, 5, 12, 0, true, put_mem, 0, 0, 0},
	{"TEMP", 7, 7, 3, 0, true, put_temp, 0, 0, 0},
	{"RTT ms", 6, 6, 9, 0, true, put_rtt, 0, 0, 0},
	{"LOSS", 4, 4, 11, 0, true, put_loss, 0, 0, 0},
	{"UPTIME", 6, 6, 4, 0, true, put_uptime, 0, 0, 0},
	{"POLL", 6, 6, 8, 0, true, put_poll, 0, 0, 0},
	{"WHY", 18, 72, 7, 70, false, put_why, 0, 0, 0},
	{"DESCRIPTION", 24, COLUMN_REST, 1, 190, false, put_descr, 0, 0, 0},
};

/* --- panel ---------------------------------------------------------------------------
 */

uint8_t device_style(const struct scene *s, dev_id dev)
{
	switch (state_of(s, dev)) {
	case DEV_DOWN:
		return device_acked(s, dev) ? STYLE_DIM : STYLE_CRITICAL;
	case DEV_DEGRADED:
		return device_acked(s, dev)
			       ? STYLE_DIM
			       : (uint8_t)severity_style(
					 (enum severity)s->alerts->dev_worst[dev]);
	case DEV_STALE:
		return STYLE_STALE;
	case DEV_LOST:
	case DEV_PLANNED:
		return STYLE_DIM;
	default:
		return STYLE_NORMAL;
	}
}

static uint8_t row_style(const struct scene *s, ref_id ref)
{
	enum dev_state state = state_of(s, ref_dev_id(s->net, ref));

	return state == DEV_LOST || state == DEV_PLANNED || state == DEV_STALE
		       ? STYLE_DIM
		       : STYLE_NORMAL;
}

static void open_row(struct session *v, const struct scene *s, ref_id ref)
{
	struct thing t;

	thing_of(s, ref, &t);
	session_open_thing(v, s, &t);
}

void devices_count(const struct scene *s, const struct thing *scope, char *out,
		   size_t size)
{
	const struct board *b = &s->views->board;
	ref_id site = scope->kind == THING_SITE ? thing_ref(s, scope) : 0;
	uint32_t up = b->count[DEV_UP] + b->count[DEV_DEGRADED], all = s->net->dev_n;

	if (site) {
		up = all = 0;
		for (dev_id d = s->net->site[ref_site_id(site)].first_dev; d != NONE;
		     d = s->net->dev[d].site_next) {
			enum dev_state state = state_of(s, d);

			up += state == DEV_UP || state == DEV_DEGRADED;
			all++;
		}
	}
	snprintf(out, size, "%u of %u up", up, all);
}

static void summarize(struct session *v, const struct scene *s, char *out, size_t size)
{
	if (s->views->board.ready)
		devices_count(s, &session_page(v)->scope, out, size);
}

static void say_empty(struct session *v, const struct scene *s, char *out, size_t size)
{
	(void)v;
	snprintf(out, size, "%s",
		 s->net->dev_n ? "no device matches" : "no devices are configured");
}

const struct panel devices_panel = {
	.title = "DEVICES",
	.columns = columns,
	.column_n = sizeof columns / sizeof *columns,
	.sorts = sorts,
	.rows = rows,
	.problem = is_problem,
	.style = row_style,
	.open = open_row,
	.summary = summarize,
	.empty = say_empty,
};

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area area)
{
	session_page(v)->cells = false;
	panel_draw(v, s, c, area, PANEL_DEVICES);
}

const struct view devices_view = {
	.name = "devices",
	.line = "devices: state, health, and why",
	.focus = PANEL_DEVICES,
	.draw = draw,
};
