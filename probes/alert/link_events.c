/*
 * Words for links that change. A declared one that nobody finds any more is a warning,
 * everything else is worth knowing.
 */
#include "probes/alert/link_events.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BETWEEN " | "

/* "delaware ge-0/2/0" */
static void put_end(char *out, size_t cap, const struct network *net, str_id name,
		    str_id port)
{
	snprintf(out, cap, "%s%s%s", network_str(net, name), port ? " " : "",
		 network_str(net, port));
}

static void words(char *out, size_t cap, const struct network *net,
		  const struct link_news *n)
{
	char far[320], now[320];

	put_end(far, sizeof far, net, n->far, n->far_port);
	put_end(now, sizeof now, net, n->now_far, n->now_far_port);
	if (n->found)
		snprintf(out, cap, "leads to %s", far);
	else if (!n->moved)
		snprintf(out, cap, "%sno longer leads to %s",
			 n->declared ? "declared link: " : "", far);
	else if (n->now_dev == n->dev && n->now_port == n->port)
		snprintf(out, cap, "leads to %s now, before to %s", now, far);
	else if (n->now_dev == n->dev)
		snprintf(out, cap, "%s moved to %s", far,
			 network_str(net, n->now_port));
	else
		snprintf(out, cap, "no longer leads to %s, which leads to %s now", far,
			 now);
}

static void tell(const struct network *net, const struct link_news *n,
		 struct event_list *out)
{
	char text[TEXT_BYTES_MAX * 4], note[TEXT_BYTES_MAX * 2 + 8];
	struct event e = {.at_ms = n->at_ms,
			  .kind = EVENT_LINK,
			  .severity = n->declared && !n->found ? SEV_WARNING : SEV_INFO,
			  .subject = SUBJECT_DEVICE,
			  .name = network_str(net, net->dev[n->dev].name),
			  .entity = network_str(net, n->port),
			  .check = "",
			  .text = text,
			  .note = note,
			  .before = "",
			  .value = n->found,
			  .limit = (double)NAN,
			  .last_good_ms = n->found ? 0 : n->last_ms,
			  .who = {.name = ""}};

	words(text, sizeof text, net, n);
	snprintf(note, sizeof note, "%s" BETWEEN "%s", network_str(net, n->far),
		 network_str(net, n->far_port));
	event_add(out, &e);
}

void link_events(struct network *net, struct event_list *out)
{
	struct link_news news[64];
	uint32_t n;

	while ((n = links_news(net, news, sizeof news / sizeof *news)))
		for (uint32_t i = 0; i < n; i++)
			tell(net, &news[i], out);
}

/* The last BETWEEN: names may hold one. */
static const char *middle(const char *note)
{
	const char *last = NULL;

	for (const char *p = note; (p = strstr(p, BETWEEN)); p++)
		last = p;
	return last;
}

void link_events_recall(struct network *net, const struct event *e)
{
	const char *mid = e->note ? middle(e->note) : NULL;
	dev_id dev = network_dev_find(net, e->name);
	struct link_memory m = {.dev = dev, .at_ms = e->at_ms, .found = e->value > 0};

	if (e->kind != EVENT_LINK || !mid || dev == NONE || mid == e->note)
		return;
	m.port = text_intern_str(&net->text, e->entity);
	m.far = text_intern(&net->text, e->note, (size_t)(mid - e->note));
	m.far_port = text_intern_str(&net->text, mid + strlen(BETWEEN));
	links_remember(net, &m);
}
