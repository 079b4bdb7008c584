/*
 * ladder: how one alert climbs its policy's rungs. Inside probes/alert only; what it
 * does is told in escalation.h.
 */
#ifndef NOCTOP_ALERT_LADDER_H
#define NOCTOP_ALERT_LADDER_H

#include "probes/alert/escalation.h"

/* The first rung, so long after from_ms as the policy p (NULL: nobody is told) says. */
void ladder_begin(struct alert *, const struct roster *, const struct policy *p,
		  const struct network *, int64_t from_ms, int64_t now_ms);
/* Stand still or go on, as the alert is now. kind: the event that made it so. */
void ladder_hold(struct alert *, const struct roster *, enum event_kind kind,
		 int64_t now_ms);
/* The rung was called at now_ms: what comes next. */
void ladder_climb(struct alert *, const struct roster *, const struct policy *,
		  int64_t now_ms);
/* No means of those who were called took it: the next rung now. Where that was called
 * already, and there is no other, it is called again after LADDER_REST_MS. */
void ladder_failed(struct alert *, const struct roster *, const struct policy *,
		   int64_t now_ms);
/* These (names with commas) were called of its symptom, or of a symptom of that: rungs
 * of nobody else are passed over. */
void ladder_inherit(struct alert *, const char *told, const char *heard,
		    const struct roster *, const struct policy *, int64_t now_ms);
/* A notice (N, over: R) of this tier, by this hook ("" the person's means), to the
 * person of this name is to be carried; and a hook has begun to, which is the first
 * there is. */
void ladder_spool(struct alert *, bool over, uint16_t tier, const char *hook,
		  const char *name);
bool ladder_unspool(struct alert *, bool over, const char *name);
/* The next one of the list at *at, which moves on; false: none. */
struct spooled {
	bool over;
	uint16_t tier;
	char hook[64], name[64];
};
bool ladder_spooled(const char **at, struct spooled *);
void ladder_told(struct alert *, const char *name, int64_t now_ms);
/* Was called of what the alert explains. */
void ladder_heard(struct alert *, const char *name);

/* escalation.c: this is to be carried out. */
void escalation_intend(struct escalation *, const struct intent *);

/* digest.c: one notice for a person who does not wait: alone, or with others. */
void digest_post(struct escalation *, const struct alert *, const struct intent *,
		 int64_t now_ms);
/* Has it to wait? Until when; 0 no. */
int64_t digest_waits(struct escalation *, uint32_t contact, int64_t now_ms);
/* Nothing more is due now: send what was gathered. */
void digest_flush(struct escalation *, int64_t now_ms);
void digest_fini(struct escalation *);

/* remedy.c: try to mend it, if that is allowed here and now. */
void remedy_try(struct escalation *, const struct alerts *, const struct network *,
		struct alert *, const struct policy *, int64_t now_ms);
void remedy_remember(struct escalation *, const struct alert *);

#endif
