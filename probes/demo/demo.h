/*
 * demo: a network to try noctop on, in a process of its own on this machine. Each of
 * its devices answers SNMP at an address of its own in 127/8, all on one port that the
 * kernel chose; the configuration that names them is written to fit.
 */
#ifndef NOCTOP_DEMO_DEMO_H
#define NOCTOP_DEMO_DEMO_H

#include <stdint.h>
#include <stdbool.h>
#include <sys/types.h>

#include "probes/base/buf.h"

#define DEMO_SEED 1
#define DEMO_DEVICES 40
#define DEMO_DEVICES_MAX 10000

struct demo_options {
	uint64_t seed;	  /* the same seed is the same network, with the same story */
	uint32_t devices; /* 1 to DEMO_DEVICES_MAX */
	bool night;	  /* that story, instead of the day's */
};

/* Start the process and append the configuration to *ini. It ends by itself when
 * *alive_fd, an end of a pipe that the caller keeps, is closed, and when the caller
 * ends however it ends. Returns its id (a child of the caller's), -1 with errno. */
pid_t demo_start(const struct demo_options *, struct buf *ini, int *alive_fd);

/* The parts of it. */

/* The socket of all devices, on *port, which is set if it is 0. -1 with errno. */
int demo_socket(uint16_t *port);
/* The configuration of that network, in the form of noctop.ini(5). */
void demo_write_config(const struct demo_options *, uint16_t port, struct buf *ini);

#endif
