/* What foreign bytes become. */
#include "probes/base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const char *clean(const char *bytes, size_t n)
{
	static char out[TEXT_BYTES_MAX + 1];
	uint16_t width;
	size_t len = text_clean(bytes, n, out, &width);

	assert_int_equal(len, strlen(out));
	assert_int_equal(width, text_width(out));
	return out;
}

#define ASSERT_BECOMES(bytes, expected)                                                \
	assert_string_equal(clean(bytes, sizeof(bytes) - 1), expected)

static void plain_text_stays(void **state)
{
	(void)state;
	ASSERT_BECOMES("", "");
	ASSERT_BECOMES("GigabitEthernet0/0/1  uplink", "GigabitEthernet0/0/1  uplink");
	ASSERT_BECOMES("Z\u00fcrich \u6771\u4eac \u2192 \U0001F4A1",
		       "Z\u00fcrich \u6771\u4eac \u2192 \U0001F4A1");
}

static void controls_become_visible(void **state)
{
	(void)state;
	ASSERT_BECOMES("a\x1b[31mb", "a\uFFFD[31mb");
	ASSERT_BECOMES("a\0b\x07\x7f", "a\uFFFDb\uFFFD\uFFFD");
	ASSERT_BECOMES("\xc2\x80\xc2\x9b"
		       "1m",
		       "\uFFFD\uFFFD1m");
	ASSERT_BECOMES("\x08\x0b\x0c", "\uFFFD\uFFFD\uFFFD");
}

static void breaks_and_tabs_become_one_blank(void **state)
{
	(void)state;
	ASSERT_BECOMES("a\nb", "a b");
	ASSERT_BECOMES("a\r\n\t\r\nb", "a b");
	ASSERT_BECOMES("\n", " ");
	ASSERT_BECOMES("a \n b", "a   b");
}

static void what_hides_or_reorders_becomes_visible(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"\u202a", "\u202b",	"\u202c", "\u202d",	"\u202e",     "\u2066",
		"\u2067", "\u2068",	"\u2069", "\u200e",	"\u200f",     "\u061c",
		"\u200b", "\u200c",	"\u200d", "\u2060",	"\ufeff",     "\u00ad",
		"\ufff9", "\ufffa",	"\ufffb", "\U000e0001", "\U000e0041", "\u2028",
		"\u2029", "\u115f",	"\u1160", "\u3164",	"\uffa0",     "\u2800",
		"\ue000", "\U0010fffd", "\u0378", "\uffff",	"\ufe0f",     "\u034f",
		"\u180e", "\U0001d173",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char bytes[8] = "a";

		memcpy(bytes + 1, bad[i], strlen(bad[i]));
		assert_string_equal(clean(bytes, strlen(bytes)), "a\uFFFD");
	}
}

/* The examples of Unicode 3.9, table 3-8 and its like. */
static void invalid_utf_8_becomes_one_fffd_each_maximal_subpart(void **state)
{
	(void)state;
	ASSERT_BECOMES("a\xf1\x80\x80\xe1\x80\xc2"
		       "b\x80"
		       "c\x80\xbf"
		       "d",
		       "a\uFFFD\uFFFD\uFFFD"
		       "b\uFFFD"
		       "c\uFFFD\uFFFD"
		       "d");
	ASSERT_BECOMES("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82"
		       "A",
		       "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
		       "A");
	ASSERT_BECOMES("\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD");
	ASSERT_BECOMES("\xf4\x91\x92\x93\xff"
		       "A\x80\xbf"
		       "B",
		       "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
		       "A\uFFFD\uFFFD"
		       "B");
	ASSERT_BECOMES("\xf5\x80", "\uFFFD\uFFFD");
	ASSERT_BECOMES("\xe2\x82", "\uFFFD");
	ASSERT_BECOMES("Z\xfcrich", "Z\uFFFDrich");
}

static void a_sequence_cut_by_the_end_does_not_read_on(void **state)
{
	(void)state;
	assert_string_equal(clean("\u20ac", 2), "\uFFFD");
}

static void accents_are_composed(void **state)
{
	(void)state;
	ASSERT_BECOMES("Zu\u0308rich", "Z\u00fcrich");
	ASSERT_BECOMES("e\u0323\u0302", "\u1ec7");
	ASSERT_BECOMES("\u1112\u1161\u11ab", "\ud55c");
}

static void a_base_keeps_two_marks(void **state)
{
	(void)state;
	ASSERT_BECOMES("x\u0301\u0302\u0303\u0304y", "x\u0301\u0302y");
	ASSERT_BECOMES("e\u0301\u0302\u0303\u0304", "\u00e9\u0302\u0303");
}

static void a_mark_without_a_base_becomes_visible(void **state)
{
	(void)state;
	ASSERT_BECOMES("\u0301"
		       "a",
		       "\uFFFD"
		       "a");
	ASSERT_BECOMES("\u20dd", "\uFFFD");
}

static void a_spacing_mark_is_a_base_and_stays_in_front(void **state)
{
	(void)state;
	ASSERT_BECOMES("\u302f\U0001d181", "\u302f\U0001d181");
}

static void a_flood_of_marks_is_bounded(void **state)
{
	(void)state;
	char zalgo[2 * 4000 + 2] = "x";

	for (int i = 0; i < 4000; i++)
		memcpy(zalgo + 1 + 2 * i, "\u0301", 2);
	zalgo[8001] = 'y';
	assert_string_equal(clean(zalgo, sizeof zalgo), "x\u0301\u0301y");
}

static void long_text_is_cut_and_ends_in_an_ellipsis(void **state)
{
	(void)state;
	char bytes[TEXT_BYTES_MAX + 1];
	const char *s;

	memset(bytes, 'x', sizeof bytes);
	s = clean(bytes, TEXT_BYTES_MAX);
	assert_int_equal(strlen(s), TEXT_BYTES_MAX);
	assert_int_equal(s[TEXT_BYTES_MAX - 1], 'x');
	s = clean(bytes, TEXT_BYTES_MAX + 1);
	assert_int_equal(strlen(s), TEXT_BYTES_MAX);
	assert_string_equal(s + TEXT_BYTES_MAX - 4, "x\u2026");
}

static void a_cut_does_not_split_a_grapheme(void **state)
{
	(void)state;
	char bytes[300];

	memset(bytes, 'x', sizeof bytes);
	memcpy(bytes + 249, "q\u0301\u0302", 5); /* ends at 254: no room for U+2026 */
	assert_string_equal(clean(bytes, sizeof bytes) + 248, "x\u2026");
	memcpy(bytes + 249, "\u0915\u093e", 6); /* a letter and its spacing vowel */
	assert_string_equal(clean(bytes, sizeof bytes) + 248, "x\u2026");
}

static void the_width_of_wide_and_combining_characters_is_known(void **state)
{
	(void)state;
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("\u6771\u4eac"), 4);
	assert_int_equal(text_width("x\u0301"), 1);
	assert_int_equal(text_char_width(0xfffd), 1);
	assert_int_equal(text_char_width(0x2500), 1);
	assert_int_equal(text_char_width(0x0903), 1); /* spacing mark */
	assert_int_equal(text_char_width(0x1161), 0); /* conjoining vowel */
}

/* Every character alone, behind a letter and before an accent. */
static void cleaning_what_is_clean_changes_nothing(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		char bytes[16] = "e", once[TEXT_BYTES_MAX + 1],
		     twice[TEXT_BYTES_MAX + 1];
		uint16_t width, again;
		size_t n = 1 + text_encode(c, bytes + 1), len;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		memcpy(bytes + n, "\u0301\u093c", 5);
		len = text_clean(bytes, n + 5, once, &width);
		text_clean(once, len, twice, &again);
		assert_string_equal(once, twice);
		assert_int_equal(width, again);
	}
}

static void characters_are_decoded_one_by_one(void **state)
{
	(void)state;
	const char *s = "a\u00e9\u20ac\U0001F4A1\xe2\x82";
	static const uint32_t expected[] = {'a', 0xe9, 0x20ac, 0x1f4a1, 0xfffd, 0, 0};

	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_int_equal(text_next(s, &s), expected[i]);
	assert_int_equal(*s, '\0');
}

static void equal_strings_share_an_id(void **state)
{
	(void)state;
	struct text_pool pool;
	str_id a, b;

	text_pool_init(&pool);
	assert_int_equal(text_intern_str(&pool, ""), 0);
	assert_string_equal(text_at(&pool, 0)->s, "");
	a = text_intern_str(&pool, "Zu\u0308rich");
	b = text_intern(&pool, "Z\u00fcrich", 7);
	assert_int_equal(a, b);
	assert_int_not_equal(a, text_intern_str(&pool, "zurich"));
	assert_int_equal(text_at(&pool, a)->width, 6);
	assert_int_equal(text_at(&pool, a)->len, 7);
	assert_int_equal(text_find(&pool, "Z\u00fcrich"), a);
	assert_int_equal(text_find(&pool, "Basel"), NONE);
	assert_int_equal(text_find(&pool, ""), 0);
	text_pool_fini(&pool);
}

static void a_pool_never_moves_a_text(void **state)
{
	(void)state;
	struct text_pool pool;
	const struct text *first;
	char name[] = "if0000";
	str_id id;

	text_pool_init(&pool);
	id = text_intern_str(&pool, "first");
	first = text_at(&pool, id);
	for (int i = 0; i < 5000; i++) {
		for (int d = 5, n = i; d > 1; d--, n /= 10)
			name[d] = (char)('0' + n % 10);
		text_intern_str(&pool, name);
	}
	assert_int_equal(pool.n, 5002);
	assert_ptr_equal(text_at(&pool, id), first);
	assert_string_equal(first->s, "first");
	for (str_id i = 0; i < pool.n; i++)
		assert_int_equal(text_find(&pool, text_at(&pool, i)->s), i);
	for (str_id i = 0; i < pool.n; i++)
		assert_int_equal(text_letters_at(&pool, i),
				 text_letters(text_at(&pool, i)->s));
	/* a text, its place and its share of the index */
	assert_true(pool.bytes <= 5002 * (sizeof(struct text) + sizeof name + 1));
	text_pool_fini(&pool);
}

static void a_needle_is_found_whatever_the_case(void **state)
{
	(void)state;
	assert_int_equal(text_letters("Xe-0/0"), text_letters("0/-EX"));
	assert_int_equal(text_letters(""), 0);
	assert_int_equal(__builtin_popcountll(text_letters(
				 "abcdefghijklmnopqrstuvwxyz0123456789 -/:.")),
			 26 + 10 + 5);
	assert_true(text_has("GigabitEthernet0/1", "ethernet0"));
	assert_true(text_has("GigabitEthernet0/1", "0/1"));
	assert_true(text_has("Z\u00fcrich", "Z\u00dc" + 1) == false);
	assert_true(text_has("Z\u00fcrich", "\u00fcR"));
	assert_true(text_has("", ""));
	assert_true(text_has("abc", ""));
	assert_false(text_has("", "a"));
	assert_false(text_has("ab", "abc"));
}

static void names_stand_as_people_count(void **state)
{
	static const char *const sorted[] = {
		"",	    "AMS",	 "ams",	       "fra-acc-2", "fra-acc-10",
		"FRA-core", "xe-0/0/02", "xe-0/0/2", "xe-0/0/10", "xe-0/0/13",
		"xe-0/0/123", "xe-0/1/0",
		"xe-0/1/0.5", "xe-0/1/0.99999999999999999998",
		"xe-0/1/0.99999999999999999999", "Z\u00fcrich"};
	int n = sizeof sorted / sizeof *sorted;

	(void)state;
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < n; k++) {
			int c = text_compare(sorted[i], sorted[k]);

			if (i == k)
				assert_int_equal(c, 0);
			else if (i < k ? c >= 0 : c <= 0)
				fail_msg("%s %d %s", sorted[i], c, sorted[k]);
		}
	}
}

enum { WORDS = 6000, HELD = 1500, ROUNDS = 8 };

static str_id intern_word(struct text_pool *pool, unsigned n)
{
	char word[64];

	return text_intern(
		pool, word,
		(size_t)snprintf(word, sizeof word, "word %u%.*s", n, (int)(n % 40),
				 "........................................"));
}

/* Again and again most texts die; others are found again while they are collected. */
static void what_is_referred_to_survives_its_collection(void **state)
{
	static str_id held[HELD], before[HELD];
	static unsigned word[HELD];
	struct text_pool pool;
	size_t most = 0;
	unsigned next = 1;

	(void)state;
	text_pool_init(&pool);
	for (int round = 0; round < ROUNDS; round++) {
		for (unsigned i = 0; i < WORDS; i++) {
			unsigned k = next * 7919 % HELD;

			word[k] = next++ % (5 * WORDS);
			held[k] = intern_word(&pool, word[k]);
		}
		most = pool.bytes > most ? pool.bytes : most;
		text_mark_begin(&pool);
		for (unsigned k = 0; k < HELD; k++) {
			text_mark(&pool, held[k]);
			if (k % 10 == 0) { /* of those that are marked already, too */
				word[k / 2] = next++ % (5 * WORDS);
				held[k / 2] = intern_word(&pool, word[k / 2]);
			}
		}
		memcpy(before, held, sizeof before);
		for (bool more = true; more;) {
			more = text_sweep(&pool, NULL, NULL);
			word[next % HELD] = next % (5 * WORDS);
			held[next % HELD] = intern_word(&pool, word[next % HELD]);
			next++;
		}
		text_mark_end(&pool);
		for (unsigned k = 0; k < HELD; k++)
			assert_int_equal(intern_word(&pool, word[k]), held[k]);
		for (unsigned k = 0; k < HELD; k++)
			assert_int_equal(text_letters_at(&pool, held[k]),
					 text_letters(text_at(&pool, held[k])->s));
		assert_in_range(pool.bytes, 1, most / 2);
	}
	assert_true(pool.n < 4 * WORDS); /* ids are used again … */
	assert_true(pool.chunk_n < 64);	 /* … and the places of chunks */
	assert_string_equal(text_at(&pool, 0)->s, "");
	text_pool_fini(&pool);
}

static void what_is_added_is_cut_where_there_is_no_room(void **state)
{
	char out[8] = "";

	(void)state;
	text_add(out, sizeof out, "%s", "abc");
	assert_string_equal(out, "abc");
	text_add(out, sizeof out, "%d%s", 12, "xyz");
	assert_string_equal(out, "abc12xy");
	text_add(out, sizeof out, "more");
	assert_string_equal(out, "abc12xy");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_referred_to_survives_its_collection),
		cmocka_unit_test(plain_text_stays),
		cmocka_unit_test(controls_become_visible),
		cmocka_unit_test(breaks_and_tabs_become_one_blank),
		cmocka_unit_test(what_hides_or_reorders_becomes_visible),
		cmocka_unit_test(invalid_utf_8_becomes_one_fffd_each_maximal_subpart),
		cmocka_unit_test(a_sequence_cut_by_the_end_does_not_read_on),
		cmocka_unit_test(accents_are_composed),
		cmocka_unit_test(a_base_keeps_two_marks),
		cmocka_unit_test(a_mark_without_a_base_becomes_visible),
		cmocka_unit_test(a_spacing_mark_is_a_base_and_stays_in_front),
		cmocka_unit_test(a_flood_of_marks_is_bounded),
		cmocka_unit_test(long_text_is_cut_and_ends_in_an_ellipsis),
		cmocka_unit_test(a_cut_does_not_split_a_grapheme),
		cmocka_unit_test(the_width_of_wide_and_combining_characters_is_known),
		cmocka_unit_test(cleaning_what_is_clean_changes_nothing),
		cmocka_unit_test(characters_are_decoded_one_by_one),
		cmocka_unit_test(equal_strings_share_an_id),
		cmocka_unit_test(a_pool_never_moves_a_text),
		cmocka_unit_test(a_needle_is_found_whatever_the_case),
		cmocka_unit_test(names_stand_as_people_count),
		cmocka_unit_test(what_is_added_is_cut_where_there_is_no_room),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
