/*
 * choice: the columns of a list as an operator names them: "dev,site,cpu" are all of
 * them, "+cpu -site" change those that are shown, "usual" takes the choice back.
 */
#ifndef NOCTOP_VIEWS_CHOICE_H
#define NOCTOP_VIEWS_CHOICE_H

#include "views/view.h"

/* Of the focused list, into what the operator keeps. False, and why: it stays. */
bool choice_take(struct session *, const char *words, char error[FILTER_SIZE]);
/* What is kept from another time may name columns that are none: they are left out, and
 * the first is told of. False: there is one. */
bool choice_check(const struct saved *, char error[FILTER_SIZE]);
/* Where the word that is being typed begins. */
const char *choice_last(const char *words);

#endif
