/* Adding to a file that is somebody's: every byte of it stays, or it is not touched. */
#include "probes/conf/append.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/conf/inventory.h"

#define ADDED "[site here]\n"

struct fixture {
	char top[32], path[64], why[256];
	unsigned checks;
	bool refuse;
	char checked[512]; /* what check found in the file it was shown */
};

static int unlink_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);

	snprintf(x->top, sizeof x->top, "/tmp/noctop-append.XXXXXX");
	assert_non_null(mkdtemp(x->top));
	snprintf(x->path, sizeof x->path, "%s/noctop.ini", x->top);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	nftw(x->top, unlink_one, 8, FTW_DEPTH | FTW_PHYS);
	free(x);
	return 0;
}

static size_t read_file(const char *path, char *out, size_t cap)
{
	FILE *f = fopen(path, "re");
	size_t n;

	assert_non_null(f);
	n = fread(out, 1, cap - 1, f);
	out[n] = '\0';
	fclose(f);
	return n;
}

static bool check(void *ctx, const char *path)
{
	struct fixture *x = ctx;

	x->checks++;
	read_file(path, x->checked, sizeof x->checked);
	return !x->refuse;
}

static void write_file(const char *path, const char *text, mode_t mode)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(0, chmod(path, mode));
}

static bool append(struct fixture *x, const char *path)
{
	return append_file(path, "; yours\n", ADDED, check, x, x->why, sizeof x->why);
}

static void assert_file(const char *path, const char *want)
{
	char text[512];

	read_file(path, text, sizeof text);
	assert_string_equal(text, want);
}

/* Nothing is beside the file: no half of a new one. */
static void assert_alone(const struct fixture *x)
{
	DIR *d = opendir(x->top);
	unsigned n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	assert_int_equal(n, 3); /* it, . and .. */
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(0, stat(path, &st));
	return st.st_mode & 07777;
}

static void what_stands_there_stays(void **state)
{
	static const struct {
		const char *old, *want;
	} cases[] = {
		{"", ADDED},
		{"[noctop]\n", "[noctop]\n\n" ADDED},
		{"; mine # and\t mine ;\n\n\n[noctop]  ; here\n name=x\n\n",
		 "; mine # and\t mine ;\n\n\n[noctop]  ; here\n name=x\n\n\n" ADDED},
		{"[noctop]\nname = x", "[noctop]\nname = x\n\n" ADDED},
		{"[noctop]\r\nname = x\r\n",
		 "[noctop]\r\nname = x\r\n\r\n[site here]\r\n"},
		{"[noctop]\r\nname = x", "[noctop]\r\nname = x\r\n\r\n[site here]\r\n"},
	};
	struct fixture *x = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		write_file(x->path, cases[i].old, 0640);
		assert_true(append(x, x->path));
		assert_file(x->path, cases[i].want);
		assert_string_equal(x->checked, cases[i].want);
		assert_int_equal(mode_of(x->path), 0640);
		assert_alone(x);
	}
	assert_int_equal(x->checks, sizeof cases / sizeof *cases);
}

static void a_first_file_and_its_folders_are_the_owners_alone(void **state)
{
	struct fixture *x = *state;
	char path[160], folder[128];

	umask(0);
	snprintf(folder, sizeof folder, "%s/.config/noctop", x->top);
	snprintf(path, sizeof path, "%s/noctop.ini", folder);
	assert_true(append(x, path));
	umask(022);
	assert_file(path, "; yours\n\n" ADDED);
	assert_int_equal(mode_of(path), 0600);
	assert_int_equal(mode_of(folder), 0700);
	*strrchr(folder, '/') = '\0';
	assert_int_equal(mode_of(folder), 0700);
}

static void what_a_link_leads_to_is_replaced_not_the_link(void **state)
{
	struct fixture *x = *state;
	char target[64];
	struct stat st;

	snprintf(target, sizeof target, "%s/real.ini", x->top);
	write_file(target, "[noctop]\n", 0600);
	assert_int_equal(0, symlink("real.ini", x->path));
	assert_true(append(x, x->path));
	assert_int_equal(0, lstat(x->path, &st));
	assert_true(S_ISLNK(st.st_mode));
	assert_file(target, "[noctop]\n\n" ADDED);
}

static void the_owner_stays(void **state)
{
	struct fixture *x = *state;
	struct stat st;

	if (geteuid() != 0)
		skip();
	write_file(x->path, "[noctop]\n", 0600);
	assert_int_equal(0, chown(x->path, 12, 34));
	assert_true(append(x, x->path));
	assert_int_equal(0, stat(x->path, &st));
	assert_int_equal(st.st_uid, 12);
	assert_int_equal(st.st_gid, 34);
}

static void untouched(struct fixture *x, const char *why)
{
	char want[320] = "";

	assert_false(append(x, x->path));
	if (*why)
		snprintf(want, sizeof want, "cannot write '%s': %s", x->path, why);
	assert_string_equal(x->why, want);
	assert_file(x->path, "[noctop]\n");
	assert_alone(x);
}

static void a_file_that_is_read_only_is_not_touched(void **state)
{
	struct fixture *x = *state;

	write_file(x->path, "[noctop]\n", 0400);
	untouched(x, "it is read-only");
	assert_int_equal(x->checks, 0);
}

static void what_check_refuses_is_not_written(void **state)
{
	struct fixture *x = *state;

	write_file(x->path, "[noctop]\n", 0600);
	x->refuse = true;
	untouched(x, "");
	assert_int_equal(x->checks, 1);
	assert_string_equal(x->checked, "[noctop]\n\n" ADDED);
}

static void a_folder_is_no_file(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(0, mkdir(x->path, 0700));
	assert_false(append(x, x->path));
	assert_non_null(strstr(x->why, "it is no regular file"));
}

/* Four processes, ten sections each: no one overwrites what another wrote. */
static void two_at_once_lose_nothing(void **state)
{
	struct fixture *x = *state;
	char text[8192], section[32];
	unsigned n = 0;

	for (int p = 0; p < 4; p++) {
		if (fork())
			continue;
		for (int i = 0; i < 10; i++) {
			snprintf(section, sizeof section, "[site s%d-%d]\n", p, i);
			/* the first file of all may be made once only: again */
			while (!append_file(x->path, "", section, check, x, x->why,
					    sizeof x->why) &&
			       strstr(x->why, "File exists"))
				;
		}
		_exit(0);
	}
	for (int p = 0; p < 4; p++)
		wait(NULL);
	read_file(x->path, text, sizeof text);
	for (char *s = text; (s = strstr(s, "[site s")); s++)
		n++;
	assert_int_equal(n, 40);
	assert_alone(x);
}

/* A value as it is read again, through the whole of our reading; NULL: not written. */
static const char *read_again(const char *value, char out[2048])
{
	struct buf text = {0};
	struct ini ini = {0};
	struct faults faults = {0};
	bool written;

	buf_str(&text, "[auth a]\n");
	written = append_key(&text, "community", value);
	assert_true(written || !strcmp(text.data, "[auth a]\n"));
	ini_parse(&ini, "f", text.data, text.len, &faults);
	if (faults.n)
		fail_msg("%s", faults.text.data);
	if (written)
		snprintf(out, 2048, "%s", ini_get(&ini.section[0], "community"));
	ini_fini(&ini);
	faults_fini(&faults);
	buf_fini(&text);
	return written ? out : NULL;
}

static void values_are_read_as_they_were_given(void **state)
{
	static const char *const values[] = {
		"public",    "",      " edge ",	   "pa#ss;word", "#",
		"a\"b",	     "it's",  "a = b",	   "[x]",	 "a\\b",
		"größer 42", "x ; y", "trailing ", "\"quoted\"", "'",
		"100%",	     ",",     "$HOME `x`",
	};
	char out[2048];

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		assert_non_null(read_again(values[i], out));
		assert_string_equal(out, values[i]);
	}
}

static void what_no_line_can_hold_is_refused(void **state)
{
	char out[2048], longer[INI_LINE_MAX + 1];

	(void)state;
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_null(read_again("both ' and \"", out));
	assert_null(read_again("end\\", out));
	assert_null(read_again("two\nlines", out));
	assert_null(read_again("\x7f", out));
	assert_null(read_again(longer, out));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(what_stands_there_stays),
		TEST(a_first_file_and_its_folders_are_the_owners_alone),
		TEST(what_a_link_leads_to_is_replaced_not_the_link),
		TEST(the_owner_stays),
		TEST(a_file_that_is_read_only_is_not_touched),
		TEST(what_check_refuses_is_not_written),
		TEST(a_folder_is_no_file),
		TEST(two_at_once_lose_nothing),
		cmocka_unit_test(values_are_read_as_they_were_given),
		cmocka_unit_test(what_no_line_can_hold_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
