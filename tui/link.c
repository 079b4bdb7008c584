/*
 * link: the protocol between a watch and its operators, as bytes.
 *
 * One table of fields would not be shorter than the two switches below; what matters is
 * that reading is one pure function over a cursor that cannot leave the message: every
 * get_* checks what is left and a failed one makes the whole message broken.
 */
#include "tui/link.h"

#include <string.h>

#define HEADER 5 /* length and kind */
#define RUN_CELLS_MAX (LINK_SIZE_MAX)

/* --- writing --- */

static void put_u8(struct buf *b, unsigned v)
{
	buf_char(b, (char)(v & 0xff));
}

static void put_u16(struct buf *b, unsigned v)
{
	put_u8(b, v);
	put_u8(b, v >> 8);
}

static void put_u32(struct buf *b, uint32_t v)
{
	put_u16(b, v & 0xffff);
	put_u16(b, v >> 16);
}

static void put_str(struct buf *b, const char *s)
{
	buf_str(b, s ? s : "");
	put_u8(b, 0);
}

/* Characters are below 2^21: three bytes of seven bits each. */
static void put_char(struct buf *b, uint32_t c)
{
	while (c >= 0x80) {
		put_u8(b, (c & 0x7f) | 0x80);
		c >>= 7;
	}
	put_u8(b, c);
}

static size_t message_begin(struct buf *b, enum link_kind kind)
{
	size_t at = b->len;

	put_u32(b, 0);
	put_u8(b, kind);
	return at;
}

static void message_end(struct buf *b, size_t at)
{
	uint32_t len = (uint32_t)(b->len - at - 4);

	for (unsigned i = 0; i < 4; i++)
		b->data[at + i] = (char)(len >> (8 * i) & 0xff);
}

static void put_hello(struct buf *out, const struct link_message *m)
{
	put_u16(out, m->version);
	put_u16(out, m->rows);
	put_u16(out, m->cols);
	put_u8(out, (unsigned)m->screen | (unsigned)m->ascii << 1);
	put_str(out, m->zone);
	put_str(out, m->view);
	put_str(out, m->from);
}

void link_write(struct buf *out, const struct link_message *m)
{
	size_t at = message_begin(out, m->kind);

	switch (m->kind) {
	case LINK_HELLO:
		put_hello(out, m);
		break;
	case LINK_SIZE:
		put_u16(out, m->rows);
		put_u16(out, m->cols);
		break;
	case LINK_KEYS:
		for (uint32_t i = 0; i < m->n; i++)
			put_u32(out, m->keys[i]);
		break;
	case LINK_SEEN:
		put_u32(out, m->seq);
		break;
	case LINK_WELCOME:
		put_u16(out, m->version);
		put_u32(out, m->pid);
		put_str(out, m->name);
		break;
	case LINK_SAY:
		put_u8(out, m->error);
		buf_add(out, m->bytes, m->len);
		break;
	case LINK_FILE:
		put_str(out, m->name);
		buf_add(out, m->bytes, m->len);
		break;
	case LINK_EXIT:
		put_u8(out, (unsigned)m->code);
		buf_add(out, m->bytes, m->len);
		break;
	case LINK_PASTE:
	case LINK_COMMAND:
		buf_add(out, m->bytes, m->len);
		break;
	case LINK_BYE:
	case LINK_FRAME: /* link_write_frame */
		break;
	}
	message_end(out, at);
}

static bool cell_equal(const struct cell *a, const struct cell *b)
{
	return a->style == b->style && a->ch[0] == b->ch[0] && a->ch[1] == b->ch[1] &&
	       a->ch[2] == b->ch[2];
}

static void put_cell(struct buf *out, const struct cell *cell, unsigned repeat)
{
	unsigned n = 0;

	while (n < 3 && cell->ch[n])
		n++;
	put_u8(out, repeat);
	put_u8(out, cell->style);
	put_u8(out, n);
	for (unsigned i = 0; i < n; i++)
		put_char(out, cell->ch[i]);
}

/* A run: row, column, cells; then equal neighbours as one with a count. */
static void put_run(void *ctx, int row, int col, int n, const struct cell *cell)
{
	struct buf *out = ctx;

	put_u16(out, (unsigned)row);
	put_u16(out, (unsigned)col);
	put_u16(out, (unsigned)n);
	for (int i = 0, same; i < n; i += same) {
		for (same = 1; i + same < n && same < 255; same++)
			if (!cell_equal(&cell[i], &cell[i + same]))
				break;
		put_cell(out, &cell[i], (unsigned)same);
	}
}

static void put_all(struct buf *out, const struct canvas *now)
{
	for (int row = 0; row < now->rows; row++)
		put_run(out, row, 0, now->cols, &now->cell[(size_t)row * now->cols]);
}

void link_write_frame(struct buf *out, uint32_t seq, bool bell,
		      const struct canvas *old, const struct canvas *now)
{
	bool full = !old || old->rows != now->rows || old->cols != now->cols;
	size_t at = message_begin(out, LINK_FRAME);

	put_u32(out, seq);
	put_u16(out, now->rows);
	put_u16(out, now->cols);
	put_u8(out, (unsigned)full | (unsigned)bell << 1);
	put_u16(out, (uint16_t)(int16_t)now->cursor_row);
	put_u16(out, (uint16_t)(int16_t)now->cursor_col);
	if (full)
		put_all(out, now);
	else
		canvas_diff(old, now, put_run, out);
	message_end(out, at);
}

/* --- reading --- */

struct cursor {
	const uint8_t *at;
	size_t left;
	bool broken;
};

static unsigned get_u8(struct cursor *c)
{
	if (c->left < 1) {
		c->broken = true;
		return 0;
	}
	c->left--;
	return *c->at++;
}

static uint16_t get_u16(struct cursor *c)
{
	unsigned low = get_u8(c);

	return (uint16_t)(low | get_u8(c) << 8);
}

static uint32_t get_u32(struct cursor *c)
{
	uint32_t low = get_u16(c);

	return low | (uint32_t)get_u16(c) << 16;
}

static uint32_t get_char(struct cursor *c)
{
	uint32_t value = 0;

	for (unsigned shift = 0; shift <= 14; shift += 7) {
		unsigned byte = get_u8(c);

		value |= (uint32_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	c->broken = true;
	return 0;
}

static const char *get_str(struct cursor *c)
{
	const uint8_t *end = c->left ? memchr(c->at, 0, c->left) : NULL;
	const char *s = (const char *)c->at;

	if (!end) {
		c->broken = true;
		return "";
	}
	c->left -= (size_t)(end + 1 - c->at);
	c->at = end + 1;
	return s;
}

/* Rows and columns of a terminal: at least one, and no memory bomb. */
static void get_size(struct cursor *c, struct link_message *m)
{
	m->rows = get_u16(c);
	m->cols = get_u16(c);
	if (!m->rows || !m->cols || m->rows > LINK_SIZE_MAX || m->cols > LINK_SIZE_MAX)
		c->broken = true;
}

static void get_rest(struct cursor *c, struct link_message *m)
{
	m->bytes = (const char *)c->at;
	m->len = (uint32_t)c->left;
	c->left = 0;
}

static void get_hello(struct cursor *c, struct link_message *m)
{
	unsigned flags;

	m->version = get_u16(c);
	get_size(c, m);
	flags = get_u8(c);
	m->screen = flags & 1;
	m->ascii = flags >> 1 & 1;
	m->zone = get_str(c);
	m->view = get_str(c);
	m->from = get_str(c);
	c->left = 0; /* a later version may say more */
}

static void get_frame(struct cursor *c, struct link_message *m)
{
	unsigned flags;

	m->seq = get_u32(c);
	get_size(c, m);
	flags = get_u8(c);
	m->full = flags & 1;
	m->bell = flags >> 1 & 1;
	m->cursor_row = (int16_t)get_u16(c);
	m->cursor_col = (int16_t)get_u16(c);
	m->runs = c->at;
	m->runs_len = (uint32_t)c->left;
	c->left = 0;
}

/* Arguments are NUL-terminated strings, the last one too. */
static void get_command(struct cursor *c, struct link_message *m)
{
	get_rest(c, m);
	for (uint32_t i = 0; i < m->len; i++)
		m->n += m->bytes[i] == '\0';
	if (m->len && m->bytes[m->len - 1])
		c->broken = true;
}

static void get_keys(struct cursor *c, struct link_message *m)
{
	m->n = (uint32_t)(c->left / 4);
	if (c->left % 4)
		c->broken = true;
	m->bytes = (const char *)c->at;
	c->left = 0;
}

static void get_payload(struct cursor *c, struct link_message *m)
{
	switch (m->kind) {
	case LINK_HELLO:
		get_hello(c, m);
		break;
	case LINK_SIZE:
		get_size(c, m);
		break;
	case LINK_KEYS:
		get_keys(c, m);
		break;
	case LINK_SEEN:
		m->seq = get_u32(c);
		break;
	case LINK_WELCOME:
		m->version = get_u16(c);
		m->pid = get_u32(c);
		m->name = get_str(c);
		c->left = 0;
		break;
	case LINK_FRAME:
		get_frame(c, m);
		break;
	case LINK_SAY:
		m->error = get_u8(c) & 1;
		get_rest(c, m);
		break;
	case LINK_FILE:
		m->name = get_str(c);
		get_rest(c, m);
		break;
	case LINK_EXIT:
		m->code = (int)get_u8(c);
		get_rest(c, m);
		break;
	case LINK_COMMAND:
		get_command(c, m);
		break;
	case LINK_PASTE:
		get_rest(c, m);
		break;
	case LINK_BYE:
		break;
	default:
		c->broken = true;
	}
}

enum link_status link_next(const struct buf *in, struct link_message *m, size_t *used)
{
	struct cursor c = {(const uint8_t *)in->data, in->len, false};
	uint32_t len;

	if (in->len < HEADER)
		return LINK_MORE;
	len = get_u32(&c);
	if (len < 1 || len > LINK_MESSAGE_MAX)
		return LINK_BROKEN;
	if (c.left < len)
		return LINK_MORE;
	c.left = len;
	*m = (struct link_message){.kind = (enum link_kind)get_u8(&c)};
	get_payload(&c, m);
	*used = (size_t)len + 4;
	return c.broken || c.left ? LINK_BROKEN : LINK_ONE;
}

uint32_t link_key(const struct link_message *m, uint32_t i)
{
	struct cursor c = {(const uint8_t *)m->bytes + (size_t)i * 4, 4, false};

	return get_u32(&c);
}

static unsigned get_cell(struct cursor *c, struct cell *cell)
{
	unsigned repeat = get_u8(c), n;

	*cell = (struct cell){.style = (uint8_t)get_u8(c)};
	n = get_u8(c);
	if (n > 3 || !repeat)
		c->broken = true;
	for (unsigned i = 0; i < n && !c->broken; i++)
		cell->ch[i] = get_char(c);
	return repeat;
}

static void apply_run(struct cursor *c, struct canvas *canvas)
{
	unsigned row = get_u16(c), col = get_u16(c), n = get_u16(c);
	struct cell *to;

	if (c->broken || row >= canvas->rows || col + n > canvas->cols) {
		c->broken = true;
		return;
	}
	to = &canvas->cell[(size_t)row * canvas->cols + col];
	while (n && !c->broken) {
		struct cell cell;
		unsigned repeat = get_cell(c, &cell);

		if (repeat > n)
			c->broken = true;
		for (; repeat && !c->broken; repeat--, n--)
			*to++ = cell;
	}
}

bool link_apply(const struct link_message *frame, struct canvas *canvas)
{
	struct cursor c = {frame->runs, frame->runs_len, false};

	if (frame->full)
		canvas_resize(canvas, frame->rows, frame->cols);
	else if (canvas->rows != frame->rows || canvas->cols != frame->cols)
		return false;
	while (c.left && !c.broken)
		apply_run(&c, canvas);
	canvas->cursor_row = frame->cursor_row;
	canvas->cursor_col = frame->cursor_col;
	return !c.broken;
}
