/*
 * log: one line of what happened, for whoever runs noctop, and the way out for bugs.
 *
 * Lines go to a sink: stderr for commands and for the service, where systemd keeps
 * them; nowhere of a watch that a terminal started, whose problems are on its screens.
 * A log line is no alert: the network's failures are data and never come here.
 */
#ifndef NOCTOP_BASE_LOG_H
#define NOCTOP_BASE_LOG_H

#include <stdarg.h>

/* Not LOG_WARNING and so on: those are macros of syslog.h, which net-snmp includes. */
enum log_level { LOG_AT_ERROR, LOG_AT_WARNING, LOG_AT_NOTICE };

/* line: without newline, already safe for a terminal, at most LOG_LINE_MAX bytes
 * (longer ones are cut and end in U+2026). */
#define LOG_LINE_MAX 1023
typedef void log_sink(void *ctx, enum log_level, const char *line);

void log_to(log_sink *, void *ctx); /* NULL: stderr again */
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_notice(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A bug or no memory: run the exit hook (the terminal's restore), say so, exit 70. */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void die_hook(void (*)(void));

#endif
