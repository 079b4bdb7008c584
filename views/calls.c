/*
 * calls: an alert's ladder in words.
 */
#include "views/calls.h"

#include <stdio.h>
#include <string.h>

#include "views/format.h"

bool calls_next(const struct alert *a, int64_t now_ms, int cells, char *out, size_t cap)
{
	const struct ladder *l = &a->ladder;
	char age[FORMAT_SIZE];
	int room;

	if (l->held != HELD_NOT || !l->next_at_ms || !l->to[0])
		return false;
	format_age(age, l->next_at_ms > now_ms ? l->next_at_ms - now_ms : 0);
	room = cells - (int)strlen(age) - 1;
	if ((int)text_width(l->to) + 3 <= room)
		snprintf(out, cap, "T%u %s %s", l->tier, l->to, age);
	else
		snprintf(out, cap, "%.*s %s", room > 0 ? room : 0, l->to, age);
	return true;
}

bool calls_words(const struct alert *a, const struct zone *zone, int64_t now_ms,
		 char *out, size_t cap)
{
	const struct ladder *l = &a->ladder;
	char next[128] = "nobody any more", age[FORMAT_SIZE], time[FORMAT_SIZE];
	const char *told = l->told ? l->told : "";

	if (!l->policy[0])
		return false;
	if (l->to[0] && l->held == HELD_NOT)
		snprintf(next, sizeof next, "T%u %s in %s at %s", l->tier, l->to,
			 format_age(age, l->next_at_ms - now_ms),
			 format_time(time, zone, l->next_at_ms));
	else if (l->to[0])
		snprintf(next, sizeof next, "T%u %s, held while %s, %s left", l->tier,
			 l->to, held_name(l->held), format_age(age, l->left_ms));
	snprintf(out, cap, "%s; told %s%s%s; policy %s%s%s%s", next,
		 *told ? told : "nobody yet", l->told_ms && *told ? " at " : "",
		 l->told_ms && *told ? format_time(time, zone, l->told_ms) : "",
		 l->policy, l->heard ? "; " : "", l->heard ? l->heard : "",
		 l->heard ? " told of what it hides" : "");
	return true;
}

const char *calls_verb(const struct event *e, uint64_t alert)
{
	static const char *const verbs[EVENT_N] = {
		[EVENT_ESCALATED] = "calls",	      [EVENT_NOTIFIED] = "told",
		[EVENT_NOTICE_FAILED] = "not told",   [EVENT_REMEDY] = "remedy",
		[EVENT_ESCALATE_ASKED] = "asked for",
	};

	return e->alert == alert ? verbs[e->kind] : NULL;
}
