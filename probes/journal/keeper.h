/*
 * keeper: the process that holds the journal.
 */
#ifndef NOCTOP_JOURNAL_KEEPER_H
#define NOCTOP_JOURNAL_KEEPER_H

#include <stdint.h>

/* Fork it; events older than keep_ms are forgotten, 0 never. Returns its process id and
 * the watch's end of the socket pair in *fd; -1 and
 * errno when the system is out of something. */
int keeper_start(const char *path, int64_t keep_ms, int *fd);
/* The one that has this journal is about to end: who wants it next waits for that, and
 * is not refused. NULL: nobody can want it. */
void keeper_ends(const char *path);

#endif
