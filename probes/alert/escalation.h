/*
 * escalation: who is told of which alert, and when. The one place that decides it;
 * pure: (alerts, roster, now) → intents, which the caller carries out.
 *
 * Each alert that a policy is for has a ladder (struct ladder of alert.h). Its rungs
 * are called one after the other, each so long after the alert opened as the policy
 * says:
 *
 * - Nobody is called before LADDER_LOOK_MS, "at once" or not: in a storm what explains
 *   it is found a moment later.
 * - Nobody is called while the alert is about to clear (its readings are good), for
 *   LADDER_CALM_MS at most; when it is bad again, at once.
 * - It stands still while the alert is suppressed, planned or acknowledged, and goes on
 *   with what was left; after an acknowledgement at least LADDER_REST_MS. When it was
 *   at its end by then, its last rung is called again.
 * - Worse: it begins anew, by the policy of the new severity. Flapping: after the first
 *   notice one an hour.
 * - Nobody of a rung is there: the next rung at once, or the first who comes.
 * - Hidden behind a cause that opened within LADDER_TOGETHER_MS of it and is no worse:
 *   whoever was called of it is not called of the cause as well. The cause's ladder
 *   goes on behind their rungs; and as they were told once, they are told once that it
 *   is over: when the cause is, too.
 * - Cleared: everybody who was told is told that, LADDER_RESOLVE_MS later; whatever
 *   happened in between. Open again before: nobody is.
 * - That we are blind (CHECK_US) is told once, to the first of tier 2, when it has held
 *   for LADDER_BLIND_MS.
 * - More than LADDER_NOTICES of them to one person in a minute become one digest.
 * - A deadline that passed while no watch ran waits until the alert's thing was asked
 *   anew, and is then met once. None is met while the network is only just being looked
 *   at (alerts->cold_until_ms).
 *
 * Each notice is in the spool of its alert's ladder until a hook begins to carry it,
 * and again while it waits for another try: so the caller, who carries it out when the
 * journal has that, loses none when it is killed, and doubles none. A digest is in the
 * spools of all its alerts; what becomes of it becomes of each of them, a few at a
 * time.
 *
 * Deadlines stand in a heap, so that a second without any costs nothing; those that are
 * due together are met in slices.
 */
#ifndef NOCTOP_ALERT_ESCALATION_H
#define NOCTOP_ALERT_ESCALATION_H

#include "probes/alert/alert.h"
#include "probes/alert/roster.h"

#define LADDER_LOOK_MS INT64_C(1000)
#define LADDER_CALM_MS INT64_C(600000)
#define LADDER_REST_MS INT64_C(300000)
#define LADDER_RESOLVE_MS INT64_C(60000)
#define LADDER_FLAPPING_MS INT64_C(3600000)
#define LADDER_BLIND_MS INT64_C(60000) /* CHECK_US: one page to those on call, then */
#define LADDER_TOGETHER_MS INT64_C(60000)
#define LADDER_NOTICES 5
/* A word that it is over, which no hook took, is tried again, for so long. */
#define LADDER_AGAIN_MS INT64_C(600000)
#define LADDER_OWED_MS INT64_C(86400000)
#define LADDER_MINUTE_MS INT64_C(60000)
#define LADDER_ASK_MS INT64_C(120000)	/* waited for an answer, after a restart */
#define REMEDY_REST_MS INT64_C(3600000) /* between two of one key */
#define REMEDY_MOST 3			/* in so long, of all */
#define REMEDY_CRITICALS 10		/* more of them: it is no fault of one thing */

enum intent_kind {
	INTENT_NOTICE,	/* tell contact of alert */
	INTENT_RESOLVE, /* tell contact that alert is over */
	INTENT_DIGEST,	/* tell contact of n alerts that are there and of over that are
			   not any more; alert is the worst */
	INTENT_REMEDY,	/* run hook; contact is NONE */
	INTENT_N
};

struct intent {
	enum intent_kind kind;
	uint64_t alert;
	uint32_t contact; /* a person's row of the roster */
	uint32_t hook;	  /* instead of the person's means; NONE */
	uint16_t tier;	  /* 1, 2; 3 the vendor */
	uint16_t number;  /* of the notices of this alert, from 1 */
	uint32_t n, over;
	uint32_t digest; /* its number */
	uint64_t seq;	 /* the caller's: of the journal, when it was decided on; 0 not
			    yet */
	int64_t by_ms;	 /* the caller's: carried then at the latest */
	char note[128]; /* what the operator who asked for it said; "" */
};

struct deadline {
	int64_t at_ms;
	uint64_t alert;
};

/* What one person got lately. */
struct post {
	int64_t since_ms; /* the minute's beginning */
	uint32_t sent;
	bool digested;	 /* in this minute: what else comes waits for the next */
	uint32_t n, over; /* the digest that is being gathered */
	uint32_t digest;  /* its number, 0 none is */
	uint64_t worst;
	enum severity severity;
	uint16_t tier;
};

/* What becomes of a digest. */
enum digest_fate {
	DIGEST_GATHERED, /* all its alerts have it in their spools */
	DIGEST_BEGUN,	 /* a hook begins to carry it: none has it any more */
	DIGEST_WAITS,	 /* for another try: all have it again */
	DIGEST_TAKEN,	 /* it is forgotten */
	DIGEST_FAILED, /* no means took it: next rungs, and what is over later again */
	DIGEST_UNSENT,	 /* it came to no hook: all of it later again */
};

struct digested {
	uint64_t alert;
	uint16_t tier;
	bool over;
};

struct digest {
	uint32_t number, contact;
	enum digest_fate fate;
	int64_t after_ms; /* how much later; 0 never */
	struct digested *of;
	uint32_t n, cap, at; /* the fate was told to those before at */
};

struct remedied {
	int64_t at_ms;
	uint64_t key; /* hash of the alert's */
};

/* A notice in the spool of an alert's ladder. */
struct unsent {
	uint64_t alert;
	uint32_t contact, hook;
	uint16_t tier;
	bool over;
};

struct escalation {
	const struct roster *roster;
	struct deadline *due; /* a heap, the soonest first; stale ones are skipped */
	uint32_t due_n, due_cap;
	struct post *post; /* by contact */
	struct digest *digest; /* those that something may still become of */
	uint32_t digest_n, digest_cap, digests;
	struct remedied remedied[REMEDY_MOST];
	struct unsent *unsent; /* what a watch before us was about to carry */
	uint32_t unsent_n, unsent_cap;
	int64_t unsent_ms; /* looked at again then */
	struct intent *intent; /* the caller takes them and sets intent_n to 0 */
	uint32_t intent_n, intent_cap;
};

void escalation_init(struct escalation *, const struct roster *);
void escalation_fini(struct escalation *);

/* An event of an alert, before it is journaled; and each alert that was restored (with
 * an event of kind EVENT_NONE). May add events. */
void escalation_event(struct escalation *, struct alerts *, const struct network *,
		      const struct event *, int64_t now_ms, struct event_list *out);
/* Meet deadlines that are due, at most `most`; true: there are more. */
bool escalation_step(struct escalation *, struct alerts *, const struct network *,
		     int64_t now_ms, uint32_t most, struct event_list *out);
/* The wall clock was set by so much, and alerts_clock_set() told the alerts. */
void escalation_clock_set(struct escalation *, int64_t by_ms);
/* When the next is due; INT64_MAX none is. */
int64_t escalation_next(const struct escalation *);
/* Why E on this alert would call nobody, in words; NULL: it calls somebody. */
const char *escalation_unheard(const struct escalation *, const struct alert *,
			       bool vendor);
/* No means of the people who were called took the notice: the next rung, now; where all
 * were called, the last again after LADDER_REST_MS, until it comes to somebody. */
void escalation_failed(struct escalation *, struct alerts *, uint64_t alert,
		       int64_t now_ms);

/* A notice, or the word that the alert is over, was never sent: it is due again, after
 * that time or a restart. */
void escalation_unsent(struct escalation *, struct alerts *, uint64_t alert,
		       uint32_t contact, bool over, int64_t after_ms, int64_t now_ms);
/* A hook begins to carry it: the next watch will not; or it failed, and is to be tried
 * again. The alert whose row is to be kept for that; NULL none. */
struct alert *escalation_begun(struct escalation *, struct alerts *, uint64_t alert,
			       uint32_t contact, bool over);
struct alert *escalation_failed_once(struct escalation *, struct alerts *,
				     uint64_t alert, uint32_t contact, unsigned tier,
				     bool over);

/* What became of a digest; after_ms: when what failed is due again, see there. Then the
 * alerts whose rows are to be kept for that, one by one; NULL none is left. */
void escalation_digest(struct escalation *, uint32_t number, enum digest_fate,
		       int64_t after_ms);
struct alert *escalation_digested(struct escalation *, struct alerts *, int64_t now_ms);

/* Of alert.h's ladders: "T2 j.kim", cut; "" when nothing is to come. */
void ladder_words(const struct ladder *, char *out, size_t cap);

#endif
