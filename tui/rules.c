/*
 * rules: the list and the explanation are rows of the same kind, a rule each, as
 * columns or as JSON.
 */
#include "tui/rules.h"

#include <math.h>

#include "probes/alert/check.h"
#include "probes/alert/wording.h"
#include "probes/base/clock.h"
#include "tui/ask_watch.h"
#include "tui/attach.h"
#include "tui/columns.h"
#include "probes/model/peer.h"
#include "probes/model/redundancy.h"
#include "tui/exits.h"
#include "tui/member.h"

/* --- a rule in words -------------------------------------------------------------- */

static const char *file_name(const struct rule *r)
{
	const char *slash = r->file ? strrchr(r->file, '/') : NULL;

	return slash ? slash + 1 : r->file ? r->file : "";
}

/* "at once", "2 of 3 polls", "30 s", "8 of 10 min", "5 min". */
static void say_persist(struct buf *out, const struct persist *p)
{
	bool minutes = p->ms % 60000 == 0;
	int64_t n = p->ms / (minutes ? 60000 : 1000);

	if (p->by == PERSIST_POLLS && p->k == p->n && p->n <= 1)
		buf_str(out, "at once");
	else if (p->by == PERSIST_POLLS && p->k == p->n)
		buf_printf(out, "%u polls", p->n);
	else if (p->by == PERSIST_POLLS)
		buf_printf(out, "%u of %u polls", p->k, p->n);
	else if (p->share_pct < 100 && n <= 100)
		buf_printf(out, "%d of %d %s", (int)(p->share_pct * n / 100), (int)n,
			   minutes ? "min" : "s");
	else if (p->share_pct < 100)
		buf_printf(out, "%u%% of %d %s", p->share_pct, (int)n,
			   minutes ? "min" : "s");
	else
		buf_printf(out, "%d %s", (int)n, minutes ? "min" : "s");
}

static const char *level_unit(const struct rule *r)
{
	return r->check == CHECK_LATENCY_RISE ? " times the usual"
					      : check_unit(r->check);
}

static const char *floor_unit(enum check check)
{
	switch (check) {
	case CHECK_IN_ERRORS:
	case CHECK_OUT_DISCARDS:
		return "/s";
	case CHECK_LATENCY_RISE:
		return " ms more";
	case CHECK_CUSTOMER_SITES:
		return " sites";
	default:
		return check_thing(check) >= OF_SITE ? " devices" : "";
	}
}

/* One end of its band: ">85% 10 of 15 min", "at once". */
static void say_end(struct buf *out, const struct rule *r, bool opens)
{
	double level = opens ? r->enter : r->clear;
	bool above = opens != check_falls(r->check);

	if (!isnan(level))
		buf_printf(out, "%s%g%s ", above ? ">" : "<", level, level_unit(r));
	if (opens && r->floor > 0)
		buf_printf(out, "and >%g%s ", r->floor, floor_unit(r->check));
	say_persist(out, opens ? &r->opens : &r->clears);
}

static void say_scope(struct buf *out, const struct rule *r)
{
	const char *between = "";

	for (enum scope_part part = SCOPE_PART_N - 1; part > SCOPE_ALL; part--) {
		char words[SCOPE_WORDS];

		if (!*scope_words(&r->scope, part, words))
			continue;
		buf_printf(out, "%s%s %s", between, scope_part_name(part), words);
		between = "; ";
	}
	if (r->hours)
		buf_printf(out, "%shours", between);
	else if (!*between)
		buf_str(out, "everywhere");
}

static void say_places(struct buf *out, const struct rules *rules, const struct rule *r)
{
	for (uint32_t i = 0; i < r->instead_n; i++)
		buf_printf(out, "%s%s", i ? ", " : "instead of ",
			   rules->rule[r->instead[i]].name);
}

static void rule_members(struct json *j, const struct rules *rules,
			 const struct rule *r)
{
	struct buf words = {0};

	member_str(j, "rule", r->name);
	member_str(j, "check", check_name(r->check));
	member_str(j, "severity", severity_name(r->severity));
	member_str(j, "category", category_name(r->category));
	member_bool(j, "enabled", !r->off);
	member_bool(j, "event", r->event);
	member_num(j, "enter", r->enter, 3);
	member_num(j, "clear", r->clear, 3);
	member_num(j, "floor", r->floor, 3);
	say_persist(&words, &r->opens);
	buf_add(&words, "", 1);
	member_str(j, "opens", words.data);
	buf_fini(&words);
	say_persist(&words, &r->clears);
	buf_add(&words, "", 1);
	member_str(j, "clears", words.data);
	buf_fini(&words);
	member_open(j, "scope", '{');
	for (enum scope_part part = SCOPE_ALL + 1; part < SCOPE_PART_N; part++) {
		char asks[SCOPE_WORDS];

		member_str(j, scope_part_name(part),
			   scope_words(&r->scope, part, asks));
	}
	json_close(j, '}');
	member_open(j, "instead", '[');
	for (uint32_t i = 0; i < r->instead_n; i++)
		json_str(j, rules->rule[r->instead[i]].name);
	json_close(j, ']');
	member_str(j, "text", r->text);
	member_str(j, "runbook", r->runbook);
	member_str(j, "file", r->file);
	member_int(j, "line", r->line);
}

/* --- all of them ------------------------------------------------------------------ */

static void list_row(struct buf *cells, const struct rules *rules, const struct rule *r)
{
	buf_printf(cells, "%s\t%s\t%s\t", check_name(r->check), r->name,
		   r->off     ? "off"
		   : r->event ? "event"
			      : severity_name(r->severity));
	say_end(cells, r, true);
	buf_char(cells, '\t');
	say_end(cells, r, false);
	buf_char(cells, '\t');
	say_scope(cells, r);
	buf_str(cells, r->instead_n ? "; " : "");
	say_places(cells, rules, r);
	buf_printf(cells, "\t%s:%u\n", r->file ? r->file : "", r->line);
}

static void list(const struct rules *rules, bool json, struct buf *out)
{
	struct json j = {.out = out};
	struct buf cells = {0};

	if (json) {
		json_open(&j, '{');
		member_int(&j, "schema", 1);
		member_open(&j, "rules", '[');
	}
	buf_str(&cells, "CHECK\tRULE\tSEVERITY\tOPENS\tCLEARS\tWHERE\tFROM\n");
	for (enum check c = 0; c < CHECK_N; c++)
		for (uint32_t i = 0; i < rules->n; i++) {
			const struct rule *r = &rules->rule[i];

			if (r->check != c)
				continue;
			if (!json) {
				list_row(&cells, rules, r);
				continue;
			}
			json_open(&j, '{');
			rule_members(&j, rules, r);
			json_close(&j, '}');
		}
	if (json) {
		json_close(&j, ']');
		json_close(&j, '}');
		buf_char(out, '\n');
	} else {
		columns_print(out, cells.data);
	}
	buf_fini(&cells);
}

/* --- of one thing ------------------------------------------------------------------
 */

struct thing {
	const struct rules_scene *s;
	struct scope_thing t;
};

static bool find_named(const struct rules_scene *s, const char *name, size_t n,
		       struct scope_thing *t)
{
	char one[TEXT_BYTES_MAX + 1];

	*t = scope_watch();
	if (n > TEXT_BYTES_MAX)
		return false;
	snprintf(one, sizeof one, "%.*s", (int)n, name);
	t->dev = network_dev_find(s->net, one);
	if (t->dev != NONE)
		return true;
	t->site = alert_thing(s->net, SUBJECT_SITE, one);
	if (t->site != NONE)
		return true;
	t->circuit = network_circuit_find(s->net, one);
	if (t->circuit != NONE)
		return true;
	t->customer = network_customer_find(s->net, one);
	return t->customer != NONE || !strcmp(one, s->name) || !strcmp(one, "watch");
}

/* DEVICE, DEVICE/INTERFACE, a site, a circuit, a customer, the network's name. */
static bool find_thing(const struct rules_scene *s, const char *name,
		       struct scope_thing *t)
{
	const char *slash = strchr(name, '/');

	if (!slash)
		return find_named(s, name, strlen(name), t);
	if (!find_named(s, name, (size_t)(slash - name), t) || t->dev == NONE)
		return false;
	t->ifs = network_if_find(s->net, t->dev, slash + 1);
	return t->ifs != NONE;
}

static struct subject_view view_of(const struct thing *o)
{
	struct subject_view v = {
		.net = o->s->net,
		.dev_id = o->t.dev,
		.row = o->t.ifs,
		.sensor = NONE,
		.site = o->t.site,
		.circuit = o->t.circuit,
		.watch = &o->s->net->health,
		.base_ms = NAN,
		.now_ms = o->s->now_ms,
	};

	if (o->t.dev != NONE) {
		v.dev = &o->s->net->dev[o->t.dev];
		v.site = v.dev->site;
	} else if (o->t.site != NONE) {
		topology_site(o->s->net, o->t.site, &v.count);
	} else if (o->t.circuit != NONE) {
		circuit_read(o->s->net, o->t.circuit, v.now_ms, &v.line);
	}
	return v;
}

static bool has_sensor(const struct thing *o, enum check check)
{
	uint32_t n;
	const struct sensor *sensor = network_sensors(o->s->net, o->t.dev, &n);

	for (uint32_t i = 0; i < n; i++)
		if (check_looks_at(check, o->s->net, &sensor[i]))
			return true;
	return false;
}

static bool has_peer(const struct thing *o, enum check check)
{
	uint32_t n;
	const struct peer *peer = network_peers(o->s->net, o->t.dev, &n);

	for (uint32_t i = 0; i < n; i++)
		if (check_looks_at_peer(check, &peer[i]))
			return true;
	for (struct redundancy r = {0}; network_redundancy(o->s->net, o->t.dev, &r);)
		if (check_looks_at_group(check, &r))
			return true;
	return false;
}

/* What a watch reads there now; NAN with words where there is no number. */
static double reading(const struct thing *o, const struct rule *r, const char **words)
{
	struct subject_view v = view_of(o);
	struct sample s;

	*words = "";
	if (!o->s->live || r->event || r->check == CHECK_LATENCY_RISE ||
	    check_thing(r->check) == OF_CUSTOMER)
		return NAN;
	if (check_thing(r->check) == OF_PEER || check_thing(r->check) == OF_GROUP) {
		*words = has_peer(o, r->check) ? "" : "no reading: there is none";
		return NAN;
	}
	if (check_thing(r->check) == OF_SENSOR) {
		*words = has_sensor(o, r->check) ? "" : "no reading: no such sensor";
		return NAN;
	}
	check_read(r->check, r, &v, &s);
	*words = !s.known ? "no reading" : s.on ? "now beyond it" : "now well";
	return s.known ? s.value : NAN;
}

static void say_reading(struct buf *out, const struct thing *o, const struct rule *r)
{
	const char *words;
	double value = reading(o, r, &words);
	char number[32], past[PAST_WORDS];
	size_t before = out->len;

	if (isnan(value)) {
		buf_str(out, words);
	} else {
		wording_number(number, sizeof number, value, r->enter);
		buf_printf(out, "now %s%s", number, check_unit(r->check));
	}
	if (o->s->live && check_past(r->check, o->s->net, o->t, NONE, past))
		buf_printf(out, "%s%s", out->len > before ? ", " : "", past);
}

/* Only a watch that reads the interface knows. */
static bool is_not_known(const struct thing *o, enum scope_part part)
{
	return !o->s->live && (part == SCOPE_ALIAS || part == SCOPE_SPEED);
}

static void say_why(struct buf *out, const struct thing *o, const struct rule *r,
		    const struct hold *h)
{
	char at[CLOCK_RFC3339_SIZE], words[SCOPE_WORDS];

	switch (h->why) {
	case HOLD_SCOPE:
		buf_printf(out, "only %s %s", scope_part_name(h->part),
			   scope_words(&r->scope, h->part, words));
		if (is_not_known(o, h->part))
			buf_str(out, ", which no watch has read");
		return;
	case HOLD_HOURS:
		clock_rfc3339(at, h->next_ms);
		buf_str(out, "not at this hour");
		if (h->next_ms != INT64_MAX)
			buf_printf(out, ", from %s", at);
		return;
	case HOLD_INSTEAD:
		buf_printf(out, "%s stands in its place (%s:%u)", h->by->name,
			   file_name(h->by), h->by->line);
		return;
	case HOLD_OFF:
		buf_str(out, r->instead_n ? "enabled = no: the place is empty"
					  : "enabled = no");
		return;
	default:
		return;
	}
}

static void explain_row(struct buf *cells, const struct thing *o, const struct rule *r,
			const struct hold *h)
{
	buf_printf(cells, "  %s\t%s\t", r->name,
		   r->event ? "event" : severity_name(r->severity));
	if (h->why != HOLD_YES) {
		say_why(cells, o, r, h);
	} else {
		say_end(cells, r, true);
		buf_str(cells, "; over ");
		say_end(cells, r, false);
		buf_char(cells, '\t');
		say_reading(cells, o, r);
	}
	buf_printf(cells, "\t%s:%u\n", r->file ? r->file : "", r->line);
}

static uint32_t explain_some(const struct thing *o, const struct hold *hold, bool holds,
			     struct buf *out)
{
	const struct rules *rules = o->s->alerts->rules;
	struct buf cells = {0};
	uint32_t n = 0;

	for (enum check c = 0; c < CHECK_N; c++)
		for (uint32_t i = 0; i < rules->n; i++) {
			if (rules->rule[i].check != c || hold[i].why == HOLD_OTHER ||
			    (hold[i].why == HOLD_YES) != holds)
				continue;
			explain_row(&cells, o, &rules->rule[i], &hold[i]);
			n++;
		}
	if (n) {
		buf_printf(out, "%s:\n", holds ? "hold" : "do not");
		columns_print(out, cells.data);
	}
	buf_fini(&cells);
	return n;
}

static const char *or_none(const char *s)
{
	return *s ? s : "-";
}

static void say_thing(struct buf *out, const struct thing *o, const char *name)
{
	const struct network *net = o->s->net;
	const struct dev *dev = o->t.dev != NONE ? &net->dev[o->t.dev] : NULL;
	site_id site = dev ? dev->site : o->t.site;
	char words[SCOPE_WORDS];

	buf_str(out, name);
	if (site < net->site_n)
		buf_printf(out, "  site %s  customer %s",
			   network_str(net, net->site[site].name),
			   or_none(network_str(net, net->site[site].customer)));
	if (dev)
		buf_printf(out, "  role %s  tags %s", role_name(dev->role),
			   or_none(network_str(net, dev->tags)));
	if (o->t.ifs != NONE)
		buf_printf(out, "  interface %s",
			   scope_flag_words(net->ifs.flags[o->t.ifs], words));
	buf_char(out, '\n');
}

static void explain_words(const struct thing *o, const char *name,
			  const struct hold *hold, struct buf *out)
{
	say_thing(out, o, name);
	explain_some(o, hold, true, out);
	explain_some(o, hold, false, out);
	if (o->t.dev != NONE && o->t.ifs == NONE)
		buf_printf(out, "of its interfaces: noctop rules --explain %s/NAME\n",
			   name);
}

static void explain_object(struct json *j, const struct thing *o, const struct rule *r,
			   const struct hold *h)
{
	static const char *const whys[HOLD_WHY_N] = {[HOLD_YES] = "",
						     [HOLD_SCOPE] = "scope",
						     [HOLD_HOURS] = "hours",
						     [HOLD_INSTEAD] = "instead",
						     [HOLD_OFF] = "off"};
	const char *words;
	char past[PAST_WORDS];

	json_open(j, '{');
	member_bool(j, "holds", h->why == HOLD_YES);
	member_str(j, "why", whys[h->why]);
	member_str(j, "part", h->why == HOLD_SCOPE ? scope_part_name(h->part) : NULL);
	member_str(j, "by", h->why == HOLD_INSTEAD ? h->by->name : NULL);
	member_time(j, "hours_change", h->next_ms == INT64_MAX ? 0 : h->next_ms);
	member_num(j, "value", reading(o, r, &words), 3);
	if (o->s->live && check_past(r->check, o->s->net, o->t, NONE, past))
		member_str(j, "history", past);
	rule_members(j, o->s->alerts->rules, r);
	json_close(j, '}');
}

static void explain_json(const struct thing *o, const char *name,
			 const struct hold *hold, struct buf *out)
{
	const struct rules *rules = o->s->alerts->rules;
	struct json j = {.out = out};

	json_open(&j, '{');
	member_int(&j, "schema", 1);
	member_str(&j, "name", name);
	member_bool(&j, "live", o->s->live);
	member_open(&j, "rules", '[');
	for (uint32_t i = 0; i < rules->n; i++)
		if (hold[i].why != HOLD_OTHER)
			explain_object(&j, o, &rules->rule[i], &hold[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	buf_char(out, '\n');
}

bool rules_print(const struct rules_scene *s, const struct options *o, struct buf *out,
		 struct buf *why)
{
	const struct rules *rules = s->alerts->rules;
	struct thing thing = {.s = s};
	struct hold *hold;

	if (!o->explain) {
		list(rules, o->json, out);
		return true;
	}
	if (!find_thing(s, o->explain, &thing.t)) {
		buf_printf(why,
			   "there is no device, interface, site, circuit or customer "
			   "'%.200s'\n",
			   o->explain);
		return false;
	}
	hold = calloc(rules->n + 1, sizeof *hold);
	if (!hold)
		return false;
	alerts_explain(s->alerts, s->net, thing.t, s->now_ms, hold);
	if (o->json)
		explain_json(&thing, o->explain, hold, out);
	else
		explain_words(&thing, o->explain, hold, out);
	free(hold);
	return true;
}

/* --- of the configuration alone ----------------------------------------------------
 */

/* An interface that nobody has read: its name, and what the configuration says of it.
 */
static void imagine_interface(struct watch_setup *setup, const char *name)
{
	const char *slash = strchr(name, '/');
	struct network *net = &setup->net;
	struct if_found found = {.index = 1};
	char device[TEXT_BYTES_MAX + 1];
	dev_id dev;

	if (!slash)
		return;
	snprintf(device, sizeof device, "%.*s", (int)(slash - name), name);
	dev = network_dev_find(net, device);
	if (dev == NONE || !slash[1])
		return;
	found.name = text_intern_str(&net->text, slash + 1);
	found.speed_bps = inventory_speed(&setup->inventory, dev, slash + 1);
	network_set_interfaces(net, dev, &found, 1);
	topology_classify(net, dev);
}

static int print_local(const struct options *o, struct watch_setup *setup)
{
	struct alerts alerts;
	struct rules_scene scene = {.net = &setup->net,
				    .alerts = &alerts,
				    .name = setup->inventory.settings.name,
				    .now_ms = clock_wall_ms()};
	struct buf out = {0}, why = {0};
	bool good;

	if (o->explain)
		imagine_interface(setup, o->explain);
	alerts_init(&alerts, &setup->rules);
	good = rules_print(&scene, o, &out, &why);
	if (out.len)
		fwrite(out.data, 1, out.len, stdout);
	if (why.len)
		fprintf(stderr, "noctop: %.*s", (int)why.len, why.data);
	alerts_fini(&alerts);
	buf_fini(&out);
	buf_fini(&why);
	return good ? EXIT_OK : EXIT_FAILED;
}

/* Does a watch run that could be asked? */
static bool is_watched(const struct options *o)
{
	int fd = attach_running(o);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int rules_run(const struct options *o, int argc, char **argv)
{
	struct watch_setup setup = {0};
	int code;

	if (o->explain && is_watched(o))
		return ask_watch("rules", o, argc, argv);
	code = attach_need(o, &setup);
	if (code < 0)
		code = EXIT_CONFIG;
	else if (code == 0)
		code = print_local(o, &setup);
	attach_setup_fini(&setup);
	return code;
}
