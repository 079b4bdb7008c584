/*
 * Devices: state, health and why. The source of their orders, the columns, the panel.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "views/devices.h"
#include "views/interfaces.h"
#include "views/limit.h"
#include "views/panels.h"

#define LOSS_PROBES 60
#define REBOOTED_MS (30 * INT64_C(60000)) /* is told for so long on its row */

/* --- order ---------------------------------------------------------------------------
 */

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

	if (!limit_admits(s->net, &spec->limit, d->site))
		return false;
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
	f->severity = SEV_NONE;
	f->acked = false;
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

static double key(const struct scene *s, ref_id ref)
{
	return state_key(s, ref_dev_id(s->net, ref));
}

const struct order_source devices_source = {
	.work = 2,
	.total = total,
	.at = at,
	.member = is_member,
	.facts = facts,
	.key = key,
};

static struct rows rows(struct session *v, const struct scene *s, struct list *l)
{
	if (session_page(v)->cells)
		return devices_cell_rows(v, s, l);
	return panel_order(v, s, l, &devices_source);
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
	snprintf(text, sizeof text, "%c%c %s", letter,
		 device_acked(p->scene, dev) ? 'a' : ' ', word);
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
		  format_temp(text, (double)dev_of(p, ref)->temp_c,
			      canvas_plain(p->canvas)));
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
	char text[200], brief[200];

	dev_why(p->scene->net, p->scene->alerts, ref_dev_id(p->scene->net, ref),
		p->scene->now_ms, text, sizeof text);
	pen_str(p, format_brief(brief, sizeof brief, text, p->width));
}

/* --- values --------------------------------------------------------------------------
 */

static const struct dev *device(const struct scene *s, ref_id ref)
{
	return &s->net->dev[ref_dev_id(s->net, ref)];
}

static const struct site *site_of(const struct scene *s, ref_id ref)
{
	site_id site = device(s, ref)->site;

	return site < s->net->site_n ? &s->net->site[site] : NULL;
}

#define TEXT_OF(name, id_of)                                                           \
	static void name(const struct scene *s, ref_id ref, struct datum *d)           \
	{                                                                              \
		d->id = id_of;                                                         \
	}
TEXT_OF(name_value, device(s, ref)->name)
TEXT_OF(site_value, site_of(s, ref) ? site_of(s, ref)->name : 0)
TEXT_OF(customer_value, site_of(s, ref) ? site_of(s, ref)->customer : 0)
TEXT_OF(address_value, device(s, ref)->address)
TEXT_OF(tags_value, device(s, ref)->tags)
TEXT_OF(descr_value, device(s, ref)->sys_descr)
TEXT_OF(sys_name_value, device(s, ref)->sys_name)
TEXT_OF(profile_value, device(s, ref)->profile)
TEXT_OF(vendor_value, device(s, ref)->vendor)
TEXT_OF(model_value, device(s, ref)->model)
TEXT_OF(version_value, device(s, ref)->version)
TEXT_OF(serial_value, device(s, ref)->serial)

#define NUMBER_OF(name, number_of)                                                     \
	static void name(const struct scene *s, ref_id ref, struct datum *d)           \
	{                                                                              \
		const struct dev *dev = device(s, ref);                                \
                                                                                       \
		d->number = (double)(number_of);                                       \
	}
NUMBER_OF(cpu_value, dev->cpu_pct)
NUMBER_OF(mem_value, dev->mem_pct)
NUMBER_OF(temp_value, dev->temp_c)
NUMBER_OF(rtt_value, dev->reach.answering ? dev->reach.rtt_ms : NAN)
NUMBER_OF(jitter_value, dev->reach.answering ? dev->reach.jitter_ms : NAN)
NUMBER_OF(loss_value, reach_loss_pct(&dev->reach, LOSS_PROBES))
NUMBER_OF(snmp_value, dev->snmp_good_ms ? dev->snmp_ms : NAN)
NUMBER_OF(interfaces_value, dev->if_n)

static void role_value(const struct scene *s, ref_id ref, struct datum *d)
{
	const struct dev *dev = device(s, ref);

	d->text = role_name((enum role)dev->role);
	d->number = -(double)dev->role; /* core first */
}

static void owner_value(const struct scene *s, ref_id ref, struct datum *d)
{
	bool client = device(s, ref)->owner == OWNER_CLIENT;

	d->text = client ? "client" : "provider";
	d->number = client;
}

static void state_value(const struct scene *s, ref_id ref, struct datum *d)
{
	d->text = dev_state_name(state_of(s, ref_dev_id(s->net, ref)));
	d->number = key(s, ref);
}

static void reason_value(const struct scene *s, ref_id ref, struct datum *d)
{
	d->text = reason_name((enum reason)device(s, ref)->reason);
	d->number = device(s, ref)->reason;
}

static void uptime_value(const struct scene *s, ref_id ref, struct datum *d)
{
	int64_t ms = network_dev_uptime(s->net, ref_dev_id(s->net, ref));

	if (ms >= 0)
		d->number = (double)(ms / 1000);
}

static void age_value(const struct scene *s, ref_id ref, struct datum *d)
{
	int64_t age = network_dev_age(s->net, ref_dev_id(s->net, ref), s->now_ms);

	if (age >= 0)
		d->number = (double)(age / 1000);
}

/* In the order of what is wrong, worst first. */
static void why_value(const struct scene *s, ref_id ref, struct datum *d)
{
	if (d->room)
		dev_why(s->net, s->alerts, ref_dev_id(s->net, ref), s->now_ms, d->room,
			DATUM_ROOM);
	d->text = d->room;
	d->number = key(s, ref);
}

/* clang-format off */
static const struct column columns[] = {
	{.title = "DEVICE", .min = 12, .max = 24, .keep = 15, .draw = put_name,
	 .names = NAME_DEV, .word = "dev", .key = "name", .letter = 'd',
	 .kind = COLUMN_TEXT, .value = name_value, .ranked = true, .exact = true},
	{.title = "SITE", .min = 5, .max = 16, .keep = 1, .from = 100, .draw = put_site,
	 .names = NAME_SITE, .word = "site", .key = "site", .letter = 's',
	 .kind = COLUMN_TEXT, .value = site_value, .ranked = true, .exact = true},
	{.title = "ROLE", .min = 8, .max = 8, .keep = 2, .from = 130, .draw = put_role,
	 .word = "role", .key = "role", .letter = 'o', .kind = COLUMN_TEXT,
	 .value = role_value, .exact = true},
	{.title = "ADDRESS", .min = 15, .max = 39, .keep = 2, .from = 130,
	 .draw = put_address, .names = NAME_ADDRESS, .word = "address",
	 .key = "address", .letter = 'a', .kind = COLUMN_TEXT, .value = address_value,
	 .ranked = true, .exact = true},
	{.title = "STATE", .min = 11, .max = 11, .keep = 14, .draw = put_state,
	 .word = "state", .key = "state", .letter = 't', .kind = COLUMN_TEXT,
	 .value = state_value},
	{.title = "CPU", .min = 5, .max = 5, .keep = 13, .right = true, .draw = put_cpu,
	 .word = "cpu", .key = "cpu_pct", .letter = 'c', .decimals = 2,
	 .value = cpu_value},
	{.title = "MEM", .min = 5, .max = 5, .keep = 12, .right = true, .draw = put_mem,
	 .word = "mem", .key = "mem_pct", .letter = 'm', .decimals = 2,
	 .value = mem_value},
	{.title = "TEMP", .min = 7, .max = 7, .keep = 3, .right = true,
	 .draw = put_temp, .word = "temp", .key = "temp_c", .letter = 'e',
	 .decimals = 1, .value = temp_value},
	{.title = "RTT ms", .min = 6, .max = 6, .keep = 9, .right = true,
	 .draw = put_rtt, .word = "rtt", .key = "rtt_ms", .letter = 'r', .decimals = 3,
	 .value = rtt_value, .logarithmic = true},
	{.title = "LOSS", .min = 4, .max = 4, .keep = 11, .right = true,
	 .draw = put_loss, .word = "loss", .key = "loss_pct", .letter = 'l',
	 .decimals = 2, .value = loss_value},
	{.title = "UPTIME", .min = 6, .max = 6, .keep = 4, .right = true,
	 .draw = put_uptime, .word = "uptime", .key = "uptime_s", .letter = 'p',
	 .value = uptime_value, .logarithmic = true},
	{.title = "POLL", .min = 6, .max = 6, .keep = 8, .right = true,
	 .draw = put_poll, .word = "age", .key = "age_s", .letter = 'g',
	 .value = age_value, .logarithmic = true},
	{.title = "WHY", .min = 18, .max = 48, .keep = 7, .from = 70, .draw = put_why,
	 .word = "why", .key = "why", .letter = 'w', .kind = COLUMN_TEXT,
	 .value = why_value},
	{.title = "DESCRIPTION", .min = 24, .max = COLUMN_REST, .keep = 1, .from = 190,
	 .draw = put_descr, .word = "descr", .key = "sys_descr", .letter = 'x',
	 .kind = COLUMN_TEXT, .value = descr_value, .ranked = true, .exact = true},
	{.title = "CUSTOMER", .min = 8, .max = 16, .keep = 5, .word = "customer",
	 .key = "customer", .letter = 'k', .kind = COLUMN_TEXT,
	 .value = customer_value, .ranked = true, .exact = true, .extra = true},
	{.title = "TAGS", .min = 8, .max = 24, .keep = 5, .word = "tag", .key = "tags",
	 .kind = COLUMN_LIST, .value = tags_value, .ranked = true, .exact = true,
	 .extra = true},
	{.title = "OWNER", .min = 8, .max = 8, .keep = 5, .word = "owner",
	 .key = "owner", .kind = COLUMN_TEXT, .value = owner_value, .exact = true,
	 .extra = true},
	{.title = "SNMP", .min = 8, .max = 12, .keep = 5, .word = "reason",
	 .key = "reason", .kind = COLUMN_TEXT, .value = reason_value, .exact = true,
	 .extra = true},
	{.title = "SNMP ms", .min = 7, .max = 7, .keep = 5, .right = true,
	 .word = "snmp_ms", .key = "snmp_ms", .decimals = 1, .value = snmp_value,
	 .logarithmic = true, .extra = true},
	{.title = "JITTER", .min = 6, .max = 6, .keep = 5, .right = true,
	 .word = "jitter", .key = "jitter_ms", .decimals = 2, .value = jitter_value,
	 .logarithmic = true, .extra = true},
	{.title = "IFS", .min = 4, .max = 5, .keep = 5, .right = true,
	 .word = "interfaces", .key = "interface_count", .letter = 'i',
	 .value = interfaces_value, .exact = true, .extra = true},
	{.title = "VENDOR", .min = 8, .max = 16, .keep = 5, .word = "vendor",
	 .key = "vendor", .letter = 'v', .kind = COLUMN_TEXT, .value = vendor_value,
	 .ranked = true, .exact = true, .extra = true},
	{.title = "MODEL", .min = 10, .max = 24, .keep = 5, .word = "model",
	 .key = "model", .kind = COLUMN_TEXT, .value = model_value, .ranked = true,
	 .exact = true, .extra = true},
	{.title = "VERSION", .min = 10, .max = 24, .keep = 5, .word = "version",
	 .key = "version", .kind = COLUMN_TEXT, .value = version_value, .ranked = true,
	 .exact = true, .extra = true},
	{.title = "SERIAL", .min = 12, .max = 20, .keep = 5, .word = "serial",
	 .key = "serial", .kind = COLUMN_TEXT, .value = serial_value, .ranked = true,
	 .exact = true, .extra = true},
	{.title = "SYSNAME", .min = 12, .max = 24, .keep = 5, .word = "sysname",
	 .key = "sys_name", .kind = COLUMN_TEXT, .value = sys_name_value,
	 .ranked = true, .exact = true, .extra = true},
	{.title = "PROFILE", .min = 10, .max = 20, .keep = 5, .word = "profile",
	 .key = "profile", .kind = COLUMN_TEXT, .value = profile_value, .ranked = true,
	 .exact = true, .extra = true},
};
/* clang-format on */

/* --- panel ---------------------------------------------------------------------------
 */

uint8_t device_style(const struct scene *s, dev_id dev)
{
	switch (state_of(s, dev)) {
	case DEV_DOWN:
		return down_style(device_acked(s, dev));
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
	ref_id site = scope->kind == THING_SITE ? thing_ref(s, scope) : 0;
	uint32_t count[DEV_STATE_N], all = limit_states(s, count);
	uint32_t up = count[DEV_UP] + count[DEV_DEGRADED];

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
	.name = "devices",
	.of = "devices",
	.usual = "state",
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
