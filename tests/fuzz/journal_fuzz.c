/* Any bytes as messages between watch and keeper: none is read beyond its end, and what
 * is one is written again as it was. */
#include "probes/journal/message.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	static struct recalled recalled;
	struct buf again = {0};
	size_t used;
	for (size_t at = 0; at < size; at += used) {
		struct message m, same;
		size_t n;
		if (message_read(bytes + at, size - at, &m, &used) != MESSAGE_ONE)
			break;
		CHECK(used > 4 && used <= size - at);
		if (m.kind == MESSAGE_RECALLED) {
			message_recalled(&m, &recalled);
			CHECK(recalled.n <= RECALL_MAX);
			m.recalled = &recalled;
		}
		buf_reset(&again);
		message_write(&again, &m);
		CHECK(message_read(again.data, again.len, &same, &n) == MESSAGE_ONE);
		CHECK(n == again.len && same.kind == m.kind && same.seq == m.seq);
	}
	buf_fini(&again);
	return 0;
}
