/*
 * getaddrinfo would stop the whole watch while a name server is silent, and c-ares does
 * not. c-ares may answer from inside the question (hosts file, literal addresses); as
 * nobody expects that of an asynchronous call, every answer is kept until the loop
 * comes round.
 */
#include "probes/wire/resolve.h"

#include <ares.h>
#include <arpa/inet.h>
#include <ev.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

#define SERVER_TIMEOUT_MS 2000
#define TRIES 2
#define SOCKETS_MAX 64 /* of c-ares: UDP and TCP for each name server */

struct query {
	struct query *next;
	struct resolve *r;
	resolve_done *done;
	void *ctx;
	struct sockaddr_storage addr;
	char why[64]; /* empty: resolved */
};

struct resolve {
	struct ev_loop *loop;
	ares_channel channel;
	char *servers; /* NULL: the system's */
	ev_io socket[SOCKETS_MAX];
	ev_timer timeout, deliver;
	struct query *finished, **last;
	unsigned asked; /* queries c-ares holds */
	bool stale;	/* no server answered: read the system's settings again */
	bool closing;
};

static bool parse_zone(const char *zone, uint32_t *id)
{
	char *end;
	unsigned long n = strtoul(zone, &end, 10);

	if (*zone && !*end && n <= UINT32_MAX)
		*id = (uint32_t)n;
	else
		*id = if_nametoindex(zone);
	return *id != 0;
}

bool resolve_literal(const char *text, uint16_t port, struct sockaddr_storage *out)
{
	union {
		struct sockaddr_storage any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} to = {0};
	char address[INET6_ADDRSTRLEN + 1];
	size_t n = strcspn(text, "%");

	if (inet_pton(AF_INET, text, &to.v4.sin_addr) == 1) {
		to.v4.sin_family = AF_INET;
		to.v4.sin_port = htons(port);
		*out = to.any;
		return true;
	}
	if (n >= sizeof address)
		return false;
	memcpy(address, text, n);
	address[n] = '\0';
	if (inet_pton(AF_INET6, address, &to.v6.sin6_addr) != 1)
		return false;
	if (text[n] && !parse_zone(text + n + 1, &to.v6.sin6_scope_id))
		return false;
	to.v6.sin6_family = AF_INET6;
	to.v6.sin6_port = htons(port);
	*out = to.any;
	return true;
}

/* --- answers ---------------------------------------------------------------------- */

static void deliver(struct ev_loop *loop, ev_timer *t, int events)
{
	struct resolve *r = t->data;
	struct query *q = r->finished;

	(void)loop;
	(void)events;
	r->finished = NULL;
	r->last = &r->finished;
	while (q) {
		struct query *next = q->next;
		q->done(q->ctx, q->why[0] ? NULL : &q->addr, q->why[0] ? q->why : NULL);
		free(q);
		q = next;
	}
}

static void finish(struct query *q)
{
	struct resolve *r = q->r;

	q->next = NULL;
	*r->last = q;
	r->last = &q->next;
	ev_timer_start(r->loop, &r->deliver);
}

static const char *reason(int status)
{
	switch (status) {
	case ARES_ENOTFOUND:
	case ARES_ENODATA:
	case ARES_EBADNAME:
		return "no such name";
	case ARES_ETIMEOUT:
		return "no answer from the name servers";
	case ARES_ECONNREFUSED:
		return "no name server";
	default:
		return ares_strerror(status);
	}
}

static void answered(void *ctx, int status, int timeouts, struct ares_addrinfo *list)
{
	struct query *q = ctx;
	struct resolve *r = q->r;

	(void)timeouts;
	r->asked--;
	if (status == ARES_SUCCESS && list && list->nodes)
		memcpy(&q->addr, list->nodes->ai_addr, list->nodes->ai_addrlen);
	else
		snprintf(q->why, sizeof q->why, "%s",
			 reason(status == ARES_SUCCESS ? ARES_ENODATA : status));
	r->stale = status == ARES_ETIMEOUT || status == ARES_ECONNREFUSED;
	ares_freeaddrinfo(list);
	if (r->closing)
		free(q);
	else
		finish(q);
}

/* --- c-ares under libev ----------------------------------------------------------- */

static void arm(struct resolve *r)
{
	struct timeval tv;

	ev_timer_stop(r->loop, &r->timeout);
	if (!ares_timeout(r->channel, NULL, &tv))
		return;
	ev_timer_set(&r->timeout, (double)tv.tv_sec + (double)tv.tv_usec / 1e6, 0);
	ev_timer_start(r->loop, &r->timeout);
}

static void on_timeout(struct ev_loop *loop, ev_timer *t, int events)
{
	struct resolve *r = t->data;

	(void)loop;
	(void)events;
	ares_process_fd(r->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	arm(r);
}

static void on_socket(struct ev_loop *loop, ev_io *io, int events)
{
	struct resolve *r = io->data;
	int fd = io->fd;

	(void)loop;
	ares_process_fd(r->channel, events & EV_READ ? fd : ARES_SOCKET_BAD,
			events & EV_WRITE ? fd : ARES_SOCKET_BAD);
	arm(r);
}

/* The watcher of fd, else a free one. */
static ev_io *socket_of(struct resolve *r, int fd)
{
	ev_io *free_one = NULL;

	for (int i = 0; i < SOCKETS_MAX; i++) {
		ev_io *io = &r->socket[i];
		if (ev_is_active(io) && io->fd == fd)
			return io;
		if (!ev_is_active(io) && !free_one)
			free_one = io;
	}
	return free_one;
}

static void socket_state(void *ctx, ares_socket_t fd, int readable, int writable)
{
	struct resolve *r = ctx;
	ev_io *io = socket_of(r, fd);

	if (!io) /* the time-out of the query ends it */
		return;
	ev_io_stop(r->loop, io);
	if (!readable && !writable)
		return;
	ev_io_set(io, fd, (readable ? EV_READ : 0) | (writable ? EV_WRITE : 0));
	ev_io_start(r->loop, io);
}

static void open_channel(struct resolve *r)
{
	struct ares_options options = {.timeout = SERVER_TIMEOUT_MS,
				       .tries = TRIES,
				       .lookups = (char[]){"fb"},
				       .sock_state_cb = socket_state,
				       .sock_state_cb_data = r};
	int status =
		ares_init_options(&r->channel, &options,
				  ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
					  ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB);

	if (status != ARES_SUCCESS)
		die("cannot resolve names: %s", ares_strerror(status));
	if (r->servers)
		(void)ares_set_servers_ports_csv(r->channel, r->servers);
	r->stale = false;
}

/* --- outside ---------------------------------------------------------------------- */

struct resolve *resolve_open(struct ev_loop *loop)
{
	struct resolve *r = calloc(1, sizeof *r);

	if (!r)
		die("out of memory");
	int status = ares_library_init(ARES_LIB_INIT_ALL);
	if (status != ARES_SUCCESS)
		die("cannot resolve names: %s", ares_strerror(status));
	r->loop = loop;
	r->last = &r->finished;
	ev_init(&r->timeout, on_timeout);
	ev_init(&r->deliver, deliver);
	r->timeout.data = r->deliver.data = r;
	for (int i = 0; i < SOCKETS_MAX; i++) {
		ev_init(&r->socket[i], on_socket);
		r->socket[i].data = r;
	}
	open_channel(r);
	return r;
}

void resolve_close(struct resolve *r)
{
	r->closing = true;
	ares_destroy(r->channel);
	ares_library_cleanup();
	for (int i = 0; i < SOCKETS_MAX; i++)
		ev_io_stop(r->loop, &r->socket[i]);
	ev_timer_stop(r->loop, &r->timeout);
	ev_timer_stop(r->loop, &r->deliver);
	while (r->finished) {
		struct query *q = r->finished;
		r->finished = q->next;
		free(q);
	}
	free(r->servers);
	free(r);
}

bool resolve_servers(struct resolve *r, const char *list)
{
	free(r->servers);
	r->servers = strdup(list);
	if (!r->servers)
		die("out of memory");
	return ares_set_servers_ports_csv(r->channel, list) == ARES_SUCCESS;
}

void resolve_name(struct resolve *r, const char *name, uint16_t port,
		  resolve_done *done, void *ctx)
{
	struct ares_addrinfo_hints hints = {.ai_family = AF_UNSPEC,
					    .ai_socktype = SOCK_DGRAM,
					    .ai_flags = ARES_AI_NUMERICSERV};
	struct query *q = calloc(1, sizeof *q);
	char service[8];

	if (!q)
		die("out of memory");
	*q = (struct query){.r = r, .done = done, .ctx = ctx};
	if (resolve_literal(name, port, &q->addr)) {
		finish(q);
		return;
	}
	if (r->stale && r->asked == 0) {
		ares_destroy(r->channel);
		open_channel(r);
	}
	snprintf(service, sizeof service, "%u", port);
	r->asked++;
	ares_getaddrinfo(r->channel, name, service, &hints, answered, q);
	arm(r);
}
