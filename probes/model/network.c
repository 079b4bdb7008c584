/*
 * Sites, devices and texts: what a configuration generation brings, and the one place
 * that knows every text the model holds, so that the dead ones can be dropped.
 */
#include "probes/model/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/arena.h"
#include "probes/model/circuit.h"
#include "probes/model/if_table.h"
#include "probes/model/link.h"
#include "probes/model/peer.h"
#include "probes/model/module.h"
#include "probes/model/sensor.h"
#include "probes/model/series_private.h"
#include "probes/model/topology.h"
#include "probes/model/ways.h"

#define COMPACT_MIN                                                                    \
	65536 /* bytes of text that are not worth a walk through the tables */
#define DEFAULT_POLL_MS 30000

void network_init(struct network *net)
{
	memset(net, 0, sizeof *net);
	text_pool_init(&net->text);
	series_pool_init(&net->ifs.pool);
	if_kinds_init(&net->ifs.kinds);
	mishap_pool_init(&net->ifs.mishaps);
	net->health.journal_ok = true;
	net->health.journal_free_pct = NAN;
}

void network_fini(struct network *net)
{
	for (if_id i = 0; i < net->ifs.n; i++)
		series_drop(&net->ifs, i);
	if_table_fini(&net->ifs);
	series_pool_fini(&net->ifs.pool);
	for (dev_id i = 0; i < net->dev_n; i++)
		series_of_dev_free(net->dev_series[i]);
	free(net->dev_series);
	for (uint32_t i = 0; i < net->toward_cap; i++)
		free(net->toward[i].dev);
	free(net->toward);
	ways_free(net);
	links_free(net);
	free(net->site);
	free(net->customer);
	free(net->circuit);
	free(net->declared);
	free(net->dev);
	free(net->processor);
	free(net->memory);
	free(net->sensor);
	free(net->module);
	free(net->gone);
	free(net->peer);
	free(net->missed);
	strmap_fini(&net->dev_by_name);
	text_pool_fini(&net->text);
	memset(net, 0, sizeof *net);
}

customer_id network_customer_find(const struct network *net, const char *name)
{
	for (customer_id c = 0; c < net->customer_n; c++)
		if (strcmp(network_str(net, net->customer[c].name), name) == 0)
			return c;
	return NONE;
}

static struct customer *customer_add(struct network *net, const struct site *site)
{
	struct customer *c;

	TABLE_GROW(net->customer, net->customer_cap, net->customer_n + 1);
	c = &net->customer[net->customer_n++];
	*c = (struct customer){site->customer, site->customer_title, NONE, NONE};
	return c;
}

/* The customers are known by their sites. */
static void join_customer(struct network *net, site_id id)
{
	struct site *site = &net->site[id];
	const char *name = network_str(net, site->customer);
	struct customer *c;

	site->customer_row = site->customer_next = NONE;
	if (!*name)
		return;
	site->customer_row = network_customer_find(net, name);
	c = site->customer_row == NONE ? customer_add(net, site)
				       : &net->customer[site->customer_row];
	site->customer_row = (customer_id)(c - net->customer);
	if (c->first_site == NONE)
		c->first_site = id;
	else
		net->site[c->last_site].customer_next = id;
	c->last_site = id;
}

site_id network_site_add(struct network *net, const struct site *configured)
{
	site_id id = net->site_n++;
	struct site *site;

	TABLE_GROW(net->site, net->site_cap, net->site_n);
	site = &net->site[id];
	*site = *configured;
	site->first_dev = site->last_dev = NONE;
	join_customer(net, id);
	net->generation++;
	return id;
}

static void join_site(struct network *net, dev_id id)
{
	struct site *site;

	if (net->dev[id].site >= net->site_n)
		return;
	site = &net->site[net->dev[id].site];
	if (site->first_dev == NONE)
		site->first_dev = id;
	else
		net->dev[site->last_dev].site_next = id;
	site->last_dev = id;
}

void network_expect(struct network *net, uint32_t devs)
{
	TABLE_GROW(net->dev, net->dev_cap, net->dev_n + devs);
	TABLE_GROW(net->dev_series, net->dev_series_cap, net->dev_n + devs);
}

dev_id network_dev_add(struct network *net, const struct dev *c)
{
	dev_id id = net->dev_n;
	struct dev *dev;

	network_expect(net, 1);
	net->dev_n++;
	net->dev_series[id] = series_of_dev();
	dev = &net->dev[id];
	*dev = (struct dev){
		.name = c->name,
		.address = c->address,
		.tags = c->tags,
		.uplinks = c->uplinks,
		.wan = c->wan,
		.declared = c->declared,
		.site = c->site,
		.port = c->port,
		.role = c->role,
		.owner = c->owner,
		.ping_by = c->ping_by,
		.planned = c->planned,
		.attached = c->attached,
		.parent_n = c->parent_n,
		.poll_ms = c->poll_ms ? c->poll_ms : DEFAULT_POLL_MS,
		.credential = c->credential,
		.cpu_pct = NAN,
		.mem_pct = NAN,
		.temp_c = NAN,
		.engine_twin = NONE,
		.snmp_ms = NAN,
		.site_next = NONE,
		.line_first = NONE,
	};
	memcpy(dev->parent, c->parent, sizeof dev->parent);
	reach_init(&dev->reach);
	join_site(net, id);
	for (uint8_t i = 0; i < dev->parent_n; i++)
		topology_join(net, id, dev->parent[i]);
	links_by_hand(net, id);
	strmap_put(&net->dev_by_name, network_str(net, dev->name), id);
	net->generation++;
	return id;
}

dev_id network_dev_find(const struct network *net, const char *name)
{
	return strmap_find(&net->dev_by_name, name);
}

const struct text *network_text(const struct network *net, str_id id)
{
	return text_at(&net->text, id);
}

const char *network_str(const struct network *net, str_id id)
{
	return text_at(&net->text, id)->s;
}

typedef void text_visit(void *ctx, str_id *);

static void visit_site(struct site *s, text_visit *visit, void *ctx)
{
	str_id *ids[] = {&s->name,     &s->title,	  &s->street, &s->contact,
			 &s->phone,    &s->access,	  &s->oob,    &s->timezone,
			 &s->customer, &s->customer_title};

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		visit(ctx, ids[i]);
}

static void visit_dev(struct dev *d, text_visit *visit, void *ctx)
{
	str_id *ids[] = {&d->name,	  &d->address,	 &d->tags,
			 &d->uplinks,	  &d->wan,	 &d->declared,
			 &d->sys_name,	  &d->sys_descr, &d->sys_location,
			 &d->sys_contact, &d->object_id, &d->profile,
			 &d->vendor,	  &d->model,	 &d->version,
			 &d->serial,	  &d->changed};

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		visit(ctx, ids[i]);
}

static void visit_module(struct module *m, text_visit *visit, void *ctx)
{
	visit(ctx, &m->name);
	visit(ctx, &m->component);
	visit(ctx, &m->model);
	visit(ctx, &m->serial);
	visit(ctx, &m->version);
}

static void visit_peer(struct peer *p, text_visit *visit, void *ctx)
{
	visit(ctx, &p->name);
	visit(ctx, &p->id);
	visit(ctx, &p->group);
	visit(ctx, &p->words);
}

static void visit_lines(struct network *net, text_visit *visit, void *ctx)
{
	for (uint32_t i = 0; i < net->circuit_n; i++) {
		struct circuit *c = &net->circuit[i];
		str_id *ids[] = {&c->name,	    &c->provider,  &c->phone,
				 &c->contract,	    &c->notes,	   &c->end[0].ifname,
				 &c->end[1].ifname, &c->end[0].id, &c->end[1].id};

		for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
			visit(ctx, ids[k]);
	}
	for (uint32_t i = 0; i < net->declared_n; i++) {
		struct declared_link *l = &net->declared[i];
		str_id *ids[] = {&l->name, &l->notes, &l->end[0].ifname,
				 &l->end[1].ifname};

		for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
			visit(ctx, ids[k]);
	}
}

/* Every text the model refers to. */
static void visit_texts(struct network *net, text_visit *visit, void *ctx)
{
	for (site_id i = 0; i < net->site_n; i++)
		visit_site(&net->site[i], visit, ctx);
	for (customer_id i = 0; i < net->customer_n; i++) {
		visit(ctx, &net->customer[i].name);
		visit(ctx, &net->customer[i].title);
	}
	visit_lines(net, visit, ctx);
	for (dev_id i = 0; i < net->dev_n; i++) {
		visit_dev(&net->dev[i], visit, ctx);
		for (uint32_t k = 0; k < net->dev_series[i]->named_n; k++)
			visit(ctx, &net->dev_series[i]->named[k].name);
	}
	for (if_id i = 0; i < net->ifs.n; i++) {
		visit(ctx, &net->ifs.name[i]);
		visit(ctx, &net->ifs.descr[i]);
		visit(ctx, &net->ifs.alias[i]);
	}
	for (uint32_t i = 0; i < net->processor_n; i++)
		visit(ctx, &net->processor[i].name);
	for (uint32_t i = 0; i < net->memory_n; i++)
		visit(ctx, &net->memory[i].name);
	for (uint32_t i = 0; i < net->sensor_n; i++) {
		visit(ctx, &net->sensor[i].name);
		visit(ctx, &net->sensor[i].component);
		visit(ctx, &net->sensor[i].words);
		visit(ctx, &net->sensor[i].port);
	}
	for (uint32_t i = 0; i < net->module_n; i++)
		visit_module(&net->module[i], visit, ctx);
	links_visit(net, visit, ctx);
	for (uint32_t i = 0; i < net->peer_n; i++)
		visit_peer(&net->peer[i], visit, ctx);
}

struct census {
	const struct text_pool *pool;
	bool *seen;
	size_t live;
};

static void count_text(void *ctx, str_id *id)
{
	struct census *c = ctx;

	if (!c->seen[*id])
		c->live += text_at(c->pool, *id)->len;
	c->seen[*id] = true;
}

/* Is half of the pool, in bytes, referred to by nothing? */
static bool half_dead(struct network *net)
{
	struct arena scratch = {0};
	struct census c = {.pool = &net->text,
			   .seen = arena_alloc(&scratch, net->text.n * sizeof *c.seen)};
	size_t all = 0;

	visit_texts(net, count_text, &c);
	for (str_id i = 0; i < net->text.n; i++)
		all += text_at(&net->text, i)->len;
	arena_fini(&scratch);
	return c.live <= all / 2;
}

struct move {
	const struct text_pool *from;
	struct text_pool *to;
};

static void move_text(void *ctx, str_id *id)
{
	struct move *m = ctx;

	*id = text_adopt(m->to, text_at(m->from, *id));
}

bool network_compact(struct network *net)
{
	struct text_pool fresh;

	if (net->text.bytes < 2 * net->text_live + COMPACT_MIN)
		return false;
	net->text_live = net->text.bytes;
	if (!half_dead(net))
		return false;
	text_pool_init(&fresh);
	visit_texts(net, move_text, &(struct move){&net->text, &fresh});
	text_pool_fini(&net->text);
	net->text = fresh;
	net->text_live = fresh.bytes;
	strmap_fini(&net->dev_by_name); /* its keys were texts of the old pool */
	for (dev_id i = 0; i < net->dev_n; i++)
		strmap_put(&net->dev_by_name, network_str(net, net->dev[i].name), i);
	net->generation++;
	return true;
}
