/*
 * What is said of a thing on the bridge. Times are of the clock and an age: whoever
 * reads it later, or elsewhere, must not have to reckon.
 */
#include "views/brief.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "views/alert_rows.h"
#include "views/calls.h"
#include "views/interfaces.h"
#include "views/panels.h"
#include "views/view.h"

#define ALERTS 256 /* of a thing, looked over for the worst */

static void say_since(struct buf *out, const struct scene *s, const struct zone *zone,
		      int64_t since_ms)
{
	char clock[FORMAT_SIZE], age[FORMAT_SIZE];

	if (since_ms)
		buf_printf(out, " since %s (%s)", format_clock(clock, zone, since_ms),
			   format_age(age, s->now_ms - since_ms));
}

/* The alert that counts: of a site the cause's, else the worst that somebody sees. */
static const struct alert *alert_of(const struct scene *s, ref_id ref)
{
	const struct alert *worst = row_alert(s, ref);
	uint64_t id[ALERTS];
	uint32_t n;

	if (worst)
		return worst;
	if (ref_kind(ref) == THING_SITE) {
		struct site_verdict v;

		site_verdict(s->net, s->alerts, ref_site_id(ref), s->now_ms, &v);
		if (v.alert)
			return alert_find(s->alerts, v.alert);
	}
	n = row_alerts(s, ref, id, 0, ALERTS);
	for (uint32_t i = 0; i < n && i < ALERTS; i++) {
		const struct alert *a = alert_find(s->alerts, id[i]);

		if (a && (!worst || a->severity > worst->severity))
			worst = a;
	}
	return worst;
}

/* --- the first line: what ----------------------------------------------------------
 */

static void say_site(struct buf *out, const struct scene *s, const struct zone *zone,
		     site_id id)
{
	const struct site *site = &s->net->site[id];
	struct site_verdict v;

	site_verdict(s->net, s->alerts, id, s->now_ms, &v);
	buf_printf(out, "%s %s %s, %u of %u devices lost",
		   network_str(s->net, site->name), network_str(s->net, site->title),
		   site_state_name(v.state), v.lost, v.devices);
	say_since(out, s, zone, v.since_ms);
	buf_printf(out, "\n%s", v.cause[0] ? v.cause : "no cause known");
}

static void say_device(struct buf *out, const struct scene *s, dev_id dev)
{
	const struct dev *d = &s->net->dev[dev];
	char why[200];

	buf_printf(out, "%s %s", network_str(s->net, d->name),
		   network_str(s->net, d->address));
	if (d->site < s->net->site_n)
		buf_printf(out, " at %s",
			   network_str(s->net, s->net->site[d->site].name));
	buf_printf(out, " %s",
		   dev_state_name(dev_state(s->net, s->alerts, dev, s->now_ms)));
	dev_why(s->net, s->alerts, dev, s->now_ms, why, sizeof why);
	buf_printf(out, "\n%s", why[0] ? why : "nothing is wrong that we see");
}

/* " up", " down since 20:12:08Z (4m12)"; of a device that does not answer what it was
 * when it did. */
static void say_status(struct buf *out, const struct scene *s, const struct zone *zone,
		       dev_id dev, if_id i)
{
	const struct if_table *t = &s->net->ifs;
	int64_t at_ms = s->net->dev[dev].snmp_good_ms;
	char clock[FORMAT_SIZE], age[FORMAT_SIZE];

	if (network_if_stale(s->net, i, s->now_ms))
		buf_printf(
			out, " was %s at %s (%s ago), its device is %s",
			interface_status(t, i), format_clock(clock, zone, at_ms),
			format_age(age, s->now_ms - at_ms),
			dev_state_name(dev_state(s->net, s->alerts, dev, s->now_ms)));
	else
		buf_printf(out, " %s", interface_status(t, i));
	if (interface_down(t, i))
		say_since(out, s, zone, topology_down_since(s->net, i));
}

static void say_interface(struct buf *out, const struct scene *s,
			  const struct zone *zone, dev_id dev, if_id i)
{
	const struct if_table *t = &s->net->ifs;
	const char *alias = network_str(s->net, t->alias[i]);
	char in[FORMAT_SIZE], out_pct[FORMAT_SIZE], speed[FORMAT_SIZE];
	bool down = interface_down(t, i);

	buf_printf(out, "%s %s%s%s%s", network_str(s->net, s->net->dev[dev].name),
		   network_str(s->net, t->name[i]), *alias ? " \"" : "", alias,
		   *alias ? "\"" : "");
	say_status(out, s, zone, dev, i);
	buf_printf(out, "\n%s", format_speed(speed, if_speed_bps(t, i)));
	if (down && !isnan(if_was_pct(t, i)))
		buf_printf(out, ", carried %s", format_pct(in, (double)if_was_pct(t, i)));
	else if (!down)
		buf_printf(out, ", in %s, out %s%s", format_pct(in, if_in_pct(t, i)),
			   format_pct(out_pct, if_out_pct(t, i)),
			   network_if_stale(s->net, i, s->now_ms) ? " then" : "");
}

static void say_alert(struct buf *out, const struct scene *s, const struct zone *zone,
		      const struct alert *a)
{
	buf_printf(out, "%s %s %s", severity_name(a->severity), a->name, a->text);
	say_since(out, s, zone, a->opened_ms);
	buf_printf(out, "\n%s", a->evidence ? a->evidence : "");
	if (a->hides)
		buf_printf(out, "%sit explains %u more", a->evidence ? "; " : "",
			   a->hides);
	else if (!a->evidence)
		buf_str(out, "it explains nothing else");
}

/* --- the last line: who --------------------------------------------------------------
 */

static void say_nobody(struct buf *out, const struct scene *s, ref_id ref)
{
	uint32_t hidden;
	struct thing t;

	thing_of(s, ref, &t);
	hidden = alert_rows_hidden(s, &t);
	if (hidden)
		buf_printf(out, "\nnone open, %u hidden by a cause", hidden);
	else
		buf_str(out, "\nno alert of its own is open");
}

static void say_who(struct buf *out, const struct scene *s, const struct zone *zone,
		    const struct alert *a)
{
	char words[160];

	if (alert_holder(a)[0])
		buf_printf(out, "\nin hand of %s", alert_holder(a));
	else
		buf_str(out, "\nNOBODY has it");
	if (alert_holder(a)[0])
		say_since(out, s, zone, alert_held_since(a));
	if (a->ticket && *a->ticket)
		buf_printf(out, ", ticket %s", a->ticket);
	if (calls_words(a, zone, s->now_ms, words, sizeof words))
		buf_printf(out, ", %s", words);
}

bool brief_of(const struct scene *s, const struct zone *zone, ref_id ref,
	      char out[BRIEF_SIZE])
{
	const struct alert *a = alert_of(s, ref);
	dev_id dev = ref_dev_id(s->net, ref);
	if_id i = ref_if_id(s->net, ref);
	struct buf text = {0};

	if (ref_kind(ref) == THING_ALERT && a)
		say_alert(&text, s, zone, a);
	else if (ref_kind(ref) == THING_SITE)
		say_site(&text, s, zone, ref_site_id(ref));
	else if (ref_kind(ref) == THING_IF && i != NONE)
		say_interface(&text, s, zone, dev, i);
	else if (ref_kind(ref) == THING_DEVICE && dev != NONE)
		say_device(&text, s, dev);
	if (text.len && a)
		say_who(&text, s, zone, a);
	else if (text.len)
		say_nobody(&text, s, ref);
	snprintf(out, BRIEF_SIZE, "%s\n", text.len ? text.data : "");
	buf_fini(&text);
	return out[0] != '\n';
}
