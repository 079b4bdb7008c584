/*
 * memory: what a key remembers between two readings, as a line of text that the journal
 * keeps with its alert: so pending alerts, runs of readings and flaps survive a
 * restart. Times are absolute. Bands go by the names of their rules, for rules may be
 * others then.
 *
 *   @MOVED,DOWN,DOWN… ON then for each band that remembers something RULE=HELD/HIT/MARK
 *
 * What is pending has no alert yet: its row is an intent of its own (alerts->memo). It
 * is written when it begins, which is all that "for ten minutes" needs, and with every
 * reading that counts for "three polls"; so a crash loses none. What is open is written
 * with its events, and where it may flap whenever it comes or goes. What the watch
 * thinks of itself begins anew with it.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/base/log.h"

#define MEMORY_MAX 768

static size_t put_downs(const struct track *t, char *out, size_t cap)
{
	int n = snprintf(out, cap, "@%" PRId64, t->moved_ms);

	for (int i = 0; i < FLAP_DOWNS && t->down_ms[i]; i++)
		n += snprintf(out + n, cap - (size_t)n, ",%" PRId64, t->down_ms[i]);
	n += snprintf(out + n, cap - (size_t)n, " %d", t->on);
	return (size_t)n;
}

static void put(const struct alerts *alerts, const struct track *t, char *out,
		size_t cap)
{
	const struct rule *const *rule;
	uint32_t n = book_rules(alerts, (enum check)t->check, &rule);
	size_t len = put_downs(t, out, cap);

	for (uint32_t i = 0; i < n; i++) {
		const struct band *b = &t->band[i];
		int more;

		if (!b->held && !b->run.hit)
			continue;
		more = snprintf(out + len, cap - len, " %s=%d/%" PRIx64 "/%" PRId64,
				rule[i]->name, b->held, b->run.hit, b->run.mark);
		if ((size_t)more >= cap - len) {
			out[len] = '\0'; /* the rest begins anew */
			return;
		}
		len += (size_t)more;
	}
}

void memory_note(const struct alerts *alerts, const struct track *t, struct alert *a)
{
	char text[MEMORY_MAX];

	put(alerts, t, text, sizeof text);
	alert_set(&a->memory, text);
}

/* --- reading --- */

static const char *get_downs(struct track *t, const char *s)
{
	char *end = NULL;

	if (*s != '@')
		return NULL;
	t->moved_ms = strtoll(s + 1, &end, 10);
	for (int i = 0; *end == ',' && i < FLAP_DOWNS; i++)
		t->down_ms[i] = strtoll(end + 1, &end, 10);
	if (*end != ' ')
		return NULL;
	t->on = strtol(end + 1, &end, 10) != 0;
	return end;
}

static struct band *band_named(const struct alerts *alerts, struct track *t,
			       const char *name, size_t len)
{
	const struct rule *const *rule;
	uint32_t n = book_rules(alerts, (enum check)t->check, &rule);

	for (uint32_t i = 0; i < n; i++)
		if (strlen(rule[i]->name) == len &&
		    strncmp(rule[i]->name, name, len) == 0)
			return &t->band[i];
	return NULL;
}

/* One " RULE=HELD/HIT/MARK"; names hold blanks as they like, but no '='. */
static const char *get_band(const struct alerts *alerts, struct track *t, const char *s)
{
	const char *equals = strchr(s, '=');
	struct band band = {.held = false}, *to;
	char *end;

	if (*s != ' ' || !equals)
		return NULL;
	band.held = strtol(equals + 1, &end, 10) != 0;
	if (*end != '/')
		return NULL;
	band.run.hit = strtoull(end + 1, &end, 16);
	if (*end != '/')
		return NULL;
	band.run.mark = strtoll(end + 1, &end, 10);
	to = band_named(alerts, t, s + 1, (size_t)(equals - s - 1));
	if (to)
		*to = band;
	return end;
}

bool memory_recall(const struct alerts *alerts, struct track *t, const char *text)
{
	const struct rule *const *rule;
	uint32_t n = book_rules(alerts, (enum check)t->check, &rule);
	const char *s = text ? get_downs(t, text) : NULL;
	bool held = false;

	while (s && *s)
		s = get_band(alerts, t, s);
	for (uint32_t i = 0; i < n; i++)
		held = held || t->band[i].held;
	return held;
}

/* --- what is pending --- */

/* A run that takes time or several readings; what opens at once is not worth a line. */
static bool is_waiting(const struct alerts *alerts, const struct track *t)
{
	const struct rule *const *rule;
	uint32_t n = book_rules(alerts, (enum check)t->check, &rule);

	for (uint32_t i = 0; i < n; i++) {
		const struct persist *p = &rule[i]->opens;
		bool slow = p->by == PERSIST_POLLS ? p->k > 1 : p->ms > 0;

		if (slow && t->band[i].run.hit && !t->band[i].held)
			return true;
	}
	return false;
}

static struct alert *memo(struct alerts *alerts, enum alert_state state, uint64_t id)
{
	struct alert *a = calloc(1, sizeof *a);

	if (!a)
		die("out of memory");
	a->id = id;
	a->thing = NONE;
	a->state = state;
	a->value = a->limit = a->clear = (double)NAN;
	TABLE_GROW(alerts->memo, alerts->memo_cap, alerts->memo_n + 1);
	alerts->memo[alerts->memo_n++] = a;
	return a;
}

static void memo_key(struct alert *a, enum subject subject, const char *name,
		     const char *entity, enum check check)
{
	a->subject = subject;
	alert_set(&a->name, name);
	alert_set(&a->entity, entity);
	alert_set(&a->text, "");
	a->check = check;
}

static void memo_track(struct alerts *alerts, enum alert_state state,
		       enum subject subject, const char *name, const struct track *t)
{
	struct alert *a = memo(alerts, state, t->id);

	memo_key(a, subject, name, t->entity, (enum check)t->check);
	a->first_bad_ms = t->first_bad_ms;
	a->last_good_ms = t->last_good_ms;
	a->changed_ms = t->at_ms;
	memory_note(alerts, t, a);
}

/* All that its readings left in its bands. */
static uint64_t runs(const struct alerts *alerts, const struct track *t)
{
	const struct rule *const *rule;
	uint32_t n = book_rules(alerts, (enum check)t->check, &rule);
	uint64_t sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum = sum * 31 + t->band[i].run.hit;
	return sum;
}

void memory_pending(struct alerts *alerts, enum subject subject, const char *name,
		    struct track *t)
{
	bool waits = !alert_live(t->alert) && is_waiting(alerts, t);

	if (waits == (t->id != 0) && (!waits || t->noted == runs(alerts, t)))
		return;
	if (waits && !t->id)
		t->id = alerts->next_id++;
	t->noted = runs(alerts, t);
	memo_track(alerts, waits ? ALERT_PENDING : ALERT_CLEARED, subject, name, t);
	if (!waits)
		t->id = 0;
}

void memory_moved(struct alerts *alerts, const struct track *t)
{
	if (!alert_live(t->alert) || !t->down_ms[1])
		return;
	memory_note(alerts, t, t->alert);
	TABLE_GROW(alerts->moved, alerts->moved_cap, alerts->moved_n + 1);
	alerts->moved[alerts->moved_n++] = t->alert->id;
}

void memory_drop(struct alerts *alerts, const struct alert *pending)
{
	memo_key(memo(alerts, ALERT_CLEARED, pending->id), pending->subject,
		 pending->name, pending->entity, pending->check);
}

static void rest_book(struct alerts *alerts, enum subject subject, const char *name,
		      const struct book *book,
		      void (*keep)(void *, const struct alert *), void *ctx)
{
	for (uint32_t i = 0; i < book->n; i++) {
		struct track *t = book->track[i];

		if (t->id)
			memo_track(alerts, ALERT_PENDING, subject, name, t);
		if (!alert_live(t->alert))
			continue;
		memory_note(alerts, t, t->alert);
		keep(ctx, t->alert);
	}
}

void alerts_rest(struct alerts *alerts, const struct network *net,
		 void (*keep)(void *, const struct alert *), void *ctx)
{
	for (dev_id d = 0; d < alerts->dev_book_cap && d < net->dev_n; d++)
		rest_book(alerts, SUBJECT_DEVICE, network_str(net, net->dev[d].name),
			  &alerts->dev_book[d], keep, ctx);
	for (site_id s = 0; s < alerts->site_book_cap && s < net->site_n; s++)
		rest_book(alerts, SUBJECT_SITE, network_str(net, net->site[s].name),
			  &alerts->site_book[s], keep, ctx);
	for (customer_id c = 0; c < alerts->customer_book_cap && c < net->customer_n;
	     c++)
		rest_book(alerts, SUBJECT_CUSTOMER,
			  network_str(net, net->customer[c].name),
			  &alerts->customer_book[c], keep, ctx);
	for (uint32_t c = 0; c < alerts->circuit_book_cap && c < net->circuit_n; c++)
		rest_book(alerts, SUBJECT_CIRCUIT,
			  network_str(net, net->circuit[c].name),
			  &alerts->circuit_book[c], keep, ctx);
	alerts_memos(alerts, keep, ctx);
}

void alerts_memos(struct alerts *alerts, void (*keep)(void *, const struct alert *),
		  void *ctx)
{
	for (uint32_t i = 0; i < alerts->memo_n; i++) {
		keep(ctx, alerts->memo[i]);
		alert_free(alerts->memo[i]);
	}
	alerts->memo_n = 0;
	for (uint32_t i = 0; i < alerts->moved_n; i++) {
		const struct alert *a = alert_find(alerts, alerts->moved[i]);

		if (a)
			keep(ctx, a);
	}
	alerts->moved_n = 0;
}
