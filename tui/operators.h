/*
 * operators: everybody who has a seat at a watch: terminals with a session and frames,
 * and commands that ask or act and go. Known by SO_PEERCRED, never by what they say.
 */
#ifndef NOCTOP_TUI_OPERATORS_H
#define NOCTOP_TUI_OPERATORS_H

#include "tui/link.h"
#include "tui/watch.h"

struct operators;

struct seat {
	struct operators *all;
	int fd;
	struct who who;
	struct session *session; /* NULL: a command */
	struct buf in, out;
	struct canvas now, sent;
	uint32_t seq;
	const struct zone *zone; /* the operator's */
	bool ascii, in_flight, full, dirty, leaving, gone;
	bool follows, follows_json; /* `events --follow` */
	ev_io readable, writable;
};

struct operators *operators_open(struct watch *, int listen_fd);
/* Everybody is told code and words; the socket stays open. */
void operators_close(struct operators *, int code, const char *words);
uint32_t operators_count(const struct operators *); /* with a screen */
/* Everything changed: draw again, each at its own pace. */
void operators_refresh(struct operators *);
/* An event happened, for those who follow. */
void operators_tell(struct operators *, const struct event *);
/* Queue a message for one of them. */
void seat_send(struct seat *, const struct link_message *);
/* Hang up when everything queued was sent: EXIT with code and words. */
void seat_dismiss(struct seat *, int code, const char *words);
struct watch *seat_watch(const struct seat *);

#endif
