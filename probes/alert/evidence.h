/*
 * evidence: how it is known that a device is dead, and how surely. One lost link with a
 * device behind it is "the device or its link"; "dead" is said only when every
 * neighbour that could tell lost it when it fell silent, and there are several. Pure.
 */
#ifndef NOCTOP_ALERT_EVIDENCE_H
#define NOCTOP_ALERT_EVIDENCE_H

#include "probes/model/topology.h"

#define EVIDENCE_NEIGHBOURS 64 /* looked at */
#define EVIDENCE_MAX 240       /* bytes of its text */
#define EVIDENCE_PACE_MS 5000  /* what agents tell may be so old; Debian's: 3 s */

/* What a neighbour of a silent device sees of it. */
enum sight {
	SIGHT_LOST,   /* its interface went down when the device fell silent */
	SIGHT_UP,     /* it was read well after that, and the interface is up */
	SIGHT_NONE, /* answers, but cannot tell: no interface is known, what it said is
		       older, or the interface was down long before */
	SIGHT_SILENT, /* does not answer itself */
	SIGHT_BEHIND, /* nor could it: there is no way to it but through the device */
	SIGHT_N
};

struct evidence {
	int64_t since_ms; /* the silence; 0: the device is not silent */
	int64_t good_ms;  /* its last answer; 0 never */
	struct neighbour neighbour[EVIDENCE_NEIGHBOURS];
	uint8_t sight[EVIDENCE_NEIGHBOURS];
	uint32_t n;
	uint32_t count[SIGHT_N];
	uint32_t of; /* neighbours but those behind it */
};
void evidence_of(const struct network *, dev_id, struct evidence *);

/* What may be said behind the name of a silent device: "dead (2 of 2 neighbours lost)",
 * "or its link (1 neighbour)", "silent, its link is up (1 neighbour)", "down". */
void evidence_verdict(const struct evidence *, char *out, size_t cap);
/* The verdict and what it stands on, times in UTC: "or its link (1 neighbour); last
 * answer 20:12:08Z; fra-core-01 xe-0/0/3 down 20:12:09Z; 9 probes and SNMP
 * unanswered". */
void evidence_text(const struct network *, dev_id, char *out, size_t cap);
/* "20:12:08Z" */
void evidence_moment(int64_t at_ms, char *out, size_t cap);

#endif
