/* look and picture: themes as they are shipped, what is wrong with one, and screens as
 * files. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/picture.h"

static const char *shipped(void)
{
	static char path[4096];
	const char *top = getenv("top_srcdir");

	snprintf(path, sizeof path, "%s/etc/theme.ini", top ? top : ".");
	return path;
}

static void every_shipped_theme_is_sound_and_whole(void **state)
{
	static const char *const themes[] = {"dark", "light", "colourblind",
					     "colourblind-light", "mono"};
	struct ini ini = {0};
	struct faults faults = {0};

	(void)state;
	for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
		struct looks looks;

		assert_true(looks_load(&looks, shipped(), themes[i], &faults));
		assert_int_equal(looks.style[STYLE_ALARM].mono, LOOK_REVERSE);
	}
	assert_true(ini_load(&ini, shipped(), &faults));
	for (uint32_t i = 0; i < ini.section_n; i++)
		for (unsigned k = 0;
		     !strcmp(ini.section[i].kind, "theme") && look_name(k); k++)
			assert_non_null(ini_get(&ini.section[i], look_name(k)));
	assert_int_equal(faults.n, 0);
	ini_fini(&ini);
	faults_fini(&faults);
}

/* Who cannot tell red from green: critical and what is well must differ in more than
 * that, that is in blue, or in lightness. */
static void colourblind_severities_differ_in_more_than_red_and_green(void **state)
{
	static const char *const themes[] = {"colourblind", "colourblind-light"};
	struct faults faults = {0};
	struct looks looks;

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		assert_true(looks_load(&looks, shipped(), themes[k], &faults));
		for (int i = 0; i < STYLE_N; i++) {
			assert_int_not_equal(looks.style[i].basic, 1); /* red */
			assert_int_not_equal(looks.style[i].basic, 2); /* green */
		}
	}
	faults_fini(&faults);
}

/* Relative luminance (WCAG 2.1) of one of the 256 colours from 16 on. */
static double luminance(int colour)
{
	static const double weight[] = {0.0722, 0.7152, 0.2126}; /* blue first */
	double sum = 0;

	for (int i = 0, rest = colour - 16; i < 3; i++, rest /= 6) {
		int level = colour >= 232    ? 8 + 10 * (colour - 232)
			    : rest % 6 == 0 ? 0
					    : 55 + 40 * (rest % 6);
		double c = level / 255.0;

		sum += weight[i] *
		       (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double contrast(int colour, double ground)
{
	double a = luminance(colour), light = fmax(a, ground), dark = fmin(a, ground);

	return (light + 0.05) / (dark + 0.05);
}

static void words_can_be_read_on_the_ground_the_theme_is_for(void **state)
{
	static const struct {
		const char *name;
		double ground;
	} themes[] = {{"dark", 0}, {"light", 1}, {"colourblind", 0}, {"colourblind-light", 1}};
	struct faults faults = {0};
	struct looks looks;

	(void)state;
	for (size_t k = 0; k < sizeof themes / sizeof *themes; k++) {
		assert_true(looks_load(&looks, shipped(), themes[k].name, &faults));
		for (int i = 0; i < STYLE_N; i++) {
			bool bar = i >= STYLE_BAR && i <= STYLE_BAR_CRITICAL;
			int colour = looks.style[i].full;

			if (colour < 16)
				continue; /* the terminal's own */
			if (contrast(colour, themes[k].ground) < (bar ? 3 : 4.5))
				fail_msg("%s: style %d", themes[k].name, i);
		}
	}
	faults_fini(&faults);
}

static void a_severity_has_one_colour_in_words_and_in_bars(void **state)
{
	static const char *const themes[] = {"dark", "light", "colourblind",
					     "colourblind-light"};
	static const uint8_t pairs[][2] = {{STYLE_WARNING, STYLE_BAR_WARNING},
					   {STYLE_MAJOR, STYLE_BAR_MAJOR},
					   {STYLE_CRITICAL, STYLE_BAR_CRITICAL}};
	struct faults faults = {0};
	struct looks looks;

	(void)state;
	for (size_t k = 0; k < 4; k++) {
		assert_true(looks_load(&looks, shipped(), themes[k], &faults));
		for (int i = 0; i < 3; i++) {
			const uint8_t *p = pairs[i];

			assert_int_equal(looks.style[p[0]].full,
					 looks.style[p[1]].full);
			assert_int_equal(looks.style[p[0]].basic,
					 looks.style[p[1]].basic);
		}
	}
	faults_fini(&faults);
}

static void without_a_theme_attributes_tell_the_same(void **state)
{
	struct faults faults = {0};
	struct looks plain, mono;

	(void)state;
	looks_plain(&plain);
	assert_true(looks_load(&mono, shipped(), "mono", &faults));
	for (int i = 0; i < STYLE_N; i++) {
		assert_int_equal(plain.style[i].mono, mono.style[i].mono);
		assert_int_equal(plain.style[i].full, -1);
	}
	faults_fini(&faults);
}

static void what_is_wrong_is_told_with_its_line_all_of_it(void **state)
{
	char path[] = "/tmp/noctop-theme-XXXXXX";
	int fd = mkstemp(path);
	static const char text[] = "[theme odd]\ncritical = 999 rde bold\nfoo = 1\n"
				   "[colour]\nx = 1\n"
				   "[terminal]\ngraphs = dots\nambiguous = wide\n";
	struct faults faults = {0};
	struct looks looks;

	(void)state;
	assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
	close(fd);
	assert_false(looks_load(&looks, path, "odd", &faults));
	assert_non_null(strstr(faults.text.data, ":2: '999' is no colour"));
	assert_non_null(strstr(faults.text.data, ":2: 'rde' is no colour"));
	assert_non_null(strstr(faults.text.data, ":3: there is no style 'foo'"));
	assert_non_null(strstr(faults.text.data, ":4: [colour] is no section"));
	assert_non_null(
		strstr(faults.text.data, ":7: graphs: 'dots' is neither blocks"));
	assert_int_equal(looks.style[STYLE_CRITICAL].full, -1);
	assert_false(looks.wide);
	faults_fini(&faults);
	faults = (struct faults){0};
	assert_false(looks_load(&looks, path, "even", &faults));
	assert_non_null(strstr(faults.text.data, "there is no theme 'even'"));
	faults_fini(&faults);
	unlink(path);
}

static void a_theme_says_what_the_terminal_is_like(void **state)
{
	char path[] = "/tmp/noctop-theme-XXXXXX";
	int fd = mkstemp(path);
	static const char text[] = "[theme odd]\ncritical = 1\n[terminal]\n"
				   "ambiguous = wide\ngraphs = braille\n";
	struct faults faults = {0};
	struct looks looks;

	(void)state;
	assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
	close(fd);
	assert_true(looks_load(&looks, path, "odd", &faults));
	assert_true(looks.wide && looks.braille);
	assert_int_equal(looks.style[STYLE_CRITICAL].full, 1);
	faults_fini(&faults);
	unlink(path);
}

static void a_picture_keeps_colours_and_escapes_what_is_foreign(void **state)
{
	struct faults faults = {0};
	struct buf out = {0};
	struct looks looks;
	struct canvas c;

	(void)state;
	assert_true(looks_load(&looks, shipped(), "dark", &faults));
	canvas_init(&c);
	canvas_resize(&c, 1, 12);
	canvas_str(&c, 0, 0, 4, STYLE_CRITICAL, "C <&", false);
	canvas_str(&c, 0, 4, 4, STYLE_WARNING, "warn", false);
	picture_write(&out, PICTURE_ANSI, &c, &looks, "t");
	buf_char(&out, '\0');
	assert_string_equal(out.data, "\033[0;1;7;38;5;203mC <&\033[0;38;5;221mwarn"
				      "\033[0m    \033[0m\n");
	buf_reset(&out);
	picture_write(&out, PICTURE_HTML, &c, &looks, "<t>");
	buf_char(&out, '\0');
	assert_non_null(strstr(out.data, "<title>&lt;t></title>"));
	assert_non_null(strstr(out.data, "background:#ff5f5f;font-weight:bold\">C "
					 "&lt;&amp;</span>"));
	buf_reset(&out);
	picture_write(&out, PICTURE_SVG, &c, &looks, "t");
	buf_char(&out, '\0');
	assert_non_null(strstr(out.data,
			       "<text x=\"33.6\" y=\"13\" textLength=\"33.6\" "
			       "fill=\"#ffd75f\">warn</text>"));
	/* or browsers make one blank of many, and stretch it over the row */
	assert_non_null(strstr(out.data, "text{white-space:pre}"));
	buf_fini(&out);
	canvas_fini(&c);
	faults_fini(&faults);
}

static void a_picture_has_the_page_that_its_theme_is_for(void **state)
{
	static const struct {
		const char *theme, *paper;
	} pages[] = {{"dark", "#16181d"},
		     {"colourblind", "#16181d"},
		     {"mono", "#16181d"},
		     {"light", "#ffffff"},
		     {"colourblind-light", "#ffffff"}};

	(void)state;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		struct faults faults = {0};
		struct buf out = {0};
		struct looks looks;
		struct canvas c;
		char paper[64];

		assert_true(looks_load(&looks, shipped(), pages[i].theme, &faults));
		canvas_init(&c);
		canvas_resize(&c, 1, 4);
		canvas_str(&c, 0, 0, 4, STYLE_ALARM, "DOWN", false);
		picture_write(&out, PICTURE_HTML, &c, &looks, "t");
		picture_write(&out, PICTURE_SVG, &c, &looks, "t");
		buf_char(&out, '\0');
		snprintf(paper, sizeof paper, "margin:0;background:%s\">",
			 pages[i].paper);
		assert_non_null(strstr(out.data, paper));
		snprintf(paper, sizeof paper, "height=\"100%%\" fill=\"%s\"/>",
			 pages[i].paper);
		assert_non_null(strstr(out.data, paper));
		snprintf(paper, sizeof paper, "<span style=\"color:%s;background:",
			 pages[i].paper);
		assert_non_null(strstr(out.data, paper));
		buf_fini(&out);
		canvas_fini(&c);
		faults_fini(&faults);
	}
}

/* Whatever its cells mean: no colour of theirs, none dim, none that is not reversed. */
static void a_selected_row_is_one_even_bar_in_every_theme(void **state)
{
	static const char *const themes[] = {"dark", "light", "colourblind",
					     "colourblind-light", "mono"};
	struct faults faults = {0};

	(void)state;
	for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
		struct buf out = {0};
		struct looks looks;
		struct canvas c;

		assert_true(looks_load(&looks, shipped(), themes[i], &faults));
		canvas_init(&c);
		canvas_resize(&c, 1, STYLE_N);
		for (uint8_t style = 0; style < STYLE_N; style++)
			canvas_char(&c, 0, style, style, 'x');
		canvas_flag(&c, 0, 0, STYLE_N, STYLE_CURSOR);
		picture_write(&out, PICTURE_ANSI, &c, &looks, "t");
		buf_char(&out, '\0');
		for (const char *s = out.data; (s = strstr(s, "\033[0")); s++) {
			char code[32];

			snprintf(code, sizeof code, "%.*s", (int)strcspn(s, "m"), s);
			if (s[strcspn(s, "m") + 1] == '\n')
				continue; /* the end */
			assert_non_null(strstr(code, ";7"));
			assert_null(strstr(code, ";2"));
			assert_null(strstr(code, ";38"));
		}
		buf_fini(&out);
		canvas_fini(&c);
	}
	faults_fini(&faults);
}

static void formats_are_known_by_name_and_by_a_files_end(void **state)
{
	(void)state;
	assert_int_equal(picture_named("svg"), PICTURE_SVG);
	assert_int_equal(picture_named("a.b.HTML"), PICTURE_HTML);
	assert_int_equal(picture_named("night.txt"), PICTURE_TEXT);
	assert_int_equal(picture_named("night"), PICTURES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shipped_theme_is_sound_and_whole),
		cmocka_unit_test(colourblind_severities_differ_in_more_than_red_and_green),
		cmocka_unit_test(words_can_be_read_on_the_ground_the_theme_is_for),
		cmocka_unit_test(a_severity_has_one_colour_in_words_and_in_bars),
		cmocka_unit_test(without_a_theme_attributes_tell_the_same),
		cmocka_unit_test(what_is_wrong_is_told_with_its_line_all_of_it),
		cmocka_unit_test(a_theme_says_what_the_terminal_is_like),
		cmocka_unit_test(a_picture_keeps_colours_and_escapes_what_is_foreign),
		cmocka_unit_test(a_picture_has_the_page_that_its_theme_is_for),
		cmocka_unit_test(a_selected_row_is_one_even_bar_in_every_theme),
		cmocka_unit_test(formats_are_known_by_name_and_by_a_files_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
