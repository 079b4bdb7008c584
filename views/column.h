/*
 * column: places in a row. A table of columns becomes slots of a given width: those
 * that matter least go first when there is no room; what is left over goes to names
 * until they are whole, then to what matters most.
 */
#ifndef NOCTOP_VIEWS_COLUMN_H
#define NOCTOP_VIEWS_COLUMN_H

#include "views/board.h"
#include "views/thing.h"

struct area {
	int row, col, rows, cols;
};

/* Where something is drawn, and in which meaning. */
struct pen {
	struct session *session;
	const struct scene *scene;
	struct canvas *canvas;
	int row, col, width;
	uint8_t style;
};
void pen_str(const struct pen *, const char *);
void pen_right(const struct pen *, const char *);
void pen_text(const struct pen *, str_id); /* of the scene's network */
/* The same pen, so many cells to the right. */
struct pen pen_skip(const struct pen *, int cells);

#define COLUMN_REST 255 /* as max: takes all that is left over */
#define COLUMNS_MAX 16

struct column {
	const char *title;
	uint8_t min, max; /* cells */
	uint8_t keep;	  /* the lowest goes first, the highest grows first */
	uint8_t from;	  /* only in rows of so many cells; 0 any */
	bool right;	  /* the title stands right */
	void (*draw)(const struct pen *, ref_id);
	/* of names: no wider than the longest, and whole before any other grows; of
	 * sites: gone where there are none */
	enum name_of names;
	uint8_t before; /* cells in front of the name */
	uint8_t good;	/* cells it is given before any other grows; 0: min */
};
struct slot {
	const struct column *column;
	int col, width;
};
/* n columns (at most COLUMNS_MAX) into width cells, one cell apart. Returns how many.
 */
unsigned column_fit(const struct scene *, const struct column *, unsigned n, int width,
		    struct slot *out);
/* One row of them; pen: the whole row. */
void column_titles(const struct pen *, const struct slot *, unsigned n);
void column_draw(const struct pen *, const struct slot *, unsigned n, ref_id);

#endif
