/*
 * What is true of a device now, sorted, beside what was accepted of it, sorted: groups
 * of one kind and entity are compared with each other. Nothing of the network is
 * remembered but through the rows.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/baseline_private.h"
#include "probes/alert/book.h"
#include "probes/base/clock.h"
#include "probes/model/link.h"
#include "probes/model/module.h"
#include "probes/model/vlan.h"

#define DEVICE_COST 4 /* to look at one at all, in rows */
#define TRIES 64      /* a device that is all others than before is none of these */

/* One device as it is compared. */
struct compared {
	struct baseline *b;
	const struct network *net;
	dev_id dev;
	uint32_t owner;
	int64_t now_ms;
	struct event_list *out;
	uint32_t tries; /* rows that may still be looked for among all facts */
};

/* --- what is true --- */

static void add_fact(struct baseline *b, enum baseline_kind kind, const char *entity,
		     const char *value, bool adopt)
{
	if (!value[0])
		return;
	TABLE_GROW(b->fact, b->fact_cap, b->fact_n + 1);
	b->fact[b->fact_n++] = (struct fact){kind, entity, value, adopt, false};
}

static void add_module(struct compared *c, const struct module *m)
{
	const str_id part[] = {m->model, m->serial, m->version};
	char text[TEXT_BYTES_MAX * 3 + 8] = "";
	const struct drift *device = baseline_device_row(c->b, c->owner);

	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		if (part[i])
			text_add(text, sizeof text, "%s%s", *text ? ", " : "",
				 network_str(c->net, part[i]));
	add_fact(c->b, BASELINE_MODULE, network_str(c->net, m->name),
		 arena_strdup(&c->b->text, text), device && !device->row.modules);
}

static const char *dev_name(const struct network *net, dev_id dev)
{
	return network_str(net, net->dev[dev].name);
}

/* Told of by the end whose name comes first; a stranger tells nothing. */
static void add_link(struct compared *c, const struct link *l)
{
	const struct network *net = c->net;
	unsigned side = link_side(l, c->dev);
	const struct link_end *here = &l->end[side], *there = &l->end[1 - side];
	bool ours = there->dev != NONE;
	const char *far =
		ours ? dev_name(net, there->dev) : network_str(net, there->name);
	uint32_t owner = ours ? baseline_owner_find(c->b, far) : NONE;
	const struct drift *mine = baseline_device_row(c->b, c->owner),
			   *other = baseline_device_row(c->b, owner);

	if (l->vanished || !(l->sources & LINK_HEARD) ||
	    (ours && strcmp(dev_name(net, c->dev), far) > 0) ||
	    (ours && !other && !c->b->accepting))
		return;
	add_fact(c->b, BASELINE_LINK, network_str(net, here->port),
		 arena_printf(&c->b->text, "%s%s%s", far, there->port ? " " : "",
			      network_str(net, there->port)),
		 (mine && !mine->row.links) || (other && !other->row.links));
}

/* In a row of its own each they would be more than all else. */
static void add_vlans(struct compared *c)
{
	char words[VLAN_WORDS];
	uint32_t n;
	const struct vlan *v = network_vlans(c->net, c->dev, &n);

	add_fact(c->b, BASELINE_VLANS, "",
		 arena_strdup(&c->b->text, vlan_words(words, v, n)), true);
}

static int by_fact(const void *va, const void *vb)
{
	const struct fact *a = va, *b = vb;
	int order = a->kind < b->kind ? -1 : a->kind > b->kind;

	if (!order)
		order = strverscmp(a->entity, b->entity);
	return order ? order : strcmp(a->value, b->value);
}

static void gather_facts(struct compared *c)
{
	const struct dev *dev = &c->net->dev[c->dev];
	struct baseline *b = c->b;
	uint32_t n;
	const struct module *m = network_modules(c->net, c->dev, &n);

	arena_reset(&b->text);
	b->fact_n = 0;
	add_fact(b, BASELINE_DEVICE, "",
		 dev->address ? network_str(c->net, dev->address) : "-", false);
	add_fact(b, BASELINE_VENDOR, "", network_str(c->net, dev->vendor), true);
	add_fact(b, BASELINE_MODEL, "", network_str(c->net, dev->model), true);
	add_fact(b, BASELINE_SERIAL, "", network_str(c->net, dev->serial), true);
	add_fact(b, BASELINE_VERSION, "", network_str(c->net, dev->version), true);
	for (uint32_t i = 0; i < n; i++)
		if (!m[i].serial || m[i].serial != dev->serial) /* itself */
			add_module(c, &m[i]);
	add_vlans(c);
	for (link_id l = links_of(c->net, c->dev); l != NONE;
	     l = links_next(c->net, l, c->dev))
		add_link(c, link_at(c->net, l));
	qsort(b->fact, b->fact_n, sizeof *b->fact, by_fact);
}

/* --- what was accepted --- */

/* What a row says to be true: as accepted; of what is new, as it was found. */
static const char *says(const struct drift *d)
{
	return d->row.was[0] ? d->row.was : d->next ? d->next : d->row.now;
}

static int by_row(const void *va, const void *vb, void *ctx)
{
	const struct baseline *b = ctx;
	const uint32_t *x = va, *y = vb;
	int order = baseline_order(&b->row[*x].row, &b->row[*y].row);

	if (!order)
		order = strcmp(says(&b->row[*x]), says(&b->row[*y]));
	return order ? order : *x < *y ? -1 : 1;
}

static void gather_rows(struct compared *c)
{
	struct baseline *b = c->b;

	b->mine_n = 0;
	for (uint32_t i = b->owner[c->owner].first; i != NONE; i = b->row[i].sibling) {
		TABLE_GROW(b->mine, b->mine_cap, b->mine_n + 1);
		b->mine[b->mine_n++] = i;
		b->row[i].seen = false;
	}
	if (b->mine_n)
		qsort_r(b->mine, b->mine_n, sizeof *b->mine, by_row, b);
}

/* Is what a row misses known to be missing? A serial number that is not read is not. */
static bool is_told(const struct compared *c, enum baseline_kind kind)
{
	if (kind == BASELINE_MODULE)
		return c->net->dev[c->dev].modules.n > 0;
	if (kind == BASELINE_LINK)
		return links_heard_ms(c->net, c->dev) != 0;
	return false;
}

/* --- differences --- */

static void tell(const struct compared *c, const struct baseline_row *r, double value,
		 const char *before, const char *words, const struct who *who)
{
	char text[BASELINE_WORDS + 64], is[BASELINE_WORDS];
	struct event e = {.at_ms = c->now_ms,
			  .kind = EVENT_DRIFT,
			  .severity = SEV_INFO,
			  .subject = SUBJECT_DEVICE,
			  .name = r->name,
			  .entity = r->kind == BASELINE_LINK ? r->entity : "",
			  .check = "",
			  .text = text,
			  .note = r->now,
			  .before = before,
			  .value = value,
			  .limit = (double)NAN};

	if (who)
		e.who = *who;
	snprintf(text, sizeof text, "%s%s", words, baseline_words(r, is));
	event_add(c->out, &e);
}

/* It is now as the row accepts it. */
static void agree(struct compared *c, uint32_t row)
{
	struct drift *d = &c->b->row[row];

	baseline_next(d, NULL, 0);
	if (!d->row.differs)
		return;
	tell(c, &d->row, 0, d->row.was, "differs no longer from the baseline: ", NULL);
	if (d->row.was[0])
		baseline_row_set(c->b, row, d->row.was, "", false, 0);
	else
		baseline_row_free(c->b, row);
}

/* What was new is not there any more. */
static void drop_new(struct compared *c, uint32_t row)
{
	if (c->b->row[row].row.differs)
		agree(c, row);
	else
		baseline_row_free(c->b, row);
}

/* It is something else; of links that has to last. */
static void differ(struct compared *c, uint32_t row, const char *is)
{
	struct drift *d = &c->b->row[row];
	int64_t settle_ms = d->row.kind == BASELINE_LINK ? BASELINE_SETTLE_MS : 0;

	if (d->row.differs && strcmp(d->row.now, is) == 0) {
		baseline_next(d, NULL, 0);
		return;
	}
	baseline_next(d, is, c->now_ms);
	if (c->now_ms - d->next_ms < settle_ms)
		return;
	baseline_row_set(c->b, row, d->row.was, is, true, d->next_ms);
	tell(c, &c->b->row[row].row, 1, c->b->row[row].row.was,
	     "differs from the baseline: ", NULL);
}

/* What was accepted and what is; a port that was not known is no other port. */
static bool same(const struct baseline_row *r, const char *value)
{
	size_t a = strlen(r->was), b = strlen(value), least = a < b ? a : b;

	if (a == b || r->kind != BASELINE_LINK)
		return strcmp(r->was, value) == 0;
	return strncmp(r->was, value, least) == 0 &&
	       (a < b ? value[least] : r->was[least]) == ' ';
}

/* Where the facts and the rows of one kind and entity begin and end. */
struct group {
	uint32_t fact, fact_end, row, row_end;
};

static int compare_at(const struct baseline *b, uint32_t row, uint32_t fact)
{
	const struct baseline_row *r = &b->row[b->mine[row]].row;
	const struct fact *f = &b->fact[fact];
	int order = r->kind < f->kind ? -1 : r->kind > f->kind;

	return order ? order : strverscmp(r->entity, f->entity);
}

static bool alike(const struct fact *a, const struct fact *b)
{
	return a->kind == b->kind && strcmp(a->entity, b->entity) == 0;
}

static bool next_group(const struct baseline *b, struct group *g)
{
	g->fact = g->fact_end;
	g->row = g->row_end;
	if (g->fact == b->fact_n && g->row == b->mine_n)
		return false;
	if (g->row == b->mine_n ||
	    (g->fact < b->fact_n && compare_at(b, g->row, g->fact) >= 0))
		while (g->fact_end < b->fact_n &&
		       alike(&b->fact[g->fact_end], &b->fact[g->fact]))
			g->fact_end++;
	if (g->fact_end > g->fact) {
		while (g->row_end < b->mine_n &&
		       compare_at(b, g->row_end, g->fact) == 0)
			g->row_end++;
		return true;
	}
	g->row_end++;
	return true;
}

static void found(struct compared *c, uint32_t row, struct fact *f)
{
	f->used = c->b->row[row].seen = true;
	if (c->b->row[row].row.was[0] && same(&c->b->row[row].row, f->value))
		agree(c, row);
	else
		differ(c, row, f->value);
}

/* Rows with the fact that they say; both are sorted by that. */
static void pair_equal(struct compared *c, const struct group *g)
{
	struct baseline *b = c->b;
	uint32_t i = g->row, k = g->fact;

	while (i < g->row_end && k < g->fact_end) {
		int order = strcmp(says(&b->row[b->mine[i]]), b->fact[k].value);

		if (!order)
			found(c, b->mine[i], &b->fact[k]);
		i += order <= 0;
		k += order >= 0;
	}
}

/* It says the same in other words, or what it differed by before. */
static bool similar(const struct drift *d, const char *value)
{
	return same(&d->row, value) ||
	       strcmp(d->next ? d->next : d->row.now, value) == 0;
}

static void pair_similar(struct compared *c, const struct group *g)
{
	struct baseline *b = c->b;

	for (uint32_t i = g->row; i < g->row_end; i++) {
		struct drift *d = &b->row[b->mine[i]];

		if (d->seen || !d->row.was[0] || c->tries == 0)
			continue;
		c->tries--;
		for (uint32_t k = g->fact; k < g->fact_end && !d->seen; k++)
			if (!b->fact[k].used && similar(d, b->fact[k].value))
				found(c, b->mine[i], &b->fact[k]);
	}
}

/* What is left: something else in its place. */
static void pair_rest(struct compared *c, const struct group *g)
{
	struct baseline *b = c->b;
	uint32_t k = g->fact;

	for (uint32_t i = g->row; i < g->row_end; i++) {
		struct drift *d = &b->row[b->mine[i]];

		if (d->seen || !d->row.was[0])
			continue;
		while (k < g->fact_end && b->fact[k].used)
			k++;
		if (k < g->fact_end)
			found(c, b->mine[i], &b->fact[k]);
	}
}

/* The port where the link of this row is now; NULL. */
static struct fact *moved_to(struct compared *c, const struct baseline_row *r)
{
	struct baseline *b = c->b;

	if (r->kind != BASELINE_LINK || c->tries == 0)
		return NULL;
	c->tries--;
	for (uint32_t k = 0; k < b->fact_n; k++)
		if (!b->fact[k].used && b->fact[k].kind == BASELINE_LINK &&
		    same(r, b->fact[k].value))
			return &b->fact[k];
	return NULL;
}

/* Rows without a fact: it moved, it is gone, or nobody can tell. */
static void end_rows(struct compared *c)
{
	struct baseline *b = c->b;
	char words[TEXT_BYTES_MAX + 32];

	for (uint32_t i = 0; i < b->mine_n; i++) {
		struct drift *d = &b->row[b->mine[i]];
		struct fact *to;

		if (d->seen)
			continue;
		if (!d->row.was[0]) {
			drop_new(c, b->mine[i]);
			continue;
		}
		to = moved_to(c, &d->row);
		snprintf(words, sizeof words, BASELINE_MOVED "%s",
			 to ? to->entity : "");
		if (to)
			to->used = true;
		if (to && !d->row.entity[0])
			agree(c, b->mine[i]); /* its port was not known */
		else if (to || is_told(c, d->row.kind))
			differ(c, b->mine[i], to ? words : "");
	}
}

/* Facts without a row: first told, or new. */
static void begin_rows(struct compared *c)
{
	struct baseline *b = c->b;

	for (uint32_t k = 0; k < b->fact_n; k++) {
		const struct fact *f = &b->fact[k];
		uint32_t row;

		if (f->used)
			continue;
		row = baseline_row_new(b, c->owner, f->kind, f->entity);
		if (f->adopt)
			baseline_row_set(b, row, f->value, "", false, 0);
		else
			differ(c, row, f->value);
	}
}

/* From now on what it has can be new. */
static void note_told(struct compared *c, struct drift *device)
{
	struct baseline_dev *o = &c->b->owner[c->owner];
	bool modules = device->row.modules || c->net->dev[c->dev].modules.n > 0;
	bool links = device->row.links;

	if (!o->told_ms && links_heard_ms(c->net, c->dev))
		o->told_ms = c->now_ms;
	links = links || (o->told_ms && c->now_ms - o->told_ms >= BASELINE_SETTLE_MS);
	if (modules == device->row.modules && links == device->row.links)
		return;
	device->row.modules = modules;
	device->row.links = links;
	baseline_dirty(c->b, (uint32_t)(device - c->b->row));
}

static void compare(struct compared *c)
{
	struct drift *device = baseline_device_row(c->b, c->owner);
	struct group g = {0};

	if (!device) /* that it is there is all that is told of it */
		c->b->fact_n = 1;
	c->tries = TRIES;
	while (next_group(c->b, &g)) {
		pair_equal(c, &g);
		pair_similar(c, &g);
		pair_rest(c, &g);
	}
	end_rows(c);
	begin_rows(c);
	if (device)
		note_told(c, baseline_device_row(c->b, c->owner));
}

/* --- accepting --- */

static void accepted(struct compared *c, const struct baseline_row *r)
{
	c->b->accepted++;
	tell(c, r, 0, r->was, "accepted: ", &c->b->who);
}

/* What it differs by is what it is from now on, whether that can be seen just now or
 * not.
 */
static void accept_row(struct compared *c, uint32_t row)
{
	struct baseline *b = c->b;
	struct baseline_row *r = &b->row[row].row;
	size_t moved = strlen(BASELINE_MOVED);

	if (!r->differs)
		return;
	accepted(c, r);
	if (!r->now[0]) {
		baseline_row_free(b, row);
	} else if (r->kind == BASELINE_LINK &&
		   strncmp(r->now, BASELINE_MOVED, moved) == 0) {
		baseline_row_at(b, row, r->now + moved);
		baseline_row_set(b, row, r->was, "", false, 0);
	} else {
		baseline_row_set(b, row, r->now, "", false, 0);
	}
}

/* Of the others it is known that they are of nothing any more, or nothing is known. */
static void end_accepted(struct compared *c)
{
	struct baseline *b = c->b;

	for (uint32_t i = 0; i < b->mine_n; i++) {
		const struct drift *d = &b->row[b->mine[i]];

		if (!d->seen && (is_told(c, d->row.kind) || !d->row.was[0]))
			baseline_row_free(b, b->mine[i]);
	}
}

/* What is true stands in a row each. */
static void accept(struct compared *c)
{
	struct baseline *b = c->b;
	struct drift *device;
	struct group g = {0};

	for (uint32_t i = 0; i < b->mine_n; i++)
		accept_row(c, b->mine[i]);
	gather_rows(c);
	while (next_group(b, &g)) {
		uint32_t k = g.fact;

		for (uint32_t i = g.row; i < g.row_end && k < g.fact_end; i++, k++) {
			b->row[b->mine[i]].seen = b->fact[k].used = true;
			baseline_row_set(b, b->mine[i], b->fact[k].value, "", false, 0);
		}
	}
	end_accepted(c);
	for (uint32_t k = 0; k < b->fact_n; k++)
		if (!b->fact[k].used)
			baseline_row_set(b,
					 baseline_row_new(b, c->owner, b->fact[k].kind,
							  b->fact[k].entity),
					 b->fact[k].value, "", false, 0);
	device = baseline_device_row(b, c->owner);
	device->row.modules = c->net->dev[c->dev].modules.n > 0;
	device->row.links = links_heard_ms(c->net, c->dev) != 0;
}

/* Nobody knows it any more. */
static void free_owner(struct compared *c)
{
	struct baseline *b = c->b;

	gather_rows(c);
	for (uint32_t i = 0; i < b->mine_n; i++)
		if (b->accepting) {
			if (b->row[b->mine[i]].row.differs)
				accepted(c, &b->row[b->mine[i]].row);
			baseline_row_free(b, b->mine[i]);
		} else {
			drop_new(c, b->mine[i]);
		}
}

/* --- rounds --- */

static uint32_t one_device(struct compared *c)
{
	struct baseline *b = c->b;

	c->owner = baseline_owner(b, dev_name(c->net, c->dev));
	gather_facts(c);
	gather_rows(c);
	if (b->accepting)
		accept(c);
	else
		compare(c);
	return DEVICE_COST + b->fact_n + b->mine_n;
}

/* Of one that is not configured any more. */
static uint32_t one_owner(struct compared *c)
{
	struct drift *d = baseline_device_row(c->b, c->owner);

	if (network_dev_find(c->net, c->b->owner[c->owner].name) != NONE ||
	    c->b->owner[c->owner].first == c->b->head)
		return 1;
	if (c->b->accepting || !d)
		free_owner(c);
	else
		differ(c, (uint32_t)(d - c->b->row), "");
	return DEVICE_COST;
}

static void put_head(struct compared *c)
{
	struct baseline *b = c->b;

	if (b->head == NONE)
		b->head = baseline_row_new(b, baseline_owner(b, ""), BASELINE_HEAD, "");
	baseline_row_set(b, b->head, b->who.name, b->who.from, false, c->now_ms);
}

static void end_accepting(struct compared *c)
{
	struct baseline *b = c->b;
	char text[160];
	struct event e = {.at_ms = c->now_ms,
			  .kind = EVENT_BASELINE,
			  .severity = SEV_INFO,
			  .subject = SUBJECT_WATCH,
			  .name = b->network,
			  .entity = "",
			  .check = "",
			  .text = text,
			  .note = "",
			  .before = b->before,
			  .value = b->accepted,
			  .limit = (double)NAN,
			  .who = b->who};

	snprintf(text, sizeof text,
		 "baseline accepted: %u device%s, %u link%s, %u difference%s ended",
		 b->devices, b->devices == 1 ? "" : "s", b->links,
		 b->links == 1 ? "" : "s", b->accepted, b->accepted == 1 ? "" : "s");
	put_head(c);
	b->accepting = false;
	event_add(c->out, &e);
}

/* The next device, then the next owner; false: that was the last. */
static bool next_one(struct baseline *b, const struct network *net)
{
	if (!b->owners && b->at == net->dev_n) {
		b->owners = true;
		b->at = 0;
	}
	return !b->owners || b->at < b->owner_n;
}

bool baseline_step(struct baseline *b, const struct network *net, uint32_t budget,
		   int64_t now_ms, struct event_list *out)
{
	struct compared c = {.b = b, .net = net, .now_ms = now_ms, .out = out};
	uint32_t cost = 0;

	if (b->head == NONE && !b->accepting)
		return false;
	for (; next_one(b, net); b->at++) {
		if (cost >= budget)
			return true;
		c.owner = c.dev = b->at;
		cost += b->owners ? one_owner(&c) : one_device(&c);
	}
	b->at = 0;
	b->owners = false;
	if (b->accepting)
		end_accepting(&c);
	return false;
}

void baseline_accept(struct baseline *b, const struct who *who, const char *network)
{
	const char *by = "", *from = "";
	char before[320], at[CLOCK_RFC3339_SIZE];
	int64_t at_ms = 0;

	if (baseline_accepted(b, &by, &from, &at_ms))
		snprintf(before, sizeof before, "accepted %s by %s, %u difference%s",
			 clock_rfc3339(at, at_ms), by, b->differs,
			 b->differs == 1 ? "" : "s");
	else
		snprintf(before, sizeof before, "none");
	alert_set(&b->network, network);
	alert_set(&b->before, before);
	b->who = *who;
	b->accepting = true;
	b->accepted = 0;
	b->at = 0;
	b->owners = false;
}
