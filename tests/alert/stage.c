/*
 * The watch as the stage plays it: the loop of tui/watch.c without its sockets.
 */
#include "tests/alert/stage.h"

#include <stdlib.h>

#include "probes/alert/book.h"
#include "probes/conf/rules.h"
#include "probes/model/if_table.h"
#include "probes/model/link.h"
#include "probes/model/sensor.h"
#include "tests/model/load.h"

void stage_open(struct stage *s, const char *rules_path)
{
	struct faults faults = {0};

	*s = (struct stage){.world = {.now = T0}};
	network_init(&s->world.net);
	assert_true(rules_load(&s->rules, rules_path, &faults));
	assert_int_equal(faults.n, 0);
	faults_fini(&faults);
}

void stage_close(struct stage *s)
{
	alerts_fini(&s->world.alerts);
	event_list_fini(&s->world.events);
	event_list_fini(&s->past);
	network_fini(&s->world.net);
	rules_fini(&s->rules);
}

struct truth *stage_truth(struct stage *s, const char *name)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (strcmp(s->truth[i].name, name) == 0)
			return &s->truth[i];
	return NULL;
}

/* --- what the watch is told --- */

static void judge(struct stage *s, dev_id d)
{
	world_judge(&s->world, d);
}

static struct if_found found_of(struct stage *s, const struct truth *t, uint32_t i)
{
	struct if_found found = world_found(&s->world, i, t->port[i].oper);

	found.index = t->turned ? 100 + t->ports - i : i + 1;
	found.admin = t->port[i].admin;
	found.last_change = t->port[i].last_change;
	found.duplex = t->port[i].duplex;
	return found;
}

static void read_ports(struct stage *s, dev_id d, struct truth *t)
{
	struct network *net = &s->world.net;
	struct if_found found[STAGE_PORTS], row[STAGE_PORTS];
	struct if_table *ifs = &net->ifs;

	for (uint32_t i = 0; i < t->ports; i++) {
		uint32_t from = t->turned ? t->ports - 1 - i : i;

		found[i] = found_of(s, t, i);
		row[i] = found_of(s, t, from);
	}
	if (!t->known)
		network_set_interfaces(net, d, row, t->ports);
	if (!t->known && net->circuit_n) {
		topology_classify(net, d);
		links_join(net, UINT32_MAX, s->world.now);
	}
	t->known = true;
	for (unsigned k = 0; k < MISHAPS; k++)
		net->dev[d].mishaps_s[k] = (uint32_t)(s->world.now / 1000);
	for (uint32_t i = 0; i < t->ports; i++) {
		const struct true_port *p = &t->port[i];
		if_id at = network_if_find(net, d, network_str(net, found[i].name));

		network_update_interface(net, at, &found[i], s->world.now);
		ifs->flags[at] |= p->flags;
		ifs->sampled_s[at] = (uint32_t)(s->world.now / 1000);
		ifs->in_bps[at] = load(ifs, at, p->oper == IF_UP ? p->util : 0);
		ifs->out_bps[at] = ifs->in_bps[at];
		ifs->in_pps[at] = ifs->out_pps[at] = coarse(10000);
		if_table_mishap(ifs, at, MISHAP_IN_ERRORS, coarse(p->errors_ps));
		if_table_mishap(ifs, at, MISHAP_OUT_DISCARDS, coarse(p->discards_ps));
	}
}

static void read_parts(struct stage *s, dev_id d, const struct truth *t)
{
	struct text_pool *text = &s->world.net.text;
	struct sensor row[STAGE_PARTS];

	for (uint32_t i = 0; i < t->parts; i++) {
		const struct true_part *p = &t->part[i];

		row[i] = (struct sensor){
			.name = text_intern_str(text, p->name),
			.component = text_intern_str(text, p->component),
			.kind = (uint8_t)p->kind,
			.state = (uint8_t)p->state,
			.value = p->value,
			.low_critical = NAN,
			.low_warning = NAN,
			.warning = p->warning,
			.critical = p->critical,
		};
	}
	if (t->parts)
		network_set_sensors(&s->world.net, d, row, t->parts, s->world.now);
}

/* Lines of OSPF, units and ports of bundles leave no row. */
static void read_peers(struct stage *s, dev_id d, const struct truth *t)
{
	struct text_pool *text = &s->world.net.text;
	struct peer row[STAGE_PEERS];
	uint32_t n = 0;

	for (uint32_t i = 0; i < t->peers; i++) {
		const struct true_peer *p = &t->peer[i];

		if (p->gone)
			continue;
		row[n++] = (struct peer){
			.name = text_intern_str(text, p->name),
			.group = *p->group ? text_intern_str(text, p->group) : 0,
			.kind = (uint8_t)p->kind,
			.state = (uint8_t)p->state,
			.dies = p->kind != PEER_BGP,
			.up_s = p->kind == PEER_BGP
					? (uint32_t)((s->world.now - p->up_ms) / 1000)
					: NONE,
			.prefixes = NONE,
			.remote_as = p->kind == PEER_BGP ? 64511 : 0,
		};
	}
	if (!t->peers)
		return;
	network_set_peers(&s->world.net, d, row, n, true, s->world.now);
	links_join(&s->world.net, UINT32_MAX, s->world.now);
}

void stage_poll(struct stage *s, dev_id d)
{
	struct network *net = &s->world.net;
	struct truth *t = &s->truth[d];
	struct dev *dev = &net->dev[d];

	dev->planned = t->planned;
	if (t->silent || t->blind != REASON_OK) {
		network_take_result(net, d, t->silent ? REASON_TIMEOUT : t->blind,
				    s->world.now, 0);
	} else {
		read_ports(s, d, t);
		read_parts(s, d, t);
		read_peers(s, d, t);
		dev->cpu_pct = t->cpu;
		dev->mem_pct = t->mem;
		dev->health_ms = s->world.now;
		network_take_result(net, d, REASON_OK, s->world.now, 5);
	}
	judge(s, d);
}

/* True when the verdict changed. */
static bool probe_at(struct stage *s, dev_id d, int64_t sent_ms)
{
	struct truth *t = &s->truth[d];
	struct reach *reach = &s->world.net.dev[d].reach;
	bool lost = t->silent || (t->lost_every && ++t->probes % t->lost_every == 0);

	return lost ? reach_loss(reach, sent_ms)
		    : reach_answer(reach, sent_ms, (int64_t)((double)t->rtt_ms * 1000));
}

void stage_probe(struct stage *s, dev_id d)
{
	for (int i = REACH_CONFIRM_MAX; i > 0; i--)
		probe_at(s, d, s->world.now - i * 20);
}

/* --- time --- */

static void ask(struct stage *s)
{
	struct alerts *alerts = &s->world.alerts;

	for (uint32_t i = 0; i < alerts->ask_n; i++)
		stage_poll(s, alerts->ask[i]);
	alerts->ask_n = 0;
	for (uint32_t i = 0; i < alerts->again_n; i++)
		judge(s, alerts->again[i]);
	alerts->again_n = 0;
}

static void look_at_all(struct stage *s)
{
	for (dev_id d = 0; d < s->n; d++) {
		stage_probe(s, d);
		stage_poll(s, d);
	}
}

static void second(struct stage *s)
{
	struct world *w = &s->world;

	w->now += SECOND;
	if (w->now == s->wakes_ms)
		look_at_all(s);
	for (dev_id d = 0; d < w->net.dev_n; d++) {
		if (w->now < s->wakes_ms)
			break;
		if (w->net.dev[d].reach.known && probe_at(s, d, w->now - 100))
			judge(s, d);
		if ((w->now - T0) % (30 * SECOND) == 7 * SECOND)
			stage_poll(s, d);
	}
	ask(s);
	for (dev_id d = alerts_waiting(&w->alerts, 0); d != NONE;
	     d = alerts_waiting(&w->alerts, d + 1))
		judge(s, d);
	alerts_judge_sums(&w->alerts, &w->net, w->now, &w->events);
	for (site_id i = 0; i < w->net.site_n; i++)
		alerts_judge_site(&w->alerts, &w->net, i, w->now, &w->events);
	alerts_tick(&w->alerts, w->now, &w->events);
}

void stage_pass(struct stage *s, int64_t ms)
{
	for (int64_t end = s->world.now + ms; s->world.now < end;)
		second(s);
}

static site_id site_of(struct network *net, const char *name)
{
	uint32_t site = name[0] ? alert_thing(net, SUBJECT_SITE, name) : NONE;

	if (site == NONE && name[0])
		site = network_site_add(
			net, &(struct site){.name = text_intern_str(&net->text, name)});
	return site;
}

static void add_circuit(struct network *net, const struct true_circuit *t)
{
	struct circuit c = {.name = text_intern_str(&net->text, t->name),
			    .provider = text_intern_str(&net->text, "Telco"),
			    .probe = NONE,
			    .class = (uint8_t)t->class,
			    .planned = t->planned,
			    .in_bps = t->rate_bps,
			    .out_bps = t->rate_bps,
			    .limit = {t->loss, t->latency, t->jitter}};

	for (int e = 0; e < LINE_ENDS; e++) {
		char port[24];

		c.end[e].dev = t->dev[e][0] ? network_dev_find(net, t->dev[e]) : NONE;
		snprintf(port, sizeof port, "xe-0/0/%u", t->port[e]);
		c.end[e].ifname = text_intern_str(&net->text, port);
	}
	network_circuit_add(net, &c);
}

/* What the configuration says. */
static void add_devices(struct stage *s)
{
	struct network *net = &s->world.net;

	for (uint32_t i = 0; i < s->n; i++) {
		const struct truth *t = &s->truth[i];
		struct dev dev = {
			.name = text_intern_str(&net->text, t->name),
			.address = text_intern_str(&net->text, t->name),
			.site = site_of(net, t->site),
			.poll_ms = 30000,
			.role = (uint8_t)t->role,
			.planned = t->planned,
		};

		for (int p = 0; p < 2; p++)
			if (t->parent[p][0])
				dev.parent[dev.parent_n++] =
					network_dev_find(net, t->parent[p]);
		network_dev_add(net, &dev);
		s->truth[i].known = false;
	}
	for (uint32_t i = 0; i < s->circuits; i++)
		add_circuit(net, &s->circuit[i]);
}

void stage_begin(struct stage *s)
{
	struct world *w = &s->world;

	add_devices(s);
	w->rules = s->rules;
	world_begin(w);
	look_at_all(s);
	ask(s);
}

/* --- a restart --- */

struct kept {
	struct alert **row;
	uint32_t n, cap;
};

static char *copied(const char *text)
{
	return text ? strdup(text) : NULL;
}

/* As the journal would: a row with the same id is replaced. */
static void keep(void *ctx, const struct alert *a)
{
	struct kept *kept = ctx;
	struct alert *row = NULL;

	for (uint32_t i = 0; i < kept->n; i++)
		if (kept->row[i]->id == a->id)
			row = kept->row[i];
	if (row) {
		alert_free(row);
		for (uint32_t i = 0; i < kept->n; i++)
			if (kept->row[i] == row)
				kept->row[i] = kept->row[--kept->n];
	}
	row = malloc(sizeof *row);
	assert_non_null(row);
	*row = *a;
	row->rule = NULL;
	row->thing = NONE;
	row->name = copied(a->name);
	row->entity = copied(a->entity);
	row->text = copied(a->text);
	row->suppressed_by = copied(a->suppressed_by);
	row->planned_by = copied(a->planned_by);
	row->ack.note = copied(a->ack.note);
	row->ladder.told = copied(a->ladder.told);
	row->ladder.heard = copied(a->ladder.heard);
	row->ladder.spool = copied(a->ladder.spool);
	row->ticket = copied(a->ticket);
	row->memory = copied(a->memory);
	row->evidence = copied(a->evidence);
	TABLE_GROW(kept->row, kept->cap, kept->n + 1);
	kept->row[kept->n++] = row;
}

static int by_id(const void *va, const void *vb)
{
	const struct alert *a = *(const struct alert *const *)va;
	const struct alert *b = *(const struct alert *const *)vb;

	return a->id > b->id ? 1 : -1;
}

static void remember_events(struct stage *s)
{
	for (uint32_t i = 0; i < s->world.events.n; i++)
		event_add(&s->past, &s->world.events.event[i]);
	event_list_reset(&s->world.events);
}

static void restore(struct stage *s, struct kept *kept)
{
	struct world *w = &s->world;

	if (kept->n)
		qsort(kept->row, kept->n, sizeof *kept->row, by_id);
	for (uint32_t i = 0; i < kept->n; i++) {
		const struct alert *a = kept->row[i];

		if (a->state != ALERT_CLEARED || w->now - a->cleared_ms < HOUR)
			alerts_restore(&w->alerts, &w->net, a);
		alert_free(kept->row[i]);
	}
	free(kept->row);
}

void stage_restart(struct stage *s, bool killed, int64_t away_ms)
{
	struct world *w = &s->world;
	struct kept kept = {0};

	alerts_memos(&w->alerts, keep, &kept);
	for (uint32_t i = 0; i < w->alerts.n; i++)
		keep(&kept, w->alerts.row[i]);
	if (!killed)
		alerts_rest(&w->alerts, &w->net, keep, &kept);
	remember_events(s);
	alerts_fini(&w->alerts);
	network_fini(&w->net);
	network_init(&w->net);
	w->now += away_ms;
	add_devices(s);
	alerts_init(&w->alerts, &w->rules);
	restore(s, &kept);
	s->wakes_ms = w->now + 2 * SECOND;
	w->alerts.cold_until_ms = w->now + 30 * SECOND;
}
