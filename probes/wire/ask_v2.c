/*
 * Requests and replies of version 1 and 2c as bytes. A reply is compared with the
 * request as it was sent, which is kept for retransmission anyway: nothing about it is
 * stored twice.
 */
#include <string.h>

#include "probes/wire/ask_private.h"

size_t v2_encode(const struct ask_request *r, const char *community, int version,
		 int32_t id, uint8_t *out, size_t cap)
{
	bool bulk = r->pdu == PDU_BULK && version != SNMP_V1;
	enum ber_pdu_type pdu = r->pdu == PDU_BULK && !bulk ? PDU_NEXT : r->pdu;
	struct ber_writer w;

	ber_begin(&w, out, cap, version, community, strlen(community), pdu, id,
		  bulk ? r->non_repeaters : 0, bulk ? r->max_repetitions : 0);
	for (uint32_t i = 0; i < r->n; i++)
		ber_put_null(&w, &r->oid[i]);
	return ber_end(&w);
}

bool reply_fits(const struct ber_message *asked, const struct ber_message *reply)
{
	if (reply->pdu != PDU_RESPONSE)
		return false;
	if (reply->error_status !=
	    0) /* what follows is of no use, and often not there */
		return true;
	if (asked->pdu == PDU_BULK) {
		int64_t once = asked->error_status, rows = asked->error_index;
		once = once < asked->n ? once : asked->n;
		return reply->n <= once + rows * (asked->n - once);
	}
	if (reply->n != asked->n)
		return false;
	for (uint32_t i = 0; asked->pdu == PDU_GET && i < asked->n; i++)
		if (reply->vb[i].name_len != asked->vb[i].name_len ||
		    memcmp(reply->vb[i].name, asked->vb[i].name, asked->vb[i].name_len))
			return false;
	return true;
}

enum reply_check v2_reply(const uint8_t *bytes, size_t n, const uint8_t *asked_bytes,
			  size_t asked_n, struct varbind *scratch,
			  struct ber_message *m)
{
	struct ber_message asked = {.vb = scratch, .cap = ASK_VARBINDS_MAX};

	if (!ber_decode(bytes, n, m))
		return REPLY_MALFORMED;
	if (!ber_decode(asked_bytes, asked_n, &asked))
		return REPLY_FORGED;
	bool same = m->version == asked.version && m->request_id == asked.request_id &&
		    m->community_len == asked.community_len &&
		    !memcmp(m->community, asked.community, m->community_len);
	return same && reply_fits(&asked, m) ? REPLY_GOOD : REPLY_FORGED;
}
