/*
 * The help, made from the table of commands, so that no key is missing or made up. In
 * columns where they fit side by side; a section is broken only when it must be.
 */
#include <stdio.h>
#include <string.h>

#include "views/bind.h"
#include "views/panels.h"

#define KEYS 12 /* columns for the keys */
#define LINES 96

struct help_line {
	char keys[32];
	const char *text;
	bool title;
};
struct help {
	struct help_line line[LINES];
	uint32_t n;
	int width; /* of the longest */
};

static const struct {
	const char *letter, *text;
} legend[] = {
	{"C M W I", "critical, major, warning, info"},
	{"a", "acknowledged, in hand of somebody"},
	{". X", "a device is up, is down"},
	{"?", "lost: not known, behind a cause"},
	{"~", "stale: the last value, kept"},
	{"P", "planned: maintenance, or not in service"},
	{"^ ^^ !!", "used from 60%, 80%, 90% on"},
	{"- n/a", "no rate; speed not known"},
	{"+14", "alerts that this one explains and hides"},
	{"21m!", "the last poll is so old"},
};

const char *views_letters(unsigned i, const char **meaning)
{
	if (i >= sizeof legend / sizeof *legend)
		return NULL;
	*meaning = legend[i].text;
	return legend[i].letter;
}

static void keys_of(const struct command *k, char *out, size_t size)
{
	const uint32_t *key = bind_keys(k);
	char name[16];
	size_t n = 0;

	out[0] = '\0';
	for (int i = 0; i < BIND_KEYS && key[i] && n + sizeof name < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s", n ? " " : "",
				      key_label(key[i], name));
}

const char *views_keys(unsigned i, char keys[VIEWS_KEYS_SIZE])
{
	keys_of(&command_table[i], keys, VIEWS_KEYS_SIZE);
	return command_table[i].help;
}

static struct help_line *add(struct help *h, const char *text, bool title)
{
	struct help_line *line = &h->line[h->n];
	int width = (title ? 1 : 3 + KEYS) + (int)text_width(text);

	if (h->n < LINES - 1)
		h->n++;
	if (h->width < width)
		h->width = width;
	*line = (struct help_line){.text = text, .title = title};
	return line;
}

static void compose(struct help *h)
{
	char verb[PROMPT_VERB_SIZE];
	const char *text;

	h->n = 0;
	h->width = 0;
	for (const struct command *k = command_table; k->help; k++) {
		struct help_line *line = add(h, k->help, !k->run);

		if (k->run)
			keys_of(k, line->keys, sizeof line->keys);
	}
	add(h, "Behind :", true);
	for (unsigned i = 0; (text = prompt_verb(i, verb)); i++)
		snprintf(add(h, text, false)->keys, sizeof h->line->keys, "%s", verb);
	add(h, "Letters", true);
	for (size_t i = 0; i < sizeof legend / sizeof *legend; i++) {
		struct help_line *line = add(h, legend[i].text, false);

		snprintf(line->keys, sizeof line->keys, "%s", legend[i].letter);
	}
}

/* Lines of the section that begins at i. */
static uint32_t section(const struct help *h, uint32_t i)
{
	uint32_t n = 1;

	while (i + n < h->n && !h->line[i + n].title)
		n++;
	return n;
}

/* Columns of so many rows in which all sections are whole. */
static uint32_t columns_of(const struct help *h, uint32_t rows)
{
	uint32_t columns = 1, used = 0;

	for (uint32_t i = 0; i < h->n; i += section(h, i)) {
		uint32_t n = section(h, i);

		if (used > 0 && used + n > rows) {
			columns++;
			used = 0;
		}
		used += n;
	}
	return columns;
}

static void draw_line(struct canvas *c, int row, int col, int width,
		      const struct help_line *line)
{
	if (line->title) {
		canvas_str(c, row, col, width, STYLE_TITLE, line->text, false);
		return;
	}
	canvas_str(c, row, col + 2, KEYS - 1, STYLE_KEY, line->keys, false);
	canvas_str(c, row, col + 2 + KEYS, width - KEYS - 2, STYLE_NORMAL, line->text,
		   false);
}

/* In the lowest columns that hold all sections whole. */
static bool draw_columns(struct canvas *c, struct area a, const struct help *h)
{
	uint32_t most = (uint32_t)(a.cols / (h->width + 1)), rows = 1, used = 0;
	int col = a.col + 1;

	if (most < 2)
		return false;
	while (columns_of(h, rows) > most)
		rows++;
	for (uint32_t i = 0; i < h->n; i++)
		if (h->line[i].title && section(h, i) > rows)
			rows = section(h, i);
	if ((int)rows > a.rows)
		return false;
	for (uint32_t i = 0; i < h->n; i++) {
		if (h->line[i].title && used > 0 && used + section(h, i) > rows) {
			col += a.cols / (int)most;
			used = 0;
		}
		draw_line(c, a.row + (int)used++, col, h->width, &h->line[i]);
	}
	return true;
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	struct page *page = session_page(v);
	uint32_t height = a.rows > 1 ? (uint32_t)a.rows - 1 : 0;
	struct area below = {a.row + 1, a.col, (int)height, a.cols};
	char range[48] = "";
	struct help h;
	uint32_t most;

	(void)s;
	compose(&h);
	most = h.n > height ? h.n - height : 0;
	if (page->help_top > most)
		page->help_top = most;
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, "HELP", "");
	if (draw_columns(c, below, &h))
		return;
	if (most > 0)
		snprintf(range, sizeof range, "%u-%u of %u", page->help_top + 1,
			 page->help_top + height, h.n);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, "HELP", range);
	for (uint32_t i = 0; i < height && page->help_top + i < h.n; i++)
		draw_line(c, below.row + (int)i, a.col + 1, a.cols - 1,
			  &h.line[page->help_top + i]);
}

const struct view help_view = {
	.name = "help",
	.line = "the keys, and what the letters mean",
	.listless = true,
	.draw = draw,
};
