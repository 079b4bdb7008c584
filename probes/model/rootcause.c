/*
 * What hides a device that is silent. It is called hidden only when nothing of it could
 * be seen from here: every neighbour over which there is a way to it is silent, too. So
 * a cause never hides more than it explains, and in a ring one dead device hides
 * nobody.
 *
 * A link that went down while the device still answered was no way to it any more when
 * it stopped; one that went down with it may be all that failed.
 */
#include "probes/model/topology.h"
#include "probes/model/ways.h"

#define LOOKED_AT 64  /* for a cause: bounds loops and meshes */
#define STRAIGHT 8    /* where there is one way */
#define CLIMBED 16384 /* straight up, first … */
#define ASIDE 512     /* … and so many steps over one of several ways */
#define TOGETHER_MS                                                                    \
	10000 /* what stops within it stopped together, as probes see it               \
	       */

/* --- ways that were there ------------------------------------------------------------
 */

/* Was this link up when the device at one end of it stopped? */
static bool was_up(const struct network *net, const struct link *l, int64_t since_ms)
{
	for (unsigned side = 0; side < 2; side++) {
		if_id i = link_if(net, l, side);

		if (i != NONE && net->ifs.oper[i] == IF_DOWN &&
		    topology_down_since(net, i) < since_ms - TOGETHER_MS)
			return false;
	}
	return true;
}

/* Of several links to a configured parent one is enough. */
static bool any_was_up(const struct network *net, dev_id dev, dev_id from,
		       int64_t since_ms)
{
	bool known = false;

	for (link_id l = links_of(net, dev); l != NONE; l = links_next(net, l, dev)) {
		const struct link *link = link_at(net, l);

		if (link->end[1 - link_side(link, dev)].dev != from || link->vanished)
			continue;
		if (was_up(net, link, since_ms))
			return true;
		known = true;
	}
	return !known;
}

static bool was_way(const struct network *net, dev_id dev, const struct way *way,
		    int64_t since_ms)
{
	if (net->dev[dev].parent_n)
		return any_was_up(net, dev, way->from, since_ms);
	return !way->link || was_up(net, way->link, since_ms);
}

/* What is above one that is hidden. */
struct above {
	dev_id silent; /* the first on a way to it */
	bool only;     /* and there is no other */
};

/* Is dev silent, and could it not be seen if it were alive? */
static bool hidden_by(const struct network *net, dev_id dev, struct above *above)
{
	int64_t since_ms = topology_silent_since(net, dev);
	struct ways_iter i;
	struct way way;

	*above = (struct above){NONE, true};
	if (!since_ms)
		return false;
	for (ways_begin(&i, net, dev); ways_next(&i, &way);) {
		if (way.from == NONE)
			return false;
		if (above->silent == way.from)
			continue;
		if (topology_dev_silent(net, way.from)) {
			above->only = above->silent == NONE && above->only;
			above->silent =
				above->silent == NONE ? way.from : above->silent;
		} else if (was_way(net, dev, &way, since_ms)) {
			return false;
		} else {
			above->only = false;
		}
	}
	return above->silent != NONE;
}

static bool is_hidden(const struct network *net, dev_id dev)
{
	struct above above;

	return hidden_by(net, dev, &above);
}

/* --- the cause -----------------------------------------------------------------------
 */

static void add_once(dev_id *queue, uint32_t *n, dev_id id)
{
	for (uint32_t i = 0; i < *n; i++)
		if (queue[i] == id)
			return;
	if (*n < LOOKED_AT)
		queue[(*n)++] = id;
}

/* How far apart two that stop together may be seen to stop: polls come late. */
static int64_t blur_ms(const struct dev *dev)
{
	return TOGETHER_MS + (dev->ping_by == PING_NO || !dev->reach.known
				      ? 2 * (int64_t)dev->poll_ms
				      : 0);
}

static uint32_t weight(const struct network *net, dev_id id)
{
	uint32_t named = id < net->toward_cap ? net->toward[id].n : 0;
	uint32_t behind = ways_behind(net, id);

	return behind > named ? behind : named;
}

/* Does b explain more than a that a silence has come to this? */
static bool explains_more(const struct network *net, dev_id a, dev_id b)
{
	int64_t later;

	if (a == NONE)
		return true;
	later = topology_silent_since(net, b) - topology_silent_since(net, a);
	if (later > TOGETHER_MS || later < -TOGETHER_MS)
		return later > 0;
	return weight(net, b) > weight(net, a);
}

/* It had a way when it stopped: that is its own. */
static bool stopped_before(const struct network *net, dev_id id, dev_id cause)
{
	const struct dev *dev = &net->dev[id], *other = &net->dev[cause];
	int64_t a = blur_ms(dev), b = blur_ms(other);

	return topology_silent_since(net, cause) >
	       topology_silent_since(net, id) + (a > b ? a : b);
}

/* The first silent one on a way to dev. */
static dev_id silent_above(const struct network *net, dev_id dev)
{
	struct ways_iter i;
	struct way way;

	for (ways_begin(&i, net, dev); ways_next(&i, &way);)
		if (way.from != NONE && topology_dev_silent(net, way.from))
			return way.from;
	return NONE;
}

static bool is_silent_above(const struct network *net, dev_id dev, dev_id on)
{
	return on != NONE && ways_hang(net, dev, on) && topology_dev_silent(net, on);
}

/* The next on the way up from one that is hidden: what it hangs on, if that is silent,
 * and of those the one that the way up led to before. */
static dev_id up_from(const struct network *net, dev_id dev, unsigned *aside)
{
	dev_id on = ways_hint(net, dev);

	if (net->dev[dev].parent_n == 0 && !is_silent_above(net, dev, on))
		on = ways_hangs_on(net, dev);
	if (net->dev[dev].parent_n == 0 && is_silent_above(net, dev, on))
		return on;
	return (*aside)++ < ASIDE ? silent_above(net, dev) : NONE;
}

/* Straight towards the watch until something is not hidden: where all is silent far and
 * wide, looking around would not come so far. Who stands on the way remembers where it
 * led, so that a long chain is climbed once. */
static dev_id climb(const struct network *net, dev_id from)
{
	unsigned aside = 0, back = 0;
	dev_id top = from;

	for (int n = 0; n < CLIMBED && top != NONE && is_hidden(net, top); n++)
		top = up_from(net, top, &aside);
	if (top == NONE || is_hidden(net, top))
		return NONE;
	for (dev_id id = from; id != NONE && id != top && ways_hang(net, id, top);) {
		dev_id next = up_from(net, id, &back);

		ways_note(net, id, top);
		id = next;
	}
	return top;
}

static dev_id find_cause(const struct network *net, dev_id id)
{
	dev_id queue[LOOKED_AT], best = climb(net, id);
	struct ways_iter i;
	struct way way;
	uint32_t n = 1;

	queue[0] = id;
	for (uint32_t at = 0; at < n; at++) {
		if (!is_hidden(net, queue[at])) {
			if (explains_more(net, best, queue[at]))
				best = queue[at];
			continue;
		}
		for (ways_begin(&i, net, queue[at]); ways_next(&i, &way);)
			if (way.from != NONE && topology_dev_silent(net, way.from))
				add_once(queue, &n, way.from);
	}
	return best;
}

/* Where there is one way only nothing is to be weighed. NONE: there are more, or it is
 * long. */
static dev_id straight_up(const struct network *net, struct above above)
{
	for (int n = 0; n < STRAIGHT && above.only; n++) {
		dev_id id = above.silent;

		if (!hidden_by(net, id, &above))
			return id;
	}
	return NONE;
}

dev_id topology_cause(const struct network *net, dev_id id)
{
	struct above above;
	dev_id cause;

	if (!hidden_by(net, id, &above))
		return NONE;
	cause = straight_up(net, above);
	if (cause == NONE)
		cause = find_cause(net, id);
	return cause != NONE && stopped_before(net, id, cause) ? NONE : cause;
}

/* --- who is to be asked --------------------------------------------------------------
 */

uint32_t topology_above(const struct network *net, dev_id dev, dev_id *out,
			uint32_t cap)
{
	struct ways_iter i;
	struct way way;
	uint32_t n = 0;

	for (ways_begin(&i, net, dev); n < cap && ways_next(&i, &way);) {
		bool known = way.from == NONE;

		for (uint32_t k = 0; k < n && !known; k++)
			known = out[k] == way.from;
		if (!known)
			out[n++] = way.from;
	}
	return n;
}

static bool is_among(const dev_id *list, uint32_t n, dev_id id)
{
	for (uint32_t i = 0; i < n; i++)
		if (list[i] == id)
			return true;
	return false;
}

uint32_t topology_ancestors(const struct network *net, dev_id dev, dev_id *out,
			    uint32_t cap)
{
	uint32_t n = topology_above(net, dev, out, cap);
	dev_id up = n ? out[0] : NONE;

	while (up != NONE && n < cap) {
		dev_id above = NONE;

		if (topology_above(net, up, &above, 1) == 0 || above == dev ||
		    is_among(out, n, above))
			break;
		out[n++] = up = above;
	}
	return n;
}
