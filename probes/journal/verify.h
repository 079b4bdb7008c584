/*
 * verify: is the journal what was written? Walks the chain (chain.h) from its newest
 * anchor to its head, for reading only, also while a watch runs.
 */
#ifndef NOCTOP_JOURNAL_VERIFY_H
#define NOCTOP_JOURNAL_VERIFY_H

#include "probes/journal/chain.h"

/* How an event, or what holds the chain, fails. */
enum fault_of_chain {
	CHAIN_WHOLE,
	CHAIN_CHANGED,	/* the event is there and is not what was linked */
	CHAIN_MISSING,	/* it is not there, its link is */
	CHAIN_UNLINKED, /* it is there and was never linked: put in by hand, or its link
			   was taken away */
	CHAIN_GAP,	/* the same, or links before it are gone with their events: not
			   every number is an event's */
	CHAIN_SHORT,	/* the head knows later ones than there are */
	CHAIN_HEAD,	/* the head is gone, or not of the last link */
	CHAIN_ANCHOR,	/* an anchor is gone or was changed */
};
const char *fault_of_chain_words(enum fault_of_chain);

struct verdict {
	enum fault_of_chain fault; /* the first, CHAIN_WHOLE none */
	uint64_t first_seq;	   /* where it is */
	int64_t first_ms; /* its time; of one that is missing, of the one before it */
	uint64_t broken;	   /* how many such places */
	uint64_t events;	   /* looked at and linked */
	int64_t since_ms, until_ms; /* their times */
	uint64_t before; /* older events, from before there was a chain */
	uint64_t anchors, forgotten; /* events that journal_keep took */
	struct chain_link head;
	enum { NOTED_NONE, NOTED_HOLDS, NOTED_CUT, NOTED_BROKEN } noted;
};

/* noted: a head that was kept elsewhere, NULL none. False with why when the journal
 * cannot be read. */
bool journal_verify(const char *path, const struct chain_link *noted, struct verdict *,
		    char *why, size_t cap);
/* "500:3f2a…", as heads are printed. */
bool chain_link_parse(const char *, struct chain_link *);

#endif
