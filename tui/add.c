/*
 * add: reads what is configured, asks, writes. Everything that can be known without the
 * device is checked before it is asked; the file as it will be is checked whole before
 * it takes the place of the old one.
 */
#include "tui/add.h"

#include <errno.h>
#include <limits.h>
#include <strings.h>
#include <unistd.h>

#include "probes/conf/append.h"
#include "probes/conf/keys.h"
#include "probes/conf/schema.h"
#include "probes/wire/resolve.h"
#include "tui/ask_watch.h"
#include "tui/attach.h"
#include "tui/enrol.h"
#include "tui/exits.h"
#include "tui/prompt.h"

#define FIRST_LINES                                                                    \
	"; noctop's network: `noctop add` adds to it, `noctop lint` checks it\n\n"     \
	"[noctop]\nname = my network ; in the header of every screen\n"
#define PUBLIC "public"

struct adding {
	const struct add_options *a;
	const char *address;
	uint16_t port;
	bool explicit_config; /* -c */
	char path[PATH_MAX];
	struct inventory inv; /* as configured */
	struct network net;
	struct inventory
		given; /* credentials that are not in it yet, and their lines */
	struct network given_net;
	struct buf given_text;
	const struct credential *credential[TRIAL_MAX]; /* to be tried, in this order */
	uint32_t n;
	struct trial trial;
	char name[INI_NAME_MAX + 1], site[INI_NAME_MAX + 1];
	struct buf again; /* the command as it was typed */
};

static int refuse(int code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int refuse(int code, const char *fmt, ...)
{
	va_list args;

	fputs("noctop: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	return code;
}

/* --- what was typed --- */

static const char *words_of(const char *kind, const char *key)
{
	for (const struct kind_def *k = inventory_kinds; k->kind; k++)
		for (const struct key_def *d = k->keys; d->name; d++)
			if (!strcmp(k->kind, kind) && !strcmp(d->name, key))
				return d->words;
	return "";
}

static int check_words(const struct add_options *a)
{
	const struct {
		const char *option, *kind, *key, *value;
	} rows[] = {
		{"--role", "device", "role", a->role},
		{"--ping", "device", "ping", a->ping},
		{"--level", "auth", "level", a->level},
		{"--hash", "auth", "auth", a->hash},
		{"--cipher", "auth", "priv", a->cipher},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *words = words_of(rows[i].kind, rows[i].key);

		if (rows[i].value && word_find(words, rows[i].value) < 0)
			return refuse(EXIT_USAGE, "%s: '%s' is none of %s",
				      rows[i].option, rows[i].value, words);
	}
	return 0;
}

static int check_options(struct adding *x, const struct options *o)
{
	const struct add_options *a = x->a;

	if (o->arg_n != 1)
		return refuse(EXIT_USAGE, o->arg_n ? "one device at a time"
						   : "which device? give its address");
	if (!address_valid(x->address))
		return refuse(EXIT_USAGE, "'%s' is no address and no host name",
			      x->address);
	if (a->port < 0 || a->port > 65535)
		return refuse(EXIT_USAGE, "--port: a port is 1 to 65535");
	if ((a->name && !ini_name_valid(a->name)) ||
	    (a->site && !ini_name_valid(a->site)) ||
	    (a->auth && !ini_name_valid(a->auth)))
		return refuse(EXIT_USAGE, "names are made of a-z 0-9 . _ -");
	if (a->user && (a->community || a->v1))
		return refuse(EXIT_USAGE, "--community and --v1 do not go with --v3");
	if (a->secret_file && a->community)
		return refuse(EXIT_USAGE, "--community or --secret-file, not both");
	return check_words(a);
}

static void add_quoted(struct buf *out, const char *word)
{
	if (*word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS"
					"TUVWXYZ0123456789._-:/=@%")]) {
		buf_str(out, word);
		return;
	}
	buf_char(out, '\'');
	for (; *word; word++)
		if (*word == '\'')
			buf_str(out, "'\\''");
		else
			buf_char(out, *word);
	buf_char(out, '\'');
}

static void note_again(struct adding *x, int argc, char **argv)
{
	buf_printf(&x->again, "%s add", program_invocation_name);
	for (int i = 0; i < argc; i++) {
		buf_char(&x->again, ' ');
		add_quoted(&x->again, argv[i]);
	}
}

/* --- what is configured --- */

static int load(struct adding *x, const struct options *o)
{
	struct faults faults = {0};
	int code = 0;

	network_init(&x->net);
	network_init(&x->given_net);
	x->explicit_config = o->config != NULL;
	if (o->config)
		snprintf(x->path, sizeof x->path, "%s", o->config);
	else if (!conf_default_path(x->path, sizeof x->path) &&
		 !conf_own_path(x->path, sizeof x->path))
		return refuse(EXIT_CONFIG, "where is your home? HOME is not set; -c "
					   "FILE names a configuration");
	if (access(x->path, F_OK) && errno == ENOENT)
		return 0;
	if (!inventory_load(&x->inv, &x->net, x->path, &faults)) {
		fputs(faults.text.data, stderr);
		code = refuse(EXIT_CONFIG, "nothing is added to a faulty file");
	}
	faults_fini(&faults);
	return code;
}

static const char *text_of(const struct adding *x, str_id id)
{
	return text_at(&x->net.text, id)->s;
}

/* Is this the address of that device, as it was typed or as it was found to be? */
static bool is_address_of(const struct adding *x, dev_id d)
{
	const char *address = text_of(x, x->net.dev[d].address);
	struct sockaddr_storage found;

	return x->net.dev[d].port == x->port &&
	       (!strcasecmp(address, x->address) ||
		(resolve_literal(address, x->port, &found) &&
		 !memcmp(&found, &x->trial.addr, sizeof found)));
}

static int check_duplicate(const struct adding *x)
{
	for (dev_id d = 0; d < x->net.dev_n; d++)
		if (is_address_of(x, d))
			return refuse(EXIT_FAILED, "%s is there already: %s:%u: %s",
				      x->address, x->inv.device[d].file,
				      x->inv.device[d].line,
				      text_of(x, x->net.dev[d].name));
	return 0;
}

/* The site it goes to: the one that was named, the only one, or the first of all. */
static int choose_site(struct adding *x)
{
	if (!x->a->site && x->net.site_n > 1) {
		fputs("noctop: at which site is it? --site", stderr);
		for (site_id s = 0; s < x->net.site_n && s < 12; s++)
			fprintf(stderr, "%s %s", s ? "," : "",
				text_of(x, x->net.site[s].name));
		fputs(x->net.site_n > 12 ? ", …\n" : "\n", stderr);
		return EXIT_USAGE;
	}
	snprintf(x->site, sizeof x->site, "%s",
		 x->a->site	 ? x->a->site
		 : x->net.site_n ? text_of(x, x->net.site[0].name)
				 : "here");
	return 0;
}

static bool has_site(const struct adding *x)
{
	for (site_id s = 0; s < x->net.site_n; s++)
		if (!strcasecmp(text_of(x, x->net.site[s].name), x->site))
			return true;
	return false;
}

static dev_id device_named(const struct adding *x, const char *name)
{
	for (dev_id d = 0; d < x->net.dev_n; d++)
		if (!strcasecmp(text_of(x, x->net.dev[d].name), name))
			return d;
	return NONE;
}

static const struct credential *configured(const struct adding *x, const char *name)
{
	for (uint32_t i = 0; i < x->inv.credential_n; i++)
		if (!strcasecmp(x->inv.credential[i].name, name))
			return &x->inv.credential[i];
	return NULL;
}

/* --- what to ask with --- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same(const struct credential *a, const struct credential *b)
{
	return a->version == b->version && same_text(a->community, b->community) &&
	       same_text(a->user, b->user) && a->auth == b->auth &&
	       a->priv == b->priv && same_text(a->auth_secret, b->auth_secret) &&
	       same_text(a->priv_secret, b->priv_secret) &&
	       same_text(a->context, b->context);
}

/* base, or base-2 and so on where that is another's. */
static void free_name(const struct adding *x, const char *base,
		      char out[INI_NAME_MAX + 1])
{
	snprintf(out, INI_NAME_MAX + 1, "%s", base);
	for (unsigned i = 2; configured(x, out); i++)
		snprintf(out, INI_NAME_MAX + 1, "%.50s-%u", base, i);
}

/* One more to try, which is not configured yet (or is, under another name). */
static int try_given(struct adding *x, const struct enrol_auth *auth)
{
	struct faults faults = {0};
	const char *why;

	if (!enrol_auth(auth, &x->given_text, &why))
		return refuse(EXIT_USAGE,
			      "%s: no line of the configuration can hold this: put it "
			      "into a file and give --secret-file",
			      why);
	if (!inventory_parse(&x->given, &x->given_net, "given", x->given_text.data,
			     x->given_text.len, &faults)) {
		const char *colon = strstr(faults.text.data, ": ");

		refuse(EXIT_USAGE, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
		faults_fini(&faults);
		return EXIT_USAGE;
	}
	faults_fini(&faults);
	for (uint32_t i = 0; i < x->inv.credential_n; i++)
		if (same(&x->inv.credential[i], &x->given.credential[0])) {
			x->credential[x->n++] = &x->inv.credential[i];
			return 0;
		}
	x->credential[x->n++] = &x->given.credential[0];
	return 0;
}

struct typed {
	char community[SECRET_MAX], auth[SECRET_MAX], priv[SECRET_MAX];
	char file[PATH_MAX], priv_file[PATH_MAX];
};

static bool ask(const char *what, const char *whose, char out[SECRET_MAX])
{
	char question[160];

	snprintf(question, sizeof question, "%s%.100s", what, whose);
	return prompt_secret(question, out, SECRET_MAX);
}

/* What is typed or lies in files; false: there is no such thing. */
static bool collect(const struct add_options *a, struct typed *t, struct enrol_auth *to)
{
	bool auth = !a->level || strcasecmp(a->level, "noAuthNoPriv");
	bool priv = !a->level || !strcasecmp(a->level, "authPriv");

	if ((a->secret_file && !realpath(a->secret_file, t->file)) ||
	    (a->priv_secret_file && !realpath(a->priv_secret_file, t->priv_file))) {
		refuse(EXIT_USAGE, "cannot open '%s': %s",
		       *t->file || !a->secret_file ? a->priv_secret_file
						   : a->secret_file,
		       strerror(errno));
		return false;
	}
	to->secret_file = a->secret_file ? t->file : NULL;
	to->priv_secret_file = a->priv_secret_file ? t->priv_file : NULL;
	to->community = a->community;
	if (a->community && !strcmp(a->community, "-")) {
		to->community = t->community;
		return ask("community", "", t->community);
	}
	if (!a->user || a->secret_file || !auth)
		return true;
	to->auth_secret = t->auth;
	if (!ask("authentication passphrase of ", a->user, t->auth))
		return false;
	if (!priv || a->priv_secret_file)
		return true;
	/* Given up at a terminal; where lines are read there may be just one. */
	if (!ask("encryption passphrase, if another, of ", a->user, t->priv) &&
	    isatty(STDIN_FILENO))
		return false;
	to->priv_secret = *t->priv ? t->priv : t->auth;
	return true;
}

static int try_typed(struct adding *x)
{
	const struct add_options *a = x->a;
	struct typed typed = {0};
	char name[INI_NAME_MAX + 1], base[INI_NAME_MAX + 1];
	struct enrol_auth auth = {.name = name,
				  .user = a->user,
				  .hash = a->hash,
				  .cipher = a->cipher,
				  .v1 = a->v1};
	bool good;
	int code;

	if (a->auth && configured(x, a->auth))
		return refuse(EXIT_USAGE, "there is an [auth %s] already", a->auth);
	if (a->user)
		auth.level = a->level ? a->level : "authPriv";
	good = collect(a, &typed, &auth);
	enrol_name(a->user			       ? a->user
		   : same_text(auth.community, PUBLIC) ? PUBLIC
						       : "snmp",
		   "", base);
	free_name(x, a->auth ? a->auth : base, name);
	code = good ? try_given(x, &auth) : EXIT_USAGE;
	explicit_bzero(&typed, sizeof typed);
	return code;
}

/* All that are configured, then the community that everybody begins with. */
static int try_all(struct adding *x)
{
	char name[INI_NAME_MAX + 1];
	struct enrol_auth public = {.name = name, .community = PUBLIC};

	free_name(x, PUBLIC, name);
	for (uint32_t i = 0; i < x->inv.credential_n && x->n < TRIAL_MAX; i++)
		x->credential[x->n++] = &x->inv.credential[i];
	if (x->n == TRIAL_MAX)
		return 0;
	for (uint32_t i = 0; i < x->n; i++)
		if (x->credential[i]->version == SNMP_V2C &&
		    same_text(x->credential[i]->community, PUBLIC))
			return 0;
	return try_given(x, &public);
}

static int choose_credentials(struct adding *x)
{
	const struct add_options *a = x->a;

	if (a->community || a->user || a->secret_file || a->v1)
		return try_typed(x);
	if (!a->auth)
		return try_all(x);
	x->credential[0] = configured(x, a->auth);
	x->n = 1;
	return x->credential[0] ? 0
				: refuse(EXIT_USAGE, "there is no [auth %s]", a->auth);
}

/* --- writing --- */

static int choose_name(struct adding *x)
{
	dev_id other;

	if (x->a->name)
		snprintf(x->name, sizeof x->name, "%s", x->a->name);
	else
		enrol_name(x->trial.name, x->address, x->name);
	other = device_named(x, x->name);
	if (other == NONE)
		return 0;
	return refuse(EXIT_FAILED,
		      "there is a device %s already (%s:%u, at %s): if this is another "
		      "one, --name names it",
		      x->name, x->inv.device[other].file, x->inv.device[other].line,
		      text_of(x, x->net.dev[other].address));
}

/* The new file, read whole. Faults are told under the name it is about to have. */
static bool is_sound(void *ctx, const char *path)
{
	struct adding *x = ctx;
	struct inventory inv = {0};
	struct network net;
	struct faults faults = {0};
	bool good;

	network_init(&net);
	good = inventory_load(&inv, &net, path, &faults);
	for (const char *s = faults.text.data, *at; s && *s; s = at + strlen(path)) {
		at = strstr(s, path);
		fprintf(stderr, "%.*s", at ? (int)(at - s) : (int)strlen(s), s);
		if (!at)
			break;
		fputs(x->path, stderr);
	}
	faults_fini(&faults);
	network_fini(&net);
	inventory_fini(&inv);
	return good;
}

static void add_sections(struct adding *x, const struct credential *c, struct buf *out)
{
	struct enrol_device device = {.name = x->name,
				      .address = x->address,
				      .site = x->site,
				      .auth = c->name,
				      .role = x->a->role,
				      .ping = x->a->ping ? x->a->ping
							 : enrol_ping(&x->trial),
				      .port = x->port};

	if (!configured(x, c->name))
		buf_printf(out, "%s\n", x->given_text.data);
	if (!has_site(x))
		buf_printf(out, "[site %s]\n\n", x->site);
	enrol_device(&device, out);
}

static bool is_watched(const struct adding *x)
{
	struct options o = {.config = x->path};
	int fd = attach_running(&o);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* A watch that runs takes it up at once; false when it could not. */
static bool is_taken_up(const struct adding *x)
{
	struct options o = {.config = x->path};
	char *reload[] = {NULL};

	return ask_watch("reload", &o, 0, reload) == EXIT_OK;
}

static void tell_what_next(const struct adding *x, const struct credential *c)
{
	printf("added to %s: %s%s%s%s%s%s[device %s]\n", x->path,
	       configured(x, c->name) ? "" : "[auth ",
	       configured(x, c->name) ? "" : c->name,
	       configured(x, c->name) ? "" : "], ", has_site(x) ? "" : "[site ",
	       has_site(x) ? "" : x->site, has_site(x) ? "" : "], ", x->name);
	if (!is_watched(x))
		puts("now type");
	else if (is_taken_up(x))
		puts("the watch that runs takes it up now: see it with");
	else
		puts("the watch that runs learns of it when it is started again "
		     "(systemctl restart noctop), then type");
	printf("\n%s%s%s\n", program_invocation_name, x->explicit_config ? " -c " : "",
	       x->explicit_config ? x->path : "");
}

static int write_down(struct adding *x)
{
	const struct credential *c =
		x->credential[x->trial.taken == NONE ? 0 : x->trial.taken];
	struct buf sections = {0};
	char why[PATH_MAX + 256];
	int code = check_duplicate(x);

	code = code ? code : choose_name(x);
	if (code)
		return code;
	add_sections(x, c, &sections);
	if (append_file(x->path, FIRST_LINES, sections.data, is_sound, x, why,
			sizeof why))
		tell_what_next(x, c);
	else if (*why)
		code = refuse(EXIT_CANNOT, "%s", why);
	else
		code = refuse(EXIT_CONFIG, "with this device the configuration would "
					   "be faulty: nothing is added");
	explicit_bzero(sections.data, sections.cap);
	buf_fini(&sections);
	return code;
}

/* --- the whole --- */

static int ask_it(struct adding *x)
{
	struct buf words = {0};
	bool good;

	trial_run(x->address, x->port, x->credential, x->n, &x->trial);
	good = enrol_judge(&x->trial, x->address, x->port, x->credential, x->again.data,
			   &words);
	if (!good && !x->a->anyway)
		fputs("not added (--anyway would):\n", stderr);
	fputs(words.data, good ? stdout : stderr);
	buf_fini(&words);
	return good || x->a->anyway ? 0 : EXIT_FAILED;
}

static void adding_fini(struct adding *x)
{
	if (x->given_text.data)
		explicit_bzero(x->given_text.data, x->given_text.cap);
	buf_fini(&x->given_text);
	buf_fini(&x->again);
	network_fini(&x->given_net);
	network_fini(&x->net);
	inventory_fini(&x->given);
	inventory_fini(&x->inv);
}

int add_run(const struct options *o, int argc, char **argv)
{
	struct adding x = {.a = &o->add,
			   .address = o->arg_n ? o->arg[0] : "",
			   .port = o->add.port ? (uint16_t)o->add.port : 161};
	int code = check_options(&x, o);

	if (code)
		return code;
	note_again(&x, argc, argv);
	code = load(&x, o);
	code = code ? code : check_duplicate(&x);
	code = code ? code : choose_site(&x);
	code = code ? code : choose_credentials(&x);
	code = code ? code : ask_it(&x);
	code = code ? code : write_down(&x);
	adding_fini(&x);
	return code;
}
