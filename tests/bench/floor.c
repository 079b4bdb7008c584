/*
 * floor: the least that asking can cost here: requests that were built before, sent and
 * received in batches, replies that nobody decodes. What noctop needs is compared with
 * this, on the same agents and with the same requests.
 *
 *   floor PORT DEVICES [SWEEPS [WINDOW [FILE]]]
 *
 * FILE holds the requests of one device, as sweep_bench records them; without it they
 * are 7 columns of 48 ports, 10 rows at a time, and 7 scalars. One JSON line a sweep.
 * A reply that is lost is not asked for again, but counted.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/ber/ber.h"
#include "tests/agent/field.h"
#include "tests/bench/rss.h"

enum { BATCH = 64, REQUESTS_MAX = 64, REQUEST_ROOM = 1472, REPLY_ROOM = 65536 };
enum { PATIENCE_MS = 1000, RECEIVE_BUFFER = 32 << 20 };

struct request {
	uint8_t bytes[REQUEST_ROOM];
	size_t len;
};

struct bench {
	int fd;
	uint16_t port;
	uint32_t devices, window;
	struct request request[REQUESTS_MAX];
	uint32_t requests;
	struct mmsghdr out[BATCH], in[BATCH];
	struct iovec out_bytes[BATCH], in_bytes[BATCH];
	struct sockaddr_in to[BATCH];
	uint64_t sent, received, octets; /* of this sweep */
};

/* --- requests --------------------------------------------------------------------- */

static void add_bulk(struct bench *b, const char *const *names, uint32_t n,
		     uint32_t after, int32_t rows)
{
	struct request *r = &b->request[b->requests++];
	struct ber_writer w;
	ber_begin(&w, r->bytes, sizeof r->bytes, SNMP_V2C, "public", 6,
		  rows > 0 ? PDU_BULK : PDU_GET, 0x12345678, 0, rows);
	for (uint32_t i = 0; i < n; i++) {
		struct oid name;
		oid_parse(names[i], &name);
		if (rows == 0)
			name.arc[name.n++] = 0;
		else if (after > 0)
			name.arc[name.n++] = after;
		ber_put_null(&w, &name);
	}
	r->len = ber_end(&w);
}

static void build_requests(struct bench *b)
{
	static const char *const scalars[] = {
		"1.3.6.1.2.1.1.3",	  "1.3.6.1.6.3.10.2.1.2",
		"1.3.6.1.6.3.10.2.1.3",	  "1.3.6.1.2.1.31.1.5",
		"1.3.6.1.2.1.2.1",	  "1.3.6.1.4.1.2021.4.6",
		"1.3.6.1.4.1.2021.11.53",
	};
	static const char *const columns[] = {
		"1.3.6.1.2.1.31.1.1.1.6", "1.3.6.1.2.1.31.1.1.1.10",
		"1.3.6.1.2.1.31.1.1.1.7", "1.3.6.1.2.1.31.1.1.1.11",
		"1.3.6.1.2.1.2.2.1.14",	  "1.3.6.1.2.1.2.2.1.20",
		"1.3.6.1.2.1.2.2.1.13",
	};
	add_bulk(b, scalars, 7, 0, 0);
	for (uint32_t row = 0; row < 48; row += 10)
		add_bulk(b, columns, 7, row, row + 10 < 48 ? 10 : 8);
}

static void read_requests(struct bench *b, const char *path)
{
	FILE *f = fopen(path, "rb");
	int high, low;
	if (!f) {
		fprintf(stderr, "cannot open '%s': %s\n", path, strerror(errno));
		exit(1);
	}
	while (b->requests < REQUESTS_MAX && (high = getc(f)) != EOF &&
	       (low = getc(f)) != EOF) {
		struct request *r = &b->request[b->requests];
		r->len = (size_t)(high << 8 | low);
		if (r->len > sizeof r->bytes || fread(r->bytes, 1, r->len, f) != r->len)
			break;
		b->requests++;
	}
	fclose(f);
	if (b->requests == 0) {
		fprintf(stderr, "no requests in '%s'\n", path);
		exit(1);
	}
}

/* --- sending and receiving -------------------------------------------------------- */

static void open_socket(struct bench *b)
{
	int size = RECEIVE_BUFFER;
	b->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (setsockopt(b->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
		setsockopt(b->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	for (int i = 0; i < BATCH; i++) {
		b->out[i].msg_hdr = (struct msghdr){.msg_name = &b->to[i],
						    .msg_namelen = sizeof b->to[i],
						    .msg_iov = &b->out_bytes[i],
						    .msg_iovlen = 1};
		b->in_bytes[i] = (struct iovec){malloc(REPLY_ROOM), REPLY_ROOM};
		b->in[i].msg_hdr =
			(struct msghdr){.msg_iov = &b->in_bytes[i], .msg_iovlen = 1};
		b->to[i] = (struct sockaddr_in){.sin_family = AF_INET,
						.sin_port = htons(b->port)};
	}
}

/* Requests go to one device after the other, and only then the next ones. */
static void send_some(struct bench *b)
{
	uint64_t all = (uint64_t)b->devices * b->requests;
	uint64_t room = b->window - (b->sent - b->received);
	unsigned n = 0;
	for (; n < BATCH && n < room && b->sent + n < all; n++) {
		struct request *r = &b->request[(b->sent + n) / b->devices];
		uint32_t device = (uint32_t)((b->sent + n) % b->devices);
		b->out_bytes[n] = (struct iovec){r->bytes, r->len};
		b->to[n].sin_addr.s_addr = htonl(FIELD_FIRST + device);
	}
	int took = n > 0 ? sendmmsg(b->fd, b->out, n, 0) : 0;
	b->sent += took > 0 ? (uint64_t)took : 0;
}

/* False when nothing comes any more. */
static bool receive_some(struct bench *b)
{
	struct pollfd p = {.fd = b->fd, .events = POLLIN};
	int n = recvmmsg(b->fd, b->in, BATCH, MSG_DONTWAIT, NULL);
	if (n <= 0)
		return poll(&p, 1, PATIENCE_MS) > 0;
	for (int i = 0; i < n; i++)
		b->octets += b->in[i].msg_len;
	b->received += (uint64_t)n;
	return true;
}

static void sweep(struct bench *b)
{
	uint64_t all = (uint64_t)b->devices * b->requests;
	int64_t began_us = clock_mono_us(), cpu_us = clock_process_cpu_us();
	b->sent = b->received = b->octets = 0;
	while (b->received < all) {
		send_some(b);
		if (!receive_some(b))
			break;
	}
	double seconds = (double)(clock_mono_us() - began_us) / 1e6;
	double cpu = (double)(clock_process_cpu_us() - cpu_us) / 1e6;
	printf("{\"bench\":\"floor\",\"devices\":%u,\"pdus\":%llu,\"lost\":%llu,"
	       "\"seconds\":%.4f,\"cpu\":%.4f,\"us_per_pdu\":%.3f,"
	       "\"bytes_per_reply\":%.0f,\"rss_mb\":%.1f}\n",
	       b->devices, (unsigned long long)all,
	       (unsigned long long)(all - b->received), seconds, cpu,
	       cpu * 1e6 / (double)all, (double)b->octets / (double)all,
	       rss_mb());
	fflush(stdout);
}

static unsigned long argument(int argc, char **argv, int i, unsigned long otherwise)
{
	return argc > i ? strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
	static struct bench b;
	b.port = (uint16_t)argument(argc, argv, 1, 0);
	b.devices = (uint32_t)argument(argc, argv, 2, 0);
	b.window = (uint32_t)argument(argc, argv, 4, 512);
	if (b.port == 0 || b.devices == 0 || b.window == 0) {
		fputs("usage: floor PORT DEVICES [SWEEPS [WINDOW [FILE]]]\n", stderr);
		return 64;
	}
	if (argc > 5)
		read_requests(&b, argv[5]);
	else
		build_requests(&b);
	open_socket(&b);
	for (unsigned long n = argument(argc, argv, 3, 1); n > 0; n--)
		sweep(&b);
	close(b.fd);
	for (int i = 0; i < BATCH; i++)
		free(b.in_bytes[i].iov_base);
	return 0;
}
