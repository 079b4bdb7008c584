/* Lists written as JSON and CSV. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/conf/inventory.h"
#include "tests/views/play.h"
#include "tui/sheet_print.h"
#include "views/view.h"

/* What a slice at a time comes to, of the list that these keys open. */
static void print(struct play *p, const char *keys, enum sheet_format format,
		  uint32_t rows, struct buf *out)
{
	struct sheet sheet;
	const char *why;

	play_type(p, keys);
	if (!sheet_open(&sheet, p->v, &p->st.scene, &why))
		fail_msg("%s: %s", keys, why);
	while (sheet_print(out, &sheet, format, &p->st.scene, rows))
		;
	sheet_close(&sheet);
}

static unsigned count(const char *s, const char *words)
{
	unsigned n = 0;

	for (; (s = strstr(s, words)); s += strlen(words))
		n++;
	return n;
}

/* The value of a key in the first row that has it; "" none. */
static const char *value_of(const char *s, const char *key, char out[64])
{
	char with[80];

	snprintf(with, sizeof with, "\"%s\":", key);
	s = strstr(s, with);
	snprintf(out, 64, "%.*s", s ? (int)strcspn(s + strlen(with), ",}") : 0,
		 s ? s + strlen(with) : "");
	return out;
}

static void all_rows_of_the_filter_are_there_in_their_order(void **state)
{
	char name[64], before[64] = "";
	struct buf out = {0};
	struct play p;
	unsigned n = 0;

	(void)state;
	play_open(&p, "size 80x24");
	print(&p, ":devices<Enter>:sort -dev<Enter>/acc<Enter>", SHEET_JSON, 7, &out);
	buf_char(&out, '\0');
	assert_non_null(strstr(
		out.data, "{\"schema\":1,\"time\":\"2026-11-20T20:16:20Z\","
			  "\"network\":\"EU-NOC\",\"scope\":null,\"filter\":\"acc\","
			  "\"devices\":["));
	assert_string_equal(out.data + strlen(out.data) - 3, "]}\n");
	for (const char *row = strstr(out.data, "[{"); row; row = strstr(row, ",\n{")) {
		value_of(row++, "name", name);
		assert_non_null(strstr(name, "acc"));
		assert_true(!*before || text_compare(before, name) > 0);
		memcpy(before, name, sizeof before);
		n++;
	}
	assert_true(n > 60); /* more than the screen shows */
	assert_int_equal(n, session_rows(p.v, &p.st.scene).n);
	buf_fini(&out);
	play_close(&p);
}

static void what_is_not_known_is_null_and_numbers_are_numbers(void **state)
{
	struct buf out = {0};
	struct play p;
	char v[64];

	(void)state;
	play_open(&p, "size 80x24");
	print(&p, ":devices<Enter>/fra-acc-07<Enter>", SHEET_JSON, 100, &out);
	buf_char(&out, '\0');
	assert_string_equal(value_of(out.data, "name", v), "\"fra-acc-07\"");
	assert_string_equal(value_of(out.data, "rtt_ms", v), "null");
	assert_string_equal(value_of(out.data, "cpu_pct", v), "12");
	assert_string_equal(value_of(out.data, "state", v), "\"down\"");
	assert_string_equal(value_of(out.data, "tags", v), "[]");
	buf_fini(&out);
	play_close(&p);
}

static void csv_has_a_line_a_row_whatever_the_slices(void **state)
{
	static const uint32_t slices[] = {1, 3, 1000};
	struct buf out[3] = {{0}, {0}, {0}};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct play p;

		play_open(&p, "size 80x24");
		print(&p, ":interfaces<Enter>", SHEET_CSV, slices[i], &out[i]);
		buf_char(&out[i], '\0');
		assert_int_equal(count(out[i].data, "\r\n"),
				 session_rows(p.v, &p.st.scene).n + 1);
		assert_non_null(strstr(out[i].data, "device,name,speed_bps,in_pct"));
		assert_string_equal(out[i].data, out[0].data);
		play_close(&p);
	}
	for (int i = 0; i < 3; i++)
		buf_fini(&out[i]);
}

static void no_text_of_a_device_is_a_formula(void **state)
{
	struct buf out = {0};
	struct play p;

	(void)state;
	play_open(&p, "size 80x24\n"
		      "if fra-core-01 xe-9/9/9 speed=10G in=3 out=1 "
		      "alias=\"=cmd|'/c calc'!A0\"");
	print(&p, ":interfaces<Enter>/xe-9/9/9<Enter>", SHEET_CSV, 10, &out);
	buf_char(&out, '\0');
	assert_non_null(strstr(out.data, ",\"'=cmd|'/c calc'!A0\","));
	buf_fini(&out);
	play_close(&p);
}

static void no_rows_are_an_empty_array_and_a_head(void **state)
{
	struct buf json = {0}, csv = {0};
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	print(&p, ":devices<Enter>/nothing<Enter>", SHEET_JSON, 10, &json);
	buf_char(&json, '\0');
	assert_non_null(strstr(json.data, "\"devices\":[]}\n"));
	print(&p, "", SHEET_CSV, 10, &csv);
	buf_char(&csv, '\0');
	assert_int_equal(count(csv.data, "\r\n"), 1);
	buf_fini(&json);
	buf_fini(&csv);
	play_close(&p);
}

/* Lines between groups are no rows; in the topology only sites are. */
static void each_list_has_its_own_rows(void **state)
{
	static const struct {
		const char *keys, *of, *first;
	} lists[] = {{":alerts<Enter>", "alerts", "severity"},
		     {":topology<Enter>", "sites", "name"},
		     {":events<Enter>", "events", "at"},
		     {":interfaces<Enter>", "interfaces", "device"}};

	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct buf out = {0};
		struct play p;
		char words[64];

		play_open(&p, "size 80x24");
		print(&p, lists[i].keys, SHEET_JSON, 10, &out);
		buf_char(&out, '\0');
		snprintf(words, sizeof words, "\"%s\":[{\"%s\":\"", lists[i].of,
			 lists[i].first);
		assert_non_null(strstr(out.data, words));
		snprintf(words, sizeof words, "{\"%s\":\"", lists[i].first);
		assert_int_equal(count(out.data, words), count(out.data, "}") - 1);
		buf_fini(&out);
		play_close(&p);
	}
}

static void of_text_there_is_no_table(void **state)
{
	struct sheet sheet;
	const char *why;
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, ":help<Enter>");
	assert_false(sheet_open(&sheet, p.v, &p.st.scene, &why));
	assert_string_equal(why, "there is no list here");
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_rows_of_the_filter_are_there_in_their_order),
		cmocka_unit_test(what_is_not_known_is_null_and_numbers_are_numbers),
		cmocka_unit_test(csv_has_a_line_a_row_whatever_the_slices),
		cmocka_unit_test(no_text_of_a_device_is_a_formula),
		cmocka_unit_test(no_rows_are_an_empty_array_and_a_head),
		cmocka_unit_test(each_list_has_its_own_rows),
		cmocka_unit_test(of_text_there_is_no_table),
	};

	return cmocka_run_group_tests_name("sheet_print", tests, NULL, NULL);
}
