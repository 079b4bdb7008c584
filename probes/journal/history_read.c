/*
 * Reading: rows of a range of slots, and of each the six bytes of one series. What is
 * gathered and not written yet comes over what the database has.
 */
#include <math.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/journal/history_private.h"
#include "probes/model/trend.h"

/* What of a ring goes where. */
struct range {
	const struct series_entry *e;
	enum ring ring;
	uint32_t first, n;
	float *mean, *extreme;
	uint8_t *cover;
};

static void put(const struct range *r, uint32_t at, const unsigned char *bytes)
{
	struct record record;

	if (at - r->first >= r->n || !record_get(bytes, r->e->kind, at, &record))
		return;
	at -= r->first;
	r->mean[at] = record.mean;
	if (r->extreme)
		r->extreme[at] = record.extreme;
	if (r->cover)
		r->cover[at] = record.cover;
}

/* Rows whose keys are in [from, to]. */
static void read_rows(struct history *h, const struct range *r, int64_t from,
		      int64_t to)
{
	sqlite3_stmt *st =
		sql_prepare(&h->sql, "SELECT at, substr(data, ?, ?) FROM slot "
				     "WHERE key BETWEEN ? AND ?");

	if (!st)
		return;
	sqlite3_bind_int64(
		st, 1, (int64_t)(r->e->place % HISTORY_PLACES) * HISTORY_RECORD + 1);
	sqlite3_bind_int(st, 2, HISTORY_RECORD);
	sqlite3_bind_int64(st, 3, from);
	sqlite3_bind_int64(st, 4, to);
	while (sqlite3_step(st) == SQLITE_ROW)
		if (sqlite3_column_bytes(st, 1) == HISTORY_RECORD)
			put(r, (uint32_t)sqlite3_column_int64(st, 0),
			    sqlite3_column_blob(st, 1));
	sqlite3_finalize(st);
}

/* The means (and extremes, cover: may be NULL) of a series in n slots from first on. */
static void fetch(struct history *h, const struct series_entry *e, enum ring ring,
		  uint32_t first, uint32_t n, float *mean, float *extreme,
		  uint8_t *cover)
{
	enum ring_class class = history_class(e->kind);
	uint32_t segment = e->place / HISTORY_PLACES, slots = ring_slots(ring, class);
	struct range r = {e, ring, first, n, mean, extreme, cover};
	int64_t from = slot_key(ring, class, segment, first);
	int64_t to = slot_key(ring, class, segment, first + n - 1);
	size_t in_row = e->place % HISTORY_PLACES * HISTORY_RECORD;

	if (from <= to && n <= slots) {
		read_rows(h, &r, from, to);
	} else { /* the ring comes round in it */
		read_rows(h, &r, from, slot_key(ring, class, segment, slots - 1));
		read_rows(h, &r, slot_key(ring, class, segment, 0), to);
	}
	for (uint32_t at = first; at < first + n; at++) {
		const struct page *page = history_page(h, ring, class, segment, at);

		if (page)
			put(&r, at, page->data + in_row);
	}
}

/* --- percentiles ---------------------------------------------------------------------
 */

/* The number of the first five minutes of the month that now is in (UTC). */
static uint32_t month_begins(int64_t now_ms)
{
	int64_t year;
	int month, day;

	clock_date(floor_div(now_ms / 1000, DAY_S), &year, &month, &day);
	return (uint32_t)(clock_days(year, month, 1) * DAY_S / ROLLUP_SLOT_S);
}

/* Both from one reading of the ring: what is of the range and what is of the month. */
static void percentiles(struct history *h, const struct series_entry *e,
			enum recall_range range, int64_t now_ms, struct recalled *out)
{
	static float mean[32 * 288], sorted[32 * 288];
	uint32_t now = (uint32_t)(now_ms / 1000 / ROLLUP_SLOT_S);
	uint32_t all = ring_slots(RING_FIVE, CLASS_TRAFFIC), first = now + 1 - all;
	uint32_t wanted = range == RECALL_DAY ? 288 : 30 * 288;
	uint32_t month = month_begins(now_ms);

	for (uint32_t i = 0; i < all; i++)
		mean[i] = NAN;
	fetch(h, e, RING_FIVE, first, all, mean, NULL, NULL);
	memcpy(sorted, mean, sizeof sorted);
	out->p95 =
		trend_percentile(sorted + (all - wanted), wanted, 0.95, &out->p95_of);
	memcpy(sorted, mean, sizeof sorted);
	month = month > first ? month - first : 0;
	out->month_p95 =
		trend_percentile(sorted + month, all - month, 0.95, &out->month_of);
}

void history_recall(struct history *h, const char *name, const char *entity,
		    enum rollup_kind kind, enum recall_range range, int64_t now_ms,
		    struct recalled *out)
{
	const struct series_entry *e = history_find(h, name, entity, kind);
	uint32_t now = (uint32_t)(now_ms / 1000 / recall_slot_s(range));

	*out = (struct recalled){
		.n = recall_slots(range), .p95 = NAN, .month_p95 = NAN};
	out->first = now + 1 - out->n;
	for (uint32_t i = 0; i < out->n; i++)
		out->mean[i] = out->extreme[i] = NAN;
	if (!e)
		return;
	fetch(h, e, range == RECALL_DAY ? RING_FIVE : RING_HOUR, out->first, out->n,
	      out->mean, out->extreme, out->cover);
	if (history_class(kind) == CLASS_TRAFFIC)
		percentiles(h, e, range, now_ms, out);
}

float history_p95(struct history *h, const char *name, const char *entity,
		  enum rollup_kind kind, int64_t from_ms, int64_t to_ms, uint32_t *of)
{
	static float mean[32 * 288];
	const struct series_entry *e = history_find(h, name, entity, kind);
	uint32_t all = ring_slots(RING_FIVE, CLASS_TRAFFIC);
	uint32_t end = (uint32_t)(to_ms / 1000 / ROLLUP_SLOT_S);
	uint32_t first = (uint32_t)(from_ms / 1000 / ROLLUP_SLOT_S);

	*of = 0;
	if (!e || history_class(kind) != CLASS_TRAFFIC || end <= first)
		return NAN;
	if (end - first > all)
		first = end - all;
	for (uint32_t i = 0; i < end - first; i++)
		mean[i] = NAN;
	fetch(h, e, RING_FIVE, first, end - first, mean, NULL, NULL);
	return trend_percentile(mean, end - first, 0.95, of);
}
