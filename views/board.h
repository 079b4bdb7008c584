/*
 * board: states of all devices and sites, worked out once a second for all sessions; in
 * slices where there are many.
 */
#ifndef NOCTOP_VIEWS_BOARD_H
#define NOCTOP_VIEWS_BOARD_H

#include "views/format.h"
#include "views/session.h"

/* Whose names: the board knows how wide the longest is. */
enum name_of {
	NAME_NONE,
	NAME_DEV,
	NAME_ADDRESS,
	NAME_SITE,
	NAME_TITLE,
	NAME_IF,
	NAME_ALIAS,
	NAME_HOLDER, /* of an alert, and since when */
	NAMES
};

/* The way from one site to another: its busiest link. */
struct board_wan {
	site_id to;
	float pct; /* of the busier direction; NAN unknown */
	uint64_t speed_bps;
	bool down, stale;
	bool acked; /* what is down of it is in hand */
};
#define BOARD_WANS 8

struct board_wans {
	struct board_wan wan[BOARD_WANS];
	uint32_t n;
};

struct board_site {
	struct site_verdict verdict;
	struct board_wans wans;
};

struct board {
	uint8_t *state; /* enum dev_state, by dev_id; the first `known` are filled in */
	char *letter;	/* of the cell */
	uint32_t known;
	struct board_site *site;
	site_id *site_order; /* worst first; site_n of them once ready */
	bool ready; /* a first pass is through; what follows is of the last one */
	uint64_t passes; /* so many are */
	uint32_t count[DEV_STATE_N];
	uint32_t answered; /* devices that ever answered */
	uint32_t reading;  /* … whose interfaces are still read for the first time */
	int64_t reading_ms; /* when there were such last; 0 never */
	uint32_t links, links_down;
	uint16_t width[NAMES]; /* cells of the longest name of each kind */
	int64_t oldest_ms;     /* age of the oldest poll of those that answer */
	int64_t late_ms; /* the same of those more than 2 intervals late; 0 none */

	uint8_t (*band)[2]; /* by if_id: bands of in and out when last shown */

	/* the pass under way */
	bool busy;
	int64_t begun_ms;
	uint32_t at; /* devices, then sites */
	bool surveys; /* … of that one: */
	struct site_survey survey;
	struct board_sum *sum;
	struct board_wans *wans; /* by site, published when it is through */
	uint32_t dev_cap, letter_cap, site_cap, order_cap, wans_cap, band_cap;
	uint32_t devs, sites; /* there were when it began */
	uint64_t alerts;      /* their generation then */
	uint64_t shapes;      /* of all devices: names change with them */
	bool names_due;	      /* it measures names, too */
};

void board_init(struct board *);
void board_fini(struct board *);
/* Before drawing: bring a small network up to date. */
void board_refresh(struct board *, const struct scene *);
/* At most budget rows; returns what is left of the budget. */
uint32_t board_step(struct board *, const struct scene *, uint32_t budget);

enum dev_state board_state(const struct board *, const struct scene *, dev_id);
/* Of dev_state_letter(), or '-' before it answered or failed to. */
char board_letter(const struct board *, const struct scene *, dev_id);
/* Its interfaces, or the states of them, are still read for the first time. */
bool board_reads(const struct network *, dev_id);
/* The bands of an interface, with hysteresis. */
enum band board_band(struct board *, const struct network *, if_id, bool out);

#endif
