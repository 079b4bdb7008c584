/*
 * Sessions that seek are linked to each other from what they share, so that a slice
 * finds them.
 */
#include "views/seek.h"

#include "views/command.h"
#include "views/find.h"
#include "views/limit.h"

#define ROWS_A_UNIT 4 /* looked at are as much work as one that is filtered */

void seek_end(struct session *v)
{
	struct session **at;

	v->seek.step = 0;
	if (!v->seeks_in)
		return;
	for (at = &v->seeks_in->seeking; *at != v; at = &(*at)->next_seeking)
		;
	*at = v->next_seeking;
	v->seeks_in = NULL;
}

void seek_end_all(struct views *w)
{
	while (w->seeking)
		seek_end(w->seeking);
}

static void begin(struct session *v, struct views *w)
{
	if (v->seeks_in)
		return;
	v->seeks_in = w;
	v->next_seeking = w->seeking;
	w->seeking = v;
}

static void tell_none(struct session *v, const struct scene *s, int step)
{
	session_tell(v, s, MESSAGE_TOAST, "no %s problem",
		     step > 0 ? "further" : "earlier");
}

/* At most so many rows further; false: they are not in order yet. */
static bool go_on(struct session *v, const struct scene *s, uint32_t most)
{
	const struct page *page = session_page(v);
	struct rows rows = session_rows(v, s);
	bool waits = rows.edition && (!rows.ready || rows.more);
	int step = v->seek.step;

	if (!rows.edition) /* worked out by the session itself: they are few */
		most = UINT32_MAX;
	if (!waits &&
	    !list_seek(session_list(v), s, &rows, &v->seek, most,
		       page_panel(page, page->focus)->problem) &&
	    v->seek.step == 0)
		tell_none(v, s, step);
	if (v->seek.step)
		begin(v, s->views);
	else
		seek_end(v);
	return !waits;
}

struct act seek_problem(struct session *v, const struct scene *s, int step)
{
	struct rows rows;

	if (session_page(v)->view->listless) {
		find_next(v, s, step);
	} else {
		rows = session_rows(v, s);
		v->seek = list_begin_seek(session_list(v), &rows, step);
		go_on(v, s, SEEK_ROWS);
	}
	return (struct act){.kind = ACT_NONE};
}

bool seek_before_key(struct session *v, const struct scene *s, uint32_t key)
{
	const struct command *k = v->seek.step ? command_find(key) : NULL;

	if (k && k->run == seek_problem && k->arg == v->seek.step)
		return true;
	if (v->seek.step)
		go_on(v, s, UINT32_MAX);
	seek_end(v);
	return false;
}

uint32_t seek_step(const struct scene *s, uint32_t budget)
{
	struct session *next;

	for (struct session *v = s->views->seeking; v && budget > 0; v = next) {
		const struct scene own = limit_scene(v, s);

		next = v->next_seeking;
		if (!go_on(v, &own, budget / 2 * ROWS_A_UNIT))
			continue;
		s->views->sought += v->seek.step == 0;
		budget -= budget / 2;
	}
	return budget;
}
