/*
 * store: the journal's database: events as they came, and each alert as it last stood.
 * SQLite, in whichever process calls it.
 *
 * Tables (tables.h): event (seq), alert (id), floor, the numbers below which none may
 * be given again (of a database that was moved aside), and those of chain.h. Enums are
 * words there, so that the file can be read without this program.
 */
#ifndef NOCTOP_JOURNAL_STORE_H
#define NOCTOP_JOURNAL_STORE_H

#include "probes/journal/journal.h"

struct store;

/* What opening found, for people; "" nothing. */
struct store_news {
	enum journal_refusal refusal; /* when there is no store */
	char why[512];
	char notice[1024];
};

/* Make the folders of path that are not there, with mode 0700. False with errno. */
bool store_make_folder(const char *path);
/* Is path on a file system that cannot share memory between processes, a network's? */
bool store_is_remote(const char *path);
/* Move a damaged database and what belongs to it aside, and say so in notice. Returns a
 * number that it cannot have reached: it has not that many rows. */
int64_t store_move_aside(const char *path, int64_t now_ms, const char *why,
			 char *notice, size_t cap);
/* Open path for writing (NULL: in memory), making its schema. A damaged database is
 * moved aside. NULL with news->refusal and why. */
struct store *store_open(const char *path, int64_t now_ms, struct store_news *news);
/* Open what is there for reading, of this schema or an older one. */
struct store *store_open_read(const char *path, struct store_news *news);
void store_close(struct store *);

/* One transaction: begin, put…, commit. When one of them fails: store_rollback, and
 * none of it is there. An event whose seq is there already is left alone. */
bool store_begin(struct store *);
bool store_put(struct store *, const struct event *, const struct alert *after);
bool store_commit(struct store *);
void store_rollback(struct store *);
/* Why the last call failed: SQLite's words, and those of the system. */
const char *store_why(const struct store *);
/* It failed because the file is damaged: close and open again. */
bool store_damaged(const struct store *);

struct store_numbers {
	uint64_t last_seq; /* the newest event's, 0 none */
	uint64_t next_seq, next_alert;
};
bool store_numbers(struct store *, struct store_numbers *);
/* Alerts that are not cleared, or were since ghost_ms, by id. */
bool store_alerts(struct store *, int64_t ghost_ms,
		  void (*each)(void *ctx, const struct alert *), void *ctx);
/* A row of a window of maintenance, within a transaction; and those that ended
 * since. */
bool store_put_window(struct store *, const struct window_row *);
bool store_windows(struct store *, int64_t since_ms,
		   void (*each)(void *ctx, const struct window_row *), void *ctx);
/* The same of the baseline; all of its rows, by id. */
bool store_put_baseline(struct store *, const struct baseline_row *);
bool store_baseline(struct store *,
		    void (*each)(void *ctx, const struct baseline_row *), void *ctx);
/* The newest max events since since_ms, oldest first. */
bool store_events(struct store *, const struct journal_query *, journal_event *each,
		  void *ctx);
/* Forget alerts that were cleared before; their events stay. */
bool store_trim(struct store *, int64_t cleared_before_ms);

/* Forget at most max of the oldest events, those before before_ms, with an anchor in
 * their place: a transaction of its own. Returns how many, -1 when it fails; *anchor is
 * said. */
struct chain_link;
int64_t store_forget(struct store *, int64_t before_ms, uint32_t max, const char *why,
		     struct chain_link *anchor);
/* The keeper lives: how long a watch was off is known by it. Every commit says so,
 * too. */
bool store_alive(struct store *);
int64_t store_alive_ms(struct store *); /* when it last did; 0 never */

struct sql;
struct sql *store_sql(struct store *); /* for what else reads it */

#endif
