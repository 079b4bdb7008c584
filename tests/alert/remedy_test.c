/* Remedies: a command may try to mend what is wrong, within narrow limits. */
#include "tests/alert/night.h"

static void remedy_of(struct night *n, uint32_t dev, const char *expected)
{
	struct alert *a;

	buf_reset(&n->said);
	a = raise(n, dev, SEV_CRITICAL);
	happens(n, a, EVENT_OPENED, "");
	SAYS(n, expected);
	act(n, &a, "clear");
	n->now += 1000;
}

static void a_remedy_is_tried_once_and_rests_an_hour(void **state)
{
	struct night *n = *state;

	n->policy[0].remedy = 0;
	remedy_of(n, 0, "0 remedy");
	remedy_of(n, 0, "");
	remedy_of(n, 1, "2 remedy");
	n->now = T0 + 3600000;
	remedy_of(n, 0, "3600 remedy");
}

static void an_alert_has_one_remedy_whatever_becomes_of_it(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	n->policy[0].remedy = n->policy[1].remedy = 0;
	act(n, &a, "major");
	SAYS(n, "0 remedy");
	pass_until(n, T0 + 5000);
	a = restart(n, a, 7200000);
	n->now += 60000;
	buf_reset(&n->said);
	act(n, &a, "worse");
	SAYS(n, "");
}

static void at_most_three_remedies_an_hour(void **state)
{
	struct night *n = *state;

	n->policy[0].remedy = 0;
	network_dev_add(&n->net,
			&(struct dev){.name = text_intern_str(&n->net.text, "d3"),
				      .site = NONE});
	remedy_of(n, 0, "0 remedy");
	remedy_of(n, 1, "1 remedy");
	remedy_of(n, 2, "2 remedy");
	remedy_of(n, 3, "");
	n->now = T0 + 3600000;
	remedy_of(n, 3, "3600 remedy");
}

static void a_remedy_touches_only_what_is_ours(void **state)
{
	struct night *n = *state;
	site_id site = network_site_add(&n->net, &(struct site){.monitored = true});

	n->policy[0].remedy = 0;
	n->net.dev[0].owner = OWNER_CLIENT;
	n->net.dev[1].site = site;
	remedy_of(n, 0, "");
	remedy_of(n, 1, "");
}

static void no_remedy_when_much_is_wrong_or_it_is_not_to_be_told(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	n->policy[0].remedy = 0;
	act(n, &a, "born");
	act(n, &a, "clear");
	SAYS(n, "");
	n->alerts.cold_until_ms = T0 + 60000;
	remedy_of(n, 1, "");
	n->alerts.cold_until_ms = 0;
	many(n, 10);
	remedy_of(n, 0, ""); /* the 11th */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_remedy_is_tried_once_and_rests_an_hour),
		TEST(an_alert_has_one_remedy_whatever_becomes_of_it),
		TEST(at_most_three_remedies_an_hour),
		TEST(a_remedy_touches_only_what_is_ours),
		TEST(no_remedy_when_much_is_wrong_or_it_is_not_to_be_told),
	};

	return cmocka_run_group_tests_name("remedy", tests, NULL, NULL);
}
