/*
 * cause: looked for anew with every judgement, from the network and from what is open;
 * nothing of it is remembered here.
 */
#include "probes/alert/cause.h"

#include "probes/model/link.h"
#include "probes/model/peer.h"
#include "probes/model/segment.h"
#include "probes/model/spare.h"
#include "probes/model/ways.h"

#define TOGETHER_MS 60000 /* a port that went down so long before is another story */

const struct cause cause_nothing = {SUBJECT_DEVICE, NONE, COVER_NOT, 0};

/* The check that tells of a thing's own failure. */
enum check cause_check(enum subject subject)
{
	switch (subject) {
	case SUBJECT_SITE:
		return CHECK_SITE_ISOLATED;
	case SUBJECT_CUSTOMER:
		return CHECK_CUSTOMER_LOST;
	case SUBJECT_CIRCUIT:
		return CHECK_CIRCUIT_DOWN;
	case SUBJECT_WATCH:
		return CHECK_US;
	default:
		return CHECK_UNREACHABLE;
	}
}

struct track *cause_track(struct alerts *alerts, enum subject subject, uint32_t thing)
{
	struct book *book = book_of(alerts, subject, thing);
	uint32_t at;

	return book ? book_find(book, SLOT_SELF, cause_check(subject), &at) : NULL;
}

struct alert *cause_alert(struct alerts *alerts, enum subject subject, uint32_t thing)
{
	struct track *t = cause_track(alerts, subject, thing);

	return t && alert_live(t->alert) ? t->alert : NULL;
}

struct track *cause_track_of(struct alerts *alerts, const struct alert *a)
{
	const struct book *book =
		a && a->thing != NONE ? book_of(alerts, a->subject, a->thing) : NULL;

	for (uint32_t i = 0; book && i < book->n; i++)
		if (book->track[i]->alert == a)
			return book->track[i];
	return NULL;
}

/* It is explained by this alert of a device. */
static struct cause by_alert(const struct alert *a)
{
	return (struct cause){SUBJECT_DEVICE, a->thing, COVER_EXPLAINED, a->id};
}

/* The severity of what this device's silence is, or will be; SEV_NONE: it is none. */
static enum severity voice_of(const struct judge *j, dev_id d)
{
	const struct network *net = j->view.net;
	struct judge other = {.alerts = j->alerts, .view = {.net = net, .row = NONE}};
	const struct rule *const *rule;
	uint32_t n = book_rules(j->alerts, CHECK_UNREACHABLE, &rule);

	other.set = hold_thing(j->alerts, net, book_dev(j->alerts, d), scope_dev(d),
			       j->view.now_ms);
	for (uint32_t i = 0; i < n && !net->dev[d].planned; i++)
		if (hold_is(&other, CHECK_UNREACHABLE, i))
			return rule[i]->severity;
	return SEV_NONE;
}

/* Would the thing be hidden by itself, over others? */
static bool leads_back(struct judge *j, struct cause cause)
{
	for (int i = 0; i < CAUSE_CHAIN && cause.thing != NONE; i++) {
		const struct track *t;

		if (cause.subject == j->subject && cause.thing == j->thing)
			return true;
		t = cause_track(j->alerts, cause.subject, cause.thing);
		if (!t)
			return false;
		cause = (struct cause){t->cover_subject, t->cover, COVER_NOT, 0};
	}
	return cause.thing != NONE;
}

/* The customer lost it all: that is the event. */
static bool leading_customer(const struct judge *j, site_id site,
			     enum severity severity)
{
	customer_id customer = j->view.net->site[site].customer_row;
	const struct alert *a =
		customer != NONE ? cause_alert(j->alerts, SUBJECT_CUSTOMER, customer)
				 : NULL;

	return a && a->severity == SEV_CRITICAL && a->severity >= severity;
}

/* A failed parent; else the site that is lost as a whole. */
static struct cause cause_of_silence(struct judge *j)
{
	dev_id parent = topology_cause(j->view.net, j->thing);
	site_id site = j->view.dev->site;

	if (parent != NONE && voice_of(j, parent))
		return (struct cause){SUBJECT_DEVICE, parent, COVER_BEHIND, 0};
	if (site == NONE)
		return cause_nothing;
	if (cause_alert(j->alerts, SUBJECT_SITE, site))
		return (struct cause){SUBJECT_SITE, site, COVER_PART, 0};
	if (leading_customer(j, site, SEV_NONE))
		return (struct cause){SUBJECT_CUSTOMER,
				      j->view.net->site[site].customer_row, COVER_PART,
				      0};
	return cause_nothing;
}

/* The alert that this interface is down, where it is told of; NULL. */
static const struct alert *port_alert(const struct alerts *alerts,
				      const struct network *net, if_id row)
{
	const struct alert *a = alert_of_if(alerts, net, row, CHECK_IF_DOWN);

	return a && !a->suppressed && !a->planned ? a : NULL;
}

/* One link is down, and both ends say so: the worse tells, else who said it first. */
static struct cause cause_at_far_end(struct judge *j, const struct track *t, if_id row)
{
	const struct network *net = j->view.net;
	if_id far = link_far_if(net, row);
	const struct alert *a = far != NONE ? port_alert(j->alerts, net, far) : NULL;

	if (!a || a->severity < t->alert->severity ||
	    (a->severity == t->alert->severity && a->id > t->alert->id))
		return cause_nothing;
	return by_alert(a);
}

/* The device at the far end fell silent when this port went down. */
static struct cause cause_of_row(struct judge *j, if_id row, enum severity severity)
{
	const struct network *net = j->view.net;
	dev_id peer = if_peer(&net->ifs, row);
	int64_t since = peer != NONE ? topology_silent_since(net, peer) : 0;

	if (!since || voice_of(j, peer) < severity ||
	    topology_down_since(net, row) < since - TOGETHER_MS)
		return cause_nothing;
	return (struct cause){SUBJECT_DEVICE, peer, COVER_EXPLAINED, 0};
}

/* --- circuits --- */

/* Is that open on the circuit, and no less severe? */
static bool circuit_tells(struct alerts *alerts, uint32_t circuit, enum check check,
			  enum severity severity)
{
	uint32_t at;
	const struct track *t =
		book_find(book_circuit(alerts, circuit), SLOT_SELF, check, &at);

	return t && alert_live(t->alert) && t->alert->severity >= severity;
}

static struct cause cause_of_circuit(struct judge *j, const struct track *t)
{
	const struct network *net = j->view.net;
	const struct circuit *c = &net->circuit[j->thing];
	struct cause cause = cause_nothing;

	if (t->check != CHECK_CIRCUIT_DOWN) {
		if (cause_alert(j->alerts, SUBJECT_CIRCUIT, j->thing))
			cause = (struct cause){SUBJECT_CIRCUIT, j->thing, COVER_BEHIND,
					       0};
		return cause;
	}
	for (int e = 0; e < LINE_ENDS && cause.thing == NONE; e++) {
		if_id row = line_end_row(net, &c->end[e]);

		if (row != NONE && net->ifs.oper[row] != IF_UP)
			cause = cause_of_row(j, row, t->alert->severity);
	}
	for (int e = 0; e < LINE_ENDS && cause.thing == NONE; e++) {
		site_id site = c->end[e].dev == NONE ? NONE
						     : net->dev[c->end[e].dev].site;

		if (site < net->site_n && cause_alert(j->alerts, SUBJECT_SITE, site))
			cause = (struct cause){SUBJECT_SITE, site, COVER_PART, 0};
	}
	return cause;
}

/* What the circuit that ends at this port says of it. */
static struct cause cause_by_circuit(struct judge *j, const struct track *t, if_id row)
{
	uint32_t c = circuit_at(j->view.net, row);
	enum check check = t->check == CHECK_UTIL ? CHECK_CIRCUIT_UTIL
						  : CHECK_CIRCUIT_DOWN;

	if (c == NONE || !circuit_tells(j->alerts, c, check, t->alert->severity))
		return cause_nothing;
	return (struct cause){SUBJECT_CIRCUIT, c, COVER_EXPLAINED, 0};
}

/* What a circuit does to the probes of the device behind it. */
static struct cause cause_by_line(struct judge *j, const struct track *t)
{
	const struct network *net = j->view.net;

	for (uint32_t n = j->view.dev->line_first; n != NONE;
	     n = line_end_at(net, n)->next) {
		uint32_t c = n / LINE_ENDS;
		enum severity severity = t->alert->severity;

		if (n & LINE_OF_LINK || circuit_far(net, &net->circuit[c]) != j->thing)
			continue;
		if (t->check == CHECK_LOSS
			    ? circuit_tells(j->alerts, c, CHECK_CIRCUIT_LOSS, severity)
			    : circuit_tells(j->alerts, c, CHECK_CIRCUIT_LATENCY,
					    severity))
			return (struct cause){SUBJECT_CIRCUIT, c, COVER_EXPLAINED, 0};
	}
	return cause_nothing;
}

static struct cause cause_of_port(struct judge *j, const struct track *t)
{
	if_id row = j->view.dev->if_first + t->slot - 1;
	struct cause cause;

	if (t->slot == SLOT_SELF || t->slot > j->view.dev->if_n)
		return cause_nothing;
	cause = cause_by_circuit(j, t, row);
	if (cause.thing == NONE && t->check == CHECK_IF_DOWN)
		cause = cause_of_row(j, row, t->alert->severity);
	if (cause.thing == NONE && t->check == CHECK_IF_DOWN)
		cause = cause_at_far_end(j, t, row);
	return cause;
}

/* A port that is down between the two, at either end. */
static struct cause cause_between(struct judge *j, dev_id far, enum severity severity)
{
	const struct network *net = j->view.net;

	for (link_id l = links_of(net, j->thing); l != NONE;
	     l = links_next(net, l, j->thing)) {
		const struct link *link = link_at(net, l);

		if (link->end[1 - link_side(link, j->thing)].dev != far)
			continue;
		for (unsigned side = 0; side < 2; side++) {
			if_id row = link_if(net, link, side);
			const struct alert *a =
				row != NONE ? port_alert(j->alerts, net, row) : NULL;

			if (a && a->severity >= severity)
				return by_alert(a);
		}
	}
	return cause_nothing;
}

/* Our end of what is spoken over: by the device's word, else by the address. */
static if_id row_towards(const struct network *net, const struct peer *p)
{
	if_id row = network_peer_local(net, p);

	if (row == NONE)
		row = network_if_by_index(
			net, p->dev,
			subnet_port(net, p->dev, network_str(net, p->name)));
	return row;
}

/* The circuit to it is down, or our port is. */
static struct cause cause_on_our_side(struct judge *j, const struct track *t,
				      const struct peer *p)
{
	if_id row = row_towards(j->view.net, p);
	struct cause cause = row != NONE ? cause_by_circuit(j, t, row) : cause_nothing;
	const struct alert *a =
		row != NONE ? port_alert(j->alerts, j->view.net, row) : NULL;

	if (cause.thing == NONE && a && a->severity >= t->alert->severity)
		cause = by_alert(a);
	return cause;
}

/* The device at the far end is silent, or the link to it is down. */
static struct cause cause_of_peer(struct judge *j, const struct track *t)
{
	const struct network *net = j->view.net;
	enum severity severity = t->alert->severity;
	struct cause cause = cause_nothing;
	uint32_t n;
	const struct peer *p = network_peers(net, j->thing, &n);
	dev_id far;

	if (t->slot < SLOT_PEER || t->slot - SLOT_PEER >= n)
		return cause_nothing;
	p += t->slot - SLOT_PEER;
	far = network_peer_dev(net, p);
	if (far != NONE && topology_silent_since(net, far) &&
	    voice_of(j, far) >= severity)
		return (struct cause){SUBJECT_DEVICE, far, COVER_EXPLAINED, 0};
	if (far != NONE)
		cause = cause_between(j, far, severity);
	return cause.thing != NONE ? cause : cause_on_our_side(j, t, p);
}

/* What it is on every way to it, too, began there: the same of the device nearest to
 * us. */
static struct cause cause_on_the_way(struct judge *j, const struct track *t)
{
	const struct network *net = j->view.net;
	struct cause cause = cause_nothing;
	dev_id d = j->thing;
	uint32_t at;

	for (int i = 0; i < CAUSE_CHAIN; i++) {
		const struct track *other;

		d = ways_hangs_on(net, d);
		if (d == NONE)
			break;
		other = book_find(book_dev(j->alerts, d), SLOT_SELF,
				  (enum check)t->check, &at);
		if (other && alert_live(other->alert) &&
		    other->alert->severity >= t->alert->severity &&
		    !other->alert->planned)
			cause = by_alert(other->alert);
	}
	return cause;
}

static struct cause cause_of_probes(struct judge *j, const struct track *t)
{
	struct cause cause = cause_by_line(j, t);

	return cause.thing != NONE ? cause : cause_on_the_way(j, t);
}

/* A port that is down at either end of a link, whatever hides that one. */
static struct cause cause_at_ends(struct judge *j, if_id a, if_id b)
{
	const if_id end[] = {a, b};
	const struct alert *told = NULL;

	for (int i = 0; i < 2; i++) {
		const struct alert *at = NULL;

		if (end[i] != NONE)
			at = alert_of_if(j->alerts, j->view.net, end[i], CHECK_IF_DOWN);
		if (at && (!told || told->suppressed))
			told = at;
	}
	return told ? by_alert(told) : cause_nothing;
}

/* A way less, because of a device that is silent, or of a port that is down at an end
 * of the link: one notice for one cause. */
static struct cause cause_of_uplinks(struct judge *j, const struct track *t)
{
	const struct network *net = j->view.net;
	const struct link *link;
	struct spare s;

	ways_spare(net, j->thing, &s);
	if (s.silent && s.from != NONE && voice_of(j, s.from) >= t->alert->severity)
		return (struct cause){SUBJECT_DEVICE, s.from, COVER_EXPLAINED, 0};
	link = s.edge != NONE ? ways_link(net, s.edge) : NULL;
	if (!link)
		return cause_nothing;
	return cause_at_ends(j, link_if(net, link, 0), link_if(net, link, 1));
}

/* Of a device that is silent nothing else is news, but for what broke in it: that may
 * be why. */
static struct cause cause_of_symptom(struct judge *j, const struct track *t)
{
	if (check_thing((enum check)t->check) == OF_SENSOR)
		return cause_nothing;
	if (cause_alert(j->alerts, SUBJECT_DEVICE, j->thing))
		return (struct cause){SUBJECT_DEVICE, j->thing, COVER_BEHIND, 0};
	if (check_thing((enum check)t->check) == OF_PEER)
		return cause_of_peer(j, t);
	if (t->check == CHECK_UPLINKS)
		return cause_of_uplinks(j, t);
	if (t->check == CHECK_IF_DOWN || t->check == CHECK_UTIL)
		return cause_of_port(j, t);
	if (t->check == CHECK_LOSS || t->check == CHECK_LATENCY ||
	    t->check == CHECK_LATENCY_RISE)
		return cause_of_probes(j, t);
	return cause_nothing;
}

/* A device elsewhere that took most of it. */
static dev_id taken_by(const struct judge *j, enum severity severity)
{
	const struct site_count *count = &j->view.count;
	const struct alert *a;

	if (count->cause == NONE || count->cause_hides * 2 <= count->lost ||
	    j->view.net->dev[count->cause].site == j->thing)
		return NONE;
	a = cause_alert(j->alerts, SUBJECT_DEVICE, count->cause);
	return a && a->severity >= severity ? count->cause : NONE;
}

/* A way less, because of a device that is silent, a circuit or a port that is down, as
 * of a device: one notice for one cause. Nothing of that is news of a site that has no
 * way left. */
static struct cause cause_of_ways(struct judge *j, const struct track *t)
{
	const struct site_ways *ways = &j->view.count.ways;
	const struct network *net = j->view.net;
	uint32_t c = ways->cut != NONE ? circuit_at(net, ways->cut) : NONE;

	if (cause_alert(j->alerts, SUBJECT_SITE, j->thing))
		return (struct cause){SUBJECT_SITE, j->thing, COVER_BEHIND, 0};
	if (ways->mute != NONE && voice_of(j, ways->mute) >= t->alert->severity)
		return (struct cause){SUBJECT_DEVICE, ways->mute, COVER_EXPLAINED, 0};
	if (c != NONE && circuit_tells(j->alerts, c, CHECK_CIRCUIT_DOWN,
				       t->alert->severity))
		return (struct cause){SUBJECT_CIRCUIT, c, COVER_EXPLAINED, 0};
	if (ways->cut == NONE)
		return cause_nothing;
	return cause_at_ends(j, ways->cut, link_far_if(net, ways->cut));
}

static struct cause cause_of_site(struct judge *j, const struct track *t)
{
	dev_id dev = taken_by(j, t->alert->severity);

	if (t->check == CHECK_SITE_WAYS)
		return cause_of_ways(j, t);
	if (dev != NONE)
		return (struct cause){SUBJECT_DEVICE, dev, COVER_BEHIND, 0};
	if (leading_customer(j, j->thing, t->alert->severity))
		return (struct cause){SUBJECT_CUSTOMER,
				      j->view.net->site[j->thing].customer_row,
				      COVER_PART, 0};
	return cause_nothing;
}

/* --- customers --- */

/* The site of it with most lost; NONE. */
static site_id worst_site(const struct judge *j)
{
	const struct network *net = j->view.net;
	site_id worst = NONE;
	uint32_t most = 0;

	for (site_id s = net->customer[j->thing].first_site; s != NONE;
	     s = net->site[s].customer_next)
		if (s < j->alerts->site_count_cap &&
		    j->alerts->site_count[s].lost > most) {
			most = j->alerts->site_count[s].lost;
			worst = s;
		}
	return worst;
}

/* It sums up what its sites say, and is no news of its own; unless it is worse than
 * they are. Then it hides them, and itself behind what took them all. */
static struct cause cause_of_customer(struct judge *j, const struct track *t)
{
	site_id s = worst_site(j);
	const struct track *site = s != NONE ? cause_track(j->alerts, SUBJECT_SITE, s)
					     : NULL;
	dev_id dev = s != NONE ? j->alerts->site_count[s].cause : NONE;
	const struct alert *a;

	if (t->check != cause_check(SUBJECT_CUSTOMER) &&
	    cause_alert(j->alerts, SUBJECT_CUSTOMER, j->thing))
		return (struct cause){SUBJECT_CUSTOMER, j->thing, COVER_PART, 0};
	if (t->alert->severity == SEV_CRITICAL) {
		if (site && site->cover_subject == SUBJECT_DEVICE &&
		    site->cover != NONE)
			return (struct cause){SUBJECT_DEVICE, site->cover, COVER_BEHIND,
					      0};
		return cause_nothing;
	}
	if (site && alert_live(site->alert))
		return (struct cause){SUBJECT_SITE, s, COVER_EXPLAINED, 0};
	a = dev != NONE ? cause_alert(j->alerts, SUBJECT_DEVICE, dev) : NULL;
	if (a && a->severity >= t->alert->severity)
		return (struct cause){SUBJECT_DEVICE, dev, COVER_EXPLAINED, 0};
	return cause_nothing;
}

/* --- any --- */

/* It is us: nothing that is said of others is known. */
static struct cause blind(const struct judge *j)
{
	if (j->subject != SUBJECT_WATCH && cause_alert(j->alerts, SUBJECT_WATCH, 0))
		return (struct cause){SUBJECT_WATCH, 0, COVER_BLIND, 0};
	return cause_nothing;
}

struct cause cause_find(struct judge *j, const struct track *t)
{
	struct cause cause = blind(j);

	if (t->check == CHECK_RAISED)
		return cause_nothing; /* a person said so */
	if (cause.thing != NONE)
		return cause;
	if (j->subject == SUBJECT_SITE)
		cause = cause_of_site(j, t);
	else if (j->subject == SUBJECT_CIRCUIT)
		cause = cause_of_circuit(j, t);
	else if (j->subject == SUBJECT_CUSTOMER)
		cause = cause_of_customer(j, t);
	else if (j->subject == SUBJECT_DEVICE)
		cause = t->check == CHECK_UNREACHABLE ? cause_of_silence(j)
						      : cause_of_symptom(j, t);
	if (t->check == cause_check(j->subject) && leads_back(j, cause))
		return cause_nothing;
	return cause;
}
