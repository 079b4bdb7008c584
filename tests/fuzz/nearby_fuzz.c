/*
 * An agent whose tables of neighbours hold whatever the bytes do: nothing but bounded
 * rows comes of it, every text is one of the pool, no device is its own neighbour, and
 * the same tables give the same links.
 */
#include "probes/wire/nearby.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

struct input {
	const uint8_t *at, *end;
};

static uint8_t byte(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

static void make(struct input *in, struct varbind *vb)
{
	static const uint8_t types[] = {BER_OCTETS, BER_INTEGER, BER_OCTETS,
					BER_OID,    BER_NULL,	 BER_GAUGE32,
					BER_OCTETS, BER_INTEGER};
	uint8_t type = byte(in);

	*vb = (struct varbind){.type = types[type % 8], .bytes = in->at};
	vb->num = (uint64_t)(int64_t)(int8_t)byte(in);
	vb->len = type >> 3;
	if (vb->len > (uint32_t)(in->end - in->at))
		vb->len = (uint32_t)(in->end - in->at);
	vb->bytes = in->at;
	if (vb->type == BER_OCTETS)
		in->at += vb->len;
}

static void fill(struct nearby *n, enum nearby_part part, struct input in)
{
	nearby_begin(n);
	while (in.at < in.end) {
		uint32_t index[24], arcs = byte(&in) % 24;
		uint32_t column = byte(&in) % nearby_columns(part);
		struct varbind vb;

		for (uint32_t i = 0; i < arcs; i++)
			index[i] = byte(&in);
		make(&in, &vb);
		nearby_take(n, part, column, index, arcs, &vb);
	}
	CHECK(n->n <= NEARBY_ROWS && n->address_n <= NEARBY_ROWS);
	CHECK(n->station_n <= NEARBY_CELLS);
}

static void check(const struct network *net)
{
	for (link_id l = 0; l < links_n(net); l++) {
		const struct link *k = link_at(net, l);

		if (!links_is(net, l))
			continue;
		CHECK(k->end[0].dev < net->dev_n && k->end[0].dev != k->end[1].dev);
		CHECK(k->end[0].port < net->text.n && k->end[1].port < net->text.n);
		CHECK(k->end[1].name < net->text.n);
		CHECK(k->vanished || (k->end[0].told | k->end[1].told));
		link_status(net, k);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const names[] = {"a", "b", "c"};
	struct input in = {bytes, bytes + size};
	struct nearby n = {0};
	struct network net;
	uint64_t generation;

	network_init(&net);
	for (unsigned i = 0; i < 3; i++) {
		struct if_found found[2] = {
			{.index = 1,
			 .name = text_intern_str(&net.text, "e1"),
			 .mac = {2}},
			{.index = 2, .name = text_intern_str(&net.text, "e2")}};
		struct dev dev = {.name = text_intern_str(&net.text, names[i]),
				  .address = text_intern_str(&net.text, "10.0.0.1"),
				  .site = NONE};
		dev_id id = network_dev_add(&net, &dev);

		found[0].mac[5] = (uint8_t)i;
		network_set_interfaces(&net, id, found, 2);
	}
	for (unsigned part = 0; part < NEARBY_PARTS; part++) {
		fill(&n, (enum nearby_part)part, in);
		for (dev_id id = 0; id < 2; id++)
			nearby_tell(&n, (enum nearby_part)part, &net, id, 1);
		links_settle(&net, 1);
		check(&net);
	}
	generation = links_generation(&net);
	fill(&n, NEARBY_NEIGHBOURS, in);
	nearby_tell(&n, NEARBY_NEIGHBOURS, &net, 0, 2);
	links_settle(&net, 2);
	CHECK(links_generation(&net) == generation);
	nearby_fini(&n);
	network_fini(&net);
	return 0;
}
