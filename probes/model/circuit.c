/*
 * Rows of circuits and declared links, and what ends where. Ends at one device are
 * chained, so that a device's interfaces find theirs without a look at all circuits.
 */
#include "probes/model/circuit.h"

#include <string.h>

#include "probes/base/table.h"
#include "probes/model/topology.h"

const char *circuit_class_name(enum circuit_class class)
{
	static const char *const names[CIRCUIT_CLASS_N] = {
		[CIRCUIT_DATA] = "data",
		[CIRCUIT_VOICE] = "voice",
		[CIRCUIT_VIDEO] = "video",
	};

	return names[class];
}

/* --- rows --- */

static void chain(struct network *net, struct line_end end[LINE_ENDS], uint32_t number)
{
	for (uint32_t e = 0; e < LINE_ENDS; e++) {
		dev_id other = end[!e].dev;

		end[e].next = NONE;
		if (end[e].dev == NONE)
			continue;
		end[e].next = net->dev[end[e].dev].line_first;
		net->dev[end[e].dev].line_first = number + e;
		if (other != NONE && other != end[e].dev)
			topology_join(net, end[e].dev, other);
	}
}

uint32_t network_circuit_add(struct network *net, const struct circuit *configured)
{
	uint32_t i = net->circuit_n++;

	TABLE_GROW(net->circuit, net->circuit_cap, net->circuit_n);
	net->circuit[i] = *configured;
	chain(net, net->circuit[i].end, i * LINE_ENDS);
	net->generation++;
	return i;
}

uint32_t network_link_add(struct network *net, const struct declared_link *configured)
{
	uint32_t i = net->declared_n++;
	struct declared_link *link;

	TABLE_GROW(net->declared, net->declared_cap, net->declared_n);
	link = &net->declared[i];
	*link = *configured;
	link->wan = link->wan || net->dev[link->end[END_A].dev].site !=
					 net->dev[link->end[END_B].dev].site;
	chain(net, link->end, LINE_OF_LINK | i * LINE_ENDS);
	net->generation++;
	return i;
}

uint32_t network_circuit_find(const struct network *net, const char *name)
{
	for (uint32_t i = 0; i < net->circuit_n; i++)
		if (strcmp(network_str(net, net->circuit[i].name), name) == 0)
			return i;
	return NONE;
}

/* --- ends --- */

static const struct line_end *ends_of(const struct network *net, uint32_t number)
{
	uint32_t i = (number & ~LINE_OF_LINK) / LINE_ENDS;

	return number & LINE_OF_LINK ? net->declared[i].end : net->circuit[i].end;
}

const struct line_end *line_end_at(const struct network *net, uint32_t number)
{
	return &ends_of(net, number)[number % LINE_ENDS];
}

const struct line_end *line_other_end(const struct network *net, uint32_t number)
{
	return &ends_of(net, number)[!(number % LINE_ENDS)];
}

if_id line_end_row(const struct network *net, const struct line_end *end)
{
	if (end->dev == NONE || !end->ifname)
		return NONE;
	return network_if_find(net, end->dev, network_str(net, end->ifname));
}

uint32_t line_end_of(const struct network *net, if_id row)
{
	uint32_t n = net->dev[net->ifs.dev[row]].line_first;

	while (n != NONE && line_end_at(net, n)->ifname != net->ifs.name[row])
		n = line_end_at(net, n)->next;
	return n;
}

uint32_t circuit_at(const struct network *net, if_id row)
{
	uint32_t n = line_end_of(net, row);

	return n == NONE || n & LINE_OF_LINK ? NONE : n / LINE_ENDS;
}

uint32_t declared_at(const struct network *net, if_id row)
{
	uint32_t n = line_end_of(net, row);

	return n == NONE || !(n & LINE_OF_LINK) ? NONE
						: (n & ~LINE_OF_LINK) / LINE_ENDS;
}

dev_id line_peer(const struct network *net, if_id row)
{
	uint32_t n = line_end_of(net, row);

	return n == NONE ? NONE : line_other_end(net, n)->dev;
}

uint8_t line_flags(const struct network *net, if_id row)
{
	uint32_t n = line_end_of(net, row);
	bool wan;

	if (n == NONE)
		return 0;
	wan = !(n & LINE_OF_LINK) || net->declared[(n & ~LINE_OF_LINK) / LINE_ENDS].wan;
	return (uint8_t)(IFF_DECLARED | (wan ? IFF_WAN : 0));
}

site_id circuit_site(const struct network *net, const struct circuit *c)
{
	dev_id dev = c->end[END_A].dev;

	return dev == NONE ? NONE : net->dev[dev].site;
}

bool circuit_touches(const struct network *net, const struct circuit *c, site_id site)
{
	for (int e = 0; e < LINE_ENDS; e++)
		if (c->end[e].dev != NONE && net->dev[c->end[e].dev].site == site)
			return true;
	return false;
}
