/*
 * The words of the model's enums: what status --json, configuration and people read.
 * They are never renamed, scripts depend on them.
 */
#include "probes/model/network.h"

#include <string.h>

static const char *const role_names[ROLE_N] = {
	[ROLE_OTHER] = "other", [ROLE_CORE] = "core",	      [ROLE_DIST] = "dist",
	[ROLE_EDGE] = "edge",	[ROLE_FIREWALL] = "firewall", [ROLE_ACCESS] = "access",
	[ROLE_AP] = "ap",	[ROLE_SERVER] = "server",     [ROLE_UPS] = "ups",
};

static const struct {
	const char *name, *words;
} reasons[REASON_N] = {
	[REASON_NEVER] = {"never", "no answer yet"},
	[REASON_OK] = {"ok", "ok"},
	[REASON_SLOW] = {"slow", "slow to answer"},
	[REASON_TIMEOUT] = {"timeout", "no answer to SNMP"},
	[REASON_REFUSED] = {"refused", "SNMP port closed"},
	[REASON_COMMUNITY] = {"community", "wrong community"},
	[REASON_VIEW] = {"view", "view shows too little"},
	[REASON_UNKNOWN_USER] = {"unknown_user", "unknown user"},
	[REASON_WRONG_KEY] = {"wrong_key", "wrong key"},
	[REASON_TIME_WINDOW] = {"time_window", "not in time window"},
	[REASON_UNRESOLVED] = {"unresolved", "name does not resolve"},
};

static const char *const status_names[] = {
	[IF_UP] = "up",
	[IF_DOWN] = "down",
	[IF_TESTING] = "testing",
	[IF_UNKNOWN] = "unknown",
	[IF_DORMANT] = "dormant",
	[IF_NOT_PRESENT] = "notPresent",
	[IF_LOWER_LAYER_DOWN] = "lowerLayerDown",
};

const char *role_name(enum role role)
{
	return role_names[role];
}

enum role role_find(const char *name)
{
	enum role role = 0;

	while (role < ROLE_N && strcmp(role_names[role], name) != 0)
		role++;
	return role;
}

const char *reason_name(enum reason reason)
{
	return reasons[reason].name;
}

const char *reason_words(enum reason reason)
{
	return reasons[reason].words;
}

const char *if_duplex_name(enum if_duplex duplex)
{
	return duplex == DUPLEX_HALF   ? "half"
	       : duplex == DUPLEX_FULL ? "full"
				       : NULL;
}

const char *if_status_name(enum if_status status)
{
	if (status > IF_LOWER_LAYER_DOWN)
		return status_names[IF_UNKNOWN];
	return status_names[status];
}

const char *agent_table_name(enum agent_table table)
{
	static const char *const names[AGENT_TABLES] = {
		[AGENT_NAMES] = "names of interfaces",
		[AGENT_COUNTERS] = "counters",
		[AGENT_HEALTH] = "processors and memory",
		[AGENT_SENSORS] = "sensors and peers",
		[AGENT_NEIGHBOURS] = "neighbours",
		[AGENT_STATIONS] = "stations",
		[AGENT_VLANS] = "VLANs",
	};

	return names[table];
}
