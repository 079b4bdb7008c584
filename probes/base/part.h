/*
 * part: the first thing that a process does which we fork to work beside the watch. It
 * keeps nothing of the parent's but one socket.
 */
#ifndef NOCTOP_BASE_PART_H
#define NOCTOP_BASE_PART_H

/* In a session of its own, under this name (15 bytes are shown), with /dev/null for
 * standard input, output and error, and every signal but those of a fault ignored or as
 * they were made. Returns fd under its new number; all others are closed. */
int part_from_parent(const char *name, int fd);

#endif
