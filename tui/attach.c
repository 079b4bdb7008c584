/*
 * attach: one watch a network, found or made.
 *
 * The configuration is read here, before the fork, so that every fault is told on the
 * operator's terminal before a screen opens. The listening socket is made before the
 * fork, too: whoever connects next waits in its queue instead of failing.
 */
#include "tui/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/conf/rules.h"
#include "probes/demo/demo.h"
#include "tui/exits.h"
#include "tui/keymap.h"

#define START_TRIES 100 /* longer than a watch takes to leave */
#define START_PAUSE_US 100000

/* --- paths --- */

bool attach_config_path(const struct options *o, char *out, size_t cap)
{
	char found[PATH_MAX], *canonical;

	if (o->config)
		snprintf(found, sizeof found, "%s", o->config);
	else if (!conf_default_path(found, sizeof found))
		return false;
	canonical = realpath(found, NULL);
	snprintf(out, cap, "%s", canonical ? canonical : found);
	free(canonical);
	return true;
}

/* $XDG_STATE_HOME/noctop, else ~/.local/state/noctop; /var/lib/noctop for the service.
 */
static bool state_folder(char *out, size_t cap)
{
	const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct passwd *pw = getpwuid(getuid());
	int n;

	if (access("/var/lib/noctop", W_OK | X_OK) == 0)
		n = snprintf(out, cap, "/var/lib/noctop");
	else if (xdg && *xdg == '/')
		n = snprintf(out, cap, "%s/noctop", xdg);
	else
		n = snprintf(out, cap, "%s/.local/state/noctop",
			     home && *home == '/' ? home
			     : pw		  ? pw->pw_dir
						  : "/nonexistent");
	return n > 0 && (size_t)n < cap;
}

bool attach_journal_path(const struct settings *settings, const char *canonical,
			 char *out, size_t cap)
{
	char folder[PATH_MAX - 64], name[17];
	int n;

	if (settings->journal)
		return (size_t)snprintf(out, cap, "%s", settings->journal) < cap;
	if (!state_folder(folder, sizeof folder))
		return false;
	place_name(canonical, name);
	n = snprintf(out, cap, "%s/%s.db", folder, name);
	return n > 0 && (size_t)n < cap;
}

int attach_need_journal(const struct settings *settings, const char *canonical,
			char *out, size_t cap)
{
	if (attach_journal_path(settings, canonical, out, cap))
		return 0;
	fprintf(stderr, "noctop: no place for a journal\n");
	return EXIT_CANNOT;
}

/* --- loading --- */

static bool find_data(const char *config, const char *name, char path[PATH_MAX],
		      struct faults *faults)
{
	if (conf_data_path(config, name, path, PATH_MAX))
		return true;
	fault_add(faults, "noctop", 0,
		  "cannot find %s beside the configuration, in /etc/noctop or "
		  "in " NOCTOP_DATADIR,
		  name);
	return false;
}

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

/* Those that are shipped, then the operator's, which change them. */
static void load_rules(const char *config, struct rules *rules, struct faults *faults)
{
	char shipped[PATH_MAX], own[PATH_MAX];
	bool any = conf_shipped_path("rules.ini", shipped, PATH_MAX);

	if (any)
		rules_load(rules, shipped, faults);
	if (conf_own_data_path(config, "rules.ini", own, PATH_MAX)) {
		if (!any || !same_file(own, shipped))
			rules_load(rules, own, faults);
	} else if (!any) {
		find_data(config, "rules.ini", own, faults);
	}
}

/* Those that are shipped, and the operator's, of which the standard one may be a
 * copy. */
static void load_profiles(const char *config, struct watch_setup *setup,
			  struct faults *faults)
{
	char shipped[PATH_MAX], own[PATH_MAX];
	const char *more = NULL;

	if (conf_own_data_path(config, "profiles", own, PATH_MAX))
		more = own;
	if (conf_shipped_path("profiles/standard.ini", shipped, PATH_MAX) ||
	    find_data(config, "profiles/standard.ini", shipped, faults))
		*strrchr(shipped, '/') = '\0';
	else
		return;
	profiles_load(&setup->profiles, shipped,
		      more && !same_file(more, shipped) ? more : NULL, faults);
	setup->inventory.profiles = &setup->profiles;
}

static int tell_faults(struct faults *faults)
{
	int code = faults->n ? EXIT_CONFIG : 0;

	if (faults->n)
		fputs(faults->text.data, stderr);
	faults_fini(faults);
	return code;
}

bool attach_read(const struct options *o, struct watch_setup *setup,
		 struct faults *faults)
{
	char config[PATH_MAX];

	network_init(&setup->net);
	if (!attach_config_path(o, config, sizeof config))
		return false;
	inventory_load(&setup->inventory, &setup->net, o->config ? o->config : config,
		       faults);
	load_rules(config, &setup->rules, faults);
	load_profiles(config, setup, faults);
	keymap_find(config, faults);
	return true;
}

int attach_load(const struct options *o, struct watch_setup *setup)
{
	struct faults faults = {0};

	return attach_read(o, setup, &faults) ? tell_faults(&faults) : -1;
}

int attach_need(const struct options *o, struct watch_setup *setup)
{
	int code = attach_load(o, setup);

	if (code < 0)
		fprintf(stderr, "noctop: no configuration: give one with -c FILE\n");
	return code;
}

void attach_setup_fini(struct watch_setup *setup)
{
	rules_fini(&setup->rules);
	profiles_fini(&setup->profiles);
	network_fini(&setup->net);
	inventory_fini(&setup->inventory);
}

/* The demo brings its own network; its rules are read, which are quicker than an
 * operator's, and the profiles. */
static int load_demo(struct watch_setup *setup)
{
	struct faults faults = {0};
	char path[PATH_MAX];

	network_init(&setup->net);
	if (find_data(NULL, "demo/rules.ini", path, &faults))
		rules_load(&setup->rules, path, &faults);
	load_profiles(NULL, setup, &faults);
	keymap_find(NULL, &faults);
	return tell_faults(&faults);
}

/* --- attaching --- */

static int attach_config(const char *canonical)
{
	char name[17];

	place_name(canonical, name);
	return place_connect(name);
}

int attach_again(const struct options *o)
{
	int fd = o->config ? -1 : place_connect_any(false);
	char config[PATH_MAX];

	return fd < 0 && attach_config_path(o, config, sizeof config)
		       ? attach_config(config)
		       : fd;
}

int attach_running(const struct options *o)
{
	int fd = attach_again(o);
	char config[PATH_MAX];

	/* A demo that somebody left open is not the network that is configured. */
	return fd == -1 && !attach_config_path(o, config, sizeof config)
		       ? place_connect_any(true)
		       : fd;
}

/* --- starting --- */

/* The soft limit of descriptors is often 1,024; the hard one is ours to use. */
static void raise_limits(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
}

/* The configuration anew, for the watch that still listens. NULL: it became faulty
 * since it was checked, or its journal has no place. */
static struct watch_setup *renew(const struct watch_setup *old)
{
	struct options o = {.config = old->config};
	struct watch_setup *next = calloc(1, sizeof *next);

	if (!next)
		die("out of memory");
	next->service = old->service;
	next->place = old->place;
	next->listen_fd = old->listen_fd;
	next->lock_fd = old->lock_fd;
	snprintf(next->config, sizeof next->config, "%s", old->config);
	if (attach_load(&o, next) == 0 &&
	    attach_journal_path(&next->inventory.settings, next->config, next->journal,
				sizeof next->journal))
		return next;
	log_error("the configuration stays as it was");
	attach_setup_fini(next);
	free(next);
	return NULL;
}

/* One life of the watch after the other, each with the configuration of its time. */
static int serve(struct watch_setup *setup)
{
	struct watch_setup *now = setup, *next;
	int code;

	raise_limits();
	while ((code = watch_run(now)) == EXIT_AGAIN) {
		next = renew(now);
		if (!next)
			continue;
		attach_setup_fini(now);
		if (now != setup)
			free(now);
		now = next;
	}
	attach_setup_fini(now);
	if (now != setup)
		free(now);
	return code;
}

static void quiet_sink(void *ctx, enum log_level level, const char *line)
{
	(void)ctx, (void)level, (void)line;
}

/* Leave the operator's terminal behind: its session, its files, its signals. */
static void detach(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	if (chdir("/"))
		log_warning("cannot leave this folder: %s", strerror(errno));
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	close(null);
	log_to(quiet_sink, NULL);
}

/* Fork the watch; the socket is open already. Twice, so that init inherits it. */
static bool fork_watch(struct watch_setup *setup)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return false;
	if (pid) {
		close(setup->listen_fd);
		close(setup->lock_fd);
		return waitpid(pid, &status, 0) == pid && status == 0;
	}
	pid = fork();
	if (pid)
		_exit(pid < 0);
	detach();
	exit(serve(setup));
}

static int cannot_listen(void)
{
	fprintf(stderr, "noctop: cannot open a socket for the watch: %s\n",
		errno == EWOULDBLOCK ? "another has its lock, and does not answer"
				     : strerror(errno));
	return EXIT_CANNOT;
}

/* Whose lock stands is about to answer, or about to leave without a word. The
 * watch that is there (true: its *fd), or the right to be it. */
static bool other_answers(struct watch_setup *setup, const char *name, int *fd)
{
	for (int i = 0; i < START_TRIES; i++) {
		setup->listen_fd = place_listen(name, &setup->place, &setup->lock_fd);
		if (setup->listen_fd >= 0 || errno != EWOULDBLOCK)
			return false;
		*fd = place_connect(name);
		if (*fd >= 0)
			return true;
		usleep(START_PAUSE_US);
	}
	errno = EWOULDBLOCK;
	return false;
}

static int start(struct watch_setup *setup, const char *name, int *code)
{
	int fd;

	if (other_answers(setup, name, &fd))
		return fd;
	if (setup->listen_fd < 0) {
		*code = cannot_listen();
		return -1;
	}
	fflush(NULL);
	if (!fork_watch(setup) || (fd = place_connect(name)) < 0) {
		fprintf(stderr, "noctop: cannot start the watch: %s\n",
			strerror(errno));
		*code = EXIT_CANNOT;
		return -1;
	}
	return fd;
}

static struct demo_options demo_of(const struct options *o)
{
	return (struct demo_options){.seed = (uint64_t)o->seed,
				     .devices = (uint32_t)o->devices,
				     .night = o->night};
}

int attach_demo_agents(const struct options *o)
{
	struct demo_options demo = demo_of(o);
	struct buf ini = {0};
	int alive = -1;
	pid_t pid = demo_start(&demo, &ini, &alive), ended = -1;

	if (pid < 0) {
		fprintf(stderr, "noctop: cannot start the demo network: %s\n",
			strerror(errno));
		return EXIT_CANNOT;
	}
	fwrite(ini.data, 1, ini.len, stdout);
	fflush(stdout);
	buf_fini(&ini);
	while (ended < 0) /* and they with us, whatever ends us */
		ended = waitpid(pid, NULL, 0);
	close(alive);
	return EXIT_OK;
}

static int start_demo(const struct options *o, int *code)
{
	struct demo_options demo = demo_of(o);
	struct watch_setup setup = {.demo = &demo};
	char name[32];
	int fd = -1;

	snprintf(name, sizeof name, PLACE_DEMO "%d", (int)getpid());
	*code = load_demo(&setup);
	if (*code == 0)
		fd = start(&setup, name, code);
	attach_setup_fini(&setup);
	return fd;
}

static int start_config(const struct options *o, const char *config, int *code)
{
	struct watch_setup setup = {0};
	char name[17];
	int fd = -1;

	*code = attach_load(o, &setup);
	if (*code == 0)
		*code = attach_need_journal(&setup.inventory.settings, config,
					    setup.journal, sizeof setup.journal);
	place_name(config, name);
	snprintf(setup.config, sizeof setup.config, "%s", config);
	if (*code == 0)
		fd = start(&setup, name, code);
	attach_setup_fini(&setup);
	return fd;
}

int attach_or_start(const struct options *o, bool demo, int *code)
{
	char config[PATH_MAX];
	int fd = -1;

	*code = 0;
	if (!demo)
		fd = attach_running(o);
	if (fd >= 0)
		return fd;
	if (!demo && attach_config_path(o, config, sizeof config))
		return start_config(o, config, code);
	return start_demo(o, code);
}

int attach_serve(const struct options *o)
{
	struct watch_setup setup = {.service = true};
	char config[PATH_MAX], name[17];
	int code = attach_need(o, &setup);

	if (code < 0)
		return EXIT_CONFIG;
	attach_config_path(o, config, sizeof config);
	place_name(config, name);
	snprintf(setup.config, sizeof setup.config, "%s", config);
	if (code == 0)
		code = attach_need_journal(&setup.inventory.settings, config,
					   setup.journal, sizeof setup.journal);
	if (code) {
		attach_setup_fini(&setup);
		return code;
	}
	setup.listen_fd = place_listen(name, &setup.place, &setup.lock_fd);
	if (setup.listen_fd < 0 && errno == EWOULDBLOCK) {
		fprintf(stderr, "noctop: a watch of %s runs already\n", config);
		code = EXIT_CANNOT;
	} else if (setup.listen_fd < 0) {
		code = cannot_listen();
	}
	if (code) {
		attach_setup_fini(&setup);
		return code;
	}
	return serve(&setup);
}
