/*
 * notice: one table of values. What depends on the kind of the notice is decided here,
 * so that every hook is told the same.
 */
#include "probes/notify/notice.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/state.h"
#include "probes/base/clock.h"
#include "probes/base/json.h"

const char *notice_kind_name(enum notice_kind kind)
{
	static const char *const names[] = {
		[NOTICE_PROBLEM] = "problem",	  [NOTICE_RECOVERY] = "recovery",
		[NOTICE_DIGEST] = "digest",	  [NOTICE_TEST] = "test",
		[NOTICE_HEARTBEAT] = "heartbeat", [NOTICE_REMEDY] = "remedy",
	};

	return names[kind];
}

/* --- values --- */

struct maker {
	const struct notice_about *about;
	struct arena *arena;
	const struct dev *dev;	 /* NULL none */
	const struct site *site; /* NULL none */
	const struct circuit *circuit; /* NULL none */
};

static const char *text_of(const struct maker *m, str_id id)
{
	return id ? network_str(m->about->net, id) : "";
}

static const char *number(const struct maker *m, uint64_t n)
{
	return arena_printf(m->arena, "%" PRIu64, n);
}

static const char *time_of(const struct maker *m, int64_t ms)
{
	char out[CLOCK_RFC3339_SIZE];

	return ms > 0 ? arena_strdup(m->arena, clock_rfc3339(out, ms)) : "";
}

static const char *kind(const struct maker *m)
{
	return notice_kind_name(m->about->kind);
}

static const char *network(const struct maker *m)
{
	return m->about->network_name;
}

static const char *now(const struct maker *m)
{
	return time_of(m, m->about->now_ms);
}

static const char *id(const struct maker *m)
{
	return m->about->alert ? number(m, m->about->alert->id) : "";
}

static const char *severity(const struct maker *m)
{
	if (m->about->kind == NOTICE_TEST)
		return "info";
	return m->about->alert ? severity_name(m->about->alert->severity) : "";
}

static const char *state(const struct maker *m)
{
	return m->about->alert ? alert_state_name(m->about->alert->state) : "";
}

/* "3 alerts, 1 over; the worst: critical lon isolated", "2 over; one of them: …" */
static const char *gathered(const struct maker *m)
{
	const struct notice_about *about = m->about;
	const struct alert *a = about->alert;
	const char *name = a ? a->name : "gone", *text = a ? a->text : "";

	if (!about->n)
		return arena_printf(m->arena, "%u over; one of them: %s %s",
				    about->over, name, text);
	return arena_printf(
		m->arena, "%u alert%s%s; the worst: %s %s %s", about->n,
		about->n == 1 ? "" : "s",
		about->over ? arena_printf(m->arena, ", %u over", about->over) : "",
		severity(m), name, text);
}

static const char *what(const struct maker *m)
{
	const struct notice_about *about = m->about;

	if (about->kind == NOTICE_TEST)
		return arena_printf(m->arena, "TEST, nothing is wrong: %s",
				    about->what);
	if (about->kind == NOTICE_DIGEST && about->what)
		return about->what;
	if (about->kind == NOTICE_DIGEST)
		return gathered(m);
	return about->alert ? about->alert->text : "";
}

static const char *check(const struct maker *m)
{
	return m->about->alert ? check_name(m->about->alert->check) : "";
}

static const char *category(const struct maker *m)
{
	return m->about->alert ? category_name(m->about->alert->category) : "";
}

static const char *entity(const struct maker *m)
{
	return m->about->alert ? m->about->alert->entity : "";
}

static const char *opened(const struct maker *m)
{
	return m->about->alert ? time_of(m, m->about->alert->opened_ms) : "";
}

static const char *cleared(const struct maker *m)
{
	return m->about->alert ? time_of(m, m->about->alert->cleared_ms) : "";
}

static const char *hides(const struct maker *m)
{
	return m->about->alert ? number(m, m->about->alert->hides) : "";
}

static const char *ticket(const struct maker *m)
{
	const struct alert *a = m->about->alert;

	return a && a->ticket ? a->ticket : "";
}

static const char *runbook(const struct maker *m)
{
	const struct alert *a = m->about->alert;

	return a && a->rule ? a->rule->runbook : "";
}

static const char *holder(const struct maker *m)
{
	return m->about->alert ? alert_holder(m->about->alert) : "";
}

static const char *note(const struct maker *m)
{
	const struct alert *a = m->about->alert;

	if (m->about->note && m->about->note[0])
		return m->about->note;
	return a && a->ack.note ? a->ack.note : "";
}

static const char *subject_kind(const struct maker *m)
{
	return m->about->alert ? subject_name(m->about->alert->subject) : "";
}

static const char *thing(const struct maker *m)
{
	return m->about->alert ? m->about->alert->name : m->about->network_name;
}

static const char *address(const struct maker *m)
{
	return m->dev ? text_of(m, m->dev->address) : "";
}

static const char *role(const struct maker *m)
{
	return m->dev ? role_name(m->dev->role) : "";
}

static const char *site(const struct maker *m)
{
	return m->site ? text_of(m, m->site->name) : "";
}

static const char *site_title(const struct maker *m)
{
	return m->site ? text_of(m, m->site->title) : "";
}

static const char *customer(const struct maker *m)
{
	return m->site ? text_of(m, m->site->customer) : "";
}

static const char *circuit_name(const struct maker *m)
{
	return m->circuit ? text_of(m, m->circuit->name) : "";
}

static const char *circuit_provider(const struct maker *m)
{
	return m->circuit ? text_of(m, m->circuit->provider) : "";
}

static const char *circuit_phone(const struct maker *m)
{
	return m->circuit ? text_of(m, m->circuit->phone) : "";
}

static const char *circuit_contract(const struct maker *m)
{
	return m->circuit ? text_of(m, m->circuit->contract) : "";
}

static const char *circuit_id_a(const struct maker *m)
{
	return m->circuit ? text_of(m, m->circuit->end[END_A].id) : "";
}

static const char *circuit_id_b(const struct maker *m)
{
	return m->circuit ? text_of(m, m->circuit->end[END_B].id) : "";
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static const char *contact(const struct maker *m)
{
	return m->about->contact ? m->about->contact->name : "";
}

static const char *contact_title(const struct maker *m)
{
	return m->about->contact ? m->about->contact->title : "";
}

static const char *contact_email(const struct maker *m)
{
	return m->about->contact ? or_empty(m->about->contact->email) : "";
}

static const char *contact_phone(const struct maker *m)
{
	return m->about->contact ? or_empty(m->about->contact->phone) : "";
}

static const char *contact_address(const struct maker *m)
{
	return m->about->contact ? or_empty(m->about->contact->address) : "";
}

static const char *tier(const struct maker *m)
{
	return m->about->tier ? number(m, m->about->tier) : "";
}

static const char *sent(const struct maker *m)
{
	return number(m, m->about->number);
}

static const char *digest_open(const struct maker *m)
{
	return number(m, m->about->n);
}

static const char *digest_over(const struct maker *m)
{
	return number(m, m->about->over);
}

/* One line that says it all: for a mail's subject, a pager, a message. */
static const char *subject(const struct maker *m)
{
	const struct notice_about *about = m->about;
	const struct alert *a = about->alert;
	const char *place = site(m), *name, *tested;

	if (about->kind == NOTICE_HEARTBEAT)
		return arena_printf(m->arena, "%s: noctop is awake",
				    about->network_name);
	if (about->kind == NOTICE_TEST) {
		tested = a ? a->name : about->network_name;
		return arena_printf(m->arena, "TEST %s %s: %s", about->network_name,
				    tested, about->what);
	}
	if (about->kind == NOTICE_DIGEST)
		return arena_printf(m->arena, "%s %s", about->network_name, what(m));
	if (a && a->check == CHECK_US)
		return arena_printf(
			m->arena, "%s %s BLIND: %s", about->network_name,
			about->kind == NOTICE_RECOVERY ? "IS NO MORE" : "IS", what(m));
	name = a && a->subject == SUBJECT_WATCH ? "" : thing(m);
	if (!strcmp(place, name)) /* the site itself */
		place = "";
	return arena_printf(m->arena, "%s %s:%s%s%s%s %s",
			    about->kind == NOTICE_RECOVERY ? "OVER" : severity(m),
			    about->network_name, *place ? " " : "", place,
			    *name ? " " : "", name, what(m));
}

static const struct row {
	const char *name, *variable;
	const char *(*get)(const struct maker *);
	const char *doc;
} rows[] = {
	{"kind", "NOCTOP_KIND", kind,
	 "problem, recovery, digest, test, heartbeat or remedy"},
	{"subject", "NOCTOP_SUBJECT", subject, "all of it in one line"},
	{"network", "NOCTOP_NETWORK", network, "name of the network"},
	{"time", "NOCTOP_TIME", now, "when the notice was made, UTC (RFC 3339)"},
	{"alert.id", "NOCTOP_ALERT_ID", id, "number of the occurrence"},
	{"alert.severity", "NOCTOP_ALERT_SEVERITY", severity,
	 "critical, major or warning"},
	{"alert.state", "NOCTOP_ALERT_STATE", state, "open, acknowledged or cleared"},
	{"alert.text", "NOCTOP_ALERT_TEXT", what, "what is wrong"},
	{"alert.check", "NOCTOP_ALERT_CHECK", check, "what was looked at"},
	{"alert.category", "NOCTOP_ALERT_CATEGORY", category, "kind of fault"},
	{"alert.subject", "NOCTOP_ALERT_SUBJECT", subject_kind,
	 "device, site, customer, circuit or watch"},
	{"alert.opened", "NOCTOP_ALERT_OPENED", opened, "since when"},
	{"alert.cleared", "NOCTOP_ALERT_CLEARED", cleared,
	 "until when; empty: not yet"},
	{"alert.hides", "NOCTOP_ALERT_HIDES", hides, "alerts and devices it explains"},
	{"alert.ticket", "NOCTOP_ALERT_TICKET", ticket, "its id elsewhere"},
	{"alert.runbook", "NOCTOP_ALERT_RUNBOOK", runbook,
	 "what to do, or where it says"},
	{"alert.holder", "NOCTOP_ALERT_HOLDER", holder, "who has it"},
	{"note", "NOCTOP_NOTE", note, "what an operator said: a case number, too"},
	{"device", "NOCTOP_DEVICE", thing, "name of the device or other thing"},
	{"device.address", "NOCTOP_DEVICE_ADDRESS", address, "its address"},
	{"device.role", "NOCTOP_DEVICE_ROLE", role, "what it is for"},
	{"entity", "NOCTOP_ENTITY", entity, "its interface or sensor"},
	{"site", "NOCTOP_SITE", site, "name of the site"},
	{"site.name", "NOCTOP_SITE_NAME", site_title, "in full"},
	{"customer", "NOCTOP_CUSTOMER", customer, "name of the customer"},
	{"circuit", "NOCTOP_CIRCUIT", circuit_name,
	 "the circuit it is about, or that is down there"},
	{"circuit.provider", "NOCTOP_CIRCUIT_PROVIDER", circuit_provider,
	 "who rents it out"},
	{"circuit.phone", "NOCTOP_CIRCUIT_PHONE", circuit_phone, "whom to call there"},
	{"circuit.contract", "NOCTOP_CIRCUIT_CONTRACT", circuit_contract, "its number"},
	{"circuit.id.a", "NOCTOP_CIRCUIT_ID_A", circuit_id_a,
	 "what the provider calls our end"},
	{"circuit.id.b", "NOCTOP_CIRCUIT_ID_B", circuit_id_b, "and the other"},
	{"contact", "NOCTOP_CONTACT", contact, "who is to be told"},
	{"contact.name", "NOCTOP_CONTACT_NAME", contact_title, "in full"},
	{"contact.email", "NOCTOP_CONTACT_EMAIL", contact_email, "as configured"},
	{"contact.phone", "NOCTOP_CONTACT_PHONE", contact_phone, "as configured"},
	{"contact.address", "NOCTOP_CONTACT_ADDRESS", contact_address, "as configured"},
	{"tier", "NOCTOP_TIER", tier, "1, 2; 3 the vendor"},
	{"number", "NOCTOP_NUMBER", sent, "of the notices of this alert"},
	{"digest.open", "NOCTOP_DIGEST_OPEN", digest_open, "of a digest: alerts"},
	{"digest.over", "NOCTOP_DIGEST_OVER", digest_over, "and those that are over"},
};
#define ROWS (sizeof rows / sizeof *rows)

bool notice_doc(unsigned i, struct notice_doc *doc)
{
	if (i >= ROWS)
		return false;
	*doc = (struct notice_doc){rows[i].name, rows[i].variable, rows[i].doc};
	return true;
}

/* What it is about, or what ends at its interface; of a site or of a device that is
 * silent what is down there. */
static void find_circuit(struct maker *m)
{
	const struct alert *a = m->about->alert;
	const struct network *net = m->about->net;
	if_id row = NONE;

	if (a->subject == SUBJECT_DEVICE && a->thing < net->dev_n && a->entity[0])
		row = network_if_find(net, a->thing, a->entity);
	for (uint32_t i = 0; i < net->circuit_n && !m->circuit; i++) {
		const struct circuit *c = &net->circuit[i];
		struct circuit_now now;
		bool there = a->subject == SUBJECT_SITE
				     ? circuit_touches(net, c, a->thing)
				     : a->check == CHECK_UNREACHABLE &&
					       (c->end[END_A].dev == a->thing ||
						c->end[END_B].dev == a->thing);

		circuit_read(net, i, m->about->now_ms, &now);
		if (a->subject == SUBJECT_CIRCUIT ? a->thing == i
		    : row != NONE		  ? circuit_at(net, row) == i
						  : there && now.state == LINE_DOWN)
			m->circuit = c;
	}
}

static void find_place(struct maker *m)
{
	const struct alert *a = m->about->alert;
	const struct network *net = m->about->net;
	site_id at = NONE;

	if (!a || !net)
		return;
	if (a->subject == SUBJECT_DEVICE && a->thing < net->dev_n) {
		m->dev = &net->dev[a->thing];
		at = m->dev->site;
	} else if (a->subject == SUBJECT_SITE) {
		at = a->thing;
	} else if (a->subject == SUBJECT_CIRCUIT && a->thing < net->circuit_n) {
		at = circuit_site(net, &net->circuit[a->thing]);
	}
	find_circuit(m);
	if (at < net->site_n)
		m->site = &net->site[at];
}

/* A digest of one alert is what is told of one alert. */
static enum notice_kind kind_as_told(const struct notice_about *about)
{
	if (about->kind != NOTICE_DIGEST || about->n + about->over != 1)
		return about->kind;
	return about->n ? NOTICE_PROBLEM : NOTICE_RECOVERY;
}

void notice_fill(struct notice *n, const struct notice_about *about)
{
	struct notice_about told = *about;
	struct maker m = {.about = &told, .arena = &n->arena};

	told.kind = kind_as_told(about);
	*n = (struct notice){
		.kind = told.kind,
		.alert = about->alert ? about->alert->id : 0,
		.severity = about->alert ? about->alert->severity : SEV_INFO,
	};
	find_place(&m);
	n->value = arena_alloc(&n->arena, ROWS * sizeof *n->value);
	for (size_t i = 0; i < ROWS; i++) {
		const char *value = or_empty(rows[i].get(&m));

		n->value[i] = arena_strndup(&n->arena, value,
					    strnlen(value, NOTICE_VALUE_MAX));
	}
}

void notice_fini(struct notice *n)
{
	arena_fini(&n->arena);
	*n = (struct notice){0};
}

static const char *value_n(const struct notice *n, const char *name, size_t len)
{
	for (size_t i = 0; i < ROWS; i++)
		if (!strncmp(rows[i].name, name, len) && !rows[i].name[len])
			return n->value[i];
	return NULL;
}

const char *notice_value(const struct notice *n, const char *name)
{
	return value_n(n, name, strlen(name));
}

/* --- templates --- */

/* The field at s, "{name}": its length, 0 it is none. */
static size_t field_at(const char *s)
{
	size_t n = 1 + strspn(s + 1, "abcdefghijklmnopqrstuvwxyz.");

	return n > 1 && s[n] == '}' ? n + 1 : 0;
}

bool notice_unknown(const char *word, char *out, size_t cap)
{
	for (const char *s = word; (s = strchr(s, '{')); s++) {
		size_t len = field_at(s), i = 0;

		if (!len)
			continue;
		while (i < ROWS && (strncmp(rows[i].name, s + 1, len - 2) != 0 ||
				    rows[i].name[len - 2]))
			i++;
		if (i < ROWS)
			continue;
		snprintf(out, cap, "%.*s", (int)len, s);
		return true;
	}
	return false;
}

static const char *expand(struct notice *n, const char *word)
{
	struct buf out = {0};
	char *kept;

	for (const char *s = word; *s;) {
		size_t len = *s == '{' ? field_at(s) : 0;
		const char *value = len ? value_n(n, s + 1, len - 2) : NULL;

		if (value && s == word && value[0] == '-')
			buf_char(&out, ' ');
		if (value)
			buf_str(&out, value);
		else
			buf_char(&out, *s);
		s += value ? len : 1;
	}
	kept = arena_strndup(&n->arena, out.data ? out.data : "", out.len);
	buf_fini(&out);
	return kept;
}

const char *const *notice_argv(struct notice *n, const struct hook *h)
{
	const char **argv;
	size_t count = 0;

	while (h->argv[count])
		count++;
	argv = arena_alloc(&n->arena, (count + 1) * sizeof *argv);
	for (size_t i = 0; i < count; i++)
		argv[i] = expand(n, h->argv[i]);
	return argv;
}

/* --- the environment --- */

/* A host is DOWN, a service CRITICAL: what those programs tell apart. */
static bool of_host(const struct notice *n)
{
	return !strcmp(notice_value(n, "alert.check"), check_name(CHECK_UNREACHABLE));
}

/* Of a digest, unless all of it is over. */
static bool is_problem(const struct notice *n)
{
	bool over = strcmp(notice_value(n, "digest.over"), "0") != 0 &&
		    strcmp(notice_value(n, "digest.open"), "0") == 0;

	return n->kind == NOTICE_PROBLEM || (n->kind == NOTICE_DIGEST && !over);
}

static const char *host_state(const struct notice *n)
{
	return is_problem(n) && of_host(n) ? "DOWN" : "UP";
}

static const char *service_state(const struct notice *n)
{
	if (of_host(n))
		return "";
	if (!is_problem(n))
		return "OK";
	return n->severity >= SEV_MAJOR ? "CRITICAL" : "WARNING";
}

static const char *type(const struct notice *n)
{
	if (is_problem(n))
		return "PROBLEM";
	return n->kind == NOTICE_RECOVERY || n->kind == NOTICE_DIGEST ? "RECOVERY"
								      : "CUSTOM";
}

static const char *service(const struct notice *n)
{
	const char *entity_name = notice_value(n, "entity");

	if (of_host(n))
		return "";
	return *entity_name ? entity_name : notice_value(n, "alert.check");
}

static const struct other {
	const char *name, *from; /* one of our values, or … */
	const char *(*get)(const struct notice *);
} others[] = {
	{"NOTIFICATIONTYPE", NULL, type},
	{"NOTIFICATIONNUMBER", "number", NULL},
	{"NOTIFICATIONAUTHOR", "alert.holder", NULL},
	{"NOTIFICATIONCOMMENT", "note", NULL},
	{"HOSTNAME", "device", NULL},
	{"HOSTALIAS", "device", NULL},
	{"HOSTDISPLAYNAME", "device", NULL},
	{"HOSTADDRESS", "device.address", NULL},
	{"HOSTSTATE", NULL, host_state},
	{"HOSTOUTPUT", "alert.text", NULL},
	{"HOSTGROUPNAME", "site", NULL},
	{"SERVICEDESC", NULL, service},
	{"SERVICEDISPLAYNAME", NULL, service},
	{"SERVICESTATE", NULL, service_state},
	{"SERVICEOUTPUT", "alert.text", NULL},
	{"LONGDATETIME", "time", NULL},
	{"SHORTDATETIME", "time", NULL},
	{"CONTACTNAME", "contact", NULL},
	{"CONTACTALIAS", "contact.name", NULL},
	{"CONTACTEMAIL", "contact.email", NULL},
	{"CONTACTPAGER", "contact.phone", NULL},
	{"CONTACTADDRESS1", "contact.address", NULL},
};
#define OTHERS (sizeof others / sizeof *others)

const char *notice_other_name(unsigned i)
{
	return i < OTHERS ? others[i].name : NULL;
}

static const char *other_value(const struct notice *n, const struct other *o)
{
	return o->get ? o->get(n) : notice_value(n, o->from);
}

const char *const *notice_env(struct notice *n, const struct hook *h)
{
	const char **env =
		arena_alloc(&n->arena, (ROWS + 2 * OTHERS + 8) * sizeof *env);
	const char *home = getenv("HOME");
	size_t k = 0;

	env[k++] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	env[k++] = "LANG=C.UTF-8";
	env[k++] = arena_printf(&n->arena, "HOME=%s", home ? home : "/");
	env[k++] = arena_printf(&n->arena, "NOCTOP_HOOK=%s", h->name);
	if (h->secret)
		env[k++] = "NOCTOP_SECRET_FD=3";
	for (size_t i = 0; i < ROWS; i++)
		env[k++] =
			arena_printf(&n->arena, "%s=%s", rows[i].variable, n->value[i]);
	for (size_t i = 0; i < OTHERS; i++) {
		const char *value = other_value(n, &others[i]);

		env[k++] =
			arena_printf(&n->arena, "NAGIOS_%s=%s", others[i].name, value);
		env[k++] =
			arena_printf(&n->arena, "ICINGA_%s=%s", others[i].name, value);
	}
	return env;
}

/* One object; a member a value, by the same names. */
void notice_json(const struct notice *n, struct buf *out)
{
	struct json j = {.out = out};

	json_open(&j, '{');
	json_key(&j, "schema");
	json_int(&j, 1);
	for (size_t i = 0; i < ROWS; i++) {
		json_key(&j, rows[i].name);
		json_str(&j, n->value[i][0] ? n->value[i] : NULL);
	}
	json_close(&j, '}');
	buf_char(out, '\n');
}
