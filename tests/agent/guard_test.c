/* Version 3 in front of an agent, asked with messages made here. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "probes/ber/v3.h"
#include "probes/wire/usm.h"
#include "tests/agent/device.h"
#include "tests/agent/farm.h"
#include "tests/agent/guard.h"

enum { ROOM = 65507, DEVICE = 6, BOOTS = 1 };

static struct farm farm = {.devices = 10, .ports = 48, .seed = 1};
static struct device device;
static struct guard *guard;
static struct agent_scratch scratch;
static struct varbind vb[AGENT_VARBINDS];

/* What is asked with; changed by tests before they ask. */
static struct client {
	const char *user, *auth_secret, *priv_secret, *context;
	uint8_t engine[V3_ENGINE_MAX], flags;
	uint32_t engine_n;
	int32_t boots, time;
	int64_t now_ms;
} client;

/* What came back. */
static struct {
	size_t n;
	struct v3_message m;
	struct ber_message pdu;
	struct oid name; /* of the first varbind */
} reply;

static struct usm_key key(const char *secret, bool priv)
{
	struct usm_key user, local;
	assert_true(usm_user_key(AUTH_SHA256, secret, &user));
	assert_true(priv ? usm_priv_key(AUTH_SHA256, PRIV_AES128, &user, client.engine,
					client.engine_n, &local)
			 : usm_auth_key(AUTH_SHA256, &user, client.engine,
					client.engine_n, &local));
	return local;
}

static size_t build(uint8_t *out, enum ber_pdu_type type, int32_t rows)
{
	static uint8_t get[2048], scoped[2048], secret[2048];
	struct oid name;
	struct ber_writer w;
	size_t pdu_n, mac_at;
	uint8_t mac[USM_MAC_MAX];
	ber_begin(&w, get, sizeof get, SNMP_V2C, "", 0, type, 4711, 0, rows);
	oid_parse(rows ? "1.3.6.1.2.1.31.1.1.1.6" : "1.3.6.1.2.1.1.5.0", &name);
	ber_put_null(&w, &name);
	const uint8_t *pdu = ber_pdu(get, ber_end(&w), &pdu_n);
	struct v3_octets engine = {client.engine, client.engine_n};
	struct v3_scoped s = {
		engine,
		{(const uint8_t *)client.context, (uint32_t)strlen(client.context)},
		{pdu, (uint32_t)pdu_n}};
	struct usm_moment when = {
		(uint32_t)client.boots, (uint32_t)client.time, {1, 2, 3}};
	struct v3_message m = {
		.id = 99,
		.flags = client.flags,
		.engine = engine,
		.user = {(const uint8_t *)client.user, (uint32_t)strlen(client.user)},
		.boots = client.boots,
		.time = client.time,
		.mac.n = client.flags & V3_AUTH ? 24 : 0,
		.data = {scoped,
			 (uint32_t)v3_scoped_encode(&s, scoped, sizeof scoped)}};
	if (m.flags & V3_PRIV) {
		struct usm_key k = key(client.priv_secret, true);
		m.data.n = (uint32_t)usm_encrypt(PRIV_AES128, &k, &when, scoped,
						 m.data.n, secret, sizeof secret);
		m.data.p = secret;
		m.salt = (struct v3_octets){when.salt, USM_SALT};
	}
	size_t n = v3_encode(&m, out, 2048, &mac_at);
	if (m.flags & V3_AUTH) {
		struct usm_key k = key(client.auth_secret, false);
		assert_true(usm_mac(AUTH_SHA256, &k, out, n, mac));
		memcpy(out + mac_at, mac, m.mac.n);
	}
	return n;
}

static void check_mac(uint8_t *bytes)
{
	uint8_t theirs[USM_MAC_MAX], ours[USM_MAC_MAX];
	struct usm_key k = key("authsecret1", false);
	assert_int_equal(reply.m.mac.n, 24);
	memcpy(theirs, reply.m.mac.p, 24);
	memset(bytes + (reply.m.mac.p - bytes), 0, 24);
	assert_true(usm_mac(AUTH_SHA256, &k, bytes, reply.n, ours));
	assert_memory_equal(theirs, ours, 24);
}

static void open_reply(uint8_t *bytes)
{
	static uint8_t plain[ROOM];
	struct v3_scoped s;
	assert_true(v3_decode(bytes, reply.n, &reply.m));
	struct v3_octets data = reply.m.data;
	if (reply.m.flags & V3_AUTH)
		check_mac(bytes);
	if (reply.m.flags & V3_PRIV) {
		struct usm_key k = key(client.priv_secret, true);
		struct usm_moment when = {
			(uint32_t)reply.m.boots, (uint32_t)reply.m.time, {0}};
		memcpy(when.salt, reply.m.salt.p, USM_SALT);
		data.n = (uint32_t)usm_decrypt(PRIV_AES128, &k, &when, data.p, data.n,
					       plain, sizeof plain);
		data.p = plain;
	}
	reply.pdu = (struct ber_message){.vb = vb, .cap = AGENT_VARBINDS};
	assert_true(v3_scoped_decode(data.p, data.n, &s));
	assert_true(ber_decode_pdu(s.pdu.p, s.pdu.n, &reply.pdu));
	if (reply.pdu.n > 0)
		assert_true(oid_decode(vb[0].name, vb[0].name_len, &reply.name));
}

static void ask(enum ber_pdu_type type, int32_t rows)
{
	static uint8_t request[2048], out[ROOM];
	struct agent agent = {.source = &device_source,
			      .ctx = &device,
			      .community = "public",
			      .reply_max = AGENT_REPLY_MAX};
	size_t n = build(request, type, rows);
	assert_true(n > 0);
	reply.n = guard_answer(guard, DEVICE, &agent, &scratch, request, n,
			       client.now_ms, out, sizeof out);
	if (reply.n > 0)
		open_reply(out);
}

/* usmStats: the arc says what was wrong. */
static void assert_report(uint32_t arc)
{
	struct oid stats = {9, {1, 3, 6, 1, 6, 3, 15, 1, 1}};
	assert_true(reply.n > 0);
	assert_int_equal(reply.pdu.pdu, PDU_REPORT);
	assert_true(oid_has_prefix(&reply.name, &stats));
	assert_int_equal(reply.name.arc[stats.n], arc);
	assert_int_equal(reply.m.id, 99);
}

static void assert_answer(void)
{
	assert_true(reply.n > 0);
	assert_int_equal(reply.pdu.pdu, PDU_RESPONSE);
	assert_int_equal(reply.pdu.error_status, 0);
	assert_int_equal(reply.pdu.request_id, 4711);
	assert_int_equal(reply.m.flags, client.flags & (V3_AUTH | V3_PRIV));
}

static int32_t engine_time(int64_t now_ms)
{
	struct oid name = {11, {1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0}};
	struct varbind v = {0};
	assert_true(device_source.get(&device, 0, &name, now_ms, &v));
	return (int32_t)v.num;
}

static int start(void **state)
{
	(void)state;
	device = device_over(&farm_source, &farm, DEVICE);
	guard = guard_new(farm.devices);
	assert_true(guard_user(guard, "noc:SHA-256:authsecret1:AES-128:privsecret1"));
	client = (struct client){.user = "noc",
				 .auth_secret = "authsecret1",
				 .priv_secret = "privsecret1",
				 .context = "",
				 .flags = V3_AUTH | V3_PRIV | V3_REPORTABLE,
				 .boots = BOOTS,
				 .now_ms = 1000};
	client.engine_n = (uint32_t)farm_engine(DEVICE, client.engine);
	client.time = engine_time(client.now_ms);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	guard_free(guard);
	return 0;
}

static void who_has_the_keys_is_answered(void **state)
{
	(void)state;
	ask(PDU_GET, 0);
	assert_answer();
	assert_memory_equal(vb[0].bytes, "farm-000007", 11);
	assert_int_equal(reply.m.boots, BOOTS);
	assert_int_equal(reply.m.time, client.time);
}

static void a_bulk_reply_is_full_and_no_larger_than_it_may_be(void **state)
{
	(void)state;
	ask(PDU_BULK, 1000);
	assert_answer();
	assert_in_range(reply.n, AGENT_REPLY_MAX - 150, AGENT_REPLY_MAX);
	assert_in_range(reply.pdu.n, 40, 100);
}

static void an_unknown_engine_is_discovered(void **state)
{
	(void)state;
	uint8_t engine[FARM_ENGINE_SIZE];
	client.engine_n = 0;
	client.user = "";
	client.flags = V3_REPORTABLE;
	ask(PDU_GET, 0);
	assert_report(4);
	assert_int_equal(reply.m.engine.n, farm_engine(DEVICE, engine));
	assert_memory_equal(reply.m.engine.p, engine, reply.m.engine.n);
	assert_int_equal(reply.m.boots, BOOTS);
	assert_int_equal(reply.m.time, client.time);
	assert_int_equal(reply.m.flags, 0);
}

static void another_engine_is_unknown_even_when_encrypted(void **state)
{
	(void)state;
	client.engine[8] ^= 1;
	ask(PDU_GET, 0);
	assert_report(4);
}

static void an_unknown_user_is_reported(void **state)
{
	(void)state;
	client.user = "nobody";
	ask(PDU_GET, 0);
	assert_report(3);
}

static void a_wrong_key_is_a_wrong_digest(void **state)
{
	(void)state;
	client.auth_secret = "authsecret2";
	ask(PDU_GET, 0);
	assert_report(5);
	assert_int_equal(vb[0].num, 1);
	ask(PDU_GET, 0);
	assert_int_equal(vb[0].num, 2);
}

static void what_cannot_be_read_meets_silence(void **state)
{
	(void)state;
	client.priv_secret = "privsecret2";
	ask(PDU_GET, 0);
	assert_int_equal(reply.n, 0);
}

static void the_time_must_be_right_and_the_report_is_signed(void **state)
{
	(void)state;
	client.time += 150;
	ask(PDU_GET, 0);
	assert_answer();
	client.time += 1;
	ask(PDU_GET, 0);
	assert_report(2);
	assert_int_equal(reply.m.flags, V3_AUTH);
	assert_int_equal(reply.m.time, engine_time(client.now_ms));
	client.time -= 302;
	ask(PDU_GET, 0);
	assert_report(2);
	client.time += 151;
	client.boots = BOOTS + 1;
	ask(PDU_GET, 0);
	assert_report(2);
}

static void a_device_that_booted_has_another_time(void **state)
{
	(void)state;
	device_reboot(&device, 500);
	ask(PDU_GET, 0);
	assert_report(2);
	client.boots = reply.m.boots;
	client.time = reply.m.time;
	assert_int_equal(client.boots, BOOTS + 1);
	assert_int_equal(client.time, 0);
	ask(PDU_GET, 0);
	assert_answer();
}

static void less_security_than_agreed_is_no_access(void **state)
{
	(void)state;
	client.flags = V3_AUTH | V3_REPORTABLE;
	ask(PDU_GET, 0);
	assert_int_equal(reply.pdu.pdu, PDU_RESPONSE);
	assert_int_equal(reply.pdu.error_status, 16);
	client.flags = V3_REPORTABLE;
	ask(PDU_GET, 0);
	assert_int_equal(reply.pdu.error_status, 16);
}

static void more_security_than_agreed_is_not_supported(void **state)
{
	(void)state;
	assert_true(guard_user(guard, "signer:SHA-256:authsecret1"));
	client.user = "signer";
	ask(PDU_GET, 0);
	assert_report(1);
	client.flags = V3_AUTH | V3_REPORTABLE;
	ask(PDU_GET, 0);
	assert_answer();
}

static void other_contexts_are_unknown(void **state)
{
	(void)state;
	static const struct oid unknown = {10, {1, 3, 6, 1, 6, 3, 12, 1, 5, 0}};
	client.context = "vlan7";
	ask(PDU_GET, 0);
	assert_int_equal(reply.pdu.pdu, PDU_REPORT);
	assert_int_equal(oid_compare(&reply.name, &unknown), 0);
}

static void who_wants_no_report_gets_none(void **state)
{
	(void)state;
	client.user = "nobody";
	client.flags = V3_AUTH | V3_PRIV;
	ask(PDU_GET, 0);
	assert_int_equal(reply.n, 0);
}

static void users_that_are_none_are_refused(void **state)
{
	(void)state;
	static const char *const none[] = {
		"x:SHA-257:authsecret1",
		"x:SHA-256",
		"x:SHA-256:short",
		"x:SHA-256:authsecret1:AES-129:privsecret1",
		"x:SHA-256:authsecret1:AES-128",
		"x:SHA-256:authsecret1:AES-128:privsecret1:more",
	};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(guard_user(guard, none[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
		TEST(who_has_the_keys_is_answered),
		TEST(a_bulk_reply_is_full_and_no_larger_than_it_may_be),
		TEST(an_unknown_engine_is_discovered),
		TEST(another_engine_is_unknown_even_when_encrypted),
		TEST(an_unknown_user_is_reported),
		TEST(a_wrong_key_is_a_wrong_digest),
		TEST(what_cannot_be_read_meets_silence),
		TEST(the_time_must_be_right_and_the_report_is_signed),
		TEST(a_device_that_booted_has_another_time),
		TEST(less_security_than_agreed_is_no_access),
		TEST(more_security_than_agreed_is_not_supported),
		TEST(other_contexts_are_unknown),
		TEST(who_wants_no_report_gets_none),
		TEST(users_that_are_none_are_refused),
	};
	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
