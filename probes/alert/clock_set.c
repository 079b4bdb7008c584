/*
 * clock_set: our clock was set. Instants are kept by the wall clock, as people are told
 * them; what lies between two of them must not change because it was wrong. So all that
 * is open moves along: an hour in hand stays an hour, the next rung is called when its
 * time is up, and what opened a minute ago opened a minute ago. Hours, calendars and
 * windows are of the new time, and events stay as they were stamped.
 */
#include "probes/alert/book.h"
#include "probes/alert/escalation.h"
#include "probes/base/table.h"

#include <stddef.h>

#define INSTANT(member) offsetof(struct alert, member)

static const size_t instants[] = {
	INSTANT(last_good_ms),      INSTANT(first_bad_ms),     INSTANT(occurred_ms),
	INSTANT(opened_ms),	 INSTANT(changed_ms),       INSTANT(cleared_ms),
	INSTANT(released_ms),       INSTANT(unplanned_ms),     INSTANT(calm_ms),
	INSTANT(owned_ms),	  INSTANT(ack.at_ms),	INSTANT(ack.until_ms),
	INSTANT(ladder.next_at_ms), INSTANT(ladder.told_ms), INSTANT(ladder.remedy_ms),
};

static void move(int64_t *at_ms, int64_t by_ms)
{
	if (*at_ms)
		*at_ms += by_ms;
}

static void move_alert(struct alert *a, int64_t by_ms)
{
	for (size_t i = 0; i < sizeof instants / sizeof *instants; i++)
		move((int64_t *)((char *)a + instants[i]), by_ms);
	if (a->flap_min)
		a->flap_min += by_ms / 60000;
}

/* But for when it was read and judged: what lasts is measured from one reading to the
 * next, see persist.c. */
static void move_track(struct track *t, int64_t by_ms)
{
	move(&t->moved_ms, by_ms);
	move(&t->eased_ms, by_ms);
	move(&t->last_good_ms, by_ms);
	move(&t->first_bad_ms, by_ms);
	for (unsigned i = 0; i < FLAP_DOWNS; i++)
		move(&t->down_ms[i], by_ms);
}

static void move_book(struct book *book, int64_t by_ms)
{
	for (uint32_t i = 0; i < book->n; i++)
		move_track(book->track[i], by_ms);
	move(&book->evidence_ms, by_ms);
	book->set_until_ms = 0; /* other hours, other rules */
}

void alerts_clock_set(struct alerts *alerts, int64_t by_ms)
{
	for (uint32_t i = 0; i < alerts->n; i++) {
		struct alert *a = alerts->row[i];

		move_alert(a, by_ms);
		if (!alert_live(a) && !a->ladder.next_at_ms)
			continue;
		TABLE_GROW(alerts->moved, alerts->moved_cap, alerts->moved_n + 1);
		alerts->moved[alerts->moved_n++] = a->id;
	}
	book_each(alerts, move_book, by_ms);
	move(&alerts->cold_until_ms, by_ms);
	undo_trim(alerts, INT64_MAX); /* what is undone is found by its instant */
	alerts->generation++;
}

void escalation_clock_set(struct escalation *e, int64_t by_ms)
{
	for (uint32_t i = 0; i < e->due_n; i++)
		e->due[i].at_ms += by_ms;
	for (uint32_t c = 0; c < e->roster->contact_n; c++)
		move(&e->post[c].since_ms, by_ms);
	for (unsigned i = 0; i < REMEDY_MOST; i++)
		move(&e->remedied[i].at_ms, by_ms);
	move(&e->unsent_ms, by_ms);
}
