/* What an agent is asked to show is what is read of it, and no more. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/wire/plan.h"
#include "probes/wire/subtree.h"

#define ROWS 32

static bool lies_below(const struct oid *oid, const struct subtree *s)
{
	struct oid prefix;

	assert_true(oid_parse(s->oid, &prefix));
	return oid_has_prefix(oid, &prefix);
}

/* Counts for each subtree the columns that are read below it. */
static void count(unsigned read[ROWS])
{
	for (unsigned step = 0; step < STEP_END; step++) {
		const struct reader *r = plan_reader((enum step)step);

		for (unsigned i = 0; r && i < r->n; i++) {
			struct oid oid;
			unsigned found = 0;
			char dotted[OID_MAX * 11];

			column_oid(&r->column[i], &oid);
			for (unsigned k = 0; subtrees[k].oid; k++)
				if (lies_below(&oid, &subtrees[k])) {
					read[k]++;
					found++;
				}
			oid_format(&oid, dotted, sizeof dotted);
			if (found != 1)
				fail_msg("%s is read, and in %u rows of subtree.c",
					 dotted, found);
		}
	}
}

/* Objects of profiles: lines "name = 1.3.6…" of the one for all devices. */
static void count_profile(unsigned read[ROWS])
{
	char path[512], line[512];
	const char *top = getenv("top_srcdir");
	FILE *f;

	snprintf(path, sizeof path, "%s/etc/profiles/standard.ini", top ? top : ".");
	f = fopen(path, "re");
	if (!f)
		fail_msg("cannot open '%s'", path);
	while (fgets(line, sizeof line, f)) {
		const char *dotted = strstr(line, "= 1.3.6.");
		struct oid oid;

		line[strcspn(line, "\n")] = '\0';
		if (!dotted || !oid_parse(dotted + 2, &oid))
			continue;
		for (unsigned k = 0; subtrees[k].oid; k++)
			read[k] += lies_below(&oid, &subtrees[k]);
	}
	fclose(f);
}

static void all_that_is_read_and_nothing_else(void **state)
{
	unsigned read[ROWS] = {0};

	(void)state;
	count(read);
	count_profile(read);
	for (unsigned k = 0; subtrees[k].oid; k++)
		if (!read[k])
			fail_msg("nothing of %s (%s) is read", subtrees[k].oid,
				 subtrees[k].what);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_is_read_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
