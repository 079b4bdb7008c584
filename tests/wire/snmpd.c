/*
 * See snmpd.h.
 */
#include "tests/wire/snmpd.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "probes/base/buf.h"
#include "probes/wire/ask_private.h"

static const char *const PATHS[] = {"/usr/sbin/snmpd", "/usr/local/sbin/snmpd"};

static const char *program(void)
{
	for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++)
		if (access(PATHS[i], X_OK) == 0)
			return PATHS[i];
	return NULL;
}

static void free_port(struct sockaddr_storage *addr)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)addr;
	socklen_t len = sizeof *v4;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	*v4 = (struct sockaddr_in){.sin_family = AF_INET,
				   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	assert_int_equal(0, bind(fd, (struct sockaddr *)v4, len));
	assert_int_equal(0, getsockname(fd, (struct sockaddr *)v4, &len));
	close(fd);
}

unsigned snmpd_port(const struct snmpd *s)
{
	return ntohs(((const struct sockaddr_in *)&s->addr)->sin_port);
}

static void write_conf(const struct snmpd *s, const char *conf)
{
	char path[96];
	snprintf(path, sizeof path, "%s/snmpd.conf", s->folder);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fprintf(f, "%s\n", conf);
	fclose(f);
}

static void become_snmpd(const struct snmpd *s)
{
	char conf[96], log[96], state[96], where[64];

	snprintf(conf, sizeof conf, "%s/snmpd.conf", s->folder);
	snprintf(log, sizeof log, "%s/log", s->folder);
	snprintf(state, sizeof state, "%s/state", s->folder);
	snprintf(where, sizeof where, "udp:127.0.0.1:%d",
		 ntohs(((const struct sockaddr_in *)&s->addr)->sin_port));
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that crashes leaves none */
	setenv("SNMP_PERSISTENT_DIR", state, 1);
	setenv("MIBS", "", 1);
	int null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	execl(program(), "snmpd", "-f", "-Lf", log, "-C", "-c", conf, "-I",
	      "-smux,mteTrigger,mteTriggerConf,diskio,lmsensorsMib", where,
	      (char *)NULL);
	_exit(127);
}

/* Discovery needs no credentials: what answers it is up. */
static void wait_until_it_answers(const struct snmpd *s)
{
	uint8_t out[128], in[512];
	struct pollfd p = {.fd = socket(AF_INET, SOCK_DGRAM, 0), .events = POLLIN};
	ssize_t got = -1;

	assert_int_equal(0, connect(p.fd, (const struct sockaddr *)&s->addr,
				    sizeof(struct sockaddr_in)));
	for (int i = 0; i < 500 && got <= 0; i++) {
		assert_int_equal(0, waitpid(s->pid, NULL, WNOHANG));
		size_t n = v3_discovery(1 + i, out, sizeof out);
		send(p.fd, out, n, 0);
		if (poll(&p, 1, 20) > 0)
			got = recv(p.fd, in, sizeof in, 0);
		else
			continue;
		if (got < 0)
			usleep(20000); /* refused: not yet up */
	}
	close(p.fd);
	assert_true(got > 0);
}

static void launch(struct snmpd *s)
{
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0)
		become_snmpd(s);
	wait_until_it_answers(s);
}

bool snmpd_start(struct snmpd *s, const char *conf)
{
	*s = (struct snmpd){.folder = "/tmp/noctop-snmpd-XXXXXX"};
	if (!program())
		return false;
	assert_non_null(mkdtemp(s->folder));
	free_port(&s->addr);
	write_conf(s, conf);
	launch(s);
	return true;
}

static void end(struct snmpd *s)
{
	kill(s->pid, SIGTERM);
	waitpid(s->pid, NULL, 0);
}

static void remove_folder(const struct snmpd *s, const char *below)
{
	char path[96];
	pid_t pid = fork();
	if (pid == 0) {
		snprintf(path, sizeof path, "%s%s", s->folder, below);
		execlp("rm", "rm", "-rf", path, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

void snmpd_restart(struct snmpd *s, bool forget)
{
	end(s);
	if (forget)
		remove_folder(s, "/state");
	launch(s);
}

void snmpd_stop(struct snmpd *s)
{
	end(s);
	remove_folder(s, "");
}
