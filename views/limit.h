/*
 * limit: an operator may narrow all that is shown and counted to one site or customer
 * (:set scope). What the watch itself is in trouble with is everybody's. A limit to
 * what is not there any more shows nothing, and stands in the header like any other.
 */
#ifndef NOCTOP_VIEWS_LIMIT_H
#define NOCTOP_VIEWS_LIMIT_H

#include "probes/alert/alert.h"
#include "views/thing.h"

/* All that was worked out for another is forgotten. */
void limit_set(struct session *, const struct thing *scope);
/* The scene as the limit of this session has it. */
struct scene limit_scene(struct session *, const struct scene *);
static inline bool limit_on(const struct scene *s)
{
	return s->limit.kind != THING_NONE;
}

bool limit_admits(const struct network *, const struct limited *, site_id);
bool limit_has_site(const struct scene *, site_id);
bool limit_has_alert(const struct scene *, const struct alert *);
bool limit_admits_alert(const struct network *, const struct limited *,
			const struct alert *);
bool limit_has_event(const struct scene *, const struct event *);
bool limit_admits_event(const struct network *, const struct limited *,
			const struct event *);
struct window;
bool limit_has_window(const struct scene *, const struct window *);
bool limit_has_thing(const struct scene *, const struct thing *);
/* The newest event that is told; NULL. */
const struct event *limit_newest(const struct scene *);

void limit_counts(const struct scene *, struct alert_counts *);
/* Devices by state; returns all. */
uint32_t limit_states(const struct scene *, uint32_t count[DEV_STATE_N]);
/* Sites, worst first, once the board is ready. */
const site_id *limit_sites(const struct scene *, uint32_t *n);
/* "customer=acme"; "" none. */
const char *limit_words(const struct session *, char out[TEXT_BYTES_MAX + 16]);

#endif
