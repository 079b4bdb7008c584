/* options: what people type, and what they are told when it is wrong. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tui/options.h"

static bool parse(unsigned command, const char *const argv[], struct options *o,
		  char *why)
{
	struct buf error = {0};
	int argc = 0;
	bool good;

	while (argv[argc])
		argc++;
	good = options_parse(command, argc, argv, o, &error);
	snprintf(why, 128, "%s", error.data ? error.data : "");
	buf_fini(&error);
	return good;
}
#define PARSE(command, ...) parse(command, (const char *[]){__VA_ARGS__, NULL}, &o, why)

static void values_come_attached_or_apart(void **state)
{
	struct options o;
	char why[128];

	assert_true(PARSE(CMD_SCREEN, "-c", "a.ini", "--size=120x40", "--keys", "jj"));
	assert_string_equal(o.config, "a.ini");
	assert_string_equal(o.keys, "jj");
	assert_int_equal(o.cols, 120);
	assert_int_equal(o.rows, 40);
	assert_true(PARSE(CMD_DEMO, "--graphs", "braille", "--ambiguous=narrow"));
	assert_true(o.braille && !o.wide);
	assert_true(PARSE(CMD_DEMO, "--view", "alerts", "--views=devices,interfaces"));
	assert_string_equal(o.view, "alerts");
	assert_string_equal(o.views, "devices,interfaces");
	assert_true(PARSE(CMD_DEMO, "--views", ""));
	assert_true(PARSE(CMD_ACK, "12", "-nfibre cut", "--for", "2h", "13"));
	assert_int_equal(o.arg_n, 2);
	assert_string_equal(o.arg[1], "13");
	assert_string_equal(o.note, "fibre cut");
	assert_int_equal(o.for_ms, 7200000);
	(void)state;
}

static void after_two_dashes_nothing_is_an_option(void **state)
{
	struct options o;
	char why[128];

	assert_true(PARSE(CMD_ACK, "--", "--note"));
	assert_int_equal(o.arg_n, 1);
	(void)state;
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		unsigned command;
		const char *argv[3];
		const char *why;
	} wrong[] = {
		{CMD_LINT, {"--jsno"}, "unknown option '--jsno'"},
		{CMD_LINT, {"--json"}, "unknown option '--json'"},
		{CMD_STATUS, {"--json=yes"}, "unknown option '--json=yes'"},
		{CMD_ACK, {"1", "--note"}, "--note needs a value: TEXT"},
		{CMD_SCREEN, {"--size", "80"}, "--size: '80' is no COLSxROWS"},
		{CMD_SCREEN, {"--size", "0x24"}, "--size: '0x24' is no COLSxROWS"},
		{CMD_DEMO, {"--devices", "-3"}, "--devices: '-3' is no N"},
		{CMD_DEMO, {"--devices", "0"}, "--devices: '0' is no N"},
		{CMD_DEMO, {"--devices", "10001"}, "--devices: '10001' is no N"},
		{CMD_EVENTS, {"--since", "soon"}, "--since: 'soon' is no TIME"},
		{CMD_DEMO, {"--graphs", "dots"}, "--graphs: 'dots' is no GLYPHS"},
		{CMD_SCREEN, {"--view", "device,"}, "--view: 'device,' is no VIEW"},
		{CMD_DASHBOARD,
		 {"--views", "devices,link"},
		 "--views: 'devices,link' is no VIEWS"},
	};
	struct options o;
	char why[128];

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_false(parse(wrong[i].command, wrong[i].argv, &o, why));
		assert_string_equal(why, wrong[i].why);
	}
	(void)state;
}

static void help_lists_what_a_command_takes(void **state)
{
	struct buf out = {0};

	options_help(CMD_ACK, &out);
	assert_non_null(strstr(out.data, "--note TEXT"));
	assert_null(strstr(out.data, "--json"));
	buf_fini(&out);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_attached_or_apart),
		cmocka_unit_test(after_two_dashes_nothing_is_an_option),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(help_lists_what_a_command_takes),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
