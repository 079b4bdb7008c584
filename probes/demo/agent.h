/*
 * agent: what an SNMP agent answers (RFC 1157, RFC 3416), without a socket: one request
 * in, one reply out. Where the values come from is a source: the demo network, or a
 * recorded device in tests.
 *
 * Versions 1 and 2c; GET, GETNEXT, GETBULK. It behaves as real agents do: a wrong
 * community, another version and rubbish meet silence; a GETBULK reply holds as many
 * varbinds as fit; a GET that does not fit is tooBig; version 1 knows no Counter64 and
 * no exceptions.
 */
#ifndef NOCTOP_DEMO_AGENT_H
#define NOCTOP_DEMO_AGENT_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

#include "probes/ber/ber.h"

#define AGENT_VARBINDS 256   /* of one request; more meet silence */
#define AGENT_REPLY_MAX 1472 /* what an Ethernet frame holds, and most agents send */

/* Values by name. agent is which device is asked. The value's type, num, bytes and len
 * are the source's to set (its name is not); bytes stay valid until the next call. */
struct agent_source {
	/* False: there is none, and the type says whether BER_NO_SUCH_OBJECT or
	 * BER_NO_SUCH_INSTANCE. */
	bool (*get)(void *ctx, uint32_t agent, const struct oid *, int64_t now_ms,
		    struct varbind *value);
	/* Move the name to the next object and read it; false at the end, with the name
	 * as it was. */
	bool (*next)(void *ctx, uint32_t agent, struct oid *, int64_t now_ms,
		     struct varbind *value);
	/* A short cut, or NULL: put all varbinds that answer a GET or GETBULK of
	 * version 2c, from its encoded names. False when it is not for this request,
	 * whatever was written: then get and next are asked, which must say the same.
	 */
	bool (*quick)(void *ctx, uint32_t agent, const struct ber_message *,
		      int64_t now_ms, struct ber_writer *);
};

struct agent {
	const struct agent_source *source;
	void *ctx; /* the source's */
	uint32_t id;
	const char *community;
	size_t reply_max; /* AGENT_REPLY_MAX; 0 for as much as the caller has room for
			   */
	bool hangs;	  /* it answers a GET of one name, and nothing else */
};

/* Working memory of a request; one serves any number of agents. */
struct agent_scratch {
	struct varbind vb[AGENT_VARBINDS];
	struct oid at[AGENT_VARBINDS]; /* the name asked for, or reached, by varbind */
	uint8_t name[OID_OCTETS];
};

/* Answer the request of n bytes. Returns the length of the reply in out, which does not
 * overlap the request; 0 for silence. */
size_t agent_answer(const struct agent *, struct agent_scratch *,
		    const uint8_t *request, size_t n, int64_t now_ms, uint8_t *out,
		    size_t cap);
/* The same for one that is decoded already (into scratch.vb), and allowed to ask. */
size_t agent_answer_message(const struct agent *, struct agent_scratch *,
			    const struct ber_message *, int64_t now_ms, uint8_t *out,
			    size_t cap);

#endif
