/*
 * The structure of version 3 messages. They are written from the end: a length stands
 * in front of what it counts, and with six of them nested that is the shortest way.
 * Then the whole is moved to the front.
 */
#include "probes/ber/v3.h"

#include <string.h>

#include "probes/ber/ber.h"
#include "probes/ber/cursor.h"

enum { MAX_SIZE = 65507, USM = 3 };

/* --- reading ---------------------------------------------------------------------- */

static bool take_octets(struct cursor *c, struct v3_octets *o)
{
	struct cursor content;
	if (!cursor_take_as(c, BER_OCTETS, &content))
		return false;
	*o = (struct v3_octets){content.p, (uint32_t)cursor_left(&content)};
	return true;
}

static bool take_header(struct cursor *message, struct v3_message *m)
{
	struct cursor header;
	struct v3_octets flags;
	int32_t max_size, model;
	if (!cursor_take_as(message, BER_SEQUENCE, &header) ||
	    !cursor_take_int32(&header, &m->id) ||
	    !cursor_take_int32(&header, &max_size) || !take_octets(&header, &flags) ||
	    flags.n != 1 || !cursor_take_int32(&header, &model) || model != USM)
		return false;
	m->flags = flags.p[0];
	return header.p == header.end && (m->flags & (V3_AUTH | V3_PRIV)) != V3_PRIV;
}

static bool take_security(struct cursor *message, struct v3_message *m)
{
	struct cursor octets, usm;
	return cursor_take_as(message, BER_OCTETS, &octets) &&
	       cursor_take_as(&octets, BER_SEQUENCE, &usm) && octets.p == octets.end &&
	       take_octets(&usm, &m->engine) && m->engine.n <= V3_ENGINE_MAX &&
	       cursor_take_int32(&usm, &m->boots) &&
	       cursor_take_int32(&usm, &m->time) && m->boots >= 0 && m->time >= 0 &&
	       take_octets(&usm, &m->user) && take_octets(&usm, &m->mac) &&
	       take_octets(&usm, &m->salt) && usm.p == usm.end;
}

bool v3_decode(const uint8_t *bytes, size_t n, struct v3_message *m)
{
	struct cursor all = {bytes, bytes + n}, message, data;
	int32_t version;
	if (!cursor_take_as(&all, BER_SEQUENCE, &message) || all.p != all.end ||
	    !cursor_take_int32(&message, &version) || version != SNMP_V3 ||
	    !take_header(&message, m) || !take_security(&message, m))
		return false;
	if (m->flags & V3_PRIV)
		return take_octets(&message, &m->data) && message.p == message.end;
	m->data = (struct v3_octets){message.p, (uint32_t)cursor_left(&message)};
	return cursor_take_as(&message, BER_SEQUENCE, &data) &&
	       message.p == message.end;
}

bool v3_scoped_decode(const uint8_t *bytes, size_t n, struct v3_scoped *s)
{
	struct cursor all = {bytes, bytes + n}, scoped;
	if (!cursor_take_as(&all, BER_SEQUENCE, &scoped) ||
	    !take_octets(&scoped, &s->engine) || !take_octets(&scoped, &s->context))
		return false;
	s->pdu = (struct v3_octets){scoped.p, (uint32_t)cursor_left(&scoped)};
	return true;
}

/* --- writing, backwards ----------------------------------------------------------- */

struct writer {
	uint8_t *out;
	size_t cap, at; /* bytes from at to cap are written */
	bool full;
};

static void put(struct writer *w, const uint8_t *bytes, size_t n)
{
	if (w->full || n > w->at) {
		w->full = true;
		return;
	}
	w->at -= n;
	if (bytes && n > 0)
		memcpy(w->out + w->at, bytes, n);
	else
		memset(w->out + w->at, 0, n);
}

static void put_octet(struct writer *w, size_t octet)
{
	put(w, (const uint8_t[]){(uint8_t)octet}, 1);
}

/* Tag and length of all that was written since the end was at end. */
static void put_head(struct writer *w, uint8_t tag, size_t end)
{
	size_t len = end - w->at;
	put_octet(w, len);
	if (len >= 0x100)
		put_octet(w, len >> 8);
	if (len >= 0x80)
		put_octet(w, len >= 0x100 ? 0x82 : 0x81);
	put_octet(w, tag);
}

static void put_octets(struct writer *w, struct v3_octets o)
{
	size_t end = w->at;
	put(w, o.p, o.n);
	put_head(w, BER_OCTETS, end);
}

static void put_int(struct writer *w, int32_t value)
{
	size_t end = w->at;
	int64_t rest = value;
	do {
		put_octet(w, (size_t)(rest & 0xff));
		rest >>= 8;
	} while (!w->full && rest != (w->out[w->at] & 0x80 ? -1 : 0));
	put_head(w, BER_INTEGER, end);
}

static void put_security(struct writer *w, const struct v3_message *m, size_t *mac_end)
{
	size_t end = w->at;
	put_octets(w, m->salt);
	*mac_end = w->cap - w->at;
	put_octets(w, (struct v3_octets){NULL, m->mac.n});
	put_octets(w, m->user);
	put_int(w, m->time);
	put_int(w, m->boots);
	put_octets(w, m->engine);
	put_head(w, BER_SEQUENCE, end);
	put_head(w, BER_OCTETS, end);
}

static void put_header(struct writer *w, const struct v3_message *m)
{
	size_t end = w->at;
	put_int(w, USM);
	put_octets(w, (struct v3_octets){&m->flags, 1});
	put_int(w, MAX_SIZE);
	put_int(w, m->id);
	put_head(w, BER_SEQUENCE, end);
}

static struct writer writer_at(uint8_t *out, size_t cap)
{
	cap = cap < MAX_SIZE ? cap : MAX_SIZE;
	return (struct writer){out, cap, cap, false};
}

static size_t finish(struct writer *w)
{
	put_head(w, BER_SEQUENCE, w->cap);
	if (w->full)
		return 0;
	memmove(w->out, w->out + w->at, w->cap - w->at);
	return w->cap - w->at;
}

size_t v3_encode(const struct v3_message *m, uint8_t *out, size_t cap, size_t *mac_at)
{
	struct writer w = writer_at(out, cap);
	size_t mac_end;
	if (m->flags & V3_PRIV)
		put_octets(&w, m->data);
	else
		put(&w, m->data.p, m->data.n);
	put_security(&w, m, &mac_end);
	put_header(&w, m);
	put_int(&w, SNMP_V3);
	size_t n = finish(&w);
	*mac_at = n - mac_end - m->mac.n;
	return n;
}

size_t v3_scoped_encode(const struct v3_scoped *s, uint8_t *out, size_t cap)
{
	struct writer w = writer_at(out, cap);
	put(&w, s->pdu.p, s->pdu.n);
	put_octets(&w, s->context);
	put_octets(&w, s->engine);
	return finish(&w);
}
