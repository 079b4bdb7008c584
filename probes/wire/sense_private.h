/*
 * sense_private: what surveying and reading again share (sense.c, sense_survey.c).
 */
#ifndef NOCTOP_WIRE_SENSE_PRIVATE_H
#define NOCTOP_WIRE_SENSE_PRIVATE_H

#include "probes/wire/sense.h"

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

#endif
