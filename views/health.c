/*
 * The watch itself is a monitored thing: what it polls and how late, what it lost, what
 * waits in its queues, who is attached.
 */
#include <math.h>
#include <stdio.h>

#include "probes/model/link.h"
#include "views/baseline.h"
#include "views/explain.h"
#include "views/limit.h"
#include "views/panels.h"

#define TWINS_SAID 4

#define SLOWEST 5

static void say_polling(struct prose *p, const struct scene *s)
{
	const struct watch_health *h = &s->net->health;
	double lost =
		h->requests ? 100.0 * (double)h->timeouts / (double)h->requests : 0;

	prose_add(p, PROSE_TITLE, "POLLING");
	prose_add(p, PROSE_LINE, "%u devices, %u interfaces, %u sites", s->net->dev_n,
		  s->net->ifs.n - s->net->ifs.holes, s->net->site_n);
	prose_add(p, h->polls_late ? PROSE_WRONG : PROSE_LINE,
		  "%llu polls are due now, %llu late", (unsigned long long)h->polls_due,
		  (unsigned long long)h->polls_late);
	prose_add(
		p, PROSE_LINE,
		"%llu requests, %llu answers, %llu sent again, %llu given up (%.2f%%)",
		(unsigned long long)h->requests, (unsigned long long)h->answers,
		(unsigned long long)h->retries, (unsigned long long)h->timeouts, lost);
	if (h->ping_problem)
		prose_add(p, PROSE_WRONG, "no ICMP: %s", h->ping_problem);
}

/* Put dev where it belongs among the slowest, the slowest first. */
static void rank(const struct network *net, dev_id dev, dev_id slow[SLOWEST])
{
	for (int i = 0; i < SLOWEST; i++) {
		dev_id other = slow[i];

		if (other != NONE && net->dev[other].snmp_ms >= net->dev[dev].snmp_ms)
			continue;
		slow[i] = dev;
		if (other == NONE)
			return;
		dev = other;
	}
}

/* What a poll takes, and of whom it takes longest. */
static void say_cost(struct prose *p, const struct scene *s)
{
	const struct network *net = s->net;
	dev_id slow[SLOWEST] = {NONE, NONE, NONE, NONE, NONE};
	char took[FORMAT_SIZE], every[FORMAT_SIZE];
	double sum = 0;
	uint32_t n = 0;

	for (dev_id d = 0; d < net->dev_n; d++) {
		if (!net->dev[d].snmp_good_ms ||
		    !limit_admits(net, &s->limit, net->dev[d].site))
			continue;
		sum += (double)net->dev[d].snmp_ms;
		n++;
		rank(net, d, slow);
	}
	if (!n)
		return;
	prose_add(p, PROSE_TITLE, "COST");
	prose_add(p, PROSE_LINE,
		  "a poll takes %s ms on average, of %u devices; longest:",
		  format_ms(took, sum / n), n);
	for (int i = 0; i < SLOWEST && slow[i] != NONE; i++) {
		const struct dev *d = &net->dev[slow[i]];

		prose_add(p, PROSE_LINE, "%-20s %6s ms  %4u interface%s  every %s",
			  network_str(net, d->name),
			  format_ms(took, (double)d->snmp_ms), d->if_n,
			  d->if_n == 1 ? " " : "s", format_age(every, d->poll_ms));
	}
}

static void say_lost(struct prose *p, const struct watch_health *h)
{
	bool wrong = h->rx_drops_ps > 0;

	prose_add(p, PROSE_TITLE, "LOST AND REFUSED");
	prose_add(
		p, wrong ? PROSE_WRONG : PROSE_LINE,
		"%llu answers that the kernel had no room for, %.0f in the last second",
		(unsigned long long)h->rx_drops, h->rx_drops_ps);
	prose_add(p, PROSE_LINE,
		  "%llu from an address that was not asked, %llu malformed",
		  (unsigned long long)h->spoof_dropped,
		  (unsigned long long)h->malformed);
}

/* Neighbours that nobody can tell apart, and so are shown as not managed. */
static void say_twins(struct prose *p, const struct network *net)
{
	struct link_twins twins[TWINS_SAID];
	char words[TWINS_WORDS];
	uint32_t n = links_twins(net, twins, TWINS_SAID);

	for (uint32_t i = 0; i < n && i < TWINS_SAID; i++)
		prose_add(p, PROSE_WRONG, "%s",
			  links_twins_words(words, net, &twins[i]));
	if (n > TWINS_SAID)
		prose_add(p, PROSE_WRONG, "and %u%s more pairs like these",
			  n - TWINS_SAID, n == TWINS_MAX ? " or" : "");
}

/* What the network told of itself, and what of that was not taken. */
static void say_network(struct prose *p, const struct scene *s, const struct zone *zone)
{
	uint64_t dropped = links_dropped(s->net);
	uint32_t of;
	dev_id most = links_dropped_most(s->net, &of);
	uint32_t differs = s->baseline ? baseline_differs(s->baseline) : 0;
	char summary[BASELINE_SUMMARY];

	prose_add(p, PROSE_TITLE, "THE NETWORK AS IT TELLS OF ITSELF");
	if (dropped)
		prose_add(p, PROSE_WRONG,
			  "%llu words of neighbours left out: beyond %d a device, "
			  "%d links a pair, or of itself; %u of %s",
			  (unsigned long long)dropped, CLAIMS_MAX, PARALLEL_MAX, of,
			  network_str(s->net, s->net->dev[most].name));
	else
		prose_add(p, PROSE_LINE,
			  "all that devices tell of neighbours is taken");
	say_twins(p, s->net);
	prose_add(p, differs ? PROSE_WRONG : PROSE_LINE, "%s%s",
		  baseline_summary(summary, s, zone), differs ? " (:baseline)" : "");
}

static void say_time(struct prose *p, const struct watch_health *h)
{
	bool late = h->lag_ms > 50, stepped = fabs(h->clock_step_s) > 1;

	prose_add(p, PROSE_TITLE, "TIME");
	prose_add(p, late ? PROSE_WRONG : PROSE_LINE, "its timers run %.1f ms late",
		  fmax(h->lag_ms, 0));
	if (stepped)
		prose_add(p, PROSE_WRONG, "the clock was set by %.1f s",
			  h->clock_step_s);
}

static void say_journal(struct prose *p, const struct watch_health *h)
{
	prose_add(p, PROSE_TITLE, "JOURNAL  %s", h->journal_ok ? "ok" : "NOT WRITABLE");
	prose_add(p, h->journal_backlog > 1000 ? PROSE_WRONG : PROSE_LINE,
		  "%llu events wait to be on disk",
		  (unsigned long long)h->journal_backlog);
	if (!isnan(h->journal_free_pct))
		prose_add(p, h->journal_free_pct < 5 ? PROSE_WRONG : PROSE_LINE,
			  "%.0f%% of its disk is free", h->journal_free_pct);
}

static void say_notices(struct prose *p, const struct scene *s)
{
	static const char *const state[] = {"OFF", "ok", "FAILING"};
	const struct watch_health *h = &s->net->health;

	prose_add(p, PROSE_TITLE, "PAGING  %s", state[s->paging]);
	if (!h->notifies)
		prose_add(p, PROSE_QUIET, "it has nobody to tell");
	else if (h->notifier_failed)
		prose_add(p, PROSE_WRONG, "%u notices failed within a minute",
			  h->notifier_failed);
	else
		prose_add(p, PROSE_LINE, "no notice failed since the last success");
	if (h->blind)
		prose_add(p, PROSE_WRONG, "it is us: %s", h->blind);
}

static void say_operators(struct prose *p, const struct scene *s,
			  const struct zone *zone)
{
	char since[EXPLAIN_MOMENT];

	prose_add(p, PROSE_TITLE, "OPERATORS  %u", s->operators);
	for (uint32_t i = 0; i < s->attached_n; i++) {
		const struct attendant *a = &s->attached[i];

		prose_add(p, PROSE_LINE, "%-16s %-24s since %s%s", a->who->name,
			  a->who->from, explain_moment(since, s, zone, a->since_ms),
			  a->wall ? "  a wall" : "");
	}
}

static void compose(struct session *v, const struct scene *s, struct prose *p)
{
	say_polling(p, s);
	say_lost(p, &s->net->health);
	say_time(p, &s->net->health);
	say_network(p, s, v->options.zone);
	say_journal(p, &s->net->health);
	say_notices(p, s);
	say_operators(p, s, v->options.zone);
	say_cost(p, s);
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	prose_view(v, s, c, a, "THE WATCH");
}

const struct view health_view = {
	.name = "health",
	.line = "the watch itself: polls, losses, queues, who is attached",
	.listless = true,
	.column = 76,
	.compose = compose,
	.draw = draw,
};
