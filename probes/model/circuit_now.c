/*
 * How a circuit is. An end is believed when its device answered SNMP of late. One that
 * is down takes the circuit down, whatever the other says; one that somebody shut does
 * so, too, but that is no failure. Use is told by end a, else by end b the other way
 * round.
 *
 * Probes are sent from where we are to devices, never along a circuit: what crosses it
 * is known for sure only where the far device has no second way. The near device's own
 * loss and delay are taken away, since what does not persist beyond it is not the
 * circuit's.
 */
#include <math.h>

#include "probes/model/circuit.h"
#include "probes/model/topology.h"

enum line_state line_state_of(const struct network *net, if_id row)
{
	switch (net->ifs.oper[row]) {
	case IF_UP:
		return LINE_UP;
	case IF_DOWN:
	case IF_LOWER_LAYER_DOWN:
	case IF_NOT_PRESENT:
		return LINE_DOWN;
	default:
		return LINE_UNKNOWN;
	}
}

static enum line_state state_of(const struct network *net, if_id row, int64_t now_ms)
{
	if (row == NONE || network_if_stale(net, row, now_ms))
		return LINE_UNKNOWN;
	return line_state_of(net, row);
}

static void read_end(const struct network *net, const struct line_end *end, uint8_t e,
		     int64_t now_ms, struct circuit_now *now)
{
	if_id row = line_end_row(net, end);
	int64_t told_ms, since_ms;
	bool shut;

	now->end[e] = state_of(net, row, now_ms);
	if (now->end[e] == LINE_UNKNOWN)
		return;
	told_ms = net->dev[end->dev].snmp_good_ms;
	now->told_ms = told_ms > now->told_ms ? told_ms : now->told_ms;
	if (now->end[e] == LINE_UP) {
		if (now->state == LINE_UNKNOWN)
			now->state = LINE_UP;
		return;
	}
	shut = net->ifs.admin[row] == IF_DOWN;
	since_ms = topology_down_since(net, row);
	if (now->state == LINE_DOWN &&
	    (shut || (!now->shut && since_ms >= now->since_ms)))
		return; /* the other end told it, and first */
	now->state = LINE_DOWN;
	now->shut = shut;
	now->down_row = row;
	now->seen_ms = if_rare(&net->ifs, row)->oper_ms;
	now->since_ms = since_ms;
	now->good_ms = network_if_good_ms(net, row);
}

static double pct(double bps, uint64_t committed, uint64_t speed)
{
	uint64_t of = committed ? committed : speed;

	return of ? bps * 100 / (double)of : NAN;
}

static void read_use(const struct network *net, const struct circuit *c,
		     struct circuit_now *now)
{
	const struct if_table *ifs = &net->ifs;
	uint8_t e = now->end[END_A] == LINE_UNKNOWN ? END_B : END_A;
	if_id i = line_end_row(net, &c->end[e]);

	if (i == NONE || now->end[e] == LINE_UNKNOWN)
		return;
	now->row = i;
	now->sampled_ms = network_if_sampled_ms(net, i);
	now->in_bps = (double)(e == END_A ? ifs->in_bps[i] : ifs->out_bps[i]);
	now->out_bps = (double)(e == END_A ? ifs->out_bps[i] : ifs->in_bps[i]);
	now->in_pct = pct(now->in_bps, c->in_bps, if_speed_bps(ifs, i));
	now->out_pct = pct(now->out_bps, c->out_bps, if_speed_bps(ifs, i));
}

void circuit_read(const struct network *net, uint32_t circuit, int64_t now_ms,
		  struct circuit_now *now)
{
	const struct circuit *c = &net->circuit[circuit];

	*now = (struct circuit_now){
		.row = NONE,
		.down_row = NONE,
		.in_bps = NAN,
		.out_bps = NAN,
		.in_pct = NAN,
		.out_pct = NAN,
	};
	for (uint8_t e = 0; e < LINE_ENDS; e++)
		read_end(net, &c->end[e], e, now_ms, now);
	read_use(net, c, now);
}

/* --- probes --- */

static bool hangs_on_alone(const struct network *net, dev_id dev, dev_id on)
{
	return dev != NONE && net->dev[dev].parent_n == 1 &&
	       net->dev[dev].parent[0] == on;
}

/* A branch's only line, whose other end is not ours. */
static bool is_only_way(const struct network *net, const struct line_end *end)
{
	const struct dev *dev = &net->dev[end->dev];

	return dev->parent_n == 1 && net->dev[dev->parent[0]].site != dev->site &&
	       end->next == NONE && line_end_at(net, dev->line_first) == end;
}

dev_id circuit_far(const struct network *net, const struct circuit *c)
{
	dev_id a = c->end[END_A].dev, b = c->end[END_B].dev;

	if (c->probe != NONE)
		return c->probe;
	if (b == NONE)
		return is_only_way(net, &c->end[END_A]) ? a : NONE;
	if (hangs_on_alone(net, b, a))
		return b;
	return hangs_on_alone(net, a, b) ? a : NONE;
}

dev_id circuit_near(const struct network *net, const struct circuit *c)
{
	dev_id far = circuit_far(net, c);

	if (far == NONE || net->dev[far].parent_n != 1)
		return NONE;
	return net->dev[far].parent[0];
}

static const struct reach *reach_of(const struct network *net, dev_id dev)
{
	const struct reach *r = dev == NONE ? NULL : &net->dev[dev].reach;

	return r && r->known && r->answering ? r : NULL;
}

static double less(double far, double near)
{
	return isnan(near) ? far : fmax(far - near, 0);
}

double circuit_latency_ms(const struct network *net, const struct circuit *c)
{
	const struct reach *far = reach_of(net, circuit_far(net, c)),
			   *near = reach_of(net, circuit_near(net, c));

	return far ? less((double)far->rtt_ms, near ? (double)near->rtt_ms : NAN) : NAN;
}

double circuit_jitter_ms(const struct network *net, const struct circuit *c)
{
	const struct reach *far = reach_of(net, circuit_far(net, c)),
			   *near = reach_of(net, circuit_near(net, c));

	return far ? less((double)far->jitter_ms, near ? (double)near->jitter_ms : NAN)
		   : NAN;
}

/* Only probes since it answers again: the outage itself is not loss. */
static unsigned lost_of(const struct reach *r, unsigned window, unsigned *of)
{
	unsigned steady = r->steady < window ? r->steady : window;

	return window > REACH_WINDOW ? reach_lost_long(r, window, of)
				     : reach_lost(r, steady, of);
}

double circuit_loss_pct(const struct network *net, const struct circuit *c,
			unsigned window, unsigned *of)
{
	const struct reach *far = reach_of(net, circuit_far(net, c)),
			   *near = reach_of(net, circuit_near(net, c));
	unsigned lost, before = 0, near_of;

	*of = 0;
	if (!far || far->confirm_need)
		return NAN;
	lost = lost_of(far, window, of);
	if (near)
		before = lost_of(near, window, &near_of);
	return lost > before ? (lost - before) * 100.0 / window : 0;
}
