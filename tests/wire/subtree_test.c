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

static void all_that_is_read_and_nothing_else(void **state)
{
	unsigned read[ROWS] = {0};

	(void)state;
	count(read);
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
