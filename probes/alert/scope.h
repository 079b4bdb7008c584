/*
 * scope: what a rule, a window or a policy is for. Every part that is given must hold;
 * a scope without any holds everywhere. Names are comma separated globs (* and ?, ASCII
 * letters fold), matched in at most length times length steps. Pure, allocates nothing.
 *
 * A part speaks of the thing that has it: `site` of a site, its devices and their
 * interfaces, and the circuits that begin there; `device` of a device and its
 * interfaces; `ifname` of an interface alone; `circuit` of a circuit and the interfaces
 * it ends at.
 * So `device = x` is neither for the site of x nor for its customer, and a scope that
 * names interfaces is not for the device itself.
 */
#ifndef NOCTOP_ALERT_SCOPE_H
#define NOCTOP_ALERT_SCOPE_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/model/network.h"

struct scope {
	const char *customer, *site, *tag, *device; /* globs; NULL any. Borrowed */
	const char *ifname, *alias;		    /* of interfaces */
	const char *circuit, *provider; /* of circuits and the interfaces they end at */
	uint32_t roles;				    /* bit per enum role; 0 any */
	uint8_t classes; /* bit per enum circuit_class; 0 any */
	uint8_t if_flags;			    /* one of these IFF_*; 0 any */
	uint64_t speed_min, speed_max;		    /* bits per second; 0 no limit */
};

/* Its parts, the least specific first: what a scope is told by, and why it fails. */
enum scope_part {
	SCOPE_ALL, /* nothing is wrong, or nothing is asked for */
	SCOPE_FLAGS,
	SCOPE_SPEED,
	SCOPE_ROLE,
	SCOPE_CUSTOMER,
	SCOPE_SITE,
	SCOPE_CLASS,
	SCOPE_PROVIDER,
	SCOPE_CIRCUIT,
	SCOPE_TAG,
	SCOPE_DEVICE,
	SCOPE_ALIAS,
	SCOPE_IFNAME,
	SCOPE_PART_N
};
const char *scope_part_name(enum scope_part); /* the key of rules.ini: "role" … */
bool scope_is_all(const struct scope *);      /* no part is given */
/* What a part asks for, as it is written: "core, edge"; "" it is not given. */
#define SCOPE_WORDS 256
char *scope_words(const struct scope *, enum scope_part, char out[SCOPE_WORDS]);
char *scope_flag_words(uint8_t if_flags, char out[SCOPE_WORDS]);

/* What an event or an alert is about. */
enum subject {
	SUBJECT_DEVICE,
	SUBJECT_SITE,
	SUBJECT_WATCH,
	SUBJECT_CUSTOMER,
	SUBJECT_CIRCUIT,
	SUBJECT_WINDOW, /* of maintenance: of events only */
	SUBJECT_N
};
const char *subject_name(enum subject);

/* A thing: a device (ifs NONE) or one of its interfaces, else a circuit, else a site,
 * else a customer; what is NONE is not meant. All NONE: the watch. */
struct scope_thing {
	dev_id dev;
	if_id ifs;
	site_id site;
	customer_id customer;
	uint32_t circuit;
};
struct scope_thing scope_dev(dev_id);
struct scope_thing scope_if(const struct network *, if_id);
struct scope_thing scope_site(site_id);
struct scope_thing scope_customer(customer_id);
struct scope_thing scope_circuit(uint32_t circuit);
struct scope_thing scope_watch(void);
/* By the row that a subject has; the watch has none, and a window is none of these. */
struct scope_thing scope_of(enum subject, uint32_t row);

/* The first part that does not hold of the thing, SCOPE_ALL when all do. */
enum scope_part scope_misses(const struct scope *, const struct network *,
			     struct scope_thing);
static inline bool scope_holds(const struct scope *s, const struct network *net,
			       struct scope_thing t)
{
	return scope_misses(s, net, t) == SCOPE_ALL;
}
/* The thing of an alert as it is now; false: it is gone. An interface that is not there
 * at present is its device. */
struct alert;
bool scope_of_alert(const struct network *, const struct alert *, struct scope_thing *);

/* Does it ask for the interface: may it hold of one and not of the next? */
bool scope_of_interface(const struct scope *);
/* What it asks of the device alone. */
struct scope scope_of_device(const struct scope *);
/* Of two scopes the one with the greater rank is the more specific. The most specific
 * part decides, a name before a pattern; with the same, the next. */
uint32_t scope_rank(const struct scope *);

#endif
