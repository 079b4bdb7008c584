/*
 * How a cause is known: the alert that tells of it, when it was good last, and what
 * those next to a silent device see of the link. Told, not concluded.
 */
#include <stdio.h>

#include "probes/alert/alert.h"
#include "views/site.h"

#define NEIGHBOURS 64 /* looked at */
#define NAMED 6	      /* of them, by name */

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

/* Said by its alert; else, of a device, by what the probes saw. What happened long
 * before it was found is told by the agent (ifLastChange). */
static void say_times(struct facts *f, const struct alert *a, dev_id dev)
{
	const struct network *net = scene_of(f)->net;
	int64_t good_ms = a ? a->last_good_ms : 0, bad_ms = a ? a->first_bad_ms : 0;
	char time[FORMAT_SIZE], other[FORMAT_SIZE];

	if (!a && dev != NONE) {
		const struct dev *d = &net->dev[dev];

		good_ms = d->reach.last_answer_ms > d->snmp_good_ms
				  ? d->reach.last_answer_ms
				  : d->snmp_good_ms;
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

static void say_neighbour(struct facts *f, const struct neighbour *n)
{
	const struct network *net = scene_of(f)->net;
	const char *name = network_str(net, net->dev[n->dev].name);

	if (n->ifs == NONE)
		facts_add(f, STYLE_DIM, "%s answers", name);
	else
		facts_add(f, n->down ? STYLE_CRITICAL : STYLE_NORMAL, "%s %s %s", name,
			  network_str(net, net->ifs.name[n->ifs]),
			  n->down ? "down" : "up");
}

enum heard { LOST_IT, SEES_IT, ANSWERS, SILENT, HEARD };

static enum heard heard_of(const struct neighbour *n)
{
	if (n->silent)
		return SILENT;
	return n->ifs == NONE ? ANSWERS : n->down ? LOST_IT : SEES_IT;
}

/* What those next to a silent device see of it; the silent among them see nothing. */
static void say_neighbours(struct facts *f, dev_id dev)
{
	struct neighbour n[NEIGHBOURS];
	uint32_t all = topology_neighbours(scene_of(f)->net, dev, n, NEIGHBOURS);
	uint32_t count[HEARD] = {0}, answer, named = 0;

	for (uint32_t i = 0; i < all; i++)
		count[heard_of(&n[i])]++;
	answer = all - count[SILENT];
	facts_line(f, "neighbours");
	if (answer)
		facts_add(f, STYLE_NORMAL, "%u of %u%s that answer lost the link",
			  count[LOST_IT], answer, all == NEIGHBOURS ? "+" : "");
	for (enum heard heard = LOST_IT; heard < SILENT; heard++)
		for (uint32_t i = 0; i < all && named < NAMED; i++) {
			if (heard_of(&n[i]) != heard)
				continue;
			say_neighbour(f, &n[i]);
			named++;
		}
	if (answer > named)
		facts_add(f, STYLE_DIM, "%u more answer", answer - named);
	if (count[SILENT])
		facts_add(f, STYLE_DIM, "%u silent", count[SILENT]);
}

void evidence_facts(struct facts *f, const struct alert *a, dev_id dev)
{
	bool silent = dev != NONE && topology_dev_silent(scene_of(f)->net, dev);

	facts_line(f, "evidence");
	if (a)
		facts_add(f, (uint8_t)severity_style(a->severity), "alert %llu %s",
			  (unsigned long long)a->id, severity_name(a->severity));
	say_times(f, a, silent ? dev : NONE);
	if (a && a->hides && !silent) /* else the cause says it */
		facts_add(f, STYLE_NORMAL, "hides %u alert%s", a->hides,
			  a->hides == 1 ? "" : "s");
	if (silent)
		say_neighbours(f, dev);
}
