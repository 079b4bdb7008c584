/*
 * A device: its probes, its agent, its health and its sensors with their limits; then
 * whatever else is known of it.
 */
#include "views/explain.h"

#include <math.h>
#include <stdio.h>

#include "probes/model/sensor.h"
#include "views/format.h"
#include "views/view.h"

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

static void say_agent(struct prose *e, const struct scene *s,
		      const struct zone *zone, const struct dev *d)
{
	char age[FORMAT_SIZE], every[FORMAT_SIZE], took[FORMAT_SIZE], up[FORMAT_SIZE],
		time[EXPLAIN_MOMENT];

	prose_add(e, PROSE_TITLE, "AGENT  %s", reason_name(d->reason));
	prose_add(e, PROSE_LINE, "last answer %s ago in %s ms, polled every %s",
		    format_age(age, d->snmp_good_ms ? s->now_ms - d->snmp_good_ms : -1),
		    format_ms(took, (double)d->snmp_ms), format_age(every, d->poll_ms));
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

static void say_health(struct prose *e, const struct scene *s, const struct dev *d)
{
	const struct network *net = s->net;
	char cpu[FORMAT_SIZE], mem[FORMAT_SIZE], age[FORMAT_SIZE];

	prose_add(e, PROSE_TITLE, "HEALTH  CPU %s  MEM %s",
		    format_pct(cpu, (double)d->cpu_pct),
		    format_pct(mem, (double)d->mem_pct));
	if (d->health_ms)
		prose_add(e, PROSE_QUIET, "read %s ago",
			    format_age(age, s->now_ms - d->health_ms));
	for (uint32_t i = 0; i < d->processors.n; i++) {
		const struct processor *p = &net->processor[d->processors.first + i];

		prose_add(e, PROSE_LINE, "processor %-24s %s",
			    network_str(net, p->name), format_pct(cpu, (double)p->pct));
	}
	for (uint32_t i = 0; i < d->memories.n; i++) {
		const struct memory *m = &net->memory[d->memories.first + i];

		prose_add(e, PROSE_LINE, "%-9s %-24s %s  %llu of %llu bytes",
			    m->class == STORAGE_DISK ? "storage" : "memory",
			    network_str(net, m->name), format_pct(mem, (double)m->pct),
			    (unsigned long long)m->used_bytes,
			    (unsigned long long)m->total_bytes);
	}
}

/* ", warning above 70, critical above 85" */
static void say_limits(char *out, size_t size, const struct sensor *r)
{
	static const char *const words[] = {"critical below", "warning below",
					    "warning above", "critical above"};
	const float limit[] = {r->low_critical, r->low_warning, r->warning, r->critical};
	size_t n = 0;

	out[0] = '\0';
	for (int i = 0; i < 4 && n < size; i++)
		if (!isnan(limit[i]))
			n += (size_t)snprintf(out + n, size - n, ", %s %g", words[i],
					      (double)limit[i]);
}

static void say_sensors(struct prose *e, const struct scene *s, dev_id id)
{
	uint32_t n;
	const struct sensor *r = network_sensors(s->net, id, &n);
	char age[FORMAT_SIZE], limits[160], value[32];

	if (!n)
		return;
	prose_add(e, PROSE_TITLE, "SENSORS  read %s ago",
		    format_age(age, network_sensors_age(s->net, id, s->now_ms)));
	for (uint32_t i = 0; i < n; i++, r++) {
		value[0] = '\0';
		if (!isnan(r->value))
			snprintf(value, sizeof value, "%g %s", (double)r->value,
				 sensor_unit((enum sensor_kind)r->kind));
		say_limits(limits, sizeof limits, r);
		prose_add(e, PROSE_LINE, "%-12s %-24s %s%s%s%s",
			    sensor_kind_name((enum sensor_kind)r->kind),
			    network_str(s->net, r->name), value, *value ? "  " : "",
			    r->state ? sensor_state_name((enum sensor_state)r->state) : "",
			    *limits || r->kind == SENSOR_STATE ? limits
								: ", no limits");
	}
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
