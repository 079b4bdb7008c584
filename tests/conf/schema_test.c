/* Values of each type, and keys against their table. */
#include "probes/conf/schema.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static void addresses_are_known_by_their_form(void **state)
{
	(void)state;
	static const char *const good[] = {
		"10.10.0.1",   "::1",  "fe80::1%eth0",	     "2001:db8::1",
		"fra-core-01", "a",    "router.example.net", "router.example.net.",
		"r_1.lan",     "3com", "1and1.de",
	};
	static const char *const bad[] = {
		"",	    "10.0.0.256", "10.0.0",	"1",	     "-a",
		"a-",	    "a..b",	  ".",		"a b",	     "2001:db8::g",
		"fe80::1%", "a/24",	  "10.0.0.1/8", "ü.example",
	};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!address_valid(good[i]))
			fail_msg("'%s' is an address", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (address_valid(bad[i]))
			fail_msg("'%s' is no address", bad[i]);
}

static void a_label_has_at_most_63_bytes_and_a_name_253(void **state)
{
	(void)state;
	char name[300];
	memset(name, 'a', sizeof name);
	name[63] = '\0';
	assert_true(address_valid(name));
	name[63] = 'a', name[64] = '\0';
	assert_false(address_valid(name));
	for (size_t i = 0; i < sizeof name; i++)
		name[i] = i % 10 == 9 ? '.' : 'a';
	name[253] = '\0';
	assert_true(address_valid(name));
	name[253] = 'a', name[254] = '\0';
	assert_false(address_valid(name));
}

static void ports_are_1_to_65535(void **state)
{
	(void)state;
	uint16_t port;
	assert_true(port_parse("161", &port));
	assert_int_equal(port, 161);
	assert_true(port_parse("65535", &port));
	assert_true(port_parse("010", &port)); /* decimal, whatever it looks like */
	assert_int_equal(port, 10);
	static const char *const bad[] = {"",	    "0",  "65536", "99999",
					  "100000", "-1", "1x",	   " 1"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(port_parse(bad[i], &port));
}

static void speeds_have_a_unit(void **state)
{
	(void)state;
	uint64_t bps;
	assert_true(speed_parse("10M", &bps));
	assert_int_equal(bps, 10000000);
	assert_true(speed_parse("2.5G", &bps));
	assert_int_equal(bps, 2500000000);
	assert_true(speed_parse("64k", &bps));
	assert_int_equal(bps, 64000);
	assert_true(speed_parse("9600", &bps));
	assert_int_equal(bps, 9600);
	static const char *const bad[] = {"",	 "0",	   "M",	  "10MB",
					  "-1M", "1.2.3M", "10X", "99999T"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(speed_parse(bad[i], &bps));
}

static void numbers_are_decimal(void **state)
{
	(void)state;
	double v;
	assert_true(number_parse("0.02", &v));
	assert_float_equal(v, 0.02, 1e-9);
	assert_true(number_parse("-3", &v));
	static const char *const bad[] = {"",	  "x",	 "1x", "nan",  "inf",
					  "0x10", "1e9", "-",  "1.2.3"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(number_parse(bad[i], &v));
}

static void words_are_found_by_their_place(void **state)
{
	(void)state;
	assert_int_equal(word_find("core|dist|edge", "core"), 0);
	assert_int_equal(word_find("core|dist|edge", "EDGE"), 2);
	assert_int_equal(word_find("core|dist|edge", "cor"), -1);
	assert_int_equal(word_find("core|dist|edge", "core|dist"), -1);
	assert_int_equal(word_find("core|dist|edge", ""), -1);
}

static const struct key_def keys[] = {
	{"address", KEY_ADDRESS, NULL, "", true},
	{"poll", KEY_DURATION, NULL, "", false},
	{"role", KEY_WORD, "core|dist", "", false},
	{"roles", KEY_WORDS, "core|dist", "", false},
	{"parent", KEY_NAMES, NULL, "", false},
	{"zone", KEY_ZONE, NULL, "", false},
	{"when", KEY_CALENDAR, NULL, "", false},
	{"speed.*", KEY_SPEED, NULL, "", false},
	{0},
};
static const struct key_def secret_keys[] = {
	{"community", KEY_SECRET, NULL, "", false},
	{0},
};
static const struct kind_def kinds[] = {
	{"device", KIND_NAMED, keys, ""},
	{"noctop", KIND_PLAIN, keys, ""},
	{"auth", KIND_NAMED, secret_keys, ""},
	{"link", KIND_LATER, keys, ""},
	{0},
};

static void assert_faults(const char *text, const char *faults)
{
	struct ini ini = {0};
	struct faults f = {0};
	ini_parse(&ini, "f", text, strlen(text), &f);
	schema_check(kinds, &ini, &f);
	faults_sort(&f);
	assert_string_equal(f.n ? f.text.data : "", faults);
	ini_fini(&ini);
	faults_fini(&f);
}

static void what_is_of_its_type_is_no_fault(void **state)
{
	(void)state;
	assert_faults("[device a]\naddress = ::1\npoll = 30s\nrole = Core\nroles = "
		      "dist, core\n"
		      "parent = a, b\nzone = UTC\nspeed.xe-0/0/3 = 10M\n"
		      "when = Mon-Fri 08:00-18:00, Sat 09:00-12:00\n",
		      "");
}

static void every_fault_is_told_at_its_line(void **state)
{
	(void)state;
	assert_faults(
		"[device a]\naddress = 10.0.0.300\npoll = soon\nrole = cor\n"
		"roles = core, tist\nparent = a, b/c\nzone = Mars/Base\nspeed. = 1\n"
		"speed.x = fast\nwhen = Mon-Fry\n",
		"f:2: address: '10.0.0.300' is not an IPv4 or IPv6 address or a host "
		"name\n"
		"f:3: poll: 'soon' is not a duration (500ms, 30s, 5m, 1h)\n"
		"f:4: role: 'cor' is none of core|dist: did you mean 'core'?\n"
		"f:5: roles: 'tist' is none of core|dist: did you mean 'dist'?\n"
		"f:6: parent: 'b/c' is not a name (a-z 0-9 . _ -)\n"
		"f:7: zone: 'Mars/Base' is not a time zone (Europe/Berlin)\n"
		"f:8: unknown key 'speed.' in [device]: did you mean 'speed.*'?\n"
		"f:9: speed.x: 'fast' is not a speed (64k, 10M, 2.5G)\n"
		"f:10: when: 'Mon-Fry' is no weekday, month, day or time\n");
}

static void a_missing_key_is_told_at_the_section(void **state)
{
	(void)state;
	assert_faults("\n[device a]\npoll = 1s\n", "f:2: [device a] has no address\n");
}

static void a_mistyped_key_is_not_also_missing(void **state)
{
	(void)state;
	assert_faults(
		"[device a]\nadress = ::1\n",
		"f:2: unknown key 'adress' in [device]: did you mean 'address'?\n");
}

static void a_faulty_value_is_not_also_missing(void **state)
{
	(void)state;
	assert_faults("[device a]\naddress = a#b\n",
		      "f:2: address: '#' would cut the value: quote it\n");
}

static void a_key_without_a_value_is_a_fault(void **state)
{
	(void)state;
	assert_faults("[device a]\naddress =\n", "f:2: address has no value\n");
}

static void sections_are_checked_by_kind(void **state)
{
	(void)state;
	assert_faults("[devise a]\n[device]\n[noctop x]\n[link l]\na = b\n[zzz]\n",
		      "f:1: unknown section [devise]: did you mean 'device'?\n"
		      "f:2: [device] needs a name: [device NAME]\n"
		      "f:3: [noctop] takes no name\n"
		      "f:4: [link] is not supported yet\n"
		      "f:6: unknown section [zzz]\n");
}

static void what_may_be_a_wrapped_secret_is_not_shown(void **state)
{
	(void)state;
	assert_faults(
		"[auth a]\ncommunity = abc\nCANARY-7f3a==\ncomunity = x\n",
		"f:3: unknown key (not shown: [auth] holds secrets)\n"
		"f:4: unknown key 'comunity' in [auth]: did you mean 'community'?\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_known_by_their_form),
		cmocka_unit_test(a_label_has_at_most_63_bytes_and_a_name_253),
		cmocka_unit_test(ports_are_1_to_65535),
		cmocka_unit_test(speeds_have_a_unit),
		cmocka_unit_test(numbers_are_decimal),
		cmocka_unit_test(words_are_found_by_their_place),
		cmocka_unit_test(what_is_of_its_type_is_no_fault),
		cmocka_unit_test(every_fault_is_told_at_its_line),
		cmocka_unit_test(a_missing_key_is_told_at_the_section),
		cmocka_unit_test(a_mistyped_key_is_not_also_missing),
		cmocka_unit_test(a_faulty_value_is_not_also_missing),
		cmocka_unit_test(a_key_without_a_value_is_a_fault),
		cmocka_unit_test(sections_are_checked_by_kind),
		cmocka_unit_test(what_may_be_a_wrapped_secret_is_not_shown),
	};
	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
