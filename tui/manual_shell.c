/*
 * Tables for the completions of bash and zsh, and for README.md.
 */
#include <stdbool.h>
#include <strings.h>

#include "probes/conf/keys.h"
#include "tui/commands.h"
#include "tui/manual.h"
#include "views/session.h"

/* --- lists --- */

void shell_commands(struct buf *out)
{
	for (unsigned i = 1; i < command_n; i++)
		if (!command_hidden(&commands[i]))
			buf_printf(out, "%s\n", commands[i].name);
}

void shell_views(struct buf *out)
{
	const char *name, *line;

	for (unsigned i = 0; (name = views_name(i, &line)); i++)
		buf_printf(out, "%s\n", name);
}

/* What the value of an option can be, where a key of the configuration is called like
 * it: "core|dist|edge" of ROLE. NULL anything. */
static const char *words_of(const char *value)
{
	for (const struct kind_def *kind = inventory_kinds; kind->kind; kind++)
		for (const struct key_def *key = kind->keys; key->name; key++)
			if (key->words && !strcasecmp(key->name, value))
				return key->words;
	return NULL;
}

void shell_words(struct buf *out)
{
	struct option_doc o;
	const char *words;

	for (unsigned i = 0; options_doc(i, &o); i++) {
		if (!o.value || !(words = words_of(o.value)))
			continue;
		buf_printf(out, "\t%s) echo '", o.value);
		for (; *words; words++)
			buf_char(out, *words == '|' ? ' ' : *words);
		buf_str(out, "' ;;\n");
	}
}

/* --- bash --- */

void bash_values(struct buf *out)
{
	struct option_doc o;

	for (unsigned i = 0; options_doc(i, &o); i++) {
		if (!o.value)
			continue;
		buf_printf(out, "\t%s", o.name);
		if (o.letter)
			buf_printf(out, " | -%c", o.letter);
		buf_printf(out, ") echo %s ;;\n", o.value);
	}
}

static void bash_command(struct buf *out, const struct command *c)
{
	struct option_doc o;

	buf_printf(out, "\t'%s')\n\t\toptions='", c->name ? c->name : "");
	for (unsigned i = 0; options_doc(i, &o); i++) {
		if (!(o.commands & c->bit))
			continue;
		if (o.letter)
			buf_printf(out, "-%c ", o.letter);
		buf_printf(out, "%s ", o.name);
	}
	buf_printf(out, "' arguments='%s' ;;\n", c->args);
}

void bash_options(struct buf *out)
{
	for (unsigned i = 0; i < command_n; i++)
		if (!command_hidden(&commands[i]))
			bash_command(out, &commands[i]);
}

/* --- zsh --- */

/* Words in single quotes, for a place where colons and brackets mean something. */
static void zsh_quoted(struct buf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '\'') {
			buf_str(out, "'\\''");
			continue;
		}
		if (strchr(":[]\\", *s))
			buf_char(out, '\\');
		buf_char(out, *s);
	}
}

void zsh_commands(struct buf *out)
{
	for (unsigned i = 1; i < command_n; i++) {
		if (command_hidden(&commands[i]))
			continue;
		buf_printf(out, "\t'%s:", commands[i].name);
		zsh_quoted(out, commands[i].help);
		buf_str(out, "'\n");
	}
}

/* '--size=[size of the screen]:COLSxROWS: _noctop_value COLSxROWS' */
static void zsh_option(struct buf *out, const struct option_doc *o)
{
	buf_str(out, " \\\n\t\t\t");
	if (o->letter)
		buf_printf(out, "'(-%c %s)'{-%c%s,%s%s}'", o->letter, o->name,
			   o->letter, o->value ? "+" : "", o->name,
			   o->value ? "=" : "");
	else
		buf_printf(out, "'%s%s", o->name, o->value ? "=" : "");
	buf_char(out, '[');
	zsh_quoted(out, o->help);
	buf_char(out, ']');
	if (o->value)
		buf_printf(out, ":%s: _noctop_value %s", o->value, o->value);
	buf_char(out, '\'');
}

/* The last word of "ADDRESS [NAME]", without its brackets and dots: what each argument
 * is taken for. */
static void zsh_argument(struct buf *out, const char *args)
{
	const char *last = strrchr(args, ' ');
	int n;

	last = last ? last + 1 : args;
	last += *last == '[';
	n = (int)strcspn(last, ".]");
	if (n)
		buf_printf(out, " \\\n\t\t\t'*:%.*s: _noctop_value %.*s'", n, last, n,
			   last);
}

void zsh_options(struct buf *out)
{
	struct option_doc o;

	for (unsigned i = 0; i < command_n; i++) {
		const struct command *c = &commands[i];

		if (command_hidden(c))
			continue;
		buf_printf(out, "\t'%s')\n\t\t_arguments -s -S",
			   c->name ? c->name : "");
		for (unsigned row = 0; options_doc(row, &o); row++)
			if (o.commands & c->bit)
				zsh_option(out, &o);
		zsh_argument(out, c->args);
		buf_str(out, " ;;\n");
	}
}

/* --- README --- */

void readme_commands(struct buf *out)
{
	buf_str(out, "| command | what it does |\n|---|---|\n");
	for (unsigned i = 0; i < command_n; i++) {
		const struct command *c = &commands[i];

		if (!command_hidden(c))
			buf_printf(out, "| `noctop%s%s%s%s` | %s |\n",
				   c->name ? " " : "", c->name ? c->name : "",
				   *c->args ? " " : "", c->args, c->help);
	}
}
