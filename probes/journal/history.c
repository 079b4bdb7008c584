/*
 * history: its database: opened, filled, written once a minute.
 *
 * Rows of the newest two slots are kept here, so that a row that hundreds of devices
 * fill one by one is written once. What could not be written stays and is tried again,
 * until its slots are so old that their places here are needed: then it is lost.
 */
#include "probes/journal/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/journal/history_private.h"
#include "probes/journal/store.h"

#define APPLICATION_ID 0x6e6f6369 /* "noci" */
#define FLUSH_MS 60000
#define NAME_BYTES 4200
#define KEY_BYTES (2 * (TEXT_BYTES_MAX + 1) + 4)
#define FORGOTTEN_DAYS 93 /* the rings do not reach back so far */
#define UNIT '\x1f'	  /* between the parts of a key: no text of ours has it */

static const uint32_t slots[RINGS][CLASSES] = {
	[RING_FIVE] = {[CLASS_TRAFFIC] = 32 * 288, [CLASS_HEALTH] = 2 * 288},
	[RING_HOUR] = {[CLASS_TRAFFIC] = 92 * 24, [CLASS_HEALTH] = 92 * 24},
};

enum ring_class history_class(enum rollup_kind kind)
{
	return kind == ROLLUP_IN || kind == ROLLUP_OUT ? CLASS_TRAFFIC : CLASS_HEALTH;
}

uint32_t ring_slots(enum ring ring, enum ring_class class)
{
	return slots[ring][class];
}

int64_t slot_key(enum ring ring, enum ring_class class, uint32_t segment, uint32_t at)
{
	return (int64_t)ring << 56 | (int64_t) class << 48 | (int64_t)segment << 24 |
	       at % ring_slots(ring, class);
}

const char *history_why(const struct history *h)
{
	return h->sql.why;
}

bool history_damaged(const struct history *h)
{
	int code = h->sql.error & 0xff;

	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

uint64_t history_lost(const struct history *h)
{
	return h->lost;
}

uint32_t history_series(const struct history *h)
{
	return h->series_n;
}

/* --- series --------------------------------------------------------------------------
 */

static void write_key(char out[KEY_BYTES], enum rollup_kind kind, const char *name,
		      const char *entity)
{
	snprintf(out, KEY_BYTES, "%c%c%s%c%s", 'a' + (char)kind, UNIT, name, UNIT,
		 entity);
}

struct series_entry *history_find(const struct history *h, const char *name,
				  const char *entity, enum rollup_kind kind)
{
	char key[KEY_BYTES];
	uint32_t i;

	write_key(key, kind, name, entity);
	i = strmap_find(&h->by_key, key);
	return i == NONE ? NULL : &h->series[i];
}

static char *copy(const char *s)
{
	char *own = strdup(s);

	if (!own)
		die("out of memory");
	return own;
}

static struct series_entry *enter(struct history *h, const char *name,
				  const char *entity, enum rollup_kind kind,
				  uint32_t place)
{
	enum ring_class class = history_class(kind);
	struct series_entry *e;
	char key[KEY_BYTES];

	write_key(key, kind, name, entity);
	TABLE_GROW(h->series, h->series_cap, h->series_n + 1);
	e = &h->series[h->series_n];
	*e = (struct series_entry){.key = copy(key),
				   .name = copy(name),
				   .entity = copy(entity),
				   .kind = kind,
				   .place = place};
	strmap_put(&h->by_key, e->key, h->series_n++);
	if (h->places[class] <= place)
		h->places[class] = place + 1;
	return e;
}

static struct series_entry *find_or_enter(struct history *h,
					  const struct rollup_row *row)
{
	enum ring_class class = history_class(row->kind);
	struct series_entry *e = history_find(h, row->name, row->entity, row->kind);
	uint32_t place;

	if (e)
		return e;
	if (h->spare_n[class])
		place = h->spare[class][--h->spare_n[class]];
	else if (h->places[class] < SEGMENTS_MAX * HISTORY_PLACES)
		place = h->places[class];
	else
		return NULL;
	return enter(h, row->name, row->entity, row->kind, place);
}

/* --- opening -------------------------------------------------------------------------
 */

static bool create(struct history *h)
{
	char sql[512];

	snprintf(sql, sizeof sql,
		 "BEGIN IMMEDIATE;"
		 "CREATE TABLE series (class INTEGER, place INTEGER, kind TEXT, "
		 "name TEXT, entity TEXT, day INTEGER, PRIMARY KEY (class, place)) "
		 "WITHOUT ROWID;"
		 "CREATE TABLE slot (key INTEGER PRIMARY KEY, at INTEGER, data BLOB);"
		 "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
		 APPLICATION_ID, HISTORY_SCHEMA);
	return sql_run(&h->sql, sql);
}

static int kind_of(const char *name)
{
	for (int k = 0; k < ROLLUP_KINDS; k++)
		if (name && strcmp(rollup_name((enum rollup_kind)k), name) == 0)
			return k;
	return -1;
}

/* A series of the database; one that nothing came of for so long that all its slots
 * are out of reach gives its place to another. */
static void load_one(struct history *h, sqlite3_stmt *st, uint32_t today)
{
	int kind = kind_of((const char *)sqlite3_column_text(st, 2));
	uint32_t class = (uint32_t)sqlite3_column_int(st, 0);
	uint32_t place = (uint32_t)sqlite3_column_int(st, 1);
	uint32_t day = (uint32_t)sqlite3_column_int(st, 5);
	const char *name = (const char *)sqlite3_column_text(st, 3);
	const char *entity = (const char *)sqlite3_column_text(st, 4);

	if (class >= CLASSES || place >= SEGMENTS_MAX * HISTORY_PLACES)
		return;
	if (h->places[class] <= place)
		h->places[class] = place + 1;
	if (kind < 0 || !name || !entity || day + FORGOTTEN_DAYS < today) {
		TABLE_GROW(h->spare[class], h->spare_cap[class], h->spare_n[class] + 1);
		h->spare[class][h->spare_n[class]++] = place;
		return;
	}
	enter(h, name, entity, (enum rollup_kind)kind, place)->day = day;
}

static bool load(struct history *h, uint32_t today)
{
	sqlite3_stmt *st = sql_prepare(
		&h->sql, "SELECT class, place, kind, name, entity, day FROM series");
	int code = st ? SQLITE_OK : h->sql.error;

	while (st && (code = sqlite3_step(st)) == SQLITE_ROW)
		load_one(h, st, today);
	sqlite3_finalize(st);
	return sql_note(&h->sql, code);
}

/* An empty database is version 0 and of nobody; true when it is ours and known. */
static bool check(struct history *h, int64_t *version, char *why, size_t cap)
{
	int64_t of, tables;

	if (!sql_number(&h->sql, "PRAGMA user_version", version) ||
	    !sql_number(&h->sql, "PRAGMA application_id", &of) ||
	    !sql_number(&h->sql, "SELECT count(*) FROM sqlite_schema", &tables)) {
		snprintf(why, cap, "%.200s", h->sql.why);
		return false;
	}
	if (*version > HISTORY_SCHEMA)
		snprintf(why, cap, "it was written by a newer noctop");
	else if (tables > 0 && of != APPLICATION_ID)
		snprintf(why, cap, "it is a database of another program");
	else
		return true;
	return false;
}

static bool prepare(struct history *h)
{
	h->put_slot =
		sql_prepare(&h->sql, "INSERT OR REPLACE INTO slot VALUES (?,?,?)");
	h->get_slot = sql_prepare(&h->sql, "SELECT at, data FROM slot WHERE key = ?");
	h->put_series = sql_prepare(
		&h->sql, "INSERT OR REPLACE INTO series VALUES (?,?,?,?,?,?)");
	return h->put_slot && h->get_slot && h->put_series;
}

static bool make_ready(struct history *h, const char *file, int64_t now_ms, char *why,
		       size_t cap)
{
	bool remote = file && store_is_remote(file);
	int64_t version;

	why[0] = '\0';
	if (h->sql.error == 0 && check(h, &version, why, cap) &&
	    sql_run(&h->sql, remote ? "PRAGMA journal_mode = DELETE"
				    : "PRAGMA journal_mode = WAL") &&
	    sql_run(&h->sql, "PRAGMA synchronous = NORMAL") &&
	    (version > 0 || create(h)) && prepare(h) &&
	    load(h, (uint32_t)(now_ms / 1000 / DAY_S)))
		return true;
	if (!why[0])
		snprintf(why, cap, "%.200s", h->sql.why);
	return false;
}

static struct history *open_once(const char *file, int64_t now_ms, bool *damaged,
				 char *why, size_t cap)
{
	struct history *h = calloc(1, sizeof *h);

	if (!h)
		die("out of memory");
	int code = sqlite3_open_v2(
		file ? file : ":memory:", &h->sql.db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	sqlite3_extended_result_codes(h->sql.db, 1);
	sql_note(&h->sql, code);
	if (make_ready(h, file, now_ms, why, cap))
		return h;
	*damaged = history_damaged(h);
	history_close(h, now_ms);
	return NULL;
}

static void name_of(char file[NAME_BYTES], const char *path)
{
	snprintf(file, NAME_BYTES, "%s.history", path ? path : "");
}

struct history *history_open(const char *path, int64_t now_ms, char *notice, size_t cap)
{
	char file[NAME_BYTES], why[256];
	bool damaged = false;
	struct history *h;

	notice[0] = '\0';
	name_of(file, path);
	h = open_once(path ? file : NULL, now_ms, &damaged, why, sizeof why);
	if (!h && path && damaged) {
		store_move_aside(file, now_ms, why, notice, cap);
		h = open_once(file, now_ms, &damaged, why, sizeof why);
	}
	if (!h)
		snprintf(notice, cap, "no history is kept in '%.300s': %s",
			 path ? file : "memory", why);
	return h;
}

static bool write_now(struct history *h, int64_t now_ms)
{
	if (h->dirty_ms)
		h->dirty_ms = 1; /* it is due */
	return history_flush(h, now_ms);
}

struct history *history_open_read(const char *path, int64_t now_ms)
{
	struct history *h = calloc(1, sizeof *h);
	char file[NAME_BYTES], why[256];
	int64_t version;

	if (!h)
		die("out of memory");
	name_of(file, path);
	if (sqlite3_open_v2(file, &h->sql.db,
			    SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
			    NULL) == SQLITE_OK &&
	    check(h, &version, why, sizeof why) && version > 0 &&
	    load(h, (uint32_t)(now_ms / 1000 / DAY_S)))
		return h;
	history_close(h, now_ms);
	return NULL;
}

static void free_pages(struct history *h)
{
	struct page **page = &h->page[0][0][0][0];

	for (size_t i = 0; i < sizeof h->page / sizeof *page; i++)
		free(page[i]);
}

void history_close(struct history *h, int64_t now_ms)
{
	if (!h)
		return;
	write_now(h, now_ms);
	sqlite3_finalize(h->put_slot);
	sqlite3_finalize(h->get_slot);
	sqlite3_finalize(h->put_series);
	sqlite3_close(h->sql.db);
	free_pages(h);
	for (uint32_t i = 0; i < h->series_n; i++) {
		free(h->series[i].key);
		free(h->series[i].name);
		free(h->series[i].entity);
	}
	free(h->series);
	for (int c = 0; c < CLASSES; c++)
		free(h->spare[c]);
	strmap_fini(&h->by_key);
	free(h);
}

struct history *history_renew(struct history *h, const char *path, int64_t now_ms,
			      char *notice, size_t cap)
{
	char file[NAME_BYTES], why[256], moved[1024];

	snprintf(why, sizeof why, "%.200s", h->sql.why);
	h->dirty_ms = 0; /* there is nowhere to write it */
	history_close(h, now_ms);
	name_of(file, path);
	if (path)
		store_move_aside(file, now_ms, why, moved, sizeof moved);
	h = history_open(path, now_ms, notice, cap);
	if (h && path)
		snprintf(notice, cap, "%s", moved);
	return h;
}

/* --- taking --------------------------------------------------------------------------
 */

const struct page *history_page(const struct history *h, enum ring ring,
				enum ring_class class, uint32_t segment, uint32_t at)
{
	const struct page *page = h->page[class][ring][segment][at & 1];

	return page && page->at == at ? page : NULL;
}

/* What the database has of this slot. */
static void load_page(struct history *h, int64_t key, struct page *page, uint32_t at)
{
	*page = (struct page){.at = at};
	sqlite3_bind_int64(h->get_slot, 1, key);
	if (sqlite3_step(h->get_slot) == SQLITE_ROW &&
	    sqlite3_column_int64(h->get_slot, 0) == at &&
	    sqlite3_column_bytes(h->get_slot, 1) == ROW_BYTES)
		memcpy(page->data, sqlite3_column_blob(h->get_slot, 1), ROW_BYTES);
	sqlite3_reset(h->get_slot);
}

static uint32_t lost_with(const struct page *page)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < HISTORY_PLACES; i++)
		n += page->data[i * HISTORY_RECORD + 4] != 0;
	return n;
}

/* The row of a slot, in the place of one two slots older. */
static struct page *page_for(struct history *h, enum ring ring, enum ring_class class,
			     uint32_t segment, uint32_t at, int64_t now_ms)
{
	struct page **page = &h->page[class][ring][segment][at & 1];

	if (*page && (*page)->at == at)
		return *page;
	if (!*page && !(*page = calloc(1, sizeof **page)))
		die("out of memory");
	if ((*page)->dirty && !write_now(h, now_ms) && ring == RING_FIVE)
		h->lost += lost_with(*page);
	load_page(h, slot_key(ring, class, segment, at), *page, at);
	return *page;
}

static void put_record(struct history *h, const struct series_entry *e, enum ring ring,
		       uint32_t at, const struct record *r, int64_t now_ms)
{
	uint32_t segment = e->place / HISTORY_PLACES;
	struct page *page =
		page_for(h, ring, history_class(e->kind), segment, at, now_ms);

	record_merge(page->data + e->place % HISTORY_PLACES * HISTORY_RECORD, e->kind,
		     at, r);
	page->dirty = true;
}

void history_take(struct history *h, const struct rollup_row *row, int64_t now_ms)
{
	static const uint32_t per_hour = 3600 / ROLLUP_SLOT_S;
	struct series_entry *e = find_or_enter(h, row);
	struct record r = {row->mean, row->extreme, row->cover};
	uint32_t day = (uint32_t)(row->slot * (int64_t)ROLLUP_SLOT_S / DAY_S);

	if (!e) {
		h->lost++;
		return;
	}
	if (e->day != day) {
		e->day = day;
		e->dirty = true;
	}
	put_record(h, e, RING_FIVE, row->slot, &r, now_ms);
	r.cover = (uint8_t)((row->cover + per_hour - 1) / per_hour);
	put_record(h, e, RING_HOUR, row->slot / per_hour, &r, now_ms);
	if (!h->dirty_ms)
		h->dirty_ms = now_ms;
}

/* --- writing -------------------------------------------------------------------------
 */

static bool write_series(struct history *h, const struct series_entry *e)
{
	sqlite3_stmt *st = h->put_series;
	int code;

	sqlite3_bind_int(st, 1, (int)history_class(e->kind));
	sqlite3_bind_int64(st, 2, e->place);
	sqlite3_bind_text(st, 3, rollup_name(e->kind), -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 4, e->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 5, e->entity, -1, SQLITE_STATIC);
	sqlite3_bind_int64(st, 6, e->day);
	code = sqlite3_step(st);
	sqlite3_reset(st);
	return sql_note(&h->sql, code);
}

static bool write_page(struct history *h, int64_t key, const struct page *page)
{
	sqlite3_stmt *st = h->put_slot;
	int code;

	sqlite3_bind_int64(st, 1, key);
	sqlite3_bind_int64(st, 2, page->at);
	sqlite3_bind_blob(st, 3, page->data, ROW_BYTES, SQLITE_STATIC);
	code = sqlite3_step(st);
	sqlite3_reset(st);
	return sql_note(&h->sql, code);
}

/* With each row that is dirty: write it, or know that it is written. */
static bool each_dirty(struct history *h, bool write)
{
	for (uint32_t i = 0; i < h->series_n; i++) {
		if (!h->series[i].dirty)
			continue;
		if (write && !write_series(h, &h->series[i]))
			return false;
		h->series[i].dirty = write;
	}
	for (enum ring_class c = 0; c < CLASSES; c++)
		for (enum ring r = 0; r < RINGS; r++)
			for (uint32_t s = 0; s * HISTORY_PLACES < h->places[c]; s++)
				for (int i = 0; i < 2; i++) {
					struct page *p = h->page[c][r][s][i];

					if (!p || !p->dirty)
						continue;
					if (write &&
					    !write_page(h, slot_key(r, c, s, p->at), p))
						return false;
					p->dirty = write;
				}
	return true;
}

int64_t history_due_ms(const struct history *h, int64_t now_ms)
{
	int64_t left = h->dirty_ms + FLUSH_MS - now_ms;

	/* A clock that was set back does not hold it up. */
	return !h->dirty_ms ? -1 : left < 0 || left > FLUSH_MS ? 0 : left;
}

bool history_flush(struct history *h, int64_t now_ms)
{
	if (history_due_ms(h, now_ms) != 0)
		return true;
	if (!sql_run(&h->sql, "BEGIN IMMEDIATE") || !each_dirty(h, true) ||
	    !sql_run(&h->sql, "COMMIT")) {
		/* A full disk may have rolled back already. */
		sqlite3_exec(h->sql.db, "ROLLBACK", NULL, NULL, NULL);
		h->dirty_ms = now_ms; /* again in a while */
		return false;
	}
	each_dirty(h, false);
	h->dirty_ms = 0;
	return true;
}
