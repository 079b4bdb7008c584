/*
 * Golden screens: each folder here with a scene.ini and a screen is a test. keys, if
 * there is one, is typed first: lines of keys, or :wait 5s, :late 95s, :clear 7, :size
 * 80x24, :do LINE of a scene. UPDATE=1 writes the screens anew; look at what changed.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
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
	session_draw(v, &st->scene, c);
}

static void direct(struct stage *st, const char *line)
{
	int64_t ms;

	if (strncmp(line, ":wait ", 6) == 0 && duration_parse(line + 6, &ms))
		stage_wait(st, ms);
	else if (strncmp(line, ":late ", 6) == 0 && duration_parse(line + 6, &ms))
		st->scene.now_ms += ms; /* and nothing was polled */
	else if (strncmp(line, ":clear ", 7) == 0)
		stage_clear_alert(st, strtoull(line + 7, NULL, 10));
	else
		stage_line(st, line + (strncmp(line, ":do ", 4) == 0 ? 4 : 1));
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
			direct(st, line);
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

static void render(const char *folder, struct buf *out)
{
	char path[800], *keys;
	struct stage st;
	struct session *v;
	struct canvas c;

	snprintf(path, sizeof path, "%s/scene.ini", folder);
	stage_open(&st, path);
	v = session_open(&st.options);
	canvas_init(&c);
	draw(&st, v, &c);
	snprintf(path, sizeof path, "%s/keys", folder);
	keys = slurp(path);
	type(&st, v, &c, keys);
	canvas_dump(&c, out);
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

static bool test(const char *folder)
{
	struct buf screen = {0};
	char path[800], *want;
	bool same;

	render(folder, &screen);
	snprintf(path, sizeof path, "%s/screen", folder);
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

static int is_scene(const struct dirent *e)
{
	return e->d_name[0] != '.' && !strchr(e->d_name, '.');
}

int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	struct dirent **entry;
	char root[400], folder[700], path[800];
	int n, failed = 0, tests = 0;
	struct stat st;

	snprintf(root, sizeof root, "%s/tests/views", top ? top : ".");
	n = scandir(root, &entry, is_scene, alphasort);
	for (int i = 0; i < n; i++) {
		snprintf(folder, sizeof folder, "%s/%s", root, entry[i]->d_name);
		snprintf(path, sizeof path, "%s/scene.ini", folder);
		if (stat(path, &st) == 0 &&
		    (argc < 2 || strcmp(argv[1], entry[i]->d_name) == 0)) {
			bool ok = test(folder);

			printf("%sok %d - %s\n", ok ? "" : "not ", ++tests,
			       entry[i]->d_name);
			failed += !ok;
		}
		free(entry[i]);
	}
	free(entry);
	printf("1..%d\n", tests);
	return failed > 0;
}
