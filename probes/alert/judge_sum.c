/*
 * Judging what has no rows: sites, customers and the watch itself. A customer is the
 * sum of what its sites were found to be, so that thousands of devices are not looked
 * at again for it.
 */
#include <math.h>

#include "probes/alert/book.h"

static void judge_all(struct judge *j, enum check_thing of)
{
	bool leads = cover_leads(j);

	for (enum check c = check_first(of); c < check_first(of + 1); c++)
		judge_key(j, SLOT_SELF, c);
	judge_key(j, SLOT_SELF, CHECK_RAISED);
	cover_follow(j);
	planned_follow(j);
	if (cover_leads(j) != leads)
		cover_tell(j);
}

static struct subject_view view_of(const struct network *net, int64_t now_ms)
{
	return (struct subject_view){
		.net = net,
		.row = NONE,
		.sensor = NONE,
		.site = NONE,
		.circuit = NONE,
		.base_ms = NAN,
		.now_ms = now_ms,
	};
}

/* --- a site --- */

static bool isolation_differs(const struct site_count *a, const struct site_count *b)
{
	return a->lost != b->lost || a->devices != b->devices ||
	       topology_cut_off(a) != topology_cut_off(b);
}

/* What its customer is judged by. */
static void remember_count(struct alerts *alerts, const struct network *net,
			   site_id site, const struct site_count *count)
{
	customer_id customer = net->site[site].customer_row;

	TABLE_GROW(alerts->site_count, alerts->site_count_cap, net->site_n);
	if (customer != NONE) {
		TABLE_GROW(alerts->customer_news, alerts->customer_news_cap,
			   net->customer_n);
		if (isolation_differs(&alerts->site_count[site], count))
			alerts->customer_news[customer] = true;
	}
	alerts->site_count[site] = *count;
}

static void judge_site(struct alerts *alerts, const struct network *net, site_id site,
		       const struct site_count *count, int64_t now_ms,
		       struct event_list *out)
{
	struct judge j = {.alerts = alerts, .out = out, .subject = SUBJECT_SITE};

	j.thing = site;
	j.name = network_str(net, net->site[site].name);
	j.book = book_site(alerts, site);
	j.view = view_of(net, now_ms);
	j.view.site = site;
	j.view.count = *count;
	j.book->judged_ms = now_ms;
	j.set = hold_thing(alerts, net, j.book, scope_site(site), now_ms);
	ledger_site(&j);
	remember_count(alerts, net, site, &j.view.count);
	judge_all(&j, OF_SITE);
}

uint32_t alerts_judge_site_on(struct alerts *alerts, const struct network *net,
			      struct site_turn *turn, uint32_t devs, int64_t now_ms,
			      struct event_list *out)
{
	uint32_t left = devs;

	alerts_expect(alerts, net);
	if (!turn->busy && book_site(alerts, turn->site)->judged_ms == now_ms)
		return 0; /* many devices of one slice tell it of their news */
	if (!turn->busy)
		topology_look(net, turn->site, &turn->look);
	for (; left > 0 && turn->look.at != NONE; left--)
		topology_look_on(net, &turn->look);
	turn->busy = turn->look.at != NONE;
	if (!turn->busy)
		judge_site(alerts, net, turn->site, &turn->look.count, now_ms, out);
	return devs - left;
}

uint32_t alerts_judge_site(struct alerts *alerts, const struct network *net,
			   site_id site, int64_t now_ms, struct event_list *out)
{
	struct site_turn turn = {.site = site};

	return alerts_judge_site_on(alerts, net, &turn, UINT32_MAX, now_ms, out);
}

/* --- a circuit --- */

static void judge_circuit(struct alerts *alerts, const struct network *net,
			  uint32_t circuit, int64_t now_ms, struct event_list *out)
{
	struct judge j = {.alerts = alerts, .out = out, .subject = SUBJECT_CIRCUIT};

	alerts_expect(alerts, net);
	j.thing = circuit;
	j.name = network_str(net, net->circuit[circuit].name);
	j.book = book_circuit(alerts, circuit);
	j.view = view_of(net, now_ms);
	j.view.circuit = circuit;
	j.view.site = circuit_site(net, &net->circuit[circuit]);
	circuit_read(net, circuit, now_ms, &j.view.line);
	j.set = hold_thing(alerts, net, j.book, scope_circuit(circuit), now_ms);
	ledger_circuit(&j);
	j.book->doubt = false;
	judge_all(&j, OF_CIRCUIT);
}

void judge_circuits(struct alerts *alerts, const struct network *net, dev_id d,
		    int64_t now_ms, struct event_list *out)
{
	for (uint32_t n = net->dev[d].line_first; n != NONE;
	     n = line_end_at(net, n)->next)
		if (!(n & LINE_OF_LINK))
			judge_circuit(alerts, net, n / LINE_ENDS, now_ms, out);
}

/* --- a customer --- */

static void sum_up(const struct alerts *alerts, const struct network *net,
		   customer_id customer, struct customer_count *sum)
{
	for (site_id s = net->customer[customer].first_site; s != NONE;
	     s = net->site[s].customer_next) {
		const struct site_count *count;

		if (s >= alerts->site_count_cap)
			continue;
		count = &alerts->site_count[s];
		if (count->devices == 0)
			continue;
		sum->sites++;
		if (check_isolated(count)) {
			sum->isolated++;
			if (count->isolated_ms > sum->isolated_ms) {
				sum->isolated_ms = count->isolated_ms;
				sum->good_ms = count->isolated_good_ms;
			}
		}
		sum->devices += count->devices;
		sum->lost += count->lost;
		if (count->since_ms &&
		    (!sum->since_ms || count->since_ms < sum->since_ms))
			sum->since_ms = count->since_ms;
	}
}

void alerts_judge_customer(struct alerts *alerts, const struct network *net,
			   customer_id customer, int64_t now_ms, struct event_list *out)
{
	struct judge j = {.alerts = alerts, .out = out, .subject = SUBJECT_CUSTOMER};

	j.thing = customer;
	j.name = network_str(net, net->customer[customer].name);
	j.book = book_customer(alerts, customer);
	j.view = view_of(net, now_ms);
	j.set = hold_thing(alerts, net, j.book, scope_customer(customer), now_ms);
	sum_up(alerts, net, customer, &j.view.sum);
	ledger_customer(&j);
	judge_all(&j, OF_CUSTOMER);
	if (customer < alerts->customer_news_cap)
		alerts->customer_news[customer] = false;
}

static bool has_waiting(const struct book *book)
{
	for (uint32_t i = 0; i < book->n; i++)
		if (!book->track[i]->alert || alert_live(book->track[i]->alert))
			return true;
	return false;
}

customer_id alerts_customers_waiting(const struct alerts *alerts, customer_id from)
{
	for (customer_id c = from;
	     c < alerts->customer_news_cap || c < alerts->customer_book_cap; c++)
		if ((c < alerts->customer_news_cap && alerts->customer_news[c]) ||
		    (c < alerts->customer_book_cap &&
		     has_waiting(&alerts->customer_book[c])))
			return c;
	return NONE;
}

/* The next circuit from `from` on about which something is pending or open; NONE. */
static uint32_t circuits_waiting(const struct alerts *alerts, uint32_t from)
{
	for (uint32_t c = from; c < alerts->circuit_book_cap; c++)
		if (alerts->circuit_book[c].doubt ||
		    has_waiting(&alerts->circuit_book[c]))
			return c;
	return NONE;
}

void alerts_judge_sums(struct alerts *alerts, const struct network *net, int64_t now_ms,
		       struct event_list *out)
{
	for (uint32_t c = circuits_waiting(alerts, 0); c != NONE;
	     c = circuits_waiting(alerts, c + 1))
		judge_circuit(alerts, net, c, now_ms, out);
	for (customer_id c = alerts_customers_waiting(alerts, 0); c != NONE;
	     c = alerts_customers_waiting(alerts, c + 1))
		alerts_judge_customer(alerts, net, c, now_ms, out);
}

/* --- the watch --- */

void alerts_judge_watch(struct alerts *alerts, const struct watch_health *health,
			const char *name, int64_t now_ms, struct event_list *out)
{
	struct judge j = {.alerts = alerts, .out = out, .subject = SUBJECT_WATCH};

	j.name = name;
	j.book = book_of(alerts, SUBJECT_WATCH, 0);
	j.view = view_of(NULL, now_ms);
	j.view.watch = health;
	j.set = hold_thing(alerts, NULL, j.book, scope_watch(), now_ms);
	judge_all(&j, OF_WATCH);
}
