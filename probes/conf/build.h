/*
 * build: what the parts of noctop.ini share while an inventory is made of them.
 */
#ifndef NOCTOP_CONF_BUILD_H
#define NOCTOP_CONF_BUILD_H

#include "probes/conf/inventory.h"
#include "probes/model/circuit.h"

struct build {
	struct inventory *inv;
	struct network *net; /* its texts; sites and devices come last, when all is
				well */
	const struct ini *ini;
	struct faults *f;
	struct arena scratch;
	struct strmap auth, customer, site, device, circuit; /* name in small letters to
								row */
	struct strmap hook, contact; /* contacts and groups share their rows */
	struct site *sites;
	struct dev *devs;
	const struct ini_section **dev_section; /* by row of devs */
	struct circuit *circuits;
	struct declared_link *links;
	struct strmap line_end; /* "device/interface" to its section */
	uint32_t site_n, dev_n, circuit_n, link_n;
};

/* Call one for each [kind NAME]. */
void build_each(struct build *, const char *kind,
		void (*one)(struct build *, const struct ini_section *));
/* The section that has a setting of [noctop], with a fault when two have; one without
 * any keys when none has. */
const struct ini_section *build_setting(struct build *, const char *key);
/* A copy in the inventory; NULL stays NULL. */
char *build_keep(struct build *, const char *);
/* Names match in any case; what is shown is what the operator wrote. */
void build_enlist(struct build *, struct strmap *, const char *name, uint32_t row);
/* The row of the section of this kind and name; NONE and a fault when there is none. */
uint32_t build_refer(struct build *, const struct ini_section *, const char *key,
		     const char *name, const struct strmap *, const char *kind);
/* The same for a key with one name; NONE when it is absent or bad, too. */
uint32_t build_refer_key(struct build *, const struct ini_section *, const char *key,
			 const struct strmap *, const char *kind);
/* A text of the network from a key; a longer one, which would be cut, is a fault. */
str_id build_text(struct build *, const struct ini_section *, const char *key);
/* A duration from a key, otherwise_ms when absent; a fault outside of the limits. */
int64_t build_span(struct build *, const struct ini_section *, const char *key,
		   int64_t otherwise_ms, int64_t min_ms, int64_t max_ms);

/* device.c: [device NAME] sections to rows of devs, then their parents. */
void build_device(struct build *, const struct ini_section *);
void build_parents(struct build *);

#endif
