/*
 * Version 3: what is known of an agent's engine, and messages to and from it (RFC 3412,
 * RFC 3414). Nothing here waits: discovery is just what is sent while the engine is not
 * known, and the Report that answers it makes the request be sent again.
 *
 * Boots and time of an engine are first taken from the discovery's Report, which nobody
 * signed; were they wrong, the agent says so in one that is signed. A reply need not be
 * checked against our idea of its time: it answers a random id, so it cannot be older
 * than the request.
 */
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/wire/ask_private.h"
#include "probes/wire/usm.h"

/* One of a passphrase, which takes milliseconds to make; shared by all its agents. */
struct user_key {
	struct user_key *next;
	enum auth_protocol protocol;
	uint64_t secret_hash; /* keyed, so that the secret itself is not kept */
	size_t secret_n;
	struct usm_key key;
};

struct v3_agent {
	const struct credential *auth;
	const struct usm_key *auth_user, *priv_user; /* NULL: the level has none */
	uint8_t engine[V3_ENGINE_MAX];
	uint32_t engine_n; /* 0: not known */
	bool stale;	   /* it did not answer: discover again */
	int32_t boots, time;
	int64_t time_at_ms; /* when its time was that */
	struct usm_key auth_key, priv_key;
	uint64_t salt; /* of the next message; began at random */
};

/* --- keys ------------------------------------------------------------------------- */

static const struct usm_key *user_key(struct user_key **cache, enum auth_protocol p,
				      const char *secret)
{
	if (!secret)
		return NULL;
	size_t n = strlen(secret);
	uint64_t hash = table_hash(secret, n);
	for (struct user_key *k = *cache; k; k = k->next)
		if (k->protocol == p && k->secret_n == n && k->secret_hash == hash)
			return k->key.n ? &k->key : NULL;
	struct user_key *k = calloc(1, sizeof *k);
	if (!k)
		die("out of memory");
	*k = (struct user_key){*cache, p, hash, n, {.n = 0}};
	if (!usm_user_key(p, secret, &k->key))
		k->key.n = 0;
	*cache = k;
	return k->key.n ? &k->key : NULL;
}

void v3_keys_free(struct user_key *k)
{
	while (k) {
		struct user_key *next = k->next;
		explicit_bzero(k, sizeof *k);
		free(k);
		k = next;
	}
}

struct v3_agent *v3_agent_new(const struct credential *auth, struct user_key **cache)
{
	struct v3_agent *agent = calloc(1, sizeof *agent);
	if (!agent)
		die("out of memory");
	agent->auth = auth;
	if (auth->auth != AUTH_NONE)
		agent->auth_user = user_key(cache, auth->auth, auth->auth_secret);
	if (auth->priv != PRIV_NONE)
		agent->priv_user = user_key(cache, auth->auth, auth->priv_secret);
	random_bytes(&agent->salt, sizeof agent->salt);
	return agent;
}

void v3_agent_free(struct v3_agent *agent)
{
	if (agent)
		explicit_bzero(agent, sizeof *agent);
	free(agent);
}

uint8_t v3_level(const struct credential *auth)
{
	return (uint8_t)((auth->auth != AUTH_NONE ? V3_AUTH : 0) |
			 (auth->priv != PRIV_NONE ? V3_PRIV : 0));
}

bool v3_has_keys(const struct v3_agent *agent)
{
	return (agent->auth->auth == AUTH_NONE || agent->auth_user) &&
	       (agent->auth->priv == PRIV_NONE || agent->priv_user);
}

/* --- the engine ------------------------------------------------------------------- */

bool v3_is_known(const struct v3_agent *agent)
{
	return agent->engine_n > 0 && !agent->stale;
}

void v3_doubt(struct v3_agent *agent)
{
	agent->stale = true;
}

uint64_t v3_engine_hash(const struct v3_agent *agent)
{
	return agent->engine_n ? table_hash(agent->engine, agent->engine_n) : 0;
}

static bool is_its_engine(const struct v3_agent *agent, const struct v3_message *msg)
{
	return agent->engine_n == msg->engine.n &&
	       !memcmp(agent->engine, msg->engine.p, msg->engine.n);
}

static void set_clock(struct v3_agent *agent, const struct v3_message *msg,
		      int64_t now_ms)
{
	agent->boots = msg->boots;
	agent->time = msg->time;
	agent->time_at_ms = now_ms;
	agent->stale = false;
}

static int32_t time_now(const struct v3_agent *agent, int64_t now_ms)
{
	int64_t t = agent->time + (now_ms - agent->time_at_ms) / 1000;
	return t < INT32_MAX ? (int32_t)t : INT32_MAX;
}

/* Localise the keys, if the engine is a new one. */
static bool set_engine(struct v3_agent *agent, const struct v3_message *msg)
{
	const struct credential *c = agent->auth;
	if (msg->engine.n == 0)
		return false;
	if (is_its_engine(agent, msg))
		return true;
	memcpy(agent->engine, msg->engine.p, msg->engine.n);
	agent->engine_n = msg->engine.n;
	return (!agent->auth_user ||
		usm_auth_key(c->auth, agent->auth_user, agent->engine, agent->engine_n,
			     &agent->auth_key)) &&
	       (!agent->priv_user ||
		usm_priv_key(c->auth, c->priv, agent->priv_user, agent->engine,
			     agent->engine_n, &agent->priv_key));
}

/* --- out -------------------------------------------------------------------------- */

static struct v3_octets text(const char *s)
{
	return (struct v3_octets){(const uint8_t *)s, s ? (uint32_t)strlen(s) : 0};
}

/* A GET of nothing: the least that must be answered. */
static struct v3_octets empty_get(int32_t id, uint8_t *out, size_t cap)
{
	struct ber_writer w;
	size_t pdu_n = 0;
	ber_begin(&w, out, cap, SNMP_V2C, "", 0, PDU_GET, id, 0, 0);
	const uint8_t *pdu = ber_pdu(out, ber_end(&w), &pdu_n);
	return (struct v3_octets){pdu, (uint32_t)pdu_n};
}

size_t v3_discovery(int32_t id, uint8_t *out, size_t cap)
{
	uint8_t get[64], scoped[96];
	size_t mac_at;
	struct v3_scoped s = {.pdu = empty_get(id, get, sizeof get)};
	struct v3_message msg = {.id = id, .flags = V3_REPORTABLE, .data.p = scoped};

	msg.data.n = (uint32_t)v3_scoped_encode(&s, scoped, sizeof scoped);
	return v3_encode(&msg, out, cap, &mac_at);
}

/* Encrypt the scoped PDU of msg into out. */
static bool encrypt(struct v3_agent *agent, struct v3_message *msg,
		    struct usm_moment *when, uint8_t *out, size_t cap)
{
	uint64_t salt = agent->salt++;

	when->boots = (uint32_t)msg->boots;
	when->time = (uint32_t)msg->time;
	for (int i = 0; i < USM_SALT; i++)
		when->salt[i] = (uint8_t)(salt >> (56 - 8 * i));
	size_t n = usm_encrypt(agent->auth->priv, &agent->priv_key, when, msg->data.p,
			       msg->data.n, out, cap);
	msg->data = (struct v3_octets){out, (uint32_t)n};
	msg->salt = (struct v3_octets){when->salt, USM_SALT};
	return n > 0;
}

size_t v3_request(struct v3_agent *agent, int32_t id, uint8_t level,
		  const struct v3_octets *pdu, int64_t now_ms, uint8_t *out, size_t cap)
{
	uint8_t get[64], scoped[ASK_REQUEST_MAX], secret[ASK_REQUEST_MAX];
	const struct credential *c = agent->auth;
	struct v3_octets engine = {agent->engine, agent->engine_n};
	struct v3_scoped s = {engine, text(c->context),
			      pdu ? *pdu : empty_get(id, get, sizeof get)};
	struct v3_message msg = {
		.id = id,
		.flags = level | V3_REPORTABLE,
		.engine = engine,
		.user = text(c->user),
		.boots = level & V3_AUTH ? agent->boots : 0,
		.data.p = scoped,
	};
	struct usm_moment when;
	uint8_t mac[USM_MAC_MAX];
	size_t mac_at;

	if (level & V3_AUTH) {
		msg.time = time_now(agent, now_ms);
		msg.mac.n = (uint32_t)usm_mac_size(c->auth);
	}
	msg.data.n = (uint32_t)v3_scoped_encode(&s, scoped, sizeof scoped);
	if (msg.data.n == 0 ||
	    (level & V3_PRIV && !encrypt(agent, &msg, &when, secret, sizeof secret)))
		return 0;
	size_t n = v3_encode(&msg, out, cap, &mac_at);
	if (n > 0 && level & V3_AUTH) {
		if (!usm_mac(c->auth, &agent->auth_key, out, n, mac))
			return 0;
		memcpy(out + mac_at, mac, msg.mac.n);
	}
	return n;
}

/* --- in --------------------------------------------------------------------------- */

/* Zeros stand for the digest while it is computed (RFC 3414 section 6.3.2). */
static bool is_authentic(const struct v3_agent *agent, uint8_t *bytes, size_t n,
			 const struct v3_message *msg)
{
	enum auth_protocol p = agent->auth->auth;
	uint8_t theirs[USM_MAC_MAX], ours[USM_MAC_MAX], differ = 0;

	if (!agent->auth_user || msg->mac.n != usm_mac_size(p) ||
	    !is_its_engine(agent, msg))
		return false;
	memcpy(theirs, msg->mac.p, msg->mac.n);
	memset(bytes + (msg->mac.p - bytes), 0, msg->mac.n);
	if (!usm_mac(p, &agent->auth_key, bytes, n, ours))
		return false;
	for (uint32_t i = 0; i < msg->mac.n; i++) /* takes the same time wherever */
		differ |= theirs[i] ^ ours[i];
	return differ == 0;
}

static bool open_scoped(const struct v3_agent *agent, const struct v3_message *msg,
			uint8_t *scratch, struct ber_message *m)
{
	struct v3_scoped s;
	struct v3_octets data = msg->data;
	struct usm_moment when = {(uint32_t)msg->boots, (uint32_t)msg->time, {0}};

	if (msg->flags & V3_PRIV) {
		if (!agent->priv_user || msg->salt.n != USM_SALT)
			return false;
		memcpy(when.salt, msg->salt.p, USM_SALT);
		data.n = (uint32_t)usm_decrypt(agent->auth->priv, &agent->priv_key,
					       &when, data.p, data.n, scratch,
					       ASK_DATAGRAM_MAX);
		data.p = scratch;
	}
	return v3_scoped_decode(data.p, data.n, &s) &&
	       ber_decode_pdu(s.pdu.p, s.pdu.n, m);
}

enum report {
	REPORT_UNKNOWN,
	REPORT_LEVEL, /* usmStats, 1.3.6.1.6.3.15.1.1.x.0, RFC 3414 section 5 */
	REPORT_TIME,
	REPORT_USER,
	REPORT_ENGINE,
	REPORT_DIGEST,
	REPORT_DECRYPTION,
	REPORT_CONTEXT, /* snmpUnavailable-, snmpUnknownContexts, RFC 3413 section 4 */
};

static enum report report_of(const struct ber_message *m)
{
	static const uint8_t usm_stats[] = {0x2b, 6, 1, 6, 3, 15, 1, 1},
			     target[] = {0x2b, 6, 1, 6, 3, 12, 1};
	if (m->n == 0)
		return REPORT_UNKNOWN;
	const uint8_t *name = m->vb[0].name;
	uint32_t n = m->vb[0].name_len;
	if (n == sizeof usm_stats + 2 && !memcmp(name, usm_stats, sizeof usm_stats))
		return name[n - 2] <= REPORT_DECRYPTION ? (enum report)name[n - 2]
							: REPORT_UNKNOWN;
	if (n == sizeof target + 2 && !memcmp(name, target, sizeof target) &&
	    (name[n - 2] == 4 || name[n - 2] == 5))
		return REPORT_CONTEXT;
	return REPORT_UNKNOWN;
}

static enum v3_outcome on_report(struct v3_agent *agent, const struct v3_message *msg,
				 bool authentic, struct ber_message *m, int64_t now_ms,
				 enum ask_result *why)
{
	switch (report_of(m)) {
	case REPORT_ENGINE:
		*why = ASK_WRONG_KEY; /* should no key come of it */
		if (!set_engine(agent, msg))
			return V3_FAILED;
		set_clock(agent, msg, now_ms);
		return V3_LEARNT;
	case REPORT_TIME:
		*why = ASK_TIME_WINDOW;
		if (authentic)
			set_clock(agent, msg, now_ms);
		else
			v3_doubt(agent); /* some agents do not sign it */
		return V3_LEARNT;
	case REPORT_USER:
		*why = ASK_UNKNOWN_USER;
		return V3_FAILED;
	case REPORT_LEVEL:
	case REPORT_DIGEST:
	case REPORT_DECRYPTION:
		*why = ASK_WRONG_KEY;
		return V3_FAILED;
	case REPORT_CONTEXT: /* says what authorizationError says */
		m->error_status = 16;
		m->n = 0;
		return V3_ANSWER;
	case REPORT_UNKNOWN:
		break;
	}
	return V3_MALFORMED;
}

enum v3_outcome v3_receive(struct v3_agent *agent, uint8_t *bytes, size_t n,
			   uint8_t level, int64_t now_ms, uint8_t *scratch,
			   struct ber_message *m, enum ask_result *why)
{
	struct v3_message msg;

	if (!v3_decode(bytes, n, &msg))
		return V3_MALFORMED;
	bool authentic = msg.flags & V3_AUTH;
	if (authentic && !is_authentic(agent, bytes, n, &msg))
		return V3_FORGED;
	if (!open_scoped(agent, &msg, scratch, m))
		return V3_MALFORMED;
	if (m->pdu == PDU_REPORT)
		return on_report(agent, &msg, authentic, m, now_ms, why);
	if ((msg.flags & level) != level || m->request_id != msg.id)
		return V3_FORGED;
	if (authentic)
		set_clock(agent, &msg, now_ms);
	return V3_ANSWER;
}
