/*
 * sorting: what the focused list is sorted by. s and the letter of a column; the same
 * again turns it round. Rows may move then, what is selected does not.
 */
#ifndef NOCTOP_VIEWS_SORTING_H
#define NOCTOP_VIEWS_SORTING_H

#include "views/act.h"
#include "views/canvas.h"
#include "views/session.h"

struct list;
struct panel;

/* Of the key map. */
struct act sorting_open(struct session *, const struct scene *, int arg);
/* While the letters are shown. */
struct act sorting_key(struct session *, const struct scene *, uint32_t key);
void sorting_draw(struct session *, const struct scene *, struct canvas *, int row);

/* By a word: of a column, '-' before it turns it round; "usual". False: no such. */
bool sorting_by(const struct panel *, struct list *, const char *word);
/* The word for what it is sorted by now; "" the usual order. */
#define SORTING_WORD 24
const char *sorting_word(const struct list *, char out[SORTING_WORD]);

#endif
