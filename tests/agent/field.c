/*
 * One request after the other of a batch; what is sent as it should be goes back as a
 * batch, what something befell goes its own way.
 */
#include "tests/agent/field.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/demo/batch.h"
#include "probes/demo/demo.h"

enum { BATCHES_AT_ONCE = 16, REQUEST_ROOM = 2048, REPLY_ROOM = 65507 };
enum { RECEIVE_BUFFER = 32 << 20 };

static size_t answer(struct field *f, int request, uint32_t id, int slot)
{
	const struct field_device *d = &f->device[id];
	struct agent agent = {
		.source = d->changed ? &device_source : &farm_source,
		.ctx = d->changed ? (void *)d->changed : &f->farm,
		.id = id,
		.community = f->community,
		.reply_max = f->reply_max,
	};
	return guard_answer(f->guard, id, &agent, f->scratch,
			    batch_room(f->in, request), batch_len(f->in, request),
			    field_now(f), batch_room(f->out, slot), REPLY_ROOM);
}

/* Answer one request into a slot of the outgoing batch; false: nothing stands there. */
static bool serve(struct field *f, int request, int slot)
{
	const struct sockaddr_in *peer = batch_peer(f->in, request);
	uint32_t to = batch_destination(f->in, request), id = to - FIELD_FIRST;
	if (id >= f->farm.devices)
		return false;
	f->received++;
	unsigned bits = fault_throw(&f->device[id].fault, &f->dice);
	size_t len = bits & FAULT_SILENT ? 0 : answer(f, request, id, slot);
	if (len == 0)
		return false;
	f->answered++;
	if (bits == 0) {
		batch_address(f->out, slot, peer, to, len);
		return true;
	}
	uint8_t *bytes = batch_room(f->out, slot);
	len = fault_spoil(bits, &f->dice, bytes, len, REPLY_ROOM);
	post_send(&f->post, bits, f->device[id].fault.delay_ms, bytes, len, peer, to);
	return false;
}

/* One batch. False when no more requests wait. */
static bool serve_batch(struct field *f)
{
	int n = batch_receive(f->in, f->post.fd), replies = 0;
	batch_reset(f->out);
	for (int i = 0; i < n; i++)
		replies += serve(f, i, replies);
	batch_send(f->out, f->post.fd, replies);
	return n == BATCH_MAX;
}

static void requests_wait(struct ev_loop *loop, ev_io *io, int events)
{
	(void)loop;
	(void)events;
	struct field *f = io->data;
	for (int i = 0; i < BATCHES_AT_ONCE && serve_batch(f); i++)
		;
}

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n, size);
	if (!p)
		die("out of memory");
	return p;
}

bool field_open(struct field *f, struct ev_loop *loop, uint16_t port)
{
	uint16_t any = 0;
	int size = RECEIVE_BUFFER;
	f->port = port;
	f->post = (struct post){.loop = loop,
				.fd = demo_socket(&f->port),
				.stranger = demo_socket(&any)};
	if (f->post.fd < 0 || f->post.stranger < 0) {
		fprintf(stderr, "cannot bind port %u: %s\n", port, strerror(errno));
		return false;
	}
	setsockopt(f->post.fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
	setsockopt(f->post.fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
	f->device = zeroed(f->farm.devices, sizeof *f->device);
	f->scratch = zeroed(1, sizeof *f->scratch);
	f->in = batch_new(REQUEST_ROOM);
	f->out = batch_new(REPLY_ROOM);
	f->started_ms = clock_mono_ms();
	ev_io_init(&f->io, requests_wait, f->post.fd, EV_READ);
	f->io.data = f;
	ev_io_start(loop, &f->io);
	return true;
}

void field_close(struct field *f)
{
	ev_io_stop(f->post.loop, &f->io);
	close(f->post.fd);
	close(f->post.stranger);
	for (uint32_t i = 0; i < f->farm.devices; i++)
		free(f->device[i].changed);
	free(f->device);
	free(f->scratch);
	batch_free(f->in);
	batch_free(f->out);
}

struct device *field_change(struct field *f, uint32_t id)
{
	struct field_device *d = &f->device[id];
	if (!d->changed) {
		d->changed = zeroed(1, sizeof *d->changed);
		*d->changed = device_over(&farm_source, &f->farm, id);
	}
	return d->changed;
}

int64_t field_now(const struct field *f)
{
	return clock_mono_ms() - f->started_ms;
}
