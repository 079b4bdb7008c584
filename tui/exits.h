/*
 * exits: exit codes of the program, those of sysexits.h as far as they are ours. One
 * table, which the manual prints.
 */
#ifndef NOCTOP_TUI_EXITS_H
#define NOCTOP_TUI_EXITS_H

#define EXITS(X)                                                                       \
	X(EXIT_OK, 0, "done")                                                          \
	X(EXIT_FAILED, 1, "not done; standard error says why")                         \
	X(EXIT_FAULTS, 2, "lint: the configuration has faults")                        \
	X(EXIT_USAGE, 64, "the command line is wrong")                                 \
	X(EXIT_UNAVAILABLE, 69, "no watch runs, or it is gone")                        \
	X(EXIT_CANNOT, 73, "a socket, a process or a journal cannot be made")          \
	X(EXIT_AGAIN, 75, "the watch reads its configuration again: ask again")        \
	X(EXIT_CONFIG, 78, "there is no configuration, or it has faults")

#define EXITS_ENUM(name, code, meaning) name = (code),
enum { EXITS(EXITS_ENUM) };
#undef EXITS_ENUM

#endif
