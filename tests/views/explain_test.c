/* Explained numbers: the raw readings of two answers and what they make, by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "probes/model/sensor.h"
#include "tests/views/play.h"
#include "views/explain.h"

/* An answer of the agent of fra-core-01, whose interface xe-0/1/0 says this. */
static void answer(struct play *p, uint32_t uptime_cs, uint64_t in, uint64_t out)
{
	struct network *net = &p->st.net;
	dev_id dev = network_dev_find(net, "fra-core-01");
	if_id i = network_if_find(net, dev, "xe-0/1/0");

	net->dev[dev].base = net->dev[dev].clock = (struct agent_clock){
		.uptime_cs = uptime_cs, .at_ms = p->st.scene.now_ms};
	net->ifs.raw[i].in_octets = in;
	net->ifs.raw[i].out_octets = out;
	net->ifs.raw[i].uptime_cs = uptime_cs;
	net->ifs.raw[i].has = HAS_IN_OCTETS | HAS_OUT_OCTETS | HAS_HC_OCTETS |
			      HAS_DISCONTINUITY;
	play_draw(p);
}

static void open_interface(struct play *p)
{
	play_open(p, "size 120x40");
	play_type(p, ":interface fra-core-01 xe-0/1/0<Enter>e");
}

static void two_answers_make_a_rate_by_the_agents_clock(void **state)
{
	struct play p;

	(void)state;
	open_interface(&p);
	assert_true(play_shows(&p, "its counters are not read yet"));
	answer(&p, 100000, 1000000, 5000000000);
	assert_true(play_shows(&p, "ifHCInOctets"));
	assert_true(play_shows(&p, "1.3.6.1.2.1.31.1.1.1.6.2  Counter64"));
	assert_true(play_shows(&p, "sysUpTime 1000.00 s  1000000"));
	assert_true(play_shows(&p, "comes with the next answer"));
	p.st.scene.now_ms += 31000; /* by our clock; by the agent's it is 30 s */
	answer(&p, 103000, 1000000 + 34912500, 5000000000 + 3750);
	assert_true(play_shows(&p, "old  20:16:20  sysUpTime 1000.00 s  1000000"));
	assert_true(play_shows(&p, "new  20:16:51  sysUpTime 1030.00 s  35912500"));
	assert_true(
		play_shows(&p, "34912500 octets x 8 in 30.00 s by sysUpTime = 9.3M"));
	assert_true(play_shows(&p, "3750 octets x 8 in 30.00 s by sysUpTime = 1"));
	play_draw(&p); /* the same answer is no other */
	assert_true(play_shows(&p, "new  20:16:51"));
	play_close(&p);
}

static void a_restart_in_between_makes_no_rate(void **state)
{
	struct play p;

	(void)state;
	open_interface(&p);
	answer(&p, 100000, 1000000, 5000000);
	p.st.scene.now_ms += 30000;
	answer(&p, 1000, 500, 500);
	assert_true(play_shows(&p, "the agent restarted in between"));
	play_close(&p);
}

static void e_is_of_the_thing_and_again_leads_back(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, "e");
	assert_true(play_shows(&p, "fra-core-01 > xe-0/0/3  alert 4711"));
	play_type(&p, "e");
	assert_true(play_shows(&p, "1 ALERTS"));
	play_type(&p, ":device fra-core-01<Enter>e");
	assert_true(play_shows(&p, "EXPLAIN  EU-NOC > FRA > fra-core-01"));
	assert_true(play_shows(&p, "REACHABILITY  by ICMP"));
	play_type(&p, "e3e");
	assert_true(play_shows(&p, "fra-core-01 > xe-0/0/3 ─"));
	play_close(&p);
}

static struct sensor reading(struct network *net, enum sensor_kind kind,
			     const char *component, const char *name, float value)
{
	return (struct sensor){.kind = kind,
			       .component = text_intern_str(&net->text, component),
			       .name = text_intern_str(&net->text, name),
			       .value = value,
			       .state = SENSOR_UNKNOWN,
			       .low_critical = NAN,
			       .low_warning = NAN,
			       .warning = NAN,
			       .critical = NAN};
}

static void sensors_are_told_in_words_and_whole(void **state)
{
	struct play p;
	struct network *net;
	struct sensor r[7];

	(void)state;
	play_open(&p, "size 80x60");
	net = &p.st.net;
	r[0] = reading(net, SENSOR_VOLTAGE, "", "rail of the line card", 2.5f);
	r[0].state = SENSOR_OK;
	r[0].low_critical = 2.25f;
	r[0].low_warning = 2.375f;
	r[0].warning = 2.625f;
	r[0].critical = 2.75f;
	r[1] = reading(net, SENSOR_POWER, "psu", "input", 250);
	r[2] = reading(net, SENSOR_STATE, "psu", "PSU 2", NAN);
	r[2].state = SENSOR_ABSENT;
	r[3] = reading(net, SENSOR_STATE, "fan", "tray 1", NAN);
	r[3].state = SENSOR_CRITICAL;
	r[3].words = text_intern_str(&net->text, "stuck");
	r[4] = reading(net, SENSOR_OPTICAL, "optic", "xe-0/0/1", -3.5f);
	r[5] = reading(net, SENSOR_OPTICAL, "optic-tx", "xe-0/0/1", -2.5f);
	r[6] = reading(net, SENSOR_OPTICAL, "optic", "Rx of 0/0/2", -7);
	network_set_sensors(net, network_dev_find(net, "fra-core-01"), r, 7,
			    p.st.scene.now_ms);
	play_type(&p, ":device fra-core-01<Enter>e");
	assert_true(play_shows(&p, "voltage      rail of the line card    2.5 V  ok\n"));
	assert_true(play_shows(&p, "\n                warning <2.375 >2.625, "
				   "critical <2.25 >2.75\n"));
	assert_true(play_shows(&p, "power        input                    250 W\n"));
	assert_true(play_shows(&p, "psu          PSU 2                    absent\n"));
	assert_true(play_shows(
		&p, "fan          tray 1                   critical, stuck"));
	assert_true(play_shows(&p, "optical rx   xe-0/0/1                 -3.5 dBm\n"));
	assert_true(play_shows(&p, "optical tx   xe-0/0/1                 -2.5 dBm\n"));
	assert_true(play_shows(&p, "optical      Rx of 0/0/2              -7 dBm\n"));
	play_close(&p);
}

static void a_load_is_named_by_what_is_loaded(void **state)
{
	struct play p;
	struct network *net;
	struct sensor r[2];
	struct dev *dev;

	(void)state;
	play_open(&p, "size 120x40");
	net = &p.st.net;
	dev = &net->dev[network_dev_find(net, "fra-core-01")];
	r[0] = reading(net, SENSOR_LOAD, "poe", "PoE 1", 31);
	r[1] = reading(net, SENSOR_LOAD, "sessions", "sessions", 4);
	network_set_sensors(net, network_dev_find(net, "fra-core-01"), r, 2,
			    p.st.scene.now_ms);
	dev->vendor = text_intern_str(&net->text, "Huawei");
	dev->model = text_intern_str(&net->text, "Huawei AR169F");
	play_type(&p, ":device fra-core-01<Enter>");
	assert_true(play_shows(&p, "PoE 31%"));
	assert_false(play_shows(&p, "LOAD"));
	assert_true(play_shows(&p, "Huawei AR169F"));
	assert_false(play_shows(&p, "Huawei Huawei"));
	play_close(&p);
}

static void what_of_an_agent_is_broken_is_said(void **state)
{
	struct play p;
	struct dev *dev;

	(void)state;
	play_open(&p, "size 80x40");
	dev = &p.st.net.dev[network_dev_find(&p.st.net, "fra-core-01")];
	dev->loops = 1 << AGENT_SENSORS;
	dev->errors = 1 << AGENT_COUNTERS;
	play_type(&p, ":device fra-core-01<Enter>");
	assert_true(play_shows(&p, "agent: loop in sensors and peers"));
	assert_true(play_shows(&p, "agent: errors in counters"));
	play_type(&p, "e");
	assert_true(
		play_shows(&p, "sensors and peers go round in a loop: what follows"));
	assert_true(play_shows(&p, "counters: some are answered with an error"));
	play_close(&p);
}

static void say(void *ctx, const struct thing *t, struct buf *out)
{
	(void)ctx;
	buf_printf(out, "RULES\n of %s\n", t->name);
}

static void what_only_the_watch_knows_stands_below(void **state)
{
	struct explainer explainer = {.say = say};
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	p.st.scene.explainer = &explainer;
	play_type(&p, ":site FRA<Enter>e");
	assert_true(play_shows(&p, " RULES\n   of FRA\n"));
	play_close(&p);
}

/* The number of a circuit, or of a customer, is no number of a device. */
static void a_circuit_and_a_customer_are_told_of_and_no_device_in_their_place(
	void **state)
{
	struct play p;

	(void)state;
	play_scene(&p, "sites",
		   "view alerts\nsize 120x40\n"
		   "circuit NET-4720 a=mad-edge-01/ge-0/0/1 b=fra-core-01/xe-0/2/0 "
		   "provider=Telco phone=+4980055 id_a=T/4720/MAD rate=500M\n"
		   "alert 4840 circuit=NET-4720 check=circuit_util sev=warning "
		   "opened=12m text=\"in 83% (>80%) of its rate\"");
	play_type(&p, "/NET-4720<Enter>e");
	assert_true(play_shows(&p, "EXPLAIN  EU-NOC > NET-4720"));
	assert_true(play_shows(&p, "STATE  degraded"));
	assert_true(play_shows(&p, "NET-4720  Telco  +4980055  T/4720/MAD (mad-edge"));
	assert_true(play_shows(&p, "end  mad-edge-01 ge-0/0/1  up"));
	assert_true(play_shows(&p, "in 82% out 18% as mad-edge-01 ge-0/0/1 tells"));
	assert_true(play_shows(&p, "tells at 20:16:16, of its rate"));
	assert_false(play_shows(&p, "REACHABILITY"));
	play_close(&p);
	play_scene(&p, "sites",
		   "view alerts\nsize 120x40\n"
		   "alert 4841 customer=\"Nordbank AG\" check=customer_lost "
		   "sev=critical opened=12m text=\"1 of 1 sites isolated\"");
	play_type(&p, "/Nordbank<Enter>e");
	assert_true(play_shows(&p, "SITES  of Nordbank AG"));
	assert_true(play_shows(&p, "DUB          ISOLATED  15 of 15 devices lost"));
	assert_false(play_shows(&p, "REACHABILITY"));
	play_close(&p);
}

/* Where it goes on below is told, however long the way to the thing is. */
static void how_much_there_is_has_room_beside_an_alert(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x18");
	play_type(&p, "11/fra-core-01<Enter>e");
	assert_true(play_shows(&p, "EXPLAIN  FRA > fra-core-01 > xe-0/0/3  alert 4711"));
	assert_true(play_shows(&p, " 1-14 of "));
	play_close(&p);
}

static void rates_that_never_were_have_no_age(void **state)
{
	struct play p;
	if_id i;

	(void)state;
	open_interface(&p);
	assert_true(play_shows(&p, "rates are of 4s ago, polled every 30s"));
	i = network_if_find(&p.st.net, network_dev_find(&p.st.net, "fra-core-01"),
			    "xe-0/1/0");
	p.st.net.ifs.sampled_s[i] = 0;
	play_draw(&p);
	assert_true(play_shows(&p, "no rates yet, polled every 30s"));
	play_close(&p);
}

/* One reading makes no rate, and none was not one. */
static void what_was_read_once_was_not_never_read(void **state)
{
	struct play p;
	struct if_table *t;
	if_id i;

	(void)state;
	play_open(&p, "size 120x40");
	t = &p.st.net.ifs;
	i = network_if_find(&p.st.net, network_dev_find(&p.st.net, "fra-core-01"),
			    "xe-0/1/0");
	t->sampled_s[i] = 0;
	t->no_rate[i] = RATE_FIRST;
	play_type(&p, ":interface fra-core-01 xe-0/1/0<Enter>");
	assert_true(play_shows(&p, "never read"));
	assert_false(play_shows(&p, "no rate:"));
	t->raw[i].has = HAS_IN_OCTETS;
	play_draw(&p);
	assert_true(play_shows(&p, "no rate: one reading only"));
	assert_false(play_shows(&p, "never read"));
	play_close(&p);
}

/* Beside other times of the operator's clock. */
static void how_a_cause_is_known_is_told_in_the_operators_zone(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40\nzone Asia/Kolkata");
	if (!p.st.options.zone)
		skip();
	alert_find(&p.st.alerts, 4713)->evidence =
		strdup("dead (2 of 2 neighbours lost); last answer 20:13:58Z");
	play_type(&p, ":alerts<Enter>/xe-0/1/0<Enter>");
	assert_true(play_shows(&p, "dead (2 of 2 neighbours lost); last answer 01:43:58"));
	play_type(&p, "e");
	assert_true(play_shows(&p, "dead (2 of 2 neighbours lost); last answer 01:43:58"));
	assert_false(play_shows(&p, "20:13:58"));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_answers_make_a_rate_by_the_agents_clock),
		cmocka_unit_test(a_restart_in_between_makes_no_rate),
		cmocka_unit_test(e_is_of_the_thing_and_again_leads_back),
		cmocka_unit_test(sensors_are_told_in_words_and_whole),
		cmocka_unit_test(a_load_is_named_by_what_is_loaded),
		cmocka_unit_test(what_of_an_agent_is_broken_is_said),
		cmocka_unit_test(what_only_the_watch_knows_stands_below),
		cmocka_unit_test(
			a_circuit_and_a_customer_are_told_of_and_no_device_in_their_place),
		cmocka_unit_test(how_much_there_is_has_room_beside_an_alert),
		cmocka_unit_test(what_was_read_once_was_not_never_read),
		cmocka_unit_test(rates_that_never_were_have_no_age),
		cmocka_unit_test(how_a_cause_is_known_is_told_in_the_operators_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
