/*
 * circuit: what is known of a circuit, for whoever calls its provider.
 */
#ifndef NOCTOP_VIEWS_CIRCUIT_H
#define NOCTOP_VIEWS_CIRCUIT_H

#include "probes/alert/alert.h"
#include "views/facts.h"

/* Lines for each circuit that ends at the site, or at the device. */
void circuit_facts_of_site(struct facts *, site_id);
void circuit_facts_of_dev(struct facts *, dev_id);
void circuit_facts(struct facts *, uint32_t circuit); /* of this one */

/* The circuit an alert is about, or that is down where it is: of an interface, of the
 * device behind it, of a site. From `from` on; NONE. */
uint32_t circuit_of_alert(const struct scene *, const struct alert *, uint32_t from);
/* "Telco  +49 800 5550100  T/4711/FRA (fra-edge-01)  T/4711/PAR  contract K-1" */
void circuit_words(const struct network *, uint32_t circuit, char *out, size_t cap);

#endif
