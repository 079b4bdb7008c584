/* The inventory, in its three forms. */
#include "tests/tui/status_fixture.h"
#include "probes/model/module.h"
#include "tui/csv.h"
#include "tui/stock.h"

static void open_stock(struct scene *s)
{
	dev_id a;

	scene_open(s);
	a = add_dev(&s->net, "fra-core-01", NONE);
	s->net.dev[a].address = intern(&s->net, "192.0.2.1");
	s->net.dev[a].role = ROLE_CORE;
	s->net.dev[a].profile = intern(&s->net, "cisco");
	s->net.dev[a].boot_ms = T0;
	network_take_identity(
		&s->net, a,
		&(struct identity){.vendor = intern(&s->net, "Cisco"),
				   .model = intern(&s->net, "ASR1001-X"),
				   .serial = intern(&s->net, "FXS\"1"),
				   .version = intern(&s->net, "17.9.4a")},
		T0);
	add_dev(&s->net, "fra-acc-07", NONE);
	network_set_modules(&s->net, a,
			    &(struct module){.name = intern(&s->net, "PSU 0"),
					     .model = intern(&s->net, "PWR-AC"),
					     .serial = intern(&s->net, "P77")},
			    1, T0);
}

static void each_form_says_the_same(void **state)
{
	static const struct {
		enum stock_form form;
		const char *says;
	} forms[] = {
		{STOCK_TABLE,
		 "DEVICE       ADDRESS    SITE  ROLE   VENDOR  MODEL      SERIAL  "
		 "VERSION  PROFILE  BOOTED\n"
		 "fra-core-01  192.0.2.1  -     core   Cisco   ASR1001-X  FXS\"1   "
		 "17.9.4a  cisco    2027-01-15T08:00:00Z\n"
		 "  PSU 0      -          -     -      -       PWR-AC     P77     "
		 "-        -        -\n"
		 "fra-acc-07   -          -     other  -       -          -       "
		 "-        -        -\n"},
		{STOCK_CSV,
		 "device,address,site,role,vendor,model,serial,version,profile,"
		 "object_id,boot_time,module\r\n"
		 "\"fra-core-01\",\"192.0.2.1\",\"\",\"core\",\"Cisco\","
		 "\"ASR1001-X\",\"FXS\"\"1\",\"17.9.4a\",\"cisco\",\"\","
		 "\"2027-01-15T08:00:00Z\",\"\"\r\n"
		 "\"fra-core-01\",\"\",\"\",\"\",\"\",\"PWR-AC\",\"P77\",\"\",\"\",\"\","
		 "\"\",\"PSU 0\"\r\n"
		 "\"fra-acc-07\",\"\",\"\",\"other\",\"\",\"\",\"\",\"\",\"\",\"\","
		 "\"\",\"\"\r\n"},
		{STOCK_JSON,
		 "[{\"device\":\"fra-core-01\",\"address\":\"192.0.2.1\",\"site\":null,"
		 "\"role\":\"core\",\"vendor\":\"Cisco\",\"model\":\"ASR1001-X\","
		 "\"serial\":\"FXS\\\"1\",\"version\":\"17.9.4a\",\"profile\":\"cisco\","
		 "\"object_id\":null,\"boot_time\":\"2027-01-15T08:00:00Z\","
		 "\"modules\":[{\"name\":\"PSU 0\",\"model\":\"PWR-AC\","
		 "\"serial\":\"P77\",\"version\":null}]},"
		 "{\"device\":\"fra-acc-07\",\"address\":null,\"site\":null,"
		 "\"role\":\"other\",\"vendor\":null,\"model\":null,\"serial\":null,"
		 "\"version\":null,\"profile\":null,\"object_id\":null,"
		 "\"boot_time\":null,\"modules\":[]}]\n"},
	};
	struct scene s;

	(void)state;
	open_stock(&s);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct buf out = {0};
		stock_print(&out, &s.net, forms[i].form);
		assert_string_equal(out.data, forms[i].says);
		buf_fini(&out);
	}
	scene_close(&s);
}

/* What a device calls itself is no formula in somebody's sheet. */
static void a_field_is_no_formula(void **state)
{
	static const struct {
		const char *text, *field;
	} cases[] = {
		{"=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""},
		{"+49 69", "\"'+49 69\""},
		{"-1", "\"'-1\""},
		{"@SUM(A1)", "\"'@SUM(A1)\""},
		{"\t=1", "\"'\t=1\""},
		{"=\"a\"", "\"'=\"\"a\"\"\""},
		{"MX204=A", "\"MX204=A\""},
		{"", "\"\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = {0};
		csv_text(&out, cases[i].text);
		assert_string_equal(out.data, cases[i].field);
		buf_fini(&out);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_says_the_same),
		cmocka_unit_test(a_field_is_no_formula),
	};

	return cmocka_run_group_tests_name("stock", tests, NULL, NULL);
}
