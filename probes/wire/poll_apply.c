/*
 * What a step brought, into the network: at once when the step is whole, so that no
 * view sees half of a poll.
 */
#include "probes/wire/poll_private.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/link.h"
#include "probes/model/topology.h"
#include "probes/wire/harvest.h"

static struct network *network_of(struct job *j)
{
	return j->target->poll->net;
}

static bool did(const struct job *j, enum step step)
{
	return j->did & UINT32_C(1) << step;
}

/* --- who it is -------------------------------------------------------------------- */

static uint64_t engine_of(const struct target *t)
{
	return t->peer == NONE ? 0 : ask_peer_engine(t->poll->ask, t->peer);
}

/* Devices that were cloned with their configuration share an engine id. It costs us
 * nothing, as we keep a clock for each; others it confuses, and it is a mistake. */
static void see_engine(struct target *t)
{
	struct poll *p = t->poll;
	dev_id id = target_id(t);
	uint64_t engine = engine_of(t);
	dev_id first = engine ? idmap_find(&p->engines, engine) : id;

	if (first == NONE || engine_of(&p->target[first]) != engine) {
		idmap_put(&p->engines, engine, id);
		first = id;
	}
	p->net->dev[id].engine_twin = first == id ? NONE : first;
}

static void take_text(struct job *j, str_id *id, struct span span)
{
	*id = harvest_text_again(&network_of(j)->text, &j->text, span, *id);
}

static void apply_system(struct job *j)
{
	struct dev *dev = target_dev(j->target);
	const struct scalars *s = &j->scalars;

	see_engine(j->target);
	j->outcome.empty = !(s->row.has & (GOT_UPTIME | GOT_SYSTEM));
	take_text(j, &dev->sys_descr, s->descr);
	take_text(j, &dev->sys_name, s->name);
	take_text(j, &dev->sys_location, s->location);
	take_text(j, &dev->sys_contact, s->contact);
	take_text(j, &dev->object_id, s->object_id);
	links_met(network_of(j), target_id(j->target));
}

/* --- interfaces ------------------------------------------------------------------- */

static void find_speed(struct job *j, struct if_found *found,
		       const struct name_row *row)
{
	const struct poll *p = j->target->poll;
	const char *name =
		network_str(p->net, found->name ? found->name : found->descr);

	harvest_speed(found, row, inventory_speed(p->inv, target_id(j->target), name));
}

static void apply_names(struct job *j)
{
	struct poll *p = j->target->poll;
	struct dev *dev = target_dev(j->target);
	uint32_t shape = dev->shape, n = j->rows.n;

	TABLE_GROW(p->found, p->found_cap, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct name_row *row = rows_at(&j->rows, i);
		harvest_interface(&p->found[i], row, &j->text, &p->net->text);
		find_speed(j, &p->found[i], row);
	}
	network_set_interfaces(p->net, target_id(j->target), p->found, n);
	j->outcome.empty = n == 0;
	j->outcome.reshaped = dev->shape != shape || !j->target->plan.known_names;
	if (!j->outcome.reshaped)
		return;
	topology_classify(p->net, target_id(j->target));
	links_met(p->net, target_id(j->target));
}

/* An interface as the network knows it. */
static struct if_found as_known(const struct network *net, if_id i)
{
	return (struct if_found){.alias = net->ifs.alias[i],
				 .speed_bps = if_speed_bps(&net->ifs, i),
				 .speed_source = if_kind(&net->ifs, i)->speed_source,
				 .duplex = if_kind(&net->ifs, i)->duplex,
				 .admin = net->ifs.admin[i],
				 .oper = net->ifs.oper[i],
				 .last_change = net->ifs.last_change[i]};
}

static void apply_aliases(struct job *j)
{
	struct network *net = network_of(j);
	struct dev *dev = target_dev(j->target);
	uint32_t shape = dev->shape;

	for (uint32_t i = 0; i < j->index_n && i < dev->if_n; i++) {
		const struct name_row *row = rows_find(&j->rows, j->index[i]);
		if_id ifs = dev->if_first + i;
		struct if_found found = as_known(net, ifs);
		if (!row)
			continue;
		found.name = net->ifs.name[ifs];
		take_text(j, &found.alias, row->alias);
		find_speed(j, &found, row);
		if (row->row.has & GOT_DUPLEX)
			found.duplex = row->duplex;
		network_update_interface(net, ifs, &found, dev->poll_at_ms);
	}
	if (dev->shape != shape)
		topology_classify(net, target_id(j->target));
}

/* --- counters --------------------------------------------------------------------- */

/* The row of the i-th known interface: mostly in its place. */
static inline const struct traffic_row *traffic_at(struct job *j, uint32_t i)
{
	const struct traffic_row *all = (const void *)j->rows.data;
	const struct row *row = i < j->rows.n ? &all[i].row : NULL;

	if (!row || row->index != j->index[i])
		row = rows_find(&j->rows, j->index[i]);
	return row && row->has ? (const struct traffic_row *)row : NULL;
}

/* Are these counters of the interfaces we know, and can they become rates? */
static void judge_traffic(struct job *j)
{
	const struct plan *plan = &j->target->plan;
	const uint8_t *oper = network_of(j)->ifs.oper + target_dev(j->target)->if_first;
	uint32_t known = 0, wide = 0;

	plan_clocks(&j->target->plan, &j->scalars, &j->outcome);
	for (uint32_t i = 0; i < j->index_n; i++) {
		const struct traffic_row *row = traffic_at(j, i);
		known += row != NULL;
		wide += row && row->row.has & (GOT_IN_OCTETS | GOT_IN_OCTETS32);
		if (row && row->row.has & GOT_OPER && row->oper != oper[i])
			j->outcome.stirred = true;
	}
	j->outcome.reshaped |= known != j->index_n || known != j->rows.n;
	j->outcome.narrow = wide < known;
	j->traffic = !j->outcome.reshaped || plan->renamed;
}

static void see_columns(struct job *j, enum step step)
{
	j->read |= j->scan.mask;
	if (j->index_n)
		plan_saw(&j->target->plan, step, j->scan.mask, j->scan.seen);
}

/* What the agent does not tell stays as it is. */
static inline void take_status(struct job *j, if_id i, const struct traffic_row *row)
{
	struct network *net = network_of(j);
	const struct if_table *t = &net->ifs;
	uint32_t has = row->row.has;

	network_take_status(net, i, has & GOT_ADMIN ? row->admin : t->admin[i],
			    has & GOT_OPER ? row->oper : t->oper[i],
			    has & GOT_LAST_CHANGE ? row->last_change
						  : t->last_change[i],
			    j->clock.at_ms);
}

/* What rests has not changed, as far as anybody knows. */
static inline void take_resting(struct if_counters *c, const struct if_counters *before,
				uint32_t rests)
{
	uint32_t has = before->has & rests & ~c->has;

	if (!has)
		return;
	if (has & HAS_IN_ERRORS)
		c->in_errors = before->in_errors;
	if (has & HAS_OUT_ERRORS)
		c->out_errors = before->out_errors;
	if (has & HAS_IN_DISCARDS)
		c->in_discards = before->in_discards;
	if (has & HAS_OUT_DISCARDS)
		c->out_discards = before->out_discards;
	if (has & HAS_DISCONTINUITY)
		c->discontinuity = before->discontinuity;
	c->has |= has;
}

/* Bits of GOT_STEADY: what is news of an interface. */
static inline uint32_t news_of(const struct if_table *t, if_id i,
			       const struct if_counters *was,
			       const struct if_counters *c,
			       const struct traffic_row *row, const uint32_t most[4],
			       uint32_t held)
{
	uint32_t bits = (was->has ^ c->has) & GOT_STEADY;

	/* mostly none of all */
	if (!bits && (held & GOT_ADMIN || t->admin[i] == row->admin) &&
	    (held & GOT_LAST_CHANGE || t->last_change[i] == row->last_change) &&
	    memcmp(&was->in_errors, &c->in_errors,
		   offsetof(struct if_counters, has) -
			   offsetof(struct if_counters, in_errors)) == 0)
		return 0;
	bits |= c->in_errors - was->in_errors > most[0] ? GOT_IN_ERRORS : 0;
	bits |= c->out_errors - was->out_errors > most[1] ? GOT_OUT_ERRORS : 0;
	bits |= c->in_discards - was->in_discards > most[2] ? GOT_IN_DISCARDS : 0;
	bits |= c->out_discards - was->out_discards > most[3] ? GOT_OUT_DISCARDS : 0;
	bits |= was->discontinuity != c->discontinuity ? GOT_DISCONTINUITY : 0;
	bits |= t->admin[i] != row->admin ? GOT_ADMIN : 0;
	bits |= t->last_change[i] != row->last_change ? GOT_LAST_CHANGE : 0;
	return bits;
}

static uint32_t see_row(const struct network *net, if_id i, struct if_counters *c,
			const struct traffic_row *row, const uint32_t most[4],
			uint32_t held)
{
	struct if_counters was = if_counters(&net->ifs, i);

	take_resting(c, &was, held);
	return news_of(&net->ifs, i, &was, c, row, most, held);
}

/* What rests is added, and no other mishap was read, nor another status: true. Else
 * nothing is done. */
static inline bool nothing_new(const struct if_table *t, if_id i, struct if_counters *c,
			       const struct traffic_row *row, uint32_t held)
{
	const struct if_kept *was = &t->raw[i];
	const uint32_t *count = if_mishaps(t, i)->count;
	uint32_t rests = was->has & held & ~c->has, has = c->has | rests;

#define IS(field, bit, before) ((rests & (bit) ? (before) : c->field) == (before))
	if ((was->has ^ has) & GOT_STEADY ||
	    !IS(in_errors, HAS_IN_ERRORS, count[MISHAP_IN_ERRORS]) ||
	    !IS(out_errors, HAS_OUT_ERRORS, count[MISHAP_OUT_ERRORS]) ||
	    !IS(in_discards, HAS_IN_DISCARDS, count[MISHAP_IN_DISCARDS]) ||
	    !IS(out_discards, HAS_OUT_DISCARDS, count[MISHAP_OUT_DISCARDS]) ||
	    !IS(discontinuity, HAS_DISCONTINUITY, was->discontinuity) ||
	    !(held & GOT_ADMIN || t->admin[i] == row->admin) ||
	    !(held & GOT_LAST_CHANGE || t->last_change[i] == row->last_change))
		return false;
#undef IS
	c->in_errors = count[MISHAP_IN_ERRORS];
	c->out_errors = count[MISHAP_OUT_ERRORS];
	c->in_discards = count[MISHAP_IN_DISCARDS];
	c->out_discards = count[MISHAP_OUT_DISCARDS];
	c->discontinuity = was->discontinuity;
	c->has = has;
	return true;
}

/* Bits in row.has of the columns that were not asked. */
static uint32_t not_asked(const struct job *j)
{
	uint32_t has = 0;

	for (unsigned i = 0; i < reader_traffic.n; i++)
		if (!(j->read & UINT32_C(1) << i))
			has |= reader_traffic.column[i].has & GOT_STEADY;
	return has;
}

static struct if_rested rested(const struct job *j, uint32_t held)
{
	const struct plan *plan = &j->target->plan;
	struct if_rested since = {.held = held};

	for (unsigned k = 0; k < MISHAPS; k++)
		if (!(held & GOT_IN_ERRORS << k))
			since.since_s[k] = plan_rested_s(plan, GOT_IN_ERRORS << k,
							 j->clock.uptime_cs);
	return since;
}

void apply_traffic(struct job *j)
{
	struct poll *p = j->target->poll;
	struct if_table *t = &p->net->ifs;
	if_id first = target_dev(j->target)->if_first;
	uint32_t n = j->index_n, news = 0, held = not_asked(j);
	struct if_rested since = rested(j, held);
	uint32_t most[MISHAPS];

	for (unsigned k = 0; k < MISHAPS; k++)
		most[k] = plan_mishaps(since.since_s[k]);
	TABLE_GROW(p->raw, p->raw_cap, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct traffic_row *row = traffic_at(j, i);
		if (!row) {
			p->raw[i] = (struct if_counters){0};
			continue;
		}
		harvest_counters(&p->raw[i], row);
		if (!nothing_new(t, first + i, &p->raw[i], row, held))
			news |= see_row(p->net, first + i, &p->raw[i], row, most, held);
		take_status(j, first + i, row);
	}
	network_take_counters(p->net, target_id(j->target), &j->clock, p->raw, n,
			      &since);
	ether_judge(j);
	plan_stood(&j->target->plan, j->read, news & ~held, j->clock.uptime_cs);
}

/* --- health ----------------------------------------------------------------------- */

/* So many rows the longer of its tables has. */
static uint32_t longest(const struct rows *rows)
{
	uint32_t loads = 0;

	for (uint32_t i = 0; i < rows->n; i++)
		loads += (((const struct row *)rows_at(rows, i))->has & GOT_LOAD) != 0;
	return loads > rows->n - loads ? loads : rows->n - loads;
}

static void see_health(struct job *j)
{
	struct plan *plan = &j->target->plan;
	uint32_t rows = longest(&j->rows);

	plan->health_rows = (uint8_t)(rows > UINT8_MAX ? UINT8_MAX : rows);
	plan_saw(plan, STEP_HEALTH, plan_columns(plan, STEP_HEALTH), j->scan.seen);
	j->outcome.empty = !j->scan.seen;
	j->restored = !plan->stored ||
		      storages_put(&j->target->storages, &j->rows, &j->text);
	if (!plan->stored)
		storages_keep(&j->target->storages, &j->rows, &j->text);
	plan_stored(plan, j->restored);
}

/* All its processors as one, by their ticks since the last poll. Returns how many. */
static uint32_t load_by_ticks(struct job *j, struct processor *cpu)
{
	struct target *t = j->target;
	uint32_t n;

	if (!t->ticks && !(t->ticks = calloc(1, sizeof *t->ticks)))
		die("out of memory");
	n = harvest_ticks(cpu, t->ticks, &j->scalars, &t->poll->net->text);
	*t->ticks = j->scalars;
	return n;
}

/* Ticks serve an agent without hrProcessorLoad, or that has none yet. */
static void apply_load(struct job *j)
{
	struct poll *p = j->target->poll;
	bool ticks = j->scalars.row.has & GOT_CPU_IDLE;
	uint32_t n, by_ticks;
	struct processor cpu;

	TABLE_GROW(p->processor, p->processor_cap, j->rows.n + 1);
	n = harvest_processors(p->processor, &j->rows, &p->net->text);
	by_ticks = ticks ? load_by_ticks(j, &cpu) : 0;
	if (n == 0 && by_ticks == 0 && ticks)
		return; /* the first reading */
	if (n)
		network_set_processors(p->net, target_id(j->target), p->processor, n);
	else
		network_set_processors(p->net, target_id(j->target), &cpu, by_ticks);
}

static void apply_memory(struct job *j)
{
	struct poll *p = j->target->poll;

	TABLE_GROW(p->memory, p->memory_cap, j->rows.n + 1);
	uint32_t n = harvest_memory(p->memory, &j->rows, &j->text, &j->scalars,
				    &p->net->text);

	network_set_memory(p->net, target_id(j->target), p->memory, n);
}

/* What its profile reads comes first. */
void apply_health(struct job *j)
{
	struct poll *p = j->target->poll;
	const struct senses *own = &j->target->senses;
	bool health = did(j, STEP_HEALTH);
	bool sensed = did(j, STEP_SURVEY) || did(j, STEP_SENSORS);

	if (health && !own->cpu)
		apply_load(j);
	if (health && !own->memory && j->restored)
		apply_memory(j);
	if (health || (sensed && (own->cpu || own->memory)))
		network_take_health(p->net, target_id(j->target), j->clock.at_ms);
}

void apply_step(struct job *j, enum step step)
{
	switch (step) {
	case STEP_SYSTEM:
		apply_system(j);
		break;
	case STEP_NAMES:
		apply_names(j);
		break;
	case STEP_ALIASES:
		apply_aliases(j);
		break;
	case STEP_TRAFFIC:
		j->read = 0;
		see_columns(j, step);
		judge_traffic(j);
		ether_look(j);
		break;
	case STEP_NARROW:
	case STEP_RESTING:
		see_columns(j, step);
		break;
	case STEP_ETHER:
		apply_ether(j);
		break;
	case STEP_HEALTH:
		see_health(j);
		break;
	case STEP_SURVEY:
		apply_survey(j);
		break;
	case STEP_SENSORS:
	case STEP_PEERS:
		apply_sensors(j);
		break;
	case STEP_NEIGHBOURS:
	case STEP_STATIONS:
	case STEP_VLANS:
		apply_nearby(j, step);
		break;
	case STEP_HELLO:
	case STEP_DISCOVER:
	case STEP_END:
		break;
	}
}
