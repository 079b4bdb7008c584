/* The shipped rules against the operator's table: every row of it, its levels, how long
 * each takes to open and to clear, and for whom. What time makes of them is in
 * tests/alert/rules_test.c. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/check.h"
#include "probes/conf/inventory.h"
#include "probes/conf/rules.h"

#define NO (double)NAN
/* clang-format off */
#define AT_ONCE {.by = PERSIST_POLLS, .k = 1, .n = 1}
#define POLLS(K, N) {.by = PERSIST_POLLS, .k = (K), .n = (N)}
#define S(SECONDS) {.by = PERSIST_TIME, .ms = (SECONDS) * 1000, .share_pct = 100}
#define OF(K, MINUTES)                                                                 \
	{                                                                              \
		.by = PERSIST_TIME, .ms = (MINUTES) * 60000,                           \
		.share_pct = (100 * (K) + (MINUTES) - 1) / (MINUTES)                   \
	}
#define BIT(ROLE) (1U << ROLE_##ROLE)

static const struct row {
	const char *name;
	enum check check;
	enum severity severity;
	uint32_t roles;
	uint8_t if_flags;
	double enter, clear, floor;
	struct persist opens, clears;
	const char *tag, *instead;
	uint16_t window;
	bool last_path, event;
	int64_t within_ms;
} rows[] = {
	/* unreachable: core, dist, edge, firewall */
	{.name = "unreachable-core", CHECK_UNREACHABLE, SEV_CRITICAL,
	 BIT(CORE) | BIT(DIST) | BIT(EDGE) | BIT(FIREWALL), 0, NO, NO, 0, AT_ONCE, S(30)},
	/* unreachable: access; AP, host, other */
	{.name = "unreachable-access", CHECK_UNREACHABLE, SEV_MAJOR, BIT(ACCESS), 0, NO, NO, 0,
	 AT_ONCE, S(60)},
	{.name = "unreachable", CHECK_UNREACHABLE, SEV_WARNING,
	 BIT(AP) | BIT(SERVER) | BIT(UPS) | BIT(OTHER), 0, NO, NO, 0, AT_ONCE, S(60)},
	/* site isolated; lost together and not known why (section 3) */
	{.name = "site-isolated", CHECK_SITE_ISOLATED, SEV_CRITICAL, 0, 0, 90, 50, 3, S(10),
	 S(60)},
	{.name = "site-storm", CHECK_SITE_ISOLATED, SEV_CRITICAL, 0, 0, 30, 15, 5, AT_ONCE, S(60),
	 .within_ms = 60000},
	/* SNMP silent, ping ok */
	{.name = "snmp-silent", CHECK_SNMP, SEV_WARNING, 0, 0, NO, NO, 0, POLLS(3, 3),
	 POLLS(2, 2)},
	{.name = "snmp-silent-core", CHECK_SNMP, SEV_MAJOR, BIT(CORE), 0, NO, NO, 0, S(600),
	 POLLS(2, 2)},
	/* uplink, WAN, declared interface down */
	{.name = "interface-down", CHECK_IF_DOWN, SEV_MAJOR, 0,
	 IFF_UPLINK | IFF_WAN | IFF_DECLARED, NO, NO, 0, AT_ONCE, S(60)},
	{.name = "last-uplink-down", CHECK_IF_DOWN, SEV_CRITICAL, 0, IFF_UPLINK, NO, NO, 0,
	 AT_ONCE, S(60), .last_path = true},
	/* access port down that we saw up before */
	{.name = "port-down", CHECK_IF_DOWN, SEV_INFO, 0, IFF_SEEN_UP, NO, NO, 0, AT_ONCE,
	 AT_ONCE, .event = true},
	/* a port that failed to negotiate */
	{.name = "half-duplex", CHECK_DUPLEX, SEV_WARNING, 0,
	 IFF_UPLINK | IFF_WAN | IFF_DECLARED, NO, NO, 0, POLLS(2, 2), POLLS(2, 2)},
	/* redundancy lost: power supplies, and what is read later */
	{.name = "power-supply", CHECK_PSU, SEV_MAJOR, 0, 0, NO, NO, 0, POLLS(2, 2),
	 POLLS(2, 2)},
	{.name = "redundancy-lost", CHECK_REDUNDANCY, SEV_MAJOR, 0, 0, NO, NO, 0, POLLS(2, 2),
	 POLLS(2, 2)},
	/* fan; UPS on battery; UPS charge */
	{.name = "fan", CHECK_FAN, SEV_MAJOR, 0, 0, NO, NO, 0, POLLS(2, 2), POLLS(2, 2)},
	{.name = "ups-on-battery", CHECK_UPS, SEV_MAJOR, 0, 0, NO, NO, 0, AT_ONCE, POLLS(2, 2)},
	{.name = "ups-charge", CHECK_CHARGE, SEV_CRITICAL, 0, 0, 30, 40, 0, AT_ONCE,
	 POLLS(2, 2)},
	/* BGP, OSPF, tunnel */
	{.name = "bgp-down", CHECK_BGP, SEV_MAJOR, 0, 0, NO, NO, 0, POLLS(2, 2), S(120)},
	{.name = "bgp-down-last", CHECK_BGP, SEV_CRITICAL, 0, 0, NO, NO, 0, POLLS(2, 2), S(120),
	 .last_path = true},
	{.name = "ospf-down", CHECK_OSPF, SEV_MAJOR, 0, 0, NO, NO, 0, POLLS(2, 2), S(120)},
	{.name = "ospf-down-last", CHECK_OSPF, SEV_CRITICAL, 0, 0, NO, NO, 0, POLLS(2, 2),
	 S(120), .last_path = true},
	{.name = "isis-down", CHECK_ISIS, SEV_MAJOR, 0, 0, NO, NO, 0, POLLS(2, 2), S(120)},
	{.name = "isis-down-last", CHECK_ISIS, SEV_CRITICAL, 0, 0, NO, NO, 0, POLLS(2, 2),
	 S(120), .last_path = true},
	{.name = "tunnel-down", CHECK_TUNNEL, SEV_MAJOR, 0, 0, NO, NO, 0, POLLS(2, 2), S(120)},
	{.name = "tunnel-down-last", CHECK_TUNNEL, SEV_CRITICAL, 0, 0, NO, NO, 0, POLLS(2, 2),
	 S(120), .last_path = true},
	/* utilization, uplink and WAN only */
	{.name = "utilization", CHECK_UTIL, SEV_WARNING, 0, IFF_UPLINK | IFF_WAN, 80, 75, 0,
	 OF(8, 10), S(300)},
	{.name = "utilization-high", CHECK_UTIL, SEV_MAJOR, 0, IFF_UPLINK | IFF_WAN, 95, 88, 0,
	 OF(8, 10), S(300)},
	/* in-errors; out-discards */
	{.name = "in-errors", CHECK_IN_ERRORS, SEV_WARNING, 0, 0, 0.1, 0.02, 1, POLLS(3, 5),
	 S(600)},
	{.name = "out-discards", CHECK_OUT_DISCARDS, SEV_WARNING, 0, 0, 1, 0.2, 50, S(600),
	 S(300)},
	/* loss: data: 7 of 300, 0 of 300; voice: 8 of 3600, 3 of 3600; heavy */
	{.name = "loss", CHECK_LOSS, SEV_WARNING, 0, 0, 2.33, 0.3, 0, AT_ONCE, AT_ONCE,
	 .window = 300},
	{.name = "loss-voice", CHECK_LOSS, SEV_WARNING, 0, 0, 0.22, 0.1, 0, AT_ONCE, AT_ONCE,
	 .window = 3600, .tag = "voice"},
	{.name = "loss-heavy", CHECK_LOSS, SEV_MAJOR, 0, 0, 10, 2, 0, AT_ONCE, S(120),
	 .window = 60},
	/* latency: where declared, else against its baseline */
	{.name = "latency-rise", CHECK_LATENCY_RISE, SEV_WARNING, 0, 0, 3, 2.4, 20, S(300),
	 S(120)},
	{.name = "latency-lan", CHECK_LATENCY, SEV_WARNING, 0, 0, 10, 8, 0, S(300), S(120),
	 .tag = "lan", .instead = "latency-rise"},
	{.name = "latency-wan", CHECK_LATENCY, SEV_WARNING, 0, 0, 50, 40, 0, S(300), S(120),
	 .tag = "wan", .instead = "latency-rise"},
	/* CPU; memory */
	{.name = "cpu", CHECK_CPU, SEV_WARNING, 0, 0, 85, 75, 0, OF(10, 15), POLLS(2, 2)},
	{.name = "cpu-firewall", CHECK_CPU, SEV_MAJOR, BIT(FIREWALL), 0, 95, 85, 0, OF(10, 15),
	 POLLS(2, 2)},
	{.name = "memory", CHECK_MEMORY, SEV_WARNING, 0, 0, 92, 88, 0, S(900), POLLS(2, 2)},
	{.name = "memory-high", CHECK_MEMORY, SEV_MAJOR, 0, 0, 97, 94, 0, S(900), POLLS(2, 2)},
	/* temperature: the device's limits, without any the inlet's 40 and 45 */
	{.name = "temperature", CHECK_TEMPERATURE, SEV_WARNING, 0, 0, 40, 37, 0, POLLS(2, 2),
	 POLLS(2, 2)},
	{.name = "temperature-critical", CHECK_TEMPERATURE, SEV_CRITICAL, 0, 0, 45, 42, 0,
	 POLLS(2, 2), POLLS(2, 2)},
	/* optical receive power: below its baseline; the device's alarm */
	{.name = "optical-drop", CHECK_OPTICAL_DROP, SEV_WARNING, 0, 0, 2, 1.5, 0, POLLS(3, 3),
	 POLLS(3, 3)},
	{.name = "optical-alarm", CHECK_OPTICAL, SEV_MAJOR, 0, 0, NO, NO, 0, POLLS(2, 2),
	 POLLS(2, 2)},
	/* reboot, unplanned */
	{.name = "reboot", CHECK_REBOOT, SEV_INFO, 0, 0, NO, NO, 0, AT_ONCE, AT_ONCE,
	 .event = true},
	/* notifier fails twice in 60 s, 1 success */
	{.name = "notifier", CHECK_NOTIFIER, SEV_CRITICAL, 0, 0, 2, 1, 0, AT_ONCE, AT_ONCE},
};

/* clang-format on */

static struct rules rules;

static int setup(void **state)
{
	struct faults faults = {0};
	char path[4096];

	(void)state;
	if (!conf_shipped_path("rules.ini", path, sizeof path))
		return -1;
	rules_load(&rules, path, &faults);
	return faults.n ? -1 : 0;
}

static int teardown(void **state)
{
	(void)state;
	rules_fini(&rules);
	return 0;
}

static const struct rule *named(const char *name)
{
	for (uint32_t i = 0; i < rules.n; i++)
		if (!strcmp(rules.rule[i].name, name))
			return &rules.rule[i];
	return NULL;
}

static bool same(double a, double b)
{
	return isnan(a) ? isnan(b) : fabs(a - b) < 1e-9;
}

static bool lasts(const struct persist *a, const struct persist *b)
{
	return a->by == b->by && a->k == b->k && a->n == b->n && a->ms == b->ms &&
	       a->share_pct == b->share_pct;
}

static bool text_is(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Nothing narrows it but what the row says. */
static bool scope_is(const struct rule *r, const struct row *w)
{
	const struct scope *s = &r->scope;

	return s->roles == w->roles && s->if_flags == w->if_flags &&
	       text_is(s->tag, w->tag) && !s->customer && !s->site && !s->device &&
	       !s->ifname && !s->alias && !s->speed_min && !s->speed_max && !r->hours;
}

static bool place_is(const struct rule *r, const struct row *w)
{
	if (!w->instead)
		return r->instead_n == 0;
	return r->instead_n == 1 && !strcmp(rules.rule[r->instead[0]].name, w->instead);
}

static void every_row_of_the_table_is_shipped(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct row *w = &rows[i];
		const struct rule *r = named(w->name);

		print_message("# %s\n", w->name);
		assert_non_null(r);
		assert_int_equal(r->check, w->check);
		assert_int_equal(r->severity, w->severity);
		assert_true(same(r->enter, w->enter));
		assert_true(same(r->clear, w->clear));
		assert_true(same(r->floor, w->floor));
		assert_true(lasts(&r->opens, &w->opens));
		assert_true(lasts(&r->clears, &w->clears));
		assert_true(scope_is(r, w));
		assert_true(place_is(r, w));
		assert_int_equal(r->window, w->window);
		assert_int_equal(r->last_path, w->last_path);
		assert_int_equal(r->within_ms, w->within_ms);
		assert_int_equal(r->event, w->event);
		assert_false(r->off);
	}
}

/* What opens at these numbers of lost probes, and is over at those. */
static void losses_are_counted_as_the_table_says(void **state)
{
	static const struct {
		const char *rule;
		unsigned of, opens, over;
	} counts[] = {{"loss", 300, 7, 0},
		      {"loss-voice", 3600, 8, 3},
		      {"loss-heavy", 60, 6, 1}};

	(void)state;
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		const struct rule *r = named(counts[i].rule);
		double one = 100.0 / counts[i].of;

		assert_true(counts[i].opens * one >= r->enter);
		assert_false((counts[i].opens - 1) * one >= r->enter);
		assert_true(counts[i].over * one < r->clear);
		assert_false((counts[i].over + 1) * one < r->clear);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_table_is_shipped),
		cmocka_unit_test(losses_are_counted_as_the_table_says),
	};

	return cmocka_run_group_tests_name("defaults", tests, setup, teardown);
}
