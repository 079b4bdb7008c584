/* place: one watch a network, found by everybody and by nobody else. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tui/place.h"

static char home[] = "/tmp/noctop-place-XXXXXX";

static int make_home(void **state)
{
	(void)state;
	return !mkdtemp(home) || setenv("XDG_RUNTIME_DIR", home, 1);
}

/* Whoever left has left nothing. */
static int remove_home(void **state)
{
	char path[128];

	snprintf(path, sizeof path, "%s/noctop", home);
	(void)state;
	return rmdir(path) || rmdir(home);
}

static void a_name_is_of_one_configuration(void **state)
{
	char a[17], b[17], again[17];

	place_name("/etc/noctop/noctop.ini", a);
	place_name("/etc/noctop/other.ini", b);
	place_name("/etc/noctop/noctop.ini", again);
	assert_string_equal(a, again);
	assert_string_not_equal(a, b);
	assert_int_equal(strlen(a), 16);
	(void)state;
}

static void who_listens_is_found(void **state)
{
	struct place p;
	int lock, fd, client;

	assert_int_equal(place_connect("here"), -1);
	fd = place_listen("here", &p, &lock);
	assert_true(fd >= 0);
	client = place_connect("here");
	assert_true(client >= 0);
	close(client);
	assert_int_equal(place_connect("elsewhere"), -1);
	place_leave(&p);
	assert_int_equal(place_connect("here"), -1);
	close(fd);
	close(lock);
	(void)state;
}

static void who_is_leaving_is_not_found_and_not_replaced_yet(void **state)
{
	struct place p, q;
	int lock, other, fd = place_listen("leaving", &p, &lock);

	assert_true(fd >= 0);
	place_hide(&p);
	assert_int_equal(place_connect("leaving"), -1);
	assert_int_equal(place_listen("leaving", &q, &other), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	place_leave(&p);
	close(fd), close(lock);
	fd = place_listen("leaving", &q, &other);
	assert_true(fd >= 0);
	place_leave(&q);
	close(fd), close(other);
	(void)state;
}

static void a_second_one_may_not_listen(void **state)
{
	struct place p, q;
	int lock, other, fd = place_listen("taken", &p, &lock);

	assert_true(fd >= 0);
	assert_int_equal(place_listen("taken", &q, &other), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	place_leave(&p);
	close(fd);
	close(lock);
	(void)state;
}

/* kill -9 leaves the socket; the lock went with the process. */
static void the_socket_of_a_dead_watch_is_no_hindrance(void **state)
{
	struct place p;
	int lock, client, fd = place_listen("died", &p, &lock);

	close(fd);
	close(lock);
	assert_int_equal(place_connect("died"), -1);
	fd = place_listen("died", &p, &lock);
	assert_true(fd >= 0);
	client = place_connect("died");
	assert_true(client >= 0);
	close(client);
	close(fd);
	close(lock);
	place_leave(&p);
	(void)state;
}

static void the_only_watch_is_found_without_a_name(void **state)
{
	struct place p, q;
	int lock_p, lock_q, client, fd_p, fd_q;

	assert_int_equal(place_connect_any(false), -1);
	fd_p = place_listen("one", &p, &lock_p);
	client = place_connect_any(false);
	assert_true(client >= 0);
	close(client);
	fd_q = place_listen("two", &q, &lock_q);
	assert_int_equal(place_connect_any(false), -2);
	place_leave(&p);
	place_leave(&q);
	close(fd_p), close(fd_q), close(lock_p), close(lock_q);
	(void)state;
}

static void a_demo_is_not_taken_for_a_network(void **state)
{
	struct place p;
	int lock, client, fd = place_listen(PLACE_DEMO "1", &p, &lock);

	assert_int_equal(place_connect_any(false), -1);
	client = place_connect_any(true);
	assert_true(client >= 0);
	close(client);
	place_leave(&p);
	close(fd), close(lock);
	(void)state;
}

static void a_folder_that_others_may_write_is_not_trusted(void **state)
{
	char folder[64];
	struct place p;
	int lock, fd = place_listen("open", &p, &lock);

	assert_true(fd >= 0);
	snprintf(folder, sizeof folder, "%s/noctop", home);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_int_equal(place_connect("open"), -1);
	assert_int_equal(chmod(folder, 0700), 0);
	place_leave(&p);
	close(fd), close(lock);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_of_one_configuration),
		cmocka_unit_test(who_listens_is_found),
		cmocka_unit_test(who_is_leaving_is_not_found_and_not_replaced_yet),
		cmocka_unit_test(a_second_one_may_not_listen),
		cmocka_unit_test(the_socket_of_a_dead_watch_is_no_hindrance),
		cmocka_unit_test(the_only_watch_is_found_without_a_name),
		cmocka_unit_test(a_demo_is_not_taken_for_a_network),
		cmocka_unit_test(a_folder_that_others_may_write_is_not_trusted),
	};

	return cmocka_run_group_tests_name("place", tests, make_home, remove_home);
}
