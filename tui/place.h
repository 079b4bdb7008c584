/*
 * place: where the watch of a network is found: a Unix socket named after the canonical
 * path of its configuration, in /run/noctop (the service), $XDG_RUNTIME_DIR/noctop, or
 * a folder of the user's own below /tmp. A lock beside it says who may listen there, so
 * that two terminals that start at once make one watch.
 */
#ifndef NOCTOP_TUI_PLACE_H
#define NOCTOP_TUI_PLACE_H

#include <stdbool.h>
#include <stddef.h>

struct place {
	char socket[100]; /* fits sockaddr_un */
	char lock[104];
};

/* Hexadecimal name of a configuration: a hash of its canonical path. */
void place_name(const char *canonical, char out[17]);

/* Connect to the watch called name in any of the folders; fd, or -1 with errno. */
int place_connect(const char *name);
/* Names of demo networks begin so; no hash does. */
#define PLACE_DEMO "demo-"

/* Connect to the only watch that runs (demo: of a demo network, else: of a real one),
 * for commands without -c: fd, -1 none, -2 more than one. */
int place_connect_any(bool demo);

/* The folder that a watch of ours listens in; made when it is not there. False with
 * errno, and the last that was tried. */
bool place_folder(char *out, size_t cap);

/* Become the one who listens under name: the listening fd, *lock_fd held for as long as
 * it listens. -1 with errno; EWOULDBLOCK: another does. */
int place_listen(const char *name, struct place *, int *lock_fd);
/* Remove the socket: who comes from now on waits for the lock. */
void place_hide(const struct place *);
/* Remove the socket and the lock, which is still held. */
void place_leave(const struct place *);

#endif
