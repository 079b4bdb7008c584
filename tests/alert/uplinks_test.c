/* Redundancy lost is told before anything is down: once for a link, at one end of it,
 * and not beside what explains it. */
#include "tests/alert/fixture.h"

#include "probes/model/link.h"
#include "probes/model/ways.h"

#define CORES 2

/* access switches at two cores; two ports, of the cores one for each. */
static void dual(struct world *w, uint32_t n)
{
	site_id site = world_site(w, "FRA");
	struct claim said[2];
	char name[16];

	world_lost_rules(w);
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_MAJOR,
				    .scope = {.if_flags = IFF_UPLINK | IFF_DECLARED}});
	world_rule(w, (struct rule){.check = CHECK_UPLINKS,
				    .severity = SEV_WARNING,
				    .opens = SPAN(30 * SECOND),
				    .clears = SPAN(60 * SECOND),
				    .text = "%n ways up, that to %r is not"});
	world_begin(w);
	for (uint32_t d = 0; d < n + CORES; d++) {
		snprintf(name, sizeof name, d < CORES ? "core-%u" : "acc-%u", d);
		world_dev(w, name, site, NONE);
	}
	for (uint32_t d = 0; d < n + CORES; d++)
		world_ports(w, d, d < CORES ? n + 1 : 2, 0);
	for (uint32_t d = CORES; d < n + CORES; d++) {
		for (uint32_t k = 0; k < CORES; k++) {
			said[k] = claim_by(LINK_LLDP, k);
			said[k].port = w->net.ifs.name[w->net.dev[d].if_first + k];
			said[k].far =
				w->net.ifs.name[w->net.dev[k].if_first + d - CORES];
		}
		links_said(&w->net, d, LINK_BIT(LINK_LLDP), said, CORES, w->now);
	}
	said[0] = claim_by(LINK_LLDP, 1);
	said[0].port = w->net.ifs.name[w->net.dev[0].if_first + n];
	said[0].far = w->net.ifs.name[w->net.dev[1].if_first + n];
	links_said(&w->net, 0, LINK_BIT(LINK_LLDP), said, 1, w->now);
	ways_attach(&w->net, ATTACHED_CONFIGURED, &(dev_id){0}, 1);
	ways_all(&w->net, w->now);
	for (uint32_t d = 0; d < n + CORES; d++)
		world_up(w, d);
}

/* Time goes on; the ways are looked at meanwhile. */
static void pass(struct world *w, int64_t ms)
{
	for (int64_t end = w->now + ms; w->now < end;) {
		ways_all(&w->net, w->now);
		world_pass(w, 5 * SECOND);
	}
}

static if_id port(const struct world *w, dev_id d, uint32_t i)
{
	return w->net.dev[d].if_first + i;
}

static const struct alert *about(const struct world *w, enum check check, dev_id *of)
{
	for (uint32_t i = 0; i < w->alerts.n; i++) {
		const struct alert *a = w->alerts.row[i];

		if (a->check == check && a->state != ALERT_CLEARED) {
			*of = a->thing;
			return a;
		}
	}
	return NULL;
}

/* Somebody shut an uplink: that is no alert, but what it leaves is. */
static void an_uplink_that_was_shut_leaves_one(void **state)
{
	struct world *w = *state;
	const struct alert *a;
	dev_id of;

	dual(w, 3);
	pass(w, 60 * SECOND);
	assert_int_equal(world_live(w), 0);
	world_oper(w, port(w, 2, 1), IF_DOWN);
	w->net.ifs.admin[port(w, 2, 1)] = IF_DOWN;
	pass(w, 20 * SECOND);
	assert_int_equal(world_live(w), 0); /* it may come back at once */
	pass(w, 40 * SECOND);
	assert_int_equal(world_live(w), 1);
	a = about(w, CHECK_UPLINKS, &of);
	assert_non_null(a);
	assert_int_equal(of, 2);
	assert_int_equal(a->severity, SEV_WARNING);
	assert_string_equal(a->text, "1 of 2 ways up, that to core-1 is not");
	assert_false(a->suppressed);
	world_oper(w, port(w, 2, 1), IF_UP);
	pass(w, 120 * SECOND);
	assert_int_equal(world_live(w), 0);
}

/* The uplink is down: that is the alert, and this is explained by it. */
static void the_port_that_is_down_explains_it(void **state)
{
	struct world *w = *state;
	const struct alert *a;
	dev_id of;

	dual(w, 3);
	pass(w, 60 * SECOND);
	world_oper(w, port(w, 2, 1), IF_DOWN);
	pass(w, 90 * SECOND);
	a = about(w, CHECK_IF_DOWN, &of);
	assert_non_null(a);
	assert_false(a->suppressed);
	a = about(w, CHECK_UPLINKS, &of);
	assert_non_null(a);
	assert_int_equal(of, 2);
	assert_true(a->suppressed);
	assert_string_equal(a->suppressed_by, "acc-2 xe-0/0/1");
}

/* One of two cores dies: one row, whatever hangs on both. */
static void a_core_that_dies_is_one_row(void **state)
{
	struct world *w = *state;
	const struct alert *a;
	uint32_t shown = 0;
	dev_id of;

	dual(w, 40);
	pass(w, 60 * SECOND);
	world_down(w, 1);
	pass(w, 120 * SECOND);
	for (uint32_t i = 0; i < w->alerts.n; i++)
		shown += w->alerts.row[i]->state != ALERT_CLEARED;
	assert_int_equal(shown, 1);
	a = about(w, CHECK_UNREACHABLE, &of);
	assert_non_null(a);
	assert_int_equal(of, 1);
	assert_non_null(a->evidence);
	assert_non_null(strstr(a->evidence, "40 devices without redundancy"));
}

#define UPLINKS_TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		UPLINKS_TEST(an_uplink_that_was_shut_leaves_one),
		UPLINKS_TEST(the_port_that_is_down_explains_it),
		UPLINKS_TEST(a_core_that_dies_is_one_row),
	};

	return cmocka_run_group_tests_name("uplinks", tests, NULL, NULL);
}
