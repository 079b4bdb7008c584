#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "probes/wire/usm.h"

static const uint8_t ENGINE[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};

static const char *hex(const uint8_t *p, size_t n)
{
	static char text[2 * 64 + 1];
	assert_true(n <= 64);
	for (size_t i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", p[i]);
	return text;
}

/* RFC 3414 appendix A.3. */
static void keys_are_those_of_the_standard(void **state)
{
	struct usm_key user, key;

	(void)state;
	assert_true(usm_user_key(AUTH_MD5, "maplesyrup", &user));
	assert_string_equal("9faf3283884e92834ebc9847d8edd963",
			    hex(user.octets, user.n));
	assert_true(usm_auth_key(AUTH_MD5, &user, ENGINE, sizeof ENGINE, &key));
	assert_string_equal("526f5eed9fcce26f8964c2930787d82b", hex(key.octets, key.n));
	assert_true(usm_user_key(AUTH_SHA1, "maplesyrup", &user));
	assert_string_equal("9fb5cc0381497b3793528939ff788d5d79145211",
			    hex(user.octets, user.n));
	assert_true(usm_auth_key(AUTH_SHA1, &user, ENGINE, sizeof ENGINE, &key));
	assert_string_equal("6695febc9288e36282235fc7151f128497b38f3f",
			    hex(key.octets, key.n));
}

static void short_passphrases_make_no_key(void **state)
{
	struct usm_key key;

	(void)state;
	assert_false(usm_user_key(AUTH_SHA256, "seven77", &key));
	assert_true(usm_user_key(AUTH_SHA256, "eight888", &key));
	assert_false(usm_user_key(AUTH_NONE, "eight888", &key));
}

/* RFC 3414 (6, 7), RFC 7860 (4.2). */
static void digests_have_the_size_of_the_standard(void **state)
{
	static const size_t sizes[] = {0, 12, 12, 16, 24, 32, 48};
	uint8_t mac[USM_MAC_MAX];

	(void)state;
	for (int p = AUTH_NONE; p <= AUTH_SHA512; p++) {
		struct usm_key user;
		assert_int_equal(sizes[p], usm_mac_size((enum auth_protocol)p));
		if (p == AUTH_NONE)
			continue;
		assert_true(usm_user_key((enum auth_protocol)p, "maplesyrup", &user));
		assert_true(usm_mac((enum auth_protocol)p, &user, ENGINE, sizeof ENGINE,
				    mac));
	}
}

/* Against RFC 2202 section 3, test 3 (the first 96 bits). */
static void a_digest_is_an_hmac(void **state)
{
	struct usm_key key = {.n = 20};
	uint8_t data[50], mac[USM_MAC_MAX];

	(void)state;
	memset(key.octets, 0xaa, 20);
	memset(data, 0xdd, sizeof data);
	assert_true(usm_mac(AUTH_SHA1, &key, data, sizeof data, mac));
	assert_string_equal("125d7342b9ac11cd91a39af4", hex(mac, 12));
}

static void what_was_encrypted_can_be_decrypted(void **state)
{
	static const size_t key_sizes[] = {0, 16, 16, 24, 32};
	struct usm_moment moment = {7, 1234, {1, 2, 3, 4, 5, 6, 7, 8}};
	uint8_t plain[101], secret[120], again[120];

	(void)state;
	memset(plain, 'x', sizeof plain);
	for (int auth = AUTH_MD5; auth <= AUTH_SHA512; auth++)
		for (int p = PRIV_DES; p <= PRIV_AES256; p++) {
			enum priv_protocol priv = (enum priv_protocol)p;
			struct usm_key user, key;
			assert_true(usm_user_key((enum auth_protocol)auth, "maplesyrup",
						 &user));
			assert_true(usm_priv_key((enum auth_protocol)auth, priv, &user,
						 ENGINE, sizeof ENGINE, &key));
			assert_true(key.n >= key_sizes[p]);
			size_t n = usm_encrypt(priv, &key, &moment, plain, sizeof plain,
					       secret, sizeof secret);
			assert_int_equal(p == PRIV_DES ? 104 : 101, n);
			assert_memory_not_equal(plain, secret, sizeof plain);
			assert_int_equal(n, usm_decrypt(priv, &key, &moment, secret, n,
							again, sizeof again));
			assert_memory_equal(plain, again, sizeof plain);
			moment.salt[7]++; /* another message, another stream */
			usm_encrypt(priv, &key, &moment, plain, sizeof plain, again,
				    sizeof again);
			assert_memory_not_equal(secret, again, 16);
		}
}

static void impossible_lengths_are_refused(void **state)
{
	struct usm_moment moment = {0};
	struct usm_key user, key;
	uint8_t in[64] = {0}, out[64];

	(void)state;
	assert_true(usm_user_key(AUTH_MD5, "maplesyrup", &user));
	assert_true(
		usm_priv_key(AUTH_MD5, PRIV_DES, &user, ENGINE, sizeof ENGINE, &key));
	assert_int_equal(0,
			 usm_decrypt(PRIV_DES, &key, &moment, in, 9, out, sizeof out));
	assert_int_equal(0,
			 usm_decrypt(PRIV_DES, &key, &moment, in, 0, out, sizeof out));
	assert_int_equal(0, usm_decrypt(PRIV_AES128, &key, &moment, in, 33, out, 32));
	assert_int_equal(0, usm_encrypt(PRIV_DES, &key, &moment, in, 33, out, 34));
	assert_false(
		usm_priv_key(AUTH_MD5, PRIV_NONE, &user, ENGINE, sizeof ENGINE, &key));
	assert_false(usm_priv_key(AUTH_MD5, PRIV_AES256, &user, in, 33, &key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_those_of_the_standard),
		cmocka_unit_test(short_passphrases_make_no_key),
		cmocka_unit_test(digests_have_the_size_of_the_standard),
		cmocka_unit_test(a_digest_is_an_hmac),
		cmocka_unit_test(what_was_encrypted_can_be_decrypted),
		cmocka_unit_test(impossible_lengths_are_refused),
	};
	usm_init();
	return cmocka_run_group_tests_name("usm", tests, NULL, NULL);
}
