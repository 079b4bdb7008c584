/*
 * Decoding of SNMP messages. Replies come by the hundred thousand a second and from
 * anybody: a cursor walks over the caller's bytes, checks every length against what is
 * left and copies nothing. Names are not taken apart here, for a poller compares most
 * of them with the bytes it expects; oid_decode() judges the rest.
 */
#include "probes/ber/ber.h"

struct cursor {
	const uint8_t *p, *end;
};

/* Step over one tag, length and value: the value is *content. Only definite lengths,
 * which is all that RFC 3417 section 8 allows. */
static bool take(struct cursor *c, uint8_t *tag, struct cursor *content)
{
	if (c->end - c->p < 2)
		return false;
	*tag = c->p[0];
	size_t len = c->p[1];
	const uint8_t *p = c->p + 2;
	if (len >= 0x80) {
		size_t more = len & 0x7f;
		if (more == 0 || more > 4 || (size_t)(c->end - p) < more)
			return false;
		for (len = 0; more > 0; more--)
			len = len << 8 | *p++;
	}
	if (len > (size_t)(c->end - p))
		return false;
	*content = (struct cursor){p, p + len};
	c->p = p + len;
	return true;
}

static bool take_tagged(struct cursor *c, uint8_t wanted, struct cursor *content)
{
	uint8_t tag;
	return take(c, &tag, content) && tag == wanted;
}

/* An integer of up to eight octets, those above it being fill; a ninth may only hold
 * the zero that keeps a Counter64 positive. */
static inline bool octets(struct cursor c, uint64_t fill, uint64_t *number)
{
	size_t n = (size_t)(c.end - c.p);
	if (n == 0 || n > 9 || (n == 9 && c.p[0] != 0))
		return false;
	uint64_t v = fill;
	while (c.p < c.end)
		v = v << 8 | *c.p++;
	*number = v;
	return true;
}

static inline bool signed_number(struct cursor c, uint64_t *number)
{
	return octets(c, c.p < c.end && c.p[0] & 0x80 ? UINT64_MAX : 0, number);
}

/* Agents forget the zero in front of a top bit that is set, so no sign is seen. */
static inline bool unsigned_number(struct cursor c, uint64_t *number)
{
	return octets(c, 0, number);
}

static bool take_int32(struct cursor *c, int32_t *value)
{
	struct cursor content;
	uint64_t v;
	if (!take_tagged(c, BER_INTEGER, &content) || !signed_number(content, &v))
		return false;
	*value = (int32_t)v;
	return (int64_t)v == *value;
}

/* Arcs end with an octet whose top bit is clear. */
static bool arcs_end(struct cursor c)
{
	return c.p < c.end && !(c.end[-1] & 0x80);
}

static inline bool value(uint8_t type, struct cursor content, struct varbind *vb)
{
	vb->type = type;
	vb->num = 0;
	vb->bytes = content.p;
	vb->len = (uint32_t)(content.end - content.p);
	switch (type) {
	case BER_INTEGER:
		if (!signed_number(content, &vb->num))
			return false;
		vb->num = (uint64_t)(int64_t)(int32_t)vb->num;
		return true;
	case BER_COUNTER32:
	case BER_GAUGE32:
	case BER_TIMETICKS:
		if (!unsigned_number(content, &vb->num))
			return false;
		vb->num = (uint32_t)vb->num;
		return true;
	case BER_COUNTER64:
		return unsigned_number(content, &vb->num);
	case BER_OCTETS:
	case BER_OPAQUE:
		return true;
	case BER_OID:
		return vb->len == 0 || arcs_end(content);
	case BER_IPADDRESS:
		return vb->len == 4;
	case BER_NULL:
	case BER_NO_SUCH_OBJECT:
	case BER_NO_SUCH_INSTANCE:
	case BER_END_OF_MIB:
		return vb->len == 0;
	default:
		return false;
	}
}

static inline bool take_varbind(struct cursor *list, struct varbind *vb)
{
	struct cursor pair, name, content;
	uint8_t type;
	if (!take_tagged(list, BER_SEQUENCE, &pair) ||
	    !take_tagged(&pair, BER_OID, &name) || !arcs_end(name) ||
	    !take(&pair, &type, &content) || pair.p != pair.end)
		return false;
	vb->name = name.p;
	vb->name_len = (uint32_t)(name.end - name.p);
	return value(type, content, vb);
}

static bool varbinds(struct cursor list, struct ber_message *m)
{
	for (m->n = 0; list.p < list.end; m->n++)
		if (m->n == m->cap || !take_varbind(&list, &m->vb[m->n]))
			return false;
	return true;
}

/* A trap of version 1 is built differently, and is not one of these. */
static bool is_pdu(uint8_t tag)
{
	return tag >= PDU_GET && tag <= PDU_REPORT && tag != PDU_TRAP1;
}

bool ber_decode(const uint8_t *bytes, size_t n, struct ber_message *m)
{
	struct cursor all = {bytes, bytes + n}, message, community, pdu, list;
	int32_t version;
	if (!take_tagged(&all, BER_SEQUENCE, &message) || all.p != all.end ||
	    !take_int32(&message, &version) ||
	    (version != SNMP_V1 && version != SNMP_V2C) ||
	    !take_tagged(&message, BER_OCTETS, &community) ||
	    !take(&message, &m->pdu, &pdu) || message.p != message.end ||
	    !is_pdu(m->pdu))
		return false;
	m->version = version;
	m->community = community.p;
	m->community_len = (uint32_t)(community.end - community.p);
	return take_int32(&pdu, &m->request_id) && take_int32(&pdu, &m->error_status) &&
	       take_int32(&pdu, &m->error_index) &&
	       take_tagged(&pdu, BER_SEQUENCE, &list) && pdu.p == pdu.end &&
	       varbinds(list, m);
}

int ber_version(const uint8_t *bytes, size_t n)
{
	struct cursor all = {bytes, bytes + n}, message;
	int32_t version;
	if (!take_tagged(&all, BER_SEQUENCE, &message) ||
	    !take_int32(&message, &version))
		return -1;
	return version == SNMP_V1 || version == SNMP_V2C || version == SNMP_V3 ? version
									       : -1;
}
