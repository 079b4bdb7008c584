/*
 * How a device does: whether it answers SNMP and since when, how old that is, and its
 * processors and memory.
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "probes/model/network.h"
#include "probes/model/runs.h"
#include "probes/model/series.h"
#include "probes/model/topology.h"

#define WRAP_MS (INT64_C(10) << 32) /* of sysUpTime */
#define SETTLED_POLLS 3 /* good in a row, from which on polls come on the interval */

static uint16_t count_up(uint16_t n)
{
	return n < UINT16_MAX ? (uint16_t)(n + 1) : n;
}

static void poll_came_good(struct dev *dev, int64_t now_ms, float took_ms)
{
	dev->snmp_good_ms = now_ms;
	dev->snmp_bad_ms = 0;
	dev->snmp_ms = took_ms;
	dev->polls_bad = 0;
	dev->polls_good = count_up(dev->polls_good);
}

static void poll_failed(struct dev *dev, int64_t now_ms)
{
	if (dev->polls_bad == 0)
		dev->snmp_bad_ms = now_ms;
	dev->polls_good = 0;
	dev->polls_bad = count_up(dev->polls_bad);
}

void network_take_result(struct network *net, dev_id id, enum reason reason,
			 int64_t now_ms, float took_ms)
{
	struct dev *dev = &net->dev[id];

	dev->reason = (uint8_t)reason;
	dev->poll_at_ms = now_ms;
	if (reason == REASON_OK || reason == REASON_SLOW) {
		poll_came_good(dev, now_ms, took_ms);
	} else {
		poll_failed(dev, now_ms);
		series_gap(net, id, now_ms);
	}
	net->generation++;
}

void network_set_processors(struct network *net, dev_id id,
			    const struct processor *rows, uint32_t n)
{
	struct runs table = {&net->processor, &net->processor_n, &net->processor_cap,
			     &net->processor_holes, sizeof *rows,
			     offsetof(struct dev, processors)};
	struct run *run = runs_resize(net, &table, id, n);

	for (uint32_t i = 0; i < n; i++) {
		net->processor[run->first + i] = rows[i];
		net->processor[run->first + i].dev = id;
	}
	net->generation++;
}

void network_set_memory(struct network *net, dev_id id, const struct memory *rows,
			uint32_t n)
{
	struct runs table = {&net->memory, &net->memory_n, &net->memory_cap,
			     &net->memory_holes, sizeof *rows,
			     offsetof(struct dev, memories)};
	struct run *run = runs_resize(net, &table, id, n);

	for (uint32_t i = 0; i < n; i++) {
		net->memory[run->first + i] = rows[i];
		net->memory[run->first + i].dev = id;
	}
	net->generation++;
}

static float mean_load(const struct processor *cpu, uint32_t n)
{
	float sum = 0, of = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (isnan(cpu[i].pct))
			continue;
		sum += cpu[i].pct;
		of++;
	}
	return of > 0 ? sum / of : NAN;
}

/* All banks of RAM as one, where their sizes are known; else the fullest. */
static float ram_used(const struct memory *row, uint32_t n)
{
	double used = 0, total = 0;
	float fullest = NAN;

	for (uint32_t i = 0; i < n; i++) {
		if (row[i].class != MEMORY_RAM || isnan(row[i].pct))
			continue;
		used += (double)row[i].used_bytes;
		total += (double)row[i].total_bytes;
		fullest = fmaxf(fullest, row[i].pct);
	}
	return total > 0 ? (float)(100 * used / total) : fullest;
}

float network_memory_limit(const struct network *net, dev_id id, bool critical)
{
	const struct run *run = &net->dev[id].memories;
	float lowest = 0;

	for (uint32_t i = run->first; i < run->first + run->n; i++) {
		const struct memory *m = &net->memory[i];
		float limit = critical ? m->critical : m->warning;

		if (m->class == MEMORY_RAM && limit > 0 && (!lowest || limit < lowest))
			lowest = limit;
	}
	return lowest;
}

void network_take_health(struct network *net, dev_id id, int64_t now_ms)
{
	struct dev *dev = &net->dev[id];

	dev->cpu_pct =
		mean_load(net->processor + dev->processors.first, dev->processors.n);
	dev->mem_pct = ram_used(net->memory + dev->memories.first, dev->memories.n);
	dev->health_ms = now_ms;
	net->generation++;
}

int64_t network_dev_age(const struct network *net, dev_id id, int64_t now_ms)
{
	const struct dev *dev = &net->dev[id];

	return dev->snmp_good_ms ? now_ms - dev->snmp_good_ms : -1;
}

int64_t network_dev_uptime(const struct network *net, dev_id id)
{
	const struct dev *dev = &net->dev[id];
	int64_t up = rate_uptime_ms(&dev->clock);
	int64_t since_boot = dev->clock.at_ms - dev->boot_ms;

	if (!dev->clock.at_ms || dev->clock.ours)
		return -1;
	return since_boot - up > WRAP_MS / 2 ? since_boot : up;
}

bool network_dev_stale(const struct network *net, dev_id id, int64_t now_ms)
{
	const struct dev *dev = &net->dev[id];
	int64_t intervals = dev->polls_good < SETTLED_POLLS ? 3 : 2;

	return !dev->snmp_good_ms ||
	       network_dev_age(net, id, now_ms) > intervals * (int64_t)dev->poll_ms ||
	       topology_dev_silent(net, id);
}

bool network_if_stale(const struct network *net, if_id i, int64_t now_ms)
{
	return network_dev_stale(net, net->ifs.dev[i], now_ms);
}
