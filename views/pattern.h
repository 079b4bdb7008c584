/*
 * pattern: what stands between slashes in a filter: a POSIX extended regular expression
 * (IEEE 1003.1, 9.4) that looks for a part of a text, letters of either case alike. Of
 * it are: . [a-z] [^a-z] [[:digit:]] ( ) | * + ? {2,3} ^ $ and \ before a sign, and
 * \d \w \s. There are no back-references.
 *
 * It becomes an automaton of at most 63 letters, whose states fit into a number: to
 * look for it takes a step for each byte of the text, whatever the pattern, and no
 * memory, so that no pattern holds up the watch. Pure; a value, to be copied.
 */
#ifndef NOCTOP_VIEWS_PATTERN_H
#define NOCTOP_VIEWS_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PATTERN_LETTERS 63
#define PATTERN_REPEATS 32 /* in {} */
#define PATTERN_ERROR 64
#define PATTERN_BEGIN 256 /* what comes before the first byte of a text */
#define PATTERN_END 257	  /* and behind the last */
#define PATTERN_SYMBOLS 258

struct pattern {
	uint64_t id;   /* of what it was made of; copies have the same */
	bool empty;    /* found everywhere */
	bool anchored; /* begins where the text does, if at all */
	uint64_t letters; /* in whatever it is found in, see text_letters() */
	unsigned least;	  /* bytes of that */
	uint64_t first, last;
	uint64_t follow[PATTERN_LETTERS + 1]; /* the letters that may stand behind
						 each */
	uint64_t letter[PATTERN_LETTERS + 1]; /* of each class of symbols: that match
						 it */
	uint8_t class_of[PATTERN_SYMBOLS];
	unsigned classes; /* there are so many */
};

/* False: it is none, and error says why. */
bool pattern_compile(struct pattern *, const char *text, char error[PATTERN_ERROR]);
/* Adds to steps what it took: a byte of a text is one, and where such a step was not
 * taken lately, one more each letter of the pattern that may be there. */
bool pattern_has(const struct pattern *, const char *text, uint32_t *steps);

#endif
