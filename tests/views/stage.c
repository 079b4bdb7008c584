#include "tests/views/stage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/model/if_table.h"
#include "probes/model/topology.h"
#include "tests/views/line.h"
#include "tests/views/stage_more.h"

str_id stage_text(struct stage *st, const char *s)
{
	return text_intern_str(&st->net.text, s);
}

/* --- things --------------------------------------------------------------------------
 */

/* A ladder of four rungs, and this one behind it. */
static void take_vendor(struct stage *st, const char *name)
{
	snprintf(st->vendor_name, sizeof st->vendor_name, "%s", name);
	st->vendor = (struct contact){.name = st->vendor_name, .title = "the vendor"};
	st->policy = (struct policy){.name = "critical", .rung_n = 4};
	st->roster = (struct roster){.contact = &st->vendor,
				     .contact_n = 1,
				     .policy = &st->policy,
				     .policy_n = 1,
				     .heartbeat = NONE};
	st->scene.roster = &st->roster;
}

static void take_network(struct stage *st, const struct line *l)
{
	static const char *const paging[] = {"off", "ok", "failing"};
	const char *p = get(l, "paging", "off");

	snprintf(st->name, sizeof st->name, "%s", l->key[1]);
	if (!clock_parse(get(l, "now", "2026-11-20T20:16:20Z"), &st->scene.now_ms))
		die("no time");
	for (int i = 0; i < 3; i++)
		if (strcmp(paging[i], p) == 0)
			st->scene.paging = (enum paging)i;
	st->scene.demo = strcmp(get(l, "demo", "no"), "yes") == 0;
	st->scene.operators = (uint32_t)number(l, "operators", 1);
	snprintf(st->stops, sizeof st->stops, "%s", get(l, "stops", ""));
	if (get(l, "vendor", NULL))
		take_vendor(st, get(l, "vendor", ""));
	st->scene.stops = st->stops[0] ? st->stops : NULL;
}

static void take_site(struct stage *st, const struct line *l)
{
	struct site site = {.name = stage_text(st, l->key[1])};

	site.title = stage_text(st, get(l, "title", l->key[1]));
	site.customer = site.customer_title = stage_text(st, get(l, "customer", ""));
	site.timezone = stage_text(st, get(l, "timezone", ""));
	site.street = stage_text(st, get(l, "street", ""));
	site.contact = stage_text(st, get(l, "contact", ""));
	site.phone = stage_text(st, get(l, "phone", ""));
	site.access = stage_text(st, get(l, "access", ""));
	site.oob = stage_text(st, get(l, "oob", ""));
	network_site_add(&st->net, &site);
}

site_id stage_find_site(const struct stage *st, const char *name)
{
	for (site_id i = 0; i < st->net.site_n; i++)
		if (strcmp(network_str(&st->net, st->net.site[i].name), name) == 0)
			return i;
	return NONE;
}

dev_id stage_need_dev(const struct stage *st, const char *name)
{
	char safe[TEXT_BYTES_MAX + 1];
	uint16_t width;
	dev_id dev;

	text_clean(name, strlen(name), safe, &width);
	dev = network_dev_find(&st->net, safe);
	if (dev == NONE)
		die("no device '%s'", name);
	return dev;
}

static void parents(struct stage *st, struct dev *d, const char *names)
{
	char name[64];

	while (*names) {
		size_t n = strcspn(names, ",");

		snprintf(name, sizeof name, "%.*s", (int)n, names);
		d->parent[d->parent_n++] = stage_need_dev(st, name);
		names += n + (names[n] == ',');
	}
}

static void answer(struct stage *st, struct dev *d, const struct line *l)
{
	int64_t now = st->scene.now_ms, poll = age(l, "poll", "4s");
	int lost = (int)number(l, "lost", 0);

	for (int i = 59; i >= 0; i--) {
		if (i % 3 == 1 && lost-- > 0)
			reach_loss(&d->reach, now - i * 1000);
		else
			reach_answer(&d->reach, now - i * 1000,
				     (int64_t)(number(l, "rtt", 1.2) * 1000));
	}
	d->reason = REASON_OK;
	d->snmp_ms = (float)number(l, "snmp", 38);
	d->polls_good = 10;
	d->snmp_good_ms = d->poll_at_ms = now - poll;
	d->clock.at_ms = d->snmp_good_ms;
	d->boot_ms = now - age(l, "up", "97d");
	if (get(l, "reboot", NULL))
		d->rebooted_ms = now - age(l, "reboot", "");
	d->cpu_pct = (float)number(l, "cpu", 12);
	d->mem_pct = (float)number(l, "mem", 31);
	d->temp_c = (float)number(l, "temp", (double)NAN);
	d->health_ms = d->snmp_good_ms;
}

static void fall_silent(struct stage *st, struct dev *d, const struct line *l)
{
	int64_t since = st->scene.now_ms - age(l, "since", "5m");

	for (int i = 0; i < 60; i++)
		reach_loss(&d->reach, since + i * 1000);
	d->reach.known = true;
	d->reach.answering = false;
	d->reach.first_bad_ms = d->reach.since_ms = since;
	d->reach.last_answer_ms = since - 1000;
	d->reason = REASON_TIMEOUT;
	d->polls_good = 0;
	d->polls_bad = 9;
	d->snmp_bad_ms = since;
	d->snmp_good_ms = since - 3000;
	d->poll_at_ms = st->scene.now_ms - 3000;
}

static void go_stale(struct stage *st, struct dev *d, const struct line *l)
{
	d->polls_bad = 4;
	d->polls_good = 0;
	d->reason = REASON_TIMEOUT;
	if (strcmp(get(l, "why", "timeout"), "wrong_key") == 0)
		d->reason = REASON_WRONG_KEY;
	d->snmp_bad_ms = st->scene.now_ms - age(l, "since", "4m");
	d->snmp_good_ms = d->snmp_bad_ms - 30000;
}

static void take_one_device(struct stage *st, const struct line *l, const char *name)
{
	const char *state = get(l, "state", "up");
	struct dev d = {.name = stage_text(st, name), .poll_ms = 30000};
	char address[32];
	struct dev *dev;
	dev_id id;

	d.site = stage_find_site(st, get(l, "site", ""));
	snprintf(address, sizeof address, "10.10.%u.%u", d.site % 256,
		 st->net.dev_n % 250 + 1);
	d.address = stage_text(st, get(l, "address", address));
	d.tags = stage_text(st, get(l, "tags", ""));
	d.declared = stage_text(st, get(l, "declared", ""));
	d.role = (uint8_t)role_find(get(l, "role", "other"));
	d.planned = strcmp(state, "planned") == 0;
	parents(st, &d, get(l, "parent", ""));
	id = network_dev_add(&st->net, &d);
	dev = &st->net.dev[id];
	dev->sys_descr = stage_text(st, get(l, "descr", ""));
	if (strcmp(state, "never") == 0 || d.planned)
		return;
	answer(st, dev, l);
	network_set_interfaces(&st->net, id, NULL, 0);
	if (strcmp(state, "down") == 0)
		fall_silent(st, dev, l);
	if (strcmp(state, "stale") == 0)
		go_stale(st, dev, l);
}

/* "fra-acc-{1-15}" is fifteen names; what has no range is one. */
static void each_name(struct stage *st, const struct line *l,
		      void (*take)(struct stage *, const struct line *, const char *))
{
	char *open = strchr(l->key[1], '{'), name[96];
	int from, to;

	if (!open) {
		take(st, l, l->key[1]);
		return;
	}
	if (sscanf(open, "{%d-%d}", &from, &to) != 2)
		die("'%s' is no range", open);
	for (; from <= to; from++) {
		snprintf(name, sizeof name, "%.*s%02d%s", (int)(open - l->key[1]),
			 l->key[1], from, strchr(open, '}') + 1);
		take(st, l, name);
	}
}

static void take_device(struct stage *st, const struct line *l)
{
	each_name(st, l, take_one_device);
}

/* --- interfaces ----------------------------------------------------------------------
 */

static uint8_t status(const char *word)
{
	for (enum if_status i = IF_UP; i <= IF_LOWER_LAYER_DOWN; i++)
		if (strcmp(if_status_name(i), word) == 0)
			return (uint8_t)i;
	return IF_UNREAD;
}

/* One more row for dev: those that are there, and it. */
static if_id add_row(struct stage *st, dev_id dev, const struct line *l)
{
	struct network *net = &st->net;
	uint32_t n = net->dev[dev].if_n;
	struct if_found *found = calloc(n + 1, sizeof *found);
	if_id row;

	for (uint32_t i = 0; i < n; i++) {
		row = net->dev[dev].if_first + i;
		found[i] = (struct if_found){
			.index = net->ifs.index[row],
			.name = net->ifs.name[row],
			.descr = net->ifs.descr[row],
			.alias = net->ifs.alias[row],
			.type = 6,
			.mtu = if_kind(&net->ifs, row)->mtu,
			.speed_source = if_kind(&net->ifs, row)->speed_source,
			.speed_bps = if_speed_bps(&net->ifs, row),
			.admin = net->ifs.admin[row],
			.oper = net->ifs.oper[row]};
	}
	found[n] = (struct if_found){.index = ++st->indexes,
				     .name = stage_text(st, l->key[2]),
				     .alias = stage_text(st, get(l, "alias", "")),
				     .type = 6,
				     .mtu = 9192,
				     .duplex = strcmp(get(l, "duplex", ""), "half")
						       ? DUPLEX_NOT_TOLD
						       : DUPLEX_HALF,
				     .speed_source = bits(get(l, "speed", "10G"))
							     ? SPEED_IFHIGHSPEED
							     : SPEED_UNKNOWN,
				     .speed_bps = bits(get(l, "speed", "10G")),
				     .admin = status(get(l, "admin", "up")),
				     .oper = status(get(l, "oper", "up"))};
	network_set_interfaces(net, dev, found, n + 1);
	row = net->dev[dev].if_first + n;
	network_update_interface(net, row, &found[n], st->scene.now_ms);
	free(found);
	return row;
}

static void take_one_if(struct stage *st, const struct line *l, const char *name)
{
	dev_id dev = stage_need_dev(st, name);
	if_id i = add_row(st, dev, l);
	struct if_table *t = &st->net.ifs;
	struct if_rare *rare;
	double speed = (double)if_speed_bps(t, i);

	t->flags[i] |= IFF_SEEN_UP;
	topology_classify(&st->net, dev);
	rare = if_rare_make(t, i);
	rare->was_in_pct = coarse((float)number(l, "was", (double)NAN));
	rare->was_out_pct = coarse(coarse_value(rare->was_in_pct) / 4);
	rare->oper_ms = st->scene.now_ms - age(l, "since", "3d00");
	t->no_rate[i] = RATE_OK;
	t->flags[i] |= IFF_HC;
	t->sampled_s[i] = (uint32_t)(rare->oper_ms / 1000);
	past_add(&st->past, PAST_IF, dev, l->key[2], get(l, "trend", ""));
	if (t->oper[i] != IF_UP)
		return;
	t->in_bps[i] =
		(float)number(l, "in_bps", speed * number(l, "in", (double)NAN) / 100);
	t->out_bps[i] = (float)number(l, "out_bps",
				      speed * number(l, "out", (double)NAN) / 100);
	if_table_mishap(t, i, MISHAP_IN_ERRORS, coarse((float)number(l, "errors", 0)));
	if_table_mishap(t, i, MISHAP_OUT_ERRORS, coarse(0));
	if_table_mishap(t, i, MISHAP_IN_DISCARDS, coarse(0));
	if_table_mishap(t, i, MISHAP_OUT_DISCARDS,
			coarse((float)number(l, "discards", 0)));
	t->sampled_s[i] = (uint32_t)(st->net.dev[dev].snmp_good_ms / 1000);
	if (get(l, "late", NULL))
		t->sampled_s[i] -= (uint32_t)(age(l, "late", "5m") / 1000);
	for (unsigned k = 0; k < MISHAPS && get(l, "rested", NULL); k++)
		st->net.dev[dev].mishaps_s[k] =
			t->sampled_s[i] - (uint32_t)(age(l, "rested", "") / 1000);
}

static void take_if(struct stage *st, const struct line *l)
{
	each_name(st, l, take_one_if);
}

/* --- alerts and events ---------------------------------------------------------------
 */

static enum subject subject_of(const struct line *l)
{
	if (get(l, "device", NULL))
		return SUBJECT_DEVICE;
	if (get(l, "circuit", NULL))
		return SUBJECT_CIRCUIT;
	if (get(l, "customer", NULL))
		return SUBJECT_CUSTOMER;
	return get(l, "watch", NULL) ? SUBJECT_WATCH : SUBJECT_SITE;
}

static struct ladder ladder_of(const struct line *l, bool held, int64_t now)
{
	struct ladder to = {.tier = 2, .told_ms = now - age(l, "told_at", "1m")};

	to.told = (char *)get(l, "told", NULL);
	to.held = held ? HELD_ACKNOWLEDGED : HELD_NOT;
	*(held ? &to.left_ms : &to.next_at_ms) = age(l, "in", "48s") + (held ? 0 : now);
	snprintf(to.to, sizeof to.to, "%s", get(l, "calls", ""));
	snprintf(to.policy, sizeof to.policy, "%s", get(l, "policy", ""));
	to.step = (uint16_t)number(l, "step", 0);
	return to;
}

/* The rule that it is by, where more than its check matters. */
static const struct rule *rule_with(struct stage *st, const char *runbook,
				    const struct alert *a)
{
	struct rule *rule = arena_alloc(&st->rules.arena, sizeof *rule);

	*rule = (struct rule){
		.name = "its-rule", .check = a->check, .severity = a->severity};
	snprintf(rule->runbook, sizeof rule->runbook, "%s", runbook);
	return rule;
}

static void take_alert(struct stage *st, const struct line *l)
{
	int64_t now = st->scene.now_ms;
	const char *hider = get(l, "by", NULL);
	struct alert a = {.id = strtoull(l->key[1], NULL, 10),
			  .subject = subject_of(l),
			  .severity = severity_find(get(l, "sev", "warning")),
			  .state = ALERT_OPEN,
			  .value = number(l, "value", (double)NAN),
			  .limit = number(l, "limit", (double)NAN)};
	struct alert *put;

	a.name = (char *)get(l, subject_name(a.subject), ""); /* copied below */
	a.entity = (char *)get(l, "if", "");
	a.text = (char *)get(l, "text", "");
	a.suppressed_by = (char *)(hider ? hider : "");
	a.planned_by = (char *)get(l, "planned", "");
	a.planned = a.planned_by[0] != '\0';
	a.suppressed = hider != NULL;
	while (a.cover < COVER_BLIND &&
	       strcmp(cover_name(a.cover), get(l, "how", hider ? "behind" : "")) != 0)
		a.cover++;
	a.ticket = (char *)get(l, "ticket", "");
	if (!check_find(get(l, "check", "unreachable"), &a.check))
		die("no check '%s'", get(l, "check", ""));
	a.opened_ms = a.changed_ms = now - age(l, "opened", "4m12");
	a.first_bad_ms = a.occurred_ms = a.opened_ms - 2000;
	a.last_good_ms = a.opened_ms - 3000;
	if (get(l, "ack", NULL)) {
		a.state = ALERT_ACKNOWLEDGED;
		snprintf(a.ack.by.name, sizeof a.ack.by.name, "%s", get(l, "ack", ""));
		a.ack.at_ms = now - age(l, "acked", "1m");
		a.ack.until_ms = now + age(l, "until", "30m");
		a.ack.intent = ACK_WORSE;
		a.ack.severity = a.severity;
		a.ack.note = (char *)get(l, "note", "");
	}
	a.ladder = ladder_of(l, a.ack.at_ms != 0, now);
	alerts_restore(&st->alerts, &st->net, &a);
	put = alert_find(&st->alerts, a.id);
	if (a.subject == SUBJECT_DEVICE && put->thing != NONE)
		book_reslot(book_dev(&st->alerts, put->thing), &st->net, put->thing);
	put->hides = put->ack.hides = (uint32_t)number(l, "hides", 0);
	put->clear = number(l, "clear", (double)NAN);
	put->category = check_category(put->check);
	put->needs_reack = get(l, "again", NULL) ? REACK_EXPIRED : REACK_NOT;
	if (get(l, "runbook", NULL))
		put->rule = rule_with(st, get(l, "runbook", ""), put);
	snprintf(put->owner, sizeof put->owner, "%s", get(l, "owner", ""));
	put->owned_ms = put->owner[0] ? now - age(l, "owned", "5m") : 0;
	put->flaps = (uint16_t)number(l, "flaps", 1);
	put->ack.durable = strcmp(get(l, "saving", "no"), "yes") != 0;
	st->alerts.generation++;
}

static void take_event(struct stage *st, const struct line *l)
{
	struct event e = {.at_ms = st->scene.now_ms - age(l, "ago", "2s"),
			  .alert = strtoull(get(l, "alert", "0"), NULL, 10),
			  .kind = past_event_kind(l->key[1]),
			  .severity = severity_find(get(l, "sev", "")),
			  .subject = SUBJECT_DEVICE,
			  .name = l->key[2],
			  .entity = get(l, "if", ""),
			  .check = "",
			  .text = get(l, "text", ""),
			  .note = get(l, "note", ""),
			  .value = strtod(get(l, "value", "nan"), NULL)};

	if (e.kind >= EVENT_WATCH_STARTED || strcmp(e.name, "noctop") == 0)
		e.subject = SUBJECT_WATCH;
	else if (stage_find_site(st, e.name) != NONE)
		e.subject = SUBJECT_SITE;
	else if (network_circuit_find(&st->net, e.name) != NONE)
		e.subject = SUBJECT_CIRCUIT;
	else if (e.kind == EVENT_MAINTENANCE)
		e.subject = SUBJECT_WINDOW;
	snprintf(e.who.name, sizeof e.who.name, "%s", get(l, "who", ""));
	e.seq = ++st->event_seq;
	recent_add(&st->recent, &e);
}

/* --- the file ------------------------------------------------------------------------
 */

static void take_size(struct stage *st, const struct line *l)
{
	if (sscanf(l->key[1], "%hux%hu", &st->cols, &st->rows) != 2)
		die("'%s' is no size", l->key[1]);
}

static void take_sizes(struct stage *st, const struct line *l)
{
	if (l->n - 1 > STAGE_SIZES)
		die("more than %d sizes", STAGE_SIZES);
	st->size_n = l->n - 1;
	for (int i = 0; i < st->size_n; i++)
		snprintf(st->sizes[i], sizeof st->sizes[i], "%s", l->key[i + 1]);
}

static void take_charsets(struct stage *st, const struct line *l)
{
	st->utf8 = st->ascii = st->mono = false;
	for (int i = 1; i < l->n; i++) {
		st->utf8 |= strcmp(l->key[i], "utf8") == 0;
		st->ascii |= strcmp(l->key[i], "ascii") == 0;
		st->mono |= strcmp(l->key[i], "mono") == 0;
	}
}

static void take_glyphs(struct stage *st, const struct line *l)
{
	for (int i = 1; i < l->n; i++) {
		st->options.wide |= strcmp(l->key[i], "wide") == 0;
		st->options.braille |= strcmp(l->key[i], "braille") == 0;
	}
}

static void take_words(struct stage *st, const struct line *l)
{
	if (strcmp(l->key[0], "view") == 0) {
		snprintf(st->view, sizeof st->view, "%s", l->key[1]);
		st->options.view = st->view;
	} else if (strcmp(l->key[0], "zone") == 0) {
		st->options.zone = zone_find(l->key[1]);
	} else if (strcmp(l->key[0], "wall") == 0) {
		snprintf(st->wall_views, sizeof st->wall_views, "%s", l->key[1]);
		st->options.wall = (struct wall_options){
			.on = true,
			.may_act = strcmp(get(l, "act", "no"), "yes") == 0,
			.rotate_ms = age(l, "rotate", "0s"),
			.views = st->wall_views};
	} else if (strcmp(l->key[0], "ping-problem") == 0) {
		snprintf(st->ping_problem, sizeof st->ping_problem, "%s", l->key[1]);
		st->net.health.ping_problem = st->ping_problem;
	} else if (strcmp(l->key[0], "blind") == 0) {
		snprintf(st->blind, sizeof st->blind, "%s", l->key[1]);
		st->net.health.blind = st->blind;
		st->net.health.blind_ms = st->scene.now_ms - age(l, "since", "2m18");
	} else {
		die("what is '%s'?", l->key[0]);
	}
}

static void take_window(struct stage *st, const struct line *l)
{
	enum subject subject = subject_of(l);
	struct window_row row = {.id = 1,
				 .made = st->maintenance.n + 1,
				 .subject = subject,
				 .name = get(l, subject_name(subject), ""),
				 .entity = get(l, "if", ""),
				 .from_ms = st->scene.now_ms - age(l, "began", "12m"),
				 .to_ms = st->scene.now_ms + age(l, "ends", "40m")};

	if (get(l, "begins", NULL))
		row.from_ms = st->scene.now_ms + age(l, "begins", "1h");
	snprintf(row.window, sizeof row.window, "%s", l->key[1]);
	snprintf(row.text, sizeof row.text, "%s", get(l, "text", ""));
	snprintf(row.by.name, sizeof row.by.name, "%s", get(l, "who", "mk"));
	stage_window(st, &row);
}

void stage_line(struct stage *st, const char *line)
{
	static const struct {
		const char *word;
		void (*take)(struct stage *, const struct line *);
	} kinds[] = {
		{"network", take_network},
		{"size", take_size},
		{"sizes", take_sizes},
		{"charsets", take_charsets},
		{"glyphs", take_glyphs},
		{"site", take_site},
		{"device", take_device},
		{"if", take_if},
		{"ether", stage_take_ether},
		{"alert", take_alert},
		{"event", take_event},
		{"past", stage_take_past},
		{"health", stage_take_health},
		{"sensors", stage_take_sensors},
		{"battery", stage_take_battery},
		{"window", take_window},
		{"baseline", stage_take_baseline},
		{"drift", stage_take_drift},
		{"burst", stage_take_burst},
		{"circuit", stage_take_circuit},
		{"link", stage_take_link},
		{"attached", stage_take_attached},
		{"peer", stage_take_peer},
		{"part", stage_take_part},
		{"make", stage_take_make},
		{"trail", stage_take_trail},
		{"subnet", stage_take_subnet},
		{"vlan", stage_take_vlan},
		{"carries", stage_take_carries},
	};
	struct line l;

	cut(&l, line);
	if (l.n == 0 || l.key[0][0] == ';')
		return;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(kinds[i].word, l.key[0]) == 0) {
			kinds[i].take(st, &l);
			return;
		}
	}
	take_words(st, &l);
}

void stage_read(struct stage *st, const char *path)
{
	char line[1024], other[800];
	FILE *f = fopen(path, "r");

	if (!f)
		die("cannot open '%s'", path);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "include ", 8) == 0) {
			const char *slash = strrchr(path, '/');

			snprintf(other, sizeof other, "%.*s/%.200s",
				 slash ? (int)(slash - path) % 512 : 1,
				 slash ? path : ".", line + 8);
			stage_read(st, other);
		} else {
			stage_line(st, line);
		}
	}
	fclose(f);
}

void stage_open(struct stage *st, const char *path)
{
	*st = (struct stage){.rows = 40, .cols = 120, .utf8 = true};
	network_init(&st->net);
	alerts_init(&st->alerts, &st->rules);
	snprintf(st->options.who.name, sizeof st->options.who.name, "jdoe");
	snprintf(st->options.who.from, sizeof st->options.who.from, "pts/4 192.0.2.7");
	st->options.who.uid = 1000;
	st->options.zone = zone_find("UTC");
	st->scene.views = views_open();
	st->scene.name = st->name;
	st->scene.net = &st->net;
	st->scene.alerts = &st->alerts;
	st->scene.recent = &st->recent;
	st->scene.logbook = logbook_open();
	st->baseline = baseline_open();
	st->scene.baseline = st->baseline;
	st->scene.operators = 1;
	maintenance_init(&st->maintenance, zone_find("UTC"), MAINTENANCE_GRACE_MS);
	st->alerts.maintenance = &st->maintenance;
	st->scene.maintenance = &st->maintenance;
	if (!path)
		return;
	stage_read(st, path);
	past_play(&st->past, &st->net);
	st->scene.recall = st->past.recall;
}

void stage_fini(struct stage *st)
{
	views_close(st->scene.views);
	past_fini(&st->past);
	event_list_fini(&st->events);
	logbook_close(st->scene.logbook);
	baseline_close(st->baseline);
	recent_fini(&st->recent);
	alerts_fini(&st->alerts);
	maintenance_fini(&st->maintenance);
	rules_fini(&st->rules);
	network_fini(&st->net);
}

void stage_wait(struct stage *st, int64_t ms)
{
	int64_t was_s = st->scene.now_ms / 1000;

	st->scene.now_ms += ms;
	for (dev_id d = 0; d < st->net.dev_n; d++) {
		struct dev *dev = &st->net.dev[d];

		if (dev->polls_bad == 0 && dev->snmp_good_ms)
			dev->snmp_good_ms += ms;
		if (dev->poll_at_ms)
			dev->poll_at_ms += ms;
	}
	for (if_id i = 0; i < st->net.ifs.n; i++)
		if (st->net.ifs.sampled_s[i])
			st->net.ifs.sampled_s[i] +=
				(uint32_t)(st->scene.now_ms / 1000 - was_s);
	alerts_tick(&st->alerts, st->scene.now_ms, &st->events);
	stage_plan_step(st);
}

void stage_clear_alert(struct stage *st, uint64_t id)
{
	struct alert *a = alert_find(&st->alerts, id);

	if (!a)
		die("no alert %llu", (unsigned long long)id);
	a->state = ALERT_CLEARED;
	a->cleared_ms = st->scene.now_ms;
	st->alerts.generation++;
}
