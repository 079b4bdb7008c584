/*
 * Trees from configured parents, else from the ways that were found: a device stands
 * below the first of the same site. What is well and has nothing below it is folded
 * into one row, as is what is lost behind a cause; trouble is never folded unless the
 * operator does it.
 *
 * Worked out again when something changed or a second passed; keys in between find the
 * same rows. Devices whose parents form a loop are roots.
 */
#include "views/tree.h"
#include "views/bus.h"
#include "views/devices.h"
#include "views/interfaces.h"
#include "views/limit.h"

#include "probes/model/link_lag.h"
#include "probes/model/ways.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 12 /* as drawn: what is deeper stands below each other, numbered */
#define LINKS 16
#define UPS 8
#define ANCESTORS 256
#define TREE_DEVICES 2000 /* a site whose tree is seen unasked: a millisecond */

/* --- links ---------------------------------------------------------------------------
 */

static void see_link(const struct scene *s, if_id i, struct tree_up *up)
{
	const struct if_table *t = &s->net->ifs;
	float pct;

	if (i == NONE)
		return;
	pct = fmaxf(if_in_pct(t, i), if_out_pct(t, i));
	up->known = true;
	if (t->oper[i] == IF_DOWN)
		down_add(&up->down, &up->acked,
			 interface_link_acked(s, i, link_far_if(s->net, i)));
	up->pct = fmaxf(up->pct, pct);
	if (if_speed_bps(t, i) > up->speed_bps)
		up->speed_bps = if_speed_bps(t, i);
}

/* Do its parents end somewhere? */
static bool is_rooted(const struct network *net, dev_id dev)
{
	for (int i = 0; i < ANCESTORS && dev != NONE; i++)
		dev = topology_up_at_site(net, dev);
	return dev == NONE;
}

static dev_id main_parent(const struct network *net, dev_id dev)
{
	return is_rooted(net, dev) ? topology_up_at_site(net, dev) : NONE;
}

static struct tree_up *find_up(struct tree_up *up, uint32_t n, dev_id parent)
{
	for (uint32_t i = 0; i < n; i++)
		if (up[i].parent == parent)
			return &up[i];
	return NULL;
}

/* What its own links tell of the way up, where nobody told yet: those to another site
 * are told of from there. */
static void see_own(const struct scene *s, dev_id dev, struct tree_up *up)
{
	const struct network *net = s->net;

	for (link_id l = links_of(net, dev); l != NONE; l = links_next(net, l, dev)) {
		const struct link *link = link_at(net, l);
		unsigned side = link_side(link, dev);
		if_id own = link_if(net, link, side);

		if (link->end[1 - side].dev == up->parent && ways_stands(net, link))
			see_link(s, own != NONE ? own : link_if(net, link, 1 - side),
				 up);
	}
}

/* Where all of them are of one bundle, what is true of that. */
static void see_bundle(const struct scene *s, dev_id dev, struct tree_up *up)
{
	const struct network *net = s->net;
	struct lag lag = {.first = NONE}, of;

	if (!net->dev[dev].peers.n && !net->dev[up->parent].peers.n)
		return;
	for (link_id l = links_of(net, dev); l != NONE; l = links_next(net, l, dev)) {
		const struct link *link = link_at(net, l);

		if (link->end[1 - link_side(link, dev)].dev != up->parent ||
		    !ways_stands(net, link))
			continue;
		if (!link_lag(net, l, &of) ||
		    (lag.first != NONE && of.first != lag.first))
			return;
		lag = of;
	}
	if (lag.first == NONE)
		return;
	up->of = (uint16_t)lag.of;
	up->up = (uint16_t)lag.up;
	up->known = true;
	up->down = !lag.up;
	up->acked |= interface_link_acked(s, lag.ifs[0], lag.ifs[1]);
	up->speed_bps = lag.speed_bps;
	up->pct = fmaxf(lag.there, lag.back);
}

uint32_t tree_ups(const struct scene *s, dev_id dev, struct tree_up *up, uint32_t cap)
{
	const struct network *net = s->net;
	dev_id first = main_parent(net, dev), above[UPS];
	struct topology_link link[LINKS];
	uint32_t n = 0, links, ups = topology_ups(net, dev, above, UPS);

	if (first != NONE && n < cap)
		up[n++] = (struct tree_up){.parent = first, .pct = NAN};
	for (uint32_t i = 0; i < ups && n < cap; i++)
		if (above[i] != first)
			up[n++] = (struct tree_up){.parent = above[i], .pct = NAN};
	links = n ? topology_links(net, dev, link, LINKS) : 0;
	for (uint32_t i = 0; i < links; i++) {
		struct tree_up *u = find_up(up, n, link[i].b);

		if (u)
			see_link(s, link[i].ifs, u);
	}
	for (uint32_t i = 0; i < n; i++)
		if (!up[i].known)
			see_own(s, dev, &up[i]);
	for (uint32_t i = 0; i < n; i++) {
		see_bundle(s, dev, &up[i]);
		up[i].segment = up[i].known ? NONE
					    : segment_between(net, dev, up[i].parent);
	}
	return n;
}

/* --- rows ----------------------------------------------------------------------------
 */

bool site_in_trouble(const struct scene *s, site_id site)
{
	enum site_state state = s->views->board.site[site].verdict.state;

	return state == SITE_ISOLATED || state == SITE_DEGRADED ||
	       state == SITE_IMPAIRED;
}

/* Unasked the tree of a site is seen where something is wrong, and where it may help. */
static bool shows_tree(const struct scene *s, site_id site)
{
	return site_in_trouble(s, site) &&
	       s->views->board.site[site].verdict.devices <= TREE_DEVICES;
}

static struct tree_row *add(struct tree_rows *r, ref_id ref, uint16_t level,
			    uint32_t rails, bool last)
{
	TABLE_GROW(r->row, r->cap, r->n + 1);
	r->row[r->n] = (struct tree_row){.ref = ref,
					 .depth = level < DEPTH_MAX ? (uint8_t)level
								    : DEPTH_MAX,
					 .level = level,
					 .rails = rails,
					 .last = last,
					 .max_pct = NAN};
	return &r->row[r->n++];
}

/* What the operator said about folding a thing; usual otherwise. */
static bool is_unfolded(const struct session *v, const struct scene *s, ref_id ref,
			bool usual)
{
	struct thing t;
	uint32_t said;

	thing_of(s, ref, &t);
	said = idmap_find(&v->tree.folds, thing_hash(&t));
	return said == NONE ? usual : said == 1;
}

enum { ALONE = -1 }; /* the group of what is never folded */

static int group_of(const struct session *v, const struct scene *s, dev_id dev)
{
	enum dev_state state = board_state(&s->views->board, s, dev);

	if (v->tree.child[dev] != NONE)
		return ALONE;
	if (state == DEV_UP)
		return GROUP_OK;
	return state == DEV_LOST ? GROUP_LOST : ALONE;
}

/* Of a device's children, or of roots, which have no parent. */
static ref_id group_ref(dev_id parent, dev_id first, uint32_t group)
{
	return parent != NONE ? ref_group(parent, group)
			      : ref_group(first, group + GROUPS);
}

/* How many of the children each group folds; 0 when that is not worth it or unwanted.
 */
static void count_groups(const struct session *v, const struct scene *s, dev_id first,
			 dev_id parent, uint32_t count[GROUPS])
{
	count[GROUP_OK] = count[GROUP_LOST] = 0;
	for (dev_id d = first; d != NONE; d = v->tree.sibling[d]) {
		int group = group_of(v, s, d);

		if (group != ALONE)
			count[group]++;
	}
	for (uint32_t g = 0; g < GROUPS; g++)
		if (count[g] < TREE_FOLD ||
		    is_unfolded(v, s, group_ref(parent, first, g), false))
			count[g] = 0;
}

static float max_util(const struct session *v, const struct scene *s, dev_id first,
		      int group)
{
	struct tree_up up[1];
	float max = NAN;

	for (dev_id d = first; d != NONE; d = v->tree.sibling[d])
		if (group_of(v, s, d) == group && tree_ups(s, d, up, 1) > 0)
			max = fmaxf(max, up[0].pct);
	return max;
}

static void add_groups(struct session *v, const struct scene *s, dev_id first,
		       dev_id parent, uint16_t level, uint32_t rails,
		       const uint32_t count[GROUPS])
{
	for (uint32_t g = 0; g < GROUPS; g++) {
		struct tree_row *row;

		if (count[g] == 0)
			continue;
		row = add(&v->tree, group_ref(parent, first, g), level, rails,
			  g + 1 == GROUPS || count[g + 1] == 0);
		row->folded = count[g];
		row->max_pct = max_util(v, s, first, (int)g);
	}
}

static void add_children(struct session *v, const struct scene *s, dev_id first,
			 dev_id parent, uint16_t level, uint32_t rails)
{
	uint32_t count[GROUPS], left = 0;
	uint32_t rail = level < DEPTH_MAX ? 1u << level : 0;

	count_groups(v, s, first, parent, count);
	for (dev_id d = first; d != NONE; d = v->tree.sibling[d]) {
		int group = group_of(v, s, d);

		left += group == ALONE || count[group] == 0;
	}
	left += count[GROUP_OK] + count[GROUP_LOST] > 0;
	for (dev_id d = first; d != NONE; d = v->tree.sibling[d]) {
		int group = group_of(v, s, d);
		bool last;

		if (group != ALONE && count[group] > 0)
			continue;
		last = --left == 0;
		add(&v->tree, ref_dev(d), level, rails, last);
		if (v->tree.child[d] != NONE) /* ANCESTORS deep at most */
			add_children(v, s, v->tree.child[d], d, (uint16_t)(level + 1),
				     last ? rails : rails | rail);
	}
	add_groups(v, s, first, parent, level, rails, count);
}

/* The trees of some devices; returns the first root, its siblings are the others. */
static dev_id plant(struct tree_rows *r, const struct network *net, dev_id first,
		    dev_id (*next)(const struct network *, dev_id))
{
	dev_id root = NONE, last_root = NONE;

	TABLE_GROW(r->child, r->child_cap, net->dev_n);
	TABLE_GROW(r->sibling, r->sibling_cap, net->dev_n);
	TABLE_GROW(r->youngest, r->youngest_cap, net->dev_n);
	for (dev_id d = first; d != NONE; d = next(net, d))
		r->child[d] = r->sibling[d] = r->youngest[d] = NONE;
	for (dev_id d = first; d != NONE; d = next(net, d)) {
		dev_id parent = main_parent(net, d);
		dev_id *eldest = parent == NONE ? &root : &r->child[parent];
		dev_id *youngest = parent == NONE ? &last_root : &r->youngest[parent];

		if (*eldest == NONE)
			*eldest = d;
		else
			r->sibling[*youngest] = d;
		*youngest = d;
	}
	return root;
}

static dev_id next_of_site(const struct network *net, dev_id dev)
{
	return net->dev[dev].site_next;
}

static dev_id next_without_site(const struct network *net, dev_id dev)
{
	while (++dev < net->dev_n)
		if (net->dev[dev].site >= net->site_n)
			return dev;
	return NONE;
}

static void add_tree(struct session *v, const struct scene *s, dev_id first,
		     dev_id (*next)(const struct network *, dev_id))
{
	dev_id root = plant(&v->tree, s->net, first, next);

	if (root != NONE)
		add_children(v, s, root, NONE, 1, 0);
}

/* The devices that a filter lets through. */
static struct rows filtered(const struct session *v, const struct scene *s,
			    const struct list *l)
{
	struct order_spec spec = panel_spec(v, s, l, &devices_source);

	spec.by = NULL;
	spec.reverse = false;
	spec.show = SHOW_USUAL;
	spec.scope.kind = THING_NONE;
	return orders_get(&s->views->orders, s, &spec);
}

/* Which sites have one of them. */
static void note_sites(struct tree_rows *r, const struct network *net,
		       const struct rows *rows)
{
	TABLE_GROW(r->has, r->has_cap, net->site_n + 1);
	memset(r->has, 0, (net->site_n + 1) * sizeof *r->has);
	for (uint32_t i = 0; i < rows->n; i++) {
		dev_id dev = ref_dev_id(net, rows->ref[i]);

		if (dev != NONE && net->dev[dev].site < net->site_n)
			r->has[net->dev[dev].site] = true;
	}
}

static bool wanted(const struct session *v, const struct scene *s,
		   const struct list *l, site_id site)
{
	const struct site *row = &s->net->site[site];
	struct filter_facts f;

	if (l->show == SHOW_PROBLEMS && !site_in_trouble(s, site))
		return false;
	filter_facts_init(&f);
	f.site = network_str(s->net, row->name);
	f.site_title = network_str(s->net, row->title);
	f.words[0] = network_str(s->net, row->customer);
	f.state = site_state_name(s->views->board.site[site].verdict.state);
	f.severity = s->views->board.site[site].verdict.worst;
	return filter_match(&l->filter, &f) || v->tree.has[site];
}

static bool is_scoped(const struct page *page, const struct scene *s, site_id site)
{
	return page->scope.kind != THING_SITE ||
	       strcmp(page->scope.name, network_str(s->net, s->net->site[site].name)) ==
		       0;
}

/* Where the operator looks at the site. */
static void add_buses(struct tree_rows *r, const struct scene *s, site_id site)
{
	ref_id bus[BUS_ROWS];
	uint32_t n = bus_rows(s, site, bus);

	for (uint32_t i = 0; i < n; i++)
		add(r, bus[i], 1, 0, true);
}

/* A site, and its tree when there is room: beside other panels all sites come first. */
static void add_site(struct session *v, const struct scene *s, site_id site,
		     uint32_t later)
{
	struct tree_rows *r = &v->tree;
	uint32_t at = r->n, below;
	bool alone = session_page(v)->scope.kind == THING_SITE;
	bool said = alone || is_unfolded(v, s, ref_site(site), false);

	add(r, ref_site(site), 0, 0, true);
	if (!is_unfolded(v, s, ref_site(site), alone || shows_tree(s, site)))
		return;
	below = r->n;
	add_tree(v, s, s->net->site[site].first_dev, next_of_site);
	if (said)
		add_buses(r, s, site);
	if (!said && r->n + later > r->room)
		r->n = below;
	r->row[at].unfolded = r->n > below;
}

/* All sites, in the order of the list. */
static uint32_t put_sites(struct tree_rows *r, const struct scene *s,
			  const struct list *l)
{
	uint32_t n;
	const site_id *site = limit_sites(s, &n);

	TABLE_GROW(r->ref, r->ref_cap, n);
	for (uint32_t i = 0; i < n; i++)
		r->ref[i] = ref_site(site[i]);
	if (l->by)
		column_sort(l->by, s, r->ref, n, l->reverse);
	TABLE_GROW(r->site, r->site_cap, n);
	for (uint32_t i = 0; i < n; i++)
		r->site[i] = ref_site_id(r->ref[i]);
	return n;
}

static void work_out(struct session *v, const struct scene *s, const struct list *l,
		     const struct rows *devices)
{
	const struct board *b = &s->views->board;
	struct tree_rows *r = &v->tree;
	uint32_t n = 0;

	r->n = 0;
	note_sites(r, s->net, devices);
	if (b->ready)
		n = put_sites(r, s, l);
	for (uint32_t i = 0; i < n; i++) {
		site_id site = r->site[i];

		if (is_scoped(session_page(v), s, site) && wanted(v, s, l, site))
			add_site(v, s, site, n - i - 1);
	}
	if (r->lone != NONE && l->filter.n == 0 && !limit_on(s) &&
	    session_page(v)->scope.kind == THING_NONE) {
		add(r, ref_rule(0), 0, 0, true);
		add_tree(v, s, r->lone, next_without_site);
	}
	TABLE_GROW(r->ref, r->ref_cap, r->n);
	for (uint32_t i = 0; i < r->n; i++)
		r->ref[i] = r->row[i].ref;
}

static dev_id first_without_site(const struct network *net)
{
	if (!net->dev_n)
		return NONE;
	return net->dev[0].site >= net->site_n ? 0 : next_without_site(net, 0);
}

struct rows tree_rows(struct session *v, const struct scene *s, struct list *l)
{
	struct tree_rows *r = &v->tree;
	const struct page *page = session_page(v);
	uint32_t room = page->view->many ? l->height : UINT32_MAX;
	uint64_t scope = thing_hash(&page->scope);
	struct rows devices = {.ready = true};

	if (l->filter.n > 0)
		devices = filtered(v, s, l);
	if (!devices.ready && r->page == page && r->devs == s->net->dev_n)
		return (struct rows){.ref = r->ref, .n = r->n};
	if (r->page != page || r->scope != scope || r->changed ||
	    r->devs != s->net->dev_n || r->alerts != s->alerts->generation ||
	    r->at_s != s->now_ms / 1000 || r->edition != devices.edition ||
	    r->room != room || r->by != l->by || r->reverse != l->reverse ||
	    r->show != l->show || strcmp(r->filter_text, l->filter_text) != 0) {
		r->room = room;
		r->page = page;
		r->scope = scope;
		r->changed = false;
		if (r->devs != s->net->dev_n || !r->devs)
			r->lone = first_without_site(s->net);
		r->devs = s->net->dev_n;
		r->by = l->by;
		r->reverse = l->reverse;
		r->show = l->show;
		snprintf(r->filter_text, sizeof r->filter_text, "%s", l->filter_text);
		r->alerts = s->alerts->generation;
		r->at_s = s->now_ms / 1000;
		r->edition = devices.edition;
		work_out(v, s, l, &devices);
	}
	return (struct rows){.ref = r->ref,
			     .n = r->n,
			     .ready = s->views->board.ready && devices.ready};
}

const struct tree_row *tree_row(const struct session *v, ref_id ref)
{
	for (uint32_t i = 0; i < v->tree.n; i++)
		if (v->tree.row[i].ref == ref)
			return &v->tree.row[i];
	return NULL;
}

void tree_fold(struct session *v, const struct scene *s, ref_id ref, bool open)
{
	dev_id dev = ref_dev_id(s->net, ref);
	struct thing t;

	if (ref_kind(ref) == THING_DEVICE &&
	    (open || s->net->dev[dev].site >= s->net->site_n))
		return;
	if (ref_kind(ref) == THING_DEVICE) { /* its site closes */
		ref = ref_site(s->net->dev[dev].site);
		list_select(session_list(v), s, ref);
	}
	thing_of(s, ref, &t);
	idmap_put(&v->tree.folds, thing_hash(&t), open);
	v->tree.changed = true;
	session_list(v)->refind = true;
}
