/*
 * rule: what is worth an alert. A rule is a line of configuration (etc/rules.ini)
 * turned into this struct by conf; alert evaluates it. Levels are in the check's own
 * unit.
 */
#ifndef NOCTOP_ALERT_RULE_H
#define NOCTOP_ALERT_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/alert/calendar.h"
#include "probes/alert/scope.h"
#include "probes/base/arena.h"
#include "probes/model/network.h"

/* X.733's minor is shown as warning; info is an event, never an open alert. */
enum severity { SEV_NONE, SEV_INFO, SEV_WARNING, SEV_MAJOR, SEV_CRITICAL };
const char *severity_name(enum severity);        /* "critical" */
char severity_letter(enum severity);             /* 'C' 'M' 'W' 'I' ' ' */
enum severity severity_find(const char *);       /* SEV_NONE when unknown */

enum category {
	CAT_AVAILABILITY,
	CAT_PERFORMANCE,
	CAT_HARDWARE,
	CAT_SECURITY,
	CAT_CONFIGURATION,
	CAT_N
};
const char *category_name(enum category);
bool category_find(const char *, enum category *);

/* What a rule looks at, things of one kind next to each other (check.h says which). A
 * new check is one line here, one in rule.c and one in the table of check.c. */
enum check {
	/* devices */
	CHECK_UNREACHABLE,  /* probes unanswered (and one SNMP GET, with ICMP) */
	CHECK_SNMP,	    /* SNMP silent while reachable */
	CHECK_LOSS,	    /* probes lost, in percent of `window` probes */
	CHECK_LATENCY,	    /* smoothed RTT in ms */
	CHECK_LATENCY_RISE, /* RTT of enter times its baseline, and floor ms more */
	CHECK_CPU,
	CHECK_MEMORY,
	CHECK_FULL_IN, /* days until its memory or a disk is full, below enter */
	CHECK_UPLINKS, /* of two or more ways to it one is left, see spare.h */
	CHECK_REBOOT,  /* an event */
	/* interfaces */
	CHECK_IF_DOWN,	 /* admin up, oper down (not the dependent states) */
	CHECK_DUPLEX,	 /* up, and half duplex */
	CHECK_UTIL,	 /* percent, the busier direction */
	CHECK_IN_ERRORS, /* percent of packets, with floor per second */
	CHECK_OUT_DISCARDS,
	CHECK_IF_FULL_IN,  /* days until its busiest hour fills it, below enter */
	CHECK_ERRORS_RISE, /* errors of the last day, enter times those of the days
			      before, and floor per second */
	CHECK_NEIGHBOR,	   /* what is declared to be at its other end is not */
	/* sensors */
	CHECK_FAN,	   /* a fan that failed, or is gone */
	CHECK_PSU,	   /* a power supply */
	CHECK_PART,	   /* any other part that the device itself calls bad */
	CHECK_TEMPERATURE, /* degrees; the device's own limits come before enter, which
			      is for the air that goes in */
	CHECK_UPS,	   /* on battery, or no output */
	CHECK_CHARGE,	   /* percent of a battery, below enter */
	CHECK_OPTICAL,	   /* the device's own alarm about the light of a port in use */
	CHECK_OPTICAL_DROP, /* dB below what is usual there */
	/* peers */
	CHECK_BGP,    /* a peer that is wanted and was up is not */
	CHECK_OSPF,   /* the same */
	CHECK_ISIS,   /* the same */
	CHECK_TUNNEL, /* the same */
	/* groups of what stands in for each other */
	CHECK_REDUNDANCY, /* one of a pair, a stack or a bundle is lost */
	/* sites */
	CHECK_SITE_ISOLATED, /* percent of its devices lost */
	CHECK_SITE_WAYS,     /* of several ways to it one is left */
	/* circuits: the limits that were promised come before enter */
	CHECK_CIRCUIT_DOWN,    /* an end of it is down, and nobody shut it */
	CHECK_CIRCUIT_UTIL,    /* percent of the committed rate, the busier direction */
	CHECK_CIRCUIT_LOSS,    /* probes lost on it, in percent of `window` probes */
	CHECK_CIRCUIT_LATENCY, /* round trip, enter times what was promised */
	CHECK_CIRCUIT_JITTER,  /* the same */
	/* customers */
	CHECK_CUSTOMER_LOST,  /* percent of its devices lost */
	CHECK_CUSTOMER_SITES, /* percent of its sites isolated */
	/* the watch itself */
	CHECK_LATE_POLLS,      /* percent of the devices */
	CHECK_RX_DROPS,	       /* answers that the kernel dropped, per second */
	CHECK_JOURNAL,	       /* it cannot write */
	CHECK_JOURNAL_BACKLOG, /* events that are not durable yet */
	CHECK_JOURNAL_DISK,    /* percent of its disk that is free, below enter */
	CHECK_NOTIFIER,	       /* failures in the last minute, since the last success */
	CHECK_CLOCK_STEP,      /* seconds by which our clock was set */
	CHECK_US,	       /* what is lost is lost to us alone, see us.h */
	/* nothing that a rule could look at */
	CHECK_RAISED, /* device, site: an operator said so */
	CHECK_N
};
const char *check_name(enum check); /* "unreachable" "snmp" "if_down" … */
bool check_find(const char *, enum check *);
enum category check_category(enum check); /* of rules that name none */

/* When a condition counts as true, or as over. All zero is "at once". */
struct persist {
	enum { PERSIST_POLLS, PERSIST_TIME } by;
	uint16_t k, n;       /* PERSIST_POLLS: k of the last n samples */
	int64_t ms;          /* PERSIST_TIME: of this span … */
	uint8_t share_pct;   /* … at least this share of the samples (100: all) */
};

#define RULE_STEADY_MS (INT64_C(30) * 60 * 1000)

struct rule {
	char name[32];
	enum check check;
	enum severity severity;
	enum category category;
	struct scope scope;
	const struct calendar *hours; /* it holds only then; NULL always. Of the zone of
					 the thing's site, if it names none */
	bool off;               /* enabled = no */
	const uint32_t *instead; /* rules (of struct rules) in whose place it stands */
	uint32_t instead_n;
	double enter, clear;  /* NAN where the check needs no level */
	double floor;         /* and at least this: per second, ms, devices or sites; 0
				 none */
	uint16_t window;      /* probes, for CHECK_LOSS */
	bool last_path; /* only when no uplink of its device, no way of its site is
			   left: CHECK_IF_DOWN, CHECK_CIRCUIT_DOWN; of a site that
			   alone: CHECK_SITE_ISOLATED */
	int64_t within_ms;    /* CHECK_SITE_ISOLATED: lost within this time, and nothing
				 known explains them; 0 no matter when or why */
	struct persist opens, clears;
	int64_t steady_ms; /* what flapped is over when it stood still for so long; 0:
			      RULE_STEADY_MS */
	bool event; /* CHECK_REBOOT, CHECK_IF_DOWN: an event, never open (info) */
	char text[96]; /* "CPU %v (>%l)": %v value, %l limit (">%l" becomes "was >85%,
			  clears <75%" below it), %i interface, %d the busier
			  direction, %a alias, %w what it carried (", was 71 %"),
			  %m the member of a group that is lost, %s of a peer
			  " AS64511", %r reason, %n "38 of 40", %t since when, in UTC,
			  %c ": fra-core-01 down" where a device is the cause, %p
			  ", Telco" of a circuit and where one ends */
	char runbook[160];
	const char *file;       /* where it is said, for people; "" nowhere */
	unsigned line;
};

struct rules {
	struct rule *rule;
	uint32_t n, cap;
	struct arena arena; /* of what rules point to */
};
void rules_fini(struct rules *);

#endif
