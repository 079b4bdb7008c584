/*
 * Golden screens: each folder here with a scene.ini and screens is a test. keys, if
 * there is one, is typed first: lines of keys, or :wait 5s, :late 95s, :clear 7, :size
 * 80x24, :do LINE of a scene. A scene of several sizes or charsets has a screen for
 * each: screen-80x24, screen-80x24-ascii; screen-80x24-mono has what stands for colours
 * where there are none (mono.h). UPDATE=1 writes the screens anew; look at what
 * changed.
 *
 * Every view has a folder of its name with a screen of each size and charset below. On
 * every screen but a wall's the hardware cursor stands somewhere: it is what a screen
 * reader follows.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "tests/views/mono.h"
#include "tests/views/stage.h"
#include "views/key.h"

static char *slurp(const char *path)
{
	struct buf b = {0};
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f)
		return NULL;
	while ((n = fread(buf_room(&b, 4096), 1, 4096, f)) > 0)
		b.len += n;
	fclose(f);
	buf_char(&b, '\0');
	return b.data;
}

static void draw(struct stage *st, struct session *v, struct canvas *c)
{
	if (c->rows != st->rows || c->cols != st->cols)
		canvas_resize(c, st->rows, st->cols);
	stage_draw(st, v, c);
}

static void type(struct stage *st, struct session *v, struct canvas *c, char *keys)
{
	char *save;

	for (char *line = keys; line && *line; line = save) {
		const char *s = line;
		uint32_t key;

		save = line + strcspn(line, "\n");
		if (*save)
			*save++ = '\0';
		if (*line == ':') {
			stage_direct(st, line);
			draw(st, v, c);
			continue;
		}
		while ((key = key_parse(&s)) != K_NONE) {
			struct act act = session_key(v, &st->scene, key);

			stage_act(st, v, &act);
			draw(st, v, c);
		}
	}
}

enum charset { UTF8, ASCII, MONO, CHARSETS };

/* One of the ways to show a scene. */
struct look {
	const char *folder;
	const char *size; /* "80x24"; NULL the scene's */
	enum charset charset;
	char name[64]; /* of its screen */
	bool led;      /* there was a cursor in it, or nobody sits there */
};

static void render(struct look *look, struct buf *out)
{
	char path[800], line[32], *keys;
	struct stage st;
	struct session *v;
	struct canvas c;

	snprintf(path, sizeof path, "%s/scene.ini", look->folder);
	stage_open(&st, path);
	st.options.ascii = look->charset == ASCII;
	snprintf(line, sizeof line, "size %s", look->size ? look->size : "");
	if (look->size)
		stage_line(&st, line);
	v = session_open(&st.options);
	canvas_init(&c);
	draw(&st, v, &c);
	snprintf(path, sizeof path, "%s/keys", look->folder);
	keys = slurp(path);
	type(&st, v, &c, keys);
	(look->charset == MONO ? mono_dump : canvas_dump)(&c, out);
	look->led = c.cursor_row >= 0 || st.wall_views[0] || c.rows < 6 || c.cols < 40;
	free(keys);
	canvas_fini(&c);
	session_close(v);
	stage_fini(&st);
}

static void show_difference(const char *want, const char *got)
{
	if (getenv("SHOW")) {
		fputs(got, stdout);
		return;
	}
	while (*want || *got) {
		size_t w = strcspn(want, "\n"), g = strcspn(got, "\n");

		if (w != g || memcmp(want, got, w) != 0)
			printf("# -%.*s\n# +%.*s\n", (int)w, want, (int)g, got);
		want += w + (want[w] == '\n');
		got += g + (got[g] == '\n');
	}
}

static void write_screen(const char *path, const struct buf *screen)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(screen->data, 1, screen->len, f) != screen->len ||
	    fclose(f) != 0)
		die("cannot write '%s'", path);
}

static bool matches(struct look *look)
{
	struct buf screen = {0};
	char path[800], *want;
	bool same;

	render(look, &screen);
	snprintf(path, sizeof path, "%s/%s", look->folder, look->name);
	if (getenv("UPDATE"))
		write_screen(path, &screen);
	want = slurp(path);
	same = want && strcmp(want, screen.data) == 0;
	if (!same)
		show_difference(want ? want : "", screen.data);
	free(want);
	buf_fini(&screen);
	return same;
}

static int tests, failed;

static void ok(bool good, const char *what, const char *which)
{
	printf("%sok %d - %s %s\n", good ? "" : "not ", ++tests, what, which);
	failed += !good;
}

static void test_size(const struct stage *st, const char *folder, const char *size)
{
	const bool wanted[] = {
		[UTF8] = st->utf8, [ASCII] = st->ascii, [MONO] = st->mono};
	struct look look = {.folder = folder, .size = size};

	for (look.charset = UTF8; look.charset < CHARSETS; look.charset++) {
		if (!wanted[look.charset])
			continue;
		snprintf(look.name, sizeof look.name, "screen%s%s%s", size ? "-" : "",
			 size ? size : "",
			 look.charset == MONO		       ? "-mono"
			 : look.charset == ASCII && st->utf8 ? "-ascii"
							       : "");
		ok(matches(&look), strrchr(folder, '/') + 1, look.name);
		ok(look.led, "a cursor on", folder);
	}
}

static void test_folder(const char *folder)
{
	struct stage st;
	char path[800];

	snprintf(path, sizeof path, "%s/scene.ini", folder);
	stage_open(&st, path);
	for (int i = 0; i < st.size_n; i++)
		test_size(&st, folder, st.sizes[i]);
	if (st.size_n == 0)
		test_size(&st, folder, NULL);
	stage_fini(&st);
}

/* A screen of every view in every size and charset. */
static void test_views(const char *root)
{
	static const char *const sizes[] = {"40x6", "80x24", "120x40", "240x67"};
	static const char *const charsets[] = {"", "-ascii", "-mono"};
	const char *view, *line;
	char path[800];

	for (unsigned i = 0; (view = views_name(i, &line)); i++) {
		for (unsigned k = 0; k < 12; k++) {
			snprintf(path, sizeof path, "%s/%s/screen-%s%s", root, view,
				 sizes[k / 3], charsets[k % 3]);
			ok(access(path, R_OK) == 0, "there is",
			   path + strlen(root) + 1);
		}
	}
}

static int is_scene(const struct dirent *e)
{
	return e->d_name[0] != '.' && !strchr(e->d_name, '.');
}

int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	struct dirent **entry;
	char root[400], folder[700], path[800];
	int n;

	snprintf(root, sizeof root, "%s/tests/views", top ? top : ".");
	n = scandir(root, &entry, is_scene, alphasort);
	for (int i = 0; i < n; i++) {
		snprintf(folder, sizeof folder, "%s/%s", root, entry[i]->d_name);
		snprintf(path, sizeof path, "%s/scene.ini", folder);
		if (access(path, R_OK) == 0 &&
		    (argc < 2 || strcmp(argv[1], entry[i]->d_name) == 0))
			test_folder(folder);
		free(entry[i]);
	}
	free(entry);
	if (argc < 2)
		test_views(root);
	printf("1..%d\n", tests);
	return failed > 0;
}
