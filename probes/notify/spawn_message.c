/*
 * spawn_message: what watch and spawner say to each other as bytes. Both are ours, but
 * the spawner starts programs: it believes nothing that is not whole.
 */
#include <string.h>

#include "probes/base/pack.h"
#include "probes/notify/spawner.h"

static uint32_t count(const char *const *words)
{
	uint32_t n = 0;

	while (words[n])
		n++;
	return n;
}

static void put_bytes(struct buf *out, const char *bytes, size_t n)
{
	pack_uint(out, n, 4);
	buf_add(out, bytes, n);
	buf_char(out, '\0');
}

bool spawn_write_request(struct buf *out, const struct spawn_request *r)
{
	uint32_t args = r->argv ? count(r->argv) : 0;
	uint32_t vars = r->env ? count(r->env) : 0;

	pack_uint(out, r->id, 4);
	pack_uint(out, r->limit_ms, 4);
	pack_uint(out, r->retries, 1);
	pack_uint(out, args, 2);
	pack_uint(out, vars, 2);
	pack_uint(out, r->secret != NULL, 1);
	for (uint32_t i = 0; i < args; i++)
		put_bytes(out, r->argv[i], strlen(r->argv[i]));
	for (uint32_t i = 0; i < vars; i++)
		put_bytes(out, r->env[i], strlen(r->env[i]));
	put_bytes(out, r->input, r->input_len);
	if (r->secret)
		put_bytes(out, r->secret, strlen(r->secret));
	return args + vars <= SPAWN_WORDS_MAX && out->len <= SPAWN_BYTES_MAX;
}

/* NULL and u->broken when they are not all there. */
static const char *get_bytes(struct unpack *u, size_t *n)
{
	const char *s;

	*n = (size_t)unpack_uint(u, 4);
	s = u->at;
	if (u->broken || *n >= (size_t)(u->end - s) || s[*n]) {
		u->broken = true;
		return NULL;
	}
	u->at += *n + 1;
	return s;
}

/* A word has no NUL in it. */
static const char *get_word(struct unpack *u)
{
	size_t n;
	const char *s = get_bytes(u, &n);

	if (s && strlen(s) != n)
		u->broken = true;
	return s;
}

static const char **get_words(struct unpack *u, uint32_t n, const char **words)
{
	for (uint32_t i = 0; i < n; i++)
		*words++ = get_word(u);
	*words++ = NULL;
	return words;
}

bool spawn_read_request(const char *bytes, size_t n, struct spawn_request *r,
			const char **words)
{
	struct unpack u = {bytes, bytes + n, false};
	uint32_t args, vars;
	bool secret;

	*r = (struct spawn_request){0};
	r->id = (uint32_t)unpack_uint(&u, 4);
	r->limit_ms = (uint32_t)unpack_uint(&u, 4);
	r->retries = (uint32_t)unpack_uint(&u, 1);
	args = (uint32_t)unpack_uint(&u, 2);
	vars = (uint32_t)unpack_uint(&u, 2);
	secret = unpack_uint(&u, 1) != 0;
	if (u.broken || args + vars > SPAWN_WORDS_MAX)
		return false;
	r->argv = args ? words : NULL;
	r->env = get_words(&u, args, words);
	get_words(&u, vars, words + args + 1);
	r->input = get_bytes(&u, &r->input_len);
	if (secret)
		r->secret = get_word(&u);
	return !u.broken && u.at == u.end;
}

void spawn_write_reply(struct buf *out, const struct spawn_reply *r)
{
	pack_uint(out, r->id, 4);
	pack_uint(out, (uint64_t)r->end, 1);
	pack_uint(out, (uint64_t)r->code, 4);
	put_bytes(out, r->out, r->out_len);
	put_bytes(out, r->err, r->err_len);
}

bool spawn_read_reply(const char *bytes, size_t n, struct spawn_reply *r)
{
	struct unpack u = {bytes, bytes + n, false};

	*r = (struct spawn_reply){.id = (uint32_t)unpack_uint(&u, 4)};
	r->end = (enum spawn_end)unpack_uint(&u, 1);
	r->code = (int)unpack_uint(&u, 4);
	r->out = get_bytes(&u, &r->out_len);
	r->err = get_bytes(&u, &r->err_len);
	return !u.broken && u.at == u.end && r->end <= SPAWN_FAILED;
}
