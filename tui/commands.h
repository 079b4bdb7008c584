/*
 * commands: the sub-commands, one table (in main.c). --help, the manual and the
 * completions are made from it.
 */
#ifndef NOCTOP_TUI_COMMANDS_H
#define NOCTOP_TUI_COMMANDS_H

#include "tui/options.h"

struct command {
	const char *name; /* NULL: the dashboard */
	const char *args, *help;
	unsigned bit;
	int (*run)(const struct command *, const struct options *, int argc,
		   char **argv);
};
extern const struct command commands[]; /* the dashboard first */
extern const unsigned command_n;

/* Of use to who builds noctop, not to who runs it: in no list. */
static inline bool command_hidden(const struct command *c)
{
	return c->bit == CMD_TABLES;
}

#endif
