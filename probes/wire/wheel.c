/*
 * A hashed timer wheel (Varghese and Lauck 1987, scheme 6): one list per millisecond
 * modulo the size. A heap would be as small, but every probe of every device moves a
 * time once a second, and a list does that without touching the others.
 */
#include "probes/wire/wheel.h"

#include <stdlib.h>

#include "probes/base/log.h"

#define WORDS (WHEEL_SPOKES / 64)

static uint32_t spoke_of(int64_t ms)
{
	return (uint32_t)((uint64_t)ms % WHEEL_SPOKES);
}

void wheel_init(struct wheel *w, int64_t now_ms)
{
	*w = (struct wheel){.now_ms = now_ms, .scan = NONE};
	w->head = malloc(WHEEL_SPOKES * sizeof *w->head);
	w->used = calloc(WORDS, sizeof *w->used);
	if (!w->head || !w->used)
		die("out of memory");
	for (uint32_t i = 0; i < WHEEL_SPOKES; i++)
		w->head[i] = NONE;
}

void wheel_fini(struct wheel *w)
{
	free(w->node);
	free(w->head);
	free(w->used);
	*w = (struct wheel){0};
}

static bool is_set(const struct wheel *w, uint32_t id)
{
	return id < w->cap && w->node[id].at_ms >= 0;
}

int64_t wheel_at(const struct wheel *w, uint32_t id)
{
	return is_set(w, id) ? w->node[id].at_ms : -1;
}

static void grow(struct wheel *w, uint32_t id)
{
	uint32_t old = w->cap;

	TABLE_GROW(w->node, w->cap, id + 1);
	for (uint32_t i = old; i < w->cap; i++)
		w->node[i].at_ms = -1;
}

void wheel_unset(struct wheel *w, uint32_t id)
{
	if (!is_set(w, id))
		return;
	struct wheel_node *node = &w->node[id];
	uint32_t spoke = spoke_of(node->at_ms);

	if (w->scan == id)
		w->scan = node->next;
	if (node->next != NONE)
		w->node[node->next].prev = node->prev;
	if (node->prev != NONE)
		w->node[node->prev].next = node->next;
	else
		w->head[spoke] = node->next;
	if (w->head[spoke] == NONE)
		w->used[spoke / 64] &= ~(UINT64_C(1) << spoke % 64);
	node->at_ms = -1;
	w->n--;
}

void wheel_set(struct wheel *w, uint32_t id, int64_t at_ms)
{
	if (at_ms <= w->now_ms)
		at_ms = w->now_ms + 1;
	if (id >= w->cap)
		grow(w, id);
	wheel_unset(w, id);

	uint32_t spoke = spoke_of(at_ms), first = w->head[spoke];
	w->node[id] = (struct wheel_node){.next = first, .prev = NONE, .at_ms = at_ms};
	if (first != NONE)
		w->node[first].prev = id;
	w->head[spoke] = id;
	w->used[spoke / 64] |= UINT64_C(1) << spoke % 64;
	w->n++;
}

/* Spokes from that of `ms` to the next used one; WHEEL_SPOKES when all are empty. */
static int64_t spokes_to_used(const struct wheel *w, int64_t ms)
{
	uint32_t from = spoke_of(ms), bit = from % 64;

	for (uint32_t i = 0; i <= WORDS; i++) {
		uint64_t word = w->used[(from / 64 + i) % WORDS];
		if (i == 0)
			word &= ~UINT64_C(0) << bit;
		if (word)
			return (int64_t)i * 64 - bit + __builtin_ctzll(word);
	}
	return WHEEL_SPOKES;
}

uint32_t wheel_take(struct wheel *w, int64_t now_ms)
{
	/* Once around sees everything: after a long pause the rounds missed are cut. */
	if (now_ms - w->now_ms > WHEEL_SPOKES) {
		w->now_ms = now_ms - WHEEL_SPOKES;
		w->scan = NONE;
	}
	for (;;) {
		while (w->scan != NONE) {
			uint32_t id = w->scan;
			w->scan = w->node[id].next;
			if (w->node[id].at_ms <= now_ms) {
				wheel_unset(w, id);
				return id;
			}
		}
		if (w->now_ms >= now_ms)
			return NONE;
		w->now_ms += 1 + spokes_to_used(w, w->now_ms + 1);
		if (w->now_ms > now_ms)
			w->now_ms = now_ms;
		w->scan = w->head[spoke_of(w->now_ms)];
	}
}

int64_t wheel_wait(const struct wheel *w, int64_t now_ms)
{
	if (w->n == 0)
		return -1;
	if (w->scan != NONE)
		return 0;
	int64_t due = w->now_ms + 1 + spokes_to_used(w, w->now_ms + 1);

	return due > now_ms ? due - now_ms : 0;
}
