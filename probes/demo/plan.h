/*
 * plan: the demo network as it was built: sites, devices, ports and the links between
 * them, computed from a seed and a number of devices. What happens there in the course
 * of time is life.h.
 *
 * Sites form a tree of wide-area links, four below each. Within a site two cores, edge
 * and firewall at the top, distribution, access, access points and servers below. Who
 * plays which part in the story is planned, too: it is what an operator comes to see.
 */
#ifndef NOCTOP_DEMO_PLAN_H
#define NOCTOP_DEMO_PLAN_H

#include <stdint.h>
#include <stdbool.h>

#include "probes/base/table.h"

enum plan_role {
	PLAN_CORE,
	PLAN_DIST,
	PLAN_EDGE,
	PLAN_FIREWALL,
	PLAN_ACCESS,
	PLAN_SERVER,
	PLAN_AP,
	PLAN_ROLES
};

enum plan_use {
	USE_NONE,     /* shut down by configuration */
	USE_FREE,     /* nothing plugged in */
	USE_LOOPBACK, /* of the device itself */
	USE_TRUNK,    /* within the site */
	USE_WAN,      /* between sites */
	USE_TRANSIT,  /* to the Internet */
	USE_USER,     /* a desk, a phone, the air */
};

struct plan_port {
	uint32_t device;
	uint32_t peer; /* a port, or NONE */
	uint32_t mbps;
	uint8_t use; /* enum plan_use */
};

struct plan_device {
	char name[24]; /* "fra-core-01" */
	uint32_t site;
	uint32_t port, port_n;	  /* its ports are contiguous */
	uint32_t parent, parent2; /* devices, or NONE */
	uint8_t role;		  /* enum plan_role */
};

struct plan_site {
	char name[16]; /* "demo-fra": no one's own */
	const char *title, *zone;
	uint32_t device, device_n; /* contiguous */
	uint32_t parent;	   /* a site, or NONE */
};

/* Who plays which part in the story (story.h); a small network is without some: NONE.
 */
struct plan_cast {
	uint32_t dark;	  /* site, without sites behind it … */
	uint32_t cut;	  /* … and the other end of its only wide-area link, a port */
	uint32_t mains;	  /* site */
	uint32_t filling; /* port that sends */
	uint32_t router;  /* that everything hangs on */
	uint32_t severed; /* port to the Internet, where nobody speaks BGP any more */
	uint32_t line;	  /* port to the Internet that is cut */
	uint32_t corrupt; /* port that receives, an access switch's uplink */
	uint32_t unplugged;  /* port, a server's uplink */
	uint32_t hot, weak;  /* devices: distribution switches with the fan and with
				the power supply, */
	uint32_t busy, hung, lit; /* cores, */
	uint32_t flooded;    /* a firewall, */
	uint32_t pair;	     /* a firewall of two units, */
	uint32_t flapping;   /* an access switch, */
	uint32_t leaking;    /* a server, */
	uint32_t full;	     /* a server whose disk is nearly full, always */
};

struct plan {
	uint64_t seed;
	struct plan_cast cast;
	struct plan_site *site;
	struct plan_device *device;
	struct plan_port *port;
	uint32_t site_n, device_n, port_n;
};

#define PLAN_DEVICES_MAX 10000

/* From 1 to PLAN_DEVICES_MAX devices. */
struct plan *plan_new(uint64_t seed, uint32_t devices);
void plan_free(struct plan *);

const char *plan_role_name(enum plan_role); /* as the configuration spells it */
/* A number that belongs to this seed and these two. */
uint64_t plan_random(const struct plan *, uint32_t what, uint32_t which);
/* The address of a device, in 127/8, host byte order; and back: NONE if there is none.
 */
uint32_t plan_address(const struct plan *, uint32_t device);
uint32_t plan_find(const struct plan *, uint32_t address);

#define PLAN_NAME_SIZE 32
/* "xe-0/0/1", "Ethernet7", "Gi1/0/48", in the manner of the device's maker. */
const char *plan_port_name(const struct plan *, uint32_t port,
			   char out[PLAN_NAME_SIZE]);

#endif
