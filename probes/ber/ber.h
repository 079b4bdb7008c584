/*
 * ber: SNMP messages as bytes, version 1 and 2c (RFC 1157, RFC 3416; X.690 as far as
 * SNMP uses it). Shared by polling, by the agents of the demo and by tests.
 *
 * Pure: no I/O, no allocation, no clock. Decoding is bounded by the caller's arrays and
 * trusts nothing: every length is checked against what is left, the type of a value
 * before it is read, and an OID against OID_MAX arcs. What is decoded points into the
 * caller's bytes.
 */
#ifndef NOCTOP_BER_BER_H
#define NOCTOP_BER_BER_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

#define OID_MAX 128		 /* arcs (RFC 3416 4.1) */
#define OID_OCTETS (5 * OID_MAX) /* of them, encoded, at most */

struct oid {
	uint32_t n;
	uint32_t arc[OID_MAX];
};

/* Tags of RFC 2578 types and of RFC 3416's exceptions. */
enum ber_type {
	BER_INTEGER = 0x02,
	BER_OCTETS = 0x04,
	BER_NULL = 0x05,
	BER_OID = 0x06,
	BER_SEQUENCE = 0x30,
	BER_IPADDRESS = 0x40,
	BER_COUNTER32 = 0x41,
	BER_GAUGE32 = 0x42,
	BER_TIMETICKS = 0x43,
	BER_OPAQUE = 0x44,
	BER_COUNTER64 = 0x46,
	BER_NO_SUCH_OBJECT = 0x80,
	BER_NO_SUCH_INSTANCE = 0x81,
	BER_END_OF_MIB = 0x82,
};

enum ber_pdu_type {
	PDU_GET = 0xa0,
	PDU_NEXT = 0xa1,
	PDU_RESPONSE = 0xa2,
	PDU_SET = 0xa3,
	PDU_TRAP1 = 0xa4,
	PDU_BULK = 0xa5,
	PDU_INFORM = 0xa6,
	PDU_TRAP2 = 0xa7,
	PDU_REPORT = 0xa8,
};

enum snmp_version { SNMP_V1 = 0, SNMP_V2C = 1, SNMP_V3 = 3 }; /* as on the wire */

/* One varbind. The name is a view of encoded arcs, so that taking a reply apart copies
 * nothing; value is by type: num for integers, counters, ticks (BER_INTEGER is signed:
 * cast), bytes for octets, IpAddress, Opaque and for an OID's encoded arcs. Arcs may
 * still be malformed: oid_decode() tells. An OID value may have no arcs (some agents
 * send 0.0 so). Numbers too large for a type of 32 bits are cut to their low 32 bits,
 * and an unsigned one has no sign bit, as other managers read them: agents err here. */
struct varbind {
	const uint8_t *name; /* encoded arcs of the name */
	uint32_t name_len;
	uint8_t type; /* enum ber_type */
	uint64_t num;
	const uint8_t *bytes;
	uint32_t len;
};

/* A decoded message. For PDU_BULK error_status is non-repeaters and error_index is
 * max-repetitions. */
struct ber_message {
	int version;
	const uint8_t *community;
	uint32_t community_len;
	uint8_t pdu; /* enum ber_pdu_type */
	int32_t request_id;
	int32_t error_status, error_index;
	const uint8_t *list; /* its varbinds as they came */
	size_t list_len;
	struct varbind *vb; /* the caller's */
	uint32_t n, cap;
};

/* Decode one message of version 1 or 2c into *m, whose vb and cap the caller has set.
 * False when the bytes are not exactly one such message with at most cap varbinds (a
 * version 1 trap is not). */
bool ber_decode(const uint8_t *bytes, size_t n, struct ber_message *m);

/* The same in two steps: all but the varbinds, whose place it finds, and those. A list
 * may be full of garbage still when the first step is content. */
bool ber_open(const uint8_t *bytes, size_t n, struct ber_message *m);
bool ber_varbinds(struct ber_message *m);
/* Take the varbind off the front of a list. */
bool ber_varbind(const uint8_t **list, const uint8_t *end, struct varbind *vb);

/* The same of a PDU alone, tag and all, as it stands in a message of version 3. */
bool ber_decode_pdu(const uint8_t *bytes, size_t n, struct ber_message *m);
/* Where the PDU of a message of version 1 or 2c begins and how long it is; NULL when it
 * is none. */
const uint8_t *ber_pdu(const uint8_t *bytes, size_t n, size_t *pdu_n);

/* Version and id (of version 3: msgID) of a message that may be cut short behind them:
 * errors of the network quote but the beginning of what was sent. */
bool ber_peek(const uint8_t *bytes, size_t n, int *version, int32_t *id);
/* The version field alone (0, 1, 3), -1 when there is none: to sort datagrams. */
int ber_version(const uint8_t *bytes, size_t n);

/* A message written from the front; full is set when it did not fit or an OID cannot be
 * encoded (and stays). A copy of the struct taken between two varbinds is a way back to
 * there. */
struct ber_writer {
	uint8_t *bytes;
	size_t cap, len;
	bool full;
	size_t open[3]; /* where the lengths of message, PDU and varbinds stand */
};

/* Begin a message; then the varbinds; ber_end returns its length, 0 when it was full.
 * a, b: error-status and error-index, or non-repeaters and max-repetitions. */
void ber_begin(struct ber_writer *, uint8_t *out, size_t cap, int version,
	       const void *community, size_t community_len, enum ber_pdu_type,
	       int32_t request_id, int32_t a, int32_t b);
void ber_put_null(struct ber_writer *, const struct oid *name);
/* The same for an object whose arcs are encoded already, and one arc more (index; -1:
 * none). */
void ber_put_null_at(struct ber_writer *, const void *arcs, size_t n, int64_t index);
void ber_put_num(struct ber_writer *, const struct oid *name, enum ber_type, uint64_t);
void ber_put_bytes(struct ber_writer *, const struct oid *name, enum ber_type,
		   const void *, size_t);
void ber_put_oid(struct ber_writer *, const struct oid *name, const struct oid *value);
/* Copy a varbind (its name and value as decoded). */
void ber_put(struct ber_writer *, const struct varbind *);
/* The same around a list of varbinds that is encoded already, of list_n octets: returns
 * where it goes; NULL when it does not fit. */
uint8_t *ber_wrap(uint8_t *out, size_t cap, int version, const void *community,
		  size_t community_len, enum ber_pdu_type, int32_t request_id,
		  int32_t a, int32_t b, size_t list_n);
size_t ber_end(struct ber_writer *);

/* OIDs. */
bool oid_parse(const char *dotted, struct oid *); /* "1.3.6.1", leading dot allowed */
size_t oid_format(const struct oid *, char *out, size_t cap); /* like snprintf */
bool oid_decode(const uint8_t *arcs, size_t n, struct oid *); /* false: malformed */
/* Octets of the encoded arcs, 0 for what cannot be encoded: fewer than two arcs, more
 * than OID_MAX, or a first pair that X.690 does not know. */
size_t oid_size(const struct oid *);
/* Encode arcs to out; returns the octets written, 0 when it did not fit. */
size_t oid_encode(const struct oid *, uint8_t *out, size_t cap);
/* One arc behind the second; returns its octets, at most OID_ARC_OCTETS. */
#define OID_ARC_OCTETS 5
size_t oid_encode_arc(uint32_t arc, uint8_t *out);
int oid_compare(const struct oid *, const struct oid *); /* MIB order */
bool oid_has_prefix(const struct oid *, const struct oid *prefix);
/* Longer than OID_MAX: an OID without arcs. */
struct oid oid_join(const struct oid *prefix, const uint32_t *arcs, uint32_t n);

#endif
