/*
 * player: who plays a line of a day on the stage: its words, the devices and people
 * that do something in it. Every function that returns false has said why.
 */
#ifndef NOCTOP_TESTS_ALERT_PLAYER_H
#define NOCTOP_TESTS_ALERT_PLAYER_H

#include "tests/alert/stage.h"

#define WORDS 24

struct line {
	char text[512], copy[512];
	char *word[WORDS];
	unsigned n, at; /* the next word */
};

struct player {
	struct stage *stage;
	const char *file;
	unsigned number; /* of the line */
	bool begun;
	char why[256];
};

bool wrong(struct player *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Words of a line. */
void split(struct line *, const char *text);
const char *next(struct line *); /* "" behind the last */
bool take(struct line *, const char *word);
const char *rest(struct line *); /* all that is left */
double number(struct line *);
bool span(const char *, int64_t *ms); /* "30s" "5m" "2h" */

/* A key as it is called in a line, NAME[:PORT] CHECK, and the newest alert of it, over
 * or not; NULL. */
struct key {
	const char *name;
	char entity[32];
	enum check check;
};
bool take_key(struct player *, struct line *, struct key *);
struct alert *alert_of(const struct player *, const struct key *);

/* "device …", "ports …", "part …": true when the line was one of these. */
bool player_builds(struct player *, struct line *, bool *good);
/* What a device, a port, a part or a person does. */
bool player_does(struct player *, struct line *);

#endif
