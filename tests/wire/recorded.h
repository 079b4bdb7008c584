/*
 * recorded: a recorded device (snmprec) read by the shipped profiles, as the poller
 * reads a live one.
 */
#ifndef NOCTOP_TEST_RECORDED_H
#define NOCTOP_TEST_RECORDED_H

#include "probes/wire/sense.h"
#include "tests/agent/snmprec.h"

struct recorded {
	const struct profile *profile;
	struct snmprec rec;
	struct survey survey;
	struct senses senses;
	struct findings rows;
	struct text_pool pool;
	char object_id[256], descr[512];
};

/* The shipped profiles, those of NOCTOP_DATADIR; fails the test when one is faulty. */
void recorded_profiles(struct profiles *);
void recorded_read(struct recorded *, const struct profiles *, const char *path);
void recorded_close(struct recorded *);

#endif
