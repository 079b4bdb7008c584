/*
 * The demo network is laid out once: devices by a pattern of ten, then links from the
 * top down, which is also how parents follow.
 */
#include "probes/demo/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

/* Where sites stand, in the order in which they are opened. */
static const struct {
	const char *name, *title, *zone;
} cities[] = {
	{"fra", "Frankfurt", "Europe/Berlin"},
	{"ams", "Amsterdam", "Europe/Amsterdam"},
	{"lon", "London", "Europe/London"},
	{"par", "Paris", "Europe/Paris"},
	{"nyc", "New York", "America/New_York"},
	{"sin", "Singapore", "Asia/Singapore"},
	{"mad", "Madrid", "Europe/Madrid"},
	{"mil", "Milan", "Europe/Rome"},
	{"vie", "Vienna", "Europe/Vienna"},
	{"waw", "Warsaw", "Europe/Warsaw"},
	{"sto", "Stockholm", "Europe/Stockholm"},
	{"dub", "Dublin", "Europe/Dublin"},
	{"zrh", "Zurich", "Europe/Zurich"},
	{"chi", "Chicago", "America/Chicago"},
	{"sjc", "San Jose", "America/Los_Angeles"},
	{"tyo", "Tokyo", "Asia/Tokyo"},
	{"syd", "Sydney", "Australia/Sydney"},
	{"sao", "Sao Paulo", "America/Sao_Paulo"},
	{"jnb", "Johannesburg", "Africa/Johannesburg"},
	{"bom", "Mumbai", "Asia/Kolkata"},
};
enum { CITIES = sizeof cities / sizeof *cities };

static const struct {
	const char *name, *letters;
	uint32_t ports, mbps;
} roles[PLAN_ROLES] = {
	[PLAN_CORE] = {"core", "core", 24, 100000},
	[PLAN_DIST] = {"dist", "dist", 24, 10000},
	[PLAN_EDGE] = {"edge", "edge", 12, 10000},
	[PLAN_FIREWALL] = {"firewall", "fw", 8, 10000},
	[PLAN_ACCESS] = {"access", "acc", 50, 1000},
	[PLAN_SERVER] = {"server", "srv", 3, 10000},
	[PLAN_AP] = {"ap", "ap", 3, 1000},
};

enum { ACCESS_DESKS = 48 }; /* ports of an access switch before its uplinks */

const char *plan_role_name(enum plan_role role)
{
	return roles[role].name;
}

/* splitmix64 */
uint64_t plan_random(const struct plan *p, uint32_t what, uint32_t which)
{
	uint64_t x = p->seed + ((uint64_t)what << 32 | which) * 0x9e3779b97f4a7c15;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* --- sites and devices ----------------------------------------------------- */

static void *rows(uint32_t n, size_t size)
{
	void *p = calloc(n, size);
	if (!p)
		die("out of memory");
	return p;
}

static enum plan_role role_of(uint32_t slot)
{
	static const uint8_t first[] = {
		PLAN_CORE,   PLAN_CORE,	  PLAN_DIST, PLAN_EDGE,	  PLAN_ACCESS,
		PLAN_SERVER, PLAN_ACCESS, PLAN_AP,   PLAN_ACCESS, PLAN_FIREWALL};
	static const uint8_t more[] = {
		PLAN_DIST, PLAN_ACCESS, PLAN_AP, PLAN_ACCESS, PLAN_SERVER,
		PLAN_AP,   PLAN_ACCESS, PLAN_AP, PLAN_ACCESS, PLAN_SERVER};
	return slot < 10 ? first[slot] : more[slot % 10];
}

static uint32_t sites_for(uint32_t devices)
{
	return devices < 20   ? (devices + 4) / 5
	       : devices < 40 ? 4
			      : 4 + (devices - 40) / 40;
}

#define MARK "demo-" /* of every site, so that none is taken for one's own */

static void open_site(struct plan *p, uint32_t s)
{
	struct plan_site *site = &p->site[s];
	uint32_t round = s / CITIES + 1;
	site->title = cities[s % CITIES].title;
	site->zone = cities[s % CITIES].zone;
	snprintf(site->name, sizeof site->name, "%s%s", MARK, cities[s % CITIES].name);
	if (round > 1)
		snprintf(site->name + strlen(site->name),
			 sizeof site->name - strlen(site->name), "%u", round % 100);
	site->parent = s == 0 ? NONE : (s - 1) / 4;
	site->device = (uint32_t)((uint64_t)s * p->device_n / p->site_n);
	site->device_n =
		(uint32_t)((uint64_t)(s + 1) * p->device_n / p->site_n) - site->device;
}

static void place_devices(struct plan *p, uint32_t s)
{
	struct plan_site *site = &p->site[s];
	unsigned count[PLAN_ROLES] = {0};
	for (uint32_t slot = 0; slot < site->device_n; slot++) {
		struct plan_device *d = &p->device[site->device + slot];
		enum plan_role role = role_of(slot);
		snprintf(d->name, sizeof d->name, "%s-%s-%02u",
			 site->name + strlen(MARK), roles[role].letters,
			 ++count[role] % 100);
		d->role = (uint8_t)role;
		d->site = s;
		d->parent = d->parent2 = NONE;
		d->port = p->port_n;
		d->port_n = roles[role].ports;
		p->port_n += d->port_n;
	}
}

/* --- links ----------------------------------------------------------------- */

/* While links are laid, a port is taken that has none yet. An access switch has its
 * uplinks behind its desks, a server its loopback in front. */
static uint32_t take(const struct plan *p, uint32_t device, bool up)
{
	const struct plan_device *d = &p->device[device];
	uint32_t from = d->role == PLAN_ACCESS && up ? ACCESS_DESKS
			: d->role == PLAN_SERVER     ? 1
						     : 0;
	for (uint32_t i = from; i < d->port_n; i++)
		if (p->port[d->port + i].use == USE_NONE)
			return d->port + i;
	return NONE;
}

/* Lay a link from a device to one above it. Returns the port above, NONE when no port
 * is left. */
static uint32_t lay(struct plan *p, uint32_t above, uint32_t below, enum plan_use use,
		    uint32_t mbps)
{
	if (above == NONE)
		return NONE;
	uint32_t a = take(p, above, false), b = take(p, below, true);
	if (a == NONE || b == NONE)
		return NONE;
	p->port[a].peer = b;
	p->port[b].peer = a;
	p->port[a].use = p->port[b].use = (uint8_t)use;
	p->port[a].mbps = p->port[b].mbps = mbps;
	struct plan_device *d = &p->device[below];
	if (d->parent == NONE)
		d->parent = above;
	else if (d->parent2 == NONE)
		d->parent2 = above;
	return a;
}

/* The nth device of that role in a site, NONE if it has none. */
static uint32_t of_role(const struct plan *p, uint32_t s, enum plan_role role,
			unsigned nth)
{
	const struct plan_site *site = &p->site[s];
	for (uint32_t d = site->device; d < site->device + site->device_n; d++)
		if (p->device[d].role == role && nth-- == 0)
			return d;
	return NONE;
}

/* Where a site meets the others: its edge, in a very small one its core. */
static uint32_t gateway(const struct plan *p, uint32_t s)
{
	uint32_t edge = of_role(p, s, PLAN_EDGE, 0);
	return edge != NONE ? edge : p->site[s].device;
}

static void lay_wide_area(struct plan *p, uint32_t s)
{
	uint32_t own = gateway(p, s);
	if (p->site[s].parent != NONE)
		lay(p, gateway(p, p->site[s].parent), own, USE_WAN,
		    s % 3 == 2 ? 1000 : 10000);
	uint32_t port = take(p, own, false);
	if (port != NONE) {
		p->port[port].use = USE_TRANSIT;
		p->port[port].mbps = 10000;
	}
}

static void lay_site(struct plan *p, uint32_t s)
{
	const struct plan_site *site = &p->site[s];
	uint32_t core = of_role(p, s, PLAN_CORE, 0),
		 core2 = of_role(p, s, PLAN_CORE, 1);
	uint32_t edge = of_role(p, s, PLAN_EDGE, 0), dist = NONE, access = NONE;
	if (edge != NONE) {
		lay(p, edge, core, USE_TRUNK, 10000);
		lay(p, edge, core2, USE_TRUNK, 10000);
	}
	if (core2 != NONE)
		lay(p, core, core2, USE_TRUNK, 100000);
	for (uint32_t d = site->device; d < site->device + site->device_n; d++) {
		uint32_t above = dist != NONE ? dist : core;
		switch (p->device[d].role) {
		case PLAN_DIST:
			lay(p, core, d, USE_TRUNK, 40000);
			lay(p, core2, d, USE_TRUNK, 40000);
			dist = d;
			break;
		case PLAN_ACCESS:
			lay(p, above, d, USE_TRUNK, 10000);
			access = d;
			break;
		case PLAN_SERVER:
			lay(p, above, d, USE_TRUNK, 10000);
			break;
		case PLAN_AP:
			lay(p, access != NONE ? access : core, d, USE_TRUNK, 1000);
			break;
		case PLAN_FIREWALL:
			lay(p, core, d, USE_TRUNK, 10000);
			lay(p, edge, d, USE_TRUNK, 10000);
			break;
		default:
			break;
		}
	}
}

/* What stands at the ports that no link took. */
static void use_rest(struct plan *p, uint32_t device)
{
	const struct plan_device *d = &p->device[device];
	for (uint32_t i = 0; i < d->port_n; i++) {
		struct plan_port *port = &p->port[d->port + i];
		uint32_t dice = (uint32_t)(plan_random(p, 1, d->port + i) % 100);
		bool desk = (d->role == PLAN_ACCESS && i < ACCESS_DESKS) ||
			    d->role == PLAN_AP;
		if (port->use != USE_NONE)
			continue;
		port->mbps = roles[d->role].mbps;
		if ((d->role == PLAN_SERVER && i == 0) ||
		    (d->role < PLAN_FIREWALL && i == d->port_n - 1))
			port->use = USE_LOOPBACK;
		else if (desk && (dice < 60 || d->role == PLAN_AP))
			port->use = USE_USER;
		else if (desk && dice < 85)
			port->use = USE_FREE;
	}
}

/* --- the cast -------------------------------------------------------------- */

/* One of the devices of that role in a site, by lot. */
static uint32_t pick(const struct plan *p, uint32_t s, enum plan_role role)
{
	uint32_t n = 0;
	while (of_role(p, s, role, n) != NONE)
		n++;
	return n > 0 ? of_role(p, s, role, (unsigned)(plan_random(p, 2, s) % n)) : NONE;
}

/* The port of a device towards another, NONE if there is none. */
static uint32_t port_towards(const struct plan *p, uint32_t device, uint32_t other)
{
	for (uint32_t i = 0; device != NONE && i < p->device[device].port_n; i++) {
		uint32_t port = p->device[device].port + i, peer = p->port[port].peer;
		if (peer != NONE && p->port[peer].device == other)
			return port;
	}
	return NONE;
}

static uint32_t uplink(const struct plan *p, uint32_t device)
{
	return device == NONE ? NONE
			      : port_towards(p, device, p->device[device].parent);
}

/* The link to a site, at the end of the site above. */
static uint32_t link_to(const struct plan *p, uint32_t s)
{
	uint32_t own = uplink(p, gateway(p, s));
	return own == NONE ? NONE : p->port[own].peer;
}

/* The port of a device to the Internet, NONE if it has none. */
static uint32_t transit(const struct plan *p, uint32_t device)
{
	for (uint32_t i = 0; i < p->device[device].port_n; i++)
		if (p->port[p->device[device].port + i].use == USE_TRANSIT)
			return p->device[device].port + i;
	return NONE;
}

/* Four sites share the parts, by lot; the first of all is one of them. The last three
 * sites have none behind them. */
static void give_parts(struct plan *p)
{
	uint32_t behind = p->site_n - 1, last = behind > 3 ? 3 : behind;
	uint32_t a = last ? behind - (uint32_t)(plan_random(p, 3, 0) % last) : 0;
	uint32_t b = behind ? 1 + a % behind : 0, c = behind ? 1 + b % behind : 0;
	uint32_t d = 0;
	p->cast = (struct plan_cast){
		.dark = behind ? a : NONE,
		.cut = behind ? link_to(p, a) : NONE,
		.router = gateway(p, 0),
		.severed = transit(p, gateway(p, d)),
		.line = behind ? transit(p, gateway(p, b)) : NONE,
		.filling = a != b ? link_to(p, b) : NONE,
		.mains = c,
		.corrupt = uplink(p, pick(p, a, PLAN_ACCESS)),
		.unplugged = uplink(p, pick(p, a, PLAN_SERVER)),
		.hot = pick(p, b, PLAN_DIST),
		.weak = pick(p, d, PLAN_DIST),
		.busy = pick(p, d, PLAN_CORE),
		.hung = pick(p, b, PLAN_CORE),
		.lit = pick(p, c, PLAN_CORE),
		.flooded = pick(p, b, PLAN_FIREWALL),
		.pair = of_role(p, d, PLAN_FIREWALL, 0),
		.flapping = pick(p, d, PLAN_ACCESS),
		.leaking = pick(p, d, PLAN_SERVER),
		.full = pick(p, c, PLAN_SERVER),
	};
}

struct plan *plan_new(uint64_t seed, uint32_t devices)
{
	struct plan *p = rows(1, sizeof *p);
	*p = (struct plan){
		.seed = seed, .device_n = devices, .site_n = sites_for(devices)};
	p->site = rows(p->site_n, sizeof *p->site);
	p->device = rows(p->device_n, sizeof *p->device);
	for (uint32_t s = 0; s < p->site_n; s++) {
		open_site(p, s);
		place_devices(p, s);
	}
	p->port = rows(p->port_n, sizeof *p->port);
	for (uint32_t d = 0; d < p->device_n; d++)
		for (uint32_t i = 0; i < p->device[d].port_n; i++)
			p->port[p->device[d].port + i] =
				(struct plan_port){.device = d, .peer = NONE};
	for (uint32_t s = 0; s < p->site_n; s++) {
		lay_site(p, s);
		lay_wide_area(p, s);
	}
	for (uint32_t d = 0; d < p->device_n; d++)
		use_rest(p, d);
	give_parts(p);
	return p;
}

void plan_free(struct plan *p)
{
	if (!p)
		return;
	free(p->site);
	free(p->device);
	free(p->port);
	free(p);
}

/* --- addresses and names --------------------------------------------------- */

enum { SITES_AN_OCTET = 250, FIRST_OCTET = 127, SECOND_OCTET = 10 };

uint32_t plan_address(const struct plan *p, uint32_t device)
{
	uint32_t s = p->device[device].site;
	return (uint32_t)FIRST_OCTET << 24 | (SECOND_OCTET + s / SITES_AN_OCTET) << 16 |
	       s % SITES_AN_OCTET << 8 | (device - p->site[s].device + 1);
}

uint32_t plan_find(const struct plan *p, uint32_t address)
{
	uint32_t second = (address >> 16 & 0xff) - SECOND_OCTET;
	uint32_t third = address >> 8 & 0xff, slot = (address & 0xff) - 1;
	if (address >> 24 != FIRST_OCTET || third >= SITES_AN_OCTET || second > 0xff)
		return NONE;
	uint32_t s = second * SITES_AN_OCTET + third;
	return s < p->site_n && slot < p->site[s].device_n ? p->site[s].device + slot
							   : NONE;
}

const char *plan_port_name(const struct plan *p, uint32_t port,
			   char out[PLAN_NAME_SIZE])
{
	const struct plan_port *row = &p->port[port];
	const struct plan_device *d = &p->device[row->device];
	static const char *const radio[] = {"eth0", "wlan0", "wlan1"};
	static const char *const host[] = {"lo", "eth0", "eth1"};
	uint32_t i = port - d->port;
	const char *fixed = NULL;
	if (d->role == PLAN_AP)
		fixed = radio[i];
	else if (d->role == PLAN_SERVER)
		fixed = host[i];
	if (fixed)
		snprintf(out, PLAN_NAME_SIZE, "%s", fixed);
	else if (row->use == USE_LOOPBACK)
		snprintf(out, PLAN_NAME_SIZE,
			 d->role == PLAN_DIST ? "Loopback0" : "lo0");
	else if (d->role == PLAN_FIREWALL)
		snprintf(out, PLAN_NAME_SIZE, "port%u", i + 1);
	else if (d->role == PLAN_DIST)
		snprintf(out, PLAN_NAME_SIZE, "Ethernet%u", i + 1);
	else if (d->role == PLAN_ACCESS && i < ACCESS_DESKS)
		snprintf(out, PLAN_NAME_SIZE, "Gi1/0/%u", i + 1);
	else if (d->role == PLAN_ACCESS)
		snprintf(out, PLAN_NAME_SIZE, "Te1/1/%u", i - ACCESS_DESKS + 1);
	else
		snprintf(out, PLAN_NAME_SIZE, "%s-0/0/%u",
			 row->mbps > 10000 ? "et" : "xe", i);
	return out;
}
