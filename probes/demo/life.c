/*
 * A load is a mean and two waves; what it has moved by a certain time is the integral
 * of that, in closed form. A link that is down moves nothing, so its load is a function
 * of the time it was up: outages come in windows of a cycle, and their sum is a
 * division.
 */
#include "probes/demo/life.h"

#include <math.h>

/* What numbers are drawn for (plan_random). */
enum { DRAW_UPTIME = 16, DRAW_BOOTS, DRAW_FLOW, DRAW_PACKET, DRAW_ERROR, DRAW_LEVEL };

#define TAU 6.283185307179586

struct window {
	int64_t from, to;
};
static const struct window flap = {LIFE_FLAP_FROM_MS, LIFE_FLAP_TO_MS};
static const struct window dark = {LIFE_DARK_FROM_MS, LIFE_DARK_TO_MS};

static bool inside(struct window w, int64_t now_ms)
{
	int64_t at = now_ms % LIFE_CYCLE_MS;
	return at >= w.from && at < w.to;
}

/* The time spent inside, from the beginning until now. */
static int64_t spent(struct window w, int64_t now_ms)
{
	int64_t at = now_ms % LIFE_CYCLE_MS - w.from, length = w.to - w.from;
	return now_ms / LIFE_CYCLE_MS * length + (at < 0	? 0
						  : at < length ? at
								: length);
}

/* The last time at which that point of the cycle passed; negative if it has not. */
static int64_t last(int64_t point, int64_t now_ms)
{
	return (now_ms - point + LIFE_CYCLE_MS) / LIFE_CYCLE_MS * LIFE_CYCLE_MS -
	       LIFE_CYCLE_MS + point;
}

static int64_t last_edge(struct window w, int64_t now_ms)
{
	int64_t from = last(w.from, now_ms), to = last(w.to, now_ms);
	return from > to ? from : to;
}

/* --- devices --------------------------------------------------------------- */

bool life_answers(const struct plan *p, uint32_t device, int64_t now_ms)
{
	struct window silent = {dark.from, dark.to + LIFE_BOOT_MS};
	return !p->device[device].frail || !inside(silent, now_ms);
}

int64_t life_booted(const struct plan *p, uint32_t device, int64_t now_ms)
{
	int64_t again = p->device[device].frail ? last(dark.to, now_ms) : -1;
	uint64_t hours = 50 + plan_random(p, DRAW_UPTIME, device) % 9500;
	return again >= 0 ? again : -(int64_t)hours * 3600000;
}

uint32_t life_boots(const struct plan *p, uint32_t device, int64_t now_ms)
{
	uint32_t before = 1 + (uint32_t)(plan_random(p, DRAW_BOOTS, device) % 30);
	int64_t again =
		p->device[device].frail
			? (last(dark.to, now_ms) + LIFE_CYCLE_MS) / LIFE_CYCLE_MS
			: 0;
	return before + (uint32_t)again;
}

/* A number between 0 and 1 out of the low, middle or high bits of a draw. */
static double part(uint64_t draw, unsigned which)
{
	return (double)(draw >> 20 * which & 0xfffff) / 0xfffff;
}

double life_level(const struct plan *p, uint32_t device, uint32_t salt, int64_t now_ms)
{
	uint64_t draw = plan_random(p, DRAW_LEVEL + salt, device);
	double mean = 0.08 + 0.45 * part(draw, 0), swing = 0.2 + 0.3 * part(draw, 1);
	double slow = 180 + 400 * part(draw, 2), s = (double)now_ms / 1000;
	double phase = TAU * part(draw, 1);
	return mean * (1 + swing * sin(TAU * s / slow + phase) +
		       0.1 * sin(TAU * s / 23 + 2 * phase));
}

/* --- ports ----------------------------------------------------------------- */

static bool port_flaps(const struct plan *p, uint32_t port)
{
	uint32_t peer = p->port[port].peer;
	return p->port[port].flaps || (peer != NONE && p->port[peer].flaps);
}

/* At either end is a device that loses its power. */
static bool port_darkens(const struct plan *p, uint32_t port)
{
	uint32_t peer = p->port[port].peer;
	return p->device[p->port[port].device].frail ||
	       (peer != NONE && p->device[p->port[peer].device].frail);
}

bool life_up(const struct plan *p, uint32_t port, int64_t now_ms)
{
	if (p->port[port].use == USE_NONE || p->port[port].use == USE_FREE)
		return false;
	return !(port_flaps(p, port) && inside(flap, now_ms)) &&
	       !(port_darkens(p, port) && inside(dark, now_ms));
}

int64_t life_changed(const struct plan *p, uint32_t port, int64_t now_ms)
{
	int64_t changed = life_booted(p, p->port[port].device, now_ms);
	int64_t flapped = port_flaps(p, port) ? last_edge(flap, now_ms) : -1;
	int64_t darkened = port_darkens(p, port) ? last_edge(dark, now_ms) : -1;
	if (flapped >= 0 && flapped > changed)
		changed = flapped;
	if (darkened >= 0 && darkened > changed)
		changed = darkened;
	return changed;
}

/* How long the port has been up since the demo began. */
static int64_t up_ms(const struct plan *p, uint32_t port, int64_t now_ms)
{
	if (p->port[port].use == USE_NONE || p->port[port].use == USE_FREE)
		return 0;
	return now_ms - (port_flaps(p, port) ? spent(flap, now_ms) : 0) -
	       (port_darkens(p, port) ? spent(dark, now_ms) : 0);
}

/* Octets that go one way: a mean in octets a millisecond, and two waves around it. */
struct flow {
	uint64_t mean;
	double amplitude[2], period_s[2], phase[2];
};

/* The mean use of a link, as a part of its speed. */
static double mean_use(const struct plan_port *sender, uint64_t draw)
{
	double x = part(draw, 0);
	switch (sender->use) {
	case USE_WAN:
		return sender->fills ? 0.72 : 0.35 + 0.3 * x;
	case USE_TRANSIT:
		return 0.4 + 0.25 * x;
	case USE_TRUNK:
		return x > 0.93 ? 0.6 : 0.04 + 0.4 * x * x;
	case USE_USER:
		return 0.0005 + 0.15 * x * x * x;
	default:
		return 0;
	}
}

/* sender: the port whose use it is; id: which of its flows. */
static struct flow flow_of(const struct plan *p, const struct plan_port *sender,
			   uint32_t id)
{
	uint64_t draw = plan_random(p, DRAW_FLOW, id);
	double x = part(draw, 1), y = part(draw, 2);
	return (struct flow){
		.mean = (uint64_t)(mean_use(sender, draw) * sender->mbps * 125),
		.amplitude = {sender->fills ? 0.28 : 0.12 + 0.2 * x, 0.02 + 0.03 * y},
		.period_s = {sender->fills ? 600 : 200 + 600 * y, 20 + 50 * x},
		.phase = {sender->fills ? 0 : TAU * x, TAU * y},
	};
}

/* What the flow has moved after that time. */
static uint64_t moved(const struct flow *f, int64_t ms)
{
	double waves = 0;
	for (int i = 0; i < 2; i++) {
		double turn = TAU / f->period_s[i];
		waves += f->amplitude[i] / turn *
			 (cos(f->phase[i]) -
			  cos(turn * (double)ms / 1000 + f->phase[i]));
	}
	return f->mean * (uint64_t)ms +
	       (uint64_t)(int64_t)(waves * 1000 * (double)f->mean);
}

uint64_t life_octets(const struct plan *p, uint32_t port, bool out, int64_t now_ms)
{
	/* What a port receives is what its peer sends; where there is no peer it is
	 * another flow of its own. */
	uint32_t peer = p->port[port].peer;
	uint32_t sender = out || peer == NONE ? port : peer;
	uint32_t id = out || peer != NONE ? sender : p->port_n + port;
	struct flow f = flow_of(p, &p->port[sender], id);
	int64_t booted = life_booted(p, p->port[port].device, now_ms);
	uint64_t octets = moved(&f, up_ms(p, port, now_ms));
	if (booted < 0)
		return octets + f.mean * (uint64_t)-booted;
	return octets - moved(&f, up_ms(p, port, booted));
}

uint64_t life_packets(const struct plan *p, uint32_t port, bool out, int64_t now_ms)
{
	uint64_t size = 300 + plan_random(p, DRAW_PACKET, port) % 800;
	return life_octets(p, port, out, now_ms) / size;
}

uint64_t life_errors(const struct plan *p, uint32_t port, int64_t now_ms)
{
	uint64_t each_ms = 400 + plan_random(p, DRAW_ERROR, port) % 3000;
	int64_t booted = life_booted(p, p->port[port].device, now_ms);
	int64_t since = booted > 0 ? up_ms(p, port, booted) : 0;
	return p->port[port].corrupt
		       ? (uint64_t)(up_ms(p, port, now_ms) - since) / each_ms
		       : 0;
}

uint64_t life_discards(const struct plan *p, uint32_t port, int64_t now_ms)
{
	return p->port[port].fills ? life_packets(p, port, true, now_ms) / 4000 : 0;
}
