/*
 * The help, made from the table of commands, so that no key is missing or made up.
 */
#include <stdio.h>
#include <string.h>

#include "views/panels.h"

#define KEYS 14 /* columns for the keys */

static void keys_of(const struct command *k, char *out, size_t size)
{
	char name[16];
	size_t n = 0;

	out[0] = '\0';
	for (int i = 0; i < 4 && k->key[i] && n + sizeof name < size; i++)
		if (k->key[i] != 13) /* Enter by another name */
			n += (size_t)snprintf(out + n, size - n, "%s%s", n ? " " : "",
					      key_label(k->key[i], name));
}

static void draw_command(struct canvas *c, int row, int col, int width,
			 const struct command *k)
{
	char keys[VIEWS_KEYS_SIZE];

	if (!k->run) {
		canvas_str(c, row, col, width, STYLE_TITLE, k->help, false);
		return;
	}
	keys_of(k, keys, sizeof keys);
	canvas_str(c, row, col + 2, KEYS - 3, STYLE_KEY, keys, false);
	canvas_str(c, row, col + KEYS, width - KEYS, STYLE_NORMAL, k->help, false);
}

const char *views_keys(unsigned i, char keys[VIEWS_KEYS_SIZE])
{
	keys_of(&command_table[i], keys, VIEWS_KEYS_SIZE);
	return command_table[i].help;
}

static const char *const legend[] = {
	"Letters",
	"C critical  M major  W warning  a acknowledged",
	". up  X down  ? lost behind a cause  ~ stale, last value kept  P planned",
	"^ from 60%  ^^ from 80%  !! from 90%   - no rate   n/a speed unknown   +14 "
	"hidden",
};
#define LEGEND (sizeof legend / sizeof *legend)

static uint32_t rows_in_all(void)
{
	uint32_t n = LEGEND;

	for (const struct command *k = command_table; k->help; k++)
		n++;
	return n;
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	struct page *page = session_page(v);
	uint32_t all = rows_in_all(), height = a.rows > 1 ? (uint32_t)a.rows - 1 : 0;
	uint32_t most = all > height ? all - height : 0;
	char range[48] = "";

	(void)s;
	if (page->help_top > most)
		page->help_top = most;
	if (most > 0)
		snprintf(range, sizeof range, "%u-%u of %u", page->help_top + 1,
			 page->help_top + height, all);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, "HELP", range);
	for (uint32_t i = 0; i < height && page->help_top + i < all; i++) {
		uint32_t at = page->help_top + i, keys = all - (uint32_t)LEGEND;
		int row = a.row + 1 + (int)i;

		if (at < keys)
			draw_command(c, row, a.col + 1, a.cols - 1, &command_table[at]);
		else
			canvas_str(c, row, a.col + (at == keys ? 1 : 3), a.cols - 3,
				   at == keys ? STYLE_TITLE : STYLE_NORMAL,
				   legend[at - keys], false);
	}
}

const struct view help_view = {
	.name = "help",
	.line = "the keys, and what the letters mean",
	.listless = true,
	.draw = draw,
};
