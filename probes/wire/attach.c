/*
 * attach: all is looked at anew each time; nothing of it is remembered here.
 */
#include "probes/wire/attach.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "probes/model/trail.h"
#include "probes/model/ways.h"

struct found {
	dev_id *dev;
	uint32_t n, cap;
};

static void add(struct found *f, dev_id dev)
{
	TABLE_GROW(f->dev, f->cap, f->n + 1);
	f->dev[f->n++] = dev;
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

static void by_configuration(const struct network *net, struct found *f)
{
	for (dev_id d = 0; d < net->dev_n; d++)
		if (net->dev[d].attached)
			add(f, d);
}

static void by_address(const struct network *net, const char *gateway,
		       outlook_address *address, void *ctx, struct found *f)
{
	char text[INET6_ADDRSTRLEN];
	const uint8_t *bytes;

	for (dev_id d = 0; d < net->dev_n; d++) {
		const struct sockaddr_storage *a = address(ctx, d);

		if (a && bytes_of(a, &bytes) &&
		    inet_ntop(a->ss_family, bytes, text, sizeof text) &&
		    strcmp(text, gateway) == 0)
			add(f, d);
	}
}

/* Of several devices with that MAC none is it. */
static void by_mac(const struct network *net, const uint8_t mac[6], struct found *f)
{
	static const uint8_t none[6];

	if (memcmp(mac, none, sizeof none) == 0)
		return;
	for (if_id i = 0; i < net->ifs.n; i++)
		if (memcmp(net->ifs.mac[i], mac, sizeof none) == 0 &&
		    net->ifs.dev[i] != NONE &&
		    (f->n == 0 || f->dev[f->n - 1] != net->ifs.dev[i]))
			add(f, net->ifs.dev[i]);
	if (f->n > 1)
		f->n = 0;
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
		return 4;
	}
}

static bool has_links(const struct network *net, dev_id dev)
{
	return links_of(net, dev) != NONE;
}

static void by_segment(const struct network *net, const struct attach_segment *segment,
		       uint32_t n, outlook_address *address, void *ctx, struct found *f)
{
	int best = 4; /* who is none of these is as good as any other */

	for (dev_id d = 0; d < net->dev_n; d++) {
		const struct sockaddr_storage *a = address(ctx, d);
		int class = centrality(&net->dev[d]);

		if (!a || class > best || class == 4 || !has_links(net, d))
			continue;
		for (uint32_t i = 0; i < n; i++)
			if (is_in(a, &segment[i])) {
				if (class < best)
					f->n = 0;
				best = class;
				add(f, d);
				break;
			}
	}
}

void attach_find(struct network *net, const struct vantage *v,
		 const struct attach_segment *segment, uint32_t n,
		 outlook_address *address, void *ctx)
{
	struct found f = {0};
	enum attached how = ATTACHED_CONFIGURED;

	by_configuration(net, &f);
	if (!f.n && v->gateway[0]) {
		how = ATTACHED_GATEWAY;
		by_address(net, v->gateway, address, ctx, &f);
		if (!f.n)
			by_mac(net, v->gateway_mac, &f);
	}
	if (!f.n) {
		how = ATTACHED_SEGMENT;
		by_segment(net, segment, n, address, ctx, &f);
	}
	if (!f.n && network_trail_entrance(net) != NONE) {
		how = ATTACHED_TRAIL;
		add(&f, network_trail_entrance(net));
	}
	ways_attach(net, f.n ? how : ATTACHED_UNKNOWN, f.dev, f.n);
	free(f.dev);
}
