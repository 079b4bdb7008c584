/*
 * What a step brought, into the network: at once when the step is whole, so that no
 * view sees half of a poll.
 */
#include "probes/wire/poll_private.h"

#include <stdlib.h>

#include "probes/base/log.h"
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

static void apply_system(struct job *j)
{
	struct dev *dev = target_dev(j->target);
	struct text_pool *pool = &network_of(j)->text;
	const struct scalars *s = &j->scalars;

	see_engine(j->target);
	j->outcome.empty = !(s->row.has & (GOT_UPTIME | GOT_SYSTEM));
	dev->sys_descr = harvest_text(pool, &j->text, s->descr);
	dev->sys_name = harvest_text(pool, &j->text, s->name);
	dev->sys_location = harvest_text(pool, &j->text, s->location);
	dev->sys_contact = harvest_text(pool, &j->text, s->contact);
	dev->object_id = harvest_text(pool, &j->text, s->object_id);
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
	if (j->outcome.reshaped)
		topology_classify(p->net, target_id(j->target));
}

/* An interface as the network knows it. */
static struct if_found as_known(const struct network *net, if_id i)
{
	return (struct if_found){.alias = net->ifs.alias[i],
				 .speed_bps = net->ifs.speed_bps[i],
				 .speed_source = net->ifs.speed_source[i],
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
		found.alias = harvest_text(&net->text, &j->text, row->alias);
		find_speed(j, &found, row);
		network_update_interface(net, ifs, &found, dev->poll_at_ms);
	}
	if (dev->shape != shape)
		topology_classify(net, target_id(j->target));
}

/* --- counters --------------------------------------------------------------------- */

/* The row of the i-th known interface: mostly in its place. */
static const struct traffic_row *traffic_at(struct job *j, uint32_t i)
{
	const struct row *row = i < j->rows.n ? rows_at(&j->rows, i) : NULL;

	if (!row || row->index != j->index[i])
		row = rows_find(&j->rows, j->index[i]);
	return row && row->has ? (const struct traffic_row *)row : NULL;
}

/* Are these counters of the interfaces we know, and can they become rates? */
static void judge_traffic(struct job *j)
{
	const struct plan *plan = &j->target->plan;
	uint32_t known = 0, wide = 0;

	plan_clocks(&j->target->plan, &j->scalars, &j->outcome);
	for (uint32_t i = 0; i < j->index_n; i++) {
		const struct traffic_row *row = traffic_at(j, i);
		known += row != NULL;
		wide += row && row->row.has & (GOT_IN_OCTETS | GOT_IN_OCTETS32);
	}
	j->outcome.reshaped |= known != j->index_n || known != j->rows.n;
	j->outcome.narrow = wide < known;
	j->traffic = !j->outcome.reshaped || plan->renamed;
}

static void see_columns(struct job *j, enum step step)
{
	if (j->index_n)
		plan_saw(&j->target->plan, step, j->scan.mask, j->scan.seen);
}

/* What the agent does not tell stays as it is. */
static void take_status(struct job *j, if_id i, const struct traffic_row *row)
{
	struct network *net = network_of(j);
	const struct if_table *t = &net->ifs;
	uint32_t has = row->row.has;

	network_take_status(
		net, i, has & GOT_ADMIN ? row->admin : t->admin[i],
		has & GOT_OPER ? row->oper : t->oper[i],
		has & GOT_LAST_CHANGE ? row->last_change : t->last_change[i],
		j->clock.at_ms);
}

void apply_traffic(struct job *j)
{
	struct poll *p = j->target->poll;
	const struct dev *dev = target_dev(j->target);
	uint32_t n = j->index_n;

	TABLE_GROW(p->raw, p->raw_cap, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct traffic_row *row = traffic_at(j, i);
		p->raw[i] = (struct if_counters){0};
		if (!row)
			continue;
		harvest_counters(&p->raw[i], row);
		take_status(j, dev->if_first + i, row);
	}
	network_take_counters(p->net, target_id(j->target), &j->clock, p->raw, n);
}

/* --- health ----------------------------------------------------------------------- */

static void apply_processors(struct job *j)
{
	struct poll *p = j->target->poll;

	TABLE_GROW(p->processor, p->processor_cap, j->rows.n + 1);
	j->loads = harvest_processors(p->processor, &j->rows, &p->net->text);
	j->outcome.empty = j->loads == 0;
	if (j->loads && !j->target->senses.cpu)
		network_set_processors(p->net, target_id(j->target), p->processor,
				       j->loads);
}

/* An agent without hrProcessorLoad, or that has none yet: all its processors as one. */
static void apply_ticks(struct job *j)
{
	struct target *t = j->target;
	struct poll *p = t->poll;
	struct processor cpu;

	if (!t->ticks && !(t->ticks = calloc(1, sizeof *t->ticks)))
		die("out of memory");
	if (!j->loads && harvest_ticks(&cpu, t->ticks, &j->scalars, &p->net->text))
		network_set_processors(p->net, target_id(t), &cpu, 1);
	*t->ticks = j->scalars;
}

static void apply_memory(struct job *j)
{
	struct poll *p = j->target->poll;
	const struct scalars *ucd = did(j, STEP_UCD) ? &j->scalars : NULL;

	if (!did(j, STEP_STORAGE))
		rows_begin(&j->rows, sizeof(struct storage_row));
	TABLE_GROW(p->memory, p->memory_cap, j->rows.n + 1);
	uint32_t n = harvest_memory(p->memory, &j->rows, &j->text, ucd, &p->net->text);

	network_set_memory(p->net, target_id(j->target), p->memory, n);
}

void apply_health(struct job *j)
{
	struct poll *p = j->target->poll;
	const struct senses *own = &j->target->senses; /* of its profile come first */
	bool ucd = did(j, STEP_UCD) && j->scalars.row.has & GOT_CPU_IDLE;
	bool sensed = did(j, STEP_SURVEY) || did(j, STEP_SENSORS);

	if (ucd && !own->cpu)
		apply_ticks(j);
	else if (did(j, STEP_PROCESSORS) && !j->loads && !own->cpu)
		network_set_processors(p->net, target_id(j->target), NULL, 0);
	if (!own->memory &&
	    (did(j, STEP_STORAGE) ||
	     (did(j, STEP_UCD) && plan_skips(&j->target->plan, STEP_STORAGE))))
		apply_memory(j);
	if (did(j, STEP_PROCESSORS) || did(j, STEP_STORAGE) || did(j, STEP_UCD) ||
	    (sensed && (own->cpu || own->memory)))
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
		see_columns(j, step);
		judge_traffic(j);
		break;
	case STEP_NARROW:
		see_columns(j, step);
		break;
	case STEP_PROCESSORS:
		apply_processors(j);
		break;
	case STEP_STORAGE:
		j->outcome.empty = j->rows.n == 0;
		break;
	case STEP_UCD:
		j->outcome.empty =
			!(j->scalars.row.has & (GOT_MEM_TOTAL | GOT_CPU_IDLE));
		break;
	case STEP_SURVEY:
		apply_survey(j);
		break;
	case STEP_SENSORS:
		apply_sensors(j);
		break;
	case STEP_HELLO:
	case STEP_DISCOVER:
	case STEP_END:
		break;
	}
}
