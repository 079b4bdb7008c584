/* Recorded devices: lines, doubles, added interfaces, advancing counters, and each of
 * the captures where they are at hand (NOCTOP_CAPTURES). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <glob.h>

#include "tests/agent/snmprec.h"

static struct snmprec rec;

static void parse(const char *text)
{
	snmprec_fini(&rec);
	assert_true(snmprec_parse(&rec, "test", text, strlen(text)));
}

static struct varbind get(const char *dotted, int64_t now_ms)
{
	struct oid name;
	struct varbind value = {.type = BER_NULL};
	assert_true(oid_parse(dotted, &name));
	snmprec_source.get(&rec, 0, &name, now_ms, &value);
	return value;
}

static void assert_next(const char *from, const char *want)
{
	struct oid name;
	struct varbind value;
	char text[256] = "";
	assert_true(oid_parse(from, &name));
	if (snmprec_source.next(&rec, 0, &name, 0, &value))
		oid_format(&name, text, sizeof text);
	assert_string_equal(text, want);
}

static void every_type_is_read(void **state)
{
	(void)state;
	parse("1.3.6.1.1.1.0|2|-7\n"
	      "1.3.6.1.1.2.0|4|a|b c\n"
	      "1.3.6.1.1.3.0|4x|00ff1B\n"
	      "1.3.6.1.1.4.0|5|\n"
	      "1.3.6.1.1.5.0|6|1.3.6.1\n"
	      "1.3.6.1.1.6.0|64|10.0.0.1\n"
	      "1.3.6.1.1.7.0|65|4294967295\n"
	      "1.3.6.1.1.8.0|66|5\n"
	      "1.3.6.1.1.9.0|67|6\n"
	      "1.3.6.1.1.10.0|70|18446744073709551615\n"
	      "1.3.6.1.1.11.0|4|\n");
	assert_int_equal(get("1.3.6.1.1.1.0", 0).num, (uint64_t)-7);
	struct varbind v = get("1.3.6.1.1.2.0", 0);
	assert_int_equal(v.len, 5);
	assert_memory_equal(v.bytes, "a|b c", 5);
	v = get("1.3.6.1.1.3.0", 0);
	assert_int_equal(v.type, BER_OCTETS);
	assert_int_equal(v.len, 3);
	assert_memory_equal(v.bytes, "\0\xff\x1b", 3);
	assert_int_equal(get("1.3.6.1.1.4.0", 0).type, BER_NULL);
	v = get("1.3.6.1.1.5.0", 0);
	assert_int_equal(v.len, 3);
	assert_memory_equal(v.bytes, "\x2b\6\1", 3);
	v = get("1.3.6.1.1.6.0", 0);
	assert_int_equal(v.len, 4);
	assert_memory_equal(v.bytes, "\x0a\0\0\1", 4);
	assert_int_equal(get("1.3.6.1.1.7.0", 0).num, UINT32_MAX);
	assert_int_equal(get("1.3.6.1.1.8.0", 0).type, BER_GAUGE32);
	assert_int_equal(get("1.3.6.1.1.9.0", 0).type, BER_TIMETICKS);
	assert_int_equal(get("1.3.6.1.1.10.0", 0).num, UINT64_MAX);
	assert_int_equal(get("1.3.6.1.1.11.0", 0).len, 0);
}

static void a_line_that_is_none_is_refused(void **state)
{
	(void)state;
	static const char *bad[] = {"hello",	   "1.3|4",	    "1.3.6|2|x",
				    "1.3.6|2|",	   "1.x.6|4|a",	    "1.3.6|4x|0",
				    "1.3.6|4x|zz", "1.3.6|64|10.0", "1.3.6|6|a.b",
				    "1.3.6|99|1",  "|4|a",	    "1.3.6|4y|a",
				    "1.3.6||a",	   "1|4|a"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snmprec_fini(&rec);
		if (snmprec_set(&rec, bad[i]))
			fail_msg("'%s' was accepted", bad[i]);
	}
}

static void rows_are_sorted_as_numbers_and_the_first_of_doubles_stays(void **state)
{
	(void)state;
	parse("1.3.6.1.10.0|2|10\n1.3.6.1.9.0|2|9\n1.3.6.1.10.0|2|11\n1.3.6.1.9|2|8");
	assert_next("1.3", "1.3.6.1.9");
	assert_next("1.3.6.1.9", "1.3.6.1.9.0");
	assert_next("1.3.6.1.9.0", "1.3.6.1.10.0");
	assert_next("1.3.6.1.9.5", "1.3.6.1.10.0");
	assert_next("1.3.6.1.10.0", "");
	assert_int_equal(get("1.3.6.1.10.0", 0).num, 10);
}

static void what_is_missing_is_told_apart(void **state)
{
	(void)state;
	parse("1.3.6.1.9.1|2|9\n1.3.6.1.9.2|2|9\n");
	assert_int_equal(get("1.3.6.1.9.3", 0).type, BER_NO_SUCH_INSTANCE);
	assert_int_equal(get("1.3.6.1.8.1", 0).type, BER_NO_SUCH_OBJECT);
}

static void interfaces_get_an_index_and_a_number(void **state)
{
	(void)state;
	parse("1.3.6.1.2.1.31.1.1.1.1.501|4|ge-0/0/0\n"
	      "1.3.6.1.2.1.2.2.1.8.7|2|1\n"
	      "1.3.6.1.2.1.2.2.1.8.501|2|1\n");
	assert_int_equal(get("1.3.6.1.2.1.2.1.0", 0).num, 2);
	assert_int_equal(get("1.3.6.1.2.1.2.2.1.1.7", 0).num, 7);
	assert_int_equal(get("1.3.6.1.2.1.2.2.1.1.501", 0).num, 501);
	assert_next("1.3", "1.3.6.1.2.1.2.1.0");
	assert_next("1.3.6.1.2.1.2.2.1.1.7", "1.3.6.1.2.1.2.2.1.1.501");
}

static void clocks_run_and_counters_move_where_asked(void **state)
{
	(void)state;
	parse("1.3.6.1.2.1.1.3.0|67|100\n"
	      "1.3.6.1.2.1.2.2.1.10.5|65|1000\n"
	      "1.3.6.1.2.1.2.2.1.14.5|65|3\n"
	      "1.3.6.1.2.1.31.1.1.1.6.5|70|1000\n"
	      "1.3.6.1.6.3.10.2.1.3.0|2|10\n");
	assert_int_equal(get("1.3.6.1.2.1.1.3.0", 2000).num, 300);
	assert_int_equal(get("1.3.6.1.6.3.10.2.1.3.0", 2000).num, 12);
	assert_int_equal(get("1.3.6.1.2.1.31.1.1.1.6.5", 2000).num, 1000);
	rec.advance = true;
	assert_int_equal(get("1.3.6.1.2.1.31.1.1.1.6.5", 2000).num, 31000);
	assert_int_equal(get("1.3.6.1.2.1.2.2.1.10.5", 2000).num, 31000);
	assert_int_equal(get("1.3.6.1.2.1.2.2.1.14.5", 2000).num, 3);
}

static void rows_are_set_and_taken_away(void **state)
{
	(void)state;
	parse("1.3.6.1.9.1|2|9\n1.3.6.1.9.2|2|9\n1.3.6.1.91.2|2|9\n");
	assert_true(snmprec_set(&rec, "1.3.6.1.9.1|4|x"));
	assert_int_equal(get("1.3.6.1.9.1", 0).type, BER_OCTETS);
	assert_true(snmprec_set(&rec, "1.3.6.1.8.1|2|5"));
	assert_next("1.3", "1.3.6.1.8.1");
	assert_true(snmprec_unset(&rec, "1.3.6.1.9"));
	assert_next("1.3.6.1.8.1", "1.3.6.1.91.2");
	assert_true(snmprec_unset(&rec, "1.3.6.1.91.2"));
	assert_next("1.3.6.1.8.1", "");
}

static void walk_whole(const char *path)
{
	struct oid name = {.n = 2, .arc = {0, 0}}, before;
	struct varbind value, again;
	uint32_t seen = 0;
	for (;; seen++) {
		before = name;
		if (!snmprec_source.next(&rec, 0, &name, 0, &value))
			break;
		if (oid_compare(&before, &name) >= 0)
			fail_msg("%s: a name does not increase", path);
		assert_true(snmprec_source.get(&rec, 0, &name, 0, &again));
		assert_ptr_equal(value.bytes, again.bytes);
		assert_int_equal(value.num, again.num);
	}
	assert_int_equal(seen, rec.n);
	assert_true(seen > 100);
}

static void every_capture_is_read_and_walked(void **state)
{
	(void)state;
	const char *folder = getenv("NOCTOP_CAPTURES");
	char pattern[512];
	glob_t found;
	if (!folder)
		skip();
	snprintf(pattern, sizeof pattern, "%s/*.snmprec", folder);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		snmprec_fini(&rec);
		assert_true(snmprec_load(&rec, found.gl_pathv[i]));
		walk_whole(found.gl_pathv[i]);
	}
	globfree(&found);
}

static int forget(void **state)
{
	(void)state;
	snmprec_fini(&rec);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_read),
		cmocka_unit_test(a_line_that_is_none_is_refused),
		cmocka_unit_test(
			rows_are_sorted_as_numbers_and_the_first_of_doubles_stays),
		cmocka_unit_test(what_is_missing_is_told_apart),
		cmocka_unit_test(interfaces_get_an_index_and_a_number),
		cmocka_unit_test(clocks_run_and_counters_move_where_asked),
		cmocka_unit_test(rows_are_set_and_taken_away),
		cmocka_unit_test(every_capture_is_read_and_walked),
	};
	return cmocka_run_group_tests_name("snmprec", tests, NULL, forget);
}
