/*
 * client: the blocking end of the link, for commands and for screens as text. (The
 * terminal process sends by it, too, and receives under a loop.)
 */
#ifndef NOCTOP_TUI_CLIENT_H
#define NOCTOP_TUI_CLIENT_H

#include "tui/link.h"

struct client {
	int fd;
	struct buf in;
	size_t used; /* of the message returned last */
};

void client_fini(struct client *);
/* False: the watch is gone; reading says so, too, behind the last words it may have
 * left there. */
bool client_tell(struct client *, const struct link_message *);
/* The same where only the socket is at hand. */
bool client_send(int fd, const struct link_message *);
void client_done(int fd, bool error, const char *words); /* LINK_DONE */
/* The next message, waited for until deadline_ms (monotonic; negative: for ever). m is
 * valid until the next call. LINK_MORE: the time is up. LINK_BROKEN: the watch is gone.
 */
enum link_status client_next(struct client *, struct link_message *m,
			     int64_t deadline_ms);

#endif
