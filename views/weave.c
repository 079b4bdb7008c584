/* A merge sort from the bottom up, whose runs are those that there are. */
#include "views/weave.h"

#include <stdlib.h>

#include "probes/base/table.h"

void weave_begin(struct weave *w)
{
	w->n = w->run_n = 0;
	w->pair = w->left = w->right = w->to = 0;
}

void weave_fini(struct weave *w)
{
	free(w->id);
	free(w->spare);
	free(w->run);
	*w = (struct weave){.n = 0};
}

void weave_add(struct weave *w, uint32_t id, weave_before *before, const void *ctx)
{
	if (w->n == 0 || before(ctx, id, w->id[w->n - 1])) {
		TABLE_GROW(w->run, w->run_cap, w->run_n + 1);
		w->run[w->run_n++] = w->n;
	}
	TABLE_GROW(w->id, w->cap, w->n + 1);
	w->id[w->n++] = id;
}

static uint32_t end_of(const struct weave *w, uint32_t run)
{
	return run + 1 < w->run_n ? w->run[run + 1] : w->n;
}

static void begin_pair(struct weave *w, uint32_t pair)
{
	w->pair = pair;
	w->left = w->to = w->run[2 * pair];
	w->right = end_of(w, 2 * pair);
}

static void end_round(struct weave *w)
{
	uint32_t *id = w->id, cap = w->cap;

	w->id = w->spare;
	w->cap = w->spare_cap;
	w->spare = id;
	w->spare_cap = cap;
	w->run_n = (w->run_n + 1) / 2;
	for (uint32_t i = 0; i < w->run_n; i++)
		w->run[i] = w->run[2 * i];
	begin_pair(w, 0);
}

/* The next one of the two runs goes to its place. */
static void move_one(struct weave *w, weave_before *before, const void *ctx)
{
	uint32_t middle = end_of(w, 2 * w->pair), end = middle;
	bool right;

	if (2 * w->pair + 1 < w->run_n)
		end = end_of(w, 2 * w->pair + 1);
	right = w->left == middle ||
		(w->right < end && before(ctx, w->id[w->right], w->id[w->left]));
	w->spare[w->to++] = w->id[right ? w->right++ : w->left++];
	if (w->to < end)
		return;
	if (end < w->n)
		begin_pair(w, w->pair + 1);
	else
		end_round(w);
}

uint32_t weave_step(struct weave *w, weave_before *before, const void *ctx,
		    uint32_t budget)
{
	if (weave_done(w))
		return budget;
	TABLE_GROW(w->spare, w->spare_cap, w->n);
	if (w->to == 0)
		begin_pair(w, 0);
	for (; budget > 0 && !weave_done(w); budget--)
		move_one(w, before, ctx);
	return budget;
}
