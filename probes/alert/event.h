/*
 * event: one thing that happened, as it is journaled, listed and sent on. Everything
 * that changes an alert is an event; so a day can be told, and availability, MTTD, MTTA
 * and MTTR computed later, from the journal alone.
 *
 * Strings are safe text, owned by the event list (its arena) or by the journal's
 * answer.
 */
#ifndef NOCTOP_ALERT_EVENT_H
#define NOCTOP_ALERT_EVENT_H

#include <stdint.h>

#include "probes/alert/rule.h"
#include "probes/base/arena.h"
#include "probes/model/who.h"

enum event_kind {
	EVENT_NONE,
	/* of alerts: `alert` is its id. One that is born behind a cause begins with
	 * EVENT_SUPPRESSED instead of EVENT_OPENED; EVENT_RESUMED is the first that may
	 * be told to somebody then. Of one born in maintenance the note says in
	 * which. */
	EVENT_OPENED,
	EVENT_REOPENED, /* after a short recovery: the same alert, still acknowledged */
	EVENT_WORSENED, /* severity rose: un-acknowledged again if it was */
	EVENT_EASED,    /* severity fell within its bands */
	EVENT_ACKNOWLEDGED,
	EVENT_RELEASED, /* by the operator */
	EVENT_UNDONE,
	EVENT_EXPIRED,  /* the acknowledgement's time ended */
	EVENT_COMMENTED,
	EVENT_SUPPRESSED,
	EVENT_RESUMED,
	EVENT_CLEARED,
	/* of their ladders: text says to whom and how, value is an exit status */
	EVENT_ESCALATED,     /* a step's time has come, somebody is to be told */
	EVENT_NOTIFIED,	     /* a hook took the notice (of one alert, or of many) */
	EVENT_NOTICE_FAILED, /* it did not; note: its own words */
	EVENT_REMEDY,	     /* a command was run to mend it */
	EVENT_EXPIRING, /* the acknowledgement ends in five minutes: its owner is
			   told */
	EVENT_OWNED, /* note: by whom from now on ("-" nobody), then ": why" if told */
	EVENT_TICKET,	/* note: its id, "" none any more */
	EVENT_ESCALATE_ASKED, /* by the operator: the next tier, now; value 3: the
				 vendor, whose case number is in the note */
	EVENT_FLAPPING,	/* it comes and goes: one row, one notice, until … */
	EVENT_STEADY,	/* … it has been quiet; what it is now follows, or stays */
	/* of maintenance */
	EVENT_MAINTENANCE, /* an operator set, moved (value 1) or ended (0) a window */
	EVENT_DIGEST,	   /* a window is over: what came of it; note: who is told */
	/* of things, for the ledger: value 1 up, 0 down */
	EVENT_PLANNED, /* value 1: planned from now on, by until_ms at the latest; 0 no
			  longer */
	EVENT_REACHABLE,
	EVENT_SNMP,
	EVENT_INTERFACE,
	EVENT_SITE,
	EVENT_CIRCUIT,
	EVENT_CUSTOMER, /* all that it has is lost */
	EVENT_PEER, /* of a device; entity: "BGP 192.0.2.1" */
	EVENT_LINK, /* of a device; entity: its port; note: the other end */
	EVENT_REBOOTED,
	EVENT_CHANGED, /* another serial, model or version than before */
	EVENT_ENGINE_ID, /* another device has the same */
	EVENT_DRIFT, /* of a device: it differs (1) from the baseline, or no longer (0);
			before: what was accepted, note: what it is instead */
	/* of the watch */
	EVENT_WATCH_STARTED,
	EVENT_WATCH_STOPPED,
	EVENT_BASELINE, /* an operator accepted the network as it is; value:
			   differences */
	EVENT_REHEARSED, /* test notices went out to the ladder of a policy */
	EVENT_N
};
const char *event_name(enum event_kind); /* "opened" … */
struct event;
/* Its note for people; "" where that is for us alone: the text of a link has it all. */
const char *event_note(const struct event *);

/* How long an acknowledgement is meant to hold. All expire, and all but ACK_STABLE
 * survive recoveries of under ten minutes. */
enum ack_intent {
	ACK_RECOVERY, /* until it clears for good, however bad it gets */
	ACK_WORSE,    /* the default: breaks when it gets worse */
	ACK_STABLE,   /* breaks when anything of it changes */
	ACK_TIME,     /* until a time of the clock, come what may */
	ACK_WINDOW,   /* the same, until the maintenance window ends */
	ACK_INTENT_N
};
const char *ack_intent_name(enum ack_intent);
bool ack_intent_find(const char *, enum ack_intent *);

struct event {
	uint64_t seq; /* of the journal; 0 until put */
	int64_t at_ms;
	enum event_kind kind;
	enum severity severity;
	uint64_t alert; /* id of the occurrence; 0 none */
	enum subject subject;
	const char *name;   /* device, site or network name */
	const char *entity; /* interface name or "" */
	const char *check;  /* check_name() or "" */
	const char *text;   /* what an operator reads */
	double value, limit; /* NAN none */
	int64_t last_good_ms, first_bad_ms, occurred_ms; /* 0 unknown */
	/* of operators' events */
	struct who who;   /* name "" when the watch itself */
	const char *note; /* "" none */
	const char *before; /* what the act changed, as it stood: "acknowledged by mk
			       until …", an owner, a ticket; "" nothing */
	enum ack_intent intent;
	int64_t until_ms; /* 0 none */
};

/* Events in the order in which they happened; reset after they went to the journal. */
struct event_list {
	struct event *event;
	uint32_t n, cap;
	struct arena text;
};
void event_list_fini(struct event_list *);
void event_list_reset(struct event_list *);
/* Add a copy of *e (its strings too); returns it. */
struct event *event_add(struct event_list *, const struct event *e);

/* The newest events, for screens: a ring that owns its texts. */
#define RECENT_MAX 512
struct recent {
	struct event event[RECENT_MAX];
	uint32_t head, n;
};
void recent_fini(struct recent *);
void recent_add(struct recent *, const struct event *);
/* Older ones, the oldest first, as far as there is room. */
void recent_precede(struct recent *, const struct event_list *);
/* i = 0 is the newest; NULL behind the oldest. */
const struct event *recent_at(const struct recent *, uint32_t i);

#endif
