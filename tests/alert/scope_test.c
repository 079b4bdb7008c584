/* Scopes: each part by what it is for, the whole, and which of two is more specific. */
#include "tests/alert/fixture.h"

#include "probes/alert/scope.h"
#include "probes/model/circuit.h"
#include "tests/model/load.h"

enum { FRA, AMS };

/* Two sites, one of a customer; a device of many parts with two interfaces. */
static void populate(struct world *w)
{
	struct text_pool *t = &w->net.text;
	struct dev core = {.name = text_intern_str(t, "fra-core-01"),
			   .site = FRA,
			   .role = ROLE_CORE,
			   .tags = text_intern_str(t, "voice, gold"),
			   .poll_ms = 30000};

	network_site_add(&w->net, &(struct site){
					  .name = text_intern_str(t, "fra"),
					  .customer = text_intern_str(t, "acme"),
					  .customer_title = text_intern_str(t, "ACME"),
				  });
	world_site(w, "ams");
	network_dev_add(&w->net, &core);
	world_dev(w, "lone", NONE, NONE);
	world_ports(w, 0, 2, 0);
	w->net.ifs.flags[0] |= IFF_WAN;
	w->net.ifs.alias[0] = text_intern_str(t, "TRANSIT AS64500");
	set_speed(&w->net.ifs, 1, 10000000000);
}

static void each_part_is_of_the_things_that_have_it(void **state)
{
	static const struct {
		struct scope scope;
		/* of the device, its interfaces 0 and 1, its site, the customer, the
		 * other site, the device without a site, the watch */
		const char *want;
	} rows[] = {
		{{0}, "dijscaow"},
		{{.customer = "acme"}, "dijsc"},
		{{.customer = "ac*, x"}, "dijsc"},
		{{.site = "FRA"}, "dijs"},
		{{.site = "*"}, "dijsa"},
		{{.site = "ams"}, "a"},
		{{.roles = 1U << ROLE_CORE}, "dij"},
		{{.roles = 1U << ROLE_EDGE}, ""},
		{{.tag = "gold"}, "dij"},
		{{.tag = "go?d"}, "dij"},
		{{.tag = "gol"}, ""},
		{{.tag = "voice, gold"}, "dij"},
		{{.device = "fra-*"}, "dij"},
		{{.device = "lone"}, "o"},
		{{.ifname = "xe-0/0/0"}, "i"},
		{{.ifname = "xe-*"}, "ij"},
		{{.alias = "transit*"}, "i"},
		{{.alias = "x , transit as*"}, "i"},
		{{.if_flags = IFF_WAN}, "i"},
		{{.if_flags = IFF_WAN | IFF_UPLINK}, "i"},
		{{.if_flags = IFF_UPLINK}, ""},
		{{.speed_min = 10000000000}, "j"},
		{{.speed_max = 1000000000}, "i"},
		{{.speed_min = 1000000000, .speed_max = 10000000000}, "ij"},
		{{.customer = "acme", .ifname = "*", .if_flags = IFF_WAN}, "i"},
		{{.customer = "other", .ifname = "*"}, ""},
		{{.device = "a, lone", .site = "*"}, ""},
	};
	struct world *w = *state;

	populate(w);
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		const struct scope_thing thing[] = {
			scope_dev(0),	 scope_if(&w->net, 0), scope_if(&w->net, 1),
			scope_site(FRA), scope_customer(0),    scope_site(AMS),
			scope_dev(1),	 scope_watch()};
		char got[16] = "";
		size_t n = 0;

		for (size_t t = 0; t < 8; t++)
			if (scope_holds(&rows[r].scope, &w->net, thing[t]))
				got[n++] = "dijscaow"[t];
		assert_string_equal(got, rows[r].want);
	}
}

static void a_speed_that_is_not_known_is_none(void **state)
{
	struct world *w = *state;

	populate(w);
	set_speed(&w->net.ifs, 0, 0);
	assert_false(scope_holds(&(struct scope){.speed_max = 1}, &w->net,
				 scope_if(&w->net, 0)));
}

static void the_most_specific_part_that_fails_is_told(void **state)
{
	struct world *w = *state;
	const struct scope s = {.device = "x", .site = "fra", .roles = 1U << ROLE_EDGE};

	populate(w);
	assert_int_equal(scope_misses(&s, &w->net, scope_dev(0)), SCOPE_DEVICE);
	assert_string_equal(scope_part_name(SCOPE_DEVICE), "device");
	assert_int_equal(scope_misses(&(struct scope){.roles = 1U << ROLE_EDGE},
				      &w->net, scope_dev(0)),
			 SCOPE_ROLE);
	for (enum scope_part p = SCOPE_ALL + 1; p < SCOPE_PART_N; p++)
		assert_true(*scope_part_name(p));
}

static void scopes_are_ranked_by_their_most_specific_part(void **state)
{
	static const struct scope order[] = {
		{0},
		{.if_flags = IFF_WAN},
		{.speed_min = 1},
		{.roles = 1},
		{.roles = 1, .speed_min = 1},
		{.customer = "a*"},
		{.customer = "a"},
		{.customer = "a", .roles = 1},
		{.site = "f*"},
		{.site = "fra"},
		{.tag = "voice"},
		{.device = "fra-*", .site = "fra"},
		{.device = "fra-1, fra-2", .site = "fra", .tag = "x"},
		{.device = "fra-1"},
		{.alias = "x"},
		{.ifname = "xe-*"},
		{.ifname = "xe-0"},
	};

	(void)state;
	for (size_t i = 1; i < sizeof order / sizeof order[0]; i++)
		assert_true(scope_rank(&order[i - 1]) < scope_rank(&order[i]));
	assert_int_equal(scope_rank(&(struct scope){.site = "a*"}),
			 scope_rank(&(struct scope){.site = "b?"}));
	assert_false(scope_of_interface(&order[11]));
	assert_true(scope_of_interface(&order[1]));
	assert_true(scope_of_interface(&order[15]));
}

static void an_alert_has_a_thing_until_it_is_gone(void **state)
{
	struct world *w = *state;
	struct scope_thing t;
	char port[] = "xe-0/0/1", gone[] = "xe-9", none[] = "";
	struct alert a = {.subject = SUBJECT_DEVICE, .thing = 0, .entity = port};

	populate(w);
	assert_true(scope_of_alert(&w->net, &a, &t));
	assert_int_equal(t.ifs, 1);
	assert_int_equal(t.dev, 0);
	a.entity = gone;
	assert_true(scope_of_alert(&w->net, &a, &t));
	assert_int_equal(t.ifs, NONE);
	assert_int_equal(t.dev, 0);
	a = (struct alert){.subject = SUBJECT_CUSTOMER, .thing = 0, .entity = none};
	assert_true(scope_of_alert(&w->net, &a, &t));
	assert_true(scope_holds(&(struct scope){.customer = "acme"}, &w->net, t));
	a.thing = NONE;
	assert_false(scope_of_alert(&w->net, &a, &t));
}

static void customers_are_known_by_their_sites(void **state)
{
	struct world *w = *state;
	const struct network *net = &w->net;
	struct site third = {0};

	populate(w);
	third.name = text_intern_str(&w->net.text, "lon");
	third.customer = text_intern_str(&w->net.text, "acme");
	assert_int_equal(network_site_add(&w->net, &third), 2);
	assert_int_equal(net->customer_n, 1);
	assert_string_equal(network_str(net, net->customer[0].title), "ACME");
	assert_int_equal(net->customer[0].first_site, 0);
	assert_int_equal(net->site[0].customer_next, 2);
	assert_int_equal(net->site[2].customer_next, NONE);
	assert_int_equal(net->site[1].customer_row, NONE);
	assert_int_equal(network_customer_find(net, "acme"), 0);
	assert_int_equal(network_customer_find(net, "ams"), NONE);
}

static void each_part_is_told_as_it_is_written(void **state)
{
	static const struct scope scope = {.site = "fra*, ams",
					   .provider = "Telco",
					   .roles = 1u << ROLE_CORE | 1u << ROLE_UPS,
					   .classes = 1u << CIRCUIT_VOICE |
						      1u << CIRCUIT_VIDEO,
					   .if_flags = IFF_WAN | IFF_SEEN_UP,
					   .speed_min = 2500000,
					   .speed_max = 10000000000};
	static const char *const told[SCOPE_PART_N] = {
		[SCOPE_SITE] = "fra*, ams",    [SCOPE_PROVIDER] = "Telco",
		[SCOPE_ROLE] = "core, ups",    [SCOPE_CLASS] = "voice, video",
		[SCOPE_FLAGS] = "wan, seen", [SCOPE_SPEED] = "2500k-10G"};
	char words[SCOPE_WORDS];

	(void)state;
	for (enum scope_part p = SCOPE_ALL + 1; p < SCOPE_PART_N; p++)
		assert_string_equal(scope_words(&scope, p, words),
				    told[p] ? told[p] : "");
	assert_false(scope_is_all(&scope));
	assert_true(scope_is_all(&(struct scope){0}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(each_part_is_of_the_things_that_have_it),
		WORLD_TEST(a_speed_that_is_not_known_is_none),
		WORLD_TEST(the_most_specific_part_that_fails_is_told),
		WORLD_TEST(scopes_are_ranked_by_their_most_specific_part),
		WORLD_TEST(an_alert_has_a_thing_until_it_is_gone),
		WORLD_TEST(customers_are_known_by_their_sites),
		cmocka_unit_test(each_part_is_told_as_it_is_written),
	};

	return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
