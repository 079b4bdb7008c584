/*
 * link: the protocol between a watch and its operators, as bytes.
 *
 * One table of fields would not be shorter than the two switches below; what matters is
 * that reading is one pure function over a cursor that cannot leave the message: every
 * get_* checks what is left and a failed one makes the whole message broken.
 */
#include "tui/link.h"

#include <string.h>

#include "probes/base/pack.h"

/* --- writing --- */

static void put_str(struct buf *b, const char *s)
{
	buf_str(b, s ? s : "");
	pack_uint(b, 0, 1);
}

/* Characters are below 2^21: three bytes of seven bits each. */
static void put_char(struct buf *b, uint32_t c)
{
	while (c >= 0x80) {
		pack_uint(b, (c & 0x7f) | 0x80, 1);
		c >>= 7;
	}
	pack_uint(b, c, 1);
}

static size_t message_begin(struct buf *b, enum link_kind kind)
{
	size_t at = pack_begin(b);

	pack_uint(b, kind, 1);
	return at;
}

static void put_hello(struct buf *out, const struct link_message *m)
{
	pack_uint(out, m->version, 2);
	pack_uint(out, m->rows, 2);
	pack_uint(out, m->cols, 2);
	pack_uint(out,
		  (unsigned)m->screen | (unsigned)m->ascii << 1 |
			  (unsigned)m->wall << 2 | (unsigned)m->wall_acts << 3 |
			  (unsigned)m->wide << 4 | (unsigned)m->braille << 5,
		  1);
	put_str(out, m->zone);
	put_str(out, m->view);
	put_str(out, m->from);
	pack_uint(out, m->rotate_s, 4);
	put_str(out, m->wall_views);
	put_str(out, m->place);
	buf_add(out, m->bytes, m->len);
}

void link_write(struct buf *out, const struct link_message *m)
{
	size_t at = message_begin(out, m->kind);

	switch (m->kind) {
	case LINK_HELLO:
		put_hello(out, m);
		break;
	case LINK_SIZE:
		pack_uint(out, m->rows, 2);
		pack_uint(out, m->cols, 2);
		break;
	case LINK_KEYS:
		for (uint32_t i = 0; i < m->n; i++)
			pack_uint(out, m->keys[i], 4);
		break;
	case LINK_SEEN:
		pack_uint(out, m->seq, 4);
		break;
	case LINK_WELCOME:
		pack_uint(out, m->version, 2);
		pack_uint(out, m->pid, 4);
		pack_uint(out, m->demo, 1);
		put_str(out, m->name);
		break;
	case LINK_SAY:
	case LINK_DONE:
		pack_uint(out, m->error, 1);
		buf_add(out, m->bytes, m->len);
		break;
	case LINK_FILE:
		pack_uint(out, m->more, 1);
		put_str(out, m->name);
		buf_add(out, m->bytes, m->len);
		break;
	case LINK_CONNECT:
		put_str(out, m->name);
		buf_add(out, m->bytes, m->len);
		break;
	case LINK_EXIT:
		pack_uint(out, (unsigned)m->code, 1);
		buf_add(out, m->bytes, m->len);
		break;
	case LINK_PASTE:
	case LINK_COPY:
	case LINK_KEEP:
	case LINK_PLACE:
	case LINK_COMMAND:
		buf_add(out, m->bytes, m->len);
		break;
	case LINK_BYE:
	case LINK_FRAME: /* link_write_frame */
		break;
	}
	pack_end(out, at);
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
	pack_uint(out, repeat, 1);
	pack_uint(out, cell->style, 1);
	pack_uint(out, n, 1);
	for (unsigned i = 0; i < n; i++)
		put_char(out, cell->ch[i]);
}

/* A run: row, column, cells; then equal neighbours as one with a count. */
static void put_run(void *ctx, int row, int col, int n, const struct cell *cell)
{
	struct buf *out = ctx;

	pack_uint(out, (unsigned)row, 2);
	pack_uint(out, (unsigned)col, 2);
	pack_uint(out, (unsigned)n, 2);
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

	pack_uint(out, seq, 4);
	pack_uint(out, now->rows, 2);
	pack_uint(out, now->cols, 2);
	pack_uint(out, (unsigned)full | (unsigned)bell << 1, 1);
	pack_uint(out, (uint16_t)(int16_t)now->cursor_row, 2);
	pack_uint(out, (uint16_t)(int16_t)now->cursor_col, 2);
	if (full)
		put_all(out, now);
	else
		canvas_diff(old, now, put_run, out);
	pack_end(out, at);
}

/* --- reading --- */

static unsigned get_u8(struct unpack *u)
{
	return (unsigned)unpack_uint(u, 1);
}

static uint16_t get_u16(struct unpack *u)
{
	return (uint16_t)unpack_uint(u, 2);
}

static uint32_t get_u32(struct unpack *u)
{
	return (uint32_t)unpack_uint(u, 4);
}

/* The rest of the message is taken as it is. */
static uint32_t get_all(struct unpack *u)
{
	uint32_t left = (uint32_t)(u->end - u->at);

	u->at = u->end;
	return left;
}

static uint32_t get_char(struct unpack *u)
{
	uint32_t value = 0;

	for (unsigned shift = 0; shift <= 14; shift += 7) {
		unsigned byte = get_u8(u);

		value |= (uint32_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	u->broken = true;
	return 0;
}

static const char *get_str(struct unpack *u)
{
	const char *s = u->at;
	const char *end = s < u->end ? memchr(s, 0, (size_t)(u->end - s)) : NULL;

	if (!end) {
		u->broken = true;
		return "";
	}
	u->at = end + 1;
	return s;
}

/* Rows and columns of a terminal: at least one, and no memory bomb. */
static void get_size(struct unpack *u, struct link_message *m)
{
	m->rows = get_u16(u);
	m->cols = get_u16(u);
	if (!m->rows || !m->cols || m->rows > LINK_SIZE_MAX || m->cols > LINK_SIZE_MAX)
		u->broken = true;
}

static void get_rest(struct unpack *u, struct link_message *m)
{
	m->bytes = u->at;
	m->len = get_all(u);
}

static void get_hello(struct unpack *u, struct link_message *m)
{
	unsigned flags;

	m->version = get_u16(u);
	get_size(u, m);
	flags = get_u8(u);
	m->screen = flags & 1;
	m->ascii = flags >> 1 & 1;
	m->wall = flags >> 2 & 1;
	m->wall_acts = flags >> 3 & 1;
	m->wide = flags >> 4 & 1;
	m->braille = flags >> 5 & 1;
	m->zone = get_str(u);
	m->view = get_str(u);
	m->from = get_str(u);
	m->rotate_s = get_u32(u);
	m->wall_views = get_str(u);
	m->place = get_str(u);
	get_rest(u, m);
}

static void get_frame(struct unpack *u, struct link_message *m)
{
	unsigned flags;

	m->seq = get_u32(u);
	get_size(u, m);
	flags = get_u8(u);
	m->full = flags & 1;
	m->bell = flags >> 1 & 1;
	m->cursor_row = (int16_t)get_u16(u);
	m->cursor_col = (int16_t)get_u16(u);
	m->runs = (const uint8_t *)u->at;
	m->runs_len = get_all(u);
}

/* Arguments are NUL-terminated strings, the last one too. */
static void get_command(struct unpack *u, struct link_message *m)
{
	get_rest(u, m);
	for (uint32_t i = 0; i < m->len; i++)
		m->n += m->bytes[i] == '\0';
	if (m->len && m->bytes[m->len - 1])
		u->broken = true;
}

static void get_keys(struct unpack *u, struct link_message *m)
{
	m->bytes = u->at;
	m->len = get_all(u);
	m->n = m->len / 4;
	u->broken |= m->len % 4 != 0;
}

static void get_payload(struct unpack *u, struct link_message *m)
{
	switch (m->kind) {
	case LINK_HELLO:
		get_hello(u, m);
		break;
	case LINK_SIZE:
		get_size(u, m);
		break;
	case LINK_KEYS:
		get_keys(u, m);
		break;
	case LINK_SEEN:
		m->seq = get_u32(u);
		break;
	case LINK_WELCOME:
		m->version = get_u16(u);
		m->pid = get_u32(u);
		m->demo = get_u8(u) & 1;
		m->name = get_str(u);
		get_all(u);
		break;
	case LINK_FRAME:
		get_frame(u, m);
		break;
	case LINK_SAY:
	case LINK_DONE:
		m->error = get_u8(u) & 1;
		get_rest(u, m);
		break;
	case LINK_FILE:
		m->more = get_u8(u) & 1;
		m->name = get_str(u);
		get_rest(u, m);
		break;
	case LINK_CONNECT:
		m->name = get_str(u);
		get_rest(u, m);
		break;
	case LINK_EXIT:
		m->code = (int)get_u8(u);
		get_rest(u, m);
		break;
	case LINK_COMMAND:
		get_command(u, m);
		break;
	case LINK_PASTE:
	case LINK_COPY:
	case LINK_KEEP:
	case LINK_PLACE:
		get_rest(u, m);
		break;
	case LINK_BYE:
		break;
	default:
		u->broken = true;
	}
}

enum link_status link_next(const struct buf *in, struct link_message *m, size_t *used)
{
	struct unpack u;

	switch (unpack_message(in->data, in->len, LINK_MESSAGE_MAX, &u, used)) {
	case UNPACK_MORE:
		return LINK_MORE;
	case UNPACK_BROKEN:
		return LINK_BROKEN;
	case UNPACK_ONE:
		break;
	}
	*m = (struct link_message){.kind = (enum link_kind)get_u8(&u)};
	get_payload(&u, m);
	return u.broken || u.at != u.end ? LINK_BROKEN : LINK_ONE;
}

uint32_t link_key(const struct link_message *m, uint32_t i)
{
	struct unpack u = {m->bytes + (size_t)i * 4, m->bytes + (size_t)i * 4 + 4,
			   false};

	return get_u32(&u);
}

static unsigned get_cell(struct unpack *u, struct cell *cell)
{
	unsigned repeat = get_u8(u), n;

	*cell = (struct cell){.style = (uint8_t)get_u8(u)};
	n = get_u8(u);
	if (n > 3 || !repeat)
		u->broken = true;
	for (unsigned i = 0; i < n && !u->broken; i++)
		cell->ch[i] = get_char(u);
	return repeat;
}

static void apply_run(struct unpack *u, struct canvas *canvas)
{
	unsigned row = get_u16(u), col = get_u16(u), n = get_u16(u);
	struct cell *to;

	if (u->broken || row >= canvas->rows || col + n > canvas->cols) {
		u->broken = true;
		return;
	}
	to = &canvas->cell[(size_t)row * canvas->cols + col];
	while (n && !u->broken) {
		struct cell cell;
		unsigned repeat = get_cell(u, &cell);

		if (repeat > n)
			u->broken = true;
		for (; repeat && !u->broken; repeat--, n--)
			*to++ = cell;
	}
}

bool link_apply(const struct link_message *frame, struct canvas *canvas)
{
	const char *runs = (const char *)frame->runs;
	struct unpack u = {runs, runs + frame->runs_len, false};

	if (frame->full)
		canvas_resize(canvas, frame->rows, frame->cols);
	else if (canvas->rows != frame->rows || canvas->cols != frame->cols)
		return false;
	while (u.at < u.end && !u.broken)
		apply_run(&u, canvas);
	canvas->cursor_row = frame->cursor_row;
	canvas->cursor_col = frame->cursor_col;
	return !u.broken;
}
