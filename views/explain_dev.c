/*
 * A device: its probes, its agent, its health and its sensors with their limits; then
 * whatever else is known of it.
 */
#include "views/explain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/model/sensor.h"
#include "views/format.h"
#include "views/view.h"

#define OPTIC_TX "optic-tx" /* the component of light that goes out, in the profiles */

/* The highest loss that so many probes without a loss rule out, with 95 % certainty
 * (the rule of three). */
static double ruled_out(unsigned probes)
{
	return probes ? 300.0 / probes : NAN;
}

static void say_reach(struct prose *e, const struct scene *s,
		      const struct zone *zone, const struct dev *d)
{
	static const char *const how[] = {"ICMP", "SNMP: a sysUpTime GET a second",
					  "nobody: it is not probed"};
	const struct reach *r = &d->reach;
	unsigned of, lost = reach_lost(r, REACH_WINDOW, &of);
	char rtt[FORMAT_SIZE], jitter[FORMAT_SIZE], time[EXPLAIN_MOMENT],
		last[FORMAT_SIZE];

	prose_add(e, PROSE_TITLE, "REACHABILITY  by %s", how[d->ping_by]);
	if (d->ping_by == PING_NO || !of)
		return;
	prose_add(e, PROSE_LINE,
		    "RTT %s ms smoothed over 8, the last %s; jitter %s ms (RFC 3550)",
		    format_ms(rtt, (double)r->rtt_ms),
		    format_ms(last, (double)r->last_rtt_ms),
		    format_ms(jitter, (double)r->jitter_ms));
	if (lost)
		prose_add(e, PROSE_LINE, "loss %u of the last %u probes = %.2g%%", lost,
			    of, 100.0 * lost / of);
	else
		prose_add(e, PROSE_LINE,
			    "no loss in %u probes: less than %.1f%%, 95%% sure", of,
			    ruled_out(of));
	prose_add(e, PROSE_LINE,
		    "%s since %s; silent after %u confirming probes 200 ms apart",
		    r->answering ? "answering" : "silent",
		    explain_moment(time, s, zone, r->since_ms),
		    reach_confirm_need(of ? (double)lost / of : 0));
}

/* Where what is asked of it is not whole. */
static void say_faults(struct prose *e, const struct dev *d)
{
	for (int t = 0; t < AGENT_TABLES; t++) {
		const char *name = agent_table_name((enum agent_table)t);

		if (d->loops & 1 << t)
			prose_add(e, PROSE_WRONG,
				  "%s go round in a loop: what follows is not read",
				  name);
		if (d->errors & 1 << t)
			prose_add(e, PROSE_WRONG,
				  "%s: some are answered with an error, and not read",
				  name);
	}
}

static void say_agent(struct prose *e, const struct scene *s,
		      const struct zone *zone, const struct dev *d)
{
	char age[FORMAT_SIZE], every[FORMAT_SIZE], took[FORMAT_SIZE], up[FORMAT_SIZE],
		time[EXPLAIN_MOMENT];

	prose_add(e, PROSE_TITLE, "AGENT  %s", reason_name(d->reason));
	prose_add(e, PROSE_LINE, "last answer %s ago in %s ms, polled every %s",
		    format_age(age, d->snmp_good_ms ? s->now_ms - d->snmp_good_ms : -1),
		    format_ms(took, (double)d->snmp_ms), format_age(every, d->poll_ms));
	say_faults(e, d);
	if (!d->clock.at_ms)
		return;
	prose_add(e, PROSE_LINE, "sysUpTime %u.%02u s%s, snmpEngineBoots %u, "
		    "snmpEngineTime %u s", d->clock.uptime_cs / 100,
		    d->clock.uptime_cs % 100,
		    d->clock.ours ? " (it has none: a clock of our own)" : "",
		    d->clock.engine_boots, d->clock.engine_time_s);
	prose_add(e, PROSE_LINE, "up %s by the longer of its clocks, since %s; "
		    "%u restarts seen",
		    format_uptime(up, rate_uptime_ms(&d->clock)),
		    explain_moment(time, s, zone, d->boot_ms), d->reboots);
}

/* Of some only the percentage is known. */
static void say_memory(struct prose *e, const struct network *net,
		       const struct memory *m)
{
	char pct[FORMAT_SIZE], bytes[64] = "";

	if (m->total_bytes)
		snprintf(bytes, sizeof bytes, "  %llu of %llu bytes",
			 (unsigned long long)m->used_bytes,
			 (unsigned long long)m->total_bytes);
	prose_add(e, PROSE_LINE, "%-12s %-24s %s%s",
		  m->class == STORAGE_DISK ? "storage" : "memory",
		  network_str(net, m->name), format_pct(pct, (double)m->pct), bytes);
}

static void say_health(struct prose *e, const struct scene *s, const struct dev *d)
{
	const struct network *net = s->net;
	dev_id id = (dev_id)(d - net->dev);
	const char *mark = network_dev_stale(net, id, s->now_ms) ? "~" : "";
	char cpu[FORMAT_SIZE], mem[FORMAT_SIZE], age[FORMAT_SIZE];

	prose_add(e, PROSE_TITLE, "HEALTH  CPU %s%s  MEM %s%s", mark,
		    format_pct(cpu, (double)d->cpu_pct), mark,
		    format_pct(mem, (double)d->mem_pct));
	if (d->health_ms)
		prose_add(e, PROSE_QUIET, "read %s ago",
			    format_age(age, s->now_ms - d->health_ms));
	for (uint32_t i = 0; i < d->processors.n; i++) {
		const struct processor *p = &net->processor[d->processors.first + i];

		prose_add(e, PROSE_LINE, "%-12s %-24s %s", "processor",
			    network_str(net, p->name), format_pct(cpu, (double)p->pct));
	}
	for (uint32_t i = 0; i < d->memories.n; i++)
		say_memory(e, net, &net->memory[d->memories.first + i]);
}

/* "  warning >70, critical <2 >85" */
static void say_limits(char *out, size_t size, const struct sensor *r)
{
	const struct {
		const char *word;
		float below, above;
	} limit[] = {{"warning", r->low_warning, r->warning},
		     {"critical", r->low_critical, r->critical}};

	out[0] = '\0';
	for (int i = 0; i < 2; i++) {
		if (isnan(limit[i].below) && isnan(limit[i].above))
			continue;
		text_add(out, size, "%s%s", *out ? ", " : "  ", limit[i].word);
		if (!isnan(limit[i].below))
			text_add(out, size, " <%g", (double)limit[i].below);
		if (!isnan(limit[i].above))
			text_add(out, size, " >%g", (double)limit[i].above);
	}
}

/* Is it the light that comes in at a port whose light that goes out is known, too? */
static bool is_pair(const struct network *net, const struct sensor *r, uint32_t n,
		    str_id name)
{
	for (uint32_t i = 0; i < n; i++)
		if (r[i].kind == SENSOR_OPTICAL && r[i].name == name &&
		    !strcmp(network_str(net, r[i].component), OPTIC_TX))
			return true;
	return false;
}

/* What is measured is named by that, what is no number by what it is of. */
static const char *sort_of(const struct network *net, const struct sensor *all,
			   uint32_t n, const struct sensor *r)
{
	const char *component = network_str(net, r->component);

	if (r->kind == SENSOR_STATE && *component)
		return component;
	if (r->kind == SENSOR_OPTICAL && !strcmp(component, OPTIC_TX))
		return "optical tx";
	if (r->kind == SENSOR_OPTICAL && is_pair(net, all, n, r->name))
		return "optical rx";
	return sensor_kind_name((enum sensor_kind)r->kind);
}

/* "temperature  inlet   31 °C  ok  warning >60"; "psu  PSU 2   critical, no input" */
static void say_sensor(struct prose *e, const struct network *net, const char *sort,
		       const struct sensor *r)
{
	bool measured = !isnan(r->value),
	     stated = !measured || r->state > SENSOR_UNKNOWN;
	char limits[160], value[32] = "";

	if (measured)
		snprintf(value, sizeof value, "%g%s%s", (double)r->value,
			 *sensor_unit((enum sensor_kind)r->kind) ? " " : "",
			 sensor_unit((enum sensor_kind)r->kind));
	say_limits(limits, sizeof limits, r);
	prose_add(e, stated && r->state >= SENSOR_WARNING ? PROSE_WRONG : PROSE_LINE,
		  "%-12s %-24s %s%s%s%s%s%s", sort, network_str(net, r->name),
		  value, stated && measured ? "  " : "",
		  stated ? sensor_state_name((enum sensor_state)r->state) : "",
		  stated && r->words ? ", " : "",
		  stated && r->words ? network_str(net, r->words) : "", limits);
}

static void say_sensors(struct prose *e, const struct scene *s, dev_id id)
{
	uint32_t n;
	const struct sensor *r = network_sensors(s->net, id, &n);
	char age[FORMAT_SIZE];

	if (!n)
		return;
	prose_add(e, PROSE_TITLE, "SENSORS  read %s ago",
		    format_age(age, network_sensors_age(s->net, id, s->now_ms)));
	for (uint32_t i = 0; i < n; i++)
		say_sensor(e, s->net, sort_of(s->net, r, n, &r[i]), &r[i]);
}

void explain_dev(struct prose *e, const struct scene *s, const struct zone *zone,
		 dev_id id)
{
	const struct dev *d = &s->net->dev[id];

	say_reach(e, s, zone, d);
	say_agent(e, s, zone, d);
	explain_make(e, s, id);
	say_health(e, s, d);
	explain_next(e, s, zone, id);
	say_sensors(e, s, id);
	explain_parts(e, s, id);
}
