/* if_rare: what few interfaces have takes room where there is any of it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/model/if_table.h"
#include "probes/model/series.h"
#include "probes/model/topology.h"
#include "tests/model/fixture.h"

enum { A, B, PORTS };
#define T0 INT64_C(1800000000000)

static int two_interfaces(void **state)
{
	struct if_found found[PORTS] = {{.index = 1}, {.index = 2}};
	struct network *net;

	if (model_setup(state))
		return 1;
	net = *state;
	add_dev(net, "dev", NONE);
	network_set_interfaces(net, 0, found, PORTS);
	return 0;
}

static void poll(struct network *net, uint64_t octets, int64_t at_ms)
{
	struct if_counters raw[PORTS] = {{.in_octets = octets, .has = HAS_IN_OCTETS},
					 {.in_octets = octets, .has = HAS_IN_OCTETS}};
	struct agent_clock clock = {.uptime_cs = (uint32_t)((at_ms - T0) / 10 + 9000),
				    .at_ms = at_ms};

	for (if_id i = 0; i < PORTS; i++)
		network_take_status(net, i, IF_UP, IF_UP, 0, at_ms);
	network_take_counters(net, 0, &clock, raw, PORTS, NULL);
}

static void what_merely_works_takes_none(void **state)
{
	struct network *net = *state;
	struct if_table *t = &net->ifs;

	for (int i = 0; i < 5; i++)
		poll(net, 1000u * (unsigned)i, T0 + i * 30000);
	topology_classify(net, 0);
	assert_true(t->in_bps[A] > 0);
	assert_int_equal(if_rare(t, A)->oper_ms, 0);
	assert_int_equal(if_peer(t, A), NONE);
	assert_true(isnan(if_was_pct(t, A)));
	assert_int_equal(t->rares.n, t->pool.n); /* a small network keeps histories */
}

static void each_has_its_own(void **state)
{
	struct network *net = *state;
	struct if_table *t = &net->ifs;

	network_take_status(net, A, IF_UP, IF_UP, 0, T0);
	network_take_status(net, A, IF_UP, IF_DOWN, 0, T0 + 1000);
	assert_int_equal(if_rare(t, A)->oper_ms, T0 + 1000);
	assert_int_equal(if_rare(t, B)->oper_ms, 0);
	if_table_mishap(t, B, MISHAP_IN_ERRORS, coarse(4));
	assert_int_equal(if_mishap_place(t, A), NONE);
	assert_true(isnan(if_mishap_ps(t, A, MISHAP_IN_ERRORS)));
}

static void errors_alone_take_their_own_place_only(void **state)
{
	struct network *net = *state;
	struct if_table *t = &net->ifs;
	struct if_found other = {.index = 3};
	if_id row;

	if_table_mishap(t, B, MISHAP_IN_ERRORS, coarse(4));
	assert_int_equal(t->rares.n, 0);
	assert_int_equal(if_peer(t, B), NONE);
	if_rare_make(t, B)->peer = 0; /* now it has more */
	assert_int_equal(t->rares.n, 1);
	assert_int_equal(t->mishaps.n, 1);
	assert_true(if_mishap_ps(t, B, MISHAP_IN_ERRORS) == 4);
	if_rare_make(t, A)->peer = 0;
	if_table_mishap(t, A, MISHAP_IN_ERRORS, coarse(5));
	assert_int_equal(if_peer(t, A), 0);
	assert_true(if_mishap_ps(t, A, MISHAP_IN_ERRORS) == 5);
	network_set_interfaces(net, 0, &other, 1);
	row = network_if_by_index(net, 0, 3);
	if_table_mishap(t, row, MISHAP_IN_ERRORS, coarse(6));
	assert_int_equal(t->mishaps.n, 2); /* the place of one that went */
	assert_int_equal(if_peer(t, row), NONE);
}

static void it_goes_along_and_is_given_back(void **state)
{
	struct network *net = *state;
	struct if_table *t = &net->ifs;
	struct if_found second = {.index = 2}, other = {.index = 3};
	if_id row;

	if_rare_make(t, A)->oper_ms = T0;
	if_rare_make(t, B)->oper_ms = T0 + 5000;
	network_set_interfaces(net, 0, &second, 1);
	row = network_if_by_index(net, 0, 2);
	assert_int_equal(if_rare(t, row)->oper_ms, T0 + 5000);
	network_set_interfaces(net, 0, &other, 1);
	row = network_if_by_index(net, 0, 3);
	assert_int_equal(if_rare(t, row)->oper_ms, 0);
	if_rare_make(t, row)->peer = 0;
	assert_int_equal(if_rare(t, row)->oper_ms, 0); /* not the one before it */
	assert_int_equal(t->rares.n, 2); /* there were two at once at most */
}

/* What is added to a row is added half a million times: 150 bytes an interface, with
 * the texts and with what a device takes besides. */
static void a_row_is_no_larger_than_that(void **state)
{
	const struct network *net = *state;
	size_t row = 0;

#define ADD(column) row += sizeof *net->ifs.column;
	IF_COLUMNS(ADD)
#undef ADD
	assert_in_range(row, 1, 114);
	assert_int_equal(sizeof(struct if_rare), 24);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, two_interfaces, model_teardown)
	const struct CMUnitTest tests[] = {
		TEST(what_merely_works_takes_none),
		TEST(each_has_its_own),
		TEST(errors_alone_take_their_own_place_only),
		TEST(it_goes_along_and_is_given_back),
		TEST(a_row_is_no_larger_than_that),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
