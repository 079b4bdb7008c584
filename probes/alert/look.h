/*
 * look: the readers of checks, for the table in check.c; see check.h. Inside
 * probes/alert only. Each looks at what its check is of, and finds *s filled with what
 * stands for "nothing is known".
 */
#ifndef NOCTOP_ALERT_LOOK_H
#define NOCTOP_ALERT_LOOK_H

#include "probes/alert/check.h"

#define LOOK_ALWAYS INT64_MAX /* gap of what is known at every moment */

/* A level and its floor; the floor's own way back is as long as the level's. */
void look_level(const struct rule *, double value, double floor, struct sample *);
/* The same where less is worse: on below enter, off at clear or above. */
void look_low(const struct rule *, double value, struct sample *);

/* sensors: row v->sensor, which is one that check_looks_at */
void look_part(const struct rule *, const struct subject_view *, struct sample *);
void look_temperature(const struct rule *, const struct subject_view *,
		      struct sample *);
void look_optical(const struct rule *, const struct subject_view *, struct sample *);
void look_optical_drop(const struct rule *, const struct subject_view *,
		       struct sample *);
void look_charge(const struct rule *, const struct subject_view *, struct sample *);

/* peer v->peer, one that check_looks_at_peer; group v->group */
void look_peer(const struct rule *, const struct subject_view *, struct sample *);
void look_redundancy(const struct rule *, const struct subject_view *, struct sample *);

/* what is spare of the ways to a device */
void look_uplinks(const struct rule *, const struct subject_view *, struct sample *);

void look_loss(const struct rule *, const struct subject_view *, struct sample *);

/* what the past says: of a device, of interface v->row */
void look_full(const struct rule *, const struct subject_view *, struct sample *);
void look_if_full(const struct rule *, const struct subject_view *, struct sample *);
void look_errors_rise(const struct rule *, const struct subject_view *,
		      struct sample *);
bool calm_if_full(const struct if_table *, if_id, const struct reach_of *);
bool calm_errors_rise(const struct if_table *, if_id, const struct reach_of *);

/* Of an interface that is down: is no uplink of its device left, when did it go by its
 * agent's word (0 unknown), and may the device at its far end yet prove to be why? */
bool look_last_path(const struct network *, if_id);
int64_t look_changed_at(const struct network *, if_id, int64_t first_bad_ms);
bool look_peer_in_doubt(const struct subject_view *, if_id, int64_t seen_ms);

/* Of an interface where something declared ends: who is at the other end? */
void look_neighbor(const struct rule *, const struct subject_view *, struct sample *);
bool calm_neighbor(const struct if_table *, if_id, const struct reach_of *);

/* circuits */
void look_circuit_down(const struct rule *, const struct subject_view *,
		       struct sample *);
void look_circuit_util(const struct rule *, const struct subject_view *,
		       struct sample *);
void look_circuit_loss(const struct rule *, const struct subject_view *,
		       struct sample *);
void look_circuit_latency(const struct rule *, const struct subject_view *,
			  struct sample *);
void look_circuit_jitter(const struct rule *, const struct subject_view *,
			 struct sample *);

/* what has no rows */
void look_site(const struct rule *, const struct subject_view *, struct sample *);
void look_site_ways(const struct rule *, const struct subject_view *, struct sample *);
void look_customer_lost(const struct rule *, const struct subject_view *,
			struct sample *);
void look_customer_sites(const struct rule *, const struct subject_view *,
			 struct sample *);
void look_late_polls(const struct rule *, const struct subject_view *, struct sample *);
void look_rx_drops(const struct rule *, const struct subject_view *, struct sample *);
void look_journal(const struct rule *, const struct subject_view *, struct sample *);
void look_backlog(const struct rule *, const struct subject_view *, struct sample *);
void look_disk(const struct rule *, const struct subject_view *, struct sample *);
void look_notifier(const struct rule *, const struct subject_view *, struct sample *);
void look_clock(const struct rule *, const struct subject_view *, struct sample *);
void look_us(const struct rule *, const struct subject_view *, struct sample *);

#endif
