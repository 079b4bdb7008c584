/* [window NAME]: what it may say, and every fault at its line. */
#include "probes/conf/inventory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "probes/base/clock.h"

static const char head[] =
	"[auth a]\nversion = 2c\ncommunity = x\n"
	"[site fra]\ntimezone = Europe/Berlin\n"
	"[site nyc]\ntimezone = America/New_York\n"
	"[site lab]\n"
	"[device fra-core-01]\naddress = 10.0.0.1\nsite = fra\nauth = a\ntags = lab\n";

struct loaded {
	struct inventory inv;
	struct network net;
	struct faults faults;
};

static struct loaded *load(const char *text)
{
	static struct loaded l;
	char bytes[2048];

	l = (struct loaded){.faults.n = 0};
	network_init(&l.net);
	snprintf(bytes, sizeof bytes, "%s%s", head, text);
	inventory_parse(&l.inv, &l.net, "f", bytes, strlen(bytes), &l.faults);
	return &l;
}

static void unload(struct loaded *l)
{
	inventory_fini(&l->inv);
	network_fini(&l->net);
	faults_fini(&l->faults);
}

static void assert_fault(const char *text, const char *fault)
{
	struct loaded *l = load(text);

	assert_string_equal(l->faults.n ? l->faults.text.data : "", fault);
	unload(l);
}

static void assert_times(const struct window *w, const char *from, const char *to)
{
	char text[CLOCK_RFC3339_SIZE];

	assert_string_equal(clock_rfc3339(text, w->from_ms), from);
	assert_string_equal(clock_rfc3339(text, w->to_ms), to);
}

static void one_that_comes_once(void **state)
{
	struct loaded *l = load("[window w]\nsite = fra\nstart = 2026-11-28 22:00\n"
				"end = 2026-11-29 02:00\nchange = CHG4711\n"
				"category = emergency\napprover = cab\nowner = j.kim\n"
				"text = new line card\n");
	const struct window *w = l->inv.window;

	(void)state;
	assert_int_equal(l->faults.n, 0);
	assert_int_equal(l->inv.window_n, 1);
	assert_string_equal(w->name, "w");
	assert_string_equal(w->scope.site, "fra");
	assert_false(w->recurring);
	if (w->zone)
		assert_times(w, "2026-11-28T21:00:00Z", "2026-11-29T01:00:00Z");
	assert_string_equal(w->change, "CHG4711");
	assert_int_equal(w->category, WINDOW_EMERGENCY);
	assert_string_equal(w->approver, "cab");
	assert_string_equal(w->owner, "j.kim");
	assert_string_equal(w->text, "new line card");
	assert_int_equal(l->inv.settings.grace_ms, MAINTENANCE_GRACE_MS);
	unload(l);
}

static void one_that_comes_again(void **state)
{
	struct loaded *l = load("[noctop]\ngrace = 5s\n[window w]\ntag = lab\n"
				"role = core, edge\nwhen = first Sun 02:00-04:00\n"
				"timezone = UTC\n");
	const struct window *w = l->inv.window;

	(void)state;
	assert_int_equal(l->faults.n, 0);
	assert_true(w->recurring);
	assert_int_equal(w->when.n, 1);
	assert_ptr_equal(w->zone, zone_find("UTC"));
	assert_int_equal(w->scope.roles, 1U << ROLE_CORE | 1U << ROLE_EDGE);
	assert_int_equal(l->inv.settings.grace_ms, 5000);
	unload(l);
}

/* A time that does not exist begins when the clock is changed. */
static void a_date_on_which_clocks_change(void **state)
{
	struct loaded *l = load("[window w]\nsite = fra\nstart = 2027-03-28 02:30\n"
				"end = 2027-03-28 04:00\n");

	(void)state;
	if (l->inv.window->zone)
		assert_times(l->inv.window, "2027-03-28T01:00:00Z",
			     "2027-03-28T02:00:00Z");
	unload(l);
}

static void each_fault_is_told_at_its_line(void **state)
{
	static const struct {
		const char *text, *fault;
	} rows[] = {
		{"[window w]\nsite = fra\n",
		 "f:14: [window w] has no time: when = Sun 02:00-04:00, or start and "
		 "end\n"},
		{"[window w]\nsite = fra\nstart = 2026-11-28 22:00\n",
		 "f:16: start: there is no end\n"},
		{"[window w]\nsite = fra\nstart = 2026-11-28 22:00\n"
		 "end = 2026-11-28 21:00\n",
		 "f:17: end: not after the start\n"},
		{"[window w]\nsite = fra\nstart = 2026-11-28 22:00\n"
		 "end = 2026-12-28 21:00\n",
		 "f:17: end: longer than 7 days\n"},
		{"[window w]\nsite = fra\nstart = tomorrow\nend = 2026-12-28 21:00\n",
		 "f:16: start: not a time (2026-11-28 22:00)\n"},
		{"[window w]\nsite = fra\nstart = 2026-11-28T22:00:00Z\n"
		 "end = 2026-11-29 21:00\n",
		 "f:16: start: not a time (2026-11-28 22:00)\n"},
		{"[window w]\nsite = fra\nwhen = Sun 02:00-04:00\n"
		 "end = 2026-12-28 21:00\n",
		 "f:16: when: either this, or start and end\n"},
		{"[window w]\nsite = fra\nwhen = Son 02:00-04:00\n",
		 "f:16: when: 'Son' is no weekday, month, day or time\n"},
		{"[window w]\nsite = fra\nwhen = always\n",
		 "f:16: when: it never ends\n"},
		{"[window w]\nsite = fra\nwhen = Dec\n",
		 "f:16: when: longer than 7 days\n"},
		{"[window w]\nsite = fra\nwhen = 30 Feb\n",
		 "f:16: when: it never comes\n"},
		{"[window w]\nwhen = Sun\n",
		 "f:14: [window w] is for nothing: site = NAME, device = NAME, … "
		 "(site = * is all)\n"},
		{"[window w]\nsite = fro\nwhen = Sun\n",
		 "f:15: site: there is no [site fro]: did you mean 'fra'?\n"},
		{"[window w]\ndevice = fra-*, fra-core-02\nwhen = Sun\n",
		 "f:15: device: there is no [device fra-core-02]: did you mean "
		 "'fra-core-01'?\n"},
		{"[window w]\nsite = fra\nwhen = Sun\ntimezone = Mars/Base\n",
		 "f:17: timezone: 'Mars/Base' is not a time zone (Europe/Berlin)\n"},
		{"[window w]\nsite = fra, nyc\nwhen = Sun\n",
		 "f:15: these sites have several time zones: say timezone = …\n"},
		{"[window w]\nsite = fra\nwhen = Sun\ncategory = urgent\n",
		 "f:17: category: 'urgent' is none of standard|expedited|emergency\n"},
	};

	(void)state;
	if (!zone_find("Europe/Berlin"))
		skip();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_fault(rows[i].text, rows[i].fault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_comes_once),
		cmocka_unit_test(one_that_comes_again),
		cmocka_unit_test(a_date_on_which_clocks_change),
		cmocka_unit_test(each_fault_is_told_at_its_line),
	};

	return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
