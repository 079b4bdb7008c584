/*
 * Numbers are cut to the digits shown. A value a hair below a whole number by binary
 * fractions alone (8.9 as a float) is that number: hence the hair added before a cut.
 */
#include "views/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define HAIR 2e-7 /* more than the error of a float */
#define SECOND 1000
#define MINUTE (60 * SECOND)
#define HOUR (60 * (int64_t)MINUTE)
#define DAY (24 * HOUR)

static char *unknown(char *out)
{
	snprintf(out, FORMAT_SIZE, "-");
	return out;
}

static double cut(double v, int decimals)
{
	double unit = pow(10, decimals);

	return floor(v * unit * (1 + HAIR)) / unit;
}

/* A number with a decimal unit; decimals is how many below small. */
static char *scaled(char *out, double v, double small, bool trim)
{
	static const char *const unit[] = {"", "k", "M", "G", "T", "P"};
	unsigned i = 0;
	int decimals;

	while (v >= 1000 && i + 1 < sizeof unit / sizeof *unit) {
		v /= 1000;
		i++;
	}
	decimals = v < small && i > 0 ? 1 : 0;
	if (trim && cut(v, 0) == cut(v, 1))
		decimals = 0;
	snprintf(out, FORMAT_SIZE, "%.*f%s", decimals, cut(v, decimals), unit[i]);
	return out;
}

char *format_bps(char out[FORMAT_SIZE], double bps)
{
	return isfinite(bps) && bps >= 0 ? scaled(out, bps, 100, false) : unknown(out);
}

char *format_traffic(char out[FORMAT_SIZE], double bps, bool bytes)
{
	char bits[FORMAT_SIZE];

	if (!bytes || !isfinite(bps) || bps < 0)
		return format_bps(out, bps);
	snprintf(out, FORMAT_SIZE, "%.30sB", format_bps(bits, bps / 8));
	return out;
}

char *format_speed(char out[FORMAT_SIZE], uint64_t bps)
{
	if (bps)
		return scaled(out, (double)bps, 10, true);
	snprintf(out, FORMAT_SIZE, "n/a");
	return out;
}

char *format_pct(char out[FORMAT_SIZE], double pct)
{
	if (!isfinite(pct) || pct < 0)
		return unknown(out);
	if (pct > 0 && pct < 1)
		snprintf(out, FORMAT_SIZE, "<1%%");
	else
		snprintf(out, FORMAT_SIZE, "%.0f%%", cut(pct, 0));
	return out;
}

char *format_ms(char out[FORMAT_SIZE], double ms)
{
	if (!isfinite(ms) || ms < 0)
		return unknown(out);
	if (ms > 0 && ms < 0.1)
		snprintf(out, FORMAT_SIZE, "<0.1");
	else if (ms < 100)
		snprintf(out, FORMAT_SIZE, "%.1f", cut(ms, 1));
	else if (ms < 10000)
		snprintf(out, FORMAT_SIZE, "%.0f", cut(ms, 0));
	else
		snprintf(out, FORMAT_SIZE, "%.0fs", cut(ms / 1000, 0));
	return out;
}

char *format_temp(char out[FORMAT_SIZE], double celsius, bool ascii)
{
	if (!isfinite(celsius))
		return unknown(out);
	snprintf(out, FORMAT_SIZE, "%.0f%s", cut(celsius, 0), ascii ? "degC" : "°");
	return out;
}

char *format_rate(char out[FORMAT_SIZE], double per_s)
{
	if (!isfinite(per_s) || per_s < 0)
		return unknown(out);
	if (per_s >= 10)
		return scaled(out, per_s, 0, false);
	if (per_s > 0 && per_s < 0.1)
		snprintf(out, FORMAT_SIZE, "<0.1");
	else
		snprintf(out, FORMAT_SIZE, "%.*f", per_s > 0, cut(per_s, 1));
	return out;
}

char *format_age(char out[FORMAT_SIZE], int64_t ms)
{
	int64_t s = ms / SECOND;

	if (ms < 0)
		return unknown(out);
	if (ms < MINUTE)
		snprintf(out, FORMAT_SIZE, "%ds", (int)s);
	else if (ms < 10 * MINUTE)
		snprintf(out, FORMAT_SIZE, "%dm%02d", (int)(s / 60), (int)(s % 60));
	else if (ms < HOUR)
		snprintf(out, FORMAT_SIZE, "%dm", (int)(s / 60));
	else if (ms < DAY)
		snprintf(out, FORMAT_SIZE, "%dh%02d", (int)(s / 3600),
			 (int)(s / 60 % 60));
	else if (ms < 100 * DAY)
		snprintf(out, FORMAT_SIZE, "%dd%02d", (int)(ms / DAY),
			 (int)(ms % DAY / HOUR));
	else
		snprintf(out, FORMAT_SIZE, "%lldd", (long long)(ms / DAY));
	return out;
}

char *format_uptime(char out[FORMAT_SIZE], int64_t ms)
{
	if (ms < DAY)
		return format_age(out, ms);
	snprintf(out, FORMAT_SIZE, "%lldd", (long long)(ms / DAY));
	return out;
}

char *format_timer(char out[FORMAT_SIZE], int64_t ms)
{
	int64_t s = ms > 0 ? ms / SECOND : 0;

	snprintf(out, FORMAT_SIZE, "%lld:%02d", (long long)(s / 60), (int)(s % 60));
	return out;
}

char *format_time(char out[FORMAT_SIZE], const struct zone *zone, int64_t wall_ms)
{
	struct civil c;

	if (wall_ms <= 0)
		return unknown(out);
	zone_civil(zone, wall_ms, &c);
	snprintf(out, FORMAT_SIZE, "%02d:%02d:%02d", c.hour, c.minute, c.second);
	return out;
}

/* Of "20:12:08Z" the second of its day; of anything else -1. */
static int moment_of(const char *s)
{
	static const char form[] = "00:00:00Z";
	int n[3] = {0};

	for (int i = 0; form[i]; i++) {
		if (form[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return -1;
		if (form[i] == '0')
			n[i / 3] = n[i / 3] * 10 + s[i] - '0';
	}
	return (n[0] * 60 + n[1]) * 60 + n[2];
}

char *format_told(char *out, size_t size, const struct zone *zone, int64_t at_ms,
		  const char *words)
{
	char time[FORMAT_SIZE];
	size_t len = 0;

	while (*words && len + 1 < size) {
		int s = !len || out[len - 1] == ' ' ? moment_of(words) : -1;
		int64_t ms = at_ms - at_ms % DAY + s * SECOND;

		if (s < 0) {
			out[len++] = *words++;
			continue;
		}
		/* of that day, of the one before or of the next: what is nearest */
		ms += ms - at_ms > DAY / 2 ? -DAY : at_ms - ms > DAY / 2 ? DAY : 0;
		len += (size_t)snprintf(out + len, size - len, "%s",
					format_time(time, zone, ms));
		words += 9;
	}
	out[len < size ? len : size - 1] = '\0';
	return out;
}

char *format_day(char out[FORMAT_SIZE], const struct zone *zone, int64_t wall_ms)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct civil c;

	if (wall_ms <= 0)
		return unknown(out);
	zone_civil(zone, wall_ms, &c);
	snprintf(out, FORMAT_SIZE, "%d %s", c.day, months[(c.month + 11) % 12]);
	return out;
}

char *format_clock(char out[FORMAT_SIZE], const struct zone *zone, int64_t wall_ms)
{
	struct civil c;
	bool utc;

	zone_civil(zone, wall_ms, &c);
	utc = strcmp(c.abbrev, "UTC") == 0;
	snprintf(out, FORMAT_SIZE, "%02d:%02d:%02d%s%s", c.hour, c.minute, c.second,
		 utc ? "Z" : " ", utc ? "" : c.abbrev);
	return out;
}

/* --- bands ---------------------------------------------------------------------------
 */

enum band band_of(double pct, enum band before)
{
	static const double enter[] = {0, 60, 80, 90};
	enum band band = BAND_NONE;

	if (!isfinite(pct))
		return BAND_NONE;
	for (enum band b = BAND_WARNING; b <= BAND_CRITICAL; b++)
		if (pct >= (b <= before ? enter[b] - 5 : enter[b]))
			band = b;
	return band;
}

const char *band_mark(enum band band)
{
	static const char *const mark[] = {"", "^", "^^", "!!"};

	return mark[band];
}

enum style band_style(enum band band)
{
	return STYLE_BAR + band;
}

enum style severity_style(enum severity severity)
{
	static const enum style style[] = {STYLE_NORMAL, STYLE_INFO, STYLE_WARNING,
					   STYLE_MAJOR, STYLE_CRITICAL};

	return style[severity];
}

char *format_util(char out[FORMAT_SIZE], double pct, enum band band, bool stale)
{
	char number[FORMAT_SIZE];

	if (!isfinite(pct) || pct < 0)
		return unknown(out);
	if (pct > 100)
		snprintf(out, FORMAT_SIZE, "%s>100?", stale ? "~" : "");
	else
		snprintf(out, FORMAT_SIZE, "%s%s%s", stale ? "~" : "",
			 format_pct(number, pct), band_mark(band));
	return out;
}

/* --- words ---------------------------------------------------------------------------
 */

/* Without what is between the first comma and the colon behind it. */
static void drop_aside(char *words)
{
	char *colon = strstr(words, ": "), *comma = strstr(words, ", ");

	if (colon && comma && comma < colon)
		memmove(comma, colon, strlen(colon) + 1);
}

static bool begins_clause(const char *p)
{
	return strncmp(p, " (", 2) == 0 || strncmp(p, ", ", 2) == 0 ||
	       strncmp(p, "; ", 2) == 0;
}

/* The last clause before which less than so many cells are, if that is not too little;
 * NULL. What stands in brackets is one. */
static char *last_clause(char *words, int width)
{
	int within = 0;

	for (char *p = words + strlen(words); p > words; p--) {
		char kept = *p;
		int before;

		within += (*p == ')') - (*p == '(');
		if (!begins_clause(p) || within > 0)
			continue;
		*p = '\0';
		before = (int)text_width(words);
		*p = kept;
		if (before < width)
			return before >= width / 2 ? p : NULL;
	}
	return NULL;
}

char *format_brief(char *out, size_t size, const char *words, int width)
{
	char *end;

	snprintf(out, size, "%s", words);
	if ((int)text_width(out) <= width)
		return out;
	if ((end = strstr(out, ", hides ")))
		*end = '\0';
	if ((int)text_width(out) > width)
		drop_aside(out);
	if ((int)text_width(out) > width && (end = last_clause(out, width)))
		snprintf(end, size - (size_t)(end - out), "…");
	return out;
}

size_t format_fitting(const char *text, int cells)
{
	const char *at = text, *next, *blank = NULL;
	int used = 0;

	for (uint32_t c; (c = text_next(at, &next)); at = next) {
		if (c == ' ' && used >= cells / 2)
			blank = at;
		used += text_char_width(c);
		if (used > cells)
			return (size_t)((blank ? blank : at) - text);
	}
	return (size_t)(at - text);
}
