/* A journal in a folder of its own, and what it called. */
#include "tests/journal/fixture.h"

#include <ftw.h>
#include <math.h>
#include <sys/stat.h>

void on_restored(void *ctx, const struct alert *a)
{
	struct fixture *x = ctx;
	assert_false(x->ready);
	snprintf(x->note, sizeof x->note, "%s", a->ack.note ? a->ack.note : "none");
	snprintf(x->restored_text, sizeof x->restored_text, "%s/%s/%s", a->name,
		 a->entity, a->text);
	x->restored[x->restored_n++ % 8] = *a;
}

static void on_window(void *ctx, const struct window_row *row)
{
	struct fixture *x = ctx;
	assert_false(x->ready);
	x->window = *row;
	snprintf(x->window_name, sizeof x->window_name, "%s", row->name);
	x->window_n++;
}

static void on_baseline(void *ctx, const struct baseline_row *row)
{
	struct fixture *x = ctx;
	assert_false(x->ready);
	x->baseline = *row;
	snprintf(x->baseline_was, sizeof x->baseline_was, "%s", row->was);
	x->baseline_n++;
}

static void on_ready(void *ctx, uint64_t next_alert)
{
	struct fixture *x = ctx;
	assert_false(x->ready);
	x->ready = true;
	x->next_alert = next_alert;
}

static void on_refused(void *ctx, enum journal_refusal code, const char *why)
{
	struct fixture *x = ctx;
	x->refused = code;
	snprintf(x->why, sizeof x->why, "%s", why);
}

static void on_durable(void *ctx, uint64_t seq)
{
	struct fixture *x = ctx;
	assert_true(seq > x->durable);
	x->durable = seq;
	x->durable_n++;
}

static void on_trouble(void *ctx, const char *why)
{
	struct fixture *x = ctx;
	x->trouble_n++;
	snprintf(x->trouble, sizeof x->trouble, "%s", why);
}

static void on_notice(void *ctx, const char *what)
{
	struct fixture *x = ctx;
	x->notice_n++;
	snprintf(x->notice, sizeof x->notice, "%s", what);
}

const struct journal_calls calls = {on_restored, on_window,  on_baseline, on_ready,
				    on_refused,	 on_durable, on_trouble,  on_notice};

int journal_setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	snprintf(x->folder, sizeof x->folder, "/tmp/noctop-journal.XXXXXX");
	assert_non_null(mkdtemp(x->folder));
	snprintf(x->path, sizeof x->path, "%s/state/j.db", x->folder);
	*state = x;
	return 0;
}

static int unlink_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

int journal_teardown(void **state)
{
	struct fixture *x = *state;
	if (x->j)
		journal_close(x->j, PATIENCE_MS);
	nftw(x->folder, unlink_one, 8, FTW_DEPTH | FTW_PHYS);
	free(x);
	return 0;
}

void open_journal(struct fixture *x)
{
	x->ready = false;
	x->refused = 0;
	x->restored_n = x->durable_n = 0;
	x->durable = 0;
	x->j = journal_open(x->path, x->keep_ms, &calls, x);
	UNTIL(x, x->ready || x->refused);
}

void close_journal(struct fixture *x)
{
	assert_true(journal_close(x->j, PATIENCE_MS));
	x->j = NULL;
}

uint64_t put(struct fixture *x, const char *text)
{
	struct event e = {.at_ms = 1000,
			  .kind = EVENT_REBOOTED,
			  .severity = SEV_INFO,
			  .name = "d",
			  .entity = "",
			  .check = "",
			  .text = text,
			  .value = NAN,
			  .limit = NAN,
			  .note = ""};
	return journal_put(x->j, &e, NULL);
}

static char thing[] = "fra-core-01", port[] = "xe-0/0/3", words[] = "xe-0/0/3 down",
	    note[] = "carrier called", cause[] = "fra-core-02";

struct alert acknowledged(uint64_t id)
{
	return (struct alert){
		.id = id,
		.subject = SUBJECT_DEVICE,
		.name = thing,
		.entity = port,
		.check = CHECK_IF_DOWN,
		.severity = SEV_MAJOR,
		.state = ALERT_ACKNOWLEDGED,
		.text = words,
		.cover = COVER_BEHIND,
		.suppressed_by = cause,
		.evidence = words,
		.value = NAN,
		.limit = 80,
		.last_good_ms = 11,
		.first_bad_ms = 12,
		.occurred_ms = 13,
		.opened_ms = 14,
		.flap_bits = UINT64_MAX,
		.ack = {.by = {1000, "mk", "pts/4"},
			.at_ms = 15,
			.intent = ACK_STABLE,
			.until_ms = 16,
			.severity = SEV_MAJOR,
			.note = note},
	};
}

uint64_t put_alert(struct fixture *x, enum event_kind kind, const struct alert *a)
{
	struct event e = {.at_ms = 1000,
			  .kind = kind,
			  .severity = a->severity,
			  .alert = a->id,
			  .name = a->name,
			  .entity = a->entity,
			  .check = "rule",
			  .text = a->text,
			  .value = 93.5,
			  .limit = NAN,
			  .who = a->ack.by,
			  .note = "n",
			  .intent = ACK_STABLE,
			  .until_ms = 16,
			  .last_good_ms = 11,
			  .first_bad_ms = 12,
			  .occurred_ms = 13};
	return journal_put(x->j, &e, a);
}

void read_event(void *ctx, const struct event *e)
{
	struct read *r = ctx;
	if (!e) {
		assert_false(r->ended);
		r->ended = true;
		return;
	}
	if (!r->n++)
		r->first = e->seq;
	assert_true(e->seq > r->last);
	r->last = e->seq;
	r->event = *e;
	snprintf(r->text, sizeof r->text, "%s", e->text);
}

struct read read_all(const struct fixture *x)
{
	struct read r = {0};
	char why[256];
	if (!journal_read_events(x->path, &(struct journal_query){.max = UINT32_MAX},
				 read_event, &r, why, sizeof why))
		fail_msg("%s", why);
	return r;
}
