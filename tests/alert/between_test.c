/* What devices say of the link between them, and of one that is far behind it: who
 * explains whom, and how many. */
#include "probes/model/link.h"
#include "probes/model/peer.h"
#include "probes/model/ways.h"
#include "tests/alert/fixture.h"

/* The watch is at a; a - b - c - a is a ring, and d hangs on c, over LLDP. Each device
 * has ports to the next and to the one before. */
enum { A, B, C, D };
static const struct {
	dev_id dev[2];
	uint32_t port[2];
} cable[] = {{{A, B}, {0, 1}}, {{B, C}, {0, 1}}, {{C, A}, {0, 1}}, {{C, D}, {2, 0}}};

static str_id name_of(struct world *w, dev_id d, uint32_t port)
{
	return w->net.ifs.name[w->net.dev[d].if_first + port];
}

/* Everybody says whom it hears, but over the cable that is cut. */
static void hear(struct world *w, size_t cut)
{
	for (dev_id d = A; d <= D; d++) {
		struct claim claim[4];
		uint32_t n = 0;

		for (size_t i = 0; i < sizeof cable / sizeof *cable; i++)
			for (int e = 0; e < 2 && i != cut; e++) {
				if (cable[i].dev[e] != d)
					continue;
				claim[n] = claim_by(LINK_LLDP, cable[i].dev[1 - e]);
				claim[n].port = name_of(w, d, cable[i].port[e]);
				claim[n++].far = name_of(w, cable[i].dev[1 - e],
							 cable[i].port[1 - e]);
			}
		links_said(&w->net, d, LINK_BIT(LINK_LLDP), claim, n, w->now);
	}
	ways_all(&w->net, w->now);
}

static void ring(struct world *w)
{
	static const char *const name[] = {"a", "b", "c", "d"};
	const dev_id a = A;

	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_MAJOR,
				    .scope.if_flags = IFF_UPLINK,
				    .text = "%i down%w"});
	world_rule(w, (struct rule){.check = CHECK_OSPF,
				    .severity = SEV_MAJOR,
				    .text = "OSPF %i %r"});
	world_rule(w, (struct rule){.check = CHECK_LATENCY,
				    .severity = SEV_WARNING,
				    .enter = 50,
				    .clear = 40,
				    .text = "RTT %v (>%l)"});
	for (dev_id d = A; d <= D; d++) {
		char address[16];

		world_dev(w, name[d], NONE, NONE);
		snprintf(address, sizeof address, "192.0.2.%u", d);
		w->net.dev[d].address = text_intern_str(&w->net.text, address);
		world_ports(w, d, 3, 0);
		world_up(w, d);
	}
	ways_attach(&w->net, ATTACHED_CONFIGURED, &a, 1);
	hear(w, SIZE_MAX);
}

/* The cable between a and b, as both ends read it, and the neighbours are gone. */
static void cut(struct world *w, enum if_status admin_of_b)
{
	w->now += 30 * SECOND;
	world_oper(w, w->net.dev[A].if_first, IF_DOWN);
	world_oper(w, w->net.dev[B].if_first + 1, IF_DOWN);
	w->net.ifs.admin[w->net.dev[B].if_first + 1] = (uint8_t)admin_of_b;
	hear(w, 0);
	world_poll(w, A);
	world_poll(w, B);
	w->now += SECOND; /* they live both, it is seen */
	world_up(w, A);
	world_up(w, B);
	world_poll(w, A);
}

static void speak(struct world *w, dev_id d, dev_id with, enum peer_state state)
{
	world_peer(w, d,
		   (struct peer){.name = w->net.dev[with].address,
				 .words = text_intern_str(&w->net.text, "gone"),
				 .kind = PEER_OSPF,
				 .state = (uint8_t)state});
}

static const struct alert *port(struct world *w, const char *name, uint32_t nth)
{
	char port[16];

	snprintf(port, sizeof port, "xe-0/0/%u", nth);
	return world_alert(w, name, port, CHECK_IF_DOWN);
}

static const struct alert *peer(struct world *w, const char *name, const char *with)
{
	return world_alert(w, name, with, CHECK_OSPF);
}

static void an_uplink_stays_one_when_its_neighbour_is_not_heard_any_more(void **state)
{
	struct world *w = *state;

	ring(w);
	cut(w, IF_UP);
	assert_string_equal(port(w, "b", 1)->text, "xe-0/0/1 down");
	for (int i = 0; i < 10; i++) {
		w->now += 30 * SECOND;
		ways_all(&w->net, w->now);
		world_poll(w, B);
	}
	assert_non_null(port(w, "b", 1));
	assert_null(port(w, "a", 0)); /* one link, one alert */
}

static void where_the_uplink_was_shut_the_far_end_tells(void **state)
{
	struct world *w = *state;

	ring(w);
	cut(w, IF_DOWN);
	assert_null(port(w, "b", 1));
	assert_string_equal(port(w, "a", 0)->text,
			    "xe-0/0/0 down, shut at b xe-0/0/1");
}

static bool is_asked(const struct world *w, dev_id d)
{
	for (uint32_t i = 0; i < w->alerts.ask_n; i++)
		if (w->alerts.ask[i] == d)
			return true;
	return false;
}

/* A port that goes down asks its far end at once; what that says is told at the near
 * end without another poll of it, before anybody stops hearing his neighbour. */
static void what_the_far_end_says_is_told_at_once(void **state)
{
	struct world *w = *state;
	if_id near, far;

	ring(w);
	near = w->net.dev[A].if_first;
	far = w->net.dev[B].if_first + 1;
	w->now += 30 * SECOND;
	world_poll(w, A);
	world_poll(w, B);
	w->alerts.ask_n = 0;
	w->now += 30 * SECOND;
	network_take_status(&w->net, near, IF_UP, IF_DOWN, 0, w->now);
	world_poll(w, A);
	assert_true(is_asked(w, B));
	assert_false(is_asked(w, C));
	assert_null(port(w, "a", 0)); /* none of its uplinks */
	w->now += SECOND / 10;
	network_take_status(&w->net, far, IF_DOWN, IF_DOWN, 0, w->now);
	ways_all(&w->net, w->now);
	world_up(w, B);
	assert_string_equal(port(w, "a", 0)->text,
			    "xe-0/0/0 down, shut at b xe-0/0/1");
	assert_null(port(w, "b", 1));
}

/* Routing speaks over the cable for a while, and then does not: it is the uplink that
 * was lost all the same. */
static void an_uplink_outlives_whoever_spoke_over_it(void **state)
{
	struct world *w = *state;

	ring(w);
	speak(w, A, B, PEER_UP);
	speak(w, B, A, PEER_UP);
	ways_all(&w->net, w->now);
	cut(w, IF_UP);
	ways_all(&w->net, w->now);
	world_poll(w, B);
	assert_non_null(port(w, "b", 1));
	network_set_peers(&w->net, A, NULL, 0, true, w->now);
	network_set_peers(&w->net, B, NULL, 0, true, w->now);
	w->now += 30 * SECOND;
	ways_all(&w->net, w->now);
	world_poll(w, B);
	assert_non_null(port(w, "b", 1));
}

static void a_routing_peer_over_a_cut_link_is_explained_by_the_port(void **state)
{
	struct world *w = *state;

	ring(w);
	speak(w, A, B, PEER_UP);
	speak(w, B, A, PEER_UP);
	cut(w, IF_UP);
	speak(w, A, B, PEER_DOWN);
	speak(w, B, A, PEER_DOWN);
	assert_string_equal(peer(w, "a", "192.0.2.1")->suppressed_by, "b xe-0/0/1");
	assert_string_equal(peer(w, "b", "192.0.2.0")->suppressed_by, "b xe-0/0/1");
	assert_int_equal(port(w, "b", 1)->hides, 2);
	assert_int_equal(port(w, "b", 1)->suppressed, false);

	speak(w, A, B, PEER_UP);
	assert_null(peer(w, "a", "192.0.2.1"));
	assert_int_equal(port(w, "b", 1)->hides, 1);
	w->now += 30 * SECOND;
	world_oper(w, w->net.dev[B].if_first + 1, IF_UP);
	world_poll(w, B);
	assert_null(port(w, "b", 1));
	for (int i = 0; i < 3; i++) {
		w->now += 30 * SECOND;
		world_poll(w, B);
	}
	assert_true(peer(w, "b", "192.0.2.0")->suppressed); /* its peers are old news */
	speak(w, B, A, PEER_DOWN);
	assert_false(peer(w, "b", "192.0.2.0")->suppressed);
}

static void a_peer_over_a_link_that_is_up_speaks_for_itself(void **state)
{
	struct world *w = *state;

	ring(w);
	speak(w, C, D, PEER_UP);
	cut(w, IF_UP);
	speak(w, C, D, PEER_DOWN);
	assert_false(peer(w, "c", "192.0.2.3")->suppressed);
}

static void slow(struct world *w, dev_id d, float ms)
{
	w->net.dev[d].reach.rtt_ms = ms;
	world_poll(w, d);
}

static void what_is_slow_on_the_way_is_told_where_it_begins(void **state)
{
	struct world *w = *state;
	const struct alert *a;

	ring(w);
	w->now += 30 * SECOND;
	slow(w, D, 90);
	a = world_alert(w, "d", "", CHECK_LATENCY);
	assert_false(a->suppressed);
	slow(w, C, 80);
	slow(w, B, 80); /* not on every way to d */
	w->now += 30 * SECOND;
	slow(w, D, 90);
	assert_string_equal(a->suppressed_by, "c");
	assert_int_equal(world_alert(w, "c", "", CHECK_LATENCY)->hides, 1);
	assert_false(world_alert(w, "b", "", CHECK_LATENCY)->suppressed);
	w->now += 30 * SECOND;
	slow(w, C, 1);
	assert_null(world_alert(w, "c", "", CHECK_LATENCY));
	slow(w, D, 90);
	w->now += 30 * SECOND;
	slow(w, D, 90);
	assert_false(a->suppressed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(
			an_uplink_stays_one_when_its_neighbour_is_not_heard_any_more),
		WORLD_TEST(where_the_uplink_was_shut_the_far_end_tells),
		WORLD_TEST(what_the_far_end_says_is_told_at_once),
		WORLD_TEST(an_uplink_outlives_whoever_spoke_over_it),
		WORLD_TEST(a_routing_peer_over_a_cut_link_is_explained_by_the_port),
		WORLD_TEST(a_peer_over_a_link_that_is_up_speaks_for_itself),
		WORLD_TEST(what_is_slow_on_the_way_is_told_where_it_begins),
	};

	return cmocka_run_group_tests_name("between", tests, NULL, NULL);
}
