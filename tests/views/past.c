#include "tests/views/past.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/sensor.h"
#include "probes/model/series.h"

#define IFS 64 /* of a device */
#define EVERY_MS 30000

void past_add(struct past *past, enum past_of of, dev_id dev, const char *entity,
	      const char *list)
{
	struct past_trend *t = &past->trend[past->n];

	if (!*list)
		return;
	if (++past->n == PAST_TRENDS)
		die("too many trends");
	*t = (struct past_trend){.of = of, .dev = dev};
	snprintf(t->entity, sizeof t->entity, "%s", entity);
	while (*list && t->n < PAST_POLLS) {
		t->value[t->n++] = *list == '-' ? NAN : strtof(list, NULL);
		list += strcspn(list, ",");
		list += *list == ',';
	}
}

/* back: polls before the last. What begins anew was weaker before, as traffic is in a
 * day. */
static float value_of(const struct past *past, const struct past_trend *t,
		      uint32_t back)
{
	static const float tide[] = {1,	   0.9F, 0.8F, 0.6F, 0.45F, 0.4F,
				     0.3F, 0.3F, 0.5F, 0.7F, 0.8F,  0.85F};

	if (!past->polls && back >= t->n)
		return NAN;
	return t->value[t->n - 1 - back % t->n] * tide[back / t->n % 12];
}

static const struct past_trend *find(const struct past *past, enum past_of of,
				     dev_id dev, const char *entity)
{
	for (uint32_t i = 0; i < past->n; i++) {
		const struct past_trend *t = &past->trend[i];

		if (t->of == of && t->dev == dev && t->n > 0 &&
		    strcmp(t->entity, entity) == 0)
			return t;
	}
	return NULL;
}

struct rates {
	float in_pct, out_pct, in_bps, out_bps;
};

static struct rates rates_at(const struct if_table *t, if_id i)
{
	return (struct rates){if_in_pct(t, i), if_out_pct(t, i), t->in_bps[i],
			      t->out_bps[i]};
}

static void put_rates(struct if_table *t, if_id i, struct rates r)
{
	t->in_bps[i] = r.in_bps;
	t->out_bps[i] = r.out_bps;
}

/* The rates that made this percentage of the busier direction. */
static struct rates scaled(const struct if_table *t, if_id i, struct rates now,
			   float pct)
{
	float busier = fmaxf(now.in_pct, now.out_pct);
	struct rates r = {pct, pct / 4, 0, 0}; /* down now: nobody knows */

	if (busier > 0) {
		r.in_pct = pct * now.in_pct / busier;
		r.out_pct = pct * now.out_pct / busier;
	}
	r.in_bps = r.in_pct * (float)t->speed_bps[i] / 100;
	r.out_bps = r.out_pct * (float)t->speed_bps[i] / 100;
	return r;
}

static void poll_ifs(const struct past *past, struct network *net, dev_id id,
		     uint32_t back, const struct rates *now)
{
	const struct dev *dev = &net->dev[id];

	for (uint32_t k = 0; k < dev->if_n; k++) {
		if_id i = dev->if_first + k;
		const struct past_trend *t =
			find(past, PAST_IF, id, network_str(net, net->ifs.name[i]));

		if (back == 0)
			put_rates(&net->ifs, i, now[k]);
		if (t && (back > 0 || isnan(now[k].in_pct)))
			put_rates(
				&net->ifs, i,
				scaled(&net->ifs, i, now[k], value_of(past, t, back)));
	}
}

static float at(const struct past *past, enum past_of of, dev_id id, uint32_t back,
		float otherwise)
{
	const struct past_trend *t = find(past, of, id, "");

	return t ? value_of(past, t, back) : otherwise;
}

static void probe(const struct past *past, struct dev *dev, dev_id id, uint32_t back,
		  int64_t at_ms)
{
	struct reach *r = &dev->reach;
	float loss = at(past, PAST_LOSS, id, back, 0);

	r->answering = !r->first_bad_ms || at_ms < r->first_bad_ms;
	r->fresh_ms = at(past, PAST_RTT, id, back,
			 r->rtt_ms * (1 + (float)(back * 7 % 5) / 20));
	r->fresh_n = 100;
	r->fresh_lost = (uint16_t)(r->answering ? loss : 100);
}

static void poll_dev(const struct past *past, struct network *net, dev_id id)
{
	struct dev *dev = &net->dev[id];
	struct dev now = *dev;
	struct rates rates[IFS];
	uint32_t polls = past->polls ? past->polls : PAST_POLLS;

	if (dev->if_n > IFS)
		die("too many interfaces");
	for (uint32_t k = 0; k < dev->if_n; k++)
		rates[k] = rates_at(&net->ifs, dev->if_first + k);
	for (uint32_t back = polls; back-- > 0;) {
		int64_t at_ms = now.poll_at_ms - back * (int64_t)EVERY_MS;

		poll_ifs(past, net, id, back, rates);
		dev->cpu_pct = at(past, PAST_CPU, id, back, now.cpu_pct);
		dev->mem_pct = at(past, PAST_MEM, id, back, now.mem_pct);
		probe(past, dev, id, back, at_ms);
		if (at_ms > now.snmp_good_ms)
			series_gap(net, id, at_ms);
		else
			series_step(net, id, at_ms);
	}
	for (uint32_t k = 0; k < dev->if_n; k++)
		put_rates(&net->ifs, dev->if_first + k, rates[k]);
	now.series_head = dev->series_head;
	now.series_n = dev->series_n;
	*dev = now;
	reach_taken(&dev->reach);
}

void past_play(const struct past *past, struct network *net)
{
	for (dev_id id = 0; id < net->dev_n; id++)
		if (net->dev[id].snmp_good_ms)
			poll_dev(past, net, id);
}

static uint32_t add_parts(struct network *net, struct sensor *out,
			  const char *component, const char *of)
{
	int ok = 0, all = 0;

	if (sscanf(of, "%d/%d", &ok, &all) != 2)
		return 0;
	for (int i = 0; i < all; i++) {
		char name[32];

		snprintf(name, sizeof name, "%s %d", component, i + 1);
		out[i] = (struct sensor){.name = text_intern_str(&net->text, name),
					 .component =
						 text_intern_str(&net->text, component),
					 .kind = SENSOR_STATE,
					 .state = i < ok ? SENSOR_OK : SENSOR_CRITICAL,
					 .value = NAN,
					 .low_critical = NAN,
					 .low_warning = NAN,
					 .warning = NAN,
					 .critical = NAN};
	}
	return (uint32_t)all;
}

void past_sensors(struct network *net, dev_id dev, const char *fans, const char *psus,
		  int64_t now_ms)
{
	float temp_c = net->dev[dev].temp_c;
	struct sensor sensor[32];
	uint32_t n = add_parts(net, sensor, "fan", fans);

	n += add_parts(net, sensor + n, "psu", psus);
	network_set_sensors(net, dev, sensor, n, now_ms);
	net->dev[dev].temp_c = temp_c;
}
