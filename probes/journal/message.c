/*
 * message: encode and decode, field by field from the tables of events and alerts.
 */
#include "probes/journal/message.h"

#include "probes/base/pack.h"
#include "probes/journal/field.h"

#define NO_TEXT UINT16_MAX

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
		pack_uint(out, (uint64_t)m->since_ms, 8);
		pack_uint(out, m->max, 4);
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
		pack_uint(out, m->id, 4);
		break;
	case MESSAGE_WINDOW:
		pack_uint(out, m->seq, 8);
		put_row(out, window_fields, &m->window);
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
		m->since_ms = (int64_t)unpack_uint(c, 8);
		m->max = (uint32_t)unpack_uint(c, 4);
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
		m->id = (uint32_t)unpack_uint(c, 4);
		break;
	case MESSAGE_WINDOW:
		m->seq = unpack_uint(c, 8);
		get_row(c, window_fields, &m->window);
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
