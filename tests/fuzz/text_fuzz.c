/*
 * Whatever comes in, what goes out is printable, measured, bounded and stays the same
 * when it is cleaned again. What is bad is written here once more, as lists, so that a
 * mistake in the properties text.c goes by shows.
 */
#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#include "probes/base/text.h"
#include "tests/fuzz/fuzz.h"

static bool is_bad(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{0x00, 0x1f},	    {0x7f, 0x9f},	  {0xad, 0xad},
		{0x034f, 0x034f},   {0x061c, 0x061c},	  {0x115f, 0x1160},
		{0x17b4, 0x17b5},   {0x180b, 0x180f},	  {0x200b, 0x200f},
		{0x2028, 0x202e},   {0x2060, 0x206f},	  {0x2800, 0x2800},
		{0x3164, 0x3164},   {0xd800, 0xf8ff},	  {0xfe00, 0xfe0f},
		{0xfeff, 0xfeff},   {0xffa0, 0xffa0},	  {0xfff0, 0xfffb},
		{0xfffe, 0xffff},   {0x1bca0, 0x1bca3},	  {0x1d173, 0x1d17a},
		{0xe0000, 0xe0fff}, {0xf0000, UINT32_MAX}};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return !(c >= 0xd7b0 && c <= 0xd7ff);
	return !utf8proc_codepoint_valid((utf8proc_int32_t)c) ||
	       utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_CN;
}

static bool is_plain(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] < ' ' || bytes[i] > '~')
			return false;
	return true;
}

/* Each character may stand there, and is spelt in the one way UTF-8 has for it. */
static void check_characters(const char *s, unsigned *width)
{
	int marks = 3; /* none may come first */

	*width = 0;
	while (*s) {
		char spelt[4];
		const char *at = s;
		uint32_t c = text_next(s, &s);
		int cells = text_char_width(c);

		CHECK(!is_bad(c));
		CHECK(text_encode(c, spelt) == (size_t)(s - at));
		CHECK(memcmp(spelt, at, (size_t)(s - at)) == 0);
		marks = cells == 0 ? marks + 1 : 0;
		CHECK(marks <= 2);
		*width += (unsigned)cells;
	}
}

static void check_line(const uint8_t *bytes, size_t n, size_t size)
{
	char *line = malloc(size), *again = malloc(size);
	size_t len = text_clean_line(bytes, n, line, size);
	unsigned width;

	CHECK(len < size && strlen(line) == len);
	check_characters(line, &width);
	CHECK(text_width(line) == width);
	CHECK(text_clean_line(line, len, again, size) == len);
	CHECK(strcmp(line, again) == 0);
	free(again);
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char out[TEXT_BYTES_MAX + 1], again[TEXT_BYTES_MAX + 1];
	uint16_t width, width_again;
	unsigned sum;
	size_t len = text_clean(bytes, n, out, &width);

	CHECK(len <= TEXT_BYTES_MAX && strlen(out) == len);
	check_characters(out, &sum);
	CHECK(width == sum && width == text_width(out));
	CHECK(text_clean(out, len, again, &width_again) == len);
	CHECK(strcmp(out, again) == 0 && width == width_again);
	CHECK(text_has(out, again));
	if (n <= TEXT_BYTES_MAX && is_plain(bytes, n))
		CHECK(len == n && memcmp(out, bytes, n) == 0);
	check_line(bytes, n, 4 + n % 61);
	return 0;
}
