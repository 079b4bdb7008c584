/*
 * Who is it that a device names as its neighbour? What names it is tried in this order:
 * chassis id, management address, the MAC of an interface, names (whole, then without
 * domain and without the serial number in brackets). What two devices have in common
 * names neither of them.
 *
 * Nothing of this is kept until somebody speaks of neighbours. What a device was known
 * by once may still lead to it, so each find is looked at again; and that two had
 * something in common once is forgotten by learning all of them anew, beside what is
 * known, a few at a time.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/link_private.h"

#define TWO (NONE - 1) /* more than one device is known by it */
#define MACS_MAX 64    /* of one device */
#define PORT_BY_MAC 3  /* LLDP port id subtypes, IEEE 802.1AB 8.5.3.2 */
#define PORT_BY_ALIAS 1
#define PORT_LOCAL 7
#define RENEW_MS 60000 /* from one learning of all to the next */

/* By what somebody is known. */
enum known {
	BY_CHASSIS,
	BY_ADDRESS,
	BY_OUR_ADDRESS, /* as configured, loopback too */
	BY_MAC,
	BY_OUR_NAME,
	BY_OWN_NAME,
};

/* --- words ------------------------------------------------------------------------ */

struct word {
	char s[TEXT_BYTES_MAX + 2];
	size_t n;
};

/* In small letters, without what stands in brackets. */
static struct word word_of(const char *s)
{
	struct word w = {.n = 0};
	size_t n = strcspn(s, "(");

	while (n && s[n - 1] == ' ')
		n--;
	for (w.n = 0; w.n < n && w.n < TEXT_BYTES_MAX; w.n++)
		w.s[w.n] = (char)tolower((unsigned char)s[w.n]);
	w.s[w.n] = 0;
	return w;
}

/* Without its domain; an address has none. */
static struct word short_word(struct word w)
{
	size_t n = strcspn(w.s, ".");

	if (w.s[strspn(w.s, "0123456789.:")])
		w.n = n;
	w.s[w.n] = 0;
	return w;
}

static bool has_domain(const struct word *w)
{
	return short_word(*w).n != w->n;
}

/* "001122334455", "0011.2233.4455" and "00-11-22-33-44-55" are MACs. */
static bool mac_of(const char *s, uint8_t mac[6])
{
	unsigned digits = 0;

	for (; *s && digits < 12; s++) {
		if (isxdigit((unsigned char)*s)) {
			int v = isdigit((unsigned char)*s) ? *s - '0'
							   : (*s | 32) - 'a' + 10;
			mac[digits / 2] =
				(uint8_t)(digits % 2 ? mac[digits / 2] | v : v << 4);
			digits++;
		} else if (!strchr(":.-", *s) || digits == 0) {
			return false;
		}
	}
	return digits == 12 && !*s;
}

/* Of one interface of one device: no group address, none that wanders (VRRP, HSRP). */
static bool mac_names(const uint8_t mac[6])
{
	static const uint8_t vrrp[4] = {0x00, 0x00, 0x5e, 0x00};
	static const uint8_t hsrp[4] = {0x00, 0x00, 0x0c, 0x07};

	return !(mac[0] & 1) && memcmp(mac, vrrp, 4) != 0 &&
	       memcmp(mac, hsrp, 4) != 0 &&
	       (mac[0] | mac[1] | mac[2] | mac[3] | mac[4] | mac[5]);
}

/* Everybody has these. */
static bool address_names(const char *s)
{
	return *s && strncmp(s, "127.", 4) != 0 && strncmp(s, "0.", 2) != 0 &&
	       strcmp(s, "::1") != 0 && strncmp(s, "fe80:", 5) != 0;
}

/* --- what devices are known by ---------------------------------------------------- */

static uint64_t key_of(enum known by, const void *s, size_t n)
{
	char all[TEXT_BYTES_MAX + 2];

	all[0] = (char)by;
	n = n < TEXT_BYTES_MAX ? n : TEXT_BYTES_MAX;
	memcpy(all + 1, s, n);
	return table_hash(all, n + 1);
}

static bool has_mac(const struct network *net, dev_id id, const uint8_t mac[6])
{
	const struct dev *dev = &net->dev[id];

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if (memcmp(net->ifs.mac[i], mac, 6) == 0)
			return true;
	return id < net->links->dev_cap &&
	       memcmp(net->links->by_dev[id].arp_mac, mac, 6) == 0;
}

static bool has_name(const char *name, const char *s)
{
	struct word w = word_of(name);

	return strcmp(w.s, s) == 0 || strcmp(short_word(w).s, s) == 0;
}

static bool has_address(const struct network *net, dev_id id, const char *s)
{
	const struct link_self *self =
		id < net->links->dev_cap ? &net->links->by_dev[id].self : NULL;

	if (strcmp(network_str(net, net->dev[id].address), s) == 0)
		return true;
	for (uint32_t i = 0; self && i < self->address_n; i++)
		if (strcmp(network_str(net, self->address[i]), s) == 0)
			return true;
	return false;
}

static bool has(const struct network *net, dev_id id, enum known by, const void *what)
{
	switch (by) {
	case BY_CHASSIS:
		return id < net->links->dev_cap &&
		       strcmp(network_str(net, net->links->by_dev[id].self.chassis),
			      what) == 0;
	case BY_ADDRESS:
		return has_address(net, id, what);
	case BY_OUR_ADDRESS:
		return strcmp(network_str(net, net->dev[id].address), what) == 0;
	case BY_MAC:
		return has_mac(net, id, what);
	case BY_OUR_NAME:
		return has_name(network_str(net, net->dev[id].name), what);
	case BY_OWN_NAME:
		return has_name(network_str(net, net->dev[id].sys_name), what);
	}
	return false;
}

static void note_twins(struct acquaintance *k, uint64_t key, enum known by, dev_id a,
		       dev_id b)
{
	k->shared = true;
	if (k->twins_n == TWINS_MAX || by == BY_ADDRESS || by == BY_OUR_ADDRESS ||
	    by == BY_MAC)
		return;
	TABLE_GROW(k->twins, k->twins_cap, k->twins_n + 1);
	k->twins[k->twins_n++] = (struct twins){.key = key,
						.a = a < b ? a : b,
						.b = a < b ? b : a,
						.by = (uint8_t)by,
						.wanted = by == BY_CHASSIS};
}

/* True: that is new. */
static bool know_in(const struct network *net, struct acquaintance *k, uint64_t key,
		    dev_id id, enum known by, const void *what)
{
	uint32_t before = idmap_find(&k->who, key);

	if (before == id || before == TWO)
		return false;
	if (before != NONE && has(net, before, by, what)) {
		note_twins(k, key, by, before, id);
		id = TWO;
	}
	idmap_put(&k->who, key, id);
	return true;
}

static void know(struct network *net, dev_id id, enum known by, const void *what,
		 size_t n)
{
	struct link_table *t = net->links;
	uint64_t key = key_of(by, what, n);

	if (!n)
		return;
	if (id < t->known.next && know_in(net, &t->known, key, id, by, what))
		t->news = true;
	if (t->renewing && id < t->anew.next)
		know_in(net, &t->anew, key, id, by, what);
}

static void know_name(struct network *net, dev_id id, enum known by, const char *name)
{
	struct word w = word_of(name);
	bool longer = has_domain(&w);

	know(net, id, by, w.s, w.n);
	if (longer) {
		w = short_word(w);
		know(net, id, by, w.s, w.n);
	}
}

static void know_macs(struct network *net, dev_id id)
{
	const struct dev *dev = &net->dev[id];
	uint32_t n = 0;

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n && n < MACS_MAX;
	     i++) {
		const uint8_t *mac = net->ifs.mac[i];

		if (!mac_names(mac) ||
		    (i > dev->if_first && !memcmp(mac, net->ifs.mac[i - 1], 6)))
			continue;
		know(net, id, BY_MAC, mac, 6);
		n++;
	}
	if (id < net->links->dev_cap && mac_names(net->links->by_dev[id].arp_mac))
		know(net, id, BY_MAC, net->links->by_dev[id].arp_mac, 6);
}

static void know_address(struct network *net, dev_id id, const char *s)
{
	if (address_names(s))
		know(net, id, BY_ADDRESS, s, strlen(s));
}

static void know_all(struct network *net, dev_id id)
{
	const struct dev *dev = &net->dev[id];
	const struct link_self *self;
	const char *chassis, *address = network_str(net, dev->address);

	know_name(net, id, BY_OUR_NAME, network_str(net, dev->name));
	know_name(net, id, BY_OWN_NAME, network_str(net, dev->sys_name));
	know(net, id, BY_OUR_ADDRESS, address, strlen(address));
	know_address(net, id, address);
	know_macs(net, id);
	if (id >= net->links->dev_cap)
		return;
	self = &net->links->by_dev[id].self;
	chassis = network_str(net, self->chassis);
	know(net, id, BY_CHASSIS, chassis, strlen(chassis));
	for (uint32_t i = 0; i < self->address_n; i++)
		know_address(net, id, network_str(net, self->address[i]));
}

void links_forget(struct acquaintance *k)
{
	idmap_fini(&k->who);
	free(k->twins);
	*k = (struct acquaintance){.next = 0};
}

/* What was shared may not be any more, and nobody else would tell. */
static void renew(struct link_table *t, int64_t now_ms)
{
	if (t->renewing || !t->lapsed || now_ms - t->renewed_ms < RENEW_MS)
		return;
	t->lapsed = false;
	t->renewing = true;
	t->renewed_ms = now_ms;
}

/* All are known anew: who was meant by nothing may be meant now. */
static void renewed(struct link_table *t)
{
	links_forget(&t->known);
	t->known = t->anew;
	t->anew = (struct acquaintance){.next = 0};
	t->renewing = false;
	t->news = true;
}

bool links_learn(struct network *net, uint32_t most, int64_t now_ms)
{
	struct link_table *t = net->links;

	if (!t->matching)
		return false;
	for (; t->known.next < net->dev_n && most; most--)
		know_all(net, t->known.next++);
	renew(t, now_ms);
	for (; t->renewing && t->anew.next < net->dev_n && most; most--)
		know_all(net, t->anew.next++);
	if (t->renewing && t->anew.next == net->dev_n)
		renewed(t);
	return t->known.next < net->dev_n || t->renewing;
}

void links_met(struct network *net, dev_id id)
{
	struct link_table *t = net->links;

	if (!t || !t->matching || id >= t->known.next)
		return;
	know_all(net, id);
	t->news = true; /* its ports may be others */
	t->lapsed = t->lapsed || t->known.shared;
}

static void *copy_of(const void *list, uint32_t n, size_t size)
{
	void *copy = n ? malloc(n * size) : NULL;

	if (n && !copy)
		die("out of memory");
	if (n)
		memcpy(copy, list, n * size);
	return copy;
}

static bool same_self(const struct link_self *a, const struct link_self *b)
{
	return a->chassis == b->chassis && a->address_n == b->address_n &&
	       a->port_n == b->port_n &&
	       (!a->address_n ||
		!memcmp(a->address, b->address, a->address_n * sizeof *a->address)) &&
	       (!a->port_n || !memcmp(a->port, b->port, a->port_n * sizeof *a->port));
}

void links_self(struct network *net, dev_id id, const struct link_self *self)
{
	struct link_table *t = links_table(net);
	struct link_self *mine;

	TABLE_GROW(t->by_dev, t->dev_cap, id + 1);
	mine = &t->by_dev[id].self;
	if (same_self(mine, self))
		return;
	free(mine->address);
	free(mine->port);
	*mine = *self;
	mine->address = copy_of(self->address, self->address_n, sizeof *mine->address);
	mine->port = copy_of(self->port, self->port_n, sizeof *mine->port);
	links_met(net, id);
}

/* --- who it is -------------------------------------------------------------------- */

static dev_id known_by(const struct network *net, enum known by, const void *what,
		       size_t n)
{
	uint64_t key = n ? key_of(by, what, n) : 0;
	const struct acquaintance *k = &net->links->known;
	dev_id id = n ? idmap_find(&k->who, key) : NONE;

	for (uint32_t i = 0; id == TWO && i < k->twins_n; i++)
		if (k->twins[i].key == key)
			k->twins[i].wanted = true;
	return id < net->dev_n && has(net, id, by, what) ? id : NONE;
}

static dev_id named(const struct network *net, const char *name)
{
	struct word w = word_of(name), bare = short_word(w);
	dev_id id = known_by(net, BY_OUR_NAME, w.s, w.n);

	if (id == NONE)
		id = known_by(net, BY_OWN_NAME, w.s, w.n);
	if (id == NONE)
		id = known_by(net, BY_OUR_NAME, bare.s, bare.n);
	return id != NONE ? id : known_by(net, BY_OWN_NAME, bare.s, bare.n);
}

static dev_id with_mac(const struct network *net, const char *s)
{
	uint8_t mac[6];

	return mac_of(s, mac) && mac_names(mac) ? known_by(net, BY_MAC, mac, 6) : NONE;
}

static dev_id who_is(const struct network *net, const struct claim *c)
{
	const char *chassis = network_str(net, c->chassis);
	const char *address = network_str(net, c->address);
	const char *name = network_str(net, c->name);
	dev_id id = known_by(net, BY_CHASSIS, chassis, strlen(chassis));

	if (id == NONE && address_names(address))
		id = known_by(net, BY_ADDRESS, address, strlen(address));
	if (id == NONE && address_names(chassis)) /* subtype 5 */
		id = known_by(net, BY_ADDRESS, chassis, strlen(chassis));
	if (id == NONE)
		id = with_mac(net, chassis);
	if (id == NONE && c->port_kind == PORT_BY_MAC)
		id = with_mac(net, network_str(net, c->told_port));
	if (id == NONE)
		id = with_mac(net, name);
	return id != NONE ? id : named(net, name);
}

dev_id links_known_address(const struct network *net, const char *address)
{
	dev_id id = NONE;

	if (net->links)
		id = known_by(net, BY_OUR_ADDRESS, address, strlen(address));
	if (id == NONE && net->links && address_names(address))
		id = known_by(net, BY_ADDRESS, address, strlen(address));
	return id;
}

dev_id links_with_mac(struct network *net, const uint8_t mac[6])
{
	links_table(net)->matching = true;
	return mac_names(mac) ? known_by(net, BY_MAC, mac, 6) : NONE;
}

dev_id links_with_address(struct network *net, const char *address)
{
	links_table(net)->matching = true;
	return links_known_address(net, address);
}

void links_arp(struct network *net, const char *address, const uint8_t mac[6])
{
	struct link_table *t = links_table(net);
	dev_id id = address_names(address)
			    ? known_by(net, BY_ADDRESS, address, strlen(address))
			    : NONE;

	t->matching = true;
	if (id == NONE || !mac_names(mac) || has_mac(net, id, mac))
		return;
	TABLE_GROW(t->by_dev, t->dev_cap, id + 1);
	memcpy(t->by_dev[id].arp_mac, mac, 6);
	know(net, id, BY_MAC, mac, 6);
}

static str_id twins_what(const struct network *net, const struct twins *t, dev_id dev)
{
	return t->by == BY_CHASSIS    ? net->links->by_dev[dev].self.chassis
	       : t->by == BY_OUR_NAME ? net->dev[dev].name
				      : net->dev[dev].sys_name;
}

uint32_t links_twins(const struct network *net, struct link_twins *out, uint32_t cap)
{
	uint32_t n = 0;

	for (uint32_t i = 0; net->links && i < net->links->known.twins_n; i++) {
		const struct twins *t = &net->links->known.twins[i];
		str_id a = twins_what(net, t, t->a), b = twins_what(net, t, t->b);

		if (!t->wanted || !a || (t->by == BY_CHASSIS && a != b))
			continue;
		if (t->by == BY_OWN_NAME && !b)
			continue;
		if (n < cap)
			out[n] =
				(struct link_twins){t->a, t->b, a, t->by != BY_CHASSIS};
		n++;
	}
	return n;
}

char *links_twins_words(char out[TWINS_WORDS], const struct network *net,
			const struct link_twins *t)
{
	const char *a = network_str(net, net->dev[t->a].name),
		   *b = network_str(net, net->dev[t->b].name);

	if (t->named)
		snprintf(out, TWINS_WORDS, "%s and %s are both meant by %.*s", a, b,
			 (int)strcspn(network_str(net, t->what), "."),
			 network_str(net, t->what));
	else
		snprintf(out, TWINS_WORDS, "%s and %s tell one chassis id, %s", a, b,
			 network_str(net, t->what));
	return out;
}

/* --- which port ------------------------------------------------------------------- */

/* The only interface with this in a column; NONE. */
static if_id only_with(const struct dev *dev, const str_id *column, str_id text)
{
	if_id found = NONE;

	for (if_id i = dev->if_first; text && i < dev->if_first + dev->if_n; i++) {
		if (column[i] != text)
			continue;
		if (found != NONE)
			return NONE;
		found = i;
	}
	return found;
}

/* The only interface with this name, ifDescr or ifAlias; NONE. */
static if_id port_called(const struct network *net, dev_id id, str_id text)
{
	const struct dev *dev = &net->dev[id];
	if_id i = only_with(dev, net->ifs.name, text);

	if (i == NONE)
		i = only_with(dev, net->ifs.descr, text);
	return i != NONE ? i : only_with(dev, net->ifs.alias, text);
}

static if_id port_with_mac(const struct network *net, const struct dev *dev,
			   const char *s)
{
	if_id found = NONE;
	uint8_t mac[6];

	if (!mac_of(s, mac))
		return NONE;
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		if (memcmp(net->ifs.mac[i], mac, 6) != 0)
			continue;
		if (found != NONE)
			return NONE;
		found = i;
	}
	return found;
}

if_id links_port_told(const struct network *net, dev_id id, unsigned kind, str_id told,
		      str_id descr)
{
	const char *s = network_str(net, told);
	if_id i = NONE;

	if (kind == PORT_BY_MAC)
		i = port_with_mac(net, &net->dev[id], s);
	else if (kind == PORT_BY_ALIAS)
		i = only_with(&net->dev[id], net->ifs.alias, told);
	if (i == NONE)
		i = port_called(net, id, told);
	if (i == NONE)
		i = port_called(net, id, descr);
	if (i == NONE && (kind == PORT_LOCAL || !kind) && *s && strlen(s) < 10 &&
	    !s[strspn(s, "0123456789")])
		i = network_if_by_index(net, id, (uint32_t)strtoul(s, NULL, 10));
	return i;
}

/* By its own word, else by ours. */
static str_id port_of(const struct network *net, const struct claim *c)
{
	const struct link_self *self = c->peer < net->links->dev_cap
					       ? &net->links->by_dev[c->peer].self
					       : NULL;
	if_id i;

	for (uint32_t k = 0; self && c->told_port && k < self->port_n; k++)
		if (self->port[k].told == c->told_port)
			return self->port[k].port;
	i = links_port_told(net, c->peer, c->port_kind, c->told_port, c->told_descr);
	return i == NONE ? 0 : net->ifs.name[i];
}

bool claim_is_matched(const struct claim *c)
{
	return c->name || c->chassis || c->address;
}

/* A number or a MAC says less than a description. */
static bool is_no_name(const struct network *net, const struct claim *c)
{
	const char *s = network_str(net, c->told_port);

	return c->port_kind == PORT_BY_MAC || !s[strspn(s, "0123456789")];
}

static void match(struct network *net, struct claim *c)
{
	c->peer = who_is(net, c);
	c->far = c->peer != NONE ? port_of(net, c) : 0;
	c->far_vague = !c->far;
	if (!c->far)
		c->far = c->told_descr && is_no_name(net, c) ? c->told_descr
							     : c->told_port;
	if (!c->far)
		c->far = c->told_descr;
}

uint64_t links_match(struct network *net, dev_id id, uint32_t from, uint32_t most)
{
	struct claims *all = &net->links->by_dev[id];
	uint32_t self = from ? all->left[LEFT_SELF] : 0;
	uint64_t cost = 0;

	if (!from)
		all->unsure = false;
	for (uint32_t i = from; i < all->n && i < from + most; i++) {
		struct claim *c = &all->row[i];

		if (!claim_is_matched(c))
			continue;
		match(net, c);
		all->unsure |= c->far_vague;
		self += c->peer == id;
		cost += c->peer != NONE ? net->dev[c->peer].if_n : 0;
	}
	links_leave(net->links, id, LEFT_SELF, self);
	return cost;
}
