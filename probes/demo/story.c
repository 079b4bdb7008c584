/*
 * The time line. The first act comes within a second or two, so that who starts the
 * demo sees why within five; each lasts long enough to be found by polls every five
 * seconds, and processors and memory every fifteen; the last minute ends quiet.
 */
#include "probes/demo/story.h"

struct act {
	int64_t from, to;    /* to 0: it never comes */
	int64_t climb, fall; /* within these; 0: it is there at once */
};
static const struct act day[ACTS] = {
	[ACT_DARK] = {1200, 50000, 0, 0},
	[ACT_FAN] = {20000, 100000, 0, 0},
	[ACT_SUPPLY] = {122000, 190000, 0, 0},
	[ACT_PEER] = {62000, 98000, 0, 0},
	[ACT_ALONE] = {124000, 158000, 0, 0},
	[ACT_FILL] = {25000, 105000, 30000, 12000},
	[ACT_FULL] = {54000, 94000, 0, 0},
	[ACT_BUSY] = {45000, 115000, 10000, 6000},
	[ACT_FLAP_1] = {110000, 120000, 0, 0},
	[ACT_FLAP_2] = {136000, 146000, 0, 0},
	[ACT_FLAP_3] = {162000, 172000, 0, 0},
	[ACT_LEAK] = {110000, 212000, 25000, 0},
	[ACT_BRIM] = {168000, 212000, 6000, 0},
	[ACT_CRASH] = {212000, 224000, 0, 0},
	[ACT_CORRUPT] = {160000, 210000, 0, 0},
	[ACT_FLOOD] = {150000, 215000, 8000, 6000},
	[ACT_UNPLUGGED] = {176000, 206000, 0, 0},
	[ACT_HUNG] = {205000, 255000, 0, 0},
	[ACT_MAINS] = {238000, 262000, 0, 0},
	[ACT_LAMP] = {192000, 232000, 0, 0},
	[ACT_LINE] = {204000, 232000, 0, 0},
};
static const struct act night[ACTS] = {
	[ACT_NIGHT] = {30000, 210000, 0, 0},
};
static const struct act *acts = day;

void story_choose(bool is_night)
{
	acts = is_night ? night : day;
}

/* Where now is in an act: negative before it, behind its length after. */
static int64_t place(const struct act *a, int64_t now_ms)
{
	return now_ms % STORY_MS - a->from;
}

static int64_t length(const struct act *a)
{
	return a->to - a->from;
}

/* So far in this round. */
static int64_t passed(const struct act *a, int64_t now_ms)
{
	int64_t at = place(a, now_ms);
	return at < 0 ? 0 : at < length(a) ? at : length(a);
}

bool story_on(enum story_act act, int64_t now_ms)
{
	int64_t at = place(&acts[act], now_ms);
	return at >= 0 && at < length(&acts[act]);
}

double story_level(enum story_act act, int64_t now_ms)
{
	const struct act *a = &acts[act];
	int64_t at = place(a, now_ms), left = length(a) - at;
	if (at < 0 || left <= 0)
		return 0;
	if (at < a->climb)
		return (double)at / (double)a->climb;
	return left < a->fall ? (double)left / (double)a->fall : 1;
}

int64_t story_spent(enum story_act act, int64_t now_ms)
{
	const struct act *a = &acts[act];
	return now_ms / STORY_MS * length(a) + passed(a, now_ms);
}

/* The area below the first so many milliseconds of an act: a ramp, a plateau, a ramp.
 */
static double area(const struct act *a, int64_t ms)
{
	double up = (double)(ms < a->climb ? ms : a->climb);
	int64_t falls = length(a) - a->fall;
	double down = (double)(ms > falls ? ms - falls : 0);
	double flat = (double)ms - up - down;
	return flat + (a->climb ? up * up / 2 / (double)a->climb : 0) +
	       (a->fall ? down - down * down / 2 / (double)a->fall : 0);
}

double story_area(enum story_act act, int64_t now_ms)
{
	const struct act *a = &acts[act];
	return (double)(now_ms / STORY_MS) * area(a, length(a)) +
	       area(a, passed(a, now_ms));
}

/* How often that point of the round has passed. */
static int64_t times(int64_t point, int64_t now_ms)
{
	return (now_ms - point + STORY_MS) / STORY_MS;
}

static int64_t last(int64_t point, int64_t now_ms)
{
	return (times(point, now_ms) - 1) * STORY_MS + point;
}

int64_t story_began(enum story_act act, int64_t now_ms)
{
	return acts[act].to ? last(acts[act].from, now_ms) : -1;
}

int64_t story_ended(enum story_act act, int64_t now_ms)
{
	return acts[act].to ? last(acts[act].to, now_ms) : -1;
}

uint32_t story_times(enum story_act act, int64_t now_ms)
{
	return acts[act].to ? (uint32_t)times(acts[act].to, now_ms) : 0;
}
