/*
 * reference: addresses outside of the network, a ping a second each: when these are
 * lost together with the devices it is us. Counted are those that have answered once:
 * one that drops pings is no witness.
 */
#ifndef NOCTOP_WIRE_REFERENCE_H
#define NOCTOP_WIRE_REFERENCE_H

#include <stdint.h>

struct ev_loop;
struct references;

#define REFERENCES_MAX 16

/* Addresses or names, comma separated; NULL or "" none. */
struct references *references_open(struct ev_loop *, const char *list);
void references_close(struct references *);
void references_count(const struct references *, uint32_t *n, uint32_t *lost);

#endif
