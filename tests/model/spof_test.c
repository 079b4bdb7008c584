/* Single points of failure, the heaviest first. */
#include "tests/model/fixture.h"

#include <stdlib.h>

#include "probes/model/spof.h"

static void join(struct network *net, dev_id a, dev_id b)
{
	struct claim all[8];
	uint32_t n, mine = 0;
	const struct claim *old = links_claims(net, a, &n);
	char port[24];

	for (uint32_t i = 0; i < n; i++)
		if (old[i].source == LINK_LLDP)
			all[mine++] = old[i];
	snprintf(port, sizeof port, "to-%u", b);
	all[mine] = claim_by(LINK_LLDP, b);
	all[mine++].port = intern(net, port);
	links_said(net, a, LINK_BIT(LINK_LLDP), all, mine, T0);
}

static void is(const struct spof *s, dev_id dev, dev_id far, uint32_t behind)
{
	assert_int_equal(s->dev, dev);
	assert_int_equal(s->far, far);
	assert_int_equal(s->edge == NONE, dev == far);
	assert_int_equal(s->behind, behind);
}

static void devices_and_links_that_others_hang_on_are_listed(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE), b = add_dev(net, "b", NONE),
	       c = add_dev(net, "c", NONE), d = add_dev(net, "d", NONE),
	       e = add_dev(net, "e", NONE);
	struct spof *all;
	uint32_t n;

	join(net, a, b); /* a ring of three … */
	join(net, b, c);
	join(net, c, a);
	join(net, c, d); /* … and a chain at it */
	join(net, d, e);
	ways_attach(net, ATTACHED_CONFIGURED, &a, 1);
	ways_all(net, T0);
	all = spof_find(net, &n);
	assert_int_equal(n, 5);
	is(&all[0], a, a, 4);
	is(&all[1], c, c, 2);
	is(&all[2], c, d, 2);
	is(&all[3], d, d, 1);
	is(&all[4], d, e, 1);
	assert_non_null(ways_link(net, all[4].edge));
	free(all);
}

static void of_what_was_not_looked_at_nothing_is_said(void **state)
{
	uint32_t n;

	assert_null(spof_find(*state, &n));
	assert_int_equal(n, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(devices_and_links_that_others_hang_on_are_listed),
		MODEL_TEST(of_what_was_not_looked_at_nothing_is_said),
	};

	return cmocka_run_group_tests_name("spof", tests, NULL, NULL);
}
