/*
 * network: the state of everything that is watched, as flat tables. No I/O, no clock.
 *
 * Tables, not objects; ids, not pointers: dev_id, if_id and site_id are rows. A
 * device's interfaces are contiguous rows, one array per column, the columns read by
 * every poll apart from names. Rows of interfaces move when any device's shape changes:
 * whoever keeps something across polls (an alert, a selection) keeps (device name,
 * interface name) and looks it up again. Rows whose dev is NONE are holes that are
 * closed in slices; they hold no rates, no flags and status IF_UNREAD. Device and site
 * ids are stable for one configuration generation.
 *
 * Identity of an interface is its name (ifName, else ifDescr, else ifAlias, else
 * "if<index>"; a second of that name gets "#2" in index order), ifIndex is how it is
 * asked for today. Every value has an age; NAN is unknown, never 0.
 */
#ifndef NOCTOP_MODEL_NETWORK_H
#define NOCTOP_MODEL_NETWORK_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "probes/base/text.h"
#include "probes/base/zone.h"
#include "probes/model/if_kind.h"
#include "probes/model/if_rare.h"
#include "probes/model/mishap.h"
#include "probes/model/rate.h"
#include "probes/model/reach.h"

typedef uint32_t dev_id;
typedef uint32_t if_id;
typedef uint32_t site_id;
typedef uint32_t customer_id;

enum role {
	ROLE_OTHER,
	ROLE_CORE,
	ROLE_DIST,
	ROLE_EDGE,
	ROLE_FIREWALL,
	ROLE_ACCESS,
	ROLE_AP,
	ROLE_SERVER,
	ROLE_UPS,
	ROLE_N
};
const char *role_name(enum role);
enum role role_find(const char *); /* ROLE_N when unknown */

enum ping_by { PING_ICMP, PING_SNMP, PING_NO };
enum owner { OWNER_PROVIDER, OWNER_CLIENT };

/* How a device answers SNMP: data, not an error code. */
enum reason {
	REASON_NEVER, /* nothing came back yet */
	REASON_OK,
	REASON_SLOW,
	REASON_TIMEOUT,
	REASON_REFUSED,
	REASON_COMMUNITY, /* silent to our community, but it answers SNMPv3 discovery */
	REASON_VIEW,	  /* answers, but shows no interfaces or no system group */
	REASON_UNKNOWN_USER,
	REASON_WRONG_KEY,
	REASON_TIME_WINDOW,
	REASON_UNRESOLVED,
	REASON_N
};
const char *reason_name(enum reason);  /* the words of status --json */
const char *reason_words(enum reason); /* "wrong key", for people */

/* IF-MIB ifOperStatus; 0: never read */
enum if_status {
	IF_UNREAD,
	IF_UP,
	IF_DOWN,
	IF_TESTING,
	IF_UNKNOWN,
	IF_DORMANT,
	IF_NOT_PRESENT,
	IF_LOWER_LAYER_DOWN,
	IF_STATUS_N
};
/* EtherLike-MIB dot3StatsDuplexStatus (RFC 3635); 0: not told */
enum if_duplex { DUPLEX_NOT_TOLD, DUPLEX_UNKNOWN, DUPLEX_HALF, DUPLEX_FULL };
const char *if_duplex_name(enum if_duplex);  /* "half" "full"; NULL not known */
const char *if_status_name(enum if_status); /* "up" … "lowerLayerDown"; NULL unread */

#define DEV_PARENTS 4

struct site {
	str_id name, title, street, contact, phone, access, oob, timezone;
	str_id customer, customer_title; /* its name, and what people call it */
	bool monitored;		    /* its customer wants no more of us than to look */
	const struct zone *zone;    /* of timezone; NULL: the network's */
	customer_id customer_row;   /* learnt: the row of that name; NONE */
	site_id customer_next;	    /* learnt: its next site; NONE */
	dev_id first_dev, last_dev; /* chained by dev.site_next; NONE without devices */
};

/* Who pays for sites: a row for each that a site names. */
struct customer {
	str_id name, title;
	site_id first_site, last_site; /* chained by site.customer_next */
};

/* Rows of another table that belong to one device. */
struct run {
	uint32_t first, n;
};
/* Rows of such a table that belong to none, and where closing them goes on: the rows
 * from to to end are one hole. */
struct run_holes {
	uint32_t n, to, end;
};

/* What an agent is asked, where it may misbehave. */
enum agent_table {
	AGENT_NAMES,	  /* of its interfaces */
	AGENT_COUNTERS,	  /* of them */
	AGENT_HEALTH,	  /* processors, memory, disks */
	AGENT_SENSORS,	  /* and peers: what its profile asks */
	AGENT_NEIGHBOURS,
	AGENT_STATIONS,
	AGENT_VLANS,
	AGENT_TABLES
};
const char *agent_table_name(enum agent_table);

struct dev {
	/* configured */
	str_id name, address, tags;
	str_id uplinks, wan, declared; /* comma separated globs of interface names */
	site_id site;
	uint16_t port;
	uint8_t role, owner, ping_by;
	bool planned;	/* configured, not in service yet */
	bool attached;	/* configured: the watch is next to it */
	bool in_window; /* learnt: maintenance holds of all of it */
	uint8_t parent_n;
	dev_id parent[DEV_PARENTS];
	uint32_t poll_ms;
	uint32_t credential; /* of the inventory */

	/* reachability, a probe a second */
	struct reach reach;

	/* SNMP */
	uint8_t reason;		  /* enum reason, of the last poll */
	uint16_t polls_bad;	  /* failed in a row */
	uint16_t polls_good;	  /* answered in a row */
	int64_t snmp_good_ms;	  /* last good poll; 0 never */
	int64_t snmp_bad_ms;	  /* first bad poll of the present row; 0 none */
	int64_t poll_at_ms;	  /* last poll ended, good or bad; 0 never */
	int64_t burst_until_ms;	  /* polled as often as rates allow, till then; 0 no */
	float snmp_ms;		  /* how long the last good poll took */
	struct agent_clock clock; /* of the last answer; at_ms 0: none yet */
	struct agent_clock base;  /* of the readings in ifs.raw: older than clock while
				     the agent has not refreshed its counters */
	int64_t boot_ms;	  /* wall time the agent started; 0 unknown */
	uint32_t reboots;	  /* seen by us */
	int64_t rebooted_ms;	  /* when we saw the last; 0 none */
	uint32_t shape;		  /* bumped when its interfaces or names changed */
	dev_id engine_twin;    /* has the same snmpEngineID, though each must have its
				  own (RFC 3411 section 5); NONE */
	struct rate_pace pace; /* at which it refreshes its counters */
	uint8_t loops, errors; /* bits: in which agent_table it goes round in a loop, or
				  answers with an error; what it is asked there is not
				  whole */
	bool hasty; /* its last answer came too soon after the one before it: what
		       moved in it teaches no pace */

	str_id sys_name, sys_descr, sys_location, sys_contact, object_id;
	str_id vendor, model, version, serial; /* of the device itself; 0 unknown */
	str_id changed;			/* which of them are others now, in words */
	int64_t changed_ms;		/* … since then; 0 never */
	float cpu_pct, mem_pct, temp_c; /* NAN unknown */
	int64_t health_ms;		/* when cpu and mem were read */
	uint32_t mishaps_s[MISHAPS];	/* since 1970, when these counters of its
					   interfaces were read; 0 never */
	str_id profile;			/* by which its sensors are read; 0 none yet */
	int64_t sensors_ms;		/* when they were read; 0 never */
	uint32_t sensors_shape;		/* bumped when they are others than before */
	int64_t peers_ms;		/* when they were read; 0 never */
	uint32_t peers_shape;		/* bumped when they are others than before */

	/* rows of the other tables */
	dev_id site_next; /* the next device of its site, in order of configuration */
	uint32_t line_first; /* the last declared of the ends at it, circuit.h; NONE */
	if_id if_first;
	uint32_t if_n;
	struct run processors, memories, sensors, peers, modules, ethers;
	struct run peered; /* from its first interface on: where all stand that lead
			      to a device that we know */
	uint32_t series_head; /* position in its rings; all its interfaces share it */
	uint32_t series_n;    /* samples in them */
};
/* Its silence is nobody's alert. */
static inline bool dev_is_planned(const struct dev *dev)
{
	return dev->planned || dev->in_window;
}
/* When it answered last, a probe or a poll; 0 never. */
static inline int64_t dev_heard_ms(const struct dev *dev)
{
	return dev->reach.last_answer_ms > dev->snmp_good_ms ? dev->reach.last_answer_ms
							     : dev->snmp_good_ms;
}
/* So many of its interfaces are brought into the caches before its turn comes. */
static inline uint32_t dev_if_foreseen(const struct dev *dev)
{
	return dev->if_n < 64 ? dev->if_n : 64;
}

/* Interface flags. */
enum {
	IFF_SEEN_UP = 1,  /* we saw it up once */
	IFF_UPLINK = 2,	  /* towards a parent: configured, found, or by ifAlias */
	IFF_WAN = 4,	  /* towards another site, or configured */
	IFF_DECLARED = 8, /* the configuration names it */
	IFF_HC = 16,	  /* 64-bit octet counters, at the last reading */
	IFF_BLINKED =
		64,	 /* it went down and up, or up and down, between two readings */
	IFF_RESPED = 32, /* its speed is another than when the rates were true */
	IFF_STANDS_IN = 128, /* an uplink of the far device, that shut it and will not
				tell; none of its own */
};
/* Interfaces whose being down is an alert. */
#define IFF_MATTERS (IFF_UPLINK | IFF_WAN | IFF_DECLARED)

/* Raw readings of one interface, in the agent's own units. */
struct if_counters {
	uint64_t in_octets, out_octets;
	uint64_t in_pkts, out_pkts; /* unicast */
	uint32_t in_errors, out_errors, in_discards, out_discards;
	uint32_t discontinuity; /* ifCounterDiscontinuityTime */
	uint32_t has;		/* enum if_has: what was read, and how wide it is */
	uint32_t uptime_cs; /* sysUpTime in the answer they came with; 0: as the poll's
			     */
} __attribute__((packed, aligned(4))); /* no hole behind the last */

/* How they are kept until the next: without errors and discards, mishap.h. */
struct if_kept {
	uint64_t in_octets, out_octets, in_pkts, out_pkts;
	uint32_t discontinuity, uptime_cs;
	uint16_t has : 12;
	uint16_t zero : MISHAPS; /* bits: mishaps whose rate is 0; without a place */
} __attribute__((packed, aligned(2)));

/* Bit i: the i-th field of struct if_counters was read. */
enum if_has {
	HAS_IN_OCTETS = 1 << 0,
	HAS_OUT_OCTETS = 1 << 1,
	HAS_IN_PKTS = 1 << 2,
	HAS_OUT_PKTS = 1 << 3,
	HAS_IN_ERRORS = 1 << 4,
	HAS_OUT_ERRORS = 1 << 5,
	HAS_IN_DISCARDS = 1 << 6,
	HAS_OUT_DISCARDS = 1 << 7,
	HAS_DISCONTINUITY = 1 << 8,
	HAS_HC_OCTETS = 1 << 9, /* the octets are Counter64 */
	HAS_HC_PKTS = 1 << 10,	/* the packets are Counter64 */
	HAS_ALL = (1 << 11) - 1,
};

#define SERIES_LEN 60 /* samples of a ring; series.h reads them */
#define TREND_LEN 10  /* the same 60 polls, the highest of each six */
struct if_trend {
	uint8_t level[TREND_LEN]; /* in, and in the upper four bits out */
};
/* Histories of interfaces: blocks that never move. */
struct series_pool {
	struct if_series **chunk;
	uint32_t chunk_n, chunk_cap;
	uint32_t free; /* the first free block; NONE */
	uint32_t n;    /* in use */
};

struct if_table {
	uint32_t n, cap;
	uint32_t holes;		    /* rows without an interface */
	uint32_t hole_to, hole_end; /* where closing them goes on: these rows are one */
	/* read by every poll */
	struct if_kept *raw;
	uint32_t *rare;		 /* NONE: nothing, see if_rare.h */
	float *in_bps, *out_bps; /* NAN: no rate, see no_rate */
	struct coarse *in_pps, *out_pps;
	uint8_t *no_rate;      /* enum no_rate of the octet counters */
	uint8_t *admin, *oper; /* enum if_status */
	uint8_t *flags;
	uint32_t *sampled_s; /* since 1970, when the rates were last true; 0 never */
	/* read when shown or judged */
	uint32_t *good_s; /* since 1970, last poll that saw it up; 0 never */
	uint32_t *last_change; /* ifLastChange, TimeTicks */
	/* cold */
	dev_id *dev; /* NONE: the row is a hole */
	uint32_t *index;
	uint32_t *kind; /* of kinds: speed, MTU and type */
	str_id *name, *descr, *alias;
	uint8_t (*mac)[6];
	struct if_trend *trend;

	struct if_kinds kinds;
	struct if_rares rares;
	struct mishap_pool mishaps;
	struct series_pool pool;
};

static inline const struct if_kind *if_kind(const struct if_table *t, if_id i)
{
	return if_kinds_at(&t->kinds, t->kind[i]);
}
/* What of it is rare; it has nothing, or place is made for it. */
static inline const struct if_rare *if_rare(const struct if_table *t, if_id i)
{
	return t->rare[i] & RARE_MISHAP ? &if_rare_none : &t->rares.row[t->rare[i]];
}
struct if_rare *if_rare_make(struct if_table *, if_id);
static inline dev_id if_peer(const struct if_table *t, if_id i)
{
	return if_rare(t, i)->peer;
}
/* What it carried before it went down, of the fuller direction; NAN unknown. */
static inline float if_was_pct(const struct if_table *t, if_id i)
{
	const struct if_rare *rare = if_rare(t, i);

	return fmaxf(coarse_value(rare->was_in_pct), coarse_value(rare->was_out_pct));
}
/* Of its errors and discards: NONE, none was ever seen. */
static inline uint32_t if_mishap_place(const struct if_table *t, if_id i)
{
	uint32_t rare = t->rare[i];

	if (!(rare & RARE_MISHAP))
		return t->rares.row[rare].mishap;
	return rare == NONE ? NONE : rare & ~RARE_MISHAP;
}
/* They as they were read last, and their rates. */
static inline const struct mishaps *if_mishaps(const struct if_table *t, if_id i)
{
	static const struct mishaps none;
	uint32_t place = if_mishap_place(t, i);

	return place == NONE ? &none : &t->mishaps.row[place];
}
static inline uint64_t if_speed_bps(const struct if_table *t, if_id i)
{
	return if_kind(t, i)->speed_bps; /* 0 unknown */
}

/* The last readings of its counters; has is 0 where there are none. */
static inline struct if_counters if_counters(const struct if_table *t, if_id i)
{
	const struct if_kept *raw = &t->raw[i];
	const uint32_t *count = if_mishaps(t, i)->count;

	return (struct if_counters){.in_octets = raw->in_octets,
				    .out_octets = raw->out_octets,
				    .in_pkts = raw->in_pkts,
				    .out_pkts = raw->out_pkts,
				    .in_errors = count[MISHAP_IN_ERRORS],
				    .out_errors = count[MISHAP_OUT_ERRORS],
				    .in_discards = count[MISHAP_IN_DISCARDS],
				    .out_discards = count[MISHAP_OUT_DISCARDS],
				    .discontinuity = raw->discontinuity,
				    .has = raw->has,
				    .uptime_cs = raw->uptime_cs};
}

/* Errors or discards per second; NAN unknown. */
static inline float if_mishap_ps(const struct if_table *t, if_id i, enum mishap which)
{
	uint32_t place = if_mishap_place(t, i);

	if (place != NONE)
		return coarse_value(t->mishaps.row[place].rate[which]);
	return t->raw[i].zero >> which & 1 ? 0 : NAN;
}

/* Percent of its speed; NAN without a rate or a speed. */
static inline float if_pct(float bps, uint64_t speed_bps)
{
	return speed_bps ? (float)((double)bps * 100 / (double)speed_bps) : NAN;
}
static inline float if_in_pct(const struct if_table *t, if_id i)
{
	return if_pct(t->in_bps[i], if_speed_bps(t, i));
}
static inline float if_out_pct(const struct if_table *t, if_id i)
{
	return if_pct(t->out_bps[i], if_speed_bps(t, i));
}

/* Rows with a device column, contiguous for each device (dev.processors, dev.memories)
 * and replaced whole by each health poll of it. */
struct processor {
	dev_id dev;
	str_id name;
	float pct;
};
enum memory_class { MEMORY_RAM, MEMORY_SWAP, MEMORY_OTHER, STORAGE_DISK };
struct memory { /* HOST-RESOURCES storage of RAM, swap and disks */
	dev_id dev;
	str_id name;
	uint8_t class; /* enum memory_class */
	float pct;
	float warning, critical; /* the device's own limits, percent; 0 none */
	uint64_t used_bytes, total_bytes;
};

/* What the watch says of itself; it is a monitored thing, too. */
struct watch_health {
	uint64_t polls_due, polls_late; /* now */
	uint64_t requests, answers, retries, timeouts;
	uint64_t rx_drops, spoof_dropped, malformed, traps;
	double rx_drops_ps;	  /* in the last second */
	double lag_ms;		  /* how late its timers ran lately */
	double clock_step_s;	  /* by which the clock was set, for ten minutes */
	uint64_t journal_backlog; /* events not durable yet */
	double journal_free_pct;  /* of its disk; NAN unknown */
	bool journal_ok;
	bool notifies;		  /* it has somebody to tell */
	uint32_t notifier_failed; /* within a minute, since the last success */
	const char *blind;	  /* how it is known that it is us; NULL it is not */
	int64_t blind_ms;	  /* since when; 0 */
	const char *ping_problem; /* why there is no ICMP, what to do; NULL fine */
};

/* Devices that hang on one or name it in an ifAlias; some may not do so any more. */
struct toward {
	dev_id *dev;
	uint32_t n, cap;
};

struct network {
	struct text_pool text;
	struct site *site;
	struct customer *customer;
	struct dev *dev;
	struct if_table ifs;
	struct processor *processor;
	struct memory *memory;
	struct circuit *circuit;	/* circuit.h */
	struct declared_link *declared; /* the same */
	struct sensor *sensor;		/* sensor.h */
	struct module *module;		/* module.h */
	struct sensor *gone;		/* room for some that are not there any more */
	struct peer *peer;		/* peer.h */
	struct peer *missed;		/* room for some that are not there any more */
	struct ether *ether;		/* ether.h */
	struct dev_series **dev_series; /* by dev_id */
	struct toward *toward;		/* by dev_id; behind toward_cap there is none */
	struct link_table *links;	/* link.h; NULL: none */
	struct ways *ways;		/* ways.h; NULL: none worked out */
	struct segment_table *segments; /* segment.h; NULL: none */
	struct vlan_table *vlans;	/* vlan.h; NULL: none */
	struct trails *trails;		/* trail.h; NULL: none */
	uint32_t site_n, site_cap, dev_n, dev_cap, dev_series_cap;
	uint32_t processor_n, processor_cap, memory_n, memory_cap;
	uint32_t module_n, module_cap;
	uint32_t sensor_n, sensor_cap, gone_cap, toward_cap;
	uint32_t peer_n, peer_cap, missed_cap;
	uint32_t ether_n, ether_cap;
	struct run_holes processor_holes, memory_holes, sensor_holes, peer_holes,
		module_holes, ether_holes;
	uint32_t customer_n, customer_cap;
	uint32_t circuit_n, circuit_cap, declared_n, declared_cap;
	struct strmap dev_by_name; /* keys are in text */
	uint64_t generation;	   /* bumped by every change */
	size_t text_live;	   /* bytes of text when last looked for dead ones */
	enum { COMPACT_IDLE, COMPACT_MARK, COMPACT_SWEEP } compacting;
	dev_id compact_at;
	uint32_t compactions; /* done: ids of texts may be those of others */
	uint64_t rollup_lost; /* complete ones that nobody took in time, rollup.h */
	struct watch_health health;
	const struct zone *zone; /* where sites name none; NULL is UTC */
};

void network_init(struct network *);
void network_fini(struct network *);

/* Configuration puts its things here; rows are ready to be polled. What is configured
 * is taken from the argument, everything that is learnt begins as unknown. */
site_id network_site_add(struct network *, const struct site *);
customer_id network_customer_find(const struct network *, const char *name); /* NONE */
void network_expect(struct network *, uint32_t devs); /* so many more will come */
dev_id network_dev_add(struct network *, const struct dev *configured);
dev_id network_dev_find(const struct network *, const char *name); /* NONE */
const struct text *network_text(const struct network *, str_id);
const char *network_str(const struct network *, str_id); /* its bytes */

/* One interface as an agent described it, for network_set_interfaces. */
struct if_found {
	uint32_t index, mtu;
	uint16_t type;
	str_id name, descr, alias;
	uint8_t mac[6];
	uint64_t speed_bps;
	uint8_t speed_source, duplex;
	uint8_t admin, oper;
	uint32_t last_change;
};
/* Make these n (in index order) the interfaces of dev: rows that keep their name keep
 * their readings, status and history, others begin anew; a name at another ifIndex
 * gives RATE_RENUMBERED to its next rate. Rows of any device may move. Call
 * network_update_interface for each of them next. */
void network_set_interfaces(struct network *, dev_id, const struct if_found *,
			    uint32_t n);
/* What the device says it is; 0 is no word, and what it was it still is. */
struct identity {
	str_id vendor, model, version, serial;
};
void network_take_identity(struct network *, dev_id, const struct identity *,
			   int64_t now_ms);
/* Something else of it is another than before: words for the event. */
void network_note_change(struct network *, dev_id, const char *words, int64_t now_ms);
/* Status, speed and alias of a row that stands where it stood. Before
 * network_take_counters of the same poll, so that an interface that went down keeps the
 * rates from before. */
void network_update_interface(struct network *, if_id, const struct if_found *,
			      int64_t now_ms);
/* The status alone of a row, as every poll brings it. */
void network_take_status(struct network *, if_id, uint8_t admin, uint8_t oper,
			 uint32_t last_change, int64_t now_ms);
/* When it entered its present status by the agent's word (ifLastChange); 0 unknown. */
int64_t network_if_changed_ms(const struct network *, if_id);
/* When the rates were last true, and when a poll last saw it up, by the second. */
static inline int64_t network_if_sampled_ms(const struct network *net, if_id i)
{
	return (int64_t)net->ifs.sampled_s[i] * 1000;
}
static inline int64_t network_if_good_ms(const struct network *net, if_id i)
{
	return (int64_t)net->ifs.good_s[i] * 1000;
}
/* When the rate of its errors or discards was read: not with every poll. */
static inline int64_t network_if_mishap_ms(const struct network *net, if_id i,
					   enum mishap which)
{
	return (int64_t)net->dev[net->ifs.dev[i]].mishaps_s[which] * 1000;
}
if_id network_if_find(const struct network *, dev_id, const char *name); /* NONE */
if_id network_if_by_index(const struct network *, dev_id, uint32_t index);

/* Counters that are not read with every poll. held (enum if_has): these were not read
 * in this one, raw repeats what was read last, and their rates stand. The others count
 * since so many seconds, where that is longer than since the poll before. */
struct if_rested {
	uint32_t held;
	double since_s[MISHAPS];
};
/* One poll of dev came whole: its clock, and raw[i] for its i-th interface. Works out
 * reboots and rates by the rules of rate.h, and moves the rings on. Returns true when
 * it saw a reboot. A poll of another number of interfaces than dev has now is of no use
 * and changes nothing. Allocates nothing. */
bool network_take_counters(struct network *, dev_id, const struct agent_clock *,
			   const struct if_counters *raw, uint32_t n,
			   const struct if_rested *); /* NULL: all are read */
/* The poll failed or came good (REASON_OK, REASON_SLOW). Keeps last good and first bad;
 * a poll that failed leaves a gap in the rings. */
void network_take_result(struct network *, dev_id, enum reason, int64_t now_ms,
			 float took_ms);
void network_set_processors(struct network *, dev_id, const struct processor *,
			    uint32_t n);
void network_set_memory(struct network *, dev_id, const struct memory *, uint32_t n);
/* From where on a device calls its RAM too full by its own limits, percent: of several
 * the lowest. 0: it tells none. */
float network_memory_limit(const struct network *, dev_id, bool critical);
/* After processors and memory: cpu_pct (their mean), mem_pct (RAM). */
void network_take_health(struct network *, dev_id, int64_t now_ms);

/* Late is stale: the last good poll is older than two intervals (three until it
 * answered three times in a row, when its turn may still be moving), there was none, or
 * the device does not answer. */
bool network_dev_stale(const struct network *, dev_id, int64_t now_ms);
bool network_if_stale(const struct network *, if_id, int64_t now_ms);
/* Milliseconds since the last good poll; -1 never. */
int64_t network_dev_age(const struct network *, dev_id, int64_t now_ms);
/* Milliseconds that its agent had been up at its last answer, across wraps that we saw;
 * -1 unknown. */
int64_t network_dev_uptime(const struct network *, dev_id);

/* Free the texts nothing refers to, when half of the pool is dead. In slices, of about
 * so many rows or 64 kB of texts: again while there is MORE. Ids stay, but pointers to
 * texts are void after each; so is, when it is DONE, an id kept where the model does
 * not know of it. */
enum compaction { COMPACT_NOTHING, COMPACT_MORE, COMPACT_DONE };
enum compaction network_compact(struct network *, uint32_t rows);

#endif
