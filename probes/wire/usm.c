/*
 * Net-SNMP's security functions behind an interface of ours. Only those: its sessions
 * block on the first message to a silent agent, keep all users in one list, and know
 * the clocks of engines by their id alone, so that two devices with the same one fight.
 * These functions need no init_snmp(), so no MIB, no configuration file and no state is
 * read, and what they would print is dropped: whoever sends us rubbish chose the words.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "probes/wire/usm.h"

#include "probes/base/log.h"

enum { IV_AES = 16, IV_DES = 8 };

struct algorithm {
	oid *name;
	size_t name_n;
	int type; /* Net-SNMP's number of it */
};

static struct algorithm auth_algorithm(enum auth_protocol p)
{
	static const int types[] = {
		[AUTH_NONE] = NETSNMP_USMAUTH_NOAUTH,
		[AUTH_MD5] = NETSNMP_USMAUTH_HMACMD5,
		[AUTH_SHA1] = NETSNMP_USMAUTH_HMACSHA1,
		[AUTH_SHA224] = NETSNMP_USMAUTH_HMAC128SHA224,
		[AUTH_SHA256] = NETSNMP_USMAUTH_HMAC192SHA256,
		[AUTH_SHA384] = NETSNMP_USMAUTH_HMAC256SHA384,
		[AUTH_SHA512] = NETSNMP_USMAUTH_HMAC384SHA512,
	};
	struct algorithm a = {.type = types[p]};
	a.name = sc_get_auth_oid(a.type, &a.name_n);
	return a;
}

static struct algorithm priv_algorithm(enum priv_protocol p)
{
	static const int types[] = {
		[PRIV_NONE] = USM_CREATE_USER_PRIV_NONE,
		[PRIV_DES] = USM_CREATE_USER_PRIV_DES,
		[PRIV_AES128] = USM_CREATE_USER_PRIV_AES,
		[PRIV_AES192] = USM_CREATE_USER_PRIV_AES192,
		[PRIV_AES256] = USM_CREATE_USER_PRIV_AES256,
	};
	struct algorithm a = {.type = types[p]};
	a.name = sc_get_priv_oid(a.type, &a.name_n);
	return a;
}

void usm_init(void)
{
	static bool done; /* the library's log is one for the process */
	if (done)
		return;
	done = true;
	snmp_disable_stderrlog();
	netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
}

/* --- keys ------------------------------------------------------------------------- */

bool usm_user_key(enum auth_protocol p, const char *passphrase, struct usm_key *key)
{
	struct algorithm a = auth_algorithm(p);
	key->n = sizeof key->octets;
	return a.name &&
	       generate_Ku(a.name, (u_int)a.name_n, (const u_char *)passphrase,
			   strlen(passphrase), key->octets, &key->n) == SNMPERR_SUCCESS;
}

bool usm_auth_key(enum auth_protocol p, const struct usm_key *user,
		  const uint8_t *engine, size_t engine_n, struct usm_key *key)
{
	struct algorithm a = auth_algorithm(p);
	key->n = sizeof key->octets;
	return a.name &&
	       generate_kul(a.name, (u_int)a.name_n, engine, engine_n, user->octets,
			    user->n, key->octets, &key->n) == SNMPERR_SUCCESS;
}

/* The library wants to be able to free the key that it extends. */
static bool extend(struct algorithm auth, struct algorithm priv, size_t size,
		   const uint8_t *engine, size_t engine_n, struct usm_key *key)
{
	u_char *longer = malloc(sizeof key->octets);
	uint8_t id[V3_ENGINE_MAX];

	if (!longer)
		die("out of memory");
	memcpy(longer, key->octets, key->n);
	memcpy(id, engine, engine_n);
	bool ok = netsnmp_extend_kul((u_int)size, auth.name, (u_int)auth.name_n,
				     priv.type, id, (u_int)engine_n, &longer, &key->n,
				     sizeof key->octets) == SNMPERR_SUCCESS &&
		  key->n <= sizeof key->octets;
	if (ok) {
		memcpy(key->octets, longer, key->n);
		explicit_bzero(longer, key->n);
	}
	free(longer);
	return ok;
}

bool usm_priv_key(enum auth_protocol auth, enum priv_protocol priv,
		  const struct usm_key *user, const uint8_t *engine, size_t engine_n,
		  struct usm_key *key)
{
	struct algorithm a = priv_algorithm(priv);
	int size = a.name ? sc_get_proper_priv_length_bytype(a.type) : 0;

	if (size <= 0 || engine_n > V3_ENGINE_MAX ||
	    !usm_auth_key(auth, user, engine, engine_n, key))
		return false;
	return key->n >= (size_t)size ||
	       extend(auth_algorithm(auth), a, (size_t)size, engine, engine_n, key);
}

/* --- digests ---------------------------------------------------------------------- */

size_t usm_mac_size(enum auth_protocol p)
{
	int size = p == AUTH_NONE ? 0 : sc_get_auth_maclen(auth_algorithm(p).type);
	return size > 0 && size <= USM_MAC_MAX ? (size_t)size : 0;
}

bool usm_mac(enum auth_protocol p, const struct usm_key *key, const uint8_t *bytes,
	     size_t n, uint8_t mac[USM_MAC_MAX])
{
	struct algorithm a = auth_algorithm(p);
	size_t size = usm_mac_size(p), got = size;
	return size > 0 &&
	       sc_generate_keyed_hash(a.name, a.name_n, key->octets, (u_int)key->n,
				      bytes, (u_int)n, mac, &got) == SNMPERR_SUCCESS &&
	       got == size;
}

/* --- encryption ------------------------------------------------------------------- */

static void put_be32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

/* RFC 3826 section 3.1.2.1; RFC 3414 section 8.1.1.1. Returns its size. */
static u_int initial_vector(enum priv_protocol p, const struct usm_key *key,
			    const struct usm_moment *m, uint8_t iv[IV_AES])
{
	if (p == PRIV_DES) {
		for (int i = 0; i < IV_DES; i++)
			iv[i] = key->octets[8 + i] ^ m->salt[i];
		return IV_DES;
	}
	put_be32(iv, m->boots);
	put_be32(iv + 4, m->time);
	memcpy(iv + 8, m->salt, USM_SALT);
	return IV_AES;
}

typedef int usm_transform(const oid *, size_t, u_char *key, u_int, u_char *iv, u_int,
			  const u_char *in, u_int, u_char *out, size_t *);

static int decrypt(const oid *name, size_t name_n, u_char *key, u_int key_n, u_char *iv,
		   u_int iv_n, const u_char *in, u_int n, u_char *out, size_t *out_n)
{
	return sc_decrypt(name, name_n, key, key_n, iv, iv_n, (u_char *)(uintptr_t)in,
			  n, out, out_n);
}

static size_t run(usm_transform *transform, enum priv_protocol p,
		  const struct usm_key *key, const struct usm_moment *m,
		  const uint8_t *in, size_t n, uint8_t *out, size_t cap)
{
	struct algorithm a = priv_algorithm(p);
	struct usm_key k = *key;
	uint8_t iv[IV_AES];

	if (!a.name || n == 0 || (p == PRIV_DES && key->n < 16))
		return 0;
	u_int iv_n = initial_vector(p, key, m, iv);
	bool ok = transform(a.name, a.name_n, k.octets, (u_int)k.n, iv, iv_n, in,
			    (u_int)n, out, &cap) == SNMPERR_SUCCESS;
	explicit_bzero(&k, sizeof k);
	return ok ? cap : 0;
}

size_t usm_encrypt(enum priv_protocol p, const struct usm_key *key,
		   const struct usm_moment *m, const uint8_t *in, size_t n,
		   uint8_t *out, size_t cap)
{
	return run(sc_encrypt, p, key, m, in, n, out, cap);
}

size_t usm_decrypt(enum priv_protocol p, const struct usm_key *key,
		   const struct usm_moment *m, const uint8_t *in, size_t n,
		   uint8_t *out, size_t cap)
{
	if (p == PRIV_DES && n % IV_DES != 0)
		return 0;
	return run(decrypt, p, key, m, in, n, out, cap);
}
