/*
 * Letters are bitmaps of 3 x 5, a row in an octal digit, the top one first. Two rows of
 * dots are one of cells.
 */
#include "views/big.h"

#include <ctype.h>
#include <string.h>

#include "probes/base/text.h"

#define DOTS 5
#define UPPER 0x2580 /* half blocks, and a whole one */
#define LOWER 0x2584
#define WHOLE 0x2588

static const struct {
	char c;
	uint16_t rows; /* 5 octal digits */
} letters[] = {
	{'A', 025755}, {'B', 065656}, {'C', 034443}, {'D', 065556}, {'E', 074647},
	{'F', 074644}, {'G', 034553}, {'H', 055755}, {'I', 072227}, {'J', 011152},
	{'K', 055655}, {'L', 044447}, {'M', 057755}, {'N', 065555}, {'O', 025552},
	{'P', 065644}, {'Q', 025573}, {'R', 065655}, {'S', 034216}, {'T', 072222},
	{'U', 055557}, {'V', 055552}, {'W', 055775}, {'X', 055255}, {'Y', 055222},
	{'Z', 071247}, {'0', 075557}, {'1', 026227}, {'2', 061247}, {'3', 061216},
	{'4', 055711}, {'5', 074616}, {'6', 034757}, {'7', 071222}, {'8', 075757},
	{'9', 075716}, {'-', 000700}, {'.', 000002}, {':', 002020}, {'/', 011244},
	{'%', 051245}, {'<', 012421}, {'>', 042124}, {'(', 024442}, {')', 021112},
	{'+', 002720}, {',', 000024}, {'?', 061202}, {'\'', 022000}, {'_', 000007},
	{'=', 007070}, {'#', 057575},
};

static uint16_t bitmap_of(uint32_t c)
{
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (c < 0x80 && letters[i].c == toupper((int)c))
			return letters[i].rows;
	return c == ' ' ? 0 : bitmap_of('?');
}

static unsigned dots_of(uint16_t bitmap, int row)
{
	return row < DOTS ? (unsigned)bitmap >> (3 * (DOTS - 1 - row)) & 7u : 0u;
}

static void draw_letter(struct canvas *c, int row, int col, uint8_t style,
			uint16_t bitmap)
{
	for (int i = 0; i < BIG_ROWS; i++) {
		unsigned above = dots_of(bitmap, 2 * i),
			 below = dots_of(bitmap, 2 * i + 1);

		for (int k = 0; k < 3; k++) {
			bool up = above >> (2 - k) & 1, down = below >> (2 - k) & 1;

			if (up || down)
				canvas_char(c, row + i, col + k, style,
					    up && down ? WHOLE
					    : up       ? UPPER
						       : LOWER);
		}
	}
}

int big_draw(struct canvas *c, int row, int col, int width, uint8_t style,
	     const char *text)
{
	int used = 0;

	while (*text && used + BIG_CELL - 1 <= width) {
		uint32_t letter = text_next(text, &text);

		if (canvas_plain(c))
			canvas_char(c, row + 1, col + used, style,
				    letter < 0x80 ? letter : '?');
		else
			draw_letter(c, row, col + used, style, bitmap_of(letter));
		used += canvas_plain(c) ? 2 : BIG_CELL;
	}
	return used;
}
