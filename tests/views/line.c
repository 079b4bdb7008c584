#include "tests/views/line.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

static char *cut_word(char **s)
{
	char *from = *s, *to = from, *word = from;
	bool quoted = false;

	for (; *from && (quoted || !isspace((unsigned char)*from)); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	}
	*s = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

void cut(struct line *l, const char *text)
{
	char *s = l->text;

	l->n = 0;
	snprintf(l->text, sizeof l->text, "%s", text);
	while (l->n < WORDS) {
		char *equals;

		while (isspace((unsigned char)*s))
			s++;
		if (*s == '\0')
			return;
		l->key[l->n] = cut_word(&s);
		equals = strchr(l->key[l->n], '=');
		if (equals && l->n > 0)
			*equals++ = '\0';
		l->value[l->n] = l->n > 0 ? equals : NULL;
		l->n++;
	}
}

const char *get(const struct line *l, const char *key, const char *otherwise)
{
	for (int i = 1; i < l->n; i++)
		if (l->value[i] && strcmp(l->key[i], key) == 0)
			return l->value[i];
	return otherwise;
}

double number(const struct line *l, const char *key, double otherwise)
{
	const char *s = get(l, key, NULL);

	return s ? strtod(s, NULL) : otherwise;
}

int64_t age_of(const char *s)
{
	static const struct {
		char unit;
		int64_t ms, below;
	} units[] = {{'d', 86400000, 3600000},
		     {'h', 3600000, 60000},
		     {'m', 60000, 1000},
		     {'s', 1000, 1}};
	int64_t ms = 0, below = 1000;

	while (*s) {
		char *end;
		long n = strtol(s, &end, 10);

		if (end == s)
			die("'%s' is no age", s);
		if (*end == '\0')
			return ms + n * below;
		for (size_t i = 0; i < 4; i++) {
			if (units[i].unit == *end) {
				ms += n * units[i].ms;
				below = units[i].below;
			}
		}
		s = end + 1;
	}
	return ms;
}

int64_t age(const struct line *l, const char *key, const char *otherwise)
{
	return age_of(get(l, key, otherwise));
}

uint64_t bits(const char *s)
{
	char *end;
	double n = strtod(s, &end);

	return (uint64_t)(n * (*end == 'G'   ? 1e9
			       : *end == 'M' ? 1e6
			       : *end == 'k' ? 1e3
					     : 1));
}
