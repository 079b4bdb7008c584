/*
 * site: the view of one site: verdict, cause and evidence, who to call, its alerts,
 * devices and ways to other sites, the last minutes.
 */
#ifndef NOCTOP_VIEWS_SITE_H
#define NOCTOP_VIEWS_SITE_H

#include "views/facts.h"
#include "views/view.h"

/* site_facts.c: what is known of it, most important lines first. Only what is known is
 * said; what a configuration leaves out is not drawn. */
void site_facts(struct facts *, site_id);
/* In one line: the cause, or how well it is. */
void site_brief(struct facts *, site_id);

#endif
