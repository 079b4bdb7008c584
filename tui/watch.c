/*
 * watch: the loop that keeps watch.
 *
 * News of a device puts it into a queue; a slice judges devices from there until so
 * many rows were looked at, hands what happened to the journal and lets the loop turn,
 * so that keys are answered while the engine runs flat out. Sites follow in a moment,
 * each once for all the news of its devices. Once a second it does what only time does
 * and draws the screens; the clock on them is this loop's.
 */
#include "tui/watch.h"

#include <malloc.h>
#include <math.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/alert/link_events.h"
#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/demo/demo.h"
#include "probes/model/series.h"
#include "probes/model/ways.h"
#include "tui/accept.h"
#include "tui/exits.h"
#include "tui/explain.h"
#include "tui/maintain.h"
#include "tui/operators.h"
#include "tui/pager.h"

#define VIEWS_SLICE_ROWS 4096
#define VIEWS_AWAITED_ROWS 8192 /* while an operator waits for a list: some 0.8 ms */
#define COMPACT_SLICE_ROWS 4096
#define WAYS_SLICE 50000 /* vertices and edges: some 0.3 ms */
#define SITES_AT_ONCE 16
#define DEVS_S 0.025 /* news of devices is gathered so long */
#define SITES_S 0.2 /* of a site's devices, and longer where the last round was work */
#define SITES_DEV_S 1e-4 /* for each device that it looked at … */
#define SITES_MOST_S 1.	 /* … but not more */
#define LINGER_S (15 * 60.)
#define YOUNG_MS 10000 /* first answers come: they are shown every so many seconds: */
#define YOUNG_S 0.2
#define TRIM_FIRST 60 /* seconds after the start, and then every ten minutes */
#define TRIM_TICKS 600
#define ROOM_BYTES (1 << 20) /* so much and more goes back to the system at once */
#define CLOSE_MS 5000 /* for what is not durable yet */

/* --- what is to be judged --- */

static void slice_in(struct watch *w, ev_tstamp seconds)
{
	ev_timer_stop(w->loop, &w->slice);
	ev_timer_set(&w->slice, seconds, 0.);
	ev_timer_start(w->loop, &w->slice);
}

void watch_slice_soon(struct watch *w)
{
	slice_in(w, 0.);
}

void watch_queue(struct watch *w, dev_id dev)
{
	if (agenda_add(&w->devs, dev) && !ev_is_active(&w->slice))
		slice_in(w, DEVS_S);
}

static void sites_in(struct watch *w, ev_tstamp seconds)
{
	if (ev_is_active(&w->sites_due))
		return;
	ev_timer_set(&w->sites_due, seconds, 0.);
	ev_timer_start(w->loop, &w->sites_due);
}

static void sites_begin(struct watch *w)
{
	double longer = SITES_DEV_S * w->site_devs;

	if (ev_is_active(&w->sites_due))
		return;
	sites_in(w, fmin(SITES_S + longer, SITES_MOST_S));
	w->site_devs = 0;
}

static void on_news(void *ctx, dev_id dev)
{
	watch_queue(ctx, dev);
}

/* --- judging --- */

static void watch_put(struct watch *w, struct event *e)
{
	maintain_put(w, e);
	e->seq = journal_put(w->journal, e, alert_find(&w->alerts, e->alert));
	alerts_journaled(&w->alerts, e);
	recent_add(&w->recent, e);
	logbook_add(w->past.logbook, e);
	operators_tell(w->operators, e);
}

static void keep_row(void *ctx, const struct alert *row)
{
	struct watch *w = ctx;

	journal_keep(w->journal, row);
}

void watch_flush(struct watch *w)
{
	if (w->past.linked)
		link_events(w->net, &w->events);
	for (uint32_t i = 0; i < w->events.n; i++) {
		pager_event(w->pager, &w->events.event[i]); /* may add some */
		watch_put(w, &w->events.event[i]);
	}
	event_list_reset(&w->events);
	alerts_memos(&w->alerts, keep_row, w);
	for (uint32_t i = 0; i < w->alerts.ask_n; i++) {
		poll_probe_now(w->poll, w->alerts.ask[i]);
		poll_now(w->poll, w->alerts.ask[i]);
	}
	w->alerts.ask_n = 0;
	for (uint32_t i = 0; i < w->alerts.again_n; i++)
		watch_queue(w, w->alerts.again[i]);
	w->alerts.again_n = 0;
}

/* The watch is in its own journal: when nobody looked is part of the account, and so is
 * until when (last_good) one looked before. */
static void tell_of_itself(struct watch *w, enum event_kind kind, const char *text)
{
	struct event e = {.at_ms = clock_wall_ms(),
			  .kind = kind,
			  .severity = SEV_INFO,
			  .subject = SUBJECT_WATCH,
			  .name = w->setup->inventory.settings.name,
			  .text = text,
			  .value = (double)NAN,
			  .limit = (double)NAN};

	if (kind == EVENT_WATCH_STARTED)
		e.last_good_ms = journal_alive_ms(w->journal);
	event_add(&w->events, &e);
}

/* What an interface did before and after its alert is worth keeping. */
static void keep_history(struct watch *w, dev_id dev, const struct event *e,
			 int64_t now_ms)
{
	if_id i = e->alert && e->entity[0] ? network_if_find(w->net, dev, e->entity)
					   : NONE;

	if (i != NONE)
		series_keep(w->net, i, now_ms + SERIES_KEEP_ALERT_MS);
}

/* As it was found when it was judged last. */
static bool is_large(const struct watch *w, site_id site)
{
	return site < w->alerts.site_count_cap &&
	       w->alerts.site_count[site].devices > WATCH_SITE_DEVS;
}

/* To judge a site all its devices are looked at. Thus not after every device that
 * answers as ever: only what happened to one may be the site's at once, and what else
 * the slice brings comes with the others. Where it happens to very many, sites are
 * judged at once for so much of the work only. */
static void judge_site_of(struct watch *w, dev_id dev, bool happened, int64_t now_ms)
{
	site_id site = w->net->dev[dev].site;

	if (site == NONE)
		return;
	if (happened && w->site_credit > 0 && !is_large(w, site))
		w->site_credit -= alerts_judge_site(&w->alerts, w->net, site, now_ms,
						    &w->events);
	if (agenda_add(&w->sites, site))
		sites_begin(w);
}

static uint32_t judge(struct watch *w, dev_id dev, int64_t now_ms)
{
	uint32_t before = w->events.n, rows;

	alerts_foresee(&w->alerts, w->net, agenda_at(&w->devs, 0),
		       agenda_at(&w->devs, 1));
	rows = alerts_judge_dev(&w->alerts, w->net, dev, now_ms, &w->events);
	for (uint32_t i = before; i < w->events.n; i++)
		keep_history(w, dev, &w->events.event[i], now_ms);
	judge_site_of(w, dev, w->events.n > before, now_ms);
	return rows;
}

static void judge_watch(struct watch *w, int64_t now_ms)
{
	alerts_judge_watch(&w->alerts, &w->net->health,
			   w->setup->inventory.settings.name, now_ms, &w->events);
}

/* Devices of the queue, WATCH_SLICE_ROWS rows at a time. */
static void judge_some(struct watch *w)
{
	int64_t now_ms = clock_wall_ms();
	uint32_t rows = 0;

	if (self_urgent(w)) {
		self_tick(w, now_ms);
		judge_watch(w, now_ms);
	}
	w->site_credit = WATCH_SLICE_ROWS + (w->site_credit < 0 ? w->site_credit : 0);
	while (w->devs.n && rows + w->events.n * WATCH_EVENT_ROWS < WATCH_SLICE_ROWS)
		rows += judge(w, agenda_take(&w->devs), now_ms);
	watch_flush(w);
}

/* Before anything is judged it is known what is in maintenance. */
static void look_at_windows(struct watch *w)
{
	bool more = maintain_step(w);

	watch_flush(w);
	if (w->restored || more)
		return;
	w->restored = true;
	w->alerts.cold_until_ms =
		clock_wall_ms() + w->setup->inventory.settings.poll_ms;
}

static bool step_views(struct watch *w)
{
	struct scene scene;
	uint64_t answered = views_answered(w->views);
	bool more;

	watch_scene(w, &scene);
	more = views_step(&scene, views_awaited(&scene) ? VIEWS_AWAITED_ROWS
							  : VIEWS_SLICE_ROWS);
	if (views_answered(w->views) != answered)
		operators_answered(w->operators);
	return more;
}

static void on_slice(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;
	bool compacts, accepts, lists, looks;

	(void)loop, (void)events;
	if (w->replayed && (!w->restored || w->maintenance.at != NONE))
		look_at_windows(w);
	if (w->restored)
		judge_some(w);
	accepts = accept_step(w);
	/* here, where nobody holds a text of it */
	compacts = network_compact(w->net, COMPACT_SLICE_ROWS) == COMPACT_MORE;
	lists = step_views(w);
	looks = self_step(w);
	if (w->ways_due || ways_urgent(w->net))
		w->ways_due = ways_step(w->net, WAYS_SLICE, clock_wall_ms());
	if (w->ways_due || compacts || accepts || lists || looks ||
	    (w->restored ? w->devs.n || w->maintenance.at != NONE : w->replayed))
		watch_slice_soon(w);
}

static void on_sites(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;
	int64_t now_ms = clock_wall_ms();
	uint32_t devs = 0;

	(void)loop, (void)events;
	for (unsigned i = 0; i < SITES_AT_ONCE && devs < WATCH_SITE_DEVS; i++) {
		if (!w->site_turn.busy && !w->sites.n)
			break;
		if (!w->site_turn.busy)
			w->site_turn.site = agenda_take(&w->sites);
		devs += alerts_judge_site_on(&w->alerts, w->net, &w->site_turn,
					     WATCH_SITE_DEVS - devs, now_ms,
					     &w->events);
	}
	w->site_devs += devs;
	watch_flush(w);
	if (w->site_turn.busy || w->sites.n)
		sites_in(w, 0.);
}

/* --- once a second --- */

/* When a watch begins every device is surveyed and walked, hundreds at once. What that
 * took is free again in pieces, and malloc keeps those for good unless it is told: a
 * tenth to a half of all that the process has. */
static void give_back_memory(struct watch *w)
{
	if (++w->ticks % TRIM_TICKS == TRIM_FIRST)
		malloc_trim(0);
}

static void tick_sites(struct watch *w)
{
	for (unsigned i = 0; i < SITES_AT_ONCE && i < w->net->site_n; i++) {
		w->next_site = (w->next_site + 1) % w->net->site_n;
		agenda_add(&w->sites, w->next_site);
	}
	if (w->sites.n)
		sites_in(w, 0.);
}

static void on_tick(struct ev_loop *loop, ev_periodic *periodic, int events)
{
	struct watch *w = periodic->data;
	int64_t now_ms = clock_wall_ms();

	(void)loop, (void)events;
	give_back_memory(w);
	watch_clock(w);
	watch_health(w);
	self_tick(w, now_ms);
	if (w->restored) {
		for (dev_id d = alerts_waiting(&w->alerts, 0); d != NONE;
		     d = alerts_waiting(&w->alerts, d + 1))
			watch_queue(w, d);
		tick_sites(w);
		alerts_judge_sums(&w->alerts, w->net, now_ms, &w->events);
		judge_watch(w, now_ms);
		alerts_tick(&w->alerts, now_ms, &w->events);
		maintain_step(w);
		watch_flush(w);
		accept_tick(w);
		pager_tick(w->pager);
		remember_tick(&w->remember, now_ms);
	}
	w->ways_due = true;
	watch_slice_soon(w);
	operators_saved(w->operators, w->durable);
	operators_refresh(w->operators);
}

/* Who has just started it looks at the screen to see whether it works. */
static void on_young(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;

	(void)events;
	watch_slice_soon(w);
	operators_refresh(w->operators);
	if (clock_mono_ms() >= w->young_until_ms)
		ev_timer_stop(loop, timer);
}

/* --- the journal --- */

static void on_restored(void *ctx, const struct alert *alert)
{
	struct watch *w = ctx;

	alerts_restore(&w->alerts, w->net, alert);
	pager_restored(w->pager, alert->id);
}

static void on_ready(void *ctx, uint64_t next_alert)
{
	struct watch *w = ctx;

	if (w->alerts.next_id < next_alert)
		w->alerts.next_id = next_alert;
	if (!w->operators)
		return; /* the watch was stopped before it could begin */
	w->journal_ok = w->replayed = true;
	maintenance_missed(&w->maintenance, journal_alive_ms(w->journal),
			   clock_wall_ms());
	pager_ready(w->pager);
	past_recall(&w->past, clock_wall_ms());
	past_recall_links(&w->past, w->net);
	tell_of_itself(w, EVENT_WATCH_STARTED, "watch started");
	watch_flush(w);
	watch_slice_soon(w);
}

static void on_durable(void *ctx, uint64_t seq)
{
	struct watch *w = ctx;

	w->journal_ok = true;
	w->durable = seq;
	alerts_durable(&w->alerts, seq);
	pager_durable(w->pager);
	if (w->operators)
		operators_saved(w->operators, seq);
}

static void on_trouble(void *ctx, const char *why)
{
	struct watch *w = ctx;

	w->journal_ok = false;
	log_warning("journal: %s", why);
}

/* Another watch has this journal, or it cannot be ours: two of us would page twice. */
static void on_refused(void *ctx, enum journal_refusal refusal, const char *why)
{
	struct watch *w = ctx;

	log_error("journal: %s", why);
	snprintf(w->last_words, sizeof w->last_words, "journal: %s", why);
	w->code = refusal == JOURNAL_TAKEN ? EXIT_UNAVAILABLE : EXIT_CANNOT;
	watch_stop(w);
}

static void on_notice(void *ctx, const char *what)
{
	(void)ctx;
	log_notice("journal: %s", what);
}

static void on_journal(struct ev_loop *loop, ev_io *io, int events)
{
	struct watch *w = io->data;

	(void)loop, (void)events;
	journal_readable(w->journal);
}

/* A screen waits for it. */
static void on_recalled(void *ctx)
{
	struct watch *w = ctx;

	if (w->operators)
		operators_refresh(w->operators);
}

static void journal_start(struct watch *w)
{
	static const struct journal_calls calls = {
		.restored = on_restored,
		.window = maintain_restored,
		.baseline = accept_restored,
		.ready = on_ready,
		.refused = on_refused,
		.durable = on_durable,
		.trouble = on_trouble,
		.notice = on_notice,
	};

	w->journal =
		journal_open(w->setup->demo ? NULL : w->setup->journal,
			     w->setup->inventory.settings.journal_keep_ms, &calls, w);
	ev_io_init(&w->journal_read, on_journal, journal_fd(w->journal), EV_READ);
	w->journal_read.data = w;
	ev_io_start(w->loop, &w->journal_read);
	remember_open(&w->remember, w->net, w->journal, on_recalled, w);
	past_open(&w->past, w->journal, &w->recent, on_recalled, w);
}

/* --- operators --- */

void watch_scene(struct watch *w, struct scene *scene)
{
	*scene = (struct scene){
		.views = w->views,
		.name = w->setup->inventory.settings.name,
		.net = w->net,
		.alerts = &w->alerts,
		.maintenance = &w->maintenance,
		.baseline = w->baseline,
		.recent = &w->recent,
		.recall = w->remember.recall,
		.logbook = w->past.logbook,
		.explainer = &w->explainer,
		.paging = pager_state(w->pager),
		.roster = &w->setup->inventory.roster,
		.demo = w->setup->demo != NULL,
		.now_ms = clock_wall_ms(),
		.operators = operators_count(w->operators),
		.stops = watch_stops(w),
	};
	scene->attached = operators_attached(w->operators, &scene->attached_n);
}

const char *watch_stops(struct watch *w)
{
	return w->setup->service || w->setup->demo ? NULL : "polling of this network";
}

void watch_stop(struct watch *w)
{
	ev_break(w->loop, EVBREAK_ALL);
}

void watch_deserted(struct watch *w, bool quit)
{
	if (w->setup->service)
		return;
	if (quit || w->setup->demo)
		watch_stop(w);
	else
		ev_timer_start(w->loop, &w->linger);
}

static void on_linger(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop, (void)events;
	watch_stop(timer->data);
}

static void on_signal(struct ev_loop *loop, ev_signal *sig, int events)
{
	(void)loop, (void)events;
	watch_stop(sig->data);
}

void watch_forget(struct watch *w, const struct seat *s)
{
	if (w->asker == s)
		w->asker = NULL;
	pager_forget(w->pager, s);
}

static void on_hangup(struct ev_loop *loop, ev_signal *sig, int events)
{
	(void)loop, (void)events;
	watch_reload(sig->data, NULL);
}

/* The demo's agents are gone: there is nothing left to watch. */
static void on_demo_end(struct ev_loop *loop, ev_io *io, int events)
{
	(void)loop, (void)events;
	watch_stop(io->data);
}

/* --- life --- */

/* Every turn's callbacks, measured: the longest is what a key may have to wait. */
static void invoke_measured(struct ev_loop *loop)
{
	struct watch *w = ev_userdata(loop);
	int64_t before = clock_cpu_us(), took;

	ev_invoke_pending(loop);
	took = clock_cpu_us() - before;
	if (took > w->setup->slice_us)
		w->setup->slice_us = took;
}

static void start_signals(struct watch *w)
{
	ev_signal_init(&w->term, on_signal, SIGTERM);
	ev_signal_init(&w->intr, on_signal, SIGINT);
	ev_signal_init(&w->hup, on_hangup, SIGHUP);
	w->term.data = w->intr.data = w->hup.data = w;
	ev_signal_start(w->loop, &w->term);
	ev_signal_start(w->loop, &w->intr);
	if (w->setup->service)
		ev_signal_start(w->loop, &w->hup);
	else
		signal(SIGHUP, SIG_IGN); /* the terminal's; its socket tells us */
	signal(SIGPIPE, SIG_IGN);
}

/* libev keeps the loop of a signal beyond that loop's life. */
static void stop_signals(struct watch *w)
{
	ev_signal_stop(w->loop, &w->term);
	ev_signal_stop(w->loop, &w->intr);
	ev_signal_stop(w->loop, &w->hup);
}

static void start_timers(struct watch *w)
{
	ev_init(&w->slice, on_slice);
	ev_init(&w->sites_due, on_sites);
	ev_timer_init(&w->linger, on_linger, LINGER_S, 0.);
	ev_periodic_init(&w->tick, on_tick, 0., 1., NULL);
	ev_timer_init(&w->young, on_young, YOUNG_S, YOUNG_S);
	w->slice.data = w->sites_due.data = w->linger.data = w->tick.data = w;
	w->young.data = w;
	w->young_until_ms = clock_mono_ms() + YOUNG_MS;
	ev_timer_start(w->loop, &w->young);
	ev_periodic_start(w->loop, &w->tick);
	if (w->demo_fd >= 0) {
		ev_io_init(&w->demo_end, on_demo_end, w->demo_fd, EV_READ);
		w->demo_end.data = w;
		ev_io_start(w->loop, &w->demo_end);
	}
}

static bool start_demo(struct watch *w)
{
	struct buf ini = {0};
	struct faults faults = {0};
	bool good;

	w->demo_fd = -1;
	if (!w->setup->demo)
		return true;
	w->demo_pid = demo_start(w->setup->demo, &ini, &w->demo_fd);
	good = w->demo_pid > 0 && inventory_parse(&w->setup->inventory, w->net, "demo",
						  ini.data, ini.len, &faults);
	if (!good)
		log_error("cannot start the demo network: %s",
			  faults.n ? faults.text.data : "no agents");
	faults_fini(&faults);
	buf_fini(&ini);
	return good;
}

static void end_demo(struct watch *w)
{
	if (w->demo_fd < 0)
		return;
	close(w->demo_fd);
	waitpid(w->demo_pid, NULL, 0);
}

static void watch_open(struct watch *w)
{
	agenda_init(&w->devs, w->net->dev_n);
	agenda_init(&w->sites, w->net->site_n);
	alerts_init(&w->alerts, &w->setup->rules);
	alerts_expect(&w->alerts, w->net);
	maintain_open(w);
	w->baseline = baseline_open();
	w->views = views_open();
	w->explainer = (struct explainer){.ctx = w, .say = explain_say};
	start_signals(w);
	start_timers(w);
	w->operators = operators_open(w, w->setup->listen_fd);
	w->pager = pager_open(w); /* forks while we are small */
	journal_start(w);
	w->poll = poll_open(w->loop, w->net, &w->setup->inventory, on_news, w);
	self_open(w);
	poll_start(w->poll);
}

static void watch_close(struct watch *w)
{
	journal_ends(w->journal);
	pager_close(w->pager);
	w->pager = NULL;
	tell_of_itself(w, EVENT_WATCH_STOPPED,
		       w->code == EXIT_AGAIN ? "watch reads its configuration again"
					     : "watch stopped");
	if (w->replayed)
		watch_flush(w);
	if (w->restored)
		alerts_rest(&w->alerts, w->net, keep_row, w);
	stop_signals(w);
	reload_stop(&w->reload);
	operators_close(w->operators, w->code, w->last_words);
	w->operators = NULL;
	self_close(w);
	poll_close(w->poll);
	if (w->restored)
		remember_finish(&w->remember, CLOSE_MS);
	journal_close(w->journal, CLOSE_MS);
	remember_close(&w->remember);
	past_close(&w->past);
	views_close(w->views);
	alerts_fini(&w->alerts);
	maintenance_fini(&w->maintenance);
	owed_fini(&w->owed);
	baseline_close(w->baseline);
	event_list_fini(&w->events);
	recent_fini(&w->recent);
	agenda_fini(&w->devs);
	agenda_fini(&w->sites);
}

int watch_run(struct watch_setup *setup)
{
	struct watch w = {.setup = setup, .net = &setup->net};

	prctl(PR_SET_NAME, "noctop-watch");
	mallopt(M_MMAP_THRESHOLD, ROOM_BYTES);
	w.loop = ev_loop_new(EVFLAG_AUTO);
	if (!w.loop)
		die("cannot make an event loop");
	ev_set_userdata(w.loop, &w);
	if (setup->measured)
		ev_set_invoke_pending_cb(w.loop, invoke_measured);
	if (!start_demo(&w))
		return 1;
	watch_open(&w);
	ev_run(w.loop, 0);
	if (w.code != EXIT_AGAIN)
		place_hide(&setup->place); /* its journal may take a while */
	watch_close(&w);
	ev_loop_destroy(w.loop);
	if (w.code == EXIT_AGAIN)
		return w.code;
	close(setup->listen_fd);
	place_leave(&setup->place);
	end_demo(&w);
	return w.code;
}
