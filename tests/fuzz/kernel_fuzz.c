/* kernel_parse: any bytes; what is told fits its bounds. Each datagram is taken from a
 * copy that ends where it ends, so that a look beyond is seen. */
#include <string.h>

#include "probes/wire/kernel.h"
#include "tests/fuzz/fuzz.h"

static void told(void *ctx, const struct kernel_news *news)
{
	char text[48];

	(void)ctx;
	CHECK(news->kind <= KERNEL_OVERRUN);
	CHECK(memchr(news->name, 0, sizeof news->name));
	CHECK(news->kind != KERNEL_LINK || news->name[0] || news->port);
	CHECK(strlen(kernel_print(&news->address, text, sizeof text)) < sizeof text);
	CHECK(news->sight <= KERNEL_FAILED);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	CHECK(copy);
	if (n)
		memcpy(copy, bytes, n);
	kernel_parse(copy, n, told, NULL);
	free(copy);
	return 0;
}
