/*
 * report: what the journal's events say of a span of time: for how long each thing was
 * up and down, and how long people took. Pure: events in, in the order of the journal,
 * then sums. All events from the journal's begin on belong in, whatever the span is:
 * what was down before it is down in it.
 *
 *   availability = up / (up + down)
 *
 * Up is until a watch says otherwise, down from the first probe that failed (an
 * interface: from its ifLastChange) to the first that was answered. Unknown, in
 * neither, is what nobody watched (between the end of a watch, or the last minute one
 * is known to have lived, and the start of the next, and from that to the first failed
 * probe of what has not answered since), the time in which it was us ("is it us" is
 * open: from its first sign until it is over, or the thing answers), what was lost
 * behind a cause (from the beginning, where that was found within a minute; the cause
 * itself is down, even as a part of a site that is lost), an interface that was shut
 * and a circuit that is, or of which no end can be seen. Ports that nobody declared are
 * no things of it. A customer is down while all of its sites are isolated. Within
 * maintenance windows time is kept apart: availability is given without it and with it.
 * An outage is what was down outside of them; what is down when a watch begins and was
 * when the one before ended is the same. Of what was hidden from its beginning there is
 * none, and of what was hidden later the longest is what is known of it. Slack is the
 * time between the last good and the first bad probe of each outage: by so much the
 * figure may be wrong.
 *
 * Times of people, by the severity an alert rose to, of those that opened in the span
 * and were not explained by another within a minute, before anybody was told: MTTD
 * from when it began (occurred, else first bad) to opened, MTTA from opened to the
 * first acknowledgement, MTTR from when it began to cleared. Those without an
 * acknowledgement or an end are counted, not averaged.
 */
#ifndef NOCTOP_JOURNAL_REPORT_H
#define NOCTOP_JOURNAL_REPORT_H

#include "probes/alert/event.h"
#include "probes/base/table.h"

enum report_state { REPORT_UNKNOWN, REPORT_UP, REPORT_DOWN, REPORT_STATE_N };
const char *report_state_name(enum report_state);

struct report_thing {
	enum subject subject; /* an interface is an entity of a device */
	const char *name, *entity;
	/* milliseconds of the span: [0] outside, [1] within maintenance */
	int64_t ms[2][REPORT_STATE_N];
	int64_t slack_ms, longest_ms;
	uint32_t outages; /* outside maintenance */
	/* inside: as it stands at at_ms */
	enum report_state state;
	bool hidden, planned;
	bool blind;    /* nobody knows: it is us */
	bool goes_on;  /* it was down, and counted, when nobody watched any more */
	bool counted;  /* its present outage is one of outages … */
	int64_t lag_ms; /* … and so much of slack_ms is of it */
	int64_t at_ms, planned_ms, down_ms;
	char owner[32];
};

/* Whenever something was not up. */
struct report_span {
	uint32_t thing;
	enum report_state state;
	bool planned;
	int64_t from_ms, to_ms; /* within the report's span; to_ms its end: still so */
	char owner[32];		/* who had its alert last by its end, "" nobody */
};

#define REPORT_TIERS 4
struct report_alert { /* one occurrence */
	uint64_t id;
	enum severity severity; /* the worst it was */
	enum subject subject;
	const char *name, *entity, *check, *text;
	int64_t last_good_ms, first_bad_ms, occurred_ms, opened_ms, notified_ms,
		acked_ms, restored_ms;
	int64_t tier_ms[REPORT_TIERS]; /* when each was called first; 0 it was not */
	uint32_t tiers, acks;
	char owner[32];
};

struct report {
	int64_t from_ms, to_ms;
	int64_t begin_ms; /* of the journal; 0 it is empty */
	struct report_thing *thing; /* [0] is the watch itself: unknown where none
				       was */
	struct report_span *span;
	struct report_alert *alert; /* in the order they came */
	uint32_t thing_n, thing_cap, span_n, span_cap, alert_n, alert_cap;
	/* inside */
	struct strmap things;
	struct idmap alerts;
	struct arena text;
	bool on;
	uint64_t us; /* the alert that says that it is us; 0 it is not */
	int64_t on_ms, last_ms;
};

void report_init(struct report *, int64_t from_ms, int64_t to_ms);
void report_fini(struct report *);
void report_event(struct report *, const struct event *);
void report_end(struct report *); /* after the last */
/* A thing that may have no event at all, and so was up; found or made. */
uint32_t report_thing(struct report *, enum subject, const char *name,
		      const char *entity);

/* up / (up + down), NAN when neither; planned: with the time of maintenance. */
double report_availability(const struct report_thing *, bool planned);
/* How much of the span is known, 0 to 1, and by how much availability may be wrong. */
double report_known(const struct report_thing *);
double report_error(const struct report_thing *);

struct report_people { /* of one severity */
	uint32_t n, acked, restored, begun; /* alerts; those with each of the times */
	int64_t detect_ms, ack_ms, restore_ms; /* means; 0 none */
};
/* wants NULL: all. */
void report_people(const struct report *, enum severity,
		   bool (*wants)(void *ctx, enum subject, const char *name), void *ctx,
		   struct report_people *);

#endif
