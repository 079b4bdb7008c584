/*
 * state: the words of operator.md for devices and sites, worked out from the network
 * and its alerts. The counts of device states always sum to all devices.
 */
#ifndef NOCTOP_ALERT_STATE_H
#define NOCTOP_ALERT_STATE_H

#include "probes/alert/alert.h"
#include "probes/model/circuit.h"

enum dev_state {
	DEV_UP,
	DEV_DEGRADED, /* answers, but an alert of warning or more is open on it */
	DEV_DOWN,
	DEV_LOST,  /* unknown, behind a cause */
	DEV_STALE, /* not answering us, or late; last values dimmed */
	DEV_PLANNED,
	DEV_STATE_N
};
const char *dev_state_name(enum dev_state);
/* The cell's letter: '.' up, severity letter degraded, 'X' down, '?' lost, '~' stale,
 * 'P' planned. */
char dev_state_letter(const struct network *, const struct alerts *, dev_id,
		      int64_t now_ms);
enum dev_state dev_state(const struct network *, const struct alerts *, dev_id,
			 int64_t now_ms);
/* Why, in words: "wrong key", "behind fra-core-01", the text of its worst alert; ""
 * when up. Written to out. */
void dev_why(const struct network *, const struct alerts *, dev_id, int64_t now_ms,
	     char *out, size_t cap);

/* What an alert says, and since when it is about to clear: "clearing 12s: unreachable,
 * no answer". */
void alert_words(const struct alert *, int64_t now_ms, char *out, size_t cap);

enum site_state {
	SITE_OK,
	SITE_IMPAIRED, /* all answer, an alert is open */
	SITE_DEGRADED, /* some lost */
	SITE_ISOLATED, /* 90 % or more lost, or no way left */
	SITE_PLANNED,
	SITE_UNKNOWN, /* no device answered yet */
	SITE_STATE_N
};
const char *site_state_name(enum site_state); /* "OK" "IMPAIRED" … */

struct site_verdict {
	enum site_state state;
	uint32_t lost, devices; /* planned ones not counted */
	enum severity worst;    /* of its open alerts */
	uint32_t warnings;
	int64_t since_ms;       /* 0 none */
	char cause[128];        /* "ams-core-02 down, hides 31" ; "" none */
	uint64_t alert;         /* the alert that tells of the cause; 0 none */
	dev_id device; /* what the cause is about; NONE the site, or no cause */
	char owner[64];         /* "mk 18m": who has the worst since when, "" nobody */
	bool nobody;            /* something needs somebody, and nobody has it */
};
void site_verdict(const struct network *, const struct alerts *, site_id,
		  int64_t now_ms, struct site_verdict *);
/* The same of a site with very many devices, so many with each step: which returns how
 * many it looked at, and look.at is NONE when it may be told. */
struct site_survey {
	site_id site;
	struct site_look look;
	uint64_t worst; /* an alert so far; 0 none */
	uint32_t warnings, fresh, stale;
};
void site_survey(const struct network *, const struct alerts *, site_id,
		 struct site_survey *);
uint32_t site_survey_on(const struct network *, const struct alerts *,
			struct site_survey *, uint32_t devs, int64_t now_ms);
void site_survey_tell(const struct network *, const struct alerts *,
		      const struct site_survey *, int64_t now_ms,
		      struct site_verdict *);

enum circuit_state {
	CIRCUIT_UP,
	CIRCUIT_DEGRADED, /* up, but an alert of warning or more is open on it */
	CIRCUIT_DOWN,	  /* an end of it is down, or shut */
	CIRCUIT_UNKNOWN,  /* neither end can be seen */
	CIRCUIT_PLANNED,  /* not in service yet, or in maintenance */
	CIRCUIT_STATE_N
};
const char *circuit_state_name(enum circuit_state); /* "up" "degraded" … */

struct circuit_verdict {
	enum circuit_state state;
	enum severity worst; /* of its open alerts, hidden ones too */
	int64_t since_ms;    /* 0 not known, or well */
	char why[128];	     /* "down at fra-edge-01 ge-0/0/0, Telco"; "" none */
	struct circuit_now now;
};
void circuit_verdict(const struct network *, const struct alerts *, uint32_t circuit,
		     int64_t now_ms, struct circuit_verdict *);

#endif
