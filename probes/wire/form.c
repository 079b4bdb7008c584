/*
 * A place for each kind of request, by a hash of what it asks. Half a dozen are asked
 * of a network whose devices are alike.
 */
#include "probes/wire/form.h"

static struct form *place_of(struct forms *f, const struct reader *reader,
			     const struct scan_request *r, size_t size)
{
	uint32_t hash = r->objects * UINT32_C(2654435761);

	hash ^= (uint32_t)((uintptr_t)reader >> 4) * 31 + r->non_repeaters * 7;
	return &f->form[(hash >> 16 ^ hash ^ size) % FORMS];
}

static bool is_it(const struct form *form, const struct reader *reader,
		  const struct scan_request *r, size_t size)
{
	return form->reader == reader && form->objects == r->objects &&
	       form->fixed == r->non_repeaters && form->list.index_size == size;
}

const struct ask_list *forms_find(struct forms *f, const struct scan *s,
				  struct scan_request *r)
{
	uint8_t octets[OID_ARC_OCTETS];
	size_t size = r->index < 0 ? 0 : oid_encode_arc((uint32_t)r->index, octets);

	if (!r->level)
		return NULL;
	struct form *form = place_of(f, s->reader, r, size);
	if (!is_it(form, s->reader, r, size)) {
		*form = (struct form){.reader = s->reader,
				      .objects = r->objects,
				      .fixed = r->non_repeaters};
		scan_names(s, r);
		if (!ask_list_make(&form->list, r->name, r->n, r->non_repeaters, size))
			form->reader = NULL;
	}
	return form->reader ? &form->list : NULL;
}
