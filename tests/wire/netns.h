/*
 * netns: a network namespace of the test's own, with nothing in it but a loopback, so
 * that the kernel can be told to keep silent or to forbid something.
 */
#ifndef NOCTOP_TESTS_WIRE_NETNS_H
#define NOCTOP_TESTS_WIRE_NETNS_H

#include <stdbool.h>

/* Put this process into a new one. False when that is not permitted. */
bool netns_enter(void);
/* Set a value below /proc/sys/net ("ipv4/icmp_echo_ignore_all"). */
bool netns_set(const char *name, const char *value);

#endif
