/*
 * cause: what explains an alert. Inside probes/alert only; cover.c acts on it.
 *
 *   of a device's silence    a failed parent, else the site that is lost as a whole
 *   of its other alerts      its silence; of a port that of the device at the far end
 *   of a site                the device elsewhere that took it, else its customer
 *   of a circuit             the device behind it, else a site that is isolated
 *   of a port                the circuit that ends there, else the port at the far end
 *   of a routing peer        its silence, else a port between the two that is down,
 *                            else the circuit or our port towards its address
 *   of a way less            the port of it that is down, the device at its far end
 *   of loss and latency      the circuit on the way, else the same of a device on the
 *                            way, the nearest to us
 *   of a customer            the site that lost most, unless the customer leads
 *   of anything              that it is us
 *
 * What a cause hides is never worse than the cause, except what stands behind a parent.
 */
#ifndef NOCTOP_ALERT_CAUSE_H
#define NOCTOP_ALERT_CAUSE_H

#include "probes/alert/book.h"

#define CAUSE_CHAIN 16 /* causes of causes */

struct cause {
	enum subject subject;
	uint32_t thing; /* NONE nothing */
	enum cover how;
	uint64_t alert; /* of the thing, by its id; 0: that of its own failure */
};
extern const struct cause cause_nothing;

struct cause cause_find(struct judge *, const struct track *);
/* The check that tells of a thing's own failure; its track and its live alert, NULL. */
enum check cause_check(enum subject);
struct track *cause_track(struct alerts *, enum subject, uint32_t thing);
struct alert *cause_alert(struct alerts *, enum subject, uint32_t thing);
/* The track that this alert is of; NULL. */
struct track *cause_track_of(struct alerts *, const struct alert *);

#endif
