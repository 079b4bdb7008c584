/*
 * look: what the meanings of cells look like, as theme.ini says it: one of 256 colours,
 * one of eight, attributes; and what its section [terminal] says of glyphs. Pure; what
 * becomes of it is for theme (a terminal) and picture (a file).
 */
#ifndef NOCTOP_TUI_LOOK_H
#define NOCTOP_TUI_LOOK_H

#include "probes/conf/conf.h"
#include "views/canvas.h"

enum { LOOK_BOLD = 1, LOOK_REVERSE = 2, LOOK_UNDERLINE = 4, LOOK_DIM = 8 };

struct look {
	int16_t full, basic; /* of 256, of 8; -1: the terminal's own */
	uint8_t attr;	     /* beside a colour */
	uint8_t mono;	     /* without one */
};
struct looks {
	struct look style[STYLE_N];
	bool wide, braille; /* of the terminal: as of a canvas */
};

#define LOOK_USUAL "dark"

/* Styles without any colour, told apart by attributes: what holds where there is no
 * theme.ini. */
void looks_plain(struct looks *);
/* A theme of a file; false, and faults, when there is none of that name or a line of
 * the file is wrong: *looks is plain then. */
bool looks_load(struct looks *, const char *path, const char *theme, struct faults *);
/* The theme of the theme.ini that belongs to a configuration (NULL none), NULL the
 * usual one. One that is faulty is told of on stderr, and *looks is plain: the network
 * may be on fire. */
void looks_find(struct looks *, const char *config, const char *theme);
/* The attributes of a cell of those of its meaning and of its flags. A row that is
 * selected is one even bar: no colour (a colour, reversed, would be a patch of its own),
 * not dim, and nothing reversed twice, which would be a hole. */
uint8_t look_flagged(uint8_t attr, uint8_t style);
/* Style i by its name; NULL behind the last. */
const char *look_name(unsigned i);

#endif
