/*
 * place: where configuration and program data are looked for, in the order of the
 * manual: the operator's own first, then the machine's, then what was installed.
 */
#include "probes/conf/inventory.h"

#include <unistd.h>

#define SYSTEM_FOLDER "/etc/noctop"

static bool readable(const char *path)
{
	return access(path, R_OK) == 0;
}

/* folder/name in out when that can be read. A path that does not fit is not there. */
static bool found(const char *folder, const char *name, char *out, size_t cap)
{
	int n = snprintf(out, cap, "%s/%s", folder, name);
	return n > 0 && (size_t)n < cap && readable(out);
}

/* $XDG_CONFIG_HOME/noctop, by default ~/.config/noctop. Relative paths are to be
 * ignored (XDG Base Directory Specification). */
static bool own_folder(char *out, size_t cap)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int n;
	if (xdg && *xdg == '/')
		n = snprintf(out, cap, "%s/noctop", xdg);
	else if (home && *home == '/')
		n = snprintf(out, cap, "%s/.config/noctop", home);
	else
		return false;
	return n > 0 && (size_t)n < cap;
}

static bool found_own(const char *name, char *out, size_t cap)
{
	char folder[4096];
	return own_folder(folder, sizeof folder) && found(folder, name, out, cap);
}

bool conf_own_path(char *out, size_t cap)
{
	char folder[4096];
	int n = own_folder(folder, sizeof folder)
			? snprintf(out, cap, "%s/noctop.ini", folder)
			: 0;
	return n > 0 && (size_t)n < cap;
}

bool conf_default_path(char *out, size_t cap)
{
	return found_own("noctop.ini", out, cap) ||
	       found(SYSTEM_FOLDER, "noctop.ini", out, cap) ||
	       found(NOCTOP_SYSCONFDIR, "noctop.ini", out, cap);
}

static bool found_beside(const char *config, const char *name, char *out, size_t cap)
{
	char folder[4096];
	const char *slash = config ? strrchr(config, '/') : NULL;
	if (!config || !*config)
		return false;
	if (!slash)
		return found(".", name, out, cap);
	int n = snprintf(folder, sizeof folder, "%.*s", (int)(slash - config), config);
	return n >= 0 && (size_t)n < sizeof folder && found(folder, name, out, cap);
}

/* etc/ of the tree this program was built in, that it may be tried before it is
 * installed: the program stands in the tree itself or in a folder of it. */
static bool found_in_tree(const char *name, char *out, size_t cap)
{
	char exe[4096], folder[4096 + 8];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	char *slash;
	if (n <= 0)
		return false;
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	if (!slash)
		return false;
	*slash = '\0';
	snprintf(folder, sizeof folder, "%s/etc", exe);
	if (found(folder, name, out, cap))
		return true;
	snprintf(folder, sizeof folder, "%s/../etc", exe);
	return found(folder, name, out, cap);
}

static bool found_told(const char *name, char *out, size_t cap)
{
	const char *tree = getenv("NOCTOP_DATADIR");
	return tree && *tree && found(tree, name, out, cap);
}

bool conf_own_data_path(const char *config, const char *name, char *out, size_t cap)
{
	return found_beside(config, name, out, cap) || found_own(name, out, cap) ||
	       found(SYSTEM_FOLDER, name, out, cap) ||
	       found(NOCTOP_SYSCONFDIR, name, out, cap);
}

bool conf_shipped_path(const char *name, char *out, size_t cap)
{
	return found_told(name, out, cap) ||
	       found(NOCTOP_DATADIR, name, out, cap) || found_in_tree(name, out, cap);
}

bool conf_data_path(const char *config, const char *name, char *out, size_t cap)
{
	return found_beside(config, name, out, cap) || found_told(name, out, cap) ||
	       conf_own_data_path(NULL, name, out, cap) ||
	       conf_shipped_path(name, out, cap);
}
