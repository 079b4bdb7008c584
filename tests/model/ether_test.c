/* Errors of Ethernet ports: rates between two readings, and what they are evidence
 * of. */
#include "tests/model/fixture.h"

#include "probes/model/ether.h"

static struct network *ported(struct network *net, dev_id *id, uint8_t duplex)
{
	struct if_found both[2] = {
		{.index = 7,
		 .name = text_intern_str(&net->text, "a"),
		 .type = 6,
		 .duplex = duplex,
		 .oper = IF_UP},
		{.index = 9, .name = text_intern_str(&net->text, "b"), .type = 6}};

	*id = add_dev(net, "sw", NONE);
	net->dev[*id].poll_ms = 30000;
	network_set_interfaces(net, *id, both, 2);
	return net;
}

static struct ether_read counted(uint32_t index, uint32_t uptime_cs,
				 enum ether_count which, uint32_t count)
{
	struct ether_read read = {.index = index, .uptime_cs = uptime_cs};

	read.has = UINT32_C(1) << which;
	read.count[which] = count;
	return read;
}

static void take(struct network *net, dev_id id, struct ether_read read, int64_t at_ms)
{
	network_take_ether(net, id, &read, 1, at_ms);
}

static float rate(const struct network *net, dev_id id, unsigned port, unsigned which,
		  int64_t now_ms)
{
	const struct ether *e =
		network_ether(net, net->dev[id].if_first + port, now_ms);

	return e ? e->rate[which] : -1;
}

static void two_readings_give_a_rate(void **state)
{
	dev_id id;
	struct network *net = ported(*state, &id, DUPLEX_FULL);

	assert_true(rate(net, id, 0, ETHER_FCS, T0) < 0); /* never read */
	take(net, id, counted(7, 1000, ETHER_FCS, 100), T0);
	assert_true(isnan(rate(net, id, 0, ETHER_FCS, T0)));
	take(net, id, counted(9, 2000, ETHER_FCS, 5), T0); /* the other stays */
	take(net, id, counted(7, 4000, ETHER_FCS, 460), T0 + 30000);
	assert_float_equal(rate(net, id, 0, ETHER_FCS, T0 + 30000), 12, 1e-4);
	assert_true(isnan(rate(net, id, 0, ETHER_LATE, T0 + 30000)));
	assert_true(isnan(rate(net, id, 1, ETHER_FCS, T0 + 30000)));
	/* old news are none */
	assert_true(rate(net, id, 0, ETHER_FCS, T0 + 3600000) < 0);
}

static void what_fell_or_restarted_gives_none(void **state)
{
	dev_id id;
	struct network *net = ported(*state, &id, DUPLEX_FULL);

	take(net, id, counted(7, 1000, ETHER_FCS, 100), T0);
	take(net, id, counted(7, 4000, ETHER_FCS, 50), T0);
	assert_true(isnan(rate(net, id, 0, ETHER_FCS, T0)));
	net->dev[id].reboots++;
	take(net, id, counted(7, 7000, ETHER_FCS, 80), T0);
	assert_true(isnan(rate(net, id, 0, ETHER_FCS, T0)));
	take(net, id, counted(7, 7010, ETHER_FCS, 90), T0); /* too soon */
	assert_true(isnan(rate(net, id, 0, ETHER_FCS, T0)));
}

static void ports_that_are_others_begin_anew(void **state)
{
	dev_id id;
	struct network *net = ported(*state, &id, DUPLEX_FULL);
	struct if_found other = {.index = 7,
				 .name = text_intern_str(&net->text, "c"),
				 .type = 6};

	take(net, id, counted(7, 1000, ETHER_FCS, 100), T0);
	network_set_interfaces(net, id, &other, 1);
	take(net, id, counted(7, 4000, ETHER_FCS, 460), T0);
	assert_true(isnan(rate(net, id, 0, ETHER_FCS, T0)));
}

static void errors_tell_of_the_other_end(void **state)
{
	static const struct {
		uint8_t duplex, far;
		enum ether_count which;
		const char *says;
	} cases[] = {
		{DUPLEX_HALF, 0, ETHER_LATE,
		 "late collisions on half duplex: the other end is full"},
		{DUPLEX_HALF, 0, ETHER_EXCESSIVE, NULL},
		{DUPLEX_FULL, DUPLEX_HALF, ETHER_FCS,
		 "frames break off: half duplex at the other end"},
		{DUPLEX_FULL, DUPLEX_FULL, ETHER_FCS, NULL},
		{DUPLEX_FULL, 0, ETHER_FCS, NULL}, /* a cable does that, too */
		{DUPLEX_FULL, DUPLEX_FULL, ETHER_SYMBOL,
		 "symbol errors: cable or transceiver"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct network own;
		dev_id id, far;
		if_id port, other;
		const char *says;
		network_init(&own);
		ported(&own, &id, cases[i].duplex);
		ported(&own, &far, cases[i].far);
		port = own.dev[id].if_first;
		other = cases[i].far ? own.dev[far].if_first : NONE;
		take(&own, id, counted(7, 1000, cases[i].which, 100), T0);
		assert_null(ether_evidence(&own, port, other, T0));
		take(&own, id, counted(7, 4000, cases[i].which, 460), T0);
		says = ether_evidence(&own, port, other, T0);
		if (cases[i].says)
			assert_string_equal(says, cases[i].says);
		else
			assert_null(says);
		network_fini(&own);
	}
	(void)state;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(two_readings_give_a_rate),
		MODEL_TEST(what_fell_or_restarted_gives_none),
		MODEL_TEST(ports_that_are_others_begin_anew),
		MODEL_TEST(errors_tell_of_the_other_end),
	};

	return cmocka_run_group_tests_name("ether", tests, NULL, NULL);
}
