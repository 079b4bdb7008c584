/* What a newcomer to the network is called, and what its operator is told of it. */
#include "tui/enrol.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>

#include "probes/wire/subtree.h"

static void names_come_from_the_device_else_from_the_address(void **state)
{
	static const struct {
		const char *sys_name, *address, *want;
	} cases[] = {
		{"core-01.example.net", "192.0.2.1", "core-01"},
		{"core-01", "192.0.2.1", "core-01"},
		{"FRA core/1", "192.0.2.1", "FRA-core-1"},
		{"10.0.0.7", "192.0.2.1", "10.0.0.7"},
		{"  --", "edge.example.net", "edge"},
		{"", "192.0.2.1", "192.0.2.1"},
		{"localhost.localdomain", "192.0.2.1", "192.0.2.1"},
		{"(none)", "2001:db8::1%eth0", "2001-db8-1-eth0"},
		{"größer", "x", "gr-er"},
		{"路由器", "*", "device"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char name[INI_NAME_MAX + 1], longest[200];

		enrol_name(cases[i].sys_name, cases[i].address, name);
		assert_string_equal(name, cases[i].want);
		assert_true(ini_name_valid(name));
		memset(longest, 'x', sizeof longest - 1);
		longest[sizeof longest - 1] = '\0';
		enrol_name(longest, "y", name);
		assert_true(ini_name_valid(name));
	}
}

/* --- what is said ------------------------------------------------------------------
 */

static const struct credential community = {.name = "public", .version = SNMP_V2C},
			       old = {.name = "old", .version = SNMP_V1},
			       user = {.name = "core",
				       .version = SNMP_V3,
				       .user = "noc",
				       .auth = AUTH_SHA256,
				       .priv = PRIV_AES128};
static const struct credential *const all[] = {&community, &user, &old};

static struct trial nothing(void)
{
	struct trial t = {.taken = NONE};

	for (unsigned i = 0; i < TRIAL_MAX; i++)
		t.result[i] = ASK_CANCELLED;
	return t;
}

static struct trial taken(const char *object_id, uint32_t shown, uint32_t if_n)
{
	struct trial t = nothing();

	t.taken = 0;
	t.result[0] = ASK_OK;
	t.rtt_ms = 0.42;
	t.shown = shown;
	t.if_n = if_n;
	t.if_up = if_n / 2;
	snprintf(t.name, sizeof t.name, "core-01");
	snprintf(t.descr, sizeof t.descr, "Router OS 1.2");
	assert_true(oid_parse(object_id, &t.object_id));
	return t;
}
#define ROUTER "1.3.6.1.4.1.9.1.1"
#define SNMPD "1.3.6.1.4.1.8072.3.2.10"
#define ALL UINT32_MAX
#define SYSTEM_ALONE 1

static void assert_says(const struct trial *t, bool good, const char *want)
{
	struct buf words = {0};

	assert_int_equal(good,
			 enrol_judge(t, "192.0.2.1", 161, all, "noctop add x", &words));
	assert_string_equal(words.data, want);
	buf_fini(&words);
}

static void a_device_that_is_whole(void **state)
{
	struct trial t = taken(ROUTER, ALL, 12);

	(void)state;
	assert_says(
		&t, true,
		"192.0.2.1 answers as core-01 to [auth public] (SNMP v2c) in 0.4 ms\n"
		"  Router OS 1.2\n"
		"  12 interfaces, 6 up\n");
	t = taken(ROUTER, ALL, 0); /* a UPS */
	t.name[0] = t.descr[0] = '\0';
	assert_says(&t, true,
		    "192.0.2.1 answers to [auth public] (SNMP v2c) in 0.4 ms\n"
		    "  no interfaces\n");
}

static void a_device_that_cannot_be_pinged(void **state)
{
#define TOLD                                                                           \
	"192.0.2.1 answers as core-01 to [auth public] (SNMP v2c) in 0.4 ms\n"         \
	"  Router OS 1.2\n"                                                            \
	"  12 interfaces, 6 up\n"
	struct trial t = taken(ROUTER, ALL, 12);

	(void)state;
	t.ping = TRIAL_PING_LOST;
	assert_says(&t, true,
		    TOLD "  no answer to ping: reachability is measured by SNMP "
			 "(ping = snmp)\n");
	t.ping = TRIAL_PING_NONE;
	snprintf(t.ping_problem, sizeof t.ping_problem, "not permitted: x");
	assert_says(&t, true,
		    TOLD "  ping is not permitted on this machine: noctop doctor says "
			 "what to do, or --ping snmp\n");
	t.loopback = true;
	assert_says(&t, true, TOLD);
}

static void a_view_that_is_too_narrow(void **state)
{
	struct trial t = taken(ROUTER, SYSTEM_ALONE, 0);

	(void)state;
	assert_says(
		&t, false,
		"192.0.2.1 answers as core-01 to [auth public] (SNMP v2c) in 0.4 ms\n"
		"  Router OS 1.2\n"
		"but it shows no interfaces: its view is too narrow. It hides\n\n"
		"  .1.3.6.1.2.1.2         interfaces\n"
		"  .1.3.6.1.2.1.31.1      interfaces: names, 64-bit counters\n");
}

/* Of net-snmp's agent the lines to paste are known: one for each hidden subtree. */
static void the_view_of_snmpd_has_a_remedy(void **state)
{
	struct trial t = taken(SNMPD, SYSTEM_ALONE | 1 << 3, 0);
	struct buf words = {0};

	(void)state;
	assert_false(enrol_judge(&t, "192.0.2.1", 161, all, "noctop add x", &words));
	for (unsigned i = 0; subtrees[i].oid; i++) {
		char line[80];

		snprintf(line, sizeof line, "\nview systemonly included %s\n",
			 subtrees[i].oid);
		if (i == 0 || i == 3)
			assert_null(strstr(words.data, line));
		else
			assert_non_null(strstr(words.data, line));
	}
	assert_non_null(strstr(words.data, "Then again:\n\nnoctop add x\n"));
	buf_fini(&words);
}

static void snmpd_may_hide_what_is_not_needed(void **state)
{
	struct trial t = taken(SNMPD, ALL & ~(1u << 3), 2);
	struct buf words = {0};

	(void)state;
	assert_true(enrol_judge(&t, "192.0.2.1", 161, all, "noctop add x", &words));
	assert_non_null(strstr(words.data,
			       "  2 interfaces, 1 up\n"
			       "  its view hides\n"
			       "  .1.3.6.1.2.1.25.2.3    memory and disks\n"));
	buf_fini(&words);
}

static void what_snmpd_does_not_have_is_not_hidden(void **state)
{
	struct trial t = taken(SNMPD, 0, 2);

	(void)state;
	for (unsigned i = 0; subtrees[i].oid; i++)
		t.shown |= (uint32_t)subtrees[i].usual << i;
	assert_says(
		&t, true,
		"192.0.2.1 answers as core-01 to [auth public] (SNMP v2c) in 0.4 ms\n"
		"  Router OS 1.2\n"
		"  2 interfaces, 1 up\n");
}

static void why_it_is_not_taken(void **state)
{
	struct trial t = nothing();

	(void)state;
	t.speaks = true;
	t.result[0] = t.result[2] = ASK_TIMEOUT;
	t.result[1] = ASK_WRONG_KEY;
	assert_says(&t, false,
		    "an SNMP agent lives at 192.0.2.1, but it does not take\n"
		    "  [auth public] silence to this community (SNMP v2c)\n"
		    "  [auth core] it knows 'noc', but by another passphrase or not by "
		    "SHA-256 AES-128\n"
		    "  [auth old] silence to this community (SNMP v1)\n"
		    "a wrong community looks like silence: --community, --v3 or --auth "
		    "say what to ask with\n");
	t.result[0] = t.result[2] = ASK_CANCELLED;
	t.result[1] = ASK_UNKNOWN_USER;
	assert_says(&t, false,
		    "an SNMP agent lives at 192.0.2.1, but it does not take\n"
		    "  [auth core] it knows no user 'noc'\n");
}

static void silence_with_and_without_an_answer_to_ping(void **state)
{
	struct trial t = nothing();

	(void)state;
	t.result[0] = ASK_TIMEOUT;
	t.ping = TRIAL_PING_LOST;
	assert_says(&t, false,
		    "192.0.2.1 answers neither ping nor SNMP; tried\n"
		    "  [auth public] silence to this community (SNMP v2c)\n"
		    "is the address right, is it switched on, is there a way from here "
		    "to there?\n");
	t.ping = TRIAL_PING_ANSWERED;
	assert_says(
		&t, false,
		"192.0.2.1 answers ping, but no SNMP; tried\n"
		"  [auth public] silence to this community (SNMP v2c)\n"
		"its agent is off, behind a filter or does not allow our address, or "
		"the community is\nwrong, which looks the same\n");
}

static void doors_that_are_closed_and_ways_that_are_not_there(void **state)
{
	struct trial t = nothing();

	(void)state;
	t.result[1] = ASK_REFUSED;
	assert_says(&t, false,
		    "192.0.2.1 is there, but nothing listens on its UDP port 161: its "
		    "SNMP agent is off\n(Debian's: sudo apt install snmpd), or listens "
		    "elsewhere (--port)\n");
	t.result[1] = ASK_UNREACHABLE;
	t.error = ENETUNREACH;
	assert_says(&t, false, "no way to 192.0.2.1: Network is unreachable\n");
	t = nothing();
	snprintf(t.unresolved, sizeof t.unresolved, "no such name");
	assert_says(&t, false, "cannot find '192.0.2.1': no such name\n");
}

static void pings_that_say_nothing_are_not_asked_for(void **state)
{
	struct trial t = nothing();

	(void)state;
	assert_null(enrol_ping(&t)); /* not permitted today: may be tomorrow */
	t.ping = TRIAL_PING_ANSWERED;
	assert_null(enrol_ping(&t));
	t.ping = TRIAL_PING_LOST;
	assert_string_equal(enrol_ping(&t), "snmp");
	t = nothing();
	t.loopback = true;
	assert_string_equal(enrol_ping(&t), "snmp");
}

/* --- what is written ---------------------------------------------------------------
 */

static void assert_section(const struct enrol_auth *a, const char *want)
{
	struct buf out = {0};
	const char *why;

	assert_true(enrol_auth(a, &out, &why));
	assert_string_equal(out.data, want);
	buf_fini(&out);
}

static void sections_say_what_was_given(void **state)
{
	struct buf out = {0};
	const char *why = NULL;

	(void)state;
	assert_section(&(struct enrol_auth){.name = "a", .community = "pa#ss"},
		       "[auth a]\nversion = 2c\ncommunity = \"pa#ss\"\n");
	assert_section(&(struct enrol_auth){.name = "a", .community = "x", .v1 = true},
		       "[auth a]\nversion = 1\ncommunity = x\n");
	assert_section(&(struct enrol_auth){.name = "a",
					    .user = "noc",
					    .level = "authPriv",
					    .cipher = "DES",
					    .secret_file = "/f"},
		       "[auth a]\nversion = 3\nuser = noc\nlevel = authPriv\n"
		       "priv = DES\nsecret_file = /f\n"
		       "legacy = yes ; broken, and asked for\n");
	assert_false(enrol_auth(&(struct enrol_auth){.name = "a", .community = "'\""},
				&out, &why));
	assert_string_equal(why, "community");
	buf_reset(&out);
	enrol_device(&(struct enrol_device){.name = "d",
					    .address = "192.0.2.1",
					    .site = "fra",
					    .auth = "a",
					    .port = 161},
		     &out);
	assert_string_equal(out.data, "[device d]\naddress = 192.0.2.1\nsite = fra\n"
				      "auth = a\n");
	buf_fini(&out);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_come_from_the_device_else_from_the_address),
		cmocka_unit_test(a_device_that_is_whole),
		cmocka_unit_test(a_device_that_cannot_be_pinged),
		cmocka_unit_test(a_view_that_is_too_narrow),
		cmocka_unit_test(the_view_of_snmpd_has_a_remedy),
		cmocka_unit_test(snmpd_may_hide_what_is_not_needed),
		cmocka_unit_test(what_snmpd_does_not_have_is_not_hidden),
		cmocka_unit_test(why_it_is_not_taken),
		cmocka_unit_test(silence_with_and_without_an_answer_to_ping),
		cmocka_unit_test(doors_that_are_closed_and_ways_that_are_not_there),
		cmocka_unit_test(pings_that_say_nothing_are_not_asked_for),
		cmocka_unit_test(sections_say_what_was_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
