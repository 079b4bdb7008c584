/*
 * Profiles: the shipped ones are sound, every fault has its line, and a device gets the
 * profile that fits it best.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "probes/conf/inventory.h"
#include "probes/conf/profile.h"

struct fixture {
	struct profiles p;
	struct faults faults;
};

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct fixture));
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	profiles_fini(&x->p);
	faults_fini(&x->faults);
	free(x);
	return 0;
}

static const char *parse(void **state, const char *text)
{
	struct fixture *x = *state;

	profiles_parse(&x->p, "f", text, strlen(text), &x->faults);
	return x->faults.n ? x->faults.text.data : "";
}

static void the_shipped_profiles_have_no_faults(void **state)
{
	struct fixture *x = *state;
	char path[4096];

	assert_true(conf_data_path(NULL, "profiles/standard.ini", path, sizeof path));
	*strrchr(path, '/') = '\0';
	if (!profiles_load(&x->p, path, NULL, &x->faults))
		fail_msg("%s", x->faults.text.data);
	assert_int_not_equal(x->p.fallback, PROFILE_NONE);
	assert_true(x->p.profile[x->p.fallback].reading_n > 10);
}

static void a_folder_without_profiles_is_a_fault(void **state)
{
	struct fixture *x = *state;

	assert_false(profiles_load(&x->p, "/nonexistent", NULL, &x->faults));
	assert_non_null(strstr(x->faults.text.data, "matches no file"));
}

/* --- faults ----------------------------------------------------------------------- */

#define P "[profile standard]\n"
#define Q P "[reading r]\nkind = bgp\n"
#define R P "[reading r]\nkind = fan\nvalue = 1.3.6.1.4.1.9.1\n"

static void every_fault_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
		{R, ""},
		{P "[reading r]\nkind = heat\nvalue = 1.3.6.1\n",
		 "f:3: kind: 'heat' is none of"},
		{P "[reading r]\nvalue = 1.3.6.1\n",
		 "f:2: [reading r] needs kind, or kind.by with kind.map\n"},
		{R "kind.by = 1.3.6.2\n",
		 "f:2: [reading r] needs kind, or kind.by with kind.map\n"},
		{P "[reading r]\nkind = fan\n", "f:2: [reading r] has no value\n"},
		{P "[reading r]\nkind = state\nvalue = 1.3.6.1\n",
		 "f:2: [reading r] has no state\n"},
		{P "[reading r]\nkind = memory\nfree = 1.3.6.1\n",
		 "f:4: free without total or value\n"},
		{"[reading r]\nkind = fan\nvalue = 1.3.6.1\n",
		 "f:1: [reading r] stands before any [profile] of its file\n"},
		{R "valu = 1.3.6\n", "f:5: unknown key 'valu' in [reading]"},
		{R "label = sysNam\n[oids]\nsysName = 1.3.6.1.2.1.1.5.0\n",
		 "f:5: label: 'sysNam' is neither a number nor named in [oids]: did "
		 "you mean 'sysName'?\n"},
		{R "label = 1.3.x\n", "f:5: label: '1.3.x' is no object identifier\n"},
		{R "label = 1.3.99999999999\n",
		 "f:5: label: '1.3.99999999999' is no object identifier\n"},
		{"[oids]\nx = 1.3.6.\n",
		 "f:2: x: '1.3.6.' is no object identifier of at most 24 numbers\n"},
		{R "free = 1.3.6.1@1.3.6.2\ntotal = 1.3.6.3\n",
		 "f:5: free: '1.3.6.1@1.3.6.2' takes its index from elsewhere, which "
		 "only what is learnt once can do\n"},
		{R "state = 1.3.6.2\n", "f:5: state without state.map\n"},
		{R "state.map = 1: ok\n", "f:5: state.map without state\n"},
		{R "state = 1.3.6.2\nstate.map = 1: good\n",
		 "f:6: state.map: '1: good' should be VALUE: "
		 "absent|unknown|ok|warning|critical WORDS\n"},
		{R "state = 1.3.6.2\nstate.map = 1\n", "f:6: state.map: '1' should be"},
		{R "scale.by = 1.3.6.2\nscale.map = 1: x\n",
		 "f:6: scale.map: '1: x' should be VALUE: FACTOR\n"},
		{R "component.by = 1.3.6.2\ncomponent.map = 1: a fan\n",
		 "f:6: component.map: '1: a fan' should be VALUE: COMPONENT\n"},
		{R "only = 1.3.6.2\n",
		 "f:5: only: '1.3.6.2' should be REF: VALUE|VALUE\n"},
		{R "only = 1.3.6.1:1, 1.3.6.1:2, 1.3.6.1:3, 1.3.6.1:4, 1.3.6.1:5\n",
		 "f:5: only: '1.3.6.1:5' is one condition too many\n"},
		{R "only = index@0: 1\n", "f:5: only: 'index' is neither a number"},
		{R "valid = index@1: 1\n", "f:5: valid: 'index' is neither a number"},
		{R "absent = 1, x\n",
		 "f:5: absent: 'x' is no number, or one too many\n"},
		{R "min = 3\nmax = 2\n", "f:5: min: '3' is above max\n"},
		{R "high.warning = warm\n", "f:5: high.warning: 'warm' is neither"},
		{R "unless = q\n", "f:5: unless: 'q' is no reading\n"},
		{R "unless = s\n[reading s]\nkind = fan\nvalue = 1.3.6.1\nunless = r\n",
		 "f:2: [reading r]: unless leads back to itself\n"},
		{R "like = q\n", "f:5: like: 'q' is no reading\n"},
		{R "like = r\n", "f:5: like: 'r' leads back to itself\n"},
		{"[profile a]\ninherit = b\n",
		 "f:2: inherit: there is no profile 'b'\n"},
		{"[profile a]\ninherit = b\n[profile b]\ninherit = a\n",
		 "f:4: inherit: a would inherit itself\n"},
		{"[profile a]\nmatch = 1.3.6.x\n",
		 "f:2: match: '1.3.6.x' is no object identifier\n"},
		{"[profile a]\ndescr = *x*\n", "f:2: descr without match"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture *x = *state;
		const char *said = parse(state, cases[i].text);
		size_t n = strlen(cases[i].said);
		if (strncmp(said, cases[i].said, n) != 0 || (n == 0 && *said))
			fail_msg("%s\nsaid: %swant: %s", cases[i].text, said,
				 cases[i].said);
		profiles_fini(&x->p);
		faults_fini(&x->faults);
	}
}

static void faults_of_peers_are_told_with_their_line(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
		{R "since = 1.3.6.1\n",
		 "f:5: since is of peers alone: bgp, ospf …\n"},
		{Q "state = 1.3.6.1\nstate.map = 6: ok\n",
		 "f:5: state.map: '6: ok' should be VALUE: "
		 "off|unknown|up|impaired|down WORDS\n"},
		{Q "state = 1.3.6.1\nstate.map = 6: up\nvalue = 1.3.6.1\n",
		 "f:6: value is nothing of a peer\n"},
		{Q "state = 1.3.6.1\nstate.map = 6: up\nlocal = 99\n",
		 "f:6: local: '99' is no number of an index\n"},
		{Q "state = 1.3.6.1+x\nstate.map = 6: up\n",
		 "f:4: state: 'x' should be one number or two behind the +\n"},
		{Q "state = 1.3.6.1@nearest\nstate.map = 6: up\n",
		 "f:4: state: '1.3.6.1@nearest' takes its index from elsewhere"},
		{Q, "f:2: [reading r] has no state\n"},
		{Q "state = 1.3.6.1\nstate.map = 6: up\nalso = 1.3.6.2\n",
		 "f:6: also without also.map\n"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture *x = *state;
		const char *said = parse(state, cases[i].text);
		size_t n = strlen(cases[i].said);
		if (strncmp(said, cases[i].said, n) != 0 || (n == 0 && *said))
			fail_msg("%s\nsaid: %swant: %s", cases[i].text, said,
				 cases[i].said);
		profiles_fini(&x->p);
		faults_fini(&x->faults);
	}
}

static void all_faults_are_told_at_once(void **state)
{
	struct fixture *x = *state;

	parse(state, R "min = a\nlabel = b\nabsent = c\n");
	assert_int_equal(x->faults.n, 3);
}

/* --- which profile ---------------------------------------------------------------- */

static const char profiles[] = "[profile standard]\n"
			       "[profile acme]\nmatch = 1.3.6.1.4.1.9\n"
			       "[profile acme-big]\nmatch = 1.3.6.1.4.1.9.1, "
			       "1.3.6.1.4.1.9.12\n"
			       "[profile acme-os]\nmatch = 1.3.6.1.4.1.9.1\n"
			       "descr = *AcmeOS*\n";

static const char *chosen(void **state, const char *object_id, const char *descr)
{
	struct fixture *x = *state;

	return profiles_match(&x->p, object_id, descr)->name;
}

static void the_longest_prefix_wins(void **state)
{
	assert_string_equal(parse(state, profiles), "");
	assert_string_equal(chosen(state, "1.3.6.1.4.1.9.7.1", "x"), "acme");
	assert_string_equal(chosen(state, "1.3.6.1.4.1.9.1.7", "x"), "acme-big");
	assert_string_equal(chosen(state, "1.3.6.1.4.1.9.12", "x"), "acme-big");
	assert_string_equal(chosen(state, "1.3.6.1.4.1.9.120", "x"), "acme");
	assert_string_equal(chosen(state, "1.3.6.1.4.1.90.1", "x"), "standard");
	assert_string_equal(chosen(state, "", "x"), "standard");
}

static void the_description_tells_apart_who_share_a_prefix(void **state)
{
	assert_string_equal(parse(state, profiles), "");
	assert_string_equal(chosen(state, "1.3.6.1.4.1.9.1.7", "the acmeos 3"),
			    "acme-os");
	assert_string_equal(chosen(state, "1.3.6.1.4.1.9.2", "the AcmeOS 3"), "acme");
}

static void without_a_standard_profile_there_may_be_none(void **state)
{
	struct fixture *x = *state;

	assert_string_equal(parse(state, "[profile a]\nmatch = 1.3.6.1.4.1.9\n"), "");
	assert_null(profiles_match(&x->p, "1.3.6.1.4.1.8", ""));
}

static void columns_are_asked_once(void **state)
{
	struct fixture *x = *state;

	parse(state, "[oids]\nnow = 1.3.6.1.4.1.9.1\n" P
		     "[reading a]\nkind = fan\nvalue = now\nlabel = 1.3.6.1.4.1.9.2\n"
		     "[reading b]\nkind = load\nvalue = 1.3.6.1.4.1.9.1\n"
		     "total = 1.3.6.1.4.1.9.3.0\n");
	assert_int_equal(x->p.column_n, 3);
	assert_int_equal(x->p.profile[0].column_n, 3);
	assert_true(x->p.column[2].scalar);
	assert_int_equal(x->p.column[2].n, 8); /* the 0 is not part of it */
}

/* A kind that its rows tell has a word of its own. */
static void every_reading_has_a_kind(void **state)
{
	(void)state;
	for (int kind = 0; kind <= READ_KINDS; kind++)
		assert_non_null(reading_kind_name((uint8_t)kind));
	assert_string_equal(reading_kind_name(READ_KINDS), "sensor");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		T(the_shipped_profiles_have_no_faults),
		T(a_folder_without_profiles_is_a_fault),
		T(every_fault_is_told_with_its_line),
		T(faults_of_peers_are_told_with_their_line),
		T(all_faults_are_told_at_once),
		T(the_longest_prefix_wins),
		T(the_description_tells_apart_who_share_a_prefix),
		T(without_a_standard_profile_there_may_be_none),
		T(columns_are_asked_once),
		cmocka_unit_test(every_reading_has_a_kind),
	};

	return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
