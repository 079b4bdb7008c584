/*
 * A network whose days are played: one clock, polls and probes as the watch would feed
 * them, each followed by a judgement, and what happened kept to be looked at.
 */
#ifndef NOCTOP_TESTS_ALERT_FIXTURE_H
#define NOCTOP_TESTS_ALERT_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "probes/alert/check.h"
#include "probes/alert/state.h"
#include "probes/model/peer.h"
#include "probes/model/topology.h"

#define T0 INT64_C(1800000000000)
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

#define RULES_MAX 16

struct world {
	struct network net;
	struct rule rule[RULES_MAX];
	struct rules rules;
	struct alerts alerts;
	struct event_list events;
	int64_t now;
	bool begun; /* the rules are complete */
};

#define POLLS(K, N)                                                                    \
	{                                                                              \
		.by = PERSIST_POLLS, .k = (K), .n = (N)                                \
	}
#define SPAN(MS)                                                                       \
	{                                                                              \
		.by = PERSIST_TIME, .ms = (MS), .share_pct = 100                       \
	}
#define SHARE(PCT, MS)                                                                 \
	{                                                                              \
		.by = PERSIST_TIME, .ms = (MS), .share_pct = (PCT)                     \
	}

static inline void world_rule(struct world *w, struct rule rule)
{
	if (rule.check != CHECK_UTIL && rule.enter == 0 && rule.clear == 0)
		rule.enter = rule.clear = NAN;
	if (!rule.text[0])
		snprintf(rule.text, sizeof rule.text, "%s", check_name(rule.check));
	if (!rule.name[0])
		snprintf(rule.name, sizeof rule.name, "rule %u", w->rules.n);
	w->rule[w->rules.n++] = rule;
	w->rules.rule = w->rule;
}

/* One device is lost, or nearly all of a site. */
static inline void world_lost_rules(struct world *w)
{
	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_CRITICAL,
				    .clears = SPAN(30 * SECOND),
				    .text = "unreachable, %r"});
	world_rule(w, (struct rule){.check = CHECK_SITE_ISOLATED,
				    .severity = SEV_CRITICAL,
				    .enter = 90,
				    .floor = 3,
				    .clear = 50,
				    .opens = SPAN(10 * SECOND),
				    .clears = SPAN(60 * SECOND),
				    .text = "isolated, %n lost%c"});
}

/* Or much of a site in a minute, and nobody knows why. */
static inline void world_reach_rules(struct world *w)
{
	world_lost_rules(w);
	world_rule(w, (struct rule){.check = CHECK_SITE_ISOLATED,
				    .severity = SEV_CRITICAL,
				    .enter = 30,
				    .floor = 5,
				    .clear = 15,
				    .within_ms = 60 * SECOND,
				    .clears = SPAN(60 * SECOND),
				    .text = "%n lost %t, cause not known"});
}

static inline void world_begin(struct world *w)
{
	if (!w->begun)
		alerts_init(&w->alerts, &w->rules);
	w->begun = true;
}

static inline int world_setup(void **state)
{
	static struct world world;

	world = (struct world){.now = T0};
	network_init(&world.net);
	*state = &world;
	return 0;
}

static inline int world_teardown(void **state)
{
	struct world *w = *state;

	if (w->begun)
		alerts_fini(&w->alerts);
	event_list_fini(&w->events);
	network_fini(&w->net);
	return 0;
}

#define WORLD_TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

/* --- things --- */

static inline site_id world_site(struct world *w, const char *name)
{
	return network_site_add(
		&w->net, &(struct site){.name = text_intern_str(&w->net.text, name)});
}

/* A device polled every 30 s by SNMP and pinged; parent NONE for none. */
static inline dev_id world_dev(struct world *w, const char *name, site_id site,
			       dev_id parent)
{
	struct dev dev = {
		.name = text_intern_str(&w->net.text, name),
		.site = site,
		.poll_ms = 30000,
		.role = ROLE_ACCESS,
	};

	if (parent != NONE)
		dev.parent[dev.parent_n++] = parent;
	return network_dev_add(&w->net, &dev);
}

static inline struct if_found world_found(struct world *w, uint32_t i,
					  enum if_status oper)
{
	char name[24];

	snprintf(name, sizeof name, "xe-0/0/%u", i);
	return (struct if_found){
		.index = i + 1,
		.name = text_intern_str(&w->net.text, name),
		.speed_bps = 1000000000,
		.admin = IF_UP,
		.oper = (uint8_t)oper,
	};
}

/* n interfaces "xe-0/0/0" …, up, all with these flags. Returns the first. */
static inline if_id world_ports(struct world *w, dev_id d, uint32_t n, uint8_t flags)
{
	struct if_found found[64] = {{0}};

	for (uint32_t i = 0; i < n; i++)
		found[i] = world_found(w, i, IF_UP);
	network_set_interfaces(&w->net, d, found, n);
	for (uint32_t i = 0; i < n; i++) {
		if_id row = w->net.dev[d].if_first + i;

		network_update_interface(&w->net, row, &found[i], w->now);
		w->net.ifs.flags[row] |= flags;
	}
	return w->net.dev[d].if_first;
}

/* --- news --- */

/* What is to be judged again since its cause came or went. */
static inline void world_again(struct world *w)
{
	while (w->alerts.again_n)
		alerts_judge_dev(&w->alerts, &w->net,
				 w->alerts.again[--w->alerts.again_n], w->now,
				 &w->events);
}

static inline uint32_t world_judge(struct world *w, dev_id d)
{
	uint32_t rows;

	world_begin(w);
	rows = alerts_judge_dev(&w->alerts, &w->net, d, w->now, &w->events);
	if (w->net.dev[d].site != NONE)
		alerts_judge_site(&w->alerts, &w->net, w->net.dev[d].site, w->now,
				  &w->events);
	world_again(w);
	return rows;
}

static inline void world_tick(struct world *w)
{
	world_begin(w);
	alerts_tick(&w->alerts, w->now, &w->events);
}

/* A good poll, now, and its judgement. */
static inline void world_poll(struct world *w, dev_id d)
{
	const struct dev *dev = &w->net.dev[d];

	network_take_result(&w->net, d, REASON_OK, w->now, 5);
	w->net.dev[d].health_ms = w->now;
	for (unsigned k = 0; k < MISHAPS; k++)
		w->net.dev[d].mishaps_s[k] = (uint32_t)(w->now / 1000);
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		w->net.ifs.sampled_s[i] = (uint32_t)(w->now / 1000);
		if (w->net.ifs.oper[i] == IF_UP)
			w->net.ifs.good_s[i] = (uint32_t)(w->now / 1000);
	}
	world_judge(w, d);
}

static inline void world_fail(struct world *w, dev_id d, enum reason reason)
{
	network_take_result(&w->net, d, reason, w->now, 0);
	world_judge(w, d);
}

/* What oper is at the next poll. */
static inline void world_oper(struct world *w, if_id row, enum if_status oper)
{
	const struct if_table *ifs = &w->net.ifs;
	struct if_found found = world_found(w, ifs->index[row] - 1, oper);

	found.last_change = ifs->last_change[row];
	network_update_interface(&w->net, row, &found, w->now);
}

/* A second later its one routing peer is this, and its poll good. */
static inline void world_peer(struct world *w, dev_id d, struct peer p)
{
	p.up_s = NONE;
	w->now += SECOND;
	network_set_peers(&w->net, d, &p, 1, true, w->now);
	w->net.dev[d].peers_ms = w->now;
	world_poll(w, d);
}

/* n probes, one every 100 ms that end now; answered or not. Judged when the verdict
 * changes. */
static inline void world_probes(struct world *w, dev_id d, unsigned n, bool answered)
{
	struct reach *reach = &w->net.dev[d].reach;

	for (unsigned i = 0; i < n; i++) {
		int64_t sent = w->now - (int64_t)(n - i) * 100;

		if (answered ? reach_answer(reach, sent, 1500)
			     : reach_loss(reach, sent))
			world_judge(w, d);
	}
}

static inline void world_up(struct world *w, dev_id d)
{
	world_probes(w, d, 2, true);
	world_poll(w, d);
}

/* Devices "d0" … below the core; a second core keeps the site alive. */
static inline dev_id world_tree(struct world *w, uint32_t n)
{
	site_id site = world_site(w, "AMS");
	dev_id core = world_dev(w, "core", site, NONE);

	world_reach_rules(w);
	for (uint32_t i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof name, "d%u", i);
		world_dev(w, name, site, core);
	}
	for (dev_id d = 0; d < w->net.dev_n; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	return core;
}

/* Silent to the probes and to one GET. */
static inline void world_down(struct world *w, dev_id d)
{
	world_probes(w, d, 12, false);
	world_fail(w, d, REASON_TIMEOUT);
}

/* Polls every 30 s for the time, and each second what waits is judged, as the watch
 * does. A device that answers answers; others stay silent. */
static inline void world_pass(struct world *w, int64_t ms)
{
	int64_t end = w->now + ms;

	world_begin(w);
	while (w->now < end) {
		w->now += SECOND;
		for (dev_id d = 0; d < w->net.dev_n; d++) {
			struct reach *reach = &w->net.dev[d].reach;

			if (reach->known && reach->answering)
				reach_answer(reach, w->now - 100, 1500);
			else if (reach->known)
				reach_loss(reach, w->now - 100);
			if ((w->now - T0) % (30 * SECOND))
				continue;
			if (w->net.dev[d].polls_bad)
				world_fail(w, d, (enum reason)w->net.dev[d].reason);
			else
				world_poll(w, d);
		}
		for (dev_id d = alerts_waiting(&w->alerts, 0); d != NONE;
		     d = alerts_waiting(&w->alerts, d + 1))
			world_judge(w, d);
		for (site_id s = 0; s < w->net.site_n; s++)
			alerts_judge_site(&w->alerts, &w->net, s, w->now, &w->events);
		alerts_judge_sums(&w->alerts, &w->net, w->now, &w->events);
		world_again(w);
		world_tick(w);
	}
}

/* --- what happened --- */

static inline uint32_t world_count(const struct world *w, enum event_kind kind)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->events.n; i++)
		n += w->events.event[i].kind == kind;
	return n;
}

static inline const struct event *world_last(const struct world *w,
					     enum event_kind kind)
{
	for (uint32_t i = w->events.n; i-- > 0;)
		if (w->events.event[i].kind == kind)
			return &w->events.event[i];
	return NULL;
}

static inline void world_forget(struct world *w)
{
	event_list_reset(&w->events);
}

/* The newest live alert of this name, entity and check; NULL. */
static inline struct alert *world_alert(const struct world *w, const char *name,
					const char *entity, enum check check)
{
	for (uint32_t i = w->alerts.n; i-- > 0;) {
		struct alert *a = w->alerts.row[i];

		if (a->check == check && a->state != ALERT_CLEARED &&
		    strcmp(a->name, name) == 0 && strcmp(a->entity, entity) == 0)
			return a;
	}
	return NULL;
}

/* At a glance, by the rules of one check? */
static inline bool is_calm(const struct if_table *ifs, if_id i, enum check check,
			   const struct reach_of *by)
{
	struct reach_of reach[CHECK_FAN - CHECK_IF_DOWN] = {0};

	reach[check - CHECK_IF_DOWN] = *by;
	return !(check_awake(ifs, i, reach) >> (check - CHECK_IF_DOWN) & 1);
}

static inline uint32_t world_live(const struct world *w)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->alerts.n; i++)
		n += w->alerts.row[i]->state != ALERT_CLEARED;
	return n;
}

#endif
