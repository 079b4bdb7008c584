/*
 * A filter is a list of terms, all of which must hold: a field (or any of them), a
 * comparison and a value. One table names the fields; a number field takes any
 * comparison, a text field only ':' (is found in it).
 */
#include "views/filter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "probes/base/clock.h"
#include "probes/base/text.h"

enum field {
	F_ANY,
	F_SITE,
	F_DEV,
	F_IF,
	F_STATE,
	F_TAG,
	F_ACK,
	F_SEV,
	F_NUMBER, /* and the filter_number behind it */
};

static const struct {
	const char *name;
	uint8_t field;
} fields[] = {
	{"site", F_SITE},
	{"dev", F_DEV},
	{"if", F_IF},
	{"state", F_STATE},
	{"tag", F_TAG},
	{"ack", F_ACK},
	{"sev", F_SEV},
	{"util", F_NUMBER + FILTER_UTIL},
	{"in", F_NUMBER + FILTER_IN},
	{"out", F_NUMBER + FILTER_OUT},
	{"cpu", F_NUMBER + FILTER_CPU},
	{"mem", F_NUMBER + FILTER_MEM},
	{"temp", F_NUMBER + FILTER_TEMP},
	{"loss", F_NUMBER + FILTER_LOSS},
	{"rtt", F_NUMBER + FILTER_RTT},
	{"age", F_NUMBER + FILTER_AGE},
};
#define FIELDS (sizeof fields / sizeof *fields)

const char *filter_field(unsigned i, bool *number)
{
	if (i >= FIELDS)
		return NULL;
	*number = fields[i].field >= F_NUMBER;
	return fields[i].name;
}

enum compare { IS, ABOVE, BELOW, AT_LEAST, AT_MOST };

void filter_facts_init(struct filter_facts *f)
{
	*f = (struct filter_facts){.site = "",
				   .site_title = "",
				   .dev = "",
				   .entity = "",
				   .state = "",
				   .tags = "",
				   .words = {"", "", ""},
				   .who = "",
				   .letters = UINT64_MAX,
				   .numbers = UINT16_MAX,
				   .of = NONE};
	for (int i = 0; i < FILTER_NUMBERS; i++)
		f->number[i] = NAN;
}

void filter_facts_next(struct filter_facts *f)
{
	struct filter_facts next;

	filter_facts_init(&next);
	next.numbers = f->numbers;
	next.given = f->given;
	next.steps = f->steps;
	*f = next;
}

/* --- reading -------------------------------------------------------------------------
 */

struct word {
	char text[FILTER_SIZE]; /* its quotes and slashes taken off */
	size_t n;
	bool literal; /* begins with a quote: it is no field */
	char *pattern; /* in text: from there on it is one; NULL none */
	bool unclear;  /* something stands behind it */
};

static void word_add(struct word *w, char c)
{
	if (w->n < FILTER_SIZE - 1)
		w->text[w->n++] = c;
	w->text[w->n] = '\0';
}

/* Behind the first slash: up to the next, which may not be there yet. */
static const char *take_pattern(const char *p, struct word *w)
{
	w->pattern = w->text + w->n;
	for (; *p && *p != '/'; p++) {
		if (p[0] == '\\' && p[1] == '/')
			p++;
		else if (p[0] == '\\' && p[1] != '\0')
			word_add(w, *p++);
		word_add(w, *p);
	}
	p += *p == '/';
	w->unclear = *p != '\0' && *p != ' ';
	return p;
}

/* A pattern is a word of its own or the value of a field. */
static bool begins_pattern(const struct word *w, const char *p)
{
	const char *field = w->text + (*w->text == '!');
	size_t n = strlen(field);

	return *p == '/' && !w->literal &&
	       (n == 0 || strcspn(field, ":=") == n - 1);
}

/* False at the end. */
static bool next_word(const char **s, struct word *w)
{
	const char *p = *s;
	bool quoted = false;

	*w = (struct word){.n = 0};
	while (*p == ' ')
		p++;
	if (*p == '\0')
		return false;
	w->literal = p[*p == '!'] == '"';
	for (; *p && !w->pattern && (quoted || *p != ' '); p++) {
		if (!quoted && begins_pattern(w, p)) {
			p = take_pattern(p + 1, w);
			break;
		}
		if (*p == '"')
			quoted = !quoted;
		else
			word_add(w, *p);
	}
	*s = p;
	return true;
}

static void parse_compare(const char **s, uint8_t *compare)
{
	static const struct {
		const char *sign;
		enum compare compare;
	} signs[] = {{">=", AT_LEAST}, {"<=", AT_MOST}, {">", ABOVE},
		     {"<", BELOW},     {":", IS},	{"=", IS}};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (strncmp(*s, signs[i].sign, strlen(signs[i].sign)) == 0) {
			*s += strlen(signs[i].sign);
			*compare = signs[i].compare;
			return;
		}
	}
}

/* "warn" is enough for warning. */
static bool parse_severity(const char *s, double *number)
{
	for (enum severity v = SEV_INFO; v <= SEV_CRITICAL; v++) {
		if (*s && strncasecmp(severity_name(v), s, strlen(s)) == 0) {
			*number = v;
			return true;
		}
	}
	return false;
}

static bool parse_number(uint8_t field, const char *s, double *number)
{
	char *end;
	int64_t ms;

	if (field == F_SEV)
		return parse_severity(s, number);
	if (field == F_NUMBER + FILTER_AGE) {
		if (!duration_parse(s, &ms))
			return false;
		*number = (double)ms;
		return true;
	}
	*number = strtod(s, &end);
	return end != s && (*end == '\0' || strcmp(end, "%") == 0);
}

static bool find_field(const char *name, size_t n, uint8_t *field)
{
	for (size_t i = 0; i < FIELDS; i++) {
		if (strlen(fields[i].name) == n &&
		    strncasecmp(fields[i].name, name, n) == 0) {
			*field = fields[i].field;
			return true;
		}
	}
	return false;
}

static bool check_value(struct filter_term *t, char error[FILTER_SIZE])
{
	if (t->field >= F_SEV && !parse_number(t->field, t->value, &t->number)) {
		snprintf(error, FILTER_SIZE, "'%.40s' is no %s", t->value,
			 t->field == F_SEV ? "severity" : "number");
		return false;
	}
	if (t->field < F_SEV && t->compare != IS) {
		snprintf(error, FILTER_SIZE, "'%.40s' cannot be compared", t->value);
		return false;
	}
	return true;
}

static bool parse_pattern(struct filter *f, struct filter_term *t, const struct word *w,
			  char error[FILTER_SIZE])
{
	char why[PATTERN_ERROR];

	if (t->field >= F_ACK)
		snprintf(error, FILTER_SIZE, "only words have patterns");
	else if (w->unclear)
		snprintf(error, FILTER_SIZE, "a slash in a pattern is written \\/");
	else if (f->patterns == FILTER_PATTERNS)
		snprintf(error, FILTER_SIZE, "more than %d patterns", FILTER_PATTERNS);
	else if (!pattern_compile(&f->pattern[f->patterns], w->pattern, why))
		snprintf(error, FILTER_SIZE, "%s", why);
	else
		t->pattern = ++f->patterns;
	return t->pattern != 0;
}

static bool parse_term(struct filter *f, struct filter_term *t, const struct word *w,
		       char error[FILTER_SIZE])
{
	const char *word = w->text, *value;
	size_t n;

	*t = (struct filter_term){.field = F_ANY, .compare = IS};
	if (*word == '!') {
		t->negate = true;
		word++;
	}
	n = w->literal || word == w->pattern ? 0 : strcspn(word, ":=<>");
	if (n == 0 || word[n] == '\0') {
		if (!w->literal && !w->pattern && strcasecmp(word, "ack") == 0)
			t->field = F_ACK;
		else
			snprintf(t->value, sizeof t->value, "%s", word);
		return !w->pattern || parse_pattern(f, t, w, error);
	}
	value = word + n;
	if (!find_field(word, n, &t->field)) {
		snprintf(error, FILTER_SIZE, "no field '%.*s'", (int)n, word);
		return false;
	}
	parse_compare(&value, &t->compare);
	snprintf(t->value, sizeof t->value, "%s", value);
	return w->pattern ? parse_pattern(f, t, w, error) : check_value(t, error);
}

/* What any text has that it holds for. */
static void know_least(const struct filter *f, struct filter_term *t)
{
	const struct pattern *p = t->pattern ? &f->pattern[t->pattern - 1] : NULL;

	t->letters = p ? p->letters : text_letters(t->value);
	t->least = p ? p->least : (unsigned)strlen(t->value);
}

static bool is_unfinished(const struct word *w)
{
	return strcmp(w->text, "!") == 0 || w->text[0] == '\0';
}

bool filter_parse(struct filter *f, const char *text, char error[FILTER_SIZE])
{
	struct filter fresh = {.n = 0};
	struct word word;

	error[0] = '\0';
	while (next_word(&text, &word)) {
		if (is_unfinished(&word))
			continue;
		if (fresh.n == FILTER_TERMS) {
			snprintf(error, FILTER_SIZE, "more than %d words",
				 FILTER_TERMS);
			return false;
		}
		if (!parse_term(&fresh, &fresh.term[fresh.n], &word, error))
			return false;
		know_least(&fresh, &fresh.term[fresh.n]);
		if (fresh.term[fresh.n].field >= F_NUMBER)
			fresh.numbers |= (uint16_t)(
				1u << (fresh.term[fresh.n].field - F_NUMBER));
		fresh.n++;
	}
	*f = fresh;
	return true;
}

/* Between quotes and slashes blanks count. */
void filter_trim(char *text)
{
	size_t n = strlen(text);

	if (strpbrk(text, "\"/"))
		return;
	while (n > 0 && (text[n - 1] == ' ' ||
			 (text[n - 1] == '!' && (n == 1 || text[n - 2] == ' '))))
		text[--n] = '\0';
}

/* --- asking --------------------------------------------------------------------------
 */

/* What a term asks of one thing. */
struct question {
	const struct filter_term *term;
	const struct pattern *pattern; /* NULL: its value is looked for */
	struct filter_facts *facts;
};

static bool is_in(const struct question *q, const char *text)
{
	return q->pattern ? pattern_has(q->pattern, text, &q->facts->steps)
			  : text_has(text, q->term->value);
}

/* The half of a thing that all rows of a device share, and the rest. */
static bool device_has(const struct question *q)
{
	const struct filter_facts *f = q->facts;

	return is_in(q, f->dev) || is_in(q, f->site) || is_in(q, f->site_title) ||
	       is_in(q, f->tags);
}

/* Most have not even the letters. */
static bool fits(const struct question *q, uint64_t letters)
{
	return !(q->term->letters & ~letters);
}

static bool is_in_text(const struct question *q, str_id id)
{
	const struct text_pool *pool = q->facts->pool;
	const struct text *text;

	if (!id || !fits(q, text_letters_at(pool, id)))
		return false;
	text = text_at(pool, id);
	return text->len >= q->term->least && is_in(q, text->s);
}

static bool entity_has(const struct question *q)
{
	const struct filter_facts *f = q->facts;

	return f->pool ? is_in_text(q, f->entity_id) : is_in(q, f->entity);
}

static bool row_has(const struct question *q)
{
	const struct filter_facts *f = q->facts;
	const char *const words[] = {f->words[0], f->words[1], f->words[2], f->state,
				     f->who};

	if (entity_has(q))
		return true;
	for (size_t i = 0; f->pool && i < sizeof f->words_id / sizeof *f->words_id; i++)
		if (is_in_text(q, f->words_id[i]))
			return true;
	for (size_t i = f->pool ? 3 : 0; i < sizeof words / sizeof *words; i++)
		if (*words[i] && is_in(q, words[i]))
			return true;
	return *q->term->value == '\0';
}

/* ack, ack:yes, ack:no, ack:mk */
static bool ack_is(const struct filter_facts *f, const char *value)
{
	if (*value == '\0' || strcasecmp(value, "yes") == 0)
		return f->acked;
	if (strcasecmp(value, "no") == 0)
		return !f->acked;
	return text_has(f->who, value);
}

static bool number_is(double v, enum compare compare, double than)
{
	switch (compare) {
	case ABOVE:
		return v > than;
	case BELOW:
		return v < than;
	case AT_LEAST:
		return v >= than;
	case AT_MOST:
		return v <= than;
	case IS:
		break;
	}
	return floor(v) == floor(than);
}

/* Does the device say that it holds? Of what does not ask for it: no. */
static bool device_says(const struct question *q)
{
	const struct filter_facts *f = q->facts;

	switch (q->term->field) {
	case F_ANY:
		return device_has(q);
	case F_SITE:
		return is_in(q, f->site) || is_in(q, f->site_title);
	case F_DEV:
		return is_in(q, f->dev);
	case F_TAG:
		return is_in(q, f->tags);
	default:
		return false;
	}
}

static bool row_says(const struct question *q)
{
	const struct filter_facts *f = q->facts;
	const struct filter_term *t = q->term;

	switch (t->field) {
	case F_ANY:
		return fits(q, f->letters) && row_has(q);
	case F_SITE:
	case F_DEV:
	case F_TAG:
		return false;
	case F_IF:
		return fits(q, f->letters) && entity_has(q);
	case F_STATE:
		return is_in(q, f->state);
	case F_ACK:
		return ack_is(f, t->value);
	case F_SEV:
		return number_is((double)f->severity, t->compare, t->number);
	default:
		return number_is(f->number[t->field - F_NUMBER], t->compare, t->number);
	}
}

bool filter_match(const struct filter *f, struct filter_facts *facts)
{
	for (unsigned i = 0; i < f->n; i++) {
		const struct filter_term *t = &f->term[i];
		struct question q = {
			.term = t,
			.pattern = t->pattern ? &f->pattern[t->pattern - 1] : NULL,
			.facts = facts};
		uint16_t bit = (uint16_t)(1u << i);

		if (facts->given & bit)
			continue;
		if (facts->of == NONE || !(facts->known & bit)) {
			facts->known |= bit;
			facts->holds &= (uint16_t)~bit;
			facts->holds |= device_says(&q) ? bit : 0;
		}
		if ((facts->holds & bit || row_says(&q)) == t->negate)
			return false;
	}
	return true;
}

/* --- beside another ------------------------------------------------------------------
 */

static bool is_text(const struct filter_term *t)
{
	return t->field < F_ACK;
}

/* Whatever t lets through w does: words that have one another in them, the longer one
 * of what must be there, the shorter of what must not. */
static bool implies(const struct filter_term *t, const struct filter_term *w)
{
	if (t->negate != w->negate || t->compare != w->compare ||
	    !t->pattern != !w->pattern)
		return false;
	if (t->field == w->field && strcasecmp(t->value, w->value) == 0)
		return true;
	if (!is_text(t) || !is_text(w) || t->pattern)
		return false;
	if (t->negate)
		return t->field == w->field && text_has(w->value, t->value);
	return (t->field == w->field || w->field == F_ANY) &&
	       text_has(t->value, w->value);
}

uint16_t filter_all(const struct filter *f)
{
	return (uint16_t)((1u << f->n) - 1);
}

uint16_t filter_given(const struct filter *f, const struct filter *wide)
{
	uint16_t given = 0;

	for (unsigned i = 0; i < f->n; i++)
		for (unsigned k = 0; k < wide->n; k++)
			if (implies(&wide->term[k], &f->term[i]))
				given |= (uint16_t)(1u << i);
	return given;
}

bool filter_narrows(const struct filter *f, const struct filter *wide)
{
	for (unsigned i = 0; i < wide->n; i++) {
		unsigned k = 0;

		while (k < f->n && !implies(&f->term[k], &wide->term[i]))
			k++;
		if (k == f->n)
			return false;
	}
	return true;
}
