/*
 * v3: messages of SNMP version 3 with the user-based security model as bytes (RFC 3412
 * section 6, RFC 3414 section 2.4). Their structure alone: digests, encryption, keys
 * and clocks are somebody else's. Pure; what is decoded points into the caller's bytes.
 */
#ifndef NOCTOP_BER_V3_H
#define NOCTOP_BER_V3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define V3_ENGINE_MAX 32 /* octets of an engine id, RFC 3411 section 5 */

enum v3_flags { V3_AUTH = 1, V3_PRIV = 2, V3_REPORTABLE = 4 };

struct v3_octets {
	const uint8_t *p;
	uint32_t n;
};

struct v3_message {
	int32_t id;
	uint8_t flags;
	struct v3_octets engine, user;
	int32_t boots, time; /* of the engine: restarts, seconds since the last */
	struct v3_octets mac, salt; /* authentication and privacy parameters */
	struct v3_octets data; /* scoped PDU; with V3_PRIV what it was encrypted to */
};

/* A scoped PDU; pdu as ber_decode_pdu takes it. */
struct v3_scoped {
	struct v3_octets engine, context, pdu;
};

/* False when the bytes are not exactly one such message. */
bool v3_decode(const uint8_t *bytes, size_t n, struct v3_message *);
/* Bytes behind it are let pass: encryption may have padded it. */
bool v3_scoped_decode(const uint8_t *bytes, size_t n, struct v3_scoped *);

/* Write to out; the length, 0 when it does not fit. *mac_at is where the digest stands
 * (of mac only the length counts: zeros are written, as it is computed over them). */
size_t v3_encode(const struct v3_message *, uint8_t *out, size_t cap, size_t *mac_at);
size_t v3_scoped_encode(const struct v3_scoped *, uint8_t *out, size_t cap);

#endif
