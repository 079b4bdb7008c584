/*
 * check: the readers of all checks. A reader takes the rule, too, because a window of
 * probes, a last path or losses within a time are the rule's; the level checks share
 * one comparison. Nothing here persists: once is a reading, persist.c says what is
 * lasting.
 */
#include "probes/alert/check.h"

#include <math.h>

#include "probes/alert/look.h"
#include "probes/model/ether.h"
#include "probes/model/link.h"

#define CLOCK_SLACK_MS 2000  /* between agents' clocks and ours */
#define PARENT_WAIT_MS 10000 /* longest wait for a word from a parent … */
#define PARENTS_HEARD 8	     /* … of so many */
#define SILENT_POLLS 2 /* one lost poll is no outage where SNMP is all we have */

/* --- who answers --- */

/* Refusals and wrong keys are answers: somebody is there. */
static bool lives(enum reason reason)
{
	switch (reason) {
	case REASON_NEVER:
	case REASON_TIMEOUT:
	case REASON_UNRESOLVED:
	case REASON_N:
		return false;
	default:
		return true;
	}
}

static bool silent_to_probes(const struct dev *dev)
{
	return dev->reach.known && !dev->reach.answering;
}

static bool never_answered(const struct dev *dev)
{
	return dev_heard_ms(dev) == 0;
}

/* The whole of it answered a poll, though probes of it were lost. */
static bool polled_since(const struct dev *dev)
{
	return dev->polls_bad == 0 && dev->poll_at_ms > dev->reach.first_bad_ms;
}

bool check_unreachable(const struct dev *dev)
{
	bool unanswered = dev->polls_bad > 0 && !lives((enum reason)dev->reason);
	bool by_poll = dev->ping_by == PING_NO;

	if (by_poll || !dev->reach.known) /* not probed, or nobody may ping here */
		return unanswered && (dev->polls_bad >= SILENT_POLLS ||
				      (by_poll && never_answered(dev)));
	if (dev->ping_by == PING_SNMP) /* its probes are as good as a poll */
		return silent_to_probes(dev) && !polled_since(dev);
	return silent_to_probes(dev) && unanswered;
}

bool check_isolated(const struct site_count *count)
{
	return count->devices > 0 &&
	       (count->lost * 100 >= count->devices * CHECK_ISOLATED_PCT ||
		topology_cut_off(count));
}

static int64_t silent_since(const struct dev *dev)
{
	return dev->ping_by == PING_NO || !dev->reach.known ? dev->snmp_bad_ms
							    : dev->reach.first_bad_ms;
}

/* What is above it and fails with it may be found out after it: nobody opens before one
 * of them was heard since, or all are known to be silent. */
static bool parents_in_doubt(const struct subject_view *v)
{
	int64_t since = silent_since(v->dev);
	dev_id above[PARENTS_HEARD];
	uint32_t n = topology_above(v->net, v->dev_id, above, PARENTS_HEARD);
	bool doubt = false;

	for (uint32_t i = 0; i < n; i++) {
		const struct dev *parent = &v->net->dev[above[i]];

		if (topology_dev_silent(v->net, above[i]))
			continue;
		if (dev_heard_ms(parent) > since)
			return false;
		doubt = true;
	}
	return doubt && v->now_ms - since < PARENT_WAIT_MS;
}

/* --- the readers --- */

static int64_t poll_gap(const struct dev *dev)
{
	return 4 * (int64_t)dev->poll_ms + 120000; /* health is read less often */
}

void look_level(const struct rule *rule, double value, double floor, struct sample *s)
{
	double clear = isnan(rule->clear) ? rule->enter : rule->clear;
	double back = rule->enter > 0 ? clear / rule->enter : 1;

	s->known = !isnan(value) && !isnan(floor);
	s->value = value;
	s->limit = rule->enter;
	s->clear = clear;
	s->on = value >= rule->enter && floor >= rule->floor;
	s->off = value < clear || floor < rule->floor * back;
}

void look_low(const struct rule *rule, double value, struct sample *s)
{
	s->known = !isnan(value);
	s->value = value;
	s->limit = rule->enter;
	s->clear = rule->clear;
	s->on = value < rule->enter;
	s->off = value >= rule->clear;
}

static void look_unreachable(const struct rule *rule, const struct subject_view *v,
			     struct sample *s)
{
	const struct dev *dev = v->dev;
	bool asked = dev->poll_at_ms > 0;
	bool probed = dev->reach.known && dev->ping_by != PING_NO;

	(void)rule;
	s->known = asked ||
		   (probed && (dev->reach.answering || dev->ping_by == PING_SNMP));
	s->stamp = v->now_ms;
	s->gap_ms = LOOK_ALWAYS;
	s->on = check_unreachable(dev);
	s->off = !s->on;
	s->cold = never_answered(dev);
	s->doubt = s->on && parents_in_doubt(v);
	s->reason = "no answer to ping and SNMP";
	if (dev->ping_by != PING_ICMP || !probed)
		s->reason = "no answer to SNMP";
	if (dev->reason == REASON_UNRESOLVED || dev->reason == REASON_REFUSED)
		s->reason = reason_words((enum reason)dev->reason);
	s->last_good_ms = dev_heard_ms(dev);
	s->first_bad_ms = silent_since(dev);
}

/* Silent to SNMP but reachable. Unreachable is another check's story: this one is over.
 */
static void look_snmp(const struct rule *rule, const struct subject_view *v,
		      struct sample *s)
{
	const struct dev *dev = v->dev;
	bool unreachable = check_unreachable(dev);

	(void)rule;
	s->known = dev->poll_at_ms > 0;
	s->stamp = dev->poll_at_ms;
	s->gap_ms = LOOK_ALWAYS;
	s->on = dev->polls_bad > 0 && !unreachable;
	s->off = !s->on;
	s->reason = reason_words((enum reason)dev->reason);
	s->last_good_ms = dev->snmp_good_ms;
	s->first_bad_ms = dev->snmp_bad_ms;
}

/* No uplink of its device works, and this was the last that did. */
bool look_last_path(const struct network *net, if_id row)
{
	const struct if_table *ifs = &net->ifs;
	const struct dev *dev = &net->dev[ifs->dev[row]];

	if (ifs->flags[row] & IFF_STANDS_IN)
		return false;
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		if (i == row || !(ifs->flags[i] & IFF_UPLINK) ||
		    ifs->flags[i] & IFF_STANDS_IN)
			continue;
		if (ifs->oper[i] == IF_UP || ifs->good_s[i] > ifs->good_s[row])
			return false;
	}
	return true;
}

/* ifLastChange is believed when it falls between the last poll that saw the interface
 * up and the first that saw it down: some agents never move it. */
int64_t look_changed_at(const struct network *net, if_id row, int64_t first_bad_ms)
{
	int64_t at = network_if_changed_ms(net, row);
	int64_t last_good_ms = network_if_good_ms(net, row);

	if (at > first_bad_ms + CLOCK_SLACK_MS || at < last_good_ms - CLOCK_SLACK_MS)
		return 0;
	return at;
}

/* Whether the device at the far end fell silent is not known yet. What was down when we
 * came waits until that was heard at all. */
bool look_peer_in_doubt(const struct subject_view *v, if_id row, int64_t seen_ms)
{
	dev_id peer = if_peer(&v->net->ifs, row);
	const struct dev *dev = peer != NONE ? &v->net->dev[peer] : NULL;

	return dev && !dev->planned && !topology_dev_silent(v->net, peer) &&
	       (!seen_ms || v->now_ms - seen_ms < PARENT_WAIT_MS) &&
	       dev_heard_ms(dev) <= seen_ms;
}

static void look_if_down(const struct rule *rule, const struct subject_view *v,
			 struct sample *s)
{
	const struct if_table *ifs = &v->net->ifs;
	if_id i = v->row;
	int64_t seen_ms = if_rare(ifs, i)->oper_ms;

	s->known = v->dev->polls_bad == 0 && v->dev->snmp_good_ms > 0 &&
		   ifs->oper[i] != IF_UNREAD;
	s->stamp = v->dev->snmp_good_ms;
	s->on = ifs->oper[i] == IF_DOWN && (ifs->admin[i] == IF_UP || !ifs->admin[i]);
	if (s->on && rule->last_path)
		s->on = look_last_path(v->net, i);
	s->off = !s->on;
	s->blinked = ifs->flags[i] & IFF_BLINKED && !v->rebooted;
	if (!s->on)
		return;
	s->was_pct = (double)if_was_pct(ifs, i);
	s->last_good_ms = network_if_good_ms(v->net, i);
	s->first_bad_ms = seen_ms ? seen_ms : v->dev->snmp_good_ms;
	s->occurred_ms = look_changed_at(v->net, i, s->first_bad_ms);
	s->doubt = look_peer_in_doubt(v, i, seen_ms);
}

/* Nobody builds half duplex any more: one end failed to negotiate. */
static void look_duplex(const struct rule *rule, const struct subject_view *v,
			struct sample *s)
{
	const struct if_table *ifs = &v->net->ifs;
	uint8_t duplex = if_kind(ifs, v->row)->duplex;
	const char *evidence;
	if_id far;

	(void)rule;
	s->known = duplex >= DUPLEX_HALF && ifs->oper[v->row] == IF_UP;
	s->stamp = v->dev->snmp_good_ms;
	s->on = duplex == DUPLEX_HALF;
	s->off = !s->on;
	if (!s->on)
		return;
	far = link_far_if(v->net, v->row);
	evidence = ether_evidence(v->net, v->row, far, v->now_ms);
	s->reason = evidence ? evidence
		    : far != NONE && if_kind(ifs, far)->duplex == DUPLEX_FULL
			    ? "half duplex, and full at the other end"
			    : "half duplex";
}

static void look_util(const struct rule *rule, const struct subject_view *v,
		      struct sample *s)
{
	double in = (double)if_in_pct(&v->net->ifs, v->row);
	double out = (double)if_out_pct(&v->net->ifs, v->row);

	look_level(rule, fmax(in, out), 0, s);
	s->direction = out > in || isnan(in) ? "out" : "in";
	s->stamp = network_if_sampled_ms(v->net, v->row);
}

/* One reading is one, however long its rate stands until the next. */
static void ratio(const struct rule *rule, const struct subject_view *v,
		  enum mishap which, struct coarse good, struct sample *s)
{
	double bad_ps = (double)if_mishap_ps(&v->net->ifs, v->row, which);
	double all = bad_ps + (double)coarse_value(good);

	look_level(rule, all > 0 ? bad_ps * 100 / all : all * 0, bad_ps, s);
	s->stamp = network_if_mishap_ms(v->net, v->row, which);
}

static void look_in_errors(const struct rule *rule, const struct subject_view *v,
			   struct sample *s)
{
	ratio(rule, v, MISHAP_IN_ERRORS, v->net->ifs.in_pps[v->row], s);
}

static void look_out_discards(const struct rule *rule, const struct subject_view *v,
			      struct sample *s)
{
	ratio(rule, v, MISHAP_OUT_DISCARDS, v->net->ifs.out_pps[v->row], s);
}

static double rtt(const struct subject_view *v)
{
	return v->dev->reach.answering ? (double)v->dev->reach.rtt_ms : NAN;
}

static void look_latency(const struct rule *rule, const struct subject_view *v,
			 struct sample *s)
{
	look_level(rule, rtt(v), 0, s);
	s->stamp = v->dev->poll_at_ms;
}

/* A level that is reckoned, in as many digits as anybody reads: two. */
static double two_digits(double v, double (*to_whole)(double))
{
	double step = v >= 10 ? 1 : v >= 1 ? 0.1 : 0.01;

	return to_whole(v / step) * step;
}

static void look_latency_rise(const struct rule *rule, const struct subject_view *v,
			      struct sample *s)
{
	double base = (double)v->base_ms;
	struct rule risen = *rule;

	risen.enter = two_digits(fmax(base * rule->enter, base + rule->floor), ceil);
	risen.clear = two_digits(risen.enter * rule->clear / rule->enter, floor);
	risen.floor = 0;
	look_level(&risen, isnan(base) ? NAN : rtt(v), 0, s);
	s->stamp = v->dev->poll_at_ms;
}

static void look_cpu(const struct rule *rule, const struct subject_view *v,
		     struct sample *s)
{
	look_level(rule, (double)v->dev->cpu_pct, 0, s);
	s->stamp = v->dev->health_ms;
}

static void look_memory(const struct rule *rule, const struct subject_view *v,
			struct sample *s)
{
	dev_id id = v->dev_id;
	double warning = (double)network_memory_limit(v->net, id, false);
	double critical = (double)network_memory_limit(v->net, id, true);
	double own = rule->severity < SEV_MAJOR ? warning
		     : critical > 0		? critical
						: fmax(warning, rule->enter);
	struct rule vendors = *rule;

	if (warning > 0 || critical > 0) {
		vendors.enter = own > 0 ? own : rule->enter;
		vendors.clear += vendors.enter - rule->enter;
	}
	look_level(&vendors, (double)v->dev->mem_pct, 0, s);
	s->stamp = v->dev->health_ms;
}

/* --- at a glance --- */

static bool calm_if_down(const struct if_table *ifs, if_id i, const struct reach_of *r)
{
	(void)r;
	return ifs->oper[i] != IF_DOWN && !(ifs->flags[i] & IFF_BLINKED);
}

static bool calm_duplex(const struct if_table *ifs, if_id i, const struct reach_of *r)
{
	(void)r;
	return if_kind(ifs, i)->duplex != DUPLEX_HALF;
}

static bool calm_util(const struct if_table *ifs, if_id i, const struct reach_of *r)
{
	return !((double)if_in_pct(ifs, i) >= r->least) &&
	       !((double)if_out_pct(ifs, i) >= r->least);
}

/* Below all floors, or none where each level wants some: then nothing needs to be read
 * of what never had any. */
static bool calm_mishap(const struct if_table *ifs, if_id i, enum mishap which,
			const struct reach_of *r)
{
	double ps;

	if (r->least > 0 && if_mishap_place(ifs, i) == NONE)
		return true;
	ps = (double)if_mishap_ps(ifs, i, which);
	return ps < r->floor || (!(ps > 0) && r->least > 0);
}

static bool calm_in_errors(const struct if_table *ifs, if_id i,
			   const struct reach_of *r)
{
	return calm_mishap(ifs, i, MISHAP_IN_ERRORS, r);
}

static bool calm_out_discards(const struct if_table *ifs, if_id i,
			      const struct reach_of *r)
{
	return calm_mishap(ifs, i, MISHAP_OUT_DISCARDS, r);
}

static bool reaches(const struct reach_of *r, uint8_t flags)
{
	return !r->flags || flags & r->flags;
}

/* Half a million interfaces are looked at in each round, and nearly all are calm: no
 * table of functions here. */
uint32_t check_awake(const struct if_table *ifs, if_id i, const struct reach_of *reach)
{
	uint8_t flags = ifs->flags[i];
	uint32_t awake = 0;

#define LOOK(check, calm)                                                              \
	if (reaches(&reach[(check)-CHECK_IF_DOWN], flags) &&                           \
	    !(calm)(ifs, i, &reach[(check)-CHECK_IF_DOWN]))                            \
		awake |= UINT32_C(1) << ((check)-CHECK_IF_DOWN);
	LOOK(CHECK_IF_DOWN, calm_if_down)
	LOOK(CHECK_DUPLEX, calm_duplex)
	LOOK(CHECK_UTIL, calm_util)
	LOOK(CHECK_IN_ERRORS, calm_in_errors)
	LOOK(CHECK_OUT_DISCARDS, calm_out_discards)
	LOOK(CHECK_IF_FULL_IN, calm_if_full)
	LOOK(CHECK_ERRORS_RISE, calm_errors_rise)
	LOOK(CHECK_NEIGHBOR, calm_neighbor)
#undef LOOK
	_Static_assert(CHECK_FAN - CHECK_IF_DOWN == 8, "all checks of interfaces");
	return awake;
}

/* --- the table of checks --- */

static const enum check first[OF_N + 1] = {
	[OF_DEVICE] = CHECK_UNREACHABLE,
	[OF_INTERFACE] = CHECK_IF_DOWN,
	[OF_SENSOR] = CHECK_FAN,
	[OF_PEER] = CHECK_BGP,
	[OF_GROUP] = CHECK_REDUNDANCY,
	[OF_SITE] = CHECK_SITE_ISOLATED,
	[OF_CIRCUIT] = CHECK_CIRCUIT_DOWN,
	[OF_CUSTOMER] = CHECK_CUSTOMER_LOST,
	[OF_WATCH] = CHECK_LATE_POLLS,
	[OF_NOTHING] = CHECK_RAISED,
	[OF_N] = CHECK_N,
};

static const struct {
	const char *unit;
	void (*look)(const struct rule *, const struct subject_view *, struct sample *);
	bool falls;
} checks[CHECK_N] = {
	[CHECK_UNREACHABLE] = {"", look_unreachable},
	[CHECK_SNMP] = {"", look_snmp},
	[CHECK_LOSS] = {"%", look_loss},
	[CHECK_LATENCY] = {" ms", look_latency},
	[CHECK_LATENCY_RISE] = {" ms", look_latency_rise},
	[CHECK_CPU] = {"%", look_cpu},
	[CHECK_MEMORY] = {"%", look_memory},
	[CHECK_FULL_IN] = {" days", look_full, .falls = true},
	[CHECK_UPLINKS] = {"", look_uplinks},
	[CHECK_REBOOT] = {"", NULL}, /* an event of the ledger */
	[CHECK_IF_DOWN] = {"%", look_if_down},
	[CHECK_DUPLEX] = {"", look_duplex},
	[CHECK_UTIL] = {"%", look_util},
	[CHECK_IN_ERRORS] = {"%", look_in_errors},
	[CHECK_OUT_DISCARDS] = {"%", look_out_discards},
	[CHECK_IF_FULL_IN] = {" days", look_if_full, .falls = true},
	[CHECK_ERRORS_RISE] = {"/s", look_errors_rise},
	[CHECK_NEIGHBOR] = {"", look_neighbor},
	[CHECK_FAN] = {"", look_part},
	[CHECK_PSU] = {"", look_part},
	[CHECK_PART] = {"", look_part},
	[CHECK_TEMPERATURE] = {"°", look_temperature},
	[CHECK_UPS] = {"", look_part},
	[CHECK_CHARGE] = {"%", look_charge, .falls = true},
	[CHECK_OPTICAL] = {" dBm", look_optical},
	[CHECK_OPTICAL_DROP] = {" dB", look_optical_drop},
	[CHECK_BGP] = {"", look_peer},
	[CHECK_OSPF] = {"", look_peer},
	[CHECK_ISIS] = {"", look_peer},
	[CHECK_TUNNEL] = {"", look_peer},
	[CHECK_REDUNDANCY] = {"", look_redundancy},
	[CHECK_SITE_ISOLATED] = {"%", look_site},
	[CHECK_SITE_WAYS] = {"", look_site_ways},
	[CHECK_CIRCUIT_DOWN] = {"", look_circuit_down},
	[CHECK_CIRCUIT_UTIL] = {"%", look_circuit_util},
	[CHECK_CIRCUIT_LOSS] = {"%", look_circuit_loss},
	[CHECK_CIRCUIT_LATENCY] = {" ms", look_circuit_latency},
	[CHECK_CIRCUIT_JITTER] = {" ms", look_circuit_jitter},
	[CHECK_CUSTOMER_LOST] = {"%", look_customer_lost},
	[CHECK_CUSTOMER_SITES] = {"%", look_customer_sites},
	[CHECK_LATE_POLLS] = {"%", look_late_polls},
	[CHECK_RX_DROPS] = {"/s", look_rx_drops},
	[CHECK_JOURNAL] = {"", look_journal},
	[CHECK_JOURNAL_BACKLOG] = {"", look_backlog},
	[CHECK_JOURNAL_DISK] = {"%", look_disk, .falls = true},
	[CHECK_NOTIFIER] = {"", look_notifier},
	[CHECK_CLOCK_STEP] = {" s", look_clock},
	[CHECK_US] = {"", look_us},
	[CHECK_RAISED] = {"", NULL}, /* people do */
};

void check_read(enum check check, const struct rule *rule, const struct subject_view *v,
		struct sample *s)
{
	*s = (struct sample){
		.value = NAN,
		.limit = NAN,
		.clear = NAN,
		.was_pct = NAN,
		.direction = "",
		.reason = "",
		.gap_ms = v->dev ? poll_gap(v->dev) : LOOK_ALWAYS,
	};
	if (check_thing(check) == OF_SENSOR)
		s->stamp = v->dev->sensors_ms;
	if (checks[check].look)
		checks[check].look(rule, v, s);
}

enum check_thing check_thing(enum check check)
{
	enum check_thing of = OF_DEVICE;

	while (check >= first[of + 1])
		of++;
	return of;
}

enum check check_first(enum check_thing of)
{
	return first[of];
}

bool check_falls(enum check check)
{
	return checks[check].falls;
}

const char *check_unit(enum check check)
{
	return checks[check].unit;
}
