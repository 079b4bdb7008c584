/*
 * The sensors of a device: a survey walks all columns of its profile, once an hour or
 * after a reboot; from then on only the objects that change are asked, by their full
 * names, some dozens in a request. What is read again finds its place by its order: the
 * senses, their findings and the rows of the model stand alike.
 */
#include "probes/wire/poll_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"

#define SURVEY_MS 20000 /* a slow agent's survey ends with what came until then */

static const struct profiles *profiles_of(const struct job *j)
{
	return j->target->poll->inv->profiles;
}

static const char *object_id(const struct job *j)
{
	return network_str(j->target->poll->net, target_dev(j->target)->object_id);
}

void sense_free(struct job *j)
{
	survey_fini(&j->survey);
	free(j->raw);
}

/* --- the survey ------------------------------------------------------------------- */

static void on_cell(void *ctx, uint32_t column, const uint32_t *index, uint32_t index_n,
		    const struct varbind *vb)
{
	struct job *j = ctx;

	/* What is too much is not read: the limits of the walk are wider. */
	survey_add(&j->survey, profiles_of(j), j->target->profile->column[column],
		   index, index_n, vb);
}

static void on_surveyed(void *ctx, const struct walk_result *result)
{
	struct job *j = ctx;

	j->flying--;
	j->target->poll->totals.varbinds += result->varbinds;
	if (result->end == WALK_FAILED && result->result != ASK_OK)
		j->failed = result->result;
	job_go_on(j);
}

static void survey_start(struct job *j)
{
	const struct profiles *p = profiles_of(j);
	const struct profile *profile = j->target->profile;
	struct walk_limits limits = {.rows = SURVEY_CELLS_MAX, .ms = SURVEY_MS};
	struct oid *name;

	survey_begin(&j->survey);
	if (!profile || profile->column_n == 0)
		return;
	name = calloc(profile->column_n, sizeof *name);
	if (!name)
		die("out of memory");
	for (uint32_t i = 0; i < profile->column_n; i++)
		sense_column(p, profile->column[i], object_id(j), &name[i]);
	if (walk_start(j->target->poll->ask, j->target->peer, name, profile->column_n,
		       &limits, on_cell, on_surveyed, j))
		j->flying++;
	free(name);
}

/* By which profile? Its texts are the network's, the profile's are not: the name goes
 * into the pool. */
static void choose_profile(struct job *j)
{
	struct network *net = j->target->poll->net;
	struct dev *dev = target_dev(j->target);
	const struct profile *profile =
		profiles_match(profiles_of(j), network_str(net, dev->object_id),
			       network_str(net, dev->sys_descr));

	j->target->profile = profile;
	dev->profile = profile ? text_intern_str(&net->text, profile->name) : 0;
}

/* --- reading again ---------------------------------------------------------------- */

static void refresh_start(struct job *j)
{
	uint32_t parts = j->target->senses.n * RAW_N;

	TABLE_GROW(j->raw, j->raw_cap, parts);
	for (uint32_t i = 0; i < parts; i++)
		j->raw[i] = (struct raw_cell){.number = NAN};
	buf_reset(&j->text);
	j->raw_next = 0;
	j->parts = 0;
	j->parts_max = SENSE_BATCH;
}

void sense_step(struct job *j, enum step step)
{
	if (step == STEP_SENSORS) {
		refresh_start(j);
		return;
	}
	choose_profile(j);
	survey_start(j);
}

/* The next objects that were not asked yet, behind those that are to be asked again. */
static void fill_batch(struct job *j)
{
	const struct senses *senses = &j->target->senses;
	const char *self = object_id(j);
	struct oid unused;

	for (; j->parts < j->parts_max && j->raw_next < senses->n * RAW_N;
	     j->raw_next++)
		if (sense_object(profiles_of(j), senses,
				 &senses->row[j->raw_next / RAW_N],
				 (enum raw)(j->raw_next % RAW_N), self, &unused))
			j->part[j->parts++] = j->raw_next;
}

static void drop_part(struct job *j, unsigned i)
{
	j->parts--;
	memmove(&j->part[i], &j->part[i + 1], (j->parts - i) * sizeof j->part[0]);
}

/* The agent cannot answer this: without the one it names, or half as many. */
static void ask_less(struct job *j, const struct ask_reply *reply)
{
	int32_t about = reply->error_index;

	if (reply->result == ASK_OK && about >= 1 && about <= j->parts) {
		drop_part(j, (unsigned)about - 1);
	} else if (j->parts > 1) {
		j->parts_max = (uint8_t)(j->parts / 2);
		j->raw_next = j->part[j->parts_max];
		j->parts = j->parts_max;
	} else {
		drop_part(j, 0);
	}
}

static void take_parts(struct job *j, const struct ask_reply *reply)
{
	for (uint32_t i = 0; i < reply->n && i < j->parts; i++)
		raw_take(&j->raw[j->part[i]], &reply->vb[i], &j->text);
	j->target->poll->totals.varbinds += reply->n;
	j->parts = 0;
}

static void on_parts(void *ctx, const struct ask_reply *reply)
{
	struct job *j = ctx;

	j->flying--;
	if (reply->result == ASK_TOO_BIG ||
	    (reply->result == ASK_OK && reply->error_status))
		ask_less(j, reply);
	else if (reply->result == ASK_OK)
		take_parts(j, reply);
	else
		j->failed = reply->result;
	job_go_on(j);
}

void sense_ask(struct job *j)
{
	struct poll *p = j->target->poll;
	const struct senses *senses = &j->target->senses;
	struct ask_request request = {.peer = j->target->peer,
				      .pdu = PDU_GET,
				      .oid = p->sense_oid,
				      .done = on_parts,
				      .ctx = j};

	if (j->failed != ASK_OK || j->flying)
		return;
	fill_batch(j);
	for (unsigned i = 0; i < j->parts; i++)
		sense_object(profiles_of(j), senses, &senses->row[j->part[i] / RAW_N],
			     (enum raw)(j->part[i] % RAW_N), object_id(j),
			     &p->sense_oid[i]);
	request.n = j->parts;
	if (j->parts && ask_send(p->ask, &request))
		j->flying++;
}

/* --- into the network ------------------------------------------------------------- */

static enum memory_class class_of(uint8_t kind)
{
	return kind == READ_SWAP      ? MEMORY_SWAP
	       : kind == READ_STORAGE ? STORAGE_DISK
				      : MEMORY_RAM;
}

static uint64_t bytes(double v)
{
	return v > 0 && v < 1e18 ? (uint64_t)v : 0;
}

/* Findings by the table they go into; each returns how many. */
static uint32_t put_sensors(struct poll *p)
{
	uint32_t n = 0;

	TABLE_GROW(p->sensor, p->sensor_cap, p->findings.n + 1);
	for (uint32_t i = 0; i < p->findings.n; i++)
		if (p->findings.row[i].kind < SENSOR_KINDS)
			p->sensor[n++] = p->findings.row[i].sensor;
	return n;
}

static uint32_t put_processors(struct poll *p)
{
	uint32_t n = 0;

	TABLE_GROW(p->processor, p->processor_cap, p->findings.n + 1);
	for (uint32_t i = 0; i < p->findings.n; i++) {
		const struct finding *f = &p->findings.row[i];
		if (f->kind == READ_CPU)
			p->processor[n++] = (struct processor){.name = f->sensor.name,
							       .pct = f->sensor.value};
	}
	return n;
}

static uint32_t put_memory(struct poll *p)
{
	uint32_t n = 0;

	TABLE_GROW(p->memory, p->memory_cap, p->findings.n + 1);
	for (uint32_t i = 0; i < p->findings.n; i++) {
		const struct finding *f = &p->findings.row[i];
		if (f->kind > READ_CPU)
			p->memory[n++] =
				(struct memory){.name = f->sensor.name,
						.class = (uint8_t)class_of(f->kind),
						.pct = f->sensor.value,
						.used_bytes = bytes(f->used_bytes),
						.total_bytes = bytes(f->total_bytes)};
	}
	return n;
}

static void apply_texts(struct job *j, const struct findings *f)
{
	struct identity is = {
		.vendor = f->text[READ_VENDOR - READ_TEXT],
		.model = f->text[READ_MODEL - READ_TEXT],
		.serial = f->text[READ_SERIAL - READ_TEXT],
		.version = f->text[READ_VERSION - READ_TEXT],
	};

	network_take_identity(j->target->poll->net, target_id(j->target), &is,
			      clock_wall_ms());
}

static void apply_findings(struct job *j)
{
	struct poll *p = j->target->poll;
	const struct senses *senses = &j->target->senses;
	dev_id id = target_id(j->target);

	network_set_sensors(p->net, id, p->sensor, put_sensors(p), clock_wall_ms());
	if (senses->cpu)
		network_set_processors(p->net, id, p->processor, put_processors(p));
	if (senses->memory)
		network_set_memory(p->net, id, p->memory, put_memory(p));
}

void apply_survey(struct job *j)
{
	struct target *t = j->target;
	struct poll *p = t->poll;

	t->senses.n = 0;
	p->findings.n = 0;
	if (t->profile) {
		survey_end(&j->survey, profiles_of(j));
		sense_survey(profiles_of(j), t->profile, &j->survey, &p->net->text,
			     &t->senses, &p->findings, NULL);
		apply_texts(j, &p->findings);
	}
	survey_fini(&j->survey); /* seldom wanted, and large */
	t->plan.senses = (uint16_t)t->senses.n;
	apply_findings(j);
}

/* What stays of a row, from where it is shown. False: it is not there. */
static bool recall(struct finding *f, const struct network *net, const struct dev *dev,
		   uint32_t at[3])
{
	uint32_t i;

	if (f->kind < SENSOR_KINDS) {
		i = at[0]++;
		if (i < dev->sensors.n)
			f->sensor = net->sensor[dev->sensors.first + i];
		return i < dev->sensors.n && f->sensor.kind == f->kind;
	}
	if (f->kind == READ_CPU) {
		i = at[1]++;
		if (i < dev->processors.n)
			f->sensor.name = net->processor[dev->processors.first + i].name;
		return i < dev->processors.n;
	}
	i = at[2]++;
	if (i < dev->memories.n)
		f->sensor.name = net->memory[dev->memories.first + i].name;
	return i < dev->memories.n;
}

/* The findings as they were, without their values. */
static bool recall_all(struct job *j)
{
	struct poll *p = j->target->poll;
	const struct dev *dev = target_dev(j->target);
	const struct senses *senses = &j->target->senses;
	uint32_t at[3] = {0};

	TABLE_GROW(p->findings.row, p->findings.cap, senses->findings);
	p->findings.n = 0;
	for (uint32_t i = 0; i < senses->n; i++) {
		if (senses->row[i].row != p->findings.n)
			continue; /* folded into the one before */
		struct finding *f = &p->findings.row[p->findings.n++];
		*f = (struct finding){.kind = senses->row[i].kind};
		if (!recall(f, p->net, dev, at))
			return false;
	}
	sense_begin(&p->findings);
	return true;
}

/* Is one of them not there any more? A card that went, or a table that moved. */
static bool some_gone(const struct job *j)
{
	const struct senses *senses = &j->target->senses;

	for (uint32_t i = 0; i < senses->n; i++) {
		const struct raw_cell *raw = j->raw + i * RAW_N;
		if (!raw[RAW_VALUE].there && !raw[RAW_FREE].there &&
		    !raw[RAW_STATE].there)
			return true;
	}
	return false;
}

void apply_sensors(struct job *j)
{
	struct poll *p = j->target->poll;
	const struct senses *senses = &j->target->senses;

	j->outcome.empty = !recall_all(j) || some_gone(j);
	if (p->findings.n != senses->findings)
		return;
	for (uint32_t i = 0; i < senses->n; i++)
		sense_take(profiles_of(j), &senses->row[i], j->raw + i * RAW_N,
			   &j->text, &p->net->text, &p->findings);
	sense_end(profiles_of(j), senses, &p->findings);
	apply_findings(j);
}
