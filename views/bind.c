/*
 * bind: keys of commands other than those of the table, as keys.ini says. One map a
 * watch: whoever looks over somebody's shoulder finds the keys where they are.
 */
#include "views/bind.h"

#include <stdio.h>
#include <string.h>

#define COMMANDS 128

static struct {
	bool other;
	uint32_t key[BIND_KEYS];
} bound[COMMANDS];

const uint32_t *bind_keys(const struct command *k)
{
	size_t i = (size_t)(k - command_table);

	return i < COMMANDS && bound[i].other ? bound[i].key : k->key;
}

void bind_as_shipped(void)
{
	memset(bound, 0, sizeof bound);
}

/* "j", "Down", "C-l": the key called so; K_NONE. */
static uint32_t key_called(const char *word, size_t n)
{
	char name[32];
	const char *s = name;
	uint32_t key;

	if (n == 1)
		return (uint32_t)*word;
	snprintf(name, sizeof name, "<%.*s>", (int)n, word);
	key = key_parse(&s);
	if (key != K_NONE && !*s)
		return key;
	snprintf(name, sizeof name, "%.*s", (int)n, word);
	s = name;
	key = key_parse(&s);
	return *s ? K_NONE : key;
}

bool bind_to(const char *command, const char *keys, char error[BIND_ERROR])
{
	const struct command *k = command_named(command);
	uint32_t key[BIND_KEYS] = {0};
	unsigned n = 0;

	if (!k || k - command_table >= COMMANDS) {
		snprintf(error, BIND_ERROR, "there is no command '%.60s'", command);
		return false;
	}
	while (*(keys += strspn(keys, " \t"))) {
		size_t len = strcspn(keys, " \t");

		if (n == BIND_KEYS) {
			snprintf(error, BIND_ERROR, "more than %d keys", BIND_KEYS);
			return false;
		}
		key[n] = key_called(keys, len);
		if (key[n++] == K_NONE) {
			snprintf(error, BIND_ERROR, "no key is called '%.*s'",
				 (int)(len < 40 ? len : 40), keys);
			return false;
		}
		keys += len;
	}
	memcpy(bound[k - command_table].key, key, sizeof key);
	bound[k - command_table].other = true;
	return true;
}

bool bind_clash(char error[BIND_ERROR])
{
	char name[16];

	for (const struct command *k = command_table; k->help; k++)
		for (int i = 0; k->run && i < BIND_KEYS && bind_keys(k)[i]; i++) {
			const struct command *first = command_find(bind_keys(k)[i]);

			if (first == k)
				continue;
			snprintf(error, BIND_ERROR, "%s is a key of %s and of %s",
				 key_label(bind_keys(k)[i], name), first->name,
				 k->name);
			return true;
		}
	return false;
}

const struct command *command_find(uint32_t key)
{
	for (const struct command *k = command_table; k->help; k++)
		for (int i = 0; i < BIND_KEYS && bind_keys(k)[i]; i++)
			if (bind_keys(k)[i] == key)
				return k;
	return NULL;
}

const struct command *command_named(const char *name)
{
	for (const struct command *k = command_table; k->help; k++)
		if (k->name && strcmp(k->name, name) == 0)
			return k;
	return NULL;
}
