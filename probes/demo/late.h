/*
 * late: replies that wait for their time, since those of a far site and of a busy agent
 * come later. Bounded; one too many is lost, as on any network.
 */
#ifndef NOCTOP_DEMO_LATE_H
#define NOCTOP_DEMO_LATE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "probes/demo/agent.h"

struct late_reply {
	struct late_reply *before, *behind; /* by time */
	int64_t due_ms;
	struct sockaddr_in to;
	uint32_t from; /* address, host byte order */
	size_t len;
	uint8_t bytes[AGENT_REPLY_MAX];
};

struct late;

struct late *late_new(uint32_t capacity);
void late_free(struct late *);
/* A reply to fill and to give to late_put; NULL when there is no room. */
struct late_reply *late_slot(struct late *);
/* It is due at due_ms; replies of the same time leave in the order in which they came.
 */
void late_put(struct late *, struct late_reply *, int64_t due_ms);
/* The next that is due, NULL if none is; valid until the next late_slot. */
const struct late_reply *late_take(struct late *, int64_t now_ms);
/* Milliseconds until the first is due; -1 when there is none. */
int64_t late_wait(const struct late *, int64_t now_ms);

#endif
