/*
 * maintenance: windows in which work is planned, pure. A window suppresses the notice,
 * never the evaluation: what opens within it is an alert that is planned.
 *
 * A window is configured (one-off or recurring) or made by an operator for things by
 * name, and always has an end. What holds of a window is decided by its phase:
 *
 *   waits → runs → grace → asks → over
 *
 * - runs, grace: an alert that opens is planned; what was open before stays as it is.
 *   Broken fans and power supplies and critical temperatures are exempt.
 * - asks: each planned alert becomes an ordinary one (EVENT_RESUMED) once its device
 *   was asked anew and it is still there. When none is left, or after
 *   MAINTENANCE_ASKS_MS, EVENT_DIGEST tells the owner what came of it. One that ended
 *   while no watch ran asks when the next begins.
 * - over: a recurring window waits for its next time; another is forgotten.
 *
 * A device or a site as a whole that a window holds of (runs, grace) counts as planned,
 * not as lost. Each beginning and end of that is EVENT_PLANNED (value 1, 0, until_ms),
 * of interfaces too, so that availability can leave it out.
 */
#ifndef NOCTOP_ALERT_MAINTENANCE_H
#define NOCTOP_ALERT_MAINTENANCE_H

#include "probes/alert/alert.h"
#include "probes/alert/calendar.h"
#include "probes/alert/scope.h"

#define MAINTENANCE_GRACE_MS INT64_C(600000)
#define MAINTENANCE_ASKS_MS INT64_C(120000)
#define MAINTENANCE_TOLD_MS (24 * INT64_C(3600000)) /* of one that ended unwatched */
#define MAINTENANCE_DEFAULT_MS INT64_C(3600000)
#define MAINTENANCE_LONGEST_MS (8 * INT64_C(3600000)) /* of an operator, from now on */
#define MAINTENANCE_THINGS 1000			      /* of one window */

enum window_category {
	WINDOW_STANDARD,
	WINDOW_EXPEDITED,
	WINDOW_EMERGENCY,
	WINDOW_CATEGORY_N
};
const char *window_category_name(enum window_category);
/* NULL is a standard one; false: no such word. */
bool window_category_find(const char *, enum window_category *);

enum window_phase {
	WINDOW_WAITS,
	WINDOW_RUNS,
	WINDOW_GRACE,
	WINDOW_ASKS,
	WINDOW_OVER,
	WINDOW_PHASE_N
};
const char *window_phase_name(enum window_phase);

/* What an operator put in maintenance, by name; thing is its row, NONE: gone. */
struct window_thing {
	enum subject subject; /* device, site, circuit (and the ports where it ends; of
				 a port, the circuit that does) or customer */
	char *name, *entity;  /* entity: an interface, "" the whole; owned */
	uint32_t thing;
};

struct window {
	char name[64]; /* one of a kind among those that are there */
	/* configured: */
	struct scope scope;	 /* borrowed names */
	const struct zone *zone; /* of its wall times; NULL the network's */
	bool recurring;
	struct calendar when; /* of a recurring one */
	/* made by an operator: when (ms) is its number; 0 configured */
	uint64_t made;
	struct window_thing *thing;
	uint32_t thing_n, thing_cap;
	struct who by;
	/* both: */
	char change[64], approver[64], owner[64], text[256];
	enum window_category category;
	int64_t from_ms, to_ms; /* of a recurring one its present or next time */
	enum window_phase phase;
	/* inside: */
	int64_t skip_ms; /* a recurring one was ended early: its next time is behind */
	bool news;	 /* began or ended: its things are looked at again */
};

struct maintenance {
	struct window **window; /* stable; configured ones first */
	uint32_t n, cap;
	const struct zone *zone; /* of the network */
	int64_t grace_ms;
	uint64_t generation; /* counts changes, for screens */
	/* inside: by device, site and circuit the window that holds of all of it, NULL
	 * none */
	const struct window **dev, **site, **circuit;
	uint32_t dev_cap, site_cap, circuit_cap;
	uint8_t *went; /* by device: something of it was planned, for the digest */
	uint32_t went_cap;
	uint32_t narrow; /* windows in force that name interfaces */
	uint32_t at;	 /* the next device to look at; NONE: done */
	int64_t since_ms; /* the watch began; 0 it is not said */
	int64_t next_ms; /* nothing begins or ends before */
};

void maintenance_init(struct maintenance *, const struct zone *, int64_t grace_ms);
void maintenance_fini(struct maintenance *);

/* Add a configured window (a copy); its times are worked out for now. */
void maintenance_configure(struct maintenance *, const struct window *, int64_t now_ms);

/* The watch begins, and the last one was alive at alive_ms (0: there was none): what
 * ended in between and was not told of asks from now on, and is told of after
 * MAINTENANCE_ASKS_MS. After all were put back. */
void maintenance_missed(struct maintenance *, int64_t alive_ms, int64_t now_ms);

/* Time goes on: at most about `rows` devices and interfaces are looked at again. Calls
 * changed for each device that may have alerts to judge anew, holds: a window holds of
 * all of it. Returns true while there is more to look at. */
typedef void maintenance_changed(void *ctx, dev_id, bool holds);
bool maintenance_step(struct maintenance *, const struct network *,
		      const struct alerts *, int64_t now_ms, uint32_t rows,
		      maintenance_changed *, void *ctx, struct event_list *out);

/* The window that holds of the thing, NULL none. Of several the one that ends last. */
const struct window *maintenance_of(const struct maintenance *, const struct network *,
				    struct scope_thing);
/* When the window that holds of the alert's thing ends; 0: none does. */
int64_t maintenance_until(const struct maintenance *, const struct network *,
			  const struct alert *);
/* No maintenance plans for this. */
bool maintenance_exempts(enum check, enum severity);

/* --- operators: 0 or a negative reason --- */

enum {
	WINDOW_OK = 0,
	WINDOW_NO_END = -1,
	WINDOW_TOO_LONG = -2,
	WINDOW_NOTHING = -3,
	WINDOW_NO_SUCH = -4,
	WINDOW_NOT_RUNNING = -5,
	WINDOW_CONFIGURED = -6,
	WINDOW_NO_CATEGORY = -7
};
const char *window_error(int);
struct window_request {
	struct who by;
	const struct window_thing *thing; /* names; copied */
	uint32_t n;
	int64_t until_ms;
	const char *change, *text, *approver; /* safe text; "" or NULL none */
	enum window_category category;
};
/* A window from now on. It is called by its change number if there is one that no other
 * has; *made is its name (NULL: not wanted). */
int maintenance_add(struct maintenance *, const struct network *,
		    const struct window_request *, int64_t now_ms, struct event_list *,
		    const char **made);
/* Extend or shorten one that an operator made. */
int maintenance_extend(struct maintenance *, const char *name, const struct who *,
		       int64_t until_ms, int64_t now_ms, struct event_list *);
/* The work is done: the grace begins. Of a configured one this time ends. */
int maintenance_done(struct maintenance *, const char *name, const struct who *,
		     int64_t now_ms, struct event_list *);

/* --- what the journal keeps: a row for each thing of a window that an operator made,
 * and one for each configured window that was ended early --- */

struct window_row {
	uint64_t id; /* of the row */
	uint64_t made;
	char window[64], change[64], approver[64], text[256];
	enum subject subject; /* SUBJECT_WINDOW: the configured window of that name */
	const char *name, *entity;
	enum window_category category;
	struct who by;
	int64_t from_ms, to_ms;
	bool over;
	bool owed; /* none of these: a word to somebody, see owed.h */
};
/* The rows of the window of an event (EVENT_MAINTENANCE, EVENT_DIGEST) as they are to
 * be kept from then on. */
void maintenance_rows(const struct maintenance *, const struct event *,
		      void (*each)(void *ctx, const struct window_row *), void *ctx);
/* Put one back, after the configured windows. */
void maintenance_restore(struct maintenance *, const struct network *,
			 const struct window_row *, int64_t now_ms);

/* --- for people --- */

/* NULL */
struct window *maintenance_find(const struct maintenance *, const char *name);
/* Is it for the thing, or for interfaces of the device? */
bool window_concerns(const struct window *, const struct network *, struct scope_thing);
/* The next times of a window from now_ms on, the present one first; returns how
 * many. */
unsigned window_times(const struct window *, const struct zone *, int64_t now_ms,
		      struct calendar_time *, unsigned max);
/* "site fra, tag lab" or "fra-core-01, fra-core-02 xe-0/0/3, 7 more" */
void window_subject(const struct window *, char *out, size_t cap);

#endif
