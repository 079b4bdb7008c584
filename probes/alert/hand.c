/*
 * hand: what is said of an alert without changing its state: who has it, its ticket, a
 * call for the next tier; and alerts that people raise and clear themselves, for what
 * no rule can see.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/alert/escalation.h"

#define NOTE_MAX 512

const char *alert_holder(const struct alert *a)
{
	if (a->owner[0])
		return a->owner;
	return a->state == ALERT_ACKNOWLEDGED ? a->ack.by.name : "";
}

int64_t alert_held_since(const struct alert *a)
{
	return a->owner[0] ? a->owned_ms : a->ack.at_ms;
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/* The live alert of this id; else NULL and why. */
static struct alert *live(const struct alerts *alerts, uint64_t id, int *why)
{
	struct alert *a = alert_find(alerts, id);

	*why = a ? ALERT_IS_CLEARED : ALERT_NO_SUCH;
	return alert_live(a) ? a : NULL;
}

int alert_own(struct alerts *alerts, uint64_t id, const struct who *who,
	      const char *name, const char *note, int64_t now_ms,
	      struct event_list *out)
{
	char said[NOTE_MAX], before[sizeof(((struct alert *)0)->owner)];
	int why;
	struct alert *a = live(alerts, id, &why);

	if (!a)
		return why;
	if (!name || !name[0])
		name = who->name;
	snprintf(before, sizeof before, "%s", a->owner[0] ? a->owner : "-");
	snprintf(said, sizeof said, "%s%s%s", name, note && note[0] ? ": " : "",
		 or_empty(note));
	if (strcmp(name, "-") == 0)
		name = "";
	snprintf(a->owner, sizeof a->owner, "%.*s", (int)sizeof a->owner - 1, name);
	a->owned_ms = name[0] ? now_ms : 0;
	alert_tell_act(alerts, a, EVENT_OWNED, who, said, before, now_ms, out);
	return ALERT_OK;
}

int alert_set_ticket(struct alerts *alerts, uint64_t id, const struct who *who,
		     const char *ticket, int64_t now_ms, struct event_list *out)
{
	struct alert *a = alert_find(alerts, id);
	char before[NOTE_MAX];

	if (!a)
		return ALERT_NO_SUCH;
	if (strcmp(or_empty(a->ticket), or_empty(ticket)) == 0)
		return ALERT_OK;
	snprintf(before, sizeof before, "%s", or_empty(a->ticket));
	alert_set(&a->ticket, or_empty(ticket));
	alert_tell_act(alerts, a, EVENT_TICKET, who, a->ticket, before, now_ms,
		       out);
	return ALERT_OK;
}

int alert_escalate(struct alerts *alerts, uint64_t id, const struct who *who,
		   const char *vendor_case, const char *note, int64_t now_ms,
		   struct event_list *out)
{
	bool vendor = vendor_case && vendor_case[0];
	char said[NOTE_MAX];
	int why;
	struct alert *a = live(alerts, id, &why);
	char before[96];

	if (!a)
		return why;
	ladder_words(&a->ladder, before, sizeof before);
	if (a->suppressed)
		return ALERT_IS_HIDDEN;
	snprintf(said, sizeof said, "%s%s%s%s", vendor ? "case " : "",
		 vendor ? vendor_case : "", vendor && note && note[0] ? ": " : "",
		 or_empty(note));
	alert_tell_act(alerts, a, EVENT_ESCALATE_ASKED, who, said, before, now_ms, out);
	out->event[out->n - 1].value = vendor ? 3 : (double)NAN;
	return ALERT_OK;
}

/* --- raised by people --- */

static const char *name_of(const struct network *net, enum subject subject,
			   uint32_t thing)
{
	if (subject == SUBJECT_DEVICE && thing < net->dev_n)
		return network_str(net, net->dev[thing].name);
	if (subject == SUBJECT_SITE && thing < net->site_n)
		return network_str(net, net->site[thing].name);
	if (subject == SUBJECT_CIRCUIT && thing < net->circuit_n)
		return network_str(net, net->circuit[thing].name);
	if (subject == SUBJECT_CUSTOMER && thing < net->customer_n)
		return network_str(net, net->customer[thing].name);
	return NULL;
}

static struct alert *raised_new(struct alerts *alerts, const struct network *net,
				const struct raise_request *r, int64_t now_ms)
{
	struct alert *a = alert_put(alerts, alerts->next_id);

	a->subject = r->subject;
	a->thing = r->thing;
	alert_set(&a->name, name_of(net, r->subject, r->thing));
	alert_set(&a->entity, "");
	alert_set(&a->text, r->text);
	a->check = CHECK_RAISED;
	a->category = check_category(CHECK_RAISED);
	a->severity = r->severity;
	a->state = ALERT_OPEN;
	a->opened_ms = a->changed_ms = now_ms;
	a->first_bad_ms = now_ms;
	snprintf(a->raised_by, sizeof a->raised_by, "%s", r->by.name);
	return a;
}

int alert_raise(struct alerts *alerts, const struct network *net,
		const struct raise_request *r, int64_t now_ms, struct event_list *out,
		uint64_t *id)
{
	struct book *book;
	struct track *t;
	uint32_t at;

	if (!name_of(net, r->subject, r->thing))
		return ALERT_NO_SUCH;
	if (!r->text || !r->text[0])
		return ALERT_NOTE_NEEDED;
	book = book_of(alerts, r->subject, r->thing);
	t = book_find(book, SLOT_SELF, CHECK_RAISED, &at);
	if (t && alert_live(t->alert)) {
		*id = t->alert->id;
		return ALERT_IS_RAISED;
	}
	if (!t)
		t = book_insert(alerts, book, at, SLOT_SELF, CHECK_RAISED, "");
	t->alert = raised_new(alerts, net, r, now_ms);
	*id = t->alert->id;
	alert_tell_act(alerts, t->alert, EVENT_OPENED, &r->by, "", "", now_ms, out);
	alert_rank_of(alerts, t->alert);
	return ALERT_OK;
}

int alert_clear(struct alerts *alerts, uint64_t id, const struct who *who,
		const char *note, int64_t now_ms, struct event_list *out)
{
	int why;
	struct alert *a = live(alerts, id, &why);
	char before[STAND_SIZE];
	struct event *e;

	if (!a)
		return why;
	if (a->check != CHECK_RAISED)
		return ALERT_NOT_RAISED;
	ack_stand(a, before);
	alert_end(alerts, a, now_ms, out);
	e = &out->event[out->n - 1];
	e->who = *who;
	e->note = arena_strdup(&out->text, or_empty(note));
	e->before = arena_strdup(&out->text, before);
	alert_rank_of(alerts, a);
	return ALERT_OK;
}
