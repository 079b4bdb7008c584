/*
 * errand: what the watch asks of the operator's own process, because it needs the
 * operator's rights, folder or terminal: write a file, fill the clipboard, open a
 * session on a device. The watch names things and no commands: what is run is the
 * operator's choice alone.
 */
#ifndef NOCTOP_TUI_ERRAND_H
#define NOCTOP_TUI_ERRAND_H

#include "tui/link.h"
#include "tui/look.h"
#include "views/saved.h"

#define ERRAND_WORDS 256

struct errands {
	const struct looks *looks; /* of pictures */
	int fd;			   /* of the file being written in pieces; -1 none */
	bool failed;		   /* what comes of it is told with its last piece */
	struct saved kept;	   /* as this session last had it */
};

/* A FILE: false while more of it is to come, else *error and words say what came of it.
 * Never over a file that is there. */
bool errand_file(struct errands *, const struct link_message *, const struct canvas *,
		 bool *error, char words[ERRAND_WORDS]);
/* What a KEEP said, in the operator's state folder ($XDG_STATE_HOME/noctop/screen, else
 * below ~/.local/state): read it (nothing when there is none), and write what changed
 * of it, since another session may have changed the rest: the old one stays when that
 * fails (false, errno). */
void errand_kept(struct errands *, struct buf *out);
bool errand_keep(struct errands *, const char *text, size_t n);
/* The sequence (OSC 52) by which a terminal takes text into its clipboard, appended to
 * out; at most ERRAND_COPY_MAX bytes of text, more than that many terminals refuse. */
#define ERRAND_COPY_MAX 1024
void errand_copy(struct buf *out, const char *text, size_t n);
/* The argv of NOCTOP_CONNECT ("ssh {address}" when unset), parted at blanks, with
 * {address} and {name} replaced: NULL behind the last, owned by the caller (one free).
 * NULL: the name or address would be taken for an option, or there is nothing to run.
 */
char **errand_argv(const char *template, const char *name, const char *address);
/* Run it on this terminal, which the caller has given back, until it ends; returns its
 * exit code, -1 when it cannot be run (errno). */
int errand_run(char *const argv[]);

#endif
