/*
 * brief: a thing in three lines, as they are read out on the bridge or pasted into a
 * chat: what and since when, why, who has it.
 */
#ifndef NOCTOP_VIEWS_BRIEF_H
#define NOCTOP_VIEWS_BRIEF_H

#include "views/thing.h"

#define BRIEF_SIZE 1024

/* Written to out as safe text, lines parted by newlines; false when there is nothing to
 * say of that row. */
bool brief_of(const struct scene *, const struct zone *, ref_id, char out[BRIEF_SIZE]);

#endif
