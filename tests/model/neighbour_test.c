/* What those next to a device say of the way to it. */
#include "tests/model/fixture.h"

#include "probes/model/topology.h"

/* A device with parents and interfaces of these aliases, seen up and answering. */
static dev_id grow(struct network *net, const char *name, dev_id parent,
		   const char *alias)
{
	struct dev dev = {.name = intern(net, name), .site = NONE, .poll_ms = 30000};
	dev_id id;

	if (parent != NONE)
		dev.parent[dev.parent_n++] = parent;
	id = network_dev_add(net, &dev);
	reach_answer(&net->dev[id].reach, T0, 1000);
	if (!alias)
		return id;
	add_interfaces(net, id, 1);
	net->ifs.alias[net->dev[id].if_first] = intern(net, alias);
	topology_classify(net, id);
	return id;
}

static const struct neighbour *find(const struct neighbour *n, uint32_t count, dev_id d)
{
	for (uint32_t i = 0; i < count; i++)
		if (n[i].dev == d)
			return &n[i];
	return NULL;
}

static void parents_children_and_aliases_are_neighbours_once(void **state)
{
	struct network *net = *state;
	struct neighbour n[8];
	dev_id far = grow(net, "far", NONE, NULL);
	dev_id top = grow(net, "top", NONE, NULL);
	dev_id mid = grow(net, "mid", top, "to far");
	dev_id low = grow(net, "low", mid, "to mid");
	dev_id side = grow(net, "side", NONE, "to mid");
	uint32_t count;

	grow(net, "stranger", top, "to far");
	count = topology_neighbours(net, mid, n, 8);
	assert_int_equal(count, 4);
	assert_non_null(find(n, count, top));
	assert_non_null(find(n, count, far));
	assert_non_null(find(n, count, low));
	assert_non_null(find(n, count, side));
	assert_int_equal(topology_neighbours(net, mid, n, 2), 2);
}

static void an_end_that_answers_tells_of_the_link(void **state)
{
	struct network *net = *state;
	struct neighbour n[8];
	dev_id dev = grow(net, "dev", NONE, NULL);
	dev_id up = grow(net, "up", NONE, "to dev"),
	       down = grow(net, "down", NONE, "to dev");
	dev_id blind = grow(net, "blind", NONE, "to dev"),
	       child = grow(net, "kid", dev, NULL);
	uint32_t count;

	net->ifs.oper[net->dev[down].if_first] = IF_DOWN;
	net->ifs.oper[net->dev[blind].if_first] = IF_DOWN;
	net->dev[blind].polls_bad = 1; /* what it said is old */
	count = topology_neighbours(net, dev, n, 8);
	assert_int_equal(count, 4);
	assert_int_equal(find(n, count, up)->ifs, net->dev[up].if_first);
	assert_false(find(n, count, up)->down);
	assert_int_equal(find(n, count, down)->ifs, net->dev[down].if_first);
	assert_true(find(n, count, down)->down);
	assert_int_equal(find(n, count, blind)->ifs, NONE);
	assert_int_equal(find(n, count, child)->ifs, NONE);
}

static void of_two_links_one_that_is_up_speaks_for_both(void **state)
{
	struct network *net = *state;
	struct neighbour n[2];
	dev_id dev = grow(net, "dev", NONE, NULL), two = grow(net, "two", NONE, NULL);
	if_id first;

	add_interfaces(net, two, 2);
	first = net->dev[two].if_first;
	net->ifs.alias[first] = net->ifs.alias[first + 1] = intern(net, "to dev");
	topology_classify(net, two);
	net->ifs.oper[first] = IF_DOWN;
	assert_int_equal(topology_neighbours(net, dev, n, 2), 1);
	assert_false(n[0].down);
	assert_int_equal(n[0].ifs, first + 1);
	net->ifs.oper[first + 1] = IF_DOWN;
	topology_neighbours(net, dev, n, 2);
	assert_true(n[0].down);
}

static void a_silent_neighbour_says_nothing(void **state)
{
	struct network *net = *state;
	struct neighbour n[2];
	dev_id dev = grow(net, "dev", NONE, NULL),
	       mute = grow(net, "mute", NONE, "to dev");

	net->ifs.oper[net->dev[mute].if_first] = IF_DOWN;
	while (!reach_loss(&net->dev[mute].reach, T0))
		continue;
	assert_int_equal(topology_neighbours(net, dev, n, 2), 1);
	assert_true(n[0].silent);
	assert_int_equal(n[0].ifs, NONE);
	assert_false(n[0].down);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODEL_TEST(parents_children_and_aliases_are_neighbours_once),
		MODEL_TEST(an_end_that_answers_tells_of_the_link),
		MODEL_TEST(of_two_links_one_that_is_up_speaks_for_both),
		MODEL_TEST(a_silent_neighbour_says_nothing),
	};

	return cmocka_run_group_tests_name("neighbour", tests, NULL, NULL);
}
