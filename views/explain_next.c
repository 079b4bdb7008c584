/*
 * A device: what it is, what it is put together of, and whom it knows, all of it: what
 * the screen of the device has no room for.
 */
#include "views/explain.h"

#include <stdio.h>
#include <string.h>

#include "probes/model/link.h"
#include "probes/model/peer.h"
#include "probes/model/redundancy.h"
#include "views/format.h"
#include "views/parts.h"
#include "views/view.h"

#define STANDARD "standard" /* the profile of those whose maker nobody described */

static void say_what(struct prose *e, const struct network *net, const char *what,
		     str_id text)
{
	if (text)
		prose_add(e, PROSE_LINE, "%-13s %s", what, network_str(net, text));
}

void explain_make(struct prose *e, const struct scene *s, dev_id id)
{
	const struct network *net = s->net;
	const struct dev *d = &net->dev[id];
	const char *profile = network_str(net, d->profile);

	prose_add(e, PROSE_TITLE, "WHAT IT IS  profile %s",
		  *profile ? profile : "not chosen yet");
	say_what(e, net, "maker", d->vendor);
	say_what(e, net, "model", d->model);
	say_what(e, net, "serial", d->serial);
	say_what(e, net, "software", d->version);
	say_what(e, net, "sysObjectID", d->object_id);
	if (strcmp(profile, STANDARD))
		return;
	prose_add(e, PROSE_WRONG,
		  "no profile matches that: only the standard MIBs are read");
	prose_add(e, PROSE_LINE,
		  "a file in the folder profiles adds one: noctop.ini(5), PROFILES");
	prose_add(e, PROSE_LINE, "noctop profile try %s  tells what it answers",
		  network_str(net, d->name));
}

static void say_redundancy(struct prose *e, const struct scene *s, dev_id id)
{
	bool any = false;

	for (struct redundancy r = {0}; network_redundancy(s->net, id, &r);) {
		if (r.state == REDUNDANCY_NONE)
			continue;
		if (!any)
			prose_add(e, PROSE_TITLE, "REDUNDANCY");
		any = true;
		prose_add(e, r.state == REDUNDANCY_LOST ? PROSE_WRONG : PROSE_LINE,
			  "%-12s %-24s %u of %u  %s%s%s%s%s",
			  redundancy_kind_name((enum redundancy_kind)r.kind), r.name,
			  r.ok, r.of,
			  redundancy_state_name((enum redundancy_state)r.state),
			  r.who ? ": " : "", r.who ? network_str(s->net, r.who) : "",
			  r.words ? " " : "",
			  r.words ? network_str(s->net, r.words) : "");
	}
}

static void say_peer(struct prose *e, const struct scene *s, const struct zone *zone,
		     const struct peer *p)
{
	const struct network *net = s->net;
	char as[24] = "", since[EXPLAIN_MOMENT] = "", prefixes[32] = "";
	dev_id dev = network_peer_dev(net, p);

	if (p->remote_as)
		snprintf(as, sizeof as, ", AS%u", p->remote_as);
	if (p->prefixes != NONE)
		snprintf(prefixes, sizeof prefixes, ", %u prefixes", p->prefixes);
	if (p->since_ms)
		explain_moment(since, s, zone, p->since_ms);
	prose_add(e, p->state == PEER_DOWN && p->was_up ? PROSE_WRONG : PROSE_LINE,
		  "%-12s %-24s %s%s%s%s%s%s%s%s%s",
		  peer_kind_name((enum peer_kind)p->kind), network_str(net, p->name),
		  peer_state_name((enum peer_state)p->state), p->words ? " (" : "",
		  p->words ? network_str(net, p->words) : "", p->words ? ")" : "", as,
		  prefixes, *since ? ", since " : "", since,
		  p->state == PEER_DOWN && !p->was_up ? ", never up since we look"
						      : "");
	if (dev != NONE && dev != p->dev)
		prose_add(e, PROSE_QUIET, "%-12s is %s", "",
			  network_str(net, net->dev[dev].name));
}

static void say_peers(struct prose *e, const struct scene *s, const struct zone *zone,
		      dev_id id)
{
	uint32_t n;
	const struct peer *p = network_peers(s->net, id, &n);
	char age[FORMAT_SIZE];

	if (n)
		prose_add(e, PROSE_TITLE, "PEERS  %u, read %s ago", n,
			  format_age(age, network_peers_age(s->net, id, s->now_ms)));
	for (uint32_t i = 0; i < n; i++)
		say_peer(e, s, zone, &p[i]);
}

/* "LLDP OSPF": who tells of it. */
static void say_sources(char *out, size_t size, unsigned sources)
{
	out[0] = '\0';
	for (int i = 0; i < LINK_SOURCES; i++)
		if (sources & LINK_BIT(i))
			text_add(out, size, "%s%s", *out ? " " : "",
				 link_source_name((enum link_source)i));
}

static void say_link(struct prose *e, const struct scene *s, const struct zone *zone,
		     dev_id id, const struct link *l)
{
	const struct network *net = s->net;
	const struct link_end *own = &l->end[link_side(l, id)];
	const struct link_end *far = &l->end[1 - link_side(l, id)];
	char sources[80], seen[EXPLAIN_MOMENT];

	say_sources(sources, sizeof sources, l->sources);
	prose_add(e, l->vanished ? PROSE_QUIET : PROSE_LINE,
		  "%-16s %s%s%s%s  by %s, %s %s",
		  own->port ? network_str(net, own->port) : "-",
		  network_str(net, far->dev == NONE ? far->name
						    : net->dev[far->dev].name),
		  far->port ? " " : "", network_str(net, far->port),
		  far->dev == NONE ? " (not managed)" : "", sources,
		  l->vanished ? "vanished after" : "since",
		  explain_moment(seen, s, zone,
				 l->vanished ? link_seen_ms(net, l)
					     : l->first_seen_ms));
}

static void say_links(struct prose *e, const struct scene *s, const struct zone *zone,
		      dev_id id)
{
	if (links_of(s->net, id) != NONE)
		prose_add(e, PROSE_TITLE, "NEIGHBOURS");
	for (link_id l = links_of(s->net, id); l != NONE; l = links_next(s->net, l, id))
		say_link(e, s, zone, id, link_at(s->net, l));
}

void explain_next(struct prose *e, const struct scene *s, const struct zone *zone,
		  dev_id id)
{
	say_redundancy(e, s, id);
	say_peers(e, s, zone, id);
	say_links(e, s, zone, id);
}

void explain_parts(struct prose *e, const struct scene *s, dev_id id)
{
	uint32_t n;
	const struct module *m = network_modules(s->net, id, &n);
	char words[PARTS_WORDS];

	if (n)
		prose_add(e, PROSE_TITLE, "PARTS  %u", n);
	for (uint32_t i = 0; i < n; i++)
		prose_add(e, PROSE_LINE, "%-12s %-24s %s",
			  network_str(s->net, m[i].component),
			  network_str(s->net, m[i].name),
			  parts_words(words, s->net, &m[i]));
}
