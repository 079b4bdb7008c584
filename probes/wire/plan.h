/*
 * plan: decides for one device what is asked next and when. Pure: what came back and
 * the time are arguments, nothing is sent here.
 *
 * A poll is a set of steps, done in order; what a step finds may add others. A device
 * that answers is polled on its place in the interval, which is where its name's hash
 * puts it, so that polls are spread and stay where they are. One that is silent is
 * asked with a single sysUpTime, at growing distances.
 */
#ifndef NOCTOP_WIRE_PLAN_H
#define NOCTOP_WIRE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/model/network.h"
#include "probes/wire/ask.h"
#include "probes/wire/reader.h"
#include "probes/wire/scan.h"

/* From the first poll to the second, where the interval is longer: rates soon, and yet
 * true: it is two whole refreshes of Debian's snmpd, whose counters stand still for 3
 * s. */
#define PLAN_SECOND_MS 6000
#define PLAN_SILENT 2 /* misses, from which on it is asked with a single request */

/* In the order in which they are done. */
enum step {
	STEP_HELLO,    /* sysUpTime alone: is it there again? */
	STEP_SYSTEM,   /* who it is */
	STEP_NAMES,    /* its interfaces */
	STEP_ALIASES,  /* what of them changes without notice: alias, speed */
	STEP_TRAFFIC,  /* status and counters */
	STEP_NARROW,   /* 32-bit counters of those without 64 bits */
	STEP_RESTING,  /* columns that were not asked for, since something happened */
	STEP_ETHER,    /* what its ports count of their cables */
	STEP_HEALTH,   /* processors and memory */
	STEP_SURVEY,   /* what it measures of itself, by its profile */
	STEP_SENSORS,  /* that again */
	STEP_PEERS,    /* and of its peers, how they are */
	STEP_NEIGHBOURS, /* whom it sees next to it */
	STEP_STATIONS,	 /* which MAC is behind which port */
	STEP_VLANS,	 /* which VLANs it has */
	STEP_DISCOVER, /* silent: does it speak SNMP at all? */
	STEP_END
};

struct plan {
	/* configured */
	uint32_t interval_ms, phase_ms;
	uint8_t version; /* enum snmp_version */
	bool profiled;	 /* there are profiles by which to read sensors */
	bool surrounded; /* its neighbours are of interest */
	/* learnt */
	bool known_system, known_names;
	bool blind;	   /* it shows no interfaces, and does not say there are none */
	bool alarmed;	   /* nothing but ifTableLastChange speaks of a change */
	bool narrow_tried; /* 32-bit counters were asked for what has no others */
	bool speaks;	   /* silent to us, but it answered a discovery */
	bool surveyed;	   /* its sensors are known */
	bool shape_told;   /* it says when its parts are others … */
	uint8_t wolf, since_wolf; /* … and did so; polls */
	uint8_t misses;	   /* polls in a row that failed */
	uint8_t answers;   /* polls that came good since it was silent */
	uint8_t false_alarms; /* ifTableLastChange moved, and nothing had changed */
	uint16_t since_system, since_aliases, since_skip, since_survey; /* polls */
	uint16_t since_neighbours, since_stations, since_ether;
	bool met;	  /* its neighbours were read once */
	uint32_t vlans_told, vlans_known; /* what it tells of changes of its VLANs; when
					     they were read */
	uint8_t since_vlans; /* readings of its neighbours */
	bool vlans_read;
	uint8_t restless; /* … and are read so often again, as a port changed */
	int64_t counted_ms;	/* the last that counts among them; 0 none */
	uint16_t senses;	/* readings of its sensors */
	uint16_t peers;		/* and of its peers */
	uint8_t peers_bad;	/* times in a row that they were asked in vain */
	uint16_t skip;		/* bits: steps not worth asking */
	uint32_t lacks[STEP_END]; /* bits: columns it does not have */
	struct scan_size size[STEP_END];
	bool stored;	       /* its storages are known but for their sizes … */
	uint8_t since_stored; /* … by so many readings of these */
	uint8_t health_rows; /* of its longest table of them */
	/* of the columns of TRAFFIC that may rest */
	uint8_t still[READER_COLUMNS];	  /* readings in a row without news */
	uint32_t read_cs[READER_COLUMNS]; /* sysUpTime at the last; 0 none */
	uint32_t turn; /* of those that rest: bits asked in this round */
	uint32_t has, uptime_cs, engine_boots, if_table_change_cs, if_number;
	int64_t burst_ms; /* polled as often as rates allow, until then */
	int64_t health_ms, sensors_ms, peers_ms, discovered_ms; /* began last; 0
								   never */
	/* the poll that is under way */
	uint32_t todo; /* bits: steps */
	uint32_t rests; /* bits: columns of TRAFFIC not asked in it */
	enum step step;
	enum reason reason;
	bool answered; /* something came back in it */
	bool ether_turn; /* all ports that matter are asked in ETHER */
	bool renamed;  /* NAMES was done in it */
	int64_t began_ms;
};

/* What a step brought. */
struct outcome {
	enum ask_result result;
	bool reshaped; /* the interfaces are not those we know */
	bool rebooted;
	bool narrow; /* there are rows without 64-bit counters */
	bool ether_worth, ether_troubled; /* there are ports that matter; that count
					     errors */
	bool stirred; /* the status of an interface changed */
	bool moved;  /* of peers and sensors: some may have other rows now */
	uint32_t vlans; /* of neighbours: another when VLANs came or went; 0 unknown */
	bool empty;  /* nothing of it exists there; of sensors: some are gone */
};

void plan_init(struct plan *, uint32_t interval_ms, const char *name, int version);
/* Begin a poll: its first step. */
enum step plan_begin(struct plan *, int64_t now_ms);
/* A step is over: the next one, STEP_END when the poll is. */
enum step plan_next(struct plan *, const struct outcome *, int64_t now_ms);
/* How it ended. */
enum reason plan_end(struct plan *, int64_t now_ms);
/* After plan_end: when it is polled next. */
int64_t plan_due(const struct plan *, int64_t now_ms);
/* Until then it is polled as often as rates allow, while it answers. */
void plan_burst(struct plan *, int64_t until_ms);
/* Its place in the interval, at the earliest at from_ms. */
int64_t plan_place(const struct plan *, int64_t from_ms);
/* Compare the clocks of this poll with those of the last, and keep them: sets reshaped
 * and rebooted. */
void plan_clocks(struct plan *, const struct scalars *, struct outcome *);
/* Something came back in this poll. */
void plan_heard(struct plan *);
/* How many requests may be on their way: one until it answered in this poll. */
unsigned plan_lanes(const struct plan *);
/* Transmissions of a request at most. */
uint8_t plan_tries(const struct plan *);
/* Columns that a step asks, as bits of its reader. */
uint32_t plan_columns(const struct plan *, enum step);
/* Rows that a step is expected to bring; 0 any number. */
uint32_t plan_rows(const struct plan *, enum step);
/* A step asked these columns whole, and these gave something. What gave nothing is not
 * asked again until the shape changes. */
void plan_saw(struct plan *, enum step, uint32_t asked, uint32_t seen);
/* TRAFFIC was whole: these columns were read, and some of what they told (bits of
 * row.has) was news. A column without news in three readings is asked every fourth poll
 * or so from then on (every seventh of a device that is polled every second), until it
 * has some; when the status of an interface changes, all that rest are asked in the
 * same poll. */
void plan_stood(struct plan *, uint32_t columns, uint32_t news, uint32_t uptime_cs);
/* Seconds since a column (its bit in row.has) was read last; 0 never. */
double plan_rested_s(const struct plan *, uint32_t has, uint32_t uptime_cs);
/* So many errors or discards of a port since they were read, so long ago, are no news:
 * one a poll, and one in two seconds. More are asked for with every poll. */
uint32_t plan_mishaps(double rested_s);
/* HEALTH was whole: are all storages known by now? Then only their sizes are asked, for
 * the next forty times or so. */
void plan_stored(struct plan *, bool known);
/* Was a step found to bring nothing? */
bool plan_skips(const struct plan *, enum step);
/* The reader of a step. */
const struct reader *plan_reader(enum step);

/* How long the answer to a probe is awaited, by the round trips so far (NAN: none). */
int64_t plan_probe_timeout_us(float rtt_ms, float jitter_ms);

#endif
