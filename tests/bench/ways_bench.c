/*
 * ways_bench: what it takes to look at a network of so many devices (10,000) anew after
 * one of its links changed: sites of two cores, dual-homed distribution and access
 * below it, joined in rings. Prints CPU time of the whole and of the longest slice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "probes/model/ways.h"

#define SITE 100 /* devices */
#define SLICE 50000
#define T0 INT64_C(1800000000000)

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static str_id named(struct network *net, const char *what, unsigned n)
{
	char name[32];

	snprintf(name, sizeof name, "%s%u", what, n);
	return text_intern_str(&net->text, name);
}

/* Those of its neighbours that come before it in the tables. */
static uint32_t neighbours(dev_id d, dev_id out[4])
{
	uint32_t in = d % SITE, n = 0;
	dev_id first = d - in;

	if (in == 0 && d > 0)
		out[n++] = d - SITE; /* the ring of sites … */
	if (in == 1) {
		out[n++] = d - 1;
		if (first > 0)
			out[n++] = d - SITE; /* … is double */
	}
	if (in > 1 && in < 10) {
		out[n++] = first;
		out[n++] = first + 1;
	}
	if (in >= 10) {
		out[n++] = first + 2 + in % 8;
		if (in % 2)
			out[n++] = first + 2 + (in + 1) % 8;
	}
	return n;
}

static void tell(struct network *net, dev_id d, uint32_t most)
{
	struct claim claim[4];
	dev_id near[4];
	uint32_t n = neighbours(d, near);

	n = n < most ? n : most;
	for (uint32_t i = 0; i < n; i++) {
		claim[i] = claim_by(LINK_LLDP, near[i]);
		claim[i].port = named(net, "up-", i);
		claim[i].far = named(net, "down-", d);
	}
	links_said(net, d, LINK_BIT(LINK_LLDP), claim, n, T0);
}

int main(int argc, char **argv)
{
	unsigned devices = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;
	double worst = 0, whole = 0;
	struct network net;
	unsigned slices = 0, rounds = 20;
	dev_id root = 0;

	network_init(&net);
	for (unsigned i = 0; i < devices; i++)
		network_dev_add(&net, &(struct dev){.name = named(&net, "dev-", i),
						    .site = NONE});
	for (dev_id d = 0; d < devices; d++)
		tell(&net, d, 4);
	ways_attach(&net, ATTACHED_CONFIGURED, &root, 1);
	ways_all(&net, T0);
	for (unsigned r = 0; r < rounds; r++) {
		bool more = true;

		tell(&net, devices - 1, r % 2 ? 4 : 1);
		while (links_join(&net, 100, T0))
			continue;
		while (more) {
			double took = cpu_ms();

			more = ways_step(&net, SLICE, T0);
			took = cpu_ms() - took;
			worst = took > worst ? took : worst;
			whole += took;
			slices++;
		}
	}
	printf("ways: %u devices, %u links: %.2f ms after a change, in %u slices, the "
	       "longest %.2f ms\n",
	       devices, links_n(&net), whole / rounds, slices / rounds, worst);
	network_fini(&net);
	return 0;
}
