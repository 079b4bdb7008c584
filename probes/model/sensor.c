/*
 * A device says what it measures, seldom what that means: what its own words and limits
 * leave open is concluded here, once, so that alerts and all views agree on it.
 */
#include "probes/model/sensor.h"

#include <math.h>
#include <string.h>

#include "probes/model/runs.h"

#define GONE_KEPT_MS 86400000 /* then nobody misses it any more */

static const struct {
	const char *name, *unit;
} kinds[SENSOR_KINDS] = {
	[SENSOR_TEMPERATURE] = {"temperature", "°C"},
	[SENSOR_FAN] = {"fan", "rpm"},
	[SENSOR_POWER] = {"power", "W"},
	[SENSOR_VOLTAGE] = {"voltage", "V"},
	[SENSOR_CURRENT] = {"current", "A"},
	[SENSOR_OPTICAL] = {"optical", "dBm"},
	[SENSOR_HUMIDITY] = {"humidity", "%"},
	[SENSOR_CHARGE] = {"charge", "%"},
	[SENSOR_LOAD] = {"load", "%"},
	[SENSOR_RUNTIME] = {"runtime", "min"},
	[SENSOR_COUNT] = {"count", ""},
	[SENSOR_STATE] = {"state", ""},
};

static const char *const states[SENSOR_STATES] = {
	[SENSOR_ABSENT] = "absent",
	[SENSOR_UNKNOWN] = "unknown",
	[SENSOR_OK] = "ok",
	[SENSOR_WARNING] = "warning",
	[SENSOR_CRITICAL] = "critical",
};

const char *sensor_kind_name(enum sensor_kind kind)
{
	return kinds[kind].name;
}

const char *sensor_unit(enum sensor_kind kind)
{
	return kinds[kind].unit;
}

const char *sensor_state_name(enum sensor_state state)
{
	return states[state];
}

bool sensor_is(const struct network *net, const struct sensor *s, const char *component)
{
	return strcmp(network_str(net, s->component), component) == 0;
}

/* --- what a reading means --------------------------------------------------------- */

static bool has_limits(const struct sensor *s)
{
	return !isnan(s->low_critical) || !isnan(s->low_warning) ||
	       !isnan(s->warning) || !isnan(s->critical);
}

/* Comparisons with NAN are false: a limit that is not there is not passed. */
static enum sensor_state by_limits(const struct sensor *s)
{
	if (s->value >= s->critical || s->value <= s->low_critical)
		return SENSOR_CRITICAL;
	if (s->value >= s->warning || s->value <= s->low_warning)
		return SENSOR_WARNING;
	return SENSOR_OK;
}

static bool tells_states(const struct sensor *row, uint32_t n, str_id component)
{
	for (uint32_t i = 0; i < n; i++)
		if (row[i].component == component && row[i].kind == SENSOR_STATE &&
		    row[i].state != SENSOR_UNKNOWN)
			return true;
	return false;
}

static void conclude(struct network *net, struct sensor *s, bool fans_have_states)
{
	if (s->state == SENSOR_UNKNOWN && !isnan(s->value)) {
		if (has_limits(s))
			s->state = (uint8_t)by_limits(s);
		else if (s->kind == SENSOR_FAN && s->value > 0)
			s->state = SENSOR_OK;
	}
	if (s->kind == SENSOR_FAN && s->state == SENSOR_UNKNOWN && s->value <= 0 &&
	    s->worked && !fans_have_states) {
		s->state = SENSOR_CRITICAL;
		s->words = text_intern_str(&net->text, "stands still");
	}
	s->worked = s->worked || s->state == SENSOR_OK;
}

/* --- the table -------------------------------------------------------------------- */

static bool same(const struct sensor *a, const struct sensor *b)
{
	return a->name == b->name && a->kind == b->kind && a->component == b->component;
}

/* Did it work before? Rows seldom change places. */
static bool had_worked(const struct sensor *before, uint32_t n, uint32_t at,
		       const struct sensor *s)
{
	if (at < n && same(&before[at], s))
		return before[at].worked;
	for (uint32_t i = 0; i < n; i++)
		if (same(&before[i], s))
			return before[i].worked;
	return false;
}

/* Was it pulled? Others of its sort are there, and it is none of the rows. */
static bool was_pulled(const struct network *net, const struct sensor *it,
		       const struct sensor *rows, uint32_t n, int64_t now_ms)
{
	bool others = false;

	if (!it->worked || (it->kind != SENSOR_STATE && it->kind != SENSOR_FAN) ||
	    (it->gone_ms && now_ms - it->gone_ms >= GONE_KEPT_MS) ||
	    (!sensor_is(net, it, "fan") && !sensor_is(net, it, "psu")))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (same(&rows[i], it))
			return false;
		others = others || (rows[i].component == it->component &&
				    rows[i].kind == it->kind);
	}
	return others;
}

/* Those of the rows so far that are gone, into net->gone. Returns how many. */
static uint32_t find_gone(struct network *net, const struct run *before,
			  const struct sensor *rows, uint32_t n, int64_t now_ms)
{
	uint32_t gone = 0;

	for (uint32_t i = before->first; i < before->first + before->n; i++) {
		if (!was_pulled(net, &net->sensor[i], rows, n, now_ms))
			continue;
		TABLE_GROW(net->gone, net->gone_cap, gone + 1);
		net->gone[gone] = net->sensor[i];
		net->gone[gone].state = SENSOR_ABSENT;
		net->gone[gone].words = 0;
		net->gone[gone].value = NAN;
		if (!net->gone[gone].gone_ms)
			net->gone[gone].gone_ms = now_ms;
		gone++;
	}
	return gone;
}

static bool all_same(const struct sensor *a, const struct sensor *b, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!same(&a[i], &b[i]))
			return false;
	return true;
}

/* Puts them in place; true when they are others than before. */
static bool put_rows(struct network *net, dev_id id, struct sensor *rows, uint32_t n,
		     int64_t now_ms)
{
	struct runs table = {&net->sensor, &net->sensor_n, &net->sensor_cap,
			     &net->sensor_holes, sizeof *rows,
			     offsetof(struct dev, sensors)};
	struct run *run = &net->dev[id].sensors;
	const struct sensor *before = run->n ? net->sensor + run->first : NULL;
	uint32_t gone = find_gone(net, run, rows, n, now_ms);
	bool news = n + gone != run->n || !all_same(before, rows, n);

	for (uint32_t i = 0; i < n; i++) {
		rows[i].dev = id;
		rows[i].gone_ms = 0;
		rows[i].worked = had_worked(before, run->n, i, &rows[i]);
	}
	run = runs_resize(net, &table, id, n + gone);
	if (n)
		memcpy(net->sensor + run->first, rows, n * sizeof *rows);
	if (gone)
		memcpy(net->sensor + run->first + n, net->gone, gone * sizeof *rows);
	return news;
}

static bool stands_before(const struct network *net, const struct sensor *a,
			  const struct sensor *b)
{
	bool inlet = sensor_is(net, a, "inlet");

	if (!b || (a->state > SENSOR_OK) != (b->state > SENSOR_OK))
		return !b || a->state > SENSOR_OK;
	if (a->state != b->state && a->state > SENSOR_OK)
		return a->state > b->state;
	if (inlet != sensor_is(net, b, "inlet"))
		return inlet;
	return a->value > b->value;
}

/* The temperature that stands for the device (dev.temp_c): the one in the worst state,
 * of equals an inlet before others, then the hottest. Optics do not count. NULL none.
 */
static const struct sensor *temperature_of(const struct network *net, dev_id id)
{
	const struct sensor *best = NULL;
	uint32_t n;
	const struct sensor *row = network_sensors(net, id, &n);

	for (uint32_t i = 0; i < n; i++)
		if (row[i].kind == SENSOR_TEMPERATURE && !isnan(row[i].value) &&
		    !sensor_is(net, &row[i], "optic") &&
		    stands_before(net, &row[i], best))
			best = &row[i];
	return best;
}

void network_set_sensors(struct network *net, dev_id id, struct sensor *rows,
			 uint32_t n, int64_t now_ms)
{
	struct dev *dev = &net->dev[id];
	str_id fan = text_intern_str(&net->text, "fan");
	const struct sensor *temperature;
	bool fans_have_states = tells_states(rows, n, fan);

	dev->sensors_shape += put_rows(net, id, rows, n, now_ms);
	for (uint32_t i = 0; i < n; i++)
		conclude(net, &net->sensor[dev->sensors.first + i], fans_have_states);
	dev->sensors_ms = now_ms;
	temperature = temperature_of(net, id);
	dev->temp_c = temperature ? temperature->value : NAN;
	net->generation++;
}

const struct sensor *network_sensors(const struct network *net, dev_id id, uint32_t *n)
{
	*n = net->dev[id].sensors.n;
	return *n ? net->sensor + net->dev[id].sensors.first : NULL;
}

int64_t network_sensors_age(const struct network *net, dev_id id, int64_t now_ms)
{
	int64_t at_ms = net->dev[id].sensors_ms;

	return at_ms ? now_ms - at_ms : -1;
}

/* --- what many of them say together ----------------------------------------------- */

static void count_one(struct component_count *c, const struct sensor *s)
{
	if (s->state > c->worst)
		c->worst = (enum sensor_state)s->state;
	if (s->state == SENSOR_ABSENT)
		return;
	c->of++;
	c->ok += s->state == SENSOR_OK;
}

struct component_count network_component(const struct network *net, dev_id id,
					 const char *component)
{
	struct component_count by_state = {0}, by_value = {0};
	uint32_t n;
	const struct sensor *row = network_sensors(net, id, &n);

	for (uint32_t i = 0; i < n; i++) {
		if (!sensor_is(net, &row[i], component))
			continue;
		if (row[i].kind == SENSOR_STATE)
			count_one(&by_state, &row[i]);
		else if (row[i].kind == SENSOR_FAN)
			count_one(&by_value, &row[i]);
	}
	return by_state.of ? by_state : by_value;
}
