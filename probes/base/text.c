/*
 * Bytes become clusters (a base and its marks), clusters are composed, bounded and
 * written while there is room. Everything is decided by Unicode properties, not by
 * lists of bad characters, so that what Unicode adds next is unassigned here and
 * replaced.
 */
#include "probes/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "probes/base/log.h"

#define REPLACEMENT 0xfffd
#define ELLIPSIS "\xe2\x80\xa6" /* U+2026 */
#define BRAILLE_BLANK 0x2800
#define MARKS_SHOWN 2
#define MARKS_READ 30	 /* of one base; as many as UAX #15's stream-safe format has */
#define DECOMPOSED_MAX 4 /* characters one becomes in NFD */
#define CLUSTER_ROOM ((1 + MARKS_READ) * DECOMPOSED_MAX)

/* --- UTF-8 ---------------------------------------------------------------------------
 */

/* Unicode 3.9, table 3-7. n > 0; returns the bytes consumed. */
static size_t decode(const char *bytes, size_t n, uint32_t *c)
{
	const unsigned char *s = (const unsigned char *)bytes;
	unsigned lead = s[0];
	unsigned low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	unsigned high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
	size_t len = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	*c = lead;
	if (lead < 0x80)
		return 1;
	*c = REPLACEMENT;
	if (lead < 0xc2 || lead > 0xf4)
		return 1;
	lead &= 0x7fu >> len;
	for (size_t i = 1; i < len; i++) {
		if (i >= n || s[i] < low || s[i] > high)
			return i;
		lead = lead << 6 | (s[i] & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	*c = lead;
	return len;
}

uint32_t text_next(const char *s, const char **next)
{
	uint32_t c;
	size_t n = decode(s, SIZE_MAX, &c); /* the NUL ends any sequence */

	*next = c ? s + n : s;
	return c;
}

size_t text_encode(uint32_t c, char out[4])
{
	return (size_t)utf8proc_encode_char((utf8proc_int32_t)c,
					    (utf8proc_uint8_t *)out);
}

/* Vowels and finals are drawn into the syllable of the initial before them. */
static bool is_conjoining_jamo(uint32_t c)
{
	return (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff);
}

int text_char_width(uint32_t c)
{
	utf8proc_int32_t u = (utf8proc_int32_t)c;

	if (is_conjoining_jamo(c))
		return 0;
	if (utf8proc_category(u) == UTF8PROC_CATEGORY_MC)
		return 1;
	return utf8proc_charwidth(u);
}

unsigned text_width(const char *s)
{
	unsigned width = 0;

	while (*s)
		width += (unsigned)text_char_width(text_next(s, &s));
	return width;
}

/* --- making safe ---------------------------------------------------------------------
 */

static bool is_safe(uint32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)c);

	switch (p->category) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF: /* bidi, zero-width, tags */
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return false;
	default:
		/* ignorable: fillers that look blank, selectors that show nothing */
		return !p->ignorable && c != BRAILLE_BLANK;
	}
}

static bool is_break(char c)
{
	return c == '\n' || c == '\r' || c == '\t';
}

struct reader {
	const char *s;
	size_t n; /* bytes left */
};

/* The next character, made safe; *rest is what follows. r->n > 0. */
static uint32_t peek(const struct reader *r, struct reader *rest)
{
	uint32_t c;
	size_t used = decode(r->s, r->n, &c);

	if (is_break(*r->s)) {
		while (used < r->n && is_break(r->s[used]))
			used++;
		c = ' ';
	} else if (!is_safe(c)) {
		c = REPLACEMENT;
	}
	rest->s = r->s + used;
	rest->n = r->n - used;
	return c;
}

/* Canonical composition in place, room for CLUSTER_ROOM; returns the new length. A base
 * that is itself a (spacing) mark composes with nothing, and must not be sorted behind
 * the marks on it. */
static size_t compose(utf8proc_int32_t *cluster, size_t n)
{
	const utf8proc_option_t nfc = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	char utf8[4 * (1 + MARKS_READ)];
	utf8proc_ssize_t len = 0;

	if (n == 1 || utf8proc_get_property(cluster[0])->combining_class != 0)
		return n;
	for (size_t i = 0; i < n; i++)
		len += (utf8proc_ssize_t)text_encode((uint32_t)cluster[i], utf8 + len);
	len = utf8proc_decompose((utf8proc_uint8_t *)utf8, len, cluster, CLUSTER_ROOM,
				 nfc);
	if (len < 0 || len > CLUSTER_ROOM)
		die("cannot compose: %s", utf8proc_errmsg(len));
	return (size_t)utf8proc_normalize_utf32(cluster, len, nfc);
}

/* A base and its marks, composed; r->n > 0. Returns the characters. */
static size_t take_cluster(struct reader *r, utf8proc_int32_t cluster[CLUSTER_ROOM])
{
	struct reader rest;
	uint32_t c = peek(r, r);
	size_t n = 0;

	if (text_char_width(c) == 0)
		c = REPLACEMENT; /* a mark without a base */
	cluster[n++] = (utf8proc_int32_t)c;
	while (r->n > 0 && text_char_width(c = peek(r, &rest)) == 0) {
		if (n <= MARKS_READ)
			cluster[n++] = (utf8proc_int32_t)c;
		*r = rest;
	}
	return compose(cluster, n);
}

struct writer {
	char *out;
	size_t len, max;
	size_t edge; /* the last grapheme edge that leaves room for an ellipsis */
	utf8proc_int32_t last, state;
};

static bool put(struct writer *w, utf8proc_int32_t c)
{
	char utf8[4];
	size_t n = text_encode((uint32_t)c, utf8);

	if (utf8proc_grapheme_break_stateful(w->last, c, &w->state) &&
	    w->len + strlen(ELLIPSIS) <= w->max)
		w->edge = w->len;
	if (w->len + n > w->max)
		return false;
	memcpy(w->out + w->len, utf8, n);
	w->len += n;
	w->last = c;
	return true;
}

static bool put_cluster(struct writer *w, const utf8proc_int32_t *cluster, size_t n)
{
	int marks = 0;

	for (size_t i = 0; i < n; i++) {
		bool mark = text_char_width((uint32_t)cluster[i]) == 0;

		marks = mark ? marks + 1 : 0;
		if (marks <= MARKS_SHOWN && !put(w, cluster[i]))
			return false;
	}
	return true;
}

/* Most names are printable ASCII, which needs nothing. */
static bool is_plain(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < ' ' || s[i] > '~')
			return false;
	return true;
}

size_t text_clean_line(const void *bytes, size_t n, char *out, size_t size)
{
	struct reader r = {.s = bytes, .n = n};
	struct writer w = {.out = out, .max = size - 1};
	utf8proc_int32_t cluster[CLUSTER_ROOM];

	if (n > 0 && n < size && is_plain(bytes, n)) {
		memcpy(out, bytes, n);
		out[n] = '\0';
		return n;
	}
	while (r.n > 0) {
		if (put_cluster(&w, cluster, take_cluster(&r, cluster)))
			continue;
		memcpy(out + w.edge, ELLIPSIS, strlen(ELLIPSIS));
		w.len = w.edge + strlen(ELLIPSIS);
		break;
	}
	out[w.len] = '\0';
	return w.len;
}

size_t text_clean(const void *bytes, size_t n, char out[TEXT_BYTES_MAX + 1],
		  uint16_t *width)
{
	size_t len = text_clean_line(bytes, n, out, TEXT_BYTES_MAX + 1);

	*width = (uint16_t)(is_plain(out, len) ? len : text_width(out));
	return len;
}

/* --- strings -------------------------------------------------------------------------
 */

void text_add(char *out, size_t size, const char *fmt, ...)
{
	size_t n = strlen(out);
	va_list args;

	va_start(args, fmt);
	vsnprintf(out + n, size - n, fmt, args);
	va_end(args);
}

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool starts_with(const char *s, const char *prefix)
{
	while (*prefix && fold(*s) == fold(*prefix)) {
		s++;
		prefix++;
	}
	return *prefix == '\0';
}

/* Half a million texts are looked through for one key: a letter of either case is found
 * with one comparison, the two differ in one bit. */
bool text_has(const char *s, const char *needle)
{
	char first = fold(*needle), either = first >= 'a' && first <= 'z' ? 0x20 : 0;

	if (first == '\0')
		return true;
	for (; *s; s++)
		if ((*s | either) == first && starts_with(s + 1, needle + 1))
			return true;
	return false;
}

uint64_t text_letters(const char *s)
{
	uint64_t letters = 0;

	for (; *s; s++)
		letters |= UINT64_C(1)
			   << ((*s >= 'a' && *s <= 'z' ? *s - 'a' + 'A' : *s) & 63);
	return letters;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Two numbers: without their leading zeros the longer is the bigger. */
static int compare_numbers(const char **a, const char **b)
{
	size_t n, m;
	int c;

	while (**a == '0' && is_digit((*a)[1]))
		++*a;
	while (**b == '0' && is_digit((*b)[1]))
		++*b;
	for (n = 0; is_digit((*a)[n]); n++)
		;
	for (m = 0; is_digit((*b)[m]); m++)
		;
	if (n != m)
		return n < m ? -1 : 1;
	c = memcmp(*a, *b, n);
	*a += n;
	*b += n;
	return c;
}

/* Of names most have much in common: that is passed by at once, up to the number in
 * which they part. */
static size_t common(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] && a[n] == b[n])
		n++;
	if (a[n] == b[n])
		return n;
	while (n > 0 && is_digit(a[n - 1]))
		n--;
	return n;
}

int text_compare(const char *a, const char *b)
{
	size_t n = common(a, b);
	const char *s = a + n, *t = b + n;

	while (*s && *t) {
		int c;

		if (is_digit(*s) && is_digit(*t)) {
			c = compare_numbers(&s, &t);
		} else {
			c = (unsigned char)fold(*s) - (unsigned char)fold(*t);
			s++;
			t++;
		}
		if (c)
			return c < 0 ? -1 : 1;
	}
	if (*s || *t)
		return *s ? 1 : -1;
	return strcmp(a, b);
}

/* The classic two-pointer match: linear but for the last star, no recursion. */
static bool like(const char *glob, size_t n, const char *s)
{
	size_t g = 0, star = n, retry = 0, i = 0;

	while (s[i]) {
		if (g < n && glob[g] == '*') {
			star = g++;
			retry = i;
		} else if (g < n && (glob[g] == '?' || fold(glob[g]) == fold(s[i]))) {
			g++;
			i++;
		} else if (star < n) {
			g = star + 1;
			i = ++retry;
		} else {
			return false;
		}
	}
	while (g < n && glob[g] == '*')
		g++;
	return g == n;
}

bool text_like(const char *glob, const char *s)
{
	return like(glob, strlen(glob), s);
}

bool text_like_any(const char *globs, const char *s)
{
	static const char blanks[] = " \t,";

	for (globs += strspn(globs, blanks); *globs; globs += strspn(globs, blanks)) {
		size_t item = strcspn(globs, ","), n = item;

		while (globs[n - 1] == ' ' || globs[n - 1] == '\t')
			n--;
		if (like(globs, n, s))
			return true;
		globs += item;
	}
	return false;
}
