/* Who shares a network with whom, and the ways that lead through it. */
#include "tests/model/fixture.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "probes/model/link.h"
#include "probes/model/path.h"
#include "probes/model/segment.h"
#include "tests/model/compact.h"

/* "192.0.2.1/24 2001:db8::1/64": its addresses, on ifIndex 1 and on. */
static void has(struct network *net, dev_id dev, const char *words)
{
	struct subnet s[8];
	uint32_t n = 0;
	char text[64];

	for (const char *w = words; *w; w += strcspn(w, " "), w += *w == ' ') {
		size_t len = strcspn(w, "/");
		snprintf(text, sizeof text, "%.*s", (int)len, w);
		s[n] = (struct subnet){.index = n + 1,
				       .n = strchr(text, ':') ? 16 : 4,
				       .bits = (uint8_t)strtoul(w + len + 1, NULL, 10)};
		inet_pton(s[n].n == 4 ? AF_INET : AF_INET6, text, s[n].at);
		n++;
	}
	network_set_subnets(net, dev, s, n);
}

static void linked(struct network *net, dev_id a, dev_id b)
{
	struct claim c = claim_by(LINK_LLDP, b);

	c.port = intern(net, "if1");
	links_said(net, a, LINK_BIT(LINK_LLDP), &c, 1, T0);
}

static const char *between(const struct network *net, dev_id a, dev_id b)
{
	segment_id s = segment_between(net, a, b);

	return s == NONE ? "" : network_str(net, segment_at(net, s)->name);
}

static void networks_are_shared_by_address_and_mask(void **state)
{
	static const struct {
		const char *a, *b, *shared;
	} cases[] = {
		{"192.0.2.1/24", "192.0.2.200/24", "192.0.2.0/24"},
		{"192.0.2.1/25", "192.0.2.200/25", ""},
		{"192.0.2.1/24", "192.0.2.200/25", ""}, /* one of them is wrong */
		{"10.0.0.1/8 192.0.2.1/24", "192.0.2.2/24", "192.0.2.0/24"},
		{"192.0.2.0/31", "192.0.2.1/31", ""}, /* of two alone: a line */
		{"192.0.2.1/32", "192.0.2.1/32", ""},
		{"127.0.0.1/8", "127.0.0.1/8", ""},
		{"169.254.1.1/16", "169.254.1.2/16", ""},
		{"fe80::1/64", "fe80::2/64", ""},
		{"2001:db8::1/64", "2001:db8::2:1/64", "2001:db8::/64"},
		{"::1/128", "::1/128", ""},
		{"0.0.0.0/0", "0.0.0.0/0", ""},
	};
	struct network *net = *state;

	for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char name[16];
		snprintf(name, sizeof name, "a%u", i);
		dev_id a = add_dev(net, name, NONE);
		name[0] = 'b';
		dev_id b = add_dev(net, name, NONE);
		has(net, a, cases[i].a);
		has(net, b, cases[i].b);
		assert_string_equal(between(net, a, b), cases[i].shared);
		has(net, b, "");
		assert_string_equal(between(net, a, b), "");
		has(net, a, "");
	}
}

static void only_changes_count(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE), b = add_dev(net, "b", NONE);
	uint64_t before;
	char junk[32];

	has(net, a, "192.0.2.1/24 10.0.0.1/24");
	has(net, b, "192.0.2.2/24 192.0.2.3/24"); /* there once */
	assert_int_equal(segment_at(net, segment_between(net, a, b))->n, 2);
	before = segments_generation(net);
	has(net, a, "10.0.0.1/24 192.0.2.9/24");
	assert_int_equal(segments_generation(net), before);
	has(net, a, "10.0.0.1/24");
	assert_int_equal(segments_generation(net), before + 1);
	for (int i = 0; i < 20000; i++) {
		snprintf(junk, sizeof junk, "nobody wants this %d", i);
		text_intern_str(&net->text, junk);
	}
	assert_true(compact(net));
	assert_string_equal(network_str(net, segment_at(net, 0)->name), "192.0.2.0/24");
}

/* "w > a > 192.0.2.0/24 > b": the way to a device. */
static const char *way(struct network *net, dev_id to)
{
	static char text[256];
	struct hop hop[PATH_HOPS];
	bool broken;
	uint32_t n;
	size_t len = 0;

	ways_all(net, T0);
	n = path_find(net, NONE, to, hop, &broken);
	text[0] = 0;
	for (uint32_t i = 1; i < n; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%s%s",
					i > 1 ? " > " : "",
					network_str(net, hop[i].dev != NONE
								 ? net->dev[hop[i].dev].name
								 : hop[i].name));
	return text;
}

static void routers_on_one_network_are_joined_through_it(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE), b = add_dev(net, "b", NONE);
	dev_id c = add_dev(net, "c", NONE), leaf = add_dev(net, "leaf", NONE);

	ways_attach(net, ATTACHED_CONFIGURED, &a, 1);
	linked(net, c, leaf);
	assert_string_equal(way(net, leaf), "");
	has(net, a, "192.0.2.1/24");
	has(net, b, "192.0.2.2/24");
	has(net, c, "192.0.2.3/24");
	assert_string_equal(way(net, b), "a > 192.0.2.0/24 > b");
	assert_string_equal(way(net, leaf), "a > 192.0.2.0/24 > c > leaf");
	assert_true(ways_hang(net, leaf, c));
	assert_true(ways_hang(net, leaf, a));
	assert_false(ways_hang(net, leaf, b)); /* no mesh, and no chain */
	has(net, c, "");
	assert_string_equal(way(net, leaf), "");
}

/* Nobody knows where the watch is: it may be on that network itself. */
static void nobody_hangs_on_another_of_a_network_that_may_be_ours(void **state)
{
	struct network *net = *state;
	dev_id core = add_dev(net, "core", NONE), b = add_dev(net, "b", NONE);

	net->dev[core].role = ROLE_CORE;
	has(net, core, "192.0.2.1/24");
	has(net, b, "192.0.2.2/24");
	assert_string_equal(way(net, b), "");
	ways_attach(net, ATTACHED_CONFIGURED, &core, 1);
	assert_string_equal(way(net, b), "core > 192.0.2.0/24 > b");
}

/* A management network is no second way between switches that are joined as we know. */
static void what_is_joined_already_is_not_joined_by_addresses(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE), b = add_dev(net, "b", NONE);
	dev_id c = add_dev(net, "c", NONE);

	ways_attach(net, ATTACHED_CONFIGURED, &a, 1);
	linked(net, a, b);
	linked(net, b, c);
	has(net, a, "192.0.2.1/24");
	has(net, b, "192.0.2.2/24");
	has(net, c, "192.0.2.3/24");
	assert_string_equal(way(net, c), "a > b > c");
	assert_true(ways_hang(net, c, b));
}

static void an_address_is_one_step_away_over_the_port_of_its_network(void **state)
{
	static const struct {
		const char *address;
		uint32_t port;
	} cases[] = {
		{"192.0.2.2", 1},	{"192.0.2.130", 2}, /* the longer mask */
		{"198.51.100.1", 3},	{"2001:db8::7", 4}, {"192.0.3.1", 0},
		{"198.51.100.0", 0}, /* itself */
		{"2001:db8:0:1::7", 0}, {"10 (192.0.2.2)", 0}, {"", 0},
	};
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE), b = add_dev(net, "b", NONE);

	has(net, a, "192.0.2.1/24 192.0.2.129/25 198.51.100.0/31 2001:db8::1/64");
	for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(subnet_port(net, a, cases[i].address), cases[i].port);
	assert_int_equal(subnet_port(net, b, "192.0.2.2"), 0);
	has(net, a, "192.0.2.129/25");
	assert_int_equal(subnet_port(net, a, "192.0.2.2"), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(networks_are_shared_by_address_and_mask),
		MODEL_TEST(only_changes_count),
		MODEL_TEST(routers_on_one_network_are_joined_through_it),
		MODEL_TEST(nobody_hangs_on_another_of_a_network_that_may_be_ours),
		MODEL_TEST(what_is_joined_already_is_not_joined_by_addresses),
		MODEL_TEST(an_address_is_one_step_away_over_the_port_of_its_network),
	};

	return cmocka_run_group_tests_name("segment", tests, NULL, NULL);
}
