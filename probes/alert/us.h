/*
 * us: is it the network that is lost, or are we? Two witnesses are heard (operator.md
 * section 6), for each alone may be the victim: pure, a reading a second.
 *
 *   our own port is down, and nobody answered since it is; or
 *   80 % of what answered was lost within 30 s, and with it two of three references;
 *   without references our own gateway.
 *
 * It is over when half of the devices answer, or no witness speaks against us any more,
 * for 60 s.
 */
#ifndef NOCTOP_ALERT_US_H
#define NOCTOP_ALERT_US_H

#include "probes/model/network.h"
#include "probes/model/vantage.h"

#define US_MASS_PCT 80
#define US_MASS_MS 30000
#define US_PORT_MS 1000 /* nobody answered for so long after the port went down */
#define US_BACK_PCT 50
#define US_BACK_MS 60000

struct us {
	bool holds;
	bool mass;	  /* nearly all was lost at once, and most still is */
	int64_t since_ms; /* it holds since; 0 */
	int64_t back_ms;  /* it looks over since; 0 it does not */
	char why[120];	  /* "port eth0 down", "gateway 10.0.0.1 lost with 38 of 40
			     devices" */
};

/* What the devices say, those in service that have answered ever. */
struct us_count {
	uint32_t devices, lost;
	uint32_t fresh;	   /* lost within US_MASS_MS */
	int64_t answer_ms; /* the newest answer of any; 0 none */
};
/* A count of them, of so many devices in one go; true when it is through: count is what
 * they say, and the next call begins anew. */
struct us_look {
	dev_id at;
	struct us_count sum;
};
bool us_look(struct us_look *, const struct network *, int64_t now_ms, uint32_t devs,
	     struct us_count *count);
/* A reading; returns whether it holds from now on, or does not any more. */
bool us_judge(struct us *, const struct vantage *, const struct us_count *,
	      int64_t now_ms);

#endif
