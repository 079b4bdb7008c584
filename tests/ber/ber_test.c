/*
 * SNMP messages as bytes: what is written is read again, and what is malformed, in each
 * way that PROTOS c06-snmpv1 and real agents have shown, is refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/ber/ber.h"

/* Bytes of a string of hex digits, blanks ignored. */
static size_t unhex(const char *s, uint8_t *out)
{
	size_t n = 0;
	for (; *s; s++) {
		if (*s == ' ')
			continue;
		char pair[3] = {s[0], s[1], '\0'};
		out[n++] = (uint8_t)strtoul(pair, NULL, 16);
		s++;
	}
	return n;
}

static size_t tlv(uint8_t *out, uint8_t tag, const uint8_t *content, size_t n)
{
	assert_true(n < 0x10000);
	out[0] = tag;
	out[1] = 0x82;
	out[2] = (uint8_t)(n >> 8);
	out[3] = (uint8_t)n;
	memcpy(out + 4, content, n);
	return n + 4;
}

/* A version 2c response whose list of varbinds holds these bytes. */
static size_t response(uint8_t *out, const uint8_t *list, size_t n)
{
	static uint8_t a[4096], b[4096];
	size_t len = unhex("02 01 07 02 01 00 02 01 00", a);
	len += tlv(a + len, BER_SEQUENCE, list, n);
	size_t head = unhex("02 01 01 04 06 70 75 62 6c 69 63", b);
	len = head + tlv(b + head, PDU_RESPONSE, a, len);
	return tlv(out, BER_SEQUENCE, b, len);
}

/* Decode from a heap copy of exact size, so that a sanitizer sees a read behind it. */
static bool decode(const uint8_t *bytes, size_t n, struct ber_message *m)
{
	static uint8_t *copy;
	free(copy);
	copy = malloc(n ? n : 1);
	memcpy(copy, bytes, n);
	return ber_decode(copy, n, m);
}

static bool decode_list(const char *hex, struct ber_message *m)
{
	static uint8_t list[2048], bytes[4096];
	size_t n = unhex(hex, list);
	return decode(bytes, response(bytes, list, n), m);
}

/* One varbind 1.3.6.1.2.1.1.3.0 with that value. */
static bool decode_value(const char *hex, struct ber_message *m)
{
	static uint8_t content[1024], list[2048], bytes[4096];
	size_t n = unhex("06 08 2b 06 01 02 01 01 03 00", content);
	n += unhex(hex, content + n);
	n = tlv(list, BER_SEQUENCE, content, n);
	return decode(bytes, response(bytes, list, n), m);
}

static struct oid oid(const char *dotted)
{
	struct oid o;
	assert_true(oid_parse(dotted, &o));
	return o;
}

/* A message with a value of every type; returns its length. */
static size_t every_type(uint8_t *out, size_t cap)
{
	struct ber_writer w;
	struct oid name = oid("1.3.6.1.2.1.1.1.0"),
		   value = oid("1.3.6.1.4.1.4294967295");
	ber_begin(&w, out, cap, SNMP_V2C, "public", 6, PDU_RESPONSE, 0x12345678, 5, 2);
	ber_put_num(&w, &name, BER_INTEGER, (uint64_t)(int64_t)-129);
	ber_put_num(&w, &name, BER_INTEGER, INT32_MAX);
	ber_put_num(&w, &name, BER_COUNTER32, UINT32_MAX);
	ber_put_num(&w, &name, BER_GAUGE32, 128);
	ber_put_num(&w, &name, BER_TIMETICKS, 0);
	ber_put_num(&w, &name, BER_COUNTER64, UINT64_MAX);
	ber_put_bytes(&w, &name, BER_OCTETS, "a\0b", 3);
	ber_put_bytes(&w, &name, BER_OCTETS, "", 0);
	ber_put_bytes(&w, &name, BER_IPADDRESS, "\x0a\0\0\1", 4);
	ber_put_bytes(&w, &name, BER_OPAQUE, "\x9f\x78\x04\x41\x20\0\0", 7);
	ber_put_oid(&w, &name, &value);
	ber_put_null(&w, &name);
	ber_put_num(&w, &name, BER_NO_SUCH_OBJECT, 0);
	ber_put_num(&w, &name, BER_NO_SUCH_INSTANCE, 0);
	ber_put_num(&w, &name, BER_END_OF_MIB, 0);
	return ber_end(&w);
}

static void every_type_is_read_as_it_was_written(void **state)
{
	(void)state;
	static const struct {
		uint8_t type;
		uint64_t num;
		uint32_t len;
		const char *bytes;
	} want[] = {
		{BER_INTEGER, (uint64_t)(int64_t)-129, 2, NULL},
		{BER_INTEGER, INT32_MAX, 4, NULL},
		{BER_COUNTER32, UINT32_MAX, 5, NULL},
		{BER_GAUGE32, 128, 2, NULL},
		{BER_TIMETICKS, 0, 1, NULL},
		{BER_COUNTER64, UINT64_MAX, 9, NULL},
		{BER_OCTETS, 0, 3, "a\0b"},
		{BER_OCTETS, 0, 0, ""},
		{BER_IPADDRESS, 0, 4, "\x0a\0\0\1"},
		{BER_OPAQUE, 0, 7, "\x9f\x78\x04\x41\x20\0\0"},
		{BER_OID, 0, 10, "\x2b\x06\x01\x04\x01\x8f\xff\xff\xff\x7f"},
		{BER_NULL, 0, 0, NULL},
		{BER_NO_SUCH_OBJECT, 0, 0, NULL},
		{BER_NO_SUCH_INSTANCE, 0, 0, NULL},
		{BER_END_OF_MIB, 0, 0, NULL},
	};
	enum { N = sizeof want / sizeof *want };
	uint8_t bytes[1024];
	struct varbind vb[N];
	struct ber_message m = {.vb = vb, .cap = N};

	assert_true(decode(bytes, every_type(bytes, sizeof bytes), &m));
	assert_int_equal(m.version, SNMP_V2C);
	assert_int_equal(m.community_len, 6);
	assert_memory_equal(m.community, "public", 6);
	assert_int_equal(m.pdu, PDU_RESPONSE);
	assert_int_equal(m.request_id, 0x12345678);
	assert_int_equal(m.error_status, 5);
	assert_int_equal(m.error_index, 2);
	assert_int_equal(m.n, N);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(vb[i].type, want[i].type);
		assert_int_equal(vb[i].num, want[i].num);
		assert_int_equal(vb[i].len, want[i].len);
		assert_int_equal(vb[i].name_len, 8);
		assert_memory_equal(vb[i].name, "\x2b\6\1\2\1\1\1\0", 8);
		if (want[i].bytes)
			assert_memory_equal(vb[i].bytes, want[i].bytes, want[i].len);
	}
}

static void a_decoded_varbind_is_written_again_as_it_was(void **state)
{
	(void)state;
	uint8_t bytes[1024], again[1024];
	struct varbind vb[32];
	struct ber_message m = {.vb = vb, .cap = 32};
	struct ber_writer w;
	size_t n = every_type(bytes, sizeof bytes);

	assert_true(ber_decode(bytes, n, &m));
	ber_begin(&w, again, sizeof again, m.version, m.community, m.community_len,
		  m.pdu, m.request_id, m.error_status, m.error_index);
	for (uint32_t i = 0; i < m.n; i++)
		ber_put(&w, &vb[i]);
	assert_int_equal(ber_end(&w), n);
	assert_memory_equal(again, bytes, n);
}

static void a_small_message_has_the_shortest_lengths(void **state)
{
	(void)state;
	static const char want[] = "30 26 02 01 00 04 06 70 75 62 6c 69 63 a0 19"
				   "02 01 01 02 01 00 02 01 00"
				   "30 0e 30 0c 06 08 2b 06 01 02 01 01 03 00 05 00";
	uint8_t bytes[64], expected[64];
	struct ber_writer w;
	struct oid name = oid("1.3.6.1.2.1.1.3.0");

	ber_begin(&w, bytes, sizeof bytes, SNMP_V1, "public", 6, PDU_GET, 1, 0, 0);
	ber_put_null(&w, &name);
	assert_int_equal(ber_end(&w), unhex(want, expected));
	assert_memory_equal(bytes, expected, 40);
}

static void lengths_of_one_two_and_three_octets_are_read_again(void **state)
{
	(void)state;
	static const size_t sizes[] = {0,   1,	 100, 127,  128,  129,
				       255, 256, 257, 9000, 65000};
	static uint8_t bytes[65535], value[65000];
	struct oid name = oid("1.3.6.1.2.1.1.1.0");

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct varbind vb;
		struct ber_message m = {.vb = &vb, .cap = 1};
		struct ber_writer w;
		memset(value, 'a' + (int)i, sizes[i]);
		ber_begin(&w, bytes, sizeof bytes, SNMP_V2C, "", 0, PDU_RESPONSE, 1, 0,
			  0);
		ber_put_bytes(&w, &name, BER_OCTETS, value, sizes[i]);
		assert_true(decode(bytes, ber_end(&w), &m));
		assert_int_equal(vb.len, sizes[i]);
		assert_memory_equal(vb.bytes, value, sizes[i]);
	}
}

static void what_does_not_fit_is_no_message(void **state)
{
	(void)state;
	uint8_t bytes[512];
	size_t whole = every_type(bytes, sizeof bytes), fits = 0;

	for (size_t cap = 0; cap <= whole + 8; cap++) {
		uint8_t *exact = malloc(cap + 1);
		size_t n = every_type(exact, cap);
		assert_true(n == 0 || n == whole);
		fits += n != 0;
		free(exact);
	}
	/* Three lengths are kept wide until the end, so a few octets stay unused. */
	assert_in_range(fits, 5, 9);
}

static void a_copy_of_the_writer_is_a_way_back(void **state)
{
	(void)state;
	uint8_t bytes[64];
	struct varbind vb[4];
	struct ber_message m = {.vb = vb, .cap = 4};
	struct ber_writer w, before;
	struct oid name = oid("1.3.6.1.2.1.1.3.0");

	ber_begin(&w, bytes, sizeof bytes, SNMP_V2C, "public", 6, PDU_RESPONSE, 1, 0,
		  0);
	ber_put_num(&w, &name, BER_TIMETICKS, 1);
	before = w;
	ber_put_bytes(&w, &name, BER_OCTETS, bytes, 40);
	assert_true(w.full);
	w = before;
	assert_true(decode(bytes, ber_end(&w), &m));
	assert_int_equal(m.n, 1);
}

static void an_oid_that_cannot_be_encoded_spoils_the_message(void **state)
{
	(void)state;
	uint8_t bytes[256];
	struct ber_writer w;
	struct oid good = oid("1.3.6"), bad[] = {oid("1"), oid("3.1"), oid("1.40")};

	for (size_t i = 0; i < 3; i++) {
		ber_begin(&w, bytes, sizeof bytes, SNMP_V1, "", 0, PDU_GET, 1, 0, 0);
		ber_put_null(&w, &bad[i]);
		assert_int_equal(ber_end(&w), 0);
		ber_begin(&w, bytes, sizeof bytes, SNMP_V1, "", 0, PDU_GET, 1, 0, 0);
		ber_put_oid(&w, &good, &bad[i]);
		assert_int_equal(ber_end(&w), 0);
	}
}

static void a_message_cut_anywhere_is_refused(void **state)
{
	(void)state;
	uint8_t bytes[512];
	struct varbind vb[32];
	struct ber_message m = {.vb = vb, .cap = 32};
	size_t n = every_type(bytes, sizeof bytes);

	for (size_t cut = 0; cut < n; cut++)
		assert_false(decode(bytes, cut, &m));
	assert_true(decode(bytes, n, &m));
}

static void bytes_behind_a_message_are_refused(void **state)
{
	(void)state;
	uint8_t bytes[513];
	struct varbind vb[32];
	struct ber_message m = {.vb = vb, .cap = 32};
	size_t n = every_type(bytes, sizeof bytes - 1);

	bytes[n] = 0;
	assert_false(decode(bytes, n + 1, &m));
}

static void more_varbinds_than_the_caller_has_room_for_are_refused(void **state)
{
	(void)state;
	uint8_t bytes[512];
	struct varbind vb[14];
	struct ber_message m = {.vb = vb, .cap = 14};

	assert_false(decode(bytes, every_type(bytes, sizeof bytes), &m));
	assert_false(decode_value("05 00", &(struct ber_message){.cap = 0}));
}

static void a_list_without_varbinds_is_a_message(void **state)
{
	(void)state;
	struct ber_message m = {.cap = 0};

	assert_true(decode_list("", &m));
	assert_int_equal(m.n, 0);
}

struct value_case {
	const char *hex;
	bool good;
	uint64_t num;
};

static void check_values(const struct value_case *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct varbind vb;
		struct ber_message m = {.vb = &vb, .cap = 1};
		if (decode_value(c[i].hex, &m) != c[i].good)
			fail_msg("%s: %s", c[i].hex,
				 c[i].good ? "refused" : "accepted");
		if (c[i].good && vb.num != c[i].num)
			fail_msg("%s: %llu", c[i].hex, (unsigned long long)vb.num);
	}
}

static void numbers_are_read_as_other_managers_read_them(void **state)
{
	(void)state;
	static const struct value_case cases[] = {
		{"02 01 ff", true, UINT64_MAX},
		{"02 04 80 00 00 00", true, (uint64_t)INT32_MIN},
		{"02 05 00 ff ff ff ff", true, UINT64_MAX},
		{"02 02 00 05", true, 5},
		{"41 05 00 ff ff ff ff", true, UINT32_MAX},
		{"41 04 ff ff ff ff", true, UINT32_MAX},
		{"42 01 ff", true, 255},
		{"41 05 01 00 00 00 07", true, 7},
		{"43 01 00", true, 0},
		{"46 08 ff ff ff ff ff ff ff ff", true, UINT64_MAX},
		{"46 09 00 ff ff ff ff ff ff ff ff", true, UINT64_MAX},
		{"46 01 2a", true, 42},
		{"46 02 ff ff", true, 65535},
	};
	check_values(cases, sizeof cases / sizeof *cases);
}

static void malformed_values_are_refused(void **state)
{
	(void)state;
	static const struct value_case cases[] = {
		{"02 00", false, 0},
		{"41 00", false, 0},
		{"46 00", false, 0},
		{"46 09 01 00 00 00 00 00 00 00 00", false, 0},
		{"46 0a 00 00 00 00 00 00 00 00 00 01", false, 0},
		{"02 0a 00 00 00 00 00 00 00 00 00 01", false, 0},
		{"40 00", false, 0},
		{"40 03 0a 00 00", false, 0},
		{"40 05 0a 00 00 01 00", false, 0},
		{"05 01 00", false, 0},
		{"80 01 00", false, 0},
		{"81 01 00", false, 0},
		{"82 01 00", false, 0},
		{"06 02 2b 86", false, 0},	 /* ends inside an arc */
		{"7e 01 00", false, 0},		 /* a type nobody knows */
		{"1f 81 01 01 00", false, 0},	 /* a tag of several octets */
		{"30 02 05 00", false, 0},	 /* a sequence is no value */
		{"04 80 61 62 00 00", false, 0}, /* indefinite length */
		{"04 ff 61", false, 0},
		{"04 85 00 00 00 00 01 61", false, 0},
		{"04 84 ff ff ff ff 61", false, 0},
		{"04 84 7f ff ff ff 61", false, 0},
		{"04 02 61", false, 0}, /* longer than what is left */
		{"04 82 01", false, 0}, /* cut inside its length */
		{"04", false, 0},
		{"", false, 0},
		{"05 00 05 00", false, 0}, /* two values */
	};
	check_values(cases, sizeof cases / sizeof *cases);
}

static void long_forms_of_a_length_are_read(void **state)
{
	(void)state;
	static const char *cases[] = {"04 81 01 61", "04 82 00 01 61",
				      "04 83 00 00 01 61", "04 84 00 00 00 01 61"};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct varbind vb;
		struct ber_message m = {.vb = &vb, .cap = 1};
		assert_true(decode_value(cases[i], &m));
		assert_int_equal(vb.len, 1);
		assert_int_equal(*vb.bytes, 'a');
	}
}

static void an_oid_value_without_arcs_is_passed_on(void **state)
{
	(void)state;
	struct varbind vb;
	struct ber_message m = {.vb = &vb, .cap = 1};
	struct oid o;

	assert_true(decode_value("06 00", &m));
	assert_int_equal(vb.len, 0);
	assert_false(oid_decode(vb.bytes, vb.len, &o));
}

static void malformed_varbinds_are_refused(void **state)
{
	(void)state;
	static const char *cases[] = {
		"30 00",
		"30 02 05 00",			    /* no name */
		"30 04 06 00 05 00",		    /* an empty name */
		"30 05 06 01 2b 05 01",		    /* a value cut short */
		"30 05 06 01 80 05 00",		    /* a name that ends inside an arc */
		"30 05 04 01 2b 05 00",		    /* a name that is no OID */
		"31 05 06 01 2b 05 00",		    /* a set */
		"30 07 06 01 2b 05 00 05 00",	    /* a third element */
		"30 05 06 01 2b 05 00 00",	    /* rubbish behind it */
		"30 80 06 01 2b 05 00 00 00",	    /* indefinite length */
		"30 30 30 30 30 30 30 30 30 30 30", /* sequences within sequences */
		"30 0a 30 08 30 06 30 04 30 02 30 00",
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct varbind vb[4];
		struct ber_message m = {.vb = vb, .cap = 4};
		if (decode_list(cases[i], &m))
			fail_msg("%s: accepted", cases[i]);
	}
	struct varbind vb[4];
	struct ber_message m = {.vb = vb, .cap = 4};
	assert_true(decode_list("30 05 06 01 2b 05 00", &m));
}

static void a_bomb_of_nested_sequences_is_refused(void **state)
{
	(void)state;
	static uint8_t bytes[65535];
	struct ber_message m = {.cap = 0};

	/* Each sequence holds all that follows. */
	size_t n = sizeof bytes;
	for (size_t at = 0; at + 4 <= n; at += 4) {
		size_t rest = n - at - 4;
		bytes[at] = BER_SEQUENCE;
		bytes[at + 1] = 0x82;
		bytes[at + 2] = (uint8_t)(rest >> 8);
		bytes[at + 3] = (uint8_t)rest;
	}
	assert_false(decode(bytes, n, &m));
}

static void malformed_messages_are_refused(void **state)
{
	(void)state;
	static const char *cases[] = {
		"",
		"30",
		"30 00",
		"04 06 70 75 62 6c 69 63",
		/* version 2 and 3 */
		"30 15 02 01 02 04 01 70 a0 0d 02 01 01 02 01 00 02 01 00 30 02 05 00",
		"30 15 02 01 03 04 01 70 a0 0b 02 01 01 02 01 00 02 01 00 30 00 05 00",
		/* a version of two octets that is not 1; a version that is text */
		"30 14 02 02 01 01 04 01 70 a0 0b 02 01 01 02 01 00 02 01 00 30 00",
		"30 13 04 01 01 04 01 70 a0 0b 02 01 01 02 01 00 02 01 00 30 00",
		/* a community that is no text */
		"30 13 02 01 01 02 01 70 a0 0b 02 01 01 02 01 00 02 01 00 30 00",
		/* a version 1 trap, and no PDU at all */
		"30 13 02 01 00 04 01 70 a4 0b 02 01 01 02 01 00 02 01 00 30 00",
		"30 13 02 01 00 04 01 70 30 0b 02 01 01 02 01 00 02 01 00 30 00",
		/* a request-id of 33 bits, of none; rubbish in the PDU */
		"30 17 02 01 01 04 01 70 a0 0f 02 05 01 00 00 00 01 02 01 00 02 01 00 "
		"30 00",
		"30 12 02 01 01 04 01 70 a0 0a 02 00 02 01 00 02 01 00 30 00",
		"30 15 02 01 01 04 01 70 a0 0d 02 01 01 02 01 00 02 01 00 30 00 05 00",
		/* a second PDU */
		"30 15 02 01 01 04 01 70 a0 0b 02 01 01 02 01 00 02 01 00 30 00 a0 00",
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t bytes[128];
		struct varbind vb[4];
		struct ber_message m = {.vb = vb, .cap = 4};
		if (decode(bytes, unhex(cases[i], bytes), &m))
			fail_msg("%s: accepted", cases[i]);
	}
}

static void the_smallest_message_is_accepted(void **state)
{
	(void)state;
	uint8_t bytes[64];
	struct ber_message m = {.cap = 0};
	size_t n =
		unhex("30 13 02 01 01 04 01 70 a0 0b 02 01 01 02 01 00 02 01 00 30 00",
		      bytes);

	assert_true(decode(bytes, n, &m));
	assert_int_equal(m.pdu, PDU_GET);
	assert_int_equal(m.request_id, 1);
}

static void the_version_sorts_datagrams(void **state)
{
	(void)state;
	static const struct {
		const char *hex;
		int version;
	} cases[] = {
		{"30 03 02 01 00", SNMP_V1},
		{"30 03 02 01 01", SNMP_V2C},
		{"30 04 02 02 00 03", SNMP_V3},
		{"30 03 02 01 02", -1},
		{"30 03 02 01 ff", -1},
		{"30 03 04 01 01", -1},
		{"30 04 02 01 01", -1},
		{"30 00", -1},
		{"", -1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t bytes[16];
		size_t n = unhex(cases[i].hex, bytes);
		assert_int_equal(ber_version(bytes, n), cases[i].version);
	}
}

static void changed_octets_never_lead_outside_the_message(void **state)
{
	(void)state;
	uint8_t bytes[512];
	struct varbind vb[32];
	struct ber_message m = {.vb = vb, .cap = 32};
	size_t n = every_type(bytes, sizeof bytes);

	for (size_t at = 0; at < n; at++) {
		uint8_t kept = bytes[at];
		for (int v = 0; v < 256; v++) {
			bytes[at] = (uint8_t)v;
			if (!ber_decode(bytes, n, &m))
				continue;
			for (uint32_t i = 0; i < m.n; i++) {
				assert_true(vb[i].name >= bytes);
				assert_true(vb[i].name + vb[i].name_len <= bytes + n);
				assert_true(vb[i].bytes + vb[i].len <= bytes + n);
			}
		}
		bytes[at] = kept;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_read_as_it_was_written),
		cmocka_unit_test(a_decoded_varbind_is_written_again_as_it_was),
		cmocka_unit_test(a_small_message_has_the_shortest_lengths),
		cmocka_unit_test(lengths_of_one_two_and_three_octets_are_read_again),
		cmocka_unit_test(what_does_not_fit_is_no_message),
		cmocka_unit_test(a_copy_of_the_writer_is_a_way_back),
		cmocka_unit_test(an_oid_that_cannot_be_encoded_spoils_the_message),
		cmocka_unit_test(a_message_cut_anywhere_is_refused),
		cmocka_unit_test(bytes_behind_a_message_are_refused),
		cmocka_unit_test(
			more_varbinds_than_the_caller_has_room_for_are_refused),
		cmocka_unit_test(a_list_without_varbinds_is_a_message),
		cmocka_unit_test(numbers_are_read_as_other_managers_read_them),
		cmocka_unit_test(malformed_values_are_refused),
		cmocka_unit_test(long_forms_of_a_length_are_read),
		cmocka_unit_test(an_oid_value_without_arcs_is_passed_on),
		cmocka_unit_test(malformed_varbinds_are_refused),
		cmocka_unit_test(a_bomb_of_nested_sequences_is_refused),
		cmocka_unit_test(malformed_messages_are_refused),
		cmocka_unit_test(the_smallest_message_is_accepted),
		cmocka_unit_test(the_version_sorts_datagrams),
		cmocka_unit_test(changed_octets_never_lead_outside_the_message),
	};
	return cmocka_run_group_tests_name("ber", tests, NULL, NULL);
}
