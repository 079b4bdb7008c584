/*
 * Sensors from agents on loopback into the network: found by a survey, read again by
 * their names, by agents that cannot answer everything at once.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "probes/base/clock.h"
#include "tests/model/compact.h"
#include "tests/wire/polled.h"

static struct profiles profiles;

static const char conf[] =
	"[oids]\n"
	"value = 1.3.6.1.4.1.99999.1.1\n"
	"named = 1.3.6.1.4.1.99999.1.2\n"
	"shape = 1.3.6.1.4.1.99999.1.3\n"
	"[profile standard]\n"
	"[reading heat]\n"
	"kind  = temperature\nvalue = value\nlabel = named\nscale = 0.1\n"
	"state = shape\nstate.map = 1: ok, 2: critical too hot\n"
	"[reading neighbour]\nkind = ospf\nstate = 1.3.6.1.4.1.99999.9.1\n"
	"state.map = 8: up Full, 1: down Down\nenabled = 1.3.6.1.4.1.99999.9.2: 1\n"
	"title = line\nnumber = 1\ndies = yes\n"
	"[profile loaded]\n"
	"inherit = standard\nmatch = 1.3.6.1.4.1.8072.3.2.10\ndescr = *test*\n"
	"[reading load]\nkind = cpu\nvalue = 1.3.6.1.4.1.99999.2.0\n"
	"[reading room]\nkind = memory\nvalue = 1.3.6.1.4.1.99999.3.0\n"
	"total = 1.3.6.1.4.1.99999.4.0\nunit = 1024\n"
	"[reading parts]\nkind = shape\nvalue = 1.3.6.1.4.1.99999.5.0\n"
	"[reading edited]\nkind = config\nvalue = 1.3.6.1.4.1.99999.6.0\n"
	"[reading card]\nkind = module\nvalue = 1.3.6.1.4.1.99999.7\n"
	"label = 1.3.6.1.4.1.99999.8\n";

static int set_up(void **state)
{
	struct faults faults = {0};

	profiles_parse(&profiles, "test", conf, strlen(conf), &faults);
	if (faults.n)
		fail_msg("%s", faults.text.data);
	polled_set_up(state);
	((struct polled *)*state)->inv.profiles = &profiles;
	return 0;
}

static int tear_down(void **state)
{
	polled_tear_down(state);
	profiles_fini(&profiles);
	return 0;
}

#define ROOT "1.3.6.1.4.1.99999."

static void put_sensor(struct polled *p, unsigned agent, unsigned i, int value)
{
	polled_set(p, agent, ROOT "1.1.%u|2|%d", i, value);
	polled_set(p, agent, ROOT "1.2.%u|4|Sensor %u", i, i);
	polled_set(p, agent, ROOT "1.3.%u|2|1", i);
}

static void put_rest(struct polled *p, unsigned agent)
{
	polled_set(p, agent, ROOT "2.0|66|37");
	polled_set(p, agent, ROOT "3.0|66|250");
	polled_set(p, agent, ROOT "4.0|66|1000");
}

static const struct sensor *sensor(const struct polled *p, dev_id dev, uint32_t i)
{
	uint32_t n;
	const struct sensor *s = network_sensors(&p->net, dev, &n);

	assert_true(i < n);
	return &s[i];
}

/* NAN is equal to anything, for cmocka. */
static void assert_value(float is, float value)
{
	assert_true(isfinite(is));
	assert_float_equal(is, value, 1e-4F);
}

static void sensors_are_found_and_read_again(void **state)
{
	struct polled *p = *state;
	const struct dev *dev;

	polled_agent(p, 2, "v2", "");
	for (unsigned i = 1; i <= 3; i++)
		put_sensor(p, 0, i, 200 + (int)i);
	put_rest(p, 0);
	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->polls_good == 1);
	assert_string_equal(network_str(&p->net, dev->profile), "loaded");
	assert_int_equal(dev->sensors.n, 3);
	assert_string_equal(network_str(&p->net, sensor(p, 0, 2)->name), "Sensor 3");
	assert_value(sensor(p, 0, 2)->value, 20.3F);
	assert_int_equal(sensor(p, 0, 2)->state, SENSOR_OK);
	assert_value(dev->temp_c, 20.3F);
	assert_value(dev->cpu_pct, 37);
	assert_value(dev->mem_pct, 25);
	assert_int_equal(p->net.memory[dev->memories.first].total_bytes, 1024000);

	polled_set(p, 0, ROOT "1.1.3|2|905");
	polled_set(p, 0, ROOT "1.3.3|2|2");
	polled_set(p, 0, ROOT "2.0|66|91");
	polled_set(p, 0, ROOT "3.0|66|500");
	polled_until(p, dev->polls_good == 2);
	assert_value(sensor(p, 0, 2)->value, 90.5F);
	assert_int_equal(sensor(p, 0, 2)->state, SENSOR_CRITICAL);
	assert_string_equal(network_str(&p->net, sensor(p, 0, 2)->words), "too hot");
	assert_string_equal(network_str(&p->net, sensor(p, 0, 2)->name), "Sensor 3");
	assert_value(sensor(p, 0, 0)->value, 20.1F);
	assert_value(dev->cpu_pct, 91);
	assert_value(dev->mem_pct, 50);
	assert_int_equal(dev->processors.n, 1);
}

/* One object that is gone costs its reading, and no other's; version 1 fails the whole
 * request for it. */
static void what_is_gone_takes_nothing_with_it(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 2, "v1", "");
	polled_agent(p, 2, "v2", "");
	for (unsigned a = 0; a < 2; a++)
		for (unsigned i = 1; i <= 3; i++)
			put_sensor(p, a, i, 200 + (int)i);
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good == 1 && p->net.dev[1].polls_good == 1);
	for (unsigned a = 0; a < 2; a++) {
		snmprec_unset(&p->rec[a], ROOT "1.1.2");
		polled_set(p, a, ROOT "1.1.3|2|300");
	}
	polled_until(p, p->net.dev[0].polls_good == 2 && p->net.dev[1].polls_good == 2);
	for (dev_id d = 0; d < 2; d++) {
		assert_int_equal(p->net.dev[d].sensors.n, 3);
		assert_value(sensor(p, d, 0)->value, 20.1F);
		assert_true(isnan(sensor(p, d, 1)->value));
		assert_value(sensor(p, d, 2)->value, 30);
	}
}

static void an_agent_that_cannot_answer_much_is_asked_for_less(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 2, "v2", "");

	for (unsigned i = 1; i <= 60; i++)
		put_sensor(p, 0, i, 200 + (int)i);
	e->agent.reply_max = 484; /* the least that RFC 3417 allows */
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good == 1);
	assert_int_equal(p->net.dev[0].sensors.n, 60);
	for (unsigned i = 1; i <= 60; i++)
		polled_set(p, 0, ROOT "1.1.%u|2|%u", i, 300 + i);
	polled_until(p, p->net.dev[0].polls_good == 2);
	for (unsigned i = 0; i < 60; i++)
		assert_value(sensor(p, 0, i)->value, 30.1F + 0.1F * (float)i);
}

static void a_device_without_sensors_is_polled_all_the_same(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 2, "v2", "");
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good == 2);
	assert_int_equal(p->net.dev[0].sensors.n, 0);
	assert_true(p->net.dev[0].sensors_ms > 0);
	assert_true(isnan(p->net.dev[0].temp_c));
}

/* The network's texts move; names of sensors are found again all the same. */
static void texts_may_move_between_two_readings(void **state)
{
	struct polled *p = *state;
	char junk[64];

	polled_agent(p, 2, "v2", "");
	put_sensor(p, 0, 1, 250);
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good == 1);
	for (int i = 0; i < 10000; i++) {
		snprintf(junk, sizeof junk, "a name that nobody refers to %d", i);
		text_intern_str(&p->net.text, junk);
	}
	assert_true(compact(&p->net));
	polled_until(p, p->net.dev[0].polls_good == 2);
	assert_string_equal(network_str(&p->net, sensor(p, 0, 0)->name), "Sensor 1");
}

static void put_card(struct polled *p, unsigned slot, const char *serial)
{
	polled_set(p, 0, ROOT "7.%u|4|%s", slot, serial);
	polled_set(p, 0, ROOT "8.%u|4|Slot %u", slot, slot);
}

/* Two numbers are asked again; what they speak of only when they are others. */
static void changes_are_seen_by_what_tells_them(void **state)
{
	struct polled *p = *state;
	const struct dev *dev;

	polled_agent(p, 2, "v2", "");
	put_card(p, 1, "A1");
	put_card(p, 2, "B2");
	polled_set(p, 0, ROOT "5.0|67|1000");
	polled_set(p, 0, ROOT "6.0|67|2000");
	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->polls_good == 1);
	assert_int_equal(dev->modules.n, 2);
	assert_int_equal(dev->changed_ms, 0);

	put_card(p, 2, "B3"); /* and nothing told of it yet */
	polled_set(p, 0, ROOT "6.0|67|2500");
	polled_until(p, dev->polls_good == 2);
	assert_string_equal(network_str(&p->net, dev->changed),
			    "configuration changed");

	polled_set(p, 0, ROOT "5.0|67|2600");
	polled_until(p, dev->polls_good == 3);
	polled_set(p, 0, ROOT "6.0|67|2500");
	poll_now(p->poll, 0);
	polled_until(p, strstr(network_str(&p->net, dev->changed), "Slot"));
	assert_string_equal(network_str(&p->net, dev->changed),
			    "Slot 2 has another serial, B3");
}

static const struct peer *peer(const struct polled *p, uint32_t i)
{
	uint32_t n;
	const struct peer *row = network_peers(&p->net, 0, &n);

	assert_true(i < n);
	return &row[i];
}

/* Two lines, of which one dies with its row, comes back, and is shut down; whether it
 * is meant to be up is asked while it is not. */
static void peers_are_read_again_with_every_poll(void **state)
{
	struct polled *p = *state;
	const struct dev *dev;

	polled_agent(p, 2, "v2", "");
	for (unsigned i = 1; i <= 2; i++) {
		polled_set(p, 0, ROOT "9.1.%u|2|8", i);
		polled_set(p, 0, ROOT "9.2.%u|2|1", i);
	}
	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->polls_good == 1);
	assert_int_equal(dev->peers.n, 2);
	assert_string_equal(network_str(&p->net, peer(p, 0)->name), "line 1");
	assert_int_equal(peer(p, 0)->state, PEER_UP);

	assert_true(snmprec_unset(&p->rec[0], ROOT "9.1.1"));
	polled_until(p, dev->polls_good == 2);
	assert_int_equal(dev->peers.n, 2);
	assert_int_equal(peer(p, 0)->state, PEER_DOWN);
	assert_string_equal(network_str(&p->net, peer(p, 0)->words), "gone");
	assert_true(peer(p, 0)->was_up);
	assert_int_equal(peer(p, 1)->state, PEER_UP);

	polled_set(p, 0, ROOT "9.1.1|2|8");
	poll_now(p->poll, 0);
	polled_until(p, peer(p, 0)->state == PEER_UP);
	polled_set(p, 0, ROOT "9.1.1|2|1");
	polled_set(p, 0, ROOT "9.2.1|2|2");
	poll_now(p->poll, 0);
	polled_until(p, peer(p, 0)->state == PEER_DOWN);
	poll_now(p->poll, 0);
	polled_until(p, peer(p, 0)->state == PEER_OFF);
	assert_int_equal(dev->sensors.n, 0);
}

/* An agent that boots answers before the one that knows of its peers has joined it: the
 * survey finds none. They are asked on, and not only with the next survey. */
static void peers_that_come_back_after_a_boot_are_read_soon(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 2, "v2", "");
	struct target *t;
	uint32_t n;

	polled_set(p, 0, ROOT "9.1.1|2|8");
	polled_set(p, 0, ROOT "9.1.2|2|8");
	polled_begin(p);
	t = &p->poll->target[0];
	polled_until(p, target_dev(t)->polls_good == 2);

	snmprec_unset(&p->rec[0], ROOT "9.1.1");
	snmprec_unset(&p->rec[0], ROOT "9.1.2");
	device_reboot(&e->device, endpoint_now(e));
	polled_until(p, target_dev(t)->reboots == 1 && t->plan.surveyed && !t->job);
	assert_int_equal(peer(p, 0)->state, PEER_DOWN);
	assert_string_equal(network_str(&p->net, peer(p, 0)->words), "gone");
	assert_false(peer(p, 0)->here);
	assert_int_equal(t->plan.peers, 2);

	polled_set(p, 0, ROOT "9.1.2|2|8");
	t->plan.peers_ms = 1; /* a quarter of a minute later */
	polled_until(p, peer(p, 1)->state == PEER_UP);
	assert_string_equal(network_str(&p->net, peer(p, 1)->name), "line 2");
	assert_true(peer(p, 1)->here);
	assert_int_equal(peer(p, 0)->state, PEER_DOWN);
	assert_false(peer(p, 0)->here);

	t->plan.surveyed = false; /* the next survey finds one of them */
	polled_until(p, t->plan.surveyed && !t->job);
	network_peers(&p->net, 0, &n);
	assert_int_equal(n, 2);
	assert_int_equal(peer(p, 0)->state, PEER_UP);
	assert_string_equal(network_str(&p->net, peer(p, 0)->name), "line 2");
	assert_string_equal(network_str(&p->net, peer(p, 1)->words), "gone");
	assert_int_equal(t->plan.peers, 2);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		T(sensors_are_found_and_read_again),
		T(what_is_gone_takes_nothing_with_it),
		T(an_agent_that_cannot_answer_much_is_asked_for_less),
		T(a_device_without_sensors_is_polled_all_the_same),
		T(texts_may_move_between_two_readings),
		T(changes_are_seen_by_what_tells_them),
		T(peers_are_read_again_with_every_poll),
		T(peers_that_come_back_after_a_boot_are_read_soon),
	};

	return cmocka_run_group_tests_name("poll_sense", tests, NULL, NULL);
}
