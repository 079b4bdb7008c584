/*
 * One fixed layout, compared whole: a reply that is shorter, longer or altered anywhere
 * is not ours, so there is nothing to interpret.
 */
#include "probes/wire/ping/icmp.h"

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/socket.h>

enum {
	AT_TYPE,
	AT_CODE,
	AT_SUM,
	AT_ID = 4,
	AT_SEQ = 6,
	AT_NONCE = 8,
	AT_SENT = 16,
	AT_FILL = 24
};

static void put_be(uint8_t *p, unsigned bytes, uint64_t v)
{
	for (unsigned i = bytes; i-- > 0; v >>= 8)
		p[i] = (uint8_t)v;
}

static uint64_t get_be(const uint8_t *p, unsigned bytes)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

/* The Internet check sum (RFC 1071); 0 over bytes that hold their own. */
static uint16_t check_sum(const uint8_t bytes[ICMP_BYTES])
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < ICMP_BYTES; i += 2)
		sum += (uint32_t)get_be(bytes + i, 2);
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static bool fill_intact(const uint8_t bytes[ICMP_BYTES])
{
	for (unsigned i = AT_FILL; i < ICMP_BYTES; i++)
		if (bytes[i] != i)
			return false;
	return true;
}

void icmp_build(uint8_t out[ICMP_BYTES], int family, const struct icmp_echo *echo)
{
	out[AT_TYPE] = family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	out[AT_CODE] = 0;
	put_be(out + AT_SUM, 2, 0);
	put_be(out + AT_ID, 2, echo->id);
	put_be(out + AT_SEQ, 2, echo->seq);
	put_be(out + AT_NONCE, 8, echo->nonce);
	put_be(out + AT_SENT, 8, (uint64_t)echo->sent_us);
	for (unsigned i = AT_FILL; i < ICMP_BYTES; i++)
		out[i] = (uint8_t)i;
	if (family == AF_INET)
		put_be(out + AT_SUM, 2, check_sum(out));
}

bool icmp_parse(const uint8_t *bytes, size_t n, int family, bool ip_header,
		struct icmp_echo *echo)
{
	if (ip_header) {
		size_t header = n > 0 ? (bytes[0] & 15u) * 4 : 0;
		if (header < 20 || n < header || bytes[0] >> 4 != 4)
			return false;
		bytes += header;
		n -= header;
	}
	if (n != ICMP_BYTES || bytes[AT_CODE] != 0 || !fill_intact(bytes))
		return false;
	if (bytes[AT_TYPE] != (family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY))
		return false;
	if (family == AF_INET && check_sum(bytes) != 0)
		return false;
	echo->id = (uint16_t)get_be(bytes + AT_ID, 2);
	echo->seq = (uint16_t)get_be(bytes + AT_SEQ, 2);
	echo->nonce = get_be(bytes + AT_NONCE, 8);
	echo->sent_us = (int64_t)get_be(bytes + AT_SENT, 8);
	return true;
}
