/*
 * report_print: a report as text, CSV and JSON.
 */
#ifndef NOCTOP_TUI_REPORT_PRINT_H
#define NOCTOP_TUI_REPORT_PRINT_H

#include "probes/base/buf.h"
#include "probes/journal/history.h"
#include "probes/journal/report.h"

struct report_paper {
	const struct report *report;
	const char *network, *of; /* of: "customer acme", "" all */
	int64_t reachability_ms;
	const uint32_t *thing; /* which, in order */
	uint32_t n;
	struct history *history; /* of what interfaces carried; NULL there is none */
	bool (*wants)(void *ctx, enum subject, const char *name); /* of alerts */
	void *ctx;
};

void report_text(struct buf *, const struct report_paper *);
void report_csv(struct buf *, const struct report_paper *);
void report_json(struct buf *, const struct report_paper *);

#endif
