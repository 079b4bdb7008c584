/*
 * resolve: host names to addresses without blocking (c-ares under libev). Literal
 * addresses never wait; /etc/hosts is honoured. Nothing is kept: whoever asks again,
 * asks the name servers again.
 */
#ifndef NOCTOP_WIRE_RESOLVE_H
#define NOCTOP_WIRE_RESOLVE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct ev_loop;
struct resolve;

/* addr NULL: no such name, or no answer; why is then a short reason. */
typedef void resolve_done(void *ctx, const struct sockaddr_storage *addr,
			  const char *why);

/* A literal v4 or v6 address (with %zone). */
bool resolve_literal(const char *, uint16_t port, struct sockaddr_storage *);
struct resolve *resolve_open(struct ev_loop *);
/* done of what is not answered yet is not called any more. */
void resolve_close(struct resolve *);
/* Other name servers than the system's: "192.0.2.1:53,[2001:db8::1]:53". */
bool resolve_servers(struct resolve *, const char *list);
/* The preferred address of name (RFC 6724). done is called once, never from inside this
 * call, after some seconds at most. */
void resolve_name(struct resolve *, const char *name, uint16_t port, resolve_done *,
		  void *ctx);

#endif
