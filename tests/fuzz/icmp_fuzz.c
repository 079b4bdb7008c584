/* icmp_parse: any bytes, every way a packet comes. What is accepted builds itself
 * again. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "probes/wire/ping/icmp.h"
#include "tests/fuzz/fuzz.h"

static void parse(const uint8_t *bytes, size_t n, int family, bool header)
{
	uint8_t again[ICMP_BYTES];
	struct icmp_echo echo;

	if (!icmp_parse(bytes, n, family, header, &echo))
		return;
	icmp_build(again, family, &echo);
	const uint8_t *body = bytes + n - ICMP_BYTES;
	CHECK(memcmp(again + 4, body + 4, ICMP_BYTES - 4) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	parse(bytes, n, AF_INET, true);
	parse(bytes, n, AF_INET, false);
	parse(bytes, n, AF_INET6, false);
	return 0;
}
