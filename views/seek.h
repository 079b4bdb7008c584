/*
 * seek: n and N, to the next problem of a list. It may be far away in a long one: what
 * is not found at once is looked for in slices, until the next key at the latest.
 */
#ifndef NOCTOP_VIEWS_SEEK_H
#define NOCTOP_VIEWS_SEEK_H

#include "views/view.h"

#define SEEK_ROWS 16384 /* that a key looks at */

/* Of the key map: step 1 or -1; in text to the next match. */
struct act seek_problem(struct session *, const struct scene *, int step);
/* A key comes before it was found: the same one goes on looking (true: that is all of
 * it), another is about where that leads. */
bool seek_before_key(struct session *, const struct scene *, uint32_t key);
/* Of all sessions, at most budget rows of work; returns what is left of it. */
uint32_t seek_step(const struct scene *, uint32_t budget);
/* The session, or all that they share, is about to go. */
void seek_end(struct session *);
void seek_end_all(struct views *);

#endif
