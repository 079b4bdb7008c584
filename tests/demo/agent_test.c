/* What an agent answers, with a MIB of six objects behind it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/demo/agent.h"

static const struct {
	const char *name;
	uint8_t type;
	uint64_t num;
	uint32_t len;
} mib[] = {
	{"1.3.6.1.2.1.1.1.0", BER_OCTETS, 0, 11},
	{"1.3.6.1.2.1.1.3.0", BER_TIMETICKS, 4242, 0},
	{"1.3.6.1.2.1.1.5.0", BER_OCTETS, 0, 400},
	{"1.3.6.1.2.1.2.2.1.1.1", BER_INTEGER, 1, 0},
	{"1.3.6.1.2.1.31.1.1.1.6.1", BER_COUNTER64, 1ull << 40, 0},
	{"1.3.6.1.2.1.31.1.1.1.18.1", BER_OCTETS, 0, 20},
};
enum { MIB_N = sizeof mib / sizeof *mib };

static void read_row(int row, struct varbind *value)
{
	static char bytes[400];
	memset(bytes, 'x', sizeof bytes);
	value->type = mib[row].type;
	value->num = mib[row].num;
	value->bytes = (const uint8_t *)bytes;
	value->len = mib[row].len;
}

static bool array_get(void *ctx, uint32_t id, const struct oid *name, int64_t now,
		      struct varbind *value)
{
	(void)ctx;
	assert_int_equal(id, 7);
	assert_int_equal(now, 1000);
	for (int i = 0; i < MIB_N; i++) {
		struct oid row;
		oid_parse(mib[i].name, &row);
		if (oid_compare(&row, name) == 0)
			return read_row(i, value), true;
		row.n--;
		if (oid_has_prefix(name, &row))
			value->type = BER_NO_SUCH_INSTANCE;
	}
	return false;
}

static bool array_next(void *ctx, uint32_t id, struct oid *name, int64_t now,
		       struct varbind *value)
{
	(void)ctx;
	(void)id;
	(void)now;
	for (int i = 0; i < MIB_N; i++) {
		struct oid row;
		oid_parse(mib[i].name, &row);
		if (oid_compare(&row, name) > 0) {
			*name = row;
			return read_row(i, value), true;
		}
	}
	return false;
}

static const struct agent_source array = {.get = array_get, .next = array_next};
static struct agent_scratch scratch;

/* A request and its reply. */
static uint8_t request[4096], reply[65536];
static struct varbind vb[AGENT_VARBINDS];
static struct ber_message m;

static size_t answer(size_t n, size_t reply_max)
{
	struct agent agent = {.source = &array,
			      .id = 7,
			      .community = "public",
			      .reply_max = reply_max};
	return agent_answer(&agent, &scratch, request, n, 1000, reply, sizeof reply);
}

static size_t build(int version, const char *community, enum ber_pdu_type pdu,
		    int32_t a, int32_t b, const char *const *names)
{
	struct ber_writer w;
	ber_begin(&w, request, sizeof request, version, community, strlen(community),
		  pdu, 99, a, b);
	for (; *names; names++) {
		struct oid name;
		assert_true(oid_parse(*names, &name));
		ber_put_null(&w, &name);
	}
	return ber_end(&w);
}

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Ask and take the reply apart; its length. */
static size_t ask(int version, enum ber_pdu_type pdu, int32_t a, int32_t b,
		  const char *const *names)
{
	size_t n = answer(build(version, "public", pdu, a, b, names), AGENT_REPLY_MAX);
	m = (struct ber_message){.vb = vb, .cap = AGENT_VARBINDS};
	assert_true(ber_decode(reply, n, &m));
	assert_int_equal(m.version, version);
	assert_int_equal(m.pdu, PDU_RESPONSE);
	assert_int_equal(m.request_id, 99);
	return n;
}

static void assert_name(uint32_t i, const char *want)
{
	struct oid name;
	char text[256];
	assert_true(i < m.n);
	assert_true(oid_decode(vb[i].name, vb[i].name_len, &name));
	oid_format(&name, text, sizeof text);
	assert_string_equal(text, want);
}

static void assert_error(int status, int index, uint32_t n)
{
	assert_int_equal(m.error_status, status);
	assert_int_equal(m.error_index, index);
	assert_int_equal(m.n, n);
}

static void a_get_is_answered_in_order(void **state)
{
	(void)state;
	ask(SNMP_V2C, PDU_GET, 0, 0,
	    NAMES("1.3.6.1.2.1.31.1.1.1.6.1", "1.3.6.1.2.1.1.3.0"));
	assert_error(0, 0, 2);
	assert_name(0, "1.3.6.1.2.1.31.1.1.1.6.1");
	assert_int_equal(vb[0].num, 1ull << 40);
	assert_name(1, "1.3.6.1.2.1.1.3.0");
	assert_int_equal(vb[1].type, BER_TIMETICKS);
	assert_int_equal(vb[1].num, 4242);
}

static void version_2c_says_what_is_missing_by_varbind(void **state)
{
	(void)state;
	ask(SNMP_V2C, PDU_GET, 0, 0,
	    NAMES("1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.3.1", "1.3.6.1.9"));
	assert_error(0, 0, 3);
	assert_int_equal(vb[0].type, BER_TIMETICKS);
	assert_int_equal(vb[1].type, BER_NO_SUCH_INSTANCE);
	assert_int_equal(vb[2].type, BER_NO_SUCH_OBJECT);
}

static void version_1_says_which_varbind_is_missing(void **state)
{
	(void)state;
	ask(SNMP_V1, PDU_GET, 0, 0, NAMES("1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.3.1"));
	assert_error(2, 2, 2);
	assert_name(0, "1.3.6.1.2.1.1.3.0");
	assert_int_equal(vb[0].type, BER_NULL);
}

static void version_1_knows_no_counter64(void **state)
{
	(void)state;
	ask(SNMP_V1, PDU_GET, 0, 0, NAMES("1.3.6.1.2.1.31.1.1.1.6.1"));
	assert_error(2, 1, 1);
	ask(SNMP_V1, PDU_NEXT, 0, 0, NAMES("1.3.6.1.2.1.2.2.1.1.1"));
	assert_name(0, "1.3.6.1.2.1.31.1.1.1.18.1");
}

static void next_walks_to_the_end(void **state)
{
	(void)state;
	const char *at = "0.0";
	for (int i = 0; i < MIB_N; i++) {
		ask(SNMP_V2C, PDU_NEXT, 0, 0, NAMES(at));
		assert_error(0, 0, 1);
		assert_name(0, mib[i].name);
		at = mib[i].name;
	}
	ask(SNMP_V2C, PDU_NEXT, 0, 0, NAMES(at));
	assert_error(0, 0, 1);
	assert_name(0, at);
	assert_int_equal(vb[0].type, BER_END_OF_MIB);
	ask(SNMP_V1, PDU_NEXT, 0, 0, NAMES(at));
	assert_error(2, 1, 1);
}

static void bulk_repeats_what_is_not_asked_once(void **state)
{
	(void)state;
	ask(SNMP_V2C, PDU_BULK, 1, 2,
	    NAMES("1.3.6.1.2.1.1.1", "1.3.6.1.2.1.1.1", "1.3.6.1.2.1.2"));
	assert_error(0, 0, 5);
	assert_name(0, mib[0].name);
	assert_name(1, mib[0].name);
	assert_name(2, mib[3].name);
	assert_name(3, mib[1].name);
	assert_name(4, mib[4].name);
}

static void bulk_stops_when_all_names_are_at_the_end(void **state)
{
	(void)state;
	ask(SNMP_V2C, PDU_BULK, 0, 1000,
	    NAMES("1.3.6.1.2.1.31.1.1.1.6.1", "1.3.6.1.2.1.31.1.1.1.18.1"));
	assert_int_equal(m.n, 4);
	assert_name(0, mib[5].name);
	assert_int_equal(vb[1].type, BER_END_OF_MIB);
	assert_name(1, mib[5].name);
	assert_int_equal(vb[2].type, BER_END_OF_MIB);
	assert_name(2, mib[5].name);
}

static void bulk_takes_negative_numbers_as_none(void **state)
{
	(void)state;
	ask(SNMP_V2C, PDU_BULK, -5, 1, NAMES("1.3.6.1.2.1.1.1"));
	assert_error(0, 0, 1);
	ask(SNMP_V2C, PDU_BULK, 0, -1, NAMES("1.3.6.1.2.1.1.1"));
	assert_error(0, 0, 0);
	ask(SNMP_V2C, PDU_BULK, INT32_MAX, INT32_MAX, NAMES("1.3.6.1.2.1.1.1"));
	assert_error(0, 0, 1);
}

static void bulk_is_cut_to_the_varbinds_that_fit(void **state)
{
	(void)state;
	const char *names[60];
	for (size_t i = 0; i < 59; i++)
		names[i] = "1.3.6.1.2.1.1.3.0"; /* its next has 400 octets */
	names[59] = NULL;
	size_t n = ask(SNMP_V2C, PDU_BULK, 0, 10, names);
	assert_error(0, 0, 3);
	assert_in_range(n, 1200, AGENT_REPLY_MAX);
	for (uint32_t i = 0; i < m.n; i++)
		assert_int_equal(vb[i].len, 400);
}

static void a_get_that_does_not_fit_is_too_big(void **state)
{
	(void)state;
	const char *const names[] = {"1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.5.0",
				     "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.5.0", NULL};
	ask(SNMP_V2C, PDU_GET, 0, 0, names);
	assert_error(1, 0, 0);
	ask(SNMP_V1, PDU_GET, 0, 0, names);
	assert_error(1, 0, 4);
	assert_true(answer(build(SNMP_V2C, "public", PDU_GET, 0, 0, names), 0) > 1600);
}

static void a_set_is_refused(void **state)
{
	(void)state;
	ask(SNMP_V2C, PDU_SET, 0, 0, NAMES("1.3.6.1.2.1.1.5.0"));
	assert_error(17, 1, 1);
	ask(SNMP_V1, PDU_SET, 0, 0, NAMES("1.3.6.1.2.1.1.5.0"));
	assert_error(2, 1, 1);
	ask(SNMP_V2C, PDU_SET, 0, 0, NAMES(NULL));
	assert_error(17, 0, 0);
}

static void strangers_meet_silence(void **state)
{
	(void)state;
	const char *const *names = NAMES("1.3.6.1.2.1.1.3.0");
	assert_int_equal(answer(build(SNMP_V2C, "Public", PDU_GET, 0, 0, names), 0), 0);
	assert_int_equal(answer(build(SNMP_V2C, "publi", PDU_GET, 0, 0, names), 0), 0);
	assert_int_equal(answer(build(SNMP_V2C, "", PDU_GET, 0, 0, names), 0), 0);
	assert_int_equal(answer(build(SNMP_V1, "public", PDU_BULK, 0, 9, names), 0), 0);
	assert_int_equal(answer(build(SNMP_V2C, "public", PDU_TRAP2, 0, 0, names), 0),
			 0);
	assert_int_equal(
		answer(build(SNMP_V2C, "public", PDU_RESPONSE, 0, 0, names), 0), 0);
	size_t n = build(SNMP_V2C, "public", PDU_GET, 0, 0, names);
	assert_true(answer(n, 0) > 0);
	assert_int_equal(answer(n - 1, 0), 0);
	request[n - 4] = 0x80; /* the name ends inside an arc */
	request[n - 3] = 0x85;
	assert_int_equal(answer(n, 0), 0);
}

static void one_that_hangs_answers_a_get_of_one_name_only(void **state)
{
	(void)state;
	const struct {
		enum ber_pdu_type pdu;
		const char *const *names;
		bool answered;
	} cases[] = {
		{PDU_GET, NAMES("1.3.6.1.2.1.1.3.0"), true},
		{PDU_GET, NAMES("1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.3.0"), false},
		{PDU_NEXT, NAMES("1.3.6.1.2.1.1.3.0"), false},
		{PDU_BULK, NAMES("1.3.6.1.2.1.1.3.0"), false},
	};
	struct agent agent = {
		.source = &array, .id = 7, .community = "public", .hangs = true};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n =
			build(SNMP_V2C, "public", cases[i].pdu, 0, 1, cases[i].names);
		size_t len = agent_answer(&agent, &scratch, request, n, 1000, reply,
					  sizeof reply);
		assert_int_equal(len > 0, cases[i].answered);
	}
}

static void no_reply_is_larger_than_the_room_for_it(void **state)
{
	(void)state;
	size_t n = build(SNMP_V2C, "public", PDU_BULK, 0, 100,
			 NAMES("1.3", "1.3.6.1.2.1.31"));
	for (size_t max = 1; max < 1500; max++) {
		m = (struct ber_message){.vb = vb, .cap = AGENT_VARBINDS};
		size_t len = answer(n, max);
		assert_true(len <= max);
		assert_true(len == 0 || ber_decode(reply, len, &m));
	}
	assert_int_equal(m.n, 14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_get_is_answered_in_order),
		cmocka_unit_test(version_2c_says_what_is_missing_by_varbind),
		cmocka_unit_test(version_1_says_which_varbind_is_missing),
		cmocka_unit_test(version_1_knows_no_counter64),
		cmocka_unit_test(next_walks_to_the_end),
		cmocka_unit_test(bulk_repeats_what_is_not_asked_once),
		cmocka_unit_test(bulk_stops_when_all_names_are_at_the_end),
		cmocka_unit_test(bulk_takes_negative_numbers_as_none),
		cmocka_unit_test(bulk_is_cut_to_the_varbinds_that_fit),
		cmocka_unit_test(a_get_that_does_not_fit_is_too_big),
		cmocka_unit_test(a_set_is_refused),
		cmocka_unit_test(strangers_meet_silence),
		cmocka_unit_test(one_that_hangs_answers_a_get_of_one_name_only),
		cmocka_unit_test(no_reply_is_larger_than_the_room_for_it),
	};
	return cmocka_run_group_tests_name("agent", tests, NULL, NULL);
}
