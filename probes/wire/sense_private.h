/*
 * sense_private: what surveying and reading again share.
 *
 *   sense.c         readings, the first time and each time after
 *   sense_survey.c  which there are, and by what each is multiplied
 *   sense_name.c    what each is called
 *   sense_limits.c  its limits by the device's own word
 *   sense_peer.c    peers: their names and how they are
 */
#ifndef NOCTOP_WIRE_SENSE_PRIVATE_H
#define NOCTOP_WIRE_SENSE_PRIVATE_H

#include "probes/wire/sense.h"

#include <netinet/in.h>

/* A survey that is looked over. */
struct look_up {
	const struct profiles *p;
	const struct survey *s;
	struct text_pool *pool;
	struct senses *senses;
	struct findings *rows;
	const struct profile_reading *r;
	uint16_t reading;
	const uint32_t *index; /* of the present row */
	uint32_t index_n;
	bool scalar;		 /* the present reading has no rows, or … */
	bool zeros;		 /* a 0 behind each index, which counts nothing */
	struct idmap names;	 /* given */
	struct told {
		str_id component;
		uint16_t reading, kind;
	} *told; /* what readings gave so far: each once */
	uint32_t told_n, told_cap;
	struct sense_note *note; /* of the present reading */
};

/* What a reference says in the present row; NULL nothing. */
const struct raw_cell *look_find(const struct look_up *, struct profile_ref);
/* And in the row with this index. */
const struct raw_cell *look_find_at(const struct look_up *, struct profile_ref,
				    const uint32_t *index, uint32_t n);
/* What it is by a map; NULL none of it. */
const struct profile_case *look_case(const struct look_up *, struct profile_ref,
				     struct profile_map);

/* Names (sense_name.c). The label of the present row, 0 none; what stands in for it;
 * and either of them so that no two of a kind and component are alike. */
str_id look_label(const struct look_up *);
str_id look_plain_name(const struct look_up *, uint8_t kind, const char *component);
str_id look_unique(struct look_up *, const struct finding *, str_id label);
const char *look_component(const struct look_up *, const char *label); /* it is of */
str_id look_port(const struct look_up *); /* the interface that it is of; 0 none */
str_id look_words(const struct look_up *, struct profile_ref); /* 0: "n/a", "none" … */

/* Octets or a text that are an address, as it is written; false: they are none. */
bool sense_address_text(const char *bytes, uint32_t n, char out[INET6_ADDRSTRLEN]);
/* The parts of a peer that are asked again, and all of it once: false when another
 * reading told it already, or it is no peer at all. */
void sense_peer_look(const struct profiles *, const struct sense *,
		     const struct raw_cell raw[RAW_N], const struct buf *text,
		     struct text_pool *, struct finding *);
bool sense_peer_describe(struct look_up *, struct finding *);

void sense_take_limits(const struct look_up *, double factor, struct sensor *);
double sense_number_of(const struct profile_reading *r, const struct raw_cell *raw);
bool sense_is_sentinel(uint8_t kind, double raw, double factor);
bool sense_in_range(const struct profile_reading *r, uint8_t kind, double value);
double sense_scaled(const struct profile_reading *r, double value, double factor);
const char *sense_text_of(const struct raw_cell *raw, const struct buf *text);
const struct profile_case *sense_case_of(const struct profiles *p,
					 struct profile_map map,
					 const struct raw_cell *raw,
					 const struct buf *text);
struct span sense_part_of(const struct profile_reading *r, const char *s);
void sense_look(const struct profiles *p, const struct sense *s,
		const struct raw_cell raw[RAW_N], const struct buf *text,
		struct text_pool *pool, struct finding *out);
void sense_fold_in(uint8_t fold, struct finding *row, const struct finding *one);
uint32_t sense_arcs_of(struct profile_ref ref, const uint32_t *index, uint32_t n,
		       const uint32_t **from);
bool sense_is_memory(uint8_t kind);
void sense_mark(uint8_t kind, const struct raw_cell *raw, const struct buf *text,
		struct findings *rows);

#endif
