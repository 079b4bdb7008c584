/*
 * options: the command line as a table, from which parsing, --help, completions and the
 * manual are made.
 */
#ifndef NOCTOP_TUI_OPTIONS_H
#define NOCTOP_TUI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/base/buf.h"

/* Commands as bits, so that an option can say to which it belongs. */
enum {
	CMD_DASHBOARD = 1,
	CMD_DEMO = 2,
	CMD_WATCH = 4,
	CMD_STATUS = 8,
	CMD_ALERTS = 16,
	CMD_ACK = 32,
	CMD_UNACK = 64,
	CMD_EVENTS = 128,
	CMD_LINT = 256,
	CMD_SCREEN = 512,
	CMD_ADD = 1024,
	CMD_DOCTOR = 2048,
	CMD_WHY = 4096,
	CMD_MAINTENANCE = 0x2000,
	CMD_RELOAD = 0x4000,
	CMD_TABLES = 0x8000,
	CMD_PROFILE = 0x10000,
	CMD_JOURNAL = 0x20000,
	CMD_RULES = 0x80000,
	CMD_REPORT = 0x40000,
	CMD_ESCALATION = 0x100000,
	CMD_COMMENT = 0x1000000,
	CMD_OWN = 0x200000,
	CMD_RAISE = 0x400000,
	CMD_CLEAR = 0x800000,
	CMD_INVENTORY = 0x2000000,
	CMD_TOPOLOGY = 0x4000000,
	CMD_DISCOVER = 0x8000000,
	CMD_BASELINE = 0x10000000,
};

/* What `add` is told of a device; unset: NULL, 0. */
struct add_options {
	const char *name, *site, *role, *ping;
	const char *auth, *community, *user, *level, *hash, *cipher;
	const char *secret_file, *priv_secret_file;
	int64_t port;
	bool v1, anyway;
};

#define OPTIONS_ARGS_MAX 256
struct options {
	const char *config, *view, *theme, *as, *note, *keys, *explain, *change;
	const char *category, *approver; /* of maintenance */
	const char *until, *ticket, *to, *severity; /* of ack, comment, own, raise */
	const char *thing, *kind;		    /* of events */
	const char *filter; /* of alerts, events: as behind '/' on the screen */
	const char *from, *output;		    /* of discover */
	int64_t rate, hops;
	const char *customer, *site;	    /* of the report */
	int64_t since_ms, until_ms, for_ms; /* --since T; --until T; --for T */
	int64_t seed, devices, rotate_ms;   /* --rotate 20s */
	const char *views;		    /* --views a,b */
	unsigned rows, cols;		    /* --size 120x40 */
	bool yes, spof, preview, json, csv, dot, follow, ascii, no_color, hidden,
		in_hand, send, help, version, wall, allow_ack, wide, braille, night,
		agents;
	struct add_options add;
	const char *arg[OPTIONS_ARGS_MAX]; /* what is no option */
	unsigned arg_n;
};

/* Parse argv (without the program and the command) for a command. False: *error says
 * what is wrong ("unknown option '--x'"). Strings point into argv. */
bool options_parse(unsigned command, int argc, const char *const argv[],
		   struct options *, struct buf *error);
/* The options of a command, a line each, for --help. */
void options_help(unsigned command, struct buf *);
/* Row i of the table; false behind the last. */
struct option_doc {
	const char *name, *value; /* "--note", "TEXT"; value NULL: a flag */
	char letter;		  /* 0 none */
	unsigned commands;
	const char *help;
};
bool options_doc(unsigned i, struct option_doc *);

#endif
