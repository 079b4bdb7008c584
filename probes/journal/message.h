/*
 * message: what watch and keeper say to each other over a socket pair. Pure: bytes in,
 * messages out. Lengths are bounded and numbers checked although both ends are one
 * program: a damaged byte shall end the talk, not the watch.
 *
 * A message is u32 length of what follows, u8 kind, payload; little-endian.
 */
#ifndef NOCTOP_JOURNAL_MESSAGE_H
#define NOCTOP_JOURNAL_MESSAGE_H

#include "probes/alert/baseline.h"
#include "probes/alert/maintenance.h"
#include "probes/base/buf.h"
#include "probes/journal/journal.h"
#include "probes/model/recall.h"

#define MESSAGE_VERSION 3
#define MESSAGE_MAX 65536

enum message_kind {
	MESSAGE_HELLO = 1, /* both ways, first of all: version */
	MESSAGE_PUT,	   /* watch: event, alert when has_alert */
	MESSAGE_ASK,	   /* watch: id, query */
	MESSAGE_ALERT,	   /* keeper: alert */
	MESSAGE_READY,	   /* keeper: seq (next), alert_id (next), since_ms (alive) */
	MESSAGE_REFUSED,   /* keeper: id (enum journal_refusal), text */
	MESSAGE_DURABLE,   /* keeper: seq */
	MESSAGE_TROUBLE,   /* keeper: text */
	MESSAGE_NOTICE,	   /* keeper: text */
	MESSAGE_EVENT,	   /* keeper: id, event */
	MESSAGE_END,	   /* keeper: id */
	MESSAGE_WINDOW,	   /* watch: window, seq (of the event that follows);
			      keeper: window */
	MESSAGE_ROLLUP,	   /* watch: rollup */
	MESSAGE_ROLLED,	   /* both ways: id: the roll-ups up to here came */
	MESSAGE_RECALL,	   /* watch: id, rollup (name, entity, kind), range */
	MESSAGE_RECALLED,  /* keeper: id, recalled */
	MESSAGE_LEARN,	   /* watch: id */
	MESSAGE_LEARNT, /* keeper: id, rollup (name, entity, kind), learnt; then END */
	MESSAGE_DISK,	   /* keeper: id: hundredths of a percent that are free */
	MESSAGE_BASELINE,  /* watch: baseline, seq (as of MESSAGE_WINDOW); keeper:
			      baseline */
	MESSAGE_N
};

/* The fields of every kind; only those of its kind are meant. Pointers are into the
 * bytes that were read. */
struct message {
	enum message_kind kind;
	uint32_t version, id;
	int64_t since_ms;
	struct journal_query query;
	uint64_t seq, alert_id;
	bool has_alert;
	const char *text;
	struct event event;
	struct alert alert;
	struct window_row window;
	struct baseline_row baseline;
	struct rollup_row rollup;
	enum recall_range range;
	struct learnt learnt;
	const struct recalled *recalled; /* to write; what was read: message_recalled */
	const char *slots;
};

void message_write(struct buf *, const struct message *);

/* What MESSAGE_RECALLED brought. */
void message_recalled(const struct message *, struct recalled *);

/* The first message of n bytes. MESSAGE_ONE sets *used. */
enum message_result { MESSAGE_MORE, MESSAGE_ONE, MESSAGE_BAD };
enum message_result message_read(const char *bytes, size_t n, struct message *,
				 size_t *used);

#endif
