/*
 * list: rows that move under a selection that does not. What is selected is a thing;
 * when its row goes, a ghost of it stays in its place until the selection is moved, so
 * that a key pressed blindly never hits the neighbour.
 */
#ifndef NOCTOP_VIEWS_LIST_H
#define NOCTOP_VIEWS_LIST_H

#include "views/filter.h"
#include "views/thing.h"

/* What a list holds; borrowed for one drawing or one key. */
struct rows {
	const ref_id *ref;
	uint32_t n;
	bool ready; /* false: still being put in order, these are the last or none */
	bool late;  /* things have changed since; the next ones are on their way */
	uint32_t more; /* so many behind these, the first, are not in order yet */
	uint64_t edition; /* the same while they are the same; 0: it is not known */
	bool uncounted;	  /* or more: they are still being looked for */
	/* Of a filter that takes long: so many of ref were found so far, to be seen but
	 * not to be acted on, for others may come before them. n is 0 then. */
	uint32_t found;
	uint8_t searched; /* percent of all rows that were looked at for these; or 0 */
};

struct column;

enum show { SHOW_USUAL, SHOW_PROBLEMS, SHOW_ALL };

struct list {
	struct thing selected; /* kind THING_NONE: nothing yet */
	uint32_t at;	       /* its row, ghost or not */
	uint32_t top;	       /* the first row in sight */
	uint32_t height;       /* rows in sight when last drawn */
	bool ghost;	       /* what is selected has no row here any more */
	bool left;	       /* it has one elsewhere, where the operator put it */
	int64_t ghost_ms;      /* since when */
	uint64_t missed;       /* the edition in which it was looked for in vain */
	bool anchored;	       /* moved by a key; else it may return to the top */
	bool refind;	       /* by a new filter: no ghost if it is not there */

	const struct column *by; /* what it is sorted by; NULL: the usual order */
	bool reverse;
	enum show show;
	bool hidden; /* suppressed alerts, too */
	char filter_text[FILTER_SIZE];
	struct filter filter;

	struct idmap marks; /* by thing_hash */

	ref_id *seen; /* rows in sight when last drawn with all of them there */
	uint32_t seen_n, seen_cap;
};

void list_fini(struct list *);

/* Of rows that are but the first: they are as good as all where those in sight are among
 * them; else they are as good as none, for the selection may be anywhere. */
void list_take(const struct list *, const struct scene *, struct rows *);
/* Find the selection in rows: what to do with them then. */
void list_settle(struct list *, const struct scene *, const struct rows *);
/* Rows to draw, the ghost counted, and what stands in the i-th. */
uint32_t list_n(const struct list *, const struct rows *);
ref_id list_ref(const struct list *, const struct rows *, uint32_t i);
/* Choose top so that the selection is in sight of height rows. */
void list_scroll(struct list *, const struct scene *, const struct rows *,
		 uint32_t height);

/* Rows drawn just now, at top: while the next ones are put in order they are shown. */
void list_see(struct list *, const struct rows *);

void list_select(struct list *, const struct scene *, ref_id);
/* Move by rows; INT_MIN and INT_MAX are the ends, no further than is in order. Lines
 * between rows are passed over. */
void list_move(struct list *, const struct scene *, const struct rows *, int by);
/* The operator acted on what is selected, and it goes elsewhere: its ghost stays. */
void list_leave(struct list *);
/* On the way to the next row (step 1 or -1) for which something holds. */
struct seek {
	int step; /* 0: it has come to its end */
	int64_t at; /* the next row to be looked at */
	uint64_t edition; /* of those rows: of others it begins anew */
};
struct seek list_begin_seek(const struct list *, const struct rows *, int step);
/* At most so many rows further; true when one was found, which is selected. */
bool list_seek(struct list *, const struct scene *, const struct rows *, struct seek *,
	       uint32_t most, bool (*wanted)(const struct scene *, ref_id));

/* Is there such a row behind the selection, within so many as a footer may ask for? */
bool list_leads(const struct list *, const struct scene *, const struct rows *,
		bool (*wanted)(const struct scene *, ref_id));

bool list_marked(const struct list *, const struct scene *, ref_id);
void list_mark(struct list *, const struct scene *, ref_id, bool on);
void list_unmark_all(struct list *);

/* Does it show less than all, or hidden ones; show the usual again, unfiltered. */
bool list_narrowed(const struct list *);
void list_widen(struct list *);
/* Take a new filter; false when it is wrong: the old one stays. */
bool list_set_filter(struct list *, const char *text, char error[FILTER_SIZE]);

#endif
