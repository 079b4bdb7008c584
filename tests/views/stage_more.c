/* Lines of a scene about what hangs on devices. */
#include "tests/views/stage_more.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/model/circuit.h"
#include "probes/model/ether.h"
#include "probes/model/link.h"
#include "probes/model/module.h"
#include "probes/model/segment.h"
#include "probes/model/vlan.h"
#include "probes/model/topology.h"
#include "probes/model/trail.h"
#include "probes/model/ways.h"

void stage_take_past(struct stage *st, const struct line *l)
{
	dev_id dev;

	if (l->n == 2) {
		past_length(&st->past, l->key[1], age_of(l->key[1]));
		return;
	}
	dev = stage_need_dev(st, l->key[1]);
	past_add(&st->past, PAST_CPU, dev, "", get(l, "cpus", ""));
	past_add(&st->past, PAST_MEM, dev, "", get(l, "mems", ""));
	past_add(&st->past, PAST_RTT, dev, "", get(l, "rtts", ""));
	past_add(&st->past, PAST_LOSS, dev, "", get(l, "losses", ""));
}

static void restore(struct stage *st, struct baseline_row row)
{
	row.id = ++st->baseline_rows;
	baseline_restore(st->baseline, &row);
}

void stage_take_baseline(struct stage *st, const struct line *l)
{
	static const struct {
		enum baseline_kind kind;
		const char *key;
	} of[] = {{BASELINE_DEVICE, "devices"}, {BASELINE_LINK, "links"}};
	char name[16];

	restore(st, (struct baseline_row){
			    .kind = BASELINE_HEAD,
			    .name = "",
			    .entity = "",
			    .was = get(l, "by", "anna"),
			    .now = get(l, "from", "pts/4"),
			    .since_ms = st->scene.now_ms - age(l, "ago", "1d02")});
	for (size_t k = 0; k < sizeof of / sizeof *of; k++)
		for (int i = 0; i < number(l, of[k].key, 0); i++) {
			snprintf(name, sizeof name, "%d", i);
			restore(st, (struct baseline_row){.kind = of[k].kind,
							  .name = name,
							  .entity = "",
							  .was = "x",
							  .now = ""});
		}
}

void stage_take_drift(struct stage *st, const struct line *l)
{
	enum baseline_kind kind = BASELINE_DEVICE;

	while (strcmp(baseline_kind_name(kind), l->key[2]) != 0)
		if (++kind == BASELINE_KINDS)
			die("no kind of a baseline: %s", l->key[2]);
	restore(st, (struct baseline_row){
			    .kind = kind,
			    .name = l->key[1],
			    .entity = get(l, "entity", ""),
			    .was = get(l, "was", ""),
			    .now = get(l, "now", ""),
			    .differs = true,
			    .since_ms = st->scene.now_ms - age(l, "since", "4m")});
}

void stage_take_burst(struct stage *st, const struct line *l)
{
	struct dev *d = &st->net.dev[stage_need_dev(st, l->key[1])];

	d->burst_until_ms = st->scene.now_ms + age(l, "left", "5m");
	d->pace = (struct rate_pace){.ms = (int32_t)age(l, "pace", "0s"), .n = 8};
}

void stage_take_sensors(struct stage *st, const struct line *l)
{
	past_sensors(&st->net, stage_need_dev(st, l->key[1]), get(l, "fans", ""),
		     get(l, "psus", ""), st->scene.now_ms);
}

void stage_take_battery(struct stage *st, const struct line *l)
{
	dev_id dev = stage_need_dev(st, l->key[1]);
	float value[] = {(float)number(l, "charge", 100), (float)number(l, "load", 59),
			 (float)number(l, "runtime", 43)};

	st->net.dev[dev].cpu_pct = st->net.dev[dev].mem_pct = NAN;
	past_battery(&st->net, dev, value, st->scene.now_ms);
}

/* Two readings, ten seconds apart. */
void stage_take_ether(struct stage *st, const struct line *l)
{
	dev_id dev = stage_need_dev(st, l->key[1]);
	if_id port = network_if_find(&st->net, dev, l->key[2]);
	struct ether_read read = {.has = 1u << ETHER_FCS | 1u << ETHER_LATE};

	read.index = st->net.ifs.index[port];
	for (int k = 0; k < 2; k++) {
		read.uptime_cs += 1000;
		network_take_ether(&st->net, dev, &read, 1, st->scene.now_ms);
		read.count[ETHER_FCS] = (uint32_t)(10 * number(l, "fcs", 0));
		read.count[ETHER_LATE] = (uint32_t)(10 * number(l, "late", 0));
	}
}

void stage_take_peer(struct stage *st, const struct line *l)
{
	past_peer(&st->net, stage_need_dev(st, l->key[1]), l->key[2], l->key[3],
		  get(l, "state", "up"), get(l, "words", ""), get(l, "as", "0"),
		  get(l, "group", "ae0"),
		  st->scene.now_ms - age(l, "since", "1h"), st->scene.now_ms);
}

static str_id word(struct stage *st, const struct line *l, const char *key)
{
	const char *s = get(l, key, "");

	return *s ? stage_text(st, s) : 0;
}

void stage_take_part(struct stage *st, const struct line *l)
{
	dev_id dev = stage_need_dev(st, l->key[1]);
	struct module row[64];
	uint32_t n;
	const struct module *before = network_modules(&st->net, dev, &n);

	for (uint32_t i = 0; i < n; i++)
		row[i] = before[i];
	row[n] = (struct module){.name = stage_text(st, l->key[2]),
				 .component = word(st, l, "component"),
				 .model = word(st, l, "model"),
				 .serial = word(st, l, "serial"),
				 .version = word(st, l, "version")};
	network_set_modules(&st->net, dev, row, n + 1, st->scene.now_ms);
}

/* What it is, and by which profile it is read. */
void stage_take_make(struct stage *st, const struct line *l)
{
	dev_id dev = stage_need_dev(st, l->key[1]);
	struct identity is = {.vendor = word(st, l, "vendor"),
			      .model = word(st, l, "model"),
			      .version = word(st, l, "version"),
			      .serial = word(st, l, "serial")};

	network_take_identity(&st->net, dev, &is, st->scene.now_ms);
	st->net.dev[dev].profile = word(st, l, "profile");
	st->net.dev[dev].object_id = word(st, l, "oid");
}

/* hops: addresses with their round trip, comma separated, - where nobody answered. */
void stage_take_trail(struct stage *st, const struct line *l)
{
	struct trail t = {.dev = stage_need_dev(st, l->key[1]),
			  .at_ms = st->scene.now_ms - age(l, "ago", "1m")};
	const char *end = get(l, "end", "silent");
	char text[256], *next = text;

	t.end = !strcmp(end, "reached")	  ? TRAIL_REACHED
		: !strcmp(end, "refused") ? TRAIL_REFUSED
		: !strcmp(end, "looped")  ? TRAIL_LOOPED
					  : TRAIL_SILENT;
	snprintf(text, sizeof text, "%s", get(l, "hops", ""));
	while (*next) {
		struct trail_hop *h = &t.hop[t.n++];
		char *w = next, *ms;
		next += strcspn(next, ",");
		if (*next)
			*next++ = 0;
		ms = strchr(w, '/');
		*h = (struct trail_hop){.dev = NONE, .rtt_ms = NAN};
		if (!ms)
			continue;
		*ms = 0;
		snprintf(h->address, sizeof h->address, "%.45s", w);
		h->rtt_ms = strtof(ms + 1, NULL);
	}
	network_take_trail(&st->net, &t);
}

/* Its only address with a mask, of IPv4. */
void stage_take_subnet(struct stage *st, const struct line *l)
{
	struct subnet s = {.n = 4};
	char address[32];

	snprintf(address, sizeof address, "%.*s", (int)strcspn(l->key[2], "/"),
		 l->key[2]);
	s.bits = (uint8_t)strtoul(strchr(l->key[2], '/') + 1, NULL, 10);
	inet_pton(AF_INET, address, s.at);
	network_set_subnets(&st->net, stage_need_dev(st, l->key[1]), &s, 1);
	ways_all(&st->net, st->scene.now_ms);
}

/* Its VLANs: "vlan sw1 1=default 10=voice". */
void stage_take_vlan(struct stage *st, const struct line *l)
{
	struct vlan v[8];
	uint32_t n = 0;

	for (int i = 2; i < l->n && n < 8; i++)
		v[n++] = (struct vlan){.id = (uint16_t)strtoul(l->key[i], NULL, 10),
				       .name = l->value[i] ? stage_text(st, l->value[i])
							   : 0};
	network_set_vlans(&st->net, stage_need_dev(st, l->key[1]), v, n);
}

/* VLANs of one of its ports: "carries sw1 xe-0/0/1 1=1 10=20". */
void stage_take_carries(struct stage *st, const struct line *l)
{
	dev_id dev = stage_need_dev(st, l->key[1]);
	if_id i = network_if_find(&st->net, dev, l->key[2]);
	struct vlan_span span[8];
	uint32_t n = 0;

	for (int k = 3; k < l->n && n < 8; k++)
		span[n++] = (struct vlan_span){
			.port = st->net.ifs.index[i],
			.first = (uint16_t)strtoul(l->key[k], NULL, 10),
			.last = (uint16_t)strtoul(l->value[k], NULL, 10)};
	network_set_vlan_spans(&st->net, dev, span, n);
}

/* What LLDP tells at one end. */
static void tell(struct stage *st, const char *here, const char *port,
		 const char *there, const char *far)
{
	struct network *net = &st->net;
	struct claim all[64];
	uint32_t n, mine = 0;
	dev_id dev = stage_need_dev(st, here);
	const struct claim *old = links_claims(net, dev, &n);

	for (uint32_t i = 0; i < n && mine < 63; i++)
		if (old[i].source == LINK_LLDP)
			all[mine++] = old[i];
	all[mine] = claim_by(LINK_LLDP, stage_need_dev(st, there));
	all[mine].port = stage_text(st, port);
	all[mine++].far = stage_text(st, far);
	links_said(net, dev, LINK_BIT(LINK_LLDP), all, mine, st->scene.now_ms);
}

void stage_take_link(struct stage *st, const struct line *l)
{
	tell(st, l->key[1], l->key[2], l->key[3], l->key[4]);
	tell(st, l->key[3], l->key[4], l->key[1], l->key[2]);
	ways_all(&st->net, st->scene.now_ms);
}

void stage_take_attached(struct stage *st, const struct line *l)
{
	dev_id dev = stage_need_dev(st, l->key[1]);

	ways_attach(&st->net, ATTACHED_CONFIGURED, &dev, 1);
	ways_all(&st->net, st->scene.now_ms);
}

static struct line_end end_of(struct stage *st, const char *said, const char *id)
{
	const char *slash = strchr(said, '/');
	char name[64];

	snprintf(name, sizeof name, "%.*s", (int)(slash ? slash - said : 63), said);
	return (struct line_end){.dev = *said ? stage_need_dev(st, name) : NONE,
				 .ifname = slash ? stage_text(st, slash + 1) : 0,
				 .id = *id ? stage_text(st, id) : 0};
}

void stage_take_circuit(struct stage *st, const struct line *l)
{
	struct circuit c = {
		.name = stage_text(st, l->key[1]),
		.provider = stage_text(st, get(l, "provider", "")),
		.phone = stage_text(st, get(l, "phone", "")),
		.contract = stage_text(st, get(l, "contract", "")),
		.probe = NONE,
		.planned = get(l, "planned", NULL) != NULL,
		.in_bps = bits(get(l, "rate", "0")),
		.out_bps = bits(get(l, "rate", "0")),
		.limit = {(float)number(l, "loss", (double)NAN),
			  (float)number(l, "latency", (double)NAN),
			  (float)number(l, "jitter", (double)NAN)},
	};

	c.end[END_A] = end_of(st, get(l, "a", ""), get(l, "id_a", ""));
	c.end[END_B] = end_of(st, get(l, "b", ""), get(l, "id_b", ""));
	network_circuit_add(&st->net, &c);
	for (int e = 0; e < LINE_ENDS; e++)
		if (c.end[e].dev != NONE)
			topology_classify(&st->net, c.end[e].dev);
}

void stage_take_health(struct stage *st, const struct line *l)
{
	struct watch_health *h = &st->net.health;

	h->polls_due = (uint64_t)number(l, "due", 0);
	h->polls_late = (uint64_t)number(l, "late", 0);
	h->requests = (uint64_t)number(l, "requests", 0);
	h->timeouts = (uint64_t)number(l, "timeouts", 0);
	h->answers = h->requests - h->timeouts;
	h->retries = (uint64_t)number(l, "retries", 0);
	h->rx_drops = (uint64_t)number(l, "drops", 0);
	h->spoof_dropped = (uint64_t)number(l, "spoofs", 0);
	h->traps = (uint64_t)number(l, "traps", 0);
	h->lag_ms = number(l, "lag", 0);
	h->journal_backlog = (uint64_t)number(l, "backlog", 0);
	h->journal_free_pct = number(l, "free", (double)NAN);
	h->notifies = strcmp(get(l, "notifies", "no"), "yes") == 0;
}

void stage_direct(struct stage *st, const char *line)
{
	int64_t ms;

	if (strncmp(line, ":wait ", 6) == 0 && duration_parse(line + 6, &ms))
		stage_wait(st, ms);
	else if (strncmp(line, ":late ", 6) == 0 && duration_parse(line + 6, &ms))
		st->scene.now_ms += ms;
	else if (strncmp(line, ":clear ", 7) == 0)
		stage_clear_alert(st, strtoull(line + 7, NULL, 10));
	else
		stage_line(st, line + (strncmp(line, ":do ", 4) == 0 ? 4 : 1));
}
