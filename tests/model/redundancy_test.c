/* Redundancy: which groups a device has, what stands in for what, and when it is lost.
 */
#include "probes/model/redundancy.h"

#include "probes/model/peer.h"
#include "probes/model/sensor.h"
#include "tests/model/fixture.h"

static struct peer peer(struct network *net, enum peer_kind kind, const char *name,
			const char *group, enum peer_state state)
{
	return (struct peer){.name = intern(net, name),
			     .group = *group ? intern(net, group) : 0,
			     .kind = (uint8_t)kind,
			     .state = (uint8_t)state,
			     .dies = true,
			     .up_s = NONE,
			     .prefixes = NONE};
}

static struct sensor part(struct network *net, enum sensor_kind kind,
			  const char *component, const char *name,
			  enum sensor_state state)
{
	return (struct sensor){.name = intern(net, name),
			       .component = intern(net, component),
			       .kind = (uint8_t)kind,
			       .state = (uint8_t)state,
			       .value = kind == SENSOR_FAN ? 4000 : NAN,
			       .low_critical = NAN,
			       .low_warning = NAN,
			       .warning = NAN,
			       .critical = NAN};
}

/* "psu ok 2/2, lag ae0 lost 1/2 xe-0/0/2". */
static const char *told(const struct network *net)
{
	static char out[512];
	size_t n = 0;
	uint32_t number = 0;

	out[0] = '\0';
	for (struct redundancy r = {0}; network_redundancy(net, 0, &r); number++) {
		assert_int_equal(r.number, number);
		n += (size_t)snprintf(
			out + n, sizeof out - n, "%s%s%s%s %s %u/%u%s%s", n ? ", " : "",
			redundancy_kind_name((enum redundancy_kind)r.kind),
			r.kind > REDUNDANCY_RING ? " " : "",
			r.kind > REDUNDANCY_RING ? r.name : "",
			redundancy_state_name((enum redundancy_state)r.state), r.ok,
			r.of, r.who ? " " : "", network_str(net, r.who));
	}
	return out;
}

static void parts_stand_in_for_each_other(void **state)
{
	struct network *net = *state;
	struct sensor s[5];

	add_dev(net, "a", NONE);
	assert_string_equal(told(net), "");
	s[0] = part(net, SENSOR_STATE, "psu", "PSU1", SENSOR_OK);
	s[1] = part(net, SENSOR_STATE, "psu", "PSU2", SENSOR_OK);
	s[2] = part(net, SENSOR_STATE, "psu", "PSU3", SENSOR_ABSENT);
	s[3] = part(net, SENSOR_FAN, "fan", "Fan1", SENSOR_UNKNOWN);
	s[4] = part(net, SENSOR_STATE, "stack", "Switch 1", SENSOR_OK);
	network_set_sensors(net, 0, s, 5, T0);
	assert_string_equal(told(net), "psu ok 2/2, fan none 1/1, stack none 1/1");
	s[1].state = SENSOR_CRITICAL;
	network_set_sensors(net, 0, s, 5, T0);
	assert_string_equal(told(net),
			    "psu lost 1/2 PSU2, fan none 1/1, stack none 1/1");
	s[1] = s[2]; /* it was pulled, and the bay beside it always was empty */
	network_set_sensors(net, 0, s, 2, T0);
	assert_string_equal(told(net), "psu lost 1/2 PSU2");
}

static void a_bay_that_never_held_anything_is_no_loss(void **state)
{
	struct network *net = *state;
	struct sensor s[2];

	add_dev(net, "a", NONE);
	s[0] = part(net, SENSOR_STATE, "psu", "PSU1", SENSOR_OK);
	s[1] = part(net, SENSOR_STATE, "psu", "PSU2", SENSOR_ABSENT);
	network_set_sensors(net, 0, s, 2, T0);
	assert_string_equal(told(net), "psu none 1/1");
}

/* A switch alone has no ring; what was closed and is open is one cable from torn. */
static void a_ring_that_was_closed_is_lost_when_it_opens(void **state)
{
	struct network *net = *state;
	struct sensor s[2];

	add_dev(net, "a", NONE);
	s[0] = part(net, SENSOR_STATE, "stack", "Switch 1", SENSOR_OK);
	s[1] = part(net, SENSOR_STATE, "ring", "stack ring", SENSOR_WARNING);
	network_set_sensors(net, 0, s, 2, T0);
	assert_string_equal(told(net), "stack none 1/1");
	s[1].state = SENSOR_OK;
	network_set_sensors(net, 0, s, 2, T0);
	assert_string_equal(told(net), "stack none 1/1, ring none 1/1");
	s[1].state = SENSOR_WARNING;
	network_set_sensors(net, 0, s, 2, T0);
	assert_string_equal(told(net), "stack none 1/1, ring lost 0/1 stack ring");
}

static void units_of_a_pair_are_one_group(void **state)
{
	struct network *net = *state;
	struct peer p[2];

	add_dev(net, "a", NONE);
	p[0] = peer(net, PEER_HA, "fw-a", "", PEER_UP);
	p[1] = peer(net, PEER_HA, "fw-b", "", PEER_IMPAIRED);
	network_set_peers(net, 0, p, 2, true, T0);
	assert_string_equal(told(net), "ha ok 2/2");
	network_set_peers(net, 0, p, 1, true, T0 + 1000);
	assert_string_equal(told(net), "ha lost 1/2 fw-b");
}

static void each_bundle_is_a_group(void **state)
{
	struct network *net = *state;
	struct peer p[4];

	add_dev(net, "a", NONE);
	p[0] = peer(net, PEER_LAG, "xe-0/0/1", "ae0", PEER_UP);
	p[1] = peer(net, PEER_LAG, "xe-0/0/2", "ae1", PEER_UP);
	p[2] = peer(net, PEER_LAG, "xe-0/0/3", "ae0", PEER_DOWN);
	p[3] = peer(net, PEER_LAG, "xe-0/0/4", "ae0", PEER_OFF);
	network_set_peers(net, 0, p, 4, true, T0);
	assert_string_equal(told(net), "lag ae0 incomplete 1/2, lag ae1 none 1/1");
	p[2].state = PEER_UP;
	network_set_peers(net, 0, p, 4, true, T0 + 1000);
	assert_string_equal(told(net), "lag ae0 ok 2/2, lag ae1 none 1/1");
	p[0].state = PEER_DOWN;
	network_set_peers(net, 0, p, 4, true, T0 + 2000);
	assert_string_equal(told(net), "lag ae0 lost 1/2 xe-0/0/1, lag ae1 none 1/1");
}

static void a_router_without_another_is_alone(void **state)
{
	struct network *net = *state;
	struct peer p[3];

	add_dev(net, "a", NONE);
	p[0] = peer(net, PEER_HSRP, "group 10", "", PEER_IMPAIRED);
	p[1] = peer(net, PEER_VRRP, "VRID 20", "", PEER_UP);
	p[2] = peer(net, PEER_BGP, "192.0.2.1", "", PEER_DOWN);
	network_set_peers(net, 0, p, 3, true, T0);
	assert_string_equal(told(net),
			    "hsrp group 10 incomplete 1/2, vrrp VRID 20 ok 2/2");
	p[0].state = PEER_UP;
	network_set_peers(net, 0, p, 3, true, T0 + 1000);
	p[0].state = PEER_IMPAIRED;
	p[1].state = PEER_DOWN;
	network_set_peers(net, 0, p, 3, true, T0 + 2000);
	assert_string_equal(told(net), "hsrp group 10 lost 1/2, vrrp VRID 20 lost 1/2");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(parts_stand_in_for_each_other),
		MODEL_TEST(a_bay_that_never_held_anything_is_no_loss),
		MODEL_TEST(a_ring_that_was_closed_is_lost_when_it_opens),
		MODEL_TEST(units_of_a_pair_are_one_group),
		MODEL_TEST(each_bundle_is_a_group),
		MODEL_TEST(a_router_without_another_is_alone),
	};

	return cmocka_run_group_tests_name("redundancy", tests, NULL, NULL);
}
