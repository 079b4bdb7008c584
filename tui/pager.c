/*
 * pager: intents to notices, results to events.
 */
#include "tui/pager.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/notify/notify.h"
#include "tui/exits.h"
#include "tui/operators.h"
#include "tui/watch.h"

#define SLICE 500     /* deadlines met before the loop turns again */
#define REHEARSE_MOST 128
#define SPOOL_WAIT_MS 2000 /* a journal that stalls holds up no notice for longer */
#define CLOSE_MS 3000 /* for what is being sent when the watch ends */

struct pager {
	struct watch *watch;
	struct escalation escalation;
	struct notify *notify;
	ev_timer slice, heartbeat;
	uint64_t failed_seq; /* the journal's, when a hook last failed */
	bool ready;	  /* the journal is ours */
	bool beat_failed; /* told */
	/* a rehearsal: who asked, for what, and how many answers are to come */
	struct seat *seat;
	char what[80];
	uint32_t tests, tests_good, tests_all;
};

/* What a job is for; its ctx. */
enum { FOR_ALERT, FOR_HEARTBEAT, FOR_TEST, FOR_REMEDY, FOR_DIGEST, FOR_WINDOW };
static int purposes[] = {FOR_ALERT,  FOR_HEARTBEAT, FOR_TEST,
			 FOR_REMEDY, FOR_DIGEST,    FOR_WINDOW};

static const struct roster *roster_of(const struct pager *p)
{
	return &p->watch->setup->inventory.roster;
}

static const char *network_name(const struct pager *p)
{
	return p->watch->setup->inventory.settings.name;
}

/* With the next turn of the loop. */
static void go_on(struct pager *p)
{
	if (ev_is_active(&p->slice))
		return;
	ev_timer_set(&p->slice, 0., 0.);
	ev_timer_start(p->watch->loop, &p->slice);
}

/* --- events --- */

static void tell(struct pager *p, enum event_kind kind, const struct alert *a,
		 const char *text, int status, const char *note)
{
	struct event e = {.at_ms = clock_wall_ms(),
			  .kind = kind,
			  .severity = a ? a->severity : SEV_INFO,
			  .alert = a ? a->id : 0,
			  .subject = a ? a->subject : SUBJECT_WATCH,
			  .name = a ? a->name : network_name(p),
			  .entity = a ? a->entity : "",
			  .check = a ? check_name(a->check) : "",
			  .text = text,
			  .value = status,
			  .limit = (double)NAN,
			  .note = note};

	event_add(&p->watch->events, &e);
}

static enum event_kind kind_of(const struct notify_result *r)
{
	if (*(int *)r->job->ctx == FOR_REMEDY)
		return EVENT_REMEDY;
	return r->good ? EVENT_NOTIFIED : EVENT_NOTICE_FAILED;
}

/* "T2 j.kim by sms: exit 3" */
static void say_result(const struct pager *p, const struct notify_result *r, char *out,
		       size_t cap)
{
	const struct notify_job *job = r->job;
	const char *who =
		job->contact == NONE ? "" : roster_of(p)->contact[job->contact].name;
	char tier[16] = "";

	if (job->tier && job->contact != NONE)
		snprintf(tier, sizeof tier, "T%u ", job->tier);
	snprintf(out, cap, "%s%s%s%s%s%s%s%s", tier, who, *who && r->hook ? " by " : "",
		 r->hook ? r->hook->name : "",
		 job->notice.kind == NOTICE_PROBLEM ? "" : ", ",
		 job->notice.kind == NOTICE_PROBLEM
			 ? ""
			 : notice_kind_name(job->notice.kind),
		 r->good ? "" : ": ", r->good ? "" : r->words);
}

/* --- results --- */

static void rehearsal_over(struct pager *p)
{
	char text[128];

	snprintf(text, sizeof text, "%s: %u of %u notices were taken", p->what,
		 p->tests_good, p->tests_all);
	tell(p, EVENT_REHEARSED, NULL, text, p->tests_good == p->tests_all, p->what);
	if (p->seat)
		seat_dismiss(p->seat,
			     p->tests_good == p->tests_all ? EXIT_OK : EXIT_FAILED,
			     p->tests_good == p->tests_all ? "" : text);
	p->seat = NULL;
}

static void seat_line(struct pager *p, const char *line, const char *said)
{
	struct buf out = {0};

	if (!p->seat)
		return;
	buf_printf(&out, "%s%s%s\n", line, *said ? "  " : "", said);
	seat_send(p->seat, &(struct link_message){.kind = LINK_SAY,
						  .bytes = out.data,
						  .len = (uint32_t)out.len});
	buf_fini(&out);
}

static void test_done(struct pager *p, const struct notify_result *r, const char *text)
{
	char line[288];

	snprintf(line, sizeof line, "%-9s %s",
		 r->good   ? "taken"
		 : r->last ? "FAILED"
			   : "next",
		 text);
	seat_line(p, line, r->said);
	if (!r->last)
		return;
	p->tests_good += r->good;
	if (--p->tests == 0)
		rehearsal_over(p);
}

/* One word about it when it begins to fail, not one a minute. */
static void beat_done(struct pager *p, const struct notify_result *r, const char *text)
{
	if (!r->last)
		return;
	if (!r->good && !p->beat_failed)
		tell(p, EVENT_NOTICE_FAILED, NULL, text, r->status, r->said);
	p->beat_failed = !r->good;
}

/* Nobody of its means took it: the next rung. It came to none of them, since there was
 * no room or no time: it is still to be sent. */
static void not_told(struct pager *p, const struct notify_result *r, int64_t now_ms)
{
	const struct notify_job *job = r->job;
	bool over = job->notice.kind == NOTICE_RECOVERY;

	if (job->means_n && (over || !r->hook))
		escalation_unsent(&p->escalation, &p->watch->alerts, job->notice.alert,
				  job->contact, over,
				  r->hook ? LADDER_AGAIN_MS : LADDER_MINUTE_MS, now_ms);
	else if (!over)
		escalation_failed(&p->escalation, &p->watch->alerts, job->notice.alert,
				  now_ms);
}

static bool is_over(const struct notify_job *job)
{
	return job->notice.kind == NOTICE_RECOVERY;
}

/* Rows of the alerts of digests that something became of, a few at a time. */
static void keep_digested(struct pager *p)
{
	struct watch *w = p->watch;
	const struct alert *a;

	for (int i = 0; i < SLICE; i++) {
		a = escalation_digested(&p->escalation, &w->alerts, clock_wall_ms());
		if (!a)
			return;
		journal_keep(w->journal, a);
	}
	go_on(p);
}

static void digest_is(struct pager *p, const struct notify_job *job,
		      enum digest_fate fate, int64_t after_ms)
{
	if (!job->ref)
		return;
	escalation_digest(&p->escalation, job->ref, fate, after_ms);
	keep_digested(p);
}

static void digest_done(struct pager *p, const struct notify_result *r)
{
	bool tried = r->hook != NULL;

	if (r->good)
		digest_is(p, r->job, DIGEST_TAKEN, 0);
	else if (!r->last)
		digest_is(p, r->job, DIGEST_WAITS, 0);
	else if (tried || !r->job->means_n)
		digest_is(p, r->job, DIGEST_FAILED, tried ? LADDER_AGAIN_MS : 0);
	else
		digest_is(p, r->job, DIGEST_UNSENT, LADDER_MINUTE_MS);
}

/* What came of a window is still owed, or a hook has it. */
static void keep_owed(const struct pager *p, const struct owed *o, bool over)
{
	struct window_row row = owed_row(o, over);

	journal_put_window(p->watch->journal, &row);
}

static void window_begun(const struct pager *p, const struct notify_job *job)
{
	const struct owed *o = owed_find(&p->watch->owed, job->ref);

	if (o)
		keep_owed(p, o, true);
}

static void window_done(struct pager *p, const struct notify_result *r)
{
	struct owed *o = owed_find(&p->watch->owed, r->job->ref);
	int64_t after_ms = r->hook ? LADDER_AGAIN_MS : LADDER_MINUTE_MS;
	bool again = !r->good && r->job->means_n;

	if (!o)
		return;
	if (again && r->last)
		again = owed_again(o, after_ms, clock_wall_ms());
	keep_owed(p, o, !again);
	if (!again)
		owed_drop(&p->watch->owed, r->job->ref);
}

/* From here on it is the spawner's, which outlives us. */
static void on_begun(void *ctx, const struct notify_job *job)
{
	struct pager *p = ctx;
	const struct alert *a;

	if (*(int *)job->ctx == FOR_WINDOW)
		window_begun(p, job);
	if (*(int *)job->ctx == FOR_DIGEST)
		digest_is(p, job, DIGEST_BEGUN, 0);
	if (*(int *)job->ctx != FOR_ALERT)
		return;
	a = escalation_begun(&p->escalation, &p->watch->alerts, job->notice.alert,
			     job->contact, is_over(job));
	if (a)
		journal_keep(p->watch->journal, a);
}

/* It waits for another try. */
static void to_be_tried_again(struct pager *p, const struct notify_job *job)
{
	const struct alert *a = escalation_failed_once(
		&p->escalation, &p->watch->alerts, job->notice.alert, job->contact,
		job->tier, is_over(job));

	if (a)
		journal_keep(p->watch->journal, a);
}

static void on_done(void *ctx, const struct notify_result *r)
{
	struct pager *p = ctx;
	struct watch *w = p->watch;
	struct alert *a = alert_find(&w->alerts, r->job->notice.alert);
	int purpose = *(int *)r->job->ctx;
	char text[256];

	say_result(p, r, text, sizeof text);
	if (purpose == FOR_HEARTBEAT) {
		beat_done(p, r, text);
	} else if (purpose == FOR_TEST) {
		test_done(p, r, text);
	} else {
		tell(p, kind_of(r), purpose == FOR_DIGEST ? NULL : a, text, r->status,
		     r->said);
		if (a && r->good && r->ticket[0])
			alert_set_ticket(&w->alerts, a->id, &(struct who){0}, r->ticket,
					 clock_wall_ms(), &w->events);
		if (r->left) /* as begun, then */
			;
		else if (purpose == FOR_DIGEST)
			digest_done(p, r);
		else if (purpose == FOR_WINDOW)
			window_done(p, r);
		else if (purpose == FOR_ALERT && !r->last)
			to_be_tried_again(p, r->job);
		else if (purpose == FOR_ALERT && !r->good)
			not_told(p, r, clock_wall_ms());
	}
	watch_flush(w);
	if (!r->good)
		p->failed_seq = journal_seq(w->journal);
}

static bool is_kept(const struct pager *p, uint64_t seq)
{
	return seq <= p->watch->durable || !journal_backlog(p->watch->journal);
}

/* What came of all hooks is in the journal: the next watch would go on from there. */
static void tell_spawner(struct pager *p)
{
	if (is_kept(p, p->failed_seq))
		notify_known(p->notify);
}

/* --- notices --- */

static void add_means(const struct pager *p, struct notify_job *job, uint32_t contact,
		      uint32_t hook)
{
	const struct roster *r = roster_of(p);
	const struct contact *c = contact == NONE ? NULL : &r->contact[contact];

	if (hook != NONE) {
		job->means[job->means_n++] = &r->hook[hook];
		return;
	}
	for (uint32_t i = 0; c && i < c->means_n; i++)
		job->means[job->means_n++] = &r->hook[c->means[i]];
}

static void put(struct pager *p, int purpose, const struct notice_about *about,
		uint32_t contact, uint32_t hook, uint32_t ref)
{
	struct notify_job job = {.contact = contact,
				 .tier = about->tier,
				 .ref = ref,
				 .ctx = &purposes[purpose]};
	struct notice_about all = *about;

	all.network_name = network_name(p);
	all.net = p->watch->net;
	all.contact = contact == NONE ? NULL : &roster_of(p)->contact[contact];
	all.now_ms = clock_wall_ms();
	notice_fill(&job.notice, &all);
	add_means(p, &job, contact, hook);
	notify_put(p->notify, &job);
}

static void carry_out(struct pager *p, const struct intent *i)
{
	static const enum notice_kind kinds[INTENT_N] = {
		[INTENT_NOTICE] = NOTICE_PROBLEM,
		[INTENT_RESOLVE] = NOTICE_RECOVERY,
		[INTENT_DIGEST] = NOTICE_DIGEST,
		[INTENT_REMEDY] = NOTICE_REMEDY,
	};
	int purpose = i->kind == INTENT_REMEDY	 ? FOR_REMEDY
		      : i->kind == INTENT_DIGEST ? FOR_DIGEST
						 : FOR_ALERT;

	put(p, purpose,
	    &(struct notice_about){.kind = kinds[i->kind],
				   .alert = alert_find(&p->watch->alerts, i->alert),
				   .tier = i->tier,
				   .number = i->number,
				   .n = i->n,
				   .over = i->over,
				   .note = i->note},
	    i->contact, i->hook, i->digest);
}

/* The journal has that it was decided on; or does not come to it. */
static bool may_go(const struct pager *p, uint64_t *seq, int64_t *by_ms, int64_t now_ms)
{
	if (!*seq) {
		*seq = journal_seq(p->watch->journal) + 1;
		*by_ms = now_ms + SPOOL_WAIT_MS;
	}
	return is_kept(p, *seq - 1) || now_ms >= *by_ms;
}

/* Carrying one out may fail at once, and so add others. */
static void carry_all(struct pager *p)
{
	struct escalation *e = &p->escalation;
	int64_t now_ms = clock_mono_ms();
	uint32_t i = 0;

	while (i < e->intent_n) {
		struct intent in = e->intent[i];

		if (!may_go(p, &e->intent[i].seq, &e->intent[i].by_ms, now_ms)) {
			i++;
			continue;
		}
		e->intent_n--;
		memmove(&e->intent[i], &e->intent[i + 1],
			(e->intent_n - i) * sizeof in);
		carry_out(p, &in);
	}
}

/* A window of maintenance is over: its owner is told. */
static void tell_owners(struct pager *p)
{
	struct owed_list *list = &p->watch->owed;
	struct owed *o;
	uint32_t i = 0;

	while ((o = owed_due(list, &i, clock_wall_ms()))) {
		uint32_t owner = roster_contact(roster_of(p), o->to);

		if (owner == NONE || !may_go(p, &o->seq, &o->by_ms, clock_mono_ms()))
			continue;
		o->sent = true;
		put(p, FOR_WINDOW,
		    &(struct notice_about){.kind = NOTICE_DIGEST, .what = o->text},
		    owner, NONE, o->number);
	}
}

void pager_durable(struct pager *p)
{
	if (!p || !p->ready)
		return;
	tell_spawner(p);
	carry_all(p);
	tell_owners(p);
}

/* --- time --- */

static void step(struct pager *p)
{
	struct watch *w = p->watch;
	bool more;

	if (!p->ready)
		return;
	watch_clock(w); /* deadlines are by it */
	tell_spawner(p);
	keep_digested(p);
	more = escalation_step(&p->escalation, &w->alerts, w->net, clock_wall_ms(),
			       SLICE, &w->events);
	watch_flush(w);
	carry_all(p);
	tell_owners(p);
	if (more)
		go_on(p);
}

static void on_slice(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop, (void)events;
	step(timer->data);
}

void pager_tick(struct pager *p)
{
	if (p)
		step(p);
}

void pager_clock_set(struct pager *p, int64_t by_ms)
{
	if (!p)
		return;
	escalation_clock_set(&p->escalation, by_ms);
	owed_clock_set(&p->watch->owed, by_ms);
}

static void on_heartbeat(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct pager *p = timer->data;

	(void)loop, (void)events;
	put(p, FOR_HEARTBEAT, &(struct notice_about){.kind = NOTICE_HEARTBEAT}, NONE,
	    roster_of(p)->heartbeat, 0);
}

/* --- what the watch tells --- */

void pager_restored(struct pager *p, uint64_t alert)
{
	struct watch *w = p ? p->watch : NULL;

	if (p)
		escalation_event(&p->escalation, &w->alerts, w->net,
				 &(struct event){.alert = alert, .note = ""},
				 clock_wall_ms(), &w->events);
}

/* Its own and others' events begin now: the lock is ours. */
void pager_ready(struct pager *p)
{
	if (!p)
		return;
	p->ready = true;
	if (roster_of(p)->heartbeat == NONE)
		return;
	ev_timer_init(&p->heartbeat, on_heartbeat, 0.,
		      (ev_tstamp)roster_of(p)->heartbeat_ms / 1e3);
	p->heartbeat.data = p;
	ev_timer_start(p->watch->loop, &p->heartbeat);
}

bool pager_knows(const struct pager *p, const char *contact)
{
	return p && roster_contact(roster_of(p), contact) != NONE;
}

void pager_event(struct pager *p, const struct event *e)
{
	struct watch *w = p ? p->watch : NULL;

	if (!p || !p->ready)
		return;
	escalation_event(&p->escalation, &w->alerts, w->net, e, e->at_ms, &w->events);
	if (p->escalation.intent_n) /* not within the flush of events */
		go_on(p);
}

enum paging pager_state(const struct pager *p)
{
	if (!p || !p->ready)
		return PAGING_OFF;
	return notify_failing(p->notify) ? PAGING_FAILING : PAGING_OK;
}

const char *pager_unheard(const struct pager *p, const struct alert *a, bool vendor)
{
	return p && p->ready ? escalation_unheard(&p->escalation, a, vendor)
			     : "paging is OFF";
}

void pager_health(const struct pager *p, struct watch_health *health)
{
	health->notifies = pager_state(p) != PAGING_OFF;
	health->notifier_failed = p ? notify_failures(p->notify) : 0;
}

/* --- rehearsal --- */

/* A phone rings once, however many rungs of however many policies call it. */
struct rung_phone {
	uint32_t contact, hook;
};

static bool rang(struct rung_phone *phone, uint32_t *n, uint32_t contact, uint32_t hook)
{
	for (uint32_t i = 0; i < *n; i++)
		if (phone[i].contact == contact && phone[i].hook == hook)
			return true;
	if (*n < REHEARSE_MOST)
		phone[(*n)++] = (struct rung_phone){contact, hook};
	return false;
}

static void test_rung(struct pager *p, const struct policy *policy,
		      const struct rung *rung, const struct alert *about,
		      struct rung_phone *phone, uint32_t *phones)
{
	uint32_t who[ROSTER_CALLS];
	uint32_t n = roster_calls(roster_of(p), rung->contact, clock_wall_ms(), who);
	char words[160];

	for (uint32_t k = 0; k < n; k++) {
		if (rang(phone, phones, who[k], rung->hook))
			continue;
		snprintf(words, sizeof words,
			 "you are tier %u of policy %s, called after %lld s",
			 rung->tier, policy->name, (long long)rung->after_ms / 1000);
		p->tests++;
		p->tests_all++;
		put(p, FOR_TEST,
		    &(struct notice_about){.kind = NOTICE_TEST,
					   .alert = about,
					   .tier = rung->tier,
					   .what = words},
		    who[k], rung->hook, 0);
	}
}

bool pager_rehearse(struct pager *p, struct seat *seat, const struct policy *policy,
		    const struct alert *about)
{
	const struct roster *r = roster_of(p);
	struct rung_phone phone[REHEARSE_MOST];
	uint32_t phones = 0;

	if (p->tests)
		return false;
	p->seat = seat;
	if (policy)
		snprintf(p->what, sizeof p->what, "policy %s", policy->name);
	else
		snprintf(p->what, sizeof p->what, "%u polic%s", r->policy_n,
			 r->policy_n == 1 ? "y" : "ies");
	p->tests = 1; /* until all are put: one may fail at once */
	p->tests_good = p->tests_all = 0;
	for (uint32_t i = 0; i < r->policy_n; i++)
		for (uint32_t k = 0; k < r->policy[i].rung_n; k++)
			if (!policy || policy == &r->policy[i])
				test_rung(p, &r->policy[i], &r->policy[i].rung[k],
					  about, phone, &phones);
	if (--p->tests == 0)
		rehearsal_over(p);
	watch_flush(p->watch);
	return true;
}

void pager_forget(struct pager *p, const struct seat *seat)
{
	if (p && p->seat == seat)
		p->seat = NULL;
}

/* --- life --- */

struct pager *pager_open(struct watch *w)
{
	const struct roster *roster = &w->setup->inventory.roster;
	struct pager *p;

	if (!w->setup->service || (roster_empty(roster) && roster->heartbeat == NONE))
		return NULL;
	p = calloc(1, sizeof *p);
	if (!p)
		die("out of memory");
	p->watch = w;
	p->notify = notify_open(w->loop, roster, on_done, p);
	if (!p->notify) {
		log_error("cannot start the process that runs hooks: nobody is told");
		free(p);
		return NULL;
	}
	notify_on_begin(p->notify, on_begun);
	escalation_init(&p->escalation, roster);
	ev_init(&p->slice, on_slice);
	ev_init(&p->heartbeat, on_heartbeat);
	p->slice.data = p;
	return p;
}

void pager_close(struct pager *p)
{
	if (!p)
		return;
	p->ready = false;
	ev_timer_stop(p->watch->loop, &p->slice);
	ev_timer_stop(p->watch->loop, &p->heartbeat);
	notify_close(p->notify, CLOSE_MS);
	escalation_fini(&p->escalation);
	free(p);
}
