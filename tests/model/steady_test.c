/* Polling that goes on as before allocates nothing. Linked with malloc, calloc and
 * realloc wrapped. */
#include "probes/model/sensor.h"

#include "tests/allocations.h"
#include "tests/model/fixture.h"

static void poll(struct network *net, dev_id dev, int n)
{
	struct agent_clock clock = clock_at(30.0 * n, 1000);
	struct if_counters raw[48] = {{0}};
	struct if_found seen = {.oper = n % 7 ? IF_UP : IF_DOWN};
	struct processor cpu[2] = {{.pct = 1}, {.pct = 2}};
	struct sensor sensor[3] = {{.kind = SENSOR_FAN, .value = (float)(n % 3)},
				   {.kind = SENSOR_TEMPERATURE, .value = 40},
				   {.kind = SENSOR_STATE, .value = NAN}};

	for (uint32_t i = 0; i < 48; i++) {
		raw[i].has = HAS_IN_OCTETS | HAS_HC_OCTETS;
		raw[i].in_octets = (uint64_t)n * 1000 * (i + 1);
		network_update_interface(net, net->dev[dev].if_first + i, &seen,
					 clock.at_ms);
	}
	network_take_counters(net, dev, &clock, raw, 48, NULL);
	network_set_processors(net, dev, cpu, 2);
	network_set_sensors(net, dev, sensor, 3, clock.at_ms);
	network_take_health(net, dev, clock.at_ms);
	network_take_result(net, dev, n % 5 ? REASON_OK : REASON_TIMEOUT, clock.at_ms,
			    1);
	reach_answer(&net->dev[dev].reach, clock.at_ms, 1000);
	reach_loss(&net->dev[dev].reach, clock.at_ms);
}

static void a_thousand_steady_polls_allocate_nothing(void **state)
{
	struct network *net = *state;

	add_dev(net, "a", NONE);
	add_dev(net, "b", NONE);
	allocations = 0;
	add_interfaces(net, 0, 48);
	add_interfaces(net, 1, 48);
	assert_true(allocations > 0); /* the count works */
	for (int n = 0; n < 2; n++) { /* the first loss takes a ring */
		poll(net, 0, n);
		poll(net, 1, n);
	}
	allocations = 0;
	for (int n = 2; n <= 501; n++) {
		poll(net, 0, n);
		poll(net, 1, n);
	}
	assert_int_equal(allocations, 0);
	assert_true(isfinite(net->ifs.in_bps[0]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(a_thousand_steady_polls_allocate_nothing),
	};

	return cmocka_run_group_tests_name("steady", tests, NULL, NULL);
}
