/*
 * inventory: the operator's network as configured (noctop.ini): settings, credentials,
 * sites and devices. One generation: a reload builds a new one.
 */
#ifndef NOCTOP_CONF_INVENTORY_H
#define NOCTOP_CONF_INVENTORY_H

#include "probes/alert/maintenance.h"
#include "probes/alert/roster.h"
#include "probes/conf/conf.h"
#include "probes/conf/secret.h"
#include "probes/model/network.h"

enum auth_protocol {
	AUTH_NONE,
	AUTH_MD5,
	AUTH_SHA1,
	AUTH_SHA224,
	AUTH_SHA256,
	AUTH_SHA384,
	AUTH_SHA512
};
enum priv_protocol { PRIV_NONE, PRIV_DES, PRIV_AES128, PRIV_AES192, PRIV_AES256 };

/* How to ask a device. Secrets have no printf form: pointers into locked memory that is
 * wiped with the inventory. Level: authPriv when priv is set, authNoPriv when auth
 * is. */
struct credential {
	const char *name;
	int version; /* enum snmp_version of ber.h: 0, 1 (2c), 3 */
	const char *community;
	const char *user;
	enum auth_protocol auth;
	enum priv_protocol priv;
	const char *auth_secret, *priv_secret;
	const char *context; /* "" none */
};

struct settings {
	const char *name;       /* of the network */
	const char *journal;    /* path, or NULL: the default beside the state */
	int64_t journal_keep_ms; /* of events: 400 days */
	const char *reference;  /* addresses, comma separated; NULL none */
	int64_t poll_ms;        /* default of devices: 30 s */
	int64_t reachability_ms; /* 1 s */
	const char *timezone;   /* NULL: the operator's */
	const char *administrators; /* users and @groups, comma separated; NULL none */
	int64_t grace_ms;	/* of maintenance: 10 min */
};

struct profiles;

/* Who pays for a site: site.customer is this name. */
struct customer_conf {
	const char *name, *title;
	const char *service; /* "full", "co-managed" or "monitored" */
};

/* What the configuration says of a device beyond its row in the network. */
struct device_conf {
	const char *accept_from; /* accept_reply_from: an address; NULL none */
	const char *timezone;    /* NULL: its site's */
	const char *file;
	unsigned line;
	struct speed_conf {
		const char *interface;
		uint64_t bps;
	} *speed; /* speed.IFNAME = 10M */
	uint32_t speed_n;
};

struct inventory {
	struct arena arena;
	struct secrets secrets;
	struct settings settings;
	struct credential *credential;
	uint32_t credential_n, credential_cap;
	struct customer_conf *customer;
	uint32_t customer_n, customer_cap;
	struct roster roster;
	struct window *window; /* configured; names are of the arena */
	uint32_t window_n, window_cap;
	struct device_conf *device; /* by dev_id */
	uint32_t device_n;
	char *path; /* canonical path of the file; "" for the demo's */
	const struct profiles *profiles; /* borrowed; NULL: no sensors are read */
};

/* Read path, check everything and put sites and devices into net (which is freshly
 * initialised). Refuses a file with a secret in it that others can read, naming the
 * chmod. True when faults stayed empty. The inventory is ready when zeroed. */
bool inventory_load(struct inventory *, struct network *net, const char *path,
		    struct faults *);
/* The same from bytes (the demo's, tests). */
bool inventory_parse(struct inventory *, struct network *net, const char *file,
		     const char *bytes, size_t n, struct faults *);
void inventory_fini(struct inventory *);

/* The operator's word on the speed of an interface, 0 none. */
uint64_t inventory_speed(const struct inventory *, dev_id, const char *interface);

/* Where configuration and data are looked for (DESIGN section 4). Written to out; false
 * when there is none. conf_data_path finds "rules.ini", "keys.ini" …: beside config
 * (NULL none), NOCTOP_DATADIR, XDG, /etc/noctop, the installed folder, the tree it was
 * built in. */
bool conf_default_path(char *out, size_t cap);
/* Where the operator's own configuration is, or would be. */
bool conf_own_path(char *out, size_t cap);
bool conf_data_path(const char *config, const char *name, char *out, size_t cap);
/* Of data that the operator's adds to: what was installed (NOCTOP_DATADIR, else the
 * installed folder, else the tree), and what is the operator's or the machine's own. */
bool conf_shipped_path(const char *name, char *out, size_t cap);
bool conf_own_data_path(const char *config, const char *name, char *out, size_t cap);

#endif
