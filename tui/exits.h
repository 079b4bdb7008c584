/*
 * exits: exit codes of the program, those of sysexits.h as far as they are ours.
 */
#ifndef NOCTOP_TUI_EXITS_H
#define NOCTOP_TUI_EXITS_H

enum {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_FAULTS = 2,       /* lint */
	EXIT_USAGE = 64,       /* the command line */
	EXIT_UNAVAILABLE = 69, /* no watch runs, or it is gone */
	EXIT_CANNOT = 73,      /* a socket, a process or a journal cannot be made */
	EXIT_CONFIG = 78,      /* a faulty configuration */
};

#endif
