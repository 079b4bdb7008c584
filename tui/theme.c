/*
 * theme: one table of meanings, a column for each kind of terminal. Blue on black and
 * bold black are unreadable or invisible on real terminals and stand nowhere; the
 * background is never painted, so that light terminals stay light.
 */
#include "tui/theme.h"

#include <stdlib.h>

struct look {
	short full, basic; /* foreground with 256 colours, with 8; -1 the terminal's */
	attr_t color_attr; /* beside colours */
	attr_t mono_attr;  /* without any */
};

/* clang-format off */
static const struct look looks[STYLE_N] = {
	[STYLE_NORMAL]       = {-1, -1, 0, 0},
	[STYLE_DIM]          = {245, -1, 0, A_DIM},
	[STYLE_TITLE]        = {73, COLOR_CYAN, 0, 0},
	[STYLE_HEADER]       = {-1, -1, A_BOLD, A_BOLD},
	[STYLE_KEY]          = {-1, -1, A_BOLD, A_BOLD},
	[STYLE_CRITICAL]     = {203, COLOR_RED, A_REVERSE | A_BOLD, A_REVERSE | A_BOLD},
	[STYLE_MAJOR]        = {213, COLOR_MAGENTA, A_BOLD, A_BOLD},
	[STYLE_WARNING]      = {221, COLOR_YELLOW, 0, 0},
	[STYLE_INFO]         = {80, COLOR_CYAN, 0, 0},
	[STYLE_STALE]        = {245, -1, A_UNDERLINE, A_DIM | A_UNDERLINE},
	[STYLE_BAR]          = {71, COLOR_GREEN, 0, 0},
	[STYLE_BAR_WARNING]  = {221, COLOR_YELLOW, 0, 0},
	[STYLE_BAR_MAJOR]    = {215, COLOR_MAGENTA, 0, A_BOLD},
	[STYLE_BAR_CRITICAL] = {203, COLOR_RED, A_BOLD, A_BOLD},
	[STYLE_ALARM]        = {203, COLOR_RED, A_REVERSE | A_BOLD, A_REVERSE},
	[STYLE_DIALOG]       = {-1, -1, 0, 0},
	[STYLE_FIELD]        = {-1, -1, A_UNDERLINE, A_UNDERLINE},
	[STYLE_DEMO]         = {221, COLOR_YELLOW, A_REVERSE, A_REVERSE},
};
/* clang-format on */

static void colour(struct theme *t, const short fg[STYLE_N])
{
	for (short i = 0; i < STYLE_N; i++) {
		t->attr[i] = fg[i] < 0 ? looks[i].mono_attr : looks[i].color_attr;
		if (fg[i] < 0)
			continue;
		init_pair((short)(i + 1), fg[i], -1);
		t->pair[i] = (short)(i + 1);
	}
}

static bool use_colours(bool no_color)
{
	const char *asked = getenv("NO_COLOR");

	if (no_color || (asked && *asked) || !has_colors() || start_color() == ERR)
		return false;
	use_default_colors();
	return COLORS >= 8;
}

void theme_open(struct theme *t, bool no_color)
{
	short fg[STYLE_N];

	*t = (struct theme){.cursor = A_REVERSE, .mark = A_UNDERLINE};
	if (!use_colours(no_color)) {
		for (int i = 0; i < STYLE_N; i++)
			t->attr[i] = looks[i].mono_attr;
		return;
	}
	for (int i = 0; i < STYLE_N; i++)
		fg[i] = COLORS >= 256 ? looks[i].full : looks[i].basic;
	colour(t, fg);
}

void theme_style(const struct theme *t, uint8_t style, attr_t *attr, short *pair)
{
	unsigned meaning = style & 0x1f;

	if (meaning >= STYLE_N)
		meaning = STYLE_NORMAL;
	*attr = t->attr[meaning];
	*pair = t->pair[meaning];
	if (style & STYLE_CURSOR)
		*attr ^= t->cursor; /* reverse of a reversed cell is plain again */
	if (style & STYLE_MARK)
		*attr |= t->mark;
}
