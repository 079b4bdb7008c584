/*
 * inventory: the operator's network as configured (noctop.ini): settings, credentials,
 * sites and devices. One generation: a reload builds a new one.
 */
#ifndef NOCTOP_CONF_INVENTORY_H
#define NOCTOP_CONF_INVENTORY_H

#include "probes/conf/conf.h"
#include "probes/model/network.h"

enum auth_protocol { AUTH_NONE, AUTH_MD5, AUTH_SHA1, AUTH_SHA224, AUTH_SHA256, AUTH_SHA384,
		     AUTH_SHA512 };
enum priv_protocol { PRIV_NONE, PRIV_DES, PRIV_AES128, PRIV_AES192, PRIV_AES256 };

/* How to ask a device. Secrets have no printf form: pointers into locked memory that is
 * wiped with the inventory. */
struct credential {
	const char *name;
	int version; /* enum snmp_version of ber.h */
	const char *community;
	const char *user;
	enum auth_protocol auth;
	enum priv_protocol priv;
	const char *auth_secret, *priv_secret;
	const char *context;
};

struct settings {
	const char *name;       /* of the network */
	const char *journal;    /* path, or NULL: the default beside the state */
	const char *reference;  /* addresses, comma separated; NULL none */
	int64_t poll_ms;        /* default of devices: 30 s */
	int64_t reachability_ms; /* 1 s */
	const char *timezone;   /* NULL: the operator's */
};

struct inventory {
	struct arena arena;
	struct settings settings;
	struct credential *credential;
	uint32_t credential_n, credential_cap;
	char *path; /* canonical path of the file; "" for the demo's */
};

/* Read path, check everything and put sites and devices into net (which is freshly
 * initialised). Refuses a file with a secret in it that others can read, naming the
 * chmod. True when faults stayed empty. */
bool inventory_load(struct inventory *, struct network *net, const char *path,
		    struct faults *);
/* The same from bytes (the demo's, tests). */
bool inventory_parse(struct inventory *, struct network *net, const char *file,
		     const char *bytes, size_t n, struct faults *);
void inventory_fini(struct inventory *);

/* Where configuration and data are looked for (DESIGN section 4). Written to out; false
 * when there is none. conf_data finds "rules.ini", "keys.ini" …: beside config, XDG,
 * /etc/noctop, the installed folder, NOCTOP_DATADIR first of all. */
bool conf_default_path(char *out, size_t cap);
bool conf_data_path(const char *config, const char *name, char *out, size_t cap);

#endif
