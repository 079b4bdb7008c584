/*
 * What hangs on one thing alone, as seen from the watch.
 */
#include "tui/spof_print.h"

#include <stdlib.h>

#include "probes/model/spof.h"
#include "tui/columns.h"
#include "tui/member.h"

#define SCHEMA 1

/* --- where it is looked from ---------------------------------------------------------
 */

static uint32_t next_to_watch(const struct network *net, const struct graph_half **half)
{
	const struct graph *g = ways_graph(net);

	if (!g)
		return 0;
	*half = g->half + g->first[g->root];
	return g->first[g->root + 1] - g->first[g->root];
}

static void say_where(struct buf *out, const struct network *net)
{
	const struct graph_half *half;
	uint32_t n = next_to_watch(net, &half);
	const char *comma = "seen from ";

	for (uint32_t i = 0; i < n; i++, comma = ", ")
		buf_printf(out, "%s%s", comma,
			   network_str(net, net->dev[half[i].to].name));
	if (!n)
		buf_str(out,
			"no way to any device is known: say which one the watch is "
			"connected to, attached = yes");
	else if (ways_attached(net))
		buf_printf(out, " (%s)", attached_words(ways_attached(net)));
	else
		buf_str(out, " (where it begins)");
	buf_str(out, "\n");
}

/* --- ends of links -------------------------------------------------------------------
 */

/* The stranger's name is that of the link. */
static const char *end_name(const struct network *net, dev_id dev, const struct link *l)
{
	if (dev != NONE)
		return network_str(net, net->dev[dev].name);
	return l ? network_str(net, l->end[1].name) : "";
}

static const char *end_port(const struct network *net, dev_id dev, const struct link *l)
{
	return l ? network_str(net, l->end[dev == NONE ? 1 : link_side(l, dev)].port)
		 : "";
}

static void table_row(struct buf *cells, const struct network *net,
		      const struct spof *s)
{
	const struct link *l = s->edge != NONE ? ways_link(net, s->edge) : NULL;
	dev_id end[] = {s->dev, s->far};

	buf_printf(cells, "%u\t", s->behind);
	if (s->edge == NONE) {
		buf_printf(cells, "device\t%s\n", end_name(net, s->dev, NULL));
		return;
	}
	buf_str(cells, "link\t");
	for (int i = 0; i < 2; i++) {
		const char *port = end_port(net, end[i], l);

		buf_printf(cells, "%s%s%s%s", i ? " - " : "", end_name(net, end[i], l),
			   *port ? " " : "", port);
	}
	buf_char(cells, '\n');
}

void spof_table(struct buf *out, const struct network *net)
{
	struct buf cells = {0};
	uint32_t n;
	struct spof *all = spof_find(net, &n);

	say_where(out, net);
	buf_str(&cells, "BEHIND\tKIND\tWHAT\n");
	for (uint32_t i = 0; i < n; i++)
		table_row(&cells, net, &all[i]);
	if (n)
		columns_print(out, cells.data);
	else if (ways_graph(net))
		buf_str(out, "nothing hangs on one thing alone\n");
	buf_fini(&cells);
	free(all);
}

/* --- JSON ----------------------------------------------------------------------------
 */

static void json_end(struct json *j, const char *key, const struct network *net,
		     dev_id dev, const struct link *l)
{
	const char *port = end_port(net, dev, l);

	member_open(j, key, '{');
	member_str(j, "device", end_name(net, dev, l));
	member_str(j, "if", *port ? port : NULL);
	json_close(j, '}');
}

static void json_row(struct json *j, const struct network *net, const struct spof *s)
{
	const struct link *l = s->edge != NONE ? ways_link(net, s->edge) : NULL;

	json_open(j, '{');
	member_str(j, "kind", s->edge == NONE ? "device" : "link");
	if (s->edge == NONE) {
		member_str(j, "device", end_name(net, s->dev, NULL));
	} else {
		json_end(j, "a", net, s->dev, l);
		json_end(j, "b", net, s->far, l);
	}
	member_int(j, "behind", s->behind);
	json_close(j, '}');
}

void spof_json(struct buf *out, const char *name, const struct network *net,
	       int64_t now_ms)
{
	struct json j = {.out = out};
	const struct graph_half *half;
	uint32_t n = next_to_watch(net, &half), rows;
	struct spof *all = spof_find(net, &rows);

	json_open(&j, '{');
	member_int(&j, "schema", SCHEMA);
	member_time(&j, "time", now_ms);
	member_str(&j, "network", name);
	member_open(&j, "seen_from", '[');
	for (uint32_t i = 0; i < n; i++)
		json_str(&j, network_str(net, net->dev[half[i].to].name));
	json_close(&j, ']');
	member_str(&j, "how", attached_words(ways_attached(net)));
	member_open(&j, "spof", '[');
	for (uint32_t i = 0; i < rows; i++)
		json_row(&j, net, &all[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	buf_char(out, '\n');
	free(all);
}
