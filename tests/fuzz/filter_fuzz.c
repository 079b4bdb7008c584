/* Whatever is typed behind '/': it is a filter or an error that is said, never both. */
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "views/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct filter f = {.n = 0};
	struct filter_facts facts;
	char text[FILTER_SIZE], error[FILTER_SIZE];
	size_t n = size < sizeof text - 1 ? size : sizeof text - 1;

	memcpy(text, data, n);
	text[n] = '\0';
	filter_facts_init(&facts);
	facts.dev = "fra-core-01";
	CHECK(filter_parse(&f, text, error) == (error[0] == '\0'));
	CHECK(f.n <= FILTER_TERMS);
	CHECK(f.patterns <= FILTER_PATTERNS);
	filter_match(&f, &facts);
	/* four texts of a device, of a dozen bytes in all, with their edges */
	CHECK(facts.steps <= FILTER_PATTERNS * 4 * 160 * (PATTERN_LETTERS + 1));
	return 0;
}
