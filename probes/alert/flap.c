/*
 * flap: what comes and goes. A key that went down three times in ten minutes, or five
 * times in an hour, flaps: its alert stays open through the ups, with the severity it
 * had, until nothing of it has moved for half an hour, or what the
 * rule says. So it is one row and one story,
 * whose end says what it is then.
 *
 * A down is a reading that is bad after one that was good, also when the alert never
 * closed in between, and also one that nobody saw: the port says when it changed last.
 */
#include <stdio.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/alert/wording.h"

#define MINUTE_MS INT64_C(60000)
#define FEW 3
#define FEW_MS (10 * MINUTE_MS)
#define MANY FLAP_DOWNS
#define MANY_MS (60 * MINUTE_MS)

static bool within(const struct track *t, unsigned downs, int64_t span_ms,
		   int64_t now_ms)
{
	int64_t oldest = t->down_ms[downs - 1];

	return oldest && now_ms - oldest <= span_ms;
}

void flap_down(struct track *t, int64_t now_ms)
{
	memmove(&t->down_ms[1], &t->down_ms[0],
		(FLAP_DOWNS - 1) * sizeof t->down_ms[0]);
	t->down_ms[0] = now_ms;
}

bool flap_begins(const struct track *t, int64_t now_ms)
{
	return within(t, FEW, FEW_MS, now_ms) || within(t, MANY, MANY_MS, now_ms);
}

bool flap_is_over(const struct track *t, const struct rule *rule, int64_t now_ms)
{
	return now_ms - t->moved_ms >=
	       (rule && rule->steady_ms ? rule->steady_ms : RULE_STEADY_MS);
}

void flap_forget_old(struct track *t, int64_t now_ms)
{
	if (t->down_ms[0] && now_ms - t->down_ms[0] > MANY_MS)
		memset(t->down_ms, 0, sizeof t->down_ms);
}

/* Openings are counted once a minute, downs are not. */
static unsigned downs(const struct track *t, const struct alert *a)
{
	unsigned n = 0;

	while (n < FLAP_DOWNS && t->down_ms[n])
		n++;
	return a->flaps > n ? a->flaps : n;
}

void flap_words(const struct track *t, const struct alert *a, const char *bad,
		char *out, size_t cap)
{
	snprintf(out, cap, "%s%sflapping, down %u times in the last hour, now %s",
		 t->entity, t->entity[0] ? " " : "", downs(t, a), bad ? bad : "up");
}
