/*
 * A few trails in a flat table: they are looked for by one device at a time.
 */
#include "probes/model/trail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/link.h"

struct trails {
	uint32_t n, next; /* next: the oldest, once there are TRAILS_MAX */
	struct trail row[TRAILS_MAX];
};

static struct trail *find(const struct network *net, dev_id dev)
{
	for (uint32_t i = 0; net->trails && i < net->trails->n; i++)
		if (net->trails->row[i].dev == dev)
			return &net->trails->row[i];
	return NULL;
}

static struct trail *place(struct network *net, dev_id dev)
{
	struct trails *t = net->trails;
	struct trail *row = find(net, dev);

	if (!t && !(t = net->trails = calloc(1, sizeof *t)))
		die("out of memory");
	if (row)
		return row;
	if (t->n < TRAILS_MAX)
		return &t->row[t->n++];
	row = &t->row[t->next];
	t->next = (t->next + 1) % TRAILS_MAX;
	return row;
}

/* Whose addresses are these? By the configuration in one go, else by their own
 * words. */
static void find_owners(struct network *net, struct trail *t)
{
	str_id address[TRAIL_HOPS];

	for (uint8_t i = 0; i < t->n; i++)
		address[i] = text_intern_str(&net->text, t->hop[i].address);
	for (dev_id d = 0; d < net->dev_n; d++)
		for (uint8_t i = 0; i < t->n; i++)
			if (address[i] && net->dev[d].address == address[i])
				t->hop[i].dev = d;
	for (uint8_t i = 0; i < t->n; i++)
		if (t->hop[i].dev == NONE && address[i])
			t->hop[i].dev = links_with_address(net, t->hop[i].address);
}

void network_take_trail(struct network *net, const struct trail *said)
{
	struct trail *t = place(net, said->dev);

	*t = *said;
	find_owners(net, t);
	if (t->n && t->end == TRAIL_REACHED)
		t->hop[t->n - 1].dev = t->dev;
	net->generation++;
}

const struct trail *network_trail(const struct network *net, dev_id dev)
{
	return find(net, dev);
}

static dev_id first_of_ours(const struct trail *t)
{
	for (uint8_t i = 0; i < t->n; i++)
		if (t->hop[i].dev != NONE)
			return t->hop[i].dev;
	return NONE;
}

dev_id network_trail_entrance(const struct network *net)
{
	uint32_t n = net->trails ? net->trails->n : 0, most = 0;
	dev_id best = NONE;

	for (uint32_t i = 0; i < n; i++) {
		dev_id dev = first_of_ours(&net->trails->row[i]);
		uint32_t count = 0;
		for (uint32_t k = 0; k < n && dev != NONE; k++)
			count += first_of_ours(&net->trails->row[k]) == dev;
		if (count > most) {
			most = count;
			best = dev;
		}
	}
	return best;
}

char *trail_words(char out[TRAIL_WORDS], const struct network *net,
		  const struct trail *t)
{
	const struct trail_hop *last = t->n ? &t->hop[t->n - 1] : NULL;
	bool ours = last && last->dev != NONE;
	static const char *const on[] = {
		[TRAIL_SILENT] = "; nobody answers behind it",
		[TRAIL_REFUSED] = ", which has no way on",
		[TRAIL_LOOPED] = "; behind it they go in circles",
	};

	if (!last)
		snprintf(out, TRAIL_WORDS, "our own probes meet nobody on the way");
	else if (t->end == TRAIL_REACHED)
		snprintf(out, TRAIL_WORDS, "our own probes reach it after %u hop%s",
			 t->n, t->n == 1 ? "" : "s");
	else
		snprintf(out, TRAIL_WORDS, "our own probes get to %s%s%s%s, hop %u%s",
			 ours ? network_str(net, net->dev[last->dev].name) : "",
			 ours ? " (" : "", last->address, ours ? ")" : "", t->n,
			 on[t->end]);
	return out;
}

void trails_free(struct network *net)
{
	free(net->trails);
	net->trails = NULL;
}
