/*
 * scope: one table of parts, in the order of how much they narrow, from which a scope
 * is matched, ranked and explained.
 */
#include "probes/alert/scope.h"

#include <string.h>

#include "probes/alert/alert.h"
#include "probes/model/circuit.h"

/* A thing with all that it belongs to. */
struct place {
	const struct network *net;
	const struct dev *dev;		 /* NULL none */
	const struct site *site;	 /* NULL none */
	const struct customer *customer; /* NULL none */
	const struct circuit *circuit; /* NULL none; of an interface, that ends there */
	if_id ifs;
};

const char *subject_name(enum subject subject)
{
	static const char *const names[] = {
		[SUBJECT_DEVICE] = "device",
		[SUBJECT_SITE] = "site",
		[SUBJECT_WATCH] = "watch",
		[SUBJECT_WINDOW] = "window",
		[SUBJECT_CUSTOMER] = "customer",
		[SUBJECT_CIRCUIT] = "circuit",
	};

	return names[subject];
}

struct scope_thing scope_dev(dev_id dev)
{
	return (struct scope_thing){dev, NONE, NONE, NONE, NONE};
}

struct scope_thing scope_if(const struct network *net, if_id i)
{
	return (struct scope_thing){net->ifs.dev[i], i, NONE, NONE, NONE};
}

struct scope_thing scope_site(site_id site)
{
	return (struct scope_thing){NONE, NONE, site, NONE, NONE};
}

struct scope_thing scope_customer(customer_id customer)
{
	return (struct scope_thing){NONE, NONE, NONE, customer, NONE};
}

struct scope_thing scope_watch(void)
{
	return (struct scope_thing){NONE, NONE, NONE, NONE, NONE};
}

struct scope_thing scope_circuit(uint32_t circuit)
{
	return (struct scope_thing){NONE, NONE, NONE, NONE, circuit};
}

struct scope_thing scope_of(enum subject subject, uint32_t row)
{
	switch (subject) {
	case SUBJECT_DEVICE:
		return scope_dev(row);
	case SUBJECT_SITE:
		return scope_site(row);
	case SUBJECT_CUSTOMER:
		return scope_customer(row);
	case SUBJECT_CIRCUIT:
		return scope_circuit(row);
	default:
		return scope_watch();
	}
}

static struct place place_of(const struct network *net, struct scope_thing t)
{
	struct place p = {.net = net, .ifs = t.ifs};
	customer_id customer = t.customer;
	uint32_t circuit = t.ifs == NONE ? t.circuit : circuit_at(net, t.ifs);

	if (circuit != NONE)
		p.circuit = &net->circuit[circuit];
	if (t.dev != NONE)
		p.dev = &net->dev[t.dev];
	else if (p.circuit)
		t.site = circuit_site(net, p.circuit);
	if (p.dev && p.dev->site < net->site_n)
		p.site = &net->site[p.dev->site];
	else if (!p.dev && t.site != NONE)
		p.site = &net->site[t.site];
	if (p.site)
		customer = p.site->customer_row;
	if (customer != NONE)
		p.customer = &net->customer[customer];
	return p;
}

/* --- the parts --- */

static bool named(const char *globs, const struct place *p, bool there, str_id name)
{
	return there && text_like_any(globs, network_str(p->net, name));
}

static bool flags_hold(const struct scope *s, const struct place *p)
{
	return p->ifs != NONE && (p->net->ifs.flags[p->ifs] & s->if_flags);
}

static bool speed_holds(const struct scope *s, const struct place *p)
{
	uint64_t bps = p->ifs == NONE ? 0 : if_speed_bps(&p->net->ifs, p->ifs);

	return bps && bps >= s->speed_min && (!s->speed_max || bps <= s->speed_max);
}

static bool role_holds(const struct scope *s, const struct place *p)
{
	return p->dev && (s->roles & (UINT32_C(1) << p->dev->role));
}

static bool customer_holds(const struct scope *s, const struct place *p)
{
	return named(s->customer, p, p->customer, p->customer ? p->customer->name : 0);
}

static bool site_holds(const struct scope *s, const struct place *p)
{
	return named(s->site, p, p->site, p->site ? p->site->name : 0);
}

static bool class_holds(const struct scope *s, const struct place *p)
{
	return p->circuit && (s->classes & 1U << p->circuit->class);
}

static bool provider_holds(const struct scope *s, const struct place *p)
{
	return p->circuit && named(s->provider, p, true, p->circuit->provider);
}

static bool circuit_holds(const struct scope *s, const struct place *p)
{
	return p->circuit && named(s->circuit, p, true, p->circuit->name);
}

static bool tag_holds(const struct scope *s, const struct place *p)
{
	const char *tag = p->dev ? network_str(p->net, p->dev->tags) : "";

	for (tag += strspn(tag, ", "); *tag; tag += strspn(tag, ", ")) {
		char one[TEXT_BYTES_MAX + 1];
		size_t n = strcspn(tag, ", ");

		memcpy(one, tag, n);
		one[n] = '\0';
		if (text_like_any(s->tag, one))
			return true;
		tag += n;
	}
	return false;
}

static bool device_holds(const struct scope *s, const struct place *p)
{
	return named(s->device, p, p->dev, p->dev ? p->dev->name : 0);
}

static bool alias_holds(const struct scope *s, const struct place *p)
{
	return p->ifs != NONE && named(s->alias, p, true, p->net->ifs.alias[p->ifs]);
}

static bool ifname_holds(const struct scope *s, const struct place *p)
{
	return p->ifs != NONE && named(s->ifname, p, true, p->net->ifs.name[p->ifs]);
}

static const struct {
	const char *name;
	bool (*holds)(const struct scope *, const struct place *);
} parts[SCOPE_PART_N] = {
	[SCOPE_ALL] = {"", NULL},
	[SCOPE_FLAGS] = {"interface", flags_hold},
	[SCOPE_SPEED] = {"speed", speed_holds},
	[SCOPE_ROLE] = {"role", role_holds},
	[SCOPE_CUSTOMER] = {"customer", customer_holds},
	[SCOPE_SITE] = {"site", site_holds},
	[SCOPE_CLASS] = {"class", class_holds},
	[SCOPE_PROVIDER] = {"provider", provider_holds},
	[SCOPE_CIRCUIT] = {"circuit", circuit_holds},
	[SCOPE_TAG] = {"tag", tag_holds},
	[SCOPE_DEVICE] = {"device", device_holds},
	[SCOPE_ALIAS] = {"alias", alias_holds},
	[SCOPE_IFNAME] = {"ifname", ifname_holds},
};

const char *scope_part_name(enum scope_part part)
{
	return parts[part].name;
}

static const char *globs_of(const struct scope *s, enum scope_part part)
{
	switch (part) {
	case SCOPE_CUSTOMER:
		return s->customer;
	case SCOPE_SITE:
		return s->site;
	case SCOPE_PROVIDER:
		return s->provider;
	case SCOPE_CIRCUIT:
		return s->circuit;
	case SCOPE_TAG:
		return s->tag;
	case SCOPE_DEVICE:
		return s->device;
	case SCOPE_ALIAS:
		return s->alias;
	case SCOPE_IFNAME:
		return s->ifname;
	default:
		return NULL;
	}
}

#define PART(part) (UINT32_C(1) << (part))

/* Which parts are given: most rules have none. */
static uint32_t given(const struct scope *s)
{
	return (uint32_t)(s->if_flags != 0) << SCOPE_FLAGS |
	       (uint32_t)(s->speed_min || s->speed_max) << SCOPE_SPEED |
	       (uint32_t)(s->roles != 0) << SCOPE_ROLE |
	       (uint32_t)(s->customer != NULL) << SCOPE_CUSTOMER |
	       (uint32_t)(s->site != NULL) << SCOPE_SITE |
	       (uint32_t)(s->classes != 0) << SCOPE_CLASS |
	       (uint32_t)(s->provider != NULL) << SCOPE_PROVIDER |
	       (uint32_t)(s->circuit != NULL) << SCOPE_CIRCUIT |
	       (uint32_t)(s->tag != NULL) << SCOPE_TAG |
	       (uint32_t)(s->device != NULL) << SCOPE_DEVICE |
	       (uint32_t)(s->alias != NULL) << SCOPE_ALIAS |
	       (uint32_t)(s->ifname != NULL) << SCOPE_IFNAME;
}

bool scope_is_all(const struct scope *s)
{
	return !given(s);
}

/* --- words --- */

static void add_word(char *out, const char *word)
{
	text_add(out, SCOPE_WORDS, "%s%s", *out ? ", " : "", word);
}

char *scope_flag_words(uint8_t if_flags, char out[SCOPE_WORDS])
{
	static const struct {
		uint8_t flag;
		const char *name;
	} names[] = {{IFF_UPLINK, "uplink"},
		     {IFF_WAN, "wan"},
		     {IFF_DECLARED, "declared"},
		     {IFF_SEEN_UP, "seen"}};

	out[0] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (if_flags & names[i].flag)
			add_word(out, names[i].name);
	return out;
}

static void say_speed(char *out, uint64_t bps)
{
	static const char units[] = " kMGT";
	int unit = 0;

	while (bps >= 1000 && bps % 1000 == 0 && unit < 4) {
		bps /= 1000;
		unit++;
	}
	if (bps)
		text_add(out, SCOPE_WORDS, "%llu%.*s", (unsigned long long)bps,
			 unit > 0, &units[unit]);
}

static void say_speeds(char *out, const struct scope *s)
{
	say_speed(out, s->speed_min);
	if (s->speed_min == s->speed_max)
		return;
	text_add(out, SCOPE_WORDS, "-");
	say_speed(out, s->speed_max);
}

char *scope_words(const struct scope *s, enum scope_part part, char out[SCOPE_WORDS])
{
	const char *globs = globs_of(s, part);

	out[0] = '\0';
	if (globs)
		add_word(out, globs);
	else if (part == SCOPE_FLAGS)
		scope_flag_words(s->if_flags, out);
	else if (part == SCOPE_SPEED && (s->speed_min || s->speed_max))
		say_speeds(out, s);
	for (enum role r = 0; part == SCOPE_ROLE && r < ROLE_N; r++)
		if (s->roles & UINT32_C(1) << r)
			add_word(out, role_name(r));
	for (unsigned c = 0; part == SCOPE_CLASS && c < CIRCUIT_CLASS_N; c++)
		if (s->classes & 1U << c)
			add_word(out, circuit_class_name((enum circuit_class)c));
	return out;
}

/* --- the whole --- */

enum scope_part scope_misses(const struct scope *s, const struct network *net,
			     struct scope_thing t)
{
	uint32_t parts_given = given(s);
	struct place p;

	if (!parts_given)
		return SCOPE_ALL;
	p = place_of(net, t);
	for (enum scope_part i = SCOPE_PART_N - 1; i > SCOPE_ALL; i--)
		if (parts_given & PART(i) && !parts[i].holds(s, &p))
			return i;
	return SCOPE_ALL;
}

bool scope_of_alert(const struct network *net, const struct alert *a,
		    struct scope_thing *t)
{
	*t = scope_of(a->subject, a->thing);
	if (t->dev != NONE && a->entity[0])
		t->ifs = network_if_find(net, t->dev, a->entity);
	return a->subject == SUBJECT_WATCH || a->thing != NONE;
}

bool scope_of_interface(const struct scope *s)
{
	return given(s) & (PART(SCOPE_FLAGS) | PART(SCOPE_SPEED) | PART(SCOPE_ALIAS) |
			   PART(SCOPE_IFNAME) | PART(SCOPE_CLASS) |
			   PART(SCOPE_PROVIDER) | PART(SCOPE_CIRCUIT));
}

struct scope scope_of_device(const struct scope *s)
{
	struct scope device = *s;

	device.ifname = device.alias = device.circuit = device.provider = NULL;
	device.if_flags = device.classes = 0;
	device.speed_min = device.speed_max = 0;
	return device;
}

/* Two bits a part: a name is more than a pattern or a list. */
uint32_t scope_rank(const struct scope *s)
{
	uint32_t rank = 0;

	for (enum scope_part i = SCOPE_ALL + 1; i < SCOPE_PART_N; i++) {
		const char *globs = globs_of(s, i);
		bool name = globs && !strpbrk(globs, "*?,");

		rank |= (given(s) & PART(i) ? name ? 3U : 1U : 0U) << 2 * (i - 1);
	}
	return rank;
}
