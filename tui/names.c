/*
 * A look-up is a detached thread that owns its end of a socket pair and sends one fixed
 * record; so nothing is shared, and one that hangs for ever holds nobody up.
 */
#include "tui/names.h"

#include <grp.h>
#include <pthread.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/log.h"
#include "probes/base/table.h"
#include "probes/base/text.h"

#define PASSWD_SIZE 4096
#define GROUP_SIZE 16384
#define GROUPS_MAX 256

struct answer {
	uid_t uid;
	char name[NAME_SIZE];
	bool listed;
};

struct look {
	names_look *look;
	char *list; /* its own */
	uid_t uid;
	int fd;
};

struct names {
	struct ev_loop *loop;
	names_look *look;
	names_found *found;
	void *ctx;
	char *list; /* NULL none */
	int fd[2];  /* read; write, which every look-up has a copy of */
	ev_io readable;
	ev_timer wait;
	struct user {
		uid_t uid;
		bool known, listed;
		char name[NAME_SIZE];
	} * user;
	uint32_t n, cap;
};

bool names_from_system(uid_t uid, char *out, size_t cap)
{
	char room[PASSWD_SIZE];
	struct passwd row, *found = NULL;

	return getpwuid_r(uid, &row, room, sizeof room, &found) == 0 && found &&
	       snprintf(out, cap, "%s", found->pw_name) < (int)cap;
}

/* Is the user in this group, by its own or as one more? */
static bool is_member(const char *name, gid_t primary, const char *group)
{
	char room[GROUP_SIZE];
	struct group row, *found = NULL;
	gid_t gid[GROUPS_MAX];
	int n = GROUPS_MAX;

	if (getgrnam_r(group, &row, room, sizeof room, &found) != 0 || !found)
		return false;
	if (getgrouplist(name, primary, gid, &n) < 0)
		n = GROUPS_MAX;
	for (int i = 0; i < n; i++)
		if (gid[i] == found->gr_gid)
			return true;
	return false;
}

bool names_in_list(const char *list, uid_t uid)
{
	char room[PASSWD_SIZE], word[NAME_SIZE];
	struct passwd row, *found = NULL;
	size_t len;

	if (!list || getpwuid_r(uid, &row, room, sizeof room, &found) != 0 || !found)
		return false;
	for (const char *s = list; *s; s += len) {
		s += strspn(s, ", ");
		len = strcspn(s, ", ");
		if (!len || len >= sizeof word)
			continue;
		snprintf(word, sizeof word, "%.*s", (int)len, s);
		if (word[0] == '@' ? is_member(found->pw_name, found->pw_gid, word + 1)
				   : !strcmp(word, found->pw_name))
			return true;
	}
	return false;
}

static void call_it_by_number(char *out, uid_t uid)
{
	snprintf(out, NAME_SIZE, "uid %u", (unsigned)uid);
}

static void *look_up(void *arg)
{
	struct look *l = arg;
	struct answer answer = {.uid = l->uid};

	if (!l->look(l->uid, answer.name, sizeof answer.name))
		call_it_by_number(answer.name, l->uid);
	answer.listed = names_in_list(l->list, l->uid);
	/* A watch that has ended meanwhile does not want to know. */
	(void)!send(l->fd, &answer, sizeof answer, MSG_NOSIGNAL);
	close(l->fd);
	free(l->list);
	free(l);
	return NULL;
}

static bool start(struct names *n, uid_t uid)
{
	struct look *l = calloc(1, sizeof *l);
	pthread_t thread;
	pthread_attr_t attr;

	if (!l)
		die("out of memory");
	*l = (struct look){n->look, n->list ? strdup(n->list) : NULL, uid,
			   dup(n->fd[1])};
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	bool ok = l->fd >= 0 && pthread_create(&thread, &attr, look_up, l) == 0;
	pthread_attr_destroy(&attr);
	if (ok)
		return true;
	if (l->fd >= 0)
		close(l->fd);
	free(l->list);
	free(l);
	return false;
}

static struct user *find(struct names *n, uid_t uid)
{
	for (uint32_t i = 0; i < n->n; i++)
		if (n->user[i].uid == uid)
			return &n->user[i];
	return NULL;
}

static void set(struct names *n, struct user *u, const char *name)
{
	uid_t uid = u->uid;

	text_clean_line(name, strlen(name), u->name, sizeof u->name);
	u->known = true;
	n->found(n->ctx, uid);
}

static void on_answer(struct ev_loop *loop, ev_io *io, int events)
{
	struct names *n = io->data;
	struct answer a;

	(void)loop, (void)events;
	if (recv(n->fd[0], &a, sizeof a, MSG_DONTWAIT) != sizeof a)
		return;
	a.name[sizeof a.name - 1] = '\0';
	find(n, a.uid)->listed = a.listed;
	set(n, find(n, a.uid), a.name);
}

static void on_wait(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct names *n = timer->data;
	char name[NAME_SIZE];

	(void)loop, (void)events;
	for (uint32_t i = 0; i < n->n; i++) {
		if (n->user[i].known)
			continue;
		call_it_by_number(name, n->user[i].uid);
		set(n, &n->user[i], name);
	}
}

const char *names_of(struct names *n, uid_t uid)
{
	struct user *u = find(n, uid);

	if (u)
		return u->known ? u->name : NULL;
	TABLE_GROW(n->user, n->cap, n->n + 1);
	u = &n->user[n->n++];
	*u = (struct user){.uid = uid};
	call_it_by_number(u->name, uid);
	u->known = !start(n, uid);
	if (u->known)
		return u->name;
	if (!ev_is_active(&n->wait)) {
		ev_timer_set(&n->wait, NAMES_WAIT_S, 0.);
		ev_timer_start(n->loop, &n->wait);
	}
	return NULL;
}

void names_list(struct names *n, const char *list)
{
	free(n->list);
	n->list = list ? strdup(list) : NULL;
}

bool names_listed(struct names *n, uid_t uid)
{
	const struct user *u = find(n, uid);

	return u && u->listed;
}

struct names *names_open(struct ev_loop *loop, names_look *look, names_found *found,
			 void *ctx)
{
	struct names *n = calloc(1, sizeof *n);

	if (!n || socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, n->fd))
		die("cannot look up names of users");
	n->loop = loop;
	n->look = look;
	n->found = found;
	n->ctx = ctx;
	ev_io_init(&n->readable, on_answer, n->fd[0], EV_READ);
	ev_init(&n->wait, on_wait);
	n->readable.data = n->wait.data = n;
	ev_io_start(loop, &n->readable);
	return n;
}

void names_close(struct names *n)
{
	ev_io_stop(n->loop, &n->readable);
	ev_timer_stop(n->loop, &n->wait);
	close(n->fd[0]);
	close(n->fd[1]);
	free(n->user);
	free(n->list);
	free(n);
}
