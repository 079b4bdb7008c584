/* Notices: their values, arguments and environment, as functions of what they are
 * of. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "probes/notify/notice.h"
#include "tests/notify/an_alert.h"

static void a_value_is_no_option(void **state)
{
	struct notice n = {0};
	char text[] = "-rf /";
	struct alert a = an_alert(text);
	const char *const argv[] = {"/bin/x", "{alert.text}", "-s", "{device}-{entity}",
				    NULL};
	const struct hook h = {.argv = argv};
	const char *const *out;

	(void)state;
	notice_fill(&n, &(struct notice_about){.kind = NOTICE_PROBLEM,
					       .network_name = "x",
					       .alert = &a});
	out = notice_argv(&n, &h);
	assert_string_equal(out[1], " -rf /");
	assert_string_equal(out[2], "-s");
	assert_string_equal(out[3], "fra-core-01-xe-0/0/3");
	assert_null(out[4]);
	notice_fini(&n);
}

/* What a digest says of so many that are there and so many that are over. */
static void a_digest_says_what_is_there_and_what_is_over(void **state)
{
	static const struct {
		uint32_t n, over;
		const char *kind, *subject, *type;
	} rows[] = {
		{3, 0, "digest", "x 3 alerts; the worst: critical fra-core-01 gone",
		 "PROBLEM"},
		{1, 2, "digest",
		 "x 1 alert, 2 over; the worst: critical fra-core-01 gone", "PROBLEM"},
		{0, 2, "digest", "x 2 over; one of them: fra-core-01 gone", "RECOVERY"},
		{1, 0, "problem", "critical x: fra-core-01 gone", "PROBLEM"},
		{0, 1, "recovery", "OVER x: fra-core-01 gone", "RECOVERY"},
	};
	static const char *argv[] = {"/bin/x", NULL};
	const struct hook h = {.name = "x", .argv = argv};
	char text[] = "gone", want[64];
	struct alert a = an_alert(text);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct notice n = {0};
		const char *const *env;
		bool found = false;

		notice_fill(&n, &(struct notice_about){.kind = NOTICE_DIGEST,
						       .network_name = "x",
						       .alert = &a,
						       .n = rows[i].n,
						       .over = rows[i].over});
		assert_string_equal(notice_value(&n, "kind"), rows[i].kind);
		assert_string_equal(notice_value(&n, "subject"), rows[i].subject);
		snprintf(want, sizeof want, "NAGIOS_NOTIFICATIONTYPE=%s", rows[i].type);
		for (env = notice_env(&n, &h); *env; env++)
			found = found || strcmp(*env, want) == 0;
		assert_true(found);
		notice_fini(&n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_no_option),
		cmocka_unit_test(a_digest_says_what_is_there_and_what_is_over),
	};

	return cmocka_run_group_tests_name("notice", tests, NULL, NULL);
}
