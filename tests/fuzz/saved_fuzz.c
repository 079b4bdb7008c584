/* Whatever a terminal says it kept: what is read is written and read as the same. */
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "views/saved.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct saved first, again;
	struct buf text = {0}, twice = {0};

	saved_read(&first, (const char *)data, size);
	saved_write(&first, &text);
	CHECK(text.len <= SAVED_BYTES);
	saved_read(&again, text.data ? text.data : "", text.len);
	saved_write(&again, &twice);
	CHECK(text.len == twice.len);
	CHECK(!text.len || !memcmp(text.data, twice.data, text.len));
	buf_fini(&text);
	buf_fini(&twice);
	return 0;
}
