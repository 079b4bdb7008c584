/*
 * The readers of checks of sensors; see check.h. They look at row v->sensor,
 * which is one that check_looks_at.
 */
#ifndef NOCTOP_ALERT_CHECK_SENSOR_H
#define NOCTOP_ALERT_CHECK_SENSOR_H

#include "probes/alert/check.h"

void look_part(const struct rule *, const struct subject_view *, struct sample *);
void look_temperature(const struct rule *, const struct subject_view *, struct sample *);
void look_charge(const struct rule *, const struct subject_view *, struct sample *);

#endif
