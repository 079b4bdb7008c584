/*
 * model_bench: what the network costs in memory, and a poll in the model. Arguments:
 * devices, polls of each; 48 interfaces a device, of which two are uplinks and have a
 * history. Prints a JSON line: the memory of all of it, how much of that is history,
 * and the CPU time of an interface in a poll.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "probes/model/network.h"
#include "tests/bench/history.h"

#define PORTS 48
#define POLL_MS 30000
#define T0 INT64_C(1800000000000)

static size_t rss(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long size, pages = 0;

	if (!f || fscanf(f, "%lu %lu", &size, &pages) != 2)
		perror("statm");
	if (f)
		fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static str_id named(struct network *net, const char *what, unsigned n)
{
	char name[32];

	snprintf(name, sizeof name, "%s%u", what, n);
	return text_intern_str(&net->text, name);
}

static void add_device(struct network *net, unsigned n)
{
	struct if_found found[PORTS];
	dev_id dev = network_dev_add(net, &(struct dev){.name = named(net, "dev-", n),
							.site = NONE,
							.poll_ms = POLL_MS});

	for (uint32_t i = 0; i < PORTS; i++)
		found[i] =
			(struct if_found){.index = i + 1,
					  .name = named(net, "xe-0/0/", i),
					  .alias = named(net, "desk ", n * PORTS + i),
					  .speed_bps = 10000000000,
					  .admin = IF_UP,
					  .oper = IF_UP};
	network_set_interfaces(net, dev, found, PORTS);
	for (uint32_t i = 0; i < PORTS; i++) {
		if_id row = net->dev[dev].if_first + i;

		network_update_interface(net, row, &found[i], T0);
		if (i < 2)
			net->ifs.flags[row] |= IFF_UPLINK;
	}
}

static void poll(struct network *net, dev_id dev, unsigned n)
{
	struct agent_clock clock = {.uptime_cs = 1000 + n * POLL_MS / 10,
				    .at_ms = T0 + (int64_t)n * POLL_MS};
	struct if_counters raw[PORTS] = {{.has = 0}};

	for (uint32_t i = 0; i < PORTS; i++) {
		raw[i].has = HAS_IN_OCTETS | HAS_OUT_OCTETS | HAS_HC_OCTETS;
		raw[i].in_octets = (uint64_t)n * 1000000 * (i + 1);
		raw[i].out_octets = (uint64_t)n * 300000 * (i + 1);
	}
	network_take_counters(net, dev, &clock, raw, PORTS, NULL);
	network_take_result(net, dev, REASON_OK, clock.at_ms, 10);
}

int main(int argc, char **argv)
{
	unsigned devices = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;
	unsigned polls = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 20;
	size_t before = rss();
	struct network net;
	double cpu;

	network_init(&net);
	for (unsigned i = 0; i < devices; i++)
		add_device(&net, i);
	cpu = cpu_s();
	for (unsigned n = 0; n < polls; n++)
		for (dev_id d = 0; d < devices; d++)
			poll(&net, d, n);
	cpu = cpu_s() - cpu;
	printf("{\"bench\":\"memory\",\"devices\":%u,\"interfaces\":%u,"
	       "\"with_history\":%u,\"bytes\":%zu,\"history_bytes\":%zu,"
	       "\"ns_per_interface\":%.1f}\n",
	       net.dev_n, net.ifs.n, net.ifs.pool.n, rss() - before,
	       history_bytes(&net), cpu * 1e9 / net.ifs.n / polls);
	network_fini(&net);
	return 0;
}
