/*
 * hub_bench: the largest of single turns: what a device with as many neighbours as are
 * taken of one costs when they come, when each of them is another, and what a screen of
 * the topology costs when one site has all devices (10,000). CPU time of each turn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "probes/model/link.h"
#include "probes/model/ways.h"
#include "probes/wire/nearby.h"
#include "tests/views/stage.h"

#define T0 INT64_C(1800000000000)
#define NEIGHBOURS 1000
#define STATIONS 19000
#define PORTS 1100

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void tell(const char *what, double begun)
{
	printf("hub: %-52s %7.2f ms\n", what, cpu_ms() - begun);
}

static str_id named(struct network *net, const char *what, unsigned n)
{
	char name[32];

	snprintf(name, sizeof name, "%s%u", what, n);
	return text_intern_str(&net->text, name);
}

static void add_ports(struct network *net, dev_id d, uint32_t n)
{
	static struct if_found port[PORTS];

	for (uint32_t i = 0; i < n; i++) {
		port[i] = (struct if_found){.index = i + 1,
					    .name = named(net, "eth", i + 1)};
		memcpy(port[i].mac,
		       (uint8_t[]){2, 0, 0, (uint8_t)(d >> 8), (uint8_t)d, (uint8_t)i},
		       6);
	}
	network_set_interfaces(net, d, port, n);
}

/* The column of this object, by its number in the part. */
static uint32_t column(enum nearby_part part, const char *oid)
{
	struct oid want, is;
	uint32_t i = 0;

	oid_parse(oid, &want);
	for (; i < nearby_columns(part); i++) {
		nearby_column(part, i, &is);
		if (is.n == want.n && !memcmp(is.arc, want.arc, is.n * sizeof *is.arc))
			break;
	}
	return i;
}

static void text_cell(struct nearby *n, const char *oid, uint32_t row, const char *s)
{
	struct varbind vb = {.type = BER_OCTETS,
			     .bytes = (const uint8_t *)s,
			     .len = (uint32_t)strlen(s)};
	uint32_t index[3] = {0, row + 1, 1};

	nearby_take(n, NEARBY_NEIGHBOURS, column(NEARBY_NEIGHBOURS, oid), index, 3,
		    &vb);
}

/* LLDP of neighbours called "PREFIXn"; ports are named. */
static void neighbours(struct nearby *n, const char *prefix)
{
	struct varbind kind = {.type = BER_INTEGER, .num = 5};
	char text[32];

	nearby_begin(n);
	for (uint32_t i = 0; i < NEIGHBOURS; i++) {
		uint32_t index[3] = {0, i + 1, 1};

		snprintf(text, sizeof text, "%s%u", prefix, i + 1);
		text_cell(n, "1.0.8802.1.1.2.1.4.1.1.5", i, text);
		nearby_take(n, NEARBY_NEIGHBOURS,
			    column(NEARBY_NEIGHBOURS, "1.0.8802.1.1.2.1.4.1.1.6"),
			    index, 3, &kind);
		text_cell(n, "1.0.8802.1.1.2.1.4.1.1.7", i, "eth1");
		text_cell(n, "1.0.8802.1.1.2.1.4.1.1.9", i, text);
	}
}

/* A forwarding table of so many rows, all of MACs that are known. */
static void stations(struct nearby *n)
{
	uint32_t base = column(NEARBY_STATIONS, "1.3.6.1.2.1.17.1.4.1.2");
	uint32_t fdb = column(NEARBY_STATIONS, "1.3.6.1.2.1.17.7.1.2.2.1.2");

	nearby_begin(n);
	for (uint32_t i = 1; i <= NEIGHBOURS; i++) {
		struct varbind vb = {.type = BER_INTEGER, .num = i};

		nearby_take(n, NEARBY_STATIONS, base, &i, 1, &vb);
	}
	for (uint32_t i = 0; i < STATIONS; i++) {
		uint32_t d = i % NEIGHBOURS + 1;
		uint32_t index[7] = {i / NEIGHBOURS + 1, 2, 0, 0, d >> 8, d & 255, 0};
		struct varbind vb = {.type = BER_INTEGER, .num = d};

		nearby_take(n, NEARBY_STATIONS, fdb, index, 7, &vb);
	}
}

static void join(struct network *net, const char *what)
{
	double begun, worst = 0;
	bool more = true;

	while (more) {
		begun = cpu_ms();
		more = links_join(net, 16, T0);
		begun = cpu_ms() - begun;
		worst = begun > worst ? begun : worst;
	}
	printf("hub: %-52s %7.2f ms\n", what, worst);
}

/* 1,000 neighbours on one port: strangers, or as many ports of a device of ours. */
static void one_port(struct network *net, dev_id peer, const char *prefix)
{
	static struct claim c[NEIGHBOURS];

	for (uint32_t i = 0; i < NEIGHBOURS; i++) {
		c[i] = claim_by(LINK_LLDP, peer);
		c[i].port = named(net, "eth", 1);
		*(peer == NONE ? &c[i].name : &c[i].far) = named(net, prefix, i);
	}
	links_said(net, 0, LINK_HEARD, c, NEIGHBOURS, T0);
}

static void bench_hub(void)
{
	static struct nearby n;
	struct network net;
	double begun;

	network_init(&net);
	for (unsigned i = 0; i <= NEIGHBOURS; i++) {
		network_dev_add(&net, &(struct dev){.name = named(&net, "sw-", i),
						    .site = NONE});
		add_ports(&net, i, i ? 2 : PORTS);
	}
	neighbours(&n, "sw-");
	begun = cpu_ms();
	nearby_tell(&n, NEARBY_NEIGHBOURS, &net, 0, T0);
	tell("1,000 neighbours of ours are told of", begun);
	join(&net, "and joined, the longest turn");
	neighbours(&n, "other-");
	begun = cpu_ms();
	nearby_tell(&n, NEARBY_NEIGHBOURS, &net, 0, T0 + 60000);
	tell("1,000 strangers instead of them", begun);
	join(&net, "and joined, the longest turn");
	one_port(&net, NONE, "a");
	join(&net, "1,000 strangers on one port, the longest turn");
	one_port(&net, NONE, "b");
	join(&net, "and others instead of them");
	one_port(&net, 1, "p");
	join(&net, "1,000 ports of one neighbour, the longest turn");
	stations(&n);
	begun = cpu_ms();
	nearby_tell(&n, NEARBY_STATIONS, &net, 0, T0 + 60000);
	tell("19,000 rows of a forwarding table", begun);
	join(&net, "and joined, the longest turn");
	nearby_fini(&n);
	network_fini(&net);
}

/* --- the screen ------------------------------------------------------------------- */

static void draw(struct stage *st, struct session *v, struct canvas *c,
		 const char *what)
{
	double begun = cpu_ms();

	session_draw(v, &st->scene, c);
	tell(what, begun);
}

static void bench_tree(void)
{
	struct session_options options = {.view = "topology", .zone = zone_find("UTC")};
	static struct stage st;
	struct session *v;
	struct canvas c = {0};
	double begun, worst = 0;
	bool more = true;

	stage_open(&st, NULL);
	stage_line(&st, "network EU-NOC");
	stage_line(&st, "site FRA");
	stage_line(&st, "device core-1 site=FRA role=core");
	for (int i = 1; i < 100; i++) {
		char line[128];

		snprintf(line, sizeof line,
			 "device dist-%d site=FRA role=dist parent=core-1", i);
		stage_line(&st, line);

		snprintf(line, sizeof line,
			 "device acc-%d-{1-100} site=FRA role=access parent=dist-%d", i,
			 i);
		stage_line(&st, line);
	}
	stage_line(&st, "device bad site=FRA role=access parent=dist-7 state=down");
	ways_all(&st.net, st.scene.now_ms);
	canvas_resize(&c, 40, 120);
	v = session_open(&options);
	session_key(v, &st.scene, '0');
	while (more) {
		begun = cpu_ms();
		more = views_step(&st.scene, 4096);
		begun = cpu_ms() - begun;
		worst = begun > worst ? begun : worst;
	}
	printf("hub: %-52s %7.2f ms\n", "a site of 10,000, counted, the longest turn",
	       worst);
	draw(&st, v, &c, "its topology, drawn");
	draw(&st, v, &c, "and again, nothing new");
	st.scene.now_ms += 1000;
	draw(&st, v, &c, "and a second later");
	session_close(v);
	canvas_fini(&c);
	stage_fini(&st);
}

/* A site of `stage`: a core, access devices of that state on it, one that is down, or a
 * chain. */
enum shape { STAR_UP, STAR_DOWN, CHAIN };

static void add_site(struct stage *st, int s, enum shape shape)
{
	char line[160];

	snprintf(line, sizeof line, "site S%d", s);
	stage_line(st, line);
	snprintf(line, sizeof line, "device core-%d site=S%d role=core", s, s);
	stage_line(st, line);
	for (int i = 1; shape == CHAIN && i < 99; i++) {
		snprintf(line, sizeof line,
			 "device acc-%d-%d site=S%d role=access parent=%s-%d%s%.0d", s,
			 i, s, i > 1 ? "acc" : "core", s, i > 1 ? "-" : "", i - 1);
		stage_line(st, line);
	}
	snprintf(line, sizeof line,
		 "device acc-%d-{1-98} site=S%d role=access parent=core-%d state=%s", s,
		 s, s, shape == STAR_UP ? "up" : "down");
	if (shape != CHAIN)
		stage_line(st, line);
	snprintf(line, sizeof line,
		 "device bad-%d site=S%d role=access parent=core-%d state=down", s, s,
		 s);
	stage_line(st, line);
}

/* A link of each device to its parent. */
static void add_uplinks(struct network *net)
{
	for (dev_id d = 0; d < net->dev_n; d++) {
		struct claim claim = claim_by(LINK_LLDP, net->dev[d].parent[0]);

		add_ports(net, d, 2);
		if (!net->dev[d].parent_n)
			continue;
		claim.port = named(net, "eth", 1);
		claim.far = named(net, "eth", 2);
		links_said(net, d, LINK_HEARD, &claim, 1, T0);
	}
}

/* 100 sites in trouble, all of them unfolded: 10,000 devices, and the matrix below. */
static void bench_sites(enum shape shape, const char *what)
{
	struct session_options options = {.view = "topology", .zone = zone_find("UTC")};
	static struct stage st;
	struct session *v;
	struct canvas c = {0};

	stage_open(&st, NULL);
	stage_line(&st, "network EU-NOC");
	for (int s = 1; s <= 100; s++)
		add_site(&st, s, shape);
	add_uplinks(&st.net);
	ways_all(&st.net, st.scene.now_ms);
	canvas_resize(&c, 67, 240);
	v = session_open(&options);
	session_key(v, &st.scene, '0');
	while (views_step(&st.scene, 4096))
		;
	draw(&st, v, &c, what);
	st.scene.now_ms += 1000;
	draw(&st, v, &c, "and a second later");
	session_close(v);
	canvas_fini(&c);
	stage_fini(&st);
}

int main(void)
{
	bench_hub();
	bench_tree();
	bench_sites(STAR_UP, "100 sites in trouble, drawn");
	bench_sites(STAR_DOWN, "and all of their devices down");
	bench_sites(CHAIN, "and each of them a chain");
	return 0;
}
