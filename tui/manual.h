/*
 * manual: what the program says of itself, for its manual pages, completions and
 * README.
 *
 * `noctop tables` is a filter, of use to the Makefile: of the text on its standard
 * input it replaces each line "@NAME@" by the table called NAME, made from the tables
 * that the program itself goes by. So whatever is added to those is documented by the
 * next make.
 */
#ifndef NOCTOP_TUI_MANUAL_H
#define NOCTOP_TUI_MANUAL_H

#include <stdio.h>

#include "probes/base/buf.h"

/* Exit code; a table that does not exist fails. */
int manual_fill(FILE *in, FILE *out);

/* manual_page.c: tables in mdoc(7). */
void page_synopsis(struct buf *);
void page_common_options(struct buf *); /* of nearly all commands */
void page_commands(struct buf *);	/* each with its own options */
void page_views(struct buf *);
void page_keys(struct buf *);
void page_letters(struct buf *);      /* what is short for what on the screen */
void page_columns(struct buf *);      /* of lists */
void page_filter_words(struct buf *); /* fields of filters */
void page_filter_numbers(struct buf *);
void page_exits(struct buf *);
void page_enums(struct buf *);	  /* the words of status --json */
void page_sections(struct buf *); /* of noctop.ini */
void page_later(struct buf *);	  /* sections that are reserved */
void page_rules(struct buf *);	  /* keys of rules.ini */
void page_checks(struct buf *);
void page_profiles(struct buf *); /* sections of a profile */
void page_hook_values(struct buf *); /* what a hook is told */
void page_hook_names(struct buf *);  /* by the names of others */

/* manual_shell.c: tables for shells, and for README.md. */
void shell_commands(struct buf *); /* one a line */
void shell_views(struct buf *);
void shell_words(struct buf *);	 /* branches of a case: kind of value → its words */
void bash_values(struct buf *);	 /* branches of a case: option → what it takes */
void bash_options(struct buf *); /* branches of a case: command → options, arguments */
void zsh_commands(struct buf *); /* elements of an array for _describe */
void zsh_options(struct buf *);	 /* branches of a case: command → _arguments */
void readme_commands(struct buf *);

#endif
