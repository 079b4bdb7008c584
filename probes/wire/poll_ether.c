/*
 * What Ethernet ports count of their cables and of their other ends: of the ports that
 * matter every few minutes, of those that count errors with every poll. Some ports an
 * answer, with sysUpTime beside them. A counter that no port has is not asked of the
 * others; a device without any is asked again after an hour or so.
 */
#include "probes/wire/poll_private.h"

#include "probes/base/clock.h"

#define PORTS_AT_ONCE ((SENSE_BATCH - 1) / ETHER_COUNTS)
#define TROUBLED_MAX 8 /* with a poll that is not the turn of all */

static const struct oid sys_uptime = {9, {1, 3, 6, 1, 2, 1, 1, 3, 0}};

/* dot3StatsEntry, and the column of each count. */
static const uint32_t entry[] = {1, 3, 6, 1, 2, 1, 10, 7, 2, 1};
static const uint8_t columns[ETHER_COUNTS] = {
	[ETHER_ALIGNMENT] = 2, [ETHER_FCS] = 3,	     [ETHER_LATE] = 8,
	[ETHER_EXCESSIVE] = 9, [ETHER_MAC_OUT] = 10, [ETHER_CARRIER] = 11,
	[ETHER_TOO_LONG] = 13, [ETHER_MAC_IN] = 16,  [ETHER_SYMBOL] = 18,
};

static void object_of(struct oid *out, unsigned count, uint32_t index)
{
	uint32_t n = sizeof entry / sizeof *entry;

	for (uint32_t i = 0; i < n; i++)
		out->arc[i] = entry[i];
	out->arc[n] = columns[count];
	out->arc[n + 1] = index;
	out->n = n + 2;
}

static void add_ports(struct job *j, bool troubled, unsigned most)
{
	const struct network *net = j->target->poll->net;
	const struct dev *dev = target_dev(j->target);
	int64_t now_ms = clock_wall_ms();

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		bool bad = ether_troubled(net, i, now_ms);
		if (j->ethers.n < most && net->ifs.oper[i] == IF_UP &&
		    (troubled ? bad : !bad && ether_worth(net, i)))
			j->ethers.port[j->ethers.n++] =
				(struct ether_read){.index = net->ifs.index[i]};
	}
}

void ether_step(struct job *j)
{
	bool all = j->target->plan.ether_turn;

	j->ethers.n = j->ethers.next = 0;
	add_ports(j, true, TROUBLED_MAX);
	if (all)
		add_ports(j, false, ETHER_PORTS);
}

/* The objects of the next ports, after sysUpTime; what is asked of each is the same. */
static uint32_t next_objects(struct job *j, struct oid *out)
{
	uint32_t n = 0, lacks = j->target->plan.lacks[STEP_ETHER];

	out[n++] = sys_uptime;
	for (uint32_t i = 0; i < PORTS_AT_ONCE && j->ethers.next + i < j->ethers.n; i++)
		for (unsigned k = 0; k < ETHER_COUNTS; k++)
			if (!(lacks >> k & 1))
				object_of(&out[n++], k,
					  j->ethers.port[j->ethers.next + i].index);
	return n > 1 ? n : 0;
}

static void take_count(struct ether_read *port, unsigned k, const struct varbind *vb)
{
	if (!column_is_number32(vb->type))
		return;
	port->count[k] = (uint32_t)vb->num;
	port->has |= UINT32_C(1) << k;
}

static void take_ports(struct job *j, const struct ask_reply *reply)
{
	struct plan *plan = &j->target->plan;
	uint32_t lacks = plan->lacks[STEP_ETHER], at = 1, seen = 0;
	uint32_t end = j->ethers.next + PORTS_AT_ONCE;

	j->target->poll->totals.varbinds += reply->n;
	end = end < j->ethers.n ? end : j->ethers.n;
	for (; j->ethers.next < end; j->ethers.next++) {
		struct ether_read *port = &j->ethers.port[j->ethers.next];
		port->uptime_cs = reply->n ? (uint32_t)reply->vb[0].num : 0;
		for (unsigned k = 0; k < ETHER_COUNTS; k++)
			if (!(lacks >> k & 1) && at < reply->n)
				take_count(port, k, &reply->vb[at++]);
		seen |= port->has;
	}
	if (seen)
		plan->lacks[STEP_ETHER] |= ((1u << ETHER_COUNTS) - 1) & ~seen;
}

/* A version 1 agent names the first that it does not have. */
static bool ask_without(struct job *j, int32_t about)
{
	uint32_t *lacks = &j->target->plan.lacks[STEP_ETHER];

	for (unsigned k = 0; k < ETHER_COUNTS && about >= 2; k++)
		if (!(*lacks >> k & 1) && --about == 1) {
			*lacks |= 1u << k;
			return true;
		}
	return false;
}

static void on_ports(void *ctx, const struct ask_reply *reply)
{
	struct job *j = ctx;

	j->flying--;
	if (reply->result != ASK_OK)
		j->failed = reply->result;
	else if (!reply->error_status)
		take_ports(j, reply);
	else if (!ask_without(j, reply->error_index))
		j->ethers.next += PORTS_AT_ONCE;
	job_go_on(j);
}

void ether_ask(struct job *j)
{
	struct poll *p = j->target->poll;
	struct ask_request request = {.peer = j->target->peer,
				      .pdu = PDU_GET,
				      .oid = p->sense_oid,
				      .done = on_ports,
				      .ctx = j};

	if (j->failed != ASK_OK || j->flying || j->ethers.next >= j->ethers.n)
		return;
	request.n = (uint8_t)next_objects(j, p->sense_oid);
	if (request.n && ask_send(p->ask, &request))
		j->flying++;
}

void apply_ether(struct job *j)
{
	struct network *net = j->target->poll->net;
	uint32_t n = 0;

	for (uint32_t i = 0; i < j->ethers.n; i++)
		if (j->ethers.port[i].has)
			j->ethers.port[n++] = j->ethers.port[i];
	j->outcome.empty = j->ethers.n && !n;
	if (!n)
		return;
	network_take_ether(net, target_id(j->target), j->ethers.port, n,
			   clock_wall_ms());
	ether_judge(j);
}

/* Nearly no device has a port that counts errors. */
static bool counts_errors(const struct if_table *t, const struct dev *dev)
{
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		const struct mishaps *m = if_mishaps(t, i);
		if (!coarse_is_0(m->rate[MISHAP_IN_ERRORS]) ||
		    !coarse_is_0(m->rate[MISHAP_OUT_ERRORS]))
			return true;
	}
	return false;
}

/* Asked while its rates are at hand. */
void ether_judge(struct job *j)
{
	const struct network *net = j->target->poll->net;
	const struct dev *dev = target_dev(j->target);
	bool counts = counts_errors(&net->ifs, dev) || dev->ethers.n;
	int64_t now_ms = counts ? clock_wall_ms() : 0;
	bool worth = false, troubled = false;

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		worth = worth || ether_worth(net, i);
		troubled = troubled || (counts && ether_troubled(net, i, now_ms));
	}
	j->target->ether_worth = worth;
	j->target->ether_troubled = troubled;
}

void ether_look(struct job *j)
{
	const struct plan *plan = &j->target->plan;

	if (plan->renamed || plan->answers < 2)
		ether_judge(j);
	j->outcome.ether_worth = j->target->ether_worth;
	j->outcome.ether_troubled = j->target->ether_troubled;
}
