/*
 * notify: carries notices to hooks, in a bounded queue, and says what became of each.
 *
 * A notice has means, hooks in the order they are to be tried. When one fails (it
 * cannot be started, ends with another status than 0, or not in time) the next is tried
 * at once; when all have, they are tried again after 5, 15, 60 … seconds, for as many
 * rounds as the first of them says. At most SPAWN_MOST run at once. A hook that failed
 * twice in NOTIFY_FAILING_MS is failing until it succeeds once.
 */
#ifndef NOCTOP_NOTIFY_NOTIFY_H
#define NOCTOP_NOTIFY_NOTIFY_H

#include <ev.h>

#include "probes/notify/notice.h"

#define NOTIFY_QUEUE_MAX 256
#define NOTIFY_FAILING_MS 60000
#define NOTIFY_SAID 256 /* bytes of a program's own words, safe text */

struct notify;

/* What is to be carried; ctx is the caller's. */
struct notify_job {
	struct notice notice; /* owned */
	const struct hook *means[ROSTER_MEANS];
	uint32_t means_n;
	uint32_t contact; /* for the caller: row of the roster, or NONE */
	unsigned tier;
	uint32_t ref; /* the caller's, too */
	void *ctx;
};

struct notify_result {
	const struct notify_job *job;
	const struct hook *hook; /* NULL: it came to none, there was no room or time */
	bool good;
	bool last;	   /* nothing more will be tried … */
	bool left; /* … by us: the spawner sees it through, and we are not told */
	int status;	   /* exit status; -1 it did not exit by itself */
	char words[96];	   /* "exit 1", "ended after 10s", "cannot start: …" */
	char said[NOTIFY_SAID];	  /* the first line of its errors */
	char ticket[64];	  /* "ticket=…" of its output; "" */
};
typedef void notify_done(void *ctx, const struct notify_result *);

/* What was told of failures until now will be known to who comes after us. Until then
 * the spawner keeps them, and tries them itself should we be gone; but only while it
 * has room for what is sent. */
void notify_known(struct notify *);

/* Starts the spawner: before the watch has grown. NULL: it cannot. */
struct notify *notify_open(struct ev_loop *, const struct roster *, notify_done *,
			   void *ctx);
/* Calls begun for each job, each time before a hook gets it. */
typedef void notify_begun(void *ctx, const struct notify_job *);
void notify_on_begin(struct notify *, notify_begun *);
/* Wait at most wait_ms for what runs and is queued; then tell of each that is left that
 * it was not sent, and end. */
void notify_close(struct notify *, int wait_ms);

/* Takes the job's notice over. A full queue: it is dropped, and told as a failed
 * result at once. Heartbeats and remedies are jobs, too. */
void notify_put(struct notify *, struct notify_job *);

uint32_t notify_failing(const struct notify *); /* hooks that are */
/* Failures of the hook that fares worst, since its last success; not failing: within a
 * minute. */
uint32_t notify_failures(const struct notify *);
pid_t notify_spawner(const struct notify *);	/* its pid, for tests */

#endif
