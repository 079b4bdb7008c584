/*
 * A load is a mean and two waves; what it has moved by a certain time is the integral
 * of that, in closed form. A link that is down moves nothing, so its load is a function
 * of the time it was up: what takes it down are acts of the story, none at the same
 * time as another, and their sum is an addition.
 */
#include "probes/demo/life.h"

#include <math.h>

#include "probes/demo/story.h"

/* What numbers are drawn for (plan_random). */
enum {
	DRAW_UPTIME = 16,
	DRAW_BOOTS,
	DRAW_FLOW,
	DRAW_PACKET,
	DRAW_ERROR,
	DRAW_LOSS,
	DRAW_DISTANCE,
	DRAW_LEVEL,
	DRAW_JITTER = 1000
};

#define TAU 6.283185307179586

/* Acts, as a set of bits. */
#define ACT(act) (1u << (act))

static bool on_any(unsigned acts, int64_t now_ms)
{
	for (unsigned a = 0; a < ACTS; a++)
		if (acts & ACT(a) && story_on((enum story_act)a, now_ms))
			return true;
	return false;
}

/* A number between 0 and 1 out of the low, middle or high bits of a draw. */
static double part(uint64_t draw, unsigned which)
{
	return (double)(draw >> 20 * which & 0xfffff) / 0xfffff;
}

/* --- devices --------------------------------------------------------------- */

/* Acts that take the power of a device. What gets its power from a switch goes with it.
 */
static unsigned powerless(const struct plan *p, uint32_t device)
{
	const struct plan_device *d = &p->device[device];
	const struct plan_cast *cast = &p->cast;
	unsigned acts = 0;
	if (device == cast->flapping ||
	    (d->role == PLAN_AP && d->parent == cast->flapping))
		acts |= ACT(ACT_FLAP_1) | ACT(ACT_FLAP_2) | ACT(ACT_FLAP_3);
	if (device == cast->leaking)
		acts |= ACT(ACT_CRASH);
	if (device == cast->router)
		acts |= ACT(ACT_NIGHT);
	if (d->site == cast->mains &&
	    (d->role == PLAN_ACCESS || d->role == PLAN_AP || d->role == PLAN_SERVER ||
	     d->role == PLAN_FIREWALL))
		acts |= ACT(ACT_MAINS);
	return acts;
}

/* It has power, and has had it for long enough to be up. */
static bool is_up(const struct plan *p, uint32_t device, int64_t now_ms)
{
	unsigned acts = powerless(p, device);
	return !acts ||
	       !(on_any(acts, now_ms) ||
		 on_any(acts, now_ms < LIFE_BOOT_MS ? 0 : now_ms - LIFE_BOOT_MS));
}

bool life_answers(const struct plan *p, uint32_t device, int64_t now_ms)
{
	if (p->device[device].site == p->cast.dark && story_on(ACT_DARK, now_ms))
		return false;
	return is_up(p, p->cast.router, now_ms) && is_up(p, device, now_ms);
}

int64_t life_booted(const struct plan *p, uint32_t device, int64_t now_ms)
{
	unsigned acts = powerless(p, device);
	uint64_t hours = 50 + plan_random(p, DRAW_UPTIME, device) % 9500;
	int64_t booted = -1;
	for (unsigned a = 0; a < ACTS; a++)
		if (acts & ACT(a) && story_ended((enum story_act)a, now_ms) > booted)
			booted = story_ended((enum story_act)a, now_ms);
	return booted >= 0 ? booted : -(int64_t)hours * 3600000;
}

uint32_t life_boots(const struct plan *p, uint32_t device, int64_t now_ms)
{
	unsigned acts = powerless(p, device);
	uint32_t boots = 1 + (uint32_t)(plan_random(p, DRAW_BOOTS, device) % 30);
	for (unsigned a = 0; a < ACTS; a++)
		if (acts & ACT(a))
			boots += story_times((enum story_act)a, now_ms);
	return boots;
}

/* The switch whose uplink corrupts what comes in, and what hangs on it. */
static bool behind_corrupt(const struct plan *p, uint32_t device)
{
	uint32_t port = p->cast.corrupt;
	return port != NONE && (device == p->port[port].device ||
				p->device[device].parent == p->port[port].device);
}

bool life_loses(const struct plan *p, uint32_t device, int64_t now_ms)
{
	enum { SLOT_MS = 50, LOST_PERCENT = 22 };
	return story_on(ACT_CORRUPT, now_ms) && behind_corrupt(p, device) &&
	       plan_random(p, DRAW_LOSS, (uint32_t)(now_ms / SLOT_MS)) % 100 <
		       LOST_PERCENT;
}

bool life_hangs(const struct plan *p, uint32_t device, int64_t now_ms)
{
	return device == p->cast.hung && story_on(ACT_HUNG, now_ms);
}

/* What a site is away from the first of all, there and back. */
static double distance_ms(const struct plan *p, uint32_t site)
{
	double ms = 0;
	for (; p->site[site].parent != NONE; site = p->site[site].parent)
		ms += 3 + 11 * part(plan_random(p, DRAW_DISTANCE, site), 0);
	return ms;
}

int64_t life_delay_ms(const struct plan *p, uint32_t device, int64_t now_ms)
{
	enum { LATE_MS = 70 };
	double ms = distance_ms(p, p->device[device].site);
	uint64_t draw = plan_random(p, DRAW_JITTER + device, (uint32_t)(now_ms / 50));
	ms *= 1 + 0.15 * part(draw, 0) * part(draw, 1);
	if (device == p->cast.flooded)
		ms += LATE_MS * story_level(ACT_FLOOD, now_ms);
	return (int64_t)(ms + 0.5);
}

bool life_fan_fails(const struct plan *p, uint32_t device, int64_t now_ms)
{
	return device == p->cast.hot && story_on(ACT_FAN, now_ms);
}

/* Warm at first, then hot. */
uint32_t life_heat(const struct plan *p, uint32_t device, int64_t now_ms)
{
	enum { WARM_MS = 40000, WARM = 19, HOT = 25 };
	if (!life_fan_fails(p, device, now_ms))
		return 0;
	return now_ms - story_began(ACT_FAN, now_ms) < WARM_MS ? WARM : HOT;
}

bool life_supply_fails(const struct plan *p, uint32_t device, int64_t now_ms)
{
	return device == p->cast.weak && story_on(ACT_SUPPLY, now_ms);
}

uint32_t life_supplies(const struct plan *p, uint32_t device, int64_t now_ms)
{
	return device == p->cast.weak ? story_times(ACT_SUPPLY, now_ms) : 0;
}

int64_t life_supplied(const struct plan *p, uint32_t device, int64_t now_ms)
{
	int64_t booted = life_booted(p, device, now_ms);
	return life_supplies(p, device, now_ms) &&
			       story_ended(ACT_SUPPLY, now_ms) > booted
		       ? story_ended(ACT_SUPPLY, now_ms)
		       : booted;
}

bool life_is_alone(const struct plan *p, uint32_t device, int64_t now_ms)
{
	return device == p->cast.pair && story_on(ACT_ALONE, now_ms);
}

unsigned life_lamps(const struct plan *p, uint32_t device, int64_t now_ms)
{
	enum { YELLOW_MS = 16000 };
	if (device != p->cast.lit || !story_on(ACT_LAMP, now_ms))
		return 0;
	return now_ms - story_began(ACT_LAMP, now_ms) < YELLOW_MS ? 1 : 2;
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

/* From where it is, an act pushes a level that far up. */
static double push(double level, double to, double act)
{
	return level + (to - level) * act;
}

double life_cpu(const struct plan *p, uint32_t device, uint32_t salt, int64_t now_ms)
{
	double level = life_level(p, device, salt, now_ms);
	double ripple = 0.01 * sin(TAU * (double)now_ms / 17000);
	if (device == p->cast.busy)
		return push(level, 0.95 + ripple, story_level(ACT_BUSY, now_ms));
	if (device == p->cast.flooded)
		return push(level, 0.98 + ripple, story_level(ACT_FLOOD, now_ms));
	return level;
}

double life_memory(const struct plan *p, uint32_t device, uint32_t salt, int64_t now_ms)
{
	double level = life_level(p, device, salt, now_ms);
	if (device != p->cast.leaking)
		return level;
	level = push(level, 0.945, story_level(ACT_LEAK, now_ms));
	return push(level, 0.985, story_level(ACT_BRIM, now_ms));
}

/* --- ports ----------------------------------------------------------------- */

/* Acts in which a port is down, as its other end is. */
static unsigned linkless(const struct plan *p, uint32_t port)
{
	const struct plan_cast *cast = &p->cast;
	uint32_t peer = p->port[port].peer;
	unsigned acts = powerless(p, p->port[port].device);
	if (port == cast->line)
		acts |= ACT(ACT_LINE);
	if (peer == NONE)
		return acts;
	acts |= powerless(p, p->port[peer].device);
	if (port == cast->cut || peer == cast->cut)
		acts |= ACT(ACT_DARK);
	if (port == cast->unplugged || peer == cast->unplugged)
		acts |= ACT(ACT_UNPLUGGED);
	return acts;
}

static bool plugged_in(const struct plan_port *port)
{
	return port->use != USE_NONE && port->use != USE_FREE;
}

bool life_up(const struct plan *p, uint32_t port, int64_t now_ms)
{
	return plugged_in(&p->port[port]) && !on_any(linkless(p, port), now_ms);
}

/* When the last of these acts began or ended, but not before that. */
static int64_t changed_by(unsigned acts, int64_t changed, int64_t now_ms)
{
	for (unsigned a = 0; a < ACTS; a++) {
		enum story_act act = (enum story_act)a;
		if (!(acts & ACT(a)))
			continue;
		if (story_began(act, now_ms) >= 0 && story_began(act, now_ms) > changed)
			changed = story_began(act, now_ms);
		if (story_ended(act, now_ms) >= 0 && story_ended(act, now_ms) > changed)
			changed = story_ended(act, now_ms);
	}
	return changed;
}

int64_t life_changed(const struct plan *p, uint32_t port, int64_t now_ms)
{
	return changed_by(plugged_in(&p->port[port]) ? linkless(p, port) : 0,
			  life_booted(p, p->port[port].device, now_ms), now_ms);
}

/* Acts in which nobody is spoken with over a port. */
static unsigned speechless(const struct plan *p, uint32_t port)
{
	return linkless(p, port) | (port == p->cast.severed ? ACT(ACT_PEER) : 0);
}

bool life_speaks(const struct plan *p, uint32_t port, int64_t now_ms)
{
	return plugged_in(&p->port[port]) && !on_any(speechless(p, port), now_ms);
}

int64_t life_speaks_since(const struct plan *p, uint32_t port, int64_t now_ms)
{
	return changed_by(speechless(p, port),
			  life_booted(p, p->port[port].device, now_ms), now_ms);
}

uint32_t life_spoke(const struct plan *p, uint32_t port, int64_t now_ms)
{
	unsigned acts = speechless(p, port);
	uint32_t n = 1;
	for (unsigned a = 0; a < ACTS; a++)
		if (acts & ACT(a))
			n += story_times((enum story_act)a, now_ms);
	return n;
}

/* How long the port has been up since the demo began. */
static int64_t up_ms(const struct plan *p, uint32_t port, int64_t now_ms)
{
	unsigned acts = linkless(p, port);
	int64_t up = now_ms;
	if (!plugged_in(&p->port[port]))
		return 0;
	for (unsigned a = 0; a < ACTS; a++)
		if (acts & ACT(a))
			up -= story_spent((enum story_act)a, now_ms);
	return up;
}

/* Octets that go one way: a mean in octets a millisecond, and two waves around it. */
struct flow {
	uint32_t port; /* whose use it has */
	uint32_t id;   /* what is drawn for it */
	uint64_t mean;
	double amplitude[2], period_s[2], phase[2];
};

#define FILLING_MEAN 0.45 /* parts of the speed of the link that fills: before, */
#define FILLING_MORE 0.51 /* and how much comes on top */

/* The mean use of a port, as a part of its speed. */
static double mean_use(enum plan_use use, uint64_t draw)
{
	double x = part(draw, 0);
	switch (use) {
	case USE_WAN:
		return 0.2 + 0.3 * x;
	case USE_TRANSIT:
		return 0.3 + 0.2 * x;
	case USE_TRUNK:
		return x > 0.93 ? 0.5 : 0.04 + 0.4 * x * x;
	case USE_USER:
		return 0.0005 + 0.15 * x * x * x;
	default:
		return 0;
	}
}

/* What a port receives is what its peer sends; where there is no peer it is another
 * flow of its own. */
static struct flow flow_of(const struct plan *p, uint32_t port, bool out)
{
	uint32_t peer = p->port[port].peer;
	uint32_t sender = out || peer == NONE ? port : peer;
	uint32_t id = out || peer != NONE ? sender : p->port_n + port;
	uint64_t draw = plan_random(p, DRAW_FLOW, id);
	const struct plan_port *row = &p->port[sender];
	double x = part(draw, 1), y = part(draw, 2);
	bool fills = sender == p->cast.filling;
	double use = fills ? FILLING_MEAN : mean_use((enum plan_use)row->use, draw);
	return (struct flow){
		.port = sender,
		.id = id,
		.mean = (uint64_t)(use * row->mbps * 125),
		.amplitude = {fills ? 0.02 : 0.12 + 0.2 * x, 0.02 + 0.02 * y},
		.period_s = {200 + 600 * y, 20 + 50 * x},
		.phase = {TAU * x, TAU * y},
	};
}

/* What the flow has moved at a time at which it had been up for so long. */
static uint64_t moved(const struct plan *p, const struct flow *f, int64_t now_ms,
		      int64_t up_ms)
{
	double waves = 0, more = 0;
	for (int i = 0; i < 2; i++) {
		double turn = TAU / f->period_s[i];
		waves += f->amplitude[i] / turn *
			 (cos(f->phase[i]) -
			  cos(turn * (double)up_ms / 1000 + f->phase[i]));
	}
	if (f->port == p->cast.filling && f->id == f->port)
		more = FILLING_MORE * p->port[f->port].mbps * 125 *
		       story_area(ACT_FILL, now_ms);
	return f->mean * (uint64_t)up_ms + (uint64_t)more +
	       (uint64_t)(int64_t)(waves * 1000 * (double)f->mean);
}

static uint64_t octets(const struct plan *p, uint32_t port, const struct flow *f,
		       int64_t now_ms)
{
	int64_t booted = life_booted(p, p->port[port].device, now_ms);
	uint64_t now = moved(p, f, now_ms, up_ms(p, port, now_ms));
	if (booted < 0)
		return now + f->mean * (uint64_t)-booted;
	return now - moved(p, f, booted, up_ms(p, port, booted));
}

uint64_t life_octets(const struct plan *p, uint32_t port, bool out, int64_t now_ms)
{
	struct flow f = flow_of(p, port, out);
	return octets(p, port, &f, now_ms);
}

/* Octets of a packet of that flow. */
static uint64_t packet_size(const struct plan *p, const struct flow *f)
{
	return 300 + plan_random(p, DRAW_PACKET, f->id) % 800;
}

uint64_t life_packets(const struct plan *p, uint32_t port, bool out, int64_t now_ms)
{
	struct flow f = flow_of(p, port, out);
	return octets(p, port, &f, now_ms) / packet_size(p, &f);
}

/* That many percent of the packets of a flow since the device booted, as long as the
 * act went on. */
static uint64_t bad_packets(const struct plan *p, uint32_t port, bool out,
			    enum story_act act, unsigned percent, int64_t now_ms)
{
	struct flow f = flow_of(p, port, out);
	int64_t booted = life_booted(p, p->port[port].device, now_ms);
	int64_t before = booted > 0 ? story_spent(act, booted) : 0;
	uint64_t ms = (uint64_t)(story_spent(act, now_ms) - before);
	return f.mean * ms / packet_size(p, &f) * percent / 100;
}

/* A few cables to desks are bad, always, but not so bad that it is worth an alert. */
static uint64_t desk_errors(const struct plan *p, uint32_t port, int64_t now_ms)
{
	uint64_t draw = plan_random(p, DRAW_ERROR, port), each_ms = 1500 + draw % 3000;
	int64_t booted = life_booted(p, p->port[port].device, now_ms);
	int64_t since = booted > 0 ? up_ms(p, port, booted) : 0;
	if (p->port[port].use != USE_USER || draw % 40 > 0)
		return 0;
	return (uint64_t)(up_ms(p, port, now_ms) - since) / each_ms;
}

uint64_t life_errors(const struct plan *p, uint32_t port, int64_t now_ms)
{
	if (port == p->cast.corrupt)
		return bad_packets(p, port, false, ACT_CORRUPT, 3, now_ms);
	return desk_errors(p, port, now_ms);
}

uint64_t life_discards(const struct plan *p, uint32_t port, int64_t now_ms)
{
	if (port == p->cast.filling)
		return bad_packets(p, port, true, ACT_FULL, 5, now_ms);
	return 0;
}
