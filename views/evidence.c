/*
 * How a cause is known: the alert that tells of it, when it was good last, and what
 * those next to a silent device see of the link. Told, not concluded.
 */
#include <stdio.h>

#include "probes/alert/alert.h"
#include "probes/alert/evidence.h"
#include "views/site.h"

#define NAMED 6 /* neighbours, by name */

static const struct scene *scene_of(const struct facts *f)
{
	return f->pen.scene;
}

/* "20:12:08"; of another day "11-17 20:12". */
const char *facts_moment(const struct facts *f, int64_t at_ms, char out[FORMAT_SIZE])
{
	const struct zone *zone = f->pen.session->options.zone;
	struct civil c;

	format_time(out, zone, at_ms);
	if (at_ms <= 0 || scene_of(f)->now_ms - at_ms < INT64_C(72000000))
		return out;
	zone_civil(zone, at_ms, &c);
	snprintf(out, FORMAT_SIZE, "%02d-%02d %02d:%02d", c.month, c.day, c.hour,
		 c.minute);
	return out;
}

/* Said by its alert; of a device that has none of its own, by what the probes saw. What
 * happened long before it was found is told by the agent (ifLastChange). */
static void say_times(struct facts *f, const struct alert *a, dev_id dev)
{
	const struct network *net = scene_of(f)->net;
	int64_t good_ms = a ? a->last_good_ms : 0, bad_ms = a ? a->first_bad_ms : 0;
	char time[FORMAT_SIZE], other[FORMAT_SIZE];

	if (dev != NONE && (!a || a->subject != SUBJECT_DEVICE)) {
		good_ms = dev_heard_ms(&net->dev[dev]);
		bad_ms = topology_silent_since(net, dev);
	}
	if (good_ms && bad_ms)
		facts_add(f, STYLE_NORMAL, "last good %s, first bad %s",
			  facts_moment(f, good_ms, time),
			  facts_moment(f, bad_ms, other));
	else if (good_ms || bad_ms)
		facts_add(f, STYLE_NORMAL, "%s %s", good_ms ? "last good" : "first bad",
			  facts_moment(f, good_ms ? good_ms : bad_ms, time));
	if (a && a->occurred_ms && a->occurred_ms < bad_ms)
		facts_add(f, STYLE_NORMAL, "happened %s",
			  facts_moment(f, a->occurred_ms, time));
}

static void say_neighbour(struct facts *f, const struct neighbour *n, enum sight sight)
{
	const struct network *net = scene_of(f)->net;
	const char *name = network_str(net, net->dev[n->dev].name);
	const char *port =
		n->ifs == NONE ? "" : network_str(net, net->ifs.name[n->ifs]);
	char time[FORMAT_SIZE];

	if (n->ifs == NONE)
		facts_add(f, STYLE_DIM, "%s answers", name);
	else if (n->down)
		facts_add(f, sight == SIGHT_LOST ? STYLE_CRITICAL : STYLE_DIM,
			  "%s %s down %s", name, port,
			  facts_moment(f, n->down_ms, time));
	else
		facts_add(f, sight == SIGHT_UP ? STYLE_NORMAL : STYLE_DIM,
			  "%s %s up %s", name, port, facts_moment(f, n->told_ms, time));
}

/* What those next to a silent device see of it; the silent among them see nothing. */
static void say_neighbours(struct facts *f, const struct evidence *e)
{
	uint32_t silent = e->count[SIGHT_SILENT] + e->count[SIGHT_BEHIND];
	uint32_t answer = e->n - silent, named = 0;

	facts_line(f, "neighbours");
	if (answer)
		facts_add(f, STYLE_NORMAL, "%u of %u%s that answer lost the link",
			  e->count[SIGHT_LOST], answer,
			  e->n == EVIDENCE_NEIGHBOURS ? "+" : "");
	for (enum sight sight = SIGHT_LOST; sight < SIGHT_SILENT; sight++)
		for (uint32_t i = 0; i < e->n && named < NAMED; i++) {
			if (e->sight[i] != sight)
				continue;
			say_neighbour(f, &e->neighbour[i], sight);
			named++;
		}
	if (answer > named)
		facts_add(f, STYLE_DIM, "%u more answer", answer - named);
	if (silent)
		facts_add(f, STYLE_DIM, "%u silent", silent);
}

/* What was asked in vain. */
static void say_confirmed(struct facts *f, const struct dev *d)
{
	bool probed = d->reach.known && !d->reach.answering && d->reach.lost_in_row;

	if (probed)
		facts_add(f, STYLE_NORMAL, "%u%s probes%s unanswered",
			  d->reach.lost_in_row,
			  d->reach.lost_in_row == UINT8_MAX ? "+" : "",
			  d->polls_bad ? " and SNMP" : "");
	else if (d->polls_bad)
		facts_add(f, STYLE_NORMAL, "%u SNMP poll%s unanswered", d->polls_bad,
			  d->polls_bad == 1 ? "" : "s");
}

void evidence_facts(struct facts *f, const struct alert *a, dev_id dev)
{
	const struct network *net = scene_of(f)->net;
	bool silent = dev != NONE && topology_dev_silent(net, dev);
	struct evidence e;

	facts_line(f, "evidence");
	if (a)
		facts_add(f, (uint8_t)severity_style(a->severity), "alert %llu %s",
			  (unsigned long long)a->id, severity_name(a->severity));
	say_times(f, a, silent ? dev : NONE);
	if (a && a->hides && !silent) /* else the cause says it */
		facts_add(f, STYLE_NORMAL, "hides %u alert%s", a->hides,
			  a->hides == 1 ? "" : "s");
	if (!silent)
		return;
	say_confirmed(f, &net->dev[dev]);
	evidence_of(net, dev, &e);
	say_neighbours(f, &e);
}
