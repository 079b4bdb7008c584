/* errand: files are never overwritten, the clipboard's sequence is exact, and nothing
 * that the watch says becomes a command or an option. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/errand.h"

static char folder[] = "/tmp/noctop-errand-XXXXXX";

static int into_folder(void **state)
{
	(void)state;
	return !mkdtemp(folder) || chdir(folder);
}

static int out_of_folder(void **state)
{
	(void)state;
	unlink("a.txt");
	unlink("a.csv");
	return chdir("/") || rmdir(folder);
}

static const char *content(const char *name)
{
	static char bytes[256];
	FILE *f = fopen(name, "r");
	size_t n = f ? fread(bytes, 1, sizeof bytes - 1, f) : 0;

	if (f)
		fclose(f);
	bytes[n] = '\0';
	return bytes;
}

static bool send_file(struct errands *e, const struct canvas *c, const char *name,
		      const char *bytes, bool more, bool *error, char *words)
{
	struct link_message m = {.kind = LINK_FILE,
				 .name = name,
				 .bytes = bytes,
				 .len = (uint32_t)strlen(bytes),
				 .more = more};

	return errand_file(e, &m, c, error, words);
}

static void a_file_is_written_once_and_never_over_another(void **state)
{
	struct looks looks;
	struct errands e = {.looks = &looks, .fd = -1};
	char words[ERRAND_WORDS];
	struct canvas c;
	bool error;

	(void)state;
	looks_plain(&looks);
	canvas_init(&c);
	canvas_resize(&c, 1, 10);
	canvas_str(&c, 0, 0, 10, STYLE_NORMAL, "screen", false);
	assert_true(send_file(&e, &c, "a.txt", "", false, &error, words));
	assert_false(error);
	assert_string_equal(words, "wrote a.txt");
	assert_string_equal(content("a.txt"), "screen\n");
	assert_true(send_file(&e, &c, "a.txt", "", false, &error, words));
	assert_true(error);
	assert_string_equal(words, "cannot write 'a.txt': File exists");
	assert_true(send_file(&e, &c, "../b", "", false, &error, words));
	assert_true(error);
	canvas_fini(&c);
}

static void a_file_in_pieces_is_told_of_once(void **state)
{
	struct errands e = {.fd = -1};
	char words[ERRAND_WORDS];
	bool error;

	(void)state;
	assert_false(send_file(&e, NULL, "a.csv", "1,", true, &error, words));
	assert_false(send_file(&e, NULL, "a.csv", "2,", true, &error, words));
	assert_true(send_file(&e, NULL, "a.csv", "3\n", false, &error, words));
	assert_false(error);
	assert_string_equal(content("a.csv"), "1,2,3\n");
	assert_false(send_file(&e, NULL, "a.csv", "4,", true, &error, words));
	assert_true(send_file(&e, NULL, "a.csv", "5", false, &error, words));
	assert_true(error);
	assert_string_equal(content("a.csv"), "1,2,3\n");
}

static void the_clipboard_gets_base64_and_not_too_much(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", "\033]52;c;\a"},
		{"f", "\033]52;c;Zg==\a"},
		{"fo", "\033]52;c;Zm8=\a"},
		{"foobar", "\033]52;c;Zm9vYmFy\a"},
		{"\303\251\377", "\033]52;c;w6n/\a"},
	};
	char big[ERRAND_COPY_MAX * 2];
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		buf_reset(&out);
		errand_copy(&out, cases[i].text, strlen(cases[i].text));
		buf_char(&out, '\0');
		assert_string_equal(out.data, cases[i].want);
	}
	memset(big, 'x', sizeof big);
	buf_reset(&out);
	errand_copy(&out, big, sizeof big);
	assert_true(out.len < ERRAND_COPY_MAX * 4 / 3 + 16);
	buf_fini(&out);
}

static bool keeps(struct errands *e, const char *text)
{
	return errand_keep(e, text, strlen(text));
}

static void assert_kept(const char *want)
{
	struct errands next = {.fd = -1};
	struct buf out = {0};

	errand_kept(&next, &out);
	buf_char(&out, '\0');
	assert_string_equal(out.data, want);
	buf_fini(&out);
}

static void what_is_kept_comes_back_and_replaces_the_old(void **state)
{
	struct errands e = {.fd = -1};
	struct buf out = {0};

	(void)state;
	setenv("XDG_STATE_HOME", folder, 1);
	errand_kept(&e, &out);
	assert_int_equal(out.len, 0);
	assert_true(keeps(&e, "tz UTC\n"));
	assert_true(keeps(&e, "5 view=a\n"));
	assert_kept("5 view=a show=usual hidden=no\n");
	buf_fini(&out);
	unlink("noctop/screen");
	rmdir("noctop");
	setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
	assert_false(keeps(&e, "tz UTC\n"));
}

/* Each begins with what is there, and takes nothing of the other's away. */
static void two_sessions_keep_what_each_of_them_changed(void **state)
{
	struct errands a = {.fd = -1}, b = {.fd = -1};
	struct buf out = {0};

	(void)state;
	setenv("XDG_STATE_HOME", folder, 1);
	assert_true(keeps(&a, "tz UTC\nunits bytes\n6 view=alerts\n"));
	errand_kept(&b, &out);
	assert_true(keeps(&a, "tz UTC\nunits bytes\ncolumns devices dev,cpu\n"
			      "5 view=devices\n6 view=alerts\n"));
	assert_true(keeps(&b, "tz Asia/Tokyo\nunits bytes\nscope site=FRA\n"
			      "6 view=events\n7 view=works\n"));
	assert_kept("tz Asia/Tokyo\nunits bytes\nscope site=FRA\n"
		    "columns devices dev,cpu\n"
		    "5 view=devices show=usual hidden=no\n"
		    "6 view=events show=usual hidden=no\n"
		    "7 view=works show=usual hidden=no\n");
	/* what it takes back is gone, and what it never had is not its own */
	assert_true(keeps(&a, "tz UTC\n6 view=alerts\n"));
	assert_kept("tz Asia/Tokyo\nscope site=FRA\n"
		    "6 view=events show=usual hidden=no\n"
		    "7 view=works show=usual hidden=no\n");
	/* of the same thing the last one holds */
	assert_true(keeps(&a, "tz Europe/Berlin\n6 view=devices\n"));
	assert_kept("tz Europe/Berlin\nscope site=FRA\n"
		    "6 view=devices show=usual hidden=no\n"
		    "7 view=works show=usual hidden=no\n");
	buf_fini(&out);
	unlink("noctop/screen");
	rmdir("noctop");
}

static void a_session_is_what_the_operator_says(void **state)
{
	char **argv;

	(void)state;
	argv = errand_argv(NULL, "fra-core-01", "10.0.0.1");
	assert_string_equal(argv[0], "ssh");
	assert_string_equal(argv[1], "10.0.0.1");
	assert_null(argv[2]);
	free(argv);
	argv = errand_argv("ssh -l noc {address}  -t {name}.log", "x; rm -rf /", "::1");
	assert_string_equal(argv[3], "::1");
	assert_string_equal(argv[5], "x; rm -rf /.log"); /* a word, for nobody's
							    shell */
	assert_null(argv[6]);
	free(argv);
	assert_null(errand_argv(NULL, "a", "-oProxyCommand=evil"));
	assert_null(errand_argv("ssh {name}", "-oProxyCommand=evil", "::1"));
	assert_null(errand_argv(NULL, "a", ""));
	assert_null(errand_argv("   ", "a", "::1"));
}

static void a_session_tells_how_it_ended(void **state)
{
	static const struct {
		const char *template;
		int code;
	} cases[] = {{"true", 0}, {"expr {address}", 1}, {"/nonexistent {name}", -1}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char **argv = errand_argv(cases[i].template, "a", "0");

		assert_int_equal(errand_run(argv), cases[i].code);
		free(argv);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_written_once_and_never_over_another),
		cmocka_unit_test(a_file_in_pieces_is_told_of_once),
		cmocka_unit_test(the_clipboard_gets_base64_and_not_too_much),
		cmocka_unit_test(what_is_kept_comes_back_and_replaces_the_old),
		cmocka_unit_test(two_sessions_keep_what_each_of_them_changed),
		cmocka_unit_test(a_session_is_what_the_operator_says),
		cmocka_unit_test(a_session_tells_how_it_ended),
	};

	return cmocka_run_group_tests(tests, into_folder, out_of_folder);
}
