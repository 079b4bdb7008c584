/*
 * See scene.h.
 */
#include "tests/wire/scene.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

const struct credential PUBLIC = {
	.name = "public", .version = SNMP_V2C, .community = "public"};
const struct credential PUBLIC_V1 = {
	.name = "public", .version = SNMP_V1, .community = "public"};

void scene_done(void *ctx, const struct ask_reply *reply)
{
	struct scene *s = ctx;
	s->last = *reply;
	if (reply->n > 0)
		s->first = reply->vb[0];
	s->results[reply->result]++;
	s->done++;
}

int scene_set_up(void **state)
{
	struct scene *s = calloc(1, sizeof *s);
	s->loop = ev_loop_new(EVFLAG_AUTO);
	s->ask = ask_open(s->loop);
	puppet_open(&s->agent, s->loop, "127.0.0.1", puppet_answer);
	s->agent.ctx = s;
	s->peer = ask_peer_add(s->ask, &s->agent.addr, &PUBLIC, NULL);
	assert_true(oid_parse("1.3.6.1.2.1.1.3.0", &s->oid[0]));
	assert_true(oid_parse("1.3.6.1.2.1.2.2.1.10.1", &s->oid[1]));
	assert_true(oid_parse("1.3.6.1.2.1.2.2.1.16.1", &s->oid[2]));
	*state = s;
	return 0;
}

int scene_tear_down(void **state)
{
	struct scene *s = *state;
	ask_close(s->ask);
	puppet_close(&s->agent);
	ev_loop_destroy(s->loop);
	free(s);
	return 0;
}

struct ask_request get(struct scene *s, peer_id peer)
{
	return (struct ask_request){.peer = peer,
				    .pdu = PDU_GET,
				    .oid = s->oid,
				    .n = 3,
				    .done = scene_done,
				    .ctx = s};
}

struct ask_request get_once(struct scene *s, peer_id peer)
{
	struct ask_request r = get(s, peer);
	r.tries = 1;
	r.timeout_us = 60000000;
	return r;
}

void ask_and_wait(struct scene *s, const struct ask_request *r)
{
	unsigned before = s->done;
	ask_send(s->ask, r);
	run_until(s->loop, &s->done, before + 1);
}

struct sockaddr_storage closed_port(struct scene *s, const char *host)
{
	struct puppet agent;
	puppet_open(&agent, s->loop, host, NULL);
	puppet_close(&agent);
	return agent.addr;
}

int other_socket(const char *host)
{
	struct sockaddr_in addr = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(1, inet_pton(AF_INET, host, &addr.sin_addr));
	assert_int_equal(0, bind(fd, (struct sockaddr *)&addr, sizeof addr));
	return fd;
}
