/* Who is called at a moment: hours, turns that change at 09:00 on both sides of a clock
 * change, and those who stand in. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "probes/alert/alert.h"
#include "probes/alert/roster.h"
#include "probes/base/clock.h"

enum { ANN, BEN, CAT, TEAM };

static struct contact people[4];
static struct roster roster = {.contact = people, .contact_n = 4};

static struct calendar when(const char *words)
{
	struct calendar c;
	char error[CALENDAR_ERROR];

	assert_true(calendar_parse(words, &c, error));
	return c;
}

static int setup(void **state)
{
	static const char *const names[] = {"ann", "ben", "cat", "team"};

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		people[i] = (struct contact){.name = names[i],
					     .hours = when("always"),
					     .zone = zone_find("Europe/Berlin")};
	people[TEAM].group = true;
	people[TEAM].member_n = 3;
	for (uint32_t i = 0; i < 3; i++)
		people[TEAM].member[i] = i;
	return 0;
}

static int64_t at(const char *utc)
{
	int64_t ms;

	assert_true(clock_parse(utc, &ms));
	return ms;
}

static void assert_calls(uint32_t contact, const char *utc, const char *expected)
{
	uint32_t out[ROSTER_CALLS], n = roster_calls(&roster, contact, at(utc), out);
	char got[64] = "";
	size_t len = 0;

	for (uint32_t i = 0; i < n; i++)
		len += (size_t)snprintf(got + len, sizeof got - len, "%s%s",
					i ? " " : "", people[out[i]].name);
	if (strcmp(got, expected) != 0)
		fail_msg("%s at %s calls '%s', not '%s'", people[contact].name, utc,
			 got, expected);
}

static void a_person_is_there_in_their_hours(void **state)
{
	(void)state;
	people[ANN].hours = when("Mon-Fri 08:00-18:00");
	assert_calls(ANN, "2026-11-20 06:59", "");
	assert_calls(ANN, "2026-11-20 07:00", "ann"); /* 08:00 in Berlin */
	assert_calls(ANN, "2026-11-21 12:00", "");
	assert_int_equal(roster_changes(&roster, ANN, at("2026-11-20 12:00")),
			 at("2026-11-20 17:00"));
}

static void of_a_group_the_first_who_is_there_is_called(void **state)
{
	(void)state;
	people[ANN].hours = when("Mon-Fri 08:00-18:00");
	assert_calls(TEAM, "2026-11-20 12:00", "ann");
	assert_calls(TEAM, "2026-11-20 22:00", "ben");
	people[TEAM].all = true;
	assert_calls(TEAM, "2026-11-20 12:00", "ann ben cat");
	assert_calls(TEAM, "2026-11-20 22:00", "ben cat");
	people[TEAM].hours = when("Mon-Fri 08:00-18:00");
	assert_calls(TEAM, "2026-11-20 22:00", "");
}

static void turns_change_at_nine_whatever_the_clocks_do(void **state)
{
	(void)state;
	people[TEAM].turn_days = 7;
	people[TEAM].turn_day = clock_days(2026, 3, 22); /* a Sunday */
	people[TEAM].turn_minute = 9 * 60;
	/* Clocks go forward on the 29th of March at 02:00. */
	assert_calls(TEAM, "2026-03-22 07:59", "cat");
	assert_calls(TEAM, "2026-03-22 08:00", "ann");
	assert_calls(TEAM, "2026-03-29 06:59", "ann");
	assert_calls(TEAM, "2026-03-29 07:00", "ben");
	assert_int_equal(roster_changes(&roster, TEAM, at("2026-03-25 12:00")),
			 at("2026-03-29 07:00"));
	/* and back on the 25th of October */
	assert_calls(TEAM, "2026-10-25 07:59", "ann");
	assert_calls(TEAM, "2026-10-25 08:00", "ben");
}

static void whose_turn_it_is_and_who_is_not_there_is_followed_by_the_next(void **state)
{
	(void)state;
	people[TEAM].turn_days = 7;
	people[TEAM].turn_day = clock_days(2026, 3, 22);
	people[ANN].hours = when("Mon-Fri 08:00-18:00");
	assert_calls(TEAM, "2026-03-24 12:00", "ann");
	assert_calls(TEAM, "2026-03-24 22:00", "ben");
}

static void somebody_stands_in_for_some_days(void **state)
{
	struct stand_in group_days = {.from_ms = at("2026-12-24 08:00"),
				      .to_ms = at("2026-12-27 08:00"),
				      .contact = CAT},
			ann_days = {.from_ms = at("2026-12-26 08:00"),
				    .to_ms = at("2026-12-28 08:00"),
				    .contact = BEN};

	(void)state;
	people[TEAM].stand_in = &group_days;
	people[TEAM].stand_in_n = 1;
	people[ANN].stand_in = &ann_days;
	people[ANN].stand_in_n = 1;
	assert_calls(TEAM, "2026-12-24 07:59", "ann");
	assert_calls(TEAM, "2026-12-24 08:00", "cat");
	assert_calls(TEAM, "2026-12-27 08:00", "ben"); /* for ann */
	assert_calls(ANN, "2026-12-27 08:00", "ben");
	assert_calls(TEAM, "2026-12-28 08:00", "ann");
	assert_int_equal(roster_changes(&roster, TEAM, at("2026-12-20 08:00")),
			 at("2026-12-24 08:00"));
	people[CAT].hours = when("Mon 08:00-09:00"); /* who stands in is not there */
	assert_calls(TEAM, "2026-12-24 12:00", "ann");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_person_is_there_in_their_hours, setup),
		cmocka_unit_test_setup(of_a_group_the_first_who_is_there_is_called,
				       setup),
		cmocka_unit_test_setup(turns_change_at_nine_whatever_the_clocks_do,
				       setup),
		cmocka_unit_test_setup(
			whose_turn_it_is_and_who_is_not_there_is_followed_by_the_next,
			setup),
		cmocka_unit_test_setup(somebody_stands_in_for_some_days, setup),
	};

	return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
