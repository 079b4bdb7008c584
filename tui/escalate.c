/*
 * escalate: the ladders as they stand in the configuration, without a watch; test
 * notices by the watch, since it is the watch that will call.
 */
#include "tui/escalate.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "probes/base/clock.h"
#include "probes/journal/journal.h"
#include "tui/ask_watch.h"
#include "tui/attach.h"
#include "tui/exits.h"

/* --- whom it calls --- */

static void print_person(const struct roster *r, uint32_t row, uint32_t hook,
			 struct buf *out)
{
	const struct contact *c = &r->contact[row];

	buf_printf(out, "%s (%s) by ", c->name, c->title);
	if (hook != NONE)
		buf_str(out, r->hook[hook].name);
	for (uint32_t i = 0; hook == NONE && i < c->means_n; i++)
		buf_printf(out, "%s%s", i ? ", else " : "", r->hook[c->means[i]].name);
	if (hook == NONE && !c->means_n)
		buf_str(out, "no means");
}

static void print_rung(const struct roster *r, const struct rung *rung, bool last,
		       int64_t now_ms, struct buf *out)
{
	uint32_t who[ROSTER_CALLS];
	uint32_t n = roster_calls(r, rung->contact, now_ms + rung->after_ms, who);
	const char *name = r->contact[rung->contact].name;

	buf_printf(out, "  %3" PRId64 ":%02" PRId64 "  T%u %-12s ",
		   rung->after_ms / 60000, rung->after_ms / 1000 % 60, rung->tier,
		   name);
	for (uint32_t i = 0; i < n; i++) {
		buf_str(out, i ? " and " : "");
		print_person(r, who[i], rung->hook, out);
	}
	if (!n)
		buf_printf(out, "nobody is there: %s",
			   last ? "the first who comes" : "the next at once");
	buf_char(out, '\n');
}

void escalate_print(const struct roster *r, const struct policy *p, int64_t now_ms,
		    struct buf *out)
{
	buf_printf(out, "policy %s%s\n", p->name, r->shipped ? ", as shipped" : "");
	if (p->remedy != NONE)
		buf_printf(out, "    0:00  T1 %-12s before anybody is called\n",
			   r->hook[p->remedy].name);
	for (uint32_t i = 0; i < p->rung_n; i++)
		print_rung(r, &p->rung[i], i + 1 == p->rung_n, now_ms, out);
	if (!p->rung_n)
		buf_str(out, "  nobody\n");
	if (p->repeat_ms)
		buf_printf(out, "  then   the last again every %lld min\n",
			   (long long)p->repeat_ms / 60000);
	if (p->vendor != NONE)
		buf_printf(out, "  by key T3 %s\n", r->contact[p->vendor].name);
	if (!calendar_in(&p->hours, p->zone, now_ms))
		buf_str(out, "  not now: outside of its hours, notices wait\n");
}

const struct policy *escalate_policy(const struct roster *r, const struct network *net,
				     const char *severity, const char *thing,
				     struct alert *about, char *error, size_t cap)
{
	static char empty[] = "";
	const struct policy *p;

	*about = (struct alert){.name = empty,
				.entity = empty,
				.text = empty,
				.check = CHECK_UNREACHABLE,
				.severity = severity_find(severity)};
	if (about->severity < SEV_WARNING) {
		snprintf(error, cap, "'%.40s' is none of critical, major, warning",
			 severity);
		return NULL;
	}
	about->thing = alert_thing_named(net, thing, &about->subject);
	if (about->thing == NONE) {
		snprintf(error, cap,
			 "there is no device, site, circuit or customer '%.100s'",
			 thing);
		return NULL;
	}
	p = roster_policy(r, net, about);
	if (!p)
		snprintf(error, cap, "no policy is for %s alerts of %.100s", severity,
			 thing);
	return p;
}

/* --- the last proven run --- */

static void take_time(void *ctx, const struct event *e)
{
	int64_t *proven = ctx;

	if (e && e->value > 0)
		*proven = e->at_ms;
}

int64_t escalate_proven(const char *journal)
{
	int64_t proven = 0;
	char why[256];

	journal_read_events(
		journal, &(struct journal_query){.max = 100, .kind = EVENT_REHEARSED},
		take_time, &proven, why, sizeof why);
	return proven;
}

static void print_proven(const struct watch_setup *setup, const char *config,
			 int64_t now_ms, struct buf *out)
{
	char journal[PATH_MAX], when[CLOCK_RFC3339_SIZE];
	int64_t proven = 0;

	if (attach_journal_path(&setup->inventory.settings, config, journal,
				sizeof journal))
		proven = escalate_proven(journal);
	if (!proven)
		buf_str(out, "no rehearsal was taken by all, as far as the journal can "
			     "be read: noctop escalation rehearse --send\n");
	else
		buf_printf(out,
			   "the last rehearsal whose notices were all taken: %s%s\n",
			   clock_rfc3339(when, proven),
			   now_ms - proven > PROVEN_OLD_MS
				   ? ", more than 30 days ago: noctop escalation "
				     "rehearse --send"
				   : "");
}

/* --- the command --- */

static int rehearse(const struct options *o, const struct watch_setup *setup,
		    struct buf *out)
{
	const struct roster *r = &setup->inventory.roster;
	int64_t now_ms = clock_wall_ms();
	const struct policy *p;
	struct alert about;
	char error[192];

	if (o->arg_n == 1) {
		for (uint32_t i = 0; i < r->policy_n; i++)
			escalate_print(r, &r->policy[i], now_ms, out);
		return EXIT_OK;
	}
	p = escalate_policy(r, &setup->net, o->arg[1], o->arg[2], &about, error,
			    sizeof error);
	if (!p) {
		fprintf(stderr, "noctop: %s\n", error);
		return EXIT_FAILED;
	}
	escalate_print(r, p, now_ms, out);
	return EXIT_OK;
}

static int check(const struct watch_setup *setup, const char *config, struct buf *out)
{
	int64_t now_ms = clock_wall_ms();
	const struct roster *r = &setup->inventory.roster;
	int code;

	if (roster_empty(r)) {
		buf_str(out, "nobody is told of anything: there is no [contact] that a "
			     "policy calls\n");
		return EXIT_FAULTS;
	}
	code = escalate_check(r, &setup->net, now_ms, out);
	print_proven(setup, config, now_ms, out);
	return code;
}

static int with_configuration(const struct options *o)
{
	struct watch_setup setup = {0};
	char config[PATH_MAX];
	struct buf out = {0};
	int code = attach_need(o, &setup);

	if (code == 0 && attach_config_path(o, config, sizeof config)) {
		code = strcmp(o->arg[0], "check") ? rehearse(o, &setup, &out)
						  : check(&setup, config, &out);
		if (out.len)
			fwrite(out.data, 1, out.len, stdout);
	} else {
		code = EXIT_CONFIG;
	}
	buf_fini(&out);
	attach_setup_fini(&setup);
	return code;
}

int escalate_run(const struct options *o, int argc, char **argv)
{
	return o->send ? ask_watch("escalation", o, argc, argv) : with_configuration(o);
}
