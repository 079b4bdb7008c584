/*
 * What noctop knows of a site, in words. Evidence is told, not concluded: which alert
 * tells of the cause, when it was good last, and what those next to it see of it.
 */
#include "views/site.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "views/tree.h"

#define NEIGHBOURS 64 /* looked at */
#define NAMED 6	      /* of them, by name */
#define LOSS_PROBES 60

static const struct scene *scene_of(const struct facts *f)
{
	return f->pen.scene;
}

static const struct board_site *board_site(const struct facts *f, site_id site)
{
	return &scene_of(f)->views->board.site[site];
}

/* "20:12:08"; of another day "11-17 20:12". */
static const char *moment(const struct facts *f, int64_t at_ms, char out[FORMAT_SIZE])
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

/* --- its state -----------------------------------------------------------------------
 */

static void say_owner(struct facts *f, const struct site_verdict *v)
{
	if (v->nobody)
		facts_add(f, STYLE_ALARM, "NOBODY has it");
	else if (v->owner[0])
		facts_add(f, STYLE_DIM, "in hand %s", v->owner);
}

static void say_state(struct facts *f, const struct site_verdict *v)
{
	char since[FORMAT_SIZE], age[FORMAT_SIZE];

	facts_line(f, "state");
	facts_add(f, site_state_style(v->state), "%s", site_state_name(v->state));
	if (v->state == SITE_PLANNED)
		facts_add(f, STYLE_DIM, "no device of it is in service");
	else if (v->state == SITE_UNKNOWN && v->devices == 0)
		facts_add(f, STYLE_DIM, "it has no devices");
	else if (v->state == SITE_UNKNOWN)
		facts_add(f, STYLE_DIM, "none of %u devices answered yet", v->devices);
	else
		facts_add(f, STYLE_NORMAL, "%u/%u lost", v->lost, v->devices);
	if (v->since_ms)
		facts_add(f, STYLE_NORMAL, "since %s, %s",
			  moment(f, v->since_ms, since),
			  format_age(age, scene_of(f)->now_ms - v->since_ms));
	say_owner(f, v);
}

/* --- its cause -----------------------------------------------------------------------
 */

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
			  moment(f, good_ms, time), moment(f, bad_ms, other));
	else if (good_ms || bad_ms)
		facts_add(f, STYLE_NORMAL, "%s %s", good_ms ? "last good" : "first bad",
			  moment(f, good_ms ? good_ms : bad_ms, time));
	if (a && a->occurred_ms && a->occurred_ms < bad_ms)
		facts_add(f, STYLE_NORMAL, "happened %s",
			  moment(f, a->occurred_ms, time));
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
		facts_add(f, STYLE_NORMAL, "%u of %u that answer lost the link",
			  count[LOST_IT], answer);
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

static void say_cause(struct facts *f, const struct site_verdict *v)
{
	const struct scene *s = scene_of(f);
	const struct alert *a = v->alert ? alert_find(s->alerts, v->alert) : NULL;
	bool silent =
		v->device < s->net->dev_n && topology_dev_silent(s->net, v->device);

	if (!v->cause[0])
		return;
	facts_line(f, "cause");
	facts_add(f,
		  a ? (uint8_t)severity_style(a->severity) : site_state_style(v->state),
		  "%s", v->cause);
	facts_line(f, "evidence");
	if (a)
		facts_add(f, (uint8_t)severity_style(a->severity), "alert %llu %s",
			  (unsigned long long)a->id, severity_name(a->severity));
	say_times(f, a, silent ? v->device : NONE);
	if (a && a->hides && !silent) /* else the cause says it */
		facts_add(f, STYLE_NORMAL, "hides %u alert%s", a->hides,
			  a->hides == 1 ? "" : "s");
	if (silent)
		say_neighbours(f, v->device);
}

/* --- how well it is ------------------------------------------------------------------
 */

/* Of the devices that answer: extremes, and whose they are. */
struct health {
	uint32_t answering, devices;
	int64_t oldest_ms;
	float rtt_min, rtt_max, cpu, mem;
	double loss;
	dev_id of_cpu, of_mem, of_loss;
};

static void see_dev(struct health *h, const struct scene *s, dev_id id)
{
	const struct dev *d = &s->net->dev[id];
	double loss = reach_loss_pct(&d->reach, LOSS_PROBES);
	int64_t age = network_dev_age(s->net, id, s->now_ms);

	if (d->planned)
		return;
	h->devices++;
	if (network_dev_stale(s->net, id, s->now_ms) || topology_dev_silent(s->net, id))
		return;
	h->answering++;
	h->oldest_ms = age > h->oldest_ms ? age : h->oldest_ms;
	h->rtt_min = fminf(h->rtt_min, d->reach.rtt_ms);
	h->rtt_max = fmaxf(h->rtt_max, d->reach.rtt_ms);
	if (isnan(h->cpu) || d->cpu_pct > h->cpu) {
		h->cpu = d->cpu_pct;
		h->of_cpu = id;
	}
	if (isnan(h->mem) || d->mem_pct > h->mem) {
		h->mem = d->mem_pct;
		h->of_mem = id;
	}
	if (isnan(h->loss) || loss > h->loss) {
		h->loss = loss;
		h->of_loss = id;
	}
}

/* "CPU max 71% fra-core-01" */
static void say_most(struct facts *f, const char *what, double pct, dev_id dev)
{
	const struct network *net = scene_of(f)->net;
	char text[FORMAT_SIZE];

	if (!isnan(pct) && dev != NONE)
		facts_add(f, STYLE_NORMAL, "%s max %s %s", what, format_pct(text, pct),
			  network_str(net, net->dev[dev].name));
}

static void say_answers(struct facts *f, const struct health *h)
{
	char age[FORMAT_SIZE], low[FORMAT_SIZE], high[FORMAT_SIZE];

	if (h->answering == h->devices)
		facts_add(f, STYLE_NORMAL, "ALL %u ANSWERED < %s", h->devices,
			  format_age(age, h->oldest_ms + 1000));
	else
		facts_add(f, STYLE_NORMAL, "%u of %u answered < %s", h->answering,
			  h->devices, format_age(age, h->oldest_ms + 1000));
	if (isnan(h->rtt_max))
		return;
	format_ms(low, (double)h->rtt_min);
	format_ms(high, (double)h->rtt_max);
	if (strcmp(low, high) == 0)
		facts_add(f, STYLE_NORMAL, "RTT %s ms", low);
	else
		facts_add(f, STYLE_NORMAL, "RTT %s to %s ms", low, high);
}

static void say_health(struct facts *f, site_id site)
{
	const struct scene *s = scene_of(f);
	struct health h = {.rtt_min = NAN,
			   .rtt_max = NAN,
			   .cpu = NAN,
			   .mem = NAN,
			   .loss = NAN,
			   .of_cpu = NONE,
			   .of_mem = NONE,
			   .of_loss = NONE};

	for (dev_id d = s->net->site[site].first_dev; d != NONE;
	     d = s->net->dev[d].site_next)
		see_dev(&h, s, d);
	if (h.answering == 0)
		return;
	facts_line(f, "health");
	say_answers(f, &h);
	if (h.loss > 0)
		say_most(f, "loss", h.loss, h.of_loss);
	else if (h.loss == 0)
		facts_add(f, STYLE_NORMAL, "loss 0%%");
	say_most(f, "CPU", (double)h.cpu, h.of_cpu);
	say_most(f, "memory", (double)h.mem, h.of_mem);
}

/* --- who and where -------------------------------------------------------------------
 */

static void say_contact(struct facts *f, const struct site *site)
{
	const struct network *net = scene_of(f)->net;

	facts_line(f, "contact");
	if (network_str(net, site->contact)[0])
		facts_add(f, STYLE_NORMAL, "%s", network_str(net, site->contact));
	facts_pair(f, "phone", network_str(net, site->phone));
	facts_pair(f, "OOB", network_str(net, site->oob));
	facts_pair(f, "access", network_str(net, site->access));
	facts_pair(f, "street", network_str(net, site->street));
}

void site_facts(struct facts *f, site_id id)
{
	const struct site_verdict *v = &board_site(f, id)->verdict;

	say_state(f, v);
	say_cause(f, v);
	if (!v->cause[0])
		say_health(f, id);
	say_contact(f, &scene_of(f)->net->site[id]);
	if (v->cause[0])
		say_health(f, id);
}

void site_brief(struct facts *f, site_id id)
{
	const struct site_verdict *v = &board_site(f, id)->verdict;

	facts_line(f, "");
	if (v->cause[0]) {
		facts_add(f, site_state_style(v->state), "%s", v->cause);
		say_owner(f, v);
	} else {
		say_health(f, id);
	}
}
