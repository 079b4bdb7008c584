/* Sensors: what their states and limits mean, and that rows keep what they are. */
#include "probes/model/sensor.h"

#include "tests/model/compact.h"
#include "tests/model/fixture.h"

static struct sensor row(struct network *net, enum sensor_kind kind,
			 const char *component, const char *name, float value)
{
	return (struct sensor){.name = intern(net, name),
			       .component = intern(net, component),
			       .kind = (uint8_t)kind,
			       .state = SENSOR_UNKNOWN,
			       .value = value,
			       .low_critical = NAN,
			       .low_warning = NAN,
			       .warning = NAN,
			       .critical = NAN};
}

static struct sensor state_row(struct network *net, const char *component,
			       const char *name, enum sensor_state state)
{
	struct sensor s = row(net, SENSOR_STATE, component, name, NAN);

	s.state = (uint8_t)state;
	return s;
}

static const struct sensor *first(const struct network *net, dev_id dev)
{
	uint32_t n;
	const struct sensor *s = network_sensors(net, dev, &n);

	assert_true(n > 0);
	return s;
}

static enum sensor_state with_limits(struct network *net, float value)
{
	struct sensor s = row(net, SENSOR_TEMPERATURE, "", "board", value);

	s.low_critical = 0;
	s.low_warning = 5;
	s.warning = 60;
	s.critical = 70;
	network_set_sensors(net, 0, &s, 1, T0);
	return (enum sensor_state)first(net, 0)->state;
}

static void limits_of_the_device_make_the_state(void **state)
{
	struct network *net = *state;

	add_dev(net, "a", NONE);
	assert_int_equal(with_limits(net, 59.9F), SENSOR_OK);
	assert_int_equal(with_limits(net, 60), SENSOR_WARNING);
	assert_int_equal(with_limits(net, 70), SENSOR_CRITICAL);
	assert_int_equal(with_limits(net, 5), SENSOR_WARNING);
	assert_int_equal(with_limits(net, -1), SENSOR_CRITICAL);
	assert_int_equal(with_limits(net, NAN), SENSOR_UNKNOWN);
}

static void without_limits_nothing_is_claimed(void **state)
{
	struct network *net = *state;
	struct sensor s;

	add_dev(net, "a", NONE);
	s = row(net, SENSOR_TEMPERATURE, "", "board", 95);
	network_set_sensors(net, 0, &s, 1, T0);
	assert_int_equal(first(net, 0)->state, SENSOR_UNKNOWN);
	assert_float_equal(net->dev[0].temp_c, 95, 0);
}

static void what_the_device_says_comes_before_its_limits(void **state)
{
	struct network *net = *state;
	struct sensor s;

	add_dev(net, "a", NONE);
	s = row(net, SENSOR_TEMPERATURE, "", "board", 65);
	s.warning = 60;
	s.state = SENSOR_CRITICAL;
	network_set_sensors(net, 0, &s, 1, T0);
	assert_int_equal(first(net, 0)->state, SENSOR_CRITICAL);
}

static enum sensor_state fan_at(struct network *net, float rpm)
{
	struct sensor s = row(net, SENSOR_FAN, "fan", "fan 1", rpm);

	network_set_sensors(net, 0, &s, 1, T0);
	return (enum sensor_state)first(net, 0)->state;
}

static void a_fan_that_turned_and_stands_still_is_critical(void **state)
{
	struct network *net = *state;

	add_dev(net, "a", NONE);
	assert_int_equal(fan_at(net, 0), SENSOR_UNKNOWN); /* an empty tray, perhaps */
	assert_int_equal(fan_at(net, 7000), SENSOR_OK);
	assert_int_equal(fan_at(net, 0), SENSOR_CRITICAL);
	assert_string_equal(network_str(net, first(net, 0)->words), "stands still");
	assert_int_equal(fan_at(net, 0), SENSOR_CRITICAL);
	assert_int_equal(fan_at(net, 7000), SENSOR_OK);
}

static void a_fan_may_rest_where_the_device_tells_its_state(void **state)
{
	struct network *net = *state;
	struct sensor s[2];

	add_dev(net, "a", NONE);
	for (int turn = 0; turn < 2; turn++) {
		s[0] = state_row(net, "fan", "tray 1", SENSOR_OK);
		s[1] = row(net, SENSOR_FAN, "fan", "fan 1", turn ? 0 : 5000);
		network_set_sensors(net, 0, s, 2, T0);
	}
	assert_int_equal(first(net, 0)[1].state, SENSOR_UNKNOWN);
}

static void rows_keep_what_they_were_when_others_come(void **state)
{
	struct network *net = *state;
	struct sensor s[3];
	uint32_t shape;

	add_dev(net, "a", NONE);
	add_dev(net, "b", NONE);
	assert_int_equal(fan_at(net, 7000), SENSOR_OK);
	s[0] = row(net, SENSOR_FAN, "fan", "x", 1);
	network_set_sensors(net, 1, s, 1, T0);
	shape = net->dev[0].sensors_shape;
	s[0] = row(net, SENSOR_TEMPERATURE, "inlet", "in", 20);
	s[1] = row(net, SENSOR_TEMPERATURE, "", "chip", 70);
	s[2] = row(net, SENSOR_FAN, "fan", "fan 1", 0);
	network_set_sensors(net, 0, s, 3, T0 + 1000);
	assert_int_not_equal(net->dev[0].sensors_shape, shape);
	assert_int_equal(first(net, 0)[2].state, SENSOR_CRITICAL);
	assert_int_equal(first(net, 1)->dev, 1);
	assert_int_equal(first(net, 1)->name, intern(net, "x"));
	assert_int_equal(network_sensors_age(net, 0, T0 + 4000), 3000);
	shape = net->dev[0].sensors_shape;
	network_set_sensors(net, 0, s, 3, T0 + 2000);
	assert_int_equal(net->dev[0].sensors_shape, shape);
	network_set_sensors(net, 0, NULL, 0, T0 + 3000);
	assert_null(network_sensors(net, 0, &shape));
	assert_true(isnan(net->dev[0].temp_c));
}

/* How many rows there are, and in *absent how many of them are gone. */
static uint32_t with_supplies(struct network *net, uint32_t n, int64_t at_ms,
			      uint32_t *absent)
{
	static const char *const names[] = {"PSU 1", "PSU 2", "PSU 3"};
	struct sensor s[3];
	uint32_t rows;

	for (uint32_t i = 0; i < n; i++)
		s[i] = state_row(net, "psu", names[i], SENSOR_OK);
	network_set_sensors(net, 0, s, n, at_ms);
	const struct sensor *is = network_sensors(net, 0, &rows);
	*absent = 0;
	for (uint32_t i = 0; i < rows; i++)
		*absent += is[i].state == SENSOR_ABSENT;
	return rows;
}

static void what_was_pulled_is_absent_for_a_day(void **state)
{
	const int64_t hour = 3600000;
	struct network *net = *state;
	uint32_t absent, shape;

	add_dev(net, "a", NONE);
	assert_int_equal(with_supplies(net, 3, T0, &absent), 3);
	assert_int_equal(absent, 0);
	assert_int_equal(with_supplies(net, 1, T0 + hour, &absent), 3);
	assert_int_equal(absent, 2);
	shape = net->dev[0].sensors_shape;
	assert_int_equal(with_supplies(net, 1, T0 + 24 * hour, &absent), 3);
	assert_int_equal(absent, 2);
	assert_int_equal(net->dev[0].sensors_shape, shape);
	assert_int_equal(network_component(net, 0, "psu").of, 1);
	assert_int_equal(with_supplies(net, 2, T0 + 24 * hour, &absent), 3);
	assert_int_equal(absent, 1); /* one is back */
	assert_int_equal(with_supplies(net, 2, T0 + 26 * hour, &absent), 2);
	assert_int_equal(absent, 0);
}

static void where_all_are_gone_the_device_does_not_tell(void **state)
{
	struct network *net = *state;
	uint32_t absent;

	add_dev(net, "a", NONE);
	with_supplies(net, 2, T0, &absent);
	assert_int_equal(with_supplies(net, 0, T0 + 1000, &absent), 0);

	with_supplies(net, 2, T0 + 2000, &absent);
	struct sensor fan = state_row(net, "fan", "Fan 1", SENSOR_OK);
	network_set_sensors(net, 0, &fan, 1, T0 + 3000);
	assert_int_equal(net->dev[0].sensors.n, 1);
}

static void components_are_counted_by_their_states_first(void **state)
{
	struct network *net = *state;
	struct component_count c;
	struct sensor s[5];

	add_dev(net, "a", NONE);
	s[0] = state_row(net, "psu", "1", SENSOR_OK);
	s[1] = state_row(net, "psu", "2", SENSOR_CRITICAL);
	s[2] = state_row(net, "psu", "3", SENSOR_ABSENT);
	s[3] = row(net, SENSOR_POWER, "psu", "1", 140);
	s[4] = row(net, SENSOR_FAN, "fan", "1", 7000);
	network_set_sensors(net, 0, s, 5, T0);
	c = network_component(net, 0, "psu");
	assert_int_equal(c.ok, 1);
	assert_int_equal(c.of, 2);
	assert_int_equal(c.worst, SENSOR_CRITICAL);
	c = network_component(net, 0, "fan");
	assert_int_equal(c.ok, 1);
	assert_int_equal(c.of, 1);
	c = network_component(net, 0, "battery");
	assert_int_equal(c.of, 0);
	assert_int_equal(c.worst, SENSOR_ABSENT);
}

static void the_temperature_of_a_device_is_that_of_its_inlet(void **state)
{
	struct network *net = *state;
	struct sensor s[4];

	add_dev(net, "a", NONE);
	s[0] = row(net, SENSOR_TEMPERATURE, "", "chip", 88);
	s[1] = row(net, SENSOR_TEMPERATURE, "inlet", "left", 24);
	s[2] = row(net, SENSOR_TEMPERATURE, "inlet", "right", 26);
	s[3] = row(net, SENSOR_TEMPERATURE, "optic", "Ethernet1", 99);
	network_set_sensors(net, 0, s, 4, T0);
	assert_float_equal(net->dev[0].temp_c, 26, 0);
	s[0].critical = 85; /* what is wrong comes first */
	network_set_sensors(net, 0, s, 4, T0);
	assert_float_equal(net->dev[0].temp_c, 88, 0);
}

static void texts_of_sensors_outlive_a_compaction(void **state)
{
	struct network *net = *state;
	struct sensor s;
	char junk[64];

	add_dev(net, "a", NONE);
	s = row(net, SENSOR_TEMPERATURE, "inlet", "Inlet sensor", 24);
	s.words = intern(net, "fine");
	network_set_sensors(net, 0, &s, 1, T0);
	for (int i = 0; i < 10000; i++) {
		snprintf(junk, sizeof junk, "a name that nobody refers to %d", i);
		intern(net, junk);
	}
	assert_true(compact(net));
	assert_string_equal(network_str(net, first(net, 0)->name), "Inlet sensor");
	assert_string_equal(network_str(net, first(net, 0)->words), "fine");
	assert_true(sensor_is(net, first(net, 0), "inlet"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(limits_of_the_device_make_the_state),
		MODEL_TEST(without_limits_nothing_is_claimed),
		MODEL_TEST(what_the_device_says_comes_before_its_limits),
		MODEL_TEST(a_fan_that_turned_and_stands_still_is_critical),
		MODEL_TEST(a_fan_may_rest_where_the_device_tells_its_state),
		MODEL_TEST(rows_keep_what_they_were_when_others_come),
		MODEL_TEST(what_was_pulled_is_absent_for_a_day),
		MODEL_TEST(where_all_are_gone_the_device_does_not_tell),
		MODEL_TEST(components_are_counted_by_their_states_first),
		MODEL_TEST(the_temperature_of_a_device_is_that_of_its_inlet),
		MODEL_TEST(texts_of_sensors_outlive_a_compaction),
	};

	return cmocka_run_group_tests_name("sensor", tests, NULL, NULL);
}
