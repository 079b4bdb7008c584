/*
 * What every test of the asking engine begins with: a loop, an engine, one agent on
 * loopback that answers, and what came of the requests.
 */
#ifndef NOCTOP_TESTS_WIRE_SCENE_H
#define NOCTOP_TESTS_WIRE_SCENE_H

#include "probes/wire/ask_private.h"
#include "tests/wire/puppet.h"

extern const struct credential PUBLIC, PUBLIC_V1;

struct scene {
	struct ev_loop *loop;
	struct ask *ask;
	struct puppet agent;
	peer_id peer;	   /* the agent */
	struct oid oid[3]; /* a clock, two counters */
	struct ask_reply last;
	struct varbind first; /* of the last reply */
	unsigned done;
	unsigned results[ASK_CANCELLED + 1];
};

int scene_set_up(void **state);
int scene_tear_down(void **state);

/* The done of the requests below; ctx is the scene. */
void scene_done(void *ctx, const struct ask_reply *);
struct ask_request get(struct scene *, peer_id);
/* One try, and a minute for it: longer than any test waits. */
struct ask_request get_once(struct scene *, peer_id);
void ask_and_wait(struct scene *, const struct ask_request *);

/* An address where nobody listens. */
struct sockaddr_storage closed_port(struct scene *, const char *host);
/* A socket on a free port of host. */
int other_socket(const char *host);

#endif
