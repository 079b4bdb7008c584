/*
 * link: what the terminal process and the watch (and commands such as `noctop ack`) say
 * to each other over a Unix socket. Pure: bytes in, messages out; both sides may be of
 * different builds, so the first message carries the protocol's version, and neither
 * side trusts a length. Fuzzed.
 *
 * A message is u32 length (of what follows), u8 kind, payload; integers little-endian.
 *
 *   operator → watch   HELLO SIZE KEYS PASTE SEEN COMMAND DONE BYE
 *   watch → operator   WELCOME FRAME SAY FILE COPY CONNECT KEEP PLACE EXIT
 *
 * One frame is in flight for each operator: the watch sends the next when SEEN of the
 * last has come, so a slow or stopped terminal skips frames and holds up nobody.
 */
#ifndef NOCTOP_TUI_LINK_H
#define NOCTOP_TUI_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/base/buf.h"
#include "views/canvas.h"

#define LINK_VERSION 3
#define LINK_MESSAGE_MAX (4u << 20)
#define LINK_SIZE_MAX 1000 /* rows and columns of a terminal */

enum link_kind {
	LINK_HELLO = 1,
	LINK_SIZE,
	LINK_KEYS,
	LINK_PASTE,
	LINK_SEEN,
	LINK_COMMAND, /* argv of a command: "ack", "12", "--note", … */
	LINK_BYE,
	LINK_DONE, /* what came of a FILE, COPY or CONNECT, in words; error or not */
	LINK_WELCOME = 65,
	LINK_FRAME,
	LINK_SAY,  /* output of a command: stdout or stderr */
	/* Write this on the operator's side: name, bytes; without bytes the screen as
	 * it stands, in the format that its name ends in. While more is set, another
	 * FILE goes on with the same one. */
	LINK_FILE,
	LINK_EXIT, /* code, and a line to print after the screen is restored */
	LINK_COPY, /* bytes for the clipboard of the operator's terminal */
	LINK_KEEP,    /* bytes: hand these over with the next HELLO */
	LINK_CONNECT, /* open a session on this device: name, bytes: its address */
	LINK_PLACE, /* bytes: where the screen is, for the HELLO to the next watch */
};

/* The fields of every kind; only those of its kind are meant. Pointers are into the
 * received bytes (or the caller's when writing). */
struct link_message {
	enum link_kind kind;
	uint16_t version;    /* HELLO, WELCOME */
	uint16_t rows, cols; /* HELLO, SIZE, FRAME */
	bool screen;	     /* HELLO: wants frames (else it sends a COMMAND) */
	bool ascii;	     /* HELLO */
	bool wide, braille;  /* HELLO: as of a canvas */
	const char *zone, *view, *from; /* HELLO: NUL-terminated */
	/* HELLO: a wall, which may act, turns so often, to these views (with commas) */
	bool wall, wall_acts;
	uint32_t rotate_s;
	const char *wall_views;
	const char *place; /* HELLO: what the last PLACE said */
	/* HELLO: bytes, what the last KEEP said */
	const char *name; /* WELCOME: of the network; FILE: of the file; CONNECT */
	bool more;	  /* FILE */
	uint32_t pid;			/* WELCOME */
	bool demo;			/* WELCOME: it ends with its demo network */
	uint32_t seq;			/* FRAME, SEEN */
	bool full;			/* FRAME: blank first */
	bool bell;			/* FRAME */
	int16_t cursor_row, cursor_col; /* FRAME */
	const uint32_t *keys;		/* KEYS, writing; read them with link_key */
	uint32_t n;			/* KEYS: how many; COMMAND: arguments */
	/* PASTE, SAY, FILE, COPY, CONNECT, PLACE, DONE, EXIT (text), COMMAND (argv,
	 * NULs) */
	const char *bytes;
	uint32_t len;
	bool error;	     /* SAY: stderr; DONE: it failed */
	int code;	     /* EXIT */
	const uint8_t *runs; /* FRAME: for link_apply */
	uint32_t runs_len;
};

/* Append one message. FRAME: the difference of old (NULL: everything) and now. */
void link_write(struct buf *out, const struct link_message *);
void link_write_frame(struct buf *out, uint32_t seq, bool bell,
		      const struct canvas *old, const struct canvas *now);

enum link_status { LINK_MORE, LINK_ONE, LINK_BROKEN };
/* Take the first message of in. LINK_ONE fills *m (valid until in changes) and sets
 * *used to what the caller drops afterwards; LINK_MORE: not all there yet; LINK_BROKEN:
 * not our protocol, hang up. */
enum link_status link_next(const struct buf *in, struct link_message *m, size_t *used);
/* The i-th of KEYS as received. */
uint32_t link_key(const struct link_message *, uint32_t i);
/* Apply a FRAME's runs to the canvas (resized and blanked when full). False: broken. */
bool link_apply(const struct link_message *frame, struct canvas *);

#endif
