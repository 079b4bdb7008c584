/*
 * What the provider wants to hear first stands first: whose line, which, its number at
 * either end; then how it is.
 */
#include "views/circuit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/state.h"
#include "views/format.h"
#include "views/site.h"

#define LOSS_PROBES 300

static const char *end_name(const struct network *net, const struct line_end *end)
{
	return end->dev == NONE ? "far end" : network_str(net, net->dev[end->dev].name);
}

/* --- as pieces of a line -------------------------------------------------------------
 */

static uint8_t style_of(const struct circuit_verdict *v)
{
	switch (v->state) {
	case CIRCUIT_DOWN:
		return v->now.shut ? STYLE_STALE : STYLE_CRITICAL;
	case CIRCUIT_DEGRADED:
		return (uint8_t)severity_style(v->worst);
	case CIRCUIT_UP:
		return STYLE_NORMAL;
	default:
		return STYLE_DIM;
	}
}

static void say_state(struct facts *f, const struct circuit_verdict *v)
{
	char since[FORMAT_SIZE], age[FORMAT_SIZE];
	const char *state = circuit_state_name(v->state);

	if (strncmp(v->why, state, strlen(state)) == 0)
		facts_add(f, style_of(v), "%s", v->why);
	else
		facts_add(f, style_of(v), "%s%s%s", state, v->why[0] ? ": " : "",
			  v->why);
	if (v->since_ms)
		facts_add(f, STYLE_NORMAL, "since %s, %s",
			  facts_moment(f, v->since_ms, since),
			  format_age(age, f->pen.scene->now_ms - v->since_ms));
}

static void say_ends(struct facts *f, const struct circuit *c)
{
	const struct network *net = f->pen.scene->net;

	for (int e = 0; e < LINE_ENDS; e++) {
		const char *id = network_str(net, c->end[e].id),
			   *port = network_str(net, c->end[e].ifname);

		if (c->end[e].dev == NONE && !*id)
			continue;
		facts_add(f, STYLE_NORMAL, "%s%s%s%s%s", end_name(net, &c->end[e]),
			  *port ? " " : "", port, *id ? " id " : "", id);
	}
}

static void say_pct(struct facts *f, const char *what, double pct)
{
	char text[FORMAT_SIZE];

	if (!isnan(pct))
		facts_add(f, STYLE_NORMAL, "%s %s", what, format_pct(text, pct));
}

static void say_ms(struct facts *f, const char *what, double ms, float promised)
{
	char text[FORMAT_SIZE], limit[FORMAT_SIZE];

	if (isnan(ms))
		return;
	if (isnan(promised))
		facts_add(f, STYLE_NORMAL, "%s %s ms", what, format_ms(text, ms));
	else
		facts_add(f, STYLE_NORMAL, "%s %s of %s ms", what, format_ms(text, ms),
			  format_ms(limit, (double)promised));
}

static void say_rate(struct facts *f, const struct circuit *c)
{
	char in[FORMAT_SIZE], out[FORMAT_SIZE];

	if (c->in_bps && c->out_bps && c->in_bps != c->out_bps)
		facts_add(f, STYLE_NORMAL, "%s in, %s out",
			  format_speed(in, c->in_bps),
			  format_speed(out, c->out_bps));
	else if (c->in_bps || c->out_bps)
		facts_add(f, STYLE_NORMAL, "%s",
			  format_speed(in, c->in_bps ? c->in_bps : c->out_bps));
}

static void say_use(struct facts *f, const struct circuit *c,
		    const struct circuit_verdict *v)
{
	const struct network *net = f->pen.scene->net;
	unsigned of;

	say_rate(f, c);
	if (v->now.state == LINE_UP) {
		say_pct(f, "in", v->now.in_pct);
		say_pct(f, "out", v->now.out_pct);
	}
	say_ms(f, "RTT", circuit_latency_ms(net, c), c->limit.latency_ms);
	say_ms(f, "jitter", circuit_jitter_ms(net, c), c->limit.jitter_ms);
	say_pct(f, "loss", circuit_loss_pct(net, c, LOSS_PROBES, &of));
}

/* What LLDP says where that is not what is declared. */
static void say_found(struct facts *f, uint32_t i)
{
	const struct network *net = f->pen.scene->net;

	for (uint32_t e = 0; e < LINE_ENDS; e++) {
		str_id name;
		enum line_found found = line_found(net, i * LINE_ENDS + e, &name);

		if (found == FOUND_OTHER)
			facts_add(f, STYLE_WARNING, "found there by %s: %s",
				  end_name(net, &net->circuit[i].end[e]),
				  network_str(net, name));
		else if (found == FOUND_GONE)
			facts_add(f, STYLE_WARNING, "%s sees nobody there any more",
				  end_name(net, &net->circuit[i].end[e]));
	}
}

/* Whose it is and what to call it by; its state in a word. */
static void say_briefly(struct facts *f, const struct circuit *c,
			const struct circuit_verdict *v)
{
	const struct network *net = f->pen.scene->net;
	const str_id of[] = {c->provider, c->phone, c->end[END_A].id};

	facts_add(f, style_of(v), "%s", circuit_state_name(v->state));
	for (int i = 0; i < 3; i++)
		if (of[i])
			facts_add(f, STYLE_NORMAL, "%s", network_str(net, of[i]));
}

static void say(struct facts *f, uint32_t i, const struct circuit_verdict *v)
{
	const struct scene *s = f->pen.scene;
	const struct circuit *c = &s->net->circuit[i];

	facts_line(f, "circuit");
	facts_add(f, STYLE_NORMAL, "%s", network_str(s->net, c->name));
	if (f->brief) {
		say_briefly(f, c, v);
		return;
	}
	say_state(f, v);
	facts_pair(f, "provider", network_str(s->net, c->provider));
	facts_pair(f, "phone", network_str(s->net, c->phone));
	say_ends(f, c);
	facts_pair(f, "contract", network_str(s->net, c->contract));
	say_use(f, c, v);
	say_found(f, i);
	if (c->notes)
		facts_add(f, STYLE_DIM, "%s", network_str(s->net, c->notes));
}

void circuit_facts(struct facts *f, uint32_t i)
{
	const struct scene *s = f->pen.scene;
	struct circuit_verdict v;

	circuit_verdict(s->net, s->alerts, i, s->now_ms, &v);
	say(f, i, &v);
}

static bool ends_at(const struct circuit *c, dev_id dev)
{
	return c->end[END_A].dev == dev || c->end[END_B].dev == dev;
}

/* Those of one of the two, the other is NONE; those that are up come last. */
static void say_all(struct facts *f, site_id site, dev_id dev)
{
	const struct scene *s = f->pen.scene;
	struct circuit_verdict v;

	for (int up = 0; up < 2; up++) {
		for (uint32_t i = 0; i < s->net->circuit_n; i++) {
			const struct circuit *c = &s->net->circuit[i];

			if (dev == NONE ? !circuit_touches(s->net, c, site)
					: !ends_at(c, dev))
				continue;
			circuit_verdict(s->net, s->alerts, i, s->now_ms, &v);
			if ((v.state == CIRCUIT_UP) == up)
				say(f, i, &v);
		}
	}
}

void circuit_facts_of_site(struct facts *f, site_id site)
{
	say_all(f, site, NONE);
}

void circuit_facts_of_dev(struct facts *f, dev_id dev)
{
	say_all(f, NONE, dev);
}

/* --- as words ------------------------------------------------------------------------
 */

static bool is_down(const struct scene *s, uint32_t i)
{
	struct circuit_now now;

	circuit_read(s->net, i, s->now_ms, &now);
	return now.state == LINE_DOWN;
}

static bool concerns(const struct scene *s, const struct alert *a, uint32_t i)
{
	const struct network *net = s->net;
	const struct circuit *c = &net->circuit[i];
	if_id row;

	switch (a->subject) {
	case SUBJECT_CIRCUIT:
		return a->thing == i;
	case SUBJECT_SITE:
		return circuit_touches(net, c, a->thing) && is_down(s, i);
	case SUBJECT_DEVICE:
		row = a->entity[0] ? network_if_find(net, a->thing, a->entity) : NONE;
		if (row != NONE)
			return circuit_at(net, row) == i;
		return a->check == CHECK_UNREACHABLE && ends_at(c, a->thing);
	default:
		return false;
	}
}

uint32_t circuit_of_alert(const struct scene *s, const struct alert *a, uint32_t from)
{
	for (uint32_t i = from; a->thing != NONE && i < s->net->circuit_n; i++)
		if (concerns(s, a, i))
			return i;
	return NONE;
}

void circuit_words(const struct network *net, uint32_t circuit, char *out, size_t cap)
{
	const struct circuit *c = &net->circuit[circuit];
	const str_id of[] = {c->provider, c->phone};

	out[0] = '\0';
	text_add(out, cap, "%s", network_str(net, c->name));
	for (int i = 0; i < 2; i++)
		if (of[i])
			text_add(out, cap, "  %s", network_str(net, of[i]));
	for (int e = 0; e < LINE_ENDS; e++)
		if (c->end[e].id)
			text_add(out, cap, "  %s (%s)", network_str(net, c->end[e].id),
				 end_name(net, &c->end[e]));
	if (c->contract)
		text_add(out, cap, "  contract %s", network_str(net, c->contract));
}
