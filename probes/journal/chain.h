/*
 * chain: each event is linked to the one before it by SHA-256, so that what somebody
 * changed, added or took away afterwards can be named.
 *
 * The link of an event is the hash of the link before it (32 bytes) and of its row as
 * it stands in the database: of each column that is not NULL, in the table's order, the
 * name with its NUL, 'i', 'r' or 't', and the value: 8 bytes little-endian of an
 * integer or a double, or the length (8 bytes, too) and bytes of a text. Columns that
 * an update of the program adds are NULL in older rows and change no link.
 *
 * Tables: chain (seq, hash), the links; head, one row: the newest link, by which a lost
 * end is seen, and when the keeper was last alive; anchor, where the chain begins: one
 * row when the journal was begun (or brought up to the schema with a chain: events
 * before it are not covered), and one for each cut of journal_keep: up to which seq,
 * the link at the cut, how many events went, when, by which user's watch and why. An
 * anchor is signed off by its own link, to the anchor before it, made like that of an
 * event.
 *
 * This proves that nothing was changed by accident or by hand; who may write the file
 * can make the whole chain anew. Against that, keep the head elsewhere (`noctop journal
 * verify` prints it, and takes it as an argument later); the watch logs one with each
 * cut.
 */
#ifndef NOCTOP_JOURNAL_CHAIN_H
#define NOCTOP_JOURNAL_CHAIN_H

#include "probes/journal/sql.h"

#define CHAIN_BYTES 32
struct chain_link {
	uint64_t seq;
	unsigned char hash[CHAIN_BYTES];
};

/* CREATE TABLE …, and the first anchor is made by chain_begin. */
#define CHAIN_TABLES                                                                   \
	"CREATE TABLE chain (seq INTEGER PRIMARY KEY, hash BLOB);"                     \
	"CREATE TABLE head (seq INTEGER, hash BLOB, alive_ms INTEGER);"                \
	"CREATE TABLE anchor (id INTEGER PRIMARY KEY, seq INTEGER, hash BLOB, "        \
	"events INTEGER, at_ms INTEGER, uid INTEGER, why TEXT, link BLOB);"

struct chain;
/* NULL: sql->why. */
struct chain *chain_open(struct sql *);
void chain_close(struct chain *);

/* A new database, or one that had no chain: the first anchor and the head. */
bool chain_begin(struct chain *, int64_t now_ms);

/* Within a transaction: resume, add each event that was put, then write the head. */
bool chain_resume(struct chain *);
bool chain_add(struct chain *, uint64_t seq);
bool chain_head(struct chain *, int64_t now_ms);

/* Within a transaction: an anchor at seq in place of the `events` oldest, which the
 * caller deletes; their links go, too. link is that anchor's. */
bool chain_cut(struct chain *, uint64_t seq, uint64_t events, int64_t now_ms,
	       const char *why, struct chain_link *link);

/* The link of the row a statement stands on behind `before`, its columns from `from`
 * on. */
void chain_link_row(sqlite3_stmt *, int from, const unsigned char before[CHAIN_BYTES],
		    unsigned char out[CHAIN_BYTES]);
#define CHAIN_HEX (2 * CHAIN_BYTES + 1)
char *chain_hex(char out[CHAIN_HEX], const unsigned char hash[CHAIN_BYTES]);

#endif
