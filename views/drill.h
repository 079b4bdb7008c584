/*
 * drill: what the views of one device and of one interface share: which thing it is and
 * how to reach others from it, a time range, graphs with a reading cursor, and rows for
 * their parts.
 */
#ifndef NOCTOP_VIEWS_DRILL_H
#define NOCTOP_VIEWS_DRILL_H

#include "views/graph.h"
#include "views/view.h"

/* --- which thing ---------------------------------------------------------------------
 */

/* Of the page's scope; NONE when it is gone. Opened without a scope it is the first of
 * the usual order of this panel, and stays. */
dev_id drill_dev(struct session *, const struct scene *);
if_id drill_if(struct session *, const struct scene *);
void drill_choose(struct session *, const struct scene *, enum panel_id);

/* The rule on top: where the thing is, and these words if they have room; the levels of
 * its path above the device make room for them. */
void drill_title(struct session *, const struct scene *, struct canvas *, struct area,
		 const char *right);

/* The interface of the device at the other end that leads to dev, if there is just one;
 * NONE. */
if_id drill_far(const struct network *, dev_id dev, dev_id peer);
/* " BURST 4:32", and how often its agent refreshes where that is slower; "" while the
 * device is polled on its interval. */
#define DRILL_BURST 96
void drill_burst(const struct scene *, dev_id, char out[DRILL_BURST]);

/* --- graphs --------------------------------------------------------------------------
 */

struct curve {
	const char *name, *word; /* "IN", when it is read out "in" */
	enum series_kind kind;
	uint32_t id; /* of the interface or device */
	enum graph_unit unit;
	bool bands;
	bool bytes; /* traffic is read in them */
	uint64_t speed_bps; /* of an interface's percent: to read bit rates; 0 none */
	float now; /* what is said of it beside the graph, whose levels are coarser; 0
		      nothing */
};
/* A rule that says the range, or reads what stands under the cursor; below it as many
 * of the n curves as have room, beside and above each other. */
void drill_graphs(struct session *, const struct scene *, struct canvas *, struct area,
		  dev_id, const struct curve *, unsigned n);
/* What the journal remembers of a curve, NULL nothing (yet); wanted by this. */
const struct recalled *drill_recall(const struct scene *, const struct curve *,
				    enum recall_range, enum recall_state *);
/* The range the page shows if the journal remembers it, else its shortest. */
enum recall_range drill_recall_range(struct session *);
/* The highest of a curve in the present range; NAN none. */
float drill_peak(struct session *, const struct scene *, const struct curve *);
/* For how long it was nothing but 0 in the present range, to its last value; 0: it was
 * not, or nothing is known. */
int64_t drill_nothing_ms(struct session *, const struct scene *, dev_id,
			 const struct curve *);
/* Columns of the present range without a sample, behind the first that has one. */
unsigned drill_gaps(struct session *, const struct scene *, const struct curve *);
#define DRILL_GRAPH_LEAST 8 /* rows; in fewer there is only what is read out */
/* Rows that look well: those of rows that graphs of n curves can use. */
int drill_graph_rows(int cols, unsigned n, int rows);

/* --- rows ----------------------------------------------------------------------------
 */

/* A part of a view: drawn when there are its least rows, never with more than its
 * most. */
struct part {
	int least, most;
	int rows; /* that it got; 0: left out */
};
/* Give parts their least as long as rows last, in the order of worth (indexes of part,
 * the worthiest first); then what is left, one each in turn. */
void drill_fit(struct part *part, const uint8_t *worth, unsigned n, int rows);

/* The same where one of the parts is graphs: while a time of theirs is read, a row that
 * reads it out is left of them. */
void drill_fit_graphs(struct session *, struct part *part, const uint8_t *worth,
		      unsigned n, int rows, unsigned graphs);

/* Each that got rows, one below the other. Returns what is left below them. */
struct area drill_parts(const struct part *, unsigned n, struct area,
			void (*draw)(const void *ctx, int which, struct area),
			const void *ctx);

/* --- words ---------------------------------------------------------------------------
 */

/* Pieces that flow through rows: one that has no room in its row goes on in the next,
 * and none behind the last. */
struct flow {
	struct pen pen;
	int rows, at; /* rows there are; the present one */
	int used;     /* cells of it */
	uint32_t left_out;
};
/* How many rows of so many cells what add adds would take. */
int flow_rows(void (*add)(const void *ctx, struct flow *), const void *ctx, int cols);
void flow_add(struct flow *, uint8_t style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* --- keys ----------------------------------------------------------------------------
 */

bool drill_shows_graphs(struct session *);
void drill_range(struct session *, const struct scene *, int step);
bool drill_choose_range(struct page *, int range); /* false: there is none such */
/* Move the reading cursor by columns; INT_MIN and INT_MAX are the ends. */
void drill_read(struct session *, const struct scene *, int by);
bool drill_reading(struct session *);
void drill_sibling(struct session *, const struct scene *, int step);
void drill_up(struct session *, const struct scene *);

#endif
