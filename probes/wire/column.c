/*
 * An agent may answer anything: a value is looked at through its column's type, and
 * what does not fit is as if it had not been there.
 */
#include "probes/wire/column.h"

#include <string.h>

#include "probes/base/log.h"
#include "probes/base/table.h"

#define TEXT_MAX 512 /* longer than any shown */

void column_oid(const struct column *c, struct oid *out)
{
	if (!oid_decode((const uint8_t *)c->arcs, c->len, out))
		die("a column without an object identifier");
}

int64_t column_index(const struct column *c, const struct varbind *vb)
{
	uint64_t index = 0;

	if (vb->name_len <= c->len || vb->name_len > c->len + 5u ||
	    memcmp(vb->name, c->arcs, c->len) != 0)
		return -1;
	for (uint32_t i = c->len; i < vb->name_len; i++) {
		bool last = i + 1 == vb->name_len;
		if (last != ((vb->name[i] & 0x80) == 0))
			return -1; /* more than one arc, or less */
		index = index << 7 | (vb->name[i] & 0x7f);
	}
	return index <= UINT32_MAX ? (int64_t)index : -1;
}

static void store_text(struct buf *text, const void *bytes, size_t n, void *field)
{
	struct span span = {.at = (uint32_t)text->len,
			    .len = (uint32_t)(n < TEXT_MAX ? n : TEXT_MAX)};

	buf_add(text, bytes, span.len);
	memcpy(field, &span, sizeof span);
}

static bool store_oid(const struct varbind *vb, struct buf *text, void *field)
{
	char dotted[TEXT_MAX];
	struct oid oid;

	if (vb->type != BER_OID || !oid_decode(vb->bytes, vb->len, &oid))
		return false;
	size_t n = oid_format(&oid, dotted, sizeof dotted);
	store_text(text, dotted, n < sizeof dotted ? n : sizeof dotted - 1, field);
	return true;
}

static bool store_last_arc(const struct varbind *vb, void *field)
{
	struct oid oid;

	if (vb->type != BER_OID || !oid_decode(vb->bytes, vb->len, &oid) || oid.n == 0)
		return false;
	memcpy(field, &oid.arc[oid.n - 1], sizeof oid.arc[0]);
	return true;
}

static bool store(const struct column *c, const struct varbind *vb, void *field,
		  struct buf *text)
{
	uint32_t u32 = (uint32_t)vb->num;

	switch ((enum column_kind)c->kind) {
	case VALUE_U8:
		if (vb->type != BER_INTEGER || vb->num > UINT8_MAX)
			return false;
		*(uint8_t *)field = (uint8_t)vb->num;
		return true;
	case VALUE_U32:
		if (!column_is_number32(vb->type))
			return false;
		memcpy(field, &u32, sizeof u32);
		return true;
	case VALUE_U64:
		if (vb->type != BER_COUNTER64)
			return false;
		memcpy(field, &vb->num, sizeof vb->num);
		return true;
	case VALUE_TEXT:
		if (vb->type != BER_OCTETS)
			return false;
		store_text(text, vb->bytes, vb->len, field);
		return true;
	case VALUE_MAC:
		if (vb->type != BER_OCTETS || vb->len != 6)
			return false;
		memcpy(field, vb->bytes, 6);
		return true;
	case VALUE_LAST_ARC:
		return store_last_arc(vb, field);
	case VALUE_OID:
		return store_oid(vb, text, field);
	}
	return false;
}

bool column_store(const struct column *c, const struct varbind *vb, struct row *row,
		  struct buf *text)
{
	if (!store(c, vb, (unsigned char *)row + c->offset, text))
		return false;
	row->has |= c->has;
	return true;
}

/* --- rows ------------------------------------------------------------------------- */

void rows_begin(struct rows *r, size_t size)
{
	r->n = r->hint = 0;
	r->size = (uint32_t)size;
}

void rows_known(struct rows *r, size_t size, const uint32_t *index, uint32_t n)
{
	rows_begin(r, size);
	r->n = n < ROWS_MAX ? n : ROWS_MAX;
	TABLE_GROW(r->data, r->bytes, (r->n + 1) * r->size);
	memset(r->data, 0, (size_t)r->n * size);
	for (uint32_t i = 0; i < r->n; i++)
		((struct row *)rows_at(r, i))->index = index[i];
}

void rows_fini(struct rows *r)
{
	free(r->data);
	*r = (struct rows){0};
}

void *rows_at(const struct rows *r, uint32_t i)
{
	return r->data + (size_t)i * r->size;
}

static uint32_t index_at(const struct rows *r, uint32_t i)
{
	return ((const struct row *)rows_at(r, i))->index;
}

/* The first row whose index is not less. Rows come in order, column by column: it is
 * nearly always the last one found, or the next. */
static uint32_t place_of(const struct rows *r, uint32_t index)
{
	uint32_t low = 0, high = r->n;

	for (uint32_t i = r->hint; i < r->n && i < r->hint + 2; i++)
		if (index_at(r, i) == index)
			return i;
	if (r->n == 0 || index_at(r, r->n - 1) < index)
		return r->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (index_at(r, mid) < index)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void *rows_find(struct rows *r, uint32_t index)
{
	uint32_t i = place_of(r, index);

	if (i == r->n || index_at(r, i) != index)
		return NULL;
	r->hint = i;
	return rows_at(r, i);
}

void *rows_get(struct rows *r, uint32_t index)
{
	uint32_t i = place_of(r, index);

	if (i == r->n || index_at(r, i) != index) {
		if (r->n == ROWS_MAX)
			return NULL;
		TABLE_GROW(r->data, r->bytes, (r->n + 1) * r->size);
		memmove(r->data + (size_t)(i + 1) * r->size, rows_at(r, i),
			(size_t)(r->n - i) * r->size);
		memset(rows_at(r, i), 0, r->size);
		((struct row *)rows_at(r, i))->index = index;
		r->n++;
	}
	r->hint = i;
	return rows_at(r, i);
}
