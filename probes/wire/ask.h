/*
 * ask: SNMP requests, asynchronous, under libev: one PDU out, one reply (or the reason
 * why there is none) back. Versions 1 and 2c by our own codec on shared UDP sockets;
 * version 3 by net-snmp behind the same interface. Nothing here blocks.
 *
 * A reply counts only when id, source address and port (or accept_reply_from), version,
 * community and OIDs fit; what does not is counted as spoofed. Request ids are random.
 * A retransmission keeps its id, so that a late first answer counts. Time-outs follow
 * the measured round trip of the peer (RFC 6298), between 200 ms and 5 s.
 * A port that is closed is known at once (IP_RECVERR). While several requests are on
 * their way, answers are read every 10 ms, all at once: a wake-up costs more than an
 * answer. Round trips are by the kernel's stamps, so they are none the longer. Who is
 * in a hurry gets them as they come.
 */
#ifndef NOCTOP_WIRE_ASK_H
#define NOCTOP_WIRE_ASK_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "probes/ber/ber.h"
#include "probes/conf/inventory.h"

struct ev_loop;
struct ask; /* the engine: sockets and the table of requests */

typedef uint32_t peer_id;

enum ask_result {
	ASK_OK, /* a response came; error_status may still be set */
	ASK_TIMEOUT,
	ASK_REFUSED,	  /* ICMP port unreachable */
	ASK_UNREACHABLE,  /* no route, network down, no such family: see error */
	ASK_UNKNOWN_USER, /* usmStatsUnknownUserNames */
	ASK_WRONG_KEY,	 /* usmStatsWrongDigests, DecryptionErrors, UnsupportedSecLevels
			  */
	ASK_TIME_WINDOW, /* usmStatsNotInTimeWindows, twice */
	ASK_TOO_BIG,	 /* the request does not fit a datagram */
	ASK_CANCELLED,
};

struct ask_reply {
	enum ask_result result;
	int error;			   /* errno of ASK_REFUSED, ASK_UNREACHABLE */
	int32_t error_status, error_index; /* RFC 3416 section 3 */
	const struct varbind *vb;	   /* valid during the callback */
	uint32_t n;
	bool taken; /* by the request's take */
	uint32_t bytes; /* of the datagram */
	int64_t rtt_us; /* since the last transmission; 0 on failure */
	uint8_t tries;	/* transmissions that were needed */
};
typedef void ask_done(void *ctx, const struct ask_reply *);
/* The varbinds of an answer as they came, before they are taken apart: who knows what
 * must stand there may read them so. True: it is read, and done finds no varbinds.
 * False: they are taken apart as ever; nothing of them may be left. */
typedef bool ask_take(void *ctx, const uint8_t *list, size_t n, uint32_t bytes);

/* An object as it is asked: arcs, encoded, and one more (-1: none). */
struct ask_name {
	const char *arcs;
	uint8_t len;
	int64_t index;
};

/* The objects of a request, encoded; of all but the first some the index is left open.
 */
#define ASK_LIST_BYTES 512
#define ASK_LIST_NAMES 32
struct ask_list {
	uint16_t n;	    /* octets of it */
	uint8_t index_size; /* octets of the index */
	uint8_t places;
	uint16_t place[ASK_LIST_NAMES]; /* where the index goes */
	uint8_t bytes[ASK_LIST_BYTES];
};
/* Of n names, the first `fixed` of which are asked as they are. False: it does not fit.
 */
bool ask_list_make(struct ask_list *, const struct ask_name *, uint32_t n,
		   uint32_t fixed, size_t index_size);

struct ask_stats {
	uint64_t sent, received, retries, timeouts, refused;
	uint64_t spoofed, malformed, late, rx_drops;
	uint64_t reads; /* system calls that read answers */
};

struct ask *ask_open(struct ev_loop *);
/* Ends every request with ASK_CANCELLED. Not from inside a done. */
void ask_close(struct ask *);
const struct ask_stats *ask_stats(const struct ask *);
/* More is to be asked than may be on its way at once: every answer lets another request
 * go, so none of them waits. */
void ask_hurry(struct ask *, bool);
/* Would a request go out soon? Else what is asked before waits already. */
bool ask_has_room(const struct ask *);

/* Someone to ask. The credential is borrowed from the inventory. accept_from is one
 * more address whose replies are taken (gear that answers from another one), or NULL.
 */
peer_id ask_peer_add(struct ask *, const struct sockaddr_storage *addr,
		     const struct credential *,
		     const struct sockaddr_storage *accept_from);
void ask_peer_remove(struct ask *, peer_id);	      /* cancels what it is asked */
/* Others say that it is gone: until something comes of it nothing is transmitted more
 * than twice, and what was that often ends now. */
void ask_peer_gone(struct ask *, peer_id);
bool ask_peer_is_gone(const struct ask *, peer_id);
void ask_foresee(const struct ask *, peer_id); /* it is about to be asked; NONE */
int64_t ask_peer_rto_us(const struct ask *, peer_id); /* its present time-out */
/* A hash of its snmpEngineID; 0 while that is not known, or not asked for. */
uint64_t ask_peer_engine(const struct ask *, peer_id);

struct ask_request {
	peer_id peer;
	enum ber_pdu_type pdu; /* GET, NEXT, BULK (asked as NEXT of a version 1 peer) */
	const struct oid *oid;
	const struct ask_name *name; /* instead of oid */
	const struct ask_list *list; /* instead of both, with this index */
	uint32_t index;
	uint32_t n;
	uint8_t non_repeaters, max_repetitions;
	uint8_t tries;	    /* transmissions at most; 0: 3 */
	int64_t timeout_us; /* of the first; 0: by the peer's round trip */
	ask_take *take;	    /* NULL: none; not called for an answer with an error */
	ask_done *done;
	void *ctx;
};
/* Send. done is called exactly once, never from inside this call. Returns an id that
 * ask_cancel takes (done is then called with ASK_CANCELLED, from inside it). While the
 * engine closes, or the peer is being removed, nothing is sent, done is not called, and
 * the id is 0. */
uint64_t ask_send(struct ask *, const struct ask_request *);
void ask_cancel(struct ask *, uint64_t id);

/* Does anything speak SNMPv3 there? One discovery GET (RFC 3414 section 4): a wrong
 * community looks like silence, an agent that answers this lives. ASK_OK when it does.
 */
void ask_discover(struct ask *, peer_id, ask_done *, void *ctx);

/* A walk: columns of one table, or subtrees, with GETBULK, continuing where the agent
 * cut. Stops at the limits, at a name that does not increase, at an end of MIB. */
struct walk_limits {
	uint32_t rows;	/* varbinds taken; 0: 200,000 */
	uint64_t bytes; /* of replies; 0: 16 MiB */
	int64_t ms;	/* 0: 60 s */
	uint8_t repetitions; /* asked for at once; 0: 128 */
};
enum { ASK_NO_SUCH_NAME = 2 }; /* error-status: what is above is a mishap */

/* WALK_LOOP: done, but for a column whose names did not increase, which ended there. */
enum walk_end { WALK_DONE, WALK_FAILED, WALK_LIMIT, WALK_LOOP };
struct walk_result {
	enum walk_end end;
	enum ask_result result; /* of the last PDU */
	int32_t error_status;	/* the last that was not 0, RFC 3416 section 3 */
	uint32_t varbinds, pdus;
	uint64_t bytes;
	int64_t rtt_us; /* of the first PDU */
	/* More repetitions than this were tooBig, or were lost: for the limits of the
	 * next walk; 0: none were too many. */
	uint8_t repetitions;
};
/* row: one varbind below column (number in the list); index is what follows the prefix.
 */
typedef void walk_row(void *ctx, uint32_t column, const uint32_t *index,
		      uint32_t index_n, const struct varbind *);
typedef void walk_done(void *ctx, const struct walk_result *);
/* columns: one at least; copied. False while the engine closes. Callbacks are never
 * called from inside this call; done ends the walk. */
bool walk_start(struct ask *, peer_id, const struct oid *columns, uint32_t n,
		const struct walk_limits *, walk_row *, walk_done *, void *ctx);

#endif
