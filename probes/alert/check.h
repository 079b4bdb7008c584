/*
 * check: what a rule sees when it looks at a device, an interface or a site. Pure
 * readers, one a check; they decide whether there is a reading at all, whether it is a
 * new one, and on which side of the rule's levels it lies. They remember nothing.
 */
#ifndef NOCTOP_ALERT_CHECK_H
#define NOCTOP_ALERT_CHECK_H

#include "probes/alert/rule.h"
#include "probes/model/circuit.h"
#include "probes/model/topology.h"

/* What a check looks at; a device's own checks come before those of its parts. */
enum check_thing {
	OF_DEVICE,
	OF_INTERFACE,
	OF_SENSOR,
	OF_PEER,
	OF_GROUP, /* what stands in for each other */
	OF_SITE,
	OF_CIRCUIT,
	OF_CUSTOMER,
	OF_WATCH,
	OF_NOTHING, /* people say so */
	OF_N
};

/* Of one customer; its sites as they were judged last. */
struct customer_count {
	uint32_t devices, lost; /* planned ones not counted */
	uint32_t sites, isolated;
	int64_t since_ms; /* the oldest present silence; 0 none */
	int64_t isolated_ms; /* when the last of those sites was lost … */
	int64_t good_ms;     /* … and heard before; 0 never */
};

/* What is looked at. */
struct subject_view {
	const struct network *net; /* NULL: the watch */
	const struct dev *dev; /* NULL: no device */
	dev_id dev_id;
	if_id row;   /* NONE: the device itself */
	uint32_t sensor; /* row of the network's; NONE */
	const struct peer *peer;	/* NULL: no peer */
	const struct redundancy *group; /* NULL: no group */
	site_id site;
	struct site_count count;
	uint32_t circuit; /* NONE */
	struct circuit_now line;
	struct customer_count sum;
	const struct watch_health *watch;
	float base_ms; /* usual RTT; NAN not learnt yet */
	bool rebooted; /* since the last judgement */
	int64_t now_ms;
};

struct sample {
	bool known;    /* there is a reading; one that is not known decides nothing */
	int64_t stamp; /* of the reading: the same stamp is not counted twice */
	int64_t gap_ms; /* readings further apart say nothing of the time between */
	bool on, off;  /* beyond enter; below clear */
	bool cold;     /* it has never answered: opens without waiting */
	bool blinked;  /* it changed sides and back since the reading before */
	bool doubt;    /* a parent has not been heard yet: may not open now */
	double value, limit; /* NAN none */
	double clear;	     /* below it an open alert is over; NAN none */
	double was_pct;      /* what an interface carried before; NAN unknown */
	const char *direction; /* "in" "out"; "" none */
	const char *reason;    /* in words; "" none */
	uint32_t count, of;    /* devices or sites that are lost; parts that work */
	int64_t last_good_ms, first_bad_ms, occurred_ms; /* 0 unknown */
};

void check_read(enum check, const struct rule *, const struct subject_view *,
		struct sample *);
/* How far the rules of one check of interfaces reach. */
struct reach_of {
	double least;  /* the lowest level that opens one of them */
	double floor;  /* and the lowest of their floors */
	uint8_t flags; /* of the interfaces they are for; 0 all */
};
/* The checks of interfaces, a bit each from CHECK_IF_DOWN on, by which this one is not,
 * at a glance, so far from trouble that no rule can see any. reach: of each of them. */
uint32_t check_awake(const struct if_table *, if_id, const struct reach_of *reach);
enum check_thing check_thing(enum check);
/* The checks of a thing are [check_first(thing), check_first(thing + 1)). */
enum check check_first(enum check_thing);
/* Is the check one of this sensor, peer, group? */
struct sensor;
struct peer;
struct redundancy;
bool check_looks_at_peer(enum check, const struct peer *);
bool check_looks_at_group(enum check, const struct redundancy *);
bool check_looks_at(enum check, const struct network *, const struct sensor *);
/* How much of the past it has to go by: "insufficient history, 5 of 14 days" or "31
 * days of history"; false: it needs none. The thing is a device's (sensor: its name,
 * NONE none) or an interface's. */
#define PAST_WORDS 80
bool check_past(enum check, const struct network *, struct scope_thing, str_id sensor,
		char out[PAST_WORDS]);
bool check_falls(enum check); /* on when the value is below enter, over above clear */
const char *check_unit(enum check); /* "%" " ms" "°" "" */

/* Neither the probes nor SNMP are answered, as the device is configured to be
 * probed. */
bool check_unreachable(const struct dev *);
/* 90 % or more of its devices do not answer, or all of its ways are down. */
#define CHECK_ISOLATED_PCT 90
bool check_isolated(const struct site_count *);
/* When the site of v was lost so far that the rule (NULL: check_isolated) opens: that
 * is not since the first of its devices is silent. */
void check_site_began(const struct rule *, const struct subject_view *,
		      struct sample *);

#endif
