/*
 * slow: one way of a line on which every byte is under way for so long. What is put in
 * at once comes out at once.
 */
#ifndef NOCTOP_TESTS_WHOLE_SLOW_H
#define NOCTOP_TESTS_WHOLE_SLOW_H

#include <stddef.h>
#include <stdint.h>

/* Ready when zeroed: no delay. */
struct slow {
	int64_t ms;
	struct slow_piece *first, *last;
};

void slow_put(struct slow *, const char *bytes, size_t n);
/* What has arrived, up to cap bytes; 0 nothing. */
size_t slow_take(struct slow *, char *out, size_t cap);
/* Until something arrives, at most so many ms. */
int slow_wait(const struct slow *, int most_ms);
void slow_fini(struct slow *); /* what has not arrived is lost */

#endif
