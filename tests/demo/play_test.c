/*
 * The story as an operator sees it: which alerts open and when each is over, by the
 * demo's own rules.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/check.h"
#include "probes/demo/demo.h"
#include "probes/demo/story.h"
#include "tests/demo/play.h"

enum { SECONDS = STORY_MS / 1000, SEEN_MAX = 192 };

/* What was seen of one alert, in seconds since the demo began; over: 0 not yet. */
struct seen {
	uint64_t id;
	enum check check;
	enum severity worst;
	char name[32], entity[32];
	int opened, over;
	bool hidden; /* always */
};

static struct seen seen[SEEN_MAX];
static uint32_t seen_n;
static bool rule_held[64]; /* by rule, in the present round */

static struct seen *seen_of(const struct alert *a)
{
	for (uint32_t i = 0; i < seen_n; i++)
		if (seen[i].id == a->id)
			return &seen[i];
	assert_true(seen_n < SEEN_MAX);
	struct seen *s = &seen[seen_n++];
	*s = (struct seen){.id = a->id,
			   .check = a->check,
			   .opened = (int)((a->opened_ms - PLAY_T0) / 1000),
			   .hidden = true};
	snprintf(s->name, sizeof s->name, "%s", a->name);
	snprintf(s->entity, sizeof s->entity, "%s", a->entity);
	return s;
}

static void look(const struct play *p)
{
	for (uint32_t i = 0; i < p->alerts.n; i++) {
		const struct alert *a = p->alerts.row[i];
		struct seen *s = seen_of(a);
		if (a->cleared_ms && !s->over)
			s->over = (int)((a->cleared_ms - PLAY_T0) / 1000);
		if (a->state == ALERT_CLEARED)
			continue;
		s->worst = a->severity > s->worst ? a->severity : s->worst;
		s->hidden = s->hidden && a->suppressed;
		rule_held[a->rule - p->rules.rule] = true;
	}
}

static void print_seen(void)
{
	for (uint32_t i = 0; i < seen_n; i++)
		print_message("# %3d-%3d %-8s %-13s %s %s%s\n", seen[i].opened,
			      seen[i].over, severity_name(seen[i].worst),
			      check_name(seen[i].check), seen[i].name, seen[i].entity,
			      seen[i].hidden ? " (hidden)" : "");
}

static void open_play(struct play *p, uint64_t seed, uint32_t devices)
{
	if (!getenv("NOCTOP_DATADIR"))
		skip(); /* make check sets it */
	assert_true(play_open(p, seed, devices, getenv("NOCTOP_DATADIR")));
	seen_n = 0;
	memset(rule_held, 0, sizeof rule_held);
}

static void play_round(struct play *p)
{
	for (int s = 0; s < SECONDS; s++) {
		play_second(p);
		look(p);
	}
}

static const char *device_name(const struct play *p, uint32_t device)
{
	return p->plan->device[device].name;
}

/* One alert that must have been seen: who, what, how bad, when it opened at the
 * earliest and at the latest, and when it was over at the latest. */
struct expected {
	const char *name;
	enum check check;
	enum severity worst;
	int from, to, over;
};

/* hidden: something else explains it all the time. */
static void assert_seen(const struct expected *e, bool hidden)
{
	for (uint32_t i = 0; i < seen_n; i++) {
		const struct seen *s = &seen[i];
		if (s->check == e->check && strcmp(s->name, e->name) == 0 &&
		    s->worst == e->worst && s->opened >= e->from &&
		    s->opened <= e->to && s->over > s->opened && s->over <= e->over &&
		    s->hidden == hidden)
			return;
	}
	print_seen();
	fail_msg("no alert %s of %s between %d and %d s, over by %d s",
		 check_name(e->check), e->name, e->from, e->to, e->over);
}

static const char *port_owner(const struct play *p, uint32_t port)
{
	return device_name(p, p->plan->port[port].device);
}

/* The name of the circuit that ends at the port. */
static const char *line_of(const struct play *p, uint32_t port)
{
	static char name[16];
	uint32_t far = p->plan->port[port].peer;

	snprintf(name, sizeof name, "EU-%04u", far < port ? far : port);
	return name;
}

static const char *transit_of(uint32_t port)
{
	static char name[16];

	snprintf(name, sizeof name, "NET-%04u", port);
	return name;
}

static const char *site_of(const struct play *p, uint32_t port)
{
	return p->plan->site[p->plan->device[p->plan->port[port].device].site].name;
}

static void the_story_is_told_in_order(void **state)
{
	(void)state;
	struct play p;
	open_play(&p, DEMO_SEED, DEMO_DEVICES);
	const struct plan_cast *cast = &p.plan->cast;
	play_round(&p);
	const struct expected story[] = {
		{p.plan->site[cast->dark].name, CHECK_SITE_ISOLATED, SEV_CRITICAL, 2,
		 12, 65},
		{line_of(&p, cast->filling), CHECK_CIRCUIT_UTIL, SEV_MAJOR, 40, 65,
		 120},
		{port_owner(&p, cast->filling), CHECK_OUT_DISCARDS, SEV_WARNING, 60, 80,
		 120},
		{device_name(&p, cast->hot), CHECK_FAN, SEV_MAJOR, 20, 41, 120},
		{device_name(&p, cast->hot), CHECK_TEMPERATURE, SEV_CRITICAL, 20, 41,
		 120},
		{port_owner(&p, cast->severed), CHECK_BGP, SEV_MAJOR, 62, 85, 125},
		{device_name(&p, cast->pair), CHECK_REDUNDANCY, SEV_MAJOR, 124, 147,
		 190},
		{device_name(&p, cast->weak), CHECK_PSU, SEV_MAJOR, 122, 143, 210},
		{device_name(&p, cast->busy), CHECK_CPU, SEV_WARNING, 50, 90, 140},
		{device_name(&p, cast->flapping), CHECK_UNREACHABLE, SEV_MAJOR, 110,
		 118, 135},
		{device_name(&p, cast->flapping), CHECK_UNREACHABLE, SEV_MAJOR, 136,
		 144, 161},
		{device_name(&p, cast->flapping), CHECK_UNREACHABLE, SEV_MAJOR, 162,
		 170, 187},
		{device_name(&p, cast->leaking), CHECK_MEMORY, SEV_MAJOR, 135, 170,
		 245},
		{device_name(&p, cast->leaking), CHECK_UNREACHABLE, SEV_WARNING, 212,
		 220, 240},
		{port_owner(&p, cast->corrupt), CHECK_IN_ERRORS, SEV_WARNING, 165, 180,
		 240},
		{port_owner(&p, cast->corrupt), CHECK_LOSS, SEV_MAJOR, 160, 195, 280},
		{device_name(&p, cast->flooded), CHECK_CPU, SEV_MAJOR, 160, 200, 235},
		{device_name(&p, cast->flooded), CHECK_LATENCY_RISE, SEV_WARNING, 155,
		 190, 240},
		{port_owner(&p, cast->unplugged), CHECK_IF_DOWN, SEV_CRITICAL, 176, 183,
		 220},
		{device_name(&p, cast->hung), CHECK_SNMP, SEV_MAJOR, 205, 220, 265},
		{device_name(&p, cast->lit), CHECK_PART, SEV_WARNING, 192, 212, 255},
		{device_name(&p, cast->lit), CHECK_PART, SEV_MAJOR, 208, 228, 255},
		{transit_of(cast->line), CHECK_CIRCUIT_DOWN, SEV_MAJOR, 204, 218, 250},
		{p.plan->site[cast->mains].name, CHECK_SITE_ISOLATED, SEV_CRITICAL, 238,
		 247, 285},
	};
	const struct expected explained[] = {
		{port_owner(&p, cast->cut), CHECK_IF_DOWN, SEV_MAJOR, 1, 7, 65},
		{site_of(&p, cast->line), CHECK_SITE_WAYS, SEV_WARNING, 208, 226, 255},
	};
	for (size_t i = 0; i < sizeof story / sizeof *story; i++)
		assert_seen(&story[i], false);
	for (size_t i = 0; i < sizeof explained / sizeof *explained; i++)
		assert_seen(&explained[i], true);
	play_close(&p);
}

static void the_first_alert_comes_within_five_seconds(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct play p;
		open_play(&p, seed, DEMO_DEVICES);
		for (int s = 0; s < 4; s++)
			play_second(&p);
		look(&p);
		assert_true(seen_n > 0);
		play_close(&p);
	}
}

/* Rounds after the first, too: learnt baselines and counters of flaps are then there.
 */
static void every_rule_opens_and_is_over_within_each_round(void **state)
{
	(void)state;
	static const uint32_t sizes[] = {DEMO_DEVICES, DEMO_DEVICES, 100};
	for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct play p;
		open_play(&p, i + 1, sizes[i]);
		for (int round = 0; round < 2; round++) {
			seen_n = 0;
			memset(rule_held, 0, sizeof rule_held);
			play_round(&p);
			for (uint32_t r = 0; r < p.rules.n; r++)
				if (!rule_held[r] && !p.rules.rule[r].event) {
					print_seen();
					fail_msg("rule %s never held, seed %u",
						 p.rules.rule[r].name, i + 1);
				}
			for (uint32_t k = 0; k < p.alerts.n; k++)
				if (p.alerts.row[k]->state != ALERT_CLEARED) {
					print_seen();
					fail_msg("%s %s is not over",
						 p.alerts.row[k]->name,
						 p.alerts.row[k]->text);
				}
		}
		play_close(&p);
	}
}

/* The story alone is told: whoever has an alert has a part, or hangs on one. */
static bool has_part(const struct play *p, const char *name)
{
	const struct plan *plan = p->plan;
	const struct plan_cast *c = &plan->cast;
	for (uint32_t d = 0; d < plan->device_n; d++) {
		const struct plan_device *row = &plan->device[d];
		uint32_t corrupt = plan->port[c->corrupt].device;
		if (strcmp(row->name, name) != 0)
			continue;
		return row->site == c->dark || row->site == c->mains || d == c->busy ||
		       d == c->hung || d == c->flooded || d == c->flapping ||
		       d == c->leaking || d == c->hot || d == c->weak || d == corrupt ||
		       row->parent == c->flapping || row->parent == corrupt ||
		       d == c->pair || d == c->lit ||
		       d == plan->port[c->severed].device ||
		       d == plan->port[c->line].device ||
		       d == plan->port[c->cut].device ||
		       d == plan->port[c->filling].device ||
		       d == plan->port[plan->port[c->filling].peer].device ||
		       d == plan->port[c->unplugged].device;
	}
	if (strncmp(name, "EU-", 3) == 0) { /* a circuit, by the first of its ports */
		uint32_t port = (uint32_t)strtoul(name + 3, NULL, 10);

		return port == c->cut || port == plan->port[c->cut].peer ||
		       port == c->filling || port == plan->port[c->filling].peer;
	}
	if (strncmp(name, "NET-", 4) == 0)
		return (uint32_t)strtoul(name + 4, NULL, 10) == c->line;
	return strcmp(name, plan->site[c->dark].name) == 0 ||
	       strcmp(name, site_of(p, c->line)) == 0 ||
	       strcmp(name, plan->site[c->mains].name) == 0;
}

static void nobody_without_a_part_has_an_alert(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct play p;
		open_play(&p, seed, DEMO_DEVICES);
		play_round(&p);
		for (uint32_t i = 0; i < seen_n; i++)
			if (!has_part(&p, seen[i].name))
				fail_msg("seed %u: %s %s", (unsigned)seed, seen[i].name,
					 check_name(seen[i].check));
		play_close(&p);
	}
}

/* What five minutes of such a network have none of: batteries, light, a past; nor does
 * it declare lines by tags; and an uplink that is down is told of itself. */
static bool left_out_of_the_story(const struct rule *rule)
{
	enum check check = rule->check;

	switch (check) {
	case CHECK_UPS:
	case CHECK_CHARGE:
	case CHECK_OPTICAL:
	case CHECK_OPTICAL_DROP:
	case CHECK_FULL_IN:
	case CHECK_IF_FULL_IN:
	case CHECK_ERRORS_RISE:
	case CHECK_NEIGHBOR:
	case CHECK_DUPLEX:
	case CHECK_UPLINKS:
		return true;
	default:
		return rule->scope.tag ||
		       (check_thing(check) == OF_CIRCUIT &&
			(check != CHECK_CIRCUIT_DOWN && check != CHECK_CIRCUIT_UTIL)) ||
		       (check == CHECK_CIRCUIT_DOWN && rule->last_path) ||
		       (check_thing(check) == OF_PEER &&
			(check != CHECK_BGP || rule->last_path)) ||
		       (check == CHECK_SITE_ISOLATED && rule->last_path) ||
		       check_thing(check) == OF_CUSTOMER ||
		       check_thing(check) == OF_WATCH;
	}
}

/* A rule of the demo is the shipped one of that name, but for times; in their order. */
static void the_rules_are_the_shipped_ones_with_other_times(void **state)
{
	(void)state;
	struct rules own = {0}, shipped = {0};
	struct faults faults = {0};
	char path[4096];
	if (!getenv("NOCTOP_DATADIR"))
		skip();
	snprintf(path, sizeof path, "%s/demo/rules.ini", getenv("NOCTOP_DATADIR"));
	assert_true(rules_load(&own, path, &faults));
	snprintf(path, sizeof path, "%s/rules.ini", getenv("NOCTOP_DATADIR"));
	assert_true(rules_load(&shipped, path, &faults));
	uint32_t left_out = 0;
	for (uint32_t i = 0; i < shipped.n; i++) {
		struct rule *a = &own.rule[i - left_out], *b = &shipped.rule[i];
		if (left_out_of_the_story(b)) {
			left_out++;
			continue;
		}
		assert_true(i - left_out < own.n);
		a->opens = b->opens;
		a->clears = b->clears;
		a->window = b->window;
		a->steady_ms = b->steady_ms;
		a->file = b->file; /* and stand elsewhere */
		a->line = b->line;
		assert_string_equal(a->name, b->name);
		assert_string_equal(a->text, b->text);
		assert_memory_equal(a, b, sizeof *a);
	}
	assert_int_equal(own.n, shipped.n - left_out);
	rules_fini(&own);
	rules_fini(&shipped);
	faults_fini(&faults);
}

/* The site speaks for its devices and for the ports that lead to them. */
static void a_dark_site_is_one_line(void **state)
{
	(void)state;
	struct play p;
	const struct alert *shown[SEEN_MAX];
	open_play(&p, DEMO_SEED, DEMO_DEVICES);
	for (int s = 0; s < 15; s++)
		play_second(&p);
	uint32_t n =
		alerts_list(&p.alerts, false, PLAY_T0 + p.now_ms, 0, shown, SEEN_MAX);
	assert_int_equal(n, 1);
	assert_int_equal(shown[0]->check, CHECK_SITE_ISOLATED);
	play_close(&p);
}

static void a_seed_is_a_story(void **state)
{
	(void)state;
	static struct seen first[SEEN_MAX];
	uint32_t n = 0;
	for (int turn = 0; turn < 2; turn++) {
		struct play p;
		open_play(&p, 7, DEMO_DEVICES);
		for (int s = 0; s < 150; s++) {
			play_second(&p);
			look(&p);
		}
		if (turn == 0)
			n = seen_n;
		if (turn == 0)
			memcpy(first, seen, sizeof seen);
		assert_int_equal(n, seen_n);
		assert_memory_equal(first, seen, seen_n * sizeof *seen);
		play_close(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_story_is_told_in_order),
		cmocka_unit_test(the_first_alert_comes_within_five_seconds),
		cmocka_unit_test(every_rule_opens_and_is_over_within_each_round),
		cmocka_unit_test(nobody_without_a_part_has_an_alert),
		cmocka_unit_test(the_rules_are_the_shipped_ones_with_other_times),
		cmocka_unit_test(a_dark_site_is_one_line),
		cmocka_unit_test(a_seed_is_a_story),
	};
	return cmocka_run_group_tests_name("play", tests, NULL, NULL);
}
