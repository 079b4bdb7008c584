#include "tui/ahead.h"

#include "probes/base/clock.h"
#include "probes/base/table.h"
#include "tui/act.h"
#include "tui/operators.h"

#define PATIENCE_US 250000

void ahead_fini(struct ahead *a)
{
	free(a->key);
}

static uint32_t take_first(struct ahead *a)
{
	uint32_t key = a->key[0];

	memmove(a->key, a->key + 1, --a->n * sizeof *a->key);
	return key;
}

/* So far as they need not wait; each is taken before it is acted on, for that may lead
 * here again. */
static void type(struct seat *s, bool all)
{
	struct ahead *a = &s->ahead;
	struct scene scene;

	while (a->n && !s->leaving && !s->gone) {
		struct act act;

		watch_scene(seat_watch(s), &scene);
		if (!all && session_holds(s->session, &scene, a->key[0]))
			return;
		act = session_key(s->session, &scene, take_first(a));
		act_perform(s, &act);
	}
}

void ahead_go_on(struct seat *s)
{
	type(s, clock_mono_us() - s->ahead.since_us > PATIENCE_US);
}

void ahead_keys(struct seat *s, const struct link_message *m)
{
	struct ahead *a = &s->ahead;

	if (!a->n)
		a->since_us = clock_mono_us();
	TABLE_GROW(a->key, a->cap, a->n + m->n);
	for (uint32_t i = 0; i < m->n; i++)
		a->key[a->n++] = link_key(m, i);
	ahead_go_on(s);
}

void ahead_paste(struct seat *s, const struct link_message *m)
{
	struct scene scene;
	struct act act;

	type(s, true);
	watch_scene(seat_watch(s), &scene);
	act = session_paste(s->session, &scene, m->bytes, m->len);
	act_perform(s, &act);
}
