/*
 * scene: the real terminal process on a scene of tests/views instead of a watch.
 *
 *   scene FOLDER          the terminal, until it is left
 *   scene --lines FOLDER  the same as lines
 *
 * A child plays the watch: it draws the scene, at the size and in the charset that the
 * terminal asks for, takes keys, and sends one frame at a time. The scene's clock
 * stands still, so that the screen is the golden one. What happens meanwhile is in the
 * file `later`: each time U+E000 is typed its next line comes true.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "tests/views/stage.h"
#include "tui/client.h"
#include "tui/lines.h"
#include "tui/link.h"
#include "tui/terminal.h"
#include "views/key.h"

#define LATER 0xe000

struct play {
	struct client end;
	struct stage stage;
	struct session *session;
	struct canvas now, sent;
	const char *folder;
	FILE *later;
	uint32_t seq;
	bool full, dirty, in_flight, over;
};

static void go_on(struct play *p)
{
	char path[800], line[1024];

	snprintf(path, sizeof path, "%s/later", p->folder);
	if (!p->later)
		p->later = fopen(path, "r");
	if (!p->later || !fgets(line, sizeof line, p->later))
		die("nothing comes later in '%s'", path);
	line[strcspn(line, "\n")] = '\0';
	stage_direct(&p->stage, line);
	p->dirty = true;
}

static void act(struct play *p, uint32_t key)
{
	struct act act;

	if (key == LATER) {
		go_on(p);
		return;
	}
	act = session_key(p->session, &p->stage.scene, key);
	stage_act(&p->stage, p->session, &act);
	if (act.kind == ACT_QUIT) {
		client_tell(&p->end, &(struct link_message){.kind = LINK_EXIT});
		p->over = true;
	}
	if (act.kind == ACT_COPY)
		client_tell(&p->end,
			    &(struct link_message){.kind = LINK_COPY,
						   .bytes = act.note,
						   .len = (uint32_t)strlen(act.note)});
	p->full |= act.kind == ACT_REPAINT;
	p->dirty = true;
}

/* What the scene's author typed before looking. */
static void type_keys(struct play *p)
{
	char path[800], line[1024];
	FILE *f;
	uint32_t key;

	snprintf(path, sizeof path, "%s/keys", p->folder);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f)) {
		const char *s = line;

		line[strcspn(line, "\n")] = '\0';
		if (*line == ':') {
			stage_direct(&p->stage, line);
			stage_draw(&p->stage, p->session, &p->now);
			continue;
		}
		while ((key = key_parse(&s)) != K_NONE) {
			act(p, key);
			stage_draw(&p->stage, p->session, &p->now);
		}
	}
	if (f)
		fclose(f);
}

static void resize(struct play *p, const struct link_message *m)
{
	canvas_resize(&p->now, m->rows, m->cols);
	p->now.ascii = p->stage.options.ascii;
	p->full = p->dirty = true;
}

static void welcome(struct play *p, const struct link_message *m)
{
	p->stage.options.ascii = m->ascii;
	p->session = session_open(&p->stage.options);
	resize(p, m);
	stage_draw(&p->stage, p->session, &p->now);
	type_keys(p);
}

static void say(struct play *p, const struct link_message *m)
{
	char words[160];

	snprintf(words, sizeof words, "%.*s", (int)m->len, m->bytes);
	session_say(p->session, &p->stage.scene, m->error, words);
	p->dirty = true;
}

static void take(struct play *p, const struct link_message *m)
{
	if (m->kind == LINK_HELLO)
		welcome(p, m);
	else if (m->kind == LINK_SIZE)
		resize(p, m);
	else if (m->kind == LINK_SEEN)
		p->in_flight = false;
	else if (m->kind == LINK_KEYS)
		for (uint32_t i = 0; i < m->n && !p->over; i++)
			act(p, link_key(m, i));
	else if (m->kind == LINK_DONE)
		say(p, m);
	else if (m->kind == LINK_BYE)
		p->over = true;
}

static void send_frame(struct play *p)
{
	struct buf out = {0};
	size_t at = 0;

	stage_draw(&p->stage, p->session, &p->now);
	link_write_frame(&out, ++p->seq, false, p->full ? NULL : &p->sent, &p->now);
	canvas_copy(&p->sent, &p->now);
	p->full = p->dirty = false;
	p->in_flight = true;
	while (at < out.len) {
		ssize_t n = send(p->end.fd, out.data + at, out.len - at, MSG_NOSIGNAL);

		if (n <= 0) {
			p->over = true;
			break;
		}
		at += (size_t)n;
	}
	buf_fini(&out);
}

static int play_watch(int fd, const char *folder)
{
	struct play p = {.end = {.fd = fd}, .folder = folder};
	struct link_message m;
	char path[800];

	snprintf(path, sizeof path, "%s/scene.ini", folder);
	stage_open(&p.stage, path);
	canvas_init(&p.now);
	canvas_init(&p.sent);
	while (!p.over && client_next(&p.end, &m, -1) == LINK_ONE) {
		take(&p, &m);
		if (p.dirty && !p.in_flight && !p.over)
			send_frame(&p);
	}
	session_close(p.session);
	canvas_fini(&p.now);
	canvas_fini(&p.sent);
	stage_fini(&p.stage);
	if (p.later)
		fclose(p.later);
	client_fini(&p.end);
	return 0;
}

int main(int argc, char **argv)
{
	bool lines = argc > 2 && !strcmp(argv[1], "--lines");
	const struct options options = {.seed = 0};
	struct looks looks;
	int pair[2];

	if (argc < 2 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return 64;
	if (fork() == 0) {
		close(pair[0]);
		setsid(); /* the terminal's signals are none of its business */
		return play_watch(pair[1], argv[argc - 1]);
	}
	close(pair[1]);
	if (lines)
		return lines_run(pair[0], &options);
	looks_find(&looks, NULL, NULL);
	return terminal_run(pair[0], &options, &looks);
}
