/*
 * Peers of a survey: what each is called, and how it is. Addresses stand in indexes, as
 * octets, as IpAddress or as text, by the taste of the MIB; they are written one way
 * here, so that the same peer has the same name whoever tells of it, and is one row.
 */
#include "probes/wire/sense_private.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY_S 86400
#define SECONDS_MAX 1e9 /* more is no time that a peer has been up */
#define NAME_MAX_BYTES 256
#define PEER_ON " on "

/* --- addresses -------------------------------------------------------------------- */

static bool plain_address(const char *bytes, uint32_t n, char out[INET6_ADDRSTRLEN])
{
	uint8_t octets[16];
	char text[INET6_ADDRSTRLEN];

	if (n >= sizeof text || n < 3)
		return false;
	memcpy(text, bytes, n);
	text[n] = '\0';
	if (inet_pton(AF_INET, text, octets) == 1)
		return inet_ntop(AF_INET, octets, out, INET6_ADDRSTRLEN);
	return inet_pton(AF_INET6, text, octets) == 1 &&
	       inet_ntop(AF_INET6, octets, out, INET6_ADDRSTRLEN);
}

bool sense_address_text(const char *bytes, uint32_t n, char out[INET6_ADDRSTRLEN])
{
	if (n != 4 && plain_address(bytes, n, out))
		return true;
	if (n == 4 || n == 8) /* with a zone behind it */
		return inet_ntop(AF_INET, bytes, out, INET6_ADDRSTRLEN);
	if (n == 16 || n == 20)
		return inet_ntop(AF_INET6, bytes, out, INET6_ADDRSTRLEN);
	return false;
}

/* What stands for none. */
static bool is_nobody(const char *address)
{
	return !strcmp(address, "0.0.0.0") || !strcmp(address, "::");
}

/* InetAddressType, length and octets in an index; some leave the length out, and an
 * IpAddress is nothing but octets. */
static bool address_in_index(const struct look_up *l, char out[INET6_ADDRSTRLEN])
{
	uint32_t at = l->r->address_arc, n;
	char octets[20];

	if (at == 0 || at >= l->index_n)
		return false;
	n = l->index[at];
	if (l->index_n - at == 3) { /* no more than the address */
		n = 4;
		at--;
	} else if (n <= sizeof octets && at + 1 + n <= l->index_n && n >= 4) {
		at++;
	} else {
		n = l->index[at - 1] == 2 ? 16 : 4;
	}
	if (at + n > l->index_n)
		return false;
	for (uint32_t i = 0; i < n; i++)
		octets[i] = (char)l->index[at + i];
	return sense_address_text(octets, n, out);
}

/* --- names ------------------------------------------------------------------------ */

static bool is_routing(uint8_t kind)
{
	return kind <= READ_PEER + PEER_HSRP;
}

static bool printable(const char *s, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ')
			return false;
	return n > 0;
}

/* "1921.6800.1001", and a pseudonode behind it. */
static void system_id(const uint8_t *id, uint32_t n, char *out, size_t cap)
{
	snprintf(out, cap, "%02x%02x.%02x%02x.%02x%02x", id[0], id[1], id[2], id[3],
		 id[4], id[5]);
	if (n > 6)
		text_add(out, cap, ".%02x", id[6]);
}

static void octets_words(uint8_t kind, const char *s, uint32_t n, char *out, size_t cap)
{
	char address[INET6_ADDRSTRLEN];

	*out = '\0';
	if (kind == READ_PEER + PEER_ISIS && n >= 6 && n <= 8 && !printable(s, n))
		system_id((const uint8_t *)s, n, out, cap);
	else if ((is_routing(kind) || !printable(s, n)) &&
		 sense_address_text(s, n, address))
		snprintf(out, cap, "%s", is_nobody(address) ? "" : address);
	else
		snprintf(out, cap, "%.*s", (int)strnlen(s, n), s);
}

/* A value as a name: an address, a system id, a router id that is a number, a text. */
static void words_of(const struct look_up *l, const struct raw_cell *raw, uint8_t kind,
		     char *out, size_t cap)
{
	const char *s = sense_text_of(raw, &l->s->text);
	struct in_addr id;

	if (s) {
		octets_words(kind, s, raw->text.len, out, cap);
	} else if (is_routing(kind) && raw->number > 0 && raw->number <= UINT32_MAX) {
		id.s_addr = htonl((uint32_t)raw->number);
		inet_ntop(AF_INET, &id, out, (socklen_t)cap);
	} else {
		snprintf(out, cap, "%.0f", raw->number);
	}
}

static void words_of_ref(const struct look_up *l, struct profile_ref ref, uint8_t kind,
			 char *out, size_t cap)
{
	const struct raw_cell *raw = look_find(l, ref);

	*out = '\0';
	if (raw && raw->there)
		words_of(l, raw, kind, out, cap);
}

static void first_label(const struct look_up *l, uint8_t kind, char *out, size_t cap)
{
	*out = '\0';
	if (address_in_index(l, out))
		return;
	for (uint8_t i = 0; i < l->r->label_n && !*out; i++)
		words_of_ref(l, l->r->label[i], kind, out, cap);
}

/* "192.0.2.1", "VRID 10 on 4"; the ifIndex is not for people, see sense_peer_on. */
static str_id name_of(const struct look_up *l, uint8_t kind, uint32_t local)
{
	char label[NAME_MAX_BYTES], name[NAME_MAX_BYTES];
	uint8_t at = l->r->number_arc;

	if (kind == READ_PEER + PEER_LAG) {
		snprintf(name, sizeof name, "port" PEER_ON "%u", local);
		return text_intern_str(l->pool, name);
	}
	first_label(l, kind, label, sizeof label);
	if (*label)
		return text_intern_str(l->pool, label);
	if (at == 0 || at > l->index_n)
		return look_plain_name(l, kind, "");
	snprintf(name, sizeof name, "%.200s%s%u", l->r->title, *l->r->title ? " " : "",
		 l->index[at - 1]);
	if (local)
		text_add(name, sizeof name, PEER_ON "%u", local);
	return text_intern_str(l->pool, name);
}

str_id sense_peer_on(struct text_pool *pool, str_id name, uint32_t local, str_id port)
{
	char on[24], named[2 * NAME_MAX_BYTES];
	const char *s = text_at(pool, name)->s, *at = strstr(s, PEER_ON);

	snprintf(on, sizeof on, PEER_ON "%u", local);
	if (!at || strcmp(at, on) != 0)
		return name;
	if (!strncmp(s, "port" PEER_ON, strlen("port" PEER_ON)))
		return port;
	snprintf(named, sizeof named, "%.*s" PEER_ON "%.200s", (int)(at - s), s,
		 text_at(pool, port)->s);
	return text_intern_str(pool, named);
}

/* --- what it is ------------------------------------------------------------------- */

static uint32_t number_of(const struct look_up *l, struct profile_ref ref, uint8_t arc)
{
	const struct raw_cell *raw;

	if (arc)
		return arc <= l->index_n ? l->index[arc - 1] : 0;
	raw = look_find(l, ref);
	return raw && raw->number > 0 && raw->number <= UINT32_MAX
		       ? (uint32_t)raw->number
		       : 0;
}

static void take_id(const struct look_up *l, uint8_t kind, char *out, size_t cap)
{
	const struct raw_cell arc = {.number = number_of(l, l->r->id, l->r->id_arc),
				     .there = true};

	if (l->r->id_arc)
		words_of(l, &arc, kind, out, cap);
	else
		words_of_ref(l, l->r->id, kind, out, cap);
}

/* The reading before this one that told it; PROFILE_NONE. */
static uint16_t told_by(const struct look_up *l, const struct finding *it)
{
	for (uint32_t i = 0; i < l->senses->n; i++) {
		const struct sense *s = &l->senses->row[i];
		if (s->kind == it->kind && s->reading != l->reading &&
		    l->rows->row[s->row].peer.name == it->peer.name)
			return s->reading;
	}
	return PROFILE_NONE;
}

/* It came up before, and is not down for long. */
static bool was_up(const struct look_up *l, const struct peer *p)
{
	return p->state == PEER_DOWN && p->up_s > 0 && p->up_s < DAY_S &&
	       number_of(l, l->r->ups, 0) > 0;
}

bool sense_peer_describe(struct look_up *l, struct finding *it)
{
	struct peer *p = &it->peer;
	char text[NAME_MAX_BYTES];
	struct finding named;
	uint16_t told;

	p->kind = (uint8_t)(it->kind - READ_PEER);
	p->local = number_of(l, l->r->local_by, l->r->local_arc);
	if (p->kind == PEER_OSPF && !p->local && l->index_n == 5)
		p->local = l->index[4]; /* a line without addresses (RFC 4750) */
	if (p->kind == PEER_LAG) {
		p->bundle = number_of(l, l->r->group_by, l->r->group_arc);
		if (!p->bundle || p->bundle == p->local)
			return false; /* a port of its own */
	} else {
		words_of_ref(l, l->r->group_by, it->kind, text, sizeof text);
		p->group = *text ? text_intern_str(l->pool, text) : 0;
	}
	p->name = name_of(l, it->kind, p->local);
	told = told_by(l, it);
	if (told != PROFILE_NONE) {
		l->note->instead = told;
		return false;
	}
	named = *it;
	named.sensor.component = 0;
	p->name = look_unique(l, &named, p->name);
	take_id(l, it->kind, text, sizeof text);
	p->id = *text ? text_intern_str(l->pool, text) : 0;
	p->remote_as = number_of(l, l->r->as, 0);
	p->was_up = was_up(l, p);
	return true;
}

/* --- how it is -------------------------------------------------------------------- */

static void set_state(struct peer *p, const struct profile_case *c,
		      struct text_pool *pool)
{
	p->state = c->to;
	p->words = c->words ? text_intern_str(pool, c->words) : 0;
}

static uint32_t count_of(double v)
{
	return v >= 0 && v < SECONDS_MAX ? (uint32_t)v : NONE;
}

void sense_peer_look(const struct profiles *p, const struct sense *s,
		     const struct raw_cell raw[RAW_N], const struct buf *text,
		     struct text_pool *pool, struct finding *out)
{
	const struct profile_reading *r = &p->reading[s->reading];
	const struct profile_case *c;
	struct peer *it = &out->peer;

	it->dies = r->dies != DIES_NOT;
	it->state = PEER_UNKNOWN;
	it->words = 0;
	it->up_s = count_of(raw[RAW_SINCE].number * s->factor);
	it->prefixes = count_of(raw[RAW_PREFIXES].number);
	it->gone = !raw[RAW_STATE].there && r->dies == DIES;
	if (!raw[RAW_STATE].there) {
		it->state = it->gone ? PEER_DOWN : PEER_UNKNOWN;
		it->words = it->gone ? text_intern_str(pool, "gone") : 0;
		return;
	}
	c = sense_case_of(p, r->state_map, &raw[RAW_STATE], text);
	if (c)
		set_state(it, c, pool);
	c = sense_case_of(p, r->alarm_bits, &raw[RAW_ALSO], text);
	if (c && it->state != PEER_OFF && c->to > it->state)
		set_state(it, c, pool);
	if (raw[RAW_ENABLED].there &&
	    !sense_case_of(p, r->valid_is, &raw[RAW_ENABLED], text)) {
		it->state = PEER_OFF;
		it->words = 0;
	}
}
