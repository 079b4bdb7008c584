/*
 * inventory: noctop.ini to a network that can be watched. All sections are checked
 * before anything is put into the network, so that a faulty file changes nothing.
 */
#include "probes/conf/inventory.h"

#include <strings.h>

#include "probes/conf/build.h"
#include "probes/conf/credential.h"
#include "probes/conf/keys.h"
#include "probes/conf/line.h"
#include "probes/conf/roster.h"
#include "probes/conf/window.h"

/* --- settings, credentials, customers, sites --- */

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static void take_settings(struct build *b)
{
	struct settings *to = &b->inv->settings;
	const char *name = ini_get(build_setting(b, "name"), "name");
	to->name = build_keep(b, name && *name ? name : "network");
	to->journal = build_keep(b, ini_get(build_setting(b, "journal"), "journal"));
	to->journal_keep_ms =
		build_span(b, build_setting(b, "journal_keep"), "journal_keep",
			   400 * DAY_MS, DAY_MS, 10 * 366 * DAY_MS);
	to->reference =
		build_keep(b, ini_get(build_setting(b, "reference"), "reference"));
	to->timezone = build_keep(b, ini_get(build_setting(b, "timezone"), "timezone"));
	to->administrators = build_keep(
		b, ini_get(build_setting(b, "administrators"), "administrators"));
	to->poll_ms =
		build_span(b, build_setting(b, "poll"), "poll", 30000, 1000, 3600000);
	to->reachability_ms = build_span(b, build_setting(b, "reachability"),
					 "reachability", 1000, 100, 60000);
	to->grace_ms = build_span(b, build_setting(b, "grace"), "grace",
				  MAINTENANCE_GRACE_MS, 1000, DAY_MS);
}

static void take_credential(struct build *b, const struct ini_section *s)
{
	build_enlist(b, &b->auth, s->name, b->inv->credential_n);
	credential_take(b->inv, b->ini, s, b->f);
}

static void take_customer(struct build *b, const struct ini_section *s)
{
	struct inventory *inv = b->inv;
	const char *title = ini_get(s, "name"), *service = ini_get(s, "service");
	build_enlist(b, &b->customer, s->name, inv->customer_n);
	TABLE_GROW(inv->customer, inv->customer_cap, inv->customer_n + 1);
	inv->customer[inv->customer_n++] = (struct customer_conf){
		.name = build_keep(b, s->name),
		.title = build_keep(b, title && *title ? title : s->name),
		.service = build_keep(b, service ? service : "full"),
	};
}

static void take_site(struct build *b, const struct ini_section *s)
{
	struct site *site = &b->sites[b->site_n];
	uint32_t customer = build_refer_key(b, s, "customer", &b->customer, "customer");
	build_enlist(b, &b->site, s->name, b->site_n++);
	*site = (struct site){
		.name = text_intern_str(&b->net->text, s->name),
		.title = build_text(b, s, "name"),
		.street = build_text(b, s, "street"),
		.contact = build_text(b, s, "contact"),
		.phone = build_text(b, s, "phone"),
		.access = build_text(b, s, "access"),
		.oob = build_text(b, s, "oob"),
		.timezone = build_text(b, s, "timezone"),
	};
	if (site->title == 0)
		site->title = site->name;
	if (site->timezone)
		site->zone = zone_find(network_str(b->net, site->timezone));
	if (customer != NONE) {
		const struct customer_conf *who = &b->inv->customer[customer];

		site->customer = text_intern_str(&b->net->text, who->name);
		site->monitored = !strcasecmp(who->service, "monitored");
		site->customer_title = text_intern_str(&b->net->text, who->title);
	}
}

/* --- the whole --- */

/* Rows are numbered here as the network will number them: it is empty. */
static void fill_network(struct build *b)
{
	const char *zone = b->inv->settings.timezone;
	b->net->zone = zone_find(zone ? zone : "local");
	network_expect(b->net, b->dev_n);
	for (uint32_t i = 0; i < b->site_n; i++)
		network_site_add(b->net, &b->sites[i]);
	for (uint32_t i = 0; i < b->dev_n; i++)
		network_dev_add(b->net, &b->devs[i]);
	fill_lines(b);
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
	build_each(&b, "auth", take_credential);
	build_each(&b, "customer", take_customer);
	build_each(&b, "site", take_site);
	build_each(&b, "device", build_device);
	build_roster(&b);
	inv->device_n = b.dev_n;
	build_parents(&b);
	build_lines(&b);
	build_windows(&b);
	if (f->n == faults_before)
		fill_network(&b);
	faults_sort(f);
	strmap_fini(&b.auth);
	strmap_fini(&b.customer);
	strmap_fini(&b.site);
	strmap_fini(&b.device);
	strmap_fini(&b.circuit);
	strmap_fini(&b.hook);
	strmap_fini(&b.contact);
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
	roster_fini(&inv->roster);
	free(inv->window);
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
