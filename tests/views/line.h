/*
 * line: a line of a scene as words.
 */
#ifndef TESTS_VIEWS_LINE_H
#define TESTS_VIEWS_LINE_H

#include <stdint.h>

#define WORDS 32

/* A line cut into words; "key=value" apart. */
struct line {
	char text[1024];
	char *key[WORDS], *value[WORDS]; /* value NULL: a word alone */
	int n;
};

void cut(struct line *, const char *text);
const char *get(const struct line *, const char *key, const char *otherwise);
double number(const struct line *, const char *key, double otherwise);
/* "4m12" "18m" "1h12" "3d04" "12s", in ms; a number without unit is of the next smaller
 */
int64_t age_of(const char *);
int64_t age(const struct line *, const char *key, const char *otherwise);
uint64_t bits(const char *); /* "10G" */

#endif
