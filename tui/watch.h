/*
 * watch: keeps watch over one network: one libev loop that polls, judges, journals and
 * serves the operators who are attached. No callback of it runs long: what may be much
 * work is cut into slices of so many rows.
 */
#ifndef NOCTOP_TUI_WATCH_H
#define NOCTOP_TUI_WATCH_H

#include <ev.h>

#include "probes/alert/maintenance.h"
#include "probes/alert/owed.h"
#include "probes/conf/inventory.h"
#include "probes/conf/profile.h"
#include "probes/journal/journal.h"
#include "probes/model/network.h"
#include "probes/wire/poll.h"
#include "tui/agenda.h"
#include "tui/place.h"
#include "tui/reload.h"
#include "tui/self.h"
#include "tui/past.h"
#include "tui/remember.h"
#include "views/session.h"

struct baseline;
struct demo_options;

/* Rows of devices and interfaces judged before the loop turns again; something that
 * happens (told, journaled, shown) is as much work as so many. */
#define WATCH_SLICE_ROWS 1000
#define WATCH_EVENT_ROWS 10
#define WATCH_SITE_DEVS 2048 /* looked at for sites */

/* What a watch starts from. Loaded by the caller, so that faults are told before any
 * screen opens; the watch owns all of it from then on. */
struct watch_setup {
	struct inventory inventory;
	struct network net;
	struct rules rules;
	struct profiles profiles;
	struct place place;
	int listen_fd, lock_fd;
	const struct demo_options *demo; /* NULL: a real network */
	bool service;			 /* no terminal started it */
	char config[4096];		 /* canonical path; the demo has none */
	char journal[4096];		 /* its path; the demo's is in memory */
	bool measured;	  /* for benchmarks: how long do turns take? */
	int64_t slice_us; /* out: the longest turn of its loop, CPU time */
};

struct operators;
struct pager;
struct seat;

struct watch {
	struct watch_setup *setup;
	struct ev_loop *loop;
	struct network *net;
	struct alerts alerts;
	struct maintenance maintenance;
	struct owed_list owed; /* words on what came of windows */
	struct baseline *baseline;
	struct event_list events; /* of this slice, then to the journal */
	struct recent recent;
	struct poll *poll;
	struct journal *journal;
	struct views *views;
	struct operators *operators;
	struct pager *pager; /* NULL: nobody is told */
	struct agenda devs, sites;
	site_id next_site;
	struct site_turn site_turn; /* the one that is being judged */
	int64_t site_credit; /* devices that may be looked at for sites at once */
	uint32_t site_devs;  /* looked at in this round of sites */
	bool ways_due; /* they are looked at anew once a second */
	bool replayed; /* the journal told what was open … */
	bool restored; /* … and what is in maintenance is known: alerts may be judged */
	bool journal_ok;
	uint64_t durable; /* of the journal */
	uint32_t ticks;   /* seconds that it watches */
	int64_t tick_us;  /* when the last tick was due, monotonic */
	int64_t clocks_apart_ms; /* the wall's and the one that nobody sets, when last
				    looked at; 0 never */
	int64_t clock_set_ms;    /* when that changed, by the latter */
	int64_t young_until_ms; /* monotonic, too */
	int demo_fd;	  /* open while the demo's agents live; -1 none */
	pid_t demo_pid;
	ev_timer slice, sites_due, linger, young;
	ev_periodic tick;
	ev_io journal_read, demo_end;
	struct remember remember;
	struct explainer explainer;
	struct past past;
	struct self self; /* is it us? */
	struct reload reload;
	struct seat *asker;   /* who wants to know what comes of it; NULL none */
	int code;	      /* of the program */
	char last_words[192]; /* why it ended, for the operators */
	ev_signal term, intr, hup;
};

/* Run until it is told to stop. Returns the program's exit code; EXIT_AGAIN: its
 * configuration is to be read again and then it is to run again, and it listens still.
 */
int watch_run(struct watch_setup *);

/* For operators and act: */
void watch_scene(struct watch *, struct scene *);
/* What was done changed alerts: journal it, tell the screens. */
void watch_flush(struct watch *);
/* Looks whether the wall clock was set, and tells the alerts and the pager by how much:
 * before deadlines are met. */
void watch_clock(struct watch *);
void watch_health(struct watch *); /* once a second */
/* Judge this device soon; let the next slice come. */
void watch_queue(struct watch *, dev_id);
void watch_slice_soon(struct watch *);
/* The last operator left: quit, or hung up. */
void watch_deserted(struct watch *, bool quit);
/* What ends when the last operator quits, NULL nothing. */
const char *watch_stops(struct watch *);
void watch_stop(struct watch *);
/* Read the configuration again, if it is sound; the asker (NULL none) is told. */
void watch_reload(struct watch *, struct seat *asker);
/* That operator is gone: what comes of it need not be told. */
void watch_forget(struct watch *, const struct seat *);

#endif
