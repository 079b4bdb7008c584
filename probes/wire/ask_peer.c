/*
 * Who is asked: addresses, credentials, and how long their answers take.
 */
#include <stdlib.h>
#include <string.h>

#include "probes/wire/ask_private.h"

static const int64_t RTO_INITIAL_US = 1000000, RTO_MIN_US = 200000;

void peer_rto_forget(struct peer *p)
{
	p->srtt_us = p->rttvar_us = 0;
	p->rto_us = RTO_INITIAL_US;
}

/* RFC 6298, section 2. */
void peer_rtt(struct peer *p, int64_t rtt_us)
{
	if (p->srtt_us == 0) {
		p->srtt_us = rtt_us;
		p->rttvar_us = rtt_us / 2;
	} else {
		int64_t off = llabs(p->srtt_us - rtt_us);
		p->rttvar_us += (off - p->rttvar_us) / 4;
		p->srtt_us += (rtt_us - p->srtt_us) / 8;
	}
	int64_t rto = p->srtt_us + 4 * p->rttvar_us;
	p->rto_us = rto < RTO_MIN_US	   ? RTO_MIN_US
		    : rto > ASK_RTO_MAX_US ? ASK_RTO_MAX_US
					   : rto;
}

static union address address_of(const struct sockaddr_storage *from)
{
	union address to = {.any.sa_family = AF_UNSPEC};
	if (from && from->ss_family == AF_INET)
		memcpy(&to.v4, from, sizeof to.v4);
	else if (from && from->ss_family == AF_INET6)
		memcpy(&to.v6, from, sizeof to.v6);
	return to;
}

/* Is from the address of want? A port or scope of 0 is any. */
static bool address_is(const union address *want, const union address *from)
{
	if (want->any.sa_family != from->any.sa_family)
		return false;
	if (want->any.sa_family == AF_INET)
		return want->v4.sin_addr.s_addr == from->v4.sin_addr.s_addr &&
		       (want->v4.sin_port == 0 ||
			want->v4.sin_port == from->v4.sin_port);
	return want->any.sa_family == AF_INET6 &&
	       !memcmp(&want->v6.sin6_addr, &from->v6.sin6_addr, 16) &&
	       (want->v6.sin6_port == 0 || want->v6.sin6_port == from->v6.sin6_port) &&
	       (want->v6.sin6_scope_id == 0 ||
		want->v6.sin6_scope_id == from->v6.sin6_scope_id);
}

bool peer_is_at(const struct peer *p, const union address *address)
{
	return address_is(&p->addr, address);
}

bool peer_answers_from(const struct peer *p, const union address *from)
{
	return address_is(&p->addr, from) || address_is(&p->accept_from, from);
}

peer_id ask_peer_add(struct ask *a, const struct sockaddr_storage *addr,
		     const struct credential *auth,
		     const struct sockaddr_storage *accept_from)
{
	peer_id id = a->peer_free;
	if (id == NONE) {
		TABLE_GROW(a->peer, a->peer_cap, a->peer_n + 1);
		id = a->peer_n++;
	} else
		a->peer_free = a->peer[id].next_free;
	struct peer *p = &a->peer[id];
	*p = (struct peer){.addr = address_of(addr),
			   .accept_from = address_of(accept_from),
			   .auth = auth};
	p->subnet = pace_subnet(&p->addr.any);
	if (auth->version == SNMP_V3)
		p->v3 = v3_agent_new(auth, &a->keys);
	peer_rto_forget(p);
	return id;
}

void ask_peer_remove(struct ask *a, peer_id id)
{
	a->peer[id].leaving = true;
	ask_cancel_all(a, id);
	struct peer *p = &a->peer[id];
	v3_agent_free(p->v3);
	*p = (struct peer){.next_free = a->peer_free};
	a->peer_free = id;
}

void peers_free(struct ask *a)
{
	for (peer_id id = 0; id < a->peer_n; id++)
		v3_agent_free(a->peer[id].v3);
	free(a->peer);
	v3_keys_free(a->keys);
}

uint64_t ask_peer_engine(const struct ask *a, peer_id id)
{
	return a->peer[id].v3 ? v3_engine_hash(a->peer[id].v3) : 0;
}

void ask_foresee(const struct ask *a, peer_id id)
{
	if (id == NONE)
		return;
	table_fetch(&a->peer[id], sizeof a->peer[id]);
}

int64_t ask_peer_rto_us(const struct ask *a, peer_id id)
{
	return a->peer[id].rto_us;
}
