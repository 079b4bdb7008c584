/*
 * keymap: keys.ini, by which the commands of the screen have other keys.
 */
#ifndef NOCTOP_TUI_KEYMAP_H
#define NOCTOP_TUI_KEYMAP_H

#include "probes/conf/conf.h"

/* Bind what the keys.ini that belongs to a configuration (NULL none) says, if there is
 * one; with faults all keys stay as shipped. */
void keymap_find(const char *config, struct faults *);
/* The same of one file. */
void keymap_load(const char *path, struct faults *);

#endif
