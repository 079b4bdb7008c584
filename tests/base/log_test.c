/* Where lines go, and the way out. */
#include "probes/base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct seen {
	int n;
	enum log_level level;
	char line[LOG_LINE_MAX + 1];
};

static void see(void *ctx, enum log_level level, const char *line)
{
	struct seen *seen = ctx;

	seen->n++;
	seen->level = level;
	snprintf(seen->line, sizeof seen->line, "%s", line);
}

static void a_line_reaches_the_sink_with_its_level(void **state)
{
	(void)state;
	struct seen seen = {0};

	log_to(see, &seen);
	log_warning("cannot open '%s': %s", "x", "no");
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.level, LOG_AT_WARNING);
	assert_string_equal(seen.line, "cannot open 'x': no");
	log_error("e");
	assert_int_equal(seen.level, LOG_AT_ERROR);
	log_to(NULL, NULL);
}

static void a_line_is_safe_for_a_terminal(void **state)
{
	(void)state;
	struct seen seen = {0};

	log_to(see, &seen);
	log_error("a\x1b[2Jb\nc");
	assert_string_equal(seen.line, "a\uFFFD[2Jb c");
	log_to(NULL, NULL);
}

static void a_long_line_is_cut_and_says_so(void **state)
{
	(void)state;
	struct seen seen = {0};

	log_to(see, &seen);
	log_error("%*d", LOG_LINE_MAX, 7);
	assert_int_equal(strlen(seen.line), LOG_LINE_MAX);
	assert_int_equal(seen.line[LOG_LINE_MAX - 1], '7');
	log_error("%*d", LOG_LINE_MAX + 1, 7);
	assert_string_equal(seen.line + LOG_LINE_MAX - 3, "\u2026");
	log_to(NULL, NULL);
}

static void restore(void)
{
	fputs("restored, ", stderr);
}

static void dying_restores_says_so_and_exits_70(void **state)
{
	(void)state;
	char said[200] = "";
	int fds[2], status;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDERR_FILENO);
		log_to(see, NULL);
		die_hook(restore);
		die("row %d is missing", 7);
	}
	close(fds[1]);
	for (size_t len = 0; (n = read(fds[0], said + len, sizeof said - 1 - len)) > 0;)
		len += (size_t)n;
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 70);
	assert_string_equal(said, "restored, noctop: row 7 is missing\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_reaches_the_sink_with_its_level),
		cmocka_unit_test(a_line_is_safe_for_a_terminal),
		cmocka_unit_test(a_long_line_is_cut_and_says_so),
		cmocka_unit_test(dying_restores_says_so_and_exits_70),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
