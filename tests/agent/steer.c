/* Commands as a table: faults by where they stand, the rest by a function. */
#include "tests/agent/steer.h"

#include <errno.h>

#include "probes/base/table.h"

enum { DELAY_MAX = 600000 };

/* One of the agents. */
struct steered {
	struct agents *all;
	uint32_t i;
	struct fault *fault;
	struct endpoint *endpoint; /* NULL: a device of the farm */
};

struct command {
	const char *name;
	/* Offset of a percentage in a fault, for commands without a function. That
	 * returns false when its argument is no good. */
	size_t percent;
	bool (*run)(struct steered *, const char *arg);
};

static uint32_t agents_count(const struct agents *a)
{
	return a->field.farm.devices > 0 ? a->field.farm.devices : a->n;
}

static struct steered steered(struct agents *a, uint32_t i)
{
	bool farm = a->field.farm.devices > 0;
	return (struct steered){.all = a,
				.i = i,
				.fault = farm ? &a->field.device[i].fault
					      : &a->endpoint[i].fault,
				.endpoint = farm ? NULL : &a->endpoint[i]};
}

static struct device *device_of(struct steered *s)
{
	return s->endpoint ? &s->endpoint->device : field_change(&s->all->field, s->i);
}

static int64_t now_of(const struct steered *s)
{
	return s->endpoint ? endpoint_now(s->endpoint) : field_now(&s->all->field);
}

/* --- arguments -------------------------------------------------------------------- */

static bool parse(const char *arg, unsigned long max, uint32_t *value)
{
	char *end;
	errno = 0;
	unsigned long v = strtoul(arg, &end, 10);
	*value = (uint32_t)v;
	return errno == 0 && end != arg && *end == '\0' && v <= max;
}

static bool on_off(const char *arg, bool *flag)
{
	*flag = strcmp(arg, "on") == 0;
	return *flag || strcmp(arg, "off") == 0;
}

static bool some(const char *arg, uint8_t *percent)
{
	bool all;
	uint32_t n;
	if (on_off(arg, &all))
		n = all ? 100 : 0;
	else if (!parse(arg, 100, &n))
		return false;
	*percent = (uint8_t)n;
	return true;
}

/* --- commands --------------------------------------------------------------------- */

static bool delay(struct steered *s, const char *arg)
{
	return parse(arg, DELAY_MAX, &s->fault->delay_ms);
}

static bool hostile(struct steered *s, const char *arg)
{
	return on_off(arg, &device_of(s)->hostile);
}

static bool pace(struct steered *s, const char *arg)
{
	uint32_t ms;
	bool ok = parse(arg, DELAY_MAX, &ms);
	if (ok)
		device_of(s)->pace_ms = ms;
	return ok;
}

static bool refuse(struct steered *s, const char *arg)
{
	bool on;
	return s->endpoint && on_off(arg, &on) && endpoint_refuse(s->endpoint, on);
}

static bool longest(struct steered *s, const char *arg)
{
	return s->endpoint && parse(arg, UINT32_MAX, &s->fault->longest);
}

static bool community(struct steered *s, const char *arg)
{
	if (s->endpoint)
		s->endpoint->agent.community =
			arena_strdup(&s->all->recorded[s->i].arena, arg);
	return s->endpoint;
}

static bool interface(struct steered *s, const char *arg, bool down)
{
	uint32_t index;
	return parse(arg, UINT32_MAX, &index) &&
	       device_interface_down(device_of(s), index, down, now_of(s));
}

static bool ifdown(struct steered *s, const char *arg)
{
	return interface(s, arg, true);
}

static bool ifup(struct steered *s, const char *arg)
{
	return interface(s, arg, false);
}

static bool errs(struct steered *s, const char *arg)
{
	const char *colon = strchr(arg, ':');
	uint32_t index, per_s;
	char number[16];
	if (!colon || colon - arg >= (int)sizeof number)
		return false;
	snprintf(number, sizeof number, "%.*s", (int)(colon - arg), arg);
	return parse(number, UINT32_MAX, &index) &&
	       parse(colon + 1, UINT32_MAX, &per_s) &&
	       device_interface_errs(device_of(s), index, per_s, now_of(s));
}

static bool reboot(struct steered *s, const char *arg)
{
	device_reboot(device_of(s), now_of(s));
	return *arg == '\0';
}

static bool reset(struct steered *s, const char *arg)
{
	device_reset_counters(device_of(s), now_of(s));
	return *arg == '\0';
}

static bool set(struct steered *s, const char *arg)
{
	return s->endpoint && snmprec_set(&s->all->recorded[s->i], arg);
}

static bool unset(struct steered *s, const char *arg)
{
	return s->endpoint && snmprec_unset(&s->all->recorded[s->i], arg);
}

#define SOME(member) .percent = offsetof(struct fault, member)

static const struct command commands[] = {
	{"silent", SOME(silent)},
	{"loss", SOME(loss)},
	{"duplicate", SOME(duplicate)},
	{"wrongid", SOME(wrong_id)},
	{"foreign", SOME(foreign)},
	{"truncate", SOME(truncate)},
	{"garbage", SOME(garbage)},
	{"delay", .run = delay},
	{"longest", .run = longest},
	{"hostile", .run = hostile},
	{"pace", .run = pace},
	{"refuse", .run = refuse},
	{"community", .run = community},
	{"ifdown", .run = ifdown},
	{"ifup", .run = ifup},
	{"errs", .run = errs},
	{"reboot", .run = reboot},
	{"reset", .run = reset},
	{"set", .run = set},
	{"unset", .run = unset},
};

static const struct command *command_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strlen(commands[i].name) == len &&
		    memcmp(commands[i].name, name, len) == 0)
			return &commands[i];
	return NULL;
}

static bool run(struct steered s, const struct command *c, const char *arg)
{
	return c->run ? c->run(&s, arg) : some(arg, (uint8_t *)s.fault + c->percent);
}

/* --- who is meant ----------------------------------------------------------------- */

struct choice {
	uint32_t only;	/* NONE: all */
	uint32_t share; /* percent of them */
};

/* What a line begins with; *line is behind it. */
static struct choice choose(const struct agents *a, const char **line)
{
	char *end;
	unsigned long n = strtoul(*line, &end, 10);
	struct choice c = {NONE, 100};
	if (end == *line)
		return c;
	if (end[0] == '%' && end[1] == ' ' && n <= 100) {
		c.share = (uint32_t)n;
		*line = end + 2;
	} else if (*end == ' ' && n >= 1 && n <= agents_count(a)) {
		c.only = (uint32_t)n - 1;
		*line = end + 1;
	}
	return c;
}

static bool is_chosen(const struct choice *c, uint32_t i)
{
	uint32_t dice = i * 2654435761u;
	return c->only == NONE ? fault_roll(&dice) % 100 < c->share : c->only == i;
}

static bool obey(struct agents *a, const char *line)
{
	struct choice choice = choose(a, &line);
	size_t len = strcspn(line, " ");
	const struct command *c = command_find(line, len);
	const char *arg = line[len] ? line + len + 1 : "";
	for (uint32_t i = 0; c && i < agents_count(a); i++)
		if (is_chosen(&choice, i) && !run(steered(a, i), c, arg))
			return false;
	return c != NULL;
}

void steer_count(const struct agents *a, char *out, size_t cap)
{
	uint64_t answered = a->field.answered;
	for (uint32_t i = 0; i < a->n; i++)
		answered += a->endpoint[i].answered;
	snprintf(out, cap, "count %llu", (unsigned long long)answered);
}

bool steer(struct agents *a, const char *line, char *out, size_t cap)
{
	bool ok = true;
	if (strcmp(line, "count") == 0)
		steer_count(a, out, cap);
	else if ((ok = obey(a, line)))
		snprintf(out, cap, "ok");
	else
		snprintf(out, cap, "cannot '%s'", line);
	return ok;
}
