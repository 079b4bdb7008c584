/*
 * Runs stay where they are as long as they keep their length, which is nearly always.
 * What another length is needed for is laid out at the end, as interfaces are: old rows
 * become holes, which are closed from the front, so many rows each time. A hundred
 * thousand devices have rows of some megabytes: no reading of one pays for all of them.
 */
#include "probes/model/runs.h"

#include <string.h>

#define CLOSE_FACTOR 4 /* rows looked at for each that is laid out */
#define CLOSE_AT_LEAST 64

static struct run *run_of(struct network *net, const struct runs *r, dev_id id)
{
	return (struct run *)((char *)&net->dev[id] + r->member);
}

static char *row_at(const struct runs *r, uint32_t i)
{
	char *rows;

	memcpy(&rows, r->rows, sizeof rows);
	return rows + i * r->size;
}

static dev_id dev_of(const struct runs *r, uint32_t i)
{
	dev_id id;

	memcpy(&id, row_at(r, i), sizeof id);
	return id;
}

/* These rows are of dev from now on; of NONE: holes. */
static void give(const struct runs *r, uint32_t from, uint32_t end, dev_id dev)
{
	for (uint32_t i = from; i < end; i++)
		memcpy(row_at(r, i), &dev, sizeof dev);
}

/* Move the run behind the hole to the front of the hole. */
static void slide(const struct runs *r, struct run *run)
{
	struct run_holes *h = r->holes;
	uint32_t end = h->to + run->n;

	if (h->to == h->end)
		return;
	memmove(row_at(r, h->to), row_at(r, h->end), run->n * r->size);
	run->first = h->to;
	give(r, end > h->end ? end : h->end, h->end + run->n, NONE);
}

/* One sweep closes all holes that were there when it began; it goes on where the last
 * call stopped. */
static void close_holes(struct network *net, const struct runs *r, uint32_t budget)
{
	struct run_holes *h = r->holes;

	for (uint32_t seen = 0; h->n > 0 && seen < budget;) {
		if (h->end == *r->n) {
			h->n -= *r->n - h->to;
			*r->n = h->to;
			h->to = h->end = 0;
		} else if (dev_of(r, h->end) == NONE) {
			h->end++;
			seen++;
		} else {
			struct run *run = run_of(net, r, dev_of(r, h->end));

			slide(r, run);
			h->to += run->n;
			h->end += run->n;
			seen += run->n;
		}
	}
}

struct run *runs_resize(struct network *net, const struct runs *r, dev_id id,
			uint32_t n)
{
	struct run *run = run_of(net, r, id);

	if (run->n == n)
		return run;
	give(r, run->first, run->first + run->n, NONE);
	r->holes->n += run->n;
	table_grow(r->rows, r->cap, *r->n + n, r->size);
	*run = (struct run){*r->n, n};
	*r->n += n;
	give(r, run->first, *r->n, id);
	close_holes(net, r, CLOSE_FACTOR * n + CLOSE_AT_LEAST);
	return run;
}
