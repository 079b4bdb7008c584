/* Judging what has not changed allocates nothing. Linked with malloc, calloc and
 * realloc wrapped. */
#include "tests/alert/fixture.h"
#include "tests/allocations.h"
#include "tests/model/load.h"

static void a_thousand_steady_judgements_allocate_nothing(void **state)
{
	struct world *w = *state;
	site_id site = world_site(w, "FRA");

	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE, .severity = SEV_MAJOR});
	world_rule(w, (struct rule){.check = CHECK_CPU,
				    .severity = SEV_WARNING,
				    .enter = 80,
				    .clear = 70,
				    .opens = SHARE(66, 15 * MINUTE)});
	world_rule(w, (struct rule){.check = CHECK_UTIL,
				    .severity = SEV_WARNING,
				    .enter = 80,
				    .clear = 70});
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_MAJOR,
				    .scope.if_flags = IFF_UPLINK,
				    .text = "%i down"});
	world_rule(w, (struct rule){.check = CHECK_SITE_ISOLATED,
				    .severity = SEV_CRITICAL,
				    .enter = 90,
				    .floor = 3});
	for (dev_id d = 0; d < 3; d++) {
		world_dev(w, d == 0 ? "a" : d == 1 ? "b" : "c", site, NONE);
		world_ports(w, d, 48, IFF_UPLINK);
		world_up(w, d);
	}
	w->net.dev[0].cpu_pct = 90; /* pending, then open */
	world_oper(w, 5, IF_DOWN);  /* open */
	w->net.ifs.in_bps[7] = load(&w->net.ifs, 7, 90);
	world_down(w, 1);
	world_pass(w, 30 * MINUTE);
	assert_int_equal(world_live(w), 4);
	allocations = 0;
	for (int i = 0; i < 1000; i++) {
		w->now += 3 * SECOND;
		world_poll(w, i % 2 ? 0 : 2);
		world_judge(w, 1);
		world_tick(w);
	}
	assert_int_equal(allocations, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_thousand_steady_judgements_allocate_nothing),
	};

	return cmocka_run_group_tests_name("steady", tests, NULL, NULL);
}
