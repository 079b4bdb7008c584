/*
 * The keys of a [reading] that is a peer: bgp, ospf … What its parts are read from
 * stands where other readings have theirs (enum raw), so that they are asked alike.
 */
#include "probes/conf/profile_parse.h"

/* Keys of peers alone, and those that peers do not have. */
static void check(struct parse *t, bool peer)
{
	static const char *const only[] = {
		"also", "also.map", "enabled", "since",	 "ups",	    "prefixes", "as",
		"id",	"local",    "group",   "number", "address", "dies"};
	static const char *const never[] = {"value",  "free",  "total", "alarm",
					    "valid",  "fold",  "watts", "invert",
					    "absent", "limits"};

	for (size_t i = 0; !peer && i < sizeof only / sizeof *only; i++)
		if (ini_key(t->s, only[i]))
			fault_add(t->f, t->s->file, ini_line(t->s, only[i]),
				  "%s is of peers alone: bgp, ospf …", only[i]);
	for (size_t i = 0; peer && i < sizeof never / sizeof *never; i++)
		if (ini_key(t->s, never[i]))
			fault_add(t->f, t->s->file, ini_line(t->s, never[i]),
				  "%s is nothing of a peer", never[i]);
}

/* A number is which one of the index. */
static uint8_t arc_of(struct parse *t, const char *key, double number)
{
	if (number >= 0 && number <= PROFILE_ARCS)
		return (uint8_t)number;
	profile_fault(t, key, "is no number of an index", ini_get(t->s, key));
	return 0;
}

static uint8_t arc(struct parse *t, const char *key)
{
	const char *value = ini_get(t->s, key);
	double number;

	return value && number_parse(value, &number) ? arc_of(t, key, number) : 0;
}

static uint8_t arc_or_ref(struct parse *t, const char *key, struct profile_ref *ref)
{
	return arc_of(t, key, profile_take_limit(t, key, ref, 0));
}

void profile_take_peer(struct parse *t, struct profile_reading *r)
{
	const char *enabled = ini_get(t->s, "enabled"), *dies = ini_get(t->s, "dies");
	struct profile_condition c = {.ref = profile_no_ref};

	check(t, reading_is_peer(r->kind));
	r->local_arc = arc_or_ref(t, "local", &r->local_by);
	r->group_arc = arc_or_ref(t, "group", &r->group_by);
	r->number_arc = arc(t, "number");
	r->address_arc = arc(t, "address");
	r->id_arc = arc_or_ref(t, "id", &r->id);
	r->as = profile_take_ref(t, "as");
	r->ups = profile_take_ref(t, "ups");
	if (!reading_is_peer(r->kind))
		return;
	r->dies = dies ? (uint8_t)word_find(DIES_WORDS, dies) : DIES_NOT;
	r->raw[RAW_SINCE] = profile_take_raw(t, "since");
	r->raw[RAW_PREFIXES] = profile_take_raw(t, "prefixes");
	r->raw[RAW_ALSO] = profile_take_raw(t, "also");
	r->alarm_bits = profile_take_map(t, "also.map", TO_PEER);
	if (enabled)
		c = profile_take_condition(t, "enabled", enabled);
	r->raw[RAW_ENABLED] = c.ref;
	r->valid_is = c.is;
}
