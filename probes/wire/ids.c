/*
 * At most half of the places are taken, so that two draws find a free one. What stood
 * in a place last stays there until the next takes it: that is the memory of late ids.
 */
#include "probes/wire/ids.h"

#include <stdlib.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"

enum { FIRST_PLACES = 1024 };

struct id_place {
	int32_t id;   /* 0: never one */
	uint32_t row; /* NONE: free */
};

static void places_new(struct ids *t, uint32_t cap)
{
	t->cap = cap;
	t->at = malloc(cap * sizeof *t->at);
	if (!t->at)
		die("out of memory");
	for (uint32_t i = 0; i < cap; i++)
		t->at[i] = (struct id_place){0, NONE};
}

void ids_init(struct ids *t)
{
	*t = (struct ids){0};
	places_new(t, FIRST_PLACES);
}

void ids_fini(struct ids *t)
{
	free(t->at);
	*t = (struct ids){0};
}

static struct id_place *place_of(const struct ids *t, int32_t id)
{
	return &t->at[(uint32_t)id & (t->cap - 1)];
}

/* Ids that differ in their low bits differ in more of them, too. */
static void places_double(struct ids *t)
{
	struct ids old = *t;

	places_new(t, 2 * old.cap);
	for (uint32_t i = 0; i < old.cap; i++)
		if (old.at[i].id)
			*place_of(t, old.at[i].id) = old.at[i];
	free(old.at);
}

static int32_t draw(struct ids *t)
{
	if (t->left == 0) {
		random_bytes(t->random, sizeof t->random);
		t->left = sizeof t->random / sizeof *t->random;
	}
	return (int32_t)(t->random[--t->left] & INT32_MAX);
}

int32_t ids_take(struct ids *t, uint32_t row)
{
	int32_t id;

	if (t->n >= t->cap / 2)
		places_double(t);
	do
		id = draw(t);
	while (id == 0 || place_of(t, id)->row != NONE);
	*place_of(t, id) = (struct id_place){id, row};
	t->n++;
	return id;
}

void ids_give_back(struct ids *t, int32_t id)
{
	place_of(t, id)->row = NONE;
	t->n--;
}

uint32_t ids_find(const struct ids *t, int32_t id)
{
	const struct id_place *p = place_of(t, id);

	return p->id == id ? p->row : NONE;
}

bool ids_was(const struct ids *t, int32_t id)
{
	const struct id_place *p = place_of(t, id);

	return id > 0 && p->id == id && p->row == NONE;
}
