/* What the watch is next to, by word, gateway and segment. */
#include "tests/model/fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "probes/model/ways.h"
#include "probes/wire/attach.h"

struct place {
	struct network *net;
	struct sockaddr_storage address[8];
	struct vantage vantage;
	struct attach_segment segment[2];
	uint32_t segments;
	unsigned asked; /* for addresses */
};
static struct place place;

static void set_address(struct sockaddr_storage *out, const char *text)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		memcpy(out, &v4, sizeof v4);
	else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
		memcpy(out, &v6, sizeof v6);
	else
		fail();
}

static const struct sockaddr_storage *address_of(void *ctx, uint32_t dev)
{
	(void)ctx;
	place.asked++;
	return place.address[dev].ss_family ? &place.address[dev] : NULL;
}

static int setup(void **state)
{
	int bad = model_setup(state);

	place = (struct place){.net = *state};
	return bad;
}

static void gateway_is(const char *address)
{
	snprintf(place.vantage.gateway, sizeof place.vantage.gateway, "%s", address);
}

static dev_id add(const char *name, const char *address, enum role role)
{
	dev_id dev = add_dev(place.net, name, NONE);

	place.net->dev[dev].role = (uint8_t)role;
	if (address)
		set_address(&place.address[dev], address);
	add_interfaces(place.net, dev, 2);
	return dev;
}

static void add_segment(const char *address, uint8_t prefix)
{
	struct attach_segment *s = &place.segment[place.segments++];

	set_address(&s->address, address);
	s->prefix = prefix;
}

static void join(dev_id a, dev_id b)
{
	struct claim c = claim_by(LINK_LLDP, b);

	c.port = intern(place.net, "if1");
	links_said(place.net, a, LINK_BIT(LINK_LLDP), &c, 1, T0);
	ways_all(place.net, T0);
}

/* The first device that the watch was found to be next to; NONE. */
static dev_id next_to(enum attached how)
{
	const struct graph *g;

	attach_find(place.net, &place.vantage, place.segment, place.segments,
		    address_of, NULL);
	ways_all(place.net, T0);
	assert_int_equal(ways_attached(place.net), how);
	g = ways_graph(place.net);
	return how ? g->half[g->first[g->root]].to : NONE;
}

static void what_is_configured_is_believed(void **state)
{
	dev_id a = add("a", "192.0.2.1", ROLE_ACCESS);

	(void)state;
	add("b", "192.0.2.2", ROLE_ACCESS);
	place.net->dev[a].attached = true;
	gateway_is("192.0.2.2");
	assert_int_equal(next_to(ATTACHED_CONFIGURED), a);
}

static void the_gateway_is_found_by_its_address(void **state)
{
	dev_id b;

	(void)state;
	add("a", "192.0.2.1", ROLE_CORE);
	b = add("b", "2001:db8::1", ROLE_ACCESS);
	add("unresolved", NULL, ROLE_CORE);
	gateway_is("2001:db8::1");
	assert_int_equal(next_to(ATTACHED_GATEWAY), b);
}

static void the_gateway_is_found_by_its_mac(void **state)
{
	static const uint8_t mac[6] = {0, 0, 0x5e, 0, 0x53, 1};
	dev_id a = add("a", "198.51.100.1", ROLE_ACCESS);
	dev_id b = add("b", "198.51.100.2", ROLE_ACCESS);

	(void)state;
	gateway_is("192.0.2.1"); /* not what it is polled by */
	memcpy(place.vantage.gateway_mac, mac, sizeof mac);
	memcpy(place.net->ifs.mac[place.net->dev[b].if_first], mac, sizeof mac);
	memcpy(place.net->ifs.mac[place.net->dev[b].if_first + 1], mac, sizeof mac);
	assert_int_equal(next_to(ATTACHED_GATEWAY), b);
	memcpy(place.net->ifs.mac[place.net->dev[a].if_first], mac, sizeof mac);
	assert_int_equal(next_to(ATTACHED_UNKNOWN), NONE); /* two of them have it */
}

static void of_a_segment_the_most_central_is_taken(void **state)
{
	dev_id acc = add("acc", "10.1.0.2", ROLE_ACCESS);
	dev_id core = add("core", "10.1.1.3", ROLE_CORE);
	dev_id far = add("far", "10.2.0.1", ROLE_CORE);

	(void)state;
	add("lone", "10.1.0.9", ROLE_CORE); /* has no links: it tells of nothing */
	join(acc, core);
	join(far, core);
	assert_int_equal(next_to(ATTACHED_UNKNOWN), NONE);
	add_segment("2001:db8::2", 64);
	add_segment("10.1.3.200", 22);
	assert_int_equal(next_to(ATTACHED_SEGMENT), core);
}

static void a_prefix_is_compared_to_its_last_bit(void **state)
{
	dev_id a = add("a", "10.0.0.127", ROLE_CORE),
	       b = add("b", "10.0.0.128", ROLE_CORE);

	(void)state;
	join(a, b);
	add_segment("10.0.0.200", 25);
	assert_int_equal(next_to(ATTACHED_SEGMENT), b);
	place.segment[0].prefix = 32;
	assert_int_equal(next_to(ATTACHED_UNKNOWN), NONE);
	set_address(&place.segment[0].address, "10.0.0.127");
	assert_int_equal(next_to(ATTACHED_SEGMENT), a);
}

/* The watch has other things to do than to look at a hundred thousand devices. */
static void a_look_around_is_made_in_slices(void **state)
{
	struct attach a = {0};
	unsigned steps = 0;
	dev_id last;

	(void)state;
	for (unsigned i = 0; i < 6; i++)
		add("other", "198.51.100.7", ROLE_ACCESS);
	last = add("gateway", "192.0.2.1", ROLE_ACCESS);
	gateway_is("192.0.2.1");
	attach_begin(&a, &place.vantage, NULL, 0);
	do {
		place.asked = 0;
		steps++;
		assert_int_equal(ways_attached(place.net), ATTACHED_UNKNOWN);
		attach_step(&a, place.net, address_of, NULL, 2);
		assert_in_range(place.asked, 0, 2);
	} while (a.looks);
	assert_in_range(steps, 7, 8); /* seven devices, twice */
	assert_int_equal(ways_attached(place.net), ATTACHED_GATEWAY);
	assert_int_equal(next_to(ATTACHED_GATEWAY), last);
	attach_begin(&a, &place.vantage, NULL, 0);
	attach_step(&a, place.net, address_of, NULL, 2);
	attach_end(&a); /* before it came to its end */
	assert_false(attach_step(&a, place.net, address_of, NULL, 2));
}

static void the_segments_of_a_port_are_the_kernels(void **state)
{
	struct attach_segment out[ATTACH_SEGMENTS];
	uint32_t n = attach_segments("lo", out);

	(void)state;
	assert_true(n > 0);
	assert_int_equal(out[0].address.ss_family, AF_INET);
	assert_int_equal(out[0].prefix, 8);
	assert_int_equal(attach_segments("no-such-port", out), 0);
	assert_int_equal(attach_segments("", out), 0);
}

#define ATTACH_TEST(f) cmocka_unit_test_setup_teardown(f, setup, model_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		ATTACH_TEST(what_is_configured_is_believed),
		ATTACH_TEST(the_gateway_is_found_by_its_address),
		ATTACH_TEST(the_gateway_is_found_by_its_mac),
		ATTACH_TEST(of_a_segment_the_most_central_is_taken),
		ATTACH_TEST(a_prefix_is_compared_to_its_last_bit),
		ATTACH_TEST(a_look_around_is_made_in_slices),
		ATTACH_TEST(the_segments_of_a_port_are_the_kernels),
	};

	return cmocka_run_group_tests_name("attach", tests, NULL, NULL);
}
