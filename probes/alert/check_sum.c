/*
 * Checks of what has no reading of its own: a site and a customer are what their
 * devices are, and the watch is what it says of itself. All of it is known at every
 * moment, so that time alone opens and clears.
 */
#include "probes/alert/look.h"

#include <math.h>


static void at_every_moment(const struct subject_view *v, struct sample *s)
{
	s->stamp = v->now_ms;
	s->gap_ms = LOOK_ALWAYS;
}

/* --- sites --- */

/* Devices of the site that went silent within the time, and no silence above them does
 * explain that; *first_ms: when the first of them did. */
static uint32_t lost_together(const struct subject_view *v, int64_t within_ms,
			      int64_t *first_ms)
{
	uint32_t n = 0;

	for (dev_id d = v->net->site[v->site].first_dev; d != NONE;
	     d = v->net->dev[d].site_next) {
		int64_t since = topology_silent_since(v->net, d);

		if (!since || v->now_ms - since > within_ms ||
		    dev_is_planned(&v->net->dev[d]) ||
		    topology_cause(v->net, d) != NONE)
			continue;
		n++;
		if (since < *first_ms)
			*first_ms = since;
	}
	return n;
}

static bool site_never_answered(const struct subject_view *v)
{
	for (dev_id d = v->net->site[v->site].first_dev; d != NONE;
	     d = v->net->dev[d].site_next)
		if (dev_heard_ms(&v->net->dev[d]))
			return false;
	return true;
}

/* No way of it is left, whoever there may still answer us. */
static void look_ways(const struct subject_view *v, struct sample *s)
{
	const struct site_ways *ways = &v->count.ways;

	at_every_moment(v, s);
	s->known = true;
	s->on = topology_cut_off(&v->count);
	s->off = !s->on;
	s->count = ways->down;
	s->of = ways->n;
	s->first_bad_ms = ways->since_ms;
}

static bool enough(const struct rule *rule, uint32_t n, uint32_t devices)
{
	return n * 100.0 / devices >= rule->enter && n >= rule->floor;
}

void look_site(const struct rule *rule, const struct subject_view *v, struct sample *s)
{
	uint32_t lost = v->count.lost, devices = v->count.devices;
	int64_t first_ms = v->now_ms;

	if (devices == 0)
		return;
	if (rule->last_path) {
		look_ways(v, s);
		return;
	}
	look_level(rule, lost * 100.0 / devices, lost, s);
	if (s->on && rule->within_ms)
		s->on = enough(rule, lost - v->count.hidden, devices) &&
			enough(rule, lost_together(v, rule->within_ms, &first_ms),
			       devices);
	s->off = lost * 100.0 / devices <
		 (isnan(rule->clear) ? rule->enter : rule->clear);
	at_every_moment(v, s);
	s->cold = s->on && site_never_answered(v);
	s->count = lost;
	s->of = devices;
	s->first_bad_ms = s->on && rule->within_ms ? first_ms : v->count.since_ms;
}

/* The next fault takes the site. Where none is left that is another check's story, and
 * this one as it was. */
void look_site_ways(const struct rule *rule, const struct subject_view *v,
		    struct sample *s)
{
	const struct site_ways *ways = &v->count.ways;

	(void)rule;
	at_every_moment(v, s);
	s->known = v->count.devices > 0 && (ways->left || !ways->in);
	s->value = ways->left;
	s->on = topology_one_way(ways) && !check_isolated(&v->count);
	s->off = ways->in < 2 || ways->left > 1;
	s->count = ways->left;
	s->of = ways->in;
}

/* Who of it answers still was heard since: it was good until it was bad. */
static int64_t good_before(const struct subject_view *v, int64_t first_bad_ms)
{
	return v->count.heard_ms < first_bad_ms ? v->count.heard_ms : first_bad_ms;
}

void check_site_began(const struct rule *rule, const struct subject_view *v,
		      struct sample *s)
{
	double pct = rule ? rule->enter : CHECK_ISOLATED_PCT;
	uint32_t k = (uint32_t)ceil(v->count.devices * pct / 100);
	bool cut = (rule && rule->last_path) || v->count.lost < k;

	if (cut)
		s->first_bad_ms = v->count.ways.since_ms;
	if (cut || (rule && rule->within_ms))
		s->last_good_ms = good_before(v, s->first_bad_ms);
	else
		s->first_bad_ms =
			topology_lost_at(v->net, v->site, k ? k : 1, &s->last_good_ms);
}

/* --- customers --- */

void look_customer_lost(const struct rule *rule, const struct subject_view *v,
			struct sample *s)
{
	const struct customer_count *sum = &v->sum;

	if (sum->devices == 0)
		return;
	look_level(rule, sum->lost * 100.0 / sum->devices, sum->lost, s);
	at_every_moment(v, s);
	s->count = sum->lost;
	s->of = sum->devices;
	s->first_bad_ms = sum->since_ms;
}

void look_customer_sites(const struct rule *rule, const struct subject_view *v,
			 struct sample *s)
{
	const struct customer_count *sum = &v->sum;

	if (sum->sites == 0)
		return;
	look_level(rule, sum->isolated * 100.0 / sum->sites, sum->isolated, s);
	at_every_moment(v, s);
	s->count = sum->isolated;
	s->of = sum->sites;
	s->first_bad_ms = sum->isolated_ms;
	s->last_good_ms = sum->good_ms;
}

/* --- the watch --- */

static void of_watch(const struct rule *rule, const struct subject_view *v,
		     double value, double floor, struct sample *s)
{
	look_level(rule, value, floor, s);
	at_every_moment(v, s);
}

void look_late_polls(const struct rule *rule, const struct subject_view *v,
		     struct sample *s)
{
	double due = (double)v->watch->polls_due, late = (double)v->watch->polls_late;

	of_watch(rule, v, due > 0 ? late * 100 / due : 0, late, s);
	s->count = (uint32_t)late;
	s->of = (uint32_t)due;
}

void look_rx_drops(const struct rule *rule, const struct subject_view *v,
		   struct sample *s)
{
	of_watch(rule, v, v->watch->rx_drops_ps, 0, s);
}

void look_journal(const struct rule *rule, const struct subject_view *v,
		  struct sample *s)
{
	(void)rule;
	at_every_moment(v, s);
	s->known = true;
	s->on = !v->watch->journal_ok;
	s->off = !s->on;
}

void look_backlog(const struct rule *rule, const struct subject_view *v,
		  struct sample *s)
{
	of_watch(rule, v, (double)v->watch->journal_backlog, 0, s);
}

void look_disk(const struct rule *rule, const struct subject_view *v, struct sample *s)
{
	look_low(rule, v->watch->journal_free_pct, s);
	at_every_moment(v, s);
}

/* Where nobody is to be told there is nothing that could fail. */
void look_notifier(const struct rule *rule, const struct subject_view *v,
		   struct sample *s)
{
	of_watch(rule, v, v->watch->notifies ? v->watch->notifier_failed : 0, 0, s);
}

void look_clock(const struct rule *rule, const struct subject_view *v, struct sample *s)
{
	of_watch(rule, v, fabs(v->watch->clock_step_s), 0, s);
}

void look_us(const struct rule *rule, const struct subject_view *v, struct sample *s)
{
	(void)rule;
	at_every_moment(v, s);
	s->known = true;
	s->on = v->watch->blind != NULL;
	s->off = !s->on;
	s->reason = s->on ? v->watch->blind : "";
	s->first_bad_ms = v->watch->blind_ms;
}
