/*
 * profile: what is read of a kind of device, and what it means: the files of
 * etc/profiles as flat tables. A vendor is one file; nothing of a vendor stands in C.
 *
 *   [oids]                                  ; names for numbers, for all files
 *   entPhySensorValue = 1.3.6.1.2.1.99.1.1.1.4
 *
 *   [profile acme-os]                       ; the readings below it are its own
 *   match   = 1.3.6.1.4.1.99999.1           ; sysObjectID begins so; the longest wins
 *   descr   = *AcmeOS*                      ; and sysDescr is like this
 *   inherit = standard                      ; and all that this has
 *   without = entity-fan                    ; but for these
 *
 *   [reading acme-temperature]
 *   kind    = temperature
 *   value   = 1.3.6.1.4.1.99999.1.1.3       ; a column; a scalar ends in .0
 *   label   = 1.3.6.1.4.1.99999.1.1.2
 *   scale   = 0.1
 *   absent  = 0, -32768
 *
 * A REF is a name or a number, and which row of that column is meant: as it stands, the
 * row with the same index; OID@2 the row whose index is the first two arcs, OID@-1 the
 * last one; OID@OTHER the row whose index is the value of OTHER in this row, a number
 * or an address; OID@nearest the row whose index, an address, has the most bits in
 * common with this one's: that of the own end of a network. OID+1.1 is the row with 1.1
 * behind the index. A condition may be on a number of the index itself: index@2. A MAP
 * is "1: ok, 2|3: critical on battery, *: unknown". Values may be numbers, or texts as
 * globs. Texts with a number in them ("24C") count as that number.
 *
 * Where a maker gives every model a subtree of its own, which is its sysObjectID or the
 * beginning of that, a number may begin with {sysObjectID}, or {sysObjectID@10} for its
 * first ten arcs.
 *
 * All keys with a line of explanation each: profile_kinds. Faults are told with
 * file:line, all at once.
 */
#ifndef NOCTOP_CONF_PROFILE_H
#define NOCTOP_CONF_PROFILE_H

#include "probes/conf/schema.h"
#include "probes/model/peer.h"
#include "probes/model/sensor.h"

#define PROFILE_ARCS 24	      /* of an object identifier */
#define PROFILE_OWN UINT8_MAX /* all arcs of a sysObjectID */
#define PROFILE_NONE UINT16_MAX
#define PROFILE_COLUMNS 8192 /* of all files together */
#define PROFILE_ABSENT 8     /* values that mean nothing is there, of one reading */
#define PROFILE_ONLY 4	     /* conditions of one reading */
#define PROFILE_LABELS 4
#define PROFILE_MORE 2 /* arcs behind an index */

/* What a reading becomes: a sensor, or a row of processors, memory and storage. */
enum reading_kind {
	READ_SENSOR,			       /* + enum sensor_kind */
	READ_CPU = READ_SENSOR + SENSOR_KINDS, /* % */
	READ_MEMORY,			       /* bytes of RAM, or % */
	READ_SWAP,
	READ_STORAGE,
	READ_MODULE, /* a part that has a serial number: value */
	READ_CONFIG, /* another number or text: somebody changed its configuration */
	READ_SHAPE,  /* … its parts are others: what they are is to be read again */
	READ_PEER,   /* + enum peer_kind */
	/* texts that say what the device is; the first of each counts */
	READ_VENDOR = READ_PEER + PEER_KINDS,
	READ_MODEL,
	READ_SERIAL,
	READ_VERSION,
	READ_KINDS
};
#define READ_TEXT READ_VENDOR /* from here on */
#define READ_TEXTS (READ_KINDS - READ_TEXT)
static inline bool reading_is_peer(uint8_t kind)
{
	return kind >= READ_PEER && kind < READ_PEER + PEER_KINDS;
}

enum fold { FOLD_EACH, FOLD_MEAN, FOLD_MAX };

/* A column, or a scalar, that is asked for. */
struct profile_column {
	const char *name;	    /* as it was first written */
	uint32_t arc[PROFILE_ARCS]; /* without the .0 of a scalar */
	uint8_t n;
	uint8_t own; /* so many arcs of the device's sysObjectID stand before them */
	bool scalar;
};

struct profile_ref {
	uint16_t column; /* PROFILE_NONE: there is none; with arcs it is the arc
			    itself */
	uint16_t via;	 /* the column that holds the index; PROFILE_NONE */
	int8_t arcs;	 /* of the index: the first, or if negative the last; 0 all */
	bool nearest;
	uint8_t more_n;	 /* arcs behind the index */
	uint16_t more[PROFILE_MORE];
};

/* One value of a map or a condition, and what it stands for. */
struct profile_case {
	const char *like; /* a glob; NULL: the number, or any value */
	int64_t number;
	bool any;
	uint8_t to;	   /* state, kind */
	double factor;	   /* of a scale */
	const char *words; /* a state's or a component's; NULL none */
};
struct profile_map {
	uint32_t first, n; /* of profiles.cases */
};
struct profile_condition {
	struct profile_ref ref;
	struct profile_map is;
	bool unwanted; /* the row counts when it is none of these */
};

/* What is asked again whenever the device is read: the rest is learnt once. */
enum raw {
	RAW_VALUE, /* of memory: what is used */
	RAW_FREE,
	RAW_TOTAL,
	RAW_STATE,
	RAW_ALARM,
	RAW_VALID,
	RAW_N,
	/* of peers */
	RAW_SINCE = RAW_VALUE, /* how long it has been up */
	RAW_PREFIXES = RAW_TOTAL,
	RAW_ALSO = RAW_ALARM, /* may make the state worse */
	RAW_ENABLED = RAW_VALID,
};

/* What becomes of the row of a peer that is lost. */
enum dies { DIES_NOT, DIES, DIES_MOVES };

enum limit {
	LIMIT_LOW_CRITICAL,
	LIMIT_LOW_WARNING,
	LIMIT_WARNING,
	LIMIT_CRITICAL,
	LIMIT_N
};

/* What a row of a table of limits may be. */
enum limits_is { LIMITS_LOW, LIMITS_HIGH, LIMITS_WARNING, LIMITS_CRITICAL, LIMITS_N };

struct profile_reading {
	const char *name, *file;
	unsigned line;
	uint16_t profile; /* whose it is */
	uint8_t kind;	  /* enum reading_kind, when kind_by is none */
	uint8_t arcs;	  /* of the index, that its rows have; 0 any number */
	uint16_t if_type; /* asked of devices with such an interface; 0 of all */
	uint8_t fold;
	bool is_unsigned; /* a negative number is one above 2^31 */
	bool invert;	  /* 100 - x */
	bool watts;	  /* light in watts, shown in dBm */
	bool fahrenheit;
	struct profile_ref raw[RAW_N];
	struct profile_ref kind_by, scale_by, precision, unit_by, component_by,
		component_up, port, part_model, part_version, limit_by[LIMIT_N],
		label[PROFILE_LABELS];
	/* a table with several limits of each row, whose index begins with the row's */
	struct profile_ref limits;
	struct profile_condition limits_is[LIMITS_N];
	struct profile_map kind_map, scale_map, state_map, alarm_bits, valid_is,
		component_map, component_names;
	struct profile_condition only[PROFILE_ONLY];
	uint8_t only_n, label_n, absent_n, unless_n;
	double absent[PROFILE_ABSENT];
	double scale, unit; /* unit: bytes that memory is counted in */
	double min, max;    /* what is outside is no reading */
	double limit[LIMIT_N];
	const char *component, *title; /* "" none; of rows without a label */
	const char *drop;	       /* words a label is rid of: "GREEN|RED" */
	/* of peers */
	struct profile_ref id, as, ups, local_by, group_by;
	/* of the index, from 1; 0 none */
	uint8_t id_arc, local_arc, group_arc, number_arc, address_arc;
	uint8_t dies; /* enum dies */
	const char *after, *before;    /* of a text what stands between; "" its ends */
	int8_t word;		       /* and of that one word; 0 all */
	const uint16_t *unless; /* readings: not when one of these gave something */
};

struct profile {
	const char *name, *file;
	unsigned line;
	const char *descr;  /* glob; NULL any */
	const char *vendor; /* who makes them; "" it is not known from the profile */
	const char *without; /* inherited readings that it does not want; NULL all */
	struct profile_column *match;
	uint32_t match_n;
	uint16_t inherit; /* PROFILE_NONE */
	/* its own readings and the inherited ones, in the order in which they count */
	uint16_t *reading;
	uint32_t reading_n;
	/* the columns that they need; the last of them only those with an if_type */
	uint16_t *column;
	uint32_t column_n, plain_n;
};

struct profiles {
	struct arena arena;
	struct profile *profile;
	struct profile_reading *reading;
	struct profile_column *column;
	struct profile_case *cases;
	uint32_t profile_n, profile_cap, reading_n, reading_cap, column_n, column_cap,
		cases_n, cases_cap;
	uint16_t fallback; /* the profile "standard"; PROFILE_NONE */
};

/* Read all *.ini of a folder, in the order of their names, behind those of the
 * operator's own (NULL none), which come first where two match alike; a file of his
 * takes the place of one of the same name. True when no fault was added. The profiles
 * are ready when zeroed. */
bool profiles_load(struct profiles *, const char *folder, const char *own,
		   struct faults *);
/* The same from bytes, of one file. */
bool profiles_parse(struct profiles *, const char *file, const char *bytes, size_t n,
		    struct faults *);
void profiles_fini(struct profiles *);

/* The profile of a device, by its sysObjectID (dotted) and sysDescr; NULL none. */
const struct profile *profiles_match(const struct profiles *, const char *object_id,
				     const char *descr);
/* The object of a column, without an index, of a device with this sysObjectID. Returns
 * how many arcs it has, at most 2 * PROFILE_ARCS. */
uint32_t profile_object(const struct profile_column *, const char *object_id,
			uint32_t *arc);
/* "temperature" … "storage"; "sensor" of READ_KINDS: its rows tell which. */
const char *reading_kind_name(uint8_t kind);
/* The object whose rows are those of the reading; NULL: it has none. */
const struct profile_column *profile_first_column(const struct profiles *,
						  const struct profile_reading *);
/* What a value is by a map: NULL when it is none of it. text may be NULL; where there
 * is one, it is a number only when it is nothing else. */
const struct profile_case *profile_find(const struct profiles *, struct profile_map,
					double number, const char *text);

/* What a reading of this kind can be; the profile may narrow it. */
double reading_min(uint8_t kind);
double reading_max(uint8_t kind);

extern const struct kind_def profile_kinds[]; /* what may stand in a profile */

#endif
