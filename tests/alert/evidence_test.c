/* How surely a device is dead, by what its neighbours see. */
#include "probes/alert/evidence.h"
#include "tests/alert/fixture.h"

/* "far", silent since w->now, and n neighbours with a port to it each. */
static dev_id silent(struct world *w, uint32_t n)
{
	dev_id far = world_dev(w, "far", NONE, NONE);

	for (uint32_t i = 0; i < n; i++) {
		char name[16];
		dev_id d;
		if_id row;

		snprintf(name, sizeof name, "near-%u", i);
		d = world_dev(w, name, NONE, NONE);
		row = world_ports(w, d, 1, 0);
		if_rare_make(&w->net.ifs, row)->peer = far;
		topology_join(&w->net, d, far);
	}
	for (dev_id d = 0; d < w->net.dev_n; d++)
		world_up(w, d);
	w->now += 10 * SECOND;
	world_down(w, far);
	return far;
}

/* A poll finds the port of neighbour i (from 0) up or down. */
static void port_is(struct world *w, uint32_t i, enum if_status oper)
{
	dev_id d = 1 + i;

	world_oper(w, w->net.dev[d].if_first, oper);
	world_poll(w, d);
}

static const char *verdict(struct world *w, dev_id d)
{
	static char text[EVIDENCE_MAX];
	struct evidence e;

	evidence_of(&w->net, d, &e);
	evidence_verdict(&e, text, sizeof text);
	return text;
}

static void without_neighbours_it_is_down_and_nobody_knows_more(void **state)
{
	assert_string_equal(verdict(*state, silent(*state, 0)), "down");
}

static void one_neighbour_cannot_tell_the_device_from_its_link(void **state)
{
	struct world *w = *state;
	dev_id far = silent(w, 1);

	assert_string_equal(verdict(w, far), "or its link (1 neighbour)");
	w->now += SECOND;
	port_is(w, 0, IF_DOWN);
	assert_string_equal(verdict(w, far), "or its link (1 neighbour)");
}

static void dead_is_said_when_every_neighbour_lost_it(void **state)
{
	struct world *w = *state;
	dev_id far = silent(w, 3);

	w->now += SECOND;
	port_is(w, 0, IF_DOWN);
	port_is(w, 1, IF_DOWN);
	assert_string_equal(verdict(w, far), "or its links (2 of 3 neighbours lost)");
	port_is(w, 2, IF_DOWN);
	assert_string_equal(verdict(w, far), "dead (3 of 3 neighbours lost)");
}

static void a_link_that_is_up_is_said_once_it_was_read_anew(void **state)
{
	struct world *w = *state;
	dev_id far = silent(w, 2);

	assert_string_equal(verdict(w, far), "or its links (0 of 2 neighbours lost)");
	w->now += SECOND;
	port_is(w, 0, IF_UP); /* by an agent that has not looked since */
	assert_string_equal(verdict(w, far), "or its links (0 of 2 neighbours lost)");
	w->now += EVIDENCE_PACE_MS;
	port_is(w, 0, IF_UP);
	assert_string_equal(verdict(w, far), "silent, its link is up (1 neighbour)");
}

static void neighbours_are_heard_at_once_and_when_they_must_have_seen_it(void **state)
{
	struct world *w = *state;
	dev_id far = silent(w, 2);

	assert_int_equal(w->alerts.ask_n, 3);
	w->alerts.ask_n = 0;
	w->now += EVIDENCE_PACE_MS + SECOND;
	world_judge(w, far);
	assert_int_equal(w->alerts.ask_n, 2);
	w->alerts.ask_n = 0;
	w->now += EVIDENCE_PACE_MS + SECOND;
	world_judge(w, far);
	assert_int_equal(w->alerts.ask_n, 0);
}

static void what_was_seen_stays_when_it_answers(void **state)
{
	struct world *w = *state;
	const struct alert *a;
	char was[EVIDENCE_MAX];
	dev_id far;

	world_reach_rules(w);
	far = silent(w, 1);
	a = world_alert(w, "far", "", CHECK_UNREACHABLE);
	w->now += SECOND;
	port_is(w, 0, IF_DOWN);
	w->now += 5 * SECOND;
	world_judge(w, far);
	assert_non_null(strstr(a->evidence, "xe-0/0/0 down"));
	snprintf(was, sizeof was, "%s", a->evidence);
	w->now += 5 * SECOND;
	port_is(w, 0, IF_UP);
	world_up(w, far);
	w->now += 5 * SECOND;
	world_judge(w, far);
	assert_string_equal(a->evidence, was);
}

static void a_port_down_long_before_tells_nothing(void **state)
{
	struct world *w = *state;
	dev_id far = silent(w, 2);

	w->now += SECOND;
	port_is(w, 0, IF_DOWN);
	port_is(w, 1, IF_DOWN);
	if_rare_make(&w->net.ifs, w->net.dev[1].if_first)->oper_ms -= HOUR;
	w->net.ifs.good_s[w->net.dev[1].if_first] -= 3600;
	assert_string_equal(verdict(w, far), "or its links (1 of 2 neighbours lost)");
}

static void who_hangs_behind_it_does_not_count(void **state)
{
	struct world *w = *state;
	dev_id far = silent(w, 2), kid = world_dev(w, "kid", NONE, far);

	w->now += SECOND;
	port_is(w, 0, IF_DOWN);
	port_is(w, 1, IF_DOWN);
	world_up(w, kid);
	world_down(w, kid);
	assert_string_equal(verdict(w, far), "dead (2 of 2 neighbours lost)");
	world_up(w, kid); /* by another way: it sees no port of the dead one */
	assert_string_equal(verdict(w, far), "or its links (2 of 3 neighbours lost)");
}

static void a_silent_neighbour_leaves_it_open(void **state)
{
	struct world *w = *state;
	dev_id far = silent(w, 2);

	w->now += SECOND;
	port_is(w, 0, IF_DOWN);
	world_down(w, 2);
	assert_string_equal(verdict(w, far), "or its links (1 of 2 neighbours lost)");
}

static void the_text_has_the_times(void **state)
{
	struct world *w = *state;
	dev_id far = silent(w, 1);
	char text[EVIDENCE_MAX];

	w->now += 2 * SECOND;
	port_is(w, 0, IF_DOWN);
	evidence_text(&w->net, far, text, sizeof text);
	assert_string_equal(text, "or its link (1 neighbour); last answer 08:00:00Z; "
				  "near-0 xe-0/0/0 down 08:00:12Z; "
				  "12 probes and SNMP unanswered");
}

static void what_has_no_room_whole_is_left_out(void **state)
{
	struct world *w = *state;
	dev_id far = silent(w, 1);
	char text[50];

	w->now += 2 * SECOND;
	port_is(w, 0, IF_DOWN);
	evidence_text(&w->net, far, text, sizeof text);
	assert_string_equal(text, "or its link (1 neighbour); last answer 08:00:00Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(without_neighbours_it_is_down_and_nobody_knows_more),
		WORLD_TEST(one_neighbour_cannot_tell_the_device_from_its_link),
		WORLD_TEST(dead_is_said_when_every_neighbour_lost_it),
		WORLD_TEST(a_link_that_is_up_is_said_once_it_was_read_anew),
		WORLD_TEST(neighbours_are_heard_at_once_and_when_they_must_have_seen_it),
		WORLD_TEST(what_was_seen_stays_when_it_answers),
		WORLD_TEST(a_port_down_long_before_tells_nothing),
		WORLD_TEST(who_hangs_behind_it_does_not_count),
		WORLD_TEST(a_silent_neighbour_leaves_it_open),
		WORLD_TEST(the_text_has_the_times),
		WORLD_TEST(what_has_no_room_whole_is_left_out),
	};

	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
