/* A small network to be tested on. */
#ifndef NOCTOP_TESTS_MODEL_FIXTURE_H
#define NOCTOP_TESTS_MODEL_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/model/network.h"

#define T0 INT64_C(1800000000000) /* when our clock begins */
#define GIGABIT UINT64_C(1000000000)

static inline str_id intern(struct network *net, const char *s)
{
	return text_intern_str(&net->text, s);
}

static inline site_id add_site(struct network *net, const char *name)
{
	return network_site_add(net, &(struct site){.name = intern(net, name)});
}

/* A device polled every 30 s; site may be NONE. */
static inline dev_id add_dev(struct network *net, const char *name, site_id site)
{
	return network_dev_add(net, &(struct dev){.name = intern(net, name),
						  .site = site,
						  .poll_ms = 30000});
}

static inline struct if_found found(struct network *net, uint32_t index,
				    const char *name)
{
	return (struct if_found){.index = index,
				 .name = intern(net, name),
				 .speed_bps = GIGABIT,
				 .speed_source = SPEED_IFHIGHSPEED,
				 .admin = IF_UP,
				 .oper = IF_UP};
}

/* Give dev n interfaces "if1" … of a gigabit, seen up. */
static inline void add_interfaces(struct network *net, dev_id dev, uint32_t n)
{
	struct if_found list[64];
	char name[16];

	for (uint32_t i = 0; i < n; i++) {
		snprintf(name, sizeof name, "if%u", i + 1);
		list[i] = found(net, i + 1, name);
	}
	network_set_interfaces(net, dev, list, n);
	for (uint32_t i = 0; i < n; i++)
		network_update_interface(net, net->dev[dev].if_first + i, &list[i], T0);
}

/* The agent's clocks s seconds after T0; it had been up for up_s then. */
static inline struct agent_clock clock_at(double s, double up_s)
{
	return (struct agent_clock){.uptime_cs = (uint32_t)(uint64_t)((s + up_s) * 100),
				    .at_ms = T0 + (int64_t)(s * 1000)};
}

/* Tests get an empty network as their state. */
static inline int model_setup(void **state)
{
	static struct network net;

	network_init(&net);
	*state = &net;
	return 0;
}

static inline int model_teardown(void **state)
{
	network_fini(*state);
	return 0;
}

#define MODEL_TEST(f) cmocka_unit_test_setup_teardown(f, model_setup, model_teardown)

#endif
