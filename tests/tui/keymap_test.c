/* keymap: the shipped keys.ini tells the table; others replace it, or are refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/keymap.h"
#include "views/bind.h"

static void load(const char *text, struct faults *faults)
{
	char path[] = "/tmp/noctop-keys-XXXXXX";
	int fd = mkstemp(path);

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	keymap_load(path, faults);
	unlink(path);
}

/* keys.ini with its lines in force. */
static char *shipped(void)
{
	const char *top = getenv("top_srcdir");
	char path[4096], line[256];
	struct buf all = {0};
	FILE *f;

	snprintf(path, sizeof path, "%s/etc/keys.ini", top ? top : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		buf_str(&all, line[0] == ';' && islower((unsigned char)line[1])
				      ? line + 1
				      : line);
	fclose(f);
	buf_char(&all, '\0');
	return all.data;
}

static void the_shipped_file_is_the_table(void **state)
{
	struct faults faults = {0};
	char *text = shipped();

	(void)state;
	load(text, &faults);
	assert_int_equal(faults.n, 0);
	for (const struct command *k = command_table; k->help; k++) {
		if (!k->run)
			continue;
		/* bound by the file, and to the same */
		if (bind_keys(k) == k->key ||
		    memcmp(bind_keys(k), k->key, sizeof k->key) != 0)
			fail_msg("etc/keys.ini does not have '%s' as the table does",
				 k->name);
	}
	free(text);
	bind_as_shipped();
	faults_fini(&faults);
}

static void other_keys_replace_those_of_the_table(void **state)
{
	struct faults faults = {0};
	char keys[VIEWS_KEYS_SIZE];

	(void)state;
	load("[keys]\nack = A C-a\nraise = a\nquit =\n", &faults);
	assert_int_equal(faults.n, 0);
	assert_ptr_equal(command_find('A'), command_named("ack"));
	assert_ptr_equal(command_find(1), command_named("ack"));
	assert_ptr_equal(command_find('a'), command_named("raise"));
	assert_null(command_find('q'));
	for (unsigned i = 0; views_keys(i, keys); i++)
		if (&command_table[i] == command_named("ack"))
			assert_string_equal(keys, "A C-a");
	bind_as_shipped();
	assert_ptr_equal(command_find('q'), command_named("quit"));
	faults_fini(&faults);
}

static void what_is_wrong_leaves_all_as_shipped(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"[keys]\nack = b\n", "b is a key of ack and of burst"},
		{"[keys]\nfly = b\n", ":2: there is no command 'fly'"},
		{"[keys]\nack = Hyper\n", ":2: no key is called 'Hyper'"},
		{"[keys]\nack = a b c d e\n", ":2: more than 4 keys"},
		{"[key]\nack = a\n", ":1: [key] is no section of a key map"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct faults faults = {0};

		load(cases[i].text, &faults);
		assert_int_equal(faults.n, 1);
		assert_non_null(strstr(faults.text.data, cases[i].want));
		assert_ptr_equal(command_find('a'), command_named("ack"));
		assert_ptr_equal(command_find('b'), command_named("burst"));
		faults_fini(&faults);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_file_is_the_table),
		cmocka_unit_test(other_keys_replace_those_of_the_table),
		cmocka_unit_test(what_is_wrong_leaves_all_as_shipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
