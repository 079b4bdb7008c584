/*
 * The answer that nearly every request gets: numbers, of rows that are known, in the
 * order in which they were asked. What stands where is foretold, so a name costs a
 * comparison and a value goes from the datagram into its row. Whatever differs, by an
 * octet, is left to scan_take, which knows all that agents do.
 */
#include <endian.h>
#include <string.h>

#include "probes/wire/scan.h"

/* What an answer must hold: clocks and scalars, then these columns of each row. */
struct expected {
	struct scan *s;
	const struct scan_lane *lane;
	struct scan_shapes *shapes;
	struct scan_shape *shape; /* of the rows at hand; NULL: none yet */
	const uint8_t *end;
};

static inline uint64_t octets_at(const void *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

/* SEQUENCE, its length, OID, its length, and then the name; one octet of a value more
 * makes the first length longer by one. */
#define HEADERS 4
#define LONGER htobe64(UINT64_C(1) << 48)
#define NAME_MAX 15 /* octets of a name that first and back cover */
#define TYPE_MASK htobe64(UINT64_C(0xff))

static const uint8_t usual_type[] = {[VALUE_U8] = BER_INTEGER,
				     [VALUE_U32] = BER_COUNTER32,
				     [VALUE_U64] = BER_COUNTER64};

static struct scan_cell cell_of(const struct column *c, size_t index_size)
{
	uint8_t octets[HEADERS + NAME_MAX + 1] = {0};
	uint64_t name = c->len + index_size;

	octets[0] = BER_SEQUENCE;
	octets[1] = (uint8_t)(name + 4);
	octets[2] = BER_OID;
	octets[3] = (uint8_t)name;
	memcpy(octets + HEADERS, c->arcs, c->len);
	octets[HEADERS + name] = usual_type[c->kind];
	return (struct scan_cell){.front = octets_at(octets),
				  .first = octets_at(c->arcs),
				  .back = octets_at(octets + HEADERS + name - 7),
				  .value = (uint8_t)(HEADERS + name + 2),
				  .is_long = name > 4 + 7,
				  .kind = c->kind,
				  .offset = c->offset};
}

/* A number of 1 to 8 octets. Eight are read back from its end, for a name stands before
 * it; those that are not its own are shifted out. */
static inline uint64_t number_before(const uint8_t *end, size_t n)
{
	unsigned other = (unsigned)(0 - 8 * n) & 63;

	return be64toh(octets_at(end - 8)) << other >> other;
}

/* What column_store does, with a value of the usual type. */
static inline bool store(const struct scan_cell *c, const uint8_t *value, size_t n,
			 unsigned char *row)
{
	uint64_t v = number_before(value + n, n);
	uint32_t u32 = (uint32_t)v;

	if (c->kind == VALUE_U64) {
		memcpy(row + c->offset, &v, sizeof v);
		return true;
	}
	if (c->kind == VALUE_U32) {
		memcpy(row + c->offset, &u32, sizeof u32);
		return true;
	}
	row[c->offset] = (uint8_t)v;
	return v <= UINT8_MAX && n <= 4 && !(value[0] & 0x80);
}

/* A value of another type or length than it mostly has. */
static bool store_other(const struct scan_cell *c, const uint8_t *value, size_t n,
			unsigned char *row)
{
	uint8_t type = value[-2];

	if (type == BER_INTEGER && (value[0] & 0x80 || n > 4))
		return false;	    /* a negative one */
	if (n > 8 && value[0] != 0) /* it keeps a Counter64 positive */
		return false;
	if (c->kind == VALUE_U32 ? !column_is_number32(type)
				 : type != usual_type[c->kind])
		return false;
	return store(c, value + (n > 8), n - (n > 8), row);
}

static const uint8_t *take_other(const uint8_t *value, const uint8_t *end,
				 struct scan_cell *c, uint64_t index,
				 unsigned char *row)
{
	uint64_t back = octets_at(value - 1 - sizeof index);
	size_t len = value[-1];

	if ((back ^ (c->back | index)) & ~TYPE_MASK || len - 1 > 8 ||
	    value + len > end || !store_other(c, value, len, row))
		return NULL;
	if (value[-2] != BER_INTEGER) /* which may be negative, the next time */
		c->back = (c->back & ~TYPE_MASK) | (back & TYPE_MASK);
	return value + len;
}

/* A varbind of a cell is no longer than that, and nothing that is read to know it. */
#define CELL_MOST (HEADERS + NAME_MAX + 2 + 9)

/* The varbind of this column and this index (as it is encoded, at the end of the word
 * but for the type): SEQUENCE, its length, OID, its length, name, type, length, value.
 * Lengths below 128 are one octet each. Returns what stands behind it; NULL when it is
 * another one. roomy: there are CELL_MOST octets. */
static inline const uint8_t *take_cell(const uint8_t *p, const uint8_t *end,
				       struct scan_cell *c, uint64_t index,
				       unsigned char *row, bool roomy)
{
	const uint8_t *value = p + c->value;

	if (!roomy && value >= end)
		return NULL;
	size_t len = value[-1];
	if (octets_at(p) != c->front + len * LONGER)
		return NULL;
	if (c->is_long && octets_at(p + HEADERS) != c->first)
		return NULL;
	if (octets_at(value - 1 - sizeof index) != (c->back | index) || len - 1 > 7)
		return take_other(value, end, c, index, row);
	if (!roomy && value + len > end)
		return NULL;
	return store(c, value, len, row) ? value + len : NULL;
}

/* An index as it is encoded, and the octet of a type that is open, at the end of a
 * word; how many octets it takes. */
static inline size_t index_octets(uint32_t number, uint64_t *index)
{
	uint8_t octets[sizeof(uint64_t) + OID_ARC_OCTETS + 1] = {0};

	if (number < 0x80) {
		*index = htobe64((uint64_t)number << 8);
		return 1;
	}
	size_t size = oid_encode_arc(number, octets + sizeof(uint64_t));
	*index = octets_at(octets + size + 1);
	return size;
}

/* Numbers only, with names of one word at least and two at most; behind the arcs of a
 * column stands a zero. */
static bool is_regular(const struct column *c)
{
	return column_is_number(c) && c->len + 1u >= sizeof(uint64_t) &&
	       c->len + (size_t)OID_ARC_OCTETS <= NAME_MAX;
}

/* Without columns when they are others than these cells can be of. */
static void make_shape(struct scan_shape *shape, const struct reader *reader,
		       uint32_t columns, size_t size)
{
	*shape = (struct scan_shape){.reader = reader, .index = (uint8_t)size};
	for (uint32_t left = columns; left; left &= left - 1) {
		const struct column *c = &reader->column[__builtin_ctz(left)];
		if (!is_regular(c))
			return;
		shape->has |= c->has;
		shape->cell[shape->n++] = cell_of(c, size);
	}
	shape->columns = columns;
}

/* The cells of these columns where an index takes so many octets; NULL: there are none.
 */
static struct scan_shape *shape_of(const struct expected *e, uint32_t columns,
				   size_t size)
{
	uint32_t hash = (columns + (uint32_t)size) * UINT32_C(2654435761);
	struct scan_shape *shape = &e->shapes->at[hash >> 16 & (SCAN_SHAPES - 1)];

	if (shape->columns != columns || shape->index != size ||
	    shape->reader != e->s->reader)
		make_shape(shape, e->s->reader, columns, size);
	return shape->columns ? shape : NULL;
}

static inline const uint8_t *take_cells(const uint8_t *p, const struct expected *e,
					uint64_t index, unsigned char *row, bool roomy)
{
	struct scan_cell *c = e->shape->cell, *last = c + e->shape->n;

	for (; c < last; c++)
		if (!(p = take_cell(p, e->end, c, index, row, roomy)))
			return NULL;
	return p;
}

/* Returns what stands behind the row, NULL when it is another one. */
static inline const uint8_t *take_row(const uint8_t *p, struct expected *e,
				      uint32_t number, struct row *row)
{
	uint64_t index;
	size_t size = index_octets(number, &index);
	unsigned char *to = (unsigned char *)row;

	if (row->index != number)
		return NULL;
	if ((!e->shape || e->shape->index != size) &&
	    !(e->shape = shape_of(e, e->lane->columns, size)))
		return NULL;
	p = (size_t)(e->end - p) >= (size_t)e->shape->n * CELL_MOST
		    ? take_cells(p, e, index, to, true)
		    : take_cells(p, e, index, to, false);
	row->has |= e->shape->has;
	return p;
}

/* All columns, from the same row on. */
static bool foretold(const struct scan *s, const struct scan_lane *lane)
{
	return lane->level && !s->limited && lane->columns &&
	       lane->columns == (s->table & s->mask);
}

/* What was read of an answer that then turned out to be another. */
static void forget(const struct scan *s, const struct scan_lane *lane,
		   const struct rows *rows, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct row *row = rows_at(rows, lane->row + i);
		for (unsigned k = lane->fixed; k < lane->n; k++)
			row->has &= ~s->reader->column[lane->order[k]].has;
	}
}

static uint32_t take_rows(const struct scan *s, const struct scan_lane *lane,
			  const uint8_t *p, struct expected *e,
			  const struct rows *rows)
{
	uint32_t most = rows->n - lane->row < lane->rows ? rows->n - lane->row
							 : lane->rows;
	uint32_t n = 0;

	unsigned char *row = rows_at(rows, lane->row);

	for (; p && p < e->end && n < most; n++, row += rows->size)
		p = take_row(p, e, s->index[lane->row + n], (struct row *)(void *)row);
	if (p == e->end)
		return n;
	forget(s, lane, rows, n);
	return 0;
}

/* The clocks and scalars in front, when all of them are numbers as expected. Returns
 * where they end; NULL: they are not. */
static const uint8_t *take_clocks(const uint8_t *p, const struct expected *e,
				  struct scalars *to)
{
	struct scan_shape *shape = shape_of(e, e->lane->scalars, 1);

	if (!shape)
		return NULL;
	for (unsigned i = 0; p && i < shape->n; i++)
		p = take_cell(p, e->end, &shape->cell[i], 0, (unsigned char *)to,
			      false);
	to->row.has |= shape->has;
	return p;
}

/* The same of any kind. */
static const uint8_t *take_scalars(const uint8_t *p, const uint8_t *end,
				   struct varbind *vb, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (!ber_varbind(&p, end, &vb[i]))
			return NULL;
	return p;
}

static void give_clocks(struct scan *s, const struct scan_lane *lane)
{
	s->once &= ~lane->scalars;
	s->seen |= lane->scalars;
	s->varbinds += lane->fixed;
}

static void move_on(struct scan *s, struct scan_lane *lane, uint32_t rows)
{
	uint32_t columns = s->table & s->mask;

	lane->row += rows;
	if (lane->row == lane->row_end) {
		lane->ended = columns;
		lane->open = false;
	}
	s->seen |= columns;
	s->varbinds += rows * (lane->n - lane->fixed);
}

uint32_t scan_take_known(struct scan *s, unsigned number, const uint8_t *list, size_t n,
			 uint32_t bytes, const struct scan_into *into,
			 scan_value *value, void *ctx)
{
	struct scan_lane *lane = &s->lane[number];
	struct expected e = {
		.s = s, .lane = lane, .shapes = into->shapes, .end = list + n};
	struct scalars before = *into->scalars;
	struct varbind vb[READER_COLUMNS];
	uint32_t taken = 0;

	if (!foretold(s, lane))
		return 0;
	const uint8_t *table = take_clocks(list, &e, into->scalars);
	bool clocks = table != NULL;
	if (!clocks)
		table = take_scalars(list, e.end, vb, lane->fixed);
	if (table)
		taken = take_rows(s, lane, table, &e, into->rows);
	if (!clocks || !taken)
		*into->scalars = before;
	if (!taken)
		return 0;
	if (clocks)
		give_clocks(s, lane);
	for (unsigned i = 0; !clocks && i < lane->fixed; i++)
		scan_take_scalar(s, lane->order[i], &vb[i], value, ctx);
	lane->waiting = false;
	s->answers++;
	move_on(s, lane, taken);
	scan_learn(s, lane, bytes, taken * e.shape->n, taken < lane->rows);
	return taken;
}
