/* Parts of devices, and what is told when they are others than before. */
#include "tests/model/fixture.h"

#include "probes/model/module.h"
#include "tests/model/compact.h"

static struct module module(struct network *net, const char *name, const char *serial,
			    const char *version)
{
	return (struct module){.name = text_intern_str(&net->text, name),
			       .serial = text_intern_str(&net->text, serial),
			       .version = text_intern_str(&net->text, version)};
}

static void what_is_another_is_told(void **state)
{
	static const struct {
		const char *row[3][3]; /* name, serial, version */
		const char *told;
	} cases[] = {
		{{{"Fan", "F1", ""}, {"Slot 1", "A", "1.0"}},
		 ""}, /* in another order */
		{{{"Slot 1", "A", "1.0"}, {"Fan", "F2", ""}},
		 "Fan has another serial, F2"},
		{{{"Slot 1", "A", "1.1"}, {"Fan", "F1", ""}},
		 "Slot 1 has another version, 1.1"},
		{{{"Slot 1", "A", "1.0"}}, "Fan is gone, serial F1"},
		{{{"Slot 1", "A", "1.0"}, {"Fan", "F1", ""}, {"PSU", "P", ""}},
		 "PSU is new, serial P"},
		{{{"Slot 2", "A", "1.0"}, {"Fan", "F2", ""}, {"PSU", "P", ""}},
		 "Slot 2 is new, serial A; Fan has another serial, F2; PSU is new, "
		 "serial P; and 1 modules more"},
	};
	struct network *net = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char name[8];
		struct module rows[3], before[2] = {module(net, "Slot 1", "A", "1.0"),
						    module(net, "Fan", "F1", "")};
		uint32_t n = 0;
		dev_id id;
		snprintf(name, sizeof name, "d%zu", i);
		id = add_dev(net, name, NONE);
		for (; n < 3 && cases[i].row[n][0]; n++)
			rows[n] = module(net, cases[i].row[n][0], cases[i].row[n][1],
					 cases[i].row[n][2]);
		network_set_modules(net, id, before, 2, T0);
		assert_int_equal(net->dev[id].changed_ms,
				 0); /* the first are no news */
		network_set_modules(net, id, rows, n, T0 + 1);
		assert_string_equal(network_str(net, net->dev[id].changed),
				    cases[i].told);
	}
}

static void one_survey_is_one_change(void **state)
{
	struct network *net = *state;
	dev_id id = add_dev(net, "a", NONE);

	network_note_change(net, id, "model X, was Y", T0);
	network_note_change(net, id, "configuration changed", T0);
	assert_string_equal(network_str(net, net->dev[id].changed),
			    "model X, was Y; configuration changed");
	network_note_change(net, id, "configuration changed", T0 + 1);
	assert_string_equal(network_str(net, net->dev[id].changed),
			    "configuration changed");
}

static void texts_of_them_outlive_a_compaction(void **state)
{
	struct network *net = *state;
	dev_id id = add_dev(net, "a", NONE);
	struct module row = module(net, "Slot 1", "SERIAL-1", "7");
	uint32_t n;
	char junk[32];

	network_set_modules(net, id, &row, 1, T0);
	for (int i = 0; i < 20000; i++) {
		snprintf(junk, sizeof junk, "nobody wants this %d", i);
		text_intern_str(&net->text, junk);
	}
	assert_true(compact(net));
	assert_string_equal(network_str(net, network_modules(net, id, &n)->serial),
			    "SERIAL-1");
	assert_int_equal(n, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(what_is_another_is_told),
		MODEL_TEST(one_survey_is_one_change),
		MODEL_TEST(texts_of_them_outlive_a_compaction),
	};

	return cmocka_run_group_tests_name("module", tests, NULL, NULL);
}
