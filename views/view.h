/*
 * view: what the files of views/ share and nobody else sees: the session's insides, and
 * what a panel and a view are.
 *
 * A panel is a list of one kind of thing with its columns; it can draw itself into any
 * rectangle. A view arranges panels. Both are const structs at the foot of their file
 * and one line in views.c.
 */
#ifndef NOCTOP_VIEWS_VIEW_H
#define NOCTOP_VIEWS_VIEW_H

#include "probes/model/topology.h"
#include "views/board.h"
#include "views/brief.h"
#include "views/column.h"
#include "views/dialog.h"
#include "views/explain.h"
#include "views/field.h"
#include "views/key.h"
#include "views/list.h"
#include "views/order.h"
#include "views/prompt.h"
#include "views/prose.h"
#include "views/rank.h"
#include "views/row.h"
#include "views/saved.h"
#include "views/wall.h"

struct views {
	struct orders orders;
	struct board board;
	struct ranks ranks;
	struct session *seeking; /* the first of those that do, see seek.h */
	uint64_t sought; /* so often one came to an end */
};

enum panel_id {
	PANEL_ALERTS,
	PANEL_DEVICES,
	PANEL_LINKS,
	PANEL_TOPOLOGY,
	PANEL_EVENTS,
	PANELS
};
/* These have a number for a key; Tab goes through them. */
#define PANELS_NUMBERED PANEL_EVENTS

struct panel {
	const char *title;
	const struct column *columns;
	uint32_t column_n;
	bool reads; /* its rows come from the journal; until then it is not ready */
	bool terse;		  /* its rows are clear without column titles */
	const char *name;  /* of what it lists, to save its columns by */
	const char *usual; /* its usual order */
	const char *of;	   /* what its rows are, in JSON: "devices" */
	/* The rows as they are now; valid until the next call. */
	struct rows (*rows)(struct session *, const struct scene *, struct list *);
	bool (*problem)(const struct scene *, ref_id); /* where n and N go */
	uint8_t (*style)(const struct scene *, ref_id);
	/* Enter: a view narrowed to this row, if there is one. */
	void (*open)(struct session *, const struct scene *, ref_id);
	/* Has this column something to say of the rows in sight? NULL: all always. */
	bool (*says)(const struct scene *, const struct column *, const ref_id *,
		     uint32_t n);
	/* Draws a row that has no columns and says so; NULL: all rows have. */
	bool (*line)(const struct pen *, ref_id);
	/* What is left of a selection that has no row any more; NULL: its name. */
	void (*ghost)(const struct pen *);
	/* Words for the right of the title (NULL: none), and instead of rows when there
	 * are none. */
	void (*summary)(struct session *, const struct scene *, char *out, size_t size);
	void (*empty)(struct session *, const struct scene *, char *out, size_t size);
};

struct view {
	const char *name, *line;
	bool listless;	     /* help: text, no panel */
	bool many;	     /* shows several panels; else only this one: */
	enum panel_id focus; /* has the keys at first */
	uint8_t shows;	     /* of many: a bit for each panel; 0: all */
	bool graphs;	     /* has a time range and a reading cursor */
	/* Of text: all of it, whatever fits on the screen; NULL: it is no text. */
	void (*compose)(struct session *, const struct scene *, struct prose *);
	/* It is drawn row by row, help_top rows scrolled below FIND_HEAD that stay: it
	 * is looked through as it is drawn. */
	bool finds;
	uint8_t column; /* of text: cells of a column, if several have room; 0: one */
	void (*draw)(struct session *, const struct scene *, struct canvas *,
		     struct area);
	/* Its own rows, one of which is selected: so many further; NULL: it has none. */
	void (*move)(struct session *, const struct scene *, int by);
};

/* One level of the stack: a view, what it is narrowed to, and its lists. */
struct page {
	const struct view *view;
	enum panel_id focus;
	bool cells;	    /* devices are drawn as cells, and stand in their order */
	struct thing scope; /* what is of this site, device, interface */
	struct thing from;  /* where a path begins; of no kind: at the watch */
	struct list list[PANELS];
	uint32_t help_top;
	uint32_t help_end; /* 1 + how far it scrolls, when last drawn; 0 not drawn yet */
	char find[FIELD_SIZE];	   /* of text: the words that are looked for, "" none */
	uint32_t found, find_from; /* the line that has them; where it was begun */
	bool seek;		   /* found is to be on the screen */
	uint8_t range;	 /* of graphs, see drill.c */
	bool graphed;	 /* they had room when last drawn */
	int64_t read_ms; /* the time that is read in them; 0 none */
	uint8_t span;	 /* of changes, see changes.c */
	char window[64]; /* of planned work: the selected one, "" the first; see works.h */
	uint32_t window_at; /* where it stood */
	struct thing hop; /* of a path: the device selected; of no kind: see path.h */
};
#define PAGES 8

/* Devices in the order of their cells: by site, worst first. */
struct cell_rows {
	ref_id *ref;
	uint32_t n, cap;
	uint64_t *has; /* a bit each of the devices: is it among them? */
	uint32_t has_cap, devs;
	uint64_t edition, passes; /* of the list, of the board, that they are of */
};

/* A row of the topology: a site, a device in its tree, or several folded into one. */
struct tree_row {
	ref_id ref;
	uint8_t depth;	 /* as drawn; 0: a site */
	uint16_t level;	 /* as it is, which may be more */
	bool last;	 /* of its siblings */
	uint32_t rails;	 /* bit per depth: a line passes here */
	bool unfolded;	 /* a site */
	uint32_t folded; /* of a group: devices in it */
	float max_pct;	 /* of their links */
};
struct tree_rows {
	struct tree_row *row;
	ref_id *ref;
	uint32_t n, cap, ref_cap;
	/* trees of the site being walked through: the first child, the next sibling,
	 * the last child */
	dev_id *child, *sibling, *youngest;
	uint32_t child_cap, sibling_cap, youngest_cap;
	struct idmap folds; /* thing_hash → 1 unfolded, 0 folded, by the operator */
	const struct page *page;
	uint64_t scope;	 /* thing_hash */
	uint64_t alerts; /* for which they were worked out */
	uint64_t edition; /* of the devices that the filter lets through */
	bool *has;	  /* by site: it has such a device */
	uint32_t has_cap;
	int64_t at_s;
	uint32_t devs, room;
	dev_id lone; /* the first of these devices without a site; NONE */
	const struct column *by;
	bool reverse;
	site_id *site; /* in that order */
	uint32_t site_cap;
	enum show show;
	char filter_text[FILTER_SIZE];
	bool changed; /* a fold */
};

/* What the field in the message row edits. */
enum edit {
	EDIT_NONE,
	EDIT_FILTER, /* of the focused list */
	EDIT_FIND,
	EDIT_PROMPT,
	EDIT_SORT, /* a letter is awaited, no text */
};

enum message_kind {
	MESSAGE_NONE,
	MESSAGE_TOAST,
	MESSAGE_ERROR,
	MESSAGE_SAVING, /* until it is saved, or something else is said */
};

struct session {
	struct session_options options;
	const struct view *home;
	struct page page[PAGES];
	unsigned depth; /* page[depth] is on the screen */
	bool resumed; /* the pages are of another watch: is what they show there? */
	struct dialog dialog;
	int64_t undo_until_ms;	/* u is worth a place in the footer */
	int64_t blind_until_ms; /* a note typed for a dialog that did not open */
	enum edit edit;
	struct field field;
	struct prompt prompt;
	struct wall wall;
	struct saved own;
	site_id *limit_site; /* see limit.h */
	uint32_t limit_site_cap;
	struct buf own_text;
	char brief[BRIEF_SIZE]; /* copied last */
	struct explain explain; /* readings of what is explained */
	char field_error[FILTER_SIZE];

	enum message_kind message_kind;
	char message[160];
	char saved[160]; /* in place of one that says that it is being saved */
	int64_t message_until_ms;

	struct seek seek; /* to the next problem */
	struct views *seeks_in; /* NULL: it does not */
	struct session *next_seeking;

	bool frozen;
	struct canvas still; /* the picture that stands */
	int64_t frozen_until_ms;
	uint32_t frozen_criticals;

	uint16_t rows, cols; /* when last drawn */
	bool waits;	     /* a list was not ready then */
	bool counts;	     /* or nobody knew how long it is */
	bool acted;	     /* since then: a list of before that will not do */
	struct cell_rows cells;
	struct tree_rows tree;
};

/* What a page has for this digit: narrowed to a site, links are ways to other sites. */
const struct panel *page_panel(const struct page *, enum panel_id);
const struct panel *panel_named(const char *name); /* NULL */
extern const struct view *const all_views[];	/* NULL behind the last */
const struct view *view_find(const char *name); /* NULL */
const struct view *view_of(enum panel_id);	/* the one that shows it alone */

static inline struct page *session_page(struct session *v)
{
	return &v->page[v->depth];
}

static inline struct list *session_list(struct session *v)
{
	return &session_page(v)->list[session_page(v)->focus];
}

static inline bool view_shows(const struct view *view, enum panel_id panel)
{
	return !view->shows || view->shows & 1u << panel;
}

/* Rows of the focused list, the selection found in them. */
struct rows session_rows(struct session *, const struct scene *);
/* Open a view above the present one, narrowed to scope (NULL: not). */
void session_push(struct session *, const struct view *, const struct thing *scope);
/* The same for a panel alone on the screen, with this row selected (NULL: the first).
 */
void session_open_at(struct session *, enum panel_id, const struct thing *scope,
		     const struct thing *selected);
/* The view of one site. */
void session_open_site(struct session *, const struct scene *, site_id);
/* The view of a site, a device or an interface; a message where that is outside of the
 * operator's scope. */
void session_open_thing(struct session *, const struct scene *, const struct thing *);
/* What thing_told() says, if it is there and has a view; a circuit where it ends. */
void session_open_told(struct session *, const struct scene *, const struct thing *);
void session_pop(struct session *);
/* The i-th page goes; the last that there is becomes what is home. */
void session_leave(struct session *, unsigned i);
void session_home(struct session *);
void session_freeze(struct session *, const struct scene *);
void session_thaw(struct session *);
/* What is saved has changed: the act by which it is kept. */
struct act session_keep(struct session *);
/* The dialog that a key should have opened did not: what is typed for it without
 * looking is no command. Ignores it up to Enter, Esc or a pause. */
void session_blind(struct session *, const struct scene *);
/* A line for the message row. */
void session_tell(struct session *, const struct scene *, enum message_kind,
		  const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* panel.c: the columns of a list, those that the operator chose or the usual ones, but
 * for what the page says already. Returns how many. */
unsigned panel_columns(const struct session *, const struct page *, enum panel_id,
		       struct column out[COLUMNS_MAX]);
/* The rows of a list on the page, in its order; and what that is. */
struct rows panel_order(const struct session *, const struct scene *,
			const struct list *, const struct order_source *);
struct order_spec panel_spec(const struct session *, const struct scene *,
			     const struct list *, const struct order_source *);
/* The title, the column titles and as many rows as fit. */
void panel_draw(struct session *, const struct scene *, struct canvas *, struct area,
		enum panel_id);
/* A line down between two that stand side by side, under their titles: at column left
 * of the area. */
void panel_divide(struct canvas *, struct area, int left);
/* A row is the selected one: marked, with the cursor of the terminal; on a wall where
 * nothing is selected nothing is. */
void panel_cursor(struct session *, struct canvas *, int row, int col, int width);
/* "1-20 of 400", the rows in sight of n. */
void panel_range(char *out, size_t size, uint32_t top, uint32_t height, uint32_t n);
/* A rule with words in it, from col over width. */
void panel_rule(struct canvas *, int row, int col, int width, uint8_t style,
		const char *title, const char *right);

/* tree.c */
void tree_fold(struct session *, const struct scene *, ref_id, bool open);

/* frame.c: the rows above and below a view. */
/* what they leave */
struct area frame_body(const struct scene *, const struct canvas *);
/* After the view, which may have found out only then what it is about. */
void frame_draw(struct session *, const struct scene *, struct canvas *);
/* The top row alone; returns the row below it. */
int frame_header(struct session *, const struct scene *, struct canvas *);
/* The newest event, in so many cells from the left. */
void frame_event(struct session *, const struct scene *, struct canvas *, int row,
		 int width);
void frame_line(struct session *, const struct scene *, struct canvas *); /* tiny */

/* command.c: the key map; bind.c: by other keys. */
#define COMMAND_KEYS 4
struct command {
	uint32_t key[COMMAND_KEYS]; /* as shipped; bind_keys() tells what they are */
	uint8_t rank;	   /* in the footer, from 1; 0: only in help */
	const char *name; /* in the footer, behind ':' and in keys.ini */
	const char *help;
	struct act (*run)(struct session *, const struct scene *, int arg);
	int arg;
	bool (*allowed)(struct session *, const struct scene *); /* NULL: always */
	bool (*shown)(struct session *, const struct scene *); /* NULL: when allowed */
};
/* help NULL behind the last; one without run is a title in the help */
extern const struct command command_table[];
const struct command *command_find(uint32_t key);
/* Is it about rows that are still being put in order? Of a list of which the first are,
 * those that go far down. */
bool command_waits(struct session *, const struct scene *, uint32_t key);
const struct command *command_named(const char *name);

#endif
