/*
 * client: one message out, one message in, with a deadline.
 */
#include "tui/client.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/clock.h"

void client_fini(struct client *c)
{
	close(c->fd);
	buf_fini(&c->in);
}

bool client_tell(struct client *c, const struct link_message *m)
{
	return client_send(c->fd, m);
}

/* Blocking: keys are few, and a watch that does not read them is a watch that does not
 * run. */
bool client_send(int fd, const struct link_message *m)
{
	struct buf out = {0};
	size_t at = 0;
	bool whole;

	link_write(&out, m);
	while (at < out.len) {
		ssize_t n = send(fd, out.data + at, out.len - at, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += (size_t)n;
	}
	whole = at == out.len;
	buf_fini(&out);
	return whole;
}

void client_done(int fd, bool error, const char *words)
{
	client_send(fd, &(struct link_message){.kind = LINK_DONE,
					       .error = error,
					       .bytes = words,
					       .len = (uint32_t)strlen(words)});
}

static bool readable(int fd, int64_t deadline_ms)
{
	struct pollfd p = {fd, POLLIN, 0};
	int64_t left = deadline_ms - clock_mono_ms();

	if (deadline_ms < 0)
		left = -1;
	else if (left < 0)
		left = 0;
	return poll(&p, 1, left > 60000 ? 60000 : (int)left) > 0;
}

enum link_status client_next(struct client *c, struct link_message *m,
			     int64_t deadline_ms)
{
	enum link_status status;

	buf_drop(&c->in, c->used);
	c->used = 0;
	while ((status = link_next(&c->in, m, &c->used)) == LINK_MORE) {
		ssize_t n;

		if (!readable(c->fd, deadline_ms)) {
			if (deadline_ms >= 0 && clock_mono_ms() >= deadline_ms)
				return LINK_MORE;
			continue;
		}
		n = recv(c->fd, buf_room(&c->in, 65536), 65536, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return LINK_BROKEN;
		c->in.len += (size_t)n;
	}
	return status;
}
