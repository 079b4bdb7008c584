/* [circuit] and [link]: what is taken, and what is said about it. */
#include "probes/conf/line.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

struct fixture {
	struct inventory inv;
	struct network net;
	struct faults faults;
};

static int setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);

	network_init(&x->net);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	inventory_fini(&x->inv);
	network_fini(&x->net);
	faults_fini(&x->faults);
	free(x);
	return 0;
}

/* Lines 1 to 14: an edge in Frankfurt, one behind it in Paris. */
#define NETWORK                                                                        \
	"[auth a]\nversion = 2c\ncommunity = public\n[site fra]\n[site par]\n"         \
	"[device fra-1]\naddress = 10.0.0.1\nsite = fra\nauth = a\n"                   \
	"[device par-1]\naddress = 10.0.0.2\nsite = par\nauth = a\nparent = fra-1\n"

static struct fixture *parse(void **state, const char *text)
{
	struct fixture *x = *state;

	inventory_parse(&x->inv, &x->net, "f", text, strlen(text), &x->faults);
	return x;
}

static void assert_faults(void **state, const char *text, const char *faults)
{
	struct fixture *x = parse(state, text);

	assert_string_equal(x->faults.n ? x->faults.text.data : "", faults);
}

static void assert_is(const struct fixture *x, str_id id, const char *s)
{
	assert_string_equal(network_str(&x->net, id), s);
}

static void a_circuit_has_all_that_is_said_of_it(void **state)
{
	struct fixture *x = parse(
		state, NETWORK "[circuit NET-1]\nprovider = Telco\nphone = +49 800 1\n"
			       "contract = K-77\na = FRA-1/xe-0/0/1\nb = par-1/ge-0\n"
			       "id_a = T/1/A\nid_b = T/1/B\nrate = 100M\nrate_out = 20M\n"
			       "class = Voice\nloss = 0.2\nlatency = 30ms\njitter = 8ms\n"
			       "planned = yes\nnotes = over the Rhine\n");
	const struct circuit *c = x->net.circuit;

	assert_int_equal(x->faults.n, 0);
	assert_int_equal(x->net.circuit_n, 1);
	assert_int_equal(network_circuit_find(&x->net, "NET-1"), 0);
	assert_is(x, c->provider, "Telco");
	assert_is(x, c->phone, "+49 800 1");
	assert_is(x, c->contract, "K-77");
	assert_is(x, c->notes, "over the Rhine");
	assert_int_equal(c->end[END_A].dev, network_dev_find(&x->net, "fra-1"));
	assert_is(x, c->end[END_A].ifname, "xe-0/0/1");
	assert_is(x, c->end[END_A].id, "T/1/A");
	assert_int_equal(c->end[END_B].dev, network_dev_find(&x->net, "par-1"));
	assert_is(x, c->end[END_B].ifname, "ge-0");
	assert_is(x, c->end[END_B].id, "T/1/B");
	assert_int_equal(c->in_bps, 100000000);
	assert_int_equal(c->out_bps, 20000000);
	assert_int_equal(c->class, CIRCUIT_VOICE);
	assert_float_equal(c->limit.loss_pct, 0.2, 1e-6);
	assert_float_equal(c->limit.latency_ms, 30, 1e-6);
	assert_float_equal(c->limit.jitter_ms, 8, 1e-6);
	assert_true(c->planned);
	assert_int_equal(c->probe, NONE);
}

static void one_end_is_enough(void **state)
{
	struct fixture *x = parse(state, NETWORK "[circuit c]\na = par-1/wan0\n");
	const struct circuit *c = x->net.circuit;

	assert_int_equal(x->faults.n, 0);
	assert_int_equal(c->end[END_B].dev, NONE);
	assert_int_equal(c->class, CIRCUIT_DATA);
	assert_int_equal(c->in_bps, 0);
	assert_true(isnan(c->limit.loss_pct));
	assert_true(isnan(c->limit.latency_ms));
}

static void the_other_end_may_be_a_device_as_a_whole(void **state)
{
	struct fixture *x =
		parse(state, NETWORK "[circuit c]\na = fra-1/wan0\nb = par-1\n");

	assert_int_equal(x->faults.n, 0);
	assert_int_equal(x->net.circuit->end[END_B].ifname, 0);
	assert_int_equal(x->net.circuit->end[END_B].dev, 1);
}

static void a_link_between_two_sites_is_wan(void **state)
{
	struct fixture *x = parse(
		state, NETWORK "[device fra-2]\naddress = 10.0.0.3\nsite = fra\nauth = a\n"
			       "[link one]\na = fra-1/e1\nb = par-1/e1\nspeed = 10G\n"
			       "[link two]\na = fra-1/e2\nb = fra-2/e2\n"
			       "[link three]\na = fra-1/e3\nb = fra-2/e3\nwan = yes\n");
	const struct declared_link *l = x->net.declared;

	assert_int_equal(x->faults.n, 0);
	assert_int_equal(x->net.declared_n, 3);
	assert_int_equal(l[0].speed_bps, 10000000000);
	assert_true(l[0].wan);
	assert_false(l[1].wan);
	assert_true(l[2].wan);
}

static void all_faults_are_told_at_once(void **state)
{
	assert_faults(
		state,
		NETWORK "[circuit c]\na = fra-9/x\nb = par-1/\nloss = 120\nlatency = 2h\n"
			"class = radio\nprobe = nobody\n"
			"[circuit d]\nprovider = x\n"
			"[link l]\na = fra-1\nb = par-1/x\ncolour = red\n",
		"f:16: a: there is no [device fra-9]: did you mean 'fra-1'?\n"
		"f:17: b: 'par-1/' is not DEVICE/INTERFACE\n"
		"f:18: loss: is not between 0 and 100 percent\n"
		"f:19: latency: '2h' is not between 1 ms and 60 s\n"
		"f:20: class: 'radio' is none of data|voice|video\n"
		"f:21: probe: there is no [device nobody]\n"
		"f:22: [circuit d] has no a\n"
		"f:25: a: 'fra-1' is not DEVICE/INTERFACE\n"
		"f:27: unknown key 'colour' in [link]\n");
	assert_int_equal(((struct fixture *)*state)->net.circuit_n, 0);
}

static void an_interface_is_the_end_of_one_thing(void **state)
{
	assert_faults(state,
		      NETWORK "[circuit c]\na = fra-1/x\nb = par-1/x\n"
			      "[circuit d]\na = FRA-1/x\n"
			      "[link l]\na = fra-1/y\nb = fra-1/y\n",
		      "f:19: a: 'FRA-1/x' is an end of [circuit c] already\n"
		      "f:22: b: 'fra-1/y' is an end of [link l] already\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_circuit_has_all_that_is_said_of_it),
		TEST(one_end_is_enough),
		TEST(the_other_end_may_be_a_device_as_a_whole),
		TEST(a_link_between_two_sites_is_wan),
		TEST(all_faults_are_told_at_once),
		TEST(an_interface_is_the_end_of_one_thing),
	};
	return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
