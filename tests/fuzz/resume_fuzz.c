/* Whatever a terminal says of where it was: what is read is written and read as the
 * same. */
#include <stdlib.h>
#include <string.h>

#include "probes/base/buf.h"
#include "tests/fuzz/fuzz.h"
#include "views/session.h"

static void go_on(const char *place, struct buf *out)
{
	struct session *v = session_open(&(struct session_options){
		.wall = {.on = true, .views = "devices,topology"}, .place = place});

	session_place(v, out);
	session_close(v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = {0}, once = {0}, twice = {0};

	buf_add(&text, (const char *)data, size);
	buf_char(&text, '\0');
	go_on(text.data, &once);
	go_on(once.data, &twice);
	CHECK(!strcmp(once.data, twice.data));
	buf_fini(&text);
	buf_fini(&once);
	buf_fini(&twice);
	return 0;
}
