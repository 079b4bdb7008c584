/* The words of a line, and who does what it says. */
#include "tests/alert/player.h"

#include <ctype.h>
#include <stdlib.h>

#include "probes/model/rollup.h"
#include "probes/model/series.h"

/* --- words --- */

void split(struct line *l, const char *text)
{
	char *s = l->copy;

	snprintf(l->text, sizeof l->text, "%s", text);
	snprintf(l->copy, sizeof l->copy, "%s", text);
	l->n = l->at = 0;
	while (l->n < WORDS) {
		while (isspace((unsigned char)*s))
			s++;
		if (!*s || *s == '#')
			return;
		l->word[l->n++] = s;
		while (*s && !isspace((unsigned char)*s))
			s++;
		if (*s)
			*s++ = '\0';
	}
}

const char *next(struct line *l)
{
	return l->at < l->n ? l->word[l->at++] : "";
}

bool take(struct line *l, const char *word)
{
	if (l->at == l->n || strcmp(l->word[l->at], word) != 0)
		return false;
	l->at++;
	return true;
}

/* All that is left of the line. */
const char *rest(struct line *l)
{
	const char *s;

	if (l->at == l->n)
		return "";
	s = l->text + (l->word[l->at] - l->copy);
	l->at = l->n;
	return s;
}

bool wrong(struct player *p, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(p->why, sizeof p->why, fmt, args);
	va_end(args);
	return false;
}

double number(struct line *l)
{
	return strtod(next(l), NULL);
}

bool span(const char *s, int64_t *ms)
{
	char *unit;
	int64_t n = strtoll(s, &unit, 10);

	*ms = n * (*unit == 's' ? SECOND : *unit == 'm' ? MINUTE : HOUR);
	return unit != s && strchr("smh", *unit) && *unit;
}

/* --- the network --- */

static bool named_role(const char *name, enum role *role)
{
	for (int r = 0; r < ROLE_N; r++)
		if (strcmp(role_name((uint8_t)r), name) == 0) {
			*role = (enum role)r;
			return true;
		}
	return false;
}

static bool add_device(struct player *p, struct line *l)
{
	struct truth *t = &p->stage->truth[p->stage->n++];

	*t = (struct truth){.blind = REASON_OK, .cpu = 20, .mem = 20, .rtt_ms = 1.5F};
	snprintf(t->name, sizeof t->name, "%s", next(l));
	if (!named_role(next(l), &t->role))
		return wrong(p, "no such role");
	if (l->at < l->n && strcmp(l->word[l->at], "behind") != 0)
		snprintf(t->site, sizeof t->site, "%s", next(l));
	if (take(l, "behind")) {
		char *first = l->word[l->at++], *second = strchr(first, ',');

		if (second)
			*second++ = '\0';
		snprintf(t->parent[0], sizeof t->parent[0], "%s", first);
		snprintf(t->parent[1], sizeof t->parent[1], "%s", second ? second : "");
	}
	return true;
}

static bool add_ports(struct player *p, struct line *l)
{
	static const struct {
		const char *word;
		uint8_t flags;
	} kinds[] = {{"uplink", IFF_UPLINK},
		     {"wan", IFF_WAN},
		     {"declared", IFF_DECLARED},
		     {"plain", 0}};
	struct truth *t = stage_truth(p->stage, next(l));
	uint32_t n = (uint32_t)number(l);
	const char *kind = next(l);

	for (size_t k = 0; t && k < 4; k++) {
		if (strcmp(kinds[k].word, kind) != 0)
			continue;
		while (n-- > 0 && t->ports < STAGE_PORTS)
			t->port[t->ports++] =
				(struct true_port){.admin = IF_UP,
						   .oper = IF_UP,
						   .last_change = 100,
						   .flags = kinds[k].flags,
						   .util = 20};
		return true;
	}
	return wrong(p, "no such device or kind of port");
}

static bool add_part(struct player *p, struct line *l)
{
	struct truth *t = stage_truth(p->stage, next(l));
	const char *kind = next(l);
	struct true_part *part;

	if (!t || t->parts == STAGE_PARTS)
		return wrong(p, "no such device, or too many parts");
	part = &t->part[t->parts++];
	*part = (struct true_part){
		.state = SENSOR_OK, .value = NAN, .warning = NAN, .critical = NAN};
	for (int k = 0; k < SENSOR_KINDS; k++)
		if (strcmp(sensor_kind_name((enum sensor_kind)k), kind) == 0)
			part->kind = (enum sensor_kind)k;
	snprintf(part->component, sizeof part->component, "%s", next(l));
	snprintf(part->name, sizeof part->name, "%s", next(l));
	if (l->at < l->n)
		part->warning = (float)number(l);
	if (l->at < l->n)
		part->critical = (float)number(l);
	if (part->kind != SENSOR_STATE)
		part->value = 20;
	return true;
}

/* False when the word is no state. */
static bool peer_is(struct true_peer *peer, const char *word)
{
	for (int s = 0; s < PEER_STATES; s++)
		if (strcmp(peer_state_name((enum peer_state)s), word) == 0) {
			peer->state = (enum peer_state)s;
			return true;
		}
	return false;
}

static bool add_peer(struct player *p, struct line *l)
{
	struct truth *t = stage_truth(p->stage, next(l));
	const char *kind = next(l);
	struct true_peer *peer;

	if (!t || t->peers == STAGE_PEERS)
		return wrong(p, "no such device, or too many peers");
	peer = &t->peer[t->peers++];
	*peer = (struct true_peer){.kind = PEER_KINDS, .state = PEER_UP};
	for (int k = 0; k < PEER_KINDS; k++)
		if (strcmp(peer_kind_name((enum peer_kind)k), kind) == 0)
			peer->kind = (enum peer_kind)k;
	snprintf(peer->name, sizeof peer->name, "%s", next(l));
	while (l->at < l->n) {
		const char *word = next(l);

		if (!peer_is(peer, word))
			snprintf(peer->group, sizeof peer->group, "%s", word);
	}
	return peer->kind != PEER_KINDS || wrong(p, "no such kind of peer");
}

static void take_end(struct line *l, struct true_circuit *c, int end)
{
	char *name = (char *)(uintptr_t)next(l), *colon = strchr(name, ':');

	snprintf(c->dev[end], sizeof c->dev[end], "%.*s",
		 (int)(colon ? colon - name : 31), name);
	c->port[end] = colon ? (uint32_t)strtoul(colon + 1, NULL, 10) : 0;
}

static bool add_circuit(struct player *p, struct line *l)
{
	struct true_circuit *c = &p->stage->circuit[p->stage->circuits++];

	*c = (struct true_circuit){.loss = NAN, .latency = NAN, .jitter = NAN};
	snprintf(c->name, sizeof c->name, "%s", next(l));
	take_end(l, c, END_A);
	if (l->at < l->n && strchr(l->word[l->at], ':'))
		take_end(l, c, END_B);
	while (l->at < l->n) {
		if (take(l, "rate"))
			c->rate_bps = (uint64_t)(number(l) * 1e6);
		else if (take(l, "loss"))
			c->loss = (float)number(l);
		else if (take(l, "latency"))
			c->latency = (float)number(l);
		else if (take(l, "jitter"))
			c->jitter = (float)number(l);
		else if (take(l, "voice"))
			c->class = CIRCUIT_VOICE;
		else if (take(l, "planned"))
			c->planned = true;
		else
			return wrong(p, "a circuit has no '%s'", next(l));
	}
	return true;
}

/* --- what happens --- */

static bool port_does(struct player *p, dev_id d, struct true_port *port,
		      struct line *l)
{
	static const struct {
		const char *word;
		uint8_t admin, oper;
	} states[] = {
		{"down", IF_UP, IF_DOWN},
		{"up", IF_UP, IF_UP},
		{"dormant", IF_UP, IF_DORMANT},
		{"shut", IF_DOWN, IF_DOWN},
		{"lower", IF_UP, IF_LOWER_LAYER_DOWN},
		{"gone", IF_UP, IF_NOT_PRESENT},
	};
	const char *word = next(l);

	port->last_change += 100;
	if (strcmp(word, "util") == 0) {
		port->last_change -= 100;
		port->util = (float)number(l);
		return true; /* seen with the next poll */
	}
	if (strcmp(word, "errors") == 0 || strcmp(word, "discards") == 0) {
		port->last_change -= 100;
		*(word[0] == 'e' ? &port->errors_ps : &port->discards_ps) =
			(float)number(l);
		return true;
	}
	if (strcmp(word, "half") == 0 || strcmp(word, "full") == 0) {
		port->duplex = word[0] == 'h' ? DUPLEX_HALF : DUPLEX_FULL;
		word = "blinks";
	}
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (strcmp(states[i].word, word) == 0) {
			port->admin = states[i].admin;
			port->oper = states[i].oper;
			word = "blinks";
		}
	if (strcmp(word, "blinks") != 0)
		return wrong(p, "a port does not do that");
	stage_poll(p->stage, d);
	return true;
}

static bool part_does(struct player *p, dev_id d, struct truth *t, struct line *l)
{
	const char *name = next(l), *what = next(l);

	for (uint32_t i = 0; i < t->parts; i++) {
		struct true_part *part = &t->part[i];

		if (strcmp(part->name, name) != 0)
			continue;
		for (int s = 0; s < SENSOR_STATES; s++)
			if (strcmp(sensor_state_name((enum sensor_state)s), what) == 0)
				part->state = (enum sensor_state)s;
		if (strcspn(what, "0123456789") <= 1)
			part->value = strtof(what, NULL); /* or below zero */
		stage_poll(p->stage, d);
		return true;
	}
	return wrong(p, "no such part");
}

static bool peer_does(struct player *p, dev_id d, struct truth *t, struct line *l)
{
	const char *name = next(l), *what = next(l);

	for (uint32_t i = 0; i < t->peers; i++) {
		struct true_peer *peer = &t->peer[i];

		if (strcmp(peer->name, name) != 0)
			continue;
		peer_is(peer, what);
		if (!strcmp(what, "up") || !strcmp(what, "blinks"))
			peer->up_ms = p->stage->world.now;
		peer->gone = !strcmp(what, "gone");
		stage_poll(p->stage, d);
		return true;
	}
	return wrong(p, "no such peer");
}

static bool goes(struct player *p, dev_id d, struct truth *t, const char *word)
{
	static const char *const words[] = {"up",	  "down",      "blind",
					    "sees",	  "wrong-key", "planned",
					    "in-service", "reboots"};
	int i = 0;

	while (i < 8 && strcmp(words[i], word) != 0)
		i++;
	if (i == 8)
		return wrong(p, "a device does not do that");
	if (i <= 1)
		t->silent = i == 1;
	if (i == 2 || i == 3 || i == 4)
		t->blind = i == 2   ? REASON_TIMEOUT
			   : i == 4 ? REASON_WRONG_KEY
				    : REASON_OK;
	if (i == 5 || i == 6)
		t->planned = i == 5;
	if (i == 7) {
		t->turned = !t->turned;
		t->known = false;
		p->stage->world.net.dev[d].reboots++;
		for (uint32_t n = 0; n < t->ports; n++)
			t->port[n].last_change = 50;
	}
	if (i <= 1)
		stage_probe(p->stage, d);
	stage_poll(p->stage, d);
	return true;
}

/* What the past says of this hour: "rtt 50", "xe-0/0/0:rx -6". */
static bool usually(struct player *p, dev_id d, const struct truth *t, struct line *l)
{
	struct network *net = &p->stage->world.net;
	const char *what = next(l);
	struct learnt usual = LEARNT_NOTHING;
	bool rtt = strcmp(what, "rtt") == 0;

	usual.usual = (float)number(l);
	usual.weeks = 4;
	series_step(net, d, p->stage->world.now); /* so that there is a place for it */
	return rollup_learn(net, t->name, rtt ? "" : what,
			    rtt ? ROLLUP_RTT : ROLLUP_OPTICAL, &usual) ||
	       wrong(p, "nobody remembers that");
}

static bool device_does(struct player *p, dev_id d, struct truth *t, struct line *l)
{
	if (take(l, "cpu"))
		t->cpu = (float)number(l);
	else if (take(l, "mem"))
		t->mem = (float)number(l);
	else if (take(l, "full-at")) /* by its own word */
		network_set_memory(
			&p->stage->world.net, d,
			&(struct memory){.class = MEMORY_RAM, .warning = (float)number(l)},
			1);
	else if (take(l, "rtt"))
		t->rtt_ms = (float)number(l);
	else if (take(l, "part"))
		return part_does(p, d, t, l);
	else if (take(l, "usually"))
		return usually(p, d, t, l);
	else if (take(l, "peer"))
		return peer_does(p, d, t, l);
	else if (take(l, "loses") && take(l, "every"))
		t->lost_every = (uint32_t)number(l);
	else
		return goes(p, d, t, next(l));
	return true;
}

/* --- things and alerts --- */

static bool take_thing(struct player *p, struct line *l, struct key *k)
{
	char *name = (char *)(uintptr_t)next(l), *colon = strchr(name, ':');

	k->entity[0] = '\0';
	k->name = name;
	if (!colon)
		return true;
	*colon++ = '\0';
	snprintf(k->entity, sizeof k->entity, "%s%s",
		 colon[strspn(colon, "0123456789")] ? "" : "xe-0/0/", colon);
	return stage_truth(p->stage, name) ? true : wrong(p, "no device '%s'", name);
}

bool take_key(struct player *p, struct line *l, struct key *k)
{
	if (!take_thing(p, l, k))
		return false;
	return check_find(next(l), &k->check) ? true : wrong(p, "no such check");
}

/* The newest of the key, over or not; NULL. */
struct alert *alert_of(const struct player *p, const struct key *k)
{
	const struct alerts *alerts = &p->stage->world.alerts;

	for (uint32_t i = alerts->n; i-- > 0;) {
		struct alert *a = alerts->row[i];

		if (a->check == k->check && strcmp(a->name, k->name) == 0 &&
		    strcmp(a->entity, k->entity) == 0)
			return a;
	}
	return NULL;
}

/* --- people --- */

struct request {
	struct who who;
	enum ack_intent intent;
	int64_t for_ms;
	bool admin;
	const char *to, *note;
	enum severity severity;
};

static struct who person(const char *name)
{
	struct who who = {.uid = 1000 + (uint32_t)(unsigned char)name[0]};

	snprintf(who.name, sizeof who.name, "%s", name);
	return who;
}

static bool take_request(struct player *p, struct line *l, struct request *r)
{
	*r = (struct request){.who = person("mk"),
			      .intent = ACK_WORSE,
			      .to = "",
			      .note = "",
			      .severity = SEV_WARNING};
	while (l->at < l->n) {
		const char *word = next(l);

		if (strcmp(word, "by") == 0)
			r->who = person(next(l));
		else if (strcmp(word, "to") == 0)
			r->to = next(l);
		else if (strcmp(word, "for") == 0)
			span(next(l), &r->for_ms);
		else if (strcmp(word, "admin") == 0)
			r->admin = true;
		else if (strcmp(word, "note") == 0)
			r->note = rest(l);
		else if (severity_find(word))
			r->severity = severity_find(word);
		else if (!ack_intent_find(word, &r->intent))
			return wrong(p, "'%s' is nothing to ask for", word);
	}
	return true;
}

static int do_it(struct player *p, const char *verb, uint64_t id,
		 const struct request *r)
{
	struct world *w = &p->stage->world;
	struct ack_request ack = {
		.by = r->who,
		.intent = r->intent,
		.note = r->note,
		.until_ms = r->for_ms ? w->now + r->for_ms : 0,
		.administrator = r->admin,
	};

	switch (verb[0] << 8 | verb[1]) {
	case 'a' << 8 | 'c':
		return alert_acknowledge(&w->alerts, id, &ack, w->now, &w->events);
	case 'r' << 8 | 'e':
		return alert_release(&w->alerts, id, &r->who, w->now, &w->events);
	case 'o' << 8 | 'w':
		return alert_own(&w->alerts, id, &r->who, r->to, r->note, w->now,
				 &w->events);
	case 'e' << 8 | 's':
		return alert_escalate(&w->alerts, id, &r->who, "", r->note, w->now,
				      &w->events);
	case 't' << 8 | 'i':
		return alert_set_ticket(&w->alerts, id, &r->who, r->to, w->now,
					&w->events);
	case 'c' << 8 | 'l':
		return alert_clear(&w->alerts, id, &r->who, r->note, w->now,
				   &w->events);
	default:
		return alert_comment(&w->alerts, id, &r->who, r->note, w->now,
				     &w->events);
	}
}

static int raise_it(struct player *p, const struct key *k, const struct request *r)
{
	struct world *w = &p->stage->world;
	bool site = !stage_truth(p->stage, k->name);
	struct raise_request raise = {
		.by = r->who,
		.subject = site ? SUBJECT_SITE : SUBJECT_DEVICE,
		.severity = r->severity,
		.text = r->note,
	};
	uint64_t id;

	raise.thing = alert_thing(&w->net, raise.subject, k->name);
	return alert_raise(&w->alerts, &w->net, &raise, w->now, &w->events, &id);
}

static bool act(struct player *p, const char *verb, struct line *l, bool refused)
{
	struct world *w = &p->stage->world;
	struct request r;
	struct key k = {.name = ""};
	const struct alert *a = NULL;
	int result;

	if (strcmp(verb, "undo") != 0 && strcmp(verb, "raise") != 0 &&
	    !take_key(p, l, &k))
		return false;
	if (strcmp(verb, "raise") == 0 && !take_thing(p, l, &k))
		return false;
	if (!take_request(p, l, &r))
		return false;
	if (k.name[0] && strcmp(verb, "raise") != 0 && !(a = alert_of(p, &k)))
		return wrong(p, "there is no such alert");
	if (strcmp(verb, "undo") == 0)
		result = alert_undo(&w->alerts, &r.who, w->now, &w->events);
	else if (strcmp(verb, "raise") == 0)
		result = raise_it(p, &k, &r);
	else
		result = do_it(p, verb, a->id, &r);
	if ((result < 0) == refused)
		return true;
	return wrong(p, "%s", refused ? "it was done" : alert_error(result));
}

/* --- lines --- */

bool player_builds(struct player *p, struct line *l, bool *good)
{
	if (take(l, "device"))
		*good = add_device(p, l);
	else if (take(l, "ports"))
		*good = add_ports(p, l);
	else if (take(l, "part"))
		*good = add_part(p, l);
	else if (take(l, "peer"))
		*good = add_peer(p, l);
	else if (take(l, "circuit"))
		*good = add_circuit(p, l);
	else
		return false;
	return true;
}

static bool thing_does(struct player *p, struct line *l)
{
	struct truth *t;
	struct key k;
	dev_id d;

	if (!take_thing(p, l, &k))
		return false;
	t = stage_truth(p->stage, k.name);
	if (!t)
		return wrong(p, "no device '%s'", k.name);
	d = (dev_id)(t - p->stage->truth);
	if (!k.entity[0])
		return device_does(p, d, t, l);
	return port_does(p, d, &t->port[strtol(k.entity + strlen("xe-0/0/"), NULL, 10)],
			 l);
}

bool player_does(struct player *p, struct line *l)
{
	static const char *const acts[] = {"ack",      "release", "own",
					   "escalate", "comment", "ticket",
					   "clear",    "raise",	  "undo"};
	bool refused = take(l, "refused");

	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (take(l, acts[i]))
			return act(p, acts[i], l, refused);
	return thing_does(p, l);
}
