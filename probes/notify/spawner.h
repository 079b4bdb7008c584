/*
 * spawner: runs programs for the watch, in a small process of its own: so that a watch
 * of hundreds of megabytes never forks, and waits for nobody.
 *
 * Forked once, without exec; it keeps nothing of the watch but one socket (SEQPACKET, a
 * message each), over which it is asked to run a program and says what came of it. A
 * program gets its arguments and environment as they are given, the bytes given as
 * standard input, file descriptor 3 with a secret where there is one, and nothing else;
 * it runs in / in a process group of its own. At its time limit the group gets SIGTERM
 * and SPAWN_MERCY_MS later SIGKILL; and SIGKILL once its leader is gone, so that
 * nothing of the group outlives it. Output beyond what is kept is read and dropped.
 *
 * A run that ended badly stays with it until the watch says that it knows, and its
 * journal does: when the watch is gone instead, nobody else will try that one again,
 * and it does so itself, as often as it was asked to. It ends with the last of them.
 */
#ifndef NOCTOP_NOTIFY_SPAWNER_H
#define NOCTOP_NOTIFY_SPAWNER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "probes/base/buf.h"

#define SPAWN_MOST 8 /* programs at once */
#define SPAWN_MERCY_MS 2000
#define SPAWN_AGAIN_MS 1000
#define SPAWN_BYTES_MAX 131072 /* of a message */
#define SPAWN_OUT_MAX 4096     /* bytes kept of what it prints, and of its errors */
#define SPAWN_WORDS_MAX 1024   /* arguments and variables */

struct spawn_request {
	uint32_t id;
	uint32_t limit_ms;
	uint32_t retries; /* without the watch, SPAWN_AGAIN_MS apart and each twice
			     that */
	const char *const *argv, *const *env; /* NULL behind the last */
	const char *input;		      /* bytes of standard input */
	size_t input_len;
	const char *secret; /* NULL none */
};

enum spawn_end {
	SPAWN_EXIT,    /* code: its exit status */
	SPAWN_SIGNAL,  /* code: the signal that ended it */
	SPAWN_LATE,    /* it was ended at its limit */
	SPAWN_FAILED,  /* it could not be started; code: errno */
};
struct spawn_reply {
	uint32_t id;
	enum spawn_end end;
	int code;
	const char *out, *err; /* in the message; NUL-terminated, raw */
	size_t out_len, err_len;
};

/* Start the process; -1, or its pid and our end of the socket (non-blocking). */
pid_t spawner_start(int *fd);

/* Messages. False: too long; or no such message. Pointers of what was read are into the
 * bytes, and into words (SPAWN_WORDS_MAX + 2 of them). A request without argv: the
 * reply to the one of this id has come. */
bool spawn_write_request(struct buf *, const struct spawn_request *);
bool spawn_read_request(const char *bytes, size_t n, struct spawn_request *,
			const char **words);
void spawn_write_reply(struct buf *, const struct spawn_reply *);
bool spawn_read_reply(const char *bytes, size_t n, struct spawn_reply *);

#endif
