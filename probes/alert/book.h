/*
 * book: what alert remembers of each device and site between two readings. Inside
 * probes/alert only.
 *
 * A track is one key (device or site, entity, check) about which something is pending,
 * open or just cleared; nothing is kept for what is well. Tracks of a device are sorted
 * like its rows, so that one pass over the rows meets them in order without any
 * look-up.
 */
#ifndef NOCTOP_ALERT_BOOK_H
#define NOCTOP_ALERT_BOOK_H

#include "probes/alert/alert.h"
#include "probes/alert/check.h"
#include "probes/alert/persist.h"

/* Where a track stands among its device's rows. */
#define SLOT_SELF 0u	/* the device or site itself; interface i is i + 1 */
#define SLOT_SENSOR 0x80000000u /* and sensor i this and i */
#define SLOT_PEER 0xa0000000u
#define SLOT_GROUP 0xc0000000u
#define SLOT_GONE UINT32_MAX /* its interface or sensor is not there at present */

struct band { /* one rule of the track's check */
	struct lasting run;
	bool held;
};

#define FLAP_DOWNS 5 /* as many as are asked for */

struct track {
	uint32_t slot;
	uint8_t check;
	bool restored;	 /* its alert comes from the journal: hold what it says */
	bool on;	 /* the last reading was bad */
	uint64_t id; /* while pending, and to survive a restart: its alert's; 0 none */
	uint64_t noted;	 /* of its bands: what the journal has while it is pending */
	int64_t moved_ms; /* when its readings changed sides last */
	int64_t eased_ms; /* of a sum: when some of it came back last */
	int64_t down_ms[FLAP_DOWNS]; /* when it went down, the last first; 0 none */
	char *entity;	 /* name of the interface or sensor; owned; "" */
	struct alert *alert; /* open, or its ghost; NULL pending only */
	int64_t stamp;	 /* of the last reading */
	int64_t at_ms;	 /* when that was judged */
	int64_t last_good_ms, first_bad_ms;
	enum subject cover_subject; /* what hides it … */
	uint32_t cover;		    /* … NONE nothing; … */
	uint64_t cover_alert;	    /* … by that alert, see struct cause */
	struct band band[];
};

struct book {
	struct track **track; /* sorted by slot, check */
	uint32_t n, cap;
	uint32_t shape;	   /* of the device when slots were found */
	uint32_t sensors_shape; /* and of its sensors */
	uint32_t peers_shape;	/* and of its peers */
	int64_t peers_ms;	/* the reading of its peers judged last */
	int64_t groups_ms;	/* and of what stands in for each other */
	int64_t sensors_ms;	/* the reading of its sensors judged last */
	int64_t rows_ms;   /* the good poll whose rows were judged last */
	int64_t before_ms; /* the one before that */
	int64_t poll_ms;   /* the poll, good or bad, judged last */
	int64_t asked_ms;  /* the silence for which was asked at once … */
	bool asked_again;  /* … and its neighbours once more */
	uint32_t reboots;  /* seen */
	int64_t changed_ms; /* what it is, told */
	uint32_t hides;	   /* alerts that it explains */
	int64_t judged_ms; /* of a site */
	int64_t evidence_ms; /* when it was looked for */
	float base_ms;	   /* usual RTT */
	uint16_t base_n;   /* samples in it */
	uint16_t bad_away; /* polls that failed in a row while it was unreachable */
	uint32_t set;	   /* of the rules that hold, from 1; 0 not found yet … */
	int64_t set_until_ms; /* … and true until then */
	struct row_hold *row; /* of its interfaces, where they differ: for … */
	uint32_t row_n, row_cap, row_shape, row_set; /* … this shape and that set */
	bool doubt;	   /* of a row: it is looked at again without a new poll */
	bool begun;	   /* judged once: what changes from now on is news */
	bool told_down, told_silent, told_twin; /* in the ledger */
	bool tell_anew; /* by another watch: who is still down is told again */
};

/* Rules that hold together of some things; bit k is the k-th rule of the order. */
struct rule_set {
	bool by_row;	 /* a device's: each of its interfaces has its own */
	struct reach_of reach[CHECK_FAN - CHECK_IF_DOWN];
	uint64_t *held;	 /* these do */
	uint64_t *may;	 /* these would, but for others and for being off */
	uint64_t bits[];
};

/* Rules by check, the most severe first; and the sets of them that hold somewhere. */
struct rule_order {
	uint32_t n, words; /* of 64 rules */
	uint32_t first[CHECK_N + 1];
	const struct rule **rule;
	uint32_t *place;   /* of each rule of struct rules */
	struct rule_set **set;
	uint32_t set_n, set_cap;
	uint64_t *scratch; /* three sets of bits */
};

/* Which rules hold of an interface, found with these. */
struct row_hold {
	uint32_t set; /* from 1; 0 not found yet */
	uint8_t flags;
	uint64_t speed_bps;
};

/* One judgement. */
struct judge {
	struct alerts *alerts;
	struct event_list *out;
	struct book *book;
	enum subject subject;
	uint32_t thing;
	const char *name;
	struct subject_view view;
	const struct rule_set *set; /* that holds of what is looked at */
	uint32_t at; /* the next track in order */
	bool changed;
};

/* The book of a device or a site; grows the table. */
struct book *book_dev(struct alerts *, dev_id);
struct book *book_site(struct alerts *, site_id);
struct book *book_customer(struct alerts *, customer_id);
struct book *book_circuit(struct alerts *, uint32_t circuit);
struct book *book_of(struct alerts *, enum subject, uint32_t thing);
/* All of them are shown to see. */
void book_each(struct alerts *, void (*see)(struct book *, int64_t), int64_t with);
void book_close(struct alerts *); /* all of them, empty again */
uint32_t book_rules(const struct alerts *, enum check, const struct rule *const **);
void book_order(struct alerts *);
void book_order_fini(struct alerts *);

/* Hold: the rules of a thing with this book, of one of its interfaces (behind the
 * former of its device); see hold.h. */
const struct rule_set *hold_thing(struct alerts *, const struct network *,
				  struct book *, struct scope_thing, int64_t now_ms);
const struct rule_set *hold_row(struct alerts *, const struct network *, struct book *,
				if_id, int64_t now_ms);
void hold_forget(struct rule_order *);
/* Does the i-th rule of the check hold of what is looked at? */
static inline bool hold_is(const struct judge *j, enum check check, uint32_t i)
{
	const struct rule_order *order = j->alerts->order;
	uint32_t k = order->first[check] + i;
	uint8_t flags = order->rule[k]->scope.if_flags;

	return (j->set->held[k / 64] >> (k % 64) & 1) &&
	       (!flags || (j->view.row != NONE &&
			   (j->view.net->ifs.flags[j->view.row] & flags)));
}

/* The track at (slot, check), NULL; *at is where it stands or would stand. */
struct track *book_find(const struct book *, uint32_t slot, enum check, uint32_t *at);
struct track *book_insert(struct alerts *, struct book *, uint32_t at, uint32_t slot,
			  enum check, const char *entity);
void book_remove(struct book *, uint32_t at);
/* The device's rows moved: find the tracks' interfaces again by name. Pending ones of
 * interfaces that are gone are dropped. */
void book_reslot(struct book *, const struct network *, dev_id);
bool book_held(const struct alerts *, const struct track *); /* some band is */
/* No band is held or running; and there is not even a ghost, nor flaps to count. */
bool book_quiet(const struct alerts *, const struct track *);
bool book_idle(const struct alerts *, const struct track *);

/* Alerts: rows, and what happens to them. */
struct alert *alert_put(struct alerts *, uint64_t id); /* a new row */
void alert_free(struct alert *);
bool alert_live(const struct alert *); /* NULL is not */
void alert_set(char **field, const char *); /* an owned string */
void alert_tell(struct alerts *, const struct alert *, enum event_kind, int64_t now_ms,
		struct event_list *);
/* The event of what a person did to an alert; before: what that changed, as it
 * stood. */
void alert_tell_act(struct alerts *, const struct alert *, enum event_kind,
		    const struct who *, const char *note, const char *before,
		    int64_t now_ms, struct event_list *);
/* "open", "acknowledged by mk until 2026-… (worse): on it". */
#define STAND_SIZE 512
char *ack_stand(const struct alert *, char out[STAND_SIZE]);
void alert_flap(struct alert *, int64_t now_ms); /* let its openings grow older */
void alert_count_opening(struct alert *, int64_t now_ms);
void alert_drop_ack(struct alert *);
/* the acknowledgement: it needs somebody again */
void alert_break(struct alert *, enum reack);
void alert_end(struct alerts *, struct alert *, int64_t now_ms, struct event_list *);
void alert_rank(struct alerts *, dev_id); /* dev_worst, dev_acked */
void alert_rank_of(struct alerts *, const struct alert *); /* of its device, if any */
/* Acknowledgements: what ends one. */
uint32_t ack_sites(const struct alerts *, const struct alert *); /* lost by it */
bool ack_breaks(const struct alert *, enum severity was);
bool ack_survives(const struct alert *ghost, int64_t now_ms);
void ack_tick(struct alerts *, struct alert *, int64_t now_ms, struct event_list *);
void undo_trim(struct alerts *, int64_t now_ms);

/* Cover: what explains an alert, and so hides it. */
bool cover_born(struct judge *, struct track *); /* true: hidden from the start */
void cover_follow(struct judge *); /* all alerts of the thing, judged by now */
uint32_t cover_hides(const struct judge *, const struct track *); /* what it explains */
/* The alert that hides this one; NULL. */
struct alert *cover_cause(struct alerts *, const struct alert *);
void cover_lift(struct judge *, struct track *); /* its alert is over */
bool cover_leads(const struct judge *);		 /* its thing may be a cause */
void cover_tell(const struct judge *); /* that changed: others are to be judged again */
/* Is another to be heard before this opens? Then it is asked; who waits so for it is
 * judged again when it was. */
bool cover_doubts(struct judge *, enum check);
void cover_heard(struct alerts *, const struct network *, dev_id on);

/* Planned: what is held back by a window of maintenance. */
bool planned_born(struct judge *, struct track *); /* true: it opens within one */
void planned_follow(struct judge *);		   /* all of the book */

/* Ledger: what happens to things, alert or not. */
void ledger_dev(struct judge *);
void ledger_row(struct judge *, if_id);
void ledger_peer(struct judge *);
void ledger_site(struct judge *);
void ledger_circuit(struct judge *);
void ledger_customer(struct judge *);

/* The circuits that end at the device: before it, since they explain its ports. */
void judge_circuits(struct alerts *, const struct network *, dev_id, int64_t now_ms,
		    struct event_list *out);

/* One key of the thing that is judged; the track of it, if any, is the next. */
void judge_key(struct judge *, uint32_t slot, enum check);
/* NULL none */
struct track *judge_track(const struct judge *, uint32_t slot, enum check);
void judge_end(struct judge *, struct track *); /* its alert, if it has one, is over */
/* Flaps: a reading is bad after a good one; does that make it flap, and is it over? */
void flap_down(struct track *, int64_t now_ms);
bool flap_begins(const struct track *, int64_t now_ms);
bool flap_is_over(const struct track *, const struct rule *, int64_t now_ms);
void flap_forget_old(struct track *, int64_t now_ms);
/* bad: what is wrong with it now, NULL nothing. */
void flap_words(const struct track *, const struct alert *, const char *bad, char *out,
		size_t cap);

/* Memory: a track as text and back, see memory.c. */
void memory_note(const struct alerts *, const struct track *, struct alert *);
/* True when some band is held by it. */
bool memory_recall(const struct alerts *, struct track *, const char *);
/* What was pending in the journal is about nothing that we know. */
void memory_drop(struct alerts *, const struct alert *pending);
/* Something began to be pending here, came nearer, or is over: an intent to write that
 * down. */
void memory_pending(struct alerts *, enum subject, const char *name, struct track *);
/* What is open came or went without a word: of what may flap the journal is to know. */
void memory_moved(struct alerts *, const struct track *);

/* An intent: ask this device at once; the thing that is judged, where that may be. */
void judge_ask(struct alerts *, dev_id);
void judge_ask_thing(struct judge *);
/* And judge this one anew. */
void judge_again(struct alerts *, dev_id);

#endif
