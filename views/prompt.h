/*
 * prompt: the line behind ':'. A word is a view, a command of the key map by its name,
 * or a verb that needs more than a key: where to go, what to filter by, which file to
 * write. What stands behind a command that asks something is typed into its dialog.
 *
 * Tab completes, and steps through what fits; Up and Down go through what was typed
 * before. Pasted text only ever becomes text.
 */
#ifndef NOCTOP_VIEWS_PROMPT_H
#define NOCTOP_VIEWS_PROMPT_H

#include "views/act.h"
#include "views/field.h"
#include "views/session.h"

#define PROMPT_LINES 16

struct prompt {
	char line[PROMPT_LINES][FIELD_SIZE]; /* typed before, the newest last */
	unsigned n, at;			     /* at n: what is being typed */
	char typed[FIELD_SIZE];		     /* that, while an older one is shown */
	char stem[FIELD_SIZE];		     /* what Tab steps from */
	unsigned step;			     /* 0: not stepping */
	char argument[FIELD_SIZE];	     /* of the act it returned */
};

void prompt_open(struct session *);
struct act prompt_key(struct session *, const struct scene *, uint32_t key);
/* error: say what is wrong with it, too. */
void prompt_draw(struct session *, const struct scene *, struct canvas *, int row,
		 bool error);

/* Row i of the verbs, for the help: its word; what it takes and does, NULL behind the
 * last. */
#define PROMPT_VERB_SIZE 32
const char *prompt_verb(unsigned i, char word[PROMPT_VERB_SIZE]);

#endif
