/*
 * alert: from the state of the network to alerts, pure: (network, rules, now) → events.
 * No I/O, no clock, deterministic, so that a test can play a day in a second.
 *
 * An alert's key is (device | site | circuit | customer | watch, entity, check): one
 * port's alert never hides the next port's. Its id is one occurrence, given by the
 * caller's counter and never reused.
 * pending (k of n) → open → acknowledged → cleared; plus suppressed, with the reason.
 * The rules of one check that apply to a thing are its bands: each opens and clears by
 * itself, and the most severe that holds is the alert's. Worse than when acknowledged:
 * un-acknowledged again. A reading is counted once, however often it is judged; one
 * that is stale or missing neither opens nor clears.
 */
#ifndef NOCTOP_ALERT_ALERT_H
#define NOCTOP_ALERT_ALERT_H

#include "probes/alert/event.h"
#include "probes/model/topology.h"

enum alert_state {
	ALERT_PENDING, /* of k in n; not an alert yet: not shown, but in the journal */
	ALERT_OPEN,
	ALERT_ACKNOWLEDGED,
	ALERT_CLEARED, /* kept a while: ghosts on screens, short recoveries */
	ALERT_STATE_N
};
const char *alert_state_name(enum alert_state);

struct alert_ack {
	struct who by;
	int64_t at_ms;
	enum ack_intent intent;
	int64_t until_ms;       /* when it expires; 0 never */
	enum severity severity; /* when it was acknowledged: worse breaks it */
	uint32_t hides;         /* the same; half as many more, and 5, are worse */
	uint32_t sites;         /* lost by it, the same; another one is worse */
	uint64_t seq;           /* of the journal; 0 until put */
	bool told;              /* its owner knows that it ends soon */
	char *note; /* safe text, owned by the alert; never NULL while set */
	bool durable;           /* the journal has it on disk: may be shown as saved */
};

/* Why a ladder stands still: a notice may not be sent now. */
enum held {
	HELD_NOT,
	HELD_ACKNOWLEDGED,
	HELD_SUPPRESSED, /* a cause explains it: that one tells */
	HELD_PLANNED,	 /* in a maintenance window */
	HELD_CLEARED,	 /* it is over; next_at_ms is when that is told */
	HELD_N
};
const char *held_name(enum held); /* "" "acknowledged" … */

/* Where an alert stands on the ladder of its policy, see escalation.h. Its times are
 * absolute, so that a deadline outlives the watch. */
struct ladder {
	char policy[64];    /* by name; "" none: nobody is told of it */
	uint16_t step;	    /* its next rung, from 0; all of them: it is at its end … */
	uint16_t tier;	    /* … which is of tier 1 or 2 … */
	char to[64];	    /* … and calls this contact; "" it is at its end */
	int64_t next_at_ms; /* … then; 0 never, or while it stands still … */
	int64_t left_ms;    /* … so long before that */
	enum held held;
	int64_t told_ms;   /* the last notice that was sent; 0 none */
	uint16_t told_n;   /* notices of it */
	int64_t remedy_ms; /* when it was tried to mend it; 0 never */
	char *told;	 /* who is owed the word that it is over: names with commas;
			    owned, NULL nobody */
	char *heard; /* who was called of what it explains, and so knows: the same */
	uint64_t story;	 /* id of what explains it, when somebody knows that so: that it
			    is over is told when that is, too; 0 none */
	char *spool;	 /* notices that were decided on and that no hook has begun to
			    carry: see ladder.c; owned, NULL none */
};

/* Why what was acknowledged is not any more. */
enum reack { REACK_NOT, REACK_EXPIRED, REACK_WORSE, REACK_CHANGED, REACK_N };
const char *reack_name(enum reack); /* "" "expired" "worse" "changed" */

/* Why an alert is hidden. */
enum cover {
	COVER_NOT,
	COVER_BEHIND,	 /* there is no way to it but through what failed */
	COVER_EXPLAINED, /* the far end's view of what failed */
	COVER_PART,	 /* of a site or a customer that is lost as a whole */
	COVER_BLIND,	 /* it is us: nothing is known of anything */
	COVER_N
};
const char *cover_name(enum cover); /* "" "behind" "explained by" "part of" "blind" */

struct alert {
	uint64_t id;
	enum subject subject;
	uint32_t thing;      /* its id in this generation, of the watch 0; NONE: gone */
	char *name, *entity; /* of the thing; owned */
	enum check check;
	const struct rule *rule; /* the one that holds; NULL after a restart, until
				    judged */
	enum severity severity;
	enum alert_state state;
	enum category category;
	bool suppressed;       /* something else explains it */
	enum cover cover;      /* and how; COVER_NOT while not suppressed */
	bool planned; /* it opened within a maintenance window: is told to nobody
			 until that and its grace are over; see maintenance.h */
	enum reack needs_reack; /* why it needs somebody again */
	char *text;            /* "xe-0/0/3 down, was 71 % in" ; owned */
	char *suppressed_by;   /* the device, site … that explains it; owned, NULL */
	char *evidence; /* how it is known, and how surely, see evidence.h; owned,
			   NULL none */
	uint32_t hides;        /* alerts and devices it explains */
	double value, limit;   /* NAN none */
	double clear;          /* below it it is over; NAN none, or not judged yet */
	int64_t last_good_ms, first_bad_ms, occurred_ms;
	int64_t opened_ms, changed_ms, cleared_ms;
	int64_t released_ms;   /* its cause is gone; still hidden until asked anew; 0
				  no */
	char *planned_by;      /* name of the window; owned, NULL */
	int64_t unplanned_ms;  /* that is over; still planned until asked anew; 0 no */
	uint16_t flaps;        /* openings of this key in the last hour */
	uint64_t flap_bits;    /* a bit a minute, the newest is bit 0 … */
	int64_t flap_min;      /* … and stands for this minute since 1970 */
	struct alert_ack ack;  /* ack.at_ms 0: none */
	struct ladder ladder;
	char owner[33]; /* who has it, by own word or handed over; "" nobody said */
	int64_t owned_ms;
	char *ticket;          /* its id elsewhere; owned, NULL none */
	char raised_by[33];    /* CHECK_RAISED: who; "" otherwise */
	int64_t calm_ms; /* its readings are good since then: it is about to clear, and
			    that nobody has it any more is no news; 0 they are not */
	bool flapping;         /* stays open through its ups until they last */
	char *memory;          /* what its key remembers, see memory.c; owned, NULL */
};
/* Who has it: its owner, else who acknowledged it; "" nobody. */
const char *alert_holder(const struct alert *);
int64_t alert_held_since(const struct alert *);

struct maintenance;

#define ALERT_WAITS 64

struct alerts {
	struct alert **row; /* stable pointers; by id */
	uint32_t n, cap;
	const struct rules *rules;
	struct maintenance *maintenance; /* NULL: nothing is planned */
	uint64_t next_id;          /* of the journal: highest id + 1 */
	/* Of each device's open alerts that are not hidden; dev_cap of them, behind
	 * that there is none. */
	uint8_t *dev_worst;        /* enum severity */
	uint8_t *dev_acked;        /* bool: all of them are acknowledged */
	uint64_t generation;       /* bumped by every change */
	/* An intent: devices worth asking at once (a silence to confirm, an ancestor, a
	 * released dependant). The caller asks them and sets ask_n to 0. */
	dev_id *ask;
	uint32_t ask_n, ask_cap;
	/* Another: devices to be judged soon, since what hides their alerts came or
	 * went; some more than once. The caller sets again_n to 0. */
	dev_id *again;
	uint32_t again_n, again_cap;
	/* Inside: who does not open before another was heard. What is too much here is
	 * looked at with the next second. */
	struct alert_wait {
		dev_id dev, on;
		int64_t heard_ms; /* … since then */
	} wait[ALERT_WAITS];
	uint32_t wait_n;
	struct alert **memo; /* an intent, too: see alerts_memos */
	uint32_t memo_n, memo_cap;
	uint64_t *moved; /* and of what comes and goes, without an event */
	uint32_t moved_n, moved_cap;
	/* inside: what is pending or open, by device and by site; who may undo what */
	struct book *dev_book, *site_book, *circuit_book, *customer_book, *watch_book;
	uint32_t dev_book_cap, site_book_cap, circuit_book_cap, customer_book_cap,
		watch_book_cap;
	uint32_t dev_cap, acked_cap;
	struct site_count *site_count; /* of each site, when it was judged last */
	uint8_t *customer_news;        /* bool: such a count is another than before */
	uint32_t site_count_cap, customer_news_cap;
	struct undo *undo;
	uint32_t undo_n, undo_cap;
	/* The network is only just being looked at: what opens until then is not news.
	 * Nothing is told to anybody before; 0 never. */
	int64_t cold_until_ms;
	uint32_t unsaved; /* acknowledgements that are not durable yet */
	struct rule_order *order; /* rules by check, the most severe first */
};

void alerts_init(struct alerts *, const struct rules *);
void alerts_fini(struct alerts *);
/* Room for all things of this network, which the first judgement makes, else; what is
 * at hand stays where it is. */
void alerts_expect(struct alerts *, const struct network *);

/* Judge one device and its interfaces after news of it. Adds what happened to out.
 * Returns the rows (device and interfaces) it looked at: the work of a slice. */
uint32_t alerts_judge_dev(struct alerts *, const struct network *, dev_id,
			  int64_t now_ms, struct event_list *out);
/* These are judged next, and after that (NONE: none is): what is looked at then comes
 * into the caches while another is judged. */
void alerts_foresee(const struct alerts *, const struct network *, dev_id next,
		    dev_id after);
/* Judge one site: isolated, storm. Returns the devices looked at; 0: this was done at
 * the same now. */
uint32_t alerts_judge_site(struct alerts *, const struct network *, site_id,
			   int64_t now_ms, struct event_list *out);
/* The same in turns of so many devices: site and busy false first, again while busy.
 * Returns the devices looked at. */
struct site_turn {
	site_id site;
	bool busy;
	struct site_look look;
};
uint32_t alerts_judge_site_on(struct alerts *, const struct network *,
			      struct site_turn *, uint32_t devs, int64_t now_ms,
			      struct event_list *out);
/* Judge one customer: devices lost, sites isolated, by what its sites were found to be.
 * The next customer worth it from `from` on, NONE behind the last: judge these once a
 * second. */
void alerts_judge_customer(struct alerts *, const struct network *, customer_id,
			   int64_t now_ms, struct event_list *out);
customer_id alerts_customers_waiting(const struct alerts *, customer_id from);
/* Judge the circuits and customers that are worth it: once a second. */
void alerts_judge_sums(struct alerts *, const struct network *, int64_t now_ms,
		       struct event_list *out);
/* Judge the watch itself, which is called name, by what it says; once a second. */
void alerts_judge_watch(struct alerts *, const struct watch_health *, const char *name,
			int64_t now_ms, struct event_list *out);
/* The wall clock was set by so much: instants of what is open move along, and its rows
 * are kept (alerts_memos). See clock_set.c. */
void alerts_clock_set(struct alerts *, int64_t by_ms);
/* What explains it, in words: "behind fra-core-01"; "" when it is not hidden. */
#define COVER_WORDS 160
void alert_cover(const struct alert *, char *out, size_t cap);
/* The next device from `from` on with something pending, open or just cleared, NONE
 * behind the last: judge these once a second, too, since time alone opens and
 * clears. */
dev_id alerts_waiting(const struct alerts *, dev_id from);
/* What only time does: acknowledgements that expire, ghosts that go. */
void alerts_tick(struct alerts *, int64_t now_ms, struct event_list *out);

/* Operators. 0 or a negative reason. */
enum { ALERT_OK = 0, ALERT_NO_SUCH = -1, ALERT_IS_CLEARED = -2, ALERT_NOT_ACKED = -3,
       ALERT_TOO_LATE = -4, ALERT_NOTE_NEEDED = -5, ALERT_IS_HIDDEN = -6,
       ALERT_IS_RAISED = -7, ALERT_NOT_RAISED = -8,
       ALERT_NO_WINDOW = -9 };
const char *alert_error(int);
struct ack_request {
	struct who by;
	enum ack_intent intent;
	const char *note;  /* safe text; "" or NULL none; extending needs one */
	int64_t until_ms;  /* 0: the default for its severity; at most 12 h from now, */
	bool administrator; /* 72 h for those */
};
int alert_acknowledge(struct alerts *, uint64_t id, const struct ack_request *,
		      int64_t now_ms, struct event_list *out);
/* It ends within five minutes, and was made for longer than that. */
bool ack_ends_soon(const struct alert *, int64_t now_ms);
int alert_release(struct alerts *, uint64_t id, const struct who *, int64_t now_ms,
		  struct event_list *out);
int alert_comment(struct alerts *, uint64_t id, const struct who *, const char *note,
		  int64_t now_ms, struct event_list *out);
/* Take back this person's last acknowledgement or release (all alerts of it: of the same
 * now_ms) within 30 s; restores what stood before. Returns how many, or ALERT_TOO_LATE. */
int alert_undo(struct alerts *, const struct who *, int64_t now_ms,
	       struct event_list *out);
/* Say who has it from now on: a name, "" oneself, "-" nobody. note may be NULL. */
int alert_own(struct alerts *, uint64_t id, const struct who *, const char *name,
	      const char *note, int64_t now_ms, struct event_list *out);
/* Its id in the ticket system, by hand or by a hook (who->name ""); "" takes it
 * away. */
int alert_set_ticket(struct alerts *, uint64_t id, const struct who *,
		     const char *ticket, int64_t now_ms, struct event_list *out);
/* Somebody wants the next tier to know now: an event, and the ladder's to answer. With
 * a case number ("" or NULL none): the vendor, wherever the ladder stands. */
int alert_escalate(struct alerts *, uint64_t id, const struct who *,
		   const char *vendor_case, const char *note, int64_t now_ms,
		   struct event_list *out);
/* What a person sees and no rule does ("customer calls: site slow"): an alert on a
 * device, site or customer (CHECK_RAISED), one at a time for each, cleared by hand
 * only. */
struct raise_request {
	struct who by;
	enum subject subject;
	uint32_t thing; /* its row */
	enum severity severity;
	const char *text; /* safe text, not empty */
};
int alert_raise(struct alerts *, const struct network *, const struct raise_request *,
		int64_t now_ms, struct event_list *out, uint64_t *id);
int alert_clear(struct alerts *, uint64_t id, const struct who *, const char *note,
		int64_t now_ms, struct event_list *out);
/* The journal gave e its seq (call it for every event put), and later: it has
 * everything up to seq on disk. */
void alerts_journaled(struct alerts *, const struct event *e);
void alerts_durable(struct alerts *, uint64_t seq);

/* The thing of that name in this generation; NONE. */
uint32_t alert_thing(const struct network *, enum subject, const char *name);
/* A device, else a site, a circuit, a customer of that name; NONE. */
uint32_t alert_thing_named(const struct network *, const char *name, enum subject *);
struct alert *alert_find(const struct alerts *, uint64_t id); /* NULL */
/* The open one of a check on an interface, hidden or not; NULL. */
const struct alert *alert_of_if(const struct alerts *, const struct network *, if_id,
				enum check);
/* Put back one open alert as the journal remembers it; owned strings are copied. It is
 * judged with the next news of its thing; first of all nothing is told anew. */
void alerts_restore(struct alerts *, const struct network *, const struct alert *);
/* Rows for the journal that no event brings there: what is pending (ALERT_PENDING) or
 * is not any more (ALERT_CLEARED, never opened), and what came or went once more while
 * it was open. Each is given once. */
void alerts_memos(struct alerts *, void (*keep)(void *ctx, const struct alert *),
		  void *ctx);
/* The same when we are about to stop: with all that every key remembers by then. */
void alerts_rest(struct alerts *, const struct network *,
		 void (*keep)(void *ctx, const struct alert *), void *ctx);
/* Shown alerts (open, acknowledged, ghosts younger than ghost_ms; suppressed only with
 * hidden) in the operator's order: needs you (open, expired, worsened) by severity,
 * then devices hidden, then newest; then the acknowledged, oldest first, then the
 * planned. Writes at most cap; returns all. */
uint32_t alerts_list(const struct alerts *, bool hidden, int64_t now_ms,
		     int64_t ghost_ms, const struct alert **out, uint32_t cap);
/* The same order, of one: first the smaller of these, then of those, then the higher
 * id. */
struct alert_need {
	uint64_t first;
	int64_t then;
};
struct alert_need alert_need(const struct alert *);
struct alert_counts {
	uint32_t unack[SEV_CRITICAL + 1]; /* by severity: needs you */
	uint32_t in_hand, hidden, planned;
};
void alerts_count(const struct alerts *, struct alert_counts *);
/* Of those that are wanted; wanted NULL: all. */
void alerts_count_of(const struct alerts *,
		     bool (*wanted)(const void *ctx, const struct alert *),
		     const void *ctx, struct alert_counts *);

#endif
