/*
 * play: the demo network watched in virtual time: polls and probes as the poller would
 * make them, values out of the agents' own MIBs, into the model, judged by the demo's
 * rules. No socket, no clock.
 */
#ifndef NOCTOP_TESTS_DEMO_PLAY_H
#define NOCTOP_TESTS_DEMO_PLAY_H

#include "probes/alert/alert.h"
#include "probes/conf/inventory.h"
#include "probes/conf/rules.h"
#include "probes/demo/life.h"
#include "probes/demo/tree.h"
#include "probes/wire/sense.h"

#define PLAY_T0 INT64_C(1800000000000) /* wall time at which the demo began */

struct play_device {
	int64_t probe_ms, poll_ms, health_ms; /* when due */
};

struct play {
	struct plan *plan;
	struct tree *tree;
	struct inventory inventory;
	struct network net;
	struct rules rules;
	struct profiles profiles;
	struct survey survey;
	struct senses senses;
	struct findings findings;
	struct alerts alerts;
	struct event_list events; /* of the last second */
	struct play_device *device;
	int64_t now_ms; /* since the demo began */
};

/* False when the rules, the profiles or the configuration have a fault. data: the
 * folder of demo/rules.ini and of the profiles. */
bool play_open(struct play *, uint64_t seed, uint32_t devices, const char *data);
void play_close(struct play *);
void play_second(struct play *);

#endif
