/* What `noctop escalation` says of ladders: whom they call, and what is wrong with
 * them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "probes/base/clock.h"
#include "tui/escalate.h"

#define MAIL "[hook mail]\ncommand = /bin/sh {contact.email}\n"
#define SMS "[hook sms]\ncommand = /bin/sh {contact.phone}\n"
#define DEVICE                                                                         \
	"[noctop]\ntimezone = Europe/Berlin\n[auth a]\nversion = 2c\ncommunity = x\n"  \
	"[site fra]\n[device d1]\naddress = 127.0.0.1\nsite = fra\nauth = a\n"
#define DESK "[contact desk]\nmeans = mail\nemail = d@x\n"
#define EVERY "[policy all]\nt1 = desk\n"

static struct inventory inv;
static struct network net;
static struct buf said;
static int code;

static const char *examine(const char *text, const char *utc)
{
	struct faults f = {0};
	int64_t now_ms;

	inv = (struct inventory){0};
	network_init(&net);
	buf_reset(&said);
	if (!inventory_parse(&inv, &net, "t", text, strlen(text), &f))
		fail_msg("%s", f.text.data);
	assert_true(clock_parse(utc, &now_ms));
	code = escalate_check(&inv.roster, &net, now_ms, &said);
	return said.len ? said.data : "";
}

static void forget(void)
{
	inventory_fini(&inv);
	network_fini(&net);
}

static const struct {
	const char *text, *says;
	int code;
} cases[] = {
	{DEVICE MAIL DESK EVERY, "", 0},
	/* a contact without a means */
	{DEVICE "[contact desk]\n" EVERY,
	 "t:11: [contact desk] has no means: it cannot be reached\n", 2},
	{DEVICE MAIL "[contact desk]\nmeans = mail\n" EVERY,
	 "t:13: [contact desk] has no email, which [hook mail] needs\n", 2},
	{DEVICE MAIL SMS DESK "[policy all]\nt1 = desk via sms\n",
	 "t:15: [contact desk] has no phone, which [hook sms] needs\n", 2},
	{DEVICE MAIL DESK "[contact spare]\n" EVERY, "", 0},
	/* a hook that cannot be run, or asks for what there is not */
	{DEVICE "[hook mail]\ncommand = /no/such\n[contact desk]\nmeans = "
		"mail\n" EVERY,
	 "t:11: [hook mail]: cannot run '/no/such': No such file or "
	 "directory\n",
	 2},
	{DEVICE "[hook mail]\ncommand = /bin/sh {contact.pager}\n" DESK EVERY,
	 "t:11: [hook mail]: there is no {contact.pager} (see HOOKS in "
	 "noctop.ini(5))\n",
	 2},
	/* hours nobody covers */
	{DEVICE MAIL "[contact desk]\nmeans = mail\nemail = d@x\n"
		     "hours = Mon-Fri 08:00-18:00\n" EVERY,
	 "t:17: [policy all]: nobody of it is there from Fri 2026-11-20 18:00 "
	 "to "
	 "Mon 2026-11-23 08:00, 261 times and 6179 h a year\n",
	 2},
	{DEVICE MAIL "[contact desk]\nmeans = mail\nemail = d@x\n"
		     "hours = 08:00-24:00\n[contact night]\nmeans = mail\n"
		     "email = n@x\nhours = 00:00-08:00\n"
		     "[group both]\nmembers = desk, night\n"
		     "[policy all]\nt1 = both\n",
	 "", 0},
	{DEVICE MAIL "[contact desk]\nmeans = mail\nemail = d@x\n"
		     "hours = Mon-Fri 08:00-18:00\n[contact home]\nmeans = mail\n"
		     "email = n@x\n[policy all]\nt1 = desk\nt2 = home after 5m\n",
	 "t:20: [policy all]: T1 desk: nobody is there from Fri 2026-11-20 "
	 "18:00 "
	 "to Mon 2026-11-23 08:00, 261 times and 6179 h a year; the next is "
	 "called at once\n",
	 1},
	{DEVICE MAIL "[contact desk]\nmeans = mail\nemail = d@x\n"
		     "hours = Mon-Fri 08:00-18:00\n[policy all]\nt1 = desk\n"
		     "hours = Mon-Fri 08:00-18:00\n",
	 "", 0},
	/* an hour that only the clocks uncover: New York changes them on other
	 * days than Berlin */
	{DEVICE MAIL "[contact desk]\nmeans = mail\nemail = d@x\n"
		     "hours = 08:00-20:00\n[contact night]\nmeans = mail\n"
		     "email = n@x\nhours = 14:00-02:00\n"
		     "timezone = America/New_York\n"
		     "[group both]\nmembers = desk, night\n"
		     "[policy all]\nt1 = both\n",
	 "t:24: [policy all]: nobody of it is there from Mon 2027-03-15 07:00 "
	 "to "
	 "Mon 2027-03-15 08:00, 20 times and 20 h a year\n",
	 2},
	/* a tier nobody answers */
	{DEVICE MAIL DESK "[policy all]\nseverity = critical, major\n",
	 "t:16: [policy all] calls nobody\n", 2},
	{DEVICE MAIL DESK "[policy all]\nseverity = critical\nt1 = desk\n",
	 "major alerts of 1 of 1 devices (d1) are told to nobody\n", 1},
	{DEVICE MAIL DESK "[policy all]\nsite = ams\nt1 = desk\n",
	 "critical alerts of 1 of 1 devices (d1) are told to nobody\n"
	 "major alerts of 1 of 1 devices (d1) are told to nobody\n",
	 2},
};

static void faults_of_ladders_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = examine(cases[i].text, "2026-11-20 12:00");

		if (strcmp(got, cases[i].says) != 0 || code != cases[i].code)
			fail_msg("%s\nsays %d: %s\nnot  %d: %s", cases[i].text, code,
				 got, cases[i].code, cases[i].says);
		forget();
	}
}

static void whom_a_ladder_calls_is_told(void **state)
{
	const struct policy *p;
	struct alert about;
	char error[128];

	(void)state;
	examine(DEVICE MAIL SMS
		"[contact desk]\nmeans = mail, sms\nname = Service desk\n"
		"[contact day]\nmeans = mail\nhours = 08:00-18:00\n"
		"[contact late]\nmeans = mail\nhours = 18:00-24:00\n"
		"[group oncall]\nmembers = day, late\n"
		"[policy all]\nt1 = desk after 30s\n"
		"t2 = oncall after 5m via sms, day after 12h\n"
		"vendor = desk\nrepeat = 30m\nremedy = mail\n",
		"2026-11-20 16:56"); /* 17:56 in Berlin */
	p = escalate_policy(&inv.roster, &net, "critical", "d1", &about, error,
			    sizeof error);
	assert_non_null(p);
	buf_reset(&said);
	escalate_print(&inv.roster, p, INT64_C(1795193760000), &said);
	assert_string_equal(
		said.data,
		"policy all\n"
		"    0:00  T1 mail         before anybody is called\n"
		"    0:30  T1 desk         desk (Service desk) by mail, else "
		"sms\n"
		"    5:00  T2 oncall       late (late) by sms\n"
		"  720:00  T2 day          nobody is there: the first who "
		"comes\n"
		"  then   the last again every 30 min\n"
		"  by key T3 desk\n");
	assert_null(escalate_policy(&inv.roster, &net, "awful", "d1", &about, error,
				    sizeof error));
	assert_string_equal(error, "'awful' is none of critical, major, warning");
	assert_null(escalate_policy(&inv.roster, &net, "major", "d7", &about, error,
				    sizeof error));
	assert_string_equal(error,
			    "there is no device, site, circuit or customer 'd7'");
	assert_ptr_equal(escalate_policy(&inv.roster, &net, "major", "fra", &about,
					 error, sizeof error),
			 p);
	forget();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_of_ladders_are_found),
		cmocka_unit_test(whom_a_ladder_calls_is_told),
	};
	int failed = cmocka_run_group_tests_name("escalate", tests, NULL, NULL);

	buf_fini(&said);
	return failed;
}
