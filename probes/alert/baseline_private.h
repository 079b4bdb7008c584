/*
 * baseline_private: what baseline.c (the rows) and baseline_compare.c (the network
 * against them) share.
 */
#ifndef NOCTOP_ALERT_BASELINE_PRIVATE_H
#define NOCTOP_ALERT_BASELINE_PRIVATE_H

#include "probes/alert/baseline.h"

/* A row, and what it will say once that has lasted. */
struct drift {
	struct baseline_row row; /* entity, was, now are owned; name is its device's */
	char *next;		 /* what it seems to be now; NULL: as row says */
	int64_t next_ms;	 /* since then */
	uint32_t dev, sibling;	 /* row of owner; the next of the same, NONE */
	bool dirty;		 /* the journal has it otherwise */
	bool seen;		 /* in this comparison */
};

/* A device by name, configured today or not. */
struct baseline_dev {
	char *name;
	uint32_t first;	 /* row; NONE */
	int64_t told_ms; /* we first saw it tell of its neighbours, in this life */
};

/* What is true of a device now. */
struct fact {
	enum baseline_kind kind;
	const char *entity, *value;
	bool adopt; /* no change: it is first told now */
	bool used;
};

struct baseline {
	struct drift *row;
	struct baseline_dev *owner;
	uint32_t row_n, row_cap, owner_n, owner_cap;
	struct strmap by_name;
	uint32_t spare; /* rows to be used again, by sibling */
	uint32_t head;	/* NONE: nobody accepted it */
	uint32_t dirty_n, differs, devices, links;
	uint32_t *dirty;
	uint32_t dirty_cap;
	/* the round */
	uint32_t at;
	bool owners; /* the devices are done, owners without one are left */
	bool accepting;
	struct who who;
	char *network, *before;
	uint32_t accepted; /* differences */
	/* of the device that is compared */
	struct arena text;
	struct fact *fact;
	uint32_t *mine;
	uint32_t fact_n, fact_cap, mine_n, mine_cap;
};

/* The owner of that name; made when there is none. */
uint32_t baseline_owner(struct baseline *, const char *name);
uint32_t baseline_owner_find(const struct baseline *, const char *name); /* NONE */
/* The row of an owner that tells that it is there; NULL: it is not in the baseline. */
struct drift *baseline_device_row(const struct baseline *, uint32_t owner);
uint32_t baseline_row_new(struct baseline *, uint32_t owner, enum baseline_kind,
			  const char *entity);
void baseline_row_free(struct baseline *, uint32_t row);
void baseline_row_at(struct baseline *, uint32_t row, const char *entity);
/* It says this from now on. */
void baseline_row_set(struct baseline *, uint32_t row, const char *was, const char *now,
		      bool differs, int64_t since_ms);
void baseline_dirty(struct baseline *, uint32_t row);
void baseline_next(struct drift *, const char *next, int64_t now_ms); /* NULL nothing */
/* At what row, by device, kind and entity, does the first stand? */
/* Of a link that is at another port than it was. */
#define BASELINE_MOVED "moved to "
int baseline_order(const struct baseline_row *, const struct baseline_row *);

#endif
