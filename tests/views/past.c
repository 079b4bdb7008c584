#include "tests/views/past.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/peer.h"
#include "probes/model/sensor.h"
#include "probes/model/series.h"
#include "probes/model/trend.h"

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
	r.in_bps = r.in_pct * (float)if_speed_bps(t, i) / 100;
	r.out_bps = r.out_pct * (float)if_speed_bps(t, i) / 100;
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

/* What days of it say of the one whose past is known. */
static void teach(const struct past *past, struct network *net)
{
	for (uint32_t i = 0; i < past->n && past->days; i++) {
		const struct past_trend *t = &past->trend[i];
		const char *name = network_str(net, net->dev[t->dev].name);
		struct learnt l = LEARNT_NOTHING;

		if (t->of == PAST_IF)
			rollup_learn(net, name, t->entity, ROLLUP_OUT,
				     &(struct learnt){NAN, 0, 42, 2e9F, 0, NAN, NAN});
		l.days = (uint8_t)(past->days < 42 ? past->days : 42);
		l.weeks = (uint8_t)(past->days / 7);
		l.usual = l.weeks >= TREND_WEEKS_MIN ? 1.2F : NAN;
		if (l.days >= TREND_DAYS_MIN) {
			l.level = t->of == PAST_IF ? 9.3e9F : 62;
			l.slope = t->of == PAST_IF ? 2.8e7F : 0;
		}
		rollup_learn(net, name, t->entity,
			     t->of == PAST_IF	 ? ROLLUP_IN
			     : t->of == PAST_RTT ? ROLLUP_RTT
						 : ROLLUP_MEMORY,
			     &l);
	}
}

void past_play(const struct past *past, struct network *net)
{
	for (dev_id id = 0; id < net->dev_n; id++)
		if (net->dev[id].snmp_good_ms)
			poll_dev(past, net, id);
	teach(past, net);
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

void past_battery(struct network *net, dev_id dev, const float value[3], int64_t now_ms)
{
	static const uint8_t kind[] = {SENSOR_CHARGE, SENSOR_LOAD, SENSOR_RUNTIME};
	float temp_c = net->dev[dev].temp_c;
	struct sensor sensor[3];

	for (uint32_t i = 0; i < 3; i++)
		sensor[i] = (struct sensor){.name = text_intern_str(&net->text, "battery"),
					    .component =
						    text_intern_str(&net->text, "battery"),
					    .kind = kind[i],
					    .state = SENSOR_UNKNOWN,
					    .value = value[i],
					    .low_critical = NAN,
					    .low_warning = NAN,
					    .warning = NAN,
					    .critical = NAN};
	network_set_sensors(net, dev, sensor, 3, now_ms);
	net->dev[dev].temp_c = temp_c;
}

void past_peer(struct network *net, dev_id dev, const char *kind, const char *name,
	       const char *state, const char *words, const char *as, const char *group,
	       int64_t since_ms, int64_t now_ms)
{
	bool never = !strcmp(state, "never");
	struct peer row[64];
	uint32_t n;
	const struct peer *before = network_peers(net, dev, &n);

	for (uint32_t i = 0; i < n; i++)
		row[i] = before[i];
	row[n] = (struct peer){.name = text_intern_str(&net->text, name),
			       .words = *words ? text_intern_str(&net->text, words) : 0,
			       .group = 0,
			       .state = PEER_DOWN,
			       .was_up = !never,
			       .remote_as = (uint32_t)strtoul(as, NULL, 10),
			       .up_s = (uint32_t)((now_ms - since_ms) / 1000),
			       .prefixes = NONE};
	for (int k = 0; k < PEER_KINDS; k++)
		if (!strcmp(peer_kind_name((enum peer_kind)k), kind))
			row[n].kind = (uint8_t)k;
	for (int s = 0; s < PEER_STATES; s++)
		if (!strcmp(peer_state_name((enum peer_state)s), state))
			row[n].state = (uint8_t)s;
	if (row[n].kind == PEER_LAG) {
		if_id port = network_if_find(net, dev, name);
		row[n].group = text_intern_str(&net->text, group);
		row[n].local = port == NONE ? 0 : net->ifs.index[port];
	}
	network_set_peers(net, dev, row, n + 1, true, now_ms);
}

/* --- what a journal remembers --------------------------------------------------------
 */

#define DAY_MS INT64_C(86400000)
#define SLOT_MS 300000
#define POLLS_OF_6H 720

void past_fini(struct past *past)
{
	if (past->recall)
		recall_close(past->recall);
}

void past_length(struct past *past, const char *word, int64_t ms)
{
	bool asking = strcmp(word, "0d") == 0;

	past->days = ms / DAY_MS;
	past->polls = past->days || asking ? POLLS_OF_6H : (uint32_t)(ms / EVERY_MS);
	if ((past->days || asking) && !past->recall)
		past->recall = recall_open();
}

static float now_of(const struct network *net, const struct recall_wish *w)
{
	dev_id id = network_dev_find(net, w->name);
	const struct dev *dev = &net->dev[id];
	if_id i = w->kind < ROLLUP_OF_IF ? network_if_find(net, id, w->entity) : NONE;

	switch (w->kind) {
	case ROLLUP_IN:
		return net->ifs.in_bps[i];
	case ROLLUP_OUT:
		return net->ifs.out_bps[i];
	case ROLLUP_ERRORS:
		return if_mishap_ps(&net->ifs, i, MISHAP_IN_ERRORS);
	case ROLLUP_DISCARDS:
		return if_mishap_ps(&net->ifs, i, MISHAP_OUT_DISCARDS);
	case ROLLUP_RTT:
		return dev->reach.rtt_ms;
	case ROLLUP_CPU:
		return dev->cpu_pct;
	case ROLLUP_MEMORY:
		return dev->mem_pct;
	default:
		return 0;
	}
}

/* The share of the present value that there was: most in the evening, less on weekends
 * and formerly. */
static float share_at(int64_t at_ms, int64_t now_ms)
{
	double hour = (double)(at_ms % DAY_MS) / 3600000;
	double tide = 0.55 - 0.4 * cos((hour - 6) * 3.14159265 / 12);
	double week = (at_ms / DAY_MS + 4) % 7 % 6 == 0 ? 0.7 : 1;

	return (float)(tide * week * (1 - 0.006 * (double)(now_ms - at_ms) / DAY_MS));
}

static bool is_missing(int64_t at_ms, int64_t now_ms)
{
	return now_ms - at_ms > 20 * 3600000 && now_ms - at_ms < 23 * 3600000;
}

static void remember(const struct past *past, const struct network *net,
		     const struct recall_wish *w, int64_t now_ms, struct recalled *r)
{
	int64_t slot_ms = recall_slot_s(w->range) * INT64_C(1000);
	float now = now_of(net, w), all[RECALL_MAX];

	*r = (struct recalled){
		.n = recall_slots(w->range), .p95 = NAN, .month_p95 = NAN};
	r->first = (uint32_t)(now_ms / slot_ms) + 1 - r->n;
	for (uint32_t i = 0; i < r->n; i++) {
		int64_t at_ms = (r->first + i) * slot_ms;

		r->mean[i] = r->extreme[i] = NAN;
		if (at_ms < now_ms - past->days * DAY_MS || is_missing(at_ms, now_ms))
			continue;
		r->mean[i] = now * share_at(at_ms, now_ms);
		r->extreme[i] = r->mean[i] * (1.01F + (float)(i * 7 % 5) / 200);
		r->cover[i] = ROLLUP_WHOLE;
	}
	if (w->kind != ROLLUP_IN && w->kind != ROLLUP_OUT)
		return;
	memcpy(all, r->mean, sizeof all);
	r->p95 = trend_percentile(all, r->n, 0.95, &r->p95_of);
	r->p95_of *= (uint32_t)(slot_ms / SLOT_MS);
	r->month_p95 = r->p95 * 0.9F;
	r->month_of = 19 * 288;
}

bool past_answer(const struct past *past, const struct network *net, int64_t now_ms)
{
	static struct recalled r;
	struct recall_wish wish;
	bool any = false;

	while (past->recall && past->days && recall_next(past->recall, &wish)) {
		remember(past, net, &wish, now_ms, &r);
		recall_take(past->recall, wish.id, &r);
		any = true;
	}
	return any;
}

bool past_answer_log(struct logbook *book, const struct recent *recent)
{
	struct logbook_wish wish;
	bool any = false;

	while (logbook_next(book, &wish)) {
		for (uint32_t i = recent->n; i-- > 0;) {
			const struct event *e = recent_at(recent, i);

			if ((!*wish.name || !strcmp(wish.name, e->name)) &&
			    (!*wish.entity || !strcmp(wish.entity, e->entity)))
				logbook_take(book, wish.id, e);
		}
		logbook_take(book, wish.id, NULL);
		any = true;
	}
	return any;
}

enum event_kind past_event_kind(const char *word)
{
	for (enum event_kind k = EVENT_OPENED; k < EVENT_N; k++)
		if (strcmp(event_name(k), word) == 0)
			return k;
	die("no event '%s'", word);
}
