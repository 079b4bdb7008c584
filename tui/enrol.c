/*
 * enrol: the words are what a newcomer reads first, so they say what was seen, and then
 * what to type.
 */
#include "tui/enrol.h"

#include <arpa/inet.h>
#include <strings.h>

#include "probes/conf/append.h"
#include "probes/conf/keys.h"
#include "probes/wire/subtree.h"

/* --- names --- */

static bool name_char(char c)
{
	const char s[] = {c, '\0'};

	return ini_name_valid(s);
}

/* Characters that a name cannot have become hyphens, none at its ends. */
static size_t spell(char out[INI_NAME_MAX + 1], const char *s, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n && len < INI_NAME_MAX; i++)
		if (name_char(s[i]))
			out[len++] = s[i];
		else if (len && out[len - 1] != '-')
			out[len++] = '-';
	while (len && out[len - 1] == '-')
		len--;
	out[len] = '\0';
	return len;
}

static bool is_literal(const char *s)
{
	unsigned char addr[16];

	return inet_pton(AF_INET, s, addr) == 1 || strchr(s, ':');
}

void enrol_name(const char *sys_name, const char *address, char out[INI_NAME_MAX + 1])
{
	const char *const words[] = {sys_name, address};

	for (unsigned i = 0; i < 2; i++) {
		const char *s = words[i];
		size_t n = is_literal(s) ? strlen(s) : strcspn(s, ".");

		/* What systems are called that nobody gave a name. */
		if (i == 0 && (!strncasecmp(s, "localhost", n) || !strcmp(s, "(none)")))
			continue;
		if (spell(out, s, n))
			return;
	}
	snprintf(out, INI_NAME_MAX + 1, "device");
}

/* --- what came of it --- */

static const char *version_words(const struct credential *c)
{
	return c->version == SNMP_V3 ? "v3" : c->version == SNMP_V1 ? "v1" : "v2c";
}

static void tell_who(const struct trial *t, const char *address,
		     const struct credential *c, struct buf *out)
{
	buf_printf(out, "%s answers", address);
	if (*t->name)
		buf_printf(out, " as %s", t->name);
	buf_printf(out, " to [auth %s] (SNMP %s) in %.1f ms\n", c->name,
		   version_words(c), t->rtt_ms);
	if (*t->descr)
		buf_printf(out, "  %s\n", t->descr);
}

static bool is_netsnmp(const struct trial *t)
{
	struct oid prefix;

	return oid_parse("1.3.6.1.4.1.8072", &prefix) &&
	       oid_has_prefix(&t->object_id, &prefix);
}

static bool is_shown(const struct trial *t, unsigned i)
{
	return t->shown >> i & 1;
}

/* The lines for Debian's snmpd, to be pasted as they are. */
static void tell_snmpd(const struct trial *t, const char *again, struct buf *out)
{
	buf_str(out, "\nWith Debian's snmpd, on that machine:\n\n"
		     "sudo tee /etc/snmp/snmpd.conf.d/noctop.conf <<'END'\n");
	for (unsigned i = 0; subtrees[i].oid; i++)
		if (!is_shown(t, i))
			buf_printf(out, "view systemonly included %s\n",
				   subtrees[i].oid);
	buf_printf(out,
		   "END\nsudo systemctl restart snmpd\n\n"
		   "(systemonly is the view of its default configuration.) "
		   "Then again:\n\n%s\n",
		   again);
}

static bool is_hidden(const struct trial *t, unsigned i)
{
	return !is_shown(t, i) &&
	       (subtrees[i].needed || (is_netsnmp(t) && subtrees[i].usual));
}

static void tell_hidden(const struct trial *t, struct buf *out)
{
	for (unsigned i = 0; subtrees[i].oid; i++)
		if (is_hidden(t, i))
			buf_printf(out, "  %-22s %s\n", subtrees[i].oid,
				   subtrees[i].what);
}

static bool hides_anything(const struct trial *t)
{
	for (unsigned i = 0; subtrees[i].oid; i++)
		if (is_hidden(t, i))
			return true;
	return false;
}

/* How its reachability is going to be probed, where that is not by ping. */
static void tell_ping(const struct trial *t, struct buf *out)
{
	if (t->ping == TRIAL_PING_LOST)
		buf_str(out, "  no answer to ping: reachability is measured by SNMP "
			     "(ping = snmp)\n");
	else if (*t->ping_problem && !t->loopback)
		buf_str(out, "  ping is not permitted on this machine: noctop doctor "
			     "says what to do, or --ping snmp\n");
}

static bool judge_view(const struct trial *t, const char *again, struct buf *out)
{
	bool whole = true;

	for (unsigned i = 0; subtrees[i].oid; i++)
		whole = whole && (is_shown(t, i) || !subtrees[i].needed);
	if (t->if_n) {
		buf_printf(out, "  %u interface%s, %u up\n", t->if_n,
			   t->if_n == 1 ? "" : "s", t->if_up);
		if (is_netsnmp(t) && hides_anything(t)) {
			buf_str(out, "  its view hides\n");
			tell_hidden(t, out);
		}
		return true;
	}
	if (whole) { /* it says itself that it has none */
		buf_str(out, "  no interfaces\n");
		return true;
	}
	buf_str(out,
		"but it shows no interfaces: its view is too narrow. It hides\n\n");
	tell_hidden(t, out);
	if (is_netsnmp(t))
		tell_snmpd(t, again, out);
	return false;
}

/* --- why it did not --- */

/* The i-th of "MD5|SHA-1|…", from 1; nothing for 0. */
static void add_word(struct buf *out, const char *words, unsigned i)
{
	for (; i > 1; i--)
		words += strcspn(words, "|") + 1;
	if (i)
		buf_printf(out, " %.*s", (int)strcspn(words, "|"), words);
}

static void tell_wrong_key(const struct credential *c, struct buf *out)
{
	buf_printf(out, "it knows '%s', but by another passphrase%s", c->user,
		   c->auth ? " or not by" : " (this one has none)");
	add_word(out, AUTH_WORDS, c->auth);
	add_word(out, PRIV_WORDS, c->priv);
	buf_char(out, '\n');
}

static void tell_credential(const struct credential *c, enum ask_result result,
			    struct buf *out)
{
	buf_printf(out, "  [auth %s] ", c->name);
	if (result == ASK_UNKNOWN_USER)
		buf_printf(out, "it knows no user '%s'\n", c->user);
	else if (result == ASK_WRONG_KEY)
		tell_wrong_key(c, out);
	else if (result == ASK_TIME_WINDOW)
		buf_str(out, "its clock and ours do not agree (time window)\n");
	else if (c->version == SNMP_V3)
		buf_str(out, "silence\n");
	else
		buf_printf(out, "silence to this community (SNMP %s)\n",
			   version_words(c));
}

static void tell_silence(const struct trial *t, const char *address, struct buf *out)
{
	static const char *const ping[] = {
		[TRIAL_PING_NONE] = "does not answer SNMP",
		[TRIAL_PING_LOST] = "answers neither ping nor SNMP",
		[TRIAL_PING_ANSWERED] = "answers ping, but no SNMP",
	};

	if (t->speaks)
		buf_printf(out, "an SNMP agent lives at %s, but it does not take\n",
			   address);
	else
		buf_printf(out, "%s %s; tried\n", address, ping[t->ping]);
}

static bool is_silent_to(const struct trial *t, const struct credential *const *c,
			 bool community)
{
	for (unsigned i = 0; i < TRIAL_MAX; i++)
		if (t->result[i] == ASK_TIMEOUT &&
		    (c[i]->version != SNMP_V3) == community)
			return true;
	return false;
}

static void advise(const struct trial *t, const struct credential *const *c,
		   struct buf *out)
{
	if (t->speaks && is_silent_to(t, c, true))
		buf_str(out, "a wrong community looks like silence: --community, --v3 "
			     "or --auth say what to ask with\n");
	else if (t->speaks)
		return;
	else if (t->ping == TRIAL_PING_LOST)
		buf_str(out, "is the address right, is it switched on, is there a way "
			     "from here to there?\n");
	else
		buf_str(out, "its agent is off, behind a filter or does not allow our "
			     "address, or the community is\nwrong, which looks the "
			     "same\n");
}

static bool has_result(const struct trial *t, enum ask_result result)
{
	for (unsigned i = 0; i < TRIAL_MAX; i++)
		if (t->result[i] == result)
			return true;
	return false;
}

static bool judge_refusal(const struct trial *t, const char *address, uint16_t port,
			  struct buf *out)
{
	if (has_result(t, ASK_REFUSED))
		buf_printf(out,
			   "%s is there, but nothing listens on its UDP port %u: its "
			   "SNMP agent is off\n(Debian's: sudo apt install snmpd), or "
			   "listens elsewhere (--port)\n",
			   address, port);
	else
		buf_printf(out, "no way to %s: %s\n", address, strerror(t->error));
	return false;
}

bool enrol_judge(const struct trial *t, const char *address, uint16_t port,
		 const struct credential *const *credential, const char *again,
		 struct buf *out)
{
	if (*t->unresolved) {
		buf_printf(out, "cannot find '%s': %s\n", address, t->unresolved);
		return false;
	}
	if (t->taken != NONE) {
		tell_who(t, address, credential[t->taken], out);
		if (!judge_view(t, again, out))
			return false;
		tell_ping(t, out);
		return true;
	}
	if (has_result(t, ASK_REFUSED) || has_result(t, ASK_UNREACHABLE))
		return judge_refusal(t, address, port, out);
	tell_silence(t, address, out);
	for (unsigned i = 0; i < TRIAL_MAX; i++)
		if (t->result[i] != ASK_CANCELLED)
			tell_credential(credential[i], t->result[i], out);
	advise(t, credential, out);
	return false;
}

/* --- lines of the configuration --- */

const char *enrol_ping(const struct trial *t)
{
	return t->loopback || t->ping == TRIAL_PING_LOST ? "snmp" : NULL;
}

bool enrol_auth(const struct enrol_auth *a, struct buf *out, const char **why)
{
	const struct {
		const char *key, *value;
	} keys[] = {
		{"version", a->user ? "3"
			    : a->v1 ? "1"
				    : "2c"},
		{"community", a->community},
		{"user", a->user},
		{"level", a->level},
		{"auth", a->hash},
		{"priv", a->cipher},
		{"auth_secret", a->auth_secret},
		{"priv_secret", a->priv_secret},
		{"secret_file", a->secret_file},
		{"priv_secret_file", a->priv_secret_file},
	};
	bool legacy = (a->hash && !strcasecmp(a->hash, "MD5")) ||
		      (a->cipher && !strcasecmp(a->cipher, "DES"));

	buf_printf(out, "[auth %s]\n", a->name);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].value && !append_key(out, keys[i].key, keys[i].value)) {
			*why = keys[i].key;
			return false;
		}
	if (legacy)
		buf_str(out, "legacy = yes ; broken, and asked for\n");
	return true;
}

void enrol_device(const struct enrol_device *d, struct buf *out)
{
	buf_printf(out, "[device %s]\naddress = %s\n", d->name, d->address);
	if (d->port != 161)
		buf_printf(out, "port = %u\n", d->port);
	buf_printf(out, "site = %s\nauth = %s\n", d->site, d->auth);
	if (d->role)
		buf_printf(out, "role = %s\n", d->role);
	if (d->ping)
		buf_printf(out, "ping = %s\n", d->ping);
}
