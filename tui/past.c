/*
 * past: answers come event by event and are kept where screens look for them.
 */
#include "tui/past.h"

#include "probes/alert/link_events.h"

#define RECALL_MS (INT64_C(7) * 24 * 3600 * 1000)

void past_open(struct past *p, struct journal *journal, struct recent *recent,
	       void (*came)(void *ctx), void *ctx)
{
	*p = (struct past){.journal = journal,
			   .logbook = logbook_open(),
			   .recent = recent,
			   .came = came,
			   .ctx = ctx};
	for (int i = 0; i < LOGBOOK_LOGS; i++)
		p->asked[i].past = p;
}

void past_close(struct past *p)
{
	logbook_close(p->logbook);
	event_list_fini(&p->before);
	p->logbook = NULL;
}

static void take_recent(void *ctx, const struct event *e)
{
	struct past *p = ctx;

	if (e) {
		event_add(&p->before, e);
		return;
	}
	recent_precede(p->recent, &p->before);
	event_list_fini(&p->before);
	p->came(p->ctx);
}

void past_recall(struct past *p, int64_t now_ms)
{
	journal_ask_events(
		p->journal,
		&(struct journal_query){.since_ms = now_ms - RECALL_MS,
					.before = journal_seq(p->journal) + 1,
					.max = RECENT_MAX},
		take_recent, p);
}

static void take_link(void *ctx, const struct event *e)
{
	struct past *p = ctx;

	if (e)
		link_events_recall(p->links, e);
	else
		p->linked = true;
}

void past_recall_links(struct past *p, struct network *net)
{
	p->links = net;
	p->linked = false;
	journal_ask_events(
		p->journal,
		&(struct journal_query){.kind = EVENT_LINK,
					.before = journal_seq(p->journal) + 1,
					.max = JOURNAL_ASK_MAX},
		take_link, p);
}

static void take_page(void *ctx, const struct event *e)
{
	struct past_asked *asked = ctx;

	logbook_take(asked->past->logbook, asked->id, e);
	if (e)
		return;
	asked->id = 0;
	asked->past->came(asked->past->ctx);
}

/* False when nothing is wished for. */
static bool ask_page(struct past *p, struct past_asked *to)
{
	struct logbook_wish wish;

	if (!logbook_next(p->logbook, &wish))
		return false;
	to->id = wish.id;
	journal_ask_events(p->journal,
			   &(struct journal_query){.before = wish.before,
						   .max = wish.max,
						   .name = wish.name,
						   .entity = wish.entity},
			   take_page, to);
	return true;
}

void past_ask(struct past *p)
{
	for (int i = 0; i < LOGBOOK_LOGS; i++)
		if (!p->asked[i].id && !ask_page(p, &p->asked[i]))
			return;
}
