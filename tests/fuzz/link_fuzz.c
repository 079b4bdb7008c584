/* link: any bytes from the other side of the socket. */
#include "tests/fuzz/fuzz.h"
#include "tui/link.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct buf in = {0};
	struct canvas canvas;
	struct link_message m;
	size_t used;

	canvas_init(&canvas);
	canvas_resize(&canvas, 24, 80);
	buf_add(&in, bytes, n);
	while (link_next(&in, &m, &used) == LINK_ONE) {
		if (m.kind == LINK_FRAME && m.rows * m.cols <= 200 * 200)
			link_apply(&m, &canvas);
		for (uint32_t i = 0; m.kind == LINK_KEYS && i < m.n; i++)
			link_key(&m, i);
		buf_drop(&in, used);
	}
	canvas_fini(&canvas);
	buf_fini(&in);
	return 0;
}
