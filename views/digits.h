/*
 * digits: rows put in order of a number each, in steps. They are sorted by the digits
 * of the number, from the last one on, each pass keeping the order of the one before:
 * half a million rows are moved three times or so, and not compared at all. Equal ones
 * stand by ref.
 */
#ifndef NOCTOP_VIEWS_DIGITS_H
#define NOCTOP_VIEWS_DIGITS_H

#include "views/thing.h"

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)
#define REF_PASSES 6 /* of 64 bits; these first, for equal keys stand by ref */
#define PASSES (REF_PASSES + 3)
#define DIGITS_FIRST 128 /* rows that are known at once */

struct digit_row {
	uint32_t rank; /* of its key: the biggest has the lowest */
	ref_id ref;
} __attribute__((packed, aligned(4)));

/* Ready when zeroed. */
struct digits {
	struct digit_row *row; /* once it is done: in order */
	uint32_t n;
	bool coarse; /* the last digit of a key moves no row */

	struct digit_row *spare;
	uint32_t cap;
	bool by_ref;		      /* they came so */
	bool counted;		      /* digits of refs are, where that is needed */
	uint32_t (*places)[DIGITS];   /* rows with a digit, then where the next goes */
	unsigned pass;
	uint32_t moved; /* in it */
	struct digit_row first[DIGITS_FIRST]; /* the last of these on top of the heap */
	uint32_t first_n;
};

/* Room for so many rows; none yet. */
void digits_begin(struct digits *, uint32_t most);
void digits_fini(struct digits *);
/* The biggest key stands first, NAN last. */
void digits_add(struct digits *, float key, ref_id);
void digits_sort(struct digits *); /* that was all */
/* The first of them, in order, before the others are. Returns how many. */
uint32_t digits_first(const struct digits *, ref_id out[DIGITS_FIRST]);
bool digits_done(const struct digits *);
/* At most budget rows of work; returns what is left of it. */
uint32_t digits_step(struct digits *, uint32_t budget);

#endif
