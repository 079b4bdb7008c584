/*
 * A list by time and one of free slots. A new reply looks for its place from the end:
 * most are due later than nearly all that wait.
 */
#include "probes/demo/late.h"

#include <stdlib.h>

#include "probes/base/log.h"

struct late {
	struct late_reply *slot;
	struct late_reply *first, *last; /* those that wait */
	struct late_reply *free;	 /* chained by behind */
	uint32_t capacity, used;	 /* slots that were ever taken */
};

struct late *late_new(uint32_t capacity)
{
	struct late *l = calloc(1, sizeof *l);
	if (!l || !(l->slot = calloc(capacity, sizeof *l->slot)))
		die("out of memory");
	l->capacity = capacity;
	return l;
}

void late_free(struct late *l)
{
	if (!l)
		return;
	free(l->slot);
	free(l);
}

struct late_reply *late_slot(struct late *l)
{
	struct late_reply *r = l->free;
	if (r)
		l->free = r->behind;
	else if (l->used < l->capacity)
		r = &l->slot[l->used++];
	return r;
}

void late_put(struct late *l, struct late_reply *r, int64_t due_ms)
{
	struct late_reply *before = l->last;
	while (before && before->due_ms > due_ms)
		before = before->before;
	r->due_ms = due_ms;
	r->before = before;
	r->behind = before ? before->behind : l->first;
	*(r->before ? &r->before->behind : &l->first) = r;
	*(r->behind ? &r->behind->before : &l->last) = r;
}

const struct late_reply *late_take(struct late *l, int64_t now_ms)
{
	struct late_reply *r = l->first;
	if (!r || r->due_ms > now_ms)
		return NULL;
	l->first = r->behind;
	*(l->first ? &l->first->before : &l->last) = NULL;
	r->behind = l->free;
	l->free = r;
	return r;
}

int64_t late_wait(const struct late *l, int64_t now_ms)
{
	if (!l->first)
		return -1;
	return l->first->due_ms > now_ms ? l->first->due_ms - now_ms : 0;
}
