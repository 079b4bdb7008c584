/*
 * Whom a device sees next to it: every few minutes a walk over LLDP, CDP and its
 * addresses, and less often over its forwarding and ARP tables. Its VLANs are read at
 * first and when it tells that their number, or how many of them went, is another, else
 * every few hours. What has none of them is asked again after an hour or so.
 */
#include "probes/wire/poll_private.h"

#include "probes/base/clock.h"

#define NEARBY_MS 15000 /* a slow agent's walk ends with what came until then */
#define COLUMNS_MAX 36

static enum nearby_part part_of(enum step step)
{
	return step == STEP_NEIGHBOURS ? NEARBY_NEIGHBOURS
	       : step == STEP_STATIONS ? NEARBY_STATIONS
				       : NEARBY_VLANS;
}

static void on_cell(void *ctx, uint32_t column, const uint32_t *index, uint32_t index_n,
		    const struct varbind *vb)
{
	struct job *j = ctx;

	nearby_take(&j->nearby, part_of(j->target->plan.step), column, index, index_n,
		    vb);
}

static void on_walked(void *ctx, const struct walk_result *result)
{
	struct job *j = ctx;

	j->flying--;
	j->target->poll->totals.varbinds += result->varbinds;
	job_faults(j,
		   (enum agent_table)(AGENT_NEIGHBOURS + j->target->plan.step -
				      STEP_NEIGHBOURS),
		   result->end == WALK_LOOP,
		   result->error_status > ASK_NO_SUCH_NAME);
	/* Half a table would say that the others are gone. */
	if (result->end == WALK_FAILED ||
	    (result->end != WALK_DONE && j->target->plan.step == STEP_VLANS))
		j->failed = result->result != ASK_OK ? result->result : ASK_TIMEOUT;
	job_go_on(j);
}

void nearby_step(struct job *j, enum step step)
{
	struct walk_limits limits = {.rows = NEARBY_CELLS, .ms = NEARBY_MS};
	struct oid column[COLUMNS_MAX];
	uint32_t n = nearby_columns(part_of(step));

	nearby_begin(&j->nearby);
	for (uint32_t i = 0; i < n; i++)
		nearby_column(part_of(step), i, &column[i]);
	if (walk_start(j->target->poll->ask, j->target->peer, column, n, &limits,
		       on_cell, on_walked, j))
		j->flying++;
}

void apply_nearby(struct job *j, enum step step)
{
	j->outcome.empty = !nearby_any(&j->nearby);
	j->outcome.vlans = j->nearby.vlan_mark;
	nearby_tell(&j->nearby, part_of(step), j->target->poll->net,
		    target_id(j->target), clock_wall_ms());
	nearby_fini(&j->nearby); /* seldom wanted, and large */
}
