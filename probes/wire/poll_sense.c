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
	buf_fini(&j->words);
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
	j->surveyed = result->end == WALK_DONE;
	job_faults(j, AGENT_SENSORS, result->end == WALK_LOOP,
		   result->error_status > ASK_NO_SUCH_NAME);
	if (result->repetitions)
		j->target->repetitions = result->repetitions;
	if (result->end == WALK_FAILED && result->result != ASK_OK)
		j->failed = result->result;
	job_go_on(j);
}

static bool has_interface(const struct network *net, const struct dev *dev,
			  uint16_t type)
{
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if (if_kind(&net->ifs, i)->type == type)
			return true;
	return false;
}

/* How many columns of its profile are worth asking: the last ones are of interfaces
 * that it may not have. */
static uint32_t columns_of(const struct job *j, const struct profile *profile)
{
	const struct profiles *p = profiles_of(j);
	const struct network *net = j->target->poll->net;

	for (uint32_t i = 0; i < profile->reading_n; i++) {
		uint16_t type = p->reading[profile->reading[i]].if_type;
		if (type && has_interface(net, target_dev(j->target), type))
			return profile->column_n;
	}
	return profile->plain_n;
}

static void survey_start(struct job *j)
{
	const struct profiles *p = profiles_of(j);
	const struct profile *profile = j->target->profile;
	uint32_t n = profile ? columns_of(j, profile) : 0;
	struct walk_limits limits = {.rows = SURVEY_CELLS_MAX,
				     .ms = SURVEY_MS,
				     .repetitions = j->target->repetitions};
	struct oid *name;

	survey_begin(&j->survey);
	if (n == 0)
		return;
	name = calloc(n, sizeof *name);
	if (!name)
		die("out of memory");
	for (uint32_t i = 0; i < n; i++)
		sense_column(p, profile->column[i], object_id(j), &name[i]);
	if (walk_start(j->target->poll->ask, j->target->peer, name, n, &limits, on_cell,
		       on_surveyed, j))
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

static void refresh_start(struct job *j, bool peers)
{
	uint32_t parts = j->target->senses.n * RAW_N;

	TABLE_GROW(j->raw, j->raw_cap, parts);
	for (uint32_t i = 0; i < parts; i++)
		j->raw[i] = (struct raw_cell){.number = NAN};
	buf_reset(&j->words);
	j->peers = peers;
	j->raw_next = 0;
	j->parts = 0;
	j->parts_max = SENSE_BATCH;
}

void sense_step(struct job *j, enum step step)
{
	if (step == STEP_SENSORS || step == STEP_PEERS) {
		refresh_start(j, step == STEP_PEERS);
		return;
	}
	choose_profile(j);
	survey_start(j);
}

/* Is it asked in this step? A peer that is up is not asked whether it may be. */
static bool is_asked(const struct job *j, const struct sense *s, enum raw part)
{
	const struct network *net = j->target->poll->net;
	const struct run *peers = &target_dev(j->target)->peers;

	if (reading_is_peer(s->kind) != j->peers)
		return false;
	return !j->peers || part != RAW_ENABLED || s->place >= peers->n ||
	       net->peer[peers->first + s->place].state != PEER_UP;
}

/* The next objects that were not asked yet, behind those that are to be asked again. */
static void fill_batch(struct job *j)
{
	const struct senses *senses = &j->target->senses;
	const char *self = object_id(j);
	struct oid unused;

	for (; j->parts < j->parts_max && j->raw_next < senses->n * RAW_N;
	     j->raw_next++) {
		const struct sense *s = &senses->row[j->raw_next / RAW_N];
		enum raw part = (enum raw)(j->raw_next % RAW_N);
		if (is_asked(j, s, part) &&
		    sense_object(profiles_of(j), senses, s, part, self, &unused))
			j->part[j->parts++] = j->raw_next;
	}
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
		raw_take(&j->raw[j->part[i]], &reply->vb[i], &j->words);
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

/* A limit of what is measured in percent; 0 none. */
static float share(float limit)
{
	return limit > 0 && limit <= 100 ? limit : 0;
}

static uint32_t put_memory(struct poll *p)
{
	uint32_t n = 0;

	TABLE_GROW(p->memory, p->memory_cap, p->findings.n + 1);
	for (uint32_t i = 0; i < p->findings.n; i++) {
		const struct finding *f = &p->findings.row[i];
		if (f->kind > READ_CPU && f->kind < READ_PEER)
			p->memory[n++] =
				(struct memory){.name = f->sensor.name,
						.class = (uint8_t)class_of(f->kind),
						.pct = f->sensor.value,
						.warning = share(f->sensor.warning),
						.critical = share(f->sensor.critical),
						.used_bytes = bytes(f->used_bytes),
						.total_bytes = bytes(f->total_bytes)};
	}
	return n;
}

/* Interfaces by their names; a port of a bundle works when it is up, too. */
static void settle_port(struct network *net, dev_id id, struct peer *p)
{
	if_id port = network_if_by_index(net, id, p->local);
	if_id bundle = network_if_by_index(net, id, p->bundle);

	if (bundle != NONE)
		p->group = net->ifs.name[bundle];
	if (port == NONE)
		return;
	p->name = sense_peer_on(&net->text, p->name, p->local, net->ifs.name[port]);
	if (p->kind == PEER_LAG && p->state == PEER_UP &&
	    net->ifs.oper[port] != IF_UP && net->ifs.oper[port] != IF_UNREAD) {
		p->state = PEER_DOWN;
		p->words = text_intern_str(&net->text, "port down");
	}
}

static uint32_t put_peers(struct poll *p, dev_id id)
{
	uint32_t n = 0;

	TABLE_GROW(p->of_device, p->of_device_cap, p->findings.n + 1);
	for (uint32_t i = 0; i < p->findings.n; i++) {
		if (!reading_is_peer(p->findings.row[i].kind))
			continue;
		p->of_device[n] = p->findings.row[i].peer;
		settle_port(p->net, id, &p->of_device[n++]);
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

static bool has_reading(const struct profile *profile, uint16_t reading)
{
	for (uint32_t i = 0; i < profile->reading_n; i++)
		if (profile->reading[i] == reading)
			return true;
	return false;
}

/* Peers that a survey missed and whose rows go away with them come back where they
 * were: they are asked on by what they were asked by before. Returns how many of n and
 * these are rows. */
static uint32_t keep_missed(struct job *j, const struct senses *before, uint32_t n)
{
	const struct target *t = j->target;
	struct poll *p = t->poll;
	const struct run *peers = &target_dev(j->target)->peers;

	for (uint32_t i = 0; i < before->n; i++) {
		const struct sense *s = &before->row[i];
		const struct peer *was = &p->net->peer[peers->first + s->place];

		if (!reading_is_peer(s->kind) || s->place >= peers->n ||
		    profiles_of(j)->reading[s->reading].dies != DIES ||
		    !has_reading(t->profile, s->reading) ||
		    !peer_is_missed(was, p->of_device, n, clock_wall_ms()) ||
		    !senses_keep_peer(&j->target->senses, before, s))
			continue;
		TABLE_GROW(p->of_device, p->of_device_cap, n + 1);
		p->of_device[n++] = peer_as_gone(p->net, was, clock_wall_ms());
	}
	return n;
}

/* n are as it is said to have; whole: it has no others. */
static void apply_peers(struct job *j, uint32_t n, bool whole)
{
	struct poll *p = j->target->poll;

	if (n || target_dev(j->target)->peers.n)
		network_set_peers(p->net, target_id(j->target), p->of_device, n, whole,
				  clock_wall_ms());
}

/* Somebody changed its configuration; or its parts are others than they were when all
 * was read. After a reboot such numbers begin anew. */
static void apply_marks(struct job *j, bool surveyed)
{
	struct target *t = j->target;
	const struct findings *f = &t->poll->findings;
	const struct dev *dev = target_dev(t);
	bool same_run = t->marked_reboots == dev->reboots;

	if (same_run && t->config_mark && f->config_mark &&
	    t->config_mark != f->config_mark) {
		network_note_change(t->poll->net, target_id(t), "configuration changed",
				    clock_wall_ms());
		j->outcome.empty = true; /* there may be peers that were not */
	}
	j->outcome.moved = !surveyed && f->shape_mark && t->shape_mark != f->shape_mark;
	if (f->config_mark)
		t->config_mark = f->config_mark;
	if (surveyed)
		t->shape_mark = f->shape_mark;
	t->marked_reboots = dev->reboots;
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
	struct senses before = t->senses;
	uint32_t peers;

	t->senses = (struct senses){0};
	p->findings.n = 0;
	if (t->profile) {
		survey_end(&j->survey, profiles_of(j));
		sense_survey(profiles_of(j), t->profile, &j->survey, &p->net->text,
			     &t->senses, &p->findings, NULL);
		apply_texts(j, &p->findings);
		if (j->surveyed)
			network_set_modules(p->net, target_id(t), p->findings.module,
					    p->findings.module_n, clock_wall_ms());
		apply_marks(j, true);
	}
	survey_fini(&j->survey); /* seldom wanted, and large */
	peers = put_peers(p, target_id(t));
	if (t->profile && j->surveyed)
		peers = keep_missed(j, &before, peers);
	senses_fini(&before);
	t->plan.senses = (uint16_t)(t->senses.n - t->senses.peers);
	t->plan.peers = (uint16_t)t->senses.peers;
	t->plan.shape_told = t->senses.shape;
	apply_findings(j);
	apply_peers(j, peers, j->surveyed);
}

/* What stays of a row, from where it is shown. False: it is not there. */
static bool recall(struct finding *f, const struct network *net, const struct dev *dev,
		   uint32_t at[4])
{
	uint32_t i;

	if (reading_is_peer(f->kind)) {
		i = at[3]++;
		if (i < dev->peers.n)
			f->peer = net->peer[dev->peers.first + i];
		return i < dev->peers.n && f->peer.kind == f->kind - READ_PEER;
	}
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
	if (i < dev->memories.n) {
		const struct memory *m = &net->memory[dev->memories.first + i];

		f->sensor.name = m->name;
		f->sensor.warning = m->warning;
		f->sensor.critical = m->critical;
	}
	return i < dev->memories.n;
}

/* The findings as they were, without their values. */
static bool recall_all(struct job *j)
{
	struct poll *p = j->target->poll;
	const struct dev *dev = target_dev(j->target);
	const struct senses *senses = &j->target->senses;
	uint32_t at[4] = {0};

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
		if (senses->row[i].row != NONE &&
		    !reading_is_peer(senses->row[i].kind) && !raw[RAW_VALUE].there &&
		    !raw[RAW_FREE].there && !raw[RAW_STATE].there)
			return true;
	}
	return false;
}

/* Has one gone whose row may be another now? */
static bool some_peer_moved(const struct job *j)
{
	const struct senses *senses = &j->target->senses;

	for (uint32_t i = 0; i < senses->n; i++)
		if (reading_is_peer(senses->row[i].kind) &&
		    profiles_of(j)->reading[senses->row[i].reading].dies ==
			    DIES_MOVES &&
		    !j->raw[i * RAW_N + RAW_STATE].there)
			return true;
	return false;
}

/* One whose row does not go away with it is not configured any more; and one that is
 * missed is looked for, for it may be back. */
static bool some_peer_gone(const struct job *j)
{
	const struct network *net = j->target->poll->net;
	const struct run *peers = &target_dev(j->target)->peers;
	const struct senses *senses = &j->target->senses;

	for (uint32_t i = 0; i < peers->n; i++)
		if (!net->peer[peers->first + i].here)
			return true;
	for (uint32_t i = 0; i < senses->n; i++)
		if (reading_is_peer(senses->row[i].kind) &&
		    !profiles_of(j)->reading[senses->row[i].reading].dies &&
		    !j->raw[i * RAW_N + RAW_STATE].there)
			return true;
	return false;
}

void apply_sensors(struct job *j)
{
	struct poll *p = j->target->poll;
	const struct senses *senses = &j->target->senses;

	j->outcome.empty =
		!recall_all(j) || (j->peers ? some_peer_gone(j) : some_gone(j));
	j->outcome.moved = j->peers && some_peer_moved(j);
	if (p->findings.n != senses->findings)
		return;
	for (uint32_t i = 0; i < senses->n; i++)
		if (reading_is_peer(senses->row[i].kind) == j->peers)
			sense_take(profiles_of(j), &senses->row[i],
				   j->raw + i * RAW_N, &j->words, &p->net->text,
				   &p->findings);
	sense_end(profiles_of(j), senses, &p->findings);
	if (j->peers) {
		apply_peers(j, put_peers(p, target_id(j->target)), false);
		return;
	}
	apply_findings(j);
	apply_marks(j, false);
}
