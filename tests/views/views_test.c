/* What all sessions share: states counted, a large network worked through in slices. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/load.h"
#include "tests/views/stage.h"
#include "views/board.h"
#include "views/view.h"

#define DEVICES 1500
#define PORTS 70
#define SLICE 2000

static void open_scene(struct stage *st, const char *name)
{
	const char *top = getenv("top_srcdir");
	char path[400];

	snprintf(path, sizeof path, "%s/tests/views/base/%s.scene", top ? top : ".",
		 name);
	stage_open(st, path);
}

static void counts_of_states_sum_to_all_devices(void **state)
{
	static const char *const scenes[] = {"noc", "quiet", "fresh", "bare"};
	struct stage st;

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		uint32_t sum = 0;

		open_scene(&st, scenes[i]);
		board_refresh(&st.scene.views->board, &st.scene);
		for (int k = 0; k < DEV_STATE_N; k++)
			sum += st.scene.views->board.count[k];
		assert_int_equal(sum, st.net.dev_n);
		stage_fini(&st);
	}
}

static void sites_are_worst_first_and_equal_ones_keep_their_places(void **state)
{
	const site_id worst[] = {1, 0, 2, 3, 4, 5};
	struct stage st;
	const struct board *b;

	(void)state;
	open_scene(&st, "noc");
	b = &st.scene.views->board;
	board_refresh(&st.scene.views->board, &st.scene);
	assert_memory_equal(b->site_order, worst, sizeof worst);
	stage_fini(&st);
	open_scene(&st, "quiet");
	b = &st.scene.views->board;
	board_refresh(&st.scene.views->board, &st.scene);
	assert_int_equal(b->site_order[0], 0);
	assert_int_equal(b->site_order[1], 1);
	stage_fini(&st);
}

static void of_lost_sites_the_one_that_needs_somebody_is_first(void **state)
{
	struct stage st;
	const struct board *b;

	(void)state;
	open_scene(&st, "quiet");
	b = &st.scene.views->board;
	stage_line(&st, "site DUB"); /* 2 */
	stage_line(&st, "site OSL"); /* 3 */
	stage_line(&st, "device dub-acc-{1-6} site=DUB role=access state=down");
	stage_line(&st, "device osl-acc-{1-8} site=OSL role=access state=down");
	board_refresh(&st.scene.views->board, &st.scene);
	assert_int_equal(b->site[2].verdict.state, SITE_ISOLATED);
	assert_int_equal(b->site[3].verdict.state, SITE_ISOLATED);
	assert_int_equal(b->site_order[0], 3); /* it lost more */
	stage_line(&st, "alert 900 site=DUB check=site_isolated sev=critical opened=2m "
			"text=\"isolated, 6 of 6 lost\"");
	board_refresh(&st.scene.views->board, &st.scene);
	assert_int_equal(b->site_order[0], 2);
	stage_fini(&st);
}

static void a_way_between_sites_is_known_at_both_ends(void **state)
{
	struct stage st;
	const struct board_site *fra, *ams;

	(void)state;
	open_scene(&st, "quiet");
	board_refresh(&st.scene.views->board, &st.scene);
	fra = &st.scene.views->board.site[0];
	ams = &st.scene.views->board.site[1];
	assert_int_equal(fra->wans.n, 1);
	assert_int_equal(fra->wans.wan[0].to, 1);
	assert_true(fra->wans.wan[0].pct == 31);
	assert_int_equal(ams->wans.n, 1);
	assert_int_equal(ams->wans.wan[0].to, 0);
	stage_fini(&st);
}

static void one_link_that_is_down_marks_the_way(void **state)
{
	struct stage st;

	(void)state;
	open_scene(&st, "quiet");
	stage_line(&st, "if fra-core-01 et-0/0/1 oper=down alias=\"to ams-core-02\"");
	stage_line(&st, "if fra-core-02 et-0/0/1 in=3 alias=\"to ams-core-02\"");
	board_refresh(&st.scene.views->board, &st.scene);
	assert_true(st.scene.views->board.site[0].wans.wan[0].down);
	assert_true(st.scene.views->board.site[0].wans.wan[0].pct == 31);
	assert_int_equal(st.scene.views->board.links_down, 1);
	stage_fini(&st);
}

static void bands_of_an_interface_have_hysteresis(void **state)
{
	struct stage st;
	struct board *b;
	dev_id dev;
	if_id i;

	(void)state;
	open_scene(&st, "quiet");
	b = &st.scene.views->board;
	dev = network_dev_find(&st.net, "fra-core-01");
	i = network_if_find(&st.net, dev, "et-0/0/0");
	st.net.ifs.in_bps[i] = load(&st.net.ifs, i, 81);
	assert_int_equal(board_band(b, &st.net, i, false), BAND_MAJOR);
	st.net.ifs.in_bps[i] = load(&st.net.ifs, i, 78);
	assert_int_equal(board_band(b, &st.net, i, false), BAND_MAJOR);
	assert_int_equal(board_band(b, &st.net, i, true), BAND_NONE);
	st.net.ifs.in_bps[i] = load(&st.net.ifs, i, 74);
	assert_int_equal(board_band(b, &st.net, i, false), BAND_WARNING);
	stage_fini(&st);
}

static void add_ports(struct stage *st, dev_id dev)
{
	struct if_found found[PORTS];
	char name[32];

	for (uint32_t i = 0; i < PORTS; i++) {
		snprintf(name, sizeof name, "xe-%u", i);
		found[i] =
			(struct if_found){.index = i + 1,
					  .name = text_intern_str(&st->net.text, name),
					  .speed_bps = 10000000000,
					  .type = 6,
					  .admin = IF_UP,
					  .oper = IF_UP};
	}
	network_set_interfaces(&st->net, dev, found, PORTS);
	for (uint32_t i = 0; i < PORTS; i++) {
		if_id row = st->net.dev[dev].if_first + i;

		network_update_interface(&st->net, row, &found[i], st->scene.now_ms);
		st->net.ifs.in_bps[row] =
			load(&st->net.ifs, row, (float)((dev * 31 + i * 17) % 60));
		st->net.ifs.out_bps[row] = load(&st->net.ifs, row, 0);
		st->net.ifs.sampled_s[row] = (uint32_t)(st->scene.now_ms / 1000);
	}
}

static void open_large(struct stage *st)
{
	char line[64];

	stage_open(st, NULL);
	stage_line(st, "network BIG");
	for (int i = 0; i < 20; i++) {
		snprintf(line, sizeof line, "site S%02d", i);
		stage_line(st, line);
		snprintf(line, sizeof line, "device d%02d-{1-%d} site=S%02d", i,
			 DEVICES / 20, i);
		stage_line(st, line);
	}
	for (dev_id d = 0; d < st->net.dev_n; d++)
		add_ports(st, d);
	st->net.ifs.in_bps[st->net.dev[777].if_first + 33] =
		load(&st->net.ifs, st->net.dev[777].if_first + 33, 88);
}

static void draw(struct stage *st, struct session *v, struct buf *text)
{
	struct canvas c;

	canvas_init(&c);
	canvas_resize(&c, 24, 80);
	session_draw(v, &st->scene, &c);
	buf_reset(text);
	canvas_dump(&c, text);
	canvas_fini(&c);
}

static void a_large_network_is_worked_through_in_slices(void **state)
{
	struct stage st;
	struct session *v;
	struct buf text = {0};
	uint32_t rows = DEVICES * PORTS, slices = 0;
	uint32_t most = (rows * 19 + DEVICES * 10 + 100) / SLICE + 20 /* sites */ + 10;

	(void)state;
	open_large(&st);
	v = session_open(&(struct session_options){.view = "interfaces"});
	draw(&st, v, &text);
	assert_non_null(strstr(text.data, "sorting…"));
	assert_true(session_waits(v));
	assert_true(views_awaited(&st.scene));
	assert_int_equal(views_answered(st.scene.views), 0);
	while (views_answered(st.scene.views) == 0 && views_step(&st.scene, SLICE))
		assert_true(slices++ < most / 2);
	/* what is in sight is there before the rest of it */
	draw(&st, v, &text);
	assert_non_null(strstr(text.data, "of 105000"));
	assert_non_null(strstr(text.data, "\n> d10-28"));
	assert_false(session_waits(v));
	assert_true(views_awaited(&st.scene));
	while (views_step(&st.scene, SLICE))
		assert_true(slices++ < most);
	assert_false(views_awaited(&st.scene));
	assert_int_equal(views_answered(st.scene.views), 2);
	draw(&st, v, &text);
	assert_false(session_waits(v));
	assert_non_null(strstr(text.data, "of 105000"));
	assert_non_null(strstr(text.data, "\n> d10-28"));
	assert_non_null(strstr(text.data, "88%^^"));
	assert_int_equal(st.scene.views->board.count[DEV_UP], DEVICES);
	/* what was there stands until the next list is ready */
	for (const char *key = "/xe-2 util>60"; *key; key++)
		session_key(v, &st.scene, (uint32_t)*key);
	draw(&st, v, &text);
	assert_non_null(strstr(text.data, "sorting…"));
	assert_non_null(strstr(text.data, "\n> d10-28"));
	while (views_step(&st.scene, SLICE))
		;
	draw(&st, v, &text);
	assert_null(strstr(text.data, "sorting…"));
	assert_null(strstr(text.data, "d10-28      xe-33"));
	session_close(v);
	buf_fini(&text);
	stage_fini(&st);
}

/* What is found at the top of the list that is shown is shown at once. */
static void who_types_what_many_have_sees_them_at_once(void **state)
{
	struct buf text = {0}, last = {0};
	const char *list = "\n  DEVICE ";
	struct session *v;
	struct stage st;

	(void)state;
	open_large(&st);
	v = session_open(&(struct session_options){.view = "interfaces"});
	draw(&st, v, &text);
	while (views_step(&st.scene, SLICE))
		;
	for (const char *key = "/xe-2"; *key; key++)
		session_key(v, &st.scene, (uint32_t)*key);
	draw(&st, v, &text);
	assert_false(session_waits(v));
	assert_true(session_counts(v));
	assert_non_null(strstr(text.data, " of 128+ "));
	assert_null(strstr(text.data, "d10-28      xe-33"));
	while (views_step(&st.scene, SLICE))
		;
	draw(&st, v, &last);
	assert_false(session_counts(v));
	assert_non_null(strstr(last.data, " of 16500 "));
	assert_string_equal(strstr(text.data, list), strstr(last.data, list));
	session_close(v);
	buf_fini(&text);
	buf_fini(&last);
	stage_fini(&st);
}

static uint32_t slices_until_answered(struct stage *st, struct session *v,
				      const char *keys)
{
	struct buf text = {0};
	uint32_t slices = 0;

	while (*keys)
		session_key(v, &st->scene, key_parse(&keys));
	draw(st, v, &text);
	assert_true(session_waits(v));
	while (views_awaited(&st->scene)) {
		views_step(&st->scene, SLICE);
		assert_true(slices++ < DEVICES * PORTS);
	}
	buf_fini(&text);
	return slices;
}

static void who_waits_for_a_list_comes_before_what_every_second_brings(void **state)
{
	struct stage st;
	struct session *v;
	struct buf text = {0};
	uint32_t alone;

	(void)state;
	open_large(&st);
	v = session_open(&(struct session_options){.view = "interfaces"});
	draw(&st, v, &text);
	while (views_step(&st.scene, SLICE))
		;
	alone = slices_until_answered(&st, v, "/xe-2 util>60<Enter>");
	st.scene.now_ms += 2000; /* states of devices are looked through again */
	assert_int_equal(slices_until_answered(&st, v, "/<Esc>/xe-4 util>60<Enter>"),
			 alone);
	session_close(v);
	buf_fini(&text);
	stage_fini(&st);
}

static void devices_whose_parents_form_a_loop_are_shown_once(void **state)
{
	struct stage st;
	struct session *v;
	struct buf text = {0};
	dev_id a, b, c;

	(void)state;
	stage_open(&st, NULL);
	stage_line(&st, "network N");
	stage_line(&st, "site S");
	stage_line(&st, "device root site=S");
	stage_line(&st, "device ring-a site=S");
	stage_line(&st, "device ring-b site=S parent=ring-a");
	stage_line(&st, "device below site=S parent=ring-b");
	stage_line(&st, "device leaf site=S parent=root state=stale");
	a = network_dev_find(&st.net, "ring-a");
	b = network_dev_find(&st.net, "ring-b");
	c = network_dev_find(&st.net, "root");
	st.net.dev[a].parent[st.net.dev[a].parent_n++] = b;
	st.net.dev[c].parent[st.net.dev[c].parent_n++] = c;
	v = session_open(&(struct session_options){.view = "topology"});
	draw(&st, v, &text);
	session_key(v, &st.scene, '+');
	session_key(v, &st.scene, 'G');
	session_key(v, &st.scene, '+'); /* the group of those that are well */
	draw(&st, v, &text);
	for (unsigned i = 0; i < 5; i++) {
		const char *name = (const char *[]){"root .", "ring-a .", "ring-b .",
						    "below .", "leaf ~"}[i];
		const char *at = strstr(text.data, name);

		assert_non_null(at);
		assert_null(strstr(at + 1, name));
	}
	session_close(v);
	buf_fini(&text);
	stage_fini(&st);
}

static void views_have_names_and_a_line_each(void **state)
{
	const char *line;
	unsigned n = 0;

	(void)state;
	while (views_name(n, &line)) {
		assert_ptr_equal(view_find(views_name(n, &line))->line, line);
		n++;
	}
	assert_int_equal(n, 17);
	assert_null(views_name(100, &line));
	assert_null(view_find("nothing"));
}

static void every_key_has_one_meaning_and_footer_places_are_filled(void **state)
{
	unsigned ranks = 0, ranked = 0;

	(void)state;
	for (const struct command *k = command_table; k->help; k++) {
		for (int i = 0; i < 4 && k->key[i]; i++)
			assert_ptr_equal(command_find(k->key[i]), k);
		ranks += k->rank;
		ranked += k->rank != 0;
		assert_int_equal(k->name != NULL, k->run != NULL);
		if (k->name)
			assert_ptr_equal(command_named(k->name), k);
	}
	assert_int_equal(ranks, ranked * (ranked + 1) / 2);
}

/* --- where a thing is ----------------------------------------------------------------
 */

static void check_path(struct stage *st, enum thing_kind kind, int width,
		       const char *want)
{
	struct thing t = {.kind = kind, .name = "fra-core-01", .entity = "xe-0/0/3"};
	char out[200];

	if (kind == THING_SITE)
		snprintf(t.name, sizeof t.name, "FRA");
	thing_path(&st->scene, &t, width, out, sizeof out);
	assert_string_equal(out, want);
}

static void a_path_leads_from_the_network_to_the_thing(void **state)
{
	struct stage st;

	(void)state;
	open_scene(&st, "noc");
	check_path(&st, THING_SITE, 80, "EU-NOC > FRA");
	check_path(&st, THING_DEVICE, 80, "EU-NOC > FRA > fra-core-01");
	check_path(&st, THING_IF, 80, "EU-NOC > FRA > fra-core-01 > xe-0/0/3");
	st.scene.demo = true;
	check_path(&st, THING_SITE, 80, "EU-NOC > FRA (demo)");
	stage_fini(&st);
}

static void a_path_without_room_loses_its_upper_levels(void **state)
{
	struct stage st;

	(void)state;
	open_scene(&st, "noc");
	check_path(&st, THING_IF, 28, "FRA > fra-core-01 > xe-0/0/3");
	check_path(&st, THING_IF, 27, "fra-core-01 > xe-0/0/3");
	check_path(&st, THING_IF, 21, "fra-core-… > xe-0/0/3");
	check_path(&st, THING_IF, 19, "fra-cor… > xe-0/0/3");
	check_path(&st, THING_IF, 18, "xe-0/0/3");
	check_path(&st, THING_IF, 3, "xe-0/0/3");
	st.scene.demo = true;
	check_path(&st, THING_IF, 28, "fra-core-… > xe-0/0/3 (demo)");
	stage_fini(&st);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_leads_from_the_network_to_the_thing),
		cmocka_unit_test(a_path_without_room_loses_its_upper_levels),
		cmocka_unit_test(counts_of_states_sum_to_all_devices),
		cmocka_unit_test(
			sites_are_worst_first_and_equal_ones_keep_their_places),
		cmocka_unit_test(of_lost_sites_the_one_that_needs_somebody_is_first),
		cmocka_unit_test(a_way_between_sites_is_known_at_both_ends),
		cmocka_unit_test(one_link_that_is_down_marks_the_way),
		cmocka_unit_test(bands_of_an_interface_have_hysteresis),
		cmocka_unit_test(a_large_network_is_worked_through_in_slices),
		cmocka_unit_test(who_types_what_many_have_sees_them_at_once),
		cmocka_unit_test(
			who_waits_for_a_list_comes_before_what_every_second_brings),
		cmocka_unit_test(devices_whose_parents_form_a_loop_are_shown_once),
		cmocka_unit_test(views_have_names_and_a_line_each),
		cmocka_unit_test(
			every_key_has_one_meaning_and_footer_places_are_filled),
	};

	return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
