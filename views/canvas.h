/*
 * canvas: a screen as a grid of cells: characters and meanings, not colours. Views draw
 * here, the watch sends what changed, the terminal process turns meanings into colours.
 * Nothing is ever drawn outside; coordinates are (row, column) from 0.
 */
#ifndef NOCTOP_VIEWS_CANVAS_H
#define NOCTOP_VIEWS_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/base/buf.h"
#include "probes/base/text.h"

/* What a cell means; tui maps it to colours and attributes (etc/theme.ini later). */
enum style {
	STYLE_NORMAL,
	STYLE_DIM,    /* acknowledged, stale, hidden */
	STYLE_TITLE,  /* rules and panel titles */
	STYLE_HEADER, /* the top row */
	STYLE_KEY,    /* a key's name in the footer */
	STYLE_CRITICAL,
	STYLE_MAJOR,
	STYLE_WARNING,
	STYLE_INFO,
	STYLE_STALE,
	STYLE_BAR, /* bars and sparklines below the bands, then by band */
	STYLE_BAR_WARNING,
	STYLE_BAR_MAJOR,
	STYLE_BAR_CRITICAL,
	STYLE_ALARM, /* reverse: paging OFF, DATA OLD */
	STYLE_DIALOG,
	STYLE_FIELD, /* an input field */
	STYLE_DEMO,  /* the banner of the demo */
	STYLE_N
};
#define STYLE_CURSOR 0x40 /* or-ed: the selected row */
#define STYLE_MARK 0x20	  /* or-ed: a marked row */

/* One cell. A wide character takes two: the right one has ch[0] = 0. Neither half is
 * ever left alone: what overwrites one blanks the other. */
struct cell {
	uint32_t ch[3]; /* base character, two combining marks at most; 0 none */
	uint8_t style;
};

struct canvas {
	uint16_t rows, cols;
	/* Only ASCII: our glyphs and foreign letters fall back, what has no likeness
	 * there becomes '?'. wide: the same for those of ambiguous width, which take
	 * two cells of the terminal. */
	bool ascii, wide;
	bool braille; /* graphs are made of its dots */
	struct cell *cell;	    /* rows * cols */
	int cursor_row, cursor_col; /* the hardware cursor; -1 hidden */
	uint32_t cap;
};

/* What graphs are made of. */
enum canvas_ink { INK_BLOCKS, INK_BRAILLE, INK_ASCII };
enum canvas_ink canvas_ink(const struct canvas *);
/* A bar of dots 0 to 4 high in each half of a cell. */
uint32_t canvas_dots(int left, int right);
/* Are our own glyphs beyond ASCII not to be had? */
static inline bool canvas_plain(const struct canvas *c)
{
	return c->ascii || c->wide;
}

/* "→", or what leads on where that is not to be had. */
static inline const char *canvas_arrow(const struct canvas *c)
{
	return canvas_plain(c) ? "->" : "→";
}

void canvas_init(struct canvas *);
void canvas_fini(struct canvas *);
void canvas_resize(struct canvas *, uint16_t rows, uint16_t cols); /* blanks it */
void canvas_blank(struct canvas *);
void canvas_copy(struct canvas *to, const struct canvas *from);

/* Text at (row, col) in at most width cells; what is cut ends in '…' ('~' in ASCII).
 * pad: fill the rest of width with blanks. Returns the cells used (width when padded).
 */
int canvas_text(struct canvas *, int row, int col, int width, uint8_t style,
		const struct text *, bool pad);
/* The same for our own words and for safe text held as a string (a control byte in it
 * becomes '?', as a second gate). */
int canvas_str(struct canvas *, int row, int col, int width, uint8_t style,
	       const char *, bool pad);
int canvas_printf(struct canvas *, int row, int col, int width, uint8_t style,
		  const char *fmt, ...) __attribute__((format(printf, 6, 7)));
/* Right aligned in width. */
void canvas_right(struct canvas *, int row, int col, int width, uint8_t style,
		  const char *);
void canvas_char(struct canvas *, int row, int col, uint8_t style, uint32_t ch);
/* Fill with one character: rules, bars. */
void canvas_fill(struct canvas *, int row, int col, int height, int width,
		 uint8_t style, uint32_t ch);
/* Or a flag into the styles of a row's cells (STYLE_CURSOR, STYLE_MARK). */
void canvas_flag(struct canvas *, int row, int col, int width, uint8_t flag);

/* The grid as text, rows cut at their last non-blank, each ending in a newline: golden
 * screens, `noctop screen`, key w. */
void canvas_dump(const struct canvas *, struct buf *);

/* Runs of cells in which a and b (same size) differ; gaps of up to 4 equal cells are
 * joined. A run never begins or ends inside a wide character. Calls run for each. */
void canvas_diff(const struct canvas *old, const struct canvas *now,
		 void (*run)(void *ctx, int row, int col, int n, const struct cell *),
		 void *ctx);

#endif
