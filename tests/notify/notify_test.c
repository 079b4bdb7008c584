/* Hooks, with real small programs: what they are given, and what becomes of those that
 * hang, fail, print without end, multiply or cannot be run at all. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/notify/notify.h"
#include "probes/notify/spawner.h"
#include "tests/notify/an_alert.h"

#define HOOKS 4
#define RESULTS 400
#define DEADLINE_S 20.

struct outcome {
	const struct hook *hook;
	bool good, last, left;
	int status;
	char words[96], said[NOTIFY_SAID], ticket[64];
};

struct desk {
	struct ev_loop *loop;
	struct hook hook[HOOKS];
	const char *argv[HOOKS][8];
	struct roster roster;
	struct notify *notify;
	struct outcome result[RESULTS];
	unsigned n, last, wanted;
	char dir[64];
};

static void done(void *ctx, const struct notify_result *r)
{
	struct desk *d = ctx;
	struct outcome *o = &d->result[d->n++];

	assert_true(d->n < RESULTS);
	*o = (struct outcome){r->hook,	 r->good, r->last, r->left,
			      r->status, "",	  "",	   ""};
	snprintf(o->words, sizeof o->words, "%s", r->words);
	snprintf(o->said, sizeof o->said, "%s", r->said);
	snprintf(o->ticket, sizeof o->ticket, "%s", r->ticket);
	d->last += r->last;
	if (d->last >= d->wanted)
		ev_break(d->loop, EVBREAK_ALL);
}

static int setup(void **state)
{
	static struct desk d;

	d = (struct desk){.loop = ev_loop_new(EVFLAG_AUTO), .wanted = 1};
	snprintf(d.dir, sizeof d.dir, "/tmp/noctop-notify-XXXXXX");
	assert_non_null(mkdtemp(d.dir));
	d.roster.hook = d.hook;
	d.roster.hook_n = HOOKS;
	for (int i = 0; i < HOOKS; i++)
		d.hook[i] = (struct hook){
			.name = "test", .argv = d.argv[i], .limit_ms = 10000};
	d.notify = notify_open(d.loop, &d.roster, done, &d);
	assert_non_null(d.notify);
	*state = &d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;
	DIR *dir = opendir(d->dir);
	struct dirent *e;

	notify_close(d->notify, 0);
	ev_loop_destroy(d->loop);
	while (dir && (e = readdir(dir)))
		unlinkat(dirfd(dir), e->d_name, 0);
	closedir(dir);
	return rmdir(d->dir);
}

/* Hook i is this script; "$DIR" is the folder of the test. */
static void script(struct desk *d, int i, mode_t mode, const char *text)
{
	char *path = d->dir; /* of arguments: below */
	static char paths[HOOKS][96];
	FILE *f;

	snprintf(paths[i], sizeof paths[i], "%s/hook%d", path, i);
	f = fopen(paths[i], "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\nDIR=%s\n%s\n", d->dir, text);
	fclose(f);
	chmod(paths[i], mode);
	d->argv[i][0] = paths[i];
}

static void put(struct desk *d, uint32_t first, uint32_t means_n)
{
	static const struct contact kim = {
		.name = "j.kim", .title = "Jae Kim", .email = "j.kim@example.net"};
	char words[] = "xe-0/0/3 down; $(reboot) `id`";
	struct alert a = an_alert(words);
	struct notify_job job = {.means_n = means_n, .contact = NONE};

	for (uint32_t i = 0; i < means_n; i++)
		job.means[i] = &d->hook[first + i];
	notice_fill(&job.notice, &(struct notice_about){.kind = NOTICE_PROBLEM,
							.network_name = "EU-NOC",
							.alert = &a,
							.contact = &kim,
							.tier = 2,
							.number = 1,
							.now_ms = ALERT_OPENED_MS});
	notify_put(d->notify, &job);
}

static void on_deadline(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)timer, (void)events;
	ev_break(loop, EVBREAK_ALL);
}

static void run(struct desk *d, unsigned wanted)
{
	ev_timer deadline;

	d->wanted = d->last + wanted;
	ev_timer_init(&deadline, on_deadline, DEADLINE_S, 0.);
	ev_timer_start(d->loop, &deadline);
	ev_run(d->loop, 0);
	ev_timer_stop(d->loop, &deadline);
	assert_true(d->last >= d->wanted);
}

static char *contents(struct desk *d, const char *name)
{
	static char text[65536];
	char path[128];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", d->dir, name);
	f = fopen(path, "r");
	if (f) {
		n = fread(text, 1, sizeof text - 1, f);
		fclose(f);
	}
	text[n] = '\0';
	return text;
}

#define HAS(text, what)                                                                \
	do {                                                                           \
		if (!strstr(text, what))                                               \
			fail_msg("'%s' is not in: %s", what, text);                    \
	} while (0)

/* --- what they are given --- */

static void a_hook_gets_its_words_unsplit_and_no_shell(void **state)
{
	struct desk *d = *state;
	char *got;

	script(d, 0, 0700, "printf '<%s>' \"$@\" >$DIR/got");
	d->argv[0][1] = "{contact.email}";
	d->argv[0][2] = "at {device}: {alert.text}";
	d->argv[0][3] = "{no.such} {}";
	put(d, 0, 1);
	run(d, 1);
	assert_true(d->result[0].good);
	got = contents(d, "got");
	assert_string_equal(got, "<j.kim@example.net><at fra-core-01: xe-0/0/3 down; "
				 "$(reboot) `id`><{no.such} {}>");
}

static void the_environment_is_ours_alone(void **state)
{
	struct desk *d = *state;
	char *got;

	setenv("LEAKED", "yes", 1);
	script(d, 0, 0700, "env >$DIR/got");
	put(d, 0, 1);
	run(d, 1);
	unsetenv("LEAKED");
	got = contents(d, "got");
	HAS(got, "NOCTOP_KIND=problem\n");
	HAS(got, "NOCTOP_ALERT_TEXT=xe-0/0/3 down; $(reboot) `id`\n");
	HAS(got, "NOCTOP_TIER=2\n");
	HAS(got, "NAGIOS_NOTIFICATIONTYPE=PROBLEM\n");
	HAS(got, "NAGIOS_HOSTNAME=fra-core-01\n");
	HAS(got, "ICINGA_SERVICEDESC=xe-0/0/3\n");
	HAS(got, "ICINGA_SERVICESTATE=CRITICAL\n");
	HAS(got, "NAGIOS_CONTACTEMAIL=j.kim@example.net\n");
	HAS(got, "PATH=/usr/local/sbin:");
	assert_null(strstr(got, "LEAKED"));
	assert_null(strstr(got, "NOCTOP_SECRET_FD"));
}

static void the_event_is_json_on_standard_input(void **state)
{
	struct desk *d = *state;
	char *got;

	script(d, 0, 0700,
	       "cat >$DIR/got; ls -l /proc/self/fd >$DIR/fds; pwd >$DIR/pwd");
	put(d, 0, 1);
	run(d, 1);
	got = contents(d, "got");
	HAS(got, "{\"schema\":1,\"kind\":\"problem\"");
	HAS(got, "\"alert.id\":\"42\"");
	HAS(got, "\"contact.phone\":null");
	assert_string_equal(contents(d, "pwd"), "/\n");
	assert_null(strstr(contents(d, "fds"), "socket:"));
}

static void a_secret_comes_by_descriptor_3_and_nowhere_else(void **state)
{
	struct desk *d = *state;

	d->hook[0].secret = "hush-4711";
	script(d, 0, 0700,
	       "cat <&3 >$DIR/secret; { env; cat; cat /proc/$$/cmdline; } >$DIR/rest");
	put(d, 0, 1);
	run(d, 1);
	assert_string_equal(contents(d, "secret"), "hush-4711");
	HAS(contents(d, "rest"), "NOCTOP_SECRET_FD=3");
	assert_null(strstr(contents(d, "rest"), "hush"));
}

/* --- what comes of them --- */

static void a_ticket_is_read_from_its_output(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700, "echo hello; echo ticket=INC-4711; echo bye");
	put(d, 0, 1);
	run(d, 1);
	assert_string_equal(d->result[0].ticket, "INC-4711");
}

static void a_failure_says_its_status_and_first_words(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700, "printf 'no \\033[31mrelay\\nmore\\n' >&2; exit 3");
	put(d, 0, 1);
	run(d, 1);
	assert_false(d->result[0].good);
	assert_true(d->result[0].last);
	assert_int_equal(d->result[0].status, 3);
	assert_string_equal(d->result[0].words, "exit 3");
	HAS(d->result[0].said, "no ");
	assert_null(strchr(d->result[0].said, '\033'));
	assert_null(strstr(d->result[0].said, "more"));
}

static void what_cannot_be_run_says_why(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0600, "true");
	d->argv[1][0] = "/nowhere/at/all";
	put(d, 0, 1);
	run(d, 1);
	put(d, 1, 1);
	run(d, 1);
	assert_string_equal(d->result[0].words, "cannot start: Permission denied");
	assert_string_equal(d->result[1].words,
			    "cannot start: No such file or directory");
}

static bool alive(struct desk *d, const char *name)
{
	pid_t pid = (pid_t)strtol(contents(d, name), NULL, 10);

	return pid > 0 && kill(pid, 0) == 0;
}

static void one_that_hangs_is_ended_with_its_children(void **state)
{
	struct desk *d = *state;
	int64_t begun = clock_mono_ms();

	d->hook[0].limit_ms = 200;
	script(d, 0, 0700,
	       "trap '' TERM; echo $$ >$DIR/pid; (trap '' TERM; exec sleep 60) & "
	       "echo $! >$DIR/child; wait; sleep 60");
	put(d, 0, 1);
	run(d, 1);
	assert_string_equal(d->result[0].words, "did not end within 1 s");
	assert_int_equal(d->result[0].status, -1);
	assert_true(clock_mono_ms() - begun >= 200);
	assert_false(alive(d, "pid"));
	for (int i = 0; i < 500 && alive(d, "child"); i++)
		usleep(10000); /* init has to collect it */
	assert_false(alive(d, "child"));
}

static void one_that_multiplies_is_ended_as_a_group(void **state)
{
	struct desk *d = *state;

	d->hook[0].limit_ms = 300;
	/* Bounded: seven generations at most, should nobody end them. */
	script(d, 0, 0700,
	       "trap '' TERM; n=${1:-0}; echo $$ >>$DIR/pids; [ $n -lt 7 ] && "
	       "{ $0 $((n + 1)) & $0 $((n + 1)) & }; sleep 60");
	put(d, 0, 1);
	run(d, 1);
	for (int tries = 0;; tries++) {
		char *list = strdup(contents(d, "pids")), *at = list, *line;
		unsigned left = 0, all = 0;

		while ((line = strsep(&at, "\n")))
			if (*line) {
				all++;
				left += kill((pid_t)strtol(line, NULL, 10), 0) == 0;
			}
		free(list);
		assert_true(all > 1);
		if (!left)
			break;
		assert_true(tries < 500);
		usleep(10000);
	}
}

static void one_that_prints_without_end_is_read_and_dropped(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700,
	       "head -c 20000000 /dev/zero | tr '\\0' x; "
	       "head -c 1000000 /dev/zero | tr '\\0' y >&2; exit 4");
	put(d, 0, 1);
	run(d, 1);
	assert_string_equal(d->result[0].words, "exit 4");
	assert_true(strlen(d->result[0].said) < NOTIFY_SAID);
}

static void one_that_leaves_a_child_behind_does_not_keep_us(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700, "sleep 60 & echo $! >$DIR/child; exit 0");
	put(d, 0, 1);
	run(d, 1);
	assert_true(d->result[0].good);
	for (int i = 0; i < 500 && alive(d, "child"); i++)
		usleep(10000);
	assert_false(alive(d, "child"));
}

/* --- the queue --- */

static void when_one_means_fails_the_next_is_tried_at_once(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700, "exit 1");
	script(d, 1, 0700, "exit 0");
	put(d, 0, 2);
	run(d, 1);
	assert_int_equal(d->n, 2);
	assert_false(d->result[0].last);
	assert_ptr_equal(d->result[1].hook, &d->hook[1]);
	assert_true(d->result[1].good);
}

static void a_round_that_failed_is_tried_again_later(void **state)
{
	struct desk *d = *state;

	d->hook[0].retries = 1;
	script(d, 0, 0700, "[ -e $DIR/once ] || { >$DIR/once; exit 1; }");
	put(d, 0, 1);
	run(d, 1); /* five seconds later */
	assert_int_equal(d->n, 2);
	assert_true(d->result[1].good);
}

static void two_failures_in_a_minute_are_failing_until_one_success(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700, "[ -e $DIR/works ]");
	put(d, 0, 1);
	run(d, 1);
	assert_int_equal(notify_failing(d->notify), 0);
	assert_int_equal(notify_failures(d->notify), 1);
	put(d, 0, 1);
	run(d, 1);
	assert_int_equal(notify_failing(d->notify), 1);
	assert_int_equal(notify_failures(d->notify), 2);
	script(d, 0, 0700, "true");
	put(d, 0, 1);
	run(d, 1);
	assert_int_equal(notify_failing(d->notify), 0);
}

static void at_most_eight_run_at_once(void **state)
{
	struct desk *d = *state;
	const char *s;
	unsigned long most = 0;

	script(d, 0, 0700,
	       "ls $DIR | grep -c run. >>$DIR/seen; >$DIR/run$$; sleep 0.1; "
	       "rm $DIR/run$$");
	for (int i = 0; i < 40; i++)
		put(d, 0, 1);
	run(d, 40);
	for (s = contents(d, "seen"); s && *s; s = strchr(s, '\n'), s += s != NULL)
		most = strtoul(s, NULL, 10) > most ? strtoul(s, NULL, 10) : most;
	assert_true(most <= SPAWN_MOST - 1);
	assert_true(most >= 1); /* and more than one */
}

static void a_full_queue_says_so_and_counts(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700, "true");
	for (int i = 0; i < NOTIFY_QUEUE_MAX + 3; i++)
		put(d, 0, 1);
	assert_int_equal(d->n, 3);
	assert_true(d->result[0].last);
	assert_false(d->result[0].good);
	assert_string_equal(d->result[0].words, "the queue is full");
	run(d, NOTIFY_QUEUE_MAX);
}

static void a_spawner_that_was_killed_is_started_again(void **state)
{
	struct desk *d = *state;
	pid_t first = notify_spawner(d->notify);

	d->hook[0].retries = 0;
	script(d, 0, 0700, "[ -e $DIR/begun ] || { >$DIR/begun; exec sleep 3; }");
	script(d, 1, 0700, "true");
	put(d, 0, 2);
	ev_run(d->loop, EVRUN_NOWAIT);
	for (int i = 0; i < 500 && access("/", F_OK) == 0; i++) {
		char path[96];

		snprintf(path, sizeof path, "%s/begun", d->dir);
		if (access(path, F_OK) == 0)
			break;
		ev_run(d->loop, EVRUN_NOWAIT);
		usleep(10000);
	}
	kill(first, SIGKILL);
	run(d, 1);
	assert_int_not_equal(notify_spawner(d->notify), first);
	assert_string_equal(d->result[0].words, "cannot start: Broken pipe");
	assert_true(d->result[1].good);
}

static void closing_waits_a_while_and_tells_of_what_is_left(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700, "exit 0");
	script(d, 1, 0700, "sleep 60");
	d->hook[1].limit_ms = 1000;
	put(d, 0, 1);
	put(d, 1, 1);
	notify_close(d->notify, 500);
	assert_int_equal(d->n, 2);
	assert_true(d->result[0].good);
	assert_false(d->result[1].good);
	assert_string_equal(d->result[1].words, "the watch stopped while it ran");
	assert_true(d->result[1].left);
	d->notify = notify_open(d->loop, &d->roster, done, d);
}

static void wait_for(struct desk *d, const char *file, const char *what)
{
	int64_t end = clock_mono_ms() + (int64_t)(DEADLINE_S * 1000);

	while (strcmp(contents(d, file), what) != 0 && clock_mono_ms() < end) {
		ev_run(d->loop, EVRUN_NOWAIT);
		poll(NULL, 0, 5);
	}
	assert_string_equal(contents(d, file), what);
}

static void what_fails_once_we_are_gone_is_tried_again_without_us(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700,
	       "echo try >>$DIR/tries\n"
	       "while [ ! -e $DIR/hook1 ]; do sleep 0.05; done\n"
	       "[ $(grep -c . $DIR/tries) -gt 2 ] || exit 3\n"
	       "echo call >>$DIR/calls");
	d->hook[0].retries = 5;
	put(d, 0, 1);
	wait_for(d, "tries", "try\n");
	notify_close(d->notify, 0);
	assert_true(d->result[0].left);
	script(d, 1, 0700, ""); /* for which it waits */
	wait_for(d, "calls", "call\n");
	wait_for(d, "tries", "try\ntry\ntry\n");
	d->notify = notify_open(d->loop, &d->roster, done, d);
}

static void what_we_know_to_have_failed_is_not(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700, "echo try >>$DIR/tries; exit 3");
	d->hook[0].retries = 5;
	put(d, 0, 1);
	while (!d->n)
		ev_run(d->loop, EVRUN_ONCE);
	assert_false(d->result[0].last);
	notify_close(d->notify, 0); /* which waits for an idle spawner's end */
	assert_string_equal(contents(d, "tries"), "try\n");
	assert_false(d->result[1].left);
	d->notify = notify_open(d->loop, &d->roster, done, d);
}

/* In a watch of its own, which ends as if killed: once a hook has failed, and what came
 * of that is kept or not. Its spawner. */
static pid_t killed_after_a_failure(struct desk *d, bool kept)
{
	int ends[2];
	pid_t watch, spawner = 0;

	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	watch = fork();
	if (!watch) {
		d->loop = ev_loop_new(EVFLAG_AUTO);
		d->notify = notify_open(d->loop, &d->roster, done, d);
		put(d, 0, 1);
		while (!d->n)
			ev_run(d->loop, EVRUN_ONCE);
		if (kept)
			notify_known(d->notify);
		spawner = notify_spawner(d->notify);
		_exit(write(ends[1], &spawner, sizeof spawner) != sizeof spawner);
	}
	assert_int_equal(waitpid(watch, NULL, 0), watch);
	assert_int_equal(read(ends[0], &spawner, sizeof spawner), sizeof spawner);
	close(ends[0]);
	close(ends[1]);
	return spawner;
}

static void what_failed_and_is_not_kept_is_tried_again_without_us(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700,
	       "echo try >>$DIR/tries\n"
	       "[ $(grep -c . $DIR/tries) -gt 1 ] || exit 3\n"
	       "echo call >>$DIR/calls");
	d->hook[0].retries = 5;
	killed_after_a_failure(d, false);
	wait_for(d, "calls", "call\n");
}

static void what_failed_and_is_kept_is_not(void **state)
{
	struct desk *d = *state;
	int64_t end = clock_mono_ms() + (int64_t)(DEADLINE_S * 1000);
	pid_t spawner;

	script(d, 0, 0700, "echo try >>$DIR/tries; exit 3");
	d->hook[0].retries = 5;
	spawner = killed_after_a_failure(d, true);
	while (kill(spawner, 0) == 0 && clock_mono_ms() < end)
		poll(NULL, 0, 5);
	assert_int_equal(kill(spawner, 0), -1);
	assert_string_equal(contents(d, "tries"), "try\n");
}

/* More failures than it has room for: the oldest are told, and the rest still run. */
static void failures_that_are_not_kept_leave_room(void **state)
{
	struct desk *d = *state;

	script(d, 0, 0700, "exit 3");
	d->hook[0].retries = 1;
	for (int i = 0; i < 2 * SPAWN_MOST; i++)
		put(d, 0, 1);
	while (d->n < 2 * SPAWN_MOST)
		ev_run(d->loop, EVRUN_ONCE);
	for (int i = 0; i < 2 * SPAWN_MOST; i++)
		assert_string_equal(d->result[i].words, "exit 3");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_hook_gets_its_words_unsplit_and_no_shell),
		TEST(the_environment_is_ours_alone),
		TEST(the_event_is_json_on_standard_input),
		TEST(a_secret_comes_by_descriptor_3_and_nowhere_else),
		TEST(a_ticket_is_read_from_its_output),
		TEST(a_failure_says_its_status_and_first_words),
		TEST(what_cannot_be_run_says_why),
		TEST(one_that_hangs_is_ended_with_its_children),
		TEST(one_that_multiplies_is_ended_as_a_group),
		TEST(one_that_prints_without_end_is_read_and_dropped),
		TEST(one_that_leaves_a_child_behind_does_not_keep_us),
		TEST(when_one_means_fails_the_next_is_tried_at_once),
		TEST(a_round_that_failed_is_tried_again_later),
		TEST(two_failures_in_a_minute_are_failing_until_one_success),
		TEST(at_most_eight_run_at_once),
		TEST(a_full_queue_says_so_and_counts),
		TEST(a_spawner_that_was_killed_is_started_again),
		TEST(closing_waits_a_while_and_tells_of_what_is_left),
		TEST(what_fails_once_we_are_gone_is_tried_again_without_us),
		TEST(what_we_know_to_have_failed_is_not),
		TEST(what_failed_and_is_not_kept_is_tried_again_without_us),
		TEST(what_failed_and_is_kept_is_not),
		TEST(failures_that_are_not_kept_leave_room),
	};

	return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
