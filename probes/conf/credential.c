/*
 * credential: how to ask, checked as a whole: a version 3 user without a passphrase, or
 * one too short for RFC 3414, is found here and not as a silence in the night.
 */
#include "probes/conf/credential.h"

#include "probes/conf/keys.h"

#define PASSPHRASE_MIN 8 /* RFC 3414 11.2 */

enum level { LEVEL_NONE, LEVEL_AUTH, LEVEL_PRIV };

struct take {
	struct inventory *inv;
	const struct ini *ini;
	const struct ini_section *s;
	struct faults *f;
	struct credential *c;
};

static void fault_at(struct take *t, const char *key, const char *what)
{
	fault_add(t->f, t->s->file, ini_line(t->s, key), "%s%s", key, what);
}

static bool given(const struct take *t, const char *key)
{
	return ini_key(t->s, key) != NULL;
}

static const char *from_file(struct take *t, const char *key, const char *path)
{
	char why[1024], full[4096];
	const char *base = t->ini->source[t->s->source].path,
		   *slash = strrchr(base, '/');
	int folder = *path != '/' && slash ? (int)(slash - base) + 1 : 0;
	snprintf(full, sizeof full, "%.*s%s", folder, base, path);
	const char *kept = secret_from_file(&t->inv->secrets, full, why, sizeof why);
	if (!kept)
		fault_add(t->f, t->s->file, ini_line(t->s, key), "%s '%s': %s", key,
			  path, why);
	return kept;
}

static const char *from_command(struct take *t, const char *key, const char *command)
{
	char why[1024];
	const char *kept = secret_from_command(&t->inv->secrets, command, SECRET_CMD_MS,
					       why, sizeof why);
	if (!kept)
		fault_add(t->f, t->s->file, ini_line(t->s, key), "%s: %s", key, why);
	return kept;
}

/* What systemd's LoadCredential= gave us under the name of this credential. */
static const char *from_service(struct take *t)
{
	char path[4096], why[1024];
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	if (!folder || *folder != '/')
		return NULL;
	snprintf(path, sizeof path, "%s/%s", folder, t->s->name);
	return secret_from_file(&t->inv->secrets, path, why, sizeof why);
}

/* One secret from where it is given. NULL when it is not given (*missing) or there is a
 * fault about it. */
static const char *secret_of(struct take *t, const char *inline_key,
			     const char *file_key, const char *cmd_key, bool *missing)
{
	const char *value = ini_get(t->s, inline_key), *path = ini_get(t->s, file_key),
		   *command = ini_get(t->s, cmd_key);
	int n = given(t, inline_key) + given(t, file_key) + given(t, cmd_key);
	*missing = n == 0;
	if (n > 1)
		fault_add(t->f, t->s->file, t->s->line,
			  "[%s %s]: %s, %s and %s: give one of them", t->s->kind,
			  t->s->name, inline_key, file_key, cmd_key);
	else if (value)
		return secret_keep(&t->inv->secrets, value, strlen(value));
	else if (path)
		return from_file(t, file_key, path);
	else if (command)
		return from_command(t, cmd_key, command);
	return NULL;
}

const char *credential_secret(struct inventory *inv, const struct ini *ini,
			      const struct ini_section *s, struct faults *f)
{
	struct take t = {inv, ini, s, f, NULL};
	bool missing;
	return secret_of(&t, "secret", "secret_file", "secret_cmd", &missing);
}

static void lacks(struct take *t, const char *what)
{
	fault_add(t->f, t->s->file, t->s->line, "[auth %s] has no %s", t->s->name,
		  what);
}

/* The community, or the first passphrase. */
static const char *main_secret(struct take *t, const char *key)
{
	bool missing;
	const char *secret = secret_of(t, key, "secret_file", "secret_cmd", &missing);
	if (missing && !(secret = from_service(t)))
		lacks(t, key);
	return secret;
}

static void long_enough(struct take *t, const char *key, const char *secret)
{
	if (secret && strlen(secret) < PASSPHRASE_MIN)
		fault_at(t, key, " is shorter than 8 characters");
}

static void only_in(struct take *t, const char *const *keys, const char *version)
{
	for (; *keys; keys++)
		if (given(t, *keys))
			fault_at(t, *keys, version);
}

static void take_community(struct take *t)
{
	static const char *const not_ours[] = {"user",
					       "level",
					       "auth",
					       "priv",
					       "auth_secret",
					       "priv_secret",
					       "context",
					       "legacy",
					       "priv_secret_file",
					       "priv_secret_cmd",
					       NULL};
	only_in(t, not_ours, " belongs to version 3");
	t->c->community = main_secret(t, "community");
}

static enum level level_of(const struct take *t)
{
	const char *level = ini_get(t->s, "level");
	if (level)
		return (enum level)word_find(LEVEL_WORDS, level);
	if (given(t, "priv") || given(t, "priv_secret") ||
	    given(t, "priv_secret_file") || given(t, "priv_secret_cmd"))
		return LEVEL_PRIV;
	return given(t, "auth") || given(t, "auth_secret") || given(t, "secret_file") ||
			       given(t, "secret_cmd")
		       ? LEVEL_AUTH
		       : LEVEL_NONE;
}

static void take_auth(struct take *t)
{
	const char *word = ini_get(t->s, "auth");
	t->c->auth = word ? (enum auth_protocol)(word_find(AUTH_WORDS, word) + 1)
			  : AUTH_SHA256;
	t->c->auth_secret = main_secret(t, "auth_secret");
	long_enough(t, "auth_secret", t->c->auth_secret);
}

static void take_priv(struct take *t)
{
	bool missing;
	const char *word = ini_get(t->s, "priv");
	t->c->priv = word ? (enum priv_protocol)(word_find(PRIV_WORDS, word) + 1)
			  : PRIV_AES128;
	t->c->priv_secret = secret_of(t, "priv_secret", "priv_secret_file",
				      "priv_secret_cmd", &missing);
	if (missing && given(t, "auth_secret"))
		lacks(t, "priv_secret");
	else if (missing)
		t->c->priv_secret =
			t->c->auth_secret; /* one file or command for both */
	else
		long_enough(t, "priv_secret", t->c->priv_secret);
}

static void take_user(struct take *t)
{
	static const char *const not_ours[] = {"community", NULL};
	enum level level = level_of(t);
	const char *user = ini_get(t->s, "user"), *context = ini_get(t->s, "context");
	only_in(t, not_ours, " belongs to versions 1 and 2c");
	if (user && *user)
		t->c->user = arena_strdup(&t->inv->arena, user);
	else
		lacks(t, "user");
	t->c->context = arena_strdup(&t->inv->arena, context ? context : "");
	if (level >= LEVEL_AUTH)
		take_auth(t);
	if (level >= LEVEL_PRIV)
		take_priv(t);
	if (schema_yes(t->s, "legacy"))
		return;
	if (t->c->auth == AUTH_MD5)
		fault_at(t, "auth", ": MD5 is broken; legacy = yes allows it");
	if (t->c->priv == PRIV_DES)
		fault_at(t, "priv", ": DES is broken; legacy = yes allows it");
}

void credential_take(struct inventory *inv, const struct ini *ini,
		     const struct ini_section *s, struct faults *f)
{
	static const int versions[] = {0, 1, 3}; /* enum snmp_version of ber.h */
	TABLE_GROW(inv->credential, inv->credential_cap, inv->credential_n + 1);
	struct credential *c = &inv->credential[inv->credential_n++];
	struct take t = {inv, ini, s, f, c};
	const char *version = ini_get(s, "version");
	c->name = arena_strdup(&inv->arena, s->name);
	c->context = "";
	if (!version)
		return;
	c->version = versions[word_find("1|2c|3", version)];
	if (c->version == 3)
		take_user(&t);
	else
		take_community(&t);
}

static bool is_one_of(const struct ini_key *k, const char *words)
{
	return word_find(words, k->name) >= 0;
}

void credential_check_files(const struct ini *ini, struct faults *f)
{
	char why[4096 + 128];
	bool *told = calloc(ini->source_n + 1, sizeof *told);
	for (uint32_t i = 0; told && i < ini->section_n; i++) {
		const struct ini_section *s = &ini->section[i];
		const struct ini_source *source = &ini->source[s->source];
		if ((strcmp(s->kind, "auth") && strcmp(s->kind, "hook")) ||
		    !*source->path)
			continue;
		for (uint32_t k = 0; k < s->key_n && !told[s->source]; k++) {
			bool secret = is_one_of(&s->key[k],
						"community|auth_secret|priv_secret|"
						"secret");
			bool command =
				is_one_of(&s->key[k], "secret_cmd|priv_secret_cmd|"
						      "secret_file|priv_secret_file|"
						      "command");
			if ((secret || command) &&
			    secret_exposed(source->path, &source->stat, secret, why,
					   sizeof why)) {
				fault_add(f, s->file, s->key[k].line, "%s", why);
				told[s->source] = true;
			}
		}
	}
	free(told);
}
