/* tree, and the board beside it: what a large site costs on the first screen. */
#include "tests/model/fixture.h"

#include "probes/model/topology.h"
#include "probes/model/ways.h"
#include "views/session.h"
#include "views/view.h"

enum { LARGE = 5000, SMALL = 900, SHOWN = 100 };

static unsigned asked;	/* for links */
static unsigned looked; /* at devices, for the verdict of their site */
static struct rules rules;
static struct alerts alerts;
static struct recent recent;
static struct scene scene;

uint32_t __real_topology_links(const struct network *, dev_id, struct topology_link *,
			       uint32_t);
uint32_t __wrap_topology_links(const struct network *, dev_id, struct topology_link *,
			       uint32_t);

uint32_t __wrap_topology_links(const struct network *net, dev_id dev,
			       struct topology_link *link, uint32_t cap)
{
	asked++;
	return __real_topology_links(net, dev, link, cap);
}

void __real_topology_look_on(const struct network *, struct site_look *);
void __wrap_topology_look_on(const struct network *, struct site_look *);

void __wrap_topology_look_on(const struct network *net, struct site_look *l)
{
	looked++;
	__real_topology_look_on(net, l);
}

/* A site with a core and so many devices, below that or each for itself; of one a
 * person says that it is slow. */
static void make(struct network *net, uint32_t n, bool below)
{
	static const struct raise_request slow = {.by = {.name = "test"},
						  .subject = SUBJECT_DEVICE,
						  .thing = 7,
						  .severity = SEV_MAJOR,
						  .text = "customer calls: slow"};
	struct event_list events = {0};
	site_id site = add_site(net, "fra");
	struct dev dev = {.site = site, .poll_ms = 30000};
	char name[16];
	uint64_t id;

	for (uint32_t i = 0; i < n; i++) {
		snprintf(name, sizeof name, "d%u", i);
		dev.name = intern(net, name);
		dev.parent_n = below && i > 0;
		network_dev_add(net, &dev);
		network_take_result(net, i, REASON_OK, T0, 5);
	}
	alerts_init(&alerts, &rules);
	scene = (struct scene){.views = views_open(),
			       .name = "noc",
			       .net = net,
			       .alerts = &alerts,
			       .recent = &recent,
			       .now_ms = T0};
	if (n)
		alert_raise(&alerts, net, &slow, T0, &events, &id);
	event_list_fini(&events);
	ways_all(net, T0);
}

static void unmake(void)
{
	views_close(scene.views);
	alerts_fini(&alerts);
}

/* The screen as it is once all was looked at; asked is of the last drawing alone. */
static struct session *look(const char *view, const char *keys, struct canvas *screen)
{
	struct session *s = session_open(&(struct session_options){.view = view});

	canvas_init(screen);
	canvas_resize(screen, 40, 120);
	session_draw(s, &scene, screen);
	while (views_step(&scene, 4096))
		continue;
	scene.now_ms += 1000;
	session_draw(s, &scene, screen);
	for (; *keys; keys++)
		session_key(s, &scene, (uint32_t)*keys);
	scene.now_ms += 100;
	asked = 0;
	session_draw(s, &scene, screen);
	return s;
}

static bool shows(const struct canvas *screen, const char *words)
{
	struct buf text = {0};
	bool there;

	canvas_dump(screen, &text);
	there = strstr(text.data, words) != NULL;
	buf_fini(&text);
	return there;
}

static void the_tree_of_a_site_in_trouble_is_seen(void **state)
{
	struct canvas screen;
	struct session *s;

	make(*state, SMALL, true);
	s = look("overview", "", &screen);
	assert_true(shows(&screen, "- fra"));
	session_close(s);
	canvas_fini(&screen);
	unmake();
}

static void that_of_a_large_one_is_not_worked_out_unasked(void **state)
{
	struct canvas screen;
	struct session *s;

	make(*state, LARGE, true);
	s = look("overview", "", &screen);
	assert_true(shows(&screen, "+ fra"));
	assert_true(shows(&screen, "IMPAIRED"));
	assert_in_range(asked, 0, SHOWN);
	session_close(s);
	canvas_fini(&screen);
	unmake();
}

static void who_has_no_way_up_is_not_asked_for_links(void **state)
{
	struct canvas screen;
	struct session *s;

	make(*state, LARGE, false);
	s = look("topology", "+", &screen);
	assert_true(shows(&screen, "- fra"));
	assert_in_range(asked, 0, SHOWN);
	session_close(s);
	canvas_fini(&screen);
	unmake();
}

static void a_verdict_on_a_large_site_is_made_in_slices(void **state)
{
	const uint32_t slice = 500;
	unsigned most = 0, all = 0;
	bool more;

	make(*state, LARGE, true);
	do {
		looked = 0;
		more = views_step(&scene, slice);
		most = looked > most ? looked : most;
		all += looked;
	} while (more);
	assert_int_equal(all, LARGE);
	assert_in_range(most, 1, slice);
	assert_int_equal(scene.views->board.site[0].verdict.state, SITE_IMPAIRED);
	assert_int_equal(scene.views->board.site[0].verdict.devices, LARGE);
	unmake();
}

static void nothing_stands_where_nothing_is(void **state)
{
	struct canvas screen;
	struct session *s;

	make(*state, 0, false);
	s = look("topology", "", &screen);
	assert_true(shows(&screen, "TOPOLOGY"));
	session_close(s);
	canvas_fini(&screen);
	unmake();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODEL_TEST(the_tree_of_a_site_in_trouble_is_seen),
		MODEL_TEST(that_of_a_large_one_is_not_worked_out_unasked),
		MODEL_TEST(who_has_no_way_up_is_not_asked_for_links),
		MODEL_TEST(a_verdict_on_a_large_site_is_made_in_slices),
		MODEL_TEST(nothing_stands_where_nothing_is),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
