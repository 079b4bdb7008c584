/*
 * What becomes of links over time: news of those that came and went, in words that tell
 * where a neighbour is now, and those that are remembered from before a restart.
 */
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/link_private.h"

/* Both ends tell of it within so long; an older link is no new place. */
#define MOVING_MS 900000
#define NEWS_MAX 4096 /* not taken yet; the rest is not told */
/* Of one device at once, and another every minute: all that it may tell of is found,
 * and lost again. One that tells of others at each reading is not noted for ever. */
#define NEWS_OF_ONE (2 * CLAIMS_MAX)
#define NEWS_AGAIN_MS 60000

static bool may_tell_of(struct network *net, dev_id dev, int64_t now_ms)
{
	struct claims *c;
	int64_t since;

	if (dev == NONE)
		return true;
	TABLE_GROW(net->links->by_dev, net->links->dev_cap, dev + 1);
	c = &net->links->by_dev[dev];
	since = (now_ms - c->news_ms) / NEWS_AGAIN_MS;
	if (since > 0) {
		c->news_n = since < c->news_n ? c->news_n - (uint32_t)since : 0;
		c->news_ms = now_ms;
	}
	if (c->news_n == NEWS_OF_ONE)
		return false;
	if (++c->news_n == NEWS_OF_ONE)
		log_notice("%s: what comes and goes next to it is too much to be told",
			   network_str(net, net->dev[dev].name));
	return true;
}

static void add(struct network *net, const struct link_news *news)
{
	struct link_table *t = net->links;
	dev_id a = t->row[news->link].end[0].dev, b = t->row[news->link].end[1].dev;

	if (t->news_n == NEWS_MAX || !may_tell_of(net, a, news->at_ms) ||
	    !may_tell_of(net, b, news->at_ms))
		return;
	TABLE_GROW(t->told_news, t->news_cap, t->news_n + 1);
	t->told_news[t->news_n++] = *news;
}

static str_id far_name(const struct network *net, const struct link_end *far)
{
	return far->dev != NONE ? net->dev[far->dev].name : far->name;
}

static struct link_news news_of(const struct network *net, link_id l, int64_t now_ms)
{
	const struct link *link = &net->links->row[l];

	return (struct link_news){.at_ms = now_ms,
				  .link = l,
				  .dev = link->end[0].dev,
				  .port = link->end[0].port,
				  .far = far_name(net, &link->end[1]),
				  .far_port = link->end[1].port,
				  .declared = link->declared != NONE,
				  .first_ms = link->first_seen_ms,
				  .last_ms = link->last_seen_ms};
}

void links_tell_found(struct network *net, link_id l, int64_t now_ms)
{
	struct link_news news = news_of(net, l, now_ms);

	news.found = true;
	add(net, &news);
}

/* Another link at this end's port, or to the same neighbour: where it moved. */
static bool instead(const struct link *was, const struct link *is, unsigned side,
		    int64_t now_ms)
{
	const struct link_end *mine = &was->end[side], *far = &was->end[1 - side];
	unsigned at = link_side(is, mine->dev);
	const struct link_end *now = &is->end[1 - at];
	bool neighbour = far->dev != NONE ? now->dev == far->dev
					  : now->dev == NONE && now->name == far->name;

	if (is->vanished || !(is->sources & LINK_FOUND) ||
	    is->first_seen_ms <= was->first_seen_ms ||
	    now_ms - is->first_seen_ms > MOVING_MS)
		return false;
	return neighbour || (mine->port && is->end[at].port == mine->port);
}

static link_id moved_to(const struct network *net, link_id l, unsigned side,
			int64_t now_ms)
{
	const struct link *was = link_at(net, l);
	dev_id dev = was->end[side].dev;

	if (dev == NONE)
		return NONE;
	for (link_id i = links_of(net, dev); i != NONE; i = links_next(net, i, dev))
		if (i != l && instead(was, link_at(net, i), side, now_ms))
			return i;
	return NONE;
}

void links_tell_lost(struct network *net, link_id l, bool search, int64_t now_ms)
{
	struct link_news news = news_of(net, l, now_ms);
	unsigned side = 0;
	link_id to = search ? moved_to(net, l, 0, now_ms) : NONE;

	if (search && to == NONE) {
		side = 1;
		to = moved_to(net, l, 1, now_ms);
	}
	if (to != NONE) {
		const struct link *is = link_at(net, to);
		unsigned at = link_side(is, link_at(net, l)->end[side].dev);

		news.now_dev = is->end[at].dev;
		news.now_port = is->end[at].port;
		news.now_far = far_name(net, &is->end[1 - at]);
		news.now_far_port = is->end[1 - at].port;
		news.moved = true;
	}
	add(net, &news);
}

uint32_t links_news(struct network *net, struct link_news *out, uint32_t cap)
{
	struct link_table *t = net->links;
	uint32_t n = t ? t->news_n - t->news_at : 0;

	n = n < cap ? n : cap;
	if (!n)
		return 0;
	memcpy(out, t->told_news + t->news_at, n * sizeof *out);
	t->news_at += n;
	if (t->news_at == t->news_n)
		t->news_at = t->news_n = 0;
	return n;
}

void links_news_visit(struct link_table *t, void (*visit)(void *, str_id *), void *ctx)
{
	for (uint32_t i = 0; i < t->news_n; i++) {
		struct link_news *n = &t->told_news[i];
		str_id *ids[] = {&n->port,     &n->far,	    &n->far_port,
				 &n->now_port, &n->now_far, &n->now_far_port};

		for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
			visit(ctx, ids[k]);
	}
}

/* --- from before a restart -------------------------------------------------------- */

static bool is_that(const struct link *l, const struct link_memory *m, dev_id far)
{
	unsigned at = link_side(l, m->dev);
	const struct link_end *other = &l->end[1 - at];

	if (l->end[at].port != m->port || other->port != m->far_port)
		return false;
	return far != NONE ? other->dev == far
			   : other->dev == NONE && other->name == m->far;
}

static link_id find(const struct network *net, const struct link_memory *m, dev_id far)
{
	for (link_id l = links_of(net, m->dev); l != NONE;
	     l = links_next(net, l, m->dev))
		if (is_that(link_at(net, l), m, far))
			return l;
	return NONE;
}

static void fill(struct link *l, const struct link_memory *m, dev_id far)
{
	unsigned at = link_side(l, m->dev);

	l->end[at].port = m->port;
	l->end[1 - at].port = m->far_port;
	l->end[0].at = l->end[1].at = NONE;
	if (far == NONE)
		l->end[1].name = m->far;
	l->sources = l->found = LINK_BIT(LINK_LLDP);
	l->remembered = true;
	l->last_seen_ms = m->at_ms;
}

/* It was known before: that it was found is no news. */
static void forget_news(struct link_table *t, link_id l)
{
	uint32_t kept = t->news_at;

	for (uint32_t i = kept; i < t->news_n; i++)
		if (t->told_news[i].link != l || !t->told_news[i].found)
			t->told_news[kept++] = t->told_news[i];
	t->news_n = kept;
}

void links_remember(struct network *net, const struct link_memory *m)
{
	dev_id far = network_dev_find(net, network_str(net, m->far));
	link_id l = find(net, m, far);
	struct link *row;

	if (m->dev == far || links_n(net) >= LINKS_REMEMBERED)
		return;
	if (l == NONE) {
		bool turned = far != NONE && far < m->dev;
		l = links_row_new(links_table(net), turned ? far : m->dev,
				  turned ? m->dev : far, m->at_ms);
		fill(&net->links->row[l], m, far);
	} else {
		forget_news(net->links, l);
	}
	links_queue(net->links, m->dev); /* that may have been read before */
	row = &net->links->row[l];
	if (row->first_seen_ms > m->at_ms && m->found)
		row->first_seen_ms = m->at_ms;
	if (!(row->end[0].told | row->end[1].told))
		row->vanished = !m->found;
}
