/*
 * traffic ADDRESS BITS_PER_SECOND: UDP datagrams to a multicast group that nobody
 * joined, so that nothing comes back, at a steady rate until SIGTERM: how many are due
 * is told by the clock, so that a late turn is caught up and no error adds up.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define DATAGRAM 1000 /* bytes, and 42 of Ethernet, IP and UDP */
#define FRAME (DATAGRAM + 42)
#define TURN_NS 5000000

static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int group(const char *address)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (inet_pton(AF_INET, address, &to.sin_addr) == 1 && fd >= 0 &&
	    connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
		return fd;
	fprintf(stderr, "traffic: cannot send to '%s': %s\n", address, strerror(errno));
	exit(1);
}

int main(int argc, char **argv)
{
	char datagram[DATAGRAM] = {0};
	double begin = now_s(), per_s;
	long sent = 0, lost = 0;
	int fd;

	if (argc != 3)
		return 64;
	fd = group(argv[1]);
	per_s = strtod(argv[2], NULL) / 8 / FRAME;
	sigaction(SIGTERM, &(struct sigaction){.sa_handler = stop}, NULL);
	while (!stopped) {
		double due = (now_s() - begin) * per_s;

		for (; (double)sent < due; sent++)
			lost += send(fd, datagram, sizeof datagram, 0) != DATAGRAM;
		nanosleep(&(struct timespec){.tv_nsec = TURN_NS}, NULL);
	}
	printf("%ld datagrams, %ld not sent\n", sent, lost);
	return lost > 0;
}
