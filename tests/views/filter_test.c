/* What is typed behind '/'. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "probes/base/text.h"
#include "views/filter.h"

static struct filter_facts thing(void)
{
	struct filter_facts f;

	filter_facts_init(&f);
	f.site = "FRA";
	f.site_title = "Frankfurt";
	f.dev = "fra-core-01";
	f.entity = "xe-0/0/3";
	f.state = "degraded";
	f.tags = "mpls,backbone";
	f.words[0] = "to ams-core-01";
	f.who = "mk";
	f.severity = SEV_MAJOR;
	f.acked = true;
	f.number[FILTER_UTIL] = 83.5;
	f.number[FILTER_AGE] = 252000;
	return f;
}

static bool passes(const char *text)
{
	struct filter_facts facts = thing();
	struct filter f = {.n = 0};
	char error[FILTER_SIZE];

	if (!filter_parse(&f, text, error))
		fail_msg("%s: %s", text, error);
	return filter_match(&f, &facts);
}

static void all_words_must_be_there_and_none_of_the_negated(void **state)
{
	(void)state;
	assert_true(passes(""));
	assert_true(passes("  core   AMS "));
	assert_false(passes("core lon"));
	assert_true(passes("core !lon"));
	assert_false(passes("core !ams"));
	assert_true(passes("\"to ams\""));
	assert_false(passes("\"ams to\""));
	assert_true(passes("!\"ams to\""));
	assert_true(passes("core !")); /* still being typed */
}

static void a_field_asks_one_thing(void **state)
{
	(void)state;
	assert_true(passes("site:fra dev:core if:xe state:degr tag:mpls"));
	assert_true(passes("site:frankfurt"));
	assert_false(passes("site:core"));
	assert_false(passes("!site:fra"));
	assert_true(passes("SITE:FRA"));
	assert_true(passes("site:")); /* still being typed */
}

static void severities_are_compared(void **state)
{
	(void)state;
	assert_true(passes("sev>=warn"));
	assert_true(passes("sev:maj"));
	assert_false(passes("sev>major"));
	assert_true(passes("sev<crit"));
	assert_true(passes("!sev:critical"));
}

static void numbers_are_compared_and_unknown_ones_match_nothing(void **state)
{
	(void)state;
	assert_true(passes("util>80"));
	assert_true(passes("util>=83.5%"));
	assert_false(passes("util>83.5"));
	assert_true(passes("util=83"));
	assert_true(passes("util<=90 age>4m age<5m"));
	assert_false(passes("cpu>0"));
	assert_false(passes("cpu<=0"));
	assert_false(passes("cpu=0"));
	assert_true(passes("!cpu>0"));
}

static void ack_is_a_word_a_choice_or_a_name(void **state)
{
	(void)state;
	assert_true(passes("ack"));
	assert_false(passes("!ack"));
	assert_true(passes("ack:yes"));
	assert_false(passes("ack:no"));
	assert_true(passes("ack:mk"));
	assert_false(passes("ack:jdoe"));
	assert_true(passes("\"ack\"")); /* the word itself: backbone */
}

static void bad_syntax_keeps_the_filter_and_says_what_is_wrong(void **state)
{
	const struct {
		const char *text, *error;
	} bad[] = {{"sevv>=warn", "no field 'sevv'"},
		   {"sev>=wrn", "'wrn' is no severity"},
		   {"sev>=", "'' is no severity"},
		   {"util>x", "'x' is no number"},
		   {"util>80x", "'80x' is no number"},
		   {"age>soon", "'soon' is no number"},
		   {"site>fra", "'fra' cannot be compared"},
		   {"/(fra/", "a ( is not closed"},
		   {"/a/b/", "a slash in a pattern is written \\/"},
		   {"util:/8/", "only words have patterns"},
		   {"ack:/mk/", "only words have patterns"},
		   {"sitte:/a/", "no field 'sitte'"},
		   {"/(a)\\1/", "there are no back-references in patterns"},
		   {"/a/ /b/ /c/", "more than 2 patterns"},
		   {"a b c d e f g h i j k l m", "more than 12 words"}};
	struct filter_facts facts = thing();
	struct filter f = {.n = 0};
	char error[FILTER_SIZE];

	(void)state;
	assert_true(filter_parse(&f, "lon", error));
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(filter_parse(&f, bad[i].text, error));
		assert_string_equal(error, bad[i].error);
		assert_false(filter_match(&f, &facts));
	}
	assert_true(filter_parse(&f, "fra", error));
	assert_string_equal(error, "");
	assert_true(filter_match(&f, &facts));
}

static void a_pattern_stands_for_a_word_alone_or_in_a_field(void **state)
{
	(void)state;
	assert_true(passes("/^fra-(core|edge)-0[1-4]$/"));
	assert_false(passes("/^core/"));
	assert_true(passes("!/^core/ site:fra"));
	assert_true(passes("/to ams/ /^xe-/")); /* blanks are its own */
	assert_false(passes("/ams to/"));
	assert_true(passes("if:/^xe-0\\/0\\/[1-3]$/"));
	assert_true(passes("dev:/CORE/"));
	assert_false(passes("dev:/xe/"));
	assert_true(passes("!dev:/xe/"));
	assert_true(passes("\"xe-0/0/3\"")); /* in quotes, or not at the beginning */
	assert_true(passes("0/0/3"));
	assert_false(passes("\"/^fra/\""));
	assert_false(passes("if:\"/^xe/\""));
	/* while it is being typed */
	assert_true(passes("/"));
	assert_true(passes("!/"));
	assert_true(passes("/^fr"));
	assert_false(passes("/^core"));
	assert_true(passes("//"));
}

static bool narrows(const char *text, const char *than)
{
	struct filter f = {.n = 0}, wide = {.n = 0};
	char error[FILTER_SIZE];

	assert_true(filter_parse(&f, text, error));
	assert_true(filter_parse(&wide, than, error));
	return filter_narrows(&f, &wide);
}

static void a_filter_that_grew_lets_through_no_more(void **state)
{
	(void)state;
	assert_true(narrows("a", ""));
	assert_false(narrows("", "a"));
	assert_true(narrows("core", "COR"));
	assert_false(narrows("cor", "core"));
	assert_true(narrows("core site:fra !lon", "site:fra !lon"));
	assert_true(narrows("site:fra", "fr"));
	assert_false(narrows("fra", "site:fr"));
	/* of what must not be there it is the other way round */
	assert_true(narrows("!lo", "!lon"));
	assert_false(narrows("!lon", "!lo"));
	assert_false(narrows("!site:lo", "!lon"));
	assert_false(narrows("lon", "!lon"));
	/* what is compared must be the same */
	assert_true(narrows("util>80 x", "util>80"));
	assert_false(narrows("util>81", "util>8"));
	assert_false(narrows("util>80", "util<80"));
	assert_true(narrows("ack:mk sev>=warn", "ack:mk"));
	assert_false(narrows("ack:yes", "ack:ye"));
	assert_true(narrows("/a+b/ x", "/a+b/"));
	assert_false(narrows("/a+b/", "/a+/"));
	assert_false(narrows("/abc/", "b"));
	assert_false(narrows("abc", "/abc/"));
}

static uint16_t given(const char *text, const char *wide)
{
	struct filter f = {.n = 0}, w = {.n = 0};
	char error[FILTER_SIZE];

	assert_true(filter_parse(&f, text, error));
	assert_true(filter_parse(&w, wide, error));
	return filter_given(&f, &w);
}

static void what_a_filter_let_through_is_not_asked_again(void **state)
{
	struct filter_facts facts = thing();
	struct filter f = {.n = 0};
	char error[FILTER_SIZE];

	(void)state;
	assert_int_equal(given("!c d0 util>80", "!c d"), 1);
	assert_int_equal(given("d !c", "!c d"), 3);
	assert_int_equal(given("d", "d00"), 1);
	assert_int_equal(given("d00", "d"), 0);
	assert_int_equal(given("a", ""), 0);
	assert_true(filter_parse(&f, "nowhere !nothing", error));
	assert_int_equal(filter_all(&f), 3);
	assert_false(filter_match(&f, &facts));
	facts.given = 1;
	assert_true(filter_match(&f, &facts));
}

static void what_says_nothing_yet_is_trimmed(void **state)
{
	static const char *const texts[][2] = {
		{"", ""},	  {"!", ""},	       {" ! ", ""},
		{"a ", "a"},	  {"a  !", "a"},       {"!a b ! ", "!a b"},
		{"a!", "a!"},	  {"a !b", "a !b"},    {"\"a ", "\"a "},
		{"/a /", "/a /"}, {"/a /b ", "/a /b "}};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char text[FILTER_SIZE], error[FILTER_SIZE];
		struct filter whole = {.n = 0}, trimmed = {.n = 0};

		snprintf(text, sizeof text, "%s", texts[i][0]);
		filter_trim(text);
		assert_string_equal(text, texts[i][1]);
		if (filter_parse(&whole, texts[i][0], error)) {
			assert_true(filter_parse(&trimmed, text, error));
			assert_int_equal(whole.n, trimmed.n);
		}
	}
}

/* Rows of which the letters are known are not looked through without need. */
static void what_has_not_the_letters_is_passed_by(void **state)
{
	struct filter_facts facts = thing();
	struct filter f = {.n = 0};
	char error[FILTER_SIZE];

	(void)state;
	facts.entity = "Xe-0/0/1";
	assert_true(filter_parse(&f, "if:xE-0", error));
	assert_true(filter_match(&f, &facts));
	facts.letters = text_letters(facts.entity);
	assert_true(filter_match(&f, &facts));
	assert_true(filter_parse(&f, "0/1", error));
	assert_true(filter_match(&f, &facts));
	facts.letters = text_letters("Xe-0/0/");
	assert_false(filter_match(&f, &facts));
	assert_true(filter_parse(&f, "/0.1$/", error));
	assert_false(filter_match(&f, &facts));
	assert_true(filter_parse(&f, "/0.[1-9]$/", error));
	assert_true(filter_match(&f, &facts));
	assert_true(filter_parse(&f, "!0/1", error));
	assert_true(filter_match(&f, &facts));
}

static void a_quoted_word_is_no_field(void **state)
{
	struct filter_facts facts = thing();
	struct filter f = {.n = 0};
	char error[FILTER_SIZE];

	(void)state;
	facts.words[1] = "since 10:22";
	assert_false(filter_parse(&f, "10:22", error));
	assert_true(filter_parse(&f, "\"10:22\"", error));
	assert_true(filter_match(&f, &facts));
}

static void only_numbers_that_it_asks_for_are_wanted(void **state)
{
	struct filter_facts facts;
	char error[FILTER_SIZE];
	struct filter f;

	(void)state;
	assert_true(filter_parse(&f, "util>80 !cpu<5 loss sev>=major", error));
	assert_int_equal(f.numbers, 1u << FILTER_UTIL | 1u << FILTER_CPU);
	filter_facts_init(&facts);
	facts.numbers = f.numbers;
	assert_true(filter_asks(&facts, FILTER_CPU));
	assert_false(filter_asks(&facts, FILTER_LOSS));
}

/* What one thing took is counted with what the next does. */
static void of_the_next_thing_nothing_is_known_but_what_is_asked(void **state)
{
	struct filter_facts f;

	(void)state;
	filter_facts_init(&f);
	f.numbers = 1u << FILTER_CPU;
	f.given = 2;
	f.steps = 70;
	f.dev = "fra-core-01";
	f.of = 5;
	f.acked = true;
	f.number[FILTER_CPU] = 3;
	filter_facts_next(&f);
	assert_int_equal(f.numbers, 1u << FILTER_CPU);
	assert_int_equal(f.given, 2);
	assert_int_equal(f.steps, 70);
	assert_string_equal(f.dev, "");
	assert_int_equal(f.of, NONE);
	assert_false(f.acked);
	assert_true(isnan(f.number[FILTER_CPU]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_words_must_be_there_and_none_of_the_negated),
		cmocka_unit_test(a_field_asks_one_thing),
		cmocka_unit_test(severities_are_compared),
		cmocka_unit_test(numbers_are_compared_and_unknown_ones_match_nothing),
		cmocka_unit_test(ack_is_a_word_a_choice_or_a_name),
		cmocka_unit_test(bad_syntax_keeps_the_filter_and_says_what_is_wrong),
		cmocka_unit_test(what_a_filter_let_through_is_not_asked_again),
		cmocka_unit_test(what_says_nothing_yet_is_trimmed),
		cmocka_unit_test(what_has_not_the_letters_is_passed_by),
		cmocka_unit_test(a_quoted_word_is_no_field),
		cmocka_unit_test(a_pattern_stands_for_a_word_alone_or_in_a_field),
		cmocka_unit_test(a_filter_that_grew_lets_through_no_more),
		cmocka_unit_test(only_numbers_that_it_asks_for_are_wanted),
		cmocka_unit_test(of_the_next_thing_nothing_is_known_but_what_is_asked),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
