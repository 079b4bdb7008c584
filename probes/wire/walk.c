/*
 * A walk asks for all its columns in one PDU, many rows at a time, and goes on from the
 * last name that came for each: the agent itself cuts the reply where it wants to, so
 * columns may be at different rows, and no size has to be guessed well. Agents that
 * fail instead of cutting are asked for less: fewer rows, then fewer columns.
 */
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/wire/ask.h"

enum {
	ROWS_FIRST = 10,
	ROWS_MAX = 128,
	LIMIT_VARBINDS = 200000,
	LIMIT_BYTES = 16 << 20,
	LIMIT_MS = 60000,
	TOO_BIG = 1, /* error-status, RFC 3416 section 3 */
};

struct column {
	struct oid last;   /* what came last, at first the column itself; … */
	uint32_t prefix_n; /* … the arcs of that */
	bool over;
};

struct walk {
	struct ask *ask;
	peer_id peer;
	struct column *column;
	uint32_t n;
	uint32_t *asked, asked_n; /* columns of the request */
	uint32_t columns_max;	  /* in one request */
	uint8_t rows, rows_max;	  /* max-repetitions */
	struct walk_limits limits;
	int64_t started_ms;
	bool looped;
	struct walk_result result;
	walk_row *row;
	walk_done *done;
	void *ctx;
};

static void *list_new(size_t n, size_t size)
{
	void *list = calloc(n ? n : 1, size);
	if (!list)
		die("out of memory");
	return list;
}

static void walk_free(struct walk *w)
{
	free(w->column);
	free(w->asked);
	free(w);
}

static void finish(struct walk *w, enum walk_end end)
{
	struct walk_result result = w->result;
	walk_done *done = w->done;
	void *ctx = w->ctx;

	result.end = end == WALK_DONE && w->looped ? WALK_LOOP : end;
	walk_free(w);
	done(ctx, &result);
}

/* --- asking ----------------------------------------------------------------------- */

static void on_reply(void *ctx, const struct ask_reply *);

static uint32_t choose_columns(struct walk *w)
{
	w->asked_n = 0;
	for (uint32_t i = 0; i < w->n && w->asked_n < w->columns_max; i++) {
		if (!w->column[i].over)
			w->asked[w->asked_n++] = i;
	}
	return w->asked_n;
}

static bool send_next(struct walk *w)
{
	struct oid *name = list_new(w->asked_n, sizeof *name);
	struct ask_request r = {
		.peer = w->peer,
		.pdu = PDU_BULK,
		.oid = name,
		.n = w->asked_n,
		.max_repetitions = w->rows,
		.done = on_reply,
		.ctx = w,
	};
	bool sent;

	for (uint32_t i = 0; i < w->asked_n; i++)
		name[i] = w->column[w->asked[i]].last;
	sent = ask_send(w->ask, &r) != 0;
	free(name);
	return sent;
}

static void go_on(struct walk *w)
{
	if (choose_columns(w) == 0)
		finish(w, WALK_DONE);
	else if (clock_mono_ms() - w->started_ms > w->limits.ms)
		finish(w, WALK_LIMIT);
	else if (!send_next(w))
		finish(w, WALK_FAILED);
}

/* --- taking what came ------------------------------------------------------------- */

enum step { STEP_ON, STEP_LIMIT };

/* Names that do not increase end their column, not the others. */
static enum step loop(struct walk *w, struct column *c)
{
	c->over = true;
	w->looped = true;
	return STEP_ON;
}

static bool is_below(const struct oid *name, const struct column *c)
{
	return name->n >= c->prefix_n &&
	       memcmp(name->arc, c->last.arc, c->prefix_n * sizeof *name->arc) == 0;
}

static enum step take(struct walk *w, uint32_t number, const struct varbind *vb)
{
	struct column *c = &w->column[number];
	struct oid name;

	if (c->over)
		return STEP_ON;
	if (!oid_decode(vb->name, vb->name_len, &name))
		return loop(w, c);
	if (vb->type >= BER_NO_SUCH_OBJECT || !is_below(&name, c)) {
		c->over = true; /* there the next table begins, or nothing */
		return STEP_ON;
	}
	if (oid_compare(&name, &c->last) <= 0)
		return loop(w, c);
	if (w->result.varbinds >= w->limits.rows)
		return STEP_LIMIT;
	w->result.varbinds++;
	c->last = name;
	w->row(w->ctx, number, name.arc + c->prefix_n, name.n - c->prefix_n, vb);
	return STEP_ON;
}

static enum step take_all(struct walk *w, const struct ask_reply *reply)
{
	enum step step = STEP_ON;

	for (uint32_t i = 0; i < reply->n && step == STEP_ON; i++)
		step = take(w, w->asked[i % w->asked_n], &reply->vb[i]);
	return step;
}

/* Ask for twice as many rows when all came that were asked for, else for about as many
 * as there was room for. */
static void fit_rows(struct walk *w, uint32_t came)
{
	uint32_t rows = came / w->asked_n;
	uint32_t next = rows >= w->rows ? 2 * (uint32_t)w->rows : rows + 1;
	w->rows = (uint8_t)(next < w->rows_max ? next : w->rows_max);
}

static void on_rows(struct walk *w, const struct ask_reply *reply)
{
	w->result.bytes += reply->bytes;
	switch (take_all(w, reply)) {
	case STEP_LIMIT:
		finish(w, WALK_LIMIT);
		return;
	case STEP_ON:
		break;
	}
	if (reply->n == 0) {
		finish(w, WALK_FAILED); /* nor would anything come next time */
		return;
	}
	if (w->result.bytes > w->limits.bytes) {
		finish(w, WALK_LIMIT);
		return;
	}
	fit_rows(w, reply->n);
	go_on(w);
}

/* --- less of it ------------------------------------------------------------------- */

/* False when less cannot be asked for. */
static bool fewer_columns(struct walk *w)
{
	if (w->asked_n <= 1)
		return false;
	w->columns_max = w->asked_n / 2;
	return true;
}

static bool fewer_rows(struct walk *w, bool only_one)
{
	if (w->rows <= 1)
		return false;
	w->rows_max = w->rows / 2;
	w->result.repetitions = w->rows_max;
	w->rows = only_one ? 1 : w->rows_max;
	return true;
}

/* An error in the reply: version 1 says so at the end of the MIB. What it is about is
 * over, and when it does not say, one column after the other is asked. */
static void on_error(struct walk *w, const struct ask_reply *reply)
{
	uint32_t about = (uint32_t)reply->error_index;

	w->result.error_status = reply->error_status;
	if (reply->error_status == TOO_BIG) {
		if (fewer_rows(w, false) || fewer_columns(w))
			go_on(w);
		else
			finish(w, WALK_FAILED);
		return;
	}
	if (about == 0 || about > w->asked_n)
		about = w->asked_n == 1 ? 1 : 0;
	if (about > 0)
		w->column[w->asked[about - 1]].over = true;
	else
		w->columns_max = 1;
	go_on(w);
}

static void on_reply(void *ctx, const struct ask_reply *reply)
{
	struct walk *w = ctx;

	w->result.result = reply->result;
	if (w->result.pdus++ == 0)
		w->result.rtt_us = reply->rtt_us;
	if (reply->result == ASK_OK && reply->error_status == 0)
		on_rows(w, reply);
	else if (reply->result == ASK_OK)
		on_error(w, reply);
	else if ((reply->result == ASK_TOO_BIG && fewer_columns(w)) ||
		 /* Large replies, in fragments, get lost on some ways. */
		 (reply->result == ASK_TIMEOUT && !ask_peer_is_gone(w->ask, w->peer) &&
		  fewer_rows(w, true)))
		go_on(w);
	else
		finish(w, WALK_FAILED);
}

/* --- beginning and end ------------------------------------------------------------ */

static struct walk_limits limits_of(const struct walk_limits *given)
{
	struct walk_limits l = given ? *given : (struct walk_limits){0};
	if (l.rows == 0)
		l.rows = LIMIT_VARBINDS;
	if (l.bytes == 0)
		l.bytes = LIMIT_BYTES;
	if (l.ms == 0)
		l.ms = LIMIT_MS;
	if (l.repetitions == 0)
		l.repetitions = ROWS_MAX;
	return l;
}

bool walk_start(struct ask *a, peer_id peer, const struct oid *columns, uint32_t n,
		const struct walk_limits *limits, walk_row *row, walk_done *done,
		void *ctx)
{
	struct walk *w = list_new(1, sizeof *w);

	*w = (struct walk){
		.ask = a,
		.peer = peer,
		.column = list_new(n, sizeof *w->column),
		.n = n,
		.asked = list_new(n, sizeof *w->asked),
		.columns_max = n,
		.limits = limits_of(limits),
		.started_ms = clock_mono_ms(),
		.row = row,
		.done = done,
		.ctx = ctx,
	};
	w->rows_max = w->limits.repetitions;
	w->rows = w->rows_max < ROWS_FIRST ? w->rows_max : ROWS_FIRST;
	for (uint32_t i = 0; i < n; i++)
		w->column[i] = (struct column){columns[i], columns[i].n, false};
	choose_columns(w);
	if (send_next(w))
		return true;
	walk_free(w);
	return false;
}
