/* The shipped rules, against the operator's table: severity, and how long each takes to
 * open and to clear, with polls every 30 s. */
#include "tests/alert/fixture.h"
#include "probes/model/if_table.h"
#include "tests/model/load.h"

#include "probes/conf/rules.h"

#define NEVER INT64_MAX

/* One device of this role, its site's only one, with one uplink; the shipped rules. */
static dev_id shipped(struct world *w, enum role role)
{
	struct faults faults = {0};
	struct rules rules = {0};
	char path[4096];
	dev_id d = world_dev(w, "d0", NONE, NONE);

	if (!getenv("NOCTOP_DATADIR"))
		skip(); /* make check sets it */
	snprintf(path, sizeof path, "%s/rules.ini", getenv("NOCTOP_DATADIR"));
	assert_true(rules_load(&rules, path, &faults));
	assert_int_equal(faults.n, 0);
	faults_fini(&faults);
	w->rules = rules;
	w->net.dev[d].role = (uint8_t)role;
	world_ports(w, d, 2, IFF_UPLINK);
	w->net.dev[d].cpu_pct = w->net.dev[d].mem_pct = 20;
	for (if_id i = 0; i < 2; i++) {
		w->net.ifs.in_bps[i] = load(&w->net.ifs, i, 20);
		w->net.ifs.out_bps[i] = w->net.ifs.in_bps[i];
		w->net.ifs.in_pps[i] = w->net.ifs.out_pps[i] = coarse(10000);
		if_table_mishap(&w->net.ifs, i, MISHAP_IN_ERRORS, coarse(0));
		if_table_mishap(&w->net.ifs, i, MISHAP_OUT_DISCARDS, coarse(0));
	}
	world_up(w, d);
	return d;
}

static void shipped_fini(struct world *w)
{
	rules_fini(&w->rules);
}

/* How long until there is an alert of that check and severity, or none any more. */
static int64_t until(struct world *w, enum check check, enum severity severity)
{
	int64_t from = w->now;

	while (w->now - from < HOUR) {
		enum severity now = SEV_NONE;

		for (uint32_t i = 0; i < w->alerts.n; i++)
			if (w->alerts.row[i]->check == check &&
			    w->alerts.row[i]->state != ALERT_CLEARED)
				now = w->alerts.row[i]->severity;
		if (now == severity)
			return w->now - from;
		world_pass(w, SECOND);
	}
	return NEVER;
}

static void unreachable_is_as_bad_as_the_role_is_important(void **state)
{
	static const struct {
		enum role role;
		enum severity severity;
		int64_t clears;
	} rows[] = {
		{ROLE_CORE, SEV_CRITICAL, 30 * SECOND},
		{ROLE_DIST, SEV_CRITICAL, 30 * SECOND},
		{ROLE_EDGE, SEV_CRITICAL, 30 * SECOND},
		{ROLE_FIREWALL, SEV_CRITICAL, 30 * SECOND},
		{ROLE_ACCESS, SEV_MAJOR, 60 * SECOND},
		{ROLE_AP, SEV_WARNING, 60 * SECOND},
		{ROLE_SERVER, SEV_WARNING, 60 * SECOND},
		{ROLE_OTHER, SEV_WARNING, 60 * SECOND},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct world *w = *state;
		dev_id d = shipped(w, rows[i].role);

		w->now += 5 * SECOND;
		world_down(w, d);
		assert_int_equal(until(w, CHECK_UNREACHABLE, rows[i].severity), 0);
		world_up(w, d);
		assert_in_range(until(w, CHECK_UNREACHABLE, SEV_NONE), rows[i].clears,
				rows[i].clears + 2 * SECOND);
		shipped_fini(w);
		world_teardown(state);
		world_setup(state);
	}
}

static void levels_open_after_their_time(void **state)
{
	static const struct {
		enum check check;
		enum role role;
		float value; /* percent, or bad packets a second of ten thousand */
		enum severity severity;
		int64_t opens;
	} rows[] = {
		{CHECK_UTIL, ROLE_CORE, 79.9F, SEV_WARNING, NEVER},
		{CHECK_UTIL, ROLE_CORE, 80, SEV_WARNING, 8 * MINUTE},
		{CHECK_UTIL, ROLE_CORE, 95, SEV_MAJOR, 8 * MINUTE},
		{CHECK_CPU, ROLE_CORE, 85, SEV_WARNING, 10 * MINUTE},
		{CHECK_CPU, ROLE_CORE, 99, SEV_MAJOR, NEVER},
		{CHECK_CPU, ROLE_FIREWALL, 95, SEV_MAJOR, 10 * MINUTE},
		{CHECK_MEMORY, ROLE_CORE, 92, SEV_WARNING, 15 * MINUTE},
		{CHECK_MEMORY, ROLE_CORE, 97, SEV_MAJOR, 15 * MINUTE},
		{CHECK_IN_ERRORS, ROLE_CORE, 9, SEV_WARNING, NEVER},
		{CHECK_IN_ERRORS, ROLE_CORE, 11, SEV_WARNING, 90 * SECOND},
		{CHECK_OUT_DISCARDS, ROLE_CORE, 99, SEV_WARNING, NEVER},
		{CHECK_OUT_DISCARDS, ROLE_CORE, 110, SEV_WARNING, 10 * MINUTE},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct world *w = *state;
		dev_id d = shipped(w, rows[i].role);
		int64_t took;

		if (rows[i].check == CHECK_UTIL)
			w->net.ifs.out_bps[1] = load(&w->net.ifs, 1, rows[i].value);
		else if (rows[i].check == CHECK_CPU)
			w->net.dev[d].cpu_pct = rows[i].value;
		else if (rows[i].check == CHECK_MEMORY)
			w->net.dev[d].mem_pct = rows[i].value;
		else if (rows[i].check == CHECK_IN_ERRORS)
			if_table_mishap(&w->net.ifs, 1, MISHAP_IN_ERRORS,
					coarse((float)rows[i].value));
		else
			if_table_mishap(&w->net.ifs, 1, MISHAP_OUT_DISCARDS,
					coarse((float)rows[i].value));
		took = until(w, rows[i].check, rows[i].severity);
		if (rows[i].opens == NEVER)
			assert_true(took == NEVER);
		else
			assert_in_range(took, rows[i].opens,
					rows[i].opens + 60 * SECOND);
		shipped_fini(w);
		world_teardown(state);
		world_setup(state);
	}
}

static void an_uplink_is_major_and_the_last_one_critical(void **state)
{
	struct world *w = *state;
	dev_id d = shipped(w, ROLE_CORE);

	world_oper(w, 0, IF_DOWN);
	w->now += 30 * SECOND;
	world_poll(w, d);
	assert_int_equal(world_alert(w, "d0", "xe-0/0/0", CHECK_IF_DOWN)->severity,
			 SEV_MAJOR);
	world_oper(w, 1, IF_DOWN);
	w->now += 30 * SECOND;
	world_poll(w, d);
	assert_int_equal(world_alert(w, "d0", "xe-0/0/1", CHECK_IF_DOWN)->severity,
			 SEV_CRITICAL);
	shipped_fini(w);
}

static void loss_has_a_light_and_a_heavy_band(void **state)
{
	struct world *w = *state;
	dev_id d = shipped(w, ROLE_EDGE);

	for (int i = 0; i < 7; i++) {
		assert_null(world_alert(w, "d0", "", CHECK_LOSS));
		world_probes(w, d, 1, false);
		w->now += 40 * SECOND;
		world_probes(w, d, 40, true);
		world_judge(w, d);
	}
	assert_int_equal(world_alert(w, "d0", "", CHECK_LOSS)->severity, SEV_WARNING);
	for (int i = 0; i < 6; i++) {
		world_probes(w, d, 1, false);
		w->now += 5 * SECOND;
		world_probes(w, d, 5, true);
		world_judge(w, d);
	}
	assert_int_equal(world_alert(w, "d0", "", CHECK_LOSS)->severity, SEV_MAJOR);
	shipped_fini(w);
}

static void both_probed(struct world *w, unsigned n, bool answered)
{
	for (dev_id d = 0; d < 2; d++) {
		world_probes(w, d, n, answered);
		world_judge(w, d);
	}
}

/* One lost every 400 probes is under 3 of an hour's; every 300 is 12, too many. */
static void voice_hears_one_of_a_thousand(void **state)
{
	struct world *w = *state;
	dev_id voice;

	shipped(w, ROLE_EDGE);
	voice = world_dev(w, "voice", NONE, NONE);
	w->net.dev[voice].tags = text_intern_str(&w->net.text, "voice");
	world_up(w, voice);
	for (int i = 0; i < 7; i++) {
		both_probed(w, 1, false);
		w->now += 301 * SECOND;
		both_probed(w, 301, true);
	}
	both_probed(w, 1, false);
	both_probed(w, 1, true);
	assert_null(world_alert(w, "d0", "", CHECK_LOSS));
	assert_int_equal(world_alert(w, "voice", "", CHECK_LOSS)->severity,
			 SEV_WARNING);
	for (int i = 0; i < 5; i++) { /* of the next 5 x 301 three leave the hour */
		w->now += 301 * SECOND;
		both_probed(w, 301, true);
		assert_non_null(world_alert(w, "voice", "", CHECK_LOSS));
	}
	for (int i = 0; i < 7; i++) {
		w->now += 301 * SECOND;
		both_probed(w, 301, true);
	}
	assert_null(world_alert(w, "voice", "", CHECK_LOSS));
	shipped_fini(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(unreachable_is_as_bad_as_the_role_is_important),
		WORLD_TEST(levels_open_after_their_time),
		WORLD_TEST(an_uplink_is_major_and_the_last_one_critical),
		WORLD_TEST(loss_has_a_light_and_a_heavy_band),
		WORLD_TEST(voice_hears_one_of_a_thousand),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
