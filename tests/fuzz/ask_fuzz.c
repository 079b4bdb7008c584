/*
 * Any bytes as a reply: the engine survives them, and calls done at most once. The
 * request is given the id that the bytes ask for, else nearly all would end there.
 */
#include <ev.h>
#include <string.h>

#include "probes/wire/ask_private.h"
#include "tests/fuzz/fuzz.h"

static const struct credential credentials[] = {
	{.version = SNMP_V1, .community = "public"},
	{.version = SNMP_V2C, .community = "public"},
	{.version = SNMP_V3, .user = "noc", .context = ""},
	{.version = SNMP_V3,
	 .user = "noc",
	 .auth = AUTH_SHA1,
	 .priv = PRIV_AES128,
	 .auth_secret = "maplesyrup",
	 .priv_secret = "maplesyrup",
	 .context = ""},
};
enum { PEERS = sizeof credentials / sizeof *credentials };

static struct ask *ask;
static struct sockaddr_storage from;

static void start(void)
{
	((struct sockaddr_in *)&from)->sin_family = AF_INET;
	((struct sockaddr_in *)&from)->sin_port = 161;
	ask = ask_open(ev_default_loop(EVFLAG_AUTO));
	for (int i = 0; i < PEERS; i++)
		ask_peer_add(ask, &from, &credentials[i], NULL);
}

static void done(void *ctx, const struct ask_reply *reply)
{
	volatile uint64_t sum = 0; /* what a caller does: read all of it */
	for (uint32_t i = 0; i < reply->n; i++) {
		const struct varbind *vb = &reply->vb[i];
		sum += vb->num;
		for (uint32_t k = 0; k < vb->name_len; k++)
			sum += vb->name[k];
		for (uint32_t k = 0; k < vb->len; k++)
			sum += vb->bytes[k];
	}
	*(int *)ctx += 1;
}

static void answer(peer_id peer, enum ber_pdu_type pdu, const uint8_t *bytes, size_t n,
		   int32_t id)
{
	struct oid oid = {9, {1, 3, 6, 1, 2, 1, 1, 3, 0}};
	struct ask_request q = {.peer = peer,
				.pdu = pdu,
				.oid = &oid,
				.n = 1,
				.max_repetitions = 10,
				.done = done};
	static uint8_t copy[ASK_DATAGRAM_MAX];
	int called = 0;

	q.ctx = &called;
	ask->ids.random[0] = (uint32_t)id; /* the next to be drawn */
	ask->ids.left = 1;
	uint64_t handle = ask_send(ask, &q);
	ask->request[(uint32_t)handle - 1].sent_us = 1;
	memcpy(copy, bytes, n);
	struct arrival d = {
		.bytes = copy, .n = n, .from = (const union address *)&from};
	ask_open_arrival(ask, &d);
	ask_arrived(ask, &d);
	ask_cancel(ask, handle);
	CHECK(called == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	int version;
	int32_t id;

	if (!ask)
		start();
	if (n > ASK_DATAGRAM_MAX || !ber_peek(bytes, n, &version, &id) || id <= 0)
		return 0;
	for (peer_id peer = 0; peer < PEERS; peer++) {
		answer(peer, PDU_GET, bytes, n, id);
		answer(peer, PDU_BULK, bytes, n, id);
	}
	return 0;
}
