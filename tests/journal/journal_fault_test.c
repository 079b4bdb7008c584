/* Bad files, full disks, killed keepers: said, and nothing is lost. */
#include "tests/journal/fixture.h"

#include "probes/journal/tables.h"

#include <fcntl.h>
#include <glob.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_file(const struct fixture *x, const char *bytes, size_t n, long at)
{
	char folder[64];
	snprintf(folder, sizeof folder, "%s/state", x->folder);
	mkdir(folder, 0700);
	FILE *f = fopen(x->path, at ? "r+" : "w");
	assert_non_null(f);
	fseek(f, at, SEEK_SET);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

/* The first file that was moved aside. */
static void find_aside(const struct fixture *x, char *out, size_t cap)
{
	char pattern[96];
	glob_t g;
	snprintf(pattern, sizeof pattern, "%s.damaged-*Z", x->path);
	assert_int_equal(glob(pattern, 0, NULL, &g), 0);
	snprintf(out, cap, "%s", g.gl_pathv[0]);
	globfree(&g);
}

static void a_damaged_database_is_moved_aside_not_deleted(void **state)
{
	struct fixture *x = *state;
	static char rubbish[9000];
	char aside[128], got[9000] = "";
	memset(rubbish, 'x', sizeof rubbish);
	write_file(x, rubbish, sizeof rubbish, 0);
	open_journal(x);
	assert_true(x->ready);
	assert_int_equal(x->notice_n, 1);
	assert_non_null(strstr(x->notice, "was damaged (file is not a database): moved "
					  "aside as '"));
	assert_non_null(strstr(x->notice, "a new one begins without its "
					  "acknowledgements and accepted baseline"));
	find_aside(x, aside, sizeof aside);
	FILE *f = fopen(aside, "r");
	assert_non_null(f);
	assert_int_equal(fread(got, 1, sizeof got, f), sizeof rubbish);
	fclose(f);
	assert_memory_equal(got, rubbish, sizeof rubbish);
	uint64_t seq = put(x, "goes on");
	UNTIL(x, x->durable == seq);
}

static void a_new_database_gives_no_number_of_the_damaged_one(void **state)
{
	struct fixture *x = *state;
	static const char rubbish[64] = "zzz";
	open_journal(x);
	struct alert a = acknowledged(1);
	for (int i = 0; i < 500; i++, a.id++)
		put_alert(x, EVENT_OPENED, &a);
	close_journal(x);
	write_file(x, rubbish, sizeof rubbish, 4096 * 3); /* a page of a table */
	write_file(x, rubbish, 64, 1);			  /* and the head */
	open_journal(x);
	assert_true(x->ready);
	assert_int_equal(x->notice_n, 1);
	assert_true(x->next_alert > 500);
	assert_true(put(x, "x") > 500);
	uint64_t next = x->next_alert;
	close_journal(x);
	open_journal(x); /* and it remembers */
	assert_int_equal(x->next_alert, next);
}

/* Overwrite all pages but the first few, as a bad disk would. */
static void damage_found_while_running_costs_no_event(void **state)
{
	struct fixture *x = *state;
	static char rubbish[4096];
	struct stat st;
	open_journal(x);
	for (int i = 0; i < 3000; i++)
		put(x, "before");
	UNTIL(x, x->durable == 3000);
	close_journal(x);
	assert_int_equal(stat(x->path, &st), 0);
	memset(rubbish, 0x5a, sizeof rubbish);
	for (long at = 6 * 4096; at + 4096 <= st.st_size; at += 4096)
		write_file(x, rubbish, sizeof rubbish, at);
	open_journal(x);
	assert_true(x->ready);
	uint64_t seq = put(x, "after");
	UNTIL(x, x->durable == seq);
	struct read r = read_all(x);
	assert_int_equal(r.last, seq);
	assert_string_equal(r.text, "after");
	assert_int_equal(x->notice_n, 1);
}

static void change(const struct fixture *x, const char *sql)
{
	sqlite3 *db;
	char folder[64];
	snprintf(folder, sizeof folder, "%s/state", x->folder);
	mkdir(folder, 0700);
	assert_int_equal(sqlite3_open(x->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void a_newer_schema_is_refused_and_left_alone(void **state)
{
	struct fixture *x = *state;
	open_journal(x);
	put(x, "of the future");
	close_journal(x);
	char set[64], said[128];
	snprintf(set, sizeof set, "PRAGMA user_version = %d", STORE_SCHEMA + 1);
	snprintf(said, sizeof said,
		 "it was written by a newer noctop (schema %d, this one knows %d)",
		 STORE_SCHEMA + 1, STORE_SCHEMA);
	change(x, set);
	open_journal(x);
	assert_false(x->ready);
	assert_int_equal(x->refused, JOURNAL_NEWER);
	assert_string_equal(x->why, said);
	close_journal(x);
	snprintf(set, sizeof set, "PRAGMA user_version = %d", STORE_SCHEMA);
	change(x, set);
	assert_int_equal(read_all(x).n, 1);
}

static void a_database_of_another_program_is_refused(void **state)
{
	struct fixture *x = *state;
	change(x, "CREATE TABLE t (a)");
	open_journal(x);
	assert_int_equal(x->refused, JOURNAL_FAILED);
	assert_string_equal(x->why, "it is a database of another program");
}

static void a_folder_that_cannot_be_made_is_said(void **state)
{
	struct fixture *x = *state;
	snprintf(x->path, sizeof x->path, "/dev/null/x/j.db");
	open_journal(x);
	assert_int_equal(x->refused, JOURNAL_FAILED);
	assert_string_equal(x->why,
			    "cannot open '/dev/null/x/j.db': Not a directory");
}

/* --- failures while running --- */

/* Let no file of the keeper grow: a full disk, as far as SQLite can tell. */
static void fill_disk(int keeper, bool full)
{
	struct rlimit limit = {full ? 1 : RLIM_INFINITY, RLIM_INFINITY};
	assert_int_equal(prlimit(keeper, RLIMIT_FSIZE, &limit, NULL), 0);
}

static void a_full_disk_is_said_and_costs_no_event(void **state)
{
	struct fixture *x = *state;
	open_journal(x);
	put(x, "before");
	UNTIL(x, x->durable == 1);
	fill_disk(journal_pid(x->j), true);
	for (int i = 0; i < 5000; i++)
		put(x, "while full");
	UNTIL(x, x->trouble_n > 1); /* said, tried again, said */
	assert_int_equal(x->durable, 1);
	assert_int_equal(journal_backlog(x->j), 5000);
	fill_disk(journal_pid(x->j), false);
	UNTIL(x, x->durable == 5001);
	assert_int_equal(journal_backlog(x->j), 0);
	assert_int_equal(read_all(x).n, 5001);
}

static void a_keeper_that_is_left_with_a_full_disk_keeps_trying(void **state)
{
	struct fixture *x = *state;
	open_journal(x);
	int keeper = journal_pid(x->j);
	fill_disk(keeper, true);
	for (int i = 0; i < 10; i++)
		put(x, "in the keeper");
	UNTIL(x, x->trouble_n > 0);
	assert_false(journal_close(x->j, 100));
	fill_disk(keeper, false);
	waitpid(keeper, NULL, 0);
	x->j = NULL;
	assert_int_equal(read_all(x).n, 10);
}

/* A small file system of our own, where we may mount one. */
static bool mount_small(const struct fixture *x, char *folder, size_t cap)
{
	snprintf(folder, cap, "%s/state", x->folder);
	mkdir(folder, 0700);
	return unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("none", folder, "tmpfs", 0, "size=512k,mode=0700") == 0;
}

static void write_until_full(const char *path)
{
	static const char block[4096];
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	while (write(fd, block, sizeof block) > 0)
		;
	close(fd);
}

static void a_full_file_system_is_named_and_costs_no_event(void **state)
{
	struct fixture *x = *state;
	char folder[64], ballast[80];
	if (!mount_small(x, folder, sizeof folder))
		skip();
	snprintf(ballast, sizeof ballast, "%s/ballast", folder);
	open_journal(x);
	put(x, "before");
	UNTIL(x, x->durable == 1);
	write_until_full(ballast);
	for (int i = 0; i < 200; i++)
		put(x, "while full");
	UNTIL(x, x->trouble_n > 1);
	assert_string_equal(x->trouble, "database or disk is full");
	assert_int_equal(journal_backlog(x->j), 200);
	unlink(ballast);
	UNTIL(x, x->durable == 201);
	assert_int_equal(read_all(x).n, 201);
	close_journal(x);
	umount(folder);
}

static void a_killed_keeper_is_replaced_and_no_event_is_lost_or_doubled(void **state)
{
	struct fixture *x = *state;
	open_journal(x);
	put(x, "1");
	UNTIL(x, x->durable == 1);
	int fd = journal_fd(x->j), pid = journal_pid(x->j);
	for (int i = 0; i < 3000; i++)
		put(x, "around");
	journal_readable(x->j); /* some of them are under way */
	kill(pid, SIGKILL);
	UNTIL(x, x->trouble_n == 1);
	assert_string_equal(x->trouble, "its process ended; starting it again");
	assert_int_equal(journal_pid(x->j), -1);
	assert_int_equal(put(x, "while none is there"), 3002);
	UNTIL(x, x->durable == 3002);
	assert_int_equal(journal_fd(x->j), fd);
	assert_int_not_equal(journal_pid(x->j), pid);
	assert_int_equal(x->restored_n, 0);
	struct read r = read_all(x);
	assert_int_equal(r.n, 3002);
	assert_int_equal(r.last, 3002);
}

static void signals_to_the_group_do_not_stop_the_keeper(void **state)
{
	struct fixture *x = *state;
	open_journal(x);
	int pid = journal_pid(x->j);
	kill(pid, SIGINT);
	kill(pid, SIGTERM);
	kill(pid, SIGHUP);
	assert_int_not_equal(getpgid(pid), getpgrp());
	put(x, "x");
	UNTIL(x, x->durable == 1);
	assert_int_equal(journal_pid(x->j), pid);
	assert_int_equal(x->trouble_n, 0);
}

static void ten_thousand_events_are_few_commits(void **state)
{
	struct fixture *x = *state;
	open_journal(x);
	for (int i = 0; i < 10000; i++)
		put(x, "storm");
	UNTIL(x, x->durable == 10000);
	assert_true(x->durable_n <= 200);
	struct read r = read_all(x);
	assert_int_equal(r.n, 10000);
	assert_int_equal(r.last, 10000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_damaged_database_is_moved_aside_not_deleted),
		TEST(a_new_database_gives_no_number_of_the_damaged_one),
		TEST(damage_found_while_running_costs_no_event),
		TEST(a_newer_schema_is_refused_and_left_alone),
		TEST(a_database_of_another_program_is_refused),
		TEST(a_folder_that_cannot_be_made_is_said),
		TEST(a_full_disk_is_said_and_costs_no_event),
		TEST(a_keeper_that_is_left_with_a_full_disk_keeps_trying),
		TEST(a_full_file_system_is_named_and_costs_no_event),
		TEST(a_killed_keeper_is_replaced_and_no_event_is_lost_or_doubled),
		TEST(signals_to_the_group_do_not_stop_the_keeper),
		TEST(ten_thousand_events_are_few_commits),
	};
	return cmocka_run_group_tests_name("journal_fault", tests, NULL, NULL);
}
