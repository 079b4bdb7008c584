/* Secrets: from files and commands, and never in a message. */
#include "probes/conf/secret.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"

struct fixture {
	struct secrets secrets;
	char path[32];
	char why[256];
};

static int setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	snprintf(x->path, sizeof x->path, "/tmp/noctop-secret.XXXXXX");
	int fd = mkstemp(x->path);
	assert_true(fd >= 0);
	close(fd);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;
	secrets_fini(&x->secrets);
	unlink(x->path);
	free(x);
	return 0;
}

static const char *from_file(struct fixture *x, const char *text, mode_t mode)
{
	FILE *f = fopen(x->path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(x->path, mode);
	return secret_from_file(&x->secrets, x->path, x->why, sizeof x->why);
}

static const char *from_command(struct fixture *x, const char *command)
{
	return secret_from_command(&x->secrets, command, 5000, x->why, sizeof x->why);
}

static void kept_secrets_stay_where_they_are(void **state)
{
	struct fixture *x = *state;
	char one[SECRET_MAX];
	memset(one, 'x', sizeof one);
	const char *first = secret_keep(&x->secrets, "first", 5);
	for (int i = 0; i < 20; i++)
		assert_int_equal(strlen(secret_keep(&x->secrets, one, sizeof one)),
				 SECRET_MAX - 1);
	assert_string_equal(first, "first");
}

static void the_first_line_of_a_file_is_the_secret(void **state)
{
	assert_string_equal(from_file(*state, " pa#ss;word \r\nsecond\n", 0600),
			    " pa#ss;word ");
}

static void a_file_without_a_line_end_will_do(void **state)
{
	assert_string_equal(from_file(*state, "x", 0400), "x");
}

static void a_file_that_others_can_read_is_refused_with_what_to_type(void **state)
{
	struct fixture *x = *state;
	char want[128];
	assert_null(from_file(x, "CANARY-7f3a\n", 0640));
	snprintf(want, sizeof want, "others can read the secrets in it: chmod 600 '%s'",
		 x->path);
	assert_string_equal(x->why, want);
}

static void a_file_of_somebody_else_is_refused(void **state)
{
	struct fixture *x = *state;
	struct stat st = {.st_uid = geteuid() + 1, .st_mode = S_IFREG | 0600};
	assert_true(secret_exposed("f", &st, true, x->why, sizeof x->why));
	assert_non_null(strstr(x->why, "neither you nor root: chown"));
	st.st_uid = 0;
	assert_false(secret_exposed("f", &st, true, x->why, sizeof x->why));
}

static void a_file_that_names_a_command_may_be_read_but_not_written(void **state)
{
	struct fixture *x = *state;
	struct stat st = {.st_uid = geteuid(), .st_mode = S_IFREG | 0644};
	assert_false(secret_exposed("f", &st, false, x->why, sizeof x->why));
	st.st_mode = S_IFREG | 0664;
	assert_true(secret_exposed("f", &st, false, x->why, sizeof x->why));
	assert_string_equal(x->why, "others can write to it: chmod go-w 'f'");
}

static void an_empty_or_overlong_first_line_is_no_secret(void **state)
{
	struct fixture *x = *state;
	char text[SECRET_MAX + 32];
	assert_null(from_file(x, "\nsecond\n", 0600));
	assert_string_equal(x->why, "it has no first line");
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	assert_null(from_file(x, text, 0600));
	assert_string_equal(x->why, "its first line is longer than 1023 bytes");
	text[SECRET_MAX - 1] = '\0';
	assert_int_equal(strlen(from_file(x, text, 0600)), SECRET_MAX - 1);
}

static void a_folder_or_nothing_is_no_secret(void **state)
{
	struct fixture *x = *state;
	assert_null(secret_from_file(&x->secrets, "/tmp", x->why, sizeof x->why));
	assert_string_equal(x->why, "it is no regular file");
	assert_null(
		secret_from_file(&x->secrets, "/nonexistent", x->why, sizeof x->why));
	assert_string_equal(x->why, "No such file or directory");
}

static void a_command_prints_the_secret(void **state)
{
	assert_string_equal(from_command(*state, "  printf  one\\ntwo\\n "), "one");
}

static void no_shell_reads_a_command(void **state)
{
	assert_string_equal(from_command(*state, "echo $HOME;exit `id`"),
			    "$HOME;exit `id`");
}

static void a_failing_command_is_named_without_what_it_printed(void **state)
{
	struct fixture *x = *state;
	assert_null(from_command(x, "ls CANARY-7f3a"));
	assert_string_equal(x->why, "'ls' failed (status 2)");
	assert_null(from_command(x, "/nonexistent/pass show"));
	assert_string_equal(
		x->why, "cannot start '/nonexistent/pass': No such file or directory");
}

static void a_command_that_says_nothing_is_no_secret(void **state)
{
	struct fixture *x = *state;
	assert_null(from_command(x, "true"));
	assert_string_equal(x->why, "it has no first line");
	assert_null(from_command(x, " "));
	assert_string_equal(x->why, "no command");
}

static void a_command_that_does_not_end_is_ended(void **state)
{
	struct fixture *x = *state;
	assert_null(secret_from_command(&x->secrets, "sleep 1000", 50, x->why,
					sizeof x->why));
	assert_string_equal(x->why, "'sleep' did not end within 50 ms");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nobody is left */
}

static void a_command_gets_no_input_and_its_output_may_be_long(void **state)
{
	struct fixture *x = *state;
	assert_null(from_command(x, "cat"));
	assert_string_equal(x->why, "it has no first line");
	assert_string_equal(from_command(x, "seq 100000"), "1");
}

static void a_command_starts_without_our_blocked_signals(void **state)
{
	sigset_t term, before;
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &before);
	const char *blocked = from_command(*state, "grep SigBlk /proc/self/status");
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_string_equal(blocked, "SigBlk:\t0000000000000000");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(kept_secrets_stay_where_they_are),
		TEST(the_first_line_of_a_file_is_the_secret),
		TEST(a_file_without_a_line_end_will_do),
		TEST(a_file_that_others_can_read_is_refused_with_what_to_type),
		TEST(a_file_of_somebody_else_is_refused),
		TEST(a_file_that_names_a_command_may_be_read_but_not_written),
		TEST(an_empty_or_overlong_first_line_is_no_secret),
		TEST(a_folder_or_nothing_is_no_secret),
		TEST(a_command_prints_the_secret),
		TEST(no_shell_reads_a_command),
		TEST(a_failing_command_is_named_without_what_it_printed),
		TEST(a_command_that_says_nothing_is_no_secret),
		TEST(a_command_that_does_not_end_is_ended),
		TEST(a_command_gets_no_input_and_its_output_may_be_long),
		TEST(a_command_starts_without_our_blocked_signals),
	};
	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
