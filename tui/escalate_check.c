/*
 * escalate_check: what is wrong with the ladders, before the night in which they are
 * needed.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probes/alert/alert.h"
#include "probes/alert/coverage.h"
#include "probes/notify/notice.h"
#include "tui/escalate.h"

enum { FINE, PARTLY, BROKEN };

struct inspection {
	const struct roster *roster;
	int64_t now_ms;
	struct buf *out;
	int worst;
};

__attribute__((format(printf, 5, 6))) static void find(struct inspection *c, int how,
						       const char *file, unsigned line,
						       const char *fmt, ...)
{
	va_list args;

	buf_printf(c->out, "%s:%u: ", file, line);
	va_start(args, fmt);
	buf_vprintf(c->out, fmt, args);
	va_end(args);
	buf_char(c->out, '\n');
	if (how > c->worst)
		c->worst = how;
}

/* --- hooks and contacts --- */

static void check_hook(struct inspection *c, const struct hook *h)
{
	char field[64];

	if (access(h->argv[0], X_OK) != 0)
		find(c, BROKEN, h->file, h->line, "[hook %s]: cannot run '%s': %s",
		     h->name, h->argv[0], strerror(errno));
	for (const char *const *word = h->argv; *word; word++)
		if (notice_unknown(*word, field, sizeof field))
			find(c, BROKEN, h->file, h->line,
			     "[hook %s]: there is no %s (see HOOKS in noctop.ini(5))",
			     h->name, field);
}

static bool uses(const struct hook *h, const char *field)
{
	for (const char *const *word = h->argv; *word; word++)
		if (strstr(*word, field))
			return true;
	return false;
}

/* A phone that is called without a number rings nowhere. */
static void check_mean(struct inspection *c, const struct contact *who,
		       const struct hook *h)
{
	const struct {
		const char *field, *key, *value;
	} needs[] = {
		{"{contact.email}", "email", who->email},
		{"{contact.phone}", "phone", who->phone},
		{"{contact.address}", "address", who->address},
	};

	for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
		if (uses(h, needs[i].field) && !needs[i].value)
			find(c, BROKEN, who->file, who->line,
			     "[contact %s] has no %s, which [hook %s] needs", who->name,
			     needs[i].key, h->name);
}

/* It is called by means of its own: in a group, or by a step that names none. */
static bool is_called(const struct roster *r, uint32_t row)
{
	for (uint32_t i = 0; i < r->contact_n; i++)
		for (uint32_t m = 0; m < r->contact[i].member_n; m++)
			if (r->contact[i].member[m] == row)
				return true;
	for (uint32_t i = 0; i < r->policy_n; i++)
		for (uint32_t k = 0; k < r->policy[i].rung_n; k++)
			if (r->policy[i].rung[k].contact == row &&
			    r->policy[i].rung[k].hook == NONE)
				return true;
	return false;
}

static void check_contact(struct inspection *c, const struct contact *who)
{
	if (who->group && !who->member_n)
		find(c, BROKEN, who->file, who->line, "[group %s] has nobody in it",
		     who->name);
	if (!who->group && !who->means_n &&
	    is_called(c->roster, (uint32_t)(who - c->roster->contact)))
		find(c, BROKEN, who->file, who->line,
		     "[contact %s] has no means: it cannot be reached", who->name);
	for (uint32_t i = 0; i < who->means_n; i++)
		check_mean(c, who, &c->roster->hook[who->means[i]]);
}

/* --- policies --- */

static const char *moment(const struct policy *p, int64_t ms, char out[32])
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed",
					   "Thu", "Fri", "Sat"};
	struct civil t;

	zone_civil(p->zone, ms, &t);
	snprintf(out, 32, "%s %04d-%02d-%02d %02d:%02d", days[t.weekday % 7], t.year,
		 t.month, t.day, t.hour, t.minute);
	return out;
}

static void say_gap(struct inspection *c, int how, const struct policy *p,
		    const char *who, const struct gaps *g, const char *then)
{
	char from[32], to[32];

	if (!g->n)
		return;
	find(c, how, p->file, p->line,
	     "[policy %s]: %s from %s to %s, %u times and %lld h a year%s", p->name,
	     who, moment(p, g->first_ms, from), moment(p, g->first_end_ms, to), g->n,
	     (long long)(g->sum_ms + 1800000) / 3600000, then);
}

static void check_policy(struct inspection *c, const struct policy *p)
{
	struct gaps all, one;
	char who[96];

	if (!p->rung_n) {
		find(c, c->roster->shipped ? PARTLY : BROKEN, p->file, p->line,
		     "[policy %s] calls nobody%s", p->name,
		     c->roster->shipped ? ": there is none of [contact desk], oncall, "
					  "second, manager"
					: "");
		return;
	}
	coverage_policy(c->roster, p, c->now_ms, &all);
	say_gap(c, BROKEN, p, "nobody of it is there", &all, "");
	for (uint32_t i = 0; i < p->rung_n; i++) {
		const struct contact *at = &c->roster->contact[p->rung[i].contact];

		if (p->rung[i].hook != NONE && !at->group)
			check_mean(c, at, &c->roster->hook[p->rung[i].hook]);
		coverage_rung(c->roster, p, i, c->now_ms, &one);
		snprintf(who, sizeof who, "T%u %s: nobody is there", p->rung[i].tier,
			 at->name);
		if (one.sum_ms > all.sum_ms)
			say_gap(c, PARTLY, p, who, &one,
				i + 1 < p->rung_n ? "; the next is called at once"
						  : "; they are waited for");
	}
}

/* --- the network --- */

static void check_severity(struct inspection *c, const struct network *net,
			   enum severity severity)
{
	const char *first = NULL;
	uint32_t n = 0;

	for (dev_id d = 0; d < net->dev_n; d++) {
		char name[] = "";
		struct alert a = {.subject = SUBJECT_DEVICE,
				  .thing = d,
				  .name = name,
				  .entity = name,
				  .check = CHECK_UNREACHABLE,
				  .severity = severity};

		if (roster_policy(c->roster, net, &a))
			continue;
		if (!n++)
			first = network_str(net, net->dev[d].name);
	}
	if (!n)
		return;
	buf_printf(c->out, "%s alerts of %u of %u devices (%s%s) are told to nobody\n",
		   severity_name(severity), n, net->dev_n, first, n > 1 ? ", ..." : "");
	if (c->worst < BROKEN)
		c->worst = severity == SEV_CRITICAL ? BROKEN : PARTLY;
}

int escalate_check(const struct roster *r, const struct network *net, int64_t now_ms,
		   struct buf *out)
{
	struct inspection c = {r, now_ms, out, FINE};

	for (uint32_t i = 0; i < r->hook_n; i++)
		check_hook(&c, &r->hook[i]);
	for (uint32_t i = 0; i < r->contact_n; i++)
		check_contact(&c, &r->contact[i]);
	for (uint32_t i = 0; i < r->policy_n; i++)
		check_policy(&c, &r->policy[i]);
	check_severity(&c, net, SEV_CRITICAL);
	check_severity(&c, net, SEV_MAJOR);
	return c.worst;
}
