/*
 * play: one operator at a stage: keys typed, the screen as text after each.
 */
#ifndef TESTS_VIEWS_PLAY_H
#define TESTS_VIEWS_PLAY_H

#include "tests/views/stage.h"
#include "views/key.h"

struct play {
	struct stage st;
	struct session *v;
	struct canvas c;
	struct buf text; /* the screen when last drawn */
};

/* On the scene noc, and what these lines add to it (NULL: nothing). */
void play_open(struct play *, const char *lines);
/* On another scene of base/. */
void play_scene(struct play *, const char *scene, const char *lines);
void play_close(struct play *);
/* The operator's next session, with what was kept of the one before. */
void play_again(struct play *, const char *kept);
/* On another scene of base/, where the operator comes from one whose watch is gone. */
void play_next_watch(struct play *, const char *scene, const char *lines);
void play_draw(struct play *);
/* Type keys as key_parse() reads them, each drawn; the last act that was one. */
struct act play_type(struct play *, const char *keys);
bool play_shows(const struct play *, const char *words);
/* The screen from the row with the cursor on. */
const char *play_cursor_row(const struct play *);

#endif
