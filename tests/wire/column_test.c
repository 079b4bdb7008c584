/* column: what is of the type the MIB says is taken, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "probes/wire/reader.h"

/* A table with a column of every kind. */
struct everything {
	struct row row;
	uint8_t u8;
	uint32_t u32;
	uint64_t u64;
	struct span text, oid;
	uint8_t mac[6];
	uint32_t last;
};
#define EVERY(rest, kind, field, has)                                                  \
	COLUMN(ARCS_MIB2, rest, COLUMN_ROWS, kind, everything, field, has)
static const struct column u8 = EVERY("\x01", VALUE_U8, u8, 1);
static const struct column u32 = EVERY("\x02", VALUE_U32, u32, 2);
static const struct column u64 = EVERY("\x03", VALUE_U64, u64, 4);
static const struct column text = EVERY("\x04", VALUE_TEXT, text, 8);
static const struct column mac = EVERY("\x05", VALUE_MAC, mac, 16);
static const struct column last = EVERY("\x06", VALUE_LAST_ARC, last, 32);
static const struct column oid = EVERY("\x07", VALUE_OID, oid, 64);

static struct everything row;
static struct buf buf;

static int setup(void **state)
{
	(void)state;
	memset(&row, 0, sizeof row);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	buf_fini(&buf);
	return 0;
}

static bool number(const struct column *c, enum ber_type type, int64_t num)
{
	struct varbind vb = {.type = (uint8_t)type, .num = (uint64_t)num};

	return column_store(c, &vb, &row.row, &buf);
}

static bool bytes(const struct column *c, enum ber_type type, const void *data,
		  uint32_t n)
{
	struct varbind vb = {.type = (uint8_t)type, .bytes = data, .len = n};

	return column_store(c, &vb, &row.row, &buf);
}

static void enumerations_are_small_integers(void **state)
{
	(void)state;
	assert_true(number(&u8, BER_INTEGER, 7));
	assert_int_equal(row.u8, 7);
	assert_int_equal(row.row.has, 1);
	assert_false(number(&u8, BER_INTEGER, 256));
	assert_false(number(&u8, BER_INTEGER, -1));
	assert_false(number(&u8, BER_GAUGE32, 1));
	assert_int_equal(row.u8, 7);
}

static void numbers_may_be_of_any_32_bit_type(void **state)
{
	(void)state;
	assert_true(number(&u32, BER_COUNTER32, UINT32_MAX));
	assert_int_equal(row.u32, UINT32_MAX);
	assert_true(number(&u32, BER_GAUGE32, 1));
	assert_true(number(&u32, BER_TIMETICKS, 2));
	assert_int_equal(row.u32, 2);
	assert_false(number(&u32, BER_COUNTER64, 3));
	assert_false(number(&u32, BER_NO_SUCH_INSTANCE, 0));
	assert_false(bytes(&u32, BER_OCTETS, "4", 1));
	assert_int_equal(row.u32, 2);
}

/* hrStorageSize of a file system with more than 2^31 blocks. */
static void a_negative_integer_is_a_large_number(void **state)
{
	(void)state;
	assert_true(number(&u32, BER_INTEGER, -2));
	assert_int_equal(row.u32, UINT32_MAX - 1);
}

static void sixty_four_bits_are_counter64_only(void **state)
{
	(void)state;
	assert_true(number(&u64, BER_COUNTER64, INT64_MAX));
	assert_true(row.u64 == INT64_MAX);
	assert_false(number(&u64, BER_COUNTER32, 5));
	assert_false(number(&u64, BER_INTEGER, 5));
}

static void texts_are_kept_as_bytes_and_cut(void **state)
{
	static char big[2000];
	(void)state;

	assert_true(bytes(&text, BER_OCTETS, "a\0b", 3));
	assert_int_equal(row.text.len, 3);
	assert_memory_equal(buf.data + row.text.at, "a\0b", 3);
	assert_true(bytes(&text, BER_OCTETS, big, sizeof big));
	assert_int_equal(row.text.len, 512);
	assert_true(bytes(&text, BER_OCTETS, NULL, 0));
	assert_int_equal(row.text.len, 0);
	assert_false(number(&text, BER_INTEGER, 1));
}

static void a_mac_address_has_six_bytes(void **state)
{
	(void)state;
	assert_true(bytes(&mac, BER_OCTETS, "\1\2\3\4\5\6", 6));
	assert_int_equal(row.mac[5], 6);
	assert_false(bytes(&mac, BER_OCTETS, "", 0));
	assert_false(bytes(&mac, BER_OCTETS, "\1\2\3\4\5\6\7\10", 8));
}

static void object_identifiers_are_read_whole_or_by_their_last_arc(void **state)
{
	(void)state;
	assert_true(bytes(&last, BER_OID, "\x2b\x06\x01\x02\x01\x19\x02\x01\x02", 9));
	assert_int_equal(row.last, 2);
	assert_true(bytes(&oid, BER_OID, "\x2b\x06\x01\x04\x01\xbf\x08", 7));
	assert_int_equal(row.oid.len, strlen("1.3.6.1.4.1.8072"));
	assert_memory_equal(buf.data + row.oid.at, "1.3.6.1.4.1.8072", row.oid.len);
	assert_false(bytes(&last, BER_OID, "\x2b\x86", 2));
	assert_false(bytes(&last, BER_OID, "", 0));
	assert_false(bytes(&oid, BER_OCTETS, "\x2b", 1));
}

static int64_t index_of(const char *name, size_t n)
{
	struct varbind vb = {.name = (const uint8_t *)name, .name_len = (uint32_t)n};

	return column_index(&u8, &vb);
}
#define INDEX(rest) index_of(ARCS_MIB2 "\x01" rest, sizeof(ARCS_MIB2 "\x01" rest) - 1)

static void an_index_is_one_arc_below_the_column(void **state)
{
	(void)state;
	assert_int_equal(INDEX("\x00"), 0);
	assert_int_equal(INDEX("\x7f"), 127);
	assert_int_equal(INDEX("\x81\x00"), 128);
	assert_true(INDEX("\x8f\xff\xff\xff\x7f") == UINT32_MAX);
	assert_int_equal(INDEX(""), -1);
	assert_int_equal(INDEX("\x01\x02"), -1);
	assert_int_equal(INDEX("\x81"), -1);
	assert_int_equal(INDEX("\x90\x80\x80\x80\x00"), -1);
	assert_int_equal(INDEX("\x81\x81\x81\x81\x81\x01"), -1);
	assert_int_equal(index_of(ARCS_MIB2 "\x02\x01", 7), -1);
}

static void rows_are_ordered_however_they_come(void **state)
{
	static const uint32_t order[] = {5, 9, 7, 1, 5, 8, 1, UINT32_MAX, 0, 7};
	static const uint32_t expected[] = {0, 1, 5, 7, 8, 9, UINT32_MAX};
	struct rows rows = {0};
	(void)state;

	rows_begin(&rows, sizeof row);
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		((struct everything *)rows_get(&rows, order[i]))->u32 += order[i];
	assert_int_equal(rows.n, 7);
	for (uint32_t i = 0; i < rows.n; i++) {
		struct everything *r = rows_at(&rows, i);
		assert_int_equal(r->row.index, expected[i]);
		assert_ptr_equal(rows_find(&rows, expected[i]), r);
	}
	assert_null(rows_find(&rows, 6));
	rows_begin(&rows, sizeof row);
	assert_null(rows_find(&rows, 5));
	assert_int_equal(((struct everything *)rows_get(&rows, 5))->u32, 0);
	rows_fini(&rows);
}

static void there_are_only_so_many_rows(void **state)
{
	struct rows rows = {0};
	(void)state;

	rows_begin(&rows, sizeof row);
	for (uint32_t i = 0; i < ROWS_MAX; i++)
		assert_non_null(rows_get(&rows, i));
	assert_null(rows_get(&rows, ROWS_MAX));
	assert_non_null(rows_get(&rows, 7));
	rows_fini(&rows);
}

/* Every column of every reader is well-formed, and no two set the same field. */
static void the_readers_make_sense(void **state)
{
	static const struct reader *const all[] = {&reader_hello, &reader_system,
						   &reader_names, &reader_traffic,
						   &reader_health};
	(void)state;

	for (size_t r = 0; r < sizeof all / sizeof *all; r++) {
		assert_in_range(all[r]->n, 1, READER_COLUMNS);
		for (unsigned i = 0; i < all[r]->n; i++) {
			const struct column *c = &all[r]->column[i];
			struct oid name;
			column_oid(c, &name);
			assert_true(name.n >= 8);
			assert_int_not_equal(c->has, 0);
			if (c->when == COLUMN_ROWS)
				assert_in_range(c->offset, sizeof(struct row),
						all[r]->row_size - 1);
			for (unsigned k = 0; k < i; k++)
				assert_true(all[r]->column[k].offset != c->offset ||
					    all[r]->column[k].when != c->when);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(enumerations_are_small_integers),
		TEST(numbers_may_be_of_any_32_bit_type),
		TEST(a_negative_integer_is_a_large_number),
		TEST(sixty_four_bits_are_counter64_only),
		TEST(texts_are_kept_as_bytes_and_cut),
		TEST(a_mac_address_has_six_bytes),
		TEST(object_identifiers_are_read_whole_or_by_their_last_arc),
		TEST(an_index_is_one_arc_below_the_column),
		TEST(rows_are_ordered_however_they_come),
		TEST(there_are_only_so_many_rows),
		TEST(the_readers_make_sense),
	};
	return cmocka_run_group_tests_name("column", tests, NULL, NULL);
}
