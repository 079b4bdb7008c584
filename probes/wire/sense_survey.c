/*
 * A survey looked over: which readings there are and by what each is multiplied.
 */
#include "probes/wire/sense_private.h"

#include <arpa/inet.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/base/table.h"

/* --- what is there ---------------------------------------------------------------- */

static const struct survey_cell *cell_at(const struct survey *s, uint32_t i)
{
	return &s->cell[s->order[i]];
}

/* The first row whose index is this one or begins with it; NULL none. */
static const struct raw_cell *survey_first(const struct survey *s, uint16_t column,
					   const uint32_t *index, uint32_t n)
{
	uint32_t at = survey_lower(s, column, index, n);

	return survey_begins(s, column, at, index, n) ? &cell_at(s, at)->raw : NULL;
}

/* The octets of an address as arcs. */
static uint32_t address_arcs(const struct look_up *l, const struct raw_cell *raw,
			     uint32_t arc[16])
{
	const char *s = sense_text_of(raw, &l->s->text);
	char text[INET6_ADDRSTRLEN];
	uint8_t octets[16];
	uint32_t n;

	if (!s || !sense_address_text(s, raw->text.len, text))
		return 0;
	n = inet_pton(AF_INET, text, octets) == 1    ? 4
	    : inet_pton(AF_INET6, text, octets) == 1 ? 16
						     : 0;
	for (uint32_t i = 0; i < n; i++)
		arc[i] = octets[i];
	return n;
}

static const struct raw_cell *find_via(const struct look_up *l, struct profile_ref ref,
				       const uint32_t *index, uint32_t n)
{
	const struct raw_cell *via = survey_first(l->s, ref.via, index, n);
	uint32_t arc[16], arc_n = 1;

	if (!via)
		return NULL;
	if (via->is_text && (arc_n = address_arcs(l, via, arc)))
		return survey_find(l->s, ref.column, arc, arc_n);
	if (!(via->number >= 0 && via->number <= UINT32_MAX))
		return NULL;
	arc[0] = (uint32_t)via->number;
	return survey_find(l->s, ref.column, arc, 1);
}

static uint32_t bits_alike(const uint32_t *a, const uint32_t *b, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return 8 * i +
			       (a[i] < 256 && b[i] < 256
					? (uint32_t)__builtin_clz(a[i] ^ b[i]) - 24
					: 0);
	return 8 * n;
}

/* Networks do not overlap: nobody has more bits in common with an address than what is
 * in its own network. Of an index of five numbers the last is the ifIndex of what has
 * no address (RFC 4750), else 0. */
static const struct raw_cell *find_nearest(const struct look_up *l, uint16_t column,
					   const uint32_t *index, uint32_t n)
{
	const uint32_t bare[5] = {0, 0, 0, 0, n == 5 ? index[4] : 0};
	const struct raw_cell *best = NULL;
	uint32_t most = 7; /* less is nothing in common */

	if (bare[4])
		return survey_find(l->s, column, bare, 5);
	for (uint32_t i = l->s->first[column]; i < l->s->first[column + 1]; i++) {
		const struct survey_cell *cell = cell_at(l->s, i);
		uint32_t alike = n >= 4 && cell->index_n >= 4
					 ? bits_alike(l->s->arc + cell->index, index, 4)
					 : 0;
		if (alike > most) {
			most = alike;
			best = &cell->raw;
		}
	}
	return best;
}

/* What a reference says in the row with this index; NULL nothing. */
const struct raw_cell *look_find_at(const struct look_up *l, struct profile_ref ref,
				    const uint32_t *index, uint32_t n)
{
	uint32_t arc[OID_MAX], other = 0;

	if (ref.column == PROFILE_NONE)
		return NULL;
	if (ref.via != PROFILE_NONE)
		return find_via(l, ref, index, n);
	if (l->p->column[ref.column].scalar)
		return survey_find(l->s, ref.column, &other, 1);
	n = sense_arcs_of(ref, index, n, &index);
	if (ref.nearest)
		return find_nearest(l, ref.column, index, n);
	if (!ref.more_n)
		return survey_find(l->s, ref.column, index, n);
	if (n + ref.more_n > OID_MAX)
		return NULL;
	memcpy(arc, index, n * sizeof *arc);
	for (uint8_t i = 0; i < ref.more_n; i++)
		arc[n++] = ref.more[i];
	return survey_find(l->s, ref.column, arc, n);
}

const struct raw_cell *look_find(const struct look_up *l, struct profile_ref ref)
{
	return look_find_at(l, ref, l->index, l->index_n);
}

const struct profile_case *
look_case(const struct look_up *l, struct profile_ref ref, struct profile_map map)
{
	const struct raw_cell *raw = look_find(l, ref);
	struct raw_cell arc = {.there = true};
	uint32_t place = (uint32_t)abs(ref.arcs);

	if (ref.column == PROFILE_NONE && place && place <= l->index_n) {
		arc.number = l->index[ref.arcs > 0 ? place - 1 : l->index_n - place];
		raw = &arc;
	}
	return raw ? sense_case_of(l->p, map, raw, &l->s->text) : NULL;
}

static bool wanted(const struct look_up *l)
{
	if (l->r->arcs && l->index_n != l->r->arcs)
		return false;
	for (uint8_t i = 0; i < l->r->only_n; i++)
		if (!look_case(l, l->r->only[i].ref, l->r->only[i].is) !=
		    l->r->only[i].unwanted)
			return false;
	return true;
}

static uint8_t kind_of(const struct look_up *l)
{
	const struct profile_case *c;

	if (l->r->kind != READ_KINDS)
		return l->r->kind;
	c = look_case(l, l->r->kind_by, l->r->kind_map);
	return c && c->to < READ_MODULE ? c->to : READ_KINDS;
}

/* What raw values are multiplied by. */
static double factor_of(const struct look_up *l, uint8_t kind)
{
	const struct profile_reading *r = l->r;
	const struct profile_case *c = look_case(l, r->scale_by, r->scale_map);
	const struct raw_cell *precision = look_find(l, r->precision);
	const struct raw_cell *unit = look_find(l, r->unit_by);
	double factor = r->scale * (c ? c->factor : 1);

	if (precision && fabs(precision->number) <= 12)
		factor *= pow(10, -precision->number);
	if (sense_is_memory(kind))
		factor *= unit && unit->number > 0 ? unit->number : r->unit;
	return factor;
}

/* --- rows ------------------------------------------------------------------------- */

/* The reading among those it is an alternative to that told the like; PROFILE_NONE. An
 * optic's temperature does not stand for that of its chassis. */
static uint16_t told_by(const struct look_up *l, const struct finding *it)
{
	str_id optic = text_intern_str(l->pool, "optic");

	for (uint8_t u = 0; u < l->r->unless_n; u++)
		for (uint32_t i = 0; i < l->told_n; i++) {
			const struct told *t = &l->told[i];
			bool like = it->kind == SENSOR_STATE
					    ? t->component == it->sensor.component
					    : (t->component == optic) ==
						      (it->sensor.component == optic);
			if (t->reading == l->r->unless[u] && t->kind == it->kind &&
			    like)
				return t->reading;
		}
	return PROFILE_NONE;
}

static void note_kind(struct look_up *l, str_id component, uint16_t kind)
{
	const struct told t = {component, l->reading, kind};

	for (uint32_t i = l->told_n; i && l->told[i - 1].reading == t.reading; i--)
		if (!memcmp(&l->told[i - 1], &t, sizeof t))
			return;
	TABLE_GROW(l->told, l->told_cap, l->told_n + 1);
	l->told[l->told_n++] = t;
}

/* A value with a state tells both. */
static void note_told(struct look_up *l, const struct finding *it)
{
	note_kind(l, it->sensor.component, it->kind);
	if (it->kind < SENSOR_STATE && it->sensor.state > SENSOR_UNKNOWN)
		note_kind(l, it->sensor.component, SENSOR_STATE);
}

/* False: another reading told it already. */
static bool describe(struct look_up *l, uint8_t kind, double factor, struct finding *it)
{
	str_id label = look_label(l);
	const char *component = look_component(l, text_at(l->pool, label)->s);
	uint16_t instead;

	it->kind = it->sensor.kind = kind;
	it->sensor.component = text_intern_str(l->pool, component);
	instead = told_by(l, it);
	if (instead != PROFILE_NONE) {
		l->note->instead = instead;
		return false;
	}
	note_told(l, it);
	it->sensor.name =
		look_unique(l, it, label ? label : look_plain_name(l, kind, component));
	if (kind < SENSOR_KINDS)
		it->sensor.port = look_port(l);
	if (kind < SENSOR_KINDS || kind == READ_MEMORY)
		sense_take_limits(l, factor, &it->sensor);
	return true;
}

/* Nothing there at all: an empty cage for an optic, a sensor that is not fitted. */
static bool is_nothing(const struct finding *it)
{
	return it->kind != SENSOR_STATE && !reading_is_peer(it->kind) &&
	       isnan(it->sensor.value) &&
	       it->sensor.state <= SENSOR_UNKNOWN;
}

static void read_raw(const struct look_up *l, struct raw_cell raw[RAW_N])
{
	for (int i = 0; i < RAW_N; i++) {
		const struct raw_cell *cell = look_find(l, l->r->raw[i]);
		raw[i] = cell ? *cell : (struct raw_cell){.number = NAN};
	}
}

static void keep_sense(const struct look_up *l, struct sense sense)
{
	struct senses *s = l->senses;

	TABLE_GROW(s->row, s->cap, s->n + 1);
	TABLE_GROW(s->arc, s->arc_cap, s->arc_n + l->index_n);
	sense.index = s->arc_n;
	sense.place = s->peers;
	memcpy(s->arc + s->arc_n, l->index, l->index_n * sizeof *l->index);
	s->arc_n += l->index_n;
	s->row[s->n++] = sense;
	s->cpu = s->cpu || sense.kind == READ_CPU;
	s->memory = s->memory || sense_is_memory(sense.kind);
	s->peers += reading_is_peer(sense.kind);
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
	sense_look(l->p, &sense, raw, &l->s->text, l->pool, &it);
	if (is_nothing(&it)) {
		l->note->nothing++;
		return NONE;
	}
	if (folding == NONE) {
		if (!(reading_is_peer(sense.kind)
			      ? sense_peer_describe(l, &it)
			      : describe(l, sense.kind, factor, &it))) {
			if (l->note->instead == PROFILE_NONE)
				l->note->unwanted++;
			else
				l->note->told++;
			return NONE;
		}
		TABLE_GROW(l->rows->row, l->rows->cap, l->rows->n + 1);
		it.folded = isnan(it.sensor.value) ? 0u : 1u;
		folding = l->rows->n;
		l->rows->row[l->rows->n++] = it;
	} else {
		sense_fold_in(l->r->fold, &l->rows->row[folding], &it);
	}
	sense.row = folding;
	keep_sense(l, sense);
	return folding;
}

/* A text behind its label: a family of models, then the model. */
static str_id labelled(const struct look_up *l, const char *s, size_t n)
{
	const struct text *label = text_at(l->pool, look_label(l));
	char both[2 * TEXT_BYTES_MAX];
	int len;

	if (!label->len || !strncasecmp(s, label->s, label->len))
		return text_intern(l->pool, s, n);
	len = snprintf(both, sizeof both, "%s %.*s", label->s, (int)n, s);
	return text_intern(l->pool, both,
			   len < (int)sizeof both ? (size_t)len : sizeof both - 1);
}

/* A row of a text: the first that says something is what the device is. */
static void survey_text(struct look_up *l, uint8_t kind)
{
	const struct raw_cell *raw = look_find(l, l->r->raw[RAW_VALUE]);
	const char *s = raw ? sense_text_of(raw, &l->s->text) : NULL;
	str_id *id = &l->rows->text[kind - READ_TEXT];
	struct span part;

	l->note->cells++;
	if (!s || *id || !wanted(l)) {
		l->note->unwanted++;
		return;
	}
	part = sense_part_of(l->r, s);
	if (part.len)
		*id = *l->r->title ? text_intern_str(l->pool, l->r->title)
				   : labelled(l, s + part.at, part.len);
	l->note->nothing += !*id;
}

/* A row of a part that has a serial number. */
static void survey_module(struct look_up *l)
{
	struct findings *f = l->rows;
	struct finding named = {.kind = READ_MODULE};
	str_id serial = look_words(l, l->r->raw[RAW_VALUE]), label;

	l->note->cells++;
	if (!serial || !wanted(l) || f->module_n == MODULES_MAX) {
		l->note->unwanted++;
		return;
	}
	label = look_label(l);
	const char *component = look_component(l, text_at(l->pool, label)->s);
	label = look_unique(l, &named,
			    label ? label : look_plain_name(l, READ_MODULE, component));
	TABLE_GROW(f->module, f->module_cap, f->module_n + 1);
	f->module[f->module_n++] =
		(struct module){.name = label,
				.component = text_intern_str(l->pool, component),
				.serial = serial,
				.model = look_words(l, l->r->part_model),
				.version = look_words(l, l->r->part_version)};
}

/* What only tells that something changed. */
static void survey_mark(struct look_up *l)
{
	struct sense sense = {.reading = l->reading,
			      .index_n = (uint8_t)l->index_n,
			      .kind = l->r->kind,
			      .row = NONE};

	l->note->cells++;
	if (!wanted(l) || l->senses->n == SENSES_MAX) {
		l->note->unwanted++;
		return;
	}
	sense_mark(l->r->kind, look_find(l, l->r->raw[RAW_VALUE]), &l->s->text,
		   l->rows);
	l->senses->shape = l->senses->shape || l->r->kind == READ_SHAPE;
	keep_sense(l, sense);
}

/* Those that become no row of readings; false: this one does. */
static bool survey_other(struct look_up *l)
{
	if (l->r->kind == READ_MODULE)
		survey_module(l);
	else if (l->r->kind == READ_CONFIG || l->r->kind == READ_SHAPE)
		survey_mark(l);
	else if (l->r->kind >= READ_TEXT && l->r->kind < READ_KINDS)
		survey_text(l, l->r->kind);
	else
		return false;
	return true;
}

/* The column whose rows are those of the reading. */
static uint16_t primary(const struct profile_reading *r)
{
	if (reading_is_peer(r->kind))
		return r->raw[RAW_STATE].column;
	if (r->raw[RAW_VALUE].column != PROFILE_NONE)
		return r->raw[RAW_VALUE].column;
	if (r->raw[RAW_FREE].column != PROFILE_NONE)
		return r->raw[RAW_FREE].column;
	return r->raw[RAW_STATE].column;
}

/* Do all indexes of a column end in 0? */
static bool ends_in_zeros(const struct survey *s, uint16_t column)
{
	for (uint32_t i = s->first[column]; i < s->first[column + 1]; i++) {
		const struct survey_cell *cell = cell_at(s, i);
		if (!cell->index_n || s->arc[cell->index + cell->index_n - 1] != 0)
			return false;
	}
	return true;
}

static void survey_reading(struct look_up *l)
{
	uint16_t column = primary(l->r);
	uint32_t folding = NONE;

	if (column == PROFILE_NONE)
		return;
	l->scalar = l->p->column[column].scalar;
	l->zeros = ends_in_zeros(l->s, column);
	for (uint32_t i = l->s->first[column]; i < l->s->first[column + 1]; i++) {
		const struct survey_cell *cell = cell_at(l->s, i);
		l->index = l->s->arc + cell->index;
		l->index_n = cell->index_n;
		if (survey_other(l))
			continue;
		uint32_t row = survey_row(l, folding);
		if (l->r->fold != FOLD_EACH && row != NONE)
			folding = row;
	}
}

void sense_survey(const struct profiles *p, const struct profile *profile,
		  const struct survey *s, struct text_pool *pool, struct senses *senses,
		  struct findings *rows, struct sense_note *notes)
{
	struct sense_note unread;
	struct look_up l = {
		.p = p, .s = s, .pool = pool, .senses = senses, .rows = rows};

	senses->n = senses->arc_n = rows->n = 0;
	senses->cpu = senses->memory = senses->shape = false;
	senses->peers = 0;
	rows->module_n = 0;
	rows->config_mark = rows->shape_mark = 0;
	memset(rows->text, 0, sizeof rows->text);
	for (uint32_t i = 0; i < profile->reading_n; i++) {
		l.reading = profile->reading[i];
		l.r = &p->reading[l.reading];
		l.note = notes ? &notes[l.reading] : &unread;
		*l.note = (struct sense_note){.instead = PROFILE_NONE};
		survey_reading(&l);
	}
	if (*profile->vendor)
		rows->text[READ_VENDOR - READ_TEXT] =
			text_intern_str(pool, profile->vendor);
	senses->findings = rows->n;
	sense_end(p, senses, rows);
	idmap_fini(&l.names);
	free(l.told);
}
