/*
 * keep: what becomes of alerts without new readings: time ends acknowledgements and
 * ghosts, a restart brings alerts back from the journal, and a new configuration gives
 * their things new rows.
 */
#include <math.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/alert/escalation.h"
#include "probes/model/circuit.h"

#define OWED_KEPT_MS LADDER_OWED_MS /* somebody is to be told that it is over */
#define GHOST_KEPT_MS 3600000 /* as long as its openings count as flaps */

/* --- time --- */

/* Forget a ghost, and its track when nothing else is pending there. */
static void forget(struct alerts *alerts, struct alert *a, int64_t now_ms)
{
	struct book *book = book_of(alerts, a->subject, a->thing);

	for (uint32_t i = 0; book && i < book->n; i++) {
		struct track *t = book->track[i];

		if (t->alert != a)
			continue;
		t->alert = NULL;
		flap_forget_old(t, now_ms);
		if (book_idle(alerts, t) || t->slot == SLOT_GONE)
			book_remove(book, i);
		break;
	}
	alert_free(a);
}

void alerts_tick(struct alerts *alerts, int64_t now_ms, struct event_list *out)
{
	uint32_t kept = 0;

	undo_trim(alerts, now_ms);
	for (uint32_t i = 0; i < alerts->n; i++) {
		struct alert *a = alerts->row[i];

		if (alert_live(a) && a->thing == NONE)
			alert_end(alerts, a, now_ms, out); /* not configured any more */
		ack_tick(alerts, a, now_ms, out);
		alert_flap(a, now_ms);
		if (!alert_live(a) &&
		    now_ms - a->cleared_ms >=
			    (a->ladder.told || a->ladder.spool ? OWED_KEPT_MS
								 : GHOST_KEPT_MS))
			forget(alerts, a, now_ms);
		else
			alerts->row[kept++] = a;
	}
	if (kept != alerts->n)
		alerts->generation++;
	alerts->n = kept;
}

/* --- restart and reload --- */

uint32_t alert_thing(const struct network *net, enum subject subject, const char *name)
{
	if (subject == SUBJECT_DEVICE)
		return network_dev_find(net, name);
	if (subject == SUBJECT_CUSTOMER)
		return network_customer_find(net, name);
	if (subject == SUBJECT_CIRCUIT)
		return network_circuit_find(net, name);
	if (subject == SUBJECT_WATCH)
		return 0; /* there is only one */
	for (site_id s = 0; subject == SUBJECT_SITE && s < net->site_n; s++)
		if (strcmp(network_str(net, net->site[s].name), name) == 0)
			return s;
	return NONE;
}

uint32_t alert_thing_named(const struct network *net, const char *name,
			   enum subject *subject)
{
	static const enum subject order[] = {SUBJECT_DEVICE, SUBJECT_SITE,
					     SUBJECT_CIRCUIT, SUBJECT_CUSTOMER};

	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		uint32_t thing = alert_thing(net, order[i], name);

		*subject = order[i];
		if (thing != NONE)
			return thing;
	}
	*subject = SUBJECT_DEVICE;
	return NONE;
}

static struct track *track_of(const struct book *book, const struct alert *a)
{
	for (uint32_t i = 0; i < book->n; i++)
		if (book->track[i]->check == a->check &&
		    strcmp(book->track[i]->entity, a->entity) == 0)
			return book->track[i];
	return NULL;
}

/* The track of the alert's key; made if there is none. Where an interface stands is
 * found with the next judgement, when the shape is seen to differ. */
static struct track *track_made(struct alerts *alerts, struct book *book,
				const struct alert *a)
{
	uint32_t slot = a->entity[0] ? SLOT_GONE : SLOT_SELF, at;
	struct track *t = track_of(book, a);

	if (t)
		return t;
	book_find(book, slot, a->check, &at);
	return book_insert(alerts, book, at, slot, a->check, a->entity);
}

/* Give the alert its track again, unless a newer occurrence of its key has it. */
static void bind(struct alerts *alerts, const struct network *net, struct alert *a)
{
	struct book *book;
	struct track *t;

	a->thing = alert_thing(net, a->subject, a->name);
	a->rule = NULL;
	book = book_of(alerts, a->subject, a->thing);
	if (!book)
		return;
	t = track_made(alerts, book, a);
	if (t->alert && t->alert->id > a->id)
		return;
	t->alert = a;
	t->on = alert_live(a);
	t->restored = !memory_recall(alerts, t, a->memory) && alert_live(a);
	if (a->subject == SUBJECT_DEVICE)
		book->shape = ~net->dev[a->thing].shape;
	if (a->check == CHECK_UNREACHABLE || a->check == CHECK_SITE_ISOLATED ||
	    a->check == CHECK_CIRCUIT_DOWN)
		book->told_down = alert_live(a);
	alert_rank_of(alerts, a);
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/* It was on its way to be an alert: it goes on from there. */
static void restore_pending(struct alerts *alerts, const struct network *net,
			    const struct alert *saved)
{
	uint32_t thing = alert_thing(net, saved->subject, saved->name);
	struct book *book = book_of(alerts, saved->subject, thing);
	struct track *t;

	if (alerts->next_id <= saved->id)
		alerts->next_id = saved->id + 1;
	if (!book) {
		memory_drop(alerts, saved);
		return;
	}
	t = track_made(alerts, book, saved);
	memory_recall(alerts, t, saved->memory);
	t->id = saved->id;
	t->first_bad_ms = saved->first_bad_ms;
	t->last_good_ms = saved->last_good_ms;
	t->at_ms = saved->changed_ms;
	if (saved->subject == SUBJECT_DEVICE)
		book->shape = ~net->dev[thing].shape;
}

void alerts_restore(struct alerts *alerts, const struct network *net,
		    const struct alert *saved)
{
	struct alert *a;

	if (alert_find(alerts, saved->id))
		return;
	if (saved->state == ALERT_PENDING) {
		restore_pending(alerts, net, saved);
		return;
	}
	a = alert_put(alerts, saved->id);
	*a = *saved;
	a->name = a->entity = a->text = a->ack.note = NULL;
	a->suppressed_by = a->planned_by = a->evidence = NULL;
	a->ladder.told = a->ladder.heard = a->ladder.spool = NULL;
	if (saved->ladder.spool && saved->ladder.spool[0])
		alert_set(&a->ladder.spool, saved->ladder.spool);
	if (saved->ladder.told && saved->ladder.told[0])
		alert_set(&a->ladder.told, saved->ladder.told);
	if (saved->ladder.heard && saved->ladder.heard[0])
		alert_set(&a->ladder.heard, saved->ladder.heard);
	a->ticket = a->memory = NULL;
	alert_set(&a->name, or_empty(saved->name));
	alert_set(&a->entity, or_empty(saved->entity));
	alert_set(&a->text, or_empty(saved->text));
	alert_set(&a->suppressed_by, or_empty(saved->suppressed_by));
	alert_set(&a->planned_by, or_empty(saved->planned_by));
	if (saved->ticket)
		alert_set(&a->ticket, saved->ticket);
	if (saved->evidence)
		alert_set(&a->evidence, saved->evidence);
	if (saved->memory)
		alert_set(&a->memory, saved->memory);
	if (a->ack.at_ms) {
		alert_set(&a->ack.note, or_empty(saved->ack.note));
		a->ack.durable = true;
	}
	a->hides = 0;
	a->clear = NAN; /* its rule's, at the next reading */
	a->flap_min = a->opened_ms / 60000;
	a->flap_bits = (UINT64_C(1) << (a->flaps < 60 ? a->flaps : 60)) - 1;
	bind(alerts, net, a);
	if (book_of(alerts, a->subject, a->thing))
		book_of(alerts, a->subject, a->thing)->tell_anew = true;
}
