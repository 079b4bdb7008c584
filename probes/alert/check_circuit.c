/*
 * Checks of circuits. What a provider promised is the limit; what is told of it is a
 * multiple of that, or where nothing was promised what the rule says. Loss is counted,
 * so a promise of 1 % is broken when as many probes were lost as a line of 1 % would
 * lose one time in twenty.
 */
#include <math.h>

#include "probes/alert/look.h"

#define SURE 0.95 /* that more was lost than was promised */

static const struct circuit *circuit_of(const struct subject_view *v)
{
	return &v->net->circuit[v->circuit];
}

static void well(struct sample *s)
{
	s->known = s->off = true;
}

/* Is it the last way of a site at one of its ends, or the last uplink of its device? */
static bool is_last(const struct subject_view *v)
{
	const struct circuit *c = circuit_of(v);

	for (int e = 0; e < LINE_ENDS; e++) {
		dev_id dev = c->end[e].dev;
		if_id row = line_end_row(v->net, &c->end[e]);
		struct site_ways ways;

		if (dev == NONE)
			continue;
		if (row != NONE && v->net->ifs.flags[row] & IFF_UPLINK &&
		    v->net->ifs.oper[row] != IF_UP && look_last_path(v->net, row))
			return true;
		if (v->net->dev[dev].site >= v->net->site_n)
			continue;
		topology_ways(v->net, v->net->dev[dev].site, &ways);
		if (topology_no_way(&ways))
			return true;
	}
	return false;
}

void look_circuit_down(const struct rule *rule, const struct subject_view *v,
		       struct sample *s)
{
	const struct circuit_now *now = &v->line;

	s->stamp = now->told_ms;
	if (circuit_of(v)->planned) {
		well(s);
		return;
	}
	s->known = now->state != LINE_UNKNOWN;
	s->on = now->state == LINE_DOWN && !now->shut;
	if (s->on && rule->last_path)
		s->on = is_last(v);
	s->off = !s->on;
	if (!s->on)
		return;
	s->first_bad_ms = now->seen_ms ? now->seen_ms : now->told_ms;
	s->last_good_ms = now->good_ms;
	s->occurred_ms = look_changed_at(v->net, now->down_row, s->first_bad_ms);
	s->doubt = look_peer_in_doubt(v, now->down_row, now->seen_ms);
}

/* Without a committed rate it is the interface's use, and another check's. */
void look_circuit_util(const struct rule *rule, const struct subject_view *v,
		       struct sample *s)
{
	const struct circuit *c = circuit_of(v);
	double in = c->in_bps ? v->line.in_pct : NAN,
	       out = c->out_bps ? v->line.out_pct : NAN;

	look_level(rule, fmax(in, out), 0, s);
	s->direction = out > in || isnan(in) ? "out" : "in";
	s->stamp = v->line.sampled_ms;
	if (v->line.row != NONE)
		s->gap_ms =
			4 * (int64_t)v->net->dev[v->net->ifs.dev[v->line.row]].poll_ms +
			120000;
	if (c->planned)
		well(s);
}

/* The least number lost of so many that a line which loses pct of them passes with a
 * probability below 1 - SURE (Poisson). */
static unsigned surely_more(double pct, unsigned window)
{
	double mean = pct / 100 * window, term = exp(-mean), sum = term;
	unsigned k = 1;

	while (sum < SURE && k < window) {
		term *= mean / k++;
		sum += term;
	}
	return k;
}

static const struct reach *far_reach(const struct subject_view *v)
{
	dev_id far = circuit_far(v->net, circuit_of(v));

	return far == NONE ? NULL : &v->net->dev[far].reach;
}

void look_circuit_loss(const struct rule *rule, const struct subject_view *v,
		       struct sample *s)
{
	const struct circuit *c = circuit_of(v);
	const struct reach *far = far_reach(v);
	unsigned window = rule->window ? rule->window : REACH_WINDOW, of;
	double pct = circuit_loss_pct(v->net, c, window, &of);
	struct rule own = *rule;

	if (rule->severity == SEV_WARNING && !isnan(c->limit.loss_pct)) {
		own.enter =
			surely_more((double)c->limit.loss_pct, window) * 100.0 / window;
		own.clear = own.enter * rule->clear / rule->enter;
	}
	look_level(&own, pct, 0, s);
	s->off = s->off && of >= window;
	if (far)
		s->stamp = (int64_t)far->n << 16 | far->head;
	if (c->planned)
		well(s);
}

/* enter is in times of what was promised; without a promise there is no reading. */
static void look_promise(const struct rule *rule, const struct subject_view *v,
			 double value, double promised, struct sample *s)
{
	dev_id far = circuit_far(v->net, circuit_of(v));
	struct rule own = *rule;

	own.enter = rule->enter * promised;
	own.clear = isnan(rule->clear) ? NAN : rule->clear * promised;
	own.floor = 0;
	look_level(&own, isnan(promised) ? NAN : value, 0, s);
	s->stamp = far == NONE ? 0 : v->net->dev[far].poll_at_ms;
	if (circuit_of(v)->planned)
		well(s);
}

void look_circuit_latency(const struct rule *rule, const struct subject_view *v,
			  struct sample *s)
{
	const struct circuit *c = circuit_of(v);

	look_promise(rule, v, circuit_latency_ms(v->net, c),
		     (double)c->limit.latency_ms, s);
}

void look_circuit_jitter(const struct rule *rule, const struct subject_view *v,
			 struct sample *s)
{
	const struct circuit *c = circuit_of(v);

	look_promise(rule, v, circuit_jitter_ms(v->net, c), (double)c->limit.jitter_ms,
		     s);
}

/* --- what was declared --- */

/* Of a port that is up, and a device at the other end that answers: else they are
 * why. */
void look_neighbor(const struct rule *rule, const struct subject_view *v,
		   struct sample *s)
{
	uint32_t end = line_end_of(v->net, v->row);
	dev_id peer = end == NONE ? NONE : line_other_end(v->net, end)->dev;
	enum line_found found;
	str_id name;

	(void)rule;
	if (peer == NONE || v->net->ifs.oper[v->row] != IF_UP ||
	    topology_dev_silent(v->net, peer))
		return;
	found = line_found(v->net, end, &name);
	s->known = found != FOUND_NOTHING;
	s->stamp = v->dev->snmp_good_ms;
	s->on = found == FOUND_GONE || found == FOUND_OTHER;
	s->off = !s->on;
	s->reason = found == FOUND_OTHER ? "is now" : line_found_name(FOUND_GONE);
	s->direction = found == FOUND_OTHER ? network_str(v->net, name)
					    : network_str(v->net,
							  v->net->dev[peer].name);
}

bool calm_neighbor(const struct if_table *ifs, if_id i, const struct reach_of *r)
{
	(void)r;
	return !(ifs->flags[i] & IFF_DECLARED);
}
