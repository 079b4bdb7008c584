/*
 * book: tracks of devices and sites. Sorted arrays instead of a hash: a device has few
 * tracks, they are met in the order of its rows, and the memory is theirs alone.
 */
#include "probes/alert/book.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/peer.h"
#include "probes/model/redundancy.h"
#include "probes/model/sensor.h"

static struct book *book_at(struct book **books, uint32_t *cap, uint32_t i)
{
	table_grow(books, cap, i + 1, sizeof **books);
	return *books + i;
}

struct book *book_dev(struct alerts *alerts, dev_id dev)
{
	return book_at(&alerts->dev_book, &alerts->dev_book_cap, dev);
}

struct book *book_site(struct alerts *alerts, site_id site)
{
	return book_at(&alerts->site_book, &alerts->site_book_cap, site);
}

struct book *book_customer(struct alerts *alerts, customer_id customer)
{
	return book_at(&alerts->customer_book, &alerts->customer_book_cap, customer);
}

struct book *book_circuit(struct alerts *alerts, uint32_t circuit)
{
	return book_at(&alerts->circuit_book, &alerts->circuit_book_cap, circuit);
}

struct book *book_of(struct alerts *alerts, enum subject subject, uint32_t thing)
{
	if (thing == NONE)
		return NULL;
	switch (subject) {
	case SUBJECT_DEVICE:
		return book_dev(alerts, thing);
	case SUBJECT_SITE:
		return book_site(alerts, thing);
	case SUBJECT_CUSTOMER:
		return book_customer(alerts, thing);
	case SUBJECT_CIRCUIT:
		return book_circuit(alerts, thing);
	case SUBJECT_WATCH:
		return book_at(&alerts->watch_book, &alerts->watch_book_cap, 0);
	default:
		return NULL;
	}
}

static void track_free(struct track *t)
{
	free(t->entity);
	free(t);
}

static void fini(struct book *book, int64_t unused)
{
	(void)unused;
	for (uint32_t i = 0; i < book->n; i++)
		track_free(book->track[i]);
	free(book->track);
	free(book->row);
	*book = (struct book){0};
}

void book_each(struct alerts *alerts, void (*see)(struct book *, int64_t), int64_t with)
{
	const struct {
		struct book *book;
		uint32_t n;
	} of[] = {
		{alerts->dev_book, alerts->dev_book_cap},
		{alerts->site_book, alerts->site_book_cap},
		{alerts->customer_book, alerts->customer_book_cap},
		{alerts->circuit_book, alerts->circuit_book_cap},
		{alerts->watch_book, alerts->watch_book_cap},
	};

	for (size_t k = 0; k < sizeof of / sizeof *of; k++)
		for (uint32_t i = 0; i < of[k].n; i++)
			see(&of[k].book[i], with);
}

void book_close(struct alerts *alerts)
{
	book_each(alerts, fini, 0);
}

/* --- rules by check --- */

static int by_check_and_severity(const void *va, const void *vb)
{
	const struct rule *a = *(const struct rule *const *)va;
	const struct rule *b = *(const struct rule *const *)vb;

	if (a->check != b->check)
		return a->check < b->check ? -1 : 1;
	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	return a < b ? -1 : a > b; /* as they stand in the file */
}

static void *room(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	if (!p)
		die("out of memory");
	return p;
}

void book_order(struct alerts *alerts)
{
	const struct rules *rules = alerts->rules;
	struct rule_order *order = alerts->order;
	uint32_t at = 0;

	book_order_fini(alerts);
	order->n = rules->n;
	order->words = rules->n / 64 + 1;
	order->rule = room(rules->n, sizeof *order->rule);
	order->place = room(rules->n, sizeof *order->place);
	order->scratch = room((size_t)3 * order->words, sizeof *order->scratch);
	for (uint32_t i = 0; i < rules->n; i++)
		order->rule[i] = &rules->rule[i];
	qsort(order->rule, rules->n, sizeof *order->rule, by_check_and_severity);
	for (uint32_t i = 0; i < rules->n; i++)
		order->place[order->rule[i] - rules->rule] = i;
	for (uint32_t c = 0; c <= CHECK_N; c++) {
		while (at < rules->n && order->rule[at]->check < c)
			at++;
		order->first[c] = at;
	}
}

void book_order_fini(struct alerts *alerts)
{
	free(alerts->order->rule);
	free(alerts->order->place);
	hold_forget(alerts->order);
}

uint32_t book_rules(const struct alerts *alerts, enum check check,
		    const struct rule *const **rule)
{
	const struct rule_order *order = alerts->order;

	*rule = order->rule + order->first[check];
	return order->first[check + 1] - order->first[check];
}

/* --- tracks --- */

static bool stands_before(const struct track *t, uint32_t slot, enum check check)
{
	return t->slot < slot || (t->slot == slot && t->check < check);
}

struct track *book_find(const struct book *book, uint32_t slot, enum check check,
			uint32_t *at)
{
	uint32_t low = 0, high = book->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (stands_before(book->track[mid], slot, check))
			low = mid + 1;
		else
			high = mid;
	}
	*at = low;
	if (low == book->n || book->track[low]->slot != slot ||
	    book->track[low]->check != check)
		return NULL;
	return book->track[low];
}

struct track *book_insert(struct alerts *alerts, struct book *book, uint32_t at,
			  uint32_t slot, enum check check, const char *entity)
{
	const struct rule *const *rule;
	uint32_t bands = book_rules(alerts, check, &rule);
	struct track *t = calloc(1, sizeof *t + bands * sizeof t->band[0]);

	if (!t)
		die("out of memory");
	t->slot = slot;
	t->check = (uint8_t)check;
	t->cover = NONE;
	t->stamp = INT64_MIN;
	alert_set(&t->entity, entity);
	TABLE_GROW(book->track, book->cap, book->n + 1);
	memmove(&book->track[at + 1], &book->track[at],
		(book->n - at) * sizeof *book->track);
	book->track[at] = t;
	book->n++;
	return t;
}

void book_remove(struct book *book, uint32_t at)
{
	track_free(book->track[at]);
	book->n--;
	memmove(&book->track[at], &book->track[at + 1],
		(book->n - at) * sizeof *book->track);
}

bool book_held(const struct alerts *alerts, const struct track *t)
{
	const struct rule *const *rule;
	uint32_t n = book_rules(alerts, (enum check)t->check, &rule);

	for (uint32_t i = 0; i < n; i++)
		if (t->band[i].held)
			return true;
	return false;
}

bool book_quiet(const struct alerts *alerts, const struct track *t)
{
	const struct rule *const *rule;
	uint32_t n = book_rules(alerts, (enum check)t->check, &rule);

	for (uint32_t i = 0; i < n; i++)
		if (t->band[i].held || t->band[i].run.hit)
			return false;
	return true;
}

bool book_idle(const struct alerts *alerts, const struct track *t)
{
	return !t->alert && !t->down_ms[0] && book_quiet(alerts, t);
}

static int by_slot_and_check(const void *va, const void *vb)
{
	const struct track *a = *(struct track *const *)va;
	const struct track *b = *(struct track *const *)vb;

	if (a->slot != b->slot)
		return a->slot < b->slot ? -1 : 1;
	return a->check - b->check;
}

/* The sensor of that name that the check looks at: a temperature may be called like a
 * fan. */
static uint32_t sensor_slot(const struct network *net, dev_id dev, const char *name,
			    enum check check)
{
	uint32_t n;
	const struct sensor *s = network_sensors(net, dev, &n);

	for (uint32_t i = 0; i < n; i++)
		if (!strcmp(network_str(net, s[i].name), name) &&
		    check_looks_at(check, net, &s[i]))
			return SLOT_SENSOR + i;
	return SLOT_GONE;
}

static uint32_t interface_slot(const struct network *net, dev_id dev, const char *name)
{
	if_id row = network_if_find(net, dev, name);

	return row == NONE ? SLOT_GONE : row - net->dev[dev].if_first + 1;
}

static uint32_t peer_slot(const struct network *net, dev_id dev, const char *name,
			  enum check check)
{
	uint32_t n;
	const struct peer *p = network_peers(net, dev, &n);

	for (uint32_t i = 0; i < n; i++)
		if (!strcmp(network_str(net, p[i].name), name) &&
		    check_looks_at_peer(check, &p[i]))
			return SLOT_PEER + i;
	return SLOT_GONE;
}

static uint32_t group_slot(const struct network *net, dev_id dev, const char *name,
			   enum check check)
{
	for (struct redundancy r = {0}; network_redundancy(net, dev, &r);)
		if (!strcmp(r.name, name) && check_looks_at_group(check, &r))
			return SLOT_GROUP + r.number;
	return SLOT_GONE;
}

static uint32_t slot_of(const struct network *net, dev_id dev, const struct track *t)
{
	enum check check = (enum check)t->check;

	switch (check_thing(check)) {
	case OF_SENSOR:
		return sensor_slot(net, dev, t->entity, check);
	case OF_PEER:
		return peer_slot(net, dev, t->entity, check);
	case OF_GROUP:
		return group_slot(net, dev, t->entity, check);
	default:
		return t->entity[0] ? interface_slot(net, dev, t->entity) : t->slot;
	}
}

/* Were its rows read at all, since we began? */
static bool is_known(const struct network *net, dev_id dev, const struct track *t)
{
	switch (check_thing((enum check)t->check)) {
	case OF_SENSOR:
		return net->dev[dev].sensors_ms != 0;
	case OF_PEER:
		return net->dev[dev].peers_ms != 0;
	case OF_GROUP:
		return net->dev[dev].sensors_ms != 0 || net->dev[dev].peers_ms != 0;
	default:
		return net->dev[dev].if_n > 0;
	}
}

void book_reslot(struct book *book, const struct network *net, dev_id dev)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < book->n; i++) {
		struct track *t = book->track[i];

		t->slot = slot_of(net, dev, t);
		if (t->slot == SLOT_GONE && !t->alert && is_known(net, dev, t))
			track_free(t);
		else
			book->track[kept++] = t;
	}
	book->n = kept;
	if (kept)
		qsort(book->track, kept, sizeof *book->track, by_slot_and_check);
	book->shape = net->dev[dev].shape;
	book->sensors_shape = net->dev[dev].sensors_shape;
	book->peers_shape = net->dev[dev].peers_shape;
}
