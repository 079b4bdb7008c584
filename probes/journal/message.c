/*
 * message: encode and decode, field by field from the tables of events and alerts.
 */
#include "probes/journal/message.h"

#include <math.h>

#include "probes/base/pack.h"
#include "probes/journal/field.h"

#define NO_TEXT UINT16_MAX
#define SLOT_BYTES 9 /* of a range: mean, extreme, cover */
#define RANGE_HEAD 24

/* --- writing --- */

/* With its NUL, so that the reader need not copy. */
static void put_text(struct buf *out, const char *s)
{
	if (!s) {
		pack_uint(out, NO_TEXT, 2);
		return;
	}
	size_t n = field_cut(s, FIELD_TEXT_MAX);
	pack_uint(out, n, 2);
	buf_add(out, s, n);
	buf_char(out, '\0');
}

static void put_row(struct buf *out, const struct field *f, const void *row)
{
	for (; f->column; f++) {
		double real;
		uint64_t bits;
		switch (f->type) {
		case FIELD_INT:
		case FIELD_WORD:
			pack_uint(out, (uint64_t)field_int(f, row), 8);
			break;
		case FIELD_REAL:
			real = field_real(f, row);
			memcpy(&bits, &real, sizeof bits);
			pack_uint(out, bits, 8);
			break;
		case FIELD_TEXT:
		case FIELD_MAYBE:
		case FIELD_CHARS:
			put_text(out, field_text(f, row));
			break;
		}
	}
}

static void put_float(struct buf *out, float v)
{
	uint32_t bits;

	memcpy(&bits, &v, sizeof bits);
	pack_uint(out, bits, 4);
}

static void put_value_name(struct buf *out, const struct rollup_row *r)
{
	pack_uint(out, r->kind, 1);
	put_text(out, r->name);
	put_text(out, r->entity);
}

static void put_rollup(struct buf *out, const struct rollup_row *r)
{
	put_value_name(out, r);
	pack_uint(out, r->slot, 4);
	put_float(out, r->mean);
	put_float(out, r->extreme);
	pack_uint(out, r->cover, 1);
}

static void put_learnt(struct buf *out, const struct learnt *l)
{
	const float value[] = {l->usual, l->level, l->slope, l->today, l->before};

	for (size_t i = 0; i < sizeof value / sizeof *value; i++)
		put_float(out, value[i]);
	pack_uint(out, l->weeks, 1);
	pack_uint(out, l->days, 1);
}

static void put_recalled(struct buf *out, const struct recalled *r)
{
	pack_uint(out, r->first, 4);
	pack_uint(out, r->n, 4);
	put_float(out, r->p95);
	pack_uint(out, r->p95_of, 4);
	put_float(out, r->month_p95);
	pack_uint(out, r->month_of, 4);
	for (uint32_t i = 0; i < r->n; i++) {
		put_float(out, r->mean[i]);
		put_float(out, r->extreme[i]);
		pack_uint(out, r->cover[i], 1);
	}
}

/* What history says; the others are of events. */
static void put_history(struct buf *out, const struct message *m)
{
	if (m->kind == MESSAGE_ROLLUP) {
		put_rollup(out, &m->rollup);
		return;
	}
	pack_uint(out, m->id, 4);
	if (m->kind == MESSAGE_RECALL || m->kind == MESSAGE_LEARNT)
		put_value_name(out, &m->rollup);
	if (m->kind == MESSAGE_RECALL)
		pack_uint(out, m->range, 1);
	if (m->kind == MESSAGE_LEARNT)
		put_learnt(out, &m->learnt);
	if (m->kind == MESSAGE_RECALLED)
		put_recalled(out, m->recalled);
}

/* A row that goes with the event of that seq. */
static void put_kept(struct buf *out, const struct message *m)
{
	pack_uint(out, m->seq, 8);
	if (m->kind == MESSAGE_WINDOW)
		put_row(out, window_fields, &m->window);
	else
		put_row(out, baseline_fields, &m->baseline);
}

static void put_query(struct buf *out, const struct journal_query *q)
{
	pack_uint(out, (uint64_t)q->since_ms, 8);
	pack_uint(out, (uint64_t)q->until_ms, 8);
	pack_uint(out, q->before, 8);
	pack_uint(out, q->max, 4);
	pack_uint(out, q->kind, 1);
	put_text(out, q->name ? q->name : "");
	put_text(out, q->entity ? q->entity : "");
}

static void put_payload(struct buf *out, const struct message *m)
{
	switch (m->kind) {
	case MESSAGE_HELLO:
		pack_uint(out, m->version, 4);
		break;
	case MESSAGE_PUT:
		put_row(out, event_fields, &m->event);
		pack_uint(out, m->has_alert, 1);
		if (m->has_alert)
			put_row(out, alert_fields, &m->alert);
		break;
	case MESSAGE_ASK:
		pack_uint(out, m->id, 4);
		put_query(out, &m->query);
		break;
	case MESSAGE_ALERT:
		put_row(out, alert_fields, &m->alert);
		break;
	case MESSAGE_READY:
		pack_uint(out, m->seq, 8);
		pack_uint(out, m->alert_id, 8);
		pack_uint(out, (uint64_t)m->since_ms, 8);
		break;
	case MESSAGE_REFUSED:
		pack_uint(out, m->id, 4);
		put_text(out, m->text);
		break;
	case MESSAGE_DURABLE:
		pack_uint(out, m->seq, 8);
		break;
	case MESSAGE_TROUBLE:
	case MESSAGE_NOTICE:
		put_text(out, m->text);
		break;
	case MESSAGE_EVENT:
		pack_uint(out, m->id, 4);
		put_row(out, event_fields, &m->event);
		break;
	case MESSAGE_END:
	case MESSAGE_DISK:
		pack_uint(out, m->id, 4);
		break;
	case MESSAGE_WINDOW:
	case MESSAGE_BASELINE:
		put_kept(out, m);
		break;
	case MESSAGE_ROLLUP:
	case MESSAGE_ROLLED:
	case MESSAGE_RECALL:
	case MESSAGE_RECALLED:
	case MESSAGE_LEARN:
	case MESSAGE_LEARNT:
		put_history(out, m);
		break;
	case MESSAGE_N:
		break;
	}
}

void message_write(struct buf *out, const struct message *m)
{
	size_t begun = pack_begin(out);
	buf_char(out, (char)m->kind);
	put_payload(out, m);
	pack_end(out, begun);
}

/* --- reading --- */

static const char *get_text(struct unpack *c)
{
	size_t n = (size_t)unpack_uint(c, 2);
	const char *s = c->at;
	if (c->broken || n == NO_TEXT)
		return NULL;
	if (n > FIELD_TEXT_MAX || (size_t)(c->end - s) < n + 1 ||
	    memchr(s, '\0', n + 1) != s + n) {
		c->broken = true;
		return NULL;
	}
	c->at += n + 1;
	return s;
}

static const char *get_some_text(struct unpack *c)
{
	const char *s = get_text(c);
	if (!s)
		c->broken = true;
	return s;
}

static void get_row(struct unpack *c, const struct field *f, void *row)
{
	for (; f->column && !c->broken; f++) {
		uint64_t bits;
		double real;
		switch (f->type) {
		case FIELD_INT:
			field_set_int(f, row, (int64_t)unpack_uint(c, 8));
			break;
		case FIELD_WORD:
			bits = unpack_uint(c, 8);
			c->broken |= bits >= (uint64_t)f->words;
			field_set_int(f, row, (int64_t)bits);
			break;
		case FIELD_REAL:
			bits = unpack_uint(c, 8);
			memcpy(&real, &bits, sizeof real);
			field_set_real(f, row, real);
			break;
		case FIELD_TEXT:
		case FIELD_MAYBE:
		case FIELD_CHARS:
			field_set_text(f, row, get_text(c));
			break;
		}
	}
}

static float get_float(struct unpack *c)
{
	uint32_t bits = (uint32_t)unpack_uint(c, 4);
	float v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

static void get_value_name(struct unpack *c, struct rollup_row *r)
{
	uint64_t kind = unpack_uint(c, 1);

	c->broken |= kind >= ROLLUP_KINDS;
	r->kind = (enum rollup_kind)kind;
	r->name = get_some_text(c);
	r->entity = get_some_text(c);
}

static void get_rollup(struct unpack *c, struct rollup_row *r)
{
	get_value_name(c, r);
	r->slot = (uint32_t)unpack_uint(c, 4);
	r->mean = get_float(c);
	r->extreme = get_float(c);
	r->cover = (uint8_t)unpack_uint(c, 1);
	c->broken |= !isfinite(r->mean) || !isfinite(r->extreme) || !r->cover ||
		     r->cover > ROLLUP_WHOLE;
}

static void get_learnt(struct unpack *c, struct learnt *l)
{
	float *const value[] = {&l->usual, &l->level, &l->slope, &l->today, &l->before};

	for (size_t i = 0; i < sizeof value / sizeof *value; i++)
		*value[i] = get_float(c);
	l->weeks = (uint8_t)unpack_uint(c, 1);
	l->days = (uint8_t)unpack_uint(c, 1);
}

/* Only that it is whole: message_recalled reads it. */
static void get_recalled(struct unpack *c, struct message *m)
{
	size_t n = (size_t)(c->end - c->at);
	struct unpack head = *c;
	uint64_t slots;

	m->slots = c->at;
	unpack_uint(&head, 4);
	slots = unpack_uint(&head, 4);
	c->broken |= slots > RECALL_MAX || n != RANGE_HEAD + slots * SLOT_BYTES;
	c->at = c->end;
}

void message_recalled(const struct message *m, struct recalled *r)
{
	struct unpack c = {m->slots,
			   m->slots + RANGE_HEAD + (size_t)RECALL_MAX * SLOT_BYTES,
			   false};

	*r = (struct recalled){.first = (uint32_t)unpack_uint(&c, 4)};
	r->n = (uint32_t)unpack_uint(&c, 4);
	r->p95 = get_float(&c);
	r->p95_of = (uint32_t)unpack_uint(&c, 4);
	r->month_p95 = get_float(&c);
	r->month_of = (uint32_t)unpack_uint(&c, 4);
	for (uint32_t i = 0; i < r->n; i++) {
		r->mean[i] = get_float(&c);
		r->extreme[i] = get_float(&c);
		r->cover[i] = (uint8_t)unpack_uint(&c, 1);
	}
}

static void get_history(struct unpack *c, struct message *m)
{
	if (m->kind == MESSAGE_ROLLUP) {
		get_rollup(c, &m->rollup);
		return;
	}
	m->id = (uint32_t)unpack_uint(c, 4);
	if (m->kind == MESSAGE_RECALL || m->kind == MESSAGE_LEARNT)
		get_value_name(c, &m->rollup);
	if (m->kind == MESSAGE_RECALL) {
		m->range = (enum recall_range)unpack_uint(c, 1);
		c->broken |= m->range > RECALL_MONTH;
	}
	if (m->kind == MESSAGE_LEARNT)
		get_learnt(c, &m->learnt);
	if (m->kind == MESSAGE_RECALLED)
		get_recalled(c, m);
}

static void get_kept(struct unpack *c, struct message *m)
{
	m->seq = unpack_uint(c, 8);
	if (m->kind == MESSAGE_WINDOW)
		get_row(c, window_fields, &m->window);
	else
		get_row(c, baseline_fields, &m->baseline);
}

static void get_query(struct unpack *c, struct journal_query *q)
{
	unsigned kind;

	q->since_ms = (int64_t)unpack_uint(c, 8);
	q->until_ms = (int64_t)unpack_uint(c, 8);
	q->before = unpack_uint(c, 8);
	q->max = (uint32_t)unpack_uint(c, 4);
	kind = (unsigned)unpack_uint(c, 1);
	c->broken |= kind >= EVENT_N;
	q->kind = (enum event_kind)kind;
	q->name = get_some_text(c);
	q->entity = get_some_text(c);
}

static void get_payload(struct unpack *c, struct message *m)
{
	switch (m->kind) {
	case MESSAGE_HELLO:
		m->version = (uint32_t)unpack_uint(c, 4);
		break;
	case MESSAGE_PUT:
		get_row(c, event_fields, &m->event);
		m->has_alert = unpack_uint(c, 1) != 0;
		if (m->has_alert)
			get_row(c, alert_fields, &m->alert);
		break;
	case MESSAGE_ASK:
		m->id = (uint32_t)unpack_uint(c, 4);
		get_query(c, &m->query);
		break;
	case MESSAGE_ALERT:
		get_row(c, alert_fields, &m->alert);
		break;
	case MESSAGE_READY:
		m->seq = unpack_uint(c, 8);
		m->alert_id = unpack_uint(c, 8);
		m->since_ms = (int64_t)unpack_uint(c, 8);
		break;
	case MESSAGE_REFUSED:
		m->id = (uint32_t)unpack_uint(c, 4);
		m->text = get_some_text(c);
		break;
	case MESSAGE_DURABLE:
		m->seq = unpack_uint(c, 8);
		break;
	case MESSAGE_TROUBLE:
	case MESSAGE_NOTICE:
		m->text = get_some_text(c);
		break;
	case MESSAGE_EVENT:
		m->id = (uint32_t)unpack_uint(c, 4);
		get_row(c, event_fields, &m->event);
		break;
	case MESSAGE_END:
	case MESSAGE_DISK:
		m->id = (uint32_t)unpack_uint(c, 4);
		break;
	case MESSAGE_WINDOW:
	case MESSAGE_BASELINE:
		get_kept(c, m);
		break;
	case MESSAGE_ROLLUP:
	case MESSAGE_ROLLED:
	case MESSAGE_RECALL:
	case MESSAGE_RECALLED:
	case MESSAGE_LEARN:
	case MESSAGE_LEARNT:
		get_history(c, m);
		break;
	case MESSAGE_N:
		break;
	}
}

enum message_result message_read(const char *bytes, size_t n, struct message *m,
				 size_t *used)
{
	struct unpack c;
	*m = (struct message){.alert = KEPT_ALERT};
	switch (unpack_message(bytes, n, MESSAGE_MAX, &c, used)) {
	case UNPACK_MORE:
		return MESSAGE_MORE;
	case UNPACK_BROKEN:
		return MESSAGE_BAD;
	case UNPACK_ONE:
		break;
	}
	m->kind = (enum message_kind)unpack_uint(&c, 1);
	if (m->kind < MESSAGE_HELLO || m->kind >= MESSAGE_N)
		return MESSAGE_BAD;
	get_payload(&c, m);
	return c.broken || c.at != c.end ? MESSAGE_BAD : MESSAGE_ONE;
}
