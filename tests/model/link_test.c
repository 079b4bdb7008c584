/* Links joined from what both ends say. */
#include "tests/model/fixture.h"

#include <stdlib.h>

#include "probes/model/link.h"
#include "probes/model/peer.h"
#include "probes/model/topology.h"
#include "tests/model/compact.h"

/* Devices "d0" … with ports "if1" to "if8" each. */
static void add_devices(struct network *net, uint32_t n)
{
	char name[16];

	for (uint32_t i = 0; i < n; i++) {
		snprintf(name, sizeof name, "d%u", i);
		add_interfaces(net, add_dev(net, name, NONE), 8);
	}
}

static struct claim says(struct network *net, enum link_source source, const char *port,
			 dev_id peer, const char *far)
{
	struct claim c = claim_by(source, peer);

	c.port = port ? intern(net, port) : 0;
	c.far = far ? intern(net, far) : 0;
	return c;
}

static struct claim stranger(struct network *net, enum link_source source,
			     const char *port, const char *name)
{
	struct claim c = says(net, source, port, NONE, NULL);

	c.name = intern(net, name);
	return c;
}

static void say(struct network *net, dev_id dev, const struct claim *said, uint32_t n)
{
	links_said(net, dev, LINK_FOUND, said, n, T0);
}

static void say_one(struct network *net, dev_id dev, enum link_source source,
		    const char *port, dev_id peer, const char *far)
{
	struct claim c = says(net, source, port, peer, far);

	links_said(net, dev, LINK_BIT(source), &c, 1, T0);
}

static void join_at(struct network *net, int64_t at_ms)
{
	assert_false(links_join(net, UINT32_MAX, at_ms));
}

/* The links that there are now, as text: "d0 if1 - d1 if2 lldp,cdp/lldp" a line,
 * sorted; a stranger in brackets, ~ before what has vanished. */
static size_t put_sources(char *out, size_t cap, unsigned told)
{
	size_t n = 0;

	for (unsigned s = 0; s < LINK_SOURCES; s++)
		if (told & LINK_BIT(s))
			n += (size_t)snprintf(out + n, cap - n, "%s%s", n ? "," : "",
					      link_source_name((enum link_source)s));
	return n;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static const char *drawn(struct network *net)
{
	static char line[512][160], all[512 * 160];
	size_t n = 0, len = 0;

	for (link_id l = 0; l < links_n(net) && n < 512; l++) {
		const struct link *k = link_at(net, l);
		size_t at;

		if (!links_is(net, l))
			continue;
		at = (size_t)snprintf(line[n], sizeof *line, "%s%s %s - ",
				      k->vanished ? "~" : "",
				      network_str(net, net->dev[k->end[0].dev].name),
				      network_str(net, k->end[0].port));
		if (k->end[1].dev == NONE)
			at += (size_t)snprintf(line[n] + at, sizeof *line - at, "[%s]",
					       network_str(net, k->end[1].name));
		else
			at += (size_t)snprintf(
				line[n] + at, sizeof *line - at, "%s",
				network_str(net, net->dev[k->end[1].dev].name));
		at += (size_t)snprintf(line[n] + at, sizeof *line - at, " %s ",
				       network_str(net, k->end[1].port));
		at += put_sources(line[n] + at, sizeof *line - at, k->end[0].told);
		at += (size_t)snprintf(line[n] + at, sizeof *line - at, "/");
		put_sources(line[n] + at, sizeof *line - at, k->end[1].told);
		n++;
	}
	qsort(line, n, sizeof *line, by_text);
	all[0] = 0;
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(all + len, sizeof all - len, "%s%s",
					i ? "\n" : "", line[i]);
	return all;
}

static void both_ends_are_one_link(void **state)
{
	struct network *net = *state;

	add_devices(net, 2);
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 lldp/");
	say_one(net, 1, LINK_LLDP, "if2", 0, "if1");
	say_one(net, 1, LINK_CDP, "if2", 0, "if1");
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 lldp/lldp,cdp");
}

static void ends_that_know_only_their_own_port_meet(void **state)
{
	struct network *net = *state;

	add_devices(net, 2);
	say_one(net, 1, LINK_LLDP, "if2", 0, NULL);
	say_one(net, 0, LINK_CDP, "if1", 1, NULL);
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 cdp/lldp");
}

static void parallel_links_stay_parallel(void **state)
{
	struct network *net = *state;
	struct claim near[2], far[2];

	add_devices(net, 2);
	near[0] = says(net, LINK_LLDP, "if1", 1, "if8");
	near[1] = says(net, LINK_LLDP, "if2", 1, "if7");
	far[0] = says(net, LINK_LLDP, "if7", 0, NULL);
	far[1] = says(net, LINK_LLDP, "if8", 0, NULL);
	say(net, 0, near, 2);
	say(net, 1, far, 2);
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1 if8 lldp/lldp\n"
					"d0 if2 - d1 if7 lldp/lldp");
}

static void the_order_of_reading_decides_nothing(void **state)
{
	struct network *net = *state;
	struct claim near[2], far[2];

	add_devices(net, 2);
	near[0] = says(net, LINK_LLDP, "if2", 1, NULL);
	near[1] = says(net, LINK_LLDP, "if1", 1, NULL);
	far[0] = says(net, LINK_LLDP, "if7", 0, "if2");
	far[1] = says(net, LINK_LLDP, "if8", 0, "if1");
	say(net, 0, near, 2);
	join_at(net, T0);
	say(net, 1, far, 2);
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1 if8 lldp/lldp\n"
					"d0 if2 - d1 if7 lldp/lldp");
}

static void weak_sources_make_no_second_link(void **state)
{
	struct network *net = *state;

	add_devices(net, 3);
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	say_one(net, 0, LINK_FDB, "if3", 1, NULL);
	say_one(net, 1, LINK_OSPF, "if2", 0, NULL);
	say_one(net, 2, LINK_FDB, "if5", 0, NULL);
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0  - d2 if5 /fdb\n"
					"d0 if1 - d1 if2 lldp,fdb/ospf");
}

/* dev has peers at these addresses, over its interface with that index. */
static void speaks(struct network *net, dev_id dev, enum peer_kind kind, uint32_t local,
		   const char *address, enum peer_state state)
{
	struct peer p = {.kind = (uint8_t)kind,
			 .state = (uint8_t)state,
			 .local = local,
			 .prefixes = NONE,
			 .up_s = NONE,
			 .name = intern(net, address)};

	network_set_peers(net, dev, &p, 1, true, T0);
}

static void has_also(struct network *net, dev_id dev, const char *address)
{
	str_id own = intern(net, address);

	links_self(net, dev, &(struct link_self){.address = &own, .address_n = 1});
}

static void routing_peers_are_links_where_nothing_is_heard(void **state)
{
	struct network *net = *state;

	add_devices(net, 4);
	for (dev_id d = 0; d < 4; d++) {
		char address[16];

		snprintf(address, sizeof address, "10.0.0.%u", d);
		has_also(net, d, address);
	}
	speaks(net, 0, PEER_OSPF, 1, "10.0.0.1", PEER_UP);
	speaks(net, 1, PEER_OSPF, 2, "10.0.0.0", PEER_UP);
	speaks(net, 2, PEER_BGP, 0, "10.0.0.1", PEER_UP);
	speaks(net, 3, PEER_BGP, 0, "10.0.0.1", PEER_DOWN); /* and never was up */
	links_settle(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 ospf/ospf\n"
					"d1  - d2  /bgp");
	speaks(net, 3, PEER_BGP, 0, "192.0.2.1", PEER_UP); /* nobody of ours */
	say_one(net, 0, LINK_LLDP, "if5", 1, "if6");
	links_settle(net, T0);
	assert_string_equal(drawn(net), "d0 if5 - d1 if6 lldp,ospf/ospf\n"
					"d1  - d2  /bgp");
	say_one(net, 2, LINK_FDB, "if3", 1, NULL);
	links_settle(net, T0);
	assert_string_equal(drawn(net), "d0 if5 - d1 if6 lldp,ospf/ospf\n"
					"d1  - d2 if3 /bgp,fdb");
}

static void routing_peers_are_no_news(void **state)
{
	struct link_news news[4];
	struct network *net = *state;

	add_devices(net, 2);
	has_also(net, 1, "10.0.0.1");
	speaks(net, 0, PEER_OSPF, 1, "10.0.0.1", PEER_UP);
	links_settle(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1  ospf/");
	speaks(net, 0, PEER_OSPF, 1, "10.0.0.1", PEER_DOWN); /* still configured */
	links_settle(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1  ospf/");
	network_set_peers(net, 0, NULL, 0, true, T0);
	links_settle(net, T0);
	assert_string_equal(drawn(net), "");
	assert_int_equal(links_news(net, news, 4), 0);
}

/* What was heard once is remembered, whatever spoke of it last; that it went is told
 * once. */
static void what_was_heard_is_lost_once(void **state)
{
	struct link_news news[4];
	struct network *net = *state;

	add_devices(net, 2);
	has_also(net, 1, "10.0.0.1");
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	speaks(net, 0, PEER_OSPF, 1, "10.0.0.1", PEER_UP);
	links_settle(net, T0);
	assert_int_equal(links_news(net, news, 4), 1);
	links_said(net, 0, LINK_BIT(LINK_LLDP), NULL, 0, T0 + 1000);
	links_settle(net, T0 + 1000);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 ospf/");
	assert_int_equal(links_news(net, news, 4), 1);
	assert_false(news[0].found);
	network_set_peers(net, 0, NULL, 0, true, T0 + 2000);
	links_settle(net, T0 + 2000);
	assert_true(links_is(net, 0));
	assert_true(link_at(net, 0)->vanished);
	assert_int_equal(links_news(net, news, 4), 0);
}

static void parents_and_aliases_are_links_too(void **state)
{
	struct network *net = *state;
	struct dev child = {.name = intern(net, "leaf"), .site = NONE, .parent_n = 1};
	dev_id leaf;

	add_devices(net, 1);
	leaf = network_dev_add(net, &child);
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0  - leaf  /parent");
	net->ifs.alias[net->dev[0].if_first + 2] = intern(net, "to leaf");
	topology_classify(net, 0);
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if3 - leaf  alias/parent");
	say_one(net, leaf, LINK_LLDP, "eth0", 0, "if3");
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if3 - leaf eth0 alias/lldp,parent");
}

static void a_link_of_people_goes_without_a_trace(void **state)
{
	struct network *net = *state;

	add_devices(net, 2);
	net->ifs.alias[net->dev[0].if_first] = intern(net, "d1");
	topology_classify(net, 0);
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1  alias/");
	net->ifs.alias[net->dev[0].if_first] = 0;
	topology_classify(net, 0);
	join_at(net, T0);
	assert_string_equal(drawn(net), "");
	assert_int_equal(links_of(net, 0), NONE);
}

static void what_nobody_tells_of_has_vanished(void **state)
{
	struct network *net = *state;
	uint64_t generation;
	link_id l;

	add_devices(net, 3);
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	say_one(net, 1, LINK_LLDP, "if2", 0, "if1");
	join_at(net, T0);
	l = links_of(net, 0);
	say(net, 0, NULL, 0);
	join_at(net, T0 + 1000);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 /lldp");
	generation = links_generation(net);
	say(net, 1, NULL, 0);
	join_at(net, T0 + 2000);
	assert_string_equal(drawn(net), "~d0 if1 - d1 if2 /");
	assert_true(links_generation(net) > generation);
	assert_int_equal(link_at(net, l)->first_seen_ms, T0);
	say_one(net, 1, LINK_LLDP, "if2", 0, "if1");
	join_at(net, T0 + 3000);
	assert_int_equal(links_of(net, 1), l);
	assert_int_equal(link_at(net, l)->first_seen_ms, T0);
	assert_false(link_at(net, l)->vanished);
}

static void strangers_are_told_apart_by_port_and_name(void **state)
{
	struct network *net = *state;
	struct claim c[4];

	add_devices(net, 1);
	c[0] = stranger(net, LINK_LLDP, "if1", "edge.example.net");
	c[1] = stranger(net, LINK_CDP, "if1", "EDGE(SSI123)");
	c[2] = stranger(net, LINK_LLDP, "if1", "phone");
	c[3] = stranger(net, LINK_LLDP, "if2", "edge.example.net");
	say(net, 0, c, 4);
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - [edge.example.net]  lldp,cdp/\n"
					"d0 if1 - [phone]  lldp/\n"
					"d0 if2 - [edge.example.net]  lldp/");
}

static void one_that_names_itself_is_dropped(void **state)
{
	struct network *net = *state;

	add_devices(net, 1);
	say_one(net, 0, LINK_LLDP, "if1", 0, "if2");
	join_at(net, T0);
	assert_string_equal(drawn(net), "");
	assert_int_equal(links_dropped(net), 1);
}

static void a_hundred_thousand_neighbours_are_bounded(void **state)
{
	struct network *net = *state;
	struct claim *c = calloc(100000, sizeof *c);
	uint32_t n;

	add_devices(net, 1);
	for (uint32_t i = 0; i < 100000; i++) {
		char name[16];
		snprintf(name, sizeof name, "x%u", i);
		c[i] = stranger(net, LINK_LLDP, "if1", name);
	}
	say(net, 0, c, 100000);
	join_at(net, T0);
	links_claims(net, 0, &n);
	assert_int_equal(n, CLAIMS_MAX);
	assert_int_equal(links_n(net), CLAIMS_MAX);
	assert_int_equal(links_dropped(net), 100000 - CLAIMS_MAX);
	free(c);
}

static void a_link_is_up_unless_an_end_is_down(void **state)
{
	struct network *net = *state;
	const struct link *k;

	add_devices(net, 2);
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	join_at(net, T0);
	k = link_at(net, links_of(net, 1));
	assert_int_equal(link_if(net, k, 0), net->dev[0].if_first);
	assert_int_equal(link_if(net, k, 1), net->dev[1].if_first + 1);
	assert_int_equal(link_status(net, k), IF_UP);
	net->ifs.oper[net->dev[1].if_first + 1] = IF_DOWN;
	assert_int_equal(link_status(net, k), IF_DOWN);
	add_interfaces(net, 0, 3); /* the rows move */
	assert_int_equal(link_if(net, k, 0), net->dev[0].if_first);
	assert_int_equal(link_if(net, k, 1), net->dev[1].if_first + 1);
}

static void texts_survive_compacting(void **state)
{
	struct network *net = *state;
	char waste[64];

	add_devices(net, 2);
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	join_at(net, T0);
	for (int i = 0; i < 20000; i++) {
		snprintf(waste, sizeof waste, "nobody refers to this text, number %d",
			 i);
		intern(net, waste);
	}
	assert_true(compact(net));
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 lldp/");
	say_one(net, 1, LINK_LLDP, "if2", 0, "if1");
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 lldp/lldp");
}

/* News as lines: "+d0 if1 - d1 if2", with what is there now behind "now". */
static const char *news_of(struct network *net)
{
	static struct link_news news[64];
	static char out[4096];
	uint32_t n = links_news(net, news, 64);
	size_t len = 0;

	out[0] = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct link_news *k = &news[i];

		len += (size_t)snprintf(
			out + len, sizeof out - len, "%s%c%s %s - %s %s", i ? "\n" : "",
			k->found ? '+' : '-', network_str(net, net->dev[k->dev].name),
			network_str(net, k->port), network_str(net, k->far),
			network_str(net, k->far_port));
		if (k->moved)
			len += (size_t)snprintf(
				out + len, sizeof out - len, " now %s %s - %s %s",
				network_str(net, net->dev[k->now_dev].name),
				network_str(net, k->now_port),
				network_str(net, k->now_far),
				network_str(net, k->now_far_port));
	}
	return out;
}

static void what_comes_and_goes_is_news(void **state)
{
	struct network *net = *state;

	add_devices(net, 3);
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	join_at(net, T0);
	assert_string_equal(news_of(net), "+d0 if1 - d1 if2");
	join_at(net, T0 + 1000);
	assert_string_equal(news_of(net), "");
	say(net, 0, NULL, 0);
	join_at(net, T0 + 2000);
	assert_string_equal(news_of(net), "-d0 if1 - d1 if2");
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	join_at(net, T0 + 3000);
	assert_string_equal(news_of(net), "+d0 if1 - d1 if2");
	say_one(net, 0, LINK_LLDP, "if1", 2, "if3"); /* another at its port */
	join_at(net, T0 + 4000);
	join_at(net, T0 + 5000);
	assert_string_equal(news_of(net), "-d0 if1 - d1 if2\n+d0 if1 - d2 if3");
}

static void a_neighbour_that_moved_is_told_where_it_is(void **state)
{
	struct network *net = *state;
	struct claim both[2];

	add_devices(net, 2);
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	join_at(net, T0);
	news_of(net);
	both[0] = says(net, LINK_LLDP, "if5", 1, "if2");
	say(net, 0, both, 1);
	join_at(net, T0 + 1000);
	assert_string_equal(news_of(net), "+d0 if5 - d1 if2\n"
					  "-d0 if1 - d1 if2 now d0 if5 - d1 if2");
}

static void a_declared_link_that_nobody_finds_is_news(void **state)
{
	struct network *net = *state;
	struct claim c;

	add_devices(net, 2);
	c = says(net, LINK_DECLARED, "if1", 1, "if2");
	c.declared = 3;
	links_said(net, 0, LINK_BIT(LINK_DECLARED), &c, 1, T0);
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 lldp,declared/");
	news_of(net);
	say_one(net, 0, LINK_LLDP, "if2", 1, "if3");
	join_at(net, T0 + 1000);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 declared/\n"
					"d0 if2 - d1 if3 lldp/");
	assert_string_equal(news_of(net), "+d0 if2 - d1 if3\n"
					  "-d0 if1 - d1 if2 now d0 if2 - d1 if3");
}

static struct link_memory memory(struct network *net, dev_id dev, const char *port,
				 const char *far, const char *far_port, bool found)
{
	return (struct link_memory){.dev = dev,
				    .port = intern(net, port),
				    .far = intern(net, far),
				    .far_port = intern(net, far_port),
				    .at_ms = T0 - 1000000,
				    .found = found};
}

static void links_survive_a_restart(void **state)
{
	struct network *net = *state;
	struct link_memory m;

	add_devices(net, 3);
	m = memory(net, 1, "if2", "d0", "if1", true);
	links_remember(net, &m);
	m = memory(net, 0, "if4", "d2", "if3", true);
	links_remember(net, &m);
	m = memory(net, 0, "if8", "phone", "", true);
	links_remember(net, &m);
	m.found = false;
	links_remember(net, &m);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 /\nd0 if4 - d2 if3 /\n"
					"~d0 if8 - [phone]  /");
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	join_at(net, T0);
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 lldp/\nd0 if4 - d2 if3 /\n"
					"~d0 if8 - [phone]  /");
	assert_string_equal(news_of(net), ""); /* it was known */
	assert_int_equal(link_at(net, links_of(net, 1))->first_seen_ms, T0 - 1000000);
	say(net, 2, NULL, 0); /* read, and it tells of nothing */
	join_at(net, T0 + 1000);
	assert_string_equal(news_of(net), "-d0 if4 - d2 if3");
}

static void who_tells_no_name_is_the_same_by_its_chassis(void **state)
{
	struct network *net = *state;
	struct claim c[2];
	struct link_memory m;

	add_devices(net, 1);
	c[0] = stranger(net, LINK_LLDP, "if1", "");
	c[0].name = 0;
	c[0].chassis = intern(net, "90:1b:0e:fa:3a:7e");
	c[0].far = intern(net, "eth0");
	m = memory(net, 0, "if1", "90:1b:0e:fa:3a:7e", "eth0", true);
	links_remember(net, &m);
	say(net, 0, c, 1);
	join_at(net, T0);
	c[1] = stranger(net, LINK_LLDP, "if2", "phone");
	say(net, 0, c, 2);
	join_at(net, T0 + 1000);
	assert_string_equal(news_of(net), "+d0 if2 - phone ");
	c[0].name = intern(net, "printer"); /* now it tells */
	say(net, 0, c, 2);
	join_at(net, T0 + 2000);
	assert_string_equal(news_of(net), "");
	assert_string_equal(drawn(net), "d0 if1 - [printer] eth0 lldp/\n"
					"d0 if2 - [phone]  lldp/");
}

static void what_was_found_before_it_was_remembered_is_no_news(void **state)
{
	struct network *net = *state;
	struct link_memory m;

	add_devices(net, 2);
	say_one(net, 0, LINK_LLDP, "if1", 1, "if2");
	join_at(net, T0);
	m = memory(net, 0, "if1", "d1", "if2", true);
	links_remember(net, &m);
	assert_string_equal(news_of(net), "");
	assert_int_equal(link_at(net, links_of(net, 1))->first_seen_ms, T0 - 1000000);
	say(net, 1, NULL, 0);
	join_at(net, T0);
	m = memory(net, 0, "if3", "d1", "if4", true); /* which both do not tell of */
	links_remember(net, &m);
	join_at(net, T0);
	assert_string_equal(news_of(net), "-d0 if3 - d1 if4");
}

static void joining_goes_in_slices(void **state)
{
	struct network *net = *state;

	add_devices(net, 5);
	for (dev_id d = 0; d < 5; d++)
		say_one(net, d, LINK_LLDP, "if1", (d + 1) % 5, "if2");
	assert_false(links_join(net, 5, T0));
	assert_string_equal(drawn(net), "d0 if1 - d1 if2 lldp/\n"
					"d0 if2 - d4 if1 /lldp\n"
					"d1 if1 - d2 if2 lldp/\n"
					"d2 if1 - d3 if2 lldp/\n"
					"d3 if1 - d4 if2 lldp/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODEL_TEST(both_ends_are_one_link),
		MODEL_TEST(ends_that_know_only_their_own_port_meet),
		MODEL_TEST(parallel_links_stay_parallel),
		MODEL_TEST(the_order_of_reading_decides_nothing),
		MODEL_TEST(weak_sources_make_no_second_link),
		MODEL_TEST(routing_peers_are_links_where_nothing_is_heard),
		MODEL_TEST(routing_peers_are_no_news),
		MODEL_TEST(what_was_heard_is_lost_once),
		MODEL_TEST(parents_and_aliases_are_links_too),
		MODEL_TEST(a_link_of_people_goes_without_a_trace),
		MODEL_TEST(what_nobody_tells_of_has_vanished),
		MODEL_TEST(strangers_are_told_apart_by_port_and_name),
		MODEL_TEST(one_that_names_itself_is_dropped),
		MODEL_TEST(a_hundred_thousand_neighbours_are_bounded),
		MODEL_TEST(a_link_is_up_unless_an_end_is_down),
		MODEL_TEST(texts_survive_compacting),
		MODEL_TEST(what_comes_and_goes_is_news),
		MODEL_TEST(a_neighbour_that_moved_is_told_where_it_is),
		MODEL_TEST(a_declared_link_that_nobody_finds_is_news),
		MODEL_TEST(links_survive_a_restart),
		MODEL_TEST(who_tells_no_name_is_the_same_by_its_chassis),
		MODEL_TEST(what_was_found_before_it_was_remembered_is_no_news),
		MODEL_TEST(joining_goes_in_slices),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
