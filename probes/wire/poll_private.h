/*
 * What the files of the poller share, and nobody else sees.
 *
 *   poll.c         when: what is due, and what the watch asks for
 *   poll_queue.c   which of those that are due is next
 *   poll_job.c     one poll of one device, step by step
 *   poll_apply.c   what it brought, into the network
 *   poll_sense.c   its sensors: asked and put into the network
 *   poll_ether.c   errors of its Ethernet ports
 *   poll_nearby.c  its neighbours: asked and put into the network
 *   poll_probe.c   reachability, a probe a second
 *   poll_sweep.c   every device twice, and what that costs
 *
 * plan.c decides, scan.c knows what to ask; these files do it.
 */
#ifndef NOCTOP_WIRE_POLL_PRIVATE_H
#define NOCTOP_WIRE_POLL_PRIVATE_H

#include <ev.h>
#include <netinet/in.h>

#include "probes/model/ether.h"
#include "probes/wire/ask.h"
#include "probes/wire/form.h"
#include "probes/wire/ping.h"
#include "probes/wire/nearby.h"
#include "probes/wire/plan.h"
#include "probes/wire/poll.h"
#include "probes/wire/resolve.h"
#include "probes/wire/scan.h"
#include "probes/wire/sense.h"
#include "probes/wire/storage.h"
#include "probes/wire/wheel.h"

/* A device as the poller sees it. */
struct target {
	struct poll *poll;
	struct plan plan;
	struct job *job; /* NULL: no poll of it is under way */
	peer_id peer;	 /* NONE: its address is not known */
	struct sockaddr_storage addr;
	bool resolving;
	bool queued;	/* waits for its poll to begin */
	bool at_once;	/* somebody asked for it */
	bool again;	/* poll_now came while a poll was under way */
	int64_t due_ms; /* when that was due; valid while queued */
	int64_t probe_due_ms;
	bool awaited; /* somebody asked for a probe of it: its answer is news */
	uint8_t swept;	       /* polls of a sweep that are over; 2: done with it */
	bool ether_worth, ether_troubled; /* as in struct outcome, at its last rates */
	bool doubted;	       /* the sweep waits for a verdict of its probes */
	struct storages storages; /* what stays of them */
	struct scalars *ticks; /* processor time at the last poll; NULL: none */
	const struct profile *profile; /* by which its sensors are read; NULL */
	struct senses senses;	       /* what of them is asked */
	uint32_t config_mark, shape_mark; /* as of the last reading, of the survey */
	uint32_t marked_reboots;	  /* dev.reboots when that was */
	uint8_t repetitions;		  /* of a walk, that it can do; 0 any number */
};

#define POLL_BUSY_MAX 512 /* polls of devices that answer, at once: each holds tables */
#define SENSE_BATCH 40 /* objects in a request for sensors */

/* A poll under way. Kept for the next one, with its memory. */
struct job {
	struct target *target;
	struct job *next; /* of those that are free, or that wait */
	struct job_lane {
		struct job *job;
		unsigned number;
	} lane[SCAN_LANES];	/* what an answer belongs to */
	unsigned flying;	/* requests on their way */
	enum ask_result failed; /* ASK_OK: nothing did */
	bool heard;		/* counts as one of those that answer */
	bool timed;		/* clock is set */
	bool restored;		/* of its storages all is known in this poll */
	bool surveyed;		/* … to the end */
	bool peers;		/* of the senses it is the peers that are asked */
	bool traffic;		/* rows hold counters to be applied */
	bool rowless;		/* those of the step at hand are not made yet */
	uint32_t counted;	/* varbinds of the step that are in the totals */
	uint32_t read;		/* bits: columns of TRAFFIC that were asked */
	uint32_t did;		/* bits: steps that came good */
	struct outcome outcome;
	struct scan scan;
	struct rows rows;
	struct buf text;
	struct scalars scalars;
	struct agent_clock clock; /* of the counters */
	uint32_t *index; /* of the interfaces known at the beginning of a step */
	uint32_t index_n, index_cap;
	struct nearby nearby;
	struct {
		struct ether_read port[ETHER_PORTS];
		uint32_t n, next;
	} ethers;
	/* sensors: all parts of all senses, and which of them are on their way */
	struct survey survey;
	struct raw_cell *raw;
	uint32_t raw_cap, raw_next;
	struct buf words; /* of raw; the storages' are in text until the end */
	uint32_t part[SENSE_BATCH];
	uint8_t parts, parts_max;
};

/* Polling every device twice. */
struct sweep {
	void (*done)(void *ctx);
	void *ctx;
	uint32_t first_left,
		left;	  /* devices whose first poll is not over; not done with */
	int64_t began_us; /* 0: there is no sweep */
	int64_t ready_ms; /* when the last of those that answered had done so */
	bool second;	  /* the second polls have their time */
	bool counting;	  /* and have begun */
	ev_timer first_limit, limit;
};

struct probe; /* an SNMP probe on its way */

struct poll {
	struct ev_loop *loop;
	struct network *net;
	const struct inventory *inv;
	poll_news *news;
	void *ctx;
	struct ask *ask;
	struct ping *ping;
	struct resolve *resolve;
	struct target *target; /* by dev_id */
	uint32_t n;
	struct wheel polls, probes; /* when which device is due */
	struct idmap engines;	    /* hash of an snmpEngineID → device */
	ev_timer timer, joining;
	ev_check turn; /* fed when there is something to do at its end */
	struct line {
		dev_id *id; /* a ring */
		uint32_t head, n;
	} first, rest;	    /* devices whose poll may begin */
	uint32_t queue_n;   /* in both */
	uint32_t taken;	    /* from both */
	uint32_t pinged4, pinged6; /* devices that are to be pinged, by their address */
	int64_t armed_ms;   /* when the timer should fire */
	int64_t stalled_ms; /* it was so late: until all that was due is placed anew */
	uint32_t fresh, busy; /* jobs before their first answer; those that go on */
	struct job *waiting, **last_waiting; /* jobs between the two */
	struct job *free_job;
	uint32_t free_jobs;
	struct probe *free_probe;
	struct sweep sweep;
	struct poll_totals totals;
	uint64_t base_retries, base_timeouts; /* of ask, when the totals began */
	bool closing;
	/* room for one thing at a time */
	struct scan_request request;
	struct forms forms;
	struct scan_shapes shapes;
	struct if_counters *raw;
	struct if_found *found;
	struct processor *processor;
	struct memory *memory;
	struct sensor *sensor;
	struct peer *of_device;
	struct findings findings;
	struct oid sense_oid[SENSE_BATCH];
	uint32_t raw_cap, found_cap, processor_cap, memory_cap, sensor_cap,
		of_device_cap;
};

/* poll.c */
dev_id target_id(const struct target *);
struct dev *target_dev(const struct target *);
void poll_tell(struct target *);	      /* news of it */
void poll_join_links(struct poll *, int64_t wall_ms); /* somebody told of some */
/* Its poll ended: when is the next? */
void poll_over(struct target *, enum reason, int64_t now_ms);
void poll_wake(struct poll *);		      /* there may be something to do at once */
void poll_forget_address(struct target *);    /* ask for it again, it may have moved */

/* poll_queue.c */
/* Unless it is there, or polled. */
void queue_push(struct poll *, dev_id, int64_t due_ms);
struct target *queue_pop(struct poll *); /* there is one */
uint32_t queue_late(const struct poll *, int64_t now_ms);

/* poll_sweep.c */
void totals_begin(struct poll *);
void totals_update(struct poll *);
void sweep_begin(struct poll *, void (*done)(void *ctx), void *ctx);
void sweep_starts(const struct target *);	 /* a poll of it is about to begin */
void sweep_over(struct target *, bool answered); /* that poll is over */
void sweep_stop(struct poll *);
void poll_decided(struct target *); /* its probes told whether it answers */

/* poll_job.c */
void job_start(struct target *);
bool job_may_go_on(const struct poll *); /* one that waits */
void job_resume(struct poll *);
void jobs_free(struct poll *);
/* In this table the agent goes round in a loop, or answers with errors; or not. */
void job_faults(struct job *, enum agent_table, bool loops, bool errors);
void job_go_on(struct job *); /* something it waited for came */

/* poll_apply.c: what a step brought goes into the network; sets job.outcome. */
void apply_step(struct job *, enum step);
void apply_traffic(struct job *);
void apply_health(struct job *);

/* poll_sense.c: begin a step; ask on, until nothing is on its way; what came of it. */
void sense_step(struct job *, enum step);
void sense_ask(struct job *);
void apply_survey(struct job *);
void apply_sensors(struct job *);
void sense_free(struct job *);

/* poll_ether.c: the same of Ethernet ports; and is there anything of them to ask? */
void ether_step(struct job *);
void ether_ask(struct job *);
void apply_ether(struct job *);
void ether_look(struct job *);
void ether_judge(struct job *); /* rates were worked out, or its ports read */

/* poll_nearby.c: the same of neighbours and stations. */
void nearby_step(struct job *, enum step);
void apply_nearby(struct job *, enum step);

/* poll_probe.c */
void probe_once(struct target *);
void probe_send(struct target *); /* and set the time of the next */
ping_done probe_answered;
void probes_free(struct poll *);

#endif
