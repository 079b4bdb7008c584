/*
 * clock: the only place that reads a clock, and durations and instants as text.
 *
 * Everything that decides takes now as an argument. Instants are wall-clock
 * milliseconds since 1970 UTC (they are shown and journaled); intervals and deadlines
 * are measured with the monotonic clock, which a stepped wall clock does not touch.
 */
#ifndef NOCTOP_BASE_CLOCK_H
#define NOCTOP_BASE_CLOCK_H

#include <stdint.h>
#include <stdbool.h>
#include <stddef.h>

int64_t clock_wall_ms(void);
int64_t clock_wall_us(void); /* to compare with the kernel's packet stamps */
int64_t clock_mono_ms(void);
int64_t clock_mono_us(void);
int64_t clock_boot_ms(void); /* monotonic, and goes on while the machine sleeps */
/* CPU time of the calling thread, for slices: the wall clock of a shared machine
 * measures its neighbours. */
int64_t clock_cpu_us(void);
/* CPU time of the process, user and system. */
int64_t clock_process_cpu_us(void);

#define CLOCK_RFC3339_SIZE 32
/* "2026-11-20T20:16:20Z"; milliseconds are cut, years kept within 0-9999.
 * Returns out. (RFC 3339) */
char *clock_rfc3339(char out[CLOCK_RFC3339_SIZE], int64_t wall_ms);
/* Parse what clock_rfc3339 writes, "YYYY-MM-DD HH:MM[:SS]" (UTC) and "2026-11-20". */
bool clock_parse(const char *, int64_t *wall_ms);

/* Days since 1970-01-01 of a date of the Gregorian calendar, and back. Months and days
 * count from 1; a month beyond 12 or below 1 and any day carry over. */
int64_t clock_days(int64_t year, int month, int day);
void clock_date(int64_t days, int64_t *year, int *month, int *day);
int clock_weekday(int64_t days); /* 0 Sunday */

#define DAY_S INT64_C(86400)
/* Division that rounds down, for times before 1970; b > 0. */
int64_t floor_div(int64_t a, int64_t b);

/* "200ms" "30s" "5m" "5min" "2h" "3d", a bare number is seconds. False when it is
 * none of these, is negative or overflows. */
bool duration_parse(const char *, int64_t *ms);

/* Cryptographic random bytes (getrandom); never fails. */
void random_bytes(void *, size_t);
uint32_t random_u32(void);

#endif
