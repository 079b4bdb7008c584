/* Ways that probes of our own found: whose hops they are, and what is said of them. */
#include "tests/model/fixture.h"

#include "probes/model/link.h"
#include "probes/model/trail.h"

static struct trail trail_to(dev_id dev, enum trail_end end, const char *const *hop)
{
	struct trail t = {.dev = dev, .end = (uint8_t)end, .at_ms = T0};

	for (; *hop; hop++) {
		t.hop[t.n] = (struct trail_hop){.dev = NONE, .rtt_ms = 1};
		snprintf(t.hop[t.n++].address, TRAIL_ADDRESS, "%s", *hop);
	}
	return t;
}
#define TRAIL(dev, end, ...)                                                           \
	trail_to(dev, end, (const char *const[]){__VA_ARGS__, NULL})

static dev_id add(struct network *net, const char *name, const char *address)
{
	dev_id id = add_dev(net, name, NONE);

	net->dev[id].address = intern(net, address);
	return id;
}

static void hops_are_ours_by_any_address(void **state)
{
	struct network *net = *state;
	dev_id edge = add(net, "edge", "192.0.2.1"), far = add(net, "far", "192.0.2.9");
	str_id other = intern(net, "198.51.100.1");
	struct link_self self = {.address = &other, .address_n = 1};
	struct trail t = TRAIL(far, TRAIL_REACHED, "10.0.0.1", "198.51.100.1", "",
			       "192.0.2.1", "203.0.113.7");
	const struct trail *is;

	links_with_address(net, "198.51.100.1"); /* somebody asks for addresses */
	links_self(net, edge, &self);
	links_settle(net, T0);
	assert_null(network_trail(net, far));
	network_take_trail(net, &t);
	is = network_trail(net, far);
	assert_int_equal(is->hop[0].dev, NONE);
	assert_int_equal(is->hop[1].dev, edge);
	assert_int_equal(is->hop[2].dev, NONE);
	assert_int_equal(is->hop[3].dev, edge);
	assert_int_equal(is->hop[4].dev, far); /* it answered by another address */
}

static void how_far_it_goes_is_told_in_words(void **state)
{
	static const struct {
		enum trail_end end;
		const char *hop[3], *words;
	} cases[] = {
		{TRAIL_REACHED, {"10.0.0.1", "192.0.2.9"},
		 "our own probes reach it after 2 hops"},
		{TRAIL_SILENT, {"10.0.0.1", "192.0.2.1"},
		 "our own probes get to edge (192.0.2.1), hop 2; nobody answers behind it"},
		{TRAIL_REFUSED, {"10.0.0.1"},
		 "our own probes get to 10.0.0.1, hop 1, which has no way on"},
		{TRAIL_LOOPED, {"10.0.0.1"},
		 "our own probes get to 10.0.0.1, hop 1; behind it they go in circles"},
		{TRAIL_SILENT, {NULL}, "our own probes meet nobody on the way"},
	};
	struct network *net = *state;
	char words[TRAIL_WORDS];
	dev_id far;

	add(net, "edge", "192.0.2.1");
	far = add(net, "far", "192.0.2.9");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct trail t = trail_to(far, cases[i].end, cases[i].hop);
		network_take_trail(net, &t);
		assert_string_equal(trail_words(words, net, network_trail(net, far)),
				    cases[i].words);
	}
}

static void most_trails_tell_where_the_network_begins(void **state)
{
	struct network *net = *state;
	dev_id a = add(net, "a", "192.0.2.1"), b = add(net, "b", "192.0.2.2");
	struct trail t;

	assert_int_equal(network_trail_entrance(net), NONE);
	t = TRAIL(add(net, "x", "192.0.2.3"), TRAIL_SILENT, "10.0.0.1", "192.0.2.2");
	network_take_trail(net, &t);
	assert_int_equal(network_trail_entrance(net), b);
	t = TRAIL(add(net, "y", "192.0.2.4"), TRAIL_REACHED, "192.0.2.1", "192.0.2.4");
	network_take_trail(net, &t);
	t = TRAIL(add(net, "z", "192.0.2.5"), TRAIL_SILENT, "", "192.0.2.1", "10.0.0.9");
	network_take_trail(net, &t);
	assert_int_equal(network_trail_entrance(net), a);
}

/* The oldest make room. */
static void they_are_bounded(void **state)
{
	struct network *net = *state;
	char name[16];

	for (uint32_t i = 0; i <= TRAILS_MAX; i++) {
		struct trail t = {.at_ms = T0};
		snprintf(name, sizeof name, "d%u", i);
		t.dev = add_dev(net, name, NONE);
		network_take_trail(net, &t);
	}
	assert_null(network_trail(net, 0));
	assert_non_null(network_trail(net, 1));
	assert_non_null(network_trail(net, TRAILS_MAX));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(hops_are_ours_by_any_address),
		MODEL_TEST(how_far_it_goes_is_told_in_words),
		MODEL_TEST(most_trails_tell_where_the_network_begins),
		MODEL_TEST(they_are_bounded),
	};

	return cmocka_run_group_tests_name("trail", tests, NULL, NULL);
}
