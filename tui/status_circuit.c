/*
 * What was agreed with the provider, and how the circuit is.
 */
#include "tui/status_circuit.h"

#include <math.h>

#include "probes/alert/state.h"
#include "tui/member.h"

#define LOSS_PROBES 300

static void end_object(struct json *j, const struct network *net, const char *key,
		       uint32_t number)
{
	const struct line_end *end = line_end_at(net, number);
	enum line_found found;
	str_id name;
	const char *dev = end->dev == NONE ? NULL
					   : network_str(net, net->dev[end->dev].name);

	member_open(j, key, '{');
	member_str(j, "device", dev);
	member_str(j, "if", network_str(net, end->ifname));
	member_str(j, "id", network_str(net, end->id));
	found = line_found(net, number, &name);
	member_str(j, "found",
		   found == FOUND_OTHER ? network_str(net, name)
					: line_found_name(found));
	json_close(j, '}');
}

static void promised(struct json *j, const struct circuit *c)
{
	member_open(j, "promised", '{');
	member_int(j, "in_bps", c->in_bps ? (int64_t)c->in_bps : -1);
	member_int(j, "out_bps", c->out_bps ? (int64_t)c->out_bps : -1);
	member_num(j, "loss_pct", (double)c->limit.loss_pct, 3);
	member_num(j, "latency_ms", (double)c->limit.latency_ms, 3);
	member_num(j, "jitter_ms", (double)c->limit.jitter_ms, 3);
	json_close(j, '}');
}

static void measured(struct json *j, const struct network *net, const struct circuit *c,
		     const struct circuit_now *now)
{
	dev_id far = circuit_far(net, c);
	unsigned of;

	member_num(j, "in_bps", now->in_bps, 0);
	member_num(j, "out_bps", now->out_bps, 0);
	member_num(j, "in_pct", now->in_pct, 2);
	member_num(j, "out_pct", now->out_pct, 2);
	member_str(j, "probe",
		   far == NONE ? NULL : network_str(net, net->dev[far].name));
	member_num(j, "loss_pct", circuit_loss_pct(net, c, LOSS_PROBES, &of), 3);
	member_int(j, "loss_probes", of);
	member_num(j, "latency_ms", circuit_latency_ms(net, c), 3);
	member_num(j, "jitter_ms", circuit_jitter_ms(net, c), 3);
}

static void circuit_object(struct json *j, const struct network *net,
			   const struct alerts *alerts, uint32_t i, int64_t now_ms)
{
	const struct circuit *c = &net->circuit[i];
	site_id site = circuit_site(net, c);
	struct circuit_verdict v;

	circuit_verdict(net, alerts, i, now_ms, &v);
	json_open(j, '{');
	member_str(j, "name", network_str(net, c->name));
	member_str(j, "provider", network_str(net, c->provider));
	member_str(j, "phone", network_str(net, c->phone));
	member_str(j, "contract", network_str(net, c->contract));
	member_str(j, "class", circuit_class_name((enum circuit_class)c->class));
	member_str(j, "site",
		   site < net->site_n ? network_str(net, net->site[site].name) : NULL);
	end_object(j, net, "a", i * LINE_ENDS + END_A);
	end_object(j, net, "b", i * LINE_ENDS + END_B);
	member_str(j, "state", circuit_state_name(v.state));
	member_str(j, "reason", v.why);
	member_time(j, "since", v.since_ms);
	promised(j, c);
	measured(j, net, c, &v.now);
	json_close(j, '}');
}

void status_circuits(struct json *j, const struct network *net,
		     const struct alerts *alerts, int64_t now_ms)
{
	member_open(j, "circuits", '[');
	for (uint32_t i = 0; i < net->circuit_n; i++)
		circuit_object(j, net, alerts, i, now_ms);
	json_close(j, ']');
}
