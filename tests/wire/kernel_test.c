/* What the kernel tells, from bytes written down by hand and from this machine's
 * own. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probes/wire/kernel.h"

static struct kernel_news got[64];
static unsigned got_n;

static void keep(void *ctx, const struct kernel_news *news)
{
	(void)ctx;
	if (got_n < 64)
		got[got_n++] = *news;
}

static void parse(const void *bytes, size_t n)
{
	got_n = 0;
	kernel_parse(bytes, n, keep, NULL);
}

/* RTM_NEWLINK of "eth0", index 2, with these flags. */
static size_t link_message(uint8_t *out, uint32_t flags)
{
	static const uint8_t message[] = {
		44, 0, 0, 0, 16, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, /* header, seq 7 */
		0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,	  /* ifinfomsg */
		9, 0, 3, 0, 'e', 't', 'h', '0', 0, 0, 0, 0,	  /* IFLA_IFNAME */
	};

	memcpy(out, message, sizeof message);
	memcpy(out + 24, &flags, sizeof flags);
	return sizeof message;
}

/* RTM_NEWNEIGH of 192.0.2.1 on port 2 in that state. */
static size_t neighbour_message(uint8_t *out, uint8_t state)
{
	static const uint8_t message[] = {
		48, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		2,  0, 0, 0, 2,	 0, 0, 0, 0, 0, 0, 0, /* ndmsg */
		8,  0, 1, 0, 192, 0, 2, 1,	     /* NDA_DST */
		10, 0, 2, 0, 0, 0, 0x5e, 0, 0x53, 1, 0, 0, /* NDA_LLADDR */
	};

	memcpy(out, message, sizeof message);
	out[24] = state;
	return sizeof message;
}

static void a_port_is_up_with_a_carrier_only(void **state)
{
	uint8_t m[64];

	(void)state;
	parse(m, link_message(m, 0x11043));
	assert_int_equal(got_n, 1);
	assert_int_equal(got[0].kind, KERNEL_LINK);
	assert_int_equal(got[0].seq, 7);
	assert_int_equal(got[0].port, 2);
	assert_string_equal(got[0].name, "eth0");
	assert_true(got[0].up);
	parse(m, link_message(m, 0x1003)); /* no carrier */
	assert_false(got[0].up);
	parse(m, link_message(m, 0x11002)); /* shut */
	assert_false(got[0].up);
	assert_false(got[0].loopback);
	parse(m, link_message(m, 0x10049));
	assert_true(got[0].loopback);
}

static void a_neighbour_is_there_failed_or_being_looked_for(void **state)
{
	static const struct {
		uint8_t state;
		enum kernel_sight sight;
	} cases[] = {{0x01, KERNEL_UNTOLD}, {0x02, KERNEL_THERE}, {0x04, KERNEL_THERE},
		     {0x08, KERNEL_THERE},  {0x10, KERNEL_THERE}, {0x20, KERNEL_FAILED},
		     {0x80, KERNEL_THERE},  {0x00, KERNEL_UNTOLD}};
	uint8_t m[64];
	char text[48];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		parse(m, neighbour_message(m, cases[i].state));
		assert_int_equal(got_n, 1);
		assert_int_equal(got[0].sight, cases[i].sight);
		assert_string_equal(
			kernel_print(&got[0].address, text, sizeof text), "192.0.2.1");
		assert_int_equal(got[0].mac[2], 0x5e);
		assert_int_equal(got[0].mac[5], 1);
	}
}

static void messages_come_one_behind_the_other(void **state)
{
	uint8_t m[128];
	size_t n = link_message(m, 0x11043);

	(void)state;
	n += neighbour_message(m + n, 0x20);
	parse(m, n);
	assert_int_equal(got_n, 2);
	assert_int_equal(got[1].kind, KERNEL_NEIGHBOUR);
	parse(m, n - 1); /* the second is cut */
	assert_int_equal(got_n, 1);
}

static void what_does_not_fit_is_left_out(void **state)
{
	uint8_t m[128];
	size_t n = link_message(m, 0x11043);

	(void)state;
	m[32] = 200; /* the name is longer than its message */
	parse(m, n);
	assert_int_equal(got_n, 0);
	n = neighbour_message(m, 0x02);
	m[28] = 7; /* an address of three bytes */
	parse(m, n);
	assert_int_equal(got_n, 0);
	m[0] = 8; /* a message shorter than its header */
	parse(m, n);
	assert_int_equal(got_n, 0);
}

/* --- this machine --- */

static int ask(const uint8_t *request, size_t n)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	assert_true(fd >= 0);
	assert_int_equal(send(fd, request, n, 0), n);
	return fd;
}

static void hear(int fd)
{
	static uint8_t bytes[65536];
	ssize_t n = recv(fd, bytes, sizeof bytes, 0);

	assert_true(n > 0);
	kernel_parse(bytes, (size_t)n, keep, NULL);
}

static void this_machine_has_a_loopback(void **state)
{
	uint8_t m[KERNEL_ASK_MAX];
	int fd = ask(m, kernel_ask_links(m, 42));
	bool found = false;

	(void)state;
	got_n = 0;
	while (got_n == 0 || got[got_n - 1].kind != KERNEL_DONE)
		hear(fd);
	for (unsigned i = 0; i < got_n; i++)
		found |= got[i].kind == KERNEL_LINK && got[i].loopback &&
			 strcmp(got[i].name, "lo") == 0 && got[i].seq == 42;
	assert_true(found);
	close(fd);
}

static void the_way_to_ourselves_is_the_loopback(void **state)
{
	struct sockaddr_storage to = {.ss_family = AF_INET};
	uint8_t m[KERNEL_ASK_MAX];
	int fd;

	(void)state;
	inet_pton(AF_INET, "127.0.0.1", &((struct sockaddr_in *)&to)->sin_addr);
	fd = ask(m, kernel_ask_route(m, 43, &to));
	got_n = 0;
	hear(fd);
	assert_int_equal(got_n, 1);
	assert_int_equal(got[0].kind, KERNEL_ROUTE);
	assert_int_equal(got[0].port, if_nametoindex("lo"));
	assert_int_equal(got[0].address.family, 0);
	close(fd);
	to.ss_family = AF_UNIX;
	assert_int_equal(kernel_ask_route(m, 44, &to), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_port_is_up_with_a_carrier_only),
		cmocka_unit_test(a_neighbour_is_there_failed_or_being_looked_for),
		cmocka_unit_test(messages_come_one_behind_the_other),
		cmocka_unit_test(what_does_not_fit_is_left_out),
		cmocka_unit_test(this_machine_has_a_loopback),
		cmocka_unit_test(the_way_to_ourselves_is_the_loopback),
	};

	return cmocka_run_group_tests_name("kernel", tests, NULL, NULL);
}
