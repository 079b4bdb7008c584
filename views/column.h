/*
 * column: places in a row, and what stands in them. One table for each kind of list: a
 * column has a title, a way to draw itself, a word by which operators name it, a letter
 * that sorts by it, a key in JSON and CSV and the value behind all of that.
 *
 * A table becomes slots of a given width: columns that matter least go first when there
 * is no room; what is left over goes to names until they are whole, then to what
 * matters most.
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
/* "mk 18m": of a long name as much as leaves the time whole. */
void pen_holder(const struct pen *, const char *name, const char *since);
/* The name of a port keeps its number where it has no room: GigabitE…1/0/24. */
void pen_port(const struct pen *, str_id);
/* The same pen, so many cells to the right. */
struct pen pen_skip(const struct pen *, int cells);

#define COLUMN_REST 255 /* as max: takes all that is left over */
#define COLUMNS_MAX 48

/* What a column has of one row. To be sorted by: numbers, the biggest first; of a text
 * of the network its rank; of others the text. */
struct datum {
	double number;	  /* NAN unknown; of a time in ms */
	const char *text; /* NULL: there is but the number */
	str_id id;	  /* of the text, if it is the network's */
	char *room; /* DATUM_ROOM bytes for a text that is made up; NULL: not asked */
};
#define DATUM_ROOM 640

/* A list: a text of names with commas, an array in JSON. */
enum column_kind { COLUMN_NUMBER, COLUMN_TEXT, COLUMN_LIST, COLUMN_TIME };

struct column {
	const char *title;
	uint8_t min, max; /* cells */
	uint8_t keep;	  /* the lowest goes first, the highest grows first */
	uint8_t from;	  /* only in rows of so many cells; 0 any */
	bool right;	  /* the title stands right */
	void (*draw)(const struct pen *, ref_id); /* NULL: the value as it is */
	/* of names: no wider than the longest, and whole before any other grows; of
	 * sites: gone where there are none */
	enum name_of names;
	uint8_t before; /* cells in front of the name */
	uint8_t good;	/* cells it is given before any other grows; 0: min */

	const char *word; /* that of the filter, if it has one */
	const char *key;  /* as in `status --json`; NULL: of no use to a script */
	char letter;	  /* behind s; 0: rows are not sorted by it */
	uint8_t kind;	  /* enum column_kind */
	uint8_t decimals;
	bool logarithmic; /* for sticking to a place, see order: steps of 15 % */
	bool exact;	  /* rows stick to no place */
	bool ranked;	  /* its texts are the network's */
	bool extra;	  /* shown when it is chosen */
	void (*value)(const struct scene *, ref_id, struct datum *);
};

/* What it has of a row: unknown but for what value tells. */
void column_value(const struct column *, const struct scene *, ref_id, struct datum *);
/* By what rows are sorted, see order. */
double column_key(const struct column *, const struct scene *, ref_id);
/* Sort n rows of a short list, in place; the unknown are last either way. */
void column_sort(const struct column *, const struct scene *, ref_id *, uint32_t n,
		 bool reverse);
/* By its word, its key or what no other one begins with; NULL. */
const struct column *column_find(const struct column *, unsigned n, const char *word,
				 size_t len);

struct slot {
	const struct column *column;
	int col, width;
};
/* n columns (at most COLUMNS_MAX) into width cells, one cell apart. Returns how many.
 */
unsigned column_fit(const struct scene *, const struct column *, unsigned n, int width,
		    struct slot *out);
/* One row of them; pen: the whole row. The one by which is sorted (NULL none) has an
 * arrow: down the biggest or the first of names on top, up the other way. */
void column_titles(const struct pen *, const struct slot *, unsigned n,
		   const struct column *by, bool reverse);
void column_draw(const struct pen *, const struct slot *, unsigned n, ref_id);

#endif
