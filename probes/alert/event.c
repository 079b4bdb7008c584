/*
 * event: lists of what happened. A list lives from one judgement to the journal and
 * owns its strings in one arena; the ring of recent events outlives many lists, so each
 * of its events carries its strings in one block of its own.
 */
#include "probes/alert/event.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/base/table.h"

static const char *const event_names[EVENT_N] = {
	[EVENT_NONE] = "none",
	[EVENT_OPENED] = "opened",
	[EVENT_REOPENED] = "reopened",
	[EVENT_WORSENED] = "worsened",
	[EVENT_EASED] = "eased",
	[EVENT_ACKNOWLEDGED] = "acknowledged",
	[EVENT_RELEASED] = "released",
	[EVENT_UNDONE] = "undone",
	[EVENT_EXPIRED] = "expired",
	[EVENT_COMMENTED] = "commented",
	[EVENT_SUPPRESSED] = "suppressed",
	[EVENT_RESUMED] = "resumed",
	[EVENT_CLEARED] = "cleared",
	[EVENT_ESCALATED] = "escalated",
	[EVENT_NOTIFIED] = "notified",
	[EVENT_NOTICE_FAILED] = "notice_failed",
	[EVENT_REMEDY] = "remedy",
	[EVENT_EXPIRING] = "expiring",
	[EVENT_OWNED] = "owned",
	[EVENT_TICKET] = "ticket",
	[EVENT_ESCALATE_ASKED] = "escalate",
	[EVENT_FLAPPING] = "flapping",
	[EVENT_STEADY] = "steady",
	[EVENT_MAINTENANCE] = "maintenance",
	[EVENT_DIGEST] = "digest",
	[EVENT_PLANNED] = "planned",
	[EVENT_REACHABLE] = "reachable",
	[EVENT_SNMP] = "snmp",
	[EVENT_INTERFACE] = "interface",
	[EVENT_SITE] = "site",
	[EVENT_CIRCUIT] = "circuit",
	[EVENT_CUSTOMER] = "customer",
	[EVENT_PEER] = "peer",
	[EVENT_LINK] = "link",
	[EVENT_REBOOTED] = "rebooted",
	[EVENT_CHANGED] = "changed",
	[EVENT_ENGINE_ID] = "engine_id",
	[EVENT_DRIFT] = "drift",
	[EVENT_WATCH_STARTED] = "watch_started",
	[EVENT_WATCH_STOPPED] = "watch_stopped",
	[EVENT_BASELINE] = "baseline",
	[EVENT_REHEARSED] = "rehearsed",
};

const char *event_note(const struct event *e)
{
	return e->note && e->kind != EVENT_LINK ? e->note : "";
}

const char *event_name(enum event_kind kind)
{
	return event_names[kind];
}

const char *ack_intent_name(enum ack_intent intent)
{
	static const char *const names[] = {
		[ACK_RECOVERY] = "recovery", [ACK_WORSE] = "worse",
		[ACK_STABLE] = "stable",     [ACK_TIME] = "time",
		[ACK_WINDOW] = "window",
	};

	return names[intent];
}

bool ack_intent_find(const char *name, enum ack_intent *intent)
{
	for (int i = 0; i < ACK_INTENT_N; i++)
		if (strcmp(ack_intent_name((enum ack_intent)i), name) == 0) {
			*intent = (enum ack_intent)i;
			return true;
		}
	return false;
}

/* Every string of an event, so that both owners copy the same ones. */
enum { EVENT_STRINGS = 6 };
static void event_strings(struct event *e, const char **field[EVENT_STRINGS])
{
	field[0] = &e->name;
	field[1] = &e->entity;
	field[2] = &e->check;
	field[3] = &e->text;
	field[4] = &e->note;
	field[5] = &e->before;
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

void event_list_fini(struct event_list *list)
{
	free(list->event);
	arena_fini(&list->text);
	*list = (struct event_list){0};
}

void event_list_reset(struct event_list *list)
{
	list->n = 0;
	arena_reset(&list->text);
}

struct event *event_add(struct event_list *list, const struct event *e)
{
	const char **field[EVENT_STRINGS];
	struct event *copy;

	TABLE_GROW(list->event, list->cap, list->n + 1);
	copy = &list->event[list->n++];
	*copy = *e;
	event_strings(copy, field);
	for (int i = 0; i < EVENT_STRINGS; i++)
		*field[i] = arena_strdup(&list->text, or_empty(*field[i]));
	return copy;
}

/* The block of a recent event begins with its name; see recent_add. */
static void recent_drop(struct event *e)
{
	free((char *)(uintptr_t)e->name);
	*e = (struct event){0};
}

void recent_fini(struct recent *recent)
{
	for (uint32_t i = 0; i < RECENT_MAX; i++)
		recent_drop(&recent->event[i]);
	*recent = (struct recent){0};
}

void recent_add(struct recent *recent, const struct event *e)
{
	struct event *slot = &recent->event[recent->head];
	const char **field[EVENT_STRINGS];
	size_t size[EVENT_STRINGS], sum = 0;
	char *at;

	recent_drop(slot);
	*slot = *e;
	event_strings(slot, field);
	for (int i = 0; i < EVENT_STRINGS; i++) {
		size[i] = strlen(or_empty(*field[i])) + 1;
		sum += size[i];
	}
	at = malloc(sum);
	if (!at)
		die("out of memory");
	for (int i = 0; i < EVENT_STRINGS; i++) {
		*field[i] = memcpy(at, or_empty(*field[i]), size[i]);
		at += size[i];
	}
	recent->head = (recent->head + 1) % RECENT_MAX;
	if (recent->n < RECENT_MAX)
		recent->n++;
}

void recent_precede(struct recent *recent, const struct event_list *older)
{
	struct recent *all = calloc(1, sizeof *all);

	if (!all)
		die("out of memory");
	for (uint32_t i = 0; i < older->n; i++)
		recent_add(all, &older->event[i]);
	for (uint32_t i = recent->n; i-- > 0;)
		recent_add(all, recent_at(recent, i));
	recent_fini(recent);
	*recent = *all;
	free(all);
}

const struct event *recent_at(const struct recent *recent, uint32_t i)
{
	if (i >= recent->n)
		return NULL;
	return &recent->event[(recent->head + RECENT_MAX - 1 - i) % RECENT_MAX];
}
