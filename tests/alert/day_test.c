/* Whole days of a network that fails at random, and what must hold in every second. */
#include "tests/alert/fixture.h"

#include "probes/alert/book.h"

#define DEVICES 14
#define PORTS 4

/* The same numbers on every machine. */
static uint32_t roll(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % n;
}

static void day_rules(struct world *w)
{
	world_lost_rules(w);
	world_rule(w, (struct rule){.check = CHECK_SNMP,
				    .severity = SEV_WARNING,
				    .opens = POLLS(3, 3),
				    .clears = POLLS(2, 2),
				    .text = "no SNMP, %r"});
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_MAJOR,
				    .scope.if_flags = IFF_UPLINK,
				    .clears = SPAN(60 * SECOND),
				    .text = "%i down%w"});
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_CRITICAL,
				    .scope.if_flags = IFF_UPLINK,
				    .last_path = true,
				    .clears = SPAN(60 * SECOND),
				    .text = "%i down%w"});
	world_rule(w, (struct rule){.check = CHECK_CPU,
				    .severity = SEV_WARNING,
				    .enter = 80,
				    .clear = 70,
				    .opens = SHARE(60, 5 * MINUTE),
				    .clears = POLLS(2, 3),
				    .text = "CPU %v (>%l)"});
}

/* Two sites, each a core, two below it, the rest below those. */
static void day_network(struct world *w)
{
	site_id site[2] = {world_site(w, "FRA"), world_site(w, "AMS")};

	for (uint32_t i = 0; i < DEVICES; i++) {
		uint32_t place = i % (DEVICES / 2), base = i - place;
		char name[16];

		snprintf(name, sizeof name, "d%u", i);
		world_dev(w, name, site[i / (DEVICES / 2)],
			  place == 0 ? NONE : base + (place - 1) / 2);
		world_ports(w, i, PORTS, IFF_UPLINK);
		world_up(w, i);
	}
}

static void something_happens(struct world *w, uint32_t *seed)
{
	static const struct who who[] = {{.uid = 1, .name = "mk"},
					 {.uid = 2, .name = "jk"}};
	struct ack_request request = {.by = who[roll(seed, 2)],
				      .intent = (enum ack_intent)roll(seed, 5),
				      .note = "note"};
	dev_id d = roll(seed, DEVICES);
	uint64_t id = w->alerts.n ? w->alerts.row[roll(seed, w->alerts.n)]->id : 0;

	switch (roll(seed, 10)) {
	case 0:
	case 1:
		world_down(w, d);
		break;
	case 2:
	case 3:
		world_up(w, d);
		break;
	case 4:
		world_fail(w, d, REASON_WRONG_KEY);
		break;
	case 5:
		w->net.dev[d].cpu_pct = (float)roll(seed, 100);
		break;
	case 6:
		world_oper(w, w->net.dev[d].if_first + roll(seed, PORTS),
			   roll(seed, 2) ? IF_DOWN : IF_UP);
		break;
	case 7:
		alert_acknowledge(&w->alerts, id, &request, w->now, &w->events);
		break;
	case 8:
		alert_release(&w->alerts, id, &request.by, w->now, &w->events);
		break;
	default:
		alert_undo(&w->alerts, &request.by, w->now, &w->events);
	}
}

static bool is_of_itself(const struct alert *a)
{
	return a->check == CHECK_UNREACHABLE || a->check == CHECK_SITE_ISOLATED;
}

/* What an alert hides is what is hidden behind it, and what is hidden behind that. */
static void assert_hides(const struct world *w, const struct alert *cause)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->alerts.n; i++) {
		const struct alert *a = w->alerts.row[i];

		if (alert_live(a) && a->suppressed &&
		    strcmp(a->suppressed_by, cause->name) == 0)
			n += 1 + (is_of_itself(a) ? a->hides : 0);
	}
	assert_int_equal(cause->hides, n);
}

static void assert_sound(const struct world *w)
{
	struct alert_counts counts;
	const struct alert *shown[512];
	uint32_t live = 0, n;

	for (uint32_t i = 0; i < w->alerts.n; i++) {
		const struct alert *a = w->alerts.row[i];

		assert_true(i == 0 || w->alerts.row[i - 1]->id < a->id);
		assert_true(a->text && a->text[0]);
		assert_int_equal(a->state == ALERT_CLEARED, a->cleared_ms != 0);
		if (!alert_live(a))
			continue;
		live++;
		assert_ptr_equal(world_alert(w, a->name, a->entity, a->check), a);
		assert_int_equal(a->state == ALERT_ACKNOWLEDGED, a->ack.at_ms != 0);
		assert_int_equal(a->suppressed, a->cover != COVER_NOT);
		if (is_of_itself(a))
			assert_hides(w, a);
		else
			assert_int_equal(a->hides, 0);
	}
	alerts_count(&w->alerts, &counts);
	n = alerts_list(&w->alerts, false, w->now, 0, shown, 512);
	assert_int_equal(n + counts.hidden, live);
	assert_int_equal(counts.unack[SEV_WARNING] + counts.unack[SEV_MAJOR] +
				 counts.unack[SEV_CRITICAL] + counts.in_hand,
			 n);
}

/* The journal alone tells what is open. */
static void assert_told(const struct world *w)
{
	uint32_t born = 0, over = 0, again = 0;

	for (uint32_t i = 0; i < w->alerts.n; i++) {
		const struct alert *a = w->alerts.row[i];

		born = over = again = 0;
		for (uint32_t k = 0; k < w->events.n; k++) {
			const struct event *e = &w->events.event[k];

			if (e->alert != a->id)
				continue;
			if (!born)
				assert_true(e->kind == EVENT_OPENED ||
					    e->kind == EVENT_SUPPRESSED);
			born = 1;
			over += e->kind == EVENT_CLEARED;
			again += e->kind == EVENT_REOPENED;
		}
		assert_int_equal(born, 1);
		assert_int_equal(over - again, a->state == ALERT_CLEARED);
	}
}

static void every_second_of_a_day_is_sound(void **state)
{
	for (uint32_t run = 1; run <= 3; run++) {
		struct world *w = *state;
		uint32_t seed = run;

		day_rules(w);
		day_network(w);
		for (int i = 0; i < 400; i++) {
			something_happens(w, &seed);
			world_pass(w, (int64_t)roll(&seed, 20) * SECOND);
			assert_sound(w);
		}
		assert_told(w);
		assert_true(w->alerts.next_id > 50);
		world_teardown(state);
		world_setup(state);
	}
}

static void when_all_is_well_again_nothing_is_left(void **state)
{
	struct world *w = *state;
	uint32_t seed = 7;

	day_rules(w);
	day_network(w);
	for (int i = 0; i < 200; i++) {
		something_happens(w, &seed);
		world_pass(w, (int64_t)roll(&seed, 20) * SECOND);
	}
	for (dev_id d = 0; d < DEVICES; d++) {
		w->net.dev[d].cpu_pct = 5;
		for (uint32_t p = 0; p < PORTS; p++)
			world_oper(w, w->net.dev[d].if_first + p, IF_UP);
		world_up(w, d);
	}
	world_pass(w, 40 * MINUTE); /* what flapped is quiet by then */
	assert_int_equal(world_live(w), 0);
	w->now += HOUR;
	world_tick(w);
	assert_int_equal(w->alerts.n, 0);
	for (dev_id d = 0; d < DEVICES; d++) {
		assert_int_equal(w->alerts.dev_book[d].n, 0);
		assert_int_equal(w->alerts.dev_book[d].hides, 0);
		assert_int_equal(w->alerts.dev_worst[d], SEV_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(every_second_of_a_day_is_sound),
		WORLD_TEST(when_all_is_well_again_nothing_is_left),
	};

	return cmocka_run_group_tests_name("day", tests, NULL, NULL);
}
