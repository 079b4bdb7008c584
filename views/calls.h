/*
 * calls: who is called for an alert, and who was: on its row and in its detail.
 */
#ifndef NOCTOP_VIEWS_CALLS_H
#define NOCTOP_VIEWS_CALLS_H

#include "views/row.h"

/* "T2 j.kim 48s", in as many cells as there are: the tier goes first, then the name is
 * cut. False: nobody is called, out is untouched. */
bool calls_next(const struct alert *, int64_t now_ms, int cells, char *out, size_t cap);
/* The same in a sentence, with what is held and who was told; false: no policy. */
bool calls_words(const struct alert *, const struct zone *, int64_t now_ms, char *out,
		 size_t cap);
/* An event of this alert's ladder (a call, what came of it, a remedy) as a word; NULL
 * it is none. */
const char *calls_verb(const struct event *, uint64_t alert);

#endif
