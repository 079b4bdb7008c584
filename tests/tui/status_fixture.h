/* A network whose status is worth printing: two sites, a core router that answers, an
 * access switch behind it that wants another key, a planned one, alerts open and in
 * hand. */
#ifndef NOCTOP_TESTS_TUI_STATUS_FIXTURE_H
#define NOCTOP_TESTS_TUI_STATUS_FIXTURE_H

#include "probes/alert/alert.h"
#include "probes/conf/inventory.h"
#include "probes/model/circuit.h"
#include "probes/model/sensor.h"
#include "probes/model/topology.h"
#include "tests/model/fixture.h"
#include "tui/status.h"

#define NOW (T0 + 65000)

struct scene {
	struct network net;
	struct rules rules;
	struct alerts alerts;
	struct inventory inv;
	struct status_poll poll;
};

static inline void scene_open(struct scene *s)
{
	memset(s, 0, sizeof *s);
	network_init(&s->net);
	alerts_init(&s->alerts, &s->rules);
	s->inv.settings.name = "EU-NOC";
	s->poll = (struct status_poll){.devices = 3,
				       .answered = 1,
				       .interfaces = 2,
				       .varbinds = 57,
				       .seconds = 1.25,
				       .cpu_seconds = 0.0125,
				       .rss_bytes = 8388608,
				       .retries = 3,
				       .timeouts = 1};
}

static inline void scene_close(struct scene *s)
{
	alerts_fini(&s->alerts);
	network_fini(&s->net);
}

static inline void scene_core(struct network *net, dev_id core)
{
	struct if_counters raw[2] = {
		{.has = HAS_IN_OCTETS | HAS_OUT_OCTETS | HAS_HC_OCTETS | HAS_IN_ERRORS},
		{0}};
	struct if_found up = found(net, 1, "if1"), down = found(net, 2, "if2");
	struct processor cpu[] = {{.name = intern(net, "cpu0"), .pct = 12.5F},
				  {.name = intern(net, "cpu1"), .pct = NAN}};
	struct memory mem[] = {{.name = intern(net, "ram"),
				.class = MEMORY_RAM,
				.pct = 50,
				.used_bytes = 1 << 20,
				.total_bytes = 2 << 20},
			       {.name = intern(net, "/"),
				.class = STORAGE_DISK,
				.pct = 25,
				.used_bytes = 1 << 20,
				.total_bytes = 4 << 20}};
	struct sensor sensor[] = {{.kind = SENSOR_TEMPERATURE,
				   .component = intern(net, "inlet"),
				   .name = intern(net, "Inlet"),
				   .state = SENSOR_OK,
				   .value = 24.5F},
				  {.kind = SENSOR_STATE,
				   .component = intern(net, "psu"),
				   .name = intern(net, "PSU 1"),
				   .state = SENSOR_CRITICAL,
				   .value = NAN}};
	struct dev *dev = &net->dev[core];
	struct agent_clock clock;

	up.alias = intern(net, "to \"ams-core-01\"");
	up.mac[5] = 0x2a;
	up.type = 6;
	up.mtu = 1500;
	up.last_change = 90000;
	down.oper = IF_LOWER_LAYER_DOWN;
	down.speed_bps = 0;
	down.speed_source = SPEED_UNKNOWN;
	network_set_interfaces(net, core, (struct if_found[]){up, down}, 2);
	topology_classify(net, core);
	for (int n = 0; n < 3; n++) {
		clock = clock_at(30 * n, 1000);
		raw[0].in_octets += 37500000; /* 10 Mb/s */
		raw[0].out_octets += 375000000;
		network_update_interface(net, dev->if_first, &up, clock.at_ms);
		network_update_interface(net, dev->if_first + 1, &down, clock.at_ms);
		network_take_counters(net, core, &clock, raw, 2,
				      NULL);
		network_take_result(net, core, REASON_OK, clock.at_ms, 4.5F);
	}
	reach_answer(&dev->reach, NOW - 2000, 2000);
	reach_answer(&dev->reach, NOW - 1000, 2500);
	network_set_processors(net, core, cpu, 2);
	network_set_memory(net, core, mem, 2);
	network_set_sensors(net, core, sensor, 2, NOW);
	dev->profile = intern(net, "standard");
	network_take_health(net, core, NOW);
	dev->sys_name = intern(net, "fra-core-01");
	dev->sys_descr = intern(net, "A router");
	dev->object_id = intern(net, "1.3.6.1.4.1.8072.3.2.10");
}

static inline struct alert scene_alert(uint64_t id, dev_id thing, const char *name,
				       enum severity severity)
{
	static char none[] = "", text[] = "CPU 91 %";

	return (struct alert){.id = id,
			      .thing = thing,
			      .name = (char *)(uintptr_t)name,
			      .entity = none,
			      .check = CHECK_CPU,
			      .severity = severity,
			      .state = ALERT_OPEN,
			      .category = CAT_PERFORMANCE,
			      .text = text,
			      .value = 91.25,
			      .limit = 85,
			      .last_good_ms = T0,
			      .first_bad_ms = T0 + 30000,
			      .opened_ms = T0 + 60000,
			      .changed_ms = T0 + 60000};
}

/* From the first device's first interface to the planned device. */
static inline void scene_circuit(struct network *net)
{
	struct circuit c = {.name = intern(net, "NET-4711"),
			    .provider = intern(net, "Telco"),
			    .phone = intern(net, "+49 800 5550100"),
			    .contract = intern(net, "K-17"),
			    .class = CIRCUIT_VOICE,
			    .probe = NONE,
			    .in_bps = 500000000,
			    .out_bps = 500000000,
			    .limit = {NAN, 30, NAN}};

	c.end[END_A] = (struct line_end){.dev = 0,
					 .ifname = net->ifs.name[net->dev[0].if_first],
					 .id = intern(net, "T/4711/FRA")};
	c.end[END_B] = (struct line_end){.dev = 2};
	network_circuit_add(net, &c);
}

static inline void scene_build(struct scene *s)
{
	struct network *net = &s->net;
	site_id fra =
		network_site_add(net, &(struct site){.name = intern(net, "fra"),
						     .customer = intern(net, "acme")});
	site_id ams = add_site(net, "ams");
	struct dev core = {.name = intern(net, "fra-core-01"),
			   .address = intern(net, "192.0.2.1"),
			   .tags = intern(net, "mpls, ipv6"),
			   .site = fra,
			   .role = ROLE_CORE,
			   .poll_ms = 30000};
	struct dev acc = {.name = intern(net, "fra-acc-01"),
			  .address = intern(net, "192.0.2.2"),
			  .site = fra,
			  .role = ROLE_ACCESS,
			  .owner = OWNER_CLIENT,
			  .parent_n = 1,
			  .poll_ms = 30000};
	struct dev far = {
		.name = intern(net, "ams-core-01"), .site = ams, .planned = true};
	struct alert a, b;

	scene_core(net, network_dev_add(net, &core));
	network_dev_add(net, &acc);
	network_dev_add(net, &far);
	scene_circuit(net);
	topology_classify(net, 0);
	network_take_result(net, 1, REASON_WRONG_KEY, T0 + 60000, 0);

	a = scene_alert(1, 0, "fra-core-01", SEV_WARNING);
	alerts_restore(&s->alerts, net, &a);
	b = scene_alert(2, 1, "fra-acc-01", SEV_MAJOR);
	b.state = ALERT_ACKNOWLEDGED;
	b.ack = (struct alert_ack){.by = {.uid = 1000, .name = "mk"},
				   .at_ms = T0 + 61000,
				   .intent = ACK_WORSE,
				   .until_ms = T0 + 7261000,
				   .severity = SEV_MAJOR,
				   .note = (char *)(uintptr_t) "vendor \"called\""};
	alerts_restore(&s->alerts, net, &b);
}

#endif
