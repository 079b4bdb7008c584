/*
 * Round trips are the kernel's receive stamp less the time the request carries: how
 * long a packet waits for us to read it must not look like a slow network. Sixty-four
 * packets a system call, because a poller of thousands of devices is woken for
 * thousands.
 */
#include "probes/wire/ping/echo.h"

#include <errno.h>
#include <linux/filter.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/wire/ping/icmp.h"

#define RECEIVE_BUFFER (4 << 20)
#define PACKET_MAX 256 /* ours is 64 bytes behind at most 60 of IPv4 header */

/* Only replies to our id, else every ICMP packet of the host would wake us. X is the
 * length of the IPv4 header; version 6 is delivered without one. */
static int filter_replies(int fd, int family, uint16_t id)
{
	bool v4 = family == AF_INET;
	uint32_t type = v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY;
	struct sock_filter code[] = {
		v4 ? (struct sock_filter)BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0)
		   : (struct sock_filter)BPF_STMT(BPF_LDX | BPF_IMM, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, type, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, id, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog filter = {.len = sizeof code / sizeof *code, .filter = code};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

int echo_open(struct echo *e, int family, bool raw)
{
	int protocol = family == AF_INET ? (int)IPPROTO_ICMP : (int)IPPROTO_ICMPV6;
	int type = (raw ? SOCK_RAW : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
	int on = 1, bytes = RECEIVE_BUFFER;

	*e = (struct echo){.family = family, .raw = raw, .id = (uint16_t)random_u32()};
	e->fd = socket(family, type, protocol);
	if (e->fd < 0)
		return errno;
	(void)setsockopt(e->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
	(void)setsockopt(e->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
	if (raw && filter_replies(e->fd, family, e->id) != 0) {
		int error = errno;
		echo_close(e);
		return error;
	}
	return 0;
}

void echo_close(struct echo *e)
{
	if (e->fd >= 0)
		close(e->fd);
	e->fd = -1;
}

int echo_send(const struct echo *e, const struct sockaddr_storage *to, uint16_t seq,
	      uint64_t nonce)
{
	uint8_t bytes[ICMP_BYTES];
	struct icmp_echo echo = {
		.id = e->id, .seq = seq, .nonce = nonce, .sent_us = clock_wall_us()};
	struct sockaddr_storage addr = *to;
	socklen_t len = sizeof(struct sockaddr_in);

	/* A port has no meaning here, and raw sockets of version 6 refuse one. */
	if (e->family == AF_INET6) {
		len = sizeof(struct sockaddr_in6);
		((struct sockaddr_in6 *)&addr)->sin6_port = 0;
	}
	icmp_build(bytes, e->family, &echo);
	ssize_t n =
		sendto(e->fd, bytes, sizeof bytes, 0, (struct sockaddr *)&addr, len);
	return n < 0 ? errno : 0;
}

bool echo_unsent(int error)
{
	return error == EAGAIN || error == ENOBUFS || error == ENOMEM || error == EINTR;
}

/* The kernel's stamp of a packet; now when there is none. */
static int64_t stamp_us(struct msghdr *msg)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		struct timespec ts;
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
			continue;
		memcpy(&ts, CMSG_DATA(c), sizeof ts);
		return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
	}
	return clock_wall_us();
}

static bool take(const struct echo *e, struct mmsghdr *m, struct echo_reply *out)
{
	struct icmp_echo echo;
	bool header = e->raw && e->family == AF_INET;

	if (!icmp_parse(m->msg_hdr.msg_iov->iov_base, m->msg_len, e->family, header,
			&echo))
		return false;
	if (e->raw && echo.id != e->id)
		return false;
	*out = (struct echo_reply){.nonce = echo.nonce,
				   .rtt_us = stamp_us(&m->msg_hdr) - echo.sent_us,
				   .seq = echo.seq};
	return true;
}

bool echo_receive(const struct echo *e, struct echo_reply out[ECHO_BATCH], unsigned *n)
{
	uint8_t bytes[ECHO_BATCH][PACKET_MAX];
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(struct timespec))];
	} control[ECHO_BATCH];
	struct iovec iov[ECHO_BATCH];
	struct mmsghdr msg[ECHO_BATCH];

	for (unsigned i = 0; i < ECHO_BATCH; i++) {
		iov[i] = (struct iovec){.iov_base = bytes[i], .iov_len = PACKET_MAX};
		msg[i] = (struct mmsghdr){
			.msg_hdr = {.msg_iov = &iov[i],
				    .msg_iovlen = 1,
				    .msg_control = &control[i],
				    .msg_controllen = sizeof *control}};
	}
	*n = 0;
	int got = recvmmsg(e->fd, msg, ECHO_BATCH, MSG_DONTWAIT, NULL);
	for (int i = 0; i < got; i++)
		*n += take(e, &msg[i], &out[*n]);
	return got == ECHO_BATCH;
}
