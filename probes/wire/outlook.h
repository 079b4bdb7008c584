/*
 * outlook: watches where we look from (probes/model/vantage.h): the port that the ways
 * to the devices begin at and the gateway they lead over, as the kernel tells; and the
 * reference addresses, a ping a second each.
 *
 * Which port and which gateway that is, the kernel is asked twice a minute for some of
 * the devices; most of them decide. What it said last holds while it has nothing to
 * say: with the cable gone there is no way any more. Devices on this host have neither.
 */
#ifndef NOCTOP_WIRE_OUTLOOK_H
#define NOCTOP_WIRE_OUTLOOK_H

#include <sys/socket.h>

#include "probes/model/vantage.h"

struct ev_loop;
struct outlook;

/* The address of the device i, NULL while it is not known. */
typedef const struct sockaddr_storage *outlook_address(void *ctx, uint32_t i);

/* references: addresses or names, comma separated; NULL none. n devices. */
struct outlook *outlook_open(struct ev_loop *, const char *references, uint32_t n,
			     outlook_address *, void *ctx);
void outlook_close(struct outlook *);
/* Ask the kernel now. What it said to that is taken when it is asked again. */
void outlook_ask(struct outlook *);
const struct vantage *outlook_see(struct outlook *);
/* Why the kernel or the references cannot be heard; NULL they can. Borrowed. */
const char *outlook_problem(const struct outlook *);

#endif
