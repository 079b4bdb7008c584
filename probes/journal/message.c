/*
 * message: encode and decode, field by field from the tables of events and alerts.
 */
#include "probes/journal/message.h"

#include "probes/journal/field.h"

#define HEAD 4
#define NO_TEXT UINT16_MAX

/* --- writing --- */

static void put_number(struct buf *out, uint64_t v, size_t bytes)
{
	char *p = buf_room(out, bytes);
	for (size_t i = 0; i < bytes; i++)
		p[i] = (char)(unsigned char)(v >> (8 * i));
	out->len += bytes;
}

/* With its NUL, so that the reader need not copy. */
static void put_text(struct buf *out, const char *s)
{
	if (!s) {
		put_number(out, NO_TEXT, 2);
		return;
	}
	size_t n = field_cut(s, FIELD_TEXT_MAX);
	put_number(out, n, 2);
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
			put_number(out, (uint64_t)field_int(f, row), 8);
			break;
		case FIELD_REAL:
			real = field_real(f, row);
			memcpy(&bits, &real, sizeof bits);
			put_number(out, bits, 8);
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
		put_number(out, m->version, 4);
		break;
	case MESSAGE_PUT:
		put_row(out, event_fields, &m->event);
		put_number(out, m->has_alert, 1);
		if (m->has_alert)
			put_row(out, alert_fields, &m->alert);
		break;
	case MESSAGE_ASK:
		put_number(out, m->id, 4);
		put_number(out, (uint64_t)m->since_ms, 8);
		put_number(out, m->max, 4);
		break;
	case MESSAGE_ALERT:
		put_row(out, alert_fields, &m->alert);
		break;
	case MESSAGE_READY:
		put_number(out, m->seq, 8);
		put_number(out, m->alert_id, 8);
		break;
	case MESSAGE_REFUSED:
		put_number(out, m->id, 4);
		put_text(out, m->text);
		break;
	case MESSAGE_DURABLE:
		put_number(out, m->seq, 8);
		break;
	case MESSAGE_TROUBLE:
	case MESSAGE_NOTICE:
		put_text(out, m->text);
		break;
	case MESSAGE_EVENT:
		put_number(out, m->id, 4);
		put_row(out, event_fields, &m->event);
		break;
	case MESSAGE_END:
		put_number(out, m->id, 4);
		break;
	case MESSAGE_N:
		break;
	}
}

void message_write(struct buf *out, const struct message *m)
{
	size_t start = out->len;
	put_number(out, 0, HEAD);
	buf_char(out, (char)m->kind);
	put_payload(out, m);
	size_t n = out->len - start - HEAD;
	for (size_t i = 0; i < HEAD; i++)
		out->data[start + i] = (char)(unsigned char)(n >> (8 * i));
}

/* --- reading --- */

struct cursor {
	const char *at, *end;
	bool bad;
};

static uint64_t get_number(struct cursor *c, size_t bytes)
{
	uint64_t v = 0;
	if ((size_t)(c->end - c->at) < bytes) {
		c->bad = true;
		return 0;
	}
	for (size_t i = 0; i < bytes; i++)
		v |= (uint64_t)(unsigned char)c->at[i] << (8 * i);
	c->at += bytes;
	return v;
}

static const char *get_text(struct cursor *c)
{
	size_t n = (size_t)get_number(c, 2);
	const char *s = c->at;
	if (c->bad || n == NO_TEXT)
		return NULL;
	if (n > FIELD_TEXT_MAX || (size_t)(c->end - s) < n + 1 ||
	    memchr(s, '\0', n + 1) != s + n) {
		c->bad = true;
		return NULL;
	}
	c->at += n + 1;
	return s;
}

static const char *get_some_text(struct cursor *c)
{
	const char *s = get_text(c);
	if (!s)
		c->bad = true;
	return s;
}

static void get_row(struct cursor *c, const struct field *f, void *row)
{
	for (; f->column && !c->bad; f++) {
		uint64_t bits;
		double real;
		switch (f->type) {
		case FIELD_INT:
			field_set_int(f, row, (int64_t)get_number(c, 8));
			break;
		case FIELD_WORD:
			bits = get_number(c, 8);
			c->bad |= bits >= (uint64_t)f->words;
			field_set_int(f, row, (int64_t)bits);
			break;
		case FIELD_REAL:
			bits = get_number(c, 8);
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

static void get_payload(struct cursor *c, struct message *m)
{
	switch (m->kind) {
	case MESSAGE_HELLO:
		m->version = (uint32_t)get_number(c, 4);
		break;
	case MESSAGE_PUT:
		get_row(c, event_fields, &m->event);
		m->has_alert = get_number(c, 1) != 0;
		if (m->has_alert)
			get_row(c, alert_fields, &m->alert);
		break;
	case MESSAGE_ASK:
		m->id = (uint32_t)get_number(c, 4);
		m->since_ms = (int64_t)get_number(c, 8);
		m->max = (uint32_t)get_number(c, 4);
		break;
	case MESSAGE_ALERT:
		get_row(c, alert_fields, &m->alert);
		break;
	case MESSAGE_READY:
		m->seq = get_number(c, 8);
		m->alert_id = get_number(c, 8);
		break;
	case MESSAGE_REFUSED:
		m->id = (uint32_t)get_number(c, 4);
		m->text = get_some_text(c);
		break;
	case MESSAGE_DURABLE:
		m->seq = get_number(c, 8);
		break;
	case MESSAGE_TROUBLE:
	case MESSAGE_NOTICE:
		m->text = get_some_text(c);
		break;
	case MESSAGE_EVENT:
		m->id = (uint32_t)get_number(c, 4);
		get_row(c, event_fields, &m->event);
		break;
	case MESSAGE_END:
		m->id = (uint32_t)get_number(c, 4);
		break;
	case MESSAGE_N:
		break;
	}
}

enum message_result message_read(const char *bytes, size_t n, struct message *m,
				 size_t *used)
{
	struct cursor c = {bytes, bytes + n, false};
	*m = (struct message){.alert = KEPT_ALERT};
	uint64_t len = get_number(&c, HEAD);
	if (c.bad)
		return MESSAGE_MORE;
	if (len < 1 || len > MESSAGE_MAX)
		return MESSAGE_BAD;
	if (n - HEAD < len)
		return MESSAGE_MORE;
	c.end = c.at + len;
	m->kind = (enum message_kind)get_number(&c, 1);
	if (m->kind < MESSAGE_HELLO || m->kind >= MESSAGE_N)
		return MESSAGE_BAD;
	get_payload(&c, m);
	*used = HEAD + (size_t)len;
	return c.bad || c.at != c.end ? MESSAGE_BAD : MESSAGE_ONE;
}
