/*
 * column: what is read of an agent, as tables: an object, how its value is checked, and
 * where it goes in a row. Pure.
 *
 * A row is a struct of the reader's that begins with struct row. Texts are kept as
 * bytes beside the rows until the whole table is there.
 */
#ifndef NOCTOP_WIRE_COLUMN_H
#define NOCTOP_WIRE_COLUMN_H

#include <stddef.h>
#include <stdint.h>

#include "probes/base/buf.h"
#include "probes/ber/ber.h"

#define ROWS_MAX 20000 /* of one table of one device; the rest is not read */

enum column_when {
	COLUMN_ROWS, /* a column of a table whose rows have one number as their index */
	COLUMN_ONCE, /* a scalar, asked with the first request */
	COLUMN_ALWAYS, /* a scalar, asked with every request: a clock */
	COLUMN_WHENS
};

enum column_kind {
	VALUE_U8,   /* uint8_t: an enumeration; what is not 0 to 255 is not taken */
	VALUE_U32,  /* uint32_t: any 32-bit number. Integer32 by its bits: agents show
		       what is larger than 2^31 as negative */
	VALUE_U64,  /* uint64_t: Counter64 and nothing else */
	VALUE_TEXT, /* struct span: OCTET STRING */
	VALUE_MAC,  /* uint8_t[6]: OCTET STRING of that length */
	VALUE_LAST_ARC, /* uint32_t: the last arc of an OBJECT IDENTIFIER */
	VALUE_OID,	/* struct span: an OBJECT IDENTIFIER, dotted */
};

struct column {
	const char *arcs; /* encoded, without the index */
	uint8_t len;	  /* of arcs */
	uint8_t when, kind;
	uint16_t offset; /* in the row */
	uint32_t has;	 /* set in row.has when the value was taken */
};

/* 1.3.6.1.2.1 and 1.3.6.1.4.1.2021 as they are encoded. */
#define ARCS_MIB2 "\x2b\x06\x01\x02\x01"
#define ARCS_UCD "\x2b\x06\x01\x04\x01\x8f\x65"
#define COLUMN(prefix, rest, when_, kind_, row_, field_, has_)                         \
	{                                                                              \
		.arcs = prefix rest, .len = sizeof(prefix rest) - 1, .when = when_,    \
		.kind = kind_, .offset = offsetof(struct row_, field_), .has = has_    \
	}

struct row {
	uint32_t index;
	uint32_t has;
};
struct span {
	uint32_t at;  /* in the text buffer */
	uint32_t len; /* 0: none */
};

/* Is its value a number? */
static inline bool column_is_number(const struct column *c)
{
	return c->kind <= VALUE_U64;
}
static inline bool column_is_number32(uint8_t type)
{
	return type == BER_INTEGER || (type >= BER_COUNTER32 && type <= BER_TIMETICKS);
}

/* The object without an index. */
void column_oid(const struct column *, struct oid *);
/* The index of a varbind of this column (0 of a scalar), -1 when it is none of it or
 * its index is not one number. */
int64_t column_index(const struct column *, const struct varbind *);
/* Take a value into a row of the reader's type. False, and the row is untouched, when
 * it is not of the type the MIB says. */
bool column_store(const struct column *, const struct varbind *, struct row *,
		  struct buf *);

/* Rows of one table, ordered by index. The memory stays for the next table. */
struct rows {
	unsigned char *data;
	uint32_t n, bytes; /* rows; room */
	uint32_t size;	   /* of a row */
	uint32_t hint;	   /* where the last one was found */
};
void rows_begin(struct rows *, size_t size); /* forget all */
void rows_fini(struct rows *);
/* Forget all; a row without anything for each of these indexes, which are in order. */
void rows_known(struct rows *, size_t size, const uint32_t *index, uint32_t n);
void *rows_at(const struct rows *, uint32_t i);
void *rows_find(struct rows *, uint32_t index); /* NULL */
void *rows_get(struct rows *, uint32_t index);	/* made when absent; NULL: ROWS_MAX */

#endif
