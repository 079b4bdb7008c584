/*
 * The rows of an alert list: who needs somebody, then "in hand", then what belongs to
 * maintenance, then what a cause hides; within each the operator's order or another.
 * Worked out again when alerts changed, the second or what is asked for; keys in between
 * find the same rows.
 */
#include "views/alert_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "views/limit.h"

enum group { NEEDS, IN_HAND, PLANNED, HIDDEN, GROUPS };

static enum group group_of(const struct alert *a)
{
	if (a->suppressed)
		return HIDDEN;
	if (a->planned)
		return PLANNED;
	return row_in_hand(a) ? IN_HAND : NEEDS;
}

static void facts_of(const struct scene *s, const struct alert *a,
		     struct filter_facts *f)
{
	ref_id ref = ref_alert(a->id);
	dev_id dev = row_dev(s, ref);
	site_id site = row_site(s, ref);

	filter_facts_init(f);
	if (dev != NONE)
		row_dev_facts(s, dev, f);
	f->dev = a->name;
	if (site != NONE && site < s->net->site_n) {
		f->site = network_str(s->net, s->net->site[site].name);
		f->site_title = network_str(s->net, s->net->site[site].title);
	}
	f->entity = a->entity;
	f->state = a->suppressed ? "hidden"
		   : a->planned	 ? "planned"
				 : alert_state_name(a->state);
	f->words[0] = a->text;
	f->words[1] = check_name(a->check);
	f->words[2] = category_name(a->category);
	f->severity = a->severity;
	f->acked = a->state == ALERT_ACKNOWLEDGED;
	f->who = alert_holder(a);
	f->number[FILTER_AGE] = (double)(s->now_ms - a->opened_ms);
	if (a->check == CHECK_UTIL)
		f->number[FILTER_UTIL] = a->value;
}

bool views_alert_passes(const struct scene *s, const struct filter *filter,
			const struct alert *a)
{
	struct filter_facts facts;

	facts_of(s, a, &facts);
	return filter_match(filter, &facts);
}

/* Is it about what the page is narrowed to, or something in it? */
static bool is_within(const struct scene *s, const struct thing *scope,
		      const struct alert *a)
{
	site_id site;

	switch (scope->kind) {
	case THING_SITE:
		if (a->subject == SUBJECT_CIRCUIT && a->thing < s->net->circuit_n)
			return circuit_touches(s->net, &s->net->circuit[a->thing],
					       alert_thing(s->net, SUBJECT_SITE,
							   scope->name));
		site = row_site(s, ref_alert(a->id));
		return site < s->net->site_n &&
		       strcmp(network_str(s->net, s->net->site[site].name),
			      scope->name) == 0;
	case THING_DEVICE:
	case THING_IF:
		return a->subject == SUBJECT_DEVICE &&
		       strcmp(a->name, scope->name) == 0 &&
		       (!scope->entity[0] || strcmp(a->entity, scope->entity) == 0);
	case THING_CIRCUIT:
	case THING_CUSTOMER:
		return a->subject == thing_subject(scope) &&
		       !strcmp(a->name, scope->name);
	default:
		return true;
	}
}

static bool wanted(const struct scene *s, const struct list *l, const struct alert *a)
{
	if (l->show == SHOW_PROBLEMS && !row_needs(a))
		return false;
	return l->filter.n == 0 || views_alert_passes(s, &l->filter, a);
}

static void add_group(struct alert_rows *r, const struct scene *s, const struct list *l,
		      enum group group, uint32_t n)
{
	uint32_t members = 0, first;

	for (uint32_t i = 0; i < n; i++)
		members += group_of(r->alert[i]) == group;
	if (members > 0 && group != NEEDS)
		r->ref[r->n++] = ref_rule(group << 20 | members);
	first = r->n;
	for (uint32_t i = 0; i < n; i++)
		if (group_of(r->alert[i]) == group)
			r->ref[r->n++] = ref_alert(r->alert[i]->id);
	if (l->by)
		column_sort(l->by, s, r->ref + first, members, l->reverse);
}

static void work_out(struct alert_rows *r, const struct scene *s, const struct list *l,
		     const struct thing *scope)
{
	uint32_t n, keep = 0;

	TABLE_GROW(r->alert, r->alert_cap, s->alerts->n);
	n = alerts_list(s->alerts, l->hidden, s->now_ms, 0, r->alert, r->alert_cap);
	for (uint32_t i = 0; i < n; i++)
		if (limit_has_alert(s, r->alert[i]) &&
		    is_within(s, scope, r->alert[i]) && wanted(s, l, r->alert[i]))
			r->alert[keep++] = r->alert[i];
	TABLE_GROW(r->ref, r->cap, keep + GROUPS);
	r->n = 0;
	for (enum group g = NEEDS; g < GROUPS; g++)
		add_group(r, s, l, g, keep);
}

struct rows alert_rows(struct session *v, const struct scene *s, struct list *l)
{
	struct alert_rows *r = &v->alerts;
	const struct thing *scope = &session_page(v)->scope;

	if (!r->ref || r->list != l || r->generation != s->alerts->generation ||
	    r->at_s != s->now_ms / 1000 || r->by != l->by ||
	    r->reverse != l->reverse || r->show != l->show ||
	    r->hidden != l->hidden || strcmp(r->filter_text, l->filter_text) != 0 ||
	    !thing_same(&r->scope, scope)) {
		work_out(r, s, l, scope);
		r->scope = *scope;
		r->list = l;
		r->generation = s->alerts->generation;
		r->at_s = s->now_ms / 1000;
		r->by = l->by;
		r->reverse = l->reverse;
		r->show = l->show;
		r->hidden = l->hidden;
		snprintf(r->filter_text, sizeof r->filter_text, "%s", l->filter_text);
	}
	return (struct rows){r->ref, r->n, true};
}

uint32_t alert_rows_hidden(const struct scene *s, const struct thing *scope)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->alerts->n; i++) {
		const struct alert *a = s->alerts->row[i];

		n += a->suppressed &&
		     (a->state == ALERT_OPEN || a->state == ALERT_ACKNOWLEDGED) &&
		     limit_has_alert(s, a) && is_within(s, scope, a);
	}
	return n;
}

bool alert_rows_line(const struct pen *p, ref_id ref)
{
	static const char *const words[GROUPS] = {"", "in hand", "planned",
						    "hidden by a cause"};
	char line[64];

	if (ref_kind(ref) != THING_RULE)
		return false;
	snprintf(line, sizeof line, "%s %u", words[ref_which(ref) >> 20],
		 ref_which(ref) & 0xfffff);
	panel_rule(p->canvas, p->row, p->col, p->width, STYLE_DIM, line, "");
	return true;
}
