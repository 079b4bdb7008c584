/* rules.ini to struct rules: spans as people write them, scopes, and the shipped file.
 */
#include "probes/conf/rules.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "probes/conf/inventory.h"

struct fixture {
	struct rules rules;
	struct faults faults;
};

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct fixture));
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;
	rules_fini(&x->rules);
	faults_fini(&x->faults);
	free(x);
	return 0;
}

static struct fixture *parse(void **state, const char *text)
{
	struct fixture *x = *state;
	rules_parse(&x->rules, "f", text, strlen(text), &x->faults);
	return x;
}

static const char *said(const struct fixture *x)
{
	return x->faults.n ? x->faults.text.data : "";
}

#define RULE "[rule r]\ncheck = cpu\nseverity = warning\ntext = CPU %v\n"

static void a_rule_has_everything(void **state)
{
	struct fixture *x = parse(
		state,
		"[rule util-high]\ncheck = util\nseverity = Major\ncategory = "
		"hardware\n"
		"role = core, Firewall\ninterface = uplink, wan\nenter = 95\nclear = "
		"88.5\n"
		"floor = 2\nopens = 8 of 10 min\nclears = 5 min\ntext = \"%i %v; x\"\n"
		"runbook = https://wiki/x\n");
	assert_string_equal(said(x), "");
	assert_int_equal(x->rules.n, 1);
	const struct rule *r = x->rules.rule;
	assert_string_equal(r->name, "util-high");
	assert_int_equal(r->check, CHECK_UTIL);
	assert_int_equal(r->severity, SEV_MAJOR);
	assert_int_equal(r->category, CAT_HARDWARE);
	assert_int_equal(r->scope.roles, 1u << ROLE_CORE | 1u << ROLE_FIREWALL);
	assert_int_equal(r->scope.if_flags, IFF_UPLINK | IFF_WAN);
	assert_float_equal(r->enter, 95, 1e-9);
	assert_float_equal(r->clear, 88.5, 1e-9);
	assert_float_equal(r->floor, 2, 1e-9);
	assert_int_equal(r->opens.by, PERSIST_TIME);
	assert_int_equal(r->opens.ms, 600000);
	assert_int_equal(r->opens.share_pct, 80);
	assert_int_equal(r->clears.by, PERSIST_TIME);
	assert_int_equal(r->clears.ms, 300000);
	assert_int_equal(r->clears.share_pct, 100);
	assert_string_equal(r->text, "%i %v; x");
	assert_string_equal(r->runbook, "https://wiki/x");
	assert_false(r->event);
}

static void a_short_rule_has_defaults(void **state)
{
	struct fixture *x = parse(state, RULE "enter = 85\n");
	assert_string_equal(said(x), "");
	const struct rule *r = x->rules.rule;
	assert_int_equal(r->scope.roles, 0);
	assert_int_equal(r->scope.if_flags, 0);
	assert_float_equal(r->clear, 85, 1e-9);
	assert_int_equal(r->category, CAT_PERFORMANCE);
	assert_int_equal(r->opens.by, PERSIST_POLLS);
	assert_int_equal(r->opens.k, 1);
	assert_int_equal(r->opens.n, 1);
}

static void a_charge_falls_and_is_over_above(void **state)
{
	struct fixture *x = *state;
	parse(state, "[rule r]\ncheck = charge\nseverity = critical\ntext = x\n"
		     "enter = 30\nclear = 40\n"
		     "[rule s]\ncheck = charge\nseverity = critical\ntext = x\n"
		     "enter = 30\nclear = 20\n");
	assert_int_equal(x->faults.n, 1);
	assert_string_equal(said(x), "f:12: clear is below enter: it would open and "
				     "clear at once\n");
	assert_int_equal(x->rules.rule->category, CAT_HARDWARE);
}

static void a_rule_without_a_level_has_none(void **state)
{
	struct fixture *x =
		parse(state, "[rule r]\ncheck = unreachable\nseverity = major\n"
			     "text = x\n");
	assert_string_equal(said(x), "");
	assert_true(isnan(x->rules.rule->enter));
	assert_true(isnan(x->rules.rule->clear));
	assert_int_equal(x->rules.rule->category, CAT_AVAILABILITY);
}

static void spans_read_as_people_write_them(void **state)
{
	static const struct {
		const char *text;
		struct persist want;
	} good[] = {
		{"3 polls", {.by = PERSIST_POLLS, .k = 3, .n = 3}},
		{"1 poll", {.by = PERSIST_POLLS, .k = 1, .n = 1}},
		{"2 of 3 polls", {.by = PERSIST_POLLS, .k = 2, .n = 3}},
		{"At once", {.by = PERSIST_POLLS, .k = 1, .n = 1}},
		{"30 s", {.by = PERSIST_TIME, .ms = 30000, .share_pct = 100}},
		{"30s", {.by = PERSIST_TIME, .ms = 30000, .share_pct = 100}},
		{"10 of 15 min", {.by = PERSIST_TIME, .ms = 900000, .share_pct = 67}},
		{"5 of 5 min", {.by = PERSIST_TIME, .ms = 300000, .share_pct = 100}},
	};
	struct fixture *x = *state;
	struct buf text = {0};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		buf_printf(&text,
			   "[rule r%zu]\ncheck = cpu\nseverity = major\ntext = x\n"
			   "opens = %s\n",
			   i, good[i].text);
	parse(state, text.data);
	buf_fini(&text);
	assert_string_equal(said(x), "");
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		const struct persist *p = &x->rules.rule[i].opens, *w = &good[i].want;
		assert_int_equal(p->by, w->by);
		assert_int_equal(p->k, w->k);
		assert_int_equal(p->n, w->n);
		assert_int_equal(p->ms, w->ms);
		assert_int_equal(p->share_pct, w->share_pct);
	}
}

static void faulty_spans_are_told(void **state)
{
	static const char *const bad[] = {
		"soon", "0 polls",	"4 of 3 polls", "3 of polls",
		"3",	"33 polls",	"-1 s",		"0 of 3 polls",
		"s",	"16 of 15 min", "+3 polls",	"x of 3 polls"};
	struct fixture *x = *state;
	struct buf text = {0};
	const size_t n = sizeof bad / sizeof *bad;
	for (size_t i = 0; i < n; i++)
		buf_printf(&text,
			   "[rule r%zu]\ncheck = cpu\nseverity = major\ntext = x\n"
			   "opens = %s\n",
			   i, bad[i]);
	parse(state, text.data);
	buf_fini(&text);
	assert_int_equal(x->faults.n, n);
	assert_non_null(strstr(said(x),
			       "f:5: opens: 'soon' is not a span (3 polls, 2 of 3 "
			       "polls, 30 s, 8 of 10 min, at once)\n"));
}

static void a_text_has_codes_that_stand_for_something(void **state)
{
	struct fixture *x = parse(
		state, "[rule r]\ncheck = cpu\nseverity = major\nenter = 90\n"
		       "text = %i %d %v (>%l) %q, %a%w%c%p%t%n%r%m%s 5 %\n");

	assert_string_equal(said(x), "f:5: text: '%q' stands for nothing\n");
}

static void faults_of_rules_are_told(void **state)
{
	struct fixture *x = parse(
		state, "[rule r]\ncheck = cpuu\nseverity = bad\ntext = x\nrole = king\n"
		       "interface = wam\nenter = high\n"
		       "[rule s]\ncheck = cpu\nseverity = info\ntext = x\n"
		       "[rule t]\ncheck = cpu\nseverity = major\ntext = x\nenter = "
		       "5\nclear = 6\n"
		       "window = 0\nwithin = x\nfloors = 1\n"
		       "[rule u]\nseverity = major\nevent = yes\n"
		       "[rules]\n");
	assert_string_equal(
		said(x), "f:2: check: 'cpuu' is not a check\n"
			 "f:3: severity: 'bad' is none of info|warning|major|critical\n"
			 "f:5: role: 'king' is none of "
			 "core|dist|edge|firewall|access|ap|server|ups|other\n"
			 "f:6: interface: 'wam' is none of uplink|wan|declared|seen: "
			 "did you mean "
			 "'wan'?\n"
			 "f:7: enter: 'high' is not a number\n"
			 "f:10: severity info and event = yes go together: info is "
			 "never an open "
			 "alert\n"
			 "f:17: clear is above enter: it would open and clear at once\n"
			 "f:18: window: '0' is not between 1 and 3600 probes\n"
			 "f:19: within: 'x' is not a duration\n"
			 "f:20: unknown key 'floors' in [rule]: did you mean 'floor'?\n"
			 "f:21: [rule u] has no check\n"
			 "f:21: [rule u] has no text\n"
			 "f:22: severity info and event = yes go together: info is "
			 "never an open "
			 "alert\n"
			 "f:24: unknown section [rules]: did you mean 'rule'?\n");
}

static void names_and_texts_have_lengths(void **state)
{
	char text[512];
	snprintf(text, sizeof text,
		 "[rule %032d]\ncheck = cpu\nseverity = major\ntext = %0100d\n", 1, 1);
	assert_string_equal(said(parse(state, text)),
			    "f:1: the name is longer than 31 bytes\n"
			    "f:4: text is longer than 95 bytes\n");
}

/* --- scopes, hours, files --- */

static void a_scope_has_many_parts(void **state)
{
	struct fixture *x =
		parse(state, "[rule r]\ncheck = util\nseverity = major\ntext = x\n"
			     "customer = acme\nsite = fra, ams*\ntag = gold\n"
			     "device = *-core-*\nifname = xe-*, Ethernet 1/?\n"
			     "alias = *TRANSIT*\nspeed = 1g - 2.5G\n");
	const struct scope *s = &x->rules.rule->scope;
	assert_string_equal(said(x), "");
	assert_string_equal(s->customer, "acme");
	assert_string_equal(s->site, "fra, ams*");
	assert_string_equal(s->tag, "gold");
	assert_string_equal(s->device, "*-core-*");
	assert_string_equal(s->ifname, "xe-*, Ethernet 1/?");
	assert_string_equal(s->alias, "*TRANSIT*");
	assert_int_equal(s->speed_min, 1000000000);
	assert_int_equal(s->speed_max, 2500000000);
}

static void speeds_are_ranges(void **state)
{
	static const struct {
		const char *text;
		uint64_t min, max;
	} rows[] = {{"10G", 10000000000, 10000000000},
		    {"10G-", 10000000000, 0},
		    {"-100M", 0, 100000000},
		    {"64k-2M", 64000, 2000000},
		    {"10G-1G", 0, 0},
		    {"-", 0, 0},
		    {"fast", 0, 0},
		    {"1G-2G-3G", 0, 0}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[128];
		struct fixture *x = *state;
		snprintf(text, sizeof text,
			 "[rule r]\ncheck = util\nseverity = major\ntext = x\n"
			 "speed = %s\n",
			 rows[i].text);
		parse(state, text);
		if (i < 4) {
			assert_string_equal(said(x), "");
			assert_int_equal(x->rules.rule->scope.speed_min, rows[i].min);
			assert_int_equal(x->rules.rule->scope.speed_max, rows[i].max);
		} else {
			assert_non_null(strstr(said(x), "f:5: speed: '"));
		}
		faults_fini(&x->faults);
		rules_fini(&x->rules);
	}
}

static void a_rule_has_hours_of_a_zone(void **state)
{
	struct fixture *x =
		parse(state, "[rule r]\ncheck = cpu\nseverity = major\ntext = x\n"
			     "hours = Mon-Fri 08:00-18:00\ntimezone = UTC\n"
			     "[rule s]\ncheck = cpu\nseverity = major\ntext = x\n"
			     "hours = 22:00-06:00\n"
			     "[rule t]\ncheck = cpu\nseverity = major\ntext = x\n"
			     "hours = Mon-Fry 08:00\n");
	const struct rule *r = x->rules.rule;
	assert_int_equal(x->faults.n, 1);
	assert_non_null(strstr(said(x), "f:16: hours: "));
	assert_int_equal(r[0].hours->n, 1);
	assert_string_equal(zone_name(r[0].hours->zone), "UTC");
	assert_null(r[1].hours->zone);
	assert_null(r[2].hours);
}

static void a_part_that_its_thing_has_not_is_a_fault(void **state)
{
	struct fixture *x = parse(
		state, "[rule r]\ncheck = site_isolated\nseverity = major\ntext = x\n"
		       "role = core\nsite = fra\n"
		       "[rule s]\ncheck = cpu\nseverity = major\ntext = x\n"
		       "ifname = xe-*\n"
		       "[rule t]\ncheck = late_polls\nseverity = major\ntext = x\n"
		       "customer = acme\n"
		       "[rule u]\ncheck = customer_lost\nseverity = major\ntext = x\n"
		       "customer = acme\n");
	assert_string_equal(said(x),
			    "f:5: a site has no role: r would hold nowhere\n"
			    "f:11: a device has no ifname: s would hold nowhere\n"
			    "f:16: the watch has no customer: t would hold nowhere\n");
}

static const char general[] = "[rule cpu]\ncheck = cpu\nseverity = warning\n"
			      "role = core\nenter = 85\nclear = 75\n"
			      "opens = 10 of 15 min\nclears = 2 polls\n"
			      "text = CPU %v\nrunbook = look\n"
			      "[rule memory]\ncheck = memory\nseverity = warning\n"
			      "enter = 92\ntext = memory %v\n";

/* The operator's file after the shipped one. */
static struct fixture *with_own(void **state, const char *own)
{
	struct fixture *x = *state;
	rules_parse(&x->rules, "shipped", general, strlen(general), &x->faults);
	assert_string_equal(said(x), "");
	rules_parse(&x->rules, "own", own, strlen(own), &x->faults);
	return x;
}

static void an_own_rule_says_only_what_differs(void **state)
{
	struct fixture *x = with_own(state, "[rule CPU]\nenter = 90\n"
					    "[rule mine]\ncheck = cpu\n"
					    "severity = major\ntext = x\n");
	const struct rule *r = x->rules.rule;
	assert_string_equal(said(x), "");
	assert_int_equal(x->rules.n, 3);
	assert_float_equal(r->enter, 90, 1e-9);
	assert_float_equal(r->clear, 75, 1e-9);
	assert_int_equal(r->severity, SEV_WARNING);
	assert_int_equal(r->scope.roles, 1u << ROLE_CORE);
	assert_int_equal(r->opens.ms, 900000);
	assert_string_equal(r->text, "CPU %v");
	assert_string_equal(r->runbook, "look");
	assert_string_equal(r->file, "own");
	assert_int_equal(r->line, 1);
	assert_string_equal(r[1].file, "shipped");
	assert_int_equal(r[1].line, 11);
	assert_false(r->off);
}

static void a_shipped_rule_is_switched_off(void **state)
{
	struct fixture *x = with_own(state, "[rule memory]\nenabled = no\n");
	assert_string_equal(said(x), "");
	assert_false(x->rules.rule[0].off);
	assert_true(x->rules.rule[1].off);
	assert_string_equal(x->rules.rule[1].text, "memory %v");
}

static void a_rule_stands_in_the_place_of_others(void **state)
{
	struct fixture *x = with_own(state, "[rule lab]\ninstead = cpu, memory\n"
					    "site = lab\nenabled = no\n"
					    "[rule lab-1]\ninstead = CPU\n"
					    "device = lab-1\nenter = 99\nclear = 95\n");
	const struct rule *r = x->rules.rule;
	assert_string_equal(said(x), "");
	assert_int_equal(x->rules.n, 4);
	assert_true(r[2].off);
	assert_int_equal(r[2].instead_n, 2);
	assert_int_equal(r[2].instead[0], 0);
	assert_int_equal(r[2].instead[1], 1);
	assert_string_equal(r[2].scope.site, "lab");
	assert_int_equal(r[2].scope.roles, 1u << ROLE_CORE);
	assert_false(r[3].off);
	assert_string_equal(r[3].text, "CPU %v");
	assert_int_equal(r[3].opens.ms, 900000);
	assert_float_equal(r[3].enter, 99, 1e-9);
	assert_null(r[3].scope.site);
}

static void faults_of_places_are_told(void **state)
{
	struct fixture *x = with_own(state, "[rule a]\ninstead = cpuu\n"
					    "[rule b]\ninstead = b\n"
					    "[rule c]\ninstead = d\n"
					    "[rule d]\ninstead = cpu\nenter = 60\n"
					    "[rule e]\ninstead = d\n");
	assert_string_equal(said(x),
			    "own:2: instead: there is no [rule cpuu]: did you mean "
			    "'cpu'?\n"
			    "own:4: instead: 'b' is the rule itself\n"
			    "own:6: instead: there is no [rule d]\n"
			    "own:9: clear is above enter: it would open and clear at "
			    "once\n"
			    "own:11: instead: 'd' stands in the place of 'cpu': name "
			    "that\n");
}

static void the_shipped_rules_are_sound(void **state)
{
	struct fixture *x = *state;
	char path[4096];
	if (!conf_data_path(NULL, "rules.ini", path, sizeof path))
		skip();
	rules_load(&x->rules, path, &x->faults);
	assert_string_equal(said(x), "");
	assert_true(x->rules.n > 10);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_rule_has_everything),
		TEST(a_short_rule_has_defaults),
		TEST(a_rule_without_a_level_has_none),
		TEST(a_charge_falls_and_is_over_above),
		TEST(spans_read_as_people_write_them),
		TEST(faulty_spans_are_told),
		TEST(a_text_has_codes_that_stand_for_something),
		TEST(faults_of_rules_are_told),
		TEST(names_and_texts_have_lengths),
		TEST(a_scope_has_many_parts),
		TEST(speeds_are_ranges),
		TEST(a_rule_has_hours_of_a_zone),
		TEST(a_part_that_its_thing_has_not_is_a_fault),
		TEST(an_own_rule_says_only_what_differs),
		TEST(a_shipped_rule_is_switched_off),
		TEST(a_rule_stands_in_the_place_of_others),
		TEST(faults_of_places_are_told),
		TEST(the_shipped_rules_are_sound),
	};
	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
