/*
 * A reading is looked at the same way whether it comes for the first time or for the
 * thousandth: the survey only finds out which there are and by what each is multiplied.
 * What is impossible is no reading: a screen never shows -32768 degrees.
 */
#include "probes/wire/sense_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/base/table.h"

#define TWO_TO_32 4294967296.0

void senses_fini(struct senses *s)
{
	free(s->row);
	free(s->arc);
	*s = (struct senses){0};
}

bool senses_keep_peer(struct senses *to, const struct senses *from,
		      const struct sense *s)
{
	struct sense kept = *s;

	if (to->n == SENSES_MAX)
		return false;
	TABLE_GROW(to->row, to->cap, to->n + 1);
	TABLE_GROW(to->arc, to->arc_cap, to->arc_n + s->index_n);
	memcpy(to->arc + to->arc_n, from->arc + s->index, s->index_n * sizeof *to->arc);
	kept.index = to->arc_n;
	kept.row = to->findings++;
	kept.place = to->peers++;
	to->arc_n += s->index_n;
	to->row[to->n++] = kept;
	return true;
}

void findings_fini(struct findings *f)
{
	free(f->row);
	free(f->module);
	*f = (struct findings){0};
}

/* --- a reading's value ------------------------------------------------------------ */

double sense_number_of(const struct profile_reading *r, const struct raw_cell *raw)
{
	if (!raw->there || isnan(raw->number))
		return NAN;
	for (uint8_t i = 0; i < r->absent_n; i++)
		if (raw->number == r->absent[i])
			return NAN;
	return r->is_unsigned && raw->number < 0 ? raw->number + TWO_TO_32
						 : raw->number;
}

/* Numbers by which agents say that there is nothing, of whatever they measure: the ends
 * of their integers; and those that a sensor of this kind hardly ever shows. */
bool sense_is_sentinel(uint8_t kind, double raw, double factor)
{
	static const double ends[] = {-32768,
				      32767,
				      65535,
				      -2147483648.0,
				      2147483647,
				      -2147483647,
				      4294967295,
				      1e9,
				      -1e9,
				      9223372036854775807.0,
				      18446744073709551615.0};
	static const double degrees[] = {127, -128, 255, 999, -999};

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (raw == ends[i])
			return true;
	for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++)
		if (raw == degrees[i] && factor == 1 && kind == SENSOR_TEMPERATURE)
			return true;
	return raw == -1 && (kind == SENSOR_TEMPERATURE || kind == SENSOR_CURRENT ||
			     (kind == SENSOR_VOLTAGE && factor == 1));
}

bool sense_is_memory(uint8_t kind)
{
	return kind == READ_MEMORY || kind == READ_SWAP || kind == READ_STORAGE;
}

/* Used and total from any two of used, free and total. */
static void amounts(const struct profile_reading *r, const struct raw_cell raw[RAW_N],
		    double *used, double *total)
{
	double left = sense_number_of(r, &raw[RAW_FREE]);

	*used = sense_number_of(r, &raw[RAW_VALUE]);
	*total = sense_number_of(r, &raw[RAW_TOTAL]);
	if (r->raw[RAW_FREE].column == PROFILE_NONE)
		return;
	if (r->raw[RAW_TOTAL].column == PROFILE_NONE)
		*total = *used + left;
	else
		*used = *total - left;
}

bool sense_in_range(const struct profile_reading *r, uint8_t kind, double value)
{
	double min = isnan(r->min) ? reading_min(kind) : r->min;
	double max = isnan(r->max) ? reading_max(kind) : r->max;

	return value >= min && value <= max;
}

double sense_scaled(const struct profile_reading *r, double value, double factor)
{
	value *= factor;
	if (r->fahrenheit)
		value = (value - 32) / 1.8;
	return r->watts ? 10 * log10(value * 1000) : value;
}

static double percent(double used, double total)
{
	return used >= 0 && total > 0 && used <= total ? 100 * used / total : NAN;
}

/* The value as it is shown; NAN none. Of memory also how much that is. */
static double value_of(const struct profile_reading *r, const struct sense *s,
		       const struct raw_cell raw[RAW_N], struct finding *out)
{
	bool part = r->raw[RAW_TOTAL].column != PROFILE_NONE ||
		    r->raw[RAW_FREE].column != PROFILE_NONE;
	double used, total, value;

	amounts(r, raw, &used, &total);
	if (!part && sense_is_sentinel(s->kind, used, s->factor))
		return NAN;
	value = part ? percent(used, total) : sense_scaled(r, used, s->factor);
	if (r->invert)
		value = 100 - value;
	if (part && sense_is_memory(s->kind) && !isnan(value)) {
		out->used_bytes = used * s->factor;
		out->total_bytes = total * s->factor;
	}
	if (part || sense_is_memory(s->kind))
		return value >= 0 && value <= 100 ? value : NAN;
	return sense_in_range(r, s->kind, value) ? value : NAN;
}

/* --- a reading's state ------------------------------------------------------------ */

const char *sense_text_of(const struct raw_cell *raw, const struct buf *text)
{
	return raw->is_text ? text->data + raw->text.at : NULL;
}

const struct profile_case *sense_case_of(const struct profiles *p,
					 struct profile_map map,
					 const struct raw_cell *raw,
					 const struct buf *text)
{
	return raw->there ? profile_find(p, map, raw->number, sense_text_of(raw, text))
			  : NULL;
}

/* Bit n of BITS is bit 7 - n % 8 of octet n / 8 (RFC 2578 section 7.1.4). */
static bool bit_set(const struct raw_cell *raw, const struct buf *text, int64_t n)
{
	if (!raw->there || !raw->is_text || n < 0 || n / 8 >= raw->text.len)
		return false;
	return (unsigned char)text->data[raw->text.at + (size_t)n / 8] >> (7 - n % 8) &
	       1;
}

static void set_state(struct finding *out, const struct profile_case *c,
		      struct text_pool *pool)
{
	out->sensor.state = c->to;
	out->sensor.words = c->words ? text_intern_str(pool, c->words) : 0;
}

static void state_of(const struct profiles *p, const struct profile_reading *r,
		     const struct raw_cell raw[RAW_N], const struct buf *text,
		     struct text_pool *pool, struct finding *out)
{
	const struct profile_case *c =
		sense_case_of(p, r->state_map, &raw[RAW_STATE], text);

	out->sensor.state = SENSOR_UNKNOWN;
	out->sensor.words = 0;
	if (c)
		set_state(out, c, pool);
	for (uint32_t i = 0; i < r->alarm_bits.n; i++) {
		c = &p->cases[r->alarm_bits.first + i];
		if (c->to > out->sensor.state &&
		    bit_set(&raw[RAW_ALARM], text, c->number))
			set_state(out, c, pool);
	}
}

/* Bytes of s before the first of "A|B" in it. */
static size_t until(const char *s, const char *ends)
{
	char end[INI_LINE_MAX + 1];
	size_t n = strlen(s);

	while (*ends) {
		size_t len = strcspn(ends, "|");
		const char *at;
		snprintf(end, sizeof end, "%.*s", (int)len, ends);
		at = len ? strcasestr(s, end) : NULL;
		if (at && (size_t)(at - s) < n)
			n = (size_t)(at - s);
		ends += len + (ends[len] == '|');
	}
	return n;
}

/* The first word at or behind a place; empty: there is none before the end. */
static struct span next_word(const char *s, uint32_t at, uint32_t end)
{
	uint32_t n;

	while (at < end && strchr(" \t\r\n", s[at]))
		at++;
	n = (uint32_t)strcspn(s + at, " \t\r\n");
	return (struct span){at, n < end - at ? n : end - at};
}

/* One word of a part of s, counted from its end when negative; 0 all of it. */
static struct span word_of(const char *s, struct span part, int word)
{
	uint32_t end = part.at + part.len;
	struct span it = next_word(s, part.at, end);
	int words = 0;

	if (!word)
		return part;
	for (struct span w = it; w.len; w = next_word(s, w.at + w.len, end))
		words++;
	for (word += word < 0 ? words : -1; word > 0; word--)
		it = next_word(s, it.at + it.len, end);
	return word < 0 ? (struct span){0, 0} : it;
}

/* What stands between after and before in a text; it begins in the buffer's text. */
struct span sense_part_of(const struct profile_reading *r, const char *s)
{
	const char *from = *r->after ? strcasestr(s, r->after) : s;
	size_t n;

	if (!from)
		return (struct span){0, 0};
	from += strlen(r->after);
	from += strspn(from, " \t\r\n");
	n = until(from, r->before);
	while (n && strchr(" \t\r\n", from[n - 1]))
		n--;
	return word_of(s, (struct span){(uint32_t)(from - s), (uint32_t)n}, r->word);
}

/* A number that is not the first of its text. */
static void take_part(const struct profile_reading *r, const struct buf *text,
		      struct raw_cell *raw)
{
	const char *s = sense_text_of(raw, text);
	struct span part;

	if (!s || !*r->after)
		return;
	part = sense_part_of(r, s);
	raw->number = part.len ? number_in_text(s + part.at) : NAN;
}

/* An agent that does not tell the status at all leaves its readings as they are. */
static bool is_valid(const struct profiles *p, const struct profile_reading *r,
		     const struct raw_cell raw[RAW_N], const struct buf *text)
{
	return r->raw[RAW_VALID].column == PROFILE_NONE || !raw[RAW_VALID].there ||
	       sense_case_of(p, r->valid_is, &raw[RAW_VALID], text);
}

void sense_look(const struct profiles *p, const struct sense *s,
		const struct raw_cell raw[RAW_N], const struct buf *text,
		struct text_pool *pool, struct finding *out)
{
	const struct profile_reading *r = &p->reading[s->reading];
	bool valued = r->raw[RAW_VALUE].column != PROFILE_NONE ||
		      r->raw[RAW_FREE].column != PROFILE_NONE;

	struct raw_cell part[RAW_N];

	if (reading_is_peer(s->kind)) {
		sense_peer_look(p, s, raw, text, pool, out);
		return;
	}
	memcpy(part, raw, sizeof part);
	take_part(r, text, &part[RAW_VALUE]);
	out->used_bytes = out->total_bytes = NAN;
	state_of(p, r, raw, text, pool, out);
	out->sensor.value = NAN;
	if (is_valid(p, r, raw, text) && out->sensor.state != SENSOR_ABSENT && valued)
		out->sensor.value = (float)value_of(r, s, part, out);
}

/* --- reading again ---------------------------------------------------------------- */

void sense_begin(struct findings *rows)
{
	rows->config_mark = rows->shape_mark = 0;
	for (uint32_t i = 0; i < rows->n; i++) {
		rows->row[i].folded = 0;
		rows->row[i].sensor.value = NAN;
		rows->row[i].sensor.state = SENSOR_UNKNOWN;
		rows->row[i].sensor.words = 0;
		rows->row[i].used_bytes = rows->row[i].total_bytes = NAN;
	}
}

/* The mean is a sum until sense_end; the worst state is that of all. */
void sense_fold_in(uint8_t fold, struct finding *row, const struct finding *one)
{
	if (one->sensor.state > row->sensor.state || row->folded == 0) {
		row->sensor.state = one->sensor.state;
		row->sensor.words = one->sensor.words;
	}
	if (isnan(one->sensor.value))
		return;
	if (row->folded++ == 0) {
		row->sensor.value = one->sensor.value;
		row->used_bytes = one->used_bytes;
		row->total_bytes = one->total_bytes;
	} else if (fold == FOLD_MEAN) {
		row->sensor.value += one->sensor.value;
	} else if (one->sensor.value > row->sensor.value) {
		row->sensor.value = one->sensor.value;
	}
}

/* FNV-1a of a number or text, into the mark of its kind; never 0. */
void sense_mark(uint8_t kind, const struct raw_cell *raw, const struct buf *text,
		struct findings *rows)
{
	uint32_t *mark = kind == READ_CONFIG ? &rows->config_mark : &rows->shape_mark;
	const unsigned char *byte = (const unsigned char *)&raw->number;
	size_t n = sizeof raw->number;
	uint32_t h = *mark ? *mark : 2166136261;

	if (!raw->there)
		return;
	if (raw->is_text) {
		byte = (const unsigned char *)text->data + raw->text.at;
		n = raw->text.len;
	}
	for (size_t i = 0; i < n; i++)
		h = (h ^ byte[i]) * 16777619;
	*mark = h ? h : 1;
}

void sense_take(const struct profiles *p, const struct sense *s,
		const struct raw_cell raw[RAW_N], const struct buf *text,
		struct text_pool *pool, struct findings *rows)
{
	struct finding one = {0};

	if (s->row == NONE) {
		sense_mark(s->kind, &raw[RAW_VALUE], text, rows);
		return;
	}
	if (reading_is_peer(s->kind)) {
		sense_peer_look(p, s, raw, text, pool, &rows->row[s->row]);
		return;
	}
	sense_look(p, s, raw, text, pool, &one);
	sense_fold_in(p->reading[s->reading].fold, &rows->row[s->row], &one);
}

void sense_end(const struct profiles *p, const struct senses *senses,
	       struct findings *rows)
{
	uint32_t done = 0; /* rows, which come in the order of their senses */

	for (uint32_t i = 0; i < senses->n; i++) {
		struct finding *row;
		if (senses->row[i].row == NONE || senses->row[i].row < done)
			continue;
		row = &rows->row[senses->row[i].row];
		done = senses->row[i].row + 1;
		if (p->reading[senses->row[i].reading].fold == FOLD_MEAN && row->folded)
			row->sensor.value /= (float)row->folded;
	}
}

uint32_t sense_arcs_of(struct profile_ref ref, const uint32_t *index, uint32_t n,
		       const uint32_t **from)
{
	uint32_t want = (uint32_t)abs(ref.arcs);

	*from = index;
	if (ref.arcs == 0 || want > n)
		return n;
	if (ref.arcs < 0)
		*from = index + n - want;
	return want;
}

void sense_column(const struct profiles *p, uint16_t column, const char *object_id,
		  struct oid *out)
{
	out->n = profile_object(&p->column[column], object_id, out->arc);
}

bool sense_object(const struct profiles *p, const struct senses *senses,
		  const struct sense *s, enum raw part, const char *object_id,
		  struct oid *out)
{
	static const uint32_t zero = 0;
	struct profile_ref ref = p->reading[s->reading].raw[part];
	const struct profile_column *c;
	const uint32_t *index;
	uint32_t n;

	if (ref.column == PROFILE_NONE)
		return false;
	c = &p->column[ref.column];
	n = sense_arcs_of(ref, senses->arc + s->index, s->index_n, &index);
	if (c->scalar) {
		index = &zero;
		n = 1;
	}
	sense_column(p, ref.column, object_id, out);
	if (out->n + n + ref.more_n > OID_MAX)
		return false;
	memcpy(out->arc + out->n, index, n * sizeof *out->arc);
	out->n += n;
	for (uint8_t i = 0; i < ref.more_n; i++)
		out->arc[out->n++] = ref.more[i];
	return true;
}
