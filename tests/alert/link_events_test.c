/* Links that change, in words, and back from the journal. */
#include "tests/model/fixture.h"

#include "probes/alert/link_events.h"

static void add_pair(struct network *net)
{
	add_interfaces(net, add_dev(net, "ams-core-01", NONE), 4);
	add_interfaces(net, add_dev(net, "fra-core-01", NONE), 4);
}

static void says(struct network *net, const char *port, dev_id peer, const char *far,
		 bool declared)
{
	struct claim c = claim_by(declared ? LINK_DECLARED : LINK_LLDP, peer);

	c.port = intern(net, port);
	c.far = intern(net, far);
	if (declared)
		c.declared = 1;
	else if (peer == NONE)
		c.name = intern(net, far);
	links_said(net, 0, LINK_BIT(c.source), &c, 1, T0);
}

/* Events as lines: device, port, severity, words. */
static const char *told(struct network *net, struct event_list *all, int64_t at_ms)
{
	static char out[2048];
	size_t len = 0;
	uint32_t from = all->n;

	links_settle(net, at_ms);
	link_events(net, all);
	out[0] = 0;
	for (uint32_t i = from; i < all->n; i++) {
		const struct event *e = &all->event[i];

		assert_int_equal(e->kind, EVENT_LINK);
		len += (size_t)snprintf(out + len, sizeof out - len, "%s%s %s %s %s",
					i > from ? "\n" : "", e->name, e->entity,
					severity_name(e->severity), e->text);
	}
	return out;
}

static void changes_are_told_in_words(void **state)
{
	struct network *net = *state;
	struct event_list all = {0};

	add_pair(net);
	says(net, "if1", 1, "if2", false);
	assert_string_equal(told(net, &all, T0),
			    "ams-core-01 if1 info leads to fra-core-01 if2");
	says(net, "if3", 1, "if2", false);
	assert_string_equal(told(net, &all, T0 + 1),
			    "ams-core-01 if3 info leads to fra-core-01 if2\n"
			    "ams-core-01 if1 info fra-core-01 if2 moved to if3");
	says(net, "if3", 1, "if4", false);
	assert_string_equal(
		told(net, &all, T0 + 2),
		"ams-core-01 if3 info leads to fra-core-01 if4\n"
		"ams-core-01 if3 info leads to fra-core-01 if4 now, before to "
		"fra-core-01 if2");
	links_said(net, 0, LINK_FOUND, NULL, 0, T0 + 3);
	assert_string_equal(told(net, &all, T0 + 3),
			    "ams-core-01 if3 info no longer leads to fra-core-01 if4");
	event_list_fini(&all);
}

static void a_declared_one_that_is_gone_is_a_warning(void **state)
{
	struct network *net = *state;
	struct event_list all = {0};

	add_pair(net);
	says(net, "if1", 1, "if2", true);
	says(net, "if1", 1, "if2", false);
	told(net, &all, T0);
	links_said(net, 0, LINK_FOUND, NULL, 0, T0 + 1);
	assert_string_equal(told(net, &all, T0 + 1),
			    "ams-core-01 if1 warning declared link: no longer leads to "
			    "fra-core-01 if2");
	event_list_fini(&all);
}

static void the_journal_brings_them_back(void **state)
{
	struct network *net = *state, after;
	struct event_list all = {0};

	add_pair(net);
	says(net, "if1", 1, "if2", false);
	told(net, &all, T0);
	says(net, "if3", NONE, "phone | 7", false);
	told(net, &all, T0 + 1);
	network_init(&after);
	add_pair(&after);
	for (uint32_t i = 0; i < all.n; i++)
		link_events_recall(&after, &all.event[i]);
	assert_int_equal(links_n(&after), 2);
	assert_true(link_at(&after, 0)->vanished);
	assert_int_equal(link_at(&after, 0)->first_seen_ms, T0);
	assert_int_equal(link_at(&after, 0)->end[1].dev, 1);
	assert_false(link_at(&after, 1)->vanished);
	assert_string_equal(network_str(&after, link_at(&after, 1)->end[1].name),
			    "phone | 7");
	says(&after, "if3", NONE, "phone | 7", false);
	assert_string_equal(told(&after, &all, T0 + 2), "");
	network_fini(&after);
	event_list_fini(&all);
}

static void what_is_no_memory_is_left_out(void **state)
{
	static const char *const notes[] = {"", "x", " | ", "a|b", " | y"};
	struct network *net = *state;
	struct event e = {.kind = EVENT_LINK, .name = "ams-core-01", .entity = "if1"};

	add_pair(net);
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
		e.note = notes[i];
		link_events_recall(net, &e);
	}
	e.note = "x | y";
	e.name = "gone";
	link_events_recall(net, &e);
	e.name = "ams-core-01";
	e.note = "ams-core-01 | if2"; /* itself */
	link_events_recall(net, &e);
	assert_int_equal(links_n(net), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODEL_TEST(changes_are_told_in_words),
		MODEL_TEST(a_declared_one_that_is_gone_is_a_warning),
		MODEL_TEST(the_journal_brings_them_back),
		MODEL_TEST(what_is_no_memory_is_left_out),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
