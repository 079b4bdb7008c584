/*
 * scan, of rows that are known: what is foretold is taken as scan_take would take it,
 * and of anything else nothing is left.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "probes/wire/scan.h"

#define ROWS 6
#define OUT 4096

/* Of one, two and three octets. */
static const uint32_t known[ROWS] = {1, 7, 100, 300, 5000, 70000};

/* One way to read an answer: a scan with its request on its way, and what it takes. */
struct way {
	const uint32_t *known;
	struct scan scan;
	struct scan_request request;
	struct rows rows;
	struct scan_shapes shapes;
	struct scalars scalars;
	struct buf text;
};

/* The next request, with its objects by name. */
static bool next_of(struct scan *s, unsigned lanes, struct scan_request *r)
{
	if (!scan_next(s, lanes, r))
		return false;
	scan_names(s, r);
	return true;
}

static bool on_value(void *ctx, unsigned column, uint32_t index,
		     const struct varbind *vb)
{
	struct way *w = ctx;
	const struct column *c = &w->scan.reader->column[column];
	struct row *row = c->when == COLUMN_ROWS ? rows_get(&w->rows, index)
						 : &w->scalars.row;

	column_store(c, vb, row, &w->text);
	return true;
}

static void begin_at(struct way *w, uint32_t first)
{
	w->known = known + first;
	scan_begin(&w->scan, &reader_traffic, ~UINT32_C(0), w->known, ROWS - first,
		   (struct scan_size){256, 0});
	rows_known(&w->rows, reader_traffic.row_size, w->known, ROWS - first);
	memset(&w->scalars, 0, sizeof w->scalars);
	w->scan.most = 64;
	assert_true(next_of(&w->scan, 1, &w->request));
	/* No more rows than that come at once beside the scalars. */
	assert_true(w->request.max_repetitions > 1);
}

static void begin(struct way *w)
{
	begin_at(w, 0);
}

static void end(struct way *w)
{
	rows_fini(&w->rows);
	buf_fini(&w->text);
}

static enum ber_type type_of(const struct column *c)
{
	return c->kind == VALUE_U64  ? BER_COUNTER64
	       : c->kind == VALUE_U8 ? BER_INTEGER
				     : BER_COUNTER32;
}

static uint64_t value_of(const struct column *c, uint32_t index)
{
	return c->kind == VALUE_U64  ? UINT64_MAX / (index + c->len)
	       : c->kind == VALUE_U8 ? index % 128
				     : UINT32_MAX / (index + 2);
}

/* The answer of an agent that has it all: so many rows, and so many columns of one
 * more. Returns where its list stands. */
static struct ber_message reply(const struct way *w, uint8_t *out, unsigned rows,
				unsigned columns)
{
	const struct scan_lane *lane = &w->scan.lane[0];
	struct ber_writer writer;
	struct ber_message m = {0};

	ber_begin(&writer, out, OUT, SNMP_V2C, "c", 1, PDU_RESPONSE, 1, 0, 0);
	for (unsigned r = 0; r <= rows; r++)
		for (unsigned i = r ? lane->fixed : 0;
		     i < (r ? lane->n : lane->fixed); i++) {
			const struct column *c =
				&reader_traffic.column[lane->order[i]];
			uint32_t index = r ? w->known[lane->row + r - 1] : 0;
			struct oid name;
			column_oid(c, &name);
			name.arc[name.n++] = index;
			if (r < rows || !columns || i - lane->fixed < columns)
				ber_put_num(&writer, &name, type_of(c),
					    value_of(c, index));
		}
	assert_true(ber_open(out, ber_end(&writer), &m));
	return m;
}

static uint32_t take_known(struct way *w, const struct ber_message *m)
{
	struct scan_into into = {&w->rows, &w->scalars, &w->shapes};

	return scan_take_known(&w->scan, 0, m->list, m->list_len, 1000, &into, on_value,
			       w);
}

static void take(struct way *w, const struct ber_message *m)
{
	struct scan_answer a = {.vb = m->vb, .n = m->n, .bytes = 1000};

	scan_take(&w->scan, 0, &a, on_value, w);
}

static void assert_rows_blank(const struct way *w)
{
	for (uint32_t i = 0; i < w->rows.n; i++)
		assert_int_equal(((struct row *)rows_at(&w->rows, i))->has, 0);
	assert_int_equal(w->scalars.row.has, 0);
	assert_true(w->scan.lane[0].waiting);
	assert_int_equal(w->scan.varbinds, 0);
}

/* What is foretold ends as it ends without foresight. */
static void assert_same(const struct way *a, const struct way *b)
{
	const struct scan_lane *one = &a->scan.lane[0], *two = &b->scan.lane[0];

	assert_int_equal(a->rows.n, b->rows.n);
	assert_memory_equal(a->rows.data, b->rows.data, a->rows.n * a->rows.size);
	assert_memory_equal(&a->scalars, &b->scalars, sizeof a->scalars);
	assert_int_equal(one->row, two->row);
	assert_int_equal(one->open, two->open);
	assert_int_equal(one->waiting, two->waiting);
	assert_int_equal(a->scan.once, b->scan.once);
	assert_int_equal(a->scan.mask, b->scan.mask);
	assert_int_equal(a->scan.seen, b->scan.seen);
	assert_memory_equal(&a->scan.size, &b->scan.size, sizeof a->scan.size);
	assert_int_equal(a->scan.most, b->scan.most);
	if (one->open)
		assert_int_equal(one->level, two->level);
	if (one->open && !one->level)
		assert_memory_equal(one->cursor, two->cursor, sizeof one->cursor);
}

static void an_answer_as_expected_is_taken_whole(void **state)
{
	struct way fast = {0}, slow = {0};
	struct varbind vb[200];
	uint8_t out[OUT];

	(void)state;
	begin(&fast);
	begin(&slow);
	unsigned rows = fast.request.max_repetitions;
	struct ber_message m = reply(&fast, out, rows, 0);
	m.vb = vb;
	m.cap = 200;
	assert_true(ber_varbinds(&m));
	assert_int_equal(take_known(&fast, &m), rows);
	take(&slow, &m);
	assert_same(&fast, &slow);
	assert_int_equal(fast.scan.varbinds, rows * (fast.request.n - 5) + 5);
	end(&fast);
	end(&slow);
}

static void an_answer_cut_between_rows_is_gone_on_from(void **state)
{
	struct way fast = {0}, slow = {0};
	struct varbind vb[200];
	uint8_t out[OUT];

	(void)state;
	begin(&fast);
	begin(&slow);
	struct ber_message m = reply(&fast, out, 1, 0);
	m.vb = vb;
	m.cap = 200;
	assert_true(ber_varbinds(&m));
	assert_int_equal(take_known(&fast, &m), 1);
	take(&slow, &m);
	assert_same(&fast, &slow);
	assert_true(next_of(&fast.scan, 1, &fast.request));
	assert_int_equal(fast.request.name[fast.request.n - 1].index, known[0]);
	end(&fast);
	end(&slow);
}

static void an_answer_cut_within_a_row_is_left_alone(void **state)
{
	struct way w = {0};
	uint8_t out[OUT];

	(void)state;
	begin(&w);
	struct ber_message m = reply(&w, out, 2, 3);
	assert_int_equal(take_known(&w, &m), 0);
	assert_rows_blank(&w);
	m = reply(&w, out, 0, 0);
	assert_int_equal(take_known(&w, &m), 0);
	assert_rows_blank(&w);
	end(&w);
}

static void texts_are_left_to_others(void **state)
{
	struct way w = {0};
	uint8_t out[OUT];

	(void)state;
	begin(&w);
	struct ber_message m = reply(&w, out, 1, 0);
	scan_begin(&w.scan, &reader_names, ~UINT32_C(0), known, ROWS,
		   (struct scan_size){256, 0});
	assert_true(next_of(&w.scan, 1, &w.request));
	assert_int_equal(take_known(&w, &m), 0);
	end(&w);
}

/* Every octet of an answer changed, each in some ways: it is taken as it would have
 * been anyway, or left alone. */
static void assert_read_alike_or_left_alone(uint32_t first)
{
	static const uint8_t changes[] = {0x01, 0x02, 0x04, 0x40, 0x80, 0x81, 0xff};
	unsigned taken = 0, left = 0;
	struct varbind vb[200];
	uint8_t out[OUT];

	for (size_t at = 0;; at++) {
		struct way fast = {0}, slow = {0};
		begin_at(&fast, first);
		begin_at(&slow, first);
		struct ber_message m = reply(&fast, out, 2, 0);
		m.vb = vb;
		m.cap = 200;
		uint8_t *octet = (uint8_t *)(uintptr_t)m.list + at;
		for (size_t i = 0; at < m.list_len && i < sizeof changes; i++) {
			*octet ^= changes[i];
			begin_at(&fast, first);
			begin_at(&slow, first);
			if (take_known(&fast, &m)) {
				taken++;
				assert_true(ber_varbinds(&m));
				take(&slow, &m);
				assert_same(&fast, &slow);
			} else {
				left++;
				assert_rows_blank(&fast);
			}
			*octet ^= changes[i];
		}
		end(&fast);
		end(&slow);
		if (at >= m.list_len)
			break;
	}
	assert_true(taken > 100 && left > 100);
}

static void what_differs_by_an_octet_is_read_alike_or_left_alone(void **state)
{
	(void)state;
	assert_read_alike_or_left_alone(0);
}

/* Names of more than twelve octets. */
static void names_with_long_indexes_are_compared_whole(void **state)
{
	(void)state;
	assert_read_alike_or_left_alone(ROWS - 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_as_expected_is_taken_whole),
		cmocka_unit_test(an_answer_cut_between_rows_is_gone_on_from),
		cmocka_unit_test(an_answer_cut_within_a_row_is_left_alone),
		cmocka_unit_test(texts_are_left_to_others),
		cmocka_unit_test(what_differs_by_an_octet_is_read_alike_or_left_alone),
		cmocka_unit_test(names_with_long_indexes_are_compared_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
