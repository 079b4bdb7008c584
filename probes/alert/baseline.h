/*
 * baseline: the network as somebody accepted it, and what differs from it since:
 * devices, their makers, models, serial numbers, firmware, parts and VLANs, and the
 * links between them. Pure: `now` is an argument, the journal keeps the rows.
 *
 * A row is (device, kind, entity): what was accepted of it, "" nothing, and when it
 * differs what it is instead, "" it is gone. What nobody knew when the baseline was
 * accepted (a device that was down, a serial number that was not read) is taken into it
 * when it is first told: the first sight of something is no change of it. What cannot
 * be known just now differs from nothing. Of a device that is not in the baseline that
 * alone is said, not what it consists of.
 *
 * A difference is told as an event of the device when it begins and when it ends; one
 * of a link only after BASELINE_SETTLE_MS, since its two ends are asked one after the
 * other. Accepting again ends them all, each with an event of who did it.
 */
#ifndef NOCTOP_ALERT_BASELINE_H
#define NOCTOP_ALERT_BASELINE_H

#include "probes/alert/event.h"
#include "probes/model/network.h"

#define BASELINE_SETTLE_MS 20000

enum baseline_kind {
	BASELINE_FREE, /* the row is of nothing any more, to be used again */
	BASELINE_HEAD, /* who accepted it (was), from where (now) and when (since_ms) */
	BASELINE_DEVICE, /* that it is there; its address */
	BASELINE_VENDOR,
	BASELINE_MODEL,
	BASELINE_SERIAL,
	BASELINE_VERSION,
	BASELINE_MODULE, /* entity: its name; model, serial number, version */
	BASELINE_VLANS,	 /* their numbers, "1,10,20-29" */
	BASELINE_LINK,	 /* entity: the port; the other end and its port */
	BASELINE_KINDS
};
const char *baseline_kind_name(enum baseline_kind); /* "device" …; of the journal */

/* As the journal keeps it. Texts are safe, never NULL. */
struct baseline_row {
	uint64_t id; /* from 1 */
	enum baseline_kind kind;
	const char *name, *entity; /* of the device */
	const char *was, *now;
	bool differs;
	bool modules, links; /* of BASELINE_DEVICE: those it had were told when it was
				accepted, or since */
	int64_t since_ms;    /* it differs; 0 */
};

struct baseline;
struct baseline *baseline_open(void);
void baseline_close(struct baseline *);
/* A row of the journal. */
void baseline_restore(struct baseline *, const struct baseline_row *);
/* Who accepted it, from where and when (wall ms); false: nobody did. */
bool baseline_accepted(const struct baseline *, const char **who, const char **from,
		       int64_t *at_ms);
/* Compare some more devices, about budget rows of them; the next call goes on. Returns
 * true until all were compared once since the last round, or accept, began. */
bool baseline_step(struct baseline *, const struct network *, uint32_t budget,
		   int64_t now_ms, struct event_list *);
/* From now on the network as it stands is the baseline: what baseline_step goes through
 * next, until it returns false. network: its name. */
void baseline_accept(struct baseline *, const struct who *, const char *network);
bool baseline_accepting(const struct baseline *);
/* Rows that are others than when they were taken last, each once. */
void baseline_rows(struct baseline *,
		   void (*put)(void *ctx, const struct baseline_row *), void *ctx);

/* Differences that were told, by device, kind and entity. */
uint32_t baseline_differs(const struct baseline *); /* how many */
uint32_t baseline_devices(const struct baseline *); /* devices, and links, accepted */
uint32_t baseline_links(const struct baseline *);
/* At most cap of them; returns how many. Valid until the next change. */
uint32_t baseline_list(const struct baseline *, const struct baseline_row **,
		       uint32_t cap);
/* "serial number FOC9, was FOC1" */
#define BASELINE_WORDS 640
char *baseline_words(const struct baseline_row *, char out[BASELINE_WORDS]);

#endif
