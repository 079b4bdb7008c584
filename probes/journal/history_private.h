/*
 * history_private: the rings inside, for the files of history.
 */
#ifndef NOCTOP_JOURNAL_HISTORY_PRIVATE_H
#define NOCTOP_JOURNAL_HISTORY_PRIVATE_H

#include "probes/base/table.h"
#include "probes/journal/history.h"
#include "probes/journal/sql.h"

#define ROW_BYTES (HISTORY_PLACES * HISTORY_RECORD)
#define SEGMENTS_MAX 512 /* of a class: rows that stand beside each other */

enum ring { RING_FIVE, RING_HOUR, RINGS };
enum ring_class { CLASS_TRAFFIC, CLASS_HEALTH, CLASSES };

/* A row of the newest slots, until it is written. */
struct page {
	uint32_t at; /* the slot's number */
	bool dirty;
	unsigned char data[ROW_BYTES];
};

struct series_entry {
	char *key, *name, *entity; /* owned */
	enum rollup_kind kind;
	uint32_t place; /* in its class */
	uint32_t day;	/* of its last value, since 1970 */
	bool dirty;	/* its row is to be written */
};

struct history {
	struct sql sql;
	sqlite3_stmt *put_slot, *get_slot, *put_series;
	struct series_entry *series;
	uint32_t series_n, series_cap;
	struct strmap by_key;
	uint32_t *spare[CLASSES]; /* places to be given again */
	uint32_t spare_n[CLASSES], spare_cap[CLASSES];
	uint32_t places[CLASSES]; /* given so far */
	/* the newest two slots of each */
	struct page *page[CLASSES][RINGS][SEGMENTS_MAX][2];
	int64_t dirty_ms; /* since when there is something to write; 0 none */
	uint64_t lost;
};

enum ring_class history_class(enum rollup_kind);
uint32_t ring_slots(enum ring, enum ring_class);
int64_t slot_key(enum ring, enum ring_class, uint32_t segment, uint32_t at);
struct series_entry *history_find(const struct history *, const char *name,
				  const char *entity, enum rollup_kind);
/* The gathered row of a slot, NULL when it is only on disk. */
const struct page *history_page(const struct history *, enum ring, enum ring_class,
				uint32_t segment, uint32_t at);

/* --- records -------------------------------------------------------------------------
 */

struct record {
	float mean, extreme;
	uint8_t cover; /* of ROLLUP_WHOLE */
};
void record_put(unsigned char out[HISTORY_RECORD], enum rollup_kind, uint32_t at,
		const struct record *);
/* False: there is none of this slot, or it is damaged. */
bool record_get(const unsigned char in[HISTORY_RECORD], enum rollup_kind, uint32_t at,
		struct record *);
/* Put more of the same slot to what is there. */
void record_merge(unsigned char at[HISTORY_RECORD], enum rollup_kind, uint32_t slot,
		  const struct record *more);

#endif
