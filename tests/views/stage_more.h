/*
 * stage_more: what the files of a stage share.
 */
#ifndef TESTS_VIEWS_STAGE_MORE_H
#define TESTS_VIEWS_STAGE_MORE_H

#include "tests/views/line.h"
#include "tests/views/stage.h"

str_id stage_text(struct stage *, const char *);
site_id stage_find_site(const struct stage *, const char *name);  /* NONE */
dev_id stage_need_dev(const struct stage *, const char *name);

void stage_take_past(struct stage *, const struct line *);
void stage_take_health(struct stage *, const struct line *);
void stage_take_baseline(struct stage *, const struct line *);
void stage_take_drift(struct stage *, const struct line *);
void stage_take_burst(struct stage *, const struct line *);
void stage_take_sensors(struct stage *, const struct line *);
void stage_take_battery(struct stage *, const struct line *);
void stage_take_ether(struct stage *, const struct line *);
void stage_take_peer(struct stage *, const struct line *);
void stage_take_part(struct stage *, const struct line *);
void stage_take_subnet(struct stage *, const struct line *);
void stage_take_vlan(struct stage *, const struct line *);
void stage_take_carries(struct stage *, const struct line *);
void stage_take_trail(struct stage *, const struct line *);
void stage_take_make(struct stage *, const struct line *);
void stage_take_link(struct stage *, const struct line *);
void stage_take_attached(struct stage *, const struct line *);
void stage_take_circuit(struct stage *, const struct line *);

#endif
