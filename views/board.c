/*
 * One pass looks at every device, then at every site. Counts are published when a pass
 * is through, letters as they are found.
 */
#include "views/board.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/model/link_lag.h"
#include "probes/base/log.h"
#include "probes/model/topology.h"
#include "views/interfaces.h"

#define REFRESH_MS 1000
#define INLINE_MS 250 /* keys draw, too */
#define INLINE_DEVICES 1024
#define INLINE_WORK 65536 /* devices x sites */
#define LATE_SLACK_MS 5000
#define HOLDER_LEAST 9 /* cells: "T2 mk 48s" */
#define LINKS 16       /* looked at for each device */
#define ROWS_A_UNIT 16 /* interfaces looked at for links cost as much as a device */

struct board_sum {
	uint32_t count[DEV_STATE_N], answered, reading, links, links_down;
	uint16_t width[NAMES];
	int64_t oldest_ms, late_ms;
};

void board_init(struct board *b)
{
	*b = (struct board){0};
	b->sum = calloc(1, sizeof *b->sum);
	if (!b->sum)
		die("out of memory");
}

void board_fini(struct board *b)
{
	free(b->state);
	free(b->letter);
	free(b->site);
	free(b->site_order);
	free(b->wans);
	free(b->band);
	free(b->sum);
	*b = (struct board){0};
}

/* --- a device --- */

static void see_age(struct board_sum *sum, const struct dev *d, int64_t now_ms)
{
	int64_t age = now_ms - d->snmp_good_ms;

	if (d->planned || d->snmp_good_ms == 0 || d->polls_bad > 0)
		return;
	if (age > sum->oldest_ms)
		sum->oldest_ms = age;
	if (age > 2 * (int64_t)d->poll_ms + LATE_SLACK_MS && age > sum->late_ms)
		sum->late_ms = age;
}

/* Before its first answer nothing is said of a device. */
static char letter_of(const struct scene *s, dev_id dev)
{
	const struct dev *d = &s->net->dev[dev];

	if (!d->planned && d->poll_at_ms == 0 && !d->reach.known)
		return '-';
	return dev_state_letter(s->net, s->alerts, dev, s->now_ms);
}

bool board_reads(const struct network *net, dev_id dev)
{
	const struct dev *d = &net->dev[dev];

	if (d->planned || (d->poll_at_ms && !d->snmp_good_ms))
		return false; /* nothing is read there */
	return d->shape == 0 || (d->if_n && net->ifs.oper[d->if_first] == IF_UNREAD);
}

static void see_dev(struct board *b, const struct scene *s, dev_id dev)
{
	const struct dev *d = &s->net->dev[dev];

	b->state[dev] = (uint8_t)dev_state(s->net, s->alerts, dev, s->now_ms);
	b->letter[dev] = letter_of(s, dev);
	b->sum->count[b->state[dev]]++;
	b->sum->answered += dev_heard_ms(d) > 0;
	b->sum->reading += board_reads(s->net, dev);
	see_age(b->sum, d, s->now_ms);
	if (b->known <= dev)
		b->known = dev + 1;
}

static void see_name(struct board *b, const struct network *net, enum name_of kind,
		     str_id name)
{
	uint16_t width = network_text(net, name)->width;

	if (b->sum->width[kind] < width)
		b->sum->width[kind] = width;
}

static void see_names(struct board *b, const struct network *net, dev_id dev)
{
	const struct dev *d = &net->dev[dev];

	see_name(b, net, NAME_DEV, d->name);
	see_name(b, net, NAME_ADDRESS, d->address);
	for (if_id i = d->if_first; i < d->if_first + d->if_n; i++) {
		see_name(b, net, NAME_IF, net->ifs.name[i]);
		see_name(b, net, NAME_ALIAS, net->ifs.alias[i]);
	}
}

/* A site without a title has its name for one. */
static void see_site_names(struct board *b, const struct network *net, site_id site)
{
	see_name(b, net, NAME_SITE, net->site[site].name);
	if (net->site[site].title != net->site[site].name)
		see_name(b, net, NAME_TITLE, net->site[site].title);
}

/* "mk 18m"; not less than what is said where nobody has one. */
static uint16_t holder_width(const struct alerts *alerts)
{
	uint32_t width = HOLDER_LEAST;

	for (uint32_t i = 0; i < alerts->n; i++) {
		const struct alert *a = alerts->row[i];
		uint32_t own = a->state == ALERT_ACKNOWLEDGED
				       ? text_width(alert_holder(a)) + 5
				       : 0;

		if (own > width)
			width = own;
	}
	return (uint16_t)width;
}

/* --- links --- */

static struct board_wan *find_wan(struct board_wans *w, site_id to)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (w->wan[i].to == to)
			return &w->wan[i];
	if (w->n == BOARD_WANS)
		return NULL;
	w->wan[w->n] = (struct board_wan){.to = to, .pct = NAN};
	return &w->wan[w->n++];
}

/* What is read now counts more than what was read before. */
static void add_wan(struct board *b, const struct scene *s, site_id from, site_id to,
		    if_id i)
{
	struct board_wan *wan = find_wan(&b->wans[from], to);
	const struct network *net = s->net;
	const struct if_table *ifs = &net->ifs;
	bool stale;
	float pct;

	if (!wan || i == NONE)
		return;
	pct = fmaxf(if_in_pct(ifs, i), if_out_pct(ifs, i));
	stale = network_if_stale(net, i, b->begun_ms);
	if (isnan(wan->pct) || stale < wan->stale ||
	    (stale == wan->stale && pct > wan->pct)) {
		wan->pct = pct;
		wan->speed_bps = if_speed_bps(ifs, i);
		wan->stale = stale;
	}
	if (ifs->oper[i] == IF_DOWN)
		down_add(&wan->down, &wan->acked,
			 interface_link_acked(s, i, link_far_if(net, i)));
}

static void see_links(struct board *b, const struct scene *s, dev_id dev)
{
	const struct network *net = s->net;
	struct topology_link link[LINKS];
	uint32_t n = topology_links(net, dev, link, LINKS);

	for (uint32_t i = 0; i < n; i++) {
		site_id a = net->dev[link[i].a].site, to = net->dev[link[i].b].site;
		bool down = link[i].ifs != NONE &&
			    net->ifs.oper[link[i].ifs] == IF_DOWN;
		bool first = true;
		struct lag lag;

		if (link[i].ifs != NONE &&
		    link_lag_of(net, link[i].ifs, &lag, &first))
			down = !lag.up;
		b->sum->links += first;
		b->sum->links_down += first && down;
		if (a == to || a >= net->site_n || to >= net->site_n)
			continue;
		add_wan(b, s, a, to, link[i].ifs);
		add_wan(b, s, to, a, link[i].ifs);
	}
}

/* Rows looked at for that: its own interfaces and those of its parents. */
static uint32_t link_rows(const struct network *net, dev_id dev)
{
	const struct dev *d = &net->dev[dev];
	uint32_t rows = d->if_n;

	for (uint8_t i = 0; i < d->parent_n; i++)
		rows += net->dev[d->parent[i]].if_n;
	return rows / ROWS_A_UNIT;
}

/* --- the order of sites --- */

static int site_rank(const struct site_verdict *v)
{
	static const int rank[SITE_STATE_N] = {
		[SITE_ISOLATED] = 5, [SITE_DEGRADED] = 4, [SITE_IMPAIRED] = 3,
		[SITE_UNKNOWN] = 2,  [SITE_OK] = 1,	  [SITE_PLANNED] = 0};

	return rank[v->state];
}

/* A site that is lost behind another needs nobody: what it waits for stands above
 * it. */
static bool needs_somebody(const struct site_verdict *v)
{
	return v->nobody || v->owner[0];
}

static bool site_before(const struct board *b, site_id x, site_id y)
{
	const struct site_verdict *vx = &b->site[x].verdict, *vy = &b->site[y].verdict;

	if (site_rank(vx) != site_rank(vy))
		return site_rank(vx) > site_rank(vy);
	if (needs_somebody(vx) != needs_somebody(vy))
		return needs_somebody(vx);
	if (vx->lost != vy->lost)
		return vx->lost > vy->lost;
	if (vx->worst != vy->worst)
		return vx->worst > vy->worst;
	return x < y;
}

/* Sites are few and nearly in order already: by insertion. */
static void order_sites(struct board *b, uint32_t n)
{
	for (site_id i = 0; i < n; i++) {
		site_id site = b->ready ? b->site_order[i] : i;
		uint32_t k = i;

		for (; k > 0 && site_before(b, site, b->site_order[k - 1]); k--)
			b->site_order[k] = b->site_order[k - 1];
		b->site_order[k] = site;
	}
}

/* --- passes --- */

/* Another configuration: what was seen is of the old one. */
static bool outdated(const struct board *b, const struct network *net)
{
	return b->devs != net->dev_n || b->sites != net->site_n;
}

/* Half a million names are long to read, and stay what they are for days. */
static bool names_changed(struct board *b, const struct network *net)
{
	uint64_t shapes = 1;

	for (dev_id id = 0; id < net->dev_n; id++)
		shapes += net->dev[id].shape;
	bool changed = shapes != b->shapes || outdated(b, net);
	b->shapes = shapes;
	return changed;
}

static void begin(struct board *b, const struct scene *s)
{
	b->names_due = names_changed(b, s->net);
	TABLE_GROW(b->state, b->dev_cap, s->net->dev_n);
	TABLE_GROW(b->letter, b->letter_cap, s->net->dev_n);
	if (outdated(b, s->net))
		b->ready = false;
	b->devs = s->net->dev_n;
	b->sites = s->net->site_n;
	TABLE_GROW(b->site, b->site_cap, s->net->site_n);
	TABLE_GROW(b->site_order, b->order_cap, s->net->site_n);
	TABLE_GROW(b->wans, b->wans_cap, s->net->site_n);
	for (site_id i = 0; i < s->net->site_n; i++)
		b->wans[i].n = 0;
	*b->sum = (struct board_sum){0};
	b->begun_ms = s->now_ms;
	b->alerts = s->alerts->generation;
	b->at = 0;
	b->surveys = false;
	b->busy = true;
}

static float weight_of(const struct board_wan *w)
{
	return w->down ? 1000 : isnan(w->pct) ? -1 : w->pct;
}

/* Those that are down first, then the busiest. */
static int compare_wans(const void *va, const void *vb)
{
	float a = weight_of(va), b = weight_of(vb);

	return a > b ? -1 : a < b;
}

static void finish(struct board *b, const struct scene *s)
{
	for (int i = 0; i < DEV_STATE_N; i++)
		b->count[i] = b->sum->count[i];
	b->answered = b->sum->answered;
	b->reading = b->sum->reading;
	if (b->reading)
		b->reading_ms = s->now_ms;
	b->links = b->sum->links;
	b->links_down = b->sum->links_down;
	if (b->names_due)
		memcpy(b->width, b->sum->width, sizeof b->width);
	b->width[NAME_HOLDER] = holder_width(s->alerts);
	b->oldest_ms = b->sum->oldest_ms;
	b->late_ms = b->sum->late_ms;
	for (site_id i = 0; i < s->net->site_n; i++) {
		qsort(b->wans[i].wan, b->wans[i].n, sizeof *b->wans[i].wan,
		      compare_wans);
		b->site[i].wans = b->wans[i];
	}
	order_sites(b, s->net->site_n);
	b->ready = true;
	b->passes++;
	b->busy = false;
}

/* Some of its devices; returns how many. */
static uint32_t see_site(struct board *b, const struct scene *s, site_id site,
			 uint32_t most)
{
	uint32_t devs;

	if (!b->surveys)
		site_survey(s->net, s->alerts, site, &b->survey);
	devs = site_survey_on(s->net, s->alerts, &b->survey, most, s->now_ms);
	b->surveys = b->survey.look.at != NONE;
	if (b->surveys)
		return devs;
	site_survey_tell(s->net, s->alerts, &b->survey, s->now_ms,
			 &b->site[site].verdict);
	if (b->names_due)
		see_site_names(b, s->net, site);
	b->at++;
	return devs;
}

static uint32_t work(struct board *b, const struct scene *s, uint32_t budget)
{
	const struct network *net = s->net;

	while (b->busy && budget > 0) {
		uint32_t rows = 1;

		if (b->at < net->dev_n) {
			see_dev(b, s, b->at);
			if (b->names_due)
				see_names(b, net, b->at);
			see_links(b, s, b->at);
			rows += link_rows(net, b->at++);
		} else if (b->at < net->dev_n + net->site_n) {
			rows += see_site(b, s, b->at - net->dev_n, budget);
		} else {
			finish(b, s);
		}
		budget -= rows < budget ? rows : budget;
	}
	return budget;
}

static bool is_small(const struct network *net)
{
	return net->dev_n <= INLINE_DEVICES &&
	       (uint64_t)net->dev_n * net->site_n <= INLINE_WORK;
}

static bool is_due(const struct board *b, const struct scene *s, int64_t every_ms)
{
	int64_t age = s->now_ms - b->begun_ms;

	return !b->busy && (!b->ready || age < 0 || age >= every_ms);
}

void board_refresh(struct board *b, const struct scene *s)
{
	bool alerts_changed = !b->busy && b->alerts != s->alerts->generation;

	if (outdated(b, s->net) ||
	    (is_small(s->net) && (alerts_changed || is_due(b, s, INLINE_MS))))
		begin(b, s);
	if (is_small(s->net))
		work(b, s, UINT32_MAX);
}

uint32_t board_step(struct board *b, const struct scene *s, uint32_t budget)
{
	if (is_small(s->net))
		return budget;
	if (outdated(b, s->net) || is_due(b, s, REFRESH_MS))
		begin(b, s);
	return work(b, s, budget);
}

enum dev_state board_state(const struct board *b, const struct scene *s, dev_id dev)
{
	return dev < b->known ? (enum dev_state)b->state[dev]
			      : dev_state(s->net, s->alerts, dev, s->now_ms);
}

char board_letter(const struct board *b, const struct scene *s, dev_id dev)
{
	return dev < b->known ? b->letter[dev] : letter_of(s, dev);
}

enum band board_band(struct board *b, const struct network *net, if_id ifs, bool out)
{
	double pct =
		(double)(out ? if_out_pct(&net->ifs, ifs) : if_in_pct(&net->ifs, ifs));
	uint8_t *band;

	TABLE_GROW(b->band, b->band_cap, net->ifs.n);
	band = &b->band[ifs][out];
	*band = (uint8_t)band_of(pct, *band);
	return *band;
}
