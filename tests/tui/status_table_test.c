/* Status for people. */
#include "tests/tui/status_fixture.h"

/* clang-format off */
static const char table[] =
	"EU-NOC  2027-01-15T08:01:05Z  1 of 3 devices answered, 2 interfaces in 1.2 s\n"
	"\n"
	"SITE  STATE     LOST  SINCE  CAUSE\n"
	"fra   IMPAIRED  0/2   5s     fra-acc-01 CPU 91 %\n"
	"ams   PLANNED   0/0   -\n"
	"\n"
	"DEVICE       STATE     SNMP           RTT ms  LOSS  CPU  MEM  IF UP  AGE  WHY\n"
	"fra-core-01  degraded  ok             2.0     0%    12%  50%  1/2    5s   CPU 91 %\n"
	"fra-acc-01   stale     wrong key      -       -     -    -    0/0    -    wrong key\n"
	"ams-core-01  planned   no answer yet  -       -     -    -    0/0    -    planned\n"
	"\n"
	"ID  S   AGE  THING        ALERT     IN HAND\n"
	"1   W   5s   fra-core-01  CPU 91 %\n"
	"2   Ma  5s   fra-acc-01   CPU 91 %  mk 4s\n";
/* clang-format on */

static void the_table_says_what_the_object_says(void **state)
{
	(void)state;
	struct buf out = {0};
	struct scene s;

	scene_open(&s);
	scene_build(&s);
	status_table(&out, &s.inv, &s.net, &s.alerts, &s.poll, NOW);
	assert_string_equal(out.data, table);
	scene_close(&s);
	buf_fini(&out);
}

static void a_network_without_sites_has_no_table_of_them(void **state)
{
	(void)state;
	struct buf out = {0};
	struct scene s;

	scene_open(&s);
	add_dev(&s.net, "a", NONE);
	status_table(&out, &s.inv, &s.net, &s.alerts, &s.poll, NOW);
	assert_null(strstr(out.data, "SITE"));
	assert_non_null(strstr(out.data, "\na       stale  no answer yet"));
	scene_close(&s);
	buf_fini(&out);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_says_what_the_object_says),
		cmocka_unit_test(a_network_without_sites_has_no_table_of_them),
	};

	return cmocka_run_group_tests_name("status_table", tests, NULL, NULL);
}
