/*
 * discover: which of some addresses have an agent that takes one of our credentials,
 * and what stands next to those. For `noctop discover`.
 *
 * So many addresses a second are begun and at most DISCOVER_OPEN are under way: neither
 * an operator's network nor an intrusion detection should mind. An address is asked
 * with one credential after the other. Where walks is set, each agent that answers
 * tells its own addresses and those of its neighbours, and neighbours that are wanted
 * are asked, too, each address once, so many hops from where it began and so many in
 * all. Those that were not asked are kept aside. Addresses of nobody in particular
 * (groups, link-local, and loopback unless loopback tells it) are not even that.
 */
#ifndef NOCTOP_WIRE_DISCOVER_H
#define NOCTOP_WIRE_DISCOVER_H

#include <sys/socket.h>

#include "probes/base/text.h"
#include "probes/wire/ask.h"
#include "probes/wire/nearby.h"

#define DISCOVER_OPEN 256
#define DISCOVER_MAX 1048576u /* addresses */
#define DISCOVER_ASIDE 4096u  /* neighbours; the rest is counted */

struct discover_address {
	struct nearby_address is;
	uint32_t hops; /* from an address that was given */
};
/* A neighbour that was not asked. */
enum discover_reason { DISCOVER_UNWANTED, DISCOVER_TOO_FAR, DISCOVER_TOO_MANY };
struct discover_aside {
	struct nearby_address is;
	uint32_t found; /* row of who named it first */
	enum discover_reason reason;
	char name[TEXT_BYTES_MAX + 1]; /* by that one's word; may be empty */
};
struct discovered {
	struct sockaddr_storage addr;
	uint32_t credential; /* of those given */
	char name[TEXT_BYTES_MAX + 1], descr[TEXT_BYTES_MAX + 1],
		location[TEXT_BYTES_MAX + 1];
	struct nearby_address *own; /* its addresses */
	uint32_t own_n;
};

struct discover {
	/* given */
	const struct credential *const *credential;
	uint32_t credential_n;
	uint16_t port;
	unsigned per_second;
	bool walks;
	uint32_t most; /* addresses; 0: DISCOVER_MAX */
	uint32_t hops; /* of a walk; 0: any */
	bool (*wanted)(void *ctx, const struct nearby_address *); /* of neighbours */
	void (*progress)(void *ctx, const struct discover *); /* a few times a second */
	void *ctx;
	/* addresses to be asked; more come where it walks */
	struct discover_address *address;
	uint32_t address_n, address_cap;
	/* what came of it */
	struct discovered *found;
	uint32_t found_n, found_cap;
	struct discover_aside *aside;
	uint32_t aside_n, aside_cap, aside_over; /* over: that were not kept */
	uint32_t begun, over;
};
/* Ready when zeroed but for what is given. False: there are too many. */
bool discover_add(struct discover *, const struct nearby_address *);
/* Was it asked, or is it going to be? */
bool discover_asks(const struct discover *, const struct nearby_address *);
/* For commands: turns a loop of its own until all are asked. */
void discover_run(struct discover *);
void discover_fini(struct discover *);
struct sockaddr_storage discover_sockaddr(const struct nearby_address *, uint16_t port);

#endif
