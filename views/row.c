/*
 * Alerts are looked through one by one: it happens at a key and for the rows in sight,
 * and there are hundreds of them, not millions.
 */
#include "views/row.h"

#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "probes/model/circuit.h"

dev_id row_dev(const struct scene *s, ref_id ref)
{
	const struct alert *a;

	switch (ref_kind(ref)) {
	case THING_DEVICE:
	case THING_IF:
	case THING_GROUP:
		return ref_dev_id(s->net, ref);
	case THING_ALERT:
		a = row_alert(s, ref);
		return a && a->subject == SUBJECT_DEVICE && a->thing < s->net->dev_n
			       ? a->thing
			       : NONE;
	default:
		return NONE;
	}
}

site_id row_site(const struct scene *s, ref_id ref)
{
	dev_id dev = row_dev(s, ref);
	const struct alert *a = row_alert(s, ref);

	if (dev != NONE)
		return s->net->dev[dev].site;
	if (a && a->subject == SUBJECT_SITE && a->thing < s->net->site_n)
		return a->thing;
	if (a && a->subject == SUBJECT_CIRCUIT && a->thing < s->net->circuit_n)
		return circuit_site(s->net, &s->net->circuit[a->thing]);
	return ref_kind(ref) == THING_SITE ? ref_site_id(ref) : NONE;
}

const struct alert *row_alert(const struct scene *s, ref_id ref)
{
	if (ref_kind(ref) != THING_ALERT)
		return NULL;
	return alert_find(s->alerts, ref_alert_id(ref));
}

static bool is_live(const struct alert *a)
{
	return a->state == ALERT_OPEN || a->state == ALERT_ACKNOWLEDGED;
}

bool row_needs(const struct alert *a)
{
	return is_live(a) && !a->suppressed && !a->planned &&
	       (a->state == ALERT_OPEN || a->needs_reack);
}

bool row_in_hand(const struct alert *a)
{
	return a->state == ALERT_ACKNOWLEDGED && !a->suppressed && !a->planned &&
	       !a->needs_reack;
}

const char *row_window(const struct alert *a)
{
	return a->planned_by && a->planned_by[0] ? a->planned_by : "maintenance";
}

static bool is_about(const struct scene *s, const struct alert *a, ref_id ref)
{
	const struct network *net = s->net;
	if_id ifs = ref_if_id(net, ref);

	if (ref_kind(ref) == THING_ALERT)
		return a->id == ref_alert_id(ref);
	if (ref_kind(ref) == THING_SITE && a->subject == SUBJECT_CIRCUIT &&
	    a->thing < net->circuit_n)
		return circuit_touches(net, &net->circuit[a->thing], ref_site_id(ref));
	if (ref_kind(ref) == THING_SITE)
		return row_site(s, ref_alert(a->id)) == ref_site_id(ref);
	if (a->subject != SUBJECT_DEVICE || a->thing != ref_dev_id(net, ref))
		return false;
	if (ref_kind(ref) == THING_IF)
		return ifs != NONE &&
		       strcmp(a->entity, network_str(net, net->ifs.name[ifs])) == 0;
	return ref_kind(ref) == THING_DEVICE;
}

uint32_t row_alerts(const struct scene *s, ref_id ref, uint64_t *id, uint32_t n,
		    uint32_t cap)
{
	const struct alert *a;

	for (uint32_t i = 0; i < s->alerts->n && n < cap; i++) {
		a = s->alerts->row[i];
		if (is_live(a) && !a->suppressed && is_about(s, a, ref))
			id[n++] = a->id;
	}
	return n;
}

void row_dev_facts(const struct scene *s, dev_id dev, struct filter_facts *f)
{
	const struct network *net = s->net;
	const struct dev *d = &net->dev[dev];

	f->of = dev;
	f->known = f->holds = 0;
	f->dev = network_str(net, d->name);
	f->tags = network_str(net, d->tags);
	f->words[0] = network_str(net, d->address);
	f->words[1] = role_name(d->role);
	f->site = f->site_title = "";
	if (d->site < net->site_n) {
		f->site = network_str(net, net->site[d->site].name);
		f->site_title = network_str(net, net->site[d->site].title);
	}
	if (!f->numbers)
		return;
	f->number[FILTER_CPU] = (double)d->cpu_pct;
	f->number[FILTER_MEM] = (double)d->mem_pct;
	f->number[FILTER_TEMP] = (double)d->temp_c;
	if (filter_asks(f, FILTER_LOSS))
		f->number[FILTER_LOSS] = reach_loss_pct(&d->reach, REACH_WINDOW);
	f->number[FILTER_RTT] = (double)d->reach.rtt_ms;
}

void row_about(const struct scene *s, const struct alert *a, struct thing *t)
{
	thing_told(s, a->subject, a->name, a->entity, t);
}
