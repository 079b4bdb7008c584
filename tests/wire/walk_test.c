#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <malloc.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/demo/agent.h"
#include "tests/wire/scene.h"
#include "tests/wire/snmpd.h"

/* --- a table, and an agent that has it -------------------------------------------- */

/* 1.3.6.1.4.1.9.COLUMN.ROW with the value 1000 * COLUMN + ROW. */
enum { COLUMNS = 3, ARCS = 7 };

struct table {
	uint32_t rows[COLUMNS]; /* of each column */
	uint32_t sticks;	/* bits: columns whose last row follows itself */
	struct agent agent;
	struct agent_scratch scratch;
	uint32_t max_rows, max_columns; /* more is tooBig; 0: no limit */
	bool silent_instead;
	int32_t error_status, error_index; /* of every reply that is not the first */
};

static struct oid table_name(uint32_t column, uint32_t row)
{
	return (struct oid){ARCS + 2, {1, 3, 6, 1, 4, 1, 9, column, row}};
}

static bool table_next(void *ctx, uint32_t agent, struct oid *name, int64_t now_ms,
		       struct varbind *value)
{
	const struct table *t = ctx;

	(void)agent;
	(void)now_ms;
	for (uint32_t c = 1; c <= COLUMNS; c++)
		for (uint32_t r = 1; r <= t->rows[c - 1]; r++) {
			struct oid o = table_name(c, r);
			int order = oid_compare(&o, name);
			if (order < 0 ||
			    (order == 0 &&
			     !(t->sticks & 1 << c && r == t->rows[c - 1])))
				continue;
			*name = o;
			value->type = BER_INTEGER;
			value->num = 1000 * c + r;
			return true;
		}
	return false;
}

static bool table_get(void *ctx, uint32_t agent, const struct oid *name, int64_t now_ms,
		      struct varbind *value)
{
	(void)ctx;
	(void)agent;
	(void)name;
	(void)now_ms;
	value->type = BER_NO_SUCH_OBJECT;
	return false;
}

static const struct agent_source SOURCE = {.get = table_get, .next = table_next};

static void answer_error(struct puppet *p, const struct ber_message *m, int32_t status,
			 int32_t index)
{
	uint8_t out[1472];
	struct ber_writer w;
	ber_begin(&w, out, sizeof out, m->version, m->community, m->community_len,
		  PDU_RESPONSE, m->request_id, status, index);
	puppet_send(p, out, ber_end(&w));
}

static void on_heard(struct puppet *p, const uint8_t *bytes, size_t n)
{
	struct table *t = p->ctx;
	struct varbind vb[256];
	struct ber_message m = {.vb = vb, .cap = 256};
	static uint8_t out[65536];

	assert_true(ber_decode(bytes, n, &m));
	bool too_big = (t->max_rows && m.error_index > (int32_t)t->max_rows) ||
		       (t->max_columns && m.n > t->max_columns);
	if (too_big && t->silent_instead)
		return;
	if (too_big)
		answer_error(p, &m, 1, 0);
	else if (t->error_status && p->requests > 1)
		answer_error(p, &m, t->error_status, t->error_index);
	else {
		size_t len = agent_answer(&t->agent, &t->scratch, bytes, n, 0, out,
					  sizeof out);
		assert_true(len > 0);
		puppet_send(p, out, len);
	}
}

/* --- a walk and what came of it --------------------------------------------------- */

struct walked {
	struct scene *s;
	struct table table;
	uint32_t rows[COLUMNS]; /* that came */
	unsigned varbinds, done;
	struct walk_result result;
};

static void on_row(void *ctx, uint32_t column, const uint32_t *index, uint32_t n,
		   const struct varbind *vb)
{
	struct walked *w = ctx;
	assert_in_range(column, 0, COLUMNS - 1);
	assert_int_equal(1, n);
	assert_int_equal(++w->rows[column], index[0]); /* all, and in order */
	assert_int_equal(1000 * (column + 1) + index[0], vb->num);
	w->varbinds++;
}

static void on_done(void *ctx, const struct walk_result *result)
{
	struct walked *w = ctx;
	w->result = *result;
	w->done++;
}

static struct walked *walked_new(struct scene *s, uint32_t rows)
{
	struct walked *w = calloc(1, sizeof *w);
	w->s = s;
	w->table = (struct table){
		.rows = {rows, rows, rows},
		.agent = {&SOURCE, &w->table, 0, "public", AGENT_REPLY_MAX},
	};
	s->agent.heard = on_heard;
	s->agent.ctx = &w->table;
	return w;
}

static const struct credential V1 = {.version = SNMP_V1, .community = "public"};

static void begin(struct walked *w, peer_id peer, const struct walk_limits *limits)
{
	struct oid columns[COLUMNS];
	for (uint32_t c = 0; c < COLUMNS; c++) {
		columns[c] = table_name(c + 1, 0);
		columns[c].n--;
	}
	walk_start(w->s->ask, peer, columns, COLUMNS, limits, on_row, on_done, w);
	assert_int_equal(0, w->done);
}

static void walk_it(struct walked *w, peer_id peer, const struct walk_limits *limits)
{
	memset(w->rows, 0, sizeof w->rows);
	w->varbinds = w->done = 0;
	begin(w, peer, limits);
	run_until(w->s->loop, &w->done, 1);
}

static void assert_complete(const struct walked *w)
{
	assert_int_equal(WALK_DONE, w->result.end);
	uint32_t all = 0;
	for (int c = 0; c < COLUMNS; c++) {
		assert_int_equal(w->table.rows[c], w->rows[c]);
		all += w->rows[c];
	}
	assert_int_equal(all, w->result.varbinds);
}

/* --- whole ------------------------------------------------------------------------ */

static void a_table_comes_whole_however_the_agent_cuts(void **state)
{
	struct scene *s = *state;
	static const size_t sizes[] = {100, 484, 1472, 65000};
	static const uint32_t rows[] = {0, 1, 9, 10, 11, 200};
	struct walked *w = walked_new(s, 0);

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
			w->table.agent.reply_max = sizes[i];
			for (int c = 0; c < COLUMNS; c++)
				w->table.rows[c] = rows[k];
			walk_it(w, s->peer, NULL);
			assert_complete(w);
		}
	free(w);
}

static void the_agent_finds_the_best_size(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 200);

	walk_it(w, s->peer, NULL);
	assert_complete(w);
	/* About 17 bytes a varbind, 85 of them a reply; the first asks for 30. */
	assert_in_range(w->result.pdus, 7, 9);
	assert_true(w->result.bytes > 200 * 3 * 16);
	assert_true(w->result.rtt_us > 0);
	free(w);
}

static void columns_may_end_at_different_rows(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 0);

	w->table.rows[0] = 5;
	w->table.rows[1] = 77;
	walk_it(w, s->peer, NULL);
	assert_complete(w);
	w->table.rows[0] = 0;
	w->table.rows[2] = 130;
	walk_it(w, s->peer, NULL);
	assert_complete(w);
	free(w);
}

static void version_1_walks_one_row_at_a_time(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 20);

	w->table.rows[1] = 7;
	walk_it(w, ask_peer_add(s->ask, &s->agent.addr, &V1, NULL), NULL);
	assert_complete(w);
	assert_in_range(w->result.pdus, 20, 25);
	free(w);
}

/* --- agents that cannot ----------------------------------------------------------- */

static void what_is_too_big_is_asked_for_in_less(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 50);

	w->table.max_rows = 3;
	walk_it(w, s->peer, NULL);
	assert_complete(w);
	w->table.max_columns = 2;
	walk_it(w, s->peer, NULL);
	assert_complete(w);
	w->table.max_rows = w->table.max_columns = 1;
	walk_it(w, s->peer, NULL);
	assert_complete(w);
	free(w);
}

static void large_replies_that_get_lost_are_asked_for_in_less(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 30);

	w->table.max_rows = 6;
	w->table.silent_instead = true;
	s->ask->peer[s->peer].rto_us = 5000;
	walk_it(w, s->peer, NULL);
	assert_complete(w);
	free(w);
}

/* What an agent cannot do is not tried again by the next walk. */
static void how_much_an_agent_can_do_is_learnt(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 100);
	struct walk_limits limits = {0};
	unsigned before;

	walk_it(w, s->peer, NULL);
	assert_int_equal(w->result.repetitions, 0);
	w->table.max_rows = 4;
	w->table.silent_instead = true;
	s->ask->peer[s->peer].rto_us = 5000;
	walk_it(w, s->peer, NULL);
	assert_complete(w);
	assert_in_range(w->result.repetitions, 1, 4);
	limits.repetitions = w->result.repetitions;
	before = s->agent.requests;
	walk_it(w, s->peer, &limits);
	assert_complete(w);
	assert_int_equal(w->result.repetitions, 0);
	/* Every request was answered. */
	assert_int_equal(s->agent.requests - before, w->result.pdus);
	free(w);
}

static void a_walk_of_a_closed_port_fails(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 30);
	struct sockaddr_storage closed = closed_port(s, "127.0.0.1");

	walk_it(w, ask_peer_add(s->ask, &closed, &PUBLIC, NULL), NULL);
	assert_int_equal(WALK_FAILED, w->result.end);
	assert_int_equal(ASK_REFUSED, w->result.result);
	assert_int_equal(1, w->result.pdus);
	free(w);
}

static void an_error_ends_the_column_it_is_about(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 100);

	w->table.error_status = 5; /* genErr */
	w->table.error_index = 1;
	walk_it(w, s->peer, NULL);
	assert_int_equal(WALK_DONE, w->result.end);
	assert_int_equal(5, w->result.error_status);
	assert_int_equal(4, w->result.pdus); /* ten rows, then three errors */
	assert_int_equal(30, w->result.varbinds);
	free(w);
}

static void an_error_about_nothing_is_looked_for_column_by_column(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 100);

	w->table.error_status = 5;
	walk_it(w, s->peer, NULL);
	assert_int_equal(WALK_DONE, w->result.end);
	assert_int_equal(5, w->result.pdus);
	free(w);
}

static void a_name_that_does_not_increase_is_a_loop(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 25);

	w->table.sticks = UINT32_MAX;
	walk_it(w, s->peer, NULL);
	assert_int_equal(WALK_LOOP, w->result.end);
	assert_int_equal(75, w->result.varbinds);
	free(w);
}

static void a_loop_ends_its_column_alone(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 25);

	w->table.rows[1] = 3;
	w->table.sticks = 1 << 2;
	walk_it(w, s->peer, NULL);
	assert_int_equal(WALK_LOOP, w->result.end);
	assert_int_equal(25, w->rows[0]);
	assert_int_equal(3, w->rows[1]);
	assert_int_equal(25, w->rows[2]);
	free(w);
}

static void answer_nothing(struct puppet *p, const struct ber_message *m)
{
	answer_error(p, m, 0, 0);
}

static void an_empty_reply_ends_the_walk(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 25);

	s->agent.heard = NULL;
	s->agent.asked = answer_nothing;
	walk_it(w, s->peer, NULL);
	assert_int_equal(WALK_FAILED, w->result.end);
	free(w);
}

static void columns_that_fit_no_datagram_are_asked_in_parts(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 2);
	static struct oid columns[200];

	for (uint32_t i = 0; i < 200; i++) {
		columns[i] = table_name(9, i); /* behind all that there is */
		columns[i].n = 100;
	}
	walk_start(s->ask, s->peer, columns, 200, NULL, on_row, on_done, w);
	run_until(s->loop, &w->done, 1);
	assert_int_equal(WALK_DONE, w->result.end);
	assert_int_equal(0, w->result.varbinds);
	free(w);
}

/* Hundreds are under way when a watch begins. */
static void a_walk_holds_one_name_a_column(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 2);
	struct oid columns[50];
	size_t before;

	for (uint32_t i = 0; i < 50; i++)
		columns[i] = table_name(9, i);
	before = mallinfo2().uordblks;
	walk_start(s->ask, s->peer, columns, 50, NULL, on_row, on_done, w);
	assert_true(mallinfo2().uordblks - before < 51 * (sizeof(struct oid) + 64));
	run_until(s->loop, &w->done, 1);
	free(w);
}

/* --- limits ----------------------------------------------------------------------- */

static void a_walk_ends_at_its_limits(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 100);

	walk_it(w, s->peer, &(struct walk_limits){.rows = 100});
	assert_int_equal(WALK_LIMIT, w->result.end);
	assert_int_equal(100, w->result.varbinds);
	walk_it(w, s->peer, &(struct walk_limits){.bytes = 2000});
	assert_int_equal(WALK_LIMIT, w->result.end);
	assert_in_range(w->result.bytes, 2000, 2000 + AGENT_REPLY_MAX);
	walk_it(w, s->peer, &(struct walk_limits){.ms = -1});
	assert_int_equal(WALK_LIMIT, w->result.end);
	assert_int_equal(1, w->result.pdus);
	walk_it(w, s->peer, &(struct walk_limits){.rows = 300});
	assert_complete(w);
	free(w);
}

/* --- ends ------------------------------------------------------------------------- */

static void closing_the_engine_ends_a_walk(void **state)
{
	struct scene *s = *state;
	struct walked *w = walked_new(s, 100);

	begin(w, s->peer, NULL);
	ask_peer_remove(s->ask, s->peer);
	assert_int_equal(1, w->done);
	assert_int_equal(WALK_FAILED, w->result.end);
	assert_int_equal(ASK_CANCELLED, w->result.result);
	free(w);
}

/* --- a real agent ----------------------------------------------------------------- */

static void count_row(void *ctx, uint32_t column, const uint32_t *index, uint32_t n,
		      const struct varbind *vb)
{
	struct walked *w = ctx;
	(void)column;
	(void)index;
	(void)n;
	(void)vb;
	w->varbinds++;
}

static void net_snmp_is_walked_in_every_version(void **state)
{
	struct scene *s = *state;
	struct snmpd snmpd;
	static const struct credential v3 = {.version = SNMP_V3,
					     .user = "noc",
					     .auth = AUTH_SHA256,
					     .priv = PRIV_AES128,
					     .auth_secret = "maplesyrup",
					     .priv_secret = "maplesyrup",
					     .context = ""};
	const struct credential *all[] = {&V1, &PUBLIC, &v3};
	struct walked w = {.s = s};
	struct oid roots[2];
	unsigned varbinds[3];

	if (!snmpd_start(&snmpd, "rocommunity public 127.0.0.1\n"
				 "createUser noc SHA-256 maplesyrup AES maplesyrup\n"
				 "rouser noc priv\n"))
		skip();
	assert_true(oid_parse("1.3.6.1.2.1.1", &roots[0]));
	assert_true(oid_parse("1.3.6.1.6.3.15.1.2", &roots[1])); /* the users */
	for (int i = 0; i < 3; i++) {
		w.varbinds = w.done = 0;
		walk_start(s->ask, ask_peer_add(s->ask, &snmpd.addr, all[i], NULL),
			   roots, 2, NULL, count_row, on_done, &w);
		run_until(s->loop, &w.done, 1);
		assert_int_equal(WALK_DONE, w.result.end);
		varbinds[i] = w.varbinds;
	}
	snmpd_stop(&snmpd);
	assert_true(varbinds[0] > 20);
	assert_int_equal(varbinds[0], varbinds[1]);
	assert_int_equal(varbinds[0], varbinds[2]);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scene_set_up, scene_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_table_comes_whole_however_the_agent_cuts),
		TEST(the_agent_finds_the_best_size),
		TEST(columns_may_end_at_different_rows),
		TEST(version_1_walks_one_row_at_a_time),
		TEST(what_is_too_big_is_asked_for_in_less),
		TEST(large_replies_that_get_lost_are_asked_for_in_less),
		TEST(how_much_an_agent_can_do_is_learnt),
		TEST(a_walk_of_a_closed_port_fails),
		TEST(an_error_ends_the_column_it_is_about),
		TEST(an_error_about_nothing_is_looked_for_column_by_column),
		TEST(a_name_that_does_not_increase_is_a_loop),
		TEST(a_loop_ends_its_column_alone),
		TEST(an_empty_reply_ends_the_walk),
		TEST(columns_that_fit_no_datagram_are_asked_in_parts),
		TEST(a_walk_holds_one_name_a_column),
		TEST(a_walk_ends_at_its_limits),
		TEST(closing_the_engine_ends_a_walk),
		TEST(net_snmp_is_walked_in_every_version),
	};
	return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
