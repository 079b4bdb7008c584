/*
 * Sizes are guessed from the number of columns first and then learnt from answers: too
 * few rows cost requests, too many cost fragments, and a wrong guess never costs a
 * value.
 */
#include "probes/wire/scan.h"

#include <string.h>

#define ANSWER_BYTES 1400 /* of varbinds in one frame of 1,500 */
#define VARBIND_BYTES 22  /* a number and its name, before anything is known */
#define ROWS_AT_ONCE 64
#define FIRST_FIT 10

enum { TOO_BIG = 1 }; /* RFC 3416 error-status */

static uint32_t bit(unsigned column)
{
	return UINT32_C(1) << column;
}

static unsigned kind_of(const struct scan *s, unsigned column)
{
	return s->reader->column[column].when;
}

/* Bits of the reader's columns of one kind. */
static uint32_t mask_of(const struct reader *r, enum column_when when)
{
	uint32_t mask = 0;

	for (unsigned i = 0; i < r->n; i++)
		if (r->column[i].when == when)
			mask |= bit(i);
	return mask;
}

static uint32_t table_mask(const struct scan *s)
{
	return s->mask & s->table;
}

void scan_begin(struct scan *s, const struct reader *r, uint32_t mask,
		const uint32_t *index, uint32_t n, uint8_t fit)
{
	memset(s, 0, sizeof *s);
	s->reader = r;
	s->once = mask_of(r, COLUMN_ONCE);
	s->always = mask_of(r, COLUMN_ALWAYS);
	s->table = mask_of(r, COLUMN_ROWS);
	s->mask = mask | s->once | s->always;
	s->index = index;
	s->index_n = n;
	s->fit = fit;
	s->most = ROWS_AT_ONCE;
	s->width = READER_COLUMNS;
}

/* --- what to ask ------------------------------------------------------------------ */

/* Rows of so many columns that an answer with so many scalars holds. */
static uint8_t rows_that_fit(const struct scan *s, unsigned fixed, unsigned columns)
{
	unsigned room = ANSWER_BYTES - fixed * VARBIND_BYTES;
	unsigned rows = room / (columns * VARBIND_BYTES);

	if (s->fit)
		rows = fixed > 1 && rows < s->fit ? rows : s->fit;
	else if (rows > FIRST_FIT)
		rows = FIRST_FIT;
	return (uint8_t)(rows > s->most ? s->most : rows ? rows : 1);
}

/* Give a lane the next rows: as many as one answer holds when they are known, else all.
 */
static bool open_lane(struct scan *s, struct scan_lane *lane)
{
	uint32_t table = table_mask(s);
	uint32_t from = s->next_row, known = s->index ? s->index_n : 1;
	int64_t before = -1;

	if (from >= known || !table || s->limited)
		return false;
	memset(lane, 0, sizeof *lane);
	lane->open = true;
	lane->level = s->index != NULL;
	lane->end = INT64_MAX;
	s->next_row = known;
	if (s->index) {
		unsigned columns = (unsigned)__builtin_popcount(table);
		uint32_t rows = rows_that_fit(
			s, s->once ? (unsigned)__builtin_popcount(s->once) + 1 : 1,
			columns);
		lane->row = from;
		lane->row_end = from + rows < known ? from + rows : known;
		lane->end = s->index[lane->row_end - 1];
		s->next_row = lane->row_end;
		before = from ? (int64_t)s->index[from - 1] : -1;
	}
	for (unsigned i = 0; i < READER_COLUMNS; i++)
		lane->cursor[i] = before;
	return true;
}

static bool any_waiting(const struct scan *s)
{
	for (unsigned i = 0; i < SCAN_LANES; i++)
		if (s->lane[i].waiting)
			return true;
	return false;
}

static void add_columns(struct scan_lane *lane, uint32_t columns)
{
	for (; columns; columns &= columns - 1)
		lane->order[lane->n++] = (uint8_t)__builtin_ctz(columns);
}

/* The lowest so many. */
static uint32_t first_bits(uint32_t bits, unsigned n)
{
	uint32_t some = 0;

	for (; n > 0 && bits; n--, bits &= bits - 1)
		some |= bits & -bits;
	return some;
}

/* Columns that are furthest behind. */
static uint32_t hindmost(const struct scan_lane *lane, uint32_t columns)
{
	int64_t behind = INT64_MAX;
	uint32_t some = 0;

	for (uint32_t left = columns; left; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctz(left);
		if (lane->cursor[i] < behind)
			some = 0;
		if (lane->cursor[i] <= behind)
			some |= bit(i);
		behind = lane->cursor[i] < behind ? lane->cursor[i] : behind;
	}
	return some;
}

/* The objects of the next request: clocks and scalars, then columns, in their order. Of
 * an agent that takes few at once, those that are furthest behind. */
static void choose(const struct scan *s, struct scan_lane *lane, uint32_t scalars)
{
	uint32_t left = lane->open ? table_mask(s) & ~lane->ended : 0;

	lane->n = 0;
	scalars = first_bits(scalars, s->width);
	add_columns(lane, scalars | (s->always & s->mask));
	lane->fixed = lane->n;
	if (s->width < READER_COLUMNS)
		left = first_bits(hindmost(lane, left),
				  s->width - (unsigned)__builtin_popcount(scalars));
	add_columns(lane, left);
}

static uint8_t rows_wanted(const struct scan *s, const struct scan_lane *lane)
{
	unsigned columns = lane->n - lane->fixed;

	if (columns == 0)
		return 0;
	uint32_t rows = rows_that_fit(s, lane->fixed, columns);

	if (s->index && rows > lane->row_end - lane->row)
		rows = lane->row_end - lane->row;
	return (uint8_t)(rows ? rows : 1);
}

static void build(const struct scan *s, const struct scan_lane *lane,
		  struct scan_request *out)
{
	out->lane = (unsigned)(lane - s->lane);
	out->pdu = lane->rows ? PDU_BULK : PDU_NEXT;
	out->n = lane->n;
	out->non_repeaters = lane->rows ? lane->fixed : 0;
	out->max_repetitions = lane->rows;
	for (unsigned i = 0; i < lane->n; i++) {
		unsigned column = lane->order[i];
		const struct column *c = &s->reader->column[column];
		out->name[i] = (struct ask_name){
			c->arcs, c->len, i < lane->fixed ? -1 : lane->cursor[column]};
	}
}

bool scan_next(struct scan *s, unsigned lanes, struct scan_request *out)
{
	for (unsigned i = 0; i < lanes && i < SCAN_LANES; i++) {
		struct scan_lane *lane = &s->lane[i];
		/* Scalars go alone ahead or with the first rows, never twice. */
		uint32_t scalars = any_waiting(s) ? 0 : s->once;
		if (lane->waiting)
			continue;
		if (!lane->open && !open_lane(s, lane) && !scalars)
			continue;
		choose(s, lane, scalars);
		lane->rows = rows_wanted(s, lane);
		lane->waiting = true;
		build(s, lane, out);
		return true;
	}
	return false;
}

/* --- what an answer brought ------------------------------------------------------- */

static void end_column(struct scan *s, struct scan_lane *lane, unsigned column)
{
	if (kind_of(s, column) == COLUMN_ROWS)
		lane->ended |= bit(column);
	else
		s->mask &= ~bit(column);
	s->once &= ~bit(column);
}

/* The agent cannot answer this much: fewer rows, then fewer columns, then not this one.
 */
static void shrink(struct scan *s, struct scan_lane *lane)
{
	if (lane->rows > 1) {
		s->most = (uint8_t)(lane->rows / 2);
	} else if (lane->n > 1 && s->width > 1) {
		s->width = (uint8_t)((lane->n < s->width ? lane->n : s->width) / 2);
	} else {
		for (unsigned i = 0; i < lane->n; i++)
			end_column(s, lane, lane->order[i]);
	}
}

static void take_error(struct scan *s, struct scan_lane *lane,
		       const struct scan_answer *a)
{
	bool points = a->error_index >= 1 && a->error_index <= lane->n;

	/* noSuchName of version 1, genErr of one object: the others are fine. */
	if (a->error_status != TOO_BIG && points)
		end_column(s, lane, lane->order[a->error_index - 1]);
	else
		shrink(s, lane);
}

static void give(struct scan *s, unsigned column, int64_t index,
		 const struct varbind *vb, scan_value *value, void *ctx)
{
	s->seen |= bit(column);
	s->varbinds++;
	if (!value(ctx, column, (uint32_t)index, vb) ||
	    s->varbinds >= SCAN_VARBINDS_MAX)
		s->limited = true;
}

void scan_take_scalar(struct scan *s, unsigned column, const struct varbind *vb,
		      scan_value *value, void *ctx)
{
	s->once &= ~bit(column);
	if (column_index(&s->reader->column[column], vb) == 0)
		give(s, column, 0, vb, value, ctx);
}

/* One value of a table. False when it is none: the column ends. */
static bool take_value(struct scan *s, struct scan_lane *lane, unsigned column,
		       const struct varbind *vb, scan_value *value, void *ctx)
{
	int64_t index = column_index(&s->reader->column[column], vb);

	if (index < 0 || index > lane->end || vb->type == BER_END_OF_MIB) {
		lane->ended |= bit(column);
		return false;
	}
	if (index <= lane->cursor[column]) {
		s->looped = true;
		lane->ended |= bit(column);
		return false;
	}
	lane->cursor[column] = index;
	if (index == lane->end)
		lane->ended |= bit(column);
	give(s, column, index, vb, value, ctx);
	return true;
}

/* How many rows the next answers can hold, from what this one did. A single row says
 * little about the next. */
void scan_learn(struct scan *s, const struct scan_lane *lane, uint32_t bytes,
		uint32_t rows, bool cut)
{
	if (cut && rows && rows < s->most)
		s->most = (uint8_t)rows;
	if (rows >= 2 && lane->fixed <= 1) {
		uint32_t fit = ANSWER_BYTES / (bytes / rows + 1);
		s->fit = (uint8_t)(fit > ROWS_AT_ONCE ? ROWS_AT_ONCE : fit ? fit : 1);
	}
	if (s->fit > s->most)
		s->fit = s->most;
}

static void take_values(struct scan *s, struct scan_lane *lane,
			const struct scan_answer *a, scan_value *value, void *ctx)
{
	unsigned columns = lane->n - lane->fixed;
	uint32_t ended = lane->ended, once = s->once, taken = 0, rows = 0;

	for (unsigned i = 0; i < lane->fixed; i++)
		scan_take_scalar(s, lane->order[i], &a->vb[i], value, ctx);
	for (uint32_t i = lane->fixed; i < a->n && !s->limited; i++) {
		unsigned column =
			lane->order[lane->fixed + (i - lane->fixed) % columns];
		if (!(lane->ended & bit(column)))
			taken += take_value(s, lane, column, &a->vb[i], value, ctx);
	}
	if (columns)
		rows = (a->n - lane->fixed) / columns;
	if (taken)
		scan_learn(s, lane, a->bytes, rows,
			   rows < lane->rows && lane->ended == ended);
	if (!taken && lane->ended == ended && s->once == once)
		shrink(s, lane);
}

/* Known rows that no column of the lane stands before any more. */
static void advance(struct scan *s, struct scan_lane *lane)
{
	uint32_t left = table_mask(s) & ~lane->ended;
	int64_t behind = INT64_MAX, ahead = -1;

	for (unsigned i = 0; i < s->reader->n; i++) {
		if (!(left & bit(i)))
			continue;
		behind = lane->cursor[i] < behind ? lane->cursor[i] : behind;
		ahead = lane->cursor[i] > ahead ? lane->cursor[i] : ahead;
	}
	lane->level = s->index && behind == ahead && !lane->ended;
	while (s->index && lane->row < lane->row_end && s->index[lane->row] <= behind)
		lane->row++;
	if (!left)
		lane->open = false;
	for (unsigned i = 0; i < SCAN_LANES && s->limited; i++)
		s->lane[i].open = false;
}

void scan_take(struct scan *s, unsigned number, const struct scan_answer *a,
	       scan_value *value, void *ctx)
{
	struct scan_lane *lane = &s->lane[number];

	lane->waiting = false;
	s->answers++;
	if (a->error_status)
		take_error(s, lane, a);
	else if (a->n < lane->fixed || (lane->n == lane->fixed && a->n > lane->fixed))
		shrink(s, lane);
	else
		take_values(s, lane, a, value, ctx);
	if (lane->open)
		advance(s, lane);
}

void scan_stop(struct scan *s, unsigned number)
{
	s->lane[number].waiting = false;
	s->once = 0;
	s->mask = 0;
	for (unsigned i = 0; i < SCAN_LANES; i++)
		s->lane[i].open = false;
}

bool scan_done(const struct scan *s)
{
	for (unsigned i = 0; i < SCAN_LANES; i++)
		if (s->lane[i].open || s->lane[i].waiting)
			return false;
	return !s->once && (!table_mask(s) || s->limited ||
			    s->next_row >= (s->index ? s->index_n : 1));
}
