/*
 * window: what a window is for, and when, in times and in words.
 */
#include "probes/alert/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/model/circuit.h"

#define WORDS_MAX 4

const char *window_category_name(enum window_category category)
{
	static const char *const names[] = {
		[WINDOW_STANDARD] = "standard",
		[WINDOW_EXPEDITED] = "expedited",
		[WINDOW_EMERGENCY] = "emergency",
	};

	return names[category];
}

bool window_category_find(const char *name, enum window_category *category)
{
	*category = WINDOW_STANDARD;
	for (unsigned i = 0; name && i < WINDOW_CATEGORY_N; i++)
		if (!strcmp(window_category_name((enum window_category)i), name)) {
			*category = (enum window_category)i;
			return true;
		}
	return !name;
}

const char *window_phase_name(enum window_phase phase)
{
	static const char *const names[] = {
		[WINDOW_WAITS] = "waits", [WINDOW_RUNS] = "runs",
		[WINDOW_GRACE] = "grace", [WINDOW_ASKS] = "asks",
		[WINDOW_OVER] = "over",
	};

	return names[phase];
}

void window_free(struct window *w)
{
	for (uint32_t i = 0; i < w->thing_n; i++) {
		free(w->thing[i].name);
		free(w->thing[i].entity);
	}
	free(w->thing);
	free(w);
}

/* --- what it is for --- */

void window_add_thing(struct window *w, const struct network *net,
		      const struct window_thing *from)
{
	struct window_thing *t;

	TABLE_GROW(w->thing, w->thing_cap, w->thing_n + 1);
	t = &w->thing[w->thing_n++];
	*t = (struct window_thing){.subject = from->subject};
	alert_set(&t->name, from->name);
	alert_set(&t->entity, from->entity ? from->entity : "");
	t->thing = alert_thing(net, t->subject, t->name);
}

void window_drop_thing(struct window *w)
{
	struct window_thing *t = &w->thing[--w->thing_n];

	free(t->name);
	free(t->entity);
	*t = (struct window_thing){.thing = NONE};
}

static bool is_port(const struct window_thing *t, const struct network *net, if_id i)
{
	return net->ifs.dev[i] == t->thing &&
	       !strcmp(t->entity, network_str(net, net->ifs.name[i]));
}

/* Does the circuit end at this interface? */
static bool ends_at(const struct network *net, uint32_t circuit,
		    const struct window_thing *t)
{
	if_id i = network_if_find(net, t->thing, t->entity);

	return i != NONE && circuit_at(net, i) == circuit;
}

/* The site, and so the customer, where it is. */
static site_id site_of(const struct network *net, struct scope_thing s)
{
	if (s.dev != NONE)
		return net->dev[s.dev].site;
	return s.circuit != NONE ? circuit_site(net, &net->circuit[s.circuit]) : s.site;
}

static customer_id customer_of(const struct network *net, struct scope_thing s)
{
	site_id site = site_of(net, s);

	return site < net->site_n ? net->site[site].customer_row : s.customer;
}

static bool is_thing(const struct window_thing *t, const struct network *net,
		     struct scope_thing s)
{
	if (t->thing == NONE)
		return false;
	switch (t->subject) {
	case SUBJECT_SITE:
		return t->thing == (s.dev == NONE ? s.site : net->dev[s.dev].site);
	case SUBJECT_CUSTOMER:
		return t->thing == customer_of(net, s);
	case SUBJECT_CIRCUIT:
		return t->thing == (s.ifs == NONE ? s.circuit : circuit_at(net, s.ifs));
	default:
		if (!t->entity[0])
			return t->thing == s.dev;
		return s.circuit != NONE ? ends_at(net, s.circuit, t)
					 : s.ifs != NONE && is_port(t, net, s.ifs);
	}
}

bool window_holds(const struct window *w, const struct network *net,
		  struct scope_thing s)
{
	if (!w->made)
		return scope_holds(&w->scope, net, s);
	for (uint32_t i = 0; i < w->thing_n; i++)
		if (is_thing(&w->thing[i], net, s))
			return true;
	return false;
}

bool window_is_narrow(const struct window *w)
{
	if (!w->made)
		return scope_of_interface(&w->scope);
	for (uint32_t i = 0; i < w->thing_n; i++)
		if (w->thing[i].entity[0] || w->thing[i].subject == SUBJECT_CIRCUIT)
			return true;
	return false;
}

/* Of it, or of interfaces in it. */
static bool may_hold_in(const struct window_thing *t, const struct network *net,
			dev_id d)
{
	const struct circuit *c;

	if (t->subject == SUBJECT_DEVICE)
		return t->thing == d;
	if (t->subject != SUBJECT_CIRCUIT)
		return is_thing(t, net, scope_dev(d));
	c = t->thing == NONE ? NULL : &net->circuit[t->thing];
	return c && (c->end[END_A].dev == d || c->end[END_B].dev == d);
}

bool window_may_hold_in(const struct window *w, const struct network *net, dev_id d)
{
	struct scope scope = scope_of_device(&w->scope);

	if (!w->made)
		return scope_holds(&scope, net, scope_dev(d));
	for (uint32_t i = 0; i < w->thing_n; i++)
		if (may_hold_in(&w->thing[i], net, d))
			return true;
	return false;
}

bool window_concerns(const struct window *w, const struct network *net,
		     struct scope_thing s)
{
	return s.dev != NONE && s.ifs == NONE ? window_may_hold_in(w, net, s.dev)
					      : window_holds(w, net, s);
}

/* --- words --- */

void window_subject(const struct window *w, char *out, size_t cap)
{
	char part[SCOPE_WORDS];

	out[0] = '\0';
	for (enum scope_part p = SCOPE_ALL + 1; !w->made && p < SCOPE_PART_N; p++)
		if (*scope_words(&w->scope, p, part))
			text_add(out, cap, "%s%s %s", *out ? ", " : "",
				 scope_part_name(p), part);
	for (uint32_t i = 0; i < w->thing_n && i < WORDS_MAX; i++)
		text_add(out, cap, "%s%s%s%s", i ? ", " : "", w->thing[i].name,
			 w->thing[i].entity[0] ? " " : "", w->thing[i].entity);
	if (w->thing_n > WORDS_MAX)
		text_add(out, cap, ", %u more", w->thing_n - WORDS_MAX);
}

/* --- times --- */

unsigned window_times(const struct window *w, const struct zone *zone, int64_t now_ms,
		      struct calendar_time *t, unsigned max)
{
	unsigned n = 0;

	if (max && w->phase != WINDOW_OVER && w->to_ms > now_ms)
		t[n++] = (struct calendar_time){w->from_ms, w->to_ms};
	if (!w->recurring)
		return n;
	if (now_ms < w->skip_ms)
		now_ms = w->skip_ms;
	for (int64_t at_ms = n ? w->to_ms : now_ms; n < max; at_ms = t[n++].to_ms)
		if (!calendar_time(&w->when, w->zone ? w->zone : zone, at_ms, &t[n]) ||
		    t[n].to_ms == INT64_MAX)
			break;
	return n;
}
