/* The demo as a process: who answers from where, and that it never outlives its parent.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/ber/ber.h"
#include "probes/base/clock.h"
#include "probes/conf/inventory.h"
#include "probes/demo/demo.h"
#include "probes/demo/plan.h"

enum { PATIENCE_MS = 20000 };

/* The port that the configuration names. */
static uint16_t port_in(const struct buf *ini)
{
	const char *line = strstr(ini->data, "\nport = ");
	assert_non_null(line);
	return (uint16_t)strtoul(line + 8, NULL, 10);
}

static int ask_sys_name(uint32_t address, uint16_t port, const char *community)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(port),
				 .sin_addr.s_addr = htonl(address)};
	uint8_t request[256];
	struct ber_writer w;
	struct oid name;
	/* Connected: a reply from any other address or port is not seen. */
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	assert_true(oid_parse("1.3.6.1.2.1.1.5.0", &name));
	ber_begin(&w, request, sizeof request, SNMP_V2C, community, strlen(community),
		  PDU_GET, 1, 0, 0);
	ber_put_null(&w, &name);
	assert_true(send(fd, request, ber_end(&w), 0) > 0);
	return fd;
}

static void assert_sys_name(int fd, const char *want)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	uint8_t reply[2048];
	struct varbind vb;
	struct ber_message m = {.vb = &vb, .cap = 1};
	assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
	ssize_t n = recv(fd, reply, sizeof reply, 0);
	assert_true(n > 0 && ber_decode(reply, (size_t)n, &m));
	assert_int_equal(vb.len, strlen(want));
	assert_memory_equal(vb.bytes, want, vb.len);
	close(fd);
}

static void every_device_answers_at_its_own_address(void **state)
{
	(void)state;
	struct demo_options o = {.seed = 1, .devices = 60};
	struct buf ini = {0};
	int alive, status;
	pid_t pid = demo_start(&o, &ini, &alive);
	assert_true(pid > 0);
	struct plan *p = plan_new(o.seed, o.devices);
	for (uint32_t d = 0; d < p->device_n; d++)
		assert_sys_name(
			ask_sys_name(plan_address(p, d), port_in(&ini), "public"),
			p->device[d].name);
	close(alive);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	plan_free(p);
	buf_fini(&ini);
}

static void strangers_and_nobody_meet_silence(void **state)
{
	(void)state;
	struct demo_options o = {.seed = 1, .devices = 5};
	struct buf ini = {0};
	int alive;
	pid_t pid = demo_start(&o, &ini, &alive);
	assert_true(pid > 0);
	struct plan *p = plan_new(o.seed, o.devices);
	uint32_t first = plan_address(p, 0);
	int nobody = ask_sys_name(first + 99, port_in(&ini), "public");
	int loopback = ask_sys_name(INADDR_LOOPBACK, port_in(&ini), "public");
	int stranger = ask_sys_name(first, port_in(&ini), "private");
	/* Requests are answered in order: once this one is, the others will not be. */
	assert_sys_name(ask_sys_name(first, port_in(&ini), "public"),
			p->device[0].name);
	char byte;
	assert_int_equal(recv(nobody, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(recv(loopback, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(recv(stranger, &byte, 1, MSG_DONTWAIT), -1);
	close(nobody);
	close(loopback);
	close(stranger);
	close(alive);
	waitpid(pid, NULL, 0);
	plan_free(p);
	buf_fini(&ini);
}

/* Wait for a process that became our child when its parent ended. */
static bool ends(pid_t pid)
{
	int64_t deadline = clock_mono_ms() + PATIENCE_MS;
	while (clock_mono_ms() < deadline) {
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return true;
		poll(NULL, 0, 5);
	}
	kill(pid, SIGKILL);
	return false;
}

/* A process that starts a demo, tells its id and waits to be killed. With a holder,
 * which outlives it, the pipe that the demo watches stays open. */
static pid_t start_parent(bool hold, pid_t *demo, pid_t *holder)
{
	int pipes[2];
	assert_int_equal(pipe(pipes), 0);
	pid_t parent = fork(), ids[2];
	if (parent == 0) {
		struct demo_options o = {.seed = 1, .devices = 5};
		struct buf ini = {0};
		int alive;
		ids[0] = demo_start(&o, &ini, &alive);
		ids[1] = hold ? fork() : 0;
		if ((!hold || ids[1] > 0) &&
		    write(pipes[1], ids, sizeof ids) != sizeof ids)
			_exit(1);
		for (;;)
			pause();
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], ids, sizeof ids), sizeof ids);
	close(pipes[0]);
	*demo = ids[0];
	*holder = ids[1];
	assert_true(*demo > 0);
	return parent;
}

static void kill_parent(bool hold)
{
	pid_t demo, holder, parent = start_parent(hold, &demo, &holder);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	kill(parent, SIGKILL);
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	assert_true(ends(demo));
	if (!hold)
		return;
	kill(holder, SIGKILL);
	assert_int_equal(waitpid(holder, NULL, 0), holder);
}

static void the_demo_ends_when_its_parent_is_killed(void **state)
{
	(void)state;
	kill_parent(false);
}

static void a_process_that_holds_the_pipe_does_not_keep_it_alive(void **state)
{
	(void)state;
	kill_parent(true);
}

static void the_demo_holds_no_file_of_its_parent(void **state)
{
	(void)state;
	struct demo_options o = {.seed = 1, .devices = 5};
	struct buf ini = {0};
	int pipes[2], alive;
	char byte;
	assert_int_equal(pipe(pipes), 0);
	int far = fcntl(pipes[1], F_DUPFD, 100);
	pid_t pid = demo_start(&o, &ini, &alive);
	assert_true(pid > 0);
	close(pipes[1]);
	close(far);
	struct pollfd end = {.fd = pipes[0], .events = POLLIN};
	assert_int_equal(poll(&end, 1, PATIENCE_MS), 1);
	assert_int_equal(read(pipes[0], &byte, 1), 0);
	struct plan *p = plan_new(o.seed, o.devices);
	assert_sys_name(ask_sys_name(plan_address(p, 0), port_in(&ini), "public"),
			p->device[0].name);
	close(alive);
	waitpid(pid, NULL, 0);
	plan_free(p);
	close(pipes[0]);
	buf_fini(&ini);
}

static void the_configuration_names_sites_devices_and_parents(void **state)
{
	(void)state;
	struct demo_options o = {.seed = 1, .devices = 40};
	struct buf ini = {0};
	demo_write_config(&o, 16161, &ini);
	static const char *const parts[] = {
		"[noctop]\nname = demo network\npoll = 5s\n",
		"[auth demo]\nversion = 2c\ncommunity = \"public\"\n",
		"[site demo-fra]\nname = Frankfurt (demo)\ntimezone = Europe/Berlin\n",
		"contact = Night desk\nphone = +1 202 555 0100\n",
		"oob = 198.51.100.1\n",
		"[site demo-par]\n",
		"[device fra-core-01]\naddress = 127.10.0.1\nport = 16161\nsite = "
		"demo-fra\n"
		"auth = demo\nrole = core\nping = snmp\nparent = fra-edge-01\n",
		"[device fra-dist-01]\n",
		"parent = fra-core-01, fra-core-02\n",
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (!strstr(ini.data, parts[i]))
			fail_msg("'%s' is missing", parts[i]);
	uint32_t devices = 0;
	for (const char *p = ini.data; (p = strstr(p, "[device ")); p++)
		devices++;
	assert_int_equal(devices, 40);
	buf_fini(&ini);
}

static void the_configuration_is_without_fault(void **state)
{
	(void)state;
	static const uint32_t sizes[] = {1, 3, 40, 1000, DEMO_DEVICES_MAX};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct demo_options o = {.seed = 1, .devices = sizes[i]};
		struct buf ini = {0};
		struct inventory inventory = {0};
		struct network net;
		struct faults faults = {0};
		demo_write_config(&o, 16161, &ini);
		network_init(&net);
		if (!inventory_parse(&inventory, &net, "demo", ini.data, ini.len,
				     &faults))
			fail_msg("%.400s", faults.text.data);
		assert_int_equal(net.dev_n, sizes[i]);
		inventory_fini(&inventory);
		network_fini(&net);
		faults_fini(&faults);
		buf_fini(&ini);
	}
}

static void a_large_network_is_asked_less_often(void **state)
{
	(void)state;
	struct demo_options o = {.seed = 1, .devices = DEMO_DEVICES_MAX};
	struct buf ini = {0};
	demo_write_config(&o, 16161, &ini);
	assert_non_null(strstr(ini.data, "\npoll = 30s\n"));
	buf_fini(&ini);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_device_answers_at_its_own_address),
		cmocka_unit_test(strangers_and_nobody_meet_silence),
		cmocka_unit_test(the_demo_holds_no_file_of_its_parent),
		cmocka_unit_test(the_configuration_names_sites_devices_and_parents),
		cmocka_unit_test(the_configuration_is_without_fault),
		cmocka_unit_test(a_large_network_is_asked_less_often),
		cmocka_unit_test(the_demo_ends_when_its_parent_is_killed),
		cmocka_unit_test(a_process_that_holds_the_pipe_does_not_keep_it_alive),
	};
	return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
