/*
 * Guesses, and how they are written down.
 */
#include "tui/found.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "probes/base/table.h"
#include "tui/enrol.h"

#define SWEEP6_BITS 116 /* 4,096 addresses of IPv6; more nobody has */

/* --- networks --------------------------------------------------------------------- */

static struct nearby_address v4_of(uint32_t host)
{
	struct nearby_address a = {.n = 4};

	for (int i = 0; i < 4; i++)
		a.at[i] = (uint8_t)(host >> (24 - 8 * i));
	return a;
}

static uint64_t hosts_between(uint32_t from, uint32_t to, struct discover *d)
{
	for (uint64_t h = from; d && h <= to; h++) {
		struct nearby_address a = v4_of((uint32_t)h);

		if (!discover_add(d, &a))
			break;
	}
	return (uint64_t)to - from + 1;
}

/* Without the addresses of the net and of all in it, where there are such. */
static uint64_t net_hosts(uint32_t base, unsigned bits, struct discover *d)
{
	uint32_t mask = bits ? UINT32_MAX << (32 - bits) : 0;
	uint32_t first = base & mask, last = first | ~mask;

	if (bits < 31) {
		first++;
		last--;
	}
	return hosts_between(first, last, d);
}

bool found_net(const char *s, struct found_net *out)
{
	char host[INET6_ADDRSTRLEN], *end;
	const char *slash = strchr(s, '/');
	size_t n = slash ? (size_t)(slash - s) : strlen(s);
	unsigned long bits, most;

	*out = (struct found_net){.bits = 0};
	if (n >= sizeof host)
		return false;
	memcpy(host, s, n);
	host[n] = 0;
	if (inet_pton(AF_INET, host, out->base.at) == 1)
		out->base.n = 4;
	else if (inet_pton(AF_INET6, host, out->base.at) == 1)
		out->base.n = 16;
	most = out->base.n * 8u;
	bits = slash ? strtoul(slash + 1, &end, 10) : most;
	if (!most || (slash && (!isdigit((unsigned char)slash[1]) || *end)) ||
	    bits > most)
		return false;
	out->bits = (unsigned)bits;
	return true;
}

bool found_in(const struct found_net *net, const struct nearby_address *a)
{
	unsigned whole = net->bits / 8, rest = net->bits % 8;

	if (a->n != net->base.n || memcmp(a->at, net->base.at, whole))
		return false;
	return !rest || !((a->at[whole] ^ net->base.at[whole]) >> (8 - rest));
}

/* All but the address of any router in it, which is all zeroes (RFC 4291 2.6.1). */
static uint64_t hosts6(const struct found_net *net, struct discover *d)
{
	uint32_t n = 1u << (128 - net->bits), first = net->bits < 127;

	for (uint32_t i = first; d && i < n; i++) {
		struct nearby_address a = net->base;
		uint32_t low = (uint32_t)(a.at[14] << 8 | a.at[15]);

		low = (low & ~(n - 1)) | i;
		a.at[14] = (uint8_t)(low >> 8);
		a.at[15] = (uint8_t)low;
		if (!discover_add(d, &a))
			break;
	}
	return n - first;
}

uint64_t found_hosts(const char *s, struct discover *d)
{
	struct found_net net;
	uint32_t base = 0;

	if (!found_net(s, &net) || (net.base.n == 16 && net.bits < SWEEP6_BITS))
		return 0;
	for (int i = 0; i < 4; i++)
		base = base << 8 | net.base.at[i];
	if (net.base.n == 4)
		return net_hosts(base, net.bits, d);
	return hosts6(&net, d);
}

/* --- who is who ------------------------------------------------------------------- */

static void put_address(const struct sockaddr_storage *addr, char out[64])
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)addr;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)addr;

	if (addr->ss_family == AF_INET)
		inet_ntop(AF_INET, &v4->sin_addr, out, 64);
	else
		inet_ntop(AF_INET6, &v6->sin6_addr, out, 64);
}

static bool has_address(const struct discovered *f, const struct sockaddr_storage *addr)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)addr;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)addr;
	const void *at = addr->ss_family == AF_INET ? (const void *)&v4->sin_addr
						    : (const void *)&v6->sin6_addr;
	uint8_t n = addr->ss_family == AF_INET ? 4 : 16;

	/* Everybody has those of loopback. */
	if (n == 4 && ((const uint8_t *)at)[0] == 127)
		return false;
	for (uint32_t i = 0; i < f->own_n; i++)
		if (f->own[i].n == n && !memcmp(f->own[i].at, at, n))
			return true;
	return false;
}

/* Another address of one that is there already. */
static bool is_double(const struct found *all, const struct discovered *f)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (has_address(all->device[i].is, &f->addr) &&
		    !strcmp(all->device[i].is->name, f->name))
			return true;
	return false;
}

static dev_id configured_as(const struct network *net, const struct found_device *f,
			    uint16_t port)
{
	for (dev_id id = 0; id < net->dev_n; id++) {
		const char *address = network_str(net, net->dev[id].address);

		if (!strcmp(address, f->address) && net->dev[id].port == port)
			return id;
		for (uint32_t i = 0; i < f->is->own_n; i++) {
			char own[INET6_ADDRSTRLEN] = "";

			inet_ntop(f->is->own[i].n == 4 ? AF_INET : AF_INET6,
				  f->is->own[i].at, own, sizeof own);
			if (strncmp(own, "127.", 4) && !strcmp(own, address))
				return id;
		}
	}
	return NONE;
}

/* Names are one device's each. */
static void name_device(const struct found *all, const struct network *net,
			struct found_device *f)
{
	char plain[INI_NAME_MAX + 1];

	enrol_name(f->is->name, f->address, plain);
	snprintf(f->name, sizeof f->name, "%s", plain);
	for (unsigned k = 2; k < 1000; k++) {
		bool taken = network_dev_find(net, f->name) != NONE;

		for (uint32_t i = 0; i < all->n && !taken; i++)
			taken = !strcmp(all->device[i].name, f->name);
		if (!taken)
			return;
		snprintf(f->name, sizeof f->name, "%.*s-%u", INI_NAME_MAX - 5, plain,
			 k);
	}
}

/* --- sites ------------------------------------------------------------------------ */

/* "fra" of "fra-core-01"; 0: none. */
static size_t prefix_of(const char *name)
{
	size_t n = strcspn(name, "-_.");

	for (size_t i = 0; i < n; i++)
		if (!isalpha((unsigned char)name[i]))
			return 0;
	return name[n] && n >= 2 && n <= 12 ? n : 0;
}

static bool is_site(const struct network *net, const char *s)
{
	for (site_id i = 0; i < net->site_n; i++)
		if (!strcmp(network_str(net, net->site[i].name), s))
			return true;
	return false;
}

static bool by_name(const struct found *all, const struct network *net,
		    struct found_device *f)
{
	size_t n = prefix_of(f->name);
	uint32_t shared = 0;

	if (!n)
		return false;
	snprintf(f->site, sizeof f->site, "%.*s", (int)n, f->name);
	for (uint32_t i = 0; i < all->n; i++)
		shared += prefix_of(all->device[i].name) == n &&
			  !strncasecmp(all->device[i].name, f->name, n);
	for (char *p = f->site; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return shared > 1 || is_site(net, f->site);
}

/* Did somebody say where it is? These are what agents say whom nobody told. */
static bool is_located(const struct found_device *f)
{
	const char *s = f->is->location;

	return *s && strncasecmp(s, "unknown", 7) && strncasecmp(s, "sitting", 7);
}

/* "Frankfurt, rack 3" is frankfurt. */
static bool by_location(struct found_device *f)
{
	const char *s = f->is->location;
	size_t len = 0;

	if (!is_located(f))
		return false;
	for (; *s && !strchr(",;(/", *s) && len < INI_NAME_MAX; s++)
		if (isalnum((unsigned char)*s))
			f->site[len++] = (char)tolower((unsigned char)*s);
		else if (len && f->site[len - 1] != '-')
			f->site[len++] = '-';
	while (len && f->site[len - 1] == '-')
		len--;
	f->site[len] = 0;
	return len > 0;
}

static void by_subnet(struct found_device *f)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&f->is->addr;
	uint32_t host = ntohl(v4->sin_addr.s_addr);

	if (f->is->addr.ss_family != AF_INET) {
		snprintf(f->site, sizeof f->site, "ipv6");
		return;
	}
	snprintf(f->site, sizeof f->site, "net-%u-%u-%u", host >> 24, host >> 16 & 255,
		 host >> 8 & 255);
}

/* --- roles ------------------------------------------------------------------------ */

/* Is word in s, with no letter on either side? */
static bool has_word(const char *s, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = s; *p; p++)
		if (!strncasecmp(p, word, n) &&
		    (p == s || !isalpha((unsigned char)p[-1])) &&
		    !isalpha((unsigned char)p[n]))
			return true;
	return false;
}

/* The role that a name or a description tells of; NULL. */
static const char *role_of(const char *name, const char *descr)
{
	static const struct {
		const char *word, *role;
		bool in_descr;
	} rows[] = {
		{"core", "core", false},
		{"dist", "dist", false},
		{"agg", "dist", false},
		{"acc", "access", false},
		{"access", "access", false},
		{"edge", "edge", false},
		{"pe", "edge", false},
		{"ce", "edge", false},
		{"fw", "firewall", false},
		{"firewall", "firewall", false},
		{"ap", "ap", false},
		{"ups", "ups", false},
		{"srv", "server", false},
		{"sw", "access", false},
		{"gw", "edge", false},
		{"rtr", "edge", false},
		{"firewall", "firewall", true},
		{"FortiGate", "firewall", true},
		{"PAN-OS", "firewall", true},
		{"Adaptive Security", "firewall", true},
		{"access point", "ap", true},
		{"UPS", "ups", true},
		{"switch", "access", true},
		{"router", "edge", true},
		{"Linux", "server", true},
		{"Windows", "server", true},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (has_word(rows[i].in_descr ? descr : name, rows[i].word))
			return rows[i].role;
	return NULL;
}

/* --- all -------------------------------------------------------------------------- */

static int by_addr(const void *a, const void *b)
{
	const struct found_device *x = a, *y = b;

	return memcmp(&x->is->addr, &y->is->addr, sizeof x->is->addr);
}

void found_make(struct found *all, const struct discover *d, const struct network *net)
{
	for (uint32_t i = 0; i < d->found_n; i++) {
		struct found_device f = {.is = &d->found[i]};

		if (is_double(all, &d->found[i])) {
			all->doubles++;
			continue;
		}
		put_address(&f.is->addr, f.address);
		TABLE_GROW(all->device, all->cap, all->n + 1);
		all->device[all->n++] = f;
	}
	if (all->n)
		qsort(all->device, all->n, sizeof *all->device, by_addr);
	for (uint32_t i = 0, n = all->n; i < n; i++) {
		struct found_device *f = &all->device[i];

		all->n = i; /* names of those before it */
		f->configured = configured_as(net, f, d->port);
		if (f->configured != NONE)
			snprintf(f->name, sizeof f->name, "%s",
				 network_str(net, net->dev[f->configured].name));
		else
			name_device(all, net, f);
		f->role = role_of(f->name, f->is->descr);
		all->n = n;
	}
	for (uint32_t i = 0; i < all->n; i++) {
		struct found_device *f = &all->device[i];

		if (!by_name(all, net, f) && !by_location(f))
			by_subnet(f);
		f->sited = is_site(net, f->site);
	}
}

void found_fini(struct found *all)
{
	free(all->device);
}

/* --- as an inventory -------------------------------------------------------------- */

static void put_device(const struct found_device *f, const struct discover *d,
		       struct buf *out)
{
	struct enrol_device e = {.name = f->name,
				 .address = f->address,
				 .site = f->site,
				 .auth = d->credential[f->is->credential]->name,
				 .role = f->role,
				 .port = d->port};

	if (!strncmp(f->address, "127.", 4))
		e.ping = "snmp"; /* the kernel answers for it */
	buf_char(out, '\n');
	if (*f->is->descr)
		buf_printf(out, "; %s\n", f->is->descr);
	if (is_located(f))
		buf_printf(out, "; at %s\n", f->is->location);
	enrol_device(&e, out);
}

static bool site_is_new(const struct found *all, uint32_t i)
{
	if (all->device[i].sited || all->device[i].configured != NONE)
		return false;
	for (uint32_t k = 0; k < i; k++)
		if (all->device[k].configured == NONE &&
		    !strcmp(all->device[k].site, all->device[i].site))
			return false;
	return true;
}

void found_inventory(const struct found *all, const struct discover *d, struct buf *out)
{
	buf_str(out, "; found by noctop discover: sites and roles are guesses. Look it "
		     "over, then include it\n; in [noctop] (include = FILE)\n");
	for (uint32_t i = 0; i < all->n; i++)
		if (site_is_new(all, i))
			buf_printf(out, "\n[site %s]\n", all->device[i].site);
	for (uint32_t i = 0; i < all->n; i++)
		if (all->device[i].configured == NONE)
			put_device(&all->device[i], d, out);
	for (uint32_t i = 0; i < all->n; i++)
		if (all->device[i].configured != NONE)
			buf_printf(out, "\n; configured already: %s %s\n",
				   all->device[i].name, all->device[i].address);
}

/* An address of one that answered. */
static bool is_of_found(const struct discover *d, const struct nearby_address *a)
{
	struct sockaddr_storage addr = discover_sockaddr(a, 0);

	for (uint32_t i = 0; i < d->found_n; i++)
		if (has_address(&d->found[i], &addr))
			return true;
	return false;
}

static const char *who_named(const struct found *all, const struct discovered *who)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (all->device[i].is == who)
			return all->device[i].name;
	return who->name;
}

uint32_t found_aside(const struct found *all, const struct discover *d, struct buf *out)
{
	static const char *const why[] = {
		[DISCOVER_UNWANTED] = "outside the networks named",
		[DISCOVER_TOO_FAR] = "too many hops away",
		[DISCOVER_TOO_MANY] = "too many addresses",
	};
	uint32_t n = d->aside_over;

	for (uint32_t i = 0; i < d->aside_n; i++) {
		const struct discover_aside *a = &d->aside[i];
		struct sockaddr_storage addr = discover_sockaddr(&a->is, 0);
		char address[64];

		if (discover_asks(d, &a->is) || is_of_found(d, &a->is))
			continue;
		put_address(&addr, address);
		buf_printf(out, "\n; not asked, %s: %s%s%s, next to %s\n",
			   why[a->reason], a->name, *a->name ? " " : "", address,
			   who_named(all, &d->found[a->found]));
		n++;
	}
	return n;
}

/* --- the difference --------------------------------------------------------------- */

/* A device as an earlier inventory has it. */
struct written {
	char name[INI_NAME_MAX + 1], address[64], site[INI_NAME_MAX + 1];
};

/* The value of "key = value" of n bytes into out. */
static void take_value(const char *line, size_t n, const char *key, char *out,
		       size_t cap)
{
	size_t len = strlen(key), at;

	if (n <= len || strncmp(line, key, len) || !strchr(" =", line[len]))
		return;
	at = len + strspn(line + len, " =");
	while (n > at && isspace((unsigned char)line[n - 1]))
		n--;
	snprintf(out, cap, "%.*s", n > at ? (int)(n - at) : 0, line + at);
}

/* The next [device] of the text. False: there is none. */
static bool next_written(const char **text, struct written *w)
{
	const char *head = strstr(*text, "[device ");
	size_t n;

	if (!head)
		return false;
	*w = (struct written){{0}, {0}, {0}};
	head += strlen("[device ");
	n = strcspn(head, "]\n");
	snprintf(w->name, sizeof w->name, "%.*s", (int)n, head);
	for (head += n; *head && strncmp(head, "\n[", 2); head += strcspn(head, "\n")) {
		head++;
		take_value(head, strcspn(head, "\n"), "address", w->address,
			   sizeof w->address);
		take_value(head, strcspn(head, "\n"), "site", w->site, sizeof w->site);
		if (*head == '[') {
			head--;
			break;
		}
	}
	*text = head;
	return true;
}

static const struct found_device *same(const struct found *all, const struct written *w)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (!strcmp(all->device[i].address, w->address) ||
		    !strcmp(all->device[i].name, w->name))
			return &all->device[i];
	return NULL;
}

static bool is_written(const struct found_device *f, const char *text)
{
	struct written w;

	while (next_written(&text, &w))
		if (!strcmp(f->address, w.address) || !strcmp(f->name, w.name))
			return true;
	return false;
}

uint32_t found_difference(const struct found *all, const char *text, struct buf *out)
{
	struct written w;
	uint32_t n = 0;

	for (const char *at = text; next_written(&at, &w);) {
		const struct found_device *f = same(all, &w);

		if (!f)
			buf_printf(out, "- %s %s: no answer\n", w.name, w.address);
		else if (strcmp(f->address, w.address))
			buf_printf(out, "~ %s: address %s, was %s\n", w.name,
				   f->address, w.address);
		n += !f || strcmp(f->address, w.address);
	}
	for (uint32_t i = 0; i < all->n; i++) {
		const struct found_device *f = &all->device[i];

		if (f->configured != NONE || is_written(f, text))
			continue;
		buf_printf(out, "+ %s %s, site %s%s%s\n", f->name, f->address, f->site,
			   f->role ? ", role " : "", f->role ? f->role : "");
		n++;
	}
	return n;
}
