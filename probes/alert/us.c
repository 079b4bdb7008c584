/* us: the two witnesses, and when it is over. */
#include "probes/alert/us.h"

#include <stdio.h>

#include "probes/model/topology.h"

static void count_one(const struct network *net, dev_id d, int64_t now_ms,
		      struct us_count *count)
{
	int64_t answer_ms = dev_heard_ms(&net->dev[d]), since_ms;

	if (net->dev[d].planned || !answer_ms)
		return;
	since_ms = topology_silent_since(net, d);
	count->devices++;
	count->lost += since_ms != 0;
	count->fresh += since_ms && now_ms - since_ms <= US_MASS_MS;
	if (answer_ms > count->answer_ms)
		count->answer_ms = answer_ms;
}

bool us_look(struct us_look *look, const struct network *net, int64_t now_ms,
	     uint32_t devs, struct us_count *count)
{
	for (; devs > 0 && look->at < net->dev_n; devs--)
		count_one(net, look->at++, now_ms, &look->sum);
	if (look->at < net->dev_n)
		return false;
	*count = look->sum;
	*look = (struct us_look){0};
	return true;
}

/* Of those that answered before. */
static bool lost_at_once(const struct us_count *c)
{
	uint32_t before = c->devices - (c->lost - c->fresh);

	return c->fresh > 0 && c->fresh * 100 >= before * US_MASS_PCT;
}

static bool half_is_back(const struct us_count *c)
{
	return (c->devices - c->lost) * 100 >= c->devices * US_BACK_PCT;
}

static bool port_speaks(const struct vantage *v, const struct us_count *c,
			int64_t now_ms)
{
	return v->port_down_ms && now_ms - v->port_down_ms >= US_PORT_MS &&
	       c->answer_ms <= v->port_down_ms + US_PORT_MS / 2;
}

static bool references_speak(const struct vantage *v)
{
	return v->references && v->references_lost * 3 >= v->references * 2;
}

static bool gateway_speaks(const struct vantage *v)
{
	return !v->references && v->gateway_state == GATEWAY_LOST;
}

/* Does a witness speak against us? Then why says how. */
static bool witness(const struct us *us, const struct vantage *v,
		    const struct us_count *c, int64_t now_ms, char *why, size_t cap)
{
	if (port_speaks(v, c, now_ms) && !v->port[0])
		snprintf(why, cap, "no route to any device");
	else if (port_speaks(v, c, now_ms))
		snprintf(why, cap, "port %s down", v->port);
	else if (us->mass && references_speak(v))
		snprintf(why, cap, "%u of %u references lost with %u of %u devices",
			 v->references_lost, v->references, c->lost, c->devices);
	else if (us->mass && gateway_speaks(v))
		snprintf(why, cap, "gateway %s lost with %u of %u devices", v->gateway,
			 c->lost, c->devices);
	else
		return false;
	return true;
}

static bool begin(struct us *us, const char *why, int64_t now_ms)
{
	us->holds = true;
	us->since_ms = now_ms;
	us->back_ms = 0;
	snprintf(us->why, sizeof us->why, "%s", why);
	return true;
}

/* It seems over, or not: for US_BACK_MS without a break. */
static bool go_on(struct us *us, bool over, int64_t now_ms)
{
	if (!over) {
		us->back_ms = 0;
		return false;
	}
	if (!us->back_ms)
		us->back_ms = now_ms;
	if (now_ms - us->back_ms < US_BACK_MS)
		return false;
	*us = (struct us){0};
	return true;
}

bool us_judge(struct us *us, const struct vantage *v, const struct us_count *c,
	      int64_t now_ms)
{
	char why[sizeof us->why];
	bool against;

	us->mass = lost_at_once(c) || (us->mass && !half_is_back(c));
	against = witness(us, v, c, now_ms, why, sizeof why);
	if (!us->holds)
		return against && begin(us, why, now_ms);
	if (against)
		snprintf(us->why, sizeof us->why, "%s", why);
	return go_on(us, !against || (half_is_back(c) && !v->port_down_ms), now_ms);
}
