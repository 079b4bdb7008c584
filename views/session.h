/*
 * session: one operator at one terminal: the stack of views, selection, filter,
 * dialogs, messages. The watch holds one for each; views draw from it and change it by
 * keys.
 *
 * A selection is a thing (alert id; device and interface name), never a row: it stays
 * on its thing when the list moves, and on the ghost of an alert that cleared until it
 * is moved.
 */
#ifndef NOCTOP_VIEWS_SESSION_H
#define NOCTOP_VIEWS_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/alert/baseline.h"
#include "probes/alert/roster.h"
#include "probes/alert/state.h"
#include "probes/base/zone.h"
#include "probes/model/recall.h"
#include "views/act.h"
#include "views/canvas.h"

enum paging { PAGING_OFF, PAGING_OK, PAGING_FAILING };

/* What all sessions of a watch share: orders of long lists, states of devices and
 * sites, worked out once. */
struct views;
struct views *views_open(void);
void views_close(struct views *);

/* Somebody at a screen. */
struct attendant {
	const struct who *who;
	int64_t since_ms;
	bool wall;
};

/* Lines about a thing that only the watch knows, for the view that explains: titles at
 * the margin, what is below them behind a blank. */
struct thing;
struct explainer {
	void *ctx;
	void (*say)(void *ctx, const struct thing *, struct buf *out);
};

/* To what a session narrows all that it shows; see views/limit.h. */
struct limited {
	uint8_t kind; /* THING_NONE: to nothing; THING_SITE, THING_CUSTOMER */
	uint32_t id;  /* NONE: it is not there any more */
};

/* What there is to see; all of it const but the shared work of the views. */
struct scene {
	struct views *views;
	const char *name; /* of the network */
	const struct network *net;
	const struct alerts *alerts;
	const struct maintenance *maintenance; /* NULL none */
	const struct baseline *baseline; /* NULL none */
	const struct recent *recent; /* newest events */
	struct logbook *logbook; /* events further back; NULL there are none */
	const struct explainer *explainer; /* NULL none */
	struct recall *recall; /* ranges of the history; NULL there is none */
	enum paging paging;
	const struct roster *roster; /* who may be called; NULL nobody */
	bool demo;
	int64_t now_ms;	    /* of the watch: a frozen clock is a frozen watch */
	uint32_t operators; /* attached now */
	const struct attendant *attached; /* attached_n of them, by name */
	uint32_t attached_n;
	const char *stops; /* what ends when the last operator quits, in words ("polling
			    * of 412 devices"); NULL nothing ends, q asks nothing */
	/* the session's: its limit, and the sites of that in the order of the board */
	struct limited limit;
	const uint32_t *limit_site;
	uint32_t limit_site_n;
};

struct session; /* private to views */

/* A screen that nobody sits at, see wall.h. */
struct wall_options {
	bool on, may_act;
	int64_t rotate_ms; /* 0: it stands still */
	const char *views; /* names with commas; the caller's */
};

struct session_options {
	struct who who;
	const struct zone *zone; /* the operator's */
	bool ascii;		 /* no UTF-8, or asked for */
	bool wide, braille;	 /* as of a canvas */
	const char *view;	 /* to begin with; NULL overview */
	struct wall_options wall;
	const char *kept; /* what ACT_KEEP told to keep; the caller's. NULL nothing */
	size_t kept_n;
	const char *place; /* session_place() of one before; the caller's. NULL none */
};
struct session *session_open(const struct session_options *);
void session_close(struct session *);

/* Draw the present screen; the canvas has the operator's size. Pure but for what
 * drawing has to remember (scroll positions, orders of lists). Never refuses a size. */
void session_draw(struct session *, const struct scene *, struct canvas *);
/* Is the key about rows that are still being put in order? */
bool session_holds(struct session *, const struct scene *, uint32_t key);
/* One key, or pasted text (goes into a field only, newlines become blanks). */
struct act session_key(struct session *, const struct scene *, uint32_t key);
struct act session_paste(struct session *, const struct scene *, const char *, size_t);
/* Where it is, as text without NUL, for a session that is to go on there. */
void session_place(const struct session *, struct buf *out);
/* The interface whose view is on the screen: its history is worth keeping; NONE. */
uint32_t session_looks_at(struct session *, const struct scene *);
/* Once before each drawing: is it worth the bell, whatever happened? */
bool session_rings(struct session *, const struct scene *);
/* Is an event within what it is narrowed to? */
bool session_heeds(struct session *, const struct scene *, const struct event *);
/* Does a filter let it through, as behind '/' in the lists of these? */
struct filter;
struct alert;
bool views_alert_passes(const struct scene *, const struct filter *,
			const struct alert *);
bool views_event_passes(const struct scene *, const struct filter *,
			const struct event *);
/* The view on the screen, if it is text: all of it; false: it is none. */
bool session_text(struct session *, const struct scene *, struct buf *out);
/* The outcome of an act, for the message row: "acked 2, u undoes" for 4 s; an error
 * stays until a key. */
void session_say(struct session *, const struct scene *, bool error, const char *);
/* An act was done and is not on disk yet: "acked 2, saving" until session_saved, then
 * "acked 2, saved" and the hint for 4 s, unless something else was said in between. */
void session_say_saving(struct session *, const struct scene *, const char *words,
			const char *hint);
void session_saved(struct session *, const struct scene *);
/* Lists of many rows are put in order in slices: at most rows rows of work; returns
 * true while there is more to do. The watch calls it when it has nothing better to do.
 */
bool views_step(const struct scene *, uint32_t rows);
/* Does the picture drawn last lack a list that is still being put in order, or show the
 * first rows of one that are not all counted? It is worth drawing again when
 * views_answered() counted another such list as ready. */
bool session_waits(const struct session *);
bool session_counts(const struct session *);
uint64_t views_answered(const struct views *);
bool views_awaited(const struct scene *); /* is there such a list? */

/* What is known of a site or a device of this name, as text, for `noctop why`: state,
 * cause and evidence, open alerts, the last 15 minutes; false when there is none. */
bool views_why(const struct scene *, const struct session_options *, const char *name,
	       struct buf *out);

/* The names of all views with a line each, for --help: NULL behind the last. */
const char *views_name(unsigned i, const char **line);
/* Row i of the key map, for the manual: what it does, and its keys in words; keys ""
 * where a new group begins. NULL behind the last. */
#define VIEWS_KEYS_SIZE 64
const char *views_keys(unsigned i, char keys[VIEWS_KEYS_SIZE]);
/* Row i of the columns of lists, for the manual; false behind the last. */
struct views_column {
	const char *list, *word, *meaning;
	const char *key; /* NULL: none in JSON and CSV */
	char letter;	 /* 0 none */
	bool extra;	 /* shown when it is chosen */
};
bool views_column(unsigned i, struct views_column *);
/* Row i of what the letters on the screen mean: "a" and its meaning; NULL behind the
 * last. */
const char *views_letters(unsigned i, const char **meaning);

#endif
