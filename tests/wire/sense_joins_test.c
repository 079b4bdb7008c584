/*
 * Readings that are put together from several tables: limits of a table of their own,
 * the interface that an optic is in, alternatives, objects below a device's own arc;
 * and what is no reading of any kind.
 */
#include "tests/wire/sensed.h"

static void limits_from_a_table(void **state)
{
#define LIMITS                                                                         \
	"limits = " ACME "4\nlimits.low = " ACME "3: 1|2\nlimits.high = " ACME         \
	"3: 3|4\nlimits.warning = " ACME "2: 10\nlimits.critical = " ACME "2: 20|30\n"
	static const struct sense_case cases[] = {
		{"two of each side, in any order, and an other's",
		 HEAD "[reading t]\nkind = temperature\nscale = 0.1\nvalue = " ACME
		      "1\n" LIMITS,
		 ACME "1.5 = i 300\n" ACME "1.50 = i 310\n" ACME "2.5.1 = i 20\n" ACME
		      "2.5.2 = i 10\n" ACME "2.5.3 = i 20\n" ACME "2.5.4 = i 10\n" ACME
		      "2.50.1 = i 1\n" ACME "3.5.1 = i 4\n" ACME "3.5.2 = i 3\n" ACME
		      "3.5.3 = i 1\n" ACME "3.5.4 = i 2\n" ACME "3.50.1 = i 4\n" ACME
		      "4.5.1 = i 900\n" ACME "4.5.2 = i 850\n" ACME
		      "4.5.3 = i -100\n" ACME "4.5.4 = i 0\n" ACME "4.50.1 = i 400\n",
		 "temperature '' 'temperature 5' 30 [-10 0 85 90]\n"
		 "temperature '' 'temperature 50' 31\n"},
		{"of three degrees the first is a warning, the last is critical",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME "1\n" LIMITS,
		 ACME "1.5 = i 30\n" ACME "2.5.1 = i 10\n" ACME "2.5.2 = i 20\n" ACME
		      "2.5.3 = i 30\n" ACME "3.5.1 = i 4\n" ACME "3.5.2 = i 4\n" ACME
		      "3.5.3 = i 4\n" ACME "4.5.1 = i 43\n" ACME "4.5.2 = i 48\n" ACME
		      "4.5.3 = i 53\n",
		 "temperature '' 'temperature 5' 30 [nan nan 43 53]\n"},
		{"a table of zeroes says nothing, nor do limits that cannot be",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME "1\n" LIMITS,
		 ACME "1.5 = i 30\n" ACME "1.6 = i 30\n" ACME "2.5.1 = i 20\n" ACME
		      "2.5.2 = i 20\n" ACME "2.6.1 = i 20\n" ACME "2.6.2 = i 20\n" ACME
		      "3.5.1 = i 4\n" ACME "3.5.2 = i 1\n" ACME "3.6.1 = i 4\n" ACME
		      "3.6.2 = i 1\n" ACME "4.5.1 = i 0\n" ACME "4.5.2 = i 0\n" ACME
		      "4.6.1 = i 32767\n" ACME "4.6.2 = i -32768\n",
		 "temperature '' 'temperature 5' 30\n"
		 "temperature '' 'temperature 6' 30\n"},
		{"limits that contradict each other are none",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME
		      "1\nlow.warning = 50\nhigh.warning = 40\nhigh.critical = 90\n"
		      "[reading v]\nkind = voltage\nvalue = " ACME
		      "1\nhigh.warning = 40\nhigh.critical = 30\n",
		 ACME "1.5 = i 20\n",
		 "temperature '' 'temperature 5' 20\n"
		 "voltage '' 'voltage 5' 20 [nan nan nan 40]\n"},
	};

	(void)state;
	RUN(cases);
}

static void the_interface_it_is_of(void **state)
{
	static const struct sense_case cases[] = {
		{"its own row's, or that of what it is in: by a column whose index is "
		 "longer",
		 HEAD "[reading o]\nkind = optical\nvalue = " ACME
		      "1\ncomponent.up = " ACME "2\nport = " ACME "4@" ACME "3\n",
		 ACME "1.10 = i -3\n" ACME "1.20 = i -4\n" ACME "1.30 = i -5\n" ACME
		      "2.10 = i 11\n" ACME "2.11 = i 12\n" ACME "2.30 = i 30\n" ACME
		      "3.12.0 = o 1.3.6.1.2.1.2.2.1.1.501\n" ACME
		      "3.20.0 = o 1.3.6.1.2.1.2.2.1.1.502\n" ACME
		      "4.501 = s xe-0/0/1\n" ACME "4.502 = s xe-0/0/2\n",
		 "optical '' 'optical 10' -3 of xe-0/0/1\n"
		 "optical '' 'optical 20' -4 of xe-0/0/2\noptical '' 'optical 30' "
		 "-5\n"},
		{"by the same index",
		 HEAD "[reading o]\nkind = optical\nvalue = " ACME "1\nport = " ACME
		      "4\n",
		 ACME "1.7 = i -3\n" ACME "4.7 = s ge-0/0/7\n",
		 "optical '' 'optical 7' -3 of ge-0/0/7\n"},
	};

	(void)state;
	RUN(cases);
}

static void what_another_reading_told(void **state)
{
	static const struct sense_case cases[] = {
		{"the same kind alone is passed over",
		 HEAD "[reading a]\nkind.by = " ACME
		      "2\nkind.map = 1: temperature, 2: fan\nvalue = " ACME
		      "1\n[reading b]\nkind = temperature\nvalue = " ACME
		      "3\nunless = a\n[reading c]\nkind = voltage\nvalue = " ACME
		      "3\nunless = a\n",
		 ACME "1.1 = i 30\n" ACME "2.1 = i 1\n" ACME "3.1 = i 40\n",
		 "temperature '' 'temperature 1' 30\nvoltage '' 'voltage 1' 40\n"},
		{"an optic's temperature does not stand for the chassis'",
		 HEAD
		 "[reading a]\nkind = temperature\ncomponent = optic\nvalue = " ACME
		 "1\n[reading b]\nkind = temperature\nvalue = " ACME "3\nunless = a\n",
		 ACME "1.1 = i 30\n" ACME "3.1 = i 40\n",
		 "temperature 'optic' 'optic 1' 30\ntemperature '' 'temperature 1' "
		 "40\n"},
		{"states of another component are other states",
		 HEAD "[reading a]\nkind = state\ncomponent = fan\nstate = " ACME
		      "1\nstate.map = 1: ok\n[reading b]\nkind = state\nstate = " ACME
		      "2\nstate.map = 1: ok\ncomponent.by = " ACME
		      "3\ncomponent.map = 1: fan, 2: psu\nunless = a\n",
		 ACME "1.1 = i 1\n" ACME "2.1 = i 1\n" ACME "2.2 = i 1\n" ACME
		      "3.1 = i 1\n" ACME "3.2 = i 2\n",
		 "state 'fan' 'fan 1' ok\nstate 'psu' 'psu 2' ok\n"},
		{"a speed with a state has told the state",
		 HEAD
		 "[reading a]\nkind = fan\ncomponent = fan\nvalue = " ACME
		 "1\nstate = " ACME "2\nstate.map = 1: ok\n[reading b]\nkind = state\n"
		 "component = fan\nstate = " ACME "2\nstate.map = 1: ok\nunless = a\n",
		 ACME "1.1 = i 5000\n" ACME "2.1 = i 1\n",
		 "fan 'fan' 'fan 1' 5000 ok\n"},
	};

	(void)state;
	RUN(cases);
}

static void objects_below_its_own_arc(void **state)
{
	static const struct sense_case cases[] = {
		{"below all of it, and below its first arcs",
		 "[oids]\nhot = {sysObjectID}.5.0\nwarm = {sysObjectID@8}.6.1\n" HEAD
		 "[reading a]\nkind = temperature\nvalue = hot\n"
		 "[reading b]\nkind = temperature\nvalue = warm\nlabel = warm@1\n",
		 OWN ".5.0 = i 40\n" ACME "7.6.1.9 = i 30\n",
		 "temperature '' 'temperature' 40\ntemperature '' 'temperature 9' "
		 "30\n"},
	};

	(void)state;
	RUN(cases);
}

static void numbers_that_mean_nothing(void **state)
{
	static const struct sense_case cases[] = {
		{"ends of integers, however they are scaled",
		 HEAD "[reading v]\nkind = voltage\nscale = 0.001\nvalue = " ACME
		      "1\n[reading t]\nkind = temperature\nscale = 0.001\nvalue = " ACME
		      "1\n",
		 ACME "1.1 = i 32767\n" ACME "1.2 = i 65535\n" ACME
		      "1.3 = i -32768\n" ACME "1.4 = i 2147483647\n" ACME
		      "1.5 = g 4294967295\n" ACME "1.6 = i -2147483648\n" ACME
		      "1.7 = i 32000\n",
		 "voltage '' 'voltage 7' 32\ntemperature '' 'temperature 7' 32\n"},
		{"degrees that stand for no sensor; other kinds may have them",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME
		      "1\n[reading v]\nkind = voltage\nvalue = " ACME "1\n",
		 ACME "1.1 = i 127\n" ACME "1.2 = i -128\n" ACME "1.3 = i 255\n" ACME
		      "1.4 = i -1\n" ACME "1.5 = i 126\n" ACME "1.6 = i 151\n",
		 "temperature '' 'temperature 5' 126\nvoltage '' 'voltage 1' 127\n"
		 "voltage '' 'voltage 2' -128\nvoltage '' 'voltage 3' 255\n"
		 "voltage '' 'voltage 5' 126\nvoltage '' 'voltage 6' 151\n"},
		{"a text with a number in it is not that number",
		 HEAD "[reading s]\nkind = fan\nvalue = " ACME "1\nexcept = " ACME
		      "2: 0|7\n",
		 ACME "1.1 = i 10\n" ACME "1.2 = i 20\n" ACME "1.3 = i 30\n" ACME
		      "2.1 = s CN0V3\n" ACME "2.2 = s 0 \n" ACME "2.3 = i 7\n",
		 "fan '' 'fan 1' 10\n"},
		{"a label's blanks are one each",
		 HEAD "[reading t]\nkind = fan\nvalue = " ACME "1\nlabel = " ACME "2\n",
		 ACME "1.1 = i 127\n" ACME "2.1 = s FS     Sensor  1/1\n",
		 "fan '' 'FS Sensor 1/1' 127\n"},
	};

	(void)state;
	RUN(cases);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_from_a_table),
		cmocka_unit_test(the_interface_it_is_of),
		cmocka_unit_test(what_another_reading_told),
		cmocka_unit_test(objects_below_its_own_arc),
		cmocka_unit_test(numbers_that_mean_nothing),
	};

	return cmocka_run_group_tests_name("sense joins", tests, NULL, NULL);
}
