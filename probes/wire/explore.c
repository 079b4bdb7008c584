/*
 * explore: one walk over all columns of a profile, as the poller's survey does it.
 */
#include "probes/wire/explore.h"

#include <ev.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

struct expedition {
	struct ev_loop *loop;
	const struct profiles *profiles;
	const struct profile *profile;
	struct survey *survey;
	struct walk_result *result;
};

static void on_cell(void *ctx, uint32_t column, const uint32_t *index, uint32_t index_n,
		    const struct varbind *vb)
{
	struct expedition *x = ctx;

	survey_add(x->survey, x->profiles, x->profile->column[column], index, index_n,
		   vb);
}

static void on_end(void *ctx, const struct walk_result *result)
{
	struct expedition *x = ctx;

	*x->result = *result;
	ev_break(x->loop, EVBREAK_ALL);
}

void explore_run(const struct sockaddr_storage *addr, const struct credential *c,
		 const struct profiles *p, const struct profile *profile,
		 const char *object_id, struct survey *survey,
		 struct walk_result *result)
{
	struct expedition x = {ev_loop_new(0), p, profile, survey, result};
	struct ask *ask = ask_open(x.loop);
	peer_id peer = ask_peer_add(ask, addr, c, NULL);
	struct oid *name = calloc(profile->column_n + 1, sizeof *name);

	if (!name)
		die("out of memory");
	*result = (struct walk_result){0};
	survey_begin(survey);
	for (uint32_t i = 0; i < profile->column_n; i++)
		sense_column(p, profile->column[i], object_id, &name[i]);
	if (profile->column_n &&
	    walk_start(ask, peer, name, profile->column_n, NULL, on_cell, on_end, &x))
		ev_run(x.loop, 0);
	survey_end(survey, p);
	free(name);
	ask_close(ask);
	ev_loop_destroy(x.loop);
}
