/* What stands between slashes, against what POSIX says and regexec() does. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "probes/base/text.h"
#include "views/pattern.h"

static bool has(const char *pattern, const char *text)
{
	struct pattern p;
	char error[PATTERN_ERROR];
	uint32_t steps = 0;

	if (!pattern_compile(&p, pattern, error))
		fail_msg("/%s/: %s", pattern, error);
	return pattern_has(&p, text, &steps);
}

static void a_part_of_the_text_is_found_in_either_case(void **state)
{
	(void)state;
	assert_true(has("core", "fra-CORE-01"));
	assert_true(has("FRA", "fra-core-01"));
	assert_false(has("corr", "fra-core-01"));
	assert_true(has("", ""));
	assert_true(has("[a-c]ORE", "fra-Core-01"));
	assert_false(has("[^C]ore", "fra-Core-01"));
}

static void
signs_behind_a_backslash_are_themselves_and_three_letters_are_classes(void **state)
{
	(void)state;
	assert_true(has("10\\.2\\.", "10.2.0.1"));
	assert_false(has("10\\.2\\.", "10a2.0.1"));
	assert_true(has("^\\d+$", "4711"));
	assert_false(has("^\\d+$", "47x11"));
	assert_true(has("a\\sb\\w", "a b_"));
	assert_true(has("\\(x\\)\\*\\$", "(x)*$"));
}

static void a_character_of_several_bytes_is_one(void **state)
{
	(void)state;
	assert_true(has("^z.rich$", "zürich"));
	assert_true(has("^z[^u]rich$", "zürich"));
	assert_false(has("^z..rich$", "zürich"));
	assert_true(has("zü", "Zürich"));
	assert_true(has("^.{2}$", "日本"));
	assert_false(has("^.{3}$", "日本"));
}

/* Short texts of few letters, against the library's. */
static void it_is_found_where_regexec_finds_it(void **state)
{
	static const char *const patterns[] = {
		"a", "ab", "a*", "a+b", "a?b", "^a", "b$", "^a*$", "^$", "a|b",
		"^(a|bc)+$",
		"(ab|a)(bc|c)", "a{2}", "a{2,}b", "a{1,2}b$", "^a{0,2}$", "(a|b){2,3}c",
		"((a)|(b*))c", "[ab]c", "[^ab]", "[^c]*c$", "a.c", "^.{3}$", "(^|b)a",
		"a(c|$)", "[]a]b", "[a-]", "(a*)*b", "(a*)+$", "((a|b)*c){2}", "x*",
		"[[:alpha:]]{2}", "[[:digit:]]", "^(a|^b)", "^^a$$", "(^a|b$)+",
		"(a{2}){2}", "(b|a{0,1})c",
		"a\\.", "(|a)b", "a||b", "(a|b)*a(a|b){9}"};
	static const char letters[] = "abc.";
	unsigned texts = 0;

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		char error[PATTERN_ERROR];
		uint32_t steps = 0;
		struct pattern p;
		regex_t re;

		assert_true(pattern_compile(&p, patterns[i], error));
		assert_int_equal(0, regcomp(&re, patterns[i],
					    REG_EXTENDED | REG_NOSUB | REG_ICASE));
		for (unsigned k = 0; k < 4096; k++) {
			char text[8];
			unsigned n = 0;
			bool found;

			for (unsigned rest = k; rest > 0 && n < 6; rest /= 5) {
				if (rest % 5 == 0)
					break;
				text[n++] = letters[rest % 5 - 1];
			}
			text[n] = '\0';
			texts++;
			found = pattern_has(&p, text, &steps);
			if (found != !regexec(&re, text, 0, NULL, 0))
				fail_msg("/%s/ in '%s'", patterns[i], text);
			if (found && (p.letters & ~text_letters(text) || p.least > n))
				fail_msg("/%s/ asks '%s' for too much", patterns[i],
					 text);
		}
		regfree(&re);
	}
	assert_true(texts > 100000);
}

/* Which letters are there wherever it is found, and how many bytes. */
static void what_a_text_must_have_is_known(void **state)
{
	static const struct {
		const char *pattern, *letters;
		unsigned least;
	} known[] = {
		{"core", "core", 4},
		{"^desk .*[13]7 /", "desk 7/", 9},
		{"ab|a", "a", 1},
		{"a|b", "", 1},
		{"(ab)+c?d*", "ab", 2},
		{"a{0,2}b{2,3}", "b", 2},
		{"([0-9].{0,5}){5}z", "z", 6},
		{"[Aa]b", "ab", 2},
		{"x(|y)", "x", 1},
		{"[^a]b.", "b", 3},
		{"(^|z)b", "b", 1},
		{"$^", "", 0},
		{"", "", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		char error[PATTERN_ERROR];
		struct pattern p;

		assert_true(pattern_compile(&p, known[i].pattern, error));
		if (p.letters != text_letters(known[i].letters))
			fail_msg("/%s/: %llx", known[i].pattern,
				 (unsigned long long)p.letters);
		assert_int_equal(p.least, known[i].least);
	}
}

static void what_is_no_pattern_says_why(void **state)
{
	static const struct {
		const char *pattern, *error;
	} bad[] = {
		{"(a", "a ( is not closed"},
		{"a)", "a ) without its ("},
		{"[a", "a [ is not closed"},
		{"[]", "a [ is not closed"},
		{"*a", "nothing to repeat"},
		{"a|+", "nothing to repeat"},
		{"a**", "what is repeated is repeated"},
		{"a{2", "between { } stand one or two numbers"},
		{"a{3,2}", "between { } stand one or two numbers"},
		{"a{0}", "between { } stand one or two numbers"},
		{"a{99999999999}", "too many repeats"},
		{"[z-a]", "a range in [ ] is the wrong way round"},
		{"[ü]", "only plain letters may stand in [ ]"},
		{"[[:nonsense:]]", "no such class in [ ]"},
		{"(a)\\1", "there are no back-references in patterns"},
		{"a\\", "nothing stands behind the \\"},
		{"\\b", "no such letter behind a \\"},
		{"((((((((((((((((((a))))))))))))))))))", "too many ( in each other"},
	};
	char error[PATTERN_ERROR];
	struct pattern p;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(pattern_compile(&p, bad[i].pattern, error));
		assert_string_equal(error, bad[i].error);
	}
}

/* Those that take other engines for ever, or all of the memory. */
static void no_pattern_takes_long(void **state)
{
	static const char *const hostile[] = {
		"(a*)*$", "(a|a)*b", "(a|aa)+$", "(.*a){8}", "(.*.*.*)x", "(x+x+)+y",
		"((a*)*)*b"};
	static const char *const long_ones[] = {
		"(a{32}){32}", "((a{9}){9}){9}", ".{32}", "(){32}", "((){32}){32}",
		"(((){32}){32}){32}", "(((((){32}){32}){32}){32}){32}"};
	char text[256], error[PATTERN_ERROR];
	struct pattern p;

	(void)state;
	memset(text, 'a', 255);
	text[255] = '\0';
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		uint32_t steps = 0;

		assert_true(pattern_compile(&p, hostile[i], error));
		pattern_has(&p, text, &steps);
		assert_in_range(steps, 1, 300 * (PATTERN_LETTERS + 1));
	}
	for (size_t i = 0; i < sizeof long_ones / sizeof *long_ones; i++)
		if (!pattern_compile(&p, long_ones[i], error))
			assert_string_equal(error, "the pattern is too long");
	assert_false(pattern_compile(&p, "(a{32}){32}", error));
	assert_false(pattern_compile(&p, "(((((){32}){32}){32}){32}){32}", error));
}

/* More places than are remembered, and more patterns. */
static void what_is_remembered_changes_nothing(void **state)
{
	struct pattern p[9];
	char text[12 + 1], pattern[32], error[PATTERN_ERROR];
	uint32_t steps = 0;

	(void)state;
	for (unsigned i = 0; i < 9; i++) {
		snprintf(pattern, sizeof pattern, "a[ab]{%u}b$", 9 - i % 9);
		assert_true(pattern_compile(&p[i], pattern, error));
	}
	for (unsigned k = 0; k < 4096; k++) {
		for (unsigned i = 0; i < 12; i++)
			text[i] = k >> i & 1 ? 'a' : 'b';
		text[12] = '\0';
		for (unsigned i = 0; i < 9; i++)
			assert_int_equal(pattern_has(&p[i], text, &steps),
					 text[11] == 'b' && text[11 - (10 - i)] == 'a');
	}
}

/* Texts that are alike take a step a byte, whatever the pattern. */
static void what_was_looked_for_before_takes_a_step_a_byte(void **state)
{
	uint32_t first = 0, steps = 0;
	char error[PATTERN_ERROR];
	struct pattern p;

	(void)state;
	assert_true(pattern_compile(&p, "(.*.*a){8}b", error));
	pattern_has(&p, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &first);
	pattern_has(&p, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &steps);
	assert_in_range(first, 80, 40 * PATTERN_LETTERS);
	assert_int_equal(steps, 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_of_the_text_is_found_in_either_case),
		cmocka_unit_test(
			signs_behind_a_backslash_are_themselves_and_three_letters_are_classes),
		cmocka_unit_test(a_character_of_several_bytes_is_one),
		cmocka_unit_test(it_is_found_where_regexec_finds_it),
		cmocka_unit_test(what_a_text_must_have_is_known),
		cmocka_unit_test(what_is_no_pattern_says_why),
		cmocka_unit_test(no_pattern_takes_long),
		cmocka_unit_test(what_is_remembered_changes_nothing),
		cmocka_unit_test(what_was_looked_for_before_takes_a_step_a_byte),
	};

	return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
