/*
 * lists_bench: how long an operator waits for a long list. Arguments: devices,
 * operators with a filter of their own; 48 interfaces a device. No watch: what a key, a
 * drawing and a slice of the views cost is measured in CPU time, and a key is answered
 * when the list that it asked for is on the screen. Prints a JSON line.
 */
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/logbook.h"
#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "tests/bench/rss.h"
#include "views/interfaces.h"
#include "views/key.h"
#include "views/session.h"

#define PORTS 48
#define POLL_MS 30000
#define SLICE_ROWS 4096 /* these as the watch has them */
#define AWAITED_ROWS 8192
#define ROOM_BYTES (1 << 20)
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
enum turn { KEY, DRAWING, SLICE, TURNS };
static const char *const turn_name[TURNS] = {"key", "drawing", "slice"};
static int64_t longest_us[TURNS];

static int64_t turn_from(int64_t begun_us, enum turn turn)
{
	int64_t took_us = clock_cpu_us() - begun_us;

	if (took_us > longest_us[turn])
		longest_us[turn] = took_us;
	return took_us;
}

static int64_t draw(struct operator* o)
{
	int64_t begun_us = clock_cpu_us();

	session_rings(o->session, &scene);
	session_draw(o->session, &scene, &o->screen);
	session_looks_at(o->session, &scene);
	return turn_from(begun_us, DRAWING);
}

static bool slice(int64_t *took_us)
{
	int64_t begun_us = clock_cpu_us();
	bool more =
		views_step(&scene, views_awaited(&scene) ? AWAITED_ROWS : SLICE_ROWS);

	*took_us += turn_from(begun_us, SLICE);
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

/* CPU time after a key, until the screen shows what there is of the list that was asked
 * for, or what was found so far; and until it has all of it to show. */
struct answer {
	int64_t us, all_us;
};

static struct answer later_of(struct answer a, struct answer b)
{
	return (struct answer){a.us > b.us ? a.us : b.us,
			       a.all_us > b.all_us ? a.all_us : b.all_us};
}

static struct answer wait_for(struct operator* o)
{
	int64_t took_us = draw(o), first_us = 0;

	while (session_waits(o->session)) { /* drawn as a watch draws it */
		uint64_t answered = views_answered(scene.views);

		if (!views_awaited(&scene)) /* but the board is not ready */
			slice(&took_us);
		while (views_awaited(&scene) && views_answered(scene.views) == answered)
			slice(&took_us);
		took_us += draw(o);
		if (!first_us && views_answered(scene.views) != answered)
			first_us = took_us;
	}
	return (struct answer){first_us ? first_us : took_us, took_us};
}

/* Each key on its own; the longest wait for one. */
static struct answer type(struct operator* o, const char *keys)
{
	struct answer most = {0};
	uint32_t key;

	while ((key = key_parse(&keys)) != K_NONE) {
		int64_t begun_us = clock_cpu_us(), key_us;
		struct answer answer;

		session_key(o->session, &scene, key);
		key_us = turn_from(begun_us, KEY);
		answer = wait_for(o);
		answer.us += key_us;
		answer.all_us += key_us;
		most = later_of(most, answer);
	}
	return most;
}

static void settle(void)
{
	int64_t none_us = 0;

	while (slice(&none_us))
		;
}

/* --- what is measured ----------------------------------------------------------------
 */

static void begin_turns(void)
{
	memset(longest_us, 0, sizeof longest_us);
}

/* The longest turn of each kind, and of all. */
static void print_turns(void)
{
	enum turn most = KEY;

	for (enum turn i = KEY; i < TURNS; i++) {
		printf(",\"%s_ms\":%.2f", turn_name[i], (double)longest_us[i] / 1e3);
		most = longest_us[i] > longest_us[most] ? i : most;
	}
	printf(",\"longest_turn_ms\":%.2f,\"longest\":\"%s\"",
	       (double)longest_us[most] / 1e3, turn_name[most]);
}

static void print_line(const char *view, const char *what, struct answer answer)
{
	printf("{\"bench\":\"lists\",\"view\":\"%s\",\"what\":\"%s\",\"devices\":%u,"
	       "\"interfaces\":%u,\"answer_ms\":%.2f,\"all_ms\":%.2f",
	       view, what, net.dev_n, net.ifs.n, (double)answer.us / 1e3,
	       (double)answer.all_us / 1e3);
	print_turns();
	printf("}\n");
	fflush(stdout);
}

/* Seconds go by in which somebody only looks. */
static void look_on(struct operator* o, int seconds)
{
	int64_t none_us = 0;

	for (int i = 0; i < seconds; i++) {
		scene.now_ms += 1000;
		draw(o);
		for (int k = 0; k < 200 && slice(&none_us); k++)
			;
		wait_for(o);
	}
}

/* What stands before a tab in keys is typed first, and not measured. */
static void measure_sized(const char *view, uint16_t rows, uint16_t cols,
			  const char *what, const char *keys)
{
	const char *tab = strchr(keys, '\t');
	char first[160];
	struct operator o;
	struct answer answer;

	sit_down(&o, view);
	canvas_resize(&o.screen, rows, cols);
	wait_for(&o);
	settle();
	if (tab) {
		snprintf(first, sizeof first, "%.*s", (int)(tab - keys), keys);
		type(&o, first);
		settle();
		keys = tab + 1;
	}
	begin_turns();
	answer = type(&o, keys);
	look_on(&o, 12);
	print_line(view, what, answer);
	leave(&o);
	scene.now_ms += 60000;
	settle();
}

static void measure(const char *view, const char *what, const char *keys)
{
	measure_sized(view, 40, 120, what, keys);
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
	struct answer answer;
	int64_t busy_us = 0;
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
	for (int s = 0; s < UPKEEP_S; s++) {
		scene.now_ms += 1000;
		for (unsigned i = 0; i < n; i++)
			draw(&all[i]);
		for (int k = 0; k < 200 && slice(&busy_us); k++)
			;
	}
	begin_turns();
	answer = type(one, "/dev-77 x");
	printf("{\"bench\":\"lists\",\"view\":\"%s\",\"what\":\"%u others, one "
	       "types\",\"devices\":%u,\"interfaces\":%u,\"answer_ms\":%.2f,"
	       "\"all_ms\":%.2f,\"upkeep_pct\":%.2f,\"lists_mb\":%.1f",
	       view, n, net.dev_n, net.ifs.n, (double)answer.us / 1e3,
	       (double)answer.all_us / 1e3, (double)busy_us / (UPKEEP_S * 1e4),
	       rss_mb() - before_mb);
	print_turns();
	printf("}\n");
	for (unsigned i = 0; i <= n; i++)
		leave(&all[i]);
	free(all);
}

/* By each of its columns. */
static void measure_sorts(const char *view, const char *list)
{
	struct views_column column;
	char what[64], keys[64];

	for (unsigned i = 0; views_column(i, &column); i++) {
		if (strcmp(column.list, list) != 0)
			continue;
		snprintf(what, sizeof what, "sort, %s", column.word);
		snprintf(keys, sizeof keys, ":sort %s<Enter>", column.word);
		measure(view, what, keys);
	}
}

/* What was selected is there no more, and stays as a ghost. */
static void measure_ghost(void)
{
	struct if_table *t = &net.ifs;
	struct operator o;
	struct answer answer;

	sit_down(&o, "interfaces");
	wait_for(&o);
	settle();
	type(&o, "jjjjj");
	begin_turns();
	for (if_id i = 0; i < t->n; i++)
		if (interface_util(t, i) > 80)
			t->oper[i] = IF_UNKNOWN;
	look_on(&o, 12);
	answer = wait_for(&o);
	print_line("interfaces", "a ghost", answer);
	for (if_id i = 0; i < t->n; i++)
		t->oper[i] = IF_UP;
	leave(&o);
	scene.now_ms += 60000;
	settle();
}

/* The whole log of everything. */
static void make_events(void)
{
	struct logbook_log *log = logbook_want(scene.logbook, "", "", scene.now_ms);
	uint64_t seq = 1 + LOGBOOK_PAGES * LOGBOOK_PAGE;
	struct logbook_wish wish;
	char name[32], text[64];

	while (logbook_next(scene.logbook, &wish)) {
		seq -= LOGBOOK_PAGE;
		for (uint32_t i = 0; i < LOGBOOK_PAGE; i++) {
			uint32_t dev = (uint32_t)(seq + i) * 7919 % net.dev_n;

			snprintf(name, sizeof name, "dev-%u-%05u", dev % SITES, dev);
			snprintf(text, sizeof text, "customer %u calls: slow", dev);
			logbook_take(scene.logbook, wish.id,
				     &(struct event){.seq = seq + i,
						     .at_ms = T0 - 100000000 +
							      (int64_t)(seq + i) * 1000,
						     .kind = EVENT_OPENED,
						     .severity = SEV_MAJOR,
						     .subject = SUBJECT_DEVICE,
						     .name = name,
						     .entity = "",
						     .check = "",
						     .text = text,
						     .note = "",
						     .before = ""});
		}
		logbook_take(scene.logbook, wish.id, NULL);
		logbook_older(log);
	}
}

static const struct {
	const char *view, *what, *keys;
} few_alerts[] = {
	{"interfaces", "scroll", "jjjj<PgDn>Gg"},
	{"interfaces", "scroll in the middle", "G<PgUp><PgUp>k<PgDn>g"},
	{"interfaces", "filter, many", "/floor"},
	{"interfaces", "filter, few", "/dev-77 desk"},
	{"interfaces", "filter, one", "/\"desk 31337 \""},
	{"interfaces", "filter, a field", "/dev:dev-77 if:xe-0/1"},
	{"interfaces", "filter, a number", "/util>80 in<85"},
	{"interfaces", "filter, a pattern", "//^desk .*[13]7 /"},
	{"interfaces", "filter, two patterns", "//^desk .*[13]7 / !dev:/^dev-[13]/"},
	{"interfaces", "filter, a hostile pattern", "//([0-9].{0,5}){5}z/"},
	{"interfaces", "filter, a hostile one of most places",
	 "//([dexk0-9].*.*){12}z/"},
	{"interfaces", "filter, begun anew", "/floor 2<C-u>desk 1<C-u>util<30"},
	{"interfaces", "problems", "!"},
	{"interfaces", "all", "."},
	{"interfaces", "next problem", "nnN"},
	{"interfaces", "next problem, far", "/desk !util>=60<Enter>\tnN"},
	{"interfaces", "next problem, other end", ":sort -util<Enter>\tnnN"},
	{"interfaces", "saved view",
	 "/desk 1<Enter>:sort name<Enter>:save 5<Enter>0\t5"},
	{"interfaces", "mark all", "\t**"},
	{"interfaces", "scope", ":set scope site=S07<Enter>/desk 1<Enter>jGg"},
	{"interfaces", "freeze", "jjz\tjkz"},
	{"interfaces", "path", "jj\tt"},
	{"devices", "scroll", "jjjj<PgDn>Gg"},
	{"devices", "filter", "/dev-77"},
	{"devices", "filter, a pattern", "//^dev-7.*[13]7$/"},
	{"devices", "filter, a hostile pattern", "//([0-9].{0,5}){5}z/"},
	{"devices", "filter, a number", "/cpu>80"},
	{"devices", "mark all", "*\tjkt<Esc>*"},
	{"devices", "scope", ":set scope site=S07<Enter>/dev<Enter>jGg"},
	{"topology", "scroll", "jjjj<PgDn>Gg"},
	{"topology", "sort", ":sort name<Enter>"},
	{"topology", "filter", "/S7"},
	{"topology", "filter, a pattern", "//^dev-7.*[13]7$/"},
	{"topology", "filter, a hostile pattern", "//([0-9].{0,5}){5}z/"},
	{"topology", "unfold", "++jjG"},
};
static const struct {
	const char *view, *what, *keys;
} many_alerts[] = {
	{"alerts", "scroll", "jjjj<PgDn>Gg"},
	{"alerts", "filter, many", "/calls"},
	{"alerts", "filter, few", "/dev-77 x"},
	{"alerts", "filter, a pattern", "//^cust.*[13]7 /"},
	{"alerts", "filter, a hostile pattern", "//([0-9].{0,5}){5}z/"},
	{"alerts", "filter, a field", "/dev:dev-77 sev>=major age<1h"},
	{"alerts", "next problem", "nnN"},
	{"alerts", "mark all", "\t**"},
	{"alerts", "scope", ":set scope site=S07<Enter>/calls<Enter>jGg"},
	{"alerts", "freeze", "jjz\tjkz"},
	{"events", "scroll", "jjjj<PgDn>Gg"},
	{"events", "filter", "/calls"},
	{"events", "filter, a pattern", "//^cust.*[13]7 /"},
	{"events", "filter, a hostile pattern", "//([0-9].{0,5}){5}z/"},
	{"events", "scope", ":set scope site=S07<Enter>/calls<Enter>jGg"},
	{"devices", "scroll, of 10,000 alerts", "jjjj<PgDn>Gg"},
	{"interfaces", "scroll, of 10,000 alerts", "jjjj<PgDn>Gg"},
	{"topology", "scroll, of 10,000 alerts", "jjjj<PgDn>Gg"},
	{"topology", "filter, of 10,000 alerts", "/S7"},
};

int main(int argc, char **argv)
{
	unsigned devices = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;
	unsigned operators = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 50;

	mallopt(M_MMAP_THRESHOLD, ROOM_BYTES);
	make_network(devices);
	alerts_init(&alerts, &rules);
	scene = (struct scene){.views = views_open(),
			       .name = "bench",
			       .net = &net,
			       .alerts = &alerts,
			       .recent = &recent,
			       .logbook = logbook_open(),
			       .now_ms = T0 + 2 * POLL_MS};
	for (size_t i = 0; i < sizeof few_alerts / sizeof *few_alerts; i++)
		measure(few_alerts[i].view, few_alerts[i].what, few_alerts[i].keys);
	measure_sorts("interfaces", "interfaces");
	measure_sorts("devices", "devices");
	measure_sized("overview", 24, 80, "grid, scroll", "2\tjjjjGg");
	measure_sized("overview", 24, 80, "grid, filter", "2\t/dev-77");
	measure_sized("overview", 24, 80, "grid, a pattern", "2\t//^dev-7.*[13]7$/");
	measure_sized("overview", 24, 80, "grid, a hostile pattern",
		      "2\t//([0-9].{0,5}){5}z/");
	measure_sized("overview", 60, 200, "four panels", "\t<Tab>jj<Tab>jj<Tab>jj");
	measure_ghost();
	measure_many("interfaces", "/floor !%u<Enter>", operators);
	make_alerts(1);
	make_events();
	for (size_t i = 0; i < sizeof many_alerts / sizeof *many_alerts; i++)
		measure(many_alerts[i].view, many_alerts[i].what, many_alerts[i].keys);
	measure_sorts("alerts", "alerts");
	measure_sorts("events", "events");
	measure_sized("overview", 24, 80, "grid, of 10,000 alerts", "2\tjjjjGg");
	measure_sized("overview", 60, 200, "four panels, of 10,000 alerts",
		      "\t<Tab>jj<Tab>jj<Tab>jj");
	measure_many("alerts", "/calls !%u<Enter>", operators);
	views_close(scene.views);
	logbook_close(scene.logbook);
	return 0;
}
