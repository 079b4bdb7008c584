/*
 * watch_bench: how long a key may have to wait. A watch over a demo network (argument:
 * devices, seconds) with operators who scroll, in this process; prints the longest turn
 * of its loop and its whole cost, in CPU time.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/conf/rules.h"
#include "probes/demo/demo.h"
#include "tests/bench/looker.h"
#include "tui/watch.h"

#define OPERATORS 3

static void start_operators(const struct place *place, int seconds)
{
	static const char *const views[OPERATORS] = {"overview", "interfaces",
						     "devices"};
	pid_t watch = getpid();

	for (int i = 0; i < OPERATORS; i++)
		looker_start(place, views[i], true, seconds);
	if (fork() == 0) {
		sleep((unsigned)seconds);
		kill(watch, SIGTERM);
		_exit(0);
	}
}

int main(int argc, char **argv)
{
	struct demo_options demo = {.seed = 1, .devices = 200};
	int seconds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 20;
	struct watch_setup setup = {
		.demo = &demo, .service = true, .measured = true};
	struct faults faults = {0};
	char rules[4096], folder[] = "/tmp/noctop-bench-XXXXXX";

	if (argc > 1)
		demo.devices = (uint32_t)strtoul(argv[1], NULL, 10);
	network_init(&setup.net);
	if (!mkdtemp(folder) ||
	    !conf_data_path(NULL, "rules.ini", rules, sizeof rules) ||
	    !rules_load(&setup.rules, rules, &faults))
		return 1;
	snprintf(setup.journal, sizeof setup.journal, "%s/journal.db", folder);
	setup.listen_fd = place_listen("bench", &setup.place, &setup.lock_fd);
	if (setup.listen_fd < 0)
		return 1;
	start_operators(&setup.place, seconds);
	watch_run(&setup);
	while (wait(NULL) > 0)
		;
	printf("watch of %u devices, %u interfaces, %d operators, %d s: longest slice "
	       "%.2f ms of CPU time, %.2f %% of a core in all\n",
	       setup.net.dev_n, setup.net.ifs.n, OPERATORS, seconds,
	       (double)setup.slice_us / 1e3,
	       (double)clock_process_cpu_us() / 1e4 / seconds);
	return 0;
}
