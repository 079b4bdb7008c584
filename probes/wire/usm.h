/*
 * usm: keys, digests and encryption of SNMPv3's user-based security model (RFC 3414,
 * RFC 3826, RFC 7860; 192 and 256 bits of AES with the key extension of
 * draft-blumenthal-aes-usm-04, as Net-SNMP and most agents do it). The only place that
 * knows Net-SNMP, whose library does the work.
 */
#ifndef NOCTOP_WIRE_USM_H
#define NOCTOP_WIRE_USM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probes/ber/v3.h"
#include "probes/conf/inventory.h"

#define USM_MAC_MAX 48
#define USM_SALT 8

/* What the library has to say goes to our log. Once is enough. */
void usm_init(void);

struct usm_key {
	uint8_t octets[64];
	size_t n;
};

/* Passphrase to user key: a megabyte is hashed, which takes 2 ms. False: shorter than
 * eight characters, or not known to the library. */
bool usm_user_key(enum auth_protocol, const char *passphrase, struct usm_key *);
/* User key to the key of one engine, to sign with. Under 1 µs. */
bool usm_auth_key(enum auth_protocol, const struct usm_key *user, const uint8_t *engine,
		  size_t engine_n, struct usm_key *);
/* The same to encrypt with. */
bool usm_priv_key(enum auth_protocol, enum priv_protocol, const struct usm_key *user,
		  const uint8_t *engine, size_t engine_n, struct usm_key *);

/* Octets of a digest as it stands in a message. */
size_t usm_mac_size(enum auth_protocol);
bool usm_mac(enum auth_protocol, const struct usm_key *, const uint8_t *bytes, size_t n,
	     uint8_t mac[USM_MAC_MAX]);

/* What makes one message's encryption different from the next's. */
struct usm_moment {
	uint32_t boots, time;
	uint8_t salt[USM_SALT];
};
/* Octets written to out (DES pads), 0 when it failed. in and out are different. */
size_t usm_encrypt(enum priv_protocol, const struct usm_key *,
		   const struct usm_moment *, const uint8_t *in, size_t n, uint8_t *out,
		   size_t cap);
size_t usm_decrypt(enum priv_protocol, const struct usm_key *,
		   const struct usm_moment *, const uint8_t *in, size_t n, uint8_t *out,
		   size_t cap);

#endif
