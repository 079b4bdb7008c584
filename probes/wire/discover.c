/*
 * A timer begins addresses, answers end them; what an agent says of its neighbours is
 * put behind the addresses that are still to be asked.
 */
#include "probes/wire/discover.h"

#include <ev.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

#define TRIES 2
#define WALK_MS 10000
#define PROGRESS_S 0.25
#define COLUMNS_MAX 36

enum { DESCR, NAME, LOCATION, HELLO_N };

struct expedition {
	struct discover *d;
	struct ev_loop *loop;
	struct ask *ask;
	struct oid hello[HELLO_N], column[COLUMNS_MAX];
	ev_timer begin, progress;
	uint32_t open;
	peer_id *gone; /* to be removed when nothing of them is being called */
	uint32_t gone_n, gone_cap;
};

/* An address under way. */
struct visit {
	struct expedition *x;
	struct sockaddr_storage addr;
	uint32_t address; /* row of it */
	uint32_t credential;
	peer_id peer;
	uint32_t found; /* row of it, while it is walked */
	struct nearby nearby;
};

static void try_credential(struct visit *);

static bool same(const struct nearby_address *a, const struct nearby_address *b)
{
	return a->n == b->n && !memcmp(a->at, b->at, a->n);
}

static struct discover_address *known(const struct discover *d,
				      const struct nearby_address *a)
{
	for (uint32_t i = 0; i < d->address_n; i++)
		if (same(&d->address[i].is, a))
			return &d->address[i];
	return NULL;
}

bool discover_asks(const struct discover *d, const struct nearby_address *a)
{
	return known(d, a) != NULL;
}

static bool add_at(struct discover *d, const struct nearby_address *a, uint32_t hops)
{
	if (d->address_n == (d->most ? d->most : DISCOVER_MAX))
		return false;
	TABLE_GROW(d->address, d->address_cap, d->address_n + 1);
	d->address[d->address_n++] = (struct discover_address){*a, hops};
	return true;
}

bool discover_add(struct discover *d, const struct nearby_address *a)
{
	return (d->walks && known(d, a)) || add_at(d, a, 0);
}

struct sockaddr_storage discover_sockaddr(const struct nearby_address *a, uint16_t port)
{
	struct sockaddr_storage out = {0};
	struct sockaddr_in *v4 = (struct sockaddr_in *)&out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&out;

	if (a->n == 4) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		memcpy(&v4->sin_addr, a->at, 4);
	} else {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		memcpy(&v6->sin6_addr, a->at, 16);
	}
	return out;
}

void discover_fini(struct discover *d)
{
	for (uint32_t i = 0; i < d->found_n; i++)
		free(d->found[i].own);
	free(d->found);
	free(d->aside);
	free(d->address);
}

/* --- one address ------------------------------------------------------------------ */

static void leave(struct visit *v)
{
	struct expedition *x = v->x;

	if (v->peer == NONE)
		return;
	TABLE_GROW(x->gone, x->gone_cap, x->gone_n + 1);
	x->gone[x->gone_n++] = v->peer;
	v->peer = NONE;
}

static void visit_end(struct visit *v)
{
	struct expedition *x = v->x;

	leave(v);
	nearby_fini(&v->nearby);
	free(v);
	x->open--;
	x->d->over++;
	if (!x->open && x->d->begun == x->d->address_n)
		ev_break(x->loop, EVBREAK_ALL);
}

static void on_cell(void *ctx, uint32_t column, const uint32_t *index, uint32_t index_n,
		    const struct varbind *vb)
{
	struct visit *v = ctx;

	nearby_take(&v->nearby, NEARBY_NEIGHBOURS, column, index, index_n, vb);
}

static void take_own(struct visit *v)
{
	struct discovered *f = &v->x->d->found[v->found];

	f->own_n = v->nearby.address_n;
	f->own = calloc(f->own_n + 1, sizeof *f->own);
	if (!f->own)
		die("out of memory");
	if (f->own_n)
		memcpy(f->own, v->nearby.address, f->own_n * sizeof *f->own);
}

static bool is_loopback(const struct nearby_address *a)
{
	struct in6_addr v6;

	memcpy(&v6, a->at, sizeof v6);
	return a->n == 4 ? a->at[0] == IN_LOOPBACKNET : IN6_IS_ADDR_LOOPBACK(&v6);
}

/* Is it an address of one device, as seen from here? */
static bool is_somebodys(const struct visit *v, const struct nearby_address *a)
{
	const struct nearby_address *teller = &v->x->d->address[v->address].is;
	struct in6_addr v6;

	if (is_loopback(a))
		return is_loopback(teller);
	if (a->n == 4)
		return a->at[0] != 0 && a->at[0] < 224;
	memcpy(&v6, a->at, sizeof v6);
	return a->n == 16 && !IN6_IS_ADDR_UNSPECIFIED(&v6) &&
	       !IN6_IS_ADDR_LINKLOCAL(&v6) && !IN6_IS_ADDR_MULTICAST(&v6);
}

static void put_aside(struct visit *v, const struct nearby_row *row,
		      const struct nearby_address *a, enum discover_reason reason)
{
	struct discover *d = v->x->d;
	struct discover_aside *aside;
	uint16_t width;

	for (uint32_t i = 0; i < d->aside_n; i++)
		if (same(&d->aside[i].is, a))
			return;
	if (d->aside_n == DISCOVER_ASIDE) {
		d->aside_over++;
		return;
	}
	TABLE_GROW(d->aside, d->aside_cap, d->aside_n + 1);
	aside = &d->aside[d->aside_n++];
	*aside = (struct discover_aside){*a, v->found, reason, ""};
	if (row->name.len)
		text_clean(v->nearby.text.data + row->name.at, row->name.len,
			   aside->name, &width);
}

static void take_neighbour(struct visit *v, const struct nearby_row *row)
{
	struct discover *d = v->x->d;
	struct nearby_address a = {.n = row->address_n};
	struct discover_address *there;
	uint32_t hops = d->address[v->address].hops + 1;

	memcpy(a.at, row->address, sizeof a.at);
	if (!a.n || !is_somebodys(v, &a))
		return;
	there = known(d, &a);
	if (there && there->hops > hops)
		there->hops = hops; /* by a shorter way */
	if (there)
		return;
	if (d->wanted && !d->wanted(d->ctx, &a))
		put_aside(v, row, &a, DISCOVER_UNWANTED);
	else if (d->hops && hops > d->hops)
		put_aside(v, row, &a, DISCOVER_TOO_FAR);
	else if (!add_at(d, &a, hops))
		put_aside(v, row, &a, DISCOVER_TOO_MANY);
}

static void on_walked(void *ctx, const struct walk_result *result)
{
	struct visit *v = ctx;

	(void)result;
	take_own(v);
	for (uint32_t i = 0; v->x->d->walks && i < v->nearby.n; i++)
		take_neighbour(v, &v->nearby.row[i]);
	visit_end(v);
}

static void take_text(char out[TEXT_BYTES_MAX + 1], const struct varbind *vb)
{
	uint16_t width;

	out[0] = 0;
	if (vb->type == BER_OCTETS)
		text_clean(vb->bytes, vb->len, out, &width);
}

static void take_hello(struct visit *v, const struct ask_reply *reply)
{
	static const struct walk_limits limits = {.rows = NEARBY_CELLS, .ms = WALK_MS};
	struct discover *d = v->x->d;
	struct discovered *f;

	TABLE_GROW(d->found, d->found_cap, d->found_n + 1);
	v->found = d->found_n++;
	f = &d->found[v->found];
	*f = (struct discovered){.addr = v->addr, .credential = v->credential};
	if (!reply->error_status && reply->n == HELLO_N) {
		take_text(f->descr, &reply->vb[DESCR]);
		take_text(f->name, &reply->vb[NAME]);
		take_text(f->location, &reply->vb[LOCATION]);
	}
	nearby_begin(&v->nearby);
	walk_start(v->x->ask, v->peer, v->x->column, nearby_columns(NEARBY_NEIGHBOURS),
		   &limits, on_cell, on_walked, v);
}

static void on_hello(void *ctx, const struct ask_reply *reply)
{
	struct visit *v = ctx;

	if (reply->result == ASK_OK) {
		take_hello(v, reply);
		return;
	}
	v->credential++;
	if (reply->result == ASK_REFUSED || reply->result == ASK_UNREACHABLE ||
	    v->credential == v->x->d->credential_n)
		visit_end(v);
	else
		try_credential(v);
}

static void try_credential(struct visit *v)
{
	struct expedition *x = v->x;
	struct ask_request request = {.pdu = PDU_GET,
				      .oid = x->hello,
				      .n = HELLO_N,
				      .tries = TRIES,
				      .done = on_hello,
				      .ctx = v};

	leave(v);
	v->peer = ask_peer_add(x->ask, &v->addr, x->d->credential[v->credential], NULL);
	request.peer = v->peer;
	ask_send(x->ask, &request);
}

/* --- all of them ------------------------------------------------------------------ */

static void on_begin(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct expedition *x = timer->data;
	struct discover *d = x->d;
	struct visit *v;

	(void)loop, (void)events;
	while (x->gone_n)
		ask_peer_remove(x->ask, x->gone[--x->gone_n]);
	if (x->open >= DISCOVER_OPEN || d->begun == d->address_n)
		return;
	v = calloc(1, sizeof *v);
	if (!v)
		die("out of memory");
	v->x = x;
	v->peer = NONE;
	v->address = d->begun++;
	v->addr = discover_sockaddr(&d->address[v->address].is, d->port);
	x->open++;
	try_credential(v);
}

static void on_progress(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct expedition *x = timer->data;

	(void)loop, (void)events;
	if (x->d->progress)
		x->d->progress(x->d->ctx, x->d);
}

void discover_run(struct discover *d)
{
	static const char *const hello[HELLO_N] = {
		"1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0"};
	struct expedition x = {.d = d, .loop = ev_loop_new(EVFLAG_AUTO)};
	double pause = 1.0 / (d->per_second ? d->per_second : 1);

	if (!d->address_n || !d->credential_n)
		return;
	for (unsigned i = 0; i < HELLO_N; i++)
		oid_parse(hello[i], &x.hello[i]);
	for (uint32_t i = 0; i < nearby_columns(NEARBY_NEIGHBOURS); i++)
		nearby_column(NEARBY_NEIGHBOURS, i, &x.column[i]);
	x.ask = ask_open(x.loop);
	ev_timer_init(&x.begin, on_begin, 0., pause);
	ev_timer_init(&x.progress, on_progress, PROGRESS_S, PROGRESS_S);
	x.begin.data = x.progress.data = &x;
	ev_timer_start(x.loop, &x.begin);
	ev_timer_start(x.loop, &x.progress);
	ev_run(x.loop, 0);
	on_progress(x.loop, &x.progress, 0);
	ask_close(x.ask);
	free(x.gone);
	ev_loop_destroy(x.loop);
}
