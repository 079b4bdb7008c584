/*
 * manual: the filter. The tables stand in manual_page.c and manual_shell.c, by the
 * language that they are written in.
 */
#include "tui/manual.h"

#include <stdbool.h>

#include "tui/exits.h"

static const struct {
	const char *name;
	void (*write)(struct buf *);
} tables[] = {
	{"synopsis", page_synopsis},
	{"common-options", page_common_options},
	{"commands", page_commands},
	{"views", page_views},
	{"keys", page_keys},
	{"letters", page_letters},
	{"columns", page_columns},
	{"filter-words", page_filter_words},
	{"filter-numbers", page_filter_numbers},
	{"exits", page_exits},
	{"enums", page_enums},
	{"sections", page_sections},
	{"later", page_later},
	{"rules", page_rules},
	{"checks", page_checks},
	{"profiles", page_profiles},
	{"hook-values", page_hook_values},
	{"hook-names", page_hook_names},
	{"shell-commands", shell_commands},
	{"shell-views", shell_views},
	{"shell-words", shell_words},
	{"bash-values", bash_values},
	{"bash-options", bash_options},
	{"zsh-commands", zsh_commands},
	{"zsh-options", zsh_options},
	{"readme-commands", readme_commands},
};

static bool write_table(const char *name, size_t len, struct buf *out)
{
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (strlen(tables[i].name) == len &&
		    !strncmp(tables[i].name, name, len)) {
			tables[i].write(out);
			return true;
		}
	fprintf(stderr, "noctop: no table is called '%.*s'\n", (int)len, name);
	return false;
}

int manual_fill(FILE *in, FILE *out)
{
	char line[4096];
	struct buf text = {0};
	bool good = true;

	while (good && fgets(line, sizeof line, in)) {
		size_t len = strcspn(line, "\n");

		if (len > 2 && line[0] == '@' && line[len - 1] == '@')
			good = write_table(line + 1, len - 2, &text);
		else
			buf_str(&text, line);
	}
	good = good && !ferror(in) && fwrite(text.data, 1, text.len, out) == text.len &&
	       fflush(out) == 0;
	buf_fini(&text);
	return good ? EXIT_OK : EXIT_FAILED;
}
