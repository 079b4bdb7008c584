/*
 * A poll: the steps the plan wants, each a scan or a single question. One answer is
 * handled a callback, so that no device, however large, holds the loop; what belongs
 * together (the counters of all interfaces) is put into the network at once when it is
 * whole.
 */
#include "probes/wire/poll_private.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/model/link.h"

#define POLL_MIN_MS                                                                    \
	30000 /* a poll may take two intervals, at least and at most this              \
	       */
#define POLL_MAX_MS 300000
#define LOOK_EVERY 8 /* answers: does it take too long? */
#define KEPT_MAX 256 /* of which so many keep their memory for the next */

static struct job *job_take(struct poll *p)
{
	struct job *j = p->free_job;

	if (j) {
		p->free_job = j->next;
		p->free_jobs--;
		return j;
	}
	j = calloc(1, sizeof *j);
	if (!j)
		die("out of memory");
	for (unsigned i = 0; i < SCAN_LANES; i++)
		j->lane[i] = (struct job_lane){j, i};
	return j;
}

static void job_free(struct job *j)
{
	rows_fini(&j->rows);
	buf_fini(&j->text);
	free(j->index);
	sense_free(j);
	nearby_fini(&j->nearby);
	free(j);
}

/* Kept with its memory for the next poll, as long as so many can be needed. */
static void job_give_back(struct job *j)
{
	struct poll *p = j->target->poll;

	j->target->job = NULL;
	if (p->free_jobs == KEPT_MAX) {
		job_free(j);
		return;
	}
	j->next = p->free_job;
	p->free_job = j;
	p->free_jobs++;
}

static struct plan *plan_of(struct job *j)
{
	return &j->target->plan;
}

static bool takes_too_long(struct job *j)
{
	int64_t limit = 2 * (int64_t)plan_of(j)->interval_ms;

	limit = limit < POLL_MIN_MS   ? POLL_MIN_MS
		: limit > POLL_MAX_MS ? POLL_MAX_MS
				      : limit;
	return clock_mono_ms() - plan_of(j)->began_ms > limit;
}

/* --- a step ----------------------------------------------------------------------- */

/* NARROW and RESTING add to the rows of TRAFFIC. */
static bool adds_traffic(enum step step)
{
	return step == STEP_NARROW || step == STEP_RESTING;
}

/* Which rows does it know? Their numbers now: the network's tables move. */
static const uint32_t *known_rows(struct job *j, enum step step)
{
	const struct network *net = j->target->poll->net;
	const struct dev *dev = target_dev(j->target);

	if (!adds_traffic(step) && step != STEP_TRAFFIC && step != STEP_ALIASES)
		return NULL;
	j->index_n = dev->if_n;
	TABLE_GROW(j->index, j->index_cap, j->index_n + 1);
	if (dev->if_n > 0)
		memcpy(j->index, net->ifs.index + dev->if_first,
		       dev->if_n * sizeof *j->index);
	return j->index;
}

static bool job_begin_step(struct job *j, enum step step)
{
	const struct reader *reader = plan_reader(step);

	j->failed = ASK_OK;
	j->outcome = (struct outcome){0};
	if (!reader)
		return false;
	/* Scalars leave the rows as they are. */
	if (!adds_traffic(step))
		j->timed = false;
	const uint32_t *known = known_rows(j, step);
	if (!adds_traffic(step) && reader->row_size) {
		buf_reset(&j->text);
		rows_begin(&j->rows, reader->row_size);
		j->rowless = step == STEP_TRAFFIC;
	}
	j->counted = 0;
	scan_begin(&j->scan, reader, plan_columns(plan_of(j), step), known,
		   known ? j->index_n : plan_rows(plan_of(j), step),
		   plan_of(j)->size[step]);
	return true;
}

/* Where a value of a table goes; NULL: there are too many rows. */
static struct row *row_of(struct job *j, uint32_t index)
{
	struct row *row = rows_get(&j->rows, index);

	if (row && j->scan.reader == &reader_traffic)
		((struct traffic_row *)row)->c.uptime_cs = j->scalars.uptime_cs;
	return row;
}

static bool on_value(void *ctx, unsigned column, uint32_t index,
		     const struct varbind *vb)
{
	struct job *j = ctx;
	const struct column *c = &j->scan.reader->column[column];
	struct row *row = c->when == COLUMN_ROWS ? row_of(j, index) : &j->scalars.row;

	if (row)
		column_store(c, vb, row, &j->text);
	return row != NULL;
}

/* With the first answer, not with the question: they are filled at once, and until then
 * their memory serves another poll. */
static void make_rows(struct job *j)
{
	if (j->rowless)
		rows_known(&j->rows, j->rows.size, j->index, j->index_n);
	j->rowless = false;
}

/* The first answer of a step with counters: the agent's clocks, and whether it still
 * has the interfaces we are about to ask for. */
static void take_clocks(struct job *j)
{
	const struct scalars *s = &j->scalars;
	bool ours = !(s->row.has & GOT_UPTIME);

	j->timed = true;
	plan_clocks(plan_of(j), s, &j->outcome);
	j->clock = (struct agent_clock){
		.uptime_cs = ours ? (uint32_t)(clock_mono_ms() / 10) : s->uptime_cs,
		.engine_boots = s->engine_boots,
		.engine_time_s = s->engine_time_s,
		.at_ms = clock_wall_ms(),
		.ours = ours};
}

/* The device answers: it may go on, if there are not too many that do. */
static bool job_hear(struct job *j)
{
	struct poll *p = j->target->poll;

	plan_heard(plan_of(j));
	if (j->heard)
		return true;
	j->heard = true;
	p->fresh--;
	if (p->busy < POLL_BUSY_MAX) {
		p->busy++;
		return true;
	}
	j->next = NULL;
	*p->last_waiting = j;
	p->last_waiting = &j->next;
	return false;
}

static struct job *first_waiting(struct poll *p)
{
	struct job *j = p->waiting;

	p->waiting = j->next;
	if (!p->waiting)
		p->last_waiting = &p->waiting;
	return j;
}

void jobs_free(struct poll *p)
{
	while (p->waiting)
		job_give_back(first_waiting(p));
	while (p->free_job) {
		struct job *j = p->free_job;
		p->free_job = j->next;
		job_free(j);
	}
}

bool job_may_go_on(const struct poll *p)
{
	return p->waiting && p->busy < POLL_BUSY_MAX;
}

void job_resume(struct poll *p)
{
	p->busy++;
	job_go_on(first_waiting(p));
}

/* Counters of rows that are known: straight into them. */
static bool on_list(void *ctx, const uint8_t *list, size_t n, uint32_t bytes)
{
	struct job_lane *lane = ctx;
	struct job *j = lane->job;
	uint32_t first = j->scan.lane[lane->number].row, rows;
	struct scan_into into = {&j->rows, &j->scalars, &j->target->poll->shapes};

	if (plan_of(j)->step != STEP_TRAFFIC && plan_of(j)->step != STEP_RESTING)
		return false;
	make_rows(j);
	rows = scan_take_known(&j->scan, lane->number, list, n, bytes, &into, on_value,
			       j);
	for (uint32_t i = first; i < first + rows; i++)
		((struct traffic_row *)rows_at(&j->rows, i))->c.uptime_cs =
			j->scalars.uptime_cs;
	return rows > 0;
}

static void take_answer(struct job *j, unsigned lane, const struct ask_reply *reply)
{
	struct scan_answer answer = {.error_status = reply->error_status,
				     .error_index = reply->error_index,
				     .vb = reply->vb,
				     .n = reply->n,
				     .bytes = reply->bytes};
	enum step step = plan_of(j)->step;

	make_rows(j);
	if (!reply->taken)
		scan_take(&j->scan, lane, &answer, on_value, j);
	j->target->poll->totals.varbinds += j->scan.varbinds - j->counted;
	j->counted = j->scan.varbinds;
	if ((step == STEP_SYSTEM || step == STEP_TRAFFIC) && !j->timed && !j->scan.once)
		take_clocks(j);
	if (step == STEP_TRAFFIC && j->outcome.reshaped && !plan_of(j)->renamed)
		scan_stop(&j->scan, lane);
	if (j->scan.answers % LOOK_EVERY == 0 && takes_too_long(j)) {
		j->failed = ASK_TIMEOUT;
		scan_stop(&j->scan, lane);
	}
}

/* It answered before, and does not answer this. */
static bool asks_less(struct job *j, unsigned lane, enum ask_result why)
{
	return why == ASK_TIMEOUT && j->heard && j->failed == ASK_OK &&
	       !ask_peer_is_gone(j->target->poll->ask, j->target->peer) &&
	       !takes_too_long(j) && scan_lost(&j->scan, lane);
}

static void on_answer(void *ctx, const struct ask_reply *reply)
{
	struct job_lane *lane = ctx;
	struct job *j = lane->job;

	j->flying--;
	if (reply->result == ASK_OK) {
		take_answer(j, lane->number, reply);
		if (!job_hear(j))
			return;
	} else if (!asks_less(j, lane->number, reply->result)) {
		j->failed = reply->result;
		scan_stop(&j->scan, lane->number);
	}
	job_go_on(j);
}

static void on_discovered(void *ctx, const struct ask_reply *reply)
{
	struct job *j = ctx;

	j->flying--;
	j->failed = reply->result;
	job_go_on(j);
}

static void job_send(struct job *j, struct scan_request *r)
{
	const struct ask_list *list = forms_find(&j->target->poll->forms, &j->scan, r);
	struct ask_request request = {.peer = j->target->peer,
				      .pdu = r->pdu,
				      .name = r->name,
				      .list = list,
				      .index = (uint32_t)r->index,
				      .n = r->n,
				      .non_repeaters = r->non_repeaters,
				      .max_repetitions = r->max_repetitions,
				      .tries = plan_tries(plan_of(j)),
				      .take = on_list,
				      .done = on_answer,
				      .ctx = &j->lane[r->lane]};

	if (!list)
		scan_names(&j->scan, r);
	j->flying++;
	ask_send(j->target->poll->ask, &request);
}

static void job_ask(struct job *j)
{
	struct poll *p = j->target->poll;

	while (j->failed == ASK_OK &&
	       scan_next(&j->scan, plan_lanes(plan_of(j)), &p->request))
		job_send(j, &p->request);
}

/* --- a poll ----------------------------------------------------------------------- */

static void job_end(struct job *j, int64_t now_ms)
{
	struct target *t = j->target;
	struct poll *p = t->poll;
	struct plan *plan = plan_of(j);
	int64_t wall_ms = clock_wall_ms();
	enum reason reason = plan_end(plan, now_ms);
	float took_ms = (float)(now_ms - plan->began_ms);

	if (j->did)
		apply_health(j);
	network_take_result(p->net, target_id(t), reason, wall_ms, took_ms);
	poll_join_links(p, wall_ms);
	if (j->heard) {
		p->busy--;
		p->totals.answered_polls +=
			reason == REASON_OK || reason == REASON_SLOW;
	} else {
		p->fresh--;
	}
	job_give_back(j);
	poll_over(t, reason, now_ms);
}

void job_faults(struct job *j, enum agent_table table, bool loops, bool errors)
{
	struct dev *dev = target_dev(j->target);
	uint8_t bit = (uint8_t)(1u << table);

	dev->loops = (uint8_t)(loops ? dev->loops | bit : dev->loops & ~bit);
	dev->errors = (uint8_t)(errors ? dev->errors | bit : dev->errors & ~bit);
}

/* What the scan met, besides what was met before. */
static void add_faults(struct job *j, enum agent_table table)
{
	const struct dev *dev = target_dev(j->target);
	unsigned bit = 1u << table;

	job_faults(j, table, j->scan.looped || dev->loops & bit,
		   j->scan.erred || dev->errors & bit);
}

/* How a scan went. What gave nothing is not asked again while the shape stands: the
 * names are where all begins anew. */
static void note_faults(struct job *j, enum step step)
{
	if (step == STEP_NAMES) {
		job_faults(j, AGENT_COUNTERS, false, false);
		job_faults(j, AGENT_HEALTH, false, false);
		job_faults(j, AGENT_NAMES, j->scan.looped, j->scan.erred);
	} else if (step == STEP_TRAFFIC || step == STEP_RESTING) {
		add_faults(j, AGENT_COUNTERS);
	} else if (step == STEP_HEALTH) {
		add_faults(j, AGENT_HEALTH);
	}
}

/* What a step brought; the next one begins. False: the poll is over. */
static bool job_next_step(struct job *j, int64_t now_ms)
{
	struct plan *plan = plan_of(j);
	enum step step = plan->step;

	j->outcome.result = j->failed;
	if (j->failed == ASK_OK) {
		j->did |= UINT32_C(1) << step;
		if (plan_reader(step))
			plan->size[step] = scan_learnt(&j->scan);
		note_faults(j, step);
		apply_step(j, step);
	}
	enum step next = plan_next(plan, &j->outcome, now_ms);

	/* Counters are whole when no step before is to be done (again). */
	if (j->traffic && next > STEP_RESTING) {
		j->traffic = false;
		if (plan->reason == REASON_OK)
			apply_traffic(j);
	}
	return next != STEP_END;
}

/* Steps that are no scan. */
static void job_begin_other(struct job *j, enum step step)
{
	if (step == STEP_ETHER) {
		ether_step(j);
	} else if (step == STEP_DISCOVER) {
		j->flying++;
		ask_discover(j->target->poll->ask, j->target->peer, on_discovered, j);
	} else if (step == STEP_NEIGHBOURS || step == STEP_STATIONS ||
		   step == STEP_VLANS) {
		nearby_step(j, step);
	} else {
		sense_step(j, step);
	}
}

/* Ask what is to be asked; when nothing is on its way, go to the next step. */
void job_go_on(struct job *j)
{
	struct poll *p = j->target->poll;

	if (p->closing) {
		if (j->flying == 0)
			job_give_back(j);
		return;
	}
	for (;;) {
		if (plan_reader(plan_of(j)->step))
			job_ask(j);
		else if (plan_of(j)->step == STEP_SENSORS ||
			 plan_of(j)->step == STEP_PEERS)
			sense_ask(j);
		else if (plan_of(j)->step == STEP_ETHER)
			ether_ask(j);
		if (j->flying > 0)
			return;
		int64_t now_ms = clock_mono_ms();
		if (!job_next_step(j, now_ms)) {
			job_end(j, now_ms);
			return;
		}
		if (!job_begin_step(j, plan_of(j)->step))
			job_begin_other(j, plan_of(j)->step);
	}
}

void job_start(struct target *t)
{
	struct job *j = job_take(t->poll);

	t->job = j;
	t->poll->fresh++;
	j->target = t;
	j->flying = 0;
	j->heard = j->timed = j->traffic = j->rowless = false;
	j->did = 0;
	j->index_n = 0;
	memset(&j->scalars, 0, sizeof j->scalars);
	rows_begin(&j->rows, 0);
	buf_reset(&j->text);
	plan_begin(&t->plan, clock_mono_ms());
	job_begin_step(j, t->plan.step);
	job_go_on(j);
}
