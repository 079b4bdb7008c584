/*
 * found: what `noctop discover` makes of agents that answered: which of them are one
 * device, what each is called, where it stands and what it is for; as sections of an
 * inventory, and as the difference from one that was written before. Pure.
 *
 * Sites are guessed: the part of a name before its first hyphen, where two devices or a
 * configured site share it; else sysLocation; else the subnet. All of it is meant to be
 * looked over.
 */
#ifndef NOCTOP_TUI_FOUND_H
#define NOCTOP_TUI_FOUND_H

#include "probes/conf/conf.h"
#include "probes/wire/discover.h"

struct found_device {
	const struct discovered *is;
	char name[INI_NAME_MAX + 1], site[INI_NAME_MAX + 1], address[64];
	bool sited;	   /* that site is configured */
	const char *role;  /* NULL: not known */
	dev_id configured; /* the device of the configuration it is; NONE */
};
struct found {
	struct found_device *device;
	uint32_t n, cap;
	uint32_t doubles; /* agents left out: other addresses of the same device */
};
void found_make(struct found *, const struct discover *, const struct network *);
void found_fini(struct found *);

/* A network or an address as it was named, of IPv4 or IPv6. */
struct found_net {
	struct nearby_address base;
	unsigned bits;
};
/* False: it is none. */
bool found_net(const char *, struct found_net *);
bool found_in(const struct found_net *, const struct nearby_address *);
/* "10.0.0.0/22", an address; adds all hosts of it, or counts them where d is NULL. 0:
 * it is no network that could be asked host by host: one of IPv6 of more than 4,096
 * addresses. */
uint64_t found_hosts(const char *net, struct discover *d);

/* Sections of those that are not configured. */
void found_inventory(const struct found *, const struct discover *, struct buf *);
/* Neighbours that were not asked, and why; a comment each. Returns how many. */
uint32_t found_aside(const struct found *, const struct discover *, struct buf *);
/* How they differ from the inventory in text: a line for each device that came (+),
 * went
 * (-) or has another address or site (~). Returns how many. */
uint32_t found_difference(const struct found *, const char *text, struct buf *);

#endif
