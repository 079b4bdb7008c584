/*
 * One request in, one reply out. A reply is written varbind by varbind straight from
 * the source; when one does not fit, a GETBULK goes back to the last that did, anything
 * else starts again as an error. A source that knows its encoded names may answer a
 * whole request at once.
 */
#include "probes/demo/agent.h"

#include <string.h>

enum { TOO_BIG = 1, NO_SUCH_NAME = 2, NOT_WRITABLE = 17 }; /* error-status */

struct exchange {
	const struct agent *agent;
	struct agent_scratch *scratch;
	struct ber_message m;
	int64_t now_ms;
	struct ber_writer w;
	uint8_t *out;
	size_t cap;
};

static void begin(struct exchange *x, int32_t status, int32_t index)
{
	ber_begin(&x->w, x->out, x->cap, x->m.version, x->m.community,
		  x->m.community_len, PDU_RESPONSE, x->m.request_id, status, index);
}

/* An error about varbind index (from 1). The request's varbinds go back as they came,
 * but for a version 2c tooBig (RFC 3416 4.2.1). */
static size_t fail(struct exchange *x, int32_t status, int32_t index)
{
	bool echo = x->m.version == SNMP_V1 || status != TOO_BIG;
	begin(x, status, index);
	for (uint32_t i = 0; echo && i < x->m.n; i++)
		ber_put(&x->w, &x->m.vb[i]);
	return ber_end(&x->w);
}

static void put(struct exchange *x, const struct oid *name, struct varbind *value)
{
	value->name = x->scratch->name;
	value->name_len =
		(uint32_t)oid_encode(name, x->scratch->name, sizeof x->scratch->name);
	ber_put(&x->w, value);
}

static bool get(struct exchange *x, struct oid *name, struct varbind *value)
{
	const struct agent *a = x->agent;
	bool v1 = x->m.version == SNMP_V1;
	*value = (struct varbind){.type = BER_NO_SUCH_OBJECT};
	if (a->source->get(a->ctx, a->id, name, x->now_ms, value))
		return !v1 || value->type != BER_COUNTER64;
	value->len = 0;
	return !v1;
}

static bool next(struct exchange *x, struct oid *name, struct varbind *value)
{
	const struct agent *a = x->agent;
	bool v1 = x->m.version == SNMP_V1;
	do {
		*value = (struct varbind){.type = BER_END_OF_MIB};
		if (!a->source->next(a->ctx, a->id, name, x->now_ms, value)) {
			*value = (struct varbind){.type = BER_END_OF_MIB};
			return !v1;
		}
	} while (v1 && value->type == BER_COUNTER64);
	return true;
}

/* GET and GETNEXT: a value for each name, or an error for all. */
static size_t answer_each(struct exchange *x,
			  bool (*one)(struct exchange *, struct oid *,
				      struct varbind *))
{
	struct varbind value;
	begin(x, 0, 0);
	for (uint32_t i = 0; i < x->m.n; i++) {
		struct oid *name = &x->scratch->at[i];
		if (!one(x, name, &value))
			return fail(x, NO_SUCH_NAME, (int32_t)i + 1);
		put(x, name, &value);
	}
	return x->w.full ? fail(x, TOO_BIG, 0) : ber_end(&x->w);
}

/* The next object of one name of a GETBULK. False when the reply holds no more; *live
 * is set when there was an object. */
static bool step(struct exchange *x, uint32_t i, bool *live)
{
	struct ber_writer before = x->w;
	struct varbind value;
	next(x, &x->scratch->at[i], &value);
	put(x, &x->scratch->at[i], &value);
	*live |= value.type != BER_END_OF_MIB;
	if (!x->w.full)
		return true;
	x->w = before;
	return false;
}

static bool repeat(struct exchange *x, uint32_t first)
{
	bool live = false;
	for (uint32_t i = first; i < x->m.n; i++)
		if (!step(x, i, &live))
			return false;
	return live;
}

/* RFC 3416 4.2.3: the first names once, the others again and again, until the reply is
 * full or all of them are at the end. */
static size_t answer_bulk(struct exchange *x)
{
	uint32_t once = x->m.error_status < 0 ? 0 : (uint32_t)x->m.error_status;
	bool live = false;
	begin(x, 0, 0);
	for (uint32_t i = 0; i < once && i < x->m.n; i++)
		if (!step(x, i, &live))
			return ber_end(&x->w);
	for (int32_t left = x->m.error_index; left > 0 && once < x->m.n; left--)
		if (!repeat(x, once))
			break;
	return ber_end(&x->w);
}

static size_t answer(struct exchange *x)
{
	bool v1 = x->m.version == SNMP_V1;
	switch (x->m.pdu) {
	case PDU_GET:
		return answer_each(x, get);
	case PDU_NEXT:
		return answer_each(x, next);
	case PDU_BULK:
		return v1 ? 0 : answer_bulk(x);
	case PDU_SET:
		return fail(x, v1 ? NO_SUCH_NAME : NOT_WRITABLE, x->m.n > 0);
	default:
		return 0;
	}
}

static bool quick(struct exchange *x)
{
	const struct agent *a = x->agent;
	if (!a->source->quick || x->m.version != SNMP_V2C)
		return false;
	begin(x, 0, 0);
	return a->source->quick(a->ctx, a->id, &x->m, x->now_ms, &x->w) && !x->w.full;
}

static bool names(struct exchange *x)
{
	for (uint32_t i = 0; i < x->m.n; i++)
		if (!oid_decode(x->m.vb[i].name, x->m.vb[i].name_len,
				&x->scratch->at[i]))
			return false;
	return true;
}

size_t agent_answer_message(const struct agent *a, struct agent_scratch *s,
			    const struct ber_message *m, int64_t now_ms, uint8_t *out,
			    size_t cap)
{
	struct exchange x = {
		.agent = a,
		.scratch = s,
		.m = *m,
		.now_ms = now_ms,
		.out = out,
		.cap = a->reply_max > 0 && a->reply_max < cap ? a->reply_max : cap,
	};
	if (a->hangs && (x.m.pdu != PDU_GET || x.m.n > 1))
		return 0;
	if (quick(&x))
		return ber_end(&x.w);
	return names(&x) ? answer(&x) : 0;
}

size_t agent_answer(const struct agent *a, struct agent_scratch *s,
		    const uint8_t *request, size_t n, int64_t now_ms, uint8_t *out,
		    size_t cap)
{
	struct ber_message m = {.vb = s->vb, .cap = AGENT_VARBINDS};
	if (!ber_decode(request, n, &m) || strlen(a->community) != m.community_len ||
	    memcmp(a->community, m.community, m.community_len) != 0)
		return 0;
	return agent_answer_message(a, s, &m, now_ms, out, cap);
}
