#include "tests/views/play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void play_draw(struct play *p)
{
	canvas_resize(&p->c, p->st.rows, p->st.cols);
	stage_draw(&p->st, p->v, &p->c);
	buf_reset(&p->text);
	canvas_dump(&p->c, &p->text);
}

void play_open(struct play *p, const char *lines)
{
	play_scene(p, "noc", lines);
}

void play_scene(struct play *p, const char *scene, const char *lines)
{
	char path[400], line[400];
	const char *top = getenv("top_srcdir");

	*p = (struct play){.c = {.rows = 0}};
	snprintf(path, sizeof path, "%s/tests/views/base/%s.scene", top ? top : ".",
		 scene);
	stage_open(&p->st, path);
	while (lines && *lines) {
		size_t n = strcspn(lines, "\n");

		snprintf(line, sizeof line, "%.*s", (int)n, lines);
		stage_line(&p->st, line);
		lines += n + (lines[n] == '\n');
	}
	p->v = session_open(&p->st.options);
	canvas_init(&p->c);
	play_draw(p);
}

void play_close(struct play *p)
{
	buf_fini(&p->text);
	canvas_fini(&p->c);
	session_close(p->v);
	stage_fini(&p->st);
}

void play_again(struct play *p, const char *kept)
{
	struct session_options options = p->st.options;
	struct session *next;

	options.kept = kept;
	options.kept_n = strlen(kept);
	next = session_open(&options); /* kept may be of the one that ends */
	session_close(p->v);
	p->v = next;
}

void play_next_watch(struct play *p, const char *scene, const char *lines)
{
	struct buf place = {0};

	session_place(p->v, &place);
	play_close(p);
	play_scene(p, scene, lines);
	session_close(p->v);
	p->st.options.place = place.data;
	p->v = session_open(&p->st.options);
	p->st.options.place = NULL;
	buf_fini(&place);
	play_draw(p);
}

struct act play_type(struct play *p, const char *keys)
{
	struct act last = {.kind = ACT_NONE};
	uint32_t key;

	while ((key = key_parse(&keys)) != K_NONE) {
		struct act act = session_key(p->v, &p->st.scene, key);

		if (act.kind != ACT_NONE)
			last = act;
		play_draw(p);
	}
	return last;
}

bool play_shows(const struct play *p, const char *words)
{
	return strstr(p->text.data, words) != NULL;
}

const char *play_cursor_row(const struct play *p)
{
	const char *row = strstr(p->text.data, "\n>");

	return row ? row + 1 : "";
}
