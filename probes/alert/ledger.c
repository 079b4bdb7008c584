/*
 * ledger: what happens to things, told whether or not it is an alert, so that
 * availability can be worked out later: reachable and not, SNMP answered and not, an
 * interface and a circuit up and down, a site and a customer isolated and not, reboots.
 * Told when it changes; what
 * is well at the first look is not news.
 */
#include <math.h>
#include <stdio.h>

#include "probes/alert/book.h"
#include "probes/alert/evidence.h"
#include "probes/alert/wording.h"
#include "probes/model/link.h"
#include "probes/model/peer.h"
#include "probes/model/ways.h"

#define SILENT_POLLS 3	   /* SNMP is silent after so many */
#define NEIGHBOURS_SEEN 64 /* … and these are asked: */
#define NEIGHBOURS_ASKED 8
#define ANCESTORS_ASKED 8
#define FAR_ENDS_ASKED 64 /* of ports that went down, at once */

static void tell(struct judge *j, enum event_kind kind, const char *entity,
		 const char *text, double value, const struct sample *s)
{
	event_add(j->out, &(struct event){
				  .at_ms = j->view.now_ms,
				  .kind = kind,
				  .severity = SEV_INFO,
				  .subject = j->subject,
				  .name = j->name,
				  .entity = entity,
				  .text = text,
				  .value = value,
				  .limit = NAN,
				  .last_good_ms = s->last_good_ms,
				  .first_bad_ms = s->first_bad_ms,
				  .occurred_ms = s->occurred_ms,
			  });
}

/* The rule that makes an event of this check here, NULL. */
static const struct rule *event_rule(const struct judge *j, enum check check)
{
	const struct rule *const *rule;
	uint32_t n = book_rules(j->alerts, check, &rule);

	for (uint32_t i = 0; i < n; i++)
		if (rule[i]->event && hold_is(j, check, i))
			return rule[i];
	return NULL;
}

/* It is so that it is down, or is not any more, and the ledger does not know: whoever
 * reads it takes a watch that begins to say what is down. */
static bool is_news(struct book *book, bool down)
{
	bool news = down != book->told_down || (down && book->tell_anew);

	book->tell_anew = false;
	book->told_down = down;
	return news;
}

/* --- peers --- */

void ledger_peer(struct judge *j)
{
	const struct peer *p = j->view.peer;
	const struct network *net = j->view.net;
	bool down = p->state == PEER_DOWN;
	struct sample s = {.occurred_ms = p->up_s != NONE ? p->since_ms : 0};
	char entity[WORDING_MAX], text[2 * WORDING_MAX];

	if (!j->book->begun || (!p->turned && !p->blinked) ||
	    p->state == PEER_UNKNOWN)
		return;
	snprintf(entity, sizeof entity, "%s %s",
		 peer_kind_title((enum peer_kind)p->kind), network_str(net, p->name));
	snprintf(text, sizeof text, "%s %s", entity,
		 p->blinked ? "down and up again"
		 : p->words ? network_str(net, p->words)
			    : peer_state_name((enum peer_state)p->state));
	tell(j, EVENT_PEER, entity, text, down ? 0 : 1, &s);
}

/* --- devices --- */

static void tell_reachable(struct judge *j)
{
	const struct dev *dev = j->view.dev;
	bool down = check_unreachable(dev);
	bool heard = dev->reach.answering || dev->polls_good > 0;
	struct sample s = {0};

	if ((!down && !heard) || !is_news(j->book, down))
		return;
	s.last_good_ms = dev_heard_ms(dev);
	if (down)
		s.first_bad_ms = topology_silent_since(j->view.net, j->thing);
	tell(j, EVENT_REACHABLE, "", down ? "does not answer" : "answers", down ? 0 : 1,
	     &s);
}

/* What was not answered while nothing was, says nothing of SNMP when it is back. */
static void tell_snmp(struct judge *j)
{
	const struct dev *dev = j->view.dev;
	struct book *book = j->book;
	bool silent;
	struct sample s = {
		.last_good_ms = dev->snmp_good_ms,
		.first_bad_ms = dev->snmp_bad_ms,
	};

	if (book->told_down || dev->polls_bad < book->bad_away)
		book->bad_away = dev->polls_bad;
	silent = dev->polls_bad >= book->bad_away + SILENT_POLLS ||
		 (book->told_silent && dev->polls_bad > 0);
	if (book->told_down || silent == book->told_silent)
		return;
	book->told_silent = silent;
	tell(j, EVENT_SNMP, "",
	     silent ? reason_words((enum reason)dev->reason) : "answers SNMP",
	     silent ? 0 : 1, &s);
}

static void tell_reboot(struct judge *j)
{
	const struct dev *dev = j->view.dev;
	const struct rule *rule = event_rule(j, CHECK_REBOOT);
	struct sample s = {.occurred_ms = dev->boot_ms,
			   .last_good_ms = j->book->before_ms};
	bool news = j->book->begun && dev->reboots != j->book->reboots;
	char text[WORDING_MAX];

	j->book->reboots = dev->reboots;
	if (!news || !rule)
		return;
	wording_fill(text, sizeof text, rule, &j->view, &s);
	tell(j, EVENT_REBOOTED, "", text, NAN, &s);
}

static void tell_changed(struct judge *j)
{
	const struct dev *dev = j->view.dev;
	struct sample s = {.occurred_ms = dev->changed_ms};

	if (dev->changed_ms == j->book->changed_ms)
		return;
	j->book->changed_ms = dev->changed_ms;
	tell(j, EVENT_CHANGED, "", network_str(j->view.net, dev->changed), NAN, &s);
}

static void tell_twin(struct judge *j)
{
	const struct network *net = j->view.net;
	dev_id twin = j->view.dev->engine_twin;
	char text[WORDING_MAX];

	if (j->book->told_twin == (twin != NONE))
		return;
	j->book->told_twin = twin != NONE;
	if (twin == NONE)
		return;
	snprintf(text, sizeof text, "has the snmpEngineID of %s",
		 network_str(net, net->dev[twin].name));
	tell(j, EVENT_ENGINE_ID, "", text, NAN, &(struct sample){0});
}

/* Who is next to it, and not behind it: what they see of it is evidence. */
static void ask_neighbours(struct judge *j)
{
	const struct network *net = j->view.net;
	struct neighbour near[NEIGHBOURS_SEEN];
	uint32_t n = topology_neighbours(net, j->thing, near, NEIGHBOURS_SEEN);
	unsigned asked = 0;

	for (uint32_t i = 0; i < n && asked < NEIGHBOURS_ASKED; i++) {
		dev_id d = near[i].dev;

		if (topology_is_parent(&net->dev[d], j->thing) ||
		    ways_hang(net, d, j->thing) || near[i].silent)
			continue;
		judge_ask(j->alerts, d);
		asked++;
	}
}

/* A silence has begun: hear the device by SNMP, what is above it all the way to us and
 * who is next to it, now; and these again when they must have seen it themselves. */
static void ask_at_once(struct judge *j)
{
	const struct dev *dev = j->view.dev;
	int64_t since = topology_silent_since(j->view.net, j->thing);
	dev_id above[ANCESTORS_ASKED];
	uint32_t n;

	if (since && since == j->book->asked_ms && !j->book->asked_again &&
	    j->view.now_ms - since > EVIDENCE_PACE_MS) {
		j->book->asked_again = true;
		ask_neighbours(j);
	}
	if (!since || since == j->book->asked_ms)
		return;
	j->book->asked_ms = since;
	j->book->asked_again = false;
	n = topology_ancestors(j->view.net, j->thing, above, ANCESTORS_ASKED);
	for (uint32_t i = 0; i < n; i++)
		judge_ask(j->alerts, above[i]);
	ask_neighbours(j);
	if (dev->poll_at_ms < since)
		judge_ask(j->alerts, j->thing);
}

/* The usual round trip: a mean at first, then slow to follow, and slower still while it
 * is risen: a new normal is learnt within a day. */
static void learn_rtt(struct judge *j)
{
	const struct reach *reach = &j->view.dev->reach;
	struct book *book = j->book;
	float slow = reach->rtt_ms > 2 * book->base_ms ? 1 / 2048.0F : 1 / 64.0F;

	if (!reach->answering || isnan(reach->rtt_ms))
		return;
	if (book->base_n < 64) {
		book->base_n++;
		slow = slow < 1 / 64.0F && book->base_n > 20 ? slow
							     : 1 / (float)book->base_n;
	}
	book->base_ms += (reach->rtt_ms - book->base_ms) * slow;
}

void ledger_dev(struct judge *j)
{
	const struct dev *dev = j->view.dev;

	ask_at_once(j);
	tell_reachable(j);
	tell_snmp(j);
	tell_reboot(j);
	tell_changed(j);
	tell_twin(j);
	j->book->begun = true;
	if (dev->poll_at_ms != j->book->poll_ms)
		learn_rtt(j);
	j->book->poll_ms = dev->poll_at_ms;
}

/* --- interfaces --- */

/* 1 up, 0 down, NAN neither (shut, dormant, lower layer …). */
static double up_or_down(const struct if_table *ifs, if_id row)
{
	if (ifs->oper[row] == IF_UP)
		return 1;
	return ifs->oper[row] == IF_DOWN && ifs->admin[row] != IF_DOWN ? 0 : NAN;
}

static void row_text(char *out, size_t cap, const struct judge *j, if_id row, double up)
{
	const struct if_table *ifs = &j->view.net->ifs;
	const char *name = network_str(j->view.net, ifs->name[row]);
	const char *status = if_status_name((enum if_status)ifs->oper[row]);

	if (ifs->oper[row] != IF_UP && ifs->admin[row] == IF_DOWN)
		status = "shut";
	if (isnan(up) || up > 0)
		snprintf(out, cap, "%s %s", name, status ? status : "unknown");
	else
		snprintf(out, cap, "%s down", name);
}

/* What the other end says of it is known at once, and that one's words are about this
 * end, too: it is looked at again. */
static void ask_far_end(struct judge *j, if_id row)
{
	if_id far = link_far_if(j->view.net, row);
	dev_id dev = far != NONE ? j->view.net->ifs.dev[far] : NONE;

	if (dev == NONE || dev == j->thing || j->alerts->ask_n >= FAR_ENDS_ASKED)
		return;
	judge_ask(j->alerts, dev);
	book_dev(j->alerts, dev)->doubt = true;
	judge_again(j->alerts, dev);
}

void ledger_row(struct judge *j, if_id row)
{
	const struct if_table *ifs = &j->view.net->ifs;
	double up = up_or_down(ifs, row);
	bool matters = ifs->flags[row] & IFF_MATTERS;
	const struct rule *rule;
	char text[WORDING_MAX];
	struct sample s;

	if (!j->book->rows_ms || if_rare(ifs, row)->oper_ms <= j->book->rows_ms)
		return; /* nothing changed since the last look */
	if (ifs->oper[row] != IF_UP)
		ask_far_end(j, row);
	rule = event_rule(j, CHECK_IF_DOWN);
	if (!matters && (!rule || isnan(up) || !(ifs->flags[row] & IFF_SEEN_UP)))
		return;
	check_read(CHECK_IF_DOWN, rule ? rule : &(struct rule){0}, &j->view, &s);
	if (rule && up == 0)
		wording_fill(text, sizeof text, rule, &j->view, &s);
	else
		row_text(text, sizeof text, j, row, up);
	tell(j, EVENT_INTERFACE, network_str(j->view.net, ifs->name[row]), text, up,
	     &s);
	if (!matters) /* only the rule's: availability is not asked of it */
		j->out->event[j->out->n - 1].check = check_name(CHECK_IF_DOWN);
}

/* --- sites --- */

/* As it was found when that was news. */
static void remember_isolation(struct judge *j)
{
	const struct alerts *alerts = j->alerts;

	if (j->thing >= alerts->site_count_cap)
		return;
	j->view.count.isolated_ms = alerts->site_count[j->thing].isolated_ms;
	j->view.count.isolated_good_ms = alerts->site_count[j->thing].isolated_good_ms;
}

void ledger_site(struct judge *j)
{
	const struct site_count *count = &j->view.count;
	bool down = check_isolated(count);
	struct sample s = {0};
	char text[64];

	if (!is_news(j->book, down)) {
		remember_isolation(j);
		return;
	}
	if (down)
		check_site_began(NULL, &j->view, &s);
	j->view.count.isolated_ms = s.first_bad_ms;
	j->view.count.isolated_good_ms = s.last_good_ms;
	if (topology_cut_off(count))
		snprintf(text, sizeof text, "%u of %u ways down", count->ways.down,
			 count->ways.n);
	else
		snprintf(text, sizeof text, "%u of %u devices do not answer",
			 count->lost, count->devices);
	tell(j, EVENT_SITE, "", text, down ? 0 : 1, &s);
}

/* --- circuits --- */

/* 1 up, 0 down; NAN nobody can tell, or somebody shut it. */
static double line_up(const struct circuit_now *now)
{
	if (now->state == LINE_UP)
		return 1;
	return now->state == LINE_DOWN && !now->shut ? 0 : NAN;
}

/* Were all of its devices asked already? */
static bool is_asked(const struct network *net, const struct circuit *c)
{
	for (int e = 0; e < LINE_ENDS; e++)
		if (c->end[e].dev != NONE && !net->dev[c->end[e].dev].poll_at_ms)
			return false;
	return true;
}

static void line_words(char *out, size_t cap, const struct judge *j, double up)
{
	const struct network *net = j->view.net;
	if_id row = j->view.line.down_row;

	if (up == 0)
		snprintf(out, cap, "down at %s %s",
			 network_str(net, net->dev[net->ifs.dev[row]].name),
			 network_str(net, net->ifs.name[row]));
	else
		snprintf(out, cap, "%s",
			 up > 0			 ? "up"
			 : j->view.line.shut ? "shut"
					     : "neither end can be seen");
}

void ledger_circuit(struct judge *j)
{
	const struct circuit_now *now = &j->view.line;
	double up = line_up(now);
	bool down = up == 0, unknown = isnan(up), news;
	struct sample s = {0};
	char text[WORDING_MAX];

	if (!is_asked(j->view.net, &j->view.net->circuit[j->thing]))
		return;
	news = is_news(j->book, down) || unknown != j->book->told_silent;
	j->book->told_silent = unknown;
	if (!news)
		return;
	if (down) {
		s.last_good_ms = now->good_ms;
		s.first_bad_ms = now->seen_ms;
		s.occurred_ms = now->since_ms;
	}
	line_words(text, sizeof text, j, up);
	tell(j, EVENT_CIRCUIT, "", text, up, &s);
}

/* --- customers --- */

void ledger_customer(struct judge *j)
{
	const struct customer_count *sum = &j->view.sum;
	bool down = sum->sites > 0 && sum->isolated == sum->sites;
	struct sample s = {.first_bad_ms = down ? sum->isolated_ms : 0,
			   .last_good_ms = down ? sum->good_ms : 0};
	char text[64];

	if (!is_news(j->book, down))
		return;
	snprintf(text, sizeof text, "%u of %u sites isolated", sum->isolated,
		 sum->sites);
	tell(j, EVENT_CUSTOMER, "", text, down ? 0 : 1, &s);
}
