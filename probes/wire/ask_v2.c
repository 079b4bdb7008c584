/*
 * Requests and replies of version 1 and 2c as bytes. The names of a reply to a GET are
 * compared with the request as it was sent, which is kept for retransmission anyway.
 */
#include <string.h>

#include "probes/wire/ask_private.h"

enum ber_pdu_type v2_pdu(enum ber_pdu_type pdu, int version)
{
	return pdu == PDU_BULK && version == SNMP_V1 ? PDU_NEXT : pdu;
}

bool ask_list_make(struct ask_list *list, const struct ask_name *name, uint32_t n,
		   uint32_t fixed, size_t index_size)
{
	struct ber_writer w = {.bytes = list->bytes, .cap = sizeof list->bytes};

	list->places = 0;
	list->index_size = (uint8_t)index_size;
	for (uint32_t i = 0; i < n; i++) {
		ber_put_null_at(&w, name[i].arcs, name[i].len, name[i].index);
		if (i < fixed || index_size == 0)
			continue;
		if (list->places == ASK_LIST_NAMES)
			return false;
		/* behind it stand the two octets of a NULL */
		list->place[list->places++] = (uint16_t)(w.len - 2 - index_size);
	}
	list->n = (uint16_t)w.len;
	return !w.full;
}

static size_t encode_list(const struct ask_request *r, const char *community,
			  int version, enum ber_pdu_type pdu, int32_t id, uint8_t *out,
			  size_t cap)
{
	const struct ask_list *list = r->list;
	bool bulk = pdu == PDU_BULK;
	uint8_t index[OID_ARC_OCTETS];
	uint8_t *p = ber_wrap(out, cap, version, community, strlen(community), pdu, id,
			      bulk ? r->non_repeaters : 0,
			      bulk ? r->max_repetitions : 0, list->n);

	if (!p)
		return 0;
	memcpy(p, list->bytes, list->n);
	if (list->places > 0)
		oid_encode_arc(r->index, index);
	for (unsigned i = 0; i < list->places; i++)
		for (unsigned k = 0; k < list->index_size; k++)
			p[list->place[i] + k] = index[k];
	return (size_t)(p - out) + list->n;
}

size_t v2_encode(const struct ask_request *r, const char *community, int version,
		 int32_t id, uint8_t *out, size_t cap)
{
	enum ber_pdu_type pdu = v2_pdu(r->pdu, version);
	bool bulk = pdu == PDU_BULK;
	struct ber_writer w;

	if (r->list)
		return encode_list(r, community, version, pdu, id, out, cap);
	ber_begin(&w, out, cap, version, community, strlen(community), pdu, id,
		  bulk ? r->non_repeaters : 0, bulk ? r->max_repetitions : 0);
	for (uint32_t i = 0; i < r->n; i++)
		if (r->name)
			ber_put_null_at(&w, r->name[i].arcs, r->name[i].len,
					r->name[i].index);
		else
			ber_put_null(&w, &r->oid[i]);
	return ber_end(&w);
}

bool v2_answers(const struct request *r, const struct credential *auth,
		const struct ber_message *m)
{
	return m->version == auth->version && m->request_id == r->id &&
	       m->pdu == PDU_RESPONSE && m->community_len == strlen(auth->community) &&
	       !memcmp(m->community, auth->community, m->community_len);
}

/* The names of a GET come back as they were sent. */
static bool same_names(const struct request *r, const struct ber_message *reply,
		       struct varbind *scratch)
{
	struct ber_message asked = {.vb = scratch, .cap = ASK_VARBINDS_MAX};

	if (!ber_decode(r->bytes, r->len, &asked))
		return false;
	for (uint32_t i = 0; i < asked.n; i++)
		if (reply->vb[i].name_len != asked.vb[i].name_len ||
		    memcmp(reply->vb[i].name, asked.vb[i].name, asked.vb[i].name_len))
			return false;
	return true;
}

bool reply_fits(const struct request *r, const struct ber_message *reply,
		struct varbind *scratch)
{
	if (reply->pdu != PDU_RESPONSE)
		return false;
	/* what follows an error is of no use, and often not there */
	if (reply->error_status != 0)
		return true;
	if (r->pdu == PDU_BULK) {
		uint32_t once = r->non_repeaters < r->n ? r->non_repeaters : r->n;
		return reply->n <= once + r->max_repetitions * (r->n - once);
	}
	return reply->n == r->n &&
	       (r->pdu != PDU_GET || same_names(r, reply, scratch));
}
