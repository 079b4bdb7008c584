/*
 * The places of roll-ups are where the rings of series are: in the block of an
 * interface with a history and in that of its device; named things have theirs in an
 * array of the device, in the order of their rows, so that they are found without a
 * search.
 */
#include "probes/model/rollup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/model/sensor.h"
#include "probes/model/series_private.h"

#define SLACK_MS 120000 /* sensors and disks are read less often than counters */

static const struct {
	const char *name;
	bool falls;
} kinds[ROLLUP_KINDS] = {
	[ROLLUP_IN] = {"in", false},
	[ROLLUP_OUT] = {"out", false},
	[ROLLUP_ERRORS] = {"errors", false},
	[ROLLUP_DISCARDS] = {"discards", false},
	[ROLLUP_RTT] = {"rtt", false},
	[ROLLUP_LOSS] = {"loss", false},
	[ROLLUP_CPU] = {"cpu", false},
	[ROLLUP_MEMORY] = {"memory", false},
	[ROLLUP_TEMPERATURE] = {"temperature", false},
	[ROLLUP_OPTICAL] = {"optical", true},
	[ROLLUP_DISK] = {"disk", false},
};

const char *rollup_name(enum rollup_kind kind)
{
	return kinds[kind].name;
}

bool rollup_falls(enum rollup_kind kind)
{
	return kinds[kind].falls;
}

/* --- one value -----------------------------------------------------------------------
 */

void rollup_init(struct rollup *r)
{
	*r = (struct rollup){.learnt = LEARNT_NOTHING};
}

static uint8_t cover_of(const struct rollup *r, uint32_t poll_ms)
{
	uint64_t covered = (uint64_t)r->n * poll_ms * ROLLUP_WHOLE;
	uint64_t parts = (covered + ROLLUP_SLOT_S * 500) / (ROLLUP_SLOT_S * 1000);

	return parts < 1 ? 1 : parts > ROLLUP_WHOLE ? ROLLUP_WHOLE : (uint8_t)parts;
}

/* What was gathered is complete. Returns how many that were are lost by it. */
static unsigned finish(struct rollup *r, uint32_t poll_ms)
{
	unsigned lost = r->ready_slot != 0;

	if (!r->n) {
		r->slot = 0;
		return 0;
	}
	r->ready_slot = r->slot;
	r->ready_mean = r->sum / (float)r->n;
	r->ready_extreme = r->extreme;
	r->ready_cover = cover_of(r, poll_ms);
	r->n = 0;
	r->slot = 0;
	return lost;
}

unsigned rollup_add(struct rollup *r, enum rollup_kind kind, float value, int64_t at_ms,
		    uint32_t poll_ms)
{
	uint32_t slot = (uint32_t)(at_ms / 1000 / ROLLUP_SLOT_S);
	unsigned lost = 0;

	if (r->slot && r->slot != slot)
		lost = finish(r, poll_ms);
	if (!isfinite(value) || r->n == UINT16_MAX)
		return lost;
	if (r->n == 0) {
		r->slot = slot;
		r->sum = 0;
		r->extreme = value;
	}
	r->sum += value;
	r->n++;
	if (kinds[kind].falls ? value < r->extreme : value > r->extreme)
		r->extreme = value;
	return lost;
}

/* Its extreme is at least this, though the sample was less. */
static void add_peak(struct rollup *r, float v)
{
	if (r->n && v > r->extreme)
		r->extreme = v;
}

/* --- steps of a network --------------------------------------------------------------
 */

bool rollup_wanted(const struct if_table *t, if_id i)
{
	return t->flags[i] & IFF_MATTERS || (t->flags[i] & IFF_SEEN_UP && t->alias[i] &&
					     t->n - t->holes <= SERIES_ALL);
}

void rollup_step_if(struct if_table *t, if_id i, struct rollup roll[ROLLUP_OF_IF],
		    bool answered, int64_t at_ms, uint32_t poll_ms, uint64_t *lost)
{
	float value[ROLLUP_OF_IF] = {NAN, NAN, NAN, NAN};

	if (answered && rollup_wanted(t, i)) {
		value[ROLLUP_IN] = t->in_bps[i];
		value[ROLLUP_OUT] = t->out_bps[i];
		value[ROLLUP_ERRORS] = series_errors(t, i);
		value[ROLLUP_DISCARDS] = series_discards(t, i);
	}
	for (unsigned k = 0; k < ROLLUP_OF_IF; k++)
		*lost += rollup_add(&roll[k], (enum rollup_kind)k, value[k], at_ms,
				    poll_ms);
}

/* The place of a named thing; hint is where it should be. Made when it is new. */
static struct rollup *named_place(struct dev_series *d, enum rollup_kind kind,
				  str_id name, uint32_t hint)
{
	struct rollup_named *it;

	for (uint32_t k = 0; k < d->named_n; k++) {
		it = &d->named[(hint + k) % d->named_n];
		if (it->kind == kind && it->name == name)
			return &it->roll;
	}
	TABLE_GROW(d->named, d->named_cap, d->named_n + 1);
	it = &d->named[d->named_n++];
	it->kind = (uint8_t)kind;
	it->name = name;
	rollup_init(&it->roll);
	return &it->roll;
}

/* Of each optical sensor and each disk there is; value NAN: nothing new is known. */
static void step_named(struct network *net, dev_id id, bool answered, int64_t at_ms)
{
	const struct dev *dev = &net->dev[id];
	struct dev_series *d = net->dev_series[id];
	int64_t late_ms = 4 * (int64_t)dev->poll_ms + SLACK_MS;
	bool sensed = answered && at_ms - dev->sensors_ms <= late_ms;
	bool healthy = answered && at_ms - dev->health_ms <= late_ms;
	uint32_t at = 0;

	for (uint32_t i = 0; i < dev->sensors.n; i++) {
		const struct sensor *s = &net->sensor[dev->sensors.first + i];

		if (s->kind != SENSOR_OPTICAL)
			continue;
		net->rollup_lost += rollup_add(
			named_place(d, ROLLUP_OPTICAL, s->name, at++), ROLLUP_OPTICAL,
			sensed ? s->value : NAN, at_ms, dev->poll_ms);
	}
	for (uint32_t i = 0; i < dev->memories.n; i++) {
		const struct memory *m = &net->memory[dev->memories.first + i];

		if (m->class != STORAGE_DISK)
			continue;
		net->rollup_lost += rollup_add(
			named_place(d, ROLLUP_DISK, m->name, at++), ROLLUP_DISK,
			healthy ? m->pct : NAN, at_ms, dev->poll_ms);
	}
}

void rollup_step_dev(struct network *net, dev_id id, bool answered,
		     const struct rollup_reach *reach, int64_t at_ms)
{
	const struct dev *dev = &net->dev[id];
	struct rollup *roll = net->dev_series[id]->roll;
	const float value[ROLLUP_OF_DEV] = {
		reach->rtt_ms, reach->loss_pct, answered ? dev->cpu_pct : NAN,
		answered ? dev->mem_pct : NAN, answered ? dev->temp_c : NAN};

	for (unsigned k = 0; k < ROLLUP_OF_DEV; k++)
		net->rollup_lost +=
			rollup_add(&roll[k], (enum rollup_kind)(ROLLUP_OF_IF + k),
				   value[k], at_ms, dev->poll_ms);
	add_peak(&roll[ROLLUP_RTT - ROLLUP_OF_IF], reach->longest_ms);
	if (dev->sensors.n || dev->memories.n)
		step_named(net, id, answered, at_ms);
}

void rollup_named_fini(struct dev_series *d)
{
	free(d->named);
}

/* --- taking --------------------------------------------------------------------------
 */

struct taker {
	struct network *net;
	dev_id dev;
	rollup_each *each;
	void *ctx;
};

/* False: it has to wait. */
static bool take_one(const struct taker *t, struct rollup *r, enum rollup_kind kind,
		     const char *entity)
{
	struct rollup_row row = {.name = network_str(t->net, t->net->dev[t->dev].name),
				 .entity = entity,
				 .kind = kind,
				 .slot = r->ready_slot,
				 .mean = r->ready_mean,
				 .extreme = r->ready_extreme,
				 .cover = r->ready_cover};

	if (!r->ready_slot)
		return true;
	if (!t->each(t->ctx, &row))
		return false;
	r->ready_slot = 0;
	return true;
}

static bool take_if(const struct taker *t, if_id i)
{
	struct if_series *block = series_block(&t->net->ifs, i);
	const char *entity = network_str(t->net, t->net->ifs.name[i]);

	for (unsigned k = 0; block && k < ROLLUP_OF_IF; k++)
		if (!take_one(t, &block->roll[k], (enum rollup_kind)k, entity))
			return false;
	return true;
}

static bool take_dev(const struct taker *t)
{
	struct dev_series *d = t->net->dev_series[t->dev];

	for (unsigned k = 0; k < ROLLUP_OF_DEV; k++)
		if (!take_one(t, &d->roll[k], (enum rollup_kind)(ROLLUP_OF_IF + k), ""))
			return false;
	for (uint32_t k = 0; k < d->named_n; k++)
		if (!take_one(t, &d->named[k].roll, (enum rollup_kind)d->named[k].kind,
			      network_str(t->net, d->named[k].name)))
			return false;
	return true;
}

bool rollup_take(struct network *net, struct rollup_walk *walk, uint32_t places,
		 rollup_each *each, void *ctx)
{
	struct taker t = {.net = net, .each = each, .ctx = ctx};

	for (uint32_t seen = 0; seen < places;) {
		const struct dev *dev;

		if (walk->dev >= net->dev_n) {
			*walk = (struct rollup_walk){0};
			return true;
		}
		t.dev = walk->dev;
		dev = &net->dev[t.dev];
		for (; walk->row < dev->if_n && seen < places; walk->row++) {
			seen++;
			if (!take_if(&t, dev->if_first + walk->row))
				return false;
		}
		if (walk->row < dev->if_n)
			return false;
		seen += ROLLUP_OF_DEV + net->dev_series[t.dev]->named_n;
		if (!take_dev(&t))
			return false;
		*walk = (struct rollup_walk){.dev = t.dev + 1};
	}
	return false;
}

static void complete_dev(struct network *net, dev_id id)
{
	const struct dev *dev = &net->dev[id];
	struct dev_series *d = net->dev_series[id];

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		struct if_series *block = series_block(&net->ifs, i);

		for (unsigned k = 0; block && k < ROLLUP_OF_IF; k++)
			net->rollup_lost += finish(&block->roll[k], dev->poll_ms);
	}
	for (unsigned k = 0; k < ROLLUP_OF_DEV; k++)
		net->rollup_lost += finish(&d->roll[k], dev->poll_ms);
	for (uint32_t k = 0; k < d->named_n; k++)
		net->rollup_lost += finish(&d->named[k].roll, dev->poll_ms);
}

void rollup_complete(struct network *net)
{
	for (dev_id d = 0; d < net->dev_n; d++)
		complete_dev(net, d);
}

uint64_t rollup_lost(const struct network *net)
{
	return net->rollup_lost;
}

/* --- places --------------------------------------------------------------------------
 */

const struct rollup *rollup_of_dev(const struct network *net, dev_id id,
				   enum rollup_kind kind)
{
	return &net->dev_series[id]->roll[kind - ROLLUP_OF_IF];
}

const struct rollup *rollup_of_if(const struct network *net, if_id i,
				  enum rollup_kind kind)
{
	const struct if_series *block = series_block(&net->ifs, i);

	return block ? &block->roll[kind] : NULL;
}

const struct learnt *rollup_learnt(const struct if_table *t, if_id i,
				   enum rollup_kind kind)
{
	const struct if_series *block = series_block(t, i);

	return block ? &block->roll[kind].learnt : NULL;
}

const struct rollup *rollup_of_named(const struct network *net, dev_id id,
				     enum rollup_kind kind, str_id name)
{
	const struct dev_series *d = net->dev_series[id];

	for (uint32_t k = 0; k < d->named_n; k++)
		if (d->named[k].kind == kind && d->named[k].name == name)
			return &d->named[k].roll;
	return NULL;
}

static struct rollup *place_of(struct network *net, dev_id id, const char *entity,
			       enum rollup_kind kind)
{
	struct dev_series *d = net->dev_series[id];
	str_id known;

	if (kind < ROLLUP_OF_IF) {
		if_id i = network_if_find(net, id, entity);
		struct if_series *block = i == NONE ? NULL : series_block(&net->ifs, i);

		return block ? &block->roll[kind] : NULL;
	}
	if (kind < ROLLUP_OF_IF + ROLLUP_OF_DEV)
		return &d->roll[kind - ROLLUP_OF_IF];
	known = text_find(&net->text, entity);
	for (uint32_t k = 0; known != NONE && k < d->named_n; k++)
		if (d->named[k].kind == kind && d->named[k].name == known)
			return &d->named[k].roll;
	return NULL;
}

bool rollup_learn(struct network *net, const char *name, const char *entity,
		  enum rollup_kind kind, const struct learnt *learnt)
{
	dev_id id = network_dev_find(net, name);
	struct rollup *r = id == NONE ? NULL : place_of(net, id, entity, kind);

	if (!r)
		return false;
	r->learnt = *learnt;
	return true;
}
