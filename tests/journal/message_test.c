/* What watch and keeper say survives the way, and damaged bytes are no message. */
#include "probes/journal/message.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "probes/journal/field.h"

static char name[] = "fra-core-01", entity[] = "xe-0/0/3", words[] = "xe-0/0/3 down",
	    cause[] = "fra-core-02", window[] = "ISP change", note[] = "carrier called",
	    told[] = "desk,j.kim", ticket[] = "INC0042";

static struct event an_event(void)
{
	return (struct event){
		.seq = UINT64_MAX - 7,
		.at_ms = 1763676980123,
		.kind = EVENT_ACKNOWLEDGED,
		.severity = SEV_CRITICAL,
		.alert = 42,
		.subject = SUBJECT_SITE,
		.name = name,
		.entity = entity,
		.check = "interface-down",
		.text = words,
		.value = 93.25,
		.limit = NAN,
		.last_good_ms = 1,
		.first_bad_ms = 2,
		.occurred_ms = 3,
		.who = {.uid = UINT32_MAX, .name = "mk", .from = "pts/4 192.0.2.7"},
		.note = note,
		.before = "open",
		.intent = ACK_STABLE,
		.until_ms = 4,
	};
}

static struct alert an_alert(void)
{
	return (struct alert){
		.id = 42,
		.subject = SUBJECT_DEVICE,
		.name = name,
		.entity = entity,
		.check = CHECK_IF_DOWN,
		.severity = SEV_MAJOR,
		.state = ALERT_ACKNOWLEDGED,
		.category = CAT_HARDWARE,
		.suppressed = true,
		.needs_reack = REACK_CHANGED,
		.text = words,
		.cover = COVER_EXPLAINED,
		.suppressed_by = cause,
		.planned = true,
		.planned_by = window,
		.unplanned_ms = 13,
		.evidence = cause,
		.hides = 31,
		.value = -1.5,
		.limit = 80,
		.last_good_ms = 1,
		.first_bad_ms = 2,
		.occurred_ms = 3,
		.opened_ms = 4,
		.changed_ms = 5,
		.cleared_ms = 6,
		.released_ms = 7,
		.flaps = 65535,
		.flap_bits = UINT64_MAX,
		.flap_min = 8,
		.ack = {.by = {.uid = 1000, .name = "mk", .from = "pts/4"},
			.at_ms = 9,
			.intent = ACK_TIME,
			.until_ms = 10,
			.severity = SEV_WARNING,
			.hides = 11,
			.seq = 12,
			.sites = 17,
			.told = true,
			.note = note},
		.ladder = {.policy = "critical",
			   .step = 2,
			   .tier = 2,
			   .to = "j.kim",
			   .next_at_ms = 13,
			   .left_ms = 14,
			   .held = HELD_PLANNED,
			   .told_ms = 15,
			   .told_n = 16,
			   .remedy_ms = 17,
			   .told = told,
			   .heard = told,
			   .story = 18,
			   .spool = told},
		.owner = "jk",
		.owned_ms = 16,
		.ticket = ticket,
		.raised_by = "mk",
		.flapping = true,
		.memory = ticket,
	};
}

static struct message travel(const struct message *m, struct buf *bytes)
{
	struct message got;
	size_t used;
	buf_reset(bytes);
	message_write(bytes, m);
	assert_int_equal(message_read(bytes->data, bytes->len, &got, &used),
			 MESSAGE_ONE);
	assert_int_equal(used, bytes->len);
	assert_int_equal(got.kind, m->kind);
	return got;
}

static void assert_rows_equal(const struct field *f, const void *a, const void *b)
{
	for (; f->column; f++) {
		if (f->type == FIELD_INT || f->type == FIELD_WORD) {
			if (field_int(f, a) != field_int(f, b))
				fail_msg("%s differs", f->column);
		} else if (f->type == FIELD_REAL) {
			double x = field_real(f, a), y = field_real(f, b);
			if (isnan(x) ? !isnan(y) : x < y || x > y)
				fail_msg("%s differs", f->column);
		} else {
			assert_string_equal(field_text(f, a), field_text(f, b));
		}
	}
}

static void events_and_alerts_arrive_with_every_field(void **state)
{
	(void)state;
	struct buf bytes = {0};
	struct message m = {.kind = MESSAGE_PUT,
			    .event = an_event(),
			    .has_alert = true,
			    .alert = an_alert()};
	struct message got = travel(&m, &bytes);
	assert_true(got.has_alert);
	assert_rows_equal(event_fields, &m.event, &got.event);
	assert_rows_equal(alert_fields, &m.alert, &got.alert);
	assert_true(got.alert.suppressed);
	assert_string_equal(got.event.who.from, "pts/4 192.0.2.7");
	assert_string_equal(got.alert.ack.note, note);
	m.has_alert = false;
	assert_false(travel(&m, &bytes).has_alert);
	buf_fini(&bytes);
}

static void absent_texts_stay_absent_or_become_empty(void **state)
{
	(void)state;
	struct buf bytes = {0};
	struct message m = {.kind = MESSAGE_PUT, .has_alert = true};
	struct message got = travel(&m, &bytes);
	assert_string_equal(got.event.name, "");
	assert_string_equal(got.event.note, "");
	assert_string_equal(got.alert.text, "");
	assert_null(got.alert.suppressed_by);
	assert_null(got.alert.evidence);
	assert_null(got.alert.ack.note);
	buf_fini(&bytes);
}

static void long_texts_are_cut_between_characters(void **state)
{
	(void)state;
	struct buf bytes = {0};
	char text[FIELD_TEXT_MAX + 100];
	for (size_t i = 0; i < sizeof text; i++)
		text[i] =
			"\xe6\x9d\xb1"[(i + 2) % 3]; /* ends of two, then whole ones */
	text[sizeof text - 1] = '\0';
	struct message m = {.kind = MESSAGE_PUT, .event = {.text = text}};
	struct message got = travel(&m, &bytes);
	size_t n = strlen(got.event.text);
	assert_true(n <= FIELD_TEXT_MAX && n > FIELD_TEXT_MAX - 3);
	assert_memory_equal(got.event.text, text, n);
	assert_int_not_equal((unsigned char)text[n] & 0xc0, 0x80);
	buf_fini(&bytes);
}

static void the_other_kinds_arrive(void **state)
{
	(void)state;
	struct buf bytes = {0};
	struct message got;
	got = travel(&(struct message){.kind = MESSAGE_HELLO, .version = 7}, &bytes);
	assert_int_equal(got.version, 7);
	got = travel(&(struct message){.kind = MESSAGE_ASK,
				       .id = 5,
				       .query = {.since_ms = -9,
						 .until_ms = 8,
						 .before = 7,
						 .max = 3,
						 .kind = EVENT_CLEARED,
						 .name = name}},
		     &bytes);
	assert_int_equal(got.id, 5);
	assert_int_equal(got.query.since_ms, -9);
	assert_int_equal(got.query.until_ms, 8);
	assert_int_equal(got.query.before, 7);
	assert_int_equal(got.query.max, 3);
	assert_int_equal(got.query.kind, EVENT_CLEARED);
	assert_string_equal(got.query.name, name);
	assert_string_equal(got.query.entity, "");
	got = travel(&(struct message){.kind = MESSAGE_ALERT, .alert = an_alert()},
		     &bytes);
	assert_int_equal(got.alert.id, 42);
	got = travel(&(struct message){.kind = MESSAGE_READY, .seq = 3, .alert_id = 4},
		     &bytes);
	assert_int_equal(got.seq, 3);
	assert_int_equal(got.alert_id, 4);
	got = travel(&(struct message){.kind = MESSAGE_REFUSED, .id = 2, .text = "why"},
		     &bytes);
	assert_int_equal(got.id, 2);
	assert_string_equal(got.text, "why");
	got = travel(&(struct message){.kind = MESSAGE_DURABLE, .seq = 8}, &bytes);
	assert_int_equal(got.seq, 8);
	got = travel(&(struct message){.kind = MESSAGE_DISK, .id = 1234}, &bytes);
	assert_int_equal(got.id, 1234);
	got = travel(&(struct message){.kind = MESSAGE_TROUBLE, .text = "full"},
		     &bytes);
	assert_string_equal(got.text, "full");
	got = travel(&(struct message){.kind = MESSAGE_NOTICE, .text = "moved"},
		     &bytes);
	assert_string_equal(got.text, "moved");
	got = travel(
		&(struct message){.kind = MESSAGE_EVENT, .id = 6, .event = an_event()},
		&bytes);
	assert_int_equal(got.id, 6);
	assert_string_equal(got.event.name, name);
	got = travel(&(struct message){.kind = MESSAGE_END, .id = 6}, &bytes);
	assert_int_equal(got.id, 6);
	got = travel(&(struct message){.kind = MESSAGE_WINDOW,
				       .seq = 9,
				       .window = {.id = 7,
						  .window = "CHG1",
						  .name = name,
						  .to_ms = 4}},
		     &bytes);
	assert_int_equal(got.seq, 9);
	assert_int_equal(got.window.id, 7);
	assert_string_equal(got.window.window, "CHG1");
	assert_string_equal(got.window.name, name);
	assert_string_equal(got.window.entity, "");
	assert_int_equal(got.window.to_ms, 4);
	buf_fini(&bytes);
}

static void a_row_of_a_baseline_arrives(void **state)
{
	struct buf bytes = {0};
	struct message got;

	(void)state;
	got = travel(&(struct message){.kind = MESSAGE_BASELINE,
				       .seq = 10,
				       .baseline = {.id = 8,
						    .kind = BASELINE_LINK,
						    .name = name,
						    .was = "a 1",
						    .now = "b 2",
						    .differs = true,
						    .links = true,
						    .since_ms = 5}},
		     &bytes);
	assert_int_equal(got.seq, 10);
	assert_int_equal(got.baseline.id, 8);
	assert_int_equal(got.baseline.kind, BASELINE_LINK);
	assert_string_equal(got.baseline.name, name);
	assert_string_equal(got.baseline.entity, "");
	assert_string_equal(got.baseline.was, "a 1");
	assert_string_equal(got.baseline.now, "b 2");
	assert_true(got.baseline.differs && got.baseline.links);
	assert_false(got.baseline.modules);
	assert_int_equal(got.baseline.since_ms, 5);
	buf_fini(&bytes);
}

static const struct rollup_row a_rollup = {"fra", "xe-0", ROLLUP_OUT, 77, 1.5F, 3, 240};

static void history_arrives(void **state)
{
	(void)state;
	struct buf bytes = {0};
	static struct recalled sent, back;
	struct learnt learnt = LEARNT_NOTHING;
	struct message got = travel(
		&(struct message){.kind = MESSAGE_ROLLUP, .rollup = a_rollup}, &bytes);
	assert_string_equal(got.rollup.name, "fra");
	assert_string_equal(got.rollup.entity, "xe-0");
	assert_int_equal(got.rollup.kind, ROLLUP_OUT);
	assert_int_equal(got.rollup.slot, 77);
	assert_true(got.rollup.mean == 1.5F && got.rollup.extreme == 3);
	assert_int_equal(got.rollup.cover, 240);
	got = travel(&(struct message){.kind = MESSAGE_ROLLED, .id = 9}, &bytes);
	assert_int_equal(got.id, 9);
	got = travel(&(struct message){.kind = MESSAGE_RECALL,
				       .id = 4,
				       .rollup = a_rollup,
				       .range = RECALL_MONTH},
		     &bytes);
	assert_int_equal(got.range, RECALL_MONTH);
	assert_string_equal(got.rollup.entity, "xe-0");
	learnt.usual = 12;
	learnt.weeks = 6;
	learnt.days = 42;
	got = travel(&(struct message){.kind = MESSAGE_LEARNT,
				       .id = 5,
				       .rollup = a_rollup,
				       .learnt = learnt},
		     &bytes);
	assert_true(got.learnt.usual == 12 && isnan(got.learnt.slope));
	assert_int_equal(got.learnt.weeks, 6);
	assert_int_equal(got.learnt.days, 42);
	sent = (struct recalled){.first = 5, .n = RECALL_MAX, .p95 = 3, .month_of = 8};
	sent.mean[RECALL_MAX - 1] = 7;
	sent.extreme[0] = NAN;
	sent.cover[1] = 3;
	got = travel(
		&(struct message){.kind = MESSAGE_RECALLED, .id = 6, .recalled = &sent},
		&bytes);
	message_recalled(&got, &back);
	assert_int_equal(back.first, 5);
	assert_int_equal(back.n, RECALL_MAX);
	assert_true(back.mean[RECALL_MAX - 1] == 7 && isnan(back.extreme[0]));
	assert_int_equal(back.cover[1], 3);
	assert_int_equal(back.month_of, 8);
	buf_fini(&bytes);
}

/* What would be a value nobody measured, or more slots than there is room for. */
static void damaged_history_is_bad(void **state)
{
	(void)state;
	struct buf bytes = {0};
	struct message got;
	struct rollup_row row = a_rollup;
	static struct recalled sent;
	size_t used;
	row.mean = NAN;
	message_write(&bytes, &(struct message){.kind = MESSAGE_ROLLUP, .rollup = row});
	assert_int_equal(message_read(bytes.data, bytes.len, &got, &used), MESSAGE_BAD);
	buf_reset(&bytes);
	sent.n = 10;
	message_write(&bytes,
		      &(struct message){.kind = MESSAGE_RECALLED, .recalled = &sent});
	bytes.data[4 + 1 + 4 + 4] = 11; /* says one more than there are */
	assert_int_equal(message_read(bytes.data, bytes.len, &got, &used), MESSAGE_BAD);
	buf_fini(&bytes);
}

static void a_part_of_a_message_waits_for_more(void **state)
{
	(void)state;
	struct buf bytes = {0};
	struct message got;
	size_t used;
	message_write(&bytes,
		      &(struct message){.kind = MESSAGE_PUT, .event = an_event()});
	for (size_t n = 0; n < bytes.len; n++)
		assert_int_equal(message_read(bytes.data, n, &got, &used),
				 MESSAGE_MORE);
	buf_fini(&bytes);
}

static void assert_bad(const struct buf *bytes)
{
	struct message got;
	size_t used;
	assert_int_equal(message_read(bytes->data, bytes->len, &got, &used),
			 MESSAGE_BAD);
}

static void damaged_bytes_are_no_message(void **state)
{
	(void)state;
	struct buf bytes = {0};
	message_write(&bytes, &(struct message){.kind = MESSAGE_DURABLE, .seq = 1});
	bytes.data[4] = 0;
	assert_bad(&bytes);
	bytes.data[4] = MESSAGE_N;
	assert_bad(&bytes);
	bytes.data[4] = MESSAGE_HELLO; /* too long for that */
	assert_bad(&bytes);
	bytes.data[4] = MESSAGE_READY; /* too short */
	assert_bad(&bytes);
	bytes.data[3] = 1; /* 16 MiB */
	assert_bad(&bytes);
	bytes.data[3] = bytes.data[0] = 0;
	assert_bad(&bytes);
	buf_reset(&bytes);
	message_write(&bytes, &(struct message){.kind = MESSAGE_NOTICE, .text = "abc"});
	bytes.data[8] = '\0'; /* within the text */
	assert_bad(&bytes);
	buf_reset(&bytes);
	message_write(&bytes, &(struct message){.kind = MESSAGE_NOTICE});
	assert_bad(&bytes);
	buf_reset(&bytes);
	message_write(&bytes,
		      &(struct message){.kind = MESSAGE_PUT, .event = an_event()});
	bytes.data[5 + 16] = EVENT_N; /* the third field is its kind */
	assert_bad(&bytes);
	buf_fini(&bytes);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_and_alerts_arrive_with_every_field),
		cmocka_unit_test(absent_texts_stay_absent_or_become_empty),
		cmocka_unit_test(long_texts_are_cut_between_characters),
		cmocka_unit_test(the_other_kinds_arrive),
		cmocka_unit_test(a_row_of_a_baseline_arrives),
		cmocka_unit_test(history_arrives),
		cmocka_unit_test(damaged_history_is_bad),
		cmocka_unit_test(a_part_of_a_message_waits_for_more),
		cmocka_unit_test(damaged_bytes_are_no_message),
	};
	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
