/* Contacts, groups, hooks and policies: what is read, what is refused and how. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "probes/conf/inventory.h"
#include "probes/model/circuit.h"

struct fixture {
	struct inventory inv;
	struct network net;
	struct faults f;
};

static int setup(void **state)
{
	static struct fixture x;

	x = (struct fixture){0};
	network_init(&x.net);
	*state = &x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	inventory_fini(&x->inv);
	network_fini(&x->net);
	faults_fini(&x->f);
	return 0;
}

static const char *parse(struct fixture *x, const char *text)
{
	inventory_parse(&x->inv, &x->net, "t", text, strlen(text), &x->f);
	return x->f.n ? x->f.text.data : "";
}

static const struct contact *contact(const struct fixture *x, const char *name)
{
	uint32_t row = roster_contact(&x->inv.roster, name);

	assert_int_not_equal(row, NONE);
	return &x->inv.roster.contact[row];
}

#define PEOPLE                                                                         \
	"[hook mail]\ncommand = /bin/mail -s 'now {alert.text}' {contact.email}\n"     \
	"[hook page]\ncommand = /bin/page\nlimit = 3s\nretry = 0\n"                    \
	"[contact desk]\nmeans = mail, page\nemail = a@b\n"                            \
	"[contact kim]\nname = Jae Kim\nmeans = page\nphone = 123\n"

static void contacts_and_hooks_are_read(void **state)
{
	struct fixture *x = *state;
	const struct hook *mail;

	assert_string_equal(parse(x, PEOPLE), "");
	mail = &x->inv.roster.hook[0];
	assert_string_equal(mail->argv[0], "/bin/mail");
	assert_string_equal(mail->argv[2], "now {alert.text}");
	assert_string_equal(mail->argv[3], "{contact.email}");
	assert_null(mail->argv[4]);
	assert_int_equal(mail->limit_ms, 10000);
	assert_int_equal(mail->retries, 3);
	assert_int_equal(x->inv.roster.hook[1].limit_ms, 3000);
	assert_int_equal(x->inv.roster.hook[1].retries, 0);
	assert_int_equal(contact(x, "DESK")->means_n, 2);
	assert_int_equal(contact(x, "desk")->means[1], 1);
	assert_string_equal(contact(x, "kim")->title, "Jae Kim");
	assert_string_equal(contact(x, "kim")->phone, "123");
	assert_true(contact(x, "kim")->hours.always);
	assert_int_equal(x->inv.roster.heartbeat, NONE);
}

static void without_policies_the_shipped_ladders_hold_for_whom_there_is(void **state)
{
	struct fixture *x = *state;
	const struct policy *p;

	assert_string_equal(parse(x, PEOPLE "[group oncall]\nmembers = kim\n"), "");
	assert_true(x->inv.roster.shipped);
	p = roster_policy_named(&x->inv.roster, "critical");
	assert_int_equal(p->rung_n, 2);
	assert_int_equal(p->rung[0].tier, 1);
	assert_int_equal(p->rung[0].after_ms, 30000);
	assert_int_equal(p->rung[1].tier, 2);
	assert_int_equal(p->rung[1].after_ms, 300000);
	assert_int_equal(p->notice_ms[ROLE_CORE], 30000);
	assert_int_equal(p->notice_ms[ROLE_ACCESS], 120000);
	assert_int_equal(p->notice_ms[ROLE_OTHER], 600000);
	p = roster_policy_named(&x->inv.roster, "warning");
	assert_false(p->hours.always);
	assert_int_equal(p->severities, 1u << SEV_WARNING);
}

static void a_network_without_contacts_tells_nobody(void **state)
{
	struct fixture *x = *state;

	assert_string_equal(parse(x, "[noctop]\nname = x\n"), "");
	assert_true(roster_empty(&x->inv.roster));
}

static void a_policy_is_read_with_all_it_has(void **state)
{
	struct fixture *x = *state;
	const struct policy *p;

	assert_string_equal(
		parse(x,
		      PEOPLE "[noctop]\nheartbeat = page\nheartbeat_every = 30s\n"
			     "[policy core]\nseverity = critical, major\n"
			     "role = core, dist\nsite = fra*\n"
			     "t1 = desk\nt2 = kim after 5m via mail, desk after 1h\n"
			     "vendor = kim\nremedy = page\nrepeat = 30m\n"
			     "hours = Mon-Fri 09:00-17:00\ntimezone = Europe/Berlin\n"
			     "notice.core = 1m\n"),
		"");
	p = roster_policy_named(&x->inv.roster, "core");
	assert_false(x->inv.roster.shipped);
	assert_int_equal(p->severities, 1u << SEV_CRITICAL | 1u << SEV_MAJOR);
	assert_int_equal(p->scope.roles, 1u << ROLE_CORE | 1u << ROLE_DIST);
	assert_string_equal(p->scope.site, "fra*");
	assert_int_equal(p->rung_n, 3);
	assert_int_equal(p->rung[0].after_ms, 0);
	assert_int_equal(p->rung[0].hook, NONE);
	assert_int_equal(p->rung[1].hook, 0);
	assert_int_equal(p->rung[2].after_ms, 3600000);
	assert_int_equal(p->vendor, roster_contact(&x->inv.roster, "kim"));
	assert_int_equal(p->remedy, 1);
	assert_int_equal(p->repeat_ms, 1800000);
	assert_int_equal(p->notice_ms[ROLE_CORE], 60000);
	assert_int_equal(p->notice_ms[ROLE_AP], 120000);
	assert_int_equal(x->inv.roster.heartbeat, 1);
	assert_int_equal(x->inv.roster.heartbeat_ms, 30000);
}

/* As of rules and windows: every part, words in any case, and what is wrong named. */
static void a_policy_has_the_scope_of_a_rule(void **state)
{
	struct fixture *x = *state;
	const struct scope *scope;

	assert_string_equal(parse(x, PEOPLE "[policy voice]\nrole = Core, EDGE\n"
					    "interface = wan, Uplink\n"
					    "class = Voice\nspeed = 1g - 10G\n"
					    "provider = Telco*\ntag =\nt1 = desk\n"
					    "[policy rest]\nspeed = fast\nt1 = desk\n"),
			    "t:23: speed: 'fast' is not a range of speeds (10G, 1G-10G, "
			    "10G-, -100M)\n");
	scope = &roster_policy_named(&x->inv.roster, "voice")->scope;
	assert_int_equal(scope->roles, 1u << ROLE_CORE | 1u << ROLE_EDGE);
	assert_int_equal(scope->if_flags, IFF_WAN | IFF_UPLINK);
	assert_int_equal(scope->classes, 1u << CIRCUIT_VOICE);
	assert_int_equal(scope->speed_min, 1000000000);
	assert_int_equal(scope->speed_max, 10000000000);
	assert_string_equal(scope->provider, "Telco*");
	assert_null(scope->tag);
}

static void a_group_takes_turns_and_somebody_stands_in(void **state)
{
	struct fixture *x = *state;
	const struct contact *g;

	assert_string_equal(
		parse(x,
		      PEOPLE "[noctop]\ntimezone = Europe/Berlin\n"
			     "[group oncall]\nmembers = desk, kim\nturns = 7d\n"
			     "start = 2026-01-05 09:00\n"
			     "override = 2026-12-24 09:00 to 2026-12-27 09:00 desk\n"),
		"");
	g = contact(x, "oncall");
	assert_true(g->group);
	assert_int_equal(g->member_n, 2);
	assert_int_equal(g->turn_days, 7);
	assert_int_equal(g->turn_minute, 540);
	assert_int_equal(g->stand_in_n, 1);
	/* 09:00 in Berlin is 08:00 UTC in winter */
	assert_int_equal(g->stand_in[0].from_ms, INT64_C(1798099200000));
	assert_int_equal(g->stand_in[0].to_ms - g->stand_in[0].from_ms,
			 3 * INT64_C(86400000));
}

static void every_fault_names_its_line(void **state)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{"[hook x]\ncommand = mail\n",
		 "t:2: command: the program needs its whole path (/…)\n"},
		{"[hook x]\ncommand = \"/bin/mail 'a b\"\n",
		 "t:2: command: no words, too many, or a ' is not closed\n"},
		{"[hook x]\n", "t:1: [hook x] has no command\n"},
		{"[hook x]\ncommand = /bin/x\nsecret = a\nsecret_cmd = b\n",
		 "t:1: [hook x]: secret, secret_file and secret_cmd: give one of "
		 "them\n"},
		{"[contact a]\nmeans = mial\n[hook mail]\ncommand = /m\n",
		 "t:2: means: there is no [hook mial]: did you mean 'mail'?\n"},
		{"[contact a]\nhours = never on sunday\n", "t:2: hours: "},
		{"[contact a]\n[group a]\nmembers = a\n",
		 "t:2: there is a [contact a] and a [group a]\n"},
		{"[contact a]\n[group b]\nmembers = a\n[group c]\nmembers = b\n",
		 "t:5: members: a group cannot hold a group\n"},
		{"[contact a]\n[group b]\nmembers = a\nturns = 7d\n",
		 "t:4: turns: turns and start are given both, or none\n"},
		{"[contact a]\n[group b]\nmembers = a\nturns = 7h\nstart = "
		 "2026-01-05 09:00\n",
		 "t:4: turns: not a number of days (1d, 7d)\n"},
		{"[contact a]\noverride = tomorrow a\n", "t:2: override: not like "},
		{"[contact a]\noverride = 2026-12-27 09:00 to 2026-12-24 09:00 a\n",
		 "t:2: override: not from one time to a later one\n"},
		{"[contact a]\n[policy p]\nt1 = a afetr 5m\n",
		 "t:3: t1: not like 'NAME after 5m via HOOK'\n"},
		{"[contact a]\n[policy p]\nt1 = b\n",
		 "t:3: t1: there is no [contact b]"},
		{"[contact a]\n[policy p]\nt1 = a after 5m\nt2 = a after 1m\n",
		 "t:4: t2: a step comes before the one in front of it\n"},
		{"[policy p]\nnotice.router = 5m\n",
		 "t:2: notice.router: no such role"},
		{"[noctop]\nheartbeat = x\n", "t:2: heartbeat: there is no [hook x]\n"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *said;

		teardown(state);
		setup(state);
		said = parse(*state, cases[i].text);
		if (strncmp(said, cases[i].fault, strlen(cases[i].fault)) != 0)
			fail_msg("%s gives %s", cases[i].text, said);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(contacts_and_hooks_are_read),
		TEST(without_policies_the_shipped_ladders_hold_for_whom_there_is),
		TEST(a_network_without_contacts_tells_nobody),
		TEST(a_policy_is_read_with_all_it_has),
		TEST(a_policy_has_the_scope_of_a_rule),
		TEST(a_group_takes_turns_and_somebody_stands_in),
		TEST(every_fault_names_its_line),
	};

	return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
