/*
 * A device is judged: itself, then its rows in their order, each kind after a new
 * reading of it only, so that a poll that brought nothing costs no look.
 */
#include <math.h>

#include "probes/alert/book.h"
#include "probes/model/peer.h"
#include "probes/model/redundancy.h"
#include "probes/model/rollup.h"
#include "probes/model/sensor.h"

#define GONE_MS 86400000    /* an interface that is not there any more */
#define BASELINE_SAMPLES 20 /* before a usual RTT is known */

static void judge_self(struct judge *j)
{
	for (enum check c = check_first(OF_DEVICE); c < check_first(OF_INTERFACE); c++)
		judge_key(j, SLOT_SELF, c);
	judge_key(j, SLOT_SELF, CHECK_RAISED);
}

/* A peer without a row is not configured any more: one that died has one for a day. */
static bool is_taken_out(const struct judge *j, const struct track *t)
{
	return check_thing((enum check)t->check) == OF_PEER && j->view.dev->peers_ms;
}

/* Its interface is not there any more: the card may come back, but not for ever. */
static void judge_gone(struct judge *j)
{
	for (uint32_t i = j->book->n; i-- > 0;) {
		struct track *t = j->book->track[i];

		if (t->slot != SLOT_GONE)
			return;
		if (!t->at_ms)
			t->at_ms = j->view.now_ms;
		if (j->view.now_ms - t->at_ms >= GONE_MS || is_taken_out(j, t))
			judge_end(j, t);
	}
}

/* Is anything remembered of a row whose turn it is? */
static bool is_remembered(const struct judge *j, uint32_t slot)
{
	return j->at < j->book->n && j->book->track[j->at]->slot == slot;
}

/* What something is remembered of, and what something can come of now. */
static void judge_row(struct judge *j, uint32_t slot)
{
	const enum check first = check_first(OF_INTERFACE),
			 end = check_first(OF_SENSOR);
	uint32_t awake = check_awake(&j->view.net->ifs, j->view.row, j->set->reach);

	if (!awake && !is_remembered(j, slot))
		return;
	for (enum check c = first; c < end; c++)
		if (awake >> (c - first) & 1 || judge_track(j, slot, c))
			judge_key(j, slot, c);
}

/* Rows are worth a look after a new good poll only. */
static uint32_t judge_rows(struct judge *j)
{
	const struct dev *dev = j->view.dev;
	const struct rule_set *own = j->set;

	if (dev->polls_bad > 0 ||
	    (dev->snmp_good_ms == j->book->rows_ms && !j->book->doubt))
		return 0;
	j->book->doubt = false;
	for (uint32_t i = 0; i < dev->if_n; i++) {
		j->view.row = dev->if_first + i;
		j->set = hold_row(j->alerts, j->view.net, j->book, j->view.row,
				  j->view.now_ms);
		ledger_row(j, j->view.row);
		judge_row(j, i + 1);
	}
	j->view.row = NONE;
	j->set = own;
	judge_gone(j);
	j->book->rows_ms = dev->snmp_good_ms;
	return dev->if_n;
}

/* And sensors after a new reading of them. */
static uint32_t judge_sensors(struct judge *j)
{
	const struct dev *dev = j->view.dev;

	if (dev->sensors_ms == j->book->sensors_ms)
		return 0;
	book_find(j->book, SLOT_SENSOR, 0, &j->at);
	for (uint32_t i = 0; i < dev->sensors.n; i++) {
		j->view.sensor = dev->sensors.first + i;
		for (enum check c = check_first(OF_SENSOR); c < check_first(OF_PEER);
		     c++)
			if (check_looks_at(c, j->view.net,
					   &j->view.net->sensor[j->view.sensor]))
				judge_key(j, SLOT_SENSOR + i, c);
	}
	j->view.sensor = NONE;
	j->book->sensors_ms = dev->sensors_ms;
	return dev->sensors.n;
}

static uint32_t judge_peers(struct judge *j)
{
	const struct dev *dev = j->view.dev;
	uint32_t n;
	const struct peer *p = network_peers(j->view.net, j->thing, &n);

	if (dev->peers_ms == j->book->peers_ms)
		return 0;
	book_find(j->book, SLOT_PEER, 0, &j->at);
	for (uint32_t i = 0; i < n; i++) {
		j->view.peer = &p[i];
		ledger_peer(j);
		for (enum check c = check_first(OF_PEER); c < check_first(OF_GROUP);
		     c++)
			if (check_looks_at_peer(c, &p[i]))
				judge_key(j, SLOT_PEER + i, c);
	}
	j->view.peer = NULL;
	j->book->peers_ms = dev->peers_ms;
	return n;
}

/* What stands in for each other is made of sensors and of peers. */
static uint32_t judge_groups(struct judge *j)
{
	const struct dev *dev = j->view.dev;
	int64_t read_ms =
		dev->peers_ms > dev->sensors_ms ? dev->peers_ms : dev->sensors_ms;
	uint32_t n = 0;

	if (read_ms == j->book->groups_ms)
		return 0;
	book_find(j->book, SLOT_GROUP, 0, &j->at);
	for (struct redundancy r = {0}; network_redundancy(j->view.net, j->thing, &r);
	     n++) {
		j->view.group = &r;
		if (check_looks_at_group(CHECK_REDUNDANCY, &r))
			judge_key(j, SLOT_GROUP + r.number, CHECK_REDUNDANCY);
		j->view.group = NULL;
	}
	j->book->groups_ms = read_ms;
	return n;
}

/* Not in service: nothing of it is an alert, but what a person says. */
static void retire(struct judge *j)
{
	for (uint32_t i = j->book->n; i-- > 0;) {
		struct track *t = j->book->track[i];

		if (t->check == CHECK_RAISED)
			continue;
		judge_end(j, t);
		book_remove(j->book, i);
	}
}

void alerts_expect(struct alerts *alerts, const struct network *net)
{
	if (net->dev_n)
		book_dev(alerts, net->dev_n - 1);
	if (net->site_n)
		book_site(alerts, net->site_n - 1);
	if (net->circuit_n)
		book_circuit(alerts, net->circuit_n - 1);
}

/* Its RTT at this hour of the week; while there are not weeks enough of that, what it
 * was since we began. */
static float usual_ms(const struct network *net, dev_id d, const struct book *book)
{
	float usual = rollup_of_dev(net, d, ROLLUP_RTT)->learnt.usual;

	if (!isnan(usual))
		return usual;
	return book->base_n < BASELINE_SAMPLES ? NAN : book->base_ms;
}

uint32_t alerts_judge_dev(struct alerts *alerts, const struct network *net, dev_id d,
			  int64_t now_ms, struct event_list *out)
{
	const struct dev *dev = &net->dev[d];
	struct judge j = {.alerts = alerts, .out = out, .subject = SUBJECT_DEVICE};
	uint32_t rows = 0;
	bool leads;

	alerts_expect(alerts, net);
	judge_circuits(alerts, net, d, now_ms, out);
	j.thing = d;
	j.name = network_str(net, dev->name);
	j.book = book_dev(alerts, d);
	j.view = (struct subject_view){
		.net = net,
		.dev = dev,
		.dev_id = d,
		.row = NONE,
		.sensor = NONE,
		.site = dev->site,
		.circuit = NONE,
		.base_ms = usual_ms(net, d, j.book),
		.rebooted = j.book->begun && dev->reboots != j.book->reboots,
		.now_ms = now_ms,
	};
	j.set = hold_thing(alerts, net, j.book, scope_dev(d), now_ms);
	leads = cover_leads(&j);
	if (j.book->shape != dev->shape ||
	    j.book->sensors_shape != dev->sensors_shape ||
	    j.book->peers_shape != dev->peers_shape)
		book_reslot(j.book, net, d);
	if (dev->planned) {
		retire(&j);
	} else {
		j.book->before_ms = j.book->rows_ms;
		ledger_dev(&j);
		judge_self(&j);
		rows = judge_rows(&j) + judge_sensors(&j) + judge_peers(&j) +
		       judge_groups(&j);
		cover_follow(&j);
		planned_follow(&j);
	}
	if (j.changed)
		alert_rank(alerts, d);
	if (cover_leads(&j) != leads)
		cover_tell(&j);
	cover_heard(alerts, net, d);
	return 1 + rows;
}

void alerts_foresee(const struct alerts *alerts, const struct network *net, dev_id next,
		    dev_id after)
{
	const struct if_table *t = &net->ifs;

	if (after != NONE) {
		table_fetch(&net->dev[after], sizeof *net->dev);
		if (after < alerts->dev_book_cap)
			table_fetch(&alerts->dev_book[after], sizeof(struct book));
	}
	if (next != NONE) {
		if_id first = net->dev[next].if_first;
		uint32_t n = dev_if_foreseen(&net->dev[next]);

		table_fetch(t->flags + first, n * sizeof *t->flags);
		table_fetch(t->oper + first, n * sizeof *t->oper);
		table_fetch(t->rare + first, n * sizeof *t->rare);
		table_fetch(t->kind + first, n * sizeof *t->kind);
		table_fetch(t->in_bps + first, n * sizeof *t->in_bps);
		table_fetch(t->out_bps + first, n * sizeof *t->out_bps);
	}
}

dev_id alerts_waiting(const struct alerts *alerts, dev_id from)
{
	for (dev_id d = from; d < alerts->dev_book_cap; d++) {
		const struct book *book = &alerts->dev_book[d];

		if (book->doubt)
			return d;
		for (uint32_t i = 0; i < book->n && book->track[i]->slot == SLOT_SELF;
		     i++)
			if (!book->track[i]->alert || alert_live(book->track[i]->alert))
				return d;
	}
	return NONE;
}
