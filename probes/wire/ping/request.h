/*
 * request: what noctop and its helper noctop-ping say to each other, fixed-size records
 * over a stream pair of one machine. The helper begins with two PING_HELLO (IPv4,
 * IPv6), each with the errno of its socket.
 */
#ifndef NOCTOP_WIRE_PING_REQUEST_H
#define NOCTOP_WIRE_PING_REQUEST_H

#include <stdint.h>

struct ping_request {
	uint64_t nonce;
	uint8_t addr[16]; /* version 4 in the first four */
	uint32_t scope;	  /* sin6_scope_id */
	uint16_t seq;
	uint8_t version; /* 4 or 6 */
	uint8_t unused;
};

enum ping_answer_kind { PING_HELLO, PING_REPLY, PING_FAILED };
struct ping_answer {
	uint64_t nonce;
	int64_t rtt_us;
	int32_t error; /* errno of HELLO and FAILED */
	uint16_t seq;
	uint8_t kind; /* enum ping_answer_kind */
	uint8_t version;
};

#endif
