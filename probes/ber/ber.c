/*
 * Decoding of SNMP messages. Replies come by the hundred thousand a second and from
 * anybody: a cursor walks over the caller's bytes, checks every length against what is
 * left and copies nothing. Names are not taken apart here, for a poller compares most
 * of them with the bytes it expects; oid_decode() judges the rest.
 */
#include "probes/ber/ber.h"

#include "probes/ber/cursor.h"

/* Agents forget the zero in front of a top bit that is set, so no sign is seen. */
static inline bool unsigned_number(struct cursor c, uint64_t *number)
{
	return cursor_octets(c, 0, number);
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
		if (!cursor_signed(content, &vb->num))
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
	if (!cursor_take_as(list, BER_SEQUENCE, &pair) ||
	    !cursor_take_as(&pair, BER_OID, &name) || !arcs_end(name) ||
	    !cursor_take(&pair, &type, &content) || pair.p != pair.end)
		return false;
	vb->name = name.p;
	vb->name_len = (uint32_t)(name.end - name.p);
	return value(type, content, vb);
}

bool ber_varbind(const uint8_t **list, const uint8_t *end, struct varbind *vb)
{
	struct cursor c = {*list, end};
	bool good = take_varbind(&c, vb);
	*list = c.p;
	return good;
}

bool ber_varbinds(struct ber_message *m)
{
	struct cursor list = {m->list, m->list + m->list_len};
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

static bool open_pdu(struct cursor all, struct ber_message *m)
{
	struct cursor pdu, list;
	if (!cursor_take(&all, &m->pdu, &pdu) || all.p != all.end || !is_pdu(m->pdu) ||
	    !cursor_take_int32(&pdu, &m->request_id) ||
	    !cursor_take_int32(&pdu, &m->error_status) ||
	    !cursor_take_int32(&pdu, &m->error_index) ||
	    !cursor_take_as(&pdu, BER_SEQUENCE, &list) || pdu.p != pdu.end)
		return false;
	m->n = 0;
	m->list = list.p;
	m->list_len = cursor_left(&list);
	return true;
}

bool ber_decode_pdu(const uint8_t *bytes, size_t n, struct ber_message *m)
{
	return open_pdu((struct cursor){bytes, bytes + n}, m) && ber_varbinds(m);
}

/* What stands around the PDU; *pdu is what is left of the message. */
static bool wrapping(struct cursor all, struct ber_message *m, struct cursor *pdu)
{
	struct cursor community;
	int32_t version;
	if (!cursor_take_as(&all, BER_SEQUENCE, pdu) || all.p != all.end ||
	    !cursor_take_int32(pdu, &version) ||
	    (version != SNMP_V1 && version != SNMP_V2C) ||
	    !cursor_take_as(pdu, BER_OCTETS, &community))
		return false;
	m->version = version;
	m->community = community.p;
	m->community_len = (uint32_t)cursor_left(&community);
	return true;
}

bool ber_open(const uint8_t *bytes, size_t n, struct ber_message *m)
{
	struct cursor pdu;
	return wrapping((struct cursor){bytes, bytes + n}, m, &pdu) && open_pdu(pdu, m);
}

bool ber_decode(const uint8_t *bytes, size_t n, struct ber_message *m)
{
	return ber_open(bytes, n, m) && ber_varbinds(m);
}

const uint8_t *ber_pdu(const uint8_t *bytes, size_t n, size_t *pdu_n)
{
	struct ber_message m;
	struct cursor pdu;
	if (!wrapping((struct cursor){bytes, bytes + n}, &m, &pdu))
		return NULL;
	*pdu_n = cursor_left(&pdu);
	return pdu.p;
}

bool ber_peek(const uint8_t *bytes, size_t n, int *version, int32_t *id)
{
	struct cursor c = {bytes, bytes + n}, community;
	uint8_t tag;
	size_t len;
	int32_t v;
	if (!cursor_enter(&c, &tag, &len) || tag != BER_SEQUENCE ||
	    !cursor_take_int32(&c, &v))
		return false;
	*version = v;
	if (v == SNMP_V3)
		return cursor_enter(&c, &tag, &len) && tag == BER_SEQUENCE &&
		       cursor_take_int32(&c, id);
	return (v == SNMP_V1 || v == SNMP_V2C) &&
	       cursor_take_as(&c, BER_OCTETS, &community) &&
	       cursor_enter(&c, &tag, &len) && is_pdu(tag) && cursor_take_int32(&c, id);
}

int ber_version(const uint8_t *bytes, size_t n)
{
	struct cursor all = {bytes, bytes + n}, message;
	int32_t version;
	if (!cursor_take_as(&all, BER_SEQUENCE, &message) ||
	    !cursor_take_int32(&message, &version))
		return -1;
	return version == SNMP_V1 || version == SNMP_V2C || version == SNMP_V3 ? version
									       : -1;
}
