/* Where files are looked for, and in which order. */
#include "probes/conf/inventory.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ftw.h>
#include <sys/stat.h>

#define NAME "noctop-place-test.ini" /* nobody has that in /etc */

static char top[] = "/tmp/noctop-place.XXXXXX";

static int unlink_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int setup(void **state)
{
	(void)state;
	memcpy(top + sizeof top - 7, "XXXXXX", 6);
	assert_non_null(mkdtemp(top));
	setenv("HOME", top, 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("NOCTOP_DATADIR");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	return nftw(top, unlink_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Make top/folder/name, folders and all. */
static void make(const char *folder, const char *name)
{
	char path[256];
	int n = snprintf(path, sizeof path, "%s/%s", top, folder);
	for (int i = (int)strlen(top) + 1; i <= n; i++)
		if (path[i] == '/' || path[i] == '\0') {
			char was = path[i];
			path[i] = '\0';
			mkdir(path, 0700);
			path[i] = was;
		}
	snprintf(path + n, sizeof path - (size_t)n, "/%s", name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
}

static void assert_data(const char *config, const char *below_top)
{
	char out[4096], want[256], full[256];
	snprintf(want, sizeof want, "%s/%s", top, below_top);
	snprintf(full, sizeof full, "%s/%s", top, config);
	assert_true(conf_data_path(config ? full : NULL, NAME, out, sizeof out));
	assert_string_equal(out, want);
}

static void configuration_is_found_in_the_home_of_its_owner(void **state)
{
	(void)state;
	char out[4096], want[256];
	make(".config/noctop", "noctop.ini");
	snprintf(want, sizeof want, "%s/.config/noctop/noctop.ini", top);
	assert_true(conf_default_path(out, sizeof out));
	assert_string_equal(out, want);
}

static void xdg_comes_before_home_unless_it_is_relative(void **state)
{
	(void)state;
	char xdg[64];
	make(".config/noctop", NAME);
	make("x/noctop", NAME);
	assert_data("none/c.ini", ".config/noctop/" NAME);
	snprintf(xdg, sizeof xdg, "%s/x", top);
	setenv("XDG_CONFIG_HOME", xdg, 1);
	assert_data("none/c.ini", "x/noctop/" NAME);
	setenv("XDG_CONFIG_HOME", "x", 1);
	assert_data("none/c.ini", ".config/noctop/" NAME);
}

static void
data_beside_the_configuration_comes_first_then_that_of_a_build_tree(void **state)
{
	(void)state;
	char tree[64];
	make(".config/noctop", NAME);
	make("c", NAME);
	make("tree", NAME);
	assert_data("c/noctop.ini", "c/" NAME);
	snprintf(tree, sizeof tree, "%s/tree", top);
	setenv("NOCTOP_DATADIR", tree, 1);
	assert_data("c/noctop.ini", "c/" NAME);
	assert_data("none/c.ini", "tree/" NAME);
}

static void what_is_shipped_and_what_is_the_operators_are_told_apart(void **state)
{
	(void)state;
	char tree[64], out[4096], want[256];
	make("tree", NAME);
	assert_false(conf_own_data_path(NULL, NAME, out, sizeof out));
	make(".config/noctop", NAME);
	snprintf(tree, sizeof tree, "%s/tree", top);
	setenv("NOCTOP_DATADIR", tree, 1);
	assert_true(conf_shipped_path(NAME, out, sizeof out));
	snprintf(want, sizeof want, "%s/tree/" NAME, top);
	assert_string_equal(out, want);
	assert_true(conf_own_data_path(NULL, NAME, out, sizeof out));
	snprintf(want, sizeof want, "%s/.config/noctop/" NAME, top);
	assert_string_equal(out, want);
}

static void what_is_nowhere_or_does_not_fit_is_not_found(void **state)
{
	(void)state;
	char out[4096];
	assert_false(conf_data_path(NULL, NAME, out, sizeof out));
	make(".config/noctop", NAME);
	assert_true(conf_data_path(NULL, NAME, out, sizeof out));
	assert_false(conf_data_path(NULL, NAME, out, 20));
	unsetenv("HOME");
	assert_false(conf_data_path(NULL, NAME, out, sizeof out));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(configuration_is_found_in_the_home_of_its_owner),
		TEST(xdg_comes_before_home_unless_it_is_relative),
		TEST(data_beside_the_configuration_comes_first_then_that_of_a_build_tree),
		TEST(what_is_shipped_and_what_is_the_operators_are_told_apart),
		TEST(what_is_nowhere_or_does_not_fit_is_not_found),
	};
	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
