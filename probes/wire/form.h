/*
 * form: requests that are asked over and over. Of devices that are alike, and of one
 * from poll to poll, they differ in an index and in nothing else: the objects are
 * encoded once, and then the index is put in its places. Pure.
 */
#ifndef NOCTOP_WIRE_FORM_H
#define NOCTOP_WIRE_FORM_H

#include "probes/wire/scan.h"

#define FORMS 64 /* kept; of more than that, the last of each place */

struct form {
	const struct reader *reader; /* NULL: none */
	uint32_t objects;	     /* bits: its columns */
	uint8_t fixed;		     /* of them without the index */
	struct ask_list list;
};
struct forms {
	struct form form[FORMS];
};

/* The objects of a request of this scan as they are encoded, but for the index; NULL:
 * they do not all have the same. What comes back stays until the next is asked for. */
const struct ask_list *forms_find(struct forms *, const struct scan *,
				  struct scan_request *);

#endif
