/*
 * A site, a device or a circuit as text: what its view begins with, its open alerts,
 * the last minutes. The shared work of the views on a large network is not waited for:
 * verdict and links are worked out for this site alone.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "views/circuit.h"
#include "probes/model/path.h"
#include "probes/model/trail.h"
#include "views/panels.h"
#include "views/site.h"

#define COLS 100
#define ALERTS_MOST 40
#define LINES_MOST 40
#define TERSE 2 /* alerts that need no column titles */
#define LOSS_PROBES 60

/* --- which ---------------------------------------------------------------------------
 */

/* As written, else whatever the case. */
static bool is_called(const char *name, const char *wanted, bool exactly)
{
	return (exactly ? strcmp(name, wanted) : strcasecmp(name, wanted)) == 0;
}

static ref_id find(const struct network *net, const char *name, bool exactly)
{
	for (site_id i = 0; i < net->site_n; i++)
		if (is_called(network_str(net, net->site[i].name), name, exactly))
			return ref_site(i);
	for (dev_id i = 0; i < net->dev_n; i++)
		if (is_called(network_str(net, net->dev[i].name), name, exactly))
			return ref_dev(i);
	for (uint32_t i = 0; i < net->circuit_n; i++)
		if (is_called(network_str(net, net->circuit[i].name), name, exactly))
			return ref_circuit(i);
	return 0;
}

/* --- what is open on it --------------------------------------------------------------
 */

/* The worst of it, shown before hidden. */
static const struct alert *worst_of(const struct scene *s, enum subject subject,
				    uint32_t thing)
{
	const struct alert *worst = NULL;

	for (uint32_t i = 0; i < s->alerts->n; i++) {
		const struct alert *a = s->alerts->row[i];

		if (a->subject != subject || a->thing != thing ||
		    (a->state != ALERT_OPEN && a->state != ALERT_ACKNOWLEDGED))
			continue;
		if (!worst || a->suppressed < worst->suppressed ||
		    (a->suppressed == worst->suppressed &&
		     a->severity > worst->severity))
			worst = a;
	}
	return worst;
}

static void say_who(struct facts *f, const struct alert *a)
{
	char age[FORMAT_SIZE], cover[96];

	if (a && a->state == ALERT_ACKNOWLEDGED)
		facts_add(f, STYLE_NORMAL, "in hand %s %s", a->ack.by.name,
			  format_age(age, f->pen.scene->now_ms - a->ack.at_ms));
	else if (a && a->planned)
		facts_add(f, STYLE_NORMAL, "planned, %s", row_window(a));
	else if (a && !a->suppressed)
		facts_add(f, STYLE_NORMAL, "NOBODY has it");
	if (!a || !a->suppressed)
		return;
	alert_cover(a, cover, sizeof cover);
	facts_add(f, STYLE_NORMAL, "%s", cover);
}

/* --- a site --------------------------------------------------------------------------
 */

static void say_wan(struct facts *f, dev_id peer, if_id i)
{
	const struct network *net = f->pen.scene->net;
	const struct if_table *t = &net->ifs;
	float pct = fmaxf(if_in_pct(t, i), if_out_pct(t, i));
	bool down = t->oper[i] == IF_DOWN;
	char to[80] = "", util[FORMAT_SIZE];

	if (peer != NONE && net->dev[peer].site < net->site_n)
		snprintf(to, sizeof to, ">%s ",
			 network_str(net, net->site[net->dev[peer].site].name));
	facts_add(f, down ? STYLE_CRITICAL : STYLE_NORMAL, "%s%s %s %s", to,
		  network_str(net, net->dev[t->dev[i]].name),
		  network_str(net, t->name[i]),
		  down ? "DOWN"
		       : format_util(util, (double)pct, band_of((double)pct, BAND_NONE),
				     network_if_stale(net, i, f->pen.scene->now_ms)));
}

/* The interface that tells of a way over i: the far end's where ours is silent. */
static if_id telling(const struct network *net, if_id i)
{
	dev_id dev = net->ifs.dev[i], peer = if_peer(&net->ifs, i);
	const struct dev *far;

	if (peer == NONE || !topology_mute(net, dev, peer))
		return i;
	far = &net->dev[peer];
	for (if_id k = far->if_first; k < far->if_first + far->if_n; k++)
		if (if_peer(&net->ifs, k) == dev)
			return k;
	return i;
}

static void say_wans(struct facts *f, site_id site)
{
	const struct network *net = f->pen.scene->net;

	facts_line(f, "WAN");
	for (dev_id d = net->site[site].first_dev; d != NONE; d = net->dev[d].site_next)
		for (if_id i = net->dev[d].if_first;
		     i < net->dev[d].if_first + net->dev[d].if_n; i++)
			if (net->ifs.flags[i] & IFF_WAN)
				say_wan(f, if_peer(&net->ifs, i), telling(net, i));
}

static void say_site(struct facts *f, site_id site)
{
	const struct scene *s = f->pen.scene;
	struct site_verdict v;

	site_verdict(s->net, s->alerts, site, s->now_ms, &v);
	site_facts(f, site, &v);
	say_wans(f, site);
}

/* --- a device ------------------------------------------------------------------------
 */

static void say_since(struct facts *f, int64_t since_ms)
{
	char since[FORMAT_SIZE], age[FORMAT_SIZE];

	if (since_ms)
		facts_add(f, STYLE_NORMAL, "since %s, %s",
			  facts_moment(f, since_ms, since),
			  format_age(age, f->pen.scene->now_ms - since_ms));
}

static void say_pct(struct facts *f, const char *what, double pct, bool stale)
{
	char text[FORMAT_SIZE];

	if (!isnan(pct))
		facts_add(f, STYLE_NORMAL, "%s %s%s", what, stale ? "~" : "",
			  format_pct(text, pct));
}

static void say_values(struct facts *f, dev_id id)
{
	const struct scene *s = f->pen.scene;
	const struct dev *d = &s->net->dev[id];
	bool stale = network_dev_stale(s->net, id, s->now_ms);
	int64_t age = network_dev_age(s->net, id, s->now_ms);
	char text[FORMAT_SIZE];

	facts_line(f, "health");
	if (d->reach.answering && !isnan(d->reach.rtt_ms))
		facts_add(f, STYLE_NORMAL, "RTT %s ms",
			  format_ms(text, (double)d->reach.rtt_ms));
	say_pct(f, "loss", reach_loss_pct(&d->reach, LOSS_PROBES), false);
	say_pct(f, "CPU", (double)d->cpu_pct, stale);
	say_pct(f, "memory", (double)d->mem_pct, stale);
	if (d->boot_ms && !stale)
		facts_add(f, STYLE_NORMAL, "up %s",
			  format_uptime(text, s->now_ms - d->boot_ms));
	facts_add(f, STYLE_NORMAL, "%s",
		  d->reason == REASON_OK ? "SNMP ok"
					 : reason_words((enum reason)d->reason));
	if (age >= 0)
		facts_add(f, STYLE_NORMAL, "polled %s ago", format_age(text, age));
}

/* "fra-core-01 > fra-dist-01 > fra-acc-07", as seen from here. */
static void say_way(struct facts *f, dev_id id)
{
	const struct network *net = f->pen.scene->net;
	uint32_t behind = ways_behind(net, id);
	dev_id on = ways_hangs_on(net, id);
	char way[COLS * 4] = "";
	struct hop hop[PATH_HOPS];
	size_t len = 0;
	bool broken;
	uint32_t n = path_find(net, NONE, id, hop, &broken);

	for (uint32_t i = 1; i < n && len < sizeof way; i++)
		len += (size_t)snprintf(
			way + len, sizeof way - len, "%s%s%s", i > 1 ? " > " : "",
			hop[i].down ? "x " : "",
			network_str(net, hop[i].dev != NONE ? net->dev[hop[i].dev].name
							    : hop[i].name));
	if (!n)
		return;
	facts_line(f, "way");
	facts_add(f, STYLE_NORMAL, "%s", way);
	if (on != NONE)
		facts_add(f, STYLE_NORMAL, "hangs on %s",
			  network_str(net, net->dev[on].name));
	if (behind)
		facts_add(f, STYLE_NORMAL, "%u device%s hang%s on it", behind,
			  behind == 1 ? "" : "s", behind == 1 ? "s" : "");
}

/* How far probes of our own get, over whatever is in between. */
static void say_trail(struct facts *f, dev_id id)
{
	const struct trail *t = network_trail(f->pen.scene->net, id);
	char words[TRAIL_WORDS], at[FORMAT_SIZE];

	if (!t)
		return;
	facts_line(f, "probes");
	facts_add(f, STYLE_NORMAL, "%s", trail_words(words, f->pen.scene->net, t));
	facts_add(f, STYLE_DIM, "%s", facts_moment(f, t->at_ms, at));
}

static void say_device(struct facts *f, dev_id id)
{
	const struct scene *s = f->pen.scene;
	const struct dev *d = &s->net->dev[id];
	const struct alert *a = worst_of(s, SUBJECT_DEVICE, id);
	int64_t silent = topology_silent_since(s->net, id);
	char why[200];

	dev_why(s->net, s->alerts, id, s->now_ms, why, sizeof why);
	facts_line(f, "state");
	facts_add(f, STYLE_NORMAL, "%s",
		  dev_state_name(dev_state(s->net, s->alerts, id, s->now_ms)));
	say_since(f, silent ? silent : a && !a->suppressed ? a->opened_ms : 0);
	say_who(f, a);
	facts_line(f, "cause");
	if (why[0])
		facts_add(f, STYLE_NORMAL, "%s", why);
	evidence_facts(f, a, id);
	if (silent)
		say_trail(f, id);
	say_way(f, id);
	say_values(f, id);
	circuit_facts_of_dev(f, id);
	if (d->site < s->net->site_n)
		contact_facts(f, d->site);
}

/* --- a circuit -----------------------------------------------------------------------
 */

static void say_ports(struct facts *f, const struct circuit *c)
{
	const struct network *net = f->pen.scene->net;

	facts_line(f, "ports");
	for (int e = 0; e < LINE_ENDS; e++) {
		if_id row = line_end_row(net, &c->end[e]);

		if (row != NONE)
			say_wan(f, NONE, row);
	}
}

static void say_circuit(struct facts *f, uint32_t circuit)
{
	const struct scene *s = f->pen.scene;
	const struct alert *a = worst_of(s, SUBJECT_CIRCUIT, circuit);

	circuit_facts(f, circuit);
	say_who(f, a);
	evidence_facts(f, a, NONE);
	say_ports(f, &s->net->circuit[circuit]);
}

/* --- the text ------------------------------------------------------------------------
 */

static void say(struct facts *f, ref_id ref)
{
	if (ref_kind(ref) == THING_SITE)
		say_site(f, ref_site_id(ref));
	else if (ref_kind(ref) == THING_CIRCUIT)
		say_circuit(f, ref_which(ref));
	else
		say_device(f, ref_dev_id(f->pen.scene->net, ref));
}

/* "EU-NOC > FRA  Frankfurt  21:16:20 CET" */
static void title(const struct pen *p, ref_id ref, const struct thing *t)
{
	const struct network *net = p->scene->net;
	dev_id dev = ref_dev_id(net, ref);
	char path[200], about[200], clock[FORMAT_SIZE];

	thing_path(p->scene, t, COLS, path, sizeof path);
	if (ref_kind(ref) == THING_SITE)
		site_about(p->scene, ref_site_id(ref), about, sizeof about);
	else if (ref_kind(ref) == THING_CIRCUIT)
		snprintf(about, sizeof about, "circuit  %s",
			 network_str(net, net->circuit[ref_which(ref)].provider));
	else
		snprintf(about, sizeof about, "%s  %s", role_name(net->dev[dev].role),
			 network_str(net, net->dev[dev].address));
	canvas_printf(p->canvas, 0, 0, COLS, STYLE_TITLE, "%s  %s", path, about);
	canvas_right(p->canvas, 0, COLS - FORMAT_SIZE, FORMAT_SIZE, STYLE_TITLE,
		     format_clock(clock, p->session->options.zone, p->scene->now_ms));
}

static int at_most(uint32_t n, int most)
{
	return n < (uint32_t)most ? (int)n : most;
}

/* Sections one below the other on a canvas of as many rows as they need. */
static void draw(struct session *v, const struct scene *s, struct canvas *c, ref_id ref,
		 const struct thing *t)
{
	struct page *page = session_page(v);
	struct pen p = {v, s, NULL, 1, 1, COLS - 1, STYLE_NORMAL};
	uint32_t alerts = alerts_panel.rows(v, s, &page->list[PANEL_ALERTS]).n;
	int list = 1 + at_most(alerts > 0 ? alerts : 1, ALERTS_MOST);
	int lines = 1 + at_most(timeline_rows(s, t), LINES_MOST);
	struct facts f;

	list += alerts > TERSE;
	lines += lines == 1;
	facts_open(&f, &p, 0);
	say(&f, ref);
	canvas_resize(c, (uint16_t)(1 + f.rows + list + lines), COLS);
	p.canvas = c;
	title(&p, ref, t);
	facts_open(&f, &p, f.rows);
	say(&f, ref);
	panel_draw(v, s, c, (struct area){1 + f.rows, 0, list, COLS}, PANEL_ALERTS);
	timeline_draw(v, s, c, (struct area){1 + f.rows + list, 0, lines, COLS}, t);
}

bool views_why(const struct scene *s, const struct session_options *options,
	       const char *name, struct buf *out)
{
	ref_id ref = find(s->net, name, true);
	struct canvas c;
	struct session *v;
	struct thing t;

	if (!ref)
		ref = find(s->net, name, false);
	if (!ref)
		return false;
	thing_of(s, ref, &t);
	board_refresh(&s->views->board, s);
	v = session_open(options);
	session_push(v, &site_view, &t);
	session_page(v)->focus = PANEL_TOPOLOGY; /* so that no row has a cursor */
	canvas_init(&c);
	c.ascii = options->ascii;
	draw(v, s, &c, ref, &t);
	canvas_dump(&c, out);
	canvas_fini(&c);
	session_close(v);
	return true;
}
