/*
 * add: `noctop add ADDRESS`: asks a device what it is, and writes it into the
 * configuration, or says what is wrong and writes nothing.
 */
#ifndef NOCTOP_TUI_ADD_H
#define NOCTOP_TUI_ADD_H

#include "tui/options.h"

/* argv: what was typed behind "add", to be told again. Returns the exit code: 0
 * written, 1 not, 64 usage, 73 cannot be written, 78 the configuration is faulty. */
int add_run(const struct options *, int argc, char **argv);

#endif
