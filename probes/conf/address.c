/*
 * address: is this text an IPv4 or IPv6 address or a host name? By its form alone: a
 * file must be checkable where there is no network.
 */
#include "probes/conf/schema.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

/* One label of a name: letters, digits, hyphens inside (RFC 1123 2.1); underscores are
 * seen in the field. */
static bool label_valid(const char *s, size_t n)
{
	if (n == 0 || n > 63 || s[0] == '-' || s[n - 1] == '-')
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]) && s[i] != '-' && s[i] != '_')
			return false;
	return true;
}

/* The last label may not be a number: 10.0.0.256 is a mistyped address, no name. */
static bool host_valid(const char *s)
{
	size_t n = strlen(s);
	const char *last = s;
	if (n > 253)
		return false;
	if (n > 1 && s[n - 1] == '.')
		n--;
	for (const char *p = s, *end = s + n; p <= end;) {
		const char *dot = memchr(p, '.', (size_t)(end - p));
		const char *stop = dot ? dot : end;
		if (!label_valid(p, (size_t)(stop - p)))
			return false;
		last = p;
		p = stop + 1;
	}
	return !isdigit((unsigned char)*last) ||
	       last[strspn(last, "0123456789.")] != '\0';
}

/* An IPv6 address may name an interface: fe80::1%eth0 (RFC 4007). */
static bool v6_valid(const char *s)
{
	char bare[INET6_ADDRSTRLEN];
	struct in6_addr a;
	size_t n = strcspn(s, "%");
	if (n >= sizeof bare || (s[n] && (!s[n + 1] || strlen(s + n) > 16)))
		return false;
	memcpy(bare, s, n);
	bare[n] = '\0';
	return inet_pton(AF_INET6, bare, &a) == 1;
}

bool address_valid(const char *s)
{
	struct in_addr a;
	return inet_pton(AF_INET, s, &a) == 1 || v6_valid(s) || host_valid(s);
}
