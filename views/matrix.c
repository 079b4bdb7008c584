/*
 * The ways between sites as a matrix, for screens with room: a row and a column for
 * each site, the busiest link of each way. Where not all fit, those worst off.
 */
#include <stdio.h>

#include "views/interfaces.h"
#include "views/limit.h"
#include "views/panels.h"

#define CELL 8	    /* columns for a site, at least … */
#define CELL_MAX 14 /* … and for the longest name at most */

/* Names stand in front of rows and on top of columns. */
static int cell_of(const struct scene *s)
{
	int name = s->views->board.width[NAME_SITE] + 1;

	name = name < CELL_MAX ? name : CELL_MAX;
	return name > CELL ? name : CELL;
}

static uint32_t fitting(const struct scene *s, struct area a)
{
	int cell = cell_of(s), room = a.cols - cell - 2;
	uint32_t across = room > 0 ? (uint32_t)(room / cell) : 0;
	uint32_t down = a.rows > 2 ? (uint32_t)a.rows - 2 : 0;
	uint32_t n = across < down ? across : down, all;

	limit_sites(s, &all);
	return n < all ? n : all;
}

int matrix_rows(const struct scene *s, int cols, int most)
{
	uint32_t n = fitting(s, (struct area){.rows = most, .cols = cols});

	return s->views->board.ready && n > 1 ? (int)n + 2 : 0;
}

static const struct board_wan *way(const struct board *b, site_id from, site_id to)
{
	const struct board_wans *w = &b->site[from].wans;

	for (uint32_t i = 0; i < w->n; i++)
		if (w->wan[i].to == to)
			return &w->wan[i];
	return NULL;
}

uint8_t wan_words(const struct board_wan *wan, uint8_t style, char out[FORMAT_SIZE])
{
	enum band band = band_of((double)wan->pct, BAND_NONE);

	if (wan->down) {
		snprintf(out, FORMAT_SIZE, "%s", down_word(wan->acked));
		return down_style(wan->acked);
	}
	format_util(out, (double)wan->pct, band, wan->stale);
	if (wan->stale)
		return STYLE_DIM;
	return band ? (uint8_t)severity_style(SEV_INFO + (int)band) : style;
}

static void draw_way(const struct pen *cell, const struct board_wan *wan)
{
	struct pen p = *cell;
	char words[FORMAT_SIZE];

	p.style = wan_words(wan, p.style, words);
	pen_str(&p, words);
}

static void draw_name(const struct pen *at, site_id site, int width)
{
	struct pen p = *at;

	p.width = width;
	pen_text(&p, p.scene->net->site[site].name);
}

static void draw_row(const struct pen *row, const site_id *site, uint32_t n, uint32_t i)
{
	const struct board *b = &row->scene->views->board;
	int cell = cell_of(row->scene);

	draw_name(row, site[i], cell - 1);
	for (uint32_t k = 0; k < n; k++) {
		struct pen p = pen_skip(row, ((int)k + 1) * cell);
		const struct board_wan *wan = way(b, site[i], site[k]);

		p.width = cell - 1;
		if (wan)
			draw_way(&p, wan);
		else if (i == k)
			canvas_char(p.canvas, p.row, p.col, STYLE_DIM, 0xb7);
	}
}

void matrix_draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	uint32_t n = fitting(s, a), all;
	const site_id *site = limit_sites(s, &all);
	struct pen p = {v, s, c, a.row, a.col + 2, a.cols - 2, STYLE_TITLE};
	char more[32] = "";

	if (n < all)
		snprintf(more, sizeof more, "%u of %u sites", n, all);
	panel_rule(c, p.row++, a.col, a.cols, STYLE_TITLE,
		   "WAN between sites, busier direction", more);
	for (uint32_t i = 0; i < n; i++) {
		struct pen title = pen_skip(&p, ((int)i + 1) * cell_of(s));

		draw_name(&title, site[i], cell_of(s) - 1);
	}
	p.style = STYLE_NORMAL;
	for (uint32_t i = 0; i < n; i++) {
		p.row++;
		draw_row(&p, site, n, i);
	}
}
