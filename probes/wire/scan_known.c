/*
 * The answer that nearly every request gets: numbers, of rows that are known, in the
 * order in which they were asked. What stands where is foretold, so a name costs a
 * comparison and a value goes from the datagram into its row. Whatever differs, by an
 * octet, is left to scan_take, which knows all that agents do.
 */
#include <endian.h>
#include <string.h>

#include "probes/wire/scan.h"

/* A column of the answer: its arcs as two words, the second with its last octets at the
 * end, where room is made for an index. */
struct cell {
	uint64_t front, back;
	uint32_t has;
	uint16_t offset;
	uint8_t len, kind;
};

/* What an answer must hold: clocks and scalars, then these columns of each row. */
struct expected {
	const uint8_t *end;
	struct cell cell[READER_COLUMNS];
	unsigned n;
};

static inline uint64_t word(const void *octets)
{
	uint64_t v;

	memcpy(&v, octets, sizeof v);
	return be64toh(v);
}

static struct cell cell_of(const struct column *c)
{
	return (struct cell){.front = word(c->arcs),
			     .back = word(c->arcs + c->len - sizeof(uint64_t)),
			     .len = c->len,
			     .kind = c->kind,
			     .offset = c->offset,
			     .has = c->has};
}

/* What column_store does, with a value as it stands in an answer. Eight octets can be
 * read back from its end, for a name stands before it. */
static inline bool store(const struct cell *c, uint8_t type, const uint8_t *value,
			 size_t n, struct row *row)
{
	unsigned char *field = (unsigned char *)row + c->offset;
	bool fill = n == 9 && value[0] == 0; /* it keeps a Counter64 positive */
	bool negative = type == BER_INTEGER && (value[0] & 0x80 || n > 4);

	if (n == 0 || (n > sizeof(uint64_t) && !fill) || negative)
		return false;
	uint64_t v = word(value + n - sizeof v) & (UINT64_MAX >> (fill ? 0 : 64 - 8 * n));
	uint32_t u32 = (uint32_t)v;

	if (c->kind == VALUE_U64 && type == BER_COUNTER64)
		memcpy(field, &v, sizeof v);
	else if (c->kind == VALUE_U32 && column_is_number32(type))
		memcpy(field, &u32, sizeof u32);
	else if (c->kind == VALUE_U8 && type == BER_INTEGER && v <= UINT8_MAX)
		*field = (uint8_t)v;
	else
		return false;
	row->has |= c->has;
	return true;
}

/* An index as it is encoded: so many octets, at the end of the word. */
struct index {
	uint64_t octets;
	size_t n;
};

static struct index index_of(uint32_t number)
{
	uint8_t octets[sizeof(uint64_t) + OID_ARC_OCTETS] = {0};
	size_t n = oid_encode_arc(number, octets + sizeof(uint64_t));

	return (struct index){word(octets + n), n};
}

/* The varbind of this column and this index: SEQUENCE, its length, OID, its length,
 * name, type, length, value. Lengths below 128 are one octet each. Returns what stands
 * behind it; NULL when it is another one. */
static inline const uint8_t *take_cell(const uint8_t *p, const uint8_t *end,
				       const struct cell *c, struct index index,
				       struct row *row)
{
	size_t left = (size_t)(end - p), name = c->len + index.n;
	const uint8_t *value = p + 4 + name + 2;

	if (left < name + 6 || p[0] != BER_SEQUENCE || p[2] != BER_OID ||
	    p[3] != name || word(p + 4) != c->front ||
	    word(value - 2 - sizeof(uint64_t)) !=
		    (c->back << 8 * index.n | index.octets))
		return NULL;
	size_t len = value[-1];
	bool whole = p[1] == name + 4 + len && len < 0x80 && left >= name + 6 + len;
	return whole && store(c, value[-2], value, len, row) ? value + len : NULL;
}

/* Returns what stands behind the row, NULL when it is another one. */
static const uint8_t *take_row(const uint8_t *p, const struct expected *e,
			       uint32_t number, struct row *row)
{
	struct index index = index_of(number);

	if (row->index != number)
		return NULL;
	for (unsigned i = 0; p && i < e->n; i++)
		p = take_cell(p, e->end, &e->cell[i], index, row);
	return p;
}

/* All columns, from the same row on, and numbers only, with names of two words at most.
 */
static bool foretold(const struct scan *s, const struct scan_lane *lane,
		     struct expected *e)
{
	e->n = lane->n - lane->fixed;
	if (!lane->level || s->limited ||
	    e->n != (unsigned)__builtin_popcount(s->table & s->mask))
		return false;
	for (unsigned i = 0; i < e->n; i++) {
		const struct column *c = &s->reader->column[lane->order[lane->fixed + i]];
		if (!column_is_number(c) || c->len < sizeof(uint64_t) ||
		    c->len + (size_t)OID_ARC_OCTETS > 2 * sizeof(uint64_t))
			return false;
		e->cell[i] = cell_of(c);
	}
	return true;
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
			  const uint8_t *p, const struct expected *e,
			  const struct rows *rows)
{
	uint32_t most = rows->n - lane->row < lane->rows ? rows->n - lane->row
							 : lane->rows;
	uint32_t n = 0;

	for (; p && p < e->end && n < most; n++)
		p = take_row(p, e, s->index[lane->row + n],
			     rows_at(rows, lane->row + n));
	if (p == e->end)
		return n;
	forget(s, lane, rows, n);
	return 0;
}

/* The clocks and scalars in front. Returns where they end; NULL: broken. */
static const uint8_t *take_scalars(const uint8_t *p, const uint8_t *end,
				   struct varbind *vb, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (!ber_varbind(&p, end, &vb[i]))
			return NULL;
	return p;
}

static void move_on(struct scan *s, struct scan_lane *lane, uint32_t rows)
{
	uint32_t columns = s->table & s->mask;

	lane->row += rows;
	for (unsigned i = lane->fixed; i < lane->n; i++)
		lane->cursor[lane->order[i]] = s->index[lane->row - 1];
	if (lane->row == lane->row_end) {
		lane->ended = columns;
		lane->open = false;
	}
	s->seen |= columns;
	s->varbinds += rows * (lane->n - lane->fixed);
}

uint32_t scan_take_known(struct scan *s, unsigned number, const uint8_t *list, size_t n,
			 uint32_t bytes, const struct rows *rows, scan_value *value,
			 void *ctx)
{
	struct scan_lane *lane = &s->lane[number];
	struct varbind vb[READER_COLUMNS];
	struct expected e;

	e.end = list + n;
	if (!foretold(s, lane, &e))
		return 0;
	const uint8_t *table = take_scalars(list, e.end, vb, lane->fixed);
	uint32_t taken = table ? take_rows(s, lane, table, &e, rows) : 0;
	if (!taken)
		return 0;
	for (unsigned i = 0; i < lane->fixed; i++)
		scan_take_scalar(s, lane->order[i], &vb[i], value, ctx);
	lane->waiting = false;
	s->answers++;
	move_on(s, lane, taken);
	scan_learn(s, lane, bytes, taken * e.n, taken < lane->rows);
	return taken;
}
