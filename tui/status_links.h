/*
 * status_links: links and neighbours as objects of the status JSON.
 */
#ifndef NOCTOP_TUI_STATUS_LINKS_H
#define NOCTOP_TUI_STATUS_LINKS_H

#include "probes/base/json.h"
#include "probes/model/link.h"

/* Members, arrays all: "links", all of the network. */
void status_links(struct json *, const struct network *);
/* "lags", its bundles of parallel links, each as the one that it is. */
void status_lags(struct json *, const struct network *);
/* "segments", what devices share by their addresses, two of them at least. */
void status_segments(struct json *, const struct network *);
/* "vlans", those of each site, and who has them. */
void status_vlans(struct json *, const struct network *);
/* "neighbors" of a device: what LLDP and CDP told it, in its own order. */
void status_neighbours(struct json *, const struct network *, dev_id);
/* up, down, vanished; NULL: not known. */
const char *status_link_state(const struct network *, const struct link *);

#endif
