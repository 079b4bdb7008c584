/* Templates of rules, and numbers that never stand on the other side of their limit. */
#include "tests/alert/fixture.h"

#include "probes/alert/wording.h"

static void numbers_are_cut_with_the_decimals_of_their_limit(void **state)
{
	static const struct {
		double value, limit;
		const char *text;
	} rows[] = {
		{93, 90, "93"},	       {94.999, 95, "94"},   {95.0, 95, "95"},
		{99.99, 95, "99"},     {0.137, 0.1, "0.13"}, {0.099, 0.1, "0.09"},
		{2.333, 2.33, "2.33"}, {7.27, 10, "7.2"},    {85.19, 85.2, "85.1"},
		{0, 90, "0"},	       {3, 2.33, "3.00"},    {12.34, NAN, "12"},
		{0.3, 0.3, "0.3"},     {0.7, 0.7, "0.7"},    {100, 90, "100"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char got[32];

		wording_number(got, sizeof got, rows[i].value, rows[i].limit);
		assert_string_equal(got, rows[i].text);
	}
}

static void a_value_reads_true_beside_the_level_that_opened(void **state)
{
	static const struct {
		enum check check;
		double value, limit, clear;
		const char *text;
	} rows[] = {
		{CHECK_UTIL, 93.9, 90, 75, "93% (>90%)"},
		{CHECK_UTIL, 90, 90, 75, "90% (>90%)"},
		{CHECK_UTIL, 89.99, 90, 75, "89% (was >90%, clears <75%)"},
		{CHECK_UTIL, 12, 90, 75, "12% (was >90%, clears <75%)"},
		{CHECK_CPU, 12, 90, 90, "12% (was >90%)"},
		{CHECK_CPU, 12, 90, NAN, "12% (was >90%)"},
		{CHECK_IN_ERRORS, 0.358, 0.1, 0.02, "0.35% (>0.1%)"},
		{CHECK_IN_ERRORS, 0.03, 0.1, 0.02, "0.03% (was >0.1%, clears <0.02%)"},
		{CHECK_LATENCY, 61, NAN, NAN, "61 ms"},
		{CHECK_LATENCY, 54.7, 60, 48, "54 ms (was >60 ms, clears <48 ms)"},
		{CHECK_UNREACHABLE, NAN, NAN, NAN, "-"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char got[96];

		wording_limit(got, sizeof got, rows[i].check, rows[i].value,
			      rows[i].limit, rows[i].clear);
		assert_string_equal(got, rows[i].text);
	}
}

static void every_code_has_its_word(void **state)
{
	static const struct {
		const char *template, *text;
	} rows[] = {
		{"%v (>%l)", "93% (>90%)"},
		{"limit %l", "limit 90%"},
		{"%i %d", "xe-0/0/0 out"},
		{"%i%w", "xe-0/0/0, was 71%"},
		{"[%a]", "[to AMS]"},
		{"%n lost, %r", "38 of 40 lost, wrong key"},
		{"100%", "100%"},
		{"%x %%", "%x %%"},
		{"", ""},
	};
	struct world *w = *state;
	struct subject_view v = {.net = &w->net, .sensor = NONE, .circuit = NONE};
	struct sample s = {
		.known = true,
		.value = 93.7,
		.limit = 90,
		.was_pct = 71.9,
		.direction = "out",
		.reason = "wrong key",
		.count = 38,
		.of = 40,
	};

	world_dev(w, "d0", NONE, NONE);
	world_ports(w, 0, 1, 0);
	w->net.ifs.alias[0] = text_intern_str(&w->net.text, "to AMS");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct rule rule = {.check = CHECK_UTIL};
		char got[WORDING_MAX];

		snprintf(rule.text, sizeof rule.text, "%s", rows[i].template);
		wording_fill(got, sizeof got, &rule, &v, &s);
		assert_string_equal(got, rows[i].text);
	}
}

static void on_its_way_back_a_text_says_when_it_is_over(void **state)
{
	struct world *w = *state;
	struct rule rule = {.check = CHECK_CPU, .text = "CPU %v (>%l), of %l"};
	struct subject_view v = {
		.net = &w->net, .row = NONE, .sensor = NONE, .circuit = NONE};
	struct sample s = {.known = true, .value = 82, .limit = 95, .clear = 88};
	char got[WORDING_MAX];

	wording_fill(got, sizeof got, &rule, &v, &s);
	assert_string_equal(got, "CPU 82% (was >95%, clears <88%), of 95%");
}

static void nothing_is_said_of_what_it_carried_when_unknown(void **state)
{
	struct world *w = *state;
	struct rule rule = {.check = CHECK_IF_DOWN, .text = "down%w"};
	struct subject_view v = {
		.net = &w->net, .row = NONE, .sensor = NONE, .circuit = NONE};
	struct sample s = {.was_pct = NAN};
	char got[WORDING_MAX];

	wording_fill(got, sizeof got, &rule, &v, &s);
	assert_string_equal(got, "down");
}

static void long_names_are_cut_at_a_characters_edge(void **state)
{
	struct world *w = *state;
	struct rule rule = {.check = CHECK_IF_DOWN, .text = "%a%a%a%a%a%a"};
	struct subject_view v = {.net = &w->net, .sensor = NONE, .circuit = NONE};
	struct sample s = {.was_pct = NAN};
	char name[201], got[WORDING_MAX], few[8];

	for (size_t i = 0; i < 200; i += 2)
		memcpy(name + i, "\xc3\xa4", 2);
	name[200] = '\0';
	world_dev(w, "d0", NONE, NONE);
	world_ports(w, 0, 1, 0);
	w->net.ifs.alias[0] = text_intern_str(&w->net.text, name);
	wording_fill(got, sizeof got, &rule, &v, &s);
	assert_int_equal(strlen(got), 254);
	assert_int_equal((unsigned char)got[253], 0xa4);
	wording_fill(few, sizeof few, &rule, &v, &s);
	assert_int_equal(strlen(few), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_cut_with_the_decimals_of_their_limit),
		cmocka_unit_test(a_value_reads_true_beside_the_level_that_opened),
		WORLD_TEST(every_code_has_its_word),
		WORLD_TEST(on_its_way_back_a_text_says_when_it_is_over),
		WORLD_TEST(nothing_is_said_of_what_it_carried_when_unknown),
		WORLD_TEST(long_names_are_cut_at_a_characters_edge),
	};

	return cmocka_run_group_tests_name("wording", tests, NULL, NULL);
}
