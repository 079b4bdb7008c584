/*
 * A reading is looked at the same way whether it comes for the first time or for the
 * thousandth: the survey only finds out which there are and by what each is multiplied.
 * What is impossible is no reading: a screen never shows -32768 degrees.
 */
#include "probes/wire/sense.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/base/table.h"

#define CLIMB_MAX 8 /* parts that hold each other */
#define TWO_TO_32 4294967296.0

void senses_fini(struct senses *s)
{
	free(s->row);
	free(s->arc);
	*s = (struct senses){0};
}

/* --- a reading's value ------------------------------------------------------------ */

static double number_of(const struct profile_reading *r, const struct raw_cell *raw)
{
	if (!raw->there || isnan(raw->number))
		return NAN;
	for (uint8_t i = 0; i < r->absent_n; i++)
		if (raw->number == r->absent[i])
			return NAN;
	return r->is_unsigned && raw->number < 0 ? raw->number + TWO_TO_32
						 : raw->number;
}

static bool is_memory(uint8_t kind)
{
	return kind == READ_MEMORY || kind == READ_SWAP || kind == READ_STORAGE;
}

/* Used and total from any two of used, free and total. */
static void amounts(const struct profile_reading *r, const struct raw_cell raw[RAW_N],
		    double *used, double *total)
{
	double left = number_of(r, &raw[RAW_FREE]);

	*used = number_of(r, &raw[RAW_VALUE]);
	*total = number_of(r, &raw[RAW_TOTAL]);
	if (r->raw[RAW_FREE].column == PROFILE_NONE)
		return;
	if (r->raw[RAW_TOTAL].column == PROFILE_NONE)
		*total = *used + left;
	else
		*used = *total - left;
}

static bool in_range(const struct profile_reading *r, uint8_t kind, double value)
{
	double min = isnan(r->min) ? reading_min(kind) : r->min;
	double max = isnan(r->max) ? reading_max(kind) : r->max;

	return value >= min && value <= max;
}

static double scaled(const struct profile_reading *r, double value, double factor)
{
	value *= factor;
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
	value = part ? percent(used, total) : scaled(r, used, s->factor);
	if (r->invert)
		value = 100 - value;
	if (part && is_memory(s->kind) && !isnan(value)) {
		out->used_bytes = used * s->factor;
		out->total_bytes = total * s->factor;
	}
	if (part || is_memory(s->kind))
		return value >= 0 && value <= 100 ? value : NAN;
	return in_range(r, s->kind, value) ? value : NAN;
}

/* --- a reading's state ------------------------------------------------------------ */

static const char *text_of(const struct raw_cell *raw, const struct buf *text)
{
	return raw->is_text ? text->data + raw->text.at : NULL;
}

static const struct profile_case *case_of(const struct profiles *p,
					  struct profile_map map,
					  const struct raw_cell *raw,
					  const struct buf *text)
{
	return raw->there ? profile_find(p, map, raw->number, text_of(raw, text))
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
	const struct profile_case *c = case_of(p, r->state_map, &raw[RAW_STATE], text);

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

static bool is_valid(const struct profiles *p, const struct profile_reading *r,
		     const struct raw_cell raw[RAW_N], const struct buf *text)
{
	return r->raw[RAW_VALID].column == PROFILE_NONE ||
	       case_of(p, r->valid_is, &raw[RAW_VALID], text);
}

static void look(const struct profiles *p, const struct sense *s,
		 const struct raw_cell raw[RAW_N], const struct buf *text,
		 struct text_pool *pool, struct finding *out)
{
	const struct profile_reading *r = &p->reading[s->reading];
	bool valued = r->raw[RAW_VALUE].column != PROFILE_NONE ||
		      r->raw[RAW_FREE].column != PROFILE_NONE;

	out->used_bytes = out->total_bytes = NAN;
	state_of(p, r, raw, text, pool, out);
	out->sensor.value = NAN;
	if (is_valid(p, r, raw, text) && out->sensor.state != SENSOR_ABSENT && valued)
		out->sensor.value = (float)value_of(r, s, raw, out);
}

/* --- reading again ---------------------------------------------------------------- */

void sense_begin(struct findings *rows)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		rows->row[i].folded = 0;
		rows->row[i].sensor.value = NAN;
		rows->row[i].sensor.state = SENSOR_UNKNOWN;
		rows->row[i].sensor.words = 0;
		rows->row[i].used_bytes = rows->row[i].total_bytes = NAN;
	}
}

/* The mean is a sum until sense_end; the worst state is that of all. */
static void fold_in(uint8_t fold, struct finding *row, const struct finding *one)
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

void sense_take(const struct profiles *p, const struct sense *s,
		const struct raw_cell raw[RAW_N], const struct buf *text,
		struct text_pool *pool, struct findings *rows)
{
	struct finding one = {0};

	look(p, s, raw, text, pool, &one);
	fold_in(p->reading[s->reading].fold, &rows->row[s->row], &one);
}

void sense_end(const struct profiles *p, const struct senses *senses,
	       struct findings *rows)
{
	uint32_t done = 0; /* rows, which come in the order of their senses */

	for (uint32_t i = 0; i < senses->n; i++) {
		struct finding *row = &rows->row[senses->row[i].row];
		if (senses->row[i].row < done)
			continue;
		done = senses->row[i].row + 1;
		if (p->reading[senses->row[i].reading].fold == FOLD_MEAN && row->folded)
			row->sensor.value /= (float)row->folded;
	}
}

static uint32_t arcs_of(struct profile_ref ref, const uint32_t *index, uint32_t n,
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

bool sense_object(const struct profiles *p, const struct senses *senses,
		  const struct sense *s, enum raw part, struct oid *out)
{
	static const uint32_t zero = 0;
	struct profile_ref ref = p->reading[s->reading].raw[part];
	const struct profile_column *c;
	const uint32_t *index;
	uint32_t n;

	if (ref.column == PROFILE_NONE)
		return false;
	c = &p->column[ref.column];
	n = arcs_of(ref, senses->arc + s->index, s->index_n, &index);
	if (c->scalar) {
		index = &zero;
		n = 1;
	}
	if (c->n + n > OID_MAX)
		return false;
	memcpy(out->arc, c->arc, c->n * sizeof *out->arc);
	memcpy(out->arc + c->n, index, n * sizeof *out->arc);
	out->n = c->n + n;
	return true;
}

/* --- the survey ------------------------------------------------------------------- */

struct look_up {
	const struct profiles *p;
	const struct survey *s;
	struct text_pool *pool;
	struct senses *senses;
	struct findings *rows;
	const struct profile_reading *r;
	uint16_t reading;
	const uint32_t *index; /* of the present row */
	uint32_t index_n;
	struct idmap names;	 /* given */
	struct sense_note *note; /* of the present reading */
};

static const struct survey_cell *cell_at(const struct survey *s, uint32_t i)
{
	return &s->cell[s->order[i]];
}

/* What a reference says in the row with this index; NULL nothing. */
static const struct raw_cell *find_at(const struct look_up *l, struct profile_ref ref,
				      const uint32_t *index, uint32_t n)
{
	uint32_t other;

	if (ref.column == PROFILE_NONE)
		return NULL;
	if (ref.via != PROFILE_NONE) {
		const struct raw_cell *via = survey_find(l->s, ref.via, index, n);
		if (!via || !(via->number >= 0 && via->number <= UINT32_MAX))
			return NULL;
		other = (uint32_t)via->number;
		return survey_find(l->s, ref.column, &other, 1);
	}
	if (l->p->column[ref.column].scalar) {
		other = 0;
		return survey_find(l->s, ref.column, &other, 1);
	}
	n = arcs_of(ref, index, n, &index);
	return survey_find(l->s, ref.column, index, n);
}

static const struct raw_cell *find(const struct look_up *l, struct profile_ref ref)
{
	return find_at(l, ref, l->index, l->index_n);
}

static const struct profile_case *
find_case(const struct look_up *l, struct profile_ref ref, struct profile_map map)
{
	const struct raw_cell *raw = find(l, ref);

	return raw ? case_of(l->p, map, raw, &l->s->text) : NULL;
}

static bool wanted(const struct look_up *l)
{
	for (uint8_t i = 0; i < l->r->only_n; i++)
		if (!find_case(l, l->r->only[i].ref, l->r->only[i].is) !=
		    l->r->only[i].unwanted)
			return false;
	return true;
}

static uint8_t kind_of(const struct look_up *l)
{
	const struct profile_case *c;

	if (l->r->kind != READ_KINDS)
		return l->r->kind;
	c = find_case(l, l->r->kind_by, l->r->kind_map);
	return c ? c->to : READ_KINDS;
}

/* What raw values are multiplied by. */
static double factor_of(const struct look_up *l, uint8_t kind)
{
	const struct profile_reading *r = l->r;
	const struct profile_case *c = find_case(l, r->scale_by, r->scale_map);
	const struct raw_cell *precision = find(l, r->precision);
	const struct raw_cell *unit = find(l, r->unit_by);
	double factor = r->scale * (c ? c->factor : 1);

	if (precision && fabs(precision->number) <= 12)
		factor *= pow(10, -precision->number);
	if (is_memory(kind))
		factor *= unit && unit->number > 0 ? unit->number : r->unit;
	return factor;
}

/* --- names ------------------------------------------------------------------------ */

static str_id label_of(const struct look_up *l)
{
	for (uint8_t i = 0; i < l->r->label_n; i++) {
		const struct raw_cell *raw = find(l, l->r->label[i]);
		const char *s = raw ? text_of(raw, &l->s->text) : NULL;
		size_t n;
		if (!s)
			continue;
		s += strspn(s, " \t\r\n");
		for (n = strlen(s); n && strchr(" \t\r\n", s[n - 1]); n--)
			;
		if (n)
			return text_intern(l->pool, s, n);
	}
	return 0;
}

/* The number of a row by its index; a .0 behind it counts nothing. */
static uint32_t number_in(const struct look_up *l)
{
	uint32_t n = l->index_n;

	while (n > 1 && l->index[n - 1] == 0)
		n--;
	return l->index[n - 1];
}

/* A row that has no label: its title, or what it is, and a number. */
static str_id plain_name(const struct look_up *l, uint8_t kind, const char *component)
{
	char name[96];
	const char *what = *l->r->title ? l->r->title
			   : *component ? component
					: reading_kind_name(kind);
	bool numbered = l->index_n != 1 || l->index[0] != 0;

	if (!numbered || l->r->fold != FOLD_EACH)
		return text_intern_str(l->pool, what);
	snprintf(name, sizeof name, "%s %u", what, number_in(l));
	return text_intern_str(l->pool, name);
}

/* What is unique: the name among rows of one kind and component. */
static uint64_t key_of(const struct finding *it, str_id name)
{
	return (uint64_t)name << 32 | (uint64_t)it->kind << 24 |
	       (it->sensor.component & 0xffffff);
}

/* A second "fan" is "fan #2". */
static str_id unique_name(struct look_up *l, const struct finding *it, str_id label)
{
	char text[TEXT_BYTES_MAX + 16];
	uint32_t n = idmap_find(&l->names, key_of(it, label));
	str_id name = label;

	n = n == NONE ? 0 : n;
	while (idmap_find(&l->names, key_of(it, name)) != NONE) {
		snprintf(text, sizeof text, "%s #%u", text_at(l->pool, label)->s, ++n);
		name = text_intern_str(l->pool, text);
	}
	idmap_put(&l->names, key_of(it, label), n > 1 ? n : 1);
	idmap_put(&l->names, key_of(it, name), 1);
	return name;
}

/* What it belongs to: by its own row, by the rows it is in, by its name. */
static const char *component_of(const struct look_up *l, const char *label)
{
	const struct profile_reading *r = l->r;
	const uint32_t *index = l->index;
	uint32_t n = l->index_n, up;

	for (int i = 0; i < CLIMB_MAX && r->component_by.column != PROFILE_NONE; i++) {
		const struct raw_cell *raw = find_at(l, r->component_by, index, n);
		const struct profile_case *c =
			raw ? case_of(l->p, r->component_map, raw, &l->s->text) : NULL;
		if (c)
			return c->words;
		raw = find_at(l, r->component_up, index, n);
		if (!raw || !(raw->number > 0 && raw->number <= UINT32_MAX))
			break;
		up = (uint32_t)raw->number;
		index = &up;
		n = 1;
	}
	if (r->component_names.n) {
		const struct profile_case *c =
			profile_find(l->p, r->component_names, NAN, label);
		if (c)
			return c->words;
	}
	return r->component;
}

/* --- rows ------------------------------------------------------------------------- */

static void take_limits(const struct look_up *l, double factor, struct sensor *s)
{
	float *const out[LIMIT_N] = {&s->low_critical, &s->low_warning, &s->warning,
				     &s->critical};

	for (int i = 0; i < LIMIT_N; i++) {
		const struct raw_cell *raw = find(l, l->r->limit_by[i]);
		double limit = l->r->limit[i];
		if (raw) {
			limit = scaled(l->r, number_of(l->r, raw), factor);
			if (!in_range(l->r, s->kind, limit))
				limit = NAN;
		}
		*out[i] = (float)limit;
	}
}

static void describe(struct look_up *l, uint8_t kind, double factor, struct finding *it)
{
	str_id label = label_of(l);
	const char *component = component_of(l, text_at(l->pool, label)->s);

	it->kind = it->sensor.kind = kind;
	it->sensor.component = text_intern_str(l->pool, component);
	it->sensor.name =
		unique_name(l, it, label ? label : plain_name(l, kind, component));
	if (kind < SENSOR_KINDS)
		take_limits(l, factor, &it->sensor);
}

/* Nothing there at all: an empty cage for an optic, a sensor that is not fitted. */
static bool is_nothing(const struct finding *it)
{
	return it->kind != SENSOR_STATE && isnan(it->sensor.value) &&
	       it->sensor.state <= SENSOR_UNKNOWN;
}

static void read_raw(const struct look_up *l, struct raw_cell raw[RAW_N])
{
	for (int i = 0; i < RAW_N; i++) {
		const struct raw_cell *cell = find(l, l->r->raw[i]);
		raw[i] = cell ? *cell : (struct raw_cell){.number = NAN};
	}
}

static void keep_sense(const struct look_up *l, struct sense sense)
{
	struct senses *s = l->senses;

	TABLE_GROW(s->row, s->cap, s->n + 1);
	TABLE_GROW(s->arc, s->arc_cap, s->arc_n + l->index_n);
	sense.index = s->arc_n;
	memcpy(s->arc + s->arc_n, l->index, l->index_n * sizeof *l->index);
	s->arc_n += l->index_n;
	s->row[s->n++] = sense;
	s->cpu = s->cpu || sense.kind == READ_CPU;
	s->memory = s->memory || is_memory(sense.kind);
}

/* One row of the present reading; folding is the row it goes into, NONE a new one.
 * Returns the row, or NONE when it is nothing. */
static uint32_t survey_row(struct look_up *l, uint32_t folding)
{
	struct sense sense = {.reading = l->reading, .index_n = (uint8_t)l->index_n};
	struct raw_cell raw[RAW_N];
	struct finding it = {0};
	double factor;

	l->note->cells++;
	sense.kind = kind_of(l);
	if (sense.kind == READ_KINDS || !wanted(l) || l->senses->n == SENSES_MAX) {
		l->note->unwanted++;
		return NONE;
	}
	factor = factor_of(l, sense.kind);
	sense.factor = factor;
	it.kind = it.sensor.kind = sense.kind;
	read_raw(l, raw);
	look(l->p, &sense, raw, &l->s->text, l->pool, &it);
	if (is_nothing(&it)) {
		l->note->nothing++;
		return NONE;
	}
	if (folding == NONE) {
		describe(l, sense.kind, factor, &it);
		TABLE_GROW(l->rows->row, l->rows->cap, l->rows->n + 1);
		it.folded = isnan(it.sensor.value) ? 0u : 1u;
		folding = l->rows->n;
		l->rows->row[l->rows->n++] = it;
	} else {
		fold_in(l->r->fold, &l->rows->row[folding], &it);
	}
	sense.row = folding;
	keep_sense(l, sense);
	return folding;
}

/* The column whose rows are those of the reading. */
static uint16_t primary(const struct profile_reading *r)
{
	if (r->raw[RAW_VALUE].column != PROFILE_NONE)
		return r->raw[RAW_VALUE].column;
	if (r->raw[RAW_FREE].column != PROFILE_NONE)
		return r->raw[RAW_FREE].column;
	return r->raw[RAW_STATE].column;
}

/* Returns whether there were any rows of it. */
static bool survey_reading(struct look_up *l)
{
	uint16_t column = primary(l->r);
	uint32_t folding = NONE;
	bool any = false;

	if (column == PROFILE_NONE)
		return false;
	for (uint32_t i = l->s->first[column]; i < l->s->first[column + 1]; i++) {
		const struct survey_cell *cell = cell_at(l->s, i);
		l->index = l->s->arc + cell->index;
		l->index_n = cell->index_n;
		uint32_t row = survey_row(l, folding);
		any = any || row != NONE;
		if (l->r->fold != FOLD_EACH && row != NONE)
			folding = row;
	}
	return any;
}

/* The reading that answered before this one; PROFILE_NONE. */
static uint16_t instead_of(const struct profile_reading *r, const bool *answered)
{
	for (uint8_t i = 0; i < r->unless_n; i++)
		if (answered[r->unless[i]])
			return r->unless[i];
	return PROFILE_NONE;
}

void sense_survey(const struct profiles *p, const struct profile *profile,
		  const struct survey *s, struct text_pool *pool, struct senses *senses,
		  struct findings *rows, struct sense_note *notes)
{
	struct sense_note unread;
	struct look_up l = {
		.p = p, .s = s, .pool = pool, .senses = senses, .rows = rows};
	bool *answered = calloc(p->reading_n + 1, sizeof *answered);

	if (!answered)
		die("out of memory");
	senses->n = senses->arc_n = rows->n = 0;
	senses->cpu = senses->memory = false;
	for (uint32_t i = 0; i < profile->reading_n; i++) {
		l.reading = profile->reading[i];
		l.r = &p->reading[l.reading];
		l.note = notes ? &notes[l.reading] : &unread;
		*l.note = (struct sense_note){.instead = instead_of(l.r, answered)};
		if (l.note->instead == PROFILE_NONE)
			answered[l.reading] = survey_reading(&l);
	}
	senses->findings = rows->n;
	sense_end(p, senses, rows);
	idmap_fini(&l.names);
	free(answered);
}
