/*
 * journal: what happened, on disk before it is shown as saved, and what was open when
 * we stopped.
 *
 * A process of its own (the keeper, forked, the only one that opens the database for
 * writing) holds the file, because a disk may take seconds and the watch may not. The
 * watch puts events and learns later that they are durable: committed with WAL and
 * synchronous=FULL, one commit for all that came at once. What is not durable yet is
 * kept by the watch and sent again should the keeper end; what reached the keeper is
 * written even when the watch is killed. A full disk is said, retried and loses
 * nothing.
 *
 * One watch for each journal: a lock beside it says so, and thereby who pages. The
 * folder is made with mode 0700, the file with 0600. A damaged database is moved aside
 * (PATH.damaged-TIME), never deleted; one of a newer schema is refused.
 *
 * Times are wall-clock milliseconds. Nothing here blocks but journal_close and the
 * journal_read_* functions. Who forks without exec must close journal_fd in the child.
 */
#ifndef NOCTOP_JOURNAL_JOURNAL_H
#define NOCTOP_JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probes/alert/baseline.h"
#include "probes/alert/maintenance.h"
#include "probes/model/recall.h"

struct journal;

enum journal_refusal {
	JOURNAL_TAKEN = 1, /* another watch has it */
	JOURNAL_NEWER,     /* written by a newer noctop */
	JOURNAL_FAILED,    /* the folder or the file cannot be made or opened */
};

/* All are called from journal_readable (and journal_close). Pointers are valid during
 * the call; do not close the journal in one. */
struct journal_calls {
	/* Once for each alert that is pending, open, acknowledged or was cleared less
	 * than JOURNAL_GHOST_MS ago, oldest first; its rule is NULL, its thing NONE. */
	void (*restored)(void *ctx, const struct alert *);
	/* The same for each thing in maintenance, or in it less than JOURNAL_GHOST_MS
	 * ago; may be NULL. */
	void (*window)(void *ctx, const struct window_row *);
	/* The same for each row of the baseline, by id; may be NULL. */
	void (*baseline)(void *ctx, const struct baseline_row *);
	/* Then once: events may be put, and this is the next alert's id. */
	void (*ready)(void *ctx, uint64_t next_alert);
	/* Instead of ready: this journal cannot be ours. Nothing more will be
	 * called. */
	void (*refused)(void *ctx, enum journal_refusal, const char *why);
	/* Everything up to seq is on disk. */
	void (*durable)(void *ctx, uint64_t seq);
	/* Writing fails; it is tried again until durable says otherwise. */
	void (*trouble)(void *ctx, const char *why);
	/* Something worth a line in the log: a damaged database was moved aside, the
	 * file system is a network's. May be NULL. */
	void (*notice)(void *ctx, const char *what);
};
#define JOURNAL_GHOST_MS 3600000

/* Start the keeper of path (NULL: in memory, for the demo), which forgets events older
 * than keep_ms (0 never). Never fails: see refused. */
struct journal *journal_open(const char *path, int64_t keep_ms,
			     const struct journal_calls *, void *ctx);
/* It will be closed soon, after what is still to be put: whoever opens it waits. */
void journal_ends(struct journal *);
/* Write what can be written within timeout_ms, then let the keeper go. True when
 * everything put is durable. */
bool journal_close(struct journal *, int timeout_ms);

/* One descriptor for the loop, the same for as long as the journal is open: when it is
 * readable, call journal_readable. Sending and starting the keeper again are behind it,
 * too. */
int journal_fd(const struct journal *);
void journal_readable(struct journal *);
/* Until when, to the minute, a watch had this journal before us; 0 never. Once
 * ready. */
int64_t journal_alive_ms(const struct journal *);
int journal_pid(const struct journal *); /* of the keeper; -1 none just now */

/* Put an event; returns its seq at once. after is the alert it is about, as it stands
 * now (what will be restored), NULL none. Only once ready was called. */
uint64_t journal_put(struct journal *, const struct event *, const struct alert *after);
/* Put a row of the window that the next event is about. */
void journal_put_window(struct journal *, const struct window_row *);
/* Put a row of the baseline: kept with the next event. */
void journal_put_baseline(struct journal *, const struct baseline_row *);
/* Keep this alert's row as it stands now; nothing happened that is worth an event. */
void journal_keep(struct journal *, const struct alert *);
uint64_t journal_seq(const struct journal *);     /* of the event put last, 0 none */
uint64_t journal_backlog(const struct journal *); /* events put, not durable yet */
/* Percent of its disk that are free, once a minute; NAN: not known. */
double journal_free_pct(const struct journal *);

/* Which events: the newest max of those that all of it holds for. */
struct journal_query {
	int64_t since_ms, until_ms; /* until: before it; 0 no end */
	uint64_t before; /* a seq, for the page before a page; 0 the newest */
	uint32_t max;		    /* UINT32_MAX all, for journal_read_events */
	enum event_kind kind;	    /* EVENT_NONE any */
	const char *name, *entity;  /* of the thing; "" or NULL any */
};

/* Oldest first; then NULL, always. Answers follow when the keeper has time. */
typedef void journal_event(void *ctx, const struct event *);
#define JOURNAL_ASK_MAX 10000
void journal_ask_events(struct journal *, const struct journal_query *,
			journal_event *each, void *ctx);
/* --- history (history.h) -------------------------------------------------------------
 * Roll-ups go in batches of at most JOURNAL_BATCH_BYTES, one at a time: the next when
 * the keeper has the one before. So a disk that stalls holds up nobody: what is offered
 * meanwhile is not taken. */
#define JOURNAL_BATCH_BYTES 131072
bool journal_batch_room(const struct journal *);
/* False: the batch is full, or under way. */
bool journal_batch_add(struct journal *, const struct rollup_row *);
void journal_batch_send(struct journal *);
/* Roll-ups that were under way to a keeper which ended. */
uint64_t journal_batch_lost(const struct journal *);

/* A range of the history; NULL: the keeper ended meanwhile. Called once. */
typedef void journal_range(void *ctx, uint32_t tag, const struct recalled *);
void journal_ask_range(struct journal *, const struct recall_wish *, journal_range *,
		       void *ctx);
/* What the past says of the present, value by value; then a NULL name, always. */
typedef void journal_lesson(void *ctx, const char *name, const char *entity,
			    enum rollup_kind, const struct learnt *);
void journal_ask_lesson(struct journal *, journal_lesson *each, void *ctx);

/* Whoever asked with ctx is gone: call nothing more for it. */
void journal_forget(struct journal *, const void *ctx);

/* Without a watch: read the journal in this process, for reading only. False with why
 * filled when there is none or it cannot be read. */
bool journal_read_events(const char *path, const struct journal_query *,
			 journal_event *each, void *ctx, char *why, size_t cap);
/* Open and acknowledged alerts. */
bool journal_read_alerts(const char *path,
			 void (*each)(void *ctx, const struct alert *), void *ctx,
			 char *why, size_t cap);

#endif
