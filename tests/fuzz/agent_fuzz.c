/*
 * Any bytes to an agent of the demo network: it stays silent, or it sends a message
 * that can be read, is not too large and answers the request.
 */
#include <string.h>

#include "probes/demo/tree.h"
#include "tests/fuzz/fuzz.h"

static struct plan *plan;
static struct tree *tree;

static void check_reply(const uint8_t *request, size_t n, const uint8_t *reply,
			size_t len)
{
	static struct varbind asked_vb[AGENT_VARBINDS], vb[AGENT_VARBINDS];
	struct ber_message asked = {.vb = asked_vb, .cap = AGENT_VARBINDS};
	struct ber_message m = {.vb = vb, .cap = AGENT_VARBINDS};
	CHECK(len <= AGENT_REPLY_MAX);
	CHECK(ber_decode(request, n, &asked));
	CHECK(ber_decode(reply, len, &m));
	CHECK(m.pdu == PDU_RESPONSE && m.version == asked.version);
	CHECK(m.request_id == asked.request_id);
	CHECK(m.error_index >= 0 && (uint32_t)m.error_index <= asked.n);
	for (uint32_t i = 0; i < m.n; i++) {
		struct oid name;
		CHECK(oid_decode(vb[i].name, vb[i].name_len, &name));
		CHECK(m.version != SNMP_V1 || vb[i].type != BER_COUNTER64 ||
		      m.error_status != 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct agent_scratch scratch;
	static uint8_t reply[65535];
	if (!plan) {
		plan = plan_new(1, 10);
		tree = tree_new(plan);
	}
	struct agent agent = {.source = &tree_source,
			      .ctx = tree,
			      .id = n > 0 ? bytes[n - 1] % plan->device_n : 0,
			      .community = "public",
			      .reply_max = AGENT_REPLY_MAX};
	size_t len =
		agent_answer(&agent, &scratch, bytes, n, 1000, reply, sizeof reply);
	if (len > 0)
		check_reply(bytes, n, reply, len);
	return 0;
}
