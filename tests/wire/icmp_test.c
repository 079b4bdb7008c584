/* icmp: what is built is taken back as a reply, and nothing that differs anywhere is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sys/socket.h>

#include "probes/wire/ping/icmp.h"

static const struct icmp_echo ours = {.id = 0x1234,
				      .seq = 0xfedc,
				      .nonce = 0x0123456789abcdef,
				      .sent_us = 1763671322000000};

/* What a host makes of a request: another type, and the check sum of version 4. */
static void answer(uint8_t bytes[ICMP_BYTES], int family)
{
	icmp_build(bytes, family, &ours);
	if (family == AF_INET) {
		unsigned sum = bytes[2] * 256u + bytes[3] + 0x0800;
		sum += sum >> 16;
		bytes[2] = (uint8_t)(sum >> 8);
		bytes[3] = (uint8_t)sum;
	}
	bytes[0] = family == AF_INET ? 0 : 129;
}

static void assert_ours(const struct icmp_echo *echo)
{
	assert_int_equal(echo->id, ours.id);
	assert_int_equal(echo->seq, ours.seq);
	assert_true(echo->nonce == ours.nonce);
	assert_true(echo->sent_us == ours.sent_us);
}

static void a_reply_gives_back_what_was_sent(void **state)
{
	int families[] = {AF_INET, AF_INET6};
	(void)state;

	for (int i = 0; i < 2; i++) {
		uint8_t bytes[ICMP_BYTES];
		struct icmp_echo echo;
		answer(bytes, families[i]);
		assert_true(icmp_parse(bytes, sizeof bytes, families[i], false, &echo));
		assert_ours(&echo);
	}
}

static void a_request_is_no_reply(void **state)
{
	uint8_t bytes[ICMP_BYTES];
	struct icmp_echo echo;
	(void)state;

	icmp_build(bytes, AF_INET, &ours);
	assert_false(icmp_parse(bytes, sizeof bytes, AF_INET, false, &echo));
	icmp_build(bytes, AF_INET6, &ours);
	assert_false(icmp_parse(bytes, sizeof bytes, AF_INET6, false, &echo));
}

static void no_bit_of_a_version_4_reply_can_be_changed(void **state)
{
	uint8_t bytes[ICMP_BYTES];
	struct icmp_echo echo;
	(void)state;

	answer(bytes, AF_INET);
	for (unsigned bit = 0; bit < ICMP_BYTES * 8; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(icmp_parse(bytes, sizeof bytes, AF_INET, false, &echo));
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void shorter_and_longer_replies_are_not_ours(void **state)
{
	uint8_t bytes[ICMP_BYTES + 1] = {0};
	struct icmp_echo echo;
	(void)state;

	answer(bytes, AF_INET6);
	for (size_t n = 0; n < ICMP_BYTES; n++)
		assert_false(icmp_parse(bytes, n, AF_INET6, false, &echo));
	assert_false(icmp_parse(bytes, ICMP_BYTES + 1, AF_INET6, false, &echo));
}

static void the_ip_header_is_skipped_by_its_own_length(void **state)
{
	uint8_t bytes[60 + ICMP_BYTES];
	struct icmp_echo echo;
	(void)state;

	for (unsigned words = 0; words < 16; words++) {
		memset(bytes, 0, sizeof bytes);
		bytes[0] = (uint8_t)(0x40 | words);
		answer(bytes + words * 4, AF_INET);
		if (words == 0)
			bytes[0] = 0x40;
		assert_int_equal(
			icmp_parse(bytes, words * 4 + ICMP_BYTES, AF_INET, true, &echo),
			words >= 5);
	}
	assert_ours(&echo);
	bytes[0] = 0x6f;
	assert_false(icmp_parse(bytes, sizeof bytes, AF_INET, true, &echo));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_gives_back_what_was_sent),
		cmocka_unit_test(a_request_is_no_reply),
		cmocka_unit_test(no_bit_of_a_version_4_reply_can_be_changed),
		cmocka_unit_test(shorter_and_longer_replies_are_not_ours),
		cmocka_unit_test(the_ip_header_is_skipped_by_its_own_length),
	};
	return cmocka_run_group_tests_name("icmp", tests, NULL, NULL);
}
