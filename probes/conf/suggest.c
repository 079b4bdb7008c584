/*
 * suggest: the known word nearest to a mistyped one, by optimal string alignment: what
 * fingers do (a letter too many, too few, wrong, two swapped) counts one each.
 */
#include "probes/conf/suggest.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD_MAX 64 /* longer words have no near ones */
#define SEARCHES_MAX 50

static unsigned min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

unsigned suggest_distance(const char *a, const char *b, unsigned limit)
{
	size_t n = strlen(a), m = strlen(b);
	unsigned row[3][WORD_MAX + 1];
	if (n > WORD_MAX || m > WORD_MAX || (n > m ? n - m : m - n) > limit)
		return limit + 1;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned *now = row[i % 3], *last = row[(i + 2) % 3];
		const unsigned *before = row[(i + 1) % 3];
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned swap = same(a[i - 1], b[j - 1]) ? 0 : 1;
			now[j] = min(min(last[j], now[j - 1]) + 1, last[j - 1] + swap);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
			    same(a[i - 2], b[j - 1]))
				now[j] = min(now[j], before[j - 2] + 1);
		}
	}
	return min(row[n % 3][m], limit + 1);
}

struct suggest suggest_begin(struct faults *f, const char *word)
{
	size_t n = strlen(word);
	if (f->suggested++ >= SEARCHES_MAX)
		return (struct suggest){word, "", 0};
	return (struct suggest){word, "", n < 3 ? 1 : n < 7 ? 2 : 3};
}

bool suggest_offer(struct suggest *s, const char *known)
{
	if (s->limit == 0)
		return false;
	unsigned d = suggest_distance(s->word, known, s->limit);
	if (d > s->limit || d >= strlen(known))
		return false;
	snprintf(s->best, sizeof s->best, "%s", known);
	s->limit = d ? d - 1 : 0; /* only a nearer one is better */
	return true;
}

const char *suggest_words(const struct suggest *s, char out[SUGGEST_SIZE])
{
	out[0] = '\0';
	if (s->best[0])
		snprintf(out, SUGGEST_SIZE, ": did you mean '%s'?", s->best);
	return out;
}
