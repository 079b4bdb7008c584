/*
 * The state of a circuit in words. A circuit that can be seen by nobody is not down,
 * and one that somebody shut is: it carries nothing.
 */
#include <stdio.h>

#include "probes/alert/book.h"
#include "probes/alert/maintenance.h"
#include "probes/alert/state.h"

const char *circuit_state_name(enum circuit_state state)
{
	static const char *const names[CIRCUIT_STATE_N] = {
		[CIRCUIT_UP] = "up",	       [CIRCUIT_DEGRADED] = "degraded",
		[CIRCUIT_DOWN] = "down",       [CIRCUIT_UNKNOWN] = "unknown",
		[CIRCUIT_PLANNED] = "planned",
	};

	return names[state];
}

static const struct alert *worst_of(const struct alerts *alerts, uint32_t circuit)
{
	const struct alert *worst = NULL;

	if (circuit >= alerts->circuit_book_cap)
		return NULL;
	for (uint32_t i = 0; i < alerts->circuit_book[circuit].n; i++) {
		const struct alert *a = alerts->circuit_book[circuit].track[i]->alert;

		if (alert_live(a) && (!worst || a->severity > worst->severity))
			worst = a;
	}
	return worst;
}

static enum circuit_state state_of(const struct circuit_verdict *v, bool planned)
{
	if (planned)
		return CIRCUIT_PLANNED;
	if (v->now.state == LINE_UNKNOWN)
		return CIRCUIT_UNKNOWN;
	if (v->now.state == LINE_DOWN)
		return CIRCUIT_DOWN;
	return v->worst >= SEV_WARNING ? CIRCUIT_DEGRADED : CIRCUIT_UP;
}

/* An end that is configured and not there: a wrong name, or a card that is gone. */
static bool say_missing(const struct network *net, const struct circuit *c, char *out,
			size_t cap)
{
	for (int e = 0; e < LINE_ENDS; e++) {
		const struct line_end *end = &c->end[e];

		if (end->dev == NONE || !end->ifname || !net->dev[end->dev].if_n ||
		    line_end_row(net, end) != NONE)
			continue;
		snprintf(out, cap, "%s has no %s",
			 network_str(net, net->dev[end->dev].name),
			 network_str(net, end->ifname));
		return true;
	}
	return false;
}

static void say_why(const struct network *net, const struct circuit *c,
		    const struct window *w, const struct alert *worst,
		    struct circuit_verdict *v)
{
	const struct if_table *ifs = &net->ifs;
	if_id row = v->now.down_row;

	if (v->state == CIRCUIT_PLANNED)
		snprintf(v->why, sizeof v->why, "%s%s",
			 w ? "maintenance " : "not in service yet", w ? w->name : "");
	else if (v->state == CIRCUIT_DOWN && (v->now.shut || !worst))
		snprintf(v->why, sizeof v->why, "%s at %s %s",
			 v->now.shut ? "shut" : "down",
			 network_str(net, net->dev[ifs->dev[row]].name),
			 network_str(net, ifs->name[row]));
	else if (worst)
		snprintf(v->why, sizeof v->why, "%s", worst->text);
	else if (!say_missing(net, c, v->why, sizeof v->why) &&
		 v->state == CIRCUIT_UNKNOWN)
		snprintf(v->why, sizeof v->why, "neither end can be seen");
}

void circuit_verdict(const struct network *net, const struct alerts *alerts,
		     uint32_t circuit, int64_t now_ms, struct circuit_verdict *v)
{
	const struct circuit *c = &net->circuit[circuit];
	const struct alert *worst = worst_of(alerts, circuit);
	const struct window *w = alerts->maintenance
					 ? maintenance_of(alerts->maintenance, net,
							  scope_circuit(circuit))
					 : NULL;

	*v = (struct circuit_verdict){.worst = worst ? worst->severity : SEV_NONE};
	circuit_read(net, circuit, now_ms, &v->now);
	v->state = state_of(v, c->planned || w);
	if (v->state == CIRCUIT_DOWN)
		v->since_ms = v->now.since_ms;
	else if (v->state == CIRCUIT_DEGRADED)
		v->since_ms = worst->opened_ms;
	say_why(net, c, w, worst, v);
}
