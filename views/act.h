/*
 * act: what an operator wants done, as a view returns it. Views change nothing but
 * their own session: tui/act.c is the only place where an act changes the world.
 */
#ifndef NOCTOP_VIEWS_ACT_H
#define NOCTOP_VIEWS_ACT_H

#include <stdint.h>

#include "probes/alert/event.h"

enum act_kind {
	ACT_NONE,    /* done, or not for us */
	ACT_REPAINT, /* Ctrl-L: send the whole screen again */
	ACT_QUIT,
	ACT_ACK,     /* alerts, note, intent, until_ms */
	ACT_RELEASE, /* alerts */
	ACT_COMMENT, /* alerts, note; name: the ticket's from now on, NULL as it was */
	ACT_UNDO,
	ACT_POLL_NOW, /* device */
	ACT_BURST,    /* device: every second for five minutes, or not any more */
	ACT_TRACE,    /* device: the way to it, by probes of our own; n: anew, and poll
			 it */
	ACT_OWN,      /* alerts, name ("" me), note */
	ACT_ESCALATE, /* alerts, note; name: the vendor's case number, "" none */
	ACT_RAISE,    /* subject, name (of the thing), severity, note: its text */
	ACT_CLEAR,    /* alerts (raised ones), note */
	ACT_PLAN,     /* things, name: the change's number, note, until_ms, category,
			 approver */
	ACT_EXTEND,   /* name: of the window of maintenance, until_ms */
	ACT_DONE,     /* name: the same, it ends now */
	ACT_WRITE,    /* to a file on the operator's side, of this name, NULL any: the
			 screen; the rows of its list, if the name ends so */
	ACT_COPY,     /* note: what the operator's clipboard is to hold */
	ACT_KEEP,     /* note: to be kept for this operator's next session */
	ACT_BASELINE, /* the network as it stands is the baseline from now on */
	ACT_CONNECT,  /* device: open a session on it, on the operator's side */
};

#define ACT_ALERTS_MAX 4096
struct thing;
struct act {
	enum act_kind kind;
	const uint64_t *alerts; /* ids; the session's, valid until its next key */
	const struct thing *things; /* devices, interfaces, sites; the session's, too */
	uint32_t n;		    /* of either */
	const char *note; /* the session's; safe text */
	enum ack_intent intent;
	int64_t until_ms; /* 0 default */
	const char *name; /* the session's, too */
	const char *approver; /* of the change, safe text */
	unsigned category;    /* enum window_category */
	const char *initials; /* of who did it at a wall, "" or NULL: the operator */
	enum subject subject;
	enum severity severity;
	uint32_t device;  /* dev_id */
};

#endif
