/*
 * events: --since, --until, --thing, --kind as a question.
 */
#include "tui/events.h"

#include <string.h>

#include "tui/print.h"

static bool find_kind(const char *word, enum event_kind *kind)
{
	for (int i = EVENT_NONE + 1; i < EVENT_N; i++)
		if (!strcmp(event_name((enum event_kind)i), word)) {
			*kind = (enum event_kind)i;
			return true;
		}
	return false;
}

/* DEVICE, SITE or DEVICE/INTERFACE: names of interfaces have slashes, of devices none.
 */
static void take_thing(struct events_asked *to, const char *thing)
{
	size_t n = strcspn(thing, "/");

	snprintf(to->name, sizeof to->name, "%.*s", (int)(n < 255 ? n : 255), thing);
	snprintf(to->entity, sizeof to->entity, "%s", thing[n] ? thing + n + 1 : "");
}

bool events_ask(const struct options *o, int64_t now_ms, struct events_asked *to,
		struct buf *error)
{
	int64_t back = o->since_ms ? o->since_ms : EVENTS_SINCE_MS;

	*to = (struct events_asked){
		.query = {.since_ms = now_ms - back,
			  .until_ms = o->until_ms ? now_ms - o->until_ms : 0,
			  .max = JOURNAL_ASK_MAX}};
	if (o->thing)
		take_thing(to, o->thing);
	to->query.name = to->name;
	to->query.entity = to->entity;
	if (!o->kind || find_kind(o->kind, &to->query.kind))
		return true;
	buf_printf(error, "no kind of event is '%.40s'; there are:", o->kind);
	for (int i = EVENT_NONE + 1; i < EVENT_N; i++)
		buf_printf(error, " %s", event_name((enum event_kind)i));
	return false;
}

bool events_wanted(const struct events_asked *asked, const struct event *e)
{
	return (asked->query.kind == EVENT_NONE || asked->query.kind == e->kind) &&
	       (!*asked->name || !strcmp(asked->name, e->name)) &&
	       (!*asked->entity || !strcmp(asked->entity, e->entity));
}
