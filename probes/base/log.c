/*
 * One sink, one threshold, one way out. They are global because a failure deep down has
 * to be able to say so without having been handed a log.
 */
#include "probes/base/log.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "probes/base/text.h"

#define EXIT_BUG 70 /* EX_SOFTWARE of sysexits.h */

static void to_stderr(void *ctx, enum log_level level, const char *line)
{
	static const char *const prefix[] = {"", "warning: ", ""};

	(void)ctx;
	fprintf(stderr, "noctop: %s%s\n", prefix[level], line);
}

static log_sink *sink = to_stderr;
static void *sink_ctx;
static void (*before_exit)(void);

void log_to(log_sink *to, void *ctx)
{
	sink = to ? to : to_stderr;
	sink_ctx = ctx;
}

/* Formats into the stack: it is also how out of memory is said. */
__attribute__((format(printf, 2, 0))) static void
log_line(enum log_level level, const char *fmt, va_list args)
{
	char raw[LOG_LINE_MAX + 2], line[LOG_LINE_MAX + 1]; /* a cut shows */
	int n;

	n = vsnprintf(raw, sizeof raw, fmt, args);
	if (n < 0)
		return;
	text_clean_line(raw, (size_t)n < sizeof raw ? (size_t)n : sizeof raw - 1, line,
			sizeof line);
	sink(sink_ctx, level, line);
}

void log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line(LOG_AT_ERROR, fmt, args);
	va_end(args);
}

void log_warning(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line(LOG_AT_WARNING, fmt, args);
	va_end(args);
}

void log_notice(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line(LOG_AT_NOTICE, fmt, args);
	va_end(args);
}

void die_hook(void (*hook)(void))
{
	before_exit = hook;
}

void die(const char *fmt, ...)
{
	void (*hook)(void) = before_exit;
	va_list args;

	before_exit = NULL; /* a hook that dies must not run again */
	if (hook)
		hook();
	log_to(NULL, NULL); /* whoever reads the sink is about to end */
	va_start(args, fmt);
	log_line(LOG_AT_ERROR, fmt, args);
	va_end(args);
	fflush(NULL);
	_exit(EXIT_BUG);
}
