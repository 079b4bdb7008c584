/* Rows that move under a selection that does not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <limits.h>

#include "views/list.h"

/* Alerts need no network to be found again. */
static const struct network net;
static const struct scene scene = {.net = &net};

static struct rows rows_of(const ref_id *ref, uint32_t n)
{
	return (struct rows){.ref = ref, .n = n, .ready = true};
}

static uint64_t selected(const struct list *l)
{
	return l->selected.id;
}

#define A(id) ((uint64_t)THING_ALERT << 60 | (id))

static void the_first_row_is_selected_and_stays_when_others_come_above(void **state)
{
	const ref_id before[] = {A(1), A(2)}, after[] = {A(9), A(8), A(1), A(2)};
	struct rows rows = rows_of(before, 2);
	struct list l = {.at = 0};

	(void)state;
	list_settle(&l, &scene, &rows);
	assert_int_equal(selected(&l), 1);
	rows = rows_of(after, 4);
	list_settle(&l, &scene, &rows);
	assert_int_equal(selected(&l), 1);
	assert_int_equal(l.at, 2);
	list_fini(&l);
}

static void
a_selection_nobody_moved_returns_to_the_top_when_it_leaves_the_sight(void **state)
{
	const ref_id before[] = {A(1)}, after[] = {A(9), A(8), A(7), A(1)};
	struct rows rows = rows_of(before, 1);
	struct list l = {.at = 0};

	(void)state;
	list_settle(&l, &scene, &rows);
	rows = rows_of(after, 4);
	list_settle(&l, &scene, &rows);
	list_scroll(&l, &scene, &rows, 2);
	assert_int_equal(selected(&l), 9);
	assert_int_equal(l.top, 0);
	list_fini(&l);
}

static void a_selection_that_was_moved_is_followed_by_the_window(void **state)
{
	const ref_id before[] = {A(1), A(2)}, after[] = {A(9), A(8), A(7), A(1), A(2)};
	struct rows rows = rows_of(before, 2);
	struct list l = {.at = 0};

	(void)state;
	list_settle(&l, &scene, &rows);
	list_move(&l, &scene, &rows, 1);
	rows = rows_of(after, 5);
	list_settle(&l, &scene, &rows);
	list_scroll(&l, &scene, &rows, 2);
	assert_int_equal(selected(&l), 2);
	assert_int_equal(l.top, 3);
	list_fini(&l);
}

/* Three of ten, two in sight. */
static bool takes(struct list *l)
{
	static const ref_id ref[] = {A(1), A(2), A(3)};
	struct rows rows = {.ref = ref, .n = 3, .more = 7};

	l->height = 2;
	list_take(l, &scene, &rows);
	assert_int_equal(rows.n, rows.ready ? 3 : 0);
	return rows.ready;
}

static void the_first_rows_do_where_nothing_else_is_in_sight(void **state)
{
	struct list l = {.at = 0};

	(void)state;
	assert_true(takes(&l));
	l.selected = (struct thing){.kind = THING_ALERT, .id = 9};
	assert_true(takes(&l)); /* nobody put it there: it returns to the top */
	l.anchored = true;
	assert_false(takes(&l)); /* it may be anywhere */
	l.selected.id = 2;
	assert_true(takes(&l));
	l.selected.id = 3; /* the row below it is not known */
	assert_false(takes(&l));
	l.selected.id = 1;
	l.top = 2;
	assert_false(takes(&l));
	list_fini(&l);
}

static void no_key_goes_beyond_what_is_in_order(void **state)
{
	const ref_id ref[] = {A(1), A(2), A(3)};
	struct rows rows = {.ref = ref, .n = 3, .ready = true, .more = 7};
	struct list l = {.at = 0};

	(void)state;
	list_settle(&l, &scene, &rows);
	list_move(&l, &scene, &rows, INT_MAX);
	assert_int_equal(selected(&l), 1);
	list_move(&l, &scene, &rows, 2);
	assert_int_equal(selected(&l), 3);
	/* there are ten rows: the window goes with it, and not back */
	list_scroll(&l, &scene, &rows, 2);
	assert_int_equal(l.top, 1);
	/* what is not among the first is not gone */
	l.anchored = false;
	l.selected.id = 9;
	list_settle(&l, &scene, &rows);
	assert_false(l.ghost);
	assert_int_equal(selected(&l), 1);
	list_fini(&l);
}

static void what_is_gone_leaves_a_ghost_in_its_place(void **state)
{
	const ref_id before[] = {A(1), A(2), A(3)}, after[] = {A(1), A(3)};
	struct rows rows = rows_of(before, 3);
	struct list l = {.at = 0};

	(void)state;
	list_settle(&l, &scene, &rows);
	list_move(&l, &scene, &rows, 1);
	rows = rows_of(after, 2);
	list_settle(&l, &scene, &rows);
	assert_true(l.ghost);
	assert_int_equal(list_n(&l, &rows), 3);
	assert_int_equal(list_ref(&l, &rows, 0), A(1));
	assert_int_equal(list_ref(&l, &rows, 1), 0);
	assert_int_equal(list_ref(&l, &rows, 2), A(3));
	assert_int_equal(selected(&l), 2);
	list_fini(&l);
}

static void from_a_ghost_each_way_leads_to_its_neighbour(void **state)
{
	const ref_id before[] = {A(1), A(2), A(3)}, after[] = {A(1), A(3)};

	(void)state;
	for (int by = -1; by <= 1; by += 2) {
		struct rows rows = rows_of(before, 3);
		struct list l = {.at = 0};

		list_settle(&l, &scene, &rows);
		list_move(&l, &scene, &rows, 1);
		rows = rows_of(after, 2);
		list_settle(&l, &scene, &rows);
		list_move(&l, &scene, &rows, by);
		assert_false(l.ghost);
		assert_int_equal(selected(&l), by > 0 ? 3 : 1);
		list_fini(&l);
	}
}

static void an_emptied_list_keeps_the_ghost_and_lets_it_go_when_rows_come(void **state)
{
	const ref_id one[] = {A(1)}, other[] = {A(5)};
	struct rows rows = rows_of(one, 1);
	struct list l = {.at = 0};

	(void)state;
	list_settle(&l, &scene, &rows);
	rows = rows_of(one, 0);
	list_settle(&l, &scene, &rows);
	assert_true(l.ghost);
	list_move(&l, &scene, &rows, 1);
	assert_true(l.ghost);
	rows = rows_of(other, 1);
	list_settle(&l, &scene, &rows);
	assert_true(l.ghost);
	list_move(&l, &scene, &rows, 1);
	assert_int_equal(selected(&l), 5);
	list_fini(&l);
}

static void a_ghost_that_nobody_chose_goes_after_five_seconds(void **state)
{
	const ref_id before[] = {A(1), A(2)}, after[] = {A(2)};
	struct scene later = {.net = &net, .now_ms = 4900};
	struct rows rows = rows_of(before, 2);
	struct list l = {.at = 0};

	(void)state;
	list_settle(&l, &scene, &rows);
	rows = rows_of(after, 1);
	list_settle(&l, &scene, &rows);
	list_settle(&l, &later, &rows);
	assert_true(l.ghost);
	later.now_ms = 6000;
	list_settle(&l, &later, &rows);
	assert_false(l.ghost);
	assert_int_equal(selected(&l), 2);
	list_fini(&l);
}

static void a_new_filter_leaves_no_ghost(void **state)
{
	const ref_id before[] = {A(1), A(2)}, after[] = {A(2)};
	struct rows rows = rows_of(before, 2);
	struct list l = {.at = 0};
	char error[FILTER_SIZE];

	(void)state;
	list_settle(&l, &scene, &rows);
	assert_true(list_set_filter(&l, "x", error));
	rows = rows_of(after, 1);
	list_settle(&l, &scene, &rows);
	assert_false(l.ghost);
	assert_int_equal(selected(&l), 2);
	assert_false(list_set_filter(&l, "x>", error));
	assert_string_equal(l.filter_text, "x");
	list_fini(&l);
}

static void lines_between_rows_are_passed_over(void **state)
{
	const ref_id ref[] = {ref_rule(1), A(1), ref_rule(2), A(2), ref_rule(3)};
	struct rows rows = rows_of(ref, 5);
	struct list l = {.at = 0};

	(void)state;
	list_settle(&l, &scene, &rows);
	assert_int_equal(selected(&l), 1);
	list_move(&l, &scene, &rows, 1);
	assert_int_equal(selected(&l), 2);
	list_move(&l, &scene, &rows, INT_MAX);
	assert_int_equal(selected(&l), 2);
	list_move(&l, &scene, &rows, INT_MIN);
	assert_int_equal(selected(&l), 1);
	list_move(&l, &scene, &rows, -1);
	assert_int_equal(selected(&l), 1);
	list_fini(&l);
}

static bool is_odd(const struct scene *s, ref_id ref)
{
	(void)s;
	return ref_alert_id(ref) % 2;
}

static bool seeks(struct list *l, const struct rows *rows, int step)
{
	struct seek seek = list_begin_seek(l, rows, step);

	return list_seek(l, &scene, rows, &seek, UINT32_MAX, is_odd);
}

static void seeking_stops_at_the_next_that_is_wanted(void **state)
{
	const ref_id ref[] = {A(1), A(2), A(4), A(5), A(6)};
	struct rows rows = rows_of(ref, 5);
	struct list l = {.at = 0};

	(void)state;
	list_settle(&l, &scene, &rows);
	assert_true(list_leads(&l, &scene, &rows, is_odd));
	assert_true(seeks(&l, &rows, 1));
	assert_int_equal(selected(&l), 5);
	assert_false(list_leads(&l, &scene, &rows, is_odd));
	assert_false(seeks(&l, &rows, 1));
	assert_int_equal(selected(&l), 5);
	assert_true(seeks(&l, &rows, -1));
	assert_int_equal(selected(&l), 1);
	list_fini(&l);
}

static void what_is_far_away_is_sought_in_parts(void **state)
{
	const ref_id ref[] = {A(1), A(2), A(4), A(6), A(8), A(5)};
	struct rows rows = rows_of(ref, 6);
	struct list l = {.at = 0};
	struct seek seek;

	(void)state;
	rows.edition = 1;
	list_settle(&l, &scene, &rows);
	seek = list_begin_seek(&l, &rows, 1);
	assert_false(list_seek(&l, &scene, &rows, &seek, 3, is_odd));
	assert_int_equal(seek.step, 1);
	assert_int_equal(seek.at, 4);
	assert_int_equal(selected(&l), 1);
	assert_true(list_seek(&l, &scene, &rows, &seek, 3, is_odd));
	assert_int_equal(seek.step, 0);
	assert_int_equal(selected(&l), 5);
	/* among others it begins anew, from where the selection is */
	seek = list_begin_seek(&l, &rows, -1);
	assert_false(list_seek(&l, &scene, &rows, &seek, 2, is_odd));
	rows.edition = 2;
	assert_false(list_seek(&l, &scene, &rows, &seek, 4, is_odd));
	assert_int_equal(seek.at, 0);
	list_fini(&l);
}

/* Among rows of which it is known that they are the same. */
static void a_ghost_is_looked_for_once_in_an_edition(void **state)
{
	const ref_id before[] = {A(1), A(2)}, after[] = {A(1), A(3)};
	struct rows rows = rows_of(before, 2);
	struct list l = {.at = 0};

	(void)state;
	list_settle(&l, &scene, &rows);
	list_move(&l, &scene, &rows, 1);
	rows = rows_of(after, 2);
	rows.edition = 7;
	list_settle(&l, &scene, &rows);
	assert_true(l.ghost);
	rows.ref = before;
	list_settle(&l, &scene, &rows);
	assert_true(l.ghost);
	rows.edition = 8;
	list_settle(&l, &scene, &rows);
	assert_false(l.ghost);
	assert_int_equal(selected(&l), 2);
	list_fini(&l);
}

static void marks_are_of_things_not_of_rows(void **state)
{
	struct list l = {.at = 0};

	(void)state;
	list_mark(&l, &scene, A(7), true);
	assert_true(list_marked(&l, &scene, A(7)));
	assert_false(list_marked(&l, &scene, A(8)));
	list_mark(&l, &scene, A(7), false);
	assert_false(list_marked(&l, &scene, A(7)));
	list_mark(&l, &scene, A(7), true);
	list_unmark_all(&l);
	assert_false(list_marked(&l, &scene, A(7)));
	list_fini(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_first_row_is_selected_and_stays_when_others_come_above),
		cmocka_unit_test(
			a_selection_nobody_moved_returns_to_the_top_when_it_leaves_the_sight),
		cmocka_unit_test(a_selection_that_was_moved_is_followed_by_the_window),
		cmocka_unit_test(the_first_rows_do_where_nothing_else_is_in_sight),
		cmocka_unit_test(no_key_goes_beyond_what_is_in_order),
		cmocka_unit_test(what_is_gone_leaves_a_ghost_in_its_place),
		cmocka_unit_test(from_a_ghost_each_way_leads_to_its_neighbour),
		cmocka_unit_test(
			an_emptied_list_keeps_the_ghost_and_lets_it_go_when_rows_come),
		cmocka_unit_test(a_ghost_that_nobody_chose_goes_after_five_seconds),
		cmocka_unit_test(a_new_filter_leaves_no_ghost),
		cmocka_unit_test(lines_between_rows_are_passed_over),
		cmocka_unit_test(seeking_stops_at_the_next_that_is_wanted),
		cmocka_unit_test(what_is_far_away_is_sought_in_parts),
		cmocka_unit_test(a_ghost_is_looked_for_once_in_an_edition),
		cmocka_unit_test(marks_are_of_things_not_of_rows),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
