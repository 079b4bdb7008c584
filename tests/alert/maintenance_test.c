/* Windows of maintenance: when they hold, of what, and what becomes of alerts. */
#include "tests/alert/fixture.h"

#include "probes/alert/maintenance.h"
#include "probes/base/clock.h"

#define GRACE (10 * MINUTE)

static struct maintenance m;
static uint32_t changed_n;

static void on_changed(void *ctx, dev_id d, bool holds)
{
	struct world *w = ctx;

	w->net.dev[d].in_window = holds;
	changed_n++;
	world_judge(w, d);
}

static void step(struct world *w)
{
	while (maintenance_step(&m, &w->net, &w->alerts, w->now, 2, on_changed, w,
				&w->events))
		;
}

static void pass(struct world *w, int64_t ms)
{
	for (int64_t end = w->now + ms; w->now < end;) {
		world_pass(w, SECOND);
		step(w);
	}
}

static int setup(void **state)
{
	world_setup(state);
	maintenance_init(&m, zone_find("UTC"), GRACE);
	changed_n = 0;
	return 0;
}

static int teardown(void **state)
{
	maintenance_fini(&m);
	return world_teardown(state);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/* Site AMS with d0 (ports 0 and 1), d1, d2; site FRA with d3; all well. */
static void a_world(struct world *w)
{
	site_id ams = world_site(w, "AMS"), fra = world_site(w, "FRA");

	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_MAJOR,
				    .clears = SPAN(30 * SECOND)});
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN, .severity = SEV_MAJOR});
	world_rule(w, (struct rule){.check = CHECK_SITE_ISOLATED,
				    .severity = SEV_CRITICAL,
				    .enter = 90,
				    .clear = 50});
	world_begin(w);
	w->alerts.maintenance = &m;
	for (int i = 0; i < 4; i++) {
		char name[8];

		snprintf(name, sizeof name, "d%d", i);
		world_dev(w, name, i < 3 ? ams : fra, NONE);
	}
	world_ports(w, 0, 2, IFF_UPLINK);
	for (dev_id d = 0; d < 4; d++)
		world_up(w, d);
	pass(w, MINUTE);
	world_forget(w);
}

static const struct who mk = {.uid = 7, .name = "mk"};

/* Names of devices, "d0 xe-0/0/1" of an interface, "@FRA" of a site. */
static struct window_thing thing(const char *text)
{
	static char name[4][16], entity[4][16];
	static unsigned at;
	struct window_thing t = {.subject =
					 *text == '@' ? SUBJECT_SITE : SUBJECT_DEVICE};

	at = (at + 1) % 4;
	entity[at][0] = '\0';
	sscanf(text + (*text == '@'), "%15s %15s", name[at], entity[at]);
	t.name = name[at];
	t.entity = entity[at];
	return t;
}

static const char *begin(struct world *w, const char *what, int64_t ms)
{
	struct window_thing t = thing(what);
	struct window_request r = {.by = mk,
				   .thing = &t,
				   .n = 1,
				   .until_ms = w->now + ms,
				   .change = "CHG1",
				   .text = "new line card"};
	const char *name;

	assert_int_equal(maintenance_add(&m, &w->net, &r, w->now, &w->events, &name),
			 WINDOW_OK);
	step(w);
	return name;
}

static uint32_t unack(const struct world *w)
{
	struct alert_counts n;

	alerts_count(&w->alerts, &n);
	return n.unack[SEV_WARNING] + n.unack[SEV_MAJOR] + n.unack[SEV_CRITICAL];
}

static struct alert *down(const struct world *w, const char *name)
{
	return world_alert(w, name, "", CHECK_UNREACHABLE);
}

static enum dev_state state_of(const struct world *w, dev_id d)
{
	return dev_state(&w->net, &w->alerts, d, w->now);
}

/* --- effect --- */

static void what_opens_within_is_planned_and_nobodys(void **state)
{
	struct world *w = *state;

	a_world(w);
	begin(w, "d1", HOUR);
	assert_int_equal(state_of(w, 1), DEV_PLANNED);
	assert_int_equal(state_of(w, 0), DEV_UP);
	world_down(w, 1);
	assert_non_null(down(w, "d1"));
	assert_true(down(w, "d1")->planned);
	assert_string_equal(down(w, "d1")->planned_by, "CHG1");
	assert_int_equal(unack(w), 0);
	assert_int_equal(world_count(w, EVENT_OPENED), 0);
	assert_int_equal(world_count(w, EVENT_SUPPRESSED), 1);
	world_down(w, 0);
	assert_false(down(w, "d0")->planned);
	assert_int_equal(unack(w), 1);
}

static void what_was_open_before_stays(void **state)
{
	struct world *w = *state;

	a_world(w);
	world_down(w, 1);
	begin(w, "d1", HOUR);
	pass(w, MINUTE);
	assert_false(down(w, "d1")->planned);
	assert_int_equal(unack(w), 1);
}

static void what_clears_within_was_nothing(void **state)
{
	struct world *w = *state;

	a_world(w);
	begin(w, "d1", HOUR);
	world_down(w, 1);
	pass(w, MINUTE);
	world_up(w, 1);
	pass(w, 2 * HOUR);
	assert_int_equal(world_live(w), 0);
	assert_int_equal(world_count(w, EVENT_RESUMED), 0);
	assert_int_equal(world_count(w, EVENT_CLEARED), 1);
	assert_string_equal(world_last(w, EVENT_DIGEST)->text,
			    "CHG1 ended: 1 device back");
	assert_string_equal(world_last(w, EVENT_DIGEST)->note, "mk");
}

static void where_nothing_failed_it_says_so(void **state)
{
	struct world *w = *state;

	a_world(w);
	begin(w, "d1", HOUR);
	pass(w, 2 * HOUR);
	assert_string_equal(world_last(w, EVENT_DIGEST)->text,
			    "CHG1 ended: nothing failed");
}

static void what_is_still_there_is_asked_again_after_the_grace(void **state)
{
	struct world *w = *state;
	int64_t end;

	a_world(w);
	begin(w, "d1", HOUR);
	end = w->now + HOUR;
	world_down(w, 1);
	pass(w, HOUR + GRACE - 2 * SECOND);
	assert_true(down(w, "d1")->planned);
	assert_int_equal(state_of(w, 1), DEV_PLANNED);
	w->alerts.ask_n = 0;
	pass(w, 3 * SECOND);
	assert_true(down(w, "d1")->planned); /* over, not asked yet */
	assert_int_equal(w->alerts.ask_n, 1);
	assert_int_equal(w->alerts.ask[0], 1);
	assert_int_equal(state_of(w, 1), DEV_DOWN);
	pass(w, 30 * SECOND);
	assert_false(down(w, "d1")->planned);
	assert_int_equal(unack(w), 1);
	assert_int_equal(world_count(w, EVENT_RESUMED), 1);
	assert_true(world_last(w, EVENT_RESUMED)->at_ms >= end + GRACE);
	assert_string_equal(world_last(w, EVENT_DIGEST)->text,
			    "CHG1 ended: 1 still down: d1");
	pass(w, HOUR);
	assert_int_equal(world_count(w, EVENT_DIGEST), 1);
	assert_int_equal(m.n, 0);
}

static void done_ends_it_early_with_the_same_grace(void **state)
{
	struct world *w = *state;
	const char *name;

	a_world(w);
	name = begin(w, "d1", 4 * HOUR);
	pass(w, MINUTE);
	assert_int_equal(maintenance_done(&m, name, &mk, w->now, &w->events),
			 WINDOW_OK);
	assert_true(world_last(w, EVENT_MAINTENANCE)->value == 0);
	pass(w, GRACE - 2 * SECOND);
	world_down(w, 1); /* the last reboot */
	assert_true(down(w, "d1")->planned);
	pass(w, MINUTE);
	assert_false(down(w, "d1")->planned);
	assert_int_equal(unack(w), 1);
}

static void an_extension_holds_on(void **state)
{
	struct world *w = *state;
	const char *name;

	a_world(w);
	name = begin(w, "d1", HOUR);
	pass(w, 50 * MINUTE);
	assert_int_equal(maintenance_extend(&m, name, &mk, w->now + 2 * HOUR, w->now,
					    &w->events),
			 WINDOW_OK);
	pass(w, HOUR);
	world_down(w, 1);
	assert_true(down(w, "d1")->planned);
	assert_int_equal(maintenance_extend(&m, name, &mk, w->now + 9 * HOUR, w->now,
					    &w->events),
			 WINDOW_TOO_LONG);
}

static void hardware_that_breaks_is_exempt(void **state)
{
	(void)state;
	assert_true(maintenance_exempts(CHECK_FAN, SEV_MAJOR));
	assert_true(maintenance_exempts(CHECK_PSU, SEV_WARNING));
	assert_true(maintenance_exempts(CHECK_TEMPERATURE, SEV_CRITICAL));
	assert_false(maintenance_exempts(CHECK_TEMPERATURE, SEV_WARNING));
	assert_false(maintenance_exempts(CHECK_UNREACHABLE, SEV_CRITICAL));
}

static void one_interface_is_not_the_next(void **state)
{
	struct world *w = *state;
	if_id first;

	a_world(w);
	first = w->net.dev[0].if_first;
	begin(w, "d0 xe-0/0/1", HOUR);
	assert_int_equal(state_of(w, 0), DEV_UP); /* not all of it */
	world_oper(w, first, IF_DOWN);
	world_oper(w, first + 1, IF_DOWN);
	pass(w, MINUTE);
	assert_false(world_alert(w, "d0", "xe-0/0/0", CHECK_IF_DOWN)->planned);
	assert_true(world_alert(w, "d0", "xe-0/0/1", CHECK_IF_DOWN)->planned);
	assert_int_equal(unack(w), 1);
	pass(w, HOUR + GRACE + 2 * MINUTE);
	assert_false(world_alert(w, "d0", "xe-0/0/1", CHECK_IF_DOWN)->planned);
	assert_int_equal(unack(w), 2);
}

static void a_site_of_which_all_is_planned_is_planned(void **state)
{
	struct world *w = *state;
	struct site_verdict v;

	a_world(w);
	begin(w, "@FRA", HOUR);
	world_down(w, 3);
	pass(w, MINUTE);
	assert_true(down(w, "d3")->planned);
	assert_null(world_alert(w, "FRA", "", CHECK_SITE_ISOLATED));
	site_verdict(&w->net, &w->alerts, 1, w->now, &v);
	assert_int_equal(v.state, SITE_PLANNED);
	pass(w, HOUR + GRACE + MINUTE);
	site_verdict(&w->net, &w->alerts, 1, w->now, &v);
	assert_int_equal(v.state, SITE_ISOLATED);
	assert_non_null(world_alert(w, "FRA", "", CHECK_SITE_ISOLATED));
}

static void what_hides_behind_planned_work_stays_hidden(void **state)
{
	struct world *w = *state;

	a_world(w);
	w->net.dev[2].parent[0] = 1;
	w->net.dev[2].parent_n = 1;
	begin(w, "d1", HOUR);
	world_down(w, 1);
	world_down(w, 2);
	pass(w, MINUTE);
	assert_true(down(w, "d2")->suppressed);
	assert_string_equal(down(w, "d2")->suppressed_by, "d1");
	assert_int_equal(unack(w), 0);
}

/* The cause is over, but so is not the window: nobody is told. */
static void a_release_within_a_window_is_told_to_nobody(void **state)
{
	struct world *w = *state;

	a_world(w);
	w->net.dev[2].parent[0] = 1;
	w->net.dev[2].parent_n = 1;
	begin(w, "d2", HOUR);
	world_down(w, 1);
	world_down(w, 2);
	pass(w, MINUTE);
	assert_true(down(w, "d2")->suppressed && down(w, "d2")->planned);
	world_up(w, 1);
	pass(w, 2 * MINUTE);
	assert_false(down(w, "d2")->suppressed);
	assert_true(down(w, "d2")->planned);
	assert_int_equal(world_count(w, EVENT_RESUMED), 0);
}

/* --- the ledger --- */

static void planned_time_is_told_as_an_interval(void **state)
{
	struct world *w = *state;
	const struct event *e;

	a_world(w);
	begin(w, "@AMS", HOUR);
	assert_int_equal(world_count(w, EVENT_PLANNED), 4); /* three and their site */
	e = world_last(w, EVENT_PLANNED);
	assert_int_equal(e->subject, SUBJECT_SITE);
	assert_true(e->value == 1);
	assert_int_equal(e->until_ms, w->now + HOUR + GRACE);
	assert_int_equal(changed_n, 3);
	world_forget(w);
	pass(w, HOUR + GRACE + MINUTE);
	assert_int_equal(world_count(w, EVENT_PLANNED), 4);
	assert_true(world_last(w, EVENT_PLANNED)->value == 0);
	world_forget(w);
	begin(w, "d0 xe-0/0/1", HOUR);
	assert_int_equal(world_count(w, EVENT_PLANNED), 1);
	assert_string_equal(world_last(w, EVENT_PLANNED)->entity, "xe-0/0/1");
}

/* --- operators --- */

static void faults_are_refused(void **state)
{
	struct world *w = *state;
	struct window_thing none = thing("nobody"), d1 = thing("d1");
	struct window_request r = {
		.by = mk, .thing = &none, .n = 1, .until_ms = T0 + HOUR};
	struct event_list *out = &w->events;

	a_world(w);
	assert_int_equal(maintenance_add(&m, &w->net, &r, w->now, out, NULL),
			 WINDOW_NOTHING);
	r.thing = &d1;
	r.until_ms = 0;
	assert_int_equal(maintenance_add(&m, &w->net, &r, w->now, out, NULL),
			 WINDOW_NO_END);
	r.until_ms = w->now + 8 * HOUR + 1;
	assert_int_equal(maintenance_add(&m, &w->net, &r, w->now, out, NULL),
			 WINDOW_TOO_LONG);
	assert_int_equal(m.n, 0);
	assert_int_equal(w->events.n, 0);
	assert_int_equal(maintenance_done(&m, "x", &mk, w->now, out), WINDOW_NO_SUCH);
}

static void each_has_a_name_of_its_own(void **state)
{
	struct world *w = *state;
	struct window_thing d1 = thing("d1");
	struct window_request r = {
		.by = mk, .thing = &d1, .n = 1, .until_ms = T0 + 2 * HOUR};
	const char *name;

	a_world(w);
	assert_string_equal(begin(w, "d0", HOUR), "CHG1");
	assert_string_equal(begin(w, "d1", HOUR), "CHG1-2");
	maintenance_add(&m, &w->net, &r, w->now, &w->events, &name);
	assert_string_equal(name, "maintenance-1");
	maintenance_add(&m, &w->net, &r, w->now, &w->events, &name);
	assert_string_equal(name, "maintenance-2");
}

/* --- a restart --- */

struct kept {
	struct window_row row[4];
	char name[4][16], entity[4][16];
	uint32_t n;
};

static void keep(void *ctx, const struct window_row *row)
{
	struct kept *k = ctx;
	struct window_row *to = &k->row[k->n];

	*to = *row;
	snprintf(k->name[k->n], sizeof k->name[0], "%s", row->name);
	snprintf(k->entity[k->n], sizeof k->entity[0], "%s", row->entity);
	to->name = k->name[k->n];
	to->entity = k->entity[k->n];
	k->n++;
}

static void bring_back(struct world *w, const struct kept *k)
{
	maintenance_fini(&m);
	maintenance_init(&m, zone_find("UTC"), GRACE);
	for (dev_id d = 0; d < w->net.dev_n; d++)
		w->net.dev[d].in_window = false;
	for (uint32_t i = 0; i < k->n; i++)
		maintenance_restore(&m, &w->net, &k->row[i], w->now);
}

static void restart(struct world *w, const struct kept *k)
{
	bring_back(w, k);
	step(w);
}

static void a_window_survives_a_restart(void **state)
{
	struct world *w = *state;
	struct window_thing both[] = {thing("d1"), thing("d0 xe-0/0/1")};
	struct window_request r = {.by = mk,
				   .thing = both,
				   .n = 2,
				   .change = "CHG1",
				   .text = "new line card",
				   .category = WINDOW_EMERGENCY,
				   .approver = "the board"};
	struct kept k = {.n = 0};

	a_world(w);
	r.until_ms = w->now + HOUR;
	maintenance_add(&m, &w->net, &r, w->now, &w->events, NULL);
	maintenance_rows(&m, world_last(w, EVENT_MAINTENANCE), keep, &k);
	assert_int_equal(k.n, 2);
	assert_true(k.row[0].id != k.row[1].id);
	step(w);
	world_down(w, 1);
	pass(w, MINUTE);
	restart(w, &k);
	assert_int_equal(m.n, 1);
	assert_string_equal(m.window[0]->name, "CHG1");
	assert_string_equal(m.window[0]->text, "new line card");
	assert_string_equal(m.window[0]->by.name, "mk");
	assert_string_equal(m.window[0]->approver, "the board");
	assert_int_equal(m.window[0]->category, WINDOW_EMERGENCY);
	assert_int_equal(m.window[0]->thing_n, 2);
	assert_int_equal(state_of(w, 1), DEV_PLANNED);
	pass(w, MINUTE);
	assert_true(down(w, "d1")->planned);
	assert_int_equal(unack(w), 0);
}

/* The watch was away when it ended: asked again, then everybody's; and once only. */
static void one_that_ended_meanwhile_is_over(void **state)
{
	struct world *w = *state;
	struct kept k = {.n = 0}, again = {.n = 0};

	a_world(w);
	begin(w, "d1", HOUR);
	maintenance_rows(&m, world_last(w, EVENT_MAINTENANCE), keep, &k);
	world_down(w, 1);
	w->now += HOUR + GRACE + 60 * SECOND;
	restart(w, &k);
	pass(w, MINUTE);
	assert_false(down(w, "d1")->planned);
	assert_int_equal(world_count(w, EVENT_RESUMED), 1);
	assert_int_equal(world_count(w, EVENT_DIGEST), 1);
	assert_string_equal(world_last(w, EVENT_DIGEST)->text,
			    "CHG1 ended: 1 still down: d1");
	restart(w, &again);
	pass(w, MINUTE);
	assert_int_equal(world_count(w, EVENT_DIGEST), 1);
}

/* Hours later: what came of it is told all the same, when all was asked. */
static void one_that_ended_long_ago_unwatched_is_told_of_once(void **state)
{
	struct world *w = *state;
	struct kept k = {.n = 0};
	int64_t alive_ms;

	a_world(w);
	begin(w, "d1", HOUR);
	maintenance_rows(&m, world_last(w, EVENT_MAINTENANCE), keep, &k);
	world_down(w, 1);
	alive_ms = w->now;
	w->now += 5 * HOUR;
	bring_back(w, &k);
	maintenance_missed(&m, alive_ms, w->now);
	pass(w, MINUTE);
	assert_int_equal(world_count(w, EVENT_DIGEST), 0);
	pass(w, MAINTENANCE_ASKS_MS);
	assert_int_equal(world_count(w, EVENT_DIGEST), 1);
	assert_string_equal(world_last(w, EVENT_DIGEST)->text,
			    "CHG1 ended: 1 still down: d1");
	assert_int_equal(m.n, 0);
}

static struct window configured(const char *name, const char *when, const char *zone);

static void a_configured_one_that_ended_unwatched_is_told_of_once(void **state)
{
	struct world *w = *state;
	struct window conf = configured("nightly", "08:00-10:00", "UTC");
	struct kept none = {.n = 0};
	int64_t alive_ms;

	a_world(w);
	maintenance_configure(&m, &conf, w->now);
	step(w);
	world_down(w, 1);
	alive_ms = w->now;
	for (int life = 0; life < 2; life++) {
		w->now += 4 * HOUR;
		bring_back(w, &none);
		maintenance_configure(&m, &conf, w->now);
		maintenance_missed(&m, alive_ms, w->now);
		pass(w, 3 * MINUTE);
		assert_int_equal(world_count(w, EVENT_DIGEST), 1);
		assert_int_equal(m.window[0]->phase, WINDOW_WAITS);
		assert_int_equal(m.window[0]->from_ms, T0 + 24 * HOUR);
		alive_ms = w->now;
	}
	assert_string_equal(world_last(w, EVENT_DIGEST)->name, "nightly");
}

/* --- configured ones --- */

static struct window configured(const char *name, const char *when, const char *zone)
{
	struct window w = {.recurring = true, .zone = zone_find(zone)};
	char error[CALENDAR_ERROR];

	snprintf(w.name, sizeof w.name, "%s", name);
	w.scope.device = "d1";
	assert_true(calendar_parse(when, &w.when, error));
	return w;
}

/* T0 is 2027-01-15 08:00 UTC, a Friday. */
static void a_recurring_window_comes_again(void **state)
{
	struct world *w = *state;
	struct window conf = configured("nightly", "09:00-10:00", "UTC");

	a_world(w);
	maintenance_configure(&m, &conf, w->now);
	pass(w, 30 * MINUTE);
	assert_int_equal(m.window[0]->phase, WINDOW_WAITS);
	assert_int_equal(state_of(w, 1), DEV_UP);
	pass(w, HOUR);
	assert_int_equal(m.window[0]->phase, WINDOW_RUNS);
	assert_int_equal(state_of(w, 1), DEV_PLANNED);
	pass(w, HOUR);
	assert_int_equal(m.window[0]->phase, WINDOW_WAITS);
	assert_int_equal(m.window[0]->from_ms, T0 + 25 * HOUR);
	assert_int_equal(world_count(w, EVENT_DIGEST), 1);
	w->now = T0 + 25 * HOUR + MINUTE;
	step(w);
	assert_int_equal(state_of(w, 1), DEV_PLANNED);
}

static void done_ends_this_time_of_a_recurring_one(void **state)
{
	struct world *w = *state;
	struct window conf = configured("nightly", "08:00-10:00", "UTC");
	struct kept k = {.n = 0};

	a_world(w);
	maintenance_configure(&m, &conf, w->now);
	step(w);
	assert_int_equal(m.window[0]->phase, WINDOW_RUNS);
	assert_int_equal(maintenance_extend(&m, "nightly", &mk, w->now + HOUR, w->now,
					    &w->events),
			 WINDOW_CONFIGURED);
	assert_int_equal(maintenance_done(&m, "nightly", &mk, w->now, &w->events),
			 WINDOW_OK);
	maintenance_rows(&m, world_last(w, EVENT_MAINTENANCE), keep, &k);
	assert_int_equal(k.n, 1);
	pass(w, 5 * MINUTE);
	assert_int_equal(m.window[0]->phase, WINDOW_GRACE);
	maintenance_fini(&m);
	maintenance_init(&m, zone_find("UTC"), GRACE);
	maintenance_configure(&m, &conf, w->now);
	maintenance_restore(&m, &w->net, &k.row[0], w->now);
	step(w);
	assert_int_equal(m.window[0]->phase, WINDOW_GRACE); /* after a restart, too */
	pass(w, 10 * MINUTE);
	assert_int_equal(m.window[0]->phase, WINDOW_WAITS);
	assert_int_equal(m.window[0]->from_ms, T0 + 24 * HOUR);
}

static void an_acknowledgement_can_ask_for_the_end(void **state)
{
	struct world *w = *state;

	a_world(w);
	world_down(w, 1);
	assert_int_equal(maintenance_until(&m, &w->net, down(w, "d1")), 0);
	begin(w, "d1", HOUR);
	assert_int_equal(maintenance_until(&m, &w->net, down(w, "d1")), w->now + HOUR);
}

static void the_next_three_are_right_where_clocks_change(void **state)
{
	struct window w = configured("sundays", "Sun 02:30-04:00", "Europe/Berlin");
	struct calendar_time t[3];
	int64_t now_ms;
	char text[3][CLOCK_RFC3339_SIZE];

	(void)state;
	if (!w.zone)
		skip();
	assert_true(clock_parse("2027-03-22", &now_ms));
	assert_int_equal(window_times(&w, NULL, now_ms, t, 3), 3);
	for (int i = 0; i < 3; i++)
		clock_rfc3339(text[i], t[i].from_ms);
	assert_string_equal(text[0], "2027-03-28T01:00:00Z"); /* begins at the jump */
	assert_string_equal(text[1], "2027-04-04T00:30:00Z");
	assert_string_equal(text[2], "2027-04-11T00:30:00Z");
	assert_int_equal(t[0].to_ms - t[0].from_ms, HOUR);
	assert_int_equal(t[1].to_ms - t[1].from_ms, 90 * MINUTE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_opens_within_is_planned_and_nobodys),
		TEST(what_was_open_before_stays),
		TEST(what_clears_within_was_nothing),
		TEST(where_nothing_failed_it_says_so),
		TEST(what_is_still_there_is_asked_again_after_the_grace),
		TEST(done_ends_it_early_with_the_same_grace),
		TEST(an_extension_holds_on),
		TEST(hardware_that_breaks_is_exempt),
		TEST(one_interface_is_not_the_next),
		TEST(a_site_of_which_all_is_planned_is_planned),
		TEST(what_hides_behind_planned_work_stays_hidden),
		TEST(a_release_within_a_window_is_told_to_nobody),
		TEST(planned_time_is_told_as_an_interval),
		TEST(faults_are_refused),
		TEST(each_has_a_name_of_its_own),
		TEST(a_window_survives_a_restart),
		TEST(one_that_ended_long_ago_unwatched_is_told_of_once),
		TEST(a_configured_one_that_ended_unwatched_is_told_of_once),
		TEST(one_that_ended_meanwhile_is_over),
		TEST(a_recurring_window_comes_again),
		TEST(done_ends_this_time_of_a_recurring_one),
		TEST(an_acknowledgement_can_ask_for_the_end),
		TEST(the_next_three_are_right_where_clocks_change),
	};

	return cmocka_run_group_tests_name("maintenance", tests, NULL, NULL);
}
