/*
 * rule: the words of rules: severities, categories and checks by name. One table for
 * each enum, so that a name is written once.
 */
#include "probes/alert/rule.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	char letter;
} severities[] = {
	[SEV_NONE] = {"none", ' '},	    [SEV_INFO] = {"info", 'I'},
	[SEV_WARNING] = {"warning", 'W'},   [SEV_MAJOR] = {"major", 'M'},
	[SEV_CRITICAL] = {"critical", 'C'},
};

const char *severity_name(enum severity s)
{
	return severities[s].name;
}

char severity_letter(enum severity s)
{
	return severities[s].letter;
}

enum severity severity_find(const char *name)
{
	for (int s = SEV_INFO; s <= SEV_CRITICAL; s++)
		if (strcmp(severities[s].name, name) == 0)
			return (enum severity)s;
	return SEV_NONE;
}

static const char *const categories[] = {
	[CAT_AVAILABILITY] = "availability",   [CAT_PERFORMANCE] = "performance",
	[CAT_HARDWARE] = "hardware",	       [CAT_SECURITY] = "security",
	[CAT_CONFIGURATION] = "configuration",
};

const char *category_name(enum category c)
{
	return categories[c];
}

bool category_find(const char *name, enum category *c)
{
	for (int i = 0; i < CAT_N; i++)
		if (strcmp(categories[i], name) == 0) {
			*c = (enum category)i;
			return true;
		}
	return false;
}

static const struct {
	const char *name;
	enum category category;
} checks[CHECK_N] = {
	[CHECK_UNREACHABLE] = {"unreachable", CAT_AVAILABILITY},
	[CHECK_SNMP] = {"snmp", CAT_AVAILABILITY},
	[CHECK_LOSS] = {"loss", CAT_PERFORMANCE},
	[CHECK_LATENCY] = {"latency", CAT_PERFORMANCE},
	[CHECK_LATENCY_RISE] = {"latency_rise", CAT_PERFORMANCE},
	[CHECK_CPU] = {"cpu", CAT_PERFORMANCE},
	[CHECK_MEMORY] = {"memory", CAT_PERFORMANCE},
	[CHECK_FULL_IN] = {"full_in", CAT_PERFORMANCE},
	[CHECK_UPLINKS] = {"uplinks", CAT_AVAILABILITY},
	[CHECK_REBOOT] = {"reboot", CAT_AVAILABILITY},
	[CHECK_REDUNDANCY] = {"redundancy", CAT_HARDWARE},
	[CHECK_BGP] = {"bgp", CAT_AVAILABILITY},
	[CHECK_OSPF] = {"ospf", CAT_AVAILABILITY},
	[CHECK_ISIS] = {"isis", CAT_AVAILABILITY},
	[CHECK_TUNNEL] = {"tunnel", CAT_AVAILABILITY},
	[CHECK_IF_DOWN] = {"if_down", CAT_AVAILABILITY},
	[CHECK_DUPLEX] = {"duplex", CAT_CONFIGURATION},
	[CHECK_UTIL] = {"util", CAT_PERFORMANCE},
	[CHECK_IN_ERRORS] = {"in_errors", CAT_PERFORMANCE},
	[CHECK_OUT_DISCARDS] = {"out_discards", CAT_PERFORMANCE},
	[CHECK_IF_FULL_IN] = {"if_full_in", CAT_PERFORMANCE},
	[CHECK_ERRORS_RISE] = {"errors_rise", CAT_PERFORMANCE},
	[CHECK_NEIGHBOR] = {"neighbor", CAT_CONFIGURATION},
	[CHECK_FAN] = {"fan", CAT_HARDWARE},
	[CHECK_PSU] = {"psu", CAT_HARDWARE},
	[CHECK_PART] = {"part", CAT_HARDWARE},
	[CHECK_TEMPERATURE] = {"temperature", CAT_HARDWARE},
	[CHECK_UPS] = {"ups", CAT_HARDWARE},
	[CHECK_CHARGE] = {"charge", CAT_HARDWARE},
	[CHECK_OPTICAL] = {"optical", CAT_HARDWARE},
	[CHECK_OPTICAL_DROP] = {"optical_drop", CAT_HARDWARE},
	[CHECK_SITE_ISOLATED] = {"site_isolated", CAT_AVAILABILITY},
	[CHECK_SITE_WAYS] = {"site_ways", CAT_AVAILABILITY},
	[CHECK_CIRCUIT_DOWN] = {"circuit_down", CAT_AVAILABILITY},
	[CHECK_CIRCUIT_UTIL] = {"circuit_util", CAT_PERFORMANCE},
	[CHECK_CIRCUIT_LOSS] = {"circuit_loss", CAT_PERFORMANCE},
	[CHECK_CIRCUIT_LATENCY] = {"circuit_latency", CAT_PERFORMANCE},
	[CHECK_CIRCUIT_JITTER] = {"circuit_jitter", CAT_PERFORMANCE},
	[CHECK_CUSTOMER_LOST] = {"customer_lost", CAT_AVAILABILITY},
	[CHECK_CUSTOMER_SITES] = {"customer_sites", CAT_AVAILABILITY},
	[CHECK_LATE_POLLS] = {"late_polls", CAT_PERFORMANCE},
	[CHECK_RX_DROPS] = {"rx_drops", CAT_PERFORMANCE},
	[CHECK_JOURNAL] = {"journal", CAT_AVAILABILITY},
	[CHECK_JOURNAL_BACKLOG] = {"journal_backlog", CAT_PERFORMANCE},
	[CHECK_JOURNAL_DISK] = {"journal_disk", CAT_HARDWARE},
	[CHECK_NOTIFIER] = {"notifier", CAT_AVAILABILITY},
	[CHECK_CLOCK_STEP] = {"clock_step", CAT_CONFIGURATION},
	[CHECK_US] = {"us", CAT_AVAILABILITY},
	[CHECK_RAISED] = {"raised", CAT_AVAILABILITY},
};

const char *check_name(enum check c)
{
	return checks[c].name;
}

bool check_find(const char *name, enum check *c)
{
	for (int i = 0; i < CHECK_N; i++)
		if (strcmp(checks[i].name, name) == 0) {
			*c = (enum check)i;
			return true;
		}
	return false;
}

enum category check_category(enum check c)
{
	return checks[c].category;
}

void rules_fini(struct rules *rules)
{
	free(rules->rule);
	arena_fini(&rules->arena);
	*rules = (struct rules){0};
}
