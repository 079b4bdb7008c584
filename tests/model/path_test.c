/* The way from one to another: around what failed, and through it where nothing else
 * is. */
#include "tests/model/fixture.h"

#include "probes/model/path.h"

/* LLDP at both ends, over the interfaces "if<p>" and "if<q>". */
static void join(struct network *net, dev_id a, uint32_t p, dev_id b, uint32_t q)
{
	struct {
		dev_id dev, peer;
		uint32_t port, far;
	} ends[] = {{a, b, p, q}, {b, a, q, p}};

	for (int e = 0; e < 2; e++) {
		struct claim all[8];
		uint32_t n, mine = 0;
		const struct claim *old = links_claims(net, ends[e].dev, &n);
		char port[16], far[16];

		for (uint32_t i = 0; i < n; i++)
			if (old[i].source == LINK_LLDP)
				all[mine++] = old[i];
		snprintf(port, sizeof port, "if%u", ends[e].port);
		snprintf(far, sizeof far, "if%u", ends[e].far);
		all[mine] = claim_by(LINK_LLDP, ends[e].peer);
		all[mine].port = intern(net, port);
		all[mine++].far = intern(net, far);
		links_said(net, ends[e].dev, LINK_BIT(LINK_LLDP), all, mine, T0);
	}
}

static void lose(struct network *net, dev_id dev, uint32_t port)
{
	struct if_found down;
	char name[16];

	snprintf(name, sizeof name, "if%u", port);
	down = found(net, port, name);
	down.oper = IF_DOWN;
	network_update_interface(net, net->dev[dev].if_first + port - 1, &down, T0);
}

/* A ring of four. */
static dev_id make_ring(struct network *net)
{
	for (int i = 0; i < 4; i++) {
		add_dev(net, (const char *[]){"a", "b", "c", "d"}[i], NONE);
		add_interfaces(net, (dev_id)i, 2);
	}
	for (dev_id d = 0; d < 4; d++)
		join(net, d, 1, (d + 1) % 4, 2);
	ways_attach(net, ATTACHED_CONFIGURED, (const dev_id[]){0}, 1);
	ways_all(net, T0);
	return 0;
}

static void a_way_begins_at_the_watch(void **state)
{
	struct network *net = *state;
	struct hop hop[PATH_HOPS];
	bool broken;

	make_ring(net);
	assert_int_equal(path_find(net, NONE, 1, hop, &broken), 3);
	assert_false(broken);
	assert_int_equal(hop[0].dev, NONE);
	assert_int_equal(hop[1].dev, 0);
	assert_false(hop[1].linked); /* what the watch is attached by is not known */
	assert_int_equal(hop[2].dev, 1);
	assert_int_equal(hop[2].out, net->dev[0].if_first);
	assert_int_equal(hop[2].in, net->dev[1].if_first + 1);
}

static void it_goes_around_what_failed(void **state)
{
	struct network *net = *state;
	struct hop hop[PATH_HOPS];
	bool broken;

	make_ring(net);
	lose(net, 0, 1);
	assert_int_equal(path_find(net, 0, 1, hop, &broken), 4);
	assert_false(broken);
	assert_int_equal(hop[1].dev, 3);
	assert_int_equal(path_find(net, 1, 0, hop, &broken), 4);
	while (!reach_loss(&net->dev[2].reach, T0))
		continue;
	assert_int_equal(path_find(net, 0, 1, hop, &broken), 2);
	assert_true(broken); /* then what is there is shown, with where it is broken */
	assert_true(hop[1].down);
	assert_int_equal(path_find(net, 0, 2, hop, &broken),
			 3); /* to it there is one */
	assert_false(broken);
}

static void without_links_there_is_none(void **state)
{
	struct network *net = *state;
	struct hop hop[PATH_HOPS];
	bool broken;

	add_dev(net, "a", NONE);
	assert_int_equal(path_find(net, NONE, 0, hop, &broken), 0);
	ways_all(net, T0);
	assert_int_equal(path_find(net, NONE, 0, hop, &broken), 0);
	assert_false(broken);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(a_way_begins_at_the_watch),
		MODEL_TEST(it_goes_around_what_failed),
		MODEL_TEST(without_links_there_is_none),
	};

	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
