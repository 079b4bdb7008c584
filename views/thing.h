/*
 * thing: what a row of a list stands for. A ref is good for one drawing: ids of rows
 * that may move. A thing is good for a session: an alert's id, the names of the rest.
 */
#ifndef NOCTOP_VIEWS_THING_H
#define NOCTOP_VIEWS_THING_H

#include "views/session.h"

enum thing_kind {
	THING_NONE,
	THING_ALERT,
	THING_SITE,
	THING_DEVICE,
	THING_IF,
	THING_GROUP, /* rows of a topology folded into one: those behind a device */
	THING_EVENT, /* of the log, by its seq */
	THING_RULE,  /* a line between rows; never selected */
	THING_CIRCUIT,
	THING_CUSTOMER,
};

/* Its kind in the top 4 bits and two numbers of 30 bits below; an alert's id takes all
 * 60. 0: nothing. What half a million rows are asked for is inline. */
typedef uint64_t ref_id;
#define REF_BITS 30
#define REF_MASK ((1u << REF_BITS) - 1)
static inline ref_id ref_pack(enum thing_kind kind, uint64_t high, uint64_t low)
{
	return (uint64_t)kind << 2 * REF_BITS | high << REF_BITS | low;
}

ref_id ref_alert(uint64_t id);
ref_id ref_site(site_id);
static inline ref_id ref_dev(dev_id dev)
{
	return ref_pack(THING_DEVICE, dev, 0);
}
/* Its i-th interface. */
static inline ref_id ref_if(dev_id dev, uint32_t i)
{
	return ref_pack(THING_IF, dev, i);
}
ref_id ref_group(dev_id parent, uint32_t which);
ref_id ref_event(uint64_t seq);
ref_id ref_rule(uint32_t which);
ref_id ref_circuit(uint32_t circuit);
static inline enum thing_kind ref_kind(ref_id ref)
{
	return (enum thing_kind)(ref >> 2 * REF_BITS);
}
uint64_t ref_alert_id(ref_id); /* or the seq of an event */
site_id ref_site_id(ref_id);
/* Of a device, interface or group; NONE when it is gone. */
static inline dev_id ref_dev_id(const struct network *net, ref_id ref)
{
	dev_id dev = (dev_id)(ref >> REF_BITS & REF_MASK);

	return dev < net->dev_n ? dev : NONE;
}
/* Of a group; or the row of a circuit, a customer; or which of its device's. */
static inline uint32_t ref_which(ref_id ref)
{
	return (uint32_t)(ref & REF_MASK);
}
static inline if_id ref_if_id(const struct network *net, ref_id ref) /* NONE: gone */
{
	dev_id dev = ref_dev_id(net, ref);

	if (ref_kind(ref) != THING_IF || dev == NONE ||
	    ref_which(ref) >= net->dev[dev].if_n)
		return NONE;
	return net->dev[dev].if_first + ref_which(ref);
}

struct thing {
	enum thing_kind kind;
	uint64_t id; /* of an alert, an event; which of a group or a rule */
	char name[TEXT_BYTES_MAX + 1];	 /* of the device, site, circuit, customer */
	char entity[TEXT_BYTES_MAX + 1]; /* of the interface */
};

void thing_of(const struct scene *, ref_id, struct thing *);
/* Where the thing is now; 0 when it is gone. An alert's ref is found even then. */
ref_id thing_ref(const struct scene *, const struct thing *);
bool thing_same(const struct thing *, const struct thing *);
/* What an alert or an event is about: its interface, if it is of one that is there. */
void thing_told(const struct scene *, enum subject, const char *name,
		const char *entity, struct thing *);
/* What alerts call its kind; an interface is of a device. */
enum subject thing_subject(const struct thing *);
/* For sets of things. */
uint64_t thing_hash(const struct thing *);
/* "fra-core-01 xe-0/0/3" */
void thing_label(const struct thing *, char *out, size_t size);
/* Where it is, for titles: "EU-NOC > FRA > fra-core-01 > xe-0/0/3" of a site, a device
 * or an interface; without the levels on the left that have no room in width cells. In
 * the demo it says so behind. */
void thing_path(const struct scene *, const struct thing *, int width, char *out,
		size_t size);

#endif
