/*
 * The whole object, in the order in which it is documented.
 */
#include "tui/status.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/alert/state.h"
#include "probes/base/arena.h"
#include "probes/base/clock.h"
#include "probes/model/circuit.h"
#include "probes/wire/poll.h"
#include "tui/maintain_print.h"
#include "tui/member.h"
#include "tui/status_circuit.h"
#include "tui/status_device.h"
#include "tui/status_links.h"

/* Memory of this process alone; ru_maxrss would begin with that of its parent. */
static uint64_t resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	unsigned long long size, resident = 0;

	if (!f)
		return 0;
	if (fscanf(f, "%llu %llu", &size, &resident) != 2)
		resident = 0;
	fclose(f);
	return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

void status_poll_from(struct status_poll *p, const struct network *net,
		      const struct poll_totals *totals)
{
	int64_t end_us = totals->ended_us ? totals->ended_us : clock_mono_us();
	int64_t cpu_us = totals->ended_us ? totals->ended_process_cpu_us
					  : clock_process_cpu_us();

	*p = (struct status_poll){
		.devices = net->dev_n,
		.interfaces = net->ifs.n - net->ifs.holes,
		.varbinds = totals->varbinds,
		.retries = totals->retries,
		.timeouts = totals->timeouts,
		.rss_bytes = resident_bytes(),
		.seconds = (double)(end_us - totals->started_us) / 1e6,
		.cpu_seconds = (double)(cpu_us - totals->process_cpu_us) / 1e6,
	};
	for (dev_id id = 0; id < net->dev_n; id++)
		p->answered += net->dev[id].polls_good > 0;
}

static void watch_object(struct json *j, const struct watch_health *w)
{
	member_open(j, "watch", '{');
	member_int(j, "due", (int64_t)w->polls_due);
	member_int(j, "late", (int64_t)w->polls_late);
	member_int(j, "rx_drops", (int64_t)w->rx_drops);
	member_int(j, "spoof_dropped", (int64_t)w->spoof_dropped);
	member_int(j, "traps", (int64_t)w->traps);
	json_close(j, '}');
}

static void poll_object(struct json *j, const struct status_poll *p)
{
	member_open(j, "poll", '{');
	member_int(j, "devices", p->devices);
	member_int(j, "answered", p->answered);
	member_int(j, "interfaces", p->interfaces);
	member_int(j, "varbinds", (int64_t)p->varbinds);
	member_num(j, "seconds", p->seconds, 3);
	member_num(j, "cpu_seconds", p->cpu_seconds, 3);
	member_int(j, "rss_bytes", p->rss_bytes ? (int64_t)p->rss_bytes : -1);
	member_int(j, "retries", (int64_t)p->retries);
	member_int(j, "timeouts", (int64_t)p->timeouts);
	json_close(j, '}');
}

static void site_object(struct json *j, const struct network *net,
			const struct alerts *alerts, site_id id, int64_t now_ms)
{
	const struct site *site = &net->site[id];
	struct site_verdict v;

	site_verdict(net, alerts, id, now_ms, &v);
	json_open(j, '{');
	member_str(j, "name", network_str(net, site->name));
	member_str(j, "customer", network_str(net, site->customer));
	member_str(j, "state", site_state_name(v.state));
	member_int(j, "devices", v.devices);
	member_int(j, "lost", v.lost);
	member_time(j, "since", v.since_ms);
	member_str(j, "cause", v.cause);
	json_close(j, '}');
}

static void member_alert_key(struct json *j, const struct alert *a)
{
	char key[1024];

	snprintf(key, sizeof key, "%s|%s|%s|%s", subject_name(a->subject), a->name,
		 a->entity ? a->entity : "", check_name(a->check));
	member_str(j, "key", key);
}

static void ack_object(struct json *j, const struct alert_ack *ack)
{
	if (!ack->at_ms) {
		member_null(j, "ack");
		return;
	}
	member_open(j, "ack", '{');
	member_str(j, "by", ack->by.name);
	member_time(j, "at", ack->at_ms);
	member_str(j, "intent", ack_intent_name(ack->intent));
	member_time(j, "until", ack->until_ms);
	member_str(j, "note", ack->note);
	json_close(j, '}');
}

/* Who is called next, and when: null while it stands still, and why it does. */
static void escalation_object(struct json *j, const struct ladder *l)
{
	if (!l->policy[0]) {
		member_null(j, "escalation");
		return;
	}
	member_open(j, "escalation", '{');
	member_str(j, "policy", l->policy);
	member_int(j, "tier", l->to[0] ? l->tier : -1);
	member_str(j, "to", l->to[0] ? l->to : NULL);
	member_time(j, "next_at", l->held == HELD_NOT ? l->next_at_ms : 0);
	member_str(j, "held", l->held == HELD_NOT ? NULL : held_name(l->held));
	member_time(j, "told_at", l->told_ms);
	member_str(j, "told", l->told && *l->told ? l->told : NULL);
	member_str(j, "heard", l->heard);
	json_close(j, '}');
}

/* What it is about and what was measured. */
static void alert_subject(struct json *j, const struct alert *a, const char *site)
{
	member_int(j, "id", (int64_t)a->id);
	member_alert_key(j, a);
	member_str(j, "severity", severity_name(a->severity));
	member_str(j, "state",
		   a->suppressed || a->planned ? "suppressed"
					       : alert_state_name(a->state));
	member_str(j, "category", category_name(a->category));
	member_str(j, "device", a->subject == SUBJECT_DEVICE ? a->name : NULL);
	member_str(j, "site", a->subject == SUBJECT_SITE ? a->name : site);
	member_str(j, "circuit", a->subject == SUBJECT_CIRCUIT ? a->name : NULL);
	member_str(j, "entity", a->entity);
	member_str(j, "check", check_name(a->check));
	member_str(j, "text", a->text);
	member_num(j, "value", a->value, 3);
	member_num(j, "limit", a->limit, 3);
}

static void alert_object(struct json *j, const struct alert *a, const char *site)
{
	json_open(j, '{');
	alert_subject(j, a, site);
	member_time(j, "opened", a->opened_ms);
	member_time(j, "last_good", a->last_good_ms);
	member_time(j, "first_bad", a->first_bad_ms);
	member_time(j, "occurred", a->occurred_ms);
	member_int(j, "hides", a->hides);
	member_str(j, "cause", a->suppressed_by);
	member_str(j, "suppressed_by",
		   a->suppressed ? a->suppressed_by
		   : a->planned	 ? a->planned_by
				 : NULL);
	member_str(j, "suppressed_how", cover_name(a->cover));
	member_str(j, "evidence", a->evidence);
	member_int(j, "flaps", a->flaps);
	member_str(j, "owner", *alert_holder(a) ? alert_holder(a) : NULL);
	member_str(j, "ticket", a->ticket && *a->ticket ? a->ticket : NULL);
	member_str(j, "runbook", a->rule ? a->rule->runbook : NULL);
	ack_object(j, &a->ack);
	escalation_object(j, &a->ladder);
	json_close(j, '}');
}

static const char *site_of(const struct network *net, const struct alert *a)
{
	site_id site = NONE;

	if (a->subject == SUBJECT_DEVICE && a->thing < net->dev_n)
		site = net->dev[a->thing].site;
	else if (a->subject == SUBJECT_CIRCUIT && a->thing < net->circuit_n)
		site = circuit_site(net, &net->circuit[a->thing]);
	return site < net->site_n ? network_str(net, net->site[site].name) : NULL;
}

void status_alert(struct json *j, const struct network *net, const struct alert *a)
{
	alert_object(j, a, net ? site_of(net, a) : NULL);
}

static void alert_array(struct json *j, const struct network *net,
			const struct alerts *alerts, int64_t now_ms)
{
	struct arena scratch = {0};
	const struct alert **row = arena_alloc(&scratch, alerts->n * sizeof *row);
	uint32_t n = alerts_list(alerts, true, now_ms, 0, row, alerts->n);

	member_open(j, "alerts", '[');
	for (uint32_t i = 0; i < n; i++)
		status_alert(j, net, row[i]);
	json_close(j, ']');
	arena_fini(&scratch);
}

void status_json(struct buf *out, const struct inventory *inv,
		 const struct network *net, const struct alerts *alerts,
		 const struct status_poll *poll, int64_t now_ms)
{
	struct json j = {.out = out};

	json_open(&j, '{');
	member_int(&j, "schema", STATUS_SCHEMA);
	member_time(&j, "time", now_ms);
	member_str(&j, "network", inv->settings.name);
	watch_object(&j, &net->health);
	poll_object(&j, poll);
	member_open(&j, "sites", '[');
	for (site_id id = 0; id < net->site_n; id++)
		site_object(&j, net, alerts, id, now_ms);
	json_close(&j, ']');
	member_open(&j, "devices", '[');
	for (dev_id id = 0; id < net->dev_n; id++)
		status_device(&j, net, alerts, id, now_ms);
	json_close(&j, ']');
	status_links(&j, net);
	status_lags(&j, net);
	status_segments(&j, net);
	status_vlans(&j, net);
	status_circuits(&j, net, alerts, now_ms);
	alert_array(&j, net, alerts, now_ms);
	json_key(&j, "maintenance");
	maintain_json(&j, alerts->maintenance, now_ms);
	json_close(&j, '}');
	buf_char(out, '\n');
}

static enum severity worst_alert(const struct alerts *alerts)
{
	enum severity worst = SEV_NONE;

	for (uint32_t i = 0; i < alerts->n; i++) {
		const struct alert *a = alerts->row[i];

		if ((a->state == ALERT_OPEN || a->state == ALERT_ACKNOWLEDGED) &&
		    !a->suppressed && !a->planned && a->severity > worst)
			worst = a->severity;
	}
	return worst;
}

/* A device that is down is critical, until a rule says less. */
static bool down_without_alert(const struct network *net, const struct alerts *alerts,
			       dev_id id, int64_t now_ms)
{
	return dev_state(net, alerts, id, now_ms) == DEV_DOWN &&
	       (id >= alerts->dev_cap || alerts->dev_worst[id] == SEV_NONE);
}

static bool tells_nothing(const struct network *net, const struct alerts *alerts,
			  dev_id id, int64_t now_ms)
{
	enum dev_state state = dev_state(net, alerts, id, now_ms);

	return state == DEV_STALE || state == DEV_LOST || state == DEV_DOWN;
}

int status_exit_code(const struct network *net, const struct alerts *alerts,
		     int64_t now_ms)
{
	enum severity worst = worst_alert(alerts);
	uint32_t in_service = 0, silent = 0;

	for (dev_id id = 0; id < net->dev_n; id++) {
		if (down_without_alert(net, alerts, id, now_ms))
			return STATUS_CRITICAL;
		in_service += !net->dev[id].planned;
		silent += tells_nothing(net, alerts, id, now_ms);
	}
	if (worst >= SEV_MAJOR)
		return STATUS_CRITICAL;
	if (worst == SEV_WARNING)
		return STATUS_WARNING;
	return silent || !in_service ? STATUS_UNKNOWN : STATUS_OK;
}
