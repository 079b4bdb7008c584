/*
 * The rows of the links of one pair: what was there before keeps its past. Where a pair
 * has few rows each is held against each link; of the strangers next to a device that
 * has many, a row is found by what it is called.
 */
#include <stdlib.h>

#include "probes/model/link_private.h"

#define KEPT_MS (7 * 86400 * INT64_C(1000)) /* rows of links that have vanished, … */
#define KEPT_OURS 32			    /* … of each pair, … */
#define KEPT_STRANGERS 512		    /* … and of strangers next to one */
#define SEARCHED 32 /* of those that are lost at once: where they are now */

/* --- life ------------------------------------------------------------------------- */

static void chain(struct link_table *t, link_id l, unsigned side)
{
	dev_id dev = t->row[l].end[side].dev;
	uint32_t had = t->first_cap;

	if (dev == NONE)
		return;
	TABLE_GROW(t->first, t->first_cap, dev + 1);
	for (; had < t->first_cap; had++)
		t->first[had] = NONE;
	t->row[l].next[side] = t->first[dev];
	t->first[dev] = l;
}

static void unchain(struct link_table *t, link_id l, unsigned side)
{
	dev_id dev = t->row[l].end[side].dev;
	link_id *at;

	if (dev == NONE)
		return;
	for (at = &t->first[dev]; *at != l;)
		at = &t->row[*at].next[link_side(&t->row[*at], dev)];
	*at = t->row[l].next[side];
}

link_id links_row_new(struct link_table *t, dev_id a, dev_id b, int64_t now_ms)
{
	link_id l = t->free;

	if (l == NONE) {
		TABLE_GROW(t->row, t->cap, t->n + 1);
		l = t->n++;
	} else {
		t->free = t->row[l].next[0];
	}
	t->row[l] = (struct link){.end = {{.dev = a}, {.dev = b}},
				  .first_seen_ms = now_ms,
				  .last_seen_ms = now_ms,
				  .declared = NONE,
				  .circuit = NONE,
				  .next = {NONE, NONE}};
	chain(t, l, 0);
	chain(t, l, 1);
	t->generation++;
	return l;
}

static void row_free(struct link_table *t, link_id l)
{
	t->row[l] = (struct link){.end = {{.dev = NONE}, {.dev = NONE}},
				  .next = {t->free, NONE}};
	t->free = l;
	t->generation++;
}

/* --- which row is it -------------------------------------------------------------- */

/* A stranger goes by its chassis until it tells a name. */
static bool same_stranger(const struct link *link, const struct joint *j)
{
	str_id was = link->end[1].name;

	return was == j->name || (j->chassis && was == j->chassis);
}

/* Of how many ports they agree; -1: that is another link. */
static int alike(const struct link *link, const struct joint *j)
{
	int same = 0;

	for (unsigned side = 0; side < 2; side++) {
		str_id a = link->end[side].port, b = j->port[side];

		if (a && b && a != b && !j->vague[side])
			return -1;
		same += a && a == b;
	}
	if (link->end[1].dev != NONE)
		return same;
	return same_stranger(link, j) ? same + 1 : -1;
}

static bool is_free(const struct link_table *t, link_id l)
{
	return !(t->row[l].end[0].told | t->row[l].end[1].told);
}

/* By both ports and what it is called. */
static uint64_t key_of(str_id name, str_id own, str_id far)
{
	const str_id all[] = {name, own, far};

	return table_hash(all, sizeof all);
}

static int by_key(const void *a, const void *b)
{
	const struct row_of_pair *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* The rows of the pair, as rows of nothing that is told of. */
static void find_mine(struct link_table *t, dev_id a, dev_id b)
{
	t->mine_n = 0;
	for (link_id l = t->first_cap > a ? t->first[a] : NONE; l != NONE;) {
		struct link *link = &t->row[l];

		t->compared++;
		if (link->end[0].dev == a && link->end[1].dev == b) {
			link->end[0].told = link->end[1].told = 0;
			TABLE_GROW(t->mine, t->mine_cap, t->mine_n + 1);
			t->mine[t->mine_n++] = (struct row_of_pair){
				.key = key_of(link->end[1].name, link->end[0].port,
					      link->end[1].port),
				.row = l};
		}
		l = link->next[link_side(link, a)];
	}
	if (t->mine_n > CROWD)
		qsort(t->mine, t->mine_n, sizeof *t->mine, by_key);
}

static link_id row_alike(struct link_table *t, const struct joint *j)
{
	link_id best = NONE;
	int most = -1;

	for (uint32_t i = 0; i < t->mine_n; i++) {
		link_id l = t->mine[i].row;
		int same = is_free(t, l) ? alike(&t->row[l], j) : -1;

		if (same > most) {
			most = same;
			best = l;
		}
	}
	t->compared += t->mine_n;
	return best;
}

static link_id row_called(struct link_table *t, uint64_t key, const struct joint *j)
{
	uint32_t at = 0, end = t->mine_n;

	while (at < end) {
		uint32_t mid = at + (end - at) / 2;

		if (t->mine[mid].key < key)
			at = mid + 1;
		else
			end = mid;
	}
	for (; at < t->mine_n && t->mine[at].key == key; at++) {
		link_id l = t->mine[at].row;

		t->compared++;
		if (is_free(t, l) && alike(&t->row[l], j) >= 0)
			return l;
	}
	return NONE;
}

/* A row may know less of it than is known now. */
static link_id row_in_crowd(struct link_table *t, const struct joint *j)
{
	const str_id who[] = {j->name, j->chassis}, far[] = {j->port[1], 0};
	link_id l = NONE;

	for (unsigned i = 0; i < 4 && l == NONE; i++)
		if (who[i % 2])
			l = row_called(t, key_of(who[i % 2], j->port[0], far[i / 2]),
				       j);
	return l;
}

/* The row that was this link; made when there is none. */
static link_id row_for(struct link_table *t, dev_id a, dev_id b, const struct joint *j,
		       int64_t now_ms)
{
	link_id l = b == NONE && t->mine_n > CROWD ? row_in_crowd(t, j)
						   : row_alike(t, j);

	return l != NONE ? l : links_row_new(t, a, b, now_ms);
}

/* --- what it is now --------------------------------------------------------------- */

static uint32_t place_of(const struct network *net, const struct link *link,
			 unsigned side)
{
	if_id i = link_if(net, link, side);

	return i == NONE ? NONE : i - net->dev[link->end[side].dev].if_first;
}

/* The row is this link now. */
static void row_take(struct network *net, link_id l, const struct joint *j,
		     int64_t now_ms)
{
	struct link *link = &net->links->row[l];
	struct link was = *link;

	for (unsigned side = 0; side < 2; side++) {
		struct link_end *e = &link->end[side];

		e->told = j->told[side];
		if (j->port[side])
			e->port = j->port[side];
		e->at = place_of(net, link, side);
	}
	if (link->end[1].dev == NONE)
		link->end[1].name = j->name ? j->name : j->chassis;
	link->sources = (uint16_t)(j->told[0] | j->told[1]);
	link->found |= link->sources & LINK_FOUND;
	link->vanished = link->remembered = false;
	if (link->sources & LINK_FOUND)
		link->last_seen_ms = now_ms;
	link->declared = j->declared;
	link->circuit = j->circuit;
	if (was.sources != link->sources || was.vanished ||
	    was.end[0].port != link->end[0].port ||
	    was.end[1].port != link->end[1].port || was.declared != link->declared)
		net->links->generation++;
	if (link->sources & LINK_HEARD && (!(was.sources & LINK_HEARD) || was.vanished))
		links_tell_found(net, l, now_ms);
	else if (was.sources & LINK_HEARD && !was.vanished &&
		 !(link->sources & LINK_HEARD))
		links_tell_lost(net, l, true, now_ms);
}

/* --- what it is no more ----------------------------------------------------------- */

/* Of a link that is remembered nobody can tell before its ends were read. */
static bool is_read(const struct network *net, const struct link *link)
{
	for (unsigned side = 0; side < 2; side++) {
		dev_id dev = link->end[side].dev;

		if (dev != NONE &&
		    (dev >= net->links->dev_cap || !net->links->by_dev[dev].told_ms))
			return false;
	}
	return true;
}

/* While a pair's rows are gone through. */
struct losing {
	struct network *net;
	int64_t now_ms;
	uint32_t kept, told;
	struct idmap port; /* of a: where one of ours is heard now; made when wanted */
	bool ports;
};

static void find_ports(struct losing *lose, dev_id a)
{
	const struct network *net = lose->net;

	for (link_id l = links_of(net, a); l != NONE; l = links_next(net, l, a)) {
		const struct link *link = link_at(net, l);
		unsigned at = link_side(link, a);

		if (link->end[1 - at].dev != NONE && link->end[at].told & LINK_HEARD)
			idmap_put(&lose->port, link->end[at].port, l);
	}
	lose->ports = true;
}

/* A stranger that was one of ours all along: the link to that is there instead. */
static bool is_known_now(struct losing *lose, const struct link *was)
{
	if (was->end[1].dev != NONE)
		return false;
	if (!lose->ports)
		find_ports(lose, was->end[0].dev);
	return idmap_find(&lose->port, was->end[0].port) != NONE;
}

/* Nobody tells of it any more. False: nor need anybody remember it. */
static bool is_kept(struct losing *lose, link_id l)
{
	struct link *link = &lose->net->links->row[l];
	uint32_t most = link->end[1].dev == NONE ? KEPT_STRANGERS : KEPT_OURS;

	if (!(link->found & LINK_HEARD) || is_known_now(lose, link) ||
	    (link->vanished && lose->now_ms - link->last_seen_ms > KEPT_MS))
		return false;
	if (link->remembered && !link->vanished && !is_read(lose->net, link))
		return true;
	if (!link->vanished) {
		if (link->sources & LINK_HEARD) /* else that is told already */
			links_tell_lost(lose->net, l, lose->told++ < SEARCHED,
					lose->now_ms);
		link->vanished = true;
		link->declared = link->circuit = NONE;
		lose->net->links->generation++;
	}
	return lose->kept++ < most;
}

static void lose_rows(struct network *net, dev_id a, dev_id b, int64_t now_ms)
{
	struct link_table *t = net->links;
	struct losing lose = {.net = net, .now_ms = now_ms};

	if (a >= t->first_cap)
		return;
	for (link_id *at = &t->first[a]; *at != NONE;) {
		link_id l = *at;
		struct link *link = &t->row[l];
		unsigned side = link_side(link, a);

		t->compared++;
		if (link->end[0].dev != a || link->end[1].dev != b || !is_free(t, l) ||
		    is_kept(&lose, l)) {
			at = &link->next[side];
			continue;
		}
		*at = link->next[side];
		unchain(t, l, 1 - side);
		row_free(t, l);
	}
	idmap_fini(&lose.port);
}

void links_rows_take(struct network *net, dev_id a, dev_id b, const struct joint *j,
		     uint32_t n, int64_t now_ms)
{
	find_mine(net->links, a, b);
	for (uint32_t i = 0; i < n; i++)
		row_take(net, row_for(net->links, a, b, &j[i], now_ms), &j[i], now_ms);
	lose_rows(net, a, b, now_ms);
}
