/* runs: rows of a device stand together, and no change of one moves those of all. */
#include "tests/model/fixture.h"

enum { DEVS = 3000, ROWS = 8, MOST = 12 };

/* Rows of a device are numbered from 100 times its id. */
static void set(struct network *net, dev_id id, uint32_t n)
{
	struct processor row[MOST];

	for (uint32_t i = 0; i < n; i++)
		row[i] = (struct processor){.pct = (float)(id * 100 + i)};
	network_set_processors(net, id, row, n);
}

static void check(const struct network *net, dev_id id, uint32_t n)
{
	struct run run = net->dev[id].processors;

	assert_int_equal(run.n, n);
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(net->processor[run.first + i].dev, id);
		assert_true(net->processor[run.first + i].pct ==
			    (float)(id * 100 + i));
	}
}

static void make(struct network *net)
{
	for (dev_id id = 0; id < DEVS; id++) {
		add_dev(net, "d", NONE);
		set(net, id, ROWS);
	}
}

static void places(const struct network *net, uint32_t at[DEVS])
{
	for (dev_id id = 0; id < DEVS; id++)
		at[id] = net->dev[id].processors.first;
}

static uint32_t moved_since(const struct network *net, const uint32_t at[DEVS])
{
	uint32_t n = 0;

	for (dev_id id = 0; id < DEVS; id++)
		n += net->dev[id].processors.first != at[id];
	return n;
}

static void one_that_changes_moves_few(void **state)
{
	struct network *net = *state;
	uint32_t at[DEVS];

	make(net);
	for (dev_id id = 0; id < DEVS; id += 7) {
		places(net, at);
		set(net, id, ROWS + 1);
		assert_in_range(moved_since(net, at), 1, 20);
	}
	for (dev_id id = 0; id < DEVS; id++)
		check(net, id, id % 7 ? ROWS : ROWS + 1);
}

static void holes_are_closed(void **state)
{
	struct network *net = *state;
	uint32_t n[DEVS], live = 0, dice = 1;

	make(net);
	for (dev_id id = 0; id < DEVS; id++)
		n[id] = ROWS;
	for (unsigned k = 0; k < 4 * DEVS; k++) {
		dev_id id = (dice = dice * 1664525 + 1013904223) >> 16;

		id %= DEVS;
		n[id] = dice >> 8 & 7;
		set(net, id, n[id]);
		check(net, id, n[id]);
	}
	for (dev_id id = 0; id < DEVS; id++) {
		check(net, id, n[id]);
		live += n[id];
	}
	assert_in_range(net->processor_n, live, live * 3 / 2);
}

static void what_goes_and_comes_has_its_rows(void **state)
{
	struct network *net = *state;

	for (dev_id id = 0; id < 3; id++)
		add_dev(net, "d", NONE);
	set(net, 0, 3);
	set(net, 1, 2);
	set(net, 0, 0);
	check(net, 0, 0);
	check(net, 1, 2);
	set(net, 2, 4);
	set(net, 0, 5);
	for (dev_id id = 0; id < 3; id++)
		check(net, id, (const uint32_t[]){5, 2, 4}[id]);
	for (dev_id id = 0; id < 3; id++)
		set(net, id, 0);
	assert_int_equal(net->processor_n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODEL_TEST(one_that_changes_moves_few),
		MODEL_TEST(holes_are_closed),
		MODEL_TEST(what_goes_and_comes_has_its_rows),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
