/*
 * The rows of an alert list: who needs somebody, then "in hand", then what belongs to
 * maintenance, then what a cause hides; within each the operator's order or another.
 */
#include "views/alert_rows.h"

#include <stdio.h>
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

	filter_facts_next(f);
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
	struct filter_facts facts = {.numbers = filter->numbers};

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

/* --- order ---------------------------------------------------------------------------
 */

static uint32_t total(const struct scene *s, const struct order_spec *spec)
{
	(void)spec;
	return s->alerts->n;
}

static ref_id at(const struct scene *s, const struct order_spec *spec, uint32_t i)
{
	(void)spec;
	return i < s->alerts->n ? ref_alert(s->alerts->row[i]->id) : 0;
}

static bool is_member(const struct scene *s, ref_id ref, const struct order_spec *spec)
{
	const struct alert *a = row_alert(s, ref);

	if (!a || (a->state != ALERT_OPEN && a->state != ALERT_ACKNOWLEDGED) ||
	    (a->suppressed && !spec->hidden) ||
	    (spec->show == SHOW_PROBLEMS && !row_needs(a)))
		return false;
	return limit_admits_alert(s->net, &spec->limit, a) &&
	       is_within(s, &spec->scope, a);
}

static void facts(const struct scene *s, ref_id ref, struct filter_facts *f)
{
	facts_of(s, row_alert(s, ref), f);
}

static struct merge_row note(const struct scene *s, ref_id ref)
{
	const struct alert *a = row_alert(s, ref);
	struct alert_need need = alert_need(a);

	return (struct merge_row){.ref = ref,
				  .group = (uint8_t)group_of(a),
				  .first = need.first,
				  .then = need.then};
}

static ref_id line(uint32_t group, uint32_t members)
{
	return group == NEEDS ? 0 : ref_rule(group << 20 | members);
}

static uint64_t generation(const struct scene *s, const struct order_spec *spec)
{
	(void)spec;
	return s->alerts->generation;
}

static const struct order_source source = {
	.work = 6,
	.total = total,
	.at = at,
	.member = is_member,
	.facts = facts,
	.note = note,
	.line = line,
	.generation = generation,
};

struct rows alert_rows(struct session *v, const struct scene *s, struct list *l)
{
	return panel_order(v, s, l, &source);
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
