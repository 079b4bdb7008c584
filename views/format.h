/*
 * format: numbers, ages and times as an operator reads them. Pure. Each writes to out
 * and returns it. What is not known (NAN, 0 where said) is "-".
 *
 * Digits are cut, never rounded: 89.9 % of a limit of 90 % must not read 90 %.
 */
#ifndef NOCTOP_VIEWS_FORMAT_H
#define NOCTOP_VIEWS_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probes/alert/rule.h"
#include "probes/base/zone.h"
#include "views/canvas.h"

#define FORMAT_SIZE 32

/* Bits per second: "640" "90.0M" "9.3G" "810M". */
char *format_bps(char out[FORMAT_SIZE], double bps);
/* The same as an operator wants it, in bytes: "1.1GB" "80MB". */
char *format_traffic(char out[FORMAT_SIZE], double bps, bool bytes);
/* A speed: "10G" "2.5G" "100M"; "n/a" for 0. */
char *format_speed(char out[FORMAT_SIZE], uint64_t bps);
/* "93%"; "<1%" for what is more than nothing. */
char *format_pct(char out[FORMAT_SIZE], double pct);
/* Milliseconds in at most 5 cells: "<0.1" "0.4" "31.5" "240" "12s". */
char *format_ms(char out[FORMAT_SIZE], double ms);
/* Degrees Celsius: "44°", "44degC" in ASCII. */
char *format_temp(char out[FORMAT_SIZE], double celsius, bool ascii);
/* Events per second: "0" "0.3" "41" "12k". */
char *format_rate(char out[FORMAT_SIZE], double per_s);
/* "12s 4m12 47m 1h12 3d04 212d"; negative is "-". */
char *format_age(char out[FORMAT_SIZE], int64_t ms);
/* "212d 9h01 12m"; negative is "-". */
char *format_uptime(char out[FORMAT_SIZE], int64_t ms);
/* "0:42" "1:35" "61:05": minutes and seconds, for what counts down. */
char *format_timer(char out[FORMAT_SIZE], int64_t ms);
/* "20:16:20" in a zone; "-" for 0. */
char *format_time(char out[FORMAT_SIZE], const struct zone *, int64_t wall_ms);
/* Our words, their moments ("20:12:08Z") told in a zone as format_time tells them;
 * at_ms is about when they were. */
char *format_told(char *out, size_t size, const struct zone *, int64_t at_ms,
		  const char *words);
/* 6 Nov */
char *format_day(char out[FORMAT_SIZE], const struct zone *, int64_t wall_ms);
/* The clock of the header: "20:16:20Z", "22:16:20 CEST". */
char *format_clock(char out[FORMAT_SIZE], const struct zone *, int64_t wall_ms);

/* Bands of utilization: entered at 60, 80, 90 %, left 5 points below. */
enum band { BAND_NONE, BAND_WARNING, BAND_MAJOR, BAND_CRITICAL };
enum band band_of(double pct, enum band before);
const char *band_mark(enum band); /* "" "^" "^^" "!!" */
enum style band_style(enum band); /* of a bar */
enum style severity_style(enum severity);

/* Our words in so many cells, as whole as can be: first goes what stands in other
 * columns (", hides 9"; "10 of 10 lost" between comma and colon), then the last
 * clauses, with '…' in their place. What is still too wide is for the canvas to cut. */
char *format_brief(char *out, size_t size, const char *words, int width);
/* Bytes of text that have room in so many cells: to a blank where there is one in the
 * second half of them, so that the rest goes on in the next row. */
size_t format_fitting(const char *text, int cells);

/* "93%!!", "~83%^^" when stale, ">100?" when the speed must be wrong. */
char *format_util(char out[FORMAT_SIZE], double pct, enum band, bool stale);

#endif
