/*
 * The headers of a batch point into arrays beside them, and are set anew before each
 * use: the kernel writes to some of them.
 */
#include "probes/demo/batch.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

struct batch {
	struct mmsghdr message[BATCH_MAX];
	struct iovec bytes[BATCH_MAX];
	struct sockaddr_in peer[BATCH_MAX];
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(struct in_pktinfo))];
	} control[BATCH_MAX];
	size_t room;
	uint8_t octets[]; /* room for each */
};

struct batch *batch_new(size_t room)
{
	struct batch *b = calloc(1, sizeof *b + BATCH_MAX * room);
	if (!b)
		die("out of memory");
	b->room = room;
	return b;
}

void batch_free(struct batch *b)
{
	free(b);
}

uint8_t *batch_room(struct batch *b, int slot)
{
	return b->octets + (size_t)slot * b->room;
}

void batch_reset(struct batch *b)
{
	for (int i = 0; i < BATCH_MAX; i++) {
		b->bytes[i] = (struct iovec){batch_room(b, i), b->room};
		b->message[i].msg_hdr = (struct msghdr){
			.msg_name = &b->peer[i],
			.msg_namelen = sizeof b->peer[i],
			.msg_iov = &b->bytes[i],
			.msg_iovlen = 1,
			.msg_control = &b->control[i],
			.msg_controllen = sizeof b->control[i],
		};
	}
}

int batch_receive(struct batch *b, int fd)
{
	batch_reset(b);
	int n = recvmmsg(fd, b->message, BATCH_MAX, MSG_DONTWAIT, NULL);
	return n > 0 ? n : 0;
}

size_t batch_len(const struct batch *b, int slot)
{
	return b->message[slot].msg_len;
}

const struct sockaddr_in *batch_peer(const struct batch *b, int slot)
{
	return &b->peer[slot];
}

uint32_t batch_destination(struct batch *b, int slot)
{
	struct msghdr *m = &b->message[slot].msg_hdr;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
			struct in_pktinfo info;
			memcpy(&info, CMSG_DATA(c), sizeof info);
			return ntohl(info.ipi_addr.s_addr);
		}
	return 0;
}

void batch_set_source(struct msghdr *m, uint32_t from)
{
	struct in_pktinfo info = {.ipi_spec_dst.s_addr = htonl(from)};
	struct cmsghdr *c = CMSG_FIRSTHDR(m);
	c->cmsg_level = IPPROTO_IP;
	c->cmsg_type = IP_PKTINFO;
	c->cmsg_len = CMSG_LEN(sizeof info);
	memcpy(CMSG_DATA(c), &info, sizeof info);
}

void batch_address(struct batch *b, int slot, const struct sockaddr_in *to,
		   uint32_t from, size_t len)
{
	b->peer[slot] = *to;
	b->bytes[slot].iov_len = len;
	batch_set_source(&b->message[slot].msg_hdr, from);
}

void batch_send(struct batch *b, int fd, int n)
{
	for (int sent = 0; sent < n;) {
		int took = sendmmsg(fd, b->message + sent, (unsigned)(n - sent),
				    MSG_DONTWAIT);
		sent += took > 0 ? took : 1;
	}
}
