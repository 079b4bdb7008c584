/*
 * chain: links are made of what the database holds after an insert, not of what was
 * meant to go there: so making and checking are the same few lines.
 */
#include "probes/journal/chain.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/base/log.h"

struct chain {
	struct sql *sql;
	sqlite3_stmt *row, *put, *head, *last;
	struct chain_link end;
};

/* --- a link --- */

static void hash_u64(EVP_MD_CTX *md, uint64_t v)
{
	unsigned char bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(v >> 8 * i);
	EVP_DigestUpdate(md, bytes, sizeof bytes);
}

static void hash_column(EVP_MD_CTX *md, sqlite3_stmt *st, int i)
{
	const char *name = sqlite3_column_name(st, i);
	int type = sqlite3_column_type(st, i);
	double real;
	uint64_t bits;
	if (type == SQLITE_NULL)
		return;
	EVP_DigestUpdate(md, name, strlen(name) + 1);
	switch (type) {
	case SQLITE_INTEGER:
		EVP_DigestUpdate(md, "i", 1);
		hash_u64(md, (uint64_t)sqlite3_column_int64(st, i));
		break;
	case SQLITE_FLOAT:
		EVP_DigestUpdate(md, "r", 1);
		real = sqlite3_column_double(st, i);
		memcpy(&bits, &real, sizeof bits);
		hash_u64(md, bits);
		break;
	default: {
		const void *bytes = sqlite3_column_blob(st, i);
		size_t n = (size_t)sqlite3_column_bytes(st, i);
		EVP_DigestUpdate(md, "t", 1);
		hash_u64(md, n);
		EVP_DigestUpdate(md, bytes, n);
		break;
	}
	}
}

void chain_link_row(sqlite3_stmt *st, int from, const unsigned char before[CHAIN_BYTES],
		    unsigned char out[CHAIN_BYTES])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	int n = sqlite3_column_count(st);
	if (!md || !EVP_DigestInit_ex(md, EVP_sha256(), NULL))
		die("no SHA-256 in libcrypto");
	EVP_DigestUpdate(md, before, CHAIN_BYTES);
	for (int i = from; i < n; i++)
		hash_column(md, st, i);
	EVP_DigestFinal_ex(md, out, NULL);
	EVP_MD_CTX_free(md);
}

char *chain_hex(char out[CHAIN_HEX], const unsigned char hash[CHAIN_BYTES])
{
	for (int i = 0; i < CHAIN_BYTES; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
	return out;
}

/* --- life --- */

struct chain *chain_open(struct sql *sql)
{
	struct chain *c = calloc(1, sizeof *c);
	if (!c)
		die("out of memory");
	c->sql = sql;
	c->row = sql_prepare(sql, "SELECT * FROM event WHERE seq = ?");
	c->put = sql_prepare(sql, "INSERT INTO chain VALUES (?, ?)");
	c->head = sql_prepare(sql, "UPDATE head SET seq = ?, hash = ?, alive_ms = ?");
	c->last = sql_prepare(sql, "SELECT seq, hash FROM head");
	if (c->row && c->put && c->head && c->last)
		return c;
	chain_close(c);
	return NULL;
}

void chain_close(struct chain *c)
{
	if (!c)
		return;
	sqlite3_finalize(c->row);
	sqlite3_finalize(c->put);
	sqlite3_finalize(c->head);
	sqlite3_finalize(c->last);
	free(c);
}

/* Step a statement that gives nothing, and make it ready for the next. */
static bool run(struct chain *c, sqlite3_stmt *st)
{
	int code = sqlite3_step(st);
	bool ok = sql_note(c->sql, code) && code == SQLITE_DONE;
	sqlite3_reset(st);
	return ok;
}

/* --- events --- */

bool chain_resume(struct chain *c)
{
	const void *hash = NULL;
	bool ok = sql_note(c->sql, sqlite3_step(c->last));
	if (ok)
		hash = sqlite3_column_blob(c->last, 1);
	c->end = (struct chain_link){0};
	if (hash && sqlite3_column_bytes(c->last, 1) == CHAIN_BYTES) {
		c->end.seq = (uint64_t)sqlite3_column_int64(c->last, 0);
		memcpy(c->end.hash, hash, CHAIN_BYTES);
	} /* else somebody took it away: what follows hangs on nothing, and is told */
	sqlite3_reset(c->last);
	return ok;
}

bool chain_add(struct chain *c, uint64_t seq)
{
	sqlite3_bind_int64(c->row, 1, (int64_t)seq);
	bool ok = sql_note(c->sql, sqlite3_step(c->row));
	if (ok)
		chain_link_row(c->row, 0, c->end.hash, c->end.hash);
	sqlite3_reset(c->row);
	c->end.seq = seq;
	sqlite3_bind_int64(c->put, 1, (int64_t)seq);
	sqlite3_bind_blob(c->put, 2, c->end.hash, CHAIN_BYTES, SQLITE_STATIC);
	return ok && run(c, c->put);
}

bool chain_head(struct chain *c, int64_t now_ms)
{
	sqlite3_bind_int64(c->head, 1, (int64_t)c->end.seq);
	sqlite3_bind_blob(c->head, 2, c->end.hash, CHAIN_BYTES, SQLITE_STATIC);
	sqlite3_bind_int64(c->head, 3, now_ms);
	return run(c, c->head);
}

/* --- anchors --- */

#define ANCHOR_COLUMNS "id, seq, hash, events, at_ms, uid, why"

/* Link the newest anchor to the one before it. */
static bool sign_off(struct chain *c, struct chain_link *out)
{
	sqlite3_stmt *st = sql_prepare(
		c->sql,
		"SELECT (SELECT link FROM anchor ORDER BY id DESC LIMIT 1 "
		"OFFSET 1), " ANCHOR_COLUMNS " FROM anchor ORDER BY id DESC LIMIT 1");
	sqlite3_stmt *put = sql_prepare(
		c->sql, "UPDATE anchor SET link = ? WHERE id = (SELECT max(id) FROM "
			"anchor)");
	unsigned char before[CHAIN_BYTES] = {0};
	bool ok = st && put && sqlite3_step(st) == SQLITE_ROW;
	if (ok && sqlite3_column_bytes(st, 0) == CHAIN_BYTES)
		memcpy(before, sqlite3_column_blob(st, 0), CHAIN_BYTES);
	if (ok) {
		out->seq = (uint64_t)sqlite3_column_int64(st, 2);
		chain_link_row(st, 1, before, out->hash);
		sqlite3_bind_blob(put, 1, out->hash, CHAIN_BYTES, SQLITE_STATIC);
	}
	sqlite3_finalize(st);
	ok = ok && run(c, put);
	sqlite3_finalize(put);
	return ok;
}

static bool put_anchor(struct chain *c, const struct chain_link *at, uint64_t events,
		       int64_t now_ms, const char *why, struct chain_link *out)
{
	sqlite3_stmt *st = sql_prepare(
		c->sql, "INSERT INTO anchor (seq, hash, events, at_ms, uid, "
			"why) VALUES (?, ?, ?, ?, ?, ?)");
	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, (int64_t)at->seq);
	sqlite3_bind_blob(st, 2, at->hash, CHAIN_BYTES, SQLITE_STATIC);
	sqlite3_bind_int64(st, 3, (int64_t)events);
	sqlite3_bind_int64(st, 4, now_ms);
	sqlite3_bind_int64(st, 5, getuid());
	sqlite3_bind_text(st, 6, why, -1, SQLITE_STATIC);
	bool ok = run(c, st);
	sqlite3_finalize(st);
	return ok && sign_off(c, out);
}

bool chain_begin(struct chain *c, int64_t now_ms)
{
	struct chain_link at = {0}, link;
	int64_t anchors, seq;
	if (!sql_number(c->sql, "SELECT count(*) FROM anchor", &anchors) ||
	    !sql_number(c->sql, "SELECT max(seq) FROM event", &seq))
		return false;
	if (anchors)
		return true;
	at.seq = (uint64_t)seq;
	c->end = at;
	return sql_run(c->sql,
		       "BEGIN IMMEDIATE; INSERT INTO head VALUES (0, x'', 0)") &&
	       chain_head(c, 0) &&
	       put_anchor(c, &at, 0, now_ms,
			  seq ? "events before it have no chain" : "begun", &link) &&
	       sql_run(c->sql, "COMMIT");
}

bool chain_cut(struct chain *c, uint64_t seq, uint64_t events, int64_t now_ms,
	       const char *why, struct chain_link *link)
{
	struct chain_link at = {.seq = seq};
	char sql[80];
	sqlite3_stmt *st = sql_prepare(c->sql, "SELECT hash FROM chain WHERE seq = ?");
	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, (int64_t)seq);
	if (sqlite3_step(st) == SQLITE_ROW &&
	    sqlite3_column_bytes(st, 0) == CHAIN_BYTES)
		memcpy(at.hash, sqlite3_column_blob(st, 0), CHAIN_BYTES);
	sqlite3_finalize(st);
	snprintf(sql, sizeof sql, "DELETE FROM chain WHERE seq <= %lld",
		 (long long)seq);
	return put_anchor(c, &at, events, now_ms, why, link) && sql_run(c->sql, sql);
}
