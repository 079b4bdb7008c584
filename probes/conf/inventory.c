/*
 * inventory: noctop.ini to a network that can be watched. All sections are checked
 * before anything is put into the network, so that a faulty file changes nothing.
 */
#include "probes/conf/inventory.h"

#include <ctype.h>
#include <strings.h>

#include "probes/base/clock.h"
#include "probes/conf/credential.h"
#include "probes/conf/keys.h"
#include "probes/conf/suggest.h"

struct build {
	struct inventory *inv;
	struct network *net;
	const struct ini *ini;
	struct faults *f;
	struct arena scratch;
	struct strmap auth, customer, site, device; /* folded name to row */
	struct site *sites;
	struct dev *devs;
	const struct ini_section **dev_section; /* by row of devs */
	uint32_t site_n, dev_n;
};

/* --- helpers --- */

static char *keep(struct build *b, const char *s)
{
	return s ? arena_strdup(&b->inv->arena, s) : NULL;
}

/* Names match in any case; what is shown is what the operator wrote. */
static const char *fold(struct arena *a, const char *name)
{
	char *s = arena_strdup(a, name);
	for (char *p = s; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return s;
}

static void enlist(struct build *b, struct strmap *map, const char *name, uint32_t row)
{
	strmap_put(map, fold(&b->scratch, name), row);
}

/* A text of the network from a key; a longer one would be cut silently. */
static str_id text_of(struct build *b, const struct ini_section *s, const char *key)
{
	const char *value = ini_get(s, key);
	if (!value)
		return 0;
	if (strlen(value) > TEXT_BYTES_MAX)
		fault_add(b->f, s->file, ini_line(s, key), "%s is longer than %d bytes",
			  key, TEXT_BYTES_MAX);
	return text_intern_str(&b->net->text, value);
}

static int64_t span_of(struct build *b, const struct ini_section *s, const char *key,
		       int64_t otherwise_ms, int64_t min_ms, int64_t max_ms)
{
	const char *value = ini_get(s, key);
	int64_t ms = otherwise_ms;
	if (value && duration_parse(value, &ms) && (ms < min_ms || ms > max_ms))
		fault_add(b->f, s->file, ini_line(s, key),
			  "%s: '%s' is not between %lld ms and %lld s", key, value,
			  (long long)min_ms, (long long)max_ms / 1000);
	return ms;
}

static bool yes(const struct ini_section *s, const char *key)
{
	const char *value = ini_get(s, key);
	return value && word_find("yes", value) == 0;
}

/* The row of the section of this kind and name; NONE and a fault when there is none. */
static uint32_t refer(struct build *b, const struct ini_section *s, const char *key,
		      const char *name, const struct strmap *map, const char *kind)
{
	char near[SUGGEST_SIZE], folded[INI_NAME_MAX + 1];
	size_t n = 0;
	for (; name[n] && n < INI_NAME_MAX; n++)
		folded[n] = (char)tolower((unsigned char)name[n]);
	folded[n] = '\0';
	uint32_t row = strmap_find(map, folded);
	if (row != NONE)
		return row;
	struct suggest near_names = suggest_begin(b->f, name);
	for (uint32_t i = 0; i < b->ini->section_n; i++)
		if (!strcmp(b->ini->section[i].kind, kind))
			suggest_offer(&near_names, b->ini->section[i].name);
	fault_add(b->f, s->file, ini_line(s, key), "%s: there is no [%s %s]%s", key,
		  kind, name, suggest_words(&near_names, near));
	return NONE;
}

/* The same for a key with one name; NONE when it is absent or bad, too. */
static uint32_t refer_key(struct build *b, const struct ini_section *s, const char *key,
			  const struct strmap *map, const char *kind)
{
	const char *name = ini_get(s, key);
	return name ? refer(b, s, key, name, map, kind) : NONE;
}

static void each_section(struct build *b, const char *kind,
			 void (*one)(struct build *, const struct ini_section *))
{
	for (uint32_t i = 0; i < b->ini->section_n; i++) {
		const struct ini_section *s = &b->ini->section[i];
		if (!strcmp(s->kind, kind) && *s->name)
			one(b, s);
	}
}

/* --- settings, credentials, customers, sites --- */

static const struct ini_section nowhere = {.kind = "noctop", .name = "", .file = ""};

/* The section that has a setting: each included file may have a [noctop] of its own,
 * but one setting has one value. */
static const struct ini_section *setting(struct build *b, const char *key)
{
	const struct ini_section *first = &nowhere;
	for (uint32_t i = 0; i < b->ini->section_n; i++) {
		const struct ini_section *s = &b->ini->section[i];
		if (strcmp(s->kind, "noctop") || *s->name || !ini_key(s, key))
			continue;
		if (first != &nowhere)
			fault_add(b->f, s->file, ini_line(s, key),
				  "%s again: the first is at %s:%u", key, first->file,
				  ini_line(first, key));
		else
			first = s;
	}
	return first;
}

static void take_settings(struct build *b)
{
	struct settings *to = &b->inv->settings;
	const char *name = ini_get(setting(b, "name"), "name");
	to->name = keep(b, name && *name ? name : "network");
	to->journal = keep(b, ini_get(setting(b, "journal"), "journal"));
	to->reference = keep(b, ini_get(setting(b, "reference"), "reference"));
	to->timezone = keep(b, ini_get(setting(b, "timezone"), "timezone"));
	to->poll_ms = span_of(b, setting(b, "poll"), "poll", 30000, 1000, 3600000);
	to->reachability_ms = span_of(b, setting(b, "reachability"), "reachability",
				      1000, 100, 60000);
}

static void take_credential(struct build *b, const struct ini_section *s)
{
	enlist(b, &b->auth, s->name, b->inv->credential_n);
	credential_take(b->inv, b->ini, s, b->f);
}

static void take_customer(struct build *b, const struct ini_section *s)
{
	struct inventory *inv = b->inv;
	const char *title = ini_get(s, "name"), *service = ini_get(s, "service");
	enlist(b, &b->customer, s->name, inv->customer_n);
	TABLE_GROW(inv->customer, inv->customer_cap, inv->customer_n + 1);
	inv->customer[inv->customer_n++] = (struct customer){
		.name = keep(b, s->name),
		.title = keep(b, title && *title ? title : s->name),
		.service = keep(b, service ? service : "full"),
	};
}

static void take_site(struct build *b, const struct ini_section *s)
{
	struct site *site = &b->sites[b->site_n];
	uint32_t customer = refer_key(b, s, "customer", &b->customer, "customer");
	enlist(b, &b->site, s->name, b->site_n++);
	*site = (struct site){
		.name = text_intern_str(&b->net->text, s->name),
		.title = text_of(b, s, "name"),
		.street = text_of(b, s, "street"),
		.contact = text_of(b, s, "contact"),
		.phone = text_of(b, s, "phone"),
		.access = text_of(b, s, "access"),
		.oob = text_of(b, s, "oob"),
		.timezone = text_of(b, s, "timezone"),
	};
	if (site->title == 0)
		site->title = site->name;
	if (customer != NONE)
		site->customer =
			text_intern_str(&b->net->text, b->inv->customer[customer].name);
}

/* --- devices --- */

static void take_speeds(struct build *b, const struct ini_section *s,
			struct device_conf *to)
{
	const size_t prefix = sizeof "speed." - 1;
	to->speed = arena_alloc(&b->inv->arena, s->key_n * sizeof *to->speed);
	for (uint32_t i = 0; i < s->key_n; i++) {
		const struct ini_key *k = &s->key[i];
		struct speed_conf *speed = &to->speed[to->speed_n];
		if (k->bad || strncasecmp(k->name, "speed.", prefix) ||
		    !speed_parse(k->value, &speed->bps))
			continue;
		speed->interface = keep(b, k->name + prefix);
		to->speed_n++;
	}
}

static int word_of(const struct ini_section *s, const char *key, const char *words)
{
	const char *value = ini_get(s, key);
	int i = value ? word_find(words, value) : -1;
	return i < 0 ? 0 : i;
}

static enum role role_of(const struct ini_section *s)
{
	char word[16];
	const char *value = ini_get(s, "role");
	size_t n = 0;
	for (; value && value[n] && n < sizeof word - 1; n++)
		word[n] = (char)tolower((unsigned char)value[n]);
	word[n] = '\0';
	enum role role = role_find(word);
	return role == ROLE_N ? ROLE_OTHER : role;
}

static void take_device(struct build *b, const struct ini_section *s)
{
	uint32_t row = b->dev_n++;
	struct dev *dev = &b->devs[row];
	struct device_conf *more = &b->inv->device[row];
	uint16_t port = 161;
	const char *value = ini_get(s, "port");
	if (value)
		port_parse(value, &port);
	b->dev_section[row] = s;
	enlist(b, &b->device, s->name, row);
	*dev = (struct dev){
		.name = text_intern_str(&b->net->text, s->name),
		.address = text_of(b, s, "address"),
		.tags = text_of(b, s, "tags"),
		.uplinks = text_of(b, s, "uplinks"),
		.wan = text_of(b, s, "wan"),
		.declared = text_of(b, s, "declared"),
		.site = refer_key(b, s, "site", &b->site, "site"),
		.credential = refer_key(b, s, "auth", &b->auth, "auth"),
		.port = port,
		.role = (uint8_t)role_of(s),
		.owner = (uint8_t)word_of(s, "owner", OWNER_WORDS),
		.ping_by = (uint8_t)word_of(s, "ping", PING_WORDS),
		.planned = yes(s, "planned"),
		.poll_ms = (uint32_t)span_of(b, s, "poll", b->inv->settings.poll_ms,
					     1000, 3600000),
	};
	*more = (struct device_conf){
		.accept_from = keep(b, ini_get(s, "accept_reply_from")),
		.timezone = keep(b, ini_get(s, "timezone")),
		.file = keep(b, s->file),
		.line = s->line,
	};
	take_speeds(b, s, more);
}

struct parents {
	struct build *b;
	uint32_t row;
};

static bool take_parent(void *ctx, const char *name)
{
	struct parents *p = ctx;
	struct build *b = p->b;
	const struct ini_section *s = b->dev_section[p->row];
	struct dev *dev = &b->devs[p->row];
	uint32_t parent = refer(b, s, "parent", name, &b->device, "device");
	if (parent == NONE)
		return true;
	for (uint8_t i = 0; i < dev->parent_n; i++)
		if (dev->parent[i] == parent) {
			fault_add(b->f, s->file, ini_line(s, "parent"),
				  "parent: '%s' twice", name);
			return true;
		}
	if (dev->parent_n == DEV_PARENTS) {
		fault_add(b->f, s->file, ini_line(s, "parent"),
			  "parent: more than %d parents", DEV_PARENTS);
		return false;
	}
	dev->parent[dev->parent_n++] = parent;
	return true;
}

static void take_parents(struct build *b)
{
	for (uint32_t row = 0; row < b->dev_n; row++) {
		struct parents p = {b, row};
		const char *list = ini_get(b->dev_section[row], "parent");
		if (list)
			ini_list(list, take_parent, &p);
	}
}

/* A way up the parents, for the search of loops. */
struct climb {
	uint32_t row;
	uint8_t next; /* parent to try */
};
enum { UNSEEN, ON_THE_WAY, DONE };

static void tell_loop(struct build *b, const struct climb *way, uint32_t depth,
		      uint32_t back)
{
	const struct ini_section *s = b->dev_section[way[depth - 1].row];
	struct buf names = {0};
	uint32_t i = depth;
	while (way[i - 1].row != back)
		i--;
	for (; i <= depth; i++)
		buf_printf(&names, "%s, ", b->dev_section[way[i - 1].row]->name);
	buf_str(&names, b->dev_section[back]->name);
	fault_add(b->f, s->file, ini_line(s, "parent"), "parent: a loop: %s",
		  names.data);
	buf_fini(&names);
}

static void climb_from(struct build *b, uint32_t row, uint8_t *seen, struct climb *way)
{
	uint32_t depth = 0;
	way[depth++] = (struct climb){row, 0};
	seen[row] = ON_THE_WAY;
	while (depth) {
		struct climb *here = &way[depth - 1];
		const struct dev *dev = &b->devs[here->row];
		if (here->next == dev->parent_n) {
			seen[here->row] = DONE;
			depth--;
			continue;
		}
		uint32_t up = dev->parent[here->next++];
		if (seen[up] == ON_THE_WAY) {
			tell_loop(b, way, depth, up);
		} else if (seen[up] == UNSEEN) {
			seen[up] = ON_THE_WAY;
			way[depth++] = (struct climb){up, 0};
		}
	}
}

static void check_loops(struct build *b)
{
	uint8_t *seen = arena_alloc(&b->scratch, b->dev_n + 1);
	struct climb *way = arena_alloc(&b->scratch, (b->dev_n + 1) * sizeof *way);
	for (uint32_t row = 0; row < b->dev_n; row++)
		if (seen[row] == UNSEEN)
			climb_from(b, row, seen, way);
}

/* --- the whole --- */

/* Rows are numbered here as the network will number them: it is empty. */
static void fill_network(struct build *b)
{
	for (uint32_t i = 0; i < b->site_n; i++)
		network_site_add(b->net, &b->sites[i]);
	for (uint32_t i = 0; i < b->dev_n; i++)
		network_dev_add(b->net, &b->devs[i]);
}

static uint32_t count(const struct ini *ini, const char *kind)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < ini->section_n; i++)
		n += !strcmp(ini->section[i].kind, kind);
	return n;
}

static void build(struct inventory *inv, struct network *net, struct ini *ini,
		  struct faults *f, uint32_t faults_before)
{
	uint32_t dev_n = count(ini, "device"), site_n = count(ini, "site");
	struct build b = {.inv = inv, .net = net, .ini = ini, .f = f};
	schema_check(inventory_kinds, ini, f);
	credential_check_files(ini, f);
	b.sites = arena_alloc(&b.scratch, (site_n + 1) * sizeof *b.sites);
	b.devs = arena_alloc(&b.scratch, (dev_n + 1) * sizeof *b.devs);
	b.dev_section = arena_alloc(&b.scratch, (dev_n + 1) * sizeof *b.dev_section);
	inv->device = arena_alloc(&inv->arena, (dev_n + 1) * sizeof *inv->device);
	take_settings(&b);
	each_section(&b, "auth", take_credential);
	each_section(&b, "customer", take_customer);
	each_section(&b, "site", take_site);
	each_section(&b, "device", take_device);
	inv->device_n = b.dev_n;
	take_parents(&b);
	check_loops(&b);
	if (f->n == faults_before)
		fill_network(&b);
	faults_sort(f);
	strmap_fini(&b.auth);
	strmap_fini(&b.customer);
	strmap_fini(&b.site);
	strmap_fini(&b.device);
	arena_fini(&b.scratch);
}

bool inventory_parse(struct inventory *inv, struct network *net, const char *file,
		     const char *bytes, size_t n, struct faults *f)
{
	struct ini ini = {0};
	uint32_t before = f->n;
	ini_parse(&ini, file, bytes, n, f);
	inv->path = arena_strdup(&inv->arena, "");
	build(inv, net, &ini, f, before);
	ini_fini(&ini);
	return f->n == before;
}

bool inventory_load(struct inventory *inv, struct network *net, const char *path,
		    struct faults *f)
{
	struct ini ini = {0};
	uint32_t before = f->n;
	if (ini_load(&ini, path, f)) {
		inv->path = arena_strdup(&inv->arena, ini.source[0].path);
		build(inv, net, &ini, f, before);
	}
	ini_fini(&ini);
	return f->n == before;
}

void inventory_fini(struct inventory *inv)
{
	secrets_fini(&inv->secrets);
	free(inv->credential);
	free(inv->customer);
	arena_fini(&inv->arena);
	*inv = (struct inventory){0};
}

uint64_t inventory_speed(const struct inventory *inv, dev_id dev, const char *interface)
{
	const struct device_conf *d = dev < inv->device_n ? &inv->device[dev] : NULL;
	for (uint32_t i = 0; d && i < d->speed_n; i++)
		if (!strcasecmp(d->speed[i].interface, interface))
			return d->speed[i].bps;
	return 0;
}
