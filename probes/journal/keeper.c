/*
 * keeper: takes events from the socket, commits all that came at once, says so.
 *
 * It outlives the watch by as long as it takes to write what has reached it: signals to
 * the terminal's or the service's processes are ignored, the end of the socket is the
 * only order to stop. What cannot be written stays and is tried again every second;
 * while much is waiting nothing more is taken in: then the watch keeps it. When nothing
 * came it forgets what is too old, a slice at a time, and notes each minute that it
 * lives.
 */
#include "probes/journal/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/base/part.h"
#include "probes/journal/chain.h"
#include "probes/journal/history.h"
#include "probes/journal/message.h"
#include "probes/journal/store.h"

#define BATCH_BYTES (1u << 20)
#define READ_BYTES 65536
#define LOCK_MS 1000  /* the lock may be held so long when we come, */
#define ENDS_MS 30000 /* and so long by one that writes what is left */
#define RETRY_MS 1000 /* of what could not be written */
#define LAST_MS 10000 /* tries when the watch is gone */
#define HOUR_MS (INT64_C(3600) * 1000)
#define DAY_MS (24 * HOUR_MS)
#define KEEP_CLEARED_MS DAY_MS
#define ALIVE_MS 60000
#define FORGET_EVENTS 1000 /* in one slice: some 20 ms on a slow disk */

struct keeper {
	int fd;
	const char *path;
	int64_t keep_ms;
	int64_t alive_ms, forget_ms; /* when that is due; monotonic */
	int64_t disk_ms;	     /* the same of a look at the disk */
	uint64_t forgot;	     /* events, since it was last said */
	struct store *store;
	struct history *history; /* NULL: there is none this time */
	struct history_lesson lesson; /* being learnt, for … */
	uint32_t pupil;		      /* … this question; 0 none */
	bool spoilt;		      /* the last writing of the history failed */
	uint64_t lost_told;	      /* values of it */
	struct buf in;	 /* what came, up to a message that is not whole yet */
	struct buf puts; /* PUT messages that are not committed */
	struct buf out;
	uint32_t asked; /* id of the question being answered */
	bool trouble;	/* the last commit failed */
	bool ended;	/* the watch is gone */
};

/* --- talking --- */

/* Blocks while the watch does not read: there is nobody else to serve. */
static void send_all(struct keeper *k)
{
	size_t done = 0;
	while (done < k->out.len) {
		ssize_t n = send(k->fd, k->out.data + done, k->out.len - done,
				 MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break; /* gone: reading will say so */
		done += (size_t)n;
	}
	buf_reset(&k->out);
}

static void say(struct keeper *k, const struct message *m)
{
	message_write(&k->out, m);
	send_all(k);
}

/* One of many: sent in larger pieces; the last is followed by say(). */
static void say_one(struct keeper *k, const struct message *m)
{
	message_write(&k->out, m);
	if (k->out.len >= READ_BYTES)
		send_all(k);
}

static void say_event(void *ctx, const struct event *e)
{
	struct keeper *k = ctx;
	say_one(k,
		&(struct message){.kind = MESSAGE_EVENT, .id = k->asked, .event = *e});
}

static void say_alert(void *ctx, const struct alert *a)
{
	say_one(ctx, &(struct message){.kind = MESSAGE_ALERT, .alert = *a});
}

static void say_window(void *ctx, const struct window_row *row)
{
	say_one(ctx, &(struct message){.kind = MESSAGE_WINDOW, .window = *row});
}

static void say_baseline(void *ctx, const struct baseline_row *row)
{
	say_one(ctx, &(struct message){.kind = MESSAGE_BASELINE, .baseline = *row});
}

static void say_refused(struct keeper *k, enum journal_refusal why, const char *words)
{
	say(k, &(struct message){.kind = MESSAGE_REFUSED, .id = why, .text = words});
}

static void say_notice(struct keeper *k, const char *what)
{
	if (*what)
		say(k, &(struct message){.kind = MESSAGE_NOTICE, .text = what});
}

/* --- opening --- */

/* The lock beside the database: in a file of its own, because closing any descriptor of
 * the database would drop SQLite's locks. Held until the process ends; when anything
 * stands in it, that will be soon. */
static int open_lock(const char *path)
{
	char name[4096];
	if (snprintf(name, sizeof name, "%s.lock", path) >= (int)sizeof name) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

void keeper_ends(const char *path)
{
	int fd = path ? open_lock(path) : -1;
	if (fd < 0)
		return;
	if (write(fd, "ends\n", 5) < 0)
		log_warning("journal: lock: %s", strerror(errno));
	close(fd);
}

static bool holder_ends(int fd)
{
	struct stat file;
	return fstat(fd, &file) == 0 && file.st_size > 0;
}

static bool lock(const char *path)
{
	int64_t began_ms = clock_mono_ms();
	int fd = open_lock(path);
	if (fd < 0)
		return false;
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int wait_ms = holder_ends(fd) ? ENDS_MS : LOCK_MS;
		if (errno != EWOULDBLOCK || clock_mono_ms() - began_ms >= wait_ms)
			return false;
		poll(NULL, 0, 20);
	}
	return ftruncate(fd, 0) == 0;
}

static bool take_lock(struct keeper *k)
{
	char words[512];
	if (!k->path || (store_make_folder(k->path) && lock(k->path)))
		return true;
	if (errno == EWOULDBLOCK)
		say_refused(k, JOURNAL_TAKEN, "another watch has it");
	else {
		snprintf(words, sizeof words, "cannot open '%.300s': %s", k->path,
			 strerror(errno));
		say_refused(k, JOURNAL_FAILED, words);
	}
	return false;
}

static bool open_store(struct keeper *k)
{
	struct store_news news;
	k->store = store_open(k->path, clock_wall_ms(), &news);
	say_notice(k, news.notice);
	if (!k->store)
		say_refused(k, news.refusal, news.why);
	return k->store != NULL;
}

static bool say_what_was(struct keeper *k)
{
	struct store_numbers n;
	int64_t now_ms = clock_wall_ms();
	store_trim(k->store, now_ms - KEEP_CLEARED_MS); /* no harm when it fails */
	if (!store_alerts(k->store, now_ms - JOURNAL_GHOST_MS, say_alert, k) ||
	    !store_windows(k->store, now_ms - JOURNAL_GHOST_MS, say_window, k) ||
	    !store_baseline(k->store, say_baseline, k) ||
	    !store_numbers(k->store, &n)) {
		say_refused(k, JOURNAL_FAILED, store_why(k->store));
		return false;
	}
	say_one(k, &(struct message){.kind = MESSAGE_READY,
				     .since_ms = store_alive_ms(k->store),
				     .seq = n.next_seq,
				     .alert_id = n.next_alert});
	/* A keeper before us may have ended before it could say so. */
	say(k, &(struct message){.kind = MESSAGE_DURABLE, .seq = n.last_seq});
	return true;
}

/* --- writing --- */

static bool put_one(struct keeper *k, const struct message *m)
{
	if (m->kind == MESSAGE_WINDOW)
		return store_put_window(k->store, &m->window);
	if (m->kind == MESSAGE_BASELINE)
		return store_put_baseline(k->store, &m->baseline);
	return store_put(k->store, &m->event, m->has_alert ? &m->alert : NULL);
}

static bool put_all(struct keeper *k, uint64_t *seq)
{
	struct message m;
	size_t used;
	for (size_t at = 0; at < k->puts.len; at += used) {
		/* These were read once already. */
		if (message_read(k->puts.data + at, k->puts.len - at, &m, &used) !=
		    MESSAGE_ONE)
			die("the journal lost its place");
		if (!put_one(k, &m))
			return false;
		if (m.kind == MESSAGE_PUT)
			*seq = m.event.seq;
	}
	return true;
}

/* A damaged file is replaced; the events at hand go into the new one. */
static void replace_store(struct keeper *k)
{
	struct store_news news;
	store_close(k->store);
	k->store = store_open(k->path, clock_wall_ms(), &news);
	say_notice(k, news.notice);
	if (!k->store) {
		say(k, &(struct message){.kind = MESSAGE_TROUBLE, .text = news.why});
		_exit(1); /* the watch starts another */
	}
}

static void commit(struct keeper *k)
{
	struct message done = {.kind = MESSAGE_DURABLE};
	if (!k->puts.len)
		return;
	k->trouble = !store_begin(k->store) || !put_all(k, &done.seq) ||
		     !store_commit(k->store);
	if (!k->trouble) {
		buf_reset(&k->puts);
		k->alive_ms = clock_mono_ms() + ALIVE_MS;
		say(k, &done);
		return;
	}
	say(k, &(struct message){.kind = MESSAGE_TROUBLE, .text = store_why(k->store)});
	store_rollback(k->store);
	if (store_damaged(k->store))
		replace_store(k);
}

/* --- when there is time --- */

static void say_forgot(struct keeper *k, const struct chain_link *anchor)
{
	char words[256], hex[CHAIN_HEX];
	snprintf(words, sizeof words,
		 "forgot %llu events older than journal_keep; anchor %llu:%s",
		 (unsigned long long)k->forgot, (unsigned long long)anchor->seq,
		 chain_hex(hex, anchor->hash));
	say_notice(k, words);
	k->forgot = 0;
}

/* One slice; the next soon if there is more, else in an hour. */
static void forget_some(struct keeper *k)
{
	struct chain_link anchor;
	int64_t n = store_forget(k->store, clock_wall_ms() - k->keep_ms, FORGET_EVENTS,
				 "journal_keep", &anchor);
	k->forgot += n > 0 ? (uint64_t)n : 0;
	k->forget_ms = n == FORGET_EVENTS ? 0 : clock_mono_ms() + HOUR_MS;
	if (n > 0 && n < FORGET_EVENTS)
		say_forgot(k, &anchor);
}

static void idle(struct keeper *k)
{
	int64_t now_ms = clock_mono_ms();
	if (k->trouble || k->puts.len || k->ended)
		return;
	if (k->keep_ms && now_ms >= k->forget_ms)
		forget_some(k);
	if (now_ms >= k->alive_ms) {
		store_alive(k->store); /* a full disk is said with the next event */
		k->alive_ms = now_ms + ALIVE_MS;
	}
}

/* Told before it is full; as df counts, without what is root's. */
static void look_at_disk(struct keeper *k)
{
	struct statvfs fs;
	uint64_t all;
	if (!k->path || k->ended || clock_mono_ms() < k->disk_ms)
		return;
	k->disk_ms = clock_mono_ms() + ALIVE_MS;
	if (statvfs(k->path, &fs))
		return;
	all = fs.f_blocks - fs.f_bfree + fs.f_bavail;
	if (all)
		say(k, &(struct message){.kind = MESSAGE_DISK,
					 .id = (uint32_t)(fs.f_bavail * 10000 / all)});
}

static int idle_in(const struct keeper *k)
{
	int64_t due_ms = k->alive_ms;
	if (k->keep_ms && k->forget_ms < due_ms)
		due_ms = k->forget_ms;
	due_ms -= clock_mono_ms();
	return due_ms > 0 ? (int)due_ms : 0;
}

/* --- reading --- */

static void answer(struct keeper *k, const struct message *ask)
{
	k->asked = ask->id;
	store_events(k->store, &ask->query, say_event, k);
	say(k, &(struct message){.kind = MESSAGE_END, .id = ask->id});
}

/* --- history -------------------------------------------------------------------------
 */

static void open_history(struct keeper *k)
{
	char notice[1024];

	k->history = history_open(k->path, clock_wall_ms(), notice, sizeof notice);
	say_notice(k, notice);
}

/* Its trouble is worth a line, the first time, and costs nothing but itself. */
static void write_history(struct keeper *k)
{
	int64_t now_ms = clock_wall_ms();
	char words[1024];
	bool spoilt;

	if (!k->history || history_due_ms(k->history, now_ms) != 0)
		return;
	spoilt = !history_flush(k->history, now_ms);
	if (spoilt && !k->spoilt) {
		snprintf(words, sizeof words, "the history cannot be written: %s",
			 history_why(k->history));
		say_notice(k, words);
	} else if (!spoilt && history_lost(k->history) > k->lost_told) {
		snprintf(words, sizeof words,
			 "the history is written again; %llu values were lost",
			 (unsigned long long)(history_lost(k->history) - k->lost_told));
		say_notice(k, words);
		k->lost_told = history_lost(k->history);
	}
	k->spoilt = spoilt;
	if (spoilt && history_damaged(k->history)) {
		k->history = history_renew(k->history, k->path, now_ms, words,
					   sizeof words);
		k->spoilt = false;
		k->lost_told = 0;
		say_notice(k, words);
	}
}

static void answer_recall(struct keeper *k, const struct message *m)
{
	static struct recalled recalled;

	recalled = (struct recalled){.p95 = NAN, .month_p95 = NAN};
	if (k->history)
		history_recall(k->history, m->rollup.name, m->rollup.entity,
			       m->rollup.kind, m->range, clock_wall_ms(), &recalled);
	say(k, &(struct message){
		       .kind = MESSAGE_RECALLED, .id = m->id, .recalled = &recalled});
}

static void say_learnt(void *ctx, const char *name, const char *entity,
		       enum rollup_kind kind, const struct learnt *learnt)
{
	struct keeper *k = ctx;

	say_one(k, &(struct message){.kind = MESSAGE_LEARNT,
				     .id = k->pupil,
				     .rollup = {name, entity, kind, 0, 0, 0, 0},
				     .learnt = *learnt});
}

/* One piece of it, so that events need not wait for the rest. */
static void learn_some(struct keeper *k)
{
	uint32_t pupil = k->pupil;

	if (!pupil)
		return;
	if (k->history && history_learn(k->history, &k->lesson, say_learnt, k))
		return;
	k->pupil = 0;
	say(k, &(struct message){.kind = MESSAGE_END, .id = pupil});
}

/* A second question ends the first. */
static void begin_lesson(struct keeper *k, uint32_t id)
{
	if (k->pupil)
		say(k, &(struct message){.kind = MESSAGE_END, .id = k->pupil});
	k->pupil = id;
	k->lesson = (struct history_lesson){.now_ms = clock_wall_ms()};
}

static bool take_history(struct keeper *k, const struct message *m)
{
	switch (m->kind) {
	case MESSAGE_ROLLUP:
		if (k->history)
			history_take(k->history, &m->rollup, clock_wall_ms());
		return true;
	case MESSAGE_ROLLED:
		say(k, m);
		return true;
	case MESSAGE_RECALL:
		answer_recall(k, m);
		return true;
	case MESSAGE_LEARN:
		begin_lesson(k, m->id);
		return true;
	default:
		return false;
	}
}

/* --- what the watch says --- */

/* One message: to be written later, or answered. False for what is none of ours. */
static bool take_one(struct keeper *k, const struct message *m, const char *bytes,
		     size_t n)
{
	switch (m->kind) {
	case MESSAGE_HELLO:
		return m->version == MESSAGE_VERSION;
	case MESSAGE_PUT:
	case MESSAGE_WINDOW:
	case MESSAGE_BASELINE:
		buf_add(&k->puts, bytes, n);
		return true;
	case MESSAGE_ASK:
		answer(k, m);
		return true;
	default:
		return take_history(k, m);
	}
}

static bool take(struct keeper *k)
{
	struct message m;
	size_t used, done = 0;
	enum message_result got;
	while ((got = message_read(k->in.data + done, k->in.len - done, &m, &used)) ==
	       MESSAGE_ONE) {
		if (!take_one(k, &m, k->in.data + done, used))
			return false;
		done += used;
	}
	buf_drop(&k->in, done);
	return got == MESSAGE_MORE;
}

/* All that is there, as far as a batch goes. */
static void receive(struct keeper *k)
{
	while (!k->ended && k->puts.len < BATCH_BYTES) {
		char *room = buf_room(&k->in, READ_BYTES);
		ssize_t n = recv(k->fd, room, READ_BYTES, MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		k->in.len += n > 0 ? (size_t)n : 0;
		k->ended = n <= 0 || !take(k);
	}
}

/* Until there is something to do without being told. */
static int patience(const struct keeper *k)
{
	int64_t due = k->history ? history_due_ms(k->history, clock_wall_ms()) : -1;
	int idle_ms = idle_in(k);

	if (k->pupil)
		return 0;
	if (k->trouble)
		return RETRY_MS;
	return due < 0 || due > idle_ms ? idle_ms : (int)due;
}

static void wait_for_more(struct keeper *k)
{
	struct pollfd p = {k->fd, k->puts.len < BATCH_BYTES ? POLLIN : 0, 0};
	if (k->ended || (k->trouble && p.events == 0))
		poll(NULL, 0, RETRY_MS);
	else
		poll(&p, 1, patience(k));
}

/* Until the watch is gone and all is written. */
static void keep(struct keeper *k)
{
	int64_t give_up_ms = INT64_MAX;
	while (!k->ended || k->puts.len) {
		if (k->ended && give_up_ms == INT64_MAX) {
			keeper_ends(k->path);
			give_up_ms = clock_mono_ms() + LAST_MS;
		}
		if (clock_mono_ms() >= give_up_ms)
			return;
		wait_for_more(k);
		receive(k);
		commit(k);
		idle(k);
		look_at_disk(k);
		write_history(k);
		learn_some(k);
	}
}

/* --- the process --- */

_Noreturn static void run(const char *path, int64_t keep_ms, int fd)
{
	struct keeper k = {.fd = part_from_parent("noctop-journal", fd),
			   .path = path,
			   .keep_ms = keep_ms};

	say(&k, &(struct message){.kind = MESSAGE_HELLO, .version = MESSAGE_VERSION});
	if (take_lock(&k) && open_store(&k) && say_what_was(&k)) {
		open_history(&k);
		keep(&k);
		store_alive(k.store); /* the watch was, until now */
		history_close(k.history, clock_wall_ms());
		store_close(k.store);
	}
	_exit(k.puts.len ? 1 : 0);
}

int keeper_start(const char *path, int64_t keep_ms, int *fd)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		run(path, keep_ms, pair[1]);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return -1;
	}
	*fd = pair[0];
	return pid;
}
