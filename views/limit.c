/*
 * The name is looked up once for a drawing or a key; after that rows are compared by
 * ids. Counts of few sites are added up as they are asked for.
 */
#include "views/limit.h"

#include <stdio.h>
#include <string.h>

#include "probes/alert/maintenance.h"
#include "probes/model/circuit.h"
#include "views/view.h"

static site_id site_named(const struct network *net, const char *name)
{
	for (site_id i = 0; i < net->site_n; i++)
		if (strcmp(network_str(net, net->site[i].name), name) == 0)
			return i;
	return NONE;
}

static void take_sites(struct session *v, struct scene *own)
{
	const struct board *b = &own->views->board;
	uint32_t n = b->ready ? own->net->site_n : 0;

	TABLE_GROW(v->limit_site, v->limit_site_cap, n);
	own->limit_site = v->limit_site;
	for (uint32_t i = 0; i < n; i++)
		if (limit_has_site(own, b->site_order[i]))
			v->limit_site[own->limit_site_n++] = b->site_order[i];
}

struct scene limit_scene(struct session *v, const struct scene *s)
{
	const struct thing *scope = &v->own.scope;
	struct scene own = *s;

	own.limit = (struct limited){.kind = (uint8_t)scope->kind, .id = NONE};
	own.limit_site_n = 0;
	if (!limit_on(&own))
		return own;
	if (scope->kind == THING_SITE)
		own.limit.id = site_named(s->net, scope->name);
	else
		own.limit.id = network_customer_find(s->net, scope->name);
	take_sites(v, &own);
	return own;
}

void limit_set(struct session *v, const struct thing *scope)
{
	v->own.scope = *scope;
	v->tree.changed = true;
	for (unsigned i = 0; i <= v->depth; i++)
		for (int k = 0; k < PANELS; k++)
			v->page[i].list[k].refind = true;
}

const char *limit_words(const struct session *v, char out[TEXT_BYTES_MAX + 16])
{
	const struct thing *scope = &v->own.scope;

	snprintf(out, TEXT_BYTES_MAX + 16, "%s%s",
		 scope->kind == THING_SITE	 ? "site="
		 : scope->kind == THING_CUSTOMER ? "customer="
						 : "",
		 scope->name);
	return out;
}

bool limit_admits(const struct network *net, const struct limited *limit, site_id site)
{
	if (limit->kind == THING_NONE)
		return true;
	if (site >= net->site_n || limit->id == NONE)
		return false;
	return limit->kind == THING_SITE ? site == limit->id
					 : net->site[site].customer_row == limit->id;
}

bool limit_has_site(const struct scene *s, site_id site)
{
	return limit_admits(s->net, &s->limit, site);
}

static bool has_dev(const struct scene *s, dev_id dev)
{
	return !limit_on(s) ||
	       (dev < s->net->dev_n && limit_has_site(s, s->net->dev[dev].site));
}

/* One that begins or ends there. */
static bool has_circuit(const struct network *net, const struct limited *limit,
			uint32_t circuit)
{
	if (circuit >= net->circuit_n)
		return false;
	if (limit->kind == THING_SITE)
		return circuit_touches(net, &net->circuit[circuit], limit->id);
	return limit_admits(net, limit, circuit_site(net, &net->circuit[circuit]));
}

static bool has_subject(const struct network *net, const struct limited *limit,
			enum subject subject, uint32_t id)
{
	switch (subject) {
	case SUBJECT_DEVICE:
		return id < net->dev_n && limit_admits(net, limit, net->dev[id].site);
	case SUBJECT_SITE:
		return limit_admits(net, limit, id);
	case SUBJECT_CIRCUIT:
		return has_circuit(net, limit, id);
	case SUBJECT_CUSTOMER:
		return limit->kind == THING_CUSTOMER && id == limit->id;
	default:
		return true;
	}
}

bool limit_admits_alert(const struct network *net, const struct limited *limit,
			const struct alert *a)
{
	return limit->kind == THING_NONE ||
	       has_subject(net, limit, a->subject, a->thing);
}

bool limit_has_alert(const struct scene *s, const struct alert *a)
{
	return limit_admits_alert(s->net, &s->limit, a);
}

bool limit_admits_event(const struct network *net, const struct limited *limit,
			const struct event *e)
{
	return limit->kind == THING_NONE ||
	       has_subject(net, limit, e->subject,
			   alert_thing(net, e->subject, e->name));
}

bool limit_has_event(const struct scene *s, const struct event *e)
{
	return limit_admits_event(s->net, &s->limit, e);
}

/* It holds of a site, or of a device there. */
bool limit_has_window(const struct scene *s, const struct window *w)
{
	if (!limit_on(s))
		return true;
	for (uint32_t i = 0; i < s->limit_site_n; i++) {
		site_id site = s->limit_site[i];

		if (window_concerns(w, s->net, scope_site(site)))
			return true;
		for (dev_id d = s->net->site[site].first_dev; d != NONE;
		     d = s->net->dev[d].site_next)
			if (window_concerns(w, s->net, scope_dev(d)))
				return true;
	}
	return false;
}

bool limit_has_thing(const struct scene *s, const struct thing *t)
{
	ref_id ref = limit_on(s) ? thing_ref(s, t) : 0;

	switch (limit_on(s) ? t->kind : THING_NONE) {
	case THING_SITE:
		return ref && limit_has_site(s, ref_site_id(ref));
	case THING_DEVICE:
	case THING_IF:
		return ref && has_dev(s, ref_dev_id(s->net, ref));
	default:
		return true;
	}
}

const struct event *limit_newest(const struct scene *s)
{
	const struct event *e;

	for (uint32_t i = 0; (e = recent_at(s->recent, i)); i++)
		if (limit_has_event(s, e))
			return e;
	return NULL;
}

/* --- counts --------------------------------------------------------------------------
 */

static bool wanted(const void *s, const struct alert *a)
{
	return limit_has_alert(s, a);
}

void limit_counts(const struct scene *s, struct alert_counts *n)
{
	alerts_count_of(s->alerts, limit_on(s) ? wanted : NULL, s, n);
}

uint32_t limit_states(const struct scene *s, uint32_t count[DEV_STATE_N])
{
	const struct board *b = &s->views->board;
	uint32_t all = 0;

	memcpy(count, b->count, sizeof b->count);
	if (!limit_on(s))
		return s->net->dev_n;
	memset(count, 0, sizeof b->count);
	for (uint32_t i = 0; i < s->limit_site_n; i++) {
		for (dev_id d = s->net->site[s->limit_site[i]].first_dev; d != NONE;
		     d = s->net->dev[d].site_next) {
			count[board_state(b, s, d)]++;
			all++;
		}
	}
	return all;
}

const site_id *limit_sites(const struct scene *s, uint32_t *n)
{
	*n = limit_on(s) ? s->limit_site_n : s->net->site_n;
	return limit_on(s) ? s->limit_site : s->views->board.site_order;
}
