/*
 * doctor_facts: what `noctop doctor` saw of this machine and its configuration, before
 * anything is said of it.
 */
#ifndef NOCTOP_TUI_DOCTOR_FACTS_H
#define NOCTOP_TUI_DOCTOR_FACTS_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "tui/options.h"

struct facts {
	unsigned uid;
	/* configuration */
	char config[PATH_MAX]; /* "" none */
	unsigned config_mode, config_uid;
	uint32_t fault_n;
	char first_fault[512];		  /* a line, without its end */
	uint32_t devices, sites, by_icmp; /* devices that are pinged */
	char home[PATH_MAX]; /* "" not known */
	bool home_remote;
	/* where watch and terminals meet */
	char sockets[128];
	int sockets_error; /* errno; 0 it can be written to */
	bool watched;	   /* a watch of this network answers */
	/* journal */
	char journal[PATH_MAX];	       /* "" none: no configuration */
	char journal_folder[PATH_MAX]; /* it, or what there is of the way to it */
	int journal_error;	       /* errno of writing there */
	bool journal_remote, journal_locked;
	uint64_t journal_free; /* bytes */
	/* escalation */
	uint32_t policies; /* that call somebody */
	int64_t proven_ms; /* since the last rehearsal that all took; 0 never, as far as
			      the journal can be read */
	/* network */
	bool ping_socket;	   /* by a socket of our own; else by the helper */
	char ping_problem[512];	   /* "" none */
	int trap_error;		   /* errno of binding port 162 */
	uint64_t rmem_max, rcvbuf; /* bytes: the system's limit; what we get */
	uint64_t files;		   /* descriptors a watch may have */
	/* terminal */
	bool tty;
	char term[64];
	int colors; /* -1: TERM is not known */
	unsigned rows, cols;
	bool utf8;
	char charset[32];
	/* time */
	bool zones;
	char zone[64]; /* of the operator; "" not known */
	bool synchronised;
	int64_t stepped_ms; /* of the wall clock, while we looked */
	/* machine */
	uint64_t memory; /* bytes that can be had; 0 not known */
};

void facts_gather(struct facts *, const struct options *);

#endif
