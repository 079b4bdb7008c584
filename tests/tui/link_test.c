/* link: every message comes back as it was written; nothing else is believed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/base/clock.h"
#include "tui/link.h"

static struct link_message back(struct buf *b)
{
	struct link_message m;
	size_t used = 0;

	assert_int_equal(link_next(b, &m, &used), LINK_ONE);
	assert_int_equal(used, b->len);
	return m;
}

static void hello_comes_back_whole(void **state)
{
	struct buf b = {0};
	struct link_message m;

	link_write(&b, &(struct link_message){.kind = LINK_HELLO,
					      .version = LINK_VERSION,
					      .rows = 40,
					      .cols = 120,
					      .screen = true,
					      .ascii = true,
					      .braille = true,
					      .zone = "Europe/Berlin",
					      .view = "alerts",
					      .from = "pts/4 192.0.2.7",
					      .wall = true,
					      .rotate_s = 20,
					      .wall_views = "devices,topology",
					      .place = "page\toverview",
					      .bytes = "tz UTC",
					      .len = 6});
	m = back(&b);
	assert_int_equal(m.kind, LINK_HELLO);
	assert_int_equal(m.version, LINK_VERSION);
	assert_int_equal(m.rows, 40);
	assert_int_equal(m.cols, 120);
	assert_true(m.screen && m.ascii);
	assert_true(m.braille && !m.wide);
	assert_string_equal(m.zone, "Europe/Berlin");
	assert_string_equal(m.view, "alerts");
	assert_string_equal(m.from, "pts/4 192.0.2.7");
	assert_true(m.wall && !m.wall_acts);
	assert_int_equal(m.rotate_s, 20);
	assert_int_equal(m.len, 6);
	assert_memory_equal(m.bytes, "tz UTC", 6);
	assert_string_equal(m.wall_views, "devices,topology");
	assert_string_equal(m.place, "page\toverview");
	buf_fini(&b);
	(void)state;
}

static void keys_commands_and_output_come_back(void **state)
{
	static const uint32_t keys[] = {'j', 0x1F600, 0x110003};
	struct buf b = {0};
	struct link_message m;

	link_write(&b, &(struct link_message){.kind = LINK_KEYS, .keys = keys, .n = 3});
	m = back(&b);
	assert_int_equal(m.n, 3);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(link_key(&m, i), keys[i]);
	buf_reset(&b);
	link_write(&b, &(struct link_message){
			       .kind = LINK_COMMAND, .bytes = "ack\0007", .len = 6});
	m = back(&b);
	assert_int_equal(m.n, 2);
	assert_memory_equal(m.bytes, "ack\0007\0", 6);
	buf_reset(&b);
	link_write(&b,
		   &(struct link_message){
			   .kind = LINK_EXIT, .code = 69, .bytes = "gone", .len = 4});
	m = back(&b);
	assert_int_equal(m.code, 69);
	assert_memory_equal(m.bytes, "gone", 4);
	buf_fini(&b);
	(void)state;
}

static void errands_come_back(void **state)
{
	struct buf b = {0};
	struct link_message m;

	link_write(&b, &(struct link_message){.kind = LINK_FILE,
					      .name = "a.csv",
					      .more = true,
					      .bytes = "1,2",
					      .len = 3});
	m = back(&b);
	assert_string_equal(m.name, "a.csv");
	assert_true(m.more);
	assert_memory_equal(m.bytes, "1,2", 3);
	buf_reset(&b);
	link_write(&b, &(struct link_message){.kind = LINK_CONNECT,
					      .name = "fra-core-01",
					      .bytes = "::1",
					      .len = 3});
	m = back(&b);
	assert_string_equal(m.name, "fra-core-01");
	assert_memory_equal(m.bytes, "::1", 3);
	buf_reset(&b);
	link_write(&b,
		   &(struct link_message){.kind = LINK_COPY, .bytes = "x", .len = 1});
	assert_memory_equal(back(&b).bytes, "x", 1);
	buf_reset(&b);
	link_write(&b,
		   &(struct link_message){
			   .kind = LINK_DONE, .error = true, .bytes = "no", .len = 2});
	m = back(&b);
	assert_true(m.error);
	assert_int_equal(m.len, 2);
	buf_fini(&b);
	(void)state;
}

static void a_message_in_pieces_waits_for_its_end(void **state)
{
	struct buf b = {0}, part = {0};
	struct link_message m;
	size_t used;

	link_write(&b,
		   &(struct link_message){.kind = LINK_SIZE, .rows = 24, .cols = 80});
	for (size_t n = 0; n < b.len; n++) {
		buf_reset(&part);
		buf_add(&part, b.data, n);
		assert_int_equal(link_next(&part, &m, &used), LINK_MORE);
	}
	buf_fini(&b);
	buf_fini(&part);
	(void)state;
}

static void what_makes_no_sense_is_broken(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
	} bad[] = {
		{"\0\0\0\0\1", 5},		   /* no kind */
		{"\377\377\377\377\1", 5},	   /* longer than any message */
		{"\1\0\0\0\370", 5},		   /* unknown kind */
		{"\5\0\0\0\2\0\0\0\0", 9},	   /* a size of 0x0 */
		{"\5\0\0\0\2\377\377\377\377", 9}, /* a size of 65535x65535 */
		{"\4\0\0\0\3\0\0\0", 8},	   /* three bytes of keys */
		{"\4\0\0\0\6ack", 8},		   /* an argument without its end */
		{"\2\0\0\0\7\0", 6},		   /* BYE with a tail */
	};
	struct link_message m;
	size_t used;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct buf b = {0};

		buf_add(&b, bad[i].bytes, bad[i].n);
		assert_int_equal(link_next(&b, &m, &used), LINK_BROKEN);
		buf_fini(&b);
	}
	(void)state;
}

static void scribble(struct canvas *c, unsigned seed)
{
	static const uint32_t chars[] = {'a', ' ', 0x2500, 0x4e2d, 0x10ffff};

	for (unsigned i = 0; i < 40; i++) {
		seed = seed * 1664525 + 1013904223;
		c->cell[(seed >> 8) % ((unsigned)c->rows * c->cols)] =
			(struct cell){{chars[seed % 5], seed % 3 ? 0 : 0x301, 0},
				      (uint8_t)(seed % 9)};
	}
}

static void assert_same(const struct canvas *a, const struct canvas *b)
{
	assert_int_equal(a->rows, b->rows);
	assert_int_equal(a->cols, b->cols);
	for (size_t i = 0; i < (size_t)a->rows * a->cols; i++) {
		assert_int_equal(a->cell[i].style, b->cell[i].style);
		assert_memory_equal(a->cell[i].ch, b->cell[i].ch, sizeof a->cell[i].ch);
	}
	assert_int_equal(a->cursor_row, b->cursor_row);
}

/* The watch keeps what it sent last; the terminal must hold the same after any number
 * of differences, whatever was drawn. */
static void frames_keep_both_sides_equal(void **state)
{
	struct canvas now, old, there;
	struct buf b = {0};

	canvas_init(&now);
	canvas_init(&old);
	canvas_init(&there);
	for (unsigned i = 0; i < 200; i++) {
		bool resized = i % 50 == 0;

		if (resized)
			canvas_resize(&now, (uint16_t)(5 + i / 10), (uint16_t)(20 + i));
		scribble(&now, i);
		now.cursor_row = (int)(i % 5) - 1;
		buf_reset(&b);
		link_write_frame(&b, i, false, resized ? NULL : &old, &now);
		struct link_message m = back(&b);
		assert_int_equal(m.full, resized);
		assert_true(link_apply(&m, &there));
		assert_same(&now, &there);
		canvas_resize(&old, now.rows, now.cols);
		assert_true(link_apply(&m, &old) || !resized);
		memcpy(old.cell, now.cell,
		       (size_t)now.rows * now.cols * sizeof *now.cell);
	}
	canvas_fini(&now);
	canvas_fini(&old);
	canvas_fini(&there);
	buf_fini(&b);
	(void)state;
}

static void an_unchanged_screen_costs_a_few_bytes(void **state)
{
	struct canvas c;
	struct buf b = {0};

	canvas_init(&c);
	canvas_resize(&c, 67, 240);
	link_write_frame(&b, 1, false, &c, &c);
	assert_in_range(b.len, 1, 32);
	canvas_fini(&c);
	buf_fini(&b);
	(void)state;
}

static void a_run_outside_the_screen_is_refused(void **state)
{
	struct canvas big, small;
	struct buf b = {0};
	struct link_message m;

	canvas_init(&big);
	canvas_init(&small);
	canvas_resize(&big, 10, 10);
	link_write_frame(&b, 1, false, NULL, &big);
	m = back(&b);
	m.rows = 5;
	assert_false(link_apply(&m, &small));
	canvas_fini(&big);
	canvas_fini(&small);
	buf_fini(&b);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hello_comes_back_whole),
		cmocka_unit_test(keys_commands_and_output_come_back),
		cmocka_unit_test(errands_come_back),
		cmocka_unit_test(a_message_in_pieces_waits_for_its_end),
		cmocka_unit_test(what_makes_no_sense_is_broken),
		cmocka_unit_test(frames_keep_both_sides_equal),
		cmocka_unit_test(an_unchanged_screen_costs_a_few_bytes),
		cmocka_unit_test(a_run_outside_the_screen_is_refused),
	};

	return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
