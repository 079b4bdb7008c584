/* noctop.ini to a network: what is filled in, and what is said about it. */
#include "probes/conf/inventory.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
	struct inventory inv;
	struct network net;
	struct faults faults;
	char path[32];
};

static int setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	network_init(&x->net);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;
	inventory_fini(&x->inv);
	network_fini(&x->net);
	faults_fini(&x->faults);
	if (x->path[0])
		unlink(x->path);
	free(x);
	return 0;
}

static const char *said(const struct fixture *x)
{
	return x->faults.n ? x->faults.text.data : "";
}

static struct fixture *parse(void **state, const char *text)
{
	struct fixture *x = *state;
	inventory_parse(&x->inv, &x->net, "f", text, strlen(text), &x->faults);
	return x;
}

static void assert_faults(void **state, const char *text, const char *faults)
{
	assert_string_equal(said(parse(state, text)), faults);
}

static const char *str(const struct fixture *x, str_id id)
{
	return network_str(&x->net, id);
}

/* What the tests below lean on, on line 1. */
#define AUTH "[auth a]\nversion = 2c\ncommunity = public\n"
#define SITE "[site s]\n"
#define ON_LINE_5 AUTH SITE
#define DEVICE(name, more)                                                             \
	"[device " name "]\naddress = 10.0.0.1\nsite = s\nauth = a\n" more

static void a_whole_configuration_fills_the_network(void **state)
{
	struct fixture *x = parse(
		state,
		"[noctop]\nname = EU-NOC\npoll = 20s\nreachability = 500ms\n"
		"reference = 1.1.1.1, 9.9.9.9\ntimezone = UTC\n"
		"administrators = mk, @netops\njournal = /x/j.db\n"
		"[auth public]\nversion = 2c\ncommunity = \"pu#blic\"\n"
		"[customer acme]\nname = ACME Ltd\nservice = co-managed\n"
		"[site FRA]\nname = Frankfurt\ncustomer = Acme\nphone = \"+49 69\"\n"
		"[device fra-2]\naddress = fra-2.example.net\nsite = fra\nauth = "
		"public\n"
		"role = Access\nparent = FRA-1\ntags = lab, new\nowner = client\n"
		"ping = snmp\npoll = 1m\nport = 1161\nplanned = yes\n"
		"uplinks = xe-*\nwan = ge-0/0/0\ndeclared = ae*\n"
		"accept_reply_from = 10.0.0.9\nspeed.ge-0/0/0 = 10M\n"
		"[device fra-1]\naddress = 2001:db8::1\nsite = FRA\nauth = Public\n");
	assert_string_equal(said(x), "");
	assert_string_equal(x->inv.settings.name, "EU-NOC");
	assert_string_equal(x->inv.settings.reference, "1.1.1.1, 9.9.9.9");
	assert_string_equal(x->inv.settings.administrators, "mk, @netops");
	assert_string_equal(x->inv.settings.journal, "/x/j.db");
	assert_int_equal(x->inv.settings.reachability_ms, 500);
	assert_int_equal(x->net.site_n, 1);
	const struct site *site = &x->net.site[0];
	assert_string_equal(str(x, site->name), "FRA");
	assert_string_equal(str(x, site->title), "Frankfurt");
	assert_string_equal(str(x, site->customer), "acme");
	assert_string_equal(str(x, site->customer_title), "ACME Ltd");
	assert_string_equal(str(x, site->phone), "+49 69");
	assert_string_equal(x->inv.customer[0].service, "co-managed");
	assert_int_equal(x->net.dev_n, 2);
	const struct dev *two = &x->net.dev[0], *one = &x->net.dev[1];
	assert_string_equal(str(x, two->name), "fra-2");
	assert_string_equal(str(x, two->address), "fra-2.example.net");
	assert_int_equal(two->site, 0);
	assert_int_equal(two->role, ROLE_ACCESS);
	assert_int_equal(two->parent_n, 1);
	assert_int_equal(two->parent[0], 1);
	assert_string_equal(str(x, two->tags), "lab, new");
	assert_int_equal(two->owner, OWNER_CLIENT);
	assert_int_equal(two->ping_by, PING_SNMP);
	assert_int_equal(two->poll_ms, 60000);
	assert_int_equal(two->port, 1161);
	assert_true(two->planned);
	assert_string_equal(str(x, two->uplinks), "xe-*");
	assert_string_equal(str(x, two->wan), "ge-0/0/0");
	assert_string_equal(str(x, two->declared), "ae*");
	assert_string_equal(x->inv.device[0].accept_from, "10.0.0.9");
	assert_int_equal(inventory_speed(&x->inv, 0, "ge-0/0/0"), 10000000);
	assert_int_equal(inventory_speed(&x->inv, 0, "ge-0/0/1"), 0);
	assert_int_equal(inventory_speed(&x->inv, 1, "ge-0/0/0"), 0);
	assert_int_equal(one->role, ROLE_OTHER);
	assert_int_equal(one->owner, OWNER_PROVIDER);
	assert_int_equal(one->ping_by, PING_ICMP);
	assert_int_equal(one->poll_ms, 20000);
	assert_int_equal(one->port, 161);
	assert_false(one->planned);
	assert_null(x->inv.device[1].accept_from);
	const struct credential *c = &x->inv.credential[one->credential];
	assert_string_equal(c->name, "public");
	assert_int_equal(c->version, 1);
	assert_string_equal(c->community, "pu#blic");
	assert_string_equal(x->inv.path, "");
}

static void a_file_without_settings_has_defaults(void **state)
{
	struct fixture *x = parse(state, ON_LINE_5 DEVICE("d", ""));
	assert_string_equal(said(x), "");
	assert_string_equal(x->inv.settings.name, "network");
	assert_int_equal(x->inv.settings.poll_ms, 30000);
	assert_int_equal(x->inv.settings.reachability_ms, 1000);
	assert_null(x->inv.settings.journal);
	assert_int_equal(x->net.dev[0].poll_ms, 30000);
	assert_string_equal(str(x, x->net.site[0].title), "s");
}

static void a_faulty_file_puts_nothing_into_the_network(void **state)
{
	struct fixture *x = parse(state, ON_LINE_5 DEVICE("d", "role = king\n"));
	assert_int_equal(x->faults.n, 1);
	assert_int_equal(x->net.dev_n, 0);
	assert_int_equal(x->net.site_n, 0);
}

static void unknown_sites_credentials_and_parents_are_faults(void **state)
{
	assert_faults(
		state,
		"[auth core]\nversion = 2c\ncommunity = x\n[site fra]\n"
		"[device one]\naddress = a\nsite = fre\nauth = kore\nparent = e, oen\n"
		"[device e]\naddress = a\n",
		"f:7: site: there is no [site fre]: did you mean 'fra'?\n"
		"f:8: auth: there is no [auth kore]: did you mean 'core'?\n"
		"f:9: parent: there is no [device oen]: did you mean 'one'?\n"
		"f:10: [device e] has no site\n"
		"f:10: [device e] has no auth\n");
}

static void an_unknown_customer_is_a_fault(void **state)
{
	assert_faults(state, "[site s]\ncustomer = acme\n",
		      "f:2: customer: there is no [customer acme]\n");
}

static void a_loop_of_parents_is_told_once(void **state)
{
	assert_faults(state,
		      ON_LINE_5 DEVICE("x", "parent = a\n") DEVICE("a", "parent = b\n")
			      DEVICE("b", "parent = c\n") DEVICE("c", "parent = a\n"),
		      "f:24: parent: a loop: a, b, c, a\n");
}

static void a_device_is_not_its_own_parent(void **state)
{
	assert_faults(state, ON_LINE_5 DEVICE("a", "parent = A\n"),
		      "f:9: parent: a loop: a, a\n");
}

static void two_ways_to_one_ancestor_are_no_loop(void **state)
{
	assert_faults(state,
		      ON_LINE_5 DEVICE("top", "") DEVICE("l", "parent = top\n")
			      DEVICE("r", "parent = top\n")
				      DEVICE("b", "parent = l, r\n"),
		      "");
}

static void parents_are_four_at_most_and_each_once(void **state)
{
	assert_faults(state,
		      ON_LINE_5 DEVICE("a", "") DEVICE("b", "") DEVICE("c", "")
			      DEVICE("d", "") DEVICE("e", "")
				      DEVICE("x", "parent = a, b, c, d, e\n")
					      DEVICE("y", "parent = a, A\n"),
		      "f:29: parent: more than 4 parents\n"
		      "f:34: parent: 'A' twice\n");
}

static void intervals_have_limits(void **state)
{
	assert_faults(state, "[noctop]\npoll = 2h\nreachability = 10ms\n",
		      "f:2: poll: '2h' is not between 1000 ms and 3600 s\n"
		      "f:3: reachability: '10ms' is not between 100 ms and 60 s\n");
}

static void a_text_that_would_be_cut_is_a_fault(void **state)
{
	char text[1024];
	snprintf(text, sizeof text, ON_LINE_5 DEVICE("a", "uplinks = %0300d\n"), 0);
	assert_faults(state, text, "f:9: uplinks is longer than 255 bytes\n");
}

static void reserved_sections_are_not_supported_yet(void **state)
{
	assert_faults(state, "[role r]\nx = y\n",
		      "f:1: [role] is not supported yet\n");
}

/* --- credentials --- */

static void a_version_3_user_has_a_level_and_protocols(void **state)
{
	struct fixture *x = parse(
		state,
		"[auth a]\nversion = 3\nuser = noc\nlevel = authPriv\nauth = SHA-512\n"
		"priv = AES-192\nauth_secret = 12345678\npriv_secret = 87654321\n"
		"context = ctx\n"
		"[auth b]\nversion = 3\nuser = noc\n"
		"[auth c]\nversion = 3\nuser = noc\nauth_secret = 12345678\n"
		"[auth d]\nversion = 3\nuser = noc\nauth_secret = 12345678\n"
		"priv_secret = 87654321\n"
		"[auth e]\nversion = 3\nuser = noc\nauth = MD5\npriv = DES\nlegacy = "
		"yes\n"
		"auth_secret = 12345678\npriv_secret = 87654321\n"
		"[auth f]\nversion = 1\ncommunity = x\n");
	assert_string_equal(said(x), "");
	const struct credential *c = x->inv.credential;
	assert_int_equal(c[0].version, 3);
	assert_string_equal(c[0].user, "noc");
	assert_int_equal(c[0].auth, AUTH_SHA512);
	assert_int_equal(c[0].priv, PRIV_AES192);
	assert_string_equal(c[0].auth_secret, "12345678");
	assert_string_equal(c[0].priv_secret, "87654321");
	assert_string_equal(c[0].context, "ctx");
	assert_int_equal(c[1].auth, AUTH_NONE);
	assert_int_equal(c[1].priv, PRIV_NONE);
	assert_string_equal(c[1].context, "");
	assert_int_equal(c[2].auth, AUTH_SHA256);
	assert_int_equal(c[2].priv, PRIV_NONE);
	assert_int_equal(c[3].priv, PRIV_AES128);
	assert_int_equal(c[4].auth, AUTH_MD5);
	assert_int_equal(c[4].priv, PRIV_DES);
	assert_int_equal(c[5].version, 0);
}

static void faulty_credentials_are_told_without_their_secrets(void **state)
{
	struct fixture *x = parse(
		state,
		"[auth a]\nversion = 2\ncommunity = CANARY-7f3a\n"
		"[auth b]\nversion = 2c\nuser = x\n"
		"[auth c]\nversion = 3\ncommunity = CANARY-7f3a\n"
		"[auth d]\nversion = 3\nuser = u\nauth_secret = CANARY\n"
		"[auth e]\nversion = 3\nuser = u\nlevel = authPriv\n"
		"auth_secret = CANARY-7f3a\n"
		"[auth f]\nversion = 3\nuser = u\nauth = MD5\nauth_secret = "
		"CANARY-7f3a\n"
		"priv = DES\npriv_secret = CANARY-7f3a\n"
		"[auth g]\ncommunity = CANARY-7f3a\n"
		"[auth h]\nversion = 2c\ncommunity = CANARY-7f3a\nsecret_file = x\n"
		"[auth i]\nversion = 2c\ncommunity =\n");
	assert_string_equal(said(x),
			    "f:2: version: '2' is none of 1|2c|3: did you mean '2c'?\n"
			    "f:4: [auth b] has no community\n"
			    "f:6: user belongs to version 3\n"
			    "f:7: [auth c] has no user\n"
			    "f:9: community belongs to versions 1 and 2c\n"
			    "f:13: auth_secret is shorter than 8 characters\n"
			    "f:14: [auth e] has no priv_secret\n"
			    "f:22: auth: MD5 is broken; legacy = yes allows it\n"
			    "f:24: priv: DES is broken; legacy = yes allows it\n"
			    "f:26: [auth g] has no version\n"
			    "f:28: [auth h]: community, secret_file and secret_cmd: "
			    "give one of them\n"
			    "f:34: community has no value\n");
	assert_null(strstr(said(x), "CANARY"));
}

static void a_command_gives_the_secret_and_serves_both_passphrases(void **state)
{
	struct fixture *x = parse(
		state, "[auth a]\nversion = 2c\nsecret_cmd = echo pub lic\n"
		       "[auth b]\nversion = 3\nuser = u\nlevel = authPriv\n"
		       "secret_cmd = echo 12345678\n"
		       "[auth c]\nversion = 3\nuser = u\nsecret_cmd = echo 12345678\n"
		       "priv_secret_cmd = echo 87654321\n");
	assert_string_equal(said(x), "");
	const struct credential *c = x->inv.credential;
	assert_string_equal(c[0].community, "pub lic");
	assert_string_equal(c[1].auth_secret, "12345678");
	assert_string_equal(c[1].priv_secret, "12345678");
	assert_string_equal(c[2].priv_secret, "87654321");
}

static void a_failing_command_is_a_fault(void **state)
{
	assert_faults(state, "[auth a]\nversion = 2c\nsecret_cmd = false x\n",
		      "f:3: secret_cmd: 'false' failed (status 1)\n");
}

static void a_service_gets_secrets_from_its_manager(void **state)
{
	char folder[] = "/tmp/noctop-cred.XXXXXX", path[64];
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/core", folder);
	FILE *f = fopen(path, "w");
	fputs("from-systemd\n", f);
	fclose(f);
	chmod(path, 0400);
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	struct fixture *x = parse(state, "[auth core]\nversion = 2c\n");
	unsetenv("CREDENTIALS_DIRECTORY");
	unlink(path);
	rmdir(folder);
	assert_string_equal(said(x), "");
	assert_string_equal(x->inv.credential[0].community, "from-systemd");
}

/* --- files --- */

static struct fixture *load(void **state, const char *text, mode_t mode)
{
	struct fixture *x = *state;
	snprintf(x->path, sizeof x->path, "/tmp/noctop-inv.XXXXXX");
	int fd = mkstemp(x->path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	fchmod(fd, mode);
	close(fd);
	inventory_load(&x->inv, &x->net, x->path, &x->faults);
	return x;
}

static void a_private_file_with_secrets_loads(void **state)
{
	struct fixture *x = load(state, ON_LINE_5 DEVICE("d", ""), 0600);
	assert_string_equal(said(x), "");
	assert_int_equal(x->net.dev_n, 1);
	assert_string_equal(x->inv.path, x->path);
}

static void a_file_with_secrets_that_others_read_is_refused_with_the_chmod(void **state)
{
	struct fixture *x = load(state, ON_LINE_5 DEVICE("d", ""), 0640);
	char want[256];
	snprintf(want, sizeof want,
		 "%s:3: others can read the secrets in it: chmod 600 '%s'\n", x->path,
		 x->path);
	assert_string_equal(said(x), want);
	assert_int_equal(x->net.dev_n, 0);
}

static void a_file_without_secrets_may_be_read_by_all(void **state)
{
	struct fixture *x =
		load(state, "[auth a]\nversion = 2c\nsecret_cmd = echo x\n", 0644);
	assert_string_equal(said(x), "");
}

static void a_file_with_commands_may_not_be_written_by_others(void **state)
{
	struct fixture *x =
		load(state, "[auth a]\nversion = 2c\nsecret_cmd = echo x\n", 0666);
	assert_non_null(strstr(said(x), ":3: others can write to it: chmod go-w '"));
}

static void ten_thousand_devices_load(void **state)
{
	struct fixture *x = *state;
	struct buf text = {0};
	buf_str(&text, ON_LINE_5);
	for (int i = 0; i < 10000; i++) {
		buf_printf(&text, DEVICE("d%d", "role = access\n"), i);
		if (i)
			buf_printf(&text, "parent = d%d\n", i - 1);
	}
	inventory_parse(&x->inv, &x->net, "f", text.data, text.len, &x->faults);
	buf_fini(&text);
	assert_int_equal(x->faults.n, 0);
	assert_int_equal(x->net.dev_n, 10000);
	assert_int_equal(x->net.dev[9999].parent[0], 9998);
}

static void ten_thousand_wrong_names_are_all_told(void **state)
{
	struct fixture *x = *state;
	struct buf text = {0};
	buf_str(&text, ON_LINE_5);
	for (int i = 0; i < 10000; i++)
		buf_printf(&text, DEVICE("d%d", "parent = e%d\n"), i, i);
	inventory_parse(&x->inv, &x->net, "f", text.data, text.len, &x->faults);
	buf_fini(&text);
	assert_int_equal(x->faults.n, 10000);
	assert_true(x->faults.suggested >= 10000); /* most of them not searched */
}

static void the_shipped_example_is_sound(void **state)
{
	struct fixture *x = *state;
	static char text[16384];
	char path[4096];
	if (!conf_data_path(NULL, "noctop.ini", path, sizeof path))
		skip();
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	size_t n = fread(text, 1, sizeof text, f);
	fclose(f);
	inventory_parse(&x->inv, &x->net, "noctop.ini", text, n, &x->faults);
	assert_string_equal(said(x), "");
	assert_int_equal(x->net.dev_n, 3);
	assert_string_equal(x->inv.credential[0].auth_secret, "change; me, please");
	assert_string_equal(str(x, x->net.site[0].access), "24 h, badge #2");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_whole_configuration_fills_the_network),
		TEST(a_file_without_settings_has_defaults),
		TEST(a_faulty_file_puts_nothing_into_the_network),
		TEST(unknown_sites_credentials_and_parents_are_faults),
		TEST(an_unknown_customer_is_a_fault),
		TEST(a_loop_of_parents_is_told_once),
		TEST(a_device_is_not_its_own_parent),
		TEST(two_ways_to_one_ancestor_are_no_loop),
		TEST(parents_are_four_at_most_and_each_once),
		TEST(intervals_have_limits),
		TEST(a_text_that_would_be_cut_is_a_fault),
		TEST(reserved_sections_are_not_supported_yet),
		TEST(a_version_3_user_has_a_level_and_protocols),
		TEST(faulty_credentials_are_told_without_their_secrets),
		TEST(a_command_gives_the_secret_and_serves_both_passphrases),
		TEST(a_failing_command_is_a_fault),
		TEST(a_service_gets_secrets_from_its_manager),
		TEST(a_private_file_with_secrets_loads),
		TEST(a_file_with_secrets_that_others_read_is_refused_with_the_chmod),
		TEST(a_file_without_secrets_may_be_read_by_all),
		TEST(a_file_with_commands_may_not_be_written_by_others),
		TEST(ten_thousand_devices_load),
		TEST(ten_thousand_wrong_names_are_all_told),
		TEST(the_shipped_example_is_sound),
	};
	return cmocka_run_group_tests_name("inventory", tests, NULL, NULL);
}
