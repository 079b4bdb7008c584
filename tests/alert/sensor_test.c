/* Sensors: fans, power supplies, temperatures, batteries. */
#include "probes/model/sensor.h"
#include "tests/alert/fixture.h"

static struct sensor rows[8];
static uint32_t rows_n;

static dev_id sensor_world(struct world *w)
{
	static const struct rule rules[] = {
		{.check = CHECK_FAN,
		 .severity = SEV_MAJOR,
		 .opens = POLLS(2, 2),
		 .clears = POLLS(2, 2),
		 .text = "%i %r, %n work"},
		{.check = CHECK_PSU, .severity = SEV_MAJOR, .text = "%i %r, %n work"},
		{.check = CHECK_TEMPERATURE,
		 .severity = SEV_WARNING,
		 .enter = 40,
		 .clear = 37,
		 .text = "%i %v (>%l)"},
		{.check = CHECK_TEMPERATURE,
		 .severity = SEV_CRITICAL,
		 .enter = 45,
		 .clear = 42,
		 .text = "%i %v (>%l)"},
		{.check = CHECK_PART, .severity = SEV_MAJOR, .text = "%i %r"},
		{.check = CHECK_PART, .severity = SEV_WARNING, .text = "%i %r"},
		{.check = CHECK_UPS, .severity = SEV_MAJOR, .text = "UPS %r"},
		{.check = CHECK_CHARGE,
		 .severity = SEV_CRITICAL,
		 .enter = 30,
		 .clear = 40,
		 .text = "%i at %v (<%l)"},
	};
	dev_id d = world_dev(w, "fra-dist-01", NONE, NONE);

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		world_rule(w, rules[i]);
	rows_n = 0;
	return d;
}

static struct sensor *add(struct world *w, enum sensor_kind kind, const char *component,
			  const char *name, float value)
{
	struct sensor *s = &rows[rows_n++];

	*s = (struct sensor){.kind = (uint8_t)kind,
			     .component = text_intern_str(&w->net.text, component),
			     .name = text_intern_str(&w->net.text, name),
			     .state = SENSOR_UNKNOWN,
			     .value = value,
			     .low_critical = NAN,
			     .low_warning = NAN,
			     .warning = NAN,
			     .critical = NAN};
	return s;
}

static struct sensor *add_part(struct world *w, const char *component, const char *name)
{
	struct sensor *s = add(w, SENSOR_STATE, component, name, NAN);

	s->state = SENSOR_OK;
	return s;
}

/* The rows are read, and the device is polled. */
static void reading(struct world *w, dev_id d)
{
	struct sensor copy[sizeof rows / sizeof *rows];

	w->now += 30 * SECOND;
	memcpy(copy, rows, sizeof copy);
	network_set_sensors(&w->net, d, copy, rows_n, w->now);
	world_poll(w, d);
}

static struct alert *alert_of(struct world *w, const char *entity, enum check check)
{
	return world_alert(w, "fra-dist-01", entity, check);
}

static void a_fan_that_failed_twice_is_major_and_clears_when_it_works(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);
	struct sensor *fan;

	for (int i = 1; i <= 3; i++)
		add_part(w, "fan", i == 1 ? "Tray 1" : i == 2 ? "Tray 2" : "Tray 3");
	fan = &rows[1];
	reading(w, d);
	fan->state = SENSOR_CRITICAL;
	fan->words = text_intern_str(&w->net.text, "failed");
	reading(w, d);
	assert_null(alert_of(w, "Tray 2", CHECK_FAN)); /* 2 polls */
	reading(w, d);
	assert_non_null(alert_of(w, "Tray 2", CHECK_FAN));
	assert_int_equal(alert_of(w, "Tray 2", CHECK_FAN)->severity, SEV_MAJOR);
	assert_string_equal(alert_of(w, "Tray 2", CHECK_FAN)->text,
			    "Tray 2 failed, 2 of 3 work");
	assert_int_equal(world_live(w), 1);
	fan->state = SENSOR_OK;
	reading(w, d);
	assert_non_null(alert_of(w, "Tray 2", CHECK_FAN));
	reading(w, d);
	assert_int_equal(world_live(w), 0);
}

static void the_same_reading_is_not_counted_twice(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);

	add_part(w, "fan", "Tray 1")->state = SENSOR_CRITICAL;
	reading(w, d);
	for (int i = 0; i < 5; i++) {
		w->now += 30 * SECOND;
		world_poll(w, d);
	}
	assert_int_equal(world_live(w), 0);
}

static void one_fan_hides_no_other(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);

	add_part(w, "fan", "Tray 1")->state = SENSOR_CRITICAL;
	add_part(w, "fan", "Tray 2")->state = SENSOR_CRITICAL;
	reading(w, d);
	reading(w, d);
	assert_non_null(alert_of(w, "Tray 1", CHECK_FAN));
	assert_non_null(alert_of(w, "Tray 2", CHECK_FAN));
}

static void a_fan_that_stands_still_is_told_once(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);

	add(w, SENSOR_FAN, "fan", "Fan 1", 5000);
	reading(w, d);
	rows[0].value = 0;
	reading(w, d);
	reading(w, d);
	assert_string_equal(alert_of(w, "Fan 1", CHECK_FAN)->text,
			    "Fan 1 stands still, 0 of 1 work");
	/* Now it tells the state of its trays: that is what counts. */
	add_part(w, "fan", "Tray 1")->state = SENSOR_CRITICAL;
	rows[0].state = SENSOR_CRITICAL;
	for (int i = 0; i < 3; i++)
		reading(w, d);
	assert_null(alert_of(w, "Fan 1", CHECK_FAN));
	assert_non_null(alert_of(w, "Tray 1", CHECK_FAN));
}

static void a_power_supply_that_was_there_and_is_gone_is_lost(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);

	add_part(w, "psu", "PSU 1");
	add_part(w, "psu", "PSU 2");
	add_part(w, "psu", "PSU 3")->state = SENSOR_ABSENT; /* never was */
	reading(w, d);
	assert_int_equal(world_live(w), 0);
	rows[1].state = SENSOR_ABSENT;
	reading(w, d);
	assert_int_equal(world_live(w), 1);
	assert_string_equal(alert_of(w, "PSU 2", CHECK_PSU)->text,
			    "PSU 2 absent, 1 of 1 work");
}

static void any_other_part_is_judged_by_its_own_state(void **state)
{
	static const char *const elsewhere[] = {"fan",   "psu",  "ups",
						"stack", "ring", "ha"};
	struct world *w = *state;
	dev_id d = sensor_world(w);
	struct sensor *disk;

	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		add_part(w, elsewhere[i], "another")->state = SENSOR_CRITICAL;
	disk = add_part(w, "disk", "disk 3");
	reading(w, d);
	assert_null(alert_of(w, "another", CHECK_PART));
	disk->state = SENSOR_WARNING;
	disk->words = text_intern_str(&w->net.text, "about to fail");
	reading(w, d);
	assert_string_equal(alert_of(w, "disk 3", CHECK_PART)->text,
			    "disk 3 about to fail");
	assert_int_equal(alert_of(w, "disk 3", CHECK_PART)->severity, SEV_WARNING);
	disk->state = SENSOR_CRITICAL;
	disk->words = 0;
	reading(w, d);
	assert_string_equal(alert_of(w, "disk 3", CHECK_PART)->text, "disk 3 critical");
	assert_int_equal(alert_of(w, "disk 3", CHECK_PART)->severity, SEV_MAJOR);
	disk->state = SENSOR_OK;
	reading(w, d);
	assert_null(alert_of(w, "disk 3", CHECK_PART));
}

static void a_power_supply_that_is_not_shown_any_more_is_lost(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);

	add_part(w, "psu", "PSU 1");
	add_part(w, "psu", "PSU 2");
	reading(w, d);
	rows_n = 1;
	reading(w, d);
	assert_string_equal(alert_of(w, "PSU 2", CHECK_PSU)->text,
			    "PSU 2 absent, 1 of 1 work");
	rows_n = 2;
	reading(w, d);
	assert_int_equal(world_live(w), 0);
}

static void what_is_not_known_neither_opens_nor_clears(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);

	add_part(w, "psu", "PSU 1")->state = SENSOR_UNKNOWN;
	reading(w, d);
	assert_int_equal(world_live(w), 0);
	rows[0].state = SENSOR_CRITICAL;
	reading(w, d);
	assert_int_equal(world_live(w), 1);
	rows[0].state = SENSOR_UNKNOWN;
	reading(w, d);
	assert_int_equal(world_live(w), 1);
}

static void temperatures_have_the_limits_of_the_device(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);
	struct alert *a;

	add(w, SENSOR_TEMPERATURE, "", "Chip", 59);
	rows[0].warning = 60;
	rows[0].critical = 70;
	reading(w, d);
	assert_int_equal(world_live(w), 0);
	rows[0].value = 61;
	reading(w, d);
	a = alert_of(w, "Chip", CHECK_TEMPERATURE);
	assert_int_equal(a->severity, SEV_WARNING);
	assert_string_equal(a->text, "Chip 61° (>60°)");
	rows[0].value = 70;
	reading(w, d);
	assert_int_equal(a->severity, SEV_CRITICAL);
	rows[0].value = 68; /* within 3 degrees */
	reading(w, d);
	assert_int_equal(a->severity, SEV_CRITICAL);
	rows[0].value = 66;
	reading(w, d);
	assert_int_equal(a->severity, SEV_WARNING);
	rows[0].value = 57;
	reading(w, d);
	assert_int_equal(world_live(w), 1);
	rows[0].value = 56;
	reading(w, d);
	assert_int_equal(world_live(w), 0);
}

static void without_limits_only_the_inlet_has_any(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);
	struct alert *a;

	add(w, SENSOR_TEMPERATURE, "", "Chip", 95);
	add(w, SENSOR_TEMPERATURE, "inlet", "Inlet", 41);
	reading(w, d);
	assert_int_equal(world_live(w), 1);
	a = alert_of(w, "Inlet", CHECK_TEMPERATURE);
	assert_int_equal(a->severity, SEV_WARNING);
	rows[1].value = 46;
	reading(w, d);
	assert_int_equal(a->severity, SEV_CRITICAL);
	rows[1].value = 36;
	reading(w, d);
	assert_int_equal(world_live(w), 0);
}

static void the_word_of_the_device_counts_without_numbers(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);

	add(w, SENSOR_TEMPERATURE, "", "Chip", 80)->state = SENSOR_WARNING;
	reading(w, d);
	assert_int_equal(alert_of(w, "Chip", CHECK_TEMPERATURE)->severity, SEV_WARNING);
	assert_string_equal(alert_of(w, "Chip", CHECK_TEMPERATURE)->text,
			    "Chip 80° (warning)");
	rows[0].state = SENSOR_OK;
	reading(w, d);
	assert_int_equal(world_live(w), 0);
}

static void a_ups_on_battery_is_told_at_once(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);

	add_part(w, "ups", "output");
	add(w, SENSOR_CHARGE, "battery", "battery", 100);
	reading(w, d);
	rows[0].state = SENSOR_CRITICAL;
	rows[0].words = text_intern_str(&w->net.text, "on battery");
	reading(w, d);
	assert_string_equal(alert_of(w, "output", CHECK_UPS)->text, "UPS on battery");
	assert_int_equal(world_live(w), 1);
	rows[1].value = 29;
	reading(w, d);
	assert_string_equal(alert_of(w, "battery", CHECK_CHARGE)->text,
			    "battery at 29% (<30%)");
	rows[1].value = 35;
	reading(w, d);
	assert_string_equal(alert_of(w, "battery", CHECK_CHARGE)->text,
			    "battery at 35% (was <30%, clears >40%)");
	rows[1].value = 40;
	rows[0].state = SENSOR_OK;
	reading(w, d);
	assert_int_equal(world_live(w), 0);
}

/* Rows move when a card comes: an alert stays with its sensor. */
static void alerts_follow_their_sensors(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);
	uint64_t id;

	add_part(w, "psu", "PSU 1");
	add_part(w, "psu", "PSU 2")->state = SENSOR_CRITICAL;
	reading(w, d);
	id = alert_of(w, "PSU 2", CHECK_PSU)->id;
	rows[2] = rows[1];
	rows_n = 0; /* its temperature has its name, and comes first */
	add(w, SENSOR_TEMPERATURE, "psu", "PSU 2", 30);
	add_part(w, "psu", "PSU 1");
	rows_n = 3;
	reading(w, d);
	assert_int_equal(world_live(w), 1);
	assert_int_equal(alert_of(w, "PSU 2", CHECK_PSU)->id, id);
	rows[2].state = SENSOR_OK;
	reading(w, d);
	assert_int_equal(world_live(w), 0);
}

static void a_restored_alert_finds_its_sensor(void **state)
{
	struct world *w = *state;
	dev_id d = sensor_world(w);
	struct alert was = {.id = 7,
			    .thing = d,
			    .name = (char *)(uintptr_t) "fra-dist-01",
			    .entity = (char *)(uintptr_t) "PSU 1",
			    .check = CHECK_PSU,
			    .severity = SEV_MAJOR,
			    .state = ALERT_OPEN,
			    .text = (char *)(uintptr_t) "",
			    .opened_ms = T0 - HOUR,
			    .changed_ms = T0 - HOUR};

	world_begin(w);
	alerts_restore(&w->alerts, &w->net, &was);
	add_part(w, "psu", "PSU 1")->state = SENSOR_CRITICAL;
	reading(w, d);
	assert_int_equal(world_live(w), 1);
	assert_int_equal(alert_of(w, "PSU 1", CHECK_PSU)->id, 7);
	rows[0].state = SENSOR_OK;
	reading(w, d);
	assert_int_equal(world_live(w), 0);
}

/* --- optics --- */

static void optics_alarm_of_ports_in_use_only(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-dist-01", NONE, NONE);
	struct sensor *rx, *other;

	world_rule(w, (struct rule){.check = CHECK_OPTICAL,
				    .severity = SEV_MAJOR,
				    .opens = POLLS(2, 2),
				    .clears = POLLS(2, 2),
				    .text = "%i %v: %r"});
	world_ports(w, d, 2, 0);
	rows_n = 0;
	rx = add(w, SENSOR_OPTICAL, "optic", "xe-0/0/1 Receive Power", -8);
	other = add(w, SENSOR_OPTICAL, "optic", "xe-0/0/0", -40); /* never had light */
	rx->low_critical = other->low_critical = -20;
	rx->low_warning = -15;
	reading(w, d);
	rx->value = -17; /* a warning is not an alarm */
	reading(w, d);
	reading(w, d);
	assert_int_equal(world_live(w), 0);
	rx->value = -24.5F;
	reading(w, d);
	assert_int_equal(world_live(w), 0);
	reading(w, d);
	assert_int_equal(world_live(w), 1);
	assert_string_equal(alert_of(w, "xe-0/0/1 Receive Power", CHECK_OPTICAL)->text,
			    "xe-0/0/1 Receive Power -24.50 dBm: critical");
	rx->value = -19.7F; /* not yet half a dB inside */
	reading(w, d);
	reading(w, d);
	assert_int_equal(world_live(w), 1);
	rx->value = -19.4F;
	reading(w, d);
	reading(w, d);
	assert_int_equal(world_live(w), 0);
	rx->value = -40;
	reading(w, d);
	reading(w, d);
	assert_int_equal(world_live(w), 1);
	world_oper(w, 1, IF_DOWN); /* the port says it now */
	reading(w, d);
	reading(w, d);
	assert_int_equal(world_live(w), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WORLD_TEST(a_fan_that_failed_twice_is_major_and_clears_when_it_works),
		WORLD_TEST(the_same_reading_is_not_counted_twice),
		WORLD_TEST(one_fan_hides_no_other),
		WORLD_TEST(a_fan_that_stands_still_is_told_once),
		WORLD_TEST(a_power_supply_that_was_there_and_is_gone_is_lost),
		WORLD_TEST(a_power_supply_that_is_not_shown_any_more_is_lost),
		WORLD_TEST(any_other_part_is_judged_by_its_own_state),
		WORLD_TEST(what_is_not_known_neither_opens_nor_clears),
		WORLD_TEST(temperatures_have_the_limits_of_the_device),
		WORLD_TEST(without_limits_only_the_inlet_has_any),
		WORLD_TEST(the_word_of_the_device_counts_without_numbers),
		WORLD_TEST(a_ups_on_battery_is_told_at_once),
		WORLD_TEST(alerts_follow_their_sensors),
		WORLD_TEST(a_restored_alert_finds_its_sensor),
		WORLD_TEST(optics_alarm_of_ports_in_use_only),
	};

	return cmocka_run_group_tests_name("sensor alerts", tests, NULL, NULL);
}
