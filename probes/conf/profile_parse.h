/*
 * What profile.c and profile_reading.c share, and nobody else sees.
 */
#ifndef NOCTOP_CONF_PROFILE_PARSE_H
#define NOCTOP_CONF_PROFILE_PARSE_H

#include <stdlib.h>
#include <strings.h>

#include "probes/conf/profile.h"
#include "probes/conf/schema.h"

struct parse {
	struct profiles *p;
	struct ini *ini;
	struct faults *f;
	const struct ini_section *s; /* that is being taken */
	uint32_t source;	     /* of the section before */
	uint16_t profile;	     /* of the readings that follow */
	struct arena scratch;
	struct strmap oids; /* names in small letters, to rows of oid */
	const struct ini_key **oid;
	uint32_t oid_n, oid_cap;
};

extern const struct key_def profile_reading_keys[];

/* "1.3.6.1.2.1.1.3.0" as arcs; false when it is none. name is borrowed. */
bool profile_oid(const char *dotted, struct profile_column *);
/* What [oids] calls by this name, NULL. */
const char *profile_oid_named(struct parse *, const char *name);
/* The section, a [reading], becomes a row; and when all are there, finds the others
 * that it names. */
void profile_complete_reading(struct parse *); /* by the one that it is like */
void profile_take_reading(struct parse *);
void profile_link_reading(struct parse *);

#endif
