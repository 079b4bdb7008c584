/* The JSON of status, byte for byte, and the exit code. The expected object stands in
 * status.json, with a line break behind each brace, bracket and comma. */
#include "probes/model/link.h"
#include "tests/tui/status_fixture.h"

#include <stdlib.h>

#include "probes/base/clock.h"
#include "probes/wire/poll.h"

static char *read_golden(void)
{
	const char *top = getenv("top_srcdir");
	struct buf b = {0};
	char path[512];
	FILE *f;
	size_t n;

	snprintf(path, sizeof path, "%s/tests/tui/status.json", top ? top : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	do {
		n = fread(buf_room(&b, 4096), 1, 4096, f);
		b.len += n;
	} while (n);
	fclose(f);
	buf_char(&b, '\0');
	return b.data;
}

/* Break lines outside of strings. */
static char *spread(const char *s)
{
	struct buf out = {0};
	bool in_string = false;

	for (; *s; s++) {
		buf_char(&out, *s);
		if (*s == '\\' && in_string)
			buf_char(&out, *++s);
		else if (*s == '"')
			in_string = !in_string;
		else if (!in_string && strchr("{[,", *s))
			buf_char(&out, '\n');
	}
	return out.data;
}

static void assert_same_lines(const char *is, const char *want)
{
	char a[512], b[512];

	while (*is || *want) {
		size_t n = strcspn(is, "\n"), m = strcspn(want, "\n");

		snprintf(a, sizeof a, "%.*s", (int)n, is);
		snprintf(b, sizeof b, "%.*s", (int)m, want);
		assert_string_equal(a, b);
		is += n + (is[n] == '\n');
		want += m + (want[m] == '\n');
	}
}

static void the_object_is_the_documented_one(void **state)
{
	(void)state;
	struct buf out = {0};
	struct scene s;
	char *is, *want = read_golden();

	scene_open(&s);
	scene_build(&s);
	links_settle(&s.net, NOW);
	status_json(&out, &s.inv, &s.net, &s.alerts, &s.poll, NOW);
	is = spread(out.data);
	assert_same_lines(is, want);
	scene_close(&s);
	buf_fini(&out);
	free(is);
	free(want);
}

static void an_empty_network_has_all_keys(void **state)
{
	(void)state;
	struct buf out = {0};
	struct scene s;

	scene_open(&s);
	s.inv.settings.name = NULL;
	s.poll = (struct status_poll){0};
	status_json(&out, &s.inv, &s.net, &s.alerts, &s.poll, NOW);
	assert_string_equal(
		out.data,
		"{\"schema\":1,\"time\":\"2027-01-15T08:01:05Z\",\"network\":null,"
		"\"watch\":{\"due\":0,\"late\":0,\"rx_drops\":0,\"spoof_dropped\":0,"
		"\"traps\":0},"
		"\"poll\":{\"devices\":0,\"answered\":0,\"interfaces\":0,\"varbinds\":"
		"0,"
		"\"seconds\":0,\"cpu_seconds\":0,\"rss_bytes\":null,\"retries\":0,"
		"\"timeouts\":0},"
		"\"sites\":[],\"devices\":[],\"links\":[],\"lags\":[],\"segments\":[],"
		"\"vlans\":[],"
		"\"circuits\":[],"
		"\"alerts\":[],"
		"\"maintenance\":[]}\n");
	scene_close(&s);
	buf_fini(&out);
}

static void an_alert_alone_is_the_same_object(void **state)
{
	(void)state;
	struct buf out = {0};
	struct json j = {.out = &out};
	struct alert a = scene_alert(7, NONE, "gone", SEV_CRITICAL);

	status_alert(&j, NULL, &a);
	assert_non_null(strstr(out.data, "\"id\":7,\"key\":\"device|gone||cpu\""));
	assert_non_null(strstr(out.data, "\"ack\":null,\"escalation\":null}"));
	buf_fini(&out);
}

static void with_its_network_an_alert_on_a_device_names_its_site(void **state)
{
	(void)state;
	struct buf out = {0};
	struct json j = {.out = &out};
	struct alert a = scene_alert(7, 0, "fra-core-01", SEV_CRITICAL);
	struct scene s;

	scene_open(&s);
	scene_build(&s);
	status_alert(&j, &s.net, &a);
	assert_non_null(
		strstr(out.data, "\"device\":\"fra-core-01\",\"site\":\"fra\""));
	scene_close(&s);
	buf_fini(&out);
}

static void a_sweep_costs_what_the_clocks_say(void **state)
{
	(void)state;
	struct poll_totals totals = {.varbinds = 12, .retries = 2, .timeouts = 1};
	struct scene s;

	scene_open(&s);
	scene_build(&s);
	totals.started_us = clock_mono_us() - 1000000;
	totals.process_cpu_us = clock_process_cpu_us();
	status_poll_from(&s.poll, &s.net, &totals);
	assert_int_equal(s.poll.devices, 3);
	assert_int_equal(s.poll.answered, 1);
	assert_int_equal(s.poll.interfaces, 2);
	assert_int_equal(s.poll.varbinds, 12);
	assert_true(s.poll.seconds >= 1);
	assert_true(s.poll.cpu_seconds >= 0);
	assert_true(s.poll.rss_bytes > 100000);
	scene_close(&s);
}

/* --- exit codes */

enum dev_is { FINE, SILENT, LATE, PLANNED };

static void add_is(struct network *net, const char *name, enum dev_is is)
{
	dev_id id = add_dev(net, name, NONE);
	struct reach *r = &net->dev[id].reach;

	net->dev[id].planned = is == PLANNED;
	if (is == FINE || is == SILENT) {
		network_take_result(net, id, REASON_OK, T0, 1);
		reach_answer(r, T0, 1000);
	}
	while (is == SILENT && r->answering)
		reach_loss(r, NOW - 1000);
	if (is == SILENT) /* the GET that confirms it */
		network_take_result(net, id, REASON_TIMEOUT, NOW, 0);
}

static void the_exit_code_is_the_worst_that_is_known(void **state)
{
	(void)state;
	static const struct {
		enum dev_is a, b;
		enum severity alert; /* on a */
		enum alert_state alert_state;
		bool suppressed;
		int code;
	} cases[] = {
		{FINE, FINE, SEV_NONE, 0, false, STATUS_OK},
		{FINE, PLANNED, SEV_NONE, 0, false, STATUS_OK},
		{FINE, FINE, SEV_WARNING, ALERT_OPEN, false, STATUS_WARNING},
		{FINE, FINE, SEV_MAJOR, ALERT_OPEN, false, STATUS_CRITICAL},
		{FINE, FINE, SEV_CRITICAL, ALERT_OPEN, false, STATUS_CRITICAL},
		{FINE, FINE, SEV_MAJOR, ALERT_ACKNOWLEDGED, false, STATUS_CRITICAL},
		{FINE, FINE, SEV_MAJOR, ALERT_OPEN, true, STATUS_OK},
		{FINE, FINE, SEV_MAJOR, ALERT_CLEARED, false, STATUS_OK},
		{FINE, LATE, SEV_NONE, 0, false, STATUS_UNKNOWN},
		{FINE, LATE, SEV_WARNING, ALERT_OPEN, false, STATUS_WARNING},
		{LATE, LATE, SEV_MAJOR, ALERT_OPEN, false, STATUS_CRITICAL},
		{PLANNED, PLANNED, SEV_NONE, 0, false, STATUS_UNKNOWN},
		{FINE, SILENT, SEV_NONE, 0, false, STATUS_CRITICAL},
		{SILENT, FINE, SEV_WARNING, ALERT_OPEN, false, STATUS_WARNING},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene s;
		struct alert a = scene_alert(1, 0, "a", cases[i].alert);

		scene_open(&s);
		add_is(&s.net, "a", cases[i].a);
		add_is(&s.net, "b", cases[i].b);
		a.suppressed = cases[i].suppressed;
		if (cases[i].alert)
			alerts_restore(&s.alerts, &s.net, &a);
		if (cases[i].alert && cases[i].alert_state != ALERT_OPEN)
			s.alerts.row[0]->state = cases[i].alert_state;
		print_message("# case %zu\n", i);
		assert_int_equal(status_exit_code(&s.net, &s.alerts, T0 + 66000),
				 cases[i].code);
		scene_close(&s);
	}
}

static void no_devices_are_unknown(void **state)
{
	(void)state;
	struct scene s;

	scene_open(&s);
	assert_int_equal(status_exit_code(&s.net, &s.alerts, NOW), STATUS_UNKNOWN);
	scene_close(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_object_is_the_documented_one),
		cmocka_unit_test(an_empty_network_has_all_keys),
		cmocka_unit_test(an_alert_alone_is_the_same_object),
		cmocka_unit_test(with_its_network_an_alert_on_a_device_names_its_site),
		cmocka_unit_test(a_sweep_costs_what_the_clocks_say),
		cmocka_unit_test(the_exit_code_is_the_worst_that_is_known),
		cmocka_unit_test(no_devices_are_unknown),
	};

	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
