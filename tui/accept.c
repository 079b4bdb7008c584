/*
 * accept: the network is compared with what somebody accepted, all of it every few
 * seconds and never much of it at once.
 */
#include "tui/accept.h"

#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/json.h"
#include "tui/exits.h"
#include "tui/member.h"

/* Rows of a baseline compared in one turn of the loop: one or two milliseconds. */
#define SLICE_ROWS 4000
#define LISTED 100000

static void put_row(void *ctx, const struct baseline_row *row)
{
	struct watch *w = ctx;

	journal_put_baseline(w->journal, row);
}

/* Rows go with the event that follows them. */
static bool step(struct watch *w)
{
	bool more = baseline_step(w->baseline, w->net, SLICE_ROWS, clock_wall_ms(),
				  &w->events);

	baseline_rows(w->baseline, put_row, w);
	watch_flush(w);
	return more;
}

void accept_tick(struct watch *w)
{
	if (!baseline_accepting(w->baseline))
		step(w);
}

bool accept_step(struct watch *w)
{
	return baseline_accepting(w->baseline) && step(w);
}

void accept_restored(void *watch, const struct baseline_row *row)
{
	struct watch *w = watch;

	baseline_restore(w->baseline, row);
}

/* --- operators -----------------------------------------------------------------------
 */

static const char not_yet[] = "the journal is being opened, try again";

bool accept_begin(struct seat *s, char *words, size_t cap)
{
	struct watch *w = seat_watch(s);

	if (!w->restored || baseline_accepting(w->baseline)) {
		snprintf(words, cap, "not accepted: %s",
			 w->restored ? "somebody else is about to" : not_yet);
		return false;
	}
	baseline_accept(w->baseline, &s->who, w->setup->inventory.settings.name);
	if (accept_step(w)) {
		snprintf(words, cap, "the baseline is being written down");
		watch_slice_soon(w);
	} else {
		snprintf(words, cap, "accepted: devices %u, links %u",
			 baseline_devices(w->baseline), baseline_links(w->baseline));
	}
	return true;
}

/* --- the command ---------------------------------------------------------------------
 */

static void print(const struct seat *s, struct buf *out)
{
	const struct watch *w = seat_watch(s);
	const struct baseline_row **row = calloc(LISTED, sizeof *row);
	const char *who, *from;
	char at[CLOCK_RFC3339_SIZE], words[BASELINE_WORDS];
	int64_t at_ms;
	uint32_t n = row ? baseline_list(w->baseline, row, LISTED) : 0;

	if (baseline_accepted(w->baseline, &who, &from, &at_ms))
		buf_printf(out, "%u difference%s from the baseline of %s by %s\n",
			   baseline_differs(w->baseline),
			   baseline_differs(w->baseline) == 1 ? "" : "s",
			   clock_rfc3339(at, at_ms), who);
	else
		buf_str(out, "nobody accepted a baseline: noctop baseline accept\n");
	for (uint32_t i = 0; i < n; i++)
		buf_printf(out, "%s  %s%s%s  %s\n", clock_rfc3339(at, row[i]->since_ms),
			   row[i]->name, row[i]->kind == BASELINE_LINK ? " " : "",
			   row[i]->kind == BASELINE_LINK ? row[i]->entity : "",
			   baseline_words(row[i], words));
	free(row);
}

static void print_json(const struct seat *s, struct buf *out)
{
	const struct watch *w = seat_watch(s);
	const struct baseline_row **row = calloc(LISTED, sizeof *row);
	const char *who, *from;
	struct json j = {.out = out};
	int64_t at_ms;
	uint32_t n = row ? baseline_list(w->baseline, row, LISTED) : 0;
	bool is = baseline_accepted(w->baseline, &who, &from, &at_ms);

	json_open(&j, '{');
	member_time(&j, "accepted", is ? at_ms : 0);
	member_str(&j, "by", is ? who : NULL);
	member_str(&j, "from", is ? from : NULL);
	member_int(&j, "devices", baseline_devices(w->baseline));
	member_int(&j, "links", baseline_links(w->baseline));
	member_open(&j, "differences", '[');
	for (uint32_t i = 0; i < n; i++) {
		json_open(&j, '{');
		member_str(&j, "device", row[i]->name);
		member_str(&j, "kind", baseline_kind_name(row[i]->kind));
		member_str(&j, "entity", row[i]->entity);
		member_str(&j, "baseline", row[i]->was[0] ? row[i]->was : NULL);
		member_str(&j, "now", row[i]->now[0] ? row[i]->now : NULL);
		member_time(&j, "since", row[i]->since_ms);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	buf_char(out, '\n');
	free(row);
}

static int list(const struct seat *s, const struct options *o, struct buf *out)
{
	const struct baseline *b = seat_watch(s)->baseline;
	const char *who, *from;
	int64_t at_ms;

	if (o->json)
		print_json(s, out);
	else
		print(s, out);
	return !baseline_accepted(b, &who, &from, &at_ms) || baseline_differs(b)
		       ? EXIT_FAILED
		       : EXIT_OK;
}

int accept_command(struct seat *s, const struct options *o, struct buf *out,
		   struct buf *error)
{
	char words[96];
	bool good;

	if (!o->arg_n || (o->arg_n == 1 && !strcmp(o->arg[0], "show")))
		return list(s, o, out);
	if (o->arg_n != 1 || strcmp(o->arg[0], "accept")) {
		buf_printf(error, "baseline show or accept, not '%.40s'\n", o->arg[0]);
		return EXIT_USAGE;
	}
	good = accept_begin(s, words, sizeof words);
	buf_printf(good ? out : error, "%s\n", words);
	return good ? EXIT_OK : EXIT_FAILED;
}
