/*
 * reach: what a stream of probes, one a second, says of a target: answering or not,
 * round-trip time, loss and jitter. Pure; one small struct a device, no allocation.
 *
 * A single lost probe is no outage. After the first loss confirming probes go out 200
 * ms apart; with a measured loss p, n = ceil(10 / -log10(max(p, 0.05))) of them must
 * all be lost before the target counts as silent (about 1e-10 false verdicts: 8 at 5 %
 * loss, 20 at 30 %). p is measured since the target answers, so that a past outage does
 * not slow the verdict on the next. Loss is over the last REACH_WINDOW probes; jitter
 * is the mean deviation of RFC 3550 section 6.4.1.
 */
#ifndef NOCTOP_MODEL_REACH_H
#define NOCTOP_MODEL_REACH_H

#include <stdbool.h>
#include <stdint.h>

#define REACH_WINDOW 300
#define REACH_MINUTE 60	 /* probes of one count … */
#define REACH_MINUTES 60 /* … and counts that are kept: the last 3600 */
#define REACH_CONFIRM_MS 200
#define REACH_CONFIRM_MAX 40

struct reach {
	uint64_t lost_bits[(REACH_WINDOW + 63) / 64]; /* ring: 1 lost */
	uint16_t head, n;			      /* ring position, probes in it */
	uint16_t steady; /* probes since the verdict changed, at most REACH_WINDOW */
	/* lost of each REACH_MINUTE probes since the verdict changed, a ring; and of
	 * those that are not a minute yet */
	uint8_t minute_lost[REACH_MINUTES];
	uint8_t minute_head, minutes, young_n, young_lost;
	uint8_t lost_in_row;
	uint8_t confirm_need;	/* 0: not confirming */
	bool answering;		/* the verdict; see known */
	bool known;		/* false until the first answer or verdict */
	float rtt_ms;		/* smoothed over 8 (NAN before the first) */
	float last_rtt_ms;	/* of the last answer; NAN before the first */
	float jitter_ms;	/* NAN before the second answer */
	int64_t last_answer_ms; /* wall; 0 never */
	int64_t first_bad_ms; /* when the first probe of the present silence was sent; 0
				 none */
	int64_t since_ms;     /* when the verdict changed last */
	int64_t kept_ms;      /* when the last lost probe in the ring was sent */
	/* since reach_taken: probes, those lost, the longest answer (NAN none) */
	uint16_t fresh_n, fresh_lost;
	float fresh_ms;
};

void reach_init(struct reach *);
/* A probe sent at sent_ms was answered after rtt_us, or given up. Both return true when
 * the verdict changed. */
bool reach_answer(struct reach *, int64_t sent_ms, int64_t rtt_us);
bool reach_loss(struct reach *, int64_t sent_ms);
/* Milliseconds to wait before the next probe: REACH_CONFIRM_MS while confirming, else
 * every_ms. */
int64_t reach_pause(const struct reach *, int64_t every_ms);
/* Probes of the last `last` (at most REACH_WINDOW) that were lost; *of is how many
 * there were. */
unsigned reach_lost(const struct reach *, unsigned last, unsigned *of);
/* The same of up to 3600 since the verdict changed, as near to `last` as whole minutes
 * come. */
unsigned reach_lost_long(const struct reach *, unsigned last, unsigned *of);
double reach_loss_pct(const struct reach *, unsigned last); /* NAN when none was sent */
unsigned reach_confirm_need(double loss_ratio);
/* A sample of its history was taken: fresh_* begin anew. */
void reach_taken(struct reach *);

#endif
