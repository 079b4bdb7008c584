/*
 * schema: which sections and keys a file may have, as tables: the checks, "did you
 * mean" and the tables of the manual pages are made from them.
 */
#ifndef NOCTOP_CONF_SCHEMA_H
#define NOCTOP_CONF_SCHEMA_H

#include "probes/conf/conf.h"

enum key_type {
	KEY_TEXT,
	KEY_NAME,      /* [a-z0-9._-]+ */
	KEY_NAMES,     /* comma separated */
	KEY_ADDRESS,   /* IPv4, IPv6 or host name */
	KEY_ADDRESSES, /* comma separated */
	KEY_PORT,      /* 1 to 65535 */
	KEY_DURATION,  /* 30s 5m 1h; see duration_parse() */
	KEY_YESNO,
	KEY_WORD,   /* one of words */
	KEY_WORDS,  /* some of words, comma separated */
	KEY_NUMBER, /* decimal, may have a fraction */
	KEY_SPEED,  /* 10M 2.5G 64k: bits per second */
	KEY_ZONE,   /* Europe/Berlin */
	KEY_CALENDAR, /* Mon-Fri 08:00-18:00; see alert/calendar.h */
	KEY_SECRET, /* in no message */
	KEY_OTHER,  /* whoever reads it checks it */
};

struct key_def {
	const char *name; /* "speed.*": any key that begins so */
	enum key_type type;
	const char *words; /* KEY_WORD, KEY_WORDS: "core|dist|edge" */
	const char *doc;   /* one line of the manual, its default last: "what it is
			      (30s)" */
	bool needed;
};

struct kind_def {
	const char *kind;
	enum { KIND_PLAIN, KIND_NAMED, KIND_LATER } form; /* [kind], [kind NAME] */
	const struct key_def *keys; /* ends in a name of NULL */
	const char *doc;
};

/* kinds ends in a kind of NULL. Faults are added for unknown kinds and keys, missing
 * keys and values that are not of their type; such keys become bad. */
void schema_check(const struct kind_def *kinds, struct ini *, struct faults *);

/* A KEY_YESNO is given and says yes. */
bool schema_yes(const struct ini_section *, const char *key);

bool address_valid(const char *);
bool port_parse(const char *, uint16_t *port);
bool speed_parse(const char *, uint64_t *bps);
bool number_parse(const char *, double *);
/* Position of a word in "core|dist|edge"; -1 when it is none of them. */
int word_find(const char *words, const char *word);

#endif
