/*
 * attach: all is looked at anew each time, row by row of what may tell: first the
 * devices for one that is configured so, then those for the gateway's address, then the
 * interfaces for its MAC, then the devices for those on our segments.
 */
#include "probes/wire/attach.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "probes/model/trail.h"
#include "probes/model/ways.h"

#define UNCENTRAL 4 /* who is none of these is as good as any other */

struct looker {
	struct attach *a;
	const struct network *net;
	outlook_address *address;
	void *ctx;
};

static void add(struct attach *a, dev_id dev)
{
	TABLE_GROW(a->dev, a->cap, a->n + 1);
	a->dev[a->n++] = dev;
}

/* --- addresses -----------------------------------------------------------------------
 */

/* Its bytes; their number, 0 of another family. */
static size_t bytes_of(const struct sockaddr_storage *a, const uint8_t **bytes)
{
	if (a->ss_family == AF_INET) {
		*bytes = (const uint8_t *)&((const struct sockaddr_in *)a)->sin_addr;
		return 4;
	}
	*bytes = (const uint8_t *)&((const struct sockaddr_in6 *)a)->sin6_addr;
	return a->ss_family == AF_INET6 ? 16 : 0;
}

static bool is_in(const struct sockaddr_storage *a, const struct attach_segment *s)
{
	const uint8_t *x, *y;
	size_t n = bytes_of(a, &x), whole = s->prefix / 8;
	uint8_t rest = (uint8_t)(0xff00 >> (s->prefix % 8));

	if (!n || n != bytes_of(&s->address, &y) || whole > n ||
	    memcmp(x, y, whole) != 0)
		return false;
	return whole == n || !((x[whole] ^ y[whole]) & rest);
}

static size_t size_of(const struct sockaddr *a)
{
	return a->sa_family == AF_INET	  ? sizeof(struct sockaddr_in)
	       : a->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
					  : 0;
}

static uint8_t prefix_of(const struct sockaddr *mask)
{
	struct sockaddr_storage aligned = {0};
	const uint8_t *bytes;
	uint8_t bits = 0;
	size_t n;

	memcpy(&aligned, mask, size_of(mask));
	n = bytes_of(&aligned, &bytes);
	while (bits < n * 8 && bytes[bits / 8] & 0x80 >> bits % 8)
		bits++;
	return bits;
}

uint32_t attach_segments(const char *port, struct attach_segment out[ATTACH_SEGMENTS])
{
	struct ifaddrs *all;
	uint32_t n = 0;

	if (!port[0] || getifaddrs(&all))
		return 0;
	for (const struct ifaddrs *a = all; a && n < ATTACH_SEGMENTS; a = a->ifa_next) {
		size_t size = a->ifa_addr ? size_of(a->ifa_addr) : 0;

		if (!size || !a->ifa_netmask || strcmp(a->ifa_name, port) != 0)
			continue;
		out[n] = (struct attach_segment){.prefix = prefix_of(a->ifa_netmask)};
		memcpy(&out[n++].address, a->ifa_addr, size);
	}
	freeifaddrs(all);
	return n;
}

/* --- by what it is known -------------------------------------------------------------
 */

static bool may_word(const struct attach *a)
{
	(void)a;
	return true;
}

static void see_word(const struct looker *l, uint32_t dev)
{
	if (l->net->dev[dev].attached)
		add(l->a, dev);
}

static bool may_address(const struct attach *a)
{
	return a->gateway.address.ss_family != AF_UNSPEC;
}

static void see_address(const struct looker *l, uint32_t dev)
{
	const struct sockaddr_storage *a = l->address(l->ctx, dev);

	if (a && is_in(a, &l->a->gateway))
		add(l->a, dev);
}

static bool may_mac(const struct attach *a)
{
	static const uint8_t none[6];

	return a->vantage.gateway[0] &&
	       memcmp(a->vantage.gateway_mac, none, sizeof none) != 0;
}

static void see_mac(const struct looker *l, uint32_t i)
{
	const struct if_table *t = &l->net->ifs;
	struct attach *a = l->a;

	if (memcmp(t->mac[i], a->vantage.gateway_mac, sizeof t->mac[i]) == 0 &&
	    t->dev[i] != NONE && (a->n == 0 || a->dev[a->n - 1] != t->dev[i]))
		add(a, t->dev[i]);
}

/* The lower the nearer to the middle of a network. */
static int centrality(const struct dev *dev)
{
	switch ((enum role)dev->role) {
	case ROLE_CORE:
		return 0;
	case ROLE_FIREWALL:
	case ROLE_EDGE:
		return 1;
	case ROLE_DIST:
		return 2;
	case ROLE_ACCESS:
		return 3;
	default:
		return UNCENTRAL;
	}
}

static bool has_links(const struct network *net, dev_id dev)
{
	return links_of(net, dev) != NONE;
}

static bool may_segment(const struct attach *a)
{
	return a->segments > 0;
}

static void see_segment(const struct looker *l, uint32_t dev)
{
	int class = centrality(&l->net->dev[dev]);
	const struct sockaddr_storage *address;
	struct attach *a = l->a;
	bool in = false;

	if (class > a->best || class == UNCENTRAL || !has_links(l->net, dev))
		return;
	address = l->address(l->ctx, dev);
	for (uint32_t i = 0; address && i < a->segments; i++)
		in = in || is_in(address, &a->segment[i]);
	if (!in)
		return;
	if (class < a->best)
		a->n = 0;
	a->best = class;
	add(a, dev);
}

/* --- one after the other -------------------------------------------------------------
 */

static const struct {
	bool (*may)(const struct attach *); /* is there anything to be looked for? */
	void (*see)(const struct looker *, uint32_t row);
	enum attached how;
	bool of_interfaces;
} kinds[] = {
	{may_word, see_word, ATTACHED_CONFIGURED, false},
	{may_address, see_address, ATTACHED_GATEWAY, false},
	{may_mac, see_mac, ATTACHED_GATEWAY, true},
	{may_segment, see_segment, ATTACHED_SEGMENT, false},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static uint32_t rows_of(const struct attach *a, const struct network *net)
{
	if (!kinds[a->kind].may(a))
		return 0;
	return kinds[a->kind].of_interfaces ? net->ifs.n : net->dev_n;
}

static void finish(struct attach *a, struct network *net)
{
	enum attached how = a->kind < KINDS ? kinds[a->kind].how : ATTACHED_TRAIL;

	if (!a->n && network_trail_entrance(net) != NONE)
		add(a, network_trail_entrance(net));
	ways_attach(net, a->n ? how : ATTACHED_UNKNOWN, a->dev, a->n);
	attach_end(a);
}

bool attach_step(struct attach *a, struct network *net, outlook_address *address,
		 void *ctx, uint32_t rows)
{
	struct looker l = {a, net, address, ctx};

	while (a->looks && rows > 0) {
		if (a->kind == KINDS) {
			finish(a, net);
		} else if (a->at < rows_of(a, net)) {
			kinds[a->kind].see(&l, a->at++);
			rows--;
		} else if (kinds[a->kind].of_interfaces && a->n > 1) {
			a->n = 0; /* of several with that MAC none is it */
		} else if (a->n) {
			finish(a, net);
		} else {
			a->kind++;
			a->at = 0;
		}
	}
	return a->looks;
}

/* What the kernel calls the gateway is a segment of one address. */
static void find_gateway(struct attach *a)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

	if (inet_pton(AF_INET, a->vantage.gateway, &v4.sin_addr) == 1) {
		memcpy(&a->gateway.address, &v4, sizeof v4);
		a->gateway.prefix = 32;
	} else if (inet_pton(AF_INET6, a->vantage.gateway, &v6.sin6_addr) == 1) {
		memcpy(&a->gateway.address, &v6, sizeof v6);
		a->gateway.prefix = 128;
	}
}

void attach_begin(struct attach *a, const struct vantage *v,
		  const struct attach_segment *segment, uint32_t n)
{
	attach_end(a);
	a->looks = true;
	a->vantage = *v;
	a->best = UNCENTRAL;
	a->segments = n < ATTACH_SEGMENTS ? n : ATTACH_SEGMENTS;
	if (n)
		memcpy(a->segment, segment, a->segments * sizeof *segment);
	find_gateway(a);
}

void attach_end(struct attach *a)
{
	free(a->dev);
	*a = (struct attach){0};
}

void attach_find(struct network *net, const struct vantage *v,
		 const struct attach_segment *segment, uint32_t n,
		 outlook_address *address, void *ctx)
{
	struct attach a = {0};

	attach_begin(&a, v, segment, n);
	while (attach_step(&a, net, address, ctx, UINT32_MAX))
		continue;
}
