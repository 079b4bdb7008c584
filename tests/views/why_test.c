/* A site or a device as text. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/views/stage.h"

static struct stage st;
static struct buf text;

static bool why(const char *name)
{
	buf_reset(&text);
	return views_why(&st.scene, &st.options, name, &text);
}

static bool says(const char *words)
{
	return strstr(text.data, words) != NULL;
}

static void a_site_is_told_as_its_view_begins(void **state)
{
	(void)state;
	assert_true(why("DUB"));
	assert_true(says("EU-NOC > DUB  Dublin  Nordbank AG  20:16:20 GMT"));
	assert_true(says(" state      ISOLATED  15/15 lost  since 20:12:08, 4m12"));
	assert_true(says(
		" cause      dub-edge-01 dead (2 of 2 neighbours lost), hides 14\n"));
	assert_true(says("2 of 2 that answer lost the link"));
	assert_true(says("contact    Aoife Byrne"));
	assert_true(
		says("C   4m00 DUB         isolated: dub-edge-01 dead"));
	assert_true(says("LAST 15 MIN"));
	assert_true(says("opened   dub-edge-01"));
	assert_false(says("fra-acc-03"));
}

static void links_to_other_sites_are_told(void **state)
{
	(void)state;
	assert_true(why("FRA"));
	assert_true(says(">DUB fra-core-01 xe-0/1/3 DOWN"));
	assert_true(says(">AMS fra-core-01 xe-0/1/0 93%!!"));
	assert_true(why("DUB")); /* by the ends that answer */
	assert_true(
		says(">FRA fra-core-01 xe-0/1/3 DOWN  >AMS ams-core-01 xe-1/0/4 DOWN"));
}

static void no_row_has_a_cursor(void **state)
{
	(void)state;
	assert_true(why("DUB"));
	assert_false(says("\n>"));
}

static void a_device_says_why_and_what_its_neighbours_see(void **state)
{
	(void)state;
	assert_true(why("dub-edge-01"));
	assert_true(says("EU-NOC > DUB > dub-edge-01  edge  10.10."));
	assert_true(says("state      down  since 20:12:08, 4m12  part of DUB\n"));
	assert_true(says("cause      unreachable, no answer to ping and SNMP"));
	assert_true(says("alert 4809 critical"));
	assert_true(says("fra-core-01 xe-0/1/3 down"));
	assert_true(says("loss 100%  CPU ~12%  memory ~31%  no answer to SNMP"));
	assert_true(says("contact    Aoife Byrne"));
	assert_false(says("isolated"));
}

static void a_device_behind_a_cause_names_it(void **state)
{
	(void)state;
	assert_true(why("dub-acc-05"));
	assert_true(says("state      lost"));
	assert_true(says("cause      behind dub-edge-01"));
	assert_false(says("NOBODY"));
}

static void a_healthy_device_tells_its_values(void **state)
{
	(void)state;
	assert_true(why("mad-edge-01"));
	assert_true(says("state      up\n"));
	assert_true(says("RTT 24.0 ms  loss 0%  CPU 30%  memory 45%  up 12d  SNMP ok  "
			 "polled 4s ago"));
	assert_true(says("no open alerts"));
	assert_true(says("nothing happened") || says("watch started"));
	assert_false(says("cause"));
}

static void case_matters_only_where_two_differ_by_it(void **state)
{
	(void)state;
	assert_true(why("dub"));
	assert_true(says("EU-NOC > DUB"));
	assert_true(why("MAD-EDGE-01"));
	assert_false(why("nowhere"));
	assert_int_equal(text.len, 0);
	stage_line(&st, "site dub title=Dubna");
	assert_true(why("dub"));
	assert_true(says("Dubna"));
}

static void what_is_in_hand_says_whose(void **state)
{
	(void)state;
	assert_true(why("ams-core-01"));
	assert_true(says("state      up  in hand mk 2m00  explained by dub-edge-01\n"));
}

static void the_way_to_a_device_is_told(void **state)
{
	char path[400];

	stage_fini(&st);
	snprintf(path, sizeof path, "%s/tests/views/base/ring.scene",
		 getenv("top_srcdir") ? getenv("top_srcdir") : ".");
	stage_open(&st, path);
	(void)state;
	assert_true(why("fra-dist-02"));
	assert_true(says("way        fra-core-01 > fra-core-02 > fra-dist-02  hangs on "
			 "fra-core-01  6 devices hang on it\n"));
	assert_true(why("ams-acc-01"));
	assert_true(says(
		"fra-core-01 > ams-edge-01 > x ams-acc-01  hangs on ams-edge-01\n"));
}

static void a_circuit_is_told_for_who_calls_its_provider(void **state)
{
	(void)state;
	stage_line(&st,
		   "circuit NET-4711 a=fra-core-01/xe-0/1/3 b=dub-edge-01/xe-0/0/0 "
		   "provider=Telco phone=\"+49 800 5550100\" id_b=T/4711/DUB");
	stage_line(&st, "alert 4830 circuit=NET-4711 check=circuit_down sev=critical "
			"opened=4m05 text=\"down at fra-core-01 xe-0/1/3, Telco\"");
	stage_line(&st, "event opened NET-4711 sev=critical text=\"down at "
			"fra-core-01 xe-0/1/3, Telco\" ago=4m05");
	assert_true(why("net-4711"));
	assert_true(says("EU-NOC > NET-4711  circuit  Telco"));
	assert_true(says("down at fra-core-01 xe-0/1/3"));
	assert_true(says("NOBODY has it"));
	assert_true(says("phone +49 800 5550100"));
	assert_true(says("id T/4711/DUB"));
	assert_true(says("alert 4830 critical"));
	assert_true(says("ports      fra-core-01 xe-0/1/3 DOWN  dub-edge-01 xe-0/0/0"));
	assert_true(says("C   4m05 NET-4711"));
	assert_true(says("opened   NET-4711"));
	assert_false(says("fra-acc-03"));
	assert_false(says("isolated"));
	assert_false(says("CHG4711"));
	stage_line(&st, "window CHG4711 circuit=NET-4711 who=mk text=splice");
	stage_line(&st,
		   "event maintenance CHG4711 text=\"CHG4711 until 22:00\" who=mk");
	assert_true(why("NET-4711"));
	assert_true(says("CHG4711 until 22:00"));
}

static void ascii_is_ascii(void **state)
{
	(void)state;
	st.options.ascii = true;
	assert_true(why("DUB"));
	for (size_t i = 0; i < text.len; i++)
		assert_true((unsigned char)text.data[i] < 128);
}

/* Nobody has drawn anything before: as a watch without operators is asked. */
static int scene_open(void **state)
{
	char path[400];
	const char *top = getenv("top_srcdir");

	(void)state;
	snprintf(path, sizeof path, "%s/tests/views/base/sites.scene", top ? top : ".");
	stage_open(&st, path);
	return 0;
}

static int scene_fini(void **state)
{
	(void)state;
	stage_fini(&st);
	return 0;
}

static int done(void **state)
{
	(void)state;
	buf_fini(&text);
	return 0;
}

#define SCENE_TEST(f) cmocka_unit_test_setup_teardown(f, scene_open, scene_fini)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(a_site_is_told_as_its_view_begins),
		SCENE_TEST(links_to_other_sites_are_told),
		SCENE_TEST(no_row_has_a_cursor),
		SCENE_TEST(a_device_says_why_and_what_its_neighbours_see),
		SCENE_TEST(a_device_behind_a_cause_names_it),
		SCENE_TEST(a_healthy_device_tells_its_values),
		SCENE_TEST(case_matters_only_where_two_differ_by_it),
		SCENE_TEST(what_is_in_hand_says_whose),
		SCENE_TEST(the_way_to_a_device_is_told),
		SCENE_TEST(a_circuit_is_told_for_who_calls_its_provider),
		SCENE_TEST(ascii_is_ascii),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, done);
}
