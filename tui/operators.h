/*
 * operators: everybody who has a seat at a watch: terminals with a session and frames,
 * and commands that ask or act and go. Known by SO_PEERCRED, never by what they say.
 */
#ifndef NOCTOP_TUI_OPERATORS_H
#define NOCTOP_TUI_OPERATORS_H

#include "tui/ahead.h"
#include "tui/events.h"
#include "tui/link.h"
#include "tui/pace.h"
#include "tui/sheet_print.h"
#include "tui/watch.h"
#include "views/filter.h"

struct operators;

struct seat {
	struct operators *all;
	int fd;
	struct who who;
	struct session *session; /* NULL: a command */
	struct buf in, out;
	struct ahead ahead;
	struct canvas now, sent;
	struct buf place, placed; /* where its screen is; what was told of it */
	uint32_t seq;
	const struct zone *zone; /* the operator's */
	int64_t since_ms;	 /* wall time: has its screen */
	bool wall;
	bool ascii, in_flight, full, dirty, leaving, gone;
	struct pace pace;
	bool awaited; /* the next frame: by a key, or for a list that came ready */
	bool bell; /* with the next frame */
	uint64_t said_seq; /* its screen says "saving" until this is on disk; 0
			      nothing */
	struct sheet sheet; /* being written; format SHEET_NONE: nothing is */
	enum sheet_format sheet_format;
	char sheet_name[TEXT_BYTES_MAX + 1];
	char written[40]; /* ": 7 interfaces" of the last, until its terminal has it */
	bool follows, follows_json; /* `events --follow` */
	struct events_asked asked;
	struct filter asked_filter; /* the same, more closely */
	/* A command that is done when this event is on disk; 0 none. */
	uint64_t saving_seq;
	int saving_code;
	int64_t saving_until_ms; /* monotonic: not waited for any longer */
	ev_io readable, writable;
};

struct operators *operators_open(struct watch *, int listen_fd);
/* Everybody is told code and words; the socket stays open. */
void operators_close(struct operators *, int code, const char *words);
/* Those with a screen; valid until the next call. */
const struct attendant *operators_attached(struct operators *, uint32_t *n);
uint32_t operators_count(const struct operators *); /* with a screen */
/* Everything changed: draw again, each at its own pace. */
void operators_refresh(struct operators *);
/* A list came ready: draw for those who wait for one. */
void operators_answered(struct operators *);
/* An event happened, for those who follow. */
void operators_tell(struct operators *, const struct event *);
/* Write the list that has the keys to a file on its side, when there is time. */
void seat_write_list(struct seat *, const char *name);
void seat_write_rows(struct seat *); /* the next of it, all before were sent */
/* Queue a message for one of them. */
void seat_send(struct seat *, const struct link_message *);
/* Hang up when everything queued was sent: EXIT with code and words. */
void seat_dismiss(struct seat *, int code, const char *words);
/* The same when all that was put into the journal is on disk. */
void seat_dismiss_saved(struct seat *, int code);
/* Everything up to seq is; once a second, too. */
void operators_saved(struct operators *, uint64_t seq);
/* May do more than operators: whose watch it is, root, and who the configuration
 * says. */
bool seat_administers(const struct seat *);
struct watch *seat_watch(const struct seat *);

#endif
