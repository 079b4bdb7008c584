/*
 * theme: pairs and attributes of ncurses. The background is never painted, so that
 * light terminals stay light.
 */
#include "tui/theme.h"

#include <stdlib.h>

/* The pair of what has no colour: where one ends in pair 0, ncurses resets everything,
 * and says so in twice the bytes. */
#define PLAIN (STYLE_N + 1)

static attr_t attr_of(uint8_t look)
{
	return (look & LOOK_BOLD ? A_BOLD : A_NORMAL) |
	       (look & LOOK_REVERSE ? A_REVERSE : A_NORMAL) |
	       (look & LOOK_UNDERLINE ? A_UNDERLINE : A_NORMAL) |
	       (look & LOOK_DIM ? A_DIM : A_NORMAL);
}

static bool use_colours(bool no_color)
{
	const char *asked = getenv("NO_COLOR");

	if (no_color || (asked && *asked) || !has_colors() || start_color() == ERR)
		return false;
	use_default_colors();
	return COLORS >= 8;
}

void theme_open(struct theme *t, const struct looks *looks, bool no_color)
{
	bool colours = use_colours(no_color);
	/* where there are more, a number is a colour itself and none of a palette */
	bool indexed = COLORS == 256;

	*t = (struct theme){.pair = {0}};
	if (colours && init_pair(PLAIN, -1, -1) == OK)
		t->plain = PLAIN;
	for (short i = 0; i < STYLE_N; i++) {
		const struct look *look = &looks->style[i];
		short fg = indexed ? look->full : look->basic;
		bool named = look->full >= 0 || look->basic >= 0;

		/* a style that has a colour has only its letters where that is not to
		 * be had; one that has none has its attributes everywhere */
		t->look[i] = colours && (fg >= 0 || !named) ? look->attr : look->mono;
		t->pair[i] = t->plain;
		if (!colours || fg < 0)
			continue;
		init_pair((short)(i + 1), fg, -1);
		t->pair[i] = (short)(i + 1);
	}
}

void theme_style(const struct theme *t, uint8_t style, attr_t *attr, short *pair)
{
	unsigned meaning = style & 0x1f;

	if (meaning >= STYLE_N)
		meaning = STYLE_NORMAL;
	*attr = attr_of(look_flagged(t->look[meaning], style));
	*pair = style & STYLE_CURSOR ? t->plain : t->pair[meaning];
}
