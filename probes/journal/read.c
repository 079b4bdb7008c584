/*
 * read: the journal without a watch, by whoever may read the file.
 */
#include "probes/journal/journal.h"

#include "probes/journal/store.h"

#include <stdio.h>

static struct store *open_read(const char *path, char *why, size_t cap)
{
	struct store_news news;
	struct store *s = store_open_read(path, &news);
	if (!s)
		snprintf(why, cap, "%s", news.why);
	return s;
}

static bool finish(struct store *s, bool ok, char *why, size_t cap)
{
	if (!ok)
		snprintf(why, cap, "%s", store_why(s));
	store_close(s);
	return ok;
}

bool journal_read_events(const char *path, const struct journal_query *query,
			 journal_event *each, void *ctx, char *why, size_t cap)
{
	struct store *s = open_read(path, why, cap);
	return s && finish(s, store_events(s, query, each, ctx), why, cap);
}

struct reader {
	void (*each)(void *, const struct alert *);
	void *ctx;
};

/* What was pending is no alert to anybody but the next watch. */
static void read_alert(void *ctx, const struct alert *a)
{
	const struct reader *r = ctx;

	if (a->state != ALERT_PENDING)
		r->each(r->ctx, a);
}

bool journal_read_alerts(const char *path, void (*each)(void *, const struct alert *),
			 void *ctx, char *why, size_t cap)
{
	struct reader r = {each, ctx};
	struct store *s = open_read(path, why, cap);
	return s && finish(s, store_alerts(s, INT64_MAX, read_alert, &r), why, cap);
}
