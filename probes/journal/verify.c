/*
 * verify: one pass over the links with their events beside them. Behind a fault the
 * walk goes on from the link as it stands, so that one changed row is one fault.
 */
#include "probes/journal/verify.h"

#include <stdlib.h>
#include <string.h>

#include "probes/journal/store.h"

struct walk {
	struct sql *sql;
	struct verdict *out;
	const struct chain_link *noted;
	struct chain_link at;
	int64_t at_ms;
};

const char *fault_of_chain_words(enum fault_of_chain fault)
{
	static const char *const words[] = {
		[CHAIN_WHOLE] = "whole",
		[CHAIN_CHANGED] = "was changed",
		[CHAIN_MISSING] = "is missing",
		[CHAIN_UNLINKED] = "has no link",
		[CHAIN_GAP] = "was changed, or what stood before it is gone",
		[CHAIN_SHORT] = "was the last; the head is missing its end",
		[CHAIN_HEAD] = "was the last; the head is gone or another's",
		[CHAIN_ANCHOR] = "an anchor is gone or was changed",
	};
	return words[fault];
}

static void found(struct walk *w, enum fault_of_chain fault, uint64_t seq,
		  int64_t at_ms)
{
	w->out->broken++;
	if (w->out->fault != CHAIN_WHOLE)
		return;
	w->out->fault = fault;
	w->out->first_seq = seq;
	w->out->first_ms = at_ms;
}

static bool get_hash(sqlite3_stmt *st, int i, unsigned char out[CHAIN_BYTES])
{
	bool good = sqlite3_column_bytes(st, i) == CHAIN_BYTES;
	memset(out, 0, CHAIN_BYTES);
	if (good)
		memcpy(out, sqlite3_column_blob(st, i), CHAIN_BYTES);
	return good;
}

static bool same(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, CHAIN_BYTES) == 0;
}

static void compare_noted(struct walk *w)
{
	if (w->noted && w->noted->seq == w->at.seq)
		w->out->noted =
			same(w->noted->hash, w->at.hash) ? NOTED_HOLDS : NOTED_BROKEN;
}

/* --- anchors --- */

static bool check_anchors(struct walk *w)
{
	sqlite3_stmt *st =
		sql_prepare(w->sql, "SELECT link, id, seq, hash, events, at_ms, "
				    "uid, why FROM anchor ORDER BY id");
	unsigned char before[CHAIN_BYTES] = {0}, link[CHAIN_BYTES], said[CHAIN_BYTES];
	int code = SQLITE_ERROR;
	while (st && (code = sqlite3_step(st)) == SQLITE_ROW) {
		uint64_t seq = (uint64_t)sqlite3_column_int64(st, 2);
		chain_link_row(st, 1, before, link);
		w->out->anchors++;
		w->out->forgotten += (uint64_t)sqlite3_column_int64(st, 4);
		if (!get_hash(st, 0, said) || !same(link, said))
			found(w, CHAIN_ANCHOR, seq, sqlite3_column_int64(st, 5));
		memcpy(before, said, CHAIN_BYTES);
		if (seq >= w->at.seq) {
			w->at.seq = seq;
			get_hash(st, 3, w->at.hash);
		}
	}
	sqlite3_finalize(st);
	if (w->out->anchors == 0)
		found(w, CHAIN_ANCHOR, 0, 0);
	return sql_note(w->sql, code);
}

/* --- events --- */

static void check_link(struct walk *w, sqlite3_stmt *st)
{
	uint64_t seq = (uint64_t)sqlite3_column_int64(st, 0);
	bool there = sqlite3_column_type(st, 2) != SQLITE_NULL;
	unsigned char link[CHAIN_BYTES], said[CHAIN_BYTES];
	get_hash(st, 1, said);
	if (!there) {
		found(w, CHAIN_MISSING, seq, w->at_ms);
	} else {
		int64_t at_ms = sqlite3_column_int64(st, 3);
		chain_link_row(st, 2, w->at.hash, link);
		if (!same(link, said))
			found(w, seq > w->at.seq + 1 ? CHAIN_GAP : CHAIN_CHANGED, seq,
			      at_ms);
		w->at_ms = at_ms;
		w->out->since_ms = w->out->events++ ? w->out->since_ms : at_ms;
	}
	w->at.seq = seq;
	memcpy(w->at.hash, said, CHAIN_BYTES);
	compare_noted(w);
}

static bool check_links(struct walk *w)
{
	/* at_ms is the second column of event. */
	sqlite3_stmt *st = sql_prepare(
		w->sql,
		"SELECT chain.seq, chain.hash, event.* FROM chain LEFT JOIN event "
		"ON event.seq = chain.seq WHERE chain.seq > ? ORDER BY chain.seq");
	int code = SQLITE_ERROR;
	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, (int64_t)w->at.seq);
	while ((code = sqlite3_step(st)) == SQLITE_ROW)
		check_link(w, st);
	sqlite3_finalize(st);
	w->out->until_ms = w->at_ms;
	return sql_note(w->sql, code);
}

/* Events behind the first anchor's place that nothing links, events before it. */
static bool check_unlinked(struct walk *w, uint64_t begin)
{
	sqlite3_stmt *st = sql_prepare(
		w->sql, "SELECT count(*), min(seq), min(at_ms) FROM event WHERE "
			"seq > ? AND seq NOT IN (SELECT seq FROM chain)");
	char query[80];
	int64_t before;
	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, (int64_t)begin);
	bool ok = sql_note(w->sql, sqlite3_step(st));
	int64_t n = ok ? sqlite3_column_int64(st, 0) : 0;
	if (n > 0)
		found(w, CHAIN_UNLINKED, (uint64_t)sqlite3_column_int64(st, 1),
		      sqlite3_column_int64(st, 2));
	w->out->broken += n > 1 ? (uint64_t)n - 1 : 0;
	sqlite3_finalize(st);
	snprintf(query, sizeof query, "SELECT count(*) FROM event WHERE seq <= %llu",
		 (unsigned long long)begin);
	ok = ok && sql_number(w->sql, query, &before);
	w->out->before = ok ? (uint64_t)before : 0;
	return ok;
}

static bool check_head(struct walk *w)
{
	sqlite3_stmt *st = sql_prepare(w->sql, "SELECT seq, hash FROM head");
	struct chain_link *head = &w->out->head;
	int code = st ? sqlite3_step(st) : SQLITE_ERROR;
	bool there = code == SQLITE_ROW && get_hash(st, 1, head->hash);
	if (there)
		head->seq = (uint64_t)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	if (there && head->seq > w->at.seq)
		found(w, CHAIN_SHORT, w->at.seq, w->at_ms);
	else if (!there || head->seq != w->at.seq || !same(head->hash, w->at.hash))
		found(w, CHAIN_HEAD, w->at.seq, w->at_ms);
	return sql_note(w->sql, code);
}

static bool walk(struct walk *w)
{
	int64_t tables;
	uint64_t begin;
	if (!sql_number(w->sql,
			"SELECT count(*) FROM sqlite_schema WHERE name = 'anchor'",
			&tables))
		return false;
	if (!tables) {
		snprintf(w->sql->why, sizeof w->sql->why,
			 "an older noctop wrote it, without a chain; the next watch "
			 "begins one");
		return false;
	}
	if (!sql_run(w->sql, "BEGIN") || !check_anchors(w))
		return false;
	begin = w->at.seq;
	if (w->noted && w->noted->seq < begin)
		w->out->noted = NOTED_CUT;
	compare_noted(w);
	return check_links(w) && check_unlinked(w, begin) && check_head(w);
}

bool journal_verify(const char *path, const struct chain_link *noted,
		    struct verdict *out, char *why, size_t cap)
{
	struct store_news news;
	struct store *s = store_open_read(path, &news);
	*out = (struct verdict){.noted = noted ? NOTED_BROKEN : NOTED_NONE};
	if (!s) {
		snprintf(why, cap, "%s", news.why);
		return false;
	}
	bool ok = walk(&(struct walk){.sql = store_sql(s), .out = out, .noted = noted});
	if (!ok)
		snprintf(why, cap, "%s", store_why(s));
	store_close(s);
	return ok;
}

bool chain_link_parse(const char *s, struct chain_link *out)
{
	char *end;
	out->seq = strtoull(s, &end, 10);
	if (end == s || *end++ != ':' || strlen(end) != 2 * CHAIN_BYTES)
		return false;
	for (int i = 0; i < CHAIN_BYTES; i++) {
		unsigned byte;
		char two[3] = {end[2 * i], end[2 * i + 1]};
		if (two[0] == '+' || two[0] == '-' || sscanf(two, "%2x", &byte) != 1)
			return false;
		out->hash[i] = (unsigned char)byte;
	}
	return true;
}
