/*
 * alert: the rows of alerts, how they are told as events, and in which order operators
 * see them. Rows are sorted by id, which only grows, so an id is found by halving.
 */
#include "probes/alert/alert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/base/log.h"

#define MINUTE_MS 60000
#define FLAP_MASK ((UINT64_C(1) << 60) - 1) /* an hour of minutes */

const char *alert_state_name(enum alert_state state)
{
	static const char *const names[] = {
		[ALERT_PENDING] = "pending",
		[ALERT_OPEN] = "open",
		[ALERT_ACKNOWLEDGED] = "acknowledged",
		[ALERT_CLEARED] = "cleared",
	};

	return names[state];
}

const char *held_name(enum held held)
{
	static const char *const names[] = {
		[HELD_NOT] = "",
		[HELD_ACKNOWLEDGED] = "acknowledged",
		[HELD_SUPPRESSED] = "suppressed",
		[HELD_PLANNED] = "planned",
		[HELD_CLEARED] = "cleared",
	};

	return names[held];
}

void alerts_init(struct alerts *alerts, const struct rules *rules)
{
	*alerts = (struct alerts){.rules = rules, .next_id = 1};
	alerts->order = calloc(1, sizeof *alerts->order);
	if (!alerts->order)
		die("out of memory");
	book_order(alerts);
}

void alerts_fini(struct alerts *alerts)
{
	for (uint32_t i = 0; i < alerts->n; i++)
		alert_free(alerts->row[i]);
	book_close(alerts);
	undo_trim(alerts, INT64_MAX);
	book_order_fini(alerts);
	for (uint32_t i = 0; i < alerts->memo_n; i++)
		alert_free(alerts->memo[i]);
	free(alerts->memo);
	free(alerts->moved);
	free(alerts->order);
	free(alerts->row);
	free(alerts->dev_book);
	free(alerts->site_book);
	free(alerts->circuit_book);
	free(alerts->customer_book);
	free(alerts->watch_book);
	free(alerts->site_count);
	free(alerts->customer_news);
	free(alerts->dev_worst);
	free(alerts->dev_acked);
	free(alerts->ask);
	free(alerts->again);
	free(alerts->undo);
	*alerts = (struct alerts){0};
}

/* --- rows --- */

void alert_set(char **field, const char *s)
{
	char *copy;

	if (*field && strcmp(*field, s) == 0)
		return;
	copy = strdup(s);
	if (!copy)
		die("out of memory");
	free(*field);
	*field = copy;
}

/* The first row whose id is not below id. */
static uint32_t row_of(const struct alerts *alerts, uint64_t id)
{
	uint32_t low = 0, high = alerts->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (alerts->row[mid]->id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct alert *alert_find(const struct alerts *alerts, uint64_t id)
{
	uint32_t at = row_of(alerts, id);

	return at < alerts->n && alerts->row[at]->id == id ? alerts->row[at] : NULL;
}

const struct alert *alert_of_if(const struct alerts *alerts, const struct network *net,
				if_id i, enum check check)
{
	dev_id dev = net->ifs.dev[i];
	const struct book *book;
	const struct track *t;
	uint32_t at;

	if (dev >= alerts->dev_book_cap)
		return NULL;
	book = &alerts->dev_book[dev];
	if (book->shape != net->dev[dev].shape)
		return NULL; /* its slots are not found again yet */
	t = book_find(book, i - net->dev[dev].if_first + 1, check, &at);
	return t && alert_live(t->alert) ? t->alert : NULL;
}

struct alert *alert_put(struct alerts *alerts, uint64_t id)
{
	uint32_t at = row_of(alerts, id);
	struct alert *a = calloc(1, sizeof *a);

	if (!a)
		die("out of memory");
	a->id = id;
	a->thing = NONE;
	a->value = a->limit = a->clear = NAN;
	TABLE_GROW(alerts->row, alerts->cap, alerts->n + 1);
	memmove(&alerts->row[at + 1], &alerts->row[at],
		(alerts->n - at) * sizeof(struct alert *));
	alerts->row[at] = a;
	alerts->n++;
	alerts->generation++;
	if (alerts->next_id <= id)
		alerts->next_id = id + 1;
	return a;
}

void alert_free(struct alert *a)
{
	free(a->name);
	free(a->entity);
	free(a->text);
	free(a->suppressed_by);
	free(a->planned_by);
	free(a->evidence);
	free(a->ack.note);
	free(a->ladder.told);
	free(a->ladder.heard);
	free(a->ladder.spool);
	free(a->ticket);
	free(a->memory);
	free(a);
}

bool alert_live(const struct alert *a)
{
	return a && a->state != ALERT_CLEARED;
}

void alert_tell(struct alerts *alerts, const struct alert *a, enum event_kind kind,
		int64_t now_ms, struct event_list *out)
{
	char why[COVER_WORDS] = "";

	alerts->generation++;
	if (kind == EVENT_SUPPRESSED)
		alert_cover(a, why, sizeof why); /* "part of fra" */
	event_add(out, &(struct event){
			       .at_ms = now_ms,
			       .kind = kind,
			       .severity = a->severity,
			       .alert = a->id,
			       .subject = a->subject,
			       .name = a->name,
			       .entity = a->entity,
			       .check = check_name(a->check),
			       .text = a->text,
			       .value = a->value,
			       .limit = a->limit,
			       .last_good_ms = a->last_good_ms,
			       .first_bad_ms = a->first_bad_ms,
			       .occurred_ms = a->occurred_ms,
			       .note = why,
		       });
}

void alert_flap(struct alert *a, int64_t now_ms)
{
	int64_t minute = now_ms / MINUTE_MS, past = minute - a->flap_min;

	a->flap_bits = past < 60 ? a->flap_bits << past & FLAP_MASK : 0;
	a->flap_min = minute;
	a->flaps = (uint16_t)__builtin_popcountll(a->flap_bits);
}

void alert_count_opening(struct alert *a, int64_t now_ms)
{
	alert_flap(a, now_ms);
	a->flaps = (uint16_t)(a->flaps + !(a->flap_bits & 1));
	a->flap_bits |= 1;
}

void alert_drop_ack(struct alert *a)
{
	free(a->ack.note);
	a->ack = (struct alert_ack){0};
}

const char *reack_name(enum reack why)
{
	static const char *const names[REACK_N] = {"", "expired", "worse", "changed"};

	return why < REACK_N ? names[why] : "";
}

void alert_break(struct alert *a, enum reack why)
{
	alert_drop_ack(a);
	a->state = ALERT_OPEN;
	a->needs_reack = why;
}

void alert_end(struct alerts *alerts, struct alert *a, int64_t now_ms,
	       struct event_list *out)
{
	a->state = ALERT_CLEARED;
	a->cleared_ms = a->changed_ms = now_ms;
	a->released_ms = 0;
	alert_tell(alerts, a, EVENT_CLEARED, now_ms, out);
}

void alert_rank(struct alerts *alerts, dev_id dev)
{
	const struct book *book = book_dev(alerts, dev);
	uint8_t worst = SEV_NONE;
	bool acked = true;

	TABLE_GROW(alerts->dev_worst, alerts->dev_cap, dev + 1);
	TABLE_GROW(alerts->dev_acked, alerts->acked_cap, dev + 1);
	for (uint32_t i = 0; i < book->n; i++) {
		const struct alert *a = book->track[i]->alert;

		if (!alert_live(a) || a->suppressed || a->planned)
			continue;
		if (a->severity > worst)
			worst = (uint8_t)a->severity;
		acked = acked && a->state == ALERT_ACKNOWLEDGED;
	}
	alerts->dev_worst[dev] = worst;
	alerts->dev_acked[dev] = worst != SEV_NONE && acked;
}

void alert_rank_of(struct alerts *alerts, const struct alert *a)
{
	if (a->subject == SUBJECT_DEVICE && a->thing != NONE)
		alert_rank(alerts, a->thing);
}

/* --- for operators --- */

/* A ghost stays where its alert stood. */
static bool in_hand(const struct alert *a)
{
	return a->state == ALERT_ACKNOWLEDGED ||
	       (a->state == ALERT_CLEARED && a->ack.at_ms && !a->needs_reack);
}

/* What needs somebody: the newest first, and one that expired or got worse is news.
 * What is in hand: the oldest acknowledgement first. */
struct alert_need alert_need(const struct alert *a)
{
	uint64_t place = (uint64_t)a->planned << 40, rank;

	rank = (uint64_t)(SEV_CRITICAL - a->severity) << 32 | (UINT32_MAX - a->hides);
	if (in_hand(a))
		return (struct alert_need){place | UINT64_C(1) << 39, a->ack.at_ms};
	return (struct alert_need){place | rank,
				   a->needs_reack ? -a->changed_ms : -a->opened_ms};
}

/* What the order is by, looked up once for each and not with every comparison. */
struct need {
	struct alert_need need;
	const struct alert *alert;
};

static int by_need(const void *va, const void *vb)
{
	const struct need *a = va, *b = vb;

	if (a->need.first != b->need.first)
		return a->need.first < b->need.first ? -1 : 1;
	if (a->need.then != b->need.then)
		return a->need.then < b->need.then ? -1 : 1;
	return a->alert->id > b->alert->id ? -1 : a->alert->id < b->alert->id;
}

static bool is_shown(const struct alert *a, bool hidden, int64_t now_ms,
		     int64_t ghost_ms)
{
	if (a->suppressed && !hidden)
		return false;
	return alert_live(a) || now_ms - a->cleared_ms < ghost_ms;
}

uint32_t alerts_list(const struct alerts *alerts, bool hidden, int64_t now_ms,
		     int64_t ghost_ms, const struct alert **out, uint32_t cap)
{
	struct need *all = calloc(alerts->n + 1, sizeof *all);
	uint32_t n = 0;

	if (!all)
		die("out of memory");
	for (uint32_t i = 0; i < alerts->n; i++)
		if (is_shown(alerts->row[i], hidden, now_ms, ghost_ms))
			all[n++] = (struct need){alert_need(alerts->row[i]),
						 alerts->row[i]};
	qsort(all, n, sizeof *all, by_need);
	for (uint32_t i = 0; i < n && i < cap; i++)
		out[i] = all[i].alert;
	free(all);
	return n;
}

void alerts_count(const struct alerts *alerts, struct alert_counts *counts)
{
	alerts_count_of(alerts, NULL, NULL, counts);
}

void alerts_count_of(const struct alerts *alerts,
		     bool (*wanted)(const void *ctx, const struct alert *),
		     const void *ctx, struct alert_counts *counts)
{
	*counts = (struct alert_counts){0};
	for (uint32_t i = 0; i < alerts->n; i++) {
		const struct alert *a = alerts->row[i];

		if (!alert_live(a) || (wanted && !wanted(ctx, a)))
			continue;
		if (a->suppressed)
			counts->hidden++;
		else if (a->planned)
			counts->planned++;
		else if (a->state == ALERT_ACKNOWLEDGED)
			counts->in_hand++;
		else
			counts->unack[a->severity]++;
	}
}
