/*
 * stage: a network as it truly is, what the watch learns of it by polls and probes, and
 * what it makes of that, played second by second from lines of text. The grammar is in
 * life_test.c.
 */
#ifndef NOCTOP_TESTS_ALERT_STAGE_H
#define NOCTOP_TESTS_ALERT_STAGE_H

#include "probes/model/circuit.h"
#include "probes/model/peer.h"
#include "probes/model/sensor.h"
#include "tests/alert/fixture.h"

#define STAGE_DEVICES 32
#define STAGE_PORTS 8
#define STAGE_PARTS 4
#define STAGE_PEERS 4
#define STAGE_CIRCUITS 8

/* What is, whether or not anybody has asked. */
struct true_port {
	uint8_t admin, oper, flags;
	uint8_t duplex;
	uint32_t last_change; /* moves when it blinks */
	float util, errors_ps, discards_ps;
};
struct true_part {
	char name[16], component[16];
	enum sensor_kind kind;
	enum sensor_state state;
	float value, warning, critical;
};
struct true_peer {
	char name[24], group[16];
	enum peer_kind kind;
	enum peer_state state;
	bool gone;	/* its row is not there */
	int64_t up_ms;	/* since when it is up */
};
struct truth {
	char name[32], site[32], parent[2][32];
	enum role role;
	bool silent, planned;
	enum reason blind; /* to SNMP; REASON_OK is not */
	uint32_t lost_every; /* every so many probes one is lost; 0 none */
	uint32_t probes;
	float cpu, mem, rtt_ms;
	uint32_t ports, parts, peers;
	struct true_port port[STAGE_PORTS];
	struct true_part part[STAGE_PARTS];
	struct true_peer peer[STAGE_PEERS];
	bool turned;  /* its indexes run the other way since it booted */
	bool known;   /* its rows were read since the watch began */
};

/* What the configuration says of a circuit. */
struct true_circuit {
	char name[32], dev[2][32];
	uint32_t port[2]; /* "" and 0: that end is not ours */
	uint64_t rate_bps;
	float loss, latency, jitter;
	enum circuit_class class;
	bool planned;
};

struct stage {
	struct world world;
	struct rules rules;
	struct truth truth[STAGE_DEVICES];
	struct true_circuit circuit[STAGE_CIRCUITS];
	uint32_t n, circuits;
	int64_t wakes_ms; /* nobody was asked before, by this watch */
	struct event_list past; /* of watches before this one */
};

void stage_open(struct stage *, const char *rules_path);
void stage_close(struct stage *);
struct truth *stage_truth(struct stage *, const char *name); /* NULL */
/* The network is as the truth is now: everybody was asked once. */
void stage_begin(struct stage *);
/* Seconds pass: probes, polls each 30 s, what the alerts ask for, what time does. */
void stage_pass(struct stage *, int64_t ms);
/* Ask it now. */
void stage_poll(struct stage *, dev_id);
/* Every probe of a moment is lost, or answered; a poll follows. */
void stage_probe(struct stage *, dev_id);
/* The watch ends and another begins. Killed: without a last word to its journal. */
void stage_restart(struct stage *, bool killed, int64_t away_ms);

#endif
