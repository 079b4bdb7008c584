/*
 * Names of keys. One table serves reading and writing, so that what help shows can be
 * typed into --keys.
 */
#include "views/key.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "probes/base/text.h"

static const struct {
	uint32_t key;
	const char *name;
} names[] = {
	{K_TAB, "Tab"},
	{K_BACKTAB, "S-Tab"},
	{K_ENTER, "Enter"},
	{K_ENTER, "CR"},
	{K_ESC, "Esc"},
	{' ', "Space"},
	{'<', "lt"},
	{K_UP, "Up"},
	{K_DOWN, "Down"},
	{K_LEFT, "Left"},
	{K_RIGHT, "Right"},
	{K_PGUP, "PgUp"},
	{K_PGDN, "PgDn"},
	{K_HOME, "Home"},
	{K_END, "End"},
	{K_DELETE, "Delete"},
	{K_BACKSPACE, "Backspace"},
	{K_F1, "F1"},
};
#define NAMES (sizeof names / sizeof *names)

/* The key called by these n bytes, K_NONE when there is none. */
static uint32_t find(const char *s, size_t n)
{
	for (size_t i = 0; i < NAMES; i++)
		if (strlen(names[i].name) == n && strncasecmp(names[i].name, s, n) == 0)
			return names[i].key;
	if (n == 3 && (s[0] == 'C' || s[0] == 'c') && s[1] == '-' && s[2] >= 'a' &&
	    s[2] <= 'z')
		return (uint32_t)(s[2] - 'a' + 1);
	return K_NONE;
}

uint32_t key_parse(const char **s)
{
	const char *end, *next;
	uint32_t key;

	if (**s == '\0')
		return K_NONE;
	if (**s != '<') {
		key = text_next(*s, &next);
		*s = next;
		return key;
	}
	end = strchr(*s, '>');
	key = end ? find(*s + 1, (size_t)(end - *s - 1)) : K_NONE;
	if (key != K_NONE)
		*s = end + 1;
	return key;
}

const char *key_label(uint32_t key, char out[16])
{
	size_t n;

	for (size_t i = 0; i < NAMES; i++) {
		if (names[i].key == key && key != '<') {
			snprintf(out, 16, "%s", names[i].name);
			return out;
		}
	}
	if (key > 0 && key < 0x20) {
		snprintf(out, 16, "C-%c", (char)('a' + key - 1));
		return out;
	}
	n = key < K_UP ? text_encode(key, out) : 0;
	out[n] = '\0';
	return out;
}
