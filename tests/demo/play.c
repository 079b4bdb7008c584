/* Time goes on in tenths of a second; who is due is asked and judged there and then. */
#include "tests/demo/play.h"

#include <stdio.h>
#include <string.h>

#include "probes/demo/demo.h"
#include "probes/model/peer.h"
#include "probes/model/topology.h"

enum { TENTH_MS = 100, SECOND_MS = 1000, HEALTH_MS = 15000, PORTS_MAX = 64 };

#define IF_ENTRY "1.3.6.1.2.1.2.2.1"
#define IFX_ENTRY "1.3.6.1.2.1.31.1.1.1"

static bool load_data(struct play *p, const char *data)
{
	struct faults faults = {0};
	char path[4096];
	snprintf(path, sizeof path, "%s/demo/rules.ini", data);
	bool good = rules_load(&p->rules, path, &faults);
	snprintf(path, sizeof path, "%s/profiles", data);
	good = profiles_load(&p->profiles, path, NULL, &faults) && good;
	if (!good)
		fprintf(stderr, "%s", faults.text.data);
	faults_fini(&faults);
	return good;
}

static bool configure(struct play *p, uint64_t seed, uint32_t devices)
{
	struct demo_options options = {.seed = seed, .devices = devices};
	struct faults faults = {0};
	struct buf ini = {0};
	demo_write_config(&options, 16161, &ini);
	bool good = inventory_parse(&p->inventory, &p->net, "demo", ini.data, ini.len,
				    &faults);
	faults_fini(&faults);
	buf_fini(&ini);
	return good;
}

bool play_open(struct play *p, uint64_t seed, uint32_t devices, const char *data)
{
	*p = (struct play){.plan = plan_new(seed, devices)};
	p->tree = tree_new(p->plan);
	network_init(&p->net);
	if (!configure(p, seed, devices) || !load_data(p, data))
		return false;
	alerts_init(&p->alerts, &p->rules);
	p->device = calloc(devices, sizeof *p->device);
	for (uint32_t d = 0; d < devices; d++)
		p->device[d].probe_ms = (int64_t)d * SECOND_MS / devices;
	return true;
}

void play_close(struct play *p)
{
	free(p->device);
	alerts_fini(&p->alerts);
	event_list_fini(&p->events);
	rules_fini(&p->rules);
	profiles_fini(&p->profiles);
	survey_fini(&p->survey);
	senses_fini(&p->senses);
	findings_fini(&p->findings);
	network_fini(&p->net);
	inventory_fini(&p->inventory);
	tree_free(p->tree);
	plan_free(p->plan);
}

/* --- asking ---------------------------------------------------------------- */

static struct varbind ask(const struct play *p, dev_id d, const char *column,
			  uint32_t index)
{
	struct oid name;
	struct varbind value = {0};
	oid_parse(column, &name);
	name = oid_join(&name, &index, 1);
	if (!tree_source.get(p->tree, d, &name, p->now_ms, &value))
		value = (struct varbind){0};
	return value;
}

static uint64_t number(const struct play *p, dev_id d, const char *column,
		       uint32_t index)
{
	return ask(p, d, column, index).num;
}

static str_id words(struct play *p, dev_id d, const char *column, uint32_t index)
{
	struct varbind v = ask(p, d, column, index);
	return text_intern(&p->net.text, (const char *)v.bytes, v.len);
}

static struct if_found describe(struct play *p, dev_id d, uint32_t index)
{
	return (struct if_found){
		.index = index,
		.name = words(p, d, IFX_ENTRY ".1", index),
		.descr = words(p, d, IF_ENTRY ".2", index),
		.alias = words(p, d, IFX_ENTRY ".18", index),
		.speed_bps = number(p, d, IFX_ENTRY ".15", index) * 1000000,
		.admin = (uint8_t)number(p, d, IF_ENTRY ".7", index),
		.oper = (uint8_t)number(p, d, IF_ENTRY ".8", index),
		.last_change = (uint32_t)number(p, d, IF_ENTRY ".9", index),
	};
}

static struct if_counters count(const struct play *p, dev_id d, uint32_t index)
{
	return (struct if_counters){
		.in_octets = number(p, d, IFX_ENTRY ".6", index),
		.out_octets = number(p, d, IFX_ENTRY ".10", index),
		.in_pkts = number(p, d, IFX_ENTRY ".7", index),
		.out_pkts = number(p, d, IFX_ENTRY ".11", index),
		.in_errors = (uint32_t)number(p, d, IF_ENTRY ".14", index),
		.out_discards = (uint32_t)number(p, d, IF_ENTRY ".19", index),
		.has = HAS_IN_OCTETS | HAS_OUT_OCTETS | HAS_IN_PKTS | HAS_OUT_PKTS |
		       HAS_IN_ERRORS | HAS_OUT_DISCARDS | HAS_HC_OCTETS | HAS_HC_PKTS,
	};
}

/* --- a poll ---------------------------------------------------------------- */

static void take_ports(struct play *p, dev_id d, int64_t wall_ms)
{
	struct agent_clock clock = {
		.uptime_cs = (uint32_t)number(p, d, "1.3.6.1.2.1.1.3", 0),
		.engine_boots = (uint32_t)number(p, d, "1.3.6.1.6.3.10.2.1.2", 0),
		.engine_time_s = (uint32_t)number(p, d, "1.3.6.1.6.3.10.2.1.3", 0),
		.at_ms = wall_ms,
	};
	struct if_found found[PORTS_MAX];
	struct if_counters raw[PORTS_MAX];
	uint32_t n = (uint32_t)number(p, d, "1.3.6.1.2.1.2.1", 0);
	for (uint32_t i = 0; i < n; i++) {
		found[i] = describe(p, d, i + 1);
		raw[i] = count(p, d, i + 1);
	}
	if (p->net.dev[d].if_n == 0) {
		network_set_interfaces(&p->net, d, found, n);
		topology_classify(&p->net, d);
	}
	for (uint32_t i = 0; i < n; i++)
		network_update_interface(&p->net, p->net.dev[d].if_first + i, &found[i],
					 wall_ms);
	network_take_counters(&p->net, d, &clock, raw, n, NULL);
}

static void take_health(struct play *p, dev_id d, int64_t wall_ms)
{
	struct processor cpu[16];
	uint64_t total = number(p, d, "1.3.6.1.2.1.25.2.3.1.5", 1);
	uint64_t used = number(p, d, "1.3.6.1.2.1.25.2.3.1.6", 1);
	struct memory ram = {.class = MEMORY_RAM,
			     .pct = (float)used * 100 / (float)total,
			     .used_bytes = used,
			     .total_bytes = total};
	uint32_t n = 0;
	for (; n < 16; n++) {
		struct varbind load = ask(p, d, "1.3.6.1.2.1.25.3.3.1.2", 196608 + n);
		if (load.type != BER_INTEGER)
			break;
		cpu[n] = (struct processor){.pct = (float)load.num};
	}
	network_set_processors(&p->net, d, cpu, n);
	network_set_memory(&p->net, d, &ram, 1);
	network_take_health(&p->net, d, wall_ms);
	p->device[d].health_ms = p->now_ms + HEALTH_MS;
}

/* All cells of a column, as a walk brings them. */
static void walk(struct play *p, dev_id d, uint16_t column)
{
	struct varbind v = {0};
	struct oid root, at;
	sense_column(&p->profiles, column, NULL, &root);
	at = root;
	while (tree_source.next(p->tree, d, &at, p->now_ms, &v) && at.n > root.n &&
	       oid_has_prefix(&at, &root))
		survey_add(&p->survey, &p->profiles, column, at.arc + root.n,
			   at.n - root.n, &v);
}

static void take_sensors(struct play *p, dev_id d, int64_t wall_ms)
{
	struct varbind id = ask(p, d, "1.3.6.1.2.1.1.2", 0);
	struct oid oid = {0};
	char dotted[128];
	struct sensor sensor[64];
	struct peer peer[16];
	uint32_t n = 0, peers = 0;
	oid_decode(id.bytes, id.len, &oid);
	oid_format(&oid, dotted, sizeof dotted);
	const struct profile *profile = profiles_match(&p->profiles, dotted, "");
	survey_begin(&p->survey);
	for (uint32_t i = 0; i < profile->column_n; i++)
		walk(p, d, profile->column[i]);
	survey_end(&p->survey, &p->profiles);
	sense_survey(&p->profiles, profile, &p->survey, &p->net.text, &p->senses,
		     &p->findings, NULL);
	for (uint32_t i = 0; i < p->findings.n && n < 64; i++)
		if (p->findings.row[i].kind < SENSOR_KINDS)
			sensor[n++] = p->findings.row[i].sensor;
	network_set_sensors(&p->net, d, sensor, n, wall_ms);
	for (uint32_t i = 0; i < p->findings.n && peers < 16; i++)
		if (reading_is_peer(p->findings.row[i].kind))
			peer[peers++] = p->findings.row[i].peer;
	network_set_peers(&p->net, d, peer, peers, true, wall_ms);
}

static void judge(struct play *p, dev_id d)
{
	int64_t wall_ms = PLAY_T0 + p->now_ms;
	alerts_judge_dev(&p->alerts, &p->net, d, wall_ms, &p->events);
	alerts_judge_site(&p->alerts, &p->net, p->net.dev[d].site, wall_ms, &p->events);
}

static void poll(struct play *p, dev_id d)
{
	int64_t wall_ms = PLAY_T0 + p->now_ms, every = p->net.dev[d].poll_ms;
	/* At once for the first time, then on its own place in the interval. */
	p->device[d].poll_ms = (p->now_ms / every + 1) * every +
			       (int64_t)d * every / p->net.dev_n / TENTH_MS * TENTH_MS;
	if (!life_answers(p->plan, d, p->now_ms) || life_hangs(p->plan, d, p->now_ms)) {
		network_take_result(&p->net, d, REASON_TIMEOUT, wall_ms, 0);
	} else {
		take_ports(p, d, wall_ms);
		if (p->device[d].health_ms <= p->now_ms) {
			take_sensors(p, d, wall_ms);
			take_health(p, d, wall_ms);
		}
		network_take_result(&p->net, d, REASON_OK, wall_ms, 5);
	}
	judge(p, d);
}

static void probe(struct play *p, dev_id d)
{
	struct reach *reach = &p->net.dev[d].reach;
	int64_t wall_ms = PLAY_T0 + p->now_ms, rtt_us = 300;
	bool news;
	if (life_answers(p->plan, d, p->now_ms) && !life_loses(p->plan, d, p->now_ms)) {
		rtt_us += life_delay_ms(p->plan, d, p->now_ms) * 1000;
		news = reach_answer(reach, wall_ms, rtt_us);
		if (news && p->net.dev[d].polls_bad)
			poll(p, d);
	} else {
		news = reach_loss(reach, wall_ms);
	}
	p->device[d].probe_ms = p->now_ms + reach_pause(reach, SECOND_MS);
	if (news)
		judge(p, d);
}

static void ask_at_once(struct play *p)
{
	uint32_t n = p->alerts.ask_n;
	for (uint32_t i = 0; i < n; i++)
		probe(p, p->alerts.ask[i]);
	p->alerts.ask_n = 0;
}

void play_second(struct play *p)
{
	event_list_reset(&p->events);
	for (int64_t end = p->now_ms + SECOND_MS; p->now_ms < end;
	     p->now_ms += TENTH_MS) {
		for (dev_id d = 0; d < p->net.dev_n; d++) {
			if (p->device[d].poll_ms <= p->now_ms)
				poll(p, d);
			if (p->device[d].probe_ms <= p->now_ms)
				probe(p, d);
		}
		ask_at_once(p);
	}
	for (dev_id d = alerts_waiting(&p->alerts, 0); d != NONE;
	     d = alerts_waiting(&p->alerts, d + 1))
		judge(p, d);
	for (site_id s = 0; s < p->net.site_n; s++)
		alerts_judge_site(&p->alerts, &p->net, s, PLAY_T0 + p->now_ms,
				  &p->events);
	alerts_tick(&p->alerts, PLAY_T0 + p->now_ms, &p->events);
}
