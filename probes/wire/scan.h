/*
 * scan: reading tables of an agent in as few requests as it allows: which objects to
 * ask next, and what an answer brought. Pure: the caller sends and receives.
 *
 * A request is GETBULK: the scalars, then so many rows of all columns as an answer of
 * one frame holds (larger ones are cut into fragments, which firewalls drop); how many
 * those are is learnt to the octet, for half-empty answers cost most of what full ones
 * do. Where
 * the agent cuts, the next request goes on, each column from where it stands, so that
 * tables with gaps and agents that answer oddly are read right. Of rows that are known
 * several requests can be on their way at once (lanes); unknown ones are found one
 * after the other.
 *
 * Ends for certain: each answer moves a column on, ends one, or makes the next request
 * smaller.
 */
#ifndef NOCTOP_WIRE_SCAN_H
#define NOCTOP_WIRE_SCAN_H

#include <stdbool.h>

#include "probes/wire/ask.h"
#include "probes/wire/reader.h"

#define SCAN_LANES 4
#define SCAN_VARBINDS_MAX (ROWS_MAX * 24) /* taken in one scan */

struct scan_lane {
	bool open;	       /* has rows to read */
	bool waiting;	       /* a request of it is on its way */
	bool level;	       /* all columns stand before the same known row */
	uint32_t ended;	       /* bits: columns that have nothing more for it */
	uint32_t row, row_end; /* known rows: where it stands, and where it ends */
	int64_t end;	       /* the last index it wants */
	/* the request on its way */
	uint8_t order[READER_COLUMNS]; /* its objects: columns of the reader */
	uint32_t scalars, columns;     /* the same as bits */
	uint8_t fixed, n, rows;	       /* of them scalars; all; rows asked */
	/* The last index of each column, -1 none; while level it is that of the known
	 * row before, and not kept here. */
	int64_t cursor[READER_COLUMNS];
};

/* A column of an answer as it stands in memory, for indexes of one length: the eight
 * octets that its varbind begins with when its value has none; the first eight of its
 * name; the last seven of it, without the index, and the type that the value had last;
 * how far it is to the value. Front and back are all of a name that is not long. */
struct scan_cell {
	uint64_t front, first, back;
	uint16_t offset;
	uint8_t value, kind;
	bool is_long;
};

/* Cells of the same columns and length of an index stand alike in the answers of all
 * devices, so all scans share them. Zeroed at first. */
#define SCAN_SHAPES 64
struct scan_shape {
	const struct reader *reader;
	uint32_t columns; /* bits; 0: none */
	uint32_t has;	  /* of a row that has them all */
	uint8_t n, index; /* cells; octets of an index */
	struct scan_cell cell[READER_COLUMNS];
};
struct scan_shapes {
	struct scan_shape at[SCAN_SHAPES];
};

/* Where an answer goes that is what is expected: rows are those of the caller, the known
 * ones standing where they stand in index; shapes those of all scans. */
struct scan_into {
	const struct rows *rows;
	struct scalars *scalars;
	struct scan_shapes *shapes;
};

/* What is learnt of the size of an agent's answers; 0 each: not known. */
struct scan_size {
	uint16_t row;  /* octets of a row, in 1/1024 of what its columns suggest */
	uint16_t room; /* octets of the largest answer of an agent that cuts */
};

struct scan {
	const struct reader *reader;
	uint32_t mask;		    /* bits: columns to be read */
	uint32_t table, always;	    /* of the reader: columns of rows; clocks */
	uint32_t once;		    /* bits: scalars still to be asked */
	uint32_t seen;		    /* bits: columns that gave a value */
	const uint32_t *index;	    /* of the known rows, the caller's; NULL: unknown */
	uint32_t index_n, next_row; /* handed out to lanes so far */
	struct scan_size size;	    /* as it was known, and as it is by now */
	uint16_t row_seen;	    /* the largest of this scan, as size.row */
	uint16_t cells_bytes;	    /* of these columns, asked for last */
	uint32_t cells;
	uint8_t most;		    /* rows an answer holds at most */
	uint8_t width;		    /* columns asked at once */
	bool numbers;		    /* no column of texts among them */
	bool looped;	   /* an index did not increase: the agent is broken */
	bool erred;	   /* an object had an error that is not its absence */
	bool limited;	   /* more than SCAN_VARBINDS_MAX, or than ROWS_MAX rows */
	uint32_t varbinds, answers;
	/* so many rows of these columns an answer holds beside these scalars; 0: ask */
	uint32_t fit_scalars, fit_columns, fit;
	struct scan_lane lane[SCAN_LANES];
};

struct scan_request {
	unsigned lane;
	enum ber_pdu_type pdu; /* PDU_BULK, or PDU_NEXT for scalars alone */
	uint8_t n, non_repeaters, max_repetitions;
	uint32_t objects; /* bits: columns of the reader */
	bool level;	  /* all but the non-repeaters have this index; -1: none */
	int64_t index;
	struct ask_name name[READER_COLUMNS]; /* by scan_names */
};
struct scan_answer {
	int32_t error_status, error_index;
	const struct varbind *vb;
	uint32_t n, bytes;
};
/* A value: column is its number in the reader. Return false to say that rows are
 * enough.
 */
typedef bool scan_value(void *ctx, unsigned column, uint32_t index,
			const struct varbind *);

/* Read the columns and scalars of mask (and all clocks). index: the n known rows, in
 * order, which must stay until the end; NULL: they are unknown, but n are expected (0:
 * any number). What scan_learnt said last time, or zeroes. */
void scan_begin(struct scan *, const struct reader *, uint32_t mask,
		const uint32_t *index, uint32_t n, struct scan_size);
/* For the next scan of the same agent by this reader. */
struct scan_size scan_learnt(const struct scan *);
/* The next request, while not more than `lanes` are on their way; false: none now. */
bool scan_next(struct scan *, unsigned lanes, struct scan_request *);
/* Its objects by name. */
void scan_names(const struct scan *, struct scan_request *);
/* The answer to the request of a lane. */
void scan_take(struct scan *, unsigned lane, const struct scan_answer *, scan_value *,
	       void *ctx);
/* The same for an answer of version 2c without error, as it came: taken when it is what
 * is expected, numbers of the known rows in their order, without taking a name apart;
 * values are given for scalars that are not. Returns how many rows it brought, from
 * lane.row on; 0: it is another answer, nothing of it is left, scan_take may have it. */
uint32_t scan_take_known(struct scan *, unsigned lane, const uint8_t *list, size_t n,
			 uint32_t bytes, const struct scan_into *, scan_value *,
			 void *ctx);
/* No answer came, though the agent lives: it was too much for the agent, or for the way
 * (large answers are cut into fragments, and those get lost). Fewer rows are asked
 * next, then one; what comes through is learnt. False: it asked for one row only. */
bool scan_lost(struct scan *, unsigned lane);
/* No answer came, and none is expected: the request of this lane is over, and so is
 * what is not asked yet. */
void scan_stop(struct scan *, unsigned lane);
/* Inside, for scan_known.c: the value of a scalar; and how much the next answers can
 * hold, from what one did: so many values of its columns, cut or not. */
void scan_take_scalar(struct scan *, unsigned column, const struct varbind *,
		      scan_value *, void *ctx);
void scan_learn(struct scan *, const struct scan_lane *, uint32_t bytes, uint32_t cells,
		bool cut);
/* Nothing to ask and nothing on its way. */
bool scan_done(const struct scan *);

#endif
