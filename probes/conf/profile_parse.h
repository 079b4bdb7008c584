/*
 * What the files that read profiles share, and nobody else sees.
 *
 *   profile.c          the files of a folder as one, and which a device has
 *   profile_reading.c  a [reading]
 *   profile_peer.c     the keys of one that is a peer
 *   profile_grammar.c  REF, MAP, conditions
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

#define KIND_WORDS                                                                     \
	"temperature|fan|power|voltage|current|optical|humidity|charge|load|runtime|"  \
	"count|state|cpu|memory|swap|storage|module|config|shape|"                     \
	"bgp|ospf|isis|vrrp|hsrp|ha|tunnel|lag|vendor|model|serial|version"
/* As enum sensor_state and enum peer_state have them. */
#define STATE_WORDS "absent|unknown|ok|warning|critical"
#define PEER_WORDS "off|unknown|up|impaired|down"
#define DIES_WORDS "no|yes|moves" /* as enum dies */

/* What a MAP's values may stand for. */
enum to { TO_NOTHING, TO_STATE, TO_PEER, TO_KIND, TO_FACTOR, TO_WORD };

void profile_fault(struct parse *, const char *key, const char *what, const char *item);
extern const struct profile_ref profile_no_ref;
struct profile_ref profile_parse_ref(struct parse *, const char *key, const char *text);
struct profile_ref profile_take_ref(struct parse *, const char *key);
/* What is asked at every reading has its index as it stands. */
struct profile_ref profile_take_raw(struct parse *, const char *key);
/* REF or number; the number, or otherwise. */
double profile_take_limit(struct parse *, const char *key, struct profile_ref *,
			  double otherwise);
struct profile_map profile_take_map(struct parse *, const char *key, enum to);
/* "REF: VALUE|VALUE". */
struct profile_condition profile_take_condition(struct parse *, const char *key,
						const char *item);

/* "1.3.6.1.2.1.1.3.0" as arcs; false when it is none. name is borrowed. */
bool profile_oid(const char *dotted, struct profile_column *);
/* What [oids] calls by this name, NULL. */
const char *profile_oid_named(struct parse *, const char *name);
/* The section, a [reading], becomes a row; and when all are there, finds the others
 * that it names. */
void profile_complete_reading(struct parse *); /* by the one that it is like */
void profile_take_reading(struct parse *);
void profile_take_peer(struct parse *, struct profile_reading *);
void profile_link_reading(struct parse *);

#endif
