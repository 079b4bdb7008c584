/*
 * field: one line of text being typed: the filter, a note, a number. The cursor is at
 * its end.
 */
#ifndef NOCTOP_VIEWS_FIELD_H
#define NOCTOP_VIEWS_FIELD_H

#include "views/canvas.h"

#define FIELD_SIZE 160

struct field {
	char text[FIELD_SIZE];
	size_t len;
};

void field_set(struct field *, const char *);
/* A character, Backspace or Ctrl-U; false for any other key. */
bool field_key(struct field *, uint32_t key);
void field_paste(struct field *, const char *, size_t); /* foreign bytes */
/* What was typed as safe text, without blanks at either end. */
void field_clean(const struct field *, char out[TEXT_BYTES_MAX + 1]);
/* Draws the end of it if it is too long; focused: the terminal's cursor goes there. */
void field_draw(const struct field *, struct canvas *, int row, int col, int width,
		bool focused);

#endif
