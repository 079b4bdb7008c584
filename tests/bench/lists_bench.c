/*
 * lists_bench: how long an operator waits for a long list. Arguments: devices,
 * operators with a filter of their own; 48 interfaces a device. No watch: what a key, a
 * drawing and a slice of the views cost is measured in CPU time, and a key is answered
 * when the list that it asked for is on the screen. Prints a JSON line.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "tests/bench/rss.h"
#include "views/key.h"
#include "views/session.h"

#define PORTS 48
#define POLL_MS 30000
#define SLICE_ROWS 4096 /* as the watch has it */
#define SITES 100
#define T0 INT64_C(1800000000000)
#define UPKEEP_S 120 /* lists are kept up to date meanwhile */

static struct network net;
static struct alerts alerts;
static struct recent recent;
static struct rules rules;
static struct scene scene;

/* --- the network ---------------------------------------------------------------------
 */

__attribute__((format(printf, 1, 2))) static str_id named(const char *fmt, ...)
{
	char name[64];
	va_list args;

	va_start(args, fmt);
	vsnprintf(name, sizeof name, fmt, args);
	va_end(args);
	return text_intern_str(&net.text, name);
}

static void add_device(unsigned n)
{
	struct if_found found[PORTS];
	dev_id dev = network_dev_add(
		&net, &(struct dev){.name = named("dev-%u-%05u", n % SITES, n),
				    .address = named("10.%u.0.%u", n / 200, n % 200),
				    .site = n % SITES,
				    .role = ROLE_ACCESS,
				    .poll_ms = POLL_MS});

	for (uint32_t i = 0; i < PORTS; i++)
		found[i] = (struct if_found){
			.index = i + 1,
			.name = named("xe-0/%u/%u", i / 24, i % 24),
			.alias = named("desk %u of floor %u", n * PORTS + i, i % 7),
			.speed_bps = 10000000000,
			.admin = IF_UP,
			.oper = IF_UP};
	network_set_interfaces(&net, dev, found, PORTS);
	for (uint32_t i = 0; i < PORTS; i++)
		network_update_interface(&net, net.dev[dev].if_first + i, &found[i],
					 T0);
	net.dev[dev].cpu_pct = (float)(n * 37 % 100);
}

static void poll(dev_id dev, unsigned n)
{
	struct agent_clock clock = {.uptime_cs = 1000 + n * POLL_MS / 10,
				    .at_ms = T0 + (int64_t)n * POLL_MS};
	struct if_counters raw[PORTS] = {{.has = 0}};

	for (uint32_t i = 0; i < PORTS; i++) {
		uint32_t busy = (dev * 2654435761u + i * 40503u) >> 8 & 0xffff;

		raw[i].has = HAS_IN_OCTETS | HAS_OUT_OCTETS | HAS_HC_OCTETS;
		raw[i].in_octets = (uint64_t)n * busy * 500000;
		raw[i].out_octets = (uint64_t)n * (busy * 7 & 0xffff) * 500000;
	}
	network_take_counters(&net, dev, &clock, raw, PORTS, NULL);
	network_take_result(&net, dev, REASON_OK, clock.at_ms, 10);
}

static void make_network(unsigned devices)
{
	network_init(&net);
	for (unsigned i = 0; i < SITES; i++) {
		str_id name = named("S%02u", i);

		network_site_add(&net, &(struct site){.name = name, .title = name});
	}
	for (unsigned i = 0; i < devices; i++)
		add_device(i);
	for (unsigned n = 0; n < 3; n++)
		for (dev_id d = 0; d < devices; d++)
			poll(d, n);
}

/* Of every so many devices one has an alert. */
static void make_alerts(uint32_t apart)
{
	struct event_list events = {0};
	uint64_t id;

	for (dev_id d = 0; d < net.dev_n; d += apart) {
		char text[64];

		snprintf(text, sizeof text, "customer %u calls: slow", d);
		alert_raise(&alerts, &net,
			    &(struct raise_request){.by = {.name = "bench"},
						    .subject = SUBJECT_DEVICE,
						    .thing = d,
						    .severity = SEV_WARNING + d % 3,
						    .text = text},
			    scene.now_ms, &events, &id);
	}
	event_list_fini(&events);
}

/* --- an operator ---------------------------------------------------------------------
 */

struct operator
{
	struct session *session;
	struct canvas screen;
};
static double longest_us; /* turn: a key, a drawing, a slice */
static const char *longest_of = "";

static int64_t turn_from(int64_t begun_us, const char *what)
{
	int64_t took_us = clock_cpu_us() - begun_us;

	if ((double)took_us > longest_us) {
		longest_us = (double)took_us;
		longest_of = what;
	}
	return took_us;
}

static int64_t draw(struct operator* o)
{
	int64_t begun_us = clock_cpu_us();

	session_draw(o->session, &scene, &o->screen);
	return turn_from(begun_us, "drawing");
}

static bool slice(int64_t *took_us)
{
	int64_t begun_us = clock_cpu_us();
	bool more = views_step(&scene, SLICE_ROWS);

	*took_us += turn_from(begun_us, "slice");
	return more;
}

static void sit_down(struct operator* o, const char *view)
{
	o->session = session_open(&(struct session_options){.view = view});
	canvas_init(&o->screen);
	canvas_resize(&o->screen, 40, 120);
	draw(o);
}

static void leave(struct operator* o)
{
	session_close(o->session);
	canvas_fini(&o->screen);
}

/* Until the list that was asked for is on the screen; CPU time. */
static int64_t wait_for(struct operator* o)
{
	int64_t took_us = draw(o);

	while (session_waits(o->session)) { /* drawn as a watch draws it */
		uint64_t answered = views_answered(scene.views);

		while (views_awaited(&scene) && views_answered(scene.views) == answered)
			slice(&took_us);
		took_us += draw(o);
	}
	return took_us;
}

/* Each key on its own; the longest wait for one. */
static int64_t type(struct operator* o, const char *keys)
{
	int64_t most_us = 0;
	uint32_t key;

	while ((key = key_parse(&keys)) != K_NONE) {
		int64_t begun_us = clock_cpu_us(), took_us;

		session_key(o->session, &scene, key);
		took_us = turn_from(begun_us, "key") + wait_for(o);
		if (took_us > most_us)
			most_us = took_us;
	}
	return most_us;
}

static void settle(void)
{
	int64_t none_us = 0;

	while (slice(&none_us))
		;
}

/* --- what is measured ----------------------------------------------------------------
 */

static void measure(const char *view, const char *what, const char *keys)
{
	struct operator o;
	int64_t took_us;

	sit_down(&o, view);
	wait_for(&o);
	settle();
	longest_us = 0;
	took_us = type(&o, keys);
	printf("{\"bench\":\"lists\",\"view\":\"%s\",\"what\":\"%s\",\"devices\":%u,"
	       "\"interfaces\":%u,\"answer_ms\":%.2f,\"longest_turn_ms\":%.2f,"
	       "\"longest\":\"%s\"}\n",
	       view, what, net.dev_n, net.ifs.n, (double)took_us / 1e3,
	       longest_us / 1e3, longest_of);
	fflush(stdout);
	leave(&o);
	scene.now_ms += 60000;
	settle();
}

__attribute__((format(printf, 3, 0))) static void typed(char *out, size_t size,
							const char *keys, ...)
{
	va_list args;

	va_start(args, keys);
	vsnprintf(out, size, keys, args);
	va_end(args);
}

/* All look at their own part of a list; then one types. */
static void measure_many(const char *view, const char *filter, unsigned n)
{
	struct operator* all = calloc(n + 1, sizeof *all), *one = &all[n];
	int64_t took_us, busy_us = 0;
	double before_mb = rss_mb();
	char keys[32];

	if (!all)
		die("out of memory");
	for (unsigned i = 0; i < n; i++) {
		sit_down(&all[i], view);
		typed(keys, sizeof keys, filter, 1000 + i);
		type(&all[i], keys);
	}
	sit_down(one, view);
	wait_for(one);
	settle();
	longest_us = 0;
	for (int s = 0; s < UPKEEP_S; s++) {
		scene.now_ms += 1000;
		for (unsigned i = 0; i < n; i++)
			draw(&all[i]);
		for (int k = 0; k < 200 && slice(&busy_us); k++)
			;
	}
	longest_us = 0;
	took_us = type(one, "/dev-77 x");
	printf("{\"bench\":\"lists\",\"view\":\"%s\",\"what\":\"%u others, one "
	       "types\",\"devices\":%u,\"interfaces\":%u,\"answer_ms\":%.2f,"
	       "\"longest_turn_ms\":%.2f,\"longest\":\"%s\",\"upkeep_pct\":%.2f,"
	       "\"lists_mb\":%.1f}\n",
	       view, n, net.dev_n, net.ifs.n, (double)took_us / 1e3, longest_us / 1e3,
	       longest_of, (double)busy_us / (UPKEEP_S * 1e4), rss_mb() - before_mb);
	for (unsigned i = 0; i <= n; i++)
		leave(&all[i]);
	free(all);
}

int main(int argc, char **argv)
{
	unsigned devices = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;
	unsigned operators = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 50;

	make_network(devices);
	alerts_init(&alerts, &rules);
	scene = (struct scene){.views = views_open(),
			       .name = "bench",
			       .net = &net,
			       .alerts = &alerts,
			       .recent = &recent,
			       .now_ms = T0 + 2 * POLL_MS};
	measure("interfaces", "scroll", "jjjj<PgDn>Gg");
	measure("interfaces", "filter, many", "/floor");
	measure("interfaces", "filter, few", "/dev-77 desk");
	measure("interfaces", "filter, one", "/\"desk 31337 \"");
	measure("interfaces", "filter, a pattern", "//^desk .*[13]7 /");
	measure("interfaces", "problems", "!");
	measure("interfaces", "sort", ":sort in<Enter>");
	measure("interfaces", "sort by name", ":sort name<Enter>");
	measure("devices", "filter", "/dev-77");
	measure("devices", "sort", ":sort cpu<Enter>");
	measure("devices", "sort by name", ":sort name<Enter>");
	measure("topology", "sort", ":sort name<Enter>");
	measure("topology", "filter", "/S7");
	measure("topology", "filter, a pattern", "//^dev-7.*[13]7$/");
	measure("topology", "filter, a hostile pattern", "//([0-9].{0,5}){5}z/");
	measure("interfaces", "filter, a hostile pattern", "//([0-9].{0,5}){5}z/");
	measure_many("interfaces", "/floor !%u<Enter>", operators);
	make_alerts(1);
	measure("alerts", "scroll", "jjjj<PgDn>Gg");
	measure("alerts", "filter, many", "/calls");
	measure("alerts", "filter, few", "/dev-77 x");
	measure("alerts", "sort", ":sort what<Enter>");
	measure_many("alerts", "/calls !%u<Enter>", operators);
	views_close(scene.views);
	return 0;
}
