/*
 * rules: `noctop rules`: which rules there are, and which hold of one thing, by which
 * line of which file, and why the others do not. Of the configuration alone; asked of a
 * watch that runs, with what is read there now.
 */
#ifndef NOCTOP_TUI_RULES_H
#define NOCTOP_TUI_RULES_H

#include "probes/alert/hold.h"
#include "tui/options.h"

struct rules_scene {
	const struct network *net;
	const struct alerts *alerts;
	const char *name; /* of the network, which is the watch's */
	bool live;	  /* a watch reads this network */
	int64_t now_ms;
};

int rules_run(const struct options *, int argc, char **argv);
/* What `rules` prints to out; false: *why says what there is not. */
bool rules_print(const struct rules_scene *, const struct options *, struct buf *out,
		 struct buf *why);

#endif
