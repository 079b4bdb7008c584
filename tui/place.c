/*
 * place: rendezvous of terminals and watches.
 *
 * The folder's owner and mode are checked each time: a socket in a folder of somebody
 * else's would let them answer in the name of our watch.
 */
#include "tui/place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FOLDERS 3
#define SERVICE_FOLDER "/run/noctop"

/* The i-th folder to look in; false when there is none such here. */
static bool folder(unsigned i, char *out, size_t cap)
{
	const char *xdg = getenv("XDG_RUNTIME_DIR");
	int n = 0;

	if (i == 0)
		n = snprintf(out, cap, "%s", SERVICE_FOLDER);
	else if (i == 1 && xdg && *xdg == '/')
		n = snprintf(out, cap, "%s/noctop", xdg);
	else if (i == 2 && !(xdg && *xdg == '/'))
		n = snprintf(out, cap, "/tmp/noctop-%u", (unsigned)getuid());
	return n > 0 && (size_t)n < cap;
}

/* Of /run/noctop root alone can have said whose it is: the service's user. */
static bool folder_sound(const char *path)
{
	struct stat st;
	bool of_service = !strcmp(path, SERVICE_FOLDER);

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
	       (of_service || st.st_uid == getuid() || st.st_uid == 0) &&
	       !(st.st_mode & S_IWOTH);
}

void place_name(const char *canonical, char out[17])
{
	uint64_t hash = 0xcbf29ce484222325; /* FNV-1a: a name, not a secret */

	for (; *canonical; canonical++)
		hash = (hash ^ (unsigned char)*canonical) * 0x100000001b3;
	snprintf(out, 17, "%016llx", (unsigned long long)hash);
}

static int place_at(struct place *p, const char *dir, const char *name)
{
	int n = snprintf(p->socket, sizeof p->socket, "%s/%s.sock", dir, name);
	int m = snprintf(p->lock, sizeof p->lock, "%s/%s.lock", dir, name);

	if (n > 0 && (size_t)n < sizeof p->socket && m > 0 &&
	    (size_t)m < sizeof p->lock)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

static int socket_at(const struct place *p, struct sockaddr_un *addr)
{
	*addr = (struct sockaddr_un){.sun_family = AF_UNIX};
	snprintf(addr->sun_path, sizeof addr->sun_path, "%s", p->socket);
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int connect_at(const struct place *p)
{
	struct sockaddr_un addr;
	int fd = socket_at(p, &addr), saved;

	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof addr) == 0)
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

int place_connect(const char *name)
{
	char dir[80];
	struct place p;
	int fd = -1;

	errno = ENOENT;
	for (unsigned i = 0; i < FOLDERS && fd < 0; i++)
		if (folder(i, dir, sizeof dir) && folder_sound(dir) &&
		    place_at(&p, dir, name) == 0)
			fd = connect_at(&p);
	return fd;
}

static bool is_demo(const char *name)
{
	return !strncmp(name, PLACE_DEMO, sizeof PLACE_DEMO - 1);
}

/* Connect to every socket of a folder; counts those that answer. */
static void connect_all(const char *dir, bool demo, int *fd, unsigned *found)
{
	DIR *d = folder_sound(dir) ? opendir(dir) : NULL;
	struct dirent *e;

	while (d && (e = readdir(d))) {
		size_t len = strlen(e->d_name);
		char name[64];
		struct place p;
		int one;

		if (len < 6 || len >= sizeof name ||
		    strcmp(e->d_name + len - 5, ".sock") || is_demo(e->d_name) != demo)
			continue;
		snprintf(name, sizeof name, "%.*s", (int)(len - 5), e->d_name);
		if (place_at(&p, dir, name) || (one = connect_at(&p)) < 0)
			continue;
		if ((*found)++ == 0)
			*fd = one;
		else
			close(one);
	}
	if (d)
		closedir(d);
}

int place_connect_any(bool demo)
{
	char dir[80];
	unsigned found = 0;
	int fd = -1;

	for (unsigned i = 0; i < FOLDERS; i++)
		if (folder(i, dir, sizeof dir))
			connect_all(dir, demo, &fd, &found);
	if (found < 2)
		return fd;
	close(fd);
	return -2;
}

/* The first folder that is ours to write; made when it is not there. */
bool place_folder(char *out, size_t cap)
{
	for (unsigned i = 0; i < FOLDERS; i++) {
		if (!folder(i, out, cap))
			continue;
		if (i > 0 && mkdir(out, 0700) && errno != EEXIST)
			continue;
		if (folder_sound(out) && access(out, W_OK | X_OK) == 0)
			return true;
	}
	errno = EACCES;
	return false;
}

static int listen_at(const struct place *p)
{
	struct sockaddr_un addr;
	int fd = socket_at(p, &addr);

	if (fd < 0)
		return -1;
	unlink(p->socket); /* of a watch that died: we hold its lock */
	if (bind(fd, (struct sockaddr *)&addr, sizeof addr) == 0 &&
	    chmod(p->socket, 0660) == 0 && listen(fd, 64) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Is this still the file that others will lock, or was it removed meanwhile? */
static bool lock_stands(int fd, const char *path)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && stat(path, &named) == 0 &&
	       held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

static int lock_at(const struct place *p)
{
	for (;;) {
		int fd = open(p->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB)) {
			close(fd);
			errno = EWOULDBLOCK;
			return -1;
		}
		if (lock_stands(fd, p->lock))
			return fd;
		close(fd);
	}
}

int place_listen(const char *name, struct place *p, int *lock_fd)
{
	char dir[80];
	int fd;

	if (!place_folder(dir, sizeof dir) || place_at(p, dir, name))
		return -1;
	*lock_fd = lock_at(p);
	if (*lock_fd < 0)
		return -1;
	fd = listen_at(p);
	if (fd < 0)
		close(*lock_fd);
	return fd;
}

void place_hide(const struct place *p)
{
	unlink(p->socket);
}

void place_leave(const struct place *p)
{
	place_hide(p);
	unlink(p->lock); /* while it is held: see lock_stands */
}
