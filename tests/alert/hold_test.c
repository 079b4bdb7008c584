/* Which rules hold where: scopes, hours, one in the place of another; found once and
 * not with each reading. */
#include "tests/alert/fixture.h"
#include "tests/model/load.h"

#include "probes/alert/book.h"
#include "probes/alert/hold.h"

enum { LAB, FRA };

/* cpu: the general rule, that others take the place of. */
static const uint32_t cpu[] = {0};
static const struct rule general = {.name = "cpu",
				    .check = CHECK_CPU,
				    .severity = SEV_WARNING,
				    .enter = 80,
				    .clear = 70};

/* Two sites, with lab-1 and lab-2, and fra-1, a core device. */
static void populate(struct world *w)
{
	static const char *const names[] = {"lab-1", "lab-2", "fra-1"};

	world_site(w, "lab");
	world_site(w, "fra");
	for (int i = 0; i < 3; i++)
		world_dev(w, names[i], i < 2 ? LAB : FRA, NONE);
	w->net.dev[2].role = ROLE_CORE;
}

/* The names of the rules that hold of a thing, in the order of the rules. */
static const char *held(struct world *w, struct scope_thing thing)
{
	static char out[256];
	struct hold hold[RULES_MAX];
	size_t n = 0;

	out[0] = '\0';
	world_begin(w);
	alerts_explain(&w->alerts, &w->net, thing, w->now, hold);
	for (uint32_t i = 0; i < w->rules.n; i++)
		if (hold[i].why == HOLD_YES)
			n += (size_t)snprintf(out + n, sizeof out - n, "%s%s",
					      n ? " " : "", w->rule[i].name);
	return out;
}

static struct hold why(struct world *w, struct scope_thing thing, uint32_t rule)
{
	struct hold hold[RULES_MAX];

	world_begin(w);
	alerts_explain(&w->alerts, &w->net, thing, w->now, hold);
	return hold[rule];
}

/* Its severity of CPU at this percent. */
static enum severity judged(struct world *w, dev_id d, float pct)
{
	const struct alert *a;

	w->net.dev[d].cpu_pct = pct;
	w->now += 30 * SECOND;
	world_poll(w, d);
	a = world_alert(w, network_str(&w->net, w->net.dev[d].name), "", CHECK_CPU);
	return a ? a->severity : SEV_NONE;
}

/* A variant of the general rule, for this scope and level. */
static struct rule variant(const char *name, struct scope scope, double enter)
{
	struct rule r = general;

	snprintf(r.name, sizeof r.name, "%s", name);
	r.scope = scope;
	r.enter = enter;
	r.clear = enter - 5;
	r.instead = cpu;
	r.instead_n = 1;
	return r;
}

/* --- one in the place of another --- */

static void a_rule_takes_the_place_of_another_in_its_scope(void **state)
{
	struct world *w = *state;

	populate(w);
	world_rule(w, general);
	world_rule(w, variant("lab", (struct scope){.site = "lab"}, 95));
	assert_string_equal(held(w, scope_dev(0)), "lab");
	assert_string_equal(held(w, scope_dev(2)), "cpu");
	assert_int_equal(judged(w, 0, 90), SEV_NONE);
	assert_int_equal(judged(w, 2, 90), SEV_WARNING);
	assert_int_equal(judged(w, 0, 96), SEV_WARNING);
	assert_ptr_equal(why(w, scope_dev(0), 0).by, &w->rule[1]);
	assert_int_equal(why(w, scope_dev(0), 0).why, HOLD_INSTEAD);
	assert_int_equal(why(w, scope_dev(2), 1).why, HOLD_SCOPE);
	assert_int_equal(why(w, scope_dev(2), 1).part, SCOPE_SITE);
}

static void the_more_specific_scope_wins(void **state)
{
	struct world *w = *state;

	populate(w);
	world_rule(w, general);
	world_rule(w, variant("one", (struct scope){.device = "lab-1"}, 99));
	world_rule(w, variant("lab", (struct scope){.site = "lab"}, 95));
	world_rule(w, variant("core", (struct scope){.roles = 1U << ROLE_CORE}, 60));
	world_rule(w, variant("labs", (struct scope){.site = "l*"}, 97));
	assert_string_equal(held(w, scope_dev(0)), "one");
	assert_string_equal(held(w, scope_dev(1)), "lab");
	assert_string_equal(held(w, scope_dev(2)), "core");
	assert_ptr_equal(why(w, scope_dev(0), 2).by, &w->rule[1]);
	assert_int_equal(judged(w, 1, 96), SEV_WARNING);
	assert_int_equal(judged(w, 0, 96), SEV_NONE);
	assert_int_equal(judged(w, 2, 61), SEV_WARNING);
}

/* Two bands for one place. */
static void rules_as_specific_as_each_other_hold_together(void **state)
{
	struct world *w = *state;
	struct rule high = variant("lab-high", (struct scope){.site = "lab"}, 98);

	populate(w);
	high.severity = SEV_MAJOR;
	world_rule(w, general);
	world_rule(w, variant("lab", (struct scope){.site = "lab"}, 90));
	world_rule(w, high);
	assert_string_equal(held(w, scope_dev(0)), "lab lab-high");
	assert_int_equal(judged(w, 0, 91), SEV_WARNING);
	assert_int_equal(judged(w, 0, 99), SEV_MAJOR);
}

static void a_place_may_be_empty_but_for_one(void **state)
{
	struct world *w = *state;
	struct rule quiet = variant("quiet", (struct scope){.site = "lab"}, 0);

	populate(w);
	quiet.off = true;
	world_rule(w, general);
	world_rule(w, quiet);
	world_rule(w, variant("one", (struct scope){.device = "lab-2"}, 90));
	assert_string_equal(held(w, scope_dev(0)), "");
	assert_string_equal(held(w, scope_dev(1)), "one");
	assert_string_equal(held(w, scope_dev(2)), "cpu");
	assert_int_equal(why(w, scope_dev(0), 1).why, HOLD_OFF);
	assert_int_equal(judged(w, 0, 100), SEV_NONE);
	assert_int_equal(judged(w, 1, 100), SEV_WARNING);
}

static void a_rule_that_is_off_holds_nowhere(void **state)
{
	struct world *w = *state;
	struct rule off = general;

	populate(w);
	off.off = true;
	world_rule(w, off);
	assert_string_equal(held(w, scope_dev(0)), "");
	assert_int_equal(judged(w, 0, 100), SEV_NONE);
}

/* --- hours --- */

/* T0 is a Friday, 08:00:00 UTC. */
static void other_levels_by_the_hour(void **state)
{
	static struct calendar night;
	struct world *w = *state;
	struct rule r = variant("night", (struct scope){0}, 95);
	char error[CALENDAR_ERROR];

	assert_true(calendar_parse("09:00-12:00", &night, error));
	populate(w);
	r.hours = &night;
	world_rule(w, general);
	world_rule(w, r);
	assert_string_equal(held(w, scope_dev(0)), "cpu");
	assert_int_equal(why(w, scope_dev(0), 1).why, HOLD_HOURS);
	assert_int_equal(why(w, scope_dev(0), 1).next_ms, T0 + HOUR);
	assert_int_equal(judged(w, 0, 85), SEV_WARNING);
	w->now = T0 + HOUR;
	assert_int_equal(judged(w, 0, 85), SEV_NONE);
	assert_string_equal(held(w, scope_dev(0)), "night");
	w->now = T0 + 4 * HOUR;
	assert_int_equal(judged(w, 0, 85), SEV_WARNING);
}

static void hours_are_of_the_sites_zone(void **state)
{
	static struct calendar hours;
	struct world *w = *state;
	struct rule r = general;
	char error[CALENDAR_ERROR];

	assert_true(calendar_parse("09:00-12:00", &hours, error));
	populate(w);
	r.hours = &hours;
	world_rule(w, r);
	w->net.site[LAB].zone = zone_find("Europe/Berlin"); /* 09:00 there */
	if (!w->net.site[LAB].zone)
		skip();
	assert_string_equal(held(w, scope_dev(0)), "cpu");
	assert_string_equal(held(w, scope_dev(2)), "");
	assert_int_equal(judged(w, 0, 85), SEV_WARNING);
	assert_int_equal(judged(w, 2, 85), SEV_NONE);
	w->net.zone = w->net.site[LAB].zone; /* of sites that have none */
	assert_string_equal(held(w, scope_dev(2)), "cpu");
}

/* --- interfaces --- */

static const uint32_t util[] = {0};

static enum severity port(struct world *w, const char *name)
{
	const struct alert *a = world_alert(w, "lab-1", name, CHECK_UTIL);

	return a ? a->severity : SEV_NONE;
}

/* Ports 0 to 3 of lab-1, at 90 %. */
static void busy(struct world *w)
{
	w->now += 30 * SECOND;
	for (if_id i = 0; i < 4; i++)
		w->net.ifs.in_bps[i] = load(&w->net.ifs, i, 90);
	world_poll(w, 0);
}

static void rules_of_interfaces_by_name_alias_and_speed(void **state)
{
	struct world *w = *state;
	struct rule all = {.name = "all",
			   .check = CHECK_UTIL,
			   .severity = SEV_WARNING,
			   .enter = 80,
			   .clear = 70};
	struct rule r = all;

	populate(w);
	world_rule(w, all);
	r.instead = util;
	r.instead_n = 1;
	r.scope = (struct scope){.ifname = "*/1"};
	r.enter = 95;
	world_rule(w, r);
	r.scope = (struct scope){.alias = "*backup*"};
	r.off = true;
	world_rule(w, r);
	r.off = false;
	r.scope = (struct scope){.speed_min = 2000000000};
	r.enter = 85;
	r.severity = SEV_MAJOR;
	world_rule(w, r);
	world_ports(w, 0, 4, 0);
	w->net.ifs.alias[2] = text_intern_str(&w->net.text, "to ams, backup");
	set_speed(&w->net.ifs, 3, 10000000000);
	busy(w);
	assert_int_equal(port(w, "xe-0/0/0"), SEV_WARNING);
	assert_int_equal(port(w, "xe-0/0/1"), SEV_NONE);
	assert_int_equal(port(w, "xe-0/0/2"), SEV_NONE);
	assert_int_equal(port(w, "xe-0/0/3"), SEV_MAJOR);
	assert_string_equal(held(w, scope_dev(0)), "");
}

static void what_an_interface_is_decides_anew_when_it_changes(void **state)
{
	struct world *w = *state;
	struct rule r = {
		.check = CHECK_UTIL, .severity = SEV_WARNING, .enter = 80, .clear = 70};

	populate(w);
	world_rule(w, r);
	r.instead = util;
	r.instead_n = 1;
	r.scope = (struct scope){.if_flags = IFF_WAN};
	r.enter = 95;
	world_rule(w, r);
	r.scope = (struct scope){.speed_min = 2000000000};
	world_rule(w, r);
	world_ports(w, 0, 4, 0);
	busy(w);
	assert_int_equal(world_live(w), 4);
	w->net.ifs.flags[1] |= IFF_WAN; /* by its new description */
	set_speed(&w->net.ifs, 2, 10000000000);
	busy(w);
	assert_int_equal(port(w, "xe-0/0/0"), SEV_WARNING);
	assert_int_equal(port(w, "xe-0/0/1"), SEV_NONE);
	assert_int_equal(port(w, "xe-0/0/2"), SEV_NONE);
	w->net.ifs.flags[1] &= (uint8_t)~IFF_WAN;
	busy(w);
	assert_int_equal(port(w, "xe-0/0/1"), SEV_WARNING);
}

static void a_new_name_of_an_interface_is_seen(void **state)
{
	struct world *w = *state;
	struct rule r = {.check = CHECK_UTIL,
			 .severity = SEV_WARNING,
			 .scope = {.alias = "uplink*"},
			 .enter = 80,
			 .clear = 70};
	struct if_found found;

	populate(w);
	world_rule(w, r);
	world_ports(w, 0, 4, 0);
	busy(w);
	assert_int_equal(world_live(w), 0);
	found = world_found(w, 2, IF_UP);
	found.alias = text_intern_str(&w->net.text, "uplink to ams");
	network_update_interface(&w->net, 2, &found, w->now);
	busy(w);
	assert_int_equal(port(w, "xe-0/0/2"), SEV_WARNING);
	assert_int_equal(world_live(w), 1);
}

/* A quiet scope that names an interface says nothing of the device. */
static void a_scope_of_interfaces_leaves_the_device_alone(void **state)
{
	struct world *w = *state;
	struct rule quiet = variant("quiet", (struct scope){.ifname = "*"}, 50);

	populate(w);
	world_rule(w, general);
	world_rule(w, quiet);
	assert_string_equal(held(w, scope_dev(0)), "cpu");
	assert_int_equal(judged(w, 0, 60), SEV_NONE);
	assert_int_equal(judged(w, 0, 85), SEV_WARNING);
}

/* --- once --- */

static void devices_that_are_alike_share_their_rules(void **state)
{
	struct world *w = *state;
	uint32_t sets;

	world_site(w, "fra");
	world_rule(w, general);
	world_rule(w, variant("core", (struct scope){.roles = 1U << ROLE_CORE}, 90));
	world_rule(w, (struct rule){.check = CHECK_UTIL,
				    .severity = SEV_MAJOR,
				    .enter = 95,
				    .scope = {.if_flags = IFF_WAN}});
	for (unsigned i = 0; i < 50; i++) {
		char name[16];
		dev_id d;

		snprintf(name, sizeof name, "d%u", i);
		d = world_dev(w, name, 0, NONE);
		w->net.dev[d].role = i % 2 ? ROLE_CORE : ROLE_ACCESS;
		world_ports(w, d, 8, i % 3 ? IFF_WAN : 0);
		world_up(w, d);
	}
	sets = w->alerts.order->set_n;
	assert_in_range(sets, 2, 3); /* and that of the site */
	assert_null(w->alerts.dev_book[7].row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_rule_takes_the_place_of_another_in_its_scope),
		WORLD_TEST(the_more_specific_scope_wins),
		WORLD_TEST(rules_as_specific_as_each_other_hold_together),
		WORLD_TEST(a_place_may_be_empty_but_for_one),
		WORLD_TEST(a_rule_that_is_off_holds_nowhere),
		WORLD_TEST(other_levels_by_the_hour),
		WORLD_TEST(hours_are_of_the_sites_zone),
		WORLD_TEST(rules_of_interfaces_by_name_alias_and_speed),
		WORLD_TEST(what_an_interface_is_decides_anew_when_it_changes),
		WORLD_TEST(a_new_name_of_an_interface_is_seen),
		WORLD_TEST(a_scope_of_interfaces_leaves_the_device_alone),
		WORLD_TEST(devices_that_are_alike_share_their_rules),
	};

	return cmocka_run_group_tests_name("hold", tests, NULL, NULL);
}
