/* mishap: errors and discards take room where there are any, and unknown is not 0. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/model/if_table.h"
#include "tests/model/fixture.h"

enum { A, B };

static const struct if_counters quiet = {.in_octets = 1,
					 .has = HAS_IN_OCTETS | HAS_IN_ERRORS |
						HAS_OUT_ERRORS | HAS_IN_DISCARDS |
						HAS_OUT_DISCARDS};

static int two_interfaces(void **state)
{
	struct if_found found[2] = {{.index = 1}, {.index = 2}};
	struct network *net;

	if (model_setup(state))
		return 1;
	net = *state;
	add_dev(net, "dev", NONE);
	network_set_interfaces(net, 0, found, 2);
	return 0;
}

static void unknown_is_not_0_and_neither_takes_room(void **state)
{
	struct network *net = *state;
	struct if_table *t = &net->ifs;

	assert_true(isnan(if_mishap_ps(t, A, MISHAP_IN_DISCARDS)));
	if_table_mishap(t, A, MISHAP_IN_DISCARDS, coarse(0));
	assert_true(if_mishap_ps(t, A, MISHAP_IN_DISCARDS) == 0);
	assert_true(isnan(if_mishap_ps(t, A, MISHAP_IN_ERRORS)));
	assert_true(isnan(if_mishap_ps(t, B, MISHAP_IN_DISCARDS)));
	if_table_mishap(t, A, MISHAP_IN_DISCARDS, coarse(NAN));
	assert_true(isnan(if_mishap_ps(t, A, MISHAP_IN_DISCARDS)));
	if_table_keep(t, A, &quiet);
	assert_int_equal(t->mishaps.n, 0);
}

static void what_was_known_is_known_where_there_is_room(void **state)
{
	struct network *net = *state;
	struct if_table *t = &net->ifs;

	if_table_mishap(t, A, MISHAP_OUT_ERRORS, coarse(0));
	if_table_mishap(t, A, MISHAP_IN_ERRORS, coarse(8));
	assert_int_equal(t->mishaps.n, 1);
	assert_true(if_mishap_ps(t, A, MISHAP_IN_ERRORS) == 8);
	assert_true(if_mishap_ps(t, A, MISHAP_OUT_ERRORS) == 0);
	assert_true(isnan(if_mishap_ps(t, A, MISHAP_OUT_DISCARDS)));
	if_table_no_rate(t, A, RATE_REBOOT);
	assert_true(isnan(if_mishap_ps(t, A, MISHAP_IN_ERRORS)));
	assert_true(isnan(if_mishap_ps(t, A, MISHAP_OUT_ERRORS)));
}

static void readings_come_back_as_they_were(void **state)
{
	struct network *net = *state;
	struct if_counters c = {.in_octets = UINT64_MAX,
				.out_octets = UINT64_MAX - 1,
				.in_pkts = 3,
				.out_pkts = UINT64_MAX / 3,
				.in_errors = UINT32_MAX,
				.out_errors = 6,
				.in_discards = 7,
				.out_discards = 8,
				.discontinuity = UINT32_MAX,
				.has = HAS_ALL,
				.uptime_cs = UINT32_MAX};
	struct if_counters is;

	if_table_keep(&net->ifs, A, &c);
	is = if_counters(&net->ifs, A);
	assert_memory_equal(&is, &c, sizeof c);
	if_table_keep(&net->ifs, B, &quiet);
	is = if_counters(&net->ifs, B);
	assert_memory_equal(&is, &quiet, sizeof is);
	assert_int_equal(net->ifs.mishaps.n, 1);
}

static void room_goes_along_with_the_interface_and_is_given_back(void **state)
{
	struct network *net = *state;
	struct if_table *t = &net->ifs;
	struct if_found second = {.index = 2}, other = {.index = 3};
	if_id row;

	if_table_mishap(t, A, MISHAP_IN_ERRORS, coarse(4));
	if_table_mishap(t, B, MISHAP_IN_ERRORS, coarse(8));
	network_set_interfaces(net, 0, &second, 1);
	row = network_if_by_index(net, 0, 2);
	assert_true(if_mishap_ps(t, row, MISHAP_IN_ERRORS) == 8);
	network_set_interfaces(net, 0, &other, 1);
	row = network_if_by_index(net, 0, 3);
	assert_true(isnan(if_mishap_ps(t, row, MISHAP_IN_ERRORS)));
	if_table_mishap(t, row, MISHAP_IN_ERRORS, coarse(16));
	if_table_mishap(t, row, MISHAP_OUT_ERRORS, coarse(16));
	assert_int_equal(t->mishaps.n, 2); /* there were two at once at most */
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, two_interfaces, model_teardown)
	const struct CMUnitTest tests[] = {
		TEST(unknown_is_not_0_and_neither_takes_room),
		TEST(what_was_known_is_known_where_there_is_room),
		TEST(readings_come_back_as_they_were),
		TEST(room_goes_along_with_the_interface_and_is_given_back),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
