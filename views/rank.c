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
	free(r->id);
	free(r->spare);
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
	r->at = r->id_n = 0;
}

static void give_up(struct ranks *r)
{
	r->phase = RANKS_IDLE;
	r->bytes = 0; /* begin again */
}

/* --- gather --------------------------------------------------------------------------
 */

static void gather(struct ranks *r, str_id id)
{
	if (id == 0 || id >= r->next_n || r->next[id])
		return;
	r->next[id] = 1;
	TABLE_GROW(r->id, r->id_cap, r->id_n + 1);
	r->id[r->id_n++] = id;
}

static void gather_site(struct ranks *r, const struct site *site)
{
	gather(r, site->name);
	gather(r, site->title);
	gather(r, site->customer);
}

static void gather_dev(struct ranks *r, const struct dev *d)
{
	const str_id id[] = {d->name,	d->address, d->sys_descr, d->sys_name,
			     d->vendor, d->model,   d->version,	  d->serial,
			     d->tags,	d->profile};

	for (size_t i = 0; i < sizeof id / sizeof *id; i++)
		gather(r, id[i]);
}

/* Interfaces, then devices, then sites. */
static void gather_one(struct ranks *r, const struct network *net)
{
	uint32_t i = r->at++;

	if (i < net->ifs.n) {
		gather(r, net->ifs.name[i]);
		gather(r, net->ifs.alias[i]);
		return;
	}
	i -= net->ifs.n;
	if (i < net->dev_n) {
		gather_dev(r, &net->dev[i]);
		return;
	}
	i -= net->dev_n;
	if (i < net->site_n) {
		gather_site(r, &net->site[i]);
		return;
	}
	TABLE_GROW(r->spare, r->spare_cap, r->id_n);
	r->phase = RANKS_MERGE;
	r->width = 1;
	r->low = r->left = 0;
	r->right = r->id_n > 1 ? 1 : r->id_n;
}

/* --- merge ---------------------------------------------------------------------------
 */

static uint32_t at_most(uint64_t i, uint32_t n)
{
	return i < n ? (uint32_t)i : n;
}

static void begin_pair(struct ranks *r, uint32_t low)
{
	r->low = r->left = low;
	r->right = at_most((uint64_t)low + r->width, r->id_n);
}

static void end_round(struct ranks *r)
{
	str_id *swap = r->id;
	uint32_t cap = r->id_cap;

	r->id = r->spare;
	r->spare = swap;
	r->id_cap = r->spare_cap;
	r->spare_cap = cap;
	r->width = r->width > UINT32_MAX / 2 ? UINT32_MAX : 2 * r->width;
	begin_pair(r, 0);
}

/* The next text of the two runs goes to its place. */
static void merge_one(struct ranks *r, const struct network *net)
{
	uint32_t mid = at_most((uint64_t)r->low + r->width, r->id_n);
	uint32_t high = at_most((uint64_t)r->low + 2 * (uint64_t)r->width, r->id_n);
	uint32_t to = r->left + r->right - mid;
	bool left =
		r->left < mid && (r->right >= high ||
				  text_compare(network_str(net, r->id[r->left]),
					       network_str(net, r->id[r->right])) <= 0);

	r->spare[to] = r->id[left ? r->left++ : r->right++];
	if (to + 1 < high)
		return;
	if (high < r->id_n)
		begin_pair(r, high);
	else
		end_round(r);
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
	r->last = r->id_n;
	r->ready = true;
	r->phase = RANKS_IDLE;
	if (r->id_n <= KEPT)
		return;
	free(r->next);
	free(r->id);
	free(r->spare);
	r->next = NULL;
	r->id = r->spare = NULL;
	r->next_cap = r->id_cap = r->spare_cap = 0;
}

static void number_one(struct ranks *r)
{
	if (r->at == r->id_n) {
		publish(r);
		return;
	}
	r->next[r->id[r->at]] = r->at + 1;
	r->at++;
}

static uint32_t work(struct ranks *r, const struct network *net, uint32_t budget)
{
	for (; budget > 0 && r->phase != RANKS_IDLE; budget--) {
		if (r->phase == RANKS_GATHER) {
			gather_one(r, net);
		} else if (r->phase == RANKS_MERGE && r->width < r->id_n) {
			merge_one(r, net);
		} else if (r->phase == RANKS_MERGE) {
			r->phase = RANKS_NUMBER;
			r->at = 0;
		} else {
			number_one(r);
		}
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
