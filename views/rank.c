/*
 * The texts that rows of lists have are gathered, merged bottom-up and numbered; each
 * phase can stop after any of them. Half a million names are a second of work, which is
 * why it is done before anybody asks, and at most once in a while when names change.
 *
 * A text may only be looked at while something refers to it: when the network collects
 * what nobody refers to, what was gathered is void.
 */
#include "views/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

#define FEW 2048      /* texts that are ranked at once */
#define AGAIN_MS 1000 /* not earlier, of so many texts more: */
#define AGAIN_TEXTS 8192
#define KEPT 65536 /* texts for which the room to work stays */

static bool are_few(const struct network *net)
{
	return net->text.n <= FEW;
}

void ranks_fini(struct ranks *r)
{
	free(r->rank);
	free(r->next);
	weave_fini(&r->order);
	*r = (struct ranks){0};
}

/* A rank is of a text, whoever has it: what counts is which texts there are. */
static bool changed(const struct ranks *r, const struct network *net)
{
	return !r->ready || r->bytes != net->text.bytes ||
	       r->compactions != net->compactions;
}

static bool is_due(const struct ranks *r, const struct network *net, int64_t now_ms)
{
	int64_t apart_ms = AGAIN_MS * (1 + net->text.n / AGAIN_TEXTS);

	return r->phase == RANKS_IDLE && net->compacting != COMPACT_SWEEP &&
	       (!r->ready || are_few(net) || now_ms < r->begun_ms ||
		now_ms - r->begun_ms >= apart_ms) &&
	       changed(r, net);
}

static void begin(struct ranks *r, const struct network *net, int64_t now_ms)
{
	r->phase = RANKS_GATHER;
	r->bytes = net->text.bytes;
	r->compactions = net->compactions;
	r->begun_ms = now_ms;
	r->next_n = net->text.n;
	TABLE_GROW(r->next, r->next_cap, r->next_n + 1);
	memset(r->next, 0, (r->next_n + 1) * sizeof *r->next);
	r->at = 0;
	weave_begin(&r->order);
}

static void give_up(struct ranks *r)
{
	r->phase = RANKS_IDLE;
	r->bytes = 0; /* begin again */
}

/* --- gather --------------------------------------------------------------------------
 */

static bool stands_before(const void *net, uint32_t b, uint32_t a)
{
	return text_compare(network_str(net, b), network_str(net, a)) < 0;
}

static void gather(struct ranks *r, const struct network *net, str_id id)
{
	if (id == 0 || id >= r->next_n || r->next[id])
		return;
	r->next[id] = 1;
	weave_add(&r->order, id, stands_before, net);
}

static void gather_site(struct ranks *r, const struct network *net,
			const struct site *site)
{
	gather(r, net, site->name);
	gather(r, net, site->title);
	gather(r, net, site->customer);
}

static void gather_dev(struct ranks *r, const struct network *net, const struct dev *d)
{
	const str_id id[] = {d->name,	d->address, d->sys_descr, d->sys_name,
			     d->vendor, d->model,   d->version,	  d->serial,
			     d->tags,	d->profile};

	for (size_t i = 0; i < sizeof id / sizeof *id; i++)
		gather(r, net, id[i]);
}

/* Interfaces, then devices, then sites. */
static void gather_one(struct ranks *r, const struct network *net)
{
	uint32_t i = r->at++;

	if (i < net->ifs.n) {
		gather(r, net, net->ifs.name[i]);
		gather(r, net, net->ifs.alias[i]);
		return;
	}
	i -= net->ifs.n;
	if (i < net->dev_n) {
		gather_dev(r, net, &net->dev[i]);
		return;
	}
	i -= net->dev_n;
	if (i < net->site_n) {
		gather_site(r, net, &net->site[i]);
		return;
	}
	r->phase = RANKS_MERGE;
}

/* --- number --------------------------------------------------------------------------
 */

static void publish(struct ranks *r)
{
	uint32_t *was = r->rank, was_cap = r->rank_cap;

	r->rank = r->next;
	r->rank_cap = r->next_cap;
	r->next = was; /* for the ranks after these */
	r->next_cap = was_cap;
	r->n = r->next_n;
	r->last = r->order.n;
	r->ready = true;
	r->phase = RANKS_IDLE;
	if (r->order.n <= KEPT)
		return;
	free(r->next);
	r->next = NULL;
	r->next_cap = 0;
	weave_fini(&r->order);
}

static void number_one(struct ranks *r)
{
	if (r->at == r->order.n) {
		publish(r);
		return;
	}
	r->next[r->order.id[r->at]] = r->at + 1;
	r->at++;
}

static uint32_t work(struct ranks *r, const struct network *net, uint32_t budget)
{
	while (budget > 0 && r->phase == RANKS_GATHER) {
		gather_one(r, net);
		budget--;
	}
	if (r->phase == RANKS_MERGE) {
		budget = weave_step(&r->order, stands_before, net, budget);
		if (!weave_done(&r->order))
			return 0;
		r->phase = RANKS_NUMBER;
		r->at = 0;
	}
	while (budget > 0 && r->phase == RANKS_NUMBER) {
		number_one(r);
		budget--;
	}
	return budget;
}

static bool is_void(const struct ranks *r, const struct network *net)
{
	return r->phase != RANKS_IDLE &&
	       (net->compacting == COMPACT_SWEEP ||
		r->compactions != net->compactions);
}

void ranks_refresh(struct ranks *r, const struct network *net, int64_t now_ms)
{
	if (!are_few(net))
		return;
	if (is_void(r, net))
		give_up(r);
	if (is_due(r, net, now_ms))
		begin(r, net, now_ms);
	work(r, net, UINT32_MAX);
}

uint32_t ranks_step(struct ranks *r, const struct network *net, int64_t now_ms,
		    uint32_t budget)
{
	if (is_void(r, net))
		give_up(r);
	if (is_due(r, net, now_ms))
		begin(r, net, now_ms);
	return work(r, net, budget);
}

double ranks_key(const struct ranks *r, str_id id)
{
	uint32_t rank = id < r->n ? r->rank[id] : 0;

	if (id == 0)
		return (double)NAN;
	return -(double)(rank ? rank : r->last + 1);
}
