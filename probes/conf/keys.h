/*
 * keys: what may stand in noctop.ini, as one table.
 */
#ifndef NOCTOP_CONF_KEYS_H
#define NOCTOP_CONF_KEYS_H

#include "probes/conf/schema.h"

extern const struct kind_def inventory_kinds[];

#define LEVEL_WORDS "noAuthNoPriv|authNoPriv|authPriv"
/* enum auth_protocol - 1, enum priv_protocol - 1, enum ping_by */
#define AUTH_WORDS "MD5|SHA-1|SHA-224|SHA-256|SHA-384|SHA-512"
#define PRIV_WORDS "DES|AES-128|AES-192|AES-256"
#define PING_WORDS "icmp|snmp|no"
#define OWNER_WORDS "provider|client"                          /* enum owner */

#endif
