#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probes/base/buf.h"
#include "tests/wire/scene.h"
#include "tests/wire/snmpd.h"

/* --- agents ----------------------------------------------------------------------- */

static struct snmpd snmpd;

static const char *const AUTH_NAMES[] = {"",	    "MD5",     "SHA",	 "SHA-224",
					 "SHA-256", "SHA-384", "SHA-512"};
static const char *const PRIV_NAMES[] = {"", "DES", "AES", "AES-192", "AES-256"};

static const char *user_name(int auth, int priv)
{
	static char name[7][5][8];
	snprintf(name[auth][priv], sizeof name[auth][priv], "u%d%d", auth, priv);
	return name[auth][priv];
}

static struct credential credential(int auth, int priv)
{
	return (struct credential){
		.name = "v3",
		.version = SNMP_V3,
		.user = user_name(auth, priv),
		.auth = (enum auth_protocol)auth,
		.priv = (enum priv_protocol)priv,
		.auth_secret = auth ? "maplesyrup" : NULL,
		.priv_secret = priv ? "pancakes!" : NULL,
		.context = "",
	};
}

static void conf_user(struct buf *conf, int auth, int priv)
{
	const char *name = user_name(auth, priv);
	buf_printf(conf, "createUser %s", name);
	if (auth)
		buf_printf(conf, " %s maplesyrup", AUTH_NAMES[auth]);
	if (priv)
		buf_printf(conf, " %s pancakes!", PRIV_NAMES[priv]);
	buf_printf(conf, "\nrouser %s %s\n", name,
		   priv	  ? "priv"
		   : auth ? "auth"
			  : "noauth");
}

/* One user for each way to sign and to encrypt, and a community. */
static int start_snmpd(void **state)
{
	struct buf conf = {0};

	(void)state;
	conf_user(&conf, AUTH_NONE, PRIV_NONE);
	for (int auth = AUTH_MD5; auth <= AUTH_SHA512; auth++)
		for (int priv = PRIV_NONE; priv <= PRIV_AES256; priv++)
			conf_user(&conf, auth, priv);
	buf_str(&conf, "rocommunity public 127.0.0.1\n");
	bool ok = snmpd_start(&snmpd, conf.data);
	buf_fini(&conf);
	if (!ok)
		print_message("# no snmpd on this machine\n");
	return 0;
}

static int stop_snmpd(void **state)
{
	(void)state;
	if (snmpd.pid)
		snmpd_stop(&snmpd);
	return 0;
}

static void need_snmpd(void)
{
	if (!snmpd.pid)
		skip();
}

static peer_id peer_of(struct scene *s, const struct credential *c)
{
	return ask_peer_add(s->ask, &snmpd.addr, c, NULL);
}

static enum ask_result get_with(struct scene *s, const struct credential *c)
{
	struct ask_request r = get(s, peer_of(s, c));
	r.n = 1;
	ask_and_wait(s, &r);
	return s->last.result;
}

/* --- what answers ----------------------------------------------------------------- */

static void every_way_to_sign_and_to_encrypt_answers(void **state)
{
	struct scene *s = *state;
	static struct credential c[7][5];

	need_snmpd();
	for (int auth = AUTH_NONE; auth <= AUTH_SHA512; auth++)
		for (int priv = PRIV_NONE; priv <= (auth ? PRIV_AES256 : PRIV_NONE);
		     priv++) {
			c[auth][priv] = credential(auth, priv);
			assert_int_equal(ASK_OK, get_with(s, &c[auth][priv]));
			assert_int_equal(0, s->last.error_status);
			assert_int_equal(1, s->last.n);
			assert_int_equal(BER_TIMETICKS, s->first.type);
		}
	assert_int_equal(0, ask_stats(s->ask)->spoofed);
	assert_int_equal(0, ask_stats(s->ask)->malformed);
}

static void discovery_is_made_once_and_bulk_works(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA256, PRIV_AES128);

	need_snmpd();
	struct ask_request r = get(s, peer_of(s, &c));
	r.pdu = PDU_BULK;
	r.n = 1;
	r.max_repetitions = 20;
	for (int i = 0; i < 3; i++) {
		ask_and_wait(s, &r);
		assert_int_equal(ASK_OK, s->last.result);
		assert_int_equal(20, s->last.n);
	}
	assert_int_equal(4, ask_stats(s->ask)->sent);
}

static void many_requests_at_once_to_an_unknown_engine_are_all_answered(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA1, PRIV_AES128);

	need_snmpd();
	struct ask_request r = get(s, peer_of(s, &c));
	r.n = 1;
	for (int i = 0; i < 50; i++)
		ask_send(s->ask, &r);
	run_until(s->loop, &s->done, 50);
	assert_int_equal(50, s->results[ASK_OK]);
}

static void an_agent_that_restarts_is_asked_on(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA256, PRIV_AES256);

	need_snmpd();
	struct ask_request r = get(s, peer_of(s, &c));
	r.n = 1;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_OK, s->last.result);
	for (int forget = 0; forget <= 1; forget++) {
		snmpd_restart(&snmpd, forget); /* its clock, then its engine id */
		ask_and_wait(s, &r);
		assert_int_equal(ASK_OK, s->last.result);
	}
}

/* --- the reasons why there is no answer ------------------------------------------- */

struct verdict {
	struct scene *scene;
	enum ask_result result;
};

static void note_verdict(void *ctx, const struct ask_reply *reply)
{
	struct verdict *v = ctx;
	v->result = reply->result;
	v->scene->done++;
}

static void a_wrong_key_is_told_from_silence(void **state)
{
	enum { CASES = 6 };
	struct scene *s = *state;
	struct credential c[CASES] = {
		credential(AUTH_SHA256, PRIV_AES128),
		credential(AUTH_SHA256, PRIV_AES128),
		credential(AUTH_MD5, PRIV_DES),
		credential(AUTH_SHA256, PRIV_AES128),
		credential(AUTH_SHA1, PRIV_NONE),
		credential(AUTH_SHA1, PRIV_AES128),
	};
	struct ask_request r[CASES];
	struct verdict v[CASES];

	need_snmpd();
	c[0].auth_secret = "corn syrup";
	c[1].priv_secret = "waffles!!"; /* snmpd says nothing to these three */
	c[2].priv_secret = "waffles!!";
	c[3].priv = PRIV_DES;
	c[4].auth = AUTH_SHA512;
	c[5].user = user_name(AUTH_SHA1, PRIV_NONE); /* who has no key to encrypt */
	for (int i = 0; i < CASES; i++) {
		r[i] = get(s, peer_of(s, &c[i]));
		r[i].done = note_verdict;
		r[i].ctx = &v[i];
	}
	/* And again: that their engines were known makes no difference. */
	for (int round = 0; round < 2; round++) {
		s->done = 0;
		for (int i = 0; i < CASES; i++) {
			v[i] = (struct verdict){s, ASK_OK};
			r[i].tries = 1;
			ask_send(s->ask, &r[i]);
		}
		run_until(s->loop, &s->done, CASES);
		for (int i = 0; i < CASES; i++)
			assert_int_equal(ASK_WRONG_KEY, v[i].result);
	}
}

static void an_unknown_user_is_known_as_such(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA256, PRIV_AES128);

	need_snmpd();
	c.user = "nobody";
	assert_int_equal(ASK_UNKNOWN_USER, get_with(s, &c));
}

static void a_level_too_low_is_an_error_in_the_reply(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA256, PRIV_AES128);

	need_snmpd();
	c.priv = PRIV_NONE;
	assert_int_equal(ASK_OK, get_with(s, &c));
	assert_int_equal(16, s->last.error_status); /* authorizationError */
}

static void a_passphrase_too_short_is_a_wrong_key(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA256, PRIV_AES128);

	c.priv_secret = "short";
	struct ask_request r = get(s, ask_peer_add(s->ask, &s->agent.addr, &c, NULL));
	ask_and_wait(s, &r);
	assert_int_equal(ASK_WRONG_KEY, s->last.result);
	assert_int_equal(0, s->agent.requests);
}

static void silence_and_closed_ports_are_what_they_are(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA256, PRIV_AES128);
	struct sockaddr_storage closed = closed_port(s, "127.0.0.1");
	struct ask_request silent =
		get(s, ask_peer_add(s->ask, &s->agent.addr, &c, NULL));
	struct ask_request refused =
		get_once(s, ask_peer_add(s->ask, &closed, &c, NULL));

	silent.timeout_us = 5000;
	ask_and_wait(s, &silent); /* the agent does not understand version 3 */
	assert_int_equal(ASK_TIMEOUT, s->last.result);
	ask_and_wait(s, &refused);
	assert_int_equal(ASK_REFUSED, s->last.result);
}

static void discovery_tells_a_wrong_community_from_a_dead_agent(void **state)
{
	struct scene *s = *state;
	struct credential c = {.version = SNMP_V2C, .community = "publix"};

	need_snmpd();
	peer_id peer = peer_of(s, &c);
	struct ask_request r = get(s, peer);
	r.timeout_us = 20000;
	r.tries = 2;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_TIMEOUT, s->last.result);
	ask_discover(s->ask, peer, scene_done, s);
	assert_int_equal(1, s->done);
	run_until(s->loop, &s->done, 2);
	assert_int_equal(ASK_OK, s->last.result);
	assert_int_equal(0, s->last.n);

	struct sockaddr_storage closed = closed_port(s, "127.0.0.1");
	ask_discover(s->ask, ask_peer_add(s->ask, &closed, &c, NULL), scene_done, s);
	run_until(s->loop, &s->done, 3);
	assert_int_equal(ASK_REFUSED, s->last.result);
}

/* --- somebody in between ---------------------------------------------------------- */

/* Passes everything on, to snmpd and back; what comes back goes through change first,
 * which may send more on its own. */
struct relay {
	struct puppet front;
	ev_io back_readable;
	int back;
	void (*change)(struct relay *, uint8_t *, size_t *n);
	size_t request_max; /* larger ones are lost; 0: none */
	unsigned replies;
};

static void on_front(struct puppet *front, const uint8_t *bytes, size_t n)
{
	const struct relay *r = front->ctx;
	if (r->request_max == 0 || n <= r->request_max)
		send(r->back, bytes, n, 0);
}

static void on_back(struct ev_loop *loop, ev_io *w, int events)
{
	struct relay *r = w->data;
	uint8_t bytes[2048];

	(void)loop;
	(void)events;
	ssize_t got = recv(r->back, bytes, sizeof bytes, 0);
	if (got <= 0)
		return;
	size_t n = (size_t)got;
	r->replies++;
	r->change(r, bytes, &n);
	puppet_send(&r->front, bytes, n);
}

static void relay_open(struct relay *r, struct ev_loop *loop,
		       void (*change)(struct relay *, uint8_t *, size_t *))
{
	*r = (struct relay){.change = change};
	puppet_open(&r->front, loop, "127.0.0.1", NULL);
	r->front.heard = on_front;
	r->front.ctx = r;
	r->back = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(0, connect(r->back, (struct sockaddr *)&snmpd.addr,
				    sizeof(struct sockaddr_in)));
	ev_io_init(&r->back_readable, on_back, r->back, EV_READ);
	r->back_readable.data = r;
	ev_io_start(loop, &r->back_readable);
}

static void relay_close(struct relay *r)
{
	ev_io_stop(r->front.loop, &r->back_readable);
	close(r->back);
	puppet_close(&r->front);
}

/* Every single octet of the second reply, one after the other; then the true one. */
static void flip_each(struct relay *r, uint8_t *bytes, size_t *n)
{
	if (r->replies < 2)
		return;
	for (size_t i = 0; i < *n; i++) {
		bytes[i] ^= 1;
		puppet_send(&r->front, bytes, *n);
		bytes[i] ^= 1;
	}
}

static void no_octet_of_a_signed_reply_can_be_changed(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA256, PRIV_NONE);
	struct relay relay;

	need_snmpd();
	relay_open(&relay, s->loop, flip_each);
	struct ask_request r =
		get_once(s, ask_peer_add(s->ask, &relay.front.addr, &c, NULL));
	r.n = 1;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_OK, s->last.result);
	const struct ask_stats *stats = ask_stats(s->ask);
	assert_true(stats->spoofed + stats->malformed > 100);
	assert_int_equal(stats->received, 2 + stats->spoofed + stats->malformed);
	relay_close(&relay);
}

/* The same answer, unsigned; first. */
static void strip_signature(struct relay *r, uint8_t *bytes, size_t *n)
{
	uint8_t bare[2048];
	struct v3_message m;
	size_t mac_at;

	if (r->replies < 2)
		return;
	assert_true(v3_decode(bytes, *n, &m));
	m.flags = 0;
	m.mac.n = 0;
	puppet_send(&r->front, bare, v3_encode(&m, bare, sizeof bare, &mac_at));
}

static void an_unsigned_reply_to_a_signed_request_is_forged(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA256, PRIV_NONE);
	struct relay relay;

	need_snmpd();
	relay_open(&relay, s->loop, strip_signature);
	struct ask_request r =
		get_once(s, ask_peer_add(s->ask, &relay.front.addr, &c, NULL));
	r.n = 1;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_OK, s->last.result);
	assert_int_equal(1, ask_stats(s->ask)->spoofed);
	relay_close(&relay);
}

/* A Report of usmStats number x, unsigned, in place of every reply but the first. */
static void report(struct relay *r, uint8_t *bytes, size_t *n, uint32_t x)
{
	struct v3_message m;
	struct v3_scoped s = {.engine.n = 0};
	uint8_t pdu[128], scoped[256];
	struct ber_writer w;
	struct oid name;
	size_t mac_at;

	assert_true(v3_decode(bytes, *n, &m));
	assert_true(oid_parse("1.3.6.1.6.3.15.1.1.0.0", &name));
	name.arc[9] = x;
	ber_begin(&w, pdu, sizeof pdu, SNMP_V2C, "", 0, PDU_REPORT, 0, 0, 0);
	ber_put_num(&w, &name, BER_COUNTER32, 1);
	size_t pdu_n = 0;
	s.pdu.p = ber_pdu(pdu, ber_end(&w), &pdu_n);
	s.pdu.n = (uint32_t)pdu_n;
	m.flags = 0;
	m.mac.n = m.salt.n = 0;
	m.data.p = scoped;
	m.data.n = (uint32_t)v3_scoped_encode(&s, scoped, sizeof scoped);
	uint8_t copy[2048];
	*n = v3_encode(&m, copy, sizeof copy, &mac_at);
	memcpy(bytes, copy, *n);
	(void)r;
}

static void report_time(struct relay *r, uint8_t *bytes, size_t *n)
{
	report(r, bytes, n, r->replies % 2 ? 4 : 2);
}

static void an_agent_whose_clock_never_fits_is_given_up(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA256, PRIV_AES128);
	struct relay relay;

	need_snmpd();
	relay_open(&relay, s->loop, report_time);
	struct ask_request r =
		get(s, ask_peer_add(s->ask, &relay.front.addr, &c, NULL));
	ask_and_wait(s, &r);
	assert_int_equal(ASK_TIME_WINDOW, s->last.result);
	assert_true(relay.replies < 10);
	relay_close(&relay);
}

static void change_nothing(struct relay *r, uint8_t *bytes, size_t *n)
{
	(void)r;
	(void)bytes;
	(void)n;
}

static void a_request_that_always_gets_lost_is_no_wrong_key(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA256, PRIV_AES128);
	struct oid many[40];
	struct relay relay;

	need_snmpd();
	relay_open(&relay, s->loop, change_nothing);
	relay.request_max = 300;
	struct ask_request r =
		get(s, ask_peer_add(s->ask, &relay.front.addr, &c, NULL));
	for (int i = 0; i < 40; i++)
		many[i] = s->oid[0];
	r.oid = many;
	r.n = 40;
	r.tries = 1;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_TIMEOUT, s->last.result);
	assert_int_equal(2, relay.replies); /* discovery, the sealed probe */
	relay_close(&relay);
}

/* --- bounds ----------------------------------------------------------------------- */

static unsigned turns;

static void on_turn(struct ev_loop *loop, ev_prepare *w, int events)
{
	(void)loop;
	(void)w;
	(void)events;
	turns++;
}

enum { SILENT = 2000 };

static void thousands_of_silent_agents_do_not_stop_the_loop(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA512, PRIV_AES256);
	struct puppet silent;
	ev_prepare turn;

	puppet_open(&silent, s->loop, "127.0.0.1", NULL);
	ev_prepare_init(&turn, on_turn);
	ev_prepare_start(s->loop, &turn);
	turns = 0;
	for (int i = 0; i < SILENT; i++) {
		struct ask_request r =
			get_once(s, ask_peer_add(s->ask, &silent.addr, &c, NULL));
		ask_send(s->ask, &r);
	}
	struct ask_request good = get_once(s, s->peer);
	ask_and_wait(s, &good);
	assert_int_equal(ASK_OK, s->last.result);
	assert_int_equal(1, s->done);
	assert_int_equal(SILENT + 1, ask_stats(s->ask)->sent);
	assert_true(turns >= SILENT / ASK_BATCH);
	ev_prepare_stop(s->loop, &turn);
	puppet_close(&silent);
}

static unsigned keys_made;

int __real_generate_Ku(const void *, unsigned, const uint8_t *, size_t, uint8_t *,
		       size_t *);
int __wrap_generate_Ku(const void *, unsigned, const uint8_t *, size_t, uint8_t *,
		       size_t *);

int __wrap_generate_Ku(const void *hash, unsigned hash_n, const uint8_t *p, size_t n,
		       uint8_t *key, size_t *key_n)
{
	keys_made++;
	return __real_generate_Ku(hash, hash_n, p, n, key, key_n);
}

static void a_passphrase_is_made_a_key_once(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_SHA512, PRIV_AES256), d = c;

	d.priv_secret = d.auth_secret;
	keys_made = 0;
	for (int i = 0; i < 100; i++)
		ask_peer_add(s->ask, &s->agent.addr, i % 2 ? &c : &d, NULL);
	assert_int_equal(2, keys_made);
}

/* --- quiet ------------------------------------------------------------------------ */

static void garbage(struct relay *r, uint8_t *bytes, size_t *n)
{
	uint32_t random = 1;
	if (r->replies < 2)
		return;
	for (int i = 0; i < 500; i++) {
		uint8_t bad[2048];
		memcpy(bad, bytes, *n);
		for (int k = 0; k < 8; k++) {
			random = random * 1664525 + 1013904223;
			bad[(random >> 8) % *n] = (uint8_t)random;
		}
		puppet_send(&r->front, bad, *n);
	}
}

static void garbage_writes_nothing_to_the_terminal(void **state)
{
	struct scene *s = *state;
	struct credential c = credential(AUTH_MD5, PRIV_DES);
	char path[] = "/tmp/noctop-stderr-XXXXXX";
	struct relay relay;
	struct stat st;

	need_snmpd();
	int saved = dup(2), file = mkostemp(path, O_CLOEXEC);
	dup2(file, 2);
	relay_open(&relay, s->loop, garbage);
	struct ask_request r =
		get_once(s, ask_peer_add(s->ask, &relay.front.addr, &c, NULL));
	r.n = 1;
	ask_send(s->ask, &r);
	run_until(s->loop, &s->done, 1);
	relay_close(&relay);
	fflush(stderr);
	dup2(saved, 2);
	close(saved);
	fstat(file, &st);
	close(file);
	unlink(path);
	assert_int_equal(0, st.st_size);
	assert_int_equal(ASK_OK, s->last.result);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scene_set_up, scene_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(every_way_to_sign_and_to_encrypt_answers),
		TEST(discovery_is_made_once_and_bulk_works),
		TEST(many_requests_at_once_to_an_unknown_engine_are_all_answered),
		TEST(an_agent_that_restarts_is_asked_on),
		TEST(a_wrong_key_is_told_from_silence),
		TEST(an_unknown_user_is_known_as_such),
		TEST(a_level_too_low_is_an_error_in_the_reply),
		TEST(a_passphrase_too_short_is_a_wrong_key),
		TEST(silence_and_closed_ports_are_what_they_are),
		TEST(discovery_tells_a_wrong_community_from_a_dead_agent),
		TEST(no_octet_of_a_signed_reply_can_be_changed),
		TEST(an_unsigned_reply_to_a_signed_request_is_forged),
		TEST(an_agent_whose_clock_never_fits_is_given_up),
		TEST(a_request_that_always_gets_lost_is_no_wrong_key),
		TEST(thousands_of_silent_agents_do_not_stop_the_loop),
		TEST(a_passphrase_is_made_a_key_once),
		TEST(garbage_writes_nothing_to_the_terminal),
	};
	return cmocka_run_group_tests_name("ask_v3", tests, start_snmpd, stop_snmpd);
}
