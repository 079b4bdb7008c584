/*
 * Any bytes: decoding stays inside them, and what was decoded, written again and
 * decoded again, is the same message.
 */
#include <string.h>

#include "probes/ber/ber.h"
#include "tests/fuzz/fuzz.h"

enum { VARBINDS = 64, BYTES = 65535 };

static void check_arcs(const uint8_t *arcs, size_t n)
{
	struct oid oid;
	uint8_t again[OID_OCTETS];
	if (!oid_decode(arcs, n, &oid))
		return;
	CHECK(oid_encode(&oid, again, sizeof again) == n);
	CHECK(memcmp(again, arcs, n) == 0);
}

static void check_same(const struct varbind *a, const struct varbind *b)
{
	CHECK(a->type == b->type && a->num == b->num && a->name_len == b->name_len);
	CHECK(memcmp(a->name, b->name, a->name_len) == 0);
	if (a->type == BER_OCTETS || a->type == BER_OPAQUE || a->type == BER_OID ||
	    a->type == BER_IPADDRESS) {
		CHECK(a->len == b->len);
		CHECK(memcmp(a->bytes, b->bytes, a->len) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct varbind first[VARBINDS], second[VARBINDS];
	static uint8_t out[BYTES];
	struct ber_message m = {.vb = first, .cap = VARBINDS};
	struct ber_message again = {.vb = second, .cap = VARBINDS};
	struct ber_writer w;

	ber_version(bytes, n);
	check_arcs(bytes, n);
	if (n > BYTES / 2 || !ber_decode(bytes, n, &m))
		return 0;
	ber_begin(&w, out, sizeof out, m.version, m.community, m.community_len, m.pdu,
		  m.request_id, m.error_status, m.error_index);
	for (uint32_t i = 0; i < m.n; i++) {
		check_arcs(m.vb[i].name, m.vb[i].name_len);
		if (m.vb[i].type == BER_OID)
			check_arcs(m.vb[i].bytes, m.vb[i].len);
		ber_put(&w, &m.vb[i]);
	}
	size_t len = ber_end(&w);
	CHECK(len > 0 && ber_decode(out, len, &again) && again.n == m.n);
	CHECK(again.request_id == m.request_id && again.pdu == m.pdu);
	for (uint32_t i = 0; i < m.n; i++)
		check_same(&first[i], &second[i]);
	return 0;
}
