/*
 * batch: datagrams of many addresses that share one socket (IP_PKTINFO), received and
 * sent many at a time: a system call for each would cost more than the answer.
 */
#ifndef NOCTOP_DEMO_BATCH_H
#define NOCTOP_DEMO_BATCH_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define BATCH_MAX 64

struct batch;

/* With room for so many octets in each slot. */
struct batch *batch_new(size_t room);
void batch_free(struct batch *);

uint8_t *batch_room(struct batch *, int slot);

/* Take what waits, without waiting: the number of slots filled, 0 when there is
 * nothing or the socket failed. */
int batch_receive(struct batch *, int fd);
size_t batch_len(const struct batch *, int slot);
const struct sockaddr_in *batch_peer(const struct batch *, int slot);
/* The address it was sent to, host byte order; 0 if that is not known. */
uint32_t batch_destination(struct batch *, int slot);

/* Before slots are filled to be sent. */
void batch_reset(struct batch *);
/* The len octets in a slot's room go to a peer and leave from an address (host byte
 * order). */
void batch_address(struct batch *, int slot, const struct sockaddr_in *to,
		   uint32_t from, size_t len);
/* A datagram leaves from this address; msg_control has room for an in_pktinfo. */
void batch_set_source(struct msghdr *, uint32_t from);
/* Send the first n slots. What the kernel does not take now is lost, as on any network.
 */
void batch_send(struct batch *, int fd, int n);

#endif
