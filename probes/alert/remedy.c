/*
 * remedy: whether a command may try to mend what is wrong before anybody is called. Off
 * unless a policy names one; and when many things fail at once, or somebody else's
 * things do, it is not for a command to touch them.
 */
#include <string.h>

#include "probes/alert/book.h"
#include "probes/alert/ladder.h"

static uint64_t key_of(const struct alert *a)
{
	return table_hash(a->name, strlen(a->name)) * 31 +
	       table_hash(a->entity, strlen(a->entity)) * 7 + (uint64_t)a->check;
}

/* Its device is ours to touch. */
static bool ours(const struct network *net, const struct alert *a)
{
	const struct dev *dev;

	if (a->subject != SUBJECT_DEVICE || a->thing >= net->dev_n)
		return false;
	dev = &net->dev[a->thing];
	return dev->owner == OWNER_PROVIDER &&
	       (dev->site >= net->site_n || !net->site[dev->site].monitored);
}

static uint32_t criticals(const struct alerts *alerts)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < alerts->n; i++) {
		const struct alert *a = alerts->row[i];

		n += alert_live(a) && a->severity == SEV_CRITICAL && !a->planned;
	}
	return n;
}

/* Where to note the next one; NULL: it is too soon. */
static struct remedied *place(struct escalation *e, uint64_t key, int64_t now_ms)
{
	struct remedied *free_one = NULL;

	for (int i = 0; i < REMEDY_MOST; i++) {
		struct remedied *r = &e->remedied[i];
		bool recent = r->at_ms && now_ms - r->at_ms < REMEDY_REST_MS;

		if (recent && r->key == key)
			return NULL;
		if (!recent)
			free_one = r;
	}
	return free_one;
}

void remedy_remember(struct escalation *e, const struct alert *a)
{
	struct remedied *r = place(e, key_of(a), a->ladder.remedy_ms);

	if (a->ladder.remedy_ms && r)
		*r = (struct remedied){a->ladder.remedy_ms, key_of(a)};
}

void remedy_try(struct escalation *e, const struct alerts *alerts,
		const struct network *net, struct alert *a, const struct policy *p,
		int64_t now_ms)
{
	struct remedied *r;

	if (!p || p->remedy == NONE || a->ladder.remedy_ms ||
	    a->ladder.held != HELD_NOT || now_ms < alerts->cold_until_ms ||
	    !ours(net, a) || criticals(alerts) > REMEDY_CRITICALS)
		return;
	r = place(e, key_of(a), now_ms);
	if (!r)
		return;
	*r = (struct remedied){now_ms, key_of(a)};
	a->ladder.remedy_ms = now_ms;
	escalation_intend(e, &(struct intent){.kind = INTENT_REMEDY,
					      .alert = a->id,
					      .contact = NONE,
					      .hook = p->remedy,
					      .tier = 1});
}
