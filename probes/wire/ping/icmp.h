/*
 * icmp: echo requests and replies as bytes (RFC 792, RFC 4443 section 4). Pure: no I/O,
 * no clock, trusts no byte of a reply.
 *
 * The payload is as long as ping's (56 bytes): a secret number that proves the reply
 * was made from our request, when we sent it, and a fixed pattern.
 */
#ifndef NOCTOP_WIRE_PING_ICMP_H
#define NOCTOP_WIRE_PING_ICMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ICMP_BYTES 64 /* header and payload */

struct icmp_echo {
	uint16_t id, seq;
	uint64_t nonce;
	int64_t sent_us; /* wall clock of whoever sent it */
};

/* family is AF_INET or AF_INET6. The check sum is that of version 4; the kernel makes
 * that of version 6, which covers addresses. */
void icmp_build(uint8_t out[ICMP_BYTES], int family, const struct icmp_echo *);
/* True when the n bytes are an echo reply of ours. ip_header: they begin with the IPv4
 * header, as raw sockets of version 4 deliver them. */
bool icmp_parse(const uint8_t *bytes, size_t n, int family, bool ip_header,
		struct icmp_echo *);

#endif
