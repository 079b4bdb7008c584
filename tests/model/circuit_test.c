/* Circuits and declared links: what ends where, and how a circuit is. */
#include "tests/model/fixture.h"

#include "probes/model/circuit.h"
#include "probes/model/link.h"
#include "probes/model/topology.h"
#include "tests/model/compact.h"

#define SECOND 1000
#define NOW (T0 + 60 * SECOND)

/* fra-1 has par-1 behind it, if2 of either joined. */
struct two {
	struct network *net;
	dev_id fra, par;
	uint32_t circuit;
};

static struct line_end end_at(struct network *net, dev_id dev, const char *ifname)
{
	return (struct line_end){.dev = dev,
				 .ifname = *ifname ? intern(net, ifname) : 0};
}

static dev_id behind(struct network *net, const char *name, site_id site, dev_id parent)
{
	return network_dev_add(net, &(struct dev){.name = intern(net, name),
						  .site = site,
						  .parent = {parent},
						  .parent_n = parent != NONE,
						  .poll_ms = 30000});
}

static void poll(struct network *net, dev_id dev)
{
	network_take_result(net, dev, REASON_OK, NOW, 5);
}

static struct two two_sites(void **state, const struct circuit *more)
{
	struct network *net = *state;
	struct circuit c = *more;
	struct two t = {.net = net};

	t.fra = behind(net, "fra-1", add_site(net, "fra"), NONE);
	t.par = behind(net, "par-1", add_site(net, "par"), t.fra);
	c.name = intern(net, "NET-1");
	c.probe = NONE;
	c.end[END_A] = end_at(net, t.fra, "if2");
	c.end[END_B] = end_at(net, t.par, "if2");
	t.circuit = network_circuit_add(net, &c);
	for (dev_id d = t.fra; d <= t.par; d++) {
		add_interfaces(net, d, 3);
		topology_classify(net, d);
		poll(net, d);
	}
	return t;
}

static struct circuit_now how(const struct two *t)
{
	struct circuit_now now;

	circuit_read(t->net, t->circuit, NOW, &now);
	return now;
}

static if_id row_of(const struct two *t, dev_id dev)
{
	return network_if_find(t->net, dev, "if2");
}

static void set(const struct two *t, dev_id dev, enum if_status admin,
		enum if_status oper)
{
	network_take_status(t->net, row_of(t, dev), (uint8_t)admin, (uint8_t)oper, 0,
			    NOW);
}

/* --- what ends where --- */

static void an_end_is_declared_wan_and_knows_its_peer(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});
	const struct if_table *ifs = &t.net->ifs;
	if_id a = row_of(&t, t.fra), b = row_of(&t, t.par);

	assert_int_equal(ifs->flags[a] & IFF_MATTERS, IFF_WAN | IFF_DECLARED);
	assert_int_equal(ifs->flags[b] & IFF_MATTERS, IFF_MATTERS); /* to its parent */
	assert_int_equal(ifs->flags[a - 1] & IFF_MATTERS, 0);
	assert_int_equal(if_peer(ifs, a), t.par);
	assert_int_equal(if_peer(ifs, b), t.fra);
	assert_int_equal(if_peer(ifs, a - 1), NONE);
	assert_int_equal(circuit_at(t.net, a), t.circuit);
	assert_int_equal(circuit_at(t.net, a - 1), NONE);
	assert_true(circuit_touches(t.net, t.net->circuit, t.net->dev[t.par].site));
	assert_int_equal(circuit_site(t.net, t.net->circuit), t.net->dev[t.fra].site);
}

static void what_is_declared_comes_before_what_a_description_says(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});
	struct if_found f = found(t.net, 2, "if2");

	add_dev(t.net, "ams-1", NONE);
	f.alias = intern(t.net, "to ams-1");
	network_update_interface(t.net, row_of(&t, t.fra), &f, NOW);
	topology_classify(t.net, t.fra);
	assert_int_equal(if_peer(&t.net->ifs, row_of(&t, t.fra)), t.par);
}

static void a_declared_link_within_a_site_is_not_wan(void **state)
{
	struct network *net = *state;
	site_id site = add_site(net, "fra");
	dev_id a = add_dev(net, "fra-1", site), b = add_dev(net, "fra-2", site);
	struct declared_link link = {
		.name = intern(net, "l"),
		.end = {end_at(net, a, "if1"), end_at(net, b, "if3")}};
	if_id row;

	assert_int_equal(network_link_add(net, &link), 0);
	add_interfaces(net, b, 3);
	topology_classify(net, b);
	row = network_if_find(net, b, "if3");
	assert_int_equal(net->ifs.flags[row] & IFF_MATTERS, IFF_DECLARED);
	assert_int_equal(if_peer(&net->ifs, row), a);
	assert_int_equal(declared_at(net, row), 0);
	assert_int_equal(circuit_at(net, row), NONE);
}

static void names_outlive_a_compaction(void **state)
{
	struct two t = two_sites(
		state, &(struct circuit){.provider = intern(*state, "Telco")});
	char waste[240];

	for (int i = 0; i < 2000; i++) {
		snprintf(waste, sizeof waste, "%0200d", i);
		intern(t.net, waste);
	}
	assert_true(compact(t.net));
	assert_string_equal(network_str(t.net, t.net->circuit->provider), "Telco");
	assert_int_equal(network_circuit_find(t.net, "NET-1"), t.circuit);
	assert_int_equal(circuit_at(t.net, row_of(&t, t.fra)), t.circuit);
}

/* --- as links --- */

static void fra_hears_par(const struct two *t, const char *own, const char *far)
{
	struct claim c = claim_by(LINK_LLDP, t->par);

	c.port = intern(t->net, own);
	c.far = intern(t->net, far);
	links_said(t->net, t->fra, LINK_BIT(LINK_LLDP), &c, 1, NOW);
	links_join(t->net, UINT32_MAX, NOW);
}

static uint32_t links_with(const struct network *net, unsigned source,
			   uint32_t *circuit)
{
	uint32_t n = 0;

	for (link_id l = 0; l < links_n(net); l++)
		if (links_is(net, l) && link_at(net, l)->sources & source) {
			n++;
			*circuit = link_at(net, l)->circuit;
		}
	return n;
}

static void a_circuit_that_is_found_is_one_link(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});
	uint32_t circuit = NONE;

	fra_hears_par(&t, "if2", "if2");
	assert_int_equal(links_with(t.net, UINT32_MAX, &circuit), 1);
	assert_int_equal(links_with(t.net, LINK_FOUND, &circuit), 1);
	assert_int_equal(circuit, t.circuit);
	assert_int_equal(links_with(t.net, LINK_BIT(LINK_DECLARED), &circuit), 1);
	assert_int_equal(links_with(t.net, LINK_BIT(LINK_ALIAS), &circuit), 0);
}

static void found_at_other_ports_it_is_another_link(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});
	uint32_t circuit = NONE;

	fra_hears_par(&t, "if3", "if3");
	assert_int_equal(links_with(t.net, LINK_FOUND, &circuit), 1);
	assert_int_equal(circuit, NONE);
	assert_int_equal(links_with(t.net, LINK_BIT(LINK_DECLARED), &circuit), 1);
	assert_int_equal(circuit, t.circuit);
}

static enum line_found found_at_a(const struct two *t, const char **who)
{
	str_id name;
	enum line_found found = line_found(t->net, t->circuit * LINE_ENDS, &name);

	*who = network_str(t->net, name);
	return found;
}

static void what_is_found_is_compared_with_what_is_declared(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});
	struct claim other = claim_by(LINK_LLDP, NONE);
	const char *who;

	assert_int_equal(found_at_a(&t, &who), FOUND_NOTHING);
	fra_hears_par(&t, "if2", "if2");
	assert_int_equal(found_at_a(&t, &who), FOUND_SO);
	fra_hears_par(&t, "if3", "if1"); /* silent at if2 now */
	assert_int_equal(found_at_a(&t, &who), FOUND_GONE);
	fra_hears_par(&t, "if2", "if1"); /* another port of it */
	assert_int_equal(found_at_a(&t, &who), FOUND_OTHER);
	assert_string_equal(who, "par-1");
	other.port = intern(t.net, "if2");
	other.name = intern(t.net, "stranger");
	links_said(t.net, t.fra, LINK_BIT(LINK_LLDP), &other, 1, NOW);
	links_join(t.net, UINT32_MAX, NOW);
	assert_int_equal(found_at_a(&t, &who), FOUND_OTHER);
	assert_string_equal(who, "stranger");
}

/* --- how it is --- */

static void it_is_up_when_what_can_be_seen_is(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});

	assert_int_equal(how(&t).state, LINE_UP);
	network_take_result(t.net, t.par, REASON_TIMEOUT, NOW, NAN);
	t.net->dev[t.par].snmp_good_ms = 0;
	assert_int_equal(how(&t).state, LINE_UP);
	assert_int_equal(how(&t).end[END_B], LINE_UNKNOWN);
	t.net->dev[t.fra].snmp_good_ms = 0;
	assert_int_equal(how(&t).state, LINE_UNKNOWN);
}

static void one_end_takes_it_down(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});

	set(&t, t.par, IF_UP, IF_DOWN);
	assert_int_equal(how(&t).state, LINE_DOWN);
	assert_false(how(&t).shut);
	assert_int_equal(how(&t).down_row, row_of(&t, t.par));
	assert_int_equal(how(&t).since_ms, NOW);
	assert_int_equal(how(&t).told_ms, NOW);
}

static void shut_by_hand_is_down_but_no_failure(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});

	set(&t, t.par, IF_DOWN, IF_DOWN);
	assert_int_equal(how(&t).state, LINE_DOWN);
	assert_true(how(&t).shut);
	set(&t, t.fra, IF_UP, IF_DOWN); /* and the far end sees it fail */
	assert_false(how(&t).shut);
	assert_int_equal(how(&t).down_row, row_of(&t, t.fra));
}

static void use_is_of_the_committed_rate_as_a_sees_it(void **state)
{
	struct two t = two_sites(state, &(struct circuit){.in_bps = GIGABIT / 10,
							  .out_bps = GIGABIT / 50});
	struct if_table *ifs = &t.net->ifs;
	if_id a = row_of(&t, t.fra), b = row_of(&t, t.par);

	ifs->in_bps[a] = ifs->out_bps[b] = 50e6F;
	ifs->out_bps[a] = ifs->in_bps[b] = 10e6F;
	assert_float_equal(how(&t).in_pct, 50, 0.01);
	assert_float_equal(how(&t).out_pct, 50, 0.01);
	t.net->dev[t.fra].snmp_good_ms = 0; /* b tells, turned round */
	assert_float_equal(how(&t).in_bps, 50e6, 1);
	assert_float_equal(how(&t).out_pct, 50, 0.01);
}

static void without_a_committed_rate_use_is_of_the_port(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});

	t.net->ifs.in_bps[row_of(&t, t.fra)] = 50e6F;
	assert_float_equal(how(&t).in_pct, 5, 0.01);
}

/* --- probes --- */

static void answer(struct network *net, dev_id dev, unsigned n, unsigned lost,
		   int64_t rtt_us)
{
	struct reach *r = &net->dev[dev].reach;

	for (unsigned i = 0; i < n; i++)
		if (i % 10 == 9 && i / 10 < lost)
			reach_loss(r, T0 + i * SECOND);
		else
			reach_answer(r, T0 + i * SECOND, rtt_us);
}

static void what_is_there_before_it_is_not_the_circuits(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});
	const struct circuit *c = t.net->circuit;
	unsigned of;

	answer(t.net, t.fra, 301, 3, 10000);
	answer(t.net, t.par, 301, 9, 35000);
	assert_int_equal(circuit_far(t.net, c), t.par);
	assert_int_equal(circuit_near(t.net, c), t.fra);
	assert_float_equal(circuit_latency_ms(t.net, c), 25, 0.01);
	assert_float_equal(circuit_loss_pct(t.net, c, 300, &of), 2, 0.01);
	assert_int_equal(of, 300);
}

static void nobodys_probes_cross_one_of_two_ways_for_sure(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});
	dev_id other = add_dev(t.net, "fra-2", t.net->dev[t.par].site);
	struct dev *par = &t.net->dev[t.par]; /* behind what moves devices */
	unsigned of;

	par->parent[par->parent_n++] = other;
	answer(t.net, t.par, 20, 0, 35000);
	assert_int_equal(circuit_far(t.net, t.net->circuit), NONE);
	assert_true(isnan(circuit_latency_ms(t.net, t.net->circuit)));
	assert_true(isnan(circuit_loss_pct(t.net, t.net->circuit, 300, &of)));
	t.net->circuit->probe = t.par; /* unless the operator says so */
	assert_float_equal(circuit_latency_ms(t.net, t.net->circuit), 35, 0.01);
}

static void a_branch_crosses_its_only_line(void **state)
{
	struct two t = two_sites(state, &(struct circuit){0});
	struct circuit one = {.name = intern(t.net, "NET-2"), .probe = NONE};
	uint32_t i;

	one.end[END_A] = end_at(t.net, t.par, "if3");
	one.end[END_B].dev = NONE;
	i = network_circuit_add(t.net, &one);
	assert_int_equal(circuit_far(t.net, &t.net->circuit[i]), NONE); /* of two */
	t.net->dev[t.par].line_first = i * LINE_ENDS;
	t.net->circuit[i].end[END_A].next = NONE;
	assert_int_equal(circuit_far(t.net, &t.net->circuit[i]), t.par);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(an_end_is_declared_wan_and_knows_its_peer),
		MODEL_TEST(what_is_declared_comes_before_what_a_description_says),
		MODEL_TEST(a_declared_link_within_a_site_is_not_wan),
		MODEL_TEST(names_outlive_a_compaction),
		MODEL_TEST(a_circuit_that_is_found_is_one_link),
		MODEL_TEST(found_at_other_ports_it_is_another_link),
		MODEL_TEST(what_is_found_is_compared_with_what_is_declared),
		MODEL_TEST(it_is_up_when_what_can_be_seen_is),
		MODEL_TEST(one_end_takes_it_down),
		MODEL_TEST(shut_by_hand_is_down_but_no_failure),
		MODEL_TEST(use_is_of_the_committed_rate_as_a_sees_it),
		MODEL_TEST(without_a_committed_rate_use_is_of_the_port),
		MODEL_TEST(what_is_there_before_it_is_not_the_circuits),
		MODEL_TEST(nobodys_probes_cross_one_of_two_ways_for_sure),
		MODEL_TEST(a_branch_crosses_its_only_line),
	};
	return cmocka_run_group_tests_name("circuit", tests, NULL, NULL);
}
