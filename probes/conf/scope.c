/*
 * scope: the schema has seen to it that words are words; names may be of what there is
 * not, for rules are older than networks.
 */
#include "probes/conf/scope.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "probes/model/if_table.h"

static bool add_role(void *ctx, const char *word)
{
	struct scope *scope = ctx;

	for (enum role role = 0; role < ROLE_N; role++)
		if (!strcasecmp(word, role_name(role)))
			scope->roles |= UINT32_C(1) << role;
	return true;
}

static bool add_interface(void *ctx, const char *word)
{
	static const uint8_t flags[] = {IFF_UPLINK, IFF_WAN, IFF_DECLARED, IFF_SEEN_UP};
	struct scope *scope = ctx;
	int i = word_find("uplink|wan|declared|seen", word);

	if (i >= 0)
		scope->if_flags |= flags[i];
	return true;
}

static bool add_class(void *ctx, const char *word)
{
	struct scope *scope = ctx;
	int i = word_find("data|voice|video", word);

	if (i >= 0)
		scope->classes |= (uint8_t)(1U << i);
	return true;
}

/* One end of a range; an empty one is open. */
static bool speed_end(const char *s, size_t n, uint64_t *bps)
{
	char one[32];

	*bps = 0;
	if (n >= sizeof one)
		return false;
	snprintf(one, sizeof one, "%.*s", (int)n, s);
	return n == 0 || speed_parse(one, bps);
}

/* Blanks taken out, and units large: "1g - 10g" is a range. */
static bool speed_range(const char *text, uint64_t *min, uint64_t *max)
{
	char s[64], *dash;
	size_t n = 0;

	for (; *text; text++) {
		if (*text == ' ' || *text == '\t')
			continue;
		if (n == sizeof s - 1)
			return false;
		s[n++] = strchr("mgt", *text) ? (char)(*text - 32)
			 : *text == 'K'	      ? 'k'
					      : *text;
	}
	s[n] = '\0';
	if (!*s || !strcmp(s, "-"))
		return false;
	dash = strchr(s, '-');
	if (!dash)
		return speed_end(s, strlen(s), min) && speed_end(s, strlen(s), max);
	return speed_end(s, (size_t)(dash - s), min) &&
	       speed_end(dash + 1, strlen(dash + 1), max) && (!*max || *max >= *min);
}

static void take_globs(const struct ini_section *s, struct arena *arena,
		       const char *key, const char **globs)
{
	const char *value = ini_get(s, key);

	if (value)
		*globs = *value ? arena_strdup(arena, value) : NULL;
}

void scope_take(struct scope *scope, const struct ini_section *s, struct arena *arena,
		struct faults *f)
{
	const char *role = ini_get(s, "role"), *interface = ini_get(s, "interface"),
		   *class = ini_get(s, "class"), *speed = ini_get(s, "speed");

	take_globs(s, arena, "customer", &scope->customer);
	take_globs(s, arena, "site", &scope->site);
	take_globs(s, arena, "tag", &scope->tag);
	take_globs(s, arena, "device", &scope->device);
	take_globs(s, arena, "ifname", &scope->ifname);
	take_globs(s, arena, "alias", &scope->alias);
	take_globs(s, arena, "circuit", &scope->circuit);
	take_globs(s, arena, "provider", &scope->provider);
	if (role) {
		scope->roles = 0;
		ini_list(role, add_role, scope);
	}
	if (class) {
		scope->classes = 0;
		ini_list(class, add_class, scope);
	}
	if (interface) {
		scope->if_flags = 0;
		ini_list(interface, add_interface, scope);
	}
	if (speed && !speed_range(speed, &scope->speed_min, &scope->speed_max))
		fault_add(f, s->file, ini_line(s, "speed"),
			  "speed: '%s' is not a range of speeds (10G, 1G-10G, 10G-, "
			  "-100M)",
			  speed);
}
