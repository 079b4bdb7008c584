/*
 * verify: `noctop journal verify [SEQ:HASH]`: is the journal what was written? Reads
 * the file by itself, whether a watch runs or not.
 */
#ifndef NOCTOP_TUI_VERIFY_H
#define NOCTOP_TUI_VERIFY_H

#include "tui/options.h"

/* noted: a head that was printed earlier and kept elsewhere, NULL none. EXIT_OK whole,
 * EXIT_FAILED broken, EXIT_CANNOT not to be read. */
int verify_run(const struct options *, const char *noted);

#endif
