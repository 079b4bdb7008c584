/* Pieces in a row, each with the time when it arrives. */
#include "tests/whole/slow.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"

struct slow_piece {
	struct slow_piece *next;
	int64_t due_ms;
	size_t n;
	char bytes[];
};

void slow_put(struct slow *s, const char *bytes, size_t n)
{
	struct slow_piece *p = malloc(sizeof *p + n);

	if (!p)
		abort();
	p->next = NULL;
	p->due_ms = clock_mono_ms() + s->ms;
	p->n = n;
	memcpy(p->bytes, bytes, n);
	if (s->last)
		s->last->next = p;
	else
		s->first = p;
	s->last = p;
}

size_t slow_take(struct slow *s, char *out, size_t cap)
{
	struct slow_piece *p;
	size_t n = 0;

	while ((p = s->first) && p->due_ms <= clock_mono_ms() && n + p->n <= cap) {
		memcpy(out + n, p->bytes, p->n);
		n += p->n;
		s->first = p->next;
		s->last = p->next ? s->last : NULL;
		free(p);
	}
	return n;
}

int slow_wait(const struct slow *s, int most_ms)
{
	int64_t left = s->first ? s->first->due_ms - clock_mono_ms() : most_ms;

	return left < 0 ? 0 : left < most_ms ? (int)left : most_ms;
}

void slow_fini(struct slow *s)
{
	for (struct slow_piece *p = s->first, *next; p; p = next) {
		next = p->next;
		free(p);
	}
	*s = (struct slow){0};
}
