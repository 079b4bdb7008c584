/*
 * Net-SNMP's agent for tests: started on a free port of loopback with a configuration
 * and a state folder of its own, as whoever runs the test, and ended by its pid.
 */
#ifndef NOCTOP_TESTS_WIRE_SNMPD_H
#define NOCTOP_TESTS_WIRE_SNMPD_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

struct snmpd {
	pid_t pid;
	char folder[64];
	struct sockaddr_storage addr; /* 127.0.0.1, port */
};

/* False when there is no snmpd on this machine: skip. Returns when it answers. */
bool snmpd_start(struct snmpd *, const char *conf);
/* Again, on the same port; forget: without its state, as another engine. */
void snmpd_restart(struct snmpd *, bool forget);
void snmpd_stop(struct snmpd *);
unsigned snmpd_port(const struct snmpd *);

#endif
