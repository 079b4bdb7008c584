/* What differs from the network that was accepted: told once, when it lasts, and over
 * when it is over or accepted; nothing is said of what nobody can know. */
#include "tests/model/fixture.h"

#include "probes/alert/baseline.h"
#include "probes/model/link.h"
#include "probes/model/module.h"
#include "probes/model/vlan.h"

struct world {
	struct network net;
	struct baseline *b;
	struct event_list events;
	int64_t now_ms;
	dev_id core, acc, edge;
};

static const struct who anna = {.uid = 1000, .name = "anna", .from = "pts/4"};

static dev_id add(struct world *w, const char *name, const char *address,
		  const char *serial)
{
	dev_id d = network_dev_add(&w->net,
				   &(struct dev){.name = intern(&w->net, name),
						 .address = intern(&w->net, address),
						 .site = NONE,
						 .poll_ms = 30000});

	add_interfaces(&w->net, d, 4);
	w->net.dev[d].serial = serial ? intern(&w->net, serial) : 0;
	w->net.dev[d].version = intern(&w->net, "17.3");
	return d;
}

/* dev tells of neighbours, by name and the port there: "if1 core if2", NULL ends. */
static void tell(struct world *w, dev_id dev, ...)
{
	struct claim said[8];
	uint32_t n = 0;
	const char *port;
	va_list args;

	va_start(args, dev);
	while ((port = va_arg(args, const char *))) {
		const char *far = va_arg(args, const char *);

		said[n] = claim_by(LINK_LLDP, network_dev_find(&w->net, far));
		said[n].port = intern(&w->net, port);
		said[n].far = intern(&w->net, va_arg(args, const char *));
		if (said[n].peer == NONE)
			said[n].name = intern(&w->net, far);
		n++;
	}
	va_end(args);
	links_said(&w->net, dev, LINK_BIT(LINK_LLDP), said, n, w->now_ms);
	links_settle(&w->net, w->now_ms);
}

/* All of it once, and what was new to it lasts. */
static void look(struct world *w)
{
	for (int i = 0; i < 2; i++) {
		while (baseline_step(w->b, &w->net, 100, w->now_ms, &w->events))
			;
		w->now_ms += BASELINE_SETTLE_MS;
	}
	while (baseline_step(w->b, &w->net, 100, w->now_ms, &w->events))
		;
}

static void accept(struct world *w)
{
	baseline_accept(w->b, &anna, "EU-NOC");
	while (baseline_step(w->b, &w->net, 100, w->now_ms, &w->events))
		;
}

static const struct event *last(const struct world *w, enum event_kind kind)
{
	for (uint32_t i = w->events.n; i-- > 0;)
		if (w->events.event[i].kind == kind)
			return &w->events.event[i];
	fail_msg("no event of that kind");
	return NULL;
}

/* The words of difference i, those of a device before them. */
static const char *difference(const struct world *w, uint32_t i)
{
	static char out[BASELINE_WORDS + 160];
	const struct baseline_row *row[32];
	char words[BASELINE_WORDS];
	uint32_t n = baseline_list(w->b, row, 32);

	if (i >= n)
		return "";
	snprintf(out, sizeof out, "%s %s%s%s", row[i]->name,
		 row[i]->kind == BASELINE_LINK ? row[i]->entity : "",
		 row[i]->kind == BASELINE_LINK ? " " : "",
		 baseline_words(row[i], words));
	return out;
}

static int setup(void **state)
{
	static struct world w;

	w = (struct world){.now_ms = T0};
	network_init(&w.net);
	w.core = add(&w, "core", "10.0.0.1", "C1");
	w.acc = add(&w, "acc", "10.0.0.2", "A1");
	w.edge = add(&w, "edge", "10.0.0.3", NULL);
	tell(&w, w.core, "if1", "acc", "if1", "if2", "edge", "if1", NULL);
	tell(&w, w.acc, "if1", "core", "if1", NULL);
	tell(&w, w.edge, "if1", "core", "if2", NULL);
	w.b = baseline_open();
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	baseline_close(w->b);
	event_list_fini(&w->events);
	network_fini(&w->net);
	return 0;
}

static void nothing_is_compared_before_somebody_accepted(void **state)
{
	struct world *w = *state;
	const char *who, *from;
	int64_t at_ms;

	look(w);
	assert_false(baseline_accepted(w->b, &who, &from, &at_ms));
	assert_int_equal(w->events.n, 0);
}

static void accepting_is_one_event_of_who_did_it(void **state)
{
	struct world *w = *state;
	const char *who, *from;
	int64_t at_ms;

	accept(w);
	assert_int_equal(w->events.n, 1);
	assert_int_equal(w->events.event[0].kind, EVENT_BASELINE);
	assert_string_equal(
		w->events.event[0].text,
		"baseline accepted: 3 devices, 2 links, 0 differences ended");
	assert_string_equal(w->events.event[0].who.name, "anna");
	assert_string_equal(w->events.event[0].before, "none");
	assert_true(baseline_accepted(w->b, &who, &from, &at_ms));
	assert_string_equal(who, "anna");
	assert_string_equal(from, "pts/4");
	assert_int_equal(at_ms, T0);
	look(w);
	assert_int_equal(w->events.n, 1);
	assert_int_equal(baseline_differs(w->b), 0);
}

static void another_serial_number_is_told_at_once_and_once(void **state)
{
	struct world *w = *state;

	accept(w);
	w->net.dev[w->core].serial = intern(&w->net, "C2");
	baseline_step(w->b, &w->net, 1000, w->now_ms, &w->events);
	assert_int_equal(w->events.n, 2);
	assert_int_equal(last(w, EVENT_DRIFT)->severity, SEV_INFO);
	assert_string_equal(last(w, EVENT_DRIFT)->name, "core");
	assert_string_equal(last(w, EVENT_DRIFT)->text,
			    "differs from the baseline: serial number C2, was C1");
	assert_string_equal(last(w, EVENT_DRIFT)->before, "C1");
	assert_string_equal(last(w, EVENT_DRIFT)->note, "C2");
	look(w);
	assert_int_equal(w->events.n, 2);
	assert_int_equal(baseline_differs(w->b), 1);
	/* and another one yet is news again */
	w->net.dev[w->core].serial = intern(&w->net, "C3");
	look(w);
	assert_int_equal(w->events.n, 3);
	assert_int_equal(baseline_differs(w->b), 1);
	w->net.dev[w->core].serial = intern(&w->net, "C1");
	look(w);
	assert_int_equal(w->events.n, 4);
	assert_string_equal(last(w, EVENT_DRIFT)->text,
			    "differs no longer from the baseline: serial number C3, "
			    "was C1");
	assert_int_equal(baseline_differs(w->b), 0);
}

static void what_is_first_told_later_is_no_difference(void **state)
{
	struct world *w = *state;

	accept(w); /* edge told no serial number */
	w->net.dev[w->edge].serial = intern(&w->net, "E1");
	look(w);
	assert_int_equal(baseline_differs(w->b), 0);
	w->net.dev[w->edge].serial = 0; /* nor what nobody can read just now */
	look(w);
	assert_int_equal(baseline_differs(w->b), 0);
	w->net.dev[w->edge].serial = intern(&w->net, "E2");
	look(w);
	assert_string_equal(difference(w, 0), "edge serial number E2, was E1");
}

static void a_new_device_is_one_difference_whatever_it_brings(void **state)
{
	struct world *w = *state;
	dev_id rogue;

	accept(w);
	rogue = add(w, "rogue", "10.0.0.9", "R1");
	tell(w, rogue, "if1", "core", "if3", NULL);
	tell(w, w->core, "if1", "acc", "if1", "if2", "edge", "if1", "if3", "rogue",
	     "if1", NULL);
	look(w);
	assert_int_equal(baseline_differs(w->b), 1);
	assert_string_equal(difference(w, 0), "rogue new device");
	accept(w);
	assert_int_equal(baseline_differs(w->b), 0);
	assert_int_equal(baseline_devices(w->b), 4);
	assert_int_equal(baseline_links(w->b), 3);
}

static void another_address_is_one(void **state)
{
	struct world *w = *state;

	accept(w);
	w->net.dev[w->acc].address = intern(&w->net, "10.0.0.22");
	look(w);
	assert_string_equal(difference(w, 0), "acc address 10.0.0.22, was 10.0.0.2");
}

static void a_device_that_is_no_longer_configured_is_one(void **state)
{
	struct world *w = *state;
	struct network less;

	accept(w);
	network_init(&less);
	network_dev_add(&less, &(struct dev){.name = intern(&less, "core"),
					     .address = intern(&less, "10.0.0.1"),
					     .site = NONE});
	network_dev_add(&less, &(struct dev){.name = intern(&less, "edge"),
					     .address = intern(&less, "10.0.0.3"),
					     .site = NONE});
	for (int i = 0; i < 3; i++)
		while (baseline_step(w->b, &less, 100, w->now_ms, &w->events))
			;
	assert_int_equal(baseline_differs(w->b), 1);
	assert_string_equal(difference(w, 0), "acc device is no longer configured");
	baseline_accept(w->b, &anna, "EU-NOC");
	while (baseline_step(w->b, &less, 100, w->now_ms, &w->events))
		;
	assert_int_equal(baseline_differs(w->b), 0);
	assert_int_equal(baseline_devices(w->b), 2);
	network_fini(&less);
}

static void a_link_that_comes_is_told_when_it_lasts(void **state)
{
	struct world *w = *state;

	accept(w);
	look(w); /* all told of their neighbours: what comes now is new */
	tell(w, w->acc, "if1", "core", "if1", "if2", "phone", "", NULL);
	baseline_step(w->b, &w->net, 1000, w->now_ms, &w->events);
	assert_int_equal(w->events.n, 1);
	look(w);
	assert_int_equal(w->events.n, 2);
	assert_string_equal(difference(w, 0), "acc if2 new link to phone");
	assert_string_equal(last(w, EVENT_DRIFT)->entity, "if2");
	tell(w, w->acc, "if1", "core", "if1", NULL);
	look(w);
	assert_int_equal(baseline_differs(w->b), 0);
	assert_int_equal(w->events.n, 3);
}

static void one_that_comes_and_goes_meanwhile_is_not(void **state)
{
	struct world *w = *state;

	accept(w);
	look(w);
	tell(w, w->acc, "if1", "core", "if1", "if2", "phone", "", NULL);
	baseline_step(w->b, &w->net, 1000, w->now_ms, &w->events);
	w->now_ms += BASELINE_SETTLE_MS / 2;
	tell(w, w->acc, "if1", "core", "if1", NULL);
	look(w);
	assert_int_equal(w->events.n, 1);
}

static void a_link_at_another_port_has_moved(void **state)
{
	struct world *w = *state;

	accept(w);
	look(w);
	tell(w, w->core, "if1", "acc", "if3", "if2", "edge", "if1", NULL);
	tell(w, w->acc, "if3", "core", "if1", NULL);
	look(w);
	assert_int_equal(baseline_differs(w->b), 1);
	assert_string_equal(difference(w, 0), "acc if1 link to core if1 moved to if3");
	look(w);
	assert_int_equal(w->events.n, 2);
}

static void a_link_to_another_device_says_to_which(void **state)
{
	struct world *w = *state;

	accept(w);
	look(w);
	tell(w, w->core, "if2", "edge", "if1", NULL);
	tell(w, w->acc, "if1", "edge", "if2", NULL);
	tell(w, w->edge, "if1", "core", "if2", "if2", "acc", "if1", NULL);
	look(w);
	assert_int_equal(baseline_differs(w->b), 1);
	assert_string_equal(difference(w, 0),
			    "acc if1 leads to edge if2, was to core if1");
}

static void a_link_is_gone_when_its_ends_say_so(void **state)
{
	struct world *w = *state;

	accept(w);
	look(w);
	tell(w, w->core, "if2", "edge", "if1", NULL);
	tell(w, w->acc, NULL);
	look(w);
	assert_string_equal(difference(w, 0), "acc if1 no longer leads to core if1");
	assert_int_equal(baseline_differs(w->b), 1);
}

static void who_was_down_when_it_was_accepted_may_tell_later(void **state)
{
	struct world *w = *state;
	dev_id late = add(w, "late", "10.0.0.4", NULL);

	accept(w); /* late told nothing yet */
	tell(w, late, "if1", "printer", "", NULL);
	look(w);
	assert_int_equal(baseline_differs(w->b), 0);
	tell(w, late, "if1", "printer", "", "if2", "laptop", "", NULL);
	look(w);
	assert_string_equal(difference(w, 0), "late if2 new link to laptop");
}

static void a_module_is_known_by_its_serial_number(void **state)
{
	struct world *w = *state;
	struct module m[2] = {
		{.name = intern(&w->net, "slot 1"),
		 .model = intern(&w->net, "LC-8"),
		 .serial = intern(&w->net, "S1")},
		{.name = intern(&w->net, "slot 2"), .serial = intern(&w->net, "S2")}};

	network_set_modules(&w->net, w->core, m, 2, w->now_ms);
	accept(w);
	m[0].serial = intern(&w->net, "S9");
	network_set_modules(&w->net, w->core, m, 1, w->now_ms);
	look(w);
	assert_int_equal(baseline_differs(w->b), 2);
	assert_string_equal(difference(w, 0), "core module LC-8, S9, was LC-8, S1");
	assert_string_equal(difference(w, 1), "core module S2 is gone");
}

static void accepting_again_ends_them_with_who_did_it(void **state)
{
	struct world *w = *state;
	uint32_t before;

	accept(w);
	w->net.dev[w->core].serial = intern(&w->net, "C2");
	look(w);
	before = w->events.n;
	accept(w);
	assert_int_equal(baseline_differs(w->b), 0);
	assert_int_equal(w->events.n, before + 2);
	assert_string_equal(last(w, EVENT_DRIFT)->text,
			    "accepted: serial number C2, was C1");
	assert_string_equal(last(w, EVENT_DRIFT)->who.name, "anna");
	assert_non_null(
		strstr(last(w, EVENT_BASELINE)->before, "by anna, 1 difference"));
	look(w);
	assert_int_equal(baseline_differs(w->b), 0);
}

/* --- through the journal -------------------------------------------------------------
 */

struct store {
	struct baseline_row row[64];
	struct arena text;
};

static void keep(void *ctx, const struct baseline_row *r)
{
	struct store *s = ctx;
	struct baseline_row *to = &s->row[r->id];

	assert_in_range(r->id, 1, 63);
	*to = *r;
	to->name = arena_strdup(&s->text, r->name);
	to->entity = arena_strdup(&s->text, r->entity);
	to->was = arena_strdup(&s->text, r->was);
	to->now = arena_strdup(&s->text, r->now);
}

static void again(struct world *w, struct store *s)
{
	baseline_rows(w->b, keep, s);
	baseline_close(w->b);
	w->b = baseline_open();
	for (unsigned i = 0; i < 64; i++)
		if (s->row[i].id)
			baseline_restore(w->b, &s->row[i]);
}

static void rows_are_all_that_a_restart_needs(void **state)
{
	struct world *w = *state;
	struct store s = {0};
	const char *who, *from;
	int64_t at_ms;
	uint32_t before;

	accept(w);
	look(w);
	w->net.dev[w->core].serial = intern(&w->net, "C2");
	tell(w, w->acc, "if1", "core", "if1", "if2", "phone", "", NULL);
	look(w);
	before = w->events.n;
	again(w, &s);
	assert_int_equal(baseline_differs(w->b), 2);
	assert_int_equal(baseline_devices(w->b), 3);
	assert_true(baseline_accepted(w->b, &who, &from, &at_ms));
	look(w); /* is told already */
	assert_int_equal(w->events.n, before);
	tell(w, w->acc, "if1", "core", "if1", NULL);
	look(w);
	accept(w); /* the phone's row is free */
	again(w, &s);
	assert_int_equal(baseline_differs(w->b), 0);
	tell(w, w->acc, "if1", "core", "if1", "if2", "fax", "", NULL);
	look(w);
	assert_string_equal(difference(w, 0), "acc if2 new link to fax");
	arena_fini(&s.text);
}

/* Right after a restart, before anybody was asked: what is listed is what is accepted.
 */
static void what_is_listed_is_accepted_though_it_cannot_be_seen_just_now(void **state)
{
	struct world *w = *state;
	str_id serial;

	accept(w);
	look(w);
	serial = w->net.dev[w->core].serial = intern(&w->net, "C2");
	tell(w, w->core, "if1", "acc", "if3", "if2", "edge", "if1", NULL);
	tell(w, w->acc, "if3", "core", "if1", NULL);
	look(w);
	assert_int_equal(baseline_differs(w->b), 2);
	w->net.dev[w->core].serial = 0;
	accept(w);
	assert_int_equal(baseline_differs(w->b), 0);
	assert_int_equal(baseline_links(w->b), 2);
	w->net.dev[w->core].serial = serial;
	look(w);
	assert_int_equal(baseline_differs(w->b), 0);
	assert_int_equal(baseline_links(w->b), 2);
}

/* A restart: nobody was asked yet. */
static void what_nobody_was_asked_for_yet_agrees(void **state)
{
	struct world *w = *state;
	struct network fresh;
	uint32_t before;

	accept(w);
	before = w->events.n;
	network_init(&fresh);
	for (dev_id d = 0; d < w->net.dev_n; d++)
		network_dev_add(
			&fresh,
			&(struct dev){
				.name = intern(&fresh, network_str(&w->net,
								   w->net.dev[d].name)),
				.address = intern(
					&fresh,
					network_str(&w->net, w->net.dev[d].address)),
				.site = NONE});
	for (int i = 0; i < 3; i++, w->now_ms += BASELINE_SETTLE_MS)
		while (baseline_step(w->b, &fresh, 100, w->now_ms, &w->events))
			;
	assert_int_equal(w->events.n, before);
	network_fini(&fresh);
}

/* --- bounds --------------------------------------------------------------------------
 */

/* A device whose neighbours are all others at every look: each is looked for once. */
static void a_device_that_is_never_the_same_is_bounded(void **state)
{
	struct world *w = *state;
	static struct claim said[CLAIMS_MAX];
	char name[32];

	accept(w);
	look(w);
	for (int turn = 0; turn < 3; turn++) {
		for (uint32_t i = 0; i < CLAIMS_MAX; i++) {
			snprintf(name, sizeof name, "n%d-%u", turn, i);
			said[i] = claim_by(LINK_LLDP, NONE);
			said[i].name = intern(&w->net, name);
			said[i].port = intern(&w->net, "if4");
		}
		links_said(&w->net, w->acc, LINK_BIT(LINK_LLDP), said, CLAIMS_MAX,
			   w->now_ms);
		links_settle(&w->net, w->now_ms);
		look(w);
	}
	assert_in_range(baseline_differs(w->b), 1, CLAIMS_MAX + 1);
	tell(w, w->acc, "if1", "core", "if1", NULL);
	look(w);
	assert_int_equal(baseline_differs(w->b), 0);
}

static void a_step_does_so_much_and_the_next_goes_on(void **state)
{
	struct world *w = *state;
	int steps = 1;

	accept(w);
	while (baseline_step(w->b, &w->net, 1, w->now_ms, &w->events))
		steps++;
	assert_in_range(steps, 4, 12); /* a device a step, then what owners there are */
}

static void vlans(struct world *w, dev_id dev, const uint16_t *id)
{
	struct vlan v[16];
	uint32_t n = 0;

	for (; id[n]; n++)
		v[n] = (struct vlan){.id = id[n], .ports = 1};
	network_set_vlans(&w->net, dev, v, n);
}

/* That they are told of at all is no change; which came and which went is said. */
static void vlans_that_come_and_go_are_drift(void **state)
{
	static const uint16_t first[] = {1, 10, 11, 12, 20, 0},
			      later[] = {1, 10, 12, 30, 31, 0}, less[] = {1, 10, 0};
	struct world *w = *state;

	accept(w);
	vlans(w, w->core, first);
	look(w);
	assert_int_equal(baseline_differs(w->b), 0);
	vlans(w, w->core, later);
	look(w);
	assert_string_equal(difference(w, 0),
			    "core VLANs 30 31 are new; VLANs 11 20 are gone");
	vlans(w, w->core, first);
	look(w);
	assert_int_equal(baseline_differs(w->b), 0);
	vlans(w, w->core, less);
	look(w);
	assert_string_equal(difference(w, 0), "core VLANs 11 12 20 are gone");
	accept(w);
	look(w);
	assert_int_equal(baseline_differs(w->b), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_compared_before_somebody_accepted),
		TEST(accepting_is_one_event_of_who_did_it),
		TEST(another_serial_number_is_told_at_once_and_once),
		TEST(what_is_first_told_later_is_no_difference),
		TEST(a_new_device_is_one_difference_whatever_it_brings),
		TEST(another_address_is_one),
		TEST(a_device_that_is_no_longer_configured_is_one),
		TEST(a_link_that_comes_is_told_when_it_lasts),
		TEST(one_that_comes_and_goes_meanwhile_is_not),
		TEST(a_link_at_another_port_has_moved),
		TEST(a_link_to_another_device_says_to_which),
		TEST(a_link_is_gone_when_its_ends_say_so),
		TEST(who_was_down_when_it_was_accepted_may_tell_later),
		TEST(a_module_is_known_by_its_serial_number),
		TEST(accepting_again_ends_them_with_who_did_it),
		TEST(vlans_that_come_and_go_are_drift),
		TEST(rows_are_all_that_a_restart_needs),
		TEST(what_is_listed_is_accepted_though_it_cannot_be_seen_just_now),
		TEST(what_nobody_was_asked_for_yet_agrees),
		TEST(a_device_that_is_never_the_same_is_bounded),
		TEST(a_step_does_so_much_and_the_next_goes_on),
	};

	return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
