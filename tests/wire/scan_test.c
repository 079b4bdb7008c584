/*
 * scan: against agents without a socket. Whatever they cut, lack, refuse or make up, it
 * ends, and of an agent that is right every value is taken once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "probes/wire/scan.h"
#include "tests/agent/snmprec.h"

#define TABLE_ROWS 100 /* indexes are below this times 7 */
#define INDEX_MAX (TABLE_ROWS * 7)

struct sim {
	struct snmprec rec;
	struct agent agent;
	struct agent_scratch scratch;
	int version;
	struct scan scan;
	const struct reader *reader;
	unsigned lanes, requests, most_flying;
	uint32_t expect; /* rows, of those that are not known */
	struct scan_size size;
	uint32_t index[TABLE_ROWS], index_n;
	uint8_t expected[READER_COLUMNS][INDEX_MAX]; /* cells of the recording */
	uint8_t taken[READER_COLUMNS][INDEX_MAX];
};

/* A table of one column. */
static const struct column load[] = {
	COLUMN(ARCS_MIB2 "\x19", "\x03\x03\x01\x02", COLUMN_ROWS, VALUE_U32, health_row,
	       load_pct, GOT_LOAD),
};
static const struct reader loads = {
	.column = load, .n = 1, .row_size = sizeof(struct health_row)};

/* The next request, with its objects by name. */
static bool next_of(struct scan *s, unsigned lanes, struct scan_request *r)
{
	if (!scan_next(s, lanes, r))
		return false;
	scan_names(s, r);
	return true;
}

static int setup(void **state)
{
	struct sim *s = calloc(1, sizeof *s);

	assert_non_null(s);
	s->agent = (struct agent){.source = &snmprec_source,
				  .ctx = &s->rec,
				  .community = "public",
				  .reply_max = AGENT_REPLY_MAX};
	s->version = SNMP_V2C;
	s->lanes = 4;
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct sim *s = *state;

	snmprec_fini(&s->rec);
	free(s);
	return 0;
}

/* --- an agent made of a reader's columns ------------------------------------------ */

static void put(struct buf *b, const struct column *c, uint32_t index)
{
	struct oid oid;
	char name[128];

	column_oid(c, &oid);
	oid.arc[oid.n++] = index;
	oid_format(&oid, name, sizeof name);
	buf_printf(b, "%s|%s\n", name,
		   c->kind == VALUE_TEXT  ? "4|some text"
		   : c->kind == VALUE_U64 ? "70|12345678901"
					  : "65|123456");
}

static void unset(struct sim *s, const struct column *c)
{
	struct oid oid;
	char name[128];

	column_oid(c, &oid);
	oid_format(&oid, name, sizeof name);
	snmprec_unset(&s->rec, name);
}

/* Rows 1 to n, missing_percent of the cells missing, with gaps between the indexes. */
static void make_table(struct sim *s, const struct reader *r, uint32_t n, unsigned gap,
		       unsigned missing_percent)
{
	struct buf b = {0};
	uint32_t index = 0;

	s->reader = r;
	buf_str(&b, "1.3.6.1.2.1.99.1.0|2|1\n");
	for (uint32_t i = 0; i < n; i++) {
		index += 1 + (gap ? (uint32_t)rand() % gap : 0);
		s->index[s->index_n++] = index;
		for (unsigned c = 0; c < r->n; c++) {
			if (r->column[c].when != COLUMN_ROWS ||
			    (unsigned)rand() % 100 < missing_percent)
				continue;
			put(&b, &r->column[c], index);
			s->expected[c][index] = 1;
		}
	}
	for (unsigned c = 0; c < r->n; c++) {
		if (r->column[c].when == COLUMN_ROWS ||
		    (unsigned)rand() % 100 < missing_percent)
			continue;
		put(&b, &r->column[c], 0);
		s->expected[c][0] = 1;
	}
	assert_true(snmprec_parse(&s->rec, "test", b.data, b.len));
	buf_fini(&b);
	/* A recording gains an ifNumber by itself. */
	for (unsigned c = 0; c < r->n; c++)
		if (r->column[c].when == COLUMN_ONCE && !s->expected[c][0])
			unset(s, &r->column[c]);
}

static size_t encode(const struct sim *s, const struct scan_request *r, uint8_t *out,
		     size_t cap)
{
	struct ber_writer w;
	bool bulk = r->pdu == PDU_BULK && s->version != SNMP_V1;

	ber_begin(&w, out, cap, s->version, "public", 6, bulk ? PDU_BULK : PDU_NEXT, 1,
		  bulk ? r->non_repeaters : 0, bulk ? r->max_repetitions : 0);
	for (unsigned i = 0; i < r->n; i++)
		ber_put_null_at(&w, r->name[i].arcs, r->name[i].len, r->name[i].index);
	return ber_end(&w);
}

static bool on_value(void *ctx, unsigned column, uint32_t index,
		     const struct varbind *vb)
{
	struct sim *s = ctx;

	assert_int_equal(column_index(&s->reader->column[column], vb), index);
	assert_true(index < INDEX_MAX);
	s->taken[column][index]++;
	return true;
}

static void answer(struct sim *s, const struct scan_request *r)
{
	static uint8_t request[4096], reply[70000];
	static struct varbind vb[4096];
	struct ber_message m = {.vb = vb, .cap = 4096};
	size_t n = encode(s, r, request, sizeof request);

	assert_true(n > 0);
	n = agent_answer(&s->agent, &s->scratch, request, n, 1000, reply, sizeof reply);
	assert_true(ber_decode(reply, n, &m));
	struct scan_answer a = {.error_status = m.error_status,
				.error_index = m.error_index,
				.vb = m.vb,
				.n = m.n,
				.bytes = (uint32_t)n};
	scan_take(&s->scan, r->lane, &a, on_value, s);
}

/* Until it is done; answers overtake each other. */
static void run(struct sim *s, uint32_t mask, bool known, unsigned most_requests)
{
	static struct scan_request flying[SCAN_LANES];
	unsigned n = 0;

	scan_begin(&s->scan, s->reader, mask, known ? s->index : NULL,
		   known ? s->index_n : s->expect, s->size);
	while (!scan_done(&s->scan)) {
		while (next_of(&s->scan, s->lanes, &flying[n])) {
			assert_true(++n <= s->lanes);
			assert_true(flying[n - 1].n <= READER_COLUMNS);
			assert_true(flying[n - 1].lane < s->lanes);
			s->requests++;
			if (n == s->lanes)
				break;
		}
		assert_true(n > 0);
		assert_true(s->requests <= most_requests);
		s->most_flying = n > s->most_flying ? n : s->most_flying;
		unsigned pick = (unsigned)rand() % n;
		struct scan_request r = flying[pick];
		flying[pick] = flying[--n];
		answer(s, &r);
	}
	assert_int_equal(n, 0);
	s->size = scan_learnt(&s->scan);
}

/* Every cell once; scalars that are asked always as often as there were answers. */
static void assert_all_taken(const struct sim *s, uint32_t mask)
{
	for (unsigned c = 0; c < s->reader->n; c++)
		for (uint32_t i = 0; i < INDEX_MAX; i++) {
			bool wanted = s->expected[c][i] &&
				      (mask >> c & 1 ||
				       s->reader->column[c].when == COLUMN_ALWAYS);
			if (s->reader->column[c].when == COLUMN_ALWAYS)
				assert_int_equal(s->taken[c][i] > 0, wanted);
			else
				assert_int_equal(s->taken[c][i], wanted);
		}
}

/* --- tests ------------------------------------------------------------------------ */

static void scalars_take_one_request(void **state)
{
	struct sim *s = *state;

	make_table(s, &reader_health, 0, 0, 0);
	run(s, ~0u, false, 1);
	assert_all_taken(s, ~0u);
}

static void a_table_of_48_known_rows_takes_a_dozen_requests(void **state)
{
	struct sim *s = *state;

	make_table(s, &reader_traffic, 48, 0, 0);
	uint32_t mask = ~(0xfu << 9); /* without the 32-bit counters */
	run(s, mask, true, 12);
	assert_all_taken(s, mask);
	assert_int_equal(s->most_flying, 4);
}

static void unknown_rows_are_found_one_request_after_the_other(void **state)
{
	struct sim *s = *state;

	make_table(s, &reader_names, 48, 0, 0);
	run(s, ~0u, false, 10);
	assert_all_taken(s, ~0u);
	assert_int_equal(s->most_flying, 1);
}

static void one_lane_means_one_request_at_a_time(void **state)
{
	struct sim *s = *state;

	make_table(s, &reader_traffic, 48, 0, 0);
	s->lanes = 1;
	run(s, ~0u, true, 20);
	assert_all_taken(s, ~0u);
}

static void every_value_is_taken_once_whatever_is_missing_or_cut(void **state)
{
	static const struct reader *const readers[] = {&reader_traffic, &reader_names,
						       &reader_health};
	struct sim *s = *state;

	for (unsigned seed = 1; seed <= 400; seed++) {
		bool known = seed % 2;
		uint32_t mask = seed % 3 ? ~0u : (uint32_t)rand() | 1u << 5;
		srand(seed);
		snmprec_fini(&s->rec);
		memset(&s->rec, 0, sizeof s->rec);
		memset(s->expected, 0, sizeof s->expected);
		memset(s->taken, 0, sizeof s->taken);
		s->index_n = s->requests = 0;
		s->size = (struct scan_size){0};
		s->version = seed % 5 ? SNMP_V2C : SNMP_V1;
		s->lanes = 1 + (unsigned)rand() % 4;
		s->agent.reply_max = seed % 7 ? 400 + (size_t)rand() % 1100 : 60000;
		make_table(s, readers[seed % 3], (uint32_t)rand() % TABLE_ROWS,
			   (unsigned)rand() % 6, (unsigned)rand() % 60);
		/* Version 1 has no Counter64: those cells are not there. */
		for (unsigned c = 0; s->version == SNMP_V1 && c < s->reader->n; c++)
			if (s->reader->column[c].kind == VALUE_U64)
				memset(s->expected[c], 0, INDEX_MAX);
		run(s, mask, known, 20000);
		assert_all_taken(s, mask);
		assert_false(s->scan.looped || s->scan.limited);
	}
}

static void an_agent_with_little_room_is_asked_for_less_at_once(void **state)
{
	struct sim *s = *state;

	make_table(s, &reader_health, 0, 0, 0);
	s->agent.reply_max = 150;
	run(s, ~0u, false, 20);
	assert_all_taken(s, ~0u);
}

static void what_is_learnt_of_sizes_serves_the_next_scan(void **state)
{
	struct sim *s = *state;

	make_table(s, &loads, 90, 0, 0);
	run(s, ~0u, true, 12);
	s->requests = 0;
	run(s, ~0u, true, 2);
}

/* Seven columns and the clocks of 48 ports are five frames, and not a sixth. */
static void
counters_of_48_ports_take_five_requests_once_their_size_is_known(void **state)
{
	struct sim *s = *state;
	uint32_t mask = (1u << 16 | 1u << 15) - 1; /* clocks to discards */

	make_table(s, &reader_traffic, 48, 0, 0);
	mask &= ~(0xfu << 9) & ~(1u << 16); /* without the 32-bit counters */
	run(s, mask, true, 8);
	for (int i = 0; i < 10; i++) {
		s->requests = 0;
		run(s, mask, true, 5);
		assert_int_equal(s->requests, 5);
	}
}

/* It cuts its answers short: that costs a request more once, not with every poll. */
static void how_much_an_agent_sends_at_most_is_remembered(void **state)
{
	struct sim *s = *state;

	for (size_t most = 484; most < 1400; most += 83) {
		unsigned first, polls = 10;
		snmprec_fini(&s->rec);
		memset(&s->rec, 0, sizeof s->rec);
		memset(s->expected, 0, sizeof s->expected);
		s->index_n = s->requests = 0;
		s->size = (struct scan_size){0};
		s->agent.reply_max = most;
		make_table(s, &reader_traffic, 48, 0, 0);
		for (int i = 0; i < 3; i++)
			run(s, ~(0xfu << 9), true, 300);
		s->requests = 0;
		run(s, ~(0xfu << 9), true, 100);
		first = s->requests;
		for (s->requests = 0; polls > 0; polls--)
			run(s, ~(0xfu << 9), true, 1000);
		assert_int_equal(s->requests, 10 * first);
		/* And what it can send is made use of: a row has 250 octets. */
		assert_in_range(first, 1, 48 / ((most - 80) / 250) + 2);
	}
}

static void an_expected_number_of_rows_is_asked_and_one_more(void **state)
{
	struct sim *s = *state;
	struct scan_request r;

	make_table(s, &loads, 4, 0, 0);
	s->expect = 4;
	scan_begin(&s->scan, s->reader, ~0u, NULL, 4, (struct scan_size){0});
	assert_true(next_of(&s->scan, 1, &r));
	assert_int_equal(r.max_repetitions, 5);
	run(s, ~0u, false, 1);
	s->expect = 2; /* there are more by now */
	s->requests = 0;
	run(s, ~0u, false, 2);
}

static void scalars_that_are_not_wanted_are_not_asked(void **state)
{
	struct sim *s = *state;
	struct scan_request r;

	make_table(s, &reader_health, 0, 0, 0);
	scan_begin(&s->scan, s->reader, 1u << 3 | 1u << 8, NULL, 0,
		   (struct scan_size){0});
	assert_true(next_of(&s->scan, 1, &r));
	assert_int_equal(r.n, 2);
}

/* --- agents that are wrong -------------------------------------------------------- */

static struct scan_answer error(int32_t status, int32_t index)
{
	return (struct scan_answer){.error_status = status, .error_index = index};
}

static void an_error_at_one_object_ends_that_object(void **state)
{
	struct sim *s = *state;
	struct scan_request r;
	struct scan_answer a = error(5, 2);

	make_table(s, &reader_health, 5, 0, 0);
	scan_begin(&s->scan, s->reader, ~0u, NULL, 0, (struct scan_size){0});
	assert_true(next_of(&s->scan, 1, &r));
	scan_take(&s->scan, r.lane, &a, on_value, s);
	assert_true(next_of(&s->scan, 1, &r));
	assert_int_equal(r.n, s->reader->n - 1);
	assert_true(s->scan.erred);
	/* that it is not there is none: version 1 has no other word for it */
	scan_begin(&s->scan, s->reader, ~0u, NULL, 0, (struct scan_size){0});
	a = error(2, 2);
	assert_true(next_of(&s->scan, 1, &r));
	scan_take(&s->scan, r.lane, &a, on_value, s);
	assert_false(s->scan.erred);
}

static void an_agent_that_only_errs_is_left_alone(void **state)
{
	struct sim *s = *state;
	struct scan_request r;
	unsigned requests = 0;

	make_table(s, &reader_traffic, 20, 0, 0);
	for (int32_t status = 1; status < 6; status++) {
		scan_begin(&s->scan, s->reader, ~0u, s->index, s->index_n,
			   (struct scan_size){0});
		while (next_of(&s->scan, 1, &r)) {
			struct scan_answer a = error(status, rand() % 30 - 2);
			scan_take(&s->scan, r.lane, &a, on_value, s);
			assert_true(++requests < 10000);
		}
		assert_true(scan_done(&s->scan));
	}
}

static bool any_value(void *ctx, unsigned column, uint32_t index,
		      const struct varbind *vb)
{
	(void)ctx;
	(void)column;
	(void)index;
	(void)vb;
	return true;
}

/* A varbind of some column at some index, sometimes of none. */
static void make_up(const struct reader *r, struct varbind *vb, uint8_t name[32])
{
	const struct column *c = &r->column[(unsigned)rand() % r->n];
	unsigned len = c->len;

	memcpy(name, c->arcs, len);
	if (rand() % 8 == 0)
		name[(unsigned)rand() % len] ^= 1;
	for (int more = rand() % 3; more > 0; more--)
		name[len++] = (uint8_t)(0x80 | rand());
	name[len++] = (uint8_t)(rand() % 128);
	*vb = (struct varbind){.name = name,
			       .name_len = len,
			       .type = rand() % 8 ? BER_COUNTER32 : BER_END_OF_MIB};
}

static void made_up_answers_come_to_an_end(void **state)
{
	static struct varbind vb[64];
	static uint8_t name[64][32];
	struct sim *s = *state;
	struct scan_request r;

	make_table(s, &reader_traffic, 60, 3, 0);
	for (unsigned seed = 0; seed < 300; seed++) {
		unsigned requests = 0;
		srand(seed);
		scan_begin(&s->scan, s->reader, ~0u, seed % 2 ? s->index : NULL,
			   s->index_n,
			   (struct scan_size){(uint16_t)rand(), (uint16_t)rand()});
		while (next_of(&s->scan, 1 + seed % 4, &r)) {
			struct scan_answer a = {.vb = vb,
						.n = (uint32_t)rand() % 64,
						.bytes = (uint32_t)rand() % 2000,
						.error_status =
							rand() % 5 ? 0 : rand() % 20,
						.error_index = rand() % 30 - 3};
			for (uint32_t i = 0; i < a.n; i++)
				make_up(s->reader, &vb[i], name[i]);
			scan_take(&s->scan, r.lane, &a, any_value, s);
			assert_true(++requests < 20000);
		}
		assert_true(scan_done(&s->scan));
	}
}

static void an_index_that_does_not_increase_ends_its_column(void **state)
{
	struct sim *s = *state;
	struct scan_request r;
	struct varbind vb[10];
	uint8_t name[32];

	make_table(s, &loads, 5, 0, 0);
	const struct column *c = &s->reader->column[0];
	memcpy(name, c->arcs, c->len);
	name[c->len] = 4;
	for (int i = 0; i < 10; i++)
		vb[i] = (struct varbind){
			.name = name, .name_len = c->len + 1u, .type = BER_INTEGER};
	scan_begin(&s->scan, s->reader, ~0u, NULL, 0, (struct scan_size){0});
	assert_true(next_of(&s->scan, 1, &r));
	struct scan_answer a = {.vb = vb, .n = 10, .bytes = 200};
	scan_take(&s->scan, r.lane, &a, any_value, s);
	assert_true(s->scan.looped);
	assert_true(scan_done(&s->scan));
	assert_int_equal(s->scan.varbinds, 1);
}

static bool enough(void *ctx, unsigned column, uint32_t index, const struct varbind *vb)
{
	any_value(ctx, column, index, vb);
	return false;
}

static void it_stops_when_there_are_rows_enough(void **state)
{
	struct sim *s = *state;
	struct scan_request r;

	make_table(s, &loads, 90, 0, 0);
	scan_begin(&s->scan, s->reader, ~0u, NULL, 0, (struct scan_size){0});
	assert_true(next_of(&s->scan, 1, &r));
	uint8_t name[32];
	const struct column *c = &s->reader->column[0];
	memcpy(name, c->arcs, c->len);
	name[c->len] = 4;
	struct varbind vb = {
		.name = name, .name_len = c->len + 1u, .type = BER_INTEGER};
	struct scan_answer a = {.vb = &vb, .n = 1, .bytes = 50};
	scan_take(&s->scan, r.lane, &a, enough, s);
	assert_true(s->scan.limited);
	assert_true(scan_done(&s->scan));
}

static void a_scan_that_is_stopped_is_done_when_its_requests_are(void **state)
{
	struct sim *s = *state;
	struct scan_request r[4];
	unsigned n = 0;

	make_table(s, &reader_traffic, 90, 0, 0);
	scan_begin(&s->scan, s->reader, ~0u, s->index, s->index_n,
		   (struct scan_size){0});
	while (n < 4 && next_of(&s->scan, 4, &r[n]))
		n++;
	assert_int_equal(n, 4);
	scan_stop(&s->scan, r[2].lane);
	assert_false(next_of(&s->scan, 4, &r[2]));
	answer(s, &r[0]);
	answer(s, &r[3]);
	assert_false(scan_done(&s->scan));
	answer(s, &r[1]);
	assert_true(scan_done(&s->scan));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(scalars_take_one_request),
		TEST(a_table_of_48_known_rows_takes_a_dozen_requests),
		TEST(unknown_rows_are_found_one_request_after_the_other),
		TEST(one_lane_means_one_request_at_a_time),
		TEST(every_value_is_taken_once_whatever_is_missing_or_cut),
		TEST(an_agent_with_little_room_is_asked_for_less_at_once),
		TEST(what_is_learnt_of_sizes_serves_the_next_scan),
		TEST(counters_of_48_ports_take_five_requests_once_their_size_is_known),
		TEST(how_much_an_agent_sends_at_most_is_remembered),
		TEST(an_expected_number_of_rows_is_asked_and_one_more),
		TEST(scalars_that_are_not_wanted_are_not_asked),
		TEST(an_error_at_one_object_ends_that_object),
		TEST(an_agent_that_only_errs_is_left_alone),
		TEST(made_up_answers_come_to_an_end),
		TEST(an_index_that_does_not_increase_ends_its_column),
		TEST(it_stops_when_there_are_rows_enough),
		TEST(a_scan_that_is_stopped_is_done_when_its_requests_are),
	};
	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
