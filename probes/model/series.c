/*
 * All rings of a device turn together, so one position serves thousands of interfaces,
 * and a row that moves takes its ring along as plain bytes.
 */
#include "probes/model/series.h"

#include <math.h>
#include <string.h>

#define GAP 255
#define LAST (GAP - 1)

static uint8_t encode(float steps)
{
	if (!(steps >= 0))
		return GAP;
	return steps < LAST ? (uint8_t)lrintf(steps) : LAST;
}

static uint8_t encode_pct(float pct)
{
	return encode(2 * pct);
}

static float decode_pct(uint8_t sample)
{
	return (float)sample / 2;
}

/* Logarithmic from 0.1 ms: an hour of a LAN and of a satellite look alike. */
static uint8_t encode_ms(float ms)
{
	return encode(16 * log2f(1 + 10 * ms));
}

static float decode_ms(uint8_t sample)
{
	return (exp2f((float)sample / 16) - 1) / 10;
}

static const uint8_t *ring_of(const struct network *net, enum series_kind kind,
			      uint32_t id)
{
	switch (kind) {
	case SERIES_IF_IN:
		return net->ifs.rings[id].in;
	case SERIES_IF_OUT:
		return net->ifs.rings[id].out;
	case SERIES_CPU:
		return net->dev_rings[id].cpu;
	case SERIES_MEM:
		return net->dev_rings[id].mem;
	case SERIES_RTT:
	default:
		return net->dev_rings[id].rtt;
	}
}

unsigned series_get(const struct network *net, enum series_kind kind, uint32_t id,
		    float *out, unsigned n)
{
	bool of_if = kind == SERIES_IF_IN || kind == SERIES_IF_OUT;
	uint32_t head = net->dev[of_if ? net->ifs.dev[id] : id].series_head;
	const uint8_t *ring = ring_of(net, kind, id);

	if (n > SERIES_LEN)
		n = SERIES_LEN;
	for (unsigned i = 0; i < n; i++) {
		uint8_t sample = ring[(head + SERIES_LEN - n + i) % SERIES_LEN];

		if (sample == GAP)
			out[i] = NAN;
		else
			out[i] = kind == SERIES_RTT ? decode_ms(sample)
						    : decode_pct(sample);
	}
	return n;
}

static void step(struct network *net, dev_id id, bool answered)
{
	struct dev *dev = &net->dev[id];
	struct dev_rings *rings = &net->dev_rings[id];
	uint32_t at = dev->series_head;

	rings->cpu[at] = answered ? encode_pct(dev->cpu_pct) : GAP;
	rings->mem[at] = answered ? encode_pct(dev->mem_pct) : GAP;
	rings->rtt[at] = dev->reach.answering ? encode_ms(dev->reach.rtt_ms) : GAP;
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		struct if_rings *of_if = &net->ifs.rings[i];

		of_if->in[at] = answered ? encode_pct(net->ifs.in_pct[i]) : GAP;
		of_if->out[at] = answered ? encode_pct(net->ifs.out_pct[i]) : GAP;
	}
	dev->series_head = (at + 1) % SERIES_LEN;
	if (dev->series_n < SERIES_LEN)
		dev->series_n++;
}

void series_step(struct network *net, dev_id id)
{
	step(net, id, true);
}

void series_gap(struct network *net, dev_id id)
{
	step(net, id, false);
}

void series_clear_if(struct if_rings *rings)
{
	memset(rings, GAP, sizeof *rings);
}

void series_clear_dev(struct dev_rings *rings)
{
	memset(rings, GAP, sizeof *rings);
}
