/*
 * A card that was swapped at night explains much in the morning: what differs from the
 * survey before is told in the words of who would look for it.
 */
#include "probes/model/module.h"

#include <stdio.h>
#include <string.h>

#include "probes/model/runs.h"

#define TOLD_MAX 3 /* by name; of more only how many */

static const struct module *find(const struct module *row, uint32_t n, str_id name)
{
	for (uint32_t i = 0; i < n; i++)
		if (row[i].name == name)
			return &row[i];
	return NULL;
}

struct story {
	const struct network *net;
	char text[TEXT_BYTES_MAX + 1];
	uint32_t n;
};

static void tell(struct story *s, const struct module *m, const char *what, str_id of)
{
	if (++s->n <= TOLD_MAX)
		text_add(s->text, sizeof s->text, "%s%s %s %s", *s->text ? "; " : "",
			 network_str(s->net, m->name), what, network_str(s->net, of));
}

static void compare(struct story *s, const struct module *was, const struct module *is)
{
	if (was->serial != is->serial)
		tell(s, is, "has another serial,", is->serial);
	else if (was->version && is->version && was->version != is->version)
		tell(s, is, "has another version,", is->version);
}

static void tell_changes(struct network *net, dev_id id, const struct module *rows,
			 uint32_t n, int64_t now_ms)
{
	struct story s = {.net = net};
	uint32_t before_n;
	const struct module *before = network_modules(net, id, &before_n);

	for (uint32_t i = 0; i < n; i++) {
		const struct module *was = find(before, before_n, rows[i].name);
		if (was)
			compare(&s, was, &rows[i]);
		else
			tell(&s, &rows[i], "is new, serial", rows[i].serial);
	}
	for (uint32_t i = 0; i < before_n; i++)
		if (!find(rows, n, before[i].name))
			tell(&s, &before[i], "is gone, serial", before[i].serial);
	if (s.n > TOLD_MAX)
		text_add(s.text, sizeof s.text, "; and %u modules more",
			 s.n - TOLD_MAX);
	if (s.n)
		network_note_change(net, id, s.text, now_ms);
}

void network_set_modules(struct network *net, dev_id id, const struct module *rows,
			 uint32_t n, int64_t now_ms)
{
	struct runs table = {&net->module, &net->module_n, &net->module_cap,
			     &net->module_holes, sizeof *rows,
			     offsetof(struct dev, modules)};
	struct run *run;

	if (net->dev[id].modules.n)
		tell_changes(net, id, rows, n, now_ms);
	run = runs_resize(net, &table, id, n);
	for (uint32_t i = 0; i < n; i++) {
		net->module[run->first + i] = rows[i];
		net->module[run->first + i].dev = id;
	}
	net->generation++;
}

const struct module *network_modules(const struct network *net, dev_id id, uint32_t *n)
{
	*n = net->dev[id].modules.n;
	return *n ? net->module + net->dev[id].modules.first : NULL;
}
