/*
 * roster: who is told of alerts, and how: contacts and groups, hooks (the means by
 * which they are reached), and policies (which alert goes to whom, after how long).
 * conf fills it; escalation reads it. Pure; everything is borrowed from the
 * configuration's arena.
 *
 * Who is called is answered for a moment: a person has hours, the members of a group
 * take turns, and for some days somebody stands in for another.
 */
#ifndef NOCTOP_ALERT_ROSTER_H
#define NOCTOP_ALERT_ROSTER_H

#include "probes/alert/calendar.h"
#include "probes/alert/scope.h"

#define ROSTER_MEANS 4	/* hooks of one contact */
#define ROSTER_RUNGS 12 /* of one policy */
#define ROSTER_CALLS 8	/* people whom one step calls */
#define ROSTER_MEMBERS 32

struct alert;

struct hook {
	const char *name;
	const char *const *argv; /* templates, "{contact.phone}"; NULL behind the
				    last */
	int64_t limit_ms;	 /* then it is ended */
	uint32_t retries;	 /* rounds, after all means of a contact failed */
	const char *secret;	 /* handed over as file descriptor 3; NULL none */
	const char *file;	 /* where it is configured */
	unsigned line;
};

/* Somebody else is called from one moment to another. */
struct stand_in {
	int64_t from_ms, to_ms;
	uint32_t contact;
};

struct contact {
	const char *name, *title;	    /* "j.kim", "Jae Kim" */
	const char *email, *phone, *address; /* NULL none; address: of any other kind */
	uint32_t means[ROSTER_MEANS];	    /* hooks; the next when one fails */
	uint32_t means_n;
	struct calendar hours; /* when it may be called */
	/* A group has members instead of means: they take turns of so many days, else
	 * the first of them who is there is called, or all who are. */
	bool group, all;
	uint32_t member[ROSTER_MEMBERS];
	uint32_t member_n;
	int turn_days;	    /* 0: no turns */
	int64_t turn_day;   /* the first turn began on this day since 1970 … */
	int turn_minute;    /* … at this minute, local time */
	const struct zone *zone; /* of its hours and turns */
	struct stand_in *stand_in;
	uint32_t stand_in_n;
	const char *file;
	unsigned line;
};

struct rung {
	uint32_t contact;
	uint32_t hook;	  /* instead of the contact's means; NONE */
	int64_t after_ms; /* since the alert opened */
	uint16_t tier;	  /* 1 the desk, 2 those behind it */
};

struct policy {
	const char *name;
	unsigned severities; /* bit per enum severity; 0 any */
	struct scope scope;
	struct rung rung[ROSTER_RUNGS];
	uint32_t rung_n;
	uint32_t vendor;     /* contact: tier 3, by key alone; NONE */
	uint32_t remedy;     /* hook: tries to mend it, before anybody is told; NONE */
	int64_t repeat_ms;   /* the last step again; 0 never */
	struct calendar hours; /* notices go out only then; else they wait */
	const struct zone *zone;
	int64_t notice_ms[ROLE_N]; /* no notice of an unreachable device before */
	const char *file;
	unsigned line;
};

struct roster {
	struct hook *hook;
	struct contact *contact;
	struct policy *policy; /* in order of the file; the first that fits holds */
	uint32_t hook_n, contact_n, policy_n;
	uint32_t hook_cap, contact_cap, policy_cap;
	uint32_t heartbeat; /* hook; NONE */
	int64_t heartbeat_ms;
	bool shipped; /* no policy is configured: the policies are those of
			 operator.md */
};
void roster_fini(struct roster *);

uint32_t roster_contact(const struct roster *, const char *name); /* NONE */
const struct policy *roster_policy_named(const struct roster *, const char *name);
/* The policy of an alert as it is now; NULL: nobody is told of it. */
const struct policy *roster_policy(const struct roster *, const struct network *,
				   const struct alert *);
/* Whom calling this contact reaches now: at most ROSTER_CALLS rows of people to out;
 * returns how many, 0 nobody is there. */
uint32_t roster_calls(const struct roster *, uint32_t contact, int64_t now_ms,
		      uint32_t out[ROSTER_CALLS]);
/* When that answer may be another one; INT64_MAX never. */
int64_t roster_changes(const struct roster *, uint32_t contact, int64_t now_ms);
/* Nobody can be told of anything: there is no policy, or none with a rung. */
bool roster_empty(const struct roster *);

#endif
