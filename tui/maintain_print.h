/*
 * maintain_print: windows of maintenance as text and as JSON.
 */
#ifndef NOCTOP_TUI_MAINTAIN_PRINT_H
#define NOCTOP_TUI_MAINTAIN_PRINT_H

#include "probes/alert/maintenance.h"
#include "probes/base/json.h"

#define MAINTAIN_NEXT 3 /* times of each that are told */

/* What runs, then the next three. Times are of the zone. */
void maintain_print(struct buf *, const struct maintenance *, const struct zone *,
		    int64_t now_ms);
/* All of them, as an array; NULL has none. */
void maintain_json(struct json *, const struct maintenance *, int64_t now_ms);
/* The next three times of each configured window, in its own zone; name NULL: of all.
 * False: there is none of that name. */
bool maintain_preview(struct buf *, const struct maintenance *, const char *name,
		      int64_t now_ms);

#endif
