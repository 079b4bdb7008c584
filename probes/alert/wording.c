/*
 * wording: templates of rules filled in. Everything put in is safe text already (names
 * of interfaces come from the network's pool), so what comes out is.
 */
#include "probes/alert/wording.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/evidence.h"
#include "probes/model/sensor.h"

static int decimals_of(double v)
{
	if (isnan(v) || fabs(v - round(v)) < 1e-9)
		return 0;
	return fabs(v * 10 - round(v * 10)) < 1e-9 ? 1 : 2;
}

void wording_number(char *out, size_t cap, double value, double limit)
{
	static const double power[] = {1, 10, 100};
	int decimals = decimals_of(limit);
	int small = value < 1 ? 2 : value < 10 ? 1 : 0;

	if (small > decimals && decimals_of(value) > decimals)
		decimals = small;
	snprintf(out, cap, "%.*f", decimals,
		 floor(value * power[decimals] + 1e-9) / power[decimals]);
}

static void add_word(char *out, size_t cap, const char *word)
{
	size_t len = strlen(out);

	snprintf(out + len, cap - len, "%s", word);
}

static void number_with_unit(char *out, size_t cap, enum check check, double value,
			     double limit)
{
	char number[32];

	wording_number(number, sizeof number, value, limit);
	snprintf(out, cap, "%s%s", number, check_unit(check));
}

/* ">90%"; of a value on its way back "was >90%, clears <75%". Of a charge, that falls,
 * the other way round. */
static void beyond(char *out, size_t cap, enum check check, double value, double limit,
		   double clear)
{
	bool falls = check_falls(check);
	bool over = falls ? !(value > limit) : !(value < limit);
	size_t len;

	snprintf(out, cap, "%s%c", over ? "" : "was ", falls ? '<' : '>');
	len = strlen(out);
	number_with_unit(out + len, cap - len, check, limit, limit);
	if (over || !(falls ? clear > limit : clear < limit))
		return;
	add_word(out, cap, falls ? ", clears >" : ", clears <");
	len = strlen(out);
	number_with_unit(out + len, cap - len, check, clear, clear);
}

void wording_limit(char *out, size_t cap, enum check check, double value, double limit,
		   double clear)
{
	char number[48], level[96];

	if (isnan(value)) {
		snprintf(out, cap, "-");
		return;
	}
	number_with_unit(number, sizeof number, check, value, limit);
	beyond(level, sizeof level, check, value, limit, clear);
	if (isnan(limit))
		snprintf(out, cap, "%s", number);
	else
		snprintf(out, cap, "%s (%s)", number, level);
}

/* ">%l", "<%l": the level, or where there is none what the device itself says. */
static void level_words(char *out, size_t cap, const struct rule *rule,
			const struct sample *s)
{
	if (isnan(s->limit))
		snprintf(out, cap, "%s", s->reason);
	else
		beyond(out, cap, rule->check, s->value, s->limit, s->clear);
}

static void was(char *out, size_t cap, const struct sample *s)
{
	out[0] = '\0';
	if (!isnan(s->was_pct))
		snprintf(out, cap, ", was %.0f%%", floor(s->was_pct));
}

/* ": fra-core-01 dead (2 of 2 neighbours lost)" of a site that one device took along. */
static void cause_of(char *out, size_t cap, const struct subject_view *v)
{
	struct evidence e;
	size_t len;

	out[0] = '\0';
	if (v->dev || !v->count.cause_hides)
		return;
	snprintf(out, cap, ": %s ",
		 network_str(v->net, v->net->dev[v->count.cause].name));
	len = strlen(out);
	evidence_of(v->net, v->count.cause, &e);
	evidence_verdict(&e, out + len, cap - len);
}

/* What one code stands for; ">%l" is another matter. */
static void word_of(char code, char *out, size_t cap, const struct rule *rule,
		    const struct subject_view *v, const struct sample *s)
{
	const struct network *net = v->net; /* NULL: the watch, which has no rows */
	bool port = v->row != NONE;

	switch (code) {
	case 'v':
		number_with_unit(out, cap, rule->check, s->value, s->limit);
		return;
	case 'l':
		number_with_unit(out, cap, rule->check, s->limit, s->limit);
		return;
	case 'i':
		snprintf(out, cap, "%s",
			 port ? network_str(net, net->ifs.name[v->row])
			 : v->sensor != NONE
				 ? network_str(net, net->sensor[v->sensor].name)
				 : "");
		return;
	case 'a':
		snprintf(out, cap, "%s",
			 port ? network_str(net, net->ifs.alias[v->row]) : "");
		return;
	case 'd':
		snprintf(out, cap, "%s", s->direction);
		return;
	case 'r':
		snprintf(out, cap, "%s", s->reason);
		return;
	case 'n':
		snprintf(out, cap, "%u of %u", s->count, s->of);
		return;
	case 'w':
		was(out, cap, s);
		return;
	case 'c':
		cause_of(out, cap, v);
		return;
	case 't':
		evidence_moment(s->first_bad_ms, out, cap);
		return;
	default:
		snprintf(out, cap, "%%%c", code);
	}
}

/* Names may be longer than the room: cut at a character's edge. */
static void cut(char *s, size_t max)
{
	size_t len = strlen(s);

	if (len < max)
		return;
	len = max;
	while (len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80)
		len--;
	s[len] = '\0';
}

void wording_fill(char *out, size_t cap, const struct rule *rule,
		  const struct subject_view *v, const struct sample *s)
{
	char whole[WORDING_MAX * 4], word[WORDING_MAX + 1];
	size_t len = 0;

	whole[0] = '\0';
	for (const char *t = rule->text; *t && len < sizeof whole - WORDING_MAX - 1;
	     t++) {
		if (strncmp(t, ">%l", 3) == 0 || strncmp(t, "<%l", 3) == 0) {
			level_words(word, sizeof word, rule, s);
			t += 2;
		} else if (*t == '%' && t[1]) {
			word_of(*++t, word, sizeof word, rule, v, s);
		} else {
			snprintf(word, sizeof word, "%c", *t);
		}
		add_word(whole, sizeof whole, word);
		len = strlen(whole);
	}
	cut(whole, cap - 1);
	snprintf(out, cap, "%s", whole);
}
