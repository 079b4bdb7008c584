/*
 * What noctop knows of a site, in words.
 */
#include "views/site.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/maintenance.h"
#include "views/circuit.h"
#include "views/tree.h"

#define LOSS_PROBES 60
#define WORK_SOON_MS INT64_C(86400000)

static const struct scene *scene_of(const struct facts *f)
{
	return f->pen.scene;
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

static bool is_worked_on(const struct facts *f, site_id id)
{
	const struct scene *s = scene_of(f);

	return s->maintenance &&
	       maintenance_of(s->maintenance, s->net, scope_site(id));
}

static void say_state(struct facts *f, site_id id, const struct site_verdict *v)
{
	char since[FORMAT_SIZE], age[FORMAT_SIZE];

	facts_line(f, "state");
	facts_add(f, site_state_style(v->state), "%s", site_state_name(v->state));
	if (v->state == SITE_PLANNED && is_worked_on(f, id))
		facts_add(f, STYLE_DIM, "all of it is in maintenance");
	else if (v->state == SITE_PLANNED)
		facts_add(f, STYLE_DIM, "no device of it is in service");
	else if (v->state == SITE_UNKNOWN && v->devices == 0)
		facts_add(f, STYLE_DIM, "it has no devices");
	else if (v->state == SITE_UNKNOWN)
		facts_add(f, STYLE_DIM, "nothing is known of most of its devices now");
	else
		facts_add(f, STYLE_NORMAL, "%u/%u lost", v->lost, v->devices);
	if (v->since_ms)
		facts_add(f, STYLE_NORMAL, "since %s, %s",
			  facts_moment(f, v->since_ms, since),
			  format_age(age, scene_of(f)->now_ms - v->since_ms));
	say_owner(f, v);
}

/* --- its cause -----------------------------------------------------------------------
 */

static void say_cause(struct facts *f, const struct site_verdict *v)
{
	const struct alert *a =
		v->alert ? alert_find(scene_of(f)->alerts, v->alert) : NULL;

	if (!v->cause[0])
		return;
	facts_line(f, "cause");
	facts_add(f,
		  a ? (uint8_t)severity_style(a->severity) : site_state_style(v->state),
		  "%s", v->cause);
	evidence_facts(f, a, v->device);
}

/* --- what is planned for it ----------------------------------------------------------
 */

/* "CHG4711 until 20:56:20, 40m left, by mk  new line card" */
static void say_work(struct facts *f, const struct window *w,
		     const struct calendar_time *t)
{
	int64_t now_ms = scene_of(f)->now_ms;
	bool runs = t->from_ms <= now_ms;
	char at[FORMAT_SIZE], age[FORMAT_SIZE];

	facts_add(f, runs ? STYLE_NORMAL : STYLE_DIM, "%s %s %s, %s%s%s%s%s", w->name,
		  runs ? "until" : "from",
		  facts_moment(f, runs ? t->to_ms : t->from_ms, at), runs ? "" : "in ",
		  format_age(age, (runs ? t->to_ms : t->from_ms) - now_ms),
		  runs ? " left" : "", w->made ? ", by " : "", w->by.name);
	if (w->text[0])
		facts_add(f, STYLE_DIM, "%s", w->text);
}

/* What runs, and what comes within a day. */
static void say_works(struct facts *f, site_id id)
{
	const struct scene *s = scene_of(f);
	struct calendar_time t;

	facts_line(f, "planned");
	for (uint32_t i = 0; s->maintenance && i < s->maintenance->n; i++) {
		const struct window *w = s->maintenance->window[i];

		if (window_concerns(w, s->net, scope_site(id)) &&
		    window_times(w, s->maintenance->zone, s->now_ms, &t, 1) &&
		    t.from_ms - s->now_ms < WORK_SOON_MS)
			say_work(f, w, &t);
	}
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

void contact_facts(struct facts *f, site_id id)
{
	const struct network *net = scene_of(f)->net;
	const struct site *site = &net->site[id];

	facts_line(f, "contact");
	if (network_str(net, site->contact)[0])
		facts_add(f, STYLE_NORMAL, "%s", network_str(net, site->contact));
	facts_pair(f, "phone", network_str(net, site->phone));
	facts_pair(f, "OOB", network_str(net, site->oob));
	facts_pair(f, "access", network_str(net, site->access));
	facts_pair(f, "street", network_str(net, site->street));
}

void site_about(const struct scene *s, site_id id, char *out, size_t size)
{
	const struct site *site = &s->net->site[id];
	const char *customer = network_str(s->net, site->customer_title);
	const char *timezone = network_str(s->net, site->timezone);
	const struct zone *zone = timezone[0] ? zone_find(timezone) : NULL;
	char clock[FORMAT_SIZE] = "";

	if (zone)
		format_clock(clock, zone, s->now_ms);
	snprintf(out, size, "%s%s%s%s%s",
		 site->title != site->name ? network_str(s->net, site->title) : "",
		 customer[0] ? "  " : "", customer, clock[0] ? "  " : "", clock);
}

void site_facts(struct facts *f, site_id id, const struct site_verdict *v)
{
	say_state(f, id, v);
	say_cause(f, v);
	say_works(f, id);
	if (!v->cause[0])
		say_health(f, id);
	if (f->brief)
		contact_facts(f, id);
	circuit_facts_of_site(f, id);
	if (!f->brief)
		contact_facts(f, id);
	if (v->cause[0])
		say_health(f, id);
}

void site_brief(struct facts *f, site_id id, const struct site_verdict *v)
{
	facts_line(f, "");
	if (v->cause[0]) {
		facts_add(f, site_state_style(v->state), "%s", v->cause);
		say_owner(f, v);
	} else {
		say_health(f, id);
	}
}
