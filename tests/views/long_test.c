/* Lists of very many: what a key or a drawing does of the work, and what slices do. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "probes/alert/logbook.h"
#include "views/key.h"
#include "views/limit.h"
#include "views/view.h"

#define DEVICES 20000
#define SITES 10
#define EVENTS 8000
#define SLICE 4096
#define T0 INT64_C(1800000000000)

static struct network net;
static struct rules rules;
static struct alerts alerts;
static struct recent recent;

struct desk {
	struct scene scene;
	struct session *session;
	struct canvas screen;
};

static str_id named(const char *of, unsigned a, unsigned b)
{
	char name[64];

	snprintf(name, sizeof name, "%s%u-%05u", of, a, b);
	return text_intern_str(&net.text, name);
}

/* The last but one of them does not answer. */
static int open_network(void **state)
{
	(void)state;
	network_init(&net);
	alerts_init(&alerts, &rules);
	for (unsigned i = 0; i < SITES; i++)
		network_site_add(&net, &(struct site){.name = named("S", i, 0),
						      .title = named("S", i, 0)});
	for (unsigned i = 0; i < DEVICES; i++) {
		dev_id dev = network_dev_add(
			&net, &(struct dev){.name = named("dev-", i % SITES, i),
					    .address = named("agent-", i % SITES, i),
					    .site = i % SITES,
					    .poll_ms = 30000});
		bool ok = i != DEVICES - 2;

		for (int n = 0; n < 5; n++)
			network_take_result(&net, dev, ok ? REASON_OK : REASON_TIMEOUT,
					    T0 - 5000 + n * 1000, 10);
	}
	return 0;
}

static int close_network(void **state)
{
	(void)state;
	alerts_fini(&alerts);
	network_fini(&net);
	return 0;
}

static void draw(struct desk *d)
{
	session_draw(d->session, &d->scene, &d->screen);
}

/* Until nobody waits; so many slices. */
static unsigned serve(struct desk *d)
{
	unsigned n = 0;

	for (; session_waits(d->session); n++) {
		views_step(&d->scene, SLICE);
		draw(d);
		assert_true(n < 1000);
	}
	return n;
}

static void settle(struct desk *d)
{
	while (views_step(&d->scene, SLICE))
		;
	draw(d);
}

static void sit_down(struct desk *d, const char *view, uint16_t rows, uint16_t cols)
{
	*d = (struct desk){.scene = {.views = views_open(),
				     .name = "long",
				     .net = &net,
				     .alerts = &alerts,
				     .recent = &recent,
				     .now_ms = T0}};
	d->session = session_open(&(struct session_options){.view = view});
	canvas_init(&d->screen);
	canvas_resize(&d->screen, rows, cols);
	settle(d);
	d->scene.now_ms += 1000; /* the board is ready */
	draw(d);
	serve(d);
}

static void leave(struct desk *d)
{
	session_close(d->session);
	canvas_fini(&d->screen);
	views_close(d->scene.views);
	logbook_close(d->scene.logbook);
}

static void type(struct desk *d, const char *keys)
{
	uint32_t key;

	while ((key = key_parse(&keys)) != K_NONE)
		session_key(d->session, &d->scene, key);
	draw(d);
}

static bool shows(struct desk *d, const char *words)
{
	struct buf text = {0};
	bool found;

	canvas_dump(&d->screen, &text);
	found = strstr(text.data, words) != NULL;
	buf_fini(&text);
	return found;
}

/* --- cells, trees --- */

static void cells_are_filtered_in_slices(void **state)
{
	struct desk d;

	(void)state;
	sit_down(&d, "overview", 24, 80);
	assert_int_equal(d.session->cells.n, DEVICES);
	type(&d, "2/dev-7-");
	assert_int_equal(d.session->cells.n, DEVICES); /* as they were */
	assert_true(serve(&d) > 0);
	assert_int_equal(d.session->cells.n, DEVICES / SITES);
	assert_int_equal(d.session->cells.ref[1], ref_dev(17));
	leave(&d);
}

static void sites_are_filtered_by_their_devices_in_slices(void **state)
{
	struct desk d;

	(void)state;
	sit_down(&d, "topology", 24, 80);
	assert_true(shows(&d, "S4-"));
	type(&d, "/dev:/-00(013|027)$/");
	assert_true(shows(&d, "S4-"));
	assert_true(serve(&d) > 0);
	assert_int_equal(d.session->tree.n, 2);
	assert_false(shows(&d, "S4-"));
	assert_true(shows(&d, "S3-"));
	assert_true(shows(&d, "S7-"));
	leave(&d);
}

/* --- events --- */

static void happen(struct desk *d, uint32_t id, uint64_t seq)
{
	char name[32];
	struct event e = {.seq = seq,
			  .at_ms = T0 - 100000 + (int64_t)seq,
			  .kind = EVENT_OPENED,
			  .severity = SEV_MAJOR,
			  .subject = SUBJECT_DEVICE,
			  .name = name,
			  .entity = "",
			  .check = "",
			  .text = seq % 100 ? "slow" : "silent",
			  .note = "",
			  .before = ""};

	snprintf(name, sizeof name, "dev-%u-%05u", (unsigned)(seq * 7 % SITES),
		 (unsigned)(seq * 7));
	if (id)
		logbook_take(d->scene.logbook, id, &e);
	else
		logbook_add(d->scene.logbook, &e);
}

static void open_log(struct desk *d)
{
	struct logbook_wish wish;
	uint64_t seq = EVENTS + 1;
	struct logbook_log *log;

	d->scene.logbook = logbook_open();
	log = logbook_want(d->scene.logbook, "", "", T0);
	while (seq > 1 && logbook_next(d->scene.logbook, &wish)) {
		seq -= wish.max;
		for (uint32_t i = 0; i < wish.max; i++)
			happen(d, wish.id, seq + i);
		logbook_take(d->scene.logbook, wish.id, NULL);
		logbook_older(log);
	}
	assert_int_equal(logbook_n(log), EVENTS);
}

static struct rows rows_of(struct desk *d)
{
	const struct scene own = limit_scene(d->session, &d->scene);

	return session_rows(d->session, &own);
}

static void assert_newest_first(const struct rows *rows, uint64_t newest)
{
	for (uint32_t i = 0; i < rows->n; i++)
		assert_int_equal(ref_alert_id(rows->ref[i]), newest - i);
}

static void events_are_listed_in_slices(void **state)
{
	struct desk d;
	struct rows rows;

	(void)state;
	sit_down(&d, "events", 24, 80);
	open_log(&d);
	draw(&d);
	assert_true(session_waits(d.session)); /* not all are looked at by a drawing */
	assert_true(shows(&d, "sorting"));
	assert_true(serve(&d) > 1);
	rows = rows_of(&d);
	assert_int_equal(rows.n, EVENTS);
	assert_newest_first(&rows, EVENTS);
	type(&d, "/silent");
	assert_true(session_waits(d.session));
	serve(&d);
	assert_int_equal(rows_of(&d).n, EVENTS / 100);
	type(&d, "<Enter>:sort dev<Enter>");
	serve(&d);
	rows = rows_of(&d);
	assert_int_equal(rows.n, EVENTS / 100);
	assert_int_equal(ref_alert_id(rows.ref[0]), 100); /* dev-0-00700 */
	leave(&d);
}

/* What happens while they are looked at moves them by a row. */
static void an_event_that_comes_meanwhile_doubles_none(void **state)
{
	struct desk d;
	struct rows rows;

	(void)state;
	sit_down(&d, "events", 24, 80);
	open_log(&d);
	draw(&d);
	views_step(&d.scene, SLICE);
	happen(&d, 0, EVENTS + 1);
	serve(&d);
	rows = rows_of(&d);
	assert_newest_first(&rows, EVENTS);
	assert_int_equal(rows.n, EVENTS - 1); /* as many were there to be looked at */
	d.scene.now_ms += 5000;
	draw(&d);
	settle(&d);
	rows = rows_of(&d);
	assert_int_equal(rows.n, EVENTS + 1);
	assert_newest_first(&rows, EVENTS + 1);
	leave(&d);
}

/* --- the next problem --- */

/* The next problem is asked for, from the top, and is far away. */
static void seek_far(struct desk *d)
{
	sit_down(d, "devices", 24, 80);
	type(d, ":sort name<Enter>");
	settle(d);
	type(d, "gn");
}

static void a_problem_far_away_is_found_by_slices(void **state)
{
	struct desk d;

	(void)state;
	seek_far(&d);
	assert_int_equal(session_list(d.session)->at, 0);
	assert_true(session_waits(d.session));
	assert_true(views_awaited(&d.scene));
	type(&d, "n"); /* held down: it is looked for already */
	assert_true(session_waits(d.session));
	assert_int_equal(serve(&d), 1);
	assert_string_equal(session_list(d.session)->selected.name, "dev-8-19998");
	assert_false(views_awaited(&d.scene));
	leave(&d);
}

static void another_key_is_about_what_was_found(void **state)
{
	struct desk d;

	(void)state;
	seek_far(&d);
	assert_true(session_waits(d.session));
	type(&d, "k");
	assert_string_equal(session_list(d.session)->selected.name, "dev-8-19988");
	assert_null(d.scene.views->seeking);
	type(&d, "gn");
	assert_non_null(d.scene.views->seeking);
	session_close(d.session);
	assert_null(d.scene.views->seeking);
	d.session = session_open(&(struct session_options){.view = "devices"});
	leave(&d);
}

/* --- keys typed ahead --- */

static bool holds(struct desk *d, uint32_t key)
{
	return session_holds(d->session, &d->scene, key);
}

static void a_key_for_rows_not_yet_in_order_waits(void **state)
{
	struct desk d;

	(void)state;
	sit_down(&d, "devices", 24, 80);
	settle(&d);
	assert_false(holds(&d, 'G'));
	type(&d, "/dev-<Enter>");
	assert_true(rows_of(&d).more > 0); /* those in sight are found */
	assert_false(holds(&d, 'j'));
	assert_false(holds(&d, 'g'));
	assert_true(holds(&d, 'G'));
	assert_true(holds(&d, K_END));
	assert_true(holds(&d, K_PGDN));
	settle(&d);
	assert_false(holds(&d, 'G'));
	type(&d, ":sort address<Enter>");
	assert_int_equal(rows_of(&d).n, 0);
	assert_true(holds(&d, 'j'));
	assert_true(holds(&d, K_ENTER));
	type(&d, ":");
	assert_false(holds(&d, 'j')); /* a letter */
	type(&d, "<Esc>?");
	assert_false(holds(&d, 'j')); /* of the help */
	leave(&d);
}

/* --- a filter that takes long --- */

/* Of these a pattern has to look at each byte, and at all that it may be in. */
static str_id long_tags(void)
{
	char tags[201];
	uint32_t bits = 1;

	for (size_t i = 0; i < sizeof tags - 1; i++) {
		bits = bits * 1103515245 + 12345;
		tags[i] = bits >> 16 & 1 ? 'a' : 'b';
	}
	return text_intern(&net.text, tags, sizeof tags - 1);
}

/* Slices until the screen shows them. */
static void serve_until(struct desk *d, const char *words)
{
	for (unsigned n = 0; !shows(d, words); n++) {
		views_step(&d->scene, SLICE);
		draw(d);
		assert_true(n < 1000);
	}
}

static void what_was_found_so_far_is_seen_and_not_acted_on(void **state)
{
	str_id tags = long_tags();
	struct desk d;

	(void)state;
	for (dev_id i = 0; i < net.dev_n; i++)
		net.dev[i].tags = tags;
	sit_down(&d, "devices", 24, 80);
	settle(&d);
	type(&d, "/");
	type(&d, "/a[ab]{20}z|^dev-[38]-[01]...[38]$/");
	assert_true(shows(&d, "sorting…"));
	serve_until(&d, "searching…");
	assert_true(session_waits(d.session));
	assert_true(shows(&d, "dev-3-00003"));
	assert_false(shows(&d, "dev-0-"));
	assert_false(shows(&d, "> ")); /* none is selected */
	type(&d, "<Enter>");
	assert_true(holds(&d, 'j'));
	assert_true(holds(&d, K_ENTER));
	serve(&d);
	assert_false(shows(&d, "searching…"));
	assert_false(holds(&d, 'j'));
	assert_true(shows(&d, "dev-8-19998"));
	assert_string_equal(session_list(d.session)->selected.name, "dev-8-19998");
	type(&d, "/<C-u>/a[ab]{20}z/");
	serve_until(&d, "none so far");
	assert_false(shows(&d, "dev-8-19998"));
	serve(&d);
	assert_false(shows(&d, "none so far"));
	leave(&d);
	for (dev_id i = 0; i < net.dev_n; i++)
		net.dev[i].tags = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_filtered_in_slices),
		cmocka_unit_test(sites_are_filtered_by_their_devices_in_slices),
		cmocka_unit_test(events_are_listed_in_slices),
		cmocka_unit_test(an_event_that_comes_meanwhile_doubles_none),
		cmocka_unit_test(a_problem_far_away_is_found_by_slices),
		cmocka_unit_test(another_key_is_about_what_was_found),
		cmocka_unit_test(a_key_for_rows_not_yet_in_order_waits),
		cmocka_unit_test(what_was_found_so_far_is_seen_and_not_acted_on),
	};

	return cmocka_run_group_tests_name("long", tests, open_network, close_network);
}
