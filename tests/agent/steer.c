/* Commands as a table: switches and numbers of an endpoint by where they stand, the
 * rest by a function. */
#include "tests/agent/steer.h"

#include <errno.h>

#include "probes/base/table.h"

struct command {
	const char *name;
	/* One of the three. A function returns false when its argument is no good. */
	size_t flag;	     /* offset of a bool of the endpoint */
	size_t number;	     /* offset of an unsigned */
	unsigned number_max; /* 0: not a number */
	bool (*run)(struct farm *, uint32_t i, const char *arg);
};

static bool parse(const char *arg, unsigned long max, unsigned *value)
{
	char *end;
	errno = 0;
	unsigned long v = strtoul(arg, &end, 10);
	*value = (unsigned)v;
	return errno == 0 && end != arg && *end == '\0' && v <= max;
}

static bool on_off(const char *arg, bool *flag)
{
	*flag = strcmp(arg, "on") == 0;
	return *flag || strcmp(arg, "off") == 0;
}

static bool refuse(struct farm *f, uint32_t i, const char *arg)
{
	bool on;
	return on_off(arg, &on) && endpoint_refuse(&f->endpoint[i], on);
}

static bool community(struct farm *f, uint32_t i, const char *arg)
{
	f->endpoint[i].agent.community = arena_strdup(&f->recorded[i].arena, arg);
	return true;
}

static bool interface(struct farm *f, uint32_t i, const char *arg, bool down)
{
	unsigned index;
	struct endpoint *e = &f->endpoint[i];
	return parse(arg, UINT32_MAX, &index) &&
	       device_interface_down(&e->device, index, down, endpoint_now(e));
}

static bool ifdown(struct farm *f, uint32_t i, const char *arg)
{
	return interface(f, i, arg, true);
}

static bool ifup(struct farm *f, uint32_t i, const char *arg)
{
	return interface(f, i, arg, false);
}

static bool reboot(struct farm *f, uint32_t i, const char *arg)
{
	device_reboot(&f->endpoint[i].device, endpoint_now(&f->endpoint[i]));
	return *arg == '\0';
}

static bool reset(struct farm *f, uint32_t i, const char *arg)
{
	device_reset_counters(&f->endpoint[i].device, endpoint_now(&f->endpoint[i]));
	return *arg == '\0';
}

static bool set(struct farm *f, uint32_t i, const char *arg)
{
	return snmprec_set(&f->recorded[i], arg);
}

static bool unset(struct farm *f, uint32_t i, const char *arg)
{
	return snmprec_unset(&f->recorded[i], arg);
}

#define FLAG(member) .flag = offsetof(struct endpoint, member)
#define NUMBER(member, max)                                                            \
	.number = offsetof(struct endpoint, member), .number_max = (max)

static const struct command commands[] = {
	{"silent", FLAG(silent)},
	{"duplicate", FLAG(duplicate)},
	{"wrongid", FLAG(wrong_id)},
	{"foreign", FLAG(foreign)},
	{"truncate", FLAG(truncate)},
	{"garbage", FLAG(garbage)},
	{"hostile", FLAG(device.hostile)},
	{"loss", NUMBER(loss_percent, 100)},
	{"delay", NUMBER(delay_ms, 600000)},
	{"pace", NUMBER(device.pace_ms, 600000)},
	{"refuse", .run = refuse},
	{"community", .run = community},
	{"ifdown", .run = ifdown},
	{"ifup", .run = ifup},
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

static bool run(struct farm *f, uint32_t i, const struct command *c, const char *arg)
{
	char *endpoint = (char *)&f->endpoint[i];
	if (c->run)
		return c->run(f, i, arg);
	if (c->number_max > 0)
		return parse(arg, c->number_max,
			     (unsigned *)(void *)(endpoint + c->number));
	return on_off(arg, (bool *)(endpoint + c->flag));
}

/* The agent that a line begins with, or NONE; *line is behind it. */
static uint32_t addressee(const struct farm *f, const char **line)
{
	char *end;
	unsigned long n = strtoul(*line, &end, 10);
	if (end == *line || *end != ' ' || n < 1 || n > f->n)
		return NONE;
	*line = end + 1;
	return (uint32_t)n - 1;
}

static bool obey(struct farm *f, const char *line)
{
	uint32_t only = addressee(f, &line);
	size_t len = strcspn(line, " ");
	const struct command *c = command_find(line, len);
	const char *arg = line[len] ? line + len + 1 : "";
	for (uint32_t i = 0; c && i < f->n; i++)
		if ((only == NONE || only == i) && !run(f, i, c, arg))
			return false;
	return c != NULL;
}

void steer_count(const struct farm *f, char *out, size_t cap)
{
	uint64_t answered = 0;
	for (uint32_t i = 0; i < f->n; i++)
		answered += f->endpoint[i].answered;
	snprintf(out, cap, "count %llu", (unsigned long long)answered);
}

bool steer(struct farm *f, const char *line, char *out, size_t cap)
{
	bool ok = true;
	if (strcmp(line, "count") == 0)
		steer_count(f, out, cap);
	else if ((ok = obey(f, line)))
		snprintf(out, cap, "ok");
	else
		snprintf(out, cap, "cannot '%s'", line);
	return ok;
}
