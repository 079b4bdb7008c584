/* Circuits as a watch sees them: their state, who is planned by what, what a notice
 * says of them, and neighbours that are not those declared. */
#include "tests/alert/fixture.h"

#include "probes/alert/maintenance.h"
#include "probes/model/circuit.h"
#include "probes/model/link.h"
#include "probes/model/peer.h"
#include "probes/model/segment.h"
#include "probes/notify/notice.h"

static struct maintenance m;

static int setup(void **state)
{
	world_setup(state);
	maintenance_init(&m, zone_find("UTC"), 10 * MINUTE);
	return 0;
}

static int teardown(void **state)
{
	maintenance_fini(&m);
	return world_teardown(state);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static str_id text(struct world *w, const char *s)
{
	return text_intern_str(&w->net.text, s);
}

enum { HUB, PAR };

/* HQ's hub and Paris, one circuit between their first ports, all well. */
static void a_world(struct world *w)
{
	struct circuit c = {.name = text(w, "NET-1"),
			    .provider = text(w, "Telco"),
			    .phone = text(w, "+49 800 1"),
			    .contract = text(w, "K-17"),
			    .probe = NONE};

	world_rule(w, (struct rule){.check = CHECK_IF_DOWN, .severity = SEV_MAJOR});
	world_rule(w, (struct rule){.check = CHECK_CIRCUIT_DOWN,
				    .severity = SEV_MAJOR,
				    .text = "down at %i%p"});
	world_rule(w, (struct rule){.check = CHECK_SITE_ISOLATED,
				    .severity = SEV_CRITICAL,
				    .last_path = true,
				    .text = "isolated, %n ways down%c"});
	world_rule(w, (struct rule){.check = CHECK_NEIGHBOR,
				    .severity = SEV_WARNING,
				    .text = "%i %r %d"});
	world_begin(w);
	w->alerts.maintenance = &m;
	world_dev(w, "hub", world_site(w, "HQ"), NONE);
	world_dev(w, "par-1", world_site(w, "PAR"), NONE);
	c.end[END_A] = (struct line_end){.dev = HUB,
					 .ifname = text(w, "xe-0/0/0"),
					 .id = text(w, "T/HQ")};
	c.end[END_B] = (struct line_end){.dev = PAR,
					 .ifname = text(w, "xe-0/0/0"),
					 .id = text(w, "T/PAR")};
	network_circuit_add(&w->net, &c);
	for (dev_id d = HUB; d <= PAR; d++) {
		world_ports(w, d, 2, 0);
		topology_classify(&w->net, d);
		world_up(w, d);
	}
	links_join(&w->net, UINT32_MAX, w->now);
	world_pass(w, MINUTE);
	world_forget(w);
}

static if_id port(const struct world *w, dev_id d)
{
	return w->net.dev[d].if_first;
}

static void cut(struct world *w)
{
	w->now += SECOND;
	world_oper(w, port(w, HUB), IF_DOWN);
	world_poll(w, HUB);
	world_oper(w, port(w, PAR), IF_DOWN);
	world_poll(w, PAR);
	world_pass(w, 5 * SECOND);
}

static struct circuit_verdict verdict(const struct world *w)
{
	struct circuit_verdict v;

	circuit_verdict(&w->net, &w->alerts, 0, w->now, &v);
	return v;
}

static struct alert *the_alert(const struct world *w)
{
	return world_alert(w, "NET-1", "", CHECK_CIRCUIT_DOWN);
}

/* --- its state --- */

static void it_is_up_down_shut_or_unknown(void **state)
{
	struct world *w = *state;

	a_world(w);
	assert_int_equal(verdict(w).state, CIRCUIT_UP);
	assert_string_equal(verdict(w).why, "");
	cut(w);
	assert_int_equal(verdict(w).state, CIRCUIT_DOWN);
	assert_string_equal(verdict(w).why, "down at hub xe-0/0/0, Telco");
	assert_true(verdict(w).since_ms > 0);
	w->net.dev[HUB].snmp_good_ms = w->net.dev[PAR].snmp_good_ms = 0;
	assert_int_equal(verdict(w).state, CIRCUIT_UNKNOWN);
}

static void shut_by_hand_it_says_where(void **state)
{
	struct world *w = *state;

	a_world(w);
	network_take_status(&w->net, port(w, HUB), IF_DOWN, IF_DOWN, 0, w->now);
	world_poll(w, HUB);
	assert_int_equal(verdict(w).state, CIRCUIT_DOWN);
	assert_string_equal(verdict(w).why, "shut at hub xe-0/0/0");
	assert_null(the_alert(w));
}

static void an_end_that_is_not_there_is_said(void **state)
{
	struct world *w = *state;

	a_world(w);
	w->net.circuit[0].end[END_B].ifname = text(w, "ge-9");
	assert_int_equal(verdict(w).state, CIRCUIT_UP); /* as the hub sees it */
	assert_string_equal(verdict(w).why, "par-1 has no ge-9");
}

static void a_site_without_a_way_is_isolated_in_words(void **state)
{
	struct world *w = *state;
	struct site_verdict v;

	a_world(w);
	cut(w);
	site_verdict(&w->net, &w->alerts, 1, w->now, &v);
	assert_int_equal(v.state, SITE_ISOLATED);
	assert_string_equal(v.cause, "isolated, 1 of 1 ways down: NET-1 (Telco)");
	assert_int_equal(v.lost, 0);
	assert_true(v.since_ms > 0);
	assert_true(the_alert(w)->suppressed);
}

/* A device there may be silent for a reason of its own: that isolates nothing. */
static void until_it_is_told_of_its_last_line_is_the_cause(void **state)
{
	struct world *w = *state;
	struct site_verdict v;

	a_world(w);
	w->rules.rule[2].opens = (struct persist)SPAN(MINUTE);
	cut(w);
	world_down(w, PAR);
	site_verdict(&w->net, &w->alerts, 1, w->now, &v);
	assert_int_equal(v.state, SITE_ISOLATED);
	assert_int_equal(v.lost, 1);
	assert_string_equal(v.cause, "NET-1 down at hub xe-0/0/0, Telco");
	assert_true(v.nobody);
}

/* --- work on it --- */

static void changed(void *ctx, dev_id d, bool holds)
{
	struct world *w = ctx;

	w->net.dev[d].in_window = holds;
	world_judge(w, d);
}

static void window_of(struct world *w, const struct scope *scope)
{
	struct window conf = {
		.scope = *scope, .from_ms = w->now, .to_ms = w->now + HOUR};

	snprintf(conf.name, sizeof conf.name, "work");
	maintenance_configure(&m, &conf, w->now);
	while (maintenance_step(&m, &w->net, &w->alerts, w->now, 100, changed, w,
				&w->events))
		;
}

static void work_of_its_provider_plans_it_and_what_hangs_on_it(void **state)
{
	struct world *w = *state;

	a_world(w);
	window_of(w, &(struct scope){.provider = "telco"});
	assert_int_equal(verdict(w).state, CIRCUIT_PLANNED);
	assert_string_equal(verdict(w).why, "maintenance work");
	assert_string_equal(world_last(w, EVENT_PLANNED)->name, "NET-1");
	cut(w);
	assert_true(the_alert(w)->planned);
	assert_true(world_alert(w, "PAR", "", CHECK_SITE_ISOLATED)->planned);
	assert_true(world_alert(w, "hub", "xe-0/0/0", CHECK_IF_DOWN)->planned);
	assert_int_equal(world_count(w, EVENT_OPENED), 0);
}

static void work_on_another_plans_nothing(void **state)
{
	struct world *w = *state;

	a_world(w);
	window_of(w, &(struct scope){.circuit = "NET-2*"});
	assert_int_equal(verdict(w).state, CIRCUIT_UP);
	cut(w);
	assert_false(the_alert(w)->planned);
}

static void work_at_one_of_its_ends_plans_it(void **state)
{
	struct world *w = *state;

	a_world(w);
	window_of(w, &(struct scope){.device = "par-1"});
	assert_int_equal(verdict(w).state, CIRCUIT_PLANNED);
	cut(w);
	assert_true(the_alert(w)->planned);
}

/* What an operator puts in maintenance, by its name. */
static void plan(struct world *w, enum subject subject, const char *name,
		 const char *entity)
{
	struct window_thing thing = {
		subject, (char *)(uintptr_t)name, (char *)(uintptr_t)entity, NONE};
	struct window_request r = {.by = {.name = "mk"},
				   .thing = &thing,
				   .n = 1,
				   .until_ms = w->now + HOUR};

	assert_int_equal(maintenance_add(&m, &w->net, &r, w->now, &w->events, NULL),
			 WINDOW_OK);
	while (maintenance_step(&m, &w->net, &w->alerts, w->now, UINT32_MAX, changed, w,
				&w->events))
		;
}

static void by_hand_work_on_it_plans_it_and_the_ports_where_it_ends(void **state)
{
	struct world *w = *state;

	a_world(w);
	plan(w, SUBJECT_CIRCUIT, "NET-1", "");
	assert_int_equal(verdict(w).state, CIRCUIT_PLANNED);
	cut(w);
	assert_true(the_alert(w)->planned);
	assert_true(world_alert(w, "hub", "xe-0/0/0", CHECK_IF_DOWN)->planned);
	assert_string_equal(world_last(w, EVENT_SUPPRESSED)->note,
			    "planned, maintenance-1");
	w->now += SECOND; /* another port of that device is nobody's plan */
	world_oper(w, port(w, HUB) + 1, IF_DOWN);
	world_poll(w, HUB);
	world_pass(w, 5 * SECOND);
	assert_null(maintenance_of(&m, &w->net, scope_if(&w->net, port(w, HUB) + 1)));
	assert_null(maintenance_of(&m, &w->net, scope_dev(HUB)));
}

static void by_hand_work_on_the_port_where_it_ends_plans_it(void **state)
{
	struct world *w = *state;

	a_world(w);
	plan(w, SUBJECT_DEVICE, "hub", "xe-0/0/1");
	assert_int_equal(verdict(w).state, CIRCUIT_UP);
	plan(w, SUBJECT_DEVICE, "hub", "xe-0/0/0");
	assert_int_equal(verdict(w).state, CIRCUIT_PLANNED);
	cut(w);
	assert_true(the_alert(w)->planned);
}

static void an_alert_is_raised_about_it(void **state)
{
	struct world *w = *state;
	struct raise_request r = {.by = {.name = "mk"},
				  .subject = SUBJECT_CIRCUIT,
				  .thing = 0,
				  .severity = SEV_MAJOR,
				  .text = "choppy voice"};
	uint64_t id;
	const struct alert *a;

	a_world(w);
	assert_int_equal(
		alert_raise(&w->alerts, &w->net, &r, w->now, &w->events, &id),
		ALERT_OK);
	cut(w); /* is judged as ever */
	assert_non_null(the_alert(w));
	a = alert_find(&w->alerts, id);
	assert_string_equal(a->name, "NET-1");
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(alert_clear(&w->alerts, id, &r.by, "", w->now, &w->events),
			 ALERT_OK);
}

static void when_the_work_is_over_it_is_asked_anew_and_told(void **state)
{
	struct world *w = *state;

	a_world(w);
	window_of(w, &(struct scope){.circuit = "NET-1"});
	cut(w);
	for (int i = 0; i < 80; i++) {
		world_pass(w, MINUTE);
		maintenance_step(&m, &w->net, &w->alerts, w->now, 100, changed, w,
				 &w->events);
	}
	assert_false(the_alert(w)->planned);
	assert_false(world_alert(w, "PAR", "", CHECK_SITE_ISOLATED)->planned);
	assert_int_equal(verdict(w).state, CIRCUIT_DOWN);
}

/* --- what is said of it --- */

static void told(struct world *w, const struct alert *a, const char *name,
		 const char *value)
{
	struct notice n;

	notice_fill(&n, &(struct notice_about){.kind = NOTICE_PROBLEM,
					       .alert = a,
					       .net = &w->net,
					       .network_name = "NOC",
					       .now_ms = w->now});
	assert_string_equal(notice_value(&n, name), value);
	notice_fini(&n);
}

static void a_notice_says_whom_to_call(void **state)
{
	struct world *w = *state;
	const struct alert *all[3];

	a_world(w);
	cut(w);
	all[0] = the_alert(w);
	all[1] = world_alert(w, "hub", "xe-0/0/0", CHECK_IF_DOWN);
	all[2] = world_alert(w, "PAR", "", CHECK_SITE_ISOLATED);
	for (int i = 0; i < 3; i++) {
		assert_non_null(all[i]);
		told(w, all[i], "circuit", "NET-1");
		told(w, all[i], "circuit.provider", "Telco");
		told(w, all[i], "circuit.phone", "+49 800 1");
		told(w, all[i], "circuit.contract", "K-17");
		told(w, all[i], "circuit.id.a", "T/HQ");
		told(w, all[i], "circuit.id.b", "T/PAR");
	}
	told(w, all[0], "site", "HQ");
	told(w, all[0], "subject", "major NOC: HQ NET-1 down at hub xe-0/0/0, Telco");
	told(w, all[2], "subject",
	     "critical NOC: PAR isolated, 1 of 1 ways down: NET-1 (Telco)");
	w->now += SECOND;
	world_oper(w, port(w, HUB) + 1, IF_DOWN);
	world_poll(w, HUB);
	told(w, world_alert(w, "hub", "xe-0/0/1", CHECK_IF_DOWN), "circuit", "");
}

/* --- what is declared and not so --- */

static void hub_hears(struct world *w, const char *port, dev_id peer, const char *far,
		      const char *name)
{
	struct claim c = claim_by(LINK_LLDP, peer);

	c.port = text(w, port);
	c.far = text(w, far);
	c.name = text(w, name);
	links_said(&w->net, HUB, LINK_BIT(LINK_LLDP), &c, 1, w->now);
	links_join(&w->net, UINT32_MAX, w->now);
	world_poll(w, HUB);
}

static void a_declared_neighbour_that_moved_is_an_alert(void **state)
{
	struct world *w = *state;
	const struct alert *a;

	a_world(w);
	assert_int_equal(world_live(w), 0); /* nobody speaks LLDP */
	hub_hears(w, "xe-0/0/0", PAR, "xe-0/0/0", "par-1");
	assert_int_equal(world_live(w), 0);
	w->now += SECOND;
	hub_hears(w, "xe-0/0/0", NONE, "eth0", "stranger");
	a = world_alert(w, "hub", "xe-0/0/0", CHECK_NEIGHBOR);
	assert_non_null(a);
	assert_string_equal(a->text, "xe-0/0/0 is now stranger");
	w->now += SECOND;
	hub_hears(w, "xe-0/0/0", PAR, "xe-0/0/0", "par-1");
	assert_int_equal(world_live(w), 0);
}

static void one_that_vanished_is_an_alert_while_port_and_device_are_up(void **state)
{
	struct world *w = *state;

	a_world(w);
	hub_hears(w, "xe-0/0/0", PAR, "xe-0/0/0", "par-1");
	w->now += SECOND;
	hub_hears(w, "xe-0/0/1", PAR, "xe-0/0/1", "par-1");
	assert_string_equal(world_alert(w, "hub", "xe-0/0/0", CHECK_NEIGHBOR)->text,
			    "xe-0/0/0 not told of any more par-1");
}

static void who_is_silent_has_not_moved(void **state)
{
	struct world *w = *state;

	a_world(w);
	hub_hears(w, "xe-0/0/0", PAR, "xe-0/0/0", "par-1");
	world_down(w, PAR);
	w->now += SECOND;
	hub_hears(w, "xe-0/0/1", PAR, "xe-0/0/1", "par-1");
	assert_null(world_alert(w, "hub", "xe-0/0/0", CHECK_NEIGHBOR));
}

/* The provider's router at the far end is nobody's whom we manage. */
static void bgp(struct world *w, enum peer_state state)
{
	world_peer(w, HUB,
		   (struct peer){.name = text(w, "198.51.100.1"),
				 .words = text(w, "Idle"),
				 .kind = PEER_BGP,
				 .state = (uint8_t)state});
}

static void bgp_over(struct world *w, uint32_t nth_port)
{
	struct subnet s = {.n = 4, .bits = 31, .at = {198, 51, 100, 0}};

	world_rule(w, (struct rule){.check = CHECK_BGP,
				    .severity = SEV_MAJOR,
				    .text = "BGP %i %r"});
	a_world(w);
	s.index = w->net.ifs.index[port(w, HUB) + nth_port];
	network_set_subnets(&w->net, HUB, &s, 1);
	bgp(w, PEER_UP);
}

static const struct alert *session(struct world *w)
{
	return world_alert(w, "hub", "198.51.100.1", CHECK_BGP);
}

static void bgp_over_a_cut_circuit_is_explained_by_it(void **state)
{
	struct world *w = *state;

	bgp_over(w, 0);
	cut(w);
	bgp(w, PEER_DOWN);
	assert_string_equal(session(w)->suppressed_by, "NET-1");
	world_oper(w, port(w, HUB), IF_UP);
	world_oper(w, port(w, PAR), IF_UP);
	for (int i = 0; i < 4; i++) {
		world_pass(w, 30 * SECOND);
		world_poll(w, PAR);
		bgp(w, PEER_DOWN);
	}
	assert_false(session(w)->suppressed);
}

static void bgp_over_a_port_that_is_down_is_explained_by_it(void **state)
{
	struct world *w = *state;

	bgp_over(w, 1);
	world_oper(w, port(w, HUB) + 1, IF_DOWN);
	world_poll(w, HUB);
	bgp(w, PEER_DOWN);
	assert_string_equal(session(w)->suppressed_by, "hub xe-0/0/1");
}

static void bgp_over_another_port_speaks_for_itself(void **state)
{
	struct world *w = *state;

	bgp_over(w, 1);
	cut(w);
	bgp(w, PEER_DOWN);
	assert_false(session(w)->suppressed);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(it_is_up_down_shut_or_unknown),
		TEST(shut_by_hand_it_says_where),
		TEST(an_end_that_is_not_there_is_said),
		TEST(a_site_without_a_way_is_isolated_in_words),
		TEST(until_it_is_told_of_its_last_line_is_the_cause),
		TEST(work_of_its_provider_plans_it_and_what_hangs_on_it),
		TEST(work_on_another_plans_nothing),
		TEST(work_at_one_of_its_ends_plans_it),
		TEST(by_hand_work_on_it_plans_it_and_the_ports_where_it_ends),
		TEST(by_hand_work_on_the_port_where_it_ends_plans_it),
		TEST(an_alert_is_raised_about_it),
		TEST(when_the_work_is_over_it_is_asked_anew_and_told),
		TEST(a_notice_says_whom_to_call),
		TEST(a_declared_neighbour_that_moved_is_an_alert),
		TEST(one_that_vanished_is_an_alert_while_port_and_device_are_up),
		TEST(who_is_silent_has_not_moved),
		TEST(bgp_over_a_cut_circuit_is_explained_by_it),
		TEST(bgp_over_a_port_that_is_down_is_explained_by_it),
		TEST(bgp_over_another_port_speaks_for_itself),
	};

	return cmocka_run_group_tests_name("circuit", tests, NULL, NULL);
}
