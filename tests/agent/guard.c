/*
 * In the order of RFC 3414 section 3.2: engine, user, level, digest, time, encryption;
 * the first that is wrong is reported. Keys of a user for an engine are made when they
 * are first needed and kept, so that a request costs two digests and two encryptions.
 */
#include "tests/agent/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/ber/v3.h"
#include "probes/conf/keys.h"
#include "probes/conf/schema.h"
#include "probes/wire/usm.h"

enum { ROOM = 65507, WINDOW_S = 150, NO_ACCESS = 16, NAME_MAX_OCTETS = 32 };
/* What version 3 needs around a PDU, at most. */
enum { AROUND = 200 };

/* usmStats, 1.3.6.1.6.3.15.1.1.x.0 */
enum usm_stat {
	STAT_LEVEL = 1,
	STAT_TIME,
	STAT_USER,
	STAT_ENGINE,
	STAT_DIGEST,
	STAT_DECRYPTION,
	STATS,
	STAT_CONTEXT = STATS, /* snmpUnknownContexts */
};

struct user {
	char name[NAME_MAX_OCTETS + 1];
	enum auth_protocol auth;
	enum priv_protocol priv;
	struct usm_key auth_key, priv_key; /* not yet of an engine */
};

/* The keys of a user for an agent. */
struct local {
	uint8_t engine[V3_ENGINE_MAX];
	uint32_t engine_n; /* 0: not made yet */
	struct usm_key auth, priv;
};

struct guard {
	uint32_t agents, users;
	struct user user[GUARD_USERS_MAX];
	struct local *local; /* of each user for each agent */
	uint32_t stats[STATS + 1];
	uint64_t salt;
	uint8_t plain[ROOM], reply[ROOM], scoped[ROOM], secret[ROOM];
};

/* One request and what is found out about it. */
struct visit {
	struct guard *guard;
	const struct agent *agent;
	int64_t now_ms;
	struct v3_message in;
	uint8_t engine[V3_ENGINE_MAX];
	uint32_t engine_n;
	int32_t boots, time;
	const struct user *user;
	const struct local *local;
	struct v3_scoped scoped;
	int32_t request_id; /* 0: not known */
	uint8_t *out;
	size_t cap;
};

/* --- users ------------------------------------------------------------------------ */

struct guard *guard_new(uint32_t agents)
{
	struct guard *g = calloc(1, sizeof *g);
	if (!g)
		die("out of memory");
	usm_init();
	g->agents = agents;
	return g;
}

void guard_free(struct guard *g)
{
	if (!g)
		return;
	free(g->local);
	free(g);
}

/* The next of the words between colons, NULL at the end. */
static char *word(char **rest)
{
	char *colon, *w = *rest;
	if (w && (colon = strchr(w, ':')))
		*colon++ = '\0';
	else
		colon = NULL;
	*rest = colon;
	return w;
}

static bool user_parse(char *spec, struct user *u)
{
	char *name = word(&spec), *auth = word(&spec), *auth_secret = word(&spec),
	     *priv = word(&spec), *priv_secret = word(&spec);
	int a = auth ? word_find(AUTH_WORDS, auth) : 0;
	int p = priv ? word_find(PRIV_WORDS, priv) : 0;
	if (strlen(name) > NAME_MAX_OCTETS || a < 0 || p < 0 || spec)
		return false;
	snprintf(u->name, sizeof u->name, "%s", name);
	u->auth = auth ? (enum auth_protocol)(a + 1) : AUTH_NONE;
	u->priv = priv ? (enum priv_protocol)(p + 1) : PRIV_NONE;
	return (!auth ||
		(auth_secret && usm_user_key(u->auth, auth_secret, &u->auth_key))) &&
	       (!priv ||
		(priv_secret && usm_user_key(u->auth, priv_secret, &u->priv_key)));
}

bool guard_user(struct guard *g, const char *spec)
{
	char *copy = strdup(spec);
	bool ok = copy && g->users < GUARD_USERS_MAX &&
		  user_parse(copy, &g->user[g->users]);
	free(copy);
	if (!ok) {
		fprintf(stderr, "no user: '%s'\n", spec);
		return false;
	}
	g->users++;
	free(g->local);
	g->local = calloc((size_t)g->users * g->agents, sizeof *g->local);
	if (!g->local)
		die("out of memory");
	return true;
}

static uint8_t level_of(const struct user *u)
{
	return (uint8_t)((u->auth != AUTH_NONE ? V3_AUTH : 0) |
			 (u->priv != PRIV_NONE ? V3_PRIV : 0));
}

static bool find_user(struct visit *v)
{
	const struct guard *g = v->guard;
	for (uint32_t i = 0; i < g->users && !v->user; i++)
		if (strlen(g->user[i].name) == v->in.user.n &&
		    memcmp(g->user[i].name, v->in.user.p, v->in.user.n) == 0)
			v->user = &g->user[i];
	return v->user;
}

static void make_keys(struct visit *v, uint32_t number)
{
	const struct user *u = v->user;
	struct local *l =
		&v->guard->local[(size_t)(u - v->guard->user) * v->guard->agents +
				 number];
	v->local = l;
	if (l->engine_n == v->engine_n &&
	    memcmp(l->engine, v->engine, l->engine_n) == 0)
		return;
	memcpy(l->engine, v->engine, v->engine_n);
	l->engine_n = v->engine_n;
	if (u->auth != AUTH_NONE)
		usm_auth_key(u->auth, &u->auth_key, l->engine, l->engine_n, &l->auth);
	if (u->priv != PRIV_NONE)
		usm_priv_key(u->auth, u->priv, &u->priv_key, l->engine, l->engine_n,
			     &l->priv);
}

/* --- the engine ------------------------------------------------------------------- */

static bool read_source(const struct visit *v, uint32_t arc, struct varbind *value)
{
	struct oid name = {11, {1, 3, 6, 1, 6, 3, 10, 2, 1, arc, 0}};
	const struct agent *a = v->agent;
	*value = (struct varbind){.type = BER_NULL};
	return a->source->get(a->ctx, a->id, &name, v->now_ms, value);
}

static bool find_engine(struct visit *v)
{
	struct varbind id, boots, time;
	if (!read_source(v, 1, &id) || id.type != BER_OCTETS || id.len == 0 ||
	    id.len > V3_ENGINE_MAX)
		return false;
	memcpy(v->engine, id.bytes, id.len);
	v->engine_n = id.len;
	if (!read_source(v, 2, &boots) || !read_source(v, 3, &time))
		return false;
	v->boots = (int32_t)boots.num;
	v->time = (int32_t)time.num;
	return true;
}

static bool is_for_this_engine(const struct visit *v)
{
	return v->in.engine.n == v->engine_n &&
	       memcmp(v->in.engine.p, v->engine, v->engine_n) == 0;
}

/* --- out -------------------------------------------------------------------------- */

static bool encrypt(struct visit *v, struct v3_message *m, uint8_t salt[USM_SALT])
{
	struct guard *g = v->guard;
	struct usm_moment when = {(uint32_t)v->boots, (uint32_t)v->time, {0}};
	uint64_t number = g->salt++;
	for (int i = 0; i < USM_SALT; i++)
		when.salt[i] = salt[i] = (uint8_t)(number >> (56 - 8 * i));
	m->data.n = (uint32_t)usm_encrypt(v->user->priv, &v->local->priv, &when,
					  m->data.p, m->data.n, g->secret, ROOM);
	m->data.p = g->secret;
	m->salt = (struct v3_octets){salt, USM_SALT};
	return m->data.n > 0;
}

/* Send a PDU (which stands in a message of version 2c) with the security of level. */
static size_t send_pdu(struct visit *v, uint8_t level, size_t message_n)
{
	struct guard *g = v->guard;
	size_t pdu_n = 0, mac_at;
	const uint8_t *pdu = ber_pdu(g->reply, message_n, &pdu_n);
	struct v3_octets engine = {v->engine, v->engine_n};
	struct v3_scoped s = {engine, {NULL, 0}, {pdu, (uint32_t)pdu_n}};
	struct v3_message m = {.id = v->in.id,
			       .flags = level,
			       .engine = engine,
			       .user = v->in.user,
			       .boots = v->boots,
			       .time = v->time,
			       .data.p = g->scoped};
	uint8_t salt[USM_SALT], mac[USM_MAC_MAX];
	m.data.n = (uint32_t)v3_scoped_encode(&s, g->scoped, ROOM);
	if (level & V3_AUTH)
		m.mac.n = (uint32_t)usm_mac_size(v->user->auth);
	if (!pdu || m.data.n == 0 || (level & V3_PRIV && !encrypt(v, &m, salt)))
		return 0;
	size_t n = v3_encode(&m, v->out, v->cap, &mac_at);
	if (n > 0 && level & V3_AUTH) {
		if (!usm_mac(v->user->auth, &v->local->auth, v->out, n, mac))
			return 0;
		memcpy(v->out + mac_at, mac, m.mac.n);
	}
	return n;
}

static size_t report(struct visit *v, enum usm_stat stat, uint8_t level)
{
	struct guard *g = v->guard;
	struct oid name = {11, {1, 3, 6, 1, 6, 3, 15, 1, 1, stat, 0}};
	struct ber_writer w;
	if (stat == STAT_CONTEXT)
		name = (struct oid){10, {1, 3, 6, 1, 6, 3, 12, 1, 5, 0}};
	g->stats[stat]++;
	if (!(v->in.flags & V3_REPORTABLE))
		return 0;
	ber_begin(&w, g->reply, ROOM, SNMP_V2C, "", 0, PDU_REPORT, v->request_id, 0, 0);
	ber_put_num(&w, &name, BER_COUNTER32, g->stats[stat]);
	return send_pdu(v, level, ber_end(&w));
}

/* --- in --------------------------------------------------------------------------- */

/* Zeros stand for the digest while it is computed (RFC 3414 section 6.3.2). */
static bool is_authentic(const struct visit *v, uint8_t *request, size_t n)
{
	uint8_t theirs[USM_MAC_MAX], ours[USM_MAC_MAX];
	size_t size = usm_mac_size(v->user->auth);
	if (v->in.mac.n != size)
		return false;
	memcpy(theirs, v->in.mac.p, size);
	memset(request + (v->in.mac.p - request), 0, size);
	return usm_mac(v->user->auth, &v->local->auth, request, n, ours) &&
	       memcmp(ours, theirs, size) == 0;
}

static bool is_timely(const struct visit *v)
{
	return v->in.boots == v->boots && v->in.time - v->time <= WINDOW_S &&
	       v->time - v->in.time <= WINDOW_S;
}

static bool decrypt(struct visit *v, struct v3_octets *data)
{
	struct usm_moment when = {(uint32_t)v->in.boots, (uint32_t)v->in.time, {0}};
	if (v->in.salt.n != USM_SALT)
		return false;
	memcpy(when.salt, v->in.salt.p, USM_SALT);
	data->n = (uint32_t)usm_decrypt(v->user->priv, &v->local->priv, &when, data->p,
					data->n, v->guard->plain, ROOM);
	data->p = v->guard->plain;
	return data->n > 0;
}

static bool open_scoped(struct visit *v, struct v3_octets data, struct ber_message *m)
{
	if (!v3_scoped_decode(data.p, data.n, &v->scoped) ||
	    !ber_decode_pdu(v->scoped.pdu.p, v->scoped.pdu.n, m))
		return false;
	v->request_id = m->request_id;
	return true;
}

/* Who asks is known and may; or not all of it. */
static size_t answer_pdu(struct visit *v, struct agent_scratch *scratch,
			 struct ber_message *m)
{
	struct guard *g = v->guard;
	struct agent agent = *v->agent;
	uint8_t level = v->in.flags & (V3_AUTH | V3_PRIV);
	struct ber_writer w;
	m->version = SNMP_V2C;
	m->community = (const uint8_t *)"";
	m->community_len = 0;
	if (v->scoped.context.n > 0)
		return report(v, STAT_CONTEXT, level);
	if (level == level_of(v->user)) {
		agent.reply_max = agent.reply_max > AROUND ? agent.reply_max - AROUND
							   : agent.reply_max;
		return send_pdu(v, level,
				agent_answer_message(&agent, scratch, m, v->now_ms,
						     g->reply, ROOM - AROUND));
	}
	ber_begin(&w, g->reply, ROOM, SNMP_V2C, "", 0, PDU_RESPONSE, m->request_id,
		  NO_ACCESS, m->n > 0);
	for (uint32_t i = 0; i < m->n; i++)
		ber_put(&w, &m->vb[i]);
	return send_pdu(v, level, ber_end(&w));
}

static size_t admit(struct visit *v, uint32_t number, struct agent_scratch *scratch,
		    uint8_t *request, size_t n)
{
	struct ber_message m = {.vb = scratch->vb, .cap = AGENT_VARBINDS};
	struct v3_octets data = v->in.data;
	uint8_t level = v->in.flags & (V3_AUTH | V3_PRIV);
	if (!(level & V3_PRIV) && !open_scoped(v, data, &m))
		return 0;
	if (!is_for_this_engine(v))
		return report(v, STAT_ENGINE, 0);
	if (!find_user(v))
		return report(v, STAT_USER, 0);
	if (level & ~level_of(v->user))
		return report(v, STAT_LEVEL, 0);
	make_keys(v, number);
	if (level & V3_AUTH && !is_authentic(v, request, n))
		return report(v, STAT_DIGEST, 0);
	if (level & V3_AUTH && !is_timely(v))
		return report(v, STAT_TIME, V3_AUTH);
	if (level & V3_PRIV && !decrypt(v, &data))
		return report(v, STAT_DECRYPTION, 0);
	if (level & V3_PRIV && !open_scoped(v, data, &m))
		return 0;
	return answer_pdu(v, scratch, &m);
}

size_t guard_answer(struct guard *g, uint32_t number, const struct agent *a,
		    struct agent_scratch *scratch, uint8_t *request, size_t n,
		    int64_t now_ms, uint8_t *out, size_t cap)
{
	struct visit v = {
		.guard = g, .agent = a, .now_ms = now_ms, .out = out, .cap = cap};
	if (ber_version(request, n) != SNMP_V3)
		return agent_answer(a, scratch, request, n, now_ms, out, cap);
	if (!g || !v3_decode(request, n, &v.in) || !find_engine(&v))
		return 0;
	return admit(&v, number, scratch, request, n);
}
