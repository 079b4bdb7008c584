/*
 * evidence: nothing is concluded that nobody saw. A port that was down long before
 * tells nothing of today; one that was not read since the silence began, or so soon
 * that its agent had not looked itself, may be down by now.
 */
#include "probes/alert/evidence.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "probes/model/spare.h"
#include "probes/model/ways.h"

#define TOGETHER_MS 60000 /* a port that went down so long before is another story */
#define NAMED 3		  /* neighbours named in a text */

static bool is_behind(const struct network *net, dev_id id, dev_id dev)
{
	return topology_is_parent(&net->dev[id], dev) || ways_hang(net, id, dev) ||
	       topology_cause(net, id) == dev;
}

static enum sight sight_of(const struct network *net, dev_id dev, int64_t since_ms,
			   const struct neighbour *n)
{
	if (n->silent)
		return is_behind(net, n->dev, dev) ? SIGHT_BEHIND : SIGHT_SILENT;
	if (n->ifs == NONE)
		return SIGHT_NONE;
	if (n->down)
		return n->down_ms >= since_ms - TOGETHER_MS ? SIGHT_LOST : SIGHT_NONE;
	return n->told_ms > since_ms + EVIDENCE_PACE_MS ? SIGHT_UP : SIGHT_NONE;
}

void evidence_of(const struct network *net, dev_id dev, struct evidence *e)
{
	e->since_ms = topology_silent_since(net, dev);
	e->good_ms = dev_heard_ms(&net->dev[dev]);
	e->n = topology_neighbours(net, dev, e->neighbour, EVIDENCE_NEIGHBOURS);
	memset(e->count, 0, sizeof e->count);
	for (uint32_t i = 0; i < e->n; i++) {
		e->sight[i] = (uint8_t)sight_of(net, dev, e->since_ms,
						&e->neighbour[i]);
		e->count[e->sight[i]]++;
	}
	e->of = e->n - e->count[SIGHT_BEHIND];
}

static const char *plural(uint32_t n)
{
	return n == 1 ? "" : "s";
}

void evidence_verdict(const struct evidence *e, char *out, size_t cap)
{
	uint32_t lost = e->count[SIGHT_LOST], up = e->count[SIGHT_UP];

	if (e->of == 0 || e->count[SIGHT_SILENT] == e->of)
		snprintf(out, cap, "down");
	else if (up)
		snprintf(out, cap, "silent, its link is up (%u neighbour%s)", up,
			 plural(up));
	else if (e->of == 1)
		snprintf(out, cap, "or its link (1 neighbour)");
	else if (lost == e->of)
		snprintf(out, cap, "dead (%u of %u neighbours lost)", lost, e->of);
	else
		snprintf(out, cap, "or its links (%u of %u neighbours lost)", lost,
			 e->of);
}

void evidence_moment(int64_t at_ms, char *out, size_t cap)
{
	int s = (int)(at_ms / 1000 % 86400);

	snprintf(out, cap, "%02d:%02d:%02dZ", s / 3600, s / 60 % 60, s % 60);
}

/* --- as a text --- */

struct words {
	char *out;
	size_t cap, len;
};

__attribute__((format(printf, 2, 3))) static void add(struct words *w, const char *fmt,
						      ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(w->out + w->len, w->cap - w->len, fmt, args);
	va_end(args);
	if (n > 0 && (size_t)n < w->cap - w->len)
		w->len += (size_t)n;
	else
		w->out[w->len] = '\0'; /* what has no room whole is left out */
}

static void add_neighbours(struct words *w, const struct network *net,
			   const struct evidence *e)
{
	uint32_t named = 0;
	char at[16];

	for (uint32_t i = 0; i < e->n && named < NAMED; i++) {
		const struct neighbour *n = &e->neighbour[i];

		if (e->sight[i] > SIGHT_UP)
			continue;
		evidence_moment(e->sight[i] == SIGHT_LOST ? n->down_ms : n->told_ms, at,
				sizeof at);
		add(w, "; %s %s %s %s", network_str(net, net->dev[n->dev].name),
		    network_str(net, net->ifs.name[n->ifs]),
		    e->sight[i] == SIGHT_LOST ? "down" : "up", at);
		named++;
	}
}

static void add_confirmation(struct words *w, const struct dev *d)
{
	bool snmp = d->polls_bad > 0;

	if (d->reach.known && !d->reach.answering && d->reach.lost_in_row)
		add(w, "; %u%s probes%s unanswered", d->reach.lost_in_row,
		    d->reach.lost_in_row == UINT8_MAX ? "+" : "",
		    snmp ? " and SNMP" : "");
	else if (snmp)
		add(w, "; %u SNMP poll%s unanswered", d->polls_bad,
		    plural(d->polls_bad));
}

void evidence_text(const struct network *net, dev_id dev, char *out, size_t cap)
{
	struct words w = {.out = out, .cap = cap};
	struct evidence e;
	char at[16];
	uint32_t around;

	evidence_of(net, dev, &e);
	evidence_verdict(&e, out, cap);
	w.len = strlen(out);
	if (e.good_ms) {
		evidence_moment(e.good_ms, at, sizeof at);
		add(&w, "; last answer %s", at);
	}
	add_neighbours(&w, net, &e);
	around = spare_around(net, dev);
	if (around && topology_dev_silent(net, dev))
		add(&w, "; %u device%s without redundancy", around, plural(around));
	add_confirmation(&w, &net->dev[dev]);
}
