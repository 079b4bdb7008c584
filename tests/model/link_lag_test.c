/* Parallel links that both ends bundle are one. */
#include "tests/model/fixture.h"

#include "probes/model/link_lag.h"
#include "probes/model/peer.h"

/* Devices "d0" … with ports "if1" to "if8" each, of which "if8" may be the bundle. */
static void add_devices(struct network *net, uint32_t n)
{
	char name[16];

	for (uint32_t i = 0; i < n; i++) {
		snprintf(name, sizeof name, "d%u", i);
		add_interfaces(net, add_dev(net, name, NONE), 8);
		for (if_id k = 0; k < 8; k++)
			net->ifs.oper[net->dev[i].if_first + k] = IF_UP;
	}
}

/* Neighbours of a device by LLDP: "1>1:2" is if1 to if2 of d1, a word each. */
static void say(struct network *net, dev_id dev, const char *words)
{
	struct claim said[8];
	uint32_t n = 0;
	char own[8], far[8];

	for (const char *w = words; *w; w += strcspn(w, " "), w += *w == ' ') {
		dev_id peer = (dev_id)(w[2] - '0');
		snprintf(own, sizeof own, "if%c", w[0]);
		snprintf(far, sizeof far, "if%c", w[4]);
		said[n] = claim_by(LINK_LLDP, peer);
		said[n].port = intern(net, own);
		said[n++].far = intern(net, far);
	}
	links_said(net, dev, LINK_FOUND, said, n, T0);
	links_join(net, UINT32_MAX, T0);
}

/* Its ports "123" are of the bundle if8. */
static void bundle(struct network *net, dev_id dev, const char *ports)
{
	struct peer row[8];
	uint32_t n = 0;
	char name[8];

	for (; *ports; ports++) {
		snprintf(name, sizeof name, "if%c", *ports);
		row[n++] = (struct peer){.kind = PEER_LAG,
					 .name = intern(net, name),
					 .group = intern(net, "if8"),
					 .local = (uint32_t)(*ports - '0'),
					 .bundle = 8,
					 .state = PEER_UP,
					 .up_s = NONE,
					 .prefixes = NONE};
	}
	network_set_peers(net, dev, row, n, true, T0);
}

static struct lag only_lag(struct network *net)
{
	struct lag lag, found = {.of = 0};
	unsigned lags = 0;

	for (link_id l = 0; l < links_n(net); l++)
		if (links_is(net, l) && link_lag(net, l, &lag) && lag.first == l) {
			found = lag;
			lags++;
		}
	assert_in_range(lags, 0, 1);
	return found;
}

static if_id port(const struct network *net, dev_id dev, unsigned n)
{
	return net->dev[dev].if_first + n - 1;
}

static void members_of_one_bundle_are_one_link(void **state)
{
	struct network *net = *state;
	struct lag lag;

	add_devices(net, 2);
	say(net, 0, "1>1:2 2>1:3 3>1:4 4>1:5");
	say(net, 1, "2>0:1 3>0:2 4>0:3 5>0:4");
	assert_int_equal(only_lag(net).of, 0); /* nobody told of a bundle */
	bundle(net, 0, "123");
	bundle(net, 1, "234");
	lag = only_lag(net);
	assert_int_equal(lag.of, 3);
	assert_int_equal(lag.up, 3);
	assert_string_equal(network_str(net, lag.name[0]), "if8");
	assert_int_equal(lag.ifs[1], port(net, 1, 8));

	net->ifs.oper[port(net, 1, 3)] = IF_DOWN;
	lag = only_lag(net);
	assert_int_equal(lag.of, 3);
	assert_int_equal(lag.up, 2);
}

/* One of the ports is of a bundle at one end, and alone at the other: misconfigured,
 * and no member. */
static void both_ends_must_have_it_so(void **state)
{
	struct network *net = *state;

	add_devices(net, 2);
	say(net, 0, "1>1:2 2>1:3 3>1:4");
	bundle(net, 0, "123");
	assert_int_equal(only_lag(net).of, 3); /* the other end tells of none at all */
	bundle(net, 1, "23");
	bundle(net, 0, "12");
	assert_int_equal(only_lag(net).of, 2);
}

static void one_bundle_to_two_devices_is_two_links(void **state)
{
	struct network *net = *state;
	struct lag lag;
	unsigned lags = 0;

	add_devices(net, 3);
	say(net, 0, "1>1:1 2>1:2 3>2:1 4>2:2");
	bundle(net, 0, "1234");
	for (link_id l = 0; l < links_n(net); l++)
		if (link_lag(net, l, &lag) && lag.first == l) {
			assert_int_equal(lag.of, 2);
			lags++;
		}
	assert_int_equal(lags, 2);
}

/* A member whose neighbour is not heard any more is one still, and does not work. */
static void a_member_that_vanished_is_missed(void **state)
{
	struct network *net = *state;
	struct lag lag;
	bool first;

	add_devices(net, 2);
	bundle(net, 0, "12");
	bundle(net, 1, "12");
	say(net, 0, "1>1:1 2>1:2");
	say(net, 1, "1>0:1 2>0:2");
	say(net, 0, "2>1:2");
	say(net, 1, "2>0:2");
	lag = only_lag(net);
	assert_int_equal(lag.of, 2);
	assert_int_equal(lag.up, 1);
	assert_true(link_lag_of(net, port(net, 0, 2), &lag, &first));
	assert_true(first); /* of those that are there */

	say(net, 0, "1>1:3 2>1:2"); /* something else is at its port */
	say(net, 1, "3>0:1 2>0:2");
	assert_int_equal(only_lag(net).of, 2 - 1);
}

static void a_neighbour_heard_on_the_bundle_is_no_member(void **state)
{
	struct network *net = *state;

	add_devices(net, 2);
	bundle(net, 0, "12");
	bundle(net, 1, "12");
	say(net, 0, "1>1:1 2>1:2 8>1:8");
	assert_int_equal(only_lag(net).of, 2);
}

static void it_carries_what_the_bundle_does(void **state)
{
	struct network *net = *state;
	struct lag lag;

	add_devices(net, 2);
	bundle(net, 0, "12");
	bundle(net, 1, "12");
	say(net, 0, "1>1:1 2>1:2");
	for (unsigned i = 1; i <= 2; i++) {
		net->ifs.in_bps[port(net, 0, i)] = 1e8F;
		net->ifs.out_bps[port(net, 0, i)] = 2e8F;
	}
	lag = only_lag(net);
	assert_int_equal(lag.speed_bps, 2 * if_speed_bps(&net->ifs, port(net, 0, 1)));
	assert_true(lag.there == if_pct(4e8F, lag.speed_bps));
	net->ifs.in_bps[port(net, 0, 8)] = 3e8F;
	net->ifs.out_bps[port(net, 0, 8)] = 5e8F;
	lag = only_lag(net);
	assert_true(lag.there == if_pct(5e8F, lag.speed_bps));
	assert_true(lag.back == if_pct(3e8F, lag.speed_bps));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(members_of_one_bundle_are_one_link),
		MODEL_TEST(both_ends_must_have_it_so),
		MODEL_TEST(one_bundle_to_two_devices_is_two_links),
		MODEL_TEST(a_member_that_vanished_is_missed),
		MODEL_TEST(a_neighbour_heard_on_the_bundle_is_no_member),
		MODEL_TEST(it_carries_what_the_bundle_does),
	};

	return cmocka_run_group_tests_name("link_lag", tests, NULL, NULL);
}
