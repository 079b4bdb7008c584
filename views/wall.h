/*
 * wall: a screen that nobody sits at: sites as tiles, the three worst causes and who
 * has them in type to be read from the door, both clocks; then, one after the other,
 * other views with those causes pinned above. It turns by itself, stays while a
 * critical needs somebody and for a minute after a key, and takes no keys but those
 * that turn it, unless it may act.
 */
#ifndef NOCTOP_VIEWS_WALL_H
#define NOCTOP_VIEWS_WALL_H

#include "views/act.h"
#include "views/canvas.h"
#include "views/session.h"

#define WALL_VIEWS 8

struct view;
struct wall {
	bool on, may_act;
	int64_t rotate_ms; /* 0: it stands still */
	const struct view *view[WALL_VIEWS]; /* behind the tiles */
	unsigned n, at;			     /* at 0: the tiles */
	int64_t turned_ms, held_ms; /* the last turn; not before that */
	int64_t rang_ms;	    /* up to when the bell was thought about */
};

void wall_open(struct session *, const struct wall_options *);
void wall_draw(struct session *, const struct scene *, struct canvas *);
/* False: the key is for the view that is shown. */
bool wall_key(struct session *, const struct scene *, uint32_t key, struct act *);
/* Is there somebody for whom a row is selected? */
bool wall_selects(const struct session *);
/* Half of the time to the second tier of a critical that nobody took has passed since
 * the last call. */
bool wall_rings(struct session *, const struct scene *);

#endif
