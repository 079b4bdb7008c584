/*
 * site: what the view of one site and `noctop why` say. Only what is known is said;
 * what a configuration leaves out is not drawn.
 */
#ifndef NOCTOP_VIEWS_SITE_H
#define NOCTOP_VIEWS_SITE_H

#include "views/facts.h"
#include "views/view.h"

/* site_facts.c: what is known of a site, most important lines first. */
void site_facts(struct facts *, site_id, const struct site_verdict *);
/* In one line: the cause, or how well it is. */
void site_brief(struct facts *, site_id, const struct site_verdict *);
/* Who to call, how to get in. */
void contact_facts(struct facts *, site_id);
/* "Frankfurt  ACME Ltd  21:16:20 CET", in its own time. */
void site_about(const struct scene *, site_id, char *out, size_t size);

/* evidence.c: how it is known. The alert that tells of it (NULL none); the device it is
 * about (NONE). */
void evidence_facts(struct facts *, const struct alert *, dev_id);
/* "20:12:08" in the operator's zone; of another day "11-17 20:12". */
const char *facts_moment(const struct facts *, int64_t at_ms, char out[FORMAT_SIZE]);

#endif
