/* What the past says, in words. */
#include "tests/model/fixture.h"

#include "probes/model/trend.h"
#include "views/outlook.h"

struct words {
	struct canvas c;
	struct buf text;
};

static const char *say(void (*add)(const void *, struct flow *), const void *ctx)
{
	static char out[256];
	struct words w = {.c = {.rows = 0}};
	struct flow f = {.pen = {.canvas = &w.c, .width = 100}, .rows = 1};

	canvas_init(&w.c);
	canvas_resize(&w.c, 1, 100);
	canvas_blank(&w.c);
	add(ctx, &f);
	canvas_dump(&w.c, &w.text);
	snprintf(out, sizeof out, "%.*s", (int)strcspn(w.text.data, "\n"), w.text.data);
	for (size_t n = strlen(out); n && out[n - 1] == ' '; n--)
		out[n - 1] = '\0';
	canvas_fini(&w.c);
	buf_fini(&w.text);
	return out;
}

static struct young young;

static void full(const void *r, struct flow *f)
{
	outlook_full(f, "/var", r, 100, &young);
}

static void nameless(const void *r, struct flow *f)
{
	outlook_full(f, "", r, 100, &young);
}

static void unlimited(const void *r, struct flow *f)
{
	outlook_full(f, "in", r, 0, &young);
}

static void usual(const void *r, struct flow *f)
{
	outlook_usual(f, r, &young);
}

static void too_young(const void *of, struct flow *f)
{
	outlook_young(f, of);
}

static struct rollup line(float level, float slope)
{
	struct rollup r;

	rollup_init(&r);
	r.learnt.level = level;
	r.learnt.slope = slope;
	r.learnt.days = 30;
	return r;
}

static void full_is_said_in_days(void **state)
{
	struct rollup soon = line(52, 2), tomorrow = line(98, 1.5F),
		      now = line(99.9F, 1), flat = line(50, 0), far = line(50, 0.01F);

	(void)state;
	assert_string_equal(say(full, &soon), "/var full in 24 days");
	assert_string_equal(say(nameless, &soon), "full in 24 days");
	assert_string_equal(say(full, &tomorrow), "/var full in 1 day");
	assert_string_equal(say(full, &now), "/var full now at its busiest");
	assert_string_equal(say(full, &flat), "/var does not fill up");
	assert_string_equal(say(full, &far), "/var does not fill up");
}

static void too_short_a_past_is_said_not_guessed(void **state)
{
	struct rollup r, older;

	(void)state;
	young = (struct young)YOUNG_NOTHING;
	assert_string_equal(say(too_young, &young), "");
	rollup_init(&r);
	r.learnt.days = 5;
	r.learnt.weeks = 1;
	older = r;
	older.learnt.days = 9;
	assert_string_equal(say(usual, &r), "");
	assert_string_equal(say(too_young, &young), "history 1 of 3 weeks");
	assert_string_equal(say(full, &r), "");
	assert_string_equal(say(full, &older), "");
	assert_string_equal(say(too_young, &young), "history 5 of 14 days");
	r.learnt.usual = 12.3F;
	assert_string_equal(say(usual, &r), "usual 12ms");
}

static void of_what_has_no_limit_or_no_place_nothing_is_said(void **state)
{
	struct rollup r = line(50, 1);

	(void)state;
	assert_string_equal(say(unlimited, &r), "");
	assert_string_equal(say(full, NULL), "");
	assert_string_equal(say(usual, NULL), "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_is_said_in_days),
		cmocka_unit_test(too_short_a_past_is_said_not_guessed),
		cmocka_unit_test(of_what_has_no_limit_or_no_place_nothing_is_said),
	};

	return cmocka_run_group_tests_name("outlook", tests, NULL, NULL);
}
