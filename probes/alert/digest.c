/*
 * digest: what one person gets in a minute: LADDER_NOTICES notices alone, and what else
 * is due at that moment as one; the rest waits for the next minute. Waiting is a
 * deadline of the alert put off, so that nothing is gathered that a restart could lose;
 * and what was gathered is in the spools of its alerts until a hook has begun with it.
 */
#include <stdlib.h>

#include "probes/alert/ladder.h"
#include "probes/base/table.h"

/* A minute begins. Behind one that was full the next one is, too, but for a digest. */
static struct post *post_of(struct escalation *e, uint32_t contact, int64_t now_ms)
{
	struct post *p = &e->post[contact];

	if (p->n + p->over || now_ms - p->since_ms < LADDER_MINUTE_MS)
		return p;
	p->sent = p->digested && now_ms - p->since_ms < 2 * LADDER_MINUTE_MS
			  ? LADDER_NOTICES
			  : 0;
	p->since_ms = now_ms;
	p->digested = false;
	return p;
}

int64_t digest_waits(struct escalation *e, uint32_t contact, int64_t now_ms)
{
	const struct post *p = post_of(e, contact, now_ms);

	return p->digested ? p->since_ms + LADDER_MINUTE_MS : 0;
}

static struct digest *digest_find(const struct escalation *e, uint32_t number)
{
	for (uint32_t i = 0; i < e->digest_n; i++)
		if (e->digest[i].number == number)
			return &e->digest[i];
	return NULL;
}

/* The one that is being gathered for this person. */
static struct digest *digest_for(struct escalation *e, uint32_t contact)
{
	struct post *p = &e->post[contact];

	if (p->digest)
		return digest_find(e, p->digest);
	p->digest = ++e->digests;
	TABLE_GROW(e->digest, e->digest_cap, e->digest_n + 1);
	e->digest[e->digest_n] =
		(struct digest){.number = p->digest, .contact = contact};
	return &e->digest[e->digest_n++];
}

static void gather(struct escalation *e, const struct alert *a, const struct intent *i)
{
	struct post *p = &e->post[i->contact];
	struct digest *d = digest_for(e, i->contact);

	TABLE_GROW(d->of, d->cap, d->n + 1);
	d->of[d->n++] = (struct digested){a->id, i->tier, i->kind == INTENT_RESOLVE};
	if (i->kind == INTENT_RESOLVE)
		p->over++;
	else
		p->n++;
	if (!p->worst || (i->kind == INTENT_NOTICE && a->severity > p->severity)) {
		p->worst = a->id;
		p->severity = i->kind == INTENT_NOTICE ? a->severity : SEV_NONE;
		p->tier = i->tier;
	}
}

void digest_post(struct escalation *e, const struct alert *a, const struct intent *i,
		 int64_t now_ms)
{
	struct post *p = post_of(e, i->contact, now_ms);

	if (!i->note[0] && p->sent >= LADDER_NOTICES) {
		gather(e, a, i);
		return;
	}
	if (!i->note[0]) /* by hand: at once, and not counted */
		p->sent++;
	escalation_intend(e, i);
}

void digest_flush(struct escalation *e, int64_t now_ms)
{
	(void)now_ms;
	for (uint32_t c = 0; c < e->roster->contact_n; c++) {
		struct post *p = &e->post[c];

		if (!p->n && !p->over)
			continue;
		escalation_intend(e, &(struct intent){.kind = INTENT_DIGEST,
						      .alert = p->worst,
						      .contact = c,
						      .hook = NONE,
						      .tier = p->tier,
						      .n = p->n,
						      .over = p->over,
						      .digest = p->digest});
		p->n = p->over = p->digest = 0;
		p->worst = 0;
		p->severity = SEV_NONE;
		p->digested = true;
	}
}

/* --- what became of it --- */

void escalation_digest(struct escalation *e, uint32_t number, enum digest_fate fate,
		       int64_t after_ms)
{
	struct digest *d = digest_find(e, number);

	if (!d)
		return;
	d->fate = fate;
	d->after_ms = after_ms;
	d->at = fate == DIGEST_TAKEN ? d->n : 0;
}

static void drop(struct escalation *e, struct digest *d)
{
	free(d->of);
	*d = e->digest[--e->digest_n];
}

static void meets(struct escalation *e, struct alerts *alerts, const struct digest *d,
		  struct alert *a, const struct digested *of, int64_t now_ms)
{
	const char *name = e->roster->contact[d->contact].name;

	switch (d->fate) {
	case DIGEST_GATHERED:
	case DIGEST_TAKEN:
		break;
	case DIGEST_BEGUN:
		ladder_unspool(a, of->over, name);
		break;
	case DIGEST_WAITS:
		ladder_spool(a, of->over, of->tier, "", name);
		break;
	case DIGEST_FAILED:
		ladder_unspool(a, of->over, name);
		if (!of->over) {
			escalation_failed(e, alerts, a->id, now_ms);
			break;
		}
		/* fall through */
	case DIGEST_UNSENT:
		if (d->after_ms)
			escalation_unsent(e, alerts, a->id, d->contact, of->over,
					  d->after_ms, now_ms);
		break;
	}
}

struct alert *escalation_digested(struct escalation *e, struct alerts *alerts,
				  int64_t now_ms)
{
	for (uint32_t i = e->digest_n; i-- > 0;) {
		struct digest *d = &e->digest[i];

		while (d->fate != DIGEST_GATHERED && d->at < d->n) {
			const struct digested *of = &d->of[d->at++];
			struct alert *a = alert_find(alerts, of->alert);

			if (!a)
				continue;
			meets(e, alerts, d, a, of, now_ms);
			return a;
		}
		if (d->fate >= DIGEST_TAKEN)
			drop(e, d);
	}
	return NULL;
}

void digest_fini(struct escalation *e)
{
	for (uint32_t i = 0; i < e->digest_n; i++)
		free(e->digest[i].of);
	free(e->digest);
}
