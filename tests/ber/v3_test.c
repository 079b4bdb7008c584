#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "probes/ber/ber.h"
#include "probes/ber/v3.h"

static const uint8_t ENGINE[32] = {0x80, 0, 0x1f, 0x88, 0x80};

static struct v3_octets octets(const void *p, size_t n)
{
	return (struct v3_octets){p, (uint32_t)n};
}

static bool same(struct v3_octets a, struct v3_octets b)
{
	return a.n == b.n && (a.n == 0 || !memcmp(a.p, b.p, a.n));
}

/* A scoped PDU with an empty GET. */
static size_t scoped(uint8_t *out, size_t cap)
{
	static const uint8_t get[] = {0xa0, 11, 2, 1, 7, 2, 1, 0, 2, 1, 0, 0x30, 0};
	struct v3_scoped s = {octets(ENGINE, 12), octets("bridge", 6),
			      octets(get, sizeof get)};
	return v3_scoped_encode(&s, out, cap);
}

static struct v3_message message(struct v3_octets data, uint8_t flags)
{
	static const uint8_t zeros[24];
	return (struct v3_message){
		.id = 0x7fffffff,
		.flags = flags,
		.engine = octets(ENGINE, 12),
		.user = octets("noc", 3),
		.boots = 300,
		.time = 86400,
		.mac = octets(zeros, flags & V3_AUTH ? 24 : 0),
		.salt = octets("saltsalt", flags & V3_PRIV ? 8 : 0),
		.data = data,
	};
}

static void what_is_written_can_be_read(void **state)
{
	static const uint8_t flags[] = {V3_REPORTABLE, V3_AUTH, V3_AUTH | V3_PRIV};
	uint8_t plain[64], out[512];
	struct v3_scoped s;

	(void)state;
	size_t plain_n = scoped(plain, sizeof plain);
	for (size_t i = 0; i < sizeof flags; i++) {
		struct v3_message m = message(octets(plain, plain_n), flags[i]), got;
		size_t mac_at, n = v3_encode(&m, out, sizeof out, &mac_at);
		assert_true(n > 0 && v3_decode(out, n, &got));
		assert_int_equal(m.id, got.id);
		assert_int_equal(m.flags, got.flags);
		assert_int_equal(m.boots, got.boots);
		assert_int_equal(m.time, got.time);
		assert_true(same(m.engine, got.engine) && same(m.user, got.user));
		assert_true(same(m.mac, got.mac) && same(m.salt, got.salt));
		assert_true(same(m.data, got.data));
		assert_true(m.mac.n == 0 || got.mac.p == out + mac_at);
		assert_true(v3_scoped_decode(got.data.p, got.data.n, &s));
		assert_true(same(octets("bridge", 6), s.context));
		assert_int_equal(13, s.pdu.n);
	}
}

static void numbers_are_as_short_as_they_can_be(void **state)
{
	static const int32_t numbers[] = {0,	   1,	    127,	128,
					  255,	   256,	    32767,	32768,
					  8388607, 8388608, 0x7fffffff, -1};
	uint8_t plain[64], out[256];

	(void)state;
	size_t plain_n = scoped(plain, sizeof plain);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct v3_message m = message(octets(plain, plain_n), 0), got;
		int version;
		int32_t id;
		size_t mac_at;
		m.id = numbers[i];
		size_t n = v3_encode(&m, out, sizeof out, &mac_at);
		assert_true(v3_decode(out, n, &got));
		assert_int_equal(m.id, got.id);
		assert_true(ber_peek(out, n, &version, &id));
		assert_int_equal(SNMP_V3, version);
		assert_int_equal(m.id, id);
	}
}

static void lengths_of_every_size_fit(void **state)
{
	static uint8_t data[70000], out[70000];
	static const size_t sizes[] = {1, 127, 128, 255, 256, 1400, 60000};

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct v3_message m =
			message(octets(data, sizes[i]), V3_AUTH | V3_PRIV);
		struct v3_message got;
		size_t mac_at, n = v3_encode(&m, out, sizeof out, &mac_at);
		assert_true(n > 0 && v3_decode(out, n, &got));
		assert_int_equal(sizes[i], got.data.n);
	}
	struct v3_message m = message(octets(data, 65507), V3_AUTH | V3_PRIV);
	size_t mac_at;
	assert_int_equal(0, v3_encode(&m, out, sizeof out, &mac_at));
}

static void what_does_not_fit_is_not_written(void **state)
{
	uint8_t plain[64], out[512];
	size_t mac_at, plain_n = scoped(plain, sizeof plain);
	struct v3_message m = message(octets(plain, plain_n), V3_AUTH);
	size_t n = v3_encode(&m, out, sizeof out, &mac_at);

	(void)state;
	for (size_t cap = 0; cap < n; cap++)
		assert_int_equal(0, v3_encode(&m, out, cap, &mac_at));
	assert_int_equal(n, v3_encode(&m, out, n, &mac_at));
	for (size_t cap = 0; cap < plain_n; cap++)
		assert_int_equal(0, scoped(out, cap));
}

static void no_beginning_of_a_message_is_one(void **state)
{
	uint8_t plain[64], out[512];
	size_t mac_at, plain_n = scoped(plain, sizeof plain);
	struct v3_message m = message(octets(plain, plain_n), V3_AUTH), got;
	struct v3_scoped s;
	size_t n = v3_encode(&m, out, sizeof out, &mac_at);

	(void)state;
	for (size_t cut = 0; cut < n; cut++)
		assert_false(v3_decode(out, cut, &got));
	out[n] = 0;
	assert_false(v3_decode(out, n + 1, &got));
	for (size_t cut = 0; cut < plain_n; cut++)
		assert_false(v3_scoped_decode(plain, cut, &s));
	plain[plain_n] = 5; /* padding of DES */
	assert_true(v3_scoped_decode(plain, plain_n + 1, &s));
}

static bool readable(const struct v3_message *m)
{
	uint8_t out[512];
	struct v3_message got;
	size_t mac_at, n = v3_encode(m, out, sizeof out, &mac_at);
	assert_true(n > 0);
	return v3_decode(out, n, &got);
}

static void what_cannot_be_is_refused(void **state)
{
	uint8_t plain[64], long_engine[33] = {0};
	struct v3_octets data = octets(plain, scoped(plain, sizeof plain));
	struct v3_message m = message(data, V3_AUTH | V3_PRIV);

	(void)state;
	assert_true(readable(&m));
	m = message(data, V3_PRIV); /* encrypted, but not signed */
	assert_false(readable(&m));
	m = message(data, 0);
	m.engine = octets(long_engine, 33);
	assert_false(readable(&m));
	m.engine = octets(long_engine, 32);
	assert_true(readable(&m));
	m.boots = -1;
	assert_false(readable(&m));
	m.boots = 0;
	m.time = -1;
	assert_false(readable(&m));
	m.time = 0;
	m.data = octets("\4\1x", 3); /* not a sequence */
	assert_false(readable(&m));
}

/* What an error of the network quotes may end anywhere behind the id. */
static void version_and_id_are_read_from_a_beginning(void **state)
{
	static const int versions[] = {SNMP_V1, SNMP_V2C};
	uint8_t out[512];
	struct oid name;
	struct ber_writer w;
	int version;
	int32_t id;

	(void)state;
	assert_true(oid_parse("1.3.6.1.2.1.1.3.0", &name));
	for (int i = 0; i < 2; i++) {
		ber_begin(&w, out, sizeof out, versions[i], "public", 6, PDU_GET,
			  0x1234567, 0, 0);
		for (int k = 0; k < 20; k++)
			ber_put_null(&w, &name);
		size_t n = ber_end(&w), head = 29; /* two of the lengths are long */
		for (size_t cut = 0; cut <= n; cut++) {
			bool ok = ber_peek(out, cut, &version, &id);
			assert_true(ok || cut < head);
			assert_true(!ok || (version == versions[i] && id == 0x1234567));
		}
	}
	assert_false(
		ber_peek((const uint8_t *)"\x30\x03\x02\x01\x02", 5, &version, &id));
}

static void a_pdu_stands_alone(void **state)
{
	uint8_t out[128];
	struct varbind vb[2];
	struct ber_message m = {.vb = vb, .cap = 2};
	struct oid name;
	struct ber_writer w;
	size_t n;

	(void)state;
	assert_true(oid_parse("1.3.6.1.2.1.1.3.0", &name));
	ber_begin(&w, out, sizeof out, SNMP_V2C, "public", 6, PDU_REPORT, 77, 1, 2);
	ber_put_num(&w, &name, BER_TIMETICKS, 5);
	size_t whole = ber_end(&w);
	const uint8_t *pdu = ber_pdu(out, whole, &n);
	assert_non_null(pdu);
	assert_true(ber_decode_pdu(pdu, n, &m));
	assert_int_equal(77, m.request_id);
	assert_int_equal(PDU_REPORT, m.pdu);
	assert_int_equal(5, vb[0].num);
	assert_false(ber_decode_pdu(pdu, n - 1, &m));
	assert_null(ber_pdu(out, whole - 1, &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_can_be_read),
		cmocka_unit_test(numbers_are_as_short_as_they_can_be),
		cmocka_unit_test(lengths_of_every_size_fit),
		cmocka_unit_test(what_does_not_fit_is_not_written),
		cmocka_unit_test(no_beginning_of_a_message_is_one),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(version_and_id_are_read_from_a_beginning),
		cmocka_unit_test(a_pdu_stands_alone),
	};
	return cmocka_run_group_tests_name("v3", tests, NULL, NULL);
}
