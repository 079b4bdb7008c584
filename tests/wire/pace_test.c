/* pace: what a subnet may get, by how far it is. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "probes/wire/pace.h"

#define T0 INT64_C(1000000) /* a tick begins */
#define HERE 7

static unsigned taken(struct pace *p, unsigned tries, int64_t now_ms)
{
	unsigned n = 0;

	for (unsigned i = 0; i < tries; i++)
		n += pace_take(p, HERE, now_ms);
	return n;
}

static void so_many_go_in_a_tick(void **state)
{
	struct pace p = {0};

	(void)state;
	assert_int_equal(taken(&p, 100, T0), PACE_MOST);
	assert_int_equal(taken(&p, 100, T0 + PACE_MS - 1), 0);
	assert_true(pace_take(&p, HERE + 1, T0)); /* another does not wait for it */
	assert_int_equal(pace_wait(T0 + 3), PACE_MS - 3);
	assert_int_equal(taken(&p, 100, T0 + PACE_MS), PACE_MOST);
}

static void the_shortest_answer_of_late_tells_how_far_it_is(void **state)
{
	struct pace p = {0};

	(void)state;
	pace_rtt(&p, HERE, 50000, T0);
	assert_int_equal(taken(&p, 100, T0), PACE_MOST);
	pace_rtt(&p, HERE, 500, T0);
	pace_rtt(&p, HERE, 50000, T0); /* it was busy */
	assert_int_equal(taken(&p, 100, T0), 100);
	pace_rtt(&p, HERE, 50000, T0 + PACE_MEMORY_MS);
	assert_int_equal(taken(&p, 100, T0 + PACE_MEMORY_MS), 100);
	pace_rtt(&p, HERE, 50000, T0 + 2 * PACE_MEMORY_MS); /* the way is another now */
	assert_int_equal(taken(&p, 100, T0 + 2 * PACE_MEMORY_MS), PACE_MOST);
}

static uint16_t subnet4(const char *address)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};

	inet_pton(AF_INET, address, &v4.sin_addr);
	return pace_subnet((const struct sockaddr *)&v4);
}

static uint16_t subnet6(const char *address)
{
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

	inet_pton(AF_INET6, address, &v6.sin6_addr);
	return pace_subnet((const struct sockaddr *)&v6);
}

static void neighbours_share_a_subnet(void **state)
{
	(void)state;
	assert_int_equal(subnet4("10.1.2.3"), subnet4("10.1.2.250"));
	assert_int_not_equal(subnet4("10.1.2.3"), subnet4("10.1.3.3"));
	assert_int_not_equal(subnet4("10.1.2.3"), subnet4("10.2.2.3"));
	assert_int_equal(subnet6("2001:db8:0:1::1"), subnet6("2001:db8:0:1:2::9"));
	assert_int_not_equal(subnet6("2001:db8:0:1::1"), subnet6("2001:db8:0:2::1"));
	assert_true(subnet4("255.255.255.255") < PACE_SUBNETS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(so_many_go_in_a_tick),
		cmocka_unit_test(the_shortest_answer_of_late_tells_how_far_it_is),
		cmocka_unit_test(neighbours_share_a_subnet),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
