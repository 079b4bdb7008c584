/*
 * A bus has no tree: it is drawn as a line that its members are on. Which those are is
 * looked up when the row is drawn, so that rows cost what there is to be seen.
 */
#include "views/bus.h"

#include <stdio.h>

#include "probes/model/segment.h"
#include "probes/model/vlan.h"

#define VLANS 24
#define WORDS 24 /* cells for what it is called */
#define SUBNETS (BUS_ROWS - VLANS - 1)

/* A rule's number: what it is of, and which. */
enum { OF_VLAN = 1, OF_SUBNET, OF_MORE };
#define KIND_BITS 28
#define WHICH ((1u << KIND_BITS) - 1)

struct found {
	ref_id *out;
	uint32_t n, more;
};

static ref_id bus(uint32_t kind, uint32_t which)
{
	return ref_rule(kind << KIND_BITS | (which & WHICH));
}

bool is_bus(ref_id ref)
{
	return ref_kind(ref) == THING_RULE && ref_which(ref) >> KIND_BITS;
}

/* The lowest numbers of a site's VLANs, in order. */
static void find_vlans(const struct network *net, site_id site, struct found *f)
{
	uint32_t row[VLANS], n = 0, all = 0;

	for (uint32_t i = vlan_segments_of(net, site); i != NONE;
	     i = vlan_segment_at(net, i)->next) {
		const struct vlan_segment *s = vlan_segment_at(net, i);
		uint32_t at;

		if (s->n < 2)
			continue;
		all++;
		for (at = n; at && vlan_segment_at(net, row[at - 1])->id > s->id; at--)
			if (at < VLANS)
				row[at] = row[at - 1];
		if (at < VLANS)
			row[at] = i;
		n += n < VLANS;
	}
	for (uint32_t i = 0; i < n; i++)
		f->out[f->n++] = bus(OF_VLAN, row[i]);
	f->more += all - n;
}

/* Two of the site at least, the first of them this one. */
static bool is_shared(const struct network *net, segment_id id, dev_id first)
{
	const struct segment *s = segment_at(net, id);
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		dev_id dev = s->member[i].dev;

		if (net->dev[dev].site != net->dev[first].site)
			continue;
		if (dev < first)
			return false;
		n++;
	}
	return n > 1;
}

static void find_subnets(const struct network *net, site_id site, struct found *f)
{
	uint32_t until = f->n + SUBNETS, n;

	for (dev_id d = net->site[site].first_dev; d != NONE;
	     d = net->dev[d].site_next) {
		const segment_id *in = segments_of(net, d, &n);

		for (uint32_t i = 0; i < n; i++) {
			if (!is_shared(net, in[i], d))
				continue;
			if (f->n < until)
				f->out[f->n++] = bus(OF_SUBNET, in[i]);
			else
				f->more++;
		}
	}
}

uint32_t bus_rows(const struct scene *s, site_id site, ref_id out[BUS_ROWS])
{
	struct found f = {.out = out};

	find_vlans(s->net, site, &f);
	find_subnets(s->net, site, &f);
	if (f.more)
		out[f.n++] = bus(OF_MORE, f.more);
	return f.n;
}

/* --- a row ------------------------------------------------------------------------ */

/* As many as there is room for. */
static struct pen put_name(const struct pen *p, dev_id dev, bool last)
{
	const struct network *net = p->scene->net;
	const struct text *name = network_text(net, net->dev[dev].name);

	if (name->width + (last ? 0 : 2) > p->width) {
		pen_str(p, "…");
		return pen_skip(p, p->width);
	}
	canvas_text(p->canvas, p->row, p->col, p->width, p->style, name, false);
	return pen_skip(p, name->width + 1);
}

/* What it is called, and how many are on it. */
static struct pen put_head(struct pen p, const char *words, uint32_t n)
{
	int width = p.width / 3 > WORDS ? p.width / 3 : WORDS;
	struct pen head = p;
	char text[16];

	head.width = width - 1 < p.width ? width - 1 : p.width;
	pen_str(&head, words);
	p = pen_skip(&p, width);
	snprintf(text, sizeof text, "%3u", n);
	pen_str(&p, text);
	return pen_skip(&p, 5);
}

static void draw_vlan(struct pen p, const struct vlan_segment *s)
{
	char words[TEXT_BYTES_MAX + 32];

	snprintf(words, sizeof words, "VLAN %u %s", s->id,
		 network_str(p.scene->net, s->name));
	p = put_head(p, words, s->n);
	for (uint32_t i = 0; i < s->n && p.width > 0; i++)
		p = put_name(&p, s->dev[i], i + 1 == s->n);
}

static void draw_subnet(struct pen p, const struct segment *s)
{
	p = put_head(p, network_str(p.scene->net, s->name), s->n);
	for (uint32_t i = 0; i < s->n && p.width > 0; i++)
		p = put_name(&p, s->member[i].dev, i + 1 == s->n);
}

void bus_draw(const struct pen *p, ref_id ref)
{
	const struct network *net = p->scene->net;
	uint32_t kind = ref_which(ref) >> KIND_BITS, which = ref_which(ref) & WHICH;
	struct pen pen = pen_skip(p, 2);
	char text[64];

	pen.style = STYLE_DIM;
	canvas_fill(p->canvas, pen.row, pen.col, 1, pen.width < 3 ? pen.width : 3,
		    STYLE_DIM, 0x2550);
	pen = pen_skip(&pen, 4);
	if (kind == OF_MORE) {
		snprintf(text, sizeof text, "+%u more VLANs and subnets", which);
		pen_str(&pen, text);
	} else if (kind == OF_VLAN && which < vlan_segments_n(net)) {
		draw_vlan(pen, vlan_segment_at(net, which));
	} else if (kind == OF_SUBNET && which < segments_n(net)) {
		draw_subnet(pen, segment_at(net, which));
	}
}
