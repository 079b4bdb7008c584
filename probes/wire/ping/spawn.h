/*
 * spawn: finds and starts the helper noctop-ping.
 */
#ifndef NOCTOP_WIRE_PING_SPAWN_H
#define NOCTOP_WIRE_PING_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

/* Where the helper is: beside the running program when that is a build tree's, else
 * where it is installed. */
void ping_helper_path(char *out, size_t cap);
/* Start it. Returns our end of the pair (a stream, see request.h) and sets *pid, or
 * -1 with errno. */
int ping_helper_start(const char *path, pid_t *pid);
/* Close our end and wait for it to end, which that makes it do at once. */
void ping_helper_end(int fd, pid_t pid);

#endif
