/*
 * wording: templates of rules filled in. Everything put in is safe text already (names
 * of interfaces come from the network's pool), so what comes out is.
 */
#include "probes/alert/wording.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/evidence.h"
#include "probes/model/link.h"
#include "probes/model/peer.h"
#include "probes/model/redundancy.h"
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
	text_add(out, cap, "%s", falls ? ", clears >" : ", clears <");
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

/* ": NET-4711 (Telco), NET-4712" of a site that has no other way. */
static void circuits_down(char *out, size_t cap, const struct subject_view *v)
{
	const struct network *net = v->net;

	for (uint32_t i = 0; v->site != NONE && i < net->circuit_n; i++) {
		const struct circuit *c = &net->circuit[i];
		const char *provider = network_str(net, c->provider);
		struct circuit_now now;

		if (!circuit_touches(net, c, v->site))
			continue;
		circuit_read(net, i, v->now_ms, &now);
		if (now.state == LINE_DOWN)
			text_add(out, cap, "%s%s%s%s%s", *out ? ", " : ": ",
				 network_str(net, c->name), *provider ? " (" : "",
				 provider, *provider ? ")" : "");
	}
}

/* "fra-edge-01 xe-0/0/1" */
static void place_of(char *out, size_t cap, const struct network *net, if_id row)
{
	out[0] = '\0';
	if (row != NONE)
		snprintf(out, cap, "%s %s",
			 network_str(net, net->dev[net->ifs.dev[row]].name),
			 network_str(net, net->ifs.name[row]));
}

/* ": NET-1 (Telco)", ": fra-edge-01 xe-0/0/1", ": fra-edge-02 silent" */
static void way_lost(char *out, size_t cap, const struct subject_view *v)
{
	const struct site_ways *ways = &v->count.ways;
	char place[2 * TEXT_BYTES_MAX + 2];

	circuits_down(out, cap, v);
	place_of(place, sizeof place, v->net, ways->cut);
	if (*out)
		return;
	if (ways->mute != NONE)
		snprintf(out, cap, ": %s silent",
			 network_str(v->net, v->net->dev[ways->mute].name));
	else if (*place)
		snprintf(out, cap, ": %s", place);
}

/* ": fra-core-01 dead (2 of 2 neighbours lost)" of a site that one device took along;
 * of what was lost together that nothing is known of it, until something is. */
static void cause_of(char *out, size_t cap, const struct rule *rule,
		     const struct subject_view *v)
{
	struct evidence e;
	size_t len;

	out[0] = '\0';
	if (rule->check == CHECK_SITE_WAYS) {
		way_lost(out, cap, v);
		return;
	}
	if (rule->last_path) {
		circuits_down(out, cap, v);
		return;
	}
	if (v->dev || !v->count.cause_hides) {
		if (rule->within_ms)
			snprintf(out, cap, ", cause not known");
		return;
	}
	snprintf(out, cap, ": %s ",
		 network_str(v->net, v->net->dev[v->count.cause].name));
	len = strlen(out);
	evidence_of(v->net, v->count.cause, &e);
	evidence_verdict(&e, out + len, cap - len);
}

/* ", shut at fra-edge-01 xe-0/0/1", ", was 71%" */
static void was(char *out, size_t cap, const struct subject_view *v,
		const struct sample *s)
{
	if_id far = v->row != NONE ? link_far_if(v->net, v->row) : NONE;
	char place[2 * TEXT_BYTES_MAX + 2];

	out[0] = '\0';
	if (far != NONE && v->net->ifs.admin[far] == IF_DOWN) {
		place_of(place, sizeof place, v->net, far);
		snprintf(out, cap, ", shut at %s", place);
	} else if (!isnan(s->was_pct)) {
		snprintf(out, cap, ", was %.0f%%", floor(s->was_pct));
	}
}

/* ", Telco" */
static void provider_of(char *out, size_t cap, const struct subject_view *v)
{
	uint32_t c = v->row != NONE ? circuit_at(v->net, v->row) : v->circuit;

	out[0] = '\0';
	if (c != NONE && v->net->circuit[c].provider)
		snprintf(out, cap, ", %s",
			 network_str(v->net, v->net->circuit[c].provider));
}

/* What the view is of: its interface or sensor, where a circuit is down; "". */
static const char *row_of(char *room, size_t cap, const struct subject_view *v)
{
	const struct network *net = v->net; /* NULL: the watch, which has no rows */

	if (v->row != NONE)
		return network_str(net, net->ifs.name[v->row]);
	if (v->circuit != NONE) {
		place_of(room, cap, net, v->line.down_row);
		return room;
	}
	if (v->peer)
		return network_str(net, v->peer->name);
	if (v->group)
		return v->group->name;
	return v->sensor != NONE ? network_str(net, net->sensor[v->sensor].name) : "";
}

bool wording_knows(char code)
{
	return code && strchr("vliadmsrnwcpt", code);
}

/* What one code stands for; ">%l" is another matter. Room for what has to be made. */
static const char *word_of(char code, char *room, size_t cap, const struct rule *rule,
			   const struct subject_view *v, const struct sample *s)
{
	switch (code) {
	case 'v':
		number_with_unit(room, cap, rule->check, s->value, s->limit);
		return room;
	case 'l':
		number_with_unit(room, cap, rule->check, s->limit, s->limit);
		return room;
	case 'i':
		return row_of(room, cap, v);
	case 'a':
		return v->row != NONE ? network_str(v->net, v->net->ifs.alias[v->row])
				      : "";
	case 'd':
		return s->direction;
	case 'm':
		room[0] = '\0';
		if (v->group && v->group->who)
			snprintf(room, cap, "%s ", network_str(v->net, v->group->who));
		return room;
	case 's':
		room[0] = '\0';
		if (v->peer && v->peer->remote_as)
			snprintf(room, cap, " AS%u", v->peer->remote_as);
		return room;
	case 'r':
		return s->reason;
	case 'n':
		snprintf(room, cap, "%u of %u", s->count, s->of);
		return room;
	case 'w':
		was(room, cap, v, s);
		return room;
	case 'c':
		cause_of(room, cap, rule, v);
		return room;
	case 'p':
		provider_of(room, cap, v);
		return room;
	case 't':
		evidence_moment(s->first_bad_ms, room, cap);
		return room;
	default:
		snprintf(room, cap, "%%%c", code);
		return room;
	}
}

/* A text that grows; names may be longer than the room, and are cut at a character's
 * edge. */
struct text_out {
	char *s;
	size_t len, cap;
};

static void put(struct text_out *out, const char *word, size_t n)
{
	size_t room = out->cap - 1 - out->len;

	if (n > room) {
		n = room;
		while (n > 0 && ((unsigned char)word[n] & 0xc0) == 0x80)
			n--;
		out->cap = out->len + n + 1; /* nothing comes behind what is cut */
	}
	memcpy(out->s + out->len, word, n);
	out->len += n;
}

void wording_fill(char *text, size_t cap, const struct rule *rule,
		  const struct subject_view *v, const struct sample *s)
{
	struct text_out out = {.s = text, .cap = cap};
	char room[WORDING_MAX + 1];

	for (const char *t = rule->text; *t;) {
		size_t plain = strcspn(t, "%<>");
		const char *word;

		put(&out, t, plain);
		t += plain;
		if (strncmp(t, ">%l", 3) == 0 || strncmp(t, "<%l", 3) == 0) {
			level_words(room, sizeof room, rule, s);
			put(&out, room, strlen(room));
			t += 3;
		} else if (*t == '%' && t[1]) {
			word = word_of(t[1], room, sizeof room, rule, v, s);
			put(&out, word, strlen(word));
			t += 2;
		} else if (*t) {
			put(&out, t++, 1);
		}
	}
	text[out.len] = '\0';
}
