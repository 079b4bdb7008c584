/*
 * picture: rows as runs of cells that look alike. A picture has a page of its own, since
 * nobody's terminal is behind it: a dark one for colours that are light, and a light one
 * for those that are dark.
 */
#include "tui/picture.h"

#include <string.h>
#include <strings.h>

#include "probes/base/text.h"

struct page {
	const char *paper, *ink;
};
static const struct page dark_page = {"#16181d", "#d8dade"},
			 light_page = {"#ffffff", "#1c1e22"};
#define LIGHT_BELOW 120 /* of 255: themes whose colours are this bright at most */

/* Cells of the SVG, in pixels: a monospaced letter of 14 is 8.4 wide, and its blocks 16
 * high, so that those of a graph touch. HTML is as tight. */
#define CELL_WIDTH 8.4
#define CELL_HEIGHT 16
#define BASELINE 13
#define LINE_HEIGHT "1.15"

static const char *const names[PICTURES] = {
	[PICTURE_TEXT] = "txt",
	[PICTURE_ANSI] = "ansi",
	[PICTURE_HTML] = "html",
	[PICTURE_SVG] = "svg",
};

enum picture picture_named(const char *name)
{
	const char *dot = strrchr(name, '.');
	enum picture p = 0;

	while (p < PICTURES && strcasecmp(dot ? dot + 1 : name, names[p]) != 0)
		p++;
	return p;
}

/* --- what a cell looks like ---------------------------------------------------------
 */

struct ink {
	int16_t colour; /* of 256; -1 the page's */
	uint8_t attr;
};

static struct ink ink_of(const struct looks *looks, uint8_t style)
{
	unsigned meaning = style & 0x1f;
	const struct look *look = &looks->style[meaning < STYLE_N ? meaning : 0];
	struct ink ink = {look->full, look->full < 0 ? look->mono : look->attr};

	ink.attr = look_flagged(ink.attr, style);
	if (style & STYLE_CURSOR)
		ink.colour = -1;
	return ink;
}

/* The colours of xterm: 16 of a palette, a cube of six levels, 24 greys. */
static uint32_t rgb_of(int colour)
{
	static const uint32_t basic[16] = {
		0x000000, 0xcd3131, 0x0dbc79, 0xe5e510, 0x2472c8, 0xbc3fbc, 0x11a8cd,
		0xe5e5e5, 0x666666, 0xf14c4c, 0x23d18b, 0xf5f543, 0x3b8eea, 0xd670d6,
		0x29b8db, 0xffffff};
	static const uint8_t level[6] = {0, 95, 135, 175, 215, 255};
	unsigned c = (unsigned)colour;

	if (c < 16)
		return basic[c];
	if (c >= 232)
		return (8 + (c - 232) * 10) * 0x010101u;
	c -= 16;
	return (uint32_t)level[c / 36] << 16 | (uint32_t)level[c / 6 % 6] << 8 |
	       level[c % 6];
}

/* Themes are made for one page or the other: the brightness of their colours tells. */
static const struct page *page_of(const struct looks *looks)
{
	unsigned sum = 0, n = 0;

	for (unsigned i = 0; i < STYLE_N; i++) {
		uint32_t rgb;

		if (looks->style[i].full < 0)
			continue;
		rgb = rgb_of(looks->style[i].full);
		sum += (30 * (rgb >> 16) + 59 * (rgb >> 8 & 0xff) + 11 * (rgb & 0xff)) /
		       100;
		n++;
	}
	return n && sum / n < LIGHT_BELOW ? &light_page : &dark_page;
}

static void css_colour(char out[8], int16_t colour, const char *usual)
{
	if (colour < 0)
		snprintf(out, 8, "%s", usual);
	else
		snprintf(out, 8, "#%06x", (unsigned)rgb_of(colour));
}

/* --- text ----------------------------------------------------------------------------
 */

static void put_cell(struct buf *out, const struct cell *cell)
{
	char utf8[4];

	for (int i = 0; i < 3 && cell->ch[i]; i++)
		buf_add(out, utf8, text_encode(cell->ch[i], utf8));
}

static void put_escaped(struct buf *out, const struct cell *cell)
{
	if (cell->ch[0] == '<')
		buf_str(out, "&lt;");
	else if (cell->ch[0] == '&')
		buf_str(out, "&amp;");
	else
		put_cell(out, cell);
}

/* Cells from col on that look as the first of them. */
static int run_of(const struct canvas *c, int row, int col)
{
	const struct cell *cell = &c->cell[(size_t)row * c->cols];
	int n = 1;

	while (col + n < c->cols && cell[col + n].style == cell[col].style)
		n++;
	return n;
}

static bool is_blank(const struct cell *cell, int n)
{
	for (int i = 0; i < n; i++)
		if (cell[i].ch[0] && cell[i].ch[0] != ' ')
			return false;
	return true;
}

/* --- formats -------------------------------------------------------------------------
 */

static void ansi_run(struct buf *out, struct ink ink, const struct cell *cell, int n)
{
	static const struct {
		uint8_t attr;
		const char *code;
	} codes[] = {{LOOK_BOLD, ";1"},
		     {LOOK_DIM, ";2"},
		     {LOOK_UNDERLINE, ";4"},
		     {LOOK_REVERSE, ";7"}};

	buf_str(out, "\033[0");
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (ink.attr & codes[i].attr)
			buf_str(out, codes[i].code);
	if (ink.colour >= 0)
		buf_printf(out, ";38;5;%d", ink.colour);
	buf_char(out, 'm');
	for (int i = 0; i < n; i++)
		put_cell(out, &cell[i]);
}

static void html_run(struct buf *out, const struct page *page, struct ink ink,
		     const struct cell *cell, int n)
{
	char fg[8];

	css_colour(fg, ink.colour, page->ink);
	if (ink.attr & LOOK_REVERSE)
		buf_printf(out, "<span style=\"color:%s;background:%s", page->paper,
			   fg);
	else
		buf_printf(out, "<span style=\"color:%s", fg);
	buf_printf(out, "%s%s%s\">", ink.attr & LOOK_BOLD ? ";font-weight:bold" : "",
		   ink.attr & LOOK_DIM ? ";opacity:.6" : "",
		   ink.attr & LOOK_UNDERLINE ? ";text-decoration:underline" : "");
	for (int i = 0; i < n; i++)
		put_escaped(out, &cell[i]);
	buf_str(out, "</span>");
}

/* Each run at its own place and of its own length, so that no font shifts columns. */
static void svg_run(struct buf *out, const struct page *page, int row, int col,
		    struct ink ink, const struct cell *cell, int n)
{
	double x = col * CELL_WIDTH, width = n * CELL_WIDTH;
	char fg[8];

	css_colour(fg, ink.colour, page->ink);
	if (ink.attr & LOOK_REVERSE)
		buf_printf(out,
			   "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" "
			   "fill=\"%s\"/>\n",
			   x, row * CELL_HEIGHT, width, CELL_HEIGHT, fg);
	if (is_blank(cell, n))
		return;
	buf_printf(out,
		   "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" fill=\"%s\"%s%s%s>",
		   x, row * CELL_HEIGHT + BASELINE, width,
		   ink.attr & LOOK_REVERSE ? page->paper : fg,
		   ink.attr & LOOK_BOLD ? " font-weight=\"bold\"" : "",
		   ink.attr & LOOK_DIM ? " opacity=\".6\"" : "",
		   ink.attr & LOOK_UNDERLINE ? " text-decoration=\"underline\"" : "");
	for (int i = 0; i < n; i++)
		put_escaped(out, &cell[i]);
	buf_str(out, "</text>\n");
}

static void put_title(struct buf *out, const char *title)
{
	buf_str(out, "<title>");
	for (; *title; title++) {
		if (*title == '<' || *title == '&')
			buf_str(out, *title == '<' ? "&lt;" : "&amp;");
		else
			buf_char(out, *title);
	}
	buf_str(out, "</title>\n");
}

/* Browsers no longer heed xml:space, and others know nothing of white-space: both. */
static void begin(struct buf *out, enum picture p, const struct canvas *c,
		  const struct page *page, const char *title)
{
	if (p == PICTURE_HTML) {
		buf_str(out, "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n");
		put_title(out, title);
		buf_printf(out,
			   "<body style=\"margin:0;background:%s\">\n"
			   "<pre style=\"display:inline-block;margin:0;padding:1em;"
			   "color:%s;line-height:" LINE_HEIGHT "\">\n",
			   page->paper, page->ink);
	}
	if (p == PICTURE_SVG) {
		buf_printf(out,
			   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" "
			   "height=\"%d\" font-family=\"monospace\" font-size=\"14\" "
			   "xml:space=\"preserve\">\n",
			   c->cols * CELL_WIDTH, c->rows * CELL_HEIGHT);
		put_title(out, title);
		buf_printf(out,
			   "<style>text{white-space:pre}</style>\n"
			   "<rect width=\"100%%\" height=\"100%%\" fill=\"%s\"/>\n",
			   page->paper);
	}
}

static void write_run(struct buf *out, enum picture p, const struct page *page, int row,
		      int col, struct ink ink, const struct cell *cell, int n)
{
	if (p == PICTURE_ANSI)
		ansi_run(out, ink, cell, n);
	else if (p == PICTURE_HTML)
		html_run(out, page, ink, cell, n);
	else
		svg_run(out, page, row, col, ink, cell, n);
}

void picture_write(struct buf *out, enum picture p, const struct canvas *c,
		   const struct looks *looks, const char *title)
{
	const struct page *page = page_of(looks);

	if (p == PICTURE_TEXT) {
		canvas_dump(c, out);
		return;
	}
	begin(out, p, c, page, title);
	for (int row = 0; row < c->rows; row++) {
		const struct cell *cell = &c->cell[(size_t)row * c->cols];

		for (int col = 0, n; col < c->cols; col += n) {
			n = run_of(c, row, col);
			write_run(out, p, page, row, col,
				  ink_of(looks, cell[col].style), &cell[col], n);
		}
		buf_str(out, p == PICTURE_ANSI ? "\033[0m\n" : "\n");
	}
	buf_str(out, p == PICTURE_HTML	? "</pre>\n"
		     : p == PICTURE_SVG ? "</svg>\n"
					: "");
}
