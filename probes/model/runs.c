/*
 * Runs stay where they are as long as they keep their length, which is nearly always:
 * what moves is paid for when a device changes, not when it is polled.
 */
#include "probes/model/runs.h"

#include <string.h>

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

/* Take the run of dev out of the table; the runs behind it move down. */
static void remove_run(struct network *net, const struct runs *r, dev_id id)
{
	struct run gone = *run_of(net, r, id);
	uint32_t behind = gone.first + gone.n;

	if (gone.n == 0)
		return;
	memmove(row_at(r, gone.first), row_at(r, behind), (*r->n - behind) * r->size);
	*r->n -= gone.n;
	for (dev_id i = 0; i < net->dev_n; i++) {
		struct run *run = run_of(net, r, i);

		if (run->first > gone.first)
			run->first -= gone.n;
	}
}

struct run *runs_resize(struct network *net, const struct runs *r, dev_id id,
			uint32_t n)
{
	struct run *run = run_of(net, r, id);

	if (run->n == n)
		return run;
	remove_run(net, r, id);
	table_grow(r->rows, r->cap, *r->n + n, r->size);
	*run = (struct run){*r->n, n};
	*r->n += n;
	return run;
}
