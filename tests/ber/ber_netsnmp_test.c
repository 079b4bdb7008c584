/*
 * Differential test against net-snmp's codec: random messages built by one are read the
 * same by the other; of a million answers, whole and damaged, both read the same values
 * or both refuse. Where only one refuses, the reason is one of those named here.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "probes/ber/ber.h"

/* Only what the library itself uses; its header <net-snmp/library/snmp_api.h> hides it.
 */
enum { ROUNDS = 2000, ANSWERS = 1000000, VARBINDS = 8, BYTES = 8192 };

static uint64_t seed = 42;

static uint32_t next_random(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33);
}

static uint32_t below(uint32_t n)
{
	return next_random() % n;
}

/* Numbers around the edges where encodings change their size. */
static uint64_t edgy(void)
{
	uint64_t v = (uint64_t)1 << below(64);
	return v + below(3) - 1;
}

static struct oid random_oid(void)
{
	struct oid o = {.n = 2 + below(30), .arc = {1, 3}};
	for (uint32_t i = 2; i < o.n; i++)
		o.arc[i] = (uint32_t)edgy();
	return o;
}

static const uint8_t types[] = {
	BER_INTEGER,   BER_OCTETS,	     BER_NULL,	     BER_OID,
	BER_IPADDRESS, BER_COUNTER32,	     BER_GAUGE32,    BER_TIMETICKS,
	BER_COUNTER64, BER_NO_SUCH_OBJECT,   BER_OPAQUE,     BER_OCTETS,
	BER_COUNTER64, BER_NO_SUCH_INSTANCE, BER_END_OF_MIB,
};

struct sample {
	struct oid name, oid;
	uint8_t type;
	uint64_t num;
	uint8_t bytes[300];
	size_t len;
};

static struct sample random_sample(void)
{
	struct sample s = {.name = random_oid(), .oid = random_oid()};
	s.type = types[below(sizeof types)];
	s.num = edgy();
	if (s.type == BER_INTEGER)
		s.num = (uint64_t)(int64_t)(int32_t)s.num;
	else if (s.type != BER_COUNTER64)
		s.num = (uint32_t)s.num;
	s.len = s.type == BER_IPADDRESS ? 4 : below(sizeof s.bytes);
	for (size_t i = 0; i < s.len; i++)
		s.bytes[i] = (uint8_t)next_random();
	return s;
}

static bool is_number(uint8_t type)
{
	return type == BER_INTEGER || type == BER_COUNTER32 || type == BER_GAUGE32 ||
	       type == BER_TIMETICKS || type == BER_COUNTER64;
}

static bool is_bytes(uint8_t type)
{
	return type == BER_OCTETS || type == BER_IPADDRESS || type == BER_OPAQUE;
}

static void put_sample(struct ber_writer *w, const struct sample *s)
{
	if (s->type == BER_OID)
		ber_put_oid(w, &s->name, &s->oid);
	else if (is_bytes(s->type))
		ber_put_bytes(w, &s->name, s->type, s->bytes, s->len);
	else
		ber_put_num(w, &s->name, s->type, s->num);
}

static size_t to_theirs(const struct oid *o, oid *out)
{
	for (uint32_t i = 0; i < o->n; i++)
		out[i] = o->arc[i];
	return o->n;
}

static void assert_same_oid(const struct oid *ours, const oid *theirs, size_t n)
{
	assert_int_equal(ours->n, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(ours->arc[i], theirs[i]);
}

static uint64_t their_number(const netsnmp_variable_list *v)
{
	if (v->type == BER_COUNTER64)
		return (uint64_t)v->val.counter64->high << 32 | v->val.counter64->low;
	return (uint64_t)*v->val.integer;
}

static void assert_their_value(const netsnmp_variable_list *v, const struct sample *s)
{
	assert_non_null(v);
	assert_int_equal(v->type, s->type);
	assert_same_oid(&s->name, v->name, v->name_length);
	if (is_number(s->type)) {
		assert_int_equal(their_number(v), s->num);
	} else if (is_bytes(s->type)) {
		assert_int_equal(v->val_len, s->len);
		assert_memory_equal(v->val.bitstring, s->bytes, s->len);
	} else if (s->type == BER_OID) {
		assert_same_oid(&s->oid, v->val.objid, v->val_len / sizeof(oid));
	}
}

static void assert_our_value(const struct varbind *vb, const struct sample *s)
{
	struct oid o;
	assert_int_equal(vb->type, s->type);
	assert_true(oid_decode(vb->name, vb->name_len, &o));
	assert_int_equal(oid_compare(&o, &s->name), 0);
	if (is_number(s->type)) {
		assert_int_equal(vb->num, s->num);
	} else if (is_bytes(s->type)) {
		assert_int_equal(vb->len, s->len);
		assert_memory_equal(vb->bytes, s->bytes, s->len);
	} else if (s->type == BER_OID) {
		assert_true(oid_decode(vb->bytes, vb->len, &o));
		assert_int_equal(oid_compare(&o, &s->oid), 0);
	}
}

/* Their parser of a whole community message: header, then PDU. NULL: refused. */
static netsnmp_pdu *their_decode(const uint8_t *bytes, size_t n, u_char *community,
				 size_t *community_len, long *version)
{
	static u_char copy[BYTES];
	memcpy(copy, bytes, n);
	size_t left = n;
	u_char *p = snmp_comstr_parse(copy, &left, community, community_len, version);
	bool known = *version == SNMP_V1 || *version == SNMP_V2C;
	netsnmp_pdu *pdu = p && known ? snmp_pdu_create(0) : NULL;
	if (pdu && snmp_pdu_parse(pdu, p, &left) != 0) {
		snmp_free_pdu(pdu);
		return NULL;
	}
	return pdu;
}

static void what_we_write_net_snmp_reads(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct sample s[VARBINDS];
		uint32_t n = below(VARBINDS + 1);
		uint8_t bytes[BYTES];
		u_char community[64];
		size_t community_len = sizeof community;
		long version;
		int32_t id = (int32_t)edgy();
		struct ber_writer w;

		ber_begin(&w, bytes, sizeof bytes, SNMP_V2C, "secret", 6, PDU_RESPONSE,
			  id, (int32_t)below(20), (int32_t)below(9));
		for (uint32_t i = 0; i < n; i++) {
			s[i] = random_sample();
			put_sample(&w, &s[i]);
		}
		size_t len = ber_end(&w);
		assert_true(len > 0);
		netsnmp_pdu *pdu =
			their_decode(bytes, len, community, &community_len, &version);
		assert_non_null(pdu);
		assert_int_equal(version, SNMP_V2C);
		assert_int_equal(community_len, 6);
		assert_memory_equal(community, "secret", 6);
		assert_int_equal(pdu->command, PDU_RESPONSE);
		assert_int_equal((int32_t)pdu->reqid, id);
		netsnmp_variable_list *v = pdu->variables;
		for (uint32_t i = 0; i < n; i++, v = v->next_variable)
			assert_their_value(v, &s[i]);
		assert_null(v);
		snmp_free_pdu(pdu);
	}
}

/* Give them the sample as a variable of the PDU. */
static void their_add(netsnmp_pdu *pdu, const struct sample *s)
{
	oid name[OID_MAX], value[OID_MAX];
	struct counter64 wide = {.high = (u_long)(s->num >> 32),
				 .low = (u_long)(s->num & UINT32_MAX)};
	long number = s->type == BER_INTEGER ? (int32_t)s->num : (long)s->num;
	const void *p = NULL;
	size_t len = 0;
	if (s->type == BER_COUNTER64) {
		p = &wide;
		len = sizeof wide;
	} else if (is_number(s->type)) {
		p = &number;
		len = sizeof number;
	} else if (is_bytes(s->type)) {
		p = s->bytes;
		len = s->len;
	} else if (s->type == BER_OID) {
		len = to_theirs(&s->oid, value) * sizeof *value;
		p = value;
	}
	assert_non_null(snmp_pdu_add_variable(pdu, name, to_theirs(&s->name, name),
					      s->type, p, len));
}

/* Their encoding of the PDU, with the message around it as their library does it. */
static size_t their_encode(netsnmp_pdu *pdu, uint8_t *out)
{
	u_char body[BYTES];
	size_t left = sizeof body;
	u_char *end = snmp_pdu_build(pdu, body, &left);
	assert_non_null(end);
	size_t len = (size_t)(end - body);
	left = BYTES;
	u_char *p = snmp_comstr_build(out, &left, pdu->community, &pdu->community_len,
				      &pdu->version, len);
	assert_non_null(p);
	memcpy(p, body, len);
	return (size_t)(p - out) + len;
}

static void what_net_snmp_writes_we_read(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct sample s[VARBINDS];
		uint32_t n = below(VARBINDS + 1);
		uint8_t bytes[BYTES];
		struct varbind vb[VARBINDS];
		struct ber_message m = {.vb = vb, .cap = VARBINDS};
		netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_RESPONSE);

		pdu->version = SNMP_VERSION_2c;
		pdu->community = (u_char *)strdup("secret");
		pdu->community_len = 6;
		pdu->reqid = (int32_t)edgy();
		pdu->errstat = (long)below(20);
		pdu->errindex = (long)below(9);
		for (uint32_t i = 0; i < n; i++) {
			s[i] = random_sample();
			their_add(pdu, &s[i]);
		}
		assert_true(ber_decode(bytes, their_encode(pdu, bytes), &m));
		assert_int_equal(m.version, SNMP_V2C);
		assert_int_equal(m.community_len, 6);
		assert_memory_equal(m.community, "secret", 6);
		assert_int_equal(m.request_id, pdu->reqid);
		assert_int_equal(m.error_status, pdu->errstat);
		assert_int_equal(m.error_index, pdu->errindex);
		assert_int_equal(m.n, n);
		for (uint32_t i = 0; i < n; i++)
			assert_our_value(&vb[i], &s[i]);
		snmp_free_pdu(pdu);
	}
}

/* Too large for 32 bits are cut to the low ones by both; of an INTEGER below the
 * smallest they take those as its amount. */
static void assert_same_number(const struct varbind *vb, const netsnmp_variable_list *v)
{
	uint64_t ours = vb->num, theirs = their_number(v);
	if (vb->type != BER_COUNTER64) {
		ours = (uint32_t)ours;
		theirs = (uint32_t)theirs;
	}
	if (vb->type == BER_INTEGER && *v->val.integer < 0 && ours != theirs)
		theirs = -(uint32_t)theirs;
	assert_int_equal(ours, theirs);
}

static void assert_same_value(const struct varbind *vb, const netsnmp_variable_list *v)
{
	struct oid o;
	assert_int_equal(v->type, vb->type);
	assert_true(oid_decode(vb->name, vb->name_len, &o));
	assert_same_oid(&o, v->name, v->name_length);
	if (is_number(vb->type)) {
		assert_same_number(vb, v);
	} else if (is_bytes(vb->type)) {
		assert_int_equal(v->val_len, vb->len);
		assert_memory_equal(v->val.bitstring, vb->bytes, vb->len);
	} else if (vb->type == BER_OID && vb->len > 0) {
		assert_true(oid_decode(vb->bytes, vb->len, &o));
		assert_same_oid(&o, v->val.objid, v->val_len / sizeof(oid));
	}
}

static void assert_same_message(const struct ber_message *m, const netsnmp_pdu *pdu)
{
	const netsnmp_variable_list *v = pdu->variables;
	assert_int_equal(m->pdu, pdu->command);
	assert_int_equal(m->request_id, (int32_t)pdu->reqid);
	if (m->pdu == PDU_RESPONSE) {
		assert_int_equal(m->error_status, (int32_t)pdu->errstat);
		assert_int_equal(m->error_index, (int32_t)pdu->errindex);
	}
	for (uint32_t i = 0; i < m->n; i++, v = v->next_variable) {
		assert_non_null(v);
		assert_same_value(&m->vb[i], v);
	}
	assert_null(v);
}

/* Ours takes arcs apart only where they are wanted: those, too, must be well formed. */
static bool we_read(const uint8_t *bytes, size_t n, struct ber_message *m)
{
	struct oid o;
	bool ok = ber_decode(bytes, n, m);
	for (uint32_t i = 0; ok && i < m->n; i++) {
		const struct varbind *vb = &m->vb[i];
		ok = oid_decode(vb->name, vb->name_len, &o) &&
		     (vb->type != BER_OID || vb->len == 0 ||
		      oid_decode(vb->bytes, vb->len, &o));
	}
	return ok;
}

/* They take more than X.690 and RFC 3416 allow: types that SNMP does not have, a
 * community that is no octet string, padded arcs, what stands behind the end of a
 * sequence. None of it comes out the same when they write it themselves. */
static void assert_not_proper(const uint8_t *bytes, size_t n, netsnmp_pdu *pdu)
{
	uint8_t again[2 * BYTES];
	for (const netsnmp_variable_list *v = pdu->variables; v; v = v->next_variable)
		if (v->type == ASN_BIT_STR || v->type == ASN_NSAP)
			return;
	pdu->version = SNMP_VERSION_2c;
	pdu->community = (u_char *)strdup("secret");
	pdu->community_len = 6;
	size_t len = their_encode(pdu, again);
	if (len == n)
		assert_memory_not_equal(again, bytes, n);
}

/* They look into an Opaque for their own floats, and refuse what is none. */
static void assert_opaque(const struct ber_message *m)
{
	uint32_t opaque = 0;
	for (uint32_t i = 0; i < m->n; i++)
		opaque += m->vb[i].type == BER_OPAQUE;
	assert_true(opaque > 0);
}

/* A whole answer to BULK or GET, of at most so many varbinds. */
static size_t random_answer(uint8_t *bytes)
{
	struct ber_writer w;
	ber_begin(&w, bytes, BYTES, SNMP_V2C, "secret", 6, PDU_RESPONSE, 1, 0, 0);
	for (uint32_t i = below(3); i < 3; i++) {
		struct sample s = random_sample();
		put_sample(&w, &s);
	}
	return ber_end(&w);
}

/* One byte other, gone, or too many; two others; the end cut off; or nothing at all. */
static size_t damage(uint8_t *bytes, size_t n)
{
	uint32_t at = below((uint32_t)n);
	switch (below(8)) {
	case 0:
		return n;
	case 1:
		memmove(bytes + at, bytes + at + 1, n - at - 1);
		return n - 1;
	case 2:
		memmove(bytes + at + 1, bytes + at, n - at);
		return n + 1;
	case 3:
		return at;
	case 4:
		bytes[below((uint32_t)n)] = (uint8_t)next_random();
		/* fall through */
	default:
		bytes[at] = (uint8_t)next_random();
		return n;
	}
}

static void of_a_million_answers_both_read_the_same(void **state)
{
	(void)state;
	uint32_t both = 0, neither = 0;
	for (int round = 0; round < ANSWERS; round++) {
		uint8_t bytes[BYTES];
		u_char community[256];
		size_t community_len = sizeof community;
		long version;
		struct varbind vb[VARBINDS];
		struct ber_message m = {.vb = vb, .cap = VARBINDS};

		size_t n = damage(bytes, random_answer(bytes));
		bool ours = we_read(bytes, n, &m);
		netsnmp_pdu *pdu =
			their_decode(bytes, n, community, &community_len, &version);
		both += ours && pdu;
		neither += !ours && !pdu;
		if (ours && pdu)
			assert_same_message(&m, pdu);
		else if (pdu)
			assert_not_proper(bytes, n, pdu);
		else if (ours)
			assert_opaque(&m);
		if (pdu)
			snmp_free_pdu(pdu);
	}
	assert_in_range(both, ANSWERS / 4, ANSWERS);
	assert_in_range(neither, ANSWERS / 4, ANSWERS);
}

static int quiet_library(void **state)
{
	(void)state;
	setenv("MIBS", "", 1);
	snmp_disable_log();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_we_write_net_snmp_reads),
		cmocka_unit_test(what_net_snmp_writes_we_read),
		cmocka_unit_test(of_a_million_answers_both_read_the_same),
	};
	return cmocka_run_group_tests_name("ber_netsnmp", tests, quiet_library, NULL);
}
