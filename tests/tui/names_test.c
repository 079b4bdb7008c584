/*
 * Names of users: found beside the loop, once each; slow ones have a number meanwhile.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdatomic.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "tui/names.h"

static atomic_uint looks;
static atomic_bool held; /* who is looked up waits */

static bool look(uid_t uid, char *out, size_t cap)
{
	looks++;
	while (held)
		usleep(1000);
	snprintf(out, cap, uid == 7 ? "evil\033[2J" : "user%u", (unsigned)uid);
	return uid != 9;
}

struct heard {
	unsigned n;
	uid_t last;
};

static void found(void *ctx, uid_t uid)
{
	struct heard *h = ctx;

	h->n++;
	h->last = uid;
}

static void turn_until(struct ev_loop *loop, const struct heard *h, unsigned n)
{
	int64_t until = clock_mono_ms() + 10000;

	while (h->n < n && clock_mono_ms() < until)
		ev_run(loop, EVRUN_ONCE);
	assert_int_equal(h->n, n);
}

static void a_name_is_looked_up_once(void **state)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct heard h = {0};
	struct names *names = names_open(loop, look, found, &h);

	(void)state;
	looks = 0;
	assert_null(names_of(names, 5));
	assert_null(names_of(names, 5));
	turn_until(loop, &h, 1);
	assert_int_equal(h.last, 5);
	assert_string_equal(names_of(names, 5), "user5");
	assert_int_equal(looks, 1);
	names_close(names);
	ev_loop_destroy(loop);
}

static void without_a_name_the_number_is_shown(void **state)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct heard h = {0};
	struct names *names = names_open(loop, look, found, &h);

	(void)state;
	assert_null(names_of(names, 9));
	turn_until(loop, &h, 1);
	assert_string_equal(names_of(names, 9), "uid 9");
	names_close(names);
	ev_loop_destroy(loop);
}

static void a_name_cannot_speak_to_the_terminal(void **state)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct heard h = {0};
	struct names *names = names_open(loop, look, found, &h);

	(void)state;
	assert_null(names_of(names, 7));
	turn_until(loop, &h, 1);
	assert_null(strchr(names_of(names, 7), '\033'));
	names_close(names);
	ev_loop_destroy(loop);
}

static void who_takes_too_long_has_a_number_until_then(void **state)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct heard h = {0};
	struct names *names = names_open(loop, look, found, &h);

	(void)state;
	held = true;
	assert_null(names_of(names, 5));
	turn_until(loop, &h, 1);
	assert_string_equal(names_of(names, 5), "uid 5");
	held = false;
	turn_until(loop, &h, 2);
	assert_string_equal(names_of(names, 5), "user5");
	names_close(names);
	ev_loop_destroy(loop);
}

static void a_look_that_outlives_its_asker_does_no_harm(void **state)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct heard h = {0};
	struct names *names = names_open(loop, look, found, &h);

	(void)state;
	looks = 0;
	held = true;
	assert_null(names_of(names, 5));
	names_close(names);
	ev_loop_destroy(loop);
	while (looks == 0)
		usleep(1000);
	held = false;
	assert_int_equal(h.n, 0);
}

static void root_is_root(void **state)
{
	char name[NAME_SIZE];

	(void)state;
	assert_true(names_from_system(0, name, sizeof name));
	assert_string_equal(name, "root");
	assert_false(names_from_system(0x7ffffff0, name, sizeof name));
}

static void a_list_names_users_and_groups(void **state)
{
	uid_t root = 0;

	(void)state;
	if (!names_in_list("root", root))
		skip(); /* a machine without users */
	assert_true(names_in_list("mk, root", root));
	assert_true(names_in_list("mk,@root", root));
	assert_false(names_in_list("roots, mk", root));
	assert_false(names_in_list("@nobody-has-this-group", root));
	assert_false(names_in_list("", root));
	assert_false(names_in_list(NULL, root));
	assert_false(names_in_list("root", 54321));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_names_users_and_groups),
		cmocka_unit_test(a_name_is_looked_up_once),
		cmocka_unit_test(without_a_name_the_number_is_shown),
		cmocka_unit_test(a_name_cannot_speak_to_the_terminal),
		cmocka_unit_test(who_takes_too_long_has_a_number_until_then),
		cmocka_unit_test(a_look_that_outlives_its_asker_does_no_harm),
		cmocka_unit_test(root_is_root),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
