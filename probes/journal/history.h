/*
 * history: what was measured, for months, in a database of a fixed size. The keeper's.
 *
 * Each value of each thing (device, interface or sensor by name, kind) is a series; its
 * identity is its names, never an index. A series has a place in two rings:
 *   5 minutes   32 days of in and out, for a month is billed by its five minutes; 48 h
 *               of everything else
 *   1 hour      92 days of everything: the graph of 30 days, six weeks of hours for
 * what is usual and where it goes, a quarter to look back on A slot of a series is a
 * record of HISTORY_RECORD bytes: mean and extreme as 16-bit codes, the part of the
 * slot that was measured, and a check sum over these and the slot's number, so that a
 * record that is not of this slot, or damaged, is a gap.
 *
 * On disk a row holds one slot of HISTORY_PLACES series, a database page: what comes at
 * the same time is written at the same place, and a row is written anew when its ring
 * comes round. So a series takes 55,296 + 13,248 bytes of records when it is in or out
 * and 3,456 + 13,248 otherwise, and 20,000 of them cost 30 rows a slot: with
 * hours, log and all 185 kB a minute are written (measured). What is gathered is
 * written once a minute in one transaction, with WAL and synchronous=NORMAL: a power
 * cut loses the last minute and damages nothing. A damaged database is moved aside and
 * named.
 *
 * A place whose series had no value for longer than the rings reach is given to another
 * when the database is next opened. Nothing here is worth an event: whatever fails
 * costs records, which are counted, and nothing else.
 */
#ifndef NOCTOP_JOURNAL_HISTORY_H
#define NOCTOP_JOURNAL_HISTORY_H

#include "probes/model/recall.h"
#include "probes/model/rollup.h"

#define HISTORY_RECORD 6
#define HISTORY_PLACES 672
#define HISTORY_SCHEMA 1

struct history;

/* Open PATH.history beside the journal at path (NULL: in memory). notice gets what is
 * worth telling, "" nothing. NULL: there is none this time. */
struct history *history_open(const char *path, int64_t now_ms, char *notice,
			     size_t cap);
/* Write what is gathered, and close. NULL is fine. */
void history_close(struct history *, int64_t now_ms);

/* A roll-up came: merged with what its slot has already. Writes nothing. */
void history_take(struct history *, const struct rollup_row *, int64_t now_ms);
/* Milliseconds until something is to be written; -1 nothing. */
int64_t history_due_ms(const struct history *, int64_t now_ms);
/* Write, if it is due. False with history_why when that failed: it is tried again. */
bool history_flush(struct history *, int64_t now_ms);
const char *history_why(const struct history *);
/* It failed because the file is damaged: move it aside and begin anew; what was
 * gathered goes with it. */
bool history_damaged(const struct history *);
struct history *history_renew(struct history *, const char *path, int64_t now_ms,
			      char *notice, size_t cap);
/* Records that could not be kept: no place, or the disk did not take them in time. */
uint64_t history_lost(const struct history *);
uint32_t history_series(const struct history *);

/* A range up to now. Always answers; of what is not known with gaps. */
void history_recall(struct history *, const char *name, const char *entity,
		    enum rollup_kind, enum recall_range, int64_t now_ms,
		    struct recalled *);

/* Without a watch, or beside it: for reading what is written. NULL: there is none. */
struct history *history_open_read(const char *path, int64_t now_ms);
/* The 95th percentile of the five-minute means of in or out in this time, as far as it
 * is remembered; NAN none. *of is how many there are. */
float history_p95(struct history *, const char *name, const char *entity,
		  enum rollup_kind, int64_t from_ms, int64_t to_ms, uint32_t *of);

/* What the past says of the present, of everything it says something of: one piece of
 * the work a call. False: that was the last piece. */
typedef void history_learnt(void *ctx, const char *name, const char *entity,
			    enum rollup_kind, const struct learnt *);
struct history_lesson {
	int64_t now_ms;
	uint32_t next; /* piece; 0 to begin */
};
bool history_learn(struct history *, struct history_lesson *, history_learnt *,
		   void *ctx);

#endif
