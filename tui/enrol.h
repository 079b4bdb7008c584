/*
 * enrol: what `noctop add` decides: what a new device is called, what is wrong when it
 * does not answer as it should, and the lines that go into the configuration. Pure.
 */
#ifndef NOCTOP_TUI_ENROL_H
#define NOCTOP_TUI_ENROL_H

#include "probes/conf/conf.h"
#include "probes/wire/trial.h"

/* A name for [device NAME]: the host part of sysName, else what the operator typed. */
void enrol_name(const char *sys_name, const char *address, char out[INI_NAME_MAX + 1]);

/* A trial of these credentials in words, as lines. False: it is not worth writing down
 * as it is, and the words say why and what to do. again: the command that was typed,
 * for "then again: …". */
bool enrol_judge(const struct trial *, const char *address, uint16_t port,
		 const struct credential *const *, const char *again,
		 struct buf *words);

/* A credential as given on the command line; unset: NULL. */
struct enrol_auth {
	const char *name, *community, *user, *level, *hash, *cipher;
	const char *auth_secret, *priv_secret; /* typed */
	const char *secret_file, *priv_secret_file;
	bool v1;
};
/* Its [auth] section. False: *why is the key whose value no line can hold. */
bool enrol_auth(const struct enrol_auth *, struct buf *, const char **why);

struct enrol_device {
	const char *name, *address, *site, *auth, *role, *ping; /* role, ping or NULL */
	uint16_t port;
};
void enrol_device(const struct enrol_device *, struct buf *);

/* How reachability is probed when the operator does not say: NULL by ICMP, as usual, or
 * "snmp" where pings say nothing. */
const char *enrol_ping(const struct trial *);

#endif
