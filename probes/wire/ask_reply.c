/*
 * What comes in, judged: an answer to something asked, a Report that makes us ask
 * again, news that a port is closed; or late, broken or forged, and then counted.
 */
#include <errno.h>

#include "probes/base/clock.h"
#include "probes/wire/ask_private.h"

enum { LEARNT_MAX = 3 }; /* Reports that a request is repeated for */

/* Something of the peer came: it lives, and maybe says how far it is. */
static int64_t heard(struct ask *a, struct request *r)
{
	struct peer *p = &a->peer[r->peer];
	int64_t rtt_us = a->arrived_us > r->sent_us ? a->arrived_us - r->sent_us : 1;

	p->silent = p->gone = false;
	/* Karn: of a repeated request one cannot know which time it was. */
	if (r->tries == 1) {
		peer_rtt(p, rtt_us);
		pace_rtt(&a->pace, p->subnet, rtt_us, a->pump_ms);
		a->srtt_us += (rtt_us - a->srtt_us) / (a->srtt_us ? 64 : 1);
	}
	return rtt_us;
}

static void answered(struct ask *a, uint32_t slot, const struct ber_message *m,
		     size_t n, bool taken)
{
	int64_t rtt_us = heard(a, &a->request[slot]);
	ask_finish(a, slot,
		   &(struct ask_reply){
			   .result = ASK_OK,
			   .error_status = m->error_status,
			   .error_index = m->error_index,
			   .vb = m->vb,
			   .n = m->n,
			   .taken = taken,
			   .bytes = (uint32_t)n,
			   .rtt_us = rtt_us,
		   });
}

/* Whoever asked may know what must stand there, and take it as it is. */
static bool take(const struct request *r, const struct ber_message *m, size_t n)
{
	return r->take && m->error_status == 0 &&
	       r->take(r->ctx, m->list, m->list_len, (uint32_t)n);
}

static void v2_arrived(struct ask *a, uint32_t slot, struct ber_message *m, size_t n)
{
	const struct request *r = &a->request[slot];
	bool taken = take(r, m, n);

	if (!taken && !ber_varbinds(m))
		a->stats.malformed++;
	else if (!taken && !reply_fits(r, m, a->asked))
		a->stats.spoofed++;
	else
		answered(a, slot, m, n, taken);
}

/* A response of version 3 that is what it says: does it answer what was asked? */
static void v3_answered(struct ask *a, uint32_t slot, const struct ber_message *m,
			size_t n)
{
	const struct request *r = &a->request[slot];

	if (r->kind != ASK_REQUEST) {
		heard(a, &a->request[slot]);
		ask_finish_without(
			a, slot,
			r->kind == ASK_SIGNED_PROBE ? ASK_WRONG_KEY : ASK_TIMEOUT, 0);
	} else if (m->pdu == PDU_REPORT || reply_fits(r, m, a->asked))
		answered(a, slot, m, n, false);
	else
		a->stats.spoofed++;
}

static void v3_arrived(struct ask *a, uint32_t slot, uint8_t *bytes, size_t n)
{
	struct request *r = &a->request[slot];
	struct v3_agent *agent = a->peer[r->peer].v3;
	struct ber_message m = {.vb = a->vb, .cap = ASK_VARBINDS_MAX};
	enum ask_result why;

	switch (v3_receive(agent, bytes, n, ask_level(a, r), clock_mono_ms(),
			   a->scratch, &m, &why)) {
	case V3_ANSWER:
		v3_answered(a, slot, &m, n);
		break;
	case V3_LEARNT:
		heard(a, r);
		if (++r->learnt > LEARNT_MAX)
			ask_finish_without(a, slot, why, 0);
		else
			ask_again(a, slot);
		break;
	case V3_FAILED:
		heard(a, r);
		ask_finish_without(a, slot, why, 0);
		break;
	case V3_MALFORMED:
		a->stats.malformed++;
		break;
	case V3_FORGED:
		a->stats.spoofed++;
		break;
	}
}

/* Whatever says our id in version 3 is an agent that lives. */
static void discovered(struct ask *a, uint32_t slot, const uint8_t *bytes, size_t n)
{
	struct v3_message msg;
	if (v3_decode(bytes, n, &msg))
		answered(a, slot, &(struct ber_message){0}, n, false);
	else
		a->stats.malformed++;
}

/* The slot of the request with this id, NONE when there is none on its way. */
static uint32_t on_its_way(const struct ask *a, int32_t id)
{
	uint32_t slot = ids_find(&a->ids, id);
	return slot != NONE && a->request[slot].sent_us > 0 ? slot : NONE;
}

static void asked_nobody(struct ask *a, int32_t id)
{
	*(ids_was(&a->ids, id) ? &a->stats.late : &a->stats.spoofed) += 1;
}

static bool speaks_v3(const struct ask *a, const struct request *r)
{
	return r->kind == ASK_DISCOVERY || a->peer[r->peer].v3;
}

/* No message of version 1 or 2c as a whole: of version 3, or broken. */
static void other_arrived(struct ask *a, uint8_t *bytes, size_t n,
			  const union address *from)
{
	int version;
	int32_t id;

	if (!ber_peek(bytes, n, &version, &id)) {
		a->stats.malformed++;
		return;
	}
	uint32_t slot = on_its_way(a, id);
	if (slot == NONE) {
		asked_nobody(a, id);
		return;
	}
	const struct request *r = &a->request[slot];
	bool v3 = speaks_v3(a, r);
	if (!peer_answers_from(&a->peer[r->peer], from) || v3 != (version == SNMP_V3))
		a->stats.spoofed++;
	else if (r->kind == ASK_DISCOVERY)
		discovered(a, slot, bytes, n);
	else if (v3)
		v3_arrived(a, slot, bytes, n);
	else
		a->stats.malformed++;
}

void ask_open_arrival(const struct ask *a, struct arrival *d)
{
	int version;
	int32_t id;

	d->opened = ber_open(d->bytes, d->n, &d->m);
	d->slot = NONE;
	if (d->opened)
		d->slot = ids_find(&a->ids, d->m.request_id);
	else if (ber_peek(d->bytes, d->n, &version, &id))
		d->slot = ids_find(&a->ids, id);
	if (d->slot != NONE)
		table_fetch(&a->request[d->slot], sizeof *a->request);
}

void ask_foresee_arrival(const struct ask *a, const struct arrival *d)
{
	const struct request *r;

	if (d->slot == NONE)
		return;
	r = &a->request[d->slot];
	ask_foresee(a, r->peer);
	table_fetch(r->ctx, 1);
	table_fetch(r->bytes, r->len);
}

void ask_arrived(struct ask *a, struct arrival *d)
{
	struct ber_message *m = &d->m;

	a->stats.received++;
	if (!d->opened) {
		other_arrived(a, d->bytes, d->n, d->from);
		return;
	}
	/* What was on its way when it was opened may be over. */
	uint32_t slot = on_its_way(a, m->request_id);
	if (slot == NONE) {
		asked_nobody(a, m->request_id);
		return;
	}
	const struct request *r = &a->request[slot];
	const struct peer *p = &a->peer[r->peer];
	m->vb = a->vb;
	m->cap = ASK_VARBINDS_MAX;
	if (!peer_answers_from(p, d->from) || speaks_v3(a, r) ||
	    !v2_answers(r, p->auth, m))
		a->stats.spoofed++;
	else
		v2_arrived(a, slot, m, d->n);
}

void ask_bounced(struct ask *a, const uint8_t *bytes, size_t n, const union address *to,
		 int error)
{
	int version;
	int32_t id;
	uint32_t slot;

	if (!ber_peek(bytes, n, &version, &id) || (slot = on_its_way(a, id)) == NONE ||
	    !peer_is_at(&a->peer[a->request[slot].peer], to))
		return;
	if (error == ECONNREFUSED) {
		ask_fail_soon(a, slot, ASK_REFUSED, error);
		return;
	}
	/* A route may come back while we ask again: remember it, and go on. */
	a->request[slot].verdict = ASK_UNREACHABLE;
	a->request[slot].error = error;
}
