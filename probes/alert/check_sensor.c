/*
 * Checks of what a device measures of itself. Its own word decides: the state it gives
 * a part, the limits it has for a sensor. Where it gives none, only the air that goes
 * in has a limit that is ours: chips run at 90 degrees and are well.
 */
#include "probes/alert/look.h"

#include <math.h>
#include <string.h>

#include "probes/model/rollup.h"
#include "probes/model/sensor.h"

#define OPTICAL_BACK                                                                   \
	0.5F   /* dB inside of a limit of the device's, at which it is over */
#define BACK 3 /* degrees below a limit of the device's, at which it is over */

static const struct sensor *sensor_of(const struct subject_view *v)
{
	return &v->net->sensor[v->sensor];
}

/* A rule that is major or worse wants what is critical, a milder one a warning, too. */
static enum sensor_state wanted(const struct rule *rule)
{
	return rule->severity >= SEV_MAJOR ? SENSOR_CRITICAL : SENSOR_WARNING;
}

static const char *words_of(const struct subject_view *v)
{
	const struct sensor *s = sensor_of(v);

	return s->words ? network_str(v->net, s->words)
			: sensor_state_name((enum sensor_state)s->state);
}

/* Light that comes in, not what is sent. */
static bool is_received(const struct network *net, const struct sensor *s)
{
	const char *name = network_str(net, s->name);

	return strcasestr(name, "rx") || strcasestr(name, "receive");
}

/* Those have a check of their own, or are told as a group of what stands in for each
 * other. */
static bool is_told_elsewhere(const struct network *net, const struct sensor *s)
{
	static const char *const component[] = {"fan",   "psu",  "ups",
						"stack", "ring", "ha"};

	for (size_t i = 0; i < sizeof component / sizeof *component; i++)
		if (sensor_is(net, s, component[i]))
			return true;
	return false;
}

bool check_looks_at(enum check check, const struct network *net, const struct sensor *s)
{
	switch (check) {
	case CHECK_FAN:
		return (s->kind == SENSOR_STATE || s->kind == SENSOR_FAN) &&
		       sensor_is(net, s, "fan");
	case CHECK_PSU:
		return s->kind == SENSOR_STATE && sensor_is(net, s, "psu");
	case CHECK_PART:
		return s->kind == SENSOR_STATE && !is_told_elsewhere(net, s);
	case CHECK_UPS:
		return s->kind == SENSOR_STATE && sensor_is(net, s, "ups");
	case CHECK_TEMPERATURE:
		return s->kind == SENSOR_TEMPERATURE;
	case CHECK_CHARGE:
		return s->kind == SENSOR_CHARGE;
	case CHECK_OPTICAL:
		return s->kind == SENSOR_OPTICAL;
	case CHECK_OPTICAL_DROP:
		return s->kind == SENSOR_OPTICAL && is_received(net, s);
	default:
		return false;
	}
}

/* Where a device tells the states of its fans, speeds alone are no fault. */
static bool states_are_told(const struct subject_view *v, const char *component)
{
	uint32_t n;
	const struct sensor *s = network_sensors(v->net, v->dev_id, &n);

	for (uint32_t i = 0; i < n; i++)
		if (s[i].kind == SENSOR_STATE && sensor_is(v->net, &s[i], component))
			return true;
	return false;
}

/* One of several parts of a kind. One that was there and is gone is lost, too. */
void look_part(const struct rule *rule, const struct subject_view *v, struct sample *s)
{
	const struct sensor *it = sensor_of(v);
	const char *component = network_str(v->net, it->component);
	struct component_count count;

	s->known = it->state != SENSOR_UNKNOWN;
	s->on = it->state >= wanted(rule) || (it->state == SENSOR_ABSENT && it->worked);
	if (s->on && it->kind == SENSOR_FAN)
		s->on = !states_are_told(v, component);
	s->off = !s->on;
	s->reason = words_of(v);
	count = network_component(v->net, v->dev_id, component);
	s->count = count.ok;
	s->of = count.of;
}

/* The device's limit of that severity, else the rule's for the air that goes in; NAN
 * none. */
static double limit_of(const struct rule *rule, const struct subject_view *v)
{
	const struct sensor *it = sensor_of(v);

	if (!isnan(it->warning) || !isnan(it->critical))
		return (double)(wanted(rule) == SENSOR_CRITICAL ? it->critical
								: it->warning);
	return sensor_is(v->net, it, "inlet") ? rule->enter : NAN;
}

void look_temperature(const struct rule *rule, const struct subject_view *v,
		      struct sample *s)
{
	const struct sensor *it = sensor_of(v);
	double limit = limit_of(rule, v);
	double back = isnan(rule->clear) ? BACK : rule->enter - rule->clear;

	s->known = !isnan(it->value) && (!isnan(limit) || it->state != SENSOR_UNKNOWN);
	s->value = (double)it->value;
	s->limit = limit;
	s->clear = limit - back;
	s->on = s->value >= limit || it->state >= wanted(rule);
	s->off = !s->on && !(s->value >= s->clear);
	s->reason = words_of(v);
}

void look_charge(const struct rule *rule, const struct subject_view *v,
		 struct sample *s)
{
	look_low(rule, (double)sensor_of(v)->value, s);
}

/* Optics are named after their port: "xe-0/0/3 Receive Power". The port that a name
 * begins with, and is not up: its darkness is that port's story. */
static bool of_dark_port(const struct subject_view *v, const char *name)
{
	const struct if_table *ifs = &v->net->ifs;

	for (if_id i = v->dev->if_first; i < v->dev->if_first + v->dev->if_n; i++) {
		const char *port = network_str(v->net, ifs->name[i]);
		size_t n = strlen(port);

		if (n && strncmp(name, port, n) == 0 && strchr(" :-_", name[n]))
			return ifs->oper[i] != IF_UP;
	}
	return false;
}

/* Beyond the device's own limits, or its word; of a port that had light once. */
void look_optical(const struct rule *rule, const struct subject_view *v,
		  struct sample *s)
{
	const struct sensor *it = sensor_of(v);
	bool critical = wanted(rule) == SENSOR_CRITICAL;
	float low = critical ? it->low_critical : it->low_warning;
	float high = critical ? it->critical : it->warning;
	bool used = it->worked && !of_dark_port(v, network_str(v->net, it->name));

	s->known = it->state != SENSOR_UNKNOWN;
	s->value = (double)it->value;
	s->limit = (double)(it->value <= low ? low : high);
	s->on = used && it->state >= wanted(rule);
	s->off = !used || (!s->on && !(it->value < low + OPTICAL_BACK) &&
			   !(it->value > high - OPTICAL_BACK));
	s->reason = words_of(v);
}

/* dB below what is usual at this hour of the week; of a port in use. Where weeks of
 * that are too few, nothing is known. */
void look_optical_drop(const struct rule *rule, const struct subject_view *v,
		       struct sample *s)
{
	const struct sensor *it = sensor_of(v);
	const struct rollup *r =
		rollup_of_named(v->net, v->dev_id, ROLLUP_OPTICAL, it->name);
	double drop = r ? (double)(r->learnt.usual - it->value) : (double)NAN;

	look_level(rule, drop, 0, s);
	if (of_dark_port(v, network_str(v->net, it->name))) {
		s->on = false;
		s->off = true;
	}
}
