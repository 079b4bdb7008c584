/*
 * attach: from a command line to a socket of the watch that serves its network: the one
 * that runs, or a new one, started and left behind in a process of its own.
 */
#ifndef NOCTOP_TUI_ATTACH_H
#define NOCTOP_TUI_ATTACH_H

#include "tui/options.h"
#include "tui/watch.h"

/* Connect to a watch that runs: the one of -c FILE, of the default configuration, or
 * the only one there is. fd, or -1: none. */
int attach_running(const struct options *);
/* The same for somebody who had one of a network that is configured: never a demo. */
int attach_again(const struct options *);
/* The same, or start one (of the demo network where there is no configuration, or when
 * demo is set). fd, or -1 with *code to exit with, faults already told on stderr. */
int attach_or_start(const struct options *, bool demo, int *code);
/* The agents of the demo alone, and their configuration on stdout; until somebody ends
 * us. Returns an exit code. */
int attach_demo_agents(const struct options *);
/* Keep watch in this process, without a terminal (`noctop watch`). Exit code. */
int attach_serve(const struct options *);

/* Load configuration and rules. 0, or EXIT_CONFIG with all faults told on stderr; -1
 * when there is no configuration. */
int attach_load(const struct options *, struct watch_setup *);
/* The same of one that must be there: -1 is told on stderr, too. */
int attach_need(const struct options *, struct watch_setup *);
/* The same, faults kept. False: no configuration. */
bool attach_read(const struct options *, struct watch_setup *, struct faults *);
void attach_setup_fini(struct watch_setup *);
/* Where the journal of this configuration is kept. */
bool attach_journal_path(const struct settings *, const char *canonical, char *out,
			 size_t cap);
/* The same, told on stderr where there is no place for one. 0, or EXIT_CANNOT. */
int attach_need_journal(const struct settings *, const char *canonical, char *out,
			size_t cap);
/* The canonical path of the configuration in use: -c, else the default. False: none. */
bool attach_config_path(const struct options *, char *out, size_t cap);

#endif
