/*
 * Any bytes as a message of version 3: reading stays inside them, and what was read,
 * written again and read again, is the same.
 */
#include <string.h>

#include "probes/ber/ber.h"
#include "probes/ber/v3.h"
#include "tests/fuzz/fuzz.h"

static void check_same(struct v3_octets a, struct v3_octets b)
{
	CHECK(a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0));
}

static void check_scoped(struct v3_octets data)
{
	static uint8_t out[65535];
	struct varbind vb[32];
	struct ber_message m = {.vb = vb, .cap = 32};
	struct v3_scoped s, again;

	if (!v3_scoped_decode(data.p, data.n, &s))
		return;
	ber_decode_pdu(s.pdu.p, s.pdu.n, &m);
	size_t n = v3_scoped_encode(&s, out, sizeof out);
	CHECK(n > 0 && v3_scoped_decode(out, n, &again));
	check_same(s.engine, again.engine);
	check_same(s.context, again.context);
	check_same(s.pdu, again.pdu);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static uint8_t out[65535];
	struct v3_message m, again;
	size_t mac_at;
	int version;
	int32_t id;

	check_scoped((struct v3_octets){bytes, (uint32_t)n});
	if (n > 32768 || !v3_decode(bytes, n, &m))
		return 0;
	CHECK(ber_peek(bytes, n, &version, &id) && version == SNMP_V3 && id == m.id);
	check_scoped(m.data);
	size_t len = v3_encode(&m, out, sizeof out, &mac_at);
	CHECK(len > 0 && v3_decode(out, len, &again));
	CHECK(m.mac.n == 0 || again.mac.p == out + mac_at);
	CHECK(again.id == m.id && again.flags == m.flags && again.boots == m.boots &&
	      again.time == m.time && again.mac.n == m.mac.n);
	check_same(m.engine, again.engine);
	check_same(m.user, again.user);
	check_same(m.salt, again.salt);
	check_same(m.data, again.data);
	return 0;
}
