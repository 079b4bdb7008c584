/* What an operator can get wrong in a file, and that all of it is said at once. */
#include "probes/conf/conf.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ftw.h>
#include <unistd.h>

struct loaded {
	struct ini ini;
	struct faults faults;
	char folder[32]; /* of files, when there are any */
};

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct loaded));
	return 0;
}

static int unlink_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	struct loaded *l = *state;
	ini_fini(&l->ini);
	faults_fini(&l->faults);
	if (l->folder[0])
		nftw(l->folder, unlink_one, 8, FTW_DEPTH | FTW_PHYS);
	free(l);
	return 0;
}

static struct loaded *parse_n(void **state, const char *text, size_t n)
{
	struct loaded *l = *state;
	ini_parse(&l->ini, "f", text, n, &l->faults);
	return l;
}

static struct loaded *parse(void **state, const char *text)
{
	return parse_n(state, text, strlen(text));
}

static const char *said(const struct loaded *l)
{
	return l->faults.n ? l->faults.text.data : "";
}

/* The value of the one key in "[a b]\nk = …". */
static const char *value(void **state, const char *written)
{
	char text[4096];
	snprintf(text, sizeof text, "[a b]\nk = %s\n", written);
	struct loaded *l = parse(state, text);
	return ini_get(&l->ini.section[0], "k");
}

static void assert_fault(void **state, const char *text, const char *fault)
{
	assert_string_equal(said(parse(state, text)), fault);
}

static void sections_and_keys_keep_their_order_lines_and_case(void **state)
{
	struct loaded *l =
		parse(state, "; c\n[Device FRA-1]\n Address\t=  10.0.0.1 ; x\n"
			     "site=fra\n\n[noctop] # y\nname = n\n");
	assert_string_equal(said(l), "");
	assert_int_equal(l->ini.section_n, 2);
	struct ini_section *s = l->ini.section;
	assert_string_equal(s[0].kind, "device");
	assert_string_equal(s[0].name, "FRA-1");
	assert_int_equal(s[0].line, 2);
	assert_int_equal(s[0].key_n, 2);
	assert_string_equal(s[0].key[0].name, "Address");
	assert_int_equal(s[0].key[0].line, 3);
	assert_string_equal(ini_get(&s[0], "ADDRESS"), "10.0.0.1");
	assert_string_equal(ini_get(&s[0], "site"), "fra");
	assert_null(ini_get(&s[0], "name"));
	assert_string_equal(s[1].name, "");
	assert_string_equal(ini_get(&s[1], "name"), "n");
}

static void a_comment_begins_behind_white_space(void **state)
{
	assert_string_equal(value(state, "30s   ; SNMP interval"), "30s");
}

static void a_quoted_value_keeps_its_comment_signs_and_blanks(void **state)
{
	assert_string_equal(value(state, "\" pa#ss;word \" # x"), " pa#ss;word ");
}

static void single_quotes_hold_double_ones(void **state)
{
	assert_string_equal(value(state, "'a\"b'"), "a\"b");
}

static void an_empty_value_is_empty(void **state)
{
	assert_string_equal(value(state, "\"\""), "");
}

static void equals_signs_belong_to_the_value(void **state)
{
	assert_string_equal(value(state, "=a = b="), "=a = b=");
}

static void utf8_passes(void **state)
{
	assert_string_equal(value(state, "Zürich – 東京"), "Zürich – 東京");
}

static void a_sign_that_would_cut_a_value_is_a_fault(void **state)
{
	assert_null(value(state, "pa#ss"));
	assert_string_equal(said(*state),
			    "f:2: k: '#' would cut the value: quote it\n");
}

static void a_semicolon_that_would_cut_a_value_is_a_fault(void **state)
{
	assert_null(value(state, "a;b"));
	assert_string_equal(said(*state),
			    "f:2: k: ';' would cut the value: quote it\n");
}

static void an_unfinished_quote_is_a_fault(void **state)
{
	assert_null(value(state, "\"abc"));
	assert_string_equal(said(*state), "f:2: k: unfinished quote\n");
}

static void an_escaped_quote_is_a_fault(void **state)
{
	assert_null(value(state, "\"a\\\"b#c\""));
	assert_string_equal(said(*state),
			    "f:2: k: a quote cannot be escaped: use the other "
			    "kind of quotes\n");
}

static void text_behind_a_quote_is_a_fault(void **state)
{
	assert_null(value(state, "\"a\" b"));
	assert_string_equal(said(*state), "f:2: k: text behind the closing quote\n");
}

static void a_backslash_at_the_end_is_a_fault(void **state)
{
	assert_null(value(state, "a\\ ; x"));
	assert_string_equal(said(*state),
			    "f:2: k: a backslash at the end would join lines: "
			    "quote the value\n");
}

static void a_second_section_of_a_name_is_a_fault(void **state)
{
	assert_fault(state, "[device a]\nk = 1\n[Device A]\nj = 2\n",
		     "f:3: [device A] again: the first is at f:1\n");
	assert_int_equal(((struct loaded *)*state)->ini.section_n, 1);
}

static void a_second_key_of_a_name_is_a_fault_and_the_first_stays(void **state)
{
	assert_fault(state, "[a b]\nk = 1\nK = 2\n",
		     "f:3: K again: the first is in line 2\n");
	assert_string_equal(ini_get(((struct loaded *)*state)->ini.section, "k"), "1");
}

static void a_key_outside_of_a_section_is_a_fault_once(void **state)
{
	assert_fault(state, "k = 1\nj = 2\n[a b]\n",
		     "f:1: a key outside of a section\n");
}

static void a_line_that_is_nothing_is_a_fault_without_its_text(void **state)
{
	assert_fault(state, "[a b]\nsecret CANARY-7f3a\n",
		     "f:2: neither [section] nor key = value\n");
}

static void bad_names_are_faults(void **state)
{
	static const char bad[] =
		"bad section name: [kind name], of a-z 0-9 . _ -, at most "
		"63 bytes each\n";
	char want[512];
	snprintf(want, sizeof want, "f:1: %sf:3: %sf:4: %s", bad, bad, bad);
	assert_fault(state, "[a b c]\nkey = of it\n[a b/c]\n[]\n", want);
}

static void an_unfinished_section_is_a_fault_and_its_keys_are_dropped(void **state)
{
	assert_fault(state, "[a b]\nk = 1\n[a c\nk = 2\n",
		     "f:3: unfinished section: ']' is missing\n");
	assert_int_equal(((struct loaded *)*state)->ini.section[0].key_n, 1);
}

static void text_behind_a_section_is_a_fault(void **state)
{
	assert_fault(state, "[a b] k = 1\n", "f:1: text behind the section's ']'\n");
}

static void bad_keys_are_faults(void **state)
{
	assert_fault(state, "[a b]\nk y = 1\n = 2\n",
		     "f:2: bad key: of a-z 0-9 . _ -, at most 127 bytes\n"
		     "f:3: bad key: of a-z 0-9 . _ -, at most 127 bytes\n");
}

static void keys_may_name_interfaces(void **state)
{
	struct loaded *l = parse(state, "[a b]\nspeed.Serial0/0/1:0 = 64k\n");
	assert_string_equal(ini_get(l->ini.section, "speed.Serial0/0/1:0"), "64k");
	assert_string_equal(l->ini.section->key->name, "speed.Serial0/0/1:0");
}

static void the_longest_line_loads_and_one_more_byte_is_a_fault(void **state)
{
	char text[2 * INI_LINE_MAX + 32];
	struct loaded *l = *state;
	int n = snprintf(text, sizeof text, "[a b]\nk=%0*d\nj=%0*d\n", INI_LINE_MAX - 2,
			 0, INI_LINE_MAX - 1, 0);
	parse_n(state, text, (size_t)n);
	assert_string_equal(said(l), "f:3: line longer than 1022 bytes\n");
	assert_int_equal(strlen(ini_get(l->ini.section, "k")), INI_LINE_MAX - 2);
}

static void the_longest_names_are_found_again(void **state)
{
	char text[512];
	struct loaded *l = *state;
	snprintf(text, sizeof text, "[%0*d %0*d]\n%0*d = v\n", INI_NAME_MAX, 0,
		 INI_NAME_MAX, 1, INI_KEY_MAX, 2);
	parse(state, text);
	assert_string_equal(said(l), "");
	assert_string_equal(l->ini.section->key->value, "v");
}

static void a_byte_order_mark_is_a_fault(void **state)
{
	assert_fault(state, "\xef\xbb\xbf[a b]\nk = 1\n",
		     "f:1: a byte order mark: remove it\n");
	assert_string_equal(ini_get(((struct loaded *)*state)->ini.section, "k"), "1");
}

static void a_nul_is_a_fault(void **state)
{
	struct loaded *l = parse_n(state, "[a b]\nk = \0x\n", 13);
	assert_string_equal(said(l), "f:2: a NUL byte: this is no text file\n");
}

static void crlf_is_a_line_end_and_a_lone_cr_a_fault(void **state)
{
	assert_fault(state, "[a b]\r\nk = 1\r\nj = a\rb\r\n",
		     "f:3: control character (byte 13) in column 6\n");
	assert_string_equal(ini_get(((struct loaded *)*state)->ini.section, "k"), "1");
}

static void the_last_line_needs_no_end(void **state)
{
	struct loaded *l = parse(state, "[a b]\nk = 1");
	assert_string_equal(ini_get(l->ini.section, "k"), "1");
}

static void a_key_named_like_a_section_is_only_a_key(void **state)
{
	/* iniparser 4.1 follows a NULL when asked for a section as a number. */
	struct loaded *l = parse(state, "[p]\nx = 1\n[q]\np = 2\n");
	assert_string_equal(ini_get(&l->ini.section[1], "p"), "2");
	assert_string_equal(ini_get(&l->ini.section[0], "x"), "1");
}

static void thousands_of_sections_load(void **state)
{
	struct loaded *l = *state;
	struct buf text = {0};
	for (int i = 0; i < 2500; i++)
		buf_printf(&text, "[device d%d]\naddress = 10.0.%d.%d\nsite = s\n", i,
			   i / 250, i % 250);
	parse_n(state, text.data, text.len);
	buf_fini(&text);
	assert_int_equal(l->faults.n, 0);
	assert_int_equal(l->ini.section_n, 2500);
	assert_string_equal(ini_get(&l->ini.section[2499], "address"), "10.0.9.249");
}

static void a_section_of_too_many_keys_is_a_fault(void **state)
{
	struct buf text = {0};
	buf_str(&text, "[a b]\n");
	for (int i = 0; i < INI_KEYS_MAX + 9; i++)
		buf_printf(&text, "k%d = 1\n", i);
	struct loaded *l = parse_n(state, text.data, text.len);
	buf_fini(&text);
	assert_string_equal(said(l), "f:258: more than 256 keys in one section\n");
}

static void faults_are_sorted_and_safe_to_show(void **state)
{
	struct loaded *l = *state;
	fault_add(&l->faults, "b", 7, "seven");
	fault_add(&l->faults, "a", 2, "two");
	fault_add(&l->faults, "b", 3, "esc \033[2J end");
	fault_add(&l->faults, "b", 0, "whole");
	fault_add(&l->faults, "b", 3, "later");
	faults_sort(&l->faults);
	assert_null(strchr(l->faults.text.data, '\033'));
	assert_non_null(strstr(l->faults.text.data, "b: whole\nb:3: esc "));
	assert_non_null(
		strstr(l->faults.text.data, "end\nb:3: later\nb:7: seven\na:2: two\n"));
}

static bool add(void *ctx, const char *item)
{
	buf_printf(ctx, "<%s>", item);
	return true;
}

static void a_list_is_split_at_commas(void **state)
{
	(void)state;
	struct buf out = {0};
	assert_int_equal(ini_list(" a b, ,c ,", add, &out), 2);
	assert_string_equal(out.data, "<a b><c>");
	buf_fini(&out);
}

/* --- files --- */

static void write_file(struct loaded *l, const char *name, const char *text)
{
	char path[128];
	if (!l->folder[0]) {
		snprintf(l->folder, sizeof l->folder, "/tmp/noctop-ini.XXXXXX");
		assert_non_null(mkdtemp(l->folder));
	}
	snprintf(path, sizeof path, "%s/%s", l->folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static struct loaded *load(void **state, const char *name)
{
	struct loaded *l = *state;
	char path[128];
	snprintf(path, sizeof path, "%s/%s", l->folder, name);
	ini_load(&l->ini, path, &l->faults);
	return l;
}

/* Whether something was said, whatever the folder's name. */
static void assert_said(const struct loaded *l, const char *words)
{
	if (!strstr(said(l), words))
		fail_msg("'%s' is not in:\n%s", words, said(l));
}

static void a_file_that_is_not_there_is_a_fault(void **state)
{
	struct loaded *l = *state;
	assert_false(ini_load(&l->ini, "/nonexistent/x.ini", &l->faults));
	assert_string_equal(said(l),
			    "/nonexistent/x.ini: cannot open '/nonexistent/x.ini': "
			    "No such file or directory\n");
}

static void a_folder_is_no_file(void **state)
{
	struct loaded *l = *state;
	assert_false(ini_load(&l->ini, "/tmp", &l->faults));
	assert_said(l, "it is no regular file");
}

static void included_files_are_read_behind_the_first(void **state)
{
	struct loaded *l = *state;
	write_file(l, "main.ini", "[noctop]\ninclude = s-*.ini, t.ini\n[a m]\nk = 1\n");
	write_file(l, "s-2.ini", "[a two]\nk = 2\n");
	write_file(l, "s-1.ini", "[noctop]\nname = x\n[a one]\nk = 1\n");
	write_file(l, "t.ini", "[a three]\nbad\n");
	load(state, "main.ini");
	assert_int_equal(l->faults.n, 1);
	assert_said(l, "/t.ini:2: neither");
	assert_int_equal(l->ini.section_n, 6);
	assert_string_equal(l->ini.section[3].name, "one");
	assert_string_equal(l->ini.section[5].name, "three");
	assert_int_equal(l->ini.source_n, 4);
	assert_string_equal(l->ini.source[l->ini.section[4].source].name,
			    l->ini.section[4].file);
}

static void a_loop_of_includes_is_a_fault(void **state)
{
	struct loaded *l = *state;
	write_file(l, "a.ini", "[noctop]\ninclude = b.ini\n");
	write_file(l, "b.ini", "\n[noctop]\ninclude = a.ini\n");
	load(state, "a.ini");
	assert_int_equal(l->faults.n, 1);
	assert_said(l, "b.ini:3: include '");
	assert_said(l, "a.ini': this file is read already (a loop?)\n");
}

static void includes_are_four_deep_at_most(void **state)
{
	struct loaded *l = *state;
	char name[16], text[64];
	for (int i = 1; i <= 5; i++) {
		snprintf(name, sizeof name, "%d.ini", i);
		snprintf(text, sizeof text, "[noctop]\ninclude = %d.ini\n[a n%d]\n",
			 i + 1, i);
		write_file(l, name, text);
	}
	load(state, "1.ini");
	assert_int_equal(l->faults.n, 1);
	assert_said(l, "4.ini:2: include '");
	assert_said(l, "more than 4 files deep");
	assert_int_equal(l->ini.source_n, 4);
}

static void includes_stay_below_their_folder(void **state)
{
	struct loaded *l = *state;
	write_file(l, "a.ini", "[noctop]\ninclude = ../x.ini, /etc/passwd, link.ini\n");
	char path[128];
	snprintf(path, sizeof path, "%s/link.ini", l->folder);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	load(state, "a.ini");
	assert_int_equal(l->faults.n, 3);
	assert_said(l, "a.ini:2: include '../x.ini' leaves the folder of this file");
	assert_said(l, "a.ini:2: include '/etc/passwd' leaves");
	assert_said(l, "link.ini' leaves the folder of this file");
	assert_int_equal(l->ini.source_n, 1);
}

static void an_include_that_matches_nothing_is_a_fault(void **state)
{
	struct loaded *l = *state;
	write_file(l, "a.ini", "[noctop]\ninclude = nowhere/*.ini\n");
	load(state, "a.ini");
	assert_said(l, "a.ini:2: include 'nowhere/*.ini' matches no file");
}

static void faults_of_a_secret_line_do_not_show_it(void **state)
{
	static const char canary[] = "CANARY-7f3a";
	struct loaded *l = parse(state, "[auth a]\ncommunity = CANARY-7f3a#x\n"
					"community = \"CANARY-7f3a\n[auth b]\n"
					"community = 'CANARY-7f3a' CANARY-7f3a\n"
					"auth_secret = CANARY-7f3a\\\n"
					"CANARY-7f3a\nCANARY-7f3a\001\n"
					"CANARY-7f3a CANARY-7f3a = x\n");
	assert_int_equal(l->faults.n, 7);
	assert_null(strstr(said(l), canary));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(sections_and_keys_keep_their_order_lines_and_case),
		TEST(a_comment_begins_behind_white_space),
		TEST(a_quoted_value_keeps_its_comment_signs_and_blanks),
		TEST(single_quotes_hold_double_ones),
		TEST(an_empty_value_is_empty),
		TEST(equals_signs_belong_to_the_value),
		TEST(utf8_passes),
		TEST(a_sign_that_would_cut_a_value_is_a_fault),
		TEST(a_semicolon_that_would_cut_a_value_is_a_fault),
		TEST(an_unfinished_quote_is_a_fault),
		TEST(an_escaped_quote_is_a_fault),
		TEST(text_behind_a_quote_is_a_fault),
		TEST(a_backslash_at_the_end_is_a_fault),
		TEST(a_second_section_of_a_name_is_a_fault),
		TEST(a_second_key_of_a_name_is_a_fault_and_the_first_stays),
		TEST(a_key_outside_of_a_section_is_a_fault_once),
		TEST(a_line_that_is_nothing_is_a_fault_without_its_text),
		TEST(bad_names_are_faults),
		TEST(an_unfinished_section_is_a_fault_and_its_keys_are_dropped),
		TEST(text_behind_a_section_is_a_fault),
		TEST(bad_keys_are_faults),
		TEST(keys_may_name_interfaces),
		TEST(the_longest_line_loads_and_one_more_byte_is_a_fault),
		TEST(the_longest_names_are_found_again),
		TEST(a_byte_order_mark_is_a_fault),
		TEST(a_nul_is_a_fault),
		TEST(crlf_is_a_line_end_and_a_lone_cr_a_fault),
		TEST(the_last_line_needs_no_end),
		TEST(a_key_named_like_a_section_is_only_a_key),
		TEST(thousands_of_sections_load),
		TEST(a_section_of_too_many_keys_is_a_fault),
		TEST(faults_are_sorted_and_safe_to_show),
		TEST(a_list_is_split_at_commas),
		TEST(a_file_that_is_not_there_is_a_fault),
		TEST(a_folder_is_no_file),
		TEST(included_files_are_read_behind_the_first),
		TEST(a_loop_of_includes_is_a_fault),
		TEST(includes_are_four_deep_at_most),
		TEST(includes_stay_below_their_folder),
		TEST(an_include_that_matches_nothing_is_a_fault),
		TEST(faults_of_a_secret_line_do_not_show_it),
	};
	return cmocka_run_group_tests_name("ini", tests, NULL, NULL);
}
