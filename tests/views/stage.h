/*
 * stage: a network and its alerts from a text file, for tests of screens. One thing a
 * line; "words in quotes"; ages as 4m12, 1h12, 3d04. {01-15} in a name makes fifteen.
 *
 *   network EU-NOC now=2026-11-20T20:16:20Z paging=off demo=yes operators=1 stops="…"
 *   size 120x40   sizes 40x6 80x24 120x40 240x67   charsets utf8 ascii mono
 *   glyphs wide braille (what the terminal is like)
 *   view alerts   include ../noc/scene.ini   ping-problem "…"
 *   site FRA title=Frankfurt customer="ACME Ltd" timezone=Europe/Berlin street="…"
 *          contact="…" phone="…" access="…" oob=…
 *   device fra-core-01 site=FRA role=core parent=x cpu=71 mem=62 temp=48 rtt=1.2 lost=0
 *          up=212d poll=4s state=up|down|stale|never|planned tags=…
 *          declared=xe-0/0/3 descr="…"
 *   if fra-core-01 xe-0/0/3 speed=10G in=93 out=12 oper=down alias="…" was=71
 *          since=4m12 errors=41 discards=7
 *          trend=10,20,-,30 late=5m
 *   wall devices,topology rotate=20s act=yes
 *   health due=12 late=3 requests=184220 timeouts=12 retries=40 drops=0 spoofs=0
 *   traps=7
 *          lag=0.4 backlog=3 free=61 notifies=yes
 *   past 6h|30d|0d   past fra-core-01 cpus=10,20,- mems=… rtts=… losses=…
 *   link fra-core-01 xe-0/0/1 fra-acc-01 xe-0/0/2 (LLDP at both ends)
 *   attached fra-core-01 (the watch stands there)
 *   sensors fra-core-01 fans=3/3 psus=1/2
 *   peer fra-core-01 bgp 192.0.2.1 state=down|never|gone words=Idle as=64511 since=4m
 *   alert 7 device=fra-core-01 if=xe-0/0/3 check=if_down sev=critical text="…"
 *          opened=4m12 ack=mk acked=18m until=2h note="…" hides=14 by=fra-core-01
 *          value=93 limit=90 clear=75 planned=CHG4711
 *   baseline by=anna from=pts/4 ago=1d02 devices=3 links=2 (accepted, so many rows)
 *   drift fra-core-01 serial entity="…" was=FOC1 now=FOC9 since=4m
 *   burst fra-core-01 left=4m32 pace=3s
 *   window CHG4711 device=fra-core-01 if=… site=FRA began=12m (begins=1h) ends=40m
 *   who=mk text="…" event opened fra-core-01 sev=critical text="…" ago=2s who=mk
 *   value=0
 */
#ifndef TESTS_VIEWS_STAGE_H
#define TESTS_VIEWS_STAGE_H

#include "probes/alert/maintenance.h"
#include "tests/views/past.h"
#include "views/session.h"

#define STAGE_SIZES 8

struct stage {
	struct network net;
	struct alerts alerts;
	struct maintenance maintenance;
	struct rules rules;
	struct recent recent;
	uint64_t event_seq;
	struct event_list events;
	struct scene scene;
	struct session_options options;
	char name[64], stops[96], view[32], wall_views[64], ping_problem[160],
		blind[120];
	uint16_t rows, cols;
	/* what it is to be shown in; no sizes: in the one above */
	char sizes[STAGE_SIZES][12];
	int size_n;
	bool utf8, ascii, mono;
	struct roster roster;
	struct contact vendor;
	struct policy policy; /* "critical", with that vendor */
	char vendor_name[64];
	uint32_t indexes; /* of interfaces */
	struct past past;
	struct baseline *baseline;
	uint64_t baseline_rows;
};

/* Read a file onto a fresh stage; ends the program with a word when it is faulty. */
void stage_open(struct stage *, const char *path);
void stage_fini(struct stage *);
void stage_read(struct stage *, const char *path);
void stage_line(struct stage *, const char *line);
/* What happens meanwhile: ":wait 5s", ":late 95s" (and nothing was polled), ":clear 7",
 * ":do LINE", or a line behind a colon. */
void stage_direct(struct stage *, const char *line);
/* The time goes on; devices are polled in time meanwhile. */
void stage_wait(struct stage *, int64_t ms);
void stage_clear_alert(struct stage *, uint64_t id);
/* A row of a window of maintenance; and time for it. */
void stage_window(struct stage *, const struct window_row *);
void stage_plan_step(struct stage *);
/* What tui does with an act. */
void stage_act(struct stage *, struct session *, const struct act *);
/* Draw, and again when the view asked the journal: it has answered by then. */
static inline void stage_draw(struct stage *st, struct session *v, struct canvas *c)
{
	st->scene.recall = st->past.recall;
	session_draw(v, &st->scene, c);
	if (past_answer(&st->past, &st->net, st->scene.now_ms) |
	    past_answer_log(st->scene.logbook, &st->recent))
		session_draw(v, &st->scene, c);
}

#endif
