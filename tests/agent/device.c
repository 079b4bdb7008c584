/*
 * A source of values between an agent and the source proper: it asks the latter, at
 * another time where need be, and changes what the device's state changes.
 */
#include "tests/agent/device.h"

#include <string.h>

enum { IF_OPER = 8, IF_LAST_CHANGE = 9, IF_IN_ERRORS = 14 };

static const struct oid sys_uptime = {9, {1, 3, 6, 1, 2, 1, 1, 3, 0}};
static const struct oid hr_uptime = {10, {1, 3, 6, 1, 2, 1, 25, 1, 1, 0}};
static const struct oid engine_boots = {11, {1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0}};
static const struct oid engine_time = {11, {1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0}};
static const struct oid if_table = {9, {1, 3, 6, 1, 2, 1, 2, 2, 1}};
static const struct oid ifx_table = {10, {1, 3, 6, 1, 2, 1, 31, 1, 1, 1}};

static const struct {
	struct oid prefix;
	const char *bytes;
} hostile[] = {
	{{8, {1, 3, 6, 1, 2, 1, 1, 1}},
	 "Linux \xff\xfe\xc3( \xed\xa0\x80 \xf4\x90\x80\x80"},
	{{8, {1, 3, 6, 1, 2, 1, 1, 5}},
	 "\33[2J\33]0;pwned\7core\r\n01\x9b"
	 "31m\x7f"},
	{{8, {1, 3, 6, 1, 2, 1, 1, 6}}, "$(reboot) `id` | \"x\" ' ; %s%n"},
	{{11, {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18}},
	 "\xe2\x80\xaeto fra\xe2\x80\xac \xe2\x80\x8b\xef\xbb\xbf"
	 "a\xcc\x81\xcc\x82\xcc\x83\xcc\x84\t\n"},
};

struct device device_over(const struct agent_source *inner, void *ctx, uint32_t id)
{
	return (struct device){
		.inner = inner, .ctx = ctx, .id = id, .booted = -1, .reset = -1};
}

static struct device_interface *interface_find(struct device *d, uint32_t index)
{
	for (uint32_t i = 0; i < d->interface_n; i++)
		if (d->interface[i].index == index)
			return &d->interface[i];
	return NULL;
}

/* The interface's own time, which stands still while it is down. */
static int64_t own_time(const struct device_interface *i, int64_t now_ms)
{
	int64_t down = i->down_since < 0 ? 0 : now_ms - i->down_since;
	return now_ms - i->lost_ms - down;
}

void device_reset_counters(struct device *d, int64_t now_ms)
{
	d->reset = now_ms;
	for (uint32_t i = 0; i < d->interface_n; i++)
		d->interface[i].base = own_time(&d->interface[i], now_ms);
}

void device_reboot(struct device *d, int64_t now_ms)
{
	d->booted = now_ms;
	d->boots++;
	device_reset_counters(d, now_ms);
}

/* NULL: too many are steered. */
static struct device_interface *interface_make(struct device *d, uint32_t index)
{
	struct device_interface *i = interface_find(d, index);
	if (i || d->interface_n == DEVICE_INTERFACES)
		return i;
	i = &d->interface[d->interface_n++];
	*i = (struct device_interface){
		.index = index, .down_since = -1, .changed = -1, .base = d->reset};
	return i;
}

static uint64_t errors_of(const struct device_interface *i, int64_t now_ms)
{
	return i->errors + (uint64_t)(now_ms - i->errors_at) * i->errors_ps / 1000;
}

bool device_interface_errs(struct device *d, uint32_t index, uint32_t per_s,
			   int64_t now_ms)
{
	struct device_interface *i = interface_make(d, index);
	if (!i)
		return false;
	i->errors = errors_of(i, now_ms);
	i->errors_at = now_ms;
	i->errors_ps = per_s;
	return true;
}

bool device_interface_down(struct device *d, uint32_t index, bool down, int64_t now_ms)
{
	struct device_interface *i = interface_make(d, index);
	if (!i)
		return false;
	if (down == (i->down_since >= 0))
		return true;
	if (!down)
		i->lost_ms += now_ms - i->down_since;
	i->down_since = down ? now_ms : -1;
	i->changed = now_ms;
	return true;
}

static uint64_t inner_number(struct device *d, const struct oid *name, int64_t at)
{
	struct varbind value = {0};
	return d->inner->get(d->ctx, d->id, name, at, &value) ? value.num : 0;
}

/* A counter of an interface: read at the interface's own time, less what it had when
 * counters started over. */
static void change_counter(struct device *d, const struct oid *name, int64_t now_ms,
			   struct varbind *value)
{
	const struct device_interface *i = interface_find(d, name->arc[name->n - 1]);
	if (d->pace_ms > 0)
		now_ms -= now_ms % (int64_t)d->pace_ms;
	int64_t base = i ? i->base : d->reset;
	int64_t at = i ? own_time(i, now_ms) : now_ms;
	if (d->pace_ms > 0 || i)
		value->num = inner_number(d, name, at);
	if (base >= 0)
		value->num -= at > base ? inner_number(d, name, base) : value->num;
}

static uint64_t uptime(struct device *d, int64_t now_ms)
{
	return d->booted < 0 ? inner_number(d, &sys_uptime, now_ms)
			     : (uint64_t)(now_ms - d->booted) / 10;
}

static void change_interface(struct device *d, const struct oid *name, uint32_t column,
			     int64_t now_ms, struct varbind *value)
{
	const struct device_interface *i = interface_find(d, name->arc[name->n - 1]);
	if (value->type == BER_COUNTER32 || value->type == BER_COUNTER64) {
		change_counter(d, name, now_ms, value);
		if (column == IF_IN_ERRORS && i)
			value->num += errors_of(i, now_ms);
	} else if (column == IF_OPER && i && i->down_since >= 0)
		value->num = 2;
	else if (column == IF_LAST_CHANGE && i && i->changed > d->booted)
		value->num = uptime(d, i->changed);
	else if (column == IF_LAST_CHANGE && d->booted >= 0)
		value->num = 0;
}

static void change_clock(const struct device *d, const struct oid *name, int64_t now_ms,
			 struct varbind *value)
{
	if (oid_compare(name, &sys_uptime) == 0 || oid_compare(name, &hr_uptime) == 0)
		value->num = (uint64_t)(now_ms - d->booted) / 10;
	else if (oid_compare(name, &engine_time) == 0)
		value->num = (uint64_t)(now_ms - d->booted) / 1000;
	else if (oid_compare(name, &engine_boots) == 0)
		value->num += d->boots;
}

static void change_text(const struct oid *name, struct varbind *value)
{
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
		if (oid_has_prefix(name, &hostile[i].prefix)) {
			value->bytes = (const uint8_t *)hostile[i].bytes;
			value->len = (uint32_t)strlen(hostile[i].bytes);
		}
}

static void change(struct device *d, const struct oid *name, int64_t now_ms,
		   struct varbind *value)
{
	if (value->type == BER_OCTETS && d->hostile)
		change_text(name, value);
	else if (oid_has_prefix(name, &if_table) && name->n == if_table.n + 2)
		change_interface(d, name, name->arc[if_table.n], now_ms, value);
	else if (oid_has_prefix(name, &ifx_table) && name->n == ifx_table.n + 2)
		change_interface(d, name, 1000, now_ms, value);
	else if (d->booted >= 0)
		change_clock(d, name, now_ms, value);
}

static bool device_get(void *ctx, uint32_t agent, const struct oid *name,
		       int64_t now_ms, struct varbind *value)
{
	(void)agent;
	struct device *d = ctx;
	if (!d->inner->get(d->ctx, d->id, name, now_ms, value))
		return false;
	change(d, name, now_ms, value);
	return true;
}

static bool device_next(void *ctx, uint32_t agent, struct oid *name, int64_t now_ms,
			struct varbind *value)
{
	(void)agent;
	struct device *d = ctx;
	if (!d->inner->next(d->ctx, d->id, name, now_ms, value))
		return false;
	change(d, name, now_ms, value);
	return true;
}

const struct agent_source device_source = {.get = device_get, .next = device_next};
