/*
 * names: what users are called, by uid, looked up beside the loop. Where users come
 * from a directory service a look-up takes as long as that service is away, which is
 * just when a network is on fire. Each uid is looked up once; one without an answer
 * within NAMES_WAIT_S is called "uid 1000" until the answer comes.
 */
#ifndef NOCTOP_TUI_NAMES_H
#define NOCTOP_TUI_NAMES_H

#include <ev.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define NAMES_WAIT_S 2.
#define NAME_SIZE 64

struct names;

/* The name of a user, NUL-terminated; false when there is none. Called in a thread of
 * its own, and may take its time. */
typedef bool names_look(uid_t, char *out, size_t cap);
/* names_of has an answer now. */
typedef void names_found(void *ctx, uid_t);

/* The C library's users. */
bool names_from_system(uid_t, char *out, size_t cap);
/* Is the user in a list of names and @groups, such as "mk, @netops"? Takes its time,
 * too. list may be NULL. */
bool names_in_list(const char *list, uid_t);
struct names *names_open(struct ev_loop *, names_look *, names_found *, void *ctx);
void names_close(struct names *); /* looks that still go on end by themselves */
/* Look also whether a user is in this list (copied; NULL none), from now on … */
void names_list(struct names *, const char *list);
/* … and was in it when the name was found; false before. */
bool names_listed(struct names *, uid_t);
/* Made safe to show; NULL: is being looked up, and names_found follows. */
const char *names_of(struct names *, uid_t);

#endif
