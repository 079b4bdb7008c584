/*
 * kernel: what the kernel tells of our own ports and of who is next to us, by rtnetlink
 * (RFC 3549, rtnetlink(7)): messages made and taken apart. Pure; any bytes may come.
 */
#ifndef NOCTOP_WIRE_KERNEL_H
#define NOCTOP_WIRE_KERNEL_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct kernel_address {
	uint8_t family; /* AF_INET, AF_INET6; 0 none */
	uint8_t bytes[16];
};

enum kernel_kind {
	KERNEL_LINK,	  /* port, name, up, loopback; gone */
	KERNEL_NEIGHBOUR, /* port, address, mac, sight; gone */
	KERNEL_ROUTE, /* the answer to kernel_ask_route: port, address of the gateway */
	KERNEL_ERROR,	  /* of the request seq */
	KERNEL_DONE,	  /* the listing seq is at its end */
	KERNEL_OVERRUN	  /* something was lost: ask anew */
};

/* What the kernel knows of a neighbour's being there. */
enum kernel_sight { KERNEL_UNTOLD, KERNEL_THERE, KERNEL_FAILED };

struct kernel_news {
	enum kernel_kind kind;
	uint32_t seq;
	uint32_t port; /* ifindex; 0 none */
	char name[IF_NAMESIZE];
	bool up, loopback, gone;
	struct kernel_address address;
	uint8_t mac[6]; /* 0 unknown */
	enum kernel_sight sight;
};
typedef void kernel_told(void *ctx, const struct kernel_news *);

/* All whole messages of a datagram, in their order; others are left out. */
void kernel_parse(const void *bytes, size_t n, kernel_told *, void *ctx);

#define KERNEL_ASK_MAX 64
/* Requests; written to out, returns their size. */
size_t kernel_ask_links(uint8_t out[KERNEL_ASK_MAX], uint32_t seq);
size_t kernel_ask_neighbours(uint8_t out[KERNEL_ASK_MAX], uint32_t seq);
/* Which way does it take to there? 0: an address of another family. */
size_t kernel_ask_route(uint8_t out[KERNEL_ASK_MAX], uint32_t seq,
			const struct sockaddr_storage *);

bool kernel_same(const struct kernel_address *, const struct kernel_address *);
/* "192.0.2.1"; "" none. Written to out. */
const char *kernel_print(const struct kernel_address *, char *out, size_t cap);

#endif
