/*
 * An interface: objects of IF-MIB (RFC 2863), what they said, how it became a rate.
 */
#include "views/explain.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "views/format.h"
#include "views/interfaces.h"

#define IFTABLE "1.3.6.1.2.1.2.2.1"
#define IFXTABLE "1.3.6.1.2.1.31.1.1.1"

static void say_object(struct prose *e, const char *name, const char *table,
		       unsigned column, uint32_t index, const char *more)
{
	prose_add(e, PROSE_LINE, "%-26s %s.%u.%u  %s", name, table, column, index,
		    more);
}

/* "20:16:16  sysUpTime 183168.00 s  123456789012" */
static void say_reading(struct prose *e, const struct zone *zone, const char *when,
			const struct explain_reading *r, uint64_t value)
{
	char time[FORMAT_SIZE];
	uint32_t cs = r->raw.uptime_cs ? r->raw.uptime_cs : r->clock.uptime_cs;

	prose_add(e, PROSE_LINE, "%-4s %s  sysUpTime %" PRIu32 ".%02" PRIu32
		    " s  %" PRIu64, when, format_time(time, zone, r->at_ms), cs / 100,
		    cs % 100, value);
}

/* How the last two answers make a rate, or why they do not yet. */
static void say_change(struct prose *e, const struct explain *x, uint64_t old,
		       uint64_t now, bool wide)
{
	uint64_t change = wide ? now - old : (uint32_t)(now - old);
	struct agent_clock from = x->old.clock, to = x->now.clock;
	char rate[FORMAT_SIZE];
	double seconds;

	if (rate_rebooted(&from, &to)) {
		prose_add(e, PROSE_WRONG, "the agent restarted in between");
		return;
	}
	if (x->old.raw.uptime_cs && x->now.raw.uptime_cs) {
		from.uptime_cs = x->old.raw.uptime_cs;
		to.uptime_cs = x->now.raw.uptime_cs;
	}
	seconds = rate_seconds(&from, &to);
	if (seconds <= 0) {
		prose_add(e, PROSE_WRONG, "its clock stood still");
		return;
	}
	prose_add(e, PROSE_LINE, "%" PRIu64 " octets x 8 in %.2f s by sysUpTime = %s",
		    change, seconds, format_bps(rate, (double)change * 8 / seconds));
}

struct direction {
	const char *name, *object, *wide;
	unsigned column, wide_column;
};

static void say_direction(struct prose *e, const struct network *net,
			  const struct zone *zone, const struct explain *x, if_id i,
			  const struct direction *d, bool out)
{
	const struct if_table *t = &net->ifs;
	const struct explain_reading *now = &x->now, *old = &x->old;
	bool wide = now->raw.has & HAS_HC_OCTETS;
	double bps = (double)(out ? t->out_bps[i] : t->in_bps[i]);
	char rate[FORMAT_SIZE], pct[FORMAT_SIZE];
	const char *why = rate_reason_name((enum no_rate)t->no_rate[i]);

	format_pct(pct, (double)(out ? if_out_pct(t, i) : if_in_pct(t, i)));
	prose_add(e, PROSE_TITLE, "%s  %s%s%s", d->name, format_bps(rate, bps),
		  isnan(bps) ? "" : "  ", isnan(bps) ? "" : pct);
	if (!now->at_ms) {
		prose_add(e, PROSE_QUIET, "its counters are not read yet");
		return;
	}
	say_object(e, wide ? d->wide : d->object, wide ? IFXTABLE : IFTABLE,
		   wide ? d->wide_column : d->column, t->index[i],
		   wide ? "Counter64" : "Counter32");
	if (why)
		prose_add(e, PROSE_WRONG, "no rate: %s", why);
	if (old->at_ms)
		say_reading(e, zone, "old", old,
			    out ? old->raw.out_octets : old->raw.in_octets);
	if (now->at_ms)
		say_reading(e, zone, "new", now,
			    out ? now->raw.out_octets : now->raw.in_octets);
	if (old->at_ms &&
	    (old->raw.has & HAS_HC_OCTETS) == (now->raw.has & HAS_HC_OCTETS))
		say_change(e, x, out ? old->raw.out_octets : old->raw.in_octets,
			   out ? now->raw.out_octets : now->raw.in_octets, wide);
	else
		prose_add(e, PROSE_QUIET,
			    "the reading before it comes with the next answer; b polls "
			    "every second");
}

static void say_speed(struct prose *e, const struct if_table *t, if_id i)
{
	static const char *const objects[SPEED_SOURCE_N] = {
		[SPEED_IFHIGHSPEED] = "ifHighSpeed", [SPEED_IFSPEED] = "ifSpeed"};
	enum speed_source source = (enum speed_source)if_kind(t, i)->speed_source;
	const char *words = speed_source_name(source);
	char speed[FORMAT_SIZE];

	prose_add(e, PROSE_TITLE, "SPEED  %s", format_speed(speed, if_speed_bps(t, i)));
	if (objects[source])
		say_object(e, objects[source],
			   source == SPEED_IFSPEED ? IFTABLE : IFXTABLE,
			   source == SPEED_IFSPEED ? 5 : 15, t->index[i], "");
	else
		prose_add(e, PROSE_LINE, "by %s", words ? words : "nobody: no percent");
	if (t->flags[i] & IFF_RESPED)
		prose_add(e, PROSE_QUIET, "it changed with the last answer");
}

static void say_status(struct prose *e, const struct scene *s,
		       const struct zone *zone, const struct dev *d, if_id i)
{
	const struct if_table *t = &s->net->ifs;
	const char *oper = if_status_name(t->oper[i]),
		   *admin = if_status_name(t->admin[i]);
	char time[EXPLAIN_MOMENT];

	prose_add(e, PROSE_TITLE, "STATUS  %s", interface_status(t, i));
	say_object(e, "ifOperStatus", IFTABLE, 8, t->index[i],
		   oper ? oper : "not read");
	say_object(e, "ifAdminStatus", IFTABLE, 7, t->index[i],
		   admin ? admin : "not read");
	explain_moment(time, s, zone, rate_stamp_ms(&d->clock, t->last_change[i]));
	prose_add(e, PROSE_LINE, "%-26s " IFTABLE ".9.%u  %" PRIu32 " = %s",
		  "ifLastChange", t->index[i], t->last_change[i],
		  t->last_change[i] ? time : "since its agent started");
	if (t->flags[i] & IFF_BLINKED)
		prose_add(e, PROSE_WRONG, "it went down and up between two answers");
}

static void say_clocks(struct prose *e, const struct explain *x,
		       const struct scene *s, const struct zone *zone,
		       const struct dev *d, if_id i)
{
	char age[FORMAT_SIZE], every[FORMAT_SIZE], pace[FORMAT_SIZE],
		time[EXPLAIN_MOMENT], of[FORMAT_SIZE + 24] = "no rates yet";

	prose_add(e, PROSE_TITLE, "CLOCKS");
	if (x->now.raw.has & HAS_DISCONTINUITY)
		prose_add(e, PROSE_LINE,
			    "%-26s " IFXTABLE ".19.%u  %" PRIu32 "%s",
			    "ifCounterDiscontinuityTime", s->net->ifs.index[i],
			    x->now.raw.discontinuity,
			    x->old.at_ms && x->old.raw.discontinuity !=
						    x->now.raw.discontinuity
				    ? ", another than before"
				    : "");
	else
		prose_add(e, PROSE_QUIET,
			    "the agent has no ifCounterDiscontinuityTime");
	prose_add(e, PROSE_LINE, "snmpEngineBoots %" PRIu32 ", restarts seen %" PRIu32
		    ", up since %s", d->clock.engine_boots, d->reboots,
		    explain_moment(time, s, zone, d->boot_ms));
	if (s->net->ifs.sampled_s[i])
		snprintf(of, sizeof of, "rates are of %s ago",
			 format_age(age, s->now_ms -
						 (int64_t)s->net->ifs.sampled_s[i] * 1000));
	prose_add(e, PROSE_LINE, "%s, polled every %s%s%s", of,
		  format_age(every, d->poll_ms),
		  d->pace.ms ? ", its agent refreshes every " : "",
		  d->pace.ms ? format_age(pace, d->pace.ms) : "");
}

void explain_if(struct prose *e, const struct scene *s, const struct zone *zone,
		const struct explain *x, dev_id dev, if_id i)
{
	static const struct direction in = {"IN", "ifInOctets", "ifHCInOctets", 10, 6};
	static const struct direction out = {"OUT", "ifOutOctets", "ifHCOutOctets", 16,
					     10};
	const struct dev *d = &s->net->dev[dev];

	say_direction(e, s->net, zone, x, i, &in, false);
	say_direction(e, s->net, zone, x, i, &out, true);
	say_speed(e, &s->net->ifs, i);
	say_status(e, s, zone, d, i);
	say_clocks(e, x, s, zone, d, i);
}
