/*
 * Cells come as the walk brings them, columns mixed; they are sorted by column once,
 * stable, and then found by halving. Whatever an agent sends for a value becomes a
 * number, a text or nothing here, so that nobody behind has to ask what type it had.
 */
#include "probes/wire/sense.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/table.h"

#define TEXT_MAX 255

/* --- one value -------------------------------------------------------------------- */

/* "24C", "+5.02 V", "Temp: 31": the first number in it. No exponents: "3E" is a name.
 */
double number_in_text(const char *s)
{
	double v = 0, part = 1;
	bool minus;

	while (*s && !isdigit((unsigned char)*s))
		s++;
	if (!*s)
		return NAN;
	minus = s[-1] == '-'; /* the text is behind another byte of the buffer */
	for (; isdigit((unsigned char)*s); s++)
		v = v * 10 + (*s - '0');
	if (*s == '.')
		for (s++; isdigit((unsigned char)*s); s++)
			v += (*s - '0') * (part /= 10);
	return minus ? -v : v;
}

/* Blanks and NULs around it do not count; a NUL in it ends it. */
static void take_octets(struct raw_cell *raw, const struct varbind *vb,
			struct buf *text)
{
	const char *s = (const char *)vb->bytes;
	size_t n = vb->len < TEXT_MAX ? vb->len : TEXT_MAX;

	buf_char(text, '\0');
	raw->text = (struct span){(uint32_t)text->len, (uint32_t)n};
	buf_add(text, s, n);
	buf_char(text, '\0');
	raw->number = number_in_text(text->data + raw->text.at);
	raw->is_text = true;
}

/* As a text, as it is written. */
static void take_address(struct raw_cell *raw, const struct varbind *vb,
			 struct buf *text)
{
	char dotted[INET_ADDRSTRLEN];

	raw->there =
		vb->len == 4 && inet_ntop(AF_INET, vb->bytes, dotted, sizeof dotted);
	if (!raw->there)
		return;
	buf_char(text, '\0');
	raw->text = (struct span){(uint32_t)text->len, (uint32_t)strlen(dotted)};
	buf_add(text, dotted, strlen(dotted) + 1);
	raw->is_text = true;
}

static double last_arc(const struct varbind *vb)
{
	struct oid oid;

	if (!oid_decode(vb->bytes, vb->len, &oid) || oid.n == 0)
		return NAN;
	return oid.arc[oid.n - 1];
}

/* Net-SNMP's Opaque: 9f 78 04 and four octets of a float. */
static double opaque_float(const struct varbind *vb)
{
	uint32_t bits;
	float f;

	if (vb->len != 7 || memcmp(vb->bytes, "\x9f\x78\x04", 3) != 0)
		return NAN;
	bits = (uint32_t)vb->bytes[3] << 24 | (uint32_t)vb->bytes[4] << 16 |
	       (uint32_t)vb->bytes[5] << 8 | vb->bytes[6];
	memcpy(&f, &bits, sizeof f);
	return isfinite(f) ? (double)f : NAN;
}

bool raw_take(struct raw_cell *raw, const struct varbind *vb, struct buf *text)
{
	*raw = (struct raw_cell){.number = NAN, .there = true};
	switch (vb->type) {
	case BER_INTEGER:
		raw->number = (double)(int64_t)vb->num;
		break;
	case BER_COUNTER32:
	case BER_GAUGE32:
	case BER_TIMETICKS:
	case BER_COUNTER64:
		raw->number = (double)vb->num;
		break;
	case BER_OCTETS:
		take_octets(raw, vb, text);
		break;
	case BER_IPADDRESS:
		take_address(raw, vb, text);
		break;
	case BER_OID:
		raw->number = last_arc(vb);
		break;
	case BER_OPAQUE:
		raw->number = opaque_float(vb);
		break;
	default:
		raw->there = false;
	}
	return raw->there;
}

/* --- all of them ------------------------------------------------------------------ */

void survey_begin(struct survey *s)
{
	s->n = s->arc_n = 0;
	buf_reset(&s->text);
}

void survey_fini(struct survey *s)
{
	free(s->cell);
	free(s->arc);
	free(s->order);
	free(s->first);
	buf_fini(&s->text);
	*s = (struct survey){0};
}

bool survey_add(struct survey *s, const struct profiles *p, uint16_t column,
		const uint32_t *index, uint32_t index_n, const struct varbind *vb)
{
	struct survey_cell *cell;
	bool fits = p->column[column].scalar ? index_n == 1 && index[0] == 0
					     : index_n > 0 && index_n <= UINT8_MAX;

	if (s->n == SURVEY_CELLS_MAX)
		return false;
	if (!fits)
		return true;
	TABLE_GROW(s->cell, s->cap, s->n + 1);
	TABLE_GROW(s->arc, s->arc_cap, s->arc_n + index_n);
	cell = &s->cell[s->n];
	*cell = (struct survey_cell){
		.index = s->arc_n, .column = column, .index_n = (uint8_t)index_n};
	if (!raw_take(&cell->raw, vb, &s->text))
		return true;
	memcpy(s->arc + s->arc_n, index, index_n * sizeof *index);
	s->arc_n += index_n;
	s->n++;
	return true;
}

void survey_end(struct survey *s, const struct profiles *p)
{
	TABLE_GROW(s->first, s->first_cap, p->column_n + 2);
	TABLE_GROW(s->order, s->order_cap, s->n + 1);
	memset(s->first, 0, (p->column_n + 2) * sizeof *s->first);
	for (uint32_t i = 0; i < s->n; i++)
		s->first[s->cell[i].column + 2]++;
	for (uint32_t c = 2; c < p->column_n + 2; c++)
		s->first[c] += s->first[c - 1];
	/* first[c + 1] moves from the beginning of column c to its end, which is where
	 * the next begins. */
	for (uint32_t i = 0; i < s->n; i++)
		s->order[s->first[s->cell[i].column + 1]++] = i;
}

static int compare(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m)
{
	for (uint32_t i = 0; i < n && i < m; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return n < m ? -1 : n > m;
}

static const struct survey_cell *cell_at(const struct survey *s, uint32_t i)
{
	return &s->cell[s->order[i]];
}

uint32_t survey_lower(const struct survey *s, uint16_t column, const uint32_t *index,
		      uint32_t n)
{
	uint32_t low = s->first[column], high = s->first[column + 1];

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		const struct survey_cell *c = cell_at(s, mid);
		if (compare(s->arc + c->index, c->index_n, index, n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool survey_begins(const struct survey *s, uint16_t column, uint32_t at,
		   const uint32_t *index, uint32_t n)
{
	const struct survey_cell *c;

	if (at >= s->first[column + 1])
		return false;
	c = cell_at(s, at);
	return c->index_n >= n && !compare(s->arc + c->index, n, index, n);
}

const struct raw_cell *survey_find(const struct survey *s, uint16_t column,
				   const uint32_t *index, uint32_t n)
{
	uint32_t at = survey_lower(s, column, index, n);

	if (!survey_begins(s, column, at, index, n) || cell_at(s, at)->index_n != n)
		return NULL;
	return &cell_at(s, at)->raw;
}
