/* Lists of events and the ring of recent ones own their strings. */
#include "tests/alert/fixture.h"

static void a_list_copies_strings_and_null_is_empty(void **state)
{
	struct event_list list = {0};
	char name[] = "d0", note[] = "mine";
	struct event *e = event_add(&list, &(struct event){.name = name, .note = note});

	(void)state;
	name[0] = note[0] = 'x';
	assert_string_equal(e->name, "d0");
	assert_string_equal(e->note, "mine");
	assert_string_equal(e->entity, "");
	assert_string_equal(e->check, "");
	assert_string_equal(e->text, "");
	event_list_fini(&list);
}

static void a_list_keeps_its_order_and_is_reused(void **state)
{
	struct event_list list = {0};

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 100; i++)
			event_add(&list, &(struct event){.at_ms = i, .text = "text"});
		assert_int_equal(list.n, 100);
		for (int i = 0; i < 100; i++)
			assert_int_equal(list.event[i].at_ms, i);
		event_list_reset(&list);
		assert_int_equal(list.n, 0);
	}
	event_list_fini(&list);
}

static void the_ring_outlives_the_list_and_forgets_the_oldest(void **state)
{
	static struct recent recent;
	struct event_list list = {0};
	char text[16];

	(void)state;
	assert_null(recent_at(&recent, 0));
	for (int i = 0; i < RECENT_MAX + 10; i++) {
		snprintf(text, sizeof text, "event %d", i);
		recent_add(&recent, event_add(&list, &(struct event){.text = text}));
		event_list_reset(&list);
	}
	event_list_fini(&list);
	snprintf(text, sizeof text, "event %d", RECENT_MAX + 9);
	assert_string_equal(recent_at(&recent, 0)->text, text);
	assert_string_equal(recent_at(&recent, RECENT_MAX - 1)->text, "event 10");
	assert_string_equal(recent_at(&recent, 0)->note, "");
	assert_null(recent_at(&recent, RECENT_MAX));
	recent_fini(&recent);
}

static void the_note_of_a_link_is_for_us(void **state)
{
	struct event e = {.kind = EVENT_LINK, .note = "core | xe-0/0/0"};

	(void)state;
	assert_string_equal(event_note(&e), "");
	e.kind = EVENT_COMMENTED;
	assert_string_equal(event_note(&e), "core | xe-0/0/0");
	e.note = NULL;
	assert_string_equal(event_note(&e), "");
}

static void everything_has_a_name(void **state)
{
	(void)state;
	for (int k = 0; k < EVENT_N; k++)
		assert_non_null(event_name((enum event_kind)k));
	assert_string_equal(event_name(EVENT_REOPENED), "reopened");
	for (int s = 0; s < SUBJECT_N; s++)
		assert_non_null(subject_name((enum subject)s));
	assert_string_equal(subject_name(SUBJECT_WATCH), "watch");
	assert_string_equal(subject_name(SUBJECT_CUSTOMER), "customer");
	assert_string_equal(ack_intent_name(ACK_WORSE), "worse");
	assert_string_equal(ack_intent_name(ACK_WINDOW), "window");
}

static void older_events_take_the_room_behind_the_newer(void **state)
{
	static struct recent recent;
	struct event_list older = {0};
	char text[32];

	(void)state;
	for (int i = 0; i < RECENT_MAX; i++) {
		snprintf(text, sizeof text, "older %d", i);
		event_add(&older, &(struct event){.text = text});
	}
	recent_add(&recent, &(struct event){.text = "new"});
	recent_add(&recent, &(struct event){.text = "newest"});
	recent_precede(&recent, &older);
	event_list_fini(&older);
	assert_string_equal(recent_at(&recent, 0)->text, "newest");
	assert_string_equal(recent_at(&recent, 1)->text, "new");
	snprintf(text, sizeof text, "older %d", RECENT_MAX - 1);
	assert_string_equal(recent_at(&recent, 2)->text, text);
	assert_string_equal(recent_at(&recent, RECENT_MAX - 1)->text, "older 2");
	recent_fini(&recent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_copies_strings_and_null_is_empty),
		cmocka_unit_test(a_list_keeps_its_order_and_is_reused),
		cmocka_unit_test(the_ring_outlives_the_list_and_forgets_the_oldest),
		cmocka_unit_test(the_note_of_a_link_is_for_us),
		cmocka_unit_test(everything_has_a_name),
		cmocka_unit_test(older_events_take_the_room_behind_the_newer),
	};

	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
