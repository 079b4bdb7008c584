/*
 * Numbers are written digit by digit where that is exact, because printf's decimal
 * point is the locale's.
 */
#include "probes/base/json.h"

#include <math.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/base/text.h"

#define DEPTH_MAX 64
#define DECIMALS_MAX 9

static void item(struct json *j)
{
	uint64_t bit = UINT64_C(1) << j->depth;

	if (!j->after_key && (j->has_items & bit))
		buf_char(j->out, ',');
	j->has_items |= bit;
	j->after_key = false;
}

void json_open(struct json *j, char brace_or_bracket)
{
	item(j);
	buf_char(j->out, brace_or_bracket);
	if (++j->depth >= DEPTH_MAX)
		die("JSON deeper than %d", DEPTH_MAX);
	j->has_items &= ~(UINT64_C(1) << j->depth);
}

void json_close(struct json *j, char brace_or_bracket)
{
	if (j->depth-- == 0)
		die("JSON closed more often than opened");
	buf_char(j->out, brace_or_bracket);
}

static void escaped(struct buf *out, uint32_t c)
{
	static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	char bytes[4];

	for (const char *p = shorts; *p; p += 2) {
		if (c != (unsigned char)*p)
			continue;
		buf_char(out, '\\');
		buf_char(out, p[1]);
		return;
	}
	if (c < 0x20 || c == 0x7f)
		buf_printf(out, "\\u%04x", (unsigned)c);
	else
		buf_add(out, bytes, text_encode(c, bytes));
}

static void quoted(struct buf *out, const char *s)
{
	buf_char(out, '"');
	while (*s)
		escaped(out, text_next(s, &s));
	buf_char(out, '"');
}

void json_key(struct json *j, const char *key)
{
	item(j);
	quoted(j->out, key);
	buf_char(j->out, ':');
	j->after_key = true;
}

void json_str(struct json *j, const char *s)
{
	if (!s) {
		json_null(j);
		return;
	}
	item(j);
	quoted(j->out, s);
}

void json_int(struct json *j, int64_t n)
{
	item(j);
	buf_printf(j->out, "%lld", (long long)n);
}

void json_uint(struct json *j, uint64_t n)
{
	item(j);
	buf_printf(j->out, "%llu", (unsigned long long)n);
}

/* n units of 10^-decimals, n > 0 */
static void decimal(struct buf *out, uint64_t n, int decimals)
{
	uint64_t one = 1;

	for (; decimals > 0 && n % 10 == 0; decimals--)
		n /= 10;
	for (int i = 0; i < decimals; i++)
		one *= 10;
	buf_printf(out, "%llu", (unsigned long long)(n / one));
	if (decimals > 0)
		buf_printf(out, ".%0*llu", decimals, (unsigned long long)(n % one));
}

void json_num(struct json *j, double x, int decimals)
{
	double scaled;

	if (!isfinite(x)) {
		json_null(j);
		return;
	}
	item(j);
	decimals = decimals < 0 ? 0 : decimals > DECIMALS_MAX ? DECIMALS_MAX : decimals;
	scaled = round(fabs(x) * pow(10, decimals));
	if (x < 0 && scaled > 0)
		buf_char(j->out, '-');
	if (scaled < 0x1p53)
		decimal(j->out, (uint64_t)scaled, scaled > 0 ? decimals : 0);
	else
		buf_printf(j->out, "%.0f", fabs(x));
}

void json_bool(struct json *j, bool b)
{
	item(j);
	buf_str(j->out, b ? "true" : "false");
}

void json_null(struct json *j)
{
	item(j);
	buf_str(j->out, "null");
}

void json_time(struct json *j, int64_t wall_ms)
{
	char out[CLOCK_RFC3339_SIZE];

	json_str(j, wall_ms > 0 ? clock_rfc3339(out, wall_ms) : NULL);
}
