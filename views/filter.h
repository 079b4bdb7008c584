/*
 * filter: what an operator types behind '/'. Words must all be there; !word must not;
 * "quotes" keep blanks; field:value asks one field: site dev if sev state ack tag, with
 * sev>=warn and util>80 (also in out cpu mem temp loss rtt age) compared as numbers.
 * ack alone means acknowledged. /patterns/, see pattern.h, stand for a word, alone or
 * in a field of words: dev:/^fra-.*-0[12]$/; a slash in one is written \/, and they may
 * have blanks. Pure; bounded in terms, patterns and what these take.
 */
#ifndef NOCTOP_VIEWS_FILTER_H
#define NOCTOP_VIEWS_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/alert/rule.h"
#include "probes/base/text.h"
#include "views/pattern.h"

#define FILTER_SIZE 128 /* of the text, with its NUL */
#define FILTER_TERMS 12
#define FILTER_PATTERNS 2

enum filter_number {
	FILTER_UTIL, /* percent, the busier direction */
	FILTER_IN,
	FILTER_OUT,
	FILTER_CPU,
	FILTER_MEM,
	FILTER_TEMP,
	FILTER_LOSS, /* percent */
	FILTER_RTT,  /* ms */
	FILTER_AGE,  /* ms, of an alert */
	FILTER_NUMBERS
};

/* What a filter asks of one thing. Strings are never NULL; numbers NAN when unknown,
 * which no comparison holds for. Begin with filter_facts_init(); who goes on to the
 * next row of the same device, and filter, may keep what is of the device. */
struct filter_facts {
	const char *site, *site_title, *dev, *entity, *state, *tags;
	const char *words[3]; /* more to find words in */
	const char *who;      /* has it in hand; "" nobody */
	uint64_t letters; /* of entity, state, words and who; all bits: not known */
	/* Entity and words as texts of a pool, which are read only where their letters
	 * fit; NULL: as they stand above. */
	const struct text_pool *pool;
	str_id entity_id, words_id[2];
	enum severity severity;
	bool acked;
	double number[FILTER_NUMBERS];
	uint16_t numbers; /* those that are asked for, a bit each */
	uint32_t of;  /* the device whose site, dev, tags, numbers these are; NONE */
	/* of each term of the filter: is known what the device says, and that it
	 * holds */
	uint16_t known, holds;
	uint16_t given; /* terms that hold of whatever is asked, a bit each */
	uint32_t steps; /* that patterns took so far */
};
void filter_facts_init(struct filter_facts *);
static inline bool filter_asks(const struct filter_facts *f, enum filter_number number)
{
	return f->numbers >> number & 1;
}
/* The next thing, of which nothing is known yet; what is asked for stays, and what that
 * took. */
void filter_facts_next(struct filter_facts *);

struct filter_term {
	uint8_t field, compare;
	bool negate;
	uint8_t pattern; /* it is the one before this of the filter; 0 none */
	double number;
	uint64_t letters; /* that are in what it looks for */
	unsigned least;	  /* bytes of that */
	char value[FILTER_SIZE];
};
struct filter {
	struct filter_term term[FILTER_TERMS];
	unsigned n; /* 0 lets everything through */
	uint16_t numbers; /* that terms ask for, a bit each */
	struct pattern pattern[FILTER_PATTERNS];
	uint8_t patterns;
};

/* False for bad syntax: *f stays as it was and error says what is wrong. */
bool filter_parse(struct filter *f, const char *text, char error[FILTER_SIZE]);
/* Without what stands at the end and says nothing yet: blanks, a ! alone. */
void filter_trim(char *text);
bool filter_match(const struct filter *, struct filter_facts *);
/* Surely wide lets through whatever this one does. */
bool filter_narrows(const struct filter *, const struct filter *wide);
/* The terms of a filter, a bit each; those that hold of whatever wide lets through. */
uint16_t filter_all(const struct filter *);
uint16_t filter_given(const struct filter *, const struct filter *wide);
/* The name of field i, for the manual, and whether it is a number; NULL behind the
 * last. */
const char *filter_field(unsigned i, bool *number);

#endif
