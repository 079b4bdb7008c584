/*
 * sense: from what a device answered to its readings, by its profile. Pure but for
 * texts, which go into the network's pool; the same cells give the same readings.
 *
 * First everything a profile names is read, once (struct survey): labels, scales,
 * limits, which rows there are. What comes of it are senses: for each reading which
 * object is to be asked from now on and by what it is multiplied, some 24 bytes. The
 * rest (its name, its limits) is kept where it is shown, in the model, in the same
 * order.
 */
#ifndef NOCTOP_WIRE_SENSE_H
#define NOCTOP_WIRE_SENSE_H

#include "probes/ber/ber.h"
#include "probes/conf/profile.h"
#include "probes/model/module.h"
#include "probes/wire/column.h"

#define SENSES_MAX 1024		/* of one device */
#define SURVEY_CELLS_MAX 60000u /* of one device; the rest is not read */

/* The first number in a text, NAN none. The byte before it must be there, too. */
double number_in_text(const char *);
/* A value: number is NAN when there is none in it; text is for octets alone and ends in
 * a NUL in the buffer it points into. */
struct raw_cell {
	double number;
	struct span text;
	bool there, is_text;
};
/* False, and not there, when the agent has no such object. */
bool raw_take(struct raw_cell *, const struct varbind *, struct buf *text);

struct survey_cell {
	uint32_t index; /* in survey.arc */
	uint16_t column;
	uint8_t index_n;
	struct raw_cell raw;
};
struct survey {
	struct survey_cell *cell;
	uint32_t *arc;
	uint32_t *order, *first; /* cells by column, each column's as they came */
	uint32_t n, cap, arc_n, arc_cap, order_cap, first_cap;
	struct buf text;
};
void survey_begin(struct survey *); /* ready when zeroed; forgets, keeps its memory */
void survey_fini(struct survey *);
/* A value of a column of the profiles. False: there are too many. Rows of one column
 * come in the order of their indexes. */
bool survey_add(struct survey *, const struct profiles *, uint16_t column,
		const uint32_t *index, uint32_t index_n, const struct varbind *);
/* When all are there, before they are looked at. */
void survey_end(struct survey *, const struct profiles *);
/* NULL: there is no such cell. */
const struct raw_cell *survey_find(const struct survey *, uint16_t column,
				   const uint32_t *index, uint32_t n);

/* The first cell of a column, in order, that is not below this index; and whether the
 * cell there is one of the column whose index begins so. */
uint32_t survey_lower(const struct survey *, uint16_t column, const uint32_t *index,
		      uint32_t n);
bool survey_begins(const struct survey *, uint16_t column, uint32_t at,
		   const uint32_t *index, uint32_t n);

/* What to ask of one reading. */
struct sense {
	double factor;	/* what it is multiplied by */
	uint32_t index; /* in senses.arc */
	uint32_t row;	/* the finding it goes into: its own, or one it is folded into;
			   NONE: it only tells that something changed */
	uint32_t place; /* of a peer: among those of its device */
	uint16_t reading; /* of the profiles */
	uint8_t kind;	  /* enum reading_kind */
	uint8_t index_n;
};
struct senses {
	struct sense *row;
	uint32_t *arc;
	uint32_t n, cap, arc_n, arc_cap;
	uint32_t findings; /* rows that come of them */
	uint32_t peers;	   /* of the senses */
	bool cpu, memory;  /* some of them are processors; memory */
	bool shape;	   /* one tells when the parts are others */
};
void senses_fini(struct senses *);
/* One more, of others: a peer with a row of its own behind the rest. False: there are
 * too many. */
bool senses_keep_peer(struct senses *, const struct senses *from, const struct sense *);

/* A reading as the model wants it. */
struct finding {
	struct sensor sensor;		/* value: of memory and processors in percent */
	struct peer peer;		/* of a kind of peer, instead */
	double used_bytes, total_bytes; /* of memory, NAN unknown */
	uint8_t kind;			/* enum reading_kind */
	uint32_t folded;		/* readings in it */
};
struct findings {
	struct finding *row;
	uint32_t n, cap;
	str_id text[READ_TEXTS]; /* what it is: vendor, model … ; 0 unknown. Found by
				    surveys alone */
	struct module *module;	 /* surveys alone */
	uint32_t module_n, module_cap;
	/* Of all that tells of changes in the configuration, and in the parts; 0:
	 * nothing does. */
	uint32_t config_mark, shape_mark;
};
void findings_fini(struct findings *);

/* What became of a reading, for people who write profiles. */
struct sense_note {
	uint32_t cells;	   /* rows of its value, or state */
	uint32_t unwanted; /* of them: by kind.map, only and except */
	uint32_t nothing;  /* a sentinel, not valid, impossible */
	uint32_t told;	   /* of them: another reading had told it already, … */
	uint16_t instead;  /* … the last of these; PROFILE_NONE */
};

/* All readings of a device, and the senses by which to read them again. notes: one for
 * each reading of the profiles, or NULL. */
void sense_survey(const struct profiles *, const struct profile *,
		  const struct survey *, struct text_pool *, struct senses *,
		  struct findings *, struct sense_note *notes);

/* Reading again: rows hold what stays (kind; of the sensor name, component, limits).
 * sense_begin forgets their values, sense_take puts one sense's in, sense_end folds. */
void sense_begin(struct findings *);
void sense_take(const struct profiles *, const struct sense *,
		const struct raw_cell raw[RAW_N], const struct buf *text,
		struct text_pool *, struct findings *);
void sense_end(const struct profiles *, const struct senses *, struct findings *);

/* The name of a peer that is known by its interface, "VRID 10 on 4", by the name of
 * that: "VRID 10 on Vlan10"; another name stays as it is. */
str_id sense_peer_on(struct text_pool *, str_id name, uint32_t local, str_id port);

/* The object of a sense to be asked of a device with this sysObjectID; false: the
 * reading has no such part. */
bool sense_object(const struct profiles *, const struct senses *, const struct sense *,
		  enum raw, const char *object_id, struct oid *);
/* A column, to be walked. */
void sense_column(const struct profiles *, uint16_t column, const char *object_id,
		  struct oid *);

#endif
