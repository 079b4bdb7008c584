/* Keys as they are written in --keys. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "views/key.h"

static void keys_are_read_one_after_the_other(void **state)
{
	const char *s = "j a<Enter><C-l><lt><Up>\xc3\xa9";

	(void)state;
	assert_int_equal(key_parse(&s), 'j');
	assert_int_equal(key_parse(&s), ' ');
	assert_int_equal(key_parse(&s), 'a');
	assert_int_equal(key_parse(&s), K_ENTER);
	assert_int_equal(key_parse(&s), K_CTRL_L);
	assert_int_equal(key_parse(&s), '<');
	assert_int_equal(key_parse(&s), K_UP);
	assert_int_equal(key_parse(&s), 0xe9);
	assert_int_equal(key_parse(&s), K_NONE);
	assert_string_equal(s, "");
}

static void a_bad_name_stays_where_it_is(void **state)
{
	const char *bad[] = {"<Nokey>", "<Enter", "<", "<>", "<C-1>"};

	(void)state;
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *s = bad[i];

		assert_int_equal(key_parse(&s), K_NONE);
		assert_ptr_equal(s, bad[i]);
	}
}

static void names_do_not_care_for_case(void **state)
{
	const char *s = "<esc><pgup>";

	(void)state;
	assert_int_equal(key_parse(&s), K_ESC);
	assert_int_equal(key_parse(&s), K_PGUP);
}

static void a_key_has_the_name_by_which_it_is_read(void **state)
{
	const uint32_t keys[] = {'j',	   '<',	  ' ',	K_ENTER,     K_TAB, K_CTRL_L,
				 K_CTRL_U, K_ESC, K_UP, K_BACKSPACE, K_F1,  0xe9};
	char name[16];

	(void)state;
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
		char written[32];
		const char *s = written;

		key_label(keys[i], name);
		snprintf(written, sizeof written,
			 name[1] && keys[i] < 0x80 ? "<%s>"
			 : keys[i] == '<'	   ? "<lt>"
			 : keys[i] >= 0x110000	   ? "<%s>"
						   : "%s",
			 name);
		assert_int_equal(key_parse(&s), keys[i]);
	}
	assert_string_equal(key_label(K_NONE, name), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_read_one_after_the_other),
		cmocka_unit_test(a_bad_name_stays_where_it_is),
		cmocka_unit_test(names_do_not_care_for_case),
		cmocka_unit_test(a_key_has_the_name_by_which_it_is_read),
	};

	return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
