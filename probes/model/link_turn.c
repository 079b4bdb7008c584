/*
 * Links are worked out in turns, a device after the other. A turn ends when it has cost
 * what it may, in the midst of a device that has many neighbours, too, and the next one
 * goes on from there: who its neighbours are first, a few of its claims at a time, then
 * pair by pair.
 */
#include <stdlib.h>

#include "probes/base/log.h"
#include "probes/model/link_private.h"

#define ASK_AGAIN_MS 1000
#define MATCHED_AT_ONCE 32 /* claims */
/* What a turn may cost for each device that it is to join: claims, rows and interfaces
 * looked at, some nanoseconds each. */
#define WORTH 4000

/* --- one pair --------------------------------------------------------------------- */

static void gather(const struct network *net, dev_id from, dev_id to, unsigned side,
		   uint32_t *n)
{
	struct link_table *t = net->links;
	const struct claims *c = from < t->dev_cap ? &t->by_dev[from] : NULL;

	for (uint32_t i = 0; c && i < c->n; i++) {
		if (c->row[i].peer != to)
			continue;
		t->compared += c->row[i].source == LINK_FDB ? c->n : 0;
		if (!claim_is_next(net, from, &c->row[i]))
			continue;
		TABLE_GROW(t->said, t->said_cap, *n + 1);
		t->said[(*n)++] = (struct said){&c->row[i], side};
	}
	t->compared += c ? c->n : 0;
}

/* The links of one pair, b NONE for all strangers next to a. */
static void join_pair(struct network *net, dev_id a, dev_id b, int64_t now_ms)
{
	struct link_table *t = net->links;
	uint32_t said = 0, n, left[2] = {0};

	gather(net, a, b, 0, &said);
	if (b != NONE)
		gather(net, b, a, 1, &said);
	TABLE_GROW(t->joint, t->joint_cap, said);
	n = links_pair(net, t->said, said, t->joint, left, &t->compared);
	t->turn.left += left[t->turn.dev != a];
	links_rows_take(net, a, b, t->joint, n, now_ms);
}

/* --- one device ------------------------------------------------------------------- */

static void add_peer(struct link_turn *turn, dev_id peer)
{
	TABLE_GROW(turn->peer, turn->peer_cap, turn->peer_n + 1);
	turn->peer[turn->peer_n++] = peer;
}

static int by_id(const void *a, const void *b)
{
	const dev_id *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Everybody that it speaks of, or was joined to; each once. */
static void find_peers(struct network *net)
{
	struct link_table *t = net->links;
	struct link_turn *turn = &t->turn;
	const struct claims *c = &t->by_dev[turn->dev];
	uint32_t n = 0;

	turn->peer_n = turn->at = 0;
	for (uint32_t i = 0; i < c->n; i++)
		add_peer(turn, c->row[i].peer);
	for (link_id l = links_of(net, turn->dev); l != NONE;
	     l = links_next(net, l, turn->dev))
		add_peer(turn, t->row[l].end[1 - link_side(&t->row[l], turn->dev)].dev);
	if (turn->peer_n)
		qsort(turn->peer, turn->peer_n, sizeof *turn->peer, by_id);
	for (uint32_t i = 0; i < turn->peer_n; i++)
		if (turn->peer[i] != turn->dev &&
		    (!n || turn->peer[n - 1] != turn->peer[i]))
			turn->peer[n++] = turn->peer[i];
	t->compared += turn->peer_n;
	turn->peer_n = n;
}

/* A part of what is to be done for the device whose turn it is. */
static void go_on(struct network *net, int64_t now_ms)
{
	struct link_table *t = net->links;
	struct link_turn *turn = &t->turn;
	dev_id dev = turn->dev, peer;

	if (!turn->met) {
		t->compared += links_match(net, dev, turn->matched, MATCHED_AT_ONCE);
		turn->matched += MATCHED_AT_ONCE;
		turn->met = turn->matched >= t->by_dev[dev].n;
		if (turn->met)
			find_peers(net);
	} else if (turn->at < turn->peer_n) {
		peer = turn->peer[turn->at++];
		join_pair(net, peer < dev ? peer : dev, peer < dev ? dev : peer,
			  now_ms);
	} else {
		links_leave(t, dev, LEFT_PARALLEL, turn->left);
		turn->dev = NONE;
	}
}

static bool next_dev(struct link_table *t)
{
	struct link_turn *turn = &t->turn;

	if (turn->dev != NONE)
		return true;
	if (!t->queue_n)
		return false;
	turn->dev = t->queue[--t->queue_n];
	t->by_dev[turn->dev].queued = false;
	turn->matched = turn->left = 0;
	turn->met = false;
	return true;
}

/* --- turns ------------------------------------------------------------------------ */

/* Who was not known may be by now: that is looked at once a second. */
static void ask_again(struct link_table *t, int64_t now_ms)
{
	if (!t->news || now_ms - t->asked_ms < ASK_AGAIN_MS)
		return;
	t->news = false;
	t->asked_ms = now_ms;
	for (dev_id dev = 0; dev < t->dev_cap; dev++)
		if (t->by_dev[dev].unsure)
			links_queue(t, dev);
}

bool links_join(struct network *net, uint32_t most, int64_t now_ms)
{
	struct link_table *t = net->links;
	uint64_t until;
	bool learning;

	if (!t)
		return false;
	learning = links_learn(net, most, now_ms);
	ask_again(t, now_ms);
	until = most == UINT32_MAX ? UINT64_MAX : t->compared + (uint64_t)most * WORTH;
	while (t->compared < until && next_dev(t))
		go_on(net, now_ms);
	return t->turn.dev != NONE || t->queue_n || learning;
}

void links_settle(struct network *net, int64_t now_ms)
{
	while (links_join(net, UINT32_MAX, now_ms) || (net->links && net->links->news))
		net->links->asked_ms = now_ms - ASK_AGAIN_MS;
}
