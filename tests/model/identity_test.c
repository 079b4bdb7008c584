/* What a device is, and that it is another one now. */
#include "tests/model/fixture.h"

static void take(struct network *net, const char *model, const char *serial,
		 const char *version, int64_t now_ms)
{
	network_take_identity(net, 0,
			      &(struct identity){.vendor = intern(net, "Acme"),
						 .model = intern(net, model),
						 .serial = intern(net, serial),
						 .version = intern(net, version)},
			      now_ms);
}

static void what_is_learnt_first_is_no_change(void **state)
{
	struct network *net = *state;

	add_dev(net, "a", NONE);
	take(net, "X-1", "S1", "1.0", T0);
	assert_string_equal(network_str(net, net->dev[0].vendor), "Acme");
	assert_string_equal(network_str(net, net->dev[0].serial), "S1");
	assert_int_equal(net->dev[0].changed_ms, 0);
	take(net, "X-1", "S1", "1.0", T0 + 1);
	assert_int_equal(net->dev[0].changed_ms, 0);
}

static void another_serial_and_version_are_told_together(void **state)
{
	struct network *net = *state;

	add_dev(net, "a", NONE);
	take(net, "X-1", "S1", "1.0", T0);
	take(net, "X-1", "S2", "1.1", T0 + 5);
	assert_int_equal(net->dev[0].changed_ms, T0 + 5);
	assert_string_equal(network_str(net, net->dev[0].changed),
			    "serial S2, was S1; version 1.1, was 1.0");
}

static void what_is_not_said_stays(void **state)
{
	struct network *net = *state;

	add_dev(net, "a", NONE);
	take(net, "X-1", "S1", "1.0", T0);
	take(net, "", "", "", T0 + 5);
	assert_string_equal(network_str(net, net->dev[0].model), "X-1");
	assert_int_equal(net->dev[0].changed_ms, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(what_is_learnt_first_is_no_change),
		MODEL_TEST(another_serial_and_version_are_told_together),
		MODEL_TEST(what_is_not_said_stays),
	};

	return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
