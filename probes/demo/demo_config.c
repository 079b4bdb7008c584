/* The configuration of the demo network: what an operator would have written about it.
 */
#include "probes/demo/demo.h"
#include "probes/demo/plan.h"

enum { POLL_OFTEN_BELOW = 500 }; /* devices */

static const struct {
	const char *name, *title, *service;
} customers[] = {
	{"acme", "ACME Ltd", "full"},
	{"nordbank", "Nordbank AG", "co-managed"},
};
enum { CUSTOMERS = sizeof customers / sizeof *customers };

static void write_head(const struct demo_options *o, struct buf *ini)
{
	buf_printf(ini,
		   "; The demo network: seed %llu, %u devices\n"
		   "[noctop]\n"
		   "name = demo network\n"
		   "poll = %s\n"
		   "reachability = 1s\n\n"
		   "[auth demo]\n"
		   "version = 2c\n"
		   "community = \"public\"\n\n",
		   (unsigned long long)o->seed, o->devices,
		   o->devices < POLL_OFTEN_BELOW ? "5s" : "30s");
	for (int i = 0; i < CUSTOMERS; i++)
		buf_printf(ini, "[customer %s]\nname = %s\nservice = %s\n\n",
			   customers[i].name, customers[i].title, customers[i].service);
}

/* Numbers of RFC 5737 and of the plan for films: nobody is called by a demo. */
static void write_contact(uint32_t s, const char *title, struct buf *ini)
{
	static const struct {
		const char *who, *access;
	} ways[] = {
		{"Night desk", "24 h, badge and ID"},
		{"Reception", "Mon-Fri 08-18, else by phone"},
		{"Facility manager", "key in safe 3"},
	};
	uint32_t way = s % (sizeof ways / sizeof *ways);

	buf_printf(ini,
		   "street = %u Demo Street, %s\n"
		   "contact = %s\n"
		   "phone = +1 202 555 01%02u\n"
		   "access = \"%s\"\n"
		   "oob = 198.51.100.%u\n",
		   s % 200 + 1, title, ways[way].who, s % 100, ways[way].access,
		   s % 250 + 1);
}

/* The first site is the operator's own. */
static void write_site(const struct plan *p, uint32_t s, struct buf *ini)
{
	const struct plan_site *site = &p->site[s];
	buf_printf(ini, "[site %s]\nname = %s (demo)\ntimezone = %s\n", site->name,
		   site->title, site->zone);
	if (s > 0)
		buf_printf(ini, "customer = %s\n", customers[s % CUSTOMERS].name);
	write_contact(s, site->title, ini);
	buf_char(ini, '\n');
}

static void write_parents(const struct plan *p, const struct plan_device *d,
			  struct buf *ini)
{
	if (d->parent != NONE)
		buf_printf(ini, "parent = %s", p->device[d->parent].name);
	if (d->parent2 != NONE)
		buf_printf(ini, ", %s", p->device[d->parent2].name);
	if (d->parent != NONE)
		buf_char(ini, '\n');
}

static void write_device(const struct plan *p, uint32_t device, uint16_t port,
			 struct buf *ini)
{
	const struct plan_device *d = &p->device[device];
	uint32_t a = plan_address(p, device);
	buf_printf(ini,
		   "[device %s]\n"
		   "address = %u.%u.%u.%u\n"
		   "port = %u\n"
		   "site = %s\n"
		   "auth = demo\n"
		   "role = %s\n"
		   "ping = snmp\n",
		   d->name, a >> 24, a >> 16 & 0xff, a >> 8 & 0xff, a & 0xff, port,
		   p->site[d->site].name, plan_role_name(d->role));
	write_parents(p, d, ini);
	buf_char(ini, '\n');
}

/* Lines between sites, each once, and out: the names stand in the ports'
 * descriptions. */
static void write_circuit(const struct plan *p, uint32_t port, struct buf *ini)
{
	static const struct {
		const char *name, *id;
	} providers[] = {
		{"Example Telecom", "ET"},
		{"Northern Light Carrier", "NLC"},
		{"Sample Fibre", "SF"},
	};
	const struct plan_port *a = &p->port[port];
	uint32_t by = port % (sizeof providers / sizeof *providers);
	char name[PLAN_NAME_SIZE];

	plan_port_name(p, port, name);
	buf_printf(ini,
		   "[circuit %s-%04u]\n"
		   "provider = %s\n"
		   "phone = +1 202 555 01%02u\n"
		   "contract = K-%u\n"
		   "a = %s/%s\n"
		   "id_a = %s/%u/A\n",
		   a->use == USE_WAN ? "EU" : "NET", port, providers[by].name, by + 70,
		   2000 + port % 7, p->device[a->device].name, name, providers[by].id,
		   port);
	if (a->use == USE_WAN) {
		plan_port_name(p, a->peer, name);
		buf_printf(ini, "b = %s/%s\nid_b = %s/%u/B\n",
			   p->device[p->port[a->peer].device].name, name,
			   providers[by].id, port);
	}
	buf_printf(ini, "rate = %uM\n\n", a->mbps);
}

void demo_write_config(const struct demo_options *o, uint16_t port, struct buf *ini)
{
	struct plan *p = plan_new(o->seed, o->devices);
	write_head(o, ini);
	for (uint32_t s = 0; s < p->site_n; s++)
		write_site(p, s, ini);
	for (uint32_t d = 0; d < p->device_n; d++)
		write_device(p, d, port, ini);
	for (uint32_t i = 0; i < p->port_n; i++)
		if (p->port[i].use == USE_TRANSIT ||
		    (p->port[i].use == USE_WAN && i < p->port[i].peer))
			write_circuit(p, i, ini);
	plan_free(p);
}
