/*
 * Interfaces as rows of a list: which of them it has, by what it is filtered, and the
 * usual order. Half a million of them are asked for one key, so that what is asked of
 * each is little.
 */
#include <math.h>
#include <string.h>

#include "views/interfaces.h"
#include "views/limit.h"

#define PINNED 1000.0	   /* key of a down link that was in use */
#define PINNED_UNKNOWN 900 /* that matters, but nobody saw in use */
#define TYPE_LOOPBACK 24   /* IANAifType */

/* --- what an interface is ------------------------------------------------------------
 */

float interface_util(const struct if_table *t, if_id i)
{
	float in = t->in_bps[i], out = t->out_bps[i];

	return if_pct(isnan(in) || out > in ? out : in, if_speed_bps(t, i));
}

float interface_errors(const struct if_table *t, if_id i)
{
	float in = if_mishap_ps(t, i, MISHAP_IN_ERRORS);
	float out = if_mishap_ps(t, i, MISHAP_OUT_ERRORS);

	return isnan(in) ? out : isnan(out) ? in : in + out;
}

bool interface_used(const struct if_table *t, if_id i)
{
	return if_kind(t, i)->type != TYPE_LOOPBACK &&
	       (t->oper[i] == IF_UP || interface_down(t, i) ||
		(t->flags[i] & IFF_MATTERS && t->admin[i] == IF_UP));
}

bool interface_troubled(const struct if_table *t, if_id i)
{
	return interface_down(t, i) || interface_util(t, i) >= 60 ||
	       interface_errors(t, i) >= 1;
}

/* --- order ---------------------------------------------------------------------------
 */

/* The device to whose interfaces a list is narrowed; NONE: all. */
static dev_id spec_dev(const struct scene *s, const struct order_spec *spec)
{
	return spec->scope.kind == THING_DEVICE
		       ? network_dev_find(s->net, spec->scope.name)
		       : NONE;
}

static uint32_t total(const struct scene *s, const struct order_spec *spec)
{
	dev_id dev = spec_dev(s, spec);

	if (spec->scope.kind == THING_DEVICE)
		return dev == NONE ? 0 : s->net->dev[dev].if_n;
	return s->net->ifs.n;
}

static bool names_device(const struct network *net, dev_id dev, dev_id peer)
{
	const struct dev *d = &net->dev[dev];

	for (if_id i = d->if_first; i < d->if_first + d->if_n; i++)
		if (if_peer(&net->ifs, i) == peer)
			return true;
	return false;
}

/* A way from this site to another: its own interface, or that of the far end where
 * none of its own is known or its own device is silent. */
static bool leads_out(const struct network *net, if_id i, const char *name)
{
	dev_id dev = net->ifs.dev[i], peer = if_peer(&net->ifs, i);
	site_id here = net->dev[dev].site;

	if (here < net->site_n &&
	    strcmp(network_str(net, net->site[here].name), name) == 0)
		return net->ifs.flags[i] & IFF_WAN &&
		       (peer == NONE || !topology_mute(net, dev, peer));
	if (peer == NONE || net->dev[peer].site >= net->site_n)
		return false;
	return strcmp(network_str(net, net->site[net->dev[peer].site].name), name) ==
		       0 &&
	       (!names_device(net, peer, dev) || topology_mute(net, peer, dev));
}

/* What is asked of a row, its device left out. */
static bool is_shown(const struct network *net, const struct order_spec *spec, if_id i)
{
	const struct if_table *t = &net->ifs;

	if (spec->scope.kind == THING_SITE && !leads_out(net, i, spec->scope.name))
		return false;
	if (spec->show == SHOW_PROBLEMS)
		return interface_troubled(t, i);
	return spec->show == SHOW_ALL || interface_used(t, i);
}

/* Rows of a device stand together: what is of the device is asked once. */
static uint64_t members(const struct scene *s, const struct order_spec *spec,
			uint32_t from, uint64_t bits, ref_id ref[MAY_WORD])
{
	const struct network *net = s->net;
	dev_id only = spec_dev(s, spec), dev = NONE;
	uint64_t found = 0;
	bool admitted = false;

	from += only == NONE ? 0 : net->dev[only].if_first;
	for (; bits; bits &= bits - 1) {
		unsigned k = (unsigned)__builtin_ctzll(bits);
		if_id i = from + k;

		if (i >= net->ifs.n || net->ifs.dev[i] == NONE ||
		    (only != NONE && net->ifs.dev[i] != only))
			continue;
		if (dev != net->ifs.dev[i]) {
			dev = net->ifs.dev[i];
			admitted = limit_admits(net, &spec->limit, net->dev[dev].site);
		}
		if (!admitted || !is_shown(net, spec, i))
			continue;
		ref[k] = ref_if(dev, i - net->dev[dev].if_first);
		found |= UINT64_C(1) << k;
	}
	return found;
}

/* Its letters: half a million rows are asked for them. */
static uint64_t letters_of(uint8_t oper)
{
	static uint64_t known[UINT8_MAX + 1];

	if (oper && !known[oper])
		known[oper] = text_letters(if_status_name(oper));
	return known[oper];
}

static void facts(const struct scene *s, ref_id ref, struct filter_facts *f)
{
	const struct text_pool *pool = &s->net->text;
	const struct if_table *t = &s->net->ifs;
	if_id i = ref_if_id(s->net, ref);

	if (i == NONE)
		return;
	if (f->of != t->dev[i])
		row_dev_facts(s, t->dev[i], f);
	f->pool = pool;
	f->entity_id = t->name[i];
	f->words_id[0] = t->alias[i];
	f->words_id[1] = t->descr[i] == t->name[i] ? 0 : t->descr[i];
	f->state = t->oper[i] ? if_status_name(t->oper[i]) : "";
	f->letters = text_letters_at(pool, f->entity_id) |
		     text_letters_at(pool, f->words_id[0]) |
		     text_letters_at(pool, f->words_id[1]) | letters_of(t->oper[i]);
	if (!f->numbers)
		return;
	if (filter_asks(f, FILTER_IN))
		f->number[FILTER_IN] = (double)if_in_pct(t, i);
	if (filter_asks(f, FILTER_OUT))
		f->number[FILTER_OUT] = (double)if_out_pct(t, i);
	if (filter_asks(f, FILTER_UTIL))
		f->number[FILTER_UTIL] = (double)interface_util(t, i);
}

static double util_key(const struct if_table *t, if_id i)
{
	float was;

	if (!interface_down(t, i))
		return (double)interface_util(t, i);
	was = if_was_pct(t, i);
	if (was > 0)
		return PINNED + (double)was;
	return t->flags[i] & IFF_MATTERS ? PINNED_UNKNOWN : (double)interface_util(t, i);
}

static double key(const struct scene *s, ref_id ref)
{
	if_id i = ref_if_id(s->net, ref);
	double v = i == NONE ? NAN : util_key(&s->net->ifs, i);

	return isfinite(v) ? v : -10;
}

const struct order_source interfaces_source = {
	.total = total,
	.members = members,
	.facts = facts,
	.key = key,
};
