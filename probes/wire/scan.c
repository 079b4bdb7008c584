/*
 * Sizes are guessed from the number of columns first and then learnt from answers: too
 * few rows cost requests, too many cost fragments, and a wrong guess never costs a
 * value.
 */
#include "probes/wire/scan.h"

#include <stddef.h>
#include <string.h>

#define ANSWER_BYTES 1452 /* in one frame of 1,500, behind the headers of IPv6 */
#define TEXT_ROOM 60	  /* of which so many stay free when texts are among them */
#define NUMBER_ROOM 12	  /* numbers grow, too */
#define MESSAGE_BYTES 44  /* around the varbinds, with a community */
#define CUT_SLACK 4	  /* what rounding takes from an answer that was cut */
#define ROWS_AT_ONCE 64
#define FIRST_ROWS 10
#define LOST_PART 4
#define ROW_UNIT 1024 /* of scan_size.row */

enum { TOO_BIG = 1 }; /* RFC 3416 error-status */

static uint32_t bit(unsigned column)
{
	return UINT32_C(1) << column;
}

static unsigned kind_of(const struct scan *s, unsigned column)
{
	return s->reader->column[column].when;
}

static uint32_t table_mask(const struct scan *s)
{
	return s->mask & s->table;
}

/* Octets of an object and its value, as they mostly are. */
static unsigned cell_bytes(const struct column *c)
{
	static const uint8_t value[] = {
		[VALUE_U8] = 1,	   [VALUE_U32] = 4, [VALUE_U64] = 6,
		[VALUE_TEXT] = 12, [VALUE_MAC] = 6, [VALUE_LAST_ARC] = 9,
		[VALUE_OID] = 9,
	};

	return 2 + 2 + c->len + 1u + 2 + value[c->kind];
}

static unsigned cells_bytes(const struct scan *s, uint32_t columns)
{
	unsigned bytes = 0;

	if (columns == s->cells)
		return s->cells_bytes;
	for (; columns; columns &= columns - 1)
		bytes += cell_bytes(&s->reader->column[__builtin_ctz(columns)]);
	return bytes;
}

static bool has_text(const struct scan *s, uint32_t columns)
{
	for (; columns; columns &= columns - 1)
		if (!column_is_number(&s->reader->column[__builtin_ctz(columns)]))
			return true;
	return false;
}

static void clear_lane(struct scan_lane *lane)
{
	memset(lane, 0, offsetof(struct scan_lane, cursor));
}

void scan_begin(struct scan *s, const struct reader *r, uint32_t mask,
		const uint32_t *index, uint32_t n, struct scan_size size)
{
	uint32_t kinds[COLUMN_WHENS] = {0};

	memset(s, 0, offsetof(struct scan, lane));
	for (unsigned i = 0; i < SCAN_LANES; i++)
		clear_lane(&s->lane[i]);
	s->reader = r;
	for (unsigned i = 0; i < r->n; i++)
		kinds[r->column[i].when] |= bit(i);
	s->once = kinds[COLUMN_ONCE] & mask;
	s->always = kinds[COLUMN_ALWAYS];
	s->table = kinds[COLUMN_ROWS];
	s->mask = mask | s->always;
	s->index = index;
	s->index_n = n;
	s->size = size;
	s->most = ROWS_AT_ONCE;
	s->width = READER_COLUMNS;
	s->cells_bytes = (uint16_t)cells_bytes(s, s->mask & s->table);
	s->cells = s->mask & s->table;
	s->numbers = !has_text(s, s->cells);
}

/* --- how much an answer holds ------------------------------------------------------
 */

static uint32_t count_rows(const struct scan *s, uint32_t scalars, uint32_t columns)
{
	unsigned room = ANSWER_BYTES - (s->numbers ? NUMBER_ROOM : TEXT_ROOM);
	unsigned row = cells_bytes(s, columns), most = s->most;
	unsigned taken = MESSAGE_BYTES + cells_bytes(s, scalars), rows;

	if (s->size.room && s->size.room < room)
		room = s->size.room;
	rows = room > taken ? (room - taken) * ROW_UNIT /
				      (row * (s->size.row ? s->size.row : ROW_UNIT))
			    : 0;
	if (!s->size.row && most > FIRST_ROWS)
		most = FIRST_ROWS;
	return rows > most ? most : rows ? rows : 1;
}

/* Rows of these columns that an answer with these scalars holds. */
static uint32_t rows_that_fit(struct scan *s, uint32_t scalars, uint32_t columns)
{
	if (!s->fit || s->fit_scalars != scalars || s->fit_columns != columns) {
		s->fit = count_rows(s, scalars, columns);
		s->fit_scalars = scalars;
		s->fit_columns = columns;
	}
	return s->fit;
}

static uint32_t bits_of(const uint8_t *order, unsigned n)
{
	uint32_t bits = 0;

	for (unsigned i = 0; i < n; i++)
		bits |= bit(order[i]);
	return bits;
}

/* A row as large as those of this answer is to be expected. A single one says little.
 */
static void learn_row(struct scan *s, const struct scan_lane *lane, uint32_t bytes,
		      uint32_t cells)
{
	unsigned columns = lane->n - lane->fixed;
	const uint8_t *first = lane->order + lane->fixed;
	unsigned around = MESSAGE_BYTES + cells_bytes(s, lane->scalars);
	unsigned wanted = cells / columns * cells_bytes(s, lane->columns) +
			  cells_bytes(s, bits_of(first, cells % columns));

	if (cells < 2 * columns || bytes <= around)
		return;
	unsigned row = ((bytes - around) * ROW_UNIT + wanted - 1) / wanted;
	row = row > UINT16_MAX ? UINT16_MAX : row;
	if (row > s->row_seen)
		s->row_seen = (uint16_t)row;
	if (s->row_seen > s->size.row)
		s->size.row = s->row_seen;
}

void scan_learn(struct scan *s, const struct scan_lane *lane, uint32_t bytes,
		uint32_t cells, bool cut)
{
	uint32_t rows = cells / (lane->n - lane->fixed);
	bool less =
		s->most < ROWS_AT_ONCE && rows == s->most; /* than it was asked first */
	struct scan_size before = s->size;
	uint8_t most = s->most;

	if (cut && rows && rows < s->most)
		s->most = (uint8_t)rows;
	if (bytes < ANSWER_BYTES && ((cut && rows) || (less && !s->size.room)))
		s->size.room = (uint16_t)(bytes + CUT_SLACK);
	learn_row(s, lane, bytes, cells);
	if (s->most != most || s->size.row != before.row || s->size.room != before.room)
		s->fit = 0;
}

struct scan_size scan_learnt(const struct scan *s)
{
	return (struct scan_size){s->row_seen ? s->row_seen : s->size.row,
				  s->size.room};
}

/* --- what to ask ------------------------------------------------------------------ */

/* Of so many known rows that are left, all answers get alike many, so that few of them
 * come near the limit. */
static uint32_t rows_of_lane(struct scan *s, uint32_t scalars, uint32_t left)
{
	uint32_t fit = rows_that_fit(s, scalars | s->always, table_mask(s));
	uint32_t answers = (left + fit - 1) / fit;

	return scalars ? (left < fit ? left : fit) : (left + answers - 1) / answers;
}

/* The known index that a level lane stands behind. */
static int64_t level_at(const struct scan *s, const struct scan_lane *lane)
{
	return lane->row ? (int64_t)s->index[lane->row - 1] : -1;
}

static int64_t cursor_of(const struct scan *s, const struct scan_lane *lane,
			 unsigned column)
{
	return lane->level ? level_at(s, lane) : lane->cursor[column];
}

static void put_cursors(struct scan_lane *lane, int64_t at)
{
	for (unsigned i = 0; i < READER_COLUMNS; i++)
		lane->cursor[i] = at;
}

/* Give a lane the next rows: as many as one answer holds when they are known, else all.
 */
static bool open_lane(struct scan *s, struct scan_lane *lane, uint32_t scalars)
{
	uint32_t table = table_mask(s);
	uint32_t from = s->next_row, known = s->index ? s->index_n : 1;

	if (from >= known || !table || s->limited)
		return false;
	clear_lane(lane);
	lane->open = true;
	lane->level = s->index != NULL;
	lane->end = INT64_MAX;
	s->next_row = known;
	if (s->index) {
		lane->row = from;
		lane->row_end = from + rows_of_lane(s, scalars, known - from);
		lane->end = s->index[lane->row_end - 1];
		s->next_row = lane->row_end;
	} else {
		put_cursors(lane, -1);
	}
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
static uint32_t hindmost(const struct scan *s, const struct scan_lane *lane,
			 uint32_t columns)
{
	int64_t behind = INT64_MAX;
	uint32_t some = 0;

	for (uint32_t left = columns; left; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctz(left);
		int64_t at = cursor_of(s, lane, i);
		if (at < behind)
			some = 0;
		if (at <= behind)
			some |= bit(i);
		behind = at < behind ? at : behind;
	}
	return some;
}

/* The objects of the next request: clocks and scalars, then columns, in their order. Of
 * an agent that takes few at once, those that are furthest behind. */
static void choose(const struct scan *s, struct scan_lane *lane, uint32_t scalars)
{
	uint32_t left = lane->open ? table_mask(s) & ~lane->ended : 0;

	lane->n = 0;
	if (s->width < READER_COLUMNS) {
		scalars = first_bits(scalars, s->width);
		left = first_bits(hindmost(s, lane, left),
				  s->width - (unsigned)__builtin_popcount(scalars));
	}
	lane->scalars = scalars | (s->always & s->mask);
	lane->columns = left;
	add_columns(lane, lane->scalars);
	lane->fixed = lane->n;
	add_columns(lane, left);
}

static uint8_t rows_wanted(struct scan *s, const struct scan_lane *lane)
{
	if (lane->n == lane->fixed)
		return 0;
	uint32_t rows = rows_that_fit(s, lane->scalars, lane->columns);

	if (s->index && rows > lane->row_end - lane->row)
		rows = lane->row_end - lane->row;
	/* One more shows that it is the end. */
	if (!s->index && s->index_n && rows > s->index_n + 1)
		rows = s->index_n + 1;
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
	out->objects = lane->scalars | lane->columns;
	out->level = lane->level && lane->rows;
	out->index = out->level ? level_at(s, lane) : -1;
}

void scan_names(const struct scan *s, struct scan_request *out)
{
	const struct scan_lane *lane = &s->lane[out->lane];

	for (unsigned i = 0; i < lane->n; i++) {
		unsigned column = lane->order[i];
		const struct column *c = &s->reader->column[column];
		out->name[i] = (struct ask_name){
			c->arcs, c->len,
			i < lane->fixed ? -1 : cursor_of(s, lane, column)};
	}
}

bool scan_next(struct scan *s, unsigned lanes, struct scan_request *out)
{
	for (unsigned i = 0; i < lanes && i < SCAN_LANES; i++) {
		struct scan_lane *lane = &s->lane[i];
		/* Scalars go alone ahead or with the first rows, never twice. */
		uint32_t scalars = s->once && !any_waiting(s) ? s->once : 0;
		if (lane->waiting)
			continue;
		if (!lane->open && !open_lane(s, lane, scalars) && !scalars)
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
	s->fit = 0;
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

	s->erred |= a->error_status > ASK_NO_SUCH_NAME;
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

static void take_values(struct scan *s, struct scan_lane *lane,
			const struct scan_answer *a, scan_value *value, void *ctx)
{
	unsigned columns = lane->n - lane->fixed;
	uint32_t ended = lane->ended, once = s->once, taken = 0;
	uint32_t cells = a->n - lane->fixed;

	for (unsigned i = 0; i < lane->fixed; i++)
		scan_take_scalar(s, lane->order[i], &a->vb[i], value, ctx);
	for (uint32_t i = lane->fixed; i < a->n && !s->limited; i++) {
		unsigned column =
			lane->order[lane->fixed + (i - lane->fixed) % columns];
		if (!(lane->ended & bit(column)))
			taken += take_value(s, lane, column, &a->vb[i], value, ctx);
	}
	/* Of rows that are unknown it may just have been the end. */
	if (taken)
		scan_learn(s, lane, a->bytes, cells,
			   cells < lane->rows * columns &&
				   (s->index || lane->ended == ended));
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
	while (s->index && lane->row < lane->row_end && s->index[lane->row] <= behind)
		lane->row++;
	lane->level = s->index && behind == ahead && !lane->ended &&
		      behind == level_at(s, lane);
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
	if (lane->level)
		put_cursors(lane, level_at(s, lane));
	lane->level = false;
	if (a->error_status)
		take_error(s, lane, a);
	else if (a->n < lane->fixed || (lane->n == lane->fixed && a->n > lane->fixed))
		shrink(s, lane);
	else
		take_values(s, lane, a, value, ctx);
	if (lane->open)
		advance(s, lane);
}

/* Each that is lost costs its whole time: a quarter is tried, and then one. */
bool scan_lost(struct scan *s, unsigned number)
{
	struct scan_lane *lane = &s->lane[number];

	lane->waiting = false;
	if (lane->rows > s->most) /* on its way when another was lost */
		return true;
	if (lane->rows <= 1)
		return false;
	s->most = lane->rows >= 2 * LOST_PART ? lane->rows / LOST_PART : 1;
	s->size.room = 0;
	s->fit = 0;
	return true;
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
