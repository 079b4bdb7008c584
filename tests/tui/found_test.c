/* What is made of agents that answered. */
#include "tests/model/fixture.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "tui/found.h"

struct scene {
	struct network net;
	struct discover d;
	struct found all;
	struct buf out;
};

static const struct credential public = {.name = "public"};
static const struct credential *const credentials[] = {&public};

static int set_up(void **state)
{
	static struct scene s;

	memset(&s, 0, sizeof s);
	network_init(&s.net);
	s.d.port = 161;
	s.d.credential = credentials;
	s.d.credential_n = 1;
	*state = &s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	found_fini(&s->all);
	discover_fini(&s->d);
	network_fini(&s->net);
	buf_fini(&s->out);
	return 0;
}

static void answers(struct scene *s, const char *address, const char *name,
		    const char *location, const char *descr)
{
	struct nearby_address a = {.n = 4};
	struct discovered *f;

	inet_pton(AF_INET, address, a.at);
	TABLE_GROW(s->d.found, s->d.found_cap, s->d.found_n + 1);
	f = &s->d.found[s->d.found_n++];
	*f = (struct discovered){.addr = discover_sockaddr(&a, 161)};
	snprintf(f->name, sizeof f->name, "%s", name);
	snprintf(f->location, sizeof f->location, "%s", location);
	snprintf(f->descr, sizeof f->descr, "%s", descr);
}

/* The last one has this address, too. */
static void owns(struct scene *s, const char *address)
{
	struct discovered *f = &s->d.found[s->d.found_n - 1];

	f->own = realloc(f->own, (f->own_n + 1) * sizeof *f->own);
	f->own[f->own_n] = (struct nearby_address){.n = 4};
	inet_pton(AF_INET, address, f->own[f->own_n++].at);
}

/* name address site role, a line each. */
static const char *made(struct scene *s)
{
	found_make(&s->all, &s->d, &s->net);
	buf_reset(&s->out);
	buf_str(&s->out, "");
	for (uint32_t i = 0; i < s->all.n; i++) {
		const struct found_device *f = &s->all.device[i];
		buf_printf(&s->out, "%s%s %s %s %s", i ? "\n" : "", f->name, f->address,
			   f->site, f->role ? f->role : "-");
	}
	return s->out.data;
}

static void sites_are_guessed(void **state)
{
	struct scene *s = *state;

	add_site(&s->net, "ams");
	answers(s, "10.0.0.1", "fra-core-01.example.net", "x", "");
	answers(s, "10.0.0.2", "FRA-acc-01", "y", "");
	answers(s, "10.0.0.3", "ams-fw-01", "z", "");
	answers(s, "10.0.0.4", "lon-1", "London, rack 3", "");
	answers(s, "10.0.0.5", "printer", "Unknown", "Linux 6.1");
	assert_string_equal(made(s), "fra-core-01 10.0.0.1 fra core\n"
				     "FRA-acc-01 10.0.0.2 fra access\n"
				     "ams-fw-01 10.0.0.3 ams firewall\n"
				     "lon-1 10.0.0.4 london -\n"
				     "printer 10.0.0.5 net-10-0-0 server");
}

static void names_are_one_devices_each(void **state)
{
	struct scene *s = *state;

	add_dev(&s->net, "switch-2", NONE);
	answers(s, "10.0.0.1", "switch", "a", "");
	answers(s, "10.0.0.2", "switch", "a", "");
	answers(s, "10.0.0.3", "localhost", "a", "");
	assert_string_equal(made(s), "switch 10.0.0.1 a -\n"
				     "switch-3 10.0.0.2 a -\n"
				     "10.0.0.3 10.0.0.3 a -");
}

static void another_address_is_no_other_device(void **state)
{
	struct scene *s = *state;

	answers(s, "10.0.0.1", "r", "a", "");
	owns(s, "10.0.0.1");
	owns(s, "10.0.9.1");
	answers(s, "10.0.9.1", "r", "a", "");
	assert_string_equal(made(s), "r 10.0.0.1 a -");
	assert_int_equal(s->all.doubles, 1);
}

static void what_is_configured_is_not_written_again(void **state)
{
	struct scene *s = *state;
	struct dev dev = {.name = intern(&s->net, "known"),
			  .address = intern(&s->net, "10.0.9.1"),
			  .site = add_site(&s->net, "fra"),
			  .port = 161};

	network_dev_add(&s->net, &dev);
	answers(s, "10.0.0.1", "r", "fra", "");
	owns(s, "10.0.9.1");
	answers(s, "10.0.0.2", "new", "Fra", "a \"Router\"");
	made(s);
	buf_reset(&s->out);
	found_inventory(&s->all, &s->d, &s->out);
	assert_null(strstr(s->out.data, "[site"));
	assert_null(strstr(s->out.data, "[device r]"));
	assert_non_null(strstr(s->out.data, "; configured already: known 10.0.0.1\n"));
	assert_non_null(
		strstr(s->out.data,
		       "; a \"Router\"\n; at Fra\n[device new]\naddress = 10.0.0.2\n"
		       "site = fra\nauth = public\nrole = edge\n"));
}

static void where_nobody_knows_it_is_is_not_written(void **state)
{
	struct scene *s = *state;

	answers(s, "10.0.0.1", "r", "Unknown", "a router");
	made(s);
	buf_reset(&s->out);
	found_inventory(&s->all, &s->d, &s->out);
	assert_non_null(strstr(s->out.data, "; a router\n[device r]\n"));
}

static void the_difference_is_told(void **state)
{
	struct scene *s = *state;

	answers(s, "10.0.0.1", "a", "x", "");
	answers(s, "10.0.0.2", "b", "x", "");
	answers(s, "10.0.0.3", "c", "x", "");
	made(s);
	buf_reset(&s->out);
	assert_int_equal(found_difference(&s->all,
					  "[site x]\n[device mine]\nsite = y\n"
					  "address = 10.0.0.1\n\n[device b]\n"
					  "address = 10.0.0.9\n[device gone]\n"
					  "address = 10.0.0.8\n",
					  &s->out),
			 3);
	assert_string_equal(s->out.data, "~ b: address 10.0.0.2, was 10.0.0.9\n"
					 "- gone 10.0.0.8: no answer\n"
					 "+ c 10.0.0.3, site x\n");
}

static void networks_are_counted(void **state)
{
	static const struct {
		const char *net;
		uint64_t hosts;
	} cases[] = {
		{"10.0.0.0/24", 254},
		{"10.0.0.7/30", 2},
		{"10.0.0.0/31", 2},
		{"10.0.0.1", 1},
		{"2001:db8::1", 1},
		{"2001:db8::1/128", 1},
		{"2001:db8::/129", 0},
		{"2001:db8::/127", 2},
		{"2001:db8::9/126", 3},
		{"2001:db8::/116", 4095},
		{"2001:db8::/115", 0},
		{"10.0.0.0/-1", 0},
		{"10.0.0.0/22", 1022},
		{"0.0.0.0/0", UINT64_C(4294967294)},
		{"10.0.0.0/33", 0},
		{"10.0.0.0/", 0},
		{"10.0.0.0/2x", 0},
		{"10.0.0", 0},
		{"2001:db8::/64", 0},
		{"", 0},
		{"x", 0},
	};
	struct scene *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_true(found_hosts(cases[i].net, NULL) == cases[i].hosts);
	found_hosts("10.0.0.4/30", &s->d);
	assert_int_equal(s->d.address_n, 2);
	assert_int_equal(s->d.address[1].is.at[3], 6);
	found_hosts("2001:db8::12ff/119", &s->d);
	assert_int_equal(s->d.address_n, 2 + 511);
	assert_int_equal(s->d.address[2].is.n, 16);
	assert_memory_equal(s->d.address[2].is.at, "\x20\x01\x0d\xb8", 4);
	assert_memory_equal(s->d.address[2].is.at + 13, "\0\x12\1", 3);
	assert_memory_equal(s->d.address[512].is.at + 13, "\0\x13\xff", 3);
}

static void an_address_is_in_a_network(void **state)
{
	static const struct {
		const char *net, *address;
		bool in;
	} cases[] = {
		{"10.0.0.0/22", "10.0.3.255", true},
		{"10.0.0.0/22", "10.0.4.0", false},
		{"10.0.0.7", "10.0.0.7", true},
		{"10.0.0.7", "10.0.0.6", false},
		{"0.0.0.0/0", "192.0.2.1", true},
		{"0.0.0.0/0", "2001:db8::1", false},
		{"2001:db8::/33", "2001:db8:7fff::1", true},
		{"2001:db8::/33", "2001:db8:8000::1", false},
		{"2001:db8::1", "2001:db8::1", true},
		{"2001:db8::1", "2001:db8::2", false},
		{"::/0", "2001:db8::2", true},
		{"::/0", "10.0.0.1", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct found_net net, a;

		assert_true(found_net(cases[i].net, &net));
		assert_true(found_net(cases[i].address, &a));
		assert_int_equal(found_in(&net, &a.base), cases[i].in);
	}
}

int main(void)
{
#define SCENE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		SCENE(sites_are_guessed),
		SCENE(names_are_one_devices_each),
		SCENE(another_address_is_no_other_device),
		SCENE(what_is_configured_is_not_written_again),
		SCENE(where_nobody_knows_it_is_is_not_written),
		SCENE(the_difference_is_told),
		SCENE(networks_are_counted),
		SCENE(an_address_is_in_a_network),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
