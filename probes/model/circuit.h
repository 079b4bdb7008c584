/*
 * circuit: what a provider rents out, and the links that the operator declares. A
 * circuit joins an interface of ours, `a`, to another, `b`, or to nothing of ours; a
 * declared link joins two of ours. Rows of the configuration: they change with its
 * generation only. What a circuit carries is read off the interfaces at its ends, and
 * how good it is off the probes that cross it. Pure.
 *
 * Units: bits per second, percent, milliseconds. NAN unknown; of a limit: none is said.
 */
#ifndef NOCTOP_MODEL_CIRCUIT_H
#define NOCTOP_MODEL_CIRCUIT_H

#include "probes/model/network.h"

enum circuit_class { CIRCUIT_DATA, CIRCUIT_VOICE, CIRCUIT_VIDEO, CIRCUIT_CLASS_N };
const char *circuit_class_name(enum circuit_class); /* "data" … */

/* An interface that is named, there or not. */
struct line_end {
	dev_id dev;    /* NONE: this end is not ours */
	str_id ifname; /* 0: somewhere at the device */
	str_id id;     /* what the provider calls this end; 0 no word */
	uint32_t next; /* learnt: the next end at this device, see line_end_at; NONE */
};
enum { END_A, END_B, LINE_ENDS };

/* What its traffic bears, of the circuit alone, there and back. */
struct circuit_limits {
	float loss_pct, latency_ms, jitter_ms;
};

struct circuit {
	str_id name, provider, phone, contract, notes;
	struct line_end end[LINE_ENDS]; /* a is ours */
	dev_id probe;	      /* said: probes to it cross the circuit; NONE */
	uint8_t class;	      /* enum circuit_class */
	bool planned;	      /* configured, not in service yet */
	uint64_t in_bps, out_bps; /* committed, as a sees it; 0 no word */
	struct circuit_limits limit;
};

/* A [link]: both ends are ours. */
struct declared_link {
	str_id name, notes;
	struct line_end end[LINE_ENDS];
	uint64_t speed_bps; /* 0 no word */
	bool wan;	    /* said, or its ends are at different sites */
};

/* Configuration puts them here, behind all devices. */
uint32_t network_circuit_add(struct network *, const struct circuit *configured);
uint32_t network_link_add(struct network *, const struct declared_link *configured);
uint32_t network_circuit_find(const struct network *, const char *name); /* NONE */

/* The interface of an end as it stands now; NONE: there is none of that name, or none
 * is named. */
if_id line_end_row(const struct network *, const struct line_end *);
/* Ends at a device, one after the other: from dev.line_first by line_end.next, to NONE.
 * End e of circuit i is number i * LINE_ENDS + e, of link i the same with
 * LINE_OF_LINK. */
#define LINE_OF_LINK 0x80000000u
const struct line_end *line_end_at(const struct network *, uint32_t number);
const struct line_end *line_other_end(const struct network *, uint32_t number);
/* The end at this interface, by number; NONE. */
uint32_t line_end_of(const struct network *, if_id);
/* The circuit, the declared link, that ends at this interface; NONE. */
uint32_t circuit_at(const struct network *, if_id);
uint32_t declared_at(const struct network *, if_id);
/* The device at the other end of what ends at this interface; NONE. */
dev_id line_peer(const struct network *, if_id);
/* Flags (IFF_*) of the interface by what is declared to end there. */
uint8_t line_flags(const struct network *, if_id);

/* What LLDP and CDP say of the other end of what ends here; *name is whom they tell of
 * instead (FOUND_OTHER), of the network's texts. */
enum line_found {
	FOUND_NOTHING, /* they never told of it, or that end is not ours */
	FOUND_SO,      /* what is declared */
	FOUND_GONE,    /* they did, and tell of nobody there any more */
	FOUND_OTHER,   /* somebody else */
};
const char *line_found_name(enum line_found); /* "", "as declared" … */
enum line_found line_found(const struct network *, uint32_t number, str_id *name);

/* Where a is; and does it end at the site at all? NONE without a. */
site_id circuit_site(const struct network *, const struct circuit *);
bool circuit_touches(const struct network *, const struct circuit *, site_id);

/* --- how it is --- */

enum line_state {
	LINE_UNKNOWN, /* nothing at its ends can be seen at present */
	LINE_UP,      /* every end that can be seen is up */
	LINE_DOWN,    /* one that can be seen is not */
};
enum line_state line_state_of(const struct network *, if_id); /* by its ifOperStatus */

struct circuit_now {
	enum line_state state;
	enum line_state end[LINE_ENDS]; /* unknown: silent, stale, not there, not
					   ours */
	bool shut;	  /* it is down by somebody's wish alone */
	if_id down_row;	  /* the interface that went down first; NONE */
	int64_t since_ms; /* when that was, by its agent's word if we can; 0 */
	int64_t seen_ms;  /* when we saw it */
	int64_t good_ms;  /* the last poll that saw that end up; 0 never */
	int64_t told_ms;  /* the newest poll of all that is said here; 0 none */
	if_id row;	  /* of the end that tells its use; NONE */
	int64_t sampled_ms; /* when that was measured */
	double in_bps, out_bps; /* as a sees it */
	double in_pct, out_pct; /* of the committed rate, else of the interface's
				   speed */
};
void circuit_read(const struct network *, uint32_t circuit, int64_t now_ms,
		  struct circuit_now *);

/* The device whose probes cross it: said, else the end that hangs on the other and on
 * nothing else; NONE: nobody's do for sure. And the last one on the way that they pass
 * before, NONE: none is known. */
dev_id circuit_far(const struct network *, const struct circuit *);
dev_id circuit_near(const struct network *, const struct circuit *);
/* Round trip and jitter of the circuit alone: what is measured at the far end less what
 * is at the near one. NAN while the far end does not answer, or is not known. */
double circuit_latency_ms(const struct network *, const struct circuit *);
double circuit_jitter_ms(const struct network *, const struct circuit *);
/* The same of loss: percent of the last `window` probes, *of of them were sent. */
double circuit_loss_pct(const struct network *, const struct circuit *, unsigned window,
			unsigned *of);

#endif
