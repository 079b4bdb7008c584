/*
 * calendar_parse: the words of a calendar; see calendar.h. Every item adds spans of
 * whole days, and times, when they come, are given to all spans that still have none.
 */
#include "probes/alert/calendar.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DAY_MIN 1440
#define WORD_SIZE 32
#define BLANKS " \t"

struct parse {
	struct calendar *c;
	char *error;		  /* "" none yet */
	unsigned group, group_n;  /* spans of the days said last … */
	bool timed;		  /* … which have times already */
	struct calendar_span day; /* of the item, as far as read */
	bool days, times;	  /* the item said some */
};

__attribute__((format(printf, 2, 3))) static bool fail(struct parse *p, const char *fmt,
						       ...)
{
	va_list args;

	va_start(args, fmt);
	if (!*p->error)
		vsnprintf(p->error, CALENDAR_ERROR, fmt, args);
	va_end(args);
	return false;
}

static struct calendar_span *add(struct parse *p, struct calendar_span span)
{
	struct calendar *c = p->c;

	if (c->n == CALENDAR_SPANS) {
		fail(p, "more than %d spans", CALENDAR_SPANS);
		return NULL;
	}
	c->span[c->n] = span;
	return &c->span[c->n++];
}

/* --- words --- */

static const char *const weekdays[] = {"sunday",   "monday", "tuesday", "wednesday",
				       "thursday", "friday", "saturday"};
static const char *const months[] = {
	"",	"january", "february",	"march",   "april",    "may",	  "june",
	"july", "august",  "september", "october", "november", "december"};
static const char *const ordinals[] = {"last",	"first",  "second",
				       "third", "fourth", "fifth"};
static const char *const short_ordinals[] = {"", "1st", "2nd", "3rd", "4th", "5th"};
#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

/* Which of the names is it, or (shortened) its first letters, three or more; -1 none.
 */
static int which(const char *const *names, int n, bool shortened, const char *word)
{
	size_t len = strlen(word);

	for (int i = 0; i < n; i++) {
		size_t full = strlen(names[i]);

		if (full && (len == full || (shortened && len >= 3 && len < full)) &&
		    !strncasecmp(names[i], word, len))
			return i;
	}
	return -1;
}

static int weekday_of(const char *word)
{
	return which(weekdays, COUNT(weekdays), true, word);
}

static int month_of(const char *word)
{
	return which(months, COUNT(months), true, word);
}

static int ordinal_of(const char *word)
{
	int i = which(short_ordinals, COUNT(short_ordinals), false, word);

	return i >= 0 ? i : which(ordinals, COUNT(ordinals), false, word);
}

static int day_of(const char *word)
{
	int day = 0;

	for (; *word >= '0' && *word <= '9' && day <= 31; word++)
		day = day * 10 + (*word - '0');
	return !*word && day >= 1 && day <= 31 ? day : -1;
}

/* One of a kind, or a range of it: "Fri-Mon" goes round. False: not of this kind. */
static bool range(const char *word, int (*of)(const char *), int least, int most,
		  uint32_t *mask)
{
	const char *dash = strchr(word, '-');
	char first[WORD_SIZE];
	int from, to;

	snprintf(first, sizeof first, "%.*s",
		 (int)(dash ? (size_t)(dash - word) : strlen(word)), word);
	from = of(first);
	to = dash ? of(dash + 1) : from;
	if (from < 0 || to < 0)
		return false;
	for (int i = from;; i = i == most ? least : i + 1) {
		*mask |= UINT32_C(1) << i;
		if (i == to)
			return true;
	}
}

/* --- times --- */

/* "8:00" "18:30" "24:00"; -1 when it is none. Moves *s behind it. */
static int clock_time(const char **s)
{
	int hour = 0, digits = 0;
	const char *p = *s;

	for (; *p >= '0' && *p <= '9' && digits < 2; p++, digits++)
		hour = hour * 10 + (*p - '0');
	if (!digits || *p++ != ':' || p[0] < '0' || p[0] > '5' || p[1] < '0' ||
	    p[1] > '9')
		return -1;
	int minute = (p[0] - '0') * 10 + (p[1] - '0');
	*s = p + 2;
	return hour * 60 + minute <= DAY_MIN ? hour * 60 + minute : -1;
}

/* To the days said last; a second time to the same days is for copies of them. */
static bool give_times(struct parse *p, uint16_t from, uint16_t to)
{
	if (!p->group_n) { /* nobody said days */
		if (!add(p, (struct calendar_span){0}))
			return false;
		p->group_n = 1;
	}
	for (unsigned i = 0; i < p->group_n; i++) {
		struct calendar_span *span = &p->c->span[p->group + i];

		if (p->timed && !(span = add(p, *span)))
			return false;
		span->from = from;
		span->to = to;
	}
	return p->timed = true;
}

static bool take_time(struct parse *p, const char *word)
{
	const char *s = word;
	int from = clock_time(&s), to;

	if (from < 0 || *s != '-')
		return fail(p, "'%s' is no time of day (08:00-18:00)", word);
	s++;
	to = clock_time(&s);
	if (to < 0 || *s)
		return fail(p, "'%s' is no time of day (08:00-18:00)", word);
	if (from == DAY_MIN)
		return fail(p, "'%s' begins at 24:00, which is an end only", word);
	if (from == to)
		return fail(p,
			    "'%s' begins and ends at once (a whole day is "
			    "00:00-24:00)",
			    word);
	return give_times(p, (uint16_t)from, (uint16_t)to);
}

/* --- items --- */

static bool take_day(struct parse *p, const char *word)
{
	struct calendar_span *d = &p->day;
	uint32_t mask = 0;
	int ordinal = ordinal_of(word);

	if (ordinal >= 0)
		d->weeks |= (uint8_t)(1U << ordinal);
	else if (range(word, weekday_of, 0, 6, &mask))
		d->weekdays |= (uint8_t)mask;
	else if (range(word, month_of, 1, 12, &mask))
		d->months |= (uint16_t)mask;
	else if (range(word, day_of, 1, 31, &mask))
		d->days |= mask;
	else if (!strcasecmp(word, "day") && d->weeks == 1 && !d->weekdays) {
		d->weeks = 0; /* "last day" */
		d->days |= 1;
	} else
		return fail(p, "'%s' is no weekday, month, day or time", word);
	return true;
}

static bool end_days(struct parse *p)
{
	struct calendar_span *d = &p->day;

	if (!p->days)
		return true;
	if (d->weeks && !d->weekdays)
		return fail(p, "'first' to 'last' need a weekday (last Sun)");
	if (d->weekdays && d->days)
		return fail(p, "a weekday and a day of the month at once");
	d->to = DAY_MIN;
	p->days = false;
	if (p->timed) {
		p->group = p->c->n;
		p->group_n = 0;
		p->timed = false;
	}
	p->group_n++;
	return add(p, *d);
}

static bool take_word(struct parse *p, const char *word)
{
	if (strchr(word, ':')) {
		if (!end_days(p) || !take_time(p, word))
			return false;
		return p->times = true;
	}
	if (p->times)
		return fail(p, "'%s' stands behind a time (a comma before it?)", word);
	if (!strcasecmp(word, "of"))
		return p->days || fail(p, "'of' stands behind nothing");
	p->days = true;
	return take_day(p, word);
}

/* From *s to the next comma or the end. */
static bool take_item(struct parse *p, const char **s)
{
	const char *at = *s + strspn(*s, BLANKS);

	if (!*at || *at == ',')
		return fail(p, "nothing stands between two commas");
	p->day = (struct calendar_span){0};
	p->days = p->times = false;
	while (*at && *at != ',') {
		size_t n = strcspn(at, BLANKS ",");
		char word[WORD_SIZE];

		if (snprintf(word, sizeof word, "%.*s", (int)n, at) >= WORD_SIZE)
			return fail(p, "'%.20s…' is no weekday, month, day or time",
				    word);
		if (!take_word(p, word))
			return false;
		at += n;
		at += strspn(at, BLANKS);
	}
	*s = at;
	return end_days(p);
}

/* Does every minute of the week lie within spans that hold in every week? */
static bool covers_week(const struct calendar *c)
{
	bool covered[7 * DAY_MIN] = {false};

	for (unsigned i = 0; i < c->n; i++) {
		const struct calendar_span *s = &c->span[i];
		int to = s->to > s->from ? s->to : s->to + DAY_MIN;

		for (int day = 0; day < 7; day++)
			for (int m = s->from; m < to; m++)
				if (!s->weeks && !s->months && !s->days &&
				    (!s->weekdays || s->weekdays >> day & 1))
					covered[(day * DAY_MIN + m) % (7 * DAY_MIN)] =
						true;
	}
	for (int m = 0; m < 7 * DAY_MIN; m++)
		if (!covered[m])
			return false;
	return true;
}

bool calendar_parse(const char *s, struct calendar *c, char *error)
{
	struct parse p = {.c = c, .error = error};
	size_t n;

	*c = (struct calendar){0};
	*error = '\0';
	s += strspn(s, BLANKS);
	if (!*s)
		return fail(&p, "no days and no times");
	n = strlen("always");
	c->always = !strncasecmp(s, "always", n) && !s[n + strspn(s + n, BLANKS)];
	if (c->always)
		return true;
	while (take_item(&p, &s))
		if (!*s++) {
			c->always = covers_week(c);
			return true;
		}
	return false;
}
