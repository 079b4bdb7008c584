/*
 * What to do next is a set of bits, taken from the lowest: that keeps the steps in
 * order and lets any of them call for another one without a net of states.
 */
#include "probes/wire/plan.h"

#include <string.h>

#include "probes/wire/storage.h"

#define INTERVAL_MIN_MS 1000
#define HEALTH_MS 15000	     /* processors and memory are not worth more */
#define DISCOVER_AGAIN_MS 600000
#define COUNT_MS 5000	/* polls that come faster count as one, of those below */
#define SYSTEM_EVERY 40 /* polls: contact and location may change */
#define ALIASES_EVERY 10
#define SURVEY_EVERY 120  /* polls: labels and limits may change, cards come */
#define SURVEY_SOON 10	  /* polls to the next when something of it is gone */
#define SURVEY_TOLD 4
#define WOLF_MAX 3	 /* surveys that a device may call for … */
#define WOLF_POLLS 120	 /* … in so many polls */
#define NEIGHBOURS_EVERY 10
#define RESTLESS 3 /* readings until new neighbours have made themselves known */
#define STATIONS_EVERY 20
#define VLANS_EVERY 12 /* readings of neighbours; of one that tells of changes: */
#define VLANS_TOLD 48
#define ETHER_EVERY 10
#define SENSES_AT_ONCE 64 /* so many readings more make the pace slower by one */
#define PEERS_BAD_MAX 3
#define SKIP_POLLS 60	  /* then what was missing may have come */
#define FALSE_ALARMS_MAX 3
#define OVERTAKEN_CS 1000
#define SETTLED_CS 12000   /* an agent that just started has no processor load yet */
#define FIRST_TRIES 2
#define DEFAULT_TRIES 3
#define HEARD_TRIES 5
#define STORED_READINGS 40
#define STILL_READINGS 3
#define MISHAPS_PS 0.5
#define AWAKE 2 /* of the columns that rest, in a poll … */
#define AWAKE_FAST 1 /* … that comes sooner than this after the last: */
#define FAST_MS 2000

#define NEIGHBOUR_STEPS                                                                \
	(BIT(STEP_NEIGHBOURS) | BIT(STEP_STATIONS) | BIT(STEP_VLANS))
#define SENSOR_STEPS (BIT(STEP_SURVEY) | BIT(STEP_SENSORS))
#define BIT(step) (UINT32_C(1) << (step))

static const struct reader *const readers[STEP_END] = {
	[STEP_HELLO] = &reader_hello,	  [STEP_SYSTEM] = &reader_system,
	[STEP_NAMES] = &reader_names,	  [STEP_ALIASES] = &reader_names,
	[STEP_TRAFFIC] = &reader_traffic, [STEP_NARROW] = &reader_traffic,
	[STEP_RESTING] = &reader_traffic, [STEP_HEALTH] = &reader_health,
};

const struct reader *plan_reader(enum step step)
{
	return readers[step];
}

/* Bits of the columns of a reader that set one of `has` in a row. */
static uint32_t columns_of(const struct reader *r, uint32_t has)
{
	uint32_t mask = 0;

	for (unsigned i = 0; i < r->n; i++)
		if (r->column[i].when == COLUMN_ROWS && r->column[i].has & has)
			mask |= BIT(i);
	return mask;
}

/* FNV-1a: where a device stands in its interval is the same in every run. */
static uint32_t hash(const char *name)
{
	uint32_t h = 2166136261;

	for (; *name; name++)
		h = (h ^ (uint8_t)*name) * 16777619;
	return h;
}

static void wake_all(struct plan *p)
{
	memset(p->still, 0, sizeof p->still);
	memset(p->read_cs, 0, sizeof p->read_cs);
	p->turn = 0;
}

/* Until it shows otherwise: 64-bit counters of version 2c, which version 1 cannot
 * carry. */
static void forget_lacks(struct plan *p)
{
	memset(p->lacks, 0, sizeof p->lacks);
	p->lacks[STEP_TRAFFIC] = columns_of(
		&reader_traffic, p->version == SNMP_V1 ? GOT_WIDE : GOT_NARROW);
	p->narrow_tried = false;
	p->skip = 0;
	p->since_skip = 0;
}

static void forget_shape(struct plan *p)
{
	forget_lacks(p);
	memset(p->size, 0, sizeof p->size);
	p->health_rows = 0;
	p->stored = false;
	wake_all(p);
}

void plan_init(struct plan *p, uint32_t interval_ms, const char *name, int version)
{
	*p = (struct plan){.interval_ms = interval_ms > INTERVAL_MIN_MS
						  ? interval_ms
						  : INTERVAL_MIN_MS,
			   .version = (uint8_t)version,
			   .step = STEP_END};
	p->phase_ms = hash(name) % p->interval_ms;
	forget_shape(p);
}

/* --- steps ------------------------------------------------------------------------ */

static void count(uint16_t *n)
{
	*n = *n < UINT16_MAX ? (uint16_t)(*n + 1) : *n;
}

/* A device with many sensors is asked for them less often. */
static bool sensors_due(const struct plan *p)
{
	int64_t pace = HEALTH_MS * (1 + p->senses / SENSES_AT_ONCE);

	return p->senses && (p->answers < 2 || p->began_ms - p->sensors_ms >= pace);
}

/* Peers are few words of many devices, and what a customer notices first: they do not
 * wait for the sensors of a large chassis. */
static bool peers_due(const struct plan *p)
{
	return p->peers && (p->answers < 2 || p->began_ms - p->peers_ms >= HEALTH_MS);
}

/* One that says when its parts are others is asked for all of them seldom; of its peers
 * that says nothing. */
static uint32_t survey_every(const struct plan *p)
{
	return p->shape_told && !p->peers ? SURVEY_TOLD * SURVEY_EVERY : SURVEY_EVERY;
}

static uint32_t sensor_steps(const struct plan *p)
{
	uint32_t steps = 0;

	if (!p->profiled)
		return 0;
	if (!p->surveyed || p->since_survey >= survey_every(p))
		return BIT(STEP_SURVEY);
	if (sensors_due(p))
		steps |= BIT(STEP_SENSORS);
	if (peers_due(p))
		steps |= BIT(STEP_PEERS);
	return steps;
}

/* Stations are of use when somebody knows who they are: not at first. */
static uint32_t neighbour_steps(const struct plan *p)
{
	uint32_t steps = 0;

	if (!p->surrounded)
		return 0;
	if (!p->met || p->since_neighbours >= NEIGHBOURS_EVERY ||
	    (p->restless && p->since_neighbours))
		steps |= BIT(STEP_NEIGHBOURS);
	if (p->met && p->since_stations >= STATIONS_EVERY)
		steps |= BIT(STEP_STATIONS);
	return steps;
}

/* What an ordinary poll of a device that answers consists of. */
static uint32_t usual_steps(const struct plan *p)
{
	uint32_t steps = BIT(STEP_TRAFFIC);
	bool health = p->answers < 2 || p->began_ms - p->health_ms >= HEALTH_MS;

	if (!p->known_system || p->since_system >= SYSTEM_EVERY)
		steps |= BIT(STEP_SYSTEM);
	if (!p->known_names || (p->blind && p->since_aliases >= ALIASES_EVERY))
		steps |= BIT(STEP_NAMES);
	else if (p->since_aliases >= ALIASES_EVERY)
		steps |= BIT(STEP_ALIASES);
	if (health)
		steps |= BIT(STEP_HEALTH);
	steps |= sensor_steps(p) | neighbour_steps(p);
	return steps & ~(uint32_t)p->skip;
}

/* Columns of TRAFFIC that have nothing to tell, but for those whose turn it is: a round
 * takes every one of them once, in their order. */
static uint32_t resting(struct plan *p)
{
	uint32_t steady =
		columns_of(&reader_traffic, GOT_STEADY) & ~p->lacks[STEP_TRAFFIC];
	uint32_t rests = 0, awake = 0;
	unsigned most = p->interval_ms < FAST_MS ? AWAKE_FAST : AWAKE;

	for (uint32_t left = steady; left; left &= left - 1)
		if (p->still[__builtin_ctz(left)] >= STILL_READINGS)
			rests |= left & -left;
	if (!(rests & ~p->turn))
		p->turn = 0;
	for (unsigned i = 0; i < most && rests & ~p->turn; i++) {
		uint32_t next = rests & ~p->turn & -(rests & ~p->turn);
		p->turn |= next;
		awake |= next;
	}
	return rests & ~awake;
}

static enum step next_step(struct plan *p)
{
	p->step = p->todo ? (enum step)__builtin_ctz(p->todo) : STEP_END;
	if (p->step == STEP_HEALTH)
		p->health_ms = p->began_ms;
	if (p->step == STEP_SURVEY || p->step == STEP_SENSORS)
		p->sensors_ms = p->began_ms;
	if (p->step == STEP_SURVEY || p->step == STEP_PEERS)
		p->peers_ms = p->began_ms;
	return p->step;
}

/* What is read every so many polls is not read every few seconds for that. */
static void count_poll(struct plan *p, int64_t now_ms)
{
	if (p->counted_ms && now_ms - p->counted_ms < COUNT_MS)
		return;
	p->counted_ms = now_ms;
	count(&p->since_system);
	count(&p->since_aliases);
	count(&p->since_skip);
	count(&p->since_survey);
	if (++p->since_wolf >= WOLF_POLLS)
		p->wolf = p->since_wolf = 0;
	count(&p->since_neighbours);
	count(&p->since_stations);
	count(&p->since_ether);
}

enum step plan_begin(struct plan *p, int64_t now_ms)
{
	p->began_ms = now_ms;
	p->reason = REASON_OK;
	p->answered = p->renamed = false;
	count_poll(p, now_ms);
	if (p->since_skip > SKIP_POLLS)
		forget_lacks(p);
	p->rests = resting(p);
	p->todo = p->misses >= PLAN_SILENT ? BIT(STEP_HELLO) : usual_steps(p);
	return next_step(p);
}

static enum reason reason_of(enum ask_result result)
{
	switch (result) {
	case ASK_REFUSED:
		return REASON_REFUSED;
	case ASK_UNKNOWN_USER:
		return REASON_UNKNOWN_USER;
	case ASK_WRONG_KEY:
		return REASON_WRONG_KEY;
	case ASK_TIME_WINDOW:
		return REASON_TIME_WINDOW;
	default:
		return REASON_TIMEOUT;
	}
}

/* Worth finding out whether it is our community that is wrong? */
static bool discovery_due(const struct plan *p, int64_t now_ms)
{
	bool expected =
		p->known_system && p->misses == 0; /* one lost poll is no riddle */

	return p->version != SNMP_V3 && !p->answered && !expected &&
	       (!p->discovered_ms || now_ms - p->discovered_ms >= DISCOVER_AGAIN_MS);
}

/* An agent may hang over a file system that hangs: the next time without storages. */
static void health_failed(struct plan *p)
{
	uint32_t storage = columns_of(&reader_health, ~(uint32_t)GOT_LOAD);

	if (p->lacks[STEP_HEALTH] & storage)
		p->skip |= (uint16_t)BIT(STEP_HEALTH);
	p->lacks[STEP_HEALTH] |= storage;
}

static void step_failed(struct plan *p, enum ask_result result, int64_t now_ms)
{
	if (p->step == STEP_HEALTH) {
		health_failed(p);
		return;
	}
	if (p->step == STEP_PEERS) {
		if (++p->peers_bad >= PEERS_BAD_MAX)
			p->skip |= (uint16_t)BIT(p->step);
		return;
	}
	if (BIT(p->step) & (SENSOR_STEPS | NEIGHBOUR_STEPS | BIT(STEP_ALIASES) |
			    BIT(STEP_ETHER))) {
		p->skip |= (uint16_t)BIT(p->step);
		return;
	}
	p->todo = 0;
	if (p->step == STEP_DISCOVER)
		return;
	p->reason = reason_of(result);
	if (result == ASK_TIMEOUT && discovery_due(p, now_ms)) {
		p->discovered_ms = now_ms;
		p->speaks = false;
		p->todo = BIT(STEP_DISCOVER);
	}
}

/* All devices are learnt to know at once; what is asked of them seldom is not to be
 * asked of all at once for ever. */
static uint16_t first_turn(const struct plan *p, bool known, uint32_t every)
{
	return (uint16_t)(known ? 0 : p->phase_ms % every);
}

static void took_names(struct plan *p, const struct outcome *o)
{
	p->blind = o->empty && !(p->has & GOT_IF_NUMBER);
	p->since_aliases = first_turn(p, p->known_names || p->blind, ALIASES_EVERY);
	p->known_names = p->renamed = true;
	if (o->reshaped) {
		forget_shape(p);
		p->false_alarms = 0;
	} else if (p->alarmed) {
		p->false_alarms++;
	}
	p->alarmed = false;
}

/* Ports that matter in their turn, those that count errors with every poll. */
static void ether_wanted(struct plan *p, const struct outcome *o)
{
	bool reads = !o->reshaped || p->renamed;

	p->ether_turn = o->ether_worth &&
			(p->answers < 2 || p->since_ether >= ETHER_EVERY);
	if (reads && (p->ether_turn || o->ether_troubled) && !plan_skips(p, STEP_ETHER))
		p->todo |= BIT(STEP_ETHER);
}

static void took_ether(struct plan *p, const struct outcome *o)
{
	if (p->ether_turn)
		p->since_ether = first_turn(p, p->answers >= 2, ETHER_EVERY);
	if (o->empty)
		p->skip |= (uint16_t)BIT(STEP_ETHER);
}

static void took_traffic(struct plan *p, const struct outcome *o)
{
	if (o->reshaped && !p->renamed)
		p->todo |= BIT(STEP_NAMES) | BIT(STEP_TRAFFIC);
	else if (o->narrow && !p->narrow_tried)
		p->todo |= BIT(STEP_NARROW);
	if (o->rebooted && p->since_system)
		p->todo |= BIT(STEP_SYSTEM);
	if (o->rebooted)
		p->surveyed = p->stored = false;
	ether_wanted(p, o);
	if (o->stirred && p->rests)
		p->todo |= BIT(STEP_RESTING);
	if (o->stirred)
		p->restless = RESTLESS;
}

static void survey_soon(struct plan *p)
{
	uint16_t then = (uint16_t)(survey_every(p) - SURVEY_SOON);

	if (p->since_survey < then)
		p->since_survey = then;
}

/* It says that its parts are others: they are read again at once. One that says so at
 * every reading cries wolf, and is believed three times an hour. */
static void parts_moved(struct plan *p)
{
	if (p->wolf >= WOLF_MAX)
		return;
	p->wolf++;
	p->since_survey = (uint16_t)survey_every(p);
}

/* An agent that just started may not have found its sensors yet. */
static void took_survey(struct plan *p)
{
	p->surveyed = true;
	p->since_survey = 0;
	if (p->uptime_cs <= SETTLED_CS)
		survey_soon(p);
}

/* An agent that just started may not have all its parts yet. */
static void skip_empty(struct plan *p, const struct outcome *o)
{
	if (o->empty && p->uptime_cs > SETTLED_CS)
		p->skip |= (uint16_t)BIT(p->step);
}

static void vlans_wanted(struct plan *p, const struct outcome *o)
{
	p->vlans_told = o->vlans;
	p->since_vlans++;
	if (!plan_skips(p, STEP_VLANS) &&
	    (!p->vlans_read || o->vlans != p->vlans_known ||
	     p->since_vlans >= (o->vlans ? VLANS_TOLD : VLANS_EVERY)))
		p->todo |= BIT(STEP_VLANS);
}

static void took_vlans(struct plan *p, const struct outcome *o)
{
	p->vlans_read = !o->empty || p->uptime_cs > SETTLED_CS;
	p->vlans_known = p->vlans_told;
	p->since_vlans = 0;
	skip_empty(p, o);
}

static void took_neighbours(struct plan *p, const struct outcome *o)
{
	p->since_neighbours = first_turn(p, p->met, NEIGHBOURS_EVERY);
	if (!p->met)
		p->since_stations = (uint16_t)(STATIONS_EVERY - 2 - p->phase_ms % 8);
	p->met = true;
	if (!o->empty || p->uptime_cs > SETTLED_CS)
		p->restless = p->restless ? (uint8_t)(p->restless - 1) : 0;
	vlans_wanted(p, o);
	skip_empty(p, o);
}

static void took_stations(struct plan *p, const struct outcome *o)
{
	p->since_stations = 0;
	skip_empty(p, o);
}

static void step_came_good(struct plan *p, const struct outcome *o)
{
	switch (p->step) {
	case STEP_HELLO:
		p->todo |= usual_steps(p);
		break;
	case STEP_SYSTEM:
		p->since_system = first_turn(p, p->known_system, SYSTEM_EVERY);
		p->known_system = true;
		if (o->empty) {
			p->reason = REASON_VIEW;
			p->todo = 0;
		} else if (o->reshaped) {
			p->todo |= BIT(STEP_NAMES);
		}
		p->surveyed = p->surveyed && !o->rebooted;
		break;
	case STEP_NAMES:
		took_names(p, o);
		break;
	case STEP_ALIASES:
		p->since_aliases = 0;
		break;
	case STEP_TRAFFIC:
		took_traffic(p, o);
		break;
	case STEP_ETHER:
		took_ether(p, o);
		break;
	case STEP_HEALTH:
		skip_empty(p, o);
		break;
	case STEP_SURVEY:
		took_survey(p);
		break;
	case STEP_PEERS:
		p->peers_bad = 0;
		if (o->empty)
			survey_soon(p);
		if (o->moved)
			p->since_survey = (uint16_t)survey_every(p);
		break;
	case STEP_SENSORS:
		if (o->empty)
			survey_soon(p);
		if (o->moved)
			parts_moved(p);
		break;
	case STEP_NEIGHBOURS:
		took_neighbours(p, o);
		break;
	case STEP_STATIONS:
		took_stations(p, o);
		break;
	case STEP_VLANS:
		took_vlans(p, o);
		break;
	case STEP_DISCOVER:
		p->speaks = true;
		break;
	case STEP_NARROW:
		p->narrow_tried = true;
		break;
	case STEP_RESTING:
		p->rests = 0;
		break;
	case STEP_END:
		break;
	}
}

enum step plan_next(struct plan *p, const struct outcome *o, int64_t now_ms)
{
	p->todo &= ~BIT(p->step);
	if (o->result == ASK_OK)
		step_came_good(p, o);
	else
		step_failed(p, o->result, now_ms);
	return next_step(p);
}

static bool went_well(enum reason reason)
{
	return reason == REASON_OK || reason == REASON_SLOW || reason == REASON_VIEW;
}

enum reason plan_end(struct plan *p, int64_t now_ms)
{
	p->step = STEP_END;
	if (p->reason == REASON_TIMEOUT && p->speaks)
		p->reason = REASON_COMMUNITY;
	if (p->reason == REASON_OK && p->blind)
		p->reason = REASON_VIEW;
	if (p->reason == REASON_OK && now_ms - p->began_ms > p->interval_ms / 2)
		p->reason = REASON_SLOW;
	if (went_well(p->reason)) {
		p->answers = p->misses >= PLAN_SILENT ? 1
			     : p->answers < UINT8_MAX	? (uint8_t)(p->answers + 1)
							: p->answers;
		p->misses = 0;
		p->speaks = false;
		p->discovered_ms = 0;
	} else if (p->misses < UINT8_MAX) {
		p->misses++;
	}
	return p->reason;
}

/* --- what is known of the agent --------------------------------------------------- */

/* Answers that overtake each other are no reboot. */
static bool fell(uint32_t before_cs, uint32_t after_cs)
{
	return after_cs < before_cs && before_cs - after_cs > OVERTAKEN_CS;
}

void plan_clocks(struct plan *p, const struct scalars *s, struct outcome *o)
{
	uint32_t both = p->has & s->row.has;

	o->rebooted |= (both & GOT_UPTIME && fell(p->uptime_cs, s->uptime_cs)) ||
		       (both & GOT_ENGINE_BOOTS && s->engine_boots != p->engine_boots);
	o->reshaped |=
		o->rebooted || (both & GOT_IF_NUMBER && s->if_number != p->if_number);
	if (both & GOT_IF_TABLE_CHANGE && !o->reshaped &&
	    p->false_alarms < FALSE_ALARMS_MAX &&
	    s->if_table_change_cs != p->if_table_change_cs)
		o->reshaped = p->alarmed = true;
	p->has = s->row.has;
	p->uptime_cs = s->uptime_cs;
	p->engine_boots = s->engine_boots;
	p->if_table_change_cs = s->if_table_change_cs;
	p->if_number = s->if_number;
}

bool plan_skips(const struct plan *p, enum step step)
{
	return p->skip & BIT(step);
}

void plan_heard(struct plan *p)
{
	p->answered = true;
}

unsigned plan_lanes(const struct plan *p)
{
	return p->answered ? 4 : 1;
}

uint8_t plan_tries(const struct plan *p)
{
	if (p->step == STEP_HELLO)
		return 1;
	if (p->answered) /* it lives: what is lost is lost on the way */
		return HEARD_TRIES;
	return p->known_system ? DEFAULT_TRIES : FIRST_TRIES;
}

uint32_t plan_columns(const struct plan *p, enum step step)
{
	switch (step) {
	case STEP_TRAFFIC:
		return ~(p->lacks[STEP_TRAFFIC] | p->rests);
	case STEP_HEALTH:
		return ~(p->lacks[STEP_HEALTH] |
			 (p->stored ? columns_of(&reader_health, STORAGE_FIXED) : 0));
	case STEP_RESTING:
		return p->rests;
	case STEP_NARROW:
		return columns_of(&reader_traffic, GOT_NARROW);
	case STEP_ALIASES:
		return columns_of(&reader_names,
				  GOT_ALIAS | GOT_SPEED | GOT_HIGH_SPEED | GOT_DUPLEX);
	default:
		return ~UINT32_C(0);
	}
}

uint32_t plan_rows(const struct plan *p, enum step step)
{
	return step == STEP_HEALTH ? p->health_rows : 0;
}

void plan_saw(struct plan *p, enum step step, uint32_t asked, uint32_t seen)
{
	uint32_t table = columns_of(&reader_traffic, ~UINT32_C(0));

	if (step == STEP_HEALTH && p->uptime_cs > SETTLED_CS) {
		p->lacks[step] |= asked & ~seen;
	} else if (step == STEP_TRAFFIC || step == STEP_NARROW ||
		   step == STEP_RESTING) {
		p->lacks[STEP_TRAFFIC] |= asked & table & ~seen;
		p->lacks[STEP_TRAFFIC] &= ~(asked & seen);
	}
}

/* An agent that just started may not know all of them. */
void plan_stored(struct plan *p, bool known)
{
	p->since_stored = p->stored ? (uint8_t)(p->since_stored + 1) : 0;
	p->stored = known && p->uptime_cs > SETTLED_CS &&
		    p->since_stored < STORED_READINGS;
}

void plan_stood(struct plan *p, uint32_t columns, uint32_t news, uint32_t uptime_cs)
{
	uint32_t steady = columns_of(&reader_traffic, GOT_STEADY) & columns;

	for (; steady; steady &= steady - 1) {
		unsigned i = (unsigned)__builtin_ctz(steady);
		bool stood = !(reader_traffic.column[i].has & news);
		p->still[i] = (uint8_t)(!stood			 ? 0
					: p->still[i] < UINT8_MAX ? p->still[i] + 1
								  : UINT8_MAX);
		p->read_cs[i] = uptime_cs;
	}
}

double plan_rested_s(const struct plan *p, uint32_t has, uint32_t uptime_cs)
{
	uint32_t column = columns_of(&reader_traffic, has);
	uint32_t read_cs = column ? p->read_cs[__builtin_ctz(column)] : 0;

	return read_cs ? (uptime_cs - read_cs) / 100.0 : 0;
}

/* One port of many has one with nearly every poll. */
uint32_t plan_mishaps(double rested_s)
{
	uint32_t some = (uint32_t)(MISHAPS_PS * rested_s);

	return rested_s > 0 && some == 0 ? 1 : some;
}
