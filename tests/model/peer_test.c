/* Peers: since when they are what they are, whether that is a fault, and what becomes
 * of those whose row goes away. */
#include "probes/model/link.h"
#include "probes/model/peer.h"

#include "tests/model/fixture.h"

#define MINUTE INT64_C(60000)
#define DAY INT64_C(86400000)

static struct peer row(struct network *net, enum peer_kind kind, const char *name,
		       enum peer_state state, uint32_t up_s)
{
	return (struct peer){.name = intern(net, name),
			     .kind = (uint8_t)kind,
			     .state = (uint8_t)state,
			     .up_s = up_s,
			     .prefixes = NONE};
}

static const struct peer *one(const struct network *net, uint32_t i)
{
	uint32_t n;
	const struct peer *p = network_peers(net, 0, &n);

	assert_true(i < n);
	return &p[i];
}

static const struct peer *after(struct network *net, enum peer_state state,
				uint32_t up_s, int64_t at_ms)
{
	struct peer p = row(net, PEER_BGP, "192.0.2.1", state, up_s);

	network_set_peers(net, 0, &p, 1, true, at_ms);
	return one(net, 0);
}

static void one_that_never_was_up_is_no_loss(void **state)
{
	struct network *net = *state;

	add_dev(net, "a", NONE);
	assert_int_equal(network_peers_age(net, 0, T0), -1);
	assert_false(after(net, PEER_DOWN, 0, T0)->was_up);
	assert_int_equal(one(net, 0)->since_ms, 0);
	assert_int_equal(network_peers_age(net, 0, T0 + 5), 5);
	assert_true(after(net, PEER_UP, 7, T0 + MINUTE)->was_up);
	assert_int_equal(one(net, 0)->since_ms, T0 + MINUTE - 7000);
	assert_true(after(net, PEER_DOWN, NONE, T0 + 2 * MINUTE)->was_up);
	assert_int_equal(one(net, 0)->since_ms, T0 + 2 * MINUTE);
	assert_int_equal(after(net, PEER_DOWN, NONE, T0 + 3 * MINUTE)->since_ms,
			 T0 + 2 * MINUTE);
}

/* Its seconds are whole ones: a time that trembles is no news. */
static void since_stands_still(void **state)
{
	struct network *net = *state;

	add_dev(net, "a", NONE);
	after(net, PEER_UP, 100, T0);
	assert_int_equal(after(net, PEER_UP, 129, T0 + 30000)->since_ms, T0 - 100000);
	assert_int_equal(after(net, PEER_UP, 161, T0 + 60000)->since_ms, T0 - 100000);
	assert_false(one(net, 0)->blinked);
}

static void down_and_up_between_two_readings_is_seen(void **state)
{
	struct network *net = *state;

	add_dev(net, "a", NONE);
	after(net, PEER_UP, 100, T0);
	assert_true(after(net, PEER_UP, 4, T0 + 30000)->blinked);
	assert_int_equal(one(net, 0)->since_ms, T0 + 26000);
	assert_false(after(net, PEER_UP, 34, T0 + 60000)->blinked);
}

static void a_neighbour_whose_row_died_stays_for_a_day(void **state)
{
	struct network *net = *state;
	struct peer p[2];
	uint32_t n, shape;

	add_dev(net, "a", NONE);
	p[0] = row(net, PEER_OSPF, "10.0.0.1", PEER_UP, NONE);
	p[1] = row(net, PEER_OSPF, "10.0.0.2", PEER_UP, NONE);
	p[0].dies = p[1].dies = true;
	network_set_peers(net, 0, p, 2, true, T0);
	shape = net->dev[0].peers_shape;
	network_set_peers(net, 0, p + 1, 1, true, T0 + MINUTE);
	assert_int_equal(one(net, 1)->state, PEER_DOWN);
	assert_string_equal(network_str(net, one(net, 1)->name), "10.0.0.1");
	assert_string_equal(network_str(net, one(net, 1)->words), "gone");
	assert_int_equal(one(net, 1)->since_ms, T0 + MINUTE);
	assert_false(one(net, 1)->here);
	assert_int_not_equal(net->dev[0].peers_shape, shape);
	assert_int_equal(network_peers_up(net, 0, PEER_OSPF, &n), 1);
	assert_int_equal(n, 2);

	p[0] = row(net, PEER_OSPF, "10.0.0.1", PEER_UP, NONE); /* it is back */
	p[0].dies = true;
	network_set_peers(net, 0, p, 2, true, T0 + 2 * MINUTE);
	network_peers(net, 0, &n);
	assert_int_equal(n, 2);
	assert_int_equal(one(net, 0)->state, PEER_UP);
	assert_int_equal(one(net, 0)->since_ms, T0 + 2 * MINUTE);

	network_set_peers(net, 0, p + 1, 1, true, T0 + 3 * MINUTE);
	network_set_peers(net, 0, p + 1, 1, true, T0 + 2 * MINUTE + DAY);
	network_peers(net, 0, &n);
	assert_int_equal(n, 2);
	network_set_peers(net, 0, p + 1, 1, true, T0 + 3 * MINUTE + DAY);
	network_peers(net, 0, &n);
	assert_int_equal(n, 1);
}

/* Somebody took it out of the configuration. */
static void others_go_with_their_row(void **state)
{
	struct network *net = *state;
	uint32_t n;

	add_dev(net, "a", NONE);
	after(net, PEER_UP, 9, T0);
	network_set_peers(net, 0, NULL, 0, true, T0 + MINUTE);
	network_peers(net, 0, &n);
	assert_int_equal(n, 0);
}

static void ends_are_found(void **state)
{
	struct network *net = *state;
	struct peer p;

	add_dev(net, "a", NONE);
	network_dev_add(net, &(struct dev){.name = intern(net, "b"),
					   .address = intern(net, "192.0.2.1"),
					   .site = NONE});
	add_interfaces(net, 0, 3);
	p = row(net, PEER_BGP, "192.0.2.1", PEER_UP, NONE);
	p.local = 2;
	network_set_peers(net, 0, &p, 1, true, T0);
	links_settle(net, T0);
	assert_int_equal(network_peer_local(net, one(net, 0)),
			 net->dev[0].if_first + 1);
	assert_int_equal(network_peer_dev(net, one(net, 0)), 1);
	network_dev_add(net, &(struct dev){.name = intern(net, "lo"),
					   .address = intern(net, "127.10.2.4"),
					   .site = NONE});
	links_settle(net, T0);
	p = row(net, PEER_BGP, "127.10.2.4", PEER_UP, NONE);
	network_set_peers(net, 0, &p, 1, true, T0);
	assert_int_equal(network_peer_dev(net, one(net, 0)), 2);
	p = row(net, PEER_BGP, "192.0.2.9", PEER_UP, NONE);
	network_set_peers(net, 0, &p, 1, true, T0);
	assert_int_equal(network_peer_local(net, one(net, 0)), NONE);
	assert_int_equal(network_peer_dev(net, one(net, 0)), NONE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(one_that_never_was_up_is_no_loss),
		MODEL_TEST(since_stands_still),
		MODEL_TEST(down_and_up_between_two_readings_is_seen),
		MODEL_TEST(a_neighbour_whose_row_died_stays_for_a_day),
		MODEL_TEST(others_go_with_their_row),
		MODEL_TEST(ends_are_found),
	};

	return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
