/*
 * Sites, devices and texts: what a configuration generation brings, and the one place
 * that knows every text the model holds, so that the dead ones can be dropped.
 */
#include "probes/model/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/model/circuit.h"
#include "probes/model/if_table.h"
#include "probes/model/link.h"
#include "probes/model/peer.h"
#include "probes/model/module.h"
#include "probes/model/segment.h"
#include "probes/model/sensor.h"
#include "probes/model/series_private.h"
#include "probes/model/topology.h"
#include "probes/model/trail.h"
#include "probes/model/vlan.h"
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
	if_rares_init(&net->ifs.rares);
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
	trails_free(net);
	segments_free(net);
	vlans_free(net);
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
	free(net->ether);
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

static void visit_ports(struct network *net, const struct dev *dev, text_visit *visit,
			void *ctx)
{
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		visit(ctx, &net->ifs.name[i]);
		visit(ctx, &net->ifs.descr[i]);
		visit(ctx, &net->ifs.alias[i]);
	}
}

static void visit_parts(struct network *net, const struct dev *dev, text_visit *visit,
			void *ctx)
{
	for (uint32_t i = 0; i < dev->processors.n; i++)
		visit(ctx, &net->processor[dev->processors.first + i].name);
	for (uint32_t i = 0; i < dev->memories.n; i++)
		visit(ctx, &net->memory[dev->memories.first + i].name);
	for (uint32_t i = 0; i < dev->sensors.n; i++) {
		struct sensor *s = &net->sensor[dev->sensors.first + i];

		visit(ctx, &s->name);
		visit(ctx, &s->component);
		visit(ctx, &s->words);
		visit(ctx, &s->port);
	}
	for (uint32_t i = 0; i < dev->modules.n; i++)
		visit_module(&net->module[dev->modules.first + i], visit, ctx);
	for (uint32_t i = 0; i < dev->peers.n; i++)
		visit_peer(&net->peer[dev->peers.first + i], visit, ctx);
}

/* Everything of one device: its rows may be elsewhere in the next slice. Returns how
 * many these are. */
static uint32_t visit_whole_dev(struct network *net, dev_id id, text_visit *visit,
				void *ctx)
{
	struct dev *dev = &net->dev[id];
	struct dev_series *d = net->dev_series[id];

	visit_dev(dev, visit, ctx);
	for (uint32_t k = 0; k < d->named_n; k++)
		visit(ctx, &d->named[k].name);
	visit_ports(net, dev, visit, ctx);
	visit_parts(net, dev, visit, ctx);
	return 1 + dev->if_n + dev->sensors.n + dev->modules.n + dev->peers.n;
}

/* What is of no device, or of several. */
static void visit_rest(struct network *net, text_visit *visit, void *ctx)
{
	for (site_id i = 0; i < net->site_n; i++)
		visit_site(&net->site[i], visit, ctx);
	for (customer_id i = 0; i < net->customer_n; i++) {
		visit(ctx, &net->customer[i].name);
		visit(ctx, &net->customer[i].title);
	}
	visit_lines(net, visit, ctx);
	links_visit(net, visit, ctx);
	segments_visit(net, visit, ctx);
	vlans_visit(net, visit, ctx);
}

static void mark(void *pool, str_id *id)
{
	text_mark(pool, *id);
}

/* The devices' names are keys by where they stand. */
static void on_moved(void *net, const struct text *t)
{
	strmap_rekey(&((struct network *)net)->dev_by_name, t->s);
}

static enum compaction compact_end(struct network *net, enum compaction how)
{
	net->compacting = COMPACT_IDLE;
	text_mark_end(&net->text);
	net->text_live = net->text.bytes;
	net->generation += how == COMPACT_DONE;
	net->compactions += how == COMPACT_DONE;
	return how;
}

static enum compaction mark_some(struct network *net, uint32_t rows)
{
	for (uint32_t n = 0; n < rows && net->compact_at < net->dev_n;)
		n += visit_whole_dev(net, net->compact_at++, mark, &net->text);
	if (net->compact_at < net->dev_n)
		return COMPACT_MORE;
	visit_rest(net, mark, &net->text);
	if (net->text.marked > net->text.bytes / 2)
		return compact_end(net, COMPACT_NOTHING);
	net->compacting = COMPACT_SWEEP;
	return COMPACT_MORE;
}

enum compaction network_compact(struct network *net, uint32_t rows)
{
	switch (net->compacting) {
	case COMPACT_IDLE:
		if (net->text.bytes < 2 * net->text_live + COMPACT_MIN)
			return COMPACT_NOTHING;
		text_mark_begin(&net->text);
		net->compact_at = 0;
		net->compacting = COMPACT_MARK;
		return COMPACT_MORE;
	case COMPACT_MARK:
		return mark_some(net, rows);
	case COMPACT_SWEEP:
		if (text_sweep(&net->text, on_moved, net))
			return COMPACT_MORE;
		return compact_end(net, COMPACT_DONE);
	}
	return COMPACT_NOTHING;
}
