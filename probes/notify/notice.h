/*
 * notice: what a hook is told, as values by name, made once and kept until it was
 * taken: the alert may be gone by then. The same values are the fields of argument
 * templates ({alert.text}), variables of the environment (NOCTOP_ALERT_TEXT) and
 * members of the JSON on standard input; and under the names NAGIOS_HOSTNAME,
 * ICINGA_HOSTNAME and so on they are what scripts for those expect.
 *
 * A field is expanded within its argument, which is never split again; no shell is in
 * between. An argument that would begin with - because of a field gets a blank in
 * front: what a device calls itself shall be no option.
 */
#ifndef NOCTOP_NOTIFY_NOTICE_H
#define NOCTOP_NOTIFY_NOTICE_H

#include "probes/alert/escalation.h"
#include "probes/base/arena.h"
#include "probes/base/buf.h"

enum notice_kind {
	NOTICE_PROBLEM,
	NOTICE_RECOVERY,
	NOTICE_DIGEST,
	NOTICE_TEST,
	NOTICE_HEARTBEAT,
	NOTICE_REMEDY,
	NOTICE_KIND_N
};
const char *notice_kind_name(enum notice_kind); /* "problem" … */

/* What it is made of; what does not apply is NULL or 0. */
struct notice_about {
	enum notice_kind kind;
	const char *network_name;
	const struct network *net;
	const struct alert *alert;
	const struct contact *contact;
	unsigned tier, number;
	uint32_t n, over; /* of a digest */
	const char *note; /* what an operator said; "" */
	const char *what; /* of a test: "desk after 30s"; of a digest of its own
			     words */
	int64_t now_ms;
};

#define NOTICE_VALUE_MAX 4096
struct notice {
	struct arena arena;
	const char **value; /* by row of the table */
	enum notice_kind kind;
	uint64_t alert;	       /* id; 0 none */
	enum severity severity; /* of it */
};

void notice_fill(struct notice *, const struct notice_about *);
void notice_fini(struct notice *);
/* A value by its name ("alert.text"); NULL: there is none of that name. */
const char *notice_value(const struct notice *, const char *name);

/* For a hook: arguments, environment (both end in NULL), JSON; of the notice's
 * arena. */
const char *const *notice_argv(struct notice *, const struct hook *);
const char *const *notice_env(struct notice *, const struct hook *);
void notice_json(const struct notice *, struct buf *);

/* A template names a value that there is not: its name, cut, to out. */
bool notice_unknown(const char *word, char *out, size_t cap);

/* Row i of the table of values: its name, its variable, what it is; false behind the
 * last. And of the names of others for them. */
struct notice_doc {
	const char *name, *variable, *doc;
};
bool notice_doc(unsigned i, struct notice_doc *);
const char *notice_other_name(unsigned i); /* "HOSTNAME" …; NULL behind the last */

#endif
