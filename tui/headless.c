/*
 * headless: a terminal that ends as text.
 */
#include "tui/headless.h"

#include <ev.h>
#include <sys/resource.h>

#include "probes/base/clock.h"
#include "probes/conf/rules.h"
#include "probes/model/ways.h"
#include "probes/wire/attach.h"
#include "tui/attach.h"
#include "tui/client.h"
#include "tui/errand.h"
#include "tui/hello.h"
#include "tui/exits.h"
#include "tui/maintain.h"
#include "tui/picture.h"
#include "tui/status.h"
#include "tui/spof_print.h"
#include "tui/stock.h"
#include "tui/terminal.h"
#include "tui/topology_print.h"
#include "views/key.h"

#define SECOND_ANSWERS_MS 7000 /* of a demo that is asked every 5 s: rates need two */
#define SETTLE_MS 300
#define HEAR_S 0.1 /* until the kernel has answered */

/* --- screens --- */

struct screen {
	struct client client;
	struct canvas canvas;
	struct errands errands;
	int frames;
	bool failed; /* an errand, and why was said */
};

static void tell_done(struct screen *s, bool error, const char *words)
{
	fprintf(stderr, "noctop: %s\n", words);
	s->failed |= error;
	client_done(s->client.fd, error, words);
}

/* A file is written as from a terminal; what takes a terminal is refused. What was set
 * is of this screen alone: a script leaves an operator's own screens as they are. */
static void run_errand(struct screen *s, const struct link_message *m)
{
	char words[ERRAND_WORDS];
	bool error;

	if (m->kind == LINK_FILE) {
		if (errand_file(&s->errands, m, &s->canvas, &error, words))
			tell_done(s, error, words);
	} else if (m->kind == LINK_COPY) {
		tell_done(s, true, "nothing is copied without a terminal");
	} else if (m->kind == LINK_CONNECT) {
		tell_done(s, true, "there is no terminal to connect with");
	}
}

static bool takes_frame(struct screen *s, const struct link_message *m)
{
	if (!link_apply(m, &s->canvas))
		return false;
	s->frames++;
	client_tell(&s->client,
		    &(struct link_message){.kind = LINK_SEEN, .seq = m->seq});
	return true;
}

/* Follow the screen until the deadline. False: the watch is gone. */
static bool screen_follow(struct screen *s, int64_t deadline_ms)
{
	struct link_message m;
	enum link_status status;

	while ((status = client_next(&s->client, &m, deadline_ms)) == LINK_ONE) {
		if (m.kind == LINK_EXIT ||
		    (m.kind == LINK_FRAME && !takes_frame(s, &m)))
			return false;
		run_errand(s, &m);
		if (s->errands.fd >= 0)
			deadline_ms = clock_mono_ms() + SETTLE_MS; /* more is to come */
	}
	return status == LINK_MORE;
}

/* One key at a time, each on the screen that the last one made. */
static bool screen_press(struct screen *s, const char *keys)
{
	uint32_t key;

	while (*keys && (key = key_parse(&keys)) != K_NONE) {
		client_tell(&s->client, &(struct link_message){.kind = LINK_KEYS,
							       .keys = &key,
							       .n = 1});
		if (!screen_follow(s, clock_mono_ms() + SETTLE_MS / 3))
			return false;
	}
	if (*keys)
		fprintf(stderr, "noctop: no key is called '%s'\n", keys);
	return !*keys;
}

static int screen_print(struct screen *s, const struct options *o,
			const struct looks *looks)
{
	struct buf text = {0};

	picture_write(&text, picture_named(o->as ? o->as : "txt"), &s->canvas, looks,
		      "noctop");
	fwrite(text.data, 1, text.len, stdout);
	buf_fini(&text);
	return fflush(stdout) ? 1 : 0;
}

static int screen_run(int fd, const struct options *o, int64_t watch_ms)
{
	struct screen s = {.client = {.fd = fd}, .errands = {.fd = -1}};
	struct link_message hello;
	struct looks looks;
	int code = EXIT_UNAVAILABLE;

	looks_find(&looks, o->config, o->theme);
	s.errands.looks = &looks;
	hello = hello_screen(o, &looks, o->rows, o->cols);
	canvas_init(&s.canvas);
	if (client_tell(&s.client, &hello) &&
	    screen_follow(&s, clock_mono_ms() + watch_ms)) {
		code = EXIT_USAGE;
		if (!o->keys || (screen_press(&s, o->keys) &&
				 screen_follow(&s, clock_mono_ms() + SETTLE_MS)))
			code = screen_print(&s, o, &looks);
	}
	if (code == EXIT_OK && s.failed)
		code = EXIT_FAILED;
	if (code == EXIT_UNAVAILABLE && s.frames == 0)
		code = EXIT_AGAIN; /* it left before it showed anything */
	client_tell(&s.client, &(struct link_message){.kind = LINK_BYE});
	client_fini(&s.client);
	canvas_fini(&s.canvas);
	return code;
}

int headless_screen(int fd, const struct options *o)
{
	return screen_run(fd, o, o->for_ms ? o->for_ms : SETTLE_MS);
}

int headless_overview(int fd, const struct options *o)
{
	struct options whole = *o;

	terminal_size(&whole.rows, &whole.cols);
	return screen_run(fd, &whole, SECOND_ANSWERS_MS);
}

/* --- status --- */

struct sweep {
	struct ev_loop *loop;
	struct watch_setup setup;
	struct alerts alerts;
	struct maintenance maintenance;
	struct event_list events;
	struct poll *poll;
};

static void on_news(void *ctx, dev_id dev)
{
	struct sweep *s = ctx;

	alerts_judge_dev(&s->alerts, &s->setup.net, dev, clock_wall_ms(), &s->events);
	event_list_reset(&s->events);
}

/* What waits for a word of its parent or of its site is judged with all that is known.
 */
static void judge_all(struct sweep *s)
{
	int64_t now_ms = clock_wall_ms();

	for (dev_id d = 0; d < s->setup.net.dev_n; d++)
		alerts_judge_dev(&s->alerts, &s->setup.net, d, now_ms, &s->events);
	for (site_id i = 0; i < s->setup.net.site_n; i++)
		alerts_judge_site(&s->alerts, &s->setup.net, i, now_ms, &s->events);
	event_list_reset(&s->events);
}

static void on_swept(void *ctx)
{
	struct sweep *s = ctx;

	ev_break(s->loop, EVBREAK_ALL);
}

static const struct sockaddr_storage *address_of(void *ctx, uint32_t dev)
{
	struct sweep *s = ctx;

	return poll_address(s->poll, dev);
}

static void on_heard(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)timer, (void)events;
	ev_break(loop, EVBREAK_ALL);
}

static void hear(struct sweep *s, struct outlook *outlook)
{
	ev_timer timer;

	outlook_ask(outlook);
	ev_timer_init(&timer, on_heard, HEAR_S, 0.);
	ev_timer_start(s->loop, &timer);
	ev_run(s->loop, 0);
}

/* What are we next to? The kernel is asked twice: for the ways, then who is there. */
static void look_around(struct sweep *s)
{
	struct attach_segment segment[ATTACH_SEGMENTS];
	struct network *net = &s->setup.net;
	const struct vantage *v;
	struct outlook *outlook;

	ways_all(net, clock_wall_ms());
	if (!links_n(net))
		return;
	outlook = outlook_open(s->loop, NULL, net->dev_n, address_of, s);
	hear(s, outlook);
	hear(s, outlook);
	v = outlook_see(outlook);
	attach_find(net, v, segment, attach_segments(v->port, segment), address_of, s);
	outlook_close(outlook);
	ways_all(net, clock_wall_ms());
}

static int status_print(struct sweep *s, const struct options *o)
{
	struct buf out = {0};
	int64_t now_ms = clock_wall_ms();
	struct status_poll totals;

	poll_health(s->poll, &s->setup.net.health);
	status_poll_from(&totals, &s->setup.net, poll_totals(s->poll));
	if (o->json)
		status_json(&out, &s->setup.inventory, &s->setup.net, &s->alerts,
			    &totals, now_ms);
	else
		status_table(&out, &s->setup.inventory, &s->setup.net, &s->alerts,
			     &totals, now_ms);
	fwrite(out.data, 1, out.len, stdout);
	buf_fini(&out);
	return status_exit_code(&s->setup.net, &s->alerts, now_ms);
}

static int inventory_print(struct sweep *s, const struct options *o)
{
	struct buf out = {0};

	stock_print(&out, &s->setup.net,
		    o->json  ? STOCK_JSON
		    : o->csv ? STOCK_CSV
			     : STOCK_TABLE);
	fwrite(out.data, 1, out.len, stdout);
	buf_fini(&out);
	return fflush(stdout) ? 1 : 0;
}

static int topology_print(struct sweep *s, const struct options *o)
{
	const char *name = s->setup.inventory.settings.name;
	int64_t now_ms = clock_wall_ms();
	struct buf out = {0};

	if (o->spof && o->json)
		spof_json(&out, name, &s->setup.net, now_ms);
	else if (o->spof)
		spof_table(&out, &s->setup.net);
	else if (o->json)
		topology_json(&out, name, &s->setup.net, &s->alerts, now_ms);
	else if (o->dot)
		topology_dot(&out, name, &s->setup.net, &s->alerts, now_ms);
	else
		topology_table(&out, &s->setup.net);
	fwrite(out.data, 1, out.len, stdout);
	buf_fini(&out);
	return fflush(stdout) ? 1 : 0;
}

/* Ask every device twice, then print. */
static int sweep(const struct options *o,
		 int (*print)(struct sweep *, const struct options *))
{
	struct sweep s = {0};
	int code = attach_need(o, &s.setup);

	if (code) {
		attach_setup_fini(&s.setup);
		return STATUS_UNKNOWN;
	}
	s.loop = ev_loop_new(EVFLAG_AUTO);
	alerts_init(&s.alerts, &s.setup.rules);
	maintain_alone(&s.maintenance, &s.setup.inventory, &s.setup.net, &s.alerts,
		       clock_wall_ms());
	s.poll = poll_open(s.loop, &s.setup.net, &s.setup.inventory, on_news, &s);
	poll_sweep_twice(s.poll, on_swept, &s);
	ev_run(s.loop, 0);
	look_around(&s);
	judge_all(&s);
	code = print(&s, o);
	poll_close(s.poll);
	alerts_fini(&s.alerts);
	maintenance_fini(&s.maintenance);
	event_list_fini(&s.events);
	ev_loop_destroy(s.loop);
	attach_setup_fini(&s.setup);
	return code;
}

int headless_status(const struct options *o)
{
	return sweep(o, status_print);
}

int headless_inventory(const struct options *o)
{
	return sweep(o, inventory_print);
}

int headless_topology(const struct options *o)
{
	return sweep(o, topology_print);
}

/* --- lint --- */

/* A theme is the terminal's, whose faults keep no watch from its network. */
static bool theme_is_sound(const char *config)
{
	struct faults faults = {0};
	struct looks looks;
	char path[4096];
	bool sound = true;

	if (conf_data_path(config, "theme.ini", path, sizeof path))
		sound = looks_load(&looks, path, LOOK_USUAL, &faults);
	if (!sound)
		fputs(faults.text.data, stderr);
	faults_fini(&faults);
	return sound;
}

int headless_lint(const struct options *o)
{
	struct watch_setup setup = {0};
	struct options given = *o;
	int code;

	if (o->arg_n)
		given.config = o->arg[0];
	code = attach_need(&given, &setup);
	if (!theme_is_sound(given.config))
		code = EXIT_FAULTS;
	if (!code)
		printf("%u device%s in %u site%s: no faults\n", setup.net.dev_n,
		       setup.net.dev_n == 1 ? "" : "s", setup.net.site_n,
		       setup.net.site_n == 1 ? "" : "s");
	attach_setup_fini(&setup);
	return code ? EXIT_FAULTS : EXIT_OK;
}
