/*
 * Storages of an agent on loopback: what stays of them is asked once, sizes with every
 * reading, and all again when they are others.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "probes/base/clock.h"
#include "tests/wire/polled.h"

#define POOLS 60
#define DISKS 2
#define HR "1.3.6.1.2.1.25.2."

static void put(struct polled *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void put(struct polled *p, const char *fmt, ...)
{
	char line[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	assert_true(snmprec_set(&p->rec[0], line));
}

static void put_storage(struct polled *p, unsigned i, unsigned type, const char *name,
			unsigned size, unsigned used)
{
	put(p, HR "3.1.2.%u|6|" HR "1.%u", i, type);
	put(p, HR "3.1.3.%u|4|%s", i, name);
	put(p, HR "3.1.4.%u|2|1024", i);
	put(p, HR "3.1.5.%u|2|%u", i, size);
	put(p, HR "3.1.6.%u|2|%u", i, used);
}

static void open_host(struct polled *p)
{
	char name[32];

	polled_agent(p, 2, "v2", "");
	put_storage(p, 1, 2, "Physical memory", 4000, 1000);
	for (unsigned i = 2; i < 2 + POOLS; i++) {
		snprintf(name, sizeof name, "UMA: pool %u", i);
		put_storage(p, i, 2, name, 100 + i, i);
	}
	for (unsigned i = 0; i < DISKS; i++) {
		snprintf(name, sizeof name, "/disk%u", i);
		put_storage(p, 100 + i, 4, name, 1000, 500);
	}
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good == 1);
}

/* One more poll, with a reading of health or without; the varbinds of it. */
static unsigned poll_once(struct polled *p, bool health)
{
	struct plan *plan = &p->poll->target[0].plan;
	uint64_t before = p->poll->totals.varbinds;
	uint16_t polls = p->net.dev[0].polls_good;

	plan->answers = 10;
	plan->health_ms = health ? -1000000 : clock_mono_ms();
	polled_until(p, p->net.dev[0].polls_good > polls);
	return (unsigned)(p->poll->totals.varbinds - before);
}

static const struct memory *memory(const struct polled *p, uint32_t i)
{
	const struct run *run = &p->net.dev[0].memories;

	assert_true(i < run->n);
	return &p->net.memory[run->first + i];
}

static void sizes_alone_are_read_again(void **state)
{
	struct polled *p = *state;
	unsigned plain, health, rows = 1 + POOLS + DISKS;

	open_host(p);
	assert_int_equal(p->net.dev[0].memories.n, 1 + DISKS);
	poll_once(p, true);
	plain = poll_once(p, false);
	put(p, HR "3.1.6.1|2|3000");
	put(p, HR "3.1.6.101|2|900");
	health = poll_once(p, true) - plain;
	print_message("%u varbinds of %u storages\n", health, rows);
	assert_true(health >= 2 * rows);
	assert_true(health < 3 * rows); /* all of them would be five each */
	assert_int_equal(p->net.dev[0].memories.n, 1 + DISKS);
	assert_float_equal(memory(p, 0)->pct, 75, 1e-4F);
	assert_float_equal(memory(p, 2)->pct, 90, 1e-4F);
	assert_string_equal(network_str(&p->net, memory(p, 2)->name), "/disk1");
}

static void one_that_comes_is_seen(void **state)
{
	struct polled *p = *state;

	open_host(p);
	poll_once(p, true);
	put_storage(p, 200, 4, "/new", 1000, 100);
	poll_once(p, true); /* it is another number: nothing of it is taken … */
	assert_int_equal(p->net.dev[0].memories.n, 1 + DISKS);
	poll_once(p, true); /* … and all is read */
	assert_int_equal(p->net.dev[0].memories.n, 2 + DISKS);
	assert_string_equal(network_str(&p->net, memory(p, 3)->name), "/new");
}

static void another_disk_in_the_place_of_one_is_seen(void **state)
{
	struct polled *p = *state;

	open_host(p);
	poll_once(p, true);
	put_storage(p, 101, 4, "/other", 2000, 100);
	poll_once(p, true);
	poll_once(p, true);
	assert_int_equal(p->net.dev[0].memories.n, 1 + DISKS);
	assert_string_equal(network_str(&p->net, memory(p, 2)->name), "/other");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name)                                                                     \
	cmocka_unit_test_setup_teardown(name, polled_set_up, polled_tear_down)
		TEST(sizes_alone_are_read_again),
		TEST(one_that_comes_is_seen),
		TEST(another_disk_in_the_place_of_one_is_seen),
	};

	return cmocka_run_group_tests_name("poll_storage", tests, NULL, NULL);
}
