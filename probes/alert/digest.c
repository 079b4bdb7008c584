/*
 * digest: what one person gets in a minute: LADDER_NOTICES notices alone, and what else
 * is due at that moment as one; the rest waits for the next minute. Waiting is a
 * deadline of the alert put off, so that nothing is gathered that a restart could lose.
 */
#include "probes/alert/ladder.h"

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

int64_t digest_post(struct escalation *e, const struct alert *a, const struct intent *i,
		    int64_t now_ms)
{
	struct post *p = post_of(e, i->contact, now_ms);

	if (i->note[0]) { /* by hand: at once */
		escalation_intend(e, i);
		return 0;
	}
	if (p->digested)
		return p->since_ms + LADDER_MINUTE_MS;
	if (p->sent < LADDER_NOTICES) {
		p->sent++;
		escalation_intend(e, i);
		return 0;
	}
	if (i->kind == INTENT_RESOLVE)
		p->over++;
	else
		p->n++;
	if (!p->worst || (i->kind == INTENT_NOTICE && a->severity > p->severity)) {
		p->worst = a->id;
		p->severity = i->kind == INTENT_NOTICE ? a->severity : SEV_NONE;
		p->tier = i->tier;
	}
	return 0;
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
						      .over = p->over});
		p->n = p->over = 0;
		p->worst = 0;
		p->severity = SEV_NONE;
		p->digested = true;
	}
}
