/*
 * A grid of cells that cannot be drawn outside of. Every function clips to the grid and
 * to the width it was given, then writes whole characters through put(), the one place
 * that keeps wide characters whole.
 *
 * Text reaches put() through two gates: struct text was made safe when it entered, and
 * a plain string has what could move a cursor or reorder its neighbours replaced here
 * once more. What a terminal cannot show is decided here, too: with ascii set nothing
 * but ASCII is stored, so that a screen, a dump and a test see what the operator sees.
 */
#include "views/canvas.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

#define GAP_JOINED 4
#define ELLIPSIS 0x2026
#define MARKS 2

void canvas_init(struct canvas *c)
{
	*c = (struct canvas){.cursor_row = -1, .cursor_col = -1};
}

void canvas_fini(struct canvas *c)
{
	free(c->cell);
	canvas_init(c);
}

static struct cell *at(const struct canvas *c, int row, int col)
{
	return &c->cell[(size_t)row * c->cols + (size_t)col];
}

static bool inside(const struct canvas *c, int row, int col)
{
	return row >= 0 && row < c->rows && col >= 0 && col < c->cols;
}

/* Cells there are from (row, col) on, at most width; 0 outside. */
static int clip(const struct canvas *c, int row, int col, int width)
{
	if (!inside(c, row, col) || width <= 0)
		return 0;
	return width < c->cols - col ? width : c->cols - col;
}

void canvas_blank(struct canvas *c)
{
	size_t n = (size_t)c->rows * c->cols;

	for (size_t i = 0; i < n; i++)
		c->cell[i] = (struct cell){.ch = {' '}};
	c->cursor_row = c->cursor_col = -1;
}

void canvas_resize(struct canvas *c, uint16_t rows, uint16_t cols)
{
	TABLE_GROW(c->cell, c->cap, (uint32_t)rows * cols);
	c->rows = rows;
	c->cols = cols;
	canvas_blank(c);
}

void canvas_copy(struct canvas *to, const struct canvas *from)
{
	canvas_resize(to, from->rows, from->cols);
	to->ascii = from->ascii;
	to->wide = from->wide;
	to->braille = from->braille;
	to->cursor_row = from->cursor_row;
	to->cursor_col = from->cursor_col;
	if (from->cell)
		memcpy(to->cell, from->cell,
		       (size_t)from->rows * from->cols * sizeof *from->cell);
}

/* --- one character -------------------------------------------------------------------
 */

/* What stands in ASCII for our own glyphs, and for foreign letters. */
static uint32_t ascii_of(uint32_t ch)
{
	static const struct {
		uint32_t ch;
		char ascii;
	} glyph[] = {
		{0x00a0, ' '}, {0x00b0, 'o'},  {0x00b7, '.'},  {0x2013, '-'},
		{0x2014, '-'}, {0x2018, '\''}, {0x2019, '\''}, {0x201c, '"'},
		{0x201d, '"'}, {0x2022, '*'},  {0x2026, '~'},  {0x2190, '<'},
		{0x2191, '^'}, {0x2192, '>'},  {0x2193, 'v'},  {0x2500, '-'},
		{0x2502, '|'}, {0x250c, '+'},
		{0x2510, '+'}, {0x2514, '`'},  {0x2518, '+'},  {0x251c, '|'},
		{0x2524, '|'}, {0x252c, '+'},  {0x2534, '+'},  {0x253c, '+'},
		{0x2550, '='},
	};

	if (ch < 0x80)
		return ch;
	for (size_t i = 0; i < sizeof glyph / sizeof *glyph; i++)
		if (glyph[i].ch == ch)
			return (uint32_t)glyph[i].ascii;
	return (uint32_t)text_base(ch);
}

/* As the terminal can show it. */
static uint32_t shown(const struct canvas *c, uint32_t ch)
{
	if (c->ascii || (c->wide && text_is_ambiguous(ch)))
		return ascii_of(ch);
	return ch;
}

enum canvas_ink canvas_ink(const struct canvas *c)
{
	if (c->ascii)
		return INK_ASCII;
	if (c->braille)
		return INK_BRAILLE;
	return c->wide ? INK_ASCII : INK_BLOCKS;
}

uint32_t canvas_dots(int left, int right)
{
	static const uint8_t lefts[] = {0, 0x40, 0x44, 0x46, 0x47};
	static const uint8_t rights[] = {0, 0x80, 0xa0, 0xb0, 0xb8};

	return 0x2800u + lefts[left] + rights[right];
}

static bool is_control(uint32_t ch)
{
	return ch < 0x20 || (ch >= 0x7f && ch < 0xa0) ||
	       (ch >= 0x200b && ch <= 0x200f) || (ch >= 0x2028 && ch <= 0x202e) ||
	       (ch >= 0x2060 && ch <= 0x206f) || ch == 0xfeff ||
	       (ch >= 0xe0000 && ch < 0xe1000);
}

/* The other half of a wide character that is about to lose one half. */
static void split(struct canvas *c, int row, int col)
{
	if (!inside(c, row, col) || at(c, row, col)->ch[0] != 0 || col == 0)
		return;
	at(c, row, col)->ch[0] = ' ';
	*at(c, row, col - 1) = (struct cell){{' '}, at(c, row, col - 1)->style};
}

/* A character of width cells (1 or 2) at a place known to be inside. */
static void put(struct canvas *c, int row, int col, uint8_t style, uint32_t ch,
		int width)
{
	split(c, row, col);
	split(c, row, col + width);
	*at(c, row, col) = (struct cell){{ch}, style};
	if (width == 2)
		*at(c, row, col + 1) = (struct cell){{0}, style};
}

/* A combining mark on the character that ends left of col. */
static void put_mark(struct canvas *c, int row, int col, uint32_t ch)
{
	struct cell *base;

	if (c->ascii)
		return;
	base = at(c, row, col - 1);
	if (base->ch[0] == 0)
		base--;
	for (int i = 1; i <= MARKS; i++) {
		if (base->ch[i] == 0) {
			base->ch[i] = ch;
			return;
		}
	}
}

/* --- text ----------------------------------------------------------------------------
 */

/* The next character of s as it may be shown, and its width; 0 at the end. */
static uint32_t next_shown(const char **s, int *width)
{
	uint32_t ch = text_next(*s, s);

	if (ch == 0)
		return 0;
	if (is_control(ch))
		ch = '?';
	*width = text_char_width(ch);
	if (*width < 0 || *width > 2) {
		ch = '?';
		*width = 1;
	}
	return ch;
}

static bool fits(const char *s, int width)
{
	int w;

	while (next_shown(&s, &w))
		if ((width -= w) < 0)
			return false;
	return true;
}

static void blank(struct canvas *c, int row, int col, int width, uint8_t style)
{
	for (int i = 0; i < width; i++)
		put(c, row, col + i, style, ' ', 1);
}

/* One character and its width; a wide one that ASCII cannot show keeps its two cells.
 */
static void put_shown(struct canvas *c, int row, int col, uint8_t style, uint32_t ch,
		      int width)
{
	uint32_t instead = shown(c, ch);

	if (instead == ch) {
		put(c, row, col, style, ch, width);
		return;
	}
	for (int i = 0; i < width; i++)
		put(c, row, col + i, style, instead, 1);
}

/* Is the sign of degrees that ends before s Celsius, as in "71° (>65°)"? */
static bool is_celsius(const char *begin, const char *s)
{
	size_t n = (size_t)(s - begin);

	return n > 2 && strncmp(s - 2, "°", 2) == 0 && isdigit((unsigned char)s[-3]) &&
	       !isalpha((unsigned char)*s);
}

/* s in at most width cells, clipped already; the cells used. */
static int draw(struct canvas *c, int row, int col, int width, uint8_t style,
		const char *s)
{
	const char *begin = s;
	bool cut = !fits(s, width);
	int room = cut ? width - 1 : width, used = 0, w;
	uint32_t ch;

	while ((ch = next_shown(&s, &w))) {
		if (used + w > room)
			break;
		if (shown(c, ch) != ch && is_celsius(begin, s))
			ch = 'C'; /* not 'o', which reads as a digit */
		if (w > 0)
			put_shown(c, row, col + used, style, ch, w);
		else if (used > 0)
			put_mark(c, row, col + used, ch);
		used += w;
	}
	if (cut)
		put_shown(c, row, col + used++, style, ELLIPSIS, 1);
	return used;
}

int canvas_str(struct canvas *c, int row, int col, int width, uint8_t style,
	       const char *s, bool pad)
{
	int used;

	width = clip(c, row, col, width);
	if (width == 0)
		return 0;
	used = draw(c, row, col, width, style, s);
	if (!pad)
		return used;
	blank(c, row, col + used, width - used, style);
	return width;
}

int canvas_text(struct canvas *c, int row, int col, int width, uint8_t style,
		const struct text *t, bool pad)
{
	return canvas_str(c, row, col, width, style, t->s, pad);
}

int canvas_printf(struct canvas *c, int row, int col, int width, uint8_t style,
		  const char *fmt, ...)
{
	char line[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	return canvas_str(c, row, col, width, style, line, false);
}

void canvas_right(struct canvas *c, int row, int col, int width, uint8_t style,
		  const char *s)
{
	int need = (int)text_width(s);

	if (need < width) {
		canvas_fill(c, row, col, 1, width - need, style, ' ');
		col += width - need;
		width = need;
	}
	canvas_str(c, row, col, width, style, s, false);
}

void canvas_char(struct canvas *c, int row, int col, uint8_t style, uint32_t ch)
{
	if (inside(c, row, col))
		put(c, row, col, style, shown(c, ch), 1);
}

void canvas_fill(struct canvas *c, int row, int col, int height, int width,
		 uint8_t style, uint32_t ch)
{
	for (int r = row; r < row + height; r++)
		for (int i = 0, n = clip(c, r, col, width); i < n; i++)
			canvas_char(c, r, col + i, style, ch);
}

void canvas_flag(struct canvas *c, int row, int col, int width, uint8_t flag)
{
	for (int i = 0, n = clip(c, row, col, width); i < n; i++)
		at(c, row, col + i)->style |= flag;
}

/* --- out -----------------------------------------------------------------------------
 */

static void dump_row(const struct canvas *c, int row, struct buf *out)
{
	size_t keep = out->len;
	char utf8[4];

	for (int col = 0; col < c->cols; col++) {
		const struct cell *cell = at(c, row, col);

		for (int i = 0; i <= MARKS && cell->ch[i]; i++)
			buf_add(out, utf8, text_encode(cell->ch[i], utf8));
		if (cell->ch[0] != ' ')
			keep = out->len;
	}
	out->len = keep;
	buf_char(out, '\n');
}

void canvas_dump(const struct canvas *c, struct buf *out)
{
	for (int row = 0; row < c->rows; row++)
		dump_row(c, row, out);
}

static bool same(const struct cell *a, const struct cell *b)
{
	return a->style == b->style && memcmp(a->ch, b->ch, sizeof a->ch) == 0;
}

static void diff_row(const struct cell *old, const struct cell *now, int row, int cols,
		     void (*run)(void *, int, int, int, const struct cell *), void *ctx)
{
	int start = -1, end = 0; /* the open run is [start, end) */

	for (int col = 0; col < cols; col++) {
		int to = col + 1 < cols && now[col + 1].ch[0] == 0 ? col + 2 : col + 1;

		if (same(&old[col], &now[col]))
			continue;
		if (start >= 0 && col - end > GAP_JOINED) {
			run(ctx, row, start, end - start, now + start);
			start = -1;
		}
		if (start < 0)
			start = now[col].ch[0] == 0 && col > 0 ? col - 1 : col;
		end = to;
	}
	if (start >= 0)
		run(ctx, row, start, end - start, now + start);
}

void canvas_diff(const struct canvas *old, const struct canvas *now,
		 void (*run)(void *ctx, int row, int col, int n, const struct cell *),
		 void *ctx)
{
	if (old->rows != now->rows || old->cols != now->cols)
		die("canvases of different size compared");
	for (int row = 0; row < now->rows; row++)
		diff_row(at(old, row, 0), at(now, row, 0), row, now->cols, run, ctx);
}
