/*
 * keys: the table of noctop.ini. The checks, "did you mean" and the manual read it.
 */
#include "probes/conf/keys.h"

#include "probes/conf/line.h"
#include "probes/conf/roster.h"
#include "probes/conf/window.h"

static const struct key_def noctop_keys[] = {
	{"name", KEY_TEXT, NULL, "name of the network, in the header of every screen",
	 false},
	{"poll", KEY_DURATION, NULL, "SNMP interval of devices without one (30s)",
	 false},
	{"reachability", KEY_DURATION, NULL,
	 "interval of the probes of each device (1s)", false},
	{"journal", KEY_TEXT, NULL, "file of the journal; default beside the state",
	 false},
	{"journal_keep", KEY_DURATION, NULL,
	 "events older than this are forgotten; an anchor keeps their place (400d)",
	 false},
	{"include", KEY_OTHER, NULL,
	 "more files, as patterns below this file's folder: sites/*.ini", false},
	{"reference", KEY_ADDRESSES, NULL,
	 "addresses outside: when they are lost too, the fault is ours", false},
	{"heartbeat", KEY_NAME, NULL,
	 "a [hook] that is run again and again, for a checker outside that misses it",
	 false},
	{"heartbeat_every", KEY_DURATION, NULL, "how often (60s)", false},
	{"timezone", KEY_ZONE, NULL, "zone of the network; default the operator's",
	 false},
	{"administrators", KEY_TEXT, NULL,
	 "users and @groups who may acknowledge for 72 hours instead of 12, and "
	 "reload; root and whose watch it is always may: mk, @netops",
	 false},
	{"grace", KEY_DURATION, NULL,
	 "after a maintenance window what still fails is nobody's alert so long (10m)",
	 false},
	{0},
};

static const struct key_def auth_keys[] = {
	{"version", KEY_WORD, "1|2c|3", "version of SNMP", true},
	{"community", KEY_SECRET, NULL, "community of versions 1 and 2c", false},
	{"user", KEY_TEXT, NULL, "user of version 3", false},
	{"level", KEY_WORD, LEVEL_WORDS,
	 "security level; default the highest that the secrets allow", false},
	{"auth", KEY_WORD, AUTH_WORDS,
	 "authentication; MD5 needs legacy = yes (SHA-256)", false},
	{"priv", KEY_WORD, PRIV_WORDS, "encryption; DES needs legacy = yes (AES-128)",
	 false},
	{"auth_secret", KEY_SECRET, NULL,
	 "passphrase of authentication, at least 8 characters", false},
	{"priv_secret", KEY_SECRET, NULL,
	 "passphrase of encryption, at least 8 characters", false},
	{"secret_file", KEY_OTHER, NULL,
	 "file whose first line is the community or auth_secret", false},
	{"secret_cmd", KEY_OTHER, NULL, "command that prints it: words, no shell, 5 s",
	 false},
	{"priv_secret_file", KEY_OTHER, NULL,
	 "the same for priv_secret; without it one secret serves both", false},
	{"priv_secret_cmd", KEY_OTHER, NULL, "the same, printed by a command", false},
	{"context", KEY_TEXT, NULL, "context name of version 3", false},
	{"legacy", KEY_YESNO, NULL, "yes allows MD5 and DES, which are broken", false},
	{0},
};

static const struct key_def customer_keys[] = {
	{"name", KEY_TEXT, NULL, "name in full", false},
	{"service", KEY_WORD, "full|co-managed|monitored", "what we do for them (full)",
	 false},
	{0},
};

static const struct key_def site_keys[] = {
	{"name", KEY_TEXT, NULL, "name in full", false},
	{"customer", KEY_NAME, NULL, "a [customer]", false},
	{"timezone", KEY_ZONE, NULL, "its local time", false},
	{"street", KEY_TEXT, NULL, "address for whoever drives there", false},
	{"contact", KEY_TEXT, NULL, "who lets them in", false},
	{"phone", KEY_TEXT, NULL, "and their number", false},
	{"access", KEY_TEXT, NULL, "hours, badge, keys", false},
	{"oob", KEY_TEXT, NULL, "out-of-band address", false},
	{0},
};

static const struct key_def device_keys[] = {
	{"address", KEY_ADDRESS, NULL, "IPv4, IPv6 or host name", true},
	{"port", KEY_PORT, NULL, "UDP port of its agent (161)", false},
	{"site", KEY_NAME, NULL, "a [site]", true},
	{"auth", KEY_NAME, NULL, "an [auth]", true},
	{"role", KEY_WORD, "core|dist|edge|firewall|access|ap|server|ups|other",
	 "what it is for (other)", false},
	{"parent", KEY_NAMES, NULL,
	 "devices between it and us, at most 4: any one up is a way", false},
	{"attached", KEY_YESNO, NULL,
	 "yes: the watch is connected to it; default our gateway, or the most central "
	 "device of our own segment",
	 false},
	{"tags", KEY_TEXT, NULL, "words to filter by", false},
	{"owner", KEY_WORD, OWNER_WORDS, "whose it is (provider)", false},
	{"ping", KEY_WORD, PING_WORDS, "how reachability is probed (icmp)", false},
	{"poll", KEY_DURATION, NULL, "SNMP interval", false},
	{"timezone", KEY_ZONE, NULL, "default its site's", false},
	{"accept_reply_from", KEY_ADDRESS, NULL,
	 "another address its answers may come from", false},
	{"uplinks", KEY_TEXT, NULL, "patterns of interface names: towards a parent",
	 false},
	{"wan", KEY_TEXT, NULL, "patterns of interface names: towards another site",
	 false},
	{"declared", KEY_TEXT, NULL, "patterns of interface names: down is an alert",
	 false},
	{"planned", KEY_YESNO, NULL, "yes: not in service yet, no alerts", false},
	{"speed.*", KEY_SPEED, NULL,
	 "the line behind a faster port: speed.ge-0/0/0 = 50M", false},
	{0},
};

static const struct key_def no_keys[] = {{0}};

const struct kind_def inventory_kinds[] = {
	{"noctop", KIND_PLAIN, noctop_keys, "the network as a whole"},
	{"auth", KIND_NAMED, auth_keys, "a credential"},
	{"customer", KIND_NAMED, customer_keys, "who pays for sites"},
	{"site", KIND_NAMED, site_keys, "a place with devices"},
	{"device", KIND_NAMED, device_keys, "a managed device"},
	{"link", KIND_NAMED, link_keys, "a link between two devices"},
	{"circuit", KIND_NAMED, circuit_keys, "a line that a provider rents out"},
	{"window", KIND_NAMED, window_keys, "maintenance: when, and of what"},
	{"hook", KIND_NAMED, hook_keys, "a program that tells somebody"},
	{"contact", KIND_NAMED, contact_keys, "who may be called"},
	{"policy", KIND_NAMED, policy_keys, "who is called for which alerts"},
	{"group", KIND_NAMED, group_keys, "several of them, by turns or all"},
	{"role", KIND_LATER, no_keys, "reserved"},
	{0},
};
