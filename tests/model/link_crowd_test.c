/* Neighbours by the thousand, and tables that lie: bounded, and every turn is short. */
#include "tests/model/fixture.h"

#include "probes/model/link_private.h"
#include "probes/model/path.h"
#include "probes/model/ways.h"

#define LIARS 60

static void add_devices(struct network *net, uint32_t n)
{
	char name[16];

	for (uint32_t i = 0; i < n; i++) {
		snprintf(name, sizeof name, "d%u", i);
		add_interfaces(net, add_dev(net, name, NONE), 8);
	}
}

static struct claim neighbour(struct network *net, enum link_source source, dev_id peer,
			      const char *word)
{
	struct claim c = claim_by(source, peer);

	c.port = intern(net, "if1");
	*(peer == NONE ? &c.name : &c.far) = intern(net, word);
	return c;
}

/* Everything in turns of one device; the most that one of them cost. */
static uint64_t costliest(struct network *net, int64_t now_ms)
{
	uint64_t most = 0, before;
	bool more = true;

	for (int turns = 0; more; turns++) {
		before = net->links->compared;
		more = links_join(net, 1, now_ms);
		before = net->links->compared - before;
		most = before > most ? before : most;
		assert_true(turns < 20000);
	}
	return most;
}

/* Claims of so many neighbours, all on one port: strangers called PREFIXn, of the one
 * device `peer` different ports, or each another device. */
enum hub { OF_STRANGERS, OF_PORTS, OF_DEVICES };

static void is_hub(struct network *net, enum hub hub, const char *prefix, uint32_t n,
		   int64_t now_ms)
{
	static struct claim c[CLAIMS_MAX];
	char name[32];

	for (uint32_t i = 0; i < n; i++) {
		snprintf(name, sizeof name, "%s%u", prefix, i);
		c[i] = neighbour(net, LINK_LLDP,
				 hub == OF_STRANGERS ? NONE
				 : hub == OF_PORTS   ? 1
						     : i + 1,
				 name);
	}
	links_said(net, 0, LINK_FOUND, c, n, now_ms);
}

/* Whatever a device tells, a turn looks at no more than a few times what it may. */
static void no_turn_is_long(void **state)
{
	static const struct {
		enum hub hub;
		const char *prefix;
		uint32_t links;
	} steps[] = {
		{OF_STRANGERS, "a", 1000}, /* and others instead, of which … */
		{OF_STRANGERS, "b", 1512}, /* … those that went are remembered, … */
		{OF_STRANGERS, "c", 1512}, /* … the last 512 */
		{OF_PORTS, "p", 64}, /* none, if one of ours is there instead */
		{OF_DEVICES, "q", 1000 + 32},
		{OF_PORTS, "r", 64 + 32 + 999},
	};
	struct network *net = *state;
	uint32_t rows;

	add_devices(net, 1001);
	for (uint32_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		is_hub(net, steps[i].hub, steps[i].prefix, 1000, T0 + i * 60000);
		assert_in_range(costliest(net, T0 + i * 60000), 0,
				1000 * (PARALLEL_MAX + 16));
		rows = 0;
		for (link_id l = 0; l < links_n(net); l++)
			rows += links_is(net, l);
		assert_int_equal(rows, steps[i].links);
	}
	assert_int_equal(links_dropped(net), 1000 - PARALLEL_MAX);
}

static uint32_t news(struct network *net)
{
	struct link_news all[64];
	uint32_t n, sum = 0;

	while ((n = links_news(net, all, 64)))
		sum += n;
	return sum;
}

/* What is found and lost is told, but not for ever of one that tells of others each
 * time; what else happens is. */
static void one_that_tells_of_others_each_time_is_told_of_seldom(void **state)
{
	struct network *net = *state;
	struct claim c;
	char prefix[16];
	uint32_t sum = 0;

	add_devices(net, 3);
	for (uint32_t i = 0; i < 20; i++) {
		snprintf(prefix, sizeof prefix, "%c-", 'a' + (char)i);
		is_hub(net, OF_STRANGERS, prefix, 1000, T0 + i * 300000);
		links_settle(net, T0 + i * 300000);
		sum += news(net);
		assert_true(i || sum == 1000);
	}
	assert_in_range(sum, 2 * CLAIMS_MAX, 2 * CLAIMS_MAX + 20 * 5);
	c = neighbour(net, LINK_LLDP, 2, "if1");
	links_said(net, 1, LINK_FOUND, &c, 1, T0);
	links_settle(net, T0);
	assert_int_equal(news(net), 1);
}

/* Two protocols tell of the same ones, each in words of its own. */
static void strangers_of_a_crowd_are_told_of_once(void **state)
{
	static struct claim c[1000];
	struct network *net = *state;
	char name[32];

	add_devices(net, 1);
	for (uint32_t i = 0; i < 500; i++) {
		snprintf(name, sizeof name, "phone-%u", i);
		c[i] = neighbour(net, LINK_LLDP, NONE, name);
		c[i].far = intern(net, "port 1");
		c[i].far_vague = true;
		snprintf(name, sizeof name, "PHONE-%u.example.net", i);
		c[500 + i] = neighbour(net, LINK_CDP, NONE, name);
	}
	links_said(net, 0, LINK_FOUND, c, 1000, T0);
	links_settle(net, T0);
	assert_int_equal(links_n(net), 500);
	for (link_id l = 0; l < 500; l++)
		assert_int_equal(link_at(net, l)->sources,
				 LINK_BIT(LINK_LLDP) | LINK_BIT(LINK_CDP));
}

/* Everybody says that everybody, itself too, is on its only port, and two of them that
 * they hang on each other: the ways end, and so does what is made of them. */
static void a_network_of_liars_is_worked_out(void **state)
{
	struct network *net = *state;
	static struct claim c[LIARS];
	struct hop hop[PATH_HOPS];
	bool broken;

	add_devices(net, LIARS);
	for (dev_id d = 0; d < LIARS; d++) {
		for (dev_id far = 0; far < LIARS; far++)
			c[far] = neighbour(net, LINK_LLDP, far, "if1");
		links_said(net, d, LINK_FOUND, c, LIARS, T0);
		net->dev[d].parent[0] = (d + 1) % LIARS;
		net->dev[d].parent_n = 1;
		links_by_hand(net, d);
	}
	assert_in_range(costliest(net, T0), 0, 1000 * (PARALLEL_MAX + 16));
	assert_int_equal(links_n(net), LIARS * (LIARS - 1) / 2);
	assert_int_equal(links_dropped(net), LIARS); /* itself */
	ways_all(net, T0);
	assert_true(path_find(net, 0, LIARS - 1, hop, &broken) <= PATH_HOPS);
	assert_true(path_find(net, NONE, LIARS - 1, hop, &broken) <= PATH_HOPS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODEL_TEST(no_turn_is_long),
		MODEL_TEST(a_network_of_liars_is_worked_out),
		MODEL_TEST(one_that_tells_of_others_each_time_is_told_of_seldom),
		MODEL_TEST(strangers_of_a_crowd_are_told_of_once),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
