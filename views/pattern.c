/*
 * Glushkov's construction: each letter of the pattern is a state, and of each part it
 * is known with which letters it begins and ends and whether it may be empty; putting
 * parts together says which letter may follow which. Something that is repeated is read
 * again as often as it may come, each time as letters of its own.
 *
 * Bytes above 127 are letters one by one. What stands for any character, or for all but
 * some, is two letters: the first byte of one, then as many as follow it.
 */
#include "views/pattern.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "probes/base/text.h"

#define DEPTH_MAX 16
#define STEPS_MAX 4096 /* of reading: what is repeated is read again */

struct set {
	bool has[PATTERN_SYMBOLS];
};

/* A part of the pattern. */
struct part {
	uint64_t first, last;
	uint64_t letters; /* of text_letters(): in whatever it matches */
	unsigned least;	  /* bytes of that */
	bool empty; /* it may be */
};

struct reader {
	const char *at;
	char *error;
	bool failed;
	unsigned depth, steps, n;
	uint64_t follow[PATTERN_LETTERS + 1];
	uint64_t letter[PATTERN_SYMBOLS];
};

static struct part alternatives(struct reader *);

static struct part fail(struct reader *r, const char *why)
{
	if (!r->failed)
		snprintf(r->error, PATTERN_ERROR, "%s", why);
	r->failed = true;
	return (struct part){.empty = true};
}

/* --- parts ---------------------------------------------------------------------------
 */

static uint64_t letters_of(unsigned symbol)
{
	const char text[] = {(char)symbol, '\0'};

	return symbol < PATTERN_BEGIN ? text_letters(text) : 0;
}

static struct part letter(struct reader *r, const struct set *set)
{
	bool edge = set->has[PATTERN_BEGIN] || set->has[PATTERN_END];
	uint64_t bit, letters = UINT64_MAX;

	if (r->n == PATTERN_LETTERS)
		return fail(r, "the pattern is too long");
	bit = UINT64_C(1) << r->n++;
	for (unsigned c = 0; c < PATTERN_SYMBOLS; c++) {
		if (!set->has[c])
			continue;
		r->letter[c] |= bit;
		letters &= letters_of(c);
	}
	return (struct part){bit, bit, letters, !edge, false};
}

static void link_parts(struct reader *r, uint64_t from, uint64_t to)
{
	for (unsigned i = 0; i < r->n; i++)
		if (from >> i & 1)
			r->follow[i] |= to;
}

static struct part behind(struct reader *r, struct part a, struct part b)
{
	link_parts(r, a.last, b.first);
	return (struct part){a.first | (a.empty ? b.first : 0),
			     b.last | (b.empty ? a.last : 0), a.letters | b.letters,
			     a.least + b.least, a.empty && b.empty};
}

static struct part again(struct reader *r, struct part p)
{
	link_parts(r, p.last, p.first);
	return p;
}

static struct part maybe(struct part p)
{
	p.empty = true;
	p.letters = p.least = 0;
	return p;
}

/* --- sets ----------------------------------------------------------------------------
 */

static void set_add(struct set *set, unsigned c)
{
	set->has[c] = true;
	if (c < 128) {
		set->has[(unsigned char)tolower((int)c)] = true;
		set->has[(unsigned char)toupper((int)c)] = true;
	}
}

static void set_range(struct set *set, unsigned from, unsigned to)
{
	for (unsigned c = from; c <= to; c++)
		set_add(set, c);
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(int c)
{
	return isalnum(c) || c == '_';
}

static const struct {
	const char *name;
	int (*is)(int);
} classes[] = {{"alpha", isalpha}, {"digit", isdigit}, {"alnum", isalnum},
	       {"upper", isupper}, {"lower", islower}, {"space", isspace},
	       {"blank", isblank}, {"punct", ispunct}, {"xdigit", isxdigit}};

/* [:digit:], behind its [ */
static bool set_class(struct reader *r, struct set *set)
{
	const char *end = strstr(r->at, ":]");

	for (size_t i = 0; end && i < sizeof classes / sizeof *classes; i++) {
		size_t n = strlen(classes[i].name);

		if ((size_t)(end - r->at) != n + 1 ||
		    strncmp(r->at + 1, classes[i].name, n) != 0)
			continue;
		for (int c = 1; c < 128; c++)
			if (classes[i].is(c))
				set_add(set, (unsigned)c);
		r->at = end + 2;
		return true;
	}
	return false;
}

static void set_item(struct reader *r, struct set *set)
{
	unsigned from = (unsigned char)*r->at++, to = from;

	if (from == '[' && (*r->at == ':' || *r->at == '.' || *r->at == '=')) {
		if (!set_class(r, set))
			fail(r, "no such class in [ ]");
		return;
	}
	if (*r->at == '-' && r->at[1] != '\0' && r->at[1] != ']') {
		to = (unsigned char)r->at[1];
		r->at += 2;
	}
	if (from > 127 || to > 127 || to < from)
		fail(r, to < from ? "a range in [ ] is the wrong way round"
				  : "only plain letters may stand in [ ]");
	else
		set_range(set, from, to);
}

/* One character of all but those in it. */
static struct part any_but(struct reader *r, const struct set *not)
{
	struct set lead = {{false}}, tail = {{false}};
	struct part first, rest;

	for (unsigned c = 1; c < 256; c++) {
		bool follows = (c & 0xc0) == 0x80;

		lead.has[c] = !follows && !not->has[c];
		tail.has[c] = follows;
	}
	first = letter(r, &lead);
	rest = maybe(again(r, letter(r, &tail)));
	return behind(r, first, rest);
}

/* Behind [ */
static struct part brackets(struct reader *r)
{
	struct set set = {{false}};
	bool negate = *r->at == '^', any = false;

	r->at += negate;
	while (!r->failed && *r->at && (*r->at != ']' || !any)) {
		set_item(r, &set);
		any = true;
	}
	if (r->failed)
		return (struct part){.empty = true};
	if (*r->at != ']')
		return fail(r, "a [ is not closed");
	r->at++;
	return negate ? any_but(r, &set) : letter(r, &set);
}

/* --- reading -------------------------------------------------------------------------
 */

static struct part one(struct reader *r, unsigned c)
{
	struct set set = {{false}};

	set_add(&set, c);
	return letter(r, &set);
}

/* Behind a backslash */
static struct part escaped(struct reader *r)
{
	struct set set = {{false}};
	int c = (unsigned char)*r->at;

	if (c == '\0')
		return fail(r, "nothing stands behind the \\");
	r->at++;
	if (is_digit(c))
		return fail(r, "there are no back-references in patterns");
	if (!strchr("dws", c))
		return isalpha(c) ? fail(r, "no such letter behind a \\")
				  : one(r, (unsigned)c);
	for (int i = 1; i < 128; i++)
		if (c == 'd' ? is_digit(i) : c == 'w' ? is_word(i) : isspace(i))
			set_add(&set, (unsigned)i);
	return letter(r, &set);
}

static struct part group(struct reader *r)
{
	struct part p;

	if (r->depth == DEPTH_MAX)
		return fail(r, "too many ( in each other");
	r->depth++;
	p = alternatives(r);
	r->depth--;
	if (*r->at != ')')
		return fail(r, "a ( is not closed");
	r->at++;
	return p;
}

static struct part atom(struct reader *r)
{
	const struct set none = {{false}};
	unsigned c = (unsigned char)*r->at;

	if (r->failed || ++r->steps > STEPS_MAX)
		return fail(r, "the pattern is too long");
	r->at++;
	switch (c) {
	case '(':
		return group(r);
	case '[':
		return brackets(r);
	case '\\':
		return escaped(r);
	case '.':
		return any_but(r, &none);
	case '^':
		return one(r, PATTERN_BEGIN);
	case '$':
		return one(r, PATTERN_END);
	case '*':
	case '+':
	case '?':
	case '{':
		return fail(r, "nothing to repeat");
	default:
		return one(r, c);
	}
}

/* Digits of a {}; -1 there are none. */
static int count(struct reader *r)
{
	int n = is_digit(*r->at) ? 0 : -1;

	for (; is_digit(*r->at); r->at++)
		n = n > PATTERN_REPEATS ? n : 10 * n + *r->at - '0';
	return n;
}

/* How often: *, +, ?, {2}, {2,}, {2,3}; most -1: any. False: there is none of them. */
static bool repeats(struct reader *r, int *least, int *most)
{
	char c = *r->at;

	if (c == '\0' || !strchr("*+?{", c))
		return false;
	r->at++;
	*least = c == '+';
	*most = c == '?' ? 1 : -1;
	if (c != '{')
		return true;
	*least = *most = count(r);
	if (*r->at == ',') {
		r->at++;
		*most = count(r);
	}
	if (*r->at != '}' || *least < 0 || (*most >= 0 && *most < *least) || *most == 0)
		fail(r, "between { } stand one or two numbers");
	else if (*least > PATTERN_REPEATS || *most > PATTERN_REPEATS)
		fail(r, "too many repeats");
	r->at += *r->at == '}';
	return true;
}

/* What stands at from, so often: it is read anew for each, but for the last. */
static struct part repeated(struct reader *r, const char *from, struct part p,
			    int least, int most)
{
	const char *end = r->at;
	struct part all = least == 0 ? maybe(p) : p;
	int n = most < 0 ? (least > 1 ? least : 1) : most;

	for (int i = 1; i < n && !r->failed; i++) {
		r->at = from;
		p = atom(r);
		if (i >= least)
			p = maybe(p);
		all = behind(r, all, p);
	}
	if (most < 0)
		again(r, p);
	r->at = end;
	return all;
}

static struct part sequence(struct reader *r)
{
	struct part all = {.empty = true};

	while (!r->failed && *r->at && *r->at != '|' && *r->at != ')') {
		const char *from = r->at;
		struct part p = atom(r);
		int least, most;

		if (!r->failed && repeats(r, &least, &most))
			p = repeated(r, from, p, least, most);
		if (!r->failed && *r->at && strchr("*+?{", *r->at))
			fail(r, "what is repeated is repeated");
		all = behind(r, all, p);
	}
	return all;
}

static struct part alternatives(struct reader *r)
{
	struct part all = sequence(r);

	while (!r->failed && *r->at == '|') {
		struct part p;

		r->at++;
		p = sequence(r);
		all.first |= p.first;
		all.last |= p.last;
		all.letters &= p.letters;
		all.least = all.least < p.least ? all.least : p.least;
		all.empty |= p.empty;
	}
	return all;
}

/* Symbols that the same letters match are of one class. */
static void classify(struct reader *r, struct pattern *p)
{
	unsigned n = 0;

	for (unsigned c = 0; c < PATTERN_SYMBOLS && !r->failed; c++) {
		unsigned k = 0;

		while (k < n && p->letter[k] != r->letter[c])
			k++;
		if (k == n && n++ > PATTERN_LETTERS) {
			fail(r, "the pattern is too long");
			break;
		}
		p->letter[k] = r->letter[c];
		p->class_of[c] = (uint8_t)k;
	}
	p->classes = n;
}

static uint64_t made; /* so many patterns */

bool pattern_compile(struct pattern *out, const char *text, char error[PATTERN_ERROR])
{
	struct reader r = {.at = text, .error = error};
	struct pattern p = {.empty = false};
	struct part all;

	error[0] = '\0';
	all = alternatives(&r);
	if (!r.failed && *r.at == ')')
		fail(&r, "a ) without its (");
	classify(&r, &p);
	if (r.failed)
		return false;
	p.empty = all.empty;
	p.first = all.first;
	p.last = all.last;
	p.letters = all.letters;
	p.least = all.least;
	p.anchored = !(all.first & ~r.letter[PATTERN_BEGIN]);
	memcpy(p.follow, r.follow, sizeof p.follow);
	p.id = ++made;
	*out = p;
	return true;
}

/* --- looking -------------------------------------------------------------------------
 */

/* It may begin anywhere, and is found where it ends. */
static inline uint64_t step(const struct pattern *p, uint64_t at, unsigned symbol,
			    uint32_t *steps)
{
	uint64_t next = p->first;

	for (++*steps; at; at &= at - 1, ++*steps)
		next |= p->follow[__builtin_ctzll(at)];
	return next & p->letter[p->class_of[symbol]];
}

/* Of what takes no room there may be several in one place. */
static uint64_t edge(const struct pattern *p, uint64_t at, unsigned symbol,
		     uint32_t *steps)
{
	uint64_t was;

	do {
		was = at;
		at |= step(p, at, symbol, steps);
	} while (at != was);
	return at;
}

/* --- what was taken before -----------------------------------------------------------
 */

#define MEMOS 4	   /* patterns: those of a filter, and of another */
#define PLACES 64  /* of each; who comes to more walks on without */
#define CLASSES (PATTERN_LETTERS + 1)

enum {
	UNKNOWN = 255,
	FOUND = 254, /* whatever stands behind */
	DEAD = 253,  /* never any more */
};

/* Where one may be, and where it leads from there: to a place, or what is above. */
struct memo {
	uint64_t id; /* of the pattern; 0 none */
	unsigned n;
	unsigned shift; /* room for the pairs of a place, as a power of two */
	uint8_t begin;	/* where a text does */
	uint64_t at[PLACES];
	uint8_t next[PLACES][CLASSES]; /* by class of symbol */
	uint8_t ends[PLACES]; /* is it found if the text ends here? */
	/* By the classes of two symbols: what takes time is that each look must wait
	 * for the one before. */
	uint8_t pair[PLACES * CLASSES * CLASSES];
};
static struct memo memos[MEMOS];

/* The number of a place, or what is the same there as anywhere; UNKNOWN: there is no
 * room for more. */
static unsigned place_of(struct memo *m, const struct pattern *p, uint64_t at)
{
	unsigned i = 0;

	if (at & p->last)
		return FOUND;
	if (!at && p->anchored)
		return DEAD;
	while (i < m->n && m->at[i] != at)
		i++;
	if (i == PLACES)
		return UNKNOWN;
	if (i == m->n) {
		m->at[m->n++] = at;
		memset(m->next[i], UNKNOWN, sizeof m->next[i]);
		memset(m->pair + ((size_t)i << m->shift), UNKNOWN,
		       (size_t)1 << m->shift);
		m->ends[i] = UNKNOWN;
	}
	return i;
}

static struct memo *memo_of(const struct pattern *p, uint32_t *steps)
{
	struct memo *m = &memos[p->id % MEMOS];

	if (m->id != p->id) {
		m->id = p->id;
		m->n = m->shift = 0;
		while (1u << m->shift < p->classes * p->classes)
			m->shift++;
		m->begin = (uint8_t)place_of(m, p, edge(p, 0, PATTERN_BEGIN, steps));
	}
	return m;
}

static bool ends_at(const struct pattern *p, uint64_t at, uint32_t *steps)
{
	return at & p->last || edge(p, at, PATTERN_END, steps) & p->last;
}

static bool walk(const struct pattern *p, uint64_t at, const char *text, uint32_t *steps)
{
	for (; *text && !(at & p->last) && (at || !p->anchored); text++)
		at = step(p, at, (unsigned char)*text, steps);
	return ends_at(p, at, steps);
}

/* Where a symbol leads from a place. */
static unsigned step_on(struct memo *m, const struct pattern *p, unsigned place,
			unsigned char symbol, uint32_t *steps)
{
	uint8_t *next = &m->next[place][p->class_of[symbol]];

	if (*next == UNKNOWN)
		*next = (uint8_t)place_of(m, p, step(p, m->at[place], symbol, steps));
	return *next;
}

/* Where two lead that are taken together for the first time. */
static unsigned two_steps(struct memo *m, const struct pattern *p, unsigned place,
			  const char *text, uint8_t *next, uint32_t *steps)
{
	unsigned to = step_on(m, p, place, (unsigned char)text[0], steps);

	if (to < PLACES)
		to = step_on(m, p, to, (unsigned char)text[1], steps);
	*next = (uint8_t)to;
	return to;
}

bool pattern_has(const struct pattern *p, const char *text, uint32_t *steps)
{
	const char *begin = text;
	struct memo *m;
	unsigned i, to = UNKNOWN;

	if (p->empty)
		return true;
	m = memo_of(p, steps);
	if (m->begin >= PLACES)
		return m->begin == FOUND;
	for (i = m->begin; text[0] && text[1]; text += 2) {
		unsigned pair = p->class_of[(unsigned char)text[0]] * p->classes +
				p->class_of[(unsigned char)text[1]];
		uint8_t *next = &m->pair[((size_t)i << m->shift) + pair];

		to = *next;
		if (to == UNKNOWN)
			to = two_steps(m, p, i, text, next, steps);
		if (to >= PLACES)
			break;
		i = to;
	}
	*steps += (uint32_t)(text - begin);
	if (text[0] && !text[1]) {
		to = step_on(m, p, i, (unsigned char)*text, steps);
		++*steps;
		i = to < PLACES ? to : i;
		text += to < PLACES;
	}
	if (*text)
		return to == UNKNOWN ? walk(p, m->at[i], text, steps) : to == FOUND;
	if (m->ends[i] == UNKNOWN)
		m->ends[i] = ends_at(p, m->at[i], steps);
	return m->ends[i];
}
