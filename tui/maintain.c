/*
 * maintain: what the watch does about windows; they decide for themselves.
 */
#include "tui/maintain.h"

#include <stdlib.h>

#include "probes/base/clock.h"
#include "tui/attach.h"
#include "tui/exits.h"
#include "tui/maintain_print.h"
#include "tui/pager.h"
#include "views/format.h"
#include "views/thing.h"

#define SLICE_ROWS 4000

static void on_changed(void *ctx, dev_id dev, bool holds)
{
	struct watch *w = ctx;

	w->net->dev[dev].in_window = holds;
	watch_queue(w, dev);
}

bool maintain_step(struct watch *w)
{
	return maintenance_step(&w->maintenance, w->net, &w->alerts, clock_wall_ms(),
				SLICE_ROWS, on_changed, w, &w->events);
}

static void configure(struct maintenance *m, const struct inventory *inv,
		      int64_t now_ms)
{
	const char *zone = inv->settings.timezone;

	maintenance_init(m, zone_find(zone ? zone : "local"), inv->settings.grace_ms);
	for (uint32_t i = 0; i < inv->window_n; i++)
		maintenance_configure(m, &inv->window[i], now_ms);
}

void maintain_open(struct watch *w)
{
	configure(&w->maintenance, &w->setup->inventory, clock_wall_ms());
	w->alerts.maintenance = &w->maintenance;
}

static void put_row(void *ctx, const struct window_row *row)
{
	struct watch *w = ctx;

	journal_put_window(w->journal, row);
}

void maintain_put(struct watch *w, const struct event *e)
{
	struct window_row row;

	if (e->subject != SUBJECT_WINDOW)
		return;
	maintenance_rows(&w->maintenance, e, put_row, w);
	if (e->kind != EVENT_DIGEST || !pager_knows(w->pager, e->note))
		return;
	row = owed_row(owed_add(&w->owed, e), false);
	journal_put_window(w->journal, &row);
}

void maintain_restored(void *watch, const struct window_row *row)
{
	struct watch *w = watch;

	if (row->owed)
		owed_restore(&w->owed, row, clock_wall_ms());
	else
		maintenance_restore(&w->maintenance, w->net, row, clock_wall_ms());
}

/* --- operators --- */

/* Events cannot be put before, and what was planned is not known. */
static const char not_yet[] = "the journal is being opened, try again";

static void after(struct watch *w)
{
	if (maintain_step(w))
		watch_slice_soon(w);
	watch_flush(w);
}

static int add_things(struct seat *s, const struct window_thing *thing, uint32_t n,
		      const struct window_request *request, const char **name)
{
	struct watch *w = seat_watch(s);
	struct window_request r = *request;

	r.by = s->who;
	r.thing = thing;
	r.n = n;
	return maintenance_add(&w->maintenance, w->net, &r, clock_wall_ms(), &w->events,
			       name);
}

static int plan(struct seat *s, const struct act *act, const char **name)
{
	struct window_request r = {
		.until_ms = act->until_ms,
		.change = act->name,
		.text = act->note,
		.category = (enum window_category)act->category,
		.approver = act->approver};
	struct window_thing *thing = calloc(act->n + 1, sizeof *thing);
	int result;

	if (!thing)
		return WINDOW_NOTHING;
	for (uint32_t i = 0; i < act->n; i++) {
		const struct thing *t = &act->things[i];

		thing[i].subject = thing_subject(t);
		thing[i].name = (char *)(uintptr_t)t->name;
		thing[i].entity = (char *)(uintptr_t)t->entity;
	}
	result = add_things(s, thing, act->n, &r, name);
	free(thing);
	return result;
}

bool maintain_act(struct seat *s, const struct act *act, char *words, size_t cap)
{
	struct watch *w = seat_watch(s);
	int64_t now_ms = clock_wall_ms();
	const char *name = act->name;
	char until[FORMAT_SIZE];
	int result;

	if (!w->restored) {
		snprintf(words, cap, "not done: %s", not_yet);
		return false;
	}
	format_time(until, s->zone, act->until_ms);
	if (act->kind == ACT_PLAN)
		result = plan(s, act, &name);
	else if (act->kind == ACT_EXTEND)
		result = maintenance_extend(&w->maintenance, name, &s->who,
					    act->until_ms, now_ms, &w->events);
	else
		result = maintenance_done(&w->maintenance, name, &s->who, now_ms,
					  &w->events);
	after(w);
	if (result != WINDOW_OK)
		snprintf(words, cap, "not done: %s", window_error(result));
	else if (act->kind == ACT_DONE)
		snprintf(words, cap, "%s is done", name);
	else
		snprintf(words, cap, "%s until %.5s", name, until);
	return result == WINDOW_OK;
}

/* --- the command --- */

/* "fra-core-01", "fra-core-01/xe-0/0/3" or another thing; what is none is a device that
 * is not there. Takes word to pieces. */
static struct window_thing thing_named(const struct network *net, char *word)
{
	struct window_thing t = {
		.subject = SUBJECT_DEVICE, .name = word, .entity = NULL};
	char *slash = strchr(word, '/');

	if (alert_thing_named(net, word, &t.subject) == NONE && slash) {
		*slash = '\0';
		t.entity = slash + 1;
	}
	return t;
}

static void clean(char out[TEXT_BYTES_MAX + 1], const char *s)
{
	uint16_t width;

	text_clean(s ? s : "", s ? strlen(s) : 0, out, &width);
}

static int command_add(struct seat *s, const struct options *o, struct buf *out)
{
	struct watch *w = seat_watch(s);
	char change[TEXT_BYTES_MAX + 1], text[TEXT_BYTES_MAX + 1];
	char approver[TEXT_BYTES_MAX + 1];
	struct window_request r = {
		.change = change, .text = text, .approver = approver};
	struct window_thing thing[OPTIONS_ARGS_MAX];
	struct arena scratch = {0};
	const char *name;
	int result;

	clean(change, o->change);
	clean(text, o->note);
	clean(approver, o->approver);
	if (!window_category_find(o->category, &r.category))
		return WINDOW_NO_CATEGORY;
	r.until_ms = clock_wall_ms() + (o->for_ms ? o->for_ms : MAINTENANCE_DEFAULT_MS);
	for (unsigned i = 1; i < o->arg_n; i++)
		thing[i - 1] = thing_named(w->net, arena_strdup(&scratch, o->arg[i]));
	result = add_things(s, thing, o->arg_n - 1, &r, &name);
	if (result == WINDOW_OK)
		buf_printf(out, "%s\n", name);
	arena_fini(&scratch);
	return result;
}

/* Of a window, or of what one is for. */
static const char *window_named(const struct watch *w, const char *word)
{
	const struct maintenance *m = &w->maintenance;
	dev_id dev = network_dev_find(w->net, word);
	const struct window *of =
		dev == NONE ? NULL : maintenance_of(m, w->net, scope_dev(dev));

	return !maintenance_find(m, word) && of ? of->name : word;
}

static int command_move(struct seat *s, const struct options *o, bool ends,
			struct buf *error)
{
	struct watch *w = seat_watch(s);
	int64_t now_ms = clock_wall_ms();
	int code = EXIT_OK;

	for (unsigned i = 1; i < o->arg_n; i++) {
		const char *name = window_named(w, o->arg[i]);
		int result = ends ? maintenance_done(&w->maintenance, name, &s->who,
						     now_ms, &w->events)
				  : maintenance_extend(&w->maintenance, name, &s->who,
						       now_ms + o->for_ms, now_ms,
						       &w->events);

		if (result == WINDOW_OK)
			continue;
		code = EXIT_FAILED;
		buf_printf(error, "%s: %s\n", o->arg[i], window_error(result));
	}
	return code;
}

static int command_list(struct seat *s, const struct options *o, struct buf *out)
{
	const struct maintenance *m = &seat_watch(s)->maintenance;
	struct json j = {.out = out};

	if (o->json) {
		json_open(&j, '{');
		json_key(&j, "maintenance");
		maintain_json(&j, m, clock_wall_ms());
		json_close(&j, '}');
		buf_char(out, '\n');
	} else {
		maintain_print(out, m, s->zone ? s->zone : m->zone, clock_wall_ms());
	}
	return EXIT_OK;
}

int maintain_command(struct seat *s, const struct options *o, struct buf *out,
		     struct buf *error)
{
	const char *verb = o->arg_n ? o->arg[0] : "list";
	int code = EXIT_USAGE;

	if (!strcmp(verb, "list"))
		return command_list(s, o, out);
	if (o->arg_n < 2) {
		buf_printf(error, "maintenance %s of what?\n", verb);
		return EXIT_USAGE;
	}
	if (!seat_watch(s)->restored) {
		buf_printf(error, "%s\n", not_yet);
		return EXIT_FAILED;
	}
	if (!strcmp(verb, "add")) {
		code = command_add(s, o, out);
		if (code != WINDOW_OK)
			buf_printf(error, "%s\n", window_error(code));
		code = code == WINDOW_OK ? EXIT_OK : EXIT_FAILED;
	} else if (!strcmp(verb, "end") || !strcmp(verb, "extend")) {
		code = command_move(s, o, !strcmp(verb, "end"), error);
	} else {
		buf_printf(error, "maintenance list, add, extend or end, not '%.40s'\n",
			   verb);
	}
	after(seat_watch(s));
	return code;
}

/* --- without a watch --- */

static void mark_dev(void *ctx, dev_id dev, bool holds)
{
	struct network *net = ctx;

	net->dev[dev].in_window = holds;
}

void maintain_alone(struct maintenance *m, const struct inventory *inv,
		    struct network *net, struct alerts *alerts, int64_t now_ms)
{
	struct event_list none = {0};

	configure(m, inv, now_ms);
	while (maintenance_step(m, net, alerts, now_ms, UINT32_MAX, mark_dev, net,
				&none))
		;
	event_list_fini(&none);
	alerts->maintenance = m;
}

int maintain_preview_run(const struct options *o)
{
	struct watch_setup setup = {0};
	struct maintenance m;
	struct buf out = {0};
	bool found = false;
	int code = attach_need(o, &setup);

	if (!code) {
		configure(&m, &setup.inventory, clock_wall_ms());
		found = maintain_preview(&out, &m, o->arg_n ? o->arg[0] : NULL,
					 clock_wall_ms());
		maintenance_fini(&m);
	}
	if (out.len)
		fwrite(out.data, 1, out.len, stdout);
	if (!code && !found)
		fprintf(stderr, "noctop: there is no [window %s]\n", o->arg[0]);
	buf_fini(&out);
	attach_setup_fini(&setup);
	return code ? EXIT_CONFIG : found ? EXIT_OK : EXIT_FAILED;
}
