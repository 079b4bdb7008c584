/*
 * dialog: a question over the screen. What it is about is taken by alert id when it
 * opens; what happens to the list meanwhile changes nothing of that.
 */
#ifndef NOCTOP_VIEWS_DIALOG_H
#define NOCTOP_VIEWS_DIALOG_H

#include "views/act.h"
#include "views/field.h"
#include "views/session.h"
#include "views/thing.h"

enum dialog_kind {
	DIALOG_NONE,
	DIALOG_ACK,
	DIALOG_EXTEND, /* of what is acknowledged already: extend or release */
	DIALOG_COMMENT, /* and the ticket */
	DIALOG_OWN,
	DIALOG_ESCALATE,
	DIALOG_RAISE, /* of a device or site: an alert that no rule knows */
	DIALOG_QUIT,
	DIALOG_PLAN,   /* maintenance of things from now on */
	DIALOG_REPLAN, /* of what is in maintenance: extend it, or it is done */
	DIALOG_KINDS
};

/* What Tab goes through: fields and choices. */
enum dialog_part {
	PART_NONE,
	PART_INITIALS, /* of who stands at a wall */
	PART_TO, /* who has it from now on */
	PART_NOTE,
	PART_TICKET,
	PART_ACTION,
	PART_SEVERITY,
	PART_UNTIL,
	PART_TIME, /* of the clock, or a while */
	PART_NUMBER,
	PART_CHANGE,
	PART_CASE, /* the vendor's number of it */
	PART_SPAN, /* how long from now */
	PART_CATEGORY, /* of the change */
	PART_APPROVER,
	DIALOG_PARTS
};

/* Until when an acknowledgement holds. */
struct dialog_until {
	const char *label; /* NULL: the usual for its severity */
	enum ack_intent intent;
	int64_t hours;	  /* 0: the usual, or the time that is typed */
	const char *hint; /* what ends it before */
};
#define DIALOG_UNTILS 7
extern const struct dialog_until dialog_until[DIALOG_UNTILS];

enum dialog_action { DO_ACK, DO_RELEASE, DO_CLEAR, DIALOG_ACTIONS };

#define DIALOG_CONFIRM 5 /* so many criticals, and their number must be typed */

struct dialog {
	enum dialog_kind kind;
	uint64_t *id;	   /* ACT_ALERTS_MAX at most */
	uint8_t *severity; /* as last shown: worse needs Enter again */
	uint32_t n, id_cap, severity_cap;
	uint32_t criticals;
	bool initials; /* asked for: nobody is logged in at a wall */
	bool raised, planned; /* all of them are by hand; some are of a window */
	struct field field[DIALOG_PARTS];
	char note_safe[TEXT_BYTES_MAX + 1], name_safe[TEXT_BYTES_MAX + 1];
	char initials_safe[TEXT_BYTES_MAX + 1];
	char ticket[TEXT_BYTES_MAX + 1]; /* as it was */
	char vendor[64]; /* who may be called with a case number; "" nobody */
	bool at_end;	 /* everybody else was called */
	struct thing about;		 /* what something is raised about */
	uint8_t focus;			 /* index of the part that has the keys */
	uint8_t until, action, level;	 /* choices */
	char error[96];
	/* of DIALOG_PLAN and DIALOG_REPLAN */
	struct thing *thing;
	uint32_t thing_n, thing_cap;
	char window[64]; /* what it is in */
	uint8_t span, category; /* choices, too */
	char approver_safe[TEXT_BYTES_MAX + 1];
	bool done;
	bool fixed; /* configured: its end cannot be moved, it may be done early */
};

void dialog_fini(struct dialog *);
/* Acknowledge these, or extend and release them if all are acknowledged. */
void dialog_ack(struct session *, const struct scene *, const uint64_t *id, uint32_t n);
void dialog_comment(struct session *, const struct scene *, const uint64_t *id,
		    uint32_t n);
void dialog_own(struct session *, const struct scene *, const uint64_t *id, uint32_t n);
void dialog_escalate(struct session *, const struct scene *, const uint64_t *id,
		     uint32_t n);
void dialog_raise(struct session *, const struct thing *);
void dialog_quit(struct session *);
/* dialog_plan.c: maintenance of what is marked, else of this row, or of the window that
 * all of it is in already. */
bool plan_applies(struct session *, const struct scene *, ref_id);
void plan_open(struct session *, const struct scene *, ref_id);
struct window;
void plan_reopen(struct session *, const struct window *); /* one that runs */
unsigned plan_parts(const struct dialog *, enum dialog_part part[DIALOG_PARTS]);
void plan_choose(struct dialog *, enum dialog_part, int step);
struct act plan_accept(struct session *, const struct scene *);
struct sheet;
void plan_compose(struct sheet *, const struct session *, const struct scene *);

/* While one is open all keys are its. */
struct act dialog_key(struct session *, const struct scene *, uint32_t key);
void dialog_paste(struct session *, const char *, size_t);

/* For drawing: the part that has the keys, its field (NULL: a choice), and which parts
 * and choices there are. */
enum dialog_part dialog_focused(const struct dialog *);
struct field *dialog_field(struct dialog *, enum dialog_part);
unsigned dialog_parts(const struct dialog *, enum dialog_part part[DIALOG_PARTS]);
bool dialog_may_do(const struct dialog *, enum dialog_action);
bool dialog_may_last(const struct dialog *, unsigned until); /* index of dialog_until */
void dialog_draw(struct session *, const struct scene *, struct canvas *);
void dialog_begin(struct session *, enum dialog_kind);

/* A dialog as lines, before it is framed. What may go goes where there is no room, in
 * this order. */
enum spare {
	SPARE_NOT,
	SPARE_BLANK,
	SPARE_HINT,
	SPARE_WHO,
	SPARE_TARGET,
	SPARE_TITLE,
	SPARE_MORE,
	SPARES
};
void sheet_title(struct sheet *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void sheet_add(struct sheet *, enum dialog_part, enum spare, uint8_t style,
	       const char *fmt, ...) __attribute__((format(printf, 5, 6)));

#endif
