/* The table of noctop.ini says what is taken when a key is absent: that is so. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/alert/maintenance.h"
#include "probes/conf/inventory.h"
#include "probes/conf/keys.h"
#include "probes/model/circuit.h"

/* A configuration with one line more in the sections of that kind. */
static void write_config(struct buf *out, const char *kind, const char *key,
			 const char *value)
{
	static const char *const sections[][2] = {
		{"noctop", "[noctop]\n"},
		{"auth", "[auth a]\nversion = 3\nuser = u\nauth_secret = long enough\n"
			 "priv_secret = long enough, too\n"},
		{"customer", "[customer c]\n"},
		{"site", "[site s]\ncustomer = c\n"},
		{"device", "[device d]\naddress = 192.0.2.1\nsite = s\nauth = a\n"},
		{"hook", "[hook h]\ncommand = /bin/true\n"},
		{"contact", "[contact p]\n"},
		{"group", "[group g]\nmembers = p\n"},
		{"policy", "[policy l]\nt1 = p\n"},
		{"circuit", "[circuit l]\na = d/e0\n"},
		{"window", "[window w]\nsite = s\nwhen = Sun 02:00-04:00\n"},
	};

	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		buf_str(out, sections[i][1]);
		if (value && !strcmp(kind, sections[i][0]))
			buf_printf(out, "%s = %s\n", key, value);
	}
}

static void print_hours(struct buf *out, const struct calendar *c)
{
	buf_printf(out, "%d", c->always);
	buf_add(out, c->span, c->n * sizeof c->span[0]);
}

static void print_roster(struct buf *out, const struct roster *r)
{
	buf_printf(out, "%lld %lld %u ", (long long)r->heartbeat_ms,
		   (long long)r->hook[0].limit_ms, r->hook[0].retries);
	print_hours(out, &r->contact[0].hours);
	print_hours(out, &r->contact[1].hours);
	print_hours(out, &r->policy[0].hours);
}

/* What became of a configuration, of all that has a default, as bytes. */
static void print(struct buf *out, const char *kind, const char *key, const char *value)
{
	struct inventory inv = {0};
	struct network net = {0};
	struct faults faults = {0};
	struct buf text = {0};

	network_init(&net);
	write_config(&text, kind, key, value);
	inventory_parse(&inv, &net, "f", text.data, text.len, &faults);
	assert_string_equal(faults.n ? faults.text.data : "", "");
	buf_printf(out, "%lld %lld %d %d %d %s ", (long long)inv.settings.poll_ms,
		   (long long)inv.settings.reachability_ms, inv.credential[0].version,
		   (int)inv.credential[0].auth, (int)inv.credential[0].priv,
		   inv.customer[0].service);
	buf_printf(out, "%lld ", (long long)inv.settings.journal_keep_ms);
	buf_printf(out, "%lld ", (long long)inv.settings.grace_ms);
	buf_add(out, &net.dev[0], sizeof net.dev[0]);
	print_roster(out, &inv.roster);
	buf_printf(out, "%d ", (int)inv.window[0].category);
	buf_printf(out, "%d ", (int)net.circuit[0].class);
	buf_fini(&text);
	faults_fini(&faults);
	inventory_fini(&inv);
	network_fini(&net);
}

static bool alike(const char *kind, const char *key, const char *value)
{
	struct buf with = {0}, without = {0};
	bool same;

	print(&with, kind, key, value);
	print(&without, kind, key, NULL);
	same = with.len == without.len && !memcmp(with.data, without.data, with.len);
	buf_fini(&with);
	buf_fini(&without);
	return same;
}

/* A value of the key that is not the default. */
static const char *another(const struct key_def *key)
{
	if (key->words)
		return strrchr(key->words, '|') + 1;
	if (!strcmp(key->name, "journal_keep")) /* days at least */
		return "7d";
	if (key->type == KEY_CALENDAR)
		return "Mon 07:00-08:00";
	return key->type == KEY_DURATION ? "7s" : "7";
}

static void check_key(const char *kind, const struct key_def *key)
{
	size_t n = strlen(key->doc);
	const char *open = strrchr(key->doc, '(');
	char value[32];

	if (!n || key->doc[n - 1] != ')' || !open)
		return;
	snprintf(value, sizeof value, "%.*s", (int)strlen(open) - 2, open + 1);
	if (!alike(kind, key->name, value))
		fail_msg("[%s] %s: %s is not the default", kind, key->name, value);
	if (strcmp(value, another(key)) && alike(kind, key->name, another(key)))
		fail_msg("[%s] %s: nothing tells values apart", kind, key->name);
}

static void what_the_table_calls_default_is_taken(void **state)
{
	(void)state;
	for (const struct kind_def *kind = inventory_kinds; kind->kind; kind++)
		for (const struct key_def *key = kind->keys; key->name; key++)
			check_key(kind->kind, key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_table_calls_default_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
