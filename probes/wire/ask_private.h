/*
 * What the files of the asking engine share, and nobody else sees.
 *
 *   ask.c         requests and their deadlines: what is asked, asked again, given up
 *   ask_peer.c    who is asked
 *   ask_reply.c   what comes in: answers, and what only looks like one
 *   ids.c         the numbers of requests
 *   ask_lane.c    the sockets: batches out, batches in, errors
 *   ask_v2.c      requests and replies of version 1 and 2c as bytes (pure)
 *   ask_v3.c      version 3: engines and their keys, messages (RFC 3412, RFC 3414)
 */
#ifndef NOCTOP_WIRE_ASK_PRIVATE_H
#define NOCTOP_WIRE_ASK_PRIVATE_H

#include <ev.h>
#include <sys/socket.h>

#include "probes/base/table.h"
#include "probes/ber/v3.h"
#include "probes/wire/ask.h"
#include "probes/wire/ids.h"
#include "probes/wire/pace.h"
#include "probes/wire/wheel.h"

enum {
	ASK_BATCH = 64, /* datagrams, errors, deadlines handled in one wake-up */
	ASK_REQUEST_MAX = 1472, /* of a request: one Ethernet frame */
	ASK_REQUEST_ROOM = 256, /* kept for one, at first: most are no longer */
	ASK_DATAGRAM_MAX = 65536,
	ASK_VARBINDS_MAX = ASK_DATAGRAM_MAX / 7, /* 7: the shortest varbind */
};

static const int64_t ASK_RTO_MAX_US = 5000000;

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

struct peer {
	union address addr, accept_from; /* family AF_UNSPEC: none */
	const struct credential *auth;
	struct v3_agent *v3; /* NULL: another version */
	bool silent;	     /* its last deadline passed, and nothing came since */
	int64_t srtt_us, rttvar_us, rto_us; /* RFC 6298; srtt_us 0: not measured */
	bool leaving;			    /* is being removed */
	bool gone; /* ask_peer_gone, and nothing came since */
	uint16_t subnet;		    /* of pace */
	uint32_t requests;		    /* that it is asked at present */
	uint32_t next_free;
};

enum request_kind {
	ASK_REQUEST,
	ASK_DISCOVERY, /* is there anything that speaks version 3? */
	/* After silence of an agent that is there. Sealed: does it understand what is
	 * encrypted, and only not this request? Signed: is it there for this user? */
	ASK_SEALED_PROBE,
	ASK_SIGNED_PROBE,
};

/* A request lives in a slot of a table, from ask_send to its done. It is in a lane's
 * queue, or on its way with a deadline, or failed with a deadline that is now. */
struct request {
	uint32_t generation; /* makes the ids of ask_send unique */
	peer_id peer;
	uint32_t prev, next; /* in its queue; next also in the free list */
	struct queue *queue; /* NULL: in none */
	int32_t id;	     /* on the wire; random */
	bool used;
	enum request_kind kind;
	bool share;	  /* holds a share of its lane's window */
	bool rto_of_peer; /* its time-out was not given by the caller */
	uint8_t tries, tries_max;
	uint8_t learnt;		 /* Reports that made it be sent again */
	enum ask_result verdict; /* when the last deadline passes */
	int error;		 /* errno of the verdict */
	int64_t sent_us, wait_us, give_up_ms;
	/* what was asked, that an answer has to fit */
	uint8_t pdu; /* enum ber_pdu_type */
	uint8_t non_repeaters, max_repetitions;
	uint32_t n;
	ask_take *take;
	ask_done *done;
	void *ctx;
	/* the message, of version 3 a 2c form; the room stays with the slot */
	uint8_t *bytes;
	uint32_t len, room;
};

struct queue {
	uint32_t head, tail; /* slots; NONE: empty */
	uint32_t n;
};

/* One socket. What needs no room in the receive buffer goes first: retransmissions, and
 * peers that are silent, which must not delay those that answer. */
struct lane {
	struct ask *ask;
	int fd; /* -1: the kernel does not have this family */
	ev_io readable, writable;
	ev_prepare pump; /* active while there is something to send and room for it */
	ev_idle more;	 /* and while that is more than a batch */
	ev_timer tick; /* active while answers are left to gather: then not readable */
	bool gathers;
	int64_t gathered_us; /* there were some to gather */
	int64_t errors_us;   /* the queue of errors was looked into */
	struct queue urgent, fresh;
	struct queue parked; /* for the next tick: enough went to their subnets */
	ev_timer pace;	     /* active while there are some */
	uint32_t window, in_window; /* replies that the receive buffer holds, expects */
	uint32_t drops;		    /* SO_RXQ_OVFL so far */
	bool apart; /* the kernel is not to cut messages */
	bool whole; /* nor anybody datagrams */
	bool full; /* more is to be sent than the window has room for */
};

struct outbox; /* a batch on its way out */
struct inbox;  /* room for a batch coming in */

enum { LANE_V4, LANE_V6, LANES };

struct ask {
	struct ev_loop *loop;
	struct lane lane[LANES];
	struct outbox *outbox;
	struct inbox *inbox;
	struct peer *peer;
	uint32_t peer_n, peer_cap, peer_free;
	struct request *request;
	uint32_t request_n, request_cap, request_free;
	struct ids ids;		/* on the wire, of slots */
	struct wheel deadlines; /* of slots */
	ev_timer timer;
	int64_t armed_ms; /* when the timer will fire; INT64_MAX: it will not */
	int64_t arrived_us;	    /* when the datagram at hand came in */
	struct varbind *vb, *asked; /* of a reply; of its request */
	uint8_t *scratch;	    /* a datagram, decrypted */
	uint8_t encoded[ASK_REQUEST_MAX]; /* a request */
	struct user_key *keys;	    /* of passphrases, ask_v3.c */
	struct ask_stats stats;
	struct pace pace;
	int64_t pump_ms; /* when the batch at hand goes out */
	int64_t srtt_us; /* of all peers, as they come; 0: nobody has answered */
	unsigned unread; /* times in a row that deadlines waited for what was not
			    read */
	bool hurry;
	bool closing;
};

/* ask.c, for the lanes. */
uint32_t ask_window(const struct lane *);
uint32_t ask_next(struct ask *, struct lane *); /* take the next to send; NONE */
void ask_put_back(struct ask *, struct lane *, uint32_t slot);
void ask_unpark(struct ask *, struct lane *); /* all that waited for a tick */
size_t ask_bytes(struct ask *, uint32_t slot, uint8_t *scratch, const uint8_t **bytes);
void ask_sent(struct ask *, uint32_t slot, int64_t now_us);
void ask_not_sent(struct ask *, uint32_t slot, int error);
void ask_arm(struct ask *);

/* ask.c, for replies and peers. The request is over; what is called may send, cancel
 * and remove as it likes. */
void ask_finish(struct ask *, uint32_t slot, struct ask_reply *);
void ask_finish_without(struct ask *, uint32_t slot, enum ask_result why, int error);
/* It is lost: say so from the timer, never from inside ask_send or a batch. */
void ask_fail_soon(struct ask *, uint32_t slot, enum ask_result why, int error);
void ask_again(struct ask *, uint32_t slot); /* at once, with its tries before it */
void ask_cancel_all(struct ask *, peer_id);  /* that this peer is asked */
uint8_t ask_level(struct ask *, const struct request *); /* enum v3_flags */

/* ask_peer.c */
void peer_rtt(struct peer *, int64_t rtt_us);
void peer_rto_forget(struct peer *);
bool peer_is_at(const struct peer *, const union address *);
bool peer_answers_from(const struct peer *, const union address *);
void peers_free(struct ask *);

/* ask_reply.c: a datagram that came in. It is opened before its turn, for what it answers
 * is fetched into the caches, and a turn later what that leads to. */
struct arrival {
	uint8_t *bytes; /* may be changed in place */
	size_t n;
	const union address *from;
	/* by ask_open_arrival */
	bool opened; /* it is a message of version 1 or 2c */
	struct ber_message m;
	uint32_t slot; /* of the request that it answers, as it seems; NONE */
};
void ask_open_arrival(const struct ask *, struct arrival *);
void ask_foresee_arrival(const struct ask *, const struct arrival *);
void ask_arrived(struct ask *, struct arrival *);
/* The network sent back what begins with these bytes and was meant for to. */
void ask_bounced(struct ask *, const uint8_t *, size_t n, const union address *to,
		 int error);

/* ask_lane.c */
void lanes_open(struct ask *);
void lanes_close(struct ask *);
void lane_wake(struct lane *); /* there is something to send */
/* Read what waits, before anybody is called late: answers may lie there for a tick. A
 * batch of each; true: more may wait. */
bool lanes_read(struct ask *);

/* ask_v2.c */
/* As which a PDU is sent: version 1 has no GETBULK. */
enum ber_pdu_type v2_pdu(enum ber_pdu_type, int version);
/* Encode into out; the length, 0 when it does not fit or an OID is none. */
size_t v2_encode(const struct ask_request *, const char *community, int version,
		 int32_t id, uint8_t *out, size_t cap);
/* Is this, but for its varbinds, an answer that may be one to the request? */
bool v2_answers(const struct request *, const struct credential *,
		const struct ber_message *);
/* Do the names and the number of varbinds answer what was asked? scratch holds the
 * request's varbinds. */
bool reply_fits(const struct request *, const struct ber_message *reply,
		struct varbind *scratch);

/* ask_v3.c */
struct user_key;
struct v3_agent *v3_agent_new(const struct credential *, struct user_key **cache);
void v3_agent_free(struct v3_agent *);
void v3_keys_free(struct user_key *);
uint8_t v3_level(const struct credential *); /* enum v3_flags */
bool v3_has_keys(const struct v3_agent *);   /* false: its passphrases make none */
bool v3_is_known(const struct v3_agent *);   /* else a discovery has to be sent first */
void v3_doubt(struct v3_agent *);	     /* it is not known any more */
uint64_t v3_engine_hash(const struct v3_agent *); /* 0: not known */
size_t v3_discovery(int32_t id, uint8_t *out, size_t cap);
/* pdu NULL: one that asks for nothing. */
size_t v3_request(struct v3_agent *, int32_t id, uint8_t level,
		  const struct v3_octets *pdu, int64_t now_ms, uint8_t *out,
		  size_t cap);
enum v3_outcome {
	V3_ANSWER, /* in *m: a response, or a Report that says no more than one */
	V3_LEARNT, /* its engine or its clock: ask again; *why if once too often */
	V3_FAILED, /* *why */
	V3_MALFORMED,
	V3_FORGED,
};
/* scratch: ASK_DATAGRAM_MAX bytes, for what is decrypted. */
enum v3_outcome v3_receive(struct v3_agent *, uint8_t *, size_t n, uint8_t level,
			   int64_t now_ms, uint8_t *scratch, struct ber_message *m,
			   enum ask_result *why);

#endif
