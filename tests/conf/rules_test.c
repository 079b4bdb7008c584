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
		TEST(faults_of_rules_are_told),
		TEST(names_and_texts_have_lengths),
		TEST(the_shipped_rules_are_sound),
	};
	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
